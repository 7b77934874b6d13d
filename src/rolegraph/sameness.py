"""Which names stand for one thing, out of pairs that do."""

from collections.abc import Iterable


def classes(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the names that are tied by pairs, directly or through others, in sorted lists.

    Union-find with path halving (Tarjan and van Leeuwen 1984).

    >>> classes([("b", "a"), ("c", "b"), ("y", "x")])
    [['a', 'b', 'c'], ['x', 'y']]
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while (up := parent.setdefault(name, name)) != name:
            parent[name] = parent[up]
            name = parent[name]
        return name

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    found: dict[str, list[str]] = {}
    for name in sorted(parent):
        found.setdefault(root(name), []).append(name)
    return list(found.values())
