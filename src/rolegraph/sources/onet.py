"""Read a release of the O*NET database from its tab-separated text files."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from rolegraph.errors import UsageError
from rolegraph.facts import Concept, Fact, Literal, Source
from rolegraph.namespaces import KINDS, RDFS, RG, SKOS, XSD, mint
from rolegraph.sources import oneteducation, onetratings
from rolegraph.sources.oneteducation import Education
from rolegraph.sources.onetratings import Ratings
from rolegraph.sources.onettables import NONE, OCCUPATION, OWN, PAGE, Tables
from rolegraph.sources.onettechnology import Technology
from rolegraph.sources.releases import Files, cleaned, open_release
from rolegraph.sources.taxonomy import Names, Reading, Record

TITLE: Final = "O*NET Database"
NOTICE: Final = (
    "O*NET {version} Database by the U.S. Department of Labor, Employment and Training "
    "Administration (USDOL/ETA), used under the CC BY 4.0 license."
)
LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
URL: Final = "https://www.onetcenter.org/database.html"
_VERSION: Final = re.compile(r"(?:O\*NET |\bdb_)(\d+)[._](\d+)")
_README: Final = "Read Me.txt"
_TASKS: Final = {
    "Core": "required",
    "Supplemental": "preferred",
    "n/a": "mentioned",
    "": "mentioned",
}
_LONGEST_NAME: Final = 300
_LONGEST_TASK: Final = 1_000
_FILES: Final = (
    "Occupation Data",
    "Alternate Titles",
    "Job Zones",
    "Related Occupations",
    "Task Statements",
    "Technology Skills",
    onetratings.MODEL,
    *onetratings.TABLES,
    oneteducation.CATEGORIES,
    oneteducation.TABLE,
)


@contextmanager
def read(
    path: Sequence[str], *, names: Names, version: str | None = None, name: str | None = None
) -> Iterator[Reading]:
    """Open a release: the zip of its text version, or the folder with the files.

    Raises `UsageError` when nothing says which version it is, `DataError` on files that are not
    there.
    """
    with open_release(path) as files:
        files.require(*(f"{one}.txt" for one in _FILES))
        told = version or _version(files)
        source = Source(
            mint("source", name or "onet"),
            TITLE,
            "U.S. Department of Labor, Employment and Training Administration",
            url=URL,
            rights=NOTICE.format(version=told),
            version=told,
            license=LICENSE,
        )
        reading = Reading(source, iter(()), 0, lambda: files.done)
        # What told the version has been read already.
        reading.total = files.done + sum(files.size(f"{one}.txt") for one in _FILES)
        reading.records = _Release(files, source.iri, names, reading.counts).records()
        yield reading


def _version(files: Files) -> str:
    places = list(files.origins)
    if _README in files:
        with files.open(_README) as text:
            places.insert(0, text.read(2_000))
    for place in places:
        if found := _VERSION.search(place):
            return f"{found[1]}.{found[2]}"
    raise UsageError("Nothing tells the version of this release: name it with --release, as 29.3")


class _Release:
    """A release that is being read."""

    def __init__(self, files: Files, source: str, names: Names, counts: Counter[str]) -> None:
        self._tables = Tables(files)
        self._source, self._names, self._counts = source, names, counts
        self._labels: dict[str, str] = {}

    def records(self) -> Iterator[Record]:
        """Yield everything, what is referred to before what refers to it."""
        yield from self._roles()
        yield from Ratings(self._tables, self._source, self._counts).records()
        yield from Technology(self._tables, self._source, self._names, self._counts).records()
        yield from self._tasks()
        yield from Education(self._tables, self._source, self._names, self._counts).records()
        yield from self._related()

    def _roles(self) -> Iterator[Record]:
        titles, zones = self._titles(), self._zones()
        table = "Occupation Data"
        tables = self._tables
        for line, (code, title, text) in tables.rows(table, OWN, "Title", "Description"):
            if tables.code(table, line, code) in tables.occupations:
                tables.refuse(table, line, f"{code} stands here twice")
            tables.occupations.add(code)
            label, iri = cleaned(title, _LONGEST_NAME), OCCUPATION + code
            if not label:
                tables.refuse(table, line, "an occupation without a title")
            extra: list[tuple[str, str | Literal]] = [
                (SKOS.notation, Literal(code)),
                (RDFS.seeAlso, PAGE + code),
            ]
            if code in zones:
                extra.append((RG.jobZone, Literal(zones.pop(code)[1], XSD.integer)))
            _, other = titles.pop(code, (0, {}))
            alt = tuple(one for one in other if one and one != label)
            self._labels[code] = label
            self._counts["occupations"] += 1
            yield Concept(iri, "role", KINDS["role"].classes, label, alt=alt, extra=tuple(extra))
            if text := cleaned(text):
                yield Fact(
                    self._source,
                    iri,
                    SKOS.definition,
                    text,
                    "mentioned",
                    section="description",
                    line=line,
                )
        # What is left is about occupations that are not there.
        for code, (line, _) in titles.items():
            tables.occupation("Alternate Titles", line, code)
        for code, (line, _) in zones.items():
            tables.occupation("Job Zones", line, code)

    def _titles(self) -> dict[str, tuple[int, dict[str, None]]]:
        """Return the other titles of each occupation, and the first line about it."""
        titles: dict[str, tuple[int, dict[str, None]]] = {}
        table = "Alternate Titles"
        columns = (OWN, "Alternate Title", "Short Title")
        for line, (code, title, short) in self._tables.rows(table, *columns):
            found = titles.setdefault(code, (line, {}))[1]
            found[cleaned(title, _LONGEST_NAME)] = None
            if short not in NONE:
                found[cleaned(short, _LONGEST_NAME)] = None
            self._counts["alternate titles"] += 1
        return titles

    def _zones(self) -> dict[str, tuple[int, str]]:
        """Return the job zone of each occupation, and the line that says so."""
        zones: dict[str, tuple[int, str]] = {}
        table = "Job Zones"
        for line, (code, zone) in self._tables.rows(table, OWN, "Job Zone"):
            if code in zones:
                self._tables.refuse(table, line, f"{code[:40]} has a job zone already")
            self._counts["job zones"] += 1
            if zone not in NONE:
                number = self._tables.whole(table, line, zone, 1, 5)
                zones[code] = line, str(number)
        return zones

    def _tasks(self) -> Iterator[Record]:
        table = "Task Statements"
        seen: set[str] = set()
        columns = (OWN, "Task ID", "Task", "Task Type")
        for line, (code, number, text, sort) in self._tables.rows(table, *columns):
            role = self._tables.occupation(table, line, code)
            number = str(self._tables.whole(table, line, number, 0, 10**9))
            label = cleaned(text, _LONGEST_TASK)
            if sort not in _TASKS:
                self._tables.refuse(
                    table, line, f"task type {sort[:40]!r}: expected Core, Supplemental or n/a"
                )
            if not label or number in seen:
                what = "stands here twice" if number in seen else "has no text"
                self._tables.refuse(table, line, f"task {number} {what}")
            seen.add(number)
            self._counts["tasks"] += 1
            iri = mint("responsibility", f"onet-task-{number}")
            yield Concept(
                iri,
                "responsibility",
                KINDS["responsibility"].classes,
                label,
                f"Task {number} of {self._labels[code]} in O*NET.",
            )
            yield Fact(
                self._source,
                role,
                RG.hasResponsibility,
                iri,
                _TASKS[sort],
                "Tasks",
                "" if sort in NONE else sort,
                line,
            )

    def _related(self) -> Iterator[Fact]:
        table = "Related Occupations"
        seen: set[tuple[str, str]] = set()
        columns = (OWN, f"Related {OWN}", "Relatedness Tier", "Index")
        for line, (code, other, tier, index) in self._tables.rows(table, *columns):
            if (code, other) in seen or code == other:
                what = "stands here twice" if code != other else "is related to itself"
                self._tables.refuse(table, line, f"{code[:40]} with {other[:40]} {what}")
            seen.add((code, other))
            rank = self._tables.whole(table, line, index, 1, 9999)
            self._counts["related occupations"] += 1
            yield Fact(
                self._source,
                self._tables.occupation(table, line, code),
                RG.relatesToRole,
                self._tables.occupation(table, line, other),
                "mentioned",
                table,
                cleaned(tier, 80),
                line,
                extra=((RG.rank, Literal(str(rank), XSD.integer)),),
            )
