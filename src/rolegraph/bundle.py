"""The bundled graph as N-Quads: what the vocabulary, its mappings and the articles amount to.

This module needs nothing beyond the standard library, because the wheel is compiled with it.
"""

import os
from collections.abc import Iterator
from typing import Final

from rolegraph import resources, statements
from rolegraph.errors import DataError
from rolegraph.namespaces import mint
from rolegraph.sources import mappings, tables

_WELL_KNOWN: Final = "reading/roles.tsv"
_COLUMNS: Final = ("slug", "label", "broader", "alt", "hidden", "definition")


def lines(*, bare: bool = False, folder: str | None = None) -> Iterator[str]:
    """Yield the bundled vocabulary with its mappings and, unless bare, the articles' facts.

    Of a mapping that is the plain triple alone. What `mapping_records` says about the mappings is
    two thirds as much as everything else, and would make every start slower by as much. Raises
    `DataError`, with file and line, on the first slip in a table.
    """
    folder = resources.folder("data") if folder is None else folder
    vocabulary = tables.read_vocabulary(folder)
    yield from statements.concept_quads(vocabulary.concepts)
    for mapping_set in _mapping_sets(folder, vocabulary):
        yield from statements.mapping_set_quads(mapping_set.description)
        yield from statements.match_quads(mapping_set.mappings, mapping_set.description.iri)
    if bare:
        return
    sources = tables.read_sources(folder)
    known = {source.iri.rpartition("/")[2] + ".tsv" for source in sources}
    for name in sorted(os.listdir(os.path.join(folder, "articles"))):
        if name.endswith(".tsv") and name not in known:
            raise DataError("no source has this name: add it to sources.tsv", f"articles/{name}")
    for source in sources:
        yield from statements.source_quads(source)
        yield from statements.fact_quads(tables.read_facts(folder, source, vocabulary.places))


def mapping_records(folder: str | None = None) -> Iterator[str]:
    """Yield what is said about each mapping, negated ones too, with its plain triple.

    Raises `DataError` as `lines` does.
    """
    folder = resources.folder("data") if folder is None else folder
    for mapping_set in _mapping_sets(folder, tables.read_vocabulary(folder)):
        yield from statements.mapping_quads(mapping_set.mappings, mapping_set.description.iri)


def _mapping_sets(folder: str, vocabulary: tables.Vocabulary) -> list[mappings.MappingSet]:
    """Read the mappings of the vocabulary and of the well-known roles beyond it.

    Such a role is described by whatever source brings it into a store, and its mappings connect
    that source with the others then.
    """
    labels = {concept.iri: concept.label for concept in vocabulary.concepts}
    path = os.path.join(folder, _WELL_KNOWN)
    for _, cells in tables.read_rows(path, _COLUMNS, _WELL_KNOWN):
        labels.setdefault(mint("role", cells[0]), cells[1])
    return mappings.read_mapping_sets(folder, labels)


def confidences(folder: str | None = None) -> dict[tuple[str, str], float]:
    """Return how sure each mapping is, from 0 to 1, by subject and object; without negated ones.

    Raises `DataError` as `lines` does.
    """
    folder = resources.folder("data") if folder is None else folder
    return {
        (mapping.subject, mapping.object): mapping.confidence
        for mapping_set in _mapping_sets(folder, tables.read_vocabulary(folder))
        for mapping in mapping_set.mappings
        if not mapping.negated
    }
