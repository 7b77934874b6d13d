"""Small charts of the figures beside a comparison: growth, pay and degrees, for a narrow panel.

Each chart is a display list and the same facts as rows of a table. What no source gives is not
drawn, and a chart with nothing to draw is not there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rolegraph.namespaces import MODALITIES as STRENGTHS
from rolegraph.namespaces import mint
from rolegraph.views.layout import BOLD, text_width, wrap
from rolegraph.views.scene import Circle, Group, Line, Primitive, Rect, Text
from rolegraph.views.words import MODALITIES

WIDTH: Final = 296
"""How wide a chart is, in CSS pixels: what a side panel has room for."""

Row = Mapping[str, Any]

_SMALL: Final = 12.0
_STEP: Final = 16.0
_PAY: Final = ("minimum", "lower", "median", "upper", "maximum", "mean")
# Levels of the European Qualifications Framework, the ladder that degrees are compared by.
_LEVELS: Final = {6: "Bachelor", 7: "Master", 8: "Doctorate"}
_BELOW, _ANY, _OTHER = "Below bachelor", "Any degree", "Other"
_DEGREE: Final = mint("degree", "academic-degree")


@dataclass(frozen=True)
class Chart:
    """A chart of one sort of figure: shapes in a box of `WIDTH` by height, and the facts as rows.

    ``note`` says how to read it. The first cell of a row names the role.
    """

    id: str
    title: str
    note: str
    height: float
    shapes: tuple[Primitive, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def charts(
    roles: Sequence[Row], figures: Mapping[str, Sequence[Row]], sources: Iterable[Row] = ()
) -> list[Chart]:
    """Return the charts of what is known about roles, in a fixed order; none where nothing is.

    ``figures`` is that part of `rolegraph.evidence.Details`; ``sources`` gives titles to slugs.
    """
    names = {role["slug"]: str(role["label"]) for role in roles}
    titles = {source["slug"]: str(source["title"]) for source in sources}
    found = [_growth(names, figures["outlook"], titles)]
    paid = [row for row in figures["salary"] if any(row[name] is not None for name in _PAY)]
    for currency in sorted({row["currency"] for row in paid}, key=lambda one: (not one, one or "")):
        ones = [row for row in paid if row["currency"] == currency]
        found.append(_pay(names, currency, ones, titles))
    found.append(_education(names, figures["education"]))
    return [chart for chart in found if chart is not None]


def plain(value: float) -> str:
    """Return a number for people, to a tenth at most.

    >>> plain(132500), plain(-3.25), plain(22.0)
    ('132,500', '−3.2', '22')
    """
    return f"{value:,.1f}".removesuffix(".0").replace("-", "−")


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round values that enclose a range, so many at most.

    >>> ticks(83_000, 161_000)
    [80000.0, 100000.0, 120000.0, 140000.0, 160000.0, 180000.0]
    >>> ticks(5, 5)
    [4.0, 4.5, 5.0, 5.5, 6.0]
    """
    if high - low < max(0.1, abs(low) * 1e-6):
        # Numbers that read the same: some room about them.
        reach = max(abs(low) * 0.2, 1.0)
        low, high = low - reach, high + reach
    rough = (high - low) / most
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * times for times in (1, 2, 2.5, 5, 10) if unit * times >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(at * step, 10) for at in range(first, last + 1)]


def _short(value: float) -> str:
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.4g}{letter}".replace("-", "−")
    return plain(value)


