"""A chain of roles from one to another in which no step is large."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from rolegraph.answers import Answer
from rolegraph.errors import RolegraphError, UsageError
from rolegraph.profilerows import Role
from rolegraph.profiles import LEARNT, Profiles, Trait
from rolegraph.rolenetwork import RoleNetwork


class NoPathError(RolegraphError):
    """No chain of roles leads from one to the other."""

    exit_code = 1


class Step(NamedTuple):
    """A step of a path: the role it leads to, and what is new there, the most distinctive first.

    ``kept`` counts what this role shares with the one before.
    """

    role: Role
    new: tuple[Trait, ...]
    kept: int

    @property
    def size(self) -> int:
        """How many things are new."""
        return len(self.new)

    def to_dict(self) -> dict[str, Any]:
        """Return the step as JSON has it."""
        return {
            **self.role.to_dict(),
            "size": self.size,
            "kept": self.kept,
            "new": [trait.to_dict() for trait in self.new],
        }


class Path(Answer):
    """A chain of roles; ``direct`` is the size of the one step that would do without it.

    ``limit`` is what no step is larger than, ``asked`` the limit that was to be kept, which is less
    where there is no chain within it.
    """

    columns = ("step", "role", "label", "size", "kept", "new")

    def __init__(
        self, start: Role, steps: Iterable[Step], direct: int, limit: int, asked: int
    ) -> None:
        self.start = start
        self.steps = tuple(steps)
        self.direct = direct
        self.limit = limit
        self.asked = asked

    @property
    def total(self) -> int:
        """The sizes of all steps together."""
        return sum(step.size for step in self.steps)

    def headline(self) -> str:
        """Return the answer in one line."""
        goal = self.steps[-1].role.label
        count = len(self.steps)
        steps = f"{count} step" + ("" if count == 1 else "s")
        text = f"{self.start.label} to {goal}: {steps}, {self.total} new in all, "
        text += f"no step above {self.limit}; the direct step has {self.direct}"
        return text + ("" if self.limit == self.asked else f" (no chain within {self.asked})")

    def rows(self) -> list[tuple[Any, ...]]:
        """Return a row for each role, the first with nothing new."""
        return [
            (0, self.start.slug, self.start.label, None, None, None),
            *(
                (
                    at,
                    one.role.slug,
                    one.role.label,
                    one.size,
                    one.kept,
                    ", ".join(trait.label for trait in one.new),
                )
                for at, one in enumerate(self.steps, 1)
            ),
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON has it."""
        return {
            "start": self.start.to_dict(),
            "steps": [step.to_dict() for step in self.steps],
            "total": self.total,
            "direct": self.direct,
            "limit": self.limit,
            "asked": self.asked,
        }


def network(profiles: Profiles) -> RoleNetwork:
    """Return the network of the roles of some profiles, which keep it for the next search."""
    found = profiles.kept.get("network")
    if not isinstance(found, RoleNetwork):
        found = profiles.kept["network"] = RoleNetwork(profiles)
    return found


def path(
    profiles: Profiles,
    start: str,
    goal: str,
    *,
    limit: int | None = None,
    kinds: Collection[str] = (),
) -> Path:
    """Return the chain from one role to another, by IRI, whose steps have the least total size.

    A step's size is what the next role has and the one before lacks, of `LEARNT` unless ``kinds``
    are given. The direct step is always the least in all, because what one lacks for the goal is
    lacking somewhere on the way: it is the limit that makes a chain. Without one it is half of the
    direct step, rounded up, or the smallest above with which there is a chain. Raises `UsageError`
    on one role twice, on a role without traits and on a limit below 0, `NoPathError` where there
    is no chain within the limit.
    """
    if start == goal:
        raise UsageError(
            "A path is between two different roles: name another one; `show` shows one."
        )
    if limit is not None and limit < 0:
        raise UsageError(f"{limit} is no limit: take 0 or more")
    chosen = profiles.of_kinds(kinds or LEARNT)
    one, other = chosen.place(start), chosen.place(goal)
    found = network(chosen)
    direct = found.size(one, other)
    asked = (direct + 1) // 2 if limit is None else limit
    used: int | None = asked
    chain = found.chain(one, other, asked)
    if chain is None and (used := found.least_limit(one, other, asked + 1)) is not None:
        chain = found.chain(one, other, used)
    first, last = chosen.roles[one], chosen.roles[other]
    if chain is None or used is None:
        raise NoPathError(
            f"No chain of roles leads from {first.label} to {last.label}: what they have meets "
            "nowhere. More sources or kinds may join them."
        )
    if limit is not None and used != limit:
        raise NoPathError(
            f"No chain from {first.label} to {last.label} has steps of at most {limit}: "
            f"the smallest limit with one is {used}."
        )
    return Path(first, _steps(chosen, chain), direct, used, asked)


def _steps(profiles: Profiles, chain: Sequence[int]) -> Iterator[Step]:
    for before, role in pairwise(chain):
        mine, theirs = profiles.held[before].keys(), profiles.held[role].keys()
        new = sorted(
            (profiles.trait(role, thing) for thing in theirs - mine), key=lambda trait: trait.order
        )
        yield Step(profiles.roles[role], tuple(new), len(theirs & mine))
