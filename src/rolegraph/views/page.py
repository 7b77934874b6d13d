"""Show a comparison as one self-contained HTML page.

The page carries its script, its style and its data, asks for nothing from anywhere, and says so in
a content security policy that names the two scripts and the style by their hashes. pyvis brings
vis-network; the template, the coordinates and the escaping are this module's and its neighbours'.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any, Protocol

from jinja2 import BytecodeCache, Environment, FunctionLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from rolegraph.lexicon import normalise
from rolegraph.namespaces import MODALITIES as STRENGTHS
from rolegraph.views import layout
from rolegraph.views.layout import KINDS
from rolegraph.views.table import count

MODALITIES = {
    "required": "Required",
    "alternative": "One of several",
    "preferred": "Preferred",
    "example": "Example",
    "mentioned": "Named",
}
"""The modalities in the words of the page."""

WEAKER = frozenset(STRENGTHS) - {"required"}
"""The modalities that a dashed line stands for."""

MARKS = {
    "skill": "M7 1.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11z",
    "tool": "M2 2h10v10h-10z",
    "degree": "M7 1.2L13 12.2H1z",
    "field": "M7 .6L13.4 7L7 13.4L.6 7z",
    "certification": "M7 .6l1.9 4.2l4.6.5l-3.4 3.1l.9 4.5l-4-2.3l-4 2.3l.9-4.5l-3.4-3.1l4.6-.5z",
    "industry": "M3.8 1.4h6.4L13.4 7l-3.2 5.6H3.8L.6 7z",
    "responsibility": "M2.2 1.2L13 7L2.2 12.8z",
}
"""One shape per kind, as an SVG path in a square of 14."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class HasDict(Protocol):
    """Anything that can say what it holds in plain values."""

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as written to JSON."""
        ...


def to_html(comparison: HasDict, details: HasDict) -> str:
    """Return a comparison and the claims behind it as one HTML page that makes no request.

    The same comparison gives the same bytes. Whatever the sources say reaches the page escaped by
    the template or as JSON, never as markup or script.
    """
    from pyvis.network import Network

    data, more = comparison.to_dict(), details.to_dict()
    parts = layout.regions(data["roles"], data["traits"])
    views = layout.views(data["roles"], parts)
    net = Network()
    net.nodes = _nodes(data, parts, views[0])
    order = [node["id"] for node in net.nodes]
    net.edges = _edges(data, more)
    net.options = {"physics": {"enabled": False}}
    script, drawing, style = _vis(), _asset("page.js"), _asset("page.css")
    net.path = "page.html.j2"
    net.templateEnv = _environment(
        title=_listed([role["label"] for role in data["roles"]]),
        finding=finding(comparison),
        support=_support(data, more),
        comparison=data,
        details=more,
        views=[
            view | {part: [view[part][name] for name in order] for part in ("boxes", "lines")}
            for view in views
        ],
        kinds=_kinds(data),
        marks=MARKS,
        modalities=MODALITIES,
        overview=_overview(data, parts),
        rows=_rows(data, more),
        sources={source["slug"]: source for source in more["sources"]},
        beside=_beside(data, more),
        vis=Markup(script),  # noqa: S704  a file of pyvis, not data
        drawing=Markup(drawing),  # noqa: S704  a file of this package
        style=Markup(style),  # noqa: S704  a file of this package
        hashes={"script": [_hash(script), _hash(drawing)], "style": _hash(style)},
    )
    return str(net.generate_html())


def finding(comparison: HasDict) -> str:
    """Return in one sentence what the roles share and what only each of them has."""
    data = comparison.to_dict()
    roles, traits = data["roles"], data["traits"]
    if not traits:
        return "No trait of these roles is known yet."
    slugs = {role["slug"] for role in roles}
    shared = [trait for trait in traits if slugs <= set(trait["roles"])]
    own = data["counts"]["distinct"]
    count = data["counts"]["shared"]
    text = str(count or "None")
    # A comparison may list only what several roles have; then the total is not known here.
    if sum(role["traits"] for role in roles) == sum(len(trait["roles"]) for trait in traits):
        text += f" of {len(traits)} traits" if count else f" of the {len(traits)} traits"
    else:
        text += " trait" if count == 1 else " traits" if count else " of the traits"
    text += " is shared" if count < 2 else " are shared"
    text += "" if len(roles) == 2 else f" by all {_number(len(roles))} roles"
    text += f" (Jaccard {data['similarity']['jaccard']:.2f})"
    if shared:
        text += f", {'among them' if count > 3 else 'namely'} {_some(shared, 3)}"
    if len(roles) > 3:
        role = max(roles, key=lambda role: own.get(role["slug"], 0))
        return f"{text}; {role['label']} has the most of its own, {own.get(role['slug'], 0)}."
    for role in roles:
        only = [trait for trait in traits if trait["roles"] == [role["slug"]]]
        text += f"; only {role['label']}: {_some(only, 3, own.get(role['slug'], 0))}"
    return text + "."


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _some(traits: list[dict[str, Any]], most: int, total: int = 0) -> str:
    """Name the best supported traits, tools and skills before the rest, and how many more."""
    telling = ("tool", "skill", "certification", "field", "degree", "industry", "responsibility")
    order = sorted(
        traits,
        key=lambda t: (
            telling.index(t["kind"]) > 1,
            t["modality"] == "mentioned",
            -t["sources"],
            -t["claims"],
            telling.index(t["kind"]),
            t["label"].casefold(),
            t["iri"],
        ),
    )
    names = [trait["label"] for trait in order[:most]]
    if total > len(names):
        names.append(f"{total - len(names)} more" if names else f"{total} traits")
    return _listed(names) if names else "nothing"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _nodes(
    data: dict[str, Any], parts: list[layout.Region], view: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return roles, headings and traits as vis-network nodes that stand where the layout says."""
    nodes: list[dict[str, Any]] = [
        {"id": role["iri"], "label": role["label"], "type": "role", "slug": role["slug"]}
        for role in data["roles"]
    ]
    for region in parts:
        nodes.append(
            {
                "id": region.id,
                "label": f"{region.label} · {region.count}",
                "type": "region",
                "roles": list(region.slugs),
            }
        )
        for group in region.groups:
            nodes.append(
                {
                    "id": group.id,
                    "label": group.label,
                    "type": "group",
                    "kind": group.kind,
                    "region": region.id,
                }
            )
            nodes.extend(
                {
                    "id": trait["iri"],
                    "label": trait["label"],
                    "type": "trait",
                    "kind": trait["kind"],
                    "sources": trait["sources"],
                    "group": group.id,
                    "optional": trait["modality"] in WEAKER,
                }
                for trait in group.traits
            )
    seen: set[str] = set()
    for node in nodes:
        if node["id"] in seen:
            raise ValueError(f"listed twice: {node['id']}")
        seen.add(node["id"])
        x, y = view["boxes"][node["id"]][:2]
        node.update(x=x, y=y, shape="box", physics=False, fixed=True)
    return nodes


