"""Find the concept that a label names."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Final, NamedTuple

_WORDS: Final = re.compile(r"[\s_\-–—]+")
_LONGEST: Final = 300
"""So many letters of a name are compared with others: the work grows by their square."""
_RANK: Final = {"preferred": 0, "alternative": 1, "hidden": 2}
SORTS: Final = frozenset(_RANK)
"""What a name may be to its concept."""


class Name(NamedTuple):
    """One name of one concept; ``sort`` is preferred, alternative or hidden."""

    iri: str
    label: str
    name: str
    sort: str


class Match(NamedTuple):
    """A concept found by one of its names; the smaller ``rank``, the better the match."""

    iri: str
    label: str
    name: str
    rank: int


def normalise(text: str) -> str:
    """Return a text as names are compared: case, hyphens and runs of spaces do not count.

    >>> normalise("Machine-Learning  engineer")
    'machine learning engineer'
    """
    return _WORDS.sub(" ", text).strip().casefold()


class Lexicon:
    """The names of concepts, looked up exactly or roughly."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = list(names)
        self._exact: dict[str, dict[str, int]] = {}
        for iri, _, name, sort in self._names:
            found = self._exact.setdefault(normalise(name), {})
            found[iri] = min(_RANK[sort], found.get(iri, _RANK[sort]))

    @cached_property
    def _slugs(self) -> dict[str, set[str]]:
        """What there is by the last part of its IRI: made once, for lists have thousands."""
        found: dict[str, set[str]] = {}
        for name in self._names:
            found.setdefault(name.iri.rpartition("/")[2], set()).add(name.iri)
        return found

    def __len__(self) -> int:
        return len({name.iri for name in self._names})

    def labels(self) -> dict[str, str]:
        """Return the working label of every concept by IRI."""
        return {name.iri: name.label for name in self._names}

    def label(self, iri: str) -> str | None:
        """Return the working label of a thing, None where there is none such."""
        return next((name.label for name in self._names if name.iri == iri), None)

    def sources(self, iri: str) -> list[str]:
        """Return the sources that describe a thing: names by themselves know none."""
        return []

    def has_traits(self, role: str) -> bool:
        """Tell whether a role has anything that counts: names by themselves do not tell."""
        return True

    def find(self, text: str, source: str | None = None) -> list[str]:
        """Return the concepts that have exactly this name or slug, the best first.

        A preferred label beats an alternative one, and that a hidden one; only the best rank is
        returned. With ``source``, the slug of one, only what it describes itself counts.

        >>> python = Name("https://w3id.org/rolegraph/tool/python", "Python", "Python", "preferred")
        >>> Lexicon([python]).find("python")
        ['https://w3id.org/rolegraph/tool/python']
        """
        slugged = sorted(self._slugs.get(text.lower(), ()))
        found = self._exact.get(normalise(text), {})
        if source is not None:
            slugged = [iri for iri in slugged if source in self.sources(iri)]
            found = {iri: rank for iri, rank in found.items() if source in self.sources(iri)}
        if slugged or not found:
            return slugged
        best = min(found.values())
        return sorted(iri for iri, rank in found.items() if rank == best)

    def nearest(self, text: str, count: int = 3, least: float = 0.5) -> tuple[str, ...]:
        """Return the working labels that look most like a text, the most alike first.

        Those with a likeness below ``least`` (0 to 1, Ratcliff and Obershelp) are left out.
        """
        import difflib

        wanted = normalise(text[:_LONGEST])
        letters, length = Counter(wanted), len(wanted)
        scores: dict[str, float] = {}
        for _, label, name, _sort in self._names:
            other = normalise(name)
            holds = wanted != "" and (other.startswith(wanted) or f" {wanted}" in other)
            both = length + len(other)
            # Cheap bounds first: of thousands of names few are worth the comparison itself.
            if not holds:
                if 2 * min(length, len(other)) < least * both:
                    continue
                if 2 * (letters & Counter(other)).total() < least * both:
                    continue
            score = difflib.SequenceMatcher(None, wanted, other).ratio() + 0.5 * holds
            scores[label] = max(score, scores.get(label, 0.0))
        ranked = sorted(scores, key=lambda label: (-scores[label], label))
        return tuple(label for label in ranked[:count] if scores[label] >= least)

    def search(self, text: str) -> list[Match]:
        """Return the concepts with a name that contains a text, the best match first.

        A whole name comes before the start of one, that before the start of a word in one, and that
        before any other place.
        """
        wanted = normalise(text)
        if not wanted:
            return []
        best: dict[str, Match] = {}
        for iri, label, name, sort in self._names:
            other = normalise(name)
            at = other.find(wanted)
            if at < 0:
                continue
            if other == wanted:
                rank = 0
            elif at == 0:
                rank = 3
            elif f" {wanted}" in other:
                rank = 6
            else:
                rank = 9
            match = Match(iri, label, name, rank + _RANK[sort])
            if iri not in best or match.rank < best[iri].rank:
                best[iri] = match
        return sorted(
            best.values(), key=lambda match: (match.rank, len(match.label), match.label, match.iri)
        )
