"""The SHACL shapes pass what is right and name the shape that is broken.

Each file in ``shapes/invalid`` is called ``<shape>--<case>.ttl`` and fails that shape and no other.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef

ONTOLOGY = Path(__file__).resolve().parents[1] / "ontology"
EXAMPLES = Path(__file__).resolve().parent / "shapes"
VALID = sorted((EXAMPLES / "valid").glob("*.ttl"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))
RG = Namespace("https://w3id.org/rolegraph/ontology#")
HEADER = URIRef("https://w3id.org/rolegraph/ontology")

Edit = Callable[[Graph], object]


@cache
def shapes(name: str) -> Graph:
    """Return the shapes of one file, parsed once."""
    return Graph().parse(ONTOLOGY / name, format="turtle")


def ontology() -> Graph:
    """Return a fresh copy of every ontology file in one graph."""
    graph = Graph()
    for path in sorted(ONTOLOGY.rglob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


def local(iri: object) -> str:
    """Return the part of an IRI after its last ``#``."""
    return str(iri).rpartition("#")[2]


def broken(data: Graph, name: str) -> set[str]:
    """Return the local names of the shapes that a graph breaks."""
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes(name), inplace=True)
    assert isinstance(report, Graph)
    names = {local(shape) for shape in report.objects(None, SH.sourceShape)}
    assert conforms == (not names)
    return names


def failing_shapes() -> set[str]:
    """Return the shapes for data that can fail by themselves: not the helpers of an ``sh:or``."""
    graph = shapes("shapes.ttl")
    targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    targeted = {shape for target in targets for shape in graph.subjects(target, None)}
    parts = {part for shape in targeted for part in graph.objects(shape, SH.property)}
    return {local(shape) for shape in targeted | parts if (shape, SH.message, None) in graph}


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_example_conforms(path: Path) -> None:
    assert broken(Graph().parse(path), "shapes.ttl") == set()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid_example_fails_the_shape_it_names(path: Path) -> None:
    assert broken(Graph().parse(path), "shapes.ttl") == {path.stem.partition("--")[0]}


def test_every_shape_has_an_invalid_example() -> None:
    assert failing_shapes() == {path.stem.partition("--")[0] for path in INVALID}


@pytest.mark.parametrize("name", ["shapes.ttl", "style-shapes.ttl"])
def test_shapes_are_well_formed_shacl(name: str) -> None:
    graph = shapes(name)
    pyshacl.validate(ontology(), shacl_graph=graph, meta_shacl=True)  # raises on a malformed shape
    kinds = (SH.NodeShape, SH.PropertyShape)
    named = [shape for kind in kinds for shape in graph.subjects(RDF.type, kind)]
    stem = f"https://w3id.org/rolegraph/{name.removesuffix('.ttl')}#"
    assert [shape for shape in named if not str(shape).startswith(stem)] == []
    used = set(graph.objects(None, SH.property))
    assert used <= set(named)


@pytest.mark.parametrize("name", ["shapes.ttl", "style-shapes.ttl"])
def test_property_shapes_say_what_to_do(name: str) -> None:
    graph = shapes(name)
    for shape in graph.subjects(RDF.type, SH.PropertyShape):
        (message,) = graph.objects(shape, SH.message)
        assert isinstance(message, Literal)
        assert message.language == "en"
        assert ": " in message, f"{shape} says what is wrong but not what to do"


@pytest.mark.parametrize("name", ["shapes.ttl", "style-shapes.ttl"])
def test_shapes_use_no_sparql(name: str) -> None:
    assert not [term for triple in shapes(name) for term in triple if term == SH.sparql]


def test_style_shapes_pass_on_the_ontology() -> None:
    assert broken(ontology(), "style-shapes.ttl") == set()


@pytest.mark.parametrize("term", ["Role", "Required", "usesTool", "line"])
def test_style_shapes_fail_without_a_definition(term: str) -> None:
    graph = ontology()
    graph.remove((RG[term], SKOS.definition, None))
    assert broken(graph, "style-shapes.ttl") == {
        "ClassDefinition" if term == "Role" else "TermDefinition"
    }


