"""Where an answer is written while it is made: bounded in bytes and rows, on disk when it is large.

The engine writes pieces of some kilobytes; nothing here holds more than one of them beyond what is
kept in memory on purpose.
"""

import gzip
import os
import tempfile
import zlib
from typing import IO, Final

from rolegraph.errors import RolegraphError

INLINE: Final = 256 * 1024
"""Up to so many bytes an answer is kept in memory, and sent to the server as it is."""

_LEAST: Final = 1_000
_LEVEL: Final = 1
"""Compression: level 1 takes a third of the time of level 6 and leaves a tenth more."""


class TooLargeError(RolegraphError):
    """The answer is larger than the server gives out; ``reason`` is rows or bytes."""

    def __init__(self, message: str, reason: str) -> None:
        self.reason = reason
        super().__init__(message)


class RowCounter:
    r"""Counts the rows in results while they are written, in pieces.

    What stands in texts does not count: rows are told by the signs outside of quotation marks.

    >>> counter = RowCounter("csv")
    >>> counter.feed(b'a\r\n"one'); counter.feed(b'\nvalue"\r\n'); counter.rows
    1
    """

    def __init__(self, form: str) -> None:
        self._form = form
        self._tail = b""
        self._quoted = False
        # CSV and TSV have a line of names on top; JSON begins with a brace that is no row's.
        self.rows = -1 if form in ("csv", "tsv", "json") else 0

    def feed(self, data: bytes) -> None:
        """Take the next piece."""
        if self._form == "json":
            # Each row opens a brace, and so does each term in it, but after a colon.
            outside = self._outside(self._unescaped(self._tail + data))
            self.rows += outside.count(b"{") - outside.count(b":{")
        elif self._form == "csv":
            self.rows += self._outside(data).count(b"\n")
        elif self._form == "tsv":
            self.rows += data.count(b"\n")
        elif self._form == "xml":
            data = self._tail + data
            self.rows += data.count(b"<result>")
            self._tail = data[-7:]

    def _outside(self, data: bytes) -> bytes:
        """Return what is not between quotation marks."""
        parts = data.split(b'"')
        first = int(self._quoted)
        self._quoted ^= len(parts) % 2 == 0
        return b'"'.join(parts[first::2])

    def _unescaped(self, data: bytes) -> bytes:
        """Return the data without its escapes; what may be half of one is kept for later."""
        self._tail = b""
        if b"\\" in data:
            data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
            if data.endswith(b"\\"):
                self._tail, data = data[-1:], data[:-1]
        if data.endswith(b":"):
            self._tail, data = b":" + self._tail, data[:-1]
        return data


class Sink:
    """A file to write an answer to.

    Raises `TooLargeError` as soon as it has more than ``max_bytes`` or, by the counter,
    ``max_rows``.
    """

    def __init__(
        self,
        max_bytes: int,
        max_rows: int,
        counter: RowCounter | None = None,
        *,
        folder: str | None = None,
        compress: bool = False,
    ) -> None:
        self._max_bytes = max_bytes
        self._max_rows = max_rows
        self._counter = counter
        self._folder = folder
        self._compress = compress
        self._deflate: zlib._Compress | None = None
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._kept = 0
        self.written = 0

    def write(self, data: bytes) -> int:
        """Take a piece of the answer."""
        self.written += len(data)
        if self.written > self._max_bytes:
            raise TooLargeError(
                f"The answer has more than {self._max_bytes:,} bytes, the most that this server "
                "gives out: ask for less, or in parts with LIMIT and OFFSET.",
                "bytes",
            )
        if self._counter is not None:
            self._counter.feed(data)
            self.check(self._counter.rows)
        self._keep(data)
        return len(data)

    def check(self, rows: int) -> None:
        """Raise `TooLargeError` where there are too many rows, or triples."""
        if rows > self._max_rows:
            raise TooLargeError(
                f"The answer has more than {self._max_rows:,} rows or triples, the most that this "
                "server gives out: ask for less, or in parts with LIMIT and OFFSET.",
                "rows",
            )

    def flush(self) -> None:
        """Do nothing: what is kept is flushed at the end."""

    def _keep(self, data: bytes) -> None:
        if self._file is None:
            self._pieces.append(data)
            self._kept += len(data)
            if self._kept <= INLINE:
                return
            # The name is told to the server, which opens and removes it at once.
            handle, self.path = tempfile.mkstemp(dir=self._folder, prefix=f"{os.getpid()}-")
            self._file = os.fdopen(handle, "wb")
            data, self._pieces = b"".join(self._pieces), []
            if self._compress:
                self._deflate = zlib.compressobj(_LEVEL, wbits=31)
        if self._deflate is not None:
            data = self._deflate.compress(data)
        self._file.write(data)

    def finish(self) -> tuple[bytes, str, int, bool]:
        """Return the body, or the file that it lies in; its size; whether it is compressed."""
        if self._file is None:
            body = b"".join(self._pieces)
            if self._compress and len(body) >= _LEAST:
                body = gzip.compress(body, _LEVEL, mtime=0)
                return body, "", len(body), True
            return body, "", len(body), False
        if self._deflate is not None:
            self._file.write(self._deflate.flush())
        size = self._file.tell()
        self._file.close()
        return b"", self.path, size, self._deflate is not None

    def discard(self) -> None:
        """Remove what was written, after an error."""
        if self._file is not None:
            self._file.close()
            os.unlink(self.path)
