"""Damage to a store is found, told in words with a way back, and never answered from in silence."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests import older

from rolegraph import backup, health, manifest
from rolegraph import store as stores
from rolegraph.dataset import open_dataset
from rolegraph.errors import StoreError
from rolegraph.store import LOCK, MANIFEST, Writer, read_manifest

Run = Callable[..., tuple[int, str, str]]
RG = "https://w3id.org/rolegraph/ontology#"
SKOS = "http://www.w3.org/2004/02/skos/core#"


def fill(store: ox.Store) -> None:
    for number in range(400):
        thing = ox.NamedNode(f"https://w3id.org/rolegraph/tool/t{number}")
        kind = ox.NamedNode("https://w3id.org/rolegraph/scheme/tool")
        for property in (RG + "label", SKOS + "prefLabel"):
            store.add(ox.Quad(thing, ox.NamedNode(property), ox.Literal(f"tool number {number}")))
        store.add(ox.Quad(thing, ox.NamedNode(SKOS + "inScheme"), kind))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a store of two generations that share nothing, so that each may be whole alone."""
    path = str(tmp_path_factory.mktemp("health") / "made.db")
    stores.create(path, fill)
    with Writer(path) as writer:
        writer.begin(fill=fill).add(ox.Quad(*[ox.NamedNode("urn:x")] * 3))
        writer.sources["one"] = {"path": "/articles/one.txt"}
        writer.commit()
    return path


@pytest.fixture
def store(made: str, tmp_path: Path) -> str:
    return str(shutil.copytree(made, tmp_path / "my.db"))


def engine_file(store: str, pattern: str, generation: str = "store-2") -> Path:
    return max(Path(store, generation).glob(pattern), key=lambda path: path.stat().st_size)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size * 2 // 3)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0x10
    path.write_bytes(data)


def test_a_whole_store_is_said_to_be_whole(store: str, run: Run) -> None:
    states = {(one.state, one.what) for one in health.examine(store)}
    assert states == {("ok", "store"), ("ok", "files"), ("ok", "graph")}
    code, out, _ = run("doctor", "--db", store, "-f", "json")
    assert code == 0
    assert "store-2, 1,201 quads, 1 added sources" in out


ASKED = (("roles",), ("search", "tool"), ("query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))


DAMAGES = [(how, which) for how in (cut, flip, Path.unlink) for which in ("MANIFEST-*", "CURRENT")]


@pytest.mark.parametrize(("how", "which"), [*DAMAGES, (cut, "*.sst"), (Path.unlink, "*.sst")])
def test_a_damaged_file_is_named_with_the_way_back(
    store: str, run: Run, how: Callable[[Path], None], which: str
) -> None:
    path = engine_file(store, which)
    how(path)
    code, out, err = run("doctor", "--db", store, "-f", "tsv")
    assert (code, err) == (1, "")
    (problem,) = [line for line in out.splitlines() if line.startswith("problem\t")]
    assert f"store-2/{path.name} " in problem
    assert f"`rolegraph restore --previous --db {store}` brings back store-1, 1,200 quads" in out
    for words in ASKED:
        code, out, err = run(*words, "--db", store)
        assert (code, out) == (3, "")
        assert f"`rolegraph doctor --db {store}` says how to get back" in err
    assert run("restore", "--previous", "--db", store)[0] == 0
    assert len(stores.open_current(store)) == 1200
    assert run("doctor", "--db", store)[0] == 0


def damaged_blocks(store: str) -> None:
    for path in Path(store, "store-2").glob("*.sst"):
        if path.stat().st_size > 2_000:
            flip(path)


def test_a_count_over_a_damaged_block_ends_with_words(store: str) -> None:
    """The engine itself asks for the block again and again, and takes all memory that there is."""
    import resource

    damaged_blocks(store)
    words = ["query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "--db", store]
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "rolegraph", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30)),
    )
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    assert f"{store} is damaged: store-2/" in done.stderr
    assert "`rolegraph doctor --db" in done.stderr
    assert time.monotonic() - begun < 30


def test_a_damaged_block_ends_the_query_that_reads_it(store: str, run: Run) -> None:
    damaged_blocks(store)
    query = "SELECT ?s { ?s ?p ?o }"
    code, out, err = run("query", query, "--db", store)
    assert (code, out) == (3, "")
    assert "block checksum mismatch" in err
    assert "`rolegraph doctor --db DIR` says how to get back" in err
    with pytest.raises(StoreError, match="broke off: Corruption"):
        list(__import__("rolegraph").open(store).query(query))
    assert run("export", "--db", store, "-f", "nquads")[0] == 3


