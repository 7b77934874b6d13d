"""A backup holds one whole state, any tool reads it, and what is damaged makes no store."""

import gzip
import hashlib
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import __version__, archive, backup, manifest
from rolegraph import dataset as datasets
from rolegraph import store as stores
from rolegraph.errors import DataError, StoreError, UsageError
from rolegraph.store import Writer, read_manifest

Run = Callable[..., tuple[int, str, str]]
GRAPH = ox.NamedNode("https://w3id.org/rolegraph/source/test")
P = ox.NamedNode("urn:p")


def quad(number: int) -> ox.Quad:
    return ox.Quad(ox.NamedNode(f"urn:s{number}"), P, ox.Literal(f"text {number}"), GRAPH)


def fill(store: ox.Store, count: int = 40) -> None:
    store.extend(quad(number) for number in range(count))
    store.add(ox.Quad(ox.BlankNode(), P, ox.Literal('"\\\n\t\u0000é', language="de"), GRAPH))
    store.add(ox.Quad(ox.NamedNode("urn:s0"), P, ox.Literal("7", datatype=ox.NamedNode("urn:d"))))


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = str(tmp_path / "small.db")
    stores.create(path, fill)
    return path


@pytest.fixture
def saved(small: str, tmp_path: Path) -> str:
    path = str(tmp_path / "saved.nq.gz")
    backup.backup(small, path)
    return path


def content(folder: str) -> ox.Dataset:
    found = ox.Dataset(stores.open_current(folder))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


def text_of(path: str) -> bytes:
    with gzip.open(path) as file:
        return file.read()


def test_a_store_comes_back_as_it_was(small: str, saved: str, tmp_path: Path) -> None:
    new = str(tmp_path / "new.db")
    done = backup.restore(saved, new)
    assert content(new) == content(small)
    assert done[:5] == (new, 42, 0, __version__, False)
    assert read_manifest(new).quads == 42
    assert os.listdir(tmp_path / "new.db").count("store-1.names") == 1


def test_a_store_that_comes_back_in_many_pieces_has_few_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large, packed, back = (str(tmp_path / name) for name in ("large.db", "large.gz", "back.db"))
    datasets.create(large)
    monkeypatch.setattr(archive, "_BLOCK", 20_000)
    backup.backup(large, packed)
    backup.restore(packed, back)
    assert len(text_of(packed)) > 100 * 20_000
    assert 0 < len(list(Path(back).glob("store-*/*.sst"))) < 40


@given(
    st.lists(st.tuples(st.text(max_size=20), st.sampled_from(["", "en", "zh-Hant"])), max_size=30)
)
def test_whatever_literals_hold_comes_back(literals: list[tuple[str, str]]) -> None:
    from tempfile import TemporaryDirectory

    store, told = ox.Store(), set()
    for text, language in literals:
        clean = text.encode("utf-8", "replace").decode()
        literal = ox.Literal(clean, language=language) if language else ox.Literal(clean)
        told.add(ox.Quad(ox.NamedNode("urn:s"), P, literal, GRAPH))
    store.extend(told)
    with TemporaryDirectory() as folder:
        path = os.path.join(folder, "x.gz")
        assert archive.write(path, store, {"é\n": {"path": "# end {}"}}).quads == len(told)
        again = ox.Store()
        with archive.opened(path) as opened:
            for piece in opened.pieces:
                again.bulk_load(piece, ox.RdfFormat.N_QUADS, lenient=True)
            assert opened.sources == {"é\n": {"path": "# end {}"}}
    assert set(again) == told


def test_any_tool_reads_a_backup_and_checks_it(small: str, saved: str) -> None:
    text = text_of(saved)
    first, head, *_, end = text.splitlines()
    assert first == b"# rolegraph backup 1"
    assert json.loads(head[2:])["sources"] == {}
    told = json.loads(end.removeprefix(b"# end "))
    assert told["quads"] == 42
    assert told["sha256"] == hashlib.sha256(text[: text.rindex(b"# end ")]).hexdigest()
    parsed = ox.Dataset(ox.parse(text, ox.RdfFormat.N_QUADS))
    parsed.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert parsed == content(small)


def test_the_same_store_gives_the_same_bytes(small: str, saved: str, tmp_path: Path) -> None:
    other = str(tmp_path / "other.gz")
    done = backup.backup(small, other)
    assert Path(other).read_bytes() == Path(saved).read_bytes()
    assert done.size == os.path.getsize(other)
    assert sorted(os.listdir(tmp_path)) == ["other.gz", "saved.nq.gz", "small.db"]


