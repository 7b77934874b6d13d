"""The same questions to other engines, each in memory, beside the store on disk."""

import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import pyoxigraph as ox

from benchmarks.measuring import Row, middle
from benchmarks.stores import Place, parameters
from rolegraph import dataset, queries
from rolegraph.namespaces import PREFIXES

OTHERS = {
    "skills of an occupation": "SELECT ?t WHERE {{ <{role}> rg:requiresSkill ?t }}",
    "what two occupations share": (
        "SELECT ?t WHERE {{ <{role}> rg:requiresSkill ?t . <{other}> rg:requiresSkill ?t }}"
    ),
    "ten occupations most like one": (
        "SELECT ?o (COUNT(DISTINCT ?t) AS ?n) WHERE {{ <{role}> rg:requiresSkill ?t . "
        "?o rg:requiresSkill ?t }} GROUP BY ?o ORDER BY DESC(?n) ?o LIMIT 11"
    ),
    "twenty skills asked for most": (
        "SELECT ?t (COUNT(DISTINCT ?r) AS ?n) WHERE {{ ?r rg:requiresSkill ?t }} "
        "GROUP BY ?t ORDER BY DESC(?n) ?t LIMIT 20"
    ),
    "all relations with labels": (
        "SELECT ?a ?b WHERE {{ ?r rg:requiresSkill ?t . ?r rg:label ?a . ?t rg:label ?b }}"
    ),
}


def engines(place: Place) -> list[Row]:
    """Ask the default graph of ESCO of rdflib's own store and of maplib, where it is installed."""
    data = dataset.open_dataset(place.store())
    given = parameters(data)
    keep = {PREFIXES["rg"] + name for name in ("requiresSkill", "label")}
    path = place.scratch / "plain.nt"
    with path.open("w", encoding="utf-8") as file:
        for name in sorted(keep):
            for quad in data.store.quads_for_pattern(
                None, ox.NamedNode(name), None, ox.DefaultGraph()
            ):
                file.write(f"{quad.subject} {quad.predicate} {quad.object} .\n")
    header = f"PREFIX rg: <{PREFIXES['rg']}> "
    rows = []
    asks: dict[str, Callable[[str], object]] = {}
    start = time.perf_counter()
    here = ox.Store()
    here.bulk_load(path=str(path), format=ox.RdfFormat.N_TRIPLES)
    rows.append(Row("loading in memory, Oxigraph", f"{time.perf_counter() - start:.2f} s"))

    def held(text: str) -> object:
        answer: Any = here.query(text)
        return list(answer)

    asks["Oxigraph in memory"] = held
    asks["the store on disk"] = lambda text: queries.ask(data, text).terms
    import rdflib

    start = time.perf_counter()
    graph = rdflib.Graph().parse(str(path), format="nt")
    rows.append(Row("loading in memory, rdflib", f"{time.perf_counter() - start:.2f} s"))
    asks["rdflib"] = lambda text: list(graph.query(text))
    try:
        maplib: Any = import_module("maplib")
    except ImportError:
        rows.append(Row("maplib", "not installed"))
    else:
        start = time.perf_counter()
        model = maplib.Model()
        model.read(str(path), format="ntriples")
        rows.append(Row("loading in memory, maplib", f"{time.perf_counter() - start:.2f} s"))
        asks["maplib"] = lambda text: model.query(text)
    for what, pattern in OTHERS.items():
        text = header + pattern.format(**given)
        for engine, ask in asks.items():
            start = time.perf_counter()
            ask(text)
            once = time.perf_counter() - start
            took = once if once > 2 else middle(partial(ask, text), 5)
            rows.append(Row(f"{what}, {engine}", f"{took * 1000:.1f} ms"))
    return rows
