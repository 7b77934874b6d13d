"""The things of one kind, by name."""

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer.addresses import page_of
from rolegraph.endpoint.explorer.missing import missing
from rolegraph.endpoint.explorer.negotiation import FORMS
from rolegraph.endpoint.explorer.rendering import kind_words, paged, redirect
from rolegraph.endpoint.explorer.rendering import page as rendered
from rolegraph.endpoint.explorer.view import View
from rolegraph.endpoint.explorer.words import count
from rolegraph.namespaces import PREFIXES

_SIZE = 200


def page(view: View, iri: str) -> PageAnswer:
    """Return the page of a concept scheme: all things of one kind, paged."""
    kind = iri.removeprefix(PREFIXES["scheme"])
    if kind == "role":
        return redirect("/roles")
    statements = view.rows("cq-53-statements", thing=iri)
    definition = next(
        (row["value"] for row in statements if row["property"].endswith("#definition")), None
    )
    labels = view.known.names(kind).labels()
    if not labels and not statements:
        return missing(view, kind)
    rows = sorted(labels.items(), key=lambda one: (one[1].casefold(), one[0]))
    part, pages = paged(view, rows, _SIZE)
    return rendered(
        view,
        "kind.html.j2",
        title=kind_words(kind, 2),
        about=definition or count(len(rows), "{n} thing", "{n} things"),
        alternates=FORMS[1:],
        kind=kind,
        iri=iri,
        definition=definition,
        things=[(label, page_of(thing), thing) for thing, label in part],
        pages=pages,
    )
