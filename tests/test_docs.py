"""The documents say what the program does: commands run, the reference is what --help says.

Rewrite the reference with ``ROLEGRAPH_REGENERATE=1 pytest tests/test_docs.py``.
"""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from rolegraph import cli, queries
from rolegraph.cli import run as run_command
from rolegraph.graph import Graph

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = ROOT / "docs" / "commands.md"


def blocks(language: str, text: str = README) -> Iterator[str]:
    for found in re.finditer(rf"^```(?:{language})\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        yield found[1]


PYTHON = {
    document.name: text
    for document in sorted(ROOT.glob("docs/*.md"))
    if "```python\n" in (text := document.read_text(encoding="utf-8")) or "```ipython\n" in text
}
"""The documents with Python in them, which is run as one session each, from top to bottom."""


def shell_lines() -> list[str]:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("rolegraph ")]


def reference() -> str:
    parts = [
        "# Commands",
        "",
        "What `--help` says, written out; a test keeps the two equal. Exit codes: 0 done,",
        "1 problems found, 2 wrong use, 3 bad data or query, 130 interrupted. Results go to",
        "stdout, everything else to stderr. `NO_COLOR` and `FORCE_COLOR` are honoured;",
        "`ROLEGRAPH_DB` and `ROLEGRAPH_ENDPOINT` stand for the options.",
        "",
    ]
    group = click.Context(
        cli.cli, info_name="rolegraph", terminal_width=100, **cli.cli.context_settings
    )
    for name in cli.cli.list_commands(group):
        command = cli.cli.get_command(group, name)
        assert command is not None
        context = click.Context(
            command, parent=group, info_name=name, terminal_width=100, max_content_width=100
        )
        text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
        parts += [f"## {name}", "", "```text", text, "```", ""]
    return "\n".join(parts)


def test_the_reference_is_what_help_says() -> None:
    if os.environ.get("ROLEGRAPH_REGENERATE"):
        REFERENCE.parent.mkdir(exist_ok=True)
        REFERENCE.write_text(reference(), encoding="utf-8", newline="\n")
    assert REFERENCE.read_text(encoding="utf-8") == reference()


def test_every_command_is_named_in_the_reference_and_the_group_help() -> None:
    group = click.Context(cli.cli)
    help_text = cli.cli.get_help(group)
    for name in cli.cli.list_commands(group):
        assert f"## {name}\n" in REFERENCE.read_text(encoding="utf-8")
        assert re.search(rf"^  {name} ", help_text, re.MULTILINE)


@pytest.mark.parametrize("line", shell_lines())
def test_each_command_of_the_readme_runs(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: object
) -> None:
    monkeypatch.chdir(tmp_path)
    # The README's commands are typed in a clone.
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    words = shlex.split(line, comments=True)[1:]
    assert run_command(words) == 0


def test_the_readme_has_five_things_to_try() -> None:
    assert len(shell_lines()) == 5


def test_the_python_of_the_readme_runs() -> None:
    pytest.importorskip("pandas", reason="pandas comes with the test extra")
    (code,) = blocks("python")
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102  the README's own code
    assert repr(names["c"]).startswith("<Comparison Machine Learning Engineer / Research Engineer")


@pytest.mark.parametrize("name", PYTHON)
def test_the_python_of_the_documents_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    start: Any = InteractiveShell
    shell = start(config=Config({"HistoryManager": {"enabled": False}}))
    shell.user_ns["print"] = print
    code = list(blocks("i?python", PYTHON[name]))
    assert code
    for block in code:
        done = shell.run_cell(block)
        assert done.success, f"{block}\n{capsys.readouterr().out}"
    said = re.findall(r"^print\(.*\) *# (.+)$", PYTHON[name], re.MULTILINE)
    out = capsys.readouterr().out
    for words in said:
        assert words.removesuffix("…").strip() in out


def test_the_options_of_the_magic_are_those_of_its_page() -> None:
    from rolegraph.notebook.magic import OPTIONS

    told = re.findall(r"^\| `(--[a-z]+)", PYTHON["python.md"], re.MULTILINE)
    assert set(told) == set(OPTIONS)


def test_the_readme_shows_picture_commands_tries_and_documents_in_this_order() -> None:
    places = [
        README.index("![The skills"),
        README.index("pip install . && rolegraph viz mle research-engineer"),
        README.index('pip install -e ".[test]" && pytest'),
        README.index("## Five things to try"),
        README.index("## Where things are documented"),
    ]
    assert places == sorted(places)


def test_the_picture_of_the_readme_is_the_one_that_is_drawn_now(graph: Graph) -> None:
    """After a change that is meant: ``python -m tests.screenshots``."""
    drawn = graph.compare("machine-learning-engineer", "research-engineer").to_svg()
    assert (ROOT / "docs" / "comparison.svg").read_text(encoding="utf-8") == drawn


def test_links_to_files_lead_somewhere() -> None:
    for document in (
        path
        for folder in (".", "docs", "data", "notebooks")
        for path in (ROOT / folder).glob("*.md")
    ):
        for link in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            if "://" not in link:
                assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_the_readme_counts_the_named_queries() -> None:
    assert f"the {len(queries.names())} named questions" in README


def test_the_data_readme_lists_every_source_with_its_checksum() -> None:
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    rows = (ROOT / "data" / "sources.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for row in rows:
        _, title, publisher, issued, url, _, sha256, _ = row.split("\t")
        shown = f"[{title}]({url})" if url else title
        assert f"| {shown} | {publisher} | {issued or 'not stated'} | `{sha256}` |" in text
