"""Python values in queries: bound as values whatever they hold, wherever the query wants them."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

import rolegraph
from rolegraph.dataset import Dataset, open_dataset
from rolegraph.errors import QueryError, RolegraphError, UsageError
from rolegraph.graph import Graph
from rolegraph.queries import binding
from rolegraph.queries.places import names, uses
from rolegraph.values import IRI, to_python, to_term

NOTHING = Dataset("nothing", ox.Store())

HOSTILE = [
    '"',
    "'",
    '"""',
    "\\",
    '\\"',
    "\n",
    "\r\n",
    '" } UNION { ?s ?p ?o } #',
    "> } ; DROP ALL ; <",
    "$other ?x",
    "{ } ( ) . ; ,",
    "\u202etxt",
    "é 漢 😀",
    "# comment",
    "\\u0022",
    "",
    " ",
]


def echoed(value: object) -> object:
    """Return what comes back when a query hands out its value."""
    rows = list(binding.ask(NOTHING, "SELECT ?got { BIND($value AS ?got) }", {"value": value}))
    assert len(rows) == 1
    return rows[0][0]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_a_text(text: str) -> None:
    assert echoed(text) == text
    found = binding.ask(NOTHING, "SELECT $v { }", {"v": [text, "other"]})
    assert sorted(row[0] for row in found) == sorted([text, "other"])


PLAIN = st.text(st.characters(codec="utf-8")).filter(lambda s: ":" not in s)


@given(PLAIN)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert echoed(text) == text


@given(
    st.one_of(
        st.integers(-(2**62), 2**62),
        st.booleans(),
        st.floats(allow_nan=False),
        st.dates(),
        st.datetimes(),
        st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-1e9, max_value=1e9),
    )
)
def test_values_go_round(value: object) -> None:
    assert (to_python(to_term(value)), type(to_python(to_term(value)))) == (value, type(value))


@given(st.lists(PLAIN, max_size=20))
def test_a_list_means_each_of_its_texts_once(texts: list[str]) -> None:
    found = binding.ask(NOTHING, "SELECT $v { }", {"v": texts})
    assert sorted(row[0] for row in found) == sorted(set(texts))


def test_values_of_other_libraries_are_bound() -> None:
    import numpy as np
    import pandas as pd
    import polars as pl

    assert echoed(np.int64(3)) == 3
    assert echoed(np.float64(2.5)) == 2.5
    assert echoed(np.bool_(True)) is True
    assert echoed(np.str_("x")) == "x"
    assert echoed(pd.Timestamp("2024-01-02T03:04:05")) == datetime(2024, 1, 2, 3, 4, 5)
    assert echoed(datetime(2024, 1, 2, tzinfo=UTC)) == datetime(2024, 1, 2, tzinfo=UTC)
    assert echoed(rdflib.URIRef("urn:a")) == IRI("urn:a")
    assert echoed(rdflib.Literal(4)) == 4
    assert echoed(rdflib.Literal("mle", lang="en")) == "mle"
    assert echoed(ox.Literal("urn:a")) == "urn:a"
    for several in (pd.Series([1, 2]), pl.Series([1, 2]), np.array([1, 2]), {1, 2}, (1, 2)):
        rows = binding.ask(NOTHING, "SELECT $v { }", {"v": several})
        assert sorted(row[0] for row in rows) == [1, 2]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None cannot be bound: take a text"),
        (object(), "cannot be bound"),
        (len, "cannot be bound"),
        ({"a": 1}, r"\$v is a dictionary"),
        ([[1]], "cannot be bound"),
        (Decimal("NaN"), "cannot be bound"),
        ("\ud800", "cannot be bound"),
        (IRI("javascript:alert(1)"), "is no http, https or urn IRI"),
        (IRI("urn:a> <urn:b"), "is no http, https or urn IRI"),
        (rdflib.BNode(), "blank node"),
        ("x" * 1_000_001, "1,000,001 characters"),
        (range(3), "cannot be bound"),
        (list(range(10_001)), "10,001 values: a query takes 10,000"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_value_is_refused(value: object, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        binding.ask(NOTHING, "SELECT $v { }", {"v": value})


ROLE = "https://w3id.org/rolegraph/role/machine-learning-engineer"


@pytest.mark.parametrize("name", ["mle", "Machine Learning Engineer", ROLE, IRI(ROLE)])
@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?t { $role rg:usesTool ?t }",
        "SELECT ?t WHERE { ?x rdf:subject $role ; rdf:predicate rg:usesTool ; rdf:object ?t }",
        "SELECT ?t { { $role rg:usesTool ?t } UNION { $role rg:usesTool ?t } }",
        "SELECT ?t { ?t a rg:Tool FILTER EXISTS { $role rg:usesTool ?t } }",
        "SELECT ?t { { SELECT ?t WHERE { $role rg:usesTool ?t } } }",
        "SELECT $role ?t { OPTIONAL { $role rg:usesTool ?t } }",
        "CONSTRUCT { $role rg:usesTool ?t } WHERE { $role rg:usesTool ?t }",
        "CONSTRUCT WHERE { $role rg:usesTool ?t }",
        "SELECT ?t { [] rdf:subject $role; rdf:object ?t; rdf:predicate rg:usesTool }",
    ],
)
def test_a_role_goes_by_any_of_its_names(graph: Graph, text: str, name: str) -> None:
    found = graph.query(text, {"role": name})
    at = found.columns.index("t") if "t" in found.columns else 2
    wanted = {row[0] for row in graph.query(f"SELECT ?t {{ <{ROLE}> rg:usesTool ?t }}")}
    assert {row[at] for row in found} == wanted != set()


