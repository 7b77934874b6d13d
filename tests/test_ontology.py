"""The ontology is complete and well written, and each check finds the defect it is for."""

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.plugins.sparql import prepareQuery

ONTOLOGY = Path(__file__).resolve().parents[1] / "ontology"
TURTLE = sorted(ONTOLOGY.rglob("*.ttl"))
CHECKS = sorted((ONTOLOGY / "checks").glob("*.rq"))
RG = Namespace("https://w3id.org/rolegraph/ontology#")
HEADER = URIRef("https://w3id.org/rolegraph/ontology")
TERM_TYPES = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual)
TRAITS = """requiresSkill usesTool requiresDegree hasFieldOfStudy hasCertification worksInIndustry
    hasResponsibility hasOutlook hasAdvice hasSalary"""
TERMS = f"""Role Skill Tool ProgrammingLanguage Degree FieldOfStudy Certification Industry
    Responsibility Advice Outlook SalaryStatistic JobPosting Employer Source Claim Denial Modality
    Required Preferred Alternative Example Mentioned
    hasTrait {TRAITS} hasEmployer conflictsWith modality
    label section category line start end importance level eqfLevel growthPercent periodStart
    periodEnd agency creditedTo trend remote seniority salaryMinimum salaryMaximum salaryMedian
    salaryLowerQuartile salaryUpperQuartile salaryMean sampleSize sha256 provisional quote
    Rating SkillGroup RoleGroup relatesToRole rank share suppresses inDemand hotTechnology
    jobZone"""

Row = tuple[str | None, ...]


@cache
def parsed(name: str) -> Graph:
    """Return one ontology file, parsed once."""
    return Graph().parse(ONTOLOGY / name, format="turtle")


def terms(graph: Graph) -> set[URIRef]:
    """Return the terms in the namespace of the ontology that a graph declares."""
    declared = {term for kind in TERM_TYPES for term in graph.subjects(RDF.type, kind)}
    return {term for term in declared if isinstance(term, URIRef) and term in RG}


def test_terms_are_the_closed_list() -> None:
    assert terms(parsed("rolegraph.ttl")) == {RG[name] for name in TERMS.split()}


def test_a_query_or_a_shape_uses_each_term() -> None:
    queries = ONTOLOGY.parent / "src" / "rolegraph" / "queries"
    texts = [path.read_text(encoding="utf-8") for path in (*queries.glob("*.rq"), *CHECKS)]
    texts.append((ONTOLOGY / "shapes.ttl").read_text(encoding="utf-8"))
    used = set(re.findall(r"\brg:(\w+)", "\n".join(texts)))
    assert set(TERMS.split()) - used == set()


def test_the_program_knows_exactly_these_terms() -> None:
    from rolegraph import namespaces

    assert set(namespaces.RG) == {str(RG[name]) for name in TERMS.split()}


def test_no_undeclared_term_of_ours_is_used() -> None:
    known = terms(parsed("rolegraph.ttl"))
    for path in TURTLE:
        used = {term for triple in Graph().parse(path) for term in triple}
        ours = {term for term in used if isinstance(term, URIRef) and term in RG}
        assert ours <= known, path.name


def test_header_is_complete() -> None:
    graph = parsed("rolegraph.ttl")
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [HEADER]
    for wanted in (DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.license):
        assert len(list(graph.objects(HEADER, wanted))) == 1, wanted
    version = str(graph.value(HEADER, OWL.versionInfo))
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert graph.value(HEADER, OWL.versionIRI) == HEADER + "/" + version
    assert f"## {version} " in (ONTOLOGY / "CHANGELOG.md").read_text(encoding="utf-8")


def test_versions_of_all_files_agree() -> None:
    found = {str(v) for p in TURTLE for v in Graph().parse(p).objects(None, OWL.versionInfo)}
    assert found == {str(parsed("rolegraph.ttl").value(HEADER, OWL.versionInfo))}


