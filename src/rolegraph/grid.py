"""Rows as an aligned table for a terminal, without what would steer it."""

import os
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_STEERS: Final = re.compile("[\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_DRAWN: Final = 2_000
_FORMULA: Final = (*"=+-@\t\r\n", *"＝＋－＠")
_MIN_WIDTH: Final = 8
_MAX_WORD: Final = 24


class Rows(NamedTuple):
    """A table: its title, its columns, and rows of Python values."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    title: str = ""


def count(number: int, word: str) -> str:
    """Return a number with its noun.

    >>> count(1, "source"), count(3, "source")
    ('1 source', '3 sources')
    """
    return f"{number} {word}" + ("" if number == 1 else "s")


def safe(text: str) -> str:
    """Return a text without what would steer a terminal or turn the writing direction.

    >>> safe("a" + chr(27) + "[31mb")
    'a�[31mb'
    """
    return text if text.isprintable() else _UNSAFE.sub("\ufffd", text)


def unturned(text: str) -> str:
    """Return a text of a page without what turns the direction of writing, line ends kept."""
    return text if text.isascii() else _STEERS.sub("\ufffd", text)


def safe_all(value: Any) -> Any:
    """Return values as JSON has them, each text made safe and cut to what can be drawn.

    Labels of our own readers have 300 characters at most; those of somebody's graph may have any
    number, and a page takes time for each. Addresses, and what stands under ``query``, stay whole.
    """
    if isinstance(value, str):
        text = safe(value)
        is_drawn = len(text) > _DRAWN and not text.startswith(("http://", "https://", "urn:"))
        return f"{text[:_DRAWN]}…" if is_drawn else text
    if isinstance(value, dict):
        return {key: one if key == "query" else safe_all(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [safe_all(one) for one in value]
    return value


def escaped(text: str) -> str:
    r"""Return a JSON text with what would steer a terminal written as ``\u`` escapes.

    >>> escaped('"a' + chr(0x202E) + 'b"')
    '"a\\u202eb"'
    """
    if text.isascii():
        return text
    return _STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def inert(text: str) -> str:
    """Return a text as a spreadsheet takes it for a text: what would be a formula, behind a quote.

    Spreadsheets run what begins with one of ``= + - @``, narrow or wide, whatever opens the file.

    >>> inert("=1+1"), inert("C++")
    ("'=1+1", 'C++')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def shown(value: object) -> str:
    """Return a value as people read it: no None, yes and no, three digits after the point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list | tuple):
        return ", ".join(shown(one) for one in value)
    return safe(str(value)).replace("\n", " ").replace("\t", " ")


def width(text: str) -> int:
    """Return how many terminal columns a text takes: wide East Asian characters count twice."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def terminal_width() -> int:
    """Return the width to draw for: of the terminal, or 100 where there is none."""
    try:
        wide = int(os.environ.get("COLUMNS", "")) or 100
    except ValueError:
        wide = 0
    if wide < 1:
        # What is no width at all does not count.
        try:
            wide = os.get_terminal_size(1).columns
        except OSError:
            wide = 100
    return max(wide, 1)


def to_table(rows: Rows, *, color: bool = False, wide: int | None = None) -> str:
    """Return an aligned table that fits the terminal.

    The widest columns wrap at spaces. Where even that leaves no room for whole words, each row
    becomes a block of lines, one for each column.
    """
    room = wide or terminal_width()
    bold = _paint("1", color)
    title = [bold(line) for line in wrap(shown(rows.title), room)] if rows.title else []
    if not rows.rows:
        return "\n".join(title or ["no rows"]) + "\n"
    names = [shown(name) for name in rows.columns]
    cells = [[shown(value) for value in row] for row in rows.rows]
    columns = [[name, *(row[at] for row in cells)] for at, name in enumerate(names)]
    widths = [max(map(width, column)) for column in columns]
    least = [min(_MAX_WORD, max(map(_longest_word, column))) for column in columns]
    gaps = 2 * (len(widths) - 1)
    if sum(least) + gaps > room:
        return "\n".join([*title, *_blocks(names, cells, room, bold)]) + "\n"
    if sum(widths) + gaps > room:
        # Names of columns give way before what stands in them: they wrap once, labels in each row.
        widths = [max(fit, *map(width, one[1:])) for fit, one in zip(least, columns, strict=True)]
    while sum(widths) + gaps > room:
        widest = max(range(len(widths)), key=lambda at: widths[at] - least[at])
        widths[widest] -= 1
    numeric = [
        all(isinstance(row[at], int | float) or row[at] is None for row in rows.rows)
        and not any(isinstance(row[at], bool) for row in rows.rows)
        for at in range(len(rows.columns))
    ]
    lines = [*title, *(bold(line) for line in _lines(names, widths, numeric))]
    lines.append("  ".join("─" * size for size in widths))
    for row in cells:
        lines += _lines(row, widths, numeric)
    return "\n".join(lines) + "\n"


def fits(rows: Rows, wide: int | None = None) -> bool:
    """Tell whether rows are drawn as a table: whether all columns have room for whole words."""
    columns = [
        [name, *(shown(row[at]) for row in rows.rows)] for at, name in enumerate(rows.columns)
    ]
    least = sum(min(_MAX_WORD, max(map(_longest_word, column))) for column in columns)
    return least + 2 * (len(columns) - 1) <= (wide or terminal_width())


def _longest_word(text: str) -> int:
    return max(map(width, text.split(" ")))


def _blocks(
    columns: Sequence[str], cells: list[list[str]], room: int, bold: Callable[[str], str]
) -> list[str]:
    """Return rows as blocks: the name of each column, and beside it the value."""
    size = max(map(width, columns))
    lines = []
    for row in cells:
        lines.append("─" * min(room, 40))
        for name, cell in zip(columns, row, strict=True):
            if not cell:
                continue
            first, *rest = wrap(cell, max(room - size - 2, _MIN_WIDTH))
            lines.append(bold(name + " " * (size - width(name))) + "  " + first)
            lines += [" " * (size + 2) + line for line in rest]
    return lines


def _lines(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> list[str]:
    columns = [wrap(cell, size) for cell, size in zip(cells, widths, strict=True)]
    lines = []
    for at in range(max(len(column) for column in columns)):
        parts = []
        for column, size, right in zip(columns, widths, numeric, strict=True):
            part = column[at] if at < len(column) else ""
            gap = " " * (size - width(part))
            parts.append(gap + part if right else part + gap)
        lines.append("  ".join(parts).rstrip())
    return lines


def wrap(text: str, size: int) -> list[str]:
    """Return a text in lines of at most this width, broken at spaces where there are any."""
    if width(text) <= size:
        return [text]
    lines, line = [], ""
    for word in text.split(" "):
        while width(word) > size:
            if line:
                lines.append(line)
                line = ""
            cut = _fit(word, size)
            lines.append(word[:cut])
            word = word[cut:]
        joined = f"{line} {word}" if line else word
        if width(joined) > size:
            lines.append(line)
            line = word
        else:
            line = joined
    return [*lines, line] if line or not lines else lines


def _fit(word: str, size: int) -> int:
    """Return how many characters of a word fit, breaking after a hyphen or slash if possible."""
    cut = 1
    while cut < len(word) and width(word[: cut + 1]) <= size:
        cut += 1
    for at in range(cut, cut // 2, -1):
        if word[at - 1] in "-/.:#":
            return at
    return cut


def _paint(code: str, color: bool) -> Callable[[str], str]:
    return (lambda text: f"\x1b[{code}m{text}\x1b[0m") if color else (lambda text: text)
