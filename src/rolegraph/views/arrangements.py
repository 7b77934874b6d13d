"""Arrangements of the same traits: columns for two roles, a grid for three, bands for more.

An arrangement is a plain value that `rolegraph.views.layout.stack` turns into places: how wide
each column is, what stands in it in which order, and which rails, one for each role, lead there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import log
from typing import Any

from rolegraph.views.layout import (
    BOLD,
    COUNT,
    FOLDED,
    FONT,
    GAP,
    HEAD,
    INSET,
    LINE,
    MARK,
    MOST_LINES,
    stack,
    text_width,
    wrap,
)
from rolegraph.views.regions import Group, Region
from rolegraph.views.sharing import depth_of, share

Role = Mapping[str, Any]
GUTTER = 62
DROP = 14
"""So far right of a region's edge its boxes stand where a line leads down beside them."""

PAPER = 1.5
"""How much wider than tall a drawing for paper is, about as a sheet with its heading."""


def blank(shape: str, width: float, **values: Any) -> dict[str, Any]:
    """Return an arrangement without anything in it.

    ``fork`` is how far beside a rail the lines to its two sides run, ``lacks`` says that a hollow
    dot stands where a rail passes a region, ``closes`` that empty bands go, ``dashes`` that the
    border of a box says how strongly it is tied, where its line cannot.
    """
    view = {"shape": shape, "width": width, "top": 0.0, "gap": 12.0, "heads": {}, "rails": []}
    view |= {"fork": 0.0, "lacks": False, "closes": False, "dashes": False}
    return view | {"bands": [], "lines": {}, "under": {}} | values


