"""Markup inside a line of Markdown: find what to remove so that only the text is left.

One walk over the text with a stack for each kind of mark, so that the time grows with the length
alone, whatever is nested or left open. Marks that nothing closes are text.
"""

import html
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from rolegraph.reading.edits import Edit

LONGEST: Final = 1_000_000
"""Longer paragraphs keep their markup: nobody wrote them, and each mark costs memory."""

_BREAKING: Final = (
    r"br|p|div|li|ul|ol|td|th|tr|table|thead|tbody|h[1-6]|hr|section|article|details|summary"
    r"|blockquote|figure|figcaption|dl|dt|dd|center"
)
_TAGS: Final = (
    r"a|abbr|b|big|cite|code|del|em|font|i|img|ins|kbd|label|mark|q|s|small|span|strike|strong|sub"
    r"|sup|tt|u|var|input|picture|source|video|iframe"
)
_TOKEN: Final = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<code>`+)"
    r"|(?P<web><(?:https?|ftp|mailto):[^\s<>]{1,2000}>)"
    rf"|(?P<tag></?(?:(?P<breaks>{_BREAKING})|{_TAGS})(?=[\s/>])[^<>]{{0,2000}}>)"
    r"|(?P<url>https?://[^\s<>*\[\]()`|\\]{1,2000})"
    r"|(?P<note>\[\^[^\]\[\s]{1,40}\])"
    r"|(?P<open>!?\[)"
    r"|(?P<close>\])"
    r"|(?P<mark>\*+|_+|~~+)"
    r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)",
    re.IGNORECASE,
)
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SPECIAL: Final = re.compile(r"[\\`<\[\]*_~&]")
# What makes a link of a bracket: an address with an optional title, or the name of a definition.
_TARGET: Final = re.compile(
    r"\(\s{0,9}+(?:<[^<>\n]{0,2000}+>|[^\s()<>]{0,2000}+(?:\([^\s()<>]{0,500}+\)[^\s()<>]{0,500}+){0,9}+)"
    r"(?:\s{1,9}+(?:\"[^\"]{0,500}+\"|'[^']{0,500}+'))?+\s{0,9}+\)"
    r"|\[[^\]\[]{0,200}+\]"
)
_ATTRIBUTES: Final = re.compile(r"\{[.#:][^{}\n]{0,200}+\}")

_HIDDEN: Final = re.compile(r"(?i)<!--|<(script|style)(?=[\s>])")
_CLOSING: Final = {
    "": re.compile("-->"),
    "script": re.compile(r"(?i)</script\s{0,9}>"),
    "style": re.compile(r"(?i)</style\s{0,9}>"),
}


def entities(text: str) -> list[Edit]:
    """Return the entities of a text, such as ``&amp;``, with what they stand for."""
    if "&" not in text:
        return []
    return [edit for match in _ENTITY.finditer(text) for edit in _entity(match)]


def markup(text: str, line_break: str = " ") -> list[Edit]:
    """Return what to change in a text of Markdown so that no markup is left.

    ``line_break`` stands for a tag that breaks the line.

    >>> from rolegraph.reading.edits import edited
    >>> text = "**Tools:** [dbt](https://x.org/a_b), `snake_case` and 2 * 3"
    >>> edited(text, None, markup(text))[0]
    'Tools: dbt, snake_case and 2 * 3'
    """
    if len(text) > LONGEST or not _SPECIAL.search(text):
        return []
    # A picture is removed with all that is in it: longer edits go first.
    return sorted(_Walk(text, line_break).edits(), key=lambda edit: (edit.start, -edit.end))


def hidden(text: str) -> Iterator[Edit]:
    """Yield the comments, scripts and styles that Markdown may hold."""
    at = 0
    open_ended: set[str] = set()
    while match := _HIDDEN.search(text, at):
        at = match.end()
        kind = (match[1] or "").lower()
        close = None if kind in open_ended else _CLOSING[kind].search(text, at)
        if close is None:
            # Nothing closes it from here on: it is text, and so are all that follow.
            open_ended.add(kind)
            continue
        at = close.end()
        yield Edit(match.start(), at, "")


