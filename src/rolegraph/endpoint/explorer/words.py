"""The explorer's words, numbers and dates: the one place that another language has to reach.

Templates and modules give English; `say` and `count` look it up in `CATALOGUE`, as gettext does.
"""

from datetime import date
from typing import Any, Final

CATALOGUE: Final[dict[str, str]] = {}
"""English to another language; what it lacks stays English."""

LANGUAGE: Final = "en"

_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

RELATIONS: Final[dict[str, str]] = {
    "exact": "Exactly the same as",
    "close": "Close to",
    "broad": "Narrower than",
    "narrow": "Broader than",
    "related": "Related to",
    "broader": "Stands below",
}
"""How a thing matches another one, in words that are followed by the other one."""

DISAGREEMENTS: Final[dict[str, str]] = {
    "denied": "One source says so, the other the contrary",
    "contradicts itself": "One source says so in one place and the contrary in another",
    "conflict": "Two sources say things that exclude each other",
    "lowest degree": "The lowest degree that is enough differs",
    "asked or welcomed": "One source asks for it, the other only welcomes it",
    "figure credited twice": "One figure stands for two categories",
}


def say(text: str, /, **values: Any) -> str:
    """Return a text in the reader's language, its ``{names}`` filled in.

    >>> say("Page {page} of {pages}", page=1, pages=3)
    'Page 1 of 3'
    """
    found = CATALOGUE.get(text, text)
    return found.format(**values) if values else found


def count(number: int, one: str, many: str) -> str:
    """Return a number with its noun.

    >>> count(1, "{n} role", "{n} roles"), count(4303, "{n} role", "{n} roles")
    ('1 role', '4,303 roles')
    """
    return say(one if number == 1 else many, n=figure(number))


def figure(number: float) -> str:
    """Return a number as it is read: thousands set off, no needless decimals.

    >>> figure(12345), figure(3.5), figure(4.0), figure(0.1834)
    ('12,345', '3.5', '4', '0.18')
    """
    if isinstance(number, float) and not number.is_integer():
        return f"{number:,.2f}".rstrip("0").rstrip(".")
    return f"{int(number):,}"


def day(when: object) -> str:
    """Return a date as it is read; what is none stays as it is.

    >>> day(date(2024, 10, 30)), day("2024")
    ('30 October 2024', '2024')
    """
    if not isinstance(when, date):
        return str(when)
    return say(
        "{day} {month} {year}", day=when.day, month=say(_MONTHS[when.month - 1]), year=when.year
    )
