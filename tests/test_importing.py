"""A release goes into a store whole or not at all, in the place of what was there of it."""

import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from rolegraph import dataset, importing, ingestion, union
from rolegraph.cli import run
from rolegraph.errors import DataError, StoreError, UsageError
from rolegraph.namespaces import BASE, PROV, RDF, RG
from rolegraph.store import Writer, read_manifest

SOURCE = ox.NamedNode(BASE + "source/salaries")
HEADER = (
    "work_year,experience_level,employment_type,job_title,salary,salary_currency,salary_in_usd,"
    "employee_residence,remote_ratio,company_location,company_size\n"
)
ROW = "{year},SE,FT,{title},{pay},USD,{pay},US,0,US,M\n"


def table(path: Path, rows: int = 40, *, pay: int = 100_000, title: str = "Data Engineer") -> Path:
    path.write_text(
        HEADER
        + "".join(
            ROW.format(year=2022 + number % 3, title=title, pay=pay + 1000 * number)
            for number in range(rows)
        ),
        encoding="utf-8",
    )
    return path


@pytest.fixture
def salaries(tmp_path: Path) -> Path:
    return table(tmp_path / "salaries.csv")


@pytest.fixture
def small(tmp_path: Path) -> str:
    where = str(tmp_path / "small.db")
    dataset.create(where, bare=True)
    return where


def content(where: str) -> set[bytes]:
    """Return the lines of a store without blank nodes, which have new names in each copy."""
    text = io.BytesIO()
    dataset.open_dataset(where).store.dump(text, ox.RdfFormat.N_QUADS)
    return {line for line in text.getvalue().split(b"\n") if b"_:" not in line}


def graph(where: str) -> set[ox.Triple]:
    store = dataset.open_dataset(where).store
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, SOURCE)}


def load(
    path: Path, where: str, *, replace: bool = False, dry_run: bool = False
) -> importing.Imported:
    return importing.import_release(
        "salaries", [str(path)], where, version="1", replace=replace, dry_run=dry_run
    )


def test_an_import_becomes_a_graph_and_its_union(salaries: Path, small: str) -> None:
    before = content(small)
    done = load(salaries, small)
    assert (done.source, done.status) == ("salaries", "added")
    after = content(small)
    assert before < after
    assert done.quads == read_manifest(small).quads == len(dataset.open_dataset(small).store)
    mine = graph(small)
    assert mine
    store = dataset.open_dataset(small).store
    union_of_all = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    assert mine <= {quad.triple for quad in union_of_all}
    told = {quad.predicate.value.rpartition("/")[2] for quad in mine if quad.subject == SOURCE}
    assert {"version", "license", "title"} <= told


def test_a_source_is_known_by_the_checksum_of_its_files(salaries: Path, small: str) -> None:
    digest = hashlib.sha256(salaries.read_bytes()).hexdigest()
    load(salaries, small)
    checksum = ox.NamedNode(RG.sha256)
    told = dataset.open_dataset(small).store.quads_for_pattern(SOURCE, checksum, None, None)
    assert {(quad.object, quad.graph_name) for quad in told} == {
        (ox.Literal(digest), SOURCE),
        (ox.Literal(digest), ox.DefaultGraph()),
    }


def test_several_files_have_one_checksum(tmp_path: Path, small: str) -> None:
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for number, file in enumerate(files):
        file.write_text(f'{{"@type": "JobPosting", "title": "Data Engineer {number}"}}\n')
    importing.import_release("postings", [str(one) for one in files], small)
    sums = "".join(f"{hashlib.sha256(one.read_bytes()).hexdigest()}\n" for one in files)
    store = dataset.open_dataset(small).store
    found = store.quads_for_pattern(
        ox.NamedNode(BASE + "source/postings"), ox.NamedNode(RG.sha256), None, ox.DefaultGraph()
    )
    assert [quad.object.value for quad in found if isinstance(quad.object, ox.Literal)] == [
        hashlib.sha256(sums.encode()).hexdigest()
    ]


def test_the_same_files_are_left_alone_until_told_otherwise(salaries: Path, small: str) -> None:
    load(salaries, small)
    before, generation = content(small), read_manifest(small).generation
    assert load(salaries, small).status == "unchanged"
    assert read_manifest(small).generation == generation
    assert load(salaries, small, replace=True).status == "replaced"
    assert content(small) == before
    assert read_manifest(small).generation != generation


def test_other_files_replace_what_was_there(salaries: Path, small: str, tmp_path: Path) -> None:
    empty = content(small)
    load(salaries, small)
    other = table(tmp_path / "other.csv", 7, pay=50_000, title="Data Analyst")
    assert load(other, small).status == "replaced"
    fresh = str(tmp_path / "fresh.db")
    dataset.create(fresh, bare=True)
    load(other, fresh)
    assert content(small) == content(fresh)
    ingestion.forget("salaries", small)
    assert content(small) == empty


