"""The numbers beside a comparison: how demand grows, what is paid, which degrees are asked for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from rolegraph.dataset import Dataset
from rolegraph.namespaces import MODALITIES, kind_of, slug_of
from rolegraph.queries import run

if TYPE_CHECKING:
    from rolegraph.evidence import Claim

_Number = int | float | None
_YEAR: Final = re.compile(r"-?\d{4,6}")
_PAY: Final = ("minimum", "lower", "median", "upper", "maximum", "mean")


def number(value: object) -> _Number:
    """Return a value as a plain number, whole where it is; None for what is none.

    >>> number(Decimal("22.0")), number(Decimal("3.6")), number("many")
    (22, 3.6, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    plain = float(value)
    if not isfinite(plain):
        return None
    return int(plain) if plain.is_integer() else plain


def year(value: object) -> int | None:
    """Return the year that a value begins with, None where it begins with none.

    >>> year("2030"), year("2030Z"), year("soon")
    (2030, 2030, None)
    """
    found = _YEAR.match(str(value))
    return None if found is None else int(found[0])


def figures(
    dataset: Dataset, roles: Sequence[str], claims: Iterable["Claim"]
) -> dict[str, list[dict[str, Any]]]:
    """Return outlook, pay and degrees of roles as numbers, each with where it is said.

    Outlook and pay have one row for each claim, a degree one for each role. What a source leaves
    out is None; what it denies is not here. Rows stand in the order of the roles.
    """
    known: dict[str, dict[str, Any]] = {}
    for _, thing, figure, value in run(dataset, "cq-38-figures", {"role": list(roles)}):
        # A thing with two values of one kind breaks the shapes: the first one by order stands.
        known.setdefault(thing, {}).setdefault(figure, value)
    order = {iri: place for place, iri in enumerate(roles)}
    said = sorted(
        (claim for claim in claims if not claim.denied),
        key=lambda one: (order[one.role], one.label, one.thing, one.source, one.line or 0),
    )
    return {
        "outlook": [_row(one, _outlook(known.get(one.thing, {}))) for one in _of(said, "outlook")],
        "salary": [_row(one, _salary(known.get(one.thing, {}))) for one in _of(said, "salary")],
        "education": _education(_of(said, "degree"), known),
    }


def _of(claims: Iterable["Claim"], kind: str) -> "list[Claim]":
    return [claim for claim in claims if kind_of(claim.thing) == kind]


def _row(claim: "Claim", values: dict[str, Any]) -> dict[str, Any]:
    place = {"source": slug_of(claim.source), "line": claim.line}
    return {"role": slug_of(claim.role), "label": claim.label, **values, **place}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _outlook(found: Mapping[str, object]) -> dict[str, Any]:
    return {
        "growth": number(found.get("growth")),
        "from": year(found.get("start")),
        "to": year(found.get("end")),
        "agency": _text(found.get("agency")),
        "category": _text(found.get("category")),
        "trend": _text(found.get("trend")),
    }


def _salary(found: Mapping[str, object]) -> dict[str, Any]:
    return {
        **{name: number(found.get(name)) for name in _PAY},
        "currency": _text(found.get("currency")),
        "place": _text(found.get("place")),
        "year": year(found.get("start")),
        "seniority": _text(found.get("seniority")),
        "sample": number(found.get("sample")),
    }


def _education(
    claims: "Sequence[Claim]", known: Mapping[str, Mapping[str, object]]
) -> list[dict[str, Any]]:
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for claim in claims:
        modality = claim.modality or MODALITIES[-1]
        row = rows.setdefault(
            (claim.role, claim.thing),
            {
                "role": slug_of(claim.role),
                "thing": claim.thing,
                "label": claim.label,
                "level": number(known.get(claim.thing, {}).get("level")),
                "modality": modality,
                "claims": 0,
            },
        )
        row["modality"] = min(row["modality"], modality, key=MODALITIES.index)
        row["claims"] += 1
    return list(rows.values())
