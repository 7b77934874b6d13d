"""Open an RDF dataset of roles: the bundled one, a store's folder, or a SPARQL endpoint.

All three answer the same queries with the same terms. The default graph holds every triple once,
whichever source states it; the named graphs tell the sources apart.
"""

import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from rolegraph import resources
from rolegraph import store as stores
from rolegraph.errors import QueryError, StoreError, UsageError
from rolegraph.files import check_name
from rolegraph.namespaces import PREFIXES
from rolegraph.sparqltext import blank

if TYPE_CHECKING:
    from rolegraph.labelsearch import LabelIndex

Term = ox.NamedNode | ox.BlankNode | ox.Literal
_TERM: Final = (ox.NamedNode, ox.BlankNode, ox.Literal)
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Bindings = Mapping[str, Term | Sequence[Term]]

MANIFEST: Final = stores.MANIFEST


class Dataset:
    """An RDF dataset that answers SPARQL; ``where`` names it for people."""

    kind = "bundled"

    def __init__(self, where: str, store: ox.Store | None = None, index: str | None = None) -> None:
        self.where = where
        self._store = store
        self._index_path = index
        self._index: LabelIndex | None = None

    @property
    def index(self) -> "LabelIndex | None":
        """The index beside a store's folder; None for other datasets, and where it is missing."""
        if self._index is None and self._index_path is not None:
            path, self._index_path = self._index_path, None
            if os.path.isfile(path):
                from rolegraph.labelsearch import LabelIndex

                self._index = LabelIndex.open(path)
        return self._index

    @property
    def is_open(self) -> bool:
        """Whether the dataset still answers."""
        return self._store is not None

    @property
    def store(self) -> ox.Store:
        """The engine's store. Raises `StoreError` for an endpoint, which has none here."""
        if self._store is None:
            state = "is remote: this needs a store here" if self.kind == "endpoint" else "is closed"
            raise StoreError(f"{self.where} {state}")
        return self._store

    def query(self, text: str, bindings: Bindings | None = None) -> Answer:
        """Answer a query; a variable in ``bindings`` takes the term or one of the terms.

        Bound variables must stand in the SELECT clause. Raises `QueryError` with line and column
        when the text is no query.
        """
        one: dict[ox.Variable, Term | ox.Triple] = {}
        several: dict[str, Sequence[Term]] = {}
        for name, value in (bindings or {}).items():
            if isinstance(value, _TERM):
                one[ox.Variable(name)] = value
            else:
                several[name] = value
        text += values_clause(several)
        try:
            return self.store.query(text, prefixes=PREFIXES, substitutions=one)
        except (SyntaxError, ValueError) as error:
            raise _query_error(str(error)) from error
        except RuntimeError as error:
            if "custom function" in str(error):
                raise _query_error(str(error)) from error
            raise StoreError(f"{self.where} cannot be read: {error}") from error

    def select(self, text: str, bindings: Bindings | None = None) -> ox.QuerySolutions:
        """Answer a SELECT query. Raises `QueryError` on any other."""
        answer = self.query(text, bindings)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError("a SELECT query is needed here")
        return answer

    def quads(self) -> Iterator[ox.Quad]:
        """Yield every quad of the dataset."""
        return iter(self.store)

    def close(self) -> None:
        """Let go of the store; the dataset answers nothing afterwards."""
        self._store = None
        if self._index is not None:
            self._index.close()
        self._index = self._index_path = None


class _Endpoint(Dataset):
    """A SPARQL 1.1 endpoint, asked over HTTP."""

    kind = "endpoint"

    def __init__(self, where: str) -> None:
        # Imported here: who opens a store on this machine needs no HTTP.
        from rolegraph.remote import Remote

        super().__init__(where)
        self._remote = Remote(where)

    def query(self, text: str, bindings: Bindings | None = None) -> Answer:
        """Answer a query as `Dataset.query` does, by a POST to the endpoint."""
        listed = {
            name: (value,) if isinstance(value, _TERM) else value
            for name, value in (bindings or {}).items()
        }
        header = prefix_header(text)
        try:
            return self._remote.ask(header, text, list(listed), values_clause(listed).strip())
        except QueryError as refused:
            error = _query_error(str(refused))
            if error.line == 1 and error.column is not None:
                # The header is ours: the place is told in the text that was asked.
                error = QueryError(str(error), 1, max(1, error.column - len(header)))
            raise error from refused

    def quads(self) -> Iterator[ox.Quad]:
        """Yield every quad of the endpoint: its default graph, then its named graphs."""
        return self._remote.quads()

    def close(self) -> None:
        """Hang up."""
        self._remote.close()


