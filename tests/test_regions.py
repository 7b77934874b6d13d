"""The exact subsets of roles: nothing is lost, whatever is gathered or folded."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.drawn import case, compared, neighbours, slugs, trait

from rolegraph.namespaces import COMPARED
from rolegraph.namespaces import MODALITIES as STRENGTHS
from rolegraph.views.regions import READABLE, Region, regions
from rolegraph.views.words import KINDS


def of(data: dict[str, Any], details: dict[str, Any] | None = None) -> list[Region]:
    return regions(data["roles"], data["traits"], details)


def iris(parts: list[Region]) -> list[str]:
    return [one["iri"] for part in parts for group in part.groups for one in group.traits]


@st.composite
def comparisons(draw: st.DrawFn) -> dict[str, Any]:
    names = slugs(draw(st.integers(1, 5)))
    subsets = st.lists(st.sampled_from(names), min_size=1, unique=True).map(sorted)
    kinds = st.sampled_from(COMPARED)
    drawn = draw(st.lists(st.tuples(subsets, kinds, st.integers(1, 4)), max_size=30))
    traits = [trait(n, sub, kind=kind, sources=m) for n, (sub, kind, m) in enumerate(drawn)]
    return compared(names, traits)


@given(comparisons())
def test_the_regions_part_the_traits(data: dict[str, Any]) -> None:
    parts = of(data)
    assert sorted(iris(parts)) == sorted(one["iri"] for one in data["traits"])
    assert len({part.id for part in parts}) == len({part.slugs for part in parts}) == len(parts)
    assert sum(part.count for part in parts) == len(data["traits"])
    for part in parts:
        for group in part.groups:
            assert {one["kind"] for one in group.traits} == {group.kind}
            assert all(tuple(one["roles"]) == part.slugs for one in group.traits)


@given(comparisons(), st.randoms(use_true_random=False))
def test_the_order_that_traits_come_in_does_not_matter(data: dict[str, Any], by: Any) -> None:
    turned = {**data, "traits": by.sample(data["traits"], len(data["traits"]))}
    assert of(data) == of(turned)


def test_the_columns_of_two_roles_have_what_they_share_between() -> None:
    parts = of(case(2, "plain"))
    assert [part.slugs for part in parts] == [("r0",), ("r0", "r1"), ("r1",)]
    assert [part.label for part in parts] == ["Only Role r0", "Shared by both", "Only Role r1"]


@pytest.mark.parametrize("sort", ["plain", "none", "one", "apart"])
def test_three_roles_have_seven_regions_also_where_they_are_empty(sort: str) -> None:
    parts = of(case(3, sort))
    names = slugs(3)
    assert {part.slugs for part in parts} == {
        subset for size in (1, 2, 3) for subset in combinations(names, size)
    }
    assert [len(part.slugs) for part in parts] == [3, 2, 2, 2, 1, 1, 1]


@pytest.mark.parametrize("count", [4, 7])
def test_more_roles_have_what_all_share_first_also_when_it_is_empty(count: int) -> None:
    for sort in ("plain", "apart", "none"):
        parts = of(case(count, sort))
        sizes = [len(part.slugs) for part in parts]
        assert sizes == sorted(sizes, reverse=True)
        assert sizes[0] == count
        assert all(part.count for part in parts[1:])


def test_the_size_of_a_region_is_said_in_words() -> None:
    parts = of(compared(slugs(2), [trait(0, ["r0"]), trait(1, ["r1"]), trait(2, ["r1"])]))
    assert [part.size for part in parts] == ["1\u00a0trait", "no\u00a0traits", "2\u00a0traits"]


def test_the_title_says_who_has_it_in_the_shortest_way() -> None:
    names = slugs(4)
    traits = [trait(n, names[:n]) for n in range(1, 5)]
    found = {part.slugs: part.label for part in of(compared(names, traits))}
    assert found == {
        tuple(names): "Shared by all 4 roles",
        tuple(names[:3]): "All but Role r3",
        tuple(names[:2]): "Role r0 and Role r1",
        ("r0",): "Only Role r0",
    }


def strength(one: Mapping[str, Any]) -> int:
    return 0 if one["modality"] == "alternative" else STRENGTHS.index(one["modality"])


def test_the_best_supported_stand_first_and_equal_ones_by_name() -> None:
    for part in of(case(2, "plain")):
        kinds = [group.kind for group in part.groups]
        assert kinds == [kind for kind in KINDS if kind in kinds]
        for group in part.groups:
            keys = [
                (-t["sources"], -t["claims"], strength(t), t["label"].casefold())
                for t in group.traits
            ]
            assert keys == sorted(keys)


def test_equally_supported_essential_ones_stand_before_optional_ones() -> None:
    said = ["mentioned", "required", "preferred", "alternative", "example", "required"]
    alike = {"kind": "tool", "sources": 1}
    traits = [trait(n, ["r0"], modality=one, claims=1, **alike) for n, one in enumerate(said)]
    traits.append(trait(6, ["r0"], modality="mentioned", claims=2, **alike))
    (part,) = [part for part in of(compared(slugs(2), traits)) if part.groups]
    (group,) = part.groups
    assert [(one["claims"], one["modality"]) for one in group.traits] == [
        (2, "mentioned"),
        *((1, said[n]) for n in (1, 3, 5)),
        *((1, said[n]) for n in (2, 4, 0)),
    ]


def test_what_meets_only_in_a_broader_term_is_a_group_of_its_own() -> None:
    names = slugs(2)
    traits = [trait(0, names, kind="tool"), trait(1, names, kind="tool", exact=False)]
    (shared,) = [part for part in of(compared(names, traits)) if part.groups]
    assert [(group.met, len(group.traits)) for group in shared.groups] == [(False, 1), (True, 1)]
    assert [group.label for group in shared.groups] == ["Tools · 1", "Tools, by broader term · 1"]


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(ValueError, match="hobby"):
        of(compared(["a"], [trait(0, ["a"], kind="hobby")]))


def crowd(count: int, under: int = 0) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return one role with so many skills, the first of them in threes below a broader term."""
    data = compared(["a"], [trait(n, ["a"], kind="skill") for n in range(count)])
    things = {f"urn:trait:{n}": {"broader": [f"urn:term:{n // 3}"]} for n in range(under)}
    terms = {f"urn:term:{n}": {"label": f"term {n}"} for n in range(under // 3 + 1)}
    return data, {"things": things, "terms": terms}


@pytest.mark.parametrize("under", [0, 9, 90])
@pytest.mark.parametrize("count", [READABLE - 1, READABLE, READABLE + 1, 100, 2000])
def test_only_a_group_that_is_too_long_is_folded(count: int, under: int) -> None:
    data, details = crowd(count, min(under, count))
    (group,) = of(data, details)[0].groups
    if count <= READABLE:
        assert not group.folds
    else:
        assert group.folds
        assert len(group.loose) + len(group.folds) <= READABLE
    folded = [one["iri"] for fold in group.folds for one in fold.traits]
    both = folded + [one["iri"] for one in group.loose]
    assert sorted(both) == sorted(one["iri"] for one in group.traits)
    assert len(set(both)) == len(both) == count
    assert len({fold.id for fold in group.folds}) == len(group.folds)
    assert all(len(fold.traits) > 1 for fold in group.folds)


def test_a_fold_has_the_name_of_its_term_and_the_rest_says_how_many_it_is() -> None:
    data, details = crowd(60, 6)
    (group,) = of(data, details)[0].groups
    assert [(fold.label, len(fold.traits)) for fold in group.folds] == [
        ("term 0", 3),
        ("term 1", 3),
        ("17 less supported", 17),
    ]
    weakest = min(one["sources"] for one in group.loose)
    assert all(one["sources"] <= weakest for one in group.folds[-1].traits)


def test_more_than_sixty_subsets_are_gathered_and_nothing_is_lost() -> None:
    names = slugs(7)
    subsets = [list(one) for size in range(1, 8) for one in combinations(names, size)]
    traits = [
        trait(len(subsets) * again + place, subset)
        for place, subset in enumerate(subsets)
        for again in range(2 if place % 3 else 1)
    ]
    data = compared(names, traits)
    parts = of(data)
    kept = [part for part in parts if part.slugs]
    gathered = [part for part in parts if not part.slugs]
    assert len(kept) == 60
    assert parts[0].slugs == tuple(names)
    assert parts == kept + gathered
    assert sorted(iris(parts)) == sorted(one["iri"] for one in traits)
    assert len({part.id for part in parts}) == len(parts)
    assert min(part.count for part in kept[1:]) == 2
    for part in gathered:
        size = int(part.id.rpartition("-")[2])
        found = [one for group in part.groups for one in group.traits]
        assert {len(one["roles"]) for one in found} == {size}
        assert (str(size) in part.label) == (size > 1)


def test_sixty_subsets_are_not_gathered() -> None:
    data = compared(slugs(10), neighbours(10, 1))
    parts = of(data)
    assert len(parts) == 55
    assert all(part.slugs for part in parts)
