"""Names in the language that was asked for, where the data has them."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from rolegraph.dataset import Dataset
from rolegraph.errors import UsageError
from rolegraph.namespaces import LABELS, SKOS
from rolegraph.queries import run

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_WORKING: Final = "en"


def check_language(tag: str | None) -> None:
    """Raise `UsageError` when a text is no language tag (BCP 47)."""
    if tag is not None and _TAG.fullmatch(tag) is None:
        raise UsageError(f"{tag!r} is no language tag: take one such as de, fr or pt-BR")


def rank(tag: str, wanted: str | None) -> int | None:
    """Return how well a tag answers the one that is wanted, 0 being best; None where not at all.

    The tag itself comes first, then one below it (SPARQL's ``langMatches``), then those that it
    stands below, the nearest first: who asks for Swiss German would rather read German than English
    (lookup of RFC 4647).

    >>> [rank(tag, "de") for tag in ("DE", "de-AT", "den", "en")]
    [0, 1, None, None]
    >>> rank("de", "de-CH-1996")
    3
    """
    if wanted is None:
        return None
    tag, wanted = tag.lower(), wanted.lower()
    if tag == wanted:
        return 0
    if tag.startswith(wanted + "-"):
        return 1
    if tag and wanted.startswith(tag + "-"):
        return 1 + wanted.count("-") - tag.count("-")
    return None


def choose(texts: Iterable[tuple[str, str]], wanted: str | None) -> str | None:
    """Return the best of several texts with their tags: as wanted, else English, else the first.

    >>> choose([("en", "model"), ("de-AT", "Modell")], "de")
    'Modell'
    """

    def order(one: tuple[str, str]) -> tuple[bool, int, bool, str, str]:
        found = rank(one[0], wanted)
        fallback = rank(one[0], _WORKING) is None
        return found is None, found or 0, fallback, one[0].lower(), one[1]

    return min(texts, key=order, default=("", None))[1]


def labels(dataset: Dataset, things: Collection[str], wanted: str | None) -> dict[str, str]:
    """Return the preferred label of each thing, by IRI, that has one in the wanted language.

    Without a language there are none. Raises `UsageError` on what is no language tag.
    """
    check_language(wanted)
    if wanted is None or not things:
        return {}
    remote = dataset.kind == "endpoint"
    tagged = _asked(dataset, things) if remote else _kept(dataset, things, wanted)
    found: dict[str, list[tuple[str, str]]] = {}
    for thing, tag, name in tagged:
        if rank(tag, wanted) is not None:
            found.setdefault(thing, []).append((tag, name))
    chosen = ((thing, choose(texts, wanted)) for thing, texts in found.items())
    return {thing: name for thing, name in chosen if name}


def _asked(dataset: Dataset, things: Collection[str]) -> Iterator[tuple[str, str, str]]:
    for thing, _, tag, name in run(dataset, "cq-39-languages", {"thing": sorted(things)}):
        yield thing, tag, name


def _kept(dataset: Dataset, things: Collection[str], wanted: str) -> Iterator[tuple[str, str, str]]:
    """Yield things with tags and labels, out of the default graph and the graphs of one language.

    The others are not looked into, so that it makes no difference how many languages there are.
    """
    graphs: list[ox.DefaultGraph | ox.NamedNode] = [ox.DefaultGraph()]
    for named in dataset.store.named_graphs():
        if not isinstance(named, ox.NamedNode) or not named.value.startswith(LABELS):
            continue
        if rank(named.value.rpartition("/")[2], wanted) is not None:
            graphs.append(named)
    preferred = ox.NamedNode(SKOS.prefLabel)
    for thing in sorted(things):
        for graph in graphs:
            for quad in dataset.store.quads_for_pattern(
                ox.NamedNode(thing), preferred, None, graph
            ):
                if isinstance(quad.object, ox.Literal):
                    yield thing, (quad.object.language or "").lower(), quad.object.value
