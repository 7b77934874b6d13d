"""Job advertisements that stand in an article: found, taken out of it, and described."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from rolegraph.facts import Concept, Literal
from rolegraph.lexicon import normalise
from rolegraph.namespaces import RG, SCHEMA, XSD
from rolegraph.reading.adverts import (
    LONGEST_LINE,
    Line,
    Posting,
    label,
    single,
    stacked,
)
from rolegraph.reading.document import Block, Text
from rolegraph.reading.minting import provisional, slugify
from rolegraph.reading.sentences import sentences
from rolegraph.reading.vacancies import board, card, labelled_lines, several, wanted

_LONGEST: Final = 5_000
"""A line of more characters is not looked through for sentences that advertise."""
_WANTS: Final = re.compile(
    r"\b(?:looking for|hiring|seeking|recruiting|searching for|wants|seeks|needs|room for"
    r"|opening for|vacancy for|post for) "
)


def split(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], list[Posting]]:
    """Return the blocks of an article without its advertisements, and these, in order."""
    rows = dict(board(blocks))
    if not any(rows.values()):
        rows = {}
    lines: list[Line] = []
    for number, block in enumerate(blocks):
        if block.kind == "row":
            lines.append(Line(number, Text("")))
            continue
        lines += [Line(number, line) for line in _lines(block.text)]
    found: list[Posting] = []
    used: set[int] = set()
    cut: dict[int, Text] = {}
    labelled = -1
    at = 0
    while at < len(lines):
        text = lines[at].text.text
        if not text:
            advertised = rows.get(lines[at].block)
            if advertised is not None:
                found.append(advertised)
            at += 1
            continue
        named = label(text)
        if named is not None and not named:
            labelled, at = at, at + 1
            continue
        read = _read(lines, at, labelled >= 0) if len(text) <= LONGEST_LINE else None
        if read is None:
            labelled = -1
            at += 1
            continue
        postings, count, rest = read
        if labelled >= 0:
            used.add(labelled)
        found += postings
        used.update(range(at, at + count))
        at += count
        if rest is not None:
            # The next title is glued to the end of this advertisement.
            lines[at - 1] = lines[at - 1]._replace(text=rest)
            used.discard(at - 1)
            cut[at - 1] = rest
            at -= 1
    left = _remaining(blocks, lines, used, cut, frozenset(rows))
    return tuple(left), found


def _read(
    lines: Sequence[Line], at: int, labelled: bool
) -> tuple[list[Posting], int, Text | None] | None:
    text = lines[at].text
    many = several(text)
    if many:
        return many, 1, None
    one = wanted(text)
    if one is not None:
        return [one], 1, None
    read = (
        stacked(lines, at)
        or labelled_lines(lines, at)
        or single(text, labelled)
        or card(lines, at, labelled)
    )
    return None if read is None else ([read[0]], read[1], read[2])


def _lines(text: Text) -> Iterable[Text]:
    """Yield the lines of a text; a sentence that advertises is a line of its own."""
    start = 0
    while True:
        end = text.text.find("\n", start)
        line = text.cut(start, end if end >= 0 else len(text))
        after = 0
        if len(line) <= _LONGEST and _WANTS.search(line.text):
            for first, last in sentences(line.text):
                if wanted(line.cut(first, last)) is not None:
                    if first > after:
                        yield line.cut(after, first)
                    yield line.cut(first, last)
                    after = last
        if not after or after < len(line):
            yield line.cut(after, len(line))
        if end < 0:
            return
        start = end + 1


def _remaining(
    blocks: Sequence[Block],
    lines: Sequence[Line],
    used: set[int],
    cut: dict[int, Text],
    rows: frozenset[int],
) -> Iterable[Block]:
    touched = {lines[at].block for at in used} | {lines[at].block for at in cut}
    left: dict[int, list[Text]] = {}
    for at, line in enumerate(lines):
        if line.block in touched and at not in used and line.text.text:
            left.setdefault(line.block, []).append(line.text)
    for number, block in enumerate(blocks):
        if number in rows:
            continue
        if number not in touched:
            yield block
        else:
            yield from (block._replace(text=text) for text in left.get(number, ()))


class Described(NamedTuple):
    """The IRIs of an advertisement and its employer; the concepts that the vocabulary lacks."""

    posting: str
    employer: str
    concepts: tuple[Concept, ...]


class KnownPostings:
    """The advertisements and employers of the vocabulary."""

    def __init__(self, concepts: Iterable[Concept] = ()) -> None:
        self._employers: dict[str, str] = {}
        self._postings: dict[tuple[str, ...], str] = {}
        for concept in concepts:
            if concept.kind == "employer":
                for name in (concept.label, *concept.alt, *concept.hidden):
                    self._employers[normalise(name)] = concept.iri
            elif concept.kind == "posting":
                values = {p: o.value if isinstance(o, Literal) else o for p, o in concept.extra}
                key = [normalise(concept.label), values.get(SCHEMA.hiringOrganization, "")]
                pay = (SCHEMA.salaryCurrency, RG.salaryMinimum, RG.salaryMaximum)
                key += [values.get(property, "") for property in pay]
                self._postings[tuple(key)] = concept.iri

    def describe(self, posting: Posting) -> Described:
        """Return what an advertisement is in the graph."""
        minted: list[Concept] = []
        employer = self._employers.get(normalise(posting.employer), "")
        if posting.employer and not employer:
            minted.append(provisional("employer", posting.employer))
            employer = minted[0].iri
        pay = posting.currency, posting.minimum, posting.maximum
        known = self._postings.get((normalise(posting.title), employer, *pay))
        if known:
            return Described(known, employer, ())
        minted.append(_concept(posting, employer))
        return Described(minted[-1].iri, employer, tuple(minted))


def _concept(posting: Posting, employer: str) -> Concept:
    remote = {True: "true", False: "false", None: ""}[posting.remote]
    pairs: list[tuple[str, str, str | None]] = [
        (SCHEMA.jobLocation, posting.location, None),
        (RG.remote, remote, XSD.boolean),
        *((SCHEMA.employmentType, kind, None) for kind in posting.employment),
        (RG.seniority, posting.seniority, None),
        (SCHEMA.salaryCurrency, posting.currency, None),
        (RG.salaryMinimum, posting.minimum, XSD.decimal),
        (RG.salaryMaximum, posting.maximum, XSD.decimal),
        (SCHEMA.title, posting.title, None),
    ]
    details = "\x1f".join((posting.title, posting.employer, *(value for _, value, _ in pairs)))
    digest = hashlib.sha256(details.encode()).hexdigest()[:6]
    parts = (slugify(posting.title), slugify(posting.employer) if posting.employer else "", digest)
    extra: list[tuple[str, str | Literal]] = (
        [(SCHEMA.hiringOrganization, employer)] if employer else []
    )
    extra += [(p, Literal(value, datatype)) for p, value, datatype in pairs if value]
    slug = "-".join(part for part in parts if part)
    return provisional("posting", posting.title, slug=slug, extra=tuple(extra))
