"""Read a delivered page once, from left to right: its tags, its runs of text, what its head says.

Parsers of HTML do not say where a text stood. Here each run of text gets a mark, two characters of
the planes for private use, and the page is written anew with the marks: what a parser or an
extractor makes of such a page leads back, mark by mark, to the page as delivered. What is written
anew is small and tame: few attributes, no comments, no scripts, and no element far inside others.
"""

import re
from html import escape, unescape
from typing import Final, NamedTuple

from rolegraph.errors import DataError
from rolegraph.reading.edits import Edit, edited

MARK: Final = re.compile("[\U000f0000-\U000fffff][\U00100000-\U0010ffff]")
"""A mark in a page written anew."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


BLOCKS: Final = _set(
    "address article aside blockquote center dd details div dl dt fieldset figure footer form h1 h2"
    " h3 h4 h5 h6 header hgroup li main menu nav ol p pre section summary table caption thead tbody"
    " tfoot tr td th ul"
)
"""Elements that start and end a piece of text."""

_TAGS: Final = 100_000
_TEXT: Final = 5_000_000
"""Ten times what is read of an article: more of it takes seconds, and nothing comes of it."""
_DEPTH: Final = 200
_BASE: Final = 60_000
_SHOWN: Final = 2_000  # the extractor weighs texts, it does not need all of a long one
_SKIPPED: Final = _set(
    "button select template noscript object canvas video audio dialog figcaption svg math"
)
_INLINE_SKIPPED: Final = _set("button select canvas svg math")
_ROLES: Final = _set("navigation contentinfo complementary search dialog alertdialog menu menubar")
_BOLD: Final = frozenset(("b", "strong"))
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BREAKING: Final = _HEADINGS | {"p", "ul", "ol", "table", "section", "article", "main", "div"}
_VOID: Final = _set("br hr img input meta link source wbr area base col embed track param")
_RAW: Final = _set("script style textarea title xmp iframe noembed noframes")
# An element of the first closes one of the second that is open, up to one of the third.
_CLOSES: Final = {
    "li": (("li",), ("ul", "ol", "menu")),
    **dict.fromkeys(("dt", "dd"), (("dt", "dd"), ("dl",))),
    **dict.fromkeys(("td", "th"), (("td", "th"), ("table", "tr"))),
    "tr": (("tr",), ("table",)),
    **dict.fromkeys(("thead", "tbody", "tfoot"), (("thead", "tbody", "tfoot"), ("table",))),
    "a": (("a",), ("table", "td", "th")),
}
_TABLE: Final = _set("table thead tbody tfoot tr td th caption")
# An extractor takes lists of short entries for menus: here they are what matters most.
_NEUTRAL: Final = {
    "ul": "div", "ol": "div", "li": "p", "dl": "div", "dt": "p", "dd": "p", "menu": "div",
    "details": "div", "summary": "p", "form": "div",
}  # fmt: skip
_WANTED: Final = _set(
    "class id role hidden aria-hidden style property name content rel href datetime type lang"
    " colspan rowspan"
)
_TAG: Final = re.compile(r"<(/?)([A-Za-z][^\s/>]*+)")
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*+([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:(["'])|([^\s>]*+)))?"""
)
_ENTITY: Final = re.compile(
    r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};?)"
)
_NO_DISPLAY: Final = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)
_UNSHOWN: Final = re.compile("[\ud800-\udfff\U000f0000-\U0010ffff\x00]")
_NUMBER: Final = re.compile(r"\d{1,4}")


class Head(NamedTuple):
    """What a page says of itself, as written."""

    titles: list[str]
    metas: list[tuple[str, str]]
    links: list[tuple[str, str]]
    data: list[str]
    dates: list[str]
    lang: list[str]


def decoded(text: str, start: int, end: int) -> tuple[str, range | list[int]]:
    """Return a part of a page with its entities decoded, and where each character stands.

    >>> decoded("R&amp;D", 0, 7)
    ('R&D', [0, 1, 6])
    """
    part = text[start:end]
    edits = []
    if "&" in part:
        for match in _ENTITY.finditer(part):
            new, stop = unescape(match[0]), match.end()
            # An entity without its semicolon ends where a known name does: "&ampersand".
            while new and not match[0].endswith(";") and stop > match.start() + 1:
                if len(new) < 2 or new[-1] != part[stop - 1]:
                    break
                new, stop = new[:-1], stop - 1
            if new != part[match.start() : stop]:
                edits.append(Edit(match.start(), stop, new))
    if not edits:
        return part, range(start, end)
    clean, offsets = edited(part, None, edits)
    return clean, [start + offset for offset in offsets]


