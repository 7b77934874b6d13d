"""What a store on disk says of itself: which generation is current, and what every file of it is.

``rolegraph.json`` in the store's folder names the current generation. Beside each generation stands
the same text as ``store-<n>.json``, so that the state before the last change can be named again,
and the present one when ``rolegraph.json`` is lost.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final, NamedTuple

from rolegraph.errors import StoreError
from rolegraph.files import MANIFEST as MANIFEST
from rolegraph.files import sync_folder

INDEX: Final = ".names"
"""What the name of the index of a generation ends with."""
TOLD: Final = ".json"
"""What the name of the description of a generation ends with."""
FORMAT: Final = 2
"""The layout of a store. It is counted up when an older program would misread the new one."""

GENERATION: Final = re.compile(r"store(?:-(\d{1,9}))?")
_BLOCK: Final = 1 << 20
_KEPT: Final = re.compile(r"CURRENT|MANIFEST-\d+|.*\.sst")
"""Files of the engine that hold the graph; the others are its log, its options and its lock."""


class Entry(NamedTuple):
    """One file as it was when it was written: its bytes and their SHA-256."""

    size: int
    sha256: str


class Manifest(NamedTuple):
    """What a store says of itself: its current generation, its size, and what was read into it.

    ``sources`` holds by slug where a source was read from and the checksum of it. ``files`` has by
    path what the generation and its index consist of; it is None in stores made before that was
    noted. The first format kept its only generation in ``store``.
    """

    generation: str
    quads: int | None
    sources: dict[str, dict[str, Any]]
    files: dict[str, Entry] | None = None
    form: int = FORMAT
    made_by: str = ""


class Damage(NamedTuple):
    """A file of a store that is not what was written, and in which way."""

    file: str
    what: str


def is_store(folder: str) -> bool:
    """Tell whether a folder holds a store of ours."""
    return os.path.isfile(os.path.join(folder, MANIFEST))


def number_of(generation: str) -> int:
    """Return the number of a generation; that of the first format has none, and is 0."""
    return int(generation.partition("-")[2] or 0)


def missing(folder: str) -> StoreError:
    """Return the error for a folder without a manifest."""
    if any(described(folder)):
        return StoreError(
            f"{folder} cannot be opened: {MANIFEST} is missing. "
            f"`rolegraph restore --previous --db {folder}` makes it again from what the store says "
            "elsewhere"
        )
    if os.path.lexists(folder) and not os.path.isdir(folder):
        return StoreError(
            f"{folder} is a file and holds no rolegraph store: name the folder of one. `rolegraph "
            "export -f store -o my.db` makes one."
        )
    try:
        is_full = os.path.isdir(folder) and bool(os.listdir(folder))
    except OSError as error:
        return StoreError(f"{folder} {_refused(error)}")
    if is_full:
        return StoreError(
            f"{folder} holds no rolegraph store: name the folder of one. "
            "`rolegraph export -f store -o my.db` makes one."
        )
    return StoreError(
        f"{folder} holds no rolegraph store. `rolegraph export -f store -o {folder}` makes one."
    )


def _refused(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}. Look at its permissions and its disk"


def read_manifest(folder: str) -> Manifest:
    """Return what a store says of itself. Raises `StoreError` where it cannot be read."""
    if not is_store(folder):
        raise missing(folder)
    return _read(folder, MANIFEST)


def _read(folder: str, name: str) -> Manifest:
    # Imported here: who asks the bundled graph reads none.
    import json

    try:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            told = json.load(file)
        form, quads = int(told.get("format", 1)), told.get("quads")
        generation, sources = str(told.get("store", "store")), told.get("sources", {})
        if GENERATION.fullmatch(generation) is None or not isinstance(sources, dict):
            raise ValueError("its entries are not ours")
        sources = {slug: dict(entry) for slug, entry in sources.items()}
        listed = told.get("files")
        files = None if listed is None else {one: Entry(*listed[one]) for one in listed}
        if files is not None and not all(map(_is_own, files.items())):
            raise ValueError("its files are not ours")
    except OSError as error:
        raise StoreError(f"{folder} cannot be opened: {name} {_refused(error)}") from error
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise StoreError(
            f"{folder} cannot be opened: {name} is damaged ({error}). "
            f"`rolegraph doctor --db {folder}` says how to get back"
        ) from error
    if form > FORMAT:
        made = told.get("rolegraph")
        raise StoreError(
            f"{folder} was made by a newer rolegraph{f' ({made})' if made else ''}, in format "
            f"{form}; this one reads up to {FORMAT}: update rolegraph to open it"
        )
    made_by = str(told.get("rolegraph") or "")
    return Manifest(
        generation, quads if isinstance(quads, int) else None, sources, files, form, made_by
    )


def _is_own(listed: tuple[str, Entry]) -> bool:
    path, entry = listed
    return ".." not in path.split("/") and not path.startswith("/") and isinstance(entry.size, int)


def described(folder: str) -> Iterator[str]:
    """Yield the generations that a store has descriptions of, the newest first."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    found = [name.removesuffix(TOLD) for name in names if name.endswith(TOLD)]
    for name in sorted(filter(GENERATION.fullmatch, found), key=number_of, reverse=True):
        if os.path.isdir(os.path.join(folder, name)):
            yield name


