"""Things that an article names and the vocabulary lacks, told by where they stand."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, Protocol

from rolegraph.facts import Concept
from rolegraph.reading import labels
from rolegraph.reading.minting import provisional
from rolegraph.reading.passage import Passage
from rolegraph.reading.phrases import Chunk
from rolegraph.reading.topics import TOOL_NOUN
from rolegraph.reading.words import words


class Vocabulary(Protocol):
    """What is asked of the names of the vocabulary."""

    def exact(self, kind: str, text: str) -> str | None:
        """Return the concept of a kind that has exactly this name."""

    def label(self, iri: str) -> str:
        """Return the label of a concept."""


class Thing(NamedTuple):
    """A thing at a place of a text; ``concept`` describes it where the vocabulary lacks it."""

    kind: str
    iri: str
    start: int
    end: int
    concept: Concept | None = None


class Lists(NamedTuple):
    """The lists of a clause that hold known tools, fields and industries, by group number."""

    tools: frozenset[int]
    fields: frozenset[int]
    industries: frozenset[int]
    employers: frozenset[int]


_LISTED_TOOL_WORDS: Final = 4
_GENERIC: Final = words(
    """data code models model systems system tools tool software platforms platform frameworks
    framework libraries library languages language services service technologies technology cloud
    databases database analysis analytics reporting visualization dashboards documentation testing
    monitoring deployment development programming design research statistics mathematics teams team
    stakeholders business customers projects products papers experience skills knowledge
    environments applications solutions pipelines infrastructure automation security spreadsheets
    names examples employers companies firms places nice useful helpful valued valuable beneficial
    preferred desirable desired optional welcome advantageous essential required needed important
    crucial mandatory necessary"""
)


def is_generic(phrase: str) -> bool:
    """Tell whether the last word of a phrase says what something is, and names nothing."""
    last = phrase.split()[-1] if phrase.split() else ""
    return last.casefold() in _GENERIC or TOOL_NOUN.search(last) is not None


def minted(kind: str, label: str, start: int, end: int) -> Thing:
    """Return a thing that is new to the vocabulary."""
    concept = provisional(kind, label)
    return Thing(kind, concept.iri, start, end, concept)


def known_or_minted(names: Vocabulary, kind: str, label: str, start: int, end: int) -> Thing:
    """Return the vocabulary's thing of this name, else a new one."""
    iri = names.exact(kind, label)
    if iri is None and kind == "industry":
        # "Medical device firms" are in medical devices.
        iri = names.exact(kind, f"{label}s")
    if iri is None and kind == "certification":
        # "certifications in big data technologies" is a big-data certification.
        subject, _, last = label.rpartition(" ")
        shorter, _, generic = subject.rpartition(" ")
        if shorter and TOOL_NOUN.search(generic):
            iri = names.exact(kind, f"{shorter} {last}")
    return Thing(kind, iri, start, end) if iri else minted(kind, label, start, end)


def _span(text: str, part: Chunk, label: str) -> tuple[int, int]:
    at = text.find(label, part.start, part.end)
    return (part.start, part.end) if at < 0 else (at, at + len(label))


def tools(
    names: Vocabulary, passage: Passage, parts: Sequence[Chunk], lists: Lists
) -> Iterator[tuple[Chunk, Thing]]:
    """Yield the tools of a clause that no name of the vocabulary covers.

    In a list under a heading for tools every entry is one; elsewhere what follows "tools such as",
    and what is written like a name between known tools.
    """
    text = passage.text.text
    listed = passage.listed and (
        passage.about == "tools"
        or (passage.about == "skills" and TOOL_NOUN.search(passage.category) is not None)
    )
    used: set[int] = set()
    if passage.about in ("tools", "skills"):
        used = {part.group for part in parts if part.before in _USES}
    used |= {part.group for part in parts if passage.about == "tools" and part.before in _WITH}
    for part in parts:
        if part.mentions or part.scope == "passing":
            continue
        label = labels.cleaned(text[part.start : part.end])
        example = part.scope == "example" or part.before in ("including", "include", "includes")
        beside = part.group in lists.tools or (part.group in used and bool(part.before))
        headed = example and TOOL_NOUN.search(part.head) is not None
        in_list = listed and (bool(passage.category) or part.depth or _is_list(parts))
        if not (headed or beside or in_list):
            continue
        cased = not (passage.about == "tools" and (in_list or headed))
        if len(label) < 2 or not labels.is_name(label, longest=_LISTED_TOOL_WORDS, cased=cased):
            continue
        if label.casefold() in _GENERIC or (not cased and label.split()[-1].casefold() in _GENERIC):
            continue
        if not (headed or beside or example or part.before in _STARTS_ENTRY):
            continue
        yield part, known_or_minted(names, "tool", label, *_span(text, part, label))


