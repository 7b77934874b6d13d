"""The answer to a query: rows, a truth value, or a graph."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, Final

import pyoxigraph as ox

from rolegraph.dataset import Answer, Term
from rolegraph.errors import StoreError
from rolegraph.namespaces import PREFIXES, XSD

_INTEGER: Final = frozenset(
    PREFIXES["xsd"] + name
    for name in (
        "integer",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedShort",
        "unsignedByte",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "unsignedInt",
        "unsignedLong",
    )
)
_FLOAT: Final = frozenset((PREFIXES["xsd"] + "double", PREFIXES["xsd"] + "float"))
_DIGITS: Final = 400
_SHOWN: Final = 20
# Rows are read from the engine or the network as they are wanted: what is wrong shows up then.
_BROKEN: Final = (OSError, RuntimeError, SyntaxError, ValueError)

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


def to_python(term: Term | None) -> object:
    """Return a term as a Python value: number, boolean, date, or text; None where unbound.

    A number with more than 400 digits stays text: it would fill the memory.

    >>> to_python(ox.Literal("12", datatype=ox.NamedNode(XSD.integer)))
    12
    """
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return str(term.value) if isinstance(term, ox.NamedNode) else str(term)
    value, datatype = term.value, term.datatype.value
    try:
        if datatype in _INTEGER and len(value) < _DIGITS:
            return int(value)
        if datatype in _FLOAT:
            return float(value)
        if datatype == XSD.decimal and len(value) < _DIGITS:
            from decimal import Decimal

            return Decimal(value)
        if datatype == XSD.boolean:
            return value in ("true", "1")
        if datatype == XSD.date:
            from datetime import date

            return date.fromisoformat(value)
    except (ValueError, ArithmeticError):
        return value
    return value


class Result:
    """What a query answered; ``kind`` is ``rows``, ``truth`` or ``graph``.

    Rows are read when they are first wanted. Iterating gives tuples of Python values in the order
    of ``columns``; for a graph the columns are subject, predicate and object.
    """

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self._ask = ask
        self._answer: Answer | None = ask()
        self._terms: list[tuple[Term | None, ...]] | None = None
        answer = self._answer
        if isinstance(answer, ox.QuerySolutions):
            self.kind = "rows"
            self._variables = answer
        elif isinstance(answer, ox.QueryBoolean):
            self.kind = "truth"
            self._truth = bool(answer)
        else:
            self.kind = "graph"

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns: for rows, the variables as they were selected."""
        if self.kind == "rows":
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
            self._terms = list(self.stream())
        return self._terms

    def stream(self) -> Iterator[tuple[Term | None, ...]]:
        """Yield the rows as RDF terms as the engine finds them, without keeping them.

        Raises `StoreError` where the query breaks off.
        """
        rows: Any = [] if self.kind == "truth" else self._take()
        try:
            for row in rows:
                yield tuple(row)
        except _BROKEN as error:
            raise StoreError(f"the query broke off: {error}") from error

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
        what = "triple" if self.kind == "graph" else "row"
        size = f"{len(self)} {what}" + ("" if len(self) == 1 else "s")
        return f"<Result {size}: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        from html import escape

        def cells(tag: str, values: Iterable[object]) -> str:
            texts = ("" if value is None else escape(str(value)) for value in values)
            return "<tr>" + "".join(f"<{tag}>{text}</{tag}>" for text in texts) + "</tr>"

        rows = list(self)
        body = "".join(cells("td", row) for row in rows[:_SHOWN])
        more = len(rows) - _SHOWN
        rest = f"<p>{more} more: .to_frame() holds all of them</p>" if more > 0 else ""
        return f"<table>{cells('th', self.columns)}{body}</table>{rest}"

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as one mapping each, from column to Python value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self]

    def serialize(self, name: str) -> bytes:
        """Return the answer in a standard format: SPARQL 1.1 results, or RDF for a graph.

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

    def to_frame(self) -> Any:
        """Return the rows as a pandas ``DataFrame``, one column per variable.

        Raises `ImportError`, naming the remedy, where pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise ImportError("This needs pandas: pip install 'rolegraph[notebook]'") from error
        return pd.DataFrame(list(self), columns=list(self.columns))
