"""What once broke something is given to the same targets again: see `benchmarks.fuzzing`.

A file of `corpus` is called after its target and what it did; `python -m benchmarks.fuzzing --keep`
writes such files.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from benchmarks.fuzzing.running import outcome, run
from benchmarks.fuzzing.targets import TARGETS, made

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
FEW = dict.fromkeys(("rdf", "writers", "queries"), 60) | dict.fromkeys(("csv", "zip"), 30)
FEW |= {"articles": 8, "parameters": 25}


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return what makes a target, once."""

    @cache
    def target(name: str) -> Any:
        return TARGETS[name](str(tmp_path_factory.mktemp(name)))

    return target


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_what_once_broke_something_does_not_any_more(targets: Any, path: Path) -> None:
    name = path.name.partition("--")[0]
    assert not outcome(targets(name).examine, path.read_bytes())


@pytest.mark.parametrize("name", FEW)
def test_some_inputs_of_each_target_break_nothing(targets: Any, name: str) -> None:
    """A few, so that a target that has rotted is seen; the many are for the command."""
    examine = targets(name).examine
    assert [outcome(examine, made(name, 2, number)) or "" for number in range(FEW[name])] == [
        ""
    ] * FEW[name]


def test_inputs_follow_from_their_numbers() -> None:
    assert made("csv", 1, 7) == made("csv", 1, 7) != made("csv", 2, 7)
    assert made("csv", 1, 8) != made("csv", 1, 7)


def test_a_crash_a_hang_and_a_strange_error_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The harness itself, on a target that does all three."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if 'benchmarks.fuzzing.running' in ' '.join(sys.orig_argv):\n"
        "    import benchmarks.fuzzing.running as running\n"
        "    import benchmarks.fuzzing.targets as targets\n"
        "    class Bad:\n"
        "        def __init__(self, folder): os.mkdir(folder + '/own')\n"
        "        @staticmethod\n"
        "        def make(chance): return b''\n"
        "        def examine(self, data):\n"
        "            Bad.count += 1\n"
        "            if data == b'1': os.abort()\n"
        "            if data == b'2':\n"
        "                while True: pass\n"
        "            if data == b'3': raise KeyError('strange')\n"
        "    Bad.count = 0\n"
        "    targets.TARGETS['bad'] = Bad\n"
        "    targets.made = lambda target, seed, number: str(number).encode()\n",
        encoding="utf-8",
    )
    root = str(Path(__file__).parents[1])
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{root}:{root}/src")
    ran = run("bad", 1, 0, 6)
    assert [(one.number, one.what) for one in ran.broken] == [
        (1, "crash"),
        (2, "hang"),
        (3, "exception"),
    ]
    assert (ran.inputs, ran.taken) == (6, 3)
    assert "KeyError" in ran.broken[2].words
