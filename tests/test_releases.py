"""Releases are opened however they lie, and whatever is wrong with them is told with its place."""

import csv
import io
import os
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.errors import DataError
from rolegraph.sources import releases
from rolegraph.sources.releases import cleaned, open_release, rows

COLUMNS = ("one", "two")


def table(
    path: Path, columns: Sequence[str] = COLUMNS, *, delimiter: str = ",", short: bool = False
) -> list[tuple[int, list[str]]]:
    with open_release([str(path)]) as files:
        return list(rows(files, "t.csv", columns, delimiter=delimiter, short=short))


@pytest.fixture
def write(tmp_path: Path) -> Path:
    return tmp_path / "t.csv"


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_columns_are_found_by_name_in_any_order_beside_others(write: Path) -> None:
    write.write_bytes(b"\xef\xbb\xbftwo,other, one \nb,x,a\n\nd,x,c\n")
    assert table(write) == [(2, ["a", "b"]), (4, ["c", "d"])]
    assert table(write, ("two",)) == [(2, ["b"]), (4, ["d"])]
    with open_release([str(write)]) as files:
        found = list(rows(files, "t.csv", ("one",), optional=("none", "two")))
    assert found == [(2, ["a", "", "b"]), (4, ["c", "", "d"])]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_row_is_known_by_the_line_on_which_it_begins(write: Path, end: str) -> None:
    lines = ["one,two", 'a,"b', "", 'b ""quoted"", on"', "c,d", ""]
    write.write_bytes(end.join(lines).encode())
    found = table(write)
    assert [line for line, _ in found] == [2, 5]
    assert found[0][1] == ["a", f'b{end}{end}b "quoted", on']


def test_a_table_parted_by_tabs_has_no_quoted_cells(write: Path) -> None:
    write.write_text('one\ttwo\n"a\tb "c"\n')
    assert table(write, delimiter="\t") == [(2, ['"a', 'b "c"'])]


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)


