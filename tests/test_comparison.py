"""Comparing: the shape that other programs rely on, and laws that hold for any roles."""

import itertools
import json
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import facts, statements
from rolegraph import namespaces as ns
from rolegraph.comparison import Comparison, compare, edge_rows, profile, rank
from rolegraph.dataset import Dataset
from rolegraph.errors import UnknownNameError, UsageError
from rolegraph.graph import Graph
from rolegraph.lexicon import Lexicon

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


WORKED: set[Said] = {
    # All three have one tool; one source says so of two of them, and says it twice of one.
    (0, "tool", 0, "required", 0),
    (0, "tool", 0, "mentioned", 1),
    (1, "tool", 0, "example", 2),
    (2, "tool", 0, "mentioned", 0),
    (2, "tool", 0, "preferred", 0),
    # Two share a skill that the third is denied.
    (0, "skill", 1, "preferred", 0),
    (2, "skill", 1, "alternative", 1),
    (1, "skill", 1, "denied", 1),
    # One alone.
    (1, "degree", 2, "required", 2),
    (1, "industry", 3, "mentioned", 2),
    (1, "industry", 3, "example", 0),
    # Of no compared role.
    (3, "field", 0, "required", 0),
}


@pytest.fixture(scope="module")
def worked() -> Comparison:
    return compare(world(WORKED), ["r2", "role:r0", ns.mint("role", "r1")])


def told(found: Comparison) -> list[tuple[object, ...]]:
    """Return slug, kind, claims, sources, modality and support of each trait."""
    return [
        (ns.slug_of(one.iri), one.kind, one.claims, one.sources, one.modality, *one.support)
        for one in found
    ]


def test_a_comparison_in_full(worked: Comparison) -> None:
    assert told(worked) == [
        (
            *("t0", "tool", 5, 3, "required"),
            *(("r2", 2, 1, "preferred"), ("r0", 2, 2, "required"), ("r1", 1, 1, "example")),
        ),
        (
            *("t1", "skill", 2, 2, "alternative"),
            *(("r2", 1, 1, "alternative"), ("r0", 1, 1, "preferred")),
        ),
        ("t2", "degree", 1, 1, "required", ("r1", 1, 1, "required")),
        ("t3", "industry", 2, 2, "example", ("r1", 2, 2, "example")),
    ]
    assert [trait.roles for trait in worked] == [("r2", "r0", "r1"), ("r2", "r0"), *[("r1",)] * 2]
    assert [trait.iri for trait in worked][:2] == [ns.mint("tool", "t0"), ns.mint("skill", "t1")]
    assert [tuple(role) for role in worked.roles] == [
        (ns.mint("role", slug), slug, slug, traits)
        for slug, traits in (("r2", 2), ("r0", 2), ("r1", 3))
    ]
    assert (worked.union, worked.shared_count, len(worked)) == (4, 1, 4)
    assert list(Comparison(worked.roles, worked.traits, "", Lexicon(()))) == list(worked)
    assert worked.distinct == {"r2": 0, "r0": 0, "r1": 2}
    assert list(worked.distinct) == ["r2", "r0", "r1"]
    assert worked.to_dict()["similarity"] == {"jaccard": 0.25}


def test_a_comparison_as_people_read_it(worked: Comparison) -> None:
    headline = "1 of 4 traits shared by all (Jaccard 0.25); 0 only r2, 0 only r0, 2 only r1"
    assert worked.headline() == headline
    assert repr(worked) == "<Comparison r2 / r0 / r1: 1 of 4 traits shared>"
    rows = [
        ("tool", "tool 0", "preferred", "required", "example", 3, 5),
        ("skill", "skill 1", "alternative", "preferred", "-", 2, 2),
        ("degree", "degree 2", "-", "-", "required", 1, 1),
        ("industry", "industry 3", "-", "-", "example", 2, 2),
    ]
    columns = ("kind", "label", "r2", "r0", "r1", "sources", "claims")
    assert worked.strengths() == (columns, rows, headline)
    named = ("kind", "label", "A", "B", "C", "sources", "claims")
    assert worked.strengths(["A", "B", "C"]) == (named, rows, headline)
    title, heads, _, *lines = str(worked).splitlines()
    assert title == headline
    assert heads.split() == list(columns)
    assert [line.split() for line in lines] == [" ".join(map(str, row)).split() for row in rows]


