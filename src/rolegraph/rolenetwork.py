"""The roles as a network of steps, and the least chain of them."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rolegraph.counting import add, at_most, digits, falling, members, minus, rising
from rolegraph.profiles import Profiles

if TYPE_CHECKING:
    import networkx as nx

_STEP: Final = 1 << 12
"""What a thing costs in a search, a step costing 1: steps only decide between equal totals."""


class RoleNetwork:
    """The roles as a directed network: a step leads to each role that shares a thing.

    Its size is how many things that role has and the one before lacks. Steps are not stored one by
    one, for 3,000 roles have two million: the steps from a role and to it are counted in slices
    when a search first comes there, all at once, and these are kept.
    """

    def __init__(self, profiles: Profiles) -> None:
        self.profiles = profiles
        self._slices: dict[int, tuple[list[int], list[int], int]] = {}
        self._sizes = digits(profiles.sizes)

    def _counted(self, role: int) -> tuple[list[int], list[int], int]:
        """Return in slices what each role shares with one and what is new there, and who shares.

        See `rolegraph.counting`.
        """
        found = self._slices.get(role)
        if found is None:
            masks = self.profiles.masks
            shared = add([masks[at] for at in self.profiles.held[role]])
            sharing = 0
            for one in shared:
                sharing |= one
            new = minus(self._sizes, shared)
            found = self._slices[role] = shared, new, sharing & ~(1 << role)
        return found

    def size(self, one: int, other: int) -> int:
        """Return how many things a role lacks for another."""
        return len(self.profiles.held[other].keys() - self.profiles.held[one].keys())

    def steps(self, role: int, limit: int) -> Iterator[tuple[int, int]]:
        """Yield the roles that are one step of at most ``limit`` things away, with its size."""
        for size, group in rising(self._counted(role)[1], self._out(role, limit)):
            for other in members(group):
                yield other, size

    def _out(self, role: int, limit: int) -> int:
        """Return the set of roles that a step of at most ``limit`` things leads to from one."""
        _, new, sharing = self._counted(role)
        return at_most(new, limit, sharing)

    def _in(self, role: int, limit: int) -> int:
        """Return the set of roles from which a step of at most ``limit`` things leads to one."""
        shared, _, sharing = self._counted(role)
        # Too much is new where fewer than size - limit are shared.
        least = self.profiles.sizes[role] - limit
        return sharing & ~at_most(shared, least - 1, sharing) if least > 1 else sharing

    def any_chain(self, start: int, goal: int, limit: int) -> list[int] | None:
        """Return some chain with steps of at most ``limit`` things, or None where there is none.

        The search goes from both ends, so that it soon fails where one of them leads nowhere.
        """
        reach = (self._out, self._in)
        before = ({start: start}, {goal: goal})
        waiting = (deque([start]), deque([goal]))
        seen = [1 << start, 1 << goal]
        while all(waiting):
            for side, queue in enumerate(waiting):
                role = queue.popleft()
                new = reach[side](role, limit) & ~seen[side]
                if meet := new & seen[1 - side]:
                    middle = next(members(meet))
                    before[side][middle] = role
                    return _back(before[0], middle) + _back(before[1], middle)[-2::-1]
                seen[side] |= new
                for other in members(new):
                    before[side][other] = role
                    queue.append(other)
                if not queue:
                    return None
        return None

    def least_limit(self, start: int, goal: int, above: int) -> int | None:
        """Return the smallest limit from ``above`` on within which there is a chain, or None."""
        high = max(self.profiles.sizes)
        if (chain := self.any_chain(start, goal, high)) is None:
            return None
        # No limit is enough that is below the smallest of the steps to the goal.
        shared, _, sharing = self._counted(goal)
        nearest = next(falling(shared, sharing), (0, 0))[0]
        low = max(above, self.profiles.sizes[goal] - nearest)
        if self.size(start, goal) < self.profiles.sizes[goal]:
            chain = min(chain, [start, goal], key=self._largest)
        high = self._largest(chain)
        while low < high:
            middle = (low + high) // 2
            if (chain := self.any_chain(start, goal, middle)) is not None:
                high = self._largest(chain)
            else:
                low = middle + 1
        return low

    def _largest(self, chain: list[int]) -> int:
        return max(self.size(*step) for step in pairwise(chain))

    def chain(self, start: int, goal: int, limit: int) -> list[int] | None:
        """Return the roles of a chain with the least total of steps within a limit, or None.

        Of equal totals it is one with the fewest steps, and always the same. Dijkstra (1959) from
        both ends: a `_Front` goes on from each until no chain that is better than the best one
        known can lie beyond both.
        """
        known = self.any_chain(start, goal, limit)
        if known is None:
            return None
        most = self._cost(known)
        everyone, sizes = self.profiles.everyone, self.profiles.sizes
        shared, _, _ = self._counted(goal)
        to_goal = ((sizes[goal] - count, group) for count, group in falling(shared, everyone))
        left = _Within(to_goal, sizes[goal], everyone)
        from_start = _Within(rising(self._counted(start)[1], everyone), sizes[-1], everyone)
        forward = _Front(start, lambda role: self._leaving(role, limit), left, most)
        backward = _Front(goal, lambda role: self._coming(role, limit), from_start, most)
        while forward.next + backward.next <= most:
            min(forward, backward, key=lambda front: len(front.costs)).advance()
        ahead, behind = forward.all_costs(), backward.all_costs()
        middle = min(
            ahead.keys() & behind.keys(), key=lambda role: (ahead[role] + behind[role], role)
        )
        return self._trace(middle, ahead, limit, self._in)[:0:-1] + self._trace(
            middle, behind, limit, self._out
        )

    def _leaving(self, role: int, limit: int) -> Iterator[tuple[int, int]]:
        """Yield sizes, rising, with the set of roles to which a step of that size leads."""
        return rising(self._counted(role)[1], self._out(role, limit))

    def _coming(self, role: int, limit: int) -> Iterator[tuple[int, int]]:
        """Yield sizes, rising, with the set of roles from which a step of that size comes."""
        size = self.profiles.sizes[role]
        for count, group in falling(self._counted(role)[0], self._in(role, limit)):
            yield size - count, group

    def _cost(self, chain: list[int]) -> int:
        return sum(self.size(*step) * _STEP + 1 for step in pairwise(chain))

    def _trace(
        self, role: int, costs: dict[int, int], limit: int, reach: Callable[[int, int], int]
    ) -> list[int]:
        """Return the chain from a role to where the costs are counted from."""
        chain = [role]
        while costs[here := chain[-1]]:
            for other in members(reach(here, limit)):
                step = [other, here] if reach == self._in else [here, other]
                if other in costs and costs[other] + self._cost(step) == costs[here]:
                    chain.append(other)
                    break
            else:  # pragma: no cover - each cost comes from a step
                raise AssertionError("a role without a way back")
        return chain

    def to_networkx(self, limit: int | None = None) -> "nx.DiGraph[str]":
        """Return the network as networkx has it: roles by IRI with ``label``, steps with ``size``.

        With a limit, only the steps that are not larger.
        """
        import networkx as nx

        roles = self.profiles.roles
        limit = max(self.profiles.sizes, default=0) if limit is None else limit
        found: nx.DiGraph[str] = nx.DiGraph()
        found.add_nodes_from((role.iri, {"label": role.label}) for role in roles)
        for at, role in enumerate(roles):
            found.add_edges_from(
                (role.iri, roles[other].iri, {"size": size})
                for other, size in self.steps(at, limit)
            )
        return found


class _Within:
    """Sets of roles by what they lack at most for one, out of sizes, rising, with their sets."""

    def __init__(self, groups: Iterable[tuple[int, int]], most: int, everyone: int) -> None:
        self._sets: list[int] = []
        self._everyone = everyone
        all_ = 0
        for size, group in groups:
            self._sets += [all_] * (size - len(self._sets))
            all_ |= group
        self._sets += [all_] * (most - len(self._sets))

    def __getitem__(self, lack: int) -> int:
        if lack < 0:
            return 0
        return self._sets[lack] if lack < len(self._sets) else self._everyone


class _Front:
    """One end of a search: a bucket for each cost holds a set of roles, taken all at once.

    Roles are left out that are too far from the other end for a chain of at most ``most``: what a
    role lacks for the goal is never more than all steps from it there (as in A*).
    """

    def __init__(
        self,
        origin: int,
        steps: Callable[[int], Iterator[tuple[int, int]]],
        within: _Within,
        most: int,
    ) -> None:
        self._steps = steps
        self._within = within
        self._most = most
        self._buckets = {0: 1 << origin}
        self._waiting = [0]
        self._settled = 0
        self.costs: dict[int, int] = {}

    @property
    def next(self) -> int:
        """The least cost of a role that was not gone on from yet."""
        return self._waiting[0] if self._waiting else self._most + 1

    def advance(self) -> None:
        """Go on from all roles that have the least cost."""
        cost, most, buckets = heappop(self._waiting), self._most, self._buckets
        now = buckets.pop(cost) & ~self._settled
        self._settled |= now
        open_ = ~self._settled
        for role in members(now):
            self.costs[role] = cost
            for size, group in self._steps(role):
                after = cost + size * _STEP + 1
                if after > most:
                    break
                group &= self._within[(most - after) // _STEP] & open_
                if not group:
                    continue
                if after in buckets:
                    buckets[after] |= group
                else:
                    buckets[after] = group
                    heappush(self._waiting, after)

    def all_costs(self) -> dict[int, int]:
        """Return the cost of each role, of those too that were reached and not gone on from."""
        found, seen = dict(self.costs), self._settled
        for cost in sorted(self._buckets):
            new = self._buckets[cost] & ~seen
            seen |= new
            found.update(dict.fromkeys(members(new), cost))
        return found


def _back(before: dict[int, int], goal: int) -> list[int]:
    chain = [goal]
    while before[chain[-1]] != chain[-1]:
        chain.append(before[chain[-1]])
    return chain[::-1]
