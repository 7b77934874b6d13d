"""Read mappings to other vocabularies: SSSOM tables, as strictly as the project's other tables.

The format is TSV with its metadata as YAML in comments: https://mapping-commons.github.io/sssom/.
Of that YAML only what these files need is understood; anything else is an error and not guessed at.
"""

import os
import re
from collections.abc import Iterator
from collections.abc import Mapping as Map
from typing import Final, NamedTuple

from rolegraph.errors import DataError
from rolegraph.facts import Mapping, Source
from rolegraph.namespaces import PREFIXES, SKOS, is_iri

SUFFIX: Final = ".sssom.tsv"
PREDICATES: Final = frozenset(
    (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
)
REQUIRED: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
)
OPTIONAL: Final = (
    "predicate_modifier",
    "subject_source",
    "subject_source_version",
    "object_source",
    "object_source_version",
    "comment",
    "match_string",
)
_SET: Final = (
    "mapping_set_id",
    "mapping_set_version",
    "mapping_set_title",
    "mapping_set_description",
    "license",
)
# SSSOM lets the set say what holds for all its rows.
_PROPAGATED: Final = tuple(slot for slot in OPTIONAL if "_source" in slot)
_JUSTIFICATION: Final = PREFIXES["semapv"]
_SLOT: Final = re.compile(r"#([a-z_]+):(?: (.*))?")
_PREFIX: Final = re.compile(r"#  ([A-Za-z][A-Za-z0-9_]*): (\S+)")
_PLAIN: Final = re.compile(r"[A-Za-z0-9][^\"\\#]*")
_QUOTED: Final = re.compile(r"\"([^\"\\]*)\"")
_CONFIDENCE: Final = re.compile(r"0(?:\.[0-9]{1,4})?|1(?:\.0{1,4})?")


class MappingSet(NamedTuple):
    """A set of mappings, described as a source is; its IRI is also the name of its graph."""

    description: Source
    mappings: tuple[Mapping, ...]


class _Header(NamedTuple):
    prefixes: dict[str, str]
    slots: dict[str, str]
    columns: tuple[str, ...]
    expanded: dict[str, str]


def read_mapping_sets(folder: str, known: Map[str, str]) -> list[MappingSet]:
    """Read every set in ``mappings/``; ``known`` gives the labels of the things that may be mapped.

    Raises `DataError` as `read_mappings` does.
    """
    place = os.path.join(folder, "mappings")
    names = sorted(name for name in os.listdir(place) if name.endswith(SUFFIX))
    return [read_mappings(os.path.join(place, name), known) for name in names]


def read_mappings(path: str, known: Map[str, str]) -> MappingSet:
    """Read an SSSOM table whose subjects are among ``known``, under the labels given there.

    Raises `DataError`, with file and line, on a line that cannot be parsed, an unknown slot, prefix
    or predicate, a missing column or value, a confidence outside of 0 to 1, an unknown subject or
    one that is called otherwise, rows out of order, a mapping that stands twice, two relations
    between the same two things, and a mapping that another one denies.
    """
    name = f"mappings/{os.path.basename(path)}"
    lines = _lines(path, name)
    header = _header(lines, name)
    description = _description(header, name)
    mappings: list[Mapping] = []
    check = _Consistency(name)
    previous = ""
    for number, line in lines:
        cells = line.split("\t")
        if len(cells) != len(header.columns):
            message = f"{len(cells)} cells where {len(header.columns)} are expected"
            raise DataError(message, name, number)
        for cell in cells:
            if cell != cell.strip():
                raise DataError(f"white space around {cell!r}", name, number)
        row = header.slots | dict(zip(header.columns, cells, strict=True))
        mapping = _mapping(row, header, known, name, number)
        if row["subject_id"] < previous:
            message = f"{row['subject_id']} comes after {previous}: sort the rows"
            raise DataError(message, name, number)
        previous = row["subject_id"]
        check.add(mapping, number)
        mappings.append(mapping)
    return MappingSet(description, tuple(mappings))


def _lines(path: str, name: str) -> Iterator[tuple[int, str]]:
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
    return iter(list(enumerate(lines[:-1], 1)))


def _header(lines: Iterator[tuple[int, str]], name: str) -> _Header:
    """Take the comments and the row of column names off the lines."""
    prefixes: dict[str, str] = {}
    slots: dict[str, str] = {}
    inside = False
    for number, line in lines:
        if not line.startswith("#"):
            return _Header(prefixes, slots, _columns(line, name, number), {})
        if inside and (found := _PREFIX.fullmatch(line)):
            if found[1] in prefixes or not is_iri(found[2]):
                message = f"prefix {found[1]!r} stands twice or for no IRI"
                raise DataError(message, name, number)
            prefixes[found[1]] = found[2]
            continue
        found = _SLOT.fullmatch(line)
        if not found:
            raise DataError(f"{line!r} is no 'slot: value' of the metadata", name, number)
        slot, value = found[1], found[2]
        inside = slot == "curie_map"
        if inside and value is None and not prefixes:
            continue
        if slot not in (*_SET, *_PROPAGATED) or slot in slots:
            raise DataError(f"unknown slot {slot!r}, or one that stands twice", name, number)
        slots[slot] = _scalar(value or "", name, number)
    raise DataError("has no row of column names", name)


