"""What stands above and beside things: their broader terms, and where else they are described."""

import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import pyoxigraph as ox

from rolegraph import languages
from rolegraph.dataset import Dataset
from rolegraph.namespaces import BASE, is_iri
from rolegraph.queries import run

_SCHEMES: Final = (
    ("ESCO", re.compile(r"(?:data\.europa\.eu/esco|esco\.ec\.europa\.eu)(?:/|$)")),
    ("O*NET", re.compile(r"(?:[a-z0-9-]+\.)*onet(?:center|online)\.org(?:/|$)")),
    ("ISCED", re.compile(r"dd\.eionet\.europa\.eu/vocabulary/eurostat/isced\w*(?:/|$)")),
    ("Wikidata", re.compile(r"(?:[a-z]+\.)*wikidata\.org(?:/|$)")),
)
_OCCUPATION: Final = re.compile(
    r"https?://services\.onetcenter\.org/ws/online/occupations/([0-9]{2}-[0-9]{4}\.[0-9]{2})/?"
)
_RELATIONS: Final = ("same", "exact", "close", "broad", "narrow")


class Surroundings(NamedTuple):
    """By IRI: the terms directly above each thing, what these terms are, and links out of here.

    ``terms`` holds every term above, at any height, with its label, its definition and the terms
    directly above it in turn.
    """

    broader: dict[str, list[str]]
    terms: dict[str, dict[str, Any]]
    links: dict[str, list[dict[str, str]]]


def scheme_of(iri: str) -> str | None:
    """Return the name of the vocabulary that an address belongs to, else its host.

    What is no web address belongs to none.

    >>> scheme_of("http://data.europa.eu/esco/skill/1"), scheme_of("https://example.org/x")
    ('ESCO', 'example.org')
    >>> scheme_of("javascript:alert(1)") is None
    True
    """
    if not iri.startswith(("http://", "https://")) or not is_iri(iri):
        return None
    rest = iri.partition("://")[2]
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].lower()
    place = host.partition(":")[0] + rest[len(host) :]
    return next((name for name, pattern in _SCHEMES if pattern.match(place)), host)


def page_of(iri: str) -> str:
    """Return the address at which a person can read about a thing that has this IRI.

    O*NET names occupations by addresses of a service that wants a key; a page of its site shows the
    same. Other IRIs are their own addresses: those of ESCO lead to a page.

    >>> page_of("https://services.onetcenter.org/ws/online/occupations/15-2051.00")
    'https://www.onetonline.org/link/summary/15-2051.00'
    """
    found = _OCCUPATION.fullmatch(iri)
    return f"https://www.onetonline.org/link/summary/{found[1]}" if found else iri


def surroundings(dataset: Dataset, things: Iterable[str], lang: str | None = None) -> Surroundings:
    """Return what is above things and which addresses describe them elsewhere, all by IRI.

    Labels and definitions come in ``lang`` where the data has it. The terms above are asked for
    step by step, a query for each height, so that a circle of terms ends.
    """
    start = sorted(set(things))
    above: dict[str, set[str]] = {}
    matches: dict[str, set[tuple[str, str]]] = {}
    names: dict[str, str] = {}
    texts: dict[str, set[tuple[str, str]]] = {}
    seen, step = set(start), start
    while step:
        reached: set[str] = set()
        for row in run(dataset, "cq-37-ties", {"thing": step}).terms:
            thing, relation, other, label, definition = row
            if not isinstance(thing, ox.NamedNode) or not isinstance(other, ox.NamedNode):
                continue
            if not isinstance(relation, ox.Literal) or thing == other:
                continue
            if relation.value != "broader":
                matches.setdefault(thing.value, set()).add((relation.value, other.value))
            elif isinstance(label, ox.Literal) and is_iri(other.value):
                above.setdefault(thing.value, set()).add(other.value)
                reached.add(other.value)
                names[other.value] = min(label.value, names.get(other.value, label.value))
                if isinstance(definition, ox.Literal):
                    tagged = (definition.language or "", definition.value)
                    texts.setdefault(other.value, set()).add(tagged)
        step = sorted(reached - seen)
        seen |= reached
    names |= languages.labels(dataset, names, lang)

    def broader(iri: str) -> list[str]:
        return sorted(above.get(iri, ()), key=lambda term: (names[term].casefold(), term))

    return Surroundings(
        {iri: broader(iri) for iri in start},
        {
            iri: {
                "label": names[iri],
                "definition": languages.choose(texts.get(iri, ()), lang),
                "broader": broader(iri),
            }
            for iri in sorted(names)
        },
        {iri: _links(iri, matches.get(iri, set())) for iri in start},
    )


def _links(iri: str, matches: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Return where else a thing is described: its own address, where it has none of ours, first."""
    found = set()
    for relation, other in {("same", iri), *matches}:
        scheme = scheme_of(other)
        if scheme is not None and not other.startswith(BASE):
            found.add((scheme, relation, page_of(other)))
    return sorted(
        (dict(zip(("scheme", "relation", "url"), row, strict=True)) for row in found),
        key=lambda row: (_RELATIONS.index(row["relation"]), row["scheme"].casefold(), row["url"]),
    )
