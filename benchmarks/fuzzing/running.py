"""Run a target's inputs in processes that may crash or hang, and say which input it was.

A worker notes the number of its input in memory that it shares, and arms a clock of processor time
that ends the process by a signal: not even an engine that never comes back outlives it. Whoever
waits for the worker knows then which input did it, and starts another behind it.
"""

import json
import mmap
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from rolegraph.errors import RolegraphError

SLOW: Final = 2.0
"""Seconds of processor time after which an input counts as one that hangs."""
_SILENT: Final = 60.0
"""Seconds without the next input, whatever the processor did: it waits for something."""
_MEMORY: Final = 3 << 30
_HERE: Final = Path(__file__).resolve().parents[2]


class Broken(NamedTuple):
    """An input that did what none may do; ``what`` is crash, hang or exception."""

    number: int
    what: str
    words: str


class Ran(NamedTuple):
    """What came of the inputs of a target."""

    target: str
    inputs: int
    taken: int
    broken: list[Broken]
    slowest: float
    slowest_number: int
    memory: int
    seconds: float

    def count(self, what: str) -> int:
        """Return how many inputs did this."""
        return sum(one.what == what for one in self.broken)


def run(target: str, seed: int, first: int, count: int) -> Ran:
    """Run the inputs of a target by their numbers, in one process after the other."""
    started = time.monotonic()
    broken: list[Broken] = []
    taken, slowest, slowest_number, memory = 0, 0.0, 0, 0
    at, end = first, first + count
    with tempfile.TemporaryDirectory(prefix="rolegraph-fuzzing-") as folder:
        while at < end:
            note = Path(folder, "note")
            note.write_bytes(bytes(16))
            told = Path(folder, "told.jsonl")
            told.write_bytes(b"")
            code = _await(target, seed, at, end, note, told)
            noted = note.read_bytes()
            reached = int.from_bytes(noted[:8], "little")
            taken += int.from_bytes(noted[8:], "little")
            for line in told.read_text(encoding="utf-8").splitlines():
                value = json.loads(line)
                if "memory" in value:
                    memory = max(memory, value["memory"])
                    if value["slowest"] > slowest:
                        slowest, slowest_number = value["slowest"], value["number"]
                else:
                    broken.append(Broken(value["number"], "exception", value["words"]))
            if code == 0:
                break
            is_hang = code in (-signal.SIGPROF, None)
            what = "hang" if is_hang else "crash"
            broken.append(Broken(reached, what, f"the process ended with {code}"))
            if is_hang:
                slowest, slowest_number = max(slowest, SLOW), reached
            at = reached + 1
    return Ran(
        target,
        count,
        taken,
        broken,
        slowest,
        slowest_number,
        memory,
        time.monotonic() - started,
    )


def _await(target: str, seed: int, at: int, end: int, note: Path, told: Path) -> int | None:
    """Run a worker to its end; None where it was ended for its silence."""
    command = [sys.executable, "-m", "benchmarks.fuzzing.running", target, str(seed), str(at)]
    # A new one: what the worker before it left there is not there to be met with.
    scratch = tempfile.mkdtemp(dir=note.parent)
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        [*command, str(end), str(note), str(told), scratch],
        cwd=_HERE,
        env=environment,
        stdout=subprocess.DEVNULL,
    ) as process:
        last, since = b"", time.monotonic()
        while process.poll() is None:
            time.sleep(0.02)
            now = note.read_bytes()
            if now != last:
                last, since = now, time.monotonic()
            elif time.monotonic() - since > _SILENT:
                process.kill()
                process.wait()
                return None
        return process.returncode


def work(target: str, seed: int, first: int, end: int, note: str, told: str, scratch: str) -> None:
    """Run the inputs of a target here; what they do is written into a file as it happens."""
    from benchmarks.fuzzing.targets import TARGETS, made

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    examine = TARGETS[target](scratch).examine
    with open(note, "r+b") as file, open(told, "a", encoding="utf-8") as out:
        shared = mmap.mmap(file.fileno(), 16)
        taken, slowest, slowest_number = 0, 0.0, first
        for number in range(first, end):
            shared[:8] = number.to_bytes(8, "little")
            data = made(target, seed, number)
            signal.setitimer(signal.ITIMER_PROF, SLOW)
            before = time.process_time()
            words = outcome(examine, data)
            spent = time.process_time() - before
            signal.setitimer(signal.ITIMER_PROF, 0)
            taken += words is None
            shared[8:] = taken.to_bytes(8, "little")
            if words:
                json.dump({"number": number, "words": words}, out)
                out.write("\n")
                out.flush()
            if spent > slowest:
                slowest, slowest_number = spent, number
            if number % 1000 == 999 or number == end - 1:
                told_now: dict[str, Any] = {
                    "slowest": slowest,
                    "number": slowest_number,
                    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                }
                json.dump(told_now, out)
                out.write("\n")
                out.flush()


def outcome(examine: Callable[[bytes], None], data: bytes) -> str | None:
    """Return None for an input that is taken, "" for one that is refused, else what was raised."""
    try:
        examine(data)
    except RolegraphError as error:
        return "" if str(error).strip() else f"{error!r} says nothing"
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {str(error)[:300]} ({place.filename}:{place.lineno})"
    return None


if __name__ == "__main__":
    name, started, first_number, end_number, *paths = sys.argv[1:]
    work(name, int(started), int(first_number), int(end_number), *paths)
