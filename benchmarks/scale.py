"""Print how fast rolegraph is on real releases and how its costs grow.

    python -m benchmarks.scale --data FOLDER            everything, some twenty minutes
    python -m benchmarks.scale --data FOLDER import     one part of it

Run it with rolegraph installed, not editable. The two sides of a ratio are measured in turn in the
same run. Nothing here is a test: the tables say what was measured and what was aimed at.
"""

import argparse
import csv
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from benchmarks import releases
from benchmarks.engines import engines
from benchmarks.measuring import Row, Run, against, middle, whole
from benchmarks.stores import SCRIPT, Place, parameters, ready_quads
from rolegraph import dataset, likeness, paths, profiles, queries
from rolegraph.namespaces import PREFIXES
from rolegraph.queries.lookup import lexicon, resolve_role

LOAD = """
import sys, pyoxigraph as ox
store = ox.Store(sys.argv[1])
store.bulk_load(path=sys.argv[2], format=ox.RdfFormat.N_QUADS)
if len(sys.argv) > 3:
    store.optimize()
store.flush()
"""
CLICK = [sys.executable, "-c", "import click"]


def imports(place: Place) -> list[Row]:
    """Import ESCO and O*NET into a bare store, beside the engine's loader with a file of quads."""
    rows = []
    for form in ("esco", "onet"):
        quads = ready_quads(place, form)
        with quads.open("rb") as file:
            count = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
        ours: list[Run] = []
        loads: list[Run] = []
        fulls: list[Run] = []
        for _ in range(3):
            bare = place.scratch / "bare"
            dataset.create(str(bare), bare=True)
            command = [SCRIPT, "import", form, *place.inputs(form), "--db", str(bare)]
            ours.append(whole(command))
            shutil.rmtree(bare)
            for found, more in ((loads, ()), (fulls, ("optimize",))):
                folder = place.scratch / "engine"
                found.append(whole([sys.executable, "-c", LOAD, str(folder), str(quads), *more]))
                shutil.rmtree(folder)
        mine = statistics.median(run.seconds for run in ours)
        for found, what in ((loads, "loading"), (fulls, "loading and optimising")):
            theirs = statistics.median(run.seconds for run in found)
            rows.append(
                Row(
                    f"import {form} ({count:,} quads, {mine:.1f} s, "
                    f"{max(r.peak for r in ours):.0f} MB): "
                    f"speed over the engine {what} them ({theirs:.1f} s, "
                    f"{max(r.peak for r in found):.0f} MB)",
                    f"{theirs / mine:.2f}",
                    "0.8",
                )
            )
    return rows


def commands(place: Place) -> list[Row]:
    """Run whole commands on the large store, beside ``python -c 'import click'``."""
    store = place.store()
    size = len(dataset.open_dataset(store).store)
    rows = [Row("quads in the store", f"{size:,}")]
    for words, aim in (
        (["show", "esco:data scientist"], "2.5"),
        (["show", "onet:Data Scientists"], "2.5"),
        (["compare", "esco:data scientist", "esco:data analyst"], "4"),
        (["search", "kubernets"], ""),
        (["similar", "esco:data scientist"], ""),
        (["gap", "esco:data analyst", "esco:data scientist"], ""),
        (["path", "esco:bookkeeper", "esco:data scientist"], ""),
        (["roles", "--format", "csv"], ""),
    ):
        command = [SCRIPT, *words, "--db", store]
        mine, click = against(partial(whole, command), partial(whole, CLICK), 9)
        rows.append(
            Row(
                f"rolegraph {' '.join(words)} ({mine * 1000:.0f} ms, {whole(command).peak:.0f} MB)"
                " / python -c 'import click'",
                f"{mine / click:.2f}",
                aim,
            )
        )
    return rows


