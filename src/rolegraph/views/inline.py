"""A display list as elements of inline SVG, for a template to write and a style sheet to colour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rolegraph.views.scene import Circle, Group, Line, Mark, Primitive, Rect, Text
from rolegraph.views.words import MARKS


def elements(shapes: Iterable[Primitive]) -> list[dict[str, Any]]:
    """Return shapes as elements of inline SVG, coloured by classes: f- for fills, s- for strokes.

    A page's security policy forbids style attributes, and its colours follow the theme.
    """
    return [_element(shape) for shape in shapes]


def _element(shape: Primitive) -> dict[str, Any]:
    match shape:
        case Group():
            return {"tag": "g", "attributes": {}, "text": "", "parts": elements(shape.parts)}
        case Text():
            found: dict[str, Any] = {"x": shape.x, "y": shape.y + 0.35 * shape.size}
            found |= {"font-size": shape.size, "text-anchor": shape.anchor}
            found |= {"font-weight": "bold"} if shape.bold else {}
            return _tag("text", found, f"f-{shape.fill}", shape.text)
        case Mark():
            moved = f"translate({_n(shape.x)} {_n(shape.y)}) scale({shape.size / 14:.4g})"
            return _tag("path", {"d": MARKS[shape.kind], "transform": moved}, f"f-{shape.kind}")
        case Line():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
            found = {"points": points, "stroke-width": shape.weight}
            return _tag("polyline", found, f"f-none s-{shape.stroke}")
        case Rect():
            found = {"x": shape.x, "y": shape.y, "width": shape.width, "height": shape.height}
            found |= {"rx": shape.radius, "stroke-width": shape.weight}
        case Circle():
            found = {"cx": shape.x, "cy": shape.y, "r": shape.radius}
            found |= {"stroke-width": shape.weight}
    names = f"f-{shape.fill or 'none'}" + (f" s-{shape.stroke}" if shape.stroke else "")
    return _tag("rect" if isinstance(shape, Rect) else "circle", found, names)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _tag(name: str, attributes: dict[str, Any], names: str, text: str = "") -> dict[str, Any]:
    told = {
        key: value if isinstance(value, str) else _n(value) for key, value in attributes.items()
    }
    return {"tag": name, "attributes": {**told, "class": names}, "text": text, "parts": []}
