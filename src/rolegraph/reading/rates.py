"""Percentages and the periods that they hold for, in running text."""

import re
from decimal import Decimal
from typing import Final, NamedTuple


class Percent(NamedTuple):
    """A percentage: from ``start`` to ``end``."""

    start: int
    end: int
    value: Decimal


_PERCENT: Final = re.compile(
    r"(?<![\w.,$€£–-])(\d{1,3}(?:\.\d{1,2})?)\s?(?:%|-?per ?cent\b)(?!\s?(?:-|–|to)\s?\d)",
    re.IGNORECASE,
)
_UNTIL_TWELVE: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_IN_WORDS: Final = re.compile(
    rf"(?<![\w-])({'|'.join(_UNTIL_TWELVE)})[\s-]per\s?cent\b", re.IGNORECASE
)


def percentages(text: str) -> list[Percent]:
    """Return the percentages in a text, without ranges such as "5–10%"."""
    found = [Percent(f.start(), f.end(), Decimal(f[1])) for f in _PERCENT.finditer(text)]
    for word in _IN_WORDS.finditer(text):
        value = Decimal(_UNTIL_TWELVE.index(word[1].lower()) + 1)
        found.append(Percent(word.start(), word.end(), value))
    return sorted(found)


class Period(NamedTuple):
    """Years from and to which something holds; unknown ones are empty.

    ``decade`` tells a period that starts now and has no years of its own.
    """

    start: int
    end: int
    first: str
    last: str
    decade: bool = False


_YEAR: Final = r"((?:19|20)\d\d)"
_PERIOD: Final = re.compile(
    rf"\b(?:from|between|in|over|during)?\s?(?<!\d)(?<!-)\b{_YEAR}\s?"
    rf"(?:-|–|—|to|and|through|until|till)\s?(?:{_YEAR}|(\d\d))\b(?!-)"
    rf"|\b(?:by|through|until|till|to)\s(?:the\s(?:year|end of)\s)?{_YEAR}\b"
    r"|\b(?:over|in|within|during|through|throughout|across)\s(?:the\s)?(?:next|coming|following"
    r"|this)\s(?:(?:ten|10)\syears|decade)\b|\bby\sthe\send\sof\sthe\sdecade\b",
    re.IGNORECASE,
)


def periods(text: str) -> list[Period]:
    """Return the periods that a text names.

    >>> [period[2:] for period in periods("from 2020 to 2030, by 2027, over the next decade")]
    [('2020', '2030', False), ('', '2027', False), ('', '', True)]
    """
    found = []
    for match in _PERIOD.finditer(text):
        first, last, short, only = match.groups()
        last = last or (first[:2] + short if first and short else only) or ""
        if first and last <= first:
            continue
        found.append(Period(match.start(), match.end(), first or "", last, not (first or last)))
    return found
