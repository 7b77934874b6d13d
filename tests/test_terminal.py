"""What reaches a terminal: colours, widths, pipes, and nothing that would steer it."""

import os
import re
import select
import subprocess
import sys
from collections.abc import Callable

import pytest

from rolegraph.views import table

Run = Callable[..., tuple[int, str, str]]
Spawn = Callable[..., "subprocess.CompletedProcess[str]"]

TABLES: dict[str, tuple[str, ...]] = {
    "roles": ("roles",),
    "show": ("show", "mle"),
    "search": ("search", "data"),
    "compare": ("compare", "mle", "research-engineer"),
    "compare four": ("compare", "mle", "mlre", "ai-scientist", "data-engineer"),
    "why": ("why", "mle", "docker"),
    "contested": ("contested",),
    "named query": ("query", "-n", "cq-11", "-p", "role=mle"),
}


def test_colour_goes_to_terminals_only_unless_it_is_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b[1m" not in run("roles", "-f", "table")[1]
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1m" in run("roles", "-f", "table")[1]
    assert "\x1b" not in run("roles", "-f", "tsv")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("roles", "-f", "table")[1]


@pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals")
@pytest.mark.parametrize("plain", [False, True], ids=["coloured", "NO_COLOR"])
def test_a_terminal_gets_a_table(plain: bool) -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": "60", "TERM": "xterm"}
    if plain:
        environment["NO_COLOR"] = "1"
    command = [sys.executable, "-m", "rolegraph", "roles"]
    with subprocess.Popen(command, stdout=theirs, env=environment) as process:
        os.close(theirs)
        seen = b""
        while select.select([ours], [], [], 60)[0]:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
        assert process.wait(60) == 0
    os.close(ours)
    lines = re.sub(r"\x1b\[\d*m", "", seen.decode()).splitlines()
    assert "──" in lines[1]
    assert max(len(line) for line in lines) <= 60
    assert (b"\x1b[" in seen) is not plain


@pytest.mark.parametrize("command", TABLES)
@pytest.mark.parametrize("wide", [60, 80])
def test_a_table_fits_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, wide: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(wide))
    _, out, _ = run(*TABLES[command], "-f", "table")
    assert max(table.width(line) for line in out.splitlines()) <= wide


@pytest.mark.parametrize("wide", ["-5", "0", "1", "x", "", "99999999"])
def test_a_width_that_is_none_does_not_end_the_command(
    run: Run, monkeypatch: pytest.MonkeyPatch, wide: str
) -> None:
    monkeypatch.setenv("COLUMNS", wide)
    for command in ("show", "compare"):
        code, out, err = run(*TABLES[command], "-f", "table")
        assert (code, err) == (0, "")
        assert "Docker" in out.replace("\n", "") or wide == "1"


@pytest.mark.skipif(sys.platform == "win32", reason="has no head")
def test_a_broken_pipe_is_silent() -> None:
    command = f"{sys.executable} -m rolegraph query -n cq-24 | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="has no /dev/full")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("roles >&-", 0, ""),
        ("roles 2>&-", 0, ""),
        ("roles <&- >&- 2>&-", 0, ""),
        ("match - <&-", 3, "stdin: no name in it"),
        ("ingest - --dry-run <&-", 3, "standard input"),
        ("query -F - <&-", 3, "The query is empty"),
        ("nothing 2>/dev/full", 2, ""),
        ("roles --db nothing 2>/dev/full", 3, ""),
        ("roles >/dev/full", 2, "the output cannot be written: No space left on device"),
        ("roles >/dev/full 2>/dev/full", 2, ""),
        ("--help | exec 0<&-", 0, ""),
    ],
)
def test_streams_that_are_closed_or_full_do_not_end_the_command(
    words: str, code: int, said: str
) -> None:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{sys.executable} -m rolegraph {words}"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False)
    assert said in done.stderr.decode()


HOSTILE = "a\x1b[31mb\x07c\u202ed\x9be\x00f\rg"


def test_control_characters_do_not_reach_the_terminal() -> None:
    rows = table.Rows(("label\x1b",), [(HOSTILE,)], "title \x1b]0;x\x07")
    for form in ("table", "md", "csv", "tsv"):
        out = table.render([rows._replace(columns=("label",), title="")], form)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out), form


def test_a_query_shows_no_control_characters(run: Run) -> None:
    text = 'SELECT ?x { VALUES ?x { "a\\u001B[31mb\\u0007" } }'
    for form in ("table", "md"):
        code, out, _ = run("query", text, "-f", form)
        assert code == 0
        assert "\x1b" not in out
        assert "\x07" not in out


def test_an_error_shows_no_control_characters(run: Run) -> None:
    for arguments in (("show", HOSTILE), ("query", f"SELECT {HOSTILE}"), (HOSTILE,)):
        code, _, err = run(*arguments)
        assert code in (2, 3)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", err.replace("\r", ""))


def test_a_terminal_of_another_code_does_not_end_the_command(spawn: Spawn) -> None:
    done = spawn("contested", "-f", "table", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
