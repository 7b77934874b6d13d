"""Bound what people may ask, and say in words what is wrong with a query that cannot be parsed.

The engine's parser and planner are recursive: a text of a few kilobytes with deep nesting ends the
process. ``SERVICE`` would send data out of the machine. Both are refused before parsing.
"""

import re
from typing import Final

from rolegraph.errors import QueryError
from rolegraph.namespaces import PREFIXES

MAX_LENGTH: Final = 100_000
MAX_DEPTH: Final = 200
MAX_CLAUSES: Final = 500

_OPAQUE: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r'|<[^<>"{}|^`\\\s]*>'
    r"|#[^\n]*",
    re.DOTALL,
)
_SERVICE: Final = re.compile(r"(?i)(?<![\w:?$-])(service|load)(?![\w-])")
_CLAUSE: Final = re.compile(
    r"(?i)\b(optional|bind|union|minus|filter|exists|values|graph)\b|[;.|/]"
)
_UNARY: Final = re.compile(rf"[!^+-](?:\s*[!^+-]){{{MAX_DEPTH}}}")
_UPDATE: Final = re.compile(r"(?i)\s*(insert|delete|drop|clear|create|copy|move|add|load|with)\b")
_NAME: Final = re.compile(r"([A-Za-z][\w-]*)?:[\w.%-]*$")


def blank(text: str) -> str:
    """Return the text with strings, IRIs and comments replaced by spaces, line breaks kept."""
    return _OPAQUE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def check(text: str) -> None:
    """Raise `QueryError` when a query is too large, nested too deep, or would leave the dataset."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"The query has {len(text)} characters; {MAX_LENGTH} are taken at most.")
    bare = blank(text)
    if found := _SERVICE.search(bare):
        line, column = _place(bare, found.start())
        raise QueryError(
            f"{found[1].upper()} at line {line}, column {column} would send this query to another "
            "machine; queries stay in this dataset.",
            line,
            column,
        )
    if "\\u" in bare.lower():
        raise QueryError(r"\u escapes are taken only inside strings and IRIs.")
    depth = 0
    for character in bare:
        if character in "{([":
            depth += 1
            if depth > MAX_DEPTH:
                raise QueryError(f"The query nests deeper than {MAX_DEPTH} brackets.")
        elif character in "})]":
            depth -= 1
    if _UNARY.search(bare):
        raise QueryError(f"The query repeats an operator more than {MAX_DEPTH} times in a row.")
    if len(_CLAUSE.findall(bare)) > MAX_CLAUSES:
        raise QueryError(f"The query has more than {MAX_CLAUSES} clauses; split it.")


def explain(text: str, error: QueryError) -> QueryError:
    """Return the parser's error as words: the line, a caret under the place, the likely cause."""
    cause = _cause(text, error)
    if error.line is None or error.column is None:
        return QueryError(f"The query cannot be run: {error}" + (f"\n{cause}" if cause else ""))
    lines = text.split("\n")
    line = lines[min(error.line, len(lines)) - 1].replace("\t", " ")
    column = min(error.column, len(line) + 1)
    shown, caret = line, column - 1
    if len(line) > 100:
        start = max(0, caret - 50)
        shown, caret = line[start : start + 100], caret - start
    words = [f"The query breaks off at line {error.line}, column {column}:", f"  {shown}"]
    words.append("  " + " " * caret + "^")
    if cause:
        words.append(cause)
    return QueryError("\n".join(words), error.line, column)


def _cause(text: str, error: QueryError) -> str:
    message, bare = str(error), blank(text)
    if not text.strip():
        return "The query is empty."
    if _UPDATE.match(re.sub(r"(?i)\b(prefix|base)\b[^<]*", " ", bare)):
        return "Updates are not taken: a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE."
    head = bare[: _offset(bare, error.line or 1, error.column or 1)]
    if "Prefix not found" in message and (found := _NAME.search(head.rstrip())):
        prefix = found[1] or ""
        known = " ".join(f"{name}:" for name in PREFIXES)
        if prefix not in PREFIXES:
            return (
                f"Prefix {prefix}: is not declared. Add PREFIX {prefix}: <…> at the top.\n"
                f"These need no declaration: {known}"
            )
    if "unbound" in message:
        return (
            "A variable in SELECT is neither grouped nor inside an aggregate: "
            "add it to GROUP BY, or write (SAMPLE(?x) AS ?y)."
        )
    if not re.search(r"(?i)\b(select|ask|construct|describe)\b", bare):
        return "A query starts with SELECT, ASK, CONSTRUCT or DESCRIBE."
    opened, closed = bare.count("{"), bare.count("}")
    if opened != closed:
        more, fewer = ("{", "}") if opened > closed else ("}", "{")
        return f"There are more {more} than {fewer}: {abs(opened - closed)} {fewer} missing."
    if '"' in bare or "'" in bare:
        return "A text is not closed: look for a quotation mark without its partner."
    if bare.count("(") != bare.count(")"):
        return "A ( or ) lacks its partner."
    if re.search(r"(?i)\b(order|group)\s+by\s*(limit\b.*)?$", bare.strip()):
        return "ORDER BY and GROUP BY need a variable."
    if re.search(r"\?\w+\s+\?\w+\s+\?\w+\s+\?\w+\s+\?\w+", bare):
        return "A full stop is missing between two patterns."
    return "A triple needs three parts and a full stop before the next; keywords need their {…}."


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")[: line - 1]
    return sum(len(one) + 1 for one in lines) + column - 1


def _place(text: str, offset: int) -> tuple[int, int]:
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1
