"""Repair text that came through a wrong decoding, and drop what nobody sees."""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final, NamedTuple

from rolegraph.reading.edits import Edit, edited
from rolegraph.reading.mojibake import PAGES, STEPS, damage

_NEAR: Final = 40
_FOREIGN: Final = re.compile(r"[^\W\d_A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]|\ufffd")
_ACCENTED: Final = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
# What stands for an apostrophe whose other bytes were lost: the first of its three bytes in one of
# the encodings, or its one byte (0x92, 0xD5) in another.
_WESTERN: Final = frozenset("âÆÕ")
_ASKED: Final = re.compile(
    r"(?<![^\s(\"'])(?:[A-Za-z]{2,30}(?=\?(?:s|re|ve|ll)[\s.,;:)])|[A-Za-z]{2,30}n(?=\?t[\s.,;:)]))\?"
)
# Joiners shape letters in Arabic and the Indic scripts and hold emoji together.
_JOINED: Final = "[\u0590-\u1fff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]"
_REMOVED: Final = {
    "invisible {}": re.compile("[\u00ad\u034f\u180e\u200b\u2060-\u2064\ufeff]++"),
    "joining {}": re.compile(
        f"[\u200c\u200d]++(?!{_JOINED})|(?<!{_JOINED})(?<![\u200c\u200d])[\u200c\u200d]++"
    ),
    "{} that change the direction of text": re.compile(
        "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]++"
    ),
    "control {}": re.compile(
        "[\x00-\x08\x0e-\x1b\x7f\x81\x8d\x8f\x90\x9d\ufff9-\ufffb\ufffe\uffff"
        "\U000e0000-\U000e007f]++"
    ),
}
# One for one, so that no offset moves: C1 controls are signs of cp1252 read as Latin-1, other
# spaces become a space, other line ends a line end.
_SIGNS: Final = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_PLAIN: Final = {
    **dict.fromkeys((0x1F, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **dict.fromkeys((0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x2028, 0x2029), "\n"),
}


class Repaired(NamedTuple):
    """A text without damage.

    ``offsets`` holds where each character was delivered; None where no character moved. ``notes``
    say what was done, for people.
    """

    text: str
    offsets: Sequence[int] | None
    notes: tuple[str, ...]


def repair(text: str) -> Repaired:
    """Return a text with its damage repaired and without what nobody sees.

    >>> repair("A bachelorâ€™s degree")
    Repaired(text='A bachelor’s degree', offsets=array('i', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, \
14, 15, 16, 17, 18, 19, 20]), notes=('repaired 1 damaged character (UTF-8 read as cp1252)',))
    """
    offsets: Sequence[int] | None = None
    notes: list[str] = []
    counts: dict[str, int] = {}
    present = set(text)
    for step, page in () if text.isascii() else product(STEPS, PAGES):
        edits = list(damage(text, present, page, step))
        if edits:
            text, offsets = edited(text, offsets, edits)
            present.update(*{edit.text for edit in edits})
            counts[page] = counts.get(page, 0) + len(edits)
    for page, count in counts.items():
        notes.append(f"repaired {count:,} damaged {_named(count)} (UTF-8 read as {page})")
    edits = sorted(_lost(text, present))
    if edits:
        text, offsets = edited(text, offsets, edits)
        notes.append(f"restored {len(edits):,} lost apostrophe{'s' * (len(edits) > 1)}")
    edits = sorted(_unseen(text, present, notes))
    if edits:
        text, offsets = edited(text, offsets, edits)
    signs = sum(text.count(chr(char)) for char in _SIGNS if chr(char) in present)
    if signs:
        notes.append(f"read {signs:,} control {_named(signs)} as the signs of cp1252")
    moved = {**_SIGNS, **_PLAIN}
    if any(chr(char) in present for char in moved):
        text = text.translate(moved)
    return Repaired(text, offsets, tuple(notes))


def _named(count: int) -> str:
    return "character" if count == 1 else "characters"


def _lost(text: str, present: set[str]) -> Iterator[Edit]:
    """Yield the apostrophes of which one wrong character is left."""
    if "?" in text:
        for match in _ASKED.finditer(text):
            yield Edit(match.end() - 1, match.end(), "'")
    if text.isascii():
        return
    letters = sorted(char for char in present if char in _WESTERN or _FOREIGN.match(char))
    if not letters:
        return
    one = f"([{''.join(map(re.escape, letters))}])"
    lost = re.compile(
        rf"{one}(?:(?<=[a-z][a-z].)(?=(?:s|re|ve|ll|d)(?!\w))|(?<=[A-Z][A-Z].)(?=S(?!\w))"
        rf"|(?<=[a-z]n.)(?=t(?!\w))|(?<=\bI.)(?=(?:m|ve|ll|d)(?!\w)))"
    )
    # After the s of a plural it is taken for the same only where the text has it in a word too.
    plural = re.compile(rf"{one}(?<=[a-z]s.)(?= [a-z])")
    found = [match for match in lost.finditer(text) if _meant(match, lost)]
    seen = {match[1] for match in found} - _WESTERN
    if seen:
        found += (match for match in plural.finditer(text) if match[1] in seen)
    yield from (Edit(match.start(), match.end(), "'") for match in found)


def _meant(match: re.Match[str], lost: re.Pattern[str]) -> bool:
    """Tell whether a Western letter is an apostrophe: it has words of its own (mât, surâs)."""
    if match[1] not in _WESTERN:
        return True
    near = match.string[max(0, match.start() - _NEAR) : match.end() + _NEAR]
    return not _ACCENTED.search(lost.sub("", near))


def _unseen(text: str, present: set[str], notes: list[str]) -> Iterator[Edit]:
    """Yield what to remove of the characters that nobody sees, and note it."""
    for what, pattern in _REMOVED.items():
        if any(map(pattern.match, present)):
            found = [Edit(match.start(), match.end(), "") for match in pattern.finditer(text)]
            count = sum(edit.end - edit.start for edit in found)
            if count:
                notes.append(f"removed {count:,} {what.format(_named(count))}")
            yield from found
