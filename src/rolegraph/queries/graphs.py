"""The graphs that a query names by FROM: those of the store, and no others.

Nothing is ever fetched here. The engine takes an unknown graph for an empty one, which makes a
misspelt name an answer without rows; another server may load what it is told to. Both are refused.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final
from urllib.parse import urljoin

import pyoxigraph as ox

from rolegraph.dataset import Dataset
from rolegraph.errors import QueryError
from rolegraph.namespaces import PREFIXES
from rolegraph.sparqltext import blank, blank_names, code

_FROM: Final = re.compile(r"(?i)\bfrom\b")
_NAMED: Final = re.compile(r"(?i)\s*named\b")
_NAME: Final = re.compile(r"\s*([A-Za-z][\w.-]*)?:([\w.-]*)")
_AFTER: Final = re.compile(r"[\s{]|$")
_BASE: Final = re.compile(r"(?i)\s*base\b")
_PREFIX: Final = re.compile(r"(?i)\s*prefix\s+([\w.-]*):")
_WORD: Final = re.compile(r"\s*(¤+)")
_IRI: Final = re.compile(r'<([^<>"{}|^`\\\s]*)>')
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SERVICE: Final = re.compile(r"(?i)service")
_SILENT: Final = re.compile(r"(?i)\s+silent\b")


def named(text: str) -> Iterator[tuple[str | None, int]]:
    """Yield each graph that stands after FROM or FROM NAMED, with the place of the keyword.

    The IRI is None where it cannot be told.

    >>> [iri for iri, _ in named("SELECT * FROM <urn:a> FROM NAMED source:x { ?s ?p ?o }")]
    ['urn:a', 'https://w3id.org/rolegraph/source/x']
    """
    signs = blank_names(blank(text))
    worded = code(text)
    base, prefixes = _prologue(text, worded)
    for keyword in _FROM.finditer(signs):
        start = keyword.end()
        if found := _NAMED.match(signs, start):
            start = found.end()
        told = None
        if iri := _iri(text, worded, start):
            told = _resolved(iri[0], base)
        elif (name := _NAME.match(worded, start)) and _AFTER.match(worded, name.end()):
            space = prefixes.get(name[1] or "")
            told = None if space is None else space + name[2]
        yield told, keyword.start()


def _prologue(text: str, worded: str) -> tuple[str, dict[str, str]]:
    """Return the base and the prefixes of a query, the project's own among them.

    They are read where they may stand and nowhere else: "base" is also a name.
    """
    base, prefixes, at = "", dict(PREFIXES), 0
    while True:
        if found := _BASE.match(worded, at):
            iri = _iri(text, worded, found.end())
            if iri:
                base = _resolved(iri[0], base)
        elif found := _PREFIX.match(worded, at):
            iri = _iri(text, worded, found.end())
            if iri:
                prefixes[found[1]] = _resolved(iri[0], base)
        else:
            return base, prefixes
        if not iri:
            # Not as SPARQL writes it: of these names nothing is known.
            return base, {}
        at = iri[1]


def _iri(text: str, worded: str, at: int) -> tuple[str, int] | None:
    """Return the IRI that stands next, and the place behind it; comments are passed over."""
    word = _WORD.match(worded, at)
    # Two that touch are one word.
    iri = _IRI.match(text, word.start(1)) if word else None
    return (iri[1], iri.end()) if iri else None


def _resolved(iri: str, base: str) -> str:
    """Return an IRI as the engine reads it: a relative one by the base."""
    return iri if _SCHEME.match(iri) or not base else urljoin(base, iri)


def check_dataset(text: str, dataset: Dataset) -> None:
    """Raise `QueryError` when a query names a graph after FROM that is not here.

    What a server holds is for that server to say.
    """
    if dataset.kind != "endpoint" and _FROM.search(text):
        check(text, lambda iri: _holds(dataset.store, iri))


def _holds(store: ox.Store, iri: str) -> bool:
    try:
        return store.contains_named_graph(ox.NamedNode(iri))
    except ValueError:
        return False


def check(text: str, holds: Callable[[str], bool], *, strict: bool = False) -> None:
    """Raise `QueryError` when a query names a graph after FROM that the store does not hold.

    ``strict`` also refuses what cannot be told to be a name.
    """
    for iri, at in named(text):
        if iri is None and not strict:
            continue
        if iri is None or not holds(iri):
            line = text.count("\n", 0, at) + 1
            column = at - (text.rfind("\n", 0, at) + 1) + 1
            shown = "what FROM names" if iri is None else f"<{iri}>"
            raise QueryError(
                f"FROM at line {line}, column {column}: the store has no graph {shown}, and "
                "nothing is fetched. The query cq-05 lists the sources, whose graphs have their "
                "names; GRAPH ?g {…} finds every graph.",
                line,
                column,
            )


def check_services(text: str, allowed: Collection[str]) -> str:
    """Return a query with its calls of allowed services hidden, for the guard to look at.

    A call stays in sight, and so is refused, unless an address stands there that is on the list,
    letter by letter.

    >>> check_services("ASK { SERVICE <urn:a> { ?s ?p ?o } }", ["urn:a"]).split()[:4]
    ['ASK', '{', '{', '?s']
    """
    if not allowed:
        return text
    signs, worded = blank_names(blank(text)), code(text)
    for keyword in reversed(list(_SERVICE.finditer(signs))):
        start = keyword.end()
        if found := _SILENT.match(signs, start):
            start = found.end()
        iri = _iri(text, worded, start)
        if iri is not None and iri[0] in allowed:
            end = iri[1]
            text = text[: keyword.start()] + " " * (end - keyword.start()) + text[end:]
    return text
