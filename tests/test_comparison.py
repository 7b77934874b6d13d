"""Comparing: the shape that other programs rely on, and laws that hold for any roles."""

import itertools
import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import facts, statements
from rolegraph import namespaces as ns
from rolegraph.comparison import Comparison, compare, profile
from rolegraph.dataset import Dataset
from rolegraph.errors import UnknownNameError, UsageError
from rolegraph.graph import Graph

KINDS = ("skill", "tool", "degree", "field", "certification", "industry", "responsibility")
"""As DESIGN has them, on purpose not taken from the code."""

Said = tuple[int, str, int, str, int]
"""Role, kind, thing, modality, source."""

ROLES = ["r0", "r1", "r2", "r3"]
SAYINGS = st.sets(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(KINDS),
        st.integers(0, 3),
        st.sampled_from([*ns.MODALITIES, "denied"]),
        st.integers(0, 2),
    ),
    max_size=30,
)


def world(sayings: set[Said]) -> Dataset:
    """Return a dataset in which just this is said of four roles."""
    concepts = [
        facts.Concept(ns.mint("role", r), "role", ns.KINDS["role"].classes, r) for r in ROLES
    ]
    concepts += [
        facts.Concept(ns.mint(kind, f"t{n}"), kind, ns.KINDS[kind].classes, f"{kind} {n}")
        for kind in KINDS
        for n in range(4)
    ]
    lines = list(statements.concept_quads(concepts))
    by_source = itertools.groupby(sorted(sayings, key=lambda one: one[4]), lambda one: one[4])
    for number, group in by_source:
        source = facts.Source(ns.mint("source", f"s{number}"), f"Source {number}")
        lines += statements.source_quads(source)
        said = []
        for place, (role, kind, thing, modality, _) in enumerate(sorted(group)):
            property = ns.KINDS[kind].property
            assert property is not None
            subject, target = ns.mint("role", ROLES[role]), ns.mint(kind, f"t{thing}")
            said.append(
                facts.Fact(
                    source.iri, subject, property, target, modality, start=place, end=place + 1
                )
            )
        lines += statements.fact_quads(said)
    store = ox.Store()
    store.bulk_load("".join(lines).encode(), ox.RdfFormat.N_QUADS, lenient=True)
    return Dataset("a world", store)


def expected(sayings: set[Said], roles: list[str]) -> dict[str, set[str]]:
    """Return by thing which of the roles have it, counted by hand."""
    held: dict[str, set[str]] = {}
    for role, kind, thing, modality, _ in sayings:
        if modality != "denied" and ROLES[role] in roles:
            held.setdefault(ns.mint(kind, f"t{thing}"), set()).add(ROLES[role])
    return held


@given(SAYINGS, st.lists(st.sampled_from(ROLES), min_size=2, max_size=4, unique=True))
def test_a_comparison_is_what_was_said(sayings: set[Said], roles: list[str]) -> None:
    found = compare(world(sayings), roles)
    held = expected(sayings, roles)
    assert {trait.iri: set(trait.roles) for trait in found} == held
    assert [role.slug for role in found.roles] == roles
    for role in found.roles:
        assert role.traits == sum(role.slug in having for having in held.values())
    for trait in found:
        about = [
            one
            for one in sayings
            if ns.mint(one[1], f"t{one[2]}") == trait.iri
            and ROLES[one[0]] in roles
            and one[3] != "denied"
        ]
        assert trait.claims == len(about)
        assert trait.sources == len({one[4] for one in about})
        assert trait.modality == min((one[3] for one in about), key=ns.MODALITIES.index)
        assert list(trait.roles) == [role for role in roles if role in trait.roles]


@given(SAYINGS, st.permutations(["r0", "r1", "r2"]))
def test_comparing_is_symmetric_up_to_order(sayings: set[Said], roles: list[str]) -> None:
    place = world(sayings)
    one, other = compare(place, ["r0", "r1", "r2"]), compare(place, roles)
    assert one.jaccard == other.jaccard
    assert one.shared_count == other.shared_count
    assert one.distinct == other.distinct

    def unordered(found: Comparison) -> list[tuple[object, ...]]:
        return [
            (*trait[:3], *sorted(trait.roles), *trait[4:7], *sorted(trait.support))
            for trait in found
        ]

    assert unordered(one) == unordered(other)


