"""Load on ``rolegraph serve``: requests per second, p50 and p99, beside other servers.

    python -m benchmarks.serve [--db FOLDER] [--seconds 4] [--soak 120] [--rdflib-endpoint PATH]

Each named query is asked over loopback by wrk, by GET and with JSON wanted, of one server after the
other: rolegraph with and without its cache of answers, ``oxigraph serve-read-only`` on the very
same files, and, where its command is given, rdflib-endpoint on the same triples in memory. At the
end rolegraph is asked all of them in turn for a while, and its memory and files are looked at.
"""

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import rolegraph
from rolegraph import dataset as datasets
from rolegraph import queries
from rolegraph import store as stores
from rolegraph.dataset import prefix_header

JSON: Final = "application/sparql-results+json"
ROLE: Final = "https://w3id.org/rolegraph/role/"
PARAMETERS: Final = {
    "role": ROLE + "machine-learning-engineer",
    "other": ROLE + "research-engineer",
    "goal": ROLE + "research-engineer",
    "tool": "https://w3id.org/rolegraph/tool/docker",
    "thing": "https://w3id.org/rolegraph/tool/docker",
    "broader": "https://w3id.org/rolegraph/tool/machine-learning-framework",
}
TRIVIAL: Final = 5.0
"""Milliseconds of the engine below which what a request costs beside it decides."""
SLOWEST: Final = 4_000.0
"""Queries that take longer alone are left out: a server asked for 4 seconds would answer none."""


class Load(NamedTuple):
    """What wrk measured: requests per second, latencies in ms, answers that were errors."""

    rate: float
    p50: float
    p99: float
    errors: int


class Asked(NamedTuple):
    """A query with its parameters, and the milliseconds that the engine alone takes."""

    name: str
    text: str
    engine: float


def named_queries(where: str, begins: tuple[str, ...]) -> list[Asked]:
    """Return the named queries that answer in time on a store, their parameters bound."""
    dataset = datasets.open_dataset(where)
    found = []
    for name in queries.names():
        if begins and not name.startswith(begins):
            continue
        wanted = queries.load(name).parameters
        bound = {key: iri for key, iri in PARAMETERS.items() if key in wanted}
        text = queries.bound_text(name, bound)
        text = prefix_header(text) + text
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            answer = dataset.query(text)
            answer.serialize(format=queries.result.FORMATS["json"])  # type: ignore[arg-type]
            times.append((time.perf_counter() - begun) * 1000)
            if sum(times) > SLOWEST:
                break
        if (engine := min(times)) < SLOWEST:
            found.append(Asked(name, text, engine))
    return found


def free_port() -> int:
    """Return a port that nobody listens to."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def started(command: list[str], url: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server and wait until it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{url}?query=ASK%7B%7D", timeout=5).close()  # noqa: S310
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
                if process.poll() is not None:
                    raise SystemExit(f"{command[0]} ended with {process.returncode}") from None
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def load(url: str, text: str, seconds: float, connections: int) -> Load:
    """Ask a query over several connections for a while."""
    address = f"{url}?{urllib.parse.urlencode({'query': text})}"
    command = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{max(1, round(seconds))}s",
        "--timeout",
        "30s",
        "--latency",
    ]
    done = subprocess.run(
        [*command, "-H", f"Accept: {JSON}", address], capture_output=True, text=True, check=True
    )
    told = done.stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    latency = {
        part: _milliseconds(found[1])
        for part in ("50", "99")
        if (found := re.search(rf"\s{part}%\s+([\d.]+[a-z]+)", told))
    }
    errors = sum(int(one) for one in re.findall(r"Non-2xx or 3xx responses: (\d+)", told))
    errors += sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", told)))
    missing = float("nan")
    return Load(
        float(rate[1]) if rate else 0.0,
        latency.get("50", missing),
        latency.get("99", missing),
        errors,
    )


def _milliseconds(text: str) -> float:
    unit = text.lstrip("0123456789.")
    return float(text[: -len(unit)]) * {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}[unit]


def state(process: int) -> tuple[float, int, int]:
    """Return the memory in MB, the open files and the processes of a server with its workers."""
    family = [process, *_children(process)]
    memory, files = 0.0, 0
    for one in family:
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text()
            memory += int(re.search(r"Pss:\s+(\d+)", text)[1]) / 1024  # type: ignore[index]
            files += len(os.listdir(f"/proc/{one}/fd"))
        except OSError:
            continue
    return memory, files, len(family)


def processor(process: int) -> float:
    """Return the milliseconds of processor that a server and its workers have used."""
    total = 0
    for one in [process, *_children(process)]:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total * 1000 / os.sysconf("SC_CLK_TCK")


def _children(process: int) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    return [int(one) for one in path.read_text().split()]


def soak(process: int, url: str, asked: list[Asked], seconds: float, connections: int) -> None:
    """Ask every query in turn for a while and print how memory and open files develop."""
    quick = [one for one in asked if one.engine < 50]
    share = max(1, round(seconds / 6 / len(quick)))
    print(f"\n{seconds:g} seconds of all queries under 50 ms in turn, without the cache\n")
    print("| after, s | requests | errors | memory (Pss), MB | files | processes |")
    print("|---|---|---|---|---|---|")
    begun, count, errors = time.monotonic(), 0.0, 0
    while (passed := time.monotonic() - begun) < seconds:
        memory, files, processes = state(process)
        print(f"| {passed:.0f} | {count:.0f} | {errors} | {memory:.0f} | {files} | {processes} |")
        for one in quick:
            found = load(url, one.text, share, connections)
            count += found.rate * share
            errors += found.errors
    memory, files, processes = state(process)
    passed = time.monotonic() - begun
    print(f"| {passed:.0f} | {count:.0f} | {errors} | {memory:.0f} | {files} | {processes} |")


def compare(
    servers: dict[str, str],
    processes: dict[str, int],
    asked: list[Asked],
    seconds: float,
    connections: int,
) -> dict[str, dict[str, Load]]:
    """Load each server with each query, all servers with one before the next."""
    print(f"\n{connections} connections, {seconds:g} s each: requests per second", end=" ")
    print("(p50 and p99 in ms; ms of processor for each request)\n")
    print(f"| query | engine, ms | {' | '.join(servers)} |")
    print("|---" * (2 + len(servers)) + "|")
    found: dict[str, dict[str, Load]] = {}
    for one in asked:
        found[one.name] = {}
        cells = []
        for server, url in servers.items():
            used = processor(processes[server])
            result = load(url, one.text, seconds, connections)
            used = processor(processes[server]) - used
            # What wrk left when it ended is not the next one's.
            time.sleep(1)
            found[one.name][server] = result
            each = used / max(1.0, result.rate * seconds)
            wrong = f", {result.errors} errors" if result.errors else ""
            cells.append(
                f"{result.rate:.0f} ({result.p50:.1f}, {result.p99:.1f}; {each:.2f}{wrong})"
            )
        print(f"| {one.name} | {one.engine:.2f} | {' | '.join(cells)} |", flush=True)
    return found


def ratios(found: dict[str, dict[str, Load]], asked: list[Asked], over: str) -> None:
    """Print the throughput of rolegraph over another server's."""
    print(f"\nThroughput over that of {over}\n")
    print("| server | queries | least | median | most |")
    print("|---|---|---|---|---|")
    for server in (name for name in next(iter(found.values())) if name.startswith("rolegraph")):
        for title, chosen in (
            (f"{TRIVIAL:g} ms or more", [one for one in asked if one.engine >= TRIVIAL]),
            (f"under {TRIVIAL:g} ms", [one for one in asked if one.engine < TRIVIAL]),
        ):
            values = [
                found[one.name][server].rate / found[one.name][over].rate
                for one in chosen
                if found[one.name][over].rate and not found[one.name][over].errors
            ]
            if values:
                least, most = min(values), max(values)
                middle = statistics.median(values)
                print(
                    f"| {server} | {len(values)} of {title} | {least:.2f} | {middle:.2f} | "
                    f"{most:.2f} |"
                )


