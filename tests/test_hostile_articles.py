"""Articles that are none, or that mean harm: a clear word or a right result, in bounded work."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rolegraph import ingestion, resources, statements
from rolegraph.dataset import open_dataset
from rolegraph.errors import DataError, RolegraphError
from rolegraph.graph import Graph
from rolegraph.reading.encoding import LIMIT
from rolegraph.reading.names import entries
from rolegraph.sources import tables
from rolegraph.sources.article import Reader

ARTICLES = [
    path
    for path in sorted((Path(__file__).parent / "reading" / "develop").iterdir())
    if path.suffix != ".tsv"
]
ARTICLE = """Data Analyst vs. Security Engineer

Tools

Data Analyst
- Excel

Security Engineer
- Wireshark
"""
folder = resources.folder("data")
concepts = tables.read_vocabulary(folder).concepts
READER = Reader(entries(concepts), concepts, folder)


def outcome(data: bytes, name: str = "a.txt") -> int:
    """Return how many claims an article makes, none where it is refused in our own words."""
    try:
        reading = READER.read(data, name)
    except RolegraphError as error:
        assert str(error)
        return 0
    lines = "".join(
        [
            *statements.source_quads(reading.source),
            *statements.minted_quads(reading.concepts, reading.source.iri),
            *statements.fact_quads(reading.facts),
        ]
    )
    assert lines.encode()
    assert all(line.endswith(" .") for line in lines.splitlines())
    return len(reading.claims)


def test_an_article_of_more_than_the_limit_is_refused() -> None:
    with pytest.raises(DataError, match="split the file"):
        READER.read(b"a" * (LIMIT + 1), "a.txt")


BIG = {
    "one line": b"x" * 3_000_000,
    "commas": b"," * 1_000_000,
    "parentheses": b"(" * 1_000_000,
    "quotes": b'"' * 500_000 + b"'" * 500_000,
    "full stops": b"." * 1_000_000,
    "and": b"and " * 100_000,
    "or": ARTICLE.encode() + b"- " + b"Python or " * 20_000,
    "roles": b" vs. ".join(b"Data Analyst" for _ in range(10_000)),
    "headings": b"# Tools\n" * 40_000,
    "bullets": ARTICLE.encode() + b"- Excel\n" * 8_000,
    "deep lists": b"".join(b" " * n + b"- a\n" for n in range(1_000)),
    "tables": b"|" * 200_000 + b"\n" + b"|-" * 100_000,
    "divs": b"<html><body>" + b"<div>" * 50_000 + b"Data Analyst vs. Security Engineer",
    "comments": b"<html>" + b"<!--" * 100_000,
    "entities": b"<html><p>" + b"&amp;amp;" * 50_000,
    "unclosed": b"<html>" + b"<p><b><i>" * 10_000,
}


@pytest.mark.parametrize("what", BIG)
def test_much_of_one_thing_ends(what: str) -> None:
    name = "a.html" if BIG[what].startswith(b"<html") else "a.md" if what == "headings" else "a.txt"
    outcome(BIG[what], name)


@pytest.mark.parametrize(
    "role",
    [
        "</script> Engineer",
        "<img src=x onerror=alert(1)> Analyst",
        "\u202eEngineer Data Analyst",
        "\x1b[31mRed Analyst",
        '"; DROP ALL; # Analyst',
        "{{7*7}} Analyst",
        "A" * 500 + " Analyst",
    ],
)
@pytest.mark.thorough
def test_the_name_of_a_role_stays_a_name(role: str, tmp_path: Path) -> None:
    text = (
        f"{role} vs. Security Engineer\n\nTools\n\n{role}\n- Excel\n\nSecurity Engineer\n- Nmap\n"
    )
    article = tmp_path / "a.txt"
    article.write_text(text, encoding="utf-8")
    store = str(tmp_path / "my.db")
    done = ingestion.ingest([str(article)], store)
    if done.exit_code:
        # What is no title of a role compares nothing.
        assert done.files[0].why
        return
    graph = Graph.open(store)
    labels = [str(row[1]) for row in graph.query("SELECT ?r ?l { ?r a rg:Role ; rg:label ?l }")]
    for label in labels:
        assert not re.search(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", label)
        assert len(label) <= 100
    roles = [str(row[0]) for row in graph.query("SELECT ?r { ?r a rg:Role }")]
    page = graph.compare(*[roles[0], roles[-1]]).to_html()
    assert "<img src=x" not in page
    # As many as in any other page: none comes from a name.
    plain = Graph.open().compare("mle", "research-engineer").to_html()
    assert page.count("</script>") == plain.count("</script>")
    assert page.count("<script") == plain.count("<script")
    graph.close()


def test_a_store_is_as_it_was_when_nothing_can_be_read(tmp_path: Path) -> None:
    store = str(tmp_path / "my.db")
    good = tmp_path / "good.txt"
    good.write_text(ARTICLE, encoding="utf-8")
    ingestion.ingest([str(good)], store)
    before = sorted(map(str, open_dataset(store).quads()))
    for number, data in enumerate((b"", b"\x00\x01", b"%PDF-1.4 \x00", b"It rained.")):
        bad = tmp_path / f"bad{number}.txt"
        bad.write_bytes(data)
        done = ingestion.ingest([str(bad)], store)
        assert done.exit_code == 3
        assert not done.written
    assert sorted(map(str, open_dataset(store).quads())) == before


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    outcome(data)
    outcome(b"<html><body>" + data, "a.html")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ARTICLES), st.data())
def test_damaged_articles_are_read_or_refused(path: Path, data: st.DataObject) -> None:
    text = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        width = data.draw(st.integers(0, 400))
        text[at : at + width] = data.draw(st.binary(max_size=12))
    outcome(bytes(text), path.name)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400))
def test_any_text_in_an_entry_makes_writable_claims(text: str) -> None:
    article = ARTICLE.replace("- Excel", "- Excel, " + text.replace("\x00", ""))
    outcome(article.encode("utf-8", "surrogatepass"))
