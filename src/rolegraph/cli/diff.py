"""The ``diff`` command."""

from collections import Counter

import click

from rolegraph import difference, register
from rolegraph.cli.options import check_output, emit_rows, output_options
from rolegraph.dataset import Dataset, open_dataset
from rolegraph.errors import UnknownNameError
from rolegraph.namespaces import BASE, expand, slug_of
from rolegraph.views.table import Rows


@click.command(epilog="Example: rolegraph diff bundled my.db")
@click.argument("before")
@click.argument("after")
@click.option("-s", "--source", metavar="SLUG", help="Compare only what this source says.")
@output_options
def diff(before: str, after: str, source: str | None, form: str | None, output: str | None) -> None:
    r"""Show what changed between two graphs, BEFORE and AFTER.

    Each is the folder of a store, the URL of an endpoint, or the word bundled.

    \b
    added, removed    a claim that only one of them has
    changed           a claim that is stronger or weaker
    new, gone         a thing that only one of them knows
    """
    check_output(output)
    graphs = [open_dataset(None if name == "bundled" else name) for name in (before, after)]
    iri = _source(source, graphs) if source else None
    changes = difference.diff(graphs[0], graphs[1], iri)
    counts = Counter(change.change for change in changes)
    title = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    rows = [tuple(change) for change in changes]
    value = [change._asdict() for change in changes]
    emit_rows([Rows(difference.Change._fields, rows, title or "no changes")], form, output, value)


def _source(name: str, graphs: list[Dataset]) -> str:
    iri = expand(name) or f"{BASE}source/{name}"
    known = {slug for graph in graphs if graph.kind != "endpoint" for slug in _slugs(graph)}
    if slug_of(iri) not in known and all(graph.kind != "endpoint" for graph in graphs):
        raise UnknownNameError(name, "source", register.nearest(name, known))
    return iri


def _slugs(graph: Dataset) -> set[str]:
    return register.sources(graph.store)
