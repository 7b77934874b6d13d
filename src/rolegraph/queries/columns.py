"""What stands in the columns of the named queries, by which an endpoint's answers are checked.

A store's rows have these by how the store is made. A server may send anything, and whoever takes an
answer apart should not have to ask of each value what it is.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Final

import pyoxigraph as ox

from rolegraph.dataset import Term
from rolegraph.errors import StoreError
from rolegraph.lexicon import SORTS
from rolegraph.namespaces import KINDS, MODALITIES, is_iri
from rolegraph.queries.result import Sound
from rolegraph.values import to_python


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_THINGS: Final = _names(
    "advice broader claim degree employer goal industry narrower onlySource other otherSource "
    "otherThing outlook posting property role scheme skill source strength term thing tool url "
    "what"
)
_WHOLE: Final = _names(
    "claims end line of otherLine roles sample shared sources start strongest things traits"
)
_NUMBERS: Final = _names("confidence grade growth importance jaccard least level most")
_ANY: Final = _names("from issued remote to value year")
"""Of whatever type the source has."""
_OPTIONAL: Final = _names(
    "broader category confidence currency definition end from grade growth importance issued "
    "least level line most place publisher quote relation remote sample scheme section "
    "seniority start to url version year"
)
"""Columns that are empty where nothing is said of something."""
_EMPTY: Final = frozenset(
    (
        ("cq-03-why", "modality"),
        ("cq-37-ties", "label"),
        ("cq-48-matches", "label"),
        ("cq-52-claims", "label"),
        ("cq-52-claims", "modality"),
    )
)
"""Where a column may be empty that is not in other queries."""
_DESCRIBED: Final = _names("broader definition kind label name")
_WORDS: Final = {"kind": frozenset(KINDS), "modality": frozenset(MODALITIES), "sort": SORTS}
_OTHERWISE: Final[dict[tuple[str, str], str | frozenset[str]]] = {
    ("cq-27-common-to-all", "kind"): "thing",
    ("cq-33-languages", "language"): "thing",
    ("cq-34-modalities", "modality"): "thing",
    ("cq-45-said", "thing"): "any",
    ("cq-45-said", "says"): frozenset((*MODALITIES, "rated", "denied")),
    ("cq-51-holders", "thing"): "any",
    ("cq-52-claims", "thing"): "any",
    ("cq-46-taxonomy", "aspect"): _DESCRIBED,
    ("cq-47-described", "aspect"): _DESCRIBED,
    ("cq-49-standpoints", "property"): frozenset(
        kind.property for kind in KINDS.values() if kind.property
    ),
}
"""Where a column has not what it has in other queries."""


def checks(query: str, columns: Sequence[str], where: str) -> Sound:
    """Return what gives a row of a named query as its readers expect it.

    A text that came as a number is a text. `StoreError` is raised where something else stands in a
    column than belongs there; ``where`` names the endpoint that sent it.
    """
    each = [partial(_CHECKS[_sort(query, column)], query, column, where) for column in columns]
    return lambda row: tuple(check(term) for check, term in zip(each, row, strict=True))


def _sort(query: str, column: str) -> str:
    other = _OTHERWISE.get((query, column))
    if other is not None:
        return other if isinstance(other, str) else "word"
    for sort, names in (("thing", _THINGS), ("whole", _WHOLE), ("number", _NUMBERS)):
        if column in names:
            return sort
    return "word" if column in _WORDS else "any" if column in _ANY else "text"


def _thing(query: str, column: str, where: str, term: Term | None) -> Term | None:
    if isinstance(term, ox.NamedNode):
        return term
    # Virtuoso makes plain texts of the IRIs of some answers that it has to sort.
    if isinstance(term, ox.Literal) and is_iri(term.value) and isinstance(to_python(term), str):
        return ox.NamedNode(term.value)
    return _missing(query, column, where, term, "an IRI")


def _any(query: str, column: str, where: str, term: Term | None) -> Term | None:
    if term is None or isinstance(term, ox.Triple):
        return _missing(query, column, where, term, "an IRI or a text")
    return term


def _text(query: str, column: str, where: str, term: Term | None) -> Term | None:
    if not isinstance(term, ox.Literal):
        return _missing(query, column, where, term, "a text")
    return term if isinstance(to_python(term), str) else ox.Literal(term.value)


def _word(query: str, column: str, where: str, term: Term | None) -> Term | None:
    if term is None:
        return _missing(query, column, where, term, "a word")
    words = _OTHERWISE.get((query, column)) or _WORDS[column]
    if isinstance(term, ox.Triple) or term.value not in words:
        raise _unsound(column, where, term, f"one of {', '.join(sorted(words))}")
    return term


def _number(
    query: str,
    column: str,
    where: str,
    term: Term | None,
    kinds: tuple[type, ...] = (int, float, Decimal),
) -> Term | None:
    value = to_python(term)
    # What is not equal to itself is no number, whatever its type is called.
    if isinstance(value, kinds) and not isinstance(value, bool) and value == value:
        return term
    return _missing(query, column, where, term, "a number")


_CHECKS: Final[dict[str, Callable[[str, str, str, Term | None], Term | None]]] = {
    "thing": _thing,
    "any": _any,
    "text": _text,
    "word": _word,
    "number": _number,
    "whole": partial(_number, kinds=(int,)),
}


def _missing(query: str, column: str, where: str, term: Term | None, wanted: str) -> Term | None:
    """Return None where a column may be empty and is; raise `StoreError` otherwise."""
    if term is not None or not (column in _OPTIONAL or (query, column) in _EMPTY):
        raise _unsound(column, where, term, wanted)
    return None


def _unsound(column: str, where: str, term: Term | None, wanted: str) -> StoreError:
    text = "nothing" if term is None else str(term)
    if len(text) > 80:
        text = f"{text[:80]}…"
    return StoreError(
        f"{where} sent {text} as {column}, where {wanted} belongs: is it an endpoint with a graph "
        "of rolegraph?"
    )
