"""W3C's tests of SPARQL 1.1: their manifests, and how one is run by the project."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyoxigraph as ox

from rolegraph.dataset import Dataset
from rolegraph.endpoint.answering import Answerer
from rolegraph.endpoint.settings import Settings
from rolegraph.errors import QueryError
from rolegraph.graph import Graph
from rolegraph.queries import graphs
from rolegraph.queries.result import Result

MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT: Final = "http://www.w3.org/2009/sparql/tests/test-update#"
RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS: Final = tuple(_XSD + name for name in ("integer", "decimal", "double", "float"))
_WHOLE: Final = tuple(_XSD + name for name in ("negativeInteger", "positiveInteger"))
_PARSED: Final = re.compile(
    r"the store has no graph|The graph <.*> does not exist|The custom function <.*> is not suppo"
)
"""What is said of a query that is right, and cannot be carried out."""
_RESULTS: Final = {
    "srx": ox.QueryResultsFormat.XML,
    "srj": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
}
_RDF: Final = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}


class Manifest:
    """A manifest as a graph that is walked."""

    def __init__(self, path: Path) -> None:
        self.store = ox.Store()
        self.store.load(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())

    def values(self, node: Any, name: str) -> list[Any]:
        """Return what a property leads to."""
        return [
            quad.object for quad in self.store.quads_for_pattern(node, ox.NamedNode(name), None)
        ]

    def value(self, node: Any, name: str) -> Any:
        """Return the first of them."""
        return next(iter(self.values(node, name)), None)

    def text(self, node: Any, name: str) -> str | None:
        """Return the text of it."""
        found = self.value(node, name)
        return None if found is None else found.value

    def listed(self, node: Any) -> Iterator[Any]:
        """Yield the members of a list."""
        while node is not None and node.value != RDF + "nil":
            yield self.value(node, RDF + "first")
            node = self.value(node, RDF + "rest")

    def entries(self) -> dict[str, Any]:
        """Return the tests by their names."""
        quads = self.store.quads_for_pattern(None, ox.NamedNode(MF + "entries"), None)
        found = self.listed(next(iter(quads)).object)
        return {entry.value.rpartition("#")[2]: entry for entry in found}


class Case(NamedTuple):
    """A test of a folder: the manifest it stands in, its node and its name."""

    folder: str
    name: str
    manifest: Manifest
    node: Any

    @property
    def sort(self) -> str:
        """What kind of test it is, such as QueryEvaluationTest."""
        return (self.manifest.text(self.node, RDF + "type") or "").rpartition("#")[2]

    def run(self) -> None:
        """Raise where the project does not do what the test demands."""
        if "Syntax" in self.sort:
            self._syntax()
        elif self.sort == "UpdateEvaluationTest":
            self._update()
        else:
            self._query()

    def _syntax(self) -> None:
        file = _path(self.manifest.text(self.node, MF + "action"))
        text = file.read_text(encoding="utf-8")
        is_wrong = "Negative" in self.sort
        try:
            if "Update" in self.sort or file.suffix == ".ru":
                _updated(Dataset("nothing", ox.Store()), text, file.as_uri())
            else:
                _asked(Dataset("nothing", ox.Store()), text, file)
        except QueryError as error:
            if not is_wrong and not _PARSED.search(str(error)):
                raise
        else:
            assert not is_wrong, "what is no query was taken"

    def _query(self) -> None:
        action = self.manifest.value(self.node, MF + "action")
        file = _path(self.manifest.text(action, QT + "query"))
        text = file.read_text(encoding="utf-8")
        store = ox.Store()
        for data in self.manifest.values(action, QT + "data"):
            _load(store, data.value, None)
        for data in self.manifest.values(action, QT + "graphData"):
            _load(store, data.value, data.value)
        for iri, _ in graphs.named(f"BASE <{file.as_uri()}> {text}"):
            # What FROM names has to be there: nothing is fetched.
            if iri is not None and iri.startswith("file:"):
                _load(store, iri, iri)
        result = _asked(Dataset("data", store), text, file)
        expected = _path(self.manifest.text(self.node, MF + "result"))
        ending = expected.suffix[1:]
        if ending == "csv":
            found = result.serialize("csv").decode()
            assert _cells(found) == _cells(expected.read_text(encoding="utf-8"))
        elif result.kind == "graph":
            written = result.serialize("ntriples")
            assert _canonical(ox.parse(written, ox.RdfFormat.N_TRIPLES)) == _canonical(
                ox.parse(path=str(expected), base_iri=expected.as_uri())
            )
        else:
            form = _RESULTS.get(ending, ox.QueryResultsFormat.JSON)
            name = {"srx": "xml", "srj": "json", "tsv": "tsv", "ttl": "json"}[ending]
            found_rows: Any = ox.parse_query_results(result.serialize(name), form)
            if ending == "ttl":
                assert _table(found_rows) == _described(expected)
                return
            wanted: Any = ox.parse_query_results(expected.read_bytes(), form)
            assert _table(found_rows) == _table(wanted)

    def _update(self) -> None:
        action = self.manifest.value(self.node, MF + "action")
        file = _path(self.manifest.text(action, UT + "request"))
        store = self._graphs(action)
        _updated(Dataset("data", store), file.read_text(encoding="utf-8"), file.as_uri())
        wanted = self._graphs(self.manifest.value(self.node, MF + "result"))
        assert _canonical(store) == _canonical(wanted)

    def _graphs(self, node: Any) -> ox.Store:
        store = ox.Store()
        for data in self.manifest.values(node, UT + "data"):
            _load(store, data.value, None)
        for data in self.manifest.values(node, UT + "graphData"):
            file = self.manifest.text(data, UT + "graph") or self.manifest.text(data, UT + "data")
            _load(store, file or "", self.manifest.text(data, RDFS + "label"))
        return store


def cases(root: Path, folder: str) -> list[Case]:
    """Return the tests of a folder."""
    manifest = Manifest(root / folder / "manifest.ttl")
    return [Case(folder, name, manifest, node) for name, node in manifest.entries().items()]


def _path(address: str | None) -> Path:
    from urllib.parse import unquote, urlsplit

    assert address is not None
    return Path(unquote(urlsplit(address).path))


def _load(store: ox.Store, address: str, name: str | None) -> None:
    path = _path(address)
    graph = ox.DefaultGraph() if name is None else ox.NamedNode(name)
    form = _RDF[path.suffix[1:]]
    store.load(path=str(path), format=form, base_iri=address, to_graph=graph)


def _asked(dataset: Dataset, text: str, file: Path) -> Result:
    """Ask as people do in Python; the place of the file goes before the text."""
    return Graph(dataset).query(f"BASE <{file.as_uri()}> {text}")


def _updated(dataset: Dataset, text: str, base: str) -> None:
    """Send an update as a server that takes them does."""
    job = {"kind": "update", "text": text, "default": [], "named": [], "base": base, "gzip": False}
    reply = Answerer(dataset, Settings(updates=True)).answer(job)
    # A LOAD that may not fail in silence is read, and refused.
    if reply.status != 204 and (reply.status, reply.reason) != (403, "load"):
        raise QueryError(reply.body.decode())


def _canonical(quads: Iterable[Any]) -> set[str]:
    """Return statements with names for blank nodes that do not depend on who made them."""
    dataset = ox.Dataset(
        quad if isinstance(quad, ox.Quad) else ox.Quad(quad.subject, quad.predicate, quad.object)
        for quad in quads
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def _table(answer: Any) -> object:
    """Return rows as statements about nodes, so that blank nodes in them may have any name."""
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    names = [variable.value for variable in answer.variables]
    quads = []
    count = 0
    for row in answer:
        node = ox.BlankNode()
        count += 1
        for name, term in zip(names, row, strict=True):
            if term is not None:
                quads.append(ox.Quad(node, ox.NamedNode(f"urn:{name}"), _valued(term)))
    return count, set(names), _canonical(quads)


def _described(path: Path) -> object:
    """Return rows that stand in a file as RDF, as `_table` has them."""
    store = ox.Store()
    store.load(path=str(path), base_iri=path.as_uri())

    def values(node: Any, name: str) -> list[Any]:
        found = store.quads_for_pattern(node, ox.NamedNode(RS + name), None)
        return [quad.object for quad in found]

    quads = []
    rows = values(None, "solution")
    for row in rows:
        for binding in values(row, "binding"):
            (name,), (term,) = values(binding, "variable"), values(binding, "value")
            quads.append(ox.Quad(row, ox.NamedNode(f"urn:{name.value}"), _valued(term)))
    names = {name.value for name in values(None, "resultVariable")}
    return len(rows), names, _canonical(quads)


def _valued(term: Any) -> Any:
    """Return a number or boolean as its value is written: the engine keeps values, not spellings.

    It keeps whole numbers of all sorts as integers, too.
    """
    if not isinstance(term, ox.Literal):
        return term
    if term.datatype.value == _XSD + "boolean":
        return ox.Literal(term.value in ("1", "true"))
    if term.datatype.value in _WHOLE:
        term = ox.Literal(term.value, datatype=ox.NamedNode(_XSD + "integer"))
    if term.datatype.value in _NUMBERS:
        try:
            return ox.Literal(f"{float(term.value):g}", datatype=term.datatype)
        except ValueError:
            return term
    return term


def _cells(text: str) -> Counter[frozenset[tuple[str, str]]]:
    """Return the rows of a CSV by column, numbers by value, with one name for blank nodes."""

    def cell(value: str) -> str:
        try:
            return f"{float(value):g}"
        except ValueError:
            return "_:b" if value.startswith("_:") else value

    rows = csv.DictReader(io.StringIO(text, newline=""))
    return Counter(frozenset((name, cell(value)) for name, value in row.items()) for row in rows)
