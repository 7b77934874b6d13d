"""What people ask is bounded, stays in this dataset, and is explained where it is broken."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rolegraph import queries
from rolegraph.dataset import Dataset
from rolegraph.errors import QueryError, RolegraphError
from rolegraph.queries import guard
from rolegraph.sparqltext import blank

OUT = "<http://127.0.0.1:9/sparql> { ?s ?p ?o }"


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ SERVICE {OUT} }}",
        f"SELECT * {{ service {OUT} }}",
        f"SELECT * {{ SeRvIcE SILENT {OUT} }}",
        f"SELECT * {{\n\tSERVICE\n{OUT} }}",
        f"SELECT * {{ SERVICE # there\n{OUT} }}",
        f"SELECT * {{ SERVICE{OUT} }}",
        f"SELECT * {{ # SERVICE\nSERVICE {OUT} }}",
        f"SELECT * {{ ?s ?p '#' . SERVICE {OUT} }}",
        f'SELECT * {{ ?s ?p """\n""" . SERVICE {OUT} }}',
        f"SELECT * {{ ?s ?p '''it's''' . SERVICE {OUT} }}",
        f"SELECT * {{ ?s ?p 'x\\'SERVICE' . ?s ?p 'y'SERVICE {OUT} }}",
        f"SELECT * {{ ?s <http://a/#b> ?o . SERVICE {OUT} }}",
        "SELECT * { SERVICE ?u { ?s ?p ?o } }",
        "SELECT * { SERVICE?u{ ?s ?p ?o } }",
        "SELECT * { SERVICE $u { ?s ?p ?o } }",
        "PREFIX a: <http://127.0.0.1:9/> SELECT * { SERVICE a:b { ?s ?p ?o } }",
        f"PREFIX a: <http://a/> SELECT * {{ ?s ?p a:.SERVICE {OUT} }}",
        f"SELECT * {{ {{}}SERVICE {OUT} }}",
        f"SELECT * {{ FILTER(true)SERVICE {OUT} }}",
        f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE {OUT} }} }}",
        f"SELECT * {{ ?s ?p 'x'@en.SERVICE {OUT} }}",
        f"SELECT * {{ \\u0053ERVICE {OUT} }}",
        f"ASK {{ SERVICE {OUT} }}",
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE {OUT} }}",
        f"DESCRIBE ?s WHERE {{ SERVICE {OUT} }}",
    ],
)
def test_a_service_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match=r"at line \d+, column \d+ (would send|may be)|escapes"):
        guard.check(text)


DISGUISES = {
    "after a truth value": f"SELECT * {{ ?s ?p trueSERVICE {OUT} }}",
    "after a number": f"SELECT * {{ ?s rg:line 61SERVICE {OUT} }}",
    "glued to a truth value and a name": (
        "PREFIX a: <http://127.0.0.1:9/> SELECT * { ?s ?p trueSERVICEa:{ ?s ?p ?o } }"
    ),
    "behind a fragment": f"BASE <http://a/> SELECT * {{ ?s <#b> ?o . SERVICE {OUT} }}",
    "behind a fragment of a name": f"SELECT * {{ ?s <urn:a#b> ?o . SERVICE {OUT} }}",
    "behind an apostrophe": f"SELECT * {{ ?s <urn:it's> ?o . SERVICE {OUT} . ?s ?p 'x' }}",
    "glued to SILENT": f"SELECT * {{ SERVICESILENT{OUT} }}",
    "glued to a name": "PREFIX a: <http://127.0.0.1:9/> SELECT * { SERVICEa:{ ?s ?p ?o } }",
    "behind a carriage return": f"SELECT * {{ # x\rSERVICE {OUT} }}",
    "in a smaller-than": f"SELECT * {{ ?a rg:line ?b FILTER(?b<5)SERVICE#>\n{OUT} }}",
    "behind a quote in a smaller-than": (
        f"SELECT * {{ ?a ?x ?b FILTER(?a<?b&&?c='>' ) SERVICE {OUT} . ?x ?y 'z' }}"
    ),
    "behind an escaped sign": f"SELECT * {{ OPTIONAL {{ ?s tool:a\\#b ?o }} SERVICE {OUT} }}",
    "in a long text that is none": (
        f"SELECT * {{ ?a rg:line ?b FILTER(?b<5)#>'''\nSERVICE {OUT} #'''\n}}"
    ),
}


@pytest.mark.parametrize(
    "disguise",
    DISGUISES,
)
def test_a_disguised_service_is_refused(disguise: str) -> None:
    """Each of these parses: the engine would ask the other machine."""
    with pytest.raises(QueryError):
        guard.check(DISGUISES[disguise])


@pytest.mark.parametrize("disguise", DISGUISES)
def test_the_engine_takes_each_disguise_for_a_query(dataset: Dataset, disguise: str) -> None:
    """A disguise that no engine takes would prove nothing."""
    dataset.query(DISGUISES[disguise])


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service WHERE { ?service rg:label ?l }",
        "SELECT $service WHERE { $service rg:label ?l }",
        "SELECT * { ?s rg:label 'customer service' }",
        'SELECT * { ?s rg:label "SERVICE <http://x> {" }',
        "SELECT * { ?s rg:label '''it's a\nSERVICE <u> {'''}",
        'SELECT * { ?s rg:label """say "SERVICE" """}',
        "SELECT * { ?s ?p <http://example.org/service> }",
        "SELECT * { ?s ?p <http://example.org/#SERVICE> }",
        "SELECT * { ?s rg:requiresSkill skill:customer-service }",
        "SELECT * { ?s rg:requiresSkill skill:service-design }",
        "SELECT * { ?s ?p tool:service }",
        "PREFIX web-service: <http://x/> SELECT * { ?s ?p web-service:x }",
        "SELECT * { ?s ?p ?o } # no SERVICE here",
        "SELECT * { ?s ?p ?o # SERVICE <u> {}\n}",
        "SELECT * { ?s rg:label ?l FILTER(CONTAINS(?l, 'service')) }",
        "SELECT * { ?s rg:line ?n FILTER(?n < 5 && ?n > 2) }",
        "SELECT ?load { ?load ?p 'load' }",
    ],
)
def test_what_only_looks_like_a_service_is_answered(dataset: Dataset, text: str) -> None:
    guard.check(text)
    queries.ask(dataset, text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * " + "{" * 201 + "}" * 201,
        "SELECT * { FILTER(" + "(" * 300 + "1" + ")" * 300 + ") }",
        "SELECT * { ?s ?p " + "[ ?p " * 201 + "1" + "]" * 201 + "}",
        "SELECT * {" + " OPTIONAL { ?s ?p ?o }" * 501 + "}",
        "SELECT * {" + " BIND(1 AS ?x)" * 501 + "}",
        "SELECT * { {}" + " UNION {}" * 501 + "}",
        "SELECT * { ?s ?p ?o" + " ; ?p ?o" * 501 + "}",
        "SELECT * {" + " ?s ?p ?o ." * 501 + "}",
        "SELECT * { ?s " + "/".join(["rg:label"] * 502) + " ?o }",
        "SELECT * { FILTER(" + "!" * 201 + "true) }",
        "SELECT (" + "- " * 201 + "1 AS ?x) {}",
        "SELECT (" + "-#\n" * 201 + "1 AS ?x) {}",
        "SELECT * { ?s " + "^" * 201 + "rg:label ?o }",
        "SELECT * { ?s rg:label" + "+" * 201 + " ?o }",
        "SELECT * {}" + " " * guard.MAX_LENGTH,
        "SELECT * { FILTER(1" + "||1" * 30_000 + ") }",
    ],
    ids=range(16),
)
def test_what_would_end_the_engine_is_refused(text: str) -> None:
    started = time.perf_counter()
    with pytest.raises(QueryError, match=r"at most|nests deeper|in a row|split it"):
        guard.check(text)
    assert time.perf_counter() - started < 2


FATAL = {
    "list of objects": "SELECT * {{ ?s ?p {} }}".format(",".join(["1"] * 45_000)),
    "sum": "SELECT (1{} AS ?x) {{}}".format("+1" * 45_000),
    "product": "SELECT (1{} AS ?x) {{}}".format("*1" * 45_000),
    "conjunction": "SELECT * {{ FILTER(1{}) }}".format("&&1" * 30_000),
    "columns": "SELECT {} {{}}".format("".join(f"(1 AS ?a{n})" for n in range(7000))),
    "aggregates": "SELECT {} {{ ?s ?p ?o }}".format(
        "".join(f"(SUM(?o)AS ?a{n})" for n in range(5000))
    ),
    "groups": "SELECT (1 AS ?x) {{ ?s ?p ?o }} GROUP BY {}".format("(1 AS ?y)" * 9000),
    "conditions": "SELECT (1 AS ?x) {{}} GROUP BY ?s HAVING {}".format("(1=1)" * 19_000),
    "braces": "SELECT * {{ {} }}".format("{?a?b?c}" * 12_000),
    "collection": "SELECT * {{ ({}) ?p ?o }}".format("1 " * 45_000),
    "triple terms": "SELECT * { ?s ?p " + "<<?a ?b " * 9000 + "?c" + ">>" * 9000 + "}",
}


@pytest.mark.parametrize("name", FATAL)
def test_no_query_ends_the_process(tmp_path: Path, name: str) -> None:
    """Refused or answered, but the process lives: here another one asks."""
    code = (
        "import sys, rolegraph\n"
        "from rolegraph.errors import RolegraphError\n"
        "try:\n"
        "    rolegraph.open().query(sys.stdin.read())\n"
        "except RolegraphError:\n"
        "    pass\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=FATAL[name].encode(),
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0


MISTAKES = [
    # the query, the likely cause, the line and the columns that the caret may show
    ("SELECT * WHERE { ?s foo:bar ?o }", "Prefix foo: is not declared", 1, 21, 28),
    ("SELECT ?s\nWHERE {\n  ?s a rg:Role\n", "more { than }: 1 } missing", 4, 1, 1),
    ("SELECT * WHERE { ?s a rg:Role } }", "more } than {: 1 { missing", 1, 33, 34),
    ("SELECT * WHERE { ?s rg:line ?n FILTER((?n > 3 }", "( or ) lacks its partner", 1, 40, 48),
    ("SELECT * WHERE { ?s a rg:Role } ORDER BY", "need a variable", 1, 39, 41),
    ("SELECT * WHERE { ?s ?p }", "three parts", 1, 22, 25),
    ("SELECT * WHERE {\n  ?s rg:label 'Python .\n}", "quotation mark", 2, 15, 24),
    ("", "The query is empty", 1, 1, 10),
]


@pytest.mark.parametrize(("text", "cause", "line", "start", "end"), MISTAKES)
def test_a_mistake_is_shown_with_a_caret_and_its_likely_cause(
    dataset: Dataset, text: str, cause: str, line: int, start: int, end: int
) -> None:
    with pytest.raises(QueryError) as caught:
        queries.ask(dataset, text)
    words = str(caught.value)
    assert cause in words
    assert caught.value.line == line
    assert caught.value.column is not None
    assert start <= caught.value.column <= end
    head, shown, caret, *_ = words.split("\n")
    assert head == f"The query breaks off at line {line}, column {caught.value.column}:"
    assert shown == "  " + text.split("\n")[line - 1]
    assert caret == "  " + " " * (caught.value.column - 1) + "^"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("SELECT ?s (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", "add it to GROUP BY"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "Updates are not taken"),
        ("tools of a data engineer", "starts with SELECT, ASK, CONSTRUCT or DESCRIBE"),
        ("SELECT * WHERE { ?s a rg:Role ?t a rg:Tool }", "full stop"),
        (" \n ", "The query is empty"),
    ],
)
def test_a_mistake_is_said_with_its_likely_cause(dataset: Dataset, text: str, cause: str) -> None:
    with pytest.raises(QueryError, match=cause):
        queries.ask(dataset, text)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("SELECT * WHERE {\n  ?s rg:label 'Python }\n}", "quotation mark"),
        ("PREFIX x: <urn:x>\nDELETE WHERE { ?s ?p ?o }", "Updates are not taken"),
    ],
)
def test_a_cause_is_not_taken_for_another(dataset: Dataset, text: str, cause: str) -> None:
    with pytest.raises(QueryError, match=cause):
        queries.ask(dataset, text)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT * WHERE { ?s a rg:Role ?t a rg:Tool }", 1, 31),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 1, 1),
        ("tools of a data engineer", 1, 1),
    ],
)
def test_the_caret_stands_where_the_query_breaks_off(
    dataset: Dataset, text: str, line: int, column: int
) -> None:
    with pytest.raises(QueryError) as caught:
        queries.ask(dataset, text)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_half_of_a_character_is_refused_with_its_place(dataset: Dataset) -> None:
    # So comes what a command line holds that is no UTF-8.
    with pytest.raises(QueryError, match=r"no character at line 2, column 4: write it in UTF-8"):
        queries.ask(dataset, "SELECT ?x {\n ?x\udcff ?y ?z }")


def test_the_caret_of_a_long_line_stands_under_its_place(dataset: Dataset) -> None:
    text = "SELECT * WHERE { " + "?s rg:label ?l . " * 20 + "?s foo:bar ?o }"
    with pytest.raises(QueryError) as caught:
        queries.ask(dataset, text)
    _, shown, caret, *_ = str(caught.value).split("\n")
    assert len(shown) <= 102
    assert caught.value.column is not None
    assert shown[caret.index("^") :].startswith(text[caught.value.column - 1 :][:5])


def test_a_place_beyond_the_text_does_not_matter() -> None:
    """An endpoint counts as it likes."""
    for line, column in ((99, 1), (1, 99), (0, 0), (2, 2)):
        guard.explain("SELECT", QueryError("no", line, column))


@given(st.text(alphabet="\"'<>#\\\n\r{}ab:?$&|SERVICEservice ", max_size=60))
def test_blanking_keeps_length_and_lines(text: str) -> None:
    bare = blank(text)
    assert len(bare) == len(text)
    assert [at for at, c in enumerate(bare) if c == "\n"] == [
        at for at, c in enumerate(text) if c == "\n"
    ]


GRAMMAR = """SELECT ASK CONSTRUCT DESCRIBE WHERE * { } ( ) [ ] . ; , ?s ?p ?o a rg:Role rg:label
foo:x <urn:a> 'x' "y" 'z @en 1 1.5 true FILTER OPTIONAL UNION BIND AS VALUES UNDEF ORDER BY GROUP
LIMIT COUNT DISTINCT PREFIX x: ! - + = < > && || ^ / | INSERT # \\ é 💥"""
WORDS = st.sampled_from([*GRAMMAR.split(), "\n", "\t"])


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=80))
@example("SELECT * { ?s a rg:Role")
@example("\x00")
@example("PREFIX : <x> SELECT * { ?s :a ?o ")
@example("SELECT * { ?s ?p 'é💥 }")
def test_any_text_is_answered_or_explained(dataset: Dataset, text: str) -> None:
    try:
        result = queries.ask(dataset, text)
    except QueryError as error:
        assert re.search(r"\w", str(error))
        assert not str(error).startswith("error at")
    except RolegraphError as error:
        pytest.fail(f"{error!r} is about no query")
    else:
        assert result.kind in ("rows", "truth", "graph")
