"""SPARQL clients that others wrote work with the endpoint: rdflib, SPARQLWrapper, curl, our own."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from tests.serving import UPDATE, Running, serving

import rolegraph

RG = "https://w3id.org/rolegraph/ontology#"
ROLES = "SELECT ?role ?label { ?role a rg:Role ; rg:label ?label } ORDER BY ?role"


@pytest.fixture(scope="module")
def server(store_dir: str) -> Iterator[Running]:
    with serving("--db", store_dir) as running:
        yield running


@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_store(server: Running, form: str, method: Any) -> None:
    store = SPARQLStore(server.url + "/sparql", returnFormat=form, method=method)
    graph = rdflib.Graph(store)
    found: Any = graph.query(ROLES)
    labels = {str(row[1]) for row in found}
    assert "Machine Learning Engineer" in labels
    a_role = rdflib.URIRef(RG + "Role")
    subjects = set(graph.subjects(rdflib.RDF.type, a_role))
    assert len(subjects) == len(labels)
    if form in ("xml", "json"):
        assert graph.query("ASK { ?s a rg:Role }").askAnswer


def test_rdflib_updates(store_dir: str) -> None:
    with serving("--db", store_dir, "--allow-update") as scratch:
        store = SPARQLUpdateStore(scratch.url + "/sparql", scratch.url + "/sparql")
        graph = rdflib.Graph(store, rdflib.URIRef("urn:g"))
        triple = (rdflib.URIRef("urn:s"), rdflib.URIRef("urn:p"), rdflib.Literal("o"))
        graph.add(triple)
        assert triple in graph
        graph.remove(triple)
        assert triple not in graph


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_sparqlwrapper(server: Running) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")
    client = wrapper.SPARQLWrapper(server.url + "/sparql")
    client.setQuery(ROLES)
    for method in (wrapper.GET, wrapper.POST):
        client.setMethod(method)
        client.setReturnFormat(wrapper.JSON)
        rows = client.queryAndConvert()["results"]["bindings"]
        assert "Machine Learning Engineer" in {row["label"]["value"] for row in rows}
    client.setReturnFormat(wrapper.CSV)
    assert b"Machine Learning Engineer" in client.queryAndConvert()
    client.setQuery("CONSTRUCT { ?s a rg:Role } { ?s a rg:Role }")
    for form in (wrapper.TURTLE, wrapper.RDFXML, wrapper.JSONLD):
        client.setReturnFormat(form)
        found = client.queryAndConvert()
        graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found)
        assert len(graph) == len(rows)
    client.setReturnFormat(wrapper.JSON)
    client.setQuery("SELECT * { ?s")
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match="breaks off at line 1"):
        client.query()


def test_curl(server: Running) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed, and this is the article that needs it")
    address = server.url + "/sparql"

    def run(*arguments: str) -> str:
        done = subprocess.run([curl, "-sS", "--fail", *arguments], capture_output=True, check=True)
        return done.stdout.decode()

    query = "SELECT (COUNT(*) AS ?n) { ?s a rg:Role }"
    as_form = json.loads(run(address, "--data-urlencode", "query=" + query))
    as_get = json.loads(run("-G", address, "--data-urlencode", "query=" + query))
    assert as_form == as_get
    directly = run(
        address,
        "-H",
        "Content-Type: application/sparql-query",
        "-H",
        "Accept: text/csv",
        "-d",
        query,
    )
    assert directly.splitlines()[1] == as_form["results"]["bindings"][0]["n"]["value"]
    packed = run("--compressed", "-G", address, "--data-urlencode", "query=" + ROLES)
    assert json.loads(packed)["head"]["vars"] == ["role", "label"]
    head = run("-I", address)
    assert head.startswith("HTTP/1.1 200")


def test_rolegraph_itself(server: Running) -> None:
    remote = rolegraph.open(server.url + "/sparql")
    here = rolegraph.open()
    assert remote.roles().terms == here.roles().terms
    one, other = (graph.compare("mle", "research-engineer") for graph in (remote, here))
    assert one.to_dict() == other.to_dict() if hasattr(one, "to_dict") else True
    assert list(remote.named("cq-03", role="mle")) == list(here.named("cq-03", role="mle"))


def test_a_server_in_front_of_another(server: Running) -> None:
    with serving("--endpoint", server.url + "/sparql") as front:
        assert front.ask(ROLES).rows() == server.ask(ROLES).rows()
        graph = front.ask("CONSTRUCT { ?s a rg:Role } { ?s a rg:Role }", "application/n-triples")
        assert graph.status == 200
        assert len(graph.text.splitlines()) == len(front.ask(ROLES).rows())
        wrong = front.ask("SELECT * { ?s ?p }")
        assert wrong.status == 400
        assert "line 1, column" in wrong.text
        source = "https://w3id.org/rolegraph/source/aijobs-mle-vs-re"
        assert front.ask(f"ASK FROM <{source}> {{ ?s ?p ?o }}").truth()
        assert front.ask("ASK FROM <http://127.0.0.1:9/x> { ?s ?p ?o }").status == 400
        given = "/sparql?query=ASK%7B%7D&default-graph-uri=" + quote(source)
        assert front.get(given).status == 400
        assert "etag" not in front.ask(ROLES).headers
        assert front.send("POST", "/sparql", "CLEAR ALL", Content_Type=UPDATE).status == 403
    with serving("--endpoint", "http://127.0.0.1:9/sparql") as front:
        lost = front.ask("ASK {}")
        assert lost.status == 502
        assert "127.0.0.1:9" in lost.text