def test_other_sources_stay_when_one_is_replaced(salaries: Path, tmp_path: Path) -> None:
    where = str(tmp_path / "full.db")
    load(salaries, where)
    before = content(where)
    assert {"aijobs-mle-vs-re"} <= {
        name.value.rpartition("/")[2]
        for name in dataset.open_dataset(where).store.named_graphs()
        if isinstance(name, ox.NamedNode)
    }
    load(salaries, where, replace=True)
    assert content(where) == before


def test_a_dry_run_counts_and_writes_nothing(salaries: Path, small: str, tmp_path: Path) -> None:
    before = content(small)
    done = load(salaries, small, dry_run=True)
    assert done.counts and done.quads is None
    assert content(small) == before
    nowhere = str(tmp_path / "nowhere.db")
    assert load(salaries, nowhere, dry_run=True).counts == done.counts
    assert not os.path.exists(nowhere)


def test_a_bad_row_leaves_the_store_as_it_was(salaries: Path, small: str) -> None:
    load(salaries, small)
    before = content(small)
    text = salaries.read_text(encoding="utf-8").split("\n")
    text[30] = text[30].replace("SE", "??")
    salaries.write_text("\n".join(text), encoding="utf-8")
    with pytest.raises(DataError, match=r"salaries\.csv:31: "):
        load(salaries, small)
    assert content(small) == before
    assert load(table(salaries), small).status == "unchanged"


def test_a_bad_file_makes_no_store(salaries: Path, tmp_path: Path) -> None:
    salaries.write_text("a,b\n1,2\n", encoding="utf-8")
    where = tmp_path / "none.db"
    with pytest.raises(DataError, match="work_year"):
        load(salaries, str(where))
    assert not where.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["salaries.csv"]


@pytest.mark.parametrize("share", [0.5, 0.99])
def test_a_truncated_zip_is_named(salaries: Path, small: str, share: float) -> None:
    packed = salaries.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.write(salaries, "salaries.csv")
    data = packed.read_bytes()
    packed.write_bytes(data[: int(len(data) * share)])
    before = content(small)
    with pytest.raises(DataError, match=r"salaries\.zip"):
        load(packed, small)
    assert content(small) == before


@pytest.mark.parametrize(
    ("form", "paths", "where", "name", "words"),
    [
        ("wages", ["x"], "my.db", None, "esco"),
        ("salaries", ["missing.csv"], "my.db", None, "missing.csv does not exist"),
        ("salaries", [__file__], None, None, "--db"),
        ("salaries", [__file__], "http://localhost/sparql", None, "name a folder"),
        ("salaries", [__file__], "my.db", "Bad Name", "cannot name a source"),
    ],
)
def test_what_is_asked_for_wrongly(
    form: str, paths: list[str], where: str | None, name: str | None, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        importing.import_release(form, paths, where, name=name)


def test_a_store_that_is_being_written_is_said(salaries: Path, small: str) -> None:
    with Writer(small) as writer, pytest.raises(StoreError, match="being written"):
        assert not writer.is_new
        with dataset.writer(small, wait=0.1):
            pass
    assert load(salaries, small).status == "added"


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Path]:
    """Return a table that takes a while: many titles, so many statistics."""
    path = tmp_path / "large.csv"
    rows = "".join(
        ROW.format(year=2020 + number % 5, title=f"Made-up Title {number % 2000}", pay=90_000)
        for number in range(6_000)
    )
    path.write_text(HEADER + rows, encoding="utf-8")
    yield path


