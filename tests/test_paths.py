"""Paths: the least total of all chains within the limit, by networkx as the judge."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.profiled import HOLDINGS, Holdings, held_by, role_iri, said

from rolegraph.errors import UsageError
from rolegraph.graph import Graph
from rolegraph.paths import NoPathError, network, path
from rolegraph.profiles import Profiles


def judged(found: Profiles, limit: int) -> "nx.DiGraph[int]":
    """Return the network of steps within a limit, by comparing the sets in pairs."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(found)))
    for one, mine in enumerate(found.held):
        for other, theirs in enumerate(found.held):
            size = len(theirs.keys() - mine.keys())
            if one != other and mine.keys() & theirs.keys() and size <= limit:
                graph.add_edge(one, other, size=size, cost=size * 1000 + 1)
    return graph


@settings(max_examples=300)
@given(HOLDINGS, st.integers(0, 9))
def test_no_chain_is_better_than_the_one_found(holdings: Holdings, limit: int) -> None:
    found = held_by(holdings)
    graph = judged(found, limit)
    for goal in range(1, len(found)):
        chain = network(found).chain(0, goal, limit)
        assert (chain is not None) == nx.has_path(graph, 0, goal)
        if chain is None:
            continue
        assert (chain[0], chain[-1]) == (0, goal)
        assert nx.is_path(graph, chain)
        best = nx.dijkstra_path_length(graph, 0, goal, "cost")
        assert nx.path_weight(graph, chain, "cost") == best


@given(HOLDINGS, st.integers(0, 9))
def test_the_least_limit_is_the_first_with_a_chain(holdings: Holdings, above: int) -> None:
    found = held_by(holdings)
    for goal in range(1, len(found)):
        limits = [limit for limit in range(10) if nx.has_path(judged(found, limit), 0, goal)]
        least = network(found).least_limit(0, goal, above)
        assert (least is None) == (not limits)
        if least is not None:
            assert max(least, above) == max(limits[0], above)


@given(HOLDINGS, st.integers(0, 9))
def test_the_network_of_networkx_has_the_same_steps(holdings: Holdings, limit: int) -> None:
    found = held_by(holdings)
    whole = network(found).to_networkx(limit)
    graph = judged(found, limit)
    steps = {(found.roles[a].iri, found.roles[b].iri): graph[a][b]["size"] for a, b in graph.edges}
    assert {(a, b): whole[a][b]["size"] for a, b in whole.edges} == steps
    assert len(whole) == len(found)


CHAIN = {
    "start": ["a required one", "b required one"],
    "middle": ["b required one", "c required one"],
    "goal": ["c required one", "d required one"],
    "island": ["z required one"],
}


def test_a_path_says_what_is_new_at_each_step() -> None:
    found = path(said(CHAIN), role_iri("start"), role_iri("goal"))
    assert [step.role.label for step in found.steps] == ["middle", "goal"]
    assert [[trait.label for trait in step.new] for step in found.steps] == [["c"], ["d"]]
    assert (found.direct, found.total, found.limit, found.asked) == (2, 2, 1, 1)
    assert [step.kept for step in found.steps] == [1, 1]


def test_the_direct_step_is_the_chain_where_the_limit_allows_it(graph: Graph) -> None:
    direct = len(graph.gap("data-engineer", "ai-scientist").lacks)
    found = graph.path("data-engineer", "ai-scientist", limit=direct)
    assert len(found.steps) == 1
    assert found.total == found.direct == direct
    with pytest.raises(NoPathError, match=r"at most 2: the smallest limit with one is \d+"):
        graph.path("data-engineer", "ai-scientist", limit=2)


def test_the_smallest_limit_is_taken_and_told_where_half_is_too_little(graph: Graph) -> None:
    found = graph.path("data-engineer", "ai-scientist")
    assert found.limit > found.asked == (found.direct + 1) // 2
    assert f"(no chain within {found.asked})" in found.headline()
    assert max(step.size for step in found.steps) == found.limit
    with pytest.raises(NoPathError):
        graph.path("data-engineer", "ai-scientist", limit=found.limit - 1)


def test_where_no_chain_is_it_is_said() -> None:
    with pytest.raises(NoPathError, match="No chain of roles leads from start to island") as error:
        path(said(CHAIN), role_iri("start"), role_iri("island"))
    assert error.value.exit_code == 1
    with pytest.raises(UsageError, match="two different roles"):
        path(said(CHAIN), role_iri("start"), role_iri("start"))
    with pytest.raises(UsageError, match="-1 is no limit"):
        path(said(CHAIN), role_iri("start"), role_iri("goal"), limit=-1)


def test_the_network_is_kept_with_the_profiles() -> None:
    found = said(CHAIN)
    assert network(found) is network(found)
    assert network(found) is not network(said(CHAIN))
