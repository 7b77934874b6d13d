"""What one has that is near to what one lacks: a higher degree, a broader term, a sibling."""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rolegraph.profilerows import Thing
from rolegraph.profiles import Profiles, Trait
from rolegraph.queries import run

if TYPE_CHECKING:
    from rolegraph.dataset import Dataset

RELATIONS: Final = ("higher degree", "broader", "narrower", "sibling")
"""How what one has may be near to what one lacks, the nearest first."""


class Near(NamedTuple):
    """A thing that one has, near to one that one lacks.

    ``relation`` is one of `RELATIONS` and says what the thing one has is: a higher degree, a term
    one or two steps above the lacking one or below it, or one directly below the same term, which
    ``through`` names.
    """

    iri: str
    label: str
    relation: str
    through: str | None = None

    def words(self) -> str:
        """Return it as people read it."""
        return f"{self.label} ({self.relation})"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return self._asdict()


class Lack(NamedTuple):
    """A trait of the role one wants that one lacks, and what one has that is near to it."""

    trait: Trait
    near: Near | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        near = self.near.to_dict() if self.near else None
        return {**self.trait.to_dict(), "essential": self.trait.essential, "near": near}


Terms = Callable[[Collection[str]], Mapping[str, Mapping[str, str]]]
"""Gives for things, by IRI, the labels of the terms directly above each, by IRI."""


def terms_of(dataset: "Dataset") -> Terms:
    """Return what gives the broader terms of things in a dataset."""

    def ask(things: Collection[str]) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for thing, term, label in run(dataset, "cq-42-broader", {"thing": sorted(things)}):
            found.setdefault(thing, {})[term] = label
        return found

    return ask


def levels_of(dataset: "Dataset") -> dict[str, int]:
    """Return the level of each degree by IRI, in the European Qualifications Framework."""
    return {degree: level for degree, _, level in run(dataset, "cq-43-degree-levels")}


def nearby(
    profiles: Profiles,
    mine: Collection[int],
    lacking: Collection[int],
    terms: Terms | None,
    levels: Mapping[str, int] | None,
) -> dict[int, Near]:
    """Return by lacking thing the nearest of one's own things of the same kind, if any is near.

    Of several that are equally near the first by label and IRI is told. Degrees are near
    when one is higher or broader; a bachelor's degree and a doctorate, though siblings, are not.
    """
    found: dict[int, Near] = {}
    own = sorted(
        mine,
        key=lambda at: (profiles.things[at].label.casefold(), profiles.things[at].iri),
    )
    for thing in lacking:
        if profiles.things[thing].kind == "degree" and levels:
            higher = _higher(profiles.things, own, thing, levels)
            if higher is not None:
                found[thing] = Near(higher.iri, higher.label, "higher degree")
    lacking = [thing for thing in lacking if thing not in found]
    if terms is None or not lacking or not own:
        return found
    above, two, labels = _ascend(profiles.things, {*lacking, *own}, terms)
    for thing in lacking:
        names, wide, kind = _names(profiles.things[thing]), two[thing], profiles.things[thing].kind
        ranked: list[tuple[int, int, str | None]] = []
        for order, other in enumerate(own):
            if profiles.things[other].kind != kind:
                continue
            theirs = _names(profiles.things[other])
            if wide & theirs:
                ranked.append((1, order, None))
            elif two[other] & names:
                ranked.append((2, order, None))
            elif kind != "degree" and (shared := above[thing] & above[other]):
                ranked.append((3, order, min(labels[term] for term in shared)))
        if ranked:
            relation, order, through = min(ranked, key=lambda one: one[:2])
            best = profiles.things[own[order]]
            found[thing] = Near(best.iri, best.label, RELATIONS[relation], through)
    return found


def _names(thing: Thing) -> set[str]:
    return {thing.iri, *thing.same}


def _higher(
    things: tuple[Thing, ...], own: list[int], lacking: int, levels: Mapping[str, int]
) -> Thing | None:
    """Return the lowest of one's degrees that is above a lacking one."""
    wanted = levels.get(things[lacking].iri)
    if wanted is None:
        return None
    known = [(levels.get(things[at].iri, 0), order) for order, at in enumerate(own)]
    above = [one for one in known if one[0] > wanted]
    return things[own[min(above)[1]]] if above else None


def _ascend(
    things: tuple[Thing, ...], wanted: Collection[int], terms: Terms
) -> tuple[dict[int, set[str]], dict[int, set[str]], dict[str, str]]:
    """Return for things the terms one step above, those one or two steps above, and the labels."""
    first = terms({name for at in wanted for name in _names(things[at])})
    labels = {term: label for found in first.values() for term, label in found.items()}
    second = terms(labels) if labels else {}
    above = {
        at: {term for name in _names(things[at]) for term in first.get(name, ())} for at in wanted
    }
    two = {
        at: direct | {term for name in direct for term in second.get(name, ())}
        for at, direct in above.items()
    }
    for found in second.values():
        labels |= found
    return above, two, labels
