"""Records to N-Quads: what goes in comes out of the engine again."""

import re

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import facts, recordnames, statements
from rolegraph import namespaces as ns
from rolegraph.errors import DataError

SLUGS = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
ROLE = ns.mint("role", "r")
SOURCE = ns.mint("source", "s")
DEFAULT = ""
Rows = set[tuple[str, str, str, str]]


def load(lines: list[str]) -> Rows:
    """Return the quads as the engine has them: subject, predicate, object, graph."""
    store = ox.Store()
    store.bulk_load("".join(lines).encode(), ox.RdfFormat.N_QUADS, lenient=True)
    rows = set()
    for quad in store:
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else DEFAULT
        rows.add((quad.subject.value, quad.predicate.value, quad.object.value, graph))
    return rows


def in_both(rows: Rows) -> Rows:
    """Return the triples of the source's graph; each must stand in the default graph too."""
    named = {row for row in rows if row[3] != DEFAULT}
    assert {row[:3] for row in named} == {row[:3] for row in rows if row[3] == DEFAULT}
    return named


def fact(
    thing: str = "t",
    *,
    kind: str = "tool",
    modality: str = "required",
    source: str = SOURCE,
    subject: str = ROLE,
    start: int | None = 3,
) -> facts.Fact:
    """Return a fact with a place in its source."""
    property = ns.KINDS[kind].property
    assert property is not None
    place = (1, start, start + 2) if start is not None else (None, None, None)
    target = ns.mint(kind, thing)
    return facts.Fact(source, subject, property, target, modality, "Tools", "Cloud", *place)


@given(st.text())
def test_a_quoted_text_comes_back_as_it_was(text: str) -> None:
    line = f"<urn:a> <urn:b> {statements.quoted(text)} <urn:c> .\n"
    assert load([line]) == {("urn:a", "urn:b", text, "urn:c")}


ANY = st.text(st.characters(exclude_categories=()))
"""Texts with whatever Python holds: control characters, line separators, lone surrogates."""


@given(ANY)
def test_any_text_becomes_one_line_that_can_be_written(text: str) -> None:
    words = statements.quoted(text)
    assert len(words.splitlines()) == 1
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in words)
    known = "".join("\ufffd" if 0xD800 <= ord(char) < 0xE000 else char for char in text)
    line = f"<urn:a> <urn:b> {words} <urn:c> .\n"
    assert load([line]) == {("urn:a", "urn:b", known, "urn:c")}


@given(st.text(), st.text(), st.lists(st.text(), unique=True), st.lists(st.text(), unique=True))
def test_a_concept_survives_the_round_trip(
    label: str, definition: str, alt: list[str], hidden: list[str]
) -> None:
    me, graph = ns.mint("tool", "x"), DEFAULT
    concept = facts.Concept(
        me,
        "tool",
        ns.KINDS["tool"].classes,
        label,
        definition,
        (ns.mint("tool", "y"),),
        tuple(alt),
        tuple(hidden),
    )
    rows = load(list(statements.concept_quads([concept])))

    def values(property: str) -> set[str]:
        return {o for s, p, o, g in rows if (s, p, g) == (me, property, graph)}

    assert values(ns.RG.label) == values(ns.SKOS.prefLabel) == {label}
    assert values(ns.SKOS.definition) == ({definition} if definition else set())
    assert values(ns.SKOS.altLabel) == set(alt)
    assert values(ns.SKOS.hiddenLabel) == set(hidden)
    assert values(ns.SKOS.broader) == {ns.mint("tool", "y")}
    assert values(ns.RDF.type) == set(ns.KINDS["tool"].classes)
    assert values(ns.SKOS.topConceptOf) == set()


