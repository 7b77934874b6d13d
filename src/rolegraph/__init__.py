"""rolegraph: a knowledge graph of job roles, asked in SPARQL and seen as a picture.

>>> import rolegraph
>>> g = rolegraph.open()
>>> "Python" in [trait.label for trait in g.compare("mle", "research-engineer").shared("tool")]
True
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from IPython.core.interactiveshell import InteractiveShell

    from rolegraph.graph import Graph
    from rolegraph.importing import import_release
    from rolegraph.ingestion import forget, ingest
    from rolegraph.namespaces import to_curie
    from rolegraph.values import IRI

__version__ = "0.1.0"

__all__ = [
    "IRI",
    "Graph",
    "__version__",
    "forget",
    "import_release",
    "ingest",
    "open",
    "to_curie",
]

_HOMES = {
    "Graph": "rolegraph.graph",
    "IRI": "rolegraph.values",
    "forget": "rolegraph.ingestion",
    "import_release": "rolegraph.importing",
    "ingest": "rolegraph.ingestion",
    "to_curie": "rolegraph.namespaces",
}
"""Where each name stands that is imported when it is first wanted."""


def open(where: "str | PathLike[str] | None" = None) -> "Graph":
    """Open a graph: the bundled one, a store's folder, or the URL of a SPARQL endpoint.

    Raises `StoreError` when the folder is no store or the endpoint's address is not http(s).
    """
    # Imported here: what a command needs decides how fast it starts.
    from rolegraph.graph import Graph

    return Graph.open(where)


if not TYPE_CHECKING:  # else a type checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module 'rolegraph' has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """Add ``%%sparql`` to a notebook or an IPython terminal: ``%load_ext rolegraph``."""
    from rolegraph import notebook

    notebook.load(shell)


def unload_ipython_extension(shell: "InteractiveShell") -> None:
    """Take ``%%sparql`` away again: ``%unload_ext rolegraph``."""
    from rolegraph import notebook

    notebook.unload(shell)
