"""The shipped queries: named, described, bound, ordered, and answered alike by another engine."""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from rolegraph import queries
from rolegraph.dataset import Dataset
from rolegraph.errors import QueryError, UnknownNameError, UsageError
from rolegraph.graph import Graph
from rolegraph.namespaces import PREFIXES, mint
from rolegraph.queries import guard

MLE = mint("role", "machine-learning-engineer")
SCIENTIST = mint("role", "ai-scientist")
SLOW = {
    *("cq-04-descriptions", "cq-07-contested", "cq-08-single-source", "cq-16-most-alike"),
    "cq-49-standpoints",
}
"""More than 20 seconds in rdflib's own engine over everything; it answers them over less."""


def test_names_are_numbered_without_a_gap() -> None:
    numbers = [re.fullmatch(r"cq-(\d\d)-[a-z-]+", name) for name in queries.names()]
    assert [int(found[1]) for found in numbers if found] == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("name", queries.names())
def test_a_query_says_what_it_answers_and_what_it_takes(name: str) -> None:
    query = queries.load(name)
    lines = query.text.split("\n")
    head = re.fullmatch(r"# CQ-(\d\d) ([A-Z].*\?)", lines[0])
    assert head is not None
    assert name.startswith(f"cq-{head[1]}-")
    assert query.question == head[2]
    comments = [line for line in lines if line.startswith("# $")]
    assert len(comments) == len(query.parameters)
    assert all(query.parameters.values())
    assert lines[1 : 1 + len(comments)] == comments


@pytest.mark.parametrize("name", queries.names())
def test_each_parameter_is_a_column(dataset: Dataset, name: str) -> None:
    query = queries.load(name)
    assert set(query.parameters) <= set(queries.run(dataset, name).columns)
    assert query.parameters


@pytest.mark.parametrize("name", queries.names())
def test_a_query_is_ordered_and_gives_each_row_once(dataset: Dataset, name: str) -> None:
    text = queries.load(name).text
    assert re.search(r"\nORDER BY [^}]*$", text), "the last clause orders the rows"
    rows = queries.run(dataset, name).terms
    assert rows
    doubles = [row for row, count in Counter(rows).items() if count > 1]
    assert doubles == []


@pytest.mark.parametrize("name", queries.names())
def test_no_query_formats_or_reaches_out(name: str) -> None:
    text = queries.load(name).text
    guard.check(text)
    assert "%s" not in text
    assert not re.search(r"(?i)(?<![?\w])FROM\b", re.sub(r"#.*", "", text))


@pytest.mark.parametrize("name", queries.names())
def test_a_bound_query_gives_just_the_rows_of_the_free_one(dataset: Dataset, name: str) -> None:
    query = queries.load(name)
    free = queries.run(dataset, name)
    for parameter in query.parameters:
        at = free.columns.index(parameter)
        # Only things can be asked for: definitions are claimed too, and they are texts.
        cells = (row[at] for row in free.terms)
        values = sorted({one.value for one in cells if isinstance(one, ox.NamedNode)})
        assert values
        for wanted in (values[0], values[-1:], values[:2]):
            among = [wanted] if isinstance(wanted, str) else wanted
            rows = queries.run(dataset, name, {parameter: wanted}).terms
            iris = {ox.NamedNode(value) for value in among}
            expected = [row for row in free.terms if row[at] in iris]
            assert rows == expected


@pytest.mark.parametrize("name", queries.names())
def test_the_text_with_its_parameters_filled_in_is_the_same_query(
    dataset: Dataset, name: str
) -> None:
    parameters = {} if "role" not in queries.load(name).parameters else {"role": [MLE, SCIENTIST]}
    text = queries.bound_text(name, parameters)
    assert queries.ask(dataset, text).terms == queries.run(dataset, name, parameters).terms
    assert text.endswith("\n")


@pytest.mark.parametrize("name", ["cq-03-why", "cq-03", "CQ-03", "cq-03-w"])
def test_a_query_goes_by_name_and_number(name: str) -> None:
    if name == "cq-03-w":
        with pytest.raises(UsageError):
            queries.load(name)
    else:
        assert queries.load(name).name == "cq-03-why"


@pytest.mark.parametrize(
    "name", ["", "cq", "cq-", "cq-0", "cq-99", "why", "../errors", "cq-01-roles.rq", "cq-01\n", "/"]
)
def test_an_unknown_query_is_refused(dataset: Dataset, name: str) -> None:
    with pytest.raises(UsageError, match="No query is called"):
        queries.run(dataset, name)


def test_an_unknown_parameter_names_those_there_are(dataset: Dataset) -> None:
    with pytest.raises(UsageError, match="cq-03-why has no parameter 'tool'; it has: role, thing"):
        queries.run(dataset, "cq-03", {"tool": MLE})


@pytest.mark.parametrize("value", ["no iri", "http://[", "urn:a> } DROP ALL #"])
def test_a_parameter_that_is_no_iri_is_refused(dataset: Dataset, value: str) -> None:
    with pytest.raises(UsageError):
        queries.run(dataset, "cq-03", {"role": value})


