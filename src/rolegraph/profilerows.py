"""The rows that profiles are built of, out of a store's index or by SPARQL."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from rolegraph.namespaces import COMPARED, MODALITIES, PREFIXES, SKOS, slug_of
from rolegraph.queries import run

if TYPE_CHECKING:
    from rolegraph.dataset import Dataset
    from rolegraph.labelsearch import LabelIndex

Row = tuple[int, int, int, int, int, float | None]
"""Role, thing and source by place, the modality's place, claims, importance."""


class Role(NamedTuple):
    """A role of the profiles."""

    iri: str
    label: str

    @property
    def slug(self) -> str:
        """The slug of a role of ours, the IRI of anybody else's."""
        return slug_of(self.iri)

    def to_dict(self) -> dict[str, Any]:
        """Return the role as JSON has it."""
        return {"iri": self.iri, "slug": self.slug, "label": self.label}


class Thing(NamedTuple):
    """A thing that roles have; ``same`` are the IRIs by which other vocabularies know it."""

    iri: str
    label: str
    kind: str
    same: tuple[str, ...] = ()


def records(
    dataset: "Dataset",
) -> tuple[list[Role], list[Thing], list[str], Iterable[Row], Iterable[tuple[str, str]]]:
    """Return roles, things, sources, rows and matches, as `rolegraph.profiles.build` takes them."""
    if dataset.index is not None:
        return _indexed(dataset.index)
    labels = {thing.value: label.value for thing, label in _terms(dataset, "cq-44-labels")}
    roles: dict[str, tuple[int, Role]] = {}
    things: dict[str, tuple[int, Thing]] = {}
    sources: dict[str, int] = {}
    rank = {f"{PREFIXES['rg']}{name.capitalize()}": at for at, name in enumerate(MODALITIES)}
    said: dict[tuple[int, int, int], tuple[int, int, float | None]] = {}
    for role, kind, thing, source, modality, rated, _ in _terms(dataset, "cq-40-profiles"):
        one, other = role.value, thing.value
        if one not in labels or other not in labels or modality.value not in rank:
            continue
        place = (
            roles.setdefault(one, (len(roles), Role(one, labels[one])))[0],
            things.setdefault(other, (len(things), Thing(other, labels[other], kind.value)))[0],
            sources.setdefault(source.value, len(sources)),
        )
        strongest, claims, importance = said.get(place, (len(MODALITIES), 0, None))
        if rated is not None and (found := _number(rated.value)) is not None:
            importance = found if importance is None else max(importance, found)
        said[place] = min(strongest, rank[modality.value]), claims + 1, importance
    matches = ((one.value, other.value) for one, other in _terms(dataset, "cq-41-matches"))
    return (
        [role for _, role in roles.values()],
        [thing for _, thing in things.values()],
        list(sources),
        ((*place, *rest) for place, rest in said.items()),
        matches,
    )


def _indexed(
    index: "LabelIndex",
) -> tuple[list[Role], list[Thing], list[str], Iterable[Row], Iterable[tuple[str, str]]]:
    """Return what `records` does out of the index beside a store, which has it ready."""
    names = {number: (iri, label) for number, iri, label in index.all_things()}
    labels = dict(names.values())
    roles: dict[str, int] = {}
    things: list[Thing] = []
    places: dict[int, int] = {}
    sources: dict[str, int] = {}
    rows: list[Row] = []
    for source, role, numbers, kinds, modalities, measured, claims in index.profiles():
        if role not in labels:
            continue
        at, said_by = roles.setdefault(role, len(roles)), sources.setdefault(source, len(sources))
        for number, kind, modality, rated, count in zip(
            numbers, kinds, modalities, measured, claims, strict=True
        ):
            place = places.get(number)
            if place is None:
                if number not in names:
                    continue
                place = places[number] = len(things)
                things.append(Thing(*names[number], COMPARED[kind]))
            importance = None if rated != rated else round(rated, 2)
            rows.append((at, place, said_by, modality, count, importance))
    matches = ((one, other) for _, one, how, other in index.matches() if how == SKOS.exactMatch)
    return [Role(iri, labels[iri]) for iri in roles], things, list(sources), rows, matches


def _terms(dataset: "Dataset", query: str) -> Iterable[tuple[Any, ...]]:
    # Terms as the engine has them: a Python value for each of a million cells takes far longer.
    return run(dataset, query).terms


def _number(text: str) -> float | None:
    """Return a number on a scale, or None for a text that is none, or endless."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if isfinite(found) else None


@contextmanager
def no_collection() -> Iterator[None]:
    """Keep the garbage collector from walking a growing table again and again."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
