"""Coordinates for the picture of a comparison: columns for two roles, rails for more.

Plain arithmetic over labels and counts, so that the page, and later a drawing without a browser,
place the same things at the same spots on every run. Lengths are CSS pixels, y grows downward,
and a box is ``[centre x, centre y, width, height]``, which is how vis-network places nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

Trait = Mapping[str, Any]
Box = list[float]

KINDS: dict[str, tuple[str, str]] = {
    "skill": ("Skill", "Skills"),
    "tool": ("Tool", "Tools"),
    "degree": ("Degree", "Degrees"),
    "field": ("Field of study", "Fields of study"),
    "certification": ("Certification", "Certifications"),
    "industry": ("Industry", "Industries"),
    "responsibility": ("Responsibility", "Responsibilities"),
}
"""The kinds that are compared, in the order they are shown: singular and plural."""

FONT = 14
LINE = 18
HEAD = 26
GAP = 8
MARK = 30
COUNT = 30
INSET = 12
GUTTER = 62
MOST_LINES = 4
# Widths in ems of the common sans-serif faces, which follow Helvetica's within a few hundredths.
_WIDTHS = {
    **dict.fromkeys("ijl|'", 0.23),
    **dict.fromkeys("ftI.,:;!/[] \u00a0", 0.29),
    **dict.fromkeys("r()-·", 0.35),
    **dict.fromkeys("ckJsvxyz", 0.51),
    **dict.fromkeys("mMwW%@&…—", 0.86),
    **dict.fromkeys("GOQCDHNRU", 0.75),
}


@lru_cache(8192)
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
    words = re.split("[ \t\r\n]+", text.strip()) or [""]
    lines: list[str] = []
    line = ""
    while words:
        word = words.pop(0)
        joined = f"{line} {word}" if line else word
        if text_width(joined, size) <= width:
            line = joined
        elif line:
            lines.append(line)
            line = ""
            words.insert(0, word)
        else:
            cut = max(1, int(len(word) * width / text_width(word, size)) - 1)
            lines.append(word[:cut])
            words.insert(0, word[cut:])
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip() + " …"]
    return lines


@dataclass
class Group:
    """The traits of one kind in one region, most supported first."""

    id: str
    kind: str
    traits: list[Trait]

    @property
    def label(self) -> str:
        """Return the heading: the kind and how many there are."""
        return f"{KINDS[self.kind][1]} · {len(self.traits)}"


@dataclass
class Region:
    """The traits that exactly one subset of the roles has."""

    id: str
    slugs: tuple[str, ...]
    label: str
    groups: list[Group] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many traits the region holds."""
        return sum(len(group.traits) for group in self.groups)


def regions(roles: Sequence[Mapping[str, Any]], traits: Iterable[Trait]) -> list[Region]:
    """Return the exact subsets, what all share first, then by size and by the order of the roles.

    For two roles the order is that of the columns: only the first, shared, only the second.
    What all share is there even when it is empty, and so is each column of two roles.
    """
    slugs = [role["slug"] for role in roles]
    labels = {role["slug"]: str(role["label"]) for role in roles}
    everything = tuple(slugs)
    subsets: dict[tuple[str, ...], list[Trait]] = {everything: []}
    if len(slugs) == 2:
        subsets = {(slugs[0],): [], everything: [], (slugs[1],): []}
    for trait in traits:
        if trait["kind"] not in KINDS:
            raise ValueError(f"unknown kind: {trait['kind']!r}")
        subset = tuple(slug for slug in slugs if slug in trait["roles"])
        subsets.setdefault(subset, []).append(trait)
    order = list(subsets)
    if len(slugs) != 2:
        order.sort(key=lambda subset: (-len(subset), [slugs.index(slug) for slug in subset]))
    return [_region(subset, subsets[subset], labels, len(slugs)) for subset in order]


