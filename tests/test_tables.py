"""Every slip in a table stops the build of the graph, with the file and the line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rolegraph import bundle
from rolegraph.errors import DataError
from rolegraph.facts import Source
from rolegraph.sources import tables

Rows = list[list[str]]
Edit = Callable[[Rows], None]

TOOLS = "vocabulary/tools.tsv"
LANGUAGES = "vocabulary/programming-languages.tsv"
DEGREES = "vocabulary/degrees.tsv"
OUTLOOKS = "vocabulary/outlooks.tsv"
POSTINGS = "vocabulary/postings.tsv"
DUTIES = "vocabulary/responsibilities.tsv"
SOURCES = "sources.tsv"
ARTICLE = "articles/*.tsv"
"""The first of the articles, whichever it is."""

SLUG, LABEL, BROADER, ALT, HIDDEN, DEFINITION, EXTRA = range(7)
ROLE, KIND, THING, MODALITY, SECTION, CATEGORY, LINE, START, END = range(9)


def damage(folder: Path, name: str, edit: Edit) -> str:
    """Change the rows of one table, header included, and return its name."""
    path = sorted(folder.glob(name))[0]
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    edit(rows)
    text = "".join("\t".join(row) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path.relative_to(folder).as_posix()


def refusal(folder: Path) -> DataError:
    """Return the error that reading a folder of tables raises."""
    with pytest.raises(DataError) as caught:
        list(bundle.lines(folder=str(folder)))
    return caught.value


def cell(row: int, column: int, value: str) -> Edit:
    """Return an edit that puts a value into one cell."""

    def edit(rows: Rows) -> None:
        rows[row][column] = value

    return edit


def each(change: Callable[[list[str]], list[str]]) -> Edit:
    """Return an edit that changes every row, header included."""

    def edit(rows: Rows) -> None:
        rows[:] = [change(row) for row in rows]

    return edit


def again(rows: Rows) -> None:
    rows.insert(3, list(rows[2]))


def swap(rows: Rows) -> None:
    rows[2], rows[3] = rows[3], rows[2]


def label_of_next(rows: Rows) -> None:
    rows[3][ALT] = rows[2][LABEL].upper()


def own_label_again(rows: Rows) -> None:
    rows[2][ALT] = rows[2][HIDDEN] = "another name of it"


def longer(rows: Rows) -> None:
    rows[2].append("more")


def shorter(rows: Rows) -> None:
    rows[2].pop()


SLIPS: dict[str, tuple[str, Edit, int, str]] = {
    # name: table, what is done to it, the line that the error names, words of the error
    "missing column": (TOOLS, each(lambda row: row[:-1]), 1, "missing column definition"),
    "unknown column": (TOOLS, each(lambda row: [*row, "note"]), 1, "unknown column note"),
    "columns in another order": (TOOLS, each(lambda row: row[::-1]), 1, "in another order"),
    "one cell more": (TOOLS, longer, 3, "7 cells where 6 are expected"),
    "one cell fewer": (TOOLS, shorter, 3, "5 cells where 6 are expected"),
    "empty line": (TOOLS, lambda rows: rows.insert(2, [""]), 3, "1 cells"),
    "space after": (TOOLS, cell(2, LABEL, "Some tool "), 3, "white space around 'Some tool '"),
    "no-break space before": (TOOLS, cell(2, ALT, "\u00a0x"), 3, "white space"),
    "capital in a slug": (TOOLS, cell(2, SLUG, "Docker"), 3, "'Docker' is no slug"),
    "sign in a slug": (LANGUAGES, cell(2, SLUG, "c++"), 3, "is no slug"),
    "no slug": (TOOLS, cell(2, SLUG, ""), 3, "is no slug"),
    "no label": (TOOLS, cell(2, LABEL, ""), 3, "lacks its label"),
    "no definition": (TOOLS, cell(2, DEFINITION, ""), 3, "lacks its definition"),
    "same slug twice": (TOOLS, again, 4, f"stands at {TOOLS}:3 already"),
    "slug of a language among tools": (
        TOOLS,
        cell(1, SLUG, "python"),
        2,
        f"'python' stands at {LANGUAGES}:",
    ),
    "label of a language among tools": (TOOLS, cell(2, ALT, "python"), 3, f"at {LANGUAGES}:"),
    "label of another thing": (TOOLS, label_of_next, 4, f"stands at {TOOLS}:3 already"),
    "own label twice": (TOOLS, own_label_again, 3, "'another name of it' stands twice"),
    "rows out of order": (TOOLS, swap, 4, "sort the rows"),
    "unknown broader": (TOOLS, cell(2, BROADER, "no-such-tool"), 3, "unknown slug 'no-such-tool'"),
    "broader of another kind": (TOOLS, cell(2, BROADER, "data-analysis"), 3, "unknown slug"),
    "unknown conflict": (DUTIES, cell(2, EXTRA, "no-such-duty"), 3, "unknown slug 'no-such-duty'"),
    "unknown employer": (POSTINGS, cell(1, EXTRA, "nobody"), 2, "unknown slug 'nobody'"),
    "level in words": (DEGREES, cell(2, EXTRA, "six"), 3, "'six' where a"),
    "percent sign": (OUTLOOKS, cell(1, EXTRA, "22%"), 2, "'22%' where a number"),
    "two points": (OUTLOOKS, cell(1, EXTRA, "2.2.2"), 2, "'2.2.2' where a number"),
    "remote perhaps": (POSTINGS, cell(1, EXTRA + 2, "maybe"), 2, "'maybe' where yes or no"),
    "salary with a comma": (POSTINGS, cell(1, EXTRA + 7, "185,000"), 2, "where a number"),
    "unknown role": (ARTICLE, cell(2, ROLE, "nobody"), 3, "unknown role 'nobody'"),
    "unknown kind": (ARTICLE, cell(2, KIND, "gadget"), 3, "unknown kind 'gadget'"),
    "role as a kind": (ARTICLE, cell(2, KIND, "role"), 3, "unknown kind 'role'"),
    "unknown thing": (ARTICLE, cell(2, THING, "no-thing"), 3, "'no-thing': add it to the vocab"),
    "unknown modality": (ARTICLE, cell(2, MODALITY, "must"), 3, "unknown modality 'must'"),
    "line in words": (ARTICLE, cell(2, LINE, "six"), 3, "are whole numbers"),
    "no line": (ARTICLE, cell(2, LINE, ""), 3, "are whole numbers"),
    "negative start": (ARTICLE, cell(2, START, "-1"), 3, "are whole numbers"),
    "end in part": (ARTICLE, cell(2, END, "9999.5"), 3, "are whole numbers"),
    "line zero": (ARTICLE, cell(2, LINE, "0"), 3, "no text stands at line 0"),
    "end before start": (ARTICLE, cell(2, START, "99999999"), 3, "no text stands at line"),
    "fact twice": (ARTICLE, again, 4, "the same fact stands at line 3"),
    "source twice": (SOURCES, again, 4, "stands twice"),
    "bad slug of a source": (SOURCES, cell(1, 0, "A.B"), 2, "a slug and a title"),
    "source without a title": (SOURCES, cell(1, 1, ""), 2, "a slug and a title"),
    "script as an address": (SOURCES, cell(1, 4, "javascript:alert(1)"), 2, "no http(s) address"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_refused_with_file_and_line(data: Path, slip: str) -> None:
    table, edit, line, words = SLIPS[slip]
    name = damage(data, table, edit)
    error = refusal(data)
    assert (error.file, error.line) == (name, line)
    assert words in str(error)
    assert str(error).startswith(f"{name}:{line}: ")


VALUES: dict[str, tuple[str, Edit, int]] = {
    "bad slug as broader": (TOOLS, cell(2, BROADER, "Some Tool"), 3),
    "bad slug as employer": (POSTINGS, cell(1, EXTRA, "A B"), 2),
    "bad slug as role": (ARTICLE, cell(2, ROLE, "MLE"), 3),
    "bad slug as thing": (ARTICLE, cell(2, THING, "C++"), 3),
    "half a level": (DEGREES, cell(2, EXTRA, "5.5"), 3),
    "digits of another script": (DEGREES, cell(2, EXTRA, "٥"), 3),
    "half a year": (OUTLOOKS, cell(1, EXTRA + 1, "2020.5"), 2),
    "year of two digits": (OUTLOOKS, cell(1, EXTRA + 1, "20"), 2),
    "bar without spaces": (TOOLS, cell(2, ALT, "one|two"), 3),
    "empty value between bars": (TOOLS, cell(2, ALT, "one |  | two"), 3),
    "month thirteen": (SOURCES, cell(1, 3, "2024-13-01"), 2),
    "checksum of three letters": (SOURCES, cell(1, 6, "abc"), 2),
    "line of two zeros": (ARTICLE, cell(2, LINE, "00"), 3),
}


@pytest.mark.parametrize("slip", VALUES)
def test_a_slip_in_a_value_is_refused_with_file_and_line(data: Path, slip: str) -> None:
    table, edit, line = VALUES[slip]
    name = damage(data, table, edit)
    error = refusal(data)
    assert (error.file, error.line) == (name, line)


def first(rows: Rows, kind: str) -> list[str]:
    """Return the first fact of a kind."""
    return next(row for row in rows if row[KIND] == kind)


def test_a_definition_without_words_is_refused(data: Path) -> None:
    def edit(rows: Rows) -> None:
        first(rows, "definition")[THING] = ""

    name = damage(data, ARTICLE, edit)
    assert refusal(data).file == name


def test_two_definitions_at_one_place_are_refused_with_file_and_line(data: Path) -> None:
    def edit(rows: Rows) -> None:
        one = first(rows, "definition")
        rows.insert(rows.index(one) + 1, [*one[:THING], "Other words", *one[THING + 1 :]])

    name = damage(data, ARTICLE, edit)
    assert refusal(data).file == name


def test_a_posting_for_an_unknown_role_is_refused(data: Path) -> None:
    path = next(
        path for path in sorted(data.glob(ARTICLE)) if "\tposting\t" in path.read_text("utf-8")
    )

    def edit(rows: Rows) -> None:
        first(rows, "posting")[ROLE] = "nobody"

    damage(data, path.relative_to(data).as_posix(), edit)
    refusal(data)


@pytest.mark.parametrize("name", [TOOLS, SOURCES, ARTICLE])
def test_windows_line_ends_are_refused(data: Path, name: str) -> None:
    path = sorted(data.glob(name))[0]
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    error = refusal(data)
    assert error.file == path.relative_to(data).as_posix()
    assert "Windows line ends" in str(error)


@pytest.mark.parametrize("name", [TOOLS, SOURCES, ARTICLE])
def test_a_cut_off_file_is_refused_at_its_last_line(data: Path, name: str) -> None:
    path = sorted(data.glob(name))[0]
    text = path.read_bytes()
    path.write_bytes(text[:-1])
    error = refusal(data)
    assert (error.file, error.line) == (path.relative_to(data).as_posix(), text.count(b"\n"))
    assert "cut off" in str(error)


@pytest.mark.parametrize("name", [TOOLS, SOURCES, ARTICLE])
def test_what_is_not_utf8_is_refused(data: Path, name: str) -> None:
    path = sorted(data.glob(name))[0]
    place = len(path.read_bytes())
    path.write_bytes(path.read_bytes() + b"caf\xe9\n")
    error = refusal(data)
    assert error.file == path.relative_to(data).as_posix()
    assert f"not UTF-8 at byte {place + 3}" in str(error)


def test_a_byte_order_mark_is_refused(data: Path) -> None:
    path = data / TOOLS
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert (refusal(data).file, refusal(data).line) == (TOOLS, 1)


@pytest.mark.parametrize("name", [TOOLS, SOURCES, ARTICLE])
def test_an_empty_file_is_refused(data: Path, name: str) -> None:
    path = sorted(data.glob(name))[0]
    path.write_bytes(b"")
    error = refusal(data)
    assert (error.file, error.line) == (path.relative_to(data).as_posix(), 1)


@pytest.mark.parametrize("name", [TOOLS, SOURCES, ARTICLE])
def test_a_missing_file_is_said(data: Path, name: str) -> None:
    path = sorted(data.glob(name))[0]
    path.unlink()
    error = refusal(data)
    assert error.file == path.relative_to(data).as_posix()
    assert "cannot be read: No such file" in str(error)


def test_an_article_without_a_source_is_refused(data: Path) -> None:
    (data / "articles" / "stray.tsv").write_text("role\n", encoding="utf-8")
    error = refusal(data)
    assert error.file == "articles/stray.tsv"
    assert "add it to sources.tsv" in str(error)


def test_the_first_slip_is_the_one_that_is_said(data: Path) -> None:
    damage(data, TOOLS, cell(5, LABEL, ""))
    damage(data, TOOLS, cell(2, LABEL, ""))
    assert refusal(data).line == 3


def test_what_is_sound_is_read_whole(data: Path) -> None:
    vocabulary = tables.read_vocabulary(str(data))
    rows = sum(
        len(path.read_text("utf-8").splitlines()) - 1 for path in data.glob("vocabulary/*.tsv")
    )
    assert len(vocabulary.concepts) == len(vocabulary.places) == rows
    for source in tables.read_sources(str(data)):
        assert isinstance(source, Source)
        facts = tables.read_facts(str(data), source, vocabulary.places)
        path = data / "articles" / f"{source.iri.rpartition('/')[2]}.tsv"
        assert len(facts) == len(path.read_text("utf-8").splitlines()) - 1


def test_bare_leaves_the_articles_out(data: Path) -> None:
    everything = set(bundle.lines(folder=str(data)))
    bare = set(bundle.lines(bare=True, folder=str(data)))
    assert bare < everything
    assert all("/source/" not in line and "/claim/" not in line for line in bare)
    assert any("/source/" in line and "/claim/" in line for line in everything)


def test_the_same_tables_give_the_same_lines(data: Path) -> None:
    assert list(bundle.lines(folder=str(data))) == list(bundle.lines(folder=str(data)))
