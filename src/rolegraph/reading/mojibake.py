"""UTF-8 that was read in a one-byte encoding: find it, and what it was.

Such a run looks like ``â€™`` in cp1252, ``โ€™`` in cp874 and ``β€™`` in cp1253. Encoding it again
and decoding it as UTF-8 gives the sign back. A run is damage only where it gives punctuation, a
sign, an emoji or, in the Western encodings, an accented letter, and where no other letters of its
script stand around: all else is taken as written.
"""

import re
from collections.abc import Iterator, Set
from functools import cache
from typing import Final, NamedTuple

from rolegraph.reading.edits import Edit

PAGES: Final = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("cp874", "mac_roman", "cp437", "cp850", "cp866", "koi8-r"),
)
"""The encodings that damage is known from; the first that explains a run is taken."""

STEPS: Final = ("twice", "long", "short")
"""What to look for, in this order: a part of a run may look like damage of a simpler kind."""

_NEAR: Final = 40
_WINDOWS: Final = 50_000  # in a text of nothing but doubtful runs each costs a look around
_DOS: Final = {"mac_roman", "cp437", "cp850"}  # their lead bytes are signs: √© is never meant
_FOREIGN: Final = re.compile(r"[^\W\d_A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]")
# Signs that may follow a letter in a text that is right: no proof of damage by themselves.
_ORDINARY: Final = frozenset("‘’“”«»–—…•‚„\u00a0")
_FRAME: Final = re.compile("[\u2500-\u257f]")


class _Page(NamedTuple):
    """How UTF-8 looks in an encoding."""

    leads: frozenset[str]
    rest: frozenset[str]
    patterns: dict[str, re.Pattern[str]]
    damaged: re.Pattern[str]
    bytes: dict[int, int]
    inside: dict[int, int]


@cache
def _page(name: str) -> _Page:
    """Return how UTF-8 looks in an encoding, with cp1252 and Latin-1 where a byte is undefined."""
    chars: dict[int, str] = {}
    back: dict[int, int] = {}
    for source in (name, "cp1252", "latin-1"):
        for byte in range(0x80, 0x100):
            char = bytes([byte]).decode(source, "replace")
            if char != "\ufffd" and byte not in chars:
                chars[byte] = char
                back.setdefault(ord(char), byte)
    for byte in range(0x80, 0xA0):
        back.setdefault(byte, byte)
    # In cp1257 one letter stands for a lead byte and, where a byte is undefined, for one inside.
    inside = {char: byte for char, byte in back.items() if byte < 0xC0}
    inside = {**{ord(char): byte for byte, char in chars.items() if byte < 0xC0}, **inside}

    def one(first: int, last: int | None = None) -> str:
        wanted = range(first, (last or first) + 1)
        both = {char for char, byte in inside.items() if byte in wanted}
        return f"[{''.join(re.escape(chr(char)) for char in sorted(both))}]"

    lead = {byte: re.escape(chars[byte]) for byte in chars}
    rest = one(0x80, 0xBF)
    forms = [
        f"{lead[0xF0]}{one(0x9F)}{rest}{rest}",
        f"{lead[0xE2]}{one(0x80, 0x8B)}{rest}",
        f"{lead[0xE2]}{one(0x96, 0x9E)}{rest}",
        f"{lead[0xE2]}{one(0xAC, 0xAD)}{rest}",
        f"{lead[0xE3]}{one(0x80)}{rest}",
        f"{lead[0xEF]}(?:{one(0xB8)}{one(0x8F)}|{one(0xBB)}{one(0xBF)}|{one(0xBF)}{one(0xBD)})",
    ]
    short = [f"{lead[0xC2]}{one(0xA0, 0xBF)}"]
    leads = [0xC2, 0xE2, 0xE3, 0xEF, 0xF0]
    if name == "cp1252":
        forms.append(f"{lead[0xE1]}[º»]{rest}")
        short.append(f"{lead[0xC2]}[\x80-\x9f]")
        leads += [0xE1]
    if name == "cp1252" or name in _DOS:
        short += [f"[{''.join(chars[byte] for byte in (0xC3, 0xC4, 0xC5))}]{rest}"]
        leads += [0xC3, 0xC4, 0xC5]
    if name.startswith("cp12") or name == "cp874":
        # The last byte of a closing quote is undefined in these and often gone, or a replacement.
        short.append(f"{lead[0xE2]}{one(0x80)}(?:\ufffd|(?![^\\x00-\\x7f]))")
    again = {"".join(map(chars.__getitem__, chars[byte].encode())) for byte in leads}
    high = "".join(re.escape(chr(char)) for char in sorted(back))
    patterns = {
        "twice": f"(?:{'|'.join(map(re.escape, sorted(again)))})[{high}]{{1,10}}",
        "long": "|".join(forms),
        "short": "|".join(short),
    }
    return _Page(
        frozenset(chars[byte] for byte in leads),
        frozenset(map(chr, inside)),
        {step: re.compile(pattern) for step, pattern in patterns.items()},
        re.compile("|".join(forms + short)),
        back,
        inside,
    )


