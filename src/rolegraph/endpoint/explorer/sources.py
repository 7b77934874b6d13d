"""Sources: all of them, and one with its terms of use, the roles it describes and its claims."""

from datetime import date
from typing import Any

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer.addresses import named_iri, page_of
from rolegraph.endpoint.explorer.claims import shown
from rolegraph.endpoint.explorer.negotiation import FORMS
from rolegraph.endpoint.explorer.rendering import page as rendered
from rolegraph.endpoint.explorer.rendering import paged
from rolegraph.endpoint.explorer.view import Row, View
from rolegraph.endpoint.explorer.words import count, say
from rolegraph.figures import number
from rolegraph.namespaces import DC, DCTERMS, RDFS, RG, SCHEMA

_SIZE = 100
_FLAT = 5_000
"""Claims up to which a source has them listed in the order of its text: more take too long."""

_ASPECTS = {
    RG.label: "label",
    DCTERMS.title: "title",
    DC.publisher: "publisher",
    DCTERMS.issued: "issued",
    SCHEMA.version: "version",
    DCTERMS.license: "licence",
    DC.rights: "rights",
    RDFS.seeAlso: "url",
    RG.sha256: "sha256",
}


def _records(view: View) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in view.rows("cq-56-source-records", keep=True):
        record = found.setdefault(row["source"], dict.fromkeys(_ASPECTS.values()))
        aspect = _ASPECTS[row["property"]]
        record[aspect] = record[aspect] or row["value"]
    sizes = {row["source"]: row["claims"] for row in view.rows("cq-55-source-sizes", keep=True)}
    for iri, record in found.items():
        record["claims"] = sizes.get(iri, 0)
        record["title"] = record["title"] or record["label"] or iri
        record["href"] = page_of(iri)
        record["iri"] = iri
    return found


def listing(view: View) -> PageAnswer:
    """Return the list of sources."""
    records = sorted(_records(view).values(), key=lambda one: (-one["claims"], one["title"]))
    part, pages = paged(view, records, _SIZE)
    return rendered(
        view,
        "sources.html.j2",
        title=say("Sources"),
        about=count(len(records), "{n} source", "{n} sources"),
        sources=part,
        pages=pages,
    )


def page(view: View, iri: str, statements: list[tuple[Any, ...]]) -> PageAnswer:
    """Return the page of one source: what it is, and its claims, of one role or of all."""
    record = _records(view)[iri]
    role = named_iri(view.request.first("role"))
    roles = view.rows("cq-54-described-roles", keep=True, source=iri)
    claims: list[Row] | None = None
    if role is not None:
        claims = shown(view.rows("cq-52-claims", role=role, source=iri))
    elif record["claims"] <= _FLAT:
        claims = shown(view.rows("cq-52-claims", keep=True, source=iri))
        claims.sort(key=lambda one: (number(one["line"]) or 0, number(one["start"]) or 0))
    part, pages = paged(view, claims if claims is not None else roles, _SIZE)
    mentions = [
        value.value
        for _, prop, value in statements
        if prop.value == SCHEMA.mentions and hasattr(value, "value")
    ]
    labels = view.labels(mentions)
    return rendered(
        view,
        "source.html.j2",
        title=record["title"],
        about=", ".join(
            [
                *(str(record[key]) for key in ("publisher", "version") if record[key]),
                count(record["claims"], "{n} claim", "{n} claims"),
            ]
        ),
        alternates=FORMS[1:],
        iri=iri,
        source=record,
        dated=isinstance(record["issued"], date),
        roles=[
            (row["label"], page_of(row["role"]), row["role"])
            for row in (part if claims is None else roles[:_SIZE])
        ],
        all_roles=len(roles),
        role=role,
        role_label=view.labels([role]).get(role) if role else None,
        claims=None if claims is None else part,
        pages=pages,
        mentions=sorted(
            ((labels[one], page_of(one)) for one in mentions if one in labels),
            key=lambda one: one[0].casefold(),
        ),
    )
