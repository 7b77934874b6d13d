"""Amounts, percentages, periods, agencies and dates in running text."""

import time
from decimal import Decimal

import pytest

from rolegraph import resources
from rolegraph.reading.document import Block, Text
from rolegraph.reading.figures import (
    Agencies,
    amounts,
    date_of,
    decimal,
    nearest,
)
from rolegraph.reading.rates import percentages, periods


@pytest.fixture(scope="module")
def agencies() -> Agencies:
    return Agencies.load(resources.folder("data"))


@pytest.mark.parametrize(
    ("text", "low", "high", "currency", "unit"),
    [
        ("$120,000", "120000", None, "USD", ""),
        ("US$ 120k a year", "120000", None, "USD", "year"),
        ("USD 100K - 130K", "100000", "130000", "USD", ""),
        ("USD 100K - 130KSenior Analyst", "100000", "130000", "USD", ""),
        ("between $95K and $140K", "95000", "140000", "USD", ""),
        ("€70k–€90k", "70000", "90000", "EUR", ""),
        ("$90-120k", "90000", "120000", "USD", ""),
        ("€55.000 per annum", "55000", None, "EUR", "year"),
        ("55 000 € im Jahr", "55000", None, "EUR", ""),
        ("£45,500.50 annually", "45500.5", None, "GBP", "year"),
        ("C$110,000 to C$140,000", "110000", "140000", "CAD", ""),
        ("A$130,000", "130000", None, "AUD", ""),
        ("CHF 95'000", "95000", None, "CHF", ""),
        ("₹12,00,000 a year", "1200000", None, "INR", "year"),
        ("₹10 lakh", "1000000", None, "INR", ""),
        ("12 LPA", "1200000", None, "INR", "year"),
        ("90,000 to 130,000 USD", "90000", "130000", "USD", ""),
        ("$45 per hour", "45", None, "USD", "hour"),
        ("a monthly salary of €5,000", "5000", None, "EUR", "month"),
        ("$407 billion", "407000000000", None, "USD", ""),
    ],
)
def test_an_amount_of_money(
    text: str, low: str, high: str | None, currency: str, unit: str
) -> None:
    (money,) = amounts(text)
    assert decimal(money.low) == low
    assert (None if money.high is None else decimal(money.high)) == high
    assert (money.currency, money.unit) == (currency, unit)


def test_and_joins_a_range_only_after_between() -> None:
    assert [money.high for money in amounts("$90,000 and $120,000")] == [None, None]


@pytest.mark.parametrize("text", ["in 2024", "over 20 tools", "top 10", "v1.2.3", "20%"])
def test_a_bare_number_is_no_money(text: str) -> None:
    assert amounts(text) == []


def test_percentages() -> None:
    assert [p.value for p in percentages("36 percent, 31.4% and 8 per cent")] == [
        Decimal("36"),
        Decimal("31.4"),
        Decimal("8"),
    ]
    assert percentages("5–10%, $20%") == []


@pytest.mark.parametrize(
    ("text", "first", "last", "decade"),
    [
        ("from 2023 to 2033", "2023", "2033", False),
        ("between 2020 and 2030", "2020", "2030", False),
        ("2020–30", "2020", "2030", False),
        ("2022 through 2032", "2022", "2032", False),
        ("by 2030", "", "2030", False),
        ("over the next decade", "", "", True),
        ("in the next 10 years", "", "", True),
    ],
)
def test_a_period(text: str, first: str, last: str, decade: bool) -> None:
    (period,) = periods(text)
    assert period[2:] == (first, last, decade)


def test_a_period_ends_after_its_start() -> None:
    assert periods("from 2030 to 2020") == []


def test_agencies(agencies: Agencies) -> None:
    text = "According to the Bureau of Labor Statistics, and per Glimmer Research, all is well."
    assert [(a.name, a.short) for a in agencies.find(text)] == [
        ("U.S. Bureau of Labor Statistics", "BLS"),
        ("Glimmer Research", "Glimmer Research"),
    ]
    assert agencies.find("Teams indeed dice vegetables.") == []


def test_the_agency_in_parentheses_behind_a_figure_is_nearest(agencies: Agencies) -> None:
    text = "BLS has one view; pay is $90,000 (Glassdoor)."
    found = nearest(agencies.find(text), text.index(" (Glassdoor"))
    assert found is not None
    assert found.short == "Glassdoor"


def blocks(*lines: str) -> tuple[Block, ...]:
    return tuple(Block("text", Text(line)) for line in lines)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Oct. 30, 2024", "2024-10-30"),
        ("4 min read · Oct. 30, 2024", "2024-10-30"),
        ("Updated March 3, 2025", "2025-03-03"),
        ("Published on 2024-05-06", "2024-05-06"),
        ("3 March 2025", "2025-03-03"),
        ("By Ada Example | 3rd of March, 2025 | 7 min read", "2025-03-03"),
        ("30/10/2024", "2024-10-30"),
        ("10/30/2024", "2024-10-30"),
        ("04/05/2024", ""),
        ("May 4, 1066", ""),
        ("February 30, 2024", ""),
        ("The firm was founded on March 3, 2015 by two engineers.", ""),
        ("© May 4, 2024", ""),
    ],
)
def test_a_date_of_publication(line: str, date: str) -> None:
    assert date_of(blocks("Data Engineer vs. Analyst", line)) == date


def test_published_goes_before_updated() -> None:
    assert date_of(blocks("Updated May 4, 2025", "Published May 1, 2024")) == "2024-05-01"
    line = "Updated May 4, 2025 · Published May 1, 2024"
    assert date_of(blocks(line)) == "2024-05-01"


def test_a_date_far_below_the_title_is_none() -> None:
    assert date_of(blocks(*["A line"] * 12, "May 4, 2024")) == ""


@pytest.mark.parametrize("unit", ["1", "1,", "1 000 ", "$1k ", "from 2020 to ", "5% ", "A "])
def test_figures_are_read_in_linear_time(unit: str, agencies: Agencies) -> None:
    text = unit * (200_000 // len(unit))
    start = time.perf_counter()
    for read in (amounts, percentages, periods, agencies.find):
        read(text)
    assert time.perf_counter() - start < 10
