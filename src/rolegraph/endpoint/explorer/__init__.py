"""The explorer: pages that people read, each made from a graph and a request, without HTTP."""

from rolegraph.endpoint.explorer.assets import static
from rolegraph.endpoint.explorer.routes import answer
from rolegraph.endpoint.explorer.view import warm

__all__ = ["answer", "static", "warm"]
