"""Which roles fit what a person has: what is there, what is missing, what is near."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rolegraph.answers import Answer
from rolegraph.counting import members
from rolegraph.cover import Lack, Terms, nearby
from rolegraph.errors import RolegraphError, UnknownNameError, UsageError
from rolegraph.profilerows import Role
from rolegraph.profiles import LEARNT, Profiles, Trait

if TYPE_CHECKING:
    from rolegraph.dataset import Dataset

HINTS: Final = 20
"""For so many names that nothing has the nearest ones are looked for."""
_PARTS: Final = re.compile(r"\s*[,;/|()]\s*|\s+in\s+")


class NothingKnownError(RolegraphError):
    """None of the names is of anything that a role has."""

    exit_code = 1


class Given(NamedTuple):
    """A name that a person gave, and the IRIs of the things that it means."""

    name: str
    things: tuple[str, ...]


class Unknown(NamedTuple):
    """A name that nothing has, and the names that come closest."""

    name: str
    nearest: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"name": self.name, "nearest": list(self.nearest)}


class Fit(NamedTuple):
    """How well a role fits: ``has`` of ``of`` traits, ``has_essential`` of ``essential``.

    ``least`` over ``most`` is the figure: the weights of what is there, over those of everything
    that the role or the person has. ``share`` is the weight that is there of the role's own.
    ``held`` tells whether the person has worked in the role.
    """

    role: Role
    there: tuple[Trait, ...]
    missing: tuple[Lack, ...]
    least: float
    most: float
    own: float
    held: bool

    @property
    def has(self) -> int:
        """How many of the role's traits are there."""
        return len(self.there)

    @property
    def of(self) -> int:
        """How many traits the role has."""
        return len(self.there) + len(self.missing)

    @property
    def has_essential(self) -> int:
        """How many of the essential traits are there."""
        return sum(trait.essential for trait in self.there)

    @property
    def essential(self) -> int:
        """How many traits of the role are essential."""
        return self.has_essential + sum(lack.trait.essential for lack in self.missing)

    @property
    def near(self) -> int:
        """How many of the missing traits have something near."""
        return sum(lack.near is not None for lack in self.missing)

    @property
    def figure(self) -> float:
        """The weighted Jaccard figure of person and role."""
        return self.least / self.most if self.most else 0.0

    @property
    def share(self) -> float:
        """The weight of what is there, over the weight of all that the role has."""
        return self.least / self.own if self.own else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the fit as JSON has it."""
        return {
            **self.role.to_dict(),
            "held": self.held,
            "has": self.has,
            "of": self.of,
            "has_essential": self.has_essential,
            "essential": self.essential,
            "near": self.near,
            "weighted": {
                "least": round(self.least, 4),
                "most": round(self.most, 4),
                "figure": round(self.figure, 4),
                "own": round(self.own, 4),
                "share": round(self.share, 4),
            },
            "there": [trait.to_dict() for trait in self.there],
            "missing": [lack.to_dict() for lack in self.missing],
        }


class Matches(Answer):
    """The roles that fit a person, the best first, and what became of each name given."""

    columns = (
        "role",
        "label",
        "has",
        "of",
        "has_essential",
        "essential",
        "near",
        "share",
        "figure",
        "held",
        "there",
        "missing",
    )

    def __init__(
        self,
        given: Iterable[Given],
        unknown: Iterable[Unknown],
        unused: Iterable[str],
        things: int,
        among: int,
        found: Iterable[Fit],
    ) -> None:
        self.given = tuple(given)
        self.unknown = tuple(unknown)
        self.unused = tuple(unused)
        self.things = things
        self.among = among
        self.found = tuple(found)

    def headline(self) -> str:
        """Return the answer in one line."""
        names = len(self.given)
        all_ = names + len(self.unknown) + len(self.unused)
        return (
            f"The {len(self.found)} of {self.among} roles that fit best: "
            f"{names} of {all_} names known, as {self.things} things"
        )

    def rows(self) -> list[tuple[Any, ...]]:
        """Return a row for each role."""
        return [
            (
                one.role.slug,
                one.role.label,
                one.has,
                one.of,
                one.has_essential,
                one.essential,
                one.near,
                one.share,
                one.figure,
                one.held,
                ", ".join(trait.label for trait in one.there),
                ", ".join(lack.trait.label for lack in one.missing),
            )
            for one in self.found
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON has it."""
        return {
            "given": [{"name": one.name, "things": list(one.things)} for one in self.given],
            "unknown": [one.to_dict() for one in self.unknown],
            "unused": list(self.unused),
            "things": self.things,
            "among": self.among,
            "matches": [one.to_dict() for one in self.found],
        }


Find = Callable[[str], Sequence[str]]
"""Gives the IRIs of the things that a name means; raises `UnknownNameError` on none."""


def finder(dataset: "Dataset") -> Find:
    """Return what finds the things of a dataset by name, CURIE or IRI.

    The nearest names are looked for when the first `HINTS` are not found: with a list of thousands
    that nobody knows that would take minutes, and nobody read it.
    """
    from rolegraph.queries.lookup import lexicon, resolve

    names = lexicon(dataset)
    left = HINTS

    def find(text: str) -> list[str]:
        nonlocal left
        try:
            return resolve(names, text, "skill", near=left > 0)
        except UnknownNameError:
            left -= 1
            raise

    return find


