"""What is said of a SPARQL endpoint that does not answer, or answers nonsense."""

import socket
from collections.abc import Callable, Iterator
from threading import Thread

import pytest

from rolegraph import queries
from rolegraph.dataset import open_dataset
from rolegraph.errors import QueryError, RolegraphError, StoreError

Serve = Callable[[Callable[[str], tuple[int, str, bytes]]], str]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def test_an_endpoint_that_is_not_there_is_said() -> None:
    url = f"http://127.0.0.1:{free_port()}/sparql"
    with pytest.raises(StoreError, match=f"{url} does not answer: .*refused"):
        open_dataset(url).query("ASK {}")


JSON = "application/sparql-results+json"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((500, "text/plain", b"out of order"), "answered 500 .*out of order"),
        ((503, "text/html", b"\xff\xfe"), "answered 503"),
        ((404, "text/html", b"<h1>no</h1>"), "answered 404"),
        ((200, "text/html", b"<h1>hello</h1>"), "answered with text/html: is it a SPARQL"),
        ((200, JSON, b"<h1>hello</h1>"), "cannot be read"),
        ((200, JSON, b""), "cannot be read"),
        ((200, JSON, b"\xff"), "cannot be read"),
        ((200, "application/n-triples", b"<a> <b>"), "cannot be read"),
    ],
)
def test_an_endpoint_that_answers_nonsense_is_said(
    serve: Serve, answer: tuple[int, str, bytes], words: str
) -> None:
    url = serve(lambda text: answer)
    with pytest.raises(StoreError, match=words):
        queries.ask(open_dataset(url), "SELECT * { ?s ?p ?o }")


def test_an_endpoint_that_refuses_a_query_gives_its_words(serve: Serve) -> None:
    url = serve(lambda text: (400, "text/plain", b"I do not like it"))
    with pytest.raises(QueryError, match="I do not like it"):
        open_dataset(url).query("ASK {}")
    url = serve(lambda text: (400, "text/plain", b""))
    with pytest.raises(QueryError, match="refused the query"):
        open_dataset(url).query("ASK {}")


def test_an_endless_answer_is_cut_off(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rolegraph.dataset._RESULT_LIMIT", 1 << 20)
    url = serve(lambda text: (200, JSON, b" " * ((1 << 20) + 1)))
    with pytest.raises(StoreError, match="more than 1 MiB: add a LIMIT"):
        open_dataset(url).query("ASK {}")


def test_an_answer_that_breaks_in_its_rows_is_said(serve: Serve) -> None:
    body = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri"}}]}}'
    url = serve(lambda text: (200, JSON, body))
    with pytest.raises(StoreError):
        _ = queries.ask(open_dataset(url), "SELECT ?s { ?s ?p ?o }").terms


@pytest.fixture
def raw() -> Iterator[Callable[[bytes], str]]:
    """Return a function that starts a server which sends these bytes to whoever asks."""
    servers = []

    def start(data: bytes) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def answer() -> None:
            peer, _ = server.accept()
            with peer:
                peer.recv(65536)
                peer.sendall(data)
                # What is left unread would make the system cut the line instead of ending it.
                peer.shutdown(socket.SHUT_WR)
                while peer.recv(65536):
                    pass

        Thread(target=answer, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/sparql"

    yield start
    for server in servers:
        server.close()


@pytest.mark.parametrize(
    "data",
    [b"hello\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc"],
    ids=["no status line", "broken off"],
)
def test_a_server_that_speaks_no_http_is_said(raw: Callable[[bytes], str], data: bytes) -> None:
    with pytest.raises(StoreError, match="does not answer"):
        open_dataset(raw(data)).query("ASK {}")


def test_half_an_answer_is_no_answer(raw: Callable[[bytes], str]) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\nContent-Length: 99\r\n\r\n"
    with pytest.raises(StoreError):
        open_dataset(raw(head + b"<urn:a> <urn:b> <urn:c> .\n")).query("DESCRIBE <urn:a>")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/a b", "http://127.0.0.1:x/"])
def test_an_address_that_cannot_be_is_said(url: str) -> None:
    with pytest.raises(RolegraphError):
        open_dataset(url).query("ASK {}")


def test_a_hang_up_is_said(raw: Callable[[bytes], str]) -> None:
    with pytest.raises(StoreError, match="does not answer"):
        open_dataset(raw(b"")).query("ASK {}")
