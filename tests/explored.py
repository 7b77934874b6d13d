"""A server for the explorer's tests, as small as can be: pages, files, and an endpoint."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from rolegraph.endpoint.exchange import PageAnswer, PageRequest
from rolegraph.endpoint.explorer import answer, static
from rolegraph.errors import QueryError
from rolegraph.graph import Graph

HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def ask(graph: Graph, address: str, accept: str = HTML, base: str = "http://test") -> PageAnswer:
    """Return what the explorer answers to an address, as a server would ask it."""
    parts = urlsplit(address)
    pairs = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return answer(graph, PageRequest(unquote(parts.path), pairs, accept, base))


@contextmanager
def explored(graph: Graph) -> Iterator[str]:
    """Serve the explorer on a free port and yield its address.

    This is the one place that stands for the real server: the browser tests need its address alone.
    """
    lock = Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/sparql":
                self._query(parse_qs(parts.query))
            elif parts.path.startswith("/static/"):
                found = static(unquote(parts.path.removeprefix("/static/")))
                body, media = found or (b"", "text/plain")
                self._send(PageAnswer(200 if found else 404, media, body))
            else:
                with lock:
                    found_page = ask(graph, self.path, self.headers.get("Accept", ""))
                self._send(found_page)

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._query(parse_qs(text))

        def _query(self, form: dict[str, list[str]]) -> None:
            with lock:
                try:
                    found = graph.query(form["query"][0])
                    name, media = (
                        ("turtle", "text/turtle")
                        if found.kind == "graph"
                        else ("json", "application/sparql-results+json")
                    )
                    sent = PageAnswer(200, media, found.serialize(name))
                except QueryError as error:
                    sent = PageAnswer(400, "text/plain; charset=utf-8", str(error).encode())
            self._send(sent)

        def _send(self, sent: PageAnswer) -> None:
            self.send_response(sent.status)
            self.send_header("Content-Type", sent.media)
            self.send_header("Content-Length", str(len(sent.body)))
            for name, value in sent.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sent.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a browser that has gone away."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
