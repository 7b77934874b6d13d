"""Job postings become postings, employers, and one claim for a role and what its postings name."""

import gzip
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import statements
from rolegraph.errors import DataError
from rolegraph.facts import Concept, Fact, Literal
from rolegraph.lexicon import normalise
from rolegraph.namespaces import KINDS, PROV, RG, SCHEMA, mint
from rolegraph.sources import jobposting, jsonlines, postings
from rolegraph.sources.taxonomy import Record

HERE = Path(__file__).parent / "releases" / "postings"
SOURCE = mint("source", "postings")
KNOWN = {
    ("role", "data engineer"): mint("role", "data-engineer"),
    ("role", "ai scientist"): mint("role", "ai-scientist"),
    ("tool", "python"): mint("tool", "python"),
    ("tool", "docker"): mint("tool", "docker"),
    ("tool", "sql"): mint("tool", "sql"),
    ("degree", "bachelor degree"): mint("degree", "bachelor"),
    ("employer", "amazon"): mint("employer", "amazon"),
}


class Read(NamedTuple):
    """What files became."""

    postings: list[Concept]
    employers: list[Concept]
    facts: list[Fact]
    counts: dict[str, int]

    def posting(self, title: str) -> dict[str, Any]:
        """Return the values of the one posting with a title; several of a kind are a list."""
        (found,) = [one for one in self.postings if one.label == title]
        values: dict[str, list[str]] = {}
        for property, value in found.extra:
            plain = value.value if isinstance(value, Literal) else value
            values.setdefault(property, []).append(plain)
        return {key: one if len(one) > 1 else one[0] for key, one in values.items()}


def names(kind: str, name: str) -> str | None:
    return KNOWN.get((kind, normalise(name)))


def read(*paths: Path) -> Read:
    with postings.read([str(path) for path in paths], names=names) as reading:
        records: Iterable[Record] = list(reading.records)
        assert reading.done() == reading.total
        counts = dict(reading.counts)
    concepts = [one for one in records if isinstance(one, Concept)]
    return Read(
        [one for one in concepts if one.kind == "posting"],
        [one for one in concepts if one.kind == "employer"],
        [one for one in records if isinstance(one, Fact)],
        counts,
    )


def lines(path: Path, *values: object) -> Path:
    file = path / "jobs.jsonl"
    file.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return file


def job(**values: object) -> dict[str, object]:
    return {"@type": "JobPosting", "title": "Data Engineer", **values}


def test_a_posting_of_a_graph_has_what_other_nodes_say() -> None:
    found = read(HERE / "graph.jsonld")
    (posting,) = found.postings
    assert posting.classes == KINDS["posting"].classes
    title = "Senior Data Engineer (m/f/d)"
    assert found.posting(title) == {
        PROV.wasDerivedFrom: SOURCE,
        SCHEMA.hiringOrganization: mint("employer", "mill-and-sons"),
        SCHEMA.jobLocation: "Leeds, GB",
        RG.remote: "true",
        SCHEMA.datePosted: "2024-12-15",
        SCHEMA.employmentType: ["FULL_TIME", "PART_TIME"],
        SCHEMA.salaryCurrency: "GBP",
        RG.salaryMinimum: "50000",
        RG.salaryMaximum: "65000.50",
        RG.seniority: "senior",
    }
    (employer,) = found.employers
    assert employer.label == "Mill & Sons"
    assert found.counts["names that the vocabulary does not know"] == 1
    assert found.counts["objects left out: no job postings"] == 3
    said = {(fact.property, fact.object, fact.section) for fact in found.facts}
    assert said == {
        (RG.usesTool, mint("tool", "python"), "skills"),
        (RG.usesTool, mint("tool", "sql"), "skills"),
        (RG.requiresDegree, mint("degree", "bachelor"), "educationRequirements"),
    }


