"""Find the names of things in a text: the longest match, on the bounds of words."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import accumulate, chain, compress, pairwise, repeat
from operator import itemgetter
from typing import Final, NamedTuple

from rolegraph.facts import Concept
from rolegraph.namespaces import BASE
from rolegraph.reading import ambiguity
from rolegraph.reading.ambiguity import Rule
from rolegraph.reading.passage import Mention
from rolegraph.reading.spelling import american, other_number, spellings, stem
from rolegraph.reading.tokens import TOKENS, Words

KINDS: Final = (
    "role",
    "skill",
    "tool",
    "field",
    "degree",
    "certification",
    "industry",
    "employer",
)
"""The kinds whose names are looked for in a text, the first of two with one name before the other.
What is a phrase (a responsibility, advice) is found by `Names.exact` only."""

_UNNAMED: Final = frozenset(("posting", "outlook"))
_SORTS: Final = {"preferred": 0, "alternative": 1, "hidden": 2}
_ORDER: Final = {kind: at for at, kind in enumerate(KINDS)}
_INFLECTED: Final = frozenset(("role", "skill", "tool", "degree", "certification"))
_LONGEST: Final = 24


class NameEntry(NamedTuple):
    """One name of one thing; ``label`` is its preferred name, ``sort`` as in `lexicon.Name`."""

    iri: str
    kind: str
    label: str
    name: str
    sort: str


def entries(concepts: Iterable[Concept]) -> Iterator[NameEntry]:
    """Yield the names of concepts; advertisements and outlooks have none."""
    for concept in concepts:
        iri, kind, label = concept.iri, concept.kind, concept.label
        if kind in _UNNAMED:
            continue
        yield NameEntry(iri, kind, label, label, "preferred")
        for name in concept.alt:
            yield NameEntry(iri, kind, label, name, "alternative")
        for name in concept.hidden:
            yield NameEntry(iri, kind, label, name, "hidden")


_QUOTES: Final = "’‘ʼ＇"
_GAPS: Final = "\t\n\r\x0b\x0c-_"
_WIDE_GAPS: Final = (
    "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029"
    "\u202f\u205f\u3000‐‑‒–—―−"
)
_SIGNS: Final = re.compile(r" *[.+#'] *")
_BROKEN: Final = re.compile(r"\n[ \t]*(?:[-–—*•]|\n)")
# What shows that a name goes on: C# is not C, and python.org is an address.
_TAIL: Final = re.compile(r"#|\+(?!\w)|\.(?:com|org|net|io|ai|dev|edu|gov|co)\b", re.IGNORECASE)
_TAILS: Final = frozenset("#+.")
_WIDEST: Final = 200
_REMEMBERED: Final = 50_000
_UNSURE: Final = 5_000
"""So many words that may be names are judged in one text: more are no text."""


def fold(text: str) -> str:
    """Return a text of the same length in lower case, each dash and white space as a space.

    >>> fold("Machine-Learning’s")
    "machine learning's"
    """
    low = text.lower()
    if len(low) != len(text):
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    for gap in _GAPS:
        low = low.replace(gap, " ")
    if not low.isascii():
        for gap in _WIDE_GAPS:
            low = low.replace(gap, " ")
        for quote in _QUOTES:
            low = low.replace(quote, "'")
    return low


_MENTION: Final = partial(tuple.__new__, Mention)
_NUMBERS: Final = itemgetter(0)
_LENGTHS: Final = itemgetter(1)


class _Hit(NamedTuple):
    """What a run of tokens may name.

    ``spelt`` maps the spellings that count to their candidates, where not all do; ``signs`` are the
    dots and the like with the spaces around them, where the name has some.
    """

    candidates: tuple[tuple[str, str], ...]
    rule: Rule | None
    spelt: dict[str, tuple[tuple[str, str], ...]] | None
    signs: list[str]


class Names:
    """The names of things, found in texts.

    ``broader`` gives the broader things by IRI. ``rules`` are those for names that are also words,
    by normalised name; without it, those that the project comes with. ``refused`` holds pairs of
    an IRI and a normalised name by which it must not be found.
    """

    def __init__(
        self,
        entries: Iterable[NameEntry],
        broader: Mapping[str, tuple[str, ...]] | None = None,
        *,
        rules: Mapping[str, Rule] | None = None,
        refused: Collection[tuple[str, str]] = (),
    ) -> None:
        self._entries = list(entries)
        self._broader = broader or {}
        self._parents = {iri for above in self._broader.values() for iri in above}
        self._labels = {entry.iri: entry.label for entry in self._entries}
        self._kinds = {entry.iri: entry.kind for entry in self._entries}
        self._canon: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        # Key (tokens with spaces between) to numbers of entries.
        self._keys: dict[str, int | list[int]] = {}
        # Tokens by number, 0 for those in no name, and for each number that of its stem.
        self._numbers: dict[str, int] = {}
        self._tokens = [""]
        self._stem_of = [0]
        # The first two tokens to the lengths of such names as bits, where 8 stands for three and
        # more; first tokens that are names by themselves; and for names of three and more, the
        # first token and the stems of the next two to the lengths.
        self._pairs: dict[tuple[int, int], int] = {}
        self._ones: dict[int, int] = {}
        self._thirds: dict[tuple[int, int, int], int] = {}
        self._hits: dict[int | tuple[int, ...], _Hit | None] = {}
        self._build()
        self._words = Words(self._numbers)
        rules = ambiguity.bundled_rules() if rules is None else rules
        self._rules = {self._key(name): rule for name, rule in rules.items()}
        self._refused = {(iri, self._key(name)) for iri, name in refused}

    def __len__(self) -> int:
        return len(self._labels)

    def label(self, iri: str) -> str:
        """Return the preferred name of a thing; raises `KeyError` for an unknown one."""
        return self._labels[iri]

    def kind(self, iri: str) -> str:
        """Return the kind of a thing; raises `KeyError` for an unknown one."""
        return self._kinds[iri]

    def broader(self, iri: str) -> tuple[str, ...]:
        """Return what stands directly above a thing."""
        return self._broader.get(iri, ())

    def exact(self, kind: str, text: str) -> str | None:
        """Return the thing of a kind that has the whole text as a name, the best one."""
        key = self._key(text)
        found = [entry.iri for entry in self._ranked(key) if entry.kind == kind]
        if not found and key not in self._keys:
            other = key[: -len(key.rpartition(" ")[2])] + other_number(key.rpartition(" ")[2])
            ranked = [entry for entry in self._ranked(other) if self._inflects(entry)]
            found = [entry.iri for entry in ranked if entry.kind == kind]
        return found[0] if found else None

    def _key(self, text: str) -> str:
        canon = self._canon
        return " ".join(
            [canon.get(token) or american(token) for token in TOKENS.findall(fold(text))]
        )

    def _build(self) -> None:
        canon, stems, keys, findall = self._canon, self._stems, self._keys, TOKENS.findall
        ones: set[str] = set()
        pairs: dict[tuple[str, str], int] = {}
        thirds: dict[tuple[str, str, str], int] = {}
        # One call for all names: a call for each takes as long as all the rest.
        lines = fold("\0".join([entry.name.replace("\0", " ") for entry in self._entries]))
        for number, line in enumerate(lines.split("\0") if lines else ()):
            tokens = findall(line)
            try:
                tokens = [canon[token] for token in tokens]
            except KeyError:
                tokens = [self._learn(token) for token in tokens]
            size = len(tokens)
            if not 0 < size <= _LONGEST:
                continue
            key = " ".join(tokens)
            old = keys.get(key)
            if old is None:
                keys[key] = number
                if size > 1:
                    pair = tokens[0], stems[tokens[1]]
                    pairs[pair] = pairs.get(pair, 0) | (4 if size == 2 else 8)
                    if size > 2:
                        head = *pair, stems[tokens[2]]
                        thirds[head] = thirds.get(head, 0) | 1 << size
                else:
                    ones.add(key)
                    other = other_number(key)
                    if other:
                        ones.add(self._learn(other))
            elif isinstance(old, int):
                keys[key] = [old, number]
            else:
                old.append(number)
        self._count(ones, pairs, thirds)

    def _count(
        self,
        ones: Collection[str],
        pairs: Mapping[tuple[str, str], int],
        thirds: Mapping[tuple[str, str, str], int],
    ) -> None:
        """Give tokens their numbers, under which names are looked for."""
        number: dict[str, int] = {}
        alike: dict[str, list[int]] = {}
        for token, same in self._canon.items():
            at = number.get(same)
            if at is None:
                at = number[same] = len(self._tokens)
                self._tokens.append(same)
                alike.setdefault(self._stems[same], []).append(at)
            self._numbers[token] = at
        self._stem_of += [alike[self._stems[same]][0] for same in self._tokens[1:]]
        self._ones.update((number[token], 2) for token in ones)
        for (first, second), bits in pairs.items():
            at = number[first]
            bits |= self._ones.get(at, 0)
            for other in alike[second]:
                self._pairs[at, other] = bits
        for (first, second, third), bits in thirds.items():
            self._thirds[number[first], alike[second][0], alike[third][0]] = bits

    def _learn(self, token: str) -> str:
        same = self._canon.get(token)
        if same is not None:
            return same
        for form in (token, other_number(token)):
            if form:
                same = american(form)
                for spelling in {form, *spellings(same)}:
                    self._canon.setdefault(spelling, same)
                    self._stems.setdefault(spelling, stem(same))
        return self._canon[token]

    def _inflects(self, entry: NameEntry) -> bool:
        """Tell whether a name is a word or ends in one, so that it has a plural or a singular."""
        ours = entry.iri.startswith(BASE)
        last = entry.name.replace("-", " ").rpartition(" ")[2]
        several = last != entry.name
        if entry.kind == "role":
            return not last.isupper() and (ours or several)
        if entry.kind == "tool":
            plain = entry.label.rpartition(" ")[2].islower()
            return plain and (" " in entry.label or entry.iri in self._parents)
        if entry.kind == "certification" and last.istitle():  # "Certified Scrum Masters"
            return "certified" in fold(entry.name)
        return entry.kind in _INFLECTED and last.islower() and (ours or several)

    def _ranked(self, key: str) -> list[NameEntry]:
        """Return the entries behind a key, the best first."""
        found = self._keys.get(key)
        if found is None:
            return []
        entries = [self._entries[at] for at in ([found] if isinstance(found, int) else found)]
        entries = [entry for entry in entries if (entry.iri, key) not in self._refused]
        ours = [entry for entry in entries if entry.iri.startswith(BASE)]
        return sorted(ours or entries, key=lambda it: (_SORTS[it.sort], _ORDER.get(it.kind, 99)))

    def _resolve(self, numbers: list[int]) -> _Hit | None:
        """Return what tokens may name in a text, None where that is nothing."""
        last = self._tokens[numbers[-1]]
        key = " ".join([self._tokens[at] for at in numbers])
        ranked = [entry for entry in self._ranked(key) if entry.kind in _ORDER]
        rule = self._rules.get(key)
        if key not in self._keys:
            name = key[: len(key) - len(last)] + other_number(last)
            ranked = [it for it in self._ranked(name) if it.kind in _ORDER and self._inflects(it)]
            rule = self._rules.get(name)
        hit = None
        if ranked:
            things = tuple(dict.fromkeys((entry.kind, entry.iri) for entry in ranked))
            outside = " " not in key and not ranked[0].iri.startswith(BASE)
            spelt = self._spelt(ranked) if outside else None
            hit = _Hit(things, rule, spelt, _SIGNS.findall(fold(ranked[0].name)))
        if hit is not None or len(self._hits) < _REMEMBERED:
            self._hits[numbers[0] if len(numbers) == 1 else tuple(numbers)] = hit
        return hit

    @staticmethod
    def _spelt(entries: list[NameEntry]) -> dict[str, tuple[tuple[str, str], ...]]:
        spelt: dict[str, tuple[tuple[str, str], ...]] = {}
        for entry in entries:
            forms = [entry.name]
            if entry.name.islower():
                # A capital letter at the start of a sentence says nothing.
                forms.append(entry.name.capitalize())
            for form in forms:
                things = (*spelt.get(form, ()), (entry.kind, entry.iri))
                spelt[form] = tuple(dict.fromkeys(things))
        return spelt

    def find_in(self, text: str, tools: bool = False) -> list[Mention]:
        """Return the names in a text, leftmost and longest, in order, none inside another.

        ``tools`` says that the text stands in a list of tools: words such as "Excel" are names then
        without more evidence. Offsets count in the text that is given.
        """
        folded = fold(text)
        words = list(map(self._words.__getitem__, folded.split(" ")))
        same = list(chain.from_iterable(map(_NUMBERS, words)))
        starts = list(accumulate(chain.from_iterable(map(_LENGTHS, words)), initial=0))
        starts[-1] = len(text)
        if -1 in same:
            told = list(map((-1).__ne__, same))
            same = list(compress(same, told))
            starts = [*compress(starts, told), len(text)]
        same.append(0)
        # What may begin at each token, found without a line of Python for each.
        ones = map(self._ones.get, same, repeat(0))
        lengths = list(map(self._pairs.get, pairwise(same), ones))
        # The longest name may be looked for at the last token.
        same += [0] * _LONGEST
        thirds, hits = self._thirds, self._hits
        stem_of, addressed = self._stem_of, "@" in text
        spans: list[tuple[int, int, tuple[tuple[str, str], ...]]] = []
        unsure: dict[int, Rule] = {}
        free = 0
        for at, bits in compress(enumerate(lengths), lengths):
            if at < free:
                continue
            if bits & 8:
                bits = bits & 6 | thirds.get(
                    (same[at], stem_of[same[at + 1]], stem_of[same[at + 2]]), 0
                )
            while bits:
                size = bits.bit_length() - 1
                bits ^= 1 << size
                key = same[at] if size == 1 else tuple(same[at : at + size])
                hit = hits[key] if key in hits else self._resolve(same[at : at + size])
                if hit is None:
                    continue
                start, end = starts[at], starts[at + size]
                while folded[end - 1] == " ":
                    end -= 1
                candidates, rule, spelt, signs = hit
                if (
                    signs
                    or spelt is not None
                    or text[end : end + 1] in _TAILS
                    or (addressed and start and text[start - 1] == "@")
                    or (size > 1 and (end - start > _WIDEST or "\n" in text[start:end]))
                ):
                    candidates = self._accept(text, folded, start, end, hit)
                    if not candidates:
                        continue
                if rule is not None:
                    if rule.context == "case":
                        if not ambiguity.allowed(text, start, end, rule):
                            continue
                    elif len(unsure) < _UNSURE:
                        unsure[len(spans)] = rule
                    else:
                        continue
                spans.append((start, end, candidates))
                free = at + size
                break
        mentions = list(map(_MENTION, spans))
        return ambiguity.settle(text, mentions, unsure, tools) if unsure else mentions

    def _accept(
        self, text: str, folded: str, start: int, end: int, hit: _Hit
    ) -> tuple[tuple[str, str], ...]:
        """Return what a run of tokens names here, judged by what stands around and within it."""
        if end - start > _WIDEST or _TAIL.match(text, end):
            return ()
        if start and (text[start - 1] == "@" or (text[start] == "." and text[start - 1].isalnum())):
            return ()
        if hit.signs and _SIGNS.findall(folded, start, end) != hit.signs:
            return ()
        if text.find("\n", start, end) >= 0 and _BROKEN.search(text, start, end):
            return ()
        return hit.candidates if hit.spelt is None else hit.spelt.get(text[start:end], ())
