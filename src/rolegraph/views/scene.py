"""What a drawing is made of: shapes and words at their places, in colours by name.

A display list of these is what `rolegraph.views.svg` writes down; the page's script draws the same
coordinates by the same rules on its canvas. Lengths are CSS pixels, y grows downward. A colour is
a name of `rolegraph.views.theme` or a mix of two, such as ``skill:card:0.07``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

Point = tuple[float, float]


@dataclass(frozen=True)
class Rect:
    """A box by its left, top, width and height."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0
    fill: str | None = None
    stroke: str | None = None
    weight: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line through points."""

    points: tuple[Point, ...]
    stroke: str
    weight: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Circle:
    """A circle by its centre and radius."""

    x: float
    y: float
    radius: float
    fill: str | None = None
    stroke: str | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class Text:
    """One line of text; y is the middle of its height.

    ``anchor`` is start, middle or end. Where ``width`` is given the text is at most so wide.
    """

    x: float
    y: float
    text: str
    size: float = 14
    bold: bool = False
    fill: str = "ink"
    anchor: str = "start"
    width: float | None = None


@dataclass(frozen=True)
class Mark:
    """The shape that stands for a kind, by its left, top and size."""

    kind: str
    x: float
    y: float
    size: float = 12


@dataclass(frozen=True)
class Group:
    """Shapes that are one thing, with the words that a reader of the file gets for it."""

    title: str
    parts: tuple[Primitive, ...]


Primitive = Rect | Line | Circle | Text | Mark | Group


def moved(parts: Iterable[Primitive], right: float, down: float) -> list[Primitive]:
    """Return a display list so far to the right and so far down."""
    found: list[Primitive] = []
    for part in parts:
        if isinstance(part, Group):
            found.append(Group(part.title, tuple(moved(part.parts, right, down))))
        elif isinstance(part, Line):
            points = tuple((x + right, y + down) for x, y in part.points)
            found.append(replace(part, points=points))
        else:
            found.append(replace(part, x=part.x + right, y=part.y + down))
    return found
