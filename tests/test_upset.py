"""The matrix of exact subsets: its rows, its drawing, and how it behaves in a real browser."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rolegraph.views import upset
from rolegraph.views.layout import text_width
from rolegraph.views.scene import Circle, Group, Line, Rect, Text
from rolegraph.views.theme import DARK, LIGHT
from rolegraph.views.words import KINDS

TEMPLATES = Path(upset.__file__).parent / "templates"
HOSTILE = "</script><img src=x onerror=alert(1)>"
NAMES = ("Cook", "Baker", "Waiter", "Driver", "Gardener")


def roles(count: int) -> list[dict[str, str]]:
    """Return so many roles."""
    names = [*NAMES, *(f"Role of some length {n}" for n in range(count))][:count]
    return [{"slug": f"r{n}", "label": name} for n, name in enumerate(names)]


def trait(n: int, *has: int, kind: str = "skill", sources: int = 1) -> dict[str, Any]:
    """Return a trait that some of the roles have."""
    row = {"iri": f"https://example.org/{n}", "label": f"trait {n}", "kind": kind}
    said = {"sources": sources, "claims": 1, "modality": "mentioned"}
    return {**row, "roles": [f"r{place}" for place in has], **said}


def many(count: int, wide: int = 5) -> list[dict[str, Any]]:
    """Return traits in so many different subsets of roles, the first with the most."""
    subsets = [[p for p in range(wide) if n >> p & 1] for n in range(1, count + 1)]
    kinds = list(KINDS)
    return [
        trait(100 * n + k, *has, kind=kinds[(n + k) % 7])
        for n, has in enumerate(subsets)
        for k in range(1 + (count - n) // 9)
    ]


def test_rows_are_exact_and_the_largest_come_first() -> None:
    traits = [
        *(trait(1, 0), trait(2, 0, 1), trait(3, 1, 0), trait(4, 2, kind="tool"), trait(5, 0, 1, 2)),
        *(trait(6, 0, 1, sources=3, kind="tool"), trait(7)),
    ]
    found = upset.rows(roles(3), traits)
    assert [(row["id"], row["count"]) for row in found] == [
        ("region:r0+r1", 3),
        ("region:r0+r1+r2", 1),
        ("region:r0", 1),
        ("region:r2", 1),
    ]
    first = found[0]
    assert first["slugs"] == ["r0", "r1"]
    assert first["kinds"] == {"skill": 2, "tool": 1}
    assert first["words"] == "2 skills, 1 tool"
    assert first["names"] == ["trait 6", "trait 2", "trait 3"]
    assert first["members"][0] == "https://example.org/6"
    assert upset.traits_in(first) == "Cook and Baker only: 3 traits"
    assert upset.traits_in(found[1]) == "All 3 roles: 1 trait"
    assert upset.traits_in(found[2]) == "Cook only: 1 trait"


def test_nearly_all_is_said_by_what_is_missing() -> None:
    found = upset.rows(roles(5), [trait(1, 0, 1, 2, 4), trait(2, 0, 1)])
    assert {row["label"] for row in found} == {"All but Driver", "Cook and Baker only"}


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        upset.rows(roles(1), [trait(1, 0, kind="salary")])


@given(st.lists(st.sets(st.integers(0, 4), min_size=1)))
def test_rows_part_the_traits(subsets: list[set[int]]) -> None:
    traits = [trait(n, *has) for n, has in enumerate(subsets)]
    found = upset.rows(roles(5), traits)
    members = [iri for row in found for iri in row["members"]]
    assert sorted(members) == sorted(one["iri"] for one in traits)
    assert all(row["count"] == len(row["members"]) == sum(row["kinds"].values()) for row in found)
    assert found == upset.rows(roles(5), traits[::-1]) or len(traits) > 1
    counts = [row["count"] for row in found]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("count", [4, 12, 25])
def test_the_drawing_stays_in_its_width_and_says_what_it_leaves_out(count: int) -> None:
    some = roles(count)
    found = upset.rows(some, many(30, count))
    shapes, height = upset.scene(found, some, 10, 20, 420, 12)
    groups = [shape for shape in shapes if isinstance(shape, Group)]
    assert [group.title for group in groups] == [upset.traits_in(row) for row in found[:12]]
    texts = [shape for shape in shapes if isinstance(shape, Text)]
    left = sum(row["count"] for row in found[12:])
    assert (
        texts[-1].text
        == f"and {len(found) - 12} more combinations of roles, with {left} of the traits"
    )
    assert [text.text for text in texts[:-1]] == [role["label"] for role in some]
    for shape in [*shapes, *(part for group in groups for part in group.parts)]:
        if isinstance(shape, Text) and shape.width is not None:
            assert shape.x + min(shape.width, text_width(shape.text, shape.size)) <= 430.5
            assert shape.y <= 20 + height
        if isinstance(shape, Rect):
            assert shape.x + shape.width <= 430


def test_the_dots_of_a_drawing_are_those_of_the_subset() -> None:
    some = roles(4)
    (row,) = upset.rows(some, [trait(1, 1, 3)])
    shapes, _ = upset.scene([row], some, 0, 0, 400, 9)
    (group,) = (shape for shape in shapes if isinstance(shape, Group))
    dots = [part for part in group.parts if isinstance(part, Circle)]
    assert [dot.fill == "role" for dot in dots] == [False, True, False, True]
    (joint,) = (part for part in group.parts if isinstance(part, Line))
    assert [x for x, _ in joint.points] == [dots[1].x, dots[3].x]


def test_names_beside_a_bar_are_cut_visibly() -> None:
    some = roles(4)
    names = ["a name that is far too long for the little room beside the bar"] * 2
    (row,) = upset.rows(some, [trait(1, 0), trait(2, 0)])
    shapes, _ = upset.scene([{**row, "names": names}], some, 0, 0, 360, 9)
    (group,) = (shape for shape in shapes if isinstance(shape, Group))
    assert any(isinstance(part, Text) and part.text.endswith("… +1") for part in group.parts)


def page(some: list[dict[str, str]], traits: list[dict[str, Any]], width: int = 400) -> str:
    """Return a page with nothing but the matrix."""
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    tall = upset.head_steps([role["label"] for role in some])
    macros: Any = environment.get_template("upset.html.j2").module
    style = "".join((TEMPLATES / f"{n}.css").read_text(encoding="utf-8") for n in ("page", "upset"))
    script = (TEMPLATES / "upset.js").read_text(encoding="utf-8")
    colours = ";".join(f"--{name}:{value}" for name, value in LIGHT.items())
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>Matrix</title>"
        f"<style>:root{{{colours}}}{style} body{{padding:10px}} .here{{width:{width}px}}</style>"
        f"<div class='here'>{macros.matrix(some, upset.rows(some, traits), [], tall)}</div>"
        f'<script>(() => {{ "use strict"; {script}\nwindow.got = [];'
        "window.matrix = setUpUpset((id) => window.got.push(id)); })()</script>"
    )


def test_labels_from_data_never_become_markup() -> None:
    some = [{"slug": f"r{n}", "label": HOSTILE} for n in range(3)]
    text = page(some, [trait(1, 0), trait(2, 0, 1)])
    assert "<img" not in text
    assert " style=" not in text


def test_every_kind_has_its_colour() -> None:
    style = (TEMPLATES / "upset.css").read_text(encoding="utf-8")
    assert all(f".upset .b-{kind} {{ fill: var(--{kind}); }}" in style for kind in KINDS)


def luminance(colour: str) -> float:
    """Return the relative luminance that WCAG 2 defines."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    lit = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * lit[0] + 0.7152 * lit[1] + 0.0722 * lit[2]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_bars_and_dots_can_be_told_from_the_card(theme: dict[str, str]) -> None:
    card = luminance(theme["card"])
    for name in (*KINDS, "role", "edge", "accent"):
        low, high = sorted((luminance(theme[name]), card))
        assert (high + 0.05) / (low + 0.05) >= 3, name


