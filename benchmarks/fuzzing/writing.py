"""What is written: values of all kinds in every format, and read back where a reader is at hand."""

import csv
import io
import json
import random
import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any, Final
from xml.etree import ElementTree

import pyoxigraph as ox

from benchmarks.fuzzing.mutators import text
from rolegraph import export, tablerender
from rolegraph.dataset import Dataset
from rolegraph.errors import DataError
from rolegraph.facts import Concept, Fact
from rolegraph.namespaces import BASE, KINDS, PREFIXES
from rolegraph.queries.result import FORMATS, GRAPH_FORMATS, Result
from rolegraph.statements import concept_quads, fact_quads
from rolegraph.values import IRI
from rolegraph.views import table

_STEERS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_XSD: Final = PREFIXES["xsd"]
_TYPES: Final = ("string", "integer", "decimal", "double", "boolean", "date", "dateTime", "gYear")
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{0,80}\.?[0-9]{1,80}")


class Writers:
    """An input is JSON: rows of values, or terms."""

    def __init__(self, folder: str) -> None:
        del folder

    @staticmethod
    def make(chance: random.Random) -> bytes:
        """Return columns and rows of values that break files and terminals."""

        def value() -> Any:
            sort = chance.randrange(12)
            if sort == 0:
                return None
            if sort == 1:
                return chance.choice((True, False))
            if sort == 2:
                return chance.choice((0, -1, 10**400, 2**63, -(2**63), chance.randrange(10**9)))
            if sort == 3:
                return chance.choice((0.5, -1e308, 1e-320))
            if sort == 4:
                return [text(chance), text(chance)]
            return text(chance)

        how = chance.choice(("rows", "rows", "terms", "terms", "graph"))
        if how == "rows":
            width = chance.randrange(1, 5)
            made = {
                "how": how,
                "columns": [text(chance, 12) for _ in range(width)],
                "rows": [[value() for _ in range(width)] for _ in range(chance.randrange(6))],
                "title": text(chance),
                "wide": chance.choice((1, 8, 40, 80, 200)),
            }
        elif how == "terms":
            made = {
                "how": how,
                "terms": [
                    [chance.choice(("literal", "tagged", "iri", *_TYPES)), text(chance)]
                    for _ in range(chance.randrange(5))
                ],
            }
        else:
            made = {"how": how, "labels": [text(chance) for _ in range(3)]}
        return json.dumps(made).encode()

    def examine(self, data: bytes) -> None:
        """Write in every format, and read again what can be read."""
        try:
            made = json.loads(data)
        except ValueError as error:
            raise DataError("no JSON") from error
        getattr(self, f"_{made['how']}")(made)

    def _rows(self, made: dict[str, Any]) -> None:
        width = len(made["columns"])
        values = [tuple(_valued(one) for one in row) for row in made["rows"]]
        rows = table.Rows(tuple(made["columns"]), values, made["title"])
        drawn = table.to_table(rows, wide=made["wide"])
        written = {form: table.render([rows], form) for form in ("table", "md", "csv", "tsv")}
        for form, out in {"drawn": drawn, **written}.items():
            found = _STEERS.search(out)
            assert found is None, f"{form} holds {found[0]!r}"
        parsed = list(csv.reader(io.StringIO(written["csv"], newline="")))
        # A single empty cell is a line that CSV readers pass over.
        assert all(len(row) == width for row in parsed if row), "cells moved in CSV"
        assert all(len(one.split("\t")) == width for one in written["tsv"].split("\n")[:-1])
        for name, again in (("csv", parsed), ("frame", _parsed(tablerender.to_csv(rows)))):
            for row, cells in zip(again[1:], values, strict=False):
                for cell, value in zip(row, cells, strict=False):
                    if isinstance(value, str):
                        assert cell[:1] not in tuple("=+-@\t\r"), f"{name}: {cell!r} is a formula"
        lines = written["md"].split("\n")
        body = lines[2 if rows.title else 0 :]
        for line in filter(None, body):
            bars = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))
            assert bars == width + 1, f"cells moved in Markdown: {line!r}"
        json.loads(table.to_json(table.records(rows)))
        _check_html(tablerender.to_html(rows, [made["title"]]))

    def _terms(self, made: dict[str, Any]) -> None:
        terms = [_term(sort, value) for sort, value in made["terms"]]
        store = ox.Store()
        for number, term in enumerate(terms):
            store.add(ox.Quad(ox.NamedNode(f"urn:{number}"), ox.NamedNode("urn:p"), term))
        dataset = Dataset("terms", store)
        result = Result(lambda: dataset.query("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s"))
        rows = [tuple(row) for row in result.terms]
        assert len(rows) == len(terms)
        for form in FORMATS:
            data = result.serialize(form)
            if form == "csv":
                continue
            kind: Any = FORMATS[form]
            again: Any = ox.parse_query_results(data, kind)
            found = [tuple(row) for row in again]
            lossy = form == "xml" and any(_unfit(term) for term in terms)
            assert lossy or found == rows, f"{form} says otherwise"
        graph = Result(lambda: dataset.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))
        for form in GRAPH_FORMATS:
            if form == "rdfxml" and any(_unfit(term) for term in terms):
                continue
            written = graph.serialize(form)
            triples = {quad.triple for quad in ox.parse(written, GRAPH_FORMATS[form])}
            assert triples == {quad.triple for quad in store}, f"{form} says otherwise"
        str(result)
        _check_html(result._repr_html_())

    def _graph(self, made: dict[str, Any]) -> None:
        from rolegraph.sources.releases import cleaned

        one, two, three = (cleaned(label, 300) or "x" for label in made["labels"])
        role, tool, source = (f"{BASE}{kind}/a" for kind in ("role", "tool", "source"))
        lines = [
            *concept_quads(
                [
                    Concept(role, "role", KINDS["role"].classes, one, two),
                    Concept(tool, "tool", KINDS["tool"].classes, three, alt=(two,)),
                ]
            ),
            *fact_quads([Fact(source, role, PREFIXES["rg"] + "usesTool", tool, "required", two)]),
        ]
        store = ox.Store()
        store.load("".join(lines).encode(), ox.RdfFormat.N_QUADS)
        dataset = Dataset("a role", store)
        for form in export.FORMATS:
            data = export.to_bytes(dataset, form)
            assert data
            if form in ("graphml", "gexf"):
                ElementTree.fromstring(data)  # noqa: S314 what we wrote


