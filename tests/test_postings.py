"""Advertisements are found with their span, taken out of the article, and described."""

import csv
import time
from pathlib import Path

import pytest

from rolegraph import resources
from rolegraph.facts import Literal
from rolegraph.namespaces import RG, SCHEMA, mint, slug_of
from rolegraph.reading.adverts import Posting
from rolegraph.reading.document import Block, Text
from rolegraph.reading.postings import KnownPostings, split
from rolegraph.sources.tables import read_vocabulary


def blocks(text: str) -> tuple[Block, ...]:
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Block("text", Text(line, at)))
        at += len(line) + 1
    return tuple(found)


def read(text: str) -> tuple[list[str], list[Posting]]:
    left, found = split(blocks(text))
    return [block.text.text for block in left], found


STACKED = """Data roles differ.
Featured Job 👀
Night Analyst
@ Initech | Remote (United States)
Full Time Mid-level / Intermediate USD 90K - 110KSenior Night Analyst
@ Initech | Austin, TX
Full Time Senior-level / Expert USD 120K - 150K
Related articles"""


def test_advertisements_of_three_lines() -> None:
    left, (first, second) = read(STACKED)
    assert left == ["Data roles differ.", "Related articles"]
    assert first[:9] == (
        "Night Analyst", "Initech", "United States", True, ("FULL_TIME",), "mid",
        "USD", "90000", "110000",
    )  # fmt: skip
    assert second[:4] == ("Senior Night Analyst", "Initech", "Austin, TX", False)
    assert second.seniority == "senior"
    start = STACKED.index("Night Analyst")
    assert (first.start, first.end) == (start, STACKED.index("Senior Night"))
    assert (second.start, second.end) == (first.end, STACKED.index("\nRelated"))


def test_lines_of_one_block_are_read_alike() -> None:
    left, found = split((Block("text", Text(STACKED, 0)),))
    assert [posting.title for posting in found] == ["Night Analyst", "Senior Night Analyst"]
    assert [block.text.text for block in left] == ["Data roles differ.", "Related articles"]


@pytest.mark.parametrize(
    ("line", "title", "employer", "location", "maximum"),
    [
        ("Data Scientist at Acme — Berlin, Germany — Full-time — €70k–€90k",
         "Data Scientist", "Acme", "Berlin, Germany", "90000"),
        ("Data Engineer | Contoso | Toronto, Canada | C$120,000 - C$150,000",
         "Data Engineer", "Contoso", "Toronto, Canada", "150000"),
        ("Now hiring: Data Analyst, Contoso (Remote), $80,000–$95,000",
         "Data Analyst", "Contoso", "", "95000"),
        ("ML Engineer - Initech - Remote - Full-time", "ML Engineer", "Initech", "", ""),
    ],
)  # fmt: skip
def test_an_advertisement_on_one_line(
    line: str, title: str, employer: str, location: str, maximum: str
) -> None:
    left, (posting,) = read(f"Before.\n{line}\nAfter.")
    assert left == ["Before.", "After."]
    assert (posting.title, posting.employer) == (title, employer)
    assert (posting.location, posting.maximum) == (location, maximum)


def test_below_a_label_a_title_and_an_employer_are_enough() -> None:
    lines = "ML Engineer at Initech, Austin, TX\nData Engineer – Acme (Remote)"
    assert read(lines)[1] == []
    left, found = read(f"Job openings\n{lines}\nBoth roles matter.")
    assert [(p.employer, p.location) for p in found] == [("Initech", "Austin, TX"), ("Acme", "")]
    assert left == ["Both roles matter."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vacancies\nNight Analyst II, Payments / Initech / Porto, Portugal / permanent / €40,000",
         ["Night Analyst II, Payments @ Initech @ Porto, Portugal @ 40000"]),
        ("Night Analyst – Initech – Porto – €40,000 to €50,000 a year",
         ["Night Analyst @ Initech @ Porto @ 50000"]),
        ("Night Analyst, Initech (Porto), €40,000–€50,000",
         ["Night Analyst @ Initech @ Porto @ 50000"]),
        ("Night Analyst at Initech (Porto, Portugal), €40,000–€50,000",
         ["Night Analyst @ Initech @ Porto, Portugal @ 50000"]),
        ("Vacancies\nNight Analyst (m/f/d), Initech, Porto. Salary: €40,000. Posted 3 May 2024.",
         ["Night Analyst @ Initech @ Porto @ 40000"]),
        ("Night Analyst\nCompany: Initech\nLocation: Remote\nType: Contract\nSalary: €40,000",
         ["Night Analyst @ Initech @  @ 40000"]),
        ("Night Analyst\nInitech\nPorto, Portugal\n€40,000 - €50,000",
         ["Night Analyst @ Initech @ Porto, Portugal @ 50000"]),
        ("Night Analyst\nInitech · Porto, Portugal · Hybrid\nFull-time, €40k",
         ["Night Analyst @ Initech @ Porto, Portugal @ 40000"]),
        ("Vacancies\nNight Analyst\nPorto, Portugal · Full-time · €40k\nApply now",
         ["Night Analyst @  @ Porto, Portugal @ 40000"]),
        ("Hiring now: Night Analyst at Initech, Porto (full-time, €40k); Data Scientist at Acme",
         ["Night Analyst @ Initech @ Porto @ 40000", "Data Scientist @ Acme @  @ "]),
        ("Initech is looking for a Night Analyst (Remote, $80,000 - $90,000).",
         ["Night Analyst @ Initech @  @ 90000"]),
        ("The port of Oakmere, Porto, is hiring a Night Analyst for €40,000 a year.",
         ["Night Analyst @ port of Oakmere @ Porto @ 40000"]),
    ],
)  # fmt: skip
def test_other_forms_of_advertisements(text: str, expected: list[str]) -> None:
    left, found = read(f"Before it.\n{text}\nAfter it.")
    each = [f"{p.title} @ {p.employer} @ {p.location} @ {p.maximum}" for p in found]
    assert each == expected
    assert left == ["Before it.", "After it."]


