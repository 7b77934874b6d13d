"""Print every speed figure as a table: ``python -m benchmarks.run``, in an installed environment.

Each figure is a ratio of medians, the two sides taken in turn, so that a machine whose speed drifts
changes both. Nothing here is a test: the table says what was measured and what was aimed at.
"""

import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from benchmarks.measuring import against
from rolegraph import comparison, dataset, evidence, queries
from rolegraph.namespaces import PREFIXES
from rolegraph.views import page

ROUNDS = 21
NAIVE = """
import networkx, pyvis.network, rdflib
graph = rdflib.Graph().parse(data=open({path!r}, encoding="utf-8").read(), format="nt")
rows = list(graph.query("SELECT ?t {{ ?t a <https://w3id.org/rolegraph/ontology#Tool> }}"))
"""
ROLES = ("machine-learning-engineer", "research-engineer")
PARAMETERS = {
    "role": PREFIXES["role"] + ROLES[0],
    "other": PREFIXES["role"] + ROLES[1],
    "goal": PREFIXES["role"] + ROLES[1],
    "tool": PREFIXES["tool"] + "docker",
    "thing": PREFIXES["tool"] + "docker",
    "broader": PREFIXES["tool"] + "software-library",
}


def process(command: list[str]) -> Callable[[], None]:
    """Return a call that runs a whole process and throws its output away."""

    def run() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    return run


def ratio(one: Callable[[], object], other: Callable[[], object], rounds: int) -> float:
    """Return the median of ``one`` over that of ``other``, taken in turn after a warm-up."""
    mine, theirs = against(one, other, rounds)
    return mine / theirs


def naive_script(folder: Path) -> list[str]:
    """Return a command that does what a script with its imports at the top does."""
    path = folder / "graph.nt"
    quads = dataset.open_dataset().quads()
    lines = {f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads}
    path.write_text("".join(sorted(lines)), encoding="utf-8")
    return [sys.executable, "-W", "ignore", "-c", NAIVE.format(path=str(path))]


def query_ratios(data: dataset.Dataset) -> list[tuple[str, float]]:
    """Return for each named query: answered through the project, over pyoxigraph alone."""
    found = []
    for name in queries.names():
        query = queries.load(name)
        given = {key: PARAMETERS[key] for key in query.parameters if key in PARAMETERS}
        bound = {ox.Variable(key): ox.NamedNode(value) for key, value in given.items()}

        def ours(name: str = name, given: dict[str, str] = given) -> object:
            return queries.run(data, name, given).terms

        def theirs(
            text: str = query.text, bound: dict[ox.Variable, ox.NamedNode] = bound
        ) -> object:
            answer = data.store.query(
                text,
                prefixes=PREFIXES,
                substitutions=dict(bound),
            )
            return [tuple(row) for row in answer]  # type: ignore[union-attr]

        found.append((name, ratio(ours, theirs, ROUNDS)))
    return found


def page_milliseconds(data: dataset.Dataset) -> float:
    """Return the median time in which the page of two roles is made, imports done."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        result = comparison.compare(data, ROLES)
        iris = [role.iri for role in result.roles]
        details = evidence.details(data, iris, [trait.iri for trait in result.traits])
        page.to_html(result, details)
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def main() -> None:
    """Measure and print."""
    import tempfile

    script = str(Path(sysconfig.get_path("scripts"), "rolegraph"))
    click = process([sys.executable, "-c", "import click"])
    rows: list[tuple[str, str, str]] = []
    helped = ratio(process([script, "--help"]), click, ROUNDS)
    rows.append(("rolegraph --help / python -c 'import click'", f"{helped:.2f}", "1.5"))
    shown = ratio(process([script, "show", "mle"]), click, ROUNDS)
    rows.append(("rolegraph show mle / python -c 'import click'", f"{shown:.2f}", "2.5"))
    with tempfile.TemporaryDirectory() as folder:
        naive = ratio(process(naive_script(Path(folder))), click, 5)
    rows.append(("naive rdflib script / python -c 'import click'", f"{naive:.2f}", ""))
    data = dataset.open_dataset()
    found = query_ratios(data)
    for name, value in found:
        rows.append((f"{name} / the same in pyoxigraph", f"{value:.2f}", "1.1"))
    middle = statistics.median(value for _, value in found)
    rows.append(("named queries, median / pyoxigraph", f"{middle:.2f}", "1.1"))
    rows.append(("page of two roles, ms", f"{page_milliseconds(data):.0f}", "50"))
    width = max(len(row[0]) for row in rows)
    print(f"{'figure':{width}}  measured  aim")
    for name, shown_value, aim in rows:
        print(f"{name:{width}}  {shown_value:>8}  {aim}")


if __name__ == "__main__":
    main()
