"""Read an article that compares job roles: what it says of them, as facts."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rolegraph.errors import DataError
from rolegraph.facts import Concept, Fact, Literal, Source
from rolegraph.namespaces import KINDS, RG, SCHEMA, XSD, mint
from rolegraph.reading.adverts import Posting
from rolegraph.reading.advice import read_advice
from rolegraph.reading.ambiguity import read_refused
from rolegraph.reading.claimants import Claimants
from rolegraph.reading.document import Document, Lines, Text
from rolegraph.reading.duties import read_duties
from rolegraph.reading.inference import with_topics
from rolegraph.reading.markup import to_document
from rolegraph.reading.minting import shortened, slugify
from rolegraph.reading.names import NameEntry, Names
from rolegraph.reading.outline import Outline
from rolegraph.reading.passage import Finding, Passage
from rolegraph.reading.phrases import stance
from rolegraph.reading.postings import Described, KnownPostings, split
from rolegraph.reading.prospects import Prospects
from rolegraph.reading.roles import ArticleRoles, KnownRoles, discover
from rolegraph.reading.sections import Sections
from rolegraph.reading.sentences import sentences
from rolegraph.reading.subjects import Statement, parted, statements
from rolegraph.reading.synonyms import with_synonyms
from rolegraph.reading.traits import Traits
from rolegraph.reading.words import read_table
from rolegraph.reading.work import Work

_PROVISIONAL: Final = (RG.provisional, Literal("true", XSD.boolean))
_ROLE_COLUMNS: Final = ("slug", "label", "broader", "alt", "hidden", "definition")
_MOST: Final = 5_000
"""So many facts at most are read from one article: more is no article."""


class Skipped(NamedTuple):
    """A name of the vocabulary that stands in an article and makes no claim, and why."""

    line: int | None
    words: str
    reason: str


class Claim(NamedTuple):
    """A fact with the kind of its thing, and whether the thing is new to the vocabulary."""

    fact: Fact
    kind: str
    new: bool


class Reading(NamedTuple):
    """What was read from one article.

    ``concepts`` describes the things that the vocabulary lacks; ``notes`` say what was repaired or
    left out; ``skipped`` is filled only when it is asked for.
    """

    source: Source
    roles: tuple[Concept, ...]
    claims: tuple[Claim, ...]
    concepts: tuple[Concept, ...]
    notes: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()

    @property
    def facts(self) -> list[Fact]:
        """Return the facts alone."""
        return [claim.fact for claim in self.claims]


class Reader:
    """Reads articles by the names of a vocabulary and the tables of a data folder.

    What it reads of an article depends on nothing but that article, the names and the tables.
    ``entries`` are the names of all things that are known, ``concepts`` those of the bundled
    vocabulary. Names that a mapping in ``mappings/`` denies find nothing.
    """

    def __init__(
        self,
        entries: Iterable[NameEntry],
        concepts: Iterable[Concept],
        folder: str,
    ) -> None:
        concepts = list(concepts)
        mappings = os.path.join(folder, "mappings")
        refused = {
            pair
            for name in sorted(os.listdir(mappings))
            if name.endswith(".sssom.tsv")
            for pair in read_refused(os.path.join(mappings, name))
        }
        self.names = names = Names(with_synonyms(entries, folder), refused=refused)
        self._sections = Sections.load(folder)
        roles = [concept for concept in concepts if concept.kind == "role"]
        self._described = {concept.iri for concept in roles}
        self._known = KnownRoles([*roles, *_more_roles(folder)])
        self._traits = Traits(names)
        self._work = Work(read_duties(folder), read_advice(folder))
        self._prospects = Prospects(concepts, folder)
        self._postings = KnownPostings(concepts)

    def known_role(self, name: str) -> str | None:
        """Return the IRI of the role that a name stands for, None for an unknown one."""
        concept = self._known.find(name)
        return concept.iri if concept else None

    def read(
        self,
        data: bytes,
        name: str,
        *,
        slug: str = "",
        keep_quotes: bool = False,
        report: bool = False,
    ) -> Reading:
        """Read one article; ``slug`` names its source, else its title does.

        Raises `DataError` when the bytes are no text, when the article names no roles, and when it
        says nothing of them.
        """
        document = to_document(data, name)
        blocks, adverts = split(document.blocks)
        document = document._replace(blocks=blocks)
        roles = ArticleRoles(discover(document, self._known), document)
        if not roles.roles:
            raise DataError(
                "names no job roles: an article whose title or text compares roles is needed", name
            )
        title = shortened(document.title or " vs. ".join(role.label for role in roles.roles))
        source = Source(
            mint("source", slug or slugify(title)),
            title,
            shortened(document.publisher),
            document.issued,
            document.url,
            sha256=hashlib.sha256(data).hexdigest(),
        )
        taken = _Facts(source, document, keep_quotes)
        skipped: list[Skipped] = []
        notes = list(document.notes)
        claimants = Claimants(roles.roles, roles.aliases())
        everyone = [role.iri for role in roles.roles]
        outline = Outline(document.blocks, roles, self._sections, document.delivered)
        passages = with_topics(
            [
                passage._replace(
                    mentions=tuple(self.names.find_in(passage.text.text, passage.about == "tools"))
                )
                for passage in _bounded(outline.passages(), notes)
            ]
        )
        parts = parted(passages, roles)
        before: tuple[str, ...] = ()
        for passage in passages:
            apart = passage.section in parts
            said = statements(passage, roles, for_all=not apart, before=before)
            before = said[-1].roles if said else ()
            findings = [
                *self._traits.find(passage, said),
                *self._work.duties(passage, said),
                *self._prospects.find(passage, said, claimants, everyone),
            ]
            taken.add(passage, findings)
            taken.add_lead(passage, self._lead(passage, roles))
            for finding in self._work.advice(passage, said):
                taken.add_tip(passage, finding)
            if report:
                skipped += _skipped(passage, said, findings, taken.lines)
        for advert in adverts:
            taken.add_posting(advert, self._postings.describe(advert))
        if not taken.claims:
            raise DataError(
                f"says nothing of {' or '.join(role.label for role in roles.roles)} that can be "
                "read: is it a comparison of roles in English?",
                name,
            )
        concepts = [c for c in roles.concepts if c.iri not in self._described]
        concepts += taken.concepts.values()
        return Reading(
            source,
            roles.concepts,
            tuple(taken.claims),
            tuple(_marked(concept) for concept in concepts),
            tuple(notes),
            tuple(skipped),
        )

    def _lead(self, passage: Passage, roles: ArticleRoles) -> list[Finding]:
        """Return what the lead-in of an entry names by itself: "Programming: …" is a skill."""
        if passage.lead is None or passage.about not in _LED:
            return []
        text = passage.lead
        lead = passage._replace(
            text=text,
            mentions=tuple(self.names.find_in(text.text, passage.about == "tools")),
        )
        if not _is_entry(passage):
            return []
        found = self._traits.find(lead._replace(listed=True), statements(lead, roles))
        return _as_described(list(found), passage)


def _as_described(found: list[Finding], passage: Passage) -> list[Finding]:
    """Return what a lead-in names as the text behind it goes on: "CISSP: not required" is none."""
    text = passage.text.text
    first = next(sentences(text))
    manner = stance(text, *first)
    if manner.is_dropped(first.start) or manner.is_denied(first.start):
        return []
    # "Docker: helps to ship" wishes for nothing, unlike "Docker: a plus".
    short = text.count(" ", *first) < _WISH_WORDS
    if manner.is_preferred(first.start) and (short or passage.about == "certifications"):
        return [finding._replace(modality="preferred") for finding in found]
    return found


_WISH_WORDS: Final = 4
_LED: Final = {"skills": "", "industries": "", "tools": "tool", "certifications": "certification"}
"""Sections whose lead-ins are read, and the kind that the text must not name for that."""


def _is_entry(passage: Passage) -> bool:
    """Tell whether a lead-in names what the text goes on to describe: a tool, a certification."""
    text, other = passage.text.text, _LED[passage.about]
    if any(kind == other for mention in passage.mentions for kind, _ in mention.candidates):
        return False
    if passage.about != "tools":
        return True
    first = text.partition(",")[0].partition(" and ")[0]
    return first.count(" ") >= 2 and (first[:1].islower() or first.count(" ") >= 4)


class _Facts:
    """The facts of one article as they are found, each once, with their places."""

    def __init__(self, source: Source, document: Document, keep_quotes: bool) -> None:
        self.claims: list[Claim] = []
        self.concepts: dict[str, Concept] = {}
        self.lines = Lines(document.delivered)
        self._source, self._keep_quotes = source, keep_quotes
        self._seen: set[tuple[str, str, str, int | None]] = set()

    def add(self, passage: Passage, findings: Iterable[Finding]) -> None:
        """Take what a passage says; offsets count in its text."""
        for finding in findings:
            self._add(passage, finding, passage.text, finding.start, finding.end)

    def add_lead(self, passage: Passage, findings: Iterable[Finding]) -> None:
        """Take what the lead-in of a passage says; offsets count in the lead-in."""
        if passage.lead is not None:
            for finding in findings:
                self._add(passage, finding, passage.lead, finding.start, finding.end)

    def add_tip(self, passage: Passage, finding: Finding) -> None:
        """Take advice; negative offsets count back from the end of the tip's title."""
        if finding.start < 0 and passage.lead is not None:
            size = len(passage.lead)
            self._add(passage, finding, passage.lead, finding.start + size, finding.end + size)
        else:
            self._add(passage, finding, passage.text, finding.start, finding.end)

    def add_posting(self, advert: Posting, described: Described) -> None:
        """Take a job advertisement: the source mentions it."""
        for concept in described.concepts:
            self.concepts.setdefault(concept.iri, concept)
        place = self.lines.place(advert.text, 0, len(advert.text))
        self._put(
            "posting",
            Fact(
                self._source.iri,
                self._source.iri,
                SCHEMA.mentions,
                described.posting,
                "mentioned",
                line=place.line,
                start=advert.start,
                end=advert.end,
            ),
            bool(described.concepts),
        )

    def _add(self, passage: Passage, finding: Finding, text: Text, start: int, end: int) -> None:
        property = KINDS[finding.kind].property
        if property is None or len(self.claims) >= _MOST:
            return
        place = self.lines.place(text, start, end)
        if finding.concept is not None:
            self.concepts.setdefault(finding.thing, finding.concept)
        quote = " ".join(text.text.split())[:_QUOTE] if self._keep_quotes else ""
        self._put(
            finding.kind,
            Fact(
                self._source.iri,
                finding.role,
                property,
                finding.thing,
                finding.modality,
                shortened(passage.section),
                shortened(passage.category),
                place.line,
                place.start,
                place.end,
                quote=quote,
            ),
            finding.concept is not None,
        )

    def _put(self, kind: str, fact: Fact, new: bool) -> None:
        # The start is part of a claim's IRI: two claims of one thing at one place are one.
        key = fact.subject, fact.property, fact.object, fact.start
        if key not in self._seen:
            self._seen.add(key)
            self.claims.append(Claim(fact, kind, new))