def read_description(folder: str, generation: str) -> Manifest:
    """Return what is said of one generation. Raises `StoreError` where it cannot be read."""
    return _read(folder, generation + TOLD)


def whole_besides(folder: str, current: str) -> Manifest | None:
    """Return the newest generation but the current one of which every byte is as written."""
    for generation in described(folder):
        if generation == current:
            continue
        try:
            told = read_description(folder, generation)
        except StoreError:
            continue
        if told.generation == generation and not damage(folder, told, deep=True):
            return told
    return None


def listed(folder: str, generation: str, before: Manifest | None) -> dict[str, Entry]:
    """Return what a generation consists of, and put it on the disk.

    A file that an earlier generation has too, by a hard link, is not read again.
    """
    known: dict[int, Entry] = {}
    for path, entry in (before.files or {}).items() if before is not None else ():
        with suppress(OSError):
            there = os.stat(os.path.join(folder, path))
            if there.st_size == entry.size:
                known[there.st_ino] = entry
    found = {}
    for path in _files(folder, generation):
        place = os.path.join(folder, path)
        there = os.stat(place)
        found[path] = known.get(there.st_ino) or Entry(there.st_size, _sha256(place, sync=True))
    return found


def _files(folder: str, generation: str) -> list[str]:
    names = sorted(filter(_KEPT.fullmatch, os.listdir(os.path.join(folder, generation))))
    index = generation + INDEX
    own = [index] if os.path.isfile(os.path.join(folder, index)) else []
    return [*(f"{generation}/{name}" for name in names), *own]


def _sha256(path: str, *, sync: bool = False) -> str:
    import hashlib

    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
        if sync:
            os.fsync(file.fileno())
    return digest.hexdigest()


def damage(folder: str, manifest: Manifest, *, deep: bool = False) -> list[Damage]:
    """Return the files of a generation that are not what was written.

    Their sizes are looked at, which takes a fraction of a millisecond; ``deep`` reads them all and
    compares checksums. Stores made before files were noted have none to compare with.
    """
    found = []
    for path, entry in (manifest.files or {}).items():
        place = os.path.join(folder, path)
        try:
            size = os.stat(place).st_size
            if size != entry.size:
                what = f"has {size:,} bytes in place of {entry.size:,}"
            elif deep and _sha256(place) != entry.sha256:
                what = "has another checksum than when it was written"
            else:
                continue
        except FileNotFoundError:
            what = "is missing"
        except OSError as error:
            what = f"cannot be read: {error.strerror}"
        found.append(Damage(path, what))
    return found


def write_manifest(folder: str, told: dict[str, Any]) -> None:
    """Make a generation the current one. Its description comes first, then the store's own."""
    import json

    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    _write(folder, str(told["store"]) + TOLD, text)
    _write(folder, MANIFEST, text)
    sync_folder(folder)


def reinstate(folder: str, generation: str) -> None:
    """Make a generation that has a description the current one again."""
    with open(os.path.join(folder, generation + TOLD), encoding="utf-8") as file:
        text = file.read()
    _write(folder, MANIFEST, text)
    sync_folder(folder)


def _write(folder: str, name: str, text: str) -> None:
    path = os.path.join(folder, name)
    temporary = f"{path}.{os.getpid()}.part"
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
