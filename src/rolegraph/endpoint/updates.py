"""Updates by the protocol: the graphs that a request names become USING clauses of the text.

And LOAD, which is never done: nothing is fetched for anybody.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from rolegraph.errors import QueryError
from rolegraph.namespaces import is_iri
from rolegraph.sparqltext import blank, blank_names, code

_WORD: Final = re.compile(r"(?i)\b(where|using|with|delete|insert|data)\b|[{}]")


_PROLOGUE: Final = r"(?:\s*(?:prefix\s+[\w.-]*:|base)\s*¤+)*\s*"
_IRI: Final = r"(¤+|[\w.-]*:[\w.%:-]*)"
_LOAD: Final = re.compile(
    rf"(?i){_PROLOGUE}(load(\s+silent)?\s*{_IRI}(?:\s*into\s+graph\s*{_IRI})?)\s*"
)
_NOTHING: Final = "INSERT DATA {}"


class Loads(NamedTuple):
    """An update without its LOADs, and whether one of them has to be told to have failed."""

    rest: str
    fails: bool


def without_loads(text: str) -> Loads:
    """Return an update with operations that do nothing in the place of its LOADs.

    LOAD SILENT may fail without a word, and does. What is no LOAD by the grammar stays.

    >>> without_loads("LOAD SILENT <http://example.org/a> ; CLEAR ALL")
    Loads(rest='INSERT DATA {} ; CLEAR ALL', fails=False)
    """
    visible = code(text)
    parts, at, depth, fails = [], 0, 0, False
    ends = [*(found.start() for found in re.finditer("[;{}]", visible)), len(text)]
    for end in ends:
        sign = visible[end : end + 1]
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if sign in ("{", "}") or depth:
            continue
        found = _LOAD.fullmatch(visible, at, end)
        start, stop = found.span(1) if found else (end, end)
        if found and all(_is_name(text, visible, found.start(n)) for n in (3, 4)):
            fails = fails or not found[2]
            parts += [text[at:start], _NOTHING, text[stop : end + 1]]
        else:
            parts.append(text[at : end + 1])
        at = end + 1
    return Loads("".join((*parts, text[at:])), fails)


def _is_name(text: str, visible: str, place: int) -> bool:
    """Tell whether an IRI begins at a place, or a name with a prefix, and no text."""
    return place < 0 or visible[place] != "¤" or text[place] == "<"


def using(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Return an update whose operations take their patterns from the graphs that were named.

    Raises `QueryError` when the text names graphs itself, as the protocol demands, and for the
    short form DELETE WHERE, which has no place for them.

    >>> using("INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", ["urn:g"], [])
    'INSERT { ?s ?p 1 } USING <urn:g> WHERE { ?s ?p ?o }'
    """
    if not default and not named:
        return text
    for iri in (*default, *named):
        if not is_iri(iri):
            raise QueryError(f"{iri!r} is no IRI of a graph")
    clauses = [f"USING <{iri}>" for iri in default] + [f"USING NAMED <{iri}>" for iri in named]
    depth, before, places = 0, "", []
    for found in _WORD.finditer(blank_names(blank(text))):
        word = found[0].lower()
        if word in "{}":
            depth += 1 if word == "{" else -1
        elif depth == 0 and word in ("using", "with"):
            raise QueryError(
                f"{word.upper()} stands in the update, and the request names graphs as well: "
                "one of the two may."
            )
        elif depth == 0 and word == "where":
            if before == "delete":
                raise QueryError(
                    "DELETE WHERE takes no graphs from the request: write DELETE { … } WHERE { … }."
                )
            places.append(found.start())
        before = word
    for place in reversed(places):
        text = f"{text[:place]}{' '.join(clauses)} {text[place:]}"
    return text
