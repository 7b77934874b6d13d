"""Comparisons and whole datasets as networkx graphs."""

import re
from typing import Final

import networkx as nx

from rolegraph.comparison import Comparison
from rolegraph.dataset import Dataset
from rolegraph.namespaces import to_curie
from rolegraph.queries import run

_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _well_formed(text: str) -> str:
    """Return XML without the characters that it cannot hold; networkx writes them all the same."""
    return _UNFIT.sub("\ufffd", text)


def from_comparison(comparison: Comparison) -> "nx.Graph[str]":
    """Return the compared roles and their traits: an edge from each role to each thing it has.

    Nodes are CURIEs with ``label`` and ``kind``; things also carry ``claims``, ``sources`` and
    ``modality`` over the compared roles, and edges those of the one role.
    """
    graph: nx.Graph[str] = nx.Graph()
    curies = {role.slug: to_curie(role.iri) for role in comparison.roles}
    for role in comparison.roles:
        graph.add_node(curies[role.slug], label=role.label, kind="role")
    for trait in comparison.traits:
        node = to_curie(trait.iri)
        graph.add_node(
            node,
            label=trait.label,
            kind=trait.kind,
            claims=trait.claims,
            sources=trait.sources,
            modality=trait.modality,
        )
        for one in trait.support:
            graph.add_edge(
                curies[one.role],
                node,
                claims=one.claims,
                sources=one.sources,
                modality=one.modality,
            )
    return graph


def from_dataset(dataset: Dataset) -> "nx.Graph[str]":
    """Return every role of a dataset with every trait; edges carry support and modality."""
    graph: nx.Graph[str] = nx.Graph()
    for row in run(dataset, "cq-01-roles").records():
        graph.add_node(to_curie(row["role"]), label=row["label"], kind="role")
    for row in run(dataset, "cq-02-traits").records():
        role, thing = to_curie(row["role"]), to_curie(row["thing"])
        graph.add_node(thing, label=row["label"], kind=row["kind"])
        graph.add_edge(
            role,
            thing,
            claims=row["claims"],
            sources=row["sources"],
            modality=row["modality"],
        )
    return graph


def write_graphml(graph: "nx.Graph[str]") -> bytes:
    """Return a graph as GraphML, in UTF-8."""
    return _well_formed("\n".join(nx.generate_graphml(graph)) + "\n").encode()


def write_gexf(graph: "nx.Graph[str]") -> bytes:
    """Return a graph as GEXF 1.2, in UTF-8, without the date that networkx would put in."""
    text = "\n".join(nx.generate_gexf(graph)) + "\n"
    text = _well_formed(text)
    return re.sub(r' lastmodifieddate="[^"]*"', "", text, count=1).encode()
