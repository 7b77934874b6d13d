"""Profiles: the same out of every store, exact matches as one, and counts that can be checked."""

from math import log

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.profiled import SOURCES, held_by, role_iri, said, skill_iri

from rolegraph import profilerows, profiles, sameness
from rolegraph.counting import add, at_most, digits, falling, members, minus, rising
from rolegraph.dataset import Dataset
from rolegraph.errors import UnknownNameError, UsageError
from rolegraph.queries import run

SETS = st.lists(st.integers(0, 2**10 - 1), max_size=40)
EVERYONE = 2**10 - 1


def counted(sets: list[int]) -> list[int]:
    return [sum(one >> member & 1 for one in sets) for member in range(10)]


@given(SETS)
def test_slices_hold_how_many_sets_have_each_member(sets: list[int]) -> None:
    slices = add(sets)
    found = {at: count for count, group in falling(slices, EVERYONE) for at in members(group)}
    assert found == {at: count for at, count in enumerate(counted(sets)) if count}
    order = [count for count, _ in falling(slices, EVERYONE)]
    assert order == sorted(set(order), reverse=True)
    assert digits(counted(sets)) == slices


@given(SETS, st.integers(0, EVERYONE), st.integers(0, 45))
def test_counts_are_compared_with_a_limit_all_at_once(
    sets: list[int], among: int, limit: int
) -> None:
    slices = add(sets)
    wanted = {at for at in members(among) if counted(sets)[at] <= limit}
    assert set(members(at_most(slices, limit, among))) == wanted
    told = [(count, at) for count, group in rising(slices, among) for at in members(group)]
    assert sorted(at for _, at in told) == list(members(among))
    assert [count for count, _ in told] == sorted(counted(sets)[at] for at in members(among))


@given(SETS, SETS)
def test_counts_are_taken_off_all_at_once(some: list[int], more: list[int]) -> None:
    left = minus(add([*some, *more]), add(some))
    assert left == add(more)


