"""Read plain text and Markdown: lines to blocks, each character with its place.

One reader for both, for articles are often neither: Markdown with lines that are paragraphs, plain
text with bullets, tables and underlined headings. What only Markdown has is read where the text
has signs of it, or where the caller says so.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rolegraph.errors import DataError
from rolegraph.reading.columns import is_separator, piped, tabbed
from rolegraph.reading.document import Block
from rolegraph.reading.edits import Edit, edited
from rolegraph.reading.frontmatter import front_matter
from rolegraph.reading.inline import hidden
from rolegraph.reading.joining import Joiner, together

LIMIT: Final = 2_000_000
"""Texts with more lines are refused: no article has them, and each costs memory."""

_MARKDOWN: Final = re.compile(
    r"^ {0,3}#{1,6}[ \t]+\S|^ {0,3}(?:```|~~~)|\*\*[^\s*][^*\n\r]{0,300}+\*\*"
    r"|^[ \t]{0,9}__[^\s_][^_\n\r]{0,300}+__|\][(]\s{0,3}(?:https?:|[#/.])"
    r"|^[ \t|:]{0,9}-{2,}+[ \t:]*+\|[ \t|:-]*+$",
    re.MULTILINE,
)
_QUOTE: Final = re.compile(r"(?: {0,3}>){1,50}+(?: |$)?")
_MAIL: Final = re.compile(r"(?:> ?){1,50}+(?= |$)|(?:> ){1,50}+")
_ATX: Final = re.compile(r"(#{1,6})(?:[ \t]+|$)|(#{2,6})(?=[^\W\d_])")
_UNDERLINE: Final = re.compile(r"={3,}|-{3,}")
_RULE: Final = frozenset("-*_=~─━—–•·+# \t")
_FENCE: Final = re.compile(r"(`{3,}|~{3,})[ \t]*([^`]*)$")
_BULLET: Final = re.compile(
    r"([-*+–—·o◦○§])(?:[ \t\u00a0]+|$)"
    r"|([•▪●■□‣⁃➢➤►▶✓✔✅☑→])\ufe0f?(?=\s|[\w\"'(*\[`]|$)[ \t\u00a0]*"
)
_TASK: Final = re.compile(r"\[[ xX]\][ \t]+")
_NUMBER: Final = re.compile(
    r"(?:\(?\d{1,3}[.)]|\(?[a-z]\)|\(?[ivx]{1,5}\))(?:[ \t\u00a0]+(?=\S)|$)"
    r"|\d{1,2}[.)](?=[A-Z][a-z])"
)
_DEFINED: Final = re.compile(r"\[[^\]\[]{1,200}\]:[ \t]")
_FOOTNOTE: Final = re.compile(r"\[\^[^\]\[\s]{1,40}\]:[ \t]*")
_DIRECTIVE: Final = re.compile(r"\{[:%].*\}$|\[\[?_?TOC_?\]\]?$", re.IGNORECASE)
_BOLD: Final = re.compile(r"(\*{2,3}|_{2,3})(?=\S)([^*_]{1,120})(?<=\S)\1[ \t]*:?$")
_LEAD_IN: Final = re.compile(r"(?:\*\*[^*]{1,80}:\*\*|\*\*[^*]{1,80}\*\*[ \t]?:|__[^_]{1,80}:__)\s")
_BREAK: Final = re.compile(r" {2,}[\r\n]|\\")
_ENDED: Final = re.compile(r"[.!?:;…][\"')\]”’»]*$")
_SENTENCE: Final = re.compile(r"[.!?:][\"')\]”’»*_]*$")
_HEADING: Final = 100
_LONG: Final = 40
_WIDE: Final = 120
_CELLS_BREAK: Final = "; "


_LINE: Final = re.compile(r"[^\r\n]+")


class _Line(NamedTuple):
    start: int
    end: int
    stop: int
    indent: int
    text: str


def blocks(
    text: str, offsets: Sequence[int] | None = None, *, markdown: bool | None = None
) -> tuple[Block, ...]:
    r"""Return the blocks of a plain text or of Markdown, without its front matter.

    ``offsets`` says where each character was delivered, where the text was repaired. ``markdown``
    is what the file's ending says; None looks at the text. Code, comments and rules are left out;
    a quotation is text.

    >>> [(b.kind, b.text.text) for b in blocks("## Skills\n- **dbt**\n- SQL\n")]
    [('heading', 'Skills'), ('item', 'dbt'), ('item', 'SQL')]
    """
    _, body = front_matter(text)
    if markdown is None:
        markdown = _MARKDOWN.search(text, body) is not None
    if body:
        text, offsets = edited(text, offsets, [Edit(0, body, "")])
    if markdown:
        unseen = list(hidden(text))
        if unseen:
            text, offsets = edited(text, offsets, unseen)
    return tuple(_Reader(text, offsets, markdown).blocks())


class _Reader:
    """One reading of a text; a block is open until a line comes that does not belong to it."""

    def __init__(self, text: str, offsets: Sequence[int] | None, markdown: bool) -> None:
        self._text, self._markdown = text, markdown
        self._joined = Joiner(text, offsets, markdown)
        self._lines = list(self._split())
        self._width = self._wrapped_at()
        self._fences = self._closing_fences() if markdown else {}
        # The open block: its kind and level, the places of its lines, and how it was written.
        self._kind, self._level, self._parts = "", 0, list[tuple[int, int]]()
        self._indent = 0
        self._lists: list[tuple[int, str]] = []
        self._awaited: tuple[int, str] | None = None

    def _split(self) -> Iterator[_Line]:
        text, at = self._text, 0
        quote = _QUOTE if self._markdown else _MAIL
        for count, match in enumerate(_LINE.finditer(text)):
            start, stop = match.span()
            if count >= LIMIT:
                raise DataError(f"more than {LIMIT:,} lines: split the file")
            if start - at > 2 or text[at:start] in ("\n\n", "\r\r"):
                yield _Line(at, at, at, 0, "")
            at = stop
            if text.startswith((">", " >", "  >", "   >"), start):
                quoted = quote.match(text, start, stop)
                start = quoted.end() if quoted else start
            line = text[start:stop]
            content = line.strip()
            blank = len(line) - len(line.lstrip())
            indent = len(line[:blank].expandtabs(4)) if blank else 0
            begin = start + blank
            yield _Line(begin, begin + len(content), stop, indent, content)

    def _wrapped_at(self) -> int:
        """Return the width at which the text was wrapped by hand; 0 where it was not."""
        sizes = sorted(line.indent + len(line.text) for line in self._lines if line.text)
        fit = bisect_left(sizes, _WIDE)
        if not fit or fit * 50 < len(sizes) * 49:
            return 0
        width = sizes[fit - 1]
        return width if width >= 50 and fit - bisect_left(sizes, width - 12) >= 3 else 0

    def _closing_fences(self) -> dict[int, int]:
        """Return for each line that opens a code block the line that closes it."""
        fences = [
            (at, match[1][0], len(match[1]), bool(match[2].strip()))
            for at, line in enumerate(self._lines)
            if line.text[:3] in ("```", "~~~") and (match := _FENCE.match(line.text))
        ]
        # The longest fence that may close, from each on: what none closes opens no block.
        longest = {"`": 0, "~": 0}
        beyond: list[int] = []
        for _, sign, size, named in reversed(fences):
            beyond.append(longest[sign])
            if not named:
                longest[sign] = max(longest[sign], size)
        beyond.reverse()
        closing: dict[int, int] = {}
        number = 0
        while number < len(fences):
            at, sign, size, _ = fences[number]
            if size <= beyond[number]:
                number += 1
                while fences[number][1] != sign or fences[number][2] < size or fences[number][3]:
                    number += 1
                closing[at] = fences[number][0]
            number += 1
        return closing

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in order."""
        at = 0
        while at < len(self._lines):
            line = self._lines[at]
            if not line.text:
                yield from self._close()
                at += 1
            elif at in self._fences:
                yield from self._close()
                self._awaited = None
                at = self._fences[at] + 1
            elif rows := self._table(at):
                yield from self._close()
                for number, cells in enumerate(rows):
                    yield self._row(cells, number)
                at += len(rows) + self._ruled(at + 1)
                self._lists.clear()
                self._awaited = None
            else:
                yield from self._line(at, line)
                at += 1
        yield from self._close()

    def _line(self, at: int, line: _Line) -> Iterator[Block]:
        text = line.text
        if self._underlines(text):
            self._kind, self._level = "heading", 1 if text[0] == "=" else 2
            yield from self._close()
            return
        if len(text) > 1 and text[0] in _RULE and set(text) <= _RULE:
            yield from self._close()
            return
        if self._markdown:
            if _DIRECTIVE.match(text) or (_DEFINED.match(text) and not text.startswith("[^")):
                yield from self._close()
                return
            if _FENCE.match(text):
                return
            if heading := _ATX.match(text):
                yield from self._close()
                size = len(heading[1] or heading[2])
                end = line.start + _heading_end(text)
                yield from self._heading(line.start + heading.end(), end, size)
                return
            if (
                (bold := _BOLD.match(text))
                and bold[2][-1] not in ".,;!"
                and not (self._parts and self._kind == "item" and line.indent)
            ):
                yield from self._close()
                yield from self._heading(line.start, line.end, 0)
                return
        marker = self._marker(at, line)
        if marker is not None:
            yield from self._close()
            self._item(line, *marker)
            return
        skip = 0
        if self._markdown and (note := _FOOTNOTE.match(text)):
            yield from self._close()
            skip = note.end()
        if self._awaited is not None:
            indent, sign = self._awaited
            self._awaited = None
            self._open("item", self._depth(indent, sign), indent + 2)
        elif not self._parts or not self._flows(line):
            yield from self._close()
            if line.indent < 2:
                self._lists.clear()
            self._open("text", 0, line.indent)
        self._parts.append((line.start + skip, line.end - (self._markdown and text[-1] == "\\")))

    def _open(self, kind: str, level: int, indent: int) -> None:
        self._kind, self._level, self._indent = kind, level, indent

    def _close(self) -> Iterator[Block]:
        if self._parts:
            text = self._joined.text(self._parts)
            self._parts = []
            if len(text):
                yield Block(self._kind, text, self._level, self._kind == "heading")
            if self._kind == "heading":
                self._lists.clear()

    def _heading(self, start: int, end: int, level: int) -> Iterator[Block]:
        self._awaited = None
        if start < end:
            self._open("heading", level, 0)
            self._parts.append((start, end))
            yield from self._close()

    def _underlines(self, text: str) -> bool:
        """Tell whether a line of signs makes a heading of the line above it."""
        if len(self._parts) != 1 or self._kind != "text" or not _UNDERLINE.fullmatch(text):
            return False
        start, end = self._parts[0]
        return end - start <= _HEADING and self._text[end - 1] not in ".,;"

    def _marker(self, at: int, line: _Line) -> tuple[int, str] | None:
        """Return how long the mark of a list entry is and which sign it has; None for no entry."""
        text = line.text
        match = _BULLET.match(text)
        if match is not None:
            sign = match[1] or match[2]
            if sign == "o" and not self._beside_bullets(at):
                return None
            task = _TASK.match(text, match.end())
            return (task or match).end(), sign
        match = _NUMBER.match(text)
        if match is None or (match.end() == len(text) and len(text) > 3):
            return None
        # A number that a wrapped line happens to begin with is no list.
        if self._parts and self._kind == "text" and text[:2] not in ("1.", "1)", "a)", "(1", "(a"):
            start, end = self._parts[-1]
            if not _ENDED.search(self._text[max(start, end - 9) : end]) and self._flows(line):
                return None
        return match.end(), "1"

    def _beside_bullets(self, at: int) -> bool:
        near = [line.text for line in self._lines[max(0, at - 2) : at + 3] if line.text]
        near.remove(self._lines[at].text)
        return any(other.startswith(("o ", "o\t", "• ", "•\t", "· ", "- ")) for other in near)

    def _item(self, line: _Line, size: int, sign: str) -> None:
        if size >= len(line.text):
            # A mark alone: the text that comes next is the entry.
            self._awaited = (line.indent, sign)
            return
        self._awaited = None
        self._open("item", self._depth(line.indent, sign), line.indent + size)
        self._parts.append((line.start + size, line.end))

    def _depth(self, indent: int, sign: str) -> int:
        """Return the depth of a list entry by its indentation or, where equal, its sign."""
        lists = self._lists
        while lists and lists[-1][0] > indent + 1:
            lists.pop()
        if not lists or indent > lists[-1][0] + 1:
            lists.append((indent, sign))
        elif sign != lists[-1][1]:
            outer = len(lists) > 1 and lists[-2] == (lists[-1][0], sign)
            if outer:
                lists.pop()
            elif sign in "o◦○▪§" and lists[-1][1] in "•●":
                lists.append((lists[-1][0], sign))
            else:
                lists[-1] = (lists[-1][0], sign)
        return len(lists) - 1

    def _flows(self, line: _Line) -> bool:
        """Tell whether a line goes on with the open block, as a line wrapped by hand does."""
        start, end = self._parts[-1]
        before, text = self._text[start:end], line.text
        lower = text[0].islower()
        if self._markdown:
            if _BREAK.match(self._text, end) or _LEAD_IN.match(text):
                return False
            if (
                self._kind == "item"
                and line.indent < self._indent
                and _SENTENCE.search(before[-9:])
            ):
                return False
            # Where lines are longer than anyone wraps them each is a paragraph of its own.
            return len(before) <= _WIDE or lower or not _SENTENCE.search(before[-9:])
        wrapped = len(before) <= _WIDE and self._full(line, text)
        if self._kind == "item" and line.indent >= self._indent > 0:
            return wrapped or lower or not _ENDED.search(before[-9:])
        if wrapped and line.indent == self._indent:
            return True
        return lower and len(before) >= _LONG and not _ENDED.search(before[-9:])

    def _full(self, line: _Line, text: str) -> bool:
        """Tell whether the next word did not fit on the line before."""
        start, end = self._parts[-1]
        word = len(text.split(None, 1)[0]) if self._width else 0
        indent = self._indent if len(self._parts) == 1 or self._kind == "item" else line.indent
        return bool(self._width) and indent + end - start + 1 + word > self._width

    def _table(self, at: int) -> list[list[tuple[int, int]]]:
        """Return the rows of the table that starts at a line, as the places of their cells."""
        line = self._lines[at]
        rows: list[list[tuple[int, int]]] = []
        if "|" in line.text:
            ruled = self._ruled(at + 1)
            if not ruled and not (line.text[0] == line.text[-1] == "|" and len(line.text) > 2):
                return []
            rows.append(piped(line.text, line.start))
            following = at + 1 + ruled
            while following < len(self._lines) and "|" in self._lines[following].text:
                row = self._lines[following]
                if not ruled and not (row.text[0] == row.text[-1] == "|"):
                    break
                rows.append(piped(row.text, row.start))
                following += 1
            return rows if ruled or len(rows) > 1 else []
        wanted = self._text.count("\t", line.start, line.stop)
        if wanted > 1 and self._marker(at, line) is None:
            for following in range(at, len(self._lines)):
                row = self._lines[following]
                if self._text.count("\t", row.start, row.stop) != wanted:
                    break
                rows.append(tabbed(self._text[row.start : row.stop], row.start))
        return rows if len(rows) > 1 else []

    def _ruled(self, at: int) -> int:
        """Return 1 where a line parts a table's header from its rows, else 0."""
        if at >= len(self._lines):
            return 0
        header = self._lines[at - 1].text
        return int("|" in header and is_separator(self._lines[at].text))

    def _row(self, cells: list[tuple[int, int]], number: int) -> Block:
        texts = tuple(self._joined.text([cell], _CELLS_BREAK) for cell in cells)
        return Block("row", together(texts), number, True, texts)


def _heading_end(text: str) -> int:
    """Return where the words of a heading end: before closing signs and an attribute."""
    if text.endswith("}") and "{#" in text[-100:]:
        text = text[: text.rindex("{#")].rstrip()
    bare = text.rstrip("#")
    return len(bare.rstrip()) if not bare or bare[-1].isspace() else len(text)
