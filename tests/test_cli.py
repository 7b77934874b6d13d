"""The commands as a user has them: formats, exit codes, messages, colours, pipes."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib

from rolegraph import cli, export
from rolegraph.cli.compare import LAYOUTS
from rolegraph.dataset import Dataset
from rolegraph.queries.result import FORMATS, GRAPH_FORMATS

Run = Callable[..., tuple[int, str, str]]
Spawn = Callable[..., "subprocess.CompletedProcess[str]"]

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = list(cli._COMMANDS)
ARTICLE = """Data Engineer vs. Machine Learning Engineer

Tools Used

Data Engineer:
- Apache Airflow
- Docker

Machine Learning Engineer:
- PyTorch
- Docker
"""
ROWS: dict[str, tuple[str, ...]] = {
    "roles": ("roles",),
    "show": ("show", "mle"),
    "search": ("search", "kubernetes"),
    "compare": ("compare", "mle", "research-engineer"),
    "why": ("why", "mle", "docker"),
    "contested": ("contested",),
    "contested of one": ("contested", "mle"),
    "doctor": ("doctor",),
    "query": ("query", "SELECT ?r ?l WHERE { ?r a rg:Role ; rg:label ?l } ORDER BY ?r"),
    "named query": ("query", "-n", "cq-11", "-p", "role=mle"),
    "list": ("query", "--list"),
}


@pytest.mark.parametrize("command", ROWS)
@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "md"])
def test_each_command_gives_each_format(run: Run, command: str, form: str) -> None:
    code, out, _ = run(*ROWS[command], "-f", form)
    assert code == 0
    assert out.endswith("\n") or form == "json"
    if form == "json":
        assert json.loads(out)
    elif form == "md":
        assert "| --- |" in out
    elif form == "table":
        assert "──" in out
    else:
        rows = list(
            csv.reader(io.StringIO(out, newline=""), delimiter={"csv": ",", "tsv": "\t"}[form])
        )
        assert len(rows) > 1
        assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("command", ROWS)
def test_what_is_piped_is_tsv_and_uncoloured(run: Run, command: str) -> None:
    code, out, _ = run(*ROWS[command])
    assert (code, out) == run(*ROWS[command], "-f", "tsv")[:2]
    assert "\x1b" not in out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example(run: Run, command: str) -> None:
    for flag in ("--help", "-h"):
        code, out, err = run(command, flag)
        assert (code, err) == (0, "")
        found = re.search(r"Example: rolegraph (\S+)", out)
        assert found is not None
        assert found[1] == command
        assert out.startswith("Usage: rolegraph " + command)


# The server's runs until it is told to end: test_endpoint_access starts it.
@pytest.mark.parametrize(
    "command",
    [
        pytest.param(name, marks=[pytest.mark.thorough] * (name == "validate"))
        for name in COMMANDS
        if name != "serve"
    ],
)
def test_the_example_of_a_help_is_a_command_that_runs(
    run: Run, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shlex

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("click.launch", lambda *_: 0)
    # What is installed for a user is installed here.
    monkeypatch.setenv("HOME", str(tmp_path))
    run("export", "-f", "store", "-o", "my.db")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "de-vs-mle.txt").write_text(ARTICLE, encoding="utf-8")
    table = Path(__file__).parent / "releases" / "salaries" / "salaries.csv"
    (tmp_path / "salaries.csv").write_bytes(table.read_bytes())
    if command == "restore":
        assert run("backup", "--db", "my.db", "-o", "my-2026-11-30.nq.gz")[0] == 0
    _, out, _ = run(command, "--help")
    example = re.search(r"Example: rolegraph (.*(?:\n .*)*)", out)
    assert example is not None
    code, _, err = run(*shlex.split(example[1]))
    assert code == 0, err


def test_the_help_lists_every_command(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    listed = re.findall(r"^  ([a-z]+)  +\S", out.partition("Commands:")[2], re.MULTILINE)
    assert listed == COMMANDS
    assert "Example: rolegraph" in out


def test_the_line_in_the_list_begins_as_the_long_help_does(run: Run) -> None:
    """Commands are listed without being imported, so the line is written twice."""
    for name, (_, line) in cli._COMMANDS.items():
        _, out, _ = run(name, "--help")
        long = out.partition("\n\n")[2].split()
        assert long[0] == line.split()[0], name


def test_the_version_is_that_of_the_package(run: Run) -> None:
    from rolegraph import __version__

    assert run("--version") == (0, f"rolegraph {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "data enginer"), "No role is called 'data enginer'. Nearest: Data Engineer"),
        (("compare", "mle", "data enginer"), "Nearest: Data Engineer"),
        (("viz", "mle", "data enginer"), "Nearest: Data Engineer"),
        (("contested", "data enginer"), "Nearest: Data Engineer"),
        (("why", "data enginer", "docker"), "Nearest: Data Engineer"),
        (("why", "mle", "dockr"), "Nearest: Docker"),
        (("query", "-n", "cq-11", "-p", "role=data enginer"), "Nearest: Data Engineer"),
        (("compare", "mle"), "two or more different roles"),
        (("compare", "mle", "mle"), "two or more different roles"),
        (("compare", "mle", "mlre", "--at-least", "3"), "take a number from 1 to 2"),
        (("compare", "mle", "mlre", "-k", "gadget"), "'gadget' is not one of"),
        (("viz", "mle", "mle"), "two or more different roles"),
        (("viz", "mle", "mlre", "--at-least", "3"), "take a number from 1 to 2"),
        (("viz", "mle", "--at-least", "2"), "At least 2: take 1, or give more roles"),
        (("viz", "mle", "mlre", "--lang", "german"), "'german' is no language tag: take one such"),
        (("viz", "mle", "mlre", "--layout", "hairball"), "'hairball' is not one of"),
        (("viz", "mle", "mlre", "-o", "x.pdf"), "x.pdf: a picture ends in .html, .svg or .png"),
        (("viz", "mle", "mlre", "-o", "x"), "--format chooses for other names"),
        (("compare",), "Missing argument 'ROLES...'"),
        (("show", "mle", "-f", "docx"), "'docx' is not one of"),
        (("roels",), "No such command 'roels'. Did you mean roles"),
        (("query",), "Give one query"),
        (("query", "ASK {}", "-n", "cq-01"), "Give one query"),
        (("query", "ASK {}", "-p", "role=mle"), "add -n NAME"),
        (("query", "-n", "cq-99"), "No query is called 'cq-99'"),
        (("query", "-n", "cq-11", "-p", "role"), "-p takes NAME=THING"),
        (("query", "-n", "cq-11", "-p", "tool=docker"), "has no parameter 'tool'"),
        (("query", "-F", "no-such-file.rq"), "no-such-file.rq cannot be read: No such file"),
        (("query", "ASK {}", "-f", "turtle"), "turtle does not fit this answer"),
        (("query", "DESCRIBE tool:docker", "-f", "csv"), "csv does not fit this answer"),
        (("export", "-f", "store"), "A store is a folder"),
        (("export", "--bare"), "--bare goes with -f store"),
        (("roles", "--endpoint", "ftp://x"), "starts with http:// or https://"),
        (("roles", "--db", "x", "--endpoint", "http://x"), "either --db or --endpoint"),
    ],
)
def test_wrong_use_exits_2_and_says_what_to_do(
    run: Run, arguments: tuple[str, ...], words: str
) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert words in re.sub(r"\s+", " ", err)
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("query", "SELECT * WHERE { ?s foo:bar ?o }"), "Prefix foo: is not declared"),
        (("query", "SELECT *"), "breaks off at line 1"),
        (("query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "another machine"),
        (("query", ""), "The query is empty"),
        (("roles", "--db", "no-such.db"), "holds no rolegraph store"),
        (("roles", "--endpoint", "http://127.0.0.1:9/x"), "does not answer"),
    ],
)
def test_bad_data_and_broken_queries_exit_3(
    run: Run, arguments: tuple[str, ...], words: str
) -> None:
    code, out, err = run(*arguments)
    assert code == 3
    assert out == ""
    assert err.startswith("Error: ")
    assert words in err


def test_a_broken_query_shows_a_caret(run: Run) -> None:
    code, _, err = run("query", "SELECT * WHERE {\n  ?s foo:bar ?o }")
    head, shown, caret, *_ = err.split("\n")
    assert code == 3
    assert head.startswith("Error: The query breaks off at line 2, column ")
    assert shown == "    ?s foo:bar ?o }"
    assert caret.strip() == "^"
    assert shown[: caret.index("^")].rstrip() in ("    ?s", "    ?s foo:", "    ?s foo:bar")


def test_a_parameter_that_is_no_iri_is_refused(run: Run) -> None:
    assert run("query", "-n", "cq-11", "-p", "role=http://[")[0] == 2


def test_problems_exit_1(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from rolegraph import validation

    problem = validation.Problem("violation", "role:x", "rg:label", "has no label", "ThingLabel")
    monkeypatch.setattr("rolegraph.validation.validate", lambda dataset, **_: [problem])
    code, out, err = run("validate", "-f", "json")
    assert code == 1
    assert json.loads(out) == [problem._asdict()]
    assert "1 problem\n" in err
    monkeypatch.setattr("rolegraph.validation.validate", lambda dataset, **_: [])
    assert run("validate") == (0, "", "the bundled graph: no problems\n")


def test_a_store_that_lost_something_is_a_problem(run: Run, store_dir: str, tmp_path: Path) -> None:
    import shutil

    assert run("doctor", "--db", store_dir)[0] == 0
    path = tmp_path / "lost.db"
    shutil.copytree(store_dir, path)
    manifest = path / "rolegraph.json"
    told = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps(told | {"quads": told["quads"] + 1}), encoding="utf-8")
    code, out, _ = run("doctor", "--db", str(path))
    assert code == 1
    assert "quads, the store has" in out and "make the store anew of a backup" in out
    assert run("doctor", "--db", str(tmp_path / "nothing"))[0] == 1


def test_an_interruption_exits_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rolegraph.cli.roles.run", interrupt)
    code, out, err = run("roles")
    assert (code, out) == (130, "")
    assert "Interrupted" in err


WRITERS = [
    ("roles",),
    ("show", "mle"),
    ("search", "python"),
    ("compare", "mle", "mlre"),
    ("viz", "mle", "mlre"),
    ("why", "mle", "docker"),
    ("contested",),
    ("query", "ASK {}"),
    ("export",),
    ("validate",),
    ("doctor",),
]


def test_what_is_read_is_no_place_for_the_answer(run: Run, tmp_path: Path) -> None:
    query, skills = tmp_path / "q.rq", tmp_path / "skills.txt"
    query.write_text("ASK {}")
    skills.write_text("python")
    (tmp_path / "link").symlink_to(query)
    for words in (
        ("query", "-F", str(query), "-o", str(query)),
        ("query", "-F", str(query), "-o", str(tmp_path / "link")),
        ("match", str(skills), "-o", str(skills)),
        ("ingest", "--dry-run", str(skills), "-o", str(skills)),
        ("diff", str(skills), "bundled", "-o", str(skills)),
    ):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert "is what is read: name another file with -o" in err
    assert query.read_text() == "ASK {}"
    assert skills.read_text() == "python"


@pytest.mark.parametrize("arguments", WRITERS, ids=lambda one: one[0])
def test_an_unwritable_output_is_refused_before_any_work(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    def opened(*_: Any) -> Dataset:
        raise AssertionError("the graph was opened")

    monkeypatch.setattr("rolegraph.cli.options.open_dataset", opened)
    for path in (tmp_path / "no" / "out.txt", tmp_path):
        code, out, err = run(*arguments, "-o", str(path))
        assert (code, out) == (2, "")
        assert "does not exist" in err or "is a folder" in err


@pytest.mark.parametrize("arguments", [one for one in WRITERS if one[0] != "validate"], ids=str)
def test_a_file_holds_what_the_terminal_would_get(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    path = tmp_path / ("out.html" if arguments[0] == "viz" else "out.tsv")
    if arguments[0] in ("viz", "export"):
        form: tuple[str, ...] = ()
    else:
        form = ("-f", "json")
    _, out, _ = run(*arguments, *form, "-o", "-")
    code, said, _ = run(*arguments, *form, "-o", str(path))
    assert code == 0
    assert path.read_text(encoding="utf-8") == out
    assert said in ("", f"{path}\n")
    assert os.listdir(tmp_path) == [path.name]


def test_the_ending_of_a_file_chooses_the_format(run: Run, tmp_path: Path) -> None:
    for ending in ("csv", "tsv", "json", "md"):
        path = tmp_path / f"out.{ending}"
        assert run("roles", "-o", str(path))[0] == 0
        assert path.read_text("utf-8") == run("roles", "-f", ending)[1]


def test_a_page_is_named_after_its_roles(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)
    code, out, _ = run("viz", "mle", "research-engineer", "--open")
    name = "machine-learning-engineer-vs-research-engineer.html"
    assert (code, out) == (0, name + "\n")
    assert os.listdir(tmp_path) == [name]
    assert opened == [str(tmp_path / name)]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Return what is drawn from here on: format, layout, slugs of the roles, things described."""
    calls: list[tuple[Any, ...]] = []

    def drawing(form: str) -> Callable[..., Any]:
        def draw(result: Any, details: Any, layout: str | None = None) -> str | bytes:
            slugs = [role.slug for role in result.roles]
            calls.append((form, layout, slugs, len(details.things), result.lang))
            return b"\x89PNG" if form == "png" else f"a {form}"

        return draw

    # The modules stand in for those that draw: they are tested where they are.
    for name, forms in (("page", ("html",)), ("picture", ("svg", "png"))):
        module = types.ModuleType(f"rolegraph.views.{name}")
        for form in forms:
            setattr(module, f"to_{form}", drawing(form))
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr(f"rolegraph.views.{name}", module, raising=False)
    return calls


