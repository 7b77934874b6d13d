"""Likeness: the fast way finds what the naive one finds, and each figure is its counts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.profiled import HOLDINGS, Holdings, held_by, role_iri, said

from rolegraph import likeness
from rolegraph.comparison import compare
from rolegraph.dataset import Dataset
from rolegraph.errors import UsageError
from rolegraph.graph import Graph
from rolegraph.profiles import Profiles


def naive(found: Profiles, role: int) -> list[tuple[int, int]]:
    """Return all roles that share a thing with one, in order, by comparing the sets in pairs."""
    mine = found.held[role].keys()

    def order(other: int) -> tuple[Fraction, str, str]:
        theirs = found.held[other].keys()
        figure = Fraction(len(mine & theirs), len(mine | theirs))
        return -figure, found.roles[other].label.casefold(), found.roles[other].iri

    others = [at for at in range(len(found)) if at != role and mine & found.held[at].keys()]
    return [(at, len(mine & found.held[at].keys())) for at in sorted(others, key=order)]


@given(HOLDINGS, st.integers(1, 15))
def test_the_nearest_are_those_of_the_naive_way(holdings: Holdings, count: int) -> None:
    found = held_by(holdings)
    wanted = [naive(found, role)[:count] for role in range(len(found))]
    assert likeness.nearest(found, count) == wanted


@given(HOLDINGS)
def test_the_weighted_figure_is_the_sums_over_both_roles(holdings: Holdings) -> None:
    found = held_by(holdings)
    for one in likeness.similar(found, found.roles[0].iri, 20, "weighted").found:
        other = found.place(one.role.iri)
        things = found.held[0].keys() | found.held[other].keys()
        pairs = [
            (
                found.weight(0, thing) if thing in found.held[0] else 0.0,
                found.weight(other, thing) if thing in found.held[other] else 0.0,
            )
            for thing in things
        ]
        assert one.least == pytest.approx(sum(map(min, pairs)))
        assert one.most == pytest.approx(sum(map(max, pairs)))
        assert 0 <= one.weighted <= 1 + 1e-9
        assert one.of == len(things)
        assert one.shared == one.own + one.other - one.of


@given(HOLDINGS)
def test_likeness_is_symmetric(holdings: Holdings) -> None:
    found = held_by(holdings)
    one, other = likeness.likeness(found, 0, 1), likeness.likeness(found, 1, 0)
    assert (one.shared, one.of) == (other.shared, other.of)
    assert one.jaccard == other.jaccard
    assert one.weighted == pytest.approx(other.weighted)


def test_what_weighs_most_is_what_is_rare_and_important() -> None:
    common = ["common required one"]
    found = said(
        {
            "a": [*common, "rare required one 5", "odd required one 1"],
            "b": [*common, "rare required one 4", "odd required one 5"],
            "c": [*common],
            "d": [*common],
        }
    )
    (best, *_) = likeness.similar(found, role_iri("a"), measure="weighted").found
    assert best.role.label == "b"
    assert [thing.label for thing in best.heaviest] == ["rare", "odd", "common"]
    rare = best.heaviest[0]
    assert (rare.least / rare.most) == pytest.approx(4 / 5)
    assert best.heaviest[2].least == 0
    assert rare.roles == 2


def test_both_measures_order_by_their_own_figure(graph: Graph) -> None:
    for measure in likeness.MEASURES:
        figures = [one.figure(measure) for one in graph.similar("mle", measure=measure).found]
        assert len(figures) > 4
        assert figures == sorted(figures, reverse=True)


def test_the_figure_is_the_one_of_compare(graph: Graph, dataset: Dataset) -> None:
    for one in graph.similar("mle").found:
        compared = compare(dataset, ["mle", one.role.slug])
        assert (one.shared, one.of) == (compared.shared_count, compared.union)
        assert one.jaccard == compared.jaccard


def test_what_cannot_be_asked_is_said(graph: Graph) -> None:
    with pytest.raises(UsageError, match="'cosine' is no measure: take one of jaccard, weighted"):
        graph.similar("mle", measure="cosine")
    with pytest.raises(UsageError, match="a limit of 0"):
        graph.similar("mle", limit=0)


def test_the_answer_shows_itself(graph: Graph) -> None:
    pytest.importorskip("pandas", reason="pandas comes with the test extra")
    found = graph.similar("mle", limit=3, kinds="tool")
    assert repr(found).splitlines()[0] == found.headline()
    frame = found.to_frame()
    assert list(frame.columns) == list(found.columns)
    assert len(frame) == len(found) == 3
    assert list(frame["jaccard"]) == [one.jaccard for one in found.found]
