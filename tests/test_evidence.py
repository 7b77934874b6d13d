"""The claims behind a comparison, and what is shown beside it."""

import json
from typing import Any

import pyoxigraph as ox
import pytest

from rolegraph import comparison, evidence, figures, languages, terms
from rolegraph import namespaces as ns
from rolegraph.dataset import Dataset
from rolegraph.errors import UnknownNameError, UsageError
from rolegraph.graph import Graph

CLAIM = ["thing", "role", "source", "section", "category", "line", "modality", "denied"]
SOURCE = ["slug", "iri", "title", "publisher", "issued", "url"]
FIGURES = {
    "outlook": "role label growth from to agency category trend source line",
    "salary": "role label minimum lower median upper maximum mean currency place year seniority "
    "sample source line",
    "education": "role thing label level modality claims",
}
ROLES = [ns.mint("role", "machine-learning-engineer"), ns.mint("role", "ai-scientist")]


@pytest.fixture(scope="module")
def compared(dataset: Dataset) -> comparison.Comparison:
    return comparison.compare(dataset, ROLES)


@pytest.fixture(scope="module")
def details(dataset: Dataset, compared: comparison.Comparison) -> dict[str, Any]:
    found = evidence.details(dataset, ROLES, [trait.iri for trait in compared])
    value: dict[str, Any] = found.to_dict()
    assert json.loads(json.dumps(value)) == value
    return value


def test_the_claims_are_those_that_are_counted(
    details: dict[str, Any], compared: comparison.Comparison
) -> None:
    for trait in compared:
        claims = [
            one for one in details["claims"] if one["thing"] == trait.iri and not one["denied"]
        ]
        assert len(claims) == trait.claims
        assert len({one["source"] for one in claims}) == trait.sources
        assert {one["role"] for one in claims} == set(trait.roles)
        strongest = min((one["modality"] for one in claims), key=ns.MODALITIES.index)
        assert strongest == trait.modality


def test_the_details_have_the_agreed_shape(
    details: dict[str, Any], compared: comparison.Comparison
) -> None:
    keys = "claims sources things definitions outlook salary advice terms figures roles"
    assert list(details) == keys.split()
    for claim in details["claims"]:
        assert list(claim) == CLAIM
        assert (claim["modality"] is None) == claim["denied"]
    for source in details["sources"]:
        assert list(source) == SOURCE
    assert set(details["things"]) == {trait.iri for trait in compared}
    for thing in details["things"].values():
        assert list(thing) == ["definition", "broader", "alt", "hidden", "links"]
        assert thing["definition"]
        assert set(thing["broader"]) <= set(details["terms"])
    for term in details["terms"].values():
        assert list(term) == ["label", "definition", "broader"]
        assert term["label"]
        assert set(term["broader"]) <= set(details["terms"])
    assert list(details["roles"]) == [ns.slug_of(role) for role in ROLES]
    assert list(details["figures"]) == list(FIGURES)
    for name, keys in FIGURES.items():
        assert all(list(row) == keys.split() for row in details["figures"][name])
    for row in details["definitions"]:
        assert list(row) == ["role", "text", "source", "line"]
    for name in ("outlook", "advice"):
        assert details[name]
        assert all(list(row) == ["role", "label", "source", "line"] for row in details[name])


def test_every_source_that_is_named_is_described(details: dict[str, Any]) -> None:
    described = {source["slug"] for source in details["sources"]}
    for name in ("claims", "definitions", "outlook", "advice"):
        assert {row["source"] for row in details[name]} <= described


def test_what_is_said_of_other_roles_is_left_out(details: dict[str, Any]) -> None:
    slugs = {ns.slug_of(role) for role in ROLES}
    for name in ("claims", "definitions", "outlook", "advice"):
        assert {row["role"] for row in details[name]} == slugs


