"""Ask for the rows of a query piece by piece, for servers that give so many rows and no more."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from rolegraph.sparqltext import blank, blank_names

_FORM: Final = re.compile(r"(?i)\b(select|ask|construct|describe)\b")
_TAIL: Final = re.compile(r"(?i)\b(?:(order)\s+by|(limit|offset)\s+(\d+)|(values))\b")
_FROM: Final = re.compile(r"(?i)\bfrom\b")
_BRACKET: Final = re.compile(r"[{}()\[\]]")


class Pages(NamedTuple):
    """A SELECT query cut into its parts, of which its pages are made; ``limit`` is its own."""

    prologue: str
    select: str
    values: str
    limit: int | None
    offset: int

    def page(self, start: int, size: int, *, nested: bool = False) -> str:
        """Return the query for ``size`` rows from ``start`` on.

        ``nested`` puts the ordered query into another one: Virtuoso sorts no more rows than it
        gives, and keeps the order of an inner query.
        """
        piece = f"LIMIT {size} OFFSET {self.offset + start}"
        if nested:
            return f"{self.prologue}SELECT * WHERE {{ {{ {self.select}{self.values}\n}} }}\n{piece}"
        return f"{self.prologue}{self.select}\n{piece}{self.values}"


def form_of(text: str) -> str:
    """Return which form of query a text is, in lower case; empty where that cannot be seen.

    >>> form_of("PREFIX select: <urn:ask> CONSTRUCT WHERE { ?s ?p ?o }")
    'construct'
    """
    found = _FORM.search(_signs(text))
    return found[1].lower() if found else ""


def cut(text: str, columns: Sequence[str]) -> Pages | None:
    """Return the parts of a SELECT query, or None for one that has no pages.

    Whatever the query orders by, its columns decide between what would come in any order: pages
    must neither repeat a row nor leave one out.
    """
    signs = _signs(text)
    form = _FORM.search(signs)
    outer = _outer(signs)
    if form is None or form[1].lower() != "select" or outer is None:
        return None
    where, tail = outer
    if _FROM.search(signs, form.start(), where):
        # What a query says after FROM may not stand within another one.
        return None
    ends = len(text)
    values = ""
    told: dict[str, int] = {}
    is_ordered = False
    for found in _TAIL.finditer(tail):
        order, name, number, own = found.groups()
        is_ordered = is_ordered or bool(order)
        if not order:
            ends = min(ends, found.start())
        if name:
            told[name.lower()] = int(number)
        if own:
            values = f"\n{text[found.start() :].rstrip()}"
            break
    order = "" if is_ordered else "\nORDER BY"
    keys = "".join(f" ?{column}" for column in columns)
    # A comment may end the text: what follows goes to a line of its own.
    select = f"{text[form.start() : ends].rstrip()}{order or chr(10)}{keys}"
    return Pages(text[: form.start()], select, values, told.get("limit"), told.get("offset", 0))


def as_rows(text: str) -> str | None:
    """Return a SELECT query with one row for each time that a CONSTRUCT query makes its triples.

    >>> as_rows("CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 5")
    'SELECT (1 AS ?row) WHERE { ?s a ?c } LIMIT 5'
    """
    signs = _signs(text)
    form = _FORM.search(signs)
    if form is None or form[1].lower() != "construct":
        return None
    after = form.end()
    if re.match(r"\s*\{", signs[after:]):
        depth = 0
        for bracket in re.finditer(r"[{}]", signs[after:]):
            depth += 1 if bracket[0] == "{" else -1
            if not depth:
                after += bracket.end()
                break
    return f"{text[: form.start()]}SELECT (1 AS ?row){text[after:]}"


def bind(text: str, names: Sequence[str], values: str) -> str:
    """Return a query that begins its pattern with a VALUES clause for these variables.

    The same clause at the end of a query says as much, but Virtuoso 7 leaves it out where it has
    an OPTIONAL to do. It goes there still where the query itself makes one of the variables.

    >>> bind("SELECT ?s WHERE { ?s a ?c }", ["s"], "VALUES (?s) { (rg:Role) }")
    'SELECT ?s WHERE { VALUES (?s) { (rg:Role) } ?s a ?c }'
    """
    code = blank(text)
    outer = _outer(_signs(text))
    made = any(re.search(rf"(?i)\bAS\s+[?$]{name}\b", code) for name in names)
    if not names or outer is None or made or "values" in outer[1].lower():
        return f"{text}\n{values}" if names else text
    at = outer[0] + 1
    return f"{text[:at]} {values}{text[at:]}"


def _signs(text: str) -> str:
    """Return the text with all but keywords and signs as blanks, each at its place."""
    return blank_names(blank(text))


def _outer(signs: str) -> tuple[int, str] | None:
    """Return where the outermost pattern begins, and the text with blanks for all up to its end.

    What stands in brackets after it is blank as well. None where the brackets do not match.
    """
    depth, opened = 0, -1
    kept = [" "] * len(signs)
    last = -1
    for found in _BRACKET.finditer(signs):
        if found[0] in "{([":
            if not depth:
                if last >= 0:
                    kept[last : found.start()] = signs[last : found.start()]
                if found[0] == "{" and opened < 0:
                    opened = found.start()
            depth += 1
            continue
        depth -= 1
        if depth < 0:
            return None
        if not depth and opened >= 0:
            last = found.end()
    if depth or last < 0:
        return None
    kept[last:] = signs[last:]
    return opened, "".join(kept)
