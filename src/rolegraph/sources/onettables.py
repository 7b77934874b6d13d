"""The tab-separated tables of the O*NET database, and what their cells have to be."""

import re
from collections.abc import Iterator
from typing import Final, NoReturn

from rolegraph.errors import DataError
from rolegraph.facts import Literal
from rolegraph.namespaces import XSD
from rolegraph.sources.releases import Files, rows

OCCUPATION: Final = "https://services.onetcenter.org/ws/online/occupations/"
PAGE: Final = "https://www.onetonline.org/link/summary/"
ELEMENT: Final = "https://www.onetonline.org/find/descriptor/result/"
OWN: Final = "O*NET-SOC Code"
"""The column that says which occupation a row is about."""
NONE: Final = ("", "n/a")
"""What stands in a cell that holds no value."""
YES: Final = Literal("true", XSD.boolean)

_CODE: Final = re.compile(r"[0-9]{2}-[0-9]{4}\.[0-9]{2}")
# So written that xsd:decimal takes it as it is, and that a float has all of its digits.
_NUMBER: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4})?")


class Tables:
    """The tables of a release; ``occupations`` are the codes that are known so far."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.occupations: set[str] = set()
        self._numbers: dict[str, float] = {}

    def rows(self, table: str, *columns: str) -> Iterator[tuple[int, list[str]]]:
        """Yield line and cells of each row: see `rolegraph.sources.releases.rows`."""
        return rows(self._files, f"{table}.txt", columns, delimiter="\t")

    def refuse(self, table: str, line: int | None, message: str) -> NoReturn:
        """Raise `DataError` for a place in a table."""
        raise DataError(message, self._files.shown(f"{table}.txt"), line)

    def code(self, table: str, line: int, text: str) -> str:
        """Return a text that is an O*NET-SOC code. Raises `DataError` when it is none."""
        if not _CODE.fullmatch(text):
            self.refuse(table, line, f"{text[:40]!r} is no O*NET-SOC code such as 15-2051.00")
        return text

    def occupation(self, table: str, line: int, code: str) -> str:
        """Return the IRI of an occupation. Raises `DataError` when the release has none such."""
        if code not in self.occupations:
            self.refuse(table, line, f"{code[:40]!r} is no code of Occupation Data.txt")
        return OCCUPATION + code

    def number(self, table: str, line: int, text: str, low: float, high: float) -> float:
        """Return a number within bounds. Raises `DataError` on any other text."""
        value = self._numbers.get(text)
        if value is None and _NUMBER.fullmatch(text):
            # A release has a hundred thousand figures and a few hundred different ones.
            value = self._numbers[text] = float(text)
        if value is None or not low <= value <= high:
            self.refuse(table, line, f"{text[:40]!r}: expected a number from {low:g} to {high:g}")
        return value

    def whole(self, table: str, line: int, text: str, low: int, high: int) -> int:
        """Return a whole number within bounds. Raises `DataError` on any other text."""
        if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
            message = f"{text[:40]!r}: expected a whole number from {low} to {high}"
            self.refuse(table, line, message)
        return int(text)

    def flag(self, table: str, line: int, text: str) -> bool:
        """Tell whether a cell says Y. Raises `DataError` on what is neither Y, N nor no value."""
        if text not in ("Y", "N", *NONE):
            self.refuse(table, line, f"{text[:40]!r}: expected Y, N or n/a")
        return text == "Y"
