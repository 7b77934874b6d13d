"""Three stores, one behaviour; and what is said when a store is not there or does not answer."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import dataset as datasets
from rolegraph import queries
from rolegraph import store as stores
from rolegraph.dataset import Dataset, open_dataset, prefix_header, values_clause
from rolegraph.errors import QueryError, StoreError, UsageError
from rolegraph.namespaces import PREFIXES, mint

Serve = Callable[[Callable[[str], tuple[int, str, bytes]]], str]

MLE = mint("role", "machine-learning-engineer")
SCIENTIST = mint("role", "ai-scientist")


@pytest.mark.parametrize(
    ("name", "role"),
    [
        pytest.param(name, role, id=f"{name}-{words}")
        for name in queries.names()
        for words, role in (("free", None), ("one", MLE), ("several", [MLE, SCIENTIST]))
        if role is None or "role" in queries.load(name).parameters
    ],
)
def test_the_three_stores_give_the_same_rows(
    dataset: Dataset, store_dir: str, endpoint: str, name: str, role: str | list[str] | None
) -> None:
    parameters = {} if role is None else {"role": role}
    places = [dataset, open_dataset(store_dir), open_dataset(endpoint)]
    bundled, directory, remote = (queries.run(place, name, parameters) for place in places)
    assert bundled.columns == directory.columns == remote.columns
    assert bundled.terms or role is not None
    assert directory.terms == bundled.terms
    assert remote.terms == bundled.terms


def test_each_store_says_what_it_is(any_store: Dataset, store_dir: str) -> None:
    place = {"bundled": "the bundled graph", "directory": store_dir}
    if any_store.kind == "endpoint":
        assert any_store.where.startswith("http://127.0.0.1:")
    else:
        assert any_store.where == place[any_store.kind]


def test_each_store_gives_every_quad(any_store: Dataset, dataset: Dataset) -> None:
    quads = list(any_store.quads())
    assert len(quads) == len(dataset.store)
    # Blank nodes have other labels in each store.
    assert {str(quad) for quad in quads if "_:" not in str(quad)} == {
        str(quad) for quad in dataset.store if "_:" not in str(quad)
    }


def test_each_store_knows_the_prefixes(any_store: Dataset) -> None:
    body = " ".join(f"{name}:x" for name in PREFIXES)
    rows = any_store.query(f"SELECT ?iri WHERE {{ VALUES ?iri {{ {body} }} }}")
    assert isinstance(rows, ox.QuerySolutions)
    assert [str(row["iri"].value) for row in rows] == [f"{iri}x" for iri in PREFIXES.values()]


def test_each_store_answers_ask_and_construct(any_store: Dataset) -> None:
    assert bool(any_store.query("ASK { role:machine-learning-engineer a rg:Role }"))
    assert not bool(any_store.query("ASK { tool:docker a rg:Role }"))
    graph = any_store.query("CONSTRUCT { ?r a rg:Role } WHERE { ?r a rg:Role }")
    roles = any_store.query("SELECT DISTINCT ?r WHERE { ?r a rg:Role }")
    assert isinstance(graph, ox.QueryTriples)
    assert isinstance(roles, ox.QuerySolutions)
    assert {str(triple.subject) for triple in graph} == {str(row["r"]) for row in roles}


def test_each_store_says_where_a_query_is_broken(any_store: Dataset) -> None:
    with pytest.raises(QueryError) as caught:
        any_store.query("SELECT *\nWHERE {\n  ?s ?p ?o ;;; ?x }")
    assert caught.value.line == 3
    assert caught.value.column is not None
    assert 12 <= caught.value.column <= 20
    assert not str(caught.value).startswith("error at")


def test_an_endpoint_says_the_column_of_a_break_on_the_first_line(endpoint: str) -> None:
    text = "SELECT * WHERE { ?s a rg:Role ?p }"
    with pytest.raises(QueryError) as here:
        open_dataset().query(text)
    with pytest.raises(QueryError) as there:
        open_dataset(endpoint).query(text)
    assert (there.value.line, there.value.column) == (here.value.line, here.value.column)


def test_each_store_binds_hostile_texts_as_texts(any_store: Dataset) -> None:
    for text in HOSTILE:
        term = ox.Literal(text)
        for bindings in ({"x": term}, {"x": [term, ox.Literal("other")]}):
            rows = any_store.query("SELECT ?x WHERE { BIND(?x AS ?y) }", bindings)
            assert isinstance(rows, ox.QuerySolutions)
            assert term in [row["x"] for row in rows]


def test_a_triple_of_several_sources_counts_once(any_store: Dataset) -> None:
    """Three sources that say the same make one edge: a count must not be the number of claims."""
    (row,) = queries.ask(
        any_store,
        "SELECT (COUNT(*) AS ?rows) (COUNT(DISTINCT ?t) AS ?things) (COUNT(DISTINCT ?c) AS ?all) "
        "WHERE { BIND(role:machine-learning-engineer AS ?r) { ?r rg:usesTool ?t } UNION "
        "{ ?c a rg:Claim ; rdf:subject ?r ; rdf:predicate rg:usesTool } }",
    ).records()
    assert row["rows"] == row["things"] + row["all"]
    assert row["all"] > row["things"]


HOSTILE = [
    '"',
    "'",
    "\\",
    '\\"',
    '" ) } DROP ALL #',
    '")} SELECT * {{ ("',
    "a\nb",
    "a\r\nb",
    "\t",
    "\x00",
    "#",
    "{}",
    "}}",
    "<urn:x>",
    '"""',
    "'''",
    "\u2028",
    "💥",
]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_text_breaks_out_of_the_values_clause(texts: list[str]) -> None:
    terms = [ox.Literal(text) for text in texts]
    rows = ox.Store().query("SELECT ?x WHERE {}" + values_clause({"x": terms}))
    assert isinstance(rows, ox.QuerySolutions)
    assert [row["x"] for row in rows] == terms


