"""What is drawn where: no line runs through a box or through words, and all words are there."""

from bisect import bisect
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from tests.drawn import SORTS, case, compared, sides, slugs, trait
from tests.samples import NOTHING, overlaps, sample

from rolegraph.views import drawing, layout, picture
from rolegraph.views.scene import Circle, Group, Line, Mark, Primitive, Rect, Text
from rolegraph.views.theme import DARK, LIGHT, mixed

LAW = [(count, sort) for count in (1, 2, 3, 4) for sort in SORTS] + [(7, "plain"), (12, "plain")]
Drawn = tuple[dict[str, Any], layout.Stack, list[Primitive], picture.Picture]


def drawn(data: dict[str, Any], more: dict[str, Any] | None = None) -> Iterator[Drawn]:
    """Return each arrangement with its places, its shapes and the picture it is of."""
    more = more or NOTHING.to_dict()
    shape = picture.chosen(len(data["roles"]), "columns")
    found = picture.build(data, more, shape, data["traits"])
    for view in found.views:
        placed = layout.stack(view)
        yield view, placed, drawing.draw(view, placed, found.nodes, found.edges), found


def flat(parts: Iterable[Primitive]) -> Iterator[Rect | Line | Circle | Text | Mark]:
    """Return all shapes, those of groups too."""
    for part in parts:
        if isinstance(part, Group):
            yield from flat(part.parts)
        else:
            yield part


Sides = tuple[float, float, float, float]


def struck(lines: Iterable[Line], boxes: Iterable[Sides]) -> Iterator[tuple[Line, Sides]]:
    """Return lines, level or upright in each part, with the boxes that they run through."""
    order = sorted(boxes, key=lambda box: box[1])
    tops = [top for _, top, _, _ in order]
    tallest = max((bottom - top for _, top, _, bottom in order), default=0.0)
    for line in lines:
        for (x, y), (to_x, to_y) in pairwise(line.points):
            high, low = min(y, to_y), max(y, to_y)
            for box in order[bisect(tops, high - tallest) : bisect(tops, low)]:
                left, top, right, bottom = box
                beside = max(x, to_x) <= left + 0.01 or min(x, to_x) >= right - 0.01
                if not (beside or low <= top + 0.01 or high >= bottom - 0.01):
                    yield line, box


def ink(text: Text) -> Sides:
    """Return the left, top, right and bottom of what a text covers."""
    wide = layout.text_width(text.text, text.size) * (layout.BOLD if text.bold else 1)
    wide = min(wide, text.width or wide)
    left = text.x - {"start": 0.0, "middle": wide / 2, "end": wide}[text.anchor]
    return left, text.y - text.size / 2, left + wide, text.y + text.size / 2


@pytest.mark.parametrize(("count", "sort"), LAW)
def test_no_line_runs_through_a_box_or_a_word(count: int, sort: str) -> None:
    for view, placed, parts, found in drawn(case(count, sort)):
        lines = [part for part in parts if isinstance(part, Line)]
        assert all(x == to or y == at for one in lines for (x, y), (to, at) in pairwise(one.points))
        kinds = ("trait", "fold", "role", "echo")
        boxes = [sides(b) for n, b in placed.boxes.items() if found.nodes[n]["type"] in kinds]
        words = [ink(part) for part in flat(parts) if isinstance(part, Text)]
        assert not list(struck(lines, [*boxes, *words])), view["shape"]


@pytest.mark.parametrize("sort", ["plain", "long", "cjk", "many"])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_words_are_apart_and_inside_the_drawing(count: int, sort: str) -> None:
    for view, placed, parts, _ in drawn(case(count, sort)):
        words = [ink(part) for part in flat(parts) if isinstance(part, Text)]
        assert not overlaps(words)
        for left, top, right, bottom in words:
            assert -0.01 <= left < right <= view["width"] + 0.01
            assert 0 <= top < bottom <= placed.height


@pytest.mark.parametrize("count", [2, 3])
def test_every_role_is_tied_to_every_trait_that_it_has(count: int) -> None:
    data = case(count, "plain")
    _, placed, parts, _ = next(drawn(data))
    ends = {(x, y) for one in parts if isinstance(one, Line) for x, y in one.points}
    for one in data["traits"]:
        left, _, right, _ = sides(placed.boxes[one["iri"]])
        middle = placed.boxes[one["iri"]][1]
        touching = sum((x, middle) in ends for x in (left, right))
        alone = len(one["roles"]) == 1 or len(one["roles"]) == count == 3
        assert touching == (1 if alone else 2)


