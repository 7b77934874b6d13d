"""Files to documents: what is HTML, what was repaired, what is refused."""

import hashlib

import pytest

from rolegraph.errors import DataError
from rolegraph.reading.document import Document
from rolegraph.reading.markup import to_document

PAGE = "<html><body><main><h1>Two jobs</h1><p>A keeperâ€™s work &amp; pay.</p></main></body></html>"


def words(document: Document) -> list[str]:
    return [block.text.text for block in document.blocks]


def test_a_page_is_repaired_and_placed() -> None:
    document = to_document(PAGE.encode(), "folder/page.html")
    assert words(document) == ["Two jobs", "A keeper’s work & pay."]
    assert (document.name, document.title) == ("page.html", "Two jobs")
    assert document.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()
    assert document.delivered == PAGE
    assert any("repaired 1 damaged" in note for note in document.notes)
    text = document.blocks[1].text
    start, end = text.span(0, len(text))
    assert PAGE[start:end] == "A keeperâ€™s work &amp; pay."
    assert PAGE[text.span(11, 15)[0] :].startswith("work")


@pytest.mark.parametrize("name", ["a.txt", "a.htm", "a"])
def test_what_looks_like_html_is_read_as_html(name: str) -> None:
    assert words(to_document(("\n<!-- x -->\n" + PAGE).encode(), name))[0] == "Two jobs"


def test_markdown_with_front_matter() -> None:
    text = (
        "---\ntitle: Two jobs\ndate: 2023-04-05\nurl: https://a.example/b\nauthor: Jo\n---\n"
        "# Other\n\n- Knots\n"
    )
    document = to_document(text.encode(), "C:\\x\\a.md")
    assert document[0] == "a.md"
    assert document[4:8] == ("Two jobs", "Jo", "2023-04-05", "https://a.example/b")
    assert [(block.kind, block.text.text) for block in document.blocks] == [
        ("heading", "Other"),
        ("item", "Knots"),
    ]


def test_plain_text_is_titled_by_its_first_short_text() -> None:
    document = to_document("Both work on water.\n\nThey wait.\n".encode("utf-16"), "a.txt")
    assert document.title == "Both work on water."
    assert any("utf-16" in note.lower() for note in document.notes)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"12 34\n\n!!", "says nothing"),
        (b"<html><body><nav>Menu</nav></body></html>", "says nothing"),
        (b"word " * 500_000, "line of more than"),
        (b"<html><p>" + b"word " * 500_000, "paragraph of more than"),
        pytest.param(
            b"word\n\n" * 200_001, "more than 200,000 paragraphs", marks=pytest.mark.thorough
        ),
        (b"<html>" + b"<p>x" * 100_001, "tags"),
        (b"", "empty"),
    ],
)
def test_what_is_no_article_is_refused_with_the_file_named(data: bytes, words: str) -> None:
    with pytest.raises(DataError, match=words) as refused:
        to_document(data, "some.txt")
    assert str(refused.value).startswith("some.txt: ")
