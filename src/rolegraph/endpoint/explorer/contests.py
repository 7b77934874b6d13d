"""Where sources disagree, about one role or about all that several sources describe."""

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer.addresses import page_of
from rolegraph.endpoint.explorer.naming import role_named
from rolegraph.endpoint.explorer.rendering import page as rendered
from rolegraph.endpoint.explorer.rendering import paged
from rolegraph.endpoint.explorer.view import Row, View
from rolegraph.endpoint.explorer.words import count, say

_SIZE = 50
_ALL = 200
"""Roles up to which all are asked for at once; of more each by itself, since it takes a second."""
_MOST = 40
"""Roles that several sources describe, of which so many are named where there are more."""


def page(view: View) -> PageAnswer:
    """Return the page of disagreements."""
    given = view.request.first("role").strip()
    role = role_named(view, given) if given else None
    listed = view.known.kept("cq-01-roles", {}) if role is None else []
    several = sorted(
        (row for row in listed if row["sources"] > 1),
        key=lambda row: (-row["sources"], row["label"].casefold(), row["role"]),
    )
    partial = role is None and len(listed) > _ALL
    if role is not None:
        rows = view.rows("cq-07-contested", role=role)
    else:
        rows = [] if partial else view.rows("cq-07-contested", keep=True)
    titles = view.labels(row[key] for row in rows for key in ("source", "otherSource"))
    part, pages = paged(view, rows, _SIZE)
    label = view.labels([role]).get(role) if role else None
    heading = (
        say("Where sources disagree about {role}", role=label)
        if label
        else say("Where sources disagree")
    )
    return rendered(
        view,
        "contested.html.j2",
        title=heading,
        about=count(len(rows), "{n} disagreement", "{n} disagreements"),
        rows=[_linked(row, titles) for row in part],
        pages=pages,
        role=role,
        role_label=label,
        role_href=page_of(role) if role else None,
        partial=partial,
        asked=[(row["label"], row["role"]) for row in several[:_MOST]] if partial else [],
        total=len(listed),
    )


def _linked(row: Row, titles: dict[str, str]) -> Row:
    return row | {
        "role_href": page_of(row["role"]),
        "href": page_of(row["thing"]),
        "other_href": page_of(row["otherThing"]),
        "title": titles.get(row["source"], row["source"]),
        "source_href": page_of(row["source"]),
        "other_title": titles.get(row["otherSource"], row["otherSource"]),
        "other_source_href": page_of(row["otherSource"]),
    }
