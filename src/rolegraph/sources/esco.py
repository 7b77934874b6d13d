"""Read a release of ESCO, the European classification of occupations and skills, from its CSV.

Occupations, skills and groups keep their IRIs. An essential skill is required and an optional one
preferred. English is the working language; files in other languages give labels alone.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from rolegraph.errors import DataError, UsageError
from rolegraph.facts import Concept, Fact, Label, Literal, Source
from rolegraph.namespaces import ESCO, KINDS, RG, SKOS, is_iri, mint
from rolegraph.sources.releases import Files, cleaned, open_release, rows
from rolegraph.sources.taxonomy import Names, Reading, Record

TITLE: Final = "ESCO: European Skills, Competences, Qualifications and Occupations"
NOTICE: Final = "This service uses the ESCO classification of the European Commission."
LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
URL: Final = "https://esco.ec.europa.eu/"

_VERSION: Final = re.compile(r"\bv(\d+(?:\.\d+)+)\b")
_LANGUAGE: Final = re.compile(r"occupations_([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)\.csv")
_SEVERAL: Final = re.compile(r"\s*(?:\n|\|)\s*")
_MODALITY: Final = {"essential": "required", "optional": "preferred"}
_RELATED: Final = {
    "essential": ESCO.relatedEssentialSkill,
    "optional": ESCO.relatedOptionalSkill,
}
_TYPES: Final = "http://data.europa.eu/esco/skill-type/"
_LEVELS: Final = "http://data.europa.eu/esco/skill-reuse-level/"
_UNDESCRIBED: Final = 0.01
"""Rows about things that no file describes: releases have a few, a truncated one has many."""


class _Table(NamedTuple):
    """A file of things: what stands in it, the columns of its own, and what it is called."""

    stem: str
    kind: str
    classes: tuple[str, ...]
    what: str
    extra: tuple[str, ...] = ()


_LABELS: Final = ("conceptUri", "preferredLabel", "altLabels")
_MORE: Final = ("hiddenLabels", "status", "scopeNote", "definition", "description", "code")
_OCCUPATIONS: Final = _Table("occupations", "role", KINDS["role"].classes, "occupations")
_SKILLS: Final = _Table("skills", "skill", KINDS["skill"].classes, "skills")
_TABLES: Final = (
    _Table("ISCOGroups", "role-group", (RG.RoleGroup, SKOS.Concept), "ISCO groups"),
    _Table("skillGroups", "skill-group", (RG.SkillGroup, SKOS.Concept), "skill groups"),
    _SKILLS,
    _OCCUPATIONS,
)


@contextmanager
def read(
    paths: Sequence[str], *, names: Names, version: str | None = None, name: str | None = None
) -> Iterator[Reading]:
    """Open a release: its zips, a folder with them, or a folder with the files.

    Raises `UsageError` when nothing says which version it is, `DataError` on files that are not
    there.
    """
    with open_release(paths) as files:
        files.require(
            *(f"{table.stem}_en.csv" for table in _TABLES),
            "broaderRelationsOccPillar.csv",
            "broaderRelationsSkillPillar.csv",
            "occupationSkillRelations.csv",
            "skillSkillRelations.csv",
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


class _Release:
    """A release that is being read; ``known`` are the things described so far, by kind."""

    def __init__(self, files: Files, source: str, counts: Counter[str]) -> None:
        self._files, self._source, self._counts = files, source, counts
        self._known: dict[str, str] = {}
        self._languages = sorted(
            match[1]
            for match in map(_LANGUAGE.fullmatch, files.names())
            if match is not None and match[1] != "en"
        )

    def used(self) -> list[str]:
        """Return the names of the files that are read."""
        tables = [f"{table.stem}_{tag}.csv" for table in _TABLES for tag in self._tags()]
        others = ["broaderRelationsOccPillar", "broaderRelationsSkillPillar", "skillsHierarchy_en"]
        others += ["occupationSkillRelations", "skillSkillRelations"]
        return [one for one in [*tables, *(f"{o}.csv" for o in others)] if one in self._files]

    def _tags(self) -> list[str]:
        return ["en", *self._languages]

    def records(self) -> Iterator[Record]:
        """Yield everything, what is referred to before what refers to it."""
        above = self._broader()
        related = self._skill_relations()
        for table in _TABLES:
            if table.kind == "skill":
                yield from self._missing_groups(above)
            yield from self._things(table, above, related)
        self._check_described(above)
        yield from self._relations()
        for tag in self._languages:
            yield from self._labels(tag)

    def _broader(self) -> dict[str, list[str]]:
        above: dict[str, list[str]] = {}
        for stem in ("broaderRelationsOccPillar", "broaderRelationsSkillPillar"):
            for _, (iri, other) in rows(self._files, f"{stem}.csv", ("conceptUri", "broaderUri")):
                found = above.setdefault(iri, [])
                if other != iri and other not in found:
                    found.append(other)
                self._counts["broader relations"] += 1
        return above

    def _skill_relations(self) -> dict[str, list[tuple[str, str | Literal]]]:
        related: dict[str, list[tuple[str, str | Literal]]] = {}
        file = "skillSkillRelations.csv"
        columns = ("originalSkillUri", "relationType", "relatedSkillUri")
        for line, (one, sort, other) in rows(self._files, file, columns):
            if sort not in _RELATED:
                self._refuse(file, line, f"relation {sort!r}: expected essential or optional")
            related.setdefault(one, []).append((_RELATED[sort], other))
            self._counts["relations between skills"] += 1
        return related

    def _things(
        self,
        table: _Table,
        above: dict[str, list[str]],
        related: dict[str, list[tuple[str, str | Literal]]],
    ) -> Iterator[Record]:
        file = f"{table.stem}_en.csv"
        more = (*_MORE, "skillType", "reuseLevel")
        for line, cells in rows(self._files, file, _LABELS, optional=more):
            iri, label, alt, hidden, status, note, definition, text, code, sort, level = cells
            if status not in ("", "released"):
                self._counts[f"{table.what} left out, not released"] += 1
                continue
            if not iri.startswith("http://data.europa.eu/esco/") or not is_iri(iri):
                self._refuse(file, line, f"{iri[:80]!r} is no IRI of ESCO")
            if iri in self._known:
                self._refuse(file, line, f"{iri} stands here twice")
            label = cleaned(label, 300)
            if not label:
                self._refuse(file, line, "a thing without a preferredLabel")
            self._known[iri] = table.kind
            self._counts[table.what] += 1
            extra: list[tuple[str, str | Literal]] = []
            if code.strip():
                extra.append((SKOS.notation, Literal(cleaned(code, 80))))
            if note.strip():
                extra.append((SKOS.scopeNote, Literal(cleaned(note))))
            if sort.strip():
                extra.append((ESCO.skillType, self._concept(file, line, _TYPES, sort)))
            if level.strip():
                extra.append((ESCO.skillReuseLevel, self._concept(file, line, _LEVELS, level)))
            if table.kind == "skill":
                extra += related.get(iri, ())
            described = cleaned(definition) or cleaned(text)
            other = _names(alt, label)
            yield Concept(
                iri,
                table.kind,
                table.classes,
                label,
                "" if table.kind == "role" else described,
                tuple(above.get(iri, ())),
                other,
                tuple(one for one in _names(hidden, label) if one not in other),
                tuple(extra),
            )
            if table.kind == "role" and described:
                yield Fact(
                    self._source,
                    iri,
                    SKOS.definition,
                    described,
                    "mentioned",
                    section="description",
                    line=line,
                )

    def _concept(self, file: str, line: int, base: str, word: str) -> str:
        """Return the IRI that ESCO has for a type or a level of skills."""
        iri = base + word.strip().rpartition("/")[2].replace("competence", "skill")
        if not is_iri(iri):
            self._refuse(file, line, f"{word[:80]!r} is neither a type nor a level of skills")
        return iri

    def _missing_groups(self, above: dict[str, list[str]]) -> Iterator[Concept]:
        """Yield groups that only the table of the hierarchy names: 1.1.1 leaves out seven."""
        file = "skillsHierarchy_en.csv"
        if file not in self._files:
            return
        columns = [
            f"Level {level} {part}"
            for level in range(4)
            for part in ("URI", "preferred term", "code")
        ]
        for _, cells in rows(self._files, file, (), optional=columns, short=True):
            for at in range(0, len(cells), 3):
                iri, label, code = cells[at], cleaned(cells[at + 1], 300), cells[at + 2]
                if not iri or iri in self._known or not label or not is_iri(iri):
                    continue
                self._known[iri] = "skill-group"
                self._counts["skill groups"] += 1
                yield Concept(
                    iri,
                    "skill-group",
                    (RG.SkillGroup, SKOS.Concept),
                    label,
                    broader=tuple(above.get(iri, ())),
                    extra=((SKOS.notation, Literal(code)),) if code else (),
                )

    def _check_described(self, above: dict[str, list[str]]) -> None:
        for file, kind in (
            ("broaderRelationsOccPillar.csv", "occupation"),
            ("broaderRelationsSkillPillar.csv", "skill"),
        ):
            unknown = 0
            relations = rows(self._files, file, ("conceptUri", "broaderUri"))
            for total, (line, (one, other)) in enumerate(relations, 1):
                unknown += one not in self._known or other not in self._known
                if unknown > 1 + total * _UNDESCRIBED and total > 100:
                    what = one if one not in self._known else other
                    self._refuse(file, line, f"{what} is described by no file of {kind}s")

    def _relations(self) -> Iterator[Fact]:
        file = "occupationSkillRelations.csv"
        columns = ("occupationUri", "relationType", "skillUri")
        unknown = 0
        seen: set[tuple[str, str]] = set()
        for line, (role, relation, skill, sort) in rows(
            self._files, file, columns, optional=("skillType",)
        ):
            modality = _MODALITY.get(relation)
            if modality is None:
                self._refuse(file, line, f"relation {relation!r}: expected essential or optional")
                return
            if self._known.get(role) != "role" or self._known.get(skill) != "skill":
                wrong = role if self._known.get(role) != "role" else skill
                unknown += 1
                if not is_iri(wrong) or unknown > 1 + _UNDESCRIBED * len(self._known):
                    self._refuse(file, line, f"{wrong[:80]} is described by no file")
                self._counts["of these of occupations that no file describes"] += 1
            if (role, skill) in seen:
                self._refuse(file, line, f"{role} and {skill} stand here twice")
            seen.add((role, skill))
            self._counts["relations"] += 1
            self._counts[f"{relation} relations"] += 1
            yield Fact(
                self._source,
                role,
                RG.requiresSkill,
                skill,
                modality,
                relation,
                sort,
                line,
            )

    def _labels(self, tag: str) -> Iterator[Label]:
        for table in _TABLES:
            file = f"{table.stem}_{tag}.csv"
            if file not in self._files:
                continue
            for line, (iri, label, alt, hidden) in rows(
                self._files, file, _LABELS, optional=("hiddenLabels",)
            ):
                if self._known.get(iri) is None:
                    self._counts[f"labels in {tag} left out, of things not in English"] += 1
                    continue
                label = cleaned(label, 300)
                if not label:
                    self._refuse(file, line, "a thing without a preferredLabel")
                self._counts[f"things in {tag}"] += 1
                yield Label(iri, SKOS.prefLabel, label, tag)
                other = _names(alt, label)
                for one in other:
                    yield Label(iri, SKOS.altLabel, one, tag)
                for one in _names(hidden, label):
                    if one not in other:
                        yield Label(iri, SKOS.hiddenLabel, one, tag)

    def _refuse(self, file: str, line: int, message: str) -> None:
        raise DataError(message, self._files.shown(file), line)


def _names(cell: str, label: str) -> tuple[str, ...]:
    """Return the names in a cell, one on each line or parted by bars, without the label."""
    if not cell:
        return ()
    found = dict.fromkeys(cleaned(one, 300) for one in _SEVERAL.split(cell))
    return tuple(one for one in found if one and one != label)