def _entity(match: re.Match[str]) -> Iterator[Edit]:
    new = html.unescape(match[0])
    if new == match[0]:
        return
    shown = "".join(" " if c.isspace() else c for c in new if c.isspace() or c.isprintable())
    yield Edit(match.start(), match.end(), shown)


class _Walk:
    """One walk over a text; what it finds stands in ``found``."""

    def __init__(self, text: str, line_break: str) -> None:
        self._text, self._line_break = text, line_break
        self._found: list[Edit] = []
        # By mark: where it was opened, and how many of it are still open.
        self._open: dict[str, list[list[int]]] = defaultdict(list)
        self._brackets: list[tuple[int, bool]] = []
        self._fences: dict[int, list[int]] = defaultdict(list)
        if "`" in text:
            for run in re.finditer("`+", text):
                self._fences[run.end() - run.start()].append(run.start())

    def edits(self) -> list[Edit]:
        at = 0
        while match := _TOKEN.search(self._text, at):
            at = match.end()
            kind = match.lastgroup
            if kind == "code":
                at = self._code(match)
            elif kind == "escape":
                self._drop(match.start(), match.start() + 1)
            elif kind == "web":
                self._drop(match.start(), match.start() + 1)
                self._drop(at - 1, at)
            elif kind == "tag":
                self._drop(match.start(), at, self._line_break if match["breaks"] else "")
            elif kind == "note":
                self._drop(match.start(), at)
            elif kind == "open":
                self._brackets.append((match.start(), match[0] == "!["))
            elif kind == "close":
                at = self._close(match)
            elif kind == "mark":
                self._mark(match)
            elif kind == "entity":
                self._found += _entity(match)
        return self._found

    def _drop(self, start: int, end: int, new: str = "") -> None:
        self._found.append(Edit(start, end, new))

    def _code(self, match: re.Match[str]) -> int:
        """Take the backticks off code, which has no other markup; return where to go on."""
        start, end = match.span()
        runs = self._fences[end - start]
        later = bisect_right(runs, start)
        if later == len(runs):
            return end
        close = runs[later]
        self._drop(start, end)
        self._drop(close, close + end - start)
        return close + end - start

    def _close(self, match: re.Match[str]) -> int:
        """Close a bracket: leave a link's text, remove a picture; return where to go on."""
        end = match.end()
        if not self._brackets:
            return end
        start, picture = self._brackets.pop()
        target = _TARGET.match(self._text, end)
        if target is None:
            return end
        if picture:
            self._drop(start, target.end())
        else:
            self._drop(start, start + 1)
            self._drop(match.start(), target.end())
        attributes = _ATTRIBUTES.match(self._text, target.end())
        if attributes is None:
            return target.end()
        self._drop(*attributes.span())
        return attributes.end()

    def _mark(self, match: re.Match[str]) -> None:
        """Open or close emphasis, as its neighbours allow."""
        (start, end), sign = match.span(), match[0][0]
        before, after = self._text[start - 1 : start], self._text[end : end + 1]
        gap_before = not before or before.isspace()
        gap_after = not after or after.isspace()
        word_before = before.isalnum() or before == "_"
        word_after = after.isalnum() or after == "_"
        opens = not gap_after and (word_after or gap_before or not word_before)
        closes = not gap_before and (word_before or gap_after or not word_after)
        if sign == "_":
            opens, closes = opens and not word_before, closes and not word_after
        waiting = self._open[sign]
        at = start
        while closes and waiting and at < end:
            opened, left = waiting[-1]
            taken = min(left, end - at)
            self._drop(opened + left - taken, opened + left)
            self._drop(at, at + taken)
            at += taken
            if taken == left:
                waiting.pop()
            else:
                waiting[-1][1] = left - taken
        if opens and at < end:
            waiting.append([at, end - at])
