"""The ``export`` command."""

import os

import click

from rolegraph import export as exports
from rolegraph.cli.options import (
    check_output,
    completed_by,
    dataset_options,
    emit_written,
    open_chosen,
)
from rolegraph.cli.progress import Bar
from rolegraph.errors import UsageError

_ENDINGS = {
    "ttl": "turtle",
    "nq": "nquads",
    "jsonld": "jsonld",
    "graphml": "graphml",
    "gexf": "gexf",
    "csv": "csv",
    "db": "store",
}


@click.command(epilog="Example: rolegraph export -f trig -o roles.trig")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice((*exports.FORMATS, "store")),
    help="Default: by the file's ending, else trig. trig, nquads and jsonld keep the sources "
    "apart; store makes a folder for --db.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Default: stdout; store needs a new folder.",
    shell_complete=completed_by("files"),
)
@click.option("--bare", is_flag=True, help="For store: ontology and vocabulary, no article.")
@dataset_options
def export(
    form: str | None, output: str | None, bare: bool, db: str | None, endpoint: str | None
) -> None:
    """Write the whole graph in a standard format.

    turtle is the union without the sources; graphml, gexf and csv hold roles and their traits.
    """
    form = form or _ENDINGS.get((output or "").rpartition(".")[2].lower(), "trig")
    if form == "store":
        from rolegraph.dataset import create

        if not output or output == "-":
            raise UsageError("A store is a folder: name a new one with -o, such as -o my.db")
        context = click.get_current_context()
        typed = click.core.ParameterSource.COMMANDLINE
        if typed in (context.get_parameter_source("db"), context.get_parameter_source("endpoint")):
            raise UsageError(
                "A new store starts from the bundled graph: leave --db and --endpoint."
            )
        create(output, bare=bare)
        click.echo(f"{output}: use it with --db {output} or ROLEGRAPH_DB", err=True)
        return
    if bare:
        raise UsageError("--bare goes with -f store")
    check_output(output)
    dataset = open_chosen(db, endpoint)
    with Bar() as bar:
        emit_written(lambda file: exports.write(dataset, form, file, bar.step), output)
    if output and output != "-":
        click.echo(f"{output}: {os.path.getsize(output):,} bytes", err=True)
