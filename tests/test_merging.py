"""Traits that meet in a broader term: laws for any traits below any terms, and cases by hand."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import namespaces as ns
from rolegraph.graph import Graph
from rolegraph.merging import MERGED, merged

ROLES = ["r0", "r1", "r2"]
KINDS = ["tool", "skill", "degree"]
NAMES = [f"urn:{letter}" for letter in "abcdefgh"]
"""Any of them may be a trait, a term or both; h is a term without a label, so no term at all."""

Pair = tuple[dict[str, Any], dict[str, Any]]


def trait(iri: str, roles: list[str], kind: str = "tool", **more: Any) -> dict[str, Any]:
    return {
        "iri": iri,
        "label": iri.rpartition(":")[2].upper(),
        "kind": kind,
        "roles": roles,
        "claims": 1,
        "sources": 1,
        "modality": "required",
    } | more


def case(traits: list[dict[str, Any]], broader: dict[str, list[str]]) -> Pair:
    """Return a comparison and its details, each trait said by one source for each of its roles."""
    claims = [
        {"thing": one["iri"], "role": role, "source": f"s{place}", "denied": False}
        for place, one in enumerate(traits)
        for role in one["roles"]
    ]
    terms = {
        iri: {"label": iri[4:].upper(), "definition": None, "broader": broader.get(iri, [])}
        for iri in NAMES[:-1]
    }
    things = {one["iri"]: {"broader": broader.get(one["iri"], [])} for one in traits}
    comparison = {"roles": [{"slug": slug} for slug in ROLES], "traits": traits}
    return comparison, {"things": things, "terms": terms, "claims": claims}


@st.composite
def cases(draw: st.DrawFn) -> Pair:
    iris = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=8))
    traits = [
        trait(
            iri,
            draw(st.lists(st.sampled_from(ROLES), min_size=1, unique=True).map(sorted)),
            draw(st.sampled_from(KINDS)),
            claims=draw(st.integers(1, 3)),
            modality=draw(st.sampled_from(ns.MODALITIES)),
        )
        for iri in iris
    ]
    above = st.lists(st.sampled_from(NAMES), unique=True, max_size=3)
    return case(traits, {iri: draw(above) for iri in NAMES})


@given(cases())
def test_each_trait_is_in_exactly_one_result(pair: Pair) -> None:
    found = merged(*pair)
    members = [iri for one in found for iri in one.get("members", [one["iri"]])]
    assert sorted(members) == sorted(one["iri"] for one in pair[0]["traits"])
    assert len({one["iri"] for one in found}) == len(found)


@given(cases())
def test_a_merged_trait_adds_up_its_members(pair: Pair) -> None:
    traits = {one["iri"]: one for one in pair[0]["traits"]}
    for one in merged(*pair):
        if "members" not in one:
            assert one is traits[one["iri"]]
            continue
        members = [traits[iri] for iri in one["members"]]
        assert len(members) > 1
        assert {member["kind"] for member in members} == {one["kind"]} <= MERGED
        for member in members:
            above = pair[1]["things"][member["iri"]]["broader"]
            assert one["iri"] in above or one["iri"] == member["iri"]
        assert one["label"] == pair[1]["terms"][one["iri"]]["label"]
        had = set().union(*(member["roles"] for member in members))
        assert one["roles"] == [role for role in ROLES if role in had]
        assert one["claims"] == sum(member["claims"] for member in members)
        assert one["sources"] == len(members)
        strongest = min((member["modality"] for member in members), key=ns.MODALITIES.index)
        assert one["modality"] == strongest
        assert one["exact"] == any(set(member["roles"]) == had for member in members)


@given(cases())
def test_a_term_that_is_a_trait_is_a_member_of_itself(pair: Pair) -> None:
    traits = {one["iri"] for one in pair[0]["traits"]}
    for one in merged(*pair):
        if "members" in one and one["iri"] in traits:
            assert one["iri"] in one["members"]


@given(cases(), st.randoms(use_true_random=False))
def test_neither_order_nor_a_second_time_makes_a_difference(pair: Pair, random: Any) -> None:
    before = copy.deepcopy(pair)
    found = merged(*pair)
    assert pair == before
    shuffled = random.sample(pair[0]["traits"], len(pair[0]["traits"]))
    assert merged(pair[0] | {"traits": shuffled}, pair[1]) == found
    assert merged(pair[0] | {"traits": found}, pair[1]) == found


@given(cases())
def test_nothing_is_left_that_could_meet(pair: Pair) -> None:
    found = merged(*pair)
    taken = {one["iri"] for one in found}
    alone = {one["iri"]: one for one in found if "members" not in one and one["kind"] in MERGED}
    below: dict[tuple[str, str], set[str]] = {}
    for iri, one in alone.items():
        for term in pair[1]["things"][iri]["broader"]:
            if term in pair[1]["terms"] and term not in taken:
                below.setdefault((term, one["kind"]), set()).add(iri)
    heads = {term for iri in alone for term in pair[1]["things"][iri]["broader"] if term != iri}
    for members in below.values():
        # What stands over another trait waits for that one, and a circle waits for ever.
        assert len(members - heads) < 2


def names(found: list[dict[str, Any]]) -> list[tuple[str, list[str] | None]]:
    """Return each trait with its members, both without what all IRIs here begin with."""
    members = {one["iri"]: [iri[4:] for iri in one["members"]] for one in found if "members" in one}
    return [(one["iri"][4:], members.get(one["iri"])) for one in found]


def test_two_below_one_term_meet_and_the_third_stays() -> None:
    traits = [trait("urn:a", ["r0"]), trait("urn:b", ["r1"]), trait("urn:c", ["r0"])]
    (one, other) = merged(*case(traits, {"urn:a": ["urn:g"], "urn:b": ["urn:g"]}))
    assert one == {
        "iri": "urn:g",
        "label": "G",
        "kind": "tool",
        "roles": ["r0", "r1"],
        "claims": 2,
        "sources": 2,
        "modality": "required",
        "members": ["urn:a", "urn:b"],
        "exact": False,
    }
    assert other is traits[2]


def test_the_term_that_covers_most_takes_what_stands_below_two() -> None:
    traits = [trait(f"urn:{name}", ["r0"]) for name in "abcd"]
    broader = {
        "urn:a": ["urn:f"],
        "urn:b": ["urn:f", "urn:g"],
        "urn:c": ["urn:g"],
        "urn:d": ["urn:g"],
    }
    assert names(merged(*case(traits, broader))) == [("g", ["b", "c", "d"]), ("a", None)]


def test_one_height_is_merged_and_not_the_next() -> None:
    traits = [trait(f"urn:{name}", ["r0"]) for name in "abc"]
    broader = {"urn:a": ["urn:b"], "urn:b": ["urn:c"], "urn:c": ["urn:g"]}
    assert names(merged(*case(traits, broader))) == [("b", ["a", "b"]), ("c", None)]


def test_a_circle_of_terms_ends() -> None:
    traits = [trait(f"urn:{name}", ["r0"]) for name in "ab"]
    broader = {"urn:a": ["urn:b", "urn:a"], "urn:b": ["urn:a"]}
    assert names(merged(*case(traits, broader))) == [("a", None), ("b", None)]


@pytest.mark.parametrize(("kinds", "meet"), [("tt", True), ("dd", False), ("ts", False)])
def test_degrees_and_different_kinds_do_not_meet(kinds: str, meet: bool) -> None:
    word = {"t": "tool", "s": "skill", "d": "degree"}
    traits = [
        trait(f"urn:{name}", ["r0"], word[kind]) for name, kind in zip("ab", kinds, strict=True)
    ]
    found = merged(*case(traits, {"urn:a": ["urn:g"], "urn:b": ["urn:g"]}))
    assert (len(found) == 1) == meet


def test_a_denial_is_no_source_of_a_merged_trait() -> None:
    traits = [trait("urn:a", ["r0"]), trait("urn:b", ["r1"])]
    comparison, details = case(traits, {"urn:a": ["urn:g"], "urn:b": ["urn:g"]})
    details["claims"].append({"thing": "urn:a", "role": "r1", "source": "no", "denied": True})
    assert merged(comparison, details)[0]["sources"] == 2


def test_frameworks_meet_in_the_bundled_graph(graph: Graph) -> None:
    compared = graph.compare("mle", "research-engineer", "ai-scientist")
    found = merged(compared.to_dict(), compared.details.to_dict())
    assert sum(len(one.get("members", "1")) for one in found) == len(compared)
    (one,) = (one for one in found if one["iri"] == ns.mint("tool", "deep-learning-framework"))
    assert {ns.mint("tool", "pytorch"), ns.mint("tool", "tensorflow")} <= set(one["members"])
    assert not [one for one in found if one["kind"] == "degree" and "members" in one]