def test_several_variables_take_every_combination() -> None:
    one, two = [ox.Literal(1), ox.Literal(2)], [ox.NamedNode("urn:a"), ox.NamedNode("urn:b")]
    rows = ox.Store().query("SELECT ?x ?y WHERE {}" + values_clause({"x": one, "y": two}))
    assert isinstance(rows, ox.QuerySolutions)
    assert [(row["x"], row["y"]) for row in rows] == [(x, y) for x in one for y in two]
    assert values_clause({}) == ""


def test_a_bad_iri_does_not_reach_the_engine(dataset: Dataset) -> None:
    with pytest.raises(ValueError, match="IRI"):
        ox.NamedNode("urn:a> } DROP ALL #")


def test_only_the_prefixes_that_are_used_are_declared() -> None:
    text = "SELECT * { ?s a rg:Role ; skos:broader <urn:x> }"
    declared = prefix_header(text)
    assert declared.count("PREFIX") == 2
    assert f"PREFIX skos: <{PREFIXES['skos']}>" in declared
    assert "\n" not in declared


def test_a_declared_prefix_is_left_to_its_author() -> None:
    text = "prefix rg: <urn:mine#> SELECT * { ?s a rg:Role }"
    assert prefix_header(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "# PREFIX rg: needs no declaration\nSELECT * { ?s a rg:Role }",
        "SELECT * { ?s a rg:Role ; rg:label 'PREFIX rg: x' }",
    ],
)
def test_a_prefix_named_in_a_comment_is_not_declared_by_it(endpoint: str, text: str) -> None:
    open_dataset(endpoint).query(text)


def test_a_missing_store_is_said_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nothing holds no rolegraph store.*export -f store -o"):
        open_dataset(str(tmp_path / "nothing"))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800"])
def test_what_can_be_no_name_of_a_folder_is_said(name: str) -> None:
    with pytest.raises(UsageError, match="can be no folder's name"):
        open_dataset(name)


def test_an_unrelated_folder_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(StoreError, match="holds no rolegraph store"):
        open_dataset(str(tmp_path))
    assert os.listdir(tmp_path) == ["notes.txt"]