def replaced(term: str, predicate: URIRef, value: Literal) -> Edit:
    """Return an edit that gives a term this one value and no other."""
    return lambda graph: graph.set((RG[term], predicate, value))


def added(term: str, predicate: URIRef, value: Literal) -> Edit:
    """Return an edit that gives a term one more value."""
    return lambda graph: graph.add((RG[term], predicate, value))


def removed(subject: URIRef, predicate: URIRef) -> Edit:
    """Return an edit that takes all values of a property from a subject."""
    return lambda graph: graph.remove((subject, predicate, None))


def renamed(term: str, name: str) -> Edit:
    """Return an edit that gives the triples of a term to another name."""

    def edit(graph: Graph) -> None:
        for _, predicate, value in list(graph.triples((RG[term], None, None))):
            graph.remove((RG[term], predicate, value))
            graph.add((RG[name], predicate, value))

    return edit


ENDLESS = Literal("Tool that people use to do work with data", lang="en")
CHATTY = Literal("Tool that people use. It is often a program, and more.", lang="en")
ANOTHER = Literal("Tool that people use for some other purpose.", lang="en")
SCHEME = URIRef("https://w3id.org/rolegraph/scheme/tool")


@pytest.mark.parametrize(
    ("shape", "edit"),
    [
        ("ClassLabel", removed(RG.Tool, SKOS.prefLabel)),
        ("ClassLabel", added("Tool", SKOS.prefLabel, Literal("instrument", lang="en"))),
        ("ClassDefinition", added("Tool", SKOS.definition, ANOTHER)),
        ("ClassDefinitionStyle", replaced("Tool", SKOS.definition, ENDLESS)),
        ("ClassDefinitionStyle", replaced("Tool", SKOS.definition, CHATTY)),
        ("ClassDefinedBy", removed(RG.Tool, RDFS.isDefinedBy)),
        ("ClassScopeNote", added("Tool", SKOS.scopeNote, Literal("No tag."))),
        ("ClassExample", added("Tool", SKOS.example, Literal("Docker"))),
        ("ClassNoRdfsLabel", added("Tool", RDFS.label, Literal("tool", lang="en"))),
        ("ClassName", renamed("Tool", "tool")),
        ("TermLabel", removed(RG.usesTool, SKOS.prefLabel)),
        ("TermDefinition", added("line", SKOS.definition, ANOTHER)),
        ("TermDefinitionStyle", replaced("usesTool", SKOS.definition, CHATTY)),
        ("TermDefinedBy", removed(RG.line, RDFS.isDefinedBy)),
        ("TermScopeNote", added("line", SKOS.scopeNote, Literal("no stop", lang="en"))),
        ("TermExample", added("line", SKOS.example, Literal("7"))),
        ("TermNoRdfsLabel", added("line", RDFS.label, Literal("line", lang="en"))),
        ("PropertyName", renamed("sampleSize", "SampleSize")),
        ("IndividualName", renamed("Example", "example")),
        ("OntologyTitle", removed(HEADER, DCTERMS.title)),
        ("OntologyDescription", removed(HEADER, DCTERMS.description)),
        ("OntologyCreator", removed(HEADER, DCTERMS.creator)),
        ("OntologyLicense", removed(HEADER, DCTERMS.license)),
        ("OntologyIssued", removed(HEADER, DCTERMS.issued)),
        ("OntologyVersionIri", removed(HEADER, OWL.versionIRI)),
        ("OntologyVersionInfo", removed(HEADER, OWL.versionInfo)),
        (
            "NamespacePrefix",
            removed(HEADER, URIRef("http://purl.org/vocab/vann/preferredNamespacePrefix")),
        ),
        (
            "NamespaceUri",
            removed(HEADER, URIRef("http://purl.org/vocab/vann/preferredNamespaceUri")),
        ),
        ("SchemeLabel", removed(SCHEME, SKOS.prefLabel)),
        ("SchemeDefinition", removed(SCHEME, SKOS.definition)),
        ("SchemeLicense", removed(SCHEME, DCTERMS.license)),
    ],
)
def test_style_shape_fails_on_its_defect(shape: str, edit: Edit) -> None:
    graph = ontology()
    edit(graph)
    assert broken(graph, "style-shapes.ttl") == {shape}
