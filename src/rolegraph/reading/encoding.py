"""Bytes to text: find the encoding, and refuse what is no text with words that name the remedy."""

import codecs
import re
from typing import Final, NamedTuple

from rolegraph.errors import DataError

LIMIT: Final = 20 * 1024 * 1024
"""Larger files are refused: no article has 20 MiB, and reading one costs memory."""

_SAMPLE: Final = 64 * 1024  # the detector decodes all it is given, once for each encoding it knows
_HEAD: Final = 4096
_TEXT: Final = "save it as plain text, Markdown or HTML first"
_LOOKS: Final = (
    (b"\xd0\xcf\x11\xe0", "an old Office document", _TEXT),
    (b"{\\rtf", "a rich-text (RTF) document", _TEXT),
    (b"%!PS", "PostScript", _TEXT),
    (b"\x89PNG", "an image (PNG)", "give its text, not its picture"),
    (b"\xff\xd8\xff", "an image (JPEG)", "give its text, not its picture"),
    (b"GIF8", "an image (GIF)", "give its text, not its picture"),
    (b"II*\x00", "an image (TIFF)", "give its text, not its picture"),
    (b"MM\x00*", "an image (TIFF)", "give its text, not its picture"),
    (b"\x1f\x8b", "a compressed file (gzip)", "unpack it first"),
    (b"7z\xbc\xaf", "a compressed file (7z)", "unpack it first"),
    (b"Rar!\x1a", "a compressed file (RAR)", "unpack it first"),
    (b"BZh91AY&SY", "a compressed file (bzip2)", "unpack it first"),
    (b"\xfd7zXZ", "a compressed file (xz)", "unpack it first"),
    (b"(\xb5/\xfd", "a compressed file (zstd)", "unpack it first"),
    (b"SQLite format 3", "a database (SQLite)", _TEXT),
    (b"\x7fELF", "a program", "give an article"),
    (b"bplist00", "a web archive or property list", _TEXT),
)
_OFFICE: Final = (
    (b"word/", "a Word document (docx)"),
    (b"xl/", "an Excel workbook (xlsx)"),
    (b"ppt/", "a PowerPoint presentation (pptx)"),
    (b"application/epub", "an e-book (EPUB)"),
    (b"opendocument", "an OpenDocument file"),
)
_RECORDINGS: Final = (b"ID3\x02", b"ID3\x03", b"ID3\x04", b"OggS\x00", b"fLaC\x00")
_MARKS: Final = (
    # UTF-32 first: its mark starts with the one of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(
    rb"""(?i)(?:<meta\b[^<>]{0,300}?charset|<\?xml\b[^<>]{0,100}?encoding)\s{0,9}=\s{0,9}"""
    rb"""["']?([a-z0-9][a-z0-9_:.-]{1,30})"""
)
# Codecs that are no character encodings (hex, rot13, unicode_escape) are not to be had by asking.
_NAMES: Final = re.compile(
    r"(?:x-)?(?:cp|iso|windows|koi8|mac|gb|big5|euc|shift|sjis|latin|tis|us-ascii|ascii|johab|utf-?8)"
    r"[a-z0-9_:.-]*"
)
_STRAY: Final = re.compile("[\udc80-\udcff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Quotes, dashes, bullets, signs and the no-break space stand at the same bytes in all the
# Windows encodings; a detector only guesses between them.
_SIGNS: Final = re.compile(
    rb"[\x00-\x7f\x80\x82\x84-\x87\x89\x8b\x91-\x97\x99\x9b\xa0\xa6\xa7\xa9\xab\xae\xb0\xb1\xb7\xbb]*+"
)
# What German, French, Spanish, Portuguese, Italian and the Nordic languages write, which the
# detector takes for other encodings when there is little of it.
_WESTERN: Final = re.compile(
    rb"""(?:[\x00-\x7f\x80\x82\x84-\x87\x89\x8b\x8c\x91-\x97\x99\x9b\x9c\xa0\xa6\xa7\xa9-\xab\xae\xb0\xb1"""
    rb"""\xb7\xba\xbb]|[\xc0-\xcf\xd1-\xd6\xd8-\xdc\xdf-\xef\xf1-\xf6\xf8-\xfc](?![\xc0-\xff]{2})"""
    rb"""|(?<![A-Za-z\xc0-\xff])[\xa1\xbf](?=[A-Za-z\xc0-\xff]))*+"""
)
_MAINFRAMES: Final = ("cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140", "utf_7")
_INSIDE: Final = re.compile("(?<=[a-z])[\xa1-\xbf\ufffd](?=[a-z])")


class Decoded(NamedTuple):
    """The text of a file as delivered, without byte order mark; ``notes`` are for people."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, name: str) -> Decoded:
    """Return the text of a file.

    Raises `DataError` on a file that is empty, too large, no text, or in an encoding that cannot
    be told.
    """
    if len(data) > LIMIT:
        raise DataError(
            f"{len(data):,} bytes are more than the limit of {LIMIT:,}: split the file", name
        )
    _refuse_binary(data, name)
    decoded = _by_mark(data, name) or _unmarked(data, name)
    if not decoded.text.strip("\ufeff\u200b \t\r\n\x0b\x0c\xa0"):
        raise DataError("is empty: give a file with the text of an article", name)
    text = decoded.text
    if "\x00" in text or len(_CONTROL.findall(text)) > 8 + len(text) // 200:
        raise DataError(f"looks like a binary file: {_TEXT}", name)
    return decoded


def _refuse_binary(data: bytes, name: str) -> None:
    what = remedy = ""
    for start, looks, then in _LOOKS:
        if data.startswith(start):
            what, remedy = looks, then
    if data[:1024].lstrip().startswith(b"%PDF-"):
        what, remedy = "a PDF", _TEXT
    elif data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        what, remedy = "a compressed file (zip)", "unpack it first"
        for part, looks in _OFFICE:
            if part in data:
                what, remedy = looks, _TEXT
                break
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        what, remedy = "an image (WebP)", "give its text, not its picture"
    elif (data[:8].endswith(b"ftyp") and data[0] == 0) or data.startswith(_RECORDINGS):
        what, remedy = "a recording or an image", "give its text"
    if what:
        raise DataError(f"looks like {what}: {remedy}", name)


def _by_mark(data: bytes, name: str) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            if encoding == "utf-8":
                return _unmarked(data[len(mark) :], name)
            try:
                return Decoded(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError:
                raise _undecodable(name, f"starts as {encoding.upper()} and is not") from None
    return None


def _undecodable(name: str, why: str) -> DataError:
    return DataError(f"{why}: save it as UTF-8 text", name)


def _unmarked(data: bytes, name: str) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"), "utf-8") if b"\x00" not in data else _wide(data, name)
    except UnicodeDecodeError:
        pass
    found = _declared(data) or _nearly_utf8(data) or _windows(data) or _detected(data)
    if found is None:
        raise _undecodable(name, "the encoding cannot be told")
    return found


def _wide(data: bytes, name: str) -> Decoded:
    """Return a text in UTF-16 without its mark, which every other letter's zero byte gives away."""
    head = data[:_HEAD]
    for encoding, zero in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(data) % 2 == 0 and zero.count(0) * 10 > len(zero) * 7:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return Decoded(text, encoding, (f"read as {encoding.upper()}",))
    raise DataError(f"looks like a binary file: {_TEXT}", name)


def _declared(data: bytes) -> Decoded | None:
    """Return the text in the encoding that a page declares, where it is one and fits."""
    match = _DECLARED.search(data[:_HEAD])
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    # As browsers do: pages that say Latin-1 mean the Windows encoding.
    name = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}.get(name, name)
    if not _NAMES.fullmatch(name):
        return None
    try:
        encoding = codecs.lookup(name.removeprefix("x-")).name
        text = data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return None
    return Decoded(text, encoding, (f"read as {encoding}, which the page declares",))