class Scan:
    """A page read once.

    ``structure`` is the page with nothing but what makes blocks, ``shown`` the page for an
    extractor, lists made paragraphs; both hold marks, and `run` says what one stands for. ``deep``
    says that elements stood so far inside others that they were read flat.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._runs: list[tuple[int, int]] = []
        self._structure: list[str] = []
        self._shown: list[str] = []
        self._open: list[str] = []
        self._beyond: dict[str, int] = {}
        self._hidden = 0
        self._length = 0
        self.deep = False
        self.head = Head([], [], [], [], [], [])
        self._read()
        self.structure, self.shown = "".join(self._structure), "".join(self._shown)

    def run(self, mark: str) -> tuple[int, int]:
        """Return where the run of text of a mark starts and ends."""
        return self._runs[ord(mark[0]) - 0xF0000 + _BASE * (ord(mark[1]) - 0x100000)]

    def _read(self) -> None:
        text, at, tags, written = self.text, 0, 0, 0
        while True:
            start = text.find("<", at)
            if start < 0:
                break
            match = _TAG.match(text, start)
            if match is None and text[start + 1 : start + 2] not in ("!", "?", "/"):
                self._check_text(start - written)
                at = start + 1
                continue
            # A comment parts a text too.
            tags += 1
            if tags > _TAGS:
                raise DataError(f"has more than {_TAGS:,} tags: give the page of one article")
            self._words(written, start)
            if match is None:
                at = written = self._skip_comment(start)
                continue
            name = match[2].lower()
            attributes, at, closed = self._attributes(match.end())
            if match[1]:
                self._end(name)
            elif name in _RAW:
                at = self._raw(name, attributes, at)
            else:
                self._start(name, attributes, closed)
            written = at
        self._words(written, len(text))

    def _skip_comment(self, start: int) -> int:
        text = self.text
        if text.startswith("<!--", start):
            # "<!-->" is a comment too.
            end = start + 4 if text.startswith(">", start + 4) else text.find("-->", start + 4)
            size = 1 if end == start + 4 and text.startswith(">", end) else 3
        else:
            end, size = text.find(">", start), 1
        return len(text) if end < 0 else end + size

    def _attributes(self, at: int) -> tuple[dict[str, str], int, bool]:
        """Return the attributes of a tag that matter, where it ends, and whether by "/>"."""
        text, found, valued = self.text, dict[str, str](), at
        while True:
            if text.startswith(">", at):
                # In <a href=/> the slash is the address.
                return found, at + 1, text[at - 1] == "/" and at != valued
            match = _ATTRIBUTE.match(text, at)
            if match is None:
                if at >= len(text):
                    return found, at, False
                at += 1
                continue
            at = match.end()
            name = match[1].lower()
            begin, end = match.span(3) if match[3] is not None else (at, at)
            valued = end
            if match[2]:
                end = text.find(match[2], at)
                end = len(text) if end < 0 else end
                at = end + 1
            if name in _WANTED and name not in found:
                size = 2_000 if name == "content" else 300
                found[name] = text[begin : min(end, begin + size)]

    def _raw(self, name: str, attributes: dict[str, str], at: int) -> int:
        close = re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE).search(self.text, at)
        end = len(self.text) if close is None else close.start()
        if name == "title" and close:
            self.head.titles.append(unescape(self.text[at : min(end, at + 500)]))
        elif name == "script" and "ld+json" in attributes.get("type", "").lower():
            self.head.data.append(self.text[at : min(end, at + 200_001)])
        return end

    def _check_text(self, more: int = 0) -> None:
        if self._length + more > _TEXT:
            raise DataError(
                f"has more than {_TEXT:,} characters of text: give the page of one article"
            )

    def _words(self, start: int, end: int) -> None:
        if start >= end:
            return
        self._length += end - start
        self._check_text()
        words = self.text[start:end]
        if words.isspace():
            self._structure.append(" ")
            self._shown.append(" ")
            return
        number = len(self._runs)
        self._runs.append((start, end))
        mark = chr(0xF0000 + number % _BASE) + chr(0x100000 + number // _BASE)
        self._structure.append(mark)
        shown = unescape(words[:_SHOWN]) if "&" in words else words[:_SHOWN]
        self._shown.append(mark + escape(_UNSHOWN.sub("?", shown)))

    def _start(self, name: str, attributes: dict[str, str], closed: bool) -> None:
        if name in _VOID or name in ("html", "head", "body", "time"):
            self._empty(name, attributes)
            return
        if name == "button" and not _HEADINGS.isdisjoint(self._open):
            # Headings that open and close a part of a page have a button inside.
            return
        hidden = _is_hidden(name, attributes)
        if not (_kept(name) or hidden or self._hidden) or (closed and name not in BLOCKS):
            return
        if name in _CLOSES:
            self._close_before(*_CLOSES[name])
        if name in BLOCKS:
            self._close_paragraph()
        if name in _BREAKING and self._open[-1:] and self._open[-1] in _INLINE_SKIPPED:
            self._end(self._open[-1])
        if name in _BOLD and self._open.count(name) > 2:
            return
        if len(self._open) >= _DEPTH:
            self.deep = True
            self._beyond[name] = self._beyond.get(name, 0) + 1
            self._structure.append("<br>")
            return
        self._open.append(name)
        self._hidden += not _kept(name)
        self._structure.append(f"<{_plain(name)}{_spans(attributes)}{' hidden' * hidden}>")
        looks = "".join(
            f' {key}="{escape(_UNSHOWN.sub("", unescape(attributes[key])))}"'
            for key in ("class", "id", "role", "style", "href", "hidden", "aria-hidden")
            if key in attributes
        )
        self._shown.append(f"<{_NEUTRAL.get(name, _plain(name))}{looks}>")

    def _empty(self, name: str, attributes: dict[str, str]) -> None:
        head = self.head
        if name in ("br", "hr"):
            self._structure.append(f"<{name}>")
            self._shown.append(f"<{name}>")
        elif name == "meta":
            key = attributes.get("property") or attributes.get("name") or ""
            head.metas.append((key.lower(), unescape(attributes.get("content", ""))))
        elif name == "link":
            link = attributes.get("rel", "").lower(), unescape(attributes.get("href", ""))
            head.links.append(link)
        elif name == "time" and "datetime" in attributes:
            head.dates.append(attributes["datetime"])
        elif name == "html" and "lang" in attributes:
            head.lang.append(attributes["lang"])

    def _close_before(self, names: tuple[str, ...], until: tuple[str, ...]) -> None:
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at] in until:
                return
            if self._open[at] in names:
                self._cut(at)
                return

    def _close_paragraph(self) -> None:
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at] in BLOCKS:
                if self._open[at] == "p":
                    self._cut(at)
                return

    def _cut(self, at: int) -> None:
        self._hidden -= sum(not _kept(name) for name in self._open[at:])
        del self._open[at:]

    def _end(self, name: str) -> None:
        if name == "br":
            self._empty(name, {})
            return
        if self._beyond.get(name):
            self._beyond[name] -= 1
            self._structure.append("<br>")
            return
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at] == name:
                break
            if self._open[at] in _TABLE and name not in _TABLE:
                return
        else:
            return
        if name in _BOLD or name == "a":
            del self._open[at]
        else:
            self._cut(at)
        self._structure.append(f"</{_plain(name)}>")
        self._shown.append(f"</{_NEUTRAL.get(name, _plain(name))}>")


def _is_hidden(name: str, attributes: dict[str, str]) -> bool:
    return bool(
        name in _SKIPPED
        or attributes.get("hidden", "until-found").lower() != "until-found"
        or attributes.get("aria-hidden", "").lower() == "true"
        or attributes.get("role", "").lower() in _ROLES
        or _NO_DISPLAY.search(attributes.get("style", ""))
    )


def _kept(name: str) -> bool:
    return name in BLOCKS or name in _BOLD or name == "a"


def _plain(name: str) -> str:
    """Return the name of an element in a page written anew: one that parsers know no rules for."""
    return name if _kept(name) else "x-inline"


def _spans(attributes: dict[str, str]) -> str:
    return "".join(
        f' {key}="{match[0]}"'
        for key in ("colspan", "rowspan")
        if (match := _NUMBER.match(attributes.get(key, "").strip()))
    )
