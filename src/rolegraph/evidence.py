"""The claims behind a comparison, and what is shown beside it, such as outlook and advice."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import pyoxigraph as ox

from rolegraph import languages
from rolegraph.dataset import Dataset
from rolegraph.figures import figures, pay_words, surplus_pay
from rolegraph.namespaces import kind_of, slug_of
from rolegraph.queries import run
from rolegraph.queries.bounds import check_traits
from rolegraph.queries.result import Result
from rolegraph.terms import Surroundings, surroundings


class Claim(NamedTuple):
    """What one source says about one role and one thing, in one place.

    ``denied`` means that the source says the contrary, ``rated`` that it has measured the thing and
    finds it too slight to be a trait of the role; ``modality`` is None then. ``quote`` is the
    passage, where the store keeps it; ``importance`` and ``level`` are on the source's own scale.
    """

    role: str
    thing: str
    label: str
    denied: bool
    modality: str | None
    source: str
    title: str
    section: str | None
    category: str | None
    line: int | None
    quote: str | None = None
    importance: float | None = None
    level: float | None = None
    rated: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the claim as JSON has it; what few claims have stands only on these."""
        defaults = self._field_defaults
        return {
            key: value
            for key, value in self._asdict().items()
            if key not in defaults or value != defaults[key]
        }


class Details(NamedTuple):
    """Everything about compared roles that is not counted, each part as JSON has it.

    ``things`` describes what is listed, ``terms`` all that stands above it, both by IRI; ``roles``
    has by slug the addresses that describe a role elsewhere; ``figures`` are the numbers behind
    ``outlook`` and ``salary``, and the degrees that are asked for.
    """

    claims: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    things: dict[str, dict[str, Any]]
    definitions: list[dict[str, Any]]
    outlook: list[dict[str, Any]]
    salary: list[dict[str, Any]]
    advice: list[dict[str, Any]]
    terms: dict[str, dict[str, Any]]
    figures: dict[str, list[dict[str, Any]]]
    roles: dict[str, dict[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        """Return the parts as one JSON object."""
        return self._asdict()


def claims(dataset: Dataset, roles: Sequence[str], things: Sequence[str] = ()) -> list[Claim]:
    """Return every claim, denial and rating about roles, of some things or of all, by IRI."""
    parameters: dict[str, Sequence[str]] = {"role": roles}
    if things:
        parameters["thing"] = things
    else:
        check_traits(dataset, roles)
    found = []
    for *said, importance, level in run(dataset, "cq-03-why", parameters):
        role, thing, label, says, *rest = said
        claim = Claim(role, thing, label, says == "no", *rest)
        found.append(
            claim._replace(
                importance=_number(importance), level=_number(level), rated=says == "little"
            )
        )
    return found


def contested(dataset: Dataset, role: str | None = None) -> Result:
    """Return where sources disagree about a role, by IRI, or about all roles.

    Most roles of a taxonomy have one source, which cannot disagree with itself in what it never
    denies: the roles that can be contested are found first.
    """
    if role is not None:
        check_traits(dataset, [role])
    roles = [iri for (iri,) in run(dataset, "cq-62-disputable")] if role is None else role
    return run(dataset, "cq-07-contested", {"role": roles})


def _number(figure: object) -> float | None:
    return float(figure) if isinstance(figure, Decimal | int) else None


def details(
    dataset: Dataset, roles: Sequence[str], things: Sequence[str], *, lang: str | None = None
) -> Details:
    """Gather what a page shows about roles and the things they have, all by IRI.

    Labels and definitions come in ``lang`` where the data has it. Raises `UsageError` on what is no
    language tag.
    """
    languages.check_language(lang)
    wanted = set(things)
    # What is rated as too little is no trait, and a role of O*NET has dozens of such.
    found = [claim for claim in claims(dataset, roles) if not claim.rated]
    paid = [one for one in found if kind_of(one.thing) == "salary"]
    surplus = surplus_pay(dataset, ((one.role, one.source, one.thing) for one in paid))
    found = [one for one in found if (one.role, one.source, one.thing) not in surplus]
    if lang is not None:
        names = languages.labels(dataset, {claim.thing for claim in found}, lang)
        found = [claim._replace(label=names.get(claim.thing, claim.label)) for claim in found]
    around = surroundings(dataset, [*roles, *sorted(wanted)], lang)
    used = sorted({claim.source for claim in found})
    sources = [
        {
            "slug": slug_of(row["source"]),
            "iri": row["source"],
            "title": row["title"],
            "publisher": row["publisher"],
            "issued": None if row["issued"] is None else str(row["issued"]),
            "url": row["url"],
        }
        for row in run(dataset, "cq-63-sources-named", {"source": used}).records()
    ]
    definitions = [
        {
            "role": slug_of(row["role"]),
            "text": row["definition"],
            "source": slug_of(row["source"]),
            "line": row["line"],
        }
        for row in run(dataset, "cq-06-definitions", {"role": list(roles)}).records()
    ]
    order = {slug_of(iri): place for place, iri in enumerate(roles)}
    numbers = figures(dataset, roles, found)
    definitions.sort(key=lambda row: order[row["role"]])
    return Details(
        [_claim(claim) for claim in found if claim.thing in wanted],
        sources,
        _described(dataset, roles, wanted, around, lang),
        definitions,
        _beside(found, "outlook", order),
        _paid(numbers["salary"]),
        _beside(found, "advice", order),
        around.terms,
        numbers,
        {slug_of(iri): {"links": around.links[iri]} for iri in roles},
    )


def _described(
    dataset: Dataset,
    roles: Sequence[str],
    wanted: Collection[str],
    around: Surroundings,
    lang: str | None,
) -> dict[str, dict[str, Any]]:
    """Return by IRI what things are, what they are also called, what is above them, and links."""
    texts: dict[str, list[tuple[str, str]]] = {}
    others: dict[tuple[str, str], dict[str, None]] = {}
    for _, thing, aspect, value in run(dataset, "cq-04-descriptions", {"role": list(roles)}).terms:
        if not isinstance(thing, ox.NamedNode) or not isinstance(aspect, ox.Literal):
            continue
        if thing.value not in wanted or not isinstance(value, ox.Literal):
            continue
        if aspect.value == "definition":
            texts.setdefault(thing.value, []).append((value.language or "", value.value))
        else:
            others.setdefault((thing.value, aspect.value), {})[value.value] = None
    return {
        iri: {
            "definition": languages.choose(texts.get(iri, ()), lang),
            "broader": around.broader[iri],
            "alt": list(others.get((iri, "alt"), ())),
            "hidden": list(others.get((iri, "hidden"), ())),
            "links": around.links[iri],
        }
        for iri in sorted(wanted)
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "thing": claim.thing,
        "role": slug_of(claim.role),
        "source": slug_of(claim.source),
        "section": claim.section,
        "category": claim.category,
        "line": claim.line,
        "modality": claim.modality,
        "denied": claim.denied,
    }


def _paid(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return pay beside a role, what a table says of it in numbers after its label."""
    return [
        {
            "role": row["role"],
            "label": ": ".join(filter(None, (row["label"], pay_words(row)))),
            "source": row["source"],
            "line": row["line"],
        }
        for row in rows
    ]


def _beside(found: list[Claim], kind: str, order: dict[str, int]) -> list[dict[str, Any]]:
    rows = [
        {
            "role": slug_of(claim.role),
            "label": claim.label,
            "source": slug_of(claim.source),
            "line": claim.line,
        }
        for claim in found
        if kind_of(claim.thing) == kind and not claim.denied
    ]
    return sorted(rows, key=lambda row: (order[row["role"]], row["label"], row["source"]))
