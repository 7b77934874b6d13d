"""Contrast as WCAG 2.2 defines it, in both themes: 4.5 for words, 3 for lines that tell."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.namespaces import COMPARED
from rolegraph.views.theme import DARK, LIGHT, mixed

GROUNDS = ("page", "card", "sunk", "shared")
WORDS = [
    *((word, ground) for word in ("ink", "soft") for ground in GROUNDS),
    *((word, ground) for word in ("accent", "no", "role") for ground in ("page", "card")),
    ("ink", "match"),
    ("role-ink", "role"),
    ("accent-ink", "accent"),
    # A heading in the colour of its kind stands on the ground of its region.
    *((kind, ground) for kind in COMPARED for ground in ("card", "shared", f"{kind}:card:0.07")),
    *((word, f"{kind}:card:0.07") for kind in COMPARED for word in ("ink", "soft")),
]
LINES = [("edge", ground) for ground in ("page", "card", "shared")]


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour: WCAG 2.2, "Terms"."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, bright = sorted(map(luminance, (one, other)))
    return (bright + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_the_recommendation() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_lines_stand_out_from_what_they_are_on(theme: dict[str, str]) -> None:
    faint = {
        (over, under): round(contrast(mixed(over, theme), mixed(under, theme)), 2)
        for pairs, least in ((WORDS, 4.5), (LINES, 3.0))
        for over, under in pairs
        if contrast(mixed(over, theme), mixed(under, theme)) < least
    }
    assert not faint


def test_both_themes_have_the_same_names_and_a_colour_for_every_kind() -> None:
    assert list(LIGHT) == list(DARK)
    assert set(COMPARED) <= set(LIGHT)
    assert all(re.fullmatch("#[0-9a-f]{6}", one) for one in (*LIGHT.values(), *DARK.values()))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_kinds_have_one_colour(theme: dict[str, str]) -> None:
    assert len({theme[kind] for kind in COMPARED}) == len(COMPARED)


@given(st.sampled_from(sorted(LIGHT)), st.sampled_from(sorted(LIGHT)), st.floats(0, 1))
def test_a_mix_lies_between_its_colours(over: str, under: str, share: float) -> None:
    found = mixed(f"{over}:{under}:{share:.4f}", LIGHT)
    for at in (1, 3, 5):
        one, other = (int(LIGHT[name][at : at + 2], 16) for name in (over, under))
        assert min(one, other) <= int(found[at : at + 2], 16) <= max(one, other)
    assert mixed(f"{over}:{under}:0", LIGHT) == LIGHT[under]
    assert mixed(f"{over}:{under}:1", LIGHT) == LIGHT[over]


def test_an_unknown_colour_is_an_error() -> None:
    with pytest.raises(KeyError):
        mixed("mauve", LIGHT)
