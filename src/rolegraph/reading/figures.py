"""Figures in running text: amounts of money, percentages, periods, agencies, dates."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from rolegraph.reading.document import Block
from rolegraph.reading.words import phrases, read_table

_SYMBOLS: Final = {
    "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD",
    "S$": "SGD", "HK$": "HKD", "R$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "₹": "INR",
    "¥": "JPY", "RS": "INR", "RS.": "INR", "DOLLARS": "USD", "US DOLLARS": "USD",
    "EUROS": "EUR", "POUNDS": "GBP", "RUPEES": "INR",
}  # fmt: skip
_CODES: Final = (
    "USD EUR GBP INR CAD AUD CHF JPY CNY SGD NZD HKD SEK NOK DKK PLN CZK BRL MXN ZAR AED ILS"
)
_CODE: Final = rf"(?:{'|'.join(_CODES.split())})"
_SCALES: Final = {
    "k": 1_000, "thousand": 1_000, "lakh": 100_000, "lakhs": 100_000, "lpa": 100_000,
    "m": 1_000_000, "million": 1_000_000, "mn": 1_000_000, "crore": 10_000_000,
    "b": 10**9, "bn": 10**9, "billion": 10**9, "tn": 10**12, "trillion": 10**12,
}  # fmt: skip
# The last group may lack digits of its own: every part is bounded, so that no text takes long.
_NUMBER: Final = (
    r"(?:\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,2})?|\d{1,3}(?:[.’'\u00a0\u202f]\d{3}){1,4}(?:,\d{1,2})?"
    r"|\d{1,2}(?:,\d{2}){1,3},\d{3}|\d{1,3} \d{3}(?! ?\d)|\d{1,9}(?:\.\d{1,2})?)(?![\d%])"
)
_AMOUNT: Final = re.compile(
    rf"(?P<before>(?<![A-Za-z])(?:US|CA|AU|NZ|HK|[CASR])?[$]|[€£₹¥]|\bRs\.?|\b{_CODE}\b[ ]?[$€£]?)?"
    rf"[ \u00a0]?(?<![\w.,])(?P<number>{_NUMBER})"
    r"(?:[ \u00a0-]?(?P<scale>[kK](?![A-Za-z])|(?<=\d)[kK](?![a-z])|[MB](?![A-Za-z])"
    r"|(?:thousand|lakhs?|LPA|crore|mn|million|bn|billion|tn|trillion)\b))?(?P<more>\+)?"
    rf"(?:[ \u00a0]?(?P<after>{_CODE}(?![a-z])|[€£](?!\d)|(?:US )?[Dd]ollars|euros|pounds|rupees))?"
)
_TO: Final = re.compile(
    r"\s{0,2}(?:-|–|—|−|~|to|up to|and(?: up to)?)\s{0,2}(?:an? |about |around )?", re.IGNORECASE
)
_UNIT_AFTER: Final = re.compile(
    r"\s{0,2}[),]?\s{0,2}(?:\([a-z ]{0,20}\)\s?)?(?:in base (?:salary|pay) |gross |on average )?(?:"
    r"(?:(?:/|per|an?|each|every)\s{0,2}(?P<unit>year|annum|yr|month|mo|week|wk|day|hour|hr)\b)"
    r"|(?P<word>annually|yearly|p\.\s?a\.|pa\b|monthly|hourly|weekly|daily))",
    re.IGNORECASE,
)
_UNIT_BEFORE: Final = re.compile(
    r"\b(?:(?P<word>annual|annually|yearly|monthly|hourly|weekly|daily)"
    r"|(?:per|an?|each)\s(?P<unit>year|annum|month|week|day|hour))\b",
    re.IGNORECASE,
)
_UNITS: Final = {
    "year": "year", "annum": "year", "yr": "year", "annually": "year", "annual": "year",
    "yearly": "year", "p.a.": "year", "p. a.": "year", "pa": "year", "month": "month",
    "mo": "month", "monthly": "month", "week": "week", "wk": "week", "weekly": "week",
    "day": "day", "daily": "day", "hour": "hour", "hr": "hour", "hourly": "hour",
}  # fmt: skip


_ALSO_MONEY: Final = re.compile(
    r"(?<=\bsome\s)\d{2,3},\d{3}(?=\s?(?:[.,;)]|$))|(?<=\babout\s)\d{2,3},\d{3}(?=\s?(?:[.,;)]|$))"
    r"|(?<=\baround\s)\d{2,3},\d{3}(?=\s?(?:[.,;)]|$))"
)


class Money(NamedTuple):
    """An amount or a range of money; ``high`` is None for a single amount.

    ``currency`` is an ISO 4217 code or empty, ``unit`` the time that the amount is for or empty,
    ``more`` says that the text leaves the upper end open, ``scale`` is its word (million).
    """

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    currency: str
    unit: str = ""
    more: bool = False
    scale: str = ""


def decimal(value: Decimal) -> str:
    """Return a number as `xsd:decimal` and people write it, without trailing zeros.

    >>> decimal(Decimal("120000.00")), decimal(Decimal("31.4"))
    ('120000', '31.4')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amounts(text: str) -> list[Money]:
    """Return the amounts and ranges of money in a text, in order.

    An amount counts when it has a currency, or a "k", or a time that it is for.

    >>> [(str(m.low), str(m.high), m.currency) for m in amounts("from $90K to 120K, or €55.000")]
    [('90000', '120000', 'USD'), ('55000', 'None', 'EUR')]
    """
    found = [_single(match) for match in _AMOUNT.finditer(text)]
    joined: list[Money] = []
    at = 0
    while at < len(found):
        money = found[at]
        if at + 1 < len(found):
            pair = _range(text, money, found[at + 1])
            if pair is not None:
                money, at = pair, at + 1
        at += 1
        after = _UNIT_AFTER.match(text, money.end)
        if after:
            unit = _UNITS[(after["unit"] or after["word"]).lower()]
            money = money._replace(unit=unit, end=after.end())
        if money.currency or (money.unit and money.scale == "k"):
            joined.append(money)
        elif (
            joined
            and _ALSO_MONEY.match(text, money.start)
            and re.search(r"[.!?]\s|;", text[joined[-1].end : money.start]) is None
        ):
            # "28,000 euros, and others some 46,000": both are euros.
            joined.append(money._replace(currency=joined[-1].currency))
    return [_with_unit(text, money) for money in joined]


