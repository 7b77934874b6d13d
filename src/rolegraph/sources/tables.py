"""Read the project's own tables: the vocabulary, the sources, and the facts of each article.

Every value is checked while it is read, so that a slip in a table stops the build of the graph with
the file and the line, and never becomes a wrong triple.
"""

import os
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from rolegraph.errors import DataError
from rolegraph.facts import Concept, Fact, Literal, Source
from rolegraph.namespaces import KINDS, MODALITIES, RG, SCHEMA, SKOS, XSD, is_iri, is_slug, mint

_COMMON: Final = ("slug", "label", "broader", "alt", "hidden", "definition")
_SEPARATOR: Final = " | "


class _Table(NamedTuple):
    """A vocabulary file: the kind of its things, and the columns it has beyond the common ones."""

    kind: str
    extra: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


_LITERALS: Final[dict[str, tuple[str, str | None]]] = {
    "eqfLevel": (RG.eqfLevel, XSD.integer),
    "growthPercent": (RG.growthPercent, XSD.decimal),
    "periodStart": (RG.periodStart, XSD.gYear),
    "periodEnd": (RG.periodEnd, XSD.gYear),
    "agency": (RG.agency, None),
    "creditedTo": (RG.creditedTo, None),
    "trend": (RG.trend, None),
    "location": (SCHEMA.jobLocation, None),
    "remote": (RG.remote, XSD.boolean),
    "employmentType": (SCHEMA.employmentType, None),
    "seniority": (RG.seniority, None),
    "currency": (SCHEMA.salaryCurrency, None),
    "salaryMinimum": (RG.salaryMinimum, XSD.decimal),
    "salaryMaximum": (RG.salaryMaximum, XSD.decimal),
}
_LINKS: Final[dict[str, tuple[str, str]]] = {
    "conflicts": (RG.conflictsWith, "responsibility"),
    "employer": (SCHEMA.hiringOrganization, "employer"),
}
_TABLES: Final[dict[str, _Table]] = {
    "roles": _Table("role"),
    "skills": _Table("skill"),
    "programming-languages": _Table(
        "tool", classes=(RG.ProgrammingLanguage, RG.Tool, SKOS.Concept)
    ),
    "tools": _Table("tool"),
    "degrees": _Table("degree", ("eqfLevel",)),
    "fields": _Table("field"),
    "certifications": _Table("certification"),
    "industries": _Table("industry"),
    "responsibilities": _Table("responsibility", ("conflicts",)),
    "advice": _Table("advice"),
    "outlooks": _Table(
        "outlook",
        ("growthPercent", "periodStart", "periodEnd", "agency", "creditedTo", "trend"),
    ),
    "employers": _Table("employer"),
    "postings": _Table(
        "posting",
        (
            "employer",
            "location",
            "remote",
            "employmentType",
            "seniority",
            "currency",
            "salaryMinimum",
            "salaryMaximum",
        ),
    ),
}
SOURCE_COLUMNS: Final = ("slug", "title", "publisher", "issued", "url", "rights", "sha256", "file")
_FACTS: Final = (
    "role",
    "kind",
    "thing",
    "modality",
    "section",
    "category",
    "line",
    "start",
    "end",
)
_PROPERTIES: Final = {name: kind.property for name, kind in KINDS.items() if kind.property}
_WHO_SAYS: Final = frozenset((*MODALITIES, "denied"))