def main() -> None:
    """Measure and print tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--db", help="a store's folder; the bundled graph when left out")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--soak", type=float, default=120.0)
    parser.add_argument("--only", default="", help="queries whose names begin so, with commas")
    parser.add_argument("--rdflib-endpoint", help="the command of that package, if installed")
    chosen = parser.parse_args()
    oxigraph = shutil.which("oxigraph") or str(Path(sys.executable).with_name("oxigraph"))
    for tool in ("wrk", oxigraph):
        if shutil.which(tool) is None:
            raise SystemExit(f"{tool} is not installed: apt-get install wrk, pip install oxigraph")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        where = chosen.db or str(folder / "roles.db")
        if chosen.db is None:
            datasets.create(where)
        asked = named_queries(where, tuple(filter(None, chosen.only.split(","))))
        print(json.dumps({"store": chosen.db or "bundled", "queries": len(asked)}))
        generation = stores.read_manifest(where).generation
        rolegraph_command = [sys.executable, "-m", "rolegraph", "serve", "--db", where, "--quiet"]
        rolegraph_command += ["--max-rows", "10000000", "--timeout", "60", "--queue", "256"]
        servers: dict[str, str] = {}
        processes: dict[str, int] = {}

        def begin(name: str, command: list[str], port: int, path: str) -> None:
            url = f"http://127.0.0.1:{port}{path}"
            processes[name] = stack.enter_context(started(command, url)).pid
            servers[name] = url

        for name, more in (("rolegraph", []), ("rolegraph --cache 0", ["--cache", "0"])):
            port = free_port()
            begin(name, [*rolegraph_command, "--port", str(port), *more], port, "/sparql")
        port = free_port()
        command = [oxigraph, "serve-read-only", "--location", str(Path(where, generation))]
        begin("oxigraph", [*command, "--bind", f"127.0.0.1:{port}"], port, "/query")
        if chosen.rdflib_endpoint and chosen.db is None:
            path = folder / "graph.ttl"
            path.write_bytes(rolegraph.open().export("turtle"))
            port = free_port()
            command = [chosen.rdflib_endpoint, "serve", "--host", "127.0.0.1", "--port", str(port)]
            begin("rdflib-endpoint", [*command, str(path)], port, "/")
        # New processes load what they may need later; that is not what is measured.
        time.sleep(5)
        found = compare(servers, processes, asked, chosen.seconds, chosen.connections)
        for over in ("oxigraph", "rdflib-endpoint"):
            if over in servers:
                ratios(found, asked, over)
        if chosen.soak:
            name = "rolegraph --cache 0"
            soak(processes[name], servers[name], asked, chosen.soak, chosen.connections)


if __name__ == "__main__":
    main()
