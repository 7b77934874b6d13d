"""rolegraph: a knowledge graph of job roles, asked in SPARQL and seen as a picture.

>>> import rolegraph
>>> g = rolegraph.open()
>>> "Python" in [trait.label for trait in g.compare("mle", "research-engineer").shared("tool")]
True
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from rolegraph.graph import Graph

__version__ = "0.1.0"

__all__ = ["Graph", "__version__", "open"]


def open(where: "str | PathLike[str] | None" = None) -> "Graph":
    """Open a graph: the bundled one, a store's folder, or the URL of a SPARQL endpoint.

    Raises `StoreError` when the folder is no store or the endpoint's address is not http(s).
    """
    # Imported here: what a command needs decides how fast it starts.
    from rolegraph.graph import Graph

    return Graph.open(where)


def __getattr__(name: str) -> object:
    if name == "Graph":
        from rolegraph.graph import Graph

        return Graph
    raise AttributeError(f"module 'rolegraph' has no attribute {name!r}")
