"""A graph as the explorer asks it: what is read once and kept, and which queries made a page."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from rolegraph.dataset import Dataset, prefix_header
from rolegraph.endpoint.exchange import PageRequest
from rolegraph.graph import Graph
from rolegraph.namespaces import PREFIXES
from rolegraph.queries import Parameter, bound_text, load, run
from rolegraph.queries.lookup import Names, lexicon
from rolegraph.queries.result import Result

Row = dict[str, Any]


class Known:
    """What of a graph is read once: it does not change while it is open."""

    def __init__(self, graph: Graph) -> None:
        self.dataset: Dataset = graph._dataset
        self._names: dict[str | None, Names] = {}
        self._kept: dict[tuple[str, str], list[Row]] = {}

    def names(self, kind: str | None = None) -> Names:
        """Return the names of the things of one kind, or of all."""
        if kind not in self._names:
            self._names[kind] = lexicon(self.dataset, kind)
        return self._names[kind]

    def kept(self, name: str, parameters: Mapping[str, Parameter]) -> list[Row]:
        """Return the rows of a query, asked once."""
        key = (name, bound_text(name, parameters) if parameters else "")
        if key not in self._kept:
            self._kept[key] = run(self.dataset, name, parameters).records()
        return self._kept[key]


_KNOWN: Final[WeakKeyDictionary[Graph, Known]] = WeakKeyDictionary()


def warm(graph: Graph) -> None:
    """Read what most pages want of a graph, so that the first of them need not wait for it."""
    known = _KNOWN.setdefault(graph, Known(graph))
    known.names()
    for name in ("cq-55-source-sizes", "cq-56-source-records", "cq-57-kinds"):
        known.kept(name, {})


class View:
    """One page in the making: its request, the graph, and the queries that it was made from."""

    def __init__(self, graph: Graph, request: PageRequest) -> None:
        self.graph = graph
        self.request = request
        self.known = _KNOWN.setdefault(graph, Known(graph))
        self.queries: list[tuple[str, str]] = []

    def rows(self, name: str, *, keep: bool = False, **parameters: Parameter) -> list[Row]:
        """Return the rows of a named query, which the page then offers to open.

        ``keep`` is for what is the same on many pages: it is asked once.
        """
        self.note(name, parameters)
        if keep:
            return self.known.kept(name, parameters)
        return self.result(name, **parameters).records()

    def result(self, name: str, **parameters: Parameter) -> Result:
        """Return the answer to a named query without offering it on the page."""
        return run(self.known.dataset, name, parameters)

    def note(self, name: str, parameters: Mapping[str, Parameter]) -> None:
        """Offer to open a query that the page was made from, or one that says the same."""
        found = (load(name).question, query_address(bound_text(name, parameters)))
        if found not in self.queries:
            self.queries.append(found)

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """Return the working labels of things, by IRI; those without one are left out."""
        wanted = sorted(set(iris))
        if not wanted:
            return {}
        found: dict[str, str] = {}
        for thing, _, label in self.result("cq-58-kinds-of", thing=wanted):
            found.setdefault(thing, label)
        return found

    def kinds(self, iris: Collection[str]) -> dict[str, str]:
        """Return the kinds of things, by IRI, as their scheme's name."""
        if not iris:
            return {}
        scheme = PREFIXES["scheme"]
        return {
            thing: of.removeprefix(scheme)
            for thing, of, _ in self.result("cq-58-kinds-of", thing=sorted(iris))
            if of is not None and of.startswith(scheme)
        }


def portable(text: str) -> str:
    """Return a query with the prefixes declared that it uses, so that any server takes it."""
    header = prefix_header(text)
    return header.replace("> PREFIX", ">\nPREFIX").rstrip() + "\n" * bool(header) + text


def query_address(text: str) -> str:
    """Return the address that opens a query in the editor."""
    return "/query?" + urlencode({"query": portable(text)})
