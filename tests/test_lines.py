"""Plain text and Markdown become blocks, and each character knows where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.errors import DataError
from rolegraph.reading import lines
from rolegraph.reading.document import Block
from rolegraph.reading.edits import edited
from rolegraph.reading.frontmatter import front_matter
from rolegraph.reading.inline import entities, markup
from rolegraph.reading.lines import blocks
from rolegraph.reading.repair import repair


def short(text: str, markdown: bool | None = None) -> list[str]:
    """Return the blocks of a text, each as its kind, its level and its text."""
    return [f"{b.kind}{b.level} {b.text}" for b in blocks(text, markdown=markdown)]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("**Tools:** a, *b*", "Tools: a, b"),
        ("***x*** __y__ ~~z~~", "x y z"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("C* and *args, **kwargs", "C* and *args, **kwargs"),
        ("[a [b] c](http://x.org/z_(q) 'why') d", "a [b] c d"),
        ("![a *picture*](x.png) t", " t"),
        ("[![alt](i.png)](u) z", " z"),
        ("[text][ref] and [bare]", "text and [bare]"),
        ("<https://x.org/c_d> R&amp;D &bogus;", "https://x.org/c_d R&D &bogus;"),
        ("see https://x.org/a_b_c for _this_", "see https://x.org/a_b_c for this"),
        ("`a*b*` ``q`r`` `open", "a*b* q`r `open"),
        ("one<br>two <b>three</b> <d> 1 < 2", "one two three <d> 1 < 2"),
        ("note[^1] \\* kept", "note * kept"),
        ("**a*", "*a"),
        ("**[link](u)**", "link"),
        ("&#8203;&#x202e;x", "x"),
    ],
)
def test_inline_markup_is_removed(text: str, right: str) -> None:
    assert edited(text, None, markup(text))[0] == right


def test_headings_of_markdown() -> None:
    text = "# One #\n\nTwo\n===\nThree\n---\n### **Four** {#id}\n**Five**\n\n##Six\n#hashtag\n"
    assert short(text) == [
        "heading1 One",
        "heading1 Two",
        "heading2 Three",
        "heading3 Four",
        "heading0 Five",
        "heading2 Six",
        "text0 #hashtag",
    ]
    assert all(b.marked for b in blocks(text) if b.kind == "heading")


def test_lists_nest_by_indentation() -> None:
    text = "- a,\n  goes on\n  * b\n    + c\n- [x] d\n\n1. e\n\n   More of e.\n2) f\na) g\n"
    assert short(text, True) == [
        "item0 a, goes on",
        "item1 b",
        "item2 c",
        "item0 d",
        "item0 e",
        "text0 More of e.",
        "item0 f",
        "item0 g",
    ]


def test_bullets_of_plain_text() -> None:
    text = "• a\n  ◦ b\n•c\n▪ d\n– e\n· f\n✔\ufe0f g\no h\no i\nx\ny\no j\n"
    assert [line.partition(" ")[2] for line in short(text)] == [*"abcdefghixy", "o j"]


def test_signs_inside_lines_are_no_bullets() -> None:
    for text in ("-5 years", "a - b", "3.5 points", "2 * 3", "*bold*", "o'clock", "->x", "(s)he"):
        assert [b.kind for b in blocks(text)] == ["text"]


def test_a_mark_alone_makes_an_item_of_the_next_text() -> None:
    text = "Tips\n-\nPlan: Do it.\n-\n\nShip: Send it.\nThe end.\n-\n"
    assert short(text) == [
        "text0 Tips",
        "item0 Plan: Do it.",
        "item0 Ship: Send it.",
        "text0 The end.",
    ]


def test_tables_with_pipes() -> None:
    text = "| Tool | Use |\n|:--|--:|\n| **dbt** | a \\| b<br>c |\n| SQL | q\n\nafter\n"
    *rows, after = blocks(text)
    assert [[c.text for c in row.cells] for row in rows] == [
        ["Tool", "Use"],
        ["dbt", "a | b; c"],
        ["SQL", "q"],
    ]
    assert [row.level for row in rows] == [0, 1, 2]
    assert (after.kind, after.text.text) == ("text", "after")


def test_a_pipe_in_a_line_is_no_table() -> None:
    assert short("@ acme | Remote\n\nTwo | three\nFour\n", False)[0] == "text0 @ acme | Remote"


def test_tables_with_tabs() -> None:
    rows = blocks("Tool\tUse\tLevel\ndbt\tmodels\thigh\nSQL\tqueries\t\n\na\tb\tc\n")
    assert [[c.text for c in row.cells] for row in rows[:3]] == [
        ["Tool", "Use", "Level"],
        ["dbt", "models", "high"],
        ["SQL", "queries", ""],
    ]
    assert rows[3].kind == "text"


def test_what_is_no_claim_is_left_out() -> None:
    text = "a\n\n```python\nx = 1\n```\n<!-- b\n\n- c -->\n***\n[id]: http://x.org\n{: .toc}\n"
    text += "<script>\nvar d\n</script>\n~~~\ne\n~~~\n> f\n> g\n"
    assert short(text, True) == ["text0 a", "text0 f g"]


def test_what_nothing_closes_is_text() -> None:
    assert short("# h\n\n<!-- a\n\n```\nb\n") == ["heading1 h", "text0 <!-- a", "text0 b"]


def test_wrapped_lines_become_one_paragraph() -> None:
    text = (
        "An analyst gathers numbers from many systems and writes reports that tell\n"
        "people what happened. The work needs a query language and some data-\n"
        "driven thinking, and it is done in teams of four or more people who share\n"
        "their results.\n\nSkills\n  * Knowledge of relational databases and of the ways in which\n"
        "    they are asked\n"
    )
    first, skills, entry = blocks(text)
    assert first.text.text.endswith(
        "some data-driven thinking, and it is done in teams of four "
        "or more people who share their results."
    )
    assert (skills.kind, entry.kind) == ("text", "item")
    assert entry.text.text.endswith("in which they are asked")


def test_lines_of_plain_text_are_paragraphs_of_their_own() -> None:
    text = "Two roles and what sets them apart from each other in a whole comparison\nContents\n"
    text += "A long line that nobody wrapped, " * 9 + "ends.\nSkills\n"
    assert len(blocks(text)) == 4


def test_a_lead_in_or_a_hard_break_starts_a_line_of_its_own() -> None:
    text = "**Tools:** a\n**Languages:** b\n\none  \ntwo\\\nthree\n"
    assert short(text) == [
        "text0 Tools: a",
        "text0 Languages: b",
        "text0 one",
        "text0 two",
        "text0 three",
    ]


def test_plain_text_keeps_what_only_markdown_removes() -> None:
    assert short("2 ** 3 and a_b_ # c R&amp;D\n", False) == ["text0 2 ** 3 and a_b_ # c R&D"]


def test_front_matter() -> None:
    text = "---\ntitle: 'Two roles'\nauthor: A. Writer\ntags:\n  - x\nlink: https://x.org/a\n"
    text += "---\n# H\n"
    found, at = front_matter(text)
    assert found == {"title": "Two roles", "author": "A. Writer", "url": "https://x.org/a"}
    assert text[at:] == "# H\n"
    (heading,) = blocks(text)
    assert heading.text.span(0, 1) == (text.index("H\n"), text.index("H\n") + 1)


@pytest.mark.parametrize(
    "text", ["", "---\n", "---\nNot a key\n---\n", "a: b\n---\n", "---\na: b\n"]
)
def test_what_is_no_front_matter(text: str) -> None:
    assert front_matter(text) == ({}, 0)


PIECES = [
    *[
        "#",
        "*",
        "_",
        "`",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "|",
        "-",
        "&",
        "\\",
        "~",
        "!",
        "+",
        "•",
        "^",
        ":",
        "=",
        "{",
    ],
    *("\n", "\n\n", "\r\n", "\r", " ", "  ", "    ", "\t", "a", "Bc", "é", "👀", "1. ", "- ", "# "),
    *("**", "](u)", "```\n", "|-|\n", "---\n", "===\n", "<!--", "-->", "<b>", "\u00a0", "word "),
    *(
        "a lower line that is long enough to go on",
        "A line that ends.",
        "\u200b",
        "â€™",
        "title: x",
    ),
]
MARKDOWN = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def check(delivered: str, found: tuple[Block, ...]) -> None:
    for block in found:
        assert block.kind in {"heading", "item", "text", "row"}
        assert (block.kind == "row") == bool(block.cells)
        assert block.text.text == block.text.text.strip()
        for text in (block.text, *block.cells):
            for at, char in enumerate(text.text):
                start, end = text.span(at, at + 1)
                assert start is not None
                assert end == start + 1
                # Spaces join lines, and a break in a cell is a semicolon in its place.
                assert char.isspace() or delivered[start] == char or delivered[start] == "<"


@given(st.one_of(MARKDOWN, st.text()), st.sampled_from([None, True, False]))
def test_every_character_stands_where_it_was_delivered(text: str, markdown: bool | None) -> None:
    if not entities(text):
        check(text, blocks(text, markdown=markdown))


@given(MARKDOWN, st.sampled_from([None, True, False]))
def test_offsets_of_a_repaired_text_are_kept(text: str, markdown: bool | None) -> None:
    repaired = repair(text)
    delivered = list(text)
    offsets = range(len(text)) if repaired.offsets is None else repaired.offsets
    for char, at in zip(repaired.text, offsets, strict=True):
        delivered[at] = char
    check("".join(delivered), blocks(repaired.text, repaired.offsets, markdown=markdown))


@given(st.text(st.sampled_from("&amp;#x20<>\n|-ab ")))
def test_nothing_raises_on_entities(text: str) -> None:
    blocks(text)


@pytest.mark.parametrize(
    "unit",
    [
        *"#*_[]()<>|-&\\`\n \t=~+•1{!",
        *(
            "- ",
            "> ",
            "-\n",
            "1.\n",
            "```a\n",
            "|a|\n",
            "a\tb\tc\n",
            "<!--",
            "<script>",
            "[a](",
            "](",
        ),
        *("**a ", "*a_", "a {#", "[](", "](<", '[a](b "', "a`", "\r\n", "a\n", "&amp;", "# a #"),
    ],
)
@pytest.mark.thorough
def test_long_texts_of_one_kind_are_read_in_bounded_time(unit: str) -> None:
    text = "**x** " + unit * (200_000 // len(unit)) + " y"
    check_kinds = {block.kind for block in blocks(text)}
    assert check_kinds <= {"heading", "item", "text", "row"}


def test_deep_nesting_is_read() -> None:
    nested = "".join(" " * i + "- a\n" for i in range(0, 900, 2))
    assert blocks(nested)[-1].level == 449
    blocks("".join("`" * (900 - i) + "\n" for i in range(900)))


@pytest.mark.thorough
def test_many_headings_are_read() -> None:
    assert len(blocks("# a\n" * 100_000)) == 100_000


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LIMIT", 3)
    with pytest.raises(DataError, match="split the file"):
        blocks("a\n" * 4)