@given(
    st.text(min_size=1),
    st.text(min_size=1),
    st.text(min_size=1),
    st.sampled_from([*ns.MODALITIES, "denied"]),
    st.integers(1),
    st.integers(0),
)
def test_a_fact_survives_the_round_trip(
    text: str, section: str, category: str, modality: str, line: int, start: int
) -> None:
    one = facts.Fact(
        SOURCE,
        ROLE,
        ns.SKOS.definition,
        text,
        modality,
        section,
        category,
        line,
        start,
        start + 1,
        importance=4.1,
        level=3.9,
        quote=text,
    )
    claim = recordnames.claim_iri(one)
    rows = in_both(load(list(statements.fact_quads([one]))))
    assert {graph for *_, graph in rows} == {SOURCE}
    plain = (ROLE, ns.SKOS.definition, text, SOURCE)
    strength = [o for s, p, o, _ in rows if (s, p) == (claim, ns.RG.modality)]
    if modality == "denied":
        assert plain not in rows
        assert strength == []
    else:
        assert plain in rows
        assert strength == [ns.PREFIXES["rg"] + modality.capitalize()]
    expected = {
        ns.RDF.type: ns.RG.Denial if modality == "denied" else ns.RG.Claim,
        ns.RDF.subject: ROLE,
        ns.RDF.predicate: ns.SKOS.definition,
        ns.RDF.object: text,
        ns.PROV.wasDerivedFrom: SOURCE,
        ns.RG.section: section,
        ns.RG.category: category,
        ns.RG.line: str(line),
        ns.RG.start: str(start),
        ns.RG.end: str(start + 1),
        ns.RG.importance: "4.1",
        ns.RG.level: "3.9",
        ns.RG.quote: text,
    }
    said = {p: o for s, p, o, _ in rows if s == claim}
    said.pop(ns.RG.modality, None)
    assert said == expected


@given(
    *[
        st.tuples(SLUGS, SLUGS, st.sampled_from(ns.COMPARED), SLUGS, st.none() | st.integers(0, 20))
        for _ in range(2)
    ]
)
def test_claims_are_one_exactly_when_facts_are(
    one: tuple[str, str, str, str, int | None], other: tuple[str, str, str, str, int | None]
) -> None:
    claims = [
        recordnames.claim_iri(
            fact(
                thing,
                kind=kind,
                source=ns.mint("source", source),
                subject=ns.mint("role", role),
                start=start,
            )
        )
        for source, role, kind, thing, start in (one, other)
    ]
    assert (claims[0] == claims[1]) == (one == other)
    assert all(ns.is_iri(claim) for claim in claims)


def test_the_claim_of_a_fact_is_named_the_same_always() -> None:
    """A changed name would break every link that somebody keeps to a claim."""
    assert (
        recordnames.claim_iri(fact("docker", start=4012)) == ns.BASE + "claim/s.r.tool.docker.4012"
    )


def test_a_fact_without_a_quote_has_none() -> None:
    assert not [row for row in load(list(statements.fact_quads([fact()]))) if row[1] == ns.RG.quote]


def test_a_salary_has_a_claim_like_any_trait() -> None:
    assert (
        recordnames.claim_iri(fact("usd-90000", kind="salary", start=7))
        == ns.BASE + "claim/s.r.salary.usd-90000.7"
    )


FOREIGN = [
    "http://data.europa.eu/esco/skill/5f1a-77",
    "http://data.europa.eu/esco/occupation/5f1a-77",
    "http://data.europa.eu/esco/skill/5f1a-77/",
    "https://services.onetcenter.org/ws/online/occupations/15-2051.00",
    "https://services.onetcenter.org/ws/online/occupations/15-2051",
    "https://example.org/a#5f1a-77",
    "https://example.org/%C3%A9?x=1",
    "urn:example:5f1a-77",
    ns.mint("skill", "5f1a-77"),
    ns.mint("tool", "5f1a-77"),
    ns.mint("role", "5f1a-77"),
    ns.BASE + "skill/a/b",
    ns.BASE + "skill/a.b",
]


def test_claims_about_things_of_others_are_told_apart() -> None:
    """An IRI of somebody else may end as a slug of ours does, with points, or with nothing."""
    properties = [ns.RG.requiresSkill, ns.RG.usesTool, ns.RG.hasTrait, ns.SCHEMA.mentions]
    found = [
        recordnames.claim_iri(facts.Fact(SOURCE, subject, property, thing, "required", start=start))
        for subject in FOREIGN
        for property in properties
        for thing in FOREIGN
        for start in (None, 0)
    ]
    assert len(set(found)) == len(found) == len(FOREIGN) ** 2 * len(properties) * 2
    allowed = re.compile(r"https://w3id\.org/rolegraph/claim/[A-Za-z0-9._~/-]+")
    assert all(allowed.fullmatch(claim) for claim in found)


