"""Where anchors and boxes come to stand on an anchored map, so that its links stay in sight.

Three steps, each deterministic: the anchors are ordered around a ring (Misue 2006), the boxes are
pushed apart from where they belong until the room is filled evenly, and then each is moved where
fewer links pass under boxes. Lengths are CSS pixels, y grows downward, and a box is ``(centre x,
centre y, width, height)``.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, permutations
from math import ceil, cos, hypot, pi, sin

Box = Sequence[float]
Point = tuple[float, float]

MARGIN = 8.0
GAP = 10.0

_EXACT = 7
_CELL = 10
_REACH = 90
_SAMPLES = 720


@dataclass
class Body:
    """A box that is placed; ``weights`` says how much of it belongs to which anchor."""

    width: float
    height: float
    weights: Mapping[int, int]
    x: float = 0.0
    y: float = 0.0

    @property
    def box(self) -> Box:
        """Return where the box stands."""
        return (self.x, self.y, self.width, self.height)


def meet(one: Box, other: Box, gap: float = 0.0) -> bool:
    """Return whether two boxes are nearer to each other than a gap."""
    return (
        abs(one[0] - other[0]) * 2 < one[2] + other[2] + 2 * gap
        and abs(one[1] - other[1]) * 2 < one[3] + other[3] + 2 * gap
    )


def order(count: int, sizes: Mapping[tuple[int, ...], int]) -> list[int]:
    """Return anchors around a ring so that those that share much are neighbours.

    The sum of what two share times their distance on a circle is least: exactly for few, by
    exchanging pairs until nothing is gained for more. The first one given comes first.
    """
    alike = [[0.0] * count for _ in range(count)]
    for subset, size in sizes.items():
        for one in subset:
            for other in subset:
                if one != other:
                    alike[one][other] += size / (len(subset) - 1)
    apart = [sin(pi * step / count) for step in range(count)]

    def cost(tour: Sequence[int]) -> float:
        return sum(
            alike[one][tour[after]] * apart[after - place]
            for place, one in enumerate(tour)
            for after in range(place + 1, count)
        )

    if count <= _EXACT:
        rest = permutations(range(1, count))
        # A tour and its mirror are one: the one that goes to the earlier anchor first is kept.
        tours = ([0, *tour] for tour in rest if len(tour) < 2 or tour[0] < tour[-1])
        return min(tours, key=lambda tour: (round(cost(tour), 9), tour)) if count else []
    tour = [0]
    left = set(range(1, count))
    while left:
        tour.append(min(left, key=lambda place: (-alike[tour[-1]][place], place)))
        left.remove(tour[-1])
    _exchange(tour, alike, apart)
    start = tour.index(0)
    tour = tour[start:] + tour[:start]
    return tour if tour[1] < tour[-1] else [tour[0], *reversed(tour[1:])]


def _exchange(tour: list[int], alike: list[list[float]], apart: list[float]) -> None:
    """Exchange pairs of a tour for as long as its cost falls."""
    count = len(tour)
    gained = True
    while gained:
        gained = False
        for one in range(count):
            for other in range(one + 1, count):
                a, b = alike[tour[one]], alike[tour[other]]
                change = sum(
                    (a[tour[at]] - b[tour[at]]) * (apart[abs(other - at)] - apart[abs(one - at)])
                    for at in range(count)
                    if at not in (one, other)
                )
                if change < -1e-9:
                    tour[one], tour[other] = tour[other], tour[one]
                    gained = True


def stops(count: int, across: float, down: float, wide: float, tall: float) -> list[Point]:
    """Return points on a rounded ring of that extent about 0, clockwise from the top left.

    A box of that size at each of them takes the same share of the ring, so that boxes on its
    sides, which are wider than tall, stand closer to each other than those above and below.
    """
    bend = 2 / (2.6 if count <= 12 else 5)
    path = []
    for step in range(_SAMPLES + 1):
        angle = 2 * pi * step / _SAMPLES
        x, y = sin(angle), -cos(angle)
        path.append(
            (
                across / 2 * abs(x) ** bend * (1 if x > 0 else -1),
                down / 2 * abs(y) ** bend * (1 if y > 0 else -1),
            )
        )
    walked = [0.0]
    for (x, y), (u, v) in pairwise(path):
        walked.append(walked[-1] + max(abs(u - x) / wide, abs(v - y) / tall))
    found = []
    for stop in range(count):
        goal = walked[-1] * ((stop - (0 if count % 2 else 0.5)) / count % 1)
        step = min(bisect(walked, goal), _SAMPLES)
        part = (goal - walked[step - 1]) / (walked[step] - walked[step - 1])
        (x, y), (u, v) = path[step - 1], path[step]
        found.append((x + part * (u - x), y + part * (v - y)))
    xs, ys = zip(*found, strict=True)
    return list(zip(_stretched(xs, across), _stretched(ys, down), strict=True))


def _stretched(values: Sequence[float], extent: float) -> list[float]:
    """Return values so that they reach from end to end of an extent about 0."""
    least, most = min(values), max(values)
    if most - least < 1:
        return [0.0] * len(values)
    return [((value - least) / (most - least) - 0.5) * extent for value in values]


def settle(
    bodies: Sequence[Body], anchors: Sequence[Box], fixed: Sequence[Box], size: Point
) -> bool:
    """Put every body near where it belongs without an overlap; False where there is no room.

    A body belongs to the centre of gravity of its anchors, drawn further to the centre of the map
    the more they are. One without anchors goes where there is room, from below.
    """
    width, height = size
    goals = []
    for body in bodies:
        total = sum(body.weights.values())
        if not total:
            goals.append((width / 2, height - MARGIN - body.height / 2))
            continue
        x = sum(anchors[at][0] * weight for at, weight in body.weights.items()) / total
        y = sum(anchors[at][1] * weight for at, weight in body.weights.items()) / total
        pull = 0.12 * (len(body.weights) - 2) / max(1, len(anchors) - 2)
        goals.append((x + (width / 2 - x) * pull, y + (height / 2 - y) * pull))
    for body, goal in zip(bodies, goals, strict=True):
        body.x, body.y = goal
    _spread([body for body in bodies if body.weights], fixed, size)
    placed = list(fixed)
    for body in bodies:
        spot = _free(body, placed, size)
        if spot is None:
            return False
        body.x, body.y = spot
        placed.append(body.box)
    _improve(bodies, goals, anchors, fixed, size)
    return True


def _spread(bodies: Sequence[Body], fixed: Sequence[Box], size: Point) -> None:
    """Push bodies apart until the room between what is fixed is filled evenly."""
    width, height = size
    goals = [(body.x, body.y) for body in bodies]
    room = (width * height - sum(box[2] * box[3] for box in fixed)) * 0.8
    used = sum(body.width * body.height for body in bodies)
    edge = sum(body.width + body.height for body in bodies) or 1.0
    # So much padding that the padded boxes fill most of what is free.
    pad = max(GAP, min(60.0, 0.55 * (room - used) / edge))
    for _turn in range(40):
        for place, body in enumerate(bodies):
            for other in bodies[place + 1 :]:
                dx, dy = other.x - body.x, other.y - body.y
                over = (body.width + other.width) / 2 + pad - abs(dx)
                deep = (body.height + other.height) / 2 + pad - abs(dy)
                if over <= 0 or deep <= 0:
                    continue
                if over < deep:
                    step = over * (0.25 if dx >= 0 else -0.25)
                    body.x -= step
                    other.x += step
                else:
                    step = deep * (0.25 if dy >= 0 else -0.25)
                    body.y -= step
                    other.y += step
            for box in fixed:
                dx, dy = body.x - box[0], body.y - box[1]
                over = (body.width + box[2]) / 2 + GAP * 1.5 - abs(dx)
                deep = (body.height + box[3]) / 2 + GAP * 1.5 - abs(dy)
                if over > 0 and deep > 0:
                    if over < deep:
                        body.x += over * (0.5 if dx >= 0 else -0.5)
                    else:
                        body.y += deep * (0.5 if dy >= 0 else -0.5)
            x, y = goals[place]
            body.x += 0.03 * (x - body.x)
            body.y += 0.03 * (y - body.y)
            body.x = min(max(body.x, MARGIN + body.width / 2), width - MARGIN - body.width / 2)
            body.y = min(max(body.y, MARGIN + body.height / 2), height - MARGIN - body.height / 2)


def _free(body: Body, placed: Iterable[Box], size: Point) -> Point | None:
    """Return the nearest spot where a body meets no box, or None where there is none."""
    for dx, dy in _steps():
        box = (body.x + dx, body.y + dy, body.width, body.height)
        if _inside(box, size) and not any(meet(box, other, GAP) for other in placed):
            return box[:2]
    return None


def _inside(box: Box, size: Point) -> bool:
    return (
        box[0] - box[2] / 2 >= MARGIN
        and box[0] + box[2] / 2 <= size[0] - MARGIN
        and box[1] - box[3] / 2 >= MARGIN
        and box[1] + box[3] / 2 <= size[1] - MARGIN
    )


@lru_cache(1)
def _steps() -> list[tuple[int, int]]:
    """Return steps away from a spot, the nearest first."""
    steps = [(x, y) for x in range(-900, 901, 24) for y in range(-1000, 1001, 16)]
    return sorted(steps, key=lambda step: (step[0] ** 2 + step[1] ** 2, step))


class _Sheet:
    """Boxes and links as the bits of one number, so that what hides what is one AND away."""

    def __init__(self, anchors: Sequence[Box], size: Point) -> None:
        self.across = ceil(size[0] / _CELL) + 2
        self.anchors = anchors
        self.own = [self.box(box) for box in anchors]
        self.known: dict[tuple[int, int, int], int] = {}

    def box(self, box: Box) -> int:
        """Return the cells that a box covers."""
        wide, tall = box[2] / 2, box[3] / 2
        left, right = int((box[0] - wide) / _CELL), int((box[0] + wide) / _CELL)
        top, bottom = int((box[1] - tall) / _CELL), int((box[1] + tall) / _CELL)
        bits = (1 << (right - left + 1)) - 1
        rows = bottom - top + 1
        done = 1
        while done < rows:
            step = min(done, rows - done)
            bits |= bits << (step * self.across)
            done += step
        return bits << (top * self.across + left)

    def links(self, body: Body, box: Box) -> list[int]:
        """Return the cells that the links of a body pass outside of its anchors, were it there."""
        column, row = int(box[0] / _CELL), int(box[1] / _CELL)
        found = []
        for at in body.weights:
            line = self.known.get((at, column, row))
            if line is None:
                line = self.known[at, column, row] = self._line(at, column, row)
            found.append(line)
        return found

    def _line(self, at: int, column: int, row: int) -> int:
        x, y = self.anchors[at][0] / _CELL, self.anchors[at][1] / _CELL
        dx, dy = column + 0.5 - x, row + 0.5 - y
        steps = int(max(abs(dx), abs(dy))) + 1
        dx, dy = dx / steps, dy / steps
        across = self.across
        bits = 0
        for _step in range(steps + 1):
            bits |= 1 << (int(y) * across + int(x))
            x += dx
            y += dy
        return bits & ~self.own[at]


def _planes(lines: Iterable[int]) -> list[int]:
    """Return how many lines pass each cell, as binary digits: one number for each power of two."""
    planes: list[int] = []
    for line in lines:
        carry = line
        for at, plane in enumerate(planes):
            planes[at], carry = plane ^ carry, plane & carry
            if not carry:
                break
        if carry:
            planes.append(carry)
    return planes


_FAR = sorted(
    ((x, y) for x in range(-240, 241, 30) for y in range(-240, 241, 24) if hypot(x, y) < 250),
    key=lambda step: (hypot(*step), step),
)
_NEAR = [(x, y) for x in (-16, -8, 0, 8, 16) for y in (-16, -8, 0, 8, 16) if x or y]


def _improve(
    bodies: Sequence[Body],
    goals: Sequence[Point],
    anchors: Sequence[Box],
    fixed: Sequence[Box],
    size: Point,
) -> None:
    """Move bodies where fewer links pass under boxes, as near to where they belong as can be."""
    sheet = _Sheet(anchors, size)
    walls = [sheet.box(box) for box in fixed]
    masks = [sheet.box(body.box) for body in bodies]
    lines = [sheet.links(body, body.box) for body in bodies]
    for turn in range(4):
        moved = False
        for place, body in enumerate(bodies):
            above = 0
            for mask in (*walls, *masks[:place], *masks[place + 1 :]):
                above |= mask
            others = [*fixed, *(other.box for other in bodies if other is not body)]
            below = _planes(line for at, some in enumerate(lines) if at != place for line in some)
            goal = goals[place]
            best = (_cost(body, body.box, goal, above, below, sheet) - 0.5, body.box)
            start = goal if turn % 2 == 0 else (body.x, body.y)
            for dx, dy in _FAR if turn % 2 == 0 else _NEAR:
                box = (start[0] + dx, start[1] + dy, body.width, body.height)
                # Boxes a gap apart never share a cell, so that most spots are ruled out at once.
                if not _inside(box, size) or sheet.box(box) & above:
                    continue
                cost = _cost(body, box, goal, above, below, sheet)
                if cost < best[0] and not any(meet(box, other, GAP) for other in others):
                    best = (cost, box)
            if best[1] != body.box:
                body.x, body.y = best[1][:2]
                masks[place], lines[place] = sheet.box(body.box), sheet.links(body, body.box)
                moved = True
        if not moved and turn % 2:
            break


def _cost(body: Body, box: Box, goal: Point, above: int, below: list[int], sheet: _Sheet) -> float:
    """Return what a spot costs: links that it hides or has hidden, and its way from the goal."""
    mask = sheet.box(box)
    hides = sum((plane & mask).bit_count() << digit for digit, plane in enumerate(below))
    hidden = sum((line & above).bit_count() for line in sheet.links(body, box))
    # The more anchors a body has, the more its place says: it keeps nearer to the goal.
    away = (hypot(box[0] - goal[0], box[1] - goal[1]) / _REACH) ** 2
    return hides + hidden + away * max(1, len(body.weights)) / 2