def test_every_cut_is_refused(
    saved: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: str
) -> None:
    # Several members of gzip, so that some cuts leave whole ones.
    monkeypatch.setattr(archive, "_BLOCK", 700)
    backup.backup(small, saved)
    whole = Path(saved).read_bytes()
    members = [at for at in range(1, len(whole)) if whole[at : at + 4] == b"\x1f\x8b\x08\x00"]
    assert len(members) > 1
    new = tmp_path / "new.db"
    for cut in sorted({*members, *range(0, len(whole), 37), len(whole) - 1}):
        Path(saved).write_bytes(whole[:cut])
        with (
            pytest.raises(DataError, match=r"cut off|no backup|damaged"),
            archive.opened(saved) as a,
        ):
            list(a.pieces)
    with pytest.raises(DataError, match=r"saved\.nq\.gz: "):
        backup.restore(saved, str(new))
    assert not new.exists()
    assert sorted(os.listdir(tmp_path)) == ["saved.nq.gz", "small.db"]


def test_every_flipped_byte_is_refused_or_harmless(saved: str) -> None:
    whole = Path(saved).read_bytes()
    with archive.opened(saved) as opened:
        right = b"".join(opened.pieces)
    places = random.Random(3)  # noqa: S311
    refused = 0
    for at in (*range(12), *(places.randrange(len(whole)) for _ in range(150))):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << places.randrange(8)
        Path(saved).write_bytes(damaged)
        try:
            with archive.opened(saved) as opened:
                # Bytes of gzip's head say when and on what it was packed.
                assert b"".join(opened.pieces) == right
        except DataError:
            refused += 1
    assert refused > 100


def test_what_is_changed_inside_is_noticed(saved: str, tmp_path: Path) -> None:
    text = text_of(saved)
    for changed in (
        text.replace(b"text 7", b"text 8", 1),
        text.replace(b'"sources": {}', b'"sources": {"x": {}}'),
        text.replace(b'"quads": 42', b'"quads": 41'),
        text + b"<urn:a> <urn:b> <urn:c> .\n",
        text.replace(b"# end ", b"#  nd "),
        text.replace(b"# end {", b"# end ["),
    ):
        with gzip.open(saved, "wb") as file:
            file.write(changed)
        with pytest.raises(DataError, match=r"damaged|cut off"):
            backup.restore(saved, str(tmp_path / "new.db"))
    assert not (tmp_path / "new.db").exists()


def test_a_backup_that_the_system_refuses_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(place: str, *_: object) -> None:
        raise PermissionError(13, "Permission denied", place)

    (tmp_path / "a.gz").touch()
    monkeypatch.setattr("rolegraph.archive.open", refuse, raising=False)
    with pytest.raises(DataError, match=r"a\.gz: cannot be read: Permission denied\. Look at its"):
        backup.restore(str(tmp_path / "a.gz"), str(tmp_path / "new.db"))
    assert os.listdir(tmp_path) == ["a.gz"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        gzip.compress(b"hello\n", mtime=0),
        gzip.compress(b"# rolegraph backup x\n# {}\n", mtime=0),
    ],
    ids=["empty", "text", "packed text", "other version"],
)
def test_what_is_no_backup_is_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"no backup|damaged|cut off"), archive.opened(str(path)):
        pass


def test_a_backup_of_a_newer_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b"# rolegraph backup 2\n# {}\n"))
    with (
        pytest.raises(DataError, match="kind 2, made by a newer rolegraph"),
        archive.opened(str(path)),
    ):
        pass


def test_a_line_without_an_end_takes_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_LINE", 10_000)
    path = tmp_path / "x.gz"
    path.write_bytes(
        gzip.compress(
            b'# rolegraph backup 1\n# {"rolegraph": "", "sources": {}}\n' + b"a" * 9_000_000
        )
    )
    with pytest.raises(DataError, match="cut off"), archive.opened(str(path)) as opened:
        list(opened.pieces)


def test_a_store_is_replaced_only_when_asked_and_can_be_had_back(small: str, saved: str) -> None:
    with Writer(small) as writer:
        writer.begin().add(quad(1000))
        writer.sources["later"] = {"path": "x"}
        writer.commit()
    with pytest.raises(UsageError, match=r"holds a store.*--replace"):
        backup.restore(saved, small)
    assert len(stores.open_current(small)) == 43
    assert backup.restore(saved, small, replace=True).replaced
    assert (len(stores.open_current(small)), read_manifest(small).sources) == (42, {})
    assert backup.restore_previous(small).quads == 43
    assert read_manifest(small).sources == {"later": {"path": "x"}}
    # Twice is to undo that.
    assert backup.restore_previous(small).quads == 42
    assert backup.restore_previous(small).quads == 43
    with Writer(small) as writer:
        writer.begin().add(quad(2000))
        writer.commit()
    assert len(stores.open_current(small)) == 44
    assert backup.restore_previous(small).quads == 43


def test_a_generation_that_was_left_is_not_taken_up_again(small: str) -> None:
    with Writer(small) as writer:
        writer.begin().add(quad(1000))
        writer.commit()
    reader = stores.open_current(small)
    backup.restore_previous(small)
    with Writer(small) as writer:
        writer.begin().add(quad(2000))
        writer.commit()
    assert read_manifest(small).generation == "store-3"
    assert len(reader) == 43


