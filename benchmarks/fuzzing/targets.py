"""What is fed: a target makes an input by its number, and examines any.

An input is bytes. One that is damaged has to be refused by an error of the project's own; whatever
is taken has to be right in itself: lines that a strict parser reads, tables without a control
character, pages without an element that came from a value.
"""

import random
from typing import Final, Protocol

from benchmarks.fuzzing.asking import Parameters, Queries
from benchmarks.fuzzing.inputs import Articles, Rdf, Tables, Zips
from benchmarks.fuzzing.writing import Writers


class Target(Protocol):
    """Something that inputs are fed to; it is made with a folder that it may write in."""

    def __init__(self, folder: str) -> None: ...

    @staticmethod
    def make(chance: random.Random) -> bytes:
        """Return an input."""

    def examine(self, data: bytes) -> None:
        """Feed an input. Raises `RolegraphError` where it is refused, else where it breaks."""


TARGETS: Final[dict[str, type[Target]]] = {
    "articles": Articles,
    "csv": Tables,
    "zip": Zips,
    "rdf": Rdf,
    "parameters": Parameters,
    "writers": Writers,
    "queries": Queries,
}


def made(target: str, seed: int, number: int) -> bytes:
    """Return the input of a target that has this number."""
    return TARGETS[target].make(random.Random(f"{target} {seed} {number}"))
