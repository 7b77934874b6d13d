"""The exact subsets of the roles, and the traits of each in groups of one kind.

What passes what can be read is gathered, never left out: a long group into its broader terms and
one fold for the rest, and the least of many subsets by how many roles they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rolegraph.views.words import KINDS, most_supported

Trait = Mapping[str, Any]

READABLE = 40
"""So many boxes of one kind in one region can be read; more are folded."""

_FOLDS = 24
_BANDS = 60
_LEAST = 3


@dataclass
class Fold:
    """Traits that one box stands for: those of a broader term, or what is left of a group."""

    id: str
    label: str
    traits: list[Trait]
    term: str | None = None


@dataclass
class Group:
    """The traits of one kind in one region, most supported first, essential before optional.

    In a group that is ``met`` roles meet only in a broader term of what each of them has.
    """

    id: str
    kind: str
    traits: list[Trait]
    met: bool = False
    folds: list[Fold] = field(default_factory=list)
    part: int = 0
    total: int = 0

    @property
    def label(self) -> str:
        """Return the heading: the kind and how many there are, once where a group is cut."""
        name = KINDS[self.kind][1] + ", by broader term" * self.met
        return f"{name}, continued" if self.part else f"{name} · {self.total or len(self.traits)}"

    @property
    def loose(self) -> list[Trait]:
        """Return the traits that no fold stands for."""
        folded = {trait["iri"] for fold in self.folds for trait in fold.traits}
        return [trait for trait in self.traits if trait["iri"] not in folded]


@dataclass
class Region:
    """The traits that exactly one subset of the roles has."""

    id: str
    slugs: tuple[str, ...]
    label: str
    groups: list[Group] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many traits the region holds."""
        return sum(len(group.traits) for group in self.groups)

    @property
    def size(self) -> str:
        """Return how many traits the region holds, in words."""
        if not self.count:
            return "no\u00a0traits"
        return "1\u00a0trait" if self.count == 1 else f"{self.count}\u00a0traits"


def regions(
    roles: Sequence[Mapping[str, Any]],
    traits: Iterable[Trait],
    details: Mapping[str, Any] | None = None,
) -> list[Region]:
    """Return the exact subsets, what all share first, then by size and by the order of the roles.

    For two roles the order is that of the columns: only the first, shared, only the second. For
    two and three roles every subset is there, also without traits; for more, what all share is.
    Past sixty subsets the smallest are gathered by the number of their roles.
    """
    slugs = [role["slug"] for role in roles]
    labels = {role["slug"]: str(role["label"]) for role in roles}
    everything = tuple(slugs)
    subsets: dict[tuple[str, ...], list[Trait]] = {everything: []}
    if len(slugs) == 2:
        subsets = {(slugs[0],): [], everything: [], (slugs[1],): []}
    elif len(slugs) == 3:
        one, two, three = slugs
        pairs = [(one, two), (two, three), (one, three)]
        subsets = {part: [] for part in (everything, *pairs, (one,), (two,), (three,))}
    places = {slug: place for place, slug in enumerate(slugs)}
    for trait in traits:
        if trait["kind"] not in KINDS:
            raise ValueError(f"unknown kind: {trait['kind']!r}")
        subset = tuple(sorted((s for s in trait["roles"] if s in places), key=places.__getitem__))
        subsets.setdefault(subset, []).append(trait)
    order = list(subsets)
    if len(slugs) > 3:
        order.sort(key=lambda subset: (-len(subset), [places[slug] for slug in subset]))
    kept, gathered = _gather(order, subsets, everything)
    found = [
        _region(part, subsets[part], _title(part, labels, len(slugs)), details) for part in kept
    ]
    for size in sorted(gathered, reverse=True):
        title = f"Other combinations of {size} roles" if size > 1 else "Only one of the other roles"
        found.append(_region((), gathered[size], title, details, f"region:of-{size}"))
    return found


def _gather(
    order: list[tuple[str, ...]],
    subsets: Mapping[tuple[str, ...], list[Trait]],
    everything: tuple[str, ...],
) -> tuple[list[tuple[str, ...]], dict[int, list[Trait]]]:
    """Return the subsets that get a region of their own, and the traits of the others by size."""
    if len(order) <= _BANDS:
        return order, {}
    largest = sorted(order, key=lambda part: (part != everything, -len(subsets[part])))
    kept = set(largest[:_BANDS])
    gathered: dict[int, list[Trait]] = {}
    for part in order:
        if part not in kept:
            gathered.setdefault(len(part), []).extend(subsets[part])
    return [part for part in order if part in kept], gathered


def _region(
    subset: tuple[str, ...],
    traits: list[Trait],
    title: str,
    details: Mapping[str, Any] | None,
    name: str = "",
) -> Region:
    name = name or "region:" + "+".join(subset)
    groups = []
    for met in (False, True):
        for kind in KINDS:
            ones = [t for t in traits if t["kind"] == kind and (not t.get("exact", True)) == met]
            if ones:
                ones.sort(key=most_supported)
                group = Group(f"{name}:{kind}{':met' * met}", kind, ones, met)
                group.folds = _folds(group, details or {"things": {}, "terms": {}})
                groups.append(group)
    return Region(name, subset, title, groups)


def _folds(group: Group, details: Mapping[str, Any]) -> list[Fold]:
    """Return what a long group is folded into: broader terms, then the least supported rest."""
    if len(group.traits) <= READABLE:
        return []
    under: dict[str, list[Trait]] = {}
    for trait in group.traits:
        broader = details["things"].get(trait["iri"], {}).get("broader", ())
        for term in [term for term in broader if term in details["terms"]][:1]:
            under.setdefault(term, []).append(trait)
    heads = {term for term in under if len(under[term]) >= _LEAST}
    for trait in group.traits:
        if trait["iri"] in heads:
            # A trait that names a fold stands in it: two boxes of one name would confuse.
            for ones in under.values():
                if trait in ones:
                    ones.remove(trait)
            under[trait["iri"]].insert(0, trait)
    terms = [term for term in under if len(under[term]) >= _LEAST]
    terms.sort(
        key=lambda term: (-len(under[term]), details["terms"][term]["label"].casefold(), term)
    )
    folds = [
        Fold(f"{group.id}:in:{term}", details["terms"][term]["label"], under[term], term)
        for term in terms[:_FOLDS]
    ]
    folded = {trait["iri"] for fold in folds for trait in fold.traits}
    loose = [trait for trait in group.traits if trait["iri"] not in folded]
    room = max(READABLE - len(folds) - 1, 0)
    if len(loose) > room + 1:
        rest = loose[room:]
        # Where one source names everything, what is folded away is no less supported.
        weaker = room and most_supported(rest[0])[:2] > most_supported(loose[0])[:2]
        word = "less supported" if weaker else "more"
        folds.append(Fold(f"{group.id}:rest", f"{len(rest)} {word}", rest))
    return folds


def _title(subset: tuple[str, ...], labels: Mapping[str, str], total: int) -> str:
    if total == 1:
        return f"What {labels[subset[0]]} has" if subset else ""
    if len(subset) == total:
        return "Shared by both" if total == 2 else f"Shared by all {total} roles"
    if len(subset) == 1:
        return f"Only {labels[subset[0]]}"
    if total > 3 and len(subset) == total - 1:
        missing = next(slug for slug in labels if slug not in subset)
        return f"All but {labels[missing]}"
    names = [labels[slug] for slug in subset]
    return ", ".join(names[:-1]) + " and " + names[-1]
