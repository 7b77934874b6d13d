"""What changed between two graphs, two releases of a taxonomy, or two readings of one source."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from rolegraph import register, snapshot
from rolegraph.dataset import Dataset
from rolegraph.errors import UnknownNameError
from rolegraph.namespaces import BASE, expand, slug_of
from rolegraph.snapshot import Key, Snapshot, Thing, stronger

CHANGES: Final = {
    "new": "a thing that only AFTER knows",
    "gone": "a thing that only BEFORE knows",
    "renamed": "a thing with another label",
    "moved": "a thing below other broader terms",
    "redefined": "a thing with another definition",
    "regrouped": "a thing of another kind",
    "named": "a thing with one more name",
    "unnamed": "a thing with one name less",
    "added": "a claim that only AFTER has",
    "removed": "a claim that only BEFORE has",
    "changed": "a claim that is stronger or weaker",
}
"""What a change is called, and what it is."""


class Said(NamedTuple):
    """What a source says of a role and a thing: their labels, and how strongly at most."""

    role: str
    kind: str
    thing: str
    modality: str


class Change(NamedTuple):
    """What one of two sides says, or says otherwise; ``change`` is one of `CHANGES`.

    A claim has a source and a role, and ``was`` and ``now`` are modalities. Of a thing they are
    labels of it or of its broader terms, its kind or a name; it has a source where one source was
    compared. ``iri`` is the thing's, None for a definition.
    """

    change: str
    source: str | None
    role: str | None
    kind: str
    thing: str
    was: str | None = None
    now: str | None = None
    iri: str | None = None


def collect(told: Iterable[tuple[Key, Said]]) -> dict[Key, Said]:
    """Return what is said, each once, with its strongest modality."""
    found: dict[Key, Said] = {}
    for key, said in told:
        old = found.get(key)
        if old is not None:
            said = said._replace(modality=stronger(old.modality, said.modality))
        found[key] = said
    return found


def said(dataset: Dataset, source: str | None = None) -> dict[Key, Said]:
    """Return what the sources of a graph say, or what one of them says."""
    claims, texts = snapshot.claims(dataset, source)
    known = snapshot.knowledge(dataset)
    return {
        key: Said(known(key[1])[1], *known(key[2]), modality) for key, modality in claims.items()
    } | {key: Said(known(key[1])[1], "definition", key[2], "mentioned") for key in texts}


def changes(before: Mapping[Key, Said], after: Mapping[Key, Said]) -> list[Change]:
    """Return the claims that are in one of two collections only or differ in strength."""
    found = []
    for key in {*before, *after}:
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None:
            if old.modality == new.modality or old.kind == "definition":
                continue
            what = "changed"
        else:
            what = "added" if old is None else "removed"
        one = new or old
        if one is not None:
            was, now = old and old.modality, new and new.modality
            iri = None if one.kind == "definition" else key[2]
            source = slug_of(key[0])
            found.append(Change(what, source, one.role, one.kind, one.thing, was, now, iri))
    return sorted(found, key=_order)


def diff(
    before: Dataset, after: Dataset, source: str | None = None, *, names: bool = False
) -> list[Change]:
    """Return what changed between two graphs, or in what one source says, by its IRI.

    With ``names`` also the other names that things have got and lost.
    """
    return between(
        snapshot.snapshot(before, source, names=names),
        snapshot.snapshot(after, source, names=names),
        names=names,
    )


def source_iri(name: str, graphs: Sequence[Dataset], also: Collection[str] = ()) -> str:
    """Return the IRI of a source by its slug, CURIE or IRI.

    ``also`` are the IRIs of sources that stand in no graph. Raises `UnknownNameError` where neither
    these nor any of the graphs has it; what an endpoint has is not asked.
    """
    iri = expand(name) or f"{BASE}source/{name}"
    local = [graph for graph in graphs if graph.kind != "endpoint"]
    known = {slug for graph in local for slug in register.sources(graph.store)}
    known |= {slug_of(one) for one in also}
    if slug_of(iri) not in known and len(local) == len(graphs):
        raise UnknownNameError(name, "source", register.nearest(name, known))
    return iri


def between(before: Snapshot, after: Snapshot, *, names: bool = False) -> list[Change]:
    """Return what changed between two sides: claims, then things."""
    found = changes(*_differing(before, after))
    source = before.source if before.source == after.source else None
    slug = slug_of(source) if source else None
    for iri in {*before.things, *after.things}:
        old, new = before.things.get(iri), after.things.get(iri)
        if old is None or new is None:
            one = new or old
            what = "new" if old is None else "gone"
            if one is not None:
                found.append(Change(what, slug, None, one.kind, one.label, iri=iri))
        elif old != new:
            for what, was, now in _otherwise(old, new, before, after, names=names):
                found.append(Change(what, slug, None, new.kind, new.label, was, now, iri))
    return sorted(found, key=_order)


def _differing(before: Snapshot, after: Snapshot) -> tuple[dict[Key, Said], dict[Key, Said]]:
    """Return the claims in which two sides differ: only for these labels are looked up."""
    sides: list[dict[Key, Said]] = []
    for one, other in ((before, after), (after, before)):
        told = {
            key: Said(one.known(key[1])[1], *one.known(key[2]), modality)
            for key, modality in one.claims.items()
            if other.claims.get(key) != modality
        }
        for key in one.texts - other.texts:
            told[key] = Said(one.known(key[1])[1], "definition", key[2], "mentioned")
        sides.append(told)
    return sides[0], sides[1]


def _otherwise(
    old: Thing, new: Thing, before: Snapshot, after: Snapshot, *, names: bool
) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield in what two descriptions of a thing differ: what changed, and what it was and is."""
    if old.label != new.label:
        yield "renamed", old.label, new.label
    if old.kind != new.kind:
        yield "regrouped", old.kind, new.kind
    if old.broader != new.broader:
        yield "moved", _labels(old.broader, before), _labels(new.broader, after)
    # What a role is stands among the claims, each definition with the source that gives it.
    if old.definitions != new.definitions and new.kind != "role":
        yield "redefined", None, None
    if names:
        for name in old.names - new.names:
            yield "unnamed", name, None
        for name in new.names - old.names:
            yield "named", None, name


def _labels(iris: Iterable[str], side: Snapshot) -> str | None:
    return ", ".join(sorted(side.known(iri)[1] for iri in iris)) or None


def summary(found: Iterable[Change]) -> list[tuple[str, str, int]]:
    """Return how many changes there are of each sort and kind of thing, in the order of `CHANGES`.

    >>> summary([Change("new", None, None, "tool", "Docker")])
    [('new', 'tool', 1)]
    """
    order = list(CHANGES)
    counts = Counter((change.change, change.kind) for change in found)
    return [
        (what, kind, count)
        for (what, kind), count in sorted(
            counts.items(), key=lambda one: (order.index(one[0][0]), one[0][1])
        )
    ]


def _order(change: Change) -> tuple[str, ...]:
    parts = (change.source, change.role, change.kind, change.thing.casefold(), change.thing)
    rest = (change.change, change.was, change.now, change.iri)
    return tuple(part or "" for part in (*parts, *rest))
