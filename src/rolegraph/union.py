"""Keep the default graph the union of the sources' graphs, with one label for one thing.

The default graph is written out: it holds each triple of every source's graph once, and the
vocabulary, which stands in no other graph. Things that articles name and the vocabulary lacks are
described in the graph of each article that names them; where those descriptions differ, the default
graph has what most of them say.

The postings of an imported file are in the default graph alone: each says which source it is from,
and a million of them are not written twice.
"""

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from threading import BoundedSemaphore
from typing import BinaryIO, Final, NamedTuple

import pyoxigraph as ox

from rolegraph.namespaces import BASE, LABELS, PROV, RDF, RG, SCHEMA, SKOS, kind_of
from rolegraph.statements import labels_graph

CHUNK: Final = 8_000_000
"""Bytes of N-Quads that are loaded at once: larger ones are slower and take more memory."""
_LOADERS: Final = 2
_PIECE: Final = 50_000
_MANY: Final = 1_000
"""Things from which on it is cheaper to look over all labels once than for each of them."""

_DEFAULT: Final = ox.DefaultGraph()
_LABEL: Final = ox.NamedNode(RG.label)
_PREFERRED: Final = ox.NamedNode(SKOS.prefLabel)
_ALTERNATIVE: Final = ox.NamedNode(SKOS.altLabel)
_HIDDEN: Final = ox.NamedNode(SKOS.hiddenLabel)
_BROADER: Final = ox.NamedNode(SKOS.broader)
_TOP: Final = ox.NamedNode(SKOS.topConceptOf)
_PROVISIONAL: Final = ox.NamedNode(RG.provisional)
_TYPE: Final = ox.NamedNode(RDF.type)
_CONCEPT: Final = ox.NamedNode(SKOS.Concept)
_DERIVED: Final = ox.NamedNode(PROV.wasDerivedFrom)
_CLAIM: Final = BASE + "claim/"
_POSTED: Final = BASE + "posting/"
_SINGLE: Final = {
    kind: tuple(ox.NamedNode(iri) for iri in iris)
    for kind, iris in {
        "degree": (RG.eqfLevel,),
        "outlook": (RG.growthPercent, RG.periodStart, RG.periodEnd, RG.agency, RG.trend),
        "posting": (
            SCHEMA.hiringOrganization,
            SCHEMA.jobLocation,
            RG.remote,
            SCHEMA.employmentType,
            RG.seniority,
            SCHEMA.salaryCurrency,
            RG.salaryMinimum,
            RG.salaryMaximum,
        ),
        "salary": (SCHEMA.salaryCurrency, RG.salaryMinimum, RG.salaryMaximum, RG.salaryMean),
    }.items()
}
"""Properties, besides the label, of which a thing has one value."""