def test_lines_are_postings_and_claims_count_them() -> None:
    found = read(HERE / "lines.jsonl")
    assert [one.label for one in found.postings] == [
        *("Data Engineer", "Data Engineer", "Lamplighter", "Keeper")
    ]
    assert found.counts == {
        "postings": 4,
        "postings of a role of the vocabulary": 3,
        "postings whose title names no role of the vocabulary": 1,
        "postings left out: given before": 1,
        "postings left out: without a title": 1,
        "employers that were not known": 1,
        "datePosted left out": 1,
        "baseSalary left out": 1,
        "claims": 2,
    }
    docker, python = sorted(found.facts, key=lambda fact: fact.object)
    assert python == Fact(
        SOURCE,
        mint("role", "data-engineer"),
        RG.usesTool,
        mint("tool", "python"),
        "mentioned",
        "skills",
        "of 2 postings",
        1,
        extra=((RG.sampleSize, Literal("2", "http://www.w3.org/2001/XMLSchema#integer")),),
    )
    assert docker.extra[0][1] == Literal("1", "http://www.w3.org/2001/XMLSchema#integer")


def test_a_million_like_postings_are_one_claim(tmp_path: Path) -> None:
    found = read(lines(tmp_path, *(job(identifier=n, skills="Python; Python") for n in range(500))))
    (fact,) = found.facts
    assert fact.extra == (
        (RG.sampleSize, Literal("500", "http://www.w3.org/2001/XMLSchema#integer")),
    )
    assert fact.category == "of 500 postings"
    assert len({one.iri for one in found.postings}) == 500


def test_identifiers_are_those_of_who_gives_them(tmp_path: Path) -> None:
    found = read(
        lines(
            tmp_path,
            job(identifier="7", hiringOrganization="One"),
            job(identifier="7", hiringOrganization="Two"),
            job(identifier={"name": "Board", "value": "7"}, hiringOrganization="One"),
            job(identifier={"name": "Board", "value": "7"}, hiringOrganization="Three"),
            job(url="https://example.org/7"),
            job(url="https://example.org/8"),
            job(description="one"),
            job(description="two"),
            job(description="two"),
        )
    )
    assert found.counts["postings"] == 7
    assert found.counts["postings left out: given before"] == 2


def test_the_same_posting_has_the_same_iri_in_every_format(tmp_path: Path) -> None:
    values = [job(identifier="1"), job(description="x", skills=["SQL"])]
    line = lines(tmp_path, *values)
    array = tmp_path / "jobs.json"
    array.write_text("\ufeff" + json.dumps(values, indent=1), encoding="utf-8")
    packed = tmp_path / "packed.ndjson.gz"
    packed.write_bytes(gzip.compress(line.read_bytes()))
    found = [read(path) for path in (line, array, packed)]
    assert found[0].postings == found[1].postings == found[2].postings
    folder = read(tmp_path)
    assert folder.postings == found[0].postings
    assert folder.counts["postings left out: given before"] == 4
    # Of several files a line alone says nothing.
    assert {fact.line for fact in folder.facts} == {None}


