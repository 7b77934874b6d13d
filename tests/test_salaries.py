"""Yearly pay that a passage states, and the amounts that are no such pay."""

import pytest

from rolegraph import resources
from rolegraph.facts import Literal
from rolegraph.namespaces import DC, RG, SCHEMA, XSD, mint, slug_of
from rolegraph.reading.claimants import Claimants
from rolegraph.reading.figures import Agencies
from rolegraph.reading.passage import RoleName
from rolegraph.reading.salaries import Salary, Skipped, find

AGENCIES = Agencies.load(resources.folder("data"))
DE, MLE = mint("role", "data-engineer"), mint("role", "machine-learning-engineer")


def read(text: str, about_pay: bool = False, skipped: list[Skipped] | None = None) -> list[Salary]:
    claimants = Claimants(
        [RoleName(DE, "Data Engineer"), RoleName(MLE, "Machine Learning Engineer")],
        {MLE: ("ML Engineer",)},
    )
    return find(text, claimants, (DE,), AGENCIES, about_pay=about_pay, skipped=skipped)


@pytest.mark.parametrize(
    ("text", "things"),
    [
        (
            "The average salary of a data engineer in the United States is $120,000 (Glassdoor).",
            ["data-engineer-average-usd-120000-glassdoor-united-states"],
        ),
        (
            "Data engineers make $101,000 a year while ML engineers earn $107,096 annually.",
            ["data-engineer-average-usd-101000", "machine-learning-engineer-average-usd-107096"],
        ),
        (
            "Pay is $120,000 for data engineers and $130,000 for ML engineers.",
            ["data-engineer-average-usd-120000", "machine-learning-engineer-average-usd-130000"],
        ),
        (
            "Entry-level people earn between $95K and $140K, and senior ones up to $200k.",
            ["data-engineer-entry-range-usd-95000-140000", "data-engineer-senior-up-to-usd-200000"],
        ),
        ("They earn a median of £75,000 in London.", ["data-engineer-median-gbp-75000-london"]),
        ("They earn about €55.000 a year.", ["data-engineer-average-eur-55000"]),
        (
            "Both roles pay C$110,000 to C$140,000.",
            [
                "data-engineer-range-cad-110000-140000",
                "machine-learning-engineer-range-cad-110000-140000",
            ],
        ),
        (
            "The median wage was $112,590 in May 2023 (BLS).",
            ["data-engineer-median-usd-112590-bls-2023"],
        ),
    ],
)
def test_pay(text: str, things: list[str]) -> None:
    assert [slug_of(salary.concept.iri) for salary in read(text)] == things


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("They earn $8,000 per month.", "not for a year but for one month"),
        ("They earn $60 an hour.", "not for a year but for one hour"),
        ("They earn $500.", "no plausible pay for a year"),
        ("They earn $20 million.", "no plausible pay for a year"),
        ("They earn $5,000 more than others.", "a difference or an extra"),
        ("Lawyers earn $150,000.", "pay of somebody else"),
        ("A course costs $15,000.", "about costs"),
        ("The laptop was $3,000.", "no word for pay"),
        ("They earn 120k per year.", "no currency"),
    ],
)
def test_what_is_no_pay_says_why(text: str, reason: str) -> None:
    skipped: list[Skipped] = []
    assert read(text, skipped=skipped) == []
    assert [each.reason for each in skipped] == [reason]


def test_below_a_heading_on_pay_an_amount_is_enough() -> None:
    assert read("ML Engineer: $112,000 - $157,000") == []
    (salary,) = read("ML Engineer: $112,000 - $157,000", about_pay=True)
    assert salary.role == MLE
    assert salary.concept.label == "112,000–157,000 USD"


@pytest.mark.parametrize(
    ("column", "cell", "thing"),
    [
        ("Entry", "$72,000", "entry-average-usd-72000"),
        ("Median", "$98,580", "median-usd-98580"),
        ("Top tenth", "$141,000", "up-to-usd-141000"),
        ("Bottom 10%", "$41,000", "from-usd-41000"),
        ("Range (US)", "$136k – $210k", "range-usd-136000-210000-united-states"),
        ("Senior", "€80,000+", "senior-from-eur-80000"),
    ],
)
def test_a_cell_is_pay_by_what_heads_its_column(column: str, cell: str, thing: str) -> None:
    claimants = Claimants([RoleName(DE, "Data Engineer")])
    (salary,) = find(cell, claimants, (DE,), AGENCIES, column=column)
    assert slug_of(salary.concept.iri) == f"data-engineer-{thing}"
    assert find(cell, claimants, (DE,), AGENCIES, column="Budget") == []


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Data engineers start near $90k before the bonus.", ["from-usd-90000"]),
        ("Data engineers average $81k.", ["average-usd-81000"]),
        (
            "The lowest 10 percent earned less than $60,000, the highest 10 percent $150,000.",
            ["from-usd-60000", "up-to-usd-150000"],
        ),
        (
            "They earn 28,000 euros, and in the capital some 46,000.",
            ["average-eur-28000", "average-eur-46000"],
        ),
    ],
)
def test_pay_in_other_words(text: str, things: list[str]) -> None:
    assert [slug_of(s.concept.iri) for s in read(text)] == [f"data-engineer-{t}" for t in things]


def test_a_salary_is_described_in_full() -> None:
    text = "In Spain, a senior data engineer earns €60k on average, according to PayScale in 2024."
    (salary,) = read(text)
    assert salary.concept.kind == "salary"
    assert salary.concept.label == "senior average 60,000 EUR, Spain, 2024 (PayScale)"
    assert {p: o.value for p, o in salary.concept.extra if isinstance(o, Literal)} == {
        RG.provisional: "true",
        SCHEMA.salaryCurrency: "EUR",
        RG.salaryMean: "60000",
        RG.seniority: "senior",
        RG.agency: "PayScale",
        DC.coverage: "Spain",
        RG.periodStart: "2024",
    }
    typed = {
        p: o.datatype for p, o in salary.concept.extra if isinstance(o, Literal) and o.datatype
    }
    assert typed[RG.salaryMean] == XSD.decimal
    assert typed[RG.periodStart] == XSD.gYear
    assert RG.agency not in typed
    assert text[salary.start : salary.end].endswith("€60k")
