"""The commands over all roles: the same on every store, in shapes that programs rely on."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rolegraph.views.table import width

Run = Callable[..., tuple[int, str, str]]

COMMANDS = [
    ("similar", "mle"),
    ("similar", "mle", "--measure", "weighted", "--kind", "tool"),
    ("gap", "data-engineer", "mle"),
    ("path", "data-engineer", "ai-scientist"),
    ("match", "--skill", "python", "--skill", "master's degree", "--skill", "sql"),
    ("distinctive", "ai-scientist", "--limit", "5"),
]
KEYS = {
    "similar": ["role", "measure", "among", "similar"],
    "gap": ["have", "want", "counts", "lacks", "raised"],
    "path": ["start", "steps", "total", "direct", "limit", "asked"],
    "match": ["given", "unknown", "unused", "things", "among", "matches"],
    "distinctive": ["role", "among", "counts", "traits"],
}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_command_answers_the_same_on_every_store(
    command: tuple[str, ...], run: Run, store_dir: str, endpoint: str
) -> None:
    answers = [
        run(*command, "--format", "json", *where)
        for where in ((), ("--db", store_dir), ("--endpoint", endpoint))
    ]
    assert answers[0][0] == 0
    assert answers[0] == answers[1] == answers[2]
    assert list(json.loads(answers[0][1])) == KEYS[command[0]]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(
            one, id=one[0], marks=[pytest.mark.thorough] * (one[0] not in ("similar", "gap"))
        )
        for one in COMMANDS
    ],
)
def test_every_format_has_the_same_rows(command: tuple[str, ...], run: Run) -> None:
    code, text, _ = run(*command, "--format", "csv")
    assert code == 0
    header, *rows = csv.reader(io.StringIO(text))
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    tabbed = run(*command, "--format", "tsv")[1].splitlines()
    assert len(tabbed) == len(rows) + 1
    value = json.loads(run(*command, "--format", "json")[1])
    listed = {"similar", "lacks", "steps", "matches", "traits"} & value.keys()
    # A path's table begins with the role that one starts from.
    assert len(value[listed.pop()]) == len(rows) - (command[0] == "path")
    assert run(*command, "--format", "md")[1].startswith("**")


@pytest.mark.parametrize("columns", [60, 100])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_table_fits_the_terminal(
    command: tuple[str, ...], columns: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    code, text, _ = run(*command, "--format", "table")
    assert code == 0
    assert max(map(width, text.splitlines())) <= columns
    # A table, not a block of lines for each row: its rule is made of several parts.
    assert any(len(line.split()) > 2 for line in text.splitlines() if line.startswith("─"))


def test_a_limit_says_how_many_more_there_are(run: Run) -> None:
    code, text, errors = run("gap", "data-engineer", "mle", "--limit", "2", "--format", "json")
    value = json.loads(text)
    assert (code, len(value["lacks"])) == (0, 2)
    more = value["counts"]["lacks"] - 2
    assert errors == f"{more} more: --limit {more + 2} shows all\n"


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        (("similar", "mle", "--sources", "aijobs-mle-vs-r"), 2, "Nearest: aijobs-mle-vs-re"),
        (("similar", "mle", "--sources", " , "), 2, "slugs of sources"),
        (("gap", "mle", "mle"), 2, "two different roles"),
        (("gap", "mle", "research-enginer"), 2, "Nearest: Research Engineer"),
        (("path", "mle", "data-engineer", "--max-step", "0"), 1, "the smallest limit with one"),
        (("match",), 2, "Nothing to match"),
        (("match", "--skill", "qwertyuiop"), 1, "No name is of anything"),
        (("match", "missing.json"), 2, "missing.json cannot be read: No such file"),
        (("distinctive", "mle", "--kind", "advice"), 2, "advice"),
    ],
)
def test_what_goes_wrong_is_said(
    command: tuple[str, ...], code: int, message: str, run: Run
) -> None:
    found, text, errors = run(*command)
    assert (found, text) == (code, "")
    assert message in " ".join(errors.split())


def test_sources_restrict_what_counts(run: Run) -> None:
    every = json.loads(run("distinctive", "mle", "--format", "json")[1])
    some = json.loads(
        run("distinctive", "mle", "--sources", "aijobs-mle-vs-re", "--format", "json")[1]
    )
    assert 0 < len(some["traits"]) < len(every["traits"])
    assert {source for one in some["traits"] for source in one["sources"]} == {"aijobs-mle-vs-re"}


def test_a_list_comes_from_a_file_or_from_stdin(
    spawn: Callable[..., object], run: Run, tmp_path: Path
) -> None:
    names = "python\nsql\nno such thing at all\n"
    path = tmp_path / "skills.txt"
    path.write_text(names, encoding="utf-8")
    code, text, errors = run("match", str(path), "--format", "json")
    assert code == 0
    assert [one["name"] for one in json.loads(text)["given"]] == ["python", "sql"]
    assert "Unknown: 'no such thing at all'." in errors
    piped = spawn("match", "-", "--format", "json", text=names)
    assert getattr(piped, "stdout", "") == text


def test_names_from_outside_do_not_steer_the_terminal(run: Run) -> None:
    code, text, errors = run("match", "-s", "python", "-s", "a\x1b[31mb", "--format", "table")
    assert code == 0
    assert "\x1b" not in text + errors


@pytest.mark.parametrize("command", KEYS)
def test_the_example_of_the_help_runs(command: str, run: Run) -> None:
    import shlex

    example = run(command, "--help")[1].rpartition("Example: rolegraph ")[2]
    code, text, _ = run(*shlex.split(example))
    assert code == 0
    assert len(text.splitlines()) > 1
