"""Nesta's crosswalk: its rows checked against the releases that it connects."""

import os
import zipfile
from pathlib import Path

import pytest

from rolegraph import resources
from rolegraph.errors import DataError
from rolegraph.facts import Literal, Mapping
from rolegraph.namespaces import BASE, PREFIXES, SKOS
from rolegraph.sources import crosswalk
from rolegraph.sources.taxonomy import Reading

NAME = "esco_onet_crosswalk_Nov2020.csv"
HEADER = (
    "id,esco_occupation,isco_code,onet_code,onet_occupation,matching_job_titles,"
    "semantic_similarity,confidence,concept_uri\n"
)
ESCO = "http://data.europa.eu/esco/occupation/"
ONET = "https://services.onetcenter.org/ws/online/occupations/"
OCCUPATIONS = (
    "conceptUri,preferredLabel,altLabels\n"
    f'{ESCO}1,mayor,"lord mayor\nburgomaster"\n'
    f"{ESCO}2,data scientist,\n"
    f"{ESCO}3,butcher,\n"
)
DATA = (
    "O*NET-SOC Code\tTitle\tDescription\n"
    "11-1031.00\tLegislators\tThey make laws.\n"
    "15-2051.00\tData Scientists\tThey study data.\n"
    "15-9999.00\tButchers and Meat Cutters\tThey cut meat.\n"
    "15-8888.00\tTwins\tOne of two.\n"
    "15-7777.00\tTwins\tThe other.\n"
)


def row(iri: str, code: str, title: str, *, confidence: str = "1.0", score: str = "0.8107") -> str:
    """Return a row of the table."""
    return f"7,x,1111,{code},{title},\"['a', 'b']\",{score},{confidence},{iri}\n"


def folder(path: Path, text: str) -> str:
    """Make a folder with the table and small releases; return its path."""
    (path / NAME).write_text(HEADER + text, encoding="utf-8")
    (path / "occupations_en.csv").write_text(OCCUPATIONS, encoding="utf-8")
    (path / "Occupation Data.txt").write_text(DATA, encoding="utf-8")
    return str(path)


def read(*paths: str) -> tuple[Reading, list[Mapping]]:
    """Return what reading gives, read to the end."""
    with crosswalk.read(paths, names=lambda kind, name: None) as reading:
        records = list(reading.records)
    mappings = [record for record in records if isinstance(record, Mapping)]
    assert len(mappings) == len(records)
    return reading, mappings


def test_a_row_becomes_a_mapping(tmp_path: Path) -> None:
    reading, mappings = read(folder(tmp_path, row(f"{ESCO}1", "11-1031.00", "legislators")))
    score = Literal("0.8107", PREFIXES["xsd"] + "double")
    assert mappings == [
        Mapping(
            f"{ESCO}1",
            SKOS.closeMatch,
            f"{ONET}11-1031.00",
            "https://w3id.org/semapv/vocab/CompositeMatching",
            0.75,
            subject_label="mayor",
            object_label="Legislators",
            extra=((PREFIXES["sssom"] + "similarity_score", score),),
        )
    ]
    assert reading.source.iri == f"{BASE}source/crosswalk"
    assert (reading.source.version, reading.source.publisher) == ("Nov2020", "Nesta")
    assert reading.counts == {"rows": 1, "mappings": 1}
    assert reading.done() == reading.total


@pytest.mark.parametrize(
    ("level", "predicate", "confidence"),
    [("0.5", "relatedMatch", 0.5), ("1.0", "closeMatch", 0.75), ("2", "closeMatch", 0.95)],
)
def test_the_three_levels(tmp_path: Path, level: str, predicate: str, confidence: float) -> None:
    text = row(f"{ESCO}1", "11-1031.00", "legislators", confidence=level)
    (mapping,) = read(folder(tmp_path, text))[1]
    assert mapping.predicate == PREFIXES["skos"] + predicate
    assert mapping.confidence == confidence


def test_a_code_that_is_gone_gives_way_to_the_one_with_its_title(tmp_path: Path) -> None:
    text = row(f"{ESCO}2", "15-1111.00", "data  scientists")
    text += row(f"{ESCO}1", "15-1112.00", "twins") + row(f"{ESCO}3", "15-1113.00", "farmers")
    reading, mappings = read(folder(tmp_path, text))
    assert [(m.object, m.comment) for m in mappings] == [
        (f"{ONET}15-2051.00", "The table has the code 15-1111.00.")
    ]
    assert reading.counts == {
        "rows": 3,
        "mappings": 1,
        "mappings by the title of a code that is gone": 1,
        "rows left out: no such O*NET occupation today": 2,
    }


