"""What a sentence says that a role does, as responsibilities of the vocabulary."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final, NamedTuple

from rolegraph.namespaces import mint
from rolegraph.reading.dutynames import name_of
from rolegraph.reading.dutypatterns import Pattern, Patterns, Phrase, Rows
from rolegraph.reading.verbgroups import AND, LOOSE, STOP, WORD, Grammar, Group, Token
from rolegraph.reading.verbs import Verbs
from rolegraph.reading.words import phrases, read_table

_NEAR: Final = 3
"""How many words may stand between two words of a phrase."""


class Duty(NamedTuple):
    """A responsibility and the clause that says it; the IRI is empty where no concept is known."""

    start: int
    end: int
    iri: str
    label: str


class _Clause(NamedTuple):
    """The words of a clause: as a set, and as a line with a space around each."""

    bag: frozenset[str]
    text: str


class _Found(NamedTuple):
    slug: str
    alone: bool
    start: int
    end: int
    chain: int
    group: int


class Duties:
    """Known responsibilities by the verbs and objects that state them."""

    def __init__(self, rows: Rows) -> None:
        self._labels, self._broader = rows.labels, rows.broader
        patterns = Patterns(rows)
        self._index, self._lemmas, self._actions = patterns.index, patterns.lemmas, patterns.actions
        self.verbs = Verbs((row[0], row[1]) for row in rows.verbs)
        self.grammar = Grammar(self.verbs, patterns.things, self._actions)
        self._light, self._verbs_of = patterns.light, patterns.verbs_of

    def find(self, text: str) -> list[Duty]:
        """Return the known responsibilities that a sentence or list entry states, in order."""
        line, groups = self.grammar.parse(text)
        lemmas = [
            self._lemmas.get(token.word, token.word) if token.kind == WORD else "" for token in line
        ]
        bags = self._bags(line, lemmas, groups)
        found: list[_Found] = []
        for number, group in enumerate(groups):
            if not group.remark:
                found += self._governed(line, lemmas, group, number, bags[group.chain])
        found += self._nouns(line, lemmas, groups, bags)
        return self._chosen(line, groups, found)

    def _bags(
        self, line: list[Token], lemmas: list[str], groups: list[Group]
    ) -> dict[int, _Clause]:
        """Return by chain the words of its clause; -1 stands for the whole text."""
        parts: dict[int, tuple[set[str], list[str]]] = {}
        for group in groups:
            start = group.zone[0] if group.passive >= 0 else group.start
            bag, words = parts.setdefault(group.chain, (set(), [" "]))
            words += lemmas[start : group.end]
            bag.update(token.word for token in line[start : group.end])
            bag.update(base for _, base in group.verbs)
        parts[-1] = {token.word for token in line}, [" ", *lemmas]
        return {
            chain: _Clause(frozenset(bag.union(words)), " ".join((*words, " ")))
            for chain, (bag, words) in parts.items()
        }

    def _matches(self, lemmas: list[str], at: int, low: int, phrase: Phrase, high: int) -> bool:
        """Return whether a phrase whose last word stands at a place stands there as a whole."""
        place = at
        for alternatives in reversed(phrase[:-1]):
            for back in range(place - 1, max(low, place - 1 - _NEAR) - 1, -1):
                if lemmas[back] in alternatives:
                    place = back
                    break
            else:
                break
        else:
            return True
        # "Quality of the data" is data quality.
        after = lemmas[at + 1 : min(high, at + 7)]
        return all(not alternatives.isdisjoint(after) for alternatives in phrase[:-1])

    def _options(
        self,
        line: list[Token],
        lemmas: list[str],
        verb: str,
        low: int,
        high: int,
        clause: _Clause,
    ) -> list[tuple[int, int, int, int, Pattern]]:
        """Return what a verb may state with the objects in a zone.

        Each is conjunct, depth below "of", negative weight, place, pattern: the best sorts first.
        """
        options = []
        conjunct = depth = 0
        index = self._index
        near = set(lemmas[low:high])
        for at in range(low, high):
            kind = line[at].kind
            if kind == AND:
                conjunct += 1
                depth = 0
            elif kind != WORD:
                depth += line[at].word == "of"
            else:
                for phrase, pattern in index.get((verb, lemmas[at]), ()):
                    if len(phrase) > 1 and (
                        phrase[-2].isdisjoint(near)
                        or not self._matches(lemmas, at, low, phrase, high)
                    ):
                        continue
                    if pattern.with_ and not any(
                        all(not words.isdisjoint(clause.bag) for words in condition)
                        for condition in pattern.with_
                    ):
                        continue
                    if any(barred in clause.text for barred in pattern.without):
                        continue
                    options.append(
                        (conjunct, depth, 100 * pattern.alone - pattern.weight, at, pattern)
                    )
        options.sort(key=lambda option: option[:4])
        return options

    def _governed(
        self,
        line: list[Token],
        lemmas: list[str],
        group: Group,
        number: int,
        clause: _Clause,
    ) -> list[_Found]:
        found: list[_Found] = []
        taken: set[str] = set()
        low, high = group.zone
        for at, base in reversed(group.verbs):
            options = self._options(line, lemmas, base, low, high, clause)
            mine: set[str] = set()
            conjunct, exclusive = -1, False
            for option in options:
                pattern = option[4]
                if option[0] == conjunct or (pattern.first and exclusive):
                    continue
                if pattern.slug in taken and any(
                    other[4].slug not in taken and other[0] == option[0] for other in options
                ):
                    continue
                conjunct, exclusive = option[0], exclusive or pattern.first
                if pattern.slug in mine:
                    continue
                mine.add(pattern.slug)
                start = line[at].start
                last = group.verbs[-1][0]
                end = line[at].end if at != last and pattern.slug not in taken else -1
                found.append(_Found(pattern.slug, pattern.alone, start, end, group.chain, number))
            taken |= mine
        return found

    def _nouns(
        self,
        line: list[Token],
        lemmas: list[str],
        groups: list[Group],
        bags: Mapping[int, _Clause],
    ) -> list[_Found]:
        """Return what nouns for actions state: "deployment of models", "model deployment"."""
        found: list[_Found] = []
        heads = {at for group in groups for at, _ in group.verbs}
        number = -1
        for at, token in enumerate(line):
            while number + 1 < len(groups) and groups[number + 1].start <= at:
                number += 1
            names = self._actions.get(token.word) if token.kind == WORD else None
            if names is None or at in heads:
                continue
            group = groups[number] if number >= 0 else None
            if group is not None and at < group.end:
                light = any(base in self._light for _, base in group.verbs)
                if not light or group.remark or not group.zone[0] <= at < group.zone[1]:
                    continue
                chain = group.chain
            else:
                group, chain = None, -1
            floor = group.zone[0] if group is not None else 0
            for low, high, end in self._beside(line, at, floor):
                best: Pattern | None = None
                for name in sorted(names):
                    for option in self._options(line, lemmas, name, low, high, bags[chain]):
                        adjacent = high > at or option[3] >= at - 2
                        if adjacent and (best is None or option[4].weight > best.weight):
                            best = option[4]
                if best is not None:
                    start = line[min(low, at)].start
                    found.append(_Found(best.slug, best.alone, start, end, chain, -1))
                    break
        return found

    def _beside(self, line: list[Token], at: int, floor: int) -> list[tuple[int, int, int]]:
        """Return where the object of a noun may stand, before it and after "of"."""
        low = at
        while low > floor and at - low < 5 and line[low - 1].kind == WORD:
            low -= 1
        joined = low == at and at - 2 >= floor and line[at - 1].kind == AND
        if joined and line[at - 2].word in self._actions:
            # "Data collection and processing": both are of data.
            low = at - 2
            while low > floor and at - low < 6 and line[low - 1].kind == WORD:
                low -= 1
        zones = [(low, at, line[at].end)] if low < at else []
        after = at + 1
        while after < len(line) and after - at < 8 and line[after].word != "of":
            if line[after].kind != AND and line[after].word not in self._actions:
                break
            after += 1
        if after < len(line) and line[after].word == "of":
            high = after + 1
            while high < len(line) and high - after < 10 and line[high].kind not in (STOP, 3, 4, 5):
                high += 1
            if high > after + 1:
                zones.append((after + 1, high, line[high - 1].end))
        return zones

    def _chosen(self, line: list[Token], groups: list[Group], found: list[_Found]) -> list[Duty]:
        firm = {duty.chain for duty in found if not duty.alone}
        kept: list[_Found] = []
        hedged: set[int] = set()
        for duty in sorted(found, key=lambda duty: (duty.start, duty.end)):
            if duty.alone:
                if duty.chain in firm or duty.chain in hedged:
                    continue
                hedged.add(duty.chain)
            kept.append(duty)
        by_chain: dict[int, set[str]] = {}
        for duty in kept:
            by_chain.setdefault(duty.chain, set()).add(duty.slug)
        duties: dict[str, Duty] = {}
        for duty in kept:
            others = by_chain[duty.chain]
            if any(duty.slug in self._broader.get(other, ()) for other in others):
                continue
            known = duties.get(duty.slug)
            if known is not None and duty.start > known.end + 6:
                continue
            start, end = self._span(line, groups, duty, len(others) == 1)
            if known is None:
                label = self._labels[duty.slug]
                duties[duty.slug] = Duty(start, end, mint("responsibility", duty.slug), label)
            else:
                duties[duty.slug] = known._replace(end=max(end, known.end))
        return sorted(duties.values(), key=lambda duty: (duty.start, duty.end))

    def _span(
        self, line: list[Token], groups: list[Group], duty: _Found, only: bool
    ) -> tuple[int, int]:
        """Return the clause that says a duty: with its purpose where it says no other duty."""
        if duty.group < 0:
            return duty.start, duty.end
        group = groups[duty.group]
        if duty.end >= 0:
            return duty.start, duty.end
        final = duty.group
        while final + 1 < len(groups) and groups[final + 1].chain == group.chain:
            final += 1
        if only:
            opening = duty.group
            while opening and groups[opening - 1].chain == group.chain:
                opening -= 1
            first, last = groups[opening].start, groups[final].end
            start = min(line[first].start, duty.start)
            if group.passive >= 0:
                start = min(start, line[group.zone[0]].start)
        else:
            start = duty.start
            last = group.zone[1] if duty.group < final else group.end
            if group.passive >= 0:
                start, last = line[group.zone[0]].start, group.end
        while last > 0 and line[last - 1].kind in LOOSE:
            last -= 1
        return start, max(line[last - 1].end, line[duty_end(group)].end)

    def clauses(self, text: str) -> list[tuple[int, int]]:
        """Return the clauses of a list entry that each say a duty of their own."""
        line, groups = self.grammar.parse(text)
        cuts = []
        for before, group in pairwise(groups):
            if group.chain != before.chain and before.content:
                cuts.append(group.start)
        spans = []
        start = 0
        for cut in [*cuts, len(line)]:
            last = cut
            while last > start and line[last - 1].kind in LOOSE:
                last -= 1
            if last > start:
                spans.append((line[start].start, line[last - 1].end))
            start = cut
        return spans

    def minted(self, text: str) -> Duty | None:
        """Return a short name for the duty of one clause that the vocabulary lacks, or None."""
        named = name_of(text, self.grammar, self._lemmas, self._verbs_of)
        return None if named is None else Duty(named.start, named.end, "", named.label)


def duty_end(group: Group) -> int:
    """Return the place of the last verb of a group."""
    return group.verbs[-1][0]


_PATTERNS: Final = ("responsibility", "verbs", "objects", "with", "without", "rule")
_VOCABULARY: Final = ("slug", "label", "broader", "alt", "hidden", "definition", "conflicts")


def read_duties(folder: str) -> Duties:
    """Read the tables of duties in a data folder. Raises `DataError` on a slip in them."""
    known = read_table(folder, "../vocabulary/responsibilities.tsv", _VOCABULARY)
    return Duties(
        Rows(
            read_table(folder, "duties.tsv", _PATTERNS),
            read_table(folder, "word-families.tsv", ("family", "verbs", "nouns")),
            read_table(folder, "verbs.tsv", ("verb", "forms")),
            {row[0]: row[1] for row in known},
            {row[0]: phrases(row[2]) for row in known},
        )
    )
