"""The documents say what the program does: commands run, the reference is what --help says.

Rewrite the reference with ``ROLEGRAPH_REGENERATE=1 pytest tests/test_docs.py``.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from manual import pages
from tests import documents

from rolegraph import cli, queries
from rolegraph import dataset as datasets
from rolegraph.cli import run as run_command
from rolegraph.dataset import Dataset
from rolegraph.graph import Graph

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = ROOT / "docs" / "commands.md"


def blocks(language: str, text: str = README) -> Iterator[str]:
    for found in re.finditer(rf"^```(?:{language})\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        yield found[1]


def shell_lines() -> list[str]:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("rolegraph ")]


@pytest.mark.parametrize("name", pages.GENERATED)
def test_what_is_generated_is_what_would_be_generated_now(name: str) -> None:
    """After a change that is meant: ``python -m manual``, and read the difference."""
    path = ROOT / "docs" / name
    if os.environ.get("ROLEGRAPH_REGENERATE"):
        path.write_text(pages.GENERATED[name](), encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == pages.GENERATED[name]()


def test_every_command_is_named_in_the_reference_and_the_group_help() -> None:
    group = click.Context(cli.cli)
    help_text = cli.cli.get_help(group)
    for name in cli.cli.list_commands(group):
        assert f"## {name}\n" in REFERENCE.read_text(encoding="utf-8")
        assert re.search(rf"^  {name} ", help_text, re.MULTILINE)


def test_the_readme_has_five_things_to_try() -> None:
    assert len(shell_lines()) == 5


def test_the_python_of_the_readme_runs() -> None:
    pytest.importorskip("pandas", reason="pandas comes with the test extra")
    (code,) = blocks("python")
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102  the README's own code
    assert repr(names["c"]).startswith("<Comparison Machine Learning Engineer / Research Engineer")


class Session:
    """What the blocks of one document have in common: a folder, variables, an environment."""

    def __init__(self, folder: Path, run: documents.Run, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.run, self.patch = folder, run, patch
        self.shell: Any = None

    def shown(self, line: str, *, on_terminal: bool = False) -> tuple[int, str]:
        """Run a line of commands; return the last exit code and what a terminal shows."""
        code, shown = 0, ""
        for step in documents.steps(line):
            words = documents.spread(step, self.folder)
            if documents.is_only_checked(words):
                continue
            if words[0] == "export":
                name, _, value = words[1].partition("=")
                self.patch.setenv(name, value)
                continue
            assert words[0] == "rolegraph", f"{line}: mark what is no command of rolegraph"
            words = documents.as_on_a_terminal(words[1:]) if on_terminal else words[1:]
            code, out, err = self.run(*words)
            shown += out + err
        return code, shown

    def code(self, block: documents.Block, capsys: pytest.CaptureFixture[str]) -> None:
        """Run a cell of Python or IPython; a comment after ``print(…)`` says what it prints."""
        if self.shell is None:
            from IPython.core.interactiveshell import InteractiveShell
            from traitlets.config import Config

            self.patch.setenv("IPYTHONDIR", str(self.folder))
            start: Any = InteractiveShell
            self.shell = start(config=Config({"HistoryManager": {"enabled": False}}))
            self.shell.user_ns["print"] = print
        capsys.readouterr()
        done = self.shell.run_cell(block.text)
        out = capsys.readouterr().out
        assert done.success, f"{block}\n{out}"
        for words in re.findall(r"^print\(.*\) *# (.+)$", block.text, re.MULTILINE):
            assert words.removesuffix("…").strip() in out, str(block)


DOCUMENTS = {
    path.name if path.parent != ROOT / "notebooks" else "notebooks/README.md": path
    for path in documents.documents()
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_block_of_a_document_runs(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    dataset: Dataset,
    graph: Graph,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Rewrite the outputs that the documents show with ``ROLEGRAPH_REGENERATE=1``."""
    found = list(documents.blocks(DOCUMENTS[name]))
    assert documents.indented(DOCUMENTS[name]) == [], "fence the block and name its language"
    if not any(block.is_run and block.language != "text" for block in found):
        assert all(block.language == "text" or block.mark for block in found)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    # What is installed for a user is installed here.
    monkeypatch.setenv("HOME", str(tmp_path))
    documents.furnish(tmp_path)
    # The bundled graph is the same for all commands, and reading it takes most of their time.
    monkeypatch.setattr(datasets, "_bundled", lambda: Dataset("the bundled graph", dataset.store))

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        out = io.BytesIO()
        with monkeypatch.context() as patch:
            stream = io.TextIOWrapper(out, "utf-8", write_through=True)
            patch.setattr(sys, "stdout", stream)
            try:
                code = run_command(list(words))
            finally:
                # Else the stream closes what it wrote to when nobody holds it any more.
                stream.detach()
        return code, out.getvalue().decode(), capsys.readouterr().err

    session = Session(tmp_path, run, monkeypatch)
    for block in found:
        if not block.is_run:
            assert block.mark.removeprefix("not run: "), f"{block}: say why it is not run"
            if block.language in ("sh", "console"):
                for line in documents.commands(block.text):
                    documents.check_line(line)
        elif block.language == "sh":
            for line in documents.commands(block.text):
                code, shown = session.shown(line)
                assert code == block.exit_code, f"{block}: {line}\n{shown}"
        elif block.language == "console":
            check_console(session, block, DOCUMENTS[name])
        elif block.language in ("python", "ipython"):
            session.code(block, capsys)
        elif block.language == "sparql":
            assert len(graph.query(block.text)) > 0, f"{block} finds nothing"
        else:
            documents.parse(block)


