"""Commands about who says what: ``why`` and ``contested``."""

from typing import Any

import click

from rolegraph import evidence
from rolegraph.cli.options import (
    SourceTags,
    check_output,
    chosen_format,
    completed_by,
    dataset_options,
    emit_rows,
    open_chosen,
    output_options,
)
from rolegraph.namespaces import slug_of
from rolegraph.queries import run
from rolegraph.queries.lookup import lexicon, resolve, resolve_role
from rolegraph.views.table import Rows, count

_NAMESAKE = 3
"""The rank from which on a match holds a text and is not called so."""


@click.command(epilog="Example: rolegraph why mle docker")
@click.argument("role", shell_complete=completed_by("roles"))
@click.argument("thing", shell_complete=completed_by("things"))
@dataset_options
@output_options
def why(
    role: str,
    thing: str,
    db: str | None,
    endpoint: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """List every claim that ROLE has THING: source, section, line, and how strongly.

    Both are slugs, aliases, labels, CURIEs or IRIs. A source that says the contrary is listed too,
    and one that rates the thing as too little to count, with its importance and level.
    The passage itself is shown where the article was read with --keep-quotes.
    """
    check_output(output)
    dataset = open_chosen(db, endpoint)
    iri = resolve_role(lexicon(dataset, "role"), role)
    names = lexicon(dataset)
    things = resolve(names, thing, "thing")
    claims = evidence.claims(dataset, [iri], things)
    if not claims:
        # Ours has the name first, but a role of a taxonomy has that of the taxonomy.
        others = [match.iri for match in names.search(thing) if match.rank < _NAMESAKE]
        claims = evidence.claims(dataset, [iri], others) if others else []
    rows: list[tuple[Any, ...]] = [
        (
            claim.label,
            "denied" if claim.denied else "rated" if claim.rated else claim.modality,
            claim.title,
            claim.section,
            claim.category,
            claim.line,
        )
        for claim in claims
    ]
    columns: tuple[str, ...] = ("thing", "modality", "source", "section", "category", "line")
    for column in ("importance", "level", "quote"):
        values = [getattr(claim, column) for claim in claims]
        if any(value is not None for value in values):
            columns = (*columns, column)
            rows = [(*row, value) for row, value in zip(rows, values, strict=True)]
    denials, ratings = sum(claim.denied for claim in claims), sum(claim.rated for claim in claims)
    title = f"{names.label(iri)}: {count(len(claims) - denials - ratings, 'claim')}"
    title += f", {count(denials, 'denial')}" if denials else ""
    title += f", {count(ratings, 'rating')}" if ratings else ""
    value = [claim.to_dict() for claim in claims]
    emit_rows([Rows(columns, rows, title)], form, output, value)
    if not claims:
        naming = run(dataset, "cq-18-articles-naming", {"thing": things}).records()
        others = sorted({row["roleLabel"] for row in naming})
        said_of = f"It is said of: {', '.join(others)}." if others else "No source names it at all."
        thing_label = names.label(things[0])
        click.echo(f"No source says that {names.label(iri)} has {thing_label}. {said_of}", err=True)


_OTHER = {
    "denied": "does not",
    "contradicts itself": "does not",
    "asked or welcomed": "only welcomes it",
}


@click.command(epilog="Example: rolegraph contested machine-learning-research-engineer")
@click.argument("role", required=False, shell_complete=completed_by("roles"))
@dataset_options
@output_options
def contested(
    role: str | None, db: str | None, endpoint: str | None, form: str | None, output: str | None
) -> None:
    r"""List where sources disagree, about every role or about ROLE.

    \b
    denied                 one says so, the other the contrary
    contradicts itself     one source says so here, the contrary there
    conflict               they say things that exclude each other
    lowest degree          the lowest degree that is enough differs
    asked or welcomed      one asks for it, one only welcomes it
    figure credited twice  one figure stands for two categories
    """
    check_output(output)
    dataset = open_chosen(db, endpoint)
    one = resolve_role(lexicon(dataset, "role"), role) if role else None
    found = evidence.contested(dataset, one).records()
    tags = SourceTags()
    flat = chosen_format(form, output) in ("csv", "tsv")

    def place(source: str, line: int | None) -> str:
        slug = slug_of(source)
        return tags.place(slug, line) if not flat else f"{slug}:{line}" if line else slug

    rows = [
        (
            row["roleLabel"],
            row["disagreement"],
            row["label"],
            place(row["source"], row["line"]),
            _OTHER.get(row["disagreement"], row["otherLabel"]),
            place(row["otherSource"], row["otherLine"]),
        )
        for row in found
    ]
    columns = ("role", "disagreement", "one says", "where", "other says", "where else")
    tables = [Rows(columns, rows, count(len(rows), "disagreement"))]
    if rows and not flat:
        tables.append(tags.legend())
    emit_rows(tables, form, output, found)
