"""No query leads out of the dataset, whichever way it comes in: a server and a file see to that."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import rdflib
from tests.explored import ask as visit

from rolegraph import queries
from rolegraph.dataset import Dataset
from rolegraph.endpoint.answering import Answerer
from rolegraph.endpoint.settings import Settings
from rolegraph.endpoint.updates import without_loads
from rolegraph.errors import QueryError, RolegraphError
from rolegraph.graph import Graph
from rolegraph.queries import binding, graphs, guard

Run = Callable[..., tuple[int, str, str]]
CANARY = "canary-in-a-file"
METADATA = "http://169.254.169.254/latest/meta-data/"


class Outside:
    """A server and a file that no query may reach; ``hits`` has who did."""

    def __init__(self, folder: Path) -> None:
        self.hits: list[str] = []
        self.url = ""
        self.file = folder / "secret.nt"
        self.file.write_text(f'<urn:a> <urn:b> "{CANARY}" .\n', encoding="utf-8")

    @contextmanager
    def open(self) -> Iterator["Outside"]:
        """Listen."""
        outside = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outside.hits.append(self.path)
                body = f'<urn:a> <urn:b> "{CANARY}" .\n'.encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/n-triples")
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
            thread.start()
            self.url = f"http://127.0.0.1:{server.server_port}/data.nt"
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with Outside(tmp_path_factory.mktemp("outside")).open() as found:
        yield found


def attacks(outside: Outside) -> dict[str, str]:
    """Return queries that would reach a server, a file, or a cloud's metadata."""
    places = {"server": outside.url, "file": outside.file.as_uri(), "metadata": METADATA}
    forms = {
        "SERVICE": "SELECT * {{ SERVICE <{}> {{ ?s ?p ?o }} }}",
        "SERVICE SILENT": "SELECT * {{ SERVICE SILENT <{}> {{ ?s ?p ?o }} }}",
        "SERVICE in a variable": "SELECT * {{ VALUES ?u {{ <{}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
        "SERVICE in EXISTS": "ASK {{ FILTER EXISTS {{ SERVICE <{}> {{ ?s ?p ?o }} }} }}",
        "FROM": "SELECT * FROM <{}> {{ ?s ?p ?o }}",
        "FROM NAMED": "SELECT * FROM NAMED <{}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "FROM in a CONSTRUCT": "CONSTRUCT {{ ?s ?p ?o }} FROM <{}> WHERE {{ ?s ?p ?o }}",
        "FROM in a DESCRIBE": "DESCRIBE <urn:a> FROM <{}>",
        "GRAPH": "SELECT * {{ GRAPH <{}> {{ ?s ?p ?o }} }}",
        "LOAD": "LOAD <{}>",
        "LOAD SILENT": "LOAD SILENT <{}> INTO GRAPH <urn:g>",
        "LOAD after another": "INSERT DATA {{ <urn:x> <urn:y> 1 }} ; LOAD <{}>",
    }
    return {
        f"{form}, {place}": text.format(url) + " LIMIT 5" * ("LOAD" not in form)
        for form, text in forms.items()
        for place, url in places.items()
    }


def job(text: str, kind: str = "query") -> dict[str, Any]:
    return {
        "kind": kind,
        "text": text,
        "default": [],
        "named": [],
        "base": "http://test/",
        "accept": "*/*",
        "gzip": False,
    }


def ways(graph: Graph, dataset: Dataset, run: Run, folder: Path) -> dict[str, Callable[..., Any]]:
    """Return every way in for a text, each giving what it shows of the answer."""
    update = Answerer(Dataset("scratch", ox.Store()), Settings(updates=True))
    reader = Answerer(dataset, Settings())
    file = folder / "query.rq"

    def from_file(text: str) -> Any:
        file.write_text(text, encoding="utf-8")
        return run("query", "-F", str(file), "-f", "table")

    def prepared(text: str) -> Any:
        from rdflib.plugins.sparql import prepareQuery

        return list(graph.rdf.query(prepareQuery(text)))

    return {
        "graph.query": lambda text: list(graph.query(text)),
        "graph.query with values": lambda text: list(
            graph.query(text.replace("{", "{ $x ?q ?r .", 1), {"x": "mle"} if "{" in text else None)
        ),
        "queries.ask": lambda text: list(queries.ask(dataset, text)),
        "binding.ask": lambda text: list(binding.ask(dataset, text, {})),
        "graph.rdf.query": lambda text: list(graph.rdf.query(text)),
        "graph.rdf.query, prepared": prepared,
        "graph.rdf.update": lambda text: graph.rdf.update(text),
        "command": lambda text: run("query", text, "-f", "table"),
        "command, from a file": from_file,
        "endpoint": lambda text: reader.answer(job(text)),
        "endpoint, update refused": lambda text: reader.answer(job(text, "update")),
        "endpoint, update taken": lambda text: update.answer(job(text, "update")),
        "explorer": lambda text: visit(graph, f"/query?run=1&query={quote(text)}").body,
    }


