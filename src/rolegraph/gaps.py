"""What one role lacks for another, the essential first and then the most distinctive."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from rolegraph.answers import Answer
from rolegraph.cover import Lack, Terms, nearby
from rolegraph.errors import UsageError
from rolegraph.profilerows import Role
from rolegraph.profiles import LEARNT, Profiles, Trait
from rolegraph.queries.bounds import check_count


class Raised(NamedTuple):
    """A trait that both roles have and that weighs more for the one that is wanted."""

    trait: Trait
    have: float
    want: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        one = self.trait
        return {
            "iri": one.iri,
            "label": one.label,
            "kind": one.kind,
            "have": self.have,
            "want": self.want,
        }


class Gap(Answer):
    """What a role one wants has: what one has of it, and what one lacks.

    ``total`` counts its traits, ``essential`` those of them that it asks for; ``has`` and
    ``has_essential`` count what the other role has of these. ``lacks`` is the rest; what is near is
    told there, and not counted as had. ``raised`` are traits of both that are rated higher.
    """

    columns = (
        "kind",
        "label",
        "modality",
        "importance",
        "roles",
        "of",
        "sources",
        "near",
        "relation",
        "iri",
    )

    def __init__(
        self,
        have: Role,
        want: Role,
        counts: tuple[int, int, int, int],
        among: int,
        lacks: Iterable[Lack],
        raised: Iterable[Raised],
    ) -> None:
        self.have = have
        self.want = want
        self.total, self.has, self.essential, self.has_essential = counts
        self.among = among
        self.lacks = tuple(lacks)
        self.raised = tuple(raised)

    @property
    def near(self) -> int:
        """How many of the lacking traits have something near."""
        return sum(lack.near is not None for lack in self.lacks)

    def headline(self) -> str:
        """Return the answer in one line."""
        return (
            f"{self.have.label} has {self.has} of {self.total} for {self.want.label}: "
            f"{self.has_essential} of {self.essential} essential; lacks {len(self.lacks)}, "
            f"of which {self.near} partly covered"
        )

    def rows(self) -> list[tuple[Any, ...]]:
        """Return a row for each trait that is lacking."""
        return [
            (
                one.kind,
                one.label,
                one.modality,
                one.importance,
                one.roles,
                self.among,
                ", ".join(one.sources),
                near.label if near else None,
                near.relation if near else None,
                one.iri,
            )
            for one, near in self.lacks
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON has it."""
        return {
            "have": self.have.to_dict(),
            "want": self.want.to_dict(),
            "counts": {
                "total": self.total,
                "has": self.has,
                "lacks": len(self.lacks),
                "near": self.near,
                "essential": self.essential,
                "has_essential": self.has_essential,
                "roles": self.among,
            },
            "lacks": [lack.to_dict() for lack in self.lacks],
            "raised": [one.to_dict() for one in self.raised],
        }


def gap(
    profiles: Profiles,
    have: str,
    want: str,
    *,
    kinds: Collection[str] = (),
    terms: Terms | None = None,
    levels: Mapping[str, int] | None = None,
) -> Gap:
    """Return what the role ``want`` has and the role ``have`` lacks, both by IRI.

    Without ``kinds``, what a person can acquire: `LEARNT`. What is required or one of several
    alternatives comes first, then what the fewest roles have. ``terms`` and ``levels`` give what
    partial cover is told by: see `Near`. Raises `UsageError` on one role twice, or without traits.
    """
    if have == want:
        raise UsageError(
            "A gap is between two different roles: name another one; `show` shows one."
        )
    chosen = profiles.of_kinds(kinds or LEARNT)
    mine, theirs = chosen.held[chosen.place(have)], chosen.held[chosen.place(want)]
    goal = chosen.place(want)
    check_count(want, len(theirs))
    lacking = sorted(theirs.keys() - mine.keys())
    near = nearby(chosen, mine, lacking, terms, levels)
    traits = {thing: chosen.trait(goal, thing) for thing in theirs}
    lacks = [Lack(traits[thing], near.get(thing)) for thing in lacking]
    both = theirs.keys() & mine.keys()
    essential = [thing for thing in theirs if traits[thing].essential]
    return Gap(
        chosen.roles[chosen.place(have)],
        chosen.roles[goal],
        (len(theirs), len(both), len(essential), sum(thing in both for thing in essential)),
        len(chosen),
        sorted(lacks, key=lambda lack: lack.trait.order),
        _raised(chosen, have, want),
    )


def _raised(profiles: Profiles, have: str, want: str) -> list[Raised]:
    """Return the traits of both roles whose importance is measured for both, and higher."""
    one, other = profiles.place(have), profiles.place(want)
    found = []
    for thing in profiles.held[one].keys() & profiles.held[other].keys():
        before = profiles.trait(one, thing).importance
        trait = profiles.trait(other, thing)
        if before is not None and trait.importance is not None and trait.importance > before:
            found.append(Raised(trait, before, trait.importance))
    return sorted(found, key=lambda r: (round(r.have - r.want, 6), r.trait.label, r.trait.iri))
