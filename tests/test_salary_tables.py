"""A salary table becomes one statistic for each group of rows, computed and not copied."""

import csv
import os
import statistics
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.dataset import vocabulary
from rolegraph.errors import DataError
from rolegraph.facts import Concept, Fact, Literal
from rolegraph.namespaces import DC, KINDS, RG, SCHEMA, mint
from rolegraph.register import exactly
from rolegraph.sources import salaries
from rolegraph.sources.taxonomy import Names, Record

HERE = Path(__file__).parent / "releases" / "salaries"
ROOT = Path(__file__).parents[1]
REAL = Path(os.environ.get("ROLEGRAPH_RELEASES") or ROOT.parent / "shared" / "data")
TABLE = REAL / "salaries" / "salaries.csv"
HEADER = (
    "work_year,experience_level,employment_type,job_title,salary,salary_currency,salary_in_usd,"
    "employee_residence,remote_ratio,company_location,company_size\n"
)
ROW = "2024,SE,FT,Data Engineer,1,USD,100000,US,0,US,M\n"
TITLES = {
    "data engineer": "data-engineer",
    "machine learning engineer": "machine-learning-engineer",
    "ml engineer": "machine-learning-engineer",
}


def names(kind: str, name: str) -> str | None:
    """Return the three titles that the tests know."""
    slug = TITLES.get(name.casefold()) if kind == "role" else None
    return slug and mint("role", slug)


class Read(NamedTuple):
    """What a table became."""

    roles: dict[str, Concept]
    statistics: dict[str, Concept]
    facts: list[Fact]
    counts: dict[str, int]

    def value(self, slug: str, property: str) -> str | None:
        """Return one value of a statistic."""
        found = [value for name, value in self.statistics[slug].extra if name == property]
        assert len(found) <= 1
        if not found:
            return None
        assert isinstance(found[0], Literal)
        return found[0].value


def read(*paths: Path, known: Names = names, name: str | None = None) -> Read:
    with salaries.read([str(path) for path in paths], names=known, name=name) as reading:
        records: Iterable[Record] = list(reading.records)
        assert reading.done() == reading.total
        counts = dict(reading.counts)
    concepts = [one for one in records if isinstance(one, Concept)]
    prefix = mint("salary", "x")[:-1]
    return Read(
        {one.iri: one for one in concepts if one.kind == "role"},
        {one.iri.removeprefix(prefix): one for one in concepts if one.kind == "salary"},
        [one for one in records if isinstance(one, Fact)],
        counts,
    )