def test_nothing_is_reached_by_any_way(
    outside: Outside, dataset: Dataset, run: Run, tmp_path: Path
) -> None:
    graph = Graph(dataset)
    found = ways(graph, dataset, run, tmp_path)
    for name, ask in found.items():
        for attack, text in attacks(outside).items():
            if name.startswith("command") and not attack.endswith("server"):
                # A command opens the graph anew each time; what it asks is `queries.ask`.
                continue
            try:
                shown = ask(text)
            except (RolegraphError, SyntaxError, ValueError) as error:
                shown = str(error)
            except Exception as error:
                # rdflib has its own errors for what it does not parse or find.
                assert type(error).__module__.partition(".")[0] in ("rdflib", "pyparsing"), attack
                shown = ""
            assert CANARY not in str(shown), (name, attack)
            assert outside.hits == [], (name, attack)
            is_refused = isinstance(shown, str) or "refused" in str(shown)
            if attack.startswith("SERVICE") and name.startswith(("graph", "queries", "binding")):
                assert is_refused, (name, attack)
            if attack.startswith("FROM") and name.startswith(("graph.query", "queries", "binding")):
                assert "nothing is fetched" in str(shown), (name, attack)


def test_the_server_and_the_file_could_be_reached(outside: Outside) -> None:
    """By rdflib itself, as it comes: otherwise the tests above would prove nothing."""
    import rdflib.plugins.sparql as settings

    before = settings.SPARQL_LOAD_GRAPHS
    settings.SPARQL_LOAD_GRAPHS = True
    try:
        plain = rdflib.Dataset()
        for place in (outside.url, outside.file.as_uri()):
            text = "SELECT * FROM <here> { ?s ?p ?o }".replace("here", place)
            answer = plain.query(text)
            assert CANARY in str(list(answer))
    finally:
        settings.SPARQL_LOAD_GRAPHS = before
    assert outside.hits
    outside.hits.clear()


def test_the_magic_refuses_what_leads_out(outside: Outside, tmp_path: Path) -> None:
    pytest.importorskip("IPython", reason="IPython comes with the test extra")
    from rolegraph.notebook.magic import SparqlMagics, parse

    magic = SparqlMagics(SimpleNamespace(user_ns={}))
    for attack, text in attacks(outside).items():
        try:
            shown = str(magic._answer(parse("")[0], text))
        except RolegraphError as error:
            shown = str(error)
        assert CANARY not in shown, attack
    assert outside.hits == []


@pytest.mark.thorough
def test_a_parameter_does_not_lead_out(outside: Outside, graph: Graph, run: Run) -> None:
    """Of a named query: what stands for a thing stays a name."""
    for place in (outside.url, METADATA):
        for value in (
            f"{place}> }} SERVICE <{place}> {{ ?s ?p ?o }} #",
            f"mle }} UNION {{ SERVICE <{place}> {{ ?s ?p ?o }} }} #",
        ):
            for name in ("cq-11",):
                try:
                    shown = str(list(graph.named(name, role=value)))
                except RolegraphError as error:
                    shown = str(error)
                code, out, err = run("query", "-n", name, "-p", f"role={value}", "-f", "table")
                assert code in (0, 2)
                assert CANARY not in shown + out + err
    assert outside.hits == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "gopher://127.0.0.1/x",
        "jar:http://127.0.0.1/x",
        "http://user:secret@127.0.0.1:9/sparql",
        "http://",
        "http:///etc/passwd",
        "http://127.0.0.1:9/a b",
        "http://127.0.0.1:9/\r\nHost: evil",
        "http://[::1",
        "http://127.0.0.1:99999/",
    ],
)
def test_an_endpoint_has_an_address_of_http(run: Run, url: str) -> None:
    code, out, err = run("roles", "--endpoint", url)
    assert code in (2, 3)
    assert not out
    assert "secret" not in err
    assert "root:" not in err


def test_where_a_server_lies_is_not_what_data_says(outside: Outside, run: Run) -> None:
    """Addresses in data are shown, not followed: no command asks for one."""
    for command in (("show", "mle"), ("why", "mle", "docker"), ("doctor",)):
        assert run(*command)[0] == 0
    assert outside.hits == []


@pytest.mark.parametrize(
    ("text", "rest", "fails"),
    [
        ("LOAD <urn:a>", "INSERT DATA {}", True),
        ("load silent <urn:a> into graph <urn:b>", "INSERT DATA {}", False),
        ("LOAD a:b", "INSERT DATA {}", True),
        ("BASE <http://a/> PREFIX x: <urn:x> LOAD SILENT x:y", None, False),
        ("CLEAR ALL ; LOAD SILENT <urn:a> ;\nLOAD <urn:b>", None, True),
        ("INSERT DATA { <urn:a> <urn:b> 'x; LOAD <urn:a>' }", None, False),
        ("INSERT { ?s ?p 1 } WHERE { ?s ?p ?o ; ?q ?r } # ; LOAD <urn:a>", None, False),
    ],
)
def test_a_load_is_taken_out_where_it_is_one(text: str, rest: str | None, fails: bool) -> None:
    found = without_loads(text)
    assert found.fails is fails
    assert rest is None or found.rest == rest
    guard.check(found.rest)


