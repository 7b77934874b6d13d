"""Commands that change a store: ``ingest`` and ``forget``."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import click

from rolegraph import ingestion
from rolegraph.cli.options import (
    check_output,
    completed_by,
    dataset_options,
    emit_rows,
    output_options,
)
from rolegraph.errors import UsageError
from rolegraph.outcomes import Claimed, Outcome, Read
from rolegraph.views.table import Rows, count, safe

_SHOWN: Final = 20
"""Lines about single files, and about single changes, that are shown without --report."""
_CLAIM: Final = Claimed._fields[:9]


@click.command(epilog="Example: rolegraph ingest articles --db my.db")
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="FILE|DIR|-...",
    shell_complete=completed_by("files"),
)
@click.option("--dry-run", is_flag=True, help="List the claims and write nothing.")
@click.option("--report", is_flag=True, help="List what was matched, newly made, passed over, why.")
@click.option("--keep-quotes", is_flag=True, help="Store the passages too, for `why` to show.")
@click.option("--replace", is_flag=True, help="Read again what was read, in its place.")
@click.option("--name", metavar="SLUG", help="Name the source of a single article.")
@click.option("--bare", is_flag=True, help="Begin a new store with the vocabulary alone.")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="Read in N processes.")
@dataset_options
@output_options
def ingest(
    paths: tuple[str, ...],
    dry_run: bool,
    report: bool,
    keep_quotes: bool,
    replace: bool,
    name: str | None,
    bare: bool,
    jobs: int | None,
    db: str | None,
    endpoint: str | None,
    form: str | None,
    output: str | None,
) -> None:
    r"""Read articles that compare job roles into the store that --db names.

    Text, Markdown and HTML are read, from files, from folders with all that is in them, and from
    standard input (-). A new store begins as a copy of the bundled graph. An article that was read
    before is left alone; when its file has changed, what it says now takes the place of what it
    said.

    \b
    rolegraph ingest page.html --dry-run
    curl -s https://example.org/a-vs-b | rolegraph ingest - --db my.db

    Exit code 1 means that some articles could not be read, 3 that none could.
    """
    check_output(output, *paths)
    db = _store(db, endpoint)
    if not db and not dry_run:
        raise UsageError("Articles go into a store of yours: name its folder, such as --db my.db")
    bar = _Bar()
    try:
        outcome = ingestion.ingest(
            paths,
            db,
            replace=replace,
            keep_quotes=keep_quotes,
            bare=bare,
            dry_run=dry_run,
            name=name,
            detail=dry_run or report,
            progress=bar.step,
            workers=jobs,
        )
    finally:
        bar.close()
    tables = [*(_claims(outcome) if dry_run else ()), *(_report(outcome) if report else ())]
    if form and not tables:
        tables = [outcome.table()]
    if tables:
        value = _json(outcome, dry_run=dry_run, report=report)
        emit_rows(tables, form, output, value)
    for line in _summary(outcome, db, dry_run=dry_run):
        click.echo(safe(line), err=True)
    if outcome.exit_code:
        raise click.exceptions.Exit(outcome.exit_code)


class _Bar:
    """A progress bar on the terminal, from the first article of several on."""

    def __init__(self) -> None:
        self._bar: Any = None

    def step(self, done: int, total: int, name: str) -> None:
        if self._bar is None and done == 1 and total > 1 and sys.stderr.isatty():
            self._bar = click.progressbar(length=total, label="Reading", file=sys.stderr)
            self._bar.__enter__()
        if self._bar is not None:
            self._bar.update(1)
            if done == total:
                self.close()

    def close(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None


def _store(db: str | None, endpoint: str | None) -> str | None:
    """Return the folder that is to be written. Raises `UsageError` on an endpoint."""
    context = click.get_current_context()
    source = context.get_parameter_source("endpoint")
    if endpoint and (not db or source is click.core.ParameterSource.COMMANDLINE):
        raise UsageError(
            "An endpoint is only asked, never written: name a store with --db, such as --db my.db, "
            "and load what `rolegraph export` makes of it into the endpoint."
        )
    return db


def _claims(outcome: Outcome) -> Iterator[Rows]:
    found = outcome.claims
    yield Rows(Claimed._fields, [*map(tuple, found)], f"{found.title}, nothing written")


def _report(outcome: Outcome) -> Iterator[Rows]:
    matched: list[tuple[Any, ...]] = []
    minted: list[tuple[Any, ...]] = []
    skipped: list[tuple[Any, ...]] = []
    for read in outcome.files:
        new = {iri for _, _, iri in read.minted}
        times = Counter((row.kind, row.thing) for row in read.rows if row.iri not in new)
        lines: dict[tuple[str, str], int | None] = {}
        for row in read.rows:
            lines.setdefault((row.kind, row.thing), row.line)
        matched += [
            (read.source, *one, number, lines[one])
            for one, number in sorted(times.items())
            if one[0] != "definition"
        ]
        minted += [
            (read.source, kind, label, lines.get((kind, label))) for kind, label, _ in read.minted
        ]
        skipped += [(read.source, *one) for one in read.skipped]
    yield outcome.table()
    yield Rows(("source", "kind", "thing", "claims", "first line"), matched, "Matched")
    yield Rows(("source", "kind", "thing", "first line"), minted, "Newly made")
    yield Rows(("source", "line", "words", "why"), skipped, "Passed over")


def _json(outcome: Outcome, *, dry_run: bool, report: bool) -> Any:
    (claims,) = _claims(outcome)
    rows = [dict(zip(claims.columns, row, strict=True)) for row in claims.rows]
    if dry_run and not report:
        return rows
    files = []
    for one in outcome.files:
        told: dict[str, Any] = {
            "file": one.file,
            "source": one.source,
            "status": one.status,
            "why": one.why or None,
            "title": one.title,
            "claims": one.claims,
            "roles": one.roles,
            "notes": one.notes,
            "minted": [{"kind": k, "label": label, "iri": iri} for k, label, iri in one.minted],
            "changes": [change._asdict() for change in one.changes],
        }
        if report:
            new = {iri for _, _, iri in one.minted}
            told["matched"] = [
                dict(zip((*_CLAIM, "iri"), (*row[: len(_CLAIM)], row.iri), strict=True))
                for row in one.rows
                if row.iri not in new
            ]
            told["skipped"] = [
                {"line": line, "words": words, "why": why} for line, words, why in one.skipped
            ]
        files.append(told)
    left = [{"file": file, "why": why} for file, why in outcome.left_out]
    value = {"files": files, "left_out": left, "written": outcome.written}
    return value | ({"claims": rows} if dry_run else {})


def _summary(outcome: Outcome, db: str | None, *, dry_run: bool) -> Iterator[str]:
    yield from _limited([line for one in outcome.files for line in _lines(one)])
    yield from _limited([f"{file}: left out, {why}" for file, why in outcome.left_out])
    states = Counter(one.status for one in outcome.files)
    done = sum(states[state] for state in ("added", "changed", "replaced"))
    claims = sum(one.claims for one in outcome.files)
    words = [f"{count(done, 'article')} read, {count(claims, 'claim')}"]
    words += [f"{states[state]} {state}" for state in ("unchanged", "failed") if states[state]]
    told = "; ".join(words)
    if dry_run or not outcome.written:
        yield f"{told}. Nothing written."
    else:
        yield f"{told}. Ask with --db {db}."


def _limited(lines: list[str]) -> Iterable[str]:
    if len(lines) <= _SHOWN:
        return lines
    rest = len(lines) - _SHOWN
    return [*lines[:_SHOWN], f"… and {count(rest, 'more line')}; --report tells all"]


def _lines(read: Read) -> Iterator[str]:
    if read.status in ("failed", "unchanged"):
        source = f" ({read.source})" if read.status == "unchanged" and read.source else ""
        yield f"{read.file}: {read.why}{source}"
        return
    words = [f"{count(read.claims, 'claim')} about {', '.join(read.roles) or 'no role'}"]
    words += [count(len(read.new), "new thing")] if read.new else []
    words += read.notes
    if read.status != "added":
        numbers = Counter(change.change for change in read.changes)
        told = ", ".join(f"{number} {what}" for what, number in sorted(numbers.items()))
        words.append(f"{read.status}: {told or 'the same claims'}")
    yield f"{read.file}: {'; '.join(words)}"
    for change in read.changes[:_SHOWN]:
        sign = {"added": "+", "removed": "-"}.get(change.change, "~")
        strength = " to ".join(one for one in (change.was, change.now) if one)
        yield f"  {sign} {change.role}: {change.kind} {change.thing} ({strength})"
    if len(read.changes) > _SHOWN:
        yield f"  … and {len(read.changes) - _SHOWN} more; `rolegraph diff` lists them"


@click.command(epilog="Example: rolegraph forget aijobs-mle-vs-re --db my.db")
@click.argument("source", shell_complete=completed_by("sources"))
@click.option("--dry-run", is_flag=True, help="Say what would go, and write nothing.")
@dataset_options
def forget(source: str, dry_run: bool, db: str | None, endpoint: str | None) -> None:
    """Remove a source from the store that --db names, with what it alone says.

    SOURCE is a slug, a CURIE or an IRI; `rolegraph query -n cq-63` lists the sources.
    """
    db = _store(db, endpoint)
    if not db:
        raise UsageError(
            "The bundled graph forgets nothing: name a store of yours, such as --db my.db"
        )
    gone = ingestion.forget(source, db, dry_run=dry_run)
    things = f" and {count(len(gone.gone), 'thing')} that it alone names" if gone.gone else ""
    verb = "would go" if dry_run else "are gone"
    claims = count(gone.claims, "claim")
    click.echo(safe(f"{gone.source} ({gone.title}): {claims}{things} {verb}."), err=True)
    lines = [f"  - {kind} {label}" for kind, label in gone.gone]
    for line in [*lines[:_SHOWN], *(["  …"] if len(lines) > _SHOWN else [])]:
        click.echo(safe(line), err=True)
