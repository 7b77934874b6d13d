"""Turn the elements of a page into blocks: headings, list entries, rows of tables, paragraphs."""

import re
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from rolegraph.reading.document import Block, Text
from rolegraph.reading.htmlscan import BLOCKS, Scan, decoded

_TOKEN: Final = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z0-9-]+)(?P<attributes>[^>]*)>"
    "|(?P<mark>[\U000f0000-\U000fffff][\U00100000-\U0010ffff])|(?P<space>\\s+)"
)
_SPAN: Final = re.compile(r'(colspan|rowspan)="(\d+)"')
_UNCOLLAPSED: Final = re.compile(r"\s\s|[^\S ]")
_WORD: Final = re.compile(r"\S+")
_LEFT_OUT: Final = frozenset(("nav", "aside", "footer"))
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS: Final = frozenset(("ul", "ol", "menu"))
_BOLD: Final = frozenset(("b", "strong"))
_COLUMNS: Final = 30
_COLUMNS_SPANNED: Final = 12
_ROWS_SPANNED: Final = 100
_LAYOUT: Final = 4_000
_TITLED: Final = 400
_LEAD: Final = 100
_ANCHORS: Final = frozenset("#¶§🔗")


class _Token(NamedTuple):
    """A tag, a mark of a run of text (``name`` is empty), or white space (``name`` is a space)."""

    name: str
    is_end: bool
    value: str


class _Piece(NamedTuple):
    text: str
    places: Sequence[int]
    bold: bool = False
    link: int = 0


class Elements:
    """The elements of a page as a well-formed sequence of tags, each with its weight of text."""

    def __init__(self, page: str, scan: Scan, kept: frozenset[str] | None) -> None:
        self.scan, self.kept = scan, kept
        self.tokens: list[_Token] = []
        for match in _TOKEN.finditer(page):
            if match["name"]:
                token = _Token(match["name"], bool(match["end"]), match["attributes"])
            elif match["mark"]:
                token = _Token("", False, match["mark"])
            else:
                token = _Token(" ", False, " ")
            self.tokens.append(token)
        self.ends = self._pairs()
        sizes = [self._size(token) for token in self.tokens]
        self.size = sum(sizes)
        self._left_out = self._skipped(list(accumulate(sizes, initial=0)))
        for start, end in self._left_out.items():
            sizes[start:end] = [0] * (end - start)
        self._all = list(accumulate(sizes, initial=0))
        kept_sizes = (
            size if kept is None or token.value in kept else 0
            for token, size in zip(self.tokens, sizes, strict=True)
        )
        self._kept = list(accumulate(kept_sizes, initial=0))

    def _size(self, token: _Token) -> int:
        if token.name:
            return 0
        start, end = self.scan.run(token.value)
        return end - start

    def _pairs(self) -> dict[int, int]:
        """Return for each start tag where its end tag stands."""
        pairs: dict[int, int] = {}
        stack: list[tuple[str, int]] = []
        for at, (name, is_end, _) in enumerate(self.tokens):
            if name.strip() and name not in ("br", "hr"):
                if not is_end:
                    stack.append((name, at))
                elif stack and stack[-1][0] == name:
                    pairs[stack.pop()[1]] = at
        for _, at in stack:
            pairs[at] = len(self.tokens) - 1
        return pairs

    def _skipped(self, sums: list[int]) -> dict[int, int]:
        """Return what is no content wherever it stands: from which token to which."""
        skipped: dict[int, int] = {}
        at, whole = 0, sums[-1]
        while at < len(self.tokens):
            name, is_end, value = self.tokens[at]
            end = self.ends.get(at, at)
            # Some servers put a whole page into one form.
            form = name == "form" and (sums[end] - sums[at]) * 10 < whole * 3
            if not is_end and (name in _LEFT_OUT or form or "hidden" in value):
                skipped[at] = at = end
            at += 1
        return skipped

    def weight(self, start: int, end: int) -> tuple[int, int]:
        """Return how much text stands between two tokens, and how much of it was kept."""
        return self._all[end] - self._all[start], self._kept[end] - self._kept[start]

    def next_shown(self, at: int) -> int:
        """Return the first token from one on that is not left out."""
        while at in self._left_out:
            at = self._left_out[at] + 1
        return at

    def pieces(self, mark: str) -> tuple[str, Sequence[int]]:
        """Return the text of a mark, and where each character stands."""
        return decoded(self.scan.text, *self.scan.run(mark))

    def is_data(self, at: int) -> bool:
        """Tell whether a table holds data: one that lays out a page holds pieces of it."""
        rows = cells = widest = 0
        inner = at + 1
        cell = at
        while inner < self.ends[at]:
            name, is_end, _ = self.tokens[inner]
            if not is_end:
                if name == "table":
                    return False
                if name == "tr":
                    rows, cells = rows + 1, 0
                elif name in ("td", "th"):
                    cells, cell = cells + 1, inner
                    widest = max(widest, cells)
                    if self.weight(inner, self.ends[inner])[0] > _LAYOUT:
                        return False
                elif (
                    name in _HEADINGS
                    and cell != at
                    and self.weight(cell, self.ends[cell])[0] > _TITLED
                ):
                    return False
            inner += 1
        return rows > 1 and widest > 1


