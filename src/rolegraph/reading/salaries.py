"""What a passage says of a role's pay: averages, medians and ranges for a year."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from rolegraph.facts import Concept, Literal
from rolegraph.namespaces import DC, RG, SCHEMA, XSD, slug_of
from rolegraph.reading.claimants import LONGEST, PEOPLE, Claimants, last_of
from rolegraph.reading.figures import Agencies, Money, amounts, decimal, nearest
from rolegraph.reading.minting import provisional, slugify
from rolegraph.reading.sentences import sentences

LOWEST: Final = 1_000
HIGHEST: Final = 10_000_000
"""Yearly pay below or above is a slip of the reader or of the article."""


class Salary(NamedTuple):
    """Pay found in a text: from ``start`` to ``end``, of which role, and its description."""

    start: int
    end: int
    role: str
    concept: Concept


class Skipped(NamedTuple):
    """An amount of money in a text that gave no salary, and why."""

    start: int
    end: int
    reason: str


_PAY: Final = re.compile(
    r"\b(?:salar(?:y|ies)|earn(?:s|ed|ings?)?|make|makes|making|paid|pays?|wages?|compensation"
    r"|incomes?|remuneration|packages?|take[- ]home|command(?:s|ing)?"
    r"|start(?:s|ing)? (?:at|near|around|from))\b",
    re.IGNORECASE,
)
_NO_PAY: Final = re.compile(
    r"\b(?:bonus(?:es)?|stocks?|equity|tuition|fees?|costs?|costing|budgets?|revenues?|markets?"
    r"|funding|investments?|saved?|saves|saving|savings|profits?|sales|scholarships?|course"
    r"|bootcamp|exam|certification|raised|valued|worth|fines?|relocation|signing|difference"
    r"|raise of|increase of|loss(?:es)?)\b",
    re.IGNORECASE,
)
_PAY_VERB: Final = re.compile(
    r"\b(?:averag(?:e|es|ing)|clears?|fetch(?:es)?|nets?|draws?|gets?|figure on|expect)"
    r"\s(?:(?:about|around|roughly|some|over|nearly|between|from)\s)?$",
    re.IGNORECASE,
)
# What a figure leaves out is not what it is about.
_LEFT_OUT: Final = re.compile(
    r"\b(?:before|excluding|without|leaves? out|leaving out|not counting|plus)\s(?:\w+\s)?"
    r"(?:bonus(?:es)?|stocks?|equity)(?:\s(?:and|or)\s(?:bonus(?:es)?|stocks?|equity))?",
    re.IGNORECASE,
)
_RELATIVE: Final = re.compile(
    r"\s{0,2}(?:more|less|higher|lower|above|below|bonus|in (?:bonus|stock|equity|savings|funding"
    r"|revenue|scholarships)|signing|worth)\b",
    re.IGNORECASE,
)
_MEAN: Final = re.compile(r"\b(?:average|averages|averaging|mean|typical)\b", re.IGNORECASE)
_MEDIAN: Final = re.compile(r"\bmedian\b", re.IGNORECASE)
_FLOOR: Final = re.compile(
    r"\b(?:start(?:s|ing)?(?: (?:salar(?:y|ies)|pay))?(?: (?:at|from|around|near|of|is|are))?"
    r"|from|at least"
    r"|minimum(?: of)?|upwards? of|over|above|more than|as low as|exceed(?:s|ing)?|in excess of"
    r"|lowest(?: \w+){0,3}(?: less than)?|surpass(?:es|ing)?|north of)\s(?:about |around )?$",
    re.IGNORECASE,
)
_TENTHS: Final = (
    ("up to", re.compile(r"\b(?:top|highest|upper)[- ](?:paid )?(?:10|ten|tenth|decile)\b", re.I)),
    ("from", re.compile(r"\b(?:bottom|lowest|lower)[- ](?:paid )?(?:10|ten|tenth|decile)\b", re.I)),
)
_CEILING: Final = re.compile(
    r"\b(?:up to|as (?:much|high) as|maximum(?: of)?|at most|reach(?:es|ing)?|top(?:s|ping)? out at"
    r"|no more than|under|below|less than)\s(?:about |around |over )?$",
    re.IGNORECASE,
)
_LEVELS: Final = (
    (
        "entry",
        re.compile(
            r"\b(?:entry[- ]level|entry|juniors?|beginners?|new grad(?:uate)?s?|graduates?"
            r"|early[- ]career|freshers?|interns?|0\s?[-–]\s?[123] years)\b",
            re.IGNORECASE,
        ),
    ),
    ("mid", re.compile(r"\b(?:mid[- ]?(?:level|career|senior)?|intermediate)\b", re.I)),
    (
        "senior",
        re.compile(
            r"\b(?:seniors?(?:[- ]level)?|principal|staff|experienced|seasoned|late[- ]career"
            r"|veterans?|executive[- ]level|(?<!tech )(?<!a )lead(?= (?:data|machine|ml|ai"
            r"|engineer)))\b",
            re.IGNORECASE,
        ),
    ),
)
_PLACE: Final = re.compile(
    r"\b[Ii]n (?:the )?(United States|United Kingdom|Netherlands|U\.S\.A?\.?|USA?\b|U\.?K\.?|EU\b"
    r"|European Union|UAE|(?!January|February|March|April|May\b|June|July|August|September|October"
    r"|November|December|Data|Machine|AI|ML|Artificial|Computer|Base|Python|Tech|The|Our|This|Total"
    r"|USD|EUR|GBP|INR|CAD|AUD|Software|Research)"
    r"[A-Z][a-zé]{2,20}(?:[ -](?!Data|Machine|AI|Is|Was|The|For)[A-Z][a-zé]{2,20}){0,2})"
)
_PLACES: Final = {
    "us": "United States", "usa": "United States", "u.s": "United States",
    "u.s.a": "United States", "uk": "United Kingdom", "u.k": "United Kingdom",
    "america": "United States", "eu": "European Union",
}  # fmt: skip
_YEAR: Final = re.compile(
    r"\b(?:in|of|for|as of|since|during)\s(?:\w{3,9}\s)?((?:19|20)\d\d)\b", re.I
)
_FOR: Final = re.compile(r"[^.;$€£₹]{0,50}?\b(?:for|of|as an?|by)\s([^.;,$€£₹]{2,80})")
_PROPERTIES: Final = {
    "average": (RG.salaryMean,),
    "median": (RG.salaryMedian,),
    "range": (RG.salaryMinimum, RG.salaryMaximum),
    "from": (RG.salaryMinimum,),
    "up to": (RG.salaryMaximum,),
}
_LONGEST_CELL: Final = 80
_PAY_COLUMN: Final = re.compile(
    r"\b(?:salar(?:y|ies)|pay|wages?|compensation|income|earnings|range|median|average|mean|entry"
    r"|junior|mid|senior|principal|lead|staff|low|high|minimum|maximum|percentile|level|starting"
    r"|top|bottom)\b",
    re.IGNORECASE,
)
_ENDS: Final = (
    (
        "up to",
        re.compile(r"\b(?:top|max(?:imum)?|high(?:est)?|90th|9[05] ?%|upper)\b", re.IGNORECASE),
    ),
    ("from", re.compile(r"\b(?:bottom|min(?:imum)?|low(?:est)?|10th|lower)\b", re.IGNORECASE)),
)
_IN_BRACKETS: Final = re.compile(r"\(([A-Z][A-Za-z. ]{1,30})\)")


class _Pay(NamedTuple):
    stat: str
    money: Money
    level: str
    place: str
    year: str
    agency: str = ""
    short: str = ""


def find(
    text: str,
    claimants: Claimants,
    context: Sequence[str],
    agencies: Agencies,
    *,
    about_pay: bool = False,
    column: str = "",
    skipped: list[Skipped] | None = None,
) -> list[Salary]:
    """Return the yearly pay that a passage states, one for each role that it holds for.

    ``context`` holds the roles meant where the words name none; ``about_pay`` says that the
    section is about salaries, so that an amount needs no word for pay beside it. ``column`` is
    what heads a cell: it tells the level and the statistic of an amount alone. Amounts that are
    no yearly pay are added to ``skipped``, with the reason.
    """
    found: list[Salary] = []
    if column and len(text) <= _LONGEST_CELL:
        cell = _cell(text, column, context, about_pay)
        if cell:
            return cell
    for first, last in sentences(text):
        if last - first <= LONGEST:
            left: list[Skipped] = []
            for salary in _sentence(
                text[first:last], claimants, context, agencies, about_pay, left
            ):
                start, end = salary.start + first, salary.end + first
                found.append(salary._replace(start=start, end=end))
            if skipped is not None:
                skipped += [Skipped(s + first, e + first, why) for s, e, why in left]
    return found


def _cell(text: str, column: str, context: Sequence[str], about_pay: bool) -> list[Salary]:
    """Return the pay that a cell of a table is, alone or with a few words."""
    found = amounts(text)
    if len(found) != 1 or re.search(r"[^\W\d_]{3}", text[: found[0].start] + text[found[0].end :]):
        return []
    money = found[0]
    line = f"{column}: {text}"
    moved = amounts(line)[-1]  # A column may say the unit: "Monthly pay".
    on_pay = about_pay or _PAY_COLUMN.search(column)
    if not on_pay or _unfit(line, moved, 0, len(line), about_pay=True):
        return []
    stat = _stat(line, moved, 0)
    if stat == "average":
        stat = next((name for name, pattern in _ENDS if pattern.search(column)), stat)
    level = _level(line, 0, moved, len(line))
    pay = _Pay(stat, money, level, _place_of(column), _year(line))
    return [Salary(money.start, money.end, role, _concept(role, pay)) for role in context]


def _sentence(
    text: str,
    claimants: Claimants,
    context: Sequence[str],
    agencies: Agencies,
    about_pay: bool,
    skipped: list[Skipped],
) -> Iterator[Salary]:
    found = amounts(text)
    if not found:
        return
    credits, mentions = agencies.find(text), claimants.mentions(text)
    roles: tuple[str, ...] = ()
    since = 0
    for number, money in enumerate(found):
        before = found[number - 1].end if number else 0
        after = found[number + 1].start if number + 1 < len(found) else len(text)
        reason = _unfit(text, money, before, after, about_pay)
        if reason:
            skipped.append(Skipped(money.start, money.end, reason))
            continue
        behind = _FOR.match(text, money.end, after)
        named = claimants.named(behind[1]) if behind else ()
        # What "for …" names behind an amount is said of that one and not of the next.
        first, since = max(before, since), behind.end() if behind and named else 0
        ahead = _last_clause(text[first : money.start])
        other = behind[1] if behind else _subject(ahead)
        named = named or claimants.named(ahead)
        if not named and _is_other(other):
            skipped.append(Skipped(money.start, money.end, "pay of somebody else"))
            continue
        # What the amount before it was said of holds until another role is named.
        roles = named or roles or claimants.named(text[: money.start])
        credit = nearest(credits, money.end)
        level = _level(text, before, money, after)
        pay = _Pay(
            _stat(text, money, before),
            money,
            level,
            _place(text, money, after),
            _year(text),
            *(credit[2:] if credit else ()),
        )
        start = min([m[0] for m in mentions if first <= m[0] < money.start], default=money.start)
        for role in roles or context:
            yield Salary(start, money.end, role, _concept(role, pay))


def _unfit(text: str, money: Money, before: int, after: int, about_pay: bool) -> str:
    """Return why an amount is no yearly pay, or nothing."""
    near = text[max(before, money.start - 60) : money.start]
    near = _LEFT_OUT.sub(lambda found: " " * len(found[0]), near)
    if not money.currency:
        return "no currency"
    if money.unit not in ("", "year"):
        return f"not for a year but for one {money.unit}"
    if money.low < LOWEST or (money.high or money.low) > HIGHEST:
        return "no plausible pay for a year"
    if _RELATIVE.match(text, money.end):
        return "a difference or an extra"
    pay = last_of(_PAY, text, 0, money.start) or _PAY_VERB.search(text[: money.start])
    other = last_of(_NO_PAY, near, 0, len(near))
    at = max(before, money.start - 60)
    if other and (pay is None or pay.start() < at + other.start()):
        return f"about {other[0].lower()}"
    if not (
        about_pay or money.unit or pay or _PAY.search(text, money.end, min(after, money.end + 60))
    ):
        return "no word for pay"
    return ""


_ANYBODY: Final = re.compile(
    r"(?:(?:an?|the|entry-level|junior|mid-level|senior|experienced|most|all|skilled|and|or|that|so"
    r"|when|where|as|if|since|because)\s)*"
    r"(?:roles?|positions?|professionals?|people|jobs?|engineers|specialists)\b",
    re.IGNORECASE,
)


def _is_other(words: str) -> bool:
    """Tell whether words name people who are none of the article's roles."""
    if re.search(r"\b(?:this|these|the|those|such|both) (?:role|position|job|profession)", words):
        return False
    people = PEOPLE.search(words)
    if people is None or people[0].casefold() in ("they", "both"):
        return False
    return _ANYBODY.match(words) is None


