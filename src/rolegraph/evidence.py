"""The claims behind a comparison, and what is shown beside it, such as outlook and advice."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from rolegraph.dataset import Dataset
from rolegraph.namespaces import kind_of, slug_of
from rolegraph.queries import run


class Claim(NamedTuple):
    """What one source says about one role and one thing, in one place.

    ``denied`` means that the source says the contrary; ``modality`` is None then. ``quote`` is the
    passage, where the store keeps it.
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

    def to_dict(self) -> dict[str, Any]:
        """Return the claim as JSON has it; the quote stands there only where it was kept."""
        return {key: value for key, value in self._asdict().items() if key != "quote" or value}


class Details(NamedTuple):
    """Everything about compared roles that is not counted, each part as JSON has it."""

    claims: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    things: dict[str, dict[str, Any]]
    definitions: list[dict[str, Any]]
    outlook: list[dict[str, Any]]
    salary: list[dict[str, Any]]
    advice: list[dict[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        """Return the parts as one JSON object."""
        return self._asdict()


def claims(dataset: Dataset, roles: Sequence[str], things: Sequence[str] = ()) -> list[Claim]:
    """Return every claim and denial about roles, of some things or of all, by IRI."""
    parameters: dict[str, Sequence[str]] = {"role": roles}
    if things:
        parameters["thing"] = things
    return [
        Claim(role, thing, label, says == "no", *rest)
        for role, thing, label, says, *rest in run(dataset, "cq-03-why", parameters)
    ]


def details(dataset: Dataset, roles: Sequence[str], things: Sequence[str]) -> Details:
    """Gather what a page shows about roles and the things they have, all by IRI."""
    wanted = set(things)
    found = claims(dataset, roles)
    used = {claim.source for claim in found}
    described: dict[str, dict[str, Any]] = {
        iri: {"definition": None, "broader": [], "alt": [], "hidden": []} for iri in sorted(wanted)
    }
    for row in run(dataset, "cq-04-descriptions", {"role": list(roles)}).records():
        thing, aspect, value = described.get(row["thing"]), row["aspect"], row["value"]
        if thing is None:
            continue
        if aspect == "definition":
            thing["definition"] = value
        elif value not in thing[aspect]:
            thing[aspect].append(value)
    sources = [
        {
            "slug": slug_of(row["source"]),
            "iri": row["source"],
            "title": row["title"],
            "publisher": row["publisher"],
            "issued": None if row["issued"] is None else str(row["issued"]),
            "url": row["url"],
        }
        for row in run(dataset, "cq-05-sources").records()
        if row["source"] in used
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
    definitions.sort(key=lambda row: order[row["role"]])
    return Details(
        [_claim(claim) for claim in found if claim.thing in wanted],
        sources,
        described,
        definitions,
        _beside(found, "outlook", order),
        _beside(found, "salary", order),
        _beside(found, "advice", order),
    )


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
