"""The ``validate`` command."""

import click

from rolegraph import validation
from rolegraph.cli.options import (
    check_output,
    dataset_options,
    emit_rows,
    open_chosen,
    output_options,
)
from rolegraph.views.table import Rows, count


@click.command(epilog="Example: rolegraph validate --format json")
@dataset_options
@output_options
def validate(db: str | None, endpoint: str | None, form: str | None, output: str | None) -> None:
    """Check the graph against the SHACL shapes and the ontology's checks.

    The checks look at everything. In a store of more than 200,000 triples the shapes look at a
    sample of each large source, and a line says so.

    Exit code 0 means that all is well, 1 that problems are listed.
    """
    check_output(output)
    dataset = open_chosen(db, endpoint)
    problems = validation.validate(dataset, tell=lambda sentence: click.echo(sentence, err=True))
    if problems or form == "json":
        rows = [tuple(problem) for problem in problems]
        value = [problem._asdict() for problem in problems]
        emit_rows([Rows(validation.Problem._fields, rows)], form, output, value)
    click.echo(
        f"{dataset.where}: {count(len(problems), 'problem') if problems else 'no problems'}",
        err=True,
    )
    if problems:
        raise click.exceptions.Exit(1)