def test_a_store_without_its_data_is_said(tmp_path: Path) -> None:
    (tmp_path / datasets.MANIFEST).write_text("{}", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_dataset(str(tmp_path))


def test_a_store_that_lost_a_file_is_said(tmp_path: Path) -> None:
    datasets.create(str(tmp_path / "roles.db"), bare=True)
    for path in (tmp_path / "roles.db" / "store-1").glob("*.sst"):
        path.unlink()
    with pytest.raises(StoreError, match=r"cannot be opened: store-1/\w+\.sst is missing"):
        open_dataset(str(tmp_path / "roles.db"))


def test_a_file_that_goes_while_a_store_is_opened_is_looked_for_again(
    store_dir: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    read_only = ox.Store.read_only

    class Busy:
        @staticmethod
        def read_only(path: str) -> ox.Store:
            opened.append(path)
            if len(opened) < 3:
                raise RuntimeError("Corruption: While open a file for random read")
            return read_only(path)

    monkeypatch.setattr("rolegraph.store.ox.Store", Busy)
    store = stores.open_current(store_dir)
    assert len(opened) == 3
    assert any(store.quads_for_pattern(None, None, None, None))


def test_a_store_is_not_made_over_anything(tmp_path: Path) -> None:
    for path in (tmp_path / "folder", tmp_path / "file"):
        path.mkdir() if path.name == "folder" else path.touch()
        with pytest.raises(UsageError, match="exists already"):
            datasets.create(str(path))
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]
    assert os.listdir(tmp_path / "folder") == []


def test_a_store_needs_a_folder_to_stand_in(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        datasets.create(str(tmp_path / "no" / "roles.db"))


def test_a_folder_that_refuses_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Not by its mode: a superuser may write everywhere.
    monkeypatch.setattr("rolegraph.store.os.access", lambda *_: False)
    with pytest.raises(UsageError, match="cannot be written"):
        datasets.create(str(tmp_path / "roles.db"))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("step", ["mkdir", "fsync", "rename"])
def test_a_store_that_cannot_be_finished_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"rolegraph.store.os.{step}", full)
    with pytest.raises(UsageError, match="No space left"):
        datasets.create(str(tmp_path / "roles.db"))
    monkeypatch.undo()
    assert os.listdir(tmp_path) == []


def test_a_bare_store_holds_no_article(tmp_path: Path) -> None:
    datasets.create(str(tmp_path / "roles.db"), bare=True)
    bare = open_dataset(str(tmp_path / "roles.db"))
    assert bool(bare.query("ASK { ?r a rg:Role }"))
    assert not bool(bare.query("ASK { ?s a rg:Source }"))
    assert not bool(bare.query("ASK { ?c a rg:Claim }"))
    assert queries.run(bare, "cq-02-traits").terms == []


def test_a_store_may_be_open_twice(store_dir: str) -> None:
    one, other = open_dataset(store_dir), open_dataset(store_dir)
    assert len(one.store) == len(other.store)


def test_an_open_store_takes_no_write(store_dir: str) -> None:
    quad = ox.Quad(*[ox.NamedNode(f"urn:{name}") for name in "spog"])
    with pytest.raises((OSError, ValueError, RuntimeError)):
        open_dataset(store_dir).store.add(quad)


def test_a_closed_store_answers_nothing(store_dir: str) -> None:
    for place in (open_dataset(), open_dataset(store_dir)):
        place.close()
        with pytest.raises(StoreError, match="is closed"):
            place.query("ASK {}")
        with pytest.raises(StoreError, match="is closed"):
            list(place.quads())


def test_an_endpoint_has_no_store_here(endpoint: str) -> None:
    with pytest.raises(StoreError, match="is remote"):
        _ = open_dataset(endpoint).store


@pytest.mark.parametrize("where", ["ftp://example.org/x", "file:///etc", "sparql://x"])
def test_another_scheme_is_refused(where: str) -> None:
    with pytest.raises(UsageError, match="http:// or https://"):
        open_dataset(where)


def test_a_prefetched_graph_is_the_bundled_one(dataset: Dataset) -> None:
    datasets.prefetch()
    assert len(open_dataset().store) == len(dataset.store)


def test_what_goes_wrong_while_prefetching_is_raised_where_it_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(store: ox.Store) -> ox.Store:
        raise StoreError("no data folder")

    monkeypatch.setattr(datasets, "_load", broken)
    datasets.prefetch()
    with pytest.raises(StoreError, match="no data folder"):
        open_dataset()
