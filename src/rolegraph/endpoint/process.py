"""One worker process, seen from the server: started, asked, killed."""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, cast

from rolegraph.endpoint import wire
from rolegraph.endpoint.wire import Reply

NICE: Final = 15
"""How far a query that runs long stands behind the others: it gets what they leave."""


class WorkerDiedError(Exception):
    """The process ended while it answered; ``code`` is what it ended with."""

    def __init__(self, code: int | None) -> None:
        self.code = code
        super().__init__(f"a worker ended with {code}")


class CutOffError(Exception):
    """The server killed the process while it answered; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Worker(asyncio.SubprocessProtocol):
    """A worker process; ``changed`` is called whenever it is ready, has answered, or has ended."""

    def __init__(self, changed: Callable[["Worker"], None]) -> None:
        self._changed = changed
        self._inbox = wire.Inbox()
        self._transport: asyncio.SubprocessTransport | None = None
        self._answer: asyncio.Future[Reply] | None = None
        self._reason = ""
        self._ended = asyncio.Event()
        self.generation: str | None = None
        self.failure: tuple[str, int] | None = None
        self.since = 0.0
        self.stage: list[asyncio.TimerHandle] = []
        self.is_nice = False

    async def start(self, told: dict[str, Any]) -> None:
        """Start the process and tell it what it works on."""
        loop = asyncio.get_running_loop()
        try:
            transport, _ = await loop.subprocess_exec(
                lambda: self,
                sys.executable,
                "-m",
                "rolegraph.endpoint.worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=None,
            )
        except OSError as error:
            self.failure = f"no process can be started: {error}", 3
            self._ended.set()
            self._changed(self)
            return
        self._transport = transport
        if self._reason:
            transport.kill()
            return
        self._send(wire.pack(told))

    @property
    def pid(self) -> int | None:
        """The number of the process."""
        return None if self._transport is None else self._transport.get_pid()

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked now."""
        return self.generation is not None and self._answer is None and self.is_alive

    @property
    def is_busy(self) -> bool:
        """Whether it answers somebody."""
        return self._answer is not None

    @property
    def is_alive(self) -> bool:
        """Whether the process runs and has not been told to end."""
        return not self._ended.is_set() and not self._reason

    def reserve(self) -> None:
        """Take the worker for a request that `ask` sends."""
        self._answer = asyncio.get_running_loop().create_future()
        self.since = time.monotonic()

    def release(self) -> None:
        """Give a reserved worker back that was never asked."""
        self._answer = None

    async def ask(self, job: dict[str, Any]) -> Reply:
        """Return the answer to a request, of a worker that was reserved.

        Raises `WorkerDiedError` when the process ends instead, and `CutOffError` when it was killed
        for a reason. Cancelled, it kills the process.
        """
        if self._answer is None:
            self.reserve()
        answer = cast("asyncio.Future[Reply]", self._answer)
        self._send(wire.pack(job))
        try:
            return await answer
        except asyncio.CancelledError:
            self.kill("client")
            raise
        finally:
            self._answer = None

    def kill(self, reason: str) -> None:
        """End the process at once; what it works at fails with the reason."""
        if not self._reason and not self._ended.is_set():
            self._reason = reason
            if self._transport is not None:
                with suppress(ProcessLookupError):
                    self._transport.kill()

    def end(self) -> None:
        """Let an idle process end by itself."""
        if self._transport is not None:
            pipe = self._transport.get_pipe_transport(0)
            if pipe is not None:
                pipe.close()

    async def ended(self) -> None:
        """Wait until the process is gone from the system's table."""
        await self._ended.wait()

    def yield_to_others(self) -> None:
        """Put the process behind others that want to run."""
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, self.pid or 0, NICE)
            self.is_nice = True

    def regain(self) -> bool:
        """Put the process back where it began; tell whether the system allows it."""
        try:
            os.setpriority(os.PRIO_PROCESS, self.pid or 0, os.getpriority(os.PRIO_PROCESS, 0))
        except OSError:
            return False
        self.is_nice = False
        return True

    def _send(self, data: bytes) -> None:
        transport = self._transport
        pipe = None if transport is None else transport.get_pipe_transport(0)
        if pipe is not None:
            cast("asyncio.WriteTransport", pipe).write(data)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Take what the process wrote."""
        for head, body in self._inbox.feed(data):
            if "ready" in head:
                self.generation = str(head["ready"])
                if self.is_alive:
                    self._changed(self)
            elif "failed" in head:
                self.failure = str(head["failed"]), int(head["code"])
            elif self._answer is not None and not self._answer.done():
                self._answer.set_result(wire.to_reply(head, body))

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """Do nothing: the end of the process is what counts."""

    def process_exited(self) -> None:
        """Tell whoever waits that the process is gone."""
        self._ended.set()
        code = None if self._transport is None else self._transport.get_returncode()
        if self._transport is not None:
            self._transport.close()
        if self._answer is not None and not self._answer.done():
            error = CutOffError(self._reason) if self._reason else WorkerDiedError(code)
            self._answer.set_exception(error)
        self._changed(self)
