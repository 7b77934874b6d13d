"""Data that means harm, in every command: nothing steers the terminal, runs, or takes long."""

import csv
import io
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from tests.conftest import served

import rolegraph
from rolegraph.dataset import Dataset
from rolegraph.errors import UsageError
from rolegraph.graph import Graph
from rolegraph.namespaces import BASE, PREFIXES, RG
from rolegraph.queries.result import FORMATS, GRAPH_FORMATS

Run = Callable[..., tuple[int, str, str]]

STEERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
EVIL = "=\x1b[31m\x9b1m\u202e\u2066\x07\r\x00\"'<img src=x onerror=alert(1)></script>|&"
MEGABYTE = "x" * 500_000 + " y" * 250_000
COMMANDS = [
    ("roles",),
    ("show", "mle"),
    ("show", "mle", "--sources", "articles"),
    ("search", "alert"),
    ("compare", "mle", "research-engineer"),
    ("compare", "mle", "mlre", "ai-scientist", "data-engineer"),
    ("why", "mle", "tool:docker"),
    ("similar", "mle"),
    ("gap", "data-engineer", "mle"),
    ("path", "data-engineer", "ai-scientist"),
    ("match", "--skill", "tool:docker", "--skill", "tool:python"),
    ("distinctive", "research-engineer"),
    ("contested",),
    ("query", "-n", "cq-11", "-p", "role=mle"),
    ("query", "SELECT ?l { ?r a rg:Role ; rg:label ?l }"),
]


def answered(dataset: Dataset) -> Callable[[str], tuple[int, str, bytes]]:
    """Return what a server of a dataset answers."""

    def answer(text: str) -> tuple[int, str, bytes]:
        found = dataset.store.query(text)
        if isinstance(found, ox.QueryTriples):
            body = found.serialize(format=ox.RdfFormat.N_TRIPLES)
            return 200, "application/n-triples", body or b""
        body = found.serialize(format=ox.QueryResultsFormat.JSON)
        return 200, "application/sparql-results+json", body or b""

    return answer