def test_employers_of_one_slug_stay_apart(tmp_path: Path) -> None:
    found = read(
        lines(tmp_path, *(job(hiringOrganization=name) for name in ("A.B", "A B", "Amazon", "A B")))
    )
    first, second = found.employers
    assert (first.label, second.label) == ("A.B", "A B")
    assert first.iri == mint("employer", "a-b")
    assert second.iri.startswith(f"{first.iri}-")
    assert mint("employer", "amazon") in found.postings[2].extra[1]


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        ({"currency": "EUR", "value": {"value": 60000, "unitText": "YEAR"}}, ("60000", "60000")),
        ({"currency": "EUR", "minValue": 1.5, "maxValue": 2.0, "unitText": "year"}, ("1.5", "2")),
        ({"currency": "EUR", "value": {"minValue": 9, "unitText": "YEAR"}}, ("9", None)),
        ({"currency": "EUR", "value": {"minValue": 9, "maxValue": 8, "unitText": "YEAR"}}, None),
        ({"currency": "EUR", "value": {"value": -9, "unitText": "YEAR"}}, None),
        ({"currency": "EUR", "value": {"value": 10**12, "unitText": "YEAR"}}, None),
        ({"currency": "EUR", "value": {"value": 40, "unitText": "HOUR"}}, None),
        ({"currency": "EUR", "value": {"value": 40}}, None),
        ({"currency": "euro", "value": {"value": 40, "unitText": "YEAR"}}, None),
        ({"currency": "EUR", "value": {"value": True, "unitText": "YEAR"}}, None),
        (40000, None),
    ],
)
def test_pay_is_yearly_or_left_out(
    pay: object, expected: tuple[str, str | None] | None, tmp_path: Path
) -> None:
    found = read(lines(tmp_path, job(baseSalary=pay)))
    values = found.posting("Data Engineer")
    least, most = values.get(RG.salaryMinimum), values.get(RG.salaryMaximum)
    assert (least, most) == (expected or (None, None))
    assert (SCHEMA.salaryCurrency in values) == bool(expected)
    assert found.counts.get("baseSalary left out", 0) == (not expected)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b'{"title": "A"}\n{"title": }\n', "jobs.jsonl:2: no JSON at column 11"),
        (b'{"title": "A"}\n{"title": "B"\n', "jobs.jsonl:2: no JSON"),
        (b'{"title": "A"}\n\n{"title": "B"} x\n', "jobs.jsonl:3: no JSON at column 16"),
        (b'{"title": "A", "n": NaN}\n', "jobs.jsonl:1: no JSON: NaN"),
        (b'{"title": "A"}\n{"title": "\xff"}\n', "jobs.jsonl:2: not UTF-8 at byte 11"),
        (b'{"title": "A"}\n' + b"[" * 100_000 + b"\n", "jobs.jsonl:2: JSON that is nested too"),
        (b'{"title": "A"}\n{"n": ' + b"9" * 5000 + b"}\n", "2: no JSON: a number has more digits"),
        (b'{"title": "A"}\n{"n": "' + b"9" * (1 << 20) + b'"}\n', "jobs.jsonl:2: has more than"),
        (b"[]\n{}\n7\n", "no posting found"),
        (b"", "no posting found"),
    ],
)
def test_what_is_no_json_is_named(text: bytes, place: str, tmp_path: Path) -> None:
    file = tmp_path / "jobs.jsonl"
    file.write_bytes(text)
    with pytest.raises(DataError) as caught:
        read(file)
    assert place in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[{"title": "A"},\n {"title": }]', "jobs.json:2: no JSON at column 12"),
        ('[{"title": "A"}\n {"title": "B"}]', "jobs.json:2: no JSON at column 2: a comma"),
        ('[{"title": "A"}', "jobs.json:1: no JSON at column 16: a comma"),
        ('[{"title": "A"},\n\n]', "jobs.json:3: no JSON"),
        ('[{"title": "A"}]\n{"title": "B"}', "jobs.json:2: no JSON at column 1: the end"),
        ('{"title": "A"\n "n": 1}', "jobs.json:2: no JSON"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_document_that_is_no_json_is_named(text: str, place: str, tmp_path: Path) -> None:
    file = tmp_path / "jobs.json"
    file.write_text(text)
    with pytest.raises(DataError) as caught:
        read(file)
    assert place in str(caught.value)


def test_members_of_an_array_have_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "jobs.json"
    file.write_text('\n[\n\n  {"a":\n 1}, 2\n,\n"x\\n" ]\n')
    found = [(one.line, one.value) for one in jsonlines.Inputs([str(file)]).values()]
    assert found == [(4, {"a": 1}), (5, 2), (7, "x\n")]


def test_a_document_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonlines, "LARGEST_DOCUMENT", 40)
    file = tmp_path / "jobs.json"
    file.write_text(json.dumps([job()] * 2))
    with pytest.raises(DataError, match="write one object on each line"):
        read(file)


