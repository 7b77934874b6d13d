"""Change a text and keep, for each of its characters, where it was delivered."""

from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace what stands from ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    text: str


def edited(
    text: str, offsets: Sequence[int] | None, edits: Iterable[Edit]
) -> tuple[str, Sequence[int]]:
    """Return the changed text and the delivered offset of each of its characters.

    ``edits`` come in order; one that starts inside the one before is left out. Each character of a
    replacement was delivered where the character in its place was, or the last one of them.

    >>> text, offsets = edited("a&amp;b", None, [Edit(1, 6, "&")])
    >>> text, list(offsets)
    ('a&b', [0, 1, 6])
    """
    pieces: list[str] = []
    places = array("i")
    at = 0

    def keep(start: int, end: int) -> None:
        pieces.append(text[start:end])
        places.extend(range(start, end) if offsets is None else offsets[start:end])

    for start, end, new in edits:
        if start < at:
            continue
        keep(at, start)
        pieces.append(new)
        if len(new) == end - start:
            places.extend(range(start, end) if offsets is None else offsets[start:end])
            at = end
            continue
        for i in range(len(new)):
            place = max(start, min(start + i, end - 1))
            places.append(place if offsets is None else offsets[place])
        at = end
    keep(at, len(text))
    return "".join(pieces), places