def test_a_comparison_as_csv_has_every_trait_and_who_has_it(worked: Comparison) -> None:
    assert worked.to_csv().splitlines() == [
        "label,kind,r2,r0,r1,claims,sources,modality,iri",
        f"tool 0,tool,true,true,true,5,3,required,{ns.mint('tool', 't0')}",
        f"skill 1,skill,true,true,false,2,2,alternative,{ns.mint('skill', 't1')}",
        f"degree 2,degree,false,false,true,1,1,required,{ns.mint('degree', 't2')}",
        f"industry 3,industry,false,false,true,2,2,example,{ns.mint('industry', 't3')}",
    ]
    assert worked.only("r1", "degree").to_csv().splitlines() == [
        "label,kind,roles,claims,sources,modality,iri",
        f"degree 2,degree,r1,1,1,required,{ns.mint('degree', 't2')}",
    ]


def test_only_roles_are_compared_and_one_without_a_label_goes_by_its_slug() -> None:
    place = world(WORKED)
    with pytest.raises(UnknownNameError, match="No role is called 'tool 0'"):
        compare(place, ["r0", "tool 0"])
    with pytest.raises(UnknownNameError, match="No role is called 'tool 0'"):
        profile(place, "tool 0")
    blank = facts.Concept(ns.mint("role", "r9"), "role", ns.KINDS["role"].classes, "")
    quads = "".join(statements.concept_quads([blank])).encode()
    place.store.load(quads, ox.RdfFormat.N_QUADS)
    assert [role.label for role in compare(place, ["r9", "r0"]).roles] == ["r9", "r0"]


def test_a_long_comparison_shows_its_first_rows_and_says_how_many_there_are() -> None:
    sayings = {(0, kind, thing, "required", 0) for kind in KINDS for thing in range(4)}
    found = profile(world(sayings), "r0")
    lines = str(found).splitlines()
    assert len(lines) == 3 + 20 + 1
    assert lines[-1].startswith("8 more: ")
    assert found._repr_html_().count("<tr") == 1 + 20
    assert found.headline() in found._repr_html_()
    assert len(found.to_csv().splitlines()) == 1 + 28
    assert repr(found) == "<Comparison r0: 28 traits>"


def test_a_thing_that_a_role_has_by_two_properties_is_one_trait() -> None:
    """Ours have one property for each kind; what an endpoint holds may not."""
    sayings: set[Said] = {(0, "tool", 0, "example", 0), (1, "tool", 0, "mentioned", 1)}
    place, tool = world(sayings), ns.mint("tool", "t0")
    also = facts.Fact(
        ns.mint("source", "s1"),
        ns.mint("role", "r0"),
        str(ns.RG.hasResponsibility),
        tool,
        "required",
        start=8,
        end=9,
    )
    place.store.load("".join(statements.fact_quads([also])).encode(), ox.RdfFormat.N_QUADS)
    found = compare(place, ["r0", "r1"])
    support = ("r0", 2, 2, "required"), ("r1", 1, 1, "mentioned")
    assert told(found) == [("t0", "tool", 3, 2, "required", *support)]
    assert [trait.roles for trait in found] == [("r0", "r1")]
    assert [role.traits for role in found.roles] == [1, 1]
    assert (found.union, found.shared_count, found.distinct) == (1, 1, {"r0": 0, "r1": 0})
    (alone,) = compare(place, ["r0", "r1"], kinds="responsibility")
    assert (alone.kind, alone.claims, alone.modality) == ("responsibility", 1, "required")


