"""What people see of the answers over all roles: fewer columns than programs get."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from rolegraph.views.namesakes import origin
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
_WORDY: Final = 100


def similar(answer: "Similar") -> list[Rows]:
    """Return the table of the roles most like one."""
    names = _named((one.role for one in answer.found), [answer.role])
    narrow = terminal_width() < _NARROW
    rows = [
        (
            name,
            # In a narrow terminal a column less leaves room for whole words.
            *((f"{one.shared}/{one.of}",) if narrow else (one.shared, one.of)),
            one.jaccard,
            one.weighted,
            ", ".join(thing.label for thing in one.heaviest),
        )
        for name, one in zip(names, answer.found, strict=True)
    ]
    counts = ("shared",) if narrow else ("shared", "of")
    columns = ("role", *counts, "jaccard", "weighted", "shared, weighing most")
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
    tables = [without_kind(Rows(columns, rows, answer.headline()))]
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
    rows: list[tuple[Any, ...]] = [
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
    columns: tuple[str, ...] = ("role", "has", "essential", "near", "figure", "missing")
    if terminal_width() < _NARROW:
        # What they are ordered by is the least telling, and the words need its room.
        columns = (*columns[:4], columns[5])
        rows = [(row[0], *map(_together, row[1:3]), row[3], row[5]) for row in rows]
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
    # The columns with words leave so little room beside the kind that tasks become ladders.
    return [without_kind(Rows(columns, rows, answer.headline()), _WORDY)]


def _telling(marks: Sequence[str]) -> list[str]:
    """Return marks without those that another one of them says already."""
    said = {"only here": {"distinguishing"}, "defining": {"necessary", "distinguishing"}}
    implied = {other for mark in marks for other in said.get(mark, ())}
    return [mark for mark in marks if mark not in implied]


def _named(roles: Iterable["Role"], beside: Sequence["Role"] = ()) -> list[str]:
    """Return the labels of roles, with their schemes where they or those beside are of several.

    ESCO has statistician and O*NET has Statisticians: without the scheme nobody knows which is
    which. Two that still have the same label show the end of their IRIs too.
    """
    roles = list(roles)
    mixed = len({origin(role.iri) for role in (*roles, *beside)}) > 1
    labels = [
        f"{role.label} ({scheme})" if mixed and (scheme := origin(role.iri)) else role.label
        for role in roles
    ]
    often = Counter(labels)
    return [
        label if often[label] == 1 else f"{label} ({role.iri.rpartition('/')[2]})"
        for label, role in zip(labels, roles, strict=True)
    ]


def _together(text: str) -> str:
    """Return a short text that no column breaks."""
    return text.replace(" ", "\u00a0")


def _first(labels: Sequence[str], most: int = _NAMED) -> str:
    rest = len(labels) - most
    return ", ".join(labels[:most]) + (f" and {rest} more" if rest > 0 else "")


def without_kind(rows: Rows, below: int = _NARROW) -> Rows:
    """Return a table that fits a narrow terminal: the kind stands behind the label."""
    if terminal_width() >= below:
        return rows
    short = [(f"{label} ({kind})", *rest) for kind, label, *rest in rows.rows]
    return rows._replace(columns=rows.columns[1:], rows=short)