def test_definitions_stand_in_the_order_of_the_roles(dataset: Dataset) -> None:
    for roles in (ROLES, ROLES[::-1]):
        found = evidence.details(dataset, roles, [])
        order = [row["role"] for row in found.definitions]
        assert order == sorted(order, key=[ns.slug_of(role) for role in roles].index)
        assert found.claims == []
        assert found.things == {}


def test_a_denial_is_shown_and_has_no_modality(graph: Graph) -> None:
    denials = graph.named("cq-26").records()
    assert denials
    for row in denials:
        claims = graph.why(row["role"], row["thing"])
        denied = [claim for claim in claims if claim.denied]
        assert row["source"] in {claim.source for claim in denied}
        assert all(claim.modality is None for claim in denied)


def test_why_gives_section_and_line(any_store: Dataset) -> None:
    claims = evidence.claims(any_store, ROLES[:1], [ns.mint("tool", "docker")])
    assert claims
    for claim in claims:
        assert claim.role == ROLES[0]
        assert claim.label == "Docker"
        assert claim.section
        assert isinstance(claim.line, int)
        assert claim.source.startswith(ns.PREFIXES["source"])


def test_why_refuses_what_is_unknown(graph: Graph) -> None:
    with pytest.raises(UnknownNameError, match="No thing is called 'no such tool'"):
        graph.why("mle", "no such tool")
    with pytest.raises(UnknownNameError, match="No role is called"):
        graph.why("no such role", "docker")


def test_nothing_is_known_of_a_thing_that_a_role_lacks(dataset: Dataset) -> None:
    assert evidence.claims(dataset, ROLES, [ns.mint("tool", "no-such-tool")]) == []


ESCO = "http://data.europa.eu/esco/skill/1"
A, B = ns.mint("role", "a"), ns.mint("role", "b")
T = {name: ns.mint("tool", name) for name in ("x", "y", "low", "middle", "high")}
SMALL = """
role:a a rg:Role ; rg:label "Role A" ; skos:inScheme scheme:role ;
    skos:prefLabel "Role A"@en , "Rolle A"@de , "Rolle A (AT)"@de-AT ;
    skos:exactMatch <https://services.onetcenter.org/ws/online/occupations/15-2051.00> ,
        <javascript:alert(1)> , <https://w3id.org/rolegraph/role/b> , role:a ;
    skos:closeMatch <http://www.wikidata.org/entity/Q1> , <https://www.onetonline.org/link/1> .
role:b a rg:Role ; rg:label "Role B" ; skos:inScheme scheme:role ; skos:prefLabel "Role B"@en .
tool:x rg:label "X" ; skos:broader tool:low , tool:x , <urn:nameless> ;
    skos:definition "Tool X."@en , "Werkzeug X."@de-AT ; skos:prefLabel "Ix"@de ;
    skos:broadMatch <http://data.europa.eu/esco/skill/2> , <https://example.org:8080/a> ;
    skos:narrowMatch <http://user@evil.example/> , "no address" , _:nobody .
tool:y rg:label "Y" ; skos:broader tool:low , tool:high .
tool:low rg:label "Low" ; skos:broader tool:middle ; skos:prefLabel "Tief"@de .
tool:middle rg:label "Middle" ; skos:broader tool:high .
tool:high rg:label "High" ; skos:broader tool:low ;
    skos:definition "What is high."@en , "Was hoch ist."@de .
<http://data.europa.eu/esco/skill/1> rg:label "E" ; skos:prefLabel "E"@en , "Eh"@de .
degree:d rg:label "Degree" ; rg:eqfLevel 6 . degree:e rg:label "Other" .
outlook:o rg:label "Outlook" ; rg:growthPercent -3.5 ; rg:periodStart "2020"^^xsd:gYear ;
    rg:periodEnd "2030"^^xsd:gYear ; rg:agency "An Agency" ; rg:creditedTo "coopers" ;
    rg:trend "falling" .
outlook:p rg:label "Vague" ; rg:growthPercent "a lot" .
salary:s rg:label "Pay" ; rg:salaryMinimum 1000.0 ; rg:salaryLowerQuartile 2000 ;
    rg:salaryMedian 3000.5 ; rg:salaryUpperQuartile 4000 ; rg:salaryMaximum 5000 ;
    rg:salaryMean 3100 ; schema:salaryCurrency "EUR" ; dc:coverage "Atlantis" ;
    rg:periodStart "2024"^^xsd:gYear ; rg:seniority "mid" ; rg:sampleSize 12 .
source:s rg:label "Source" ; a rg:Source .
"""
SAID = [
    ("a", "usesTool", "tool:x", "Required"),
    ("b", "usesTool", "tool:y", "Mentioned"),
    ("a", "requiresSkill", f"<{ESCO}>", "Required"),
    ("a", "requiresDegree", "degree:d", "Mentioned"),
    ("a", "requiresDegree", "degree:d", "Preferred"),
    ("b", "requiresDegree", "degree:e", None),
    ("a", "hasOutlook", "outlook:o", "Required"),
    ("a", "hasOutlook", "outlook:p", "Required"),
    ("b", "hasOutlook", "outlook:o", None),
    ("b", "hasSalary", "salary:s", "Required"),
]
"""Role, property, thing and modality; None for what the source denies."""


