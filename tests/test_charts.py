"""The small charts: what they draw, that it stays inside, and that the table says the same."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader

from rolegraph.views import charts as module
from rolegraph.views.charts import WIDTH, Chart, charts, plain, ticks
from rolegraph.views.inline import elements
from rolegraph.views.layout import text_width
from rolegraph.views.scene import Circle, Group, Line, Mark, Primitive, Rect, Text
from rolegraph.views.theme import LIGHT

TEMPLATES = Path(module.__file__).parent / "templates"
HOSTILE = '</svg><script>alert(1)</script>" onload="alert(2)'
ROLES = [{"slug": "one", "label": "Role One"}, {"slug": "two", "label": "Role Two"}]
PAY = ("minimum", "lower", "median", "upper", "maximum", "mean")


def outlook(role: str, growth: float | None, **more: Any) -> dict[str, Any]:
    """Return a row about growth."""
    row = {"role": role, "label": "growth", "growth": growth, "from": 2020, "to": 2030}
    row |= {"agency": "An agency", "category": "people", "trend": "rising"}
    return {**row, "source": "first", "line": 7, **more}


def salary(role: str, *values: float | None, **more: Any) -> dict[str, Any]:
    """Return a row about pay: minimum, lower, median, upper, maximum and mean."""
    row = {"role": role, "label": "pay", **dict(zip(PAY, values, strict=True))}
    row |= {"currency": "USD", "place": "Somewhere", "year": 2024, "seniority": None}
    return {**row, "sample": None, "source": "first", "line": None, **more}


def degree(role: str, level: int | None, modality: str, label: str = "a degree") -> dict[str, Any]:
    """Return a row about a degree."""
    row = {"role": role, "thing": label, "label": label, "level": level}
    return {**row, "modality": modality, "claims": 2}


def made(**parts: list[dict[str, Any]]) -> list[Chart]:
    """Return the charts of some figures."""
    figures: dict[str, list[dict[str, Any]]] = {"outlook": [], "salary": [], "education": []}
    return charts(ROLES, {**figures, **parts}, [{"slug": "first", "title": "The first"}])


def flat(shapes: tuple[Primitive, ...]) -> list[Primitive]:
    """Return shapes without their groups."""
    found: list[Primitive] = []
    for shape in shapes:
        found += flat(shape.parts) if isinstance(shape, Group) else [shape]
    return found


def reach(shape: Primitive) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a shape."""
    match shape:
        case Rect():
            return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
        case Circle():
            r = shape.radius
            return shape.x - r, shape.y - r, shape.x + r, shape.y + r
        case Line():
            xs, ys = zip(*shape.points, strict=True)
            return min(xs), min(ys), max(xs), max(ys)
        case Text():
            wide = text_width(shape.text, shape.size) * (1.08 if shape.bold else 1)
            left = shape.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor] * wide
            return left, shape.y - shape.size / 2, left + wide, shape.y + shape.size / 2
    raise AssertionError(f"no chart has a {shape}")


def inside(chart: Chart) -> None:
    """Fail where a shape passes the box of its chart."""
    for shape in flat(chart.shapes):
        left, top, right, bottom = reach(shape)
        assert left >= -0.5, shape
        assert top >= -0.5, shape
        assert right <= WIDTH + 0.5, shape
        assert bottom <= chart.height + 0.5, shape


def texts(chart: Chart) -> list[str]:
    """Return what is written in a chart."""
    return [shape.text for shape in flat(chart.shapes) if isinstance(shape, Text)]


def test_without_figures_there_are_no_charts() -> None:
    assert made() == []
    assert made(outlook=[outlook("one", None)], salary=[salary("one", *[None] * 6)]) == []
    assert made(education=[degree("somebody-else", 6, "required")]) == []


