"""The patterns of duties: which verb with which object states which responsibility."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final, NamedTuple

from rolegraph.errors import DataError
from rolegraph.reading.verbgroups import WITH_SLASH
from rolegraph.reading.verbs import gerund
from rolegraph.reading.words import phrases

ALONE: Final = "alone"
"""Rule of a pattern that counts only where its clause says no other duty."""
FIRST: Final = "first"
"""Rule of patterns of which only the first in a list of objects counts."""
_RULES: Final = frozenset(("", ALONE, FIRST, f"{ALONE} {FIRST}"))


class Rows(NamedTuple):
    """The tables that duties are read by.

    ``patterns`` are the rows of ``duties.tsv``; ``families`` have name, verbs and nouns; ``verbs``
    have verb and irregular forms; ``labels`` and ``broader`` are by slug.
    """

    patterns: Sequence[tuple[str, ...]]
    families: Sequence[tuple[str, ...]]
    verbs: Sequence[tuple[str, ...]]
    labels: Mapping[str, str]
    broader: Mapping[str, tuple[str, ...]]


Phrase = tuple[frozenset[str], ...]


class Pattern(NamedTuple):
    """What a verb with an object states.

    The clause must have all words of one phrase of ``with_`` and no phrase of ``without``. The
    pattern with the highest weight wins. For ``alone`` and ``first`` see `ALONE` and `FIRST`.
    """

    slug: str
    weight: int
    with_: tuple[Phrase, ...]
    without: tuple[str, ...]
    alone: bool
    first: bool


def plural(noun: str) -> str:
    """Return the plural of a noun.

    >>> plural("query"), plural("model"), plural("process")
    ('queries', 'models', 'processes')
    """
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


_ALIKE: Final = 4
"""How many letters a noun begins with like its verb: "maintenance", "maintain"."""


def _alike(verb: str, noun: str) -> int:
    """Return how many letters two words begin with alike."""
    same = 0
    for one, other in zip(verb, noun, strict=False):
        if one != other:
            break
        same += 1
    return same


class Patterns:
    """Patterns by verb and last word of the object.

    ``lemmas`` has the base form of each word of the tables, ``things`` the words of objects, and
    ``actions`` for nouns and -ing forms the verbs or families (``@build``) that they stand for.
    ``verbs_of`` has the verb that a noun comes from.
    After a ``light`` verb the noun tells what is done: "conduct a review of the code".
    """

    def __init__(self, rows: Rows) -> None:
        self._labels = rows.labels
        groups = {f"@{row[0]}": row for row in rows.families}
        self.lemmas: dict[str, str] = {}
        self.things: set[str] = set()
        self.actions: dict[str, set[str]] = {}
        self.verbs_of: dict[str, str] = {}
        for row in rows.families:
            members = row[1].split()
            for noun in row[2].split() if members else ():
                alike, verb = max((_alike(verb, noun), verb) for verb in members)
                if alike >= _ALIKE:
                    self.verbs_of.setdefault(noun, verb)
        self.index: dict[tuple[str, str], list[tuple[Phrase, Pattern]]] = {}
        for number, row in enumerate(rows.patterns, 2):
            self._add(row, groups, number)
        for word in list(self.lemmas):
            if word.endswith("s") and plural(word[:-1]) == word and word[:-1] in self.lemmas:
                self.lemmas[word] = word[:-1]
        light = groups["@do"][1].split() if "@do" in groups else ()
        self.light = frozenset((*light, "ensure", "guarantee", "automate", "include", "involve"))

    def _add(self, row: tuple[str, ...], groups: Mapping[str, tuple[str, ...]], line: int) -> None:
        slug, verbs, objects, with_, without, rule = row
        if slug not in self._labels or rule not in _RULES or not objects:
            raise DataError(f"{slug!r}: unknown slug or rule", "reading/duties.tsv", line)
        named: list[str] = []
        for name in verbs.split():
            if not name.startswith("@"):
                named.append(name)
                self.actions.setdefault(gerund(name), set()).add(name)
                continue
            if name not in groups:
                raise DataError(f"unknown family {name!r}", "reading/duties.tsv", line)
            members = groups[name][1].split()
            named += members
            # Any of the nouns stands for any of the verbs: one of them is enough.
            for noun in groups[name][2].split():
                self.actions.setdefault(noun, set()).add(name)
                self.actions.setdefault(plural(noun), set()).add(name)
            for verb in members:
                self.actions.setdefault(gerund(verb), set()).add(verb)
            named.append(name)
        conditions = tuple(self._phrase(phrase, groups) for phrase in phrases(with_))
        barred = tuple(
            f" {' '.join(choice)} "
            for phrase in phrases(without)
            for choice in product(*(sorted(part) for part in self._phrase(phrase, groups)))
        )
        for text in phrases(objects):
            phrase = self._phrase(text, groups)
            pattern = Pattern(
                slug,
                len(phrase) + 3 * bool(with_),
                conditions,
                barred,
                ALONE in rule,
                FIRST in rule,
            )
            self.things.update(word for part in phrase for word in part)
            for last in phrase[-1]:
                for verb in dict.fromkeys(named):
                    self.index.setdefault((verb, last), []).append((phrase, pattern))

    def _phrase(self, text: str, groups: Mapping[str, tuple[str, ...]]) -> Phrase:
        parts = []
        for word in text.split():
            members = groups[word][2].split() if word.startswith("@") else [word]
            expanded: list[str] = []
            for member in members:
                expanded += [member] if member in WITH_SLASH else member.split("/")
            for member in expanded:
                self.lemmas[member] = member
                self.lemmas.setdefault(plural(member), member)
            parts.append(frozenset(expanded))
        return tuple(parts)
