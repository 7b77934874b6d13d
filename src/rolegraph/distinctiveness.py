"""What sets a role apart from all others, as counts of roles and of sources."""

from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from rolegraph.answers import Answer
from rolegraph.profilerows import Role
from rolegraph.profiles import Profiles, Trait
from rolegraph.queries.bounds import check_count

MARKS: Final = ("only here", "defining", "necessary", "distinguishing")
SHARE: Final = 10
"""Up to how many of 100 roles have a thing that still tells one from others."""


class Distinction(NamedTuple):
    """A trait, with what its marks are counted from.

    ``others`` of the ``among`` other roles have it too. ``asking`` of the ``speaking`` sources,
    those that say anything of this kind about the role, have it as required.
    """

    trait: Trait
    others: int
    among: int
    asking: int
    speaking: int

    @property
    def lift(self) -> float:
        """How many times as likely the role is to have it as any role is: N / df, as it has it."""
        return (self.among + 1) / self.trait.roles

    @property
    def marks(self) -> tuple[str, ...]:
        """Those of `MARKS` that the counts bear out: see `distinctive`."""
        few = self.others * 100 <= self.among * SHARE
        necessary = self.asking == self.speaking
        holds = (self.others == 0, necessary and few, necessary, few)
        return tuple(mark for mark, held in zip(MARKS, holds, strict=True) if held)

    def to_dict(self) -> dict[str, Any]:
        """Return the distinction as JSON has it."""
        return {
            **self.trait.to_dict(),
            "others": self.others,
            "among": self.among,
            "lift": round(self.lift, 4),
            "asking": self.asking,
            "speaking": self.speaking,
            "marks": list(self.marks),
        }


class Distinctive(Answer):
    """The traits of a role, those that the fewest other roles have first."""

    columns = (
        "kind",
        "label",
        "others",
        "among",
        "lift",
        "modality",
        "asking",
        "speaking",
        "marks",
        "iri",
    )

    def __init__(self, role: Role, among: int, found: Iterable[Distinction]) -> None:
        self.role = role
        self.among = among
        self.found = tuple(found)

    @property
    def counts(self) -> dict[str, int]:
        """How many traits have each of the marks."""
        return {mark: sum(mark in one.marks for one in self.found) for mark in MARKS}

    def headline(self) -> str:
        """Return the answer in one line."""
        marks = ", ".join(f"{count} {mark}" for mark, count in self.counts.items())
        return (
            f"{self.role.label}, {len(self.found)} traits among {self.among} other roles: {marks}"
        )

    def rows(self) -> list[tuple[Any, ...]]:
        """Return a row for each trait."""
        return [
            (
                one.trait.kind,
                one.trait.label,
                one.others,
                one.among,
                one.lift,
                one.trait.modality,
                one.asking,
                one.speaking,
                ", ".join(one.marks),
                one.trait.iri,
            )
            for one in self.found
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON has it."""
        return {
            "role": self.role.to_dict(),
            "among": self.among,
            "counts": self.counts,
            "traits": [one.to_dict() for one in self.found],
        }


def distinctive(profiles: Profiles, iri: str, *, kinds: Collection[str] = ()) -> Distinctive:
    """Return what sets a role apart, by IRI: its traits, had by the fewest others first.

    The marks are counts. *Only here*: no other role has it. *Necessary*: each source that says
    anything of this kind about the role has it as required. *Distinguishing*: at most `SHARE` of
    100 other roles have it. *Defining*: both of these. Equally rare traits are in order of how many
    sources ask for them, then label and IRI. Raises `UsageError` on a role without traits.
    """
    chosen = profiles.of_kinds(kinds)
    role = chosen.place(iri)
    has = chosen.held[role]
    check_count(iri, len(has))
    speaking: dict[str, set[int]] = {}
    for thing, said in has.items():
        speaking.setdefault(chosen.things[thing].kind, set()).update(row[0] for row in said)
    among = len(chosen) - 1
    found = []
    for thing, said in has.items():
        trait = chosen.trait(role, thing)
        asking = len({source for source, modality, _, _ in said if modality == 0})
        found.append(Distinction(trait, trait.roles - 1, among, asking, len(speaking[trait.kind])))
    found.sort(
        key=lambda one: (
            one.others,
            -one.asking,
            one.trait.label.casefold(),
            one.trait.iri,
        )
    )
    return Distinctive(chosen.roles[role], among, found)