@given(st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg"))))
def test_classes_are_the_connected_parts(pairs: list[tuple[str, str]]) -> None:
    import networkx as nx

    parts = nx.connected_components(nx.Graph(pairs))
    assert sameness.classes(pairs) == sorted(sorted(part) for part in parts)


def test_every_store_gives_what_the_facets_of_its_roles_give(any_store: Dataset) -> None:
    found = profiles.read(any_store)
    wanted = {
        (row["role"], row["thing"]): (row["kind"], row["modality"], row["claims"], row["sources"])
        for row in run(any_store, "cq-02-traits").records()
    }
    assert len(wanted) > 250
    own = {}
    for at, role in enumerate(found.roles):
        for thing in found.held[at]:
            one = found.trait(at, thing)
            own[role.iri, one.iri] = (one.kind, one.modality, one.claims, len(one.sources))
    assert own == wanted
    assert found.sizes == sorted(found.sizes)


def test_a_source_alone_says_less_and_an_unknown_one_is_named(dataset: Dataset) -> None:
    everything = profiles.read(dataset)
    alone = profiles.read(dataset, ["aijobs-mle-vs-re"])
    assert len(alone) < len(everything)
    assert profiles.read(dataset, "source:aijobs-mle-vs-re").roles == alone.roles
    role = alone.place(role_iri("machine-learning-engineer"))
    traits = [alone.trait(role, thing) for thing in alone.held[role]]
    assert {trait.sources for trait in traits} == {("aijobs-mle-vs-re",)}
    with pytest.raises(UsageError, match=r"data-engineer has no traits .*aijobs-mle-vs-re"):
        alone.place(role_iri("data-engineer"))
    with pytest.raises(UnknownNameError, match=r"No source is called 'aijobs-mle-vs-r'.*-vs-re"):
        profiles.read(dataset, ["aijobs-mle-vs-r"])


def test_the_sources_together_make_one_trait() -> None:
    sayings = {"a": ["sql mentioned one 2.5", "sql preferred two 4.5"], "b": ["sql example one"]}
    found = said(sayings)
    role = found.place(role_iri("a"))
    (trait,) = (found.trait(role, thing) for thing in found.held[role])
    assert trait.modality == "preferred"
    assert (trait.importance, trait.claims) == (4.5, 2)
    assert (trait.sources, trait.roles) == (("one", "two"), 2)
    assert not trait.essential
    one = said(sayings, wanted=["one"])
    assert one.trait(one.place(role_iri("a")), 0).modality == "mentioned"


def test_weight_is_rarity_times_importance_or_strength() -> None:
    found = said(
        {
            "a": ["x required one 2.5", "y preferred one", "z required one"],
            "b": ["z required one"],
            "c": ["z mentioned one"],
        }
    )
    role = found.place(role_iri("a"))
    weights = {found.things[at].label: found.weight(role, at) for at in found.held[role]}
    assert weights["x"] == pytest.approx(log(3) * 2.5 / 5)
    assert weights["y"] == pytest.approx(log(3) * 0.6)
    assert weights["z"] == 0
    assert found.totals[role] == pytest.approx(sum(weights.values()))


def test_exact_matches_are_one_trait_and_ours_stands_for_them() -> None:
    other, third = "http://example.org/a", "http://example.org/b"
    roles = [profilerows.Role(role_iri("r"), "r"), profilerows.Role(role_iri("s"), "s")]
    things = [
        profilerows.Thing(third, "B", "skill"),
        profilerows.Thing(other, "A", "skill"),
        profilerows.Thing(skill_iri("ours"), "ours", "tool"),
    ]
    rows: list[profilerows.Row] = [
        (0, 0, 0, 4, 1, None),
        (0, 2, 1, 0, 2, None),
        (1, 1, 0, 0, 1, None),
    ]
    absent = "http://example.org/nobody-has-it"
    pairs = [(other, third), (skill_iri("ours"), third), (other, absent)]
    found = profiles.build(roles, things, SOURCES, rows, pairs)
    first = found.place(role_iri("r"))
    (thing,) = found.held[first]
    trait = found.trait(first, thing)
    assert (trait.iri, trait.kind, trait.roles) == (skill_iri("ours"), "tool", 2)
    assert (trait.modality, trait.claims, trait.sources) == ("required", 3, ("one", "two"))
    assert {found.known[iri] for iri in (other, third, absent, skill_iri("ours"))} == {thing}
    apart = profiles.build(roles, things, SOURCES, rows)
    assert apart.sizes == [1, 2]


def test_matches_are_read_out_of_a_graph_whatever_graph_they_stand_in(dataset: Dataset) -> None:
    store = ox.Store()
    store.bulk_load(
        b"<urn:a> <http://www.w3.org/2004/02/skos/core#exactMatch> <urn:b> <urn:g> .\n"
        b"<urn:c> <http://www.w3.org/2004/02/skos/core#exactMatch> <urn:d> .\n",
        ox.RdfFormat.N_QUADS,
    )
    assert [*run(Dataset("two", store), "cq-41-matches")] == [
        ("urn:a", "urn:b"),
        ("urn:c", "urn:d"),
    ]


def test_kinds_restrict_what_counts() -> None:
    found = said(
        {"a": ["sql required one", "tool:git required one"], "b": ["tool:git required one"]}
    )
    assert found.of_kinds([]) is found
    tools = found.of_kinds("tool")
    assert tools.sizes == [1, 1]
    assert tools is found.of_kinds(["tool"])
    assert len(found.of_kinds(["skill"])) == 1
    with pytest.raises(UsageError, match="'advice' is no kind of trait"):
        found.of_kinds(["advice"])


def test_the_collector_is_left_as_it_was() -> None:
    import gc

    for on in (True, False):
        (gc.enable if on else gc.disable)()
        with profilerows.no_collection():
            assert not gc.isenabled()
        assert gc.isenabled() is on
    gc.enable()


def test_a_role_without_traits_does_not_count() -> None:
    found = held_by([frozenset({1}), frozenset(), frozenset({1, 2})])
    assert len(found) == 2
    assert found.rarity[1] == 0
    assert repr(found) == "<Profiles 2 roles, 12 things, 3 traits>"