@pytest.mark.parametrize("how", [cut, flip, Path.unlink])
def test_a_damaged_index_is_made_anew(store: str, how: Callable[[Path], None]) -> None:
    how(Path(store, "store-2.names"))
    notes = {one.what: one.detail for one in health.examine(store) if one.state == "note"}
    assert "the next change makes it anew" in notes["index"]
    assert not [one for one in health.examine(store) if one.state == "problem"]
    with Writer(store) as writer:
        writer.begin()
        writer.commit()
    assert {one.state for one in health.examine(store)} == {"ok"}
    dataset = open_dataset(store)
    assert dataset.index is not None
    assert dataset.index.find("tool number 7") == ["https://w3id.org/rolegraph/tool/t7"]
    dataset.close()


def test_an_index_of_another_size_is_not_asked(store: str) -> None:
    cut(Path(store, "store-2.names"))
    assert open_dataset(store).index is None


@pytest.mark.parametrize("text", [None, "", "{", '{"format": 2, "store": "store-7"}'])
def test_a_lost_list_is_made_again_from_what_stands_beside(
    store: str, run: Run, text: str | None
) -> None:
    path = Path(store, MANIFEST)
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    code, out, err = run("roles", "--db", store)
    assert (code, out) == (3, "")
    assert "rolegraph doctor" in err or "restore --previous" in err
    code, out, _ = run("doctor", "--db", store, "-f", "tsv")
    assert code == 1
    assert "brings back store-2, 1,201 quads" in out
    code, _, err = run("forget", "one", "--db", store)
    assert code == 3 and "rolegraph" in err
    assert run("restore", "--previous", "--db", store)[0] == 0
    # Nothing is lost: the state is the last one.
    assert read_manifest(store).quads == len(stores.open_current(store)) == 1201
    assert {one.state for one in health.examine(store)} == {"ok"}