@pytest.mark.parametrize(
    ("options", "name", "form"),
    [
        ((), "data-engineer.html", "html"),
        (("-f", "svg"), "data-engineer.svg", "svg"),
        (("-f", "png"), "data-engineer.png", "png"),
        (("-o", "a.html"), "a.html", "html"),
        (("-o", "a.SVG"), "a.SVG", "svg"),
        (("-o", "a.b.png"), "a.b.png", "png"),
        (("-o", "a.txt", "-f", "svg"), "a.txt", "svg"),
        (("-o", "a.svg", "-f", "html"), "a.svg", "html"),
    ],
)
def test_a_picture_of_one_role_has_the_format_that_is_asked_for(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    drawn: list[tuple[Any, ...]],
    options: tuple[str, ...],
    name: str,
    form: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("viz", "data-engineer", *options) == (0, f"{name}\n", "")
    assert os.listdir(tmp_path) == [name]
    written = (tmp_path / name).read_bytes()
    assert written == (b"\x89PNG" if form == "png" else f"a {form}".encode())
    ((shown, layout, slugs, things, lang),) = drawn
    assert (shown, layout, slugs, lang) == (form, None, ["data-engineer"], None)
    assert things > 10


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_and_language_reach_what_draws(
    run: Run, drawn: list[tuple[Any, ...]], layout: str
) -> None:
    options = ("--layout", layout, "--lang", "de", "-k", "tool", "-o", "-", "-f", "svg")
    code, out, said = run("viz", "mle", "data-engineer", "ai-scientist", *options)
    assert (code, out) == (0, "a svg") and " labels are there in de" in said
    ((form, asked, slugs, things, lang),) = drawn
    assert (form, asked, lang) == ("svg", layout, "de")
    assert slugs == ["machine-learning-engineer", "data-engineer", "ai-scientist"]
    assert things > 0


def test_the_layouts_are_those_that_can_be_drawn() -> None:
    from rolegraph.views import picture

    assert picture.LAYOUTS == LAYOUTS


def test_only_what_draws_a_page_is_imported_for_a_page(spawn: Spawn, tmp_path: Path) -> None:
    done = spawn("viz", "mle", "-o", "x.svg", flags=("-X", "importtime"))
    assert (done.returncode, done.stdout) == (0, "x.svg\n")
    assert (tmp_path / "x.svg").read_text(encoding="utf-8").startswith(("<?xml", "<svg"))
    assert "pyvis" not in done.stderr


@pytest.mark.parametrize("form", export.FORMATS)
def test_each_export_is_what_the_library_gives(run: Run, dataset: Dataset, form: str) -> None:
    code, out, _ = run("export", "-f", form)
    assert code == 0
    assert out.encode() == export.to_bytes(dataset, form)


def test_a_new_store_answers(run: Run, tmp_path: Path) -> None:
    path = str(tmp_path / "my.db")
    code, out, err = run("export", "-f", "store", "-o", path)
    assert (code, out) == (0, "")
    assert f"--db {path}" in err
    assert run("roles", "--db", path)[:2] == run("roles")[:2]
    assert run("export", "-f", "store", "-o", path)[0] == 2


def test_db_and_endpoint_may_come_from_the_environment(
    run: Run, store_dir: str, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run("roles")
    assert run("roles", "--db", store_dir) == run("roles", "--endpoint", endpoint) == whole
    monkeypatch.setenv("ROLEGRAPH_DB", "no-such.db")
    assert run("roles")[0] == 3
    assert run("roles", "--db", store_dir) == whole
    assert run("roles", "--endpoint", endpoint) == whole
    monkeypatch.setenv("ROLEGRAPH_ENDPOINT", endpoint)
    assert run("roles")[0] == 2
    monkeypatch.delenv("ROLEGRAPH_DB")
    assert run("roles") == whole


def test_a_query_comes_from_a_file_or_stdin(run: Run, spawn: Spawn, tmp_path: Path) -> None:
    text = "\ufeffSELECT ?r WHERE { ?r a rg:Role } ORDER BY ?r"
    path = tmp_path / "roles.rq"
    path.write_text(text, encoding="utf-8")
    code, out, _ = run("query", "-F", str(path))
    assert code == 0
    piped = spawn("query", "-F", "-", text=text)
    assert (piped.returncode, piped.stdout) == (0, out)
    path.write_bytes(b"SELECT \xff")
    assert "not UTF-8 at byte 7" in run("query", "-F", str(path))[2]


@pytest.mark.parametrize("form", [*FORMATS, *GRAPH_FORMATS])
def test_standard_formats_are_the_engines_own(run: Run, form: str) -> None:
    if form in FORMATS:
        code, out, _ = run("query", ROWS["query"][1], "-f", form)
        assert "machine-learning-engineer" in out
    else:
        code, out, _ = run("query", "DESCRIBE tool:docker", "-f", form)
        name = {"ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}.get(form, form)
        assert len(rdflib.Graph().parse(data=out, format=name)) > 3
    assert code == 0


def test_a_named_query_is_printed_as_it_is_shipped(run: Run) -> None:
    from rolegraph import queries

    assert run("query", "-n", "cq-01", "--text")[1] == queries.load("cq-01").text


def test_the_module_and_the_function_are_the_same_command(run: Run, spawn: Spawn) -> None:
    done = spawn("roles")
    assert (done.returncode, done.stdout, done.stderr) == run("roles")
    assert spawn("show", "nobody at all").returncode == 2


def test_a_comparison_as_json_is_what_python_gives(run: Run) -> None:
    import rolegraph

    _, out, _ = run("compare", "mle", "research-engineer", "-f", "json")
    assert json.loads(out) == rolegraph.open().compare("mle", "research-engineer").to_dict()


def test_a_thing_that_a_role_lacks_is_said_with_those_that_have_it(run: Run) -> None:
    code, out, err = run("why", "data-engineer", "pytorch")
    assert (code, out.count("\n")) == (0, 1)
    assert "No source says that Data Engineer has PyTorch. It is said of: " in err
    assert "Machine Learning Engineer" in err


def test_a_search_without_a_result_lists_the_nearest(run: Run) -> None:
    code, out, err = run("search", "kuberntes")
    assert (code, out.count("\n")) == (0, 1)
    assert "Nearest: Kubernetes" in err


def test_a_long_search_says_how_much_is_left_out(run: Run) -> None:
    code, out, err = run("search", "data", "--limit", "2")
    assert code == 0
    assert out.count("\n") == 3
    assert re.fullmatch(r"\d+ more: --limit \d+ shows all\n", err)


def test_a_language_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "x.svg")
    code, out, said = run("viz", "mle", "mlre", "--lang", "de", "-k", "degree", "-o", file)
    assert code == 0 and out == file + "\n"
    assert re.fullmatch(r"0 of \d+ labels are there in de; the others stay as they are\.\n", said)
    assert run("viz", "mle", "mlre", "--lang", "en", "-k", "degree", "-o", file)[2] == ""