def test_traits_are_in_order_of_roles_kind_sources_claims_label_and_iri() -> None:
    names = ("roles", "kind", "sources", "claims", "label", "iri")
    rows: list[tuple[object, ...]] = [
        (("a", "b"), "tool", 1, 1, "z", "z"),
        (("a",), "skill", 1, 1, "z", "z"),
        (("b",), "tool", 3, 1, "z", "z"),
        (("b",), "tool", 2, 9, "z", "z"),
        (("b",), "tool", 2, 8, "B", "z"),
        (("b",), "tool", 2, 8, "c", "a"),
        (("b",), "tool", 2, 8, "C", "b"),
    ]
    traits = [dict(zip(names, row, strict=True)) for row in rows]
    assert sorted([*reversed(traits)], key=rank) == traits


def test_labels_come_in_the_language_that_is_asked_for() -> None:
    place, tool, role = world(WORKED), ns.mint("tool", "t0"), ns.mint("role", "r1")
    spoken = [
        facts.Label(tool, ns.SKOS.prefLabel, "Werkzeug", "de"),
        facts.Label(role, ns.SKOS.prefLabel, "Rolle", "de"),
    ]
    quads = "".join(statements.label_quads(spoken, ns.mint("source", "s0")))
    place.store.load(quads.encode(), ox.RdfFormat.N_QUADS)
    for found in (compare(place, ["r1", "r0"], lang="de"), profile(place, "r1", lang="de")):
        assert found.lang == "de"
        assert found.spoken == {tool, role}
        assert found.roles[0].label == "Rolle"
        assert next(trait.label for trait in found) == "Werkzeug"
        assert {trait.label for trait in found} > {"degree 2", "industry 3"}
    plain = compare(place, ["r1", "r0"])
    assert (plain.lang, plain.spoken) == (None, frozenset())
    assert plain.roles[0].label == "r1"
    with pytest.raises(UsageError, match="'no tag' is no language tag"):
        compare(place, ["r0", "r1"], lang="no tag")
    with pytest.raises(UsageError, match="'no tag' is no language tag"):
        profile(place, "r0", lang="no tag")


def test_what_is_refused_says_what_to_do(worked: Comparison) -> None:
    place = world(WORKED)

    def said(*roles: str, **options: Any) -> str:
        with pytest.raises((UsageError, UnknownNameError)) as caught:
            compare(place, roles, **options)
        return str(caught.value)

    assert said("r0") == "A comparison takes two or more different roles; `show` shows one."
    assert said("r0", "r1", least=3) == "At least 3: take a number from 1 to 2, the roles given"
    assert said("r0", "r1", kinds="salary") == (
        "'salary' is no kind of trait: take one of " + ", ".join(KINDS)
    )
    with pytest.raises(UnknownNameError) as caught:
        worked.only("r3")
    assert str(caught.value).startswith(
        "No role in this comparison is called 'r3'. Nearest: r2, r0, r1. "
    )


def test_a_flat_table_has_a_row_for_each_role_and_thing() -> None:
    columns, rows = edge_rows(world(WORKED))
    assert columns == ("role", "kind", "thing", "label", "claims", "sources", "modality")
    assert rows == [
        ("r0", "skill", "skill:t1", "skill 1", 1, 1, "preferred"),
        ("r0", "tool", "tool:t0", "tool 0", 2, 2, "required"),
        ("r1", "degree", "degree:t2", "degree 2", 1, 1, "required"),
        ("r1", "industry", "industry:t3", "industry 3", 2, 2, "example"),
        ("r1", "tool", "tool:t0", "tool 0", 1, 1, "example"),
        ("r2", "skill", "skill:t1", "skill 1", 1, 1, "alternative"),
        ("r2", "tool", "tool:t0", "tool 0", 2, 1, "preferred"),
        ("r3", "field", "field:t0", "field 0", 1, 1, "required"),
    ]