_USES: Final = words("""use uses using leverage leveraging utilize utilizing""")
_WITH: Final = words("""with on in via through rely relies know knows""")
_STARTS_ENTRY: Final = frozenset(
    ("", ",", "and", "or", "&", "/", "(", ";", "as well as", "plus", "and/or")
)


def _is_list(parts: Sequence[Chunk]) -> bool:
    """Tell whether a clause is a bare list of short entries, or one entry alone."""
    return all(part.before in _STARTS_ENTRY or part.scope == "passing" for part in parts)


def fields(
    names: Vocabulary,
    passage: Passage,
    parts: Sequence[Chunk],
    lists: Lists,
    taken: Sequence[tuple[int, int]],
) -> Iterator[tuple[Chunk, Thing]]:
    """Yield the fields of study that stand in a list with known ones, or after a degree."""
    text = passage.text.text
    after_degree = False
    for at, part in enumerate(parts):
        if any(kind == "degree" for mention in part.mentions for kind, _ in mention.candidates[:1]):
            after_degree = True
            continue
        if part.scope == "passing" or any(a < part.end and part.start < b for a, b in taken):
            continue
        label = labels.field_label(text[part.start : part.end])
        follows = after_degree and part.before in ("in", "of")
        if not label or not (part.group in lists.fields or follows):
            continue
        spot = _span(text, part, labels.cleaned(text[part.start : part.end]))
        head = _shared_head(text, parts, at)
        iri = names.exact("field", f"{label} {head}") if head else None
        if iri is None and head and _ADJECTIVE.search(label):
            label = f"{label} {head}"
        if iri:
            yield part, Thing("field", iri, *spot)
        elif names.exact("field", label) or labels.is_field(label):
            yield part, known_or_minted(names, "field", label, *spot)


_ADJECTIVE: Final = re.compile(r"(?:al|ial|ical|ic|ar|ile|ive)$|^(?:computer|software)$")
_SHARED: Final = re.compile(r"(?i)\b(?:engineering|sciences?|studies|management|design)$")


def _shared_head(text: str, parts: Sequence[Chunk], at: int) -> str:
    """Return the head that the last of a list lends the others before it."""
    if " " in text[parts[at].start : parts[at].end].strip():
        return ""
    for part in parts[at + 1 : at + 4]:
        if part.group != parts[at].group:
            break
        found = _SHARED.search(text, part.start, part.end)
        if found and found.end() == part.end and found.start() > part.start:
            return found[0].lower()
    return ""


_CERTIFIED: Final = re.compile(
    r"(?:(?:[A-Z][\w+.&:/-]*|of|in|for|and|the|[–-])\s+){0,5}(?:Certified|Certification|Certificate"
    r"|Professional Certificate|Credential|Nanodegree|Specialization|Specialisation"
    r"|Chartered)(?::)?"
    r"(?:\s+(?:[A-Z][\w+.&:/-]*|of|in|for|and|[–-]))*"
)


_CERTIFYING: Final = re.compile("Certifi|Credential|Nanodegree|Speciali|Chartered")


def certifications(
    names: Vocabulary,
    passage: Passage,
    clause: tuple[int, int],
    parts: Sequence[Chunk],
    taken: Sequence[tuple[int, int]],
) -> Iterator[Thing]:
    """Yield the certifications of a clause that are written like names.

    In a list under a heading for certifications an acronym is one.
    """
    text = passage.text.text
    named = list(named_certifications(text, *clause))
    if passage.about == "certifications" and passage.listed:
        for part in parts:
            label = text[part.start : part.end]
            if not part.mentions and part.before in _STARTS_ENTRY and _LETTERS.fullmatch(label):
                named.append((part.start, part.end))
    done: list[tuple[int, int]] = []
    for a, b in named:
        beside = "(" in text[max(0, a - 2) : a]
        again = beside and named[0][0] < a
        if not again and not any(c < b and a < d for c, d in (*taken, *done)):
            done.append((a, b))
            yield known_or_minted(names, "certification", text[a:b], a, b)


_LETTERS: Final = re.compile(r"[A-Z][A-Z0-9]{1,6}(?:[+-][A-Z0-9]{1,4})?")