@pytest.fixture(scope="module")
def small() -> Dataset:
    """Return a dataset with all that the bundled one lacks: links, circles, German, pay."""
    text = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in ns.PREFIXES.items()) + SMALL
    for number, (role, property, thing, modality) in enumerate(SAID):
        said = f"a rg:Claim ; rg:modality rg:{modality}" if modality else "a rg:Denial"
        plain = f"role:{role} rg:{property} {thing} .\n" if modality else ""
        text += f"""{plain}claim:{number} {said} ; rdf:subject role:{role} ; rg:line {number} ;
            rdf:predicate rg:{property} ; rdf:object {thing} ; prov:wasDerivedFrom source:s .\n"""
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TURTLE)
    # What a source says stands in its own graph too, which tells who says it.
    graph = ox.NamedNode(ns.PREFIXES["source"] + "s")
    store.load(text.encode(), format=ox.RdfFormat.TURTLE, to_graph=graph)
    return Dataset("a small world", store)


def test_all_terms_above_are_found_and_a_circle_ends(small: Dataset) -> None:
    found = evidence.details(small, [A, B], [T["x"], T["y"]])
    assert found.things[T["x"]]["broader"] == [T["low"]]
    assert found.things[T["y"]]["broader"] == [T["high"], T["low"]]
    assert found.terms == {
        T["high"]: {"label": "High", "definition": "What is high.", "broader": [T["low"]]},
        T["low"]: {"label": "Low", "definition": None, "broader": [T["middle"]]},
        T["middle"]: {"label": "Middle", "definition": None, "broader": [T["high"]]},
    }
    # A term that is asked about itself is a term all the same.
    assert terms.surroundings(small, [T["low"]]).broader == {T["low"]: [T["middle"]]}
    assert set(terms.surroundings(small, [T["low"]]).terms) == {T["low"], T["middle"], T["high"]}
    assert terms.surroundings(small, []) == ({}, {}, {})


def test_terms_above_those_of_the_bundled_graph_are_all_there(
    dataset: Dataset, details: dict[str, Any], compared: comparison.Comparison
) -> None:
    text = "SELECT DISTINCT ?thing ?above WHERE { ?thing skos:broader+ ?above }"
    above: dict[str, set[str]] = {}
    for row in dataset.select(text):
        above.setdefault(str(row["thing"].value), set()).add(str(row["above"].value))
    assert set(details["terms"]) == set().union(*(above.get(one.iri, ()) for one in compared))


