"""Rows of Python values as HTML for a notebook, as data frames, and as CSV."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Final

from rolegraph.grid import Rows, inert, safe, shown
from rolegraph.namespaces import BASE, to_curie
from rolegraph.values import IRI

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_CELL: Final = 300
_WHOLE: Final = 2**63
# Named three times: the rule of Jupyter by which all cells are right-aligned names two classes.
_OWN: Final = ".rolegraph-table" * 3
_STYLE: Final = (
    ".rolegraph-table{overflow-x:auto;margin:.3em 0}"
    ".rolegraph-table table{border-collapse:collapse;color:inherit;background:none}"
    ".rolegraph-table caption{caption-side:top;text-align:left;font-weight:600;"
    "padding:.2em .6em;color:inherit}"
    f"{_OWN} :is(th,td){{text-align:left;vertical-align:top;max-width:32em;"
    "padding:.25em .6em;border:0;border-bottom:1px solid #8886;background:none;color:inherit;"
    "white-space:normal;overflow-wrap:break-word}"
    f"{_OWN} th{{border-bottom:2px solid #888a;white-space:nowrap}}"
    f"{_OWN} :is(th,td).n{{text-align:right;font-variant-numeric:tabular-nums}}"
    ".rolegraph-table a{color:inherit;text-decoration:underline;text-decoration-color:#8888}"
    ".rolegraph-table p{margin:.3em .6em;opacity:.8}"
)


def to_html(table: Rows, notes: Iterable[str]) -> str:
    """Return a table as HTML that is readable on light and on dark, with notes below it.

    Everything is escaped, and what would turn the direction of writing is taken out. The style is
    for this table alone; where a host strips it, a plain table is left.
    """
    numbers = [_is_numeric(table, at) for at in range(len(table.columns))]

    def line(tag: str, cells: Iterable[str]) -> str:
        marks = (' class="n"' if number else "" for number in numbers)
        parts = (f"<{tag}{mark}>{cell}</{tag}>" for mark, cell in zip(marks, cells, strict=True))
        return f"<tr>{''.join(parts)}</tr>"

    title = f"<caption>{_escaped(table.title)}</caption>" if table.title else ""
    head = line("th", map(_escaped, table.columns))
    body = "".join(line("td", map(_cell, row)) for row in table.rows)
    words = [*([] if table.rows else ["no rows"]), *notes]
    rest = "".join(f"<p>{_escaped(one)}</p>" for one in words)
    return (
        f'<div class="rolegraph-table"><style>{_STYLE}</style><table>{title}'
        f"<thead>{head}</thead><tbody>{body}</tbody></table>{rest}</div>"
    )


def _is_numeric(table: Rows, at: int) -> bool:
    values = [row[at] for row in table.rows if row[at] is not None]
    return bool(values) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in values
    )


def to_pandas(table: Rows) -> "pd.DataFrame":
    """Return all rows as a pandas ``DataFrame``. Raises `ImportError` where pandas is missing."""
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError(_missing("pandas")) from error
    columns = [_column(table, at) for at in range(len(table.columns))]
    frame = pd.DataFrame(index=range(len(table.rows)), columns=range(len(columns)))
    for at, values in enumerate(columns):
        types = {type(value) for value in values}
        if types == {int, type(None)} and _fits(values):
            frame[at] = pd.array(values, dtype="Int64")
        elif types == {bool, type(None)}:
            frame[at] = pd.array(values, dtype="boolean")
        elif types in ({int}, {float}, {bool}, {float, type(None)}) and _fits(values):
            frame[at] = values
        else:
            # Else pandas would make up its mind by itself, differently from version to version.
            frame[at] = pd.Series(values, dtype=object)
    frame.columns = pd.Index(table.columns, dtype=object)
    return frame


def to_polars(table: Rows) -> "pl.DataFrame":
    """Return all rows as a polars ``DataFrame``. Raises `ImportError` where polars is missing."""
    try:
        import polars as pl
    except ImportError as error:
        raise ImportError(_missing("polars")) from error
    series = []
    for at, name in enumerate(table.columns):
        values = _column(table, at)
        types = {type(value) for value in values} - {type(None)}
        if len(types) > 1 or not _fits(values):
            values = [None if value is None else _plain(value) for value in values]
        series.append(pl.Series(name, values, dtype=None if types else pl.String))
    return pl.DataFrame(series)


def to_csv(table: Rows) -> str:
    """Return all rows as CSV (RFC 4180), with lines that end in LF.

    A text that a spreadsheet would take for a formula stands behind a quote.
    """
    buffer = io.StringIO(newline="")
    # Python 3.11 quotes a cell for the characters that end its own lines alone: with LF a lone CR
    # would stand bare, and most readers would see two rows.
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in (table.columns, *table.rows):
        writer.writerow(map(_delimited, row))
        buffer.seek(buffer.tell() - 2)
        buffer.write("\n")
        buffer.truncate()
    return buffer.getvalue()


def _delimited(value: Any) -> str:
    text = _plain(value)
    return inert(text) if isinstance(value, str | list | tuple) else text


def _missing(library: str) -> str:
    return f"This needs {library}: pip install 'rolegraph[notebook]'"


def _column(table: Rows, at: int) -> list[Any]:
    """Return a column as frames take it: no types of ours, and decimals as floats."""
    return [_simple(row[at]) for row in table.rows]


def _simple(value: Any) -> Any:
    if isinstance(value, IRI):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value))
    return value


def _fits(values: Iterable[Any]) -> bool:
    """Tell whether all whole numbers among values fit into 64 bits."""
    return all(not isinstance(one, int) or -_WHOLE <= one < _WHOLE for one in values)


def _plain(value: Any) -> str:
    """Return a value as data files have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _escaped(text: str) -> str:
    return escape(safe(text))


def _cell(value: Any) -> str:
    if isinstance(value, IRI):
        short = _escaped(_short(to_curie(value)))
        # Addresses of ours lead nowhere yet: their whole length is all there is to see.
        if value.startswith(BASE) or not value.startswith(("http://", "https://")):
            return f'<span title="{_escaped(value)}">{short}</span>'
        return (
            f'<a href="{_escaped(value)}" title="{_escaped(value)}" target="_blank" '
            f'rel="noopener noreferrer">{short}</a>'
        )
    return _escaped(_short(shown(value)))


def _short(text: str) -> str:
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"