_QUOTE: Final = 1_000
_LONGEST_PASSAGE: Final = 20_000
_LONGEST_ARTICLE: Final = 500_000


def _bounded(passages: Iterable[Passage], notes: list[str]) -> Iterator[Passage]:
    """Yield the passages of an article of a human's length, and note what is left out."""
    size = 0
    for passage in passages:
        size += len(passage.text)
        if size > _LONGEST_ARTICLE:
            notes.append(f"left out what follows the first {_LONGEST_ARTICLE:,} characters")
            return
        if len(passage.text) > _LONGEST_PASSAGE:
            notes.append(f"left out a passage of {len(passage.text):,} characters")
        else:
            yield passage


def _marked(concept: Concept) -> Concept:
    """Return a concept that the store is to know as read and not reviewed."""
    if _PROVISIONAL in concept.extra:
        return concept
    return concept._replace(extra=(_PROVISIONAL, *concept.extra))


def _more_roles(folder: str) -> Iterator[Concept]:
    """Yield the well-known roles that the vocabulary does not describe until an article does."""
    for row in read_table(folder, "roles.tsv", _ROLE_COLUMNS):
        slug, label, _, alt, hidden, definition = row
        others, more = (tuple(filter(None, cell.split(" | "))) for cell in (alt, hidden))
        yield Concept(
            mint("role", slug), "role", KINDS["role"].classes, label, definition, (), others, more
        )


def _skipped(
    passage: Passage, said: Sequence[Statement], findings: Sequence[Finding], lines: Lines
) -> Iterator[Skipped]:
    """Yield the names in a passage that made no claim."""
    text = passage.text.text
    for mention in passage.mentions:
        if any(f.start < mention.end and mention.start < f.end for f in findings):
            continue
        at = next((s for s in said if s.roles and s.start <= mention.start < s.end), None)
        if at is None:
            reason = "no role is named"
        elif stance(text, at.start, at.end).is_dropped(mention.start):
            reason = "said by way of contrast, or as not needed"
        elif passage.about:
            reason = f"no trait of a role in a section about {passage.about}"
        else:
            reason = "not said to be a trait"
        words = text[mention.start : mention.end]
        yield Skipped(lines.place(passage.text, mention.start, mention.end).line, words, reason)
