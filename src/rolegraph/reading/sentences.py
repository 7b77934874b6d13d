"""Sentences and clauses of running text."""

import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from rolegraph.reading.words import words


class Span(NamedTuple):
    """A part of a text, end exclusive."""

    start: int
    end: int


_END: Final = re.compile(r"(?<![.!?])[.!?]+[\"'”’)\]]{0,4}(?=\s)|(?=\n[A-Z][\w /&-]{2,24}:\s)")
_STARTS: Final = re.compile(r"\s+[\"'“‘(\[]*([A-Z0-9•]|[a-z]+[A-Z])")
# What stands before a full stop that ends no sentence.
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|approx|ca|cf|al|dr|mr|mrs|ms|prof|st|no|fig|inc|ltd|co|corp|jr|sr|dept"
    r"|assoc|asst|est|incl|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|v)"
    r"|\b(?:[a-z]\.)+[a-z]|(?<![a-z])[a-z])$",
    re.IGNORECASE,
)
# Degrees, countries and firms end in a full stop, and a sentence may end with them: then the next
# word tells whether a new one starts.
_TITLE: Final = re.compile(
    r"\b(?:Ph\.?D|[BMA]\.?(?:S|A|Sc|Eng)|U\.S|U\.K|D\.C|Inc|Ltd|Co|Corp|Jr|Sr|[ap]\.m)$",
    re.IGNORECASE,
)
# "They write R.": the languages R, C and D end a sentence where a person's initial does not.
_LANGUAGE: Final = re.compile(r"(?:\b[a-z]+|,|/|&) [RCD]$")
_WORD: Final = re.compile(r"\w{1,30}")
_OPENERS: Final = words(
    """the a an they these this those their it he she we you your most many some in on for while
    although as when because since both however additionally moreover furthermore also if unlike
    to with though by conversely meanwhile others such"""
)


def sentences(text: str) -> Iterator[Span]:
    """Yield the sentences of a text, without white space around them.

    >>> text = "They use tools, e.g. Docker. A Ph.D. in physics helps."
    >>> [text[slice(*part)] for part in sentences(text)]
    ['They use tools, e.g. Docker.', 'A Ph.D. in physics helps.']
    """
    start = 0
    for found in _END.finditer(text):
        end = found.end()
        follows = _STARTS.match(text, end)
        if follows is None:
            continue
        if not found[0]:
            # "Minimum: …" on a line of its own.
            yield from _trimmed(text, start, end)
            start = end
            continue
        before = text[max(start, found.start() - 12) : found.start()]
        if found[0].startswith("."):
            if _TITLE.search(before):
                word = _WORD.match(text, follows.start(1))
                if word is None or word[0].casefold() not in _OPENERS:
                    continue
            elif _ABBREVIATION.search(before) and not _LANGUAGE.search(before):
                continue
        yield from _trimmed(text, start, end)
        start = end
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


_BREAK: Final = re.compile(
    r"(?=[\s;,])\s*(?:;|,?\s+(?:whereas|while|but|yet|although|though)\b(?!\s+also\b)|,\s+(?=unlike\b)"
    r"|\s[–—]\s)\s*",
    re.IGNORECASE,
)
_INTRODUCED: Final = re.compile(
    r"(?:while|whereas|where|although|though|unlike|in contrast to|compared (?:to|with)"
    r"|as opposed to"
    r"|rather than|instead of)\b",
    re.IGNORECASE,
)
_COMMA: Final = re.compile(r",\s+(they|these|those|both|most|many|the latter|the former)?\b")


def is_contrast(text: str, start: int) -> bool:
    """Tell whether a sentence opens with what it contrasts with: "While analysts use Excel, …"."""
    return _INTRODUCED.match(text, start) is not None


def clauses(text: str, sentence: Span, subjects: Collection[int] = ()) -> list[Span]:
    """Return the clauses of a sentence that may have a subject of their own.

    ``subjects`` holds the offsets at which a role is named.

    >>> text = "While analysts use Excel, data engineers write Scala; both know SQL."
    >>> [text[slice(*part)] for part in clauses(text, Span(0, len(text)), {26})]
    ['While analysts use Excel', 'data engineers write Scala', 'both know SQL.']
    """
    cuts: list[Span] = []
    if _INTRODUCED.match(text, sentence.start):
        for comma in _COMMA.finditer(text, sentence.start, sentence.end):
            after = comma.start(1) if comma[1] else comma.end()
            if comma[1] or after in subjects:
                cuts.append(Span(comma.start(), after))
                break
    first = cuts[0].end if cuts else sentence.start + 1
    depth = 0
    at = sentence.start
    for found in _BREAK.finditer(text, first, sentence.end):
        # A break inside parentheses belongs to what stands there.
        between = text[at : found.start()]
        depth = max(0, depth + between.count("(") - between.count(")"))
        at = found.start()
        if not depth:
            cuts.append(Span(found.start(), found.end()))
    parts: list[Span] = []
    start = sentence.start
    for cut in cuts:
        parts += _trimmed(text, start, cut.start)
        start = cut.end
    parts += _trimmed(text, start, sentence.end)
    return parts
