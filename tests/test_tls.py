"""Servers asked over TLS: whom the system, or SSL_CERT_FILE, does not vouch for is not asked.

``tls/localhost.pem`` is a key and a certificate for localhost that vouches for itself, made for
these tests and good for nothing else.
"""

import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from rolegraph.dataset import open_dataset
from rolegraph.errors import StoreError

OWN = Path(__file__).parent / "tls" / "localhost.pem"
YES = b'{"head": {}, "boolean": true}'


class _Asked(BaseHTTPRequestHandler):
    """Says yes to everything, and counts."""

    count = 0

    def do_POST(self) -> None:
        type(self).count += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(YES)))
        self.end_headers()
        self.wfile.write(YES)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Quiet(ThreadingHTTPServer):
    """Says nothing of a client that hangs up because of the certificate."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """Return the port of a server with a certificate of its own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(OWN)
    _Asked.count = 0
    with _Quiet(("127.0.0.1", 0), _Asked) as server:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def test_a_certificate_that_nobody_vouches_for_is_refused(port: int) -> None:
    with pytest.raises(
        StoreError, match=r"does not prove who it is: .+\. Nothing was sent\. Use the name"
    ):
        open_dataset(f"https://localhost:{port}/sparql").query("ASK {}")
    assert _Asked.count == 0


def test_a_certificate_can_be_vouched_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(OWN))
    assert bool(open_dataset(f"https://localhost:{port}/sparql").query("ASK {}"))
    assert _Asked.count == 1


def test_a_certificate_for_another_name_is_refused(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(OWN))
    with pytest.raises(
        StoreError, match=r"does not prove who it is: .+\. Nothing was sent\. Use the name"
    ):
        open_dataset(f"https://127.0.0.1:{port}/sparql").query("ASK {}")
    assert _Asked.count == 0


def test_a_server_without_tls_is_no_https(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError) as told:
        open_dataset(f"http://localhost:{port}/sparql").query("ASK {}")
    assert str(port) in str(told.value)
    assert _Asked.count == 0
