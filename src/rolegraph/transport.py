"""HTTP to one server: kept connections, bounds on time and size, retries, redirects, passwords.

Made for queries, which may be asked twice without harm. It is a thin layer over ``http.client``:
what is hard here (no password for another host, no answer that never ends) a larger library would
leave to us as well, and its import would cost more than a query does.
"""

import http.client
import os
import random
import socket
import time
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Timer
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urlencode, urljoin, urlunsplit

from rolegraph import __version__
from rolegraph.addresses import PORTS, followable, split
from rolegraph.credentials import (
    authorization,
    proxy_authorization,
    proxy_of,
    proxy_place,
)
from rolegraph.errors import StoreError, UsageError
from rolegraph.serverwords import plain_words

ANSWER_LIMIT: Final = 256 * 1024 * 1024
"""Bytes of an answer, unpacked, that are taken at most."""

TIMEOUT: Final = 60.0
"""Seconds that a server has for one answer, where ROLEGRAPH_TIMEOUT says nothing else."""

_TIMEOUT_NAME: Final = "ROLEGRAPH_TIMEOUT"
_MOST_SECONDS: Final = 86_400.0
_TRIES: Final = 4
_LONGEST_WAIT: Final = 30.0
_FIRST_WAIT: Final = 0.5
_REDIRECTS: Final = 5
_ERROR_LIMIT: Final = 16_000
_CHUNK: Final = 1 << 16
_BUSY: Final = (429, 502, 503)
_MOVED: Final = (301, 302, 303, 307, 308)
_FORM: Final = "application/x-www-form-urlencoded"
_SHORT: Final = 4_000

Fields = Sequence[tuple[str, str]]


