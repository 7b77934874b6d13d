"""Job advertisements that stand in an article: found, taken out of it, and described."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from rolegraph.facts import Concept, Literal
from rolegraph.lexicon import normalise
from rolegraph.namespaces import RG, SCHEMA, XSD
from rolegraph.reading.document import Block, Text
from rolegraph.reading.figures import Money, amounts, decimal
from rolegraph.reading.minting import provisional, shortened, slugify
from rolegraph.reading.titles import is_title


class Posting(NamedTuple):
    """An advertisement: ``text`` is its title's place, ``start`` to ``end`` its delivered span.

    ``remote`` is None where nothing says so; ``minimum`` and ``maximum`` are yearly pay.
    """

    title: str
    employer: str
    location: str
    remote: bool | None
    employment: tuple[str, ...]
    seniority: str
    currency: str
    minimum: str
    maximum: str
    start: int | None
    end: int | None
    text: Text


class _Line(NamedTuple):
    block: int
    text: Text


class _Details(NamedTuple):
    employment: tuple[str, ...] = ()
    seniority: str = ""
    money: Money | None = None


_LABEL: Final = re.compile(
    r"\W{0,8}(?:(?:featured|latest|sponsored|recent|top|related|hot|new|similar|current|open)\s"
    r"(?:remote\s|ai\s|ml\s|data\s|tech\s){0,2}(?:jobs?|openings?|positions?|roles?|vacanc(?:y|ies)"
    r"|job\s(?:openings|postings|listings|ads))|(?:job|career)\s(?:openings|postings|listings|board"
    r"|ads?|opportunities|of the (?:day|week))|jobs? (?:of the|for) (?:you|week|day)"
    r"|(?:we(?:['’]re| are)|now)\s(?:\w+\s)?hiring|hiring now|open positions|vacancies)"
    r"(?P<rest>[^\n]{0,300})",
    re.IGNORECASE,
)
_TYPES: Final = (
    ("FULL_TIME", r"full[- ]?time|permanent"),
    ("PART_TIME", r"part[- ]?time"),
    ("CONTRACTOR", r"contract(?:or)?|freelance"),
    ("TEMPORARY", r"temporary|temp|fixed[- ]term|seasonal"),
    ("INTERN", r"intern(?:ship)?|co-?op|working student"),
    ("VOLUNTEER", r"volunteer"),
    ("PER_DIEM", r"per diem"),
)
_LEVELS: Final = (
    ("entry", r"entry[- ]level|entry|junior|graduate|beginner"),
    ("mid", r"mid[- ]level|mid[- ]senior|intermediate|mid|associate level"),
    (
        "senior",
        r"senior[- ]level|senior|expert|executive[- ]level|executive|director[- ]level|lead",
    ),
)
_WORD: Final = re.compile(
    r"(?P<part>[\s,/|•·–—()-]{0,6})(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in (*_TYPES, *_LEVELS))
    + r"|(?P<noise>level|position|job|role|remote|hybrid|on-?site|salary:?|pay:?|type:?))(?![a-z])",
    re.IGNORECASE,
)
_AT: Final = re.compile(r"\s{0,3}@\s{1,3}(?P<employer>\S[^|\n]{0,100})(?P<rest>\|[^\n]{0,150})?")
_SEPARATOR: Final = re.compile(
    # The dash between two amounts parts nothing.
    r"(?<![\dkK])\s+[–—-]\s+|(?<=[\dkK])\s+[–—-]\s+(?!\S{0,4}\d)|\s*[|•·]\s*|(?<=\w)—(?=\w)|\t+"
)
_TITLE_AT: Final = re.compile(
    r"(?P<title>[^@]{3,100}?)\s(?:at|@)\s(?P<employer>[A-Z0-9][^@]{0,60})"
)
_REMOTE: Final = re.compile(
    r"\b(?:(?:fully|100%)\s)?(?:remote|anywhere|work from home|hybrid|on-?site)\b"
    r"(?:\s(?:first|friendly|ok|work))?",
    re.IGNORECASE,
)
_PLACES: Final = {
    "u.s.": "United States", "us": "United States", "usa": "United States",
    "u.s": "United States", "u.s.a.": "United States", "uk": "United Kingdom",
    "u.k.": "United Kingdom",
}  # fmt: skip
_LONGEST_TITLE: Final = 120
_LONGEST_LINE: Final = 400
_COUNTRY: Final = re.compile(
    r"[A-Z][\w.’' -]{1,40}(?:,\s?[A-Z][\w.’' -]{1,30}){1,2}|(?:Berlin|London|Paris|Munich|Amsterdam"
    r"|Dublin|Madrid|Toronto|Singapore|Bangalore|Bengaluru|Sydney|Zurich|Vienna|Germany|France|India"
    r"|Canada|Spain|Poland|Netherlands|United States|United Kingdom|USA?|UK|Europe|EU)"
)


def split(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], list[Posting]]:
    """Return the blocks of an article without its advertisements, and these, in order."""
    lines: list[_Line] = []
    for number, block in enumerate(blocks):
        if block.kind == "row":
            lines.append(_Line(number, Text("")))
            continue
        lines += [_Line(number, line) for line in _lines(block.text)]
    found: list[Posting] = []
    used: set[int] = set()
    cut: dict[int, Text] = {}
    labelled = -1
    at = 0
    while at < len(lines):
        text = lines[at].text.text
        if not text:
            at += 1
            continue
        label = _label(text)
        if label is not None and not label:
            labelled, at = at, at + 1
            continue
        read = None
        if len(text) <= _LONGEST_LINE:
            read = _stacked(lines, at) or _single(lines[at].text, labelled >= 0)
        if read is None:
            labelled = -1
            at += 1
            continue
        posting, count, rest = read
        if labelled >= 0 and labelled not in used:
            used.add(labelled)
        found.append(posting)
        used.update(range(at, at + count))
        at += count
        if rest is not None:
            # The next title is glued to the end of this advertisement.
            lines[at - 1] = lines[at - 1]._replace(text=rest)
            used.discard(at - 1)
            cut[at - 1] = rest
            at -= 1
    return tuple(_remaining(blocks, lines, used, cut)), found


def _lines(text: Text) -> Iterable[Text]:
    start = 0
    while True:
        end = text.text.find("\n", start)
        yield text.cut(start, end if end >= 0 else len(text))
        if end < 0:
            return
        start = end + 1


def _remaining(
    blocks: Sequence[Block], lines: Sequence[_Line], used: set[int], cut: dict[int, Text]
) -> Iterable[Block]:
    touched = {lines[at].block for at in used} | {lines[at].block for at in cut}
    left: dict[int, list[Text]] = {}
    for at, line in enumerate(lines):
        if line.block in touched and at not in used and line.text.text:
            left.setdefault(line.block, []).append(line.text)
    for number, block in enumerate(blocks):
        if number not in touched:
            yield block
        else:
            yield from (block._replace(text=text) for text in left.get(number, ()))


def _label(text: str) -> str | None:
    """Return what follows a label such as "Featured Job", or None where the line has none."""
    match = _LABEL.match(text) if len(text) <= _LONGEST_LINE else None
    if match is None:
        return None
    rest = match["rest"]
    if not re.search(r"[A-Za-z]{2}", rest) or re.fullmatch(r"[^a-z]{0,12}", rest):
        return ""
    return rest.lstrip(" :–—-!") if re.match(r"\s?[:–—-]|!", rest) else None


def _details(text: str) -> tuple[_Details, int]:
    """Read kinds of employment, level and pay from the start of a text; return where they end."""
    employment: list[str] = []
    at, seniority, money = 0, "", None
    while True:
        word = _WORD.match(text, at)
        if word and at and not word["part"] and text[at - 1].isalnum():
            # "130KSenior Data Scientist": the next title begins.
            word = None
        pay = None
        if word is None and money is None:
            near = amounts(text[at : at + 60])
            if near and near[0].start <= 4 and not re.search(r"\w", text[at : at + near[0].start]):
                pay = near[0]
        if word is None and pay is None:
            return _Details(tuple(employment), seniority, money), at
        if pay is not None:
            money = pay
            at += pay.end
            continue
        if word is None or word.end() == at:
            return _Details(tuple(employment), seniority, money), at
        kind = word.lastgroup
        if kind in {name for name, _ in _TYPES} and kind not in employment:
            employment.append(str(kind))
        elif kind in {name for name, _ in _LEVELS} and not seniority:
            seniority = str(kind)
        elif kind == "noise" and not (employment or seniority):
            return _Details(), 0
        at = word.end()


def _stacked(lines: Sequence[_Line], at: int) -> tuple[Posting, int, Text | None] | None:
    """Read a title with "@ Employer | Place" and its details on the lines below."""
    filled = [n for n in range(at, min(len(lines), at + 6)) if lines[n].text.text]
    if len(filled) < 2 or filled[0] != at:
        return None
    title, second = lines[at].text, lines[filled[1]].text
    match = _AT.fullmatch(second.text)
    if match is None or len(title) > _LONGEST_TITLE or title.text.endswith((".", ":", "?", ",")):
        return None
    last, end, details, rest = filled[1], len(second), _Details(), None
    if len(filled) > 2:
        third = lines[filled[2]].text
        details, stop = _details(third.text[:_LONGEST_LINE])
        if stop:
            last, end = filled[2], stop
            if third.text[stop:].strip():
                rest = third.cut(stop, len(third))
    if not (match["rest"] or details.employment or details.money):
        return None
    if last == filled[1]:
        details = _Details()
    place = (match["rest"] or "").strip(" |")
    posting = _posting(title, match["employer"].strip(), place, details, lines[last].text, end)
    return posting, last - at + 1, rest


def _single(line: Text, labelled: bool) -> tuple[Posting, int, Text | None] | None:
    """Read an advertisement on one line, its parts between bars, dots or dashes."""
    text = line.text
    rest = _label(text)
    if rest:
        labelled = True
        line = line.cut(text.index(rest), len(text))
        text = line.text
    if len(text) < 8 or text.endswith((":", "?")):
        return None
    fields = [field.strip() for field in _SEPARATOR.split(text) if field.strip()]
    if labelled and len(fields) < 3:
        fields = [
            f.strip() for part in fields for f in re.split(r",\s|\s?\(|\)", part) if f.strip()
        ]
    title, employer = fields[0] if fields else "", ""
    joined = _TITLE_AT.fullmatch(title)
    if joined:
        title, employer = joined["title"].strip(), joined["employer"].strip()
    if not is_title(re.split(r",| \(", title)[0]) or len(title.split()) > 12:
        return None
    details, places, others = _Details(), [], []
    for field in fields[1:]:
        read, stop = _details(field)
        if stop >= len(field):
            details = _merged(details, read)
        elif _REMOTE.match(field) or _COUNTRY.fullmatch(field):
            places.append(field)
        else:
            others.append(field)
    if not employer and others:
        employer = others.pop(0)
    elif not employer and len(places) > 1:
        employer = places.pop(0)
    if labelled and others:
        places, others = [", ".join((*places, *others[:3]))], []
    strong = bool(details.money) + bool(details.employment) + bool(places) + bool(joined)
    if not employer or len(others) > 1 or len(employer) > 60 or re.search(r"[.!?] ", text):
        return None
    if not places and others:
        places = others
    # A row of a comparison has a title and pay as well: an advertisement says where or how, too.
    if strong < (1 if labelled else 2) or not (labelled or details.money or details.employment):
        return None
    return _posting(line, employer, ", ".join(places), details, line, len(line), title), 1, None


def _merged(one: _Details, other: _Details) -> _Details:
    return _Details(
        one.employment + other.employment,
        one.seniority or other.seniority,
        one.money or other.money,
    )


def _posting(
    first: Text,
    employer: str,
    place: str,
    details: _Details,
    last: Text,
    end: int,
    title: str = "",
) -> Posting:
    while end and last.text[end - 1].isspace():
        end -= 1
    remote: bool | None = None
    if place:
        away = _REMOTE.search(place)
        remote = bool(away and not re.match(r"hybrid|on", away[0], re.IGNORECASE))
        place = _REMOTE.sub(" ", place)
        place = re.sub(r"\b(?:in|within) (?:the )?|\bonly\b|[()]", " ", place)
        place = " ".join(place.split()).strip(" ,|/–—-•·")
        place = _PLACES.get(place.casefold(), place)
    money = details.money
    if money and (money.unit not in ("", "year") or not 1_000 <= money.low <= 10_000_000):
        money = None
    return Posting(
        shortened(title or first.text),
        shortened(employer),
        shortened(place),
        remote,
        details.employment,
        details.seniority,
        money.currency if money else "",
        decimal(money.low) if money else "",
        decimal(money.high or money.low) if money else "",
        first.span(0, len(first))[0],
        last.span(0, end)[1],
        first,
    )


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
