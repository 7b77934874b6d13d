"""Claims: rows of them as pages show them, and the page of one."""

from collections.abc import Iterable
from typing import Any

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer.addresses import page_of
from rolegraph.endpoint.explorer.negotiation import FORMS
from rolegraph.endpoint.explorer.rendering import page as rendered
from rolegraph.endpoint.explorer.view import Row, View
from rolegraph.endpoint.explorer.words import say
from rolegraph.namespaces import KINDS, RG, SKOS, slug_of

_KIND_OF = {kind.property: kind.name for kind in KINDS.values() if kind.property}


def shown(rows: Iterable[Row]) -> list[Row]:
    """Return claims with what templates need: kind, address of their page, what is said.

    A claim about a text (what a role is) has no thing that is linked: ``text`` has it.
    """
    found = []
    for row in rows:
        text = row["thing"] if row["property"] == SKOS.definition else None
        found.append(
            row
            | {
                "kind": _KIND_OF.get(row["property"]),
                "text": text,
                "label": row["label"] or (text if text else row["thing"]),
                "href": page_of(row["claim"]),
                "thing_href": None if text else page_of(row["thing"]),
            }
        )
    return found


def page(view: View, iri: str) -> PageAnswer:
    """Return the page of one claim."""
    rows = shown(view.rows("cq-52-claims", claim=iri))
    if not rows:
        from rolegraph.endpoint.explorer.missing import missing

        return missing(view, slug_of(iri))
    (one, *_) = rows
    says = {"yes": say("Claim"), "no": say("Denial"), "little": say("Rating")}[one["says"]]
    title = f"{says}: {one['roleLabel']} – {_short(one['label'])}"
    return rendered(
        view,
        "claim.html.j2",
        title=title,
        about=say("What one source says, and where it stands."),
        alternates=FORMS[1:],
        says=says,
        claim=one,
        iri=iri,
        others=[("/why", one["role"], one["thing"])] if one["text"] is None else [],
        property_href=page_of(one["property"]),
        defined=one["property"].startswith(RG.hasTrait[: -len("hasTrait")]),
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


def sources_of(rows: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the sources of claims, each with its title, in order."""
    return list(dict.fromkeys((row["source"], row["title"]) for row in rows))
