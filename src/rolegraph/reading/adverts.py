"""One job advertisement: its title, and what stands beside or below it."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from rolegraph.reading.document import Text
from rolegraph.reading.figures import Money, amounts, decimal
from rolegraph.reading.minting import shortened
from rolegraph.reading.titles import is_title
from rolegraph.reading.words import words


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


class Line(NamedTuple):
    """A line of a block, by the number of the block."""

    block: int
    text: Text


Read = tuple[Posting, int, Text | None]
"""An advertisement, how many lines it takes, and what of the last one is left."""


class Details(NamedTuple):
    """Kinds of employment, level and pay that an advertisement gives."""

    employment: tuple[str, ...] = ()
    seniority: str = ""
    money: Money | None = None


_LABEL: Final = re.compile(
    r"\W{0,8}(?:(?:featured|latest|sponsored|recent|top|related|hot|new|similar|current|open|fresh)\s"
    r"(?:remote\s|ai\s|ml\s|data\s|tech\s){0,2}(?:jobs?|openings?|positions?|roles?|vacanc(?:y|ies)"
    r"|job\s(?:openings|postings|listings|ads))|(?:job|career)\s(?:openings|postings|listings|board"
    r"|ads?|opportunities|of the (?:day|week))|jobs? (?:of the|for) (?:you|week|day)"
    r"|(?:we(?:['’]re| are)|now)\s(?:\w+\s)?hiring|hiring now|who(?:['’]s| is) hiring"
    r"(?: right)?(?: now)?|open positions|vacancies|jobs(?=\W{0,3}$))"
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
SEPARATOR: Final = re.compile(
    # The dash between two amounts parts nothing.
    r"(?<![\dkK])\s+[–—-]\s+|(?<=[\dkK])\s+[–—-]\s+(?!\S{0,4}\d)|\s*[|•·]\s*|(?<=\w)—(?=\w)|\t+"
)
_PARTED: Final = re.compile(r"[–—|•·\t-]")
_TITLE_AT: Final = re.compile(
    r"(?P<title>[^@]{3,100}?)\s(?:at|@)\s(?P<employer>[A-Z0-9][^@]{0,60})"
)
REMOTE: Final = re.compile(
    r"\b(?:(?:fully|100%)\s)?(?:remote|anywhere|work from home|hybrid|on-?site)\b"
    r"(?:\s(?:first|friendly|ok|work))?",
    re.IGNORECASE,
)
_PLACES: Final = {
    "u.s.": "United States", "us": "United States", "usa": "United States",
    "u.s": "United States", "u.s.a.": "United States", "uk": "United Kingdom",
    "u.k.": "United Kingdom",
}  # fmt: skip
_PARTS: Final = re.compile(r",\s|\s?\(|\)|\.\s|(?<=[a-z])\.$")
_NAMED: Final = re.compile(r"(?:salary|pay|type|location|company|employer)\s?:\s?", re.IGNORECASE)
_NOISE: Final = re.compile(
    r"(?:posted|apply|closes|closing|deadline|updated|ref)\b|\d{1,4}$|[mfdwx](?:/[mfdwx]){1,3}$",
    re.IGNORECASE,
)
_GRADE: Final = re.compile(r"\s(?:I{1,3}|IV|V|\d)$")
_TRAINEE: Final = re.compile(r"\b(?:trainee|intern|apprentice|fellow)$", re.IGNORECASE)
_LONGEST_COMPACT: Final = 160
_LOWER: Final = re.compile(r"(?<![\w/’'-])[a-z][a-z/-]*")
_SMALL: Final = words(
    """at of the and for in de la to per a an year hour month day remote hybrid on-site onsite
    full-time part-time full part time contract permanent k within or gross plus from fixed-term
    temporary m/f/d entry junior senior annually yearly"""
)
LONGEST_TITLE: Final = 120
LONGEST_LINE: Final = 400
PLACE: Final = re.compile(
    r"[A-Z][\w.’' -]{1,40}(?:,\s?[A-Z][\w.’' -]{1,30}){1,2}|(?:Berlin|London|Paris|Munich|Amsterdam"
    r"|Dublin|Madrid|Toronto|Singapore|Bangalore|Bengaluru|Sydney|Zurich|Vienna|Germany|France|India"
    r"|Canada|Spain|Poland|Netherlands|United States|United Kingdom|USA?|UK|Europe|EU)"
)


def label(text: str) -> str | None:
    """Return what follows a label such as "Featured Job", or None where the line has none."""
    match = _LABEL.match(text) if len(text) <= LONGEST_LINE else None
    if match is None:
        return None
    rest = match["rest"]
    if not re.search(r"[A-Za-z]{2}", rest) or re.fullmatch(r"[^a-z]{0,12}", rest):
        return ""
    if len(text) <= 60 and re.match(r"\s?\(", rest) and rest.endswith(")"):
        # A label may have an aside: we're hiring (and so are friends).
        return ""
    return rest.lstrip(" :–—-!") if re.match(r"\s?[:–—-]|!", rest) else None


def details_of(text: str) -> tuple[Details, int]:
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
            return Details(tuple(employment), seniority, money), at
        if pay is not None:
            money = pay
            at += pay.end
            continue
        if word is None or word.end() == at:
            return Details(tuple(employment), seniority, money), at
        kind = word.lastgroup
        if kind in {name for name, _ in _TYPES} and kind not in employment:
            employment.append(str(kind))
        elif kind in {name for name, _ in _LEVELS} and not seniority:
            seniority = str(kind)
        elif kind == "noise" and not (employment or seniority):
            return Details(), 0
        at = word.end()


def is_post(title: str, *, labelled: bool = False) -> bool:
    """Tell whether a line is the title of a post: "Data Engineer II, Payments (contract)"."""
    name = _GRADE.sub("", re.split(r",| \(", title)[0].strip())
    return is_title(name) or (labelled and _TRAINEE.search(name) is not None)


def stacked(lines: Sequence[Line], at: int) -> Read | None:
    """Read a title with "@ Employer | Place" and its details on the lines below."""
    filled = [n for n in range(at, min(len(lines), at + 6)) if lines[n].text.text]
    if len(filled) < 2 or filled[0] != at:
        return None
    title, second = lines[at].text, lines[filled[1]].text
    match = _AT.fullmatch(second.text)
    if match is None or len(title) > LONGEST_TITLE or title.text.endswith((".", ":", "?", ",")):
        return None
    last, end, details, rest = filled[1], len(second), Details(), None
    if len(filled) > 2:
        third = lines[filled[2]].text
        details, stop = details_of(third.text[:LONGEST_LINE])
        if stop:
            last, end = filled[2], stop
            if third.text[stop:].strip():
                rest = third.cut(stop, len(third))
    if not (match["rest"] or details.employment or details.money):
        return None
    if last == filled[1]:
        details = Details()
    place = (match["rest"] or "").strip(" |")
    posting = advert(title, match["employer"].strip(), place, details, lines[last].text, end)
    return posting, last - at + 1, rest


def _is_compact(text: str) -> bool:
    """Tell whether a short line is an advertisement's parts between commas and in brackets.

    Title and employer come first: what stands in brackets behind a title alone is no employer.
    """
    if len(text) > _LONGEST_COMPACT or not re.search(r"[$€£]|\b[A-Z]{3}\s?\d", text):
        return False
    head, bracket, _ = text.partition(" (")
    if not (bracket and "," in head) and not _TITLE_AT.match(text):
        return False
    return not any(word not in _SMALL for word in _LOWER.findall(text))


def single(line: Text, labelled: bool) -> Read | None:
    """Read an advertisement on one line, its parts between bars, dots or dashes."""
    text = line.text
    rest = label(text)
    if rest:
        labelled = True
        line = line.cut(text.index(rest), len(text))
        text = line.text
    if len(text) < 8 or text.endswith((":", "?")):
        return None
    fields = [text]
    if text.count(" / ") > 1:
        fields = text.split(" / ")
    elif _PARTED.search(text):
        fields = SEPARATOR.split(text)
    fields = [field.strip() for field in fields if field.strip()]
    compact = not labelled and len(fields) < 3 and _is_compact(text)
    if (labelled or compact) and len(fields) < 3:
        fields = [f.strip() for part in fields for f in _PARTS.split(part) if f.strip()]
    title, employer = fields[0] if fields else "", ""
    joined = _TITLE_AT.fullmatch(title)
    if joined:
        title, employer = joined["title"].strip(), joined["employer"].strip()
        employer, _, town = employer.partition(" in ")
        fields += [town] if town[:1].isupper() else []
    if not is_post(title, labelled=labelled) or len(title.split()) > 12:
        return None
    details, places, others = Details(), [], []
    for field in fields[1:]:
        field = _NAMED.sub("", field)
        read, stop = details_of(field)
        if stop >= len(field):
            details = merged(details, read)
        elif REMOTE.match(field) or PLACE.fullmatch(field):
            places.append(field)
        elif _NOISE.match(field):
            continue
        else:
            others.append(field)
    if not employer and others:
        employer = others.pop(0)
    elif not employer and len(places) > 1:
        employer = places.pop(0)
    if compact and not (details.money and (joined or places or others)):
        return None
    alone = not labelled and not places and len(others) == 1 and len(fields) > 3
    if alone and details.money and "|" not in text and others[0].count(" ") < 3:
        # "Title – Employer – Town – pay"
        places, others = others, []
    if (labelled or compact) and others:
        places, others = [", ".join((*places, *others[:3]))], []
    if is_title(employer):
        return None
    strong = bool(details.money) + bool(details.employment) + bool(places) + bool(joined)
    if not employer or len(others) > 1 or len(employer) > 60:
        return None
    if re.search(r"[.!?] (?!(?:Salary|Pay|Posted|Apply|Closes|Location|Type)\b|[€$£])", text):
        return None
    if not places and others:
        places = others
    # A row of a comparison has a title and pay as well: an advertisement says where or how, too.
    if strong < (1 if labelled else 2) or not (labelled or details.money or details.employment):
        return None
    return advert(line, employer, ", ".join(places), details, line, len(line), title), 1, None


def merged(one: Details, other: Details) -> Details:
    """Return what either of two parts says, the first before the second."""
    return Details(
        one.employment + other.employment,
        one.seniority or other.seniority,
        one.money or other.money,
    )


def advert(
    first: Text,
    employer: str,
    place: str,
    details: Details,
    last: Text,
    end: int,
    title: str = "",
) -> Posting:
    """Return an advertisement from the place of its first line to an offset in its last."""
    while end and last.text[end - 1].isspace():
        end -= 1
    remote: bool | None = None
    if place:
        away = REMOTE.search(place)
        remote = bool(away and not re.match(r"hybrid|on", away[0], re.IGNORECASE))
        place = REMOTE.sub(" ", place)
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
