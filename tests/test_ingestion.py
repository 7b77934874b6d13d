"""Articles go into a store whole and once, whatever their order, and come out without a trace."""

import hashlib
import json
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest

import rolegraph
from rolegraph import dataset as datasets
from rolegraph import difference, export, ingestion, queries, register, union, validation
from rolegraph.dataset import open_dataset
from rolegraph.errors import DataError, StoreError, UnknownNameError, UsageError
from rolegraph.facts import Concept, Fact, Source
from rolegraph.ingestion import ingest
from rolegraph.namespaces import BASE, KINDS, RG, SKOS, kind_of, mint
from rolegraph.outcomes import Outcome
from rolegraph.reading.minting import provisional, slugify
from rolegraph.readings import Words
from rolegraph.sources import jsonlines
from rolegraph.sources.releases import open_release
from rolegraph.store import LOCK, read_manifest

Run = Callable[..., tuple[int, str, str]]

ONE = """# One vs. Two
Data Engineer | tool | Docker | required
Data Engineer | tool | QuuxCorp Vault | preferred
Data Engineer | definition | Builds what others use. | mentioned
Vault Keeper | tool | QuuxCorp Vault | required
Vault Keeper | skill | juggling keys | mentioned
nothing to read here
"""
TWO = """# Two vs. Three
Data Engineer | tool | Quuxcorp Vault | required
Data Engineer | tool | Zanzibar Grid | example
Data Engineer | tool | Docker | denied
"""
THREE = """# Three vs. Four
Vault Keeper | tool | QUUXCORP Vault | required
Vault Keeper | tool | Quuxcorp Vault | example
vault keeper | industry | Locksmithing | mentioned
"""


class Skipped(NamedTuple):
    """What makes no claim."""

    line: int | None
    words: str
    reason: str


class Reading(NamedTuple):
    """What was read."""

    source: Source
    roles: tuple[Concept, ...]
    facts: tuple[Fact, ...]
    concepts: tuple[Concept, ...]
    notes: tuple[str, ...]
    skipped: tuple[Skipped, ...]


class LineReader:
    """Reads such articles; a word it knows comes from the vocabulary, any other is minted."""

    def __init__(self, words: Words) -> None:
        self._known = {(kind, name.casefold()): iri for iri, kind, _, name, _ in words.names}

    def read(
        self, data: bytes, name: str, *, slug: str, keep_quotes: bool, report: bool
    ) -> Reading:
        """Read one; the words broken and crash end it."""
        text = data.decode()
        if "broken" in text:
            raise DataError("is broken", name)
        if "crash" in text:
            raise ZeroDivisionError("an error of the reader's own")
        lines = text.splitlines()
        title = lines[0].removeprefix("# ")
        source = Source(mint("source", slug or slugify(title)), title)
        found: dict[str, Concept] = {}

        def thing(kind: str, label: str) -> str:
            iri = self._known.get((kind, label.casefold()))
            if iri is None:
                concept = provisional(kind, label)
                iri = concept.iri
                found.setdefault(iri, concept)
            return iri

        facts, skipped, start = [], [], 0
        for number, line in enumerate(lines, 1):
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) == 4:
                role, kind, label, modality = cells
                is_text = kind == "definition"
                facts.append(
                    Fact(
                        source.iri,
                        thing("role", role),
                        SKOS.definition if is_text else KINDS[kind].property or "",
                        label if is_text else thing(kind, label),
                        modality,
                        "Tools",
                        "Databases",
                        number,
                        start,
                        start + len(line),
                        quote=line if keep_quotes else "",
                    )
                )
            elif number > 1 and report:
                skipped.append(Skipped(number, line, "no claim"))
            start += len(line) + 1
        notes = ("repaired 3 characters",) if "\ufffd" in text else ()
        return Reading(source, (), tuple(facts), tuple(found.values()), notes, tuple(skipped))


class SlowReader(LineReader):
    """Takes its time, so that it can be stopped while it reads."""

    def read(
        self, data: bytes, name: str, *, slug: str, keep_quotes: bool, report: bool
    ) -> Reading:
        """Read one, after a while."""
        time.sleep(0.05)
        return super().read(data, name, slug=slug, keep_quotes=keep_quotes, report=report)


MAKER: Any = LineReader


@pytest.fixture(scope="session")
def bare_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bare") / "bare.db"
    datasets.create(str(path), bare=True)
    return path