_Object = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Change:
    """A change of the sources in a store; `settle` ends it.

    ``vocabulary`` gives what belongs to no source, which stays whatever is removed; it is asked
    for when it is needed.
    """

    def __init__(self, store: ox.Store, vocabulary: Callable[[], ox.Store]) -> None:
        self._store, self._load_vocabulary = store, vocabulary
        self._loaded: set[ox.NamedNode] = set()
        self._removed: set[ox.NamedNode] = set()

    @cached_property
    def _vocabulary(self) -> ox.Store:
        return self._load_vocabulary()

    def remove(self, source: str) -> int:
        """Remove a source's graph, and what it alone says from the default graph.

        Returns how many quads the graph had.
        """
        store, graph = self._store, ox.NamedNode(source)
        quads = list(store.quads_for_pattern(None, None, None, graph))
        self._removed |= self._things(graph)
        store.remove_graph(graph)
        for subject, predicate, object, _ in quads:
            own = isinstance(subject, ox.NamedNode) and subject.value.startswith(_CLAIM)
            if not own and (
                any(self._named(subject, predicate, object))
                or ox.Quad(subject, predicate, object) in self._vocabulary
            ):
                continue
            store.remove(ox.Quad(subject, predicate, object))
        for posting in list(postings(store, (source,))):
            for quad in list(store.quads_for_pattern(posting, None, None, _DEFAULT)):
                store.remove(quad)
        return len(quads)

    def load(self, chunks: Iterable[bytes], sources: Iterable[str]) -> None:
        """Add the N-Quads of sources: each triple in its graph and in the default graph.

        The lines must be ours: IRIs are not checked again.
        """
        bulk_load(self._store, chunks)
        for source in sources:
            self._loaded |= self._things(ox.NamedNode(source))

    def loaded(self, things: Iterable[str]) -> None:
        """Note things that what was loaded describes, as `load` finds them by itself."""
        self._loaded.update(ox.NamedNode(thing) for thing in things)

    def settle(self) -> None:
        """Give each thing that the change touched one description in the default graph."""
        things = self._loaded | self._removed
        if len(things) > _MANY:
            graphs = [one for one in self._store.named_graphs() if isinstance(one, ox.NamedNode)]
            # Each of thousands of articles describes a few things, a taxonomy thousands at once.
            if len(graphs) < len(things):
                things -= self._told_once(things - self._removed, graphs)
        for thing in things:
            self._settle(thing)
        self._loaded.clear()
        self._removed.clear()

    def _told_once(
        self, things: set[ox.NamedNode], graphs: Iterable[ox.NamedNode]
    ) -> set[ox.NamedNode]:
        """Return those that one source describes, and nothing else: there is nothing to settle.

        One look over all labels instead of several for each of the things.
        """
        times: Counter[ox.NamedNode] = Counter()
        for graph in graphs:
            if not graph.value.startswith(LABELS):
                labels = self._store.quads_for_pattern(None, _LABEL, None, graph)
                times.update(
                    quad.subject for quad in labels if isinstance(quad.subject, ox.NamedNode)
                )
        return {
            thing
            for thing in things
            if times[thing] == 1
            and kind_of(thing.value) not in _SINGLE
            and not any(self._vocabulary.quads_for_pattern(thing, _LABEL, None, _DEFAULT))
        }

    def _things(self, graph: ox.NamedNode) -> set[ox.NamedNode]:
        """Return what a source's graph describes besides the source."""
        found = {
            quad.subject for quad in self._store.quads_for_pattern(None, _LABEL, None, graph)
        } - {graph}
        return {thing for thing in found if isinstance(thing, ox.NamedNode)}

    def _named(
        self,
        subject: ox.NamedNode | ox.BlankNode | ox.Triple,
        predicate: ox.NamedNode,
        object: _Object | None = None,
    ) -> Iterator[ox.Quad]:
        found = self._store.quads_for_pattern(subject, predicate, object, None)
        return (quad for quad in found if quad.graph_name != _DEFAULT)

    def _settle(self, thing: ox.NamedNode) -> None:
        single = _SINGLE.get(kind_of(thing.value) or "", ())
        if thing not in self._removed and self._is_told_alike(thing, single):
            return
        labels = Counter(
            quad.object.value
            for quad in self._named(thing, _LABEL)
            if isinstance(quad.object, ox.Literal)
        )
        if any(self._vocabulary.quads_for_pattern(thing, _LABEL, None, _DEFAULT)):
            # The vocabulary knows the thing after all: its own words count.
            for one in (*_TOLD, *single, _PROVISIONAL):
                told = self._vocabulary.quads_for_pattern(thing, one, None, _DEFAULT)
                self._put(thing, one, {quad.object for quad in told})
            return
        wanted: dict[ox.NamedNode, set[_Object]] = {one: set() for one in _TOLD}
        if labels:
            label = most_told(labels)
            preferred = ox.Literal(label, language="en")
            hidden = {quad.object for quad in self._named(thing, _HIDDEN)}
            others = {quad.object for quad in self._named(thing, _ALTERNATIVE)}
            others |= {ox.Literal(other, language="en") for other in labels}
            wanted[_LABEL] = {ox.Literal(label)}
            wanted[_PREFERRED] = {preferred}
            wanted[_ALTERNATIVE] = others - hidden - {preferred}
            wanted[_BROADER] = {quad.object for quad in self._named(thing, _BROADER)}
            if not wanted[_BROADER]:
                wanted[_TOP] = {quad.object for quad in self._named(thing, _TOP)}
        for one in single:
            values = Counter(str(quad.object) for quad in self._named(thing, one))
            best = most_told(values) if values else None
            told = self._named(thing, one)
            wanted[one] = {quad.object for quad in told if str(quad.object) == best}
        for one, objects in wanted.items():
            self._put(thing, one, objects)

    def _is_told_alike(self, thing: ox.NamedNode, single: Collection[ox.NamedNode]) -> bool:
        """Whether what was added says of a thing what was settled before, as of most; then end it.

        Only the default graph is looked at: thousands of sources may describe the thing. It holds
        what was settled, and what the new sources say. One value is what most said before,
        and these say it too.
        """
        labels, preferred, others, hidden = (
            self._values(thing, one) for one in (_LABEL, _PREFERRED, _ALTERNATIVE, _HIDDEN)
        )
        if len(labels) != 1 or any(len(self._values(thing, one)) > 1 for one in single):
            return False
        (label,) = labels
        if not isinstance(label, ox.Literal):
            return False
        if preferred != {ox.Literal(label.value, language="en")}:
            return False
        for other in others & (hidden | preferred):
            self._store.remove(ox.Quad(thing, _ALTERNATIVE, other))
        if self._values(thing, _BROADER):
            self._put(thing, _TOP, set())
        return True

    def _values(self, thing: ox.NamedNode, predicate: ox.NamedNode) -> set[_Object]:
        found = self._store.quads_for_pattern(thing, predicate, None, _DEFAULT)
        return {quad.object for quad in found}

    def _put(self, thing: ox.NamedNode, predicate: ox.NamedNode, wanted: set[_Object]) -> None:
        """Make these the only values in the default graph."""
        there = self._values(thing, predicate)
        for object in there - wanted:
            self._store.remove(ox.Quad(thing, predicate, object))
        for object in wanted - there:
            self._store.add(ox.Quad(thing, predicate, object))


