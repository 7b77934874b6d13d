"""What has rows of Python values: a table for people, data frames and CSV for further work.

The terminal and the notebook show the first rows and say how to see the rest; frames and CSV hold
all of them.
"""

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar, overload

from rolegraph.grid import Rows, count, fits, to_table
from rolegraph.namespaces import is_iri, to_curie
from rolegraph.values import IRI

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

T = TypeVar("T")

SHOWN: Final = 20
"""So many rows are shown; the others are there all the same."""

_REST: Final = ".to_frame(), .to_polars() and .to_csv() hold all of them"


class _Printer(Protocol):
    def text(self, text: str) -> None: ...


class Tabular:
    """Something with rows; it shows itself as a table, and becomes a data frame or CSV."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # IPython takes the nearest class in which one of the two stands: a __repr__ of its own
        # would keep the table of its parent away.
        if "__repr__" in cls.__dict__:
            cls._repr_pretty_ = Tabular._repr_pretty_  # type: ignore[method-assign]

    def _table(self, limit: int | None = None) -> Rows:
        """Return the columns, the first so many rows or all, and a title."""
        raise NotImplementedError

    def _size(self) -> int:
        """Return how many rows there are."""
        return len(self._table().rows)

    def _cut(self) -> str:
        """Return a word on rows that were left out before they came here."""
        return ""

    def _printed(self) -> Rows:
        """Return the first rows as a terminal shows them."""
        return self._table(SHOWN)

    def __str__(self) -> str:
        table = self._printed()
        cells = [tuple(map(_told, row)) for row in table.rows]
        table, hidden = _narrowed(table._replace(rows=cells))
        words = [f"no room for {', '.join(hidden)}"] if hidden else []
        return "\n".join([to_table(table).rstrip("\n"), *self._more(), *words])

    def _repr_pretty_(self, printer: _Printer, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        from rolegraph import tablerender

        return tablerender.to_html(self._table(SHOWN), self._more())

    def _more(self) -> list[str]:
        more = self._size() - SHOWN
        words = [f"{more:,} more: {_REST}"] if more > 0 else []
        return [*words, *filter(None, [self._cut()])]

    def to_frame(self) -> "pd.DataFrame":
        """Return all rows as a pandas ``DataFrame``.

        Numbers and booleans have columns of their type, also where some are missing; decimals
        become floats, which pandas can reckon with and draw; dates stay what they are. Raises
        `ImportError`, naming the remedy, where pandas is not installed.
        """
        from rolegraph import tablerender

        return tablerender.to_pandas(self._table())

    def to_polars(self) -> "pl.DataFrame":
        """Return all rows as a polars ``DataFrame``.

        A column of several types becomes text, for polars has none such; decimals become floats.
        Raises `ImportError`, naming the remedy, where polars is not installed.
        """
        from rolegraph import tablerender

        return tablerender.to_polars(self._table())

    @overload
    def to_csv(self, path: None = None) -> str: ...
    @overload
    def to_csv(self, path: "str | os.PathLike[str]") -> None: ...
    def to_csv(self, path: "str | os.PathLike[str] | None" = None) -> str | None:
        """Return all rows as CSV (RFC 4180, lines end in LF), or write them to a file, whole.

        A text that a spreadsheet would take for a formula, such as one that begins with =, stands
        behind a quote; `to_frame` has it as it is. Raises `UsageError` where the file cannot be
        written.
        """
        from rolegraph import files, tablerender

        text = tablerender.to_csv(self._table())
        if path is None:
            return text
        files.write_whole(os.fspath(path), text.encode())
        return None


class Listing(list[T], Tabular):
    """A list of records that shows itself as a table of some of their fields."""

    def __init__(self, found: Iterable[T], columns: Sequence[str], title: str = "") -> None:
        super().__init__(found)
        self.columns = tuple(columns)
        self.title = title

    def _table(self, limit: int | None = None) -> Rows:
        rows = [
            tuple(_field(getattr(one, name), name) for name in self.columns) for one in self[:limit]
        ]
        return Rows(self.columns, rows, self.title)

    def _repr_html_(self) -> str:
        from rolegraph import tablerender

        # A field that none of the records has is no column to look at; frames have it all the same.
        whole = self._table()
        filled = [
            at for at, _ in enumerate(whole.columns) if any(r[at] is not None for r in whole.rows)
        ]
        table = _only(whole, filled or range(len(whole.columns)))
        return tablerender.to_html(table._replace(rows=table.rows[:SHOWN]), self._more())

    def _size(self) -> int:
        return len(self)

    def __repr__(self) -> str:
        return f"<{count(len(self), 'row')}: {', '.join(self.columns)}>"

    def __reduce__(self) -> Any:
        return Listing, (list(self), self.columns, self.title)


def _field(value: Any, name: str) -> Any:
    if name in ("iri", "thing", "role") and isinstance(value, str) and is_iri(value):
        return IRI(value)
    return value


def _told(value: Any) -> Any:
    """Return a value as people read it: an IRI in short."""
    return to_curie(value) if isinstance(value, IRI) else value


def _narrowed(table: Rows) -> tuple[Rows, list[str]]:
    """Return a table without its last columns, as many as the terminal has no room for.

    Columns without a value go first, and without a word.
    """
    kept = [
        at for at in range(len(table.columns)) if any(row[at] is not None for row in table.rows)
    ]
    hidden: list[str] = []
    if not kept or fits(table):
        return table, []
    while len(kept) > 1 and not fits(_only(table, kept)):
        hidden.insert(0, table.columns[kept.pop()])
    return _only(table, kept), hidden


def _only(table: Rows, places: Sequence[int]) -> Rows:
    """Return a table with some of its columns, by their places."""
    return table._replace(
        columns=tuple(table.columns[at] for at in places),
        rows=[tuple(row[at] for at in places) for row in table.rows],
    )
