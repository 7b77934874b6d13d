"""Where roles and what they share stand on one map: the layout of the network.

An anchored map: the roles are anchors on a ring, and what they share stands between those that
share it, nearer the centre the more they are. Traits of exactly the same roles are structurally
equivalent: they stand together, or one box stands for all of them.

K. Misue, "Drawing bipartite graphs as anchored maps", APVIS 2006. Lengths are CSS pixels, y grows
downward, and a box is ``[centre x, centre y, width, height]``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from rolegraph.namespaces import COMPARED
from rolegraph.namespaces import KINDS as WORDS
from rolegraph.views import placing
from rolegraph.views.layout import BOLD, COUNT, HEAD, INSET, LINE, MARK, text_width, wrap
from rolegraph.views.words import number

Subset = tuple[int, ...]
Group = list[Mapping[str, Any]]
Box = list[float]

MOST = 70
"""So many boxes can be read at once; what is more is gathered."""

_LINKS = 60
_NAMES = 3
_ALL = 8
_FEW = 12
_OWN = 24
_LARGE = 4
_CROWD = 1.1
_LOWEST, _HIGHEST, _STEP = 640, 960, 40
_LONGEST = 300
_TEXT = 132
_CLOSE = 5.0


@dataclass
class Card:
    """A box: its name, its words, and the traits that it stands for where it is no role's."""

    id: str
    lines: list[str]
    width: float
    subset: Subset = ()
    members: list[str] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)
    label: str = ""
    marks: list[str | None] = field(default_factory=list)
    linked: bool = True

    @property
    def height(self) -> float:
        """Return how tall the lines are in their box."""
        return HEAD - LINE + LINE * len(self.lines)


Stack = list[Card]


def arrange(
    roles: Sequence[Mapping[str, Any]], traits: Sequence[Mapping[str, Any]], width: float = 930.0
) -> dict[str, Any]:
    """Return boxes, lines and links of a map on which what is shared stands between its roles.

    A trait stands on its own where there is room. Otherwise those of exactly the same roles are
    one cluster, and where there are too many clusters the least of them are gathered by how many
    roles they have. The counts of the clusters and the loose traits add up to all traits.
    """
    places = {role["slug"]: place for place, role in enumerate(roles)}
    groups: dict[Subset, Group] = {}
    for trait in sorted(traits, key=lambda t: (-t["sources"], -t["claims"], t["label"], t["iri"])):
        groups.setdefault(tuple(sorted(places[slug] for slug in trait["roles"])), []).append(trait)
    order = placing.order(len(roles), {subset: len(group) for subset, group in groups.items()})
    card = max(110.0, min(176.0, width * 0.186))
    many = len(roles) > _OWN
    heads = [
        _head(role, card, len(groups.get((place,), ())) if many else 0)
        for place, role in enumerate(roles)
    ]
    alone = list(_alone(groups, roles, card))
    apart = [[one] for one in alone if not one.linked]
    shared = {subset: group for subset, group in groups.items() if len(subset) > 1}
    height, share = _LOWEST, _CROWD
    boxes: dict[str, Box] | None = None
    while boxes is None:
        ring = _ring(order, heads, alone, (width, height))
        if ring is None:
            height += _STEP
            continue
        free = 0.47 * (width * height - sum((b[2] + 30) * (b[3] + 30) for b in ring.values()))
        full = height >= _HIGHEST
        room = MOST - len(ring) - len(apart)
        stacks = _stacks(shared, roles, room, free, share * free if full else inf) + apart
        if full or sum(map(_area, stacks)) <= free:
            boxes = _settled(stacks, [ring[head.id] for head in heads], ring, (width, height))
        # A map that is tall enough gathers more before it grows further.
        if boxes is None and full and share > _CROWD / 3:
            share *= 0.85
        elif boxes is None:
            height, share = height + _STEP, _CROWD
    drawn = [one for one in alone if one.linked]
    drawn += [one for stack in stacks for one in stack]
    clusters = [one for one in drawn if one.label]
    return {
        "shape": "network",
        "width": width,
        "height": height,
        "boxes": {name: [round(value, 1) for value in box] for name, box in boxes.items()},
        "lines": {one.id: one.lines for one in heads + drawn},
        "clusters": [
            {
                "id": one.id,
                "slugs": [roles[place]["slug"] for place in one.subset],
                "members": one.members,
                "count": len(one.members),
                "label": one.label,
                "marks": one.marks,
            }
            for one in clusters
        ],
        "loose": [one.id for one in drawn if not one.label],
        "links": [
            {
                "from": roles[place]["iri"],
                "to": one.id,
                "role": roles[place]["slug"],
                "count": one.counts[place],
            }
            for one in drawn
            if one.linked
            for place in one.subset
        ],
        "note": _note(clusters),
    }


