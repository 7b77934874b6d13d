"""Read a release of ESCO, the European classification of occupations and skills, from its CSV.

Occupations, skills and groups keep their IRIs. An essential skill is required and an optional one
preferred. English is the working language; files in other languages give labels alone.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple, NoReturn

from rolegraph.errors import DataError, UsageError
from rolegraph.facts import Concept, Fact, Label, Literal, Source
from rolegraph.namespaces import ESCO, KINDS, RG, SKOS, is_iri, mint
from rolegraph.sources.releases import Files, cleaned, open_release, rows
from rolegraph.sources.taxonomy import Names, Reading, Record

TITLE: Final = "ESCO: European Skills, Competences, Qualifications and Occupations"
NOTICE: Final = "This service uses the ESCO classification of the European Commission."
LICENSE: Final = "http://data.europa.eu/eli/dec/2011/833/oj"
"""The Commission's decision on the reuse of its documents, under which ESCO may be reused."""
URL: Final = "https://esco.ec.europa.eu/"

_VERSION: Final = re.compile(r"\bv(\d+(?:\.\d+)+)\b")
# A label may hold a bar; between labels it stands with spaces around it.
_SEVERAL: Final = re.compile(r"\n| \| ")
_MODALITY: Final = {"essential": "required", "optional": "preferred"}
_RELATED: Final = {
    "essential": ESCO.relatedEssentialSkill,
    "optional": ESCO.relatedOptionalSkill,
}
_OWN: Final = "http://data.europa.eu/esco/"
_TYPES: Final = _OWN + "skill-type/"
_LEVELS: Final = _OWN + "skill-reuse-level/"
_LONGEST_NAME: Final = 300
_UNDESCRIBED: Final = 0.01
"""The share of occupations that may be missing from their table: see `_Release._relations`."""


class _Table(NamedTuple):
    """A file of things: what stands in it, their classes, and what they are called."""

    stem: str
    kind: str
    classes: tuple[str, ...]
    what: str


_LABELS: Final = ("conceptUri", "preferredLabel", "altLabels")
_MORE: Final = (
    "hiddenLabels",
    "status",
    "scopeNote",
    "definition",
    "description",
    "code",
    "skillType",
    "reuseLevel",
)
_TABLES: Final = (
    _Table("ISCOGroups", "role-group", (RG.RoleGroup, SKOS.Concept), "ISCO groups"),
    _Table("skillGroups", "skill-group", (RG.SkillGroup, SKOS.Concept), "skill groups"),
    _Table("skills", "skill", KINDS["skill"].classes, "skills"),
    _Table("occupations", "role", KINDS["role"].classes, "occupations"),
)
_STEMS: Final = "|".join(table.stem for table in _TABLES)
_LANGUAGE: Final = re.compile(rf"(?:{_STEMS})_([a-z]{{2,3}}(?:-[A-Za-z0-9]{{2,8}})?)\.csv")
_ABOVE: Final = ("broaderRelationsOccPillar", "broaderRelationsSkillPillar")
_RELATIONS: Final = "occupationSkillRelations"
_SKILL_RELATIONS: Final = "skillSkillRelations"
_HIERARCHY: Final = "skillsHierarchy_en.csv"

_Extra = tuple[str, str | Literal]


@contextmanager
def read(
    path: Sequence[str], *, names: Names, version: str | None = None, name: str | None = None
) -> Iterator[Reading]:
    """Open a release: its zips, a folder with them, or a folder with the files.

    Raises `UsageError` when nothing says which version it is, `DataError` on files that are not
    there.
    """
    with open_release(path) as files:
        files.require(
            *(f"{table.stem}_en.csv" for table in _TABLES),
            *(_free(files, stem) for stem in (*_ABOVE, _RELATIONS, _SKILL_RELATIONS)),
        )
        found = {match[1] for origin in files.origins for match in _VERSION.finditer(origin)}
        if version is None and len(found) != 1:
            what = f"several versions: {', '.join(sorted(found))}" if found else "no version"
            raise UsageError(
                f"The names of the files tell {what}: name it with --release, such as 1.1.1"
            )
        source = Source(
            mint("source", name or "esco"),
            TITLE,
            "European Commission",
            url=URL,
            rights=NOTICE,
            version=version or found.pop(),
            license=LICENSE,
        )
        reading = Reading(source, iter(()), 0, lambda: files.done)
        release = _Release(files, source.iri, reading.counts)
        reading.total = sum(files.size(one) for one in release.used())
        reading.records = release.records()
        yield reading