def test_an_unknown_thing_gives_no_rows(dataset: Dataset) -> None:
    assert queries.run(dataset, "cq-02", {"role": mint("role", "nobody")}).terms == []
    assert queries.run(dataset, "cq-02", {"role": []}).terms == []


def test_named_queries_take_names_of_things(graph: Graph) -> None:
    rows = graph.named("cq-12", tool="k8s").records()
    assert {row["tool"] for row in rows} == {mint("tool", "kubernetes")}
    with pytest.raises(UnknownNameError):
        graph.named("cq-12", tool="no such tool at all")
    with pytest.raises(UsageError):
        graph.named("cq-12", gadget="docker")


def test_a_question_of_ones_own_is_answered(graph: Graph) -> None:
    result = graph.query("SELECT ?l WHERE { role:data-engineer rg:label ?l }")
    assert list(result) == [("Data Engineer",)]
    with pytest.raises(QueryError):
        graph.query("SELECT")


def quads_of(dataset: Dataset, *, less: bool) -> Iterable[ox.Quad]:
    """Return the quads of a dataset, or of two small sources that describe one role.

    Of the rest of the default graph only what describes the things that these name is taken.
    """
    if not less:
        yield from dataset.quads()
        return
    graphs: dict[str, list[ox.Quad]] = {}
    for quad in dataset.quads():
        graphs.setdefault(str(quad.graph_name), []).append(quad)
    graphs = {name: graph for name, graph in graphs.items() if "/mappings/" not in name}
    everything = graphs.pop("DEFAULT")
    role = ox.NamedNode(MLE)
    about = sorted((len(graph), name) for name, graph in graphs.items() if role in subjects(graph))
    named = [quad for _, name in about[:2] for quad in graphs[name]]
    others = {quad.triple for graph in graphs.values() for quad in graph}
    triples = {quad.triple for quad in named}
    things = {triple.object for triple in triples} | subjects(named)
    triples |= {q.triple for q in everything if q.subject in things and q.triple not in others}
    yield from named
    yield from (ox.Quad(*triple) for triple in triples)


def subjects(graph: Iterable[ox.Quad]) -> set[object]:
    """Return what the quads are about."""
    return {quad.subject for quad in graph}


def plain(term: Any) -> object:
    """Return a term of either engine as a value that both give alike."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode | rdflib.URIRef):
        return "<" + (term.value if isinstance(term, ox.NamedNode) else str(term)) + ">"
    value = term.value if isinstance(term, ox.Literal) else str(term)
    datatype = str(term.datatype).strip("<>").rpartition("#")[2]
    if datatype in ("integer", "decimal"):
        # The engines divide to a different number of digits.
        return round(Decimal(value), 12)
    return value, (term.language or "").lower()


@pytest.fixture(scope="module")
def engines(dataset: Dataset) -> dict[bool, tuple[Dataset, rdflib.Dataset]]:
    """Return the same quads in both engines: all of them (False), and fewer (True)."""
    both = {}
    for less in (False, True):
        quads = list(quads_of(dataset, less=less))
        store = ox.Store()
        store.extend(quads)
        other = rdflib.Dataset()
        lines = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
        assert lines is not None
        other.parse(data=lines.decode(), format="nquads")
        both[less] = (Dataset("a copy", store), other)
    return both


SECONDS_THERE = ("cq-07", "cq-08", "cq-14", "cq-24", "cq-46", "cq-48", "cq-53", "cq-59")
"""What rdflib's own engine takes seconds for."""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.thorough] * name.startswith(SECONDS_THERE))
        for name in queries.names()
    ],
)
def test_another_engine_gives_the_same_rows(
    engines: dict[bool, tuple[Dataset, rdflib.Dataset]], name: str
) -> None:
    mine, other = engines[name in SLOW]
    query = queries.load(name)
    names = {prefix: rdflib.Namespace(iri) for prefix, iri in PREFIXES.items()}
    theirs = Counter(tuple(map(plain, row)) for row in other.query(query.text, initNs=names))  # type: ignore[arg-type]
    ours = Counter(tuple(map(plain, row)) for row in queries.run(mine, name).terms)
    assert ours
    assert theirs == ours


def groups_of_their_own(text: str) -> Iterable[str]:
    """Yield the subqueries of a query, and the whole of one that itself counts."""
    code = re.sub(r"#(?! VALUES).*", "", text)
    for found in re.finditer(r"\{\s*SELECT\b", code):
        depth, at = 1, found.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(code[at], 0)
            at += 1
        yield code[found.start() : at]
    if re.search(r"\bGROUP BY\b[^}]*$", code):
        yield code


@pytest.mark.parametrize("name", queries.names())
def test_a_group_that_counts_knows_its_role(name: str) -> None:
    # An engine works out a group of its own before it looks at what stands around it.
    query = queries.load(name)
    for parameter in {"role", "goal"} & set(query.parameters):
        for group in groups_of_their_own(query.text):
            if re.search(rf"SELECT[^{{]*\?{parameter}\b", group):
                assert f"# VALUES ?{parameter}\n" in group, group