@given(st.text(), st.text())
def test_two_definitions_without_a_place_are_two_claims(one: str, other: str) -> None:
    claims = [
        recordnames.claim_iri(facts.Fact(SOURCE, ROLE, ns.SKOS.definition, text, "mentioned"))
        for text in (one, other)
    ]
    assert (claims[0] == claims[1]) == (one == other)


def test_what_several_sources_state_stands_once_in_the_default_graph() -> None:
    sources = [ns.mint("source", slug) for slug in "abc"]
    rows = load([line for one in sources for line in statements.fact_quads([fact(source=one)])])
    plain = [row[3] for row in rows if row[0] == ROLE]
    assert sorted(plain) == [DEFAULT, *sources]


def test_a_definition_at_another_place_is_another_claim() -> None:
    texts = [
        facts.Fact(SOURCE, ROLE, ns.SKOS.definition, "x", "mentioned", start=at, end=9)
        for at in (1, 2)
    ]
    assert len({recordnames.claim_iri(one) for one in texts}) == 2


def test_the_same_claim_twice_is_refused() -> None:
    with pytest.raises(DataError, match="the same claim"):
        list(statements.fact_quads([fact(), fact(modality="preferred")]))


def test_a_mentioned_posting_derives_from_the_source_and_a_denied_one_does_not() -> None:
    posting = ns.mint("posting", "p")
    one = facts.Fact(SOURCE, SOURCE, ns.SCHEMA.mentions, posting, "mentioned")
    derived = (posting, ns.PROV.wasDerivedFrom, SOURCE, SOURCE)
    assert derived in load(list(statements.fact_quads([one])))
    denied = one._replace(modality="denied")
    assert derived not in load(list(statements.fact_quads([denied])))


def test_a_source_says_what_it_is() -> None:
    source = facts.Source(
        SOURCE, 'A "title"', "P & Co", "2024-10-30", "https://example.org/a", "theirs", "0a" * 32
    )
    assert in_both(load(list(statements.source_quads(source)))) == {
        (SOURCE, ns.RDF.type, ns.RG.Source, SOURCE),
        (SOURCE, ns.RDF.type, ns.PROV.Entity, SOURCE),
        (SOURCE, ns.RG.label, 'A "title"', SOURCE),
        (SOURCE, ns.DCTERMS.title, 'A "title"', SOURCE),
        (SOURCE, ns.DC.publisher, "P & Co", SOURCE),
        (SOURCE, ns.DCTERMS.issued, "2024-10-30", SOURCE),
        (SOURCE, ns.RDFS.seeAlso, "https://example.org/a", SOURCE),
        (SOURCE, ns.DC.rights, "theirs", SOURCE),
        (SOURCE, ns.RG.sha256, "0a" * 32, SOURCE),
    }
    bare = in_both(load(list(statements.source_quads(facts.Source(SOURCE, "t")))))
    assert len(bare) == 4


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://a b", "http://a> <urn:x> <urn:y", "a.html", "/etc/a"]
)
def test_what_is_no_address_is_left_out(url: str) -> None:
    rows = load(list(statements.source_quads(facts.Source(SOURCE, "t", url=url))))
    assert not [row for row in rows if row[1] == ns.RDFS.seeAlso]


@given(st.text(min_size=1), st.text(), st.lists(SLUGS, unique=True, max_size=2))
def test_a_minted_concept_is_described_in_both_graphs(
    label: str, definition: str, wider: list[str]
) -> None:
    me = ns.mint("tool", "x")
    concept = facts.Concept(
        me,
        "tool",
        ns.KINDS["tool"].classes,
        label,
        definition,
        tuple(ns.mint("tool", slug) for slug in wider),
        extra=((ns.RG.provisional, facts.Literal("true", ns.XSD.boolean)),),
    )
    rows = in_both(load(list(statements.minted_quads([concept], SOURCE))))
    plain = load(list(statements.concept_quads([concept])))
    assert {row[:3] for row in rows} == {row[:3] for row in plain}
    assert {row[3] for row in rows} == {SOURCE}
    said = {(p, o) for _, p, o, _ in rows}
    assert (ns.RG.provisional, "true") in said
    assert {o for p, o in said if p == ns.SKOS.broader} == set(concept.broader)
    assert any(p == ns.SKOS.topConceptOf for p, _ in said) == (not wider)
    assert any(p == ns.SKOS.definition for p, _ in said) == bool(definition)


