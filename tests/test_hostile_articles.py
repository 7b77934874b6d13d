"""What nobody should send: a clear word or a correct result, and nothing that runs or hides."""

import html
import json
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolegraph import statements
from rolegraph.dataset import open_dataset
from rolegraph.errors import DataError, RolegraphError
from rolegraph.namespaces import RG, is_slug, mint, slug_of
from rolegraph.reading.encoding import LIMIT
from rolegraph.sources.article import Reader, Reading

Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).resolve().parent.parent
TITLE = "Data Engineer vs. Data Analyst\n\n"
START = TITLE + "Tools\n\nData Analyst\n- Excel\n\nData Engineer\n- Docker\n- "
KNOWN = {("data-analyst", "microsoft-excel"), ("data-engineer", "docker")}
MEGABYTE = 1_000_000


def tools(reading: Reading) -> set[tuple[str, str]]:
    return {
        (slug_of(fact.subject), slug_of(fact.object))
        for fact, kind, _ in reading.claims
        if kind == "tool"
    }


def check(reading: Reading) -> None:
    """Assert what holds of every reading, whatever was read."""
    assert reading.claims
    assert len(reading.claims) <= 50_000
    for concept in (*reading.roles, *reading.concepts):
        assert is_slug(slug_of(concept.iri))
        assert 0 < len(concept.label) <= 100
        assert concept.label.isprintable()
    for fact in reading.facts:
        if fact.start is not None:
            assert fact.end is not None
            assert 0 <= fact.start < fact.end
        for words in (fact.section, fact.category, fact.quote):
            assert words.isprintable()
            assert len(words) <= 1_000
    assert reading.source.title.isprintable()
    list(statements.minted_quads(reading.concepts, reading.source.iri))


