"""Hand out groups of traits to columns of about the same height."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from rolegraph.views.layout import COUNT, FOLDED, GAP, HEAD, LINE, MARK, UNDER, wrap
from rolegraph.views.regions import Fold, Group

_EMPTY = HEAD + 2.0 * GAP
"""How tall a group is without anything in it: its heading, and the gaps about it."""


def depth_of(groups: Sequence[Group], width: float) -> float:
    """Return how tall groups are below each other, in a column of a width."""
    return sum(_tall(group, width) for group in groups)


def _tall(group: Group, width: float) -> float:
    """Return how tall a group is with its folds closed."""
    loose = sum(_box(trait, width) for trait in group.loose)
    return _EMPTY + loose + sum(_closed(fold, width) for fold in group.folds)


def _closed(fold: Fold, width: float) -> float:
    """Return how much height a closed fold takes, with the gap below it."""
    return _rows(fold.label, width - FOLDED) * LINE + HEAD - LINE + GAP


def _box(trait: Mapping[str, Any], width: float) -> float:
    """Return how much height a trait takes, with the gap below it."""
    under = UNDER if trait.get("names") else 0
    return _rows(trait["label"], width) * LINE + HEAD - LINE + GAP + under


@lru_cache(65536)
def _rows(label: str, width: float) -> int:
    return len(wrap(label, width - MARK - COUNT))


def share(groups: Sequence[Group], count: int, width: float) -> list[list[Group]]:
    """Hand out groups to columns of about the same height, in their order.

    A group that does not fit is cut where the column ends, unless too little would stand alone,
    and goes on in the next column under the same heading.
    """
    if count == 1:
        return [list(groups)] if groups else []
    even = depth_of(groups, width) / count
    tries = [_filled(groups, count, width, even * (1 + step / 20)) for step in range(8)]
    return min(tries, key=lambda stacks: max((depth_of(one, width) for one in stacks), default=0))


def _filled(groups: Sequence[Group], count: int, width: float, aim: float) -> list[list[Group]]:
    """Fill columns of at most about so much height, the last with whatever is left."""
    stacks: list[list[Group]] = [[]]
    filled = 0.0
    for group in groups:
        rest: Group | None = group
        while rest is not None:
            tall = _tall(rest, width)
            if len(stacks) == count or filled + tall <= aim:
                stacks[-1].append(rest)
                filled += tall
                break
            first, rest = _cut(rest, aim - filled, width)
            if first is not None:
                stacks[-1].append(first)
            elif filled < aim * 0.4 and rest is not None:
                stacks[-1].append(rest)
                rest = None
            stacks.append([])
            filled = 0.0
    return [one for one in stacks if one]


_ALONE = 3
"""So many traits at least stand on either side where a group is cut."""


def _cut(group: Group, room: float, width: float) -> tuple[Group | None, Group | None]:
    """Return what of a group fits into so much height, and the rest; nothing fits where None."""
    loose = group.loose
    # What stands in a group, from the top down: its loose traits, then its closed folds.
    boxes = [_box(trait, width) for trait in loose]
    boxes += [_closed(fold, width) for fold in group.folds]
    fits, filled = 0, _EMPTY
    while fits < len(boxes) - _ALONE and (filled := filled + boxes[fits]) <= room:
        fits += 1
    if fits < _ALONE:
        return None, group
    here, folds = loose[:fits], group.folds[: max(fits - len(loose), 0)]
    above = here + [trait for fold in folds for trait in fold.traits]
    gone = {trait["iri"] for trait in above}
    total = group.total or len(group.traits)
    name = group.id.rpartition(":part-")[0] if group.part else group.id
    rest = Group(
        f"{name}:part-{group.part + 1}",
        group.kind,
        [trait for trait in group.traits if trait["iri"] not in gone],
        group.met,
        group.folds[len(folds) :],
        part=group.part + 1,
        total=total,
    )
    return replace(group, traits=above, folds=folds, total=total), rest
