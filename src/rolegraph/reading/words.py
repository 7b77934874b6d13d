"""Word lists and the tables of the reader."""

import os
import re
from collections.abc import Iterable

from rolegraph.errors import DataError


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set.

    >>> sorted(words("such as"))
    ['as', 'such']
    """
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of a text, which ``|`` parts, without empty ones.

    >>> phrases("such as | for example")
    ('such as', 'for example')
    """
    return tuple(phrase for part in text.split("|") if (phrase := " ".join(part.split())))


def any_of(phrases: Iterable[str]) -> str:
    """Return a pattern for whole phrases, the longest first; ``*`` stands for any ending.

    >>> bool(re.search(any_of(["tool*"]), "The tools"))
    True
    """
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    patterns = [
        r"[\s-]+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.split())
        for phrase in longest_first
    ]
    if not all(pattern[:1].islower() for pattern in patterns):
        return rf"(?<![\w-])(?:{'|'.join(patterns)})(?![\w-])"
    each: dict[str, list[str]] = {}
    for pattern in patterns:
        each.setdefault(pattern[0], []).append(pattern[1:])
    # By their first letter, so that most phrases need not be tried at each word.
    groups = (f"{first}(?:{'|'.join(rest)})" for first, rest in each.items())
    return rf"(?<![\w-])(?=[{''.join(each)}])(?:{'|'.join(groups)})(?![\w-])"


def read_table(folder: str, name: str, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Read a table of ``data/reading/``. Raises `DataError` when it has other columns."""
    path = os.path.join(folder, "reading", name)
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    if tuple(lines[0].split("\t")) != columns:
        raise DataError(f"expected {' '.join(columns)}", f"reading/{name}", 1)
    rows = [tuple(line.split("\t")) for line in lines[1:] if line]
    for number, row in enumerate(rows, 2):
        if len(row) != len(columns):
            raise DataError(
                f"{len(row)} cells where {len(columns)} are expected", f"reading/{name}", number
            )
    return rows
