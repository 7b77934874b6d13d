"""What a heading or a lead-in says that the text below it is about."""

import re
from collections.abc import Iterable

from rolegraph.errors import DataError
from rolegraph.reading.passage import SECTIONS
from rolegraph.reading.words import any_of, read_table

_MOST = 2_000


class Sections:
    """Cue words of headings; where a heading has several, the table's order decides."""

    def __init__(self, cues: Iterable[tuple[str, str]]) -> None:
        grouped: list[tuple[str, list[str]]] = []
        for about, cue in cues:
            if about not in SECTIONS:
                raise DataError(f"unknown section {about!r}", "reading/sections.tsv")
            if not grouped or grouped[-1][0] != about:
                grouped.append((about, []))
            grouped[-1][1].append(cue)
        self._seen: dict[str, str] = {}
        self._patterns = [
            (about, re.compile(any_of(cues), re.IGNORECASE)) for about, cues in grouped
        ]

    @classmethod
    def load(cls, folder: str) -> "Sections":
        """Read ``reading/sections.tsv`` in a data folder."""
        rows = read_table(folder, "sections.tsv", ("about", "cue"))
        return cls((about, cue) for about, cue in rows)

    def about(self, heading: str) -> str:
        """Return what a heading says that follows, one of `SECTIONS`, or an empty string."""
        known = self._seen.get(heading)
        if known is None:
            found = (about for about, pattern in self._patterns if pattern.search(heading))
            known = next(found, "")
            if len(self._seen) < _MOST:
                self._seen[heading] = known
        return known