@given(SAYINGS)
def test_shared_and_distinct_partition_the_union_of_two(sayings: set[Said]) -> None:
    found = compare(world(sayings), ["r0", "r1"])
    parts = [found.shared(), found.only("r0"), found.only("r1")]
    assert sum(len(part) for part in parts) == len(found) == found.union
    assert set(found) == set().union(*parts)
    assert len(parts[0]) == found.shared_count
    assert {"r0": len(parts[1]), "r1": len(parts[2])} == found.distinct
    one, other = (role.traits for role in found.roles)
    assert found.union == one + other - found.shared_count


@given(SAYINGS)
def test_the_jaccard_figure_is_a_proportion(sayings: set[Said]) -> None:
    found = compare(world(sayings), ["r0", "r1", "r2"])
    assert 0 <= found.jaccard <= 1
    if found.union:
        assert found.jaccard == found.shared_count / found.union
        every = set(found.roles)
        assert (found.jaccard == 1) == all(len(one.roles) == len(every) for one in found)
    else:
        assert found.jaccard == 0


@given(SAYINGS)
def test_asking_for_more_roles_gives_fewer_traits(sayings: set[Said]) -> None:
    place, roles = world(sayings), ["r0", "r1", "r2", "r3"]
    whole = compare(place, roles)
    before = set(whole)
    for least in (1, 2, 3, 4):
        found = compare(place, roles, least=least)
        assert set(found) == set(whole.at_least(least)) <= before
        assert all(len(trait.roles) >= least for trait in found)
        # The counts are of everything, also where less is listed.
        assert (found.shared_count, found.distinct) == (whole.shared_count, whole.distinct)
        assert found.jaccard == whole.jaccard
        before = set(found)
    assert before == set(whole.shared())


@given(SAYINGS, st.sets(st.sampled_from(KINDS), min_size=1))
def test_kinds_restrict_what_is_compared(sayings: set[Said], kinds: set[str]) -> None:
    place = world(sayings)
    whole, part = compare(place, ["r0", "r1"]), compare(place, ["r0", "r1"], kinds=kinds)
    assert list(part) == [trait for trait in whole if trait.kind in kinds]
    assert part.shared_count == sum(len(whole.shared(kind)) for kind in kinds)


@given(SAYINGS)
def test_a_denial_gives_nobody_a_trait(sayings: set[Said]) -> None:
    denied = {(*one[:3], "denied", one[4]) for one in sayings}
    found = compare(world(denied), ["r0", "r1"])
    assert (len(found), found.union, found.jaccard) == (0, 0, 0.0)


@given(SAYINGS, st.sampled_from(ROLES))
def test_a_profile_is_what_a_role_has_in_any_comparison(sayings: set[Said], role: str) -> None:
    place, other = world(sayings), "r1" if role == "r0" else "r0"
    alone, both = profile(place, role), compare(place, [role, other])
    assert alone.roles == both.roles[:1]
    mine = {trait.iri: trait.of(role) for trait in both if role in trait.roles}
    assert {trait.iri: trait.of(role) for trait in alone} == mine
    assert {trait.roles for trait in alone} <= {(role,)}
    assert alone.union == len(alone) == alone.roles[0].traits


@given(SAYINGS)
def test_one_role_shares_nothing(sayings: set[Said]) -> None:
    found = profile(world(sayings), "r0")
    value = found.to_dict()
    assert value["counts"] == {"shared": 0, "distinct": {"r0": len(found)}}
    assert value["similarity"] == {"jaccard": 0.0}
    assert (found.shared(), found.only("r0")) == ([], list(found))


def test_a_profile_takes_kinds_and_no_number_of_roles(any_store: Dataset, graph: Graph) -> None:
    found = profile(any_store, "mle", kinds="tool")
    assert list(found) == [trait for trait in profile(any_store, "mle") if trait.kind == "tool"]
    rows = graph.query(found.to_dict()["query"]).records()
    assert {row["thing"] for row in rows} > {trait.iri for trait in found}
    with pytest.raises(UsageError, match="At least 2: take 1, or give more roles"):
        profile(any_store, "mle", least=2)
    with pytest.raises(UsageError, match="no kind of trait"):
        profile(any_store, "mle", kinds=["gadget"])
    with pytest.raises(UnknownNameError, match="No role is called 'nobody'"):
        profile(any_store, "nobody")