def test_counts_are_of_the_value_alone(graph: Graph) -> None:
    text = "SELECT (COUNT(?t) AS ?n) { $role rg:usesTool ?t }"
    (one,) = graph.query(text, {"role": "mle"})
    assert one == (len(graph.query(f"SELECT ?t {{ <{ROLE}> rg:usesTool ?t }}")),)
    both = graph.query(
        "SELECT $role (COUNT(?t) AS ?n) { $role rg:usesTool ?t } GROUP BY $role ORDER BY $role",
        {"role": ["mle", "role:research-engineer"]},
    )
    assert [row[0].rpartition("/")[2] for row in both] == [
        "machine-learning-engineer",
        "research-engineer",
    ]


def test_lists_stand_where_in_takes_one(graph: Graph) -> None:
    text = "SELECT ?l { ?x a rg:Tool ; rg:label ?l FILTER(?l %s ($names)) }"
    some = {row[0] for row in graph.query(text % "IN", {"names": ["Docker", "Git", 'x"']})}
    assert some == {"Docker", "Git"}
    rest = {row[0] for row in graph.query(text % "NOT  IN", {"names": ["Docker", "Git"]})}
    every = {row[0] for row in graph.query("SELECT ?l { ?x a rg:Tool ; rg:label ?l }")}
    assert rest == every - some
    assert not graph.query(text % "in", {"names": []})
    assert len(graph.query(text % "not in", {"names": []})) == len(every)
    with pytest.raises(UsageError, match=r"\$names is a list \(line 2\): it may stand in a patt"):
        graph.query("SELECT ?l {\n ?x rg:label ?l FILTER(?l != $names) }", {"names": ["a"]})


def test_an_empty_list_finds_nothing(graph: Graph) -> None:
    assert not graph.query("SELECT ?t { $role rg:usesTool ?t }", {"role": []})


def test_a_text_is_both_a_label_and_a_name(graph: Graph) -> None:
    labelled = graph.query("SELECT ?x { ?x rg:label $name }", {"name": "Docker"})
    assert [row[0] for row in labelled] == ["https://w3id.org/rolegraph/tool/docker"]
    using = graph.query("SELECT DISTINCT ?r { ?r rg:usesTool $tool }", {"tool": "Docker"})
    assert ROLE in {row[0] for row in using}
    part = graph.query(
        "SELECT ?l { ?x rg:label ?l FILTER(CONTAINS(?l, $part)) }", {"part": "Kubern"}
    )
    assert "Kubernetes" in {row[0] for row in part}


def test_what_can_only_be_a_thing_must_be_one(graph: Graph) -> None:
    with pytest.raises(UsageError, match=r"\$role: No thing is called 'nobody at all'"):
        graph.query("SELECT ?t { $role rg:usesTool ?t }", {"role": "nobody at all"})
    with pytest.raises(UsageError, match=r"\$role is 5, and stands where only a thing"):
        graph.query("SELECT ?t { $role rg:usesTool ?t }", {"role": 5})
    source = IRI("https://w3id.org/rolegraph/source/aijobs-mle-vs-re")
    assert graph.query("SELECT ?r { GRAPH $s { ?r rg:usesTool ?t } }", {"s": source})


