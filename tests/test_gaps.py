"""Gaps: directional, essential first, and what is near is told and not counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.profiled import HOLDINGS, Holdings, held_by, role_iri, said, skill_iri

from rolegraph import cover
from rolegraph.errors import UsageError
from rolegraph.gaps import gap
from rolegraph.graph import Graph


@given(HOLDINGS, st.data())
def test_a_gap_is_the_difference_of_the_sets(holdings: Holdings, data: st.DataObject) -> None:
    found = held_by(holdings)
    one, other = data.draw(st.permutations(range(len(found))))[:2]
    answer = gap(found, found.roles[one].iri, found.roles[other].iri)
    mine, theirs = found.held[one].keys(), found.held[other].keys()
    assert {lack.trait.iri for lack in answer.lacks} == {
        found.things[at].iri for at in theirs - mine
    }
    assert answer.has + len(answer.lacks) == answer.total == len(theirs)
    rare = [lack.trait.roles for lack in answer.lacks]
    assert rare == sorted(rare)


def test_the_essential_comes_first_then_the_rare() -> None:
    found = said(
        {
            "a": ["other required one"],
            "b": [
                "wanted preferred one",
                "choice alternative one",
                "known required one",
                "special required one",
            ],
            "c": ["known required one", "choice mentioned one"],
            "d": ["known required one"],
        }
    )
    answer = gap(found, role_iri("a"), role_iri("b"))
    labels = [lack.trait.label for lack in answer.lacks]
    assert labels == ["special", "choice", "known", "wanted"]
    assert (answer.essential, answer.has_essential) == (3, 0)
    back = gap(found, role_iri("b"), role_iri("a"))
    assert [lack.trait.label for lack in back.lacks] == ["other"]


TERMS = {
    skill_iri("sql"): {skill_iri("databases"): "databases"},
    skill_iri("nosql"): {skill_iri("databases"): "databases"},
    skill_iri("databases"): {skill_iri("data"): "data"},
    skill_iri("data"): {skill_iri("everything"): "everything"},
}


@pytest.mark.parametrize(
    ("have", "relation", "through"),
    [
        ("databases", "broader", None),
        ("data", "broader", None),
        ("everything", None, None),
        ("nosql", "sibling", "databases"),
        ("unrelated", None, None),
    ],
)
def test_partial_cover_is_named(have: str, relation: str | None, through: str | None) -> None:
    found = said({"a": [f"{have} required one"], "b": ["sql required one"]})

    def terms(things: object) -> dict[str, dict[str, str]]:
        assert isinstance(things, set | dict)
        return {thing: TERMS[thing] for thing in things if thing in TERMS}

    answer = gap(found, role_iri("a"), role_iri("b"), terms=terms)
    (lack,) = answer.lacks
    assert answer.has == 0
    assert (lack.near.relation if lack.near else None) == relation
    if lack.near:
        assert (lack.near.label, lack.near.through) == (have, through)
    assert answer.near == (relation is not None)


def test_what_stands_below_is_narrower_and_kinds_do_not_mix() -> None:
    found = said({"a": ["sql required one"], "b": ["data required one", "tool:git required one"]})
    answer = gap(found, role_iri("a"), role_iri("b"), terms=lambda things: TERMS)
    near = {lack.trait.label: lack.near.relation if lack.near else None for lack in answer.lacks}
    assert near == {"data": "narrower", "git": None}


def test_a_higher_degree_covers_in_part_and_a_sibling_degree_does_not() -> None:
    found = said(
        {
            "a": ["degree:master required one", "degree:doctorate required one"],
            "b": ["degree:bachelor required one"],
        }
    )
    degree = "https://w3id.org/rolegraph/degree/"
    levels = {degree + "bachelor": 6, degree + "master": 7, degree + "doctorate": 8}
    parents = {degree + name: {degree + "any": "any"} for name in ("bachelor", "master")}
    one, other = role_iri("a"), role_iri("b")
    (lack,) = gap(found, one, other, terms=lambda things: parents, levels=levels).lacks
    assert lack.near == cover.Near(degree + "master", "master", "higher degree")
    lacks = gap(found, other, one, terms=lambda things: parents, levels=levels).lacks
    assert [lack.near for lack in lacks] == [None, None]


def test_a_higher_importance_is_told_beside_the_gap() -> None:
    found = said(
        {
            "a": ["x required one 3.1", "y required one 4"],
            "b": ["x required one 4.2", "y required one 3.9", "z required one"],
        }
    )
    (raised,) = gap(found, role_iri("a"), role_iri("b")).raised
    assert (raised.trait.label, raised.have, raised.want) == ("x", 3.1, 4.2)


def test_the_bundled_gap_agrees_with_the_query(graph: Graph) -> None:
    rows = graph.named("cq-17-gap", role="data-engineer", goal="ai-scientist").records()
    answer = graph.gap("data-engineer", "ai-scientist")
    assert {lack.trait.iri for lack in answer.lacks} == {row["thing"] for row in rows}
    assert answer.near > 0
    assert answer.headline().startswith("Data Engineer has ")
    counts = answer.to_dict()["counts"]
    assert counts["lacks"] == len(rows) == len(answer.rows())


def test_a_role_has_no_gap_to_itself(graph: Graph) -> None:
    with pytest.raises(UsageError, match="two different roles"):
        graph.gap("mle", "machine-learning-engineer")
