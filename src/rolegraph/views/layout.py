"""How wide words are, and where boxes come to stand that are stacked in columns and bands.

Plain arithmetic, so that the page and a drawing without a browser place the same things at the
same spots on every run: the page's script stacks by the rule of `stack`, and a test holds the two
together. Lengths are CSS pixels, y grows downward, and a box is ``[centre x, centre y, width,
height]``, which is how vis-network places nodes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

Box = list[float]

FONT = 14
LINE = 18
HEAD = 26
GAP = 8
MARK = 30
COUNT = 30
INSET = 12
UNDER = 16
FOLDED = 12
"""So much less room the name of a fold has than that of a trait."""

MOST_LINES = 4
BOLD = 1.15
"""What bold letters are wider by, in the widest of the common faces."""

# Widths in ems of the common sans-serif faces, which follow Helvetica's within a few hundredths.
_WIDTHS = {
    **dict.fromkeys("ijl|'", 0.23),
    **dict.fromkeys("ftI.,:;!/[] \u00a0", 0.29),
    **dict.fromkeys("r()-·", 0.35),
    **dict.fromkeys("ckJsvxyz", 0.51),
    **dict.fromkeys("mMwW%@&…—", 0.86),
    **dict.fromkeys("GOQCDHNRU", 0.75),
}


@lru_cache(65536)
def text_width(text: str, size: float = FONT) -> float:
    """Return roughly how wide a text is in a sans-serif font, a little on the safe side.

    >>> text_width("mill") < text_width("mmmm")
    True
    """
    return size * sum(
        _WIDTHS.get(char) or (1.0 if ord(char) > 0x2E7F else 0.69 if char.isupper() else 0.58)
        for char in text
    )


def wrap(text: str, width: float, size: float = FONT, most: int = MOST_LINES) -> list[str]:
    """Break a text into lines no wider than a width; what is left after the last ends in ….

    >>> wrap("collaborate with data scientists", 120)
    ['collaborate with', 'data scientists']
    """
    return list(_wrapped(text, width, size, most))


@lru_cache(65536)
def _wrapped(text: str, width: float, size: float, most: int) -> tuple[str, ...]:
    # Widths add up, so each word is measured once: a page may have some ten thousand labels.
    words = re.split("[ \t\r\n]+", text.strip())[::-1]
    space = text_width(" ", size)
    width += 0.01  # a sum of floats may miss the width of the whole by less
    lines: list[str] = []
    line, filled = "", 0.0
    while words:
        word = words.pop()
        wide = text_width(word, size)
        if line and filled + space + wide <= width:
            line, filled = f"{line} {word}", filled + space + wide
        elif line:
            lines.append(line)
            line = ""
            words.append(word)
        elif wide <= width:
            line, filled = word, wide
        else:
            cut = _fitting(word, width, size)
            lines.append(word[:cut])
            words += [word[cut:]] if word[cut:] else []
    if line or not lines:
        lines.append(line)
    if len(lines) > most:
        last, room = lines[most - 1], width - text_width(" …", size)
        lines = [*lines[: most - 1], _wrapped(last, room, size, len(last))[0] + " …"]
    return tuple(lines)


def _fitting(word: str, width: float, size: float) -> int:
    """Return how many characters of a word fit into a width, at least one."""
    used = 0.0
    for count, char in enumerate(word):
        used += text_width(char, size)
        if used > width:
            return max(count, 1)
    return len(word)


def height_of(view: Mapping[str, Any], name: str) -> float:
    """Return how tall a box is: its lines, and below them the small one, where there is any."""
    lines = view["lines"].get(name)
    under = UNDER if name in view["under"] else 0
    return HEAD - LINE + LINE * (len(lines) if lines else 1) + under


class Band(NamedTuple):
    """Where a band of regions stands once what is hidden is left out."""

    top: float
    height: float
    bus: float
    regions: list[tuple[Mapping[str, Any], list[tuple[float, list[str]]]]]
    """Each region with its columns: their left edges and the boxes with ends of edges in them."""


class Stack(NamedTuple):
    """Boxes by the name of the node, bands from the top down, and the height of it all."""

    boxes: dict[str, Box]
    bands: list[Band]
    height: float


def stack(
    view: Mapping[str, Any],
    hidden: Collection[str] = frozenset(),
    unfolded: Collection[str] = frozenset(),
) -> Stack:
    """Return where everything in an arrangement stands, what is hidden left out.

    A fold stands for the traits that it gathers until it is unfolded, and goes when all of them
    are hidden; so do a heading, and a band in an arrangement that is no fixed set of columns.
    """
    if view["shape"] == "network":
        gone = {
            one["id"]
            for one in view["clusters"]
            if one["members"] and {*one["members"]} <= {*hidden}
        }
        shown = {name: box for name, box in view["boxes"].items() if name not in gone.union(hidden)}
        return Stack(shown, [], view["height"])
    boxes: dict[str, Box] = {name: list(box) for name, box in view["heads"].items()}
    bands: list[Band] = []
    y = view["top"]
    for band in view["bands"]:
        found: dict[str, Box] = {}
        regions = []
        deepest = 0.0
        for region in band["regions"]:
            columns = []
            for column in region["columns"]:
                at = y + band["head"]
                ends: list[str] = []
                for group in column["groups"]:
                    names = _shown(group["nodes"], hidden, unfolded)
                    if not names:
                        continue
                    for name in (group["id"], *names):
                        tall = height_of(view, name)
                        middle = column["x"] + column["width"] / 2
                        found[name] = [middle, at + tall / 2, column["width"], tall]
                        at += tall + (4 if name == group["id"] else GAP)
                    at += GAP
                    ends += names
                deepest = max(deepest, at - y - band["head"])
                if ends:
                    columns.append((column["x"], ends))
            regions.append((region, columns))
        if not found and view["closes"]:
            continue
        for region in band["regions"]:
            x, width, tall = region["title"]
            found[region["id"]] = [x + width / 2, y + 6 + tall / 2, width, tall]
        boxes |= found
        bands.append(Band(y, band["head"] + deepest, y + band["head"] - 5, regions))
        y += band["head"] + deepest + view["gap"]
    return Stack(boxes, bands, y - view["gap"] + 2)


def _shown(nodes: list[Any], hidden: Collection[str], unfolded: Collection[str]) -> list[str]:
    names: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            names += [node] if node not in hidden else []
            continue
        inside = [name for name in node["nodes"] if name not in hidden]
        if inside:
            names.append(node["fold"])
            names += inside if node["fold"] in unfolded else []
    return names
