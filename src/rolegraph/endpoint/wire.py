"""What the server and its workers tell each other: a JSON head, and bytes behind it.

Nothing that a worker sends is more than data to the server: a worker runs what strangers wrote.
"""

import json
import struct
from typing import Any, BinaryIO, Final, NamedTuple

_SIZES: Final = struct.Struct(">II")


class Reply(NamedTuple):
    """What a worker answered: a status and the body, as it goes to the client.

    A large body lies in ``file``; ``rows`` counts rows or triples; ``retire`` says that the worker
    has grown and wants to be replaced; ``encoding`` is gzip or nothing.
    """

    status: int
    media: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    encoding: str = ""
    file: str = ""
    size: int = 0
    rows: int = 0
    reason: str = ""
    retire: bool = False


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """Return a message as it is sent."""
    text = json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return _SIZES.pack(len(text), len(body)) + text + body


def pack_reply(reply: Reply) -> bytes:
    """Return an answer as it is sent."""
    head = reply._asdict()
    del head["body"]
    return pack(head, reply.body)


def to_reply(head: dict[str, Any], body: bytes) -> Reply:
    """Return the answer that a message holds."""
    headers = tuple((str(name), str(value)) for name, value in head.pop("headers"))
    return Reply(**head, body=body, headers=headers)


def read(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Return the next message of a blocking stream, or None where it has ended."""
    sizes = stream.read(_SIZES.size)
    if len(sizes) < _SIZES.size:
        return None
    head, body = _SIZES.unpack(sizes)
    text = stream.read(head)
    return json.loads(text), stream.read(body)


class Inbox:
    """Puts messages together from the pieces in which they arrive.

    >>> inbox = Inbox()
    >>> message = pack({"a": 1}, b"body")
    >>> inbox.feed(message[:5]), inbox.feed(message[5:])
    ([], [({'a': 1}, b'body')])
    """

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> list[tuple[dict[str, Any], bytes]]:
        """Take a piece and return the messages that are whole now."""
        self._data += data
        found = []
        while len(self._data) >= _SIZES.size:
            head, body = _SIZES.unpack_from(self._data)
            end = _SIZES.size + head + body
            if len(self._data) < end:
                break
            text = bytes(self._data[_SIZES.size : _SIZES.size + head])
            found.append((json.loads(text), bytes(self._data[_SIZES.size + head : end])))
            del self._data[:end]
        return found