def check_console(session: Session, block: documents.Block, path: Path) -> None:
    """Hold a block of commands and their outputs to what the commands show."""
    pieces = re.split(r"^\$ (.+)$", block.text, flags=re.MULTILINE)
    assert not pieces[0].strip(), f"{block} begins with a command after $"
    for line, after in zip(pieces[1::2], pieces[2::2], strict=True):
        told = after.removeprefix("\n")
        code, shown = session.shown(line, on_terminal=True)
        assert code == block.exit_code, f"{block}: {line}\n{shown}"
        if os.environ.get("ROLEGRAPH_REGENERATE") and not documents.fits(shown, told):
            text = path.read_text(encoding="utf-8")
            now = f"$ {line}\n{documents.cut(shown, told)}\n"
            path.write_text(text.replace(f"$ {line}\n{told}", now), encoding="utf-8", newline="\n")
            continue
        assert documents.fits(shown, told), f"{block}: {line}\n{shown}"


def test_a_block_that_nothing_runs_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```cobol\nDISPLAY 1.\n```\n\n    rolegraph roles\n", encoding="utf-8")
    (block,) = documents.blocks(page)
    with pytest.raises(ValueError, match="nothing runs or reads this language"):
        documents.parse(block)
    assert documents.indented(page) == ["    rolegraph roles"]
    for line in (
        "rolegraph rolls",
        "rolegraph roles --colour",
        "ls | rolegraph viz mle --layout x",
    ):
        with pytest.raises(click.UsageError):
            documents.check_line(line)
    with pytest.raises(ValueError, match="name its language"):
        documents.parse(block._replace(language="text", text="$ rolegraph roles\n"))


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "errors.md"])
def test_commands_within_sentences_are_commands(name: str) -> None:
    text = DOCUMENTS[name].read_text(encoding="utf-8")
    group = click.Context(cli.cli)
    for found in re.findall(r"(?<!`)`rolegraph ([a-z]\w*)([^`]*)`(?!`)", text):
        command = cli.cli.get_command(group, found[0])
        assert command is not None, found
        known = {option for one in command.params for option in (*one.opts, "--help")}
        assert set(re.findall(r"(?<!\S)--[a-z-]+", found[1])) <= known, found


def test_the_options_of_the_magic_are_those_of_its_page() -> None:
    from rolegraph.notebook.magic import OPTIONS

    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(--[a-z]+)", text, re.MULTILINE)
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


def test_the_limits_that_are_told_are_those_of_the_program() -> None:
    from rolegraph import transport
    from rolegraph.queries import guard

    limits = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    assert f"| {guard.MAX_LENGTH:,} characters |" in limits
    assert f"| {guard.MAX_DEPTH}, {guard.MAX_CLAUSES}, {guard.MAX_SIGNS:,} |" in limits
    assert f"| {guard.MAX_JOINED}, {guard.MAX_OPTIONALS} |" in limits
    assert f"{transport.ANSWER_LIMIT >> 20} MiB for one answer" in limits
