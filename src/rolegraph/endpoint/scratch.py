"""The folder in which a server keeps large answers, which goes with the server, however it ends."""

import os
import shutil
import tempfile
from contextlib import suppress
from typing import Final

from rolegraph.locking import try_lock

_PREFIX: Final = "rolegraph-serve-"
_LOCK: Final = "lock"


class Scratch:
    """A folder of a running server's own; `close` removes it.

    A server that is killed removes nothing: its workers do that when they find it gone, and the
    next server does where they could not. A lock in the folder tells that its server lives.
    """

    def __init__(self) -> None:
        _remove_left(tempfile.gettempdir())
        self.path = tempfile.mkdtemp(prefix=_PREFIX)
        self._lock = os.open(os.path.join(self.path, _LOCK), os.O_RDWR | os.O_CREAT, 0o600)
        try_lock(self._lock)

    def close(self) -> None:
        """Remove the folder and what is in it."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1
        shutil.rmtree(self.path, ignore_errors=True)


def remove_orphan(folder: str) -> None:
    """Remove the folder of a server that is gone; leave it alone while its server lives."""
    try:
        lock = os.open(os.path.join(folder, _LOCK), os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return
    try:
        if try_lock(lock):
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def _remove_left(parent: str) -> None:
    own = getattr(os, "getuid", lambda: None)()
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if not (entry.name.startswith(_PREFIX) and entry.is_dir(follow_symlinks=False)):
                continue
            if own is None or entry.stat(follow_symlinks=False).st_uid == own:
                remove_orphan(entry.path)
