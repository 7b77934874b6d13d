"""Do the same for long, and see what grows: memory, open files, the store, the time it takes.

    python -m benchmarks.endurance imports [--count 200]
    python -m benchmarks.endurance articles [--count 20000] [--batches 20]
    python -m benchmarks.endurance endpoint [--seconds 600] [--clients 4] [--db FOLDER]

``imports`` replaces a table of salaries again and again, in one process. ``articles`` makes
articles of the project's own vocabulary in many shapes and reads them in batches. ``endpoint`` asks
a server everything at once: named queries, pages, queries with mistakes, ones that are cut off,
clients that leave. Each line is a part of the run; the last one compares the first quarter with
the last one.
"""

import argparse
import ctypes
import http.client
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Final, NamedTuple
from urllib.parse import quote, urlsplit

from benchmarks.ingest import made
from benchmarks.kills import salaries
from benchmarks.serve import named_queries
from rolegraph import dataset, importing, ingestion
from rolegraph.store import read_manifest

CROSS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PAGES: Final = ("/", "/role/data-engineer", "/tool/docker", "/search?q=python", "/sources", "/x")


class Part(NamedTuple):
    """A part of a run: memory in MB, open files, the store in MB, seconds of one step.

    ``used`` is what of the memory is in use, in MB, where this process can tell.
    """

    memory: float
    handles: int
    store: float
    seconds: float
    used: float = 0.0


