"""What became of articles that were read: a table of them, and of what they claim."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from rolegraph.difference import Change
from rolegraph.grid import Rows, count
from rolegraph.readings import Row
from rolegraph.tabular import Listing, Tabular

_FILE: Final = ("file", "source", "status", "claims", "roles", "new", "why")


class Read(NamedTuple):
    """What became of one article.

    ``status`` is added, changed (the file was read before), replaced (it or another was, and
    replacing was asked for), unchanged (nothing was done) or failed; ``why`` explains the last
    two. ``new`` holds kind and label of what the graph did not know before.
    """

    file: str
    source: str
    status: str
    why: str = ""
    title: str = ""
    claims: int = 0
    roles: tuple[str, ...] = ()
    minted: tuple[tuple[str, str, str], ...] = ()
    new: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    skipped: tuple[tuple[int | None, str, str], ...] = ()
    changes: tuple[Change, ...] = ()


class Claimed(NamedTuple):
    """What an article claims of a role, and where; ``new`` where it alone makes the thing known."""

    role: str
    kind: str
    thing: str
    modality: str
    section: str
    category: str
    line: int | None
    start: int | None
    end: int | None
    new: bool
    source: str


class Skipped(NamedTuple):
    """Words of an article that name a known thing and make no claim, and why."""

    source: str
    line: int | None
    words: str
    why: str


@dataclass(frozen=True, repr=False)
class Outcome(Tabular):
    """What became of all articles, by source; ``left_out`` are files that were not read, and why.

    ``written`` tells whether the store was changed. Iterating gives what became of each article.
    """

    files: tuple[Read, ...]
    left_out: tuple[tuple[str, str], ...]
    written: bool

    @property
    def exit_code(self) -> int:
        """0 when every article is in the store, 1 when some are not, 3 when none is."""
        failed = sum(one.status == "failed" for one in self.files)
        return 0 if not failed else 3 if failed == len(self.files) else 1

    @property
    def claims(self) -> Listing[Claimed]:
        """The claims of all articles, where they were kept: after a dry run, or with ``detail``."""
        found = [
            Claimed(*row[:9], row.iri in new, read.source)
            for read in self.files
            for new in [{iri for _, _, iri in read.minted}]
            for row in read.rows
        ]
        return Listing(found, Claimed._fields, count(len(found), "claim"))

    @property
    def skipped(self) -> Listing[Skipped]:
        """What was passed over in all articles, and why, where it was kept: as for `claims`."""
        found = [Skipped(read.source, *one) for read in self.files for one in read.skipped]
        return Listing(found, Skipped._fields, "Passed over")

    @property
    def changes(self) -> Listing[Change]:
        """What articles that were read before say more, less or otherwise now."""
        return Listing([one for read in self.files for one in read.changes], Change._fields)

    def __repr__(self) -> str:
        number = sum(one.claims for one in self.files)
        told = f"{count(len(self.files), 'article')}, {count(number, 'claim')}"
        return f"<Outcome {told}, {'written' if self.written else 'nothing written'}>"

    def __len__(self) -> int:
        return len(self.files)

    def __iter__(self) -> Iterator[Read]:
        return iter(self.files)

    def table(self) -> Rows:
        """Return a row for each article and for each file that was left out."""
        rows: list[tuple[object, ...]] = [
            (
                *(one.file, one.source, one.status, one.claims, one.roles, len(one.new)),
                "; ".join((one.why,) if one.why else one.notes),
            )
            for one in self.files
        ]
        rows += [(file, None, "left out", None, None, None, why) for file, why in self.left_out]
        return Rows(_FILE, rows, "Articles")

    def _table(self, limit: int | None = None) -> Rows:
        found = self.table()
        return found._replace(rows=found.rows[:limit])

    def _size(self) -> int:
        return len(self.files) + len(self.left_out)
