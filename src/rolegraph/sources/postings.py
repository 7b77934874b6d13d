"""Read job postings in the words of schema.org: JSON-LD documents, arrays, JSON lines.

Each posting becomes a `schema:JobPosting` of its own, with its employer, place, date and pay. What
postings ask for is counted: for each role and each thing that postings of that role name there is
one claim for the whole source, with the number of postings behind it, so that a million postings do
not become ten million claims.

Roles and things are those of the vocabulary. A title or a skill that it does not know is counted
and never minted: such texts are written by anybody, most are unique, and a graph of a million
titles would bury the roles that it is about.

What is no JSON is an error. A value that cannot be used (a date that is none, pay by the hour, an
unknown kind of employment) is left out and counted, because postings in the wild are never all
right and the others are worth having.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, Final

from rolegraph.errors import DataError
from rolegraph.facts import Concept, Fact, Literal, Source
from rolegraph.namespaces import BASE, KINDS, PROV, RG, SCHEMA, XSD, is_iri, mint, slug_of
from rolegraph.reading.minting import LONGEST, slugify
from rolegraph.sources import jobposting
from rolegraph.sources.jsonlines import Found, Inputs
from rolegraph.sources.taxonomy import Names, Reading, Record

ASKED: Final[dict[str, tuple[str, ...]]] = {
    "skills": ("tool", "skill", "certification", "field"),
    "qualifications": ("certification", "degree", "tool", "skill", "field"),
    "experienceRequirements": ("tool", "skill"),
    "educationRequirements": ("degree", "field", "certification"),
    "industry": ("industry",),
}
"""What of a posting names things, and the kinds of thing that it may name, the likeliest first."""

_SOURCE: Final = "postings"
_REMEMBERED: Final = 200_000
_EMPLOYED_BY: Final = SCHEMA.hiringOrganization
_CLASSES: Final = KINDS["posting"].classes
_EMPLOYER: Final = "Employer that advertises vacancies."
_PROVISIONAL: Final = ((RG.provisional, Literal("true", XSD.boolean)),)

_Things = tuple[tuple[tuple[str, str], ...], int]


@contextmanager
def read(
    path: Sequence[str], *, names: Names, version: str | None = None, name: str | None = None
) -> Iterator[Reading]:
    """Open job postings: files of JSON-LD or JSON lines, packed by gzip or not, or folders of them.

    The files do not say their version. Raises `DataError`, with file and line, on what is no JSON,
    and where the files hold no posting at all; when the records are read at the latest.
    """
    inputs = Inputs(path)
    source = Source(
        mint("source", name or _SOURCE),
        "Job postings" if name is None else f"Job postings ({name})",
        version=version or "",
    )
    counts: Counter[str] = Counter()
    records = _Postings(source.iri, names, counts, alone=len(inputs.files) == 1).records(inputs)
    yield Reading(source, records, inputs.total, lambda: inputs.done, counts)


class _Named:
    """How many postings of a role name a thing; the part and the line of the first."""

    __slots__ = ("line", "number", "part")

    def __init__(self, part: str, line: int) -> None:
        self.number, self.part, self.line = 1, part, line


class _Postings:
    """Postings on their way to records."""

    def __init__(self, source: str, names: Names, counts: Counter[str], *, alone: bool) -> None:
        self._source, self._names, self._counts = source, names, counts
        self._alone = alone
        self._prefix = f"{BASE}posting/{slug_of(source)}-"
        self._seen: set[int] = set()
        self._of_role: Counter[str] = Counter()
        self._named: dict[str, dict[tuple[str, str], _Named]] = {}
        self._roles: dict[str, str | None] = {}
        self._things: dict[tuple[str, str], _Things] = {}
        self._employers: dict[str, str] = {}
        self._taken: set[str] = set()
        self._derived = (PROV.wasDerivedFrom, source)

    def records(self, inputs: Inputs) -> Iterator[Record]:
        """Yield each posting, each employer before its first posting, and the claims at the end."""
        counts = self._counts
        for found in inputs.values():
            for posting, index in jobposting.postings(found.value, counts):
                yield from self._posting(posting, index, found)
        if not counts["postings"]:
            raise DataError(
                "no posting found: objects with the @type JobPosting and a title are expected",
                ", ".join(os.path.basename(file) for file in inputs.files[:3]),
            )
        yield from self._facts()

    def _posting(
        self, posting: Mapping[str, Any], index: Mapping[str, Any], found: Found
    ) -> list[Record]:
        counts = self._counts
        title = jobposting.words(posting.get("title"))
        if not title:
            counts["postings left out: without a title"] += 1
            return []
        employer = jobposting.named(posting.get("hiringOrganization"), index)
        number = _number(posting, employer)
        if number in self._seen:
            counts["postings left out: given before"] += 1
            return []
        self._seen.add(number)
        counts["postings"] += 1
        made: list[Record] = []
        extra: list[tuple[str, str | Literal]] = [self._derived]
        if employer:
            iri = self._employers.get(employer) or self._employer(employer, made)
            extra.append((_EMPLOYED_BY, iri))
        extra += jobposting.attributes(posting, index, counts)
        role, level = self._role(title, posting, index)
        if level:
            extra.append((RG.seniority, Literal(level)))
        iri = f"{self._prefix}{number:016x}"
        made.append(Concept(iri, "posting", _CLASSES, title, extra=tuple(extra)))
        if role is None:
            counts["postings whose title names no role of the vocabulary"] += 1
        else:
            counts["postings of a role of the vocabulary"] += 1
            self._count(role, posting, index, found)
        return made

    def _employer(self, name: str, made: list[Record]) -> str:
        """Return the IRI of an employer, and describe one that the vocabulary does not know.

        Two names that would share an IRI are two employers: the second gets a number of its own.
        """
        iri = self._names("employer", name)
        if iri is None:
            iri = mint("employer", slugify(name))
            if iri in self._taken:
                iri += f"-{_digest(name):016x}"
            self._taken.add(iri)
            self._counts["employers that were not known"] += 1
            classes = KINDS["employer"].classes
            made.append(Concept(iri, "employer", classes, name, _EMPLOYER, extra=_PROVISIONAL))
        self._employers[name] = iri
        return iri

    def _role(
        self, title: str, posting: Mapping[str, Any], index: Mapping[str, Any]
    ) -> tuple[str | None, str]:
        """Return the role that a posting is for and the level that its title gives."""
        bare, level = jobposting.without_level(title)
        role = self._known_role(title) or (self._known_role(bare) if bare != title else None)
        if role is not None:
            return role, level
        for key in ("relevantOccupation", "occupationalCategory"):
            value = posting.get(key)
            for text in jobposting.texts(value, index) if value else ():
                for name in jobposting.names(text):
                    role = self._known_role(name)
                    if role is not None:
                        return role, level
        return None, level

    def _known_role(self, name: str) -> str | None:
        try:
            return self._roles[name]
        except KeyError:
            if len(self._roles) >= _REMEMBERED:
                self._roles.clear()
            role = self._roles[name] = self._names("role", name)
            return role

    def _count(
        self, role: str, posting: Mapping[str, Any], index: Mapping[str, Any], found: Found
    ) -> None:
        """Count what a posting asks for, a thing once."""
        self._of_role[role] += 1
        asked: dict[tuple[str, str], str] = {}
        for key in ASKED:
            value = posting.get(key)
            if not value:
                continue
            for text in jobposting.texts(value, index):
                things, unknown = self._known_things(key, text)
                if unknown:
                    self._counts["names that the vocabulary does not know"] += unknown
                for thing in things:
                    asked.setdefault(thing, key)
        named = self._named.setdefault(role, {})
        for thing, key in asked.items():
            if thing in named:
                named[thing].number += 1
            else:
                named[thing] = _Named(key, found.line)

    def _known_things(self, key: str, text: str) -> _Things:
        """Return property and IRI of what a text names, and how many of its names say nothing."""
        try:
            return self._things[key, text]
        except KeyError:
            if len(self._things) >= _REMEMBERED:
                self._things.clear()
        names = jobposting.names(text)
        things = tuple(thing for name in names if (thing := self._thing(key, name)))
        found = things, len(names) - len(things)
        if len(text) <= LONGEST:
            self._things[key, text] = found
        return found

    def _thing(self, key: str, name: str) -> tuple[str, str] | None:
        for kind in ASKED[key]:
            iri = self._names(kind, name)
            property = KINDS[kind].property
            if iri is not None and property is not None:
                return property, iri
        return None

    def _facts(self) -> Iterator[Record]:
        claims = (
            (role, *thing, named)
            for role, things in self._named.items()
            for thing, named in things.items()
        )
        for role, property, thing, named in sorted(claims, key=lambda claim: claim[:3]):
            self._counts["claims"] += 1
            total = self._of_role[role]
            yield Fact(
                self._source,
                role,
                property,
                thing,
                "mentioned",
                named.part,
                f"of {total:,} posting{'' if total == 1 else 's'}",
                # A line says nothing without its file, and a source has no place for that.
                named.line if self._alone else None,
                extra=((RG.sampleSize, Literal(str(named.number), XSD.integer)),),
            )


def _number(posting: Mapping[str, Any], employer: str) -> int:
    """Return what tells a posting from others: its identifier and who gave it, or its content."""
    identifier = posting.get("identifier")
    giver = employer
    if isinstance(identifier, list) and identifier:
        identifier = identifier[0]
    if isinstance(identifier, dict):
        giver = jobposting.words(identifier.get("name")) or employer
        identifier = identifier.get("value") or identifier.get("@id")
    if isinstance(identifier, int | str) and identifier != "":
        return _digest(f"identifier\n{giver}\n{identifier}")
    url = posting.get("url") or posting.get("@id")
    if isinstance(url, str) and is_iri(url):
        return _digest(f"url\n{url}")
    return _digest(json.dumps(posting, sort_keys=True))


def _digest(text: str) -> int:
    hashed = blake2b(text.encode(errors="surrogatepass"), digest_size=8)
    return int.from_bytes(hashed.digest(), "big")
