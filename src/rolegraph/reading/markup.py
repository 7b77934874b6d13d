"""Bytes of an article to a `Document`: decoded, repaired, without markup, each character placed."""

import hashlib
import re
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from rolegraph.errors import DataError
from rolegraph.namespaces import is_iri
from rolegraph.reading import html, lines
from rolegraph.reading.document import LINE_END, Block, Document, Text
from rolegraph.reading.encoding import decode
from rolegraph.reading.figures import date_of
from rolegraph.reading.frontmatter import front_matter
from rolegraph.reading.repair import repair

BLOCKS: Final = 200_000
"""A document with more blocks is refused."""

PARAGRAPH: Final = 2_000_000
"""A document with a longer paragraph, in characters, is refused: no article has one."""

LINES: Final = 3 * BLOCKS
"""A text of more lines is refused before it is taken apart."""

_HTML: Final = (".html", ".htm", ".xhtml", ".xht", ".shtml")
_MARKDOWN: Final = (".md", ".markdown", ".mdown", ".mkd")
_TAGS: Final = re.compile(
    r"(?:\s|\ufeff|<\?[^<>]{0,300}>|<!--(?:(?!-->).){0,3000}-->){0,50}"
    r"<(?:!doctype\s+html|(?:html|head|body|article|main)(?=[\s>]))",
    re.IGNORECASE | re.DOTALL,
)
_PAIRS: Final = re.compile(r"<(?:p|li|h[1-6]|div|section|td)(?:\s[^<>]{0,300})?>", re.IGNORECASE)
_START: Final = 20_000
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TITLE: Final = 200
_NONE: Final = "says nothing: no words stand in it"


def to_document(data: bytes, name: str) -> Document:
    """Return the article that a file holds.

    ``name`` is the file's; its ending tells Markdown and HTML, and what looks like HTML is read as
    such whatever the ending. Raises `DataError` on what is no text, has no words, or is larger
    than an article is (see `BLOCKS`, `LINES`, `PARAGRAPH`, `rolegraph.reading.encoding.LIMIT`).
    """
    base = PurePath(name.replace("\\", "/")).name
    ending = PurePath(base).suffix.lower()
    text, encoding, notes = decode(data, name)
    if encoding != "utf-8" and not notes:
        notes = (f"read as {encoding}",)
    sha256 = hashlib.sha256(data).hexdigest()
    fields: dict[str, str]
    try:
        if ending in _HTML or (ending not in _MARKDOWN and is_html(text)):
            page = html.blocks(text)
            found, repaired = _repaired(page.blocks)
            fields = {
                "title": repair(page.title).text,
                "author": repair(page.publisher).text,
                "date": page.issued,
                "url": page.url,
            }
            notes = (*notes, *repaired, *page.notes)
        else:
            _refuse_long(text)
            clean, offsets, repaired = repair(text)
            fields, _ = front_matter(clean)
            markdown = True if ending in _MARKDOWN else None
            found = lines.blocks(clean, offsets, markdown=markdown)
            notes = (*notes, *repaired)
    except DataError as error:
        raise error if error.file else DataError(str(error), name) from None
    _refuse(found, name)
    url = fields.get("url", "")
    issued = _ISO.match(fields.get("date", ""))
    return Document(
        base,
        sha256,
        text,
        found,
        fields.get("title") or _first_title(found),
        fields.get("publisher") or fields.get("author", ""),
        (issued[0] if issued else "") or date_of(found),
        url if url.startswith(("http://", "https://")) and is_iri(url) else "",
        tuple(dict.fromkeys(notes)),
    )


def is_html(text: str) -> bool:
    """Tell whether a text is a web page or a part of one.

    >>> is_html("<!DOCTYPE html><p>Two roles"), is_html("Use <b> for what matters")
    (True, False)
    """
    if _TAGS.match(text):
        return True
    start = text[:_START].lstrip("\ufeff \t\r\n")
    return bool(start.startswith("<") and _PAIRS.match(start) and len(_PAIRS.findall(start)) > 2)


def _refuse_long(text: str) -> None:
    last = 0
    for number, end in enumerate(LINE_END.finditer(text), 1):
        if number > LINES:
            raise DataError(f"has more than {LINES:,} lines: give one article")
        if end.start() - last > PARAGRAPH:
            break
        last = end.end()
    else:
        if len(text) - last <= PARAGRAPH:
            return
    raise DataError(
        f"has a line of more than {PARAGRAPH:,} characters: give the text in paragraphs"
    )


def _refuse(blocks: Sequence[Block], name: str) -> None:
    if not any(char.isalpha() for block in blocks for char in block.text.text):
        raise DataError(_NONE, name)
    if len(blocks) > BLOCKS:
        raise DataError(f"has more than {BLOCKS:,} paragraphs: give one article", name)
    if any(len(block.text) > PARAGRAPH for block in blocks):
        raise DataError(
            f"has a paragraph of more than {PARAGRAPH:,} characters: give it in paragraphs", name
        )


def _repaired(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks of a page with their texts repaired, and what was done.

    They are repaired as one text: what is damage shows in the texts around it.
    """
    texts = [text for block in blocks for text in (block.text, *block.cells)]
    damaged = "\n".join(text.text for text in texts)
    clean, offsets, notes = repair(damaged)
    if clean == damaged:
        return tuple(blocks), notes
    done: list[Text] = []
    start = 0
    for text in texts:
        end = start + len(text)
        done.append(_part(text, clean, offsets, start, end))
        start = end + 1
    new: list[Block] = []
    at = 0
    for block in blocks:
        cells = tuple(done[at + 1 : at + 1 + len(block.cells)])
        if done[at].text:
            new.append(block._replace(text=done[at], cells=cells))
        at += 1 + len(block.cells)
    return tuple(new), notes


def _part(text: Text, clean: str, offsets: Sequence[int] | None, start: int, end: int) -> Text:
    """Return a text with what a repair made of it: from ``start`` to ``end`` before the repair."""
    if offsets is None:
        return Text(clean[start:end], text.base, text.offsets).cut(0, end - start)
    first, last = bisect_left(offsets, start), bisect_left(offsets, end)
    if text.base is None:
        return Text(clean[first:last]).cut(0, last - first)
    places = array("q")
    for offset in offsets[first:last]:
        at = offset - start
        places.append(text.base + at if text.offsets is None else text.offsets[at])
    return Text(clean[first:last], text.base, places).cut(0, last - first)


def _first_title(blocks: Sequence[Block]) -> str:
    headings = (block.text.text for block in blocks if block.kind == "heading")
    short = (
        block.text.text for block in blocks if block.kind == "text" and len(block.text) <= _TITLE
    )
    return next(headings, "")[:_TITLE] or next(short, "")
