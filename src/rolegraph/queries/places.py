"""Where in a query the variables stand that are written with $: in which group, and as what.

This reads signs, it does not parse: a query that the engine cannot read is told to be wrong by the
engine, and what is found here in one does not matter.
"""

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from rolegraph.sparqltext import code

_SIGN: Final = re.compile(
    r"[?$]\w+|not\s+in\b|[{}()\[\].;,]|[^\s{}()\[\].;,?$]+(?:\.[^\s{}()\[\].;,?$]+)*", re.IGNORECASE
)
_NAME: Final = re.compile(r"\$\w+")
_CLAUSES: Final = frozenset(
    ("filter", "bind", "optional", "union", "minus", "exists", "not", "values", "service", "where")
)
_CALLS: Final = frozenset(("filter", "bind", "values"))


class Use(NamedTuple):
    """A ``$name``: where it begins, after which place its group's clauses may stand, and as what.

    ``place`` is thing (the first or second part of a pattern, or a graph), object (the third),
    list (in the brackets after IN), expression, or other (chosen, grouped by, constructed).
    ``group`` is None where no group takes clauses.
    """

    name: str
    start: int
    group: int | None
    place: str


@dataclass
class _Level:
    """An open bracket. ``kind`` is group, select, template, data, short, node or round."""

    kind: str
    place: int | None = None
    listed: bool = False
    values: bool = False
    part: int = 0
    call: bool = False
    words: int = 0
    graph: bool = False
    parent: "_Level | None" = field(default=None, repr=False)

    @property
    def braces(self) -> "_Level":
        level = self
        while level.kind in ("round", "node") and level.parent is not None:
            level = level.parent
        return level


def names(text: str) -> list[str]:
    """Return the names that a query writes with $, in the order of the text.

    >>> names("SELECT ?x { $role rg:usesTool ?x } # not $this")
    ['role']
    """
    return list(dict.fromkeys(found[0][1:] for found in _NAME.finditer(code(text))))


def name_at(text: str, place: int) -> str:
    """Return the ``$name`` that begins at a place; empty where none does."""
    found = _NAME.match(text, place)
    return found[0] if found else ""


def uses(text: str) -> list[Use]:
    """Return where each ``$name`` stands."""
    return [
        Use(name, start, level.place, place) for name, start, level, place in _found(code(text))
    ]


def _found(visible: str) -> list[tuple[str, int, _Level, str]]:
    top = level = _Level("top")
    found: list[tuple[str, int, _Level, str]] = []
    before, earlier, closed = "", "", False
    for match in _SIGN.finditer(visible):
        sign, word = match[0], " ".join(match[0].lower().split())
        was_values, closed = closed, False
        if sign == "{":
            level = _opened(level, before, earlier, was_values, match.end())
        elif sign == "(":
            listed = before in ("in", "not in")
            level = _Level("round", listed=listed, values=before == "values", parent=level)
        elif sign == "[":
            level = _Level("node", part=1, parent=level)
        elif sign in ("}", ")", "]"):
            closed = level.values
            level = _left(level)
        elif sign in (".", ";", ","):
            level.part = {".": 0, ";": 1, ",": 2}[sign]
            level.call = level.call and sign != "."
        elif sign[0] == "$":
            place = _place(level)
            owner = top if level.braces.kind == "template" else level.braces
            found.append((sign[1:], match.start(), owner, place))
            level.part = 0 if level.graph else level.part + 1
            level.graph = False
        elif word == "select" and level.kind == "group" and level.words == 0:
            level.kind, level.place = "select", None
        elif word in _CLAUSES and level.kind != "round":
            level.part, level.call = 0, word in _CALLS
        elif word == "graph" and level.part == 0:
            level.graph = True
        elif not (level.part > 0 and word[0] in "/|"):
            # An IRI after GRAPH is no part of a pattern.
            level.part = 0 if level.graph else level.part + 1
            level.graph = False
        level.words += 1
        before, earlier = word, before
    return found


def _opened(level: _Level, before: str, earlier: str, values: bool, place: int) -> _Level:
    """Return the level behind a {: a group, unless it holds data or what is constructed."""
    level.call = False
    if before == "construct":
        return _Level("template", parent=level)
    if values or (before[:1] in ("?", "$") and earlier == "values"):
        return _Level("data", parent=level)
    owner = level.braces
    if before == "where" and earlier == "construct":
        return _Level("short", parent=level)
    if level.kind in ("top", "select") and owner.place is None:
        # What stands outside the group, such as what is chosen, is bound in it.
        owner.place = place
    return _Level("group", place, parent=level)


def _left(level: _Level) -> _Level:
    """Return the level outside the one that ends, with what follows there at its place."""
    outer = level.parent
    if outer is None:
        return level
    if level.kind == "node" or (level.kind == "round" and outer.part > 0 and not outer.call):
        outer.part += 1
    else:
        outer.part, outer.call = 0, False
    return outer


def _place(level: _Level) -> str:
    if level.kind == "round":
        return "list" if level.listed else "expression"
    if level.kind in ("top", "select", "template"):
        return "other"
    if level.graph:
        return "thing"
    if level.call:
        return "expression"
    return "thing" if level.part < 2 else "object"