def test_the_json_has_the_agreed_shape(any_store: Dataset) -> None:
    found = compare(any_store, ["mle", "research-engineer"]).to_dict()
    value = json.loads(json.dumps(found))
    assert value == found
    assert list(value) == ["roles", "traits", "counts", "similarity", "query"]
    for role in value["roles"]:
        assert list(role) == ["iri", "slug", "label", "traits"]
        assert role["iri"] == ns.mint("role", role["slug"])
        assert isinstance(role["traits"], int)
    slugs = [role["slug"] for role in value["roles"]]
    assert slugs == ["machine-learning-engineer", "research-engineer"]
    for trait in value["traits"]:
        assert list(trait) == ["iri", "label", "kind", "roles", "claims", "sources", "modality"]
        assert trait["kind"] in KINDS
        assert trait["modality"] in {"required", "preferred", "alternative", "example", "mentioned"}
        assert trait["roles"]
        assert set(trait["roles"]) <= set(slugs)
        assert trait["claims"] >= trait["sources"] >= 1
        assert isinstance(trait["label"], str)
    assert list(value["counts"]) == ["shared", "distinct"]
    having = [trait["roles"] for trait in value["traits"]]
    assert value["counts"]["shared"] == having.count(slugs)
    assert value["counts"]["distinct"] == {slug: having.count([slug]) for slug in slugs}
    assert list(value["similarity"]) == ["jaccard"]
    assert value["similarity"]["jaccard"] == round(having.count(slugs) / len(having), 4)


def test_the_query_of_a_comparison_gives_its_traits(graph: Graph) -> None:
    found = graph.compare("mle", "data-engineer")
    rows = graph.query(found.to_dict()["query"]).records()
    assert {row["thing"] for row in rows} == {trait.iri for trait in found}
    assert {row["role"] for row in rows} == {role.iri for role in found.roles}


def test_the_stores_give_the_same_comparison(any_store: Dataset, dataset: Dataset) -> None:
    roles = ["mle", "mlre", "data-engineer"]
    assert compare(any_store, roles).to_dict() == compare(dataset, roles).to_dict()


def test_what_most_roles_have_comes_first(graph: Graph) -> None:
    found = graph.compare("mle", "mlre", "ai-scientist")
    order = [(-len(trait.roles), KINDS.index(trait.kind), -trait.sources) for trait in found]
    assert order == sorted(order)


def test_an_unknown_role_lists_the_nearest(graph: Graph) -> None:
    with pytest.raises(UnknownNameError, match=r"Nearest: .*Data Engineer") as caught:
        graph.compare("mle", "data enginer")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "roles", [(), ("mle",), ("mle", "mle"), ("mle", "Machine Learning Engineer", "mlre")]
)
def test_fewer_than_two_different_roles_are_refused(graph: Graph, roles: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="two or more different roles"):
        graph.compare(*roles)


@pytest.mark.parametrize("least", [0, -1, 3])
def test_a_number_of_roles_that_cannot_be_is_refused(graph: Graph, least: int) -> None:
    with pytest.raises(UsageError, match="take a number from 1 to 2"):
        graph.compare("mle", "mlre", at_least=least)


def test_an_unknown_kind_is_refused(graph: Graph) -> None:
    with pytest.raises(UsageError, match="'outlook' is no kind of trait"):
        graph.compare("mle", "mlre", kinds=["outlook"])
    found = graph.compare("mle", "mlre")
    for ask in (found.shared, lambda kind: found.only("mle", kind)):
        with pytest.raises(UsageError, match="no kind of trait"):
            ask("gadget")


def test_a_role_that_is_not_compared_has_nothing_of_its_own(graph: Graph) -> None:
    found = graph.compare("mle", "mlre")
    with pytest.raises(UnknownNameError, match="role in this comparison"):
        found.only("data-engineer")
    assert found.only("mle") == found.only("Machine Learning Engineer") != []


def test_a_frame_has_one_row_for_each_trait(graph: Graph) -> None:
    pytest.importorskip("pandas")
    found = graph.compare("mle", "mlre")
    frame = found.to_frame()
    assert list(frame["iri"]) == [trait.iri for trait in found]
    assert int(frame["machine-learning-engineer"].sum()) == found.roles[0].traits
    empty = graph.compare("mle", "mlre", kinds=["tool"], at_least=2)
    assert list(empty.to_frame().columns) == list(frame.columns)


def test_a_comparison_says_in_short_what_it_is(graph: Graph) -> None:
    found = graph.compare("mle", "mlre")
    assert repr(found) == (
        "<Comparison Machine Learning Engineer / Machine Learning Research Engineer: "
        f"{found.shared_count} of {len(found)} traits shared>"
    )
