"""The sentence over the picture: true to the counts, and a sentence in every case."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.drawn import case, compared, slugs, trait
from tests.samples import record, sample

from rolegraph.views.finding import finding, support


def said(count: int, *subsets: str) -> str:
    """Return the finding over tools of roles a, b, c …, each named by the roles that have it."""
    names = list("abcdefg"[:count])
    traits = [trait(n, list(one), kind="tool", sources=9 - n) for n, one in enumerate(subsets)]
    for one in traits:
        one["modality"] = "required"
    return finding(compared(names, traits))


@pytest.mark.parametrize(
    ("count", "subsets", "text"),
    [
        (1, "", "No trait of this role is known yet."),
        (2, "", "No trait of these roles is known yet."),
        (5, "", "No trait of these roles is known yet."),
        (1, "a", "1 trait of Role a is known: 1 tool; most sources, nine, name trait 0."),
        (
            2,
            "ab",
            "1 of 1 trait is shared (Jaccard 1.00), namely trait 0;"
            " Role a has nothing of its own; Role b has nothing of its own.",
        ),
        (
            2,
            "a",
            "The only trait is not shared (Jaccard 0.00);"
            " Role a stands out by trait 0; of Role b no trait is known.",
        ),
        (
            2,
            "a a a a a b",
            "None of the 6 traits is shared (Jaccard 0.00); Role a stands out by trait 0, trait 1"
            " and trait 2 (and 2 more); Role b stands out by trait 5.",
        ),
        (
            2,
            "ab ab a",
            "2 of 3 traits are shared (Jaccard 0.67), namely trait 0 and trait 1;"
            " Role a stands out by trait 2; Role b has nothing of its own.",
        ),
        (
            3,
            "abc abc abc abc ab c",
            "4 of 6 traits are shared by all three roles (Jaccard 0.67), among them trait 0,"
            " trait 1 and trait 2; Role a has nothing of its own;"
            " Role b has nothing of its own; Role c stands out by trait 5.",
        ),
        (
            4,
            "abc abc a",
            "None of the 3 traits is shared by all four roles (Jaccard 0.00); three of the four"
            " share trait 0 and trait 1; Role a has the most of its own, 1.",
        ),
        (
            4,
            "ab ab ab ab ab c d",
            "None of the 7 traits is shared by all four roles (Jaccard 0.00); two of the four share"
            " trait 0, trait 1, trait 2 and 2 more; two roles have the most of their own, 1 each.",
        ),
        (
            4,
            "a b c d",
            "None of the 4 traits is shared by all four roles (Jaccard 0.00);"
            " each has 1 of its own.",
        ),
        (
            5,
            "abcde",
            "1 of 1 trait is shared by all five roles (Jaccard 1.00), namely trait 0;"
            " none has any of its own.",
        ),
    ],
)
def test_the_finding_says_what_is_shared_and_who_stands_out(
    count: int, subsets: str, text: str
) -> None:
    assert said(count, *subsets.split()) == text


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("sort", ["plain", "none", "one", "apart", "many"])
def test_the_finding_is_one_sentence(count: int, sort: str) -> None:
    assert_sentence(finding(case(count, sort)))


@given(st.data(), st.integers(1, 6))
def test_no_comparison_leaves_a_sentence_hanging(data: st.DataObject, count: int) -> None:
    names = slugs(count)
    subsets = st.lists(st.sampled_from(names), min_size=1, unique=True).map(sorted)
    drawn = data.draw(st.lists(subsets, max_size=12))
    assert_sentence(finding(compared(names, [trait(n, one) for n, one in enumerate(drawn)])))


def assert_sentence(text: str) -> None:
    assert text.endswith(".")
    assert "  " not in text
    assert not re.search(r", and\b|and[.;]|[,;] ?[.;,]| 0 more|\b1 traits|\b1 trait are", text)


def test_what_a_profile_names_has_the_most_sources() -> None:
    traits = [
        trait(0, ["a"], kind="responsibility", sources=3),
        trait(1, ["a"], kind="tool", sources=2),
        trait(2, ["a"], kind="tool", sources=3),
        trait(3, ["a"], kind="tool", sources=1),
    ]
    text = finding(compared(["a"], traits))
    assert text == (
        "4 traits of Role a are known: 3 tools and 1 responsibility;"
        " most sources, three, name trait 2 and trait 0."
    )
    alone = [one | {"sources": 1} for one in traits]
    assert "sources" not in finding(compared(["a"], alone))


def listing(count: int, least: int) -> dict[str, Any]:
    """Return a comparison that lists only the traits which so many roles have."""
    data = case(count, "plain")
    return data | {"traits": [one for one in data["traits"] if len(one["roles"]) >= least]}


def test_over_part_of_the_traits_no_total_is_given() -> None:
    data = listing(2, 2)
    text = finding(data)
    shared, own = data["counts"]["shared"], data["counts"]["distinct"]
    assert text.startswith(f"{shared} traits are shared (Jaccard")
    assert f"Role r0 has {own['r0']} of its own" in text
    assert_sentence(text)


@pytest.mark.parametrize(("count", "least"), [(3, 2), (3, 3), (4, 2), (4, 4), (7, 3)])
def test_a_list_of_what_several_have_is_still_a_sentence(count: int, least: int) -> None:
    data = listing(count, least)
    text = finding(data)
    assert_sentence(text)
    assert not re.search(r"\d of \d+ traits are shared", text)


def test_one_shared_trait_of_part_of_them_is_one() -> None:
    data = compared(slugs(2), [trait(0, slugs(2)), trait(1, ["r0"])])
    data["traits"] = data["traits"][:1]
    assert finding(data).startswith("1 trait is shared (Jaccard 0.50), namely trait 0;")


def test_the_finding_has_the_counts_of_the_comparison() -> None:
    data = sample(2)[0].to_dict()
    text = finding(data)
    assert text.startswith(f"{data['counts']['shared']} of {len(data['traits'])} traits are shared")
    assert f"(Jaccard {data['similarity']['jaccard']:.2f})" in text
    for role in data["roles"]:
        assert f"{role['label']} stands out by " in text
        assert f"(and {data['counts']['distinct'][role['slug']] - 3} more)" in text


def test_a_strong_tool_is_named_before_a_weak_or_a_vague_trait() -> None:
    traits = [
        trait(0, ["a"], kind="responsibility", sources=9, modality="required"),
        trait(1, ["a"], kind="tool", sources=8, modality="mentioned"),
        trait(2, ["a"], kind="tool", sources=1, modality="required"),
        trait(3, ["a"], kind="skill", sources=2, modality="preferred"),
    ]
    text = finding(compared(["a", "b"], traits))
    assert "Role a stands out by trait 3, trait 2 and trait 1 (and 1 more)" in text


def test_the_order_of_the_traits_does_not_matter() -> None:
    data = case(3, "plain")
    assert finding(data) == finding(data | {"traits": data["traits"][::-1]})


def test_the_support_says_on_how_many_sources_each_role_rests() -> None:
    data = compared(["a", "b"], [trait(0, ["a"]), trait(1, ["a", "b"])])
    columns = "role thing source"
    claims = [
        record(columns, "a", "urn:trait:0", "one"),
        record(columns, "a", "urn:trait:1", "two"),
        record(columns, "a", "urn:trait:1", "three"),
        record(columns, "b", "urn:trait:1", "one"),
    ]
    houses = (("one", "A house"), ("two", "A house"), ("three", None))
    more = {"claims": claims, "sources": [record("slug publisher", *one) for one in houses]}
    assert support(data, more) == (
        "Role a: 2 traits from 3 sources of 2 publishers; Role b: 1 trait from 1 source."
        " “Only” means that no source here says it of the others."
    )
    alone = compared(["a"], [trait(0, ["a"])])
    assert support(alone, more | {"claims": claims[:1]}) == "Role a: 1 trait from 1 source."
