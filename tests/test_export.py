"""The whole dataset in each format: read by another parser, the same twice, nothing lost."""

import csv
import io
from collections import Counter
from functools import cache

import networkx as nx
import pytest
import rdflib

from rolegraph import export
from rolegraph.dataset import Dataset, open_dataset
from rolegraph.errors import UsageError
from rolegraph.graph import Graph
from rolegraph.namespaces import expand


@cache
def bundled(form: str) -> bytes:
    """Return the bundled graph in a format: written once for all stores."""
    return export.to_bytes(open_dataset(), form)


@pytest.mark.parametrize("form", export.FORMATS)
def test_the_same_dataset_gives_the_same_bytes(any_store: Dataset, form: str) -> None:
    assert export.to_bytes(any_store, form) == bundled(form)


@pytest.mark.parametrize(
    ("form", "name"), [("trig", "trig"), ("nquads", "nquads"), ("jsonld", "json-ld")]
)
def test_a_dataset_is_read_whole_by_another_parser(dataset: Dataset, form: str, name: str) -> None:
    other = rdflib.Dataset()
    other.parse(data=export.to_bytes(dataset, form).decode(), format=name)
    theirs = Counter(str(graph).replace("urn:x-rdflib:default", "") for *_, graph in other.quads())
    ours = Counter(str(quad.graph_name).strip("<>") for quad in dataset.quads())
    ours[""] = ours.pop("DEFAULT")
    assert theirs == ours


def test_turtle_is_the_union_and_holds_each_triple_once(dataset: Dataset) -> None:
    graph = rdflib.Graph()
    graph.parse(data=export.to_bytes(dataset, "turtle").decode(), format="turtle")
    rows = dataset.select(
        "SELECT DISTINCT ?s ?p ?o WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    )
    assert len(graph) == len(list(rows))


def test_nquads_hold_every_quad(dataset: Dataset) -> None:
    lines = export.to_bytes(dataset, "nquads").decode().splitlines()
    assert len(lines) == len(set(lines)) == len(dataset.store)


@pytest.mark.parametrize(
    ("form", "read"),
    [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)],
)
def test_networkx_reads_the_network(graph: Graph, form: str, read: object) -> None:
    assert callable(read)
    drawn = read(io.BytesIO(graph.export(form)))
    own = graph.to_networkx()
    assert set(drawn) == set(own)
    assert drawn.number_of_edges() == own.number_of_edges()


def test_csv_holds_each_edge(graph: Graph) -> None:
    rows = list(csv.DictReader(io.StringIO(graph.export("csv").decode(), newline="")))
    expected = graph.named("cq-02").records()
    assert len(rows) == len(expected)
    for row, edge in zip(rows, expected, strict=True):
        assert expand(row["thing"]) == edge["thing"]
        assert expand(f"role:{row['role']}") == edge["role"]
        for name in ("kind", "label", "claims", "sources", "modality"):
            assert row[name] == str(edge[name])


def test_an_unknown_format_is_refused(dataset: Dataset) -> None:
    with pytest.raises(UsageError, match="take one of trig"):
        export.to_bytes(dataset, "docx")