@pytest.mark.parametrize("count", [2, 3, 4, 7])
def test_a_band_has_a_dot_for_each_of_its_roles(count: int) -> None:
    for view, placed, parts, _ in drawn(case(count, "plain")):
        if view["shape"] == "rails":
            dots = [one for one in parts if isinstance(one, Circle)]
            full = {(one.x, one.y) for one in dots if one.fill == "role"}
            assert full == {
                (view["rails"][tie][1], band.bus)
                for band in placed.bands
                for region, _ in band.regions
                for tie in region["ties"]
            }
            assert len(dots) == len(placed.bands) * count


def test_all_labels_are_drawn_with_the_mark_of_their_kind_and_their_sources() -> None:
    comparison, details = sample(2)
    data = comparison.to_dict()
    for view, placed, parts, found in drawn(data, details.to_dict()):
        groups = {one.title: one for one in parts if isinstance(one, Group)}
        for one in data["traits"]:
            group = groups[found.nodes[one["iri"]]["title"]]
            texts = [part.text for part in group.parts if isinstance(part, Text)]
            assert [part.kind for part in group.parts if isinstance(part, Mark)] == [one["kind"]]
            assert texts[0] == str(one["sources"])
            lines = view["lines"].get(one["iri"], [one["label"]])
            assert texts[1:] == lines
            assert lines[-1].endswith(" …") or " ".join(lines) == one["label"]
        assert set(placed.boxes) <= set(found.nodes)


def test_a_weak_tie_is_dashed_and_a_strong_one_is_not() -> None:
    names = slugs(2)
    traits = [
        trait(0, ["r0"], kind="tool", modality="required", claims=1),
        trait(1, ["r0"], kind="tool", modality="mentioned", claims=4),
    ]
    view, placed, parts, _ = next(drawn(compared(names, traits)))
    assert view["shape"] == "columns"
    lines = {
        one.points[0][1]: (one.dash, one.weight)
        for one in parts
        if isinstance(one, Line) and one.points[0][1] == one.points[1][1]
    }
    assert lines[placed.boxes["urn:trait:0"][1]] == ((), drawing.weight(1))
    assert lines[placed.boxes["urn:trait:1"][1]] == (drawing.DASHES, drawing.weight(4))


def test_where_lines_cannot_the_border_says_how_strong_a_tie_is() -> None:
    traits = [
        trait(0, ["r0"], kind="tool", modality="required"),
        trait(1, ["r0"], kind="tool", modality="mentioned"),
    ]
    for _, _, parts, _ in drawn(compared(slugs(4), traits)):
        frames = [
            next(part for part in one.parts if isinstance(part, Rect)).dash
            for one in parts
            if isinstance(one, Group) and one.title.startswith("trait ")
        ]
        assert sorted(frames) == [(), drawing.DASHES]


def test_more_claims_make_a_thicker_line_up_to_a_limit() -> None:
    widths = [drawing.weight(claims) for claims in range(1, 20)]
    assert widths == sorted(widths)
    assert widths[0] < widths[1]
    assert widths[-1] == widths[-2]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_is_one_of_the_theme(theme: dict[str, str]) -> None:
    for _, _, parts, _ in drawn(case(3, "plain")):
        for part in flat(parts):
            for name in (getattr(part, "fill", None), getattr(part, "stroke", None)):
                assert name is None or mixed(name, theme).startswith("#")


def test_a_trait_that_stands_for_several_is_doubled_and_names_them() -> None:
    met = trait(0, slugs(2), kind="tool", members=["a", "b"], names=["PyTorch", "JAX"], exact=False)
    for _, _, parts, _ in drawn(compared(slugs(2), [met])):
        (box,) = [one for one in parts if isinstance(one, Group) and one.title.startswith("trait")]
        assert sum(isinstance(part, Rect) for part in box.parts) == 2
        assert box.parts[-1] == next(
            part for part in box.parts if isinstance(part, Text) and part.text == "PyTorch, JAX"
        )