def test_a_thing_of_another_vocabulary_leads_to_a_page_and_up_its_ladder() -> None:
    esco, onet = "http://data.europa.eu/esco/skill", "https://services.onetcenter.org/ws/online"
    cook = f"{onet}/occupations/35-2014.00"
    ladder = "".join(
        f'<{esco}/{n}> rg:label "level {n}" ; skos:broader <{esco}/{n - 1}> .\n'
        for n in range(1, 7)
    )
    text = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in ns.PREFIXES.items()) + ladder
    text += f"""<{esco}/0> rg:label "top" . skill:cut rg:label "cut" ;
        skos:exactMatch <{esco}/6> ; skos:closeMatch <{cook}> ,
        <https://www.onetonline.org/link/summary/35-2014.00> ."""
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TURTLE)
    cut = ns.mint("skill", "cut")
    found = terms.surroundings(Dataset("ladder", store), [cut, f"{esco}/6", cook])
    page = "https://www.onetonline.org/link/summary/35-2014.00"
    assert [tuple(link.values()) for link in found.links[cut]] == [
        ("ESCO", "exact", f"{esco}/6"),
        ("O*NET", "close", page),
    ]
    assert [tuple(link.values()) for link in found.links[cook]] == [("O*NET", "same", page)]
    assert [tuple(link.values()) for link in found.links[f"{esco}/6"]] == [
        ("ESCO", "same", f"{esco}/6")
    ]
    assert set(found.terms) == {f"{esco}/{n}" for n in range(6)}
    assert terms.page_of(f"{onet}/occupations/35-2014.00/../x") != page


def test_links_lead_out_and_name_where_to(small: Dataset) -> None:
    found = evidence.details(small, [A, B], [T["x"], T["y"], ESCO])
    rows = {
        iri: [tuple(link.values()) for link in thing["links"]]
        for iri, thing in found.things.items()
    }
    assert rows == {
        ESCO: [("ESCO", "same", ESCO)],
        T["x"]: [
            ("ESCO", "broad", "http://data.europa.eu/esco/skill/2"),
            ("example.org:8080", "broad", "https://example.org:8080/a"),
        ],
        T["y"]: [],
    }
    assert list(found.things[ESCO]["links"][0]) == ["scheme", "relation", "url"]
    assert found.roles["b"] == {"links": []}
    assert [(link["scheme"], link["relation"]) for link in found.roles["a"]["links"]] == [
        ("O*NET", "exact"),
        ("O*NET", "close"),
        ("Wikidata", "close"),
    ]


@pytest.mark.parametrize(
    ("iri", "scheme"),
    [
        ("http://data.europa.eu/esco/occupation/1", "ESCO"),
        ("http://data.europa.eu/escort/1", "data.europa.eu"),
        ("https://www.onetonline.org/link/summary/15-2051.00", "O*NET"),
        ("https://notonetonline.org/x", "notonetonline.org"),
        ("https://onetonline.org.evil.example/", "onetonline.org.evil.example"),
        ("https://WWW.Wikidata.org/wiki/Q1", "Wikidata"),
        ("https://example.org", "example.org"),
        ("urn:isbn:1", None),
        ("ftp://example.org/", None),
        ("data:text/html,x", None),
        ("http://a b/", None),
        ("http://me@example.org/", None),
    ],
)
def test_a_scheme_has_a_readable_name(iri: str, scheme: str | None) -> None:
    assert terms.scheme_of(iri) == scheme