def _edges(data: dict[str, Any], more: dict[str, Any]) -> list[dict[str, Any]]:
    """Return one edge per role and trait, with how many claims of this role are behind it."""
    support: dict[tuple[str, str], list[str]] = {}
    for claim in more["claims"]:
        if not claim["denied"]:
            support.setdefault((claim["role"], claim["thing"]), []).append(claim["modality"])
    iris = {role["slug"]: role["iri"] for role in data["roles"]}
    edges: list[dict[str, Any]] = []
    for trait in data["traits"]:
        for slug in trait["roles"]:
            said = support.get((slug, trait["iri"]), [])
            best = min(said, key=STRENGTHS.index, default=trait["modality"])
            edges.append(
                {
                    "id": len(edges),
                    "from": iris[slug],
                    "to": trait["iri"],
                    "role": slug,
                    "claims": len(said) or trait["claims"],
                    "optional": best in WEAKER,
                }
            )
    return edges


def _kinds(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the kinds that occur, with names and counts, for the legend."""
    counts = {kind: sum(t["kind"] == kind for t in data["traits"]) for kind in KINDS}
    return [
        {"kind": kind, "one": KINDS[kind][0], "many": KINDS[kind][1], "count": count}
        for kind, count in counts.items()
        if count
    ]


def _overview(data: dict[str, Any], parts: list[layout.Region]) -> dict[str, Any]:
    """Return counts by kind and region: each region of two or three roles, else by how many."""
    total = len(data["roles"])
    names: list[str]
    if total == 2:
        names = [part.label for part in parts]
        keys = {part.slugs: index for index, part in enumerate(parts)}
    else:
        names = [str(size) for size in range(total, 0, -1)]
        keys = {part.slugs: total - len(part.slugs) for part in parts}
    table: dict[str, list[int]] = {}
    for part in parts:
        for group in part.groups:
            row = table.setdefault(group.kind, [0] * len(names))
            row[keys[part.slugs]] += len(group.traits)
    lines = [(kind, table[kind]) for kind in KINDS if kind in table]
    sums = [sum(row[i] for _, row in lines) for i in range(len(names))]
    return {"names": names, "lines": lines, "sums": sums, "kinds": KINDS}


def _rows(data: dict[str, Any], more: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of the table: for each role what is said, and how strongly."""
    denied = {(claim["role"], claim["thing"]) for claim in more["claims"] if claim["denied"]}
    strongest: dict[tuple[str, str], str] = {}
    for claim in more["claims"]:
        key, word = (claim["role"], claim["thing"]), claim["modality"]
        if not claim["denied"]:
            strongest[key] = min(strongest.get(key, word), word, key=STRENGTHS.index)
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
                "rank": STRENGTHS.index(trait["modality"]),
                "modality": MODALITIES[trait["modality"]],
                "words": " | ".join(map(normalise, names)),
            }
        )
    return rows


def _support(data: dict[str, Any], more: dict[str, Any]) -> str:
    """Say on how much each role's traits rest: a role of one source seems poorer than it may be."""
    publishers = {source["slug"]: source["publisher"] for source in more["sources"]}
    parts = []
    for role in data["roles"]:
        used = {claim["source"] for claim in more["claims"] if claim["role"] == role["slug"]}
        houses = {publishers.get(source) or source for source in used}
        text = f"{role['label']}: {role['traits']} traits from {count(len(used), 'source')}"
        parts.append(text + (f" of {count(len(houses), 'publisher')}" if len(used) > 1 else ""))
    return f"{'; '.join(parts)}. “Only” means that no source here says it of the others."


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


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


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
    env.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    env.globals.update(values)
    return env


def _weblink(url: str | None) -> str | None:
    """Return an address that may be linked, which is one of the web, else nothing."""
    return url if url and url.startswith(("https://", "http://")) else None
