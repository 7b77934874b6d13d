"""Small worlds of roles and things, for the tests of what is reckoned over profiles."""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from rolegraph.namespaces import MODALITIES
from rolegraph.profilerows import Role, Row, Thing
from rolegraph.profiles import Profiles, build

SOURCES = ["https://w3id.org/rolegraph/source/one", "https://w3id.org/rolegraph/source/two"]

Holdings = Sequence[frozenset[int]]


def role_iri(name: object) -> str:
    return f"https://w3id.org/rolegraph/role/{name}"


def skill_iri(name: object) -> str:
    return f"https://w3id.org/rolegraph/skill/{name}"


def held_by(holdings: Holdings, kind: str = "skill") -> Profiles:
    """Return profiles in which role n requires the things with the numbers of ``holdings[n]``."""
    roles = [Role(role_iri(f"r{at}"), f"role {at % 3}") for at in range(len(holdings))]
    things = [Thing(skill_iri(f"t{at}"), f"thing {at}", kind) for at in range(12)]
    rows = [(role, thing, 0, 0, 1, None) for role, has in enumerate(holdings) for thing in has]
    return build(roles, things, SOURCES, rows)


def said(
    sayings: Mapping[str, Sequence[str]],
    matches: Sequence[tuple[str, str]] = (),
    wanted: Sequence[str] = (),
) -> Profiles:
    """Return profiles out of short sayings by role: ``"python required one"``, or with a number.

    A saying is thing, modality and source; a number after them is the importance. The thing's kind
    stands before a colon where it is no skill.
    """
    roles = [Role(role_iri(name), name) for name in sayings]
    things: list[Thing] = []
    places: dict[str, int] = {}
    rows: list[Row] = []
    for role, lines in enumerate(sayings.values()):
        for line in lines:
            name, modality, source, *number = line.split()
            kind, _, label = name.rpartition(":")
            kind = kind or "skill"
            if name not in places:
                places[name] = len(things)
                things.append(Thing(f"https://w3id.org/rolegraph/{kind}/{label}", label, kind))
            importance = float(number[0]) if number else None
            at = SOURCES.index(f"https://w3id.org/rolegraph/source/{source}")
            rows.append((role, places[name], at, MODALITIES.index(modality), 1, importance))
    return build(roles, things, SOURCES, rows, matches, wanted)


HOLDINGS = st.lists(
    st.frozensets(st.integers(0, 11), min_size=1, max_size=9), min_size=2, max_size=14
)