def memory(process: int | str = "self") -> float:
    """Return what a process holds in memory, in MB."""
    try:
        with open(f"/proc/{process}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
    except (OSError, IndexError):
        return 0.0


class _Heap(ctypes.Structure):
    """What mallinfo2(3) of the C library tells of its heap."""

    _fields_: ClassVar = [
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    ]


def used() -> float:
    """Return what of the memory of the C library is in use here, in MB; 0 where it cannot tell.

    The rest of what `memory` tells is the interpreter's own, and freed pieces that the library
    keeps for its threads: with ``MALLOC_ARENA_MAX=1`` in the environment it keeps few.
    """
    with suppress(AttributeError, OSError):
        tell = ctypes.CDLL(None).mallinfo2
        tell.restype = _Heap
        told = tell()
        return float(told.uordblks + told.hblkhd) / 1e6
    return 0.0


def handles(process: int | str = "self") -> int:
    """Return how many files a process has open."""
    try:
        return len(os.listdir(f"/proc/{process}/fd"))
    except OSError:
        return 0


def size(folder: str) -> float:
    """Return what a folder takes on the disk, in MB; a file with two names counts once."""
    seen = {}
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                there = os.stat(os.path.join(place, name))
            except OSError:
                continue
            seen[there.st_ino] = there.st_size
    return sum(seen.values()) / 1e6


def show(title: str, part: Part) -> None:
    """Print one part."""
    use = f", {part.used:.0f} in use" if part.used else ""
    print(
        f"{title:16} {part.memory:8.0f} MB{use} {part.handles:5} files open "
        f"{part.store:9.1f} MB of store {1000 * part.seconds:9.1f} ms",
        flush=True,
    )


def compare(parts: list[Part]) -> None:
    """Print how the last quarter stands to the first one after the beginning."""
    quarter = max(1, len(parts) // 4)
    first, last = parts[1 : 1 + quarter] or parts[:1], parts[-quarter:]

    def median(which: list[Part], of: Callable[[Part], float]) -> float:
        return statistics.median(map(of, which))

    told = []
    for name, of in (
        ("memory", lambda one: one.memory),
        ("memory in use", lambda one: one.used),
        ("open files", lambda one: float(one.handles)),
        ("store", lambda one: one.store),
        ("time", lambda one: one.seconds),
    ):
        before, after = median(first, of), median(last, of)
        if name == "memory in use" and not after:
            continue
        ratio = f" (x{after / before:.2f})" if before else ""
        told.append(f"{name} {before:.4g} to {after:.4g}{ratio}")
    print("first quarter to last: " + ", ".join(told), flush=True)


def imports(count: int) -> None:
    """Import two tables in turn, each time in the place of the other."""
    with tempfile.TemporaryDirectory() as folder:
        where = os.path.join(folder, "my.db")
        tables = [Path(folder, f"{number}.csv") for number in range(2)]
        for number, path in enumerate(tables):
            salaries(path, 300 + 100 * number, 90_000 + 10_000 * number)
        parts, times = [], []
        for number in range(1, count + 1):
            begun = time.monotonic()
            importing.import_release("salaries", [str(tables[number % 2])], where, version="1")
            times.append(time.monotonic() - begun)
            if not number % max(1, count // 20):
                taken = statistics.median(times)
                parts.append(Part(memory(), handles(), size(where), taken, used()))
                times.clear()
                show(f"import {number}", parts[-1])
        compare(parts)
        kept = sorted(name for name in os.listdir(where) if name.startswith("store-"))
        print(f"{read_manifest(where).quads:,} quads; kept: {' '.join(kept)}")


def articles(count: int, batches: int) -> None:
    """Read made articles in batches."""
    with tempfile.TemporaryDirectory() as folder:
        where = os.path.join(folder, "my.db")
        given: Iterator[tuple[str, str]] = made(count)
        parts = []
        read: Counter[str] = Counter()
        begun = time.monotonic()
        for number in range(1, batches + 1):
            place = Path(folder, "batch")
            place.mkdir()
            for _ in range(count // batches):
                name, text = next(given)
                (place / name).write_text(text, encoding="utf-8")
            start = time.monotonic()
            done = ingestion.ingest([str(place)], where, workers=2)
            took = (time.monotonic() - start) / max(1, len(done.files))
            read.update(one.status for one in done.files)
            shutil.rmtree(place)
            parts.append(Part(memory(), handles(), size(where), took, used()))
            show(f"{number * (count // batches)} articles", parts[-1])
        seconds = time.monotonic() - begun
        compare(parts)
        opened = time.monotonic()
        graph = dataset.open_dataset(where)
        opened = time.monotonic() - opened
        quads = read_manifest(where).quads or 0
        each = size(where) / max(1, sum(read.values()))
        print(
            f"{dict(read)} in {seconds:.0f} s; {quads:,} quads, {each:.3f} MB "
            f"of store for each article; opened in {1000 * opened:.1f} ms"
        )
        graph.close()


class Crowd:
    """Clients that ask a server without a pause; counts and times of what came back."""

    def __init__(self, url: str, queries: list[str], pace: float) -> None:
        parts = urlsplit(url)
        self.host, self.port = str(parts.hostname), int(parts.port or 80)
        self.queries, self.pace = queries, pace
        self.times: list[float] = []
        self.status: Counter[str] = Counter()
        self.ended = threading.Event()

    def run(self, seed: int) -> None:
        """Ask until told to end."""
        choices = random.Random(seed)
        while not self.ended.is_set():
            dice = choices.random()
            begun = time.monotonic()
            if dice < 0.01:
                self._leave()
                continue
            if dice < 0.02:
                path = "/sparql?query=" + quote(CROSS)
            elif dice < 0.08:
                path = "/sparql?query=" + quote("SELECT ?x { ?x ?y " + "}" * choices.randrange(3))
            elif dice < 0.25:
                path = choices.choice(PAGES)
            else:
                path = "/sparql?query=" + quote(choices.choice(self.queries))
            told = self._get(path)
            self.status[told] += 1
            if told == "200":
                self.times.append(time.monotonic() - begun)
            time.sleep(self.pace)

    def _get(self, path: str) -> str:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return str(answer.status)
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()

    def _leave(self) -> None:
        """Ask for what takes long, and leave."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request("GET", "/sparql?query=" + quote(CROSS))
            time.sleep(0.2)
        except OSError:
            self.status["could not leave"] += 1
        finally:
            connection.close()
        self.status["left"] += 1


def children(process: int) -> list[int]:
    """Return the processes that a process has started and that still run."""
    try:
        with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as file:
            return [int(one) for one in file.read().split()]
    except OSError:
        return []


def endpoint(seconds: float, clients: int, db: str | None) -> None:
    """Ask a server everything at once, for long."""
    with tempfile.TemporaryDirectory() as folder:
        where = db or os.path.join(folder, "my.db")
        if db is None:
            dataset.create(where)
        queries = [one.text for one in named_queries(where, ()) if one.engine < 200]
        command = [sys.executable, "-m", "rolegraph", "serve", "--db", where, "--port", "0"]
        command += ["--timeout", "2", "--quiet"]
        server = subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, env=os.environ | {"TMPDIR": folder}
        )
        found = server.stderr and re.search(r" at (http://\S+?)/ ", server.stderr.readline())
        if server.stderr is None or not found:
            raise SystemExit("the server did not start")
        crowd = Crowd(found[1], queries, 0.005)
        threads = [threading.Thread(target=crowd.run, args=(n,)) for n in range(clients)]
        for thread in threads:
            thread.start()
        parts = []
        steps = 20
        try:
            for step in range(1, steps + 1):
                time.sleep(seconds / steps)
                times, crowd.times = sorted(crowd.times), []
                everybody = [server.pid, *children(server.pid)]
                scratch = size(folder) if db is None else 0.0
                p50 = times[len(times) // 2] if times else 0.0
                p99 = times[len(times) * 99 // 100] if times else 0.0
                parts.append(Part(memory(server.pid), handles(server.pid), scratch, p50))
                show(f"{step * seconds / steps:.0f} s", parts[-1])
                print(
                    f"                 p99 {1000 * p99:.0f} ms, {len(times)} answers, workers "
                    f"{len(everybody) - 1} with {sum(map(memory, everybody[1:])):.0f} MB",
                    flush=True,
                )
        finally:
            crowd.ended.set()
            for thread in threads:
                thread.join()
            left = [name for name in os.listdir(folder) if name.startswith("rolegraph-serve")]
            files = sum(len(os.listdir(os.path.join(folder, name))) for name in left)
            server.terminate()
            code = server.wait(60)
            rest = server.stderr.read()
            server.stderr.close()
        compare(parts)
        stays = [name for name in os.listdir(folder) if name.startswith("rolegraph-serve")]
        print(
            f"{dict(crowd.status)}; {files - 1} answers in files at the end, "
            f"{len(stays)} folders left, exit code {code}"
        )
        if rest:
            print(rest)


def main() -> None:
    """Do what is asked for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("imports", "articles", "endpoint"))
    parser.add_argument("--count", type=int)
    parser.add_argument("--batches", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--db")
    given = parser.parse_args()
    if given.what == "imports":
        imports(given.count or 200)
    elif given.what == "articles":
        articles(given.count or 20_000, given.batches)
    else:
        endpoint(given.seconds, given.clients, given.db)


if __name__ == "__main__":
    main()
