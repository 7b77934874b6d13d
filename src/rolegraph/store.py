"""Stores on disk: each change makes a new generation, and the manifest names the current one.

A folder holds ``rolegraph.json`` (the manifest) and ``store-<n>`` (the generations). A generation
that the manifest has named is never changed again, so readers need no lock, and whatever ends a
writer leaves the old one in its place.
"""

import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyoxigraph as ox

from rolegraph import __version__
from rolegraph.errors import StoreError, UsageError
from rolegraph.files import sync_folder
from rolegraph.locking import lives, try_lock

if TYPE_CHECKING:
    from rolegraph.labelindex import IndexWriter

MANIFEST: Final = "rolegraph.json"
LOCK: Final = "lock"
FORMAT: Final = 2
WAIT: Final = 5.0
"""Seconds that a writer waits for another one to end."""

_GENERATION: Final = re.compile(r"store(?:-(\d{1,9}))?")
_TABLES: Final = 300
_OPENINGS: Final = 5
INDEX: Final = ".names"
"""What the name of the index of a generation ends with."""

Fill = Callable[[ox.Store], object]
"""What puts the first triples into a new store."""


class Manifest(NamedTuple):
    """What a store says of itself: its current generation, its size, and what was read into it.

    ``sources`` holds by slug where a source was read from and the checksum of it. The first format
    kept its only generation in ``store``.
    """

    generation: str
    quads: int | None
    sources: dict[str, dict[str, Any]]


def is_store(folder: str) -> bool:
    """Tell whether a folder holds a store of ours."""
    return os.path.isfile(os.path.join(folder, MANIFEST))


