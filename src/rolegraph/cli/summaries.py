"""What people see of the answers over all roles: fewer columns than programs get."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from rolegraph.views.table import Rows, count, terminal_width

if TYPE_CHECKING:
    from rolegraph.distinctiveness import Distinctive
    from rolegraph.gaps import Gap
    from rolegraph.likeness import Similar
    from rolegraph.matching import Fit, Matches
    from rolegraph.paths import Path
    from rolegraph.profilerows import Role

_NAMED: Final = 3
_LISTED: Final = 12
_NARROW: Final = 80


def similar(answer: "Similar") -> list[Rows]:
    """Return the table of the roles most like one."""
    names = _named(one.role for one in answer.found)
    rows = [
        (
            name,
            one.shared,
            one.of,
            one.jaccard,
            one.weighted,
            ", ".join(thing.label for thing in one.heaviest),
        )
        for name, one in zip(names, answer.found, strict=True)
    ]
    columns = ("role", "shared", "of", "jaccard", "weighted", "shared, weighing most")
    return [Rows(columns, rows, answer.headline())]


def gap(answer: "Gap") -> list[Rows]:
    """Return the table of what is lacking, and one of what both have and one rates higher."""
    measured = any(lack.trait.importance is not None for lack in answer.lacks)
    rows = [
        (
            lack.trait.kind,
            lack.trait.label,
            lack.trait.modality,
            *((lack.trait.importance,) if measured else ()),
            lack.trait.roles,
            lack.near.words() if lack.near else None,
        )
        for lack in answer.lacks
    ]
    columns: tuple[str, ...] = ("kind", "label", "modality")
    columns += ("importance", "roles") if measured else ("roles",)
    columns += ("partly covered by",)
    tables = [_without_kind(Rows(columns, rows, answer.headline()))]
    if answer.raised:
        higher = [(one.trait.label, one.have, one.want) for one in answer.raised]
        title = "Both have it, and it is more important there"
        tables.append(Rows(("label", "have", "want"), higher, title))
    return tables


def path(answer: "Path") -> list[Rows]:
    """Return the table of the steps."""
    names = _named([answer.start, *(step.role for step in answer.steps)])
    rows: list[tuple[Any, ...]] = [(0, names[0], None, None, "")]
    for at, step in enumerate(answer.steps, 1):
        new = _first([trait.label for trait in step.new])
        rows.append((at, names[at], step.size, step.kept, new))
    columns = ("step", "role", "new", "kept", "new, essential first")
    return [Rows(columns, rows, answer.headline())]


def match(answer: "Matches") -> list[Rows]:
    """Return the table of the roles that fit, and one that goes through the best of them."""
    names = _named(one.role for one in answer.found)
    rows = [
        (
            f"{name} (held)" if one.held else name,
            f"{one.has} of {one.of}",
            f"{one.has_essential} of {one.essential}",
            one.near,
            one.figure,
            _first([lack.trait.label for lack in one.missing]),
        )
        for name, one in zip(names, answer.found, strict=True)
    ]
    columns = ("role", "has", "essential", "near", "figure", "missing")
    tables = [Rows(columns, rows, answer.headline())]
    return [*tables, *(_through(names[0], best) for best in answer.found[:1])]


def _through(name: str, fit: "Fit") -> Rows:
    """Return a table that says of one role what is there, what is near and what is missing."""
    missing = [one.trait for one in fit.missing if not one.near]
    lines = {
        "there": [trait.label for trait in fit.there],
        "near": [f"{one.trait.label}: {one.near.words()}" for one in fit.missing if one.near],
        "missing, essential": [trait.label for trait in missing if trait.essential],
        "missing, other": [trait.label for trait in missing if not trait.essential],
    }
    rows: list[tuple[Any, ...]] = [
        (what, len(labels), _first(labels, _LISTED)) for what, labels in lines.items()
    ]
    return Rows(("what", "count", "things"), rows, f"The best one: {name}")


def distinctive(answer: "Distinctive") -> list[Rows]:
    """Return the table of the traits of a role with their marks."""
    rows = [
        (
            one.trait.kind,
            one.trait.label,
            one.others,
            one.trait.modality,
            f"{one.asking} of {count(one.speaking, 'source')}",
            ", ".join(_telling(one.marks)),
        )
        for one in answer.found
    ]
    columns = ("kind", "label", "other roles", "modality", "required by", "marks")
    return [_without_kind(Rows(columns, rows, answer.headline()))]


def _telling(marks: Sequence[str]) -> list[str]:
    """Return marks without those that another one of them says already."""
    said = {"only here": {"distinguishing"}, "defining": {"necessary", "distinguishing"}}
    implied = {other for mark in marks for other in said.get(mark, ())}
    return [mark for mark in marks if mark not in implied]


def _named(roles: Iterable["Role"]) -> list[str]:
    """Return the labels of roles; two with the same label show the end of their IRIs too."""
    roles = list(roles)
    often = Counter(role.label for role in roles)
    return [
        role.label if often[role.label] == 1 else f"{role.label} ({role.iri.rpartition('/')[2]})"
        for role in roles
    ]


def _first(labels: Sequence[str], most: int = _NAMED) -> str:
    rest = len(labels) - most
    return ", ".join(labels[:most]) + (f" and {rest} more" if rest > 0 else "")


def _without_kind(rows: Rows) -> Rows:
    """Return a table that fits a narrow terminal: the kind stands behind the label."""
    if terminal_width() >= _NARROW:
        return rows
    short = [(f"{label} ({kind})", *rest) for kind, label, *rest in rows.rows]
    return rows._replace(columns=rows.columns[1:], rows=short)
