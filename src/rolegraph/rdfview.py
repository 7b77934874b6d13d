"""A store as an rdflib ``Dataset`` that asks nothing outside itself."""

from typing import Any

import pyoxigraph as ox
import rdflib
import rdflib.plugins.sparql
from oxrdflib import OxigraphStore

from rolegraph.namespaces import PREFIXES
from rolegraph.queries import guard


class _Within(rdflib.Dataset):
    """A dataset whose queries stay in it."""

    def query(self, query_object: Any, *rest: Any, **named: Any) -> Any:
        _stay(query_object)
        return super().query(query_object, *rest, **named)

    def update(self, update_object: Any, *rest: Any, **named: Any) -> None:
        _stay(update_object)
        super().update(update_object, *rest, **named)


def view(store: ox.Store) -> rdflib.Dataset:
    """Return a store as an rdflib ``Dataset``, the project's prefixes bound: see `Graph.rdf`."""
    # Otherwise FROM <file:///…> in a query that rdflib runs itself would read that file.
    rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
    dataset = _Within(store=OxigraphStore(store=store))
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace)
    return dataset


def _stay(asked: Any) -> None:
    """Raise `QueryError` where what rdflib is asked, as text or prepared, would go out."""
    given = getattr(asked, "_original_args", (asked,))
    guard.check_leaving(str(given[0]) if given else str(asked))
