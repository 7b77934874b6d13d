"""Commands about several roles: ``compare`` and ``viz``."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from rolegraph import comparison as comparisons
from rolegraph.cli.options import (
    check_output,
    chosen_format,
    dataset_options,
    emit,
    emit_rows,
    open_chosen,
    output_options,
)
from rolegraph.comparison import Comparison
from rolegraph.namespaces import COMPARED, KINDS
from rolegraph.views.table import Rows

F = TypeVar("F", bound=Callable[..., Any])


def _comparison_options(function: F) -> F:
    function = click.option(
        "--at-least",
        "least",
        type=click.IntRange(1),
        default=1,
        metavar="K",
        help="List only what at least K of the roles have.",
    )(function)
    function = click.option(
        "-k",
        "--kind",
        type=click.Choice(COMPARED),
        multiple=True,
        help="Compare only this kind; repeatable.",
    )(function)
    return click.argument("roles", nargs=-1, required=True)(function)


@click.command(epilog="Example: rolegraph compare mle research-engineer --kind tool")
@_comparison_options
@dataset_options
@output_options
def compare(
    roles: tuple[str, ...],
    kind: tuple[str, ...],
    least: int,
    db: str | None,
    endpoint: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """Show what two or more ROLES share and where they part.

    Each role is a slug, alias, label, CURIE or IRI. What most roles have comes first; under each
    role stands how strongly it has the thing. Counts and the Jaccard figure are over all traits of
    the compared kinds, also with --at-least.
    """
    check_output(output)
    result = comparisons.compare(open_chosen(db, endpoint), roles, kinds=kind, least=least)
    labels = tuple(role.label for role in result.roles)
    form = chosen_format(form, output)
    # Many roles leave no room for their names: initials stand for them, explained below.
    short = _initials(labels) if len(labels) > 3 and form in ("table", "md") else labels
    rows = [
        (
            KINDS[trait.kind].name,
            trait.label,
            *(one.modality if (one := trait.of(role.slug)) else "-" for role in result.roles),
            trait.sources,
            trait.claims,
        )
        for trait in result.traits
    ]
    columns = ("kind", "label", *short, "sources", "claims")
    tables = [Rows(columns, rows, _headline(result))]
    if short != labels:
        tables.append(Rows(("column", "role"), list(zip(short, labels, strict=True)), "Roles"))
    emit_rows(tables, form, output, result.to_dict())


def _initials(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return a short name for each label: its initials, or numbers where two would be the same."""
    names = tuple("".join(w if w.isupper() else w[0] for w in label.split()) for label in labels)
    return names if len(set(names)) == len(names) else tuple(str(n + 1) for n in range(len(names)))


def _headline(result: Comparison) -> str:
    alone = ", ".join(f"{result.distinct[role.slug]} only {role.label}" for role in result.roles)
    return (
        f"{result.shared_count} of {result.union} traits shared by all "
        f"(Jaccard {result.jaccard:.2f}); {alone}"
    )


@click.command(epilog="Example: rolegraph viz mle research-engineer --open")
@_comparison_options
@dataset_options
@click.option(
    "-o", "--output", metavar="FILE", help="Default: <role>-vs-<role>.html here; - is stdout."
)
@click.option("--open", "show", is_flag=True, help="Open the page in the browser.")
def viz(
    roles: tuple[str, ...],
    kind: tuple[str, ...],
    least: int,
    db: str | None,
    endpoint: str | None,
    output: str | None,
    show: bool,
) -> None:
    """Draw what two or more ROLES share as one self-contained HTML page, and print its path.

    The page needs no network. Each role is a slug, alias, label, CURIE or IRI.
    """
    from rolegraph import evidence

    check_output(output)
    if output is None and not os.access(".", os.W_OK):
        check_output("rolegraph.html")
    dataset = open_chosen(db, endpoint)
    result = comparisons.compare(dataset, roles, kinds=kind, least=least)
    path = output or "-vs-".join(role.slug.rpartition("/")[2] for role in result.roles) + ".html"
    check_output(path)
    iris = [role.iri for role in result.roles]
    details = evidence.details(dataset, iris, [trait.iri for trait in result.traits])
    from rolegraph.views import page

    emit(page.to_html(result, details), path)
    if path != "-":
        click.echo(path)
        if show:
            click.launch(os.path.abspath(path))
