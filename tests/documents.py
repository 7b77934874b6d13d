"""The blocks of code in the documents, and how each language is run or checked.

Every fenced block of a document is run by the test of that document, in order, in one folder and
one session. A comment in the line before it says where that is not so:

- ``<!-- not run: why -->``: what it needs is not here (a network, a server of others, a release);
  the commands of rolegraph in it are parsed all the same;
- ``<!-- exit 1 -->``: the command ends with this exit code.

Of ``pip install``, ``python -m`` and ``pytest`` what they name has to exist; they are not run.
"""

import configparser
import doctest
import glob
import importlib.util
import json
import re
import shlex
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pyoxigraph as ox

import rolegraph
from rolegraph import cli

ROOT = Path(__file__).resolve().parents[1]
RELEASES = ROOT / "tests" / "releases"
DEVELOP = ROOT / "tests" / "reading" / "develop"

_FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>```+)(?P<language>[^\n]*)\n(?P<text>.*?)^(?P=indent)(?P=fence) *$",
    re.DOTALL | re.MULTILINE,
)
_MARK = re.compile(r"<!-- (.+?) -->\s*\Z")
_INDENTED = re.compile(r"(?:^|\n)\n(?: {4}|\t)\S")
_PARTS = re.compile(r"\s(?:\|\||&&|\||;)\s")

_FIRST = 9
"""So many lines are shown where a document has ``…`` alone: a new one, to be cut by hand."""

Run = Callable[..., tuple[int, str, str]]


class Block(NamedTuple):
    """A block of code: the document and line it begins in, its language, what is said of it."""

    document: str
    line: int
    language: str
    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.document}:{self.line} ({self.language})"

    @property
    def is_run(self) -> bool:
        """Whether the block is run and not only looked at."""
        return not self.mark.startswith("not run: ")

    @property
    def exit_code(self) -> int:
        """The exit code of the last command."""
        found = re.fullmatch(r"exit (\d+)", self.mark)
        return int(found[1]) if found else 0


def documents() -> list[Path]:
    """Return the documents whose blocks are run."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [*found, *(ROOT / "notebooks").glob("README.md")]


def blocks(document: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a document."""
    text = document.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        before = text[: found.start()]
        mark = _MARK.search(before)
        indent = found["indent"]
        inner = re.sub(rf"^{indent}", "", found["text"], flags=re.MULTILINE)
        yield Block(
            document.name if document.parent != ROOT / "notebooks" else "notebooks/README.md",
            before.count("\n") + 1,
            found["language"].strip(),
            mark[1] if mark else "",
            inner,
        )


def indented(document: Path) -> list[str]:
    """Return the lines with which blocks begin that are indented and not fenced."""
    text = _FENCE.sub("", document.read_text(encoding="utf-8"))
    found = []
    for match in _INDENTED.finditer(text):
        before = text[: match.start()].rstrip().splitlines()
        # Below an entry of a list it is the next paragraph of the entry.
        if not re.match(r"\s*([-*]|\d+\.) |  ", before[-1] if before else ""):
            found.append(text[match.start() :].strip("\n").splitlines()[0])
    return found


def commands(text: str) -> list[str]:
    """Return the command lines of a block, without comments and with continued ones joined."""
    joined = re.sub(r"\\\n\s*", " ", text)
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def check_words(words: list[str]) -> None:
    """Raise `click.UsageError` when what follows ``rolegraph`` is no command with such options."""
    if not words or words[0].startswith("-"):
        return
    group = click.Context(cli.cli, info_name="rolegraph")
    command = cli.cli.get_command(group, words[0])
    if command is None:
        raise click.UsageError(f"no such command: {words[0]}")
    command.make_context(words[0], [word for word in words[1:] if word != "…"], parent=group)


def check_line(line: str) -> None:
    """Check the commands of rolegraph in a line that is not run."""
    for part in _PARTS.split(line.removeprefix("$ ")):
        words = shlex.split(part, comments=True)
        while words and "=" in words[0]:
            words = words[1:]
        if words[:1] == ["rolegraph"]:
            check_words([word for word in words[1:] if word != "&"])


def steps(line: str) -> list[list[str]]:
    """Return the commands of a line that are joined by ``&&``, as words."""
    found = [shlex.split(part, comments=True) for part in re.split(r"\s&&\s", line)]
    for words in found:
        while len(words) > 1 and re.match(r"[A-Z_]+=", words[0]):
            del words[0]
    return found


def is_only_checked(words: list[str]) -> bool:
    """Tell whether a command is one that is looked at and not run; raise where it names nothing."""
    if words[:2] == ["pip", "install"]:
        extras = {
            *tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
                "optional-dependencies"
            ]
        }
        named = set(",".join(re.findall(r"\[([\w,]+)\]", " ".join(words))).split(",")) - {""}
        if named - extras:
            raise click.UsageError(f"no such extra: {', '.join(sorted(named - extras))}")
        return True
    if words[:2] == ["python", "-m"]:
        if importlib.util.find_spec(words[2]) is None:
            raise click.UsageError(f"no such module: {words[2]}")
        return True
    return words[:1] == ["pytest"]


def as_on_a_terminal(words: list[str]) -> list[str]:
    """Return a command as it answers on a terminal, by asking for a table where it would."""
    command = cli.cli.get_command(click.Context(cli.cli), words[0])
    forms = [one for one in command.params if one.name == "form"] if command else []
    choices = getattr(forms[0].type, "choices", ()) if forms else ()
    asked = {"-f", "--format", "-o", "--output"} & {word.partition("=")[0] for word in words}
    graph = words[0] == "query" and re.search(r"CONSTRUCT|DESCRIBE|--text", " ".join(words))
    return words if "table" not in choices or asked or graph else [*words, "--format", "table"]


def spread(words: list[str], folder: Path) -> list[str]:
    """Return words with ``*`` spread to the files in a folder, as a shell does."""
    found = []
    for word in words:
        files = sorted(glob.glob(word, root_dir=folder)) if "*" in word else []
        found += files or [word]
    return found


def fits(shown: str, told: str) -> bool:
    """Tell whether an output is what a document shows; ``…`` there stands for what it left out."""
    got = [line.rstrip() for line in shown.rstrip().splitlines()]
    wanted = [line.rstrip() for line in told.rstrip().splitlines()]
    if "…" in wanted[1:]:
        at = wanted.index("…")
        tail = wanted[at + 1 :]
        return got[:at] == wanted[:at] and (not tail or got[-len(tail) :] == tail)
    return got == wanted


def cut(shown: str, told: str) -> str:
    """Return an output as a document shows it: as far as it did so before."""
    got = [line.rstrip() for line in shown.rstrip().splitlines()]
    wanted = told.rstrip().splitlines()
    if "…" in wanted and len(got) > (at := wanted.index("…") or _FIRST):
        got = [*got[:at], "…"]
    return "\n".join(got)


def parse(block: Block) -> None:
    """Read a block of data with the parser of its language; raise where it is none such."""
    if block.language == "json":
        json.loads(block.text)
    elif block.language in ("turtle", "trig"):
        list(ox.parse(block.text.encode(), format=getattr(ox.RdfFormat, block.language.upper())))
    elif block.language == "ini":
        configparser.ConfigParser(strict=False, interpolation=None).read_string(block.text)
    elif block.language == "pycon":
        examples = doctest.DocTestParser().get_doctest(
            block.text,
            {"IRI": rolegraph.IRI, "to_curie": rolegraph.to_curie},
            str(block),
            None,
            block.line,
        )
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        if runner.run(examples).failed:
            raise ValueError(f"{block}: an example gives something else")
    elif block.language == "nginx":
        if block.text.count("{") != block.text.count("}"):
            raise ValueError(f"{block}: braces do not match")
    elif block.language == "text":
        code = re.search(r"^\s*(\$ )?(rolegraph|pip|import) ", block.text, re.MULTILINE)
        if code and not block.text.startswith("Usage: "):
            raise ValueError(f"{block}: this is code: name its language")
    else:
        raise ValueError(f"{block}: nothing runs or reads this language: add it to documents.py")


def furnish(folder: Path) -> None:
    """Put into a folder what the documents speak of: articles, releases, tables, a resume."""
    (folder / "tests").symlink_to(ROOT / "tests")
    (folder / "data").symlink_to(ROOT / "data")
    (folder / "articles").mkdir()
    first = (DEVELOP / "data-analyst-vs-data-scientist.txt").read_bytes()
    (folder / "article.txt").write_bytes(first)
    (folder / "articles" / "article.txt").write_bytes(first)
    second = (DEVELOP / "devops-engineer-vs-sre.txt").read_bytes()
    (folder / "articles" / "devops-engineer-vs-sre.txt").write_bytes(second)
    esco = "ESCO dataset - v1.1.1 - {} - csv.zip"
    relations = ("broaderRelations", "occupationSkill", "skillSkill", "skillsHierarchy")
    files = sorted((RELEASES / "esco").iterdir())
    german = [path for path in files if path.stem.endswith("_de")]
    related = [path for path in files if path.name.startswith(relations)]
    english = [path for path in files if path not in german and path not in related]
    _packed(folder / esco.format("classification - en"), english)
    _packed(folder / esco.format("classification - de"), german)
    _packed(folder / esco.format("relations"), related)
    _packed(folder / "db_29_3_text.zip", sorted((RELEASES / "onet").iterdir()), "db_29_3_text/")
    (folder / "salaries.csv").write_bytes((RELEASES / "salaries" / "salaries.csv").read_bytes())
    (folder / "postings.jsonl").write_bytes((RELEASES / "postings" / "lines.jsonl").read_bytes())
    (folder / "skills.txt").write_text("Python\nSQL\nDocker\nmaster's degree\n", encoding="utf-8")
    resume = {"skills": [{"name": "Programming", "keywords": ["Python", "SQL", "Docker"]}]}
    (folder / "resume.json").write_text(json.dumps(resume), encoding="utf-8")
    (folder / "question.rq").write_text(
        "SELECT ?label { role:data-engineer rg:usesTool/rg:label ?label } ORDER BY ?label",
        encoding="utf-8",
    )


def _packed(path: Path, files: list[Path], inside: str = "") -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for file in files:
            packed.write(file, inside + file.name)