def test_a_top_concept_is_one_and_extra_values_keep_their_type() -> None:
    concept = facts.Concept(
        ns.mint("degree", "d"),
        "degree",
        ns.KINDS["degree"].classes,
        "d",
        extra=(
            (ns.RG.eqfLevel, facts.Literal("6", ns.XSD.integer)),
            (ns.RG.agency, facts.Literal('a "b"')),
            (ns.RG.conflictsWith, ns.mint("responsibility", "x")),
        ),
    )
    store = ox.Store()
    lines = "".join(statements.concept_quads([concept]))
    store.bulk_load(lines.encode(), ox.RdfFormat.N_QUADS)
    objects = {quad.predicate.value: quad.object for quad in store}
    assert objects[ns.RG.eqfLevel] == ox.Literal("6", datatype=ox.NamedNode(ns.XSD.integer))
    assert objects[ns.RG.agency] == ox.Literal('a "b"')
    assert objects[ns.RG.conflictsWith] == ox.NamedNode(ns.mint("responsibility", "x"))
    assert objects[ns.SKOS.topConceptOf] == ox.NamedNode(ns.BASE + "scheme/degree")


def test_another_parser_reads_the_same_quads() -> None:
    text = "".join(statements.fact_quads([fact("docker"), fact("é".encode().hex(), start=9)]))
    quads = rdflib.Dataset()
    quads.parse(data=text, format="nquads")
    ours = "urn:x-rdflib:default"
    found = {(str(s), str(p), str(o), str(g).replace(ours, DEFAULT)) for s, p, o, g in quads}
    assert found == load([text])


def test_what_a_record_leaves_open_is_not_written() -> None:
    """A record with no more than it must have says just that; what may stand in it is absent."""
    thing, skos = ns.mint("tool", "t"), str(ns.SKOS.exactMatch)

    def properties(lines: list[str]) -> list[str]:
        return sorted(ns.to_curie(row[1]) for row in load(lines) if row[3] == DEFAULT)

    concept = facts.Concept(thing, "tool", (str(ns.RG.Tool),), "T")
    assert properties(list(statements.concept_quads([concept]))) == [
        *("rdf:type", "rg:label", "skos:inScheme", "skos:prefLabel", "skos:topConceptOf")
    ]
    source = facts.Source(SOURCE, "S")
    assert properties(list(statements.source_quads(source))) == [
        *("dcterms:title", "rdf:type", "rdf:type", "rg:label")
    ]
    # What is no address is not written either: an address that is not there says nothing.
    assert not any(source[2:])
    said = facts.Fact(SOURCE, ROLE, str(ns.RG.usesTool), thing, "required")
    assert properties(list(statements.fact_quads([said]))) == [
        *("prov:wasDerivedFrom", "rdf:object", "rdf:predicate", "rdf:subject", "rdf:type"),
        *("rg:modality", "rg:usesTool"),
    ]
    assert (said.line, said.start, said.end) == (None, None, None)
    match = facts.Mapping(ROLE, skos, "urn:b", "urn:j", 0.5)
    rows = load(list(statements.mapping_quads([match], SOURCE)))
    assert (ROLE, skos, "urn:b", DEFAULT) in rows
    written = {row[1].rpartition("#")[2].rpartition("/")[2] for row in rows}
    assert written == {
        *("exactMatch", "type", "annotatedSource", "annotatedProperty", "annotatedTarget"),
        *("wasDerivedFrom", "mapping_justification", "confidence"),
    }
    plain = f"<urn:a> <urn:b> {statements._literal(facts.Literal('x'))} .\n"
    (quad,) = ox.parse(plain.encode(), ox.RdfFormat.N_TRIPLES)
    assert quad.object == ox.Literal("x")
