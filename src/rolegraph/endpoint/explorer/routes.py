"""From a request to a page: which part answers, and what is said when nothing can."""

from collections.abc import Callable
from typing import Final

from rolegraph.endpoint.exchange import PageAnswer, PageRequest
from rolegraph.endpoint.explorer import (
    asking,
    comparing,
    contests,
    home,
    resource,
    roles,
    schema,
    searching,
    sources,
    things,
)
from rolegraph.endpoint.explorer.addresses import iri_at, named_iri, page_of
from rolegraph.endpoint.explorer.missing import missing, problem
from rolegraph.endpoint.explorer.negotiation import split
from rolegraph.endpoint.explorer.rendering import redirect
from rolegraph.endpoint.explorer.view import View
from rolegraph.errors import RolegraphError, StoreError, UnknownNameError
from rolegraph.graph import Graph
from rolegraph.namespaces import BASE, ONTOLOGY

_PAGES: Final[dict[str, Callable[[View], PageAnswer]]] = {
    "/": home.page,
    "/search": searching.page,
    "/roles": roles.listing,
    "/sources": sources.listing,
    "/contested": contests.page,
    "/compare": comparing.page,
    "/compare/page": comparing.embedded,
    "/gap": comparing.gap,
    "/query": asking.page,
    "/schema": schema.page,
    "/why": things.why,
}


def answer(graph: Graph, request: PageRequest) -> PageAnswer:
    """Return the page for a request; what cannot be had is said on a page with a fitting status."""
    view = View(graph, _clean(request))
    try:
        return _answer(view)
    except UnknownNameError as error:
        return missing(view, error.name, error.nearest)
    except StoreError as error:
        return problem(view, 503, str(error))
    except RolegraphError as error:
        return problem(view, 400, str(error))


def _clean(request: PageRequest) -> PageRequest:
    """Return a request whose texts can all be written: no lone halves of characters, no nulls."""

    def whole(text: str) -> str:
        return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")

    pairs = tuple((whole(key), whole(value)) for key, value in request.parameters)
    return request._replace(path=whole(request.path), parameters=pairs)


def _answer(view: View) -> PageAnswer:
    path = view.request.path
    if path in _PAGES:
        return _PAGES[path](view)
    if path == "/resource":
        return _resource(view)
    stem, form = split(path)
    if stem == "/ontology":
        return resource.answer(view, ONTOLOGY, form)
    # A claim's name may itself end like a file's: the whole path goes before what it is without.
    iri = iri_at(path)
    if form is not None and (iri is None or not resource.is_known(view, iri)):
        iri = iri_at(stem)
    elif form is not None:
        form = None
    if iri is None:
        return missing(view, "")
    return resource.answer(view, iri, form)


def _resource(view: View) -> PageAnswer:
    given = view.request.first("iri")
    iri = named_iri(given)
    if iri is None:
        return missing(view, given)
    if iri.startswith(BASE) and (own := page_of(iri)) and not own.startswith("/resource"):
        return redirect(own)
    return resource.answer(view, iri, None)
