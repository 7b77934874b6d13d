"""Stores on disk: a change stands whole or not at all, whatever ends the writer."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from rolegraph import backup, manifest
from rolegraph import dataset as datasets
from rolegraph import store as stores
from rolegraph.dataset import open_dataset
from rolegraph.errors import StoreError, UsageError
from rolegraph.files import remove
from rolegraph.store import MANIFEST, Writer

GRAPH = ox.NamedNode("https://w3id.org/rolegraph/source/test")


def quad(number: int) -> ox.Quad:
    return ox.Quad(ox.NamedNode(f"urn:s{number}"), ox.NamedNode("urn:p"), GRAPH, GRAPH)


def fill(store: ox.Store) -> None:
    store.add(quad(0))


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = str(tmp_path / "small.db")
    stores.create(path, fill)
    return path


def told(path: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(Path(path, MANIFEST).read_text("utf-8"))
    return value


def tree(path: str) -> dict[str, tuple[int, int]]:
    return {
        str(one.relative_to(path)): (one.stat().st_size, one.stat().st_mtime_ns)
        for one in sorted(Path(path).rglob("*"))
        if one.is_file() and one.name != stores.LOCK
    }


def test_a_new_store_says_what_it_is(small: str) -> None:
    text = told(small)
    files = text.pop("files")
    assert {name.partition("/")[0] for name in files} == {"store-1", "store-1.names"}
    assert all(len(sha256) == 64 for _, sha256 in files.values())
    assert text == {
        "format": 2,
        "rolegraph": __import__("rolegraph").__version__,
        "store": "store-1",
        "quads": 1,
        "sources": {},
    }
    assert sorted(os.listdir(small)) == [MANIFEST, "store-1", "store-1.json", "store-1.names"]
    beside, own = (Path(small, name).read_bytes() for name in ("store-1.json", MANIFEST))
    assert beside == own


def test_a_commit_makes_the_next_generation(small: str) -> None:
    with Writer(small) as writer:
        writer.begin().add(quad(1))
        writer.sources["test"] = {"path": "/x", "sha256": "0"}
        assert writer.commit() == 2
    assert told(small)["store"] == "store-2"
    assert told(small)["quads"] == 2
    assert told(small)["sources"] == {"test": {"path": "/x", "sha256": "0"}}
    assert len(stores.open_current(small)) == 2


def test_only_the_previous_generation_is_kept(small: str) -> None:
    for number in range(1, 5):
        with Writer(small) as writer:
            writer.begin().add(quad(number))
            writer.commit()
    assert sorted(os.listdir(small)) == [
        "lock",
        MANIFEST,
        "store-4",
        "store-4.json",
        "store-4.names",
        "store-5",
        "store-5.json",
        "store-5.names",
    ]
    assert len(stores.open_current(small)) == 5


def test_a_reader_keeps_what_it_opened(small: str) -> None:
    before = stores.open_current(small)
    for number in (1, 2, 3):
        with Writer(small) as writer:
            writer.begin().add(quad(number))
            writer.commit()
        assert len(before) == 1


def test_what_is_committed_stays_though_the_writer_works_on(small: str) -> None:
    # The engine merges files for as long as anybody refers to the store that was changed.
    with Writer(small) as target:
        changed = target.begin()
        for number in range(1, 5):
            changed.add(quad(number))
            changed.flush()
        target.commit()
        before = tree(small)
        changed.optimize()
        with suppress(OSError):
            changed.add(quad(5))
            changed.flush()
        assert tree(small) == before
        assert manifest.damage(small, stores.read_manifest(small), deep=True) == []
    assert tree(small) == before
    assert len(open_dataset(small).store) == 5
    assert sorted(name for name in os.listdir(small) if "part" in name) == []


@pytest.mark.parametrize("begun", [True, False])
def test_leaving_without_a_commit_changes_nothing(small: str, begun: bool) -> None:
    before = tree(small)
    with Writer(small) as writer:
        Path(writer.scratch("articles")).write_text("x", encoding="utf-8")
        if begun:
            writer.begin().add(quad(1))
    assert tree(small) == before


def test_an_error_changes_nothing_and_frees_the_lock(small: str) -> None:
    before = tree(small)
    with pytest.raises(KeyboardInterrupt), Writer(small) as writer:
        writer.begin().add(quad(1))
        raise KeyboardInterrupt
    assert tree(small) == before
    with Writer(small, wait=0):
        pass


def test_what_a_killed_writer_left_goes_with_the_next(small: str) -> None:
    os.mkdir(Path(small, "store-2"))
    Path(small, "store-2", "000001.sst").touch()
    Path(small, "store-2.names").touch()
    Path(small, "articles.12345.part").touch()
    for folder in ("store-2.12345.part", "store-2.12345.part.tmp", "store-2.tmp"):
        Path(small, folder).mkdir()
        Path(small, folder, "000007.sst").touch()
    with Writer(small) as writer:
        assert len(writer.current()) == 1
        there = ["lock", MANIFEST, "store-1", "store-1.json", "store-1.names"]
        assert sorted(os.listdir(small)) == there
        writer.begin().add(quad(1))
        writer.commit()
    assert len(stores.open_current(small)) == 2


def test_a_store_of_the_first_format_opens_and_can_be_changed(small: str) -> None:
    with Writer(small) as writer:
        writer.begin().add(ox.Quad(*quad(0).triple))
        writer.commit()
    os.rename(Path(small, "store-2"), Path(small, "store"))
    for path in Path(small).glob("store-*"):
        remove(str(path))
    Path(small, MANIFEST).write_text('{"format": 1, "quads": 2}', encoding="utf-8")
    assert len(stores.open_current(small)) == 2
    for number in (1, 2):
        with Writer(small) as writer:
            writer.begin().add(quad(number))
            writer.commit()
    kept = [name for name in os.listdir(small) if not name.endswith((stores.INDEX, ".json"))]
    assert sorted([*kept, MANIFEST]) == [
        "format-1.nq.gz",
        "lock",
        MANIFEST,
        "store-1",
        "store-2",
    ]
    assert len(stores.open_current(small)) == 4
    # The copy that was made first has what was there, and any version reads it.
    assert backup.restore(str(Path(small, "format-1.nq.gz")), small + "2").quads == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "damaged"),
        ("[]", "damaged"),
        ('{"format": 2, "store": "../elsewhere"}', "damaged"),
        ('{"format": 2, "store": "store-1", "sources": []}', "damaged"),
        ('{"format": 2, "store": "store-9"}', "cannot be opened"),
        ('{"format": 3, "store": "store-1"}', "newer rolegraph"),
        ("[" * 100_000, "damaged"),
    ],
)
def test_a_manifest_that_is_none_is_said(small: str, text: str, words: str) -> None:
    Path(small, MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=words):
        stores.open_current(small)


def test_a_reader_looks_again_when_a_writer_was_quicker(
    small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Writer(small) as writer:
        writer.begin().add(quad(1))
        writer.commit()
    now = stores.read_manifest(small)
    answers = [now._replace(generation="store-0"), now]
    monkeypatch.setattr(stores, "read_manifest", lambda _: answers.pop(0))
    assert len(stores.open_current(small)) == 2


@contextmanager
def another_writer(path: str) -> Iterator[subprocess.Popen[str]]:
    code = (
        "import sys, time\nfrom rolegraph.store import Writer\n"
        "with Writer(sys.argv[1]) as w:\n"
        "    w.begin()\n    print('begun', flush=True)\n    time.sleep(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        yield child
    finally:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def test_a_second_writer_is_told_who_writes(small: str) -> None:
    with another_writer(small) as child:
        with pytest.raises(StoreError, match=rf"another process \(process {child.pid}\): wait"):
            Writer(small, wait=0.2).__enter__()
        assert len(stores.open_current(small)) == 1
    with Writer(small, wait=5) as writer:
        writer.begin().add(quad(1))
        writer.commit()
    assert len(stores.open_current(small)) == 2


def test_a_second_writer_waits_for_a_short_one(small: str) -> None:
    from threading import Thread

    with Writer(small) as first:
        seen: list[int] = []

        def second() -> None:
            with Writer(small, wait=10) as other:
                seen.append(len(other.current()))

        thread = Thread(target=second)
        thread.start()
        first.begin().add(quad(1))
        first.commit()
    thread.join()
    assert seen == [2]


CHURN = """
import sys
import pyoxigraph as ox
from rolegraph.store import Writer
for number in range(10_000):
    print(number, flush=True)
    with Writer(sys.argv[1]) as writer:
        n = len(writer.current())
        lines = "".join(f"<urn:a{n}> <urn:p{i}> <urn:o> .\\n" for i in range(10))
        writer.begin().bulk_load(lines.encode(), ox.RdfFormat.N_QUADS)
        writer.commit()
