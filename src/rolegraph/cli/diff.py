"""The ``diff`` command."""

import os
from collections import Counter

import click

from rolegraph import difference, register, snapshot, store
from rolegraph.cli.options import (
    check_output,
    chosen_format,
    completed_by,
    emit_rows,
    output_options,
)
from rolegraph.dataset import Dataset, open_dataset, vocabulary
from rolegraph.errors import UsageError
from rolegraph.namespaces import slug_of
from rolegraph.snapshot import Snapshot
from rolegraph.views.table import Rows

_SHOWN = difference.Change._fields[:-1]
_WORDS = "\n\n    \b\n" + "\n".join(
    f"    {name:<11}{text}" for name, text in difference.CHANGES.items()
)


@click.command(
    help="Show what changed between two graphs or two releases, BEFORE and AFTER."
    "\n\n    Each is the folder of a store, the URL of an endpoint, the word bundled, or a"
    " published release of ESCO or O*NET: its zip, or a folder with its files or its zips."
    + _WORDS,
    epilog="Example: rolegraph diff bundled my.db --summary",
)
@click.argument("before", shell_complete=completed_by("folders"))
@click.argument("after", shell_complete=completed_by("folders"))
@click.option("-s", "--source", metavar="SLUG", help="Compare only what this source says.")
@click.option("--names", is_flag=True, help="Also other names that things have got or lost.")
@click.option("--summary", is_flag=True, help="Only how many there are of each sort and kind.")
@output_options
def diff(
    before: str,
    after: str,
    source: str | None,
    names: bool,
    summary: bool,
    form: str | None,
    output: str | None,
) -> None:
    """Show what changed between two sides; the help text is made from the sorts of changes."""
    check_output(output, before, after)
    sides = _sides((before, after), source, names=names)
    found = difference.between(*sides, names=names)
    counts = Counter(change.change for change in found)
    said = [f"{counts[what]} {what}" for what in difference.CHANGES if counts[what]]
    title = ", ".join(said) or "no changes"
    if summary:
        totals = difference.summary(found)
        emit_rows([Rows(("change", "kind", "count"), list(totals), title)], form, output)
        return
    columns = _SHOWN if chosen_format(form, output) in ("table", "md") else (*_SHOWN, "iri")
    rows = [tuple(change[: len(columns)]) for change in found]
    value = [change._asdict() for change in found]
    emit_rows([Rows(columns, rows, title)], form, output, value)


def _sides(paths: tuple[str, str], source: str | None, *, names: bool) -> list[Snapshot]:
    """Return what both sides say.

    What is compared with a release is limited to the source that the release is.
    """
    opened: list[Snapshot | Dataset] = [
        _release(path) if _is_release(path) else open_dataset(None if path == "bundled" else path)
        for path in paths
    ]
    graphs = [one for one in opened if isinstance(one, Dataset)]
    own = {one.source for one in opened if isinstance(one, Snapshot) and one.source}
    iri = difference.source_iri(source, graphs, own) if source else min(own, default=None)
    if any(one != iri for one in own):
        told = " and ".join(sorted(slug_of(one) for one in {*own, iri or ""}))
        raise UsageError(f"{told} have nothing in common: compare two releases of one taxonomy")
    if own and graphs and not source:
        click.echo(f"Compared is only what {slug_of(min(own))} says.", err=True)
    return [
        one if isinstance(one, Snapshot) else snapshot.snapshot(one, iri, names=names)
        for one in opened
    ]


def _is_release(path: str) -> bool:
    return os.path.exists(path) and not store.is_store(path) and path != "bundled"


def _release(path: str) -> Snapshot:
    words = vocabulary()
    return snapshot.from_release(path, Dataset(path, words), register.exactly(words))
