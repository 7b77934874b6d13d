"""What a tip advises, as advice of the vocabulary."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from rolegraph.errors import DataError
from rolegraph.namespaces import mint
from rolegraph.reading.verbgroups import LONGEST
from rolegraph.reading.verbs import Verbs
from rolegraph.reading.words import phrases, read_table, words

MOST_WORDS: Final = 6
"""No minted advice has more words."""
_AROUND: Final = 30
"""How far from a cue a phrase may stand that makes it mean something else."""

_WORD: Final = re.compile(r"[^\W_]+(?:[-/'’.+&][^\W_]+)*[+#]*|[,;:.!?()–—]")
_ARTICLES: Final = words("a an the your their his her our some")
_CUTS: Final = words(
    """to by so that which who because if when while where using through for ensuring such
    including like early over before after until even not rather without than since
    ; : . ! ? ( ) – —"""
)
_TRAILING: Final = words("and or of in on with at from as into about own , for to by")


class Tip(NamedTuple):
    """A piece of advice and where a tip gives it; the IRI is empty where no concept is known.

    Offsets in the title of a tip are below zero: they count back from the title's end.
    """

    start: int
    end: int
    iri: str
    label: str


class _Cue(NamedTuple):
    slug: str
    where: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    keys: tuple[str, ...]


def _keys(cues: Iterable[str]) -> tuple[str, ...]:
    """Return one word of each cue: a text with a cue has one of them."""
    longest = {max(cue.replace("*", "").split(), key=len).casefold() for cue in cues}
    return tuple(sorted(longest))


def _pattern(cues: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for whole phrases: ``*`` is any ending, ``...`` up to three words."""
    each = []
    for cue in sorted(cues, key=lambda cue: (-len(cue), cue)):
        text = ""
        for word in cue.split():
            if word == "...":
                text += r"(?:[\w'’/-]+\s+){0,3}?"
            else:
                text += re.escape(word).replace(r"\*", r"[\w'’]*") + r"[\s-]+"
        each.append(text.removesuffix(r"[\s-]+"))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(each)})(?![\w])", re.IGNORECASE)


class Advice:
    """Known advice by the words that give it."""

    def __init__(
        self,
        rows: Iterable[tuple[str, ...]],
        labels: Mapping[str, str],
        verbs: Verbs,
        broader: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._labels, self._verbs, self._broader = labels, verbs, broader or {}
        self._cues: list[_Cue] = []
        for number, (slug, where, cues, unless) in enumerate(rows, 2):
            if slug not in labels or where not in ("", "title", "text") or not cues:
                raise DataError(f"{slug!r}: unknown slug or place", "reading/advice.tsv", number)
            barred = phrases(unless)
            self._cues.append(
                _Cue(
                    slug,
                    where,
                    _pattern(phrases(cues)),
                    _pattern(barred) if barred else None,
                    _keys(phrases(cues)),
                )
            )

    def find(self, text: str, title: str = "") -> list[Tip]:
        """Return the advice that a tip gives in its title and its text, each once, in order."""
        title = title[:LONGEST]
        length = len(title)
        found: dict[str, Tip] = {}
        for tip in self._within(title, "title"):
            place = tip._replace(start=tip.start - length, end=tip.end - length)
            found.setdefault(tip.iri, place)
        for tip in self._within(text[:LONGEST], "text"):
            found.setdefault(tip.iri, tip)
        slugs = {iri.rpartition("/")[2] for iri in found}
        above = {parent for slug in slugs for parent in self._broader.get(slug, ())}
        kept = [tip for tip in found.values() if tip.iri.rpartition("/")[2] not in above - _FULL]
        return sorted(kept, key=lambda tip: (tip.start, tip.end))

    def _within(self, text: str, where: str) -> list[Tip]:
        tips = []
        folded = text.casefold()
        for cue in self._cues:
            if cue.where not in ("", where) or not any(key in folded for key in cue.keys):
                continue
            for match in cue.pattern.finditer(text):
                if cue.unless is not None and self._barred(cue.unless, text, match):
                    continue
                iri = mint("advice", cue.slug)
                tips.append(Tip(match.start(), match.end(), iri, self._labels[cue.slug]))
                break
        return sorted(tips, key=lambda tip: (tip.start, tip.end))

    def _barred(self, unless: re.Pattern[str], text: str, match: re.Match[str]) -> bool:
        low, high = max(0, match.start() - _AROUND), min(len(text), match.end() + _AROUND)
        for at in (".", "!", "?", ";"):
            low = max(low, text.rfind(f"{at} ", low, match.start()) + 1)
        return unless.search(text, low, high) is not None

    def minted(self, title: str) -> Tip | None:
        """Return short advice for the title of a tip that the vocabulary lacks, or None."""
        title = title[:LONGEST]
        parts = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(title)]
        # Short words have no capital in a title either.
        long = [word for _, _, word in parts[1:] if len(word) > 3]
        cased = sum(word[:1].isupper() for word in long) * 2 > len(long)
        label: list[str] = []
        start = end = -1
        for at, (first, last, word) in enumerate(parts):
            lower = word.lower()
            if not label:
                follows = parts[at + 1][2].lower() if at + 1 < len(parts) else ""
                known = self._verbs.form(lower) is not None or lower == "be"
                if not (known or lower.endswith("ing") or follows in _ARTICLES):
                    return None
                start, end = first, last
                label.append(self._verbs.base(lower))
                continue
            if (lower in _CUTS and len(label) > 1) or len(label) >= MOST_WORDS:
                break
            if lower in _ARTICLES or word == ",":
                continue
            plain = all(
                part[1:] == part[1:].lower() and not any(letter.isdigit() for letter in part)
                for part in word.split("-")
            )
            label.append(lower if cased and plain else word)
            end = last
        while label and label[-1] in _TRAILING:
            label.pop()
        if len(label) < 2:
            return None
        return Tip(start - len(title), end - len(title), "", " ".join(label))


_FULL: Final = words("build-strong-foundation do-research-projects")
"""Advice that stands beside its narrower kinds."""

_COLUMNS: Final = ("advice", "where", "cues", "unless")
_VOCABULARY: Final = ("slug", "label", "broader", "alt", "hidden", "definition")


def read_advice(folder: str) -> Advice:
    """Read the tables of advice in a data folder. Raises `DataError` on a slip in them."""
    known = read_table(folder, "../vocabulary/advice.tsv", _VOCABULARY)
    return Advice(
        read_table(folder, "advice.tsv", _COLUMNS),
        {row[0]: row[1] for row in known},
        Verbs((row[0], row[1]) for row in read_table(folder, "verbs.tsv", ("verb", "forms"))),
        {row[0]: phrases(row[2]) for row in known},
    )