def killed_after(command: list[str], seconds: float) -> bool:
    """Start a command and kill it; tell whether it was still running."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(seconds)
        running = process.poll() is None
        process.send_signal(signal.SIGKILL)
    return running


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is not there")
@pytest.mark.thorough
def test_killed_at_any_moment_the_store_is_the_old_or_the_new(
    salaries: Path, large: Path, small: str, tmp_path: Path
) -> None:
    load(salaries, small)
    old = content(small)
    copy = str(tmp_path / "copy.db")
    shutil.copytree(small, copy)
    command = [sys.executable, "-m", "rolegraph", "import", "salaries", str(large)]
    command += ["--release", "1", "--db"]
    start = time.monotonic()
    subprocess.run([*command, copy], check=True, capture_output=True)
    whole = time.monotonic() - start
    new = content(copy)
    assert new != old
    kills = 0
    for step in range(2):
        kills += killed_after([*command, small], whole * (0.3 + step / 4))
        found = content(small)
        assert found in (old, new)
        assert read_manifest(small).quads == len(dataset.open_dataset(small).store)
        if found == new:
            break
    assert kills
    if content(small) == old:
        assert run([*command[3:], small]) == 0
    assert content(small) == new
    # What the killed ones left went with the next writer.
    left = {name for name in os.listdir(small) if name.startswith("store-")}
    generation = read_manifest(small).generation
    kept = {name.partition(".")[0] for name in left}
    assert generation in kept and len(kept) <= 2


@pytest.mark.parametrize("moment", ["load", "settle", "commit"])
def test_a_full_disk_leaves_the_old(
    salaries: Path, small: str, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    before = content(small)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    target = {
        "load": (union, "bulk_load"),
        "settle": (union.Change, "settle"),
        "commit": (Writer, "commit"),
    }[moment]
    monkeypatch.setattr(*target, full)
    with pytest.raises(UsageError, match="No space left on device"):
        load(salaries, small)
    monkeypatch.undo()
    assert content(small) == before
    assert load(salaries, small).status == "added"


def test_the_command_tells_what_it_did(
    salaries: Path, small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["import", "salaries", str(salaries), "--release", "1", "--db", small]
    assert run(arguments) == 0
    told = capsys.readouterr()
    assert not told.out
    assert "added" in told.err and "quads" in told.err
    assert run(arguments) == 0
    assert "already imported" in capsys.readouterr().err
    assert run([*arguments, "--replace", "--json"]) == 0
    assert '"status": "replaced"' in capsys.readouterr().out


def test_the_command_ends_with_3_on_bad_data(
    salaries: Path, small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    salaries.write_text(HEADER + "2024,SE\n", encoding="utf-8")
    assert run(["import", "salaries", str(salaries), "--release", "1", "--db", small]) == 3
    assert "salaries.csv:2: " in capsys.readouterr().err


def test_an_endpoint_is_not_written(
    salaries: Path, small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["import", "salaries", str(salaries), "--endpoint", "http://localhost:9/sparql"]
    assert run(arguments) == 2
    assert "only asked, never written" in capsys.readouterr().err


def test_things_that_articles_and_releases_name_meet(salaries: Path, tmp_path: Path) -> None:
    where = str(tmp_path / "full.db")
    load(salaries, where)
    role = ox.NamedNode(BASE + "role/data-engineer")
    found = dataset.open_dataset(where).store.quads_for_pattern(
        role, ox.NamedNode(RG.hasSalary), None, SOURCE
    )
    assert len(list(found)) >= 3


def advertised(path: Path, count: int, employer: str = "Firm") -> Path:
    path.write_text(
        "".join(
            f'{{"@type": "JobPosting", "identifier": "{number}", "title": "Data Engineer", '
            f'"hiringOrganization": "{employer}", "skills": "Python, SQL"}}\n'
            for number in range(count)
        ),
        encoding="utf-8",
    )
    return path


def posted(where: str) -> dict[str, int]:
    """Return how many postings of each source the default graph of a store has."""
    found: dict[str, int] = {}
    store = dataset.open_dataset(where).store
    kind, derived = ox.NamedNode(RG.JobPosting), ox.NamedNode(PROV.wasDerivedFrom)
    for quad in store.quads_for_pattern(None, ox.NamedNode(RDF.type), kind, ox.DefaultGraph()):
        for told in store.quads_for_pattern(quad.subject, derived, None, ox.DefaultGraph()):
            slug = str(told.object).strip("<>").rpartition("/")[2]
            found[slug] = found.get(slug, 0) + 1
    return found


def bring(where: str, path: Path, name: str) -> None:
    importing.import_release("postings", [str(path)], where, name=name)


@pytest.mark.parametrize("large", [10, 1_000_000], ids=["anew", "one by one"])
def test_postings_are_written_once_and_go_with_their_source(
    small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(ingestion, "_LARGE", large)
    bring(small, advertised(tmp_path / "a.jsonl", 12), "jobs")
    bring(small, advertised(tmp_path / "b.jsonl", 7, "Shop"), "jobs-b")
    assert posted(small) == {"jobs": 12, "jobs-b": 7}
    bring(small, advertised(tmp_path / "c.jsonl", 5), "jobs")
    assert posted(small) == {"jobs": 5, "jobs-b": 7}
    store = dataset.open_dataset(small).store
    assert not any(
        "/posting/" in str(quad.subject)
        for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(BASE + "source/jobs"))
    )
    before = content(small)
    bring(small, advertised(tmp_path / "d.jsonl", 3), "more")
    ingestion.forget("more", small)
    assert content(small) == before
    ingestion.forget("jobs", small)
    assert posted(small) == {"jobs-b": 7}
    assert not [one for one in content(small) if b"posting/jobs-0" in one or b"jobs>" in one]


@pytest.mark.thorough
def test_a_store_with_postings_is_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = str(tmp_path / "jobs.db")
    bring(where, advertised(tmp_path / "a.jsonl", 3), "jobs")
    run(["validate", "--db", where])
    told = capsys.readouterr()
    # A file of postings does not say where it is from; its checksum is what it is found again by.
    assert "SourceReference" not in told.out
    assert "no problems" in told.err
