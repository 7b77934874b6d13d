"""One HTML file that shows a comparison: no request, no markup taken from data.

The file carries a content security policy that names the scripts and the style by their hashes.
pyvis brings vis-network; the template, the drawing and the escaping are this project's own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import BytecodeCache, Environment, FunctionLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from rolegraph.grid import safe_all
from rolegraph.lexicon import normalise
from rolegraph.namespaces import MODALITIES as STRENGTHS
from rolegraph.views import charts, inline, picture, upset
from rolegraph.views.bounds import check_size
from rolegraph.views.finding import finding, support
from rolegraph.views.namesakes import soft, told_apart
from rolegraph.views.picture import HasDict, Picture
from rolegraph.views.regions import Region
from rolegraph.views.theme import DARK, LIGHT
from rolegraph.views.words import KINDS, MARKS, MODALITIES, listed

_SCRIPTS = ("core", "stack", "draw", "pen", "panel", "filter", "table", "upset", "take", "main")
"""The parts of the page's script, in the order in which they need each other."""


_COLUMNS = 8
"""Past so many roles the table names them in a cell instead of giving each a column."""

_CELLS = 8000
"""Past so many cells too: a browser takes a second for some ten thousand."""

_WORDS = 33
"""Longest words of so many letters in all, a kind's name at 0.85 of its length among them, stand
side by side over the counts; past it they break.

The panel has no room for more, and a column that is cut off at its edge is not missed."""

_SETS = 300
_NAMED = 5


def to_html(comparison: HasDict, details: HasDict, layout: str | None = None) -> str:
    """Return a comparison and the claims behind it as one HTML page that makes no request.

    ``layout`` is columns, upset or network; without it the number of roles decides. The same
    comparison gives the same bytes. Whatever the sources say reaches the page escaped by the
    template or as JSON, never as markup or script. Raises `UsageError` on an unknown layout
    and on more traits than a page can show.
    """
    from pyvis.network import Network

    plain = comparison.to_dict()
    check_size(len(plain["traits"]))
    more = safe_all(details.to_dict())
    data = told_apart(safe_all(plain), more)
    shape = picture.chosen(len(data["roles"]), layout)
    exact = picture.build(data, more, shape, data["traits"])
    met = picture.by_broader_term(data, more)
    sets = upset.rows(data["roles"], data["traits"]) if shape == "upset" else []
    net = Network()
    net.nodes, net.edges = _carried(exact), _packed_edges(exact)
    net.options = {"physics": {"enabled": False}}
    script, drawing, style = _vis(), _script(), _style()
    net.path = "page.html.j2"
    net.templateEnv = _environment(
        title=listed([role["label"] for role in data["roles"]]),
        finding=finding(data, _meetings(met, len(data["roles"]))),
        support=support(data, more),
        shape=shape,
        lang=getattr(comparison, "lang", None),
        spoken=getattr(comparison, "spoken", frozenset()),
        comparison=data,
        details=more,
        known=more | {"claims": _packed_claims(data, more)},
        views=[_packed(view, list(exact.nodes)) for view in exact.views],
        merged=_merged(data, more, shape, met),
        folded=any(group.folds for part in exact.parts for group in part.groups),
        repeated=any(edge["claims"] > 1 for edge in exact.edges),
        kinds=_kinds(data),
        marks=MARKS,
        modalities=MODALITIES,
        themes={"light": LIGHT, "dark": DARK},
        overview=_overview(data, exact.parts),
        upset=sets[:_SETS],
        head_steps=upset.head_steps([role["label"] for role in data["roles"]]),
        more_sets=len(sets[_SETS:]),
        many=len(data["roles"]) > _COLUMNS or len(data["roles"]) * len(data["traits"]) > _CELLS,
        charts=[
            (one, inline.elements(one.shapes))
            for one in charts.charts(data["roles"], more["figures"], more["sources"])
        ],
        chart_width=charts.WIDTH,
        rows=_rows(data, more),
        sources={source["slug"]: source for source in more["sources"]},
        beside=_beside(data, more),
        vis=Markup(script),  # noqa: S704  a file of pyvis, not data  # nosec B704
        drawing=Markup(drawing),  # noqa: S704  files of this package  # nosec B704
        style=Markup(style),  # noqa: S704  files of this package  # nosec B704
        hashes={"script": [_hash(script), _hash(drawing)], "style": _hash(style)},
    )
    return str(net.generate_html())


