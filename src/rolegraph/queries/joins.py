"""How many patterns of a query the engine has to bring into an order at once.

Its planner compares every order of joining two: for n patterns that takes time like n to the power
of four, 0.9 seconds for 100 and 4.6 for 150 on an empty store. What stands in OPTIONAL, MINUS,
EXISTS, in a part of a UNION or in a subquery is planned for itself.

This reads signs, it does not parse: of a text that is no query, any number may come.
"""

import re
from dataclasses import dataclass
from typing import Final

from rolegraph.sparqltext import code

_SIGN: Final = re.compile(r"\d+\.\d+|[{}()\[\].;,]|[^\s{}()\[\].;,]+")
_CALLS: Final = frozenset(("filter", "bind", "values"))
_APART: Final = frozenset(("optional", "minus", "exists", "union"))
_GROUPS: Final = ("joined", "apart")
_LISTS: Final = (*_GROUPS, "node")


@dataclass
class _Level:
    """An open bracket: joined, apart, select, template, data, node, collection or expression."""

    kind: str
    count: int = 0
    call: bool = False
    values: bool = False
    before: str = ""


def joined(text: str) -> int:
    """Return the largest number of patterns that one group joins, with the groups in it.

    >>> joined("SELECT * { ?s a ?c ; rg:label ?l . OPTIONAL { ?s ?p ?o . ?o ?q ?r } }")
    3
    """
    signs = _SIGN.findall(code(text))
    levels = [_Level("select")]
    largest = 0
    for at, sign in enumerate(signs):
        level, word = levels[-1], sign.lower()
        if sign == "{":
            levels.append(_opened(levels))
        elif sign in "([":
            kind = _round(level) if sign == "(" else "node"
            levels.append(_Level(kind))
            _count(levels, kind in ("node", "collection"))
        elif sign in "})]":
            if len(levels) > 1:
                following = signs[at + 1].lower() if at + 1 < len(signs) else ""
                largest = max(largest, _closed(levels, following))
        elif sign in ".;,":
            _count(levels, level.kind in _LISTS)
            level.call = level.call and sign != "."
        else:
            if level.kind in _LISTS:
                _count(levels, word.count("/") + (word in ("values", "<<")))
            elif level.kind == "collection":
                _count(levels, 1)
            if word in _CALLS:
                level.call, level.values = True, word == "values"
            if word == "select" and level.before == "{" and level.kind in _GROUPS:
                # Within another group it counts as one pattern, and so does what stands before.
                level.kind = "select"
        levels[-1].before = word
    return max(largest, *(level.count for level in levels))


def _count(levels: list[_Level], number: int) -> None:
    """Count patterns in the group that is open."""
    for level in reversed(levels):
        if level.kind in _GROUPS:
            level.count += number
            break
        if level.kind in ("expression", "template", "data", "select"):
            break


def _opened(levels: list[_Level]) -> _Level:
    level = levels[-1]
    if level.values:
        level.values = level.call = False
        return _Level("data")
    level.call = False
    if level.before == "construct":
        return _Level("template")
    is_apart = level.before in _APART or level.kind in ("expression", "select")
    # The last pattern of a group needs no full stop.
    return _Level("apart" if is_apart else "joined", 1)


def _round(level: _Level) -> str:
    if level.kind in ("template", "data"):
        return level.kind
    if level.kind in ("expression", "select"):
        return "expression"
    return "expression" if level.call else "collection"


def _closed(levels: list[_Level], following: str) -> int:
    """Leave the level that ends, and return what is known of the largest group by that."""
    ended = levels.pop()
    if ended.kind == "expression" and not levels[-1].values:
        levels[-1].call = False
    if ended.kind == "joined" and following != "union":
        _count(levels, ended.count)
    elif ended.kind == "select":
        _count(levels, 1)
    return ended.count