def _subject(words: str) -> str:
    """Return the last people that words name, with up to two words before them."""
    people = last_of(PEOPLE, words, 0, len(words))
    if people is None:
        return words
    before = re.split(r"[,;:(]", words[: people.start()])[-1].split()[-2:]
    return " ".join((*before, people[0]))


def _last_clause(text: str) -> str:
    return re.split(r"\b(?:while|whereas|but)\b|;", text[-300:])[-1]


def _stat(text: str, money: Money, before: int) -> str:
    if money.high is not None:
        return "range"
    near = text[max(before, money.start - 120) : money.start]
    close = near[-40:]
    for name, pattern in _TENTHS:
        if pattern.search(near):
            return name
    if money.more or _FLOOR.search(close):
        return "from"
    if _CEILING.search(close):
        return "up to"
    median, mean = _MEDIAN.search(near), _MEAN.search(near)
    if median and (mean is None or mean.start() < median.start()):
        return "median"
    if mean is None and _MEDIAN.search(text, money.end, min(len(text), money.end + 20)):
        return "median"
    return "average"


def _level(text: str, before: int, money: Money, after: int) -> str:
    behind = text[money.end : min(after, money.end + 60)]
    said = re.match(r"\s?(?:\(|(?:for|at|as) (?:an? |the )?)", behind)
    best: tuple[int, str] | None = None
    for name, pattern in _LEVELS:
        for match in pattern.finditer(text, before, money.start):
            if best is None or match.start() > best[0]:
                best = match.start(), name
        if said and pattern.match(behind, said.end()):
            return name
    return best[1] if best else ""


