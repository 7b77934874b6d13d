"""Turn what people type into things: slug, label, alias, CURIE or IRI, by one function."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from rolegraph.dataset import Dataset
from rolegraph.errors import UnknownNameError, UsageError
from rolegraph.lexicon import Lexicon, Match, Name
from rolegraph.namespaces import BASE, PREFIXES, expand, slug_of, to_curie
from rolegraph.queries import run

if TYPE_CHECKING:
    from rolegraph.labelsearch import LabelIndex


class Names(Protocol):
    """The names of the things of a dataset, of one kind or of all."""

    def find(self, text: str, source: str | None = None) -> list[str]:
        """Return the things that have exactly this name or slug, the best first.

        With ``source``, the slug of one, only what it describes itself counts.
        """

    def nearest(self, text: str, count: int = 3, least: float = 0.5) -> tuple[str, ...]:
        """Return the working labels that look most like a text, the most alike first."""

    def search(self, text: str) -> list[Match]:
        """Return the things with a name that contains a text, the best match first."""

    def __len__(self) -> int: ...

    def labels(self) -> dict[str, str]:
        """Return the working label of every thing by IRI."""

    def label(self, iri: str) -> str | None:
        """Return the working label of a thing, None where there is none such."""

    def sources(self, iri: str) -> list[str]:
        """Return the slugs of the sources that describe a thing; none for the vocabulary's own."""

    def has_traits(self, role: str) -> bool:
        """Tell whether a role has anything that a comparison counts."""


class _Scanned(Lexicon):
    """Names that were all read: what a dataset without an index has."""

    def __init__(self, dataset: Dataset, names: Iterator[Name]) -> None:
        super().__init__(names)
        self._dataset = dataset
        self._labels = self.labels()

    def label(self, iri: str) -> str | None:
        """Return the working label of a thing, None where there is none such."""
        return self._labels.get(iri)

    def sources(self, iri: str) -> list[str]:
        """Return the slugs of the sources that describe a thing; none for the vocabulary's own."""
        rows = run(self._dataset, "cq-50-describers", {"thing": iri})
        return [slug_of(source) for _, source in rows]

    def has_traits(self, role: str) -> bool:
        """Tell whether a role has anything that a comparison counts."""
        return any(traits for _, _, traits, _ in run(self._dataset, "cq-01-roles", {"role": role}))


class _Indexed:
    """Names that are looked up in the index beside a store."""

    def __init__(self, index: "LabelIndex", kind: str | None) -> None:
        self._index, self._kind = index, kind

    def find(self, text: str, source: str | None = None) -> list[str]:
        iri = None if source is None else PREFIXES["source"] + source
        return self._index.find(text, self._kind, iri)

    def nearest(self, text: str, count: int = 3, least: float = 0.5) -> tuple[str, ...]:
        return self._index.nearest(text, self._kind, count, least)

    def search(self, text: str) -> list[Match]:
        return self._index.search(text, self._kind)

    def __len__(self) -> int:
        return len(self.labels())

    def labels(self) -> dict[str, str]:
        return self._index.labels(self._kind)

    def label(self, iri: str) -> str | None:
        return self._index.label(iri, self._kind)

    def sources(self, iri: str) -> list[str]:
        return [slug_of(source) for source in self._index.sources(iri) if source]

    def has_traits(self, role: str) -> bool:
        return self._index.has_traits(role)


def lexicon(dataset: Dataset, kind: str | None = None) -> Names:
    """Return the names of the things in a dataset, of one kind or of all."""
    if dataset.index is not None:
        return _Indexed(dataset.index, kind)
    parameters = {"scheme": PREFIXES["scheme"] + kind} if kind else {}
    rows = run(dataset, "cq-24-names", parameters)
    return _Scanned(
        dataset, (Name(thing, label, name, sort) for thing, _, label, name, sort in rows)
    )


def resolve(names: Names, text: str, kind: str, *, near: bool = True) -> list[str]:
    """Return the IRIs of the things that a text names, in a lexicon of one kind or of all.

    A name after the slug of a source and a colon (``esco:data scientist``) is one of the things
    that the source describes. Raises `UnknownNameError` on none, with the nearest names unless
    without ``near``: they are what takes long.
    """
    wanted = text.strip()
    iri = expand(wanted)
    if iri is not None and names.label(iri) is not None:
        return [iri]
    found = names.find(wanted) or _of_source(names, wanted)
    if not found:
        # Roles are few: the nearest ones are worth naming however far they are.
        least = 0 if kind == "role" else 0.5
        raise UnknownNameError(text, kind, names.nearest(wanted, least=least) if near else ())
    return found


def _of_source(names: Names, text: str) -> list[str]:
    """Return what a name with the slug of a source before it means (``esco:data scientist``)."""
    source, colon, name = text.partition(":")
    return names.find(name.strip(), source.strip().lower()) if colon and name.strip() else []


def resolve_parameter(dataset: Dataset, text: str) -> str:
    """Return the IRI that a query's parameter names: an IRI or CURIE as it is, else by its name.

    Raises `UnknownNameError` when there is none, `UsageError` when there are several.
    """
    iri = expand(text.strip())
    if iri is not None and dataset.index is None:
        return iri
    names = lexicon(dataset)
    if iri is not None:
        # A prefix may be the slug of a source as well, such as esco.
        found = [] if names.label(iri) is not None else _of_source(names, text.strip())
        return _single(names, found or [iri], text)
    return _single(names, resolve(names, text, "thing"), text)


def _single(names: Names, found: list[str], text: str) -> str:
    if len(found) == 1:
        return found[0]
    lines = []
    for iri in found:
        sources = [source for source in names.sources(iri) if f"{source}:" not in text]
        qualified = f"{sources[0]}:{text}" if sources else to_curie(iri)
        told = "" if iri.startswith(BASE) else f" ({to_curie(iri)})"
        lines.append(f"{qualified}{told}")
    raise UsageError(f"{text!r} names several things: {', '.join(lines)}. Take one of these.")


def resolve_role(names: Names, text: str) -> str:
    """Return the IRI of the one role that a text names.

    Of several, one that has traits goes before one of which only the pay is known, and ours before
    one of the same name in a taxonomy. Raises `UnknownNameError` when there is none, `UsageError`
    when there are several.
    """
    found = resolve(names, text, "role")
    if len(found) > 1:
        found = [iri for iri in found if names.has_traits(iri)] or found
        own = [iri for iri in found if iri.startswith(BASE)]
        found = own if len(own) == 1 else found
    return _single(names, found, text)
