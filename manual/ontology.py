"""The page of the ontology, from its Turtle."""

import re
from collections import Counter
from typing import Final, NamedTuple

import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from manual import ROOT
from manual.templating import Written, code, render

RG: Final = Namespace("https://w3id.org/rolegraph/ontology#")
HEADER: Final = URIRef("https://w3id.org/rolegraph/ontology")
_FOLDER: Final = ROOT / "ontology"
_MATCHES: Final = {
    SKOS.exactMatch: "the same as",
    SKOS.closeMatch: "close to",
    SKOS.broadMatch: "narrower than",
    SKOS.narrowMatch: "broader than",
    SKOS.relatedMatch: "related to",
    RDFS.subClassOf: "a kind of",
    RDFS.subPropertyOf: "a kind of",
    RDF.type: "a",
}
_KINDS: Final = {
    OWL.Class: ("Classes", "class"),
    OWL.NamedIndividual: ("Modalities", "modality"),
    OWL.ObjectProperty: ("Properties that lead to things", "object property"),
    OWL.DatatypeProperty: ("Properties that lead to values", "datatype property"),
}
_TRAITS: Final = {
    OWL.FunctionalProperty: "has one value at most",
    OWL.SymmetricProperty: "holds both ways",
    OWL.IrreflexiveProperty: "never leads to the thing itself",
}


class Term(NamedTuple):
    """A term as the page shows it."""

    heading: str
    anchor: str
    label: str
    kind: str
    definition: str
    lines: list[tuple[str, Written]]


def page() -> str:
    """Return the page of the ontology: every term, with what defines it."""
    graph = Graph().parse(_FOLDER / "rolegraph.ttl")
    aligned = Graph().parse(_FOLDER / "alignments" / "alignments.ttl")
    return page_of(graph, aligned)


def page_of(graph: Graph, aligned: Graph) -> str:
    """Return the page of an ontology and of the alignments of its terms."""
    by_kind = {kind: sorted(_ours(graph, kind), key=str.casefold) for kind in _KINDS}
    everything = [term for terms in by_kind.values() for term in terms]
    folded = Counter(_name(term).casefold() for term in everything)
    headings = {
        term: f"rg:{_name(term)}" + (" (property)" if _is_double(term, folded) else "")
        for term in everything
    }
    groups = [
        (title, [_term(term, word, graph, aligned, headings) for term in by_kind[kind]])
        for kind, (title, word) in _KINDS.items()
    ]
    return render(
        "ontology.md.j2",
        version=graph.value(HEADER, OWL.versionInfo),
        description=graph.value(HEADER, rdflib.DCTERMS.description),
        groups=groups,
        count=len(everything),
    )


def _ours(graph: Graph, kind: URIRef) -> list[URIRef]:
    """Return the terms of a kind that the ontology itself defines."""
    found = graph.subjects(RDF.type, kind)
    return [term for term in found if isinstance(term, URIRef) and term in RG]


def _name(term: Node) -> str:
    return str(term).removeprefix(RG)


def _is_double(term: URIRef, folded: Counter[str]) -> bool:
    """Tell whether a property has the name of a class: anchors know no capitals."""
    return folded[_name(term).casefold()] > 1 and _name(term)[0].islower()


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


def _term(
    term: URIRef, kind: str, graph: Graph, aligned: Graph, headings: dict[URIRef, str]
) -> Term:
    def link(node: Node) -> str:
        if isinstance(node, URIRef) and node in headings:
            return f"[{code(f'rg:{_name(node)}')}](#{_anchor(headings[node])})"
        return code(_curie(node, aligned))

    def classes(predicate: URIRef) -> str:
        found = [one for node in graph.objects(term, predicate) for one in _union(graph, node)]
        return ", ".join(link(node) for node in found)

    above = [*graph.objects(term, RDFS.subClassOf), *graph.objects(term, RDFS.subPropertyOf)]
    own = {*above, *graph.objects(term, RDF.type)}
    is_property = term in {*graph.subjects(RDF.type, OWL.ObjectProperty)} | {
        *graph.subjects(RDF.type, OWL.DatatypeProperty)
    }
    lines = [("Below", ", ".join(link(node) for node in sorted(above, key=str)))]
    if is_property:
        lines += [
            ("Domain", classes(RDFS.domain) or "anything"),
            ("Range", classes(RDFS.range) or "anything"),
            ("Also", "; ".join(word for mark, word in _TRAITS.items() if mark in own)),
        ]
    lines += [
        ("Example", _texts(graph, term, SKOS.example, "; ")),
        ("Remark", _texts(graph, term, SKOS.scopeNote, " ")),
        ("Alignment", _alignment(term, aligned, own)),
    ]
    return Term(
        headings[term],
        _anchor(headings[term]),
        str(graph.value(term, SKOS.prefLabel)),
        kind,
        str(graph.value(term, SKOS.definition)),
        [(name, Written(text)) for name, text in lines if text],
    )


def _texts(graph: Graph, term: URIRef, predicate: URIRef, between: str) -> str:
    from manual.templating import markdown

    return between.join(markdown(text) for text in sorted(graph.objects(term, predicate), key=str))


def _alignment(term: URIRef, aligned: Graph, own: set[Node]) -> str:
    """Return how a term stands to foreign ones, or why there is none, in Markdown."""
    found = [
        f"{words} {code(_curie(node, aligned))}"
        for predicate, words in _MATCHES.items()
        for node in sorted(aligned.objects(term, predicate), key=str)
    ]
    if foreign := [node for node in own if isinstance(node, URIRef) and node in SKOS]:
        known = {code(_curie(node, aligned)) for node in foreign}
        found += sorted(
            f"a kind of {one}" for one in known if not any(one in line for line in found)
        )
    return "; ".join(found) or _texts(aligned, term, SKOS.editorialNote, " ")


def _union(graph: Graph, node: Node) -> list[Node]:
    listed = graph.value(node, OWL.unionOf)
    return [node] if listed is None else list(Collection(graph, listed))


def _curie(node: Node, graph: Graph) -> str:
    return graph.namespace_manager.curie(URIRef(str(node)), generate=False)
