"""How well articles are read: the least that each set must reach."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks import reading as evaluation
from benchmarks.reading import CLOSED, Row, Score

from rolegraph import resources
from rolegraph.reading.names import entries
from rolegraph.sources import tables
from rolegraph.sources.article import Reader

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def reader() -> Reader:
    folder = resources.folder("data")
    concepts = tables.read_vocabulary(folder).concepts
    return Reader(entries(concepts), concepts, folder)


def totals(articles: Iterator[tuple[str, bytes, list[Row]]], reader: Reader) -> dict[str, Score]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for name, data, rows in articles:
        for kind, one in evaluation.score(reader.read(data, name), rows, reader).items():
            for at, number in enumerate(one):
                sums[kind][at] += number
                if kind in CLOSED:
                    sums["closed"][at] += number
    return {kind: Score(*numbers) for kind, numbers in sums.items()}


def test_the_articles_behind_the_graph_are_read_as_people_read_them(
    seeds: Path, reader: Reader
) -> None:
    scores = totals(evaluation.curated(seeds), reader)
    for kind in CLOSED:
        assert scores[kind].recall >= 0.97, kind
        assert scores[kind].precision >= 0.97, kind
    for kind in ("skill", "responsibility"):
        assert scores[kind].recall >= 0.92, kind
        assert scores[kind].precision >= 0.9, kind
    for kind in ("outlook", "advice", "posting", "employer"):
        assert scores[kind].recall == 1, kind


def test_strengths_and_places_are_those_that_people_noted(seeds: Path, reader: Reader) -> None:
    files = {
        cells[0]: cells[7]
        for _, cells in tables.read_rows(
            str(ROOT / "data" / "sources.tsv"), tables.SOURCE_COLUMNS, "sources.tsv"
        )
    }
    folder = str(ROOT / "data")
    places = tables.read_vocabulary(folder).places
    agreed = counted = exact = 0
    for source in tables.read_sources(folder):
        path = seeds / files[source.iri.rpartition("/")[2]]
        reading = reader.read(path.read_bytes(), path.name)
        mine = {(f.subject, f.object, f.start): f for f in reading.facts}
        for fact in tables.read_facts(folder, source, places):
            found = mine.get((fact.subject, fact.object, fact.start))
            if found is None or fact.modality == "denied":
                continue
            counted += 1
            agreed += found.modality == fact.modality
            exact += (found.line, found.end) == (fact.line, fact.end)
    assert counted >= 450
    assert agreed >= 0.9 * counted
    assert exact >= 0.85 * counted


@pytest.mark.parametrize(
    ("folder", "recall", "precision"), [("develop", 0.9, 0.94), ("unseen", 0.9, 0.92)]
)
def test_articles_of_our_own_are_read(
    folder: str, recall: float, precision: float, reader: Reader
) -> None:
    scores = totals(evaluation.own(ROOT / "tests" / "reading" / folder, reader), reader)
    assert scores["closed"].recall >= recall
    assert scores["closed"].precision >= precision
    assert scores["denied"].recall >= 0.85
