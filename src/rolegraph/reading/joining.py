"""Lines and cells joined into one text that knows where each of its characters was delivered."""

import re
from array import array
from collections.abc import Sequence
from typing import Final

from rolegraph.reading.document import Text
from rolegraph.reading.edits import edited
from rolegraph.reading.inline import entities, markup

_HYPHEN: Final = re.compile(r"[^\W\d_]-$")


class Joiner:
    """Texts out of one source: its lines joined, its markup removed."""

    def __init__(self, source: str, offsets: Sequence[int] | None, markdown: bool) -> None:
        self._text, self._offsets, self._markdown = source, offsets, markdown

    def text(self, parts: list[tuple[int, int]], line_break: str = " ") -> Text:
        """Return the text of some lines as one, without markup."""
        source = self._text
        if len(parts) == 1:
            start, end = parts[0]
            text, places = source[start:end], None
            base = start
        else:
            pieces: list[str] = []
            places = array("i")
            for number, (start, end) in enumerate(parts):
                if number and not (_HYPHEN.search(pieces[-1][-2:]) and source[start].islower()):
                    pieces.append(" ")
                    places.append(parts[number - 1][1])
                pieces.append(source[start:end])
                places.extend(range(start, end))
            text, base = "".join(pieces), 0
        edits = markup(text, line_break) if self._markdown else entities(text)
        if edits:
            inside = range(base, base + len(text)) if places is None else places
            text, moved = edited(text, inside, edits)
            places = array("i", moved)
        if places is None:
            if self._offsets is None:
                return Text(text, base).cut(0, len(text))
            return Text(text, 0, self._offsets[base : base + len(text)]).cut(0, len(text))
        if self._offsets is not None:
            places = array("i", map(self._offsets.__getitem__, places))
        return Text(text, 0, places).cut(0, len(text))


def together(texts: Sequence[Text]) -> Text:
    """Return the cells of a row as one text."""
    places = array("i")
    for text in texts:
        if places and len(text):
            places.append(places[-1])
        for at in range(len(text)):
            places.append(text.span(at, at + 1)[0] or 0)
    return Text(" ".join(text.text for text in texts if len(text)), 0, places)
