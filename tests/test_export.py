"""The whole dataset in each format: read by another parser, the same twice, nothing lost."""

import csv
import io
from collections import Counter
from functools import cache

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

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


def test_many_quads_are_put_in_order_outside_of_memory(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_RUN", 3_000)
    told: list[tuple[str, int, int]] = []
    file = io.BytesIO()
    export.write(dataset, "nquads", file, lambda *step: told.append(step))
    assert file.getvalue() == bundled("nquads")
    total = len(dataset.store)
    assert told[-1] == ("Writing", total, total)
    assert ("Reading", total, total) in told


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
NODES = st.one_of(
    st.sampled_from([ox.BlankNode(name) for name in "abcd"]),
    st.sampled_from([ox.NamedNode(f"urn:{name}") for name in "ab"]),
)


@given(
    st.lists(
        st.builds(
            ox.Quad,
            NODES,
            st.just(ox.NamedNode("urn:p")),
            st.one_of(NODES, TEXTS.map(ox.Literal)),
            st.one_of(st.just(ox.DefaultGraph()), NODES),
        ),
        max_size=12,
    )
)
def test_lines_are_those_of_the_whole_made_canonical(quads: list[ox.Quad]) -> None:
    """Though only those with blank nodes are, and though the engine's writer is not asked."""
    whole = ox.Dataset(quads)
    whole.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    expected = (ox.serialize(whole, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    store = ox.Store()
    store.extend(quads)
    written = export.to_bytes(Dataset("", store), "nquads")
    assert sorted(written.splitlines(keepends=True)) == sorted(expected)
    for form, read in (("trig", ox.RdfFormat.TRIG), ("jsonld", ox.RdfFormat.JSON_LD)):
        again = ox.Dataset(ox.parse(export.to_bytes(Dataset("", store), form), format=read))
        again.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        assert again == whole


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