def test_bars_are_as_long_as_the_growth_and_point_its_way() -> None:
    (chart,) = made(outlook=[outlook("one", 20), outlook("one", 10, to=2025), outlook("two", -5)])
    bars = [shape for shape in flat(chart.shapes) if isinstance(shape, Rect)]
    assert [round(bar.width / bars[0].width, 3) for bar in bars] == [1, 0.5, 0.25]
    zero = bars[0].x
    assert bars[1].x == pytest.approx(zero)
    assert bars[2].x + bars[2].width == pytest.approx(zero)
    assert bars[2].fill != bars[0].fill
    assert {"+20%", "+10%", "−5%"} <= set(texts(chart))
    assert [row[:5] for row in chart.rows] == [
        ("Role One", "+20%", "2020–2030", "An agency", "people"),
        ("Role One", "+10%", "2020–2025", "An agency", "people"),
        ("Role Two", "−5%", "2020–2030", "An agency", "people"),
    ]
    assert chart.rows[0][5] == "The first, line 7"
    inside(chart)


def test_what_two_sources_say_alike_is_one_bar_that_counts_them() -> None:
    (chart,) = made(outlook=[outlook("one", 20), outlook("one", 20, source="second", line=None)])
    assert sum(isinstance(shape, Rect) for shape in flat(chart.shapes)) == 1
    assert "2 sources" in " ".join(texts(chart))
    assert chart.rows[0][5] == "The first, line 7; second"


def test_a_box_stands_at_its_values_on_the_axis_of_its_currency() -> None:
    rows = [
        salary("one", 50_000, 80_000, 100_000, 120_000, 150_000, 105_000, sample=1200),
        salary("two", 60_000, None, None, None, 90_000, None),
        salary("two", 1, 2, 3, 4, 5, 3, currency="EUR"),
    ]
    euro, dollar = made(salary=rows)
    assert (euro.id, dollar.id, dollar.title) == ("pay-eur", "pay-usd", "Pay in USD")
    (box,) = [shape for shape in flat(dollar.shapes) if isinstance(shape, Rect)]
    (mean,) = [shape for shape in flat(dollar.shapes) if isinstance(shape, Circle)]
    unit = box.width / 40_000
    assert mean.x == pytest.approx(box.x + 25_000 * unit)
    ends = sorted(
        line.points[0][0]
        for line in flat(dollar.shapes)
        if isinstance(line, Line) and line.weight == 2 and line.points[0][0] == line.points[1][0]
    )
    assert ends == pytest.approx(
        [box.x + (value - 80_000) * unit for value in (50e3, 60e3, 90e3, 150e3)]
    )
    assert {"40k", "80k", "120k", "160k"} <= set(texts(dollar))
    assert dollar.rows[0][1:7] == ("50,000", "80,000", "100,000", "120,000", "150,000", "105,000")
    assert dollar.rows[1][2:5] == ("", "", "")
    for chart in (euro, dollar):
        inside(chart)


def test_the_note_explains_the_marks_that_are_drawn() -> None:
    (table,) = made(salary=[salary("one", None, 2, 3, 4, None, None, sample=12)])
    assert table.note == "Box: middle half, with the median. n: how many are behind it."
    (article,) = made(salary=[salary("one", 1, None, None, None, 5, 3)])
    assert article.note == "Line: minimum to maximum. Dot: mean."


def test_the_levels_of_a_table_stand_below_each_other_in_one_role() -> None:
    rows = [
        salary("one", None, 80e3 + n, 100e3, 120e3, None, None, seniority=level, sample=100 - n)
        for n, level in enumerate((None, "entry", "mid", "senior", "executive"))
    ]
    (chart,) = made(salary=rows)
    boxes = [shape for shape in flat(chart.shapes) if isinstance(shape, Rect)]
    assert [box.y for box in boxes] == sorted({box.y for box in boxes})
    assert [row[9] for row in chart.rows] == ["", "entry", "mid", "senior", "executive"]
    assert chart.height < 60 * len(rows)
    inside(chart)


def test_pay_without_a_currency_has_a_chart_of_its_own_that_comes_last() -> None:
    rows = [salary("one", *[1] * 6, currency=None), salary("one", *[1] * 6, currency="GBP")]
    assert [chart.title for chart in made(salary=rows)] == ["Pay in GBP", "Pay, currency not given"]


