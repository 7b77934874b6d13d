"""The picture of an arrangement as a display list: regions, then lines, then boxes with words.

The page's script draws by the same rules on its canvas (templates/draw.js): a test compares what
the two put where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rolegraph.views.layout import FONT, LINE, UNDER, Band, Box, Stack
from rolegraph.views.scene import Circle, Group, Line, Mark, Primitive, Rect, Text

DASHES = (5.0, 4.0)
_WORDS = {"trait": 29.0, "fold": 29.0, "group": 20.0, "region": 0.0}


def weight(claims: int) -> float:
    """Return how thick the line is for so many claims."""
    return min(1.2 + 0.75 * (claims - 1), 4.6)


def draw(
    view: Mapping[str, Any],
    placed: Stack,
    nodes: Mapping[str, Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]],
) -> list[Primitive]:
    """Return everything that the picture of an arrangement shows, from the ground up."""
    if view["shape"] == "network":
        under = _links(view, placed)
    else:
        under = [*_grounds(view, placed), *_rails(view, placed, edges)]
    over = [_box(view, name, box, nodes[name]) for name, box in placed.boxes.items()]
    return [*under, *over]


def _grounds(view: Mapping[str, Any], placed: Stack) -> list[Primitive]:
    total = len({slug for slug, _, _ in view["rails"]})
    shapes: list[Primitive] = []
    for band in placed.bands:
        for region, _ in band.regions:
            all_share = len(region["slugs"]) == total > 1
            shapes.append(
                Rect(
                    region["x"],
                    band.top,
                    region["width"],
                    band.height,
                    12,
                    "shared" if all_share else "card",
                    "accent:shared:0.35" if all_share else "line",
                )
            )
    return shapes


def _side(view: Mapping[str, Any], x: float, rail: float) -> float:
    """Return where the line of a rail runs for what is at x: beside the rail where it forks."""
    fork: float = view["fork"]
    return rail + (fork if x >= rail else -fork)


def _rails(
    view: Mapping[str, Any], placed: Stack, edges: Sequence[Mapping[str, Any]]
) -> list[Primitive]:
    """Return a line down from each role as far as something is tied to it, and what ties it."""
    tied = {(edge["role"], edge["to"]): edge for edge in edges}
    reach: dict[tuple[int, float], float] = {}
    ticks: list[Primitive] = []
    dots: list[Primitive] = []
    for band in placed.bands:
        for region, columns in band.regions:
            for rail in region["ties"]:
                slug, x, _ = view["rails"][rail]
                if region["bus"]:
                    line = _side(view, region["x"] + region["width"] / 2, x)
                    reach[rail, line] = max(reach.get((rail, line), 0), band.bus)
                    continue
                for name in (name for _, names in columns for name in names):
                    box = placed.boxes[name]
                    line = _side(view, box[0], x)
                    reach[rail, line] = max(reach.get((rail, line), 0), box[1])
                    ticks += _tick(line, box, tied.get((slug, name)))
            if region["bus"]:
                ticks += _bus(view, placed, band, region, columns)
                dots += _dots(view, band, region)
    lines: list[Primitive] = []
    if view["lacks"] and placed.bands:
        for _, x, head in view["rails"]:
            top = placed.boxes[head][1] + placed.boxes[head][3] / 2
            lines.append(Line(((x, top), (x, placed.bands[-1].bus)), "line", 1.4))
    for (rail, line), end in reach.items():
        box = placed.boxes[view["rails"][rail][2]]
        lines.append(Line(((line, box[1] + box[3] / 2), (line, end)), "edge", 1.8))
    return [*lines, *ticks, *dots]


def _tick(x: float, box: Box, edge: Mapping[str, Any] | None) -> list[Primitive]:
    """Return the short line from a rail to a box; a fold has no strength of its own."""
    end = box[0] - box[2] / 2 if box[0] > x else box[0] + box[2] / 2
    dash = DASHES if edge and edge["optional"] else ()
    points = ((x, box[1]), (end, box[1]))
    size = weight(edge["claims"]) if edge else 1.2
    return [Line(points, "edge", size, dash), Circle(x, box[1], 2.6, "edge")]


def _bus(
    view: Mapping[str, Any],
    placed: Stack,
    band: Band,
    region: Mapping[str, Any],
    columns: Sequence[tuple[float, list[str]]],
) -> list[Primitive]:
    """Return the line across from the rails, and down from it beside each column."""
    middle = region["x"] + region["width"] / 2
    stops = [_side(view, middle, view["rails"][rail][1]) for rail in region["ties"]]
    stops += [x - 12 for x, _ in columns] or [middle if view["fork"] else region["x"]]
    shapes: list[Primitive] = []
    if region["ties"]:
        shapes.append(Line(((min(stops), band.bus), (max(stops), band.bus)), "edge", 1.6))
    for left, names in columns:
        x = left - 12
        top = band.bus if region["ties"] else placed.boxes[names[0]][1]
        shapes.append(Line(((x, top), (x, placed.boxes[names[-1]][1])), "edge", 1.4))
        for name in names:
            box = placed.boxes[name]
            shapes.append(Line(((x, box[1]), (box[0] - box[2] / 2, box[1])), "edge", 1.4))
    return shapes


def _dots(view: Mapping[str, Any], band: Band, region: Mapping[str, Any]) -> list[Primitive]:
    shapes: list[Primitive] = []
    middle = region["x"] + region["width"] / 2
    for index, (_, x, _) in enumerate(view["rails"]):
        if index in region["ties"]:
            shapes.append(Circle(_side(view, middle, x), band.bus, 5.5, "role"))
        elif view["lacks"]:
            shapes.append(Circle(x, band.bus, 3.2, "page", "edge", 1.2))
    return shapes


def _links(view: Mapping[str, Any], placed: Stack) -> list[Primitive]:
    shapes: list[Primitive] = []
    for link in view["links"]:
        if link["from"] in placed.boxes and link["to"] in placed.boxes:
            start, end = placed.boxes[link["from"]], placed.boxes[link["to"]]
            points = ((start[0], start[1]), (end[0], end[1]))
            shapes.append(Line(points, "edge:page:0.85", weight(link["count"])))
    return shapes


def _box(view: Mapping[str, Any], name: str, box: Box, node: Mapping[str, Any]) -> Primitive:
    """Return one thing's box with its mark, words and number."""
    x, y, width, height = box
    left, top = x - width / 2, y - height / 2
    sort = node["type"]
    lines = view["lines"].get(name) or [node["label"]]
    under = view["under"].get(name)
    base = y - (len(lines) - 1) * LINE / 2 + 0.5 - (UNDER / 2 if under else 0)
    if sort in ("role", "echo"):
        hollow = sort == "echo"
        parts: list[Primitive] = [
            Rect(
                left,
                top,
                width,
                height,
                5,
                "page" if hollow else "role",
                "role" if hollow else None,
                1.2,
                DASHES if hollow else (),
            )
        ]
        ink = "role" if hollow else "role-ink"
        for index, line in enumerate(lines):
            at = base + index * LINE
            parts.append(Text(x, at, line, FONT + 1, True, ink, "middle", width - 16))
        return Group(node["label"], tuple(parts))
    parts = []
    if sort in ("trait", "fold", "cluster"):
        parts += _frame(view, node, left, top, width, height)
        text = str(node["count"])
        parts.append(Text(left + width - 9, y + 0.5, text, 12, fill="soft", anchor="end"))
    if sort in ("trait", "fold"):
        parts.append(Mark(node["kind"], left + 9, base - 6.5))
    if sort == "group":
        parts.append(Mark(node["kind"], left + 1, y - 6))
    marks = node.get("marks") or ()
    for index, kind in enumerate(marks):
        if kind:
            parts.append(Mark(kind, left + 9, base + index * LINE - 6.5))
    start = _WORDS.get(sort, 29.0 if marks else 12.0)
    digits = len(str(node.get("count") or 0))
    room = {"group": width - start, "region": width}.get(sort, width - start - 19 - 7 * digits)
    for index, line in enumerate(lines):
        size = sort == "region" and index and index == len(lines) - 1 and node["size"] == line
        parts.append(
            Text(
                left + start,
                base + index * LINE,
                line,
                {"group": 13, "region": FONT if size else FONT + 1}.get(sort, FONT),
                sort == "group" or (sort == "region" and not size),
                node["kind"] if sort == "group" else "soft" if size else "ink",
                "start",
                room,
            )
        )
    if under:
        at = base + len(lines) * LINE - 1
        parts.append(Text(left + start, at, under, 12, fill="soft", width=width - start - 9))
    return Group(node["title"], tuple(parts))


def _frame(
    view: Mapping[str, Any],
    node: Mapping[str, Any],
    left: float,
    top: float,
    width: float,
    height: float,
) -> list[Primitive]:
    """Return the frame of a box: doubled where it stands for several things."""
    kind = node["kind"] or "role"
    fill, border = f"{kind}:card:0.07", f"{kind}:card:0.42"
    dash = DASHES if view["dashes"] and node.get("optional") else ()
    frame = Rect(left, top, width, height, 3.5, fill, border, 1.2, dash)
    if node["type"] == "trait" and not node.get("met"):
        return [frame]
    behind = Rect(left + 3, top + 3, width, height, 3.5, fill, border, 1.2)
    return [behind, frame]
