"""Made-up comparisons with all that a page shows, for the tests of the views."""

from collections.abc import Sequence
from typing import Any

from rolegraph.namespaces import COMPARED
from rolegraph.namespaces import MODALITIES as STRENGTHS

BASE = "https://w3id.org/rolegraph/"
HOSTILE = "</script><img src=x onerror=alert(1)>"
LONG = "work with universities and industry on research projects and report "


class Plain:
    """Plain values that say what they hold."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def to_dict(self) -> dict[str, Any]:
        """Return the values."""
        return self.values


NOTHING = Plain(
    {
        "claims": [],
        "sources": [],
        "things": {},
        "terms": {},
        "definitions": [],
        "outlook": [],
        "salary": [],
        "advice": [],
        "figures": {"outlook": [], "salary": [], "education": []},
        "roles": {},
    }
)
"""Details of which nothing is known."""


def record(names: str, *values: Any) -> dict[str, Any]:
    """Return values under names that stand in one text."""
    return dict(zip(names.split(), values, strict=True))


def sample(count: int, extra: str | None = None, every: int = 1) -> tuple[Plain, Plain]:
    """Return a comparison of so many roles in which every run of neighbours shares traits.

    A text given as ``extra`` is the label of the first trait and stands wherever else a source
    may put words of its own. Of ``every`` so many traits only the first is kept.
    """
    slugs = [f"role-{index}" for index in range(count)]
    subsets = [slugs[i:j] for i in range(count) for j in range(i + 1, count + 1)]
    traits: list[dict[str, Any]] = []
    columns = "iri label kind roles claims sources modality"
    for place, subset in enumerate(subsets):
        for turn, kind in enumerate(COMPARED):
            for more in range(1 + (place + turn) % 3):
                n = len(traits)
                label = (extra if n == 0 else None) or f"{LONG * (turn > 5)}{kind} {n}"
                said = 1 + more % 2
                values = (label, kind, list(subset), said * len(subset), said, STRENGTHS[n % 5])
                traits.append(record(columns, f"{BASE}{kind}/{n}", *values))
    traits = traits[::every]
    traits.sort(key=lambda t: (-len(t["roles"]), COMPARED.index(t["kind"]), t["label"]))
    return Plain(_compared(slugs, traits)), Plain(_details(slugs, traits, extra))


def _compared(slugs: list[str], traits: list[dict[str, Any]]) -> dict[str, Any]:
    shared = sum(len(trait["roles"]) == len(slugs) for trait in traits)
    own = {slug: sum(trait["roles"] == [slug] for trait in traits) for slug in slugs}
    total = {slug: sum(slug in trait["roles"] for trait in traits) for slug in slugs}
    return {
        "roles": [
            record("iri slug label traits", f"{BASE}role/{s}", s, f"Learning {s}", total[s])
            for s in slugs
        ],
        "traits": traits,
        "counts": {"shared": shared, "distinct": own},
        "similarity": {"jaccard": round(shared / len(traits), 4)},
        "query": "SELECT ?thing WHERE { ?role rg:hasTrait ?thing } # </pre><script>alert(2)",
    }


def _details(
    slugs: list[str], traits: list[dict[str, Any]], extra: str | None = None
) -> dict[str, Any]:
    """Return claims of two sources, the second of which denies what only the first role has."""
    columns = "thing role source section category line modality denied"
    claims = [
        record(
            columns, t["iri"], slug, ("one", "two")[n], f"Part {n}", None, 10 + n, strength, False
        )
        for t in traits
        for slug in t["roles"]
        for n, strength in enumerate((t["modality"], "mentioned"))
        if n < t["sources"]
    ]
    alone = next(t["iri"] for t in traits if t["roles"] == slugs[:1])
    claims.append(record(columns, alone, slugs[-1], "two", "Doubts", None, None, None, True))
    where, title = "https://example.org/one", extra or "One against two"
    columns = "slug iri title publisher issued url"
    return {
        "claims": claims,
        "sources": [
            record(columns, "one", f"{BASE}source/one", title, "A publisher", "2024-10-30", where),
            record(columns, "two", f"{BASE}source/two", "Two", None, None, "javascript:alert(3)"),
        ],
        "things": {t["iri"]: _thing(t, extra) for t in traits},
        "terms": _terms(extra),
        "definitions": [record("role text source line", slugs[0], extra or "One.", "two", None)],
        "outlook": [record("role label source line", slugs[0], "demand grows", "one", 3)],
        "salary": [record("role label source line", slugs[0], "pays 100,000", "one", 4)],
        "advice": [
            record("role label source line", slugs[-1], "practise", source, None)
            for source in ("one", "two")
        ],
        "figures": figures(slugs, [t for t in traits if t["kind"] == "degree"], extra),
        "roles": {
            slug: {"links": [record("scheme relation url", "O*NET", "close", f"{where}/{slug}")]}
            for slug in slugs
        },
    }


def _thing(trait: dict[str, Any], extra: str | None) -> dict[str, Any]:
    """Return what is known of a thing: every other skill and tool is below one of four terms."""
    kind, number = trait["kind"], int(trait["iri"].rpartition("/")[2])
    above = kind in ("skill", "tool") and number % 2 == 0
    link = record("scheme relation url", "ESCO", "exact", f"https://example.org/esco/{number}")
    links = [link] if number % 3 == 0 else []
    if extra:
        links.append(record("scheme relation url", "ESCO", "close", "javascript:alert(4)"))
    return {
        "definition": extra or f"A thing that is {kind} {number}.",
        "alt": [f"otherwise-{kind}"],
        "hidden": [f"misspelt-{number}"],
        "broader": [f"{BASE}term/{kind}-{number // 2 % 2}"] if above else [],
        "links": links,
    }


def _terms(extra: str | None) -> dict[str, Any]:
    """Return four terms below one, which is below one of them: such a circle must end."""
    names = [f"{kind}-{turn}" for kind in ("skill", "tool") for turn in (0, 1)]
    top = f"{BASE}term/top"
    found = {
        f"{BASE}term/{name}": record(
            "label definition broader", extra or f"group {name}", f"Things of {name}.", [top]
        )
        for name in names
    }
    below = f"{BASE}term/{names[0]}"
    return found | {top: record("label definition broader", "everything", None, [below])}


def figures(
    slugs: Sequence[str], degrees: Sequence[dict[str, Any]], extra: str | None = None
) -> dict[str, Any]:
    """Return numbers of outlook, pay and education, with holes where sources leave them."""
    outlook = "role label growth from to agency category trend source line"
    degree = "role thing label level modality claims"
    words = extra or "an agency"
    return {
        "outlook": [
            record(outlook, slug, "demand grows", 20 + n, 2023, 2033, words, None, None, "one", 3)
            for n, slug in enumerate(slugs)
        ],
        "salary": [
            *(
                _pay(slug, place=extra or "Somewhere", median=100000 + n, lower=80000, upper=120000)
                for n, slug in enumerate(slugs)
            ),
            _pay(slugs[0], mean=90000, seniority="senior", source="two", line=None, year=None),
        ],
        "education": [
            record(degree, slug, t["iri"], t["label"], 6 + n % 3, t["modality"], t["claims"])
            for n, t in enumerate(degrees)
            for slug in t["roles"]
        ],
    }


def _pay(slug: str, **known: Any) -> dict[str, Any]:
    columns = (
        "role label minimum lower median upper maximum mean currency place year seniority sample"
        " source line"
    )
    row = dict.fromkeys(columns.split()) | {"label": "pays", "currency": "USD", "year": 2024}
    return row | {"role": slug, "source": "one", "line": 4} | known


def crowd(each: int, both: int = 0, terms: int = 8) -> tuple[Plain, Plain]:
    """Return two roles with so many skills each, below broader terms as ESCO has them."""
    slugs = ["role-0", "role-1"]
    columns = "iri label kind roles claims sources modality"
    subsets = [slugs] * both + [[slug] for slug in slugs for _ in range(each - both)]
    traits = [
        record(columns, f"{BASE}skill/{n}", f"handle matter {n}", "skill", subset, 1, 1, "required")
        for n, subset in enumerate(subsets)
    ]
    details = _details(slugs, traits)
    for n, thing in enumerate(details["things"].values()):
        # The last term has too few below it for a box of its own, and some have none at all.
        thing["broader"] = [f"{BASE}term/{n % terms}"] if n % 5 else []
    details["terms"] = {
        f"{BASE}term/{n}": record("label definition broader", f"handle matters of {n}", None, [])
        for n in range(terms)
    }
    return Plain(_compared(slugs, traits)), Plain(details)


def overlaps(boxes: Sequence[Sequence[float]]) -> list[Any]:
    """Return the pairs of boxes, each given by left, top, right and bottom, that meet."""
    return [
        (one, other)
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]
