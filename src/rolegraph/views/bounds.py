"""How much a page or a picture shows at most, known before anything is drawn."""

from typing import Final

from rolegraph.errors import UsageError

MOST_TRAITS: Final = 10_000
"""A page of so many has some 8 MB, and nobody reads it."""


def check_size(traits: int) -> None:
    """Raise `UsageError` where there is more to compare than a picture can show."""
    if traits > MOST_TRAITS:
        raise UsageError(
            f"{traits:,} traits are too many to draw; {MOST_TRAITS:,} are not. Take fewer kinds "
            "(--kind), what more roles share (--at-least 2), or the table (rolegraph compare -f "
            "csv)"
        )
