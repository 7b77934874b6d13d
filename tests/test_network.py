"""Comparisons and datasets as networkx graphs."""

import io

import networkx as nx
import pytest

from rolegraph import network
from rolegraph.dataset import Dataset
from rolegraph.graph import Graph
from rolegraph.namespaces import COMPARED, to_curie


def kinds(drawn: "nx.Graph[str]") -> dict[str, str]:
    """Return the kind of each node."""
    return {node: drawn.nodes[node]["kind"] for node in drawn}


def test_a_comparison_is_a_graph_of_roles_and_traits(graph: Graph) -> None:
    found = graph.compare("mle", "mlre", "ai-scientist")
    drawn = graph.to_networkx("mle", "mlre", "ai-scientist")
    assert len(drawn) == len(found.roles) + len(found)
    for role in found.roles:
        node = to_curie(role.iri)
        assert drawn.nodes[node] == {"label": role.label, "kind": "role"}
        assert drawn.degree(node) == role.traits
    for trait in found:
        node = to_curie(trait.iri)
        assert drawn.nodes[node] == {
            "label": trait.label,
            "kind": trait.kind,
            "claims": trait.claims,
            "sources": trait.sources,
            "modality": trait.modality,
        }
        assert {one.partition(":")[2] for one in drawn[node]} == set(trait.roles)
    assert nx.is_bipartite(drawn)


def test_roles_without_traits_in_common_are_still_drawn(graph: Graph) -> None:
    found = graph.compare("mle", "mlre", kinds=["certification"], at_least=2)
    drawn = network.from_comparison(found)
    assert list(kinds(drawn).values()).count("role") == 2


def test_the_whole_dataset_is_a_graph(graph: Graph, any_store: Dataset) -> None:
    drawn = network.from_dataset(any_store)
    rows = graph.named("cq-02").records()
    assert drawn.number_of_edges() == len(rows)
    for row in rows:
        edge = drawn.edges[to_curie(row["role"]), to_curie(row["thing"])]
        assert edge == {name: row[name] for name in ("claims", "sources", "modality")}
    roles = {to_curie(row["role"]) for row in graph.roles().records()}
    assert {node for node, kind in kinds(drawn).items() if kind == "role"} == roles
    assert set(kinds(drawn).values()) <= {"role", *COMPARED}


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_what_is_written_is_read_again(graph: Graph, form: str) -> None:
    drawn = graph.to_networkx("mle", "mlre")
    if form == "graphml":
        again = nx.read_graphml(io.BytesIO(network.write_graphml(drawn)))
    else:
        again = nx.read_gexf(io.BytesIO(network.write_gexf(drawn)))
    assert set(again) == set(drawn)
    assert {frozenset(edge) for edge in again.edges} == {frozenset(edge) for edge in drawn.edges}
    for node, data in drawn.nodes(data=True):
        assert data.items() <= again.nodes[node].items()


def test_no_date_stands_in_the_file(graph: Graph) -> None:
    drawn = graph.to_networkx("mle", "mlre")
    assert b"lastmodified" not in network.write_gexf(drawn)
    assert network.write_gexf(drawn) == network.write_gexf(drawn)
