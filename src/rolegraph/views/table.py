"""Rows as text: CSV, TSV, JSON and Markdown for programs, beside the table of `rolegraph.grid`."""

from collections.abc import Callable, Iterable
from typing import Any

from rolegraph.grid import Rows, count, safe, shown, terminal_width, to_table, width, wrap

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


def to_markdown(rows: Rows) -> str:
    """Return a table in Markdown, with what would end a cell escaped."""

    def cell(value: object) -> str:
        return shown(value).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")

    lines = [f"**{rows.title}**", ""] if rows.title else []
    lines.append("| " + " | ".join(rows.columns) + " |")
    lines.append("|" + " --- |" * len(rows.columns))
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows.rows]
    return "\n".join(lines) + "\n"


def to_delimited(rows: Rows, delimiter: str) -> str:
    """Return CSV (``,``) or TSV (tab) with a header; a TSV cell holds no tab or line break."""
    if delimiter == "\t":
        table = [rows.columns, *(tuple(shown(value) for value in row) for row in rows.rows)]
        return "".join("\t".join(row) + "\n" for row in table)
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows([shown(value) for value in row] for row in rows.rows)
    return buffer.getvalue()


def to_json(value: Any) -> str:
    """Return a value as indented JSON; dates and decimals become text and numbers."""
    import json
    from decimal import Decimal

    def other(item: Any) -> Any:
        if isinstance(item, Decimal):
            return int(item) if item == item.to_integral_value() else float(item)
        return str(item)

    return json.dumps(value, indent=2, ensure_ascii=False, default=other) + "\n"


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