def opened(browser: Any, count: int = 31, wide: int = 5, width: int = 400) -> Any:
    """Return the matrix of so many subsets in a window, and fail on an error of its script."""
    shown = browser.new_page(viewport={"width": width + 30, "height": 900})
    errors: list[str] = []
    shown.on("pageerror", lambda error: errors.append(str(error)))
    shown.set_content(page(roles(wide), many(count, wide), width))
    assert errors == []
    return shown


SEEN = "() => [...document.querySelectorAll('#upset tbody tr')].filter((r) => r.offsetHeight)"


def seen(shown: Any) -> list[str]:
    """Return the subsets that can be seen, from the top."""
    rows: list[str] = shown.evaluate(f"({SEEN})().map((r) => r.dataset.id)")
    return rows


def test_the_first_rows_are_shown_and_a_button_shows_the_rest(browser: Any) -> None:
    shown = opened(browser)
    assert len(seen(shown)) == 20
    shown.get_by_role("button", name="Show all 31").click()
    assert len(seen(shown)) == 31
    shown.get_by_role("button", name="Show the first 20").click()
    assert len(seen(shown)) == 20


def test_without_a_script_every_row_is_there(browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.set_content(page(roles(5), many(31)))
    assert shown.locator("#upset tbody tr:visible").count() == 31
    assert shown.locator(".sorts:visible, .all:visible").count() == 0
    context.close()


def test_rows_can_be_sorted(browser: Any) -> None:
    shown = opened(browser)
    shown.get_by_role("button", name="Show all 31").click()
    by_count = seen(shown)
    shown.get_by_role("button", name="Most roles").click()
    sizes = [row.count("+") for row in seen(shown)]
    assert sizes == sorted(sizes, reverse=True)
    shown.get_by_role("button", name="By role").click()
    first = [row.removeprefix("region:").split("+")[0] for row in seen(shown)]
    assert first == sorted(first)
    assert shown.locator('.sorts [aria-pressed="true"]').inner_text() == "By role"
    shown.get_by_role("button", name="Most traits").click()
    assert seen(shown) == by_count


def test_a_row_is_chosen_and_let_go(browser: Any) -> None:
    shown = opened(browser)
    button = shown.get_by_role("button", name="Cook only: ")
    # A click anywhere in the row counts, also on its dots.
    button.locator("xpath=ancestor::tr").locator("td").first.click(force=True)
    assert button.get_attribute("aria-pressed") == "true"
    assert shown.evaluate("got") == ["region:r0"]
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert shown.evaluate("got") == ["region:r0", None]


def test_what_the_page_chooses_is_shown_even_if_it_was_folded(browser: Any) -> None:
    shown = opened(browser)
    last = shown.evaluate("[...document.querySelectorAll('#upset tbody tr')].at(-1).dataset.id")
    shown.evaluate("(id) => matrix.choose(id)", last)
    assert last in seen(shown)
    assert shown.locator('tr.on [aria-pressed="true"]').count() == 1
    shown.evaluate("matrix.choose('something else')")
    assert shown.locator("tr.on").count() == 0


def test_arrows_move_between_rows_and_one_row_takes_the_tab_key(browser: Any) -> None:
    shown = opened(browser)
    order = seen(shown)
    focused = "document.activeElement.closest('tr')?.dataset.id"
    shown.locator("#upset tbody button").first.focus()
    for key, place in (
        ("ArrowDown", 1),
        ("ArrowDown", 2),
        ("ArrowUp", 1),
        ("End", 19),
        ("Home", 0),
    ):
        shown.keyboard.press(key)
        assert shown.evaluate(focused) == order[place]
    shown.keyboard.press("ArrowUp")
    assert shown.evaluate(focused) == order[0]
    shown.keyboard.press("Enter")
    assert shown.evaluate("got") == [order[0]]
    assert shown.locator('#upset tbody button[tabindex="0"]').count() == 1


@pytest.mark.parametrize("wide", [2, 7, 12])
def test_no_name_is_cut_off_at_the_top(browser: Any, wide: int) -> None:
    names = ["Machine Learning Research Engineer", "W" * 12, "MARKETING MANAGER, EMEA", "Illi"]
    some = [{"slug": f"r{n}", "label": names[n % 4]} for n in range(wide)]
    shown = browser.new_page(viewport={"width": 1200, "height": 900})
    shown.set_content(page(some, many(3, wide), 800))
    room = shown.evaluate(
        """() => [...document.querySelectorAll('#upset th.set span')].map((name) =>
          name.getBoundingClientRect().top - document.querySelector('.sets')
            .getBoundingClientRect().top)"""
    )
    assert min(room) >= 0
    # And little more room is kept than they need.
    assert min(room) < 45


@pytest.mark.parametrize("wide", [4, 7, 12, 25])
@pytest.mark.parametrize("width", [350, 400])
def test_names_stand_over_their_columns_and_nothing_passes_the_side(
    browser: Any, wide: int, width: int
) -> None:
    shown = opened(browser, wide=wide, width=width, count=15)
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sets = shown.locator(".sets")
    assert sets.evaluate("(one) => one.scrollWidth - one.clientWidth") <= 0
    # The foot of a name is over its dots: its middle where it is upright, its left where it slants.
    off = shown.evaluate(
        """() => [...document.querySelectorAll('#upset th.set')].map((head, at) => {
          const name = head.firstElementChild.getBoundingClientRect();
          const dot = document.querySelector('#upset tbody tr').cells[at].getBoundingClientRect();
          const slanted = document.querySelector('table.wide');
          const foot = slanted ? name.left : (name.left + name.right) / 2;
          return [foot - (dot.left + dot.right) / 2, name.top - head.getBoundingClientRect().top];
        })"""
    )
    for aside, above in off:
        assert abs(aside) <= 7
        assert above >= -4
