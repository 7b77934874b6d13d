"""The magic in a real IPython shell: options, values, completion, errors without a traceback."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

import rolegraph
from rolegraph import dataset as datasets
from rolegraph.drawings import DrawnGraph
from rolegraph.graph import Graph
from rolegraph.notebook.magic import HELP, OPTIONS, parse
from rolegraph.queries.result import Result

pytest.importorskip("IPython", reason="IPython comes with the test extra")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start one shell for all tests: IPython keeps its history and settings elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        start: Any = InteractiveShell
        shell = start(config=Config({"HistoryManager": {"enabled": False}}))
        shell.run_line_magic("load_ext", "rolegraph")
        yield shell
        shell.run_line_magic("unload_ext", "rolegraph")
        assert "sparql" not in shell.magics_manager.magics["cell"]


@pytest.fixture
def shell(running: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(running, "user_ns", running.user_ns)
    before = dict(running.user_ns)
    yield running
    running.user_ns.clear()
    running.user_ns.update(before)


@pytest.fixture
def cell(shell: Any, capsys: pytest.CaptureFixture[str]) -> Callable[[str], tuple[Any, str]]:
    """Return a function that runs a cell: what it gives, and what it prints."""

    def run(text: str) -> tuple[Any, str]:
        capsys.readouterr()
        done = shell.run_cell(text)
        printed = capsys.readouterr()
        return done.result, printed.out + printed.err

    return run


Cell = Callable[[str], tuple[Any, str]]

TOOLS = "SELECT ?tool { $role rg:usesTool ?tool } ORDER BY ?tool"


def test_a_cell_answers_with_a_table(cell: Cell, shell: Any) -> None:
    shell.user_ns["role"] = "mle"
    result, out = cell(f"%%sparql\n{TOOLS}")
    assert isinstance(result, Result)
    assert "tool:docker" in out
    assert "Traceback" not in out
    assert result.to_frame()["tool"].str.startswith("https://w3id.org").all()


def test_a_line_answers_too(cell: Cell, shell: Any) -> None:
    shell.user_ns["role"] = "mle"
    result, _ = cell(f"%sparql --limit 3 {TOOLS}")
    assert (len(result), result.is_cut) == (3, True)
    # What stands on the line is never filled in by IPython, which would do it by text.
    shell.user_ns["label"] = 'Docker" } #'
    result, out = cell('%sparql ASK { BIND($label AS ?l) FILTER(?l = "Docker\\" } #") }')
    assert result, out


def test_into_names_a_variable_and_shows_no_table(cell: Cell, shell: Any) -> None:
    shell.user_ns["role"] = "mle"
    result, out = cell(f"%%sparql --into tools\n{TOOLS}")
    assert result is None
    assert out == f"tools: {len(shell.user_ns['tools'])} rows (tool)\n"
    # What one query found is a value of the next.
    shell.user_ns["iris"] = [row[0] for row in shell.user_ns["tools"]]
    both, _ = cell("%%sparql\nSELECT DISTINCT $iris { role:research-engineer rg:usesTool $iris }")
    shared = rolegraph.open().compare("mle", "research-engineer").shared("tool")
    assert {row[0] for row in both} == {trait.iri for trait in shared}
    frame = shell.user_ns["tools"].to_frame()
    shell.user_ns["column"] = frame["tool"]
    again, _ = cell("%%sparql\nSELECT ?c { ?c a rg:Tool FILTER(?c IN ($column)) }")
    assert len(again) == len(frame)


def test_graph_draws_a_construct(cell: Cell, shell: Any) -> None:
    shell.user_ns["role"] = "mle"
    text = "CONSTRUCT { $role rg:usesTool ?t } WHERE { $role rg:usesTool ?t }"
    drawn, _ = cell(f"%%sparql --graph --into triples\n{text}")
    assert isinstance(drawn, DrawnGraph)
    assert "Docker" in drawn.to_svg()
    assert len(shell.user_ns["triples"]) == len(drawn.result)
    _, out = cell("%%sparql --graph\nASK {}")
    assert "only a CONSTRUCT or a DESCRIBE" in out
    assert "Traceback" not in out


def test_db_is_a_folder_a_variable_or_an_open_graph(
    cell: Cell, shell: Any, store_dir: str, tmp_path: Path
) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?r a rg:Role }"
    wanted = list(rolegraph.open().query(count))
    folder = tmp_path / "with space.db"
    shutil.copytree(store_dir, folder)
    shell.user_ns |= {"folder": folder, "where": store_dir, "g": rolegraph.open(), "n": 3}
    for value in (f"'{folder}'", f'"{folder}"', "$folder", "$where", "$g", store_dir):
        result, out = cell(f"%%sparql --db {value}\n{count}")
        assert list(result) == wanted, out
    assert "is no Python variable with a folder" in cell(f"%%sparql --db $n\n{count}")[1]
    assert "is no Python variable with a folder" in cell(f"%%sparql --db $none\n{count}")[1]
    assert "holds no rolegraph store" in cell(f"%%sparql --db {tmp_path}\n{count}")[1]


def test_a_changed_store_is_opened_anew(cell: Cell, tmp_path: Path) -> None:
    where = tmp_path / "roles.db"
    datasets.create(str(where), bare=True)
    before, _ = cell(f"%sparql --db {where} ASK {{ ?r rg:usesTool ?t }}")
    assert not before
    shutil.rmtree(where)
    datasets.create(str(where))
    after, _ = cell(f"%sparql --db {where} ASK {{ ?r rg:usesTool ?t }}")
    assert after
    assert not before


def test_endpoint_is_an_address(cell: Cell, shell: Any, endpoint: str) -> None:
    shell.user_ns["role"] = "mle"
    _, out = cell(f"%%sparql --endpoint {endpoint}\n{TOOLS}")
    assert "tool:docker" in out
    _, out = cell("%%sparql --endpoint /tmp\nASK {}")
    assert "address starts with http" in out
    _, out = cell("%%sparql --endpoint http://127.0.0.1:1/\nASK {}")
    assert out.startswith("StoreError: http://127.0.0.1:1/ does not answer")
    assert "Traceback" not in out


def test_the_environment_chooses_as_for_the_commands(
    cell: Cell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROLEGRAPH_DB", str(tmp_path / "none.db"))
    assert "none.db holds no rolegraph store" in cell("%sparql ASK {}")[1]
    monkeypatch.setenv("ROLEGRAPH_ENDPOINT", "http://127.0.0.1:1/")
    assert "are both set" in cell("%sparql ASK {}")[1]


def test_help_is_printed(cell: Cell) -> None:
    for text in ("%sparql --help", "%sparql", "%%sparql -h\nASK {}", "%%sparql\n\n"):
        assert cell(text) == (None, HELP)
    for option in OPTIONS:
        assert option in HELP


def test_an_error_shows_line_and_caret_and_no_traceback(cell: Cell, shell: Any) -> None:
    shell.user_ns["role"] = "mle"
    result, out = cell("%%sparql\nSELECT ?tool {\n  $role rg:usesTool tool }")
    assert result is None
    lines = out.splitlines()
    assert lines[0] == "QueryError: The query breaks off at line 2, column 25:"
    assert lines[1] == "    $role rg:usesTool tool }"
    assert lines[2].index("^") == 2 + 24
    assert "Traceback" not in out
    assert "rolegraph/" not in out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("%%sparql\nSELECT ?t { $rolle rg:usesTool ?t }", "called 'rolle', which $rolle asks for"),
        ("%%sparql\nSELECT ?t { $rolle rg:usesTool ?t }", "Nearest: role. A variable of the"),
        ("%%sparql\nSELECT ?t { $nobody rg:usesTool ?t }", "$nobody: No thing is called 'xyzzy'"),
        ("%%sparql\nSELECT ?t { ?r rg:usesTool $module }", "$module: <module 'sys'"),
        ("%%sparql --limt 3\nASK {}", "no option --limt. Did you mean --limit?"),
        ("%%sparql --limit\nASK {}", "--limit takes a value"),
        ("%%sparql --limit --graph\nASK {}", "--limit takes a value"),
        ("%%sparql --limit many\nASK {}", "--limit takes a number of rows, not 'many'"),
        ("%%sparql --limit -1\nASK {}", "--limit takes a number of rows, not '-1'"),
        ("%%sparql --into my-name\nASK {}", "the name of a Python variable, not 'my-name'"),
        ("%%sparql --into class\nASK {}", "the name of a Python variable, not 'class'"),
        ("%%sparql --db a --endpoint http://b/\nASK {}", "either --db or --endpoint"),
        ("%%sparql\nINSERT DATA { <urn:a> <urn:b> 1 }", "Updates are not taken"),
        ("%%sparql\nSELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "another machine"),
        ("%%sparql\nSELECT * { ?s rgg:x ?o }", "Prefix rgg: is not declared"),
    ],
)
def test_what_is_wrong_is_said(cell: Cell, shell: Any, text: str, words: str) -> None:
    import sys

    shell.user_ns |= {"role": "mle", "nobody": "xyzzy", "module": sys}
    result, out = cell(text)
    assert result is None
    assert words in out
    assert "Traceback" not in out
    assert out.split(":")[0] in ("UsageError", "QueryError")


def test_a_failed_cell_counts_as_failed(shell: Any, capsys: object) -> None:
    assert not shell.run_cell("%%sparql\nSELECT").success
    assert shell.run_cell("%sparql ASK {}").success


def test_a_failed_cell_leaves_the_variable_alone(cell: Cell, shell: Any) -> None:
    shell.user_ns["kept"] = 1
    cell("%%sparql --into kept\nSELECT ?x {")
    assert shell.user_ns["kept"] == 1


def test_an_interrupt_is_heard_while_the_engine_works(
    cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Event()

    class Interrupted(Thread):
        def join(self, timeout: float | None = None) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr("rolegraph.notebook.magic.Thread", Interrupted)
    monkeypatch.setattr(Graph, "query", lambda *_, **__: gate.wait(20))
    result, out = cell("%%sparql\nASK {}")
    gate.set()
    assert result is None
    assert out.startswith("Interrupted: this cell waits no longer.")
    assert "Traceback" not in out


def completed(shell: Any, text: str) -> list[str]:
    from IPython.core.completer import provisionalcompleter

    with provisionalcompleter():
        return [text[: c.start] + c.text for c in shell.Completer.completions(text, len(text))]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("?x rg:use", "?x rg:usesTool"),
        ("?x a rg:Rol", "?x a rg:Role"),
        ("?x usest", "?x rg:usesTool"),
        ("?x skos:pref", "?x skos:prefLabel"),
        ("role:research-e", "role:research-engineer"),
        ("research-e", "role:research-engineer"),
        ("?x rg:usesTool tool:kuber", "?x rg:usesTool tool:kubernetes"),
        ("?x dct", "?x dcterms:"),
        ("$my_ro", "$my_role"),
        ("?thi", "?thing"),
        ("FILT", "FILTER"),
        ("?x rdf:type/rg:ha", "?x rdf:type/rg:hasTrait"),
    ],
)
def test_tab_completes(shell: Any, typed: str, wanted: str) -> None:
    shell.user_ns["my_role"] = "mle"
    for start in (
        "%%sparql\nSELECT ?thing {\n  ?thing a rg:Tool . ",
        "%sparql ASK { ?thing a ?c . ",
    ):
        assert start + wanted in completed(shell, start + typed)


def test_tab_completes_options_in_the_first_line(shell: Any) -> None:
    assert completed(shell, "%%sparql --in") == ["%%sparql --into"]
    assert {text.split()[-1] for text in completed(shell, "%%sparql --db x --")} == set(OPTIONS)


def test_tab_stays_out_of_what_is_no_query(shell: Any) -> None:
    # Nothing of ours in Python, in other magics, in comments, and below a line magic.
    for text in ("rg:us", "%%time\nrg:us", "%%sparql\nASK {} # rg:us", "%sparql ASK {}\nrg:us"):
        assert not any("usesTool" in one for one in completed(shell, text)), text


def test_tab_asks_no_server(shell: Any) -> None:
    text = "%%sparql --endpoint http://127.0.0.1:1/\nSELECT ?t { role:"
    for start in (text, "%%sparql --db /nowhere\nSELECT ?t { role:"):
        assert not any("engineer" in one for one in completed(shell, start))


def test_python_in_other_cells_is_completed_as_before(shell: Any) -> None:
    shell.user_ns["a_name_of_mine"] = 1
    assert any("a_name_of_mine" in one for one in completed(shell, "a_name_of"))


def test_loading_twice_leaves_one_completion(shell: Any) -> None:
    before = len(shell.Completer.custom_matchers)
    shell.run_line_magic("reload_ext", "rolegraph")
    rolegraph.load_ipython_extension(shell)
    assert len(shell.Completer.custom_matchers) == before


def test_options_end_where_the_query_begins() -> None:
    options, text = parse("  --limit=5 --graph SELECT ?x { ?x ?y '--db z' }")
    assert (options.limit, options.graph, options.db) == (5, True, None)
    assert text == "SELECT ?x { ?x ?y '--db z' }"


def test_an_answer_is_a_table_in_the_terminal_and_in_the_notebook(shell: Any) -> None:
    graph: Graph = rolegraph.open()
    for value in (
        graph.roles(),
        graph.similar("mle"),
        graph.gap("data-engineer", "mle"),
        graph.why("mle", "docker"),
        graph.search("kubernetes"),
        graph.compare("mle", "re").shared(),
        graph.distinctive("mle"),
        graph.match(["python", "sql"]),
        graph.path("data-engineer", "ai-scientist"),
    ):
        formats, _ = shell.display_formatter.format(value)
        assert formats["text/plain"] == str(value)
        assert "───" in formats["text/plain"]
        assert formats["text/html"].count("<table>") == 1
    formats, _ = shell.display_formatter.format(graph.compare("mle", "re"))
    assert formats["text/plain"].startswith("11 of 127 traits shared")
    assert formats["text/html"].count("<iframe") == 1
