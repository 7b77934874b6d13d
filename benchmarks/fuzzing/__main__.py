"""Run the inputs of some targets or all, and print what came of them."""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.fuzzing.running import Ran, run
from benchmarks.fuzzing.targets import TARGETS, made


def line(ran: Ran) -> str:
    """Return a row of the table that is printed."""
    return (
        f"| {ran.target} | {ran.inputs:,} | {ran.taken:,} | {ran.count('crash')} | "
        f"{ran.count('hang')} | {ran.count('exception')} | {ran.slowest * 1000:,.0f} ms "
        f"(#{ran.slowest_number}) | {ran.memory >> 20} MiB | {ran.seconds:,.0f} s |"
    )


def main() -> int:
    """Run what the command line says; 1 where an input did what none may do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--count", type=int, default=1000, help="inputs of each target")
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="targets that run side by side")
    parser.add_argument("--show", type=int, metavar="NUMBER", help="write out one input")
    parser.add_argument("--keep", metavar="FOLDER", help="write what broke something in there")
    told = parser.parse_args()
    targets = told.targets or list(TARGETS)
    if unknown := [one for one in targets if one not in TARGETS]:
        parser.error(f"no such target: {', '.join(unknown)}")
    if told.show is not None:
        sys.stdout.buffer.write(made(targets[0], told.seed, told.show))
        return 0
    print("| target | inputs | taken | crashes | hangs | foreign exceptions | slowest | memory |")
    print("|---|---|---|---|---|---|---|---|")
    failed = False
    with ThreadPoolExecutor(told.jobs) as pool:
        for ran in pool.map(lambda one: run(one, told.seed, told.first, told.count), targets):
            print(line(ran), flush=True)
            for one in ran.broken:
                failed = True
                print(f"  {one.what} at {one.number}: {one.words}", file=sys.stderr)
                if told.keep:
                    name = f"{ran.target}-{told.seed}-{one.number}"
                    data = made(ran.target, told.seed, one.number)
                    Path(told.keep, name).write_bytes(data)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
