"""The HTTP server: uvicorn, with bounds on heads and on clients that stall."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable, Generator
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from rolegraph.endpoint.access import is_loopback
from rolegraph.endpoint.app import application
from rolegraph.endpoint.pool import Pool
from rolegraph.endpoint.settings import Settings
from rolegraph.errors import UsageError

MAX_ADDRESS: Final = 65_536
"""Bytes of the address in a request: a longer query comes by POST."""
MAX_HEAD: Final = 98_304
"""Bytes of a request up to its body."""
HEAD_TIME: Final = 15.0
"""Seconds that the head of a request may take."""
STALL: Final = 30.0
"""Seconds that a client may leave what it is sent untouched."""
CONNECTIONS: Final = 1_000
GRACE: Final = 5
"""Seconds beyond the time of a query that answers in flight have when the server is stopped."""


class BoundedProtocol(HttpToolsProtocol):
    """Uvicorn's protocol, which itself bounds neither heads nor the time that they take."""

    _timer: asyncio.TimerHandle | None = None
    _stall: asyncio.TimerHandle | None = None
    _refusal: tuple[int, str] | None = None
    _head = 0
    _in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """End what waits."""
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes, and refuse a head that does not end."""
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head += len(data)
            if len(getattr(self, "url", b"")) > MAX_ADDRESS:
                self._refuse(414, "The address is too long: send the query by POST.")
                self.send_400_response("")
            elif self._head > MAX_HEAD:
                self._refuse(431, "The headers are too long.")
                self.send_400_response("")

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._in_head = True
        self._head = 0
        if self._timer is None:
            self._wait_for_head()

    def on_headers_complete(self) -> None:
        """Begin to answer, unless the head is too long."""
        self._stop_waiting()
        self._in_head = False
        if len(self.url) > MAX_ADDRESS:
            self._refuse(414, "The address is too long: send the query by POST.")
            raise ValueError("too long")
        if sum(len(name) + len(value) for name, value in self.headers) > MAX_HEAD:
            self._refuse(431, "The headers are too long.")
            raise ValueError("too long")
        super().on_headers_complete()

    def _refuse(self, status: int, message: str) -> None:
        self._refusal = status, message

    def send_400_response(self, msg: str) -> None:
        """Send the answer to what is no request, or none that is taken, and close."""
        status, message = self._refusal or (400, "This is not HTTP.")
        body = f"{message}\n".encode()
        self.transport.write(
            STATUS_LINE[status]
            + b"content-type: text/plain; charset=utf-8\r\nconnection: close\r\ncontent-length: "
            + str(len(body)).encode()
            + b"\r\n\r\n"
            + body
        )
        self.transport.close()

    def _wait_for_head(self) -> None:
        self._timer = self.loop.call_later(HEAD_TIME, self._close)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def pause_writing(self) -> None:
        """Give a client that does not read a while."""
        super().pause_writing()
        self._stall = self.loop.call_later(STALL, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on with a client that reads."""
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None
        super().resume_writing()


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals to `run`: a stopped server has ended well, not by a signal."""
        yield


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises `UsageError` where it cannot."""
    listener = None
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, proto)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except (OSError, OverflowError, UnicodeError) as error:
        # A name of other letters than names of machines have is no name that can be looked up.
        if listener is not None:
            listener.close()
        reason = getattr(error, "strerror", None) or error
        if isinstance(error, UnicodeError):
            reason = "it is no name of a machine"
        hint = " Take another one with --port." if getattr(error, "errno", 0) == 98 else ""
        raise UsageError(f"{host} port {port} cannot be listened to: {reason}.{hint}") from error
    return listener


def address(listener: socket.socket, settings: Settings) -> str:
    """Return the address that people open."""
    host, port = listener.getsockname()[:2]
    if settings.host in ("localhost",):
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(settings: Settings, *, quiet: bool = False, tell: Callable[[str], None] = print) -> None:
    """Serve until SIGTERM or SIGINT; answers in flight are completed.

    ``tell`` gets a line for people when the server listens. Raises `UsageError` when the address
    cannot be had, and what opening the graph raises.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    # Commands live too short to collect what they throw away; a server does not.
    gc.enable()
    gc.freeze()
    listener = bind(settings.host, settings.port)
    with listener, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(settings, listener, quiet, tell))


async def _serve(
    settings: Settings, listener: socket.socket, quiet: bool, tell: Callable[[str], None]
) -> None:
    pool = Pool(settings)
    try:
        await pool.start()
        config = uvicorn.Config(
            application(settings, pool, quiet=quiet),
            http=BoundedProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=int(settings.timeout) + GRACE,
        )
        server = _Server(config)
        _on_signals(server, pool)
        here, what = address(listener, settings), settings.where or "the bundled graph"
        tell(f"Serving {what} at {here}/ and its SPARQL endpoint at {here}/sparql")
        if not is_loopback(settings.host) and settings.token is None:
            tell(f"Everybody who reaches {settings.host} can ask this server: it has no --token.")
        await server.serve(sockets=[listener])
    finally:
        await pool.close()


def _on_signals(server: uvicorn.Server, pool: Pool) -> None:
    loop = asyncio.get_running_loop()

    def stop() -> None:
        # Asked twice, it does not wait for anybody.
        server.force_exit = server.should_exit
        server.should_exit = True

    handlers: dict[str, Callable[[], Any]] = {
        "SIGTERM": stop,
        "SIGINT": stop,
        "SIGHUP": pool.refresh,
    }
    for name, handler in handlers.items():
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, handler)
        except NotImplementedError:
            signal.signal(number, lambda *_, act=handler: loop.call_soon_threadsafe(act))
