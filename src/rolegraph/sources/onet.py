"""Read a release of the O*NET database from its tab-separated text files.

Everybody is rated on every skill, so a rating alone makes no trait: from importance 3 on, which the
scale calls important, the role requires the skill; less is a rating that no comparison counts, and
what the table calls not relevant is a denial.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from rolegraph.errors import UsageError
from rolegraph.facts import Concept, Fact, Literal, Source
from rolegraph.namespaces import KINDS, RDFS, RG, SKOS, XSD, mint
from rolegraph.reading.minting import slugify
from rolegraph.sources.onettables import ELEMENT, OCCUPATION, OWN, PAGE, Tables
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
IMPORTANT: Final = 3.0
"""The importance from which on a rating makes a trait: the scale's own word for 3 is important."""
HALF: Final = 50.0
TENTH: Final = 10.0
"""Percent of those asked from which on a level of education is required, or one of several."""

_VERSION: Final = re.compile(r"(?:O\*NET |\bdb_)(\d+)[._](\d+)")
_README: Final = "Read Me.txt"
_RATED: Final = ("Skills", "Knowledge")
_TASKS: Final = {
    "Core": "required",
    "Supplemental": "preferred",
    "n/a": "mentioned",
    "": "mentioned",
}


class _Degree(NamedTuple):
    """A level of education of O*NET's: the vocabulary's word for it, or the slug of a new thing."""

    known: str
    slug: str = ""
    level: int = 0


_DEGREES: Final = {
    1: _Degree("", "less-than-high-school"),
    2: _Degree("high school diploma"),
    3: _Degree("", "post-secondary-certificate", 4),
    4: _Degree("", "some-college-courses"),
    5: _Degree("associate degree"),
    6: _Degree("bachelor's degree"),
    7: _Degree("", "post-baccalaureate-certificate", 6),
    8: _Degree("master's degree"),
    9: _Degree("", "post-master-certificate", 7),
    10: _Degree("first professional degree"),
    11: _Degree("doctorate"),
    12: _Degree("", "post-doctoral-training", 8),
}
"""By the number of the category in scale RL."""


@contextmanager
def read(
    paths: Sequence[str], *, names: Names, version: str | None = None, name: str | None = None
) -> Iterator[Reading]:
    """Open a release: the zip of its text version, or the folder with the files.

    Raises `UsageError` when nothing says which version it is, `DataError` on files that are not
    there.
    """
    with open_release(paths) as files:
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
        reading.total = sum(files.size(f"{one}.txt") for one in _FILES)
        reading.records = _Release(files, source.iri, names, reading.counts).records()
        yield reading