def analyst(place: Place) -> list[Row]:
    """Ask the named queries through the project, beside the engine with the same text."""
    data = dataset.open_dataset(place.store())
    given = parameters(data)
    rows = []
    for name in queries.names():
        query = queries.load(name)
        bound = {key: given[key] for key in query.parameters if key in given}
        if not bound:
            continue
        terms = {ox.Variable(key): ox.NamedNode(value) for key, value in bound.items()}

        def mine(name: str = name, bound: dict[str, str] = bound) -> object:
            return queries.run(data, name, bound).terms

        def engine(
            text: str = query.text, terms: dict[ox.Variable, ox.NamedNode] = terms
        ) -> object:
            found = data.store.query(text, prefixes=PREFIXES, substitutions=dict(terms))
            return list(map(tuple, found if isinstance(found, ox.QuerySolutions) else ()))

        start = time.perf_counter()
        engine()
        once = time.perf_counter() - start
        if once > 5:
            rows.append(Row(f"{name}: {once:.1f} s, asked once", "", "1.1"))
            continue
        ours, theirs = against(mine, engine, 5 if once > 0.5 else 15)
        rows.append(Row(f"{name} ({ours * 1000:.1f} ms)", f"{ours / theirs:.2f}", "1.1"))
    text = "SELECT ?role ?thing WHERE { ?role rg:requiresSkill ?thing } LIMIT 100000"
    for form, kind in (("csv", ox.QueryResultsFormat.CSV), ("json", ox.QueryResultsFormat.JSON)):

        def written(form: str = form) -> object:
            return queries.ask(data, text).serialize(form)

        def directly(kind: ox.QueryResultsFormat = kind) -> object:
            answer: Any = data.store.query(text, prefixes=PREFIXES)
            return answer.serialize(format=kind)

        ours, theirs = against(written, directly, 5)
        rows.append(
            Row(f"100,000 rows to {form} ({ours * 1000:.0f} ms)", f"{ours / theirs:.2f}", "1.05")
        )
    return rows


def analysis(place: Place) -> list[Row]:
    """Find the nearest roles, and paths."""
    store = place.store()

    def cold() -> None:
        likeness.nearest(profiles.read(dataset.open_dataset(store)), 10)

    data = dataset.open_dataset(store)
    read = profiles.read(data)
    names = lexicon(data, "role")
    one, other = (resolve_role(names, f"esco:{name}") for name in ("bookkeeper", "data scientist"))
    esco = profiles.read(data, ("esco",))
    start = time.perf_counter()
    paths.path(esco, one, other)
    first = time.perf_counter() - start
    return [
        Row(
            f"ten nearest of all {len(read.roles):,} roles, reading the store included",
            f"{middle(cold, 5):.2f} s",
            "1 s",
        ),
        Row(
            "ten nearest of one role",
            f"{1000 * middle(lambda: likeness.similar(read, one)):.1f} ms",
        ),
        Row(
            f"one path among {len(esco.roles):,} occupations, first time", f"{first * 1000:.0f} ms"
        ),
        Row(
            "the same when warm",
            f"{1000 * middle(lambda: paths.path(esco, one, other)):.1f} ms",
            "15 ms",
        ),
    ]


def search(place: Place) -> list[Row]:
    """Search labels, with slips of the pen, beside SPARQL's CONTAINS."""
    import random

    data = dataset.open_dataset(place.store())
    names = lexicon(data)
    chance = random.Random(1)
    words = [row[1] for row in queries.run(data, "cq-01-roles")]
    asked = []
    for word in chance.sample(words, 100):
        place_ = chance.randrange(1, len(word))
        asked.append(word[: place_ - 1] + word[place_:])
    times = []
    for word in asked:
        start = time.perf_counter()
        names.search(word)
        times.append(1000 * (time.perf_counter() - start))
    text = 'SELECT ?t WHERE { ?t rg:label ?l FILTER(CONTAINS(LCASE(?l), "kubernetes")) }'
    scan = middle(lambda: queries.ask(data, text).terms, 3)
    times.sort()
    return [
        Row("search with a letter missing, median of 100 names", f"{times[50]:.1f} ms", "5 ms"),
        Row("the same, 95 of 100", f"{times[94]:.1f} ms"),
        Row("CONTAINS over working labels, in SPARQL", f"{scan * 1000:.0f} ms"),
    ]


