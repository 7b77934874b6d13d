"""How wide words are, where lines break, and where boxes stand once some are hidden or unfolded."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.drawn import SORTS, arranged, case, compared, members, sides, slugs, trait
from tests.samples import overlaps

from rolegraph.views import layout
from rolegraph.views.arrangements import groups

VIEWS = [(2, "columns"), (3, "grid"), (3, "rails 660"), (2, "paper"), (4, "rails 350")]


@pytest.mark.parametrize(
    "text", ["a" * 300, "word " * 80, "", "データ" * 40, "W" * 60, "i" * 200 + "W" * 20]
)
def test_a_long_label_is_cut_into_few_lines_that_fit(text: str) -> None:
    lines = layout.wrap(text, 200)
    assert 1 <= len(lines) <= layout.MOST_LINES
    assert all(layout.text_width(line) <= 200 for line in lines)


@given(st.text(max_size=120), st.integers(40, 400), st.sampled_from([12, 14, 15]))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int, size: float) -> None:
    lines = layout.wrap(text, width, size, most=1000)
    assert all(layout.text_width(line, size) <= width + 1e-6 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert len(lines) == 1 or all(lines)


@given(st.text(max_size=300), st.integers(60, 300), st.integers(1, 5))
def test_what_is_left_after_the_last_line_is_told(text: str, width: int, most: int) -> None:
    whole, lines = layout.wrap(text, width, most=1000), layout.wrap(text, width, most=most)
    assert len(lines) == min(len(whole), most)
    assert all(layout.text_width(line) <= width + 1e-6 for line in lines)
    if len(whole) > most:
        assert lines[:-1] == whole[: most - 1]
        assert lines[-1].endswith(" …")
    else:
        assert lines == whole


def test_a_character_wider_than_the_line_stands_on_its_own() -> None:
    assert layout.wrap("WW", 5) == ["W", "W"]


def test_a_text_is_as_wide_as_its_characters() -> None:
    assert layout.text_width("") == 0
    assert layout.text_width("i") < layout.text_width("n") < layout.text_width("W")
    assert layout.text_width("機") == layout.FONT
    assert layout.text_width("wide", 28) == pytest.approx(2 * layout.text_width("wide", 14))


def view_of(roles: int, name: str, sort: str = "plain") -> tuple[dict[str, Any], dict[str, Any]]:
    data = case(roles, sort)
    return data, arranged(data)[name]


@pytest.mark.parametrize(("roles", "name"), VIEWS)
def test_hiding_closes_the_gaps(roles: int, name: str) -> None:
    data, view = view_of(roles, name)
    iris = [one["iri"] for one in data["traits"]]
    before = layout.stack(view)
    last = before.height
    hidden: set[str] = set()
    for start in (3, 0, 2):
        hidden |= set(iris[start::4])
        after = layout.stack(view, hidden)
        assert not hidden & set(after.boxes)
        assert set(iris) - hidden <= set(after.boxes)
        assert after.height <= last
        assert not overlaps([sides(box) for box in after.boxes.values()])
        last = after.height
        for column in columns_of(view):
            found = [one for one in column if one in after.boxes]
            for upper, lower in pairwise(found):
                gap = sides(after.boxes[lower])[1] - sides(after.boxes[upper])[3]
                assert 0 < gap <= 2 * layout.GAP
    assert layout.stack(view, iris).height < before.height


def columns_of(view: dict[str, Any]) -> list[list[str]]:
    """Return the names of all that stands in each column, from the top."""
    found = []
    for band in view["bands"]:
        for region in band["regions"]:
            for column in region["columns"]:
                names: list[str] = []
                for group in column["groups"]:
                    names.append(group["id"])
                    for node in group["nodes"]:
                        names += [node] if isinstance(node, str) else [node["fold"], *node["nodes"]]
                found.append(names)
    return found


@pytest.mark.parametrize(("roles", "name"), VIEWS)
def test_a_group_without_anything_shown_loses_its_heading(roles: int, name: str) -> None:
    _, view = view_of(roles, name)
    group = next(iter(groups(view)))
    assert group["id"] in layout.stack(view).boxes
    assert group["id"] in layout.stack(view, group["nodes"][1:]).boxes
    assert group["id"] not in layout.stack(view, group["nodes"]).boxes


@pytest.mark.parametrize(("roles", "name"), VIEWS)
def test_what_is_hidden_first_does_not_matter(roles: int, name: str) -> None:
    data, view = view_of(roles, name)
    hidden = [one["iri"] for one in data["traits"]][::3]
    assert layout.stack(view, hidden) == layout.stack(view, hidden[::-1])
    assert layout.stack(view, frozenset(hidden)) == layout.stack(view, hidden)


def test_only_bands_close_and_columns_stay() -> None:
    data, view = view_of(4, "rails 968")
    everything = [one["iri"] for one in data["traits"]]
    assert layout.stack(view, everything).bands == []
    assert set(layout.stack(view, everything).boxes) == set(view["heads"])
    data, view = view_of(3, "grid")
    left = layout.stack(view, [one["iri"] for one in data["traits"]])
    assert len(left.bands) == 3
    assert len([name for name in left.boxes if name.startswith("region:")]) == 7


def folded() -> tuple[dict[str, Any], dict[str, Any]]:
    names = slugs(2)
    data = compared(names, [trait(n, names, kind="skill") for n in range(60)])
    view = arranged(data)["columns"]
    (fold,) = [node for group in groups(view) for node in group["nodes"] if isinstance(node, dict)]
    return view, fold


def test_unfolding_shows_what_is_in_a_fold() -> None:
    view, fold = folded()
    closed, unfolded = layout.stack(view), layout.stack(view, unfolded={fold["fold"]})
    assert fold["fold"] in closed.boxes
    assert not set(fold["nodes"]) & set(closed.boxes)
    assert set(unfolded.boxes) == set(closed.boxes) | set(fold["nodes"])
    assert unfolded.height > closed.height
    assert not overlaps([sides(box) for box in unfolded.boxes.values()])


def test_a_fold_goes_when_all_of_it_is_hidden() -> None:
    view, fold = folded()
    assert fold["fold"] in layout.stack(view, fold["nodes"][1:]).boxes
    for unfolded in ((), (fold["fold"],)):
        assert fold["fold"] not in layout.stack(view, fold["nodes"], unfolded).boxes


@pytest.mark.parametrize("sort", SORTS)
def test_every_trait_shows_once_everything_is_unfolded(sort: str) -> None:
    data = case(3, sort)
    for view in arranged(data).values():
        folds = [n["fold"] for g in groups(view) for n in g["nodes"] if isinstance(n, dict)]
        assert set(members(view)) <= set(layout.stack(view, (), folds).boxes)


def test_a_map_only_leaves_out_what_is_hidden() -> None:
    boxes = {name: [1.0, 2.0, 3.0, 4.0] for name in ("one", "two", "three", "cluster:a")}
    clusters = [{"id": "cluster:a", "members": ["x", "y"]}]
    view = {"shape": "network", "boxes": boxes, "clusters": clusters, "height": 20.0}
    assert set(layout.stack(view, ["one", "x"]).boxes) == {"two", "three", "cluster:a"}
    assert set(layout.stack(view, ["one", "x", "y"]).boxes) == {"two", "three"}
    assert layout.stack(view) == layout.Stack(boxes, [], 20.0)
