"""The whole dataset in standard formats; the same dataset gives the same bytes."""

import io
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import BinaryIO, Final

import pyoxigraph as ox

from rolegraph.dataset import Dataset
from rolegraph.errors import UsageError
from rolegraph.namespaces import PREFIXES

Progress = Callable[[str, int, int], object]
"""Called with what is being done, how many quads are done, and of how many."""

_RDF: Final = {
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_RUN: Final = 250_000
"""Quads that are put in order in memory, some 100 MB; of more, runs of this length are merged."""
_STEP: Final = 20_000


def _key(quad: ox.Quad) -> str:
    # Terms are written without line ends, and hold no character before the one between them.
    return f"{quad.graph_name}\0{quad.subject}\0{quad.predicate}\0{quad.object}\n"


def _has_blank(quad: ox.Quad) -> bool:
    terms = (quad.subject, quad.object, quad.graph_name)
    return any(not isinstance(one, ox.NamedNode | ox.Literal | ox.DefaultGraph) for one in terms)


def _keys(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Yield the keys of quads in any order, those with blank nodes last.

    Blank nodes get new labels at each load: canonical ones make the bytes repeatable. They follow
    from the quads that blank nodes are in, and from no others.
    """
    blank = ox.Dataset()
    for quad in quads:
        if _has_blank(quad):
            blank.add(quad)
        else:
            yield _key(quad)
    blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    yield from map(_key, blank)


def _in_order(keys: Iterator[str]) -> Iterator[str]:
    """Yield keys in order, however many there are: what does not fit goes to temporary files."""
    run = sorted(islice(keys, _RUN))
    if len(run) < _RUN:
        yield from run
        return
    # Imported here: few graphs are so large.
    import gzip
    import heapq
    from contextlib import ExitStack
    from tempfile import TemporaryFile

    with ExitStack() as stack:
        runs = []
        while run:
            file = stack.enter_context(TemporaryFile())
            with gzip.open(file, "wt", 1, encoding="utf-8", newline="\n") as packed:
                packed.writelines(run)
            file.seek(0)
            runs.append(stack.enter_context(gzip.open(file, "rt", encoding="utf-8", newline="\n")))
            run = sorted(islice(keys, _RUN))
        yield from heapq.merge(*runs)


def _lines(keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        graph, subject, predicate, object_ = key[:-1].split("\0", 3)
        where = "" if graph == "DEFAULT" else f" {graph}"
        yield f"{subject} {predicate} {object_}{where} .\n"


def _quads(lines: Iterator[str]) -> Iterator[ox.Quad]:
    while block := "".join(islice(lines, _STEP)):
        yield from ox.parse(block, format=ox.RdfFormat.N_QUADS)


def _watched(items: Iterable[str], what: str, total: int, told: Progress | None) -> Iterator[str]:
    done = 0
    for done, one in enumerate(items, 1):
        if told is not None and not done % _STEP:
            told(what, done, total)
        yield one
    if told is not None:
        told(what, done, max(total, done))


def _rdf(dataset: Dataset, form: str, file: BinaryIO, progress: Progress | None) -> None:
    # A server is not asked to count: how far it is cannot be told then.
    total = len(dataset.store) if progress is not None and dataset.kind != "endpoint" else 0
    read = _watched(_keys(dataset.quads()), "Reading", total, progress)
    lines = _lines(_watched(_in_order(read), "Writing", total, progress))
    if form == "nquads":
        file.writelines(map(str.encode, lines))
    elif form == "turtle":
        union = (q.triple for q in _quads(lines) if isinstance(q.graph_name, ox.DefaultGraph))
        ox.serialize(union, file, format=_RDF[form], prefixes=PREFIXES)
    else:
        ox.serialize(_quads(lines), file, format=_RDF[form], prefixes=PREFIXES)


def _graphml(dataset: Dataset, form: str, file: BinaryIO, progress: Progress | None) -> None:
    from rolegraph import network

    file.write(network.write_graphml(network.from_dataset(dataset)))


def _gexf(dataset: Dataset, form: str, file: BinaryIO, progress: Progress | None) -> None:
    from rolegraph import network

    file.write(network.write_gexf(network.from_dataset(dataset)))


def _csv(dataset: Dataset, form: str, file: BinaryIO, progress: Progress | None) -> None:
    from rolegraph.comparison import edge_rows
    from rolegraph.views.table import Rows, to_delimited

    file.write(to_delimited(Rows(*edge_rows(dataset)), ",").encode())


_WRITERS: Final[dict[str, Callable[[Dataset, str, BinaryIO, Progress | None], None]]] = {
    **dict.fromkeys(_RDF, _rdf),
    "graphml": _graphml,
    "gexf": _gexf,
    "csv": _csv,
}
FORMATS: Final = tuple(_WRITERS)


def write(dataset: Dataset, form: str, file: BinaryIO, progress: Progress | None = None) -> None:
    """Write a dataset to a file in one of `FORMATS`. Raises `UsageError` on any other name.

    The RDF formats take some 200 MB of memory at most, however large the dataset is, and room for
    temporary files where it has more than a quarter of a million quads.
    """
    if form not in _WRITERS:
        raise UsageError(f"{form!r} is no format: take one of {', '.join(FORMATS)}")
    _WRITERS[form](dataset, form, file, progress)


def to_bytes(dataset: Dataset, form: str) -> bytes:
    """Return a dataset in one of `FORMATS`, as `write` does."""
    file = io.BytesIO()
    write(dataset, form, file)
    return file.getvalue()