def _note(clusters: list[Card]) -> str:
    """Return one sentence on what is drawn together."""
    parts = []
    linked = [one for one in clusters if one.linked and len(one.subset) > 1]
    if any(one.marks for one in linked):
        parts.append("traits that exactly the same roles have are drawn together")
    gathered = [one for one in clusters if not one.linked]
    if gathered:
        many = sum(len(one.members) for one in gathered)
        parts.append(f"boxes without lines count {_traits(many)} of rarer combinations")
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:] + "." * bool(sentence)


def _area(stack: Stack) -> float:
    return (stack[0].width + 20) * (_tall(stack) + 20)


def _tall(stack: Stack) -> float:
    return sum(one.height + _CLOSE for one in stack) - _CLOSE


def _piled(stack: Stack, x: float, y: float) -> dict[str, Box]:
    """Return the boxes of a stack about a centre."""
    boxes = {}
    top = y - _tall(stack) / 2
    for one in stack:
        boxes[one.id] = [x, top + one.height / 2, one.width, one.height]
        top += one.height + _CLOSE
    return boxes


def _settled(
    stacks: list[Stack], anchors: list[Box], ring: dict[str, Box], size: tuple[float, float]
) -> dict[str, Box] | None:
    bodies = [
        placing.Body(stack[0].width, _tall(stack), stack[0].counts if stack[0].linked else {})
        for stack in stacks
    ]
    if not placing.settle(bodies, anchors, list(ring.values()), size):
        return None
    boxes = dict(ring)
    for stack, body in zip(stacks, bodies, strict=True):
        boxes |= _piled(stack, body.x, body.y)
    return boxes


def _ring(
    order: list[int], heads: list[Card], alone: list[Card], size: tuple[float, float]
) -> dict[str, Box] | None:
    """Return where roles and what only they have stand on a ring, or None for want of room."""
    own = {one.subset[0]: [one] for one in alone if one.linked}
    piles: list[Stack] = [[heads[place], *own.get(place, [])] for place in order]
    if not piles:
        return {}
    wide = max(one.width for pile in piles for one in pile)
    tall = max(map(_tall, piles))
    across, down = size[0] - 2 * placing.MARGIN - wide, size[1] - 2 * placing.MARGIN - tall
    found: dict[str, Box] = {}
    points = placing.stops(len(piles), across, down, wide + 20, tall + 20)
    for pile, (x, y) in zip(piles, points, strict=True):
        # What only one role has stands outward of it.
        outward = pile if y >= 0 else pile[::-1]
        boxes = _piled(outward, size[0] / 2 + x, size[1] / 2 + y)
        if any(placing.meet(box, other, 4) for box in boxes.values() for other in found.values()):
            return None
        found |= boxes
    return found


def _head(role: Mapping[str, Any], width: float, alone: int) -> Card:
    """Return the box of a role; of many roles it says itself how much only that one has."""
    lines = wrap(role["label"][:_LONGEST], (width - 2 * INSET) / BOLD, most=3)
    if alone:
        lines.append(f"{alone} only here")
    wide = max(map(text_width, lines)) * BOLD + 2 * INSET
    return Card(role["iri"], lines, max(width, wide))


def _alone(
    groups: Mapping[Subset, Group], roles: Sequence[Mapping[str, Any]], width: float
) -> Iterator[Card]:
    """Yield a box for what each role alone has; many roles share one."""
    single = [(place,) for place in range(len(roles)) if (place,) in groups]
    if len(roles) > _OWN and single:
        group = [trait for subset in single for trait in groups[subset]]
        label = f"{_traits(len(group))} that only one role has"
        counts = {place: len(groups[(place,)]) for (place,) in single}
        yield _remainder("cluster:of-1", label, group, counts)
        return
    for subset in single:
        group = groups[subset]
        kinds = sorted(Counter(trait["kind"] for trait in group).items(), key=_by_count)
        parts = [f"{many}\u00a0{_kind(kind, many)}" for kind, many in kinds]
        label = f"{len(group)} only here: {', '.join(parts)}"
        lines = wrap(label, width - INSET - _beside(len(group)), most=20)
        for kept in range(len(parts) - 1, 0, -1):
            if len(lines) <= 3:
                break
            more = sum(many for _, many in kinds[kept:])
            short = f"{len(group)} only here: {', '.join(parts[:kept])}, {more}\u00a0more"
            lines = wrap(short, width - INSET - _beside(len(group)))
        yield Card(
            f"cluster:{roles[subset[0]]['slug']}",
            lines,
            max(width, max(map(text_width, lines)) + INSET + _beside(len(group))),
            subset,
            [trait["iri"] for trait in group],
            {subset[0]: len(group)},
            label,
        )


def _beside(count: int) -> float:  # the room of a number beside words
    return COUNT + 7.0 * (len(str(count)) - 1)


def _traits(count: int) -> str:
    return "1 trait" if count == 1 else f"{count} traits"


def _remainder(name: str, label: str, group: Group, counts: Mapping[int, int]) -> Card:
    lines = wrap(label, 160)
    return Card(
        name,
        lines,
        max(map(text_width, lines)) + INSET + _beside(len(group)),
        tuple(sorted(counts)),
        [trait["iri"] for trait in group],
        dict(counts),
        label,
        linked=False,
    )