def damage(text: str, present: Set[str], name: str, step: str) -> Iterator[Edit]:
    """Yield what of a text is UTF-8 read in an encoding, with what it was.

    ``present`` holds the characters that the text has, and maybe more. ``step`` is one of `STEPS`:
    damage that came in two steps, or in one with more than two characters for one, or with two.
    """
    page = _page(name)
    if not page.rest & present or (step != "twice" and not page.leads & present):
        return
    look = _Around(text, page)
    if step == "twice":
        yield from _twice(text, page, look)
        return
    last = -1
    known: dict[str, str] = {}
    for match in page.patterns[step].finditer(text):
        run = match[0]
        if run not in known:
            known[run] = _decoded(run, page)
        new = known[run]
        if new and (match.start() == last or _certain(match, new, page, look)):
            last = match.end()
            yield Edit(match.start(), last, new)


def _twice(text: str, page: _Page, look: "_Around") -> Iterator[Edit]:
    at = 0
    while match := page.patterns["twice"].search(text, at):
        at = match.start() + 1
        inner = page.damaged.match(_whole(match[0], page))
        new = _decoded(inner[0], page) if inner else ""
        if inner and new and look.apart(match):
            at = match.start() + len(inner[0].encode())
            yield Edit(match.start(), at, new)


def _decoded(damaged: str, page: _Page) -> str:
    """Return what a damaged character was; empty where it was none."""
    first, rest = damaged[0], damaged[1:].rstrip("\ufffd")
    data = bytes((page.bytes[ord(first)], *(page.inside[ord(char)] for char in rest)))
    if len(data) == 2 and data[0] == 0xE2:
        return "”"
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _whole(run: str, page: _Page) -> str:
    """Return the characters that the start of a run gives."""
    data = bytearray()
    open_ = 0
    for char in map(ord, run):
        byte = page.inside.get(char, 0) if open_ else page.bytes[char]
        open_ = open_ - 1 if open_ else (byte >= 0xC0) + (byte >= 0xE0) + (byte >= 0xF0)
        data.append(byte)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return data[: error.start].decode("utf-8")


def _certain(match: re.Match[str], new: str, page: _Page, look: "_Around") -> bool:
    """Tell whether a run cannot be meant as it stands."""
    run, text = match[0], match.string
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    lead, rest = run[0], run[1:]
    if _FOREIGN.match(lead):
        return look.apart(match)
    if _FRAME.match(lead):
        return not _FRAME.match(rest)
    if len(run) == 2 and page.bytes[ord(lead)] == 0xC2:
        if rest == "»":
            return not (before.isupper() or before == "«")
        # In Romanian capitals ÂŞ is a word's own; the ordinal signs are letters to Unicode.
        return not rest.isalpha() or rest in "ªº" or "\x80" <= rest <= "\x9f"
    if set(rest) <= _ORDINARY:
        if rest == "\u00a0":
            return before.islower() or (not before.isalpha() and after.isalpha())
        if rest[-1] in "’”«»–—…•\u00a0" and before.isupper():
            return False
        return after.isalpha() and after.isascii()
    if lead.isalpha() and rest in ("ª", "º") and before.isupper():
        return False
    return not (new.isalpha() and before.isupper() and after.isupper() and rest.isupper())


class _Around:
    """What stands around the runs of a text: letters of another script, or none."""

    def __init__(self, text: str, page: _Page) -> None:
        self._text, self._page, self._windows = text, page, 0
        self._none: bool | None = None

    def apart(self, match: re.Match[str]) -> bool:
        """Tell whether no letters of another script stand near a run, but for damage."""
        if self._none is None:
            self._none = _alone(self._text, self._page)
        if self._none:
            return True
        self._windows += 1
        if self._windows > _WINDOWS:
            return False
        start, end, text = match.start(), match.end(), match.string
        before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
        # A window that cuts a run would take its rest for letters: cut at white space instead.
        if len(before) == _NEAR and " " in before:
            before = before.partition(" ")[2]
        if len(after) == _NEAR and " " in after:
            after = after.rpartition(" ")[0]
        return _alone(before, self._page) and _alone(after, self._page)


def _alone(text: str, page: _Page) -> bool:
    """Tell whether a text has no letters of other scripts but in damaged runs."""
    if text.isascii():
        return True
    rest = page.damaged.sub("", page.patterns["twice"].sub("", text))
    return not _FOREIGN.search(rest)
