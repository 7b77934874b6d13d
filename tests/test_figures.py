"""Amounts, percentages, periods, agencies and dates in running text; which pay is shown."""

import time
from collections.abc import Sequence
from decimal import Decimal

import pyoxigraph as ox
import pytest

from rolegraph import figures, resources, statements
from rolegraph.dataset import Dataset
from rolegraph.facts import Concept, Fact, Literal
from rolegraph.namespaces import DC, KINDS, RG, SCHEMA, XSD, mint
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


ROLE = mint("role", "cooper")
TABLE, ARTICLE = mint("source", "table"), mint("source", "article")
LEVELS = ("", "entry", "mid", "senior", "executive")


def pay(slug: str, year: int, level: str = "", place: str = "", sample: int | None = 9) -> Concept:
    extra: list[tuple[str, str | Literal]] = [
        (SCHEMA.salaryCurrency, Literal("USD")),
        (RG.salaryMedian, Literal("100", XSD.decimal)),
        (RG.periodStart, Literal(str(year), XSD.gYear)),
    ]
    extra += [(RG.seniority, Literal(level))] if level else []
    extra += [(DC.coverage, Literal(place))] if place else []
    extra += [] if sample is None else [(RG.sampleSize, Literal(str(sample), XSD.integer))]
    classes = KINDS["salary"].classes
    return Concept(mint("salary", slug), "salary", classes, slug, extra=tuple(extra))


def shown(said: Sequence[tuple[str, Concept]]) -> list[str]:
    """Return what is left of salaries that sources give for one role."""
    role = Concept(ROLE, "role", KINDS["role"].classes, "Cooper")
    lines = list(statements.concept_quads([role]))
    facts = []
    for source, concept in said:
        lines += statements.minted_quads([concept], source)
        facts.append(Fact(source, ROLE, RG.hasSalary, concept.iri, "mentioned"))
    lines += statements.fact_quads(facts)
    store = ox.Store()
    store.bulk_load("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    triples = [(ROLE, source, concept.iri) for source, concept in said]
    surplus = figures.surplus_pay(Dataset("salaries", store), triples)
    assert surplus <= set(triples)
    return [triple[2].rpartition("/")[2] for triple in triples if triple not in surplus]


def table(years: Sequence[int] = (2022, 2023, 2024)) -> list[tuple[str, Concept]]:
    """Return what a table says by year, level and country, and over all of these."""
    return [
        (TABLE, pay(f"{level or 'all'}-{place or 'all'}-{year}".lower(), year, level, place))
        for year in years
        for level in LEVELS
        for place in ("", "US", "GB")
    ]


def test_of_a_table_the_latest_summaries_are_shown() -> None:
    assert shown(table()) == [f"{level or 'all'}-all-2024" for level in LEVELS]


def test_what_an_article_says_stays_whatever_a_table_adds() -> None:
    said = [(ARTICLE, pay(f"said-{n}", 2020, sample=None)) for n in range(8)]
    found = shown([*said, *table()])
    assert found[:8] == [f"said-{n}" for n in range(8)]
    assert len(found) == 8 + len(LEVELS)


def test_few_figures_of_a_table_all_stay() -> None:
    few = table((2024,))[: figures.MOST_PAY]
    assert len(shown(few)) == figures.MOST_PAY
    assert len(shown(table((2024,))[: figures.MOST_PAY + 1])) < figures.MOST_PAY


def test_without_summaries_the_largest_groups_of_the_latest_year_stay() -> None:
    said = [(TABLE, pay(f"p-{n}", 2023 + n % 2, "mid", f"P{n}", sample=n + 1)) for n in range(20)]
    assert shown(said) == [f"p-{n}" for n in (9, 11, 13, 15, 17, 19)]


def test_each_table_has_a_choice_of_its_own() -> None:
    other = [
        (mint("source", "other"), concept._replace(iri=f"{concept.iri}-other"))
        for _, concept in table((2021,))
    ]
    found = shown([*table(), *other])
    assert len(found) == 2 * len(LEVELS)
    assert sum(slug.endswith("-2021-other") for slug in found) == len(LEVELS)
