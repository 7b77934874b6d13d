"""The SPARQL 1.1 Protocol by a running server: methods, formats, datasets, statuses, caching."""

import gzip
import json
import socket
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from tests.serving import FORM, JSON, QUERY, UPDATE, Running, serving

ROLES = "SELECT ?role ?label { ?role a rg:Role ; rg:label ?label } ORDER BY ?role LIMIT 3"
GRAPH = "CONSTRUCT { ?role rg:label ?label } { ?role a rg:Role ; rg:label ?label }"
MLE = "https://w3id.org/rolegraph/role/machine-learning-engineer"
SOURCE = "https://w3id.org/rolegraph/source/aijobs-mle-vs-re"
OTHER = "https://w3id.org/rolegraph/source/aijobs-data-engineer-vs-mlre"


@pytest.fixture(scope="module")
def server(store_dir: str) -> Iterator[Running]:
    with serving("--db", store_dir, "--max-rows", "20000", "--max-bytes", "4M") as running:
        yield running


@pytest.fixture(scope="module")
def scratch(store_dir: str) -> Iterator[Running]:
    with serving("--db", store_dir, "--allow-update") as running:
        yield running


def test_the_three_ways_to_ask_give_the_same(server: Running) -> None:
    by_get = server.ask(ROLES)
    by_form = server.post(ROLES, Accept=JSON)
    directly = server.send("POST", "/sparql", ROLES, Content_Type=QUERY, Accept=JSON)
    assert by_get.status == by_form.status == directly.status == 200
    assert by_get.body == by_form.body == directly.body
    assert by_get.media == JSON
    assert len(by_get.rows()) == 3
    assert server.get("/sparql/?query=" + quote(ROLES)).status == 200


def test_the_projects_prefixes_are_known(server: Running) -> None:
    assert server.ask("ASK { role:machine-learning-engineer a rg:Role, schema:Occupation }").truth()
    declared = "PREFIX rg: <urn:other#> ASK { ?s a rg:Role }"
    assert not server.ask(declared).truth()


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/json", "application/json"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ("text/csv;q=0.3, text/tab-separated-values;q=0.8", "text/tab-separated-values"),
        ("text/csv;q=0, */*;q=0.1", JSON),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("text/turtle, application/sparql-results+json;q=0.5", JSON),
        ("nonsense, text/csv", "text/csv"),
    ],
)
def test_rows_come_in_the_format_that_is_liked_best(
    server: Running, accept: str, media: str
) -> None:
    answer = server.ask(ROLES, accept)
    assert answer.status == 200
    assert answer.media == media
    assert "Accept" in answer.headers["vary"]
    form = {JSON: "json", "application/json": "json", "text/csv": "csv"}.get(media)
    form = form or ("tsv" if media == "text/tab-separated-values" else "xml")
    assert server.get(f"/sparql?format={form}&query={quote(ROLES)}").body == answer.body


@pytest.mark.parametrize(
    ("accept", "media", "form"),
    [
        ("", "text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", "application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/trig", "application/trig", ox.RdfFormat.TRIG),
        ("application/n-quads", "application/n-quads", ox.RdfFormat.N_QUADS),
        ("text/turtle;q=0.2, application/rdf+xml;q=0.7", "application/rdf+xml", None),
        ("text/html, */*;q=0.1", "text/turtle", None),
    ],
)
def test_graphs_come_in_the_format_that_is_liked_best(
    server: Running, accept: str, media: str, form: ox.RdfFormat | None
) -> None:
    answer = server.ask(GRAPH, accept)
    assert answer.status == 200
    assert answer.media == media
    if form is not None:
        triples = {quad.triple for quad in ox.parse(answer.body, form)}
        asked = server.ask("SELECT (COUNT(*) AS ?n) { ?r a rg:Role ; rg:label ?l }").rows()
        assert len(triples) == int(asked[0]["n"]) > 3


def test_what_fits_no_accept_is_406_and_says_what_there_is(server: Running) -> None:
    for query, accept, there in (
        (ROLES, "text/html", "text/csv"),
        (ROLES, "text/turtle", JSON),
        (GRAPH, "text/csv", "text/turtle"),
        ("ASK {}", "text/csv", JSON),
    ):
        answer = server.ask(query, accept)
        assert answer.status == 406
        assert there in answer.text
    assert server.get("/sparql?format=docx&query=" + quote(ROLES)).status == 406


def test_describe_and_ask(server: Running) -> None:
    answer = server.ask(f"DESCRIBE <{MLE}>", "text/turtle")
    assert answer.media == "text/turtle"
    assert "role:machine-learning-engineer" in answer.text
    assert server.ask("ASK { ?s ?p ?o }", "application/sparql-results+xml").text.count("true") == 1


