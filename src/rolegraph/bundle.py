"""The bundled graph as N-Quads: what the ontology, the vocabulary and the articles amount to.

This module needs nothing beyond the standard library, because the wheel is compiled with it.
"""

import os
from collections.abc import Iterator

from rolegraph import resources, statements
from rolegraph.errors import DataError
from rolegraph.sources import tables


def lines(*, bare: bool = False, folder: str | None = None) -> Iterator[str]:
    """Yield the bundled vocabulary and, unless bare, the articles' facts as N-Quads.

    Raises `DataError`, with file and line, on the first slip in a table.
    """
    folder = resources.folder("data") if folder is None else folder
    vocabulary = tables.read_vocabulary(folder)
    yield from statements.concept_quads(vocabulary.concepts)
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