def table(path: Path, rows: str, header: str = HEADER) -> Path:
    file = path / "salaries.csv"
    file.write_text(header + rows, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def small() -> Read:
    return read(HERE / "salaries.csv")


def test_quartiles_are_computed_from_the_rows_of_a_group(small: Read) -> None:
    slug = "data-engineer-senior-us-2024"
    # Of 100,000 110,000 130,000 200,001: a quarter of the way is three quarters between two.
    expected = {
        RG.sampleSize: "4",
        RG.salaryLowerQuartile: "107500",
        RG.salaryMedian: "120000",
        RG.salaryUpperQuartile: "147500.25",
        SCHEMA.salaryCurrency: "USD",
        RG.periodStart: "2024",
        RG.seniority: "senior",
        DC.coverage: "US",
    }
    assert {key: small.value(slug, key) for key in expected} == expected
    assert small.statistics[slug].label == "Data Engineer, senior, US, 2024"
    assert small.statistics[slug].classes == KINDS["salary"].classes


def test_roll_ups_are_over_all_countries_and_over_all_levels(small: Read) -> None:
    of_level, of_year = "data-engineer-senior-all-2024", "data-engineer-all-all-2024"
    assert small.value(of_level, RG.sampleSize) == "5"
    assert small.value(of_level, RG.salaryMedian) == "110000"
    assert small.value(of_level, RG.seniority) == "senior"
    assert small.value(of_year, RG.sampleSize) == "6"
    assert small.value(of_year, RG.salaryMedian) == "105000"
    assert small.value(of_year, RG.seniority) is None
    for slug in (of_level, of_year):
        assert small.value(slug, DC.coverage) is None
    assert small.statistics[of_year].label == "Data Engineer, all levels, all countries, 2024"


def test_only_full_time_rows_count_and_the_others_are_told(small: Read) -> None:
    assert small.counts["rows"] == 11
    assert small.counts["full-time rows"] == 10
    assert small.counts["rows left out: not full-time"] == 1
    # The contractor's 40,000 would have moved it.
    assert small.value("data-engineer-senior-us-2024", RG.salaryLowerQuartile) == "107500"


def test_a_title_is_a_known_role_by_any_name_or_a_provisional_one(small: Read) -> None:
    # Two titles of one role are one group, called by the title that its IRI is made of.
    slug = "machine-learning-engineer-mid-us-2024"
    assert small.value(slug, RG.salaryMedian) == "130000"
    assert small.statistics[slug].label.startswith("Machine Learning Engineer, ")
    (role,) = small.roles.values()
    assert role.iri == mint("role", "head-of-data-global")
    assert role.label == 'Head of "Data", Global'
    assert role.definition == "Job title in a salary table."
    assert RG.provisional in dict(role.extra)


def test_each_statistic_is_said_of_its_role_with_the_first_row(small: Read) -> None:
    assert len(small.facts) == len(small.statistics) == small.counts["salary statistics"]
    lines = {fact.object.rpartition("/")[2]: fact.line for fact in small.facts}
    assert lines["data-engineer-senior-us-2024"] == 2
    assert lines["data-engineer-senior-de-2024"] == 6
    assert lines["machine-learning-engineer-all-all-2024"] == 11
    assert {fact.property for fact in small.facts} == {RG.hasSalary}
    assert {fact.modality for fact in small.facts} == {"mentioned"}
    assert {fact.section for fact in small.facts} == {"full-time"}


def test_zip_folder_and_file_give_the_same(small: Read, tmp_path: Path) -> None:
    packed = tmp_path / "salaries.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(HERE / "salaries.csv", "data/salaries.csv")
    assert read(packed) == read(HERE) == small


def test_a_table_under_another_name_has_statistics_of_its_own(small: Read) -> None:
    other = read(HERE / "salaries.csv", name="newer")
    assert not set(other.statistics) & set(small.statistics)
    assert {fact.source for fact in other.facts} == {mint("source", "newer")}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("24,SE,FT,Data Engineer,1,USD,1,US,0,US,M\n", "work_year is '24': a year"),
        ("2024,XX,FT,Data Engineer,1,USD,1,US,0,US,M\n", "experience_level is 'XX': one of EN"),
        ("2024,SE,??,Data Engineer,1,USD,1,US,0,US,M\n", "employment_type is '??'"),
        ("2024,SE,FT, ,1,USD,1,US,0,US,M\n", "job_title is empty"),
        (
            "2024,SE,FT,Data Engineer,1,USD,-5,US,0,US,M\n",
            "salary_in_usd is '-5': whole",
        ),
        ("2024,SE,FT,Data Engineer,1,USD,0,US,0,US,M\n", "salary_in_usd is '0'"),
        ("2024,SE,FT,Data Engineer,1,USD,1e5,US,0,US,M\n", "salary_in_usd is '1e5'"),
        ("2024,SE,FT,Data Engineer,1,USD,10000001,US,0,US,M\n", "from 1 to 10,000,000"),
        ("2024,SE,FT,Data Engineer,1,USD,٣٠٠,US,0,US,M\n", "salary_in_usd is"),
        ("2024,SE,FT,Data Engineer,1,USD,1,US,0,usa,M\n", "company_location is 'usa'"),
        ("2024,SE,PT,Data Engineer,1,USD,x,US,0,US,M\n", "salary_in_usd is 'x'"),
        ("2024,SE,FT,Data Engineer,1,USD,1,US,0,US\n", "10 cells"),
        ("2024,SE,FT,Data Engineer,1,USD,1,US,0,US,M,M\n", "12 cells"),
        ('2024,SE,FT,"Data Engineer,1,USD,1,US,0,US,M\n', "cannot be read as a table"),
    ],
)
def test_a_row_that_does_not_parse_is_named(row: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"salaries\.csv:3: ") as caught:
        read(table(tmp_path, ROW + row))
    assert words in str(caught.value)


