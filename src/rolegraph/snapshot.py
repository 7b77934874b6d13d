"""What a graph or a published release says, taken once: the two sides of a difference."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from rolegraph.dataset import Dataset
from rolegraph.errors import StoreError
from rolegraph.facts import Concept, Fact
from rolegraph.namespaces import MODALITIES, PREFIXES, PROV, RDF, RG, SKOS, kind_of
from rolegraph.queries import run

if TYPE_CHECKING:
    from rolegraph.sources.taxonomy import Names

Key = tuple[str, str, str]
"""Source, role and thing, by IRI; a definition stands for itself as a thing."""

Claims = tuple[dict[Key, str], set[Key]]
"""How strongly each source ties a role to a thing, at most; and what it says that a role is."""

_DEFAULT: Final = ox.DefaultGraph()
_SCHEME: Final = PREFIXES["scheme"]
_STRENGTHS: Final = {PREFIXES["rg"] + name.capitalize(): name for name in MODALITIES}
_ORDER: Final = {name: at for at, name in enumerate((*MODALITIES, "rated", "denied"))}
_ASPECTS: Final = {SKOS.broader: "broader", SKOS.definition: "definition", SKOS.altLabel: "name"}
_RELEASES: Final = {
    "esco": re.compile(r"(?:occupations|skills)_[a-z]{2}\.csv|occupationSkillRelations\w*\.csv"),
    "onet": re.compile(r"Occupation Data\.txt"),
}
"""By the module in `rolegraph.sources` that reads it, the files that only its releases have."""


class Thing(NamedTuple):
    """What is said of a thing; ``broader`` by IRI, ``names`` only where they were asked for."""

    kind: str
    label: str
    broader: frozenset[str]
    definitions: frozenset[str]
    names: frozenset[str]


class Snapshot(NamedTuple):
    """What is said at one time: ``things`` by IRI, claims of roles, and what roles are.

    ``known`` gives kind and label of any thing by its IRI, also of one that is not compared.
    ``source`` is the one source that all of it is from, by IRI, where there is but one.
    """

    things: dict[str, Thing]
    claims: dict[Key, str]
    texts: set[Key]
    known: Callable[[str], tuple[str, str]]
    source: str | None


def stronger(one: str, other: str) -> str:
    """Return the stronger of two modalities.

    Weak is that a source measures a thing as too little, weakest that it says the contrary.

    >>> stronger("denied", "example"), stronger("required", "example")
    ('example', 'required')
    """
    return min(one, other, key=_ORDER.__getitem__)


def snapshot(dataset: Dataset, source: str | None = None, *, names: bool = False) -> Snapshot:
    """Return what a graph says, or what one source's graph says, by its IRI.

    Other names of things are there only with ``names``, for there are several times as many.
    """
    if dataset.kind == "endpoint":
        return _asked(dataset, source, names=names)
    things = _things(_store_aspects(dataset.store, source, names=names))
    return Snapshot(things, *claims(dataset, source), knowledge(dataset), source)


def claims(dataset: Dataset, source: str | None = None) -> Claims:
    """Return the claims of a graph, or those of one source by its IRI."""
    if dataset.kind == "endpoint":
        given = {"source": source} if source else {}
        rows = run(dataset, "cq-45-said", given)
        # A text may be of any type, and is known by what it says.
        return _gathered(
            ((origin, role, str(thing)), says, is_text == "yes")
            for origin, role, thing, is_text, says in rows
        )
    return _gathered(_store_claims(dataset.store, source))


def knowledge(dataset: Dataset) -> Callable[[str], tuple[str, str]]:
    """Return what gives kind and label of a thing by its IRI; the label is the IRI where it lacks.

    It asks for one thing after the other: of many things few are ever asked for.
    """

    @cache
    def known(iri: str) -> tuple[str, str]:
        if dataset.kind == "endpoint":
            rows = run(dataset, "cq-24-names", {"thing": iri}).records()
            kinds, labels = {row["scheme"] for row in rows}, {row["label"] for row in rows}
        else:
            kinds, labels = (
                {quad.object.value for quad in found if not isinstance(quad.object, ox.Triple)}
                for found in (
                    dataset.store.quads_for_pattern(
                        ox.NamedNode(iri), ox.NamedNode(property), None, _DEFAULT
                    )
                    for property in (SKOS.inScheme, RG.label)
                )
            )
        ours = sorted(kind[len(_SCHEME) :] for kind in kinds if kind.startswith(_SCHEME))
        return next(iter(ours), kind_of(iri) or ""), min(labels, default=iri)

    return known


def _gathered(told: Iterable[tuple[Key, str, bool]]) -> Claims:
    found: dict[Key, str] = {}
    texts: set[Key] = set()
    for key, modality, is_text in told:
        if is_text:
            texts.add(key)
            continue
        old = found.get(key)
        if old is None or _ORDER[modality] < _ORDER[old]:
            found[key] = modality
    return found, texts


def _things(aspects: Iterable[tuple[str, str, str]]) -> dict[str, Thing]:
    """Return things from what is said of each: the thing, which aspect of it, the value."""
    kinds: dict[str, str] = {}
    labels: dict[str, str] = {}
    sets: dict[str, dict[str, set[str]]] = {name: {} for name in _ASPECTS.values()}
    for iri, aspect, value in aspects:
        if aspect == "kind":
            if value.startswith(_SCHEME):
                kind = value[len(_SCHEME) :]
                kinds[iri] = min(kind, kinds.get(iri, kind))
        elif aspect == "label":
            labels[iri] = min(value, labels.get(iri, value))
        else:
            sets[aspect].setdefault(iri, set()).add(value)
    return {
        iri: Thing(
            kind,
            labels.get(iri, iri),
            *(frozenset(values.get(iri, ())) for values in sets.values()),
        )
        for iri, kind in kinds.items()
        if iri in labels
    }


# A store here is read by patterns, one property after the other: at millions of quads a query
# would first sort what nobody reads in order.


def _pairs(store: ox.Store, property: str, graph: str | None) -> Iterator[tuple[str, str]]:
    where = ox.NamedNode(graph) if graph else _DEFAULT
    for quad in store.quads_for_pattern(None, ox.NamedNode(property), None, where):
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
            yield quad.subject.value, quad.object.value


def _store_aspects(
    store: ox.Store, source: str | None, *, names: bool
) -> Iterator[tuple[str, str, str]]:
    aspects = {SKOS.inScheme: "kind", RG.label: "label", **_ASPECTS}
    for property, aspect in aspects.items():
        if names or aspect != "name":
            for iri, value in _pairs(store, property, source):
                yield iri, aspect, value


def _store_claims(store: ox.Store, source: str | None) -> Iterator[tuple[Key, str, bool]]:
    # An IRI is in the values many times: one text for all of them saves half the memory.
    same: dict[str, str] = {}
    roles: dict[str, bool] = {}
    subjects: dict[str, str] = {}
    is_a, role_class = ox.NamedNode(RDF.type), ox.NamedNode(RG.Role)
    for claim, role in _pairs(store, RDF.subject, source):
        if role not in roles:
            # A source's graph may speak of a role that another one describes.
            roles[role] = ox.Quad(ox.NamedNode(role), is_a, role_class) in store
        if roles[role]:
            subjects[claim] = same.setdefault(role, role)
    objects = {
        claim: same.setdefault(value, value)
        for claim, value in _pairs(store, RDF.object, source)
        if claim in subjects
    }
    strengths = {
        claim: _STRENGTHS[value]
        for claim, value in _pairs(store, RG.modality, source)
        if value in _STRENGTHS
    }
    defining = _with(store, RDF.predicate, SKOS.definition, source)
    rated = _with(store, RDF.type, RG.Rating, source)
    for claim, origin in _pairs(store, PROV.wasDerivedFrom, source):
        if claim in objects:
            key = (same.setdefault(origin, origin), subjects[claim], objects[claim])
            weak = "rated" if claim in rated else "denied"
            yield key, strengths.get(claim, weak), claim in defining


def _with(store: ox.Store, property: str, value: str, graph: str | None) -> set[str]:
    where = ox.NamedNode(graph) if graph else _DEFAULT
    pattern = (None, ox.NamedNode(property), ox.NamedNode(value), where)
    found = (quad.subject for quad in store.quads_for_pattern(*pattern))
    return {subject.value for subject in found if isinstance(subject, ox.NamedNode)}


def _asked(dataset: Dataset, source: str | None, *, names: bool) -> Snapshot:
    """Return what an endpoint says: one query for the things and one for the claims."""
    if source is None:
        rows = iter(run(dataset, "cq-46-taxonomy"))
    else:
        described = run(dataset, "cq-47-described", {"source": source})
        rows = (row[1:] for row in described)
    # A server may hold a number for a name: it is written the same way.
    things = _things(
        (iri, what, str(value)) for iri, what, value in rows if names or what != "name"
    )
    return Snapshot(things, *claims(dataset, source), _first(things, knowledge(dataset)), source)


def _first(
    things: dict[str, Thing], beyond: Callable[[str], tuple[str, str]]
) -> Callable[[str], tuple[str, str]]:
    def known(iri: str) -> tuple[str, str]:
        thing = things.get(iri)
        return (thing.kind, thing.label) if thing else beyond(iri)

    return known


def release_of(path: str) -> str | None:
    """Return which kind of release a file or folder holds: esco, onet, or None for neither.

    Raises `DataError` on an archive that cannot be read.
    """
    from rolegraph.sources import releases

    with releases.open_release([path]) as files:
        found = [name.replace("\\", "/").rpartition("/")[2] for name in files.names()]
    kinds = [kind for kind, own in _RELEASES.items() if any(map(own.fullmatch, found))]
    return kinds[0] if len(kinds) == 1 else None


def from_release(path: str, vocabulary: Dataset, lookup: "Names") -> Snapshot:
    """Return what a published release of ESCO or O*NET says, read from a zip or a folder.

    ``lookup`` gives the things of the vocabulary that a release names by their names,
    ``vocabulary`` their labels. Raises `StoreError` where there is no such release, `DataError`
    with file and line on what cannot be read.
    """
    form = release_of(path)
    if form is None:
        raise StoreError(
            f"{path} holds neither a rolegraph store nor a release of ESCO (CSV) or O*NET (text): "
            "name the folder of one, its zip, or bundled"
        )
    aspects: list[tuple[str, str, str]] = []
    facts: list[tuple[Key, str, bool]] = []
    read = import_module(f"rolegraph.sources.{form}").read
    # Two releases are compared by what they hold: which versions they are makes no difference.
    with read((path,), names=lookup, version="unknown") as reading:
        for record in reading.records:
            if isinstance(record, Concept):
                aspects += _concept_aspects(record)
            elif isinstance(record, Fact):
                key = (record.source, record.subject, record.object)
                facts.append((key, record.modality, record.property == SKOS.definition))
        source = str(reading.source.iri)
    things = _things(aspects)
    known = _first(things, knowledge(vocabulary))
    about_roles = (fact for fact in facts if known(fact[0][1])[0] == "role")
    return Snapshot(things, *_gathered(about_roles), known, source)


def _concept_aspects(concept: Concept) -> Iterator[tuple[str, str, str]]:
    iri = concept.iri
    yield iri, "kind", _SCHEME + concept.kind
    yield iri, "label", concept.label
    texts = [concept.definition] if concept.definition else []
    rows = (("broader", concept.broader), ("definition", texts), ("name", concept.alt))
    yield from chain.from_iterable(((iri, aspect, v) for v in values) for aspect, values in rows)
