"""Answers as Python values, in the standard formats, and as frames."""

import csv
import io
import json
import math
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.dataset import Dataset
from rolegraph.errors import StoreError
from rolegraph.graph import Graph
from rolegraph.namespaces import PREFIXES, XSD
from rolegraph.queries.result import FORMATS, GRAPH_FORMATS, Result
from rolegraph.values import IRI, to_python

EMPTY = Dataset("nothing", ox.Store())


def ask(text: str) -> Result:
    """Answer a query over nothing."""
    return Result(lambda: EMPTY.query(text))


def literal(value: str, datatype: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(PREFIXES["xsd"] + datatype))


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (ox.NamedNode("urn:a"), IRI("urn:a")),
        (ox.BlankNode("b"), "_:b"),
        (ox.Literal("a"), "a"),
        (ox.Literal("a", language="en"), "a"),
        (literal("12", "integer"), 12),
        (literal("-12", "int"), -12),
        (literal("1.10", "decimal"), Decimal("1.10")),
        (literal("1.5", "double"), 1.5),
        (literal("INF", "double"), math.inf),
        (literal("true", "boolean"), True),
        (literal("0", "boolean"), False),
        (literal("2024-10-30", "date"), date(2024, 10, 30)),
        (literal("2024-13-30", "date"), "2024-13-30"),
        (literal("2020", "gYear"), "2020"),
        (literal("many", "integer"), "many"),
        (literal("much", "decimal"), "much"),
        (literal("", "double"), ""),
    ],
)
def test_a_term_becomes_a_python_value(term: ox.Literal | None, value: object) -> None:
    found = to_python(term)
    assert (found, type(found)) == (value, type(value))


def test_a_number_of_many_digits_stays_text() -> None:
    digits = "9" * 400
    assert to_python(literal(digits, "integer")) == digits
    assert to_python(literal(digits, "decimal")) == digits
    assert to_python(literal(digits[:399], "integer")) == int(digits[:399])


@given(st.text(), st.sampled_from(["integer", "decimal", "double", "boolean", "date", "string"]))
def test_no_literal_breaks_the_conversion(text: str, datatype: str) -> None:
    to_python(literal(text, datatype))


@given(st.integers(), st.decimals(allow_nan=False, allow_infinity=False))
def test_numbers_are_what_they_were(whole: int, number: Decimal) -> None:
    assert to_python(literal(str(whole), "integer")) == whole
    assert to_python(literal(f"{number:f}", "decimal")) == number


SELECT = 'SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (1 "x,\\"y\\nz" <urn:a>) (2 "é"@fr UNDEF) } }'


def test_rows_are_tuples_in_the_order_of_the_columns() -> None:
    result = ask(SELECT)
    assert result.kind == "rows"
    assert result.columns == ("a", "b", "c")
    assert list(result) == [(1, 'x,"y\nz', "urn:a"), (2, "é", None)]
    assert result.records()[1] == {"a": 2, "b": "é", "c": None}
    assert len(result) == 2
    assert result


def test_rows_may_be_read_twice() -> None:
    result = ask(SELECT)
    assert list(result) == list(result)
    assert result.serialize("json") == result.serialize("json")
    assert len(result) == 2


def test_no_rows_are_false() -> None:
    result = ask("SELECT ?s { ?s ?p ?o }")
    assert not result
    assert (len(result), list(result)) == (0, [])


def test_a_truth_value_is_one_row() -> None:
    for text, truth in (("ASK {}", True), ("ASK { ?s ?p ?o }", False)):
        result = ask(text)
        assert result.kind == "truth"
        assert bool(result) is truth
        assert list(result) == [(truth,)]
        assert result.records() == [{"answer": truth}]
        assert len(result) == 1
        assert json.loads(result.serialize("json"))["boolean"] is truth
        assert result.formats == ("json", "xml")


GRAPH = "CONSTRUCT { <urn:a> <urn:b> 1 , 'x'@en } WHERE {}"


def test_a_graph_is_rows_of_three() -> None:
    result = ask(GRAPH)
    assert result.kind == "graph"
    assert sorted(result, key=str) == [("urn:a", "urn:b", "x"), ("urn:a", "urn:b", 1)]
    assert result.formats == tuple(GRAPH_FORMATS)


def test_csv_json_and_xml_hold_the_same_rows() -> None:
    result = ask(SELECT)
    rows = list(csv.reader(io.StringIO(result.serialize("csv").decode(), newline="")))
    assert rows == [["a", "b", "c"], ["1", 'x,"y\nz', "urn:a"], ["2", "é", ""]]
    bindings = json.loads(result.serialize("json"))["results"]["bindings"]
    assert [{name: cell["value"] for name, cell in row.items()} for row in bindings] == [
        {"a": "1", "b": 'x,"y\nz', "c": "urn:a"},
        {"a": "2", "b": "é"},
    ]
    tree = ElementTree.fromstring(result.serialize("xml"))  # noqa: S314
    space = "{http://www.w3.org/2005/sparql-results#}"
    assert len(tree.findall(f".//{space}result")) == 2
    assert result.serialize("tsv").decode().split("\n")[0] == "?a\t?b\t?c"
    assert set(result.formats) == set(FORMATS)


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_each_graph_format_is_read_by_another_parser(form: str) -> None:
    name = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}[form]
    graph = rdflib.Graph().parse(data=ask(GRAPH).serialize(form), format=name)
    assert {str(one) for one in graph.objects()} == {"1", "x"}


def test_a_format_that_does_not_fit_is_refused() -> None:
    with pytest.raises(KeyError):
        ask(GRAPH).serialize("csv")
    with pytest.raises(KeyError):
        ask(SELECT).serialize("turtle")


def test_a_frame_has_a_column_for_each_variable(graph: Graph) -> None:
    pytest.importorskip("pandas")
    frame = ask(SELECT).to_frame()
    assert list(frame.columns) == ["a", "b", "c"]
    assert list(frame["a"]) == [1, 2]
    assert list(ask("SELECT ?x { ?x ?y ?z }").to_frame().columns) == ["x"]
    roles = graph.roles()
    assert list(roles.to_frame()["label"]) == [row[1] for row in roles]


def test_without_pandas_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install 'rolegraph\[notebook\]'"):
        ask(SELECT).to_frame()


def test_an_answer_that_breaks_off_is_said() -> None:
    result = ask(SELECT)

    class Broken:
        def __iter__(self) -> "Broken":
            return self

        def __next__(self) -> None:
            raise OSError("gone")

    result._answer = Broken()  # type: ignore[assignment]
    with pytest.raises(StoreError, match="off: gone"):
        _ = result.terms


def test_every_integer_type_is_a_number() -> None:
    names = "integer long short byte nonNegativeInteger positiveInteger unsignedInt unsignedLong"
    for name in names.split():
        assert to_python(literal("7", name)) == 7
    assert to_python(ox.Literal("7", datatype=ox.NamedNode(XSD.integer))) == 7


@pytest.mark.parametrize(
    "name", ["nonPositiveInteger", "negativeInteger", "unsignedShort", "unsignedByte"]
)
def test_the_rarer_integer_types_are_numbers_too(name: str) -> None:
    value = "-7" if "egative" in name or "nonPos" in name else "7"
    assert to_python(literal(value, name)) == int(value)
