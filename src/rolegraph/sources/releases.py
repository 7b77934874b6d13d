"""Open published releases: zips as they are downloaded, folders of zips, unpacked folders."""

import csv
import io
import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO, Any, Final, NamedTuple

from rolegraph.errors import DataError

MOST_BYTES: Final = 4 << 30
"""What a file may have, unpacked."""
MOST_RATIO: Final = 200
"""How much larger than packed a file of a zip may be, from a megabyte on: text packs to a tenth."""
MOST_FILES: Final = 2_000
_MEGABYTE: Final = 1 << 20
_LONGEST_CELL: Final = 4 << 20
_DEPTH: Final = 2
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


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
                f"{' and '.join(missing)} not found; the release has to hold "
                f"{', '.join(names)}, and this is {there or 'empty'}",
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
                    raw = stack.enter_context(place.archive.open(place.member))
                yield io.BufferedReader(_Counted(raw, self), _MEGABYTE)
        except _BROKEN as error:
            message = f"damaged or cut off ({error}): download it again"
            raise DataError(message, place.shown) from error
        except RuntimeError as error:
            # What zipfile says of a file with a password.
            raise DataError(f"cannot be unpacked: {error}", place.shown) from error
        except OSError as error:
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
                    f"not UTF-8 ({error.reason}): is it the file as it was published?",
                    self.shown(name),
                ) from error


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

    A file is known by its name without folders. Raises `DataError` on a damaged zip, on one that
    grows too much when it is unpacked, and on two different files of one name.
    """
    with ExitStack() as stack:
        places: dict[str, _Place] = {}
        origins: list[str] = []
        for path in _found(paths):
            name = os.path.basename(path.rstrip(os.sep)) or path
            if not path.lower().endswith(".zip"):
                _add(places, _Place(path, None, name, os.path.getsize(path), -1))
                continue
            origins.append(name)
            try:
                archive = stack.enter_context(zipfile.ZipFile(path))
            except (*_BROKEN, OSError, ValueError) as error:
                message = f"no zip, or damaged or cut off ({error}): download it again"
                raise DataError(message, name) from error
            for info in archive.infolist():
                if not info.is_dir() and not info.filename.startswith("__MACOSX"):
                    _check(info, name)
                    _add(
                        places,
                        _Place(path, archive, info.filename, info.file_size, info.CRC),
                    )
        origins += [os.path.basename(os.path.abspath(path)) for path in paths]
        yield Files(places, list(dict.fromkeys(origins)))


def _found(paths: Sequence[str]) -> Iterator[str]:
    """Yield the files that paths name, a folder's in order, not deeper than releases go."""
    count = 0
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, folders, names in os.walk(path):
            depth = os.path.relpath(folder, path).count(os.sep) + 1
            folders[:] = sorted(one for one in folders if depth < _DEPTH and one[0] not in "._")
            for name in sorted(names):
                count += 1
                if count > MOST_FILES:
                    raise DataError(f"more than {MOST_FILES} files: name the release's own", path)
                if not name.startswith("."):
                    yield os.path.join(folder, name)


def _check(info: zipfile.ZipInfo, name: str) -> None:
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
    if other is not None and (other.size, other.sum) != (place.size, place.sum):
        raise DataError(
            f"{name} is in {other.shown} too, and differs: give one release", place.shown
        )
    places.setdefault(name, place)


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
    cells, and on a quote that does not end.
    """
    shown = files.shown(name)
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        with files.open(name) as text:
            reader = (
                csv.reader(text, delimiter=delimiter, strict=True)
                if delimiter == ","
                else csv.reader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
            )
            try:
                header = next(reader, None)
                if header is None:
                    raise DataError("is empty: expected columns " + ", ".join(columns), shown)
                places = _places(header, columns, optional, shown)
                width, line = len(header), reader.line_num
                for row in reader:
                    if len(row) != width:
                        if not row:
                            line = reader.line_num
                            continue
                        if short and len(row) < width:
                            row += [""] * (width - len(row))
                            yield line + 1, [row[at] if at >= 0 else "" for at in places]
                            line = reader.line_num
                            continue
                        message = f"{len(row)} cells where the header has {width}"
                        raise DataError(message, shown, line + 1)
                    yield line + 1, [row[place] if place >= 0 else "" for place in places]
                    line = reader.line_num
            except csv.Error as error:
                message = f"cannot be read as a table: {error}"
                raise DataError(message, shown, reader.line_num) from error
    finally:
        csv.field_size_limit(before)


def _places(
    header: list[str], columns: Sequence[str], optional: Sequence[str], shown: str
) -> list[int]:
    names = [name.strip() for name in header]
    missing = [column for column in columns if column not in names]
    if missing:
        there = ", ".join(names)
        raise DataError(
            f"missing column {', '.join(missing)}: expected {', '.join(columns)}, found {there}",
            shown,
            1,
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise DataError(f"two columns called {', '.join(twice)}", shown, 1)
    return [names.index(name) if name in names else -1 for name in (*columns, *optional)]


def cleaned(text: str, most: int = 10_000) -> str:
    """Return a text on one line, without what a terminal or a page could mistake for its own.

    What is longer than ``most`` characters is cut at a word.
    """
    if not text.isprintable():
        text = "".join(" " if c.isspace() else c for c in text if c.isspace() or c.isprintable())
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"