def _scalar(text: str, name: str, number: int) -> str:
    if found := _QUOTED.fullmatch(text):
        return found[1]
    # In YAML, ": " and " #" mean something, and a number is no text.
    if not _PLAIN.fullmatch(text) or ": " in text or re.fullmatch(r"[0-9.]+", text):
        raise DataError(f"{text!r} is not plain: write it in double quotes", name, number)
    return text


def _columns(line: str, name: str, number: int) -> tuple[str, ...]:
    columns = tuple(line.split("\t"))
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise DataError(f"missing column {', '.join(missing)}", name, number)
    unknown = [column for column in columns if column not in (*REQUIRED, *OPTIONAL)]
    if unknown:
        raise DataError(f"unknown column {', '.join(unknown)}", name, number)
    if len(set(columns)) < len(columns):
        raise DataError("a column stands twice", name, number)
    return columns


def _description(header: _Header, name: str) -> Source:
    missing = [slot for slot in _SET if not header.slots.get(slot)]
    if missing:
        raise DataError(f"the metadata lacks {', '.join(missing)}", name, 1)
    slots = header.slots
    for slot in ("mapping_set_id", "license"):
        if not is_iri(slots[slot]):
            raise DataError(f"{slot} is no IRI: {slots[slot]!r}", name, 1)
    return Source(
        slots["mapping_set_id"],
        slots["mapping_set_title"],
        version=slots["mapping_set_version"],
        license=slots["license"],
    )


def _mapping(
    row: dict[str, str], header: _Header, known: Map[str, str], name: str, number: int
) -> Mapping:
    for slot in REQUIRED:
        if not row[slot]:
            raise DataError(f"{slot} is empty", name, number)
    subject, predicate, target, justification = (
        _expand(row[slot], header, name, number)
        for slot in ("subject_id", "predicate_id", "object_id", "mapping_justification")
    )
    if subject not in known:
        raise DataError(f"unknown subject {row['subject_id']}", name, number)
    if row["subject_label"] != known[subject]:
        message = f"{row['subject_id']} is called {known[subject]!r}, not {row['subject_label']!r}"
        raise DataError(message, name, number)
    if predicate not in PREDICATES:
        raise DataError(f"{row['predicate_id']} is no mapping property of SKOS", name, number)
    if not justification.startswith(_JUSTIFICATION):
        raise DataError(f"{row['mapping_justification']} is not in semapv", name, number)
    if not _CONFIDENCE.fullmatch(row["confidence"]):
        message = f"confidence is {row['confidence']!r}: write a number from 0 to 1"
        raise DataError(message, name, number)
    if row.get("predicate_modifier", "") not in ("", "Not"):
        message = f"predicate_modifier is {row['predicate_modifier']!r}: leave it empty or say Not"
        raise DataError(message, name, number)
    subject_version = row.get("subject_source_version", "")
    object_version = row.get("object_source_version", "")
    if not (subject_version and object_version):
        raise DataError("says no version of one of the two vocabularies", name, number)
    return Mapping(
        subject,
        predicate,
        target,
        justification,
        float(row["confidence"]),
        row.get("predicate_modifier") == "Not",
        row["subject_label"],
        row["object_label"],
        subject_version,
        object_version,
        row.get("comment", ""),
        row.get("match_string", ""),
    )


def _expand(curie: str, header: _Header, name: str, number: int) -> str:
    if known := header.expanded.get(curie):
        return known
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in header.prefixes:
        raise DataError(f"unknown prefix in {curie!r}: add it to the curie_map", name, number)
    iri = header.prefixes[prefix] + local
    if not local or not is_iri(iri):
        raise DataError(f"{curie!r} is no IRI", name, number)
    return header.expanded.setdefault(curie, iri)


class _Consistency:
    """What the rows before say, so that none stands twice or against another."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rows: dict[tuple[str, str, str, str], int] = {}
        self._held: dict[tuple[str, str], tuple[str, int]] = {}
        self._denied: dict[tuple[str, str, str], int] = {}

    def add(self, mapping: Mapping, number: int) -> None:
        """Take a mapping. Raises `DataError` where it does not go with those before it."""
        subject, predicate, target = mapping.subject, mapping.predicate, mapping.object
        pair = subject, target
        key = (*pair, predicate, f"Not {mapping.match_string}" if mapping.negated else "")
        if key in self._rows:
            raise DataError(f"the same mapping stands at {self._rows[key]}", self._name, number)
        self._rows[key] = number
        if mapping.negated:
            self._denied.setdefault((*pair, predicate), number)
        elif pair in self._held:
            message = f"the same two things are related at {self._held[pair][1]} already"
            raise DataError(message, self._name, number)
        else:
            self._held[pair] = predicate, number
        if not self._denied:
            return
        said = self._held.get(pair, ("", 0))[0]
        # Whatever matches exactly matches closely: SKOS makes the one a kind of the other.
        for implied in {said} | ({SKOS.closeMatch} if said == SKOS.exactMatch else set()):
            if (*pair, implied) in self._denied:
                lines = self._denied[*pair, implied], self._held[pair][1]
                other = next((line for line in lines if line != number), number)
                raise DataError(f"says the contrary of {other}", self._name, number)
