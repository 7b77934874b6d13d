"""Answer one request on an open graph: what a worker process does, without its process.

Everything that a stranger's text can make slow or large happens here and not in the server.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Final

import pyoxigraph as ox

from rolegraph.dataset import Answer, Dataset
from rolegraph.endpoint import description, negotiation, updates
from rolegraph.endpoint.exchange import PageRequest
from rolegraph.endpoint.negotiation import GRAPHS, ROWS, TRUTH, Form
from rolegraph.endpoint.settings import Settings
from rolegraph.endpoint.sink import RowCounter, Sink, TooLargeError
from rolegraph.endpoint.wire import Reply
from rolegraph.errors import QueryError, RolegraphError, StoreError
from rolegraph.graph import Graph
from rolegraph.namespaces import PREFIXES, is_iri
from rolegraph.queries import graphs, guard
from rolegraph.queries.result import FORMATS, GRAPH_FORMATS

TEXT: Final = "text/plain; charset=utf-8"
_GRAPH_FORMATS: Final = {
    **GRAPH_FORMATS,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
_SORTED: Final = 20_000
_TEXTS: Final = 128
_LISTED: Final = 1_000
# Rows are evaluated while they are written: what is wrong with a query may show up only then.
_BROKEN: Final = (OSError, RuntimeError, ValueError)


class NotAcceptableError(RolegraphError):
    """The client takes none of the formats that fit the answer."""


class Answerer:
    """Answers requests on a graph; ``folder`` is where large answers are put."""

    def __init__(self, dataset: Dataset, settings: Settings, folder: str | None = None) -> None:
        self._dataset = dataset
        self._graph = Graph(dataset)
        # Looking through a text takes as long as answering a small query, and texts come again.
        self._bounded = lru_cache(_TEXTS)(self._check_bounds)
        self._known = lru_cache(_TEXTS)(self._check_graphs)
        self._settings = settings
        self._folder = folder

    def answer(self, job: dict[str, Any]) -> Reply:
        """Return the answer to a request; what goes wrong is an answer too."""
        kinds: dict[str, Callable[[dict[str, Any]], Reply]] = {
            "query": self._query,
            "update": self._update,
            "describe": self._describe,
            "page": self._page,
        }
        try:
            return kinds[job["kind"]](job)
        except NotAcceptableError as error:
            return _told(406, str(error), "format")
        except TooLargeError as error:
            # The protocol's answer to a query that a service refuses to carry through; 413 would
            # speak of the request.
            return _told(500, str(error), error.reason)
        except QueryError as error:
            return _told(400, str(error), "query")
        except StoreError as error:
            return _told(502 if self._settings.is_remote else 500, str(error), "store")
        except RolegraphError as error:
            return _told(400, str(error), "request")
        except MemoryError:
            return _told(500, "The query needs more memory than it may take.", "memory")
        except _BROKEN as error:
            return _told(500, f"The query broke off: {error}", "engine")

    def _query(self, job: dict[str, Any]) -> Reply:
        text = job["text"]
        self._bounded(text)
        answer = self._asked(text, job)
        if isinstance(answer, ox.QueryTriples):
            return self._graph_reply(answer, job)
        is_rows = isinstance(answer, ox.QuerySolutions)
        form, media = _chosen(job, ROWS if is_rows else TRUTH)
        counter = RowCounter(form.name) if is_rows else None
        sink = self._sink(job, counter)
        try:
            # The engine writes to anything that has these two methods.
            answer.serialize(sink, format=FORMATS[form.name])  # type: ignore[arg-type]
            return _whole(sink, media, counter.rows if counter else 1)
        except BaseException:
            sink.discard()
            raise

    def _asked(self, text: str, job: dict[str, Any]) -> Answer:
        """Return the engine's answer, on the graphs that the request names or the query does."""
        default, named = job["default"], job["named"]
        chosen = bool(default or named)
        if self._settings.is_remote:
            if chosen:
                raise QueryError(
                    "This server asks another one, which takes no graphs with the request: "
                    "write FROM <…> and FROM NAMED <…> into the query."
                )
            graphs.check(text, self._holds_elsewhere, strict=True)
            try:
                return self._dataset.query(text)
            except QueryError as error:
                raise guard.explain(text, error) from error
        store = self._dataset.store
        if not chosen and not self._settings.updates:
            self._known(text)
        try:
            return store.query(
                text,
                base_iri=job["base"],
                prefixes=PREFIXES,
                default_graph=_nodes(default) if chosen else None,
                named_graphs=_nodes(named) if chosen else None,
            )
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise self._explained(text, error) from error

    def _check_bounds(self, text: str) -> None:
        guard.check(graphs.check_services(text, self._settings.services))

    def _check_graphs(self, text: str) -> None:
        graphs.check_dataset(text, self._dataset)

    def _explained(self, text: str, error: Exception) -> QueryError:
        """Return what the parser says as words, with line and caret."""
        try:
            self._dataset.query(text)
        except QueryError as found:
            return guard.explain(text, found)
        return QueryError(f"The query cannot be run: {error}")

    def _holds_elsewhere(self, iri: str) -> bool:
        if not is_iri(iri):
            return False
        return bool(self._dataset.query(f"ASK {{ GRAPH {ox.NamedNode(iri)} {{ ?s ?p ?o }} }}"))

    def _graph_reply(self, triples: Iterable[ox.Triple], job: dict[str, Any]) -> Reply:
        form, media = _chosen(job, GRAPHS)
        sink, count = self._sink(job), 0
        try:
            source = iter(triples)
            first = list(islice(source, _SORTED))
            sink.check(len(first))
            if len(first) < _SORTED:
                # A subject's triples together, each once: what people read.
                first = sorted(set(first), key=str)

            def counted() -> Iterator[ox.Triple]:
                nonlocal count
                for triple in chain(first, source):
                    count += 1
                    if count % 1_000 == 0:
                        sink.check(count)
                    yield triple
                sink.check(count)

            ox.serialize(
                counted(),
                sink,  # type: ignore[arg-type]
                format=_GRAPH_FORMATS[form.name],
                prefixes=job.get("prefixes") or PREFIXES,
            )
            return _whole(sink, media, count)
        except BaseException:
            sink.discard()
            raise

    def _update(self, job: dict[str, Any]) -> Reply:
        if not self._settings.updates:
            return _told(403, "This server takes no updates.", "update")
        text, fails = updates.without_loads(job["text"])
        guard.check(text)
        text = updates.using(text, job["default"], job["named"])
        # Where a LOAD has failed, nothing is changed; what is no update is told to be none first.
        store = ox.Store() if fails else self._dataset.store
        try:
            store.update(text, base_iri=job["base"], prefixes=PREFIXES)
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise QueryError(f"The update cannot be run: {error}") from error
        if fails:
            return _told(
                403, "LOAD is not done: this server fetches nothing. Send the data.", "load"
            )
        return Reply(204, "")

    def _describe(self, job: dict[str, Any]) -> Reply:
        names: list[str] = []
        size = None
        if not self._settings.is_remote:
            store = self._dataset.store
            found = islice(store.named_graphs(), _LISTED)
            names = sorted(one.value for one in found if isinstance(one, ox.NamedNode))
        told = description.triples(job["address"], names, size, updates=self._settings.updates)
        return self._graph_reply(told, job | {"prefixes": description.SHOWN})

    def _page(self, job: dict[str, Any]) -> Reply:
        request = PageRequest(
            job["path"],
            tuple((name, value) for name, value in job["parameters"]),
            job["accept"],
            job["base"],
        )
        # Imported when the first page is asked for: queries need none of it.
        from rolegraph.endpoint import explorer

        answer = explorer.answer(self._graph, request)
        sink = self._sink(job)
        try:
            sink.write(answer.body)
            return _whole(sink, answer.media, 0)._replace(
                status=answer.status, headers=answer.headers
            )
        except BaseException:
            sink.discard()
            raise

    def _sink(self, job: dict[str, Any], counter: RowCounter | None = None) -> Sink:
        return Sink(
            self._settings.max_bytes,
            self._settings.max_rows,
            counter,
            folder=self._folder,
            compress=job["gzip"],
        )


def _chosen(job: dict[str, Any], forms: tuple[Form, ...]) -> tuple[Form, str]:
    """Return the format and what it is called. Raises `NotAcceptableError` where none fits."""
    name = job.get("format")
    found = negotiation.named(name, forms) if name else negotiation.choose(job["accept"], forms)
    if found is None:
        listed = ", ".join(f"{form.media} ({form.name})" for form in forms)
        raise NotAcceptableError(f"This answer can be had as: {listed}")
    return found


def _nodes(iris: Iterable[str]) -> list[Any]:
    """Return graphs by their names; the engine takes those that it lacks for empty ones."""
    for iri in iris:
        if not is_iri(iri):
            raise QueryError(f"{iri!r} is no IRI of a graph")
    return [ox.NamedNode(iri) for iri in iris]


def _whole(sink: Sink, media: str, rows: int) -> Reply:
    body, file, size, packed = sink.finish()
    encoding = "gzip" if packed else ""
    return Reply(200, media, body, (), encoding, file, size, rows)


def _told(status: int, message: str, reason: str) -> Reply:
    body = (message.rstrip("\n") + "\n").encode()
    return Reply(status, TEXT, body, size=len(body), reason=reason)