def read_manifest(folder: str) -> Manifest:
    """Return what a store says of itself. Raises `StoreError` where it cannot be read."""
    if not is_store(folder):
        raise StoreError(
            f"{folder} holds no rolegraph store. `rolegraph export -f store -o {folder}` makes one."
        )
    import json

    try:
        with open(os.path.join(folder, MANIFEST), encoding="utf-8") as file:
            told = json.load(file)
        form, quads = int(told.get("format", 1)), told.get("quads")
        generation, sources = str(told.get("store", "store")), told.get("sources", {})
        if _GENERATION.fullmatch(generation) is None or not isinstance(sources, dict):
            raise ValueError("its entries are not ours")
        sources = {slug: dict(entry) for slug, entry in sources.items()}
    except (OSError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise StoreError(f"{folder} cannot be opened: {MANIFEST} is damaged ({error})") from error
    if form > FORMAT:
        raise StoreError(f"{folder} was made by a newer rolegraph: update this one to open it")
    return Manifest(generation, quads if isinstance(quads, int) else None, sources)


def open_current(folder: str) -> ox.Store:
    """Open the current generation for reading. Raises `StoreError` where there is none."""
    return open_generation(folder)[0]


def open_generation(folder: str) -> tuple[ox.Store, str]:
    """Open the current generation for reading; return it with the path of its index.

    The index may be missing: stores had none at first. Raises `StoreError` where there is no store.
    """
    manifest = read_manifest(folder)
    tries = _OPENINGS
    while True:
        path = os.path.join(folder, manifest.generation)
        try:
            return ox.Store.read_only(path), path + INDEX
        except (OSError, ValueError, RuntimeError) as error:
            # A writer may have put a newer one in its place meanwhile. One who still holds this one
            # may be merging its files just now, which the engine takes for corruption.
            newer = read_manifest(folder)
            if newer.generation == manifest.generation:
                tries -= 1
                if not tries or not isinstance(error, RuntimeError):
                    raise StoreError(f"{folder} cannot be opened: {error}") from error
                time.sleep(0.02)
            manifest = newer


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
    folder cannot be written.
    """

    def __init__(self, folder: str, *, fill: Fill | None = None, wait: float = WAIT) -> None:
        self.folder = folder
        self.sources: dict[str, dict[str, Any]] = {}
        self._fill = fill
        self._wait = wait
        self._lock: int | None = None
        self._home = folder
        self._next = "store-1"
        self._store: ox.Store | None = None
        self._index: IndexWriter | None = None

    @property
    def is_new(self) -> bool:
        """Whether there was no store before."""
        return self._home != self.folder

    def __enter__(self) -> "Writer":
        if is_store(self.folder):
            self._take()
            try:
                manifest = read_manifest(self.folder)
                _tidy(self.folder, manifest.generation)
            except BaseException:
                self._release()
                raise
            self.sources = manifest.sources
            self._next = f"store-{_number(manifest.generation) + 1}"
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
            _remove(self._home)
        else:
            with suppress(StoreError):
                _tidy(self.folder, read_manifest(self.folder).generation)
            self._release()
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            reason = error.strerror or str(error)
            raise UsageError(f"{self.folder} cannot be written: {reason}") from error

    def current(self) -> ox.Store:
        """Return the store as it is before the change, for reading."""
        if not self.is_new:
            return open_current(self.folder)
        return self.begin()

    def begin(self, *, empty: bool = False) -> ox.Store:
        """Return the next generation, for changing: a copy of the current one, or ``empty``.

        What was begun is returned again, whatever is asked for.
        """
        if self._store is not None:
            return self._store
        path = os.path.join(self._home, self._next)
        if self.is_new:
            os.mkdir(self._home)
            self._store = ox.Store(path)
            if self._fill is not None:
                self._fill(self._store)
            self._begin_index(path + INDEX, None, self._store)
            return self._store
        current, index = open_generation(self.folder)
        if not empty:
            # Hard links to files that nobody changes: a copy takes milliseconds.
            current.backup(path)
        self._store = ox.Store(path)
        self._begin_index(path + INDEX, index if os.path.isfile(index) else None, current)
        return self._store

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
        sync_folder(path)
        told = {
            "format": FORMAT,
            "rolegraph": __version__,
            "store": self._next,
            "quads": quads,
            "sources": dict(sorted(self.sources.items())),
        }
        for name in os.listdir(self._home) if self.is_new else ():
            if name.endswith(".part"):
                os.unlink(os.path.join(self._home, name))
        _write_manifest(self._home, told)
        if self.is_new:
            self._appear()
        return quads

    def _end(self, path: str) -> int:
        """Put the next generation on the disk and close it; return its number of quads."""
        store = self.begin()
        try:
            # The engine puts its files in order while it loads: this is for very many small ones.
            if sum(name.endswith(".sst") for name in os.listdir(path)) > _TABLES:
                store.optimize()
            store.flush()
            return len(store)
        finally:
            # The engine works on in its folder as long as anything refers to the store.
            del store
            self._store = None

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
            raise UsageError(f"{self.folder} cannot be written: {error.strerror}") from error
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


def _remove(folder: str) -> None:
    # Imported here: it takes longer than opening a store does.
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _number(generation: str) -> int:
    return int(generation.partition("-")[2] or 0)


def _tidy(folder: str, current: str) -> None:
    """Remove what a killed writer left, and the generations older than the previous one.

    The previous one stays: a reader may have read its name and not opened it yet.
    """
    number = _number(current)
    others = sorted(
        (_number(name), name)
        for name in os.listdir(folder)
        if _GENERATION.fullmatch(name) and name != current
    )
    older = [one for one in others if one[0] < number]
    for one in others:
        if one not in older[-1:]:
            _remove(os.path.join(folder, one[1]))
    kept = {current, *(name for _, name in older[-1:])}
    for name in os.listdir(folder):
        generation = name.removesuffix(INDEX)
        if name.endswith(INDEX) and _GENERATION.fullmatch(generation) and generation not in kept:
            with suppress(OSError):
                os.unlink(os.path.join(folder, name))
    for name in os.listdir(folder):
        if name.endswith(".part"):
            with suppress(OSError):
                os.unlink(os.path.join(folder, name))


def _check_new(folder: str, fill: Fill | None) -> None:
    """Raise an error where no store can be made, and clear away what killed writers left."""
    if os.path.lexists(folder):
        if not os.path.isdir(folder):
            raise UsageError(f"{folder} is a file: name a folder for the store")
        if os.listdir(folder):
            raise StoreError(
                f"{folder} holds no rolegraph store and is not empty: choose another folder"
            )
    if fill is None:
        raise StoreError(
            f"{folder} holds no rolegraph store. `rolegraph export -f store -o {folder}` makes one."
        )
    parent, name = os.path.split(os.path.abspath(folder))
    if not os.path.isdir(parent) or not os.access(parent, os.W_OK):
        raise UsageError(f"{folder} cannot be written: choose another folder")
    left = re.compile(re.escape(name) + r"\.(\d{1,9})\.part")
    for other in os.listdir(parent):
        found = left.fullmatch(other)
        if found and not lives(int(found[1])):
            _remove(os.path.join(parent, other))


def _write_manifest(folder: str, told: dict[str, Any]) -> None:
    import json

    path = os.path.join(folder, MANIFEST)
    temporary = f"{path}.{os.getpid()}.part"
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump(told, file, indent=2, ensure_ascii=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    sync_folder(folder)
