"""Answers as ASGI messages: a short text, a worker's reply, a file of it."""

import os
from collections.abc import Iterable
from typing import Final

from rolegraph.endpoint.answering import TEXT
from rolegraph.endpoint.protocol import Send
from rolegraph.endpoint.wire import Reply

Headers = Iterable[tuple[str, str]]
_PIECE: Final = 256 * 1024


class Spool:
    """Counts the bytes of large answers that lie in files until their clients have taken them."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.size = 0

    def takes(self, size: int) -> bool:
        """Tell whether there is room for another one."""
        return self.size + size <= self._limit


async def tell(send: Send, status: int, message: str = "", headers: Headers = ()) -> None:
    """Send a status with a text that says why."""
    body = f"{message}\n".encode() if message else b""
    reply = Reply(status, TEXT if message else "", body, tuple(headers), size=len(body))
    await give(send, reply, ())


async def give(send: Send, reply: Reply, headers: Headers, spool: Spool | None = None) -> None:
    """Send a reply with further headers."""
    fields = [*reply.headers, *headers]
    if reply.media:
        fields.append(("Content-Type", reply.media))
    if reply.status not in (204, 304):
        fields.append(("Content-Length", str(reply.size)))
    if reply.encoding:
        fields.append(("Content-Encoding", reply.encoding))
    start = {
        "type": "http.response.start",
        "status": reply.status,
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
            for name, value in fields
        ],
    }
    if not reply.file:
        await send(start)
        await send({"type": "http.response.body", "body": reply.body})
        return
    with open(reply.file, "rb") as file:
        # Nobody else needs the name; what was read last is still in the system's memory.
        os.unlink(reply.file)
        if spool is not None:
            spool.size += reply.size
        try:
            await send(start)
            while piece := file.read(_PIECE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            if spool is not None:
                spool.size -= reply.size
