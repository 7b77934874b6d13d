"""Back up a store into one file, and bring it back: whole, checked, or not at all."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

import pyoxigraph as ox

from rolegraph import archive, files, manifest, union
from rolegraph.errors import DataError, StoreError, UsageError
from rolegraph.store import Writer, is_store, open_generation, read_manifest

Progress = Callable[[str, int, int], object]
"""Called with what is being done, and how much of how much."""

_LOADED: Final = 32_000_000
"""Bytes that are loaded at once: of 4 million each a large store would have hundreds of files."""
_FOLDER: Final = "{0}: a backup is made of a store on this machine; name a folder with --db"


class Saved(NamedTuple):
    """What a backup holds; ``size`` in bytes, ``seconds`` that it took."""

    path: str
    quads: int
    sources: int
    size: int
    seconds: float


class Restored(NamedTuple):
    """What a store holds now; ``replaced`` tells whether it held something before."""

    folder: str
    quads: int
    sources: int
    made_by: str
    replaced: bool
    seconds: float


def backup(where: str | None, path: str, *, progress: Progress | None = None) -> Saved:
    """Write the store in a folder, as it is now, into one file that `restore` reads.

    Others may write to the store meanwhile: what is saved is the state of the beginning. A file of
    that name is replaced when the new one is whole. Raises `UsageError` where there is nothing to
    save or it cannot be written, `StoreError` where the store is damaged.
    """
    if not where:
        raise UsageError(
            "The bundled graph needs no backup: name a store of yours, such as --db my.db"
        )
    if "://" in where:
        raise UsageError(_FOLDER.format(where))
    files.check_writable(path)
    began = time.monotonic()
    told = read_manifest(where)
    store, _ = open_generation(where)
    # A writer may have been quicker than the two lines above.
    while (now := read_manifest(where)).generation != told.generation:
        told, (store, _) = now, open_generation(where)
    report = None
    if progress is not None:
        step = progress

        def report(done: int, total: int) -> None:
            step("Saving", done, total)

    try:
        with files.whole(path) as file:
            done = archive.write_to(file, store, told.sources, told.quads, report)
            if told.quads is not None and done.quads != told.quads:
                raise StoreError(
                    _damaged(where, f"{done.quads:,} quads of {told.quads:,} are there")
                )
    except RuntimeError as error:
        raise StoreError(_damaged(where, str(error))) from error
    seconds = time.monotonic() - began
    return Saved(path, done.quads, len(told.sources), done.size, seconds)


def _damaged(where: str, why: str) -> str:
    return f"{where} is damaged ({why}): `rolegraph doctor --db {where}` says how to get back"


def restore(
    path: str, where: str | None, *, replace: bool = False, progress: Progress | None = None
) -> Restored:
    """Make a store in a folder of what a backup holds.

    The backup is checked while it is read, and the store appears at the end, whole. One that is
    there already is replaced only with ``replace``, and can be had back by `restore_previous` until
    the next change. Raises `DataError` where the backup is damaged, cut off, or none.
    """
    if not where:
        raise UsageError("A backup becomes a store: name its folder, such as --db my.db")
    if "://" in where:
        raise UsageError(
            f"{where}: a backup becomes a store on this machine; name a folder with --db"
        )
    if not os.path.isfile(path):
        raise UsageError(f"{path} is no file: name a backup that `rolegraph backup` made")
    if is_store(where) and not replace:
        raise UsageError(
            f"{where} holds a store: name a new folder, or put the backup in its place with "
            "--replace"
        )
    began = time.monotonic()
    report = None
    if progress is not None:
        step = progress

        def report(done: int, total: int) -> None:
            step("Restoring", done, total)

    with archive.opened(path, report) as saved:

        def fill(store: ox.Store) -> None:
            try:
                union.bulk_load(store, _together(saved.pieces))
            except SyntaxError as error:
                raise DataError(f"the backup holds what is no N-Quads ({error})", path) from error
            if (found := len(store)) != saved.quads():
                raise DataError(
                    f"the backup names some of its {saved.quads():,} quads twice: {found:,} differ",
                    path,
                )

        with Writer(where, fill=fill) as writer:
            replaced = not writer.is_new
            writer.begin(fill=fill)
            if progress is not None:
                progress("Finishing", 1, 1)
            writer.sources = saved.sources
            quads = writer.commit()
    seconds = time.monotonic() - began
    return Restored(where, quads, len(saved.sources), saved.made_by, replaced, seconds)


def _together(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield several pieces at once: the engine makes a file of each, and keeps many of them."""
    held: list[bytes] = []
    for piece in pieces:
        held.append(piece)
        if sum(map(len, held)) >= _LOADED:
            yield b"".join(held)
            held.clear()
    yield b"".join(held)


def restore_previous(where: str | None) -> Restored:
    """Bring a store back to the state before its last change, where that is still there whole.

    Where the store's own list is lost or damaged, the newest state that is whole is taken. What was
    current stays until the next change, so that doing this again undoes it.
    """
    if where is None or "://" in where:
        raise UsageError("Name the folder of the store that is to go back, such as --db my.db")
    if not os.path.isdir(where):
        raise manifest.missing(where)
    began = time.monotonic()
    with Writer(where, repair=True) as writer:
        told = manifest.whole_besides(where, writer.generation)
        if told is None:
            raise StoreError(
                f"{where} has no earlier state that is whole: restore a backup into a new folder "
                "with `rolegraph restore FILE --db NEW.db`, or import its sources again"
            )
        manifest.reinstate(where, told.generation)
    seconds = time.monotonic() - began
    return Restored(where, told.quads or 0, len(told.sources), told.made_by, True, seconds)
