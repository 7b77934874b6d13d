"""The ``query`` command."""

import signal
import sys

import click

from rolegraph.cli.options import (
    check_output,
    chosen_format,
    completed_by,
    dataset_options,
    emit,
    emit_rows,
    open_chosen,
    use_color,
)
from rolegraph.errors import UsageError
from rolegraph.namespaces import to_curie
from rolegraph.queries import ask, check_parameters, load, names, run
from rolegraph.queries.lookup import resolve_parameter
from rolegraph.queries.result import FORMATS, GRAPH_FORMATS, Result
from rolegraph.views import table

_FORMATS = ("table", "md", *FORMATS, *GRAPH_FORMATS)
_ENDINGS = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "srx": "xml", "srj": "json"}
_MAX_FILE = 1_000_000


@click.command(epilog="Example: rolegraph query --name cq-11 -p role=mle")
@click.argument("sparql", required=False)
@click.option(
    "-F",
    "--file",
    "path",
    metavar="FILE",
    help="Read the query from a file; - is stdin.",
    shell_complete=completed_by("files"),
)
@click.option(
    "-n",
    "--name",
    help="Answer a named query, such as cq-03.",
    shell_complete=completed_by("queries"),
)
@click.option(
    "-p", "--param", metavar="NAME=THING", multiple=True, help="Bind a named query's parameter."
)
@click.option(
    "--list", "listing", is_flag=True, help="List the named queries and their parameters."
)
@click.option("--text", is_flag=True, help="Print the named query instead of answering it.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="Default: table on a terminal, else tsv, or turtle for a graph.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to a file instead of the terminal.",
    shell_complete=completed_by("files"),
)
@dataset_options
def query(
    sparql: str | None,
    path: str | None,
    name: str | None,
    param: tuple[str, ...],
    listing: bool,
    text: bool,
    form: str | None,
    output: str | None,
    db: str | None,
    endpoint: str | None,
) -> None:
    """Answer a SPARQL query: SELECT, ASK, CONSTRUCT or DESCRIBE.

    The text stands on the command line, in a file (-F), or it is one of the named queries (-n). The
    project's prefixes and the usual ones are known. The default graph is the union of all graphs;
    GRAPH ?source { … } tells the sources apart. JSON, XML, CSV and TSV are the SPARQL 1.1 formats.
    """
    check_output(output, path)
    if listing:
        queries = [load(one) for one in names()]
        rows = [(q.name, q.question, ", ".join(q.parameters)) for q in queries]
        table_form = form if form in ("table", "csv", "tsv", "json", "md") else None
        emit_rows([table.Rows(("name", "question", "parameters"), rows)], table_form, output)
        return
    given = [one for one in (sparql, path, name) if one is not None]
    if len(given) != 1:
        raise UsageError(
            "Give one query: a text, -F FILE or -n NAME. `--list` shows the named ones."
        )
    if param and name is None:
        raise UsageError("-p binds the parameters of a named query: add -n NAME.")
    if text and name is not None:
        emit(load(name).text, output)
        return
    # The engine does not look up while it works: let Ctrl-C end the process at once. Nothing is
    # being written then.
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        if name is None:
            words = sparql if sparql is not None else _read(path or "-")
            result = ask(open_chosen(db, endpoint), words)
        else:
            parameters = _split(param)
            check_parameters(load(name), parameters)
            dataset = open_chosen(db, endpoint)
            bound = {key: resolve_parameter(dataset, value) for key, value in parameters.items()}
            result = run(dataset, name, bound)
        answer = _rendered(result, form, output)
    finally:
        signal.signal(signal.SIGINT, before)
    emit(answer, output)


def _read(path: str) -> str:
    try:
        if path == "-":
            data = sys.stdin.buffer.read(_MAX_FILE + 1)
        else:
            with open(path, "rb") as file:
                data = file.read(_MAX_FILE + 1)
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}. Name a file with a query"
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} is not UTF-8 at byte {error.start}: save it in that encoding"
        ) from error


def _split(pairs: tuple[str, ...]) -> dict[str, str]:
    parameters = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not value:
            raise UsageError(f"-p takes NAME=THING, such as -p role=mle, not {pair!r}")
        parameters[key.lstrip("?$")] = value
    return parameters


def _rendered(result: Result, form: str | None, output: str | None) -> str | bytes:
    if form is None and output:
        ending = output.rpartition(".")[2].lower()
        form = _ENDINGS.get(ending, ending if ending in result.formats else None)
    if result.kind == "graph" and form in (None, *GRAPH_FORMATS):
        return result.serialize(form or "turtle")
    if form is None:
        form = chosen_format(None, output)
        if form == "tsv" and result.kind == "truth":
            form = "table"
    if form in result.formats:
        return result.serialize(form)
    if form not in ("table", "md"):
        fitting = ", ".join(("table", "md", *result.formats))
        raise UsageError(f"{form} does not fit this answer: take one of {fitting}")
    rows = [
        tuple(to_curie(cell) if isinstance(cell, str) else cell for cell in row) for row in result
    ]
    tables = [table.Rows(result.columns, rows)]
    color = form == "table" and not output and use_color()
    if result.kind == "rows" and form == "table":
        click.echo(f"{len(rows)} row{'s' if len(rows) != 1 else ''}", err=True)
    return table.render(tables, form, color=color)