def groups(view: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Return every group of an arrangement."""
    for band in view["bands"]:
        for region in band["regions"]:
            for column in region["columns"]:
                yield from column["groups"]


def columns(roles: Sequence[Role], parts: Sequence[Region]) -> dict[str, Any]:
    """Return the arrangement of two roles side by side with what they share between them.

    Each role stands on a rail in the gutter between its own column and the shared one, so every
    edge is a short tick to the left or to the right and none crosses a label. The longest label
    sets the width of a column, within limits; longer ones are wrapped.
    """
    return _side_by_side(roles, parts, [1, 1, 1])


def _side_by_side(
    roles: Sequence[Role], parts: Sequence[Region], counts: Sequence[int]
) -> dict[str, Any]:
    """Return two roles side by side, each region in a number of columns."""
    wide = max(counts) > 1
    singles = _column_widths(parts)
    lefts, widths, x = [], [], 2.0
    for single, count in zip(singles, counts, strict=True):
        width = single + 2 * INSET
        if count > 1:
            width = count * (single + DROP) + (count - 1) * GAP + 2 * INSET
        lefts.append(x)
        widths.append(width)
        x += width + GUTTER
    view = blank("columns", x - GUTTER + 2, fork=9.0, dashes=wide)
    for index, role in enumerate(roles):
        rail = lefts[index] + widths[index] + GUTTER / 2
        _head(view, role["iri"], role, rail, 216, "middle")
    view["top"] = max(box[3] for box in view["heads"].values()) + 22.0
    heads = [
        [*_titled(region.label, width - 2 * INSET), region.size]
        for region, width in zip(parts, widths, strict=True)
    ]
    head = 8 + HEAD - LINE + LINE * max(map(len, heads)) + 4.0
    placed = []
    for at, (region, left, width) in enumerate(zip(parts, lefts, widths, strict=True)):
        ties = [index for index, role in enumerate(roles) if role["slug"] in region.slugs]
        one = _place(view, region, left, width, heads[at], ties, bus=counts[at] > 1)
        inset = DROP if counts[at] > 1 else 0
        stacks = share(region.groups, counts[at], singles[at])
        one["columns"] = [
            _column(
                view, groups, left + INSET + inset + place * (singles[at] + DROP + GAP), singles[at]
            )
            for place, groups in enumerate(stacks)
        ]
        placed.append(one)
    view["bands"].append({"head": head + (8 if wide else 0), "regions": placed})
    return view


def grid(roles: Sequence[Role], parts: Sequence[Region], width: float) -> dict[str, Any]:
    """Return the arrangement of three roles: what all share, then each two, then each alone.

    The rails stand between the columns and the first role has one on either side, so that each
    two roles have a column between them: whatever two share is tied to the rails beside it, and
    what one role has alone to the rail on its left. A line across ties what all three share.
    """
    edge, gutter = 28.0, 44.0
    single = (width - 2 * edge - 2 * gutter) / 3
    lefts = [edge + index * (single + gutter) for index in range(3)]
    view = blank("grid", width, gap=14.0)
    rails = [edge / 2, lefts[1] - gutter / 2, lefts[2] - gutter / 2, width - edge / 2]
    for index, role in enumerate(roles):
        # The first stands at the edge and reaches as far as the second, in the middle, lets it.
        most, align = (150, "start") if index == 0 else (190, "middle")
        _head(view, role["iri"], role, rails[index], most, align)
    _head(view, "echo:" + roles[0]["slug"], roles[0], rails[3], 150, "end")
    view["top"] = max(box[3] for box in view["heads"].values()) + 20.0
    everything, rest = parts[0], parts[1:]
    inner = single - 2 * INSET
    lines = [f"{everything.label} ·\u00a0{everything.size}"]
    whole = _place(view, everything, 2, width - 4, lines, [0, 1, 2, 3], bus=True, shift=edge)
    whole["columns"] = [
        _column(view, groups, lefts[place] + INSET + DROP, inner - DROP)
        for place, groups in enumerate(share(everything.groups, 3, inner - DROP))
    ]
    view["bands"].append({"head": 6 + HEAD + 16.0, "regions": [whole]})
    for row in (rest[:3], rest[3:]):
        heads = [[*_titled(region.label, single - 2 * INSET), region.size] for region in row]
        placed = []
        for place, region in enumerate(row):
            # What only one role has is tied on its left, though the first has two rails.
            ties = [place, place + 1] if len(region.slugs) == 2 else [place]
            one = _place(view, region, lefts[place], single, heads[place], ties, bus=False)
            one["columns"] = [_column(view, region.groups, lefts[place] + INSET, inner)]
            placed.append(one)
        head = 8 + HEAD - LINE + LINE * max(map(len, heads)) + 4.0
        view["bands"].append({"head": head, "regions": placed})
    return view


def rails(
    roles: Sequence[Role], parts: Sequence[Region], width: float, across: int
) -> dict[str, Any]:
    """Return the arrangement in which each role is a line down the left and each subset a band.

    A dot where a band meets a line says that this role is one of the subset, as in an UpSet
    matrix (Lex et al. 2014), turned so that the bands have room for the names of the traits.
    """
    step = 24.0 if across > 1 else (18.0 if len(roles) < 4 else 12.0)
    step = min(step, width * 0.4 / len(roles))
    view = blank("rails", width, lacks=len(roles) > 1, closes=True, dashes=True)
    y = 2.0
    for index, role in enumerate(roles):
        rail = 14 + index * step
        lines = _titled(role["label"], width - rail - 60)
        box = max(text_width(line, FONT + 1) for line in lines) * BOLD + 44
        tall = HEAD - LINE + LINE * len(lines)
        # No further left than the line down from the role above allows.
        start = rail - min(10.0, step * 0.8)
        view["heads"][role["iri"]] = [start + box / 2, y + tall / 2, box, tall]
        view["lines"][role["iri"]] = lines
        view["rails"].append([role["slug"], rail, role["iri"]])
        y += tall + (12 if len(roles) < 8 else 5)
    view["top"] = y + 10
    left = 14 + (len(roles) - 1) * step + 18
    room = width - left - 2
    span = (room - 2 * INSET - (across - 1) * 2 * INSET) / across
    slugs = [role["slug"] for role in roles]
    for region in sorted(parts, key=lambda part: (not part.slugs, -len(part.slugs))):
        if not region.count and len(region.slugs) < len(roles):
            continue
        lines = _titled(f"{region.label} ·\u00a0{region.size}", room - 2 * INSET, 8)
        ties = [slugs.index(slug) for slug in region.slugs]
        one = _place(view, region, left, room, lines, ties, bus=True)
        one["columns"] = [
            _column(view, groups, left + INSET + DROP + place * (span + 2 * INSET), span - DROP)
            for place, groups in enumerate(share(region.groups, across, span - DROP))
        ]
        head = 3 + HEAD - LINE + LINE * len(lines) + 10.0
        view["bands"].append({"head": head, "regions": [one]})
    return view


def paper(roles: Sequence[Role], parts: Sequence[Region]) -> dict[str, Any]:
    """Return an arrangement that is about as wide as a sheet of paper, for any number of roles."""
    views = _wider(roles, parts)
    best = next(views)
    for view in views:
        if _off(view) >= _off(best):
            break
        best = view
    return best


def _off(view: Mapping[str, Any]) -> float:
    """Return how far an arrangement is from the shape of paper, too wide or too tall alike."""
    return abs(log(view["width"] / stack(view).height / PAPER))


def _wider(roles: Sequence[Role], parts: Sequence[Region]) -> Iterator[dict[str, Any]]:
    """Return arrangements in ever more columns, the deepest region getting the next one."""
    if len(roles) != 2:
        for across in range(2, 10):
            yield rails(roles, parts, 40 + 24 * len(roles) + across * 262.0, across)
        return
    singles = _column_widths(parts)
    deep = [depth_of(region.groups, width) for region, width in zip(parts, singles, strict=True)]
    counts = [1] * len(parts)
    while sum(counts) <= 12:
        yield _side_by_side(roles, parts, counts)
        each = [depth / count for depth, count in zip(deep, counts, strict=True)]
        counts[each.index(max(each))] += 1


def _head(
    view: dict[str, Any], name: str, role: Role, rail: float, most: float, align: str
) -> None:
    """Put a role's box on top of its rail."""
    lines = _titled(role["label"], most)
    width = max(text_width(line, FONT + 1) for line in lines) * BOLD + 44
    tall = HEAD - LINE + LINE * len(lines)
    left = {"start": rail - 13, "middle": rail - width / 2, "end": rail + 13 - width}[align]
    view["heads"][name] = [left + width / 2, 2 + tall / 2, width, tall]
    view["lines"][name] = lines
    view["rails"].append([role["slug"], rail, name])


def _titled(text: str, width: float, most: int = MOST_LINES) -> list[str]:
    """Return the lines of a heading, which is bold, in a width."""
    return wrap(text, width / BOLD, FONT + 1, most)


def _place(
    view: dict[str, Any],
    region: Region,
    left: float,
    width: float,
    lines: list[str],
    ties: list[int],
    *,
    bus: bool,
    shift: float = 0,
) -> dict[str, Any]:
    """Return a region without columns, its title put down."""
    view["lines"][region.id] = lines
    tall = HEAD - LINE + LINE * len(lines)
    title = [left + INSET + shift, width - 2 * (INSET + shift), tall]
    return {
        "id": region.id,
        "slugs": list(region.slugs),
        "x": left,
        "width": width,
        "title": title,
        "ties": ties,
        "bus": bus,
        "columns": [],
    }


def _column(
    view: dict[str, Any], groups: Sequence[Group], left: float, width: float
) -> dict[str, Any]:
    """Return groups below each other, their labels wrapped to the width of the column."""
    placed = []
    for group in groups:
        nodes: list[Any] = []
        for trait in group.loose:
            _wrapped(view, trait, width)
            nodes.append(trait["iri"])
        for fold in group.folds:
            lines = wrap(fold.label, width - MARK - COUNT - FOLDED)
            if len(lines) > 1 or lines[0] != fold.label:
                view["lines"][fold.id] = lines
            for trait in fold.traits:
                _wrapped(view, trait, width)
            nodes.append({"fold": fold.id, "nodes": [trait["iri"] for trait in fold.traits]})
        placed.append({"id": group.id, "kind": group.kind, "nodes": nodes})
    return {"x": left, "width": width, "groups": placed}


def _wrapped(view: dict[str, Any], trait: Mapping[str, Any], width: float) -> None:
    lines = wrap(trait["label"], width - MARK - COUNT)
    if len(lines) > 1 or lines[0] != trait["label"]:
        view["lines"][trait["iri"]] = lines
    if trait.get("names"):
        view["under"][trait["iri"]] = _fitting(trait["names"], width - MARK - 10)


def _fitting(names: Sequence[str], width: float) -> str:
    """Return as many names as there is room for in one small line, and how many more."""
    text = f"{len(names)} of them"
    for count in range(1, len(names) + 1):
        more = f" + {len(names) - count}" if count < len(names) else ""
        line = ", ".join(names[:count]) + more
        if text_width(line, 12) > width:
            break
        text = line
    return text


_EMPTY = 122.0
"""How wide a column without traits is inside: its heading fits."""


def _column_widths(parts: Sequence[Region]) -> list[float]:
    """Return how wide the columns of the regions are; the room of an empty one goes to the rest.

    Roles of different classifications often share nothing, and a third of the picture would be
    blank while the names beside it are wrapped.
    """
    filled = [part for part in parts if part.count]
    spare = (_MOST + MARK + COUNT - _EMPTY) * (len(parts) - len(filled))
    most = _MOST + min(spare / max(len(filled), 1), 90.0)
    return [_column_width(part, most) if part.count else _EMPTY for part in parts]


_MOST = 206.0


def _column_width(region: Region, most: float) -> float:
    labels = [trait["label"] for group in region.groups for trait in group.traits]
    labels += [fold.label for group in region.groups for fold in group.folds]
    longest = max((text_width(line) for label in labels for line in wrap(label, most)), default=0)
    return min(max(longest, 150.0), most) + MARK + COUNT
