"""Updates by the protocol: the graphs that a request names become USING clauses of the text."""

import re
from collections.abc import Sequence
from typing import Final

from rolegraph.errors import QueryError
from rolegraph.namespaces import is_iri
from rolegraph.sparqltext import blank, blank_names

_WORD: Final = re.compile(r"(?i)\b(where|using|with|delete|insert|data)\b|[{}]")


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
