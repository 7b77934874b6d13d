"""Tab completes commands, roles and queries, in the shells themselves, after one command."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.shell_completion import CompletionItem
from manual import commands

from rolegraph import cli
from rolegraph.cli import completing, completion

Run = Callable[..., tuple[int, str, str]]


def completed(*words: str) -> list[CompletionItem]:
    """Return what completes the last of these words."""
    found = completing._Bash(cli.cli, {}, "rolegraph", "_ROLEGRAPH_COMPLETE")
    return found.get_completions([*words[:-1]], words[-1])


def texts(*words: str) -> list[str]:
    return [item.value for item in completed(*words)]


def test_commands_complete_without_being_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} was imported")

    monkeypatch.setattr(cli, "import_module", refuse)
    assert texts("se") == ["search", "serve"]
    assert texts("") == cli.cli.list_commands(click.Context(cli.cli))
    assert texts("--v") == ["--version"]


def test_roles_complete_by_slug_label_and_other_names() -> None:
    assert texts("show", "machine-learning-research-") == ["machine-learning-research-engineer"]
    assert texts("viz", "mle", "AI S") == ["ai-scientist"]
    assert texts("gap", "mle") == ["machine-learning-engineer"]
    assert len(texts("compare", "")) == 7
    assert texts("show", "zzz") == []


def test_a_thing_completes_among_those_of_the_role() -> None:
    assert texts("why", "mle", "dock") == ["docker"]
    assert texts("why", "no-such-role", "d") == []


def test_queries_sources_choices_files_and_folders_complete() -> None:
    (query,) = completed("query", "-n", "cq-03")
    assert query.value == "cq-03-why"
    assert str(query.help).startswith("Who says that a role has a thing")
    assert texts("forget", "aijobs-mle-vs-re") == ["aijobs-mle-vs-re"]
    assert texts("show", "mle", "--kind", "to") == ["tool"]
    assert [item.type for item in completed("ingest", "x")] == ["file"]
    assert [item.type for item in completed("roles", "--db", "x")] == ["dir"]


def test_whatever_takes_a_file_or_a_folder_leaves_it_to_the_shell() -> None:
    for name, command, context in commands.every():
        for one in command.get_params(context):
            metavar = str(getattr(one, "metavar", "")) or str(one.name).upper()
            if metavar in ("FILE", "DIR") or one.name in ("file", "paths", "path", "before"):
                found = [item.type for item in one.shell_complete(context, "x")]
                assert found in (["file"], ["dir"]), (name, one.name)


def test_a_store_is_asked_for_its_own_roles(store_dir: str, tmp_path: Path) -> None:
    assert texts("show", "--db", store_dir, "data-e") == ["data-engineer"]
    assert texts("show", "--db", str(tmp_path / "none"), "data-e") == []


def test_a_server_is_never_asked(serve: Callable[..., str]) -> None:
    def answer(text: str) -> tuple[int, str, bytes]:
        raise AssertionError(text)

    assert texts("show", "--endpoint", serve(answer), "d") == []


def test_names_with_signs_of_the_shell_are_escaped() -> None:
    bash = completing._Bash(cli.cli, {}, "rolegraph", "_ROLEGRAPH_COMPLETE")
    shown = bash.format_completion(CompletionItem("C++ (a $x; `y`)"))
    assert shown == r"plain,C++\ \(a\ \$x\;\ \`y\`\)"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home folder without anything, and a command rolegraph on the path."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "ZDOTDIR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "rolegraph"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m rolegraph "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return tmp_path


def typed(command: list[str], keys: str, wanted: str) -> str:
    """Return what a shell on a terminal shows after these keys, once it is what is wanted."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "dumb"
        os.execvp(command[0], command)  # noqa: S606
    shown = ""
    try:
        end = time.monotonic() + 30
        sent = False
        while wanted not in shown and time.monotonic() < end:
            if select.select([terminal], [], [], 0.3)[0]:
                try:
                    shown += os.read(terminal, 65536).decode(errors="replace")
                except OSError:
                    break
            elif not sent:
                os.write(terminal, keys.encode())
                sent = True
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(terminal)
    return shown.replace("\r", "")


@pytest.mark.parametrize(
    ("shell", "flags"), [("bash", ["--noprofile", "-i"]), ("zsh", ["-d", "-i"])]
)
def test_tab_completes_a_role_in_a_shell(
    shell: str, flags: list[str], home: Path, run: Run
) -> None:
    code, out, _ = run("completion", shell, "--install")
    assert code == 0
    assert f"{home}/.{shell}rc" in out
    shown = typed([shell, *flags], "rolegraph show research-\t", "research-engineer")
    assert "rolegraph show research-engineer" in shown.replace("\x08", "")


def test_fish_completes_a_role(home: Path, run: Run) -> None:
    assert run("completion", "fish", "--install")[0] == 0
    found = subprocess.run(
        ["fish", "-c", "complete -C 'rolegraph show research-'"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.splitlines() == ["research-engineer\tResearch Engineer"]


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_the_script_is_what_the_shell_takes(shell: str, run: Run) -> None:
    code, script, _ = run("completion", shell)
    assert code == 0
    assert shutil.which(shell), f"install {shell}: a shell that rolegraph completes in"
    checked = subprocess.run([shell, "-n"], input=script, text=True, check=False)
    assert checked.returncode == 0


def test_installing_twice_adds_one_line_and_keeps_the_rest(home: Path, run: Run) -> None:
    start = home / "dotfiles"
    start.write_bytes(b"alias l=ls\nnot UTF-8: \xff")
    (home / ".bashrc").symlink_to(start)
    first = run("completion", "bash", "--install")
    assert "Added a line" in first[1]
    assert "Added a line" not in run("completion", "bash", "--install")[1]
    assert (home / ".bashrc").is_symlink()
    lines = start.read_bytes().splitlines()
    assert lines[:2] == [b"alias l=ls", b"not UTF-8: \xff"]
    assert len(lines) == 3
    assert lines[2].endswith(completion.MARK.encode())


def test_what_cannot_be_written_is_said(home: Path, run: Run) -> None:
    (home / ".local").write_text("a file")
    code, _, err = run("completion", "bash", "--install")
    assert code == 2
    assert ".local" in err
