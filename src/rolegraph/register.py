"""What a graph knows before an article is read: names of things, sources and their checksums."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from rolegraph.lexicon import normalise
from rolegraph.namespaces import BASE, RG, SKOS, slug_of
from rolegraph.readings import Words

_DEFAULT: Final = ox.DefaultGraph()
_LABEL: Final = ox.NamedNode(RG.label)
_SCHEME: Final = BASE + "scheme/"
_SOURCE: Final = BASE + "source/"
_SORTS: Final = {
    SKOS.prefLabel: "preferred",
    SKOS.altLabel: "alternative",
    SKOS.hiddenLabel: "hidden",
}


def _pairs(store: ox.Store, property: str) -> Iterator[tuple[str, str]]:
    """Yield the things that have a property, each with the text or the IRI that it has."""
    for quad in store.quads_for_pattern(None, ox.NamedNode(property), None, _DEFAULT):
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
            yield quad.subject.value, quad.object.value


def words(store: ox.Store) -> Words:
    """Return the names that a graph has for things, without those that articles brought into it.

    So an article is read alike whichever were read before it.
    """
    provisional = {iri for iri, value in _pairs(store, RG.provisional) if value == "true"}
    kinds = {
        iri: value.removeprefix(_SCHEME)
        for iri, value in _pairs(store, SKOS.inScheme)
        if value.startswith(_SCHEME) and iri not in provisional
    }
    labels = {iri: value for iri, value in _pairs(store, RG.label) if iri in kinds}
    names = [
        (iri, kinds[iri], labels[iri], value, sort)
        for property, sort in _SORTS.items()
        for iri, value in _pairs(store, property)
        if iri in labels
    ]
    broader: dict[str, list[str]] = {}
    for iri, value in _pairs(store, SKOS.broader):
        if iri in labels:
            broader.setdefault(iri, []).append(value)
    return Words(
        sorted(names),
        {iri: tuple(sorted(above)) for iri, above in sorted(broader.items())},
        labels,
    )


def exactly(store: ox.Store) -> Callable[[str, str], str | None]:
    """Return what gives the thing of a kind that has exactly a name, case and hyphens apart.

    A preferred name goes before an alternative one, and any name before a slug, which keeps what is
    minted by that slug from being another thing; a name of two things names neither. What
    articles brought into the store does not count.
    """
    known: dict[tuple[str, str], str | None] = {}
    ranks: dict[tuple[str, str], int] = {}
    order = [*_SORTS.values(), "slug"]
    told = [(iri, kind, name, sort) for iri, kind, _, name, sort in words(store).names]
    slugs = sorted({(iri, kind, slug_of(iri), "slug") for iri, kind, *_ in told})
    for iri, kind, name, sort in (*told, *slugs):
        key, rank = (kind, normalise(name)), order.index(sort)
        if rank < ranks.get(key, len(order)):
            known[key], ranks[key] = iri, rank
        elif rank == ranks[key] and known[key] != iri:
            known[key] = None
    return lambda kind, name: known.get((kind, normalise(name)))


def labels(store: ox.Store) -> Iterator[tuple[str, str]]:
    """Return the things that a graph describes, each with its label."""
    things = {iri for iri, value in _pairs(store, SKOS.inScheme) if value.startswith(_SCHEME)}
    return (pair for pair in _pairs(store, RG.label) if pair[0] in things)


def is_known(store: ox.Store, iri: str) -> bool:
    """Tell whether a graph describes a thing."""
    return any(store.quads_for_pattern(ox.NamedNode(iri), _LABEL, None, _DEFAULT))


def checksums(store: ox.Store) -> dict[str, str]:
    """Return the source that each checksum belongs to, by slug."""
    rows = sorted(_pairs(store, RG.sha256), reverse=True)
    return {sha256: slug_of(iri) for iri, sha256 in rows}


def sources(store: ox.Store) -> set[str]:
    """Return the slugs of the sources that have a graph."""
    return {
        slug_of(graph.value)
        for graph in store.named_graphs()
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(_SOURCE)
    }


def nearest(name: str, slugs: Iterable[str]) -> tuple[str, ...]:
    """Return the slugs that look most like a name."""
    import difflib

    return tuple(difflib.get_close_matches(name, sorted(slugs), 3, 0.3))


def described(store: ox.Store, source: str) -> dict[str, str]:
    """Return the labels of what a source's graph describes, the source included, by IRI."""
    found = store.quads_for_pattern(None, _LABEL, None, ox.NamedNode(source))
    return {
        quad.subject.value: quad.object.value
        for quad in found
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    }


def describers(store: ox.Store, thing: str) -> set[str]:
    """Return the sources whose graphs describe a thing, by IRI."""
    found = store.quads_for_pattern(ox.NamedNode(thing), _LABEL, None, None)
    return {quad.graph_name.value for quad in found if isinstance(quad.graph_name, ox.NamedNode)}
