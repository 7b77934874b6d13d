"""How much is said of a role at most, known before it is read."""

from collections.abc import Iterable
from itertools import islice
from typing import Final

import pyoxigraph as ox

from rolegraph.dataset import Dataset
from rolegraph.errors import UsageError
from rolegraph.namespaces import slug_of

MOST_TRAITS: Final = 100_000
"""Reading so many takes some ten seconds and a few hundred MB; real roles have hundreds."""


def check_traits(dataset: Dataset, roles: Iterable[str]) -> None:
    """Raise `UsageError` where a role, by IRI, has more traits than are read at once.

    Of an endpoint nothing is asked: its answers have bounds of their own.
    """
    if dataset.kind == "endpoint":
        return
    for role in roles:
        told = dataset.store.quads_for_pattern(ox.NamedNode(role), None, None, ox.DefaultGraph())
        check_count(role, sum(1 for _ in islice(told, MOST_TRAITS + 1)))


def check_count(role: str, traits: int) -> None:
    """Raise `UsageError` where these are more traits of a role than are read at once."""
    if traits > MOST_TRAITS:
        raise UsageError(
            f"{slug_of(role)} has more than {MOST_TRAITS:,} traits, which are too many to read at "
            f"once. `rolegraph query -n cq-02-traits -p role={slug_of(role)} -f csv` has the rows "
            "as they are, and takes long"
        )
