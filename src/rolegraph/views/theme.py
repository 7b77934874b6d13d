"""The colours of the page and of drawings, in both themes, by the names of the style sheet."""

from typing import Final

LIGHT: Final[dict[str, str]] = {
    "page": "#f6f7f9",
    "card": "#ffffff",
    "sunk": "#eef1f5",
    "shared": "#e6eef8",
    "ink": "#18202b",
    "soft": "#515c6b",
    "line": "#d3d9e2",
    "edge": "#7d8998",
    "accent": "#0b5cad",
    "accent-ink": "#ffffff",
    "role": "#222d3d",
    "role-ink": "#ffffff",
    "match": "#ffe08a",
    "no": "#9c2f1f",
    "skill": "#0068a8",
    "tool": "#ad4600",
    "degree": "#9a3a70",
    "field": "#00705a",
    "certification": "#7a5f00",
    "industry": "#4f5a69",
    "responsibility": "#6246b0",
}
"""For screens in daylight, for paper, and for files that a drawing is written to."""

DARK: Final[dict[str, str]] = {
    "page": "#12161c",
    "card": "#1a2029",
    "sunk": "#1f2630",
    "shared": "#1c2c40",
    "ink": "#e8edf3",
    "soft": "#a7b2c0",
    "line": "#353f4c",
    "edge": "#75818f",
    "accent": "#7fbcf5",
    "accent-ink": "#0d1723",
    "role": "#dfe6ee",
    "role-ink": "#141a22",
    "match": "#6b5510",
    "no": "#ff9d8b",
    "skill": "#62b8ee",
    "tool": "#f39a5b",
    "degree": "#ea96c5",
    "field": "#45cfa4",
    "certification": "#e3c341",
    "industry": "#b4bfcc",
    "responsibility": "#baa6f8",
}
"""For screens that are set to dark."""


def mixed(name: str, theme: dict[str, str]) -> str:
    """Return the colour of a name, or of a mix such as ``skill:card:0.07``, as six hex digits.

    The mix is that of sRGB values, as a canvas does it: the share is of the first over the second.

    >>> mixed("skill:card:0.5", {"skill": "#000000", "card": "#ffffff"})
    '#808080'
    """
    if ":" not in name:
        return theme[name]
    over, under, share = name.split(":")
    part = float(share)
    pairs = zip(_channels(theme[over]), _channels(theme[under]), strict=True)
    return "#" + "".join(f"{int(a * part + b * (1 - part) + 0.5):02x}" for a, b in pairs)


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
