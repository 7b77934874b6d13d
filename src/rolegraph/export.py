"""The whole dataset in standard formats; the same dataset gives the same bytes."""

from collections.abc import Callable
from typing import Final

import pyoxigraph as ox

from rolegraph.dataset import Dataset
from rolegraph.errors import UsageError
from rolegraph.namespaces import PREFIXES

_RDF: Final = {
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def _rdf(dataset: Dataset, form: str) -> bytes:
    # Blank nodes get new labels at each load: canonical ones make the bytes repeatable.
    canonical = ox.Dataset(dataset.quads())
    canonical.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    quads = [
        (str(q.graph_name), str(q.subject), str(q.predicate), str(q.object), q) for q in canonical
    ]
    quads.sort(key=lambda row: row[:4])
    if form == "turtle":
        union = [row[4].triple for row in quads if isinstance(row[4].graph_name, ox.DefaultGraph)]
        return ox.serialize(union, format=_RDF[form], prefixes=PREFIXES) or b""
    prefixes = None if form == "nquads" else PREFIXES
    return ox.serialize([row[4] for row in quads], format=_RDF[form], prefixes=prefixes) or b""


def _graphml(dataset: Dataset, form: str) -> bytes:
    from rolegraph import network

    return network.write_graphml(network.from_dataset(dataset))


def _gexf(dataset: Dataset, form: str) -> bytes:
    from rolegraph import network

    return network.write_gexf(network.from_dataset(dataset))


def _csv(dataset: Dataset, form: str) -> bytes:
    from rolegraph.comparison import edge_rows
    from rolegraph.views.table import Rows, to_delimited

    return to_delimited(Rows(*edge_rows(dataset)), ",").encode()


_WRITERS: Final[dict[str, Callable[[Dataset, str], bytes]]] = {
    **dict.fromkeys(_RDF, _rdf),
    "graphml": _graphml,
    "gexf": _gexf,
    "csv": _csv,
}
FORMATS: Final = tuple(_WRITERS)


def to_bytes(dataset: Dataset, form: str) -> bytes:
    """Return a dataset in one of `FORMATS`. Raises `UsageError` on any other name."""
    if form not in _WRITERS:
        raise UsageError(f"{form!r} is no format: take one of {', '.join(FORMATS)}")
    return _WRITERS[form](dataset, form)
