"""What is asked of a SPARQL endpoint, and what is said of one that answers nonsense or too much."""

import base64
import gzip
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl

import pyoxigraph as ox
import pytest

from rolegraph import queries
from rolegraph.cli import run
from rolegraph.dataset import Dataset, open_dataset
from rolegraph.errors import QueryError, RolegraphError, StoreError, UsageError
from rolegraph.paging import cut
from rolegraph.queries import columns
from rolegraph.queries.result import Result

Serve = Callable[[Callable[[str], tuple[int, str, bytes]]], str]
JSON = "application/sparql-results+json"
YES = b'{"head":{},"boolean":true}'


class Raw:
    """A server that does what a test says with each request, and notes what it got."""

    def __init__(self, answer: "Callable[[socket.socket, int], object]") -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._answer = answer
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/sparql"
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self._server.accept()
                self.connections += 1
                Thread(target=self._talk, args=(peer,), daemon=True).start()

    def _talk(self, peer: socket.socket) -> None:
        with peer, suppress(OSError):
            while request := self._read(peer):
                self.requests.append(request)
                if self._answer(peer, len(self.requests)) is False:
                    return

    def _read(self, peer: socket.socket) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            more = peer.recv(65536)
            if not more:
                return b""
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        while length and len(body) < int(length[1]):
            body += peer.recv(65536)
        return head + b"\r\n\r\n" + body

    def close(self) -> None:
        """Take no more connections."""
        self._server.close()


def hang_up_after(peer: socket.socket, data: bytes) -> bool:
    """Send some bytes, and nothing more on this connection."""
    peer.sendall(data)
    return False


@pytest.fixture
def raw() -> Iterator[Callable[..., Raw]]:
    """Return a function that starts a `Raw` server with an answer, or with bytes to send."""
    servers: list[Raw] = []

    def start(answer: "bytes | Callable[[socket.socket, int], object]") -> Raw:
        if isinstance(answer, bytes):
            data = answer
            servers.append(Raw(lambda peer, _: hang_up_after(peer, data)))
        else:
            servers.append(Raw(answer))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note how long the client would wait before it asks again, and do not wait."""
    slept: list[float] = []
    monkeypatch.setattr("rolegraph.transport.time.sleep", slept.append)
    return slept


def reply(body: bytes = YES, status: str = "200 OK", *fields: str, media: str = JSON) -> bytes:
    """Return a reply of HTTP/1.1 that leaves the connection open."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {media}", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join([*head, "", ""]).encode() + body


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def test_an_endpoint_that_is_not_there_is_said(waits: list[float]) -> None:
    url = f"http://127.0.0.1:{free_port()}/sparql"
    with pytest.raises(StoreError, match=f"{url} does not answer: .*refused"):
        open_dataset(url).query("ASK {}")
    assert waits == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((500, "text/plain", b"out of order"), "answered 500 .*out of order"),
        ((503, "text/html", b"\xff\xfe"), "answered 503"),
        ((404, "text/html", b"<h1>no</h1>"), "answered 404 Not Found. no$"),
        ((401, "text/html", b""), "answered 401 .*Set ROLEGRAPH_TOKEN, or ROLEGRAPH_USER"),
        ((200, "text/html", b"<h1>hello</h1>"), "answered with text/html: is it a SPARQL"),
        ((200, JSON, b"<h1>hello</h1>"), "cannot be read"),
        ((200, JSON, b""), "cannot be read"),
        ((200, JSON, b"\xff"), "cannot be read"),
        ((200, JSON, b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"ty'), "broke|read"),
    ],
)
def test_an_endpoint_that_answers_nonsense_is_said(
    serve: Serve, answer: tuple[int, str, bytes], words: str
) -> None:
    url = serve(lambda text: answer)
    with pytest.raises(StoreError, match=words):
        _ = queries.ask(open_dataset(url), "SELECT * { ?s ?p ?o }").terms