"""


def test_a_killed_writer_leaves_the_old_or_the_new(small: str) -> None:
    """Killed at random moments, it never leaves a store that does not open or is half changed."""
    moments = random.Random(7)  # noqa: S311
    for _ in range(20):
        # Somewhere in its second to fifth write, however fast the machine is.
        child = subprocess.Popen([sys.executable, "-c", CHURN, small], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        begun = time.monotonic()
        writes = moments.randrange(1, 5)
        for _ in range(writes):
            child.stdout.readline()
        time.sleep(moments.random() * (time.monotonic() - begun) / writes)
        child.kill()
        child.wait()
        child.stdout.close()
        quads = len(stores.open_current(small))
        assert quads % 10 == 1
        assert quads == told(small)["quads"]
    assert quads > 1
    with Writer(small, wait=0):
        pass
    assert not [name for name in os.listdir(small) if name.endswith(".part")]
    left = [name for name in os.listdir(small) if name.startswith("store-")]
    assert len([name for name in left if not name.endswith((stores.INDEX, ".json"))]) <= 2
    assert {name.partition(".")[0] for name in left} <= set(left)
    assert f"{told(small)['store']}{stores.INDEX}" in left


def test_a_killed_maker_leaves_no_folder_for_long(tmp_path: Path) -> None:
    path = str(tmp_path / "new.db")
    code = (
        "import sys, time\nfrom rolegraph.store import Writer\n"
        "with Writer(sys.argv[1], fill=lambda s: None) as w:\n"
        "    w.begin()\n    print('begun', flush=True)\n    time.sleep(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    assert os.listdir(tmp_path) == [f"new.db.{child.pid}.part"]
    stores.create(path + "2", fill)
    child.kill()
    child.wait()
    child.stdout.close()
    stores.create(path, fill)
    assert sorted(os.listdir(tmp_path)) == ["new.db", "new.db2"]


def test_of_two_makers_the_first_wins(tmp_path: Path) -> None:
    path = str(tmp_path / "new.db")
    with pytest.raises(StoreError, match="meanwhile"), Writer(path, fill=fill) as writer:
        writer.begin()
        other = str(tmp_path / "other.db")
        stores.create(other, fill)
        os.rename(other, path)
        writer.commit()
    assert os.listdir(tmp_path) == ["new.db"]


def test_an_empty_folder_becomes_a_store(tmp_path: Path) -> None:
    with Writer(str(tmp_path), fill=fill) as writer:
        writer.commit()
    assert len(stores.open_current(str(tmp_path))) == 1


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(StoreError, match="no rolegraph store and is not empty"):
        datasets.writer(str(tmp_path)).__enter__()
    with pytest.raises(UsageError, match="is a file"):
        datasets.writer(str(tmp_path / "notes.txt")).__enter__()
    assert os.listdir(tmp_path) == ["notes.txt"]


def test_a_missing_store_is_not_made_by_forgetting(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no rolegraph store"):
        Writer(str(tmp_path / "no.db")).__enter__()
    assert os.listdir(tmp_path) == []


def test_a_folder_that_refuses_is_said(small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Not by its mode: a superuser may write everywhere.
    monkeypatch.setattr("rolegraph.store.os.access", lambda *_: False)
    with pytest.raises(UsageError, match="cannot be written"):
        stores.Writer(small).__enter__()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old(small: str, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    before = tree(small)
    with pytest.raises(UsageError, match="No space left"), Writer(small) as writer:
        writer.begin().add(quad(1))
        monkeypatch.setattr(f"rolegraph.store.os.{step}", full)
        writer.commit()
    monkeypatch.undo()
    assert tree(small) == before
    assert len(stores.open_current(small)) == 1


def test_a_store_on_disk_is_what_create_made(tmp_path: Path) -> None:
    path = str(tmp_path / "roles.db")
    datasets.create(path)
    there, bundled = open_dataset(path).store, open_dataset().store
    assert len(there) == told(path)["quads"] == len(bundled)

    def plain(store: ox.Store) -> set[str]:
        # Blank nodes have new names in each copy.
        return {text for text in map(str, store) if "_:" not in text}

    assert plain(there) == plain(bundled)


def label(number: int) -> list[ox.Quad]:
    """Return what describes a tool, in a source's graph."""
    thing = ox.NamedNode(f"https://w3id.org/rolegraph/tool/t{number}")
    told: dict[str, ox.Literal | ox.NamedNode] = {
        "https://w3id.org/rolegraph/ontology#label": ox.Literal(f"tool number {number}"),
        "http://www.w3.org/2004/02/skos/core#prefLabel": ox.Literal(f"tool number {number}"),
        "http://www.w3.org/2004/02/skos/core#inScheme": ox.NamedNode(
            "https://w3id.org/rolegraph/scheme/tool"
        ),
    }
    return [
        ox.Quad(thing, ox.NamedNode(property), value, graph)
        for property, value in told.items()
        for graph in (GRAPH, ox.DefaultGraph())
    ]


