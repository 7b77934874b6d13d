"""The picture of a comparison: its nodes, its edges and its arrangements, and files of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from rolegraph.errors import UsageError
from rolegraph.grid import safe_all
from rolegraph.merging import merged
from rolegraph.namespaces import MODALITIES as STRENGTHS
from rolegraph.views import arrangements, drawing, layout, scene
from rolegraph.views.bounds import check_size
from rolegraph.views.finding import finding
from rolegraph.views.namesakes import told_apart
from rolegraph.views.regions import Region, regions
from rolegraph.views.words import KINDS, WEAKER, listed, most_supported

LAYOUTS = ("columns", "upset", "network")
"""The shapes that can be asked for; one role alone is always shown as a profile."""


class HasDict(Protocol):
    """Anything that can say what it holds in plain values."""

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as written to JSON."""
        ...


class Picture(NamedTuple):
    """Nodes by their names, an edge for each role and trait, and arrangements.

    The arrangements are those for screens, widest first, and one for paper.
    """

    nodes: dict[str, dict[str, Any]]
    edges: list[dict[str, Any]]
    views: list[dict[str, Any]]
    parts: list[Region]


def chosen(roles: int, asked: str | None = None) -> str:
    """Return the layout for so many roles: the one asked for, else the one that suits them.

    Raises `UsageError` on a layout that there is not.
    """
    if asked is not None and asked not in LAYOUTS:
        raise UsageError(f"{asked!r} is no layout: take one of {', '.join(LAYOUTS)}")
    if roles == 1:
        return "profile"
    return asked or ("columns" if roles < 4 else "upset")


def build(
    data: Mapping[str, Any], more: Mapping[str, Any], shape: str, traits: Sequence[Any]
) -> Picture:
    """Return the picture of traits, which are those of a comparison or what they merge into."""
    roles = data["roles"]
    parts = regions(roles, traits, more)
    if shape in ("upset", "network"):
        from rolegraph.views.network_map import arrange

        wide = arrange(roles, sorted(traits, key=most_supported))
        wide = arrangements.blank("network", wide["width"]) | wide
    elif len(roles) == 2:
        wide = arrangements.columns(roles, parts)
    elif len(roles) == 3:
        wide = arrangements.grid(roles, parts, 968)
    else:
        wide = arrangements.rails(roles, parts, 968, 3)
    views = [wide]
    views += [arrangements.rails(roles, parts, width, n) for width, n in ((660, 2), (350, 1))]
    views.append(wide if wide["shape"] == "network" else arrangements.paper(roles, parts))
    nodes = _nodes(data, parts)
    for name in (group["id"] for view in views for group in arrangements.groups(view)):
        if name not in nodes:  # a piece of a group that goes on in the next column
            whole = nodes[name.rpartition(":part-")[0]]
            text = whole["label"].partition(" · ")[0] + ", continued"
            nodes[name] = _node("group", text, kind=whole["kind"])
    for one in wide.get("clusters", ()):
        nodes[one["id"]] = _node(
            "cluster",
            one["label"],
            count=one["count"],
            slugs=one["slugs"],
            marks=one["marks"],
            title=f"{one['label']}: {one['count']}",
        )
    return Picture(nodes, _edges(data, more, traits), views, parts)


