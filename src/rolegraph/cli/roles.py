"""Commands about single roles and things: ``roles``, ``show``, ``search``."""

from typing import Any

import click

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
from rolegraph.dataset import Dataset
from rolegraph.errors import UsageError
from rolegraph.figures import pay, pay_and_rest, pay_words
from rolegraph.namespaces import COMPARED, KINDS, slug_of, to_curie
from rolegraph.queries import run
from rolegraph.queries.bounds import check_traits
from rolegraph.queries.lookup import Names, lexicon, resolve_role
from rolegraph.views.table import Rows, count
from rolegraph.views.words import most_supported

_BESIDE = ("outlook", "salary", "advice", "employer")
_FACET = ("label", "modality", "sources", "claims")


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


def _head(dataset: Dataset, iri: str, role: str) -> dict[str, Any]:
    found = run(dataset, "cq-01-roles", {"role": iri}).records()
    if not found:
        raise UsageError(
            f"{role}: {dataset.where} has the name and says nothing of it. `rolegraph roles` lists "
            "those of which something is said"
        )
    return found[0]


@click.command(epilog="Example: rolegraph show mle --kind tool")
@click.argument("role", shell_complete=completed_by("roles"))
@click.option(
    "-k", "--kind", type=click.Choice(COMPARED), multiple=True, help="Only this kind; repeatable."
)
@click.option(
    "--sources",
    metavar="NAMES",
    help="What each says, side by side, such as articles,esco,onet or slugs of sources.",
)
@dataset_options
@output_options
def show(
    role: str,
    kind: tuple[str, ...],
    sources: str | None,
    db: str | None,
    endpoint: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """Show one role, facet by facet, each thing with its strength and support.

    ROLE is a slug, alias (mle), label, CURIE or IRI. Support is how many sources and how many
    claims say so; modality is the strongest of them. With --sources each has a column of its own,
    and below stands where they disagree.
    """
    check_output(output)
    dataset = open_chosen(db, endpoint)
    names = lexicon(dataset, "role")
    iri = resolve_role(names, role)
    check_traits(dataset, [iri])
    if sources is not None:
        from rolegraph.cli.sidebyside import show_views

        head = _head(dataset, iri, role)
        show_views(dataset, (iri, head["label"]), sources, kind, form, output)
        return
    facets: dict[str, list[dict[str, Any]]] = {}
    for row in run(dataset, "cq-02-traits", {"role": iri}).records():
        facets.setdefault(row["kind"], []).append(
            {"iri": row["thing"], **{column: row[column] for column in _FACET}}
        )
    for listed in facets.values():
        listed.sort(key=most_supported)
    wanted = [name for name in (kind or COMPARED) if name in facets]
    head = _head(dataset, iri, role)
    said = [
        {"text": row["definition"], "source": slug_of(row["source"]), "line": row["line"]}
        for row in run(dataset, "cq-06-definitions", {"role": iri}).records()
    ]
    beside, more = _beside(dataset, iri)
    rows = {name: [tuple(row[c] for c in _FACET) for row in facets[name]] for name in wanted}
    if chosen_format(form, output) in ("csv", "tsv"):
        tables = [Rows(("kind", *_FACET), [(name, *row) for name in wanted for row in rows[name]])]
    else:
        tags = SourceTags()
        texts = [(row["text"], tags.place(row["source"], row["line"])) for row in said]
        counts = f"{count(head['traits'], 'trait')}, {count(head['sources'], 'source')}"
        title = f"{head['label']} ({_typed(names, iri, head['label'])}): {counts}"
        tables = [Rows(("what it is", "said in"), texts, title)]
        tables += [
            Rows(_FACET, rows[name], f"{KINDS[name].plural.capitalize()} ({len(rows[name])})")
            for name in wanted
        ]
        for name, lines in beside.items() if not kind else ():
            paid = name == "salary" and any(one["sample"] for one in lines)
            places = [
                (
                    one["label"],
                    *((pay_words(one),) if paid else ()),
                    tags.place(one["source"], one["line"]),
                )
                for one in lines
            ]
            left = f"; {more:,} more: rolegraph query -n cq-35 -p role={slug_of(iri)}"
            hint = left if name == "salary" and more else ""
            title = f"{KINDS[name].plural.capitalize()} (not counted{hint})"
            columns = ("label", "pay", "said in") if paid else ("label", "said in")
            tables.append(Rows(columns, places, title))
        tables += [tags.legend()] if tags else []
    value = {
        "role": {
            "iri": iri,
            "slug": slug_of(iri),
            **{key: head[key] for key in ("label", "traits", "sources")},
        },
        "definitions": said,
        "facets": {name: facets[name] for name in wanted},
        "beside": beside,
    }
    emit_rows(tables, form, output, value)


def _beside(dataset: Dataset, role: str) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """Return by kind what is said of a role and not counted: label, source, line; pay in numbers.

    Of a salary table it is a choice; the number says how many more salaries there are.
    """
    things, surplus = pay_and_rest(dataset, role)
    asked = {"role": [role], "thing": things} if surplus else {"role": [role]}
    found: dict[str, list[dict[str, Any]]] = {}
    salaries = []
    for _, kind, thing, label, source, line in run(dataset, "cq-35-beside", asked):
        if kind != "salary":
            one = {"label": label, "source": slug_of(source), "line": line}
            found.setdefault(kind, []).append(one)
        elif (role, source, thing) not in surplus:
            salaries.append((thing, label, source, line))
    if salaries:
        found["salary"] = pay(dataset, role, salaries)
    return {kind: found[kind] for kind in _BESIDE if kind in found}, len(surplus)


def _typed(names: Names, iri: str, label: str) -> str:
    """Return the shortest that one can type for a thing: a CURIE, a source's name for it, an IRI.

    The IRIs of ESCO are too long for a terminal, and no prefix shortens them to what says more.
    """
    if (short := to_curie(iri)) != iri:
        return short
    for source in names.sources(iri):
        if names.find(label, source) == [iri]:
            return f"{source}:{label}"
    return iri


@click.command(epilog="Example: rolegraph search kubernetes")
@click.argument("text")
@click.option("-k", "--kind", type=click.Choice(tuple(KINDS)), help="Only this kind.")
@click.option("--limit", type=click.IntRange(1), default=20, metavar="N", help="Default: 20.")
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
    short = chosen_format(form, output) in ("table", "md")
    rows = [
        (
            match.label,
            _typed(names, match.iri, match.label) if short else to_curie(match.iri),
            match.name if match.name != match.label else None,
        )
        for match in found[:limit]
    ]
    emit_rows([Rows(("label", "name", "found as"), rows, f"{len(found)} found")], form, output)
    if not found and (near := names.nearest(text)):
        click.echo(f"Nothing is called {text!r}. Nearest: {', '.join(near)}", err=True)
    if len(found) > limit:
        click.echo(f"{len(found) - limit} more: --limit {len(found)} shows all", err=True)
