"""Change modules, print a table of what the tests notice, and what they do not."""

import argparse
import csv
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.mutation import declared, running
from benchmarks.mutation.running import Mutant
from benchmarks.mutation.targets import TARGETS

ANSWERS = Path(__file__).with_name("survivors.tsv")


def answered() -> set[tuple[str, str, str, str]]:
    """Return module, place, line and changed line of what is answered."""
    if not ANSWERS.exists():
        return set()
    with ANSWERS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {(row[0], row[1], row[2], row[3]) for row in rows[1:]}


def line(module: str, mutants: list[Mutant], open_: int) -> str:
    """Return a row of the table that is printed; what was cut off in time was noticed."""
    count = Counter(mutant.status for mutant in mutants)
    noticed = count["killed"] + count["timed out"]
    share = f"{noticed / len(mutants):.1%}" if mutants else ""
    return (
        f"| {module} | {len(mutants)} | {count['killed']} | {count['timed out']} | "
        f"{len(mutants) - noticed} | {open_} | {share} |"
    )


def main() -> int:
    """Run what the command line says; 1 where a change survives that is not answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TARGETS))
    parser.add_argument("--jobs", type=int, default=1, help="changes tried side by side")
    parser.add_argument("--folder", help="work here, and leave it, instead of in a folder for now")
    told = parser.parse_args()
    if unknown := [one for one in told.modules if one not in TARGETS]:
        parser.error(f"no such module: {', '.join(unknown)}")
    known, failed = answered(), False
    print("| module | mutants | killed | timed out | survived | not answered | score |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for module in told.modules or TARGETS:
        with tempfile.TemporaryDirectory(prefix="rolegraph-mutation-") as temporary:
            folder = Path(told.folder or temporary) / module.replace("/", "-")
            folder.mkdir(parents=True, exist_ok=True)
            running.prepare(folder, module, TARGETS[module])
            mutants = running.run(folder, module, told.jobs)
            mutants += declared.run(folder, module, TARGETS[module])
        left = [one for one in mutants if one.status not in ("killed", "timed out")]
        unanswered = [
            one for one in left if (module, one.place, one.before, one.after) not in known
        ]
        print(line(module, mutants, len(unanswered)), flush=True)
        for one in unanswered:
            failed = True
            print(
                f"{one.name} ({one.place}): {one.status}\n- {one.before}\n+ {one.after}",
                file=sys.stderr,
            )
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
