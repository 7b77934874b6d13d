"""What Tab completes in a ``%%sparql`` cell: terms, roles and things, variables, options."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from IPython.core.completer import CompletionContext, SimpleCompletion, context_matcher

from rolegraph.errors import RolegraphError
from rolegraph.graph import Graph
from rolegraph.namespaces import (
    DC,
    DCTERMS,
    ESCO,
    KINDS,
    PREFIXES,
    PROV,
    QB,
    RDF,
    RDFS,
    RG,
    SCHEMA,
    SKOS,
    XSD,
    to_curie,
)
from rolegraph.notebook.magic import OPTIONS, parse
from rolegraph.sparqltext import code

if TYPE_CHECKING:
    from rolegraph.notebook.magic import SparqlMagics

MOST: Final = 200
"""So many completions are offered at most."""

_MAGIC: Final = re.compile(r"\s*(%%?)sparql\b(.*)", re.DOTALL)
_WORD: Final = re.compile(r"(?:[?$]\w*|(?:[A-Za-z][\w-]*:)?[\w.%-]*)$")
_TERMS: Final = tuple(
    to_curie(iri)
    for vocabulary in (RG, RDF, RDFS, SKOS, DC, DCTERMS, PROV, SCHEMA, ESCO, QB, XSD)
    for iri in vocabulary
)
_KEYWORDS: Final = [
    "SELECT",
    "DISTINCT",
    "WHERE",
    "CONSTRUCT",
    "ASK",
    "DESCRIBE",
    "FILTER",
    "OPTIONAL",
    "UNION",
    "MINUS",
    "GRAPH",
    "VALUES",
    "BIND",
    "EXISTS",
    "NOT",
    "ORDER",
    "BY",
    "GROUP",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "COUNT",
    "SUM",
    "AVG",
    "MIN",
    "MAX",
    "SAMPLE",
    "GROUP_CONCAT",
    "CONTAINS",
    "LCASE",
    "STR",
    "STRSTARTS",
    "REGEX",
    "LANG",
    "DATATYPE",
    "BOUND",
    "COALESCE",
    "IF",
    "IN",
    "PREFIX",
]


class Candidate(NamedTuple):
    """A completion: what takes the place of the word, and what it is."""

    text: str
    kind: str


class Completion:
    """The completion of one shell."""

    def __init__(self, magics: "SparqlMagics") -> None:
        self._magics = magics
        self._things: dict[tuple[int, str], list[str]] = {}

        @context_matcher()  # type: ignore[untyped-decorator]
        def rolegraph_matcher(context: CompletionContext) -> Any:
            before = "\n".join(
                [
                    *context.full_text.split("\n")[: context.cursor_line],
                    context.line_with_cursor[: context.cursor_position],
                ]
            )
            found = self.complete(before, context.full_text)
            if found is None:
                return {"completions": []}
            word, candidates = found
            completions = [SimpleCompletion(one.text, type=one.kind) for one in candidates]
            # What IPython knows of Python has no place in a query.
            return {"completions": completions, "matched_fragment": word, "suppress": True}

        self.matcher = rolegraph_matcher

    def complete(self, before: str, whole: str) -> tuple[str, list[Candidate]] | None:
        """Return the word before the cursor and what may take its place; None outside queries."""
        magic = _MAGIC.match(before)
        if magic is None or (magic[1] == "%" and "\n" in magic[2]):
            return None
        head, line_break, _ = magic[2].partition("\n")
        if not line_break and (option := re.search(r"(?:^|\s)(--?[\w-]*)$", head)):
            wanted = option[1]
            return wanted, [Candidate(o, "option") for o in OPTIONS if o.startswith(wanted)]
        if not code(magic[2]).endswith(magic[2][-1:]) and magic[2][-1:] != " ":
            return "", []
        word = (_WORD.search(magic[2]) or [""])[0]
        found = list(self._candidates(word, head, whole))
        return word, found[:MOST]

    def _candidates(self, word: str, head: str, whole: str) -> Iterable[Candidate]:
        if word.startswith("$"):
            names = (name for name in self._magics.variables if not name.startswith("_"))
            return _fitting(word, (f"${name}" for name in sorted(names)), "variable")
        if word.startswith("?"):
            used = dict.fromkeys(re.findall(r"\?\w+", code(whole)))
            return _fitting(word, (one for one in used if one != word), "variable")
        prefix, colon, _ = word.partition(":")
        if colon:
            terms = _fitting(word, (one for one in _TERMS if one.startswith(f"{prefix}:")))
            return [*terms, *_fitting(word, self._of_prefix(prefix, head), prefix)]
        if not word:
            return []
        low = word.lower()
        return [
            *(Candidate(f"{name}:", "prefix") for name in PREFIXES if name.startswith(low)),
            *(_term(one) for one in _TERMS if one.partition(":")[2].lower().startswith(low)),
            *(
                Candidate(role, "role")
                for role in self._of_prefix("role", head)
                if role.partition(":")[2].startswith(low)
            ),
            *(Candidate(one, "keyword") for one in _KEYWORDS if one.startswith(word.upper())),
        ]

    def _of_prefix(self, prefix: str, head: str) -> list[str]:
        """Return the CURIEs of the things of one prefix, in the graph that the cell asks."""
        if prefix not in KINDS:
            return []
        try:
            options, _ = parse(head)
            graph = self._magics.graph(options)
        except (RolegraphError, OSError):
            return []
        return self._named(graph, prefix)

    def _named(self, graph: Graph, kind: str) -> list[str]:
        # A server far away is not asked because somebody presses Tab.
        if graph.is_remote:
            return []
        key = (id(graph), kind)
        if key not in self._things:
            space = PREFIXES[kind]
            found = (to_curie(iri) for iri in graph.things(kind) if iri.startswith(space))
            self._things[key] = sorted(one for one in found if one.startswith(f"{kind}:"))
        return self._things[key]


def _fitting(word: str, names: Iterable[str], kind: str = "") -> list[Candidate]:
    low = word.lower()
    fitting = (name for name in names if name.lower().startswith(low))
    return [Candidate(name, kind) if kind else _term(name) for name in fitting]


def _term(curie: str) -> Candidate:
    local = curie.partition(":")[2]
    return Candidate(curie, "class" if local[:1].isupper() else "property")