def by_broader_term(data: Mapping[str, Any], more: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the traits of a comparison merged into their broader terms, with their names."""
    labels = {trait["iri"]: trait["label"] for trait in data["traits"]}
    found = merged(data, more)
    for trait in found:
        if trait.get("members"):
            trait["names"] = [labels[iri] for iri in trait["members"]]
    return found


def _node(sort: str, label: str, **values: Any) -> dict[str, Any]:
    return {"type": sort, "label": label, "kind": None, "title": label} | values


def _nodes(data: Mapping[str, Any], parts: Sequence[Region]) -> dict[str, dict[str, Any]]:
    """Return everything that an arrangement may place, by the name that it is placed under."""
    labels = {role["slug"]: role["label"] for role in data["roles"]}
    nodes: dict[str, dict[str, Any]] = {}

    def add(name: str, node: dict[str, Any]) -> None:
        if name in nodes:
            raise ValueError(f"listed twice: {name}")
        nodes[name] = node

    for role in data["roles"]:
        add(role["iri"], _node("role", role["label"], slug=role["slug"]))
    if len(data["roles"]) == 3:
        first = data["roles"][0]
        add("echo:" + first["slug"], _node("echo", first["label"], slug=first["slug"]))
    for region in parts:
        title = f"{region.label}: {region.size}"
        add(region.id, _node("region", region.label, title=title, size=region.size))
        for group in region.groups:
            add(group.id, _node("group", group.label, kind=group.kind))
            for fold in group.folds:
                add(fold.id, _node("fold", fold.label, kind=group.kind, count=len(fold.traits)))
            for trait in group.traits:
                add(trait["iri"], _trait(trait, labels))
    return nodes


def _trait(trait: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    names = listed([labels[slug] for slug in trait["roles"]])
    return _node(
        "trait",
        trait["label"],
        kind=trait["kind"],
        title=f"{trait['label']} ({KINDS[trait['kind']][0].lower()}): {names}",
        count=trait["sources"],
        met=bool(trait.get("members")),
        optional=trait["modality"] in WEAKER,
    )


def _edges(
    data: Mapping[str, Any], more: Mapping[str, Any], traits: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return one edge per role and trait, with how many claims of this role are behind it."""
    support: dict[tuple[str, str], list[str]] = {}
    for claim in more["claims"]:
        if not claim["denied"]:
            support.setdefault((claim["role"], claim["thing"]), []).append(claim["modality"])
    iris = {role["slug"]: role["iri"] for role in data["roles"]}
    edges: list[dict[str, Any]] = []
    for trait in traits:
        for slug in trait["roles"]:
            things = trait.get("members") or [trait["iri"]]
            said = [word for thing in things for word in support.get((slug, thing), [])]
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


_MARGIN = 28.0
_TALLEST = 1.4
_HEAD = 25.0


def to_svg(comparison: HasDict, details: HasDict, layout: str | None = None) -> str:
    """Return the picture as one SVG file, its words as text, in the colours of daylight.

    The drawing is that of the page at its widest, or that of its print where this would be a long
    roll, from the same coordinates. Raises `UsageError` on a layout that there is not, and on more
    than `MOST_TRAITS` traits.
    """
    from rolegraph.views import svg

    plain = comparison.to_dict()
    check_size(len(plain["traits"]))
    more = safe_all(details.to_dict())
    data = told_apart(safe_all(plain), more)
    title = listed([role["label"] for role in data["roles"]])
    said = finding(data)
    width, height, parts = _sheet(data, more, chosen(len(data["roles"]), layout))
    return svg.to_svg(width, height, parts, title, said)


def to_png(
    comparison: HasDict, details: HasDict, layout: str | None = None, scale: float = 2.0
) -> bytes:
    """Return the picture as a PNG of twice its size in pixels, or another scale."""
    from rolegraph.views import png

    return png.to_png(to_svg(comparison, details, layout), scale)


def _sheet(
    data: Mapping[str, Any], more: Mapping[str, Any], shape: str
) -> tuple[float, float, list[scene.Primitive]]:
    """Return the picture with its heading, key and sources, ready to be written."""
    picture = build(data, more, shape, data["traits"])
    view = picture.views[0]
    placed = layout.stack(view)
    if placed.height > _TALLEST * view["width"]:
        # A long roll is good for scrolling only: a file is looked at as a whole.
        view = picture.views[-1]
        placed = layout.stack(view)
    body = drawing.draw(view, placed, picture.nodes, picture.edges)
    width, deep, left = view["width"], placed.height, 0.0
    if shape == "upset":
        from rolegraph.views import upset

        rows = upset.rows(data["roles"], data["traits"])
        matrix, tall = upset.scene(rows, data["roles"], 0, 0, 420, 40)
        left = 420 + 32.0
        body = [*matrix, *scene.moved(body, left, 0)]
        deep = max(deep, tall)
    width += left
    head: list[scene.Primitive] = []
    y = _MARGIN + 8
    title = listed([role["label"] for role in data["roles"]])
    for lines, size, bold in ((title, _HEAD, True), (finding(data), 15.0, False)):
        for line in layout.wrap(lines, width / (1.06 if bold else 1), size, most=9):
            head.append(scene.Text(_MARGIN, y, line, size, bold, width=width))
            y += size * 1.4
        y += 6
    head += scene.moved(_key(data, view), _MARGIN, y)
    y += 28
    deep += y
    foot: list[scene.Primitive] = []
    for line in layout.wrap(_origin(more, view), width, 12, most=9):
        foot.append(scene.Text(_MARGIN, deep + 22, line, 12, fill="soft", width=width))
        deep += 17
    total = (width + 2 * _MARGIN, deep + 2 * _MARGIN)
    return *total, [*head, *scene.moved(body, _MARGIN, y), *foot]


def _key(data: Mapping[str, Any], view: Mapping[str, Any]) -> list[scene.Primitive]:
    """Return what the shapes and lines mean, in one line."""
    shapes: list[scene.Primitive] = []
    x = 0.0
    for kind in KINDS:
        if any(trait["kind"] == kind for trait in data["traits"]):
            shapes.append(scene.Mark(kind, x, -6))
            shapes.append(scene.Text(x + 18, 0, KINDS[kind][1], 13, fill="soft"))
            x += layout.text_width(KINDS[kind][1], 13) + 38
    if view["shape"] != "network":
        for dash, word in (((), "required"), (drawing.DASHES, "weaker")):
            if x + 120 < view["width"]:
                shapes.append(scene.Line(((x, 0), (x + 30, 0)), "edge", 1.5, dash))
                shapes.append(scene.Text(x + 37, 0, word, 13, fill="soft"))
                x += layout.text_width(word, 13) + 57
    return shapes


def _origin(more: Mapping[str, Any], view: Mapping[str, Any]) -> str:
    """Say what was drawn together, and where everything comes from."""
    names = [
        ", ".join(filter(None, (one["title"], one["publisher"], one["issued"])))
        for one in more["sources"]
    ]
    if len(names) > 6:
        names = [*names[:6], f"and {len(names) - 6} more"]
    note = view.get("note") or ""
    told = f"Sources: {'; '.join(names)}. " if names else ""
    return (
        f"{note + ' ' if note else ''}{told}Numbers say how many sources name a trait. Rolegraph."
    )
