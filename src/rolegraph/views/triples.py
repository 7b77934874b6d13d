"""Draw a graph that a query constructed: nodes in columns, from what points to what is pointed at.

A column holds what is as many steps away from the nodes that nothing points to, so that labels are
read from left to right and no box covers another; the same triples give the same picture. Types and
labels are no edges: they say what a node is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from rolegraph.grid import count, safe, shown
from rolegraph.namespaces import PREFIXES, RDF, RG, SKOS, kind_of, to_curie
from rolegraph.values import IRI
from rolegraph.views import inline, layout, page, svg
from rolegraph.views.scene import Group, Line, Point, Primitive, Rect, Text

MAX_EDGES: Final = 300
MAX_ROWS: Final = 1000

_NAMING: Final = (RG.label, SKOS.prefLabel, PREFIXES["rdfs"] + "label")
_COLOURS: Final = ("skill", "tool", "field", "degree", "responsibility", "certification")
_OTHER: Final = "edge"
_TALL: Final = 60
_WIDE: Final = 190
_LINE: Final = 17
_PAD: Final = 9
_SIZE: Final = 13
_MARGIN: Final = 16
_ABOVE: Final = 10
_BETWEEN: Final = 150
_ASIDE: Final = 26

Triple = tuple[Any, Any, Any]
_Key = tuple[str, ...]


@dataclass
class _Node:
    """A box: its lines, its place, and the column that it stands in."""

    lines: list[str]
    title: str
    look: str
    column: int = 0
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0


@dataclass
class Drawing:
    """A drawing of triples: its size, its shapes, and what each colour stands for."""

    width: int
    height: int
    shapes: list[Primitive]
    legend: list[dict[str, Any]]
    title: str
    note: str


def draw(triples: Sequence[Triple], labels: Mapping[str, str] | None = None) -> Drawing:
    """Return the drawing of triples, Python values each; ``labels`` has names by IRI."""
    names = dict(labels or {})
    types: dict[str, list[str]] = {}
    edges: list[Triple] = []
    for subject, predicate, value in triples:
        if predicate in _NAMING and isinstance(value, str) and not isinstance(value, IRI):
            names.setdefault(str(subject), value)
        elif predicate == RDF.type:
            types.setdefault(str(subject), []).append(_words(value))
        else:
            edges.append((subject, predicate, value))
    alone = sorted(
        {str(s) for s, _, _ in triples} - {str(one) for s, _, o in edges for one in (s, o)}
    )
    edges.sort(key=lambda edge: tuple(map(str, edge)))
    drawn = edges[:MAX_EDGES]
    nodes: dict[_Key, _Node] = {}
    arrows: list[tuple[_Key, _Key, str]] = []
    for subject, predicate, value in drawn:
        ends = (_key(subject, ()), _key(value, (str(subject), str(predicate))))
        for key, one in zip(ends, (subject, value), strict=True):
            if key not in nodes:
                nodes[key] = _node(one, names, types)
        arrows.append((*ends, str(predicate)))
    for subject in alone[: max(0, MAX_EDGES - len(nodes))]:
        nodes[(subject,)] = _node(IRI(subject), names, types)
    width, height = _placed(nodes, arrows)
    colours, legend = _legend(predicate for _, _, predicate in arrows)
    shapes: list[Primitive] = [
        _arrow(nodes[start], nodes[end], predicate, colours) for start, end, predicate in arrows
    ]
    shapes += [_box(node) for node in nodes.values()]
    left = len(edges) - len(drawn)
    return Drawing(
        round(width),
        round(height),
        shapes,
        legend,
        f"{count(len(nodes), 'thing')}, {count(len(arrows), 'edge')}",
        f"The first {MAX_EDGES:,} of {len(edges):,} edges are drawn." if left > 0 else "",
    )


def to_svg(triples: Sequence[Triple], labels: Mapping[str, str] | None = None) -> str:
    """Return the drawing as an SVG file."""
    drawing = draw(triples, labels)
    title = drawing.title
    return svg.to_svg(drawing.width, drawing.height, drawing.shapes, title, drawing.note or title)


def to_html(triples: Sequence[Triple], labels: Mapping[str, str] | None = None) -> str:
    """Return the drawing and its triples as one HTML page without a script or a request."""
    drawing = draw(triples, labels)
    rows = [tuple(_words(cell) for cell in row) for row in triples[:MAX_ROWS]]
    more = len(triples) - len(rows)
    return page.rendered(
        "triples.html.j2",
        "charts triples",
        title=drawing.title,
        note=drawing.note,
        legend=drawing.legend,
        width=drawing.width,
        height=drawing.height,
        shapes=[_element(one) for one in drawing.shapes],
        counted=count(len(triples), "triple"),
        rows=rows,
        more=f"{more:,} more are not listed: .result.to_frame() holds all" if more > 0 else "",
    )


def _element(shape: Primitive) -> dict[str, Any]:
    """Return a shape as an element; of a group the words become its tooltip."""
    (found,) = inline.elements([shape])
    if isinstance(shape, Group):
        told = {"tag": "title", "attributes": {}, "text": shape.title, "parts": []}
        found["parts"] = [told, *found["parts"]]
    return found


def _key(value: Any, place: _Key) -> _Key:
    """Return what makes a node one: its name, or for a literal the place where it stands."""
    is_thing = isinstance(value, IRI) or (isinstance(value, str) and value.startswith("_:"))
    return (str(value),) if is_thing else (*place, str(value))


def _words(value: Any) -> str:
    return safe(to_curie(value)) if isinstance(value, IRI) else shown(value)


def _node(value: Any, names: Mapping[str, str], types: Mapping[str, list[str]]) -> _Node:
    told = _words(value)
    label = shown(names[str(value)]) if str(value) in names else told
    is_thing = isinstance(value, IRI)
    kind = kind_of(value) if is_thing else None
    look = "role" if kind == "role" else "thing" if is_thing else "literal"
    lines = layout.wrap(label or '""', _WIDE, _SIZE, 2)
    more = ", ".join(types.get(str(value), []))
    words = label if label == told else f"{label}: {told}"
    title = words + (f" ({more})" if more else "")
    width = max(layout.text_width(line, _SIZE) for line in lines) * 1.08 + 2 * _PAD
    return _Node(lines, title, look, width=width, height=_LINE * len(lines) + _PAD)


def _placed(
    nodes: Mapping[_Key, _Node], arrows: Sequence[tuple[_Key, _Key, str]]
) -> tuple[float, float]:
    """Put the nodes into columns; return the size of the whole."""
    after: dict[_Key, list[_Key]] = {}
    before: dict[_Key, list[_Key]] = {}
    for start, end, _ in arrows:
        after.setdefault(start, []).append(end)
        before.setdefault(end, []).append(start)
    depth = _depths(nodes, after, before)
    columns: dict[int, list[_Key]] = {}
    for key in nodes:
        columns.setdefault(depth[key], []).append(key)
    _untangled(columns, nodes, before, after)
    x, tallest = float(_MARGIN), 0.0
    placed: list[list[_Key]] = []
    for step in sorted(columns):
        keys = columns[step]
        size = -(-len(keys) // _TALL)
        high = -(-len(keys) // size)
        for part in range(0, len(keys), high):
            x += _ASIDE if part else _BETWEEN if placed else 0
            inside = keys[part : part + high]
            wide = max(nodes[key].width for key in inside)
            for key in inside:
                nodes[key].x, nodes[key].width, nodes[key].column = x, wide, step
            x += wide
            placed.append(inside)
            tallest = max(tallest, sum(nodes[key].height + _ABOVE for key in inside))
    for inside in placed:
        # A shorter column is spread, so that what stands in it is near what it is tied to.
        room = tallest - sum(nodes[key].height for key in inside)
        gap = room / len(inside)
        y = _MARGIN + gap / 2
        for key in inside:
            nodes[key].y = y
            y += nodes[key].height + gap
    return x + _MARGIN + 30, tallest + 2 * _MARGIN


def _depths(
    nodes: Iterable[_Key], after: Mapping[_Key, list[_Key]], before: Mapping[_Key, list[_Key]]
) -> dict[_Key, int]:
    """Return how far each node is from one that nothing points to, or that starts a circle."""
    depth: dict[_Key, int] = {}
    starts = [key for key in nodes if key not in before]
    for first in (starts, *([key] for key in nodes)):
        here = [key for key in first if key not in depth]
        step = 0
        while here:
            depth |= dict.fromkeys(here, step)
            ahead = (end for key in here for end in after.get(key, ()) if end not in depth)
            here, step = list(dict.fromkeys(ahead)), step + 1
    return depth


def _untangled(
    columns: dict[int, list[_Key]],
    nodes: Mapping[_Key, _Node],
    before: Mapping[_Key, list[_Key]],
    after: Mapping[_Key, list[_Key]],
) -> None:
    """Sort each column by where its neighbours stand, from the left, from the right, and again.

    This is the barycentre rule of Sugiyama, Tagawa and Toda (1981); labels decide what it leaves.
    """
    order: dict[_Key, float] = {}

    def rank(key: _Key, ties: Mapping[_Key, list[_Key]]) -> tuple[Any, ...]:
        beside = [order[one] for one in ties.get(key, ()) if one in order]
        middle = sum(beside) / len(beside) if beside else order.get(key, 0.0)
        return middle, nodes[key].title.casefold(), key

    forth, back = sorted(columns), sorted(columns, reverse=True)
    for ties, steps in ((before, forth), (after, back), (before, forth)):
        for step in steps:
            columns[step].sort(key=partial(rank, ties=ties))
            size = len(columns[step])
            order.update((key, at / size) for at, key in enumerate(columns[step]))


def _legend(predicates: Iterable[str]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Return the colour of each predicate, and the legend: the most frequent have their own."""
    counts: dict[str, int] = {}
    for predicate in predicates:
        counts[predicate] = counts.get(predicate, 0) + 1
    ranked = sorted(counts, key=lambda one: (-counts[one], one))
    colours = dict.fromkeys(ranked, _OTHER) | dict(zip(ranked, _COLOURS, strict=False))
    legend = [
        {"name": safe(to_curie(one)), "colour": colours[one], "count": counts[one]}
        for one in ranked[: len(_COLOURS)]
    ]
    if rest := ranked[len(_COLOURS) :]:
        total = sum(counts[one] for one in rest)
        legend.append({"name": f"{len(rest)} others", "colour": _OTHER, "count": total})
    return colours, legend


