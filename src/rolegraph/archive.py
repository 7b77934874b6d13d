"""The file of a backup: N-Quads, gzip-compressed, with what the store says of itself as comments.

Any RDF tool reads it, and any version of rolegraph on any version of the engine restores it, which
the engine's own files do not allow. The first two lines say what it is and which sources were read,
the last one how many quads there are and the SHA-256 of everything before it::

    # rolegraph backup 1
    # {"rolegraph": "0.1.0", "sources": {…}}
    <…> <…> <…> <…> .
    # end {"quads": 6598767, "sha256": "…"}
"""

import hashlib
import os
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, BinaryIO, Final, NamedTuple, cast

import pyoxigraph as ox

from rolegraph import __version__
from rolegraph.errors import DataError

VERSION: Final = 1
_TITLE: Final = b"# rolegraph backup "
_END: Final = b"# end "
_BLOCK: Final = 4_000_000
"""Bytes that are compressed at once; a file of gzip may have several such members."""
_THREADS: Final = 2
_LEVEL: Final = 6
_HEAD: Final = 1 << 28
"""Bytes that the list of sources may have: some million sources."""
_LINE: Final = 1 << 26

Progress = Callable[[int, int], object]
"""Called with how much is done of how much: quads when writing, bytes when reading."""


class Written(NamedTuple):
    """How many quads a backup has, and how many bytes."""

    quads: int
    size: int


class Archive(NamedTuple):
    """An opened backup: who made it, the sources that were read, its N-Quads in pieces of lines.

    Iterating over ``pieces`` to the end checks the whole: only then is `quads` known.
    """

    made_by: str
    sources: dict[str, dict[str, Any]]
    pieces: Iterator[bytes]
    quads: Callable[[], int]


class _Compressor:
    """Takes bytes, and writes them compressed, block by block, by two threads."""

    def __init__(self, file: BinaryIO, pool: ThreadPoolExecutor, told: Callable[[int], object]):
        self._file, self._pool, self._told = file, pool, told
        self._block = bytearray()
        self._waiting: deque[Future[bytes]] = deque()
        self.digest = hashlib.sha256()
        self.lines = 0
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take bytes, as a file does."""
        self._block += data
        if len(self._block) >= _BLOCK:
            self.flush_block()
        return len(data)

    def flush(self) -> None:
        """Do nothing: blocks are written when they are full."""

    def flush_block(self) -> None:
        """Give what there is to a thread, and write what the threads have done."""
        block, self._block = bytes(self._block), bytearray()
        self.digest.update(block)
        self.lines += block.count(b"\n")
        self._told(self.lines)
        self._waiting.append(self._pool.submit(_member, block))
        while len(self._waiting) > _THREADS:
            self._put()

    def end(self) -> None:
        """Write all that is left."""
        self.flush_block()
        while self._waiting:
            self._put()

    def _put(self) -> None:
        data = self._waiting.popleft().result()
        self.size += len(data)
        self._file.write(data)


def _member(block: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, wbits=31)
    return packer.compress(block) + packer.flush()


def write_to(
    file: BinaryIO,
    store: ox.Store,
    sources: dict[str, dict[str, Any]],
    quads: int | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write a store to an open file; ``quads`` is how many it should have, for the progress."""
    import json

    def told(lines: int) -> None:
        if progress is not None:
            progress(min(lines, quads or lines), quads or lines)

    head = json.dumps({"rolegraph": __version__, "sources": sources}, ensure_ascii=False)
    with ThreadPoolExecutor(_THREADS) as pool:
        out = _Compressor(file, pool, told)
        out.write(_TITLE + b"%d\n# %s\n" % (VERSION, head.encode()))
        # It writes to whatever has a method for that.
        store.dump(cast("BinaryIO", out), ox.RdfFormat.N_QUADS)
        out.flush_block()
        found = out.lines - 2
        end = json.dumps({"quads": found, "sha256": out.digest.hexdigest()})
        out.write(_END + end.encode() + b"\n")
        out.end()
    return Written(found, out.size)


def write(path: str, store: ox.Store, sources: dict[str, dict[str, Any]]) -> Written:
    """Write a store to a file that is put on the disk; it is the caller's to name."""
    with open(path, "wb") as file:
        done = write_to(file, store, sources)
        file.flush()
        os.fsync(file.fileno())
    return done


@contextmanager
def opened(path: str, progress: Progress | None = None) -> Iterator[Archive]:
    """Open a backup. Raises `DataError` where it is none, damaged, cut off, or of a newer kind."""
    import gzip
    import json

    try:
        total = os.path.getsize(path)
        found = open(path, "rb")  # noqa: SIM115
    except OSError as error:
        raise DataError(
            f"cannot be read: {error.strerror}. Look at its permissions", path
        ) from error
    with found as raw, gzip.GzipFile(fileobj=raw) as file:
        count = 0
        with _broken(path):
            title, head = file.readline(100), file.readline(_HEAD)
        kind = title.removeprefix(_TITLE).strip()
        if not title.startswith(_TITLE) or not kind.isdigit() or not head.startswith(b"# {"):
            raise DataError("this is no backup of a store: `rolegraph backup` makes one", path)
        if int(kind) > VERSION:
            raise DataError(
                f"the backup is of kind {int(kind)}, made by a newer rolegraph: update this one",
                path,
            )
        with _broken(path):
            told = json.loads(head[2:])
            sources = {slug: dict(entry) for slug, entry in told["sources"].items()}
            made_by = str(told["rolegraph"])

        def pieces() -> Iterator[bytes]:
            nonlocal count
            digest = hashlib.sha256(title + head)
            rest = b""
            while True:
                with _broken(path):
                    block = file.read(_BLOCK)
                cut = block.rfind(b"\n") + 1
                lines, rest = rest + block[:cut], block[cut:] if cut else rest + block
                if not cut:
                    lines = b""
                if not block or len(rest) > _LINE:
                    raise DataError(_CUT, path)
                at = lines.rfind(_END)
                end = at == 0 or (at > 0 and lines[at - 1 : at] == b"\n")
                data = lines[:at] if end else lines
                digest.update(data)
                count += data.count(b"\n")
                yield data
                if progress is not None:
                    progress(raw.tell(), total)
                if end:
                    break
            with _broken(path):
                last = json.loads(lines[at + len(_END) :])
                if rest or file.read(1):
                    raise ValueError("there is more after its end")
                if last["sha256"] != digest.hexdigest() or last["quads"] != count:
                    raise ValueError("its checksum is another one")

        yield Archive(made_by, sources, pieces(), lambda: count)


_CUT: Final = "the backup is cut off: its last line is missing. Take another copy of it"


@contextmanager
def _broken(path: str) -> Iterator[None]:
    """Say that a backup is damaged where it cannot be read."""
    try:
        yield
    except EOFError as error:
        raise DataError(_CUT, path) from error
    except (OSError, zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise DataError(f"the backup cannot be read: {error.strerror}", path) from error
        raise DataError(
            f"the backup is damaged ({error}): take another copy of it", path
        ) from error
