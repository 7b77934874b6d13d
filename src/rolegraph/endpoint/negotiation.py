"""Which format an answer takes: Accept with its q-values, or a ``format`` parameter."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

_PARAMETER: Final = re.compile(r";\s*q\s*=\s*([0-9.]+)", re.IGNORECASE)
_MEDIA: Final = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+|\*/\*|[\w!#$&^.+-]+/\*", re.ASCII)
_LONGEST: Final = 4_000


class Form(NamedTuple):
    """A format: its name, its own media type, and others that it is asked for by.

    ``quality`` is how much the server likes to give it where a client likes several as much.
    """

    name: str
    media: str
    others: tuple[str, ...] = ()
    quality: float = 1.0

    def content_type(self, asked: str) -> str:
        """Return what Content-Type says: text is UTF-8, and XML and JSON say so themselves."""
        return f"{asked}; charset=utf-8" if asked.startswith("text/") else asked


ROWS: Final = (
    Form("json", "application/sparql-results+json", ("application/json", "text/json")),
    Form("xml", "application/sparql-results+xml", ("application/xml", "text/xml"), 0.9),
    Form("csv", "text/csv", (), 0.7),
    Form("tsv", "text/tab-separated-values", (), 0.8),
)
TRUTH: Final = ROWS[:2]
GRAPHS: Final = (
    Form("turtle", "text/turtle", ("application/turtle", "application/x-turtle")),
    Form("ntriples", "application/n-triples", ("text/plain",), 0.8),
    Form("jsonld", "application/ld+json", ("application/json",), 0.8),
    Form("rdfxml", "application/rdf+xml", ("application/xml", "text/xml"), 0.9),
    Form("trig", "application/trig", ("application/x-trig",), 0.7),
    Form("nquads", "application/n-quads", ("text/x-nquads",), 0.6),
)
_SHORT: Final = {
    "ttl": "turtle",
    "nt": "ntriples",
    "rdf": "rdfxml",
    "rdf+xml": "rdfxml",
    "json-ld": "jsonld",
    "nq": "nquads",
    "srj": "json",
    "srx": "xml",
}


@lru_cache(maxsize=256)
def ranges(accept: str) -> tuple[tuple[str, float], ...]:
    """Return the media ranges of an Accept header with their q-values, as they stand there.

    What is no range is passed over, as RFC 9110 allows.

    >>> ranges("text/turtle;q=0.5, */*;q=0.1")
    (('text/turtle', 0.5), ('*/*', 0.1))
    """
    found = []
    for part in accept[:_LONGEST].split(","):
        media = part.partition(";")[0].strip().lower()
        if not _MEDIA.fullmatch(media):
            continue
        given = _PARAMETER.search(part)
        try:
            quality = min(1.0, max(0.0, float(given[1]))) if given else 1.0
        except ValueError:
            quality = 0.0
        found.append((media, quality))
    return tuple(found)


def _liking(media: str, wanted: Sequence[tuple[str, float]]) -> float:
    """Return the q-value of the most precise range that a media type falls in."""
    kind = media.partition("/")[0] + "/*"
    for name in (media, kind, "*/*"):
        for range_, quality in wanted:
            if range_ == name:
                return quality
    return 0.0


def choose(accept: str, forms: Sequence[Form]) -> tuple[Form, str] | None:
    """Return the format that a client likes best, with the media type to call it by.

    None where it takes none of them. Without an Accept header it takes all.

    >>> choose("text/csv;q=0.4, application/json;q=0.5", ROWS)[1]
    'application/json'
    >>> choose("text/html", ROWS) is None
    True
    """
    wanted = ranges(accept)
    if not wanted:
        return forms[0], forms[0].content_type(forms[0].media)
    best: tuple[float, float, Form, str] | None = None
    for form in forms:
        for at, media in enumerate((form.media, *form.others)):
            named = at == 0 or any(range_ == media for range_, _ in wanted)
            liking = _liking(media, wanted) if named else 0.0
            if liking > 0 and (best is None or (liking, form.quality) > best[:2]):
                best = liking, form.quality, form, media
    return None if best is None else (best[2], best[2].content_type(best[3]))


def named(name: str, forms: Sequence[Form]) -> tuple[Form, str] | None:
    """Return a format by its name, its usual ending, or its media type.

    >>> named("ttl", GRAPHS)[1]
    'text/turtle; charset=utf-8'
    """
    wanted = name.strip().lower()
    wanted = _SHORT.get(wanted, wanted)
    if forms is GRAPHS:
        # Clients that have one word for both ask for a graph as JSON or XML.
        wanted = {"json": "jsonld", "xml": "rdfxml"}.get(wanted, wanted)
    for form in forms:
        if wanted in (form.name, form.media, *form.others):
            return form, form.content_type(form.media)
    return None


def takes_gzip(accept_encoding: str) -> bool:
    """Tell whether a client takes answers that are compressed with gzip.

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0"), takes_gzip("")
    (True, False, False)
    """
    for part in accept_encoding[:_LONGEST].lower().split(","):
        name = part.partition(";")[0].strip()
        if name in ("gzip", "x-gzip", "*"):
            given = _PARAMETER.search(part)
            return given is None or given[1].strip("0.") != ""
    return False