def languages(place: Place) -> list[Row]:
    """Ask for labels with 26 further languages in the store, and without."""
    stores = []
    for count in (0, 26):
        folder = place.scratch / f"languages-{count}"
        if not folder.exists():
            release = releases.esco(place.scratch / f"release-{count}")
            releases.translate(release, count)
            command = [SCRIPT, "import", "esco", str(release), "--release", "0", "--bare"]
            whole([*command, "--db", str(folder)])
        stores.append(dataset.open_dataset(str(folder)))
    rows = [Row("quads without and with", " / ".join(f"{len(one.store):,}" for one in stores))]
    role = "http://data.europa.eu/esco/occupation/00000007-0000-4000-8000-000000000000"
    asked: dict[str, Callable[[dataset.Dataset], object]] = {
        "all working labels": lambda data: (
            queries.ask(data, "SELECT ?t ?l WHERE { ?t rg:label ?l }").terms
        ),
        "traits of a role with labels": lambda data: (
            queries.run(data, "cq-02-traits", {"role": role}).terms
        ),
        "search": lambda data: lexicon(data).search("manage data 3"),
    }
    for what, ask in asked.items():
        many, few = against(partial(ask, stores[1]), partial(ask, stores[0]), 7)
        rows.append(
            Row(f"{what} ({many * 1000:.1f} ms), with 26 / without", f"{many / few:.2f}", "1.5")
        )
    return rows


def postings(place: Place, count: int = 1_000_000) -> list[Row]:
    """Store a million postings."""
    path = place.scratch / "postings.jsonl"
    if not path.exists():
        releases.postings(path, count)
    folder = place.scratch / "postings"
    run = whole([SCRIPT, "import", "postings", str(path), "--db", str(folder), "--release", "1"])
    size = len(dataset.open_dataset(str(folder)).store)
    shutil.rmtree(folder)
    return [
        Row(f"{count:,} postings ({size:,} quads), seconds", f"{run.seconds:.0f}", "90"),
        Row("peak memory, MB", f"{run.peak:.0f}", "2000"),
    ]


def growth(place: Place) -> list[Row]:
    """Import made-up releases of one, three and ten times ESCO's size."""
    rows = []
    for times in (1, 3, 10):
        folder = place.scratch / f"grown-{times}"
        release = releases.esco(place.scratch / f"release-x{times}", times)
        command = [SCRIPT, "import", "esco", str(release), "--release", "0", "--bare"]
        run = whole([*command, "--db", str(folder)])
        data = dataset.open_dataset(str(folder))
        role = "http://data.europa.eu/esco/occupation/00000007-0000-4000-8000-000000000000"
        start = time.perf_counter()
        read = profiles.read(data)
        reading = time.perf_counter() - start
        start = time.perf_counter()
        likeness.nearest(read, 10)
        nearest = time.perf_counter() - start
        shown = statistics.median(
            whole([SCRIPT, "show", role, "--db", str(folder)]).seconds for _ in range(5)
        )
        names = lexicon(data)
        found = middle(partial(names.search, "manage dta music 3"), 11)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        rows.append(
            Row(
                f"{times} x ESCO: {len(data.store):,} quads, {size / 1e6:.0f} MB on disk",
                f"import {run.seconds:.0f} s, {run.peak:.0f} MB; show {shown * 1000:.0f} ms; "
                f"search {found * 1000:.1f} ms; profiles read {reading:.2f} s; "
                f"ten nearest of all {nearest:.2f} s",
            )
        )
        del data, read, names
        shutil.rmtree(folder)
    return rows


PARTS: dict[str, Callable[[Place], list[Row]]] = {
    "import": imports,
    "commands": commands,
    "queries": analyst,
    "analysis": analysis,
    "search": search,
    "languages": languages,
    "postings": postings,
    "growth": growth,
    "engines": engines,
}


def main() -> None:
    """Measure what is named, or all of it, and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the releases")
    parser.add_argument("--scratch", type=Path, help="a folder to keep stores in between runs")
    parser.add_argument("--csv", type=Path, help="write the figures to this file too")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    chosen = parser.parse_args()
    told: list[tuple[str, Row]] = []
    with tempfile.TemporaryDirectory() as folder:
        place = Place(chosen.data, chosen.scratch or Path(folder))
        place.scratch.mkdir(parents=True, exist_ok=True)
        for part in chosen.parts or PARTS:
            rows = PARTS[part](place)
            print(f"\n## {part}\n\n| figure | measured | aim |\n|---|---|---|", flush=True)
            for row in rows:
                print(f"| {row.figure} | {row.measured} | {row.aim} |", flush=True)
                told.append((part, row))
    if chosen.csv:
        with chosen.csv.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((part, *row) for part, row in told)


if __name__ == "__main__":
    main()
