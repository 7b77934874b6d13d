"""The answer to a query: rows, a truth value, or a graph."""

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any, Final, Self

import pyoxigraph as ox

from rolegraph.dataset import Answer, Term
from rolegraph.errors import StoreError
from rolegraph.grid import Rows, count
from rolegraph.namespaces import PREFIXES
from rolegraph.tabular import Tabular
from rolegraph.values import to_python

# Rows are read from the engine or the network as they are wanted: what is wrong shows up then.
_BROKEN: Final = (OSError, RuntimeError, SyntaxError, ValueError)

Row = tuple[Term | None, ...]
Sound = Callable[[Row], Row]
"""What gives a row as its readers expect it, or raises `StoreError`."""

FORMATS: Final = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


class Result(Tabular):
    """What a query answered; ``kind`` is ``rows``, ``truth`` or ``graph``.

    Rows are read when they are first wanted, and no more than ``limit``; `is_cut` tells whether
    there were more. Iterating gives tuples of Python values in the order of ``columns``; for a
    graph the columns are subject, predicate and object.
    """

    def __init__(
        self, ask: Callable[[], Answer], limit: int | None = None, sound: Sound | None = None
    ) -> None:
        self._ask = ask
        self._limit = limit
        self._sound = sound
        self._answer: Answer | None = ask()
        self._terms: list[tuple[Term | None, ...]] | None = None
        self._more_rows = False
        self._variables: ox.QuerySolutions | None = None
        answer = self._answer
        if isinstance(answer, ox.QuerySolutions):
            self.kind = "rows"
            self._variables = answer
        elif isinstance(answer, ox.QueryBoolean):
            self.kind = "truth"
            self._truth = bool(answer)
        else:
            self.kind = "graph"

    def read(self) -> Self:
        """Read all rows now and return the answer, which any thread may then have.

        What the engine gives is bound to the thread that asked: used in another, it would end the
        process.
        """
        _ = self.columns, self.terms
        self._answer = self._variables = None
        return self

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns: for rows, the variables as they were selected."""
        if self._variables is not None:
            return tuple(variable.value for variable in self._variables.variables)
        return ("answer",) if self.kind == "truth" else ("subject", "predicate", "object")

    def _take(self) -> Answer:
        """Return an answer that nobody has read yet; ask again where it has been."""
        answer, self._answer = self._answer, None
        return self._ask() if answer is None else answer

    @property
    def terms(self) -> list[tuple[Term | None, ...]]:
        """The rows as RDF terms."""
        if self._terms is None:
            limit = self._limit
            found = list(islice(self.stream(), None if limit is None else limit + 1))
            self._more_rows = limit is not None and len(found) > limit
            self._terms = found[:limit]
        return self._terms

    def stream(self) -> Iterator[tuple[Term | None, ...]]:
        """Yield the rows as RDF terms as the engine finds them, without keeping them.

        Raises `StoreError` where the query breaks off.
        """
        rows: Any = [] if self.kind == "truth" else self._take()
        try:
            for row in rows:
                yield tuple(row) if self._sound is None else self._sound(tuple(row))
        except _BROKEN as error:
            raise StoreError(f"the query broke off: {error}") from error

    @property
    def is_cut(self) -> bool:
        """Whether the query has more rows than the limit let through."""
        return bool(self.terms) and self._more_rows

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        if self.kind == "truth":
            yield (self._truth,)
        for row in self.terms:
            yield tuple(to_python(term) for term in row)

    def __len__(self) -> int:
        return 1 if self.kind == "truth" else len(self.terms)

    def __bool__(self) -> bool:
        return self._truth if self.kind == "truth" else bool(self.terms)

    def __repr__(self) -> str:
        if self.kind == "truth":
            return f"<Result {self._truth}>"
        size = count(len(self), "triple" if self.kind == "graph" else "row")
        return f"<Result {size}: {', '.join(self.columns)}>"

    def _table(self, limit: int | None = None) -> Rows:
        if self.kind == "truth":
            return Rows(self.columns, [(self._truth,)])
        rows = [tuple(to_python(term) for term in row) for row in self.terms[:limit]]
        return Rows(self.columns, rows)

    def _size(self) -> int:
        return len(self)

    def _cut(self) -> str:
        return f"cut off after {count(len(self), 'row')}: there are more" if self.is_cut else ""

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as one mapping each, from column to Python value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self]

    def serialize(self, name: str) -> bytes:
        """Return the answer in a standard format: SPARQL 1.1 results, or RDF for a graph.

        The query's whole answer is written, whatever the limit.
        Raises `KeyError` when the format does not fit the answer: see `formats`.
        """
        answer: Any = self._take()
        try:
            if self.kind == "graph":
                triples = sorted(answer, key=str)
                return ox.serialize(triples, format=GRAPH_FORMATS[name], prefixes=PREFIXES) or b""
            text: bytes = answer.serialize(format=FORMATS[name])
        except _BROKEN as error:
            raise StoreError(f"the query broke off: {error}") from error
        return text

    @property
    def formats(self) -> tuple[str, ...]:
        """The names that `serialize` takes for this answer."""
        if self.kind == "graph":
            return tuple(GRAPH_FORMATS)
        return ("json", "xml", "csv", "tsv") if self.kind == "rows" else ("json", "xml")
