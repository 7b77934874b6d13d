"""Which page of the explorer shows which IRI, and which IRI a path stands for."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, unquote, urlencode

from rolegraph.namespaces import BASE, ONTOLOGY, THING_PREFIXES, expand, is_iri

_OURS: Final = frozenset((*THING_PREFIXES, "scheme"))
_SAFE: Final = "/~.-_:@!$&'()*+,;="


def page_of(iri: str) -> str | None:
    """Return the address of the page about an IRI, None where no page could be about it.

    >>> page_of("https://w3id.org/rolegraph/tool/c-sharp")
    '/tool/c-sharp'
    >>> page_of("https://w3id.org/rolegraph/ontology#Tool")
    '/ontology#Tool'
    >>> page_of("http://data.europa.eu/esco/skill/1")
    '/resource?iri=http%3A%2F%2Fdata.europa.eu%2Fesco%2Fskill%2F1'
    >>> page_of("javascript:alert(1)") is None
    True
    """
    if not is_iri(iri):
        return None
    path = _own_path(iri)
    return path if path is not None else "/resource?" + urlencode({"iri": iri})


def _own_path(iri: str) -> str | None:
    """Return the path at which an IRI of ours has its page, None for other IRIs."""
    if not iri.startswith(BASE):
        return None
    if iri == ONTOLOGY or iri.startswith(ONTOLOGY + "#"):
        return "/ontology" + quote(iri[len(ONTOLOGY) :], safe="#" + _SAFE)
    prefix, _, slug = iri[len(BASE) :].partition("/")
    if prefix not in _OURS or not slug or "?" in slug or "#" in slug or unquote(slug) != slug:
        return None
    return f"/{prefix}/{quote(slug, safe=_SAFE)}"


def iri_at(path: str) -> str | None:
    """Return the IRI of ours that a decoded path stands for, None where it stands for none.

    >>> iri_at("/tool/docker"), iri_at("/etc/passwd")
    ('https://w3id.org/rolegraph/tool/docker', None)
    """
    prefix, _, slug = path[1:].partition("/")
    iri = BASE + path[1:]
    return iri if prefix in _OURS and slug and is_iri(iri) and "#" not in iri else None


def named_iri(text: str) -> str | None:
    """Return the IRI that a parameter gives, in full or as a CURIE; None where it is neither."""
    return expand(text.strip())


def address(path: str, pairs: Iterable[tuple[str, str | int | None]] = ()) -> str:
    """Return a path with a query string; what is None or empty is left out.

    >>> address("/search", [("q", "c++"), ("kind", None)])
    '/search?q=c%2B%2B'
    """
    given = [(key, str(value)) for key, value in pairs if value not in (None, "")]
    return path + ("?" + urlencode(given) if given else "")
