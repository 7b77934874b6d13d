"""Meet in a broader term: traits below one term become one trait, told apart from exact overlap."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from rolegraph.comparison import rank
from rolegraph.namespaces import COMPARED, MODALITIES

MERGED: Final = frozenset(COMPARED) - {"degree"}
"""The kinds that may meet in a broader term; a bachelor's degree is no doctorate."""

_Trait = dict[str, Any]


def merged(comparison: Mapping[str, Any], details: Mapping[str, Any]) -> list[_Trait]:
    """Return the traits of a comparison, those below one term replaced by that term.

    A term takes the traits of one kind that stand directly below it, and itself where it is a
    trait, if these are two or more. A trait below several terms goes to the one that covers most.
    The new trait has the roles of all its ``members``; ``exact`` tells whether some member is had
    by all of these roles, which then share it without the term. All other traits stay as they are,
    those that were merged before too, so that merging twice is merging once.
    """
    traits: list[_Trait] = list(comparison["traits"])
    free = {one["iri"]: one for one in traits if one["kind"] in MERGED and "members" not in one}
    done = {one["iri"] for one in traits if one["iri"] not in free}
    made: list[_Trait] = []
    while groups := _groups(free, details, done):
        taken: list[_Trait] = []
        for term, members in groups:
            # A larger group may have taken what two groups could have.
            left = [iri for iri in members if iri in free]
            if len(left) > 1 and term not in done:
                taken.append(_joined(term, [free.pop(iri) for iri in left], comparison, details))
                done.add(term)
        made += taken
    gone = {iri for one in made for iri in one["members"]}
    kept = [one for one in traits if one["iri"] not in gone]
    return sorted([*kept, *made], key=rank)


def _groups(
    free: Mapping[str, _Trait], details: Mapping[str, Any], done: Collection[str]
) -> list[tuple[str, list[str]]]:
    """Return terms with what each of them could take, two or more, the largest group first."""
    below: dict[tuple[str, str], list[str]] = {}
    for iri, trait in free.items():
        for term in details["things"].get(iri, {}).get("broader", ()):
            same = term not in free or free[term]["kind"] == trait["kind"]
            if term in details["terms"] and term != iri and term not in done and same:
                below.setdefault((term, trait["kind"]), []).append(iri)
    heads = {term for term, _ in below}
    found: list[tuple[str, list[str]]] = []
    for (term, _), members in below.items():
        # What is a term over others here is the member of no group but its own.
        group = [iri for iri in members if iri not in heads]
        group += [term] if term in free else []
        if len(group) > 1:
            found.append((term, _by_name(group, free)))
    label = details["terms"]
    return sorted(found, key=lambda one: (-len(one[1]), label[one[0]]["label"].casefold(), one))


def _by_name(iris: Iterable[str], traits: Mapping[str, _Trait]) -> list[str]:
    return sorted(iris, key=lambda iri: (traits[iri]["label"].casefold(), iri))


def _joined(
    term: str,
    members: list[_Trait],
    comparison: Mapping[str, Any],
    details: Mapping[str, Any],
) -> _Trait:
    had = {role for member in members for role in member["roles"]}
    iris = [member["iri"] for member in members]
    sources = {
        claim["source"]
        for claim in details["claims"]
        if claim["thing"] in iris and not claim["denied"]
    }
    return {
        "iri": term,
        "label": details["terms"][term]["label"],
        "kind": members[0]["kind"],
        "roles": [role["slug"] for role in comparison["roles"] if role["slug"] in had],
        "claims": sum(member["claims"] for member in members),
        "sources": len(sources) or max(member["sources"] for member in members),
        "modality": min((member["modality"] for member in members), key=MODALITIES.index),
        "members": iris,
        "exact": any(had <= set(member["roles"]) for member in members),
    }
