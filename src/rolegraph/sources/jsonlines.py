"""Read JSON documents and JSON lines that anybody may have written, within bounds.

JSON lines are never wholly in memory, so that a file may have any number of them; a document is,
and has a bound for that reason.
"""

import gzip
import os
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from json import JSONDecodeError, JSONDecoder
from typing import IO, Any, Final, NamedTuple, NoReturn, cast

from rolegraph.errors import DataError
from rolegraph.files import is_below, unread

LONGEST_LINE: Final = 1 << 20
"""How many bytes one line of JSON lines may have."""
LARGEST_DOCUMENT: Final = 64 << 20
"""How many bytes a document may have, unpacked: what it becomes in memory is several times that."""
MOST_RATIO: Final = 500
"""How much larger than packed a file may be, from 8 MiB on; text packs to a tenth or so."""
LINES: Final = (".jsonl", ".ndjson")
DOCUMENTS: Final = (".json", ".jsonld")

_PACKED: Final = ".gz"
_LENIENT: Final = 8 << 20
_EVERY: Final = 1_000
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_DAMAGED: Final = (EOFError, zlib.error, gzip.BadGzipFile)


class Found(NamedTuple):
    """A JSON value: the name of its file for people, the line where it begins, and the value."""

    file: str
    line: int
    value: Any


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number that JSON has")


_decoder: Final = JSONDecoder(parse_constant=_refuse)


class Inputs:
    """The JSON files that paths name; ``done`` counts the bytes that were read of ``total``."""

    def __init__(self, paths: Sequence[str]) -> None:
        """Find the files; a folder stands for all files in it whose names end as those of JSON.

        Raises `DataError` on a path that is not there or has another name, on a folder without any
        such file, and on a link that leads out of it.
        """
        self.files = [file for path in paths for file in _files(path)]
        self.total = sum(os.path.getsize(file) for file in self.files)
        self.done = 0

    def values(self) -> Iterator[Found]:
        """Yield the values of all files: each line, each member of an array, or the one document.

        Raises `DataError`, with file and line, on what is no JSON or no UTF-8, on a line or a
        document that is too long, on values that are nested too deeply, and on a damaged archive.
        """
        for file in self.files:
            shown, before = os.path.basename(file), self.done
            try:
                with open(file, "rb") as raw:
                    yield from self._within(raw, file, shown)
            except _DAMAGED as error:
                raise DataError(f"damaged or cut off ({error}): get it again", shown) from error
            except OSError as error:
                raise DataError(f"cannot be read: {error.strerror or error}", shown) from error
            self.done = before + os.path.getsize(file)

    def _within(self, raw: IO[bytes], file: str, shown: str) -> Iterator[Found]:
        packed = file.casefold().endswith(_PACKED)
        stream = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if packed else raw
        if _stem(file).endswith(DOCUMENTS):
            yield from _document(stream.read(LARGEST_DOCUMENT + 1), shown)
            return
        before, had = self.done, 0
        longest = LONGEST_LINE + 2
        decode = _decoder.decode
        number = 0
        while line := stream.readline(longest):
            number += 1
            had += len(line)
            if not number % _EVERY:
                self.done = before + raw.tell()
                if packed and had > _LENIENT and had > MOST_RATIO * raw.tell():
                    raise DataError(
                        f"unpacks to more than {MOST_RATIO} times its size: unpack it yourself "
                        "where that is right",
                        shown,
                        number,
                    )
            if len(line) == longest:
                raise DataError(
                    f"has more than {LONGEST_LINE:,} bytes: one object on each line is expected",
                    shown,
                    number,
                )
            # Without its end, or what is cut off would be looked for on the next line.
            text = _text(line, shown, number, first=number == 1).rstrip()
            if text:
                yield Found(shown, number, _parsed(decode, text, shown, number))