def _carried(drawn: Picture) -> list[dict[str, Any]]:
    """Return the nodes for vis-network; of a trait all else stands in the comparison."""
    return [
        {"id": name, "type": "trait"} | ({"optional": True} if node["optional"] else {})
        if node["type"] == "trait"
        else {"id": name}
        | {key: one for key, one in node.items() if key != "title" and one is not None}
        for name, node in drawn.nodes.items()
    ]


def _meetings(traits: Sequence[Mapping[str, Any]], total: int) -> int:
    """Return in how many broader terms all roles meet."""
    return sum(bool(t.get("members")) and len(t["roles"]) == total for t in traits)


def _merged(
    data: Mapping[str, Any],
    more: Mapping[str, Any],
    shape: str,
    traits: Sequence[Mapping[str, Any]],
) -> dict[str, Any] | None:
    """Return the picture in which broader terms stand for what they cover, if any covers two."""
    if not any(trait.get("members") for trait in traits):
        return None
    drawn = picture.build(data, more, shape, traits)
    return {
        "traits": [trait for trait in traits if trait.get("members")],
        "nodes": _carried(drawn),
        "edges": _packed_edges(drawn),
        "views": [_packed(view, list(drawn.nodes)) for view in drawn.views],
    }


def _packed_edges(drawn: Picture) -> list[list[int]]:
    """Return edges as rows of numbers: role and thing by their places, claims, whether weak."""
    places = {name: place for place, name in enumerate(drawn.nodes)}
    return [
        [places[edge["from"]], places[edge["to"]], edge["claims"], int(edge["optional"])]
        for edge in drawn.edges
    ]


