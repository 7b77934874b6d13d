"""The matrix of exact subsets: which roles share how many traits that no other role has.

After UpSet (Lex et al. 2014, https://doi.org/10.1109/TVCG.2014.2346248), turned so that a subset
is a row: it reads as a list, and its bar has room for the names of what is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Any

from rolegraph.views.layout import text_width
from rolegraph.views.scene import Circle, Group, Line, Primitive, Rect, Text
from rolegraph.views.words import KINDS, listed, most_supported

_ROW = 20.0
_STEP = 22.0
_SIZE = 12.0
_BESIDE = 220.0
_COUNT = 30.0
_BAR = 96.0
_UPRIGHT = 9
_LONGEST = {True: 290.0, False: 232.0}
"""Pixels after which the style sheet cuts a name that slants, and one that stands upright."""


def head_steps(names: Sequence[str]) -> int:
    """Return how tall the head of the page's matrix is, in steps of 20 pixels from 3 to 12.

    >>> head_steps(["Baker", "Machine Learning Research Engineer"])
    9
    """
    slants = len(names) < _UPRIGHT
    longest = min(max((text_width(name, _SIZE) for name in names), default=0), _LONGEST[slants])
    # At 45 degrees a name rises by its length and its height, each times the sine.
    height = (longest + 14) * 0.7072 + 6 if slants else longest + 8
    return min(max(ceil(height / 20), 3), 12)


def rows(
    roles: Sequence[Mapping[str, Any]], traits: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return a row for each exact subset that has traits, the most traits and roles first.

    ``members`` are the IRIs of its traits, most supported first, and ``names`` their labels;
    ``kinds`` counts them in the order of the kinds, and ``words`` says that in a line. Raises
    `ValueError` on a kind that is not compared.
    """
    places = {role["slug"]: place for place, role in enumerate(roles)}
    subsets: dict[tuple[int, ...], list[Mapping[str, Any]]] = {}
    for trait in traits:
        if trait["kind"] not in KINDS:
            raise ValueError(f"unknown kind: {trait['kind']!r}")
        subset = tuple(sorted({places[slug] for slug in trait["roles"] if slug in places}))
        if subset:
            subsets.setdefault(subset, []).append(trait)
    order = sorted(subsets, key=lambda subset: (-len(subsets[subset]), -len(subset), subset))
    return [_row(roles, subset, subsets[subset]) for subset in order]


def _row(
    roles: Sequence[Mapping[str, Any]], subset: tuple[int, ...], traits: list[Mapping[str, Any]]
) -> dict[str, Any]:
    slugs = [roles[place]["slug"] for place in subset]
    traits.sort(key=most_supported)
    counts = {kind: sum(trait["kind"] == kind for trait in traits) for kind in KINDS}
    kinds = {kind: count for kind, count in counts.items() if count}
    return {
        "id": "region:" + "+".join(slugs),
        "slugs": slugs,
        "count": len(traits),
        "kinds": kinds,
        "members": [trait["iri"] for trait in traits],
        "names": [trait["label"] for trait in traits],
        "label": _label([str(role["label"]) for role in roles], subset),
        "words": ", ".join(f"{n} {KINDS[kind][n > 1].lower()}" for kind, n in kinds.items()),
    }


def _label(names: Sequence[str], subset: tuple[int, ...]) -> str:
    missing = [name for place, name in enumerate(names) if place not in subset]
    if not missing:
        return f"All {len(names)} roles" if len(names) > 1 else names[0]
    if len(missing) < 3 and len(subset) > 3:
        return f"All but {listed(missing)}"
    return f"{listed([names[place] for place in subset])} only"


def traits_in(row: Mapping[str, Any]) -> str:
    """Return what a row is and how many traits it has, in words."""
    return f"{row['label']}: {row['count']} {'trait' if row['count'] == 1 else 'traits'}"


def scene(
    rows: Sequence[Mapping[str, Any]],
    roles: Sequence[Mapping[str, Any]],
    x: float,
    y: float,
    width: float,
    most: int,
) -> tuple[list[Primitive], float]:
    """Return the matrix as shapes from a top left corner, and how tall it is.

    Beside each bar stand the names of the first members, as many as there is room for. Past so
    many rows a line says how many more there are. Each role's name stands over its column, one
    lower than the last, since a display list has no turned text.
    """
    step = min(_STEP, max((width - _BESIDE) / max(len(roles), 1), 7.0))
    dot = min(5.0, step / 2 - 1)
    columns = [x + step * (place + 0.5) for place in range(len(roles))]
    top = y + 16.0 * len(roles) + 6
    shapes: list[Primitive] = []
    shown = rows[:most]
    bottom = top + _ROW * len(shown)
    for place, (column, role) in enumerate(zip(columns, roles, strict=True)):
        line = y + 16.0 * place + 8
        shapes.append(Line(((column, line + 9), (column, bottom - _ROW / 2)), "line"))
        room = x + width - column + dot
        shapes.append(Text(column - dot, line, str(role["label"]), _SIZE, True, width=room))
    bars = x + step * len(roles) + _COUNT
    largest = max((row["count"] for row in shown), default=1)
    places = {role["slug"]: place for place, role in enumerate(roles)}
    for index, row in enumerate(shown):
        middle = top + _ROW * (index + 0.5)
        has = [columns[places[slug]] for slug in row["slugs"]]
        parts: list[Primitive] = []
        if len(has) > 1:
            parts.append(Line(((has[0], middle), (has[-1], middle)), "role", 2))
        for column in columns:
            if column in has:
                parts.append(Circle(column, middle, dot, "role"))
            elif not has[0] < column < has[-1]:
                parts.append(Circle(column, middle, dot / 2, "page", "edge"))
            else:
                # On the line that joins the others: as open as the rest, so that it is no member.
                parts.append(Circle(column, middle, dot / 2, "page", "role"))
        count = Text(bars - 6, middle, str(row["count"]), _SIZE, True, anchor="end")
        parts.append(count)
        at = bars
        for kind, number in row["kinds"].items():
            wide = number / largest * _BAR
            parts.append(Rect(at, middle - 6, wide, 12, 0, kind, "page", 0.5))
            at += wide
        room = x + width - at - 6
        parts.append(Text(at + 6, middle, _first(row["names"], room), _SIZE, width=max(room, 1)))
        shapes.append(Group(traits_in(row), tuple(parts)))
    height = bottom - y
    if len(rows) > most:
        rest = rows[most:]
        few = "combination" if len(rest) == 1 else "combinations"
        inside = sum(row["count"] for row in rest)
        words = f"and {len(rest)} more {few} of roles, with {inside} of the traits"
        shapes.append(Text(x, bottom + 11, words, _SIZE, fill="soft", width=width))
        height += 22
    return shapes, height


def _first(names: Sequence[str], room: float) -> str:
    """Return as many of the first names as there is room for, and how many more there are.

    >>> _first(["Python", "R", "academic publishing"], 80)
    'Python, R +1'
    """
    for count in range(len(names), 0, -1):
        text = ", ".join(names[:count]) + _more(len(names) - count)
        if text_width(text, _SIZE) <= room:
            return text
    rest = _more(len(names) - 1)
    for end in range(len(names[0]) - 1, 5, -1):
        text = names[0][:end].rstrip() + "…" + rest
        if text_width(text, _SIZE) <= room:
            return text
    return ""


def _more(count: int) -> str:
    return f" +{count}" if count else ""
