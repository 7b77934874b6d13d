"""What reading a published release gives: the source, and a stream of records."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rolegraph.facts import Concept, Fact, Label, Mapping, Source

Record = Concept | Fact | Label | Mapping
"""What a release consists of, whatever its format."""

Names = Callable[[str, str], str | None]
"""Gives the IRI of the vocabulary's thing of a kind that has exactly a name, None without one."""


@dataclass
class Reading:
    """A release that is being read.

    ``records`` is read once; whatever is wrong with the files raises `DataError` there at the
    latest. ``counts`` says what was found, in words for people, and is whole when the records are
    read. ``total`` and ``done`` give the bytes to be read and those that were.
    """

    source: Source
    records: Iterator[Record]
    total: int
    done: Callable[[], int]
    counts: Counter[str] = field(default_factory=Counter)
