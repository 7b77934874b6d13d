"""Before and behind every request: who may ask, what is logged and counted, headers for all."""

import sys
import time
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from rolegraph.endpoint.access import COOKIE, Hosts, Tokens, shown
from rolegraph.endpoint.metrics import Metrics
from rolegraph.endpoint.protocol import (
    METHODS,
    Receive,
    RefusedError,
    Scope,
    Send,
    header,
    parameters,
)
from rolegraph.endpoint.sending import tell
from rolegraph.endpoint.settings import Settings

_EXPOSED: Final = b"ETag, Retry-After, Content-Length"
_SAFE: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
_OPEN: Final = ("/health",)
"""What is answered to everybody."""
KINDS: Final = ("sparql", "static", "health", "metrics")


class Gate:
    """An ASGI application round another one."""

    def __init__(self, app: Any, settings: Settings, metrics: Metrics, *, quiet: bool) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._quiet = quiet
        self._hosts = Hosts(settings)
        self._tokens = Tokens(settings.token)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        begun = time.perf_counter()
        sent = [0, 0]
        extra = [*_SAFE, *self._cors(header(scope, b"origin"))]

        async def counted(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                sent[0] = message["status"]
                message["headers"] = [*message["headers"], *extra]
            else:
                sent[1] += len(message.get("body", b""))
            await send(message)

        self._metrics.in_flight += 1
        try:
            await self._enter(scope, receive, counted)
        except RefusedError as refused:
            await tell(counted, refused.status, refused.message, refused.headers)
        finally:
            self._metrics.in_flight -= 1
            self._note(scope, sent[0], sent[1], time.perf_counter() - begun)

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = header(scope, b"host")
        if not host and scope["http_version"] == "1.1":
            raise RefusedError(400, "The Host header is missing.")
        if host and not self._hosts.takes(host):
            raise RefusedError(
                421,
                "This server is not called by that name. If it should be, start it with "
                "--allow-host NAME.",
            )
        scheme = scope["scheme"]
        scope["base"] = (self._settings.url or f"{scheme}://{host or 'localhost'}").rstrip("/")
        if scope["method"] == "OPTIONS":
            await tell(send, 204, "", (("Allow", ", ".join(METHODS)),))
            return
        if self._tokens.is_wanted and scope["path"] not in _OPEN:
            if self._trade(scope):
                await tell(send, 303, "", self._traded(scope))
                return
            authorization, cookies = header(scope, b"authorization"), header(scope, b"cookie")
            if not self._tokens.opens(authorization, cookies):
                raise RefusedError(
                    401,
                    "This server wants a token: send Authorization: Bearer TOKEN, or open "
                    "/?token=TOKEN in a browser once.",
                    WWW_Authenticate='Bearer realm="rolegraph"',
                )
        await self._app(scope, receive, send)

    def _trade(self, scope: Scope) -> bool:
        """Tell whether a browser brings the token in the address, to get a cookie for it."""
        if scope["method"] != "GET" or b"token=" not in scope["query_string"]:
            return False
        given = parameters(scope["query_string"].decode("latin-1"))
        return any(name == "token" and self._tokens.is_token(value) for name, value in given)

    def _traded(self, scope: Scope) -> tuple[tuple[str, str], ...]:
        """Return the headers that set the cookie and lead to the address without the token."""
        given = parameters(scope["query_string"].decode("latin-1"))
        rest = urlencode([pair for pair in given if pair[0] != "token"])
        # Two slashes at its start would make another server's address of a path.
        path = "/" + scope["raw_path"].decode("latin-1").lstrip("/\\")
        secure = "; Secure" if scope["base"].startswith("https:") else ""
        cookie = f"{COOKIE}={self._tokens.cookie}; Path=/; HttpOnly; SameSite=Strict{secure}"
        return (
            ("Location", path + (f"?{rest}" if rest else "")),
            ("Set-Cookie", cookie),
            ("Cache-Control", "no-store"),
        )

    def _cors(self, origin: str) -> list[tuple[bytes, bytes]]:
        """Return the headers that let a page of another origin read an answer."""
        if self._settings.open_to_all:
            allowed, vary = b"*", []
        elif not self._settings.cors:
            return []
        else:
            vary = [(b"vary", b"Origin")]
            if origin not in self._settings.cors:
                return vary
            allowed = origin.encode("latin-1", "replace")
        return [
            *vary,
            (b"access-control-allow-origin", allowed),
            (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
            (b"access-control-allow-headers", b"Accept, Authorization, Content-Type"),
            (b"access-control-expose-headers", _EXPOSED),
            (b"access-control-max-age", b"86400"),
        ]

    def _note(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        """Count a request, and write the line for it to the log."""
        name = scope["path"].strip("/").partition("/")[0]
        self._metrics.requests[name if name in KINDS else "page", status] += 1
        self._metrics.durations.observe(seconds)
        self._metrics.bytes += size
        if self._quiet:
            return
        query = scope["query_string"].decode("latin-1")
        target = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
        client = scope.get("client") or ("-", 0)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        sys.stderr.write(
            f'{now} {client[0]} "{shown(scope["method"])} {shown(target)}" '
            f"{status or '-'} {size} {seconds * 1000:.1f}ms\n"
        )