def joined(pieces: Sequence[_Piece]) -> Text:
    """Return some pieces as one text with white space collapsed."""
    if len(pieces) == 1:
        text, only = pieces[0][:2]
        if isinstance(only, range) and not _UNCOLLAPSED.search(text):
            return Text(text, only.start).cut(0, len(text))
    raw = "".join(piece.text for piece in pieces)
    places = array("q")
    for piece in pieces:
        places.extend(piece.places)
    words: list[str] = []
    offsets = array("q")
    for word in _WORD.finditer(raw):
        if words:
            words.append(" ")
            offsets.append(places[word.start() - 1])
        words.append(word[0])
        offsets.extend(places[word.start() : word.end()])
    return placed("".join(words), offsets)


def placed(text: str, offsets: "array[int]") -> Text:
    """Return a text with its places, as short as they can be said."""
    if not text:
        return Text("", 0)
    if any(before > after for before, after in pairwise(offsets)):
        # The parser moved text that stood between the cells of a table.
        return Text(text)
    if offsets[-1] - offsets[0] == len(text) - 1 and len(set(offsets)) == len(text):
        return Text(text, offsets[0])
    return Text(text, offsets[0], offsets)


class Walk:
    """One walk through the elements of a page between two tokens.

    ``everything`` also takes what the extractor did not keep, ``menus`` the lines of links above
    the first heading.
    """

    def __init__(self, elements: Elements, everything: bool, menus: bool = False) -> None:
        self._elements, self._everything = elements, everything
        self._stack: list[str] = []
        self._buffer: list[_Piece] = []
        self._bold = self._links = 0
        self._link = 0
        self._titled = menus
        self.left_out = 0

    def blocks(self, start: int, end: int) -> Iterator[Block]:
        """Yield the blocks in order."""
        elements = self._elements
        at = elements.next_shown(start)
        while at < end:
            name, is_end, value = elements.tokens[at]
            if not name:
                self._add(value)
            elif name == " ":
                self._space()
            elif name == "br":
                if _HEADINGS.isdisjoint(self._stack):
                    yield from self._flush()
                else:
                    self._space()
            elif name == "hr":
                yield from self._flush()
            elif name == "table" and not is_end and elements.is_data(at):
                yield from self._flush()
                yield from self._table(at)
                at = elements.ends[at]
            elif name in BLOCKS:
                yield from self._flush()
                self._enter(name, is_end)
            elif name in _BOLD:
                self._bold += -1 if is_end else 1
            elif name == "a":
                self._links += not is_end
                self._link = 0 if is_end else self._links
            at = elements.next_shown(at + 1)
        yield from self._flush()

    def _enter(self, name: str, is_end: bool) -> None:
        if not is_end:
            self._stack.append(name)
        elif name in self._stack[-1:]:
            self._stack.pop()

    def _add(self, mark: str) -> None:
        kept = self._elements.kept
        if not self._everything and kept is not None and mark not in kept:
            self.left_out += 1
            return
        text, places = self._elements.pieces(mark)
        self._buffer.append(_Piece(text, places, self._bold > 0, self._link))

    def _space(self) -> None:
        if self._buffer:
            self._buffer.append(_Piece(" ", (self._buffer[-1].places[-1],)))

    def _flush(self) -> Iterator[Block]:
        pieces, self._buffer = self._buffer, []
        words = [piece for piece in pieces if not piece.text.isspace()]
        if not words:
            return
        kind, level = self._context()
        if kind == "heading":
            self._titled = True
            pieces = [p for p in pieces if not (p.link and p.text.strip() in _ANCHORS)] or pieces
        text = joined(pieces)
        if not text.text:
            return
        if kind == "text":
            if not self._titled and all(piece.link for piece in words):
                # Above the first heading a line of links is a menu.
                self.left_out += 1
                return
            lead = len(text) <= _LEAD and text.text[-1] not in ".!;,"
            if lead and all(piece.bold for piece in words):
                kind = "heading"
        yield Block(kind, text, level, kind == "heading")

    def _context(self) -> tuple[str, int]:
        for name in reversed(self._stack):
            if name in _HEADINGS:
                return "heading", int(name[1])
            if name in ("summary", "dt"):
                return "heading", 0
            if name == "li":
                depth = sum(name in _LISTS for name in self._stack)
                return "item", max(depth - 1, 0)
            if name in ("dd", "td", "th"):
                break
        return "text", 0

    def _table(self, table: int) -> Iterator[Block]:
        elements = self._elements
        self._titled = True
        number, at, end = 0, table + 1, elements.ends[table]
        pending: dict[int, tuple[int, Text]] = {}
        row: list[Text] = []
        while at < end:
            at = elements.next_shown(at)
            name, is_end, value = elements.tokens[at]
            if is_end and name == "tr":
                _fill(row, pending, _COLUMNS)
                if any(cell.text for cell in row):
                    yield Block("row", _whole(row), number, True, tuple(row))
                    number += 1
                row = []
            elif name in ("td", "th", "caption") and not is_end:
                text = self._cell(at)
                at = elements.ends[at]
                if name == "caption":
                    if text.text:
                        yield Block("text", text)
                else:
                    _place(row, pending, text, dict(_SPAN.findall(value)))
            at += 1

    def _cell(self, cell: int) -> Text:
        """Return the text of a cell, what stands in lines of their own parted by semicolons."""
        elements = self._elements
        pieces: list[_Piece] = []
        apart = False
        at = elements.next_shown(cell + 1)
        while at < elements.ends[cell]:
            name, _, value = elements.tokens[at]
            if not name:
                text, places = elements.pieces(value)
                if apart and pieces and text.strip():
                    last = next(p.text.rstrip() for p in reversed(pieces) if p.text.strip())
                    sign = " " if last[-1] in ",;:" else "; "
                    pieces[-1] = _trimmed(pieces[-1])
                    pieces.append(_Piece(sign, (pieces[-1].places[-1],) * len(sign)))
                pieces.append(_Piece(text, places))
                apart = apart and not text.strip()
            elif name == " ":
                if pieces and not apart:
                    pieces.append(_Piece(" ", (pieces[-1].places[-1],)))
            elif name in ("br", "hr") or name in BLOCKS:
                apart = True
            at = elements.next_shown(at + 1)
        return joined(pieces)


