"""What the benchmark of mutations keeps: tests that are there, answers to lines that stand."""

import ast
import csv
from collections import Counter

from benchmarks.mutation import declared
from benchmarks.mutation.__main__ import ANSWERS, answered
from benchmarks.mutation.targets import TARGETS
from tests.conftest import ROOT


def test_modules_and_their_tests_are_there() -> None:
    for module, tests in TARGETS.items():
        assert (ROOT / "src" / "rolegraph" / f"{module}.py").is_file()
        assert tests
        assert all((ROOT / test).is_file() for test in tests)


def test_no_test_gets_another_name_when_it_is_collected_again() -> None:
    # Names that a function gives are escaped once more each time: mutmut would ask for a test that
    # there is not, and count that as a change noticed.
    for test in {test for tests in TARGETS.values() for test in tests}:
        assert "ids=" not in (ROOT / test).read_text(encoding="utf-8"), test


def test_every_answer_is_to_a_line_that_stands_in_its_module() -> None:
    with ANSWERS.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert head == ["module", "place", "before", "after", "answer"]
    assert len(answered()) == len(rows) == len({tuple(row[:4]) for row in rows})
    texts = {
        module: " ".join((ROOT / "src" / "rolegraph" / f"{module}.py").read_text().split())
        for module in TARGETS
    }
    for module, place, before, after, answer in rows:
        assert " ".join(before.split()) in texts[module], before
        assert place.rpartition(".")[2] in texts[module]
        assert after != before
        assert answer.endswith(".")


def test_each_declared_value_is_changed_once() -> None:
    text = '''"""Not this."""
LIMIT: Final = 5_000
NAMES = ("é", b"bytes", 1.5)


class Record(NamedTuple):
    """Nor this."""

    name: str
    label: str = ""
    line: int | None = None
    new: bool = False


def function() -> int:
    return 7
'''.encode()
    found = list(declared.changes(text))
    assert Counter(one.name for one in found) == {
        "LIMIT": 1,
        "NAMES": 2,
        "Record.label": 1,
        "Record.line": 1,
        "Record.new": 1,
    }
    told = {(one.before, one.after) for one in found}
    assert told == {
        *(("5_000", "5001"), ('"é"', "'XXéXX'"), ("1.5", "2.5")),
        *(('""', "'XXXX'"), ("None", "''"), ("False", "True")),
    }
    whole = ast.dump(ast.parse(text))
    assert len({ast.dump(ast.parse(one.text)) for one in found} - {whole}) == len(found)
