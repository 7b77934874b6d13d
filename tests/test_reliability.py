"""What ends a command, or stands in its way, leaves the old state or the new one, and nothing else.

``python -m benchmarks.kills`` does the same at two hundred moments.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from benchmarks import kills

from rolegraph import backup, files, health, importing, ingestion, manifest
from rolegraph import store as stores
from rolegraph.errors import UsageError
from rolegraph.store import Writer, read_manifest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return kills.prepare(tmp_path_factory.mktemp("reliability"))


@pytest.fixture
def db(places: dict[str, str], tmp_path: Path) -> str:
    path = str(tmp_path / "my.db")
    kills.copied(places["db"], path)
    return path


KILLED = {
    "ingest": (0.7, 0.95),
    "restore": (0.6, 0.95),
    "make": (0.8,),
    "backup": (0.8,),
}


@pytest.mark.parametrize("name", KILLED)
def test_killed_at_any_moment_nothing_is_lost_and_nothing_stays(
    name: str, places: dict[str, str], tmp_path: Path
) -> None:
    bench = kills.Bench(tmp_path, places, name)
    rounds = [bench.kill(moment) for moment in KILLED[name]]
    assert not [one for one in rounds if one.wrong]


SLOW = """
import sys, time
from rolegraph import cli, union

def wait(*_):
    print("begun", flush=True)
    # Not at once: a signal that comes just before the system is asked to wait would wait with it.
    for _ in range(600):
        time.sleep(0.1)

union.bulk_load = wait
sys.exit(cli.run(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("number", "code", "word"),
    [
        (signal.SIGTERM, 143, "Terminated."),
        (signal.SIGHUP, 129, "Terminated."),
        (signal.SIGINT, 130, "Interrupted."),
    ],
)
def test_who_is_asked_to_end_takes_back_what_was_begun(
    number: int, code: int, word: str, db: str, places: dict[str, str], tmp_path: Path
) -> None:
    before = kills.content(db)
    new = str(tmp_path / "new.db")
    table = ("import", "salaries", places["table"], "--release", "2", "--db", db)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SLOW, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for words in (table, ("restore", places["saved"], "--db", new))
    ]
    for process in processes:
        assert process.stdout is not None
        begun = process.stdout.readline()
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
        assert begun == "begun\n"
        assert (process.returncode, said.strip()) == (code, word)
    # At once, not when the next one comes.
    assert os.listdir(tmp_path) == ["my.db"]
    assert {one.state for one in health.examine(db)} == {"ok"}
    assert kills.content(db) == before


def test_signals_do_afterwards_what_they_did(run: Run, db: str) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert run("forget", "nothing", "--db", db)[0] == 2
    assert signal.getsignal(signal.SIGTERM) is before


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[bool]:
    """Mount a small file system in memory, where the system lets us; tell whether it did."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    done = shutil.which("mount") and subprocess.run(mount, capture_output=True, check=False)
    is_there = bool(done) and os.path.ismount(folder)
    try:
        yield is_there
    finally:
        if is_there:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def need(is_there: bool) -> None:
    """Skip a test for which a file system would have to be mounted, where that is not allowed."""
    if not is_there:
        pytest.skip("no file system may be mounted here: the superuser's tests do")


@contextmanager
def small_files(size: int) -> Iterator[None]:
    """Let no file of this process become larger: writing fails like on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def writes(db: str, places: dict[str, str], out: Path) -> dict[str, Callable[[], object]]:
    """Return what writes, by name; each needs more room than what is there."""
    return {
        "import": lambda: importing.import_release("salaries", [places["table"]], db, version="2"),
        "ingest": lambda: ingestion.ingest([places["articles"]], db, workers=1),
        "forget": lambda: ingestion.forget("salaries", db),
        "restore": lambda: backup.restore(places["saved"], db, replace=True),
        "make": lambda: backup.restore(places["saved"], str(out / "new.db")),
        "backup": lambda: backup.backup(db, str(out / "saved.gz")),
        "page": lambda: files.write_whole(str(out / "page.html"), b"x" * 3_000_000),
    }


NAMES = ("import", "ingest", "forget", "restore", "make", "backup", "page")


@pytest.mark.parametrize("kind", ["disk", "limit"])
def test_a_full_disk_leaves_the_old_state_and_no_part(
    kind: str, places: dict[str, str], tmp_path: Path
) -> None:
    """On a small file system where one can be mounted; and by a limit on the size of files."""
    place = tmp_path / "small"
    with mounted(place, "size=64M") as is_there:
        if kind == "disk":
            need(is_there)
        db = str(place / "my.db")
        shutil.copytree(places["db"], db)
        before, there = kills.content(db), sorted(os.listdir(place))
        listed = Path(db, "rolegraph.json").read_bytes()
        for name, write in writes(db, places, place).items():
            if kind == "disk":
                room = shutil.disk_usage(place).free - 300_000
                Path(place, "filler").write_bytes(b"x" * room)
            limit = small_files(200_000) if kind == "limit" else nullcontext()
            with limit, pytest.raises(UsageError, match=r"No space left|File too large|too large"):
                write()
            with suppress(FileNotFoundError):
                os.unlink(place / "filler")
            assert sorted(os.listdir(place)) == there, name
            assert Path(db, "rolegraph.json").read_bytes() == listed, name
            assert not manifest.damage(db, read_manifest(db), deep=True), name
            assert "leftovers" not in {one.what for one in health._surroundings(db, "store-2")}
        assert kills.content(db) == before
        # And with room again everything goes.
        assert ingestion.ingest([places["articles"]], db, workers=1).written