def _trimmed(piece: _Piece) -> _Piece:
    size = max(len(piece.text.rstrip()), 1)
    return piece._replace(text=piece.text[:size], places=piece.places[:size])


def _fill(row: list[Text], pending: dict[int, tuple[int, Text]], limit: int) -> None:
    """Add the cells of rows above that reach down into this one."""
    while len(row) < limit and len(row) in pending:
        left, text = pending.pop(len(row))
        if left > 1:
            pending[len(row)] = left - 1, text
        row.append(text)


def _place(
    row: list[Text], pending: dict[int, tuple[int, Text]], text: Text, spans: dict[str, str]
) -> None:
    """Add a cell to a row in as many columns and rows as it spans."""
    _fill(row, pending, _COLUMNS)
    below = min(int(spans.get("rowspan", "1")), _ROWS_SPANNED) - 1
    for _ in range(min(max(int(spans.get("colspan", "1")), 1), _COLUMNS_SPANNED)):
        if len(row) >= _COLUMNS:
            return
        if below > 0:
            pending[len(row)] = below, text
        row.append(text)


def _whole(row: Sequence[Text]) -> Text:
    """Return the cells of a row as one text."""
    if any(cell.base is None for cell in row) or len({id(cell) for cell in row}) < len(row):
        return Text(" | ".join(cell.text for cell in row))
    pieces: list[_Piece] = []
    last = 0
    for cell in row:
        if cell.base is None:
            continue
        places = cell.offsets
        if places is None:
            places = range(cell.base, cell.base + len(cell))
        if pieces:
            pieces.append(_Piece(" | ", (last,) * 3))
        if len(cell):
            pieces.append(_Piece(cell.text, places))
            last = places[-1]
    return joined(pieces)
