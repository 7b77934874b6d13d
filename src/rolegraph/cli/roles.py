"""Commands about single roles and things: ``roles``, ``show``, ``search``."""

from typing import Any

import click

from rolegraph.cli.options import (
    check_output,
    chosen_format,
    dataset_options,
    emit_rows,
    open_chosen,
    output_options,
)
from rolegraph.errors import UnknownNameError
from rolegraph.namespaces import COMPARED, KINDS, slug_of, to_curie
from rolegraph.queries import run
from rolegraph.queries.lookup import lexicon, resolve_role
from rolegraph.views.table import Rows


@click.command(epilog="Example: rolegraph roles --format json")
@dataset_options
@output_options
def roles(db: str | None, endpoint: str | None, form: str | None, output: str | None) -> None:
    """List every role, with how many traits and sources."""
    check_output(output)
    rows = [
        (slug_of(role), label, traits, sources)
        for role, label, traits, sources in run(open_chosen(db, endpoint), "cq-01-roles")
    ]
    emit_rows([Rows(("role", "label", "traits", "sources"), rows)], form, output)


@click.command(epilog="Example: rolegraph show mle --kind tool")
@click.argument("role")
@click.option(
    "-k", "--kind", type=click.Choice(COMPARED), multiple=True, help="Only this kind; repeatable."
)
@dataset_options
@output_options
def show(
    role: str,
    kind: tuple[str, ...],
    db: str | None,
    endpoint: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """Show one role, facet by facet, each thing with its strength and support.

    ROLE is a slug, alias (mle), label, CURIE or IRI. Support is how many sources and how many
    claims say so; modality is the strongest of them.
    """
    check_output(output)
    dataset = open_chosen(db, endpoint)
    iri = resolve_role(lexicon(dataset, "role"), role)
    facets: dict[str, list[tuple[Any, ...]]] = {}
    things: dict[str, list[dict[str, Any]]] = {}
    for row in run(dataset, "cq-02-traits", {"role": iri}).records():
        values = (row["label"], row["modality"], row["sources"], row["claims"])
        facets.setdefault(row["kind"], []).append(values)
        columns = ("iri", "label", "modality", "sources", "claims")
        things.setdefault(row["kind"], []).append(
            dict(zip(columns, (row["thing"], *values), strict=True))
        )
    wanted = [name for name in (kind or COMPARED) if name in facets]
    (head,) = run(dataset, "cq-01-roles", {"role": iri}).records()
    said = [
        (row["definition"], slug_of(row["source"]), row["line"])
        for row in run(dataset, "cq-06-definitions", {"role": iri}).records()
    ]
    if chosen_format(form, output) in ("csv", "tsv"):
        flat = [(name, *row) for name in wanted for row in facets[name]]
        tables = [Rows(("kind", "label", "modality", "sources", "claims"), flat)]
    else:
        title = f"{head['label']} ({to_curie(iri)}): {head['traits']} traits, {head['sources']} sources"
        tables = [Rows(("what it is", "source", "line"), said, title)]
        columns = ("label", "modality", "sources", "claims")
        tables += [
            Rows(columns[0:4], facets[name], f"{KINDS[name].plural.capitalize()} ({len(facets[name])})")
            for name in wanted
        ]
    value = {
        "role": {"iri": iri, "slug": slug_of(iri), **head, "role": iri},
        "definitions": [
            dict(zip(("text", "source", "line"), row, strict=True)) for row in said
        ],
        "facets": {name: things[name] for name in wanted},
    }
    del value["role"]["role"]
    emit_rows(tables, form, output, value)


@click.command(epilog="Example: rolegraph search kubernetes")
@click.argument("text")
@click.option("-k", "--kind", type=click.Choice(tuple(KINDS)), help="Only this kind.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@dataset_options
@output_options
def search(
    text: str,
    kind: str | None,
    limit: int,
    db: str | None,
    endpoint: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """Find things whose label, other name or nickname contains TEXT, the best match first."""
    check_output(output)
    names = lexicon(open_chosen(db, endpoint), kind)
    found = names.search(text)
    if not found:
        raise UnknownNameError(text, kind or "thing", names.nearest(text))
    rows = [
        (match.label, to_curie(match.iri), match.name if match.name != match.label else None)
        for match in found[:limit]
    ]
    emit_rows([Rows(("label", "name", "found as"), rows)], form, output)
    if len(found) > limit:
        click.echo(f"{len(found) - limit} more: --limit {len(found)} shows all", err=True)
