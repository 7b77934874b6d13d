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
from rolegraph.sparqltext import blank, blank_names

_FROM: Final = re.compile(r"(?i)\bfrom\b")
_NAMED: Final = re.compile(r"(?i)\s*named\b")
_IRI: Final = re.compile(r'\s*<([^<>"{}|^`\\\s]*)>')
_NAME: Final = re.compile(r"\s*([A-Za-z][\w.-]*)?:([\w.-]*)")
_PREFIX: Final = re.compile(r"(?i)\bprefix\s+([\w.-]*):\s*")
_BASE: Final = re.compile(r"(?i)\bbase\b")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SERVICE: Final = re.compile(r"(?i)service")
_SILENT: Final = re.compile(r"(?i)\s+silent\b")


def named(text: str) -> Iterator[tuple[str | None, int]]:
    """Yield each graph that stands after FROM or FROM NAMED, with the place of the keyword.

    The IRI is None where it cannot be told.

    >>> [iri for iri, _ in named("SELECT * FROM <urn:a> FROM NAMED source:x { ?s ?p ?o }")]
    ['urn:a', 'https://w3id.org/rolegraph/source/x']
    """
    visible = blank(text)
    signs = blank_names(visible)
    prefixes: dict[str, str] | None = None
    for keyword in _FROM.finditer(signs):
        start = keyword.end()
        if found := _NAMED.match(signs, start):
            start = found.end()
        if iri := _IRI.match(text, start):
            yield _resolved(iri[1], text, visible), keyword.start()
        elif name := _NAME.match(text, start):
            prefixes = PREFIXES | _declared(text, visible) if prefixes is None else prefixes
            space = prefixes.get(name[1] or "")
            yield (None if space is None else space + name[2]), keyword.start()
        else:
            yield None, keyword.start()


def _resolved(iri: str, text: str, visible: str) -> str:
    """Return an IRI as the engine reads it: a relative one by the BASE of the query."""
    if _SCHEME.match(iri):
        return iri
    bases = [found for base in _BASE.finditer(visible) if (found := _IRI.match(text, base.end()))]
    return urljoin(bases[-1][1], iri) if bases else iri


def _declared(text: str, visible: str) -> dict[str, str]:
    found = {}
    for match in _PREFIX.finditer(visible):
        if iri := _IRI.match(text, match.end() - 1) or _IRI.match(text, match.end()):
            found[match[1]] = iri[1]
    return found


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
    signs = blank_names(blank(text))
    for keyword in reversed(list(_SERVICE.finditer(signs))):
        start = keyword.end()
        if found := _SILENT.match(signs, start):
            start = found.end()
        iri = _IRI.match(text, start)
        if iri is not None and iri[1] in allowed:
            text = text[: keyword.start()] + " " * (iri.end() - keyword.start()) + text[iri.end() :]
    return text
