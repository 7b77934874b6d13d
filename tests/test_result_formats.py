"""Answers in W3C's formats are read back as they were, by the parsers of rdflib and the engine."""

import io
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.query import Result as Parsed
from rdflib.query import ResultRow

from rolegraph import queries
from rolegraph.dataset import Dataset
from rolegraph.queries.result import FORMATS, Result

TYPED = """
SELECT ?a ?b WHERE { VALUES (?a ?b) {
  ("" <urn:a>) ("line\\nbreak, \\"quote\\" \\\\ and \\ttab" "Straße 😀"@de-CH) (UNDEF 1)
  (1.50 UNDEF)
  (1e3 true) ("2024-02-29"^^xsd:date "x"^^<urn:own>) ("=1+1" " space ") ("<b>&amp;" "]]>")
} }
"""
ASKED = ("cq-03", "cq-05", "cq-20", "cq-21", "cq-24", "cq-52", "cq-53")
"""Named questions whose answers have IRIs, texts in languages, numbers, dates and gaps."""

MOST = 150


@pytest.fixture(scope="module")
def answers(dataset: Dataset) -> dict[str, Result]:
    role = "https://w3id.org/rolegraph/role/machine-learning-engineer"
    found = {
        "typed": queries.ask(dataset, TYPED),
        "empty": queries.ask(dataset, "SELECT ?x { FILTER(false) }"),
    }
    for number in ASKED:
        asked = queries.load(number)
        if "role" in asked.parameters:
            found[number] = queries.run(dataset, asked.name, {"role": role})
        else:
            # Of answers with thousands of rows the first: rdflib reads a row of TSV in 20 ms.
            found[number] = queries.ask(dataset, f"{asked.text}\nLIMIT {MOST}")
    return found


def same(term: Any) -> Any:
    """Return a term of the engine as rdflib has it; a plain text is an xsd:string there too."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        plain = term.datatype.value.endswith("#string")
        datatype = None if plain else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, datatype=datatype, normalize=False)
    return term


def parts(term: Any) -> Any:
    """Return what a term is written as, so that 1.50 is not 1.5; None stays."""
    if isinstance(term, rdflib.Literal):
        datatype = None if str(term.datatype).endswith("#string") else term.datatype
        # rdflib writes 1000 as 1000.0 where it is a double.
        text = str(float(term)) if str(datatype).endswith("#double") else str(term)
        return text, datatype, (term.language or "").lower()
    return term


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
@pytest.mark.parametrize("name", ["typed", "empty", *ASKED])
def test_rows_come_back_by_both_parsers(answers: dict[str, Result], name: str, form: str) -> None:
    answer = answers[name]
    data = answer.serialize(form)
    engine: Any = ox.parse_query_results(data, FORMATS[form])
    assert [tuple(row) for row in engine] == answer.terms
    read = Parsed.parse(io.BytesIO(data), format=form)
    assert [str(one) for one in read.vars or []] == list(answer.columns)
    rows = [tuple(map(parts, row)) for row in read if isinstance(row, ResultRow)]
    assert rows == [tuple(parts(same(term)) for term in row) for row in answer.terms]


@pytest.mark.parametrize("name", ["typed", *ASKED])
def test_csv_holds_the_texts(answers: dict[str, Result], name: str) -> None:
    """CSV has no types by the standard: an unbound cell and an empty text are alike in it."""
    answer = answers[name]
    read = Parsed.parse(io.BytesIO(answer.serialize("csv")), format="csv")
    rows = [
        tuple("" if term is None else str(term) for term in row)
        for row in read
        if isinstance(row, ResultRow)
    ]
    assert rows == [
        tuple("" if term is None else term.value for term in row) for row in answer.terms
    ]


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("text", ["ASK { }", "ASK { FILTER(false) }"])
def test_yes_and_no_come_back(dataset: Dataset, text: str, form: str) -> None:
    answer = queries.ask(dataset, text)
    data = answer.serialize(form)
    assert bool(ox.parse_query_results(data, FORMATS[form])) is bool(answer)
    assert Parsed.parse(io.BytesIO(data), format=form).askAnswer is bool(answer)
