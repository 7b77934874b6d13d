"""How long whole processes and calls take, and how much memory a process holds at most."""

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """A figure: what was measured, and what was aimed at."""

    figure: str
    measured: str
    aim: str = ""


class Run(NamedTuple):
    """A whole process: its seconds, and the largest amount of memory that it held, in MB."""

    seconds: float
    peak: float


def whole(command: Sequence[str]) -> Run:
    """Run a process to its end. Raises `RuntimeError` when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with process:
        _, told = process.communicate() if os.name == "nt" else (None, b"")
        if os.name == "nt":
            return Run(time.perf_counter() - start, float("nan"))
        words = process.stderr.read() if process.stderr else told
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} failed: {words.decode(errors='replace')[-500:]}")
    return Run(time.perf_counter() - start, usage.ru_maxrss / 1024)


def against(
    one: Callable[[], object], other: Callable[[], object], rounds: int
) -> tuple[float, float]:
    """Return the median seconds of two calls, taken in turn after a warm-up."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for call, found in zip((one, other), times, strict=True):
            start = time.perf_counter()
            call()
            if turn:
                found.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def middle(call: Callable[[], object], rounds: int = 21) -> float:
    """Return the median seconds of a call, after a warm-up."""
    return against(call, lambda: None, rounds)[0]
