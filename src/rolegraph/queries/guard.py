"""Bound what people may ask, and say in words what is wrong with a query that cannot be parsed.

The engine's parser and planner are recursive: a text of a few kilobytes with deep nesting ends the
process. ``SERVICE`` would send data out of the machine. Both are refused before parsing.
"""

import re
from typing import Final

from rolegraph.errors import QueryError
from rolegraph.namespaces import PREFIXES
from rolegraph.queries.joins import joined
from rolegraph.sparqltext import blank, blank_names, is_unclear

MAX_LENGTH: Final = 100_000
MAX_DEPTH: Final = 200
MAX_CLAUSES: Final = 500
MAX_JOINED: Final = 100
MAX_OPTIONALS: Final = 200
MAX_SIGNS: Final = 4_000
MAX_DESCRIBED: Final = 1_000

_SERVICE: Final = re.compile(r"(?i)service|load")
_ESCAPE: Final = re.compile(r"(?i)\\u")
_CLAUSE: Final = re.compile(
    r"(?i)\b(optional|bind|union|minus|filter|exists|values|graph)\b|[;.|/]"
)
_OPTIONAL: Final = re.compile(r"(?i)\boptional\b")
_UNARY: Final = re.compile(rf"[!^+-](?:\s*[!^+-]){{{MAX_DEPTH}}}")
_SIGN: Final = re.compile(r"\w+|[^\w\s]")
_OPEN: Final = re.compile(r"<<|[{(\[]")
_BRACKET: Final = re.compile(r"<<|>>|[{}()\[\]]")
_HEAD: Final = re.compile(r"(?i)(?:prefix\s+[\w-]*:|base)\s*")
_UPDATE: Final = re.compile(r"(?i)\s*(insert|delete|drop|clear|create|copy|move|add|load|with)\b")
_NAME: Final = re.compile(r"([A-Za-z][\w-]*)?:[\w.%-]*$")


def check(text: str) -> None:
    """Raise `QueryError` when a query is too large, nested too deep, or would leave the dataset.

    What cannot be told apart from a call to another machine is refused with it.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(f"The query has {len(text)} characters; {MAX_LENGTH} are taken at most.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        # What a command line holds that is no UTF-8 comes so, and half of a pair of a JSON text.
        line, column = _place(text, error.start)
        raise QueryError(
            f"The query has no character at line {line}, column {column}: write it in UTF-8.",
            line,
            column,
        ) from error
    _check_size(text, check_leaving(text))


def check_leaving(text: str) -> str:
    """Raise `QueryError` when a query or an update would reach another machine or a file.

    Returns the keywords and signs of the text, each at its place.
    """
    visible = blank(text)
    signs = blank_names(visible)
    if _ESCAPE.search(visible):
        raise QueryError(r"\u escapes are taken only inside strings and IRIs.")
    if found := _SERVICE.search(signs):
        line, column = _place(signs, found.start())
        raise QueryError(
            f"{found[0].upper()} at line {line}, column {column} would send this query to another "
            "machine; queries stay in this dataset.",
            line,
            column,
        )
    if _SERVICE.search(text) and is_unclear(text):
        raise QueryError(
            "An IRI in this query may also be read as a comparison that hides a SERVICE: "
            "put spaces round <, and write ' ( ) # in IRIs as %27 %28 %29 %23."
        )
    return signs


def _check_size(text: str, signs: str) -> None:
    depth = 0
    for bracket in _BRACKET.findall(signs):
        depth += 1 if _OPEN.match(bracket) else -1
        if depth > MAX_DEPTH:
            raise QueryError(f"The query nests deeper than {MAX_DEPTH} brackets.")
    if _UNARY.search(signs):
        raise QueryError(f"The query repeats an operator more than {MAX_DEPTH} times in a row.")
    if len(_CLAUSE.findall(signs)) > MAX_CLAUSES:
        raise QueryError(f"The query has more than {MAX_CLAUSES} clauses; split it.")
    if len(_OPTIONAL.findall(signs)) > MAX_OPTIONALS:
        # The planner takes 0.7 seconds for 200 of the same, 11 for 490.
        raise QueryError(f"The query has more than {MAX_OPTIONALS} OPTIONALs; split it.")
    if (patterns := joined(text)) > MAX_JOINED:
        raise QueryError(
            f"The query joins {patterns} patterns in one group; {MAX_JOINED} at most are taken: "
            "the time to plan them grows by the fourth power of their number."
        )
    count = len(_SIGN.findall(signs))
    if count > MAX_SIGNS:
        raise QueryError(
            f"The query has {count} keywords and signs; {MAX_SIGNS} at most are taken."
        )
    words = len(text.split())
    if re.match(r"(?i)\s*describe\b", _HEAD.sub(" ", signs)) and words > MAX_DESCRIBED:
        raise QueryError(f"DESCRIBE takes {MAX_DESCRIBED} things at most; split the query.")


_FORMS: Final = "a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE."
_NO_UPDATES: Final = f"Updates are not taken: {_FORMS}"
_NO_FORM: Final = f"A{_FORMS[1:]}"


def explain(text: str, error: QueryError) -> QueryError:
    """Return the parser's error as words: the line, a caret under the place, the likely cause."""
    cause = _cause(text, error)
    if error.line is None or error.column is None:
        return QueryError(f"The query cannot be run: {error}" + (f"\n{cause}" if cause else ""))
    at_line, column = _token_at(text, error.line, error.column)
    if cause in (_NO_UPDATES, _NO_FORM):
        at_line, column = _place(text, len(text) - len(text.lstrip()))
    lines = text.split("\n")
    line = lines[min(at_line, len(lines)) - 1].replace("\t", " ")
    column = min(column, len(line) + 1)
    shown, caret = line, column - 1
    if len(line) > 100:
        start = max(0, caret - 50)
        shown, caret = line[start : start + 100], caret - start
    words = [f"The query breaks off at line {at_line}, column {column}:", f"  {shown}"]
    words.append("  " + " " * caret + "^")
    if cause:
        words.append(cause)
    return QueryError("\n".join(words), at_line, column)


def _cause(text: str, error: QueryError) -> str:
    message, bare = str(error), blank(text)
    if not text.strip():
        return "The query is empty."
    if _UPDATE.match(_HEAD.sub(" ", bare)):
        return _NO_UPDATES
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
        return _NO_FORM
    if re.search(r"(?i)\b(limit|offset)\s+[?$]", bare):
        return "LIMIT and OFFSET take a number, not a variable."
    if '"' in bare or "'" in bare:
        return "A text is not closed: look for a quotation mark without its partner."
    opened, closed = bare.count("{"), bare.count("}")
    if opened != closed:
        more, fewer = ("{", "}") if opened > closed else ("}", "{")
        return f"There are more {more} than {fewer}: {abs(opened - closed)} {fewer} missing."
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


def _token_at(text: str, line: int, column: int) -> tuple[int, int]:
    """Return where the word begins in which a place lies: the engine may count to its middle."""
    rows = text.split("\n")
    row = rows[min(line, len(rows)) - 1]
    at = min(column, len(row) + 1) - 1
    while (
        0 < at < len(row) and re.match(r"[\w?$:-]", row[at]) and re.match(r"[\w?$:-]", row[at - 1])
    ):
        at -= 1
    return line, at + 1
