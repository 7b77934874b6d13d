"""An article as the reader sees it: blocks of clean text, each character with its place."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

LINE_END: Final = re.compile(r"\r\n?|\n")
"""What ends a line: in files of today, of Windows, and of old Macs."""


class Place(NamedTuple):
    """Where a passage stands in the text as delivered; unknown parts are None.

    ``line`` counts from 1; ``start`` and ``end`` are offsets in code points, end exclusive.
    """

    line: int | None
    start: int | None
    end: int | None


NOWHERE = Place(None, None, None)


class Text:
    """A text without markup or damage that knows where each of its characters was delivered.

    ``offsets`` holds the delivered offset of each character; None where characters follow each
    other from ``base`` on. A ``base`` of None means that the place is not known.
    """

    __slots__ = ("base", "offsets", "text")

    def __init__(
        self, text: str, base: int | None = None, offsets: Sequence[int] | None = None
    ) -> None:
        self.text, self.base, self.offsets = text, base, offsets

    def __len__(self) -> int:
        return len(self.text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Text({self.text!r}, {self.base})"

    def cut(self, start: int, end: int) -> "Text":
        """Return a part of the text, without white space around it.

        >>> Text("a  word ", 10).cut(1, 8)
        Text('word', 13)
        """
        text = self.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if self.offsets is not None:
            return Text(text[start:end], self.base, self.offsets[start:end])
        base = None if self.base is None else self.base + start
        return Text(text[start:end], base)

    def span(self, start: int, end: int) -> tuple[int | None, int | None]:
        """Return where a part of the text was delivered; both are None where that is not known."""
        if self.base is None or start >= end:
            return None, None
        if self.offsets is not None:
            return self.offsets[start], self.offsets[end - 1] + 1
        return self.base + start, self.base + end


class Block(NamedTuple):
    """One piece of an article.

    ``kind`` is heading, item (of a list), text or row (of a table). ``level`` is 1 to 6 for a
    heading whose level the markup gives and 0 where it does not; for an item it is the depth of the
    list, from 0. ``cells`` holds the cells of a row; its first row is the header, and ``level`` is
    the row's number from 0. ``marked`` says that markup made the block what it is: a heading in
    HTML or Markdown, not a short line that may be one.
    """

    kind: str
    text: Text
    level: int = 0
    marked: bool = False
    cells: tuple[Text, ...] = ()


class Document(NamedTuple):
    """An article after decoding and extraction.

    ``delivered`` is the text as delivered, before anything was repaired; places count in it.
    ``notes`` say what was repaired or left out, for people.
    """

    name: str
    sha256: str
    delivered: str
    blocks: tuple[Block, ...]
    title: str = ""
    publisher: str = ""
    issued: str = ""
    url: str = ""
    notes: tuple[str, ...] = ()


class Lines:
    """The lines of a delivered text: which of them an offset stands in.

    A line ends with a line feed, a carriage return, or both.
    """

    def __init__(self, text: str) -> None:
        self._starts = [0, *(end.end() for end in LINE_END.finditer(text))]

    def place(self, text: Text, start: int, end: int) -> Place:
        """Return where a part of a text was delivered."""
        first, last = text.span(start, end)
        if first is None:
            return NOWHERE
        return Place(bisect_right(self._starts, first), first, last)
