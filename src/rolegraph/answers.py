"""What every answer about roles can do: show itself, become a dictionary or a data frame."""

from collections.abc import Iterator
from typing import Any

from rolegraph.grid import Rows
from rolegraph.tabular import Tabular

_SHOWN = 5


class Answer(Tabular):
    """An answer with one headline and rows; ``columns`` names what stands in a row."""

    columns: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return the answer in one line."""
        raise NotImplementedError

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the rows, a Python value for each of ``columns``."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON has it."""
        raise NotImplementedError

    def _table(self, limit: int | None = None) -> Rows:
        return Rows(self.columns, self.rows()[:limit], self.headline())

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows())

    def __len__(self) -> int:
        return len(self.rows())

    def __repr__(self) -> str:
        rows = self.rows()
        lines = [self.headline()]
        lines += [
            "  " + "  ".join("" if c is None else str(c) for c in r[:4]) for r in rows[:_SHOWN]
        ]
        if len(rows) > _SHOWN:
            lines.append(f"  and {len(rows) - _SHOWN} more: .to_frame() holds all")
        return "\n".join(lines)