class Reply(NamedTuple):
    """What a server answered; ``headers`` by name in lower case."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def media(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def words(self) -> str:
        """What the body says, as one line that may be shown."""
        return plain_words(self.body, self.media)


class _LostError(Exception):
    """The connection went before the whole answer was there."""


class Client:
    """Asks one address, by any number of threads. Raises `StoreError` where it cannot."""

    def __init__(self, url: str) -> None:
        self._idle: list[http.client.HTTPConnection] = []
        self.url = url
        self._address = split(url)
        self._timeout = timeout()
        self._by_get = False

    def ask(self, fields: Fields, accept: str) -> Reply:
        """Return the reply to a form, waiting and asking again where the server is busy.

        A form is posted: every server of the protocol takes that, at any length, and it stands in
        no log of addresses. One that takes no POST is asked by GET from then on.
        """
        wait = _FIRST_WAIT
        for left in reversed(range(_TRIES)):
            try:
                reply = self._followed(fields, accept)
            except _LostError as error:
                if not left:
                    raise StoreError(self._silent(str(error))) from error
                asked: float | None = None
            else:
                if reply.status in (405, 501) and not self._by_get and _is_short(fields):
                    self._by_get = True
                    continue
                if reply.status not in _BUSY or not left:
                    return reply
                asked = _retry_after(reply)
                if asked is not None and asked > _LONGEST_WAIT:
                    raise StoreError(
                        f"{self.url} is busy ({reply.status} {reply.reason}) and asks to come back "
                        f"in {asked:,.0f} seconds. {reply.words}".rstrip()
                    )
            # Who was turned away with others should not come back together with them.
            time.sleep(
                random.uniform(wait / 2, wait)  # noqa: S311  no secret  # nosec B311
                if asked is None
                else asked
            )
            wait *= 2
        raise StoreError(f"{self.url} takes neither POST nor GET")

    def close(self) -> None:
        """Hang up."""
        while self._idle:
            self._idle.pop().close()

    def __del__(self) -> None:
        # What is left open would be complained about when it is taken apart.
        self.close()

    def _followed(self, fields: Fields, accept: str) -> Reply:
        """Return the reply, following redirects as far as they stay with this server."""
        address, by_get = self._address, self._by_get
        for _ in range(_REDIRECTS + 1):
            reply = self._once(address, fields, accept, by_get=by_get)
            if reply.status not in _MOVED or "location" not in reply.headers:
                return reply
            target = reply.headers["location"]
            with suppress(ValueError):
                target = urljoin(urlunsplit(address), target)
            moved = followable(address, target)
            if moved is None:
                raise StoreError(
                    f"{self.url} redirects to {plain_words(target.encode(), '')}, another server: "
                    "name its address instead, if you trust it"
                )
            address = moved
            if reply.status == 303:
                # The answer itself lies there; the query is not sent again.
                fields, by_get = (), True
            elif reply.status in (301, 308) and fields:
                # For good: the next query goes there at once.
                self.close()
                self._address = address
        raise StoreError(f"{self.url} redirects in a circle, or more than {_REDIRECTS} times")

    def _once(self, address: SplitResult, fields: Fields, accept: str, *, by_get: bool) -> Reply:
        deadline = time.monotonic() + self._timeout
        connection = self._connection(address, deadline)
        fresh = connection.sock is None
        late: list[bool] = []

        def cut() -> None:
            late.append(True)
            _cut(connection)

        # Each read has the time-out for itself: one that sends a byte now and then would never end.
        clock = Timer(self._timeout, cut)
        clock.daemon = True
        clock.start()
        try:
            method, path, body, headers = _request(address, fields, accept, by_get=by_get)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            try:
                reply = self._read(answer, late)
            finally:
                answer.close()
        except TimeoutError as error:
            connection.close()
            raise self._too_slow() from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            connection.close()
            if late:
                raise self._too_slow() from error
            if _is_lost(error):
                if not fresh:
                    # A kept connection that the server has closed meanwhile.
                    return self._once(address, fields, accept, by_get=by_get)
                raise _LostError(_reason(error)) from error
            raise StoreError(self._unproved(error) or self._silent(_reason(error))) from error
        except BaseException:
            connection.close()
            raise
        finally:
            clock.cancel()
        if answer.will_close or late:
            connection.close()
        elif address[:2] == self._address[:2]:
            self._idle.append(connection)
        else:
            connection.close()
        return reply

    def _read(self, answer: http.client.HTTPResponse, late: list[bool]) -> Reply:
        headers = {name.lower(): value for name, value in answer.getheaders()}
        packing = headers.get("content-encoding", "identity").strip().lower()
        limit = ANSWER_LIMIT if answer.status < 400 else _ERROR_LIMIT
        if packing not in ("identity", "gzip", "x-gzip"):
            raise StoreError(f"{self.url} packs its answer as {packing!r}, which was not asked for")
        unpack = zlib.decompressobj(31) if "gzip" in packing else None
        parts: list[bytes] = []
        size = packed = 0
        while data := answer.read1(_CHUNK):
            packed += len(data)
            while data and size <= limit:
                if unpack is not None:
                    try:
                        part = unpack.decompress(data, _CHUNK * 16)
                    except zlib.error as error:
                        raise StoreError(
                            f"{self.url} sent a damaged gzip answer: {error}"
                        ) from error
                    data = unpack.unconsumed_tail
                else:
                    part, data = data, b""
                parts.append(part)
                size += len(part)
            if size > limit or packed > limit:
                if answer.status >= 400:
                    # Enough words; whatever follows is not waited for.
                    answer.will_close = True
                    break
                raise StoreError(
                    f"{self.url} sent more than {ANSWER_LIMIT >> 20} MiB: add a LIMIT, or ask for "
                    "less"
                )
        if late:
            raise self._too_slow()
        if unpack is not None:
            parts.append(unpack.flush())
        missing = answer.length or 0
        if answer.status < 400:
            if missing:
                raise _LostError(f"it broke off its answer, {missing:,} bytes are missing")
            if unpack is not None and not unpack.eof:
                raise _LostError("it broke off its answer within the packed data")
        return Reply(answer.status, _printable(answer.reason), headers, b"".join(parts))

    def _silent(self, why: str) -> str:
        return f"{self.url} does not answer: {why}. Is the server running, and the address its own?"

    def _unproved(self, error: Exception) -> str:
        """Say that nobody vouches for the server, where that is what is wrong."""
        import ssl

        if not isinstance(error, ssl.SSLCertVerificationError):
            return ""
        return (
            f"{self.url} does not prove who it is: {error.verify_message.rstrip('.')}. Nothing was "
            "sent. Use the name that its certificate is for; a certificate of your own is vouched "
            "for by SSL_CERT_FILE=FILE.pem"
        )

    def _too_slow(self) -> StoreError:
        return StoreError(
            f"{self.url} does not answer within {self._timeout:g} seconds: ask for less, or set "
            f"{_TIMEOUT_NAME} to more seconds"
        )

    def _connection(self, address: SplitResult, deadline: float) -> http.client.HTTPConnection:
        while address[:2] == self._address[:2] and self._idle:
            kept = self._idle.pop()
            if kept.sock is not None and not _is_stale(kept.sock):
                kept.sock.settimeout(self._timeout)
                return kept
            kept.close()
        return _connect(address, max(0.001, deadline - time.monotonic()))


def timeout() -> float:
    """Return the seconds that a server has for one answer. Raises `UsageError` on no number."""
    told = os.environ.get(_TIMEOUT_NAME, "").strip()
    if not told:
        return TIMEOUT
    try:
        seconds = float(told)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _MOST_SECONDS:
        raise UsageError(
            f"{_TIMEOUT_NAME} is a number of seconds, {_MOST_SECONDS:,.0f} at most, not {told!r}"
        )
    return seconds


def _request(
    address: SplitResult, fields: Fields, accept: str, *, by_get: bool
) -> tuple[str, str, bytes | None, dict[str, str]]:
    path = address.path + (f"?{address.query}" if address.query else "")
    proxy = proxy_of(address)
    headers = {
        "Host": address.netloc,
        "Accept": accept,
        "Accept-Encoding": "gzip",
        "User-Agent": f"rolegraph/{__version__}",
        **authorization(address),
    }
    form = urlencode(fields)
    if proxy is not None and address.scheme == "http":
        path = f"http://{address.netloc}{path}"
        headers |= proxy_authorization(proxy)
    if by_get:
        return "GET", path + (f"{'&' if '?' in path else '?'}{form}" if form else ""), None, headers
    return "POST", path, form.encode(), headers | {"Content-Type": _FORM}


def _connect(address: SplitResult, seconds: float) -> http.client.HTTPConnection:
    host, port = address.hostname or "", address.port or PORTS[address.scheme]
    proxy = proxy_of(address)
    if address.scheme == "http":
        where = (host, port) if proxy is None else proxy_place(proxy)
        return http.client.HTTPConnection(*where, timeout=seconds)
    import ssl

    context = ssl.create_default_context()
    if proxy is None:
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=context)
    tunnel = http.client.HTTPSConnection(*proxy_place(proxy), timeout=seconds, context=context)
    tunnel.set_tunnel(host, port, proxy_authorization(proxy))
    return tunnel


def _retry_after(reply: Reply) -> float | None:
    """Return the seconds that a server asks to wait, None where it does not say."""
    told = reply.headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:12])
    if not told:
        return None
    from email.utils import parsedate_to_datetime

    with suppress(ValueError, TypeError, OverflowError):
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    return None


def _is_short(fields: Fields) -> bool:
    return len(urlencode(fields)) <= _SHORT


def _is_lost(error: Exception) -> bool:
    """Tell whether asking again may help: the line was cut, not refused."""
    cut = (ConnectionResetError, BrokenPipeError, ConnectionAbortedError)
    return isinstance(error, (*cut, http.client.IncompleteRead, http.client.RemoteDisconnected))


def _is_stale(sock: socket.socket) -> bool:
    """Tell whether a kept connection was closed at the other end, or has what nobody asked for."""
    import select

    return bool(select.select([sock], [], [], 0)[0])


def _cut(connection: http.client.HTTPConnection) -> None:
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):
            # Not the method of a TLS connection, which would wait for its lock.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _reason(error: Exception) -> str:
    told = getattr(error, "verify_message", None) or getattr(error, "strerror", None) or str(error)
    return _printable(told or type(error).__name__)


def _printable(text: str) -> str:
    return plain_words(text.encode("utf-8", "replace"), "")
