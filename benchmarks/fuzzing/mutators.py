"""Bytes and texts made from others by damage, and by what has broken programs before."""

import random
from collections.abc import Callable, Sequence
from typing import Final

LONGEST: Final = 60_000
"""So many bytes an input has at most: what is large is tested apart, by size."""

WORDS: Final = [
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "<script>alert(1)</script>",
    "</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "]]>",
    "<!--",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    "&a;&#0;&#x110000;",
    "\x1b[31m",
    "\x1b]0;x\x07",
    "\x9b31m",
    "\u202e",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\ufffe",
    "\U000e0001",
    "\U0010ffff",
    "\x00",
    "\x0b",
    "\x85",
    "\u2028",
    "\n",
    "\r",
    "\r\n",
    "\t",
    '"',
    '""',
    "'",
    "\\",
    "\\u0022",
    "\\uD800",
    "%00",
    "%",
    "../../etc/passwd",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data",
    "http://a b/",
    "http://a@b/",
    "http://[::1",
    "http://a/%zz",
    "urn:",
    "urn:a<b>",
    'http://example.org/"><x',
    "{{7*7}}",
    "${jndi:ldap://x}",
    "%s%n",
    "NaN",
    "Infinity",
    "-0",
    "1e999999999",
    "9" * 400,
    "9" * 5000,
    "0.1e-999",
    "1_000",
    "٣",
    "१२",
    "²",
    "null",
    "true",
    "[]",
    "{}",
    "[" * 2000,
    '{"a":' * 500,
    "(" * 500,
    "{" * 500,
    "a" * 5000,
    "é" * 2000,
    "e\u0301" * 500,
    "😀",
    "ﬁ",
    "İ",
    "ß",
    "__proto__",
    "constructor",
    "2024-02-30",
    "0000-00-00",
    "2024-01-01T25:61:61+99:99",
    " | ",
    "; DROP ALL",
    "} UNION { ?s ?p ?o } #",
    "SERVICE <http://127.0.0.1:9/> {}",
]
_BYTES: Final = [b"\xff", b"\xfe\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x80"]

Edit = Callable[[random.Random, bytearray], None]


def _flip(chance: random.Random, data: bytearray) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _put(chance: random.Random, data: bytearray) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.randrange(256)


def _range(chance: random.Random, data: bytearray, most: int = 400) -> slice:
    start = chance.randrange(len(data) + 1)
    return slice(start, start + chance.randrange(1, most))


def _delete(chance: random.Random, data: bytearray) -> None:
    del data[_range(chance, data)]


def _double(chance: random.Random, data: bytearray) -> None:
    part = _range(chance, data)
    times = chance.choice((1, 1, 1, 2, 5, 100))
    data[part.start : part.start] = data[part] * times


def _move(chance: random.Random, data: bytearray) -> None:
    part = _range(chance, data)
    moved = data[part]
    del data[part]
    at = chance.randrange(len(data) + 1)
    data[at:at] = moved


def _cut(chance: random.Random, data: bytearray) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _noise(chance: random.Random, data: bytearray) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.randbytes(chance.randrange(1, 12))


def word(chance: random.Random) -> bytes:
    """Return something that has broken programs before."""
    if chance.random() < 0.1:
        return chance.choice(_BYTES)
    return chance.choice(WORDS).encode("utf-8", "surrogatepass")


def _insert(chance: random.Random, data: bytearray) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = word(chance)


def _replace(chance: random.Random, data: bytearray) -> None:
    """Put a word in the place of what stands between two signs, such as a cell or a string."""
    places = [at for at, byte in enumerate(data) if byte in b'",\t\n<>:;|']
    if len(places) < 2:
        return
    at = chance.randrange(len(places) - 1)
    data[places[at] + 1 : places[at + 1]] = word(chance)


def _line(chance: random.Random, data: bytearray) -> None:
    """Put a line elsewhere, drop it, or write it twice."""
    lines = bytes(data).split(b"\n")
    at = chance.randrange(len(lines))
    what = chance.randrange(3)
    if what == 0:
        lines.insert(chance.randrange(len(lines)), lines[at])
    elif what == 1:
        lines.insert(chance.randrange(len(lines)), lines.pop(at))
    else:
        del lines[at]
    data[:] = b"\n".join(lines)


_EDITS: Final[Sequence[Edit]] = (
    _flip,
    _put,
    _delete,
    _double,
    _move,
    _cut,
    _noise,
    _insert,
    _insert,
    _replace,
    _replace,
    _line,
)


def damaged(chance: random.Random, seed: bytes, others: Sequence[bytes] = ()) -> bytes:
    """Return bytes with one to six damages, or in one case of twelve spliced with others."""
    data = bytearray(seed)
    if others and chance.random() < 1 / 12:
        other = chance.choice(others)
        at = chance.randrange(len(data) + 1)
        data[at:] = other[chance.randrange(len(other) + 1) :]
    for _ in range(chance.choice((1, 1, 2, 2, 3, 6))):
        chance.choice(_EDITS)(chance, data)
    return bytes(data[:LONGEST])


def text(chance: random.Random, longest: int = 60) -> str:
    """Return a text of words that break programs, letters, and signs."""
    parts = []
    for _ in range(chance.choice((0, 1, 1, 1, 2, 4))):
        sort = chance.randrange(4)
        if sort == 0:
            parts.append(chance.choice(WORDS))
        elif sort == 1:
            parts.append("".join(chance.choices("abcdefgh -_/", k=chance.randrange(1, 12))))
        elif sort == 2:
            parts.append(chr(chance.choice((chance.randrange(0x250), chance.randrange(0x110000)))))
        else:
            parts.append(chance.choice(("data engineer", "Python", "mle", "C++", "tool:docker")))
    return "".join(parts)[: max(longest, 1) if chance.random() < 0.7 else LONGEST]