def named(path: str, text: str) -> list[str]:
    dataset = open_dataset(path)
    assert dataset.index is not None
    found = dataset.index.find(text)
    dataset.close()
    return found


def add_label(path: str, number: int) -> None:
    with Writer(path) as writer:
        for one in label(number):
            writer.begin().add(one)
        writer.index.add_graphs(writer.begin(), [GRAPH.value])
        writer.commit()


def test_a_lock_that_cannot_be_taken_is_named(small: str) -> None:
    os.mkdir(os.path.join(small, stores.LOCK))
    with pytest.raises(UsageError, match=r"lock cannot be written: .*\. Make it writable"):
        stores.Writer(small).__enter__()


@pytest.mark.skipif(os.name == "nt", reason="paths are text there")
def test_a_path_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.db")
    for use in (datasets.create, stores.open_current, Writer):
        with pytest.raises(UsageError, match=r"dcff\.db' is no UTF-8: choose a folder"):
            use(folder)
    assert not os.listdir(tmp_path)


def test_the_index_goes_with_its_generation(small: str) -> None:
    before = open_dataset(small)
    for number in (1, 2):
        add_label(small, number)
        assert len(named(small, f"tool number {number}")) == 1
    assert before.index is None or before.index.find("tool number 1") == []
    assert named(small, "tool-number 1") == ["https://w3id.org/rolegraph/tool/t1"]


