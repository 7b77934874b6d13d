"""How alike roles are, with the counts behind each figure."""

from bisect import insort
from collections.abc import Iterable
from math import fsum
from typing import Any, Final, NamedTuple

from rolegraph.answers import Answer
from rolegraph.counting import add, falling, members
from rolegraph.errors import UsageError
from rolegraph.profilerows import Role
from rolegraph.profiles import Profiles

MEASURES: Final = ("jaccard", "weighted")
_HEAVIEST: Final = 3


class Shared(NamedTuple):
    """A thing that two roles share: how many roles have it, and what it adds to both sums."""

    iri: str
    label: str
    kind: str
    roles: int
    least: float
    most: float

    def to_dict(self) -> dict[str, Any]:
        """Return the thing as JSON has it."""
        return {**self._asdict(), "least": round(self.least, 4), "most": round(self.most, 4)}


class Likeness(NamedTuple):
    """How alike another role is: the counts of both figures, and what they share that weighs most.

    ``jaccard`` is ``shared`` over ``of``, the things that either has; ``weighted`` is ``least``
    over ``most``, the sums of the lesser and of the greater weight of each of these things.
    """

    role: Role
    shared: int
    of: int
    own: int
    other: int
    least: float
    most: float
    heaviest: tuple[Shared, ...]

    @property
    def jaccard(self) -> float:
        """Things that both have, over things that either has (Jaccard 1901)."""
        return self.shared / self.of if self.of else 0.0

    @property
    def weighted(self) -> float:
        """The lesser weights over the greater ones (Ruzicka 1958)."""
        return self.least / self.most if self.most else 0.0

    def figure(self, measure: str) -> float:
        """Return the figure of one of `MEASURES`."""
        return self.jaccard if measure == "jaccard" else self.weighted

    def to_dict(self) -> dict[str, Any]:
        """Return the likeness as JSON has it."""
        return {
            **self.role.to_dict(),
            "shared": self.shared,
            "of": self.of,
            "own": self.own,
            "other": self.other,
            "jaccard": round(self.jaccard, 4),
            "weighted": {
                "least": round(self.least, 4),
                "most": round(self.most, 4),
                "figure": round(self.weighted, 4),
            },
            "heaviest": [one.to_dict() for one in self.heaviest],
        }


class Similar(Answer):
    """The roles most like one, the most alike first."""

    columns = (
        "role",
        "label",
        "shared",
        "of",
        "own",
        "other",
        "jaccard",
        "least",
        "most",
        "weighted",
        "heaviest",
    )

    def __init__(self, role: Role, measure: str, among: int, found: Iterable[Likeness]) -> None:
        self.role = role
        self.measure = measure
        self.among = among
        self.found = tuple(found)

    def headline(self) -> str:
        """Return the answer in one line."""
        count = len(self.found)
        what = f"the {count} of {self.among} other roles" if count else "no role"
        return f"Like {self.role.label}: {what} that share most ({self.measure})"

    def rows(self) -> list[tuple[Any, ...]]:
        """Return a row for each role."""
        return [
            (
                one.role.slug,
                one.role.label,
                *one[1:5],
                one.jaccard,
                one.least,
                one.most,
                one.weighted,
                ", ".join(thing.label for thing in one.heaviest),
            )
            for one in self.found
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON has it."""
        return {
            "role": self.role.to_dict(),
            "measure": self.measure,
            "among": self.among,
            "similar": [one.to_dict() for one in self.found],
        }


def similar(profiles: Profiles, iri: str, limit: int = 10, measure: str = "jaccard") -> Similar:
    """Return the roles most like one, by IRI; of equally alike ones by label, then IRI.

    Roles that share nothing are left out. Raises `UsageError` on an unknown measure, a limit below
    1, and a role without traits.
    """
    if measure not in MEASURES:
        raise UsageError(f"{measure!r} is no measure: take one of {', '.join(MEASURES)}")
    if limit < 1:
        raise UsageError(f"a limit of {limit} leaves nothing: take 1 or more")
    role = profiles.place(iri)
    if measure == "jaccard":
        others = [other for other, _ in neighbours(profiles, role, limit)]
    else:
        others = _heaviest(profiles, role, limit)
    found = (likeness(profiles, role, other) for other in others)
    return Similar(profiles.roles[role], measure, len(profiles) - 1, found)


def likeness(profiles: Profiles, one: int, other: int) -> Likeness:
    """Return how alike two roles are, by their places."""
    mine, theirs = profiles.held[one], profiles.held[other]
    both = []
    for thing in sorted(mine.keys() & theirs.keys()):
        low, high = sorted((profiles.weight(one, thing), profiles.weight(other, thing)))
        known = profiles.things[thing]
        count = profiles.spread[thing]
        both.append(Shared(known.iri, known.label, known.kind, count, low, high))
    least = fsum(thing.least for thing in both)
    # What both have is in the totals of both: the lesser of its weights is taken off again.
    most = fsum((profiles.totals[one], profiles.totals[other], -least))
    both.sort(key=lambda thing: (-thing.least, thing.label.casefold(), thing.iri))
    return Likeness(
        profiles.roles[other],
        len(both),
        len(mine) + len(theirs) - len(both),
        len(mine),
        len(theirs),
        least,
        most,
        tuple(both[:_HEAVIEST]),
    )


def nearest(profiles: Profiles, count: int) -> list[list[tuple[int, int]]]:
    """Return for every role its nearest ones, with how many things they share: see `neighbours`."""
    return [neighbours(profiles, role, count) for role in range(len(profiles))]


def neighbours(profiles: Profiles, role: int, count: int) -> list[tuple[int, int]]:
    """Return the roles that are nearest to one by Jaccard, each with how many things they share.

    Exact: of equal figures the first by label, then by IRI. The number of things shared is counted
    for all roles at once, and told by falling count. A figure is at most count / own things, so the
    rest need not be looked at once that is less than the last of the nearest ones. Of those that
    share equally many the smallest are the most alike, and roles are ordered by size.
    """
    masks, roles, sizes = profiles.masks, profiles.roles, profiles.sizes
    own, me = sizes[role], 1 << role
    among = profiles.everyone ^ me
    best: list[tuple[float, str, str, int, int]] = []
    # What no other role has adds nothing.
    sets = [mask for thing in profiles.held[role] if (mask := masks[thing]) != me]
    for shared, group in falling(add(sets), among):
        if len(best) == count and shared / own < -best[-1][0]:
            break
        for taken, other in enumerate(members(group)):
            figure = shared / (own + sizes[other] - shared)
            if taken == count or (len(best) == count and figure < -best[-1][0]):
                break
            insort(best, (-figure, profiles.names[other], roles[other].iri, other, shared))
            if len(best) > count:
                best.pop()
    return [(other, shared) for *_, other, shared in best]


def _heaviest(profiles: Profiles, role: int, limit: int) -> list[int]:
    """Return the places of the roles that are nearest by weighted Jaccard."""
    mine = profiles.held[role]
    sums: dict[int, list[float]] = {}
    for thing in sorted(mine):
        weight = profiles.weight(role, thing)
        for other in members(profiles.masks[thing] & ~(1 << role)) if weight else ():
            sums.setdefault(other, []).append(min(weight, profiles.weight(other, thing)))
    total, totals = profiles.totals[role], profiles.totals

    def order(other: int) -> tuple[float, str, str]:
        least = fsum(sums[other])
        most = fsum((total, totals[other], -least))
        return -least / most, profiles.names[other], profiles.roles[other].iri

    return sorted(sums, key=order)[:limit]