def understood(
    find: Find, names: Iterable[str], known: Mapping[str, int]
) -> tuple[list[Given], list[Unknown], list[str]]:
    """Return which names mean things that roles have, which mean nothing, and which other things.

    A name that nothing has is tried in parts: "Bachelor of Science in Physics" names a degree and a
    field of study.
    """
    given, unknown, unused = [], [], []
    for name in names:
        try:
            found: Sequence[str] = find(name)
        except UnknownNameError as error:
            found = [iri for part in _parts(name) for iri in _found(find, part)]
            if not found:
                unknown.append(Unknown(name, error.nearest))
                continue
        things = tuple(dict.fromkeys(iri for iri in found if iri in known))
        if things:
            given.append(Given(name, things))
        else:
            unused.append(name)
    return given, unknown, unused


def _parts(name: str) -> Iterator[str]:
    parts = [part for part in _PARTS.split(name) if part]
    yield from parts if len(parts) > 1 else ()


def _found(find: Find, name: str) -> Sequence[str]:
    try:
        return find(name)
    except UnknownNameError:
        return ()


def match(
    profiles: Profiles,
    find: Find,
    names: Collection[str],
    *,
    positions: Collection[str] = (),
    kinds: Collection[str] = (),
    limit: int = 10,
    terms: Terms | None = None,
    levels: Mapping[str, int] | None = None,
) -> Matches:
    """Return the roles that fit a person best, who has what the names mean.

    Counted are things of `LEARNT` unless ``kinds`` are given. A degree covers those on lower levels
    (``levels``). Roles are in order of the weighted Jaccard figure, where what a person has weighs
    its rarity, and of those with the same figure by label and IRI; a role with nothing in common is
    left out. ``positions`` are names of roles held. Raises `NothingKnownError` when no name is of
    anything that a role has, `UsageError` on no name and on a limit below 1.
    """
    if not names:
        raise UsageError("Nothing to match: give --skill NAME, or a file with names.")
    if limit < 1:
        raise UsageError(f"a limit of {limit} leaves nothing: take 1 or more")
    chosen = profiles.of_kinds(kinds or LEARNT)
    had_by_some = {iri: at for iri, at in chosen.known.items() if chosen.spread[at]}
    given, unknown, unused = understood(find, names, had_by_some)
    if not given:
        hints = [
            f"{one.name!r} (nearest: {', '.join(one.nearest)})" for one in unknown if one.nearest
        ]
        raise NothingKnownError(
            "No name is of anything that a role has"
            + (": " + "; ".join(hints[:5]) if hints else ".")
        )
    mine = {had_by_some[iri] for one in given for iri in one.things}
    mine |= _covered(chosen, mine, levels or {})
    held = {iri for name in positions for iri in _found(find, name)}
    best = _best(chosen, mine, limit)
    roles = [role for role, _, _ in best]
    lacking = sorted({thing for role in roles for thing in chosen.held[role]} - mine)
    near = nearby(chosen, mine, lacking, terms, levels)
    fits = []
    for role, least, most in best:
        traits = {thing: chosen.trait(role, thing) for thing in chosen.held[role]}
        there = sorted((traits[at] for at in traits.keys() & mine), key=lambda trait: trait.order)
        lacks = (Lack(traits[at], near.get(at)) for at in traits.keys() - mine)
        missing = sorted(lacks, key=lambda lack: lack.trait.order)
        fits.append(
            Fit(
                chosen.roles[role],
                tuple(there),
                tuple(missing),
                least,
                most,
                chosen.totals[role],
                chosen.roles[role].iri in held,
            )
        )
    return Matches(given, unknown, unused, len(mine), len(chosen), fits)


def _covered(profiles: Profiles, mine: Collection[int], levels: Mapping[str, int]) -> set[int]:
    """Return the degrees on lower levels than the highest that a person has."""
    things = profiles.things
    top = max((levels.get(things[at].iri, 0) for at in mine), default=0)
    return {
        at
        for at, thing in enumerate(things)
        if thing.kind == "degree" and profiles.spread[at] and levels.get(thing.iri, 99) < top
    }


def _best(profiles: Profiles, mine: Collection[int], limit: int) -> list[tuple[int, float, float]]:
    """Return the roles that fit best by place, with the sums of lesser and of greater weights."""
    shared: dict[int, list[float]] = {}
    for thing in sorted(mine):
        for role in members(profiles.masks[thing]):
            shared.setdefault(role, []).append(profiles.weight(role, thing))
    own = fsum(profiles.rarity[thing] for thing in mine)
    found = []
    for role, weights in shared.items():
        # A strength is at most 1, so of what both have the role's weight is the lesser one.
        least = fsum(weights)
        found.append((role, least, fsum((own, profiles.totals[role], -least))))

    def order(fit: tuple[int, float, float]) -> tuple[float, int, str, str]:
        role, least, most = fit
        figure = least / most if most else 0.0
        return -figure, -len(shared[role]), profiles.names[role], profiles.roles[role].iri

    return sorted(found, key=order)[:limit]