def read_rows(
    path: str, columns: tuple[str, ...], name: str
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield line number and cells of a tab-separated table with exactly these columns.

    Raises `DataError` on a missing, unknown or misplaced column, on a row with more or fewer cells,
    on stray white space, and on text that is not UTF-8.
    """
    try:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
    except UnicodeDecodeError as error:
        raise DataError(f"not UTF-8 at byte {error.start}: save it as UTF-8", name) from error
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", name) from error
    if "\r" in text:
        raise DataError("has Windows line ends: save it with LF", name)
    lines = text.split("\n")
    if lines[-1]:
        raise DataError("the last line does not end: is the file cut off?", name, len(lines))
    header = tuple(lines[0].split("\t"))
    if header != columns:
        missing = [column for column in columns if column not in header]
        unknown = [column for column in header if column not in columns]
        words = [f"missing column {', '.join(missing)}"] if missing else []
        words += [f"unknown column {', '.join(unknown)}"] if unknown else []
        what = "; ".join(words) or "columns in another order"
        raise DataError(f"{what}; expected {' '.join(columns)}", name, 1)
    width = len(columns)
    for number, line in enumerate(lines[1:-1], 2):
        cells = tuple(line.split("\t"))
        if len(cells) != width:
            raise DataError(f"{len(cells)} cells where {width} are expected", name, number)
        for cell in cells:
            if cell != cell.strip():
                raise DataError(f"white space around {cell!r}", name, number)
        yield number, cells


class Vocabulary(NamedTuple):
    """The concepts of all tables, and by IRI where each of them stands."""

    concepts: list[Concept]
    places: dict[str, tuple[str, int]]


def read_vocabulary(folder: str) -> Vocabulary:
    """Read every table in ``vocabulary/``.

    Raises `DataError`, with file and line, on a bad slug, an IRI that stands twice, an unknown
    broader term or other link, a label used for two concepts of one kind, an empty label or
    definition, and rows out of order.
    """
    concepts: list[Concept] = []
    places: dict[str, tuple[str, int]] = {}
    links: list[tuple[str, int, str]] = []
    labels: dict[tuple[str, str], tuple[str, str]] = {}
    for stem, table in _TABLES.items():
        name = f"vocabulary/{stem}.tsv"
        previous = ""
        for line, cells in read_rows(os.path.join(folder, name), _COMMON + table.extra, name):
            concept = _concept(table, cells, name, line)
            iri, slug = concept.iri, cells[0]
            if iri in places:
                file, at = places[iri]
                raise DataError(f"{slug!r} stands at {file}:{at} already", name, line)
            if slug < previous:
                raise DataError(f"{slug!r} comes after {previous!r}: sort the rows", name, line)
            previous = slug
            places[iri] = name, line
            for label in (concept.label, *concept.alt, *concept.hidden):
                key = table.kind, label.casefold()
                if key in labels:
                    file = labels[key][1]
                    if labels[key][0] == iri and label.casefold() != concept.label.casefold():
                        raise DataError(f"label {label!r} stands twice", name, line)
                    raise DataError(f"label {label!r} stands at {file} already", name, line)
                labels[key] = iri, f"{name}:{line}"
            links += [(name, line, other) for other in concept.broader]
            links += [(name, line, o) for p, o in concept.extra if isinstance(o, str)]
            concepts.append(concept)
    for name, line, other in links:
        if other not in places:
            raise DataError(f"unknown slug {other.rpartition('/')[2]!r}", name, line)
    return Vocabulary(concepts, places)


def _concept(table: _Table, cells: tuple[str, ...], name: str, line: int) -> Concept:
    slug, label, broader, alt, hidden, definition = cells[:6]
    if not is_slug(slug):
        raise DataError(f"{slug!r} is no slug: lower case, digits, single hyphens", name, line)
    if not label or not definition:
        raise DataError(f"{slug!r} lacks its {'definition' if label else 'label'}", name, line)
    kind = table.kind
    extra: list[tuple[str, str | Literal]] = []
    for column, cell in zip(table.extra, cells[6:], strict=True):
        for value in _split(cell, name, line):
            if column in _LINKS:
                property, target = _LINKS[column]
                extra.append((property, _mint(target, value, name, line)))
            else:
                property, datatype = _LITERALS[column]
                extra.append((property, Literal(_lexical(value, datatype, name, line), datatype)))
    if kind == "posting":
        extra.append((SCHEMA.title, Literal(label)))
    return Concept(
        mint(kind, slug),
        kind,
        table.classes or KINDS[kind].classes,
        label,
        definition,
        tuple(_mint(kind, other, name, line) for other in _split(broader, name, line)),
        _split(alt, name, line),
        _split(hidden, name, line),
        tuple(extra),
    )


def _split(cell: str, name: str, line: int) -> tuple[str, ...]:
    if not cell:
        return ()
    values = tuple(cell.split(_SEPARATOR))
    for value in values:
        if "|" in value or value != value.strip() or not value:
            raise DataError(f"{cell!r}: several values are parted by ' | '", name, line)
    return values


def _mint(prefix: str, slug: str, name: str, line: int) -> str:
    try:
        return mint(prefix, slug)
    except DataError as error:
        raise DataError(str(error), name, line) from error


_NUMBERS: Final = {
    XSD.integer: (re.compile(r"-?[0-9]+"), "a whole number"),
    XSD.decimal: (re.compile(r"-?[0-9]+(?:\.[0-9]+)?"), "a number"),
    XSD.gYear: (re.compile(r"[0-9]{4}"), "a year of four digits"),
    XSD.boolean: (re.compile(r"yes|no"), "yes or no"),
}


def _lexical(value: str, datatype: str | None, name: str, line: int) -> str:
    if datatype is None:
        return value
    pattern, words = _NUMBERS[datatype]
    if not pattern.fullmatch(value):
        raise DataError(f"{value!r} where {words} is expected", name, line)
    return {"yes": "true", "no": "false"}.get(value, value)


_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NATURAL: Final = re.compile(r"0|[1-9][0-9]*")


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def read_sources(folder: str) -> list[Source]:
    """Read ``sources.tsv``: one row for each article. Raises `DataError` as `read_rows` does."""
    sources: dict[str, Source] = {}
    name = "sources.tsv"
    for line, cells in read_rows(os.path.join(folder, name), SOURCE_COLUMNS, name):
        slug, title, publisher, issued, url, rights, sha256, _ = cells
        if not is_slug(slug) or not title:
            raise DataError(f"a source needs a slug and a title, not {slug!r}", name, line)
        if slug in sources:
            raise DataError(f"source {slug!r} stands twice", name, line)
        if url and not (is_iri(url) and url.startswith("http")):
            raise DataError(f"{url!r} is no http(s) address", name, line)
        if issued and not _is_date(issued):
            raise DataError(f"{issued!r} is no date: write 2024-10-30", name, line)
        if sha256 and not _SHA256.fullmatch(sha256):
            raise DataError(f"{sha256!r} is no SHA-256 in hexadecimal", name, line)
        iri = mint("source", slug)
        sources[slug] = Source(iri, title, publisher, issued, url, rights, sha256)
    return list(sources.values())


def read_facts(folder: str, source: Source, places: dict[str, tuple[str, int]]) -> list[Fact]:
    """Read what one article says: ``articles/<slug of the source>.tsv``.

    ``places`` holds the IRIs that may be named. Raises `DataError`, with file and line, on an
    unknown role, kind, thing or modality, on a fact that stands twice, and on a place in the text
    that cannot be.
    """
    facts: list[Fact] = []
    seen: dict[tuple[str, str, str, int], int] = {}
    name = f"articles/{source.iri.rpartition('/')[2]}.tsv"
    for line, cells in read_rows(os.path.join(folder, name), _FACTS, name):
        role, kind, thing, modality, section, category, at, start, end = cells
        if modality not in _WHO_SAYS:
            raise DataError(f"unknown modality {modality!r}", name, line)
        if not all(_NATURAL.fullmatch(number) for number in (at, start, end)):
            raise DataError("line, start and end are whole numbers", name, line)
        if int(start) >= int(end) or at == "0":
            raise DataError(f"no text stands at line {at} from {start} to {end}", name, line)
        if not thing:
            raise DataError(f"a {kind} without a thing", name, line)
        if kind == "definition":
            property, target = SKOS.definition, thing
        elif kind == "posting":
            property, target = SCHEMA.mentions, _mint("posting", thing, name, line)
        elif kind in _PROPERTIES:
            property, target = _PROPERTIES[kind], _mint(kind, thing, name, line)
        else:
            raise DataError(f"unknown kind {kind!r}", name, line)
        if kind == "posting" and role:
            raise DataError("an advertisement has no role: leave the cell empty", name, line)
        subject = source.iri if kind == "posting" else _mint("role", role, name, line)
        if kind != "posting" and subject not in places:
            raise DataError(f"unknown role {role!r}", name, line)
        if kind != "definition" and target not in places:
            raise DataError(f"unknown {kind} {thing!r}: add it to the vocabulary", name, line)
        key = subject, property, "" if kind == "definition" else target, int(start)
        if key in seen:
            raise DataError(f"the same fact stands at line {seen[key]}", name, line)
        seen[key] = line
        facts.append(
            Fact(
                source.iri,
                subject,
                property,
                target,
                modality,
                section,
                category,
                int(at),
                int(start),
                int(end),
            )
        )
    return facts