def _by_count(kind: tuple[str, int]) -> tuple[int, int]:
    return -kind[1], COMPARED.index(kind[0])


def _kind(kind: str, count: int) -> str:
    return kind if count == 1 else WORDS[kind].plural


def _stacks(
    shared: Mapping[Subset, Group],
    roles: Sequence[Mapping[str, Any]],
    room: int,
    free: float,
    most: float,
) -> list[Stack]:
    """Return boxes for what is shared: loose where there is room, else clusters, else gathered."""

    def worth(subset: Subset) -> int:
        # Much in one place is a finding; that a single trait is had by very many is less of one.
        return len(shared[subset]) ** 2 * min(len(subset), 6)

    ranked = sorted(shared, key=lambda subset: (-worth(subset), -len(subset), subset))
    kept: dict[Subset, Stack] = {}
    rest: dict[int, list[Subset]] = {}
    links, area = 0, 0.0
    for subset in ranked:
        group = shared[subset]
        if not rest:
            stack = [_cluster(subset, group, roles)] if len(group) > 1 else _loose(subset, group)
            links, area = links + len(subset), area + _area(stack)
        if rest or links > _LINKS or area > most or len(kept) >= room - 4:
            rest.setdefault(min(len(subset), _LARGE), []).append(subset)
        else:
            kept[subset] = stack
    _opened(kept, shared, roles, room - len(rest), free)
    stacks = [kept[subset] for subset in sorted(kept, key=lambda subset: (-len(subset), subset))]
    return stacks + [[_gathered(rest[size], shared)] for size in sorted(rest)]


def _opened(
    kept: dict[Subset, Stack],
    shared: Mapping[Subset, Group],
    roles: Sequence[Mapping[str, Any]],
    room: int,
    free: float,
) -> None:
    """Draw traits on their own, and name more of those that are not, for as long as it fits."""
    area = sum(map(_area, kept.values()))
    boxes = len(kept)
    lines = sum(map(len, kept))
    small = sorted(kept, key=lambda subset: (len(shared[subset]), -len(subset), subset))
    for subset in small:
        stack = _loose(subset, shared[subset])
        more = area + _area(stack) - _area(kept[subset])
        extra = len(stack) - 1
        if extra > 0 and more <= free and boxes + extra <= room:
            if lines + extra * len(subset) > _FEW:
                break
            kept[subset], area = stack, more
            boxes, lines = boxes + extra, lines + extra * len(subset)
    for names in range(_NAMES + 1, _ALL + 1):
        for subset in small:
            if len(kept[subset]) == 1 and len(shared[subset]) >= names:
                stack = [_cluster(subset, shared[subset], roles, names)]
                more = area + _area(stack) - _area(kept[subset])
                if more <= free:
                    kept[subset], area = stack, more


def _loose(subset: Subset, group: Group) -> Stack:
    found = []
    for trait in group:
        lines = wrap(trait["label"][:_LONGEST], _TEXT, most=3)
        wide = MARK + max(map(text_width, lines)) + COUNT
        iri = trait["iri"]
        found.append(Card(iri, lines, wide, subset, [iri], dict.fromkeys(subset, 1)))
    # Equivalent traits share both edges, like the entries of a list.
    wide = max(one.width for one in found)
    for one in found:
        one.width = wide
    return found


def _cluster(
    subset: Subset, group: Group, roles: Sequence[Mapping[str, Any]], names: int = _NAMES
) -> Card:
    lines: list[str] = []
    marks: list[str | None] = []
    for trait in group[:names]:
        name = wrap(trait["label"][:_LONGEST], _TEXT, most=2)
        lines += name
        marks += [trait["kind"], *[None] * (len(name) - 1)]
    label = f"{len(group)} traits: " + ", ".join(trait["label"] for trait in group[:names])
    if len(group) > names:
        lines.append(f"+ {len(group) - names} more")
        marks.append(None)
        label += f" + {len(group) - names} more"
    return Card(
        "cluster:" + "+".join(roles[place]["slug"] for place in subset),
        lines,
        MARK + max(map(text_width, lines)) + _beside(len(group)),
        subset,
        [trait["iri"] for trait in group],
        dict.fromkeys(subset, len(group)),
        label,
        marks,
    )


def _gathered(subsets: list[Subset], shared: Mapping[Subset, Group]) -> Card:
    counts: Counter[int] = Counter()
    for subset in subsets:
        counts.update(dict.fromkeys(subset, len(shared[subset])))
    least = min(_LARGE, *map(len, subsets))
    group = [trait for subset in subsets for trait in shared[subset]]
    label = (
        f"{_traits(len(group))} in {len(subsets)} other"
        f" combination{'s' * (len(subsets) > 1)}"
        f" of {number(least)}{' or more' * (least == _LARGE)} roles"
    )
    return _remainder(f"cluster:of-{least}", label, group, counts)
