"""The phrases that state an outlook without a figure."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from rolegraph.reading.words import read_table

_SUBJECTS: Final = frozenset(("demand", "growth", "people", "object", "any"))


class Phrase(NamedTuple):
    """A phrase: what it claims, what stands before it; a text that has it has one of ``keys``."""

    claim: str
    subject: str
    pattern: re.Pattern[str]
    keys: tuple[str, ...]


def _keys(words: str) -> tuple[str, ...]:
    """Return the alternatives at the place where the shortest of them is longest."""
    places = [
        tuple(each.partition("_")[0].casefold() for each in word.split("/"))
        for word in words.split()
        if word != "*" and not word.endswith("?")
    ]
    return max(places, key=lambda place: (min(map(len, place)), -len(place)))


class OutlookPhrases:
    """The phrases that state an outlook without a figure, the first that fits winning."""

    def __init__(self, rows: Iterable[tuple[str, ...]]) -> None:
        self._rows = [
            Phrase(claim, subject, re.compile(_pattern(words), re.IGNORECASE), _keys(words))
            for claim, subject, words in rows
        ]
        self._keys = tuple({key: None for row in self._rows for key in row.keys})

    def within(self, text: str) -> list["Phrase"]:
        """Return the phrases that a text may have, told by one word of each."""
        text = text.casefold()
        there = {key for key in self._keys if key in text}
        return [row for row in self._rows if not there.isdisjoint(row.keys)] if there else []

    @classmethod
    def load(cls, folder: str) -> "OutlookPhrases":
        """Read ``reading/outlook.tsv`` in a data folder.

        ``subject`` says what stands before the words: demand, people, growth (either of them) or
        any of it; an object stands behind them. In the words "/" parts alternatives, "_" stands
        for a space, "?" follows what may be missing, "*" is up to two words of any kind.
        """
        rows = read_table(folder, "outlook.tsv", ("claim", "subject", "words"))
        return cls(row for row in rows if row[1] in _SUBJECTS)


def _pattern(words: str) -> str:
    parts = []
    for word in words.split():
        if word == "*":
            parts.append(r"(?:[\w’'-]{1,30}\s+){0,2}")
            continue
        optional = word.endswith("?")
        each = (re.escape(w).replace("_", r"\s+") for w in word.rstrip("?").split("/"))
        group = f"(?:{'|'.join(each)})"
        parts.append(rf"(?:{group}\s+)?" if optional else rf"{group}(?:\s+|(?!\w))")
    return rf"(?:\b|(?=n't\b)|(?='s\b)){''.join(parts)}(?<!\w(?=\w))"