def _free(files: Files, stem: str) -> str:
    """Return the name of a file that is in no language: since 1.2 it ends as if it were English."""
    english = f"{stem}_en.csv"
    return english if english in files and f"{stem}.csv" not in files else f"{stem}.csv"


class _Release:
    """A release that is being read; ``known`` are the things described so far, by kind."""

    def __init__(self, files: Files, source: str, counts: Counter[str]) -> None:
        self._files, self._source, self._counts = files, source, counts
        self._known: dict[str, str] = {}
        self._left_out: set[str] = set()
        self._above: dict[str, list[str]] = {}
        self._related: dict[str, list[tuple[str, str]]] = {}
        found = map(_LANGUAGE.fullmatch, files.names())
        self._languages = sorted({match[1] for match in found if match is not None} - {"en"})

    def used(self) -> list[str]:
        """Return the names of the files that are read, each of them once."""
        tags = ["en", *self._languages]
        tables = [f"{table.stem}_{tag}.csv" for table in _TABLES for tag in tags]
        others = [_free(self._files, one) for one in (*_ABOVE, _RELATIONS, _SKILL_RELATIONS)]
        return [one for one in [*tables, *others, _HIERARCHY] if one in self._files]

    def records(self) -> Iterator[Record]:
        """Yield everything, what is referred to before what refers to it."""
        self._read_broader()
        self._read_skill_relations()
        # Which things there are must be known before the first is told with those above it.
        things: list[Concept | Fact] = []
        for table in _TABLES:
            things += self._things(table)
        things += self._missing_groups()
        self._check_broader()
        self._check_related()
        for thing in things:
            yield self._linked(thing) if isinstance(thing, Concept) else thing
        yield from self._relations()
        for tag in self._languages:
            yield from self._labels(tag)

    def _read_broader(self) -> None:
        for _, (iri, other) in self._pairs():
            found = self._above.setdefault(iri, [])
            if other != iri and other not in found:
                found.append(other)
            self._counts["broader relations"] += 1

    def _pairs(self) -> Iterator[tuple[tuple[str, int], list[str]]]:
        """Yield each thing with one above it, and the file and line that say so."""
        for stem in _ABOVE:
            file = _free(self._files, stem)
            for line, pair in rows(self._files, file, ("conceptUri", "broaderUri")):
                yield (file, line), pair

    def _check_broader(self) -> None:
        """Raise `DataError` where something stands below a thing that no file describes."""
        for iri in self._above.keys() & self._known.keys():
            if all(other in self._known or other in self._left_out for other in self._above[iri]):
                continue
            # Lines are not kept: they are looked for when one is needed.
            for (file, line), (one, other) in self._pairs():
                if one in self._known and not self._is_there(other):
                    self._refuse(file, line, f"{other[:99]} is described by no file")

    def _is_there(self, iri: str) -> bool:
        return iri in self._known or iri in self._left_out

    def _skill_pairs(self) -> Iterator[tuple[int, list[str]]]:
        columns = ("originalSkillUri", "relationType", "relatedSkillUri")
        return rows(self._files, _free(self._files, _SKILL_RELATIONS), columns)

    def _read_skill_relations(self) -> None:
        file = _free(self._files, _SKILL_RELATIONS)
        for line, (one, sort, other) in self._skill_pairs():
            if sort not in _RELATED:
                self._refuse(file, line, f"relation {sort[:40]!r}: expected essential or optional")
            # One skill of 1.1.1 is said to need itself.
            if one != other:
                self._related.setdefault(one, []).append((_RELATED[sort], other))
            self._counts["relations between skills"] += 1

    def _check_related(self) -> None:
        """Raise `DataError` where a skill is related to one that no file describes."""
        told = {other for pairs in self._related.values() for _, other in pairs}
        if (told | self._related.keys()) <= self._known.keys() | self._left_out:
            return
        for line, (one, _, other) in self._skill_pairs():
            for iri in (one, other):
                if not self._is_there(iri):
                    file = _free(self._files, _SKILL_RELATIONS)
                    self._refuse(file, line, f"{iri[:99]} is described by no file")

    def _linked(self, thing: Concept) -> Concept:
        """Return a thing with those above it and, for a skill, those related to it."""
        above = [one for one in self._above.get(thing.iri, ()) if one in self._known]
        pairs = self._related.get(thing.iri, ()) if thing.kind == "skill" else ()
        related = tuple(dict.fromkeys(pair for pair in pairs if pair[1] in self._known))
        return thing._replace(broader=tuple(above), extra=thing.extra + related)

    def _things(self, table: _Table) -> Iterator[Concept | Fact]:
        file = f"{table.stem}_en.csv"
        is_role = table.kind == "role"
        for line, cells in rows(self._files, file, _LABELS, optional=_MORE):
            iri, label, alt, hidden, status, note, definition, text, code, sort, level = cells
            if not iri.startswith(_OWN) or not is_iri(iri):
                self._refuse(file, line, f"{iri[:80]!r} is no IRI of ESCO")
            if self._is_there(iri):
                self._refuse(file, line, f"{iri} is described already")
            if status not in ("", "released"):
                self._counts[f"{table.what} left out, not released"] += 1
                self._left_out.add(iri)
                continue
            label = self._label(file, line, label)
            self._known[iri] = table.kind
            self._counts[table.what] += 1
            extra: list[_Extra] = []
            if code := cleaned(code, 80):
                extra.append((SKOS.notation, Literal(code)))
            if note := cleaned(note):
                extra.append((SKOS.scopeNote, Literal(note)))
            if sort.strip():
                extra.append((ESCO.skillType, self._concept(file, line, _TYPES, sort)))
            if level.strip():
                extra.append((ESCO.skillReuseLevel, self._concept(file, line, _LEVELS, level)))
            definition, text = cleaned(definition), cleaned(text)
            described = text or definition if is_role else definition or text
            other = _names(alt, label)
            yield Concept(
                iri,
                table.kind,
                table.classes,
                label,
                "" if is_role else described,
                (),
                other,
                tuple(one for one in _names(hidden, label) if one not in other),
                tuple(extra),
            )
            if is_role and described:
                yield Fact(
                    self._source,
                    iri,
                    SKOS.definition,
                    described,
                    "mentioned",
                    section="description",
                    line=line,
                )

    def _label(self, file: str, line: int, cell: str) -> str:
        label = cleaned(cell, _LONGEST_NAME)
        if not label:
            self._refuse(file, line, "a thing without a preferredLabel")
        return label

    def _concept(self, file: str, line: int, base: str, word: str) -> str:
        """Return the IRI that ESCO has for a type or a level of skills."""
        iri = base + word.strip().rpartition("/")[2].replace("competence", "skill")
        if not is_iri(iri):
            self._refuse(file, line, f"{word[:80]!r} is neither a type nor a level of skills")
        return iri

    def _missing_groups(self) -> Iterator[Concept]:
        """Yield groups that only the table of the hierarchy names: 1.1.1 leaves out seven."""
        if _HIERARCHY not in self._files:
            return
        parts = ("URI", "preferred term", "code")
        columns = [f"Level {level} {part}" for level in range(4) for part in parts]
        for line, cells in rows(self._files, _HIERARCHY, (), optional=columns, short=True):
            for at in range(0, len(cells), 3):
                iri, label, code = cells[at : at + 3]
                if not iri or self._is_there(iri):
                    continue
                if not iri.startswith(_OWN) or not is_iri(iri):
                    self._refuse(_HIERARCHY, line, f"{iri[:80]!r} is no IRI of ESCO")
                label = self._label(_HIERARCHY, line, label)
                self._known[iri] = "skill-group"
                self._counts["skill groups"] += 1
                extra = ((SKOS.notation, Literal(code)),) if (code := cleaned(code, 80)) else ()
                yield Concept(iri, "skill-group", (RG.SkillGroup, SKOS.Concept), label, extra=extra)

    def _relations(self) -> Iterator[Fact]:
        """Yield what occupations need.

        1.1.1 leaves one occupation out of its table that it places in its hierarchy and relates to
        67 skills. Such relations are kept, as the release has them, and counted; an occupation that
        stands nowhere is an error, and so are more than a few of them: the table is cut off then.
        """
        file = _free(self._files, _RELATIONS)
        columns = ("occupationUri", "relationType", "skillUri")
        described = self._counts["occupations"]
        missing: set[str] = set()
        seen: set[tuple[str, str]] = set()
        words: dict[str, str] = {}
        needs = RG.requiresSkill
        for line, (role, relation, skill, sort) in rows(
            self._files, file, columns, optional=("skillType",)
        ):
            modality = _MODALITY.get(relation)
            if modality is None:
                expected = "expected essential or optional"
                self._refuse(file, line, f"relation {relation[:40]!r}: {expected}")
            if (role, skill) in seen:
                self._refuse(file, line, f"{role} and {skill} are related already")
            seen.add((role, skill))
            if role in self._left_out or skill in self._left_out:
                self._counts["relations left out, of things not released"] += 1
                continue
            if self._known.get(skill) != "skill":
                self._refuse(file, line, f"{skill[:99]} is no skill that a file describes")
            if self._known.get(role) != "role":
                missing.add(role)
                placed = role in self._above and role not in self._known and is_iri(role)
                if not placed or len(missing) > 1 + _UNDESCRIBED * described:
                    self._refuse(file, line, f"{role[:99]} is no occupation that a file describes")
                self._counts["of these of occupations that no file describes"] += 1
            self._counts["relations"] += 1
            self._counts[f"{relation} relations"] += 1
            if sort not in words:
                words[sort] = cleaned(sort, 80)
            yield Fact(
                self._source,
                role,
                needs,
                skill,
                modality,
                relation,
                words[sort],
                line,
            )

    def _labels(self, tag: str) -> Iterator[Label]:
        seen: set[str] = set()
        for table in _TABLES:
            file = f"{table.stem}_{tag}.csv"
            if file not in self._files:
                continue
            for line, (iri, label, alt, hidden) in rows(
                self._files, file, _LABELS, optional=("hiddenLabels",)
            ):
                if iri not in self._known:
                    self._counts[f"labels in {tag} left out, of things not in English"] += 1
                    continue
                if iri in seen:
                    self._refuse(file, line, f"{iri} is described already")
                seen.add(iri)
                # What is not translated yet has no label in this language.
                if not label.strip():
                    self._counts[f"things without a label in {tag}"] += 1
                    continue
                label = self._label(file, line, label)
                self._counts[f"things in {tag}"] += 1
                yield Label(iri, SKOS.prefLabel, label, tag)
                other = _names(alt, label)
                for one in other:
                    yield Label(iri, SKOS.altLabel, one, tag)
                for one in _names(hidden, label):
                    if one not in other:
                        yield Label(iri, SKOS.hiddenLabel, one, tag)

    def _refuse(self, file: str, line: int, message: str) -> NoReturn:
        raise DataError(message, self._files.shown(file), line)


def _names(cell: str, label: str) -> tuple[str, ...]:
    """Return the names in a cell, one on each line or parted by bars, without the label."""
    if not cell:
        return ()
    found = dict.fromkeys(cleaned(one, _LONGEST_NAME) for one in _SEVERAL.split(cell))
    return tuple(one for one in found if one and one != label)
