"""What is answered where: the endpoint, the pages, their files, health and metrics."""

import asyncio
import hashlib
import re
from contextlib import suppress
from typing import Any, Final

from starlette.routing import Route, Router

from rolegraph.endpoint import negotiation, protocol
from rolegraph.endpoint.cache import Cache
from rolegraph.endpoint.gate import Gate
from rolegraph.endpoint.metrics import MEDIA, Metrics
from rolegraph.endpoint.pool import BusyError, Pool
from rolegraph.endpoint.process import CutOffError, WorkerDiedError
from rolegraph.endpoint.protocol import Receive, RefusedError, Scope, Send, header
from rolegraph.endpoint.sending import Spool, give, tell
from rolegraph.endpoint.settings import MIB, Settings
from rolegraph.endpoint.wire import Reply

RETRY: Final = "2"
"""Seconds after which somebody who was turned away may ask again."""
_MOMENT: Final = 0.05
_GRACE: Final = 0.5
"""Seconds that a query still has when its client has left: many end by themselves."""
_BODY_TIME: Final = 30.0
_SPOOLED: Final = 4
"""Large answers that wait to be taken may hold so many times the size of the largest one."""
_YEAR: Final = 31_536_000
_HOUR: Final = 3_600
_VERSION: Final = 8
"""Signs of a file's checksum that name it well enough."""
_TAG: Final = re.compile(r'(?:W/)?"([^"]*)"')
_READ: Final = ("GET", "HEAD")


