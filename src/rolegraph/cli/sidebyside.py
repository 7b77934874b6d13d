"""What ``show --sources`` shows: the views of one role side by side."""

from typing import Any, Final

import click

from rolegraph import bundle
from rolegraph.cli.options import chosen_format, emit_rows
from rolegraph.dataset import Dataset
from rolegraph.errors import UsageError
from rolegraph.namespaces import COMPARED, KINDS, to_curie
from rolegraph.standpoints import ARTICLES, Disagreement, Row, Standpoints, standpoints
from rolegraph.views.table import Rows

_NONE: Final = "\u2013"
_LISTED: Final = 40
_CELLS: Final[list[tuple[Any, ...]]] = [
    (_NONE, "says nothing of it"),
    ("near: X", "says so of X, which is much like it, broader or narrower"),
]
_WHAT: Final = {
    "denied": "one says no",
    "degree": "other degrees",
    "rated": "too little for one",
    "strength": "essential for one",
    "absent": "not named by all",
}
_ROLES: Final = {
    "same": "the role itself",
    "exact": "exact match",
    "close": "close match",
    "broad": "broader role",
    "narrow": "narrower role",
    "related": "related role",
}


def show_views(
    dataset: Dataset,
    role: tuple[str, str],
    sources: str,
    kinds: tuple[str, ...],
    form: str | None,
    output: str | None,
) -> None:
    """Show what sources, named in one text, say of a role, given by IRI and label.

    Exits with 1 when none of them says anything.
    """
    names = [name.strip() for name in sources.split(",") if name.strip()]
    if not names:
        raise UsageError(f"--sources wants names, such as {ARTICLES},esco,onet")
    found = standpoints(dataset, *role, names, kinds=kinds, confidences=bundle.confidences())
    flat = chosen_format(form, output) in ("csv", "tsv")
    emit_rows([_flat(found)] if flat else _tables(found), form, output, found.to_dict())
    for view in found.views:
        if view.remark:
            click.echo(f"{view.name}: {view.remark}", err=True)
    if not found.rows:
        raise click.exceptions.Exit(1)


def _cells(row: Row, names: list[str]) -> list[str]:
    return [str(row.opinions[name]) if name in row.opinions else _NONE for name in names]


def _flat(found: Standpoints) -> Rows:
    """Return one table with a column for each view that was asked for, also one without words."""
    names = [view.name for view in found.views]
    silent = {view.name for view in found.views if not view.roles}
    parts = {(one.kind, one.label): one.what for one in found.disagreements}
    rows = []
    for row in found.rows:
        cells = dict(zip(names, _cells(row, names), strict=True)) | dict.fromkeys(silent, "")
        part = parts.get((row.kind, row.label))
        rows.append((row.kind, row.label, *(cells[name] for name in names), part))
    return Rows(("kind", "label", *names, "disagreement"), rows)


def _tables(found: Standpoints) -> list[Rows]:
    """Return a table for each kind; who has nothing to say is told beside, not given a column."""
    names = [view.name for view in found.views if view.roles]
    heads: list[tuple[Any, ...]] = [
        (
            view.name,
            match.label,
            _ROLES[match.relation],
            None if match.confidence is None else f"{match.confidence:g}",
            len(view.titles),
            view.traits,
        )
        for view in found.views
        for match in view.roles
    ]
    columns: tuple[str, ...] = ("view", "speaks of", "which is", "confidence", "sources", "traits")
    if all(row[3] is None for row in heads):
        columns = tuple(name for name in columns if name != "confidence")
        heads = [(*row[:3], *row[4:]) for row in heads]
    tables = [Rows(columns, heads, f"{found.label} ({to_curie(found.iri)}), side by side")]
    for kind in COMPARED:
        rows = [(row.label, *_cells(row, names)) for row in found.rows if row.kind == kind]
        if rows:
            title = f"{KINDS[kind].plural.capitalize()} ({len(rows)})"
            tables.append(Rows(("label", *names), rows, title))
    if len(names) > 1:
        absent = sum(one.what == "absent" for one in found.disagreements)
        # Classifications name different things: a list of all of them repeats the tables above.
        left = absent if absent > _LISTED else 0
        apart = [
            (_WHAT[one.what], one.label, *_parts(one, names))
            for one in found.disagreements
            if not (left and one.what == "absent")
        ]
        more = f"; {left} more that one asks for have a {_NONE} above" if left else ""
        title = f"Where they disagree ({len(apart)}{more})"
        tables.append(Rows(("how", "label", *names), apart, title))
    if any(opinion.near for row in found.rows for opinion in row.opinions.values()):
        tables.append(Rows(("cell", "means"), _CELLS, "How to read it"))
    return tables


def _parts(one: Disagreement, names: list[str]) -> list[str]:
    return [(one.views[name] or _NONE) if name in one.views else "" for name in names]
