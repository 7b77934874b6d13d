"""Rows as a table for people, as data frames and as CSV: escaped, cut off with a word, whole."""

import csv
import io
import pickle
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.errors import UsageError
from rolegraph.graph import Graph
from rolegraph.grid import Rows, inert
from rolegraph.tabular import SHOWN, Listing, Tabular
from rolegraph.values import IRI


class Some(Tabular):
    """Rows of a test's own."""

    def __init__(self, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        self.columns, self.rows = columns, rows

    def _table(self, limit: int | None = None) -> Rows:
        return Rows(self.columns, self.rows[:limit])


MIXED = Some(
    ("n", "gap", "yes", "day", "iri", "label", "share"),
    [
        (1, 5, True, date(2024, 1, 2), IRI("https://w3id.org/rolegraph/tool/git"), "a", Decimal(1)),
        (2, None, None, None, IRI("urn:b"), None, Decimal("0.25")),
    ],
)


def test_columns_of_a_frame_have_types_that_one_can_reckon_with() -> None:
    frame = MIXED.to_frame()
    assert [str(one) for one in frame.dtypes] == [
        *("int64", "Int64", "boolean", "object", "object", "object", "float64"),
    ]
    assert frame["share"].mean() == 0.625
    assert frame["day"][0] == date(2024, 1, 2)
    assert frame["iri"][0] == "https://w3id.org/rolegraph/tool/git"
    assert type(frame["iri"][0]) is str
    assert frame["gap"].isna().tolist() == [False, True]


def test_columns_of_polars_have_types_too() -> None:
    import polars as pl

    frame = MIXED.to_polars()
    assert frame.dtypes == [
        *(pl.Int64, pl.Int64, pl.Boolean, pl.Date, pl.String, pl.String, pl.Float64),
    ]
    mixed = Some(("x", "big", "none"), [(1, 2**70, None), ("a", 1, None)]).to_polars()
    assert mixed["x"].to_list() == ["1", "a"]
    assert mixed["big"].to_list() == [str(2**70), "1"]
    assert mixed["none"].to_list() == [None, None]
    assert Some(("x",), []).to_polars().shape == (0, 1)


def test_a_frame_without_rows_has_its_columns() -> None:
    frame = Some(("x", "y"), []).to_frame()
    assert (list(frame.columns), len(frame)) == (["x", "y"], 0)
    big = Some(("x",), [(2**70,), (None,)]).to_frame()
    assert big["x"][0] == 2**70


def test_csv_is_read_back_as_it_was(tmp_path: Path) -> None:
    text = MIXED.to_csv()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == list(MIXED.columns)
    assert rows[1][1:5] == ["5", "true", "2024-01-02", "https://w3id.org/rolegraph/tool/git"]
    assert rows[2][1:4] == ["", "", ""]
    path = tmp_path / "rows.csv"
    MIXED.to_csv(path)
    assert path.read_text(encoding="utf-8") == text
    with pytest.raises(UsageError):
        MIXED.to_csv(tmp_path / "no folder" / "rows.csv")


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"))


@given(st.lists(st.tuples(TEXT, TEXT), max_size=10))
def test_any_text_goes_through_csv_and_frames(rows: list[tuple[str, str]]) -> None:
    table = Some(("a", "b"), list(rows))
    read = [tuple(row) for row in csv.reader(io.StringIO(table.to_csv(), newline=""))]
    assert read[1:] == [(inert(one), inert(other)) for one, other in rows]
    assert [tuple(row) for row in table.to_frame().itertuples(index=False)] == rows
    assert table.to_polars().rows() == rows


@given(st.lists(st.tuples(st.text(), st.one_of(st.none(), st.booleans(), st.floats())), max_size=5))
def test_html_is_well_formed_whatever_stands_in_cells(rows: list[tuple[Any, ...]]) -> None:
    shown = Some(("<a>", "b&"), list(rows))._repr_html_()
    tree = ElementTree.fromstring(shown)  # noqa: S314
    assert len(list(tree.iter("td"))) == 2 * len(rows)
    assert not list(tree.iter("script"))


def test_html_shows_iris_short_and_links_only_the_web() -> None:
    rows = [
        (IRI("https://w3id.org/rolegraph/tool/git"),),
        (IRI("http://data.europa.eu/esco/x?a=1&b=2"),),
        (IRI("javascript:alert(1)"),),
        ("https://example.org/a-text",),
    ]
    shown = Some(("x",), rows)._repr_html_()
    tree = ElementTree.fromstring(shown)  # noqa: S314
    assert [a.attrib["href"] for a in tree.iter("a")] == ["http://data.europa.eu/esco/x?a=1&b=2"]
    assert "".join(next(tree.iter("td")).itertext()) == "tool:git"


def test_what_is_long_is_cut_off_with_a_word() -> None:
    table = Some(("x",), [("y" * 1000,)] * (SHOWN + 5))
    shown = table._repr_html_()
    assert shown.count("<td>") == SHOWN
    assert "5 more: .to_frame(), .to_polars() and .to_csv() hold all of them" in shown
    assert "y" * 301 not in shown
    assert str(table).endswith("5 more: .to_frame(), .to_polars() and .to_csv() hold all of them")
    assert "no rows" in Some(("x",), [])._repr_html_()


def test_a_terminal_without_room_says_which_columns_it_leaves_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    table = Some(("first", "second", "third"), [("a" * 20, "b" * 30, "c" * 30)])
    assert "no room for second, third" in str(table) or "no room for third" in str(table)
    assert max(map(len, str(table).splitlines())) <= 40
    monkeypatch.setenv("COLUMNS", "200")
    assert "no room" not in str(table)


@pytest.mark.parametrize(("library", "method"), [("pandas", "to_frame"), ("polars", "to_polars")])
def test_a_missing_library_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, library: str, method: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    words = rf"needs {library}: pip install 'rolegraph\[notebook\]'"
    with pytest.raises(ImportError, match=words):
        getattr(MIXED, method)()


def test_a_listing_is_a_list(graph: Graph) -> None:
    found = graph.compare("mle", "re").shared()
    assert isinstance(found, list)
    assert repr(found) == f"<{len(found)} rows: {', '.join(found.columns)}>"
    again = pickle.loads(pickle.dumps(found))  # noqa: S301
    assert (again, again.columns) == (found, found.columns)
    assert isinstance(again, Listing)
    frame = found.to_frame()
    assert list(frame["label"]) == [trait.label for trait in found]
    assert frame["roles"][0] == "machine-learning-engineer, research-engineer"


def test_labels_and_iris_stand_apart(graph: Graph) -> None:
    frame = graph.roles().to_frame()
    assert frame["role"].str.startswith("https://").all()
    assert "Data Engineer" in set(frame["label"])
    assert frame["traits"].dtype == "int64"
    for value in (graph.compare("mle", "re"), graph.search("docker"), graph.gap("re", "mle")):
        assert {"label", "iri"} <= set(value.to_frame().columns)


def test_a_result_has_numbers_dates_and_moments(graph: Graph) -> None:
    text = (
        'SELECT (AVG(?l) AS ?mean) (MAX(?d) AS ?day) ("2024-01-02T03:04:05Z"^^xsd:dateTime AS ?at)'
        " { VALUES (?l ?d) { (1 '2024-01-02'^^xsd:date) (2 '2024-10-30'^^xsd:date) } }"
    )
    found = graph.query(text)
    ((mean, day, at),) = found
    assert isinstance(mean, Decimal)
    assert isinstance(day, date)
    assert isinstance(at, datetime)
    assert at.tzinfo is not None
    assert found.to_frame()["mean"].dtype == "float64"


def test_html_leaves_out_fields_that_no_record_has() -> None:
    class Record(NamedTuple):
        label: str
        level: float | None
        line: int | None = None

    late = [Record(str(n), None, None if n < SHOWN else n) for n in range(SHOWN + 1)]
    listing = Listing(late, Record._fields)
    heads = [e.text for e in ElementTree.fromstring(listing._repr_html_()).iter("th")]  # noqa: S314
    # The line of the last, which is not shown, keeps its column.
    assert heads == ["label", "line"]
    assert list(listing.to_frame().columns) == ["label", "level", "line"]
    assert Listing([], Record._fields)._repr_html_().count("<th>") == 3