def test_a_missing_column_and_an_empty_table_are_errors(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="missing column salary_in_usd"):
        read(table(tmp_path, "", HEADER.replace("salary_in_usd", "usd")))
    with pytest.raises(DataError, match="has no rows"):
        read(table(tmp_path, ""))
    (tmp_path / "salaries.csv").unlink()
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(DataError, match=r"salaries\.csv not found"):
        read(tmp_path)


def test_two_titles_that_would_share_an_iri_are_an_error(tmp_path: Path) -> None:
    same = ROW.replace("Data Engineer", "AI-Engineer") + ROW.replace("Data Engineer", "ai engineer")
    assert read(table(tmp_path, same)).counts["roles"] == 1
    other = same + ROW.replace("Data Engineer", "AI. Engineer")
    with pytest.raises(DataError, match=r"salaries\.csv:4: the titles 'AI-Engineer'"):
        read(table(tmp_path, other))


@given(st.lists(st.integers(1, 10**7), min_size=2, max_size=60))
def test_quartiles_are_those_of_the_standard_library(values: list[int]) -> None:
    found = salaries.quartiles(values)
    expected = statistics.quantiles([Decimal(value) for value in values], n=4, method="inclusive")
    assert list(found) == expected
    assert min(values) <= found.lower <= found.median <= found.upper <= max(values)


@given(st.integers(1, 10**7))
def test_a_group_of_one_has_one_figure(value: int) -> None:
    assert set(salaries.quartiles([value])) == {value}


@pytest.fixture(scope="module")
def real() -> Read:
    if not TABLE.exists():
        pytest.skip("the salary table is not here: set ROLEGRAPH_RELEASES to the releases' folder")
    return read(TABLE, known=exactly(vocabulary()))


def test_every_row_of_the_real_table_is_in_one_of_the_finest_groups(real: Read) -> None:
    finest = [slug for slug in real.statistics if real.value(slug, DC.coverage)]
    counted = sum(int(real.value(slug, RG.sampleSize) or 0) for slug in finest)
    assert real.counts["rows"] == 69_542
    assert counted == real.counts["full-time rows"] == 69_229
    assert counted + real.counts["rows left out: not full-time"] == 69_542
    by_year = [slug for slug in real.statistics if "-all-all-" in slug]
    assert sum(int(real.value(slug, RG.sampleSize) or 0) for slug in by_year) == counted


@pytest.mark.parametrize(
    ("title", "level", "country", "year", "slug"),
    [
        ("Data Engineer", "SE", "US", "2024", "data-engineer-senior-us-2024"),
        ("Research Scientist", "MI", "GB", "2024", "research-scientist-mid-gb-2024"),
        ("Data Analyst", "EN", "US", "2023", "data-analyst-entry-us-2023"),
    ],
)
def test_medians_of_the_real_table_by_counting(
    real: Read, title: str, level: str, country: str, year: str, slug: str
) -> None:
    values: dict[tuple[str, ...], list[int]] = defaultdict(list)
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["employment_type"] == "FT":
                key = row["job_title"], row["experience_level"], row["company_location"]
                values[*key, row["work_year"]].append(int(row["salary_in_usd"]))
    group = values[title, level, country, year]
    median = Decimal(real.value(slug, RG.salaryMedian) or 0)
    assert int(real.value(slug, RG.sampleSize) or 0) == len(group) > 4
    # As many rows are above as below: what a median is, without any formula.
    assert sum(one < median for one in group) <= len(group) / 2
    assert sum(one > median for one in group) <= len(group) / 2
    assert median == statistics.median(group)
