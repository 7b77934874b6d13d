"""Files are written whole or not at all."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from rolegraph.errors import UsageError
from rolegraph.files import check_writable, whole, write_whole


def test_a_file_is_written_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    write_whole(str(path), b"new\r\n\x00")
    assert path.read_bytes() == b"new\r\n\x00"
    assert os.listdir(tmp_path) == ["out.txt"]


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_bytes(b"a much longer old content")
    write_whole(str(path), b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "out.txt"
    path.write_bytes(b"old")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    if step == "write":
        monkeypatch.setattr("rolegraph.files.open", full, raising=False)
    else:
        monkeypatch.setattr(f"rolegraph.files.os.{step}", full)
    with pytest.raises(UsageError, match=r"out\.txt cannot be written: No space left on device"):
        write_whole(str(path), b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["out.txt"]


def test_an_interrupted_write_leaves_the_old_file_and_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.txt"
    path.write_bytes(b"old")

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rolegraph.files.os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(str(path), b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["out.txt"]


@pytest.mark.parametrize("kind", ["no unnamed files", "none that may be named"])
def test_where_the_system_knows_no_unnamed_files_it_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = tmp_path / "out.txt"
    path.touch()
    path.chmod(0o640)

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(95, "Operation not supported")

    if kind == "no unnamed files":
        monkeypatch.setattr("rolegraph.files._unnamed", lambda *_: None)
    else:
        monkeypatch.setattr("rolegraph.files.os.link", refuse)
    with whole(str(path)) as file:
        file.write(b"n" * 3_000_000)
        assert path.read_bytes() == b""
    assert path.read_bytes() == b"n" * 3_000_000
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["out.txt"]


def test_what_a_killed_process_left_goes_with_the_next(tmp_path: Path) -> None:
    (tmp_path / "out.txt.99999999.part").touch()
    (tmp_path / f"out.txt.{os.getppid()}.part").touch()
    (tmp_path / "out.txt.mine.part").touch()
    write_whole(str(tmp_path / "out.txt"), b"new")
    kept = ["out.txt", f"out.txt.{os.getppid()}.part", "out.txt.mine.part"]
    assert sorted(os.listdir(tmp_path)) == sorted(kept)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        check_writable(str(tmp_path))


def test_nothing_is_written_into_a_store(tmp_path: Path) -> None:
    store = tmp_path / "my.db"
    (store / "store-1").mkdir(parents=True)
    (store / "rolegraph.json").write_text("{}")
    (tmp_path / "link").symlink_to(store)
    for inside in ("rolegraph.json", "new.html", "store-1/CURRENT"):
        with pytest.raises(UsageError, match=f"{inside} is in a store: name a file outside it"):
            check_writable(str(store / inside))
        with pytest.raises(UsageError, match="is in a store"):
            check_writable(str(tmp_path / "link" / inside))
    with pytest.raises(UsageError, match=r"my\.db is a store: name a file outside it with -o"):
        check_writable(str(store))
    check_writable(str(tmp_path / "new.html"))


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist: make the folder first"):
        check_writable(str(tmp_path / "no" / "out.txt"))
    # The name of a folder is not that of a file.
    with pytest.raises(UsageError, match="no/ does not exist: make the folder first"):
        check_writable(f"{tmp_path}/no/")
    with pytest.raises(UsageError, match=r"is a folder: .* -o /.*[^/]/out\.html$"):
        check_writable(f"{tmp_path}/")


def test_a_folder_that_refuses_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Not by its mode: a superuser may write everywhere.
    monkeypatch.setattr("rolegraph.files.os.access", lambda path, mode: path != str(tmp_path))
    with pytest.raises(UsageError, match=r"out\.txt cannot be written"):
        check_writable(str(tmp_path / "out.txt"))
    with pytest.raises(UsageError, match=r"old\.txt cannot be written"):
        (tmp_path / "old.txt").touch()
        check_writable(str(tmp_path / "old.txt"))


def test_a_file_that_refuses_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "out.txt")
    Path(path).touch()
    monkeypatch.setattr("rolegraph.files.os.access", lambda one, mode: one != path)
    with pytest.raises(UsageError, match=r"out\.txt cannot be written"):
        check_writable(path)


def test_a_writable_place_is_not_touched(tmp_path: Path) -> None:
    check_writable(str(tmp_path / "out.txt"))
    assert os.listdir(tmp_path) == []


def test_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    """The same call with /dev/null would replace the device of the whole machine."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(str(path), b"new")
        assert stat.S_ISFIFO(path.stat().st_mode)
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)


def test_a_private_file_stays_private(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.touch()
    path.chmod(0o600)
    write_whole(str(path), b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_whole(str(link), b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
