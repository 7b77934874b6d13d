"""What a person brings along: names out of a list, or out of a JSON Resume file."""

import json
import sys
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from rolegraph.errors import DataError, UsageError

SIZE: Final = 4_000_000
"""The largest file that is read, in bytes."""
NAMES: Final = 2_000
"""How many names are taken at most."""
_LENGTH: Final = 200
_LISTED: Final = {
    "skills": ("name", "keywords"),
    "education": ("studyType", "area"),
    "certificates": ("name",),
    "languages": ("language",),
}
"""By section of https://jsonresume.org/schema the keys whose values name what a person has."""


class Resume(NamedTuple):
    """The names of what a person has, and of the roles held, each once, in order."""

    names: tuple[str, ...]
    positions: tuple[str, ...]


def open_file(path: str) -> Resume:
    """Read a file as `read` does; ``-`` is stdin. Raises `UsageError` when it cannot be opened."""
    if path == "-":
        return read(sys.stdin.buffer.read(SIZE + 1), "stdin")
    try:
        with open(path, "rb") as file:
            return read(file.read(SIZE + 1), path)
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"{path} cannot be read: {reason}. Name a file with skills") from error


def read(data: bytes, file: str) -> Resume:
    """Read a JSON Resume, or a list with one name on each line; ``#`` begins a comment line.

    A text that begins with ``{`` is a resume. Raises `DataError`, with file and line where it is
    known, on what is neither, on more than `SIZE` bytes or `NAMES` names.
    """
    if len(data) > SIZE:
        raise DataError(f"more than {SIZE} bytes: no list of skills is as long", file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DataError("not UTF-8: save it in that encoding", file, line) from error
    if text.lstrip().startswith(("{", "[")):
        return _from_json(text, file)
    lines = (line.strip().removeprefix("- ").strip() for line in text.splitlines())
    names = _unique((line for line in lines if line and not line.startswith("#")), file)
    if not names:
        raise DataError("no name in it: put one skill on each line, or a JSON Resume", file)
    return Resume(names, ())


def _from_json(text: str, file: str) -> Resume:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise DataError(f"no JSON: {error.msg}", file, error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise DataError(
            "JSON that is nested too deep, or holds too large a number", file
        ) from error
    if not isinstance(value, dict) or not any(key in value for key in (*_LISTED, "work")):
        sections = ", ".join((*_LISTED, "work"))
        raise DataError(f"no JSON Resume: it has none of the sections {sections}", file)
    names = (
        name
        for section, keys in _LISTED.items()
        for entry in _entries(value.get(section))
        for key in keys
        for name in _texts(entry.get(key))
    )
    positions = (
        name for entry in _entries(value.get("work")) for name in _texts(entry.get("position"))
    )
    return Resume(_unique(names, file), _unique(positions, file))


def _entries(value: Any) -> Iterator[dict[str, Any]]:
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, dict):
            yield entry
        elif isinstance(entry, str):
            # Not by the schema, but met: a plain list of names.
            yield {"name": entry}


def _texts(value: Any) -> Iterator[str]:
    for text in value if isinstance(value, list) else (value,):
        if isinstance(text, str):
            yield text


def _unique(texts: Iterator[str], file: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts:
        name = " ".join(text.split())
        if name and len(name) <= _LENGTH:
            found[name] = None
        if len(found) > NAMES:
            raise DataError(f"more than {NAMES} names", file)
    return tuple(found)
