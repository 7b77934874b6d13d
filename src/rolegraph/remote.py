"""Ask a SPARQL 1.1 endpoint: the protocol, which graphs are meant, and whole answers or none."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import pyoxigraph as ox

from rolegraph import paging, transport
from rolegraph.errors import QueryError, StoreError
from rolegraph.namespaces import BASE
from rolegraph.sparqltext import blank, blank_names

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_ROWS: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples, text/turtle;q=0.5"
_GRAPHS: Final = (
    "SELECT ?graph (COUNT(*) AS ?size) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
)
"""Grouped, for Virtuoso takes seconds where the same is asked for with DISTINCT."""
_DEFAULT: Final = "default-graph-uri"
_NAMED: Final = "named-graph-uri"
_CAPPED: Final = "x-sparql-maxrows"
_PARTIAL: Final = "x-sql-state"
_BLANK: Final = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://')
_TRUTH: Final = re.compile(rb'(XMLSchema#boolean"\s*,\s*"value"\s*:\s*")([01])"')
"""What Virtuoso calls blank nodes and truth values; a quotation mark inside a text is escaped."""

_ROUND: Final = 1000
"""Servers cut rows off at a round number, a multiple of this."""


class Remote:
    """An endpoint by its address, which may say what the default graph of every query is.

    ``?default-graph-uri=…`` names it on servers that have none of their own, and then the named
    graphs are the project's that are found there, unless ``named-graph-uri`` names them too.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        scheme, netloc, path, query, _ = urlsplit(url) if _is_sound(url) else ("", "", url, "", "")
        pairs = parse_qsl(query, keep_blank_values=True)
        self._graphs = [(name, value) for name, value in pairs if name in (_DEFAULT, _NAMED)]
        if self._graphs:
            rest = [pair for pair in pairs if pair not in self._graphs]
            url = urlunsplit((scheme, netloc, path, urlencode(rest, quote_via=quote), ""))
        self._client = transport.Client(url)
        self._found: list[tuple[str, str]] | None = None

    def ask(self, header: str, text: str, names: Sequence[str] = (), values: str = "") -> Answer:
        """Answer a query of which ``header`` declares prefixes and ``values`` binds ``names``.

        Raises `QueryError`, with the server's words, on what it does not take, and `StoreError`
        where it does not answer, or gives a part of the answer that cannot be completed.
        """
        text = paging.bind(text, names, values)
        form = paging.form_of(text)
        if form in ("construct", "describe"):
            return self._graph(header, text)
        reply = self._reply(header + text, _ROWS)
        answer = self._rows(reply)
        if isinstance(answer, ox.QuerySolutions) and self._may_be_cut(reply):
            return self._completed(header, text, reply)
        return answer

    def quads(self) -> Iterator[ox.Quad]:
        """Yield every quad: those of the default graph, then those of the named graphs."""
        try:
            for row in self._select("SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o }"):
                yield ox.Quad(row["s"], row["p"], row["o"])
            for row in self._select("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"):
                yield ox.Quad(row["s"], row["p"], row["o"], row["g"])
        except (TypeError, KeyError, ValueError, SyntaxError) as error:
            # A row that lacks a part, or has a text where only a thing can stand.
            raise self._unreadable(error) from error

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def _select(self, text: str) -> Any:
        return self.ask("", text)

    def _dataset(self, text: str) -> list[tuple[str, str]]:
        """Return the fields that say which graphs a query is about."""
        if not self._graphs or any(name == _NAMED for name, _ in self._graphs):
            return self._graphs
        if "graph" not in blank_names(blank(text)).lower():
            return self._graphs
        if self._found is None:
            default = {iri for _, iri in self._graphs}
            reply = self._client.ask([("query", _GRAPHS)], _ROWS)
            graphs: Any = self._rows(self._checked(reply))
            if self._may_be_cut(reply):
                raise StoreError(
                    f"{self.url} holds too many graphs to list: name those of interest in the "
                    f"address, as &{_NAMED}=…"
                )
            found = {str(row["graph"].value) for row in graphs if row["graph"]}
            self._found = [(_NAMED, iri) for iri in sorted(found - default) if iri.startswith(BASE)]
        # Without a graph to look into, a server may look into all there are.
        return [*self._graphs, *(self._found or [(_NAMED, f"{BASE}graph/none")])]

    def _reply(self, text: str, accept: str) -> transport.Reply:
        reply = self._client.ask([("query", text), *self._dataset(text)], accept)
        return self._checked(reply)

    def _checked(self, reply: transport.Reply) -> transport.Reply:
        status, words = reply.status, reply.words if reply.status >= 300 else ""
        if status == 400:
            raise QueryError(words or "the endpoint refused the query")
        if status in (401, 403):
            raise StoreError(
                f"{self.url} answered {status} {reply.reason}. {words} Set ROLEGRAPH_TOKEN, or "
                "ROLEGRAPH_USER and ROLEGRAPH_PASSWORD, or name the server in ~/.netrc."
            )
        if status != 200:
            raise StoreError(f"{self.url} answered {status} {reply.reason}. {words}".rstrip())
        if _PARTIAL in reply.headers:
            told = reply.headers.get("x-sql-message", reply.headers[_PARTIAL])
            raise StoreError(
                f"{self.url} gave a part of the answer only: {_shown(told)}. Ask for less, or give "
                "the server more time."
            )
        return reply

    def _rows(self, reply: transport.Reply) -> ox.QuerySolutions | ox.QueryBoolean:
        media = reply.media
        if media not in (_ROWS, "application/json"):
            raise StoreError(
                f"{self.url} answered with {_shown(media) or 'no media type'}: is it a SPARQL "
                f"endpoint? {reply.words[:200]}".rstrip()
            )
        try:
            return ox.parse_query_results(_standard(reply), ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> StoreError:
        return StoreError(f"{self.url} sent an answer that cannot be read: {_shown(str(error))}")

    def _count(self, reply: transport.Reply) -> int:
        rows: Any = self._rows(reply)
        try:
            return sum(1 for _ in rows)
        except (SyntaxError, ValueError, OSError) as error:
            raise self._unreadable(error) from error

    def _may_be_cut(self, reply: transport.Reply) -> bool:
        if _CAPPED in reply.headers:
            return True
        # No row takes fewer bytes: most answers need not be counted.
        count = self._count(reply) if len(reply.body) > 8 * _ROUND else 0
        return count > 0 and count % _ROUND == 0

    def _completed(self, header: str, text: str, first: transport.Reply) -> Answer:
        """Return the whole answer of which a server may have given the first rows only."""
        rows: Any = self._rows(first)
        columns = [variable.value for variable in rows.variables]
        size = self._count(first)
        pages = paging.cut(text, columns)
        if pages is not None and pages.limit is not None and size >= pages.limit:
            return self._rows(first)
        if pages is None or not size:
            raise self._too_many(size, "and this query cannot be asked for in pieces")
        # It would put garbage into columns that VALUES fills when it sorts for a LIMIT.
        nested = _is_virtuoso(first)
        found: list[dict[str, Any]] = []
        taken = 0
        is_known = _CAPPED in first.headers
        start = 0 if is_known else size
        while True:
            want = size if pages.limit is None else min(size, pages.limit - start)
            if want <= 0:
                break
            try:
                reply = self._reply(header + pages.page(start, want, nested=nested), _ROWS)
            except (QueryError, StoreError) as error:
                if nested:
                    raise self._too_many(size, f"and refuses to give the rest: {error}") from error
                nested = True
                continue
            count = self._count(reply)
            if not is_known:
                if not count:
                    return self._rows(first)
                # There are more rows: from the beginning, in an order that pages can rely on.
                is_known, start = True, 0
                continue
            taken += len(reply.body)
            if taken > transport.ANSWER_LIMIT:
                raise StoreError(
                    f"{self.url} sent more than {transport.ANSWER_LIMIT >> 20} MiB in pages of "
                    f"{size:,} rows: add a LIMIT, or ask for less"
                )
            found += json.loads(reply.body)["results"]["bindings"]
            start += count
            if not count or (count < want and _CAPPED not in reply.headers):
                break
        whole = {"head": {"vars": columns}, "results": {"bindings": found}}
        body = json.dumps(whole, separators=(",", ":")).encode()
        return self._rows(first._replace(body=body))

    def _too_many(self, size: int, why: str) -> StoreError:
        return StoreError(
            f"{self.url} gives {size:,} rows at most, {why}. Ask for less, or raise the server's "
            "limit (Virtuoso: ResultSetMaxRows)."
        )

    def _graph(self, header: str, text: str) -> Answer:
        reply = self._reply(header + text, _TRIPLES)
        form = {
            "application/n-triples": ox.RdfFormat.N_TRIPLES,
            "text/plain": ox.RdfFormat.N_TRIPLES,
            "text/turtle": ox.RdfFormat.TURTLE,
        }.get(reply.media)
        if form is None:
            raise StoreError(
                f"{self.url} answered with {_shown(reply.media) or 'no media type'}: is it a "
                f"SPARQL endpoint? {reply.words[:200]}".rstrip()
            )
        store = ox.Store()
        try:
            store.load(reply.body, form)
        except (SyntaxError, ValueError) as error:
            raise self._unreadable(error) from error
        rows = paging.as_rows(text) if len(store) >= _ROUND else None
        if rows is not None:
            # Nothing in a graph tells that it is a part: its rows do.
            told = self._reply(header + rows, _ROWS)
            if self._may_be_cut(told):
                whole: Any = self._completed(header, rows, told)
                size = self._count(told)
                if sum(1 for _ in whole) > size:
                    raise self._too_many(size, "and this graph is made of more")
        return store.query("CONSTRUCT WHERE { ?s ?p ?o }")


def _is_virtuoso(reply: transport.Reply) -> bool:
    return "virtuoso" in reply.headers.get("server", "").lower()


def _standard(reply: transport.Reply) -> bytes:
    """Return rows as they were loaded: Virtuoso has its own labels, and 1 and 0 for booleans."""
    if not _is_virtuoso(reply):
        return reply.body
    body = _BLANK.sub(rb"\1", reply.body)
    return _TRUTH.sub(lambda one: one[1] + (b'true"' if one[2] == b"1" else b'false"'), body)


def _is_sound(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _shown(text: str) -> str:
    from rolegraph.serverwords import plain_words

    return plain_words(text.encode("utf-8", "replace"), "")
