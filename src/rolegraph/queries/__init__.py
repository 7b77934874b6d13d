"""Named SPARQL queries, and running queries that people write.

Each ``.rq`` file in this folder is documentation, runtime code, a command-line entry and a test at
once. Its first line is ``# CQ-07 Which …?``; a line ``# $name: what it is`` describes a parameter,
which is a projected variable. Where a group of its own has to know a parameter (a subquery that
counts would otherwise count for everything first), it says so by a line ``# VALUES ?name``.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import pyoxigraph as ox

from rolegraph.dataset import Dataset, Term, values_clause
from rolegraph.errors import QueryError, StoreError, UsageError
from rolegraph.namespaces import PREFIXES
from rolegraph.queries.result import Result

_FOLDER: Final = os.path.dirname(os.path.abspath(__file__))
_TITLE: Final = re.compile(r"# (CQ-\d\d) (.+)")
_PARAMETER: Final = re.compile(r"# \$(\w+): (.+)")
_PLACE: Final = re.compile(r"^( *)# VALUES \?(\w+)$", re.MULTILINE)

Parameter = str | Sequence[str]
"""An IRI, or several: the variable takes one of them."""


class NamedQuery(NamedTuple):
    """A shipped query: its name, the question it answers, its parameters, its text."""

    name: str
    question: str
    parameters: dict[str, str]
    text: str


def names() -> list[str]:
    """Return the names of the shipped queries, in order."""
    return sorted(name[:-3] for name in os.listdir(_FOLDER) if name.endswith(".rq"))


@cache
def load(name: str) -> NamedQuery:
    """Return a shipped query by its name or its number (``cq-03``).

    Raises `UsageError` when there is none.
    """
    path = os.path.join(_FOLDER, f"{name}.rq")
    if not re.fullmatch(r"[a-z0-9-]+", name) or not os.path.exists(path):
        wanted = name.lower()
        found = [full for full in names() if full == wanted or full.startswith(wanted + "-")]
        if len(found) != 1 or not re.fullmatch(r"cq-\d\d.*", wanted):
            raise UsageError(f"No query is called {name!r}. `rolegraph query --list` names them.")
        name, path = found[0], os.path.join(_FOLDER, f"{found[0]}.rq")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    head, _, rest = text.partition("\n")
    title = _TITLE.fullmatch(head)
    if title is None:
        raise QueryError(f"{name}.rq lacks its first line `# CQ-00 Question?`")
    parameters = {}
    for line in rest.split("\n"):
        if not line.startswith("#"):
            break
        if found_parameter := _PARAMETER.fullmatch(line):
            parameters[found_parameter[1]] = found_parameter[2]
    return NamedQuery(name, title[2], parameters, text)


def check_parameters(query: NamedQuery, parameters: Iterable[str]) -> None:
    """Raise `UsageError` when a name is no parameter of a query."""
    for name in parameters:
        if name not in query.parameters:
            known = ", ".join(query.parameters) or "none"
            raise UsageError(f"{query.name} has no parameter {name!r}; it has: {known}")


def _nodes(value: Parameter) -> list[ox.NamedNode]:
    """Return the terms that a parameter stands for. Raises `UsageError` on what is no IRI."""
    nodes = []
    for iri in [value] if isinstance(value, str) else value:
        try:
            nodes.append(ox.NamedNode(iri))
        except ValueError as error:
            raise UsageError(f"{iri!r} is no IRI: {error}") from error
    return nodes


def run(dataset: Dataset, name: str, parameters: Mapping[str, Parameter] | None = None) -> Result:
    """Answer a shipped query, each parameter bound to an IRI or to one of several.

    A parameter that is left out stays free. Raises `UsageError` on an unknown query or parameter,
    and `StoreError` where an endpoint answers something else than what was asked.
    """
    query = load(name)
    given = parameters or {}
    check_parameters(query, given)
    listed = {key: _nodes(value) for key, value in given.items()}
    text, rest = _placed(query.text, listed)
    bindings: dict[str, Term | Sequence[Term]] = {
        key: listed[key][0] if isinstance(given[key], str) else listed[key] for key in rest
    }
    if dataset.kind != "endpoint":
        return Result(lambda: dataset.query(text, bindings))
    # Imported here: a store's rows are as it was made.
    from rolegraph.queries.columns import checks

    asked, where = _columns(query.name), dataset.where
    result = Result(lambda: dataset.query(text, bindings), sound=checks(query.name, asked, where))
    if result.kind != "rows" or result.columns != asked:
        found = ", ".join(result.columns[: len(asked) + 1]) or "none"
        raise StoreError(
            f"{where} answered {query.name} with the columns {found} in place of "
            f"{', '.join(asked)}: is it a SPARQL endpoint?"
        )
    return result


@cache
def _columns(name: str) -> tuple[str, ...]:
    answer: Any = ox.Store().query(load(name).text, prefixes=PREFIXES)
    return tuple(variable.value for variable in answer.variables)


def _placed(
    text: str, listed: Mapping[str, Sequence[ox.NamedNode]]
) -> tuple[str, dict[str, Sequence[ox.NamedNode]]]:
    """Fill in parameters where a query has places for them; return those that it has none for."""
    placed = {name for _, name in _PLACE.findall(text) if name in listed}

    def fill(found: re.Match[str]) -> str:
        space, name = found.groups()
        if name not in placed:
            return found[0]
        return space + values_clause({name: listed[name]}).strip()

    return _PLACE.sub(fill, text), {key: listed[key] for key in listed if key not in placed}


def bound_text(name: str, parameters: Mapping[str, Parameter]) -> str:
    """Return a shipped query with its parameters filled in, ready to be pasted elsewhere."""
    listed = {key: _nodes(value) for key, value in parameters.items()}
    text, rest = _placed(load(name).text, listed)
    return text.rstrip("\n") + values_clause(rest) + "\n"


def ask(dataset: Dataset, text: str, limit: int | None = None) -> Result:
    """Answer a query that a person wrote; no more than ``limit`` rows of it are read.

    Raises `QueryError`, with line, caret and the likely cause, when it cannot be run, and when it
    would reach out of the dataset or is larger than the engine can take.
    """
    from rolegraph.queries import graphs, guard

    guard.check(text)
    graphs.check_dataset(text, dataset)
    try:
        return Result(lambda: dataset.query(text), limit)
    except QueryError as error:
        raise guard.explain(text, error) from error
