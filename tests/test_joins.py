"""How many patterns a query joins in one group, and that as many as are taken are planned soon."""

import time

import pyoxigraph as ox
import pytest

from rolegraph import queries
from rolegraph.errors import QueryError
from rolegraph.queries import guard
from rolegraph.queries.joins import joined

N = 30
STAR = "".join(f" ?s ?p{n} ?o{n} ." for n in range(guard.MAX_JOINED - 1))
COUNTED = {
    "a star": ("SELECT * {" + " ?s ?p ?o ." * N + "}", N + 1),
    "properties of one thing": ("SELECT * { ?s ?p ?o" + " ; ?p ?o" * N + " }", N + 1),
    "objects of one property": ("SELECT * { ?s ?p 1" + ", 1" * N + " }", N + 1),
    "nested nodes": ("SELECT * { ?s ?p " + "[ ?p " * N + "1" + "]" * N + "}", N + 1),
    "a collection": ("SELECT * { ?s ?p (" + " 1" * N + ") }", N + 2),
    "nested collections": ("SELECT * { " + "( " * N + "1" + " )" * N + " ?p ?o }", N + 2),
    "triple terms": ("SELECT * { " + "<< " * N + "?s ?p ?o" + " >> ?p ?o" * N + " }", N + 1),
    "groups": ("SELECT * {" + " { ?s ?p ?o }" * N + "}", N + 1),
    "named graphs": ("SELECT * {" + " GRAPH ?g { ?s ?p ?o }" * N + "}", N + 1),
    "a path": ("SELECT * { ?s " + "/".join(["rg:label"] * (N + 1)) + " ?o }", N + 1),
    "values": ("SELECT * {" + " VALUES (?x ?y) { (1 2) }" * N + " }", N + 1),
    "subqueries": ("SELECT * {" + " { SELECT (1 AS ?x) { ?s ?p ?o . } }" * N + "}", N + 1),
    "the short form": ("CONSTRUCT WHERE {" + " ?s ?p ?o ." * N + "}", N + 1),
    "optional patterns": ("SELECT * { ?s ?p ?o" + " OPTIONAL { ?s ?p ?o }" * N + "}", 1),
    "a union": ("SELECT * { {}" + " UNION { ?s ?p ?o }" * N + "}", 1),
    "what is not": ("SELECT * { ?s ?p ?o" + " MINUS { ?s ?p ?o }" * N + "}", 1),
    "conditions": ("SELECT * {" + " FILTER EXISTS { ?s ?p ?o }" * N + " }", 1),
    "a template": ("CONSTRUCT {" + " ?s ?p ?o ." * N + "} WHERE { ?s ?p ?o }", 1),
    "data": ("SELECT * { VALUES ?x {" + " 1" * N + " } }", 2),
    "columns": ("SELECT" + " (SUM(?a) AS ?x)" * N + " { ?s ?p ?o }", 1),
    "a list": ("SELECT * { FILTER(?s IN (1" + ", 1" * N + ")) }", 1),
    "a call": ("SELECT * { ?s ?p ?o FILTER regex(?s, 'a', 'i') }", 1),
    "numbers with a point": ("SELECT * { ?s ?p 1.5, 2.5 }", 2),
    "texts and comments": ("SELECT * { ?s ?p '. . .' # . . .\n }", 1),
}


@pytest.mark.parametrize("what", COUNTED)
def test_patterns_that_are_joined_are_counted(what: str) -> None:
    text, count = COUNTED[what]
    assert joined(text) == count


def test_the_shipped_queries_are_far_from_the_bound() -> None:
    assert max(joined(queries.load(name).text) for name in queries.names()) < guard.MAX_JOINED / 2


def test_as_many_as_are_taken_are_planned_soon_and_more_are_refused() -> None:
    """Under a second on a machine of its own; six, for one that others are busy on too."""
    text = f"SELECT * {{{STAR} }}"
    guard.check(text)
    before = time.thread_time()
    assert not bool(ox.Store().query(f"ASK {{{STAR} }}"))
    assert time.thread_time() - before < 6
    optional = "ASK { ?s ?p ?o" + " OPTIONAL { ?s ?p ?o }" * guard.MAX_OPTIONALS
    guard.check(optional + " }")
    before = time.thread_time()
    assert not bool(ox.Store().query(optional + " }"))
    assert time.thread_time() - before < 6
    with pytest.raises(QueryError, match="more than 200 OPTIONALs"):
        guard.check(optional + " OPTIONAL {} }")
    with pytest.raises(QueryError, match="joins 101 patterns in one group; 100 at most"):
        guard.check(f"SELECT * {{{STAR} ?s ?p ?o }}".replace("?p0", "?p1; ?q ?r"))