def _region(
    subset: tuple[str, ...], traits: list[Trait], labels: Mapping[str, str], total: int
) -> Region:
    name = "region:" + "+".join(subset)
    groups = []
    for kind in KINDS:
        ones = [trait for trait in traits if trait["kind"] == kind]
        if ones:
            ones.sort(key=lambda t: (-t["sources"], -t["claims"], t["label"].casefold(), t["iri"]))
            groups.append(Group(f"{name}:{kind}", kind, ones))
    return Region(name, subset, _title(subset, labels, total), groups)


def _title(subset: tuple[str, ...], labels: Mapping[str, str], total: int) -> str:
    if len(subset) == total:
        return "Shared by both" if total == 2 else f"Shared by all {total} roles"
    if len(subset) == 1:
        return f"Only {labels[subset[0]]}"
    if total > 3 and len(subset) == total - 1:
        missing = next(slug for slug in labels if slug not in subset)
        return f"All but {labels[missing]}"
    names = [labels[slug] for slug in subset]
    return ", ".join(names[:-1]) + " and " + names[-1]


@dataclass
class _View:
    """One arrangement under construction, for one width of the drawing area."""

    mode: str
    width: float
    nodes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)
    spines: dict[str, float] = field(default_factory=dict)
    bands: list[dict[str, Any]] = field(default_factory=list)
    height: float = 0

    def place(self, name: str, left: float, top: float, width: float, lines: list[str]) -> float:
        """Put a box at its top left corner and return how tall it is."""
        height = HEAD - LINE + LINE * len(lines)
        self.nodes[name] = [left + width / 2, top + height / 2, width, height]
        self.lines[name] = lines
        return height

    def stack(self, groups: list[Group], left: float, top: float, width: float) -> dict[str, Any]:
        """Put groups below each other and return the column, with what a filter closes up."""
        y = top
        parts = []
        for group in groups:
            start = y
            y += self.place(group.id, left, y, width, [group.label]) + 4
            for trait in group.traits:
                lines = wrap(trait["label"], width - MARK - COUNT)
                y += self.place(trait["iri"], left, y, width, lines) + GAP
            y += GAP
            parts.append({"id": group.id, "kind": group.kind, "height": y - start})
        return {"x": left, "width": width, "top": top, "height": y - top, "groups": parts}

    def finish(self, y: float) -> dict[str, Any]:
        """Return the arrangement as plain values, rounded so that they print alike everywhere."""
        self.height = y
        return {
            "mode": self.mode,
            "width": round(self.width),
            "height": round(self.height),
            "boxes": {name: [round(v, 1) for v in box] for name, box in self.nodes.items()},
            "lines": self.lines,
            "spines": {slug: round(x, 1) for slug, x in self.spines.items()},
            "bands": self.bands,
        }


def columns(roles: Sequence[Mapping[str, Any]], parts: Sequence[Region]) -> dict[str, Any]:
    """Return the arrangement of two roles side by side with what they share between them.

    Each role stands on a spine in the gutter between its own column and the shared one, so
    every edge is a short tick to the left or to the right and none crosses a label. The longest
    label sets the width of a column, within limits; longer ones are wrapped.
    """
    widths = [_column_width(region) for region in parts]
    lefts, x = [], 2.0
    for width in widths:
        lefts.append(x)
        x += width + GUTTER
    view = _View("columns", x - GUTTER + 2)
    for index, role in enumerate(roles):
        spine = lefts[index] + widths[index] + GUTTER / 2
        view.spines[role["slug"]] = spine
        lines = wrap(role["label"], 216, FONT + 1)
        width = max(text_width(line, FONT + 1) for line in lines) + 44
        view.place(role["iri"], spine - width / 2, 2, width, lines)
    top = max(view.nodes[role["iri"]][3] for role in roles) + 22
    band: dict[str, Any] = {"top": top, "regions": []}
    heads = [
        wrap(region.label, width - 2 * INSET, FONT + 1)
        for region, width in zip(parts, widths, strict=True)
    ]
    tall = max(len(lines) for lines in heads)
    below = top + 8 + HEAD - LINE + LINE * (tall + 1) + 4
    for region, left, width, lines in zip(parts, lefts, widths, heads, strict=True):
        view.place(region.id, left + INSET, top + 8, width - 2 * INSET, [*lines, _size(region)])
        column = view.stack(region.groups, left + INSET, below, width - 2 * INSET)
        band["regions"].append(
            {
                "id": region.id,
                "slugs": list(region.slugs),
                "x": left,
                "width": width,
                "columns": [column],
            }
        )
    deepest = max(part["columns"][0]["height"] for part in band["regions"])
    band["head"] = below - top
    band["height"] = below - top + deepest
    view.bands.append(band)
    return view.finish(top + band["height"] + 2)


