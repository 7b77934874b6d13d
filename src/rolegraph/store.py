"""Stores on disk: each change makes a new generation, and the manifest names the current one.

A folder holds ``rolegraph.json`` (the manifest) and ``store-<n>`` (the generations), each with its
index and its description. A generation that the manifest has named is never changed again, so
readers need no lock, and whatever ends a writer leaves the old one in its place.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from rolegraph import __version__
from rolegraph.errors import StoreError, UsageError
from rolegraph.files import check_name, remove, remove_left, sync_folder
from rolegraph.locking import try_lock
from rolegraph.manifest import FORMAT as FORMAT
from rolegraph.manifest import INDEX as INDEX
from rolegraph.manifest import MANIFEST as MANIFEST
from rolegraph.manifest import Manifest as Manifest
from rolegraph.manifest import (
    damage,
    described,
    listed,
    missing,
    number_of,
    write_manifest,
)
from rolegraph.manifest import is_store as is_store
from rolegraph.manifest import read_manifest as read_manifest
from rolegraph.tidying import clear, tidy

if TYPE_CHECKING:
    from rolegraph.labelindex import IndexWriter

LOCK: Final = "lock"
WAIT: Final = 5.0
"""Seconds that a writer waits for another one to end."""

_TABLES: Final = 300
_OPENINGS: Final = 5

Fill = Callable[[ox.Store], object]
"""What puts the first triples into a new store."""


def open_current(folder: str) -> ox.Store:
    """Open the current generation for reading. Raises `StoreError` where there is none."""
    return open_generation(folder)[0]


def open_generation(folder: str) -> tuple[ox.Store, str]:
    """Open the current generation for reading; return it with the path of its index.

    The index may be missing: stores had none at first. Raises `StoreError` where there is no store.
    """
    check_name(folder)
    manifest = read_manifest(folder)
    tries = _OPENINGS
    while True:
        path = os.path.join(folder, manifest.generation)
        wrong = [one for one in damage(folder, manifest) if not one.file.endswith(INDEX)]
        why: Exception | None = None
        if not wrong:
            try:
                store = ox.Store.read_only(path)
                _check_layout(folder, manifest, store)
                return store, path + INDEX
            except (OSError, ValueError, RuntimeError) as error:
                why = error
        # A writer may have put a newer one in its place meanwhile. One who still holds this one
        # may be merging its files just now, which the engine takes for corruption.
        newer = read_manifest(folder)
        if newer.generation == manifest.generation:
            tries -= 1
            if not tries or not (wrong or isinstance(why, RuntimeError)):
                told = f"{wrong[0].file} {wrong[0].what}" if wrong else str(why)
                raise StoreError(
                    f"{folder} cannot be opened: {told}. "
                    f"`rolegraph doctor --db {folder}` says how to get back"
                ) from why
            time.sleep(0.02)
        manifest = newer


def _check_layout(folder: str, manifest: Manifest, store: ox.Store) -> None:
    """Raise `StoreError` where the graph is laid out as no query of today expects it.

    The first stores had nothing in the default graph: every query took the union of the others for
    it. Nothing could be read into them.
    """
    everywhere = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    if manifest.form < FORMAT and manifest.quads and not any(everywhere):
        raise StoreError(
            f"{folder} was made by an early rolegraph (format {manifest.form}), which laid "
            "the graph out otherwise. It holds a copy of the graph that came with it and nothing "
            f"else: remove the folder, and `rolegraph export -f store -o {folder}` makes one of "
            "today"
        )


def create(folder: str, fill: Fill) -> None:
    """Make a store in a new folder, whole or not at all.

    Raises `UsageError` when something stands there already or nothing can be written there.
    """
    if os.path.lexists(folder):
        raise UsageError(f"{folder} exists already: choose another folder, or remove it first")
    with Writer(folder, fill=fill) as writer:
        writer.begin().optimize()
        writer.commit()


class Writer:
    """The one who may change a store: what is changed stands there after `commit`, or not at all.

    A missing or empty folder becomes a store that ``fill`` puts the first triples into; without
    ``fill`` it is refused. Used in a ``with`` statement, which keeps other writers out. Raises
    `StoreError` when another one does not end within ``wait`` seconds, and `UsageError` when the
    folder cannot be written. With ``repair`` only the lock is taken, of a store in whatever state.
    """

    def __init__(
        self, folder: str, *, fill: Fill | None = None, wait: float = WAIT, repair: bool = False
    ) -> None:
        check_name(folder)
        self.folder = folder
        self._repair = repair
        self.sources: dict[str, dict[str, Any]] = {}
        self._fill = fill
        self._wait = wait
        self._lock: int | None = None
        self._home = folder
        self._next = "store-1"
        self._store: ox.Store | None = None
        self._index: IndexWriter | None = None
        self._before: Manifest | None = None

    @property
    def is_new(self) -> bool:
        """Whether there was no store before."""
        return self._home != self.folder

    @property
    def generation(self) -> str:
        """The current generation; empty where there is none that can be told."""
        return "" if self._before is None else self._before.generation

    def __enter__(self) -> "Writer":
        if self._repair:
            self._take()
            with suppress(StoreError):
                self._before = read_manifest(self.folder)
            return self
        if is_store(self.folder):
            self._take()
            try:
                manifest = read_manifest(self.folder)
                # Never the number of a generation that was current: someone may still read it.
                last = max((manifest.generation, *described(self.folder)), key=number_of)
                tidy(self.folder, manifest.generation)
            except BaseException:
                self._release()
                raise
            self._before = manifest
            self.sources = manifest.sources
            self._next = f"store-{number_of(last) + 1}"
            return self
        _check_new(self.folder, self._fill)
        self._home = f"{self.folder.rstrip(os.sep)}.{os.getpid()}.part"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # The engine keeps its files open as long as the store is referred to.
        self._store = None
        if self._index is not None:
            self._index.discard()
            self._index = None
        if self.is_new:
            remove(self._home)
        else:
            if not self._repair:
                with suppress(StoreError):
                    tidy(self.folder, read_manifest(self.folder).generation)
            self._release()
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            reason = error.strerror or str(error)
            # What is read into a store may be what refuses.
            place = error.filename if isinstance(error.filename, str) else self.folder
            other = not os.path.abspath(place).startswith(os.path.abspath(self.folder))
            told = f"{place} cannot be used" if other else f"{self.folder} cannot be written"
            raise UsageError(f"{told}: {reason}") from error

    def current(self) -> ox.Store:
        """Return the store as it is before the change, for reading."""
        if not self.is_new:
            return open_current(self.folder)
        return self.begin()

    def begin(self, *, empty: bool = False, fill: Fill | None = None) -> ox.Store:
        """Return the next generation, for changing: a copy of the current one, or ``empty``.

        With ``fill`` it is made anew, as in a new folder, whatever state the current one is in.
        What was begun is returned again, whatever is asked for.
        """
        if self._store is not None:
            return self._store
        own_index = os.path.join(self._home, self._next + INDEX)
        if self.is_new:
            os.mkdir(self._home)
            fill = fill or self._fill
        if self.is_new or fill is not None:
            self._store = ox.Store(self._work)
            if fill is not None:
                fill(self._store)
            self._begin_index(own_index, None, self._store)
            return self._store
        current, index = open_generation(self.folder)
        if not empty:
            # Hard links to files that nobody changes: a copy takes milliseconds.
            current.backup(self._work)
        self._store = ox.Store(self._work)
        self._begin_index(own_index, self._sound(index), current)
        return self._store

    @property
    def _work(self) -> str:
        """The folder that the next generation is written in until `commit` takes it from there."""
        return os.path.join(self._home, f"{self._next}.{os.getpid()}.part")

    def _sound(self, index: str) -> str | None:
        """Return the path of the current index, or None where it is missing or damaged."""
        if not os.path.isfile(index) or self._before is None:
            return None
        files = (self._before.files or {}).items()
        own = {path: entry for path, entry in files if path.endswith(INDEX)}
        wrong = damage(self.folder, self._before._replace(files=own), deep=True)
        return None if wrong else index

    @property
    def index(self) -> "IndexWriter":
        """The index of the next generation, which has to be kept in step with it."""
        self.begin()
        if self._index is None:
            raise StoreError(f"{self.folder}: the next generation has no index")
        return self._index

    def _begin_index(self, path: str, previous: str | None, store: ox.Store) -> None:
        # Imported here: readers need none of it, and SQLite takes some milliseconds to load.
        from rolegraph.labelindex import IndexWriter

        self._index = IndexWriter.begin(path, previous, store)

    def scratch(self, name: str) -> str:
        """Return the path for a temporary file that goes when the writer ends."""
        if self.is_new:
            self.begin()
        return os.path.join(self._home, f"{name}.{os.getpid()}.part")

    def commit(self) -> int:
        """Put the next generation in the place of the current one; return its number of quads."""
        # Imported here: readers need none of it.
        from concurrent.futures import ThreadPoolExecutor

        self.begin()
        path = os.path.join(self._home, self._next)
        with ThreadPoolExecutor(1) as pool:
            closing = pool.submit(self._index.close) if self._index is not None else None
            quads = self._end(path)
            if closing is not None:
                closing.result()
        self._index = None
        files = listed(self._home, self._next, self._before)
        sync_folder(path)
        told = {
            "format": FORMAT,
            "rolegraph": __version__,
            "store": self._next,
            "quads": quads,
            "sources": dict(sorted(self.sources.items())),
            "files": files,
        }
        if self.is_new:
            clear(self._home)
        self._keep_older()
        write_manifest(self._home, told)
        if self.is_new:
            self._appear()
        return quads

    def _keep_older(self) -> None:
        """Keep a copy of a store of an older format, that any version can read, before it goes."""
        if self._before is None or self._before.form >= FORMAT:
            return
        from rolegraph import archive

        path = os.path.join(self.folder, f"format-{self._before.form}.nq.gz")
        temporary = self.scratch("format")
        archive.write(temporary, open_current(self.folder), self._before.sources)
        os.replace(temporary, path)

    def _end(self, path: str) -> int:
        """Put the next generation on the disk and close it; return its number of quads."""
        store = self.begin()
        try:
            # The engine puts its files in order while it loads: this is for very many small ones.
            if sum(name.endswith(".sst") for name in os.listdir(self._work)) > _TABLES:
                store.optimize()
            # The engine works on in its folder as long as anybody refers to the store: it merges
            # files and removes them. Nobody has ever opened these links to what there is now.
            store.backup(path)
            return len(store)
        finally:
            del store
            self._store = None
            remove(self._work)

    def _appear(self) -> None:
        """Give a new store its name."""
        try:
            if os.name == "nt" and os.path.isdir(self.folder):
                os.rmdir(self.folder)
            os.rename(self._home, self.folder)
        except OSError as error:
            if is_store(self.folder):
                raise StoreError(
                    f"{self.folder} was made by another process meanwhile: run this again"
                ) from error
            raise
        sync_folder(os.path.dirname(os.path.abspath(self.folder)))

    def _take(self) -> None:
        """Take the lock, or say who holds it."""
        path = os.path.join(self.folder, LOCK)
        if not os.access(self.folder, os.W_OK):
            raise UsageError(f"{self.folder} cannot be written: choose another folder with --db")
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise UsageError(
                f"{path} cannot be written: {error.strerror}. Make it writable (chmod u+w), or "
                "choose another folder with --db"
            ) from error
        ends = time.monotonic() + self._wait
        try:
            while not try_lock(lock):
                if time.monotonic() >= ends:
                    os.lseek(lock, 0, os.SEEK_SET)
                    who = os.read(lock, 20).decode("ascii", "replace").strip()
                    raise StoreError(
                        f"{self.folder} is being written by another process"
                        f"{f' (process {who})' if who.isdigit() else ''}: "
                        "wait until it ends, or end it, and run this again"
                    )
                time.sleep(0.05)
            os.truncate(lock, 0)
            os.lseek(lock, 0, os.SEEK_SET)
            os.write(lock, f"{os.getpid()}\n".encode())
        except BaseException:
            os.close(lock)
            raise
        self._lock = lock

    def _release(self) -> None:
        if self._lock is not None:
            with suppress(OSError):
                os.truncate(self._lock, 0)
            # Closing gives the lock back.
            os.close(self._lock)
            self._lock = None


def _check_new(folder: str, fill: Fill | None) -> None:
    """Raise an error where no store can be made, and clear away what killed writers left."""
    if os.path.lexists(folder):
        if not os.path.isdir(folder):
            raise UsageError(f"{folder} is a file: name a folder for the store")
        if any(described(folder)):
            raise missing(folder)
        if os.listdir(folder):
            raise StoreError(
                f"{folder} holds no rolegraph store and is not empty: choose another folder"
            )
    if fill is None:
        raise missing(folder)
    parent, name = os.path.split(os.path.abspath(folder))
    if not os.path.isdir(parent) or not os.access(parent, os.W_OK):
        raise UsageError(f"{folder} cannot be written: choose another folder")
    remove_left(parent, name)