class Server:
    """The applications behind the gate; each of them is called as ASGI wants it."""

    def __init__(self, settings: Settings, pool: Pool) -> None:
        self._settings = settings
        self._pool = pool
        self._cache = Cache(settings.cache)
        self._spool = Spool(_SPOOLED * settings.max_bytes)
        self._files: dict[str, tuple[bytes, str, str]] = {}
        self.metrics = Metrics()

    async def sparql(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a query, an update, or what the endpoint is."""
        try:
            async with asyncio.timeout(_BODY_TIME):
                asked = await protocol.read(scope, receive)
        except TimeoutError:
            raise RefusedError(408, "The request did not arrive.", Connection="close") from None
        base = scope["base"]
        if asked.kind == "update":
            origin = header(scope, b"origin")
            if origin and origin != base:
                raise RefusedError(403, "A page of another origin may not change anything.")
        job = asked._asdict() | {
            "accept": header(scope, b"accept"),
            "gzip": negotiation.takes_gzip(header(scope, b"accept-encoding")),
            "base": f"{base}/sparql",
            "address": base + scope["path"],
        }
        await self._answer(job, asked.is_lasting, scope, receive, send)

    async def page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a page of the explorer."""
        _only_reading(scope)
        given = protocol.parameters(scope["query_string"].decode("latin-1"))
        job = {
            "kind": "page",
            "path": scope["path"],
            "parameters": given,
            "accept": header(scope, b"accept"),
            "gzip": negotiation.takes_gzip(header(scope, b"accept-encoding")),
            "base": scope["base"],
        }
        await self._answer(job, True, scope, receive, send)

    async def _answer(
        self, job: dict[str, Any], lasting: bool, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Send what a worker answers, or what is known already."""
        lasting = lasting and bool(self._pool.generation)
        headers = [("Vary", "Accept, Accept-Encoding")]
        headers.append(("Cache-Control", self._caching(lasting)))
        key = b""
        if lasting:
            told = repr((self._pool.generation, sorted(job.items()))).encode("utf-8", "replace")
            key = hashlib.blake2b(told, digest_size=16).digest()
            tag = f'W/"{key.hex()}"'
            known = _TAG.findall(header(scope, b"if-none-match"))
            if key.hex() in known:
                self.metrics.not_modified += 1
                await tell(send, 304, "", (*headers, ("ETag", tag)))
                return
            kept = self._cache.get(key)
            if kept is not None:
                await give(send, kept, (*headers, ("ETag", tag)))
                return
        reply = await self._run(job, receive)
        if reply is None:
            return
        if reply.status < 300 and lasting:
            headers.append(("ETag", tag))
            self._cache.put(key, reply)
        elif reply.status >= 400:
            headers = [("Cache-Control", "no-store")]
            if reply.reason:
                self.metrics.refused[reply.reason] += 1
        if reply.file and not self._spool.takes(reply.size):
            self._pool.forget(reply)
            self.metrics.refused["spool"] += 1
            raise RefusedError(
                503, "Too many large answers wait for their clients: ask again.", Retry_After=RETRY
            )
        await give(send, reply, headers, self._spool)

    def _caching(self, lasting: bool) -> str:
        if not lasting:
            return "no-store"
        return "no-cache" if self._settings.token is None else "private, no-cache"

    async def _run(self, job: dict[str, Any], receive: Receive) -> Reply | None:
        """Return a worker's reply, or None when the client has left meanwhile."""
        task = asyncio.create_task(self._pool.run(job))
        try:
            await asyncio.wait({task}, timeout=_MOMENT)
            if not task.done():
                left = asyncio.create_task(_left(receive))
                try:
                    await asyncio.wait({task, left}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    left.cancel()
                if not task.done():
                    # A new process costs as much as half a second of a query.
                    await asyncio.wait({task}, timeout=_GRACE)
                    return None
            return task.result()
        except BusyError as busy:
            self.metrics.refused[busy.reason] += 1
            raise RefusedError(
                503, "The server is busy: ask again in a moment.", Retry_After=RETRY
            ) from None
        except CutOffError as cut:
            raise self._cut(cut.reason) from None
        except WorkerDiedError:
            raise RefusedError(
                500,
                "The query ended the process that worked at it: it needed more memory than it may "
                f"take ({self._settings.memory // MIB:,} MiB), or more than the engine can bear.",
            ) from None
        finally:
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    def _cut(self, reason: str) -> RefusedError:
        if reason == "time":
            return RefusedError(
                504,
                f"The query took longer than {self._settings.timeout:g} seconds and was ended: "
                "ask for less.",
            )
        if reason == "long":
            return RefusedError(
                503,
                "Too many queries run long at once, and this one was ended: ask again later.",
                Retry_After=RETRY,
            )
        return RefusedError(503, "The server is being stopped.", Retry_After=RETRY)

    async def static(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file that belongs to the pages."""
        _only_reading(scope)
        name = scope["path_params"]["name"]
        if name not in self._files:
            from rolegraph.endpoint import explorer

            found = explorer.static(name)
            if found is None:
                raise RefusedError(404, "There is no such file.")
            body, media = found
            self._files[name] = body, media, hashlib.sha256(body).hexdigest()
        body, media, tag = self._files[name]
        # An address that names what it holds (?v=…) never holds anything else.
        version = scope["query_string"].decode("latin-1").removeprefix("v=")
        fixed = len(version) >= _VERSION and tag.startswith(version)
        age = f"max-age={_YEAR}, immutable" if fixed else f"max-age={_HOUR}"
        headers = (("ETag", f'"{tag}"'), ("Cache-Control", f"public, {age}"))
        if tag in _TAG.findall(header(scope, b"if-none-match")):
            await tell(send, 304, "", headers)
            return
        await give(send, Reply(200, media, body, size=len(body)), headers)

    async def health(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell whether queries can be answered."""
        _only_reading(scope)
        up = self._pool.is_up
        await tell(send, 200 if up else 503, "ok" if up else "no worker has opened the graph")

    async def metrics_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with what is counted."""
        _only_reading(scope)
        pool, counts = self._pool, self.metrics
        gauges: dict[str, tuple[str, float]] = {
            "rolegraph_workers_busy": ("Workers that answer a request.", len(pool.busy)),
            "rolegraph_workers_ready": ("Workers that wait for a request.", len(pool.ready)),
            "rolegraph_queue_length": ("Requests that wait for a worker.", pool.waiting),
            "rolegraph_requests_in_flight": ("Requests being answered.", counts.in_flight),
            "rolegraph_cache_bytes": ("Bytes of answers kept.", self._cache.size),
            "rolegraph_spool_bytes": ("Bytes of large answers being sent.", self._spool.size),
        }
        counters: dict[str, tuple[str, float]] = {
            "rolegraph_cache_hits_total": ("Answers given again.", self._cache.hits),
            "rolegraph_cache_misses_total": ("Answers that were not kept.", self._cache.misses),
            "rolegraph_not_modified_total": ("Answers that the client had.", counts.not_modified),
            "rolegraph_reloads_total": ("Moves to a new state of the store.", pool.reloads),
        }
        body = counts.text(gauges, pool.ended, counters).encode()
        await give(send, Reply(200, MEDIA, body, size=len(body)), (("Cache-Control", "no-store"),))


def _only_reading(scope: Scope) -> None:
    if scope["method"] not in _READ:
        raise RefusedError(405, "This can only be read.", Allow="GET, HEAD, OPTIONS")


async def _left(receive: Receive) -> None:
    """Return when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


class _Application:
    """A method as an ASGI application, which the router does not wrap into anything."""

    def __init__(self, method: Any) -> None:
        self._method = method

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._method(scope, receive, send)


def application(settings: Settings, pool: Pool, *, quiet: bool = False) -> Gate:
    """Return the whole application over a pool of workers."""
    server = Server(settings, pool)
    routes = [
        Route("/sparql", _Application(server.sparql)),
        Route("/sparql/", _Application(server.sparql)),
        Route("/health", _Application(server.health)),
        Route("/metrics", _Application(server.metrics_page)),
        Route("/static/{name:path}", _Application(server.static)),
        Route("/{path:path}", _Application(server.page)),
    ]
    return Gate(Router(routes, redirect_slashes=False), settings, server.metrics, quiet=quiet)