@contextmanager
def nobody() -> Iterator[None]:
    """Be a user who may write nothing here; the superuser may write everywhere."""
    if os.geteuid():
        yield
        return
    os.setegid(65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.mark.parametrize("kind", ["folder", "file system"])
def test_where_nothing_may_be_written_it_is_said_and_reading_works(
    kind: str, places: dict[str, str]
) -> None:
    # Not in pytest's folder, which is for its owner alone.
    with TemporaryDirectory() as folder, mounted(Path(folder, "small"), "size=64M") as is_there:
        if kind == "file system":
            need(is_there)
        place = Path(folder, "small")
        here = {name: str(place / os.path.basename(path)) for name, path in places.items()}
        for name, path in places.items():
            copy = shutil.copytree if os.path.isdir(path) else shutil.copyfile
            copy(path, here[name])
        db, there = here["db"], sorted(os.listdir(place))
        before = kills.content(db)
        closed = [place, Path(db), *filter(Path.is_dir, Path(db).iterdir())]
        for one in closed if kind == "folder" else ():
            one.chmod(0o555)
        Path(folder).chmod(0o755)
        if kind == "file system":
            subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        try:
            with nobody() if kind == "folder" else nullcontext():
                for write in writes(db, here, place).values():
                    with pytest.raises(UsageError, match=r"cannot be written"):
                        write()
                assert kills.content(db) == before
                # Not by the command: nobody may not be allowed to read where packages are.
                assert all(one.state != "problem" for one in health.examine(db))
        finally:
            if kind == "file system":
                subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
            for one in closed:
                one.chmod(0o755)
        assert sorted(os.listdir(place)) == there


def test_readers_during_writes_see_one_whole_state(tmp_path: Path) -> None:
    path = str(tmp_path / "my.db")

    def add(store: ox.Store, number: int) -> None:
        nodes = (ox.NamedNode(f"urn:{number}-{n}") for n in range(10))
        store.extend(ox.Quad(node, node, node) for node in nodes)

    stores.create(path, lambda store: add(store, 0))
    ended = threading.Event()

    def change() -> None:
        for number in range(1, 25):
            with Writer(path) as writer:
                add(writer.begin(), number)
                writer.sources[f"s{number}"] = {"path": "x"}
                writer.commit()
        ended.set()

    thread = threading.Thread(target=change)
    thread.start()
    seen = []
    while not ended.is_set():
        store, _ = stores.open_generation(path)
        seen.append(len(store))
        told = read_manifest(path)
        assert told.quads == 10 + 10 * len(told.sources)
    thread.join()
    assert seen == sorted(seen)
    assert {count % 10 for count in seen} == {0}
    assert len(set(seen)) > 3


def test_two_commands_at_once_both_go_in(db: str, places: dict[str, str]) -> None:
    table = ("import", "salaries", places["table"], "--release", "2", "--name", "more")
    both = [table, ("ingest", places["articles"])]
    commands = [[sys.executable, "-m", "rolegraph", *words, "--db", db] for words in both]
    processes = [subprocess.Popen(command, stderr=-1, text=True) for command in commands]
    told = [process.communicate(timeout=60)[1] for process in processes]
    for command, process, said in zip(commands, processes, told, strict=True):
        if process.returncode == 3:
            # On a slow machine the other one may take longer than this one waits.
            assert "is being written by another process" in said
            again = subprocess.run(command, capture_output=True, text=True, check=False)
            assert again.returncode == 0, again.stderr
        else:
            assert process.returncode == 0, said
    assert {"more", "one", "two", "salaries"} <= set(read_manifest(db).sources)
    assert {one.state for one in health.examine(db)} == {"ok"}


def test_the_next_server_clears_away_what_a_killed_one_left(tmp_path: Path) -> None:
    from rolegraph.endpoint import scratch

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(tmp_path))
        dead, alive = scratch.Scratch(), scratch.Scratch()
        Path(dead.path, "answer").touch()
        Path(alive.path, "answer").touch()
        os.close(dead._lock)
        strange = tmp_path / "rolegraph-serve-strange"
        strange.mkdir()
        other = scratch.Scratch()
        assert {path.name for path in tmp_path.iterdir()} == {
            strange.name,
            os.path.basename(alive.path),
            os.path.basename(other.path),
        }
        # A worker that is merely not needed any more leaves the folder of its server alone.
        scratch.remove_orphan(alive.path)
        assert os.path.exists(os.path.join(alive.path, "answer"))
        for one in (alive, other):
            one.close()
        assert [path.name for path in tmp_path.iterdir()] == [strange.name]
