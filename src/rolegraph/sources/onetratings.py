"""How O*NET rates occupations on skills and knowledge, and the elements that it rates them on.

Everybody is rated on everything, so a rating alone makes no trait: from importance 3 on, which the
scale calls important, the role requires the skill; less is a rating that no comparison counts, and
what the table calls not relevant is a denial.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from rolegraph.facts import Concept, Fact, Literal
from rolegraph.namespaces import KINDS, RG, SKOS
from rolegraph.sources.onettables import ELEMENT, NONE, OWN, Tables
from rolegraph.sources.releases import cleaned

TABLES: Final = ("Skills", "Knowledge")
MODEL: Final = "Content Model Reference"
IMPORTANT: Final = 3.0
"""The importance from which on a rating makes a trait: the scale's own word for 3 is important."""

_COLUMNS: Final = (
    OWN,
    "Element ID",
    "Scale ID",
    "Data Value",
    "Recommend Suppress",
    "Not Relevant",
)
_SCALES: Final = {"IM": (1.0, 5.0), "LV": (0.0, 7.0)}


class _Value(NamedTuple):
    """One figure on one scale: where it stands, and what O*NET advises about it."""

    number: float | None
    line: int
    suppress: bool
    irrelevant: bool


class Ratings:
    """The ratings of a release, each with the element that it is on, described before."""

    def __init__(self, tables: Tables, source: str, counts: Counter[str]) -> None:
        self._tables, self._source, self._counts = tables, source, counts
        self._model: dict[str, tuple[str, str]] = {}
        self._told: set[str] = set()

    def records(self) -> Iterator[Concept | Fact]:
        """Yield skills and knowledge under the content model's elements, and the ratings."""
        for line, (element, name, text) in self._tables.rows(
            MODEL, "Element ID", "Element Name", "Description"
        ):
            name = cleaned(name, 300)
            if not name or element in self._model:
                what = "stands here twice" if name else "has no name"
                self._tables.refuse(MODEL, line, f"element {element[:40]!r} {what}")
            self._model[element] = (name, cleaned(text))
        for table in TABLES:
            yield from self._ratings(table)

    def _ratings(self, table: str) -> Iterator[Concept | Fact]:
        """Yield what a table says: importance and level of a rating stand in rows of their own."""
        waiting, found = ("", ""), dict[str, _Value]()
        done: set[tuple[str, str]] = set()
        tables, rated = self._tables, 0
        for line, (code, element, scale, value, suppress, irrelevant) in tables.rows(
            table, *_COLUMNS
        ):
            place = code, element
            if waiting != place:
                if found:
                    yield from self._rating(table, waiting, found)
                if place in done:
                    tables.refuse(table, line, f"{code} is rated on {element} in two places")
                tables.occupation(table, line, code)
                done.add(place)
                waiting, found = place, {}
                if element not in self._told:
                    yield from self._element(table, line, element)
            if scale not in _SCALES or scale in found:
                message = f"scale {scale[:9]!r}: expected IM and LV, once each"
                tables.refuse(table, line, message)
            low, high = _SCALES[scale]
            found[scale] = _Value(
                None if value in NONE else tables.number(table, line, value, low, high),
                line,
                tables.flag(table, line, suppress),
                tables.flag(table, line, irrelevant),
            )
            rated += 1
        if found:
            yield from self._rating(table, waiting, found)
        self._counts[f"{table.lower()} ratings"] = rated

    def _element(self, table: str, line: int, element: str) -> Iterator[Concept]:
        """Yield an element that occupations are rated on, after those above it."""
        if element not in self._model or not element.replace(".", "").isalnum():
            message = f"{element[:40]!r} is no element of {MODEL}.txt"
            self._tables.refuse(table, line, message)
        above = _above(element, self._model)
        if above and above not in self._told:
            yield from self._group(above)
        yield self._concept(element, "skill", KINDS["skill"].classes, above)
        self._counts["skills and knowledge"] += 1

    def _group(self, element: str) -> Iterator[Concept]:
        above = _above(element, self._model)
        if above and above not in self._told:
            yield from self._group(above)
        yield self._concept(element, "skill-group", (RG.SkillGroup, SKOS.Concept), above)
        self._counts["groups of them"] += 1

    def _concept(self, element: str, kind: str, classes: tuple[str, ...], above: str) -> Concept:
        label, text = self._model[element]
        self._told.add(element)
        return Concept(
            ELEMENT + element,
            kind,
            classes,
            label,
            text,
            (ELEMENT + above,) if above else (),
            extra=((SKOS.notation, Literal(element)),),
        )

    def _rating(
        self, table: str, place: tuple[str, str], found: dict[str, _Value]
    ) -> Iterator[Fact]:
        code, element = place
        importance, level = found.get("IM"), found.get("LV")
        if importance is None:
            (line,) = (value.line for value in found.values())
            self._tables.refuse(table, line, f"{code} has no importance (IM) for {element}")
        # Not relevant stands with the level: the importance is measured all the same.
        irrelevant = importance.irrelevant or (level is not None and level.irrelevant)
        if irrelevant:
            self._counts["of these not relevant"] += 1
            modality = "denied"
        elif importance.number is None:
            self._counts["of these without a value"] += 1
            return
        else:
            modality = "required" if importance.number >= IMPORTANT else "rated"
        extra: list[tuple[str, str | Literal]] = []
        if importance.suppress:
            extra.append((RG.suppresses, RG.importance))
        if level is not None and level.suppress:
            extra.append((RG.suppresses, RG.level))
        yield Fact(
            self._source,
            self._tables.occupation(table, importance.line, code),
            RG.requiresSkill,
            ELEMENT + element,
            modality,
            table,
            line=importance.line,
            importance=importance.number,
            level=None if level is None else level.number,
            extra=tuple(extra),
        )


def _above(element: str, model: dict[str, tuple[str, str]]) -> str:
    """Return the nearest element above one that the model has, or nothing at the top.

    >>> _above("2.A.1.a", {"2.A": ("Basic Skills", "")})
    '2.A'
    """
    while element:
        element = element.rpartition(".")[0]
        if element in model:
            break
    return element
