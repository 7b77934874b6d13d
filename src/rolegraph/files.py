"""Paths as people give them, and files written whole or not at all."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, Final, NoReturn

from rolegraph.errors import DataError, UsageError
from rolegraph.locking import lives

_TRIES: Final = 20
_BLOCK: Final = 1 << 20

MANIFEST: Final = "rolegraph.json"
"""The file by which a folder is known as a store."""

Where = str | os.PathLike[str]
"""A path as people give it."""


def listed(paths: Where | Iterable[Where]) -> list[str]:
    """Return one path or several as a list of texts.

    >>> listed("a.txt"), listed(("a.txt", "b.txt"))
    (['a.txt'], ['a.txt', 'b.txt'])
    """
    if isinstance(paths, str | os.PathLike):
        return [os.fspath(paths)]
    return [os.fspath(path) for path in paths]


def discard_stdout() -> None:
    """Send what is printed from now on nowhere: whoever read it has enough.

    Without this the interpreter complains at its end about what it could not write.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def unread(error: OSError) -> NoReturn:
    """Raise `DataError` for a folder that `os.walk` would pass over in silence."""
    raise DataError(f"cannot be read: {error.strerror}", str(error.filename)) from error


def is_below(path: str, home: str) -> bool:
    """Tell whether a file lies in a folder, given by its real path, wherever links lead."""
    return os.path.commonpath([os.path.realpath(path), home]) == home


def check_name(folder: str) -> None:
    """Raise `UsageError` on what can be no folder's name, or none that the engine opens."""
    try:
        is_name = bool(folder) and b"\0" not in os.fsencode(folder)
    except UnicodeEncodeError:
        is_name = False
    if not is_name:
        raise UsageError(f"{folder!r} can be no folder's name: name the folder of a store")
    try:
        folder.encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"{folder!r} is no UTF-8: choose a folder whose path is") from error


def check_writable(path: str) -> None:
    """Raise `UsageError` when a file cannot be written at this path, before any work is done.

    Nothing is written into a store but by those that change it: an export in the place of one of
    its files would be its end.
    """
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    store = os.path.dirname(folder) if os.path.basename(folder).startswith("store-") else folder
    for one in (target, store):
        if os.path.isfile(os.path.join(one, MANIFEST)):
            where = f"{path} is" if one == target else f"{path} is in"
            raise UsageError(f"{where} a store: name a file outside it with -o")
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        return
    if os.path.isdir(path):
        example = os.path.join(path, "out.html")
        raise UsageError(f"{path} is a folder: name a file in it, such as -o {example}")
    if path.endswith(("/", os.sep)):
        folder = path
    if not os.path.isdir(folder):
        raise UsageError(f"{folder} does not exist: make the folder first, or name another with -o")
    if not os.access(path if os.path.exists(path) else folder, os.W_OK) or not os.access(
        folder, os.W_OK
    ):
        raise UsageError(f"{path} cannot be written: choose another place with -o")


def write_whole(path: str, data: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part.

    As `whole` does, with all its errors.
    """
    with whole(path) as file:
        file.write(data)


@contextmanager
def whole(path: str) -> Iterator[BinaryIO]:
    """Give a file to write to, which takes its name when all is written and on the disk.

    A link stays a link and a file keeps its permissions; what is no file (a pipe, a device) is
    written to as it is. Raises `UsageError` when the disk is full or the folder refuses; nothing is
    left behind then, nor where the process is killed.
    """
    target = os.path.realpath(path)
    try:
        mode = os.stat(target).st_mode if os.path.exists(target) else None
        if mode is not None and not stat.S_ISREG(mode):
            with open(target, "wb") as stream:
                yield stream
            return
        with _replacing(target, mode) as file:
            yield file
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(
            f"{path} cannot be written: {reason}. What was there is as it was"
        ) from error


@contextmanager
def _replacing(target: str, mode: int | None) -> Iterator[BinaryIO]:
    # Not tempfile: it costs as much to import as a whole query, and the name need not be secret.
    folder, name = os.path.split(target)
    temporary = f"{target}.{os.getpid()}.part"
    remove_left(folder, name)
    permissions = None if mode is None else stat.S_IMODE(mode)
    unnamed = _unnamed(folder, 0o666 if permissions is None else permissions)
    try:
        with open(temporary, "xb") if unnamed is None else open(unnamed, "wb") as file:
            if permissions is not None:
                os.chmod(temporary if unnamed is None else unnamed, permissions)
            yield file
            file.flush()
            os.fsync(file.fileno())
            if unnamed is not None:
                _name(unnamed, temporary, folder)
        os.replace(temporary, target)
        # A folder may be there to be written to and not to be read.
        with suppress(PermissionError):
            sync_folder(folder)
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def _name(handle: int, path: str, folder: str) -> None:
    place = os.open(folder, getattr(os, "O_PATH", os.O_RDONLY))
    try:
        # Only with a folder's handle does Python have the link followed, which is what is named.
        os.link(f"/proc/self/fd/{handle}", path, dst_dir_fd=place)
    except OSError:
        # Where the system lets nobody name it, it is written once more.
        with open(path, "xb") as copy:
            os.lseek(handle, 0, os.SEEK_SET)
            while block := os.read(handle, _BLOCK):
                copy.write(block)
            os.fchmod(copy.fileno(), stat.S_IMODE(os.fstat(handle).st_mode))
            copy.flush()
            os.fsync(copy.fileno())
    finally:
        os.close(place)


def _unnamed(folder: str, mode: int) -> int | None:
    """Open a file that has no name yet, which goes with its process; None where there is none."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None or not os.path.isdir("/proc/self/fd"):
        return None
    try:
        return os.open(folder, flag | os.O_RDWR, mode)
    except OSError:
        # Not every file system can: what is wrong otherwise shows when the named one is made.
        return None


def remove_left(folder: str, name: str) -> None:
    """Remove what processes that are gone left of making this file or folder."""
    try:
        there = os.listdir(folder)
    except OSError:
        return
    for other in there:
        process = other.removeprefix(f"{name}.").removesuffix(".part")
        if other == f"{name}.{process}.part" and process.isdigit() and not lives(int(process)):
            remove(os.path.join(folder, other))


def remove(path: str) -> None:
    """Remove a file, or a folder with all that is in it, as far as it can be removed."""
    if os.path.isdir(path) and not os.path.islink(path):
        # Imported here: it takes longer than opening a store does.
        import shutil
        import time

        for _ in range(_TRIES):
            shutil.rmtree(path, ignore_errors=True)
            if not os.path.lexists(path):
                return
            # The engine may write on in a folder as long as something refers to its store.
            time.sleep(0.02)
        return
    with suppress(OSError):
        os.unlink(path)


def sync_folder(folder: str) -> None:
    """Make the names in a folder last through a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
