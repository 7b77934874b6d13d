"""What several sources say of one role, as one table with a column for each of them."""

from typing import Any

from rolegraph.answers import Answer
from rolegraph.grid import count
from rolegraph.standpoints import Standpoints


class SideBySide(Answer):
    """The views of one role side by side; ``views`` has who speaks, and of which roles.

    A cell is how strongly the view asks for the trait of its row, with the importance where it
    measures one; ``says no``; ``too little``; ``near: X (…)`` where it says so of X, which is much
    like the trait, broader or narrower; None where it says nothing. ``disagreement`` says how views
    part: denied, rated, strength, degree or absent.
    """

    def __init__(self, found: Standpoints) -> None:
        self.label = found.label
        self.views = found.views
        self.disagreements = found.disagreements
        self.columns = ("kind", "label", *(view.name for view in found.views), "disagreement")
        self._found = found

    def headline(self) -> str:
        """Return the answer in one line."""
        told = []
        for view in self.views:
            roles = ", ".join(role.label for role in view.roles)
            told.append(
                f"{view.name} {count(view.traits, 'trait')} of {roles}"
                if roles
                else f"{view.name} nothing ({view.remark})"
            )
        return f"{self.label}: {'; '.join(told)}"

    def rows(self) -> list[tuple[Any, ...]]:
        """Return a row for each trait that one of the views names."""
        parts = {(one.kind, one.label): one.what for one in self.disagreements}
        return [
            (
                row.kind,
                row.label,
                *(
                    str(row.opinions[view.name]) if view.name in row.opinions else None
                    for view in self.views
                ),
                parts.get((row.kind, row.label)),
            )
            for row in self._found.rows
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the views, what they say of each trait, and where they disagree, as JSON."""
        return self._found.to_dict()