def _column_width(region: Region) -> float:
    most = 206.0
    labels = [trait["label"] for group in region.groups for trait in group.traits]
    longest = max((text_width(line) for label in labels for line in wrap(label, most)), default=0)
    return min(max(longest, 150.0), most) + MARK + COUNT + 2 * INSET


def _size(region: Region) -> str:
    if not region.count:
        return "no\u00a0traits"
    return "1\u00a0trait" if region.count == 1 else f"{region.count}\u00a0traits"


def rails(
    roles: Sequence[Mapping[str, Any]], parts: Sequence[Region], width: float, across: int
) -> dict[str, Any]:
    """Return the arrangement in which each role is a line down the left and each subset a band.

    A dot where a band meets a line says that this role is one of the subset, as in an UpSet
    matrix (Lex et al. 2014), turned so that the bands have room for the names of the traits.
    """
    step = 24.0 if across > 1 else (18.0 if len(roles) < 4 else 12.0)
    view = _View("rails", width)
    y = 2.0
    for index, role in enumerate(roles):
        rail = 14 + index * step
        view.spines[role["slug"]] = rail
        lines = wrap(role["label"], width - rail - 60, FONT + 1)
        box = max(text_width(line, FONT + 1) for line in lines) + 44
        y += view.place(role["iri"], rail - 10, y, box, lines) + 12
    left = 14 + (len(roles) - 1) * step + 18
    room = width - left - 2
    y += 10
    for region in sorted(parts, key=lambda part: -len(part.slugs)):
        lines = wrap(f"{region.label} ·\u00a0{_size(region)}", room - 2 * INSET, FONT + 1, 8)
        head = view.place(region.id, left + INSET, y + 3, room - 2 * INSET, lines) + 10
        count = min(across, max(1, len(region.groups)))
        span = (room - 2 * INSET - (across - 1) * 2 * INSET) / across
        stacks = _share(region.groups, count, span)
        placed = [
            view.stack(groups, left + INSET + 14 + i * (span + 2 * INSET), y + head, span - 14)
            for i, groups in enumerate(stacks)
        ]
        deepest = max((column["height"] for column in placed), default=0)
        view.bands.append(
            {
                "top": y,
                "head": head,
                "height": head + deepest,
                "regions": [
                    {
                        "id": region.id,
                        "slugs": list(region.slugs),
                        "x": left,
                        "width": room,
                        "columns": placed,
                    }
                ],
            }
        )
        y += head + deepest + 12
    return view.finish(y)


def _share(groups: Sequence[Group], count: int, width: float) -> list[list[Group]]:
    """Hand out groups to columns, each to the column that is shortest so far."""
    stacks: list[list[Group]] = [[] for _ in range(count)]
    heights = [0.0] * count
    for group in groups:
        index = heights.index(min(heights))
        stacks[index].append(group)
        text = sum(len(wrap(trait["label"], width - MARK - COUNT)) for trait in group.traits)
        heights[index] += HEAD + GAP + text * LINE + len(group.traits) * (HEAD - LINE + GAP)
    return [stack for stack in stacks if stack]


def views(roles: Sequence[Mapping[str, Any]], parts: Sequence[Region]) -> list[dict[str, Any]]:
    """Return every arrangement of one comparison, widest first; the page takes what fits."""
    wide = columns(roles, parts) if len(roles) == 2 else rails(roles, parts, 968, 3)
    return [wide, rails(roles, parts, 660, 2), rails(roles, parts, 350, 1)]
