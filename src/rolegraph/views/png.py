"""Paint an SVG file as a PNG, without a browser, in fonts that come with the package.

resvg does the painting (through resvg-py, one wheel with nothing behind it). A picture whose
characters Liberation Sans has is set in the two files beside this module and looks the same on
every machine, also on one that has no fonts; only for the rest, such as Chinese, are the machine's
own fonts read.
"""

from __future__ import annotations

import re
import struct
from functools import cache
from pathlib import Path
from typing import Final

from rolegraph.errors import UsageError

SIDE: Final = 16_000
"""The most pixels that a side of a picture has."""

PIXELS: Final = 100_000_000
"""The most pixels of a picture: four bytes each while it is painted."""

SMALLEST: Final = 0.5
"""The least scale: 14 px of text are seven pixels then, which can just be read."""

FONTS: Final = Path(__file__).parent / "fonts"
_SIZE = re.compile(r'<svg\b[^>]*?\swidth="([0-9.]+)"[^>]*?\sheight="([0-9.]+)"')


def to_png(svg: str, scale: float = 2.0) -> bytes:
    """Return what `rolegraph.views.svg.to_svg` wrote as a PNG, so many pixels to a CSS pixel.

    Where that would be larger than `SIDE` or `PIXELS` allow, the scale is less: see `fitting`.
    Raises `UsageError` where even `SMALLEST` would be too large, or on a text that is no such SVG.
    """
    found = _SIZE.search(svg)
    if found is None:
        raise UsageError("This is no SVG with a width and a height: nothing to paint.")
    width, height = float(found[1]), float(found[2])
    scale = fitting(width, height, scale)
    # Three megabytes of machine code that nothing else needs.
    import resvg_py

    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=scale,
        skip_system_fonts={ord(char) for char in svg} <= _characters(),
        font_files=[str(FONTS / f"LiberationSans-{face}.ttf") for face in ("Regular", "Bold")],
        font_family="Liberation Sans",
        sans_serif_family="Liberation Sans",
    )


def fitting(width: float, height: float, scale: float = 2.0) -> float:
    """Return the scale at which a picture of so many CSS pixels is painted.

    It is the one asked for, or the largest below that the limits allow, in hundredths. A caller
    that gets less than it asked for says so. Raises `UsageError` where less than `SMALLEST` would
    be left, or on a scale that is not above zero.

    >>> fitting(1400, 900), fitting(1400, 12_000)
    (2.0, 1.33)
    """
    if not scale > 0:
        raise UsageError(f"A picture cannot be painted at {scale} times its size.")
    most = min(SIDE / max(width, height), (PIXELS / (width * height)) ** 0.5)
    if scale <= most:
        return scale
    fits = int(most * 100) / 100
    if fits < SMALLEST:
        raise UsageError(
            f"The picture is {width:,.0f} by {height:,.0f} pixels, too large for a PNG"
            f" (at most {SIDE:,} a side and {PIXELS // 10**6} megapixels): write an SVG,"
            " or compare fewer roles."
        )
    return fits


@cache
def _characters() -> frozenset[int]:
    """Return the characters that the regular face has, and those that no face need have.

    Read out of the font's own table, format 4 of `cmap` in the OpenType specification, since
    resvg falls back to another font without a word.
    """
    data = (FONTS / "LiberationSans-Regular.ttf").read_bytes()
    tables = {
        data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0]
        for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16)
    }
    start = tables[b"cmap"]
    (count,) = struct.unpack_from(">H", data, start + 2)
    parts = [struct.unpack_from(">HHI", data, start + 4 + 8 * part) for part in range(count)]
    at = start + next(offset for platform, code, offset in parts if (platform, code) == (3, 1))
    (double,) = struct.unpack_from(">H", data, at + 6)
    ends = struct.unpack_from(f">{double // 2}H", data, at + 14)
    starts = struct.unpack_from(f">{double // 2}H", data, at + 16 + double)
    held = {char for low, high in zip(starts, ends, strict=True) for char in range(low, high + 1)}
    return frozenset(held | {ord("\n")})
