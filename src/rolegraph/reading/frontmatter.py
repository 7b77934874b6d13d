"""What a Markdown file says of itself before its text: title, date, address, author, publisher."""

import re
from typing import Final

_KEYS: Final = {
    "title": "title",
    "date": "date",
    "published": "date",
    "issued": "date",
    "url": "url",
    "link": "url",
    "canonical_url": "url",
    "canonical": "url",
    "author": "author",
    "authors": "author",
    "publisher": "publisher",
    "site": "publisher",
    "site_name": "publisher",
}
_LINES: Final = 100
_LONGEST: Final = 10_000
_VALUE: Final = 500
_LINE: Final = re.compile(r"[^\r\n]*+(?:\r\n?|\n|\Z)")
_ENTRY: Final = re.compile(r"([A-Za-z][\w .-]{0,40}?)[ \t]*:(?:[ \t]+(.*))?$")


def front_matter(text: str) -> tuple[dict[str, str], int]:
    r"""Return what stands between ``---`` lines at a file's start, and where the text begins.

    Only plain ``key: value`` lines of the keys above are read: no lists, no nesting. Where the
    first lines are no front matter nothing is returned and the text begins at 0.

    >>> front_matter("---\ntitle: 'Two roles'\ntags: [a]\n---\nText")
    ({'title': 'Two roles'}, 37)
    """
    head = text[:_LONGEST]
    at = len(head) - len(head.lstrip("\ufeff \t\r\n"))
    found: dict[str, str] = {}
    for number in range(_LINES):
        match = _LINE.match(head, at)
        line = match[0].rstrip() if match else ""
        if match is None or match.end() == at:
            break
        at = match.end()
        if number == 0:
            if line != "---":
                break
            continue
        if line in ("---", "..."):
            return (found, at) if number > 1 else ({}, 0)
        entry = _ENTRY.match(line)
        if entry is None:
            # A list, a nested value, a comment or nothing: all else is the text itself.
            if line and not line.startswith((" ", "\t", "- ", "#", "]", "}")):
                break
            continue
        value = (entry[2] or "").strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        key = _KEYS.get(entry[1].strip().lower().replace(" ", "_").replace("-", "_"), "")
        if key and value and value[0] not in "[{&*!|>#" and len(value) <= _VALUE:
            found.setdefault(key, value)
    return {}, 0
