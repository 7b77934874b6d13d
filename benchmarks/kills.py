"""Kill commands that write, at random moments, and see that nothing is lost and nothing stays.

``python -m benchmarks.kills [--kills 200] [--only import,ingest,…] [--seed 1]`` works in a folder
for the time being. Each command is run to its end once; then, again and again on a copy of what was
there before, it is killed (SIGKILL, with all its processes) at a moment chosen at random between
its start and its usual end. What is then there must be the old state or the new one, quad by quad
or byte by byte; every file of the store must have its checksum; and the next command that writes
must leave no temporary file. Old and new states are checked by the shapes and checks of `validate`.
"""

import argparse
import hashlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from rolegraph import dataset, health, importing, ingestion, validation
from rolegraph.store import Writer, is_store, read_manifest

ARTICLE = """# {role} vs. Data Analyst

## Required Skills

### {role}

- Proficiency in Python, {tool} and SQL.
- Experience with statistics.

### Data Analyst

- Knowledge of Excel and {tool}.
"""
HEADER = (
    "work_year,experience_level,employment_type,job_title,salary,salary_currency,salary_in_usd,"
    "employee_residence,remote_ratio,company_location,company_size\n"
)


class Round(NamedTuple):
    """One kill: when, as a share of the command's usual time; what was found; what was wrong."""

    command: str
    moment: float
    state: str
    wrong: str


class Command(NamedTuple):
    """A command that writes: its words, with ``{db}``, ``{out}`` and the like filled in."""

    words: tuple[str, ...]
    kind: str


COMMANDS = {
    "import": Command(("import", "salaries", "{table}", "--release", "2", "--db", "{db}"), "store"),
    "ingest": Command(("ingest", "{articles}", "--db", "{db}"), "store"),
    "forget": Command(("forget", "salaries", "--db", "{db}"), "store"),
    "restore": Command(("restore", "{saved}", "--db", "{db}", "--replace"), "store"),
    "previous": Command(("restore", "--previous", "--db", "{db}"), "store"),
    "make": Command(("restore", "{saved}", "--db", "{new}"), "new"),
    "export": Command(("export", "--db", "{db}", "-o", "{out}.nq"), ".nq"),
    "page": Command(("viz", "mle", "mlre", "--db", "{db}", "-o", "{out}.html"), ".html"),
    "backup": Command(("backup", "--db", "{db}", "-o", "{out}.gz"), ".gz"),
}


def salaries(path: Path, rows: int, pay: int) -> None:
    """Write a table of salaries."""
    lines = (
        f"{2022 + n % 3},SE,FT,Data Engineer {n % 40},{pay + n},USD,{pay + n},US,0,US,M\n"
        for n in range(rows)
    )
    path.write_text(HEADER + "".join(lines), encoding="utf-8")


def prepare(folder: Path) -> dict[str, str]:
    """Make a store with an article and a table in it, and what the commands read."""
    places = {
        "db": str(folder / "before.db"),
        "table": str(folder / "second.csv"),
        "articles": str(folder / "articles"),
        "saved": str(folder / "saved.gz"),
    }
    salaries(folder / "first.csv", 600, 90_000)
    salaries(Path(places["table"]), 900, 110_000)
    os.mkdir(places["articles"])
    article = Path(places["articles"], "one.md")
    article.write_text(ARTICLE.format(role="Data Engineer", tool="Spark"), encoding="utf-8")
    importing.import_release("salaries", [str(folder / "first.csv")], places["db"], version="1")
    from rolegraph import backup

    backup.backup(places["db"], places["saved"])
    ingestion.ingest([places["articles"]], places["db"], workers=1)
    # Changed since it was read, and another beside it.
    article.write_text(ARTICLE.format(role="Data Scientist", tool="Docker"), encoding="utf-8")
    text = ARTICLE.format(role="Research Engineer", tool="Git")
    Path(places["articles"], "two.md").write_text(text, encoding="utf-8")
    return places


def content(folder: str) -> str:
    """Return a checksum of what a store holds and says; blank nodes have new names in each copy."""
    opened = dataset.open_dataset(folder)
    text = io.BytesIO()
    opened.store.dump(text, ox.RdfFormat.N_QUADS)
    opened.close()
    lines = sorted(line for line in text.getvalue().split(b"\n") if b"_:" not in line)
    told = read_manifest(folder)
    digest = hashlib.sha256(b"\n".join(lines))
    digest.update(json.dumps([told.quads, sorted(told.sources)]).encode())
    return digest.hexdigest()


def copied(source: str, target: str) -> None:
    """Copy a store by hard links, as far as nobody writes to a file that is there."""

    def copy(one: str, other: str) -> None:
        if os.path.basename(one) in ("lock", "LOCK", "LOG") or one.endswith(".json"):
            shutil.copyfile(one, other)
        else:
            os.link(one, other)

    shutil.copytree(source, target, copy_function=copy)