def test_a_code_that_means_something_else_today_is_gone_too(tmp_path: Path) -> None:
    (mapping,) = read(folder(tmp_path, row(f"{ESCO}2", "11-1031.00", "data scientists")))[1]
    assert mapping.object == f"{ONET}15-2051.00"
    assert mapping.object_label == "Data Scientists"


def test_an_occupation_that_was_renamed_keeps_its_code(tmp_path: Path) -> None:
    reading, (mapping,) = read(folder(tmp_path, row(f"{ESCO}3", "15-9999.00", "butchers")))
    assert mapping.object_label == "Butchers and Meat Cutters"
    assert mapping.comment == "The table calls the one in O*NET 'butchers'."
    assert reading.counts["mappings to an occupation that was renamed"] == 1


def test_an_esco_occupation_that_is_gone_is_counted(tmp_path: Path) -> None:
    text = row(f"{ESCO}9", "11-1031.00", "legislators")
    reading, mappings = read(folder(tmp_path, text))
    assert mappings == []
    assert reading.counts["rows left out: no such ESCO occupation today"] == 1


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (row("javascript:x", "11-1031.00", "legislators"), 2, "no occupations"),
        (row(f"{ESCO}1", "11-1031", "legislators"), 2, "no occupations"),
        (row(f"{ESCO}1", "11-1031.00", "l", confidence="3"), 2, "none of 0.5, 1, 2"),
        (row(f"{ESCO}1", "11-1031.00", "l", confidence="nan"), 2, "'nan' where a number"),
        (row(f"{ESCO}1", "11-1031.00", "l", score="1.5"), 2, "above 1"),
        (row(f"{ESCO}1", "11-1031.00", "l", score=""), 2, "'' where a number"),
        (row(f"{ESCO}1", "11-1031.00", "l") * 2, 3, "stand together twice"),
        ("1,2\n", 2, "cells"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read(folder(tmp_path, text))
    assert message in str(caught.value)
    assert (caught.value.file, caught.value.line) == (NAME, line)


def test_the_releases_that_it_connects_are_needed(tmp_path: Path) -> None:
    place = folder(tmp_path, "")
    with pytest.raises(DataError, match=r"name those of ESCO and O\*NET too"):
        read(os.path.join(place, NAME))
    (tmp_path / NAME).unlink()
    with pytest.raises(DataError, match="one table is needed"):
        read(place)


def test_versions_stand_in_the_names_of_the_releases(tmp_path: Path) -> None:
    folder(tmp_path, row(f"{ESCO}1", "11-1031.00", "legislators"))
    for archive, member in (
        ("ESCO dataset - v1.1.1 - classification - en - csv.zip", "occupations_en.csv"),
        ("db_29_3_text.zip", "Occupation Data.txt"),
    ):
        with zipfile.ZipFile(tmp_path / archive, "w") as file:
            file.write(tmp_path / member, member)
        (tmp_path / member).unlink()
    (mapping,) = read(str(tmp_path))[1]
    assert (mapping.subject_version, mapping.object_version) == ("1.1.1", "29.3")


def test_most_of_the_table_as_published_still_holds() -> None:
    root = Path(resources.folder("data")).parent.parent / "shared" / "data"
    root = Path(os.environ.get("ROLEGRAPH_DATA", root))
    paths = [*root.glob("crosswalk/*.csv"), *root.glob("esco/*classification*.zip")]
    paths += root.glob("onet/*.zip")
    if len(paths) < 3:
        pytest.skip(f"the crosswalk and its releases are not in {root}: set ROLEGRAPH_DATA")
    reading, mappings = read(*map(str, paths))
    assert dict(reading.counts) == {
        "rows": 1680,
        "mappings": 1484,
        "mappings by the title of a code that is gone": 130,
        "mappings to an occupation that was renamed": 87,
        "rows left out: no such ESCO occupation today": 1,
        "rows left out: no such O*NET occupation today": 195,
    }
    assert len({mapping.subject for mapping in mappings}) == 1484