@pytest.fixture
def db(bare_store: Path, tmp_path: Path) -> str:
    path = tmp_path / "my.db"
    shutil.copytree(bare_store, path)
    return str(path)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    (folder / "more").mkdir(parents=True)
    (folder / "one.txt").write_text(ONE, encoding="utf-8")
    (folder / "Two.md").write_text(TWO, encoding="utf-8")
    (folder / "more" / "Three & four.html").write_text(THREE, encoding="utf-8")
    return folder


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the commands read with the reader of the tests."""
    monkeypatch.setattr("rolegraph.readings.article_reader", LineReader)


def put(where: str, *paths: Path, **options: Any) -> Outcome:
    return ingest([str(path) for path in paths], where, maker=MAKER, **options)


def content(where: str) -> list[str]:
    return sorted(str(quad) for quad in open_dataset(where).quads())


def digest(where: str) -> str:
    return hashlib.sha256(export.to_bytes(open_dataset(where), "nquads")).hexdigest()


def tree(path: str) -> dict[str, tuple[int, int]]:
    return {
        str(one.relative_to(path)): (one.stat().st_size, one.stat().st_mtime_ns)
        for one in sorted(Path(path).rglob("*"))
        if one.is_file() and one.name != LOCK
    }


def state(outcome: Outcome) -> dict[str, str]:
    return {one.source: one.status for one in outcome.files}


def problems(where: str) -> list[validation.Problem]:
    """Return what is wrong; a vocabulary alone has advertisements that no source mentions."""
    found = validation.validate(open_dataset(where))
    alone = ("check-12-posting-without-source", "PostingSource")
    return [one for one in found if one.rule not in alone]


def objects(where: str, thing: str, property: str, graph: Any = None) -> set[str]:
    store = open_dataset(where).store
    found = store.quads_for_pattern(
        ox.NamedNode(thing), ox.NamedNode(property), None, graph or ox.DefaultGraph()
    )
    return {str(quad.object) for quad in found}


def about(where: str, thing: str) -> set[str]:
    found = open_dataset(where).store.quads_for_pattern(ox.NamedNode(thing), None, None, None)
    return {str(quad) for quad in found}


HOSTILE = '"> <urn:x> <urn:y> .\\n</script>'
HOSTILE_TEXT = f"""# A {HOSTILE}
Data Engineer | tool | {HOSTILE} | required
{HOSTILE} | skill | \u202e\x1b[31m{HOSTILE} | mentioned
"""
VAULT = mint("tool", "quuxcorp-vault")


def test_a_folder_is_read_whole(db: str, articles: Path) -> None:
    outcome = put(db, articles)
    assert state(outcome) == {"one": "added", "two": "added", "more-three-and-four": "added"}
    assert outcome.exit_code == 0
    assert outcome.written
    one = next(read for read in outcome.files if read.source == "one")
    assert one.claims == 5
    assert one.roles == ("Data Engineer", "Vault Keeper")
    assert {label for _, label, _ in one.minted} == {
        "QuuxCorp Vault",
        "Vault Keeper",
        "juggling keys",
    }
    manifest = read_manifest(db)
    assert set(manifest.sources) == set(state(outcome))
    assert manifest.sources["one"] == {
        "path": str(articles / "one.txt"),
        "sha256": hashlib.sha256(ONE.encode()).hexdigest(),
    }
    assert manifest.quads == len(open_dataset(db).store)
    claims = queries.run(open_dataset(db), "cq-03-why", {"thing": mint("tool", "docker")})
    assert [(row["says"], row["line"]) for row in claims.records()] == [("yes", 2), ("no", 4)]


def test_what_was_read_is_valid(db: str, articles: Path) -> None:
    (articles / "hostile.txt").write_text(HOSTILE_TEXT, encoding="utf-8")
    assert put(db, articles).exit_code == 0
    assert problems(db) == []


def test_the_default_graph_is_the_union(db: str, articles: Path) -> None:
    put(db, articles)
    store = open_dataset(db).store
    vocabulary = datasets.vocabulary()

    def is_plain(quad: ox.Quad) -> bool:
        # Blank nodes have other names in each copy.
        return not {type(quad.subject), type(quad.object)} & {ox.BlankNode}

    bare = {quad.triple for quad in vocabulary if is_plain(quad)}
    # The mappings of the vocabulary have graphs of their own.
    own = {ox.DefaultGraph(), *vocabulary.named_graphs()}
    named = {quad.triple for quad in store if quad.graph_name not in own}
    default = {
        quad.triple
        for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        if is_plain(quad)
    }
    labels = {ox.NamedNode(one) for one in (RG.label, SKOS.prefLabel, SKOS.altLabel)}
    assert bare <= default
    assert {one for one in named ^ (default - bare) if one.predicate not in labels} == set()


@pytest.mark.thorough
def test_the_order_of_articles_does_not_count(bare_store: Path, articles: Path) -> None:
    """In one run or in one each, and with one of them forgotten and read again."""
    files = [articles / "one.txt", articles / "Two.md", articles / "more" / "Three & four.html"]
    names = {files[0]: "a", files[1]: "b", files[2]: "c"}
    digests = set()
    for number, order in enumerate([files, files[::-1], [files[1], files[2], files[0]]]):
        path = str(bare_store.parent / f"order-{number}.db")
        shutil.copytree(bare_store, path)
        for file in order:
            put(path, file, name=names[file])
        if number % 2:
            ingestion.forget(names[order[0]], path)
            put(path, order[0], name=names[order[0]])
        digests.add(digest(path))
        shutil.rmtree(path)
    assert len(digests) == 1
    together = set()
    for order in (files, files[::-1]):
        path = str(bare_store.parent / "together.db")
        shutil.copytree(bare_store, path)
        put(path, *order)
        together.add(digest(path))
        shutil.rmtree(path)
    assert len(together) == 1


@pytest.mark.thorough
def test_the_number_of_processes_does_not_count(bare_store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(30):
        text = f"# Article {number}\nData Engineer | tool | Tool {number % 7} | required\n"
        (folder / f"article-{number}.txt").write_text(text + TWO, encoding="utf-8")
    found = []
    for workers in (1, 2, 3):
        path = str(tmp_path / f"{workers}.db")
        shutil.copytree(bare_store, path)
        seen: list[tuple[int, int, str]] = []
        outcome = put(
            path,
            folder,
            workers=workers,
            progress=lambda *step: seen.append(step),  # noqa: B023
        )
        assert [(done, total) for done, total, _ in seen] == [(n, 30) for n in range(1, 31)]
        found.append((digest(path), outcome))
    assert found[0] == found[1] == found[2]
    assert multiprocessing.active_children() == []


@pytest.mark.thorough
def test_one_thing_has_one_label(db: str, articles: Path) -> None:
    put(db, articles / "one.txt")
    assert objects(db, VAULT, RG.label) == {'"QuuxCorp Vault"'}
    put(db, articles / "Two.md")
    # One each: the smaller by code point.
    assert objects(db, VAULT, RG.label) == {'"QuuxCorp Vault"'}
    assert objects(db, VAULT, SKOS.prefLabel) == {'"QuuxCorp Vault"@en'}
    assert objects(db, VAULT, SKOS.altLabel) == {'"Quuxcorp Vault"@en'}
    (articles / "five.txt").write_text(TWO.replace("Two", "Five"), encoding="utf-8")
    put(db, articles / "five.txt")
    # Most say so.
    assert objects(db, VAULT, RG.label) == {'"Quuxcorp Vault"'}
    assert objects(db, VAULT, SKOS.prefLabel) == {'"Quuxcorp Vault"@en'}
    assert objects(db, VAULT, SKOS.altLabel) == {'"QuuxCorp Vault"@en'}
    assert objects(db, VAULT, RG.label, ox.NamedNode(mint("source", "one"))) == {'"QuuxCorp Vault"'}
    assert problems(db) == []
    ingestion.forget("one", db)
    assert objects(db, VAULT, SKOS.altLabel) == set()
    for source in ("two", "five"):
        ingestion.forget(source, db)
    assert objects(db, VAULT, RG.label) == objects(db, VAULT, RG.provisional) == set()


def test_what_the_vocabulary_describes_is_not_described_again(db: str, tmp_path: Path) -> None:
    """An article that would mint a thing of the vocabulary leaves the vocabulary's own words."""
    thing = mint("tool", "docker")
    before = {
        str(q)
        for q in open_dataset(db).store.quads_for_pattern(ox.NamedNode(thing), None, None, None)
    }
    (tmp_path / "a.txt").write_text(
        "# A\nData Engineer | tool | DOCKER! | required\n", encoding="utf-8"
    )
    put(db, tmp_path / "a.txt")
    after = {
        str(q)
        for q in open_dataset(db).store.quads_for_pattern(ox.NamedNode(thing), None, None, None)
    }
    assert after == before


def test_forgetting_leaves_no_trace(db: str, articles: Path) -> None:
    empty = content(db)
    put(db, articles / "one.txt")
    only_one = content(db)
    put(db, articles / "Two.md", articles / "more" / "Three & four.html")
    gone = ingestion.forget("source:two", db)
    assert (gone.source, gone.title, gone.claims) == ("two", "Two vs. Three", 3)
    assert gone.gone == (("tool", "Zanzibar Grid"),)
    ingestion.forget(mint("source", "three-and-four"), db)
    assert content(db) == only_one
    assert ingestion.forget("one", db).claims == 5
    assert content(db) == empty
    assert read_manifest(db).sources == {}


def test_forgetting_what_the_bundle_came_with(tmp_path: Path, store_dir: str) -> None:
    path = str(tmp_path / "roles.db")
    shutil.copytree(store_dir, path)
    for source in sorted(register.sources(open_dataset(path).store)):
        ingestion.forget(source, path)
    bare = str(tmp_path / "bare.db")
    datasets.create(bare, bare=True)
    assert digest(path) == digest(bare)


def test_an_unknown_source_is_not_forgotten(db: str, articles: Path) -> None:
    put(db, articles / "one.txt")
    before = tree(db)
    for name in ("onne", "role:one", "one/", "", "https://example.org/source/one"):
        with pytest.raises(UnknownNameError, match="No source is called"):
            ingestion.forget(name, db)
    with pytest.raises(UnknownNameError, match="Nearest: one"):
        ingestion.forget("onne", db)
    assert ingestion.forget("one", db, dry_run=True).claims == 5
    assert tree(db) == before


def test_reading_again_changes_nothing(db: str, articles: Path) -> None:
    put(db, articles)
    before = tree(db)
    outcome = put(db, articles)
    assert set(state(outcome).values()) == {"unchanged"}
    assert (outcome.exit_code, outcome.written) == (0, False)
    assert tree(db) == before
    moved = articles.rename(articles.parent / "moved")
    assert set(state(put(db, moved / "one.txt", name="another")).values()) == {"unchanged"}
    assert tree(db) == before


def test_a_changed_file_replaces_its_own_graph(db: str, articles: Path, tmp_path: Path) -> None:
    put(db, articles)
    changed = ONE.replace("Docker | required", "Docker | preferred").replace("juggling keys", "SQL")
    (articles / "one.txt").write_text(changed, encoding="utf-8")
    outcome = put(db, articles)
    assert state(outcome) == {
        "one": "changed",
        "two": "unchanged",
        "more-three-and-four": "unchanged",
    }
    one = next(read for read in outcome.files if read.source == "one")
    assert [(c.change, c.role, c.kind, c.thing.lower(), c.was, c.now) for c in one.changes] == [
        ("removed", "Vault Keeper", "skill", "juggling keys", "mentioned", None),
        ("changed", "Data Engineer", "tool", "docker", "required", "preferred"),
        ("added", "Vault Keeper", "skill", "sql", None, "mentioned"),
    ] or sorted(c.change for c in one.changes) == ["added", "changed", "removed"]
    assert objects(db, mint("skill", "juggling-keys"), RG.label) == set()
    fresh = str(tmp_path / "fresh.db")
    datasets.create(fresh, bare=True)
    put(fresh, articles)
    assert digest(fresh) == digest(db)


def test_replacing_gives_what_reading_afresh_gives(db: str, articles: Path) -> None:
    put(db, articles)
    before = digest(db)
    outcome = put(db, articles, replace=True)
    assert set(state(outcome).values()) == {"replaced"}
    assert all(not one.changes for one in outcome.files)
    assert digest(db) == before


def test_a_source_is_never_overwritten_in_silence(db: str, articles: Path, tmp_path: Path) -> None:
    put(db, articles / "one.txt")
    before = tree(db)
    other = tmp_path / "one.txt"
    other.write_text(TWO, encoding="utf-8")
    outcome = put(db, other)
    assert state(outcome) == {"one": "failed"}
    assert "--name" in outcome.files[0].why
    assert "--replace" in outcome.files[0].why
    assert outcome.exit_code == 3
    assert tree(db) == before
    assert state(put(db, other, name="two")) == {"two": "added"}
    assert state(put(db, other, replace=True)) == {"two": "replaced"}
    (tmp_path / "one.txt").write_text(THREE, encoding="utf-8")
    assert state(put(db, other, replace=True)) == {"one": "replaced"}


@pytest.mark.thorough
def test_a_bundled_article_is_known_by_its_checksum(tmp_path: Path, store_dir: str) -> None:
    path = str(tmp_path / "roles.db")
    shutil.copytree(store_dir, path)
    (tmp_path / "a.txt").write_text(ONE, encoding="utf-8")
    slug = "aijobs-mle-vs-re"
    graph = ox.NamedNode(mint("source", slug))
    with datasets.writer(path) as writer:
        store = writer.begin()
        for where in (graph, ox.DefaultGraph()):
            for quad in list(store.quads_for_pattern(graph, ox.NamedNode(RG.sha256), None, where)):
                store.remove(quad)
            sum_ = ox.Literal(hashlib.sha256(ONE.encode()).hexdigest())
            store.add(ox.Quad(graph, ox.NamedNode(RG.sha256), sum_, where))
        del store, quad
        writer.commit()
    assert state(put(path, tmp_path / "a.txt")) == {slug: "unchanged"}
    assert state(put(path, tmp_path / "a.txt", replace=True, name="x")) == {"x": "failed"}
    (tmp_path / f"{slug}.txt").write_text(TWO, encoding="utf-8")
    assert state(put(path, tmp_path / f"{slug}.txt")) == {slug: "failed"}
    assert state(put(path, tmp_path / "a.txt", replace=True)) == {slug: "replaced"}
    assert validation.validate(open_dataset(path)) == []


def test_two_files_with_one_slug_are_both_told(db: str, articles: Path) -> None:
    (articles / "one.md").write_text(TWO.replace("Grid", "Net"), encoding="utf-8")
    outcome = put(db, articles)
    failed = [one for one in outcome.files if one.status == "failed"]
    assert {one.file for one in failed} == {
        str(articles / "one.md"),
        str(articles / "one.txt"),
    }
    assert all("--name" in one.why for one in failed)
    assert outcome.exit_code == 1
    assert set(read_manifest(db).sources) == {"two", "more-three-and-four"}


def test_copies_are_read_once(db: str, articles: Path) -> None:
    shutil.copy(articles / "one.txt", articles / "z-copy.txt")
    outcome = put(db, articles, articles / "one.txt")
    assert state(outcome)["z-copy"] == "unchanged"
    assert len(outcome.files) == 4


def test_one_bad_file_does_not_stop_the_rest(db: str, articles: Path) -> None:
    (articles / "bad.txt").write_text("broken", encoding="utf-8")
    (articles / "crash.txt").write_text("crash", encoding="utf-8")
    (articles / "empty.txt").write_text("", encoding="utf-8")
    (articles / "latin.txt").write_bytes(b"\xff\xfe\xff")
    (articles / "vain.txt").write_text("# Vain\nno role", encoding="utf-8")
    outcome = put(db, articles)
    failed = {one.source: one.why for one in outcome.files if one.status == "failed"}
    assert set(failed) == {"bad", "crash", "empty", "latin", "vain"}
    assert failed["bad"] == "is broken"
    assert "ZeroDivisionError" in failed["crash"]
    assert "says nothing of any role" in failed["vain"]
    assert outcome.exit_code == 1
    assert len(read_manifest(db).sources) == 3


def test_when_all_are_bad_nothing_is_written(db: str, articles: Path, tmp_path: Path) -> None:
    (articles / "bad.txt").write_text("broken", encoding="utf-8")
    before = tree(db)
    assert put(db, articles / "bad.txt").exit_code == 3
    assert tree(db) == before
    assert put(str(tmp_path / "new.db"), articles / "bad.txt").exit_code == 3
    assert sorted(os.listdir(tmp_path)) == ["articles", "my.db"]


def test_a_missing_path_stops_everything_first(db: str, articles: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no\.txt does not exist\n.*nor\.md does not exist"):
        put(str(tmp_path / "new.db"), articles, tmp_path / "no.txt", tmp_path / "nor.md")
    (tmp_path / "void").mkdir()
    with pytest.raises(UsageError, match="There is no article in"):
        put(db, tmp_path / "void")
    with pytest.raises(UsageError, match="--name names one article"):
        put(db, articles, name="x")
    with pytest.raises(UsageError, match="such as a-b"):
        put(db, articles / "one.txt", name="A b")
    with pytest.raises(UsageError, match="--db"):
        ingest([str(articles)], None)
    with pytest.raises(UsageError, match="on this machine"):
        put("https://example.org/sparql", articles)
    assert sorted(os.listdir(tmp_path)) == ["articles", "my.db", "void"]


def test_a_folder_that_refuses_is_said(
    db: str, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not by its mode: a superuser may read everywhere.
    scandir = os.scandir
    (articles / "closed").mkdir()

    def refusing(place: str | int) -> Any:
        if str(place).endswith("closed"):
            raise PermissionError(13, "Permission denied", place)
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refusing)
    why = "it cannot be read: Permission denied"
    assert put(db, articles).left_out == ((str(articles / "closed"), why),)
    with pytest.raises(UsageError, match=f"No article can be read\\.\n.*closed.*: {why}"):
        put(db, articles / "closed")
    for paths in (jsonlines.Inputs, lambda some: open_release(some).__enter__()):
        with pytest.raises(DataError, match="closed: cannot be read: Permission denied"):
            paths([str(articles / "closed")])


def test_what_is_left_out_of_a_folder_is_said(db: str, articles: Path, tmp_path: Path) -> None:
    (articles / ".hidden.txt").write_text(ONE, encoding="utf-8")
    (articles / ".git").mkdir()
    (articles / ".git" / "x.txt").write_text(ONE, encoding="utf-8")
    (articles / "picture.png").touch()
    (tmp_path / "secret.txt").write_text("# Secret\nXyzzyist | tool | Pen | required", "utf-8")
    (articles / "link.txt").symlink_to(tmp_path / "secret.txt")
    (articles / "dead.txt").symlink_to(articles / "nowhere.txt")
    (articles / "inner.txt").symlink_to(articles / "one.txt")
    os.mkfifo(articles / "pipe.txt")
    outcome = put(db, articles)
    told = {os.path.basename(file): why for file, why in outcome.left_out}
    assert told == {
        ".hidden.txt": "it is hidden",
        ".git": "it is hidden",
        "link.txt": "it is a link out of the folder",
        "dead.txt": "it is a link to nothing",
        "pipe.txt": "it is no file",
    }
    assert len(outcome.files) == 3
    assert not any("Xyzzyist" in one for one in content(db))


def test_a_file_that_is_too_large_is_its_own_error(
    db: str, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rolegraph.intake.MOST", 160)
    outcome = put(db, articles)
    assert sum(one.status == "failed" for one in outcome.files) == 2
    assert any("larger than" in one.why for one in outcome.files)


@pytest.mark.thorough
def test_a_new_store_is_a_copy_of_the_bundled_graph(tmp_path: Path, articles: Path) -> None:
    put(str(tmp_path / "whole.db"), articles)
    put(str(tmp_path / "bare.db"), articles, bare=True)
    whole = register.sources(open_dataset(str(tmp_path / "whole.db")).store)
    bare = register.sources(open_dataset(str(tmp_path / "bare.db")).store)
    assert bare == {"one", "two", "more-three-and-four"}
    assert len(whole) == len(bare) + 5
    assert validation.validate(open_dataset(str(tmp_path / "whole.db"))) == []


def test_an_existing_folder_that_is_no_store_is_refused(tmp_path: Path, articles: Path) -> None:
    for dry_run in (True, False):
        with pytest.raises(StoreError, match="no rolegraph store and is not empty"):
            put(str(articles), articles, dry_run=dry_run)
    assert sorted(os.listdir(articles)) == ["Two.md", "more", "one.txt"]
    (tmp_path / "void").mkdir()
    assert put(str(tmp_path / "void"), articles, bare=True).exit_code == 0


def test_a_dry_run_writes_nothing(db: str, articles: Path, tmp_path: Path) -> None:
    put(db, articles / "one.txt")
    before = tree(db)
    outcome = put(db, articles, dry_run=True, detail=True)
    assert state(outcome)["one"] == "unchanged"
    assert [row.thing for row in outcome.files[-1].rows] == [
        "Quuxcorp Vault",
        "Zanzibar Grid",
        "Docker",
    ]
    assert tree(db) == before
    put(str(tmp_path / "new.db"), articles, dry_run=True)
    assert not (tmp_path / "new.db").exists()
    assert ingest([str(articles)], None, maker=MAKER, dry_run=True).exit_code == 0


def test_what_is_read_does_not_depend_on_what_was_read(db: str, articles: Path) -> None:
    before = put(db, articles / "Two.md", dry_run=True, detail=True).files[0]
    put(db, articles / "one.txt")
    after = put(db, articles / "Two.md", dry_run=True, detail=True).files[0]
    assert after.rows == before.rows
    assert after.minted == before.minted
    assert len(after.new) < len(before.new)


def test_quotes_are_kept_only_on_demand(db: str, articles: Path, run: Run) -> None:
    put(db, articles / "one.txt")
    assert not any(
        one.startswith("<https://w3id.org/rolegraph/claim/") and RG.quote in one
        for one in content(db)
    )
    assert "quote" not in run("why", "data-engineer", "docker", "--db", db)[1]
    again = put(db, articles / "one.txt", keep_quotes=True)
    assert state(again) == {"one": "unchanged"}
    assert "--replace" in again.files[0].why
    put(db, articles / "one.txt", keep_quotes=True, replace=True)
    assert put(db, articles / "one.txt", keep_quotes=True).files[0].why == "already read"
    _, out, _ = run("why", "data-engineer", "docker", "--db", db)
    assert "quote" in out.splitlines()[0]
    assert "Data Engineer | tool | Docker | required" in out
    (claim,) = json.loads(run("why", "data-engineer", "docker", "--db", db, "-f", "json")[1])
    assert claim["quote"] == "Data Engineer | tool | Docker | required"
    (claim,) = json.loads(run("why", "mle", "mlflow", "-f", "json")[1])[:1]
    assert "quote" not in claim


def test_an_article_cannot_write_lines_of_its_own(db: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(HOSTILE_TEXT, encoding="utf-8")
    assert put(db, tmp_path / "a.txt").exit_code == 0
    assert not any(one.startswith("<urn:x>") for one in content(db))
    assert {
        q.graph_name.value
        for q in open_dataset(db).quads()
        if isinstance(q.graph_name, ox.NamedNode)
        if not q.graph_name.value.startswith(BASE + "mappings/")
    } == {mint("source", "a")}


@pytest.mark.parametrize("step", ["bulk_load", "commit"])
def test_a_full_disk_leaves_the_store_as_it_was(
    db: str, articles: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    before = tree(db)
    target = {"bulk_load": "rolegraph.union.bulk_load", "commit": "rolegraph.store.write_manifest"}
    monkeypatch.setattr(target[step], full)
    with pytest.raises(UsageError, match="No space left"):
        put(db, articles)
    monkeypatch.undo()
    assert tree(db) == before
    assert put(db, articles).exit_code == 0


def test_a_script_is_not_run_once_more(db: str, tmp_path: Path) -> None:
    """Without ``if __name__ == "__main__"``, which scripts of a few lines do not have."""
    for tool in ("docker", "airflow"):
        text = (
            f"# Data Engineer vs. Data Analyst: {tool}\n\n"
            f"A Data Engineer uses {tool.title()}. A Data Analyst uses Excel.\n"
        )
        tmp_path.joinpath("articles").mkdir(exist_ok=True)
        (tmp_path / "articles" / f"{tool}.md").write_text(text, encoding="utf-8")
    script = tmp_path / "few.py"
    script.write_text(
        "import sys\nfrom rolegraph import ingestion\n"
        "print('begun')\n"
        "outcome = ingestion.ingest(sys.argv[1], sys.argv[2], workers=2)\n"
        "print(*(read.status for read in outcome.files))\n",
        encoding="utf-8",
    )
    command = [sys.executable, str(script), str(tmp_path / "articles"), db]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr, done.returncode) == ("begun\nadded added\n", "", 0)


def _in_a_pool(articles: str, where: str) -> int:
    return ingest(articles, where, maker=MAKER, workers=2).exit_code


def test_a_process_that_may_have_no_children_reads_by_itself(db: str, articles: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(_in_a_pool, (str(articles), db)) == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interruption_leaves_the_store_as_it_was(db: str, articles: Path, workers: int) -> None:
    for number in range(20):
        text = ONE.replace("One", str(number))
        (articles / f"{number}.txt").write_text(text, encoding="utf-8")
    before = tree(db)

    def stop(done: int, *_: Any) -> None:
        if done == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put(db, articles, workers=workers, progress=stop)
    assert tree(db) == before
    assert multiprocessing.active_children() == []
    assert put(db, articles, workers=workers).exit_code == 0


def test_ctrl_c_ends_every_process(db: str, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(400):
        (folder / f"{number}.txt").write_text(ONE.replace("One", str(number)), encoding="utf-8")
    script = tmp_path / "start.py"
    script.write_text(
        "import sys\nfrom functools import partial\n"
        "from rolegraph import cli, ingestion\nfrom test_ingestion import SlowReader\n"
        "ingestion.ingest = partial(ingestion.ingest, maker=SlowReader)\n"
        "sys.exit(cli.run(sys.argv[1:]))\n",
        encoding="utf-8",
    )
    before = tree(db)
    path = os.pathsep.join([os.environ["PYTHONPATH"], str(Path(__file__).parent)])
    child = subprocess.Popen(
        [sys.executable, str(script), "ingest", str(folder), "--db", db, "--jobs", "2"],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
        start_new_session=True,
    )
    time.sleep(2.5)
    os.killpg(child.pid, signal.SIGINT)
    _, err = child.communicate(timeout=20)
    assert child.returncode == 130, err
    assert err.endswith("Interrupted.\n")
    assert "Traceback" not in err
    for _ in range(100):
        # The interpreter's own tracker of resources ends a moment after it.
        try:
            os.killpg(child.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.1)
    else:
        pytest.fail("a process is left")
    assert tree(db) == before


def test_two_ingestions_at_once_both_go_in(db: str, articles: Path) -> None:
    from threading import Thread

    first = Thread(target=put, args=(db, articles / "one.txt"))
    second = Thread(target=put, args=(db, articles / "Two.md"))
    for thread in (first, second):
        thread.start()
    for thread in (first, second):
        thread.join()
    assert set(read_manifest(db).sources) == {"one", "two"}


def test_the_union_is_kept_by_the_functions_alone(db: str) -> None:
    """`replace_sources` and `forget` on lines: what two sources say stays until both are gone."""
    vocabulary = datasets.vocabulary
    store = ox.Store()
    store.extend(open_dataset(db).quads())
    empty = sorted(map(str, store))

    def lines(source: str, *tools: str) -> list[str]:
        found = []
        for tool in tools:
            triple = f"<{mint('role', 'x')}> <{RG.usesTool}> <{mint('tool', tool)}>"
            found += [f"{triple} .\n", f"{triple} <{source}> .\n"]
        return found

    a, b = mint("source", "a"), mint("source", "b")
    union.replace_sources(store, vocabulary, {a: lines(a, "one", "two"), b: lines(b, "two")})
    union.replace_sources(store, vocabulary, {a: lines(a, "three")})
    default = store.quads_for_pattern(
        ox.NamedNode(mint("role", "x")), None, None, ox.DefaultGraph()
    )
    assert {str(quad.object) for quad in default} == {
        f"<{mint('tool', tool)}>" for tool in ("two", "three")
    }
    union.forget(store, vocabulary, b)
    union.forget(store, vocabulary, a)
    assert sorted(map(str, store)) == empty


def test_a_vocabulary_triple_survives_a_source_that_states_it(db: str) -> None:
    vocabulary = datasets.vocabulary
    store = ox.Store()
    store.extend(open_dataset(db).quads())
    empty = sorted(map(str, store))
    source = mint("source", "a")
    told = store.quads_for_pattern(
        ox.NamedNode(mint("tool", "docker")), None, None, ox.DefaultGraph()
    )
    lines = [f"{quad.triple} <{source}> .\n" for quad in list(told)]
    union.replace_sources(store, vocabulary, {source: lines})
    assert len(store) > len(empty)
    union.forget(store, vocabulary, source)
    assert sorted(map(str, store)) == empty


def test_a_difference_names_claims_and_things(db: str, bare_store: Path, articles: Path) -> None:
    put(db, articles / "one.txt", articles / "Two.md")
    before, after = open_dataset(str(bare_store)), open_dataset(db)
    changes = difference.diff(before, after)
    assert {one.change for one in changes} == {"added", "new"}
    assert ("new", "tool", "Zanzibar Grid") in {(c.change, c.kind, c.thing) for c in changes}
    back = difference.diff(after, before)
    assert {one.change for one in back} == {"removed", "gone"}
    assert len(back) == len(changes)
    one = difference.diff(before, after, mint("source", "one"))
    assert {change.source for change in one} == {"one"}
    assert Counter(change.change for change in one) == {"added": 5, "new": 3}
    assert difference.diff(after, after) == []


def test_the_command_tells_what_it_did(lines: None, db: str, articles: Path, run: Run) -> None:
    code, out, err = run("ingest", str(articles / "one.txt"), "--db", db)
    assert (code, out) == (0, "")
    assert re.search(r"one\.txt: 5 claims about Data Engineer, Vault Keeper; 3 new things\n", err)
    assert f"1 article read, 5 claims. Ask with --db {db}." in err
    (articles / "one.txt").write_text(ONE.replace("juggling", "hiding"), encoding="utf-8")
    (articles / "bad.txt").write_text("broken", encoding="utf-8")
    code, out, err = run("ingest", str(articles), "--db", db)
    assert (code, out) == (1, "")
    assert "changed: 1 added, 1 removed" in err
    assert "  - Vault Keeper: skill juggling keys (mentioned)" in err
    assert "  + Vault Keeper: skill hiding keys (mentioned)" in err
    assert "bad.txt: is broken" in err
    assert run("ingest", str(articles / "bad.txt"), "--db", db)[0] == 3
    assert run("ingest", str(articles), "--db", db)[2].count("already read") == 3


def test_the_command_lists_claims_without_a_store(lines: None, articles: Path, run: Run) -> None:
    code, out, err = run("ingest", str(articles / "one.txt"), "--dry-run", "-f", "json")
    assert code == 0
    claims = json.loads(out)
    assert claims[1] == {
        "role": "Data Engineer",
        "kind": "tool",
        "thing": "QuuxCorp Vault",
        "modality": "preferred",
        "section": "Tools",
        "category": "Databases",
        "line": 3,
        "start": 55,
        "end": 104,
        "new": True,
        "source": "one",
    }
    assert claims[0]["new"] is False
    assert "Nothing written" in err
    for form in ("table", "csv", "tsv", "md"):
        assert "QuuxCorp Vault" in run("ingest", str(articles), "--dry-run", "-f", form)[1]


def test_the_command_reports_what_it_made_of_an_article(
    lines: None, db: str, articles: Path, run: Run
) -> None:
    code, out, _ = run("ingest", str(articles), "--db", db, "--report", "-f", "md")
    assert code == 0
    for title in ("Articles", "Matched", "Newly made", "Passed over"):
        assert f"**{title}**" in out
    assert "| one | 7 | nothing to read here | no claim |" in out
    _, out, _ = run("ingest", str(articles), "--dry-run", "--report", "-f", "json")
    value = json.loads(out)
    assert [one["status"] for one in value["files"]] == ["added"] * 3
    assert value["files"][1]["skipped"] == [
        {"line": 7, "words": "nothing to read here", "why": "no claim"}
    ]
    assert {one["label"] for one in value["files"][1]["minted"]} >= {"juggling keys"}


def test_the_command_takes_standard_input(
    lines: None, db: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    def pipe(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    pipe(ONE)
    assert run("ingest", "-", "--db", db)[0] == 0
    assert set(read_manifest(db).sources) == {"one-vs-two"}
    pipe(ONE.replace("Docker", "Perl"))
    code, _, err = run("ingest", "-", "--db", db)
    assert code == 3
    assert "--name" in err
    pipe(ONE.replace("Docker", "Perl"))
    assert run("ingest", "-", "--db", db, "--name", "piped")[0] == 0
    assert set(read_manifest(db).sources) == {"one-vs-two", "piped"}


def test_the_command_says_what_is_missing(
    lines: None, articles: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = str(articles / "one.txt")
    code, _, err = run("ingest", one)
    assert code == 2
    assert "--db my.db" in err
    code, _, err = run("ingest", one, "--endpoint", "http://127.0.0.1:9/x")
    assert code == 2
    assert "never written" in err
    assert run("ingest", one, str(articles / "no.txt"), "--dry-run")[0] == 2
    code, _, err = run("forget", "one")
    assert code == 2
    assert "--db my.db" in err
    monkeypatch.setenv("ROLEGRAPH_ENDPOINT", "http://127.0.0.1:9/x")
    assert run("ingest", one)[0] == 2


def test_many_files_are_told_in_few_lines(lines: None, db: str, tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.txt").write_text(ONE.replace("One", str(number)), encoding="utf-8")
    _, _, err = run("ingest", str(folder), "--db", db, "--jobs", "1")
    assert len(err.splitlines()) < 25
    assert "and 40 more lines" in err
    assert "60 articles read, 300 claims" in err


def test_no_name_steers_the_terminal(lines: None, db: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.txt").write_text(
        "# A\n\x1b[31mRole\u202e | tool | \x1b]0;x\x07Tool | required\n", encoding="utf-8"
    )
    for arguments in (("--db", db), ("--dry-run", "-f", "table"), ("--dry-run", "--report")):
        _, out, err = run("ingest", str(tmp_path / "a.txt"), *arguments)
        assert not {"\x1b", "\x07", "\u202e"} & {*out, *err}


def test_the_command_forgets(lines: None, db: str, articles: Path, run: Run) -> None:
    run("ingest", str(articles), "--db", db)
    code, out, err = run("forget", "one", "--db", db, "--dry-run")
    assert (code, out) == (0, "")
    assert "5 claims" in err
    assert "would go" in err
    code, _, err = run("forget", "source:one", "--db", db)
    assert code == 0
    assert "are gone" in err
    assert "skill juggling keys" in err
    code, _, err = run("forget", "too", "--db", db)
    assert code == 2
    assert "Nearest: two" in err


def test_the_command_shows_a_difference(
    lines: None, db: str, bare_store: Path, articles: Path, run: Run
) -> None:
    run("ingest", str(articles), "--db", db)
    for form in ("table", "csv", "tsv", "json", "md"):
        code, out, _ = run("diff", str(bare_store), db, "-f", form)
        assert code == 0
        assert "Zanzibar Grid" in out
    _, out, _ = run("diff", str(bare_store), db, "--source", "two", "-f", "json")
    assert {one["source"] for one in json.loads(out)} == {"two"}
    assert run("diff", str(bare_store), db, "--source", "tow")[0] == 2
    assert run("diff", "bundled", "bundled", "-f", "json")[1] == "[]\n"
    assert run("diff", "bundled", "no.db")[0] == 3


def test_the_index_is_in_step_with_the_store(
    db: str, articles: Path, lines: None, tmp_path: Path
) -> None:
    def check(where: str) -> None:
        with closing(open_dataset(where)) as opened:
            names = queries.run(opened, "cq-24-names").records()
            assert opened.index is not None
            said = {row["thing"]: row["label"] for row in names}
            kinds = ("posting", "salary", "outlook")
            wanted = {iri: label for iri, label in said.items() if kind_of(iri) not in kinds}
            assert opened.index.labels() == wanted
            for row in names:
                if row["thing"] in wanted:
                    assert opened.index.search(row["name"]), row
            traits = {
                (row["role"], row["thing"]) for row in queries.run(opened, "cq-02-traits").records()
            }
            number = {at: iri for at, iri, _ in opened.index.all_things()}
            assert traits == {
                (role, number[thing])
                for _, role, things, *_ in opened.index.profiles()
                for thing in things
            }

    put(db, articles)
    check(db)
    (articles / "one.txt").write_text(ONE.replace("juggling keys", "juggling bolts"), "utf-8")
    put(db, articles)
    check(db)
    ingestion.forget("two", db)
    check(db)


def test_from_python_an_outcome_is_a_table_with_claims(articles: Path, tmp_path: Path) -> None:
    where = tmp_path / "roles.db"
    with pytest.raises(UsageError, match="Name at least one article"):
        rolegraph.ingest([], where)
    trial = rolegraph.ingest(articles / "one.txt", where, dry_run=True, bare=True)
    assert not where.exists()
    assert trial.to_frame().loc[0, "status"] == "added"
    assert len(trial.claims) == trial.files[0].claims == len(trial.claims.to_frame()) > 0
    assert (len(trial), list(trial)) == (1, list(trial.files))
    assert repr(trial) == f"<Outcome 1 article, {trial.claims.title}, nothing written>"
    assert "one.txt" in trial._repr_html_()
    done = rolegraph.ingest([articles / "one.txt"], where, bare=True)
    assert (done.written, len(done.claims), len(done.skipped), len(done.changes)) == (True, 0, 0, 0)
    with rolegraph.open(where) as before:
        gone = rolegraph.forget(done.files[0].source, where)
        with rolegraph.open(where) as after:
            changes = before.diff(after)
            assert {one.change for one in changes} >= {"removed"}
            assert before.diff(after, done.files[0].source) == [
                one for one in changes if one.source == done.files[0].source
            ]
            assert len(before.diff(before)) == 0
    assert gone.claims == len(trial.claims)