def test_a_describe_and_an_ask_take_values(graph: Graph) -> None:
    assert len(graph.query("DESCRIBE $role", {"role": "role:data-engineer"})) > 5
    assert graph.query("ASK { $role rg:usesTool $tool }", {"role": "mle", "tool": "tool:docker"})


def test_all_three_stores_take_values(any_store: Dataset) -> None:
    found = binding.ask(any_store, "SELECT ?t { $role rg:usesTool ?t }", {"role": "mle"})
    assert IRI("https://w3id.org/rolegraph/tool/docker") in {row[0] for row in found}


def test_a_value_without_a_place_is_an_error(graph: Graph) -> None:
    with pytest.raises(UsageError, match=r"\$x does not stand in the query"):
        graph.query("SELECT ?x { ?x a rg:Role } # $x '$x'", {"x": 1})


def test_errors_are_told_in_the_users_lines(graph: Graph) -> None:
    with pytest.raises(QueryError, match=re.escape("line 2, column 25")) as caught:
        graph.query("SELECT ?t {\n  $r rg:usesTool ?t ?x }", {"r": "mle"})
    assert "VALUES" not in str(caught.value)
    assert str(caught.value).splitlines()[2].index("^") == 2 + 24
    with pytest.raises(QueryError, match="LIMIT and OFFSET take a number"):
        graph.query("SELECT ?t { ?t a rg:Role } LIMIT $n", {"n": 3})


def test_a_limit_bounds_what_is_read(graph: Graph) -> None:
    found = graph.query("SELECT ?x { ?x a skos:Concept }", limit=3)
    assert (len(found), found.is_cut) == (3, True)
    assert "cut off after 3 rows: there are more" in str(found)
    assert "cut off after 3 rows" in found._repr_html_()
    whole = graph.query("SELECT ?x { ?x a rg:Role }", limit=50)
    assert not whole.is_cut
    assert "cut off" not in str(whole)
    with pytest.raises(UsageError, match="limit of -1"):
        graph.query("ASK {}", limit=-1)


def test_names_are_those_in_code() -> None:
    text = "SELECT $a { $b <urn:c> '$d' ; ?e $f } # $g"
    assert names(text) == ["a", "b", "f"]
    assert [(use.name, use.place) for use in uses(text)] == [
        ("a", "other"),
        ("b", "thing"),
        ("f", "object"),
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("SELECT * { ?x a $c . $s ?p ?o }", ["object", "thing"]),
        ("SELECT * { ?x rg:a/rg:b $c ; $p ?o , $o }", ["object", "thing", "object"]),
        ("SELECT * { ?x (rg:a|rg:b)/rg:c $c }", ["object"]),
        ("SELECT * { <urn:s> <urn:p> $c }", ["object"]),
        ("SELECT * { ?x rg:n 1.5 . $s ?p 'x'@en }", ["thing"]),
        ("SELECT * { FILTER regex(?x, $r) $s ?p $o }", ["expression", "thing", "object"]),
        ("SELECT * { FILTER(?x IN (1, $r)) }", ["list"]),
        ("SELECT (COUNT($x) AS ?n) { }", ["expression"]),
        ("SELECT * { ?x rg:p [ rg:q $o ; $p 1 ] . $s a rg:Role }", ["object", "thing", "thing"]),
        ("SELECT * { VALUES ?x { 1 } $s ?p ?o }", ["thing"]),
        ("SELECT * { BIND(1 + $n AS ?x) OPTIONAL { $s a ?c } }", ["expression", "thing"]),
        ("SELECT * { GRAPH $g { $s ?p ?o } }", ["thing", "thing"]),
    ],
)
def test_a_variable_knows_as_what_it_stands(text: str, places: list[str]) -> None:
    assert [use.place for use in uses(text)] == places


SIGNS = st.sampled_from(
    [*"{}()[].;", "$a", "?b", "'x'", "SELECT", "WHERE", "VALUES", "IN", "FILTER", "GRAPH", "UNION"]
)


@given(st.lists(SIGNS, max_size=30))
def test_no_text_breaks_the_reading_of_places(parts: list[str]) -> None:
    text = " ".join(parts)
    assert len(uses(text)) == parts.count("$a")
    try:
        binding.ask(NOTHING, text, {"a": 1})
    except RolegraphError as error:
        assert str(error)


def test_the_iri_type_is_handed_out_by_the_package() -> None:
    assert rolegraph.IRI is IRI
    assert open_dataset().kind == "bundled"
    with pytest.raises(AttributeError, match="no attribute 'Iri'"):
        _ = rolegraph.Iri  # type: ignore[attr-defined]
