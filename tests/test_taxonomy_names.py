"""Names of taxonomies help to read articles, and mappings keep out those that mislead."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from rolegraph import ingestion, register
from rolegraph.dataset import open_dataset, writer
from rolegraph.namespaces import PREFIXES, RDF, RG, SKOS

ESCO = "http://data.europa.eu/esco/skill/"
THEODOLITE = f"{ESCO}0e2a8c6f-theodolite"
WORD_PROCESSING = f"{ESCO}81633a44-f1db-4a01-a940-804c6905e330"
ARTICLE = """Surveyor vs. Draftsman Technician

Required Skills

Surveyor
- Operating theodolites
- Python

Draftsman Technician
- Use of wordstar professional
- LaTeX
"""


def concept(iri: str, label: str, *others: str) -> list[ox.Quad]:
    """Describe a skill as an import of a taxonomy does."""
    node = ox.NamedNode(iri)
    quads = [
        ox.Quad(node, ox.NamedNode(RDF.type), ox.NamedNode(RG.Skill)),
        ox.Quad(node, ox.NamedNode(SKOS.inScheme), ox.NamedNode(PREFIXES["scheme"] + "skill")),
        ox.Quad(node, ox.NamedNode(RG.label), ox.Literal(label)),
        ox.Quad(node, ox.NamedNode(SKOS.prefLabel), ox.Literal(label, language="en")),
    ]
    alternative = ox.NamedNode(SKOS.altLabel)
    return quads + [
        ox.Quad(node, alternative, ox.Literal(other, language="en")) for other in others
    ]


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Return a store with the vocabulary, less its LaTeX, and two skills of ESCO."""
    path = str(tmp_path / "my.db")
    with writer(path, bare=True) as target:
        target.current()
        inner = target.begin()
        inner.extend(concept(THEODOLITE, "operate theodolites", "operating theodolites"))
        inner.extend(concept(WORD_PROCESSING, "use word processing software", "LaTeX"))
        latex = ox.NamedNode("https://w3id.org/rolegraph/tool/latex")
        for quad in list(inner.quads_for_pattern(latex, None, None, None)):
            inner.remove(quad)
        target.commit()
    return path


def said(path: str) -> set[tuple[str, str]]:
    dataset = open_dataset(path)
    rows = dataset.select("SELECT ?role ?thing { ?role rg:requiresSkill|rg:usesTool ?thing }")
    return {(row["role"].value, row["thing"].value) for row in rows}


def test_a_taxonomy_in_the_store_lends_its_names(store: str, tmp_path: Path) -> None:
    article = tmp_path / "surveyors.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    assert ingestion.ingest([str(article)], store).exit_code == 0
    assert ("https://w3id.org/rolegraph/role/surveyor", THEODOLITE) in said(store)


def test_a_name_that_a_mapping_denies_finds_nothing(store: str, tmp_path: Path) -> None:
    names = register.words(open_dataset(store).store).names
    assert (
        WORD_PROCESSING,
        "skill",
        "use word processing software",
        "LaTeX",
        "alternative",
    ) in names
    article = tmp_path / "surveyors.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    ingestion.ingest([str(article)], store)
    assert WORD_PROCESSING not in {thing for _, thing in said(store)}
