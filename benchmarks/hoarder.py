"""One role with a million things: what each command takes, and how it ends.

``python -m benchmarks.hoarder [--traits 1000000] [--only show,compare,…]`` makes a store in a
folder for the time being, in which one role is said to use that many tools, each with its claim,
and runs the commands on it as people type them. A line for each: exit code, seconds of a
processor, the most memory its process held, bytes printed or written, the first words of an error.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from rolegraph import dataset
from rolegraph.namespaces import BASE, PREFIXES, RG
from rolegraph.store import Writer

LIMIT: Final = 900.0
COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "show": ("show", "hoarder"),
    "show json": ("show", "hoarder", "-f", "json"),
    "compare": ("compare", "hoarder", "data-engineer"),
    "viz": ("viz", "hoarder", "data-engineer", "-o", "{out}/page.html"),
    "gap": ("gap", "data-engineer", "hoarder"),
    "similar": ("similar", "data-engineer"),
    "distinctive": ("distinctive", "hoarder"),
    "match": ("match", "--skill", "python", "--skill", "tool 7"),
    "why": ("why", "hoarder", "tool-7"),
    "search": ("search", "tool 7"),
    "roles": ("roles",),
    "contested": ("contested", "hoarder"),
    "query": ("query", "-n", "cq-02-traits", "-p", "role=hoarder", "-f", "csv"),
    "export": ("export", "-f", "nquads", "-o", "{out}/all.nq"),
    "backup": ("backup", "-o", "{out}/saved.gz"),
    "doctor": ("doctor",),
}


def statements(count: int) -> Iterator[str]:
    """Yield the lines of the role and of each thing that it is said to use."""
    role, source = f"<{BASE}role/hoarder>", f"<{BASE}source/hoard>"
    a, label, scheme = (
        f"<{PREFIXES['rdf']}type>",
        f"<{PREFIXES['skos']}prefLabel>",
        f"<{PREFIXES['skos']}inScheme>",
    )
    yield f'{role} {a} <{RG.Role}> . {role} <{RG.label}> "Hoarder" . {role} {label} "Hoarder"@en .'
    yield f"{role} {scheme} <{BASE}scheme/role> ."
    yield f'{source} {a} <{RG.Source}> . {source} <{RG.label}> "Hoard" .'
    for number in range(count):
        tool, claim = f"<{BASE}tool/tool-{number}>", f"<{BASE}claim/t{number}>"
        yield (
            f"{role} <{RG.usesTool}> {tool} . {tool} {a} <{RG.Tool}> . "
            f'{tool} <{RG.label}> "Tool {number}" . {tool} {label} "Tool {number}"@en . '
            f"{tool} {scheme} <{BASE}scheme/tool> . {claim} {a} <{RG.Claim}> . "
            f"{claim} <{PREFIXES['rdf']}subject> {role} . "
            f"{claim} <{PREFIXES['rdf']}predicate> <{RG.usesTool}> . "
            f"{claim} <{PREFIXES['rdf']}object> {tool} . "
            f"{claim} <{RG.modality}> <{RG.Required}> . "
            f"{claim} <{PREFIXES['prov']}wasDerivedFrom> {source} ."
        )


def make(folder: str, count: int) -> None:
    """Make the store: in the union of all graphs and in the graph of its source, as imports do."""
    dataset.create(folder)
    with Writer(folder) as target, tempfile.NamedTemporaryFile("w", suffix=".nt") as file:
        for line in statements(count):
            file.write(line.replace(" . ", " .\n") + "\n")
        file.flush()
        graph = ox.NamedNode(f"{BASE}source/hoard")
        for where in (ox.DefaultGraph(), graph):
            target.begin().bulk_load(path=file.name, to_graph=where)
        target.index.add_graphs(target.begin(), [graph.value])
        target.commit()


def run(words: tuple[str, ...], db: str, out: str) -> str:
    """Run a command; return its line."""
    command = [sys.executable, "-m", "rolegraph", words[0], "--db", db]
    command += [word.format(out=out) for word in words[1:]]
    with Path(out, "printed").open("wb") as file, tempfile.TemporaryFile() as told:
        child = subprocess.Popen(command, stdout=file, stderr=told)
        alarm = threading.Timer(LIMIT, child.kill)
        alarm.start()
        # The system tells what this child took, where `resource` tells the most of any so far.
        _, status, spent = os.wait4(child.pid, 0)
        alarm.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        said = told.read().decode("utf-8", "replace").strip().partition("\n")[0][:90]
    took, most = spent.ru_utime + spent.ru_stime, spent.ru_maxrss / 1024
    written = sum(one.stat().st_size for one in Path(out).iterdir())
    for one in Path(out).iterdir():
        one.unlink()
    return f"{child.returncode} | {took:.1f} s | {most:.0f} MiB | {written / 1e6:.1f} MB | {said}"


def main() -> None:
    """Print the table, each command in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--traits", type=int, default=1_000_000)
    parser.add_argument("--only", help="commands, with commas between them")
    given = parser.parse_args()
    only = given.only.split(",") if given.only else COMMANDS
    with tempfile.TemporaryDirectory() as folder:
        db = os.path.join(folder, "my.db")
        # Elsewhere: a process begins with the memory of the one that starts it.
        with ProcessPoolExecutor(1) as pool:
            pool.submit(make, db, given.traits).result()
        print(f"{given.traits:,} things\n")
        print("| command | exit code | time | memory | bytes | what it says |")
        print("|---|---|---|---|---|---|")
        for name in only:
            out = os.path.join(folder, "out")
            os.mkdir(out)
            print(f"| {name} | {run(COMMANDS[name], db, out)} |", flush=True)
            os.rmdir(out)


if __name__ == "__main__":
    main()