def test_a_damaged_archive_and_a_bomb_are_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = tmp_path / "jobs.jsonl.gz"
    whole = gzip.compress("".join(json.dumps(job(identifier=n)) for n in range(99)).encode())
    packed.write_bytes(whole[:-20])
    with pytest.raises(DataError, match="damaged or cut off"):
        read(packed)
    packed.write_bytes(b"no archive")
    with pytest.raises(DataError, match="damaged or cut off"):
        read(packed)
    monkeypatch.setattr(jsonlines, "_LENIENT", 1 << 20)
    monkeypatch.setattr(jsonlines, "MOST_RATIO", 100)
    packed.write_bytes(gzip.compress((b" " * 900 + b"\n") * 20_000))
    with pytest.raises(DataError, match="more than 100 times its size"):
        read(packed)


def test_a_bomb_of_empty_lines_is_refused_in_time(tmp_path: Path) -> None:
    packed = tmp_path / "jobs.jsonl.gz"
    packed.write_bytes(gzip.compress(b"\n" * (16 << 20)))
    with pytest.raises(DataError, match="more than 500 times its size"):
        read(packed)


def test_of_a_folder_only_its_own_files_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "jobs"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps(job()))
    (folder / "b.json").symlink_to(folder / "a.json")
    (folder / "c.json").symlink_to(tmp_path / "nowhere.json")
    os.mkfifo(folder / "d.json")
    assert jsonlines.Inputs([str(folder)]).files == [str(folder / "a.json"), str(folder / "b.json")]
    (tmp_path / "secret.json").write_text("{}")
    (folder / "e.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(DataError, match=r"e\.json: is a link out of the folder: name what it"):
        jsonlines.Inputs([str(folder)])


def test_a_path_has_to_be_there_and_to_be_json(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not exist"):
        read(tmp_path / "none.jsonl")
    (tmp_path / "jobs.csv").write_text("title\n")
    with pytest.raises(DataError, match="has to end in one of"):
        read(tmp_path / "jobs.csv")
    with pytest.raises(DataError, match="holds no JSON"):
        read(tmp_path)


KEYS = st.text(max_size=4) | st.sampled_from(
    [
        *("title", "hiringOrganization", "jobLocation", "address", "addressLocality", "name"),
        *("@type", "@id", "@value", "@graph", "datePosted", "employmentType", "baseSalary"),
        *("value", "minValue", "unitText", "currency", "skills", "identifier", "url"),
        *("relevantOccupation", "educationRequirements", "credentialCategory"),
        *("itemListElement", "item"),
    ]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(KEYS, JSON, max_size=8) | JSON, max_size=6))
def test_any_json_gives_records_that_can_be_stored(
    tmp_path_factory: pytest.TempPathFactory, values: list[Any]
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.jsonl"
    posting = job(**{"identifier": "fixed"})
    inside = [job(**one) if isinstance(one, dict) else one for one in values]
    file.write_text("".join(json.dumps(one) + "\n" for one in (posting, *values, *inside)))
    found = read(file)
    for one in (*found.postings, *found.employers):
        assert one.label == " ".join(one.label.split())
        assert 0 < len(one.label) <= 80
    quads = "".join(statements.minted_quads((*found.postings, *found.employers), SOURCE))
    quads += "".join(statements.fact_quads(found.facts))
    assert len(list(ox.parse(quads.encode(), format=ox.RdfFormat.N_QUADS))) == quads.count("\n")


@given(st.text(max_size=60))
def test_names_of_a_text_are_short_and_on_one_line(text: str) -> None:
    for name in jobposting.names(text):
        assert jobposting.words(name) == name
        assert 0 < len(name) <= 40
        assert not set(name) & set(",;|•·\n")