def test_what_the_system_refuses_is_not_taken_for_damage(
    store: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not by modes: a superuser may read everything.
    def refuse(place: str, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", place)

    monkeypatch.setattr("rolegraph.manifest.open", refuse, raising=False)
    code, _, err = run("roles", "--db", store)
    why = "cannot be read: Permission denied. Look at its permissions and its disk"
    assert (code, err) == (3, f"Error: {store} cannot be opened: {MANIFEST} {why}\n")
    monkeypatch.setattr("rolegraph.manifest.is_store", lambda folder: False)
    monkeypatch.setattr("rolegraph.manifest.os.listdir", refuse)
    code, _, err = run("roles", "--db", store)
    assert (code, err) == (3, f"Error: {store} {why}\n")


def test_where_nothing_is_whole_the_sources_are_named(store: str, run: Run) -> None:
    for generation in ("store-1", "store-2"):
        cut(engine_file(store, "*.sst", generation))
    code, out, _ = run("doctor", "--db", store, "-f", "tsv")
    assert code == 1
    assert "no earlier state is whole: make the store anew of a backup" in out
    assert "which came from /articles/one.txt" in out
    code, _, err = run("restore", "--previous", "--db", store)
    assert code == 3 and "restore a backup into a new folder" in err


def test_an_earlier_state_that_is_damaged_is_not_gone_back_to(store: str) -> None:
    flip(engine_file(store, "*.sst", "store-1"))
    with pytest.raises(StoreError, match="no earlier state that is whole"):
        backup.restore_previous(store)
    assert len(stores.open_current(store)) == 1201


def test_a_lock_of_a_dead_writer_hinders_nobody(store: str) -> None:
    Path(store, LOCK).write_text("99999999\n", encoding="ascii")
    assert {one.state for one in health.examine(store)} == {"ok"}
    with Writer(store, wait=0):
        assert [one for one in health.examine(store) if one.what == "lock"] == [
            health.Finding("note", "lock", f"the store is being written by process {os.getpid()}")
        ]


def test_what_a_killed_writer_left_is_told_and_goes_with_the_next(store: str) -> None:
    shutil.copytree(Path(store, "store-2"), Path(store, "store-3"))
    Path(store, "articles.99999999.part").touch()
    Path(store, "store-4.99999999.part.tmp").mkdir()
    beside = Path(store + ".99999999.part")
    beside.mkdir()
    (left,) = [one for one in health.examine(store) if one.what == "leftovers"]
    assert left.state == "note"
    assert (
        f"articles.99999999.part, {beside.name}, store-3, store-4.99999999.part.tmp, of a write"
        in left.detail
    )
    with Writer(store):
        pass
    beside.rmdir()
    assert {one.state for one in health.examine(store)} == {"ok"}


def test_files_are_hashed_once_however_often_the_store_is_changed(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    hashed = manifest._sha256

    def note(path: str, *, sync: bool = False) -> str:
        read.append(os.path.basename(path))
        return hashed(path, sync=sync)

    monkeypatch.setattr(manifest, "_sha256", note)
    before = {path.name for path in Path(store, "store-2").glob("*.sst")}
    with Writer(store) as writer:
        writer.begin().add(ox.Quad(*[ox.NamedNode("urn:y")] * 3))
        writer.commit()
    # But for those that the engine has merged meanwhile.
    kept = before & {name.partition("/")[2] for name in read_manifest(store).files or {}}
    assert read and kept and not kept & set(read)
    assert not manifest.damage(store, read_manifest(store), deep=True)


def test_every_new_file_is_on_the_disk_before_the_store_says_so(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One fsync for each new file, one for the list, one for the folder: then it is said."""
    done: list[tuple[str, object]] = []
    fsync, replace = os.fsync, os.replace

    def synced(handle: int) -> None:
        done.append(("fsync", os.fstat(handle).st_ino))
        fsync(handle)

    def named(source: str, target: str) -> None:
        done.append(("name", os.path.basename(target)))
        done.append(("named", os.stat(source).st_ino))
        replace(source, target)

    before = {path.stat().st_ino for path in Path(store, "store-2").glob("*.sst")}
    with Writer(store) as writer:
        writer.begin().add(ox.Quad(*[ox.NamedNode("urn:y")] * 3))
        monkeypatch.setattr(os, "fsync", synced)
        monkeypatch.setattr(os, "replace", named)
        writer.commit()
        monkeypatch.undo()
    said = done.index(("name", MANIFEST))
    first = {number for what, number in done[:said] if what == "fsync"}
    paths = [Path(store, name) for name in read_manifest(store).files or {}]
    assert {path.stat().st_ino for path in paths} - before <= first
    assert Path(store, "store-3").stat().st_ino in first
    assert done[said + 1][1] in first
    assert done[-1] == ("fsync", os.stat(store).st_ino)


@pytest.mark.parametrize("name", ["format-1", "format-2"])
def test_an_older_store_opens_is_told_and_is_brought_up_to_date(
    name: str, tmp_path: Path, run: Run
) -> None:
    path = older.unpack(name, tmp_path)
    before = set(stores.open_current(path))
    assert len(before) == 2 * len(older.TRIPLES)
    assert run("search", "data engineer", "--db", path)[1].endswith("role:data-engineer\t\n")
    assert run("doctor", "--db", path)[0] == 0
    told = " ".join(one.detail for one in health.examine(path))
    assert "no checksums were kept: the next change notes them" in told
    assert ("with a backup first" in told) == (name == "format-1")
    sources = read_manifest(path).sources
    for number in (1, 2):
        with Writer(path) as writer:
            writer.begin().add(ox.Quad(*[ox.NamedNode(f"urn:{number}")] * 3))
            writer.commit()
    assert before < set(stores.open_current(path))
    assert read_manifest(path).sources == sources
    assert {one.state for one in health.examine(path)} == {"ok"}
    if name == "format-1":
        new = str(tmp_path / "again.db")
        backup.restore(os.path.join(path, "format-1.nq.gz"), new)
        assert set(stores.open_current(new)) == before
    assert not os.path.exists(os.path.join(path, "format-2.nq.gz"))


def test_a_store_laid_out_otherwise_is_refused_in_words(tmp_path: Path, run: Run) -> None:
    """Its default graph is empty: every question would be answered by nothing."""
    path = older.unpack("format-1-union", tmp_path)
    for words in (("roles",), ("forget", "one"), ("backup", "-o", str(tmp_path / "x.gz"))):
        code, out, err = run(*words, "--db", path)
        assert (code, out) == (3, "")
        assert (
            "was made by an early rolegraph (format 1), which laid the graph out otherwise" in err
        )
        assert f"`rolegraph export -f store -o {path}` makes one of today" in err
    assert run("doctor", "--db", path)[0] == 1


def test_a_newer_store_is_refused_in_words(store: str, run: Run) -> None:
    path = Path(store, MANIFEST)
    told = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(told | {"format": 3, "rolegraph": "9.9"}), encoding="utf-8")
    for words in (("roles",), ("forget", "one"), ("doctor",)):
        code, out, err = run(*words, "--db", store)
        assert code == (1 if words == ("doctor",) else 3)
        assert "made by a newer rolegraph (9.9), in format 3; this one reads up to 2" in out + err
        assert "restore --previous" not in out
