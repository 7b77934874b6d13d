"""The page of a thing that is no role: what it is, which roles have it, who says so."""

from typing import Any

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer.addresses import page_of
from rolegraph.endpoint.explorer.claims import shown
from rolegraph.endpoint.explorer.naming import role_named, things_named
from rolegraph.endpoint.explorer.negotiation import FORMS
from rolegraph.endpoint.explorer.rendering import kind_words, paged
from rolegraph.endpoint.explorer.rendering import page as rendered
from rolegraph.endpoint.explorer.view import Row, View
from rolegraph.endpoint.explorer.words import count, say
from rolegraph.errors import UsageError
from rolegraph.languages import choose
from rolegraph.namespaces import MODALITIES, RDF, RG, SKOS, to_curie

_SIZE = 50
_NARROWER = 60
_LANGUAGES = 30
_VALUES = 60
_ELSEWHERE = frozenset(
    (
        RDF.type,
        RG.label,
        SKOS.prefLabel,
        SKOS.altLabel,
        SKOS.hiddenLabel,
        SKOS.definition,
        SKOS.broader,
        SKOS.inScheme,
        SKOS.topConceptOf,
        SKOS.exactMatch,
        SKOS.closeMatch,
        SKOS.broadMatch,
        SKOS.narrowMatch,
        SKOS.relatedMatch,
    )
)
"""Properties that a page shows in a place of their own, and not among what else is stated."""


def names(view: View, iri: str) -> dict[str, Any]:
    """Return the working label of a thing and its other names by sort; each stands once."""
    found: dict[str, list[str]] = {"preferred": [], "alternative": [], "hidden": []}
    label = None
    for row in view.rows("cq-24-names", thing=iri):
        label = row["label"]
        if row["name"] not in found[row["sort"]]:
            found[row["sort"]].append(row["name"])
    if label is None:
        label = view.labels([iri]).get(iri)
    others = [name for name in found["preferred"] if name != label]
    return {"label": label, "others": others + found["alternative"], "hidden": found["hidden"]}


def matches(view: View, iri: str) -> list[Row]:
    """Return what a thing is tied to elsewhere and above it, the surest of each first."""
    best: dict[tuple[str, str], Row] = {}
    for row in view.rows("cq-48-matches", thing=iri):
        best.setdefault((row["relation"], row["other"]), row)
    found = []
    for row in best.values():
        known = row["label"] is not None
        found.append(row | {"href": page_of(row["other"]) if known else None})
    return found


def page(view: View, iri: str, statements: list[tuple[Any, ...]]) -> PageAnswer:
    """Return the page of a thing."""
    named = names(view, iri)
    label = named["label"] or to_curie(iri)
    kind = view.kinds([iri]).get(iri)
    holders = view.rows("cq-51-holders", thing=iri)
    part, pages = paged(view, holders, _SIZE)
    narrower = view.rows("cq-60-narrower", thing=iri)
    texts = [
        (value.language or "", value.value)
        for _, prop, value in statements
        if prop.value == SKOS.definition and hasattr(value, "language")
    ]
    definition = choose(texts, "en")
    tied = matches(view, iri)
    spoken = [
        row for row in view.rows("cq-39-languages", thing=iri) if row["language"] not in ("", "en")
    ]
    held = count(len(holders), "{n} role has it", "{n} roles have it")
    return rendered(
        view,
        "thing.html.j2",
        title=label,
        about=definition or f"{kind_words(kind)}. {held}.",
        alternates=FORMS[1:],
        iri=iri,
        label=label,
        kind=kind,
        names=named,
        definition=definition,
        holders=[
            row | {"href": page_of(row["role"]), "modality": MODALITIES[row["strongest"] - 1]}
            for row in part
        ],
        pages=pages,
        broader=[row for row in tied if row["relation"] == "broader"],
        matches=[row for row in tied if row["relation"] != "broader"],
        narrower=[row | {"href": page_of(row["narrower"])} for row in narrower[:_NARROWER]],
        more_narrower=max(0, len(narrower) - _NARROWER),
        spoken=spoken[:_LANGUAGES],
        more_spoken=max(0, len(spoken) - _LANGUAGES),
        stated=_stated(view, statements),
    )


def _stated(view: View, statements: list[tuple[Any, ...]]) -> list[Row]:
    """Return what else is stated of a thing, each value once, IRIs with their labels."""
    rows = [(prop.value, value) for _, prop, value in statements if prop.value not in _ELSEWHERE]
    wanted = {value.value for _, value in rows if _is_iri(value)} | {prop for prop, _ in rows}
    labels = view.labels(wanted)
    found: dict[str, list[Row]] = {}
    for prop, value in rows:
        iri = value.value if _is_iri(value) else None
        text = labels.get(iri, to_curie(iri)) if iri else getattr(value, "value", str(value))
        found.setdefault(prop, []).append(
            {"text": text, "href": page_of(iri) if iri else None, "iri": iri}
        )
    return [
        {
            "property": to_curie(prop),
            "href": page_of(prop) if to_curie(prop).startswith("rg:") else None,
            "values": values[:_VALUES],
            "more": max(0, len(values) - _VALUES),
        }
        for prop, values in found.items()
    ]


def _is_iri(term: object) -> bool:
    return type(term).__name__ == "NamedNode"


def why(view: View) -> PageAnswer:
    """Return every claim that a role has a thing: source, section, line and how strongly."""
    request = view.request
    given = request.first("role"), request.first("thing")
    if not all(text.strip() for text in given):
        raise UsageError(say("Give a role and a thing: /why?role=…&thing=…"))
    role, things = role_named(view, given[0]), things_named(view, given[1])
    rows = shown(view.rows("cq-52-claims", role=role, thing=things))
    labels = view.labels([role, *things])
    thing = labels.get(things[0], to_curie(things[0]))
    title = say("Who says so: {role} and {thing}", role=labels[role], thing=thing)
    return rendered(
        view,
        "why.html.j2",
        title=title,
        about=count(len(rows), "{n} claim", "{n} claims"),
        claims=rows,
        role=(labels[role], page_of(role)),
        thing=(thing, page_of(things[0])),
    )