def test_figures_are_plain_numbers_with_their_place(small: Dataset) -> None:
    found = evidence.details(small, [A, B], []).figures
    assert json.loads(json.dumps(found)) == found
    nothing = dict.fromkeys(FIGURES["outlook"].split())
    assert found["outlook"] == [
        {
            "role": "a",
            "label": "Outlook",
            "growth": -3.5,
            "from": 2020,
            "to": 2030,
            "agency": "An Agency",
            "category": "coopers",
            "trend": "falling",
            "source": "s",
            "line": 6,
        },
        nothing | {"role": "a", "label": "Vague", "source": "s", "line": 7},
    ]
    assert found["salary"] == [
        {
            "role": "b",
            "label": "Pay",
            "minimum": 1000,
            "lower": 2000,
            "median": 3000.5,
            "upper": 4000,
            "maximum": 5000,
            "mean": 3100,
            "currency": "EUR",
            "place": "Atlantis",
            "year": 2024,
            "seniority": "mid",
            "sample": 12,
            "source": "s",
            "line": 9,
        }
    ]
    # One row for the two claims, and none for what is denied.
    assert found["education"] == [
        {
            "role": "a",
            "thing": ns.mint("degree", "d"),
            "label": "Degree",
            "level": 6,
            "modality": "preferred",
            "claims": 2,
        }
    ]


def test_figures_stand_in_the_order_of_the_roles(dataset: Dataset) -> None:
    found = evidence.details(dataset, ROLES[::-1], []).figures
    for rows in (found["outlook"], found["education"]):
        order = [row["role"] for row in rows]
        assert order == sorted(order, key=[ns.slug_of(role) for role in ROLES[::-1]].index)
        assert set(order) == {ns.slug_of(role) for role in ROLES}
    levels = [row["level"] for row in found["education"]]
    assert {6, 7, 8} >= {level for level in levels if level} != set()


@pytest.mark.parametrize("value", ["many", None, True, float("nan"), float("inf")])
def test_what_is_no_number_is_none(value: object) -> None:
    assert figures.number(value) is None


def test_labels_and_definitions_come_in_the_language_asked_for(small: Dataset) -> None:
    found = evidence.details(small, [A, B], [T["x"], T["y"]], lang="de")
    assert found.terms[T["low"]]["label"] == "Tief"
    assert found.terms[T["middle"]]["label"] == "Middle"
    assert found.terms[T["high"]]["definition"] == "Was hoch ist."
    assert found.things[T["x"]]["definition"] == "Werkzeug X."
    assert evidence.details(small, [A], [T["x"]]).things[T["x"]]["definition"] == "Tool X."
    assert found.outlook[0]["label"] == "Outlook"


def test_a_comparison_speaks_the_language_asked_for(small: Dataset) -> None:
    found = comparison.compare(small, ["a", "b"], lang="de")
    assert [role.label for role in found.roles] == ["Rolle A", "Role B"]
    assert {trait.label for trait in found} == {"Ix", "Y", "Eh", "Degree"}
    assert [role.label for role in comparison.profile(small, "a", lang="DE-at").roles] == [
        "Rolle A (AT)"
    ]
    plain = comparison.compare(small, ["a", "b"])
    assert {trait.label for trait in plain} == {"X", "Y", "E", "Degree"}
    assert {trait.iri for trait in plain} == {trait.iri for trait in found}


@pytest.mark.parametrize(
    ("wanted", "label"),
    [
        ("de", "Rolle A"),
        ("de-AT", "Rolle A (AT)"),
        ("de-CH", "Rolle A"),
        ("DE", "Rolle A"),
        ("en-GB", "Role A"),
        ("fr", None),
        (None, None),
    ],
)
def test_the_nearest_tag_of_a_language_is_taken(
    small: Dataset, wanted: str | None, label: str | None
) -> None:
    assert languages.labels(small, [A], wanted).get(A) == label


@pytest.mark.parametrize(
    "tag", ["", "d", "german", "de_AT", "de-", "de ", "*", "de-abcdefghi", "ß"]
)
def test_what_is_no_language_tag_is_refused(small: Dataset, tag: str) -> None:
    with pytest.raises(UsageError, match="is no language tag: take one such as de, fr or pt-BR"):
        evidence.details(small, [A], [], lang=tag)
    with pytest.raises(UsageError, match="is no language tag"):
        comparison.compare(small, ["a", "b"], lang=tag)
    with pytest.raises(UsageError, match="is no language tag"):
        comparison.profile(small, "a", lang=tag)
