"""Write files whole or not at all."""

import os

from rolegraph.errors import UsageError


def check_writable(path: str) -> None:
    """Raise `UsageError` when a file cannot be written at this path, before any work is done."""
    folder = os.path.dirname(os.path.abspath(path))
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

    Raises `UsageError` when the disk is full or the folder refuses; nothing is left behind then.
    """
    # Not tempfile: it costs as much to import as a whole query, and the name need not be secret.
    temporary = f"{path}.{os.getpid()}.part"
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
