"""Locks on files that the system gives back when a process ends, whatever ends it."""

import os


def try_lock(file: int) -> bool:
    """Lock an open file, or return False where another process has it."""
    try:
        import fcntl
    except ImportError:
        return _try_elsewhere(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _try_elsewhere(file: int) -> bool:
    from importlib import import_module

    msvcrt = import_module("msvcrt")
    # Beyond the end: what is locked there cannot be read, and the process's number should be.
    os.lseek(file, 1 << 20, os.SEEK_SET)
    try:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True


def lives(process: int) -> bool:
    """Tell whether another process of this number may still be running."""
    if process == os.getpid():
        return False
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
