"""A diagram of the schema: the role, what it may have, and how claims and sources stand to it."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from rolegraph.endpoint.explorer.addresses import page_of
from rolegraph.namespaces import KINDS, RG, to_curie

_LEFT: Final = 24
_BOX: Final = (220, 40)
_ROW: Final = 52
_MIDDLE: Final = 640
_TOP: Final = 30


class Box(NamedTuple):
    """A class: its place, size, label, address and the kind that colours it."""

    x: float
    y: float
    width: float
    height: float
    label: str
    href: str | None
    kind: str


class Arrow(NamedTuple):
    """A property between two classes: its path, its label with place and anchor, its address."""

    path: str
    label: str
    x: float
    y: float
    href: str | None
    dashed: bool


class Picture(NamedTuple):
    """A diagram in one box of coordinates."""

    width: float
    height: float
    boxes: list[Box]
    arrows: list[Arrow]


def drawn(terms: Mapping[str, Mapping[str, Any]]) -> Picture:
    """Return the diagram of the terms: what a role has on the right, claims on the left.

    What a role has is read from the properties themselves: those with the role as their domain and
    a class of the ontology as their range.
    """
    below = [
        (iri, term, next((one for one in term["range"] if one in terms), None))
        for iri, term in terms.items()
        if RG.hasTrait in term["above"] or iri in _PROPERTIES
    ]
    order = [kind.property for kind in KINDS.values() if kind.property]
    rows = sorted(
        ((iri, goal) for iri, _, goal in below if goal is not None),
        key=lambda row: (order.index(row[0]) if row[0] in order else len(order), row[0]),
    )
    kinds = {kind.classes[0]: kind.name for kind in KINDS.values()}
    extra = {RG.Tool: RG.ProgrammingLanguage}
    height = _TOP * 2 + _ROW * len(rows)
    centre = height / 2
    width, tall = _BOX
    role = Box(340, centre - tall / 2, 150, tall, _label(terms, RG.Role), page_of(RG.Role), "role")
    boxes, arrows = [role], []
    start = role.x + role.width
    for place, (prop, goal) in enumerate(rows):
        y = _TOP + place * _ROW + (_ROW - tall) / 2
        middle = y + tall / 2
        boxes.append(
            Box(
                _MIDDLE + 60,
                y,
                width,
                tall,
                _label(terms, goal),
                page_of(goal),
                kinds.get(goal, ""),
            )
        )
        bend = start + 24
        arrows.append(
            Arrow(
                f"M{start} {centre:g}H{bend}V{middle:g}H{_MIDDLE + 52}",
                to_curie(prop).partition(":")[2],
                bend + 10,
                middle - 6,
                page_of(prop),
                False,
            )
        )
        if goal in extra and extra[goal] in terms:
            under = extra[goal]
            x = _MIDDLE + 60 + width + 46
            boxes.append(Box(x, y, 200, tall, _label(terms, under), page_of(under), "tool"))
            arrows.append(
                Arrow(f"M{x} {middle:g}H{_MIDDLE + 60 + width + 8}", "", 0, 0, None, True)
            )
    boxes += _left(terms, centre)
    arrows += [
        Arrow(
            f"M{_LEFT + 150} {centre:g}H{role.x - 8}",
            "rdf:subject",
            _LEFT + 168,
            centre - 7,
            None,
            False,
        ),
        Arrow(
            f"M{_LEFT + 75} {centre + 20:g}V{centre + 112:g}",
            "prov:wasDerivedFrom",
            _LEFT + 86,
            centre + 74,
            None,
            False,
        ),
        Arrow(
            f"M{_LEFT + 75} {centre - 20:g}V{centre - 112:g}",
            "modality",
            _LEFT + 86,
            centre - 66,
            page_of(RG.modality),
            False,
        ),
    ]
    return Picture(_MIDDLE + 60 + width + 46 + 200 + _LEFT, height, boxes, arrows)


_PROPERTIES: Final = frozenset(kind.property for kind in KINDS.values() if kind.property)


def _left(terms: Mapping[str, Mapping[str, Any]], centre: float) -> list[Box]:
    tall = _BOX[1]
    places = ((RG.Claim, 0), (RG.Source, 140), (RG.Modality, -140))
    return [
        Box(_LEFT, centre + shift - tall / 2, 150, tall, _label(terms, iri), page_of(iri), "")
        for iri, shift in places
        if iri in terms
    ]


def _label(terms: Mapping[str, Mapping[str, Any]], iri: str) -> str:
    return str(terms[iri]["label"]) if iri in terms else to_curie(iri)