def test_a_degree_is_filled_only_where_it_is_required() -> None:
    rows = [
        degree("one", 8, "required", "doctorate"),
        degree("one", 7, "mentioned", "a master's"),
        degree("one", 7, "preferred", "another master's"),
        degree("one", 6, "alternative"),
        degree("two", None, "required", "any"),
        degree("two", 4, "example", "school"),
    ]
    (chart,) = made(education=rows)
    dots = [shape for shape in flat(chart.shapes) if isinstance(shape, Circle)]
    # Required twice, preferred as a ring about a dot, and two that are open.
    assert [dot.stroke is None for dot in dots].count(True) == 3
    assert {"Required", "Preferred", "Doctorate", "Master"} <= set(texts(chart))
    assert [row[1] for row in chart.rows[:4]] == [
        *("doctorate", "a master's", "another master's", "a degree")
    ]
    assert len(chart.rows) == len(rows)
    inside(chart)


NUMBER = st.none() | st.floats(-1e13, 1e13) | st.integers(0, 300_000)
WORDS = st.none() | st.text(max_size=60)


@given(st.lists(st.tuples(st.sampled_from(["one", "two"]), st.tuples(*[NUMBER] * 6), WORDS)))
def test_any_pay_is_drawn_inside_its_box(found: list[tuple[str, tuple[Any, ...], Any]]) -> None:
    for chart in made(salary=[salary(role, *pay, place=place) for role, pay, place in found]):
        inside(chart)


@given(st.lists(st.tuples(st.floats(-900, 900), WORDS), min_size=1))
def test_any_growth_is_drawn_inside_its_box(found: list[tuple[float, Any]]) -> None:
    for chart in made(outlook=[outlook("one", value, agency=agency) for value, agency in found]):
        inside(chart)


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_ticks_are_few_and_enclose_the_range(one: float, two: float) -> None:
    low, high = sorted((one, two))
    marks = ticks(low, high)
    slack = 1e-6 * max(1, abs(low), abs(high))
    assert marks[0] <= low + slack
    assert marks[-1] >= high - slack
    assert 2 <= len(marks) <= 8
    assert marks == sorted(set(marks))


def test_numbers_are_written_for_people() -> None:
    assert [plain(value) for value in (0, 1e6, 3.14159, -2)] == ["0", "1,000,000", "3.1", "−2"]


def page(found: list[Chart]) -> str:
    """Return charts as the page has them."""
    loader = FileSystemLoader(TEMPLATES)
    macros: Any = Environment(loader=loader, autoescape=True).get_template("charts.html.j2").module
    return "".join(str(macros.chart(one, elements(one.shapes), WIDTH)) for one in found)


def everything(label: str = "An agency") -> list[Chart]:
    """Return one chart of each sort."""
    return made(
        outlook=[outlook("one", 3, agency=label)],
        salary=[salary("one", *[1] * 6, place=label)],
        education=[degree("one", 6, "preferred", label)],
    )


def test_labels_from_data_never_become_markup() -> None:
    text = page(everything(HOSTILE))
    assert "<script" not in text
    assert 'onload="' not in text
    assert " style=" not in text


def test_the_style_sheet_has_every_colour_and_every_class_that_is_used() -> None:
    style = (TEMPLATES / "charts.css").read_text(encoding="utf-8")
    for name in LIGHT:
        assert f".f-{name} {{ fill: var(--{name}); }}" in style
        assert f".s-{name} {{ stroke: var(--{name}); }}" in style
    used = set(
        re.findall(r"\b([fs]-[a-z-]+)", " ".join(re.findall('class="([^"]+)"', page(everything()))))
    )
    assert used
    assert all(f".{name} " in style for name in used)


def test_the_facts_stand_in_a_table_and_the_drawing_is_hidden() -> None:
    text = page(everything())
    assert text.count('aria-hidden="true"') == text.count("<svg") == text.count("<table") == 3
    assert text.count("<caption>") == 3


def test_elements_keep_what_a_shape_says() -> None:
    (mark,) = elements([Mark("skill", 1, 2, 7)])
    assert mark["attributes"]["transform"] == "translate(1 2) scale(0.5)"
    (group,) = elements([Group("words", (Text(0, 10, "x", 10, True),))])
    assert group["parts"][0]["attributes"]["y"] == "13.5"
    assert group["parts"][0]["text"] == "x"