def _by_role(names: Mapping[str, str], rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows of each role that has some, in the order of the roles."""
    found: dict[str, list[Row]] = {slug: [] for slug in names}
    for row in rows:
        if row["role"] in found:
            found[row["role"]].append(row)
    return {slug: ones for slug, ones in found.items() if ones}


def _said(row: Row, titles: Mapping[str, str]) -> str:
    title = titles.get(row["source"], str(row["source"]))
    return title if row["line"] is None else f"{title}, line {row['line']}"


def _once(
    rows: Iterable[Row], fields: Sequence[str], titles: Mapping[str, str]
) -> list[tuple[Row, list[str]]]:
    """Return rows that differ in some fields, each with every place that says so."""
    found: dict[tuple[Any, ...], tuple[Row, list[str]]] = {}
    for row in rows:
        _, places = found.setdefault(tuple(row[name] for name in fields), (row, []))
        if (place := _said(row, titles)) not in places:
            places.append(place)
    return list(found.values())


def _lines(
    text: str, y: float, size: float, bold: bool = False, fill: str = "ink"
) -> tuple[list[Primitive], float]:
    """Return a text in as many lines as it needs, from a top, and where the next one starts."""
    # Browsers take whatever sans-serif there is, and some are an eighth wider than most.
    found = wrap(text, WIDTH / (BOLD * 1.12 if bold else 1), size, 3)
    shapes: list[Primitive] = [
        Text(0, y + _STEP * (at + 0.5), line, size, bold, fill) for at, line in enumerate(found)
    ]
    return shapes, y + _STEP * len(found)


def _growth(
    names: Mapping[str, str], rows: Iterable[Row], titles: Mapping[str, str]
) -> Chart | None:
    grouped = _by_role(names, [row for row in rows if row["growth"] is not None])
    if not grouped:
        return None
    values = [row["growth"] for ones in grouped.values() for row in ones]
    low, high = min(0.0, *values), max(0.0, *values)
    room = max(text_width(f"+{plain(value)}%", _SMALL) for value in values) * BOLD + 14
    left, right = (room if low < 0 else 0.0), WIDTH - (room if high > 0 else 0.0)
    scale = (right - left) / ((high - low) or 1)
    zero = left - low * scale
    shapes: list[Primitive] = []
    table: list[tuple[str, ...]] = []
    y = 0.0
    for slug, ones in grouped.items():
        parts, y = _lines(names[slug], y, 13, bold=True)
        for row, places in _once(ones, ("growth", "from", "to", "agency", "category"), titles):
            period = _period(row["from"], row["to"])
            whom = row["category"] and f"for {row['category']}"
            sources = f"{len(places)} sources" if len(places) > 1 else None
            facts = [fact for fact in (period, row["agency"], whom, sources) if fact]
            words, y = _lines(" · ".join(facts) or str(row["label"]), y, _SMALL, fill="soft")
            end = zero + row["growth"] * scale
            shown = ("+" if row["growth"] > 0 else "") + plain(row["growth"]) + "%"
            below = row["growth"] < 0
            parts += [
                *words,
                Rect(min(zero, end), y + 3, abs(end - zero), 12, 2, "no" if below else "accent"),
                Line(((zero, y), (zero, y + 18)), "edge", 1),
                Text(
                    end + (-6 if below else 6),
                    *(y + 9, shown, _SMALL, True, "ink", "end" if below else "start"),
                ),
            ]
            y += 24
            agency, category = row["agency"] or "", row["category"] or ""
            table.append((names[slug], shown, period, agency, category, "; ".join(places)))
        shapes.append(Group(f"{names[slug]}: growth of employment", tuple(parts)))
        y += 6
    columns = ("Role", "Growth", "Period", "Agency", "Said of", "Source")
    note = "Percent over the period, as the sources give it and for the occupation they name."
    return Chart("growth", "Outlook", note, y - 6, tuple(shapes), columns, tuple(table))


def _period(start: int | None, end: int | None) -> str:
    if start is not None and end is not None:
        return f"{start}–{end}"
    return f"from {start}" if start is not None else f"to {end}" if end is not None else ""


def _pay(
    names: Mapping[str, str], currency: str | None, rows: Sequence[Row], titles: Mapping[str, str]
) -> Chart | None:
    grouped = _by_role(names, rows)
    if not grouped:
        return None
    values = [row[name] for ones in grouped.values() for row in ones for name in _PAY]
    known = [value for value in values if value is not None]
    marks = ticks(min(known), max(known))
    inset = 16.0
    scale = (WIDTH - 2 * inset) / (marks[-1] - marks[0])

    def at(value: float) -> float:
        return inset + (value - marks[0]) * scale

    shapes: list[Primitive] = []
    table: list[tuple[str, ...]] = []
    about = ("place", "year", "seniority", "sample")
    y = 0.0
    for slug, ones in grouped.items():
        parts, y = _lines(names[slug], y, 13, bold=True)
        for row, places in _once(ones, ("label", *_PAY, *about), titles):
            sample = "" if row["sample"] is None else f"n = {plain(row['sample'])}"
            facts = [row["place"], row["year"] and str(row["year"]), row["seniority"], sample]
            facts.append(f"{len(places)} sources" if len(places) > 1 else None)
            words, y = _lines(
                " · ".join(fact for fact in (_headline(row), *facts) if fact),
                y,
                _SMALL,
                fill="soft",
            )
            parts += [*words, *_box(row, at, y + 11)]
            y += 26
            cells = ["" if row[name] is None else plain(row[name]) for name in _PAY]
            more = ["" if row[name] is None else str(row[name]) for name in about]
            table.append((names[slug], *cells, *more, "; ".join(places)))
        shapes.append(Group(f"{names[slug]}: pay", tuple(parts)))
        y += 6
    shapes.append(Line(((at(marks[0]), y), (at(marks[-1]), y)), "edge"))
    every = 2 if len(marks) > 5 else 1
    for place, mark in enumerate(marks):
        shapes.append(Line(((at(mark), y), (at(mark), y + 5)), "edge"))
        if place % every == 0:
            shown = _short(mark)
            half = text_width(shown, _SMALL) / 2
            x = min(max(at(mark), half), WIDTH - half)
            shapes.append(Text(x, y + 14, shown, _SMALL, fill="soft", anchor="middle"))
    title = f"Pay in {currency}" if currency else "Pay, currency not given"
    columns = ("Role", *(name.capitalize() for name in (*_PAY, *about)), "Source")
    note = _pay_note(rows)
    key = f"pay-{''.join(c for c in (currency or 'unknown').lower() if c.isalnum())}"
    return Chart(key, title, note, y + 22, tuple(shapes), columns, tuple(table))


def _pay_note(rows: Sequence[Row]) -> str:
    """Return how to read the marks that are drawn."""
    marks = (
        ("Line: minimum to maximum.", ("minimum", "maximum")),
        ("Box: middle half, with the median.", ("lower", "median", "upper")),
        ("Dot: mean.", ("mean",)),
        ("n: how many are behind it.", ("sample",)),
    )
    told = [
        words
        for words, names in marks
        if any(row[name] is not None for row in rows for name in names)
    ]
    levels = {(row["role"], row["source"]) for row in rows if row["seniority"]}
    if any((row["role"], row["source"]) in levels for row in rows if not row["seniority"]):
        # A salary table gives the whole first, and nothing about the row says so.
        told.append("No level: all levels together.")
    return " ".join(told)


def _headline(row: Row) -> str:
    for name in ("median", "mean"):
        if row[name] is not None:
            return f"{name} {plain(row[name])}"
    limits = (row[name] for name in ("minimum", "lower", "upper", "maximum"))
    ends = [plain(value) for value in limits if value is not None]
    return " to ".join([ends[0], ends[-1]] if len(ends) > 1 else ends)


def _box(row: Row, at: Any, y: float) -> list[Primitive]:
    """Return a box plot about a line, of those of its values that are known."""
    shapes: list[Primitive] = []
    ends = sorted(at(row[name]) for name in ("minimum", "maximum") if row[name] is not None)
    box = sorted(at(row[name]) for name in ("lower", "upper") if row[name] is not None)
    if len(ends) == 2:
        shapes.append(Line(((ends[0], y), (ends[1], y)), "edge", 2))
    shapes += [Line(((x, y - 5), (x, y + 5)), "edge", 2) for x in ends]
    if len(box) == 2:
        wide = max(box[1] - box[0], 2)
        shapes.append(Rect(box[0], y - 8, wide, 16, 2, "shared", "accent", 1.5))
    else:
        shapes += [Line(((x, y - 8), (x, y + 8)), "accent", 1.5) for x in box]
    if row["median"] is not None:
        x = at(row["median"])
        shapes.append(Line(((x, y - 8), (x, y + 8)), "accent", 3))
    if row["mean"] is not None:
        shapes.append(Circle(at(row["mean"]), y, 4, "ink", "card", 1.5))
    return shapes


def _rung(row: Row) -> str:
    """Return the step of the ladder on which a degree stands; some stand beside it."""
    level: float | None = row["level"]
    if level is None:
        return _ANY if row["thing"] == _DEGREE else _OTHER
    return _BELOW if level < min(_LEVELS) else _LEVELS[min(int(level), max(_LEVELS))]


def _education(names: Mapping[str, str], rows: Sequence[Row]) -> Chart | None:
    grouped = _by_role(names, rows)
    if not grouped:
        return None
    used = {_rung(row) for ones in grouped.values() for row in ones}
    rungs = [rung for rung in (_ANY, _BELOW, *_LEVELS.values(), _OTHER) if rung in used]
    wide = WIDTH / max(len(rungs), 3)
    middles = {rung: wide * (place + 0.5) for place, rung in enumerate(rungs)}
    heads = {rung: wrap(rung, wide - 4, _SMALL, 3) for rung in rungs}
    tall = max(len(lines) for lines in heads.values())
    shapes: list[Primitive] = [
        Text(
            middles[rung],
            14 * (tall - len(lines) + at + 0.5),
            line,
            _SMALL,
            fill="soft",
            anchor="middle",
        )
        for rung, lines in heads.items()
        for at, line in enumerate(lines)
    ]
    table: list[tuple[str, ...]] = []
    y = 14.0 * tall + 6
    for slug, ones in grouped.items():
        best: dict[str, str] = {}
        for row in sorted(ones, key=lambda one: STRENGTHS.index(one["modality"])):
            best.setdefault(_rung(row), row["modality"])
        asked: dict[str, float] = {}
        for row in ones:
            if (part := row.get("share")) is not None:
                asked[_rung(row)] = asked.get(_rung(row), 0) + part
        order = sorted(ones, key=lambda one: (-(one["level"] or 0), one["label"]))
        for row in order:
            said = MODALITIES[row["modality"]]
            share = f"{plain(row['share'])}%" if row.get("share") is not None else ""
            table.append((names[slug], str(row["label"]), said, share, plain(row["claims"])))
        parts: list[Primitive] = [Line(((0, y), (WIDTH, y)), "line")]
        words, y = _lines(names[slug], y + 5, 13, bold=True)
        parts += words
        ends = [middles[rung] for rung in rungs]
        parts.append(Line(((ends[0], y + 11), (ends[-1], y + 11)), "line", 2))
        deepest = 1
        for rung, modality in best.items():
            parts += _dot(modality, middles[rung], y + 11)
            lines = wrap(MODALITIES[modality], wide - 4, _SMALL, 3)
            if rung in asked:
                lines.append(f"{round(asked[rung])}%" if asked[rung] >= 0.5 else "<1%")
            deepest = max(deepest, len(lines))
            for place, line in enumerate(lines):
                at = y + 29 + 14 * place
                parts.append(Text(middles[rung], at, line, _SMALL, anchor="middle"))
        y += 29 + 14 * deepest
        shapes.append(Group(f"{names[slug]}: degrees", tuple(parts)))
    columns = ("Role", "Degree", "How it is asked for", "Share of those asked", "Claims")
    note = "Filled: required. Open: weaker. Each role’s strongest statement for a level."
    if any(row.get("share") is not None for row in rows):
        note += " Percent: of those asked in the occupation."
    return Chart("education", "Education", note, y, tuple(shapes), columns, tuple(table))


def _dot(modality: str, x: float, y: float) -> list[Primitive]:
    """Return the shape of a modality: full, ringed or open, and small where it is only named."""
    if modality == "required":
        return [Circle(x, y, 7, "degree")]
    if modality == "preferred":
        return [Circle(x, y, 7, "card", "degree", 2), Circle(x, y, 3, "degree")]
    return [Circle(x, y, 7 if modality == "alternative" else 4, "card", "degree", 2)]