_TOLD: Final = (_LABEL, _PREFERRED, _ALTERNATIVE, _BROADER, _TOP)


def most_told(values: Mapping[str, int]) -> str:
    """Return the value that is told most often, of several the first by code point.

    >>> most_told({"Hashicorp Vault": 1, "HashiCorp Vault": 1})
    'HashiCorp Vault'
    """
    return min(values, key=lambda value: (-values[value], value))


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """Yield a file of N-Quads in pieces that end with a line."""
    while lines := file.readlines(CHUNK):
        yield b"".join(lines)


class Triples(NamedTuple):
    """N-Triples, and every graph that they are to stand in: made once, whatever their number."""

    lines: bytes
    graphs: tuple[ox.NamedNode | ox.DefaultGraph, ...]


def bulk_load(store: ox.Store, pieces: Iterable[bytes | Triples]) -> None:
    """Load pieces of N-Quads or N-Triples, two at a time, with no more than these in memory.

    The engine's own loader holds up to two million quads and uses less than two cores. What goes
    wrong ends the loading at the next piece, and is raised.
    """
    room = BoundedSemaphore(_LOADERS)
    waiting: deque[Future[None]] = deque()

    def load(piece: bytes, graph: ox.NamedNode | ox.DefaultGraph | None) -> None:
        try:
            form = ox.RdfFormat.N_QUADS if graph is None else ox.RdfFormat.N_TRIPLES
            store.bulk_load(piece, form, to_graph=graph, lenient=True)
        finally:
            room.release()

    with ThreadPoolExecutor(_LOADERS) as pool:
        for piece in pieces:
            lines, graphs = (piece, (None,)) if isinstance(piece, bytes) else piece
            for graph in graphs:
                room.acquire()
                waiting.append(pool.submit(load, lines, graph))
                while waiting and waiting[0].done():
                    waiting.popleft().result()
    for one in waiting:
        one.result()


def label_graphs(store: ox.Store, source: str) -> set[str]:
    """Return the graphs that hold what a source calls things in other languages."""
    start = labels_graph(source, "")
    return {
        graph.value
        for graph in store.named_graphs()
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(start)
    }


def postings(store: ox.Store, sources: Collection[str]) -> Iterator[ox.NamedNode]:
    """Yield the postings from these sources that stand in the default graph alone.

    Those that articles tell of are concepts, and in the graph of each article too.
    """
    for source in sources:
        for quad in store.quads_for_pattern(None, _DERIVED, ox.NamedNode(source), _DEFAULT):
            told = quad.subject
            if (
                isinstance(told, ox.NamedNode)
                and told.value.startswith(_POSTED)
                and ox.Quad(told, _TYPE, _CONCEPT) not in store
            ):
                yield told


def _postings_again(store: ox.Store, sources: Collection[str]) -> Iterator[bytes]:
    piece: list[str] = []
    for posting in postings(store, sources):
        piece += [
            f"{quad.subject} {quad.predicate} {quad.object} .\n"
            for quad in store.quads_for_pattern(posting, None, None, _DEFAULT)
        ]
        if len(piece) >= _PIECE:
            yield "".join(piece).encode()
            piece.clear()
    yield "".join(piece).encode()


def rebuild(old: ox.Store, new: ox.Store, scratch: str, without: Collection[str]) -> set[str]:
    """Copy the named graphs of a store, but for some, into one that has the vocabulary.

    The way to part with a large source: taking it out triple by triple costs more than reading all
    the others again. ``scratch`` is the path of a file for the time being. Returns what the graphs
    describe in our own namespace, which `Change.settle` has to see.
    """
    described: set[str] = set()
    kept: list[str] = []
    for graph in sorted(old.named_graphs(), key=str):
        if not isinstance(graph, ox.NamedNode) or graph.value in without:
            continue
        old.dump(scratch, ox.RdfFormat.N_TRIPLES, from_graph=graph)
        with open(scratch, "rb") as file:
            graphs = (graph,) if graph.value.startswith(LABELS) else (_DEFAULT, graph)
            bulk_load(new, (Triples(lines, graphs) for lines in chunks(file)))
        if not graph.value.startswith(LABELS):
            described |= {
                quad.subject.value
                for quad in old.quads_for_pattern(None, _LABEL, None, graph)
                if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(BASE)
            }
            described.discard(graph.value)
            kept.append(graph.value)
    bulk_load(new, _postings_again(old, kept))
    return described


def replace_sources(
    store: ox.Store, vocabulary: Callable[[], ox.Store], sources: Mapping[str, Iterable[str]]
) -> None:
    """Put sources, by IRI, with these N-Quads in the place of what a store has of them."""
    change = Change(store, vocabulary)
    for source in sources:
        change.remove(source)
    change.load(("".join(lines).encode() for lines in sources.values()), sources)
    change.settle()


def forget(store: ox.Store, vocabulary: Callable[[], ox.Store], source: str) -> None:
    """Remove a source, and what it alone says."""
    change = Change(store, vocabulary)
    change.remove(source)
    change.settle()
