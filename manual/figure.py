"""Boxes and arrows as SVG, in colours that suit a light page and a dark one."""

from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple

_LINE: Final = 19
_STYLE: Final = """
.paper { fill: #ffffff } text { font: 14px "Liberation Sans", Arial, sans-serif; fill: #1d2530 }
.box { fill: #f2f5f9; stroke: #5b6b7f; stroke-width: 1.3 }
.role { fill: #dbe9ff; stroke: #2f64b5 } .thing { fill: #dff3e4; stroke: #2c7a4b }
.claim { fill: #fff0d6; stroke: #a76b12 } .group { fill: #ffffff; stroke: #8a97a8;
stroke-dasharray: 6 4 } .head { font-weight: bold } .code { font-family: "Liberation Mono",
Consolas, monospace; font-size: 12.5px } .note { fill: #526071; font-size: 13px }
.arrow { fill: none; stroke: #33404f; stroke-width: 1.5 } .faint { stroke-dasharray: 4 4 }
.tip { fill: #33404f }
@media (prefers-color-scheme: dark) {
.paper { fill: #12161c } text { fill: #e6ebf2 } .box { fill: #1e2631; stroke: #93a3b8 }
.role { fill: #1c3155; stroke: #7fb0ff } .thing { fill: #173524; stroke: #6fcf97 }
.claim { fill: #3d2c0d; stroke: #f0b552 } .group { fill: #171d25; stroke: #74849a }
.note { fill: #a9b6c6 } .arrow { stroke: #c3cedb } .tip { fill: #c3cedb }
}
"""


class Box(NamedTuple):
    """A box at a place: a heading, lines below it, and what kind of thing it is."""

    x: float
    y: float
    width: float
    height: float
    head: str
    lines: Sequence[str] = ()
    kind: str = "box"
    is_code: bool = False


class Arrow(NamedTuple):
    """An arrow along points, with words beside its middle or at a place of their own."""

    points: Sequence[tuple[float, float]]
    words: str = ""
    at: tuple[float, float] | None = None
    is_faint: bool = False
    anchor: str = "middle"


class Note(NamedTuple):
    """Words at a place."""

    x: float
    y: float
    words: str
    anchor: str = "start"


def svg(
    width: int,
    height: int,
    title: str,
    description: str,
    boxes: Sequence[Box],
    arrows: Sequence[Arrow],
    notes: Sequence[Note] = (),
) -> str:
    """Return a drawing; what it shows is told in its description to who cannot see it."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="t d">',
        f'<title id="t">{escape(title)}</title>',
        f'<desc id="d">{escape(description)}</desc>',
        f"<style>{_STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" '
        'markerHeight="8" orient="auto"><path class="tip" d="M0 0L10 5L0 10z"/></marker></defs>',
        f'<rect class="paper" width="{width}" height="{height}" rx="10"/>',
        *(line for box in boxes for line in _box(box)),
        *(line for arrow in arrows for line in _arrow(arrow)),
        *(
            f'<text class="note" x="{note.x:g}" y="{note.y:g}" text-anchor="{note.anchor}">'
            f"{escape(note.words)}</text>"
            for note in notes
        ),
        "</svg>",
        "",
    ]
    return "\n".join(parts)


def _box(box: Box) -> list[str]:
    inset = 12
    style = ' class="code"' if box.is_code else ""
    lines = [
        f'<rect class="box {box.kind}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" '
        f'height="{box.height:g}" rx="8"/>',
        f'<text class="head" x="{box.x + inset:g}" y="{box.y + 24:g}">{escape(box.head)}</text>',
    ]
    lines += [
        f'<text{style} x="{box.x + inset:g}" y="{box.y + 24 + _LINE * (row + 1):g}" '
        f'xml:space="preserve">{escape(line)}</text>'
        for row, line in enumerate(box.lines)
    ]
    return lines


def _arrow(arrow: Arrow) -> list[str]:
    path = "L".join(f"{x:g} {y:g}" for x, y in arrow.points)
    faint = " faint" if arrow.is_faint else ""
    lines = [f'<path class="arrow{faint}" d="M{path}" marker-end="url(#tip)"/>']
    if arrow.words:
        (x1, y1), (x2, y2) = arrow.points[0], arrow.points[-1]
        x, y = arrow.at or ((x1 + x2) / 2, (y1 + y2) / 2 - 8)
        lines.append(
            f'<text class="code" x="{x:g}" y="{y:g}" text-anchor="{arrow.anchor}">'
            f"{escape(arrow.words)}</text>"
        )
    return lines