def test_a_sentence_that_advertises_is_taken_out_of_its_paragraph() -> None:
    before, after = "Both jobs are fun.", "Write to them."
    text = f"{before} Initech wants a Night Analyst (Porto, €40,000). {after}"
    left, (posting,) = read(text)
    assert left == [before, after]
    assert text[posting.start : posting.end].startswith("Initech wants")


def row(cells: list[str], level: int) -> Block:
    return Block("row", Text(" | ".join(cells), 0), level, True, tuple(Text(c, 0) for c in cells))


def test_a_table_of_posts_is_a_board() -> None:
    header = row(["Position", "Company", "Where", "Pay"], 0)
    other = row(["Role", "Employers", "Pay"], 0)
    left, found = split(
        [
            header,
            row(["Night Analyst", "Initech", "Porto", "€40k"], 1),
            other,
            row(["Night Analyst", "banks", "€50k"], 1),
        ]
    )
    assert [(p.title, p.employer, p.location, p.maximum) for p in found] == [
        ("Night Analyst", "Initech", "Porto", "40000")
    ]
    assert [block.cells[1].text for block in left] == ["Employers", "banks"]


@pytest.mark.parametrize(
    "text",
    [
        "Data Analyst (US), New York, $65,000",
        "Data Analyst, New York, $65,000",
        "Data Analyst at a bank in Porto, $65,000",
        "Companies are looking for a Data Engineer with a salary of $90,000.",
        "Most firms need a Data Engineer who costs $90,000.",
        "Initech is looking for a Data Engineer who likes trains.",
        "Data Analyst\nSalary: $65,000\nLevel: junior",
        "Data Engineer | $90,000 | $120,000",
        "Data Engineer | Python, SQL | $120,000",
        "Data engineers at Google — the hardest job — need patience.",
        "Data Engineer: full-time work from $90,000",
        "Data Engineer\nFull-time engineers build pipelines.",
        "Ada Example, Data Engineer\n@ acme",
        "Career opportunities\nData engineers work at banks.",
    ],
)
def test_ordinary_text_is_no_advertisement(text: str) -> None:
    assert read(text) == (text.split("\n"), [])


def test_pay_for_an_hour_is_left_out() -> None:
    _, (posting,) = read("Night Analyst\n@ Initech | Austin, TX\nPart Time USD 40 per hour")
    assert (posting.employment, posting.currency, posting.minimum) == (("PART_TIME",), "", "")


def test_a_posting_that_nobody_knows_is_minted() -> None:
    _, (first, second) = read(STACKED)
    described = KnownPostings().describe(first)
    employer, posting = described.concepts
    assert employer.iri == described.employer == mint("employer", "initech")
    assert slug_of(posting.iri).startswith("night-analyst-initech-")
    assert len(slug_of(posting.iri)) == len("night-analyst-initech-") + 6
    assert dict(posting.extra)[SCHEMA.hiringOrganization] == employer.iri
    values = {p: o.value for p, o in posting.extra if isinstance(o, Literal)}
    assert values[RG.remote] == "true"
    assert values[SCHEMA.title] == "Night Analyst"
    assert values[RG.salaryMinimum] == "90000"
    assert KnownPostings().describe(second).posting != described.posting


def test_the_articles_advertisements(seeds: Path) -> None:
    folder = Path(resources.folder("data"))
    known = KnownPostings(read_vocabulary(str(folder)).concepts)
    total = 0
    with open(folder / "sources.tsv", encoding="utf-8") as file:
        sources = list(csv.DictReader(file, delimiter="\t"))
    for source in sources:
        path = seeds / source["file"]
        text = path.read_bytes().decode("utf-8")
        with open(folder / "articles" / f"{source['slug']}.tsv", encoding="utf-8") as file:
            gold = {
                (row["thing"], int(row["start"]), int(row["end"]))
                for row in csv.DictReader(file, delimiter="\t")
                if row["kind"] == "posting"
            }
        _, found = split(blocks(text))
        described = [(known.describe(posting), posting) for posting in found]
        assert not [concept for each, _ in described for concept in each.concepts]
        assert {(slug_of(d.posting), p.start, p.end) for d, p in described} == gold
        total += len(gold)
    assert total == 20


@pytest.mark.parametrize(
    "unit", ["@ a | ", "Full Time ", "a\n@ b | c\nFull Time\n", "\n", "— ", "Acme Co of ", "A, "]
)
def test_advertisements_are_read_in_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    start = time.perf_counter()
    split((Block("text", Text(text, 0)),))
    assert time.perf_counter() - start < 10