def test_an_index_that_is_not_committed_is_gone(small: str) -> None:
    add_label(small, 1)
    with pytest.raises(KeyboardInterrupt), Writer(small) as writer:
        writer.index.remove(GRAPH.value)
        raise KeyboardInterrupt
    assert len(named(small, "tool number 1")) == 1
    assert "store-3.names" not in os.listdir(small)


@pytest.mark.parametrize("what", ["missing", "text", "older"])
def test_a_store_without_an_index_works_and_gets_one(small: str, what: str) -> None:
    add_label(small, 1)
    index = Path(small, "store-2.names")
    if what == "missing":
        index.unlink()
    elif what == "text":
        index.write_text("what is no index" * 1000, encoding="utf-8")
    else:
        import sqlite3

        with sqlite3.connect(index) as db:
            db.execute("PRAGMA user_version = 0")
        db.close()
    assert open_dataset(small).index is None
    assert len(stores.open_current(small)) == 7
    with Writer(small) as writer:
        writer.begin().add(quad(9))
        writer.commit()
    assert named(small, "tool number 1") == ["https://w3id.org/rolegraph/tool/t1"]


def test_an_index_is_found_under_any_name_of_a_folder(tmp_path: Path) -> None:
    path = str(tmp_path / "50% of what?#1.db")
    stores.create(path, fill)
    add_label(path, 1)
    assert len(named(path, "tool number 1")) == 1