_PARTS: Final = re.compile(r"[,;]|\b(?:and|or|but|while|whereas)\b")


def _place(text: str, money: Money, after: int) -> str:
    ahead = [match for match in _PLACE.finditer(text) if match.start() < money.start]
    behind = _PLACE.search(text, money.end, after)
    # "$90,000 in London", while of "$90,000 and in London $80,000" it is the other's.
    if behind and ahead and _PARTS.search(text[money.end : behind.start()]):
        behind = None
    best = behind or (ahead[-1] if ahead else None)
    return _place_named(best[1]) if best else ""


def _place_of(column: str) -> str:
    """Return the place in brackets behind a column's name: "Pay (US)"."""
    found = _IN_BRACKETS.search(column)
    place = _place_named(found[1]) if found else ""
    return place if place in _PLACES.values() else ""


def _place_named(name: str) -> str:
    name = name.rstrip(".")
    return _PLACES.get(name.casefold(), name)


def _year(text: str) -> str:
    years = [match[1] for match in _YEAR.finditer(text)]
    return years[0] if len(set(years)) == 1 else ""


def _concept(role: str, pay: _Pay) -> Concept:
    money = pay.money
    values = [decimal(value) for value in (money.low, money.high) if value is not None]
    parts = [slug_of(role), pay.level, pay.stat, money.currency, *values, pay.short, pay.place]
    slug = "-".join(slugify(part) for part in (*parts, pay.year) if part)
    pairs: list[tuple[str, str, str | None]] = [(SCHEMA.salaryCurrency, money.currency, None)]
    pairs += [
        (property, value, XSD.decimal)
        for property, value in zip(_PROPERTIES[pay.stat], values, strict=True)
    ]
    pairs += [
        (RG.seniority, pay.level, None),
        (RG.agency, pay.agency, None),
        (DC.coverage, pay.place, None),
        (RG.periodStart, pay.year, XSD.gYear),
    ]
    extra = tuple((p, Literal(value, datatype)) for p, value, datatype in pairs if value)
    return provisional("salary", _label(pay, values), slug=slug, extra=extra)


def _label(pay: _Pay, values: list[str]) -> str:
    figure = "–".join(f"{Decimal(value):,}" for value in values)
    where = ", ".join(part for part in (pay.place, pay.year) if part)
    words = [pay.level, "" if pay.stat == "range" else pay.stat, figure, pay.money.currency]
    label = " ".join(word for word in words if word) + (f", {where}" if where else "")
    return f"{label} ({pay.short})" if pay.short else label
