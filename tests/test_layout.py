"""The finding, the coordinates of the picture and the bytes of the page, without a browser."""

import json
import re
from typing import Any

import pytest

from rolegraph.namespaces import COMPARED
from rolegraph.namespaces import MODALITIES as STRENGTHS
from rolegraph.views import layout
from rolegraph.views.page import MARKS, MODALITIES, finding, to_html


class Plain:
    """Plain values that say what they hold."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def to_dict(self) -> dict[str, Any]:
        """Return the values."""
        return self.values


NOTHING = Plain(
    {"claims": [], "sources": [], "things": {}, "definitions": [], "outlook": [], "advice": []}
)


def sample(count: int) -> dict[str, Any]:
    """Return a comparison of so many roles in which every run of neighbours shares traits."""
    slugs = [f"role-{index}" for index in range(count)]
    subsets = [slugs[i:j] for i in range(count) for j in range(i + 1, count + 1)]
    traits: list[dict[str, Any]] = [
        {
            "iri": f"https://w3id.org/rolegraph/{kind}/{place}-{more}",
            "label": f"{'work with many people on ' * (turn > 5)}{kind} {place} {more}",
            "kind": kind,
            "roles": list(subset),
            "claims": 2 * len(subset),
            "sources": 1 + (place + more) % 3,
            "modality": STRENGTHS[place % 5],
        }
        for place, subset in enumerate(subsets)
        for turn, kind in enumerate(COMPARED)
        for more in range(1 + (place + turn) % 3)
    ]
    shared = sum(len(trait["roles"]) == count for trait in traits)
    return {
        "roles": [
            {
                "iri": f"https://w3id.org/rolegraph/role/{slug}",
                "slug": slug,
                "label": f"Machine Learning Role {index}",
                "traits": sum(slug in trait["roles"] for trait in traits),
            }
            for index, slug in enumerate(slugs)
        ],
        "traits": traits,
        "counts": {
            "shared": shared,
            "distinct": {slug: sum(t["roles"] == [slug] for t in traits) for slug in slugs},
        },
        "similarity": {"jaccard": round(shared / len(traits), 4)},
        "query": "",
    }


def overlaps(boxes: list[tuple[float, float, float, float]]) -> list[Any]:
    """Return the pairs of boxes that meet."""
    return [
        (one, other)
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


def test_the_kinds_and_modalities_are_those_of_the_project() -> None:
    assert tuple(layout.KINDS) == COMPARED == tuple(MARKS)
    assert set(MODALITIES) == set(STRENGTHS)


def test_the_finding_has_the_counts_and_names_of_the_comparison() -> None:
    data = sample(2)
    text = finding(Plain(data))
    assert text.startswith(f"{data['counts']['shared']} of {len(data['traits'])} traits are shared")
    assert f"(Jaccard {data['similarity']['jaccard']:.2f})" in text
    for role in data["roles"]:
        assert f"only {role['label']}: " in text
        assert f"and {data['counts']['distinct'][role['slug']] - 3} more" in text


def test_the_finding_of_nothing_shared_and_of_nothing_known() -> None:
    data = sample(2)
    none = {**data, "traits": [], "counts": {"shared": 0, "distinct": {}}}
    assert finding(Plain(none)) == "No trait of these roles is known yet."
    apart = [trait for trait in data["traits"] if len(trait["roles"]) == 1]
    own = data["counts"]["distinct"]
    roles = [{**role, "traits": own[role["slug"]]} for role in data["roles"]]
    text = finding(
        Plain(
            {
                **data,
                "traits": apart,
                "roles": roles,
                "counts": {"shared": 0, "distinct": own},
                "similarity": {"jaccard": 0.0},
            }
        )
    )
    assert text.startswith(f"None of the {len(apart)} traits is shared (Jaccard 0.00); only")


def test_a_finding_over_part_of_the_traits_gives_no_total() -> None:
    data = sample(2)
    both = [trait for trait in data["traits"] if len(trait["roles"]) == 2]
    text = finding(Plain({**data, "traits": both}))
    assert text.startswith(f"{len(both)} traits are shared (Jaccard")


def test_two_roles_are_three_columns_with_the_shared_one_between() -> None:
    data = sample(2)
    parts = layout.regions(data["roles"], data["traits"])
    assert [part.slugs for part in parts] == [("role-0",), ("role-0", "role-1"), ("role-1",)]
    view = layout.columns(data["roles"], parts)
    columns = {
        part.slugs: {view["boxes"][t["iri"]][0] for g in part.groups for t in g.traits}
        for part in parts
    }
    left, middle, right = (columns[part.slugs] for part in parts)
    assert len(left) == len(middle) == len(right) == 1
    assert max(left) < view["spines"]["role-0"] < min(middle)
    assert max(middle) < view["spines"]["role-1"] < min(right)


def test_more_roles_are_bands_with_what_all_share_first() -> None:
    data = sample(4)
    parts = layout.regions(data["roles"], data["traits"])
    sizes = [len(part.slugs) for part in parts]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 4
    view = layout.rails(data["roles"], parts, 968, 3)
    tops = [view["boxes"][part.id][1] for part in parts]
    assert tops == sorted(tops)


def test_what_all_share_has_its_place_even_when_it_is_empty() -> None:
    data = sample(3)
    some = [trait for trait in data["traits"] if len(trait["roles"]) == 1]
    parts = layout.regions(data["roles"], some)
    assert (len(parts[0].slugs), parts[0].count) == (3, 0)


@pytest.mark.parametrize("count", [2, 3, 7])
def test_no_box_meets_another_in_any_arrangement(count: int) -> None:
    data = sample(count)
    parts = layout.regions(data["roles"], data["traits"])
    for view in layout.views(data["roles"], parts):
        boxes = [
            (x - w / 2, y - h / 2, x + w / 2, y + h / 2) for x, y, w, h in view["boxes"].values()
        ]
        assert not overlaps(boxes)
        assert all(left >= 0 and right <= view["width"] for left, _, right, _ in boxes)
        assert all(top >= 0 and bottom <= view["height"] for _, top, _, bottom in boxes)


def test_the_best_supported_stand_first_and_equal_ones_by_name() -> None:
    data = sample(2)
    for part in layout.regions(data["roles"], data["traits"]):
        for group in part.groups:
            keys = [(-t["sources"], -t["claims"], t["label"].casefold()) for t in group.traits]
            assert keys == sorted(keys)


@pytest.mark.parametrize("text", ["a" * 300, "word " * 80, "", "データ" * 40])
def test_a_long_label_is_cut_into_few_lines_that_fit(text: str) -> None:
    lines = layout.wrap(text, 200)
    assert 1 <= len(lines) <= layout.MOST_LINES
    assert all(layout.text_width(line) <= 200 + layout.text_width(" …") for line in lines)


def test_an_unknown_kind_and_a_thing_listed_twice_are_errors() -> None:
    data = sample(2)
    odd = {**data["traits"][0], "kind": "hobby"}
    with pytest.raises(ValueError, match="hobby"):
        to_html(Plain({**data, "traits": [odd]}), NOTHING)
    with pytest.raises(ValueError, match="listed twice"):
        to_html(Plain({**data, "traits": [data["traits"][0]] * 2}), NOTHING)


def embedded(page: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("count", [2, 3, 7])
def test_the_page_embeds_the_same_objects_in_the_same_bytes(count: int) -> None:
    page = to_html(Plain(sample(count)), NOTHING)
    assert page == to_html(Plain(sample(count)), NOTHING)
    assert embedded(page, "comparison") == sample(count)
    assert embedded(page, "details") == NOTHING.to_dict()
    if count == 2:
        assert len(page.encode()) < 900_000


def test_the_page_says_that_it_asks_for_nothing() -> None:
    page = to_html(Plain(sample(2)), NOTHING)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    for part in (
        "default-src 'none'",
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "img-src data:",
    ):
        assert part in policy[1]
    assert "unsafe" not in policy[1]
