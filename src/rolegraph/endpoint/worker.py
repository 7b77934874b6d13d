"""A worker process: opens the graph once, then answers one request after another.

It is started by the server with its settings on stdin, ends with it, and may be killed at any
moment. It never writes to the graph, but for the scratch copy of a server that takes updates.
"""

import hashlib
import os
import signal
import sys
import threading
from importlib import import_module
from typing import Any, Final

from rolegraph.endpoint import wire
from rolegraph.endpoint.scratch import remove_orphan
from rolegraph.endpoint.settings import Settings
from rolegraph.errors import RolegraphError, StoreError

_LEISURE: Final = 2.0
"""Seconds without a request after which a new worker loads what it may need later."""
_GROWN: Final = 2
"""A worker that holds more than its limit divided by this between two requests is replaced."""


def main() -> None:
    """Answer requests from stdin on stdout until stdin ends."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # These reach the whole group of processes; the server lets answers in flight be completed.
        signal.signal(number, signal.SIG_IGN)
    jobs = sys.stdin.buffer
    out = os.fdopen(os.dup(1), "wb")
    # Whatever prints goes to the log, not between two messages.
    os.dup2(2, 1)
    first = wire.read(jobs)
    if first is None:
        return
    told, _ = first
    _end_with_the_server(told["folder"])
    settings = Settings.from_wire(told["settings"])
    try:
        answerer, generation = _open(settings, told["scratch"], told["folder"])
    except RolegraphError as error:
        _send(out, {"failed": str(error), "code": error.exit_code})
        return
    base = _limit(settings.memory)
    _send(out, {"ready": generation})
    _prepare()
    while (message := wire.read(jobs)) is not None:
        reply = answerer.answer(message[0])
        if base and _resident() > base + settings.memory // _GROWN:
            reply = reply._replace(retire=True)
        out.write(wire.pack_reply(reply))
        out.flush()
    remove_orphan(told["folder"])


def _prepare() -> None:
    """Load what pages need as long as nobody asks: the first reader should not wait for it."""
    import select

    try:
        asked = select.select([0], [], [], _LEISURE)[0]
    except (OSError, ValueError):
        return
    if not asked:
        import_module("rolegraph.endpoint.explorer")


def _send(out: Any, head: dict[str, Any]) -> None:
    out.write(wire.pack(head))
    out.flush()


def _open(settings: Settings, scratch: str | None, folder: str) -> tuple[Any, str]:
    """Return what answers requests, with the name of the generation that it answers from."""
    from rolegraph.dataset import Dataset, open_dataset
    from rolegraph.endpoint.answering import Answerer

    if scratch is not None:
        import pyoxigraph as ox

        dataset = Dataset("the scratch copy", ox.Store(scratch))
        return Answerer(dataset, settings, folder), ""
    while True:
        before = fingerprint(settings.where)
        dataset = open_dataset(settings.where)
        if fingerprint(settings.where) == before:
            return Answerer(dataset, settings, folder), before


def fingerprint(where: str | None) -> str:
    """Return what tells one state of a graph from another; nothing for an endpoint.

    A generation of a store is never changed, so its manifest and its folder tell; the bundled graph
    is known by the files that it is made of.
    """
    from rolegraph import __version__, resources
    from rolegraph import store as stores

    digest = hashlib.sha256(__version__.encode())
    if where is None:
        compiled = resources.compiled()
        paths = [compiled] if compiled else _files(resources.folder("data"))
        for path in [*paths, *resources.ontology_files()]:
            with open(path, "rb") as file:
                digest.update(file.read())
    elif where.startswith(("http://", "https://")):
        return ""
    else:
        manifest = stores.read_manifest(where)
        try:
            with open(os.path.join(where, stores.MANIFEST), "rb") as file:
                digest.update(file.read())
            made = os.stat(os.path.join(where, manifest.generation))
        except OSError as error:
            raise StoreError(f"{where} cannot be opened: {error}") from error
        digest.update(f"{made.st_dev} {made.st_ino}".encode())
    return digest.hexdigest()[:16]


def _files(folder: str) -> list[str]:
    return sorted(os.path.join(root, name) for root, _, names in os.walk(folder) for name in names)


def _end_with_the_server(folder: str) -> None:
    """Let the process end when the server does, however that ends, whatever it works at.

    The engine works without holding the interpreter, so a thread can watch the pipe meanwhile.
    """
    import select

    if not hasattr(select, "poll"):
        return
    watch = select.poll()
    watch.register(0, 0)

    def wait() -> None:
        watch.poll()
        # One that is merely not needed any more leaves the folder: its server holds the lock.
        remove_orphan(folder)
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def _limit(memory: int) -> int:
    """Bound the memory of this process from here on; return what it holds now, in bytes.

    What is bounded is what the process asks for as its own (RLIMIT_DATA on Linux): the files of a
    store are mapped into memory and may be larger than that. The engine ends the process where it
    cannot have more.
    """
    try:
        import resource
    except ImportError:
        return 0
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    held = _status("VmData")
    if held:
        resource.setrlimit(resource.RLIMIT_DATA, (held + memory, held + memory))
    try:
        # Where the machine itself runs out, this process is the one to go.
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write("500")
    except OSError:
        return 0
    return _resident()


def _status(name: str) -> int:
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith(name + ":"):
                    return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0


def _resident() -> int:
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        return 0


if __name__ == "__main__":
    main()