@pytest.mark.parametrize(
    "text",
    [
        "LOAD",
        "LOAD 'x'",
        "LOAD <urn:a> <urn:b>",
        "LOAD <urn:a> INTO GRAPH 'x'",
        "LOAD ?x",
        "{ LOAD <urn:a> }",
        "INSERT DATA { LOAD <urn:a> }",
        "LOAD <a'> ; LOAD <urn:b>'",
        "LOADSILENT",
        "INSERT DATA { <urn:a> <urn:b> 1",
    ],
)
def test_what_is_no_load_is_refused(outside: Outside, text: str) -> None:
    answerer = Answerer(Dataset("scratch", ox.Store()), Settings(updates=True))
    assert answerer.answer(job(text, "update")).status == 400


def test_a_failed_load_changes_nothing() -> None:
    dataset = Dataset("scratch", ox.Store())
    answerer = Answerer(dataset, Settings(updates=True))
    reply = answerer.answer(job("INSERT DATA { <urn:a> <urn:b> 1 } ; LOAD <urn:c>", "update"))
    assert (reply.status, reply.reason) == (403, "load")
    assert len(dataset.store) == 0
    silent = "INSERT DATA { <urn:a> <urn:b> 1 } ; LOAD SILENT <urn:c>"
    assert answerer.answer(job(silent, "update")).status == 204
    assert len(dataset.store) == 1


def test_rdflib_over_the_store_still_answers(graph: Graph) -> None:
    with pytest.raises(QueryError, match="another machine"):
        graph.rdf.query("SELECT * { SERVICE <urn:a> { ?s ?p ?o } }")
    found = list(graph.rdf.query("SELECT ?s { ?s rg:usesTool tool:docker } LIMIT 3"))
    assert found
    assert "customer service" in str(list(graph.rdf.query("SELECT ('customer service' AS ?x) {}")))


def test_graphs_after_from_are_told_by_their_iris() -> None:
    """As the engine would resolve them: by prefixes of the query's own, and by its base."""

    def told(text: str) -> list[str | None]:
        return [iri for iri, _ in graphs.named(text)]

    ours = "https://w3id.org/rolegraph/source/x"
    assert told("SELECT * FROM source:x { }") == [ours]
    assert told("PREFIX source: <urn:theirs:> SELECT * FROM source:x { }") == ["urn:theirs:x"]
    assert told("PREFIX a: <urn:a:> SELECT * FROM NAMED a:x FROM b:x { }") == ["urn:a:x", None]
    assert told("BASE <http://a.example/b/> ASK FROM <c> { }") == ["http://a.example/b/c"]
    assert told("BASE <http://a.example/> ASK FROM NAMED <urn:c> { }") == ["urn:c"]
    assert told("ASK FROM <c> { }") == ["c"]
    assert told("SELECT * FROM ?x { }") == [None]
    # Neither in a comment nor in a text, whatever stands there.
    assert told('ASK { ?s ?p "FROM <urn:a>" } # FROM <urn:b>') == []
    # Comments may stand anywhere, a base only at the beginning, and names do not end in the middle.
    assert told(
        "PREFIX source: # PREFIX source: <urn:a:>\n<urn:b:> ASK FROM # c\n source:x { }"
    ) == ["urn:b:x"]
    assert told(
        "BASE <http://evil.example/> ASK FROM <x> { ?s a:base <http://ours.example/> }"
    ) == ["http://evil.example/x"]
    assert told("BASE <http://a.example/b/> PREFIX s: <../c/> ASK FROM s:x { }") == [
        "http://a.example/c/x"
    ]
    assert told("ASK FROM source:x\\-y { }") == told("ASK FROM source:x%20 { }") == [None]
    assert told('PREFIX source: "x" ASK FROM source:x { }') == [None]


def test_a_relative_graph_is_refused_as_unknown(dataset: Dataset) -> None:
    for text in ("SELECT * FROM <c> { ?s ?p ?o }", "BASE <urn:a:> ASK FROM <c> { ?s ?p ?o }"):
        with pytest.raises(QueryError):
            queries.ask(dataset, text)


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX source: <http://evil.example/> SELECT * FROM source:x { ?s ?p ?o }",
        "PREFIX source: # known\n <http://evil.example/> SELECT * FROM source:x { ?s ?p ?o }",
        "BASE <http://evil.example/> SELECT * FROM <x> { ?s a:base <https://w3id.org/rolegraph/> }",
        "BASE <http://evil.example/> PREFIX source: <> SELECT * FROM NAMED source:x { ?s ?p ?o }",
        "ASK FROM # <https://w3id.org/rolegraph/source/x>\n <http://evil.example/> { ?s ?p ?o }",
        "SELECT * FROM source:x\\-evil { ?s ?p ?o }",
    ],
)
def test_no_other_server_is_sent_the_name_of_a_graph_that_is_not_there(text: str) -> None:
    """Where the server that is asked would fetch it, and the name looks like a known one."""
    with pytest.raises(QueryError, match="the store has no graph"):
        graphs.check(text, "https://w3id.org/rolegraph/source/x".__eq__, strict=True)
