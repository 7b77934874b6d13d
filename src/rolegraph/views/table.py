"""Rows as text: CSV, TSV, JSON and Markdown for programs, beside the table of `rolegraph.grid`."""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from rolegraph.grid import (
    Rows,
    count,
    escaped,
    inert,
    safe,
    shown,
    terminal_width,
    to_table,
    width,
    wrap,
)

__all__ = [
    "Rows",
    "count",
    "records",
    "render",
    "safe",
    "shown",
    "terminal_width",
    "to_delimited",
    "to_json",
    "to_markdown",
    "to_table",
    "width",
    "wrap",
]


_MARKED: Final = re.compile(r"[\\|\[]")
"""What ends a cell of Markdown, or begins a link that may lead anywhere."""


def to_markdown(rows: Rows) -> str:
    """Return a table in Markdown, with what would end a cell escaped."""

    def cell(value: object) -> str:
        return _MARKED.sub(r"\\\g<0>", shown(value)).replace("<", "&lt;")

    lines = [f"**{cell(rows.title)}**", ""] if rows.title else []
    lines.append("| " + " | ".join(map(cell, rows.columns)) + " |")
    lines.append("|" + " --- |" * len(rows.columns))
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows.rows]
    return "\n".join(lines) + "\n"


def to_delimited(rows: Rows, delimiter: str) -> str:
    """Return CSV (``,``) or TSV (tab) with a header; no cell holds a tab or a line break.

    CSV is what spreadsheets open: a text that would be a formula there stands behind a quote. TSV
    is for programs, and has what there is.
    """
    if delimiter == "\t":
        table = [map(shown, row) for row in (rows.columns, *rows.rows)]
        return "".join("\t".join(row) + "\n" for row in table)
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows(map(_cell, row) for row in (rows.columns, *rows.rows))
    return buffer.getvalue()


def _cell(value: object) -> str:
    text = shown(value)
    return inert(text) if isinstance(value, str | list | tuple) else text


def to_json(value: Any) -> str:
    """Return a value as indented JSON; dates and decimals become text and numbers."""
    import json
    from decimal import Decimal

    def other(item: Any) -> Any:
        if isinstance(item, Decimal):
            return int(item) if item == item.to_integral_value() else float(item)
        return str(item)

    # JSON escapes the controls of ASCII by itself; the others would steer a terminal all the same.
    return escaped(json.dumps(value, indent=2, ensure_ascii=False, default=other)) + "\n"


def records(rows: Rows) -> list[dict[str, Any]]:
    """Return the rows as one mapping each."""
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]


def render(tables: Iterable[Rows], form: str, *, color: bool = False) -> str:
    """Return tables in one of the formats table, csv, tsv, md; a blank line stands between."""
    draw: dict[str, Callable[[Rows], str]] = {
        "table": lambda rows: to_table(rows, color=color),
        "md": to_markdown,
        "csv": lambda rows: to_delimited(rows, ","),
        "tsv": lambda rows: to_delimited(rows, "\t"),
    }
    return "\n".join(draw[form](rows) for rows in tables)
