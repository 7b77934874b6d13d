"""Read a web page: its article without menus, footers and advertisements, as blocks with places.

Resiliparse (Bevendorff et al., https://resiliparse.chatnoir.eu) parses the page as browsers do and
tells what belongs to the article. It takes lists of short entries for menus and shows no tables,
so it is shown lists as paragraphs, and the page's own elements make the blocks of what it keeps.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from rolegraph.reading.document import Block
from rolegraph.reading.htmlblocks import Elements, Walk
from rolegraph.reading.htmlhead import described
from rolegraph.reading.htmlscan import MARK, Scan

_NO_ARTICLE: Final = (
    *("#comments", ".comments-area", ".comment-list", ".comment-respond", "#respond"),
    *("#disqus_thread", ".disqus", ".comments-section"),
)
# What share of the kept text an element must hold to be the article.
_MAIN: Final = 50
_ARTICLE: Final = 66
_CELL: Final = 80
# An extractor that keeps less than this share, in percent, was misled by names of classes.
_TOO_LITTLE_OF_ARTICLE: Final = 40
_TOO_LITTLE_OF_PAGE: Final = 10


class Page(NamedTuple):
    """A page as the reader sees it; what the page does not say is empty."""

    title: str
    publisher: str
    issued: str
    url: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]


def blocks(text: str) -> Page:
    """Return the article of a page, each character with its place in the delivered text.

    Raises `DataError` on a page with more elements than any article has.

    >>> page = blocks("<nav>Home</nav><h1>Two roles</h1><ul><li>R&amp;D</ul>")
    >>> [(b.kind, b.text.text, b.text.span(0, 1)) for b in page.blocks]
    [('heading', 'Two roles', (19, 20)), ('item', 'R&D', (41, 42))]
    """
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    scan = Scan(text)
    shown = extract_plain_text(
        HTMLTree.parse(scan.shown),
        preserve_formatting=False,
        main_content=True,
        alt_texts=False,
        skip_elements=list(_NO_ARTICLE),
    )
    kept = frozenset(MARK.findall(shown))
    body = HTMLTree.parse(scan.structure).body
    elements = Elements(body.html if body is not None else "", scan, kept)
    start, end, everything = _article(elements)
    walk = Walk(elements, everything=everything)
    found = tuple(walk.blocks(start, end))
    if not found:
        found = tuple(Walk(elements, everything=True, menus=True).blocks(start, end))
    if not any(block.kind == "heading" and block.level == 1 for block in found):
        found = (*_title_before(elements, start), *found)
    says = described(scan.head, found)
    notes = list(says.notes)
    if walk.left_out or elements.weight(start, end)[0] < elements.size:
        notes.append("left out the page's menus, footers and other parts beside the article")
    if scan.deep:
        notes.append("elements far inside others were read without their order")
    return Page(says.title, says.publisher, says.issued, says.url, found, tuple(notes))


def _article(elements: Elements) -> tuple[int, int, bool]:
    """Return from where to where the article goes, and whether to keep everything in it."""
    last = len(elements.tokens)
    whole, kept = elements.weight(0, last)
    best, limit = (0, last), _TOO_LITTLE_OF_PAGE
    for name, share in (("main", _MAIN), ("article", _ARTICLE), ("td", _CELL)):
        for at, end in _named(elements, name):
            inner, own = elements.weight(at, end)
            # An extractor that kept nothing says nothing of where the article is.
            size, part = (kept, own) if kept * 100 > whole * _TOO_LITTLE_OF_PAGE else (whole, inner)
            if part * 100 < max(size, 1) * share:
                continue
            if best[0] <= at and end <= best[1] and (name != "td" or _lays_out(elements, at)):
                best = at, end
                limit = _TOO_LITTLE_OF_PAGE if name == "td" else _TOO_LITTLE_OF_ARTICLE
    inner, own = elements.weight(*best)
    return *best, own * 100 < inner * limit


def _named(elements: Elements, name: str) -> Iterable[tuple[int, int]]:
    at = 0
    while (at := elements.next_shown(at)) < len(elements.tokens):
        if elements.tokens[at].name == name and not elements.tokens[at].is_end:
            yield at, elements.ends[at]
        at += 1


def _lays_out(elements: Elements, cell: int) -> bool:
    """Tell whether the table of a cell lays out the page."""
    for table, end in _named(elements, "table"):
        if table < cell < end and elements.is_data(table):
            return False
    return True


def _title_before(elements: Elements, start: int) -> tuple[Block, ...]:
    """Return the page's title where it stands before the article."""
    for at, end in _named(elements, "h1"):
        if at >= start:
            break
        if elements.weight(at, end)[1]:
            return tuple(Walk(elements, everything=False).blocks(at, end + 1))[:1]
    return ()
