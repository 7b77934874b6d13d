"""The worker processes: who runs, who waits, who is cut off.

Some ``workers`` queries run side by side. One that has run for a moment makes room for another, up
to as many again, so that a few long ones never keep a quick one waiting; one that has run for a
second also stands behind the others for the processor. Above that, requests wait in a short queue.
A process that was killed is replaced by a spare that is open already.
"""

import asyncio
import logging
import os
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from rolegraph.endpoint.process import CutOffError, Worker, WorkerDiedError
from rolegraph.endpoint.scratch import Scratch
from rolegraph.endpoint.settings import Settings
from rolegraph.endpoint.wire import Reply
from rolegraph.endpoint.worker import fingerprint
from rolegraph.errors import RolegraphError, StoreError, UsageError

SETTLED: Final = 0.25
"""Seconds after which a query that still runs makes room for one more."""
LONG: Final = 1.0
"""Seconds after which it stands behind the others."""
PATIENCE: Final = 5.0
"""Seconds that a request waits for a worker at most."""
LOOK: Final = 1.0
"""Seconds between two looks at whether the store was replaced."""
_BACKOFF: Final = (0.2, 1.0, 5.0, 15.0)
_LOG: Final = logging.getLogger("rolegraph.serve")


class BusyError(Exception):
    """Nobody is free to answer; ``reason`` is queue, patience, long or start."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Pool:
    """The processes of a server. `start` it before, and `close` it after."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lanes = 1 if settings.updates else settings.workers
        # A scratch copy has one process that may write to it; others could not open it beside.
        self.most = 1 if settings.updates else 2 * self.lanes + 1
        self.generation = ""
        self.ended: Counter[str] = Counter()
        self.reloads = 0
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._workers: list[Worker] = []
        self._coming: list[Worker] = []
        self._leaving: list[Worker] = []
        self._folder: Scratch | None = None
        self._scratch: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._watcher: asyncio.Task[None] | None = None
        self._failures = 0
        self._closing = False
        self._first: asyncio.Future[None] | None = None

    async def start(self) -> None:
        """Start the first processes and wait until one can answer.

        Raises the error that the graph cannot be opened with.
        """
        self._folder = Scratch()
        if self.settings.updates:
            self._scratch = os.path.join(self._folder.path, "scratch")
            await asyncio.to_thread(_copy, self.settings.where, self._scratch)
        self._first = asyncio.get_running_loop().create_future()
        self._fill()
        await self._first
        if self.settings.reload:
            self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def close(self) -> None:
        """End every process, whatever it does, and wait until all are gone."""
        self._closing = True
        if self._watcher is not None:
            self._watcher.cancel()
        # Those that are being started can be ended only then.
        await asyncio.gather(*self._tasks, return_exceptions=True)
        everybody = [*self._workers, *self._coming, *self._leaving]
        for worker in everybody:
            if worker.is_busy or worker.generation is None:
                worker.kill("shutdown")
            else:
                worker.end()
        try:
            async with asyncio.timeout(2):
                await asyncio.gather(*(worker.ended() for worker in everybody))
        except TimeoutError:
            for worker in everybody:
                worker.kill("shutdown")
            await asyncio.gather(*(worker.ended() for worker in everybody))
        if self._folder is not None:
            self._folder.close()

    @property
    def folder(self) -> str:
        """Where workers put large answers."""
        return "" if self._folder is None else self._folder.path

    @property
    def busy(self) -> list[Worker]:
        """The workers that answer somebody."""
        return [worker for worker in self._workers if worker.is_busy]

    @property
    def ready(self) -> list[Worker]:
        """The workers that wait for a request."""
        return [one for one in self._workers if one.is_ready]

    @property
    def waiting(self) -> int:
        """How many requests wait for a worker."""
        return len(self._waiting)

    @property
    def is_up(self) -> bool:
        """Whether there is a worker that has opened the graph."""
        return any(one.generation is not None and one.is_alive for one in self._workers)

    async def run(self, job: dict[str, Any]) -> Reply:
        """Return a worker's answer.

        Raises `BusyError` when nobody is free in time, `CutOffError` when the query was killed, and
        `WorkerDiedError` when it ended its process. Cancelled, it kills the query. Whatever is
        raised, the process that worked at it is gone.
        """
        worker = await self._take()
        loop = asyncio.get_running_loop()
        # One timer for each stage, set by the one before: most queries end in the first.
        stage = [loop.call_later(min(SETTLED, self.settings.timeout), self._settled, worker)]
        worker.stage = stage
        try:
            reply = await worker.ask(job)
        except (CutOffError, WorkerDiedError) as error:
            self.ended[error.reason if isinstance(error, CutOffError) else "crash"] += 1
            self._clear(worker)
            raise
        except asyncio.CancelledError:
            self.ended["client"] += 1
            await worker.ended()
            self._clear(worker)
            raise
        finally:
            stage[0].cancel()
        if reply.file and os.path.dirname(reply.file) != self.folder:
            # Whatever a worker was made to say, only what it wrote for a client is read.
            worker.kill("crash")
            raise WorkerDiedError(None)
        kept = not reply.retire and (not worker.is_nice or worker.regain())
        if not kept or worker.generation != self.generation:
            self._let_go(worker)
            self._fill()
        self._dispatch()
        return reply

    async def _take(self) -> Worker:
        """Return a worker that is free and reserved; wait for one in the queue."""
        if not self._waiting and self._admits() and (ready := self.ready):
            ready[0].reserve()
            return ready[0]
        if self._closing or len(self._waiting) >= self.settings.queue:
            raise BusyError("queue")
        place: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        self._dispatch()
        try:
            async with asyncio.timeout(min(PATIENCE, self.settings.timeout)):
                return await asyncio.shield(place)
        except (TimeoutError, asyncio.CancelledError) as error:
            if place in self._waiting:
                self._waiting.remove(place)
            elif place.done():
                # A worker was found in the same moment.
                place.result().release()
                self._dispatch()
            if isinstance(error, TimeoutError):
                raise BusyError("patience" if self.is_up else "start") from None
            raise

    def _admits(self) -> bool:
        """Tell whether one more query may run beside those that run now."""
        now, busy = time.monotonic(), self.busy
        settled = sum(now - worker.since > SETTLED * 0.9 for worker in busy)
        return len(busy) - min(settled, self.lanes) < self.lanes

    def _dispatch(self) -> None:
        """Give free workers to those who wait, in their order."""
        while self._waiting and self._admits() and (ready := self.ready):
            place = self._waiting.popleft()
            ready[0].reserve()
            place.set_result(ready[0])
        if self._waiting:
            self._relieve()
        self._fill()

    def _settled(self, worker: Worker) -> None:
        """Let a query that has run for a moment make room for another one."""
        self._dispatch()
        self._later(worker, LONG, self._slow)

    def _slow(self, worker: Worker) -> None:
        """Put a query that has run for long behind the others."""
        worker.yield_to_others()
        self._dispatch()
        self._later(worker, self.settings.timeout, self._overdue)

    def _overdue(self, worker: Worker) -> None:
        """End a query whose time is over."""
        worker.kill("time")

    def _later(self, worker: Worker, age: float, then: Callable[[Worker], None]) -> None:
        """Look at a query again when it has run for so many seconds, or at its end."""
        if age > self.settings.timeout:
            age, then = self.settings.timeout, self._overdue
        rest = max(0.0, worker.since + age - time.monotonic())
        worker.stage[0] = asyncio.get_running_loop().call_later(rest, then, worker)

    def _relieve(self) -> None:
        """Cut off the youngest of the long queries, where they keep others waiting."""
        now = time.monotonic()
        long = [one for one in self.busy if one.is_alive and now - one.since >= LONG]
        if len(long) > self.lanes:
            max(long, key=lambda one: one.since).kill("long")

    def _fill(self) -> None:
        """Start processes until one is free beyond those that work."""
        if self._closing or self._failures:
            return
        # A process that was killed still holds the lock of a scratch copy until it is gone.
        counted = [one for one in self._workers if one.is_alive or self.settings.updates]
        wanted = min(self.most, max(self.lanes, len(self.busy)) + 1)
        for _ in range(wanted - len(counted)):
            self._workers.append(self._begin())

    def _begin(self) -> Worker:
        worker = Worker(self._changed)
        told = {
            "settings": self.settings.to_wire(),
            "scratch": self._scratch,
            "folder": self.folder,
        }
        task = asyncio.get_running_loop().create_task(worker.start(told))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return worker

    def _let_go(self, worker: Worker) -> None:
        """Let a worker that answers nobody end."""
        if worker in self._workers:
            self._workers.remove(worker)
            self._leaving.append(worker)
        worker.end()

    def _changed(self, worker: Worker) -> None:
        """Take note that a worker has opened the graph, or has ended."""
        if worker.is_alive:
            self._opened(worker)
        else:
            self._gone(worker)

    def _opened(self, worker: Worker) -> None:
        self._failures = 0
        if self._first is not None and not self._first.done():
            self.generation = worker.generation or ""
            self._first.set_result(None)
        if worker in self._coming:
            if all(one.generation is not None for one in self._coming):
                self._workers[:0] = self._coming
                self._coming = []
                self._move_to(worker.generation or "")
        elif worker.generation != self.generation:
            # The store was replaced, and this one came after that.
            self._move_to(worker.generation or "")
        self._dispatch()

    def _move_to(self, generation: str) -> None:
        """Answer from another generation; who works at the old one completes that first."""
        self.generation = generation
        self.reloads += 1
        for worker in self.ready:
            if worker.generation != generation:
                self._let_go(worker)

    def _gone(self, worker: Worker) -> None:
        was_coming = worker in self._coming
        for group in (self._workers, self._coming, self._leaving):
            if worker in group:
                group.remove(worker)
        if worker.generation is None and not self._closing:
            message, code = worker.failure or ("a worker ended before it was ready", 3)
            if self._first is not None and not self._first.done():
                error = UsageError(message) if code == 2 else StoreError(message)
                self._first.set_exception(error)
                self._closing = True
                return
            _LOG.error("%s", message)
            if not was_coming:
                pause = _BACKOFF[min(self._failures, len(_BACKOFF) - 1)]
                self._failures += 1
                asyncio.get_running_loop().call_later(pause, self._retry)
                return
        self._dispatch()

    def _retry(self) -> None:
        failures, self._failures = self._failures, 0
        self._fill()
        self._failures = failures

    def refresh(self) -> None:
        """Open the graph anew in new processes, and move to them when they are ready."""
        if not self._coming and not self._closing and not self.settings.updates:
            self._coming = [self._begin() for _ in range(self.lanes)]

    async def _watch(self) -> None:
        """Move to the new generation whenever the store on disk is replaced."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                now = await asyncio.to_thread(fingerprint, self.settings.where)
            except RolegraphError:
                # It is being replaced, or gone: what is open is still there.
                continue
            if now != self.generation and not self._coming:
                self.refresh()

    def forget(self, reply: Reply) -> None:
        """Remove an answer that lies in a file and is not going to be sent."""
        with suppress(OSError):
            os.unlink(reply.file)

    def _clear(self, worker: Worker) -> None:
        """Remove what a killed worker left in the folder."""
        with suppress(OSError):
            for name in os.listdir(self.folder):
                if name.startswith(f"{worker.pid}-"):
                    os.unlink(os.path.join(self.folder, name))


def _copy(where: str | None, folder: str) -> None:
    """Make the scratch copy that updates go to; what it is copied from stays as it is."""
    from rolegraph.dataset import open_dataset

    store = open_dataset(where).store
    if where is not None:
        store.backup(folder)
        return
    import pyoxigraph as ox

    copy = ox.Store(folder)
    copy.bulk_extend(store)
    copy.flush()
