"""Where the endpoint meets the explorer: pages are answered in a worker, files by the server."""

from importlib import import_module
from importlib.util import find_spec
from typing import Final

from rolegraph.endpoint.exchange import PageAnswer, PageRequest
from rolegraph.graph import Graph

_EXPLORER: Final = "rolegraph.endpoint.explorer"
_HTML: Final = "text/html; charset=utf-8"
_PLAIN: Final = (
    b"<!doctype html><html lang=en><meta charset=utf-8><title>rolegraph</title>"
    b"<h1>rolegraph</h1><p>SPARQL 1.1 Protocol: <a href=sparql>/sparql</a></html>\n"
)


def answer(graph: Graph, request: PageRequest) -> PageAnswer:
    """Return a page of the explorer."""
    if find_spec(_EXPLORER) is None:
        if request.path == "/":
            return PageAnswer(
                200, _HTML, _PLAIN, (("Content-Security-Policy", "default-src 'none'"),)
            )
        return PageAnswer(404, "text/plain; charset=utf-8", b"There is nothing here.\n")
    page: PageAnswer = import_module(_EXPLORER).answer(graph, request)
    return page


def static(name: str) -> tuple[bytes, str] | None:
    """Return a file of the explorer with its media type, or None where there is none."""
    if find_spec(_EXPLORER) is None:
        return None
    file: tuple[bytes, str] | None = import_module(_EXPLORER).static(name)
    return file