def named_certifications(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans that are written like the name of a certification."""
    if _CERTIFYING.search(text, start, end) is None:
        return
    for found in _CERTIFIED.finditer(text, start, end):
        label = labels.cleaned(found[0])
        if len(label.split()) >= 2 and label.split()[0][0].isupper():
            at = text.find(label, found.start(), found.end())
            yield at, at + len(label)


def industries(
    names: Vocabulary,
    passage: Passage,
    parts: Sequence[Chunk],
    lists: Lists,
    taken: Sequence[tuple[int, int]],
) -> Iterator[tuple[Chunk, Thing]]:
    """Yield the industries that entries of an industries list name, and their employers."""
    text = passage.text.text
    short = (
        passage.listed
        and passage.about == "industries"
        and text.count(" ") <= 8
        and not _FIGURE.search(text)
    )
    employers = names_employers(passage)
    field = False
    for part in parts:
        field = field or any(
            kind == "industry" for mention in part.mentions for kind, _ in mention.candidates
        )
        if part.scope == "passing" or any(a < part.end and part.start < b for a, b in taken):
            continue
        words_ = text[part.start : part.end]
        entry = short and part.before in _STARTS_ENTRY and part.end - part.start <= _LONGEST_ENTRY
        of_companies = COMPANIES.search(part.head) is not None
        if part.scope == "example" or part.depth or part.before in _NAMING or of_companies:
            name = labels.cleaned(words_)
            named = part.group in lists.employers or of_companies
            named = named or (field and part.scope == "example" and passage.about == "industries")
            if named and labels.is_name(name) and not is_generic(name):
                yield part, known_or_minted(names, "employer", name, *_span(text, part, name))
            continue
        if not (entry or (part.group in lists.industries and passage.about == "industries")):
            continue
        if employers and entry and _PROPER.fullmatch(words_) and not is_generic(words_):
            yield part, known_or_minted(names, "employer", words_, part.start, part.end)
            continue
        label = labels.industry_label(words_)
        if label and label.split()[-1] not in _GENERIC and not _FIGURE.search(words_):
            spot = _span(text, part, labels.cleaned(words_))
            yield part, known_or_minted(names, "industry", label, *spot)


COMPANIES: Final = re.compile(
    r"(?i)\b(?:companies|firms|employers?(?: of [\w\s-]{1,40})?|organi[sz]ations|corporations|banks"
    r"|retailers|giants|consultancies|insurers|startups|start-ups|vendors|agencies|names|brands"
    r"|players)$"
)
"""What the words before an example end with where the example is an employer."""
_EMPLOYERS: Final = re.compile(
    r"(?i)^(?:\w+\s){0,2}(?:employers|names|companies|firms|examples|who hires|hiring)\b"
)
_PROPER: Final = re.compile(r"[A-Z0-9][\w&.'’-]*(?:\s(?:of|and|&|[A-Z0-9][\w&.'’-]*)){0,3}")


def names_employers(passage: Passage) -> bool:
    """Tell whether a lead-in or the label of a row says that names of employers follow."""
    said = passage.category or (passage.lead.text if passage.lead else "") or passage.section
    return passage.about == "industries" and _EMPLOYERS.search(said) is not None


_NAMING: Final = words("include includes including")
_LONGEST_ENTRY: Final = 40
_FIGURE: Final = re.compile(r"[\d$€£|]|ly$|\b(?:first|too|mostly|now|then|also)$")
_SPLITS: Final = frozenset((",", ";", "and", "or", "&", "as well as", "plus", "along with", "."))


def skills(
    names: Vocabulary, passage: Passage, parts: Sequence[Chunk], taken: Sequence[tuple[int, int]]
) -> Iterator[tuple[Chunk, Thing]]:
    """Yield a short skill for each part of a skills list that no name covers."""
    text = passage.text.text
    entry: list[Chunk] = []
    for part in (*parts, None):
        if part is not None and (not entry or part.before not in _SPLITS or part.depth):
            entry.append(part)
            continue
        if entry and entry[0].scope == "main" and not entry[0].depth:
            start, end = entry[0].start, entry[-1].end
            covered = any(a < end and start < b for a, b in taken)
            if not covered:
                label = labels.skill_label(text[start:end])
                if label and label.casefold() not in _GENERIC:
                    yield entry[0], known_or_minted(names, "skill", label, start, end)
        entry = [] if part is None else [part]
