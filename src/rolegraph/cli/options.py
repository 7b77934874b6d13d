"""Options that commands share, and how every command shows what it found."""

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, Final, TypeVar

import click

from rolegraph import files
from rolegraph.dataset import Dataset, open_dataset
from rolegraph.errors import UsageError
from rolegraph.views import table

FORMATS: Final = ("table", "csv", "tsv", "json", "md")

F = TypeVar("F", bound=Callable[..., Any])


def completed_by(name: str) -> Callable[..., Any]:
    """Return what completes an argument in a shell: a function of `rolegraph.cli.completing`.

    It is imported when somebody presses Tab, not whenever a command runs.
    """

    def complete(context: click.Context, parameter: click.Parameter, typed: str) -> Any:
        from rolegraph.cli import completing

        return getattr(completing, name)(context, parameter, typed)

    return complete


def dataset_options(function: F) -> F:
    """Add ``--db`` and ``--endpoint``."""
    function = click.option(
        "--endpoint",
        metavar="URL",
        envvar="ROLEGRAPH_ENDPOINT",
        help="Ask a SPARQL 1.1 endpoint instead.",
    )(function)
    return click.option(
        "--db",
        metavar="DIR",
        envvar="ROLEGRAPH_DB",
        shell_complete=completed_by("folders"),
        help="Use the store in a folder instead of the bundled graph.",
    )(function)


def output_options(function: F) -> F:
    """Add ``--format`` and ``-o``."""
    function = click.option(
        "-o",
        "--output",
        metavar="FILE",
        help="Write to a file instead of the terminal.",
        shell_complete=completed_by("files"),
    )(function)
    return click.option(
        "-f",
        "--format",
        "form",
        type=click.Choice(FORMATS),
        help="Default: table on a terminal, tsv when piped.",
    )(function)


def _is_typed(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def where_chosen(db: str | None, endpoint: str | None) -> str | None:
    """Return what ``--db`` or ``--endpoint`` names, or None for the bundled graph.

    Raises `UsageError` where one was typed and names nothing: so a variable of a shell comes that
    is not set, and an answer from the bundled graph would be taken for one from elsewhere.
    """
    context = click.get_current_context(silent=True)
    for name, value in (("db", db), ("endpoint", endpoint)):
        if value == "" and context is not None and _is_typed(context, name):
            raise UsageError(
                f"--{name} names nothing: is a variable not set? Leave it out, or fill it"
            )
    if db and endpoint:
        # One of the two may come from the environment: what was typed wins.
        context = click.get_current_context()
        typed = [name for name in ("db", "endpoint") if _is_typed(context, name)]
        if len(typed) != 1:
            raise UsageError("Take either --db or --endpoint (ROLEGRAPH_DB, ROLEGRAPH_ENDPOINT).")
        db, endpoint = (db, None) if typed == ["db"] else (None, endpoint)
    if endpoint and not endpoint.startswith(("http://", "https://")):
        raise UsageError(f"{endpoint}: an endpoint's address starts with http:// or https://")
    return endpoint or db or None


def open_chosen(db: str | None, endpoint: str | None) -> Dataset:
    """Open what ``--db`` or ``--endpoint`` names, else the bundled graph."""
    where = where_chosen(db, endpoint)
    context = click.get_current_context(silent=True)
    if where is not None and "://" not in where and context is not None and context.obj:
        from rolegraph.cli import watching

        watching.watch(where)
    return open_dataset(where)


def use_color() -> bool:
    """Tell whether to colour: NO_COLOR and FORCE_COLOR decide, else whether a terminal reads."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def chosen_format(form: str | None, output: str | None) -> str:
    """Return the format: as asked for, else by the file's ending, else by where it goes."""
    if form:
        return form
    if output and output != "-":
        ending = output.rpartition(".")[2].lower()
        return ending if ending in FORMATS else "table"
    return "table" if sys.stdout.isatty() else "tsv"


def check_output(output: str | None, *inputs: str | None) -> None:
    """Raise `UsageError` when the output cannot be written, before any work is done.

    One of the ``inputs`` is no place for it: who gave both meant another.
    """
    if output and output != "-":
        files.check_writable(output)
        for path in inputs:
            there = path and os.path.isfile(path) and os.path.exists(output)
            if there and os.path.samefile(path or "", output):
                raise UsageError(f"{output} is what is read: name another file with -o")


def emit(text: str | bytes, output: str | None) -> None:
    """Write to stdout, or whole to a file."""
    data = text.encode() if isinstance(text, str) else text
    if output and output != "-":
        files.write_whole(output, data)
        return
    if isinstance(text, bytes) and sys.stdout.isatty():
        # A standard format has what there is; a terminal is not to be steered by it.
        data = table.safe(text.decode("utf-8", "replace")).encode()
    with _to_stdout() as stream:
        stream.write(data)


def emit_written(write: Callable[[BinaryIO], object], output: str | None) -> None:
    """Have something write a standard format to stdout, or whole to a file, part by part."""
    if output and output != "-":
        with files.whole(output) as file:
            write(file)
    elif sys.stdout.isatty():
        text = io.BytesIO()
        write(text)
        emit(text.getvalue(), output)
    else:
        with _to_stdout() as stream:
            write(stream)


@contextmanager
def _to_stdout() -> Iterator[BinaryIO]:
    try:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever reads has enough: that is no error, and click would make it exit code 1.
        files.discard_stdout()
        raise click.exceptions.Exit(0) from None


class SourceTags:
    """Short tags for sources in a table: ``[1]:25`` is line 25 of the first in the legend."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._numbers)

    def place(self, source: str, line: int | None) -> str:
        """Return the tag of a place in a source, by the source's slug."""
        number = self._numbers.setdefault(source, len(self._numbers) + 1)
        return f"[{number}]" + (f":{line}" if line is not None else "")

    def legend(self) -> table.Rows:
        """Return the table that explains the tags used so far."""
        rows = [(f"[{number}]", source) for source, number in self._numbers.items()]
        return table.Rows(("tag", "source"), rows, "Sources ([1]:25 is line 25 of [1])")


def emit_rows(
    tables: Sequence[table.Rows], form: str | None, output: str | None, value: Any = None
) -> None:
    """Show tables in the chosen format; ``value`` is what JSON shows instead of the rows."""
    form = chosen_format(form, output)
    if form == "json":
        data = value if value is not None else table.records(tables[0])
        emit(table.to_json(data), output)
        return
    color = form == "table" and not (output and output != "-") and use_color()
    emit(table.render(tables, form, color=color), output)
