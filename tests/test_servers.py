"""The named queries and the commands on servers that are not ours, which have the exported data."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from manual.questions import GOLDEN
from tests.explored import ask
from tests.test_competency_questions import answer
from tests.test_explorer import PLACES

from rolegraph import export, queries
from rolegraph.dataset import Dataset, open_dataset
from rolegraph.errors import StoreError
from rolegraph.graph import Graph
from rolegraph.queries.result import Result

Run = Callable[..., tuple[int, str, str]]

NOT_ON_VIRTUOSO = {
    "cq-52-claims": "it puts a full stop before a blank",
    "cq-54-described-roles": "its planner gives up on named graphs within EXISTS",
    "validate": "it has no values of xsd:boolean, which shapes ask for",
}
"""What Virtuoso 7.2 does not answer as others do, and why; docs/endpoints.md says so too."""


def on_virtuoso(request: pytest.FixtureRequest, what: str) -> None:
    """Expect a failure that is known; the test fails when there is none any more."""
    if what in NOT_ON_VIRTUOSO and request.node.callspec.params.get("server") == "virtuoso":
        slow = what == "validate"  # It takes half a minute to find what is known.
        mark = pytest.mark.xfail(reason=NOT_ON_VIRTUOSO[what], strict=True, run=not slow)
        request.applymarker(mark)


@pytest.mark.parametrize("name", queries.names())
def test_the_question_is_answered_as_here(
    request: pytest.FixtureRequest, server: str, name: str
) -> None:
    if name == "cq-52-claims":
        on_virtuoso(request, name)
    golden = (GOLDEN / f"{name}.csv").read_text(encoding="utf-8")
    assert answer(open_dataset(server), name) == golden


# `contested mle` below asks the other one: Virtuoso plans it for seconds.
@pytest.mark.parametrize("name", [name for name in queries.names() if name != "cq-07-contested"])
@pytest.mark.parametrize(
    "server",
    ["oxigraph", pytest.param("virtuoso", marks=pytest.mark.thorough)],
    indirect=True,
)
def test_a_parameter_binds_as_here(
    request: pytest.FixtureRequest, server: str, dataset: Dataset, name: str
) -> None:
    """One thing and several, for each parameter: servers treat what binds them differently."""
    if name == "cq-54-described-roles":
        on_virtuoso(request, name)
    free = queries.run(dataset, name)
    there = open_dataset(server)
    for parameter in queries.load(name).parameters:
        at = free.columns.index(parameter)
        # Only things can be asked for: definitions are claimed too, and they are texts.
        cells = (row[at] for row in free.terms)
        values = sorted({one.value for one in cells if isinstance(one, ox.NamedNode)})
        for wanted in (values[-1], values[:2]):
            bound = {parameter: wanted}
            found = queries.run(there, name, bound).serialize("csv")
            assert found == queries.run(dataset, name, bound).serialize("csv")


@pytest.mark.parametrize(
    "command",
    [
        ("roles",),
        ("show", "mle"),
        ("show", "mle", "--format", "json"),
        ("show", "data-engineer", "--sources", "articles"),
        ("search", "kubernetes"),
        ("search", "learning", "--kind", "skill"),
        ("compare", "mle", "research-engineer"),
        ("compare", "mle", "research-engineer", "ai-scientist", "--format", "json"),
        ("why", "mle", "docker"),
        ("why", "mle", "docker", "--format", "json"),
        ("similar", "mle"),
        ("similar", "mle", "--measure", "weighted", "--format", "json"),
        ("gap", "data-engineer", "mle"),
        ("path", "data-engineer", "ai-scientist"),
        ("match", "--skill", "python", "--skill", "sql"),
        ("distinctive", "research-engineer"),
        ("contested",),
        ("contested", "mle"),
        ("query", "SELECT ?r ?l { ?r a rg:Role ; rg:label ?l } ORDER BY ?l"),
        ("query", "ASK { role:machine-learning-engineer rg:usesTool tool:docker }"),
        ("query", "CONSTRUCT { ?r rg:label ?l } WHERE { ?r a rg:Role ; rg:label ?l }"),
        ("query", "-n", "cq-11", "-p", "role=mle", "-f", "xml"),
        ("export", "-f", "csv"),
        ("export", "-f", "graphml"),
    ],
    ids=" ".join,
)
def test_a_command_says_the_same(
    request: pytest.FixtureRequest, server: str, run: Run, command: tuple[str, ...]
) -> None:
    if command == ("contested",) and request.node.callspec.params["server"] == "virtuoso":
        # Now it keeps the order of a query that is given several roles, now it does not.
        pytest.xfail("Virtuoso undoes the order")
    here, there = run(*command), run(*command, "--endpoint", server)
    assert here[0] == 0
    assert there[:2] == here[:2]


def test_a_page_drawn_from_a_server_is_the_same(server: str, run: Run, tmp_path: Path) -> None:
    pages = []
    for place in ((), ("--endpoint", server)):
        path = tmp_path / f"page-{len(place)}.html"
        assert run("viz", "mle", "data-engineer", "ai-scientist", "-o", str(path), *place)[0] == 0
        pages.append(path.read_bytes())
    assert pages[0] == pages[1]


def test_the_explorer_over_a_server_is_the_same(oxigraph: str, dataset: Dataset) -> None:
    here, there = Graph(dataset), Graph(open_dataset(oxigraph))
    for name, address in PLACES.items():
        for accepted in ("text/html", "text/turtle"):
            one, other = (ask(graph, address, accepted) for graph in (here, there))
            assert other == one, (name, accepted)


def test_the_whole_graph_comes_back(server: str, exported: bytes) -> None:
    """Virtuoso gives 10,000 rows at a time: what is missing would be missing here."""
    assert export.to_bytes(open_dataset(server), "nquads") == exported


@pytest.mark.thorough
def test_a_server_has_no_problem(request: pytest.FixtureRequest, server: str, run: Run) -> None:
    on_virtuoso(request, "validate")
    assert run("validate", "--endpoint", server)[0] == 0


def test_a_server_has_no_difference(server: str, run: Run) -> None:
    code, out, _ = run("diff", "bundled", server, "--format", "json")
    assert (code, out.strip()) == (0, "[]")
    code, out, _ = run("doctor", "--endpoint", server, "--format", "tsv")
    assert code == 0
    assert server in out


def test_a_server_says_what_is_wrong_with_a_query(server: str, run: Run) -> None:
    code, _, err = run("query", "SELECT * { ?s ?p ;;; ?o", "--endpoint", server)
    assert code == 3
    assert "cannot be run" in err or "breaks off" in err


def test_virtuoso_does_not_give_a_part_of_a_graph(virtuoso: str) -> None:
    there = open_dataset(virtuoso)
    with pytest.raises(StoreError, match="gives 10,000 rows at most, and this graph is made of"):
        there.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert len(Result(lambda: there.query("SELECT * WHERE { ?s ?p ?o } LIMIT 10001"))) == 10_001