def values_clause(bindings: Mapping[str, Sequence[Term]]) -> str:
    """Return the VALUES clause that binds variables to terms, each escaped by the engine.

    A query ends with one such clause at most, so several variables take every combination.
    """
    if not bindings:
        return ""
    names = " ".join(f"?{name}" for name in bindings)
    rows = (" ".join(str(term) for term in row) for row in product(*bindings.values()))
    return f"\nVALUES ({names}) {{ {' '.join(f'({row})' for row in rows)} }}"


def prefix_header(text: str) -> str:
    """Return declarations of the project's prefixes that a query uses and does not declare.

    They hold no line break: put before the query, they leave its line numbers as they are.
    """
    visible = blank(text)
    declared = set(re.findall(r"(?i)\bprefix\s+([\w-]*):", visible))
    used = set(re.findall(r"(?<![\w?$:])([A-Za-z]+):", visible))
    names = [name for name in PREFIXES if name in used - declared]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in names)


def _query_error(message: str) -> QueryError:
    place = re.match(r"error at (\d+):(\d+): ", message)
    if place is None:
        return QueryError(message)
    rest, column = message[place.end() :], int(place[2])
    if keyword := re.fullmatch(r"expected ([A-Z]+)", rest):
        # The engine counts on by the length of the keyword that it missed.
        column = max(1, column - len(keyword[1]))
    return QueryError(rest, int(place[1]), column)


def open_dataset(where: str | None = None) -> Dataset:
    """Open the bundled dataset (None), a store's folder, or an http(s) endpoint.

    Raises `StoreError` when a folder holds no store of ours.
    """
    if where is None:
        return _bundled()
    if where.startswith(("http://", "https://")):
        return _Endpoint(where)
    if "://" in where:
        raise UsageError(f"{where}: an endpoint's address starts with http:// or https://")
    check_name(where)
    return _directory(where)


class _Prefetch:
    """The bundled graph, loading in a thread; what goes wrong there is raised where it is taken."""

    def __init__(self) -> None:
        self._store: ox.Store | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._store = _load(ox.Store())
        except BaseException as error:
            self._error = error

    def take(self) -> ox.Store:
        self._thread.join()
        if self._store is None:
            raise self._error or StoreError("the bundled graph did not load")
        return self._store


_prefetched: list[_Prefetch] = []


def prefetch() -> None:
    """Start to load the bundled graph beside whatever else is done until it is opened.

    The engine works without holding the interpreter, so a command's own imports take no extra time.
    """
    _prefetched.append(_Prefetch())


def _bundled() -> Dataset:
    store = _prefetched.pop().take() if _prefetched else _load(ox.Store())
    return Dataset("the bundled graph", store)


def _load(store: ox.Store, *, bare: bool = False) -> ox.Store:
    """Fill a store with ontology and vocabulary, and unless bare with what the articles say."""
    for path in resources.ontology_files():
        store.bulk_load(path=path, format=ox.RdfFormat.TURTLE)
    # The lines are ours: every slug is checked and every text is escaped on the way in, so the
    # engine need not check each IRI again, which saves a third of the time.
    compiled = None if bare else resources.compiled()
    if compiled is not None:
        store.bulk_load(path=compiled, format=ox.RdfFormat.N_QUADS, lenient=True)
    else:
        # A checkout has no compiled graph; an installed wheel need not load the readers.
        from rolegraph import bundle

        text = "".join(bundle.lines(bare=bare))
        store.bulk_load(text.encode(), ox.RdfFormat.N_QUADS, lenient=True)
    return store


def _directory(path: str) -> Dataset:
    dataset = Dataset(path, *stores.open_generation(path))
    dataset.kind = "directory"
    return dataset


def create(path: str, *, bare: bool = False) -> None:
    """Make a store in a new folder: a copy of the bundled graph, or ontology and vocabulary alone.

    The folder appears whole or not at all. Raises `UsageError` when something stands there already.
    """
    stores.create(path, lambda new: _load(new, bare=bare))


def writer(path: str, *, bare: bool = False, wait: float = stores.WAIT) -> stores.Writer:
    """Return the writer of a store's folder; a missing one is made as `create` does."""
    return stores.Writer(path, fill=lambda new: _load(new, bare=bare), wait=wait)


def fill_vocabulary(store: ox.Store) -> None:
    """Put into a store what belongs to no source: ontology, vocabulary and mappings."""
    _load(store, bare=True)


def vocabulary() -> ox.Store:
    """Return what belongs to no source: ontology and vocabulary, in memory."""
    return _load(ox.Store(), bare=True)