_FILES: Final = (
    "Occupation Data",
    "Alternate Titles",
    "Content Model Reference",
    "Education, Training, and Experience",
    "Education, Training, and Experience Categories",
    "Job Zones",
    "Knowledge",
    "Related Occupations",
    "Skills",
    "Task Statements",
    "Technology Skills",
)


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
        yield from self._model()
        for table in _RATED:
            yield from self._ratings(table)
        yield from Technology(self._tables, self._source, self._names, self._counts).records()
        yield from self._tasks()
        yield from self._education()
        yield from self._related()

    def _roles(self) -> Iterator[Record]:
        titles: dict[str, dict[str, None]] = {}
        columns = (OWN, "Alternate Title", "Short Title")
        for line, (code, title, short) in self._tables.rows("Alternate Titles", *columns):
            found = titles.setdefault(self._tables.code("Alternate Titles", line, code), {})
            found[cleaned(title, 300)] = None
            if short and short != "n/a":
                found[cleaned(short, 300)] = None
            self._counts["alternate titles"] += 1
        zones: dict[str, str] = {}
        for line, (code, zone) in self._tables.rows("Job Zones", OWN, "Job Zone"):
            if zone not in ("1", "2", "3", "4", "5"):
                self._tables.refuse("Job Zones", line, f"job zone {zone[:40]!r}: expected 1 to 5")
            zones[code] = zone
        table = "Occupation Data"
        for line, (code, title, text) in self._tables.rows(table, OWN, "Title", "Description"):
            if self._tables.code(table, line, code) in self._tables.occupations:
                self._tables.refuse(table, line, f"{code} stands here twice")
            self._tables.occupations.add(code)
            label, iri = cleaned(title, 300), OCCUPATION + code
            if not label:
                self._tables.refuse(table, line, "an occupation without a title")
            extra: list[tuple[str, str | Literal]] = [
                (SKOS.notation, Literal(code)),
                (RDFS.seeAlso, PAGE + code),
            ]
            if code in zones:
                extra.append((RG.jobZone, Literal(zones[code], XSD.integer)))
                self._counts["job zones"] += 1
            alt = tuple(one for one in titles.pop(code, {}) if one and one != label)
            self._labels[code] = label
            self._counts["occupations"] += 1
            yield Concept(iri, "role", KINDS["role"].classes, label, alt=alt, extra=tuple(extra))
            yield Fact(
                self._source,
                iri,
                SKOS.definition,
                cleaned(text),
                "mentioned",
                section="description",
                line=line,
            )
        unknown = sorted((titles.keys() | zones.keys()) - self._tables.occupations)
        if unknown:
            message = f"{unknown[0]} has titles or a job zone and does not stand here"
            self._tables.refuse(table, None, message)

    def _model(self) -> Iterator[Concept]:
        """Yield the elements that skills and knowledge are rated by, under the content model's."""
        model: dict[str, tuple[str, str]] = {}
        columns = ("Element ID", "Element Name", "Description")
        for _, (element, name, text) in self._tables.rows("Content Model Reference", *columns):
            model[element] = (cleaned(name, 300), cleaned(text))
        rated: set[str] = set()
        for table in _RATED:
            for line, (element,) in self._tables.rows(table, "Element ID"):
                if element in rated:
                    continue
                if element not in model or "." not in element:
                    self._tables.refuse(table, line, f"{element[:40]!r} is no element of the model")
                rated.add(element)
        above: set[str] = set()
        for element in rated:
            while "." in element:
                element = element.rpartition(".")[0]
                above.add(element)
        for element in sorted(rated | (above & model.keys())):
            parent = element.rpartition(".")[0]
            label, text = model[element]
            kind = "skill" if element in rated else "skill-group"
            self._counts["skills and knowledge" if kind == "skill" else "groups of them"] += 1
            yield Concept(
                ELEMENT + element,
                kind,
                KINDS["skill"].classes if kind == "skill" else (RG.SkillGroup, SKOS.Concept),
                label,
                text,
                (ELEMENT + parent,) if parent in model else (),
                extra=((SKOS.notation, Literal(element)),),
            )

    def _ratings(self, table: str) -> Iterator[Fact]:
        columns = (
            OWN,
            "Element ID",
            "Scale ID",
            "Data Value",
            "Recommend Suppress",
            "Not Relevant",
        )
        waiting: tuple[str, str] | None = None
        found: dict[str, tuple[float, int, str, str]] = {}
        done: set[tuple[str, str]] = set()
        for line, (code, element, scale, value, suppress, relevant) in self._tables.rows(
            table, *columns
        ):
            if waiting != (code, element):
                if waiting is not None:
                    yield self._rating(table, waiting, found, line - 1)
                if (code, element) in done:
                    self._tables.refuse(table, line, f"{code} is rated on {element} in two places")
                done.add((code, element))
                waiting, found = (code, element), {}
                self._tables.occupation(table, line, code)
            if scale not in ("IM", "LV") or scale in found:
                self._tables.refuse(
                    table, line, f"scale {scale[:9]!r}: expected IM and LV, once each"
                )
            low, high = (1.0, 5.0) if scale == "IM" else (0.0, 7.0)
            number = self._tables.number(table, line, value, low, high)
            found[scale] = (number, line, suppress, relevant)
            self._counts[f"{table.lower()} ratings"] += 1
        if waiting is not None:
            yield self._rating(table, waiting, found, 0)

    def _rating(
        self,
        table: str,
        place: tuple[str, str],
        found: dict[str, tuple[float, int, str, str]],
        line: int,
    ) -> Fact:
        code, element = place
        if "IM" not in found:
            self._tables.refuse(table, line, f"{code} has no importance for {element}")
        importance, at, suppress, _ = found["IM"]
        level = found.get("LV")
        extra: list[tuple[str, str | Literal]] = []
        if suppress == "Y":
            extra.append((RG.suppresses, RG.importance))
        if level is not None and level[2] == "Y":
            extra.append((RG.suppresses, RG.level))
        modality = "required" if importance >= IMPORTANT else "rated"
        if level is not None and level[3] == "Y":
            modality = "denied"
            self._counts["of these not relevant"] += 1
        return Fact(
            self._source,
            OCCUPATION + code,
            RG.requiresSkill,
            ELEMENT + element,
            modality,
            table,
            line=at,
            importance=importance,
            level=None if level is None else level[0],
            extra=tuple(extra),
        )

    def _tasks(self) -> Iterator[Record]:
        table = "Task Statements"
        seen: set[str] = set()
        columns = (OWN, "Task ID", "Task", "Task Type")
        for line, (code, number, text, sort) in self._tables.rows(table, *columns):
            role = self._tables.occupation(table, line, code)
            self._tables.whole(table, line, number, 0, 10**9)
            label = cleaned(text, 1_000)
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
                "" if sort == "n/a" else sort,
                line,
            )

    def _education(self) -> Iterator[Record]:
        table = "Education, Training, and Experience"
        words: dict[int, str] = {}
        scale = f"{table} Categories"
        columns = ("Scale ID", "Category", "Category Description")
        for line, (sort, category, text) in self._tables.rows(scale, *columns):
            if sort == "RL":
                words[self._tables.whole(scale, line, category, 1, 99)] = cleaned(text, 300)
        degrees: dict[int, str] = {}
        for number, word in sorted(words.items()):
            degree = _DEGREES.get(number)
            known = self._names("degree", degree.known) if degree and degree.known else None
            if known is not None:
                degrees[number] = known
                continue
            slug = (degree and degree.slug) or slugify(word)
            degrees[number] = mint("degree", slug)
            level = degree.level if degree else 0
            yield Concept(
                degrees[number],
                "degree",
                KINDS["degree"].classes,
                word.partition(" - ")[0],
                f"Level of education in O*NET: {word}",
                extra=((RG.eqfLevel, Literal(str(level), XSD.integer)),) if level else (),
            )
        own = (OWN, "Scale ID", "Category", "Data Value")
        for line, (code, sort, choice, value) in self._tables.rows(table, *own):
            if sort != "RL":
                continue
            role = self._tables.occupation(table, line, code)
            share = self._tables.number(table, line, value, 0, 100)
            number = self._tables.whole(table, line, choice, 1, 99)
            if number not in degrees:
                message = f"category {number} is not in {scale}.txt"
                self._tables.refuse(table, line, message)
            self._counts["shares of levels of education"] += 1
            if not share:
                continue
            yield Fact(
                self._source,
                role,
                RG.requiresDegree,
                degrees[number],
                "required" if share >= HALF else "alternative" if share >= TENTH else "mentioned",
                "Required Level of Education",
                line=line,
                extra=((RG.share, Literal(value, XSD.decimal)),),
            )

    def _related(self) -> Iterator[Fact]:
        table = "Related Occupations"
        columns = (OWN, f"Related {OWN}", "Relatedness Tier", "Index")
        for line, (code, other, tier, index) in self._tables.rows(table, *columns):
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
                extra=(
                    (
                        RG.rank,
                        Literal(str(self._tables.whole(table, line, index, 1, 9999)), XSD.integer),
                    ),
                ),
            )
