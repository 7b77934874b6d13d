"""Roles: the list of all, and the page of one with who says what of it."""

from collections.abc import Mapping
from typing import Any

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer.addresses import page_of
from rolegraph.endpoint.explorer.claims import shown, sources_of
from rolegraph.endpoint.explorer.negotiation import FORMS
from rolegraph.endpoint.explorer.rendering import kind_words, paged
from rolegraph.endpoint.explorer.rendering import page as rendered
from rolegraph.endpoint.explorer.things import matches, names
from rolegraph.endpoint.explorer.view import Row, View
from rolegraph.endpoint.explorer.words import count, say
from rolegraph.errors import UsageError
from rolegraph.figures import number, surplus_pay
from rolegraph.namespaces import COMPARED, KINDS, RG, SKOS

_SIZE = 100
_NEAREST = 8
_BESIDE = ("outlook", "salary", "advice", "employer")
ORDERS = ("name", "traits", "sources")


def listing(view: View) -> PageAnswer:
    """Return the list of roles, by name or by how much is known of them."""
    rows = view.rows("cq-01-roles", keep=True)
    order = view.request.first("order")
    if order in ORDERS[1:]:
        rows = sorted(rows, key=lambda row: (-row[order], row["label"].casefold(), row["role"]))
    else:
        order = ORDERS[0]
        rows = sorted(rows, key=lambda row: (row["label"].casefold(), row["role"]))
    part, pages = paged(view, rows, _SIZE)
    return rendered(
        view,
        "roles.html.j2",
        title=say("Roles"),
        about=count(len(rows), "{n} role", "{n} roles"),
        roles=[row | {"href": page_of(row["role"])} for row in part],
        pages=pages,
        order=order,
        orders=ORDERS,
    )


def page(view: View, iri: str, statements: list[tuple[Any, ...]]) -> PageAnswer:
    """Return the page of one role."""
    named = names(view, iri)
    said = shown(view.rows("cq-52-claims", role=iri))
    traits = view.rows("cq-02-traits", role=iri)
    by_thing: dict[str, list[Row]] = {}
    for row in said:
        by_thing.setdefault(row["thing"], []).append(row)
    facets = [
        (kind, [_trait(row, by_thing) for row in traits if row["kind"] == kind])
        for kind in COMPARED
    ]
    have = {row["thing"] for row in traits}
    denied = [row for row in said if row["says"] == "no"]
    label = named["label"] or iri
    related = [
        value.value
        for _, prop, value in statements
        if getattr(prop, "value", None) == RG.relatesToRole and hasattr(value, "value")
    ]
    labels = view.labels(related)
    written = [row for row in said if row["property"] == SKOS.definition]
    return rendered(
        view,
        "role.html.j2",
        title=label,
        about=written[0]["text"] if written else _summary(traits, said),
        alternates=FORMS[1:],
        iri=iri,
        label=label,
        names=named,
        definitions=written,
        facets=[(kind, rows) for kind, rows in facets if rows],
        traits=len(have),
        claims=sum(row["says"] == "yes" for row in said),
        sources=sources_of(said),
        denied=denied,
        held=have,
        ratings=sum(row["says"] == "little" for row in said),
        beside=_beside(view, said),
        similar=_similar(view, iri),
        related=sorted(
            ((labels[one], page_of(one)) for one in related if one in labels),
            key=lambda one: one[0].casefold(),
        ),
        matches=matches(view, iri),
    )


def _summary(traits: list[Row], said: list[Row]) -> str:
    parts = [
        f"{number} {kind_words(kind, number).lower()}"
        for kind in COMPARED
        if (number := sum(row["kind"] == kind for row in traits))
    ]
    return ", ".join(parts) or count(len(said), "{n} claim", "{n} claims")


def _trait(row: Row, by_thing: Mapping[str, list[Row]]) -> Row:
    said = by_thing.get(row["thing"], [])
    levels = [level for one in said if (level := number(one["importance"])) is not None]
    return row | {
        "href": page_of(row["thing"]),
        "said": said,
        "denied": any(one["says"] == "no" for one in said),
        "importance": max(levels, default=None),
    }


def _beside(view: View, said: list[Row]) -> list[tuple[str, list[Row], int]]:
    """Return what is not compared, by kind, with how many more salaries a table has."""
    dataset = view.known.dataset
    paid = [row for row in said if row["kind"] == "salary"]
    surplus = surplus_pay(dataset, ((row["role"], row["source"], row["thing"]) for row in paid))
    found = []
    for kind in _BESIDE:
        rows = [
            row for row in said if row["property"] == KINDS[kind].property and row["says"] == "yes"
        ]
        kept = [row for row in rows if (row["role"], row["source"], row["thing"]) not in surplus]
        if kept:
            found.append((kind, kept, len(rows) - len(kept)))
    return found


def _similar(view: View, iri: str) -> list[Row]:
    """Return the nearest roles; none for a role of which only the pay is known."""
    try:
        found = view.graph.similar(iri, limit=_NEAREST).found
    except UsageError:
        return []
    return [
        {
            "iri": one.role.iri,
            "label": one.role.label,
            "href": page_of(one.role.iri),
            "shared": one.shared,
            "of": one.of,
            "jaccard": one.jaccard,
            "heaviest": [thing.label for thing in one.heaviest],
        }
        for one in found
    ]