def _files(path: str) -> list[str]:
    if not os.path.exists(path):
        raise DataError("does not exist", path)
    if not os.path.isdir(path):
        if not _stem(path).endswith((*LINES, *DOCUMENTS)):
            known = ", ".join((*LINES, *DOCUMENTS))
            raise DataError(
                f"its name has to end in one of {known}, or in one of them and {_PACKED}",
                os.path.basename(path),
            )
        return [path]
    found = []
    home = os.path.realpath(path)
    for folder, folders, names in os.walk(path, onerror=unread):
        folders.sort()
        for name in sorted(names):
            file = os.path.join(folder, name)
            # A pipe has no end, and a link to nowhere nothing to read.
            if not _stem(name).endswith((*LINES, *DOCUMENTS)) or not os.path.isfile(file):
                continue
            if os.path.islink(file) and not is_below(file, home):
                message = "is a link out of the folder: name what it leads to instead"
                raise DataError(message, file)
            found.append(file)
    if not found:
        raise DataError("holds no JSON: no file there ends in .jsonl, .ndjson or .json", path)
    return found


def _stem(file: str) -> str:
    return file.casefold().removesuffix(_PACKED)


def _text(data: bytes, shown: str, line: int, *, first: bool) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line += data.count(b"\n", 0, error.start)
        raise DataError(
            f"not UTF-8 at byte {error.start} ({error.object[error.start]:#04x}): save it in that "
            "encoding",
            shown,
            line,
        ) from error
    return text.removeprefix("\ufeff") if first else text


def _parsed(decode: Callable[[str], Any], text: str, shown: str, line: int) -> Any:
    try:
        return decode(text)
    except JSONDecodeError as error:
        line += error.lineno - 1
        raise DataError(f"no JSON at column {error.colno}: {error.msg}", shown, line) from error
    except RecursionError as error:
        raise DataError("JSON that is nested too deeply", shown, line) from error
    except ValueError as error:
        raise _no_number(error, shown, line) from error


def _document(data: bytes, shown: str) -> Iterator[Found]:
    if len(data) > LARGEST_DOCUMENT:
        raise DataError(
            f"has more than {LARGEST_DOCUMENT:,} bytes: write one object on each line and name it "
            ".jsonl",
            shown,
        )
    text = _text(data, shown, 1, first=True)
    at = _after_space(text, 0)
    if not text.startswith("[", at):
        yield Found(shown, text.count("\n", 0, at) + 1, _parsed(_decoder.decode, text, shown, 1))
        return
    yield from _members(text, at + 1, shown)


def _members(text: str, at: int, shown: str) -> Iterator[Found]:
    """Yield the members of an array one by one, so that each has its line."""
    line, counted, first = 1, 0, True
    while True:
        at = _after_space(text, at)
        line, counted = line + text.count("\n", counted, at), at
        sign = text[at : at + 1]
        if sign == "]":
            break
        if not first:
            if sign != ",":
                raise _unexpected("a comma or the end of the array", text, at, shown, line)
            at = _after_space(text, at + 1)
            line, counted = line + text.count("\n", counted, at), at
        first = False
        try:
            value, at = _decoder.raw_decode(text, at)
        except JSONDecodeError as error:
            raise DataError(
                f"no JSON at column {error.colno}: {error.msg}", shown, error.lineno
            ) from error
        except RecursionError as error:
            raise DataError("JSON that is nested too deeply", shown, line) from error
        except ValueError as error:
            raise _no_number(error, shown, line) from error
        yield Found(shown, line, value)
    rest = _after_space(text, at + 1)
    if rest != len(text):
        line += text.count("\n", at, rest)
        raise _unexpected("the end of the file", text, rest, shown, line)


def _no_number(error: ValueError, shown: str, line: int) -> DataError:
    # What Python says of a number that is too long is advice for programs.
    own = "is no number" in str(error)
    why = str(error) if own else "a number has more digits than are read"
    return DataError(f"no JSON: {why}", shown, line)


def _unexpected(what: str, text: str, at: int, shown: str, line: int) -> DataError:
    column = at - text.rfind("\n", 0, at)
    return DataError(f"no JSON at column {column}: {what} is expected", shown, line)


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
