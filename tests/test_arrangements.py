"""Whatever is compared, every trait has one place, in bounds, and nothing overlaps."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.drawn import SORTS, arranged, case, compared, members, sides, slugs, trait
from tests.samples import overlaps

from rolegraph.graph import Graph
from rolegraph.views import arrangements, layout, sharing
from rolegraph.views.layout import Stack, stack
from rolegraph.views.regions import regions

COUNTS = (1, 2, 3, 4, 7, 12)
LAW = [(count, sort) for count in COUNTS for sort in SORTS if count < 7 or sort != "cjk"]


def everything(view: Mapping[str, Any]) -> Stack:
    """Return the places with every fold open."""
    groups = arrangements.groups(view)
    return stack(view, (), [n["fold"] for g in groups for n in g["nodes"] if isinstance(n, dict)])


def check(view: Mapping[str, Any], placed: Stack) -> None:
    """Hold that boxes are in bounds and apart, and that each region has its own inside."""
    boxes = {name: sides(box) for name, box in placed.boxes.items()}
    for name, (left, top, right, bottom) in boxes.items():
        assert left >= 0, name
        assert right <= view["width"] + 1e-6, name
        assert top >= 0, name
        assert bottom <= placed.height + 1e-6, name
    assert not overlaps(list(boxes.values()))
    for band in placed.bands:
        for region, columns in band.regions:
            end = region["x"] + region["width"]
            for name in [region["id"], *(name for _, names in columns for name in names)]:
                left, top, right, bottom = boxes[name]
                assert region["x"] <= left
                assert right <= end + 1e-6
                assert band.top <= top
                assert bottom <= band.top + band.height + 1e-6


@pytest.mark.parametrize(("count", "sort"), LAW)
def test_every_trait_has_one_place_and_no_box_meets_another(count: int, sort: str) -> None:
    data = case(count, sort)
    iris = sorted(one["iri"] for one in data["traits"])
    for view in arranged(data).values():
        assert sorted(members(view)) == iris
        closed, unfolded = stack(view), everything(view)
        check(view, closed)
        if set(unfolded.boxes) != set(closed.boxes):
            check(view, unfolded)
        assert set(iris) <= set(unfolded.boxes)
        assert set(view["heads"]) >= {role["iri"] for role in data["roles"]}


@given(
    st.integers(1, 5).flatmap(
        lambda count: st.lists(
            st.tuples(
                st.lists(st.sampled_from(slugs(count)), min_size=1, unique=True).map(sorted),
                st.text(max_size=60),
            ),
            max_size=25,
        ).map(
            lambda drawn: compared(
                slugs(count),
                [trait(n, subset, label=label) for n, (subset, label) in enumerate(drawn)],
            )
        )
    )
)
def test_no_label_and_no_subset_breaks_an_arrangement(data: dict[str, Any]) -> None:
    for view in arranged(data).values():
        assert sorted(members(view)) == sorted(one["iri"] for one in data["traits"])
        check(view, stack(view))


@pytest.mark.parametrize("sort", ["plain", "long", "cjk", "many"])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_lines_of_labels_fit_into_their_boxes(count: int, sort: str) -> None:
    data = case(count, sort)
    traits = {one["iri"]: one["label"] for one in data["traits"]}
    for view in arranged(data).values():
        for name, box in everything(view).boxes.items():
            if name in traits:
                room = box[2] - layout.MARK - layout.COUNT
                lines = view["lines"].get(name, [traits[name]])
                assert all(layout.text_width(line) <= room + 1e-6 for line in lines)
                assert box[3] >= len(lines) * layout.LINE
            elif name in view["lines"]:
                wide = max(map(layout.text_width, view["lines"][name])) * layout.BOLD
                assert wide <= box[2] + 1e-6


def test_two_roles_stand_on_rails_between_three_columns() -> None:
    data = case(2, "plain")
    parts = regions(data["roles"], data["traits"])
    view = arrangements.columns(data["roles"], parts)
    boxes = stack(view).boxes
    left, middle, right = (
        {boxes[one["iri"]][0] for group in part.groups for one in group.traits} for part in parts
    )
    assert len(left) == len(middle) == len(right) == 1
    (first, x, _), (second, other, _) = view["rails"]
    assert (first, second) == ("r0", "r1")
    assert max(left) < x < min(middle)
    assert max(middle) < other < min(right)


def test_three_roles_stand_so_that_each_two_have_a_column_between() -> None:
    data = case(3, "plain")
    view = arranged(data)["grid"]
    rails = [(slug, x) for slug, x, _ in view["rails"]]
    assert [slug for slug, _ in rails] == ["r0", "r1", "r2", "r0"]
    assert [x for _, x in rails] == sorted(x for _, x in rails)
    for band in view["bands"][1:]:
        for region in band["regions"]:
            tied = {rails[tie][0] for tie in region["ties"]}
            assert tied == set(region["slugs"])
            for tie in region["ties"]:
                x = rails[tie][1]
                beside = min(abs(x - region["x"]), abs(x - region["x"] - region["width"]))
                assert beside < 30


@pytest.mark.parametrize("count", [4, 7, 12])
def test_bands_go_from_what_all_share_to_what_one_has_alone(count: int) -> None:
    data = case(count, "plain")
    for name, view in arranged(data).items():
        sizes = [len(band["regions"][0]["slugs"]) for band in view["bands"]]
        # What is gathered of many subsets has no roles of its own, and stands below the others.
        assert sizes == sorted(sizes, reverse=True), name
        assert sizes[0] == count
        assert (0 in sizes) == (count == 12)
        order = [slug for slug, _, _ in view["rails"]]
        for band in view["bands"]:
            (region,) = band["regions"]
            assert [order[tie] for tie in region["ties"]] == region["slugs"]


def test_a_role_line_does_not_run_into_the_name_below_it() -> None:
    data = compared(slugs(24), [trait(0, slugs(24))])
    for view in arranged(data).values():
        heads = [(x, sides(view["heads"][name])) for _, x, name in view["rails"]]
        for place, (x, _) in enumerate(heads):
            assert all(x < left for _, (left, *_) in heads[place + 1 :])


@pytest.mark.parametrize("count", [2, 3, 4, 9])
@pytest.mark.parametrize("across", [1, 2, 3, 5])
def test_groups_are_handed_out_in_order_and_none_is_lost(count: int, across: int) -> None:
    data = compared(["a"], [trait(n, ["a"]) for n in range(count * 9)])
    (region,) = regions(data["roles"], data["traits"])
    stacks = sharing.share(region.groups, across, 200)
    assert 1 <= len(stacks) <= across
    assert all(stacks)
    found = [one["iri"] for groups in stacks for group in groups for one in group.traits]
    assert found == [one["iri"] for group in region.groups for one in group.traits]
    names = [group.id for groups in stacks for group in groups]
    assert len(set(names)) == len(names)


def test_a_long_group_goes_on_in_the_next_column_under_its_heading() -> None:
    data = compared(["a"], [trait(n, ["a"], kind="skill") for n in range(30)])
    (region,) = regions(data["roles"], data["traits"])
    stacks = sharing.share(region.groups, 3, 200)
    labels = [[group.label for group in groups] for groups in stacks]
    assert labels == [["Skills · 30"], ["Skills, continued"], ["Skills, continued"]]
    assert [len(groups[0].traits) for groups in stacks] == [10, 10, 10]


def test_names_below_a_broader_term_are_as_many_as_fit() -> None:
    names = [f"library number {n}" for n in range(20)]
    met = trait(0, slugs(2), kind="tool", members=names, names=names, exact=False)
    for view in arranged(compared(slugs(2), [met])).values():
        text = view["under"]["urn:trait:0"]
        box = stack(view).boxes["urn:trait:0"]
        assert text.startswith("library number 0")
        shown, _, more = text.partition(" + ")
        assert len(shown.split(", ")) + int(more) == 20
        assert layout.text_width(text, 12) <= box[2] - layout.MARK
        assert box[3] == layout.HEAD + layout.UNDER


@pytest.mark.parametrize(
    "names",
    [
        ("data-engineer", "machine-learning-researcher"),
        ("machine-learning-researcher", "research-engineer"),
        ("machine-learning-engineer", "machine-learning-research-engineer"),
        ("machine-learning-engineer", "data-engineer", "research-engineer"),
        ("ai-scientist", "data-engineer", "machine-learning-researcher"),
    ],
)
def test_a_drawing_for_paper_has_the_shape_of_paper(graph: Graph, names: tuple[str, ...]) -> None:
    data = graph.compare(*names).to_dict()
    view = arrangements.paper(data["roles"], regions(data["roles"], data["traits"]))
    assert 1.0 <= view["width"] / stack(view).height <= 2.2
