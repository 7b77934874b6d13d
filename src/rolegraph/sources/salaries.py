"""Read the salary table of aijobs.net: yearly pay per role, level, year and country, computed.

The table has one row for each salary that somebody reported. What becomes of them is one statistic
for each group of rows with the same job title, level, year and country, and two roll-ups: title and
year, and title, level and year, over all countries. Only full-time rows count: pay for part of a
week, for a contract or by the piece is no yearly pay that compares. Groups of one row are kept,
since the sample size says what they are. The least and the most are left out: in a table that
anybody adds to they are slips, and they say of single people what they earn.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Final, NamedTuple

from rolegraph.errors import DataError
from rolegraph.facts import Concept, Fact, Literal, Source
from rolegraph.namespaces import DC, KINDS, RG, SCHEMA, XSD, mint, slug_of
from rolegraph.reading.minting import shortened, slugify
from rolegraph.sources.releases import Files, open_release, rows
from rolegraph.sources.taxonomy import Names, Reading, Record

COLUMNS: Final = (
    "work_year",
    "experience_level",
    "employment_type",
    "job_title",
    "salary_in_usd",
    "company_location",
)
"""The columns that are read; the others may be there and are not looked at."""
LEVELS: Final = {"EN": "entry", "MI": "mid", "SE": "senior", "EX": "executive"}
"""What the levels of the table are called by ``rg:seniority``, the lowest first."""
EMPLOYMENT: Final = ("FT", "PT", "CT", "FL")
HIGHEST: Final = 10_000_000
"""No yearly pay in US dollars is above this: it would be a slip or another currency."""

_FILE: Final = "salaries.csv"
_SOURCE: Final = "salaries"
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_WHOLE: Final = re.compile(r"[0-9]{1,12}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_ALL: Final = ""


class Quartiles(NamedTuple):
    """The values that a quarter, a half and three quarters of some values are not above."""

    lower: Decimal
    median: Decimal
    upper: Decimal


class _Key(NamedTuple):
    """What the rows of a group have in common; an empty level or country stands for all."""

    role: str
    year: str
    level: str
    country: str


class _Group(NamedTuple):
    line: int
    pay: "array[int]"


def quartiles(values: Sequence[int]) -> Quartiles:
    """Return the quartiles of values, at least one, exactly.

    Between two values a quantile lies on the line that joins them, the first value being at 0 and
    the last at 1: definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", The
    American Statistician 50 (1996), which is what R, NumPy and spreadsheets do unless told
    otherwise.

    >>> [str(value) for value in quartiles([40, 10, 20, 30])]
    ['17.5', '25', '32.5']
    """
    ordered = sorted(values)
    last = len(ordered) - 1

    def at(quarters: int) -> Decimal:
        below, rest = divmod(quarters * last, 4)
        low = ordered[below]
        step = ordered[below + 1] - low if rest else 0
        return low + Decimal(step * rest) / 4

    return Quartiles(at(1), at(2), at(3))


@contextmanager
def read(
    path: Sequence[str], *, names: Names, version: str | None = None, name: str | None = None
) -> Iterator[Reading]:
    """Open a salary table: the file, a zip or a folder that holds it.

    The table does not say its version. A job title that ``names`` knows is that role; any other
    becomes a provisional one. Raises `DataError`, with file and line, on a missing column, on a row
    with too few or too many cells, and on a year, level, kind of employment, country or amount that
    is none; when the records are read at the latest.
    """
    with open_release(path) as files:
        file = _table(files)
        source = Source(
            mint("source", name or _SOURCE),
            "Salaries in AI, machine learning and data jobs: full-time, per year, in US dollars",
            "aijobs.net",
            url="https://aijobs.net/",
            rights="Salary data by aijobs.net, dedicated to the public domain (CC0 1.0).",
            version=version or "",
            license="https://creativecommons.org/publicdomain/zero/1.0/",
        )
        counts: Counter[str] = Counter()
        records = _records(files, file, source.iri, names, counts)
        yield Reading(source, records, files.size(file), lambda: files.done, counts)


def _table(files: Files) -> str:
    tables = [one for one in files.names() if one.casefold().endswith(".csv")]
    if _FILE in tables:
        return _FILE
    if len(tables) == 1:
        return tables[0]
    files.require(_FILE)
    raise AssertionError("a file that is required and missing raises")


def _records(
    files: Files, file: str, source: str, names: Names, counts: Counter[str]
) -> Iterator[Record]:
    roles = _Roles(names)
    groups = _groups(files, file, roles, counts)
    labels = roles.labels
    # A table under another name has statistics of its own beside those of the first.
    prefix = "" if slug_of(source) == _SOURCE else f"{slug_of(source)}-"
    counts["roles"] = len(labels)
    for concept in roles.minted():
        counts["roles that were not known"] += 1
        yield concept
    for key, group in sorted(groups.items()):
        concept = _statistic(key, group, labels, prefix)
        counts["salary statistics"] += 1
        yield concept
        yield Fact(
            source,
            key.role,
            RG.hasSalary,
            concept.iri,
            "mentioned",
            "full-time",
            _grouping(key),
            group.line,
        )


def _groups(
    files: Files, file: str, roles: "_Roles", counts: Counter[str]
) -> Mapping[_Key, _Group]:
    """Return the rows that count in their groups: the finest, and the two roll-ups."""
    groups: dict[_Key, _Group] = {}
    shown = files.shown(file)
    for line, cells in rows(files, file, COLUMNS):
        cells = [cell.strip() for cell in cells]
        _check(cells, shown, line)
        year, level, employment, title, pay, country = cells
        counts["rows"] += 1
        if employment != "FT":
            counts["rows left out: not full-time"] += 1
            continue
        role = roles.named(title, shown, line)
        counts["full-time rows"] += 1
        stage = LEVELS[level]
        for key in (
            _Key(role, year, stage, country),
            _Key(role, year, stage, _ALL),
            _Key(role, year, _ALL, _ALL),
        ):
            group = groups.get(key)
            if group is None:
                group = groups[key] = _Group(line, array("q"))
            group.pay.append(int(pay))
    if not counts["rows"]:
        raise DataError("has no rows: is the file cut off?", shown, 1)
    return groups


def _check(cells: Sequence[str], shown: str, line: int) -> None:
    """Raise `DataError` on a cell that is not what its column holds."""
    year, level, employment, title, pay, country = cells
    if not _YEAR.fullmatch(year):
        raise DataError(f"work_year is {year[:40]!r}: a year such as 2024 is expected", shown, line)
    if level not in LEVELS:
        known = ", ".join(LEVELS)
        raise DataError(
            f"experience_level is {level[:40]!r}: one of {known} is expected", shown, line
        )
    if employment not in EMPLOYMENT:
        known = ", ".join(EMPLOYMENT)
        raise DataError(
            f"employment_type is {employment[:40]!r}: one of {known} is expected", shown, line
        )
    if not shortened(title):
        raise DataError(
            "job_title is empty: a title such as Data Engineer is expected", shown, line
        )
    if not _WHOLE.fullmatch(pay) or not 0 < int(pay) <= HIGHEST:
        raise DataError(
            f"salary_in_usd is {pay[:40]!r}: whole US dollars from 1 to {HIGHEST:,} are expected",
            shown,
            line,
        )
    if not _COUNTRY.fullmatch(country):
        raise DataError(
            f"company_location is {country[:40]!r}: a code of two capital letters such as US is "
            "expected",
            shown,
            line,
        )


class _Roles:
    """The roles that job titles name, known ones and new ones."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._titles: dict[str, str] = {}
        self._minted: dict[str, str] = {}
        self.labels: dict[str, str] = {}

    def named(self, title: str, file: str, line: int) -> str:
        """Return the IRI of the role with a title.

        Raises `DataError` where another title has made the same IRI and is not merely written with
        other capitals, hyphens or spaces.
        """
        known = self._titles.get(title)
        if known is not None:
            return known
        label = shortened(title)
        iri = self._names("role", label)
        if iri is None:
            iri = mint("role", slugify(label))
            first = self._minted.setdefault(iri, label)
            if _plain(first) != _plain(label):
                raise DataError(
                    f"the titles {first!r} and {label!r} would share {iri}: rename one", file, line
                )
        # The title that the IRI is made of names the role, where an alternative one came first.
        if iri not in self.labels or slugify(label) == slug_of(iri):
            self.labels[iri] = self._minted.get(iri, label)
        self._titles[title] = iri
        return iri

    def minted(self) -> Iterator[Concept]:
        """Yield the roles that nobody knew."""
        for iri, label in sorted(self._minted.items()):
            yield Concept(
                iri,
                "role",
                KINDS["role"].classes,
                label,
                "Job title in a salary table.",
                extra=((RG.provisional, Literal("true", XSD.boolean)),),
            )


