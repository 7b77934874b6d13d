"""Read releases in tests: records by kind, damaged copies, and golden files."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import pytest
from rdflib import Dataset
from rdflib.compare import isomorphic

from rolegraph import importing, statements
from rolegraph.facts import Concept, Fact, Label, Source
from rolegraph.sources.taxonomy import Reading, Record

HERE = Path(__file__).parent
FIXTURES = HERE / "releases"

Open = Callable[..., AbstractContextManager[Reading]]


class Read(NamedTuple):
    """What a release became."""

    source: Source
    concepts: dict[str, Concept]
    facts: list[Fact]
    labels: list[Label]
    counts: dict[str, int]

    def about(self, subject: str, property: str) -> list[Fact]:
        """Return what is said of a thing by a property; ``subject`` is the end of its IRI."""
        return [
            one for one in self.facts if one.subject.endswith(subject) and one.property == property
        ]


def read(
    open_: Open,
    *paths: Path,
    names: Callable[[str, str], str | None] = lambda kind, name: None,
    version: str | None = "1.0",
) -> Read:
    """Read a release to its end, and see that all of it was counted."""
    with open_([str(path) for path in paths], names=names, version=version) as reading:
        records = list(reading.records)
        assert reading.done() == reading.total > 0
        counts = dict(reading.counts)
    concepts = [one for one in records if isinstance(one, Concept)]
    by_iri = {one.iri: one for one in concepts}
    assert len(by_iri) == len(concepts), "a thing is described twice"
    return Read(
        reading.source,
        by_iri,
        [one for one in records if isinstance(one, Fact)],
        [one for one in records if isinstance(one, Label)],
        counts,
    )


def changed(form: str, folder: Path, file: str, before: str, after: str) -> Path:
    """Return a copy of a made-up release with one place in one file written otherwise."""
    copy = Path(shutil.copytree(FIXTURES / form, folder / form))
    text = (copy / file).read_bytes().decode()
    assert before in text, f"{file} does not hold {before!r}"
    (copy / file).write_bytes(text.replace(before, after, 1).encode())
    return copy


def quads(source: Source, records: Iterable[Record]) -> Iterator[str]:
    """Yield the N-Quads of what a release yields."""
    yield from statements.source_quads(source)
    seen: set[str] = set()
    for record in records:
        if isinstance(record, Concept):
            yield from statements.minted_quads((record,), source.iri)
        elif isinstance(record, Fact):
            yield from statements.fact_quads((record,), seen)
        elif isinstance(record, Label):
            yield from statements.label_quads((record,), source.iri)


def compare_with_golden(found: Read, name: str, regenerate: bool) -> None:
    """Compare all quads with ``golden/<name>.nq``, graph by graph."""
    records: list[Record] = [*found.concepts.values(), *found.facts, *found.labels]
    text = "".join(sorted(quads(found.source, records)))
    # The way into a store makes each triple once, whatever the number of its graphs.
    assert (
        "".join(
            sorted(
                [
                    *statements.source_quads(found.source),
                    *importing.lines(records, found.source.iri),
                ]
            )
        )
        == text
    )
    path = HERE / "golden" / f"{name}.nq"
    if regenerate:
        path.write_text(text, encoding="utf-8")
    one, other = Dataset(), Dataset()
    one.parse(data=text, format="nquads")
    other.parse(data=path.read_text(encoding="utf-8"), format="nquads")
    graphs = {graph.identifier for graph in one.graphs()}
    assert graphs == {graph.identifier for graph in other.graphs()}
    for graph in graphs:
        assert isomorphic(one.graph(graph), other.graph(graph)), graph


def released(*parts: str) -> Path:
    """Return where a published release lies: below ROLEGRAPH_DATA, or beside the checkout."""
    root = Path(os.environ.get("ROLEGRAPH_DATA") or HERE.parent.parent / "shared" / "data")
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not here: set ROLEGRAPH_DATA to the releases' folder")
    return path
