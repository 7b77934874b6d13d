"""What a server says when it refuses, as words that may be shown."""

import re
from html import unescape
from typing import Final

_LOOKED_AT: Final = 8_000
_SHOWN: Final = 600
_HIDDEN: Final = re.compile(r"(?is)<(script|style|head)\b.*?</\1\s*>|<!--.*?-->")
_TITLE: Final = re.compile(r"(?is)<title[^>]*>([^<]*)</title")
_TAG: Final = re.compile(r"<[!/?A-Za-z][^<>]*>")


def plain_words(body: bytes, media: str) -> str:
    r"""Return a body as one line: a page without its tags, what is no character as its escape.

    >>> plain_words(b"<html><body><h1>No</h1><p>not &lt;here&gt;</p>", "text/html")
    'No not <here>'
    >>> plain_words(b"a\x1b[31mb", "text/plain")
    'a\\x1b[31mb'
    """
    text = body[:_LOOKED_AT].decode("utf-8", "replace")
    if "html" in media or re.match(r"(?i)\s*<(!doctype|html)", text):
        title = _TITLE.search(text)
        text = _TAG.sub(" ", _HIDDEN.sub(" ", text))
        text = unescape(text if text.strip() or title is None else title[1])
    line = " ".join(text.split())
    if len(line) > _SHOWN:
        line = line[: _SHOWN - 1] + "…"
    if line.isprintable():
        return line
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in line
    )
