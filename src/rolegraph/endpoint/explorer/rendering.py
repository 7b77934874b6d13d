"""Templates that escape whatever data says, and the headers that every page is sent with."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

from jinja2 import Environment, FunctionLoader, StrictUndefined

from rolegraph.endpoint.exchange import PageAnswer
from rolegraph.endpoint.explorer import words
from rolegraph.endpoint.explorer.addresses import address, page_of
from rolegraph.endpoint.explorer.assets import versioned
from rolegraph.endpoint.explorer.negotiation import Form
from rolegraph.endpoint.explorer.view import View
from rolegraph.grid import unturned
from rolegraph.namespaces import KINDS, MODALITIES, to_curie
from rolegraph.terms import page_of as reading_page
from rolegraph.terms import scheme_of
from rolegraph.views.words import KINDS as COMPARED
from rolegraph.views.words import MARKS
from rolegraph.views.words import MODALITIES as STRENGTHS

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may load and do: nothing that is not of this server, and no script in the page."""

SECTIONS: Final = (
    ("/roles", "Roles"),
    ("/compare", "Compare"),
    ("/sources", "Sources"),
    ("/contested", "Contested"),
    ("/query", "Query"),
    ("/schema", "Schema"),
)
"""The navigation, the same on all pages: address and words."""


class Pages(NamedTuple):
    """A page of a longer list: rows ``first`` to ``last`` of ``total``, page ``number`` of ``of``.

    ``path`` and ``pairs`` make the addresses of the other pages.
    """

    number: int
    of: int
    first: int
    last: int
    total: int
    path: str
    pairs: tuple[tuple[str, str], ...]

    def at(self, number: int) -> str:
        """Return the address of another page of the list."""
        return address(self.path, [*self.pairs, ("page", None if number == 1 else number)])

    @property
    def near(self) -> list[int | None]:
        """The numbers to show: the first, the last, those around this one; None for a gap."""
        shown = sorted(
            {1, self.of, *range(max(1, self.number - 2), min(self.of, self.number + 2) + 1)}
        )
        found: list[int | None] = []
        for one in shown:
            if found and found[-1] is not None and one > found[-1] + 1:
                found.append(None)
            found.append(one)
        return found


def paged(view: View, rows: Sequence[Any], size: int) -> tuple[Sequence[Any], Pages]:
    """Return the rows of the page that is asked for, and where it stands; past the end the last."""
    text = view.request.first("page", "1")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
    of = max(1, -(-len(rows) // size))
    number = min(max(1, wanted), of)
    part = rows[(number - 1) * size : number * size]
    pairs = tuple(pair for pair in view.request.parameters if pair[0] != "page")
    start = (number - 1) * size
    last = start + len(part)
    return part, Pages(number, of, min(start + 1, last), last, len(rows), view.request.path, pairs)


def kind_words(kind: str | None, number: int = 1) -> str:
    """Return what a kind is called, of one thing or of several."""
    if kind in COMPARED:
        return words.say(COMPARED[kind][number != 1])
    if kind in KINDS:
        name = KINDS[kind].plural if number != 1 else _ONE.get(kind, kind)
        return words.say(name[0].upper() + name[1:])
    return words.say(
        (kind or "thing").replace("-", " ").capitalize() + ("s" if number != 1 else "")
    )


_ONE: Final = {"posting": "job advertisement"}


def weblink(url: object) -> str | None:
    """Return an address that may be linked, which is one of the web, else nothing."""
    text = str(url)
    return text if text.startswith(("https://", "http://")) and scheme_of(text) else None


def of_scheme(iri: str) -> str | None:
    """Return the vocabulary of others that an IRI is out of, for telling namesakes apart."""
    found = scheme_of(iri)
    return None if found in (None, "w3id.org") else found


@cache
def _environment() -> Environment:
    folder = resources.files(__package__ or "") / "templates"
    env = Environment(
        autoescape=True,
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        # What would turn the direction of writing does not leave its text, nor enter a page.
        finalize=lambda value: unturned(value) if type(value) is str else value,
    )
    env.globals.update(
        {
            "_": words.say,
            "n_": words.count,
            "asset": versioned,
            "address": address,
            "sections": SECTIONS,
            "language": words.LANGUAGE,
            "marks": MARKS,
            "strengths": STRENGTHS,
            "ranks": {name: place for place, name in enumerate(MODALITIES)},
            "kind_words": kind_words,
            "relations": words.RELATIONS,
            "disagreements": words.DISAGREEMENTS,
        }
    )
    env.filters.update(
        {
            "figure": words.figure,
            "day": words.day,
            "page_of": page_of,
            "weblink": weblink,
            "reading_page": reading_page,
            "scheme": of_scheme,
            "curie": to_curie,
        }
    )
    return env


def page(
    view: View,
    template: str,
    *,
    title: str,
    status: int = 200,
    about: str = "",
    alternates: Iterable[Form] = (),
    described: str | None = None,
    policy: str = POLICY,
    headers: Iterable[tuple[str, str]] = (),
    **values: Any,
) -> PageAnswer:
    """Return a page: ``about`` is its description for those who share it.

    ``alternates`` are the other forms in which the same thing may be had, ``described`` the path
    of what it is where the page stands at another one.
    """
    request = view.request
    at = described or request.path
    others = [(form, alternate(at, request.parameters, form)) for form in alternates]
    body = (
        _environment()
        .get_template(template)
        .render(
            title=title,
            about=about,
            path=request.path,
            base=request.base,
            request=request,
            queries=view.queries,
            alternates=others,
            **values,
        )
    )
    links = ", ".join(f'<{where}>; rel="alternate"; type="{form.media}"' for form, where in others)
    return PageAnswer(
        status,
        "text/html; charset=utf-8",
        body.encode("utf-8", "replace"),
        (
            ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            *((("Vary", "Accept"), ("Link", links)) if others else ()),
            *headers,
        ),
    )


def alternate(path: str, parameters: Sequence[tuple[str, str]], form: Form) -> str:
    """Return the address of the document that describes in another form what a page is about."""
    from urllib.parse import quote

    if path == "/resource":
        kept = [pair for pair in parameters if pair[0] == "iri"][:1]
        return address(path, [*kept, ("format", form.name)])
    stem = path.removesuffix(".html")
    return f"{quote(stem, safe=chr(47) + '~.-_')}.{form.ending}"


def to_json(value: object) -> PageAnswer:
    """Return a value as JSON, as the scripts of the pages ask for it."""
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return PageAnswer(
        200,
        "application/json; charset=utf-8",
        body,
        (("X-Content-Type-Options", "nosniff"),),
    )


def redirect(where: str, *, varies: bool = False) -> PageAnswer:
    """Return what leads elsewhere on this server: 303, See Other."""
    vary = (("Vary", "Accept"),) if varies else ()
    return PageAnswer(303, "text/plain; charset=utf-8", b"", (("Location", where), *vary))