@pytest.mark.parametrize("name", TERMS.split())
def test_term_has_one_label_and_one_definition(name: str) -> None:
    graph = parsed("rolegraph.ttl")
    (label,) = graph.objects(RG[name], SKOS.prefLabel)
    (definition,) = graph.objects(RG[name], SKOS.definition)
    assert isinstance(label, Literal)
    assert isinstance(definition, Literal)
    assert label.language == definition.language == "en"
    assert f" {label.lower()} " not in f" {definition.lower().partition(' that ')[2]} "
    assert list(graph.objects(RG[name], RDFS.isDefinedBy)) == [HEADER]


@pytest.mark.parametrize("name", TERMS.split())
def test_term_has_an_example_and_is_aligned_or_says_why_not(name: str) -> None:
    assert list(parsed("rolegraph.ttl").objects(RG[name], SKOS.example))
    stated = list(parsed("alignments/alignments.ttl").predicate_objects(RG[name]))
    notes = [str(value) for predicate, value in stated if predicate == SKOS.editorialNote]
    assert stated
    assert not notes or (len(stated) == 1 and notes[0].startswith("No counterpart"))


def test_labels_and_definitions_are_not_shared() -> None:
    graph = parsed("rolegraph.ttl")
    for predicate in (SKOS.prefLabel, SKOS.definition):
        kinds = (OWL.Class, OWL.NamedIndividual), (OWL.ObjectProperty, OWL.DatatypeProperty)
        for group in kinds:
            members = [t for kind in group for t in graph.subjects(RDF.type, kind)]
            texts = [str(o) for t in members for o in graph.objects(t, predicate)]
            assert len(texts) == len(set(texts))


def test_each_trait_property_leads_from_a_role_to_one_class() -> None:
    graph = parsed("rolegraph.ttl")
    traits = set(graph.subjects(RDFS.subPropertyOf, RG.hasTrait))
    assert traits == {RG[name] for name in TRAITS.split()}
    for trait in traits:
        assert graph.value(trait, RDFS.domain) == RG.Role
        assert len(list(graph.objects(trait, RDFS.range))) == 1


def test_there_are_no_inverse_properties() -> None:
    assert not list(parsed("rolegraph.ttl").subject_objects(OWL.inverseOf))


def test_one_scheme_per_kind() -> None:
    stem = "https://w3id.org/rolegraph/scheme/"
    kinds = """role skill tool degree field certification industry responsibility advice outlook
        posting employer salary skill-group role-group"""
    schemes = set(parsed("schemes.ttl").subjects(RDF.type, SKOS.ConceptScheme))
    assert schemes == {URIRef(stem + kind) for kind in kinds.split()}


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: path.name)
def test_file_is_written_as_longturtle(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert Graph().parse(data=text, format="turtle").serialize(format="longturtle") == text


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: path.name)
def test_both_parsers_read_the_same_number_of_triples(path: Path) -> None:
    read = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    assert len(set(read)) == len(Graph().parse(path)) > 0


def test_alignments_import_the_ontology_they_align() -> None:
    graph = parsed("alignments/alignments.ttl")
    (header,) = graph.subjects(RDF.type, OWL.Ontology)
    version = parsed("rolegraph.ttl").value(HEADER, OWL.versionIRI)
    assert list(graph.objects(header, OWL.imports)) == [version]


def test_alignments_are_about_our_terms() -> None:
    graph = parsed("alignments/alignments.ttl")
    subjects = set(graph.subjects()) - set(graph.subjects(RDF.type, OWL.Ontology))
    assert subjects <= terms(parsed("rolegraph.ttl"))


def test_rdf_12_example_in_the_readme_parses() -> None:
    text = (ONTOLOGY / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"```turtle\n(.*?)```", text, flags=re.DOTALL)
    (example,) = [example for example in examples if "rdf:reifies" in example]
    triples = list(ox.parse(example.encode(), format=ox.RdfFormat.TURTLE))
    assert sum(isinstance(triple.object, ox.Triple) for triple in triples) == 2


