"""Open published releases: zips as they are downloaded, folders of zips, unpacked folders."""

import codecs
import csv
import io
import os
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from operator import itemgetter
from typing import IO, Any, Final, Literal, NamedTuple

from rolegraph.errors import DataError
from rolegraph.files import is_below, unread

MOST_BYTES: Final = 4 << 30
"""What a file may have, unpacked."""
MOST_RATIO: Final = 200
"""How much larger than packed a file of a zip may be, from a megabyte on: text packs to a tenth."""
MOST_FILES: Final = 2_000
_MEGABYTE: Final = 1 << 20
_LONGEST_LINE: Final = 1 << 20
_DEPTH: Final = 2
_UNKNOWN: Final = -1
"""The checksum of a file that lies in no zip."""
_SHOWN: Final = 300  # characters of the columns that are there
_BROKEN: Final[tuple[type[Exception], ...]] = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    getattr(getattr(zipfile, "lzma", None), "LZMAError", zlib.error),  # where Python has it
)
_NO_ZIP: Final[tuple[type[Exception], ...]] = (*_BROKEN, OSError, ValueError)


class _Place(NamedTuple):
    """Where a file of a release lies: in a zip, or by itself."""

    path: str
    archive: zipfile.ZipFile | None
    member: str
    size: int
    sum: int

    @property
    def shown(self) -> str:
        """The name for people: the zip's, where it is in one, and its own."""
        name = os.path.basename(self.path)
        return f"{name}/{self.member}" if self.archive is not None else name