XSD = "http://www.w3.org/2001/XMLSchema#"
FALSE_CELLS = {
    "integer": {"type": "literal", "value": "5", "datatype": f"{XSD}integer"},
    "text": {"type": "literal", "value": "\x1b[31m"},
    "blank": {"type": "bnode", "value": "b"},
    "nothing": None,
}
ASKING = (
    "show mle",
    "compare mle mlre",
    "gap mle mlre",
    "contested",
    "export -f csv",
    "diff bundled URL",
)


@pytest.mark.parametrize("sort", FALSE_CELLS)
def test_a_server_that_sends_other_values_than_belong_there_is_said(
    serve: Serve, dataset: Dataset, sort: str, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = [slice(None), *(slice(at, at + 1) for at in (0, 2, 4))]

    def answer(text: str) -> tuple[int, str, bytes]:
        found = dataset.query(text)
        assert isinstance(found, ox.QuerySolutions)
        whole = json.loads(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
        names = whole["head"]["vars"]
        # The first rows are as good as all, and quicker.
        del whole["results"]["bindings"][300:]
        for row in whole["results"]["bindings"]:
            for name in names[columns[0]]:
                row[name] = FALSE_CELLS[sort]
                if row[name] is None:
                    del row[name]
        return 200, JSON, json.dumps(whole).encode()

    url = serve(answer)
    while columns:
        for command in ASKING:
            words = [url if word == "URL" else word for word in command.split()]
            # Whatever else is raised than an error of ours is raised here too.
            code = run([*words, "--endpoint", url] if "URL" not in command else words)
            out, err = capsys.readouterr()
            assert code in (0, 1, 2, 3), command
            assert "\x1b" not in out + err, command
        del columns[0]


def test_other_columns_than_were_asked_for_are_said(serve: Serve) -> None:
    body = b'{"head":{"vars":["role","label"]},"results":{"bindings":[]}}'
    url = serve(lambda text: (200, JSON, body))
    with pytest.raises(StoreError, match="answered cq-01-roles with the columns role, label in pl"):
        queries.run(open_dataset(url), "cq-01-roles")
    with pytest.raises(StoreError, match="with the columns answer in place of role, label, traits"):
        queries.run(open_dataset(serve(lambda text: (200, JSON, YES))), "cq-01-roles")


def test_an_iri_that_came_as_a_text_is_an_iri() -> None:
    """Virtuoso sends such, where it has to sort."""
    check = columns.checks("cq-01-roles", ("role", "label"), "http://e.org")
    row = check((ox.Literal("http://e.org/a"), ox.Literal("http://e.org/a")))
    assert row == (ox.NamedNode("http://e.org/a"), ox.Literal("http://e.org/a"))
    for text in ("javascript:alert(1)", "a b", "http://e.org/\u202e", "12"):
        with pytest.raises(StoreError, match="as role, where an IRI belongs"):
            check((ox.Literal(text), ox.Literal("a")))


def test_a_cell_that_is_refused_is_shown(serve: Serve) -> None:
    cells = {
        "role": {"type": "uri", "value": "urn:a"},
        "label": FALSE_CELLS["integer"],
        "traits": FALSE_CELLS["integer"],
        "sources": {"type": "literal", "value": "few"},
    }

    def answer(text: str) -> tuple[int, str, bytes]:
        body = {"head": {"vars": [*cells]}, "results": {"bindings": [cells]}}
        return 200, JSON, json.dumps(body).encode()

    dataset = open_dataset(serve(answer))
    with pytest.raises(StoreError, match='sent "few" as sources, where a number belongs: is it'):
        list(queries.run(dataset, "cq-01-roles"))
    cells["sources"] = FALSE_CELLS["integer"]
    assert list(queries.run(dataset, "cq-01-roles")) == [("urn:a", "5", 5, 5)]


@pytest.mark.parametrize(
    ("media", "body", "words"),
    [
        ("application/n-triples", b"<a> <b>", "cannot be read"),
        (JSON, YES, "answered with application/sparql-results.json"),
        ("text/html", b"<h1>hello</h1>", "is it a SPARQL endpoint. hello"),
    ],
)
def test_a_graph_that_is_none_is_said(serve: Serve, media: str, body: bytes, words: str) -> None:
    url = serve(lambda text: (200, media, body))
    with pytest.raises(StoreError, match=words):
        open_dataset(url).query("DESCRIBE <urn:a>")


def test_an_endpoint_that_refuses_a_query_gives_its_words(serve: Serve) -> None:
    url = serve(lambda text: (400, "text/plain", b"I do not like it"))
    with pytest.raises(QueryError, match="I do not like it"):
        open_dataset(url).query("ASK {}")
    url = serve(lambda text: (400, "text/plain", b""))
    with pytest.raises(QueryError, match="refused the query"):
        open_dataset(url).query("ASK {}")


def test_a_page_of_an_error_is_told_as_words(serve: Serve) -> None:
    page = (
        b"<!DOCTYPE html><html><head><style>p{}</style></head><body><h1>No room</h1>"
        b"<script>alert(1)</script><p>Come &amp; see \x1b[31m \xe2\x80\xae.</p></body></html>"
    )
    url = serve(lambda text: (500, "text/html", page))
    with pytest.raises(StoreError) as caught:
        open_dataset(url).query("ASK {}")
    assert str(caught.value).endswith("No room Come & see \\x1b[31m \\u202e.")


def test_a_long_error_is_cut_off(serve: Serve) -> None:
    url = serve(lambda text: (500, "text/plain", b"word " * 1_000_000))
    with pytest.raises(StoreError) as caught:
        open_dataset(url).query("ASK {}")
    assert len(str(caught.value)) < 1000


# What never ends, or is larger than it looks.


def test_an_endless_answer_is_cut_off(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rolegraph.transport.ANSWER_LIMIT", 1 << 20)
    url = serve(lambda text: (200, JSON, b" " * ((1 << 20) + 1)))
    with pytest.raises(StoreError, match="more than 1 MiB: add a LIMIT"):
        open_dataset(url).query("ASK {}")


def test_a_body_without_an_end_is_cut_off(
    raw: Callable[..., Raw], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rolegraph.transport.ANSWER_LIMIT", 1 << 20)

    def endless(peer: socket.socket, _: int) -> None:
        peer.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\n".encode())
        peer.sendall(b"Transfer-Encoding: chunked\r\n\r\n")
        while True:
            peer.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")

    with pytest.raises(StoreError, match="more than 1 MiB"):
        open_dataset(raw(endless).url).query("ASK {}")


def test_a_bomb_of_gzip_is_not_unpacked(
    raw: Callable[..., Raw], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rolegraph.transport.ANSWER_LIMIT", 1 << 20)
    bomb = gzip.compress(b" " * (64 << 20))
    assert len(bomb) < 1 << 17
    server = raw(lambda peer, _: peer.sendall(reply(bomb, "200 OK", "Content-Encoding: gzip")))
    with pytest.raises(StoreError, match="more than 1 MiB"):
        open_dataset(server.url).query("ASK {}")


def test_a_packed_answer_is_read(raw: Callable[..., Raw]) -> None:
    data = reply(gzip.compress(YES), "200 OK", "Content-Encoding: gzip")
    assert bool(open_dataset(raw(lambda peer, _: peer.sendall(data)).url).query("ASK {}"))
    for damaged, words in (
        (reply(gzip.compress(YES)[:-9], "200 OK", "Content-Encoding: gzip"), "broke off"),
        (reply(YES, "200 OK", "Content-Encoding: gzip"), "damaged gzip"),
        (reply(YES, "200 OK", "Content-Encoding: br"), "packs its answer as 'br'"),
    ):
        server = raw(lambda peer, _, damaged=damaged: peer.sendall(damaged))
        with pytest.raises(StoreError, match=words):
            open_dataset(server.url).query("ASK {}")


@pytest.mark.parametrize(
    "head",
    [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"],
    ids=["before the first line", "in the head", "in the body"],
)
def test_a_server_that_drips_is_left(
    raw: Callable[..., Raw], monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    monkeypatch.setenv("ROLEGRAPH_TIMEOUT", "0.3")
    over = time.monotonic() + 10

    def drip(peer: socket.socket, _: int) -> None:
        peer.sendall(head)
        while time.monotonic() < over:
            peer.settimeout(0.05)
            with suppress(TimeoutError):
                if not peer.recv(1):
                    return
            peer.sendall(b" " if head else b"H")

    start = time.monotonic()
    with pytest.raises(StoreError, match=r"within 0.3 seconds: .*ROLEGRAPH_TIMEOUT"):
        open_dataset(raw(drip).url).query("ASK {}")
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("told", ["soon", "0", "-1", "nan", "inf", "1e9"])
def test_a_time_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("ROLEGRAPH_TIMEOUT", told)
    with pytest.raises(UsageError, match="is a number of seconds"):
        open_dataset("http://127.0.0.1:9/sparql")


# Lines that break, and servers that are busy.


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hello\r\n\r\n", "does not answer"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc", "does not answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + YES, "broke off its answer, 73 bytes"),
        (b"", "does not answer"),
    ],
    ids=["no status line", "a chunk that breaks off", "a body that breaks off", "a hang-up"],
)
def test_half_an_answer_is_no_answer(raw: Callable[..., Raw], data: bytes, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        open_dataset(raw(data).url).query("ASK {}")


def test_what_a_break_takes_away_is_asked_for_again(
    raw: Callable[..., Raw], waits: list[float]
) -> None:
    server = raw(lambda peer, number: peer.sendall(reply()) if number > 2 else False)
    assert bool(open_dataset(server.url).query("ASK {}"))
    assert len(server.requests) == 3
    assert [0.25 <= waits[0] <= 0.5, 0.5 <= waits[1] <= 1.0] == [True, True]


def test_a_connection_is_kept(raw: Callable[..., Raw]) -> None:
    server = raw(lambda peer, _: peer.sendall(reply()))
    dataset = open_dataset(server.url)
    for _ in range(5):
        assert bool(dataset.query("ASK {}"))
    assert (server.connections, len(server.requests)) == (1, 5)
    dataset.close()
    assert bool(dataset.query("ASK {}"))
    assert server.connections == 2


def test_a_kept_connection_may_have_been_closed(
    raw: Callable[..., Raw], waits: list[float]
) -> None:
    server = raw(reply())
    dataset = open_dataset(server.url)
    for _ in range(3):
        assert bool(dataset.query("ASK {}"))
    assert waits == []


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_busy_server_is_asked_again(
    raw: Callable[..., Raw], waits: list[float], status: str
) -> None:
    busy = reply(b"later", status, media="text/plain")
    told = reply(b"later", status, "Retry-After: 7", media="text/plain")
    answers = {1: busy, 2: told}
    server = raw(lambda peer, number: peer.sendall(answers.get(number, reply())))
    assert bool(open_dataset(server.url).query("ASK {}"))
    assert 0.25 <= waits[0] <= 0.5
    assert waits[1] == 7


def test_a_server_that_stays_busy_is_said(raw: Callable[..., Raw], waits: list[float]) -> None:
    busy = reply(b"out of breath", "503 Busy", "Retry-After: nonsense", media="text/plain")
    server = raw(lambda peer, _: peer.sendall(busy))
    with pytest.raises(StoreError, match=r"answered 503 Busy\. out of breath"):
        open_dataset(server.url).query("ASK {}")
    assert len(server.requests) == 4
    assert len(waits) == 3


@pytest.mark.parametrize("told", ["999999", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_long_wait_is_left_to_the_user(
    raw: Callable[..., Raw], waits: list[float], told: str
) -> None:
    busy = reply(b"closed", "503 Busy", f"Retry-After: {told}", media="text/plain")
    server = raw(lambda peer, _: peer.sendall(busy))
    with pytest.raises(StoreError, match=r"asks to come back in [\d,]+ seconds. closed"):
        open_dataset(server.url).query("ASK {}")
    assert waits == []
    assert len(server.requests) == 1


# Redirects, and who is asking.


def moved(status: int, to: str) -> bytes:
    return reply(b"", f"{status} Moved", f"Location: {to}")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_on_the_same_server_is_followed_with_the_query(
    raw: Callable[..., Raw], status: int
) -> None:
    server = raw(
        lambda peer, number: peer.sendall(moved(status, "/there") if number == 1 else reply())
    )
    dataset = open_dataset(server.url)
    assert bool(dataset.query("ASK {}"))
    assert server.requests[1].startswith(b"POST /there HTTP/1.1")
    assert (
        server.requests[0].partition(b"\r\n\r\n")[2] == server.requests[1].partition(b"\r\n\r\n")[2]
    )
    assert bool(dataset.query("ASK {}"))
    # For good means that the old address is not asked again.
    first = b"POST /there" if status in (301, 308) else b"POST /sparql"
    assert server.requests[2].startswith(first)


def test_see_other_is_fetched(raw: Callable[..., Raw]) -> None:
    server = raw(
        lambda peer, number: peer.sendall(moved(303, "/answer/1") if number == 1 else reply())
    )
    assert bool(open_dataset(server.url).query("ASK {}"))
    assert server.requests[1].startswith(b"GET /answer/1 HTTP/1.1")


def test_a_circle_of_redirects_is_left(raw: Callable[..., Raw]) -> None:
    server = raw(lambda peer, _: peer.sendall(moved(307, "/sparql")))
    with pytest.raises(StoreError, match="redirects in a circle"):
        open_dataset(server.url).query("ASK {}")
    assert len(server.requests) == 6


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_another_server_gets_neither_query_nor_password(
    raw: Callable[..., Raw], monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv("ROLEGRAPH_TOKEN", "secret")
    other = raw(lambda peer, _: peer.sendall(reply()))
    server = raw(lambda peer, _: peer.sendall(moved(status, other.url)))
    with pytest.raises(StoreError, match=rf"redirects to {other.url}, another server"):
        open_dataset(server.url).query("ASK {}")
    assert other.requests == []


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data",
        "//example.org/sparql",
        "ftp://127.0.0.1/x",
        "https://127.0.0.1/sparql",
        "http://user:word@127.0.0.1/sparql",
        "http://[/",
    ],
)
def test_a_redirect_does_not_lead_elsewhere(raw: Callable[..., Raw], target: str) -> None:
    server = raw(lambda peer, _: peer.sendall(moved(302, target)))
    with pytest.raises(RolegraphError):
        open_dataset(server.url).query("ASK {}")
    assert len(server.requests) == 1


def header(server: Raw, name: str) -> str | None:
    found = re.search(rf"(?im)^{name}: (.*?)\r?$", server.requests[-1].decode())
    return found[1] if found else None


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def test_who_asks_is_told_from_the_environment_and_from_netrc(
    raw: Callable[..., Raw], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server = raw(lambda peer, _: peer.sendall(reply()))
    dataset = open_dataset(server.url)

    def told() -> str | None:
        dataset.query("ASK {}")
        return header(server, "Authorization")

    path = tmp_path / "netrc"
    monkeypatch.setenv("NETRC", str(path))
    assert told() is None
    path.write_text("machine 127.0.0.1 login ann password w:rd\n", encoding="utf-8")
    path.chmod(0o600)
    assert told() == basic("ann", "w:rd")
    monkeypatch.setenv("ROLEGRAPH_USER", "bob")
    monkeypatch.setenv("ROLEGRAPH_PASSWORD", "ü")
    assert told() == basic("bob", "ü")
    monkeypatch.setenv("ROLEGRAPH_TOKEN", "abc")
    assert told() == "Bearer abc"
    monkeypatch.setenv("ROLEGRAPH_ENDPOINT", "https://example.org/sparql")
    assert told() == basic("ann", "w:rd")
    monkeypatch.setenv("ROLEGRAPH_ENDPOINT", server.url)
    assert told() == "Bearer abc"
    monkeypatch.setenv("ROLEGRAPH_TOKEN", "a\r\nX: y")
    with pytest.raises(UsageError, match="no token has") as caught:
        told()
    assert "X: y" not in str(caught.value)
    monkeypatch.delenv("ROLEGRAPH_TOKEN")
    monkeypatch.delenv("ROLEGRAPH_USER")
    path.write_text("what is this\n", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read"):
        told()


def test_an_address_with_a_password_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="ROLEGRAPH_PASSWORD") as caught:
        open_dataset("https://ann:word@example.org/sparql")
    assert "word@" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/a b", "http://127.0.0.1:x/", "http:///x", "http://a\x1b/", "http://["],
)
def test_an_address_that_cannot_be_is_said(url: str) -> None:
    with pytest.raises(RolegraphError):
        open_dataset(url).query("ASK {}")


def test_a_proxy_is_asked_for_another_host(
    raw: Callable[..., Raw], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = raw(lambda peer, _: peer.sendall(reply()))
    monkeypatch.setenv("http_proxy", f"http://me:word@127.0.0.1:{proxy.port}")
    monkeypatch.setenv("no_proxy", "localhost")
    assert bool(open_dataset("http://sparql.invalid/query?x=1").query("ASK {}"))
    assert proxy.requests[0].startswith(b"POST http://sparql.invalid/query?x=1 HTTP/1.1\r\n")
    assert header(proxy, "Host") == "sparql.invalid"
    assert header(proxy, "Proxy-Authorization") == basic("me", "word")


def test_a_server_that_takes_no_post_is_asked_by_get(raw: Callable[..., Raw]) -> None:
    refusal = reply(b"", "405 Method Not Allowed")
    server = raw(lambda peer, number: peer.sendall(refusal if number == 1 else reply()))
    dataset = open_dataset(server.url + "?infer=false")
    for _ in range(2):
        assert bool(dataset.query("ASK {}"))
    assert server.requests[1].startswith(b"GET /sparql?infer=false&query=ASK+%7B%7D HTTP/1.1")
    assert server.requests[2].startswith(b"GET ")


# Which graphs are meant.


def fields(request: bytes) -> list[tuple[str, str]]:
    return parse_qsl(request.partition(b"\r\n\r\n")[2].decode())


def test_the_address_may_name_the_default_graph(raw: Callable[..., Raw]) -> None:
    graphs = ["https://w3id.org/rolegraph/source/b", "https://w3id.org/rolegraph/source/a"]
    graphs += ["http://www.openlinksw.com/schemas/virtrdf#", "https://w3id.org/rolegraph/graph/d"]
    rows = [{"graph": {"type": "uri", "value": graph}} for graph in graphs]
    body = json.dumps({"head": {"vars": ["graph"]}, "results": {"bindings": rows}}).encode()
    server = raw(lambda peer, number: peer.sendall(reply(body if number == 2 else YES)))
    dataset = open_dataset(
        server.url + "?x=1&default-graph-uri=https%3A%2F%2Fw3id.org%2Frolegraph%2Fgraph%2Fd"
    )
    default = ("default-graph-uri", graphs[3])
    dataset.query("ASK {}")
    assert fields(server.requests[0]) == [("query", "ASK {}"), default]
    for _ in range(2):
        dataset.query("ASK { GRAPH ?g { ?s ?p ?o } }")
    assert fields(server.requests[1])[0][0] == "query"
    assert len(fields(server.requests[1])) == 1
    named = [("named-graph-uri", graphs[1]), ("named-graph-uri", graphs[0])]
    assert fields(server.requests[2])[1:] == [default, *named]
    assert fields(server.requests[3])[1:] == [default, *named]
    assert server.requests[3].startswith(b"POST /sparql?x=1 HTTP/1.1")


# Servers that give so many rows and no more.


@pytest.fixture
def capped(raw: Callable[..., Raw]) -> Callable[..., Raw]:
    """Return a function that serves numbers, so many rows at a time, as Virtuoso does."""
    store = ox.Store()
    store.extend(
        ox.Quad(ox.NamedNode(f"urn:{at:05}"), ox.NamedNode("urn:is"), ox.Literal(at // 7))
        for at in range(2500)
    )

    def start(rows: int, *heads: str, refuse: str = "(?!)", most: int = 10**9) -> Raw:
        def answer(peer: socket.socket, number: int) -> None:
            text = dict(fields(server.requests[-1]))["query"]
            if re.search(refuse, text):
                peer.sendall(reply(b"I will not", "500 No", media="text/plain"))
                return
            found = store.query(text)
            if isinstance(found, ox.QueryTriples):
                triples = list(found)[:rows]
                body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
                peer.sendall(reply(body, media="application/n-triples"))
                return
            assert isinstance(found, ox.QuerySolutions)
            whole = json.loads(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
            bindings = whole["results"]["bindings"]
            was_cut = len(bindings) >= rows
            del bindings[rows:]
            body = json.dumps(whole).encode()
            peer.sendall(reply(body, "200 OK", *(heads if was_cut else ())))

        server = raw(answer)
        return server

    return start


ALL = "SELECT ?s ?n WHERE { ?s <urn:is> ?n }"


def rows(dataset: Dataset, text: str) -> list[tuple[object, ...]]:
    return list(Result(lambda: dataset.query(text)))


@pytest.mark.parametrize("heads", [("X-SPARQL-MaxRows: 1000",), ()], ids=["told", "not told"])
@pytest.mark.parametrize(
    ("text", "count"),
    [
        (ALL, 2500),
        (f"{ALL} ORDER BY DESC(?n)", 2500),
        (f"{ALL} ORDER BY ?n LIMIT 1700 OFFSET 300 # so many", 1700),
        (f"{ALL} LIMIT 1000", 1000),
        (f"{ALL} LIMIT 2000", 2000),
        (f"{ALL} OFFSET 600", 1900),
        (f"{ALL} OFFSET 1500", 1000),
        (f"{ALL} VALUES ?unbound {{ 1 2 }}", 5000),
        ("SELECT ?n (COUNT(*) AS ?all) { ?s <urn:is> ?n } GROUP BY ?n", 358),
        ("SELECT DISTINCT ?s { { ?s ?p ?o } UNION { ?s ?p ?n } FILTER EXISTS { ?s ?p ?o } }", 2500),
    ],
)
def test_an_answer_that_is_cut_off_is_completed(
    capped: Callable[..., Raw], heads: tuple[str, ...], text: str, count: int
) -> None:
    found = rows(open_dataset(capped(1000, *heads).url), text)
    assert len(found) == count
    whole = rows(open_dataset(capped(10**9).url), text)
    if "DESC" in text or "LIMIT 1700" in text:
        assert [row[1] for row in found] == [row[1] for row in whole]
    if "LIMIT" not in text and "OFFSET" not in text:
        assert sorted(map(str, found)) == sorted(map(str, whole))


def test_a_round_number_of_rows_is_looked_at_once_more(capped: Callable[..., Raw]) -> None:
    server = capped(10**9)
    assert len(rows(open_dataset(server.url), f"{ALL} ORDER BY ?n OFFSET 500")) == 2000
    assert len(server.requests) == 2
    assert len(rows(open_dataset(server.url), ALL)) == 2500
    assert len(server.requests) == 3


def test_pages_are_nested_where_the_server_will_not_sort_so_many(
    capped: Callable[..., Raw],
) -> None:
    server = capped(1000, "X-SPARQL-MaxRows: 1000", refuse=r"^[^}]*\}[^}]*LIMIT 1000 OFFSET [12]")
    assert len(set(rows(open_dataset(server.url), ALL))) == 2500
    assert b"SELECT+%2A+WHERE" in server.requests[-1]


def test_a_part_is_never_given_as_the_whole(capped: Callable[..., Raw]) -> None:
    url = capped(1000, "X-SPARQL-MaxRows: 1000", refuse="OFFSET").url
    with pytest.raises(StoreError, match=r"gives 1,000 rows at most, and refuses .*I will not"):
        open_dataset(url).query(ALL)


def test_a_query_that_has_no_pages_is_said(raw: Callable[..., Raw]) -> None:
    one = {"s": {"type": "uri", "value": "urn:a"}}
    body = json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": [one] * 3}}).encode()
    server = raw(lambda peer, _: peer.sendall(reply(body, "200 OK", "X-SPARQL-MaxRows: 3")))
    with pytest.raises(StoreError, match="gives 3 rows at most, and this query cannot be asked"):
        open_dataset(server.url).query("SELECT ?s FROM <urn:g> { ?s ?p ?o }")


def test_a_graph_of_which_a_part_came_is_said(capped: Callable[..., Raw]) -> None:
    text = "CONSTRUCT { ?s <urn:is> ?n ; <urn:too> ?n } WHERE { ?s <urn:is> ?n }"
    dataset = open_dataset(capped(10**9).url)
    assert len(Result(lambda: dataset.query(text))) == 5000
    for heads in (("X-SPARQL-MaxRows: 1000",), ()):
        dataset = open_dataset(capped(1000, *heads).url)
        with pytest.raises(StoreError, match="gives 1,000 rows at most, and this graph is made"):
            dataset.query(text)


def test_an_answer_that_took_too_long_for_the_server_is_no_answer(raw: Callable[..., Raw]) -> None:
    heads = ("X-SQL-State: S1TAT", "X-SQL-Message: RC...: Returning incomplete results")
    server = raw(lambda peer, _: peer.sendall(reply(YES, "200 OK", *heads)))
    with pytest.raises(StoreError, match=r"a part of the answer only: .*Returning incomplete"):
        open_dataset(server.url).query("ASK {}")


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("SELECT ?s { ?s a ?c }", "SELECT ?s { ?s a ?c }\nORDER BY ?s\nLIMIT 5 OFFSET 2"),
        (
            "SELECT ?s { ?s a '}' } ORDER BY ?c # LIMIT 3",
            "SELECT ?s { ?s a '}' } ORDER BY ?c # LIMIT 3\n ?s\nLIMIT 5 OFFSET 2",
        ),
        (
            "SELECT ?s { { SELECT ?s { ?s a ?c } ORDER BY ?c LIMIT 9 } } OFFSET 4 VALUES ?s { 1 }",
            "SELECT ?s { { SELECT ?s { ?s a ?c } ORDER BY ?c LIMIT 9 } }\nORDER BY ?s\n"
            "LIMIT 5 OFFSET 6\nVALUES ?s { 1 }",
        ),
    ],
)
def test_a_page_is_a_part_of_the_query(text: str, page: str) -> None:
    pages = cut(text, ["s"])
    assert pages is not None
    assert pages.page(2, 5) == page


@pytest.mark.parametrize("text", ["ASK { ?s ?p ?o }", "SELECT ?s { ?s ?p ?o", "SELECT ?s } {", ""])
def test_what_is_no_whole_selection_has_no_pages(text: str) -> None:
    assert cut(text, ["s"]) is None
