"""Search by name: a page of results, or the few best as JSON for suggestions."""

from collections import Counter
from typing import Any

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer.addresses import page_of
from rolegraph.endpoint.explorer.negotiation import quality
from rolegraph.endpoint.explorer.rendering import kind_words, of_scheme, paged, to_json
from rolegraph.endpoint.explorer.rendering import page as rendered
from rolegraph.endpoint.explorer.view import View
from rolegraph.endpoint.explorer.words import count, say
from rolegraph.lexicon import Match, normalise
from rolegraph.namespaces import KINDS

SUGGESTED = 10
_SIZE = 50
_LONGEST = 200


def page(view: View) -> PageAnswer:
    """Return what is found for ``q``, of one ``kind`` or all; as JSON where that is asked for."""
    request = view.request
    text = request.first("q")[:_LONGEST].strip()
    kind = request.first("kind") or None
    if kind not in (None, *KINDS):
        kind = None
    if request.first("format") == "json" or quality("application/json", request.accept) > quality(
        "text/html", request.accept
    ):
        return to_json(_suggestions(view, text, kind))
    found = view.known.names().search(text) if text else []
    kinds = _kinds(view, found)
    counts = Counter(kinds.values())
    shown = found if kind is None else [one for one in found if kinds.get(one.iri) == kind]
    part, pages = paged(view, shown, _SIZE)
    heading = say("Search: {text}", text=text) if text else say("Search")
    return rendered(
        view,
        "search.html.j2",
        title=heading,
        about=count(len(found), "{n} thing found", "{n} things found"),
        text=text,
        kind=kind,
        results=[_result(one, kinds.get(one.iri), text) for one in part],
        pages=pages,
        found=len(found),
        counts=[(name, counts[name]) for name in KINDS if counts[name]],
        nearest=() if found or not text else view.known.names().nearest(text, count=5),
        slips=bool(found) and all(one.rank >= 12 for one in found),
    )


def _kinds(view: View, found: list[Match]) -> dict[str, str]:
    """Return the kinds of what was found: asked for at once where there are many."""
    return view.kinds([one.iri for one in found])


def _result(match: Match, kind: str | None, text: str) -> dict[str, Any]:
    other = match.name if normalise(match.name) != normalise(match.label) else None
    return {"match": match, "kind": kind, "other": other, "href": page_of(match.iri)}


def _suggestions(view: View, text: str, kind: str | None) -> list[dict[str, Any]]:
    found = view.known.names(kind).search(text)[:SUGGESTED] if text else []
    kinds = {one.iri: kind for one in found} if kind else view.kinds([one.iri for one in found])
    return [
        {
            "iri": one.iri,
            "label": one.label,
            "name": one.name if normalise(one.name) != normalise(one.label) else None,
            "kind": kinds.get(one.iri),
            "says": kind_words(kinds.get(one.iri)),
            "scheme": of_scheme(one.iri),
            "href": page_of(one.iri),
        }
        for one in found
    ]
