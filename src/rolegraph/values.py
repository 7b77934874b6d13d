"""RDF terms as Python values, and Python values as RDF terms."""

from typing import Any, Final

import pyoxigraph as ox

from rolegraph.errors import UsageError
from rolegraph.namespaces import PREFIXES, RDF, XSD, is_iri

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
_TEXT: Final = frozenset((XSD.string, RDF.langString))
_MOMENT: Final = PREFIXES["xsd"] + "dateTime"
_DIGITS: Final = 400


class IRI(str):
    """An IRI among Python values: a text to all who take one, and yet no literal.

    What a query gives for a thing is of this type, and as a value for a query it is bound as an IRI
    whatever it looks like.

    >>> IRI("https://w3id.org/rolegraph/tool/docker").startswith("https:")
    True
    """

    __slots__ = ()


def to_python(term: ox.NamedNode | ox.BlankNode | ox.Literal | None) -> object:
    """Return a term as a Python value: number, boolean, date, time, `IRI` or text; None if unbound.

    A number with more than 400 digits stays text, and a decimal with an exponent, which is none:
    either would fill the memory.

    >>> to_python(ox.Literal("12", datatype=ox.NamedNode(XSD.integer)))
    12
    """
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return IRI(term.value) if isinstance(term, ox.NamedNode) else str(term)
    value, datatype = term.value, term.datatype.value
    if datatype in _TEXT:
        return value
    try:
        if datatype in _INTEGER and len(value) < _DIGITS:
            return int(value)
        if datatype in _FLOAT:
            return float(value)
        if datatype == XSD.boolean:
            return value in ("true", "1")
        # Few answers hold such values: these are imported when one does.
        if datatype == XSD.decimal and len(value) < _DIGITS and "e" not in value.lower():
            from decimal import Decimal

            return Decimal(value)
        if datatype == XSD.date:
            from datetime import date

            return date.fromisoformat(value)
        if datatype == _MOMENT:
            from datetime import datetime

            return datetime.fromisoformat(value)
    except (ValueError, ArithmeticError):
        return value
    return value


def to_term(value: object) -> ox.NamedNode | ox.Literal:
    """Return a Python value as a term: what `to_python` gives, and terms of pyoxigraph and rdflib.

    A text becomes a literal without a language. Raises `UsageError` on None, on a blank node, on
    what is no value of RDF, and on an `IRI` that is none.

    >>> to_term(2.5)
    <Literal value=2.5 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#double>>
    """
    from datetime import date, datetime
    from decimal import Decimal

    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    try:
        if type(value).__module__.startswith("rdflib."):
            return _from_rdflib(value)
        if isinstance(value, IRI):
            return _node(value)
        # numpy's numbers, booleans and dates are no Python ones, but know theirs.
        if not isinstance(value, str) and callable(item := getattr(value, "item", None)):
            value = item()
        if isinstance(value, bool):
            return ox.Literal(value)
        if isinstance(value, int):
            return ox.Literal(str(value), datatype=ox.NamedNode(XSD.integer))
        if isinstance(value, float):
            return ox.Literal(value)
        if isinstance(value, Decimal) and value.is_finite():
            return ox.Literal(f"{value:f}", datatype=ox.NamedNode(XSD.decimal))
        if isinstance(value, datetime) and value == value:
            return ox.Literal(value.isoformat(), datatype=ox.NamedNode(_MOMENT))
        if isinstance(value, date) and value == value:
            return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD.date))
        if isinstance(value, str):
            return ox.Literal(str(value))
    except (ValueError, TypeError) as error:
        raise UsageError(f"{_short(value)} cannot be bound: {error}") from error
    raise UsageError(
        f"{_short(value)} cannot be bound: take a text, number, boolean, date or IRI, or a list "
        "of such."
    )


def _node(iri: str) -> ox.NamedNode:
    if not is_iri(iri):
        raise UsageError(f"{_short(str(iri))} is no http, https or urn IRI")
    return ox.NamedNode(str(iri))


def _from_rdflib(value: Any) -> ox.NamedNode | ox.Literal:
    # rdflib is not imported for this: a value of its can only be here when somebody has done so.
    name = type(value).__name__
    if name == "URIRef":
        return _node(str(value))
    if name != "Literal":
        raise UsageError(f"{_short(value)} cannot be bound: a blank node has no name to ask for")
    if value.language:
        return ox.Literal(str(value), language=value.language)
    if value.datatype is not None:
        return ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype)))
    return ox.Literal(str(value))


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"
