"""Which files are to be read, and as which source each of them is known."""

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rolegraph.errors import DataError, UsageError
from rolegraph.files import is_below
from rolegraph.namespaces import is_slug
from rolegraph.reading.encoding import LIMIT
from rolegraph.reading.minting import slugify

ENDINGS: Final = (".txt", ".md", ".markdown", ".html", ".htm", ".xhtml")
"""The files of a folder that are read; a file that is named is read whatever its ending."""

MOST: Final = LIMIT
"""Bytes that an article may have."""


class Input(NamedTuple):
    """An article to be read.

    ``path`` is absolute, or ``-`` for standard input, and ``shown`` as people named it. The slug of
    standard input is empty until its title is known.
    """

    path: str
    shown: str
    slug: str


class Intake(NamedTuple):
    """What is to be read, and what is left out with the reason."""

    inputs: tuple[Input, ...]
    left_out: tuple[tuple[str, str], ...]


def collect(paths: Sequence[str], name: str | None = None) -> Intake:
    """Find the articles that paths name: files, all in a folder, or ``-`` for standard input.

    ``name`` is the slug of a single one. Raises `UsageError` when a path does not exist or nothing
    is to be read.
    """
    missing = [path for path in paths if path != "-" and not os.path.exists(path)]
    if missing:
        told = "\n".join(f"{path} does not exist" for path in missing)
        raise UsageError(f"{told}\nName a file or a folder that is there, or - for standard input.")
    if name is not None and not is_slug(name):
        raise UsageError(
            f"{name!r} cannot name a source: take lower-case words with hyphens, "
            f"such as {slugify(name)}"
        )
    inputs: dict[str, Input] = {}
    left_out: list[tuple[str, str]] = []
    for path in paths:
        if path == "-":
            inputs.setdefault("-", Input("-", "standard input", ""))
        elif os.path.isdir(path):
            for relative, why in _walk(path):
                shown = path if relative == os.curdir else os.path.join(path, relative)
                if why:
                    left_out.append((shown, why))
                    continue
                slug = slugify(os.path.splitext(relative)[0].replace(os.sep, " "))
                real = os.path.realpath(shown)
                inputs.setdefault(real, Input(real, shown, slug))
        else:
            real = os.path.realpath(path)
            slug = slugify(os.path.splitext(os.path.basename(path))[0])
            inputs.setdefault(real, Input(real, path, slug))
    if not paths:
        raise UsageError("Name at least one article, or a folder with articles")
    found = sorted(inputs.values(), key=lambda one: (one.slug, one.path))
    if not found:
        unread = [f"{path}: {why}" for path, why in left_out if why.startswith("it cannot be read")]
        if unread:
            raise UsageError("\n".join(["No article can be read.", *unread]))
        endings = " ".join(ENDINGS)
        raise UsageError(f"There is no article in {', '.join(paths)}: it would end in {endings}")
    if name is not None:
        if len(found) > 1:
            raise UsageError(f"--name names one article, and here are {len(found)}")
        found = [found[0]._replace(slug=name)]
    return Intake(tuple(found), tuple(sorted(left_out)))


def _walk(folder: str) -> Iterator[tuple[str, str]]:
    """Yield the articles below a folder and what looks like one, with why it is left out."""
    home = os.path.realpath(folder)
    refused: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=refused.append):
        for name in [*folders, *names]:
            path = os.path.join(place, name)
            relative = os.path.relpath(path, folder)
            is_folder = name in folders
            if not is_folder and not name.lower().endswith(ENDINGS):
                continue
            if name.startswith("."):
                yield relative, "it is hidden"
            elif os.path.islink(path) and (is_folder or not is_below(path, home)):
                yield (
                    relative,
                    "it is a link out of the folder" if not is_folder else "it is a link",
                )
            elif not is_folder and not os.path.exists(path):
                yield relative, "it is a link to nothing"
            elif not is_folder and not stat.S_ISREG(os.stat(path).st_mode):
                yield relative, "it is no file"
            elif not is_folder:
                yield relative, ""
        folders[:] = sorted(name for name in folders if not name.startswith("."))
    for error in refused:
        yield os.path.relpath(error.filename, folder), f"it cannot be read: {error.strerror}"


def read_bytes(path: str) -> bytes:
    """Return an article's bytes. Raises `DataError` when it cannot be read or is too large."""
    try:
        if path == "-":
            data = sys.stdin.buffer.read(MOST + 1)
        else:
            with open(path, "rb") as file:
                data = file.read(MOST + 1)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror or error}") from error
    if len(data) > MOST:
        raise DataError(f"is larger than {MOST >> 20} MiB: no article is, split it")
    return data
