"""Python values in a query that a person wrote: ``$name`` stands for a value, ``?name`` for none.

The variable stays in the text, and a VALUES clause in the group where it stands says what it is;
the engine writes the terms there, and escapes them. Whatever a value holds, it is a value.

- A number, boolean, date or time is a literal of its type. An `IRI` (what answers hold), a text
  that is a whole http, https or urn IRI, and a CURIE with a known prefix are IRIs.
- Another text is a literal. In a pattern it also stands for the things that have it as a name, a
  role before all: ``$role rg:usesTool ?tool`` with ``role="mle"``. What stands first or second in a
  pattern is never a literal, so there a name that nothing has is an error.
- A list, tuple, set, or column of a data frame means each of its values in turn in a pattern, and
  all of them in ``IN ($list)`` and ``NOT IN ($list)``. An empty one finds nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pyoxigraph as ox

from rolegraph.dataset import Dataset, values_clause
from rolegraph.errors import QueryError, UnknownNameError, UsageError
from rolegraph.namespaces import THING_PREFIXES, expand
from rolegraph.queries import graphs, guard
from rolegraph.queries.lookup import lexicon, resolve, resolve_role
from rolegraph.queries.places import Use, name_at, uses
from rolegraph.queries.result import Result
from rolegraph.values import IRI, to_term

MAX_VALUES: Final = 10_000
"""So many values a query takes in all."""

MAX_TEXT: Final = 1_000_000
"""So many characters a value takes."""

Node = ox.NamedNode | ox.Literal


def ask(
    dataset: Dataset, text: str, values: Mapping[str, object], limit: int | None = None
) -> Result:
    """Answer a query that a person wrote, with values for its ``$names``.

    A ``$name`` without a value is a variable as any other. Raises `QueryError` as
    `rolegraph.queries.ask` does, and `UsageError` where a value has no place in the query, cannot
    be a term, or names no thing.
    """
    guard.check(text)
    graphs.check_dataset(text, dataset)
    bound = bind(dataset, text, values)
    try:
        return Result(lambda: dataset.query(bound), limit)
    except QueryError as error:
        raise guard.explain(text, _in_its_own_words(dataset, text) or error) from error


def _in_its_own_words(dataset: Dataset, text: str) -> QueryError | None:
    """Return what is wrong with a query without its values: lines and columns are the user's."""
    try:
        # Over nothing, here: whether it can be read is all that is asked.
        Dataset("", ox.Store()).query(text)
    except QueryError as error:
        return error
    return None


def bind(dataset: Dataset, text: str, values: Mapping[str, object]) -> str:
    """Return a query in which VALUES clauses say what its ``$names`` are."""
    given = {name: _several(name, value) for name, value in values.items()}
    total = sum(len(several) for several, _ in given.values())
    if total > MAX_VALUES:
        raise UsageError(f"{total:,} values: a query takes {MAX_VALUES:,} at most")
    found: dict[str, list[Use]] = {name: [] for name in given}
    for use in uses(text):
        if use.name in found:
            found[use.name].append(use)
    known = _Names(dataset)
    inserts: dict[int, str] = {}
    trailing: dict[str, Sequence[Node]] = {}
    for name, here in found.items():
        if not here:
            raise UsageError(f"${name} does not stand in the query")
        several, is_list = given[name]
        if is_list:
            here = _listed(text, name, here, several, inserts)
        if not here:
            continue
        terms = _terms(known, name, several, here)
        for group in {use.group for use in here}:
            if group is None:
                trailing[name] = terms
            else:
                clause = f" VALUES ?{name} {{ {' '.join(map(str, terms))} }} "
                inserts[group] = inserts.get(group, "") + clause
    return _filled(text, inserts) + values_clause(trailing)


def _listed(
    text: str, name: str, here: Sequence[Use], several: Sequence[Any], inserts: dict[int, str]
) -> list[Use]:
    """Put a list where IN takes one, and return its other uses."""
    for use in here:
        if use.place == "list":
            # IN knows no variable that stands for many: each term is written, by the engine.
            inserts[use.start] = ", ".join(str(_term(one)) for one in several)
        elif use.place == "expression":
            line = text.count("\n", 0, use.start) + 1
            raise UsageError(
                f"${name} is a list (line {line}): it may stand in a pattern, in IN (${name}) and "
                f"in NOT IN (${name}), but not elsewhere in an expression"
            )
    return [use for use in here if use.place != "list"]