def _single(match: "re.Match[str]") -> Money:
    before = (match["before"] or "").strip().upper()
    before = before[:3] if before[:3] in _CODES.split() else before
    after = (match["after"] or "").upper()
    currency = before or after
    # "$120,000 CAD" names the currency twice, and the code is the one that is meant.
    if before == "$" and after in _CODES.split():
        currency = after
    scale = (match["scale"] or "").lower()
    number = match["number"]
    groups = re.split(r"[.,’' \u00a0\u202f]", number)
    if "," in number and len(groups[-1]) < 3 and len(groups) > 2 and len(groups[-2]) == 3:
        value = Decimal("".join(groups[:-1]) + "." + groups[-1])
    elif len(groups) > 1 and len(groups[-1]) == 3 and (len(groups[0]) <= 3):
        value = Decimal("".join(groups))
    else:
        value = Decimal(number.replace(",", ""))
    unit = "year" if scale == "lpa" else ""
    if scale.startswith(("lakh", "lpa", "crore")):
        currency = currency or "INR"
    return Money(
        match.start() + len(match[0]) - len(match[0].lstrip()),
        match.end(),
        value * _SCALES.get(scale, 1),
        None,
        _SYMBOLS.get(currency, currency),
        unit,
        bool(match["more"]),
        scale,
    )


def _range(text: str, low: Money, high: Money) -> Money | None:
    """Join two amounts that a dash or "to" links, "and" only after "between"."""
    between = text[low.end : high.start]
    if len(between) > 16 or not _TO.fullmatch(between):
        return None
    if "and" in between and not re.search(
        r"\bbetween\s+(?:about |around |roughly |approximately )?$",
        text[max(0, low.start - 24) : low.start],
        re.IGNORECASE,
    ):
        return None
    if low.currency and high.currency and low.currency != high.currency:
        if low.currency != "USD":
            return None
        low = low._replace(currency=high.currency)
    currency = low.currency or high.currency
    bottom = low.low
    if high.scale and not low.scale and bottom < 1000:
        bottom *= _SCALES[high.scale]
    top = high.low
    if low.scale == "k" and not high.scale and top < 1000:
        top *= 1000
    if not currency and "k" not in (low.scale, high.scale) and not high.unit:
        return None
    if bottom >= top:
        return None
    return Money(
        low.start, high.end, bottom, top, currency, high.unit, high.more, high.scale or low.scale
    )


def _with_unit(text: str, money: Money) -> Money:
    if money.unit:
        return money
    before = text[max(0, money.start - 90) : money.start]
    found = None
    for found in _UNIT_BEFORE.finditer(before):
        if re.search(r"[.;!?]\s", before[found.end() :]):
            found = None
    if found is None:
        return money
    return money._replace(unit=_UNITS[(found["word"] or found["unit"]).lower()])


class Agency(NamedTuple):
    """A body that figures are credited to: from ``start`` to ``end``, full and short name."""

    start: int
    end: int
    name: str
    short: str


_CREDIT: Final = re.compile(
    r"\b(?:[Aa]ccording to|[Pp]er|[Dd]ata from|[Rr]eport(?:ed)? (?:by|from)|[Ff]igures from"
    r"|[Ss]ource:)\s(?:the\s)?(?:latest\s)?[\"“]?((?:[A-Z0-9][\w.&'’*-]{0,30})"
    r"(?:\s(?:(?:of|and|for|&)\s)?[A-Z0-9][\w.&'’*-]{0,30}){0,5})"
)


