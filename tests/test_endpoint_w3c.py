"""W3C's tests of the SPARQL 1.1 Protocol and Service Description, against a running server.

The tests of updates run on the scratch copy of a server that takes updates, the others on it too:
it is the one that their data can be put into. Their data is not in the project; without it these
are skipped, and `test_endpoint.py` holds the same cases written by hand.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from tests.releases_read import released
from tests.serving import UPDATE, Answered, Running, serving
from tests.w3c import MF, RDF, RDFS, UT, Manifest

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
SD = "http://www.w3.org/ns/sparql-service-description#"
PROTOCOL = 34
DESCRIPTION = 3
FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples"),
}


@pytest.fixture(scope="module")
def scratch() -> Iterator[Running]:
    with serving("--allow-update", "--quiet") as running:
        yield running


def put(running: Running, manifest: Manifest, entry: Any) -> None:
    """Put a test's graphs into the scratch copy, and nothing else."""
    lines = ["CLEAR ALL"]
    for data in manifest.values(entry, UT + "graphData"):
        file = Path(manifest.text(data, UT + "graph") or "").name
        triples = released("w3c", "sparql11", "protocol", file).read_text()
        name = manifest.text(data, RDFS + "label")
        lines.append(f"INSERT DATA {{ GRAPH <{name}> {{ {triples} }} }}")
    done = running.send("POST", "/sparql", " ;\n".join(lines), Content_Type=UPDATE)
    assert done.status == 204, done.text


def requested(running: Running, manifest: Manifest, request: Any) -> Answered:
    """Send a request of a manifest."""
    fields = {}
    for header in manifest.values(request, HT + "headers"):
        for one in manifest.listed(header):
            name = manifest.text(one, HT + "fieldName") or ""
            fields[name.title().replace("-", "_")] = manifest.text(one, HT + "fieldValue") or ""
    body = None
    if (content := manifest.value(request, HT + "body")) is not None:
        encoding = manifest.text(content, CNT + "characterEncoding") or "UTF-8"
        body = (manifest.text(content, CNT + "chars") or "").encode(encoding)
    method = manifest.text(request, HT + "methodName") or "GET"
    path = manifest.text(request, HT + "absolutePath") or "/sparql/"
    return running.send(method, path, body, **fields)


def check(answer: Answered, manifest: Manifest, expected: Any) -> None:
    statuses = {
        found.value.rpartition("#")[2][len("StatusCode") :][0]
        for found in manifest.values(expected, MF + "expectedStatus")
    }
    assert str(answer.status)[0] in statuses, f"{answer.status} {answer.text}"
    if form := manifest.text(expected, MF + "expectedFormat"):
        assert answer.media in FORMATS[form]
    if truth := manifest.text(expected, MF + "expectedBoolean"):
        assert json.loads(answer.body)["boolean"] == (truth == "true")


@pytest.mark.parametrize("number", range(PROTOCOL))
def test_protocol(scratch: Running, number: int) -> None:
    manifest = Manifest(released("w3c", "sparql11", "protocol", "manifest.ttl"))
    entries = manifest.entries()
    assert len(entries) == PROTOCOL
    entry = list(entries.values())[number]
    put(scratch, manifest, entry)
    requests = manifest.value(manifest.value(entry, MF + "action"), HT + "requests")
    count = 0
    for request in manifest.listed(requests):
        answer = requested(scratch, manifest, request)
        check(answer, manifest, manifest.value(request, HT + "resp"))
        count += 1
    assert count


@pytest.mark.parametrize("number", range(DESCRIPTION))
def test_service_description(scratch: Running, number: int) -> None:
    manifest = Manifest(released("w3c", "sparql11", "service-description", "manifest.ttl"))
    names = list(manifest.entries())
    assert len(names) == DESCRIPTION
    for path in ("/sparql", "/sparql/"):
        answer = scratch.get(path)
        assert answer.status == 200
        described(names[number], scratch.url + path, answer)


def described(name: str, url: str, answer: Answered) -> None:
    store = ox.Store()
    assert answer.media == "text/turtle"
    store.load(answer.body, ox.RdfFormat.TURTLE, base_iri=url)

    def objects(name: str, subject: Any = None) -> list[Any]:
        return [q.object for q in store.quads_for_pattern(subject, ox.NamedNode(SD + name), None)]

    def is_a(node: Any, kind: str) -> bool:
        a = ox.NamedNode(RDF + "type")
        return bool(list(store.quads_for_pattern(node, a, ox.NamedNode(SD + kind))))

    if name == "returns-rdf":
        assert len(store)
    elif name == "has-endpoint-triple":
        assert ox.NamedNode(url) in objects("endpoint")
    elif name == "conforms-to-schema":
        # Section 3.4 of the recommendation: what each property leads from and to.
        languages = {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"}
        assert {one.value[len(SD) :] for one in objects("supportedLanguage")} <= languages
        for quad in store.quads_for_pattern(None, None, None):
            if quad.predicate.value in (SD + "endpoint", SD + "resultFormat", SD + "feature"):
                assert is_a(quad.subject, "Service") and isinstance(quad.object, ox.NamedNode)
            if quad.predicate.value == SD + "defaultDataset":
                assert is_a(quad.subject, "Service") and is_a(quad.object, "Dataset")
            if quad.predicate.value == SD + "defaultGraph":
                assert is_a(quad.subject, "Dataset") and is_a(quad.object, "Graph")
            if quad.predicate.value == SD + "namedGraph":
                assert is_a(quad.subject, "Dataset") and is_a(quad.object, "NamedGraph")
                assert len(objects("name", quad.object)) == 1
        services = store.quads_for_pattern(
            None, ox.NamedNode(RDF + "type"), ox.NamedNode(SD + "Service")
        )
        for service in services:
            assert len(objects("endpoint", service.subject)) == 1
            assert len(objects("defaultDataset", service.subject)) == 1
    else:
        raise AssertionError(f"no such test is known: {name}")
