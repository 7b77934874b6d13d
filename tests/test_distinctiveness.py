"""What sets a role apart: every mark follows from counts that are shown."""

import pytest
from hypothesis import given
from tests.profiled import HOLDINGS, Holdings, held_by, role_iri, said

from rolegraph.distinctiveness import MARKS, SHARE, distinctive
from rolegraph.graph import Graph


@given(HOLDINGS)
def test_the_counts_are_those_of_the_other_roles(holdings: Holdings) -> None:
    found = held_by(holdings)
    answer = distinctive(found, found.roles[0].iri)
    assert len(answer) == len(found.held[0])
    for one in answer.found:
        thing = found.known[one.trait.iri]
        others = [at for at in range(1, len(found)) if thing in found.held[at]]
        assert one.others == len(others)
        assert one.lift == pytest.approx(len(found) / (len(others) + 1))
        assert ("only here" in one.marks) == (not others)
        assert ("distinguishing" in one.marks) == (len(others) * 100 <= one.among * SHARE)
    rare = [one.others for one in answer.found]
    assert rare == sorted(rare)


WORLD = {
    "a": [
        "agreed required one",
        "agreed required two",
        "half required one",
        "weak required one",
        "weak preferred two",
        "common required one",
        "common required two",
        "tool:git required one",
    ],
    **{f"r{at}": ["common required one"] for at in range(10)},
}


def test_necessary_is_what_each_source_that_speaks_of_the_kind_requires() -> None:
    answer = distinctive(said(WORLD), role_iri("a"))
    marks = {one.trait.label: one.marks for one in answer.found}
    assert marks == {
        "agreed": MARKS,
        "half": ("only here", "distinguishing"),
        "weak": ("only here", "distinguishing"),
        # Only one source says anything of tools.
        "git": MARKS,
        "common": ("necessary",),
    }
    assert answer.counts == {
        "only here": 4,
        "defining": 2,
        "necessary": 3,
        "distinguishing": 4,
    }
    told = {one.trait.label: (one.asking, one.speaking) for one in answer.found}
    assert told["half"] == told["weak"] == (1, 2)
    assert told["git"] == (1, 1)


def test_one_of_ten_others_is_still_distinguishing_and_two_are_not() -> None:
    world = {
        "a": ["x required one", "y required one"],
        "r0": ["x required one", "y required one"],
        "r1": ["y required one"],
        **{f"s{at}": ["z required one"] for at in range(8)},
    }
    marks = {one.trait.label: one.marks for one in distinctive(said(world), role_iri("a")).found}
    assert marks == {"x": ("defining", "necessary", "distinguishing"), "y": ("necessary",)}


def test_only_here_agrees_with_the_query(graph: Graph) -> None:
    answer = graph.distinctive("research-engineer")
    rows = graph.named("cq-28-distinctive", role="research-engineer").records()
    alone = {one.trait.iri for one in answer.found if "only here" in one.marks}
    assert alone == {row["thing"] for row in rows}
    skills = graph.distinctive("research-engineer", kinds="skill")
    assert {one.trait.kind for one in skills.found} == {"skill"}
    assert "Research Engineer, " in repr(skills)
