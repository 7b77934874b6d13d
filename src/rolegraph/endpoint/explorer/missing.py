"""What is said when there is no such page, or when a request cannot be answered."""

from collections.abc import Sequence

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer.rendering import page
from rolegraph.endpoint.explorer.view import View
from rolegraph.endpoint.explorer.words import say

_LONGEST = 200


def missing(
    view: View, name: str, nearest: Sequence[str] = (), kind: str | None = None
) -> PageAnswer:
    """Return the page for what there is not: 404, with the names that come nearest."""
    wanted = name[:_LONGEST]
    if not nearest and wanted.strip():
        nearest = view.known.names(kind).nearest(wanted, count=5)
    return page(
        view,
        "missing.html.j2",
        status=404,
        title=say("Not found"),
        name=wanted,
        nearest=nearest,
    )


def problem(view: View, status: int, message: str) -> PageAnswer:
    """Return the page for a request that cannot be answered, with the reason."""
    return page(
        view,
        "problem.html.j2",
        status=status,
        title=say("This cannot be shown") if status < 500 else say("The store does not answer"),
        message=message,
    )