class Agencies:
    """The bodies that figures are credited to, by the names that texts give them."""

    def __init__(self, rows: Iterable[tuple[str, ...]]) -> None:
        self._names: dict[str, tuple[str, str]] = {}
        for agency, short, names in rows:
            for name in (agency, *phrases(names)):
                self._names[name.casefold()] = agency, short
        # Many of these names are also words or parts of them: case counts.
        every = sorted(
            {name for row in rows for name in (row[0], *phrases(row[2]))},
            key=lambda n: (-len(n), n),
        )
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, every))})(?!\w)")

    @classmethod
    def load(cls, folder: str) -> "Agencies":
        """Read ``reading/agencies.tsv`` in a data folder."""
        return cls(read_table(folder, "agencies.tsv", ("agency", "short", "names")))

    def find(self, text: str) -> list[Agency]:
        """Return the agencies that a text names, also unknown ones that it credits, in order."""
        found = [
            Agency(match.start(), match.end(), *self._names[match[0].casefold()])
            for match in self._pattern.finditer(text)
        ]
        known = [(agency.start, agency.end) for agency in found]
        for credit in _CREDIT.finditer(text):
            start, end = credit.span(1)
            name = credit[1].rstrip(".,’'")
            at = bisect_left(known, (end, 0))
            if at == 0 or known[at - 1][1] <= start:
                found.append(Agency(start, end, name, name))
        return sorted(found)


def nearest(found: Sequence[Agency], at: int) -> Agency | None:
    """Return the agency that a figure at an offset is credited to: the last before it, else next.

    One in parentheses right behind the figure is nearer than one before it.
    """
    behind = [agency for agency in found if 0 <= agency.start - at <= 3]
    before = [agency for agency in found if agency.end <= at]
    after = [agency for agency in found if agency.start >= at]
    return behind[0] if behind else before[-1] if before else after[0] if after else None


_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d/.-])(?P<year>\d{4})[-/](?P<number>\d{1,2})[-/](?P<day>\d{1,2})(?![\d/.-])",
        rf"\b{_MONTH}\s{_DAY},?\s(?P<year>\d{{4}})\b",
        rf"\b{_DAY}\.?\s(?:of\s)?{_MONTH},?\s(?P<year>\d{{4}})\b",
        r"(?<![\d/.-])(?P<day>\d{1,2})[/.](?P<number>\d{1,2})[/.](?P<year>\d{4})(?![\d/.-])",
    )
)
_NO_BYLINE: Final = re.compile(r"[.!?](?=\s+[A-Z][a-z]+ [a-z])|©|\bcopyright\b", re.IGNORECASE)
_UPDATED: Final = re.compile(
    r"\b(?:updated|modified|revised|edited|reviewed)\b[^·|•]{0,12}$", re.IGNORECASE
)
_PUBLISHED: Final = re.compile(
    r"\b(?:published|posted|written|released|first published)\b[^·|•]{0,12}$", re.IGNORECASE
)
# What may stand beside a date in a line that is no sentence.
_BYLINE: Final = re.compile(
    r"\b(?:last|updated|modified|published|posted|written|released|revised|edited|reviewed|date|on"
    r"|by|in|at|min(?:utes?|s)?|read(?:ing)?|time|words?|comments?|views?|am|pm|utc|est|pst|gmt|ago"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun"
    r"|author|share|blog|news|article|articles|insights?)\b",
    re.IGNORECASE,
)
_FIRST_BLOCKS: Final = 12


def date_of(blocks: Sequence[Block]) -> str:
    """Return the date of publication that a byline near the top gives, as ISO 8601, or "".

    A date in a sentence is none, nor is one whose day and month could be exchanged.
    """
    best: tuple[int, str] | None = None
    for block in blocks[:_FIRST_BLOCKS]:
        for line in block.text.text[:2000].split("\n"):
            if len(line) > 120 or block.kind == "row":
                continue
            for rank, date in _dates(line):
                if best is None or rank < best[0]:
                    best = rank, date
    return best[1] if best else ""


def _dates(line: str) -> Iterable[tuple[int, str]]:
    for pattern in _DATES:
        for match in pattern.finditer(line):
            date = _iso(match)
            # Beside the date stand a name and words of a byline at most.
            rest = _BYLINE.sub(" ", line[: match.start()] + " | " + line[match.end() :])
            lower = re.findall(r"(?<![\w’'])[a-z]{3,}", re.sub(r"\b[a-z]{0,3}\b", " ", rest))
            if not date or len(lower) > 1 or len(rest.split()) > 14 or _NO_BYLINE.search(line):
                continue
            before = line[: match.start()]
            if _PUBLISHED.search(before):
                yield 0, date
            elif _UPDATED.search(before):
                yield 2, date
            else:
                yield 1, date


def _iso(match: "re.Match[str]") -> str:
    from datetime import date

    parts = match.groupdict()
    year, day = int(parts["year"]), int(parts["day"])
    if "month" in parts:
        month = _MONTHS.index(parts["month"][:3].lower()) // 4 + 1
    else:
        month = int(parts["number"])
        # 4/5/2024 is April or May, as the country has it.
        if match.re is _DATES[3] and max(day, month) <= 12 and day != month and "." not in match[0]:
            return ""
        if match.re is _DATES[3] and "." not in match[0] and month > 12:
            day, month = month, day
    if not 1990 <= year <= 2100:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