@given(st.lists(st.tuples(CELL, CELL), max_size=6))
def test_what_was_written_is_read(cells: list[tuple[str, str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([COLUMNS, *cells])
    content = text.getvalue().encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zip_:
        zip_.writestr("folder/t.csv", content)
        info = zip_.getinfo("folder/t.csv")
    with zipfile.ZipFile(archive) as zip_:
        place = releases._Place("made.zip", zip_, info.filename, info.file_size, info.CRC)
        files = releases.Files({"t.csv": place}, ["made.zip"])
        found = list(rows(files, "t.csv", COLUMNS))
        assert files.done == len(content)
    assert [tuple(row) for _, row in found] == cells
    starts = [line for line, _ in found]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", None, "is empty: expected columns one, two"),
        (b"one,three\na,b\n", 1, "missing column two: expected one, two, found one, three"),
        (b"one,two,two\na,b,c\n", 1, "two columns called two"),
        (b"one,two\na,b\nc\n", 3, "1 cells where the header has 2"),
        (b'one,two\n"a\n\nb",c\nd,e,f\n', 5, "3 cells where the header has 2"),
        (b'one,two\na,b\nc,"d\ne,f\n', 3, "unexpected end of data"),
        (b'one,two\na,"b" c\n', 2, "expected after"),
        (b"one,two\na,b\nc,\0\n", 3, "has a NUL"),
        (b"one,two\na," + b"x" * (1 << 20), 2, "a line of over 1,048,575 characters"),
        (b"one,two\na,b\n\xe9,c\n", None, "not UTF-8 at byte 12"),
        (b"one,two\na,\xe2\x82", None, "not UTF-8 at byte 10"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_place(
    write: Path, content: bytes, line: int | None, message: str
) -> None:
    write.write_bytes(content)
    with pytest.raises(DataError) as raised:
        table(write)
    assert raised.value.file == "t.csv"
    assert raised.value.line == line
    assert message in str(raised.value)


def test_a_table_of_very_many_columns_is_read_or_refused_at_once(write: Path) -> None:
    # Each name was once compared with every other: a header of a megabyte took hours.
    names = b",".join(b"%x" % number for number in range(150_000))
    write.write_bytes(b"one,two," + names + b"\na,b" + b"," * 150_000 + b"\n")
    started = time.process_time()
    assert table(write) == [(2, ["a", "b"])]
    some = names[:400_000]
    write.write_bytes(b"one,two," + some + b"," + some + b"\n")
    with pytest.raises(DataError, match=r"two columns called 0, 1, .* and \d{5} more$"):
        table(write)
    assert time.process_time() - started < 5
    write.write_bytes(names + b"\n")
    with pytest.raises(DataError, match="missing column one, two") as raised:
        table(write)
    assert "(150,000 columns)" in str(raised.value)
    assert len(str(raised.value)) < 500


@given(st.integers(0, 3_000_000))
def test_the_byte_that_is_no_utf_8_is_counted_from_the_beginning(at: int) -> None:
    # A letter of two bytes lies across the ends of blocks.
    content = bytearray("é".encode() * 1_500_001)
    content[at] = 0xFF
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zip_:
        zip_.writestr("t.csv", bytes(content))
    with zipfile.ZipFile(archive) as zip_:
        files = releases.Files(
            {"t.csv": releases._Place("made.zip", zip_, "t.csv", len(content), 0)}, ["made.zip"]
        )
        # A letter that is cut in two is wrong from its own first byte.
        assert files._first_bad_byte("t.csv") == at - at % 2
        assert files.done == 0


def test_short_rows_are_taken_only_where_they_are_allowed(write: Path) -> None:
    write.write_text("one,two\na\n")
    assert table(write, short=True) == [(2, ["a", ""])]
    write.write_text("one,two\na,b,c\n")
    with pytest.raises(DataError, match=r"t\.csv:2: 3 cells"):
        table(write, short=True)


def test_a_release_is_one_whether_packed_or_not(tmp_path: Path) -> None:
    content = b"one,two\na,b\n"
    plain, zips, both = tmp_path / "plain", tmp_path / "zips", tmp_path / "both"
    for folder in (plain, zips, both):
        folder.mkdir()
    (plain / "t.csv").write_bytes(content)
    (plain / "u.csv").write_bytes(b"x\n")
    first = packed(zips / "a.zip", {"in/t.csv": content, "__MACOSX/in/t.csv": b"no"})
    second = packed(zips / "b.zip", {"u.csv": b"x\n"})
    (both / "t.csv").write_bytes(content)
    packed(both / "a.zip", {"t.csv": content, "u.csv": b"x\n"})
    for paths in ([plain], [zips], [first, second], [both], [plain, zips]):
        with open_release([str(path) for path in paths]) as files:
            assert files.names() == ["t.csv", "u.csv"]
            assert list(rows(files, "t.csv", COLUMNS)) == [(2, ["a", "b"])]
    with open_release([str(zips)]) as files:
        assert files.origins == ("a.zip", "b.zip", "zips")
        assert files.shown("t.csv") == "a.zip/in/t.csv"


def test_two_different_files_of_one_name_are_no_release(tmp_path: Path) -> None:
    packed(tmp_path / "a.zip", {"t.csv": b"one\n"})
    for content in (b"two\n", b"three\n"):
        packed(tmp_path / "b.zip", {"x/t.csv": content})
        with pytest.raises(DataError, match=r"t\.csv is in a\.zip/t\.csv too, and differs"):
            open_release([str(tmp_path)]).__enter__()
    (tmp_path / "b.zip").unlink()
    (tmp_path / "t.csv").write_bytes(b"two\n")
    with pytest.raises(DataError, match="and differs"):
        open_release([str(tmp_path)]).__enter__()


@pytest.mark.parametrize("name", ["../t.csv", "a/../../t.csv", "/t.csv", "C:/t.csv", "..\\t.csv"])
def test_a_name_that_leads_out_of_a_zip_is_refused(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "a.zip", {name: b"one\n"})
    with pytest.raises(DataError, match=r"a\.zip: .* leads out of the zip"):
        open_release([str(path)]).__enter__()


def test_a_zip_that_grows_too_much_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"t.csv": bytes(30 << 20)})
    with pytest.raises(DataError, match=r"a\.zip: t\.csv grows more than 200 times"):
        open_release([str(path)]).__enter__()


def test_a_file_never_has_more_bytes_than_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "t.csv").write_bytes(b"one,two\n" + b"a,b\n" * 1000)
    monkeypatch.setattr(releases, "MOST_BYTES", 100)
    with pytest.raises(DataError, match=r"t\.csv: damaged or cut off \(larger than"):
        table(tmp_path / "t.csv")
    path = packed(tmp_path / "a.zip", {"u.csv": b"x" * 101})
    with pytest.raises(DataError, match=r"u\.csv has more than"):
        open_release([str(path)]).__enter__()


def test_there_are_never_more_files_than_a_release_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "MOST_FILES", 2)
    packed(tmp_path / "a.zip", {f"{number}.csv": b"" for number in range(3)})
    with pytest.raises(DataError, match=r"a\.zip: more than 2 files"):
        open_release([str(tmp_path / "a.zip")]).__enter__()
    for number in range(3):
        (tmp_path / f"{number}.csv").touch()
    with pytest.raises(DataError, match="more than 2 files"):
        open_release([str(tmp_path)]).__enter__()


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not exist"):
        open_release([str(tmp_path / "none")]).__enter__()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "nowhere.csv").symlink_to(tmp_path / "none")
    with pytest.raises(DataError, match="neither a file nor a folder"):
        open_release([str(pipe)]).__enter__()
    with open_release([str(tmp_path)]) as files:
        assert files.names() == []
        with pytest.raises(DataError, match=r"t\.csv not found, and here is nothing"):
            list(rows(files, "t.csv", COLUMNS))