def test_a_query_that_is_none_is_400_with_line_and_caret(server: Running) -> None:
    answer = server.ask("SELECT *\nWHERE { ?s ?p }")
    assert answer.status == 400
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "The query breaks off at line 2, column 16:"
    assert lines[1].strip() == "WHERE { ?s ?p }"
    assert lines[2].index("^") == lines[1].index("}") + 1
    assert "Prefix foo:" in server.ask("ASK { ?s a foo:Bar }").text


@pytest.mark.parametrize(
    ("method", "path", "content", "body", "status"),
    [
        ("PUT", "/sparql?query=ASK%7B%7D", FORM, "", 405),
        ("DELETE", "/sparql", "", None, 405),
        ("PATCH", "/sparql", FORM, "query=ASK%7B%7D", 405),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", "", None, 400),
        ("POST", "/sparql?query=ASK%7B%7D", QUERY, "ASK {}", 400),
        ("POST", "/sparql", "text/plain", "ASK {}", 415),
        ("POST", "/sparql", "", "ASK {}", 415),
        ("POST", "/sparql", "", "query=ASK%7B%7D", 415),
        ("POST", "/sparql", QUERY + "; charset=UTF-16", "ASK {}", 415),
        ("GET", "/sparql?query=ASK%7B", "", None, 400),
        ("GET", "/sparql?query=%FF", "", None, 400),
        ("POST", "/sparql", QUERY, b"ASK {} # \xff", 400),
        ("POST", "/sparql", FORM, "query=%FF", 400),
        ("GET", "/sparql?update=CLEAR%20ALL", "", None, 400),
        ("POST", "/sparql", UPDATE, "CLEAR ALL", 403),
        ("POST", "/sparql", FORM, "update=CLEAR%20ALL", 403),
        ("POST", "/sparql", QUERY, "CLEAR ALL", 400),
        ("POST", "/sparql", FORM, "a=1&" * 1100 + "query=ASK%7B%7D", 400),
        ("POST", "/sparql", QUERY, "ASK {}" + " " * 100_000, 400),
        ("POST", "/sparql", QUERY, "#" * 1_400_000, 413),
        ("POST", "/", FORM, "a=b", 405),
        ("POST", "/health", FORM, "a=b", 405),
        ("GET", "/static/nothing.js", "", None, 404),
        ("GET", "/static/..%2f..%2fpyproject.toml", "", None, 404),
    ],
)
def test_what_is_wrong_has_its_status(
    server: Running, method: str, path: str, content: str, body: str | bytes | None, status: int
) -> None:
    fields = {"Content_Type": content} if content else {}
    answer = server.send(method, path, body, **fields)
    assert answer.status == status, answer.text
    assert answer.media == "text/plain"
    assert answer.body
    if status == 405:
        assert "GET" in answer.headers["allow"]
    assert server.ask("ASK {}").status == 200


def raw(server: Running, data: bytes) -> bytes:
    with socket.create_connection((server.host, server.port), timeout=20) as connection:
        connection.sendall(data)
        found = b""
        try:
            while piece := connection.recv(65536):
                found += piece
        except ConnectionResetError:
            pass
        return found


