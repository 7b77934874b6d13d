"""The service description: what the endpoint takes and gives, in RDF."""

from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from rolegraph.endpoint.negotiation import GRAPHS, ROWS
from rolegraph.namespaces import PREFIXES

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_FORMAT_IRIS: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML",
    "trig": "TriG",
    "nquads": "N-Quads",
}
SHOWN: Final = {
    "sd": SD,
    "void": VOID,
    "format": _FORMATS,
    **{name: PREFIXES[name] for name in ("rdf", "dcterms", "source")},
}


def triples(
    address: str, graphs: Sequence[str], size: int | None, *, updates: bool = False
) -> Iterator[ox.Triple]:
    """Yield the description of the service at an address.

    ``graphs`` are the named graphs; ``size`` is the number of quads where it is known.
    """
    node, blank = ox.NamedNode, ox.BlankNode
    a = node(PREFIXES["rdf"] + "type")
    service, data, default = blank("service"), blank("dataset"), blank("default")
    yield ox.Triple(service, a, node(SD + "Service"))
    yield ox.Triple(service, node(SD + "endpoint"), node(address))
    for language in ("SPARQL10Query", "SPARQL11Query", *(["SPARQL11Update"] if updates else [])):
        yield ox.Triple(service, node(SD + "supportedLanguage"), node(SD + language))
    if not updates:
        # The default graph holds what the named ones hold, each triple once.
        yield ox.Triple(service, node(SD + "feature"), node(SD + "UnionDefaultGraph"))
    for form in (*ROWS, *GRAPHS):
        name = node(_FORMATS + _FORMAT_IRIS[form.name])
        yield ox.Triple(service, node(SD + "resultFormat"), name)
    yield ox.Triple(service, node(SD + "defaultDataset"), data)
    yield ox.Triple(data, a, node(SD + "Dataset"))
    yield ox.Triple(data, node(SD + "defaultGraph"), default)
    yield ox.Triple(default, a, node(SD + "Graph"))
    if size is not None:
        integer = node(PREFIXES["xsd"] + "integer")
        told = ox.Literal(str(size), datatype=integer)
        yield ox.Triple(data, node(VOID + "triples"), told)
    for at, graph in enumerate(graphs):
        here = blank(f"graph{at}")
        yield ox.Triple(data, node(SD + "namedGraph"), here)
        yield ox.Triple(here, a, node(SD + "NamedGraph"))
        yield ox.Triple(here, node(SD + "name"), node(graph))
