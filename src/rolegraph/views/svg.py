"""Write a display list as an SVG 1.1 file that stands alone.

For the web, Inkscape and resvg alike: text stays text, nothing is asked for from outside, there is
no script and no style sheet, and what comes from data is escaped, without the characters that XML
forbids or that turn the direction of a line. The same shapes give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Final, assert_never
from xml.sax.saxutils import escape  # it writes alone  # nosec B406

from rolegraph.views.layout import BOLD, text_width
from rolegraph.views.scene import Circle, Group, Line, Mark, Primitive, Rect, Text
from rolegraph.views.theme import LIGHT, mixed
from rolegraph.views.words import MARKS

FAMILY: Final = "'Liberation Sans', 'Helvetica Neue', Arial, sans-serif"
# dominant-baseline is not understood alike by Inkscape and resvg: half the height of a capital.
_DOWN = 0.35
_GRID = 14
# All but the characters of XML 1.0, section 2.2, and of these the controls of C1, the direction
# controls of Unicode's annex 9, its deprecated format characters, and the noncharacters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff"
    + "".join(
        f"{chr(0x10000 * plane + 0xFFFE)}-{chr(0x10000 * plane + 0xFFFF)}" for plane in range(1, 17)
    )
    + "]"
)
_SPACE = re.compile("[\t\n\r \u2028\u2029]+")


def to_svg(
    width: float,
    height: float,
    primitives: Iterable[Primitive],
    title: str,
    description: str,
    theme: Mapping[str, str] = LIGHT,
) -> str:
    """Return shapes as an SVG file of so many CSS pixels, on the background of a page.

    Raises `ValueError` on a length that is not a finite number or a size that is not positive,
    and `KeyError` on a colour or a kind that there is not.
    """
    if not (width > 0 and height > 0):
        raise ValueError(f"a picture of {width} by {height} cannot be drawn")
    shapes = list(primitives)
    wide, high = number(width), number(height)
    used = set(_kinds(shapes))
    marks = [f'<path id="mark-{kind}" d="{MARKS[kind]}"/>' for kind in sorted(used)]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' version="1.1" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" role="img"'
        f' aria-labelledby="title description" font-family="{FAMILY}">',
        f'<title id="title">{clean(title)}</title>',
        f'<desc id="description">{clean(description)}</desc>',
        *(["<defs>", *marks, "</defs>"] if marks else []),
        f'<rect width="{wide}" height="{high}" fill="{theme["page"]}"/>',
        *_written(shapes, dict(theme)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def clean(text: str) -> str:
    r"""Return text from data as the content of an element or a quoted attribute may have it.

    >>> clean("R & D \x07 <b>")
    'R &amp; D &lt;b&gt;'
    """
    return escape(_SPACE.sub(" ", _FORBIDDEN.sub("", text)), {'"': "&quot;"})


def number(value: float) -> str:
    """Return a length to a tenth of a pixel, without what says nothing.

    >>> number(12.0), number(0.25), number(-0.01)
    ('12', '0.2', '0')
    """
    if not isfinite(value):
        raise ValueError(f"{value} is no length")
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _kinds(shapes: Iterable[Primitive]) -> Iterator[str]:
    for shape in shapes:
        if isinstance(shape, Mark):
            yield shape.kind
        elif isinstance(shape, Group):
            yield from _kinds(shape.parts)


def _written(shapes: Iterable[Primitive], theme: dict[str, str]) -> Iterator[str]:
    for shape in shapes:
        match shape:
            case Rect():
                yield _rect(shape, theme)
            case Line():
                yield _line(shape, theme)
            case Circle():
                place = _attributes(cx=shape.x, cy=shape.y, r=shape.radius)
                yield f"<circle{place}{_paint(shape, theme)}/>"
            case Text():
                if shape.text.strip():
                    yield _text(shape, theme)
            case Mark():
                yield _mark(shape, theme)
            case Group():
                yield f"<g><title>{clean(shape.title)}</title>"
                yield from _written(shape.parts, theme)
                yield "</g>"
            case _:
                assert_never(shape)


def _attributes(**values: float) -> str:
    return "".join(f' {name}="{number(value)}"' for name, value in values.items())


def _paint(shape: Rect | Circle, theme: dict[str, str]) -> str:
    fill = "none" if shape.fill is None else mixed(shape.fill, theme)
    if shape.stroke is None:
        return f' fill="{fill}"'
    return f' fill="{fill}" stroke="{mixed(shape.stroke, theme)}"{_weight(shape.weight)}'


def _weight(weight: float) -> str:
    return "" if weight == 1 else _attributes(**{"stroke-width": weight})


def _dashes(dash: tuple[float, ...]) -> str:
    return f' stroke-dasharray="{" ".join(map(number, dash))}"' if dash else ""


def _rect(shape: Rect, theme: dict[str, str]) -> str:
    place = _attributes(x=shape.x, y=shape.y, width=shape.width, height=shape.height)
    round_ = _attributes(rx=shape.radius) if shape.radius else ""
    return f"<rect{place}{round_}{_paint(shape, theme)}{_dashes(shape.dash)}/>"


def _line(shape: Line, theme: dict[str, str]) -> str:
    paint = f' fill="none" stroke="{mixed(shape.stroke, theme)}"{_weight(shape.weight)}'
    # Round ends would close the gaps of a dashed line.
    ends = _dashes(shape.dash) or ' stroke-linecap="round"'
    joints = ' stroke-linejoin="round"' if len(shape.points) > 2 else ""
    if len(shape.points) == 2:
        (x1, y1), (x2, y2) = shape.points
        return f"<line{_attributes(x1=x1, y1=y1, x2=x2, y2=y2)}{paint}{ends}/>"
    points = " ".join(f"{number(x)},{number(y)}" for x, y in shape.points)
    return f'<polyline points="{points}"{paint}{ends}{joints}/>'


def _text(shape: Text, theme: dict[str, str]) -> str:
    place = _attributes(x=shape.x, y=shape.y + _DOWN * shape.size, **{"font-size": shape.size})
    style = ' font-weight="bold"' if shape.bold else ""
    if shape.anchor != "start":
        style += f' text-anchor="{_ANCHORS[shape.anchor]}"'
    if shape.width is not None:
        natural = text_width(shape.text, shape.size) * (BOLD if shape.bold else 1)
        if natural > shape.width:
            style += _attributes(textLength=shape.width) + ' lengthAdjust="spacingAndGlyphs"'
    return f'<text{place}{style} fill="{mixed(shape.fill, theme)}">{clean(shape.text)}</text>'


_ANCHORS = {"middle": "middle", "end": "end"}


def _mark(shape: Mark, theme: dict[str, str]) -> str:
    moved = f"translate({number(shape.x)} {number(shape.y)})"
    if shape.size != _GRID:
        moved += f" scale({shape.size / _GRID:.4g})"
    return f'<use xlink:href="#mark-{shape.kind}" transform="{moved}" fill="{theme[shape.kind]}"/>'