def test_heads_are_bounded(server: Running) -> None:
    head = f"Host: {server.host}:{server.port}\r\n\r\n".encode()
    long = raw(server, b"GET /sparql?query=" + b"a" * 70_000 + b" HTTP/1.1\r\n" + head)
    assert long.startswith(b"HTTP/1.1 414 ")
    endless = raw(server, b"GET /sparql?query=" + b"a" * 300_000)
    assert endless.startswith(b"HTTP/1.1 414 ")
    wide = raw(server, b"GET / HTTP/1.1\r\nX: " + b"a" * 120_000 + b"\r\n" + head)
    assert wide.startswith(b"HTTP/1.1 431 ")
    many = b"".join(b"X-%d: %s\r\n" % (at, b"a" * 90) for at in range(1_200))
    assert raw(server, b"GET / HTTP/1.1\r\n" + many + head).startswith(b"HTTP/1.1 431 ")
    assert raw(server, b"\x16\x03\x01 hello\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert server.ask("ASK {}").status == 200


def test_graphs_come_with_the_request(server: Running) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def counted(query: str, *graphs: tuple[str, str]) -> int:
        path = "/sparql?" + urlencode([("query", query), *graphs])
        return int(server.get(path).rows()[0]["n"])

    whole = counted(count)
    one = counted(count, ("default-graph-uri", SOURCE))
    other = counted(count, ("default-graph-uri", OTHER))
    both = counted(count, ("default-graph-uri", SOURCE), ("default-graph-uri", OTHER))
    assert 0 < one < whole
    assert max(one, other) < both <= one + other
    assert counted(count, ("named-graph-uri", SOURCE)) == 0
    named = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert counted(named, ("named-graph-uri", SOURCE), ("named-graph-uri", OTHER)) == 2
    # What the request names goes before what the query does.
    asked = count.replace("{", f"FROM <{OTHER}> {{")
    assert counted(asked) == other
    assert counted(asked, ("default-graph-uri", SOURCE)) == one
    form = urlencode({"query": count})
    path = "/sparql?" + urlencode({"default-graph-uri": SOURCE})
    assert int(server.send("POST", path, form, Content_Type=FORM).rows()[0]["n"]) == one
    # An unknown one is empty, as W3C's tests of the protocol have it.
    assert counted(count, ("default-graph-uri", "http://example.org/none")) == 0
    assert server.get("/sparql?query=ASK%7B%7D&default-graph-uri=nonsense").status == 400


@pytest.mark.parametrize(
    "clause",
    [
        "FROM <http://127.0.0.1:9/data.ttl>",
        "FROM <file:///etc/passwd>",
        "FROM NAMED <http://example.org/x>",
        "from source:none",
        "FROM<http://example.org/x>",
    ],
)
def test_a_graph_that_is_not_there_is_refused_and_never_fetched(
    server: Running, clause: str
) -> None:
    answer = server.ask(f"SELECT * {clause} WHERE {{ ?s ?p ?o }}")
    assert answer.status == 400
    assert "nothing is fetched" in answer.text
    assert server.ask(f"ASK FROM source:aijobs-mle-vs-re {{ ?s ?p ?o }} # {clause}").truth()


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "ASK { ?s ?p ?o .SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:9/data.ttl>",
        "ASK { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_nothing_leaves_the_machine(server: Running, query: str) -> None:
    assert server.ask(query).status == 400


def test_rows_and_bytes_are_bounded(server: Running) -> None:
    rows = server.ask("SELECT ?a { ?a a rg:Role . ?b ?c ?d }", "text/csv")
    assert rows.status == 500
    assert "20,000 rows" in rows.text and "LIMIT" in rows.text
    triples = server.ask("CONSTRUCT { ?a ?c ?d } { ?a a rg:Role . ?b ?c ?d }", "text/turtle")
    assert triples.status == 500
    large = server.ask("SELECT * { ?a ?b ?c . ?a ?d ?e } LIMIT 19999")
    assert large.status == 500
    assert "4,194,304 bytes" in large.text
    assert server.metric("rolegraph_refused_total", reason="rows") >= 2
    assert server.metric("rolegraph_refused_total", reason="bytes") >= 1


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_are_counted_in_every_format(server: Running, form: str) -> None:
    text = '"a\\nb\\"},{\\"<result>" "},{x"'
    values = f"VALUES ?x {{ {text} UNDEF }}"
    fits = f"SELECT * {{ {values} {{ SELECT ?s {{ ?s ?p ?o }} LIMIT 6000 }} }}"
    more = f"SELECT * {{ {values} {{ SELECT ?s {{ ?s ?p ?o }} LIMIT 7000 }} }}"
    assert server.get(f"/sparql?format={form}&query={quote(fits)}").status == 200
    assert server.get(f"/sparql?format={form}&query={quote(more)}").status == 500


def test_large_answers_come_whole(server: Running) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 9000"
    plain = server.ask(query)
    assert plain.status == 200
    assert len(plain.body) == int(plain.headers["content-length"]) > 1_000_000
    assert len(plain.rows()) == 9000
    packed = server.ask(query, Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) * 3 < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body


def test_answers_are_compressed_where_that_is_wanted(server: Running) -> None:
    query = "SELECT * { ?s a rg:Role ; rg:label ?l } ORDER BY ?s"
    plain = server.ask(query)
    assert "content-encoding" not in plain.headers
    packed = server.ask(query, Accept_Encoding="br;q=1, gzip;q=0.5")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "Accept-Encoding" in packed.headers["vary"]
    assert "content-encoding" not in server.ask(query, Accept_Encoding="gzip;q=0").headers
    assert "content-encoding" not in server.ask("ASK {}", Accept_Encoding="gzip").headers


def test_an_answer_is_known_again_by_its_etag(server: Running) -> None:
    first = server.ask(ROLES)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert server.ask(ROLES).headers["etag"] == tag
    for known in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        again = server.ask(ROLES, If_None_Match=known)
        assert again.status == 304
        assert again.body == b""
        assert again.headers["etag"] == tag
    assert server.ask(ROLES, If_None_Match='"other"').status == 200
    assert server.ask(ROLES, "text/csv").headers["etag"] != tag
    assert server.ask(ROLES + " ").headers["etag"] != tag
    for changing in ("SELECT (NOW() AS ?n) {}", "SELECT (rand ( ) AS ?n) {}"):
        answer = server.ask(changing)
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
    assert (
        server.ask("SELECT (RAND() AS ?n) {}").body != server.ask("SELECT (RAND() AS ?n) {}").body
    )
    assert "etag" not in server.ask("ASK {").headers


def test_head_and_options(server: Running) -> None:
    path = "/sparql?query=" + quote(ROLES)
    head = server.send("HEAD", path)
    assert head.status == 200
    assert head.body == b""
    assert head.headers["content-length"] == server.get(path).headers["content-length"]
    assert server.send("HEAD", "/").status == 200
    options = server.send("OPTIONS", "/sparql")
    assert options.status == 204
    assert options.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_the_endpoint_describes_itself(server: Running) -> None:
    answer = server.get("/sparql")
    assert answer.media == "text/turtle"
    triples = {quad.triple for quad in ox.parse(answer.body, ox.RdfFormat.TURTLE)}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    told = {(one.predicate.value, str(one.object)) for one in triples}
    assert (sd + "endpoint", f"<{server.url}/sparql>") in told
    assert (sd + "name", f"<{SOURCE}>") in told
    assert (sd + "supportedLanguage", f"<{sd}SPARQL11Query>") in told
    assert (sd + "supportedLanguage", f"<{sd}SPARQL11Update>") not in told
    assert (sd + "feature", f"<{sd}UnionDefaultGraph>") in told
    packed = server.get("/sparql", Accept="application/ld+json")
    assert packed.media == "application/ld+json"
    assert len(json.loads(packed.body)) > 3
    assert server.get("/sparql", Accept="text/html").status == 406


def test_health_and_metrics(server: Running) -> None:
    health = server.get("/health")
    assert (health.status, health.text) == (200, "ok\n")
    server.ask("ASK { ?s a rg:Role }")
    page = server.get("/metrics")
    assert page.headers["content-type"].startswith("text/plain; version=0.0.4")
    names = set()
    for line in page.text.splitlines():
        if line.startswith("# TYPE "):
            names.add(line.split()[2])
        elif not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            float(value)
            assert any(name.startswith(known) for known in names), line
    assert {"rolegraph_http_requests_total", "rolegraph_request_seconds"} <= names
    assert server.metric("rolegraph_http_requests_total", kind="sparql", status="200") > 0
    assert server.metric("rolegraph_workers_ready") >= 2


def test_updates_go_to_a_scratch_copy(scratch: Running, store_dir: str) -> None:
    insert = "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }"
    assert scratch.send("POST", "/sparql", insert, Content_Type=UPDATE).status == 204
    body = urlencode({"update": "INSERT { <urn:s> <urn:q> ?o } WHERE { ?s ?p ?o }"})
    path = "/sparql?" + urlencode({"using-graph-uri": "urn:g"})
    assert scratch.send("POST", path, body, Content_Type=FORM).status == 204
    assert scratch.ask("ASK { <urn:s> <urn:q> 1 . GRAPH <urn:g> { <urn:s> <urn:p> 1 } }").truth()
    assert "etag" not in scratch.ask("ASK {}").headers
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert f"{sd}SPARQL11Update" in scratch.get("/sparql", Accept="application/n-triples").text
    for wrong in (
        "INSERT DATA { <urn:s>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ):
        assert scratch.send("POST", "/sparql", wrong, Content_Type=UPDATE).status == 400
    fetching = scratch.send("POST", "/sparql", "LOAD <http://127.0.0.1:9/x>", Content_Type=UPDATE)
    assert fetching.status == 403
    for conflict in (
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p ?o } USING <urn:g> WHERE { ?s ?p ?o }",
        "DELETE WHERE { ?s ?p ?o }",
    ):
        assert scratch.send("POST", path, conflict, Content_Type=UPDATE).status == 400
    elsewhere = scratch.send(
        "POST", "/sparql", "CLEAR ALL", Content_Type=UPDATE, Origin="http://evil.example"
    )
    assert elsewhere.status == 403
    assert scratch.ask("ASK { ?s a rg:Role }").truth()
    store = ox.Store.read_only(f"{store_dir}/store-1")
    assert not store.query("ASK { ?s <urn:q> ?o }")
