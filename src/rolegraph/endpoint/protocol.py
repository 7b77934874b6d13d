"""SPARQL 1.1 Protocol: an HTTP request to what it asks for, or to the status that refuses it."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from rolegraph.queries.guard import MAX_LENGTH

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_BODY: Final = 12 * MAX_LENGTH + 65_536
"""The longest query in the longest way to write it (%F0%9F%98%80), and its graphs."""
_PASSED_OVER: Final = 8 << 20
"""Bytes beyond that are read and thrown away: a client that still sends hears no answer."""
MAX_FIELDS: Final = 1_000
METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_VOLATILE: Final = re.compile(r"(?i)\b(?:now|rand|uuid|struuid)\s*\(|service")
_CHARSET: Final = re.compile(r"(?i);\s*charset\s*=\s*\"?([\w.:-]+)")


class RefusedError(Exception):
    """A request that is answered with an error: status, message, headers."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        self.status = status
        self.message = message
        self.headers = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        super().__init__(message)


class Asked(NamedTuple):
    """What a request asks for; ``kind`` is query, update or describe."""

    kind: str
    text: str = ""
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    format: str = ""

    @property
    def is_lasting(self) -> bool:
        """Whether the same graph gives the same answer again."""
        return self.kind != "update" and not _VOLATILE.search(self.text)


def header(scope: Scope, name: bytes) -> str:
    """Return a header, several of a name joined by commas; empty where there is none."""
    found = [value for key, value in scope["headers"] if key == name]
    return b", ".join(found).decode("latin-1") if found else ""


def parameters(text: str) -> list[tuple[str, str]]:
    """Return the pairs of a query string or a form. Raises `RefusedError` where it is not UTF-8."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError:
        raise RefusedError(400, "The parameters are not UTF-8.") from None
    except ValueError:
        raise RefusedError(400, f"There are more than {MAX_FIELDS} parameters.") from None


async def read(scope: Scope, receive: Receive) -> Asked:
    """Return what a request to the endpoint asks for. Raises `RefusedError`."""
    method = scope["method"]
    given = parameters(scope["query_string"].decode("latin-1"))
    if method in ("GET", "HEAD"):
        if any(name == "update" for name, _ in given):
            raise RefusedError(400, "An update comes by POST.")
        return _asked(given)
    if method != "POST":
        raise RefusedError(
            405, f"{method} is not for queries: take GET or POST.", Allow=", ".join(METHODS)
        )
    content = header(scope, b"content-type")
    media = content.partition(";")[0].strip().lower()
    if media not in (FORM, QUERY, UPDATE):
        raise RefusedError(
            415,
            f"A query comes as {QUERY} or {FORM}" + (f", not as {media}." if media else "."),
            Accept_Post=f"{QUERY}, {FORM}",
        )
    charset = _CHARSET.search(content)
    if charset is not None and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise RefusedError(415, f"Queries are UTF-8, not {charset[1]}.")
    if header(scope, b"content-encoding").lower() not in ("", "identity"):
        raise RefusedError(415, "The body of a request is taken without compression.")
    body = await _body(scope, receive)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"The body is not UTF-8 at byte {error.start}.") from None
    if media == FORM:
        return _asked(given + parameters(text))
    if any(name in ("query", "update") for name, _ in given):
        raise RefusedError(400, "There is a query in the body and one in the address.")
    return _asked([*given, ("query" if media == QUERY else "update", text)])


async def _body(scope: Scope, receive: Receive) -> bytes:
    length = header(scope, b"content-length")
    too_long = RefusedError(413, f"The body has more than {MAX_BODY} bytes.", Connection="close")
    if length.isdigit() and int(length) > MAX_BODY + _PASSED_OVER:
        raise too_long
    body, size = bytearray(), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedError(400, "The client left.")
        piece = message.get("body", b"")
        size += len(piece)
        if size <= MAX_BODY:
            body += piece
        elif size > MAX_BODY + _PASSED_OVER:
            raise too_long
        if not message.get("more_body", False):
            break
    if size > MAX_BODY:
        raise too_long
    return bytes(body)


def _asked(given: list[tuple[str, str]]) -> Asked:
    def every(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in given if key == name)

    queries, updates = every("query"), every("update")
    if len(queries) + len(updates) > 1:
        raise RefusedError(400, "There is more than one query.")
    form = next(iter(every("format")), "")
    if updates:
        if every("default-graph-uri") or every("named-graph-uri"):
            raise RefusedError(400, "An update takes using-graph-uri and using-named-graph-uri.")
        graphs = every("using-graph-uri"), every("using-named-graph-uri")
        return Asked("update", updates[0], *graphs, form)
    if queries:
        graphs = every("default-graph-uri"), every("named-graph-uri")
        return Asked("query", queries[0], *graphs, form)
    return Asked("describe", format=form)
