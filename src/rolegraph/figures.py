"""The numbers beside a comparison: how demand grows, what is paid, which degrees are asked for."""

import re
from collections import Counter
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
_Known = Mapping[str, Mapping[str, Any]]
_YEAR: Final = re.compile(r"-?\d{4,6}")
_PAY: Final = ("minimum", "lower", "median", "upper", "maximum", "mean")
_TOLD: Final = ("outlook", "salary", "degree")
_STAGES: Final = (None, "entry", "mid", "senior", "executive")

MOST_PAY: Final = 6
"""How many salary statistics of one role and source are shown where they come out of a table."""

Said = tuple[str, str, str]
"""Role, source and thing, by IRI."""


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
    out is None; what it denies is not here. Rows stand in the order of the roles. Of a salary table
    there is the choice that `surplus_pay` leaves.
    """
    said_here = [claim for claim in claims if not claim.denied]
    surplus = surplus_pay(dataset, map(_said, _of(said_here, "salary")))
    wanted = {one.thing for one in said_here if _said(one) not in surplus}
    known, shares = _known(dataset, roles, [thing for thing in wanted if kind_of(thing) in _TOLD])
    order = {iri: place for place, iri in enumerate(roles)}
    said = sorted(
        (claim for claim in said_here if _said(claim) not in surplus),
        key=lambda one: (
            order[one.role],
            _stage(known.get(one.thing, {})),
            one.label,
            one.thing,
            one.source,
            one.line or 0,
        ),
    )
    return {
        "outlook": [_row(one, _outlook(known.get(one.thing, {}))) for one in _of(said, "outlook")],
        "salary": [_row(one, _salary(known.get(one.thing, {}))) for one in _of(said, "salary")],
        "education": _education(_of(said, "degree"), known, shares),
    }


def surplus_pay(dataset: Dataset, said: Iterable[Said]) -> set[Said]:
    """Return the salary statistics that are too many to be shown, out of those that are said.

    An article gives a figure or two, and they stay. A table gives hundreds for one role, by level,
    country and year; they are those with a sample size. Where a role has more than `MOST_PAY` from
    one source, only the latest year's summaries over all countries stay: the one over all levels,
    then each level. Without such summaries the largest groups of the latest year stay.
    """
    groups = list(said)
    if max(Counter((role, source) for role, source, _ in groups).values(), default=0) <= MOST_PAY:
        return set()
    return _surplus(_covered(dataset, list(dict.fromkeys(one[0] for one in groups)))[1], groups)


def pay(
    dataset: Dataset, role: str, said: Iterable[tuple[str, str, str, int | None]]
) -> list[dict[str, Any]]:
    """Return salaries of a role in numbers, in the order in which `figures` has them.

    Each is said by its thing, its label, its source and a line there.
    """
    rows = list(said)
    known, _ = _known(dataset, [role], [thing for thing, *_ in rows])
    rows.sort(key=lambda row: (_stage(known.get(row[0], {})), row[1], row[0], row[2], row[3] or 0))
    return [
        {"label": label, "source": slug_of(source), "line": line, **_salary(known.get(thing, {}))}
        for thing, label, source, line in rows
    ]


def pay_words(row: Mapping[str, Any]) -> str | None:
    """Return what a salary out of a table comes to; the label of any other says it already.

    >>> row = {"sample": 7, "median": 90000, "lower": 80000, "upper": 120000, "currency": "USD"}
    >>> pay_words(row)
    'median 90,000 USD, middle half 80,000 to 120,000, n = 7'
    """
    if row["sample"] is None or row["median"] is None:
        return None
    parts = [" ".join(filter(None, (f"median {row['median']:,}", row["currency"])))]
    if row["lower"] is not None and row["upper"] is not None and row["lower"] < row["upper"]:
        parts.append(f"middle half {row['lower']:,} to {row['upper']:,}")
    return ", ".join([*parts, f"n = {row['sample']:,}"])


def pay_and_rest(dataset: Dataset, role: str) -> tuple[list[str], set[Said]]:
    """Return what is shown beside a role, by IRI, and the salaries that `surplus_pay` drops.

    Only what this gives need be asked for: a table has hundreds of salaries for one role.
    """
    said, covered = _covered(dataset, [role])
    surplus = _surplus(covered, (one for one in said if kind_of(one[2]) == "salary"))
    return sorted({one[2] for one in said if one not in surplus}), surplus


def _covered(dataset: Dataset, roles: Sequence[str]) -> tuple[list[Said], _Known]:
    """Return what is beside roles, and by thing what a salary covers."""
    said: list[Said] = []
    covered: dict[str, dict[str, Any]] = {}
    for role, _, thing, source, *values in run(dataset, "cq-61-coverage", {"role": list(roles)}):
        said.append((role, source, thing))
        about = zip(("start", "seniority", "place", "sample"), values, strict=True)
        covered.setdefault(thing, {name: value for name, value in about if value is not None})
    return said, covered


def _surplus(known: _Known, said: Iterable[Said]) -> set[Said]:
    groups: dict[tuple[str, str], list[Said]] = {}
    for one in dict.fromkeys(said):
        if known.get(one[2], {}).get("sample") is not None:
            groups.setdefault(one[:2], []).append(one)
    return {
        one
        for group in groups.values()
        if len(group) > MOST_PAY
        for one in set(group) - _readable(known, group)
    }


def _readable(known: _Known, group: list[Said]) -> set[Said]:
    """Return the statistics out of one table that are shown."""
    rows = [(one, _salary(known[one[2]])) for one in group]
    rows = [row for row in rows if row[1]["place"] is None] or rows
    latest = max(row["year"] or 0 for _, row in rows)
    rows = [row for row in rows if (row[1]["year"] or 0) == latest]

    def rank(row: tuple[Said, dict[str, Any]]) -> tuple[int, float, str]:
        stage = row[1]["seniority"]
        place = _STAGES.index(stage) if stage in _STAGES else len(_STAGES)
        return (place if row[1]["place"] is None else 0), -row[1]["sample"], row[0][2]

    return {one for one, _ in sorted(rows, key=rank)[:MOST_PAY]}


def _known(
    dataset: Dataset, roles: Sequence[str], things: Sequence[str]
) -> tuple[_Known, dict[tuple[str, str], Any]]:
    """Return by thing what is known of outlook, pay and degrees, and by role and thing shares."""
    known: dict[str, dict[str, Any]] = {}
    shares: dict[tuple[str, str], Any] = {}
    if not things:
        return known, shares
    parameters = {"role": list(roles), "thing": sorted(things)}
    for role, thing, figure, value in run(dataset, "cq-38-figures", parameters):
        # A thing with two values of one kind breaks the shapes: the first one by order stands.
        if figure == "share":
            shares.setdefault((role, thing), value)
        else:
            known.setdefault(thing, {}).setdefault(figure, value)
    return known, shares


def _stage(found: Mapping[str, object]) -> int:
    """Return the place of a career stage; what is no salary out of a table is in none."""
    stage = found.get("seniority")
    counted = found.get("sample") is not None
    return _STAGES.index(stage) if counted and stage in _STAGES else 0


def _said(claim: "Claim") -> Said:
    return claim.role, claim.source, claim.thing


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
    claims: "Sequence[Claim]",
    known: Mapping[str, Mapping[str, object]],
    shares: Mapping[tuple[str, str], object],
) -> list[dict[str, Any]]:
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for claim in claims:
        modality = claim.modality or MODALITIES[-1]
        share = number(shares.get((claim.role, claim.thing)))
        row = rows.setdefault(
            (claim.role, claim.thing),
            {
                "role": slug_of(claim.role),
                "thing": claim.thing,
                "label": claim.label,
                "level": number(known.get(claim.thing, {}).get("level")),
                "modality": modality,
                "claims": 0,
                **({} if share is None else {"share": share}),
            },
        )
        row["modality"] = min(row["modality"], modality, key=MODALITIES.index)
        row["claims"] += 1
    return list(rows.values())
