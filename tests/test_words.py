"""The words and shapes of kinds and modalities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.namespaces import COMPARED
from rolegraph.namespaces import MODALITIES as STRENGTHS
from rolegraph.views import words


def test_the_kinds_and_modalities_are_those_of_the_project() -> None:
    assert tuple(words.KINDS) == COMPARED
    assert set(words.MARKS) == set(COMPARED)
    assert tuple(words.MODALITIES) == STRENGTHS
    assert set(words.MODALITIES) - words.WEAKER == {"required"}


def test_kinds_are_told_apart_by_shape_and_by_word() -> None:
    assert len(set(words.MARKS.values())) == len(words.MARKS)
    singular, plural = zip(*words.KINDS.values(), strict=True)
    assert len(set(singular)) == len(set(plural)) == len(COMPARED)
    assert all(word[0].isupper() for word in (*singular, *plural))


@pytest.mark.parametrize(
    ("names", "said"), [(["R"], "R"), (["R", "C"], "R and C"), (["R", "C", "D"], "R, C and D")]
)
def test_names_are_listed_as_in_a_sentence(names: list[str], said: str) -> None:
    assert words.listed(names) == said


@given(st.lists(st.sampled_from(["R", "C", "SQL"]), min_size=1, max_size=9))
def test_a_list_says_every_name_in_order(names: list[str]) -> None:
    assert words.listed(names).replace(" and ", ", ").split(", ") == names


@given(st.integers(0, 10_000))
def test_a_number_is_a_word_while_it_is_small(value: int) -> None:
    assert words.number(value).isdigit() == (value > 10)
