"""The style sheet, the scripts and the vendored editor that pages load."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from rolegraph.views.theme import DARK, LIGHT

_FOLDERS: Final = ("static", "vendor")
_MEDIA: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_THEMED: Final = "explorer.css"


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    """Return by name every file that may be sent: nothing is ever looked up on the disk by name."""
    found = {}
    for folder in _FOLDERS:
        for entry in (resources.files(__package__ or "") / folder).iterdir():
            media = _MEDIA.get(entry.name.rpartition(".")[2])
            if media is not None:
                found[entry.name] = (entry.read_bytes(), media)
    style, media = found[_THEMED]
    found[_THEMED] = (_colours().encode() + style, media)
    return found


def static(name: str) -> tuple[bytes, str] | None:
    """Return a file below ``/static/`` and its media type; None where there is none such.

    >>> static("../words.py") is None
    True
    """
    return _files().get(name)


@cache
def versioned(name: str) -> str:
    """Return the address of a file, which changes with what it holds: it may be kept for ever.

    Raises `KeyError` when there is no such file.
    """
    return f"/static/{name}?v={hashlib.sha256(_files()[name][0]).hexdigest()[:10]}"


def _colours() -> str:
    """Return the colours of both themes, which are those of the page that compares roles."""

    def block(theme: Mapping[str, str]) -> str:
        return "".join(f"--{name}:{colour};" for name, colour in theme.items())

    return (
        f":root{{{block(LIGHT)}}}\n"
        f"@media screen and (prefers-color-scheme: dark){{:root{{{block(DARK)}}}}}\n"
    )
