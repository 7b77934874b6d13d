"""Any file becomes text or a message that names the remedy."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.errors import DataError
from rolegraph.reading.document import Lines, Text
from rolegraph.reading.encoding import LIMIT, decode

ENGLISH = "A data analyst’s day – résumé reviews and naïve estimates for a café.\n"
GERMAN = (
    "Die Prüfung größerer Bestände gehört zu den Aufgaben einer Analystin, auch für Anfänger.\n"
)
FRENCH = "Les compétences d’un ingénieur : être à l’écoute, maîtriser les modèles créés à côté.\n"
POLISH = "Analityk danych zbiera dane i współpracuje z zespołem, żeby łączyć różne źródła.\n"
RUSSIAN = "Аналитик данных собирает данные, строит отчёты и передаёт результаты каждую неделю.\n"
GREEK = "Ο αναλυτής δεδομένων συλλέγει δεδομένα και γράφει αναφορές κάθε εβδομάδα.\n"
JAPANESE = "データアナリストはデータを集め、毎週レポートを書きます。\n"
FILLER = "The rest is in English and says that an analyst builds reports.\n" * 20


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_unicode_in_any_form_is_read(mark: bytes, encoding: str) -> None:
    found = decode(mark + (FILLER + ENGLISH).encode(encoding), "a.txt")
    assert (found.text, found.encoding) == (FILLER + ENGLISH, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"),
        (GERMAN, "cp1252"),
        (GERMAN, "latin-1"),
        (FRENCH, "cp1252"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (GREEK, "cp1253"),
        (JAPANESE, "shift_jis"),
    ],
)
@pytest.mark.parametrize("filler", ["", FILLER])
def test_older_encodings_are_told_apart(text: str, encoding: str, filler: str) -> None:
    found = decode((filler + text).encode(encoding), "a.txt")
    assert found.text == filler + text
    assert "read as" in found.notes[0]


def test_a_page_may_declare_its_encoding() -> None:
    page = f'<html><meta charset="windows-1251"><p>{RUSSIAN}'
    found = decode(page.encode("cp1251"), "a.html")
    assert (found.text, found.encoding) == (page, "cp1251")
    assert "declares" in found.notes[0]


@pytest.mark.parametrize(
    "name", ["hex", "rot13", "unicode_escape", "no-such", "utf-8", "undefined"]
)
def test_a_page_cannot_declare_what_is_no_encoding(name: str) -> None:
    page = f'<meta charset="{name}"><p>{FRENCH}'
    assert decode(page.encode("cp1252"), "a.html").text == page


def test_utf8_wins_over_a_wrong_declaration() -> None:
    page = f'<meta charset="iso-8859-1"><p>{FRENCH}'
    assert decode(page.encode(), "a.html").text == page


def test_a_few_stray_bytes_do_not_change_the_encoding() -> None:
    found = decode(FRENCH.encode() + b"it\x92s", "a.txt")
    assert found.text == FRENCH + "it’s"
    assert found.notes == ("1 bytes are not UTF-8 and were read as cp1252",)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (b"%PDF-1.7 text", "a PDF: save it as plain text"),
        (b"PK\x03\x04......word/document.xml", "a Word document"),
        (b"PK\x03\x04......xl/workbook.xml", "an Excel workbook"),
        (b"PK\x03\x04......notes", "(zip): unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office document"),
        (b"{\\rtf1 text}", "RTF"),
        (b"\x89PNG\r\n", "an image"),
        (b"\xff\xd8\xff\xe0", "an image"),
        (b"\x1f\x8b\x08", "unpack it"),
        (b"text with \x00 in it", "a binary file"),
        (bytes(range(1, 32)) * 20, "a binary file"),
        (codecs.BOM_UTF16_LE + b"a", "save it as UTF-8"),
        (bytes(range(128, 256)) * 40, "cannot be told: save it as UTF-8"),
        (b"a" * (LIMIT + 1), "split the file"),
    ],
)
def test_what_is_no_text_is_refused_with_the_remedy(data: bytes, words: str) -> None:
    with pytest.raises(DataError, match=r"a\.txt: ") as error:
        decode(data, "a.txt")
    assert words in str(error.value)


def test_a_text_may_begin_like_a_file_format() -> None:
    for text in ("ID3 is a decision tree.", "Rar! shouted the analyst.", "BZh is a company."):
        assert decode(text.encode(), "a.txt").text == text


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_a_message(data: bytes) -> None:
    try:
        assert isinstance(decode(data, "a.txt").text, str)
    except DataError as error:
        assert str(error).startswith("a.txt: ")


def test_large_files_of_one_byte_are_read_in_bounded_time() -> None:
    for byte in (b"a", b"\x92", b"\xe9", b"<meta ", b"\xe9\n"):
        try:
            decode(byte * (2_000_000 // len(byte)) + b"\xff", "a.txt")
        except DataError:
            continue


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(end: str) -> None:
    text = end.join(["one", "two", "", "four"])
    lines = Lines(text)
    for number, word in ((1, "one"), (2, "two"), (4, "four")):
        at = text.index(word)
        assert lines.place(Text(word, at), 0, len(word)) == (number, at, at + len(word))
