"""Rows of tables in plain text and Markdown: where their cells stand."""

import re
from typing import Final

_PIPE: Final = re.compile(r"(?<!\\)\|")
_TAB: Final = re.compile(r"\t")
_COLUMNS: Final = 64
"""What a row has beyond this many cells stays in its last one."""
_SEPARATOR: Final = frozenset("|-: \t")


def is_separator(text: str) -> bool:
    """Tell whether a line parts the header of a Markdown table from its rows.

    >>> is_separator("|:---|---:|"), is_separator("---"), is_separator("a | b")
    (True, False, False)
    """
    return "|" in text and "-" in text and set(text) <= _SEPARATOR


def piped(text: str, start: int) -> list[tuple[int, int]]:
    """Return where the cells of a row with pipes start and end; ``start`` is where the row does.

    >>> piped("| a | b |", 0)
    [(1, 4), (5, 8)]
    """
    first = int(text.startswith("|"))
    last = len(text) - int(len(text) > 1 and text.endswith("|") and not text.endswith("\\|"))
    return _cells(_PIPE, text, first, last, start)


def tabbed(text: str, start: int) -> list[tuple[int, int]]:
    """Return where the cells of a row with tabs start and end; ``start`` is where the row does."""
    return _cells(_TAB, text, 0, len(text), start)


def _cells(
    mark: re.Pattern[str], text: str, first: int, last: int, start: int
) -> list[tuple[int, int]]:
    cells: list[tuple[int, int]] = []
    for match in mark.finditer(text, first, last):
        if len(cells) == _COLUMNS - 1:
            break
        cells.append((start + first, start + match.start()))
        first = match.end()
    cells.append((start + first, start + max(first, last)))
    return cells