def _plain(title: str) -> str:
    return re.sub(r"[\s\-‐‑–—]+", " ", title).strip().casefold()


def _statistic(key: _Key, group: _Group, labels: Mapping[str, str], prefix: str) -> Concept:
    found = quartiles(group.pay)
    # Read from its end such a slug has one meaning: the role alone may have any number of parts.
    parts = (
        slugify(slug_of(key.role)),
        key.level or "all",
        key.country.casefold() or "all",
        key.year,
    )
    where = (labels[key.role], key.level or "all levels", key.country or "all countries", key.year)
    number = len(group.pay)
    extra: list[tuple[str, str | Literal]] = [
        (RG.sampleSize, Literal(str(number), XSD.integer)),
        *(
            (property, Literal(_decimal(value), XSD.decimal))
            for property, value in (
                (RG.salaryLowerQuartile, found.lower),
                (RG.salaryMedian, found.median),
                (RG.salaryUpperQuartile, found.upper),
            )
        ),
        (SCHEMA.salaryCurrency, Literal("USD")),
        (RG.periodStart, Literal(key.year, XSD.gYear)),
    ]
    if key.level:
        extra.append((RG.seniority, Literal(key.level)))
    if key.country:
        extra.append((DC.coverage, Literal(key.country)))
    return Concept(
        mint("salary", prefix + "-".join(parts)),
        "salary",
        KINDS["salary"].classes,
        ", ".join(where),
        "Yearly pay for full-time work in US dollars, computed from "
        f"{number:,} row{'' if number == 1 else 's'} of a salary table; quartiles lie on the line "
        "between two values.",
        extra=tuple(extra),
    )


def _decimal(value: Decimal) -> str:
    """Return a number as xsd:decimal has it, without needless zeros.

    >>> _decimal(Decimal("100000")), _decimal(Decimal("17.50"))
    ('100000', '17.5')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouping(key: _Key) -> str:
    if key.country:
        return "by level, country and year"
    return "by level and year" if key.level else "by year"