def _zip() -> bytes:
    text = "one,two\n" + "".join(f"{n},{n * 7919 % 10007}\n" for n in range(400))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zip_:
        zip_.writestr("t.csv", text)
    return archive.getvalue()


WHOLE = _zip()


@given(st.integers(0, len(WHOLE) - 1), st.none() | st.integers(1, 255))
def test_a_damaged_zip_is_an_error_and_names_itself(
    tmp_path_factory: pytest.TempPathFactory, at: int, flip: int | None
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    content = bytearray(WHOLE)
    if flip is None:
        del content[at:]
    else:
        content[at] ^= flip
    path.write_bytes(content)
    try:
        found = table(path)
    except DataError as error:
        assert "damaged.zip" in str(error)
    else:
        # Not every byte of a zip counts: dates and versions do not.
        assert flip is not None
        assert found[-1] == (401, ["399", str(399 * 7919 % 10007)])
        assert len(found) == 400


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_of_another_method_is_read_or_named(tmp_path: Path, method: int) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("t.csv", "one,two\n" + "a,b\n" * 1000)
    assert len(table(path)) == 1000
    content = bytearray(path.read_bytes())
    # Behind the header of the file, which is 30 bytes and its name.
    content[60] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"^a\.zip/t\.csv: .*download it again"):
        table(path)


def test_a_zip_that_is_damaged_in_the_middle_names_the_file(tmp_path: Path) -> None:
    content = bytearray(WHOLE)
    content[len(content) // 3] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(DataError, match=r"^a\.zip/t\.csv: damaged or cut off"):
        table(tmp_path / "a.zip")


@given(st.text(), st.integers(2, 40))
def test_a_cleaned_text_is_one_printable_line_of_bounded_length(text: str, most: int) -> None:
    found = cleaned(text, most)
    assert found.isprintable()
    assert found == " ".join(found.split())
    assert len(found) <= most
    assert cleaned(found, most) == found


def test_a_text_is_cut_at_a_word_where_there_is_one() -> None:
    assert cleaned("one two three", 9) == "one two …"
    assert cleaned("incomprehensibilities", 9) == "incompre…"
