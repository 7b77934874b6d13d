"""Commands over all roles: ``similar``, ``gap``, ``path``, ``match``, ``distinctive``."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from rolegraph import profiles as reading
from rolegraph.answers import Answer
from rolegraph.cli import summaries
from rolegraph.cli.options import (
    check_output,
    chosen_format,
    completed_by,
    dataset_options,
    emit_rows,
    open_chosen,
    output_options,
)
from rolegraph.dataset import Dataset
from rolegraph.errors import UsageError
from rolegraph.namespaces import COMPARED
from rolegraph.profiles import LEARNT, Profiles
from rolegraph.queries.lookup import lexicon, resolve_role
from rolegraph.views.table import Rows, safe

F = TypeVar("F", bound=Callable[..., Any])


def _analysis_options(kinds: str) -> Callable[[F], F]:
    """Add ``--kind`` and ``--sources`` and what every command has; ``kinds`` says the default."""

    def decorate(function: F) -> F:
        function = output_options(dataset_options(function))
        function = click.option(
            "--sources", metavar="A,B", help="Count only what these sources say, by their slugs."
        )(function)
        return click.option(
            "-k",
            "--kind",
            type=click.Choice(COMPARED),
            multiple=True,
            help=f"Count only this kind; repeatable. Default: {kinds}.",
        )(function)

    return decorate


def _limit_option(default: int | None) -> Callable[[F], F]:
    words = f"Default: {default}." if default else "Default: all."
    return click.option("--limit", type=click.IntRange(1), default=default, metavar="N", help=words)


def _read(dataset: Dataset, sources: str | None) -> Profiles:
    names = [name.strip() for name in (sources or "").split(",") if name.strip()]
    if sources is not None and not names:
        raise UsageError("--sources takes slugs of sources, such as esco,onet")
    return reading.read(dataset, names)


def _resolved(dataset: Dataset, *names: str) -> list[str]:
    known = lexicon(dataset, "role")
    return [resolve_role(known, name) for name in names]


def _emit(
    answer: Answer,
    tables: Callable[[], list[Rows]],
    form: str | None,
    output: str | None,
    limit: int | None = None,
    listed: str = "",
) -> None:
    """Show an answer: all columns to programs, chosen ones to people, at most ``limit`` rows.

    ``listed`` is the key of the list in the JSON that the rows stand in.
    """
    form = chosen_format(form, output)
    if form in ("csv", "tsv"):
        shown = [Rows(answer.columns, answer.rows()[:limit])]
    else:
        shown = [] if form == "json" else tables()
        if shown:
            shown[0] = shown[0]._replace(rows=shown[0].rows[:limit])
    value = answer.to_dict() if form == "json" else {}
    if limit is not None and listed in value:
        value[listed] = value[listed][:limit]
    emit_rows(shown, form, output, value)
    if listed and limit is not None and len(answer) > limit:
        click.echo(f"{len(answer) - limit} more: --limit {len(answer)} shows all", err=True)


@click.command(epilog="Example: rolegraph similar mle --measure weighted")
@click.argument("role", shell_complete=completed_by("roles"))
@click.option(
    "-m",
    "--measure",
    type=click.Choice(("jaccard", "weighted")),
    default="jaccard",
    help="What the roles are ordered by. Default: jaccard.",
)
@_limit_option(10)
@_analysis_options("all")
def similar(
    role: str,
    measure: str,
    limit: int,
    kind: tuple[str, ...],
    sources: str | None,
    db: str | None,
    endpoint: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """List the roles nearest to ROLE, with the counts behind the figure.

    Jaccard is what both have (shared) over what either has (of). The weighted figure counts a thing
    by how rare it is among all roles and how important it is for each.
    """
    from rolegraph.likeness import similar as find

    check_output(output)
    dataset = open_chosen(db, endpoint)
    (iri,) = _resolved(dataset, role)
    answer = find(_read(dataset, sources).of_kinds(kind), iri, limit, measure)

    _emit(answer, lambda: summaries.similar(answer), form, output)


@click.command(epilog="Example: rolegraph gap data-engineer mle")
@click.argument("have", shell_complete=completed_by("roles"))
@click.argument("want", shell_complete=completed_by("roles"))
@_limit_option(None)
@_analysis_options(", ".join(LEARNT))
def gap(
    have: str,
    want: str,
    limit: int | None,
    kind: tuple[str, ...],
    sources: str | None,
    db: str | None,
    endpoint: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """Show what the role HAVE lacks for the role WANT.

    What WANT requires comes first, and of that what the fewest roles have. A lacking thing is
    partly covered when HAVE has a broader, narrower or sibling thing, or a higher degree; that is
    shown, and not counted as had.
    """
    from rolegraph.cover import levels_of, terms_of
    from rolegraph.gaps import gap as find

    check_output(output)
    dataset = open_chosen(db, endpoint)
    one, other = _resolved(dataset, have, want)
    answer = find(
        _read(dataset, sources),
        one,
        other,
        kinds=kind,
        terms=terms_of(dataset),
        levels=levels_of(dataset),
    )

    _emit(answer, lambda: summaries.gap(answer), form, output, limit, "lacks")


@click.command(epilog="Example: rolegraph path data-engineer ai-scientist")
@click.argument("start", shell_complete=completed_by("roles"))
@click.argument("goal", shell_complete=completed_by("roles"))
@click.option(
    "--max-step",
    type=click.IntRange(0),
    metavar="N",
    help="No step has more than N new things. Default: half of the direct step.",
)
@_analysis_options(", ".join(LEARNT))
def path(
    start: str,
    goal: str,
    max_step: int | None,
    kind: tuple[str, ...],
    sources: str | None,
    db: str | None,
    endpoint: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """Find a chain of roles from START to GOAL, each a small step.

    A step's size is how many things the next role has and the one before lacks. The direct step is
    always the least in all; the chain shown is the least of those in which no step is larger than
    --max-step. Exit code 1 means that there is none.
    """
    from rolegraph.paths import path as find

    check_output(output)
    dataset = open_chosen(db, endpoint)
    one, other = _resolved(dataset, start, goal)
    answer = find(_read(dataset, sources), one, other, limit=max_step, kinds=kind)

    _emit(answer, lambda: summaries.path(answer), form, output)


@click.command(epilog="Example: rolegraph match --skill python --skill sql --skill 'deep learning'")
@click.argument("file", required=False, shell_complete=completed_by("files"))
@click.option(
    "-s", "--skill", "skills", multiple=True, metavar="NAME", help="What one has; repeatable."
)
@_limit_option(10)
@_analysis_options(", ".join(LEARNT))
def match(
    file: str | None,
    skills: tuple[str, ...],
    limit: int,
    kind: tuple[str, ...],
    sources: str | None,
    db: str | None,
    endpoint: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """Find the roles that fit what a person has: what is there, missing, and near.

    Give skills, tools, degrees, fields and certifications by --skill, or in FILE (- is stdin): a
    list with one name on each line, or a JSON Resume (https://jsonresume.org/schema). Names that
    nothing has are listed on stderr with the nearest ones. Exit code 1 means that none is known.
    """
    from rolegraph import resume
    from rolegraph.cover import levels_of, terms_of
    from rolegraph.matching import finder
    from rolegraph.matching import match as find

    check_output(output, file)
    brought = resume.Resume((), ())
    if file is not None:
        brought = resume.open_file(file)
    dataset = open_chosen(db, endpoint)
    answer = find(
        _read(dataset, sources),
        finder(dataset),
        [*dict.fromkeys((*skills, *brought.names))],
        positions=brought.positions,
        kinds=kind,
        limit=limit,
        terms=terms_of(dataset),
        levels=levels_of(dataset),
    )

    _emit(answer, lambda: summaries.match(answer), form, output)
    for unknown in answer.unknown:
        near = f" Nearest: {', '.join(unknown.nearest)}." if unknown.nearest else ""
        click.echo(safe(f"Unknown: {unknown.name!r}.{near}"), err=True)
    if answer.unused:
        click.echo(safe(f"No role has: {', '.join(answer.unused)}"), err=True)


@click.command(epilog="Example: rolegraph distinctive ai-scientist --kind skill")
@click.argument("role", shell_complete=completed_by("roles"))
@_limit_option(None)
@_analysis_options("all")
def distinctive(
    role: str,
    limit: int | None,
    kind: tuple[str, ...],
    sources: str | None,
    db: str | None,
    endpoint: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """Show what sets ROLE apart from all others, had by the fewest others first.

    Only here: no other role has it. Necessary: each source that says anything of this kind about
    ROLE requires it. Distinguishing: at most 10 of 100 other roles have it. Defining: necessary and
    distinguishing.
    """
    from rolegraph.distinctiveness import distinctive as find

    check_output(output)
    dataset = open_chosen(db, endpoint)
    (iri,) = _resolved(dataset, role)
    answer = find(_read(dataset, sources), iri, kinds=kind)

    _emit(answer, lambda: summaries.distinctive(answer), form, output, limit, "traits")
