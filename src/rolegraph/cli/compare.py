"""Commands about several roles: ``compare`` and ``viz``."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from rolegraph import comparison as comparisons
from rolegraph.cli.options import (
    check_output,
    chosen_format,
    completed_by,
    dataset_options,
    emit,
    emit_rows,
    open_chosen,
    output_options,
)
from rolegraph.cli.summaries import without_kind
from rolegraph.comparison import Comparison
from rolegraph.errors import UsageError
from rolegraph.namespaces import COMPARED
from rolegraph.views.table import Rows

if TYPE_CHECKING:
    from rolegraph import evidence

LAYOUTS: Final = ("columns", "upset", "network")
PICTURES: Final = ("html", "svg", "png")

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
    return click.argument("roles", nargs=-1, required=True, shell_complete=completed_by("roles"))(
        function
    )


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
    table = result.strengths(short)
    tables = [_narrowed(table) if form == "table" else table]
    if short != labels:
        tables.append(Rows(("column", "role"), list(zip(short, labels, strict=True)), "Roles"))
    emit_rows(tables, form, output, result.to_dict())


def _narrowed(table: Rows) -> Rows:
    """Return a table that fits a narrow terminal: kinds stand behind labels, claims are left out.

    With long names of roles the columns else leave no room for whole words.
    """
    short = without_kind(table)
    if short is table:
        return table
    return short._replace(columns=short.columns[:-1], rows=[row[:-1] for row in short.rows])


def _initials(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return a short name for each label: its initials, or numbers where two would be the same."""
    names = tuple("".join(w if w.isupper() else w[0] for w in label.split()) for label in labels)
    return names if len(set(names)) == len(names) else tuple(str(n + 1) for n in range(len(names)))


@click.command(epilog="Example: rolegraph viz mle research-engineer --open")
@_comparison_options
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    help="Default: columns for up to three roles, upset for more.",
)
@click.option(
    "--lang", metavar="TAG", help="Labels in this language, such as de, where the data has it."
)
@dataset_options
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(PICTURES),
    help="Default: by the ending of the file, else html.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Default: <role>-vs-<role>.html here; - is stdout.",
    shell_complete=completed_by("files"),
)
@click.option("--open", "show", is_flag=True, help="Open the page in the browser.")
def viz(
    roles: tuple[str, ...],
    kind: tuple[str, ...],
    least: int,
    layout: str | None,
    lang: str | None,
    db: str | None,
    endpoint: str | None,
    form: str | None,
    output: str | None,
    show: bool,
) -> None:
    """Draw what ROLES share, or what one role has, and print the path of the picture.

    It is one self-contained HTML page that needs no network, or an SVG or PNG picture of it. Each
    role is a slug, alias, label, CURIE or IRI.
    """
    check_output(output)
    form = _picture_format(form, output)
    if output is None and not os.access(".", os.W_OK):
        check_output(f"rolegraph.{form}")
    dataset = open_chosen(db, endpoint)
    if len(roles) == 1:
        result = comparisons.profile(dataset, roles[0], kinds=kind, least=least, lang=lang)
    else:
        result = comparisons.compare(dataset, roles, kinds=kind, least=least, lang=lang)
    slugs = [role.slug.rpartition("/")[2] for role in result.roles]
    path = output or f"{'-vs-'.join(slugs)}.{form}"
    check_output(path)
    from rolegraph import evidence, languages
    from rolegraph.views.bounds import check_size

    # Before the claims are read, which takes longest.
    check_size(len(result.traits))
    iris = [role.iri for role in result.roles]
    things = [trait.iri for trait in result.traits]
    details = evidence.details(dataset, iris, things, lang=lang)
    if lang:
        found = len(languages.labels(dataset, [*iris, *things], lang))
        if found < len(iris) + len(things):
            text = f"{found} of {len(iris) + len(things)} labels are there in {lang}"
            click.echo(f"{text}; the others stay as they are.", err=True)
    emit(_drawn(form, result, details, layout), path)
    if path != "-":
        click.echo(path)
        if show:
            click.launch(os.path.abspath(path))


def _picture_format(form: str | None, output: str | None) -> str:
    """Return the format that was asked for, else the one that the file's ending names."""
    if form or output in (None, "-"):
        return form or PICTURES[0]
    ending = os.path.splitext(str(output))[1].lower().removeprefix(".")
    if ending not in PICTURES:
        raise UsageError(
            f"{output}: a picture ends in .html, .svg or .png; --format chooses for other names"
        )
    return ending


def _drawn(
    form: str, result: Comparison, details: "evidence.Details", layout: str | None
) -> str | bytes:
    # Only what draws the chosen format is imported.
    if form == "html":
        from rolegraph.views import page

        return page.to_html(result, details, layout=layout)
    from rolegraph.views import picture

    draw = picture.to_svg if form == "svg" else picture.to_png
    return draw(result, details, layout=layout)
