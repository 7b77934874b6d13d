"""Read Nesta's crosswalk: which occupations of ESCO and of O*NET belong together, checked anew.

The table is of November 2020 and names occupations by the codes of that time, many of which O*NET
has dropped since. So it is read beside the releases that it is to connect, and only what names an
occupation of both goes on. Source: Kanders, Djumalieva, Sleeman and Orlik, "Mapping Career
Causeways" (Nesta, 2020), https://github.com/nestauk/mapping-career-causeways.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from rolegraph.errors import DataError
from rolegraph.facts import Literal, Mapping, Source
from rolegraph.namespaces import PREFIXES, SKOS, is_iri, mint
from rolegraph.sources.releases import Files, cleaned, open_release, rows
from rolegraph.sources.taxonomy import Names, Reading

COLUMNS: Final = (
    "esco_occupation",
    "onet_code",
    "onet_occupation",
    "semantic_similarity",
    "confidence",
    "concept_uri",
)
CONFIDENCE: Final = {0.5: 0.5, 1.0: 0.75, 2.0: 0.95}
"""The three levels of the table, from 0 to 1 as SSSOM has it: theirs is the order, not the size."""
ESCO: Final = "occupations_en.csv"
ONET: Final = "Occupation Data.txt"

_LICENSE: Final = "https://opensource.org/licenses/MIT"
_URL: Final = "https://github.com/nestauk/mapping-career-causeways"
_OCCUPATION: Final = "https://services.onetcenter.org/ws/online/occupations/"
_CODE: Final = re.compile(r"[0-9]{2}-[0-9]{4}\.[0-9]{2}")
_NUMBER: Final = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,20})?")
_EDITION: Final = re.compile(r"crosswalk_([A-Z][a-z]{2}[0-9]{4})")
_ESCO_VERSION: Final = re.compile(r"\bv([0-9]+(?:\.[0-9]+)+)\b")
_ONET_VERSION: Final = re.compile(r"\bdb_([0-9]+)_([0-9]+)")
_DOUBLE: Final = PREFIXES["xsd"] + "double"


class _Occupations(NamedTuple):
    """What one release has: labels by IRI or code, codes by title, and its version."""

    labels: dict[str, str]
    titled: dict[str, list[str]]
    version: str


@contextmanager
def read(
    path: Sequence[str], *, names: Names, version: str | None = None, name: str | None = None
) -> Iterator[Reading]:
    """Open the crosswalk and, named beside it, a release of ESCO and one of O*NET.

    Each row becomes a mapping from the ESCO occupation to that of O*NET: related where the table is
    least confident, else close. A code that O*NET has no more is replaced where exactly one
    occupation has the same title today; other rows about what is gone are left out and counted.
    Nothing of ``names`` is needed. Raises `DataError`, with file and line, on a missing table or
    column, a value that cannot be, and an occupation of ESCO that stands twice with the same of
    O*NET.
    """
    with open_release(path) as files:
        table = _table(files)
        edition = _EDITION.search(table)
        source = Source(
            mint("source", name or "crosswalk"),
            "Crosswalk between the occupations of ESCO and O*NET",
            "Nesta",
            url=_URL,
            rights="ESCO to O*NET crosswalk by Nesta, under the MIT licence.",
            version=version or (edition[1] if edition else ""),
            license=_LICENSE,
        )
        counts: Counter[str] = Counter()
        total = sum(files.size(one) for one in (table, ESCO, ONET))
        yield Reading(source, _records(files, table, counts), total, lambda: files.done, counts)


def _table(files: Files) -> str:
    tables = [one for one in files.names() if re.search(r"(?i)crosswalk.*\.csv$", one)]
    if len(tables) != 1:
        found = ", ".join(tables) or "none"
        message = f"one table is needed that has 'crosswalk' in its name and ends in .csv: {found}"
        raise DataError(message, " and ".join(files.origins))
    missing = [one for one in (ESCO, ONET) if one not in files]
    if missing:
        message = (
            f"its codes are checked against the releases it connects: name those of ESCO and O*NET "
            f"too, which have {' and '.join(missing)}"
        )
        raise DataError(message, tables[0])
    return tables[0]


def _records(files: Files, table: str, counts: Counter[str]) -> Iterator[Mapping]:
    esco, onet = _esco(files), _onet(files)
    shown = files.shown(table)
    seen: set[tuple[str, str]] = set()
    for line, cells in rows(files, table, COLUMNS):
        label, code, title, similarity, level, iri = cells
        if not is_iri(iri) or not _CODE.fullmatch(code):
            raise DataError(f"no occupations: {iri!r} and {code!r}", shown, line)
        confidence = CONFIDENCE.get(_number(level, shown, line))
        score = _number(similarity, shown, line)
        if confidence is None or score > 1:
            message = f"confidence {level!r} is none of 0.5, 1, 2, or similarity is above 1"
            raise DataError(message, shown, line)
        counts["rows"] += 1
        now = _today(code, title, onet)
        if iri not in esco.labels:
            counts["rows left out: no such ESCO occupation today"] += 1
            continue
        if now is None:
            counts["rows left out: no such O*NET occupation today"] += 1
            continue
        if (iri, now) in seen:
            raise DataError(f"{label} and {now} stand together twice", shown, line)
        seen.add((iri, now))
        counts["mappings"] += 1
        notes = []
        if now != code:
            counts["mappings by the title of a code that is gone"] += 1
            notes.append(f"The table has the code {code}.")
        if _plain(onet.labels[now]) != _plain(title):
            counts["mappings to an occupation that was renamed"] += 1
            notes.append(f"The table calls the one in O*NET {cleaned(title, 200)!r}.")
        yield Mapping(
            iri,
            SKOS.relatedMatch if confidence <= 0.5 else SKOS.closeMatch,
            _OCCUPATION + now,
            PREFIXES["semapv"] + "CompositeMatching",
            confidence,
            subject_label=esco.labels[iri],
            object_label=onet.labels[now],
            subject_version=esco.version,
            object_version=onet.version,
            comment=" ".join(notes),
            extra=((PREFIXES["sssom"] + "similarity_score", Literal(f"{score:.4f}", _DOUBLE)),),
        )


def _today(code: str, title: str, onet: _Occupations) -> str | None:
    """Return the code that stands today for a code and title of old, None where that is open."""
    same = onet.titled.get(_plain(title), [])
    if code in onet.labels and (code in same or not same):
        return code
    # A code that has come to mean something else counts as gone, too.
    return same[0] if len(same) == 1 else None


def _esco(files: Files) -> _Occupations:
    labels = {
        iri: cleaned(label, 300)
        for _, (iri, label) in rows(files, ESCO, ("conceptUri", "preferredLabel"))
    }
    found = _ESCO_VERSION.search(" ".join(files.origins))
    return _Occupations(labels, {}, found[1] if found else "")


def _onet(files: Files) -> _Occupations:
    labels: dict[str, str] = {}
    titled: dict[str, list[str]] = {}
    for _, (code, title) in rows(files, ONET, ("O*NET-SOC Code", "Title"), delimiter="\t"):
        labels[code] = cleaned(title, 300)
        titled.setdefault(_plain(title), []).append(code)
    found = _ONET_VERSION.search(" ".join(files.origins))
    return _Occupations(labels, titled, f"{found[1]}.{found[2]}" if found else "")


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


def _number(text: str, shown: str, line: int) -> float:
    if not _NUMBER.fullmatch(text):
        raise DataError(f"{text!r} where a number is expected", shown, line)
    return float(text)
