"""Find out what state a store on disk is in, and how to get back where it is damaged."""

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from rolegraph import manifest
from rolegraph.errors import StoreError
from rolegraph.locking import lives, try_lock
from rolegraph.manifest import Manifest
from rolegraph.store import LOCK, open_generation
from rolegraph.tidying import left_over

_PART = re.compile(r".+\.(\d{1,9})\.part")


class Finding(NamedTuple):
    """One thing about a store: ``state`` is ok, note or problem."""

    state: str
    what: str
    detail: str


def examine(folder: str) -> list[Finding]:
    """Return what there is to say of the store in a folder; every file of it is read."""
    if not manifest.is_store(folder) and not any(manifest.described(folder)):
        return [Finding("problem", "store", str(manifest.missing(folder)))]
    try:
        told = manifest.read_manifest(folder)
    except StoreError as error:
        if "newer" in str(error):
            return [Finding("problem", "store", str(error))]
        broken = str(error).removesuffix(".").partition(". `rolegraph doctor")[0]
        return [
            Finding("problem", "store", broken),
            _way_back(folder, None),
            *_surroundings(folder, ""),
        ]
    found = [Finding("ok", "store", _head(folder, told)), *_files(folder, told)]
    if all(one.state != "problem" for one in found):
        found += _content(folder, told)
    if any(one.state == "problem" for one in found):
        found.append(_way_back(folder, told))
    return [*found, *_surroundings(folder, told.generation)]


def _head(folder: str, told: Manifest) -> str:
    count = "" if told.quads is None else f", {told.quads:,} quads"
    made = f", written by rolegraph {told.made_by}" if told.made_by else ""
    sources = f", {len(told.sources):,} added sources" if told.sources else ""
    older = " (older: the next change brings it up to date, with a backup first)"
    form = f", format {told.form}{older if told.form < manifest.FORMAT else ''}"
    return f"{folder}: {told.generation}{count}{sources}{made}{form}"


def _files(folder: str, told: Manifest) -> Iterator[Finding]:
    if told.files is None:
        yield Finding("note", "files", "no checksums were kept: the next change notes them")
        return
    wrong = manifest.damage(folder, told, deep=True)
    for one in wrong:
        if one.file.endswith(manifest.INDEX):
            yield Finding(
                "note",
                "index",
                f"{one.file} {one.what}: names are found without it, slower, and the next change "
                "makes it anew",
            )
        else:
            yield Finding("problem", "files", f"{one.file} {one.what}")
    if not wrong:
        size = sum(entry.size for entry in told.files.values())
        yield Finding("ok", "files", f"{len(told.files)} files, {size:,} bytes, as written")


def _content(folder: str, told: Manifest) -> Iterator[Finding]:
    """Count what the engine gives: this reads every quad once."""
    try:
        store, _ = open_generation(folder)
        count = len(store)
        graphs = sum(1 for _ in store.named_graphs())
    except (StoreError, OSError, RuntimeError) as error:
        yield Finding("problem", "graph", str(error).partition(". `rolegraph doctor")[0])
        return
    if told.quads is not None and told.quads != count:
        detail = f"{manifest.MANIFEST} says {told.quads:,} quads, the store has {count:,}"
        yield Finding("problem", "graph", detail)
        return
    yield Finding("ok", "graph", f"{count:,} quads, {graphs} sources' graphs")


def _way_back(folder: str, told: Manifest | None) -> Finding:
    other = manifest.whole_besides(folder, "" if told is None else told.generation)
    if other is not None:
        count = "" if other.quads is None else f", {other.quads:,} quads,"
        return Finding(
            "note",
            "way back",
            f"`rolegraph restore --previous --db {folder}` brings back {other.generation}{count} "
            "which is whole",
        )
    again = "read its sources again"
    if told is not None and told.sources:
        paths = []
        for entry in told.sources.values():
            path = entry.get("path", "")
            paths += [path] if isinstance(path, str) else [str(one) for one in path]
        shown = [path for path in paths if path and path != "-"][:5]
        more = len(paths) - len(shown)
        again += f", which came from {', '.join(shown)}" if shown else ""
        again += f" and {more} more" if shown and more > 0 else ""
    return Finding(
        "note",
        "way back",
        "no earlier state is whole: make the store anew of a backup, `rolegraph restore FILE --db "
        f"NEW.db`, or {again}",
    )


def _surroundings(folder: str, current: str) -> Iterator[Finding]:
    holder = _holder(folder)
    if holder is not None:
        yield Finding("note", "lock", f"the store is being written{holder}")
        return
    parent, name = os.path.split(os.path.abspath(folder))
    left = left_over(folder)
    left += [
        one
        for one in _names(parent)
        if one.startswith(f"{name}.") and (part := _PART.fullmatch(one)) and not lives(int(part[1]))
    ]
    # A described one beyond the current is what `restore --previous` came back from.
    told = set(manifest.described(folder))
    left += [
        one
        for one in _names(folder)
        if current
        and manifest.GENERATION.fullmatch(one)
        and manifest.number_of(one) > manifest.number_of(current)
        and one not in told
    ]
    if left:
        yield Finding(
            "note",
            "leftovers",
            f"{', '.join(sorted(left))}, of a write that was cut off: the next change removes them",
        )


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _holder(folder: str) -> str | None:
    """Return who writes to a store, in words; None where nobody does."""
    try:
        lock = os.open(os.path.join(folder, LOCK), os.O_RDWR)
    except OSError:
        return None
    try:
        if try_lock(lock):
            return None
        who = os.read(lock, 20).decode("ascii", "replace").strip()
        return f" by process {who}" if who.isdigit() else ""
    finally:
        os.close(lock)