def test_a_file_of_one_line_beyond_the_limit_is_refused(reader: Reader) -> None:
    with pytest.raises(DataError, match=f"more than the limit of {LIMIT:,}"):
        reader.read(b"a" * (LIMIT + 1), "a.txt")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Data Engineer vs. Data Analyst\n" * MEGABYTE, "more than the limit"),
        ("# Role\n" * MEGABYTE, "lines"),
        ("\n\n" * MEGABYTE + TITLE, "lines"),
        (TITLE + "a " * (2 * MEGABYTE), "a line of more than"),
    ],
)
def test_a_text_too_long_is_refused_with_a_word(reader: Reader, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        reader.read(text.encode(), "a.md")


def test_a_million_headings_of_html_are_refused(reader: Reader) -> None:
    text = "<!DOCTYPE html><html><body>" + "<h2>Tools</h2>" * MEGABYTE
    with pytest.raises(DataError, match="tags"):
        reader.read(text.encode(), "a.html")


LIST = "<h2>Tools</h2><h3>Data Analyst</h3><ul><li>Excel</li></ul><h3>Data Engineer</h3><ul><li>{}"
HEAD = "<!DOCTYPE html><html><head><title>Data Engineer vs. Data Analyst</title></head><body>"
PAGE = HEAD + "<h1>Data Engineer vs. Data Analyst</h1>" + LIST


@pytest.mark.parametrize("count", [1_000, 40_000, 100_000])
@pytest.mark.parametrize("tag", ["div", "b", "ul", "table", "section", "svg"])
def test_deeply_nested_html(reader: Reader, tag: str, count: int) -> None:
    text = HEAD + f"<{tag}>" * count + PAGE.removeprefix(HEAD).format("Docker")
    try:
        check(reader.read(text.encode(), "a.html"))
    except DataError as error:
        assert re.search("tags|names no job roles|says nothing|nest", str(error))


SIGNS = ",()[]\"'“”‘’:;-–•|/&.*_#`<>\\~!?\t"


@pytest.mark.parametrize("sign", SIGNS)
def test_an_article_of_one_sign_says_nothing(reader: Reader, sign: str) -> None:
    text = sign * (MEGABYTE // len(sign.encode()))
    with pytest.raises(DataError):
        reader.read(text.encode(), "a.md")


@pytest.mark.parametrize("sign", [*SIGNS, "a,", "( ", "A (", "or ", "e.g. ", "Docker, ", "X vs. "])
def test_a_list_entry_of_one_sign_takes_nothing_away(reader: Reader, sign: str) -> None:
    reading = reader.read((START + sign * (MEGABYTE // len(sign.encode()))).encode(), "a.txt")
    check(reading)
    assert tools(reading) >= KNOWN


@pytest.mark.parametrize("join", [" vs. ", ", ", " or ", "\n\n"])
def test_ten_thousand_roles(reader: Reader, join: str) -> None:
    names = join.join(f"Quux{number} Engineer" for number in range(10_000))
    try:
        reading = reader.read((names + "\n\nTools\n\nBoth roles use Docker.\n").encode(), "a.txt")
    except DataError as error:
        assert re.search("names no job roles|says nothing", str(error))
    else:
        check(reading)
        assert len(reading.roles) <= 20


def test_roles_under_ten_thousand_headings(reader: Reader) -> None:
    heads = "".join(f"## Quux Q{at} Engineer\n\nThey use Docker.\n\n" for at in range(10_000))
    reading = reader.read(f"# Careers\n\n{heads}".encode(), "a.md")
    check(reading)
    assert len(reading.roles) <= 20


@pytest.mark.parametrize("letter", ["Q", "q", "é", "\u4e00", "👩🏽‍🚀"])
def test_a_label_of_100_kilobytes_is_none(reader: Reader, letter: str) -> None:
    reading = reader.read((START + letter * (100_000 // len(letter))).encode(), "a.txt")
    check(reading)
    assert tools(reading) >= KNOWN


def test_a_section_of_100_kilobytes_is_cut(reader: Reader) -> None:
    text = f"# {TITLE}## Tools {'Q' * 100_000}\n\nData engineers use Docker.\n"
    check(reader.read(text.encode(), "a.md"))


SCRIPT = "</script> Engineer"
ATTACKS = {
    "text": (
        "a.txt",
        f"{SCRIPT} vs. Data Analyst\n\nTools\n\n{SCRIPT}\n- Docker\n- <img/src=x>\n"
        "- Quux<!--\n\nData Analyst\n- Excel\n",
    ),
    "html": (
        "a.html",
        PAGE.replace("Data Engineer", html.escape(SCRIPT)).format(
            "Docker</li><li>&lt;img/src=x&gt;</li><li>Quux&lt;!--"
        ),
    ),
}


@pytest.mark.parametrize("form", ATTACKS)
def test_markup_in_names_stays_text(reader: Reader, form: str) -> None:
    name, text = ATTACKS[form]
    reading = reader.read(text.encode(), name)
    check(reading)
    assert [role.label for role in reading.roles] == [SCRIPT, "Data Analyst"]
    assert ("script-engineer", "docker") in tools(reading)


@pytest.mark.parametrize("form", ATTACKS)
def test_a_page_drawn_from_such_names_runs_nothing(run: Run, tmp_path: Path, form: str) -> None:
    name, text = ATTACKS[form]
    (tmp_path / name).write_text(text, encoding="utf-8")
    store = str(tmp_path / "store")
    code, _, err = run("ingest", str(tmp_path / name), "--db", store, "--bare", "--keep-quotes")
    assert code == 0, err
    row = open_dataset(store).store.query(
        f"SELECT ?l {{ GRAPH ?g {{ <{mint('role', 'script-engineer')}> <{RG.label}> ?l }} }}"
    )
    assert isinstance(row, ox.QuerySolutions)
    assert [str(one["l"].value) for one in row] == [SCRIPT]
    drawn = tmp_path / "page.html"
    code, _, err = run("viz", SCRIPT, "Data Analyst", "--db", store, "-o", str(drawn))
    assert code == 0, err
    page = drawn.read_text(encoding="utf-8")
    assert html.escape(SCRIPT) in page
    assert SCRIPT not in page
    assert page.count("</script>") == len(re.findall(r"<script[ >]", page))
    assert "<img/src" not in page


def test_a_terminal_shows_no_escapes(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = START + "Quux\x1b[2JTool\n- Bi\u202edi\u2066Tool\n- Bell\x07Tool\n- \x9b31mRed\n"
    path.write_text(text, encoding="utf-8")
    code, out, err = run("ingest", str(path), "--dry-run", "--report", "-f", "table")
    assert code == 0
    for sign in "\x1b\x07\x9b\u202e\u2066":
        assert sign not in out
        assert sign not in err
    code, out, _ = run("ingest", str(path), "--dry-run", "-f", "json")
    assert json.loads(out)


@pytest.mark.parametrize(
    "sign", "\u202e\u202d\u2066\u2067\u2069\u200e\u200f\u200b\u2060\ufeff\u00ad"
)
def test_signs_that_nobody_sees_do_not_part_names(reader: Reader, sign: str) -> None:
    reading = reader.read((START + f"Quux{sign}pod").encode(), "a.txt")
    check(reading)
    assert tools(reading) >= KNOWN
    assert all(sign not in concept.label for concept in reading.concepts)


def test_bytes_that_are_no_utf8(reader: Reader) -> None:
    reading = reader.read(START.encode() + b"Caf\xe9 Tool\n- Kafka\xff\n", "a.txt")
    check(reading)
    assert tools(reading) >= {*KNOWN, ("data-engineer", "apache-kafka")}
    assert reading.notes


ENTITIES = "&#xD800; &#xDFFF; &#0; &#x110000; &#99999999999; &#x1b; &#x202e; &bogus; &amp;lt; &"


@pytest.mark.parametrize("entity", ENTITIES.split())
@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_entities_of_no_character(reader: Reader, name: str, entity: str) -> None:
    line = f"Docker {entity}</li><li>Quux{entity}pod</li><li>Kafka"
    text = PAGE.format(line)
    if name == "a.md":
        text = f"{START}\n- Docker {entity}\n- Quux{entity}pod\n- Kafka\n"
    reading = reader.read(text.encode(), name)
    check(reading)
    assert tools(reading) >= {("data-engineer", "docker"), ("data-engineer", "apache-kafka")}
    for concept in reading.concepts:
        concept.label.encode()


def test_zeros_are_refused(reader: Reader) -> None:
    with pytest.raises(DataError, match="binary"):
        reader.read((START + "Quux\x00pod").encode(), "a.txt")


QUOTES = 'Docker "x" \\ <y> {z} \\u0041 ^^ @en \' """ `t`, Kafka'


@pytest.mark.parametrize(
    "line", [QUOTES, "Docker\\", 'Docker "', "Docker\u2028\u2029 and\x85 Kafka"]
)
def test_words_survive_the_way_into_the_store(reader: Reader, line: str) -> None:
    text = f'# {TITLE}## Tools "and" \\so\\ on\n\n### Data Engineer\n\n- {line}\n'
    reading = reader.read(text.encode(), "a.md", keep_quotes=True)
    check(reading)
    lines = [
        *statements.source_quads(reading.source),
        *statements.minted_quads(reading.concepts, reading.source.iri),
        *statements.fact_quads(reading.facts),
    ]
    quads = list(ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_QUADS))
    values: dict[str, set[str]] = {}
    for quad in quads:
        values.setdefault(quad.predicate.value, set()).add(quad.object.value)
    assert values[RG.quote] == {fact.quote for fact in reading.facts}
    assert values[RG.section] == {fact.section for fact in reading.facts}
    assert {concept.label for concept in reading.concepts} <= values[RG.label] | {""}


def test_a_bad_article_leaves_the_store_as_it_was(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(START + "Kafka\n", encoding="utf-8")
    bad.write_bytes(b"\x00" * 999)
    store = str(tmp_path / "store")
    assert run("ingest", str(good), "--db", store, "--bare")[0] == 0
    before = sorted(map(str, open_dataset(store).store))
    code, _, err = run("ingest", str(bad), "--db", store)
    assert code == 3
    assert "binary" in err
    assert sorted(map(str, open_dataset(store).store)) == before


def read_or_refuse(reader: Reader, data: bytes, name: str) -> None:
    """Read, and let nothing but a word for the user pass."""
    try:
        reading = reader.read(data, name, keep_quotes=True, report=True)
    except RolegraphError as error:
        assert str(error).strip()
    else:
        check(reading)
        assert reader.read(data, name, keep_quotes=True, report=True) == reading


NAMES = st.sampled_from(["a.txt", "a.md", "a.html", "a", "-"])


@given(st.binary(max_size=400), NAMES)
def test_any_bytes_are_read_or_refused(reader: Reader, data: bytes, name: str) -> None:
    read_or_refuse(reader, data, name)


@given(st.text(max_size=300), NAMES)
def test_any_words_below_a_title_are_read_or_refused(reader: Reader, text: str, name: str) -> None:
    read_or_refuse(reader, f"{START}{text}".encode(errors="surrogatepass"), name)


def articles() -> list[Path]:
    return sorted(
        path for path in (ROOT / "tests/reading/develop").iterdir() if path.suffix != ".tsv"
    )


CHANGES = st.tuples(
    st.floats(0, 1),
    st.sampled_from([0, 0, 1, 3, 40, 400]),
    st.sampled_from(
        [
            "",
            "\n",
            "\n\n",
            "- ",
            "# ",
            ": ",
            ", ",
            "(",
            ")",
            "<div>",
            "</",
            "&#",
            "|",
            "\t",
            "“",
            "\x1b",
            "é",
            "Both roles ",
            " or ",
            "not ",
            "$90,000 - ",
            " vs. ",
        ]
    )
    | st.text(max_size=4),
)


@settings(max_examples=150)
@given(st.sampled_from(articles()), st.lists(CHANGES, min_size=1, max_size=6))
def test_any_change_of_an_article_is_read_or_refused(
    reader: Reader, path: Path, changes: list[tuple[float, int, str]]
) -> None:
    text = path.read_text(encoding="utf-8")
    for where, size, new in changes:
        at = int(where * len(text))
        text = text[:at] + new + text[at + size :]
    read_or_refuse(reader, text.encode(errors="surrogatepass"), path.name)
