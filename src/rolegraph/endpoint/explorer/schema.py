"""The ontology as a page: a diagram of its classes, and every term with what it means."""

from typing import Any, Final

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer.addresses import page_of
from rolegraph.endpoint.explorer.diagram import drawn
from rolegraph.endpoint.explorer.negotiation import FORMS
from rolegraph.endpoint.explorer.rendering import page as rendered
from rolegraph.endpoint.explorer.view import Row, View
from rolegraph.endpoint.explorer.words import count, say
from rolegraph.namespaces import ONTOLOGY, PREFIXES, to_curie

_OWL: Final = PREFIXES["owl"]
_SEVERAL: Final = ("type", "note", "example", "above", "domain", "range")


def terms(view: View) -> dict[str, Row]:
    """Return every term of the ontology by IRI, with what defines it."""
    found: dict[str, Row] = {}
    for row in view.rows("cq-59-schema", keep=True):
        term = found.setdefault(
            row["term"],
            {"iri": row["term"], "label": "", "definition": "", **{key: [] for key in _SEVERAL}},
        )
        if row["aspect"] in _SEVERAL:
            term[row["aspect"]].append(row["value"])
        else:
            term[row["aspect"]] = row["value"]
    return found


def page(view: View) -> PageAnswer:
    """Return the schema page."""
    found = terms(view)
    header: dict[str, Any] = {}
    for row in view.rows("cq-53-statements", keep=True, thing=ONTOLOGY):
        header.setdefault(row["property"].rpartition("/")[2].rpartition("#")[2], row["value"])
    classes = [term for term in found.values() if _OWL + "Class" in term["type"]]
    individuals = [term for term in found.values() if _OWL + "NamedIndividual" in term["type"]]
    rest = [term for term in found.values() if term not in classes and term not in individuals]
    groups = [
        (say("Classes"), "classes", classes),
        (say("Properties"), "properties", rest),
        (say("Individuals"), "individuals", individuals),
    ]
    return rendered(
        view,
        "schema.html.j2",
        title=say("Schema"),
        about=say(
            "{classes} and {properties} for what sources say about roles.",
            classes=count(len(classes), "{n} class", "{n} classes"),
            properties=count(len(rest), "{n} property", "{n} properties"),
        ),
        alternates=FORMS[1:],
        described="/ontology",
        header=header,
        groups=[
            (title, anchor, [_shown(term, found) for term in sorted(group, key=_by_label)])
            for title, anchor, group in groups
            if group
        ],
        picture=drawn(found),
        ontology=ONTOLOGY,
    )


def _by_label(term: Row) -> tuple[str, str]:
    return str(term["label"]).casefold(), term["iri"]


def _shown(term: Row, found: dict[str, Row]) -> Row:
    def links(iris: list[str]) -> list[tuple[str, str | None]]:
        return [(to_curie(iri), page_of(iri) if iri in found else None) for iri in iris]

    used = [
        (to_curie(other["iri"]), page_of(other["iri"]))
        for other in found.values()
        if term["iri"] in other["domain"]
    ]
    return term | {
        "anchor": term["iri"].removeprefix(ONTOLOGY + "#"),
        "curie": to_curie(term["iri"]),
        "above": links(term["above"]),
        "domain": links(term["domain"]),
        "range": links(term["range"]),
        "below": [
            (to_curie(other["iri"]), page_of(other["iri"]))
            for other in found.values()
            if term["iri"] in other["above"]
        ],
        "properties": used,
    }
