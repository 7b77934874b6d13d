"""The query editor: a text to change and to send, with the named queries as examples."""

from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer.addresses import page_of
from rolegraph.endpoint.explorer.rendering import POLICY, to_json
from rolegraph.endpoint.explorer.rendering import page as rendered
from rolegraph.endpoint.explorer.view import View, portable
from rolegraph.endpoint.explorer.words import say
from rolegraph.errors import QueryError
from rolegraph.namespaces import PREFIXES, to_curie
from rolegraph.queries import ask, load, names

SHOWN: Final = 500
"""Rows that the page shows of an answer; the endpoint gives all of them."""

FIRST: Final = "cq-01-roles"
"""The query that stands in the editor when none is asked for."""

_POLICY: Final = POLICY.replace(
    "style-src 'self'", "style-src 'self' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
)
"""The editor's table of results puts one style sheet into the page, for its columns' handles."""

_WITH_CLASSES: Final = "http://www.w3.org/2002/07/owl#Class"


def page(view: View) -> PageAnswer:
    """Return the editor with the text of ``query``, or that of the named query ``name``.

    With ``run`` the page has the answer as well, so that it works where no script runs.
    """
    request = view.request
    if request.first("vocabulary"):
        return to_json(_vocabulary(view))
    name = request.first("name")
    text = request.first("query")
    if not text.strip():
        text = portable(load(name or FIRST).text)
    if request.first("format") == "json":
        return to_json({"query": text})
    answer: dict[str, Any] | None = None
    error: str | None = None
    if request.first("run"):
        try:
            answer = _answer(view, text)
        except QueryError as found:
            error = str(found)
    return rendered(
        view,
        "query.html.j2",
        title=say("Query"),
        about=say("Ask the store in SPARQL, or begin with one of its competency questions."),
        status=200 if error is None else 400,
        policy=_POLICY,
        text=text,
        examples=[load(one) for one in names()],
        answer=answer,
        error=error,
        shown=SHOWN,
    )


def _answer(view: View, text: str) -> dict[str, Any]:
    """Return the first rows of an answer, each cell as text with the page it leads to."""
    result = ask(view.known.dataset, text)
    if result.kind == "truth":
        return {"columns": (), "rows": [], "more": False, "truth": bool(result)}
    rows = list(islice(result.stream(), SHOWN + 1))
    return {
        "columns": result.columns,
        "rows": [[_cell(term) for term in row] for row in rows[:SHOWN]],
        "more": len(rows) > SHOWN,
        "truth": None,
    }


def _cell(term: Any) -> dict[str, Any]:
    if term is None:
        return {"text": "", "href": None, "lang": None, "number": False}
    if isinstance(term, ox.NamedNode):
        return {
            "text": to_curie(term.value),
            "href": page_of(term.value),
            "lang": None,
            "number": False,
        }
    if isinstance(term, ox.Literal):
        number = term.datatype.value.removeprefix(PREFIXES["xsd"]) in (
            "integer",
            "decimal",
            "double",
        )
        return {"text": term.value, "href": None, "lang": term.language, "number": number}
    return {"text": str(term), "href": None, "lang": None, "number": False}


def _vocabulary(view: View) -> dict[str, Any]:
    """Return what the editor completes: prefixes, classes and properties."""
    classes: set[str] = set()
    properties: set[str] = {
        PREFIXES[prefix] + local
        for prefix, local in (
            ("rdf", "subject"),
            ("rdf", "predicate"),
            ("rdf", "object"),
            ("skos", "prefLabel"),
            ("skos", "altLabel"),
            ("skos", "hiddenLabel"),
            ("skos", "definition"),
            ("skos", "broader"),
            ("skos", "inScheme"),
            ("skos", "exactMatch"),
            ("skos", "closeMatch"),
            ("prov", "wasDerivedFrom"),
        )
    }
    for row in view.known.kept("cq-59-schema", {}):
        if row["aspect"] == "type":
            (classes if row["value"] == _WITH_CLASSES else properties).add(row["term"])
    return {
        "prefixes": PREFIXES,
        "classes": sorted(classes),
        "properties": sorted(properties - classes),
    }