class Bench:
    """What is needed to kill one command again and again."""

    def __init__(self, folder: Path, places: dict[str, str], name: str) -> None:
        self.folder, self.name, self.kind = folder, name, COMMANDS[name].kind
        self.before = places["db"]
        self.work = folder / "work"
        self.db, self.new, self.out = (str(self.work / one) for one in ("my.db", "new.db", "out"))
        filled = places | {"db": self.db, "new": self.new, "out": self.out}
        self.words = [word.format(**filled) for word in COMMANDS[name].words]
        self.old = self._state_after(run=False)
        begun = time.monotonic()
        self.fresh = self._state_after(run=True)
        self.usual = self._took or time.monotonic() - begun

    def _begin(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()
        copied(self.before, self.db)
        if self.kind.startswith("."):
            Path(self.out + self.kind).write_bytes(b"what was there before")

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the command in a group of processes of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "rolegraph", *self.words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def _state_after(self, *, run: bool) -> str:
        self._begin()
        self._took = 0.0
        if run:
            begun = time.monotonic()
            process = self.start()
            _, said = process.communicate()
            if process.returncode:
                raise SystemExit(f"{self.name} failed: {said.decode()}")
            self._took = time.monotonic() - begun
        return self.state()

    def state(self) -> str:
        """Return what there is now, as one checksum."""
        if self.kind == "store":
            return content(self.db)
        if self.kind == "new":
            return content(self.new) if os.path.exists(self.new) else "nothing"
        return hashlib.sha256(Path(self.out + self.kind).read_bytes()).hexdigest()

    def valid(self) -> int:
        """Return how many violations the state has that is there now."""
        where = self.new if self.kind == "new" and is_store(self.new) else self.db
        found = validation.validate(dataset.open_dataset(where))
        return sum(one.severity == "violation" for one in found)

    def kill(self, moment: float, number: int = signal.SIGKILL) -> Round:
        """Run the command on a copy, end it at a share of its usual time, and look."""
        self._begin()
        process = self.start()
        try:
            process.wait(self.usual * moment)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, number)
        _, said = process.communicate()
        wrong = [f"said {said.decode()!r}"] if b"Traceback" in said else []
        try:
            found = self.state()
        except Exception as error:
            return Round(self.name, moment, "lost", f"{type(error).__name__}: {error}")
        state = "old" if found == self.old else "new" if found == self.fresh else "neither"
        if process.returncode == 0 and state != "new":
            wrong.append("it ended well and left the old state")
        if state == "neither":
            wrong.append("the state is neither")
        wrong += self._left()
        return Round(self.name, moment, state, "; ".join(wrong))

    def _left(self) -> list[str]:
        """Return what is wrong with the files once somebody has written again."""
        wrong = []
        for where in (self.db, self.new) if self.kind in ("store", "new") else ():
            if not is_store(where):
                continue
            wrong += [one.detail for one in health.examine(where) if one.state == "problem"]
            with Writer(where):
                pass
            wrong += [
                f"{one.what}: {one.detail}"
                for one in health.examine(where)
                if one.what == "leftovers"
            ]
        if self.kind == "new":
            from rolegraph.files import remove_left

            # As the next one does that makes this store.
            remove_left(str(self.work), "new.db")
        there = {"my.db"} | (
            {os.path.basename(self.out) + self.kind} if self.kind[0] == "." else set()
        )
        there |= {"new.db"} if self.kind == "new" else set()
        wrong += [f"{name} stayed" for name in sorted({*os.listdir(self.work)} - there)]
        return wrong


def kill_all(
    names: list[str],
    kills: int,
    seed: int = 1,
    *,
    number: int = signal.SIGKILL,
    tell: Callable[[str], object] = print,
    check: bool = True,
) -> list[Round]:
    """Kill each of these commands in turn, so many times together; return what was found."""
    moments = random.Random(seed)
    rounds: list[Round] = []
    with tempfile.TemporaryDirectory(prefix="rolegraph-kills-") as place:
        folder = Path(place)
        places = prepare(folder)
        for index, name in enumerate(names):
            bench = Bench(folder, places, name)
            if check and bench.kind == "store" and bench.valid():
                raise SystemExit(f"{name}: the new state does not pass validate")
            share = kills // len(names) + (index < kills % len(names))
            mine = [bench.kill(moments.uniform(0.1, 1.05), number) for _ in range(share)]
            states = Counter(one.state for one in mine)
            tell(
                f"{name:10} {share:4} kills within {bench.usual:.2f} s: "
                f"{', '.join(f'{count} {state}' for state, count in sorted(states.items()))}; "
                f"{sum(bool(one.wrong) for one in mine)} wrong"
            )
            rounds += mine
    return rounds


def main() -> None:
    """Kill, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=",".join(COMMANDS))
    parser.add_argument("--signal", default="SIGKILL", help="SIGTERM or SIGINT instead")
    given = parser.parse_args()
    names = given.only.split(",")
    begun = time.monotonic()
    number = getattr(signal, given.signal)
    rounds = kill_all(names, given.kills, given.seed, number=number)
    wrong = [one for one in rounds if one.wrong]
    for one in wrong:
        print(f"WRONG {one.command} at {one.moment:.3f}: {one.wrong}")
    seconds = time.monotonic() - begun
    print(f"{len(rounds)} times {given.signal}, {len(wrong)} wrong, in {seconds:.0f} s")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