def test_without_an_earlier_state_there_is_no_way_back(small: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no earlier state that is whole: restore a backup"):
        backup.restore_previous(small)
    with pytest.raises(StoreError, match="holds no rolegraph store"):
        backup.restore_previous(str(tmp_path / "nothing"))
    assert len(stores.open_current(small)) == 42


def test_what_is_saved_is_the_state_of_the_beginning(
    small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writers who come and go meanwhile, and clear away what is being read, change nothing."""
    monkeypatch.setattr(archive, "_BLOCK", 5_000)
    with Writer(small) as writer:
        writer.begin().extend(quad(number) for number in range(3_000))
        writer.commit()
    before, calls = content(small), []

    def write(*_: Any) -> None:
        calls.append(_)
        if len(calls) <= 3:
            with Writer(small) as writer:
                writer.begin().add(quad(10_000 + len(calls)))
                writer.commit()

    path = str(tmp_path / "x.gz")
    backup.backup(small, path, progress=write)
    assert len(calls) > 20
    assert not os.path.exists(os.path.join(small, "store-2"))
    backup.restore(path, str(tmp_path / "new.db"))
    assert content(str(tmp_path / "new.db")) == before
    assert len(stores.open_current(small)) == len(before) + 3


def test_a_damaged_store_is_not_saved(small: str, tmp_path: Path) -> None:
    table = max(
        (tmp_path / "small.db" / "store-1").glob("*.sst"), key=lambda one: one.stat().st_size
    )
    data = bytearray(table.read_bytes())
    for path in (tmp_path / "small.db" / "store-1").glob("*.sst"):
        data = bytearray(path.read_bytes())
        data[40] ^= 1
        path.write_bytes(data)
    out = tmp_path / "x.gz"
    out.write_bytes(b"old")
    with pytest.raises(StoreError, match="rolegraph doctor --db"):
        backup.backup(small, str(out))
    assert out.read_bytes() == b"old"


def test_a_store_that_lost_quads_is_not_saved(small: str, tmp_path: Path) -> None:
    path = Path(small, stores.MANIFEST)
    told = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(told | {"quads": 43}), encoding="utf-8")
    with pytest.raises(StoreError, match="42 quads of 43 are there"):
        backup.backup(small, str(tmp_path / "x.gz"))
    assert not (tmp_path / "x.gz").exists()


def test_a_full_disk_leaves_the_backup_of_before(
    small: str, saved: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = Path(saved).read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rolegraph.files.os.fsync", full)
    with pytest.raises(UsageError, match="No space left"):
        backup.backup(small, saved)
    with pytest.raises(UsageError, match="No space left"):
        backup.restore(saved, str(tmp_path / "new.db"))
    assert Path(saved).read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["saved.nq.gz", "small.db"]


def test_the_commands_tell_what_they_did(run: Run, small: str, tmp_path: Path) -> None:
    path, new = str(tmp_path / "x.gz"), str(tmp_path / "new.db")
    code, out, err = run("backup", "--db", small, "-o", path, "--json")
    assert (code, json.loads(out)["quads"]) == (0, 42)
    assert err.startswith(f"{path}: 42 quads with 0 added sources in ")
    code, out, err = run("restore", path, "--db", new)
    assert (code, out) == (0, "")
    assert err.startswith(f"{new} was made of the backup: 42 quads")
    code, _, err = run("restore", path, "--db", new, "--replace")
    assert (code, "undoes this" in err) == (0, True)
    code, out, _ = run("restore", "--previous", "--db", new, "--json")
    assert (code, json.loads(out)["folder"]) == (0, new)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("backup", "-o", "x.gz"), "The bundled graph needs no backup"),
        (("backup", "--db", "DB", "-o", "-"), "A backup is a file"),
        (("backup", "--db", "DB", "-o", "no/x.gz"), "does not exist: make the folder first"),
        (("backup", "--endpoint", "http://localhost:9/", "-o", "x"), "store on this machine"),
        (("backup", "--db", "http://localhost:9/", "-o", "x"), "store on this machine"),
        (("restore", "x.gz"), "A backup becomes a store"),
        (("restore", "x.gz", "--db", "new.db"), "is no file"),
        (("restore", "--db", "new.db"), "Name the backup"),
        (("restore", "x.gz", "--previous", "--db", "DB"), "takes no FILE"),
        (("restore", "--previous"), "Name the folder"),
        (("restore", __file__, "--db", "http://localhost:9/"), "store on this machine"),
    ],
)
def test_what_is_asked_for_wrongly(
    run: Run, small: str, words: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(small).parent)
    code, out, err = run(*(small if word == "DB" else word for word in words))
    assert (code, out) == (2, "")
    assert told in err
    assert os.listdir() == ["small.db"]


def test_a_large_store_is_found_by_name_when_it_is_back(store_dir: str, tmp_path: Path) -> None:
    path, new = str(tmp_path / "x.gz"), str(tmp_path / "new.db")
    backup.backup(store_dir, path)
    backup.restore(path, new)
    opened = datasets.open_dataset(new)
    assert opened.index is not None
    assert opened.index.find("Kubernetes") == ["https://w3id.org/rolegraph/tool/kubernetes"]
    assert not manifest.damage(new, read_manifest(new), deep=True)
