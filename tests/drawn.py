"""Made-up comparisons in every arrangement, for the tests of what stands and is drawn where."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rolegraph.namespaces import COMPARED
from rolegraph.namespaces import MODALITIES as STRENGTHS
from rolegraph.views import arrangements
from rolegraph.views.layout import Box
from rolegraph.views.regions import Region, regions

CJK = "機械学習モデルの設計と評価および運用を行う能力"
LONG = "Senior machine learning platform engineer for research and development"


def trait(number: int, roles: Sequence[str], **values: Any) -> dict[str, Any]:
    """Return a trait of some roles; what is not given follows from its number."""
    found: dict[str, Any] = {
        "iri": f"urn:trait:{number}",
        "label": f"trait {number}",
        "kind": COMPARED[number % len(COMPARED)],
        "roles": list(roles),
        "claims": 1 + number % 4,
        "sources": 1 + number % 3,
        "modality": STRENGTHS[number % len(STRENGTHS)],
    }
    return found | values


def slugs(count: int) -> list[str]:
    """Return the names of so many roles."""
    return [f"r{number}" for number in range(count)]


def compared(
    names: Sequence[str], traits: Sequence[dict[str, Any]], label: str = "Role"
) -> dict[str, Any]:
    """Return a comparison of roles as JSON has it, its counts those of the traits."""
    shared = sum(len(one["roles"]) == len(names) > 1 for one in traits)
    return {
        "roles": [
            {
                "iri": f"urn:role:{slug}",
                "slug": slug,
                "label": f"{label} {slug}",
                "traits": sum(slug in one["roles"] for one in traits),
            }
            for slug in names
        ],
        "traits": list(traits),
        "counts": {
            "shared": shared,
            "distinct": {slug: sum(one["roles"] == [slug] for one in traits) for slug in names},
        },
        "similarity": {"jaccard": round(shared / max(len(traits), 1), 4)},
        "query": "",
    }


def neighbours(count: int, most: int = 3) -> list[dict[str, Any]]:
    """Return traits of every run of neighbouring roles, a few of each kind."""
    names = slugs(count)
    runs = [names[i:j] for i in range(count) for j in range(i + 1, count + 1)]
    found: list[dict[str, Any]] = []
    for place, run in enumerate(runs):
        for turn, kind in enumerate(COMPARED):
            for _ in range((place + turn) % (most + 1)):
                found.append(trait(len(found), run, kind=kind))
    return found


def case(count: int, sort: str) -> dict[str, Any]:
    """Return a comparison of so many roles of one sort: plain, long, cjk, none, one, apart, many.

    In ``apart`` nothing is shared, and in ``many`` so much is of one kind that it is folded.
    """
    names = slugs(count)
    if sort == "none":
        return compared(names, [])
    if sort == "one":
        return compared(names, [trait(0, names[:1])])
    if sort == "apart":
        return compared(names, [trait(n, [names[n % count]]) for n in range(5 * count)])
    if sort == "many":
        traits = [trait(n, names, kind="skill") for n in range(70)]
        return compared(names, traits + [trait(70 + n, names[:1]) for n in range(9)])
    traits = neighbours(count, 3 if count < 8 else 1)
    if sort in ("long", "cjk"):
        words = LONG.split() if sort == "long" else [CJK]
        for number, one in enumerate(traits):
            one["label"] = " ".join(words * (1 + number % 3)) + f" {number}"
        traits[0]["label"] = "W" * 90
    return compared(names, traits, {"long": LONG, "cjk": CJK}.get(sort, "Role"))


SORTS = ("plain", "long", "cjk", "none", "one", "apart", "many")


def arranged(
    data: Mapping[str, Any], details: Mapping[str, Any] | None = None
) -> dict[str, dict[str, Any]]:
    """Return every arrangement of a comparison by its name."""
    roles = data["roles"]
    parts: list[Region] = regions(roles, data["traits"], details)
    found = {f"rails {width}": (width, across) for width, across in RAILS}
    views = {name: arrangements.rails(roles, parts, *how) for name, how in found.items()}
    views["paper"] = arrangements.paper(roles, parts)
    if len(roles) == 2:
        views["columns"] = arrangements.columns(roles, parts)
    if len(roles) == 3:
        views["grid"] = arrangements.grid(roles, parts, 968)
    return views


RAILS = ((968, 3), (660, 2), (350, 1))


def sides(box: Box) -> tuple[float, float, float, float]:
    """Return the left, top, right and bottom of a box given by its centre and size."""
    x, y, width, height = box
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def members(view: Mapping[str, Any]) -> Iterable[str]:
    """Return every trait that an arrangement has, alone or in a fold."""
    for group in arrangements.groups(view):
        for node in group["nodes"]:
            yield from [node] if isinstance(node, str) else node["nodes"]