PREFIXES = """
@prefix rg: <https://w3id.org/rolegraph/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix : <https://w3id.org/rolegraph/> .
@prefix role: <https://w3id.org/rolegraph/role/> .
@prefix tool: <https://w3id.org/rolegraph/tool/> .
@prefix skill: <https://w3id.org/rolegraph/skill/> .
@prefix responsibility: <https://w3id.org/rolegraph/responsibility/> .
@prefix outlook: <https://w3id.org/rolegraph/outlook/> .
@prefix posting: <https://w3id.org/rolegraph/posting/> .
@prefix salary: <https://w3id.org/rolegraph/salary/> .
@prefix source: <https://w3id.org/rolegraph/source/> .
@prefix claim: <https://w3id.org/rolegraph/claim/> .
@prefix scheme: <https://w3id.org/rolegraph/scheme/> .
"""
SOUND = """
:vocabulary {
    role:a a rg:Role, skos:Concept ; rg:label "A" ; skos:prefLabel "A"@en ;
        skos:inScheme scheme:role .
    tool:b a rg:ProgrammingLanguage, rg:Tool, skos:Concept ; rg:label "B" ;
        skos:prefLabel "B"@en ; skos:altLabel "bee"@en ; skos:broader tool:c ;
        skos:inScheme scheme:tool .
    tool:c a rg:Tool, skos:Concept ; rg:label "C" ; skos:prefLabel "C"@en ;
        skos:inScheme scheme:tool .
    skill:b a rg:Skill, skos:Concept ; rg:label "B" ; skos:prefLabel "B"@en ;
        skos:inScheme scheme:skill .
    responsibility:d a rg:Responsibility ; rg:label "D" ; rg:conflictsWith responsibility:e .
    responsibility:e a rg:Responsibility ; rg:label "E" ; rg:conflictsWith responsibility:d .
    outlook:f a rg:Outlook ; rg:label "F" ; rg:periodStart "2022"^^xsd:gYear ;
        rg:periodEnd "2032"^^xsd:gYear .
    posting:g a rg:JobPosting ; rg:label "G" ; skos:prefLabel "G"@en ;
        skos:inScheme scheme:posting .
    posting:h a rg:JobPosting ; rg:label "G" ; skos:prefLabel "G"@en ;
        skos:inScheme scheme:posting .
    <urn:skills> a rg:SkillGroup, skos:Concept ; rg:label "Skills" ;
        skos:inScheme scheme:skill-group .
    <urn:skills/k> a rg:SkillGroup, skos:Concept ; rg:label "K" ; skos:broader <urn:skills> ;
        skos:inScheme scheme:skill-group .
    skill:k a rg:Skill, skos:Concept ; rg:label "K" ; skos:broader <urn:skills/k>, skill:b ;
        skos:inScheme scheme:skill .
    <urn:roles> a rg:RoleGroup, skos:Concept ; rg:label "Roles" ;
        skos:inScheme scheme:role-group .
    role:l a rg:Role, skos:Concept ; rg:label "L" ; skos:broader <urn:roles> ;
        skos:inScheme scheme:role .
    tool:unspsc-1 a rg:Tool, skos:Concept ; rg:label "B" ; skos:prefLabel "B"@en ;
        skos:inScheme scheme:tool .
    responsibility:onet-task-1 a rg:Responsibility ; rg:label "M" ; skos:prefLabel "M"@en ;
        skos:inScheme scheme:responsibility .
    responsibility:onet-task-2 a rg:Responsibility ; rg:label "M" ; skos:prefLabel "M"@en ;
        skos:inScheme scheme:responsibility .
}
source:s {
    source:s a rg:Source ; rg:label "S" ; schema:mentions posting:g, posting:h .
    posting:g prov:wasDerivedFrom source:s .
    posting:h prov:wasDerivedFrom source:s .
    tool:i a rg:Tool, skos:Concept ; rg:label "I" ; skos:prefLabel "I"@en ;
        skos:inScheme scheme:tool ; skos:broader tool:c ; rg:provisional true .
    salary:j a rg:SalaryStatistic ; rg:label "J" ; skos:prefLabel "J"@en ;
        skos:inScheme scheme:salary ; rg:provisional true ; rg:periodStart "2024"^^xsd:gYear .
    role:a rg:usesTool tool:b ; rg:hasSalary salary:j .
    claim:6 a rg:Claim ; rdf:subject role:a ; rdf:predicate rg:hasSalary ; rdf:object salary:j ;
        rg:modality rg:Mentioned ; rg:start 20 ; rg:end 29 ; rg:quote "words" ;
        prov:wasDerivedFrom source:s .
    claim:7 a rg:Denial ; rdf:subject role:a ; rdf:predicate rg:usesTool ; rdf:object tool:i ;
        rg:start 30 ; rg:end 31 ; prov:wasDerivedFrom source:s .
    claim:1 a rg:Claim ; rdf:subject role:a ; rdf:predicate rg:usesTool ; rdf:object tool:b ;
        rg:modality rg:Required ; rg:start 5 ; rg:end 6 ; prov:wasDerivedFrom source:s .
    claim:2 a rg:Claim ; rdf:subject role:a ; rdf:predicate rg:usesTool ; rdf:object tool:b ;
        rg:modality rg:Example ; rg:start 8 ; rg:end 9 ; prov:wasDerivedFrom source:s .
    claim:3 a rg:Denial ; rdf:subject role:a ; rdf:predicate rg:requiresSkill ;
        rdf:object skill:b ; rg:start 12 ; rg:end 13 ; prov:wasDerivedFrom source:s .
}
source:t {
    source:t a rg:Source ; rg:label "T" .
    role:a rg:usesTool tool:b ; rg:requiresSkill skill:b .
    claim:4 a rg:Claim ; rdf:subject role:a ; rdf:predicate rg:usesTool ; rdf:object tool:b ;
        rg:modality rg:Required ; prov:wasDerivedFrom source:t .
    claim:5 a rg:Claim ; rdf:subject role:a ; rdf:predicate rg:requiresSkill ;
        rdf:object skill:b ; rg:modality rg:Mentioned ; prov:wasDerivedFrom source:t .
    claim:8 a rg:Rating ; rdf:subject role:a ; rdf:predicate rg:requiresSkill ;
        rdf:object skill:k ; rg:importance 2.1 ; rg:suppresses rg:level ;
        prov:wasDerivedFrom source:t .
    role:a rg:relatesToRole role:l .
    claim:9 a rg:Claim ; rdf:subject role:a ; rdf:predicate rg:relatesToRole ;
        rdf:object role:l ; rg:modality rg:Mentioned ; rg:rank 1 ; prov:wasDerivedFrom source:t .
}
"""
# What is added to the sound dataset, by check, and which things the check must then report.
DEFECTS: dict[str, tuple[str, set[str]]] = {
    "check-01-claim-without-triple": (
        """source:t { claim:x a rg:Claim ; rdf:subject role:a ; rdf:predicate rg:usesTool ;
            rdf:object tool:c ; prov:wasDerivedFrom source:t . }
        source:s { role:a rg:usesTool tool:c . }""",
        {"claim/x"},
    ),
    "check-02-triple-without-claim": (
        """source:t { role:a rg:usesTool tool:c . role:l rg:requiresSkill skill:k .
            claim:x a rg:Rating ; rdf:subject role:l ; rdf:predicate rg:requiresSkill ;
                rdf:object skill:k ; prov:wasDerivedFrom source:t . }""",
        {"role/a", "role/l"},
    ),
    "check-03-denied-triple-asserted": (
        """source:s { role:a rg:requiresSkill skill:b, skill:c .
            claim:x a rg:Denial ; rdf:subject role:a ; rdf:predicate rg:requiresSkill ;
                rdf:object skill:c .
            claim:y a rg:Claim ; rdf:subject role:a ; rdf:predicate rg:requiresSkill ;
                rdf:object skill:c . }
        source:t { role:a rg:requiresSkill skill:k . }""",
        {"claim/3", "claim/8"},
    ),
    "check-04-trait-without-label": (
        ":vocabulary { role:a rg:usesTool tool:x . tool:x a rg:Tool . }",
        {"tool/x"},
    ),
    "check-05-shared-label": (
        """:vocabulary { tool:x skos:inScheme scheme:tool ; skos:hiddenLabel "BEE"@en .
            responsibility:o skos:inScheme scheme:responsibility ; skos:prefLabel "O"@en .
            responsibility:p skos:inScheme scheme:responsibility ; skos:altLabel "o"@en . }""",
        {"tool/b", "responsibility/o"},
    ),
    "check-06-broader-cycle": (
        ":vocabulary { tool:c skos:broader tool:b . }",
        {"tool/b", "tool/c"},
    ),
    "check-07-broader-across-schemes": (
        """:vocabulary { skill:b skos:broader tool:c . role:l skos:broader <urn:skills> .
            skill:g a rg:SkillGroup ; skos:broader skill:k ; skos:inScheme scheme:skill-group .
            role:g a rg:RoleGroup ; skos:broader <urn:skills> ;
                skos:inScheme scheme:role-group . }""",
        {"skill/b", "role/l", "skill/g", "role/g"},
    ),
    "check-08-conflict-one-way": (
        ":vocabulary { responsibility:d rg:conflictsWith responsibility:x . }",
        {"responsibility/d"},
    ),
    "check-09-undefined-term": (
        """:vocabulary { tool:b a rg:Toool ; rg:labels "B" . }
        source:s { claim:1 rdf:predicate rg:useTool ; rg:modality rg:Maybe . }""",
        {"ontology#Toool", "ontology#labels", "ontology#useTool", "ontology#Maybe"},
    ),
    "check-10-wrong-object-class": (
        ":vocabulary { role:a rg:usesTool skill:b . role:l rg:relatesToRole <urn:roles> . }",
        {"role/a", "role/l"},
    ),
    "check-11-outlook-period": (
        """:vocabulary { outlook:x rg:periodStart "2032"^^xsd:gYear ;
            rg:periodEnd "2022"^^xsd:gYear .
        outlook:y rg:periodStart "2032"^^xsd:gYear ; rg:periodEnd "2032"^^xsd:gYear . }""",
        {"outlook/x", "outlook/y"},
    ),
    "check-12-posting-without-source": (
        ":vocabulary { posting:x a rg:JobPosting, skos:Concept ; prov:wasDerivedFrom source:s . }",
        {"posting/x"},
    ),
    "check-13-duplicate-claim": (
        """source:s { claim:x a rg:Denial ; rdf:subject role:a ; rdf:predicate rg:usesTool ;
            rdf:object tool:b ; rg:start 5 ; prov:wasDerivedFrom source:s . }
        source:t { claim:y a rg:Claim ; rdf:subject role:a ; rdf:predicate rg:usesTool ;
            rdf:object tool:b ; prov:wasDerivedFrom source:t .
        claim:z a rg:Claim ; rdf:subject role:a ; rdf:predicate rg:requiresSkill ;
            rdf:object skill:k ; prov:wasDerivedFrom source:t . }""",
        {"claim/1", "claim/4", "claim/8"},
    ),
    "check-14-claim-in-foreign-graph": (
        """source:t { claim:x a rg:Denial ; prov:wasDerivedFrom source:s .
            claim:y a rg:Rating ; prov:wasDerivedFrom source:s .
            claim:z a rg:Claim ; prov:wasDerivedFrom source:s . }""",
        {"claim/x", "claim/y", "claim/z"},
    ),
    "check-15-several-kinds": (
        """:vocabulary { tool:b a rg:Skill . tool:c skos:inScheme scheme:skill . }
        source:s { claim:1 a rg:Denial . claim:2 a rg:Rating . }
        :vocabulary { skill:k a rg:SkillGroup . role:l skos:inScheme scheme:role-group . }""",
        {"tool/b", "tool/c", "claim/1", "claim/2", "skill/k", "role/l"},
    ),
    "check-16-several-working-labels": (
        """source:s { tool:b rg:label "Bee" . }""",
        {"tool/b"},
    ),
    "check-17-undescribed-thing": (
        """source:s { claim:x rdf:subject role:x ; rdf:object tool:x .
            claim:y a rg:Rating ; rdf:subject role:a ; rdf:object skill:x . }""",
        {"role/x", "tool/x", "skill/x"},
    ),
    "check-18-wrong-subject-class": (
        """:vocabulary { skill:k rg:relatesToRole role:a .
            skill:b rg:usesTool tool:b ;
                rg:hasEmployer <https://w3id.org/rolegraph/employer/x> . }""",
        {"skill/b", "skill/k"},
    ),
    "check-19-provisional-without-source": (
        """:vocabulary { tool:x rg:provisional true . tool:i rg:provisional true . }
        :other { tool:y rg:provisional true . }""",
        {"tool/x", "tool/y"},
    ),
}


