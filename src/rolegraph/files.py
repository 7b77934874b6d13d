"""Write files whole or not at all."""

import os
import stat

from rolegraph.errors import UsageError


def discard_stdout() -> None:
    """Send what is printed from now on nowhere: whoever read it has enough.

    Without this the interpreter complains at its end about what it could not write.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def check_writable(path: str) -> None:
    """Raise `UsageError` when a file cannot be written at this path, before any work is done."""
    folder = os.path.dirname(os.path.realpath(path))
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        return
    if os.path.isdir(path):
        raise UsageError(f"{path} is a folder: name a file in it, such as -o {path}/out.html")
    if not os.path.isdir(folder):
        raise UsageError(f"{folder} does not exist: make the folder first, or name another with -o")
    if not os.access(path if os.path.exists(path) else folder, os.W_OK) or not os.access(
        folder, os.W_OK
    ):
        raise UsageError(f"{path} cannot be written: choose another place with -o")


def write_whole(path: str, data: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part.

    A link stays a link and a file keeps its permissions; what is no file (a pipe, a device) is
    written to as it is. Raises `UsageError` when the disk is full or the folder refuses; nothing is
    left behind then.
    """
    target = os.path.realpath(path)
    try:
        mode = os.stat(target).st_mode if os.path.exists(target) else None
        if mode is not None and not stat.S_ISREG(mode):
            with open(target, "wb") as stream:
                stream.write(data)
            return
        _replace(target, data, mode)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def _replace(target: str, data: bytes, mode: int | None) -> None:
    # Not tempfile: it costs as much to import as a whole query, and the name need not be secret.
    temporary = f"{target}.{os.getpid()}.part"
    try:
        with open(temporary, "xb") as file:
            if mode is not None:
                os.chmod(temporary, stat.S_IMODE(mode))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def sync_folder(folder: str) -> None:
    """Make the names in a folder last through a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