def marred(dataset: Dataset, mark: Callable[[str], str]) -> Dataset:
    """Return the bundled data with what is said in words changed."""
    store = ox.Store()
    words = {PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString"}
    for quad in dataset.quads():
        term = quad.object
        if quad.predicate.value == PREFIXES["skos"] + "hiddenLabel":
            # What is typed stays what it is.
            pass
        elif isinstance(term, ox.Literal) and term.datatype.value in words:
            term = ox.Literal(mark(term.value), language=term.language)
            quad = ox.Quad(quad.subject, quad.predicate, term, quad.graph_name)
        store.add(quad)
    return Dataset("hostile", store)


@pytest.fixture(scope="module")
def evil(dataset: Dataset) -> Dataset:
    return marred(dataset, lambda text: EVIL + text)


@pytest.fixture(scope="module")
def evil_server(evil: Dataset) -> Iterator[str]:
    with served(answered(evil)) as url:
        yield url


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_lets_data_steer_a_terminal(
    run: Run, evil_server: str, command: tuple[str, ...]
) -> None:
    forms = ("table", "md") if command[0] == "query" else ("table", "md", "json", "csv")
    for form in forms:
        code, out, err = run(*command, "-f", form, "--endpoint", evil_server)
        assert code in (0, 1), err
        assert "alert(1)" in out or command[0] in ("similar", "path", "query") or form == "csv"
        assert not STEERS.search(out + err), form
        if form == "csv":
            for row in csv.reader(io.StringIO(out, newline="")):
                assert not [cell for cell in row if cell.startswith(tuple("=+@\t\r"))]
        elif form == "json":
            json.loads(out)


@pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals")
def test_a_standard_format_does_not_steer_a_terminal_either(
    monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """A pipe gets the bytes of the standard, a terminal is spared some of them."""
    text = 'SELECT ?x { VALUES ?x { "a\\u001B[31mb\\u202E\\u009B" } }'
    graph = 'CONSTRUCT { <urn:a> <urn:b> "a\\u202E\\u009B" } WHERE {}'
    for query, forms in ((text, FORMATS), (graph, GRAPH_FORMATS)):
        for form in forms:
            piped = run("query", query, "-f", form)[1]
            assert "\u202e" in piped or "\\u202E" in piped
            monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
            shown = run("query", query, "-f", form)[1]
            monkeypatch.undo()
            assert not STEERS.search(shown.replace("\r\n", "\n")), form


def test_exports_hold_hostile_words_as_words(evil: Dataset) -> None:
    graph = Graph(evil)
    rows = list(csv.DictReader(io.StringIO(graph.export("csv").decode(), newline="")))
    assert rows
    assert all(row["label"].startswith("'=") for row in rows)
    for form in ("graphml", "gexf"):
        ElementTree.fromstring(graph.export(form))  # noqa: S314
    again = ox.Dataset(ox.parse(graph.export("nquads"), ox.RdfFormat.N_QUADS))
    before = ox.Dataset(evil.quads())
    for quads in (again, before):
        quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert again == before


def test_a_page_of_hostile_words_has_no_element_of_theirs(evil: Dataset) -> None:
    page = Graph(evil).compare("mle", "research-engineer").to_html()
    plain = Graph.open().compare("mle", "research-engineer").to_html()
    assert "<img" not in page.replace("createElement", "")
    assert page.count("<script") == plain.count("<script")
    assert page.count("</script") == plain.count("</script")
    assert not re.search("[\x00\x1b\x9b\u202e\u2066]", page)


@pytest.mark.thorough
def test_labels_of_a_megabyte_are_shown_in_time(dataset: Dataset, run: Run) -> None:
    """One label of a role and of a thing has a million characters: five seconds for each."""
    long = {"Machine Learning Engineer", "Docker"}
    huge = marred(dataset, lambda text: MEGABYTE if text in long else text)
    with served(answered(huge)) as url:
        for command in (
            ("roles",),
            ("show", "role:machine-learning-engineer"),
            ("compare", "role:machine-learning-engineer", "role:research-engineer"),
        ):
            for form in ("table", "md", "csv", "json"):
                before = time.process_time()
                code, out, _ = run(*command, "-f", form, "--endpoint", url)
                assert code == 0
                assert time.process_time() - before < 5, (command, form)
                assert len(out) < 8_000_000
    before = time.process_time()
    found = Graph(huge).compare("role:machine-learning-engineer", "role:research-engineer")
    assert len(str(found)) < 8_000_000
    assert len(found._repr_html_() + found.to_html()) < 80_000_000
    assert time.process_time() - before < 10


def test_a_circle_of_broader_terms_ends(dataset: Dataset) -> None:
    store = ox.Store()
    store.extend(dataset.quads())
    broader = ox.NamedNode(PREFIXES["skos"] + "broader")
    things: list[Any] = [
        quad.subject for quad in dataset.store.quads_for_pattern(None, broader, None)
    ]
    for one, other in zip(things, [*things[1:], things[0]], strict=True):
        store.add(ox.Quad(one, broader, other))
    graph = Graph(Dataset("a circle", store))
    before = time.process_time()
    drawn = graph.compare("mle", "research-engineer", "ai-scientist")
    assert drawn.to_html()
    assert drawn.traits == Graph(dataset).compare("mle", "research-engineer", "ai-scientist").traits
    assert graph.gap("data-engineer", "mle")
    assert graph.match(["python", "sql"])
    from rolegraph import queries

    for name in ("cq-22-tools-under", "cq-42-broader", "cq-46-taxonomy", "cq-60-narrower"):
        (parameter, *_) = queries.load(name).parameters
        found = queries.run(graph._dataset, name, {parameter: things[0].value})
        assert len(found) < 100_000
    assert time.process_time() - before < 20


def many(count: int) -> Dataset:
    """Return the bundled data with a role that has so many tools."""
    store = ox.Store()
    role = f"<{BASE}role/hoarder>"
    lines = [
        f'{role} <{PREFIXES["rdf"]}type> <{RG.Role}> .\n{role} <{RG.label}> "Hoarder" .\n'
        f'{role} <{PREFIXES["skos"]}prefLabel> "Hoarder"@en .\n'
        f"{role} <{PREFIXES['skos']}inScheme> <{BASE}scheme/role> .\n"
    ]
    for number in range(count):
        tool, claim = f"<{BASE}tool/t{number}>", f"<{BASE}claim/t{number}>"
        lines.append(
            f"{role} <{RG.usesTool}> {tool} .\n{tool} <{PREFIXES['rdf']}type> <{RG.Tool}> .\n"
            f'{tool} <{RG.label}> "Tool {number}" .\n'
            f"{tool} <{PREFIXES['skos']}inScheme> <{BASE}scheme/tool> .\n"
            f"{claim} <{PREFIXES['rdf']}type> <{RG.Claim}> .\n"
            f"{claim} <{PREFIXES['rdf']}subject> {role} .\n"
            f"{claim} <{PREFIXES['rdf']}predicate> <{RG.usesTool}> .\n"
            f"{claim} <{PREFIXES['rdf']}object> {tool} .\n"
            f"{claim} <{RG.modality}> <{RG.Required}> .\n"
            f"{claim} <{PREFIXES['prov']}wasDerivedFrom> <{BASE}source/s> .\n"
        )
    store.bulk_load("".join(lines).encode(), ox.RdfFormat.N_QUADS)
    return Dataset("many", store)


def test_a_role_of_many_things_is_read_in_time() -> None:
    """Here 5,000, in four seconds; `benchmarks.hoarder` has a million."""
    graph = Graph(many(5_000))
    before = time.process_time()
    assert len(graph.role("hoarder")) == 5_000
    assert len(graph.profile("hoarder").traits) == 5_000
    assert time.process_time() - before < 4


@pytest.mark.parametrize(
    "ask",
    [
        lambda graph: graph.role("hoarder"),
        lambda graph: graph.profile("hoarder"),
        lambda graph: graph.compare("hoarder", "data-engineer"),
        lambda graph: graph.contested("hoarder"),
        lambda graph: graph.standpoints("hoarder", ["articles"]),
        lambda graph: graph.gap("data-engineer", "hoarder"),
        lambda graph: graph.distinctive("hoarder"),
    ],
)
def test_a_role_of_too_many_things_is_refused_before_it_is_read(
    ask: Callable[[Graph], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ox.Store()
    store.extend(many(60).store)
    store.extend(rolegraph.open()._dataset.store)
    graph = Graph(Dataset("many", store))
    ask(graph)
    monkeypatch.setattr("rolegraph.queries.bounds.MOST_TRAITS", 59)
    with pytest.raises(UsageError, match=r"more than 59 traits.*-p role=hoarder -f csv"):
        ask(graph)


def test_show_refuses_a_role_of_too_many_things(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rolegraph.queries.bounds.MOST_TRAITS", 50)
    for more in ((), ("--sources", "articles")):
        code, out, err = run("show", "mle", *more)
        assert (code, out) == (2, "")
        assert "more than 50 traits" in err


def test_more_than_can_be_seen_is_not_drawn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: os.PathLike[str], run: Run
) -> None:
    monkeypatch.setattr("rolegraph.views.bounds.MOST_TRAITS", 50)
    code, out, err = run("viz", "mle", "data-engineer", "-o", os.path.join(tmp_path, "x.html"))
    assert (code, out) == (2, "")
    assert "traits are too many to draw; 50 are not. Take fewer kinds (--kind)" in err
    assert not os.listdir(tmp_path)
    compared = rolegraph.open().compare("mle", "data-engineer")
    for draw in (compared.to_html, compared.to_svg, compared.to_png):
        with pytest.raises(UsageError, match="too many to draw"):
            draw()
    shown = compared._repr_html_()
    assert "<iframe" not in shown
    assert "<table" in shown
    monkeypatch.undo()
    assert "<iframe" in compared._repr_html_()


def test_paths_that_a_name_cannot_leave(run: Run, tmp_path: os.PathLike[str]) -> None:
    """What a page is called follows from slugs alone, which hold no separator."""
    for name in ("../../etc/passwd", "/etc/passwd", "a/b", "..", "\0"):
        code, out, err = run("viz", name, "mle")
        assert code == 2
        assert not out
        assert "No role is called" in err
