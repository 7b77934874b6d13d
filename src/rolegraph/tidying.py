"""Clear away what writers that were killed left in a store's folder."""

import os
import re
from contextlib import suppress

from rolegraph.files import remove
from rolegraph.manifest import GENERATION, INDEX, TOLD, number_of

_LEFT = re.compile(rf".+\.part(\.tmp)?|{GENERATION.pattern}\.tmp")
"""What somebody was at; the engine adds ``.tmp`` to the name of a copy until it is whole."""


def left_over(folder: str) -> list[str]:
    """Return the names of what a writer that is gone was at in a store's folder."""
    try:
        return [name for name in os.listdir(folder) if _LEFT.fullmatch(name)]
    except OSError:
        return []


def clear(folder: str) -> None:
    """Remove what somebody was at in a store's folder; nobody may be at it any more."""
    for name in left_over(folder):
        remove(os.path.join(folder, name))


def tidy(folder: str, current: str) -> None:
    """Remove what a killed writer left, and the generations older than the previous one.

    The previous one stays: a reader may have read its name and not opened it yet.
    """
    number = number_of(current)
    others = sorted(
        (number_of(name), name)
        for name in os.listdir(folder)
        if GENERATION.fullmatch(name) and name != current
    )
    older = [one for one in others if one[0] < number]
    for one in others:
        if one not in older[-1:]:
            remove(os.path.join(folder, one[1]))
    kept = {current, *(name for _, name in older[-1:])}
    for name in os.listdir(folder):
        for ending in (INDEX, TOLD):
            generation = name.removesuffix(ending)
            if generation != name and GENERATION.fullmatch(generation) and generation not in kept:
                with suppress(OSError):
                    os.unlink(os.path.join(folder, name))
    clear(folder)
