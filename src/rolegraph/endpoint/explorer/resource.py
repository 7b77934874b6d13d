"""A thing at its IRI: a page about it, or its description in RDF, whichever is asked for."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import pyoxigraph as ox

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer import claims, kinds, roles, schema, sources, things
from rolegraph.endpoint.explorer.missing import missing
from rolegraph.endpoint.explorer.negotiation import FORMS, HTML, Form, choose, named
from rolegraph.endpoint.explorer.rendering import alternate, page, redirect
from rolegraph.endpoint.explorer.view import View
from rolegraph.endpoint.explorer.words import say
from rolegraph.namespaces import ONTOLOGY, PREFIXES, RDF, RG, kind_of, slug_of
from rolegraph.resources import ontology_files

_IN_IRI: Final = "/:?#[]@!$&'()*+,;=%~"
_SCHEME: Final = PREFIXES["skos"] + "ConceptScheme"
_SAID: Final = {RG.Claim, RG.Denial, RG.Rating}


def is_known(view: View, iri: str) -> bool:
    """Tell whether anything is stated of a thing."""
    return iri == ONTOLOGY or bool(view.result("cq-53-statements", thing=iri).terms)


def answer(view: View, iri: str, ending: Form | None) -> PageAnswer:
    """Return a thing in the form that its address, the parameter ``format`` or Accept asks for.

    The IRI stands for the thing, and the page is at the same address; a description in RDF is a
    document of its own, to which Accept leads by 303 (Cool URIs for the Semantic Web, W3C 2008).
    """
    statements = view.result("cq-53-statements", thing=iri).terms
    if not statements:
        kind = kind_of(iri)
        name = slug_of(iri) if kind else ""
        return missing(view, name.replace("-", " "), kind=kind)
    asked = view.request.first("format")
    form = named(asked) if asked else ending
    if asked and form is None:
        return _unacceptable(view)
    if form is None:
        form = choose(view.request.accept)
        if form is None:
            return _unacceptable(view)
        if form is not HTML:
            where = alternate(view.request.path, view.request.parameters, form)
            return redirect(where, varies=True)
    if form is not HTML:
        return _described(view, iri, form)
    if iri == ONTOLOGY:
        return schema.page(view)
    types = {
        value.value
        for _, prop, value in statements
        if _is(prop, RDF.type) and isinstance(value, ox.NamedNode)
    }
    if RG.Role in types:
        return roles.page(view, iri, statements)
    if RG.Source in types:
        return sources.page(view, iri, statements)
    if types & _SAID:
        return claims.page(view, iri)
    if _SCHEME in types:
        return kinds.page(view, iri)
    return things.page(view, iri, statements)


def _is(term: object, iri: str) -> bool:
    return isinstance(term, ox.NamedNode) and term.value == iri


def _unacceptable(view: View) -> PageAnswer:
    return page(
        view,
        "unacceptable.html.j2",
        status=406,
        title=say("Not to be had in this form"),
        forms=[
            (form, alternate(view.request.path, view.request.parameters, form)) for form in FORMS
        ],
    )


def _described(view: View, iri: str, form: Form) -> PageAnswer:
    """Return what is stated of a thing, and the labels of what it is tied to, in RDF."""
    triples = _ontology() if iri == ONTOLOGY else list(_triples(view, iri))
    body = ox.serialize(triples, format=form.rdf, prefixes=PREFIXES) or b""
    return PageAnswer(
        200,
        form.media + ("; charset=utf-8" if form.media.startswith("text/") else ""),
        body,
        (
            ("Vary", "Accept"),
            ("X-Content-Type-Options", "nosniff"),
            ("Access-Control-Allow-Origin", "*"),
            ("Link", f'<{quote(iri, safe=_IN_IRI)}>; rel="describes"'),
        ),
    )


def _ontology() -> list[ox.Triple]:
    """Return the whole ontology: its lists and unions have no names to ask for them by."""
    (path,) = (path for path in ontology_files() if path.endswith("rolegraph.ttl"))
    return [quad.triple for quad in ox.parse(path=path)]


def _triples(view: View, iri: str) -> Iterator[ox.Triple]:
    rows: Any = view.result("cq-53-statements", thing=iri).terms
    tied = {value.value for *_, value in rows if isinstance(value, ox.NamedNode)} - {iri}
    for row in rows:
        yield ox.Triple(*row)
    if tied:
        labels: Any = view.result("cq-58-kinds-of", thing=sorted(tied)).terms
        for thing, _, text in labels:
            yield ox.Triple(thing, ox.NamedNode(RG.label), text)