def _filled(text: str, inserts: Mapping[int, str]) -> str:
    parts, at = [], 0
    for place in sorted(inserts):
        parts += [text[at:place], inserts[place]]
        # A list takes the place of its name; a clause stands before what follows.
        at = place + len(name_at(text, place))
    return "".join([*parts, text[at:]])


def _several(name: str, value: Any) -> tuple[list[Any], bool]:
    """Return a value as a list, and whether it was one of several."""
    if isinstance(value, Mapping):
        raise UsageError(f"${name} is a dictionary: take a list of its keys or its values")
    is_list = True
    if isinstance(value, list | tuple):
        several = list(value)
    elif isinstance(value, set | frozenset):
        several = sorted(value, key=str)
    elif hasattr(value, "to_list"):
        # A column of pandas or polars, or an index: neither library is imported for this.
        several = value.to_list()
    elif getattr(value, "ndim", None) == 1 and hasattr(value, "tolist"):
        several = value.tolist()
    else:
        several, is_list = [value], False
    for one in several:
        if isinstance(one, str) and len(one) > MAX_TEXT:
            raise UsageError(f"${name} has {len(one):,} characters: {MAX_TEXT:,} at most are taken")
    try:
        for one in several:
            _term(one)
    except UsageError as error:
        raise UsageError(f"${name}: {error}") from error
    return several, is_list


class _Names:
    """What texts mean, looked up when one is wanted."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._roles: Any = None
        self._all: Any = None

    def of_source(self, text: str) -> list[str]:
        """Return what a text names that looks like a CURIE and is a source's name for a thing.

        The prefix esco is the slug of a source as well: ``esco:programmer``. Only an index knows
        sources; else a CURIE is a CURIE.
        """
        prefix, _, local = text.partition(":")
        if self._dataset.index is None or prefix in THING_PREFIXES or local.startswith("//"):
            return []
        try:
            return [iri for iri in self.things(text) if iri != expand(text)]
        except UnknownNameError:
            return []

    def things(self, text: str) -> list[str]:
        """Return the role that a text names, else every thing that it names."""
        if self._roles is None:
            self._roles = lexicon(self._dataset, "role")
        try:
            return [resolve_role(self._roles, text)]
        except UsageError:
            # No role, or several of which none goes before the others.
            if self._all is None:
                self._all = lexicon(self._dataset)
            return resolve(self._all, text, "thing")


def _terms(known: _Names, name: str, several: Iterable[Any], here: Sequence[Use]) -> list[Node]:
    """Return what a name stands for wherever it stands: one set of terms, so that groups agree."""
    places = {use.place for use in here}
    found: dict[Node, None] = {}
    for value in several:
        term = _term(value)
        if isinstance(term, ox.NamedNode) or not places & {"thing", "object"}:
            found[term] = None
            if _is_text(value) and isinstance(term, ox.NamedNode):
                found |= dict.fromkeys(map(ox.NamedNode, known.of_source(str(value))))
            continue
        if "thing" not in places:
            found[term] = None
        elif not _is_text(value):
            raise UsageError(f"${name} is {value!r}, and stands where only a thing can stand")
        if _is_text(value):
            try:
                found |= dict.fromkeys(map(ox.NamedNode, known.things(value)))
            except UnknownNameError as error:
                if "thing" in places:
                    raise UsageError(f"${name}: {error}") from error
    return list(found)


def _is_text(value: object) -> bool:
    """Tell whether a value is a plain text, and no term of some library that looks like one."""
    return isinstance(value, str) and type(value).__module__ in ("builtins", "numpy")


def _term(value: object) -> Node:
    """Return a value as a term; a text that is an IRI or a CURIE is an IRI, and no name is one."""
    iri = expand(str(value)) if _is_text(value) else None
    return to_term(value if iri is None else IRI(iri))