class Files:
    """The files of a release by their names, without folders; `open_release` makes it.

    ``origins`` are the names of the zips and folders that they came from, ``done`` the bytes that
    were read so far.
    """

    def __init__(self, places: dict[str, _Place], origins: Sequence[str]) -> None:
        self._places = places
        self.origins = tuple(origins)
        self.done = 0

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def names(self) -> list[str]:
        """Return the names of all files, in order."""
        return sorted(self._places)

    def size(self, name: str) -> int:
        """Return the bytes of a file, unpacked."""
        return self._places[name].size

    def shown(self, name: str) -> str:
        """Return what messages call a file."""
        return self._places[name].shown if name in self._places else name

    def require(self, *names: str) -> None:
        """Raise `DataError` when one of these files is not there."""
        missing = [name for name in names if name not in self._places]
        if missing:
            found = self.names()
            there = ", ".join(found[:8]) + (f" and {len(found) - 8} more" if found[8:] else "")
            raise DataError(
                f"{' and '.join(missing)} not found, and here is {there or 'nothing'}: give all "
                "files of the release, its zips as published or its folder",
                " and ".join(self.origins),
            )

    @contextmanager
    def binary(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file as bytes. Raises `DataError` when it is missing, damaged or too large."""
        self.require(name)
        place = self._places[name]
        try:
            with ExitStack() as stack:
                raw: IO[bytes]
                if place.archive is None:
                    raw = stack.enter_context(open(place.path, "rb"))
                else:
                    raw = stack.enter_context(_unpacked(place.archive, place.member))
                yield io.BufferedReader(_Counted(raw, self), _MEGABYTE)
        except _BROKEN as error:
            message = f"damaged or cut off ({error}): download it again"
            raise DataError(message, place.shown) from error
        except RuntimeError as error:
            # What zipfile says of a file with a password.
            raise DataError(f"cannot be unpacked: {error}", place.shown) from error
        except OSError as error:
            if error.errno is None:
                # What bzip2 says of damage.
                message = f"damaged or cut off ({error}): download it again"
                raise DataError(message, place.shown) from error
            raise DataError(f"cannot be read: {error.strerror or error}", place.shown) from error

    @contextmanager
    def open(self, name: str) -> Iterator[IO[str]]:
        """Open a file as UTF-8 text, line ends kept as they are, without a byte order mark.

        Raises `DataError` as `binary` does, and on what is no UTF-8.
        """
        with self.binary(name) as raw:
            try:
                yield io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
            except UnicodeDecodeError as error:
                raise DataError(
                    f"not UTF-8 at byte {self._first_bad_byte(name)} ({error.reason}): "
                    "is it the file as it was published?",
                    self.shown(name),
                ) from error

    def _first_bad_byte(self, name: str) -> int:
        """Return where a file stops being UTF-8: the decoder tells it of its own block alone."""
        decoder, before, done = codecs.getincrementaldecoder("utf-8")(), 0, self.done
        with self.binary(name) as raw:
            while block := raw.read(_MEGABYTE):
                held = len(decoder.getstate()[0])
                try:
                    decoder.decode(block)
                except UnicodeDecodeError as error:
                    before += error.start - held
                    break
                before += len(block)
            else:
                before -= len(decoder.getstate()[0])
        self.done = done
        return before


class _Counted(io.RawIOBase):
    """Bytes of a file, counted for the progress bar, never more than a file may have."""

    def __init__(self, raw: IO[bytes], files: Files) -> None:
        self._raw, self._files, self._read = raw, files, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self._files.done += len(data)
        self._read += len(data)
        if self._read > MOST_BYTES:
            raise zipfile.BadZipFile(f"larger than {MOST_BYTES >> 30} GiB")
        return len(data)


@contextmanager
def open_release(paths: Sequence[str]) -> Iterator[Files]:
    """Open what paths name together as one release: zips, folders with zips or files, files.

    A file is known by its name without folders, and nothing is ever unpacked to a disk. Raises
    `DataError` on a path that is not there, on a damaged zip, on one that grows too much when it is
    unpacked or has names that lead out of it, and on two different files of one name.
    """
    with ExitStack() as stack:
        places: dict[str, _Place] = {}
        origins: list[str] = []
        for path in _found(paths):
            name = os.path.basename(path.rstrip(os.sep)) or path
            if not path.lower().endswith(".zip"):
                _add(places, _Place(path, None, name, os.path.getsize(path), _UNKNOWN))
                continue
            origins.append(name)
            try:
                archive = stack.enter_context(zipfile.ZipFile(path))
            except _NO_ZIP as error:
                if isinstance(error, OSError) and error.errno is not None:
                    raise DataError(f"cannot be read: {error.strerror}", name) from error
                message = f"no zip, or damaged or cut off ({error}): download it again"
                raise DataError(message, name) from error
            if len(archive.infolist()) > MOST_FILES:
                raise DataError(f"more than {MOST_FILES} files: that is no release", name)
            for info in archive.infolist():
                # Looked at first: a folder is told by the end of its name, which may have none.
                _check(info, name)
                if not info.is_dir() and not info.filename.startswith("__MACOSX"):
                    _add(
                        places,
                        _Place(path, archive, info.filename, info.file_size, info.CRC),
                    )
        origins += [os.path.basename(os.path.abspath(path)) for path in paths]
        yield Files(places, list(dict.fromkeys(origins)))


def _unpacked(archive: zipfile.ZipFile, member: str) -> IO[bytes]:
    try:
        return archive.open(member)
    except UnicodeDecodeError as error:
        # The name that stands before the file itself, which need not be that of the directory.
        raise zipfile.BadZipFile(f"a name in it is no {error.encoding.upper()}") from error


def _found(paths: Sequence[str]) -> Iterator[str]:
    """Yield the files that paths name, a folder's in order, not deeper than releases go."""
    count = 0
    for path in paths:
        if os.path.isfile(path):
            yield path
            continue
        if not os.path.isdir(path):
            what = "neither a file nor a folder" if os.path.exists(path) else "does not exist"
            raise DataError(f"{what}: name the zips of a release, or its folder", path)
        for folder, folders, names in os.walk(path, onerror=unread):
            depth = os.path.relpath(folder, path).count(os.sep) + 1
            folders[:] = sorted(one for one in folders if depth < _DEPTH and one[0] not in "._")
            for name in sorted(names):
                count += 1
                if count > MOST_FILES:
                    raise DataError(f"more than {MOST_FILES} files: name the release's own", path)
                # A pipe or a link to nowhere is nothing that was published.
                file = os.path.join(folder, name)
                if not name.startswith(".") and os.path.isfile(file):
                    if os.path.islink(file) and not is_below(file, os.path.realpath(path)):
                        message = "is a link out of the folder: name what it leads to instead"
                        raise DataError(message, file)
                    yield file


def _check(info: zipfile.ZipInfo, name: str) -> None:
    if not info.filename:
        raise DataError("holds a file without a name: that is no release", name)
    parts = info.filename.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or parts[0][1:] == ":":
        raise DataError(
            f"{info.filename!r} leads out of the zip: that is no release, download it again", name
        )
    if info.file_size > MOST_BYTES:
        raise DataError(f"{info.filename} has more than {MOST_BYTES >> 30} GiB", name)
    if info.file_size > _MEGABYTE and info.file_size > MOST_RATIO * max(info.compress_size, 1):
        raise DataError(
            f"{info.filename} grows more than {MOST_RATIO} times when it is unpacked: "
            "that is no table of text",
            name,
        )


def _add(places: dict[str, _Place], place: _Place) -> None:
    name = place.member.replace("\\", "/").rpartition("/")[2]
    other = places.get(name)
    if other is not None and (other.size != place.size or _sum(other) != _sum(place)):
        raise DataError(
            f"{name} is in {other.shown} too, and differs: give one release", place.shown
        )
    places.setdefault(name, place)


def _sum(place: _Place) -> int:
    """Return the checksum of a file, as its zip has it or computed."""
    if place.sum != _UNKNOWN:
        return place.sum
    total = 0
    with open(place.path, "rb") as file:
        while block := file.read(_MEGABYTE):
            total = zlib.crc32(block, total)
    return total


def rows(
    files: Files,
    name: str,
    columns: Sequence[str],
    *,
    optional: Sequence[str] = (),
    delimiter: str = ",",
    short: bool = False,
) -> Iterator[tuple[int, list[str]]]:
    """Yield where a row of a table begins, by its line, and its cells in the order of columns.

    A table parted by commas may have quoted cells; one parted by tabs has none. The columns may
    stand in any order and beside others; one of the ``optional`` ones that is not there gives empty
    cells, after those of ``columns``. ``short`` takes rows that leave out their last, empty cells.
    Raises `DataError`, with file and line, on a missing column, on a row with too few or too many
    cells, on a quote that does not end, and on a NUL.
    """
    shown = files.shown(name)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE
    line = 0
    with files.open(name) as text:
        reader = csv.reader(_lines(text, shown), delimiter=delimiter, quoting=quoting, strict=True)
        try:
            header = next(reader, None)
            if header is None:
                raise DataError("is empty: expected columns " + ", ".join(columns), shown)
            width = len(header)
            places = _places(header, columns, optional, shown)
            pick, is_padded = _picker(places), min(places) < 0
            line = reader.line_num
            for row in reader:
                if len(row) != width:
                    if not row:
                        line = reader.line_num
                        continue
                    if not short or len(row) > width:
                        message = (
                            f"{len(row)} cells where the header has {width}: is the file whole?"
                        )
                        raise DataError(message, shown, line + 1)
                    row += [""] * (width - len(row))
                if is_padded:
                    row.append("")
                yield line + 1, pick(row)
                line = reader.line_num
        except csv.Error as error:
            # Where the row begins: a quote that does not end is seen at the end of the file.
            raise DataError(f"cannot be read as a table: {error}", shown, line + 1) from error


def _lines(text: IO[str], shown: str) -> Iterator[str]:
    """Yield the lines of a text. Raises `DataError` on what no table of text has."""
    for number, line in enumerate(iter(partial(text.readline, _LONGEST_LINE), ""), 1):
        if "\0" in line:
            raise DataError("has a NUL: is it the file as it was published?", shown, number)
        if len(line) == _LONGEST_LINE:
            raise DataError(f"a line of over {_LONGEST_LINE - 1:,} characters", shown, number)
        yield line


def _picker(places: Sequence[int]) -> Callable[[list[str]], list[str]]:
    """Return what gives the cells of a row at some places, several times as fast as a loop."""
    if len(places) == 1:
        (only,) = places
        return lambda row: [row[only]]
    pick = itemgetter(*places)
    return lambda row: list(pick(row))


def _places(
    header: list[str], columns: Sequence[str], optional: Sequence[str], shown: str
) -> list[int]:
    names = [name.strip() for name in header]
    missing = [column for column in columns if column not in names]
    if missing:
        there = ", ".join(names)
        if len(there) > _SHOWN:
            there = f"{there[:_SHOWN]}… ({len(names):,} columns)"
        raise DataError(
            f"missing column {', '.join(missing)}: expected {', '.join(columns)}, found {there}",
            shown,
            1,
        )
    twice = sorted(name for name, times in Counter(names).items() if name and times > 1)
    if twice:
        more = f" and {len(twice) - 8} more" if twice[8:] else ""
        raise DataError(f"two columns called {', '.join(twice[:8])}{more}", shown, 1)
    # A column that is not there stands for the empty cell that is put behind each row.
    return [names.index(name) if name in names else -1 for name in (*columns, *optional)]


def cleaned(text: str, most: int = 10_000) -> str:
    r"""Return a text on one line, without what a terminal or a page could mistake for its own.

    What is longer than ``most`` characters is cut, at a word where there is one.

    >>> cleaned(" two\n words\u202e "), cleaned("one two three", 9)
    ('two words', 'one two …')
    """
    text = " ".join(text.split())
    if not text.isprintable():
        text = " ".join("".join(c for c in text if c.isprintable()).split())
    if len(text) <= most:
        return text
    head = text[: most - 1].rpartition(" ")[0]
    return f"{head} …" if head else f"{text[: most - 1]}…"