def _parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def _valued(value: Any) -> Any:
    """Return some of the texts as what else may stand in a cell."""
    if isinstance(value, str) and value.startswith(("http:", "https:", "urn:")):
        return IRI(value)
    if isinstance(value, str) and len(value) < 100 and _DECIMAL.fullmatch(value):
        return Decimal(value)
    return value


def _term(sort: str, value: str) -> ox.NamedNode | ox.Literal:
    # The engine's texts hold no lone halves of characters.
    value = value.encode("utf-8", "replace").decode()
    if sort == "iri":
        try:
            return ox.NamedNode(f"urn:x:{value}")
        except ValueError:
            return ox.NamedNode("urn:x")
    if sort == "literal":
        return ox.Literal(value)
    if sort == "tagged":
        return ox.Literal(value, language="en")
    return ox.Literal(value, datatype=ox.NamedNode(_XSD + sort))


def _unfit(term: ox.NamedNode | ox.Literal) -> bool:
    """Tell whether XML 1.0 cannot hold a text as it is: it has no such characters, or makes one."""
    return bool(re.search("[\x00-\x08\x0b-\x1f\ufffe\uffff\r]", term.value))


class _Elements(HTMLParser):
    """The elements of a page, and the attributes that they have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.add(tag)
        for name, value in attrs:
            self.found.add(f"@{name}")
            if name == "href":
                self.links.append(value or "")


_KNOWN: Final = "div style table caption thead tbody tr th td p span a @class @title @href @target"
_HTML: Final = {*_KNOWN.split(), "@rel"}


def _check_html(page: str) -> None:
    elements = _Elements()
    elements.feed(page)
    elements.close()
    assert elements.found <= _HTML, f"the page has {elements.found - _HTML}"
    assert all(link.startswith(("http://", "https://")) for link in elements.links)
    assert not _STEERS.search(page.replace("\n", "")), "the page turns the writing"
