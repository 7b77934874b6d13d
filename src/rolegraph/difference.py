"""What changed between two graphs, or between two readings of one source."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rolegraph import register
from rolegraph.dataset import Dataset
from rolegraph.namespaces import MODALITIES, PREFIXES, kind_of, slug_of
from rolegraph.queries import run

Key = tuple[str, str, str]
"""Source, role and thing, by IRI; a definition stands for itself as a thing."""


class Said(NamedTuple):
    """What a source says of a role and a thing: their labels, and how strongly at most."""

    role: str
    kind: str
    thing: str
    modality: str


class Change(NamedTuple):
    """A claim or a thing that one of two graphs has, or has otherwise.

    ``change`` is added, removed or changed, of a claim; new or gone, of a thing, which has neither
    source nor role. ``was`` and ``now`` are modalities.
    """

    change: str
    source: str | None
    role: str | None
    kind: str
    thing: str
    was: str | None
    now: str | None


def stronger(one: str, other: str) -> str:
    """Return the stronger of two modalities; that a source says the contrary is the weakest.

    >>> stronger("denied", "example"), stronger("required", "example")
    ('example', 'required')
    """
    order = (*MODALITIES, "denied")
    return min(one, other, key=order.index)


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
    only = {"source": source} if source else {}
    roles = _labels(dataset, "role")
    told = []
    for row in run(dataset, "cq-03-why", only).records():
        role = roles.get(row["role"], row["role"])
        modality = row["modality"] if row["says"] == "yes" else "denied"
        key = (row["source"], row["role"], row["thing"])
        told.append((key, Said(role, kind_of(row["thing"]) or "", row["label"], modality)))
    for row in run(dataset, "cq-06-definitions", only).records():
        role, text = roles.get(row["role"], row["role"]), row["definition"]
        told.append(
            ((row["source"], row["role"], text), Said(role, "definition", text, "mentioned"))
        )
    return collect(told)


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
            source = slug_of(key[0])
            found.append(Change(what, source, one.role, one.kind, one.thing, was, now))
    return sorted(found, key=_order)


def diff(before: Dataset, after: Dataset, source: str | None = None) -> list[Change]:
    """Return what changed between two graphs: claims, and, unless of one source, things."""
    found = changes(said(before, source), said(after, source))
    if source is None:
        old, new = _things(before), _things(after)
        for what, one, other in (("gone", old, new), ("new", new, old)):
            found += [
                Change(what, None, None, kind, label, None, None)
                for iri, (kind, label) in one.items()
                if iri not in other
            ]
    return sorted(found, key=_order)


def _things(dataset: Dataset) -> dict[str, tuple[str, str]]:
    """Return kind and label of what a graph describes, by IRI."""
    return {iri: (kind_of(iri) or "", label) for iri, label in _labels(dataset).items()}


def _labels(dataset: Dataset, kind: str | None = None) -> dict[str, str]:
    if dataset.kind != "endpoint":
        found = register.labels(dataset.store)
        return {iri: label for iri, label in found if kind is None or kind_of(iri) == kind}
    scheme = {"scheme": PREFIXES["scheme"] + kind} if kind else {}
    return {row["thing"]: row["label"] for row in run(dataset, "cq-24-names", scheme).records()}


def _order(change: Change) -> tuple[str, ...]:
    parts = (change.source, change.role, change.kind, change.thing.casefold(), change.thing)
    return tuple(part or "" for part in (*parts, change.change, change.was, change.now))
