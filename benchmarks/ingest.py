"""Print how fast articles are read and ingested: ``python -m benchmarks.ingest [COUNT]``.

The articles are made: those of ``tests/reading`` again and again, each time with other roles and
tools in the places of theirs. Each figure comes from a process of its own: its memory is its own.
Nothing here is a test: the figures say what was measured and what was aimed at.
"""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from rolegraph.ingestion import ingest
from rolegraph.reading.names import Names, entries
from rolegraph.resources import folder
from rolegraph.sources import tables
from rolegraph.sources.article import Reader
from rolegraph.store import open_current

ROOT: Final = Path(__file__).resolve().parent.parent
FEW: Final = 200
MANY: Final = 1_000
WORKERS: Final = 2
MEGABYTE: Final = 1_000_000
TOKENS: Final = re.compile(r"\w+|[^\w\s]")


def made(count: int) -> Iterator[tuple[str, str]]:
    """Yield names and texts of different articles, the same ones each time."""
    concepts = tables.read_vocabulary(str(ROOT / "data")).concepts
    names = Names(entries(concepts))
    labels = {
        kind: sorted(concept.label for concept in concepts if concept.kind == kind)
        for kind in ("role", "tool")
    }
    own = sorted(
        path
        for path in (ROOT / "tests" / "reading").glob("*/*")
        if path.suffix in (".txt", ".md", ".html")
    )
    texts = [(path, path.read_text(encoding="utf-8")) for path in own]
    found = [names.find_in(text) for _, text in texts]
    for number in range(count):
        turn, at = divmod(number, len(texts))
        path, text = texts[at]
        parts, end = [], 0
        for mention in found[at]:
            kind = mention.candidates[0][0]
            if turn and kind in labels:
                label = names.label(mention.candidates[0][1])
                there = labels[kind]
                # Tools are shuffled in half of their places: an article has words of its own.
                if label in there and (kind == "role" or mention.start % 2):
                    other = there[(there.index(label) + 7 * turn) % len(there)]
                    plural = text[mention.end - 1] == "s" and not label.endswith("s")
                    parts += [text[end : mention.start], other + ("s" if plural else "")]
                    end = mention.end
        yield f"{path.stem}-{turn:04}{path.suffix}", "".join((*parts, text[end:]))


def put(where: Path, count: int) -> int:
    """Write made articles into a folder; returns their bytes."""
    where.mkdir()
    return sum((where / name).write_bytes(text.encode()) for name, text in made(count))


def show(title: str, count: int, size: int, took: float) -> None:
    """Print one figure, with the memory that this process and its children took at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{title:34} {count:5} articles {1000 * took / count:7.1f} ms each {count / took:7.1f} /s "
        f"{size / took / MEGABYTE:6.2f} MB/s   {peak:5.0f} MB, children {child:5.0f} MB",
        flush=True,
    )


def reading(where: Path) -> None:
    """Measure reading alone, in one process."""
    data = folder("data")
    concepts = tables.read_vocabulary(data).concepts
    reader = Reader(entries(concepts), concepts, data)
    paths = sorted(where.iterdir())
    size, cutting = 0, 0.0
    start, clock = time.perf_counter(), time.process_time()
    for path in paths:
        content = path.read_bytes()
        reader.read(content, path.name)
        size += len(content)
    took, used = time.perf_counter() - start, time.process_time() - clock
    show("reading, one process", len(paths), size, took)
    for path in paths:
        text = path.read_text(encoding="utf-8")
        start = time.perf_counter()
        TOKENS.findall(text.lower())
        cutting += time.perf_counter() - start
    print(
        f"  {1000 * used / len(paths):.1f} ms of processor each (aim {10_000 * WORKERS / MANY:.0f})"
    )
    print(f"  {took / cutting:.0f} times as long as cutting the texts into tokens only")


def dry(where: Path) -> None:
    """Measure reading by several processes, nothing written."""
    size = sum(path.stat().st_size for path in where.iterdir())
    start = time.perf_counter()
    outcome = ingest([str(where)], None, dry_run=True, bare=True, workers=WORKERS)
    took = time.perf_counter() - start
    show(f"ingest, dry, {WORKERS} processes", len(outcome.files), size, took)
    print(f"  seconds {took:.3f}")


def stored(where: Path) -> None:
    """Measure reading into a new store, and the engine alone with the same quads."""
    size = sum(path.stat().st_size for path in where.iterdir())
    with tempfile.TemporaryDirectory() as scratch:
        target = os.path.join(scratch, "store")
        start = time.perf_counter()
        outcome = ingest([str(where)], target, bare=True, workers=WORKERS)
        took = time.perf_counter() - start
        show(f"ingest, {WORKERS} processes", len(outcome.files), size, took)
        lines = os.path.join(scratch, "all.nq")
        open_current(target).dump(lines, ox.RdfFormat.N_QUADS)
        start = time.perf_counter()
        engine = ox.Store(os.path.join(scratch, "engine"))
        engine.bulk_load(path=lines, format=ox.RdfFormat.N_QUADS)
        alone = time.perf_counter() - start
        print(f"  {len(engine):,} quads, {os.path.getsize(lines) / MEGABYTE:.0f} MB of N-Quads")
    print(f"  seconds {took:.3f} {alone:.3f}")


def apart(part: str, where: Path) -> list[float]:
    """Run one measurement in a process of its own; returns the seconds that it tells."""
    command = [sys.executable, "-m", "benchmarks.ingest", part, str(where)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    told: list[float] = []
    for line in done.stdout.splitlines():
        if line.startswith("  seconds "):
            told = [float(word) for word in line.split()[1:]]
        else:
            print(line, flush=True)
    return told


def main() -> None:
    """Measure and print."""
    if len(sys.argv) == 3:
        {"reading": reading, "dry": dry, "stored": stored}[sys.argv[1]](Path(sys.argv[2]))
        return
    most = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    for count in sorted({min(FEW, most), most}):
        with tempfile.TemporaryDirectory() as scratch:
            where = Path(scratch, "articles")
            print(f"{count} articles, {put(where, count) / MEGABYTE:.1f} MB")
            apart("reading", where)
            (took,) = apart("dry", where)
            whole, engine = apart("stored", where)
        print(f"  ingest takes {whole / took:.2f} times as long as reading (start-up in both)")
        print(
            f"  the store takes {(whole - took) / engine:.2f} times as long as the engine alone\n"
        )


if __name__ == "__main__":
    main()
