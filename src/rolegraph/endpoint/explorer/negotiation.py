"""Choose what to send by the Accept header (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import pyoxigraph as ox


class Form(NamedTuple):
    """A form in which a thing is described: its media type, its name in addresses, its ending."""

    name: str
    media: str
    ending: str
    rdf: ox.RdfFormat | None


HTML: Final = Form("html", "text/html", "html", None)
FORMS: Final = (
    HTML,
    Form("turtle", "text/turtle", "ttl", ox.RdfFormat.TURTLE),
    Form("jsonld", "application/ld+json", "jsonld", ox.RdfFormat.JSON_LD),
    Form("ntriples", "application/n-triples", "nt", ox.RdfFormat.N_TRIPLES),
    Form("rdfxml", "application/rdf+xml", "rdf", ox.RdfFormat.RDF_XML),
)
"""What is offered for every thing, the most welcome first."""

_QUALITY: Final = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def _ranges(accept: str) -> list[tuple[str, float]]:
    """Return the media ranges of a header with their weights; what cannot be read counts for 0."""
    found = []
    for part in accept.split(","):
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        if not kind:
            continue
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                value = value.strip()
                weight = float(value) if _QUALITY.fullmatch(value) else 0.0
        found.append((kind.lower(), weight))
    return found


def quality(media: str, accept: str) -> float:
    """Return the weight that a header gives a media type: that of the most specific range.

    >>> quality("text/turtle", "text/*;q=0.5, */*;q=0.1")
    0.5
    """
    best = (-1, 0.0)
    for kind, weight in _ranges(accept):
        if kind == media:
            rank = 2
        elif kind == media.partition("/")[0] + "/*":
            rank = 1
        elif kind == "*/*":
            rank = 0
        else:
            continue
        best = max(best, (rank, weight))
    return best[1]


def choose(accept: str, offered: Sequence[Form] = FORMS) -> Form | None:
    """Return the form that a header likes best, the first of equals; None where it takes none.

    >>> choose("text/turtle;q=0.9, text/html;q=0.2").name
    'turtle'
    >>> choose("image/png") is None
    True
    """
    if not accept.strip():
        return offered[0]
    weights = [(quality(form.media, accept), form) for form in offered]
    top = max(weight for weight, _ in weights)
    return next(form for weight, form in weights if weight == top) if top > 0 else None


def named(text: str) -> Form | None:
    """Return the form of a name, an ending or a media type, as a parameter gives it.

    >>> named("ttl").media
    'text/turtle'
    """
    wanted = text.strip().lower()
    return next((form for form in FORMS if wanted in (form.name, form.media, form.ending)), None)


def split(path: str) -> tuple[str, Form | None]:
    """Return a path without the ending that names a form, and that form.

    >>> split("/tool/docker.ttl")[0]
    '/tool/docker'
    """
    stem, dot, ending = path.rpartition(".")
    form = next((form for form in FORMS if dot and ending == form.ending), None)
    return (stem, form) if form is not None and stem else (path, None)