def _box(node: _Node) -> Group:
    fill, stroke, ink = {
        "role": ("role", None, "role-ink"),
        "thing": ("card", "edge", "ink"),
        "literal": ("sunk", None, "ink"),
    }[node.look]
    parts: list[Primitive] = [
        Rect(node.x, node.y, node.width, node.height, 5, fill=fill, stroke=stroke)
    ]
    top = node.y + node.height / 2 - _LINE * (len(node.lines) - 1) / 2
    parts += [
        Text(node.x + _PAD, top + _LINE * at, line, _SIZE, fill=ink, width=node.width - 2 * _PAD)
        for at, line in enumerate(node.lines)
    ]
    return Group(node.title, tuple(parts))


def _arrow(start: _Node, end: _Node, predicate: str, colours: Mapping[str, str]) -> Group:
    a, b = start.y + start.height / 2, end.y + end.height / 2
    if end.column > start.column:
        ends = ((start.x + start.width, a), (end.x, b))
        reach = max(30.0, (ends[1][0] - ends[0][0]) / 2)
        pulls, head = (reach, -reach), -1
    elif end.column < start.column:
        ends = ((start.x, a), (end.x + end.width, b))
        reach = max(30.0, (ends[0][0] - ends[1][0]) / 2)
        pulls, head = (-reach, reach), 1
    else:
        ends = ((start.x + start.width, a - 3), (end.x + end.width, b + 3))
        pulls, head = (40.0, 40.0), 1
    points = _curve(ends[0], ends[1], pulls)
    colour = colours[predicate]
    x, y = ends[1]
    tip = Line(((x + 7 * head, y - 4), (x, y), (x + 7 * head, y + 4)), colour, 1.5)
    words = f"{start.lines[0]} → {safe(to_curie(predicate))} → {end.lines[0]}"
    return Group(words, (Line(points, colour, 1.5), tip))


def _curve(start: Point, end: Point, pulls: tuple[float, float]) -> tuple[Point, ...]:
    """Return a cubic Bézier curve that leaves and arrives level, as short straight lines."""
    (x0, y0), (x3, y3) = start, end
    x1, x2 = x0 + pulls[0], x3 + pulls[1]
    points = []
    for at in range(17):
        t = at / 16
        u = 1 - t
        x = u**3 * x0 + 3 * u * u * t * x1 + 3 * u * t * t * x2 + t**3 * x3
        y = (u**3 + 3 * u * u * t) * y0 + (3 * u * t * t + t**3) * y3
        points.append((x, y))
    return tuple(points)