def oxigraph_rows(query: str, trig: str) -> list[Row]:
    """Return the rows that Oxigraph gives over the ontology and a TriG text."""
    store = ox.Store()
    store.load(trig.encode(), format=ox.RdfFormat.TRIG)
    graph = ox.NamedNode(str(HEADER))
    path = ONTOLOGY / "rolegraph.ttl"
    store.load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=graph)
    solutions = store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    assert names[:2] == ["focus", "message"]
    return [tuple(term.value if term else None for term in solution) for solution in solutions]


def rdflib_rows(query: str, trig: str) -> list[Row]:
    """Return the rows that rdflib gives over the ontology and a TriG text."""
    dataset = Dataset(default_union=True)
    dataset.parse(data=trig, format="trig")
    graph = dataset.graph(HEADER)
    for triple in parsed("rolegraph.ttl"):
        graph.add(triple)
    result = dataset.query(query)
    names = result.vars or []
    rows = ([row.get(name) for name in names] for row in result.bindings)
    return [tuple(None if term is None else str(term) for term in row) for row in rows]


def text_of(path: Path) -> str:
    """Return the text of a check."""
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_check_is_documented_and_ordered(path: Path) -> None:
    text = text_of(path)
    title, mend = text.splitlines()[:2]
    assert re.fullmatch(r"# CHECK-\d\d [A-Zs].+", title)
    assert re.match(r"# Mend: \w.+\.$", mend)
    assert path.stem.startswith(title.split()[1].lower() + "-")
    assert "\nORDER BY ?focus" in text
    variables = [str(v) for v in prepareQuery(text).algebra["PV"]]
    assert variables[:2] == ["focus", "message"]


def test_checks_are_numbered_without_gaps_and_each_has_a_defect() -> None:
    assert [path.stem[6:8] for path in CHECKS] == [f"{n + 1:02}" for n in range(len(CHECKS))]
    assert {path.stem for path in CHECKS} == set(DEFECTS)


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_check_finds_nothing_in_a_sound_dataset(path: Path) -> None:
    assert oxigraph_rows(text_of(path), PREFIXES + SOUND) == []
    assert rdflib_rows(text_of(path), PREFIXES + SOUND) == []


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_check_finds_its_defect_on_both_engines(path: Path) -> None:
    defect, expected = DEFECTS[path.stem]
    trig = PREFIXES + SOUND + defect
    fast, slow = oxigraph_rows(text_of(path), trig), rdflib_rows(text_of(path), trig)
    assert {row[0] for row in fast} == {f"https://w3id.org/rolegraph/{name}" for name in expected}
    assert all(row[1] for row in fast)
    assert len(fast) == len(set(fast)) == len(slow)
    assert set(fast) == set(slow)