def _cp1252(byte: int) -> str:
    return bytes([byte]).decode("cp1252", "replace")


def _nearly_utf8(data: bytes) -> Decoded | None:
    """Return a text in UTF-8 into which a few bytes of another encoding strayed."""
    text = data.decode("utf-8", "surrogateescape")
    stray = len(_STRAY.findall(text))
    whole = sum(len(run) for run in re.findall("[\u0080-\ud7ff\ue000-\U0010ffff]+", text))
    if whole < 4 * stray:
        return None
    text = _STRAY.sub(lambda lone: _cp1252(ord(lone[0]) - 0xDC00), text)
    return Decoded(text, "utf-8", (f"{stray:,} bytes are not UTF-8 and were read as cp1252",))


def _windows(data: bytes) -> Decoded | None:
    if not (_SIGNS.fullmatch(data) or _WESTERN.fullmatch(data)):
        return None
    return Decoded(data.decode("cp1252"), "cp1252", ("read as cp1252",))


def _detected(data: bytes) -> Decoded | None:
    """Return the text in the encoding that its letters speak for."""
    # Imported here: only files that are not UTF-8 need it.
    from charset_normalizer import from_bytes

    telling = _telling(data)
    best = from_bytes(telling, cp_exclusion=list(_MAINFRAMES)).best()
    if best is None:
        return None
    # Where several encodings read alike the most usual one names the text.
    alike = {best.encoding, *best.could_be_from_charset}
    usual = [page for page in ("cp1252", "cp1250", "cp1251", "cp1253") if page in alike]
    pages = (*usual, best.encoding, "cp1250", "iso8859-2", "cp1257")
    fits = (page for page in pages if _words(telling.decode(page, "replace")))
    for encoding in (*fits, *pages):
        try:
            text = data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
        return Decoded(text, encoding, (f"read as {encoding}, a guess from its letters",))
    return None


def _words(text: str) -> bool:
    """Tell whether no sign stands inside a word, as it does in Polish read as Western."""
    return not any(len(run) == 1 and not run.isalpha() for run in _INSIDE.findall(text))


def _telling(data: bytes) -> bytes:
    """Return the lines that tell encodings apart, as much of them as the detector is given."""
    lines: list[bytes] = []
    size = 0
    for line in re.split(rb"[\r\n]+", data):
        if not line.isascii():
            lines.append(line[:_SAMPLE])
            size += len(line)
            if size > _SAMPLE:
                break
    return b"\n".join(lines)[:_SAMPLE]