def _packed(view: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return an arrangement with nodes by their places instead of names, in tenths of a pixel."""
    places = {name: place for place, name in enumerate(names)}

    def pack(value: Any, key: str = "") -> Any:
        if isinstance(value, float):
            return int(value) if value == int(value) else round(value, 1)
        if isinstance(value, dict):
            keyed = key in ("heads", "lines", "under", "boxes")
            return {
                str(places[name]) if keyed else name: pack(one, name) for name, one in value.items()
            }
        if isinstance(value, list | tuple):
            return [pack(one, key) for one in value]
        return places[value] if key in ("id", "fold", "nodes", "members", "from", "to") else value

    packed: dict[str, Any] = pack(view)
    packed["rails"] = [[slug, round(x, 1), places[head]] for slug, x, head in view["rails"]]
    return packed


def _packed_claims(data: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return claims as rows of numbers, beside the words that they stand for."""
    things = {trait["iri"]: place for place, trait in enumerate(data["traits"])}
    words: dict[str | None, int] = {None: 0}
    columns = ("role", "source", "section", "category", "modality")
    rows = [
        [
            things[claim["thing"]],
            claim["line"] or 0,
            int(claim["denied"]),
            *(words.setdefault(claim[name], len(words)) for name in columns),
        ]
        for claim in more["claims"]
    ]
    return {"words": list(words), "columns": columns, "rows": rows}


def _kinds(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the kinds that occur, with names and counts, for the legend."""
    counts = {kind: sum(t["kind"] == kind for t in data["traits"]) for kind in KINDS}
    return [
        {"kind": kind, "one": KINDS[kind][0], "many": KINDS[kind][1], "count": count}
        for kind, count in counts.items()
        if count
    ]


def _overview(data: Mapping[str, Any], parts: Sequence[Region]) -> dict[str, Any]:
    """Return counts by kind: for two roles by column, else by how many of the roles have them."""
    total = len(data["roles"])
    if total == 2:
        names = [_short(part.label) for part in parts]
        longest = max((len(KINDS[trait["kind"]][1]) for trait in data["traits"]), default=0)
        if sum(len(max(name.split(), key=len)) for name in names) + 0.85 * longest > _WORDS:
            names = [soft(name, 7) for name in names]
        places = {part.slugs: index for index, part in enumerate(parts)}
    else:
        names = [str(size) for size in range(total, 0, -1)] if total > 1 else ["Traits"]
    table: dict[str, list[int]] = {}
    for trait in data["traits"]:
        row = table.setdefault(trait["kind"], [0] * len(names))
        row[places[tuple(trait["roles"])] if total == 2 else total - len(trait["roles"])] += 1
    lines = [(kind, table[kind]) for kind in KINDS if kind in table]
    sums = [sum(row[i] for _, row in lines) for i in range(len(names))]
    return {"names": names, "lines": lines, "sums": sums, "kinds": KINDS}


def _short(name: str, most: int = 34) -> str:
    """Return the first words of a long name: it stands in full over its column of the picture."""
    if len(name) <= most:
        return name
    return name[: most + 1].rpartition(" ")[0].rstrip(",") + "\u00a0…"


def _rows(data: dict[str, Any], more: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of the table: for each role what is said, and how strongly."""
    denied = {(claim["role"], claim["thing"]) for claim in more["claims"] if claim["denied"]}
    strongest: dict[tuple[str, str], str] = {}
    for claim in more["claims"]:
        key, word = (claim["role"], claim["thing"]), claim["modality"]
        if not claim["denied"]:
            strongest[key] = min(strongest.get(key, word), word, key=STRENGTHS.index)
    labels = {role["slug"]: role["label"] for role in data["roles"]}
    rows = []
    for trait in data["traits"]:
        cells = []
        for role in data["roles"]:
            yes = role["slug"] in trait["roles"]
            no = (role["slug"], trait["iri"]) in denied
            state = "contested" if yes and no else "yes" if yes else "no" if no else "none"
            modality = strongest.get((role["slug"], trait["iri"]))
            cells.append((state, MODALITIES[modality] if yes and modality else ""))
        thing = more["things"].get(trait["iri"], {})
        names = [trait["label"], *thing.get("alt", []), *thing.get("hidden", [])]
        rows.append(
            {
                "trait": trait,
                "kind": KINDS[trait["kind"]][0],
                "cells": cells,
                "which": _which([labels[slug] for slug in trait["roles"]]),
                "rank": STRENGTHS.index(trait["modality"]),
                "modality": MODALITIES[trait["modality"]],
                "words": " | ".join(map(normalise, names)),
            }
        )
    return rows


def _which(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _beside(data: dict[str, Any], more: dict[str, Any]) -> list[dict[str, Any]]:
    """Return for each role what is shown beside the comparison; the same words stand once."""
    cards = []
    for role in data["roles"]:
        card: dict[str, Any] = {"role": role}
        for part in ("definitions", "outlook", "salary", "advice"):
            merged: dict[str, list[dict[str, Any]]] = {}
            for one in more.get(part, ()):
                if one["role"] == role["slug"]:
                    merged.setdefault(one.get("text") or one["label"], []).append(one)
            card[part] = list(merged.items())
        cards.append(card)
    return cards


def rendered(template: str, style: str, **values: Any) -> str:
    """Return a page without a script, from a template and the names of its style sheets.

    All values are escaped, and the page's security policy allows its style and nothing else.
    """
    sheet = _colours() + "".join(_asset(f"{name}.css") for name in style.split())
    hashed = Markup(sheet)  # noqa: S704  files of this package  # nosec B704
    environment = _environment(style=hashed, style_hash=_hash(sheet), **values)
    return environment.get_template(template).render()


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _script() -> str:
    return (
        '"use strict";\n(() => {\n' + "".join(_asset(f"{name}.js") for name in _SCRIPTS) + "})();\n"
    )


@cache
def _style() -> str:
    """Return the style sheet, the colours of both themes before it."""
    return _colours() + "".join(_asset(f"{name}.css") for name in ("page", "charts", "upset"))


@cache
def _colours() -> str:
    def block(theme: Mapping[str, str]) -> str:
        return "".join(f"--{name}:{colour};" for name, colour in theme.items())

    return (
        f":root{{{block(LIGHT)}}}\n@media screen and (prefers-color-scheme: dark)"
        f"{{:root:not([data-print]){{{block(DARK)}}}}}\n"
    )


@cache
def _asset(name: str) -> str:
    folder = resources.files("rolegraph.views") / "templates"
    return (folder / name).read_text(encoding="utf-8")


@cache
def _vis() -> str:
    """Return vis-network as pyvis ships it, without the pointer to a source map it lacks."""
    path = resources.files("pyvis") / "lib" / "vis-9.1.2" / "vis-network.min.js"
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    return text.partition("//# sourceMappingURL")[0]


class _Compiled(BytecodeCache):
    """Compiled templates, kept for the next page: compiling takes half the time of a page."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def _environment(**values: Any) -> Environment:
    """Return an environment that escapes all values, which pyvis' own does not."""
    env = Environment(
        autoescape=True,
        bytecode_cache=_COMPILED,
        loader=FunctionLoader(_asset),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters["weblink"] = _weblink
    env.filters["soft"] = soft
    env.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    env.globals.update(values)
    return env


def _weblink(url: str | None) -> str | None:
    """Return an address that may be linked, which is one of the web, else nothing."""
    return url if url and url.startswith(("https://", "http://")) else None
