"""Pick roles and see them side by side, and what one lacks for another."""

import re
from collections.abc import Sequence
from typing import Final

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer.addresses import address, page_of
from rolegraph.endpoint.explorer.missing import problem
from rolegraph.endpoint.explorer.naming import LONGEST, role_named
from rolegraph.endpoint.explorer.rendering import POLICY, of_scheme
from rolegraph.endpoint.explorer.rendering import page as rendered
from rolegraph.endpoint.explorer.view import Row, View
from rolegraph.endpoint.explorer.words import count, say
from rolegraph.errors import RolegraphError, UnknownNameError, UsageError
from rolegraph.namespaces import BASE, MODALITIES, slug_of
from rolegraph.queries.lookup import resolve
from rolegraph.views.words import listed

MOST: Final = 30
"""Roles that are compared at most: the picture of more says nothing."""
_FEW: Final = 30
_SANDBOX: Final = (
    "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox allow-modals"
)
_META: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


class Picked:
    """The roles that a request names: those that are found, and what is wrong with the others."""

    def __init__(self, view: View, given: Sequence[str]) -> None:
        self.iris: list[str] = []
        self.doubts: list[tuple[str, str, list[tuple[str, str, str | None]]]] = []
        names = view.known.names("role")
        for text in dict.fromkeys(given[: 2 * MOST]):
            if not text.strip():
                continue
            try:
                iri = role_named(view, text)
            except UnknownNameError as error:
                found: list[tuple[str, str, str | None]] = [
                    (label, label, None) for label in error.nearest
                ]
                self.doubts.append(
                    (text, say("No role is called “{name}”.", name=text[:LONGEST]), found)
                )
            except UsageError:
                several = [
                    (names.label(iri) or iri, iri, of_scheme(iri))
                    for iri in resolve(names, text, "role")
                ]
                self.doubts.append(
                    (text, say("Several roles are called “{name}”.", name=text), several)
                )
            else:
                if iri not in self.iris:
                    self.iris.append(iri)
        self.labels = {iri: names.label(iri) or slug_of(iri) for iri in self.iris}

    def shown(self, path: str, key: str = "role") -> list[Row]:
        """Return each role with its address, and that of the page without it."""
        return [
            {
                "iri": iri,
                "label": self.labels[iri],
                "href": page_of(iri),
                "scheme": of_scheme(iri),
                "without": address(path, [(key, short(one)) for one in self.iris if one != iri]),
                "value": short(iri),
            }
            for iri in self.iris
        ]


def short(iri: str) -> str:
    """Return what stands for a role in an address: the slug of one of ours, else its IRI."""
    return slug_of(iri) if iri.startswith(BASE + "role/") else iri


def page(view: View) -> PageAnswer:
    """Return the page on which roles are picked, with their comparison once there are two."""
    picked = Picked(view, view.request.all("role"))
    if len(picked.iris) > MOST:
        return problem(view, 400, say("At most {n} roles are compared at once.", n=MOST))
    labels = [picked.labels[iri] for iri in picked.iris]
    ready = len(picked.iris) >= 2
    pairs = [("role", short(iri)) for iri in picked.iris]
    known = view.known.names("role").labels()
    few = sorted(known.items(), key=lambda one: one[1].casefold()) if len(known) <= _FEW else []
    if ready:
        view.note("cq-02-traits", {"role": picked.iris})
    title = say("Compare {roles}", roles=listed(labels)) if labels else say("Compare roles")
    return rendered(
        view,
        "compare.html.j2",
        title=title,
        about=say("What roles share and where they part, with who says so."),
        policy=POLICY + "; frame-src 'self'" if ready else POLICY,
        picked=picked.shown("/compare"),
        doubts=picked.doubts,
        pairs=pairs,
        ready=ready,
        frame=address("/compare/page", pairs),
        few=[(label, iri, short(iri)) for iri, label in few],
        sandbox=_SANDBOX,
        gaps=[
            (
                picked.labels[one],
                picked.labels[other],
                address("/gap", [("have", short(one)), ("want", short(other))]),
            )
            for one in picked.iris
            for other in picked.iris
            if one != other and len(picked.iris) == 2
        ],
    )


def embedded(view: View) -> PageAnswer:
    """Return the comparison as `viz` draws it: a page of its own, in a sandbox of its own.

    It brings its policy with it, which names its scripts by their hashes.
    """
    picked = Picked(view, view.request.all("role"))
    if len(picked.iris) < 2 or picked.doubts or len(picked.iris) > MOST:
        return problem(view, 400, say("Give two or more roles: /compare/page?role=…&role=…"))
    layout = view.request.first("layout") or None
    text = view.graph.compare(*picked.iris).to_html(layout)
    found = _META.search(text)
    own = found[1] if found else "default-src 'none'"
    # Where it is embedded a link would open inside the frame, which may show nothing of others.
    text = text.replace(
        '<meta charset="utf-8">', '<meta charset="utf-8">\n<base target="_blank">', 1
    )
    return PageAnswer(
        200,
        "text/html; charset=utf-8",
        text.encode("utf-8"),
        (
            ("Content-Security-Policy", f"{own}; frame-ancestors 'self'; sandbox {_SANDBOX}"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
        ),
    )


def gap(view: View) -> PageAnswer:
    """Return what one role lacks for another, the essential first."""
    given = [view.request.first("have"), view.request.first("want")]
    have, want = Picked(view, given[:1]), Picked(view, given[1:])
    doubts = [("have", *one) for one in have.doubts] + [("want", *one) for one in want.doubts]
    answer = None
    error = None
    rows: list[Row] = []
    if have.iris and want.iris:
        try:
            answer = view.graph.gap(have.iris[0], want.iris[0])
        except RolegraphError as found:
            error = str(found)
        else:
            view.note("cq-17-gap", {"role": have.iris[0], "goal": want.iris[0]})
            rows = [
                {
                    "trait": lack.trait,
                    "href": page_of(lack.trait.iri),
                    "near": lack.near,
                    "near_href": page_of(lack.near.iri) if lack.near else None,
                    "rank": MODALITIES.index(lack.trait.modality),
                }
                for lack in answer.lacks
            ]
    names = [*have.labels.values(), *want.labels.values()]
    title = (
        say("From {have} to {want}", have=names[0], want=names[1])
        if answer
        else say("What one role lacks for another")
    )
    known = view.known.names("role").labels()
    few = sorted(known.items(), key=lambda one: one[1].casefold()) if len(known) <= _FEW else []
    return rendered(
        view,
        "gap.html.j2",
        title=title,
        about=count(len(rows), "{n} thing is lacking", "{n} things are lacking") if answer else "",
        have=next(iter(have.shown("/gap", "have")), None),
        want=next(iter(want.shown("/gap", "want")), None),
        given=given,
        doubts=doubts,
        gap=answer,
        rows=rows,
        error=error,
        few=[(label, short(iri)) for iri, label in few],
        compare=address("/compare", [("role", short(iri)) for iri in (*have.iris, *want.iris)]),
        back=address("/gap", [("have", short(want.iris[0])), ("want", short(have.iris[0]))])
        if answer
        else None,
    )
