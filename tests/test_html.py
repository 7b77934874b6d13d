"""Web pages: the article and nothing else, each character with its place, in bounded time."""

import time

import pytest

from rolegraph.errors import DataError
from rolegraph.reading import html
from rolegraph.reading.document import Block, Text

CORE = """<h1>Ferry Pilot vs. Lock Keeper</h1>
<p>Both work on water &amp; at night. One steers, the other waits for those who do.</p>
<h2>Skills</h2>
<p><strong>On deck</strong></p>
<ul><li>Radar<li>Knots<ul><li>Bowline</li></ul></li><li><a href="/t/vhf">VHF radio</a></li></ul>
<h2>Side by side</h2>
<table><thead><tr><th>Aspect</th><th>Pilot</th><th>Keeper</th></tr></thead>
<tbody><tr><td>Tools</td><td>Chart<br>Compass</td><td><ul><li>Winch</li><li>Oil</li></ul></td></tr>
<tr><td>Shift</td><td colspan="2">Night</td></tr></tbody></table>
<dl><dt>Sluice</dt><dd>A gate for water</dd></dl>
<p>First line<br>Second line</p>
<details><summary>Is a licence needed?</summary><p>For pilots only.</p></details>
"""
NAV = '<nav><ul><li><a href="/a">MENU</a></li></ul></nav>'
FOOT = "<footer><p>IMPRINT</p></footer>"
BLOCKS = [
    ("heading", 1, "Ferry Pilot vs. Lock Keeper"),
    ("text", 0, "Both work on water & at night. One steers, the other waits for those who do."),
    ("heading", 2, "Skills"),
    ("heading", 0, "On deck"),
    ("item", 0, "Radar"),
    ("item", 0, "Knots"),
    ("item", 1, "Bowline"),
    ("item", 0, "VHF radio"),
    ("heading", 2, "Side by side"),
    ("row", 0, "Aspect | Pilot | Keeper"),
    ("row", 1, "Tools | Chart; Compass | Winch; Oil"),
    ("row", 2, "Shift | Night | Night"),
    ("heading", 0, "Sluice"),
    ("text", 0, "A gate for water"),
    ("text", 0, "First line"),
    ("text", 0, "Second line"),
    ("heading", 0, "Is a licence needed?"),
    ("text", 0, "For pilots only."),
]
LAYOUTS = {
    "article": f'<div class="cookie-banner">COOKIES<button>Yes</button></div><header>{NAV}</header>'
    f"<article>{CORE}</article><aside><p>ADVERT</p></aside>"
    f'<div class="related-posts"><ul><li>RELATED</li></ul></div>{FOOT}',
    "main": f"{NAV}<main>{CORE}</main><aside>ADVERT</aside>{FOOT}",
    "ids only": f'<div id="nav">{NAV}</div><div id="content">{CORE}</div>'
    '<div id="sidebar"><p>ADVERT</p></div><div id="footer">IMPRINT</div>',
    "div soup": f'<div class="x"><div class="q"><a href=/>MENU</a> <a href=/b>MENU</a></div>'
    f'<div class="z"><div>{CORE}</div></div></div>',
    "blog": f'<div id="page"><header class="site-header">{NAV}</header><div id="content"><main>'
    f'<article class="post"><div class="entry-content">{CORE}</div>'
    '<footer class="entry-footer">RELATED</footer></article>'
    '<div id="comments" class="comments-area"><ol class="comment-list"><li>COMMENT</li></ol></div>'
    f'</main></div><aside class="widget-area">ADVERT</aside></div>{FOOT}',
    "medium": f'<div id="root"><div><a>MENU</a><a>MENU</a></div><article><section><div>{CORE}</div>'
    "</section></article><div><h2>More</h2><a>RELATED</a></div></div>",
    "table layout": f'<table><tr><td colspan="2"><a href="/">MENU</a></td></tr><tr><td>'
    f'<a href="/a">MENU</a></td><td>{CORE}</td></tr><tr><td colspan="2">IMPRINT</td></tr></table>',
    "form": f'<form action="/"><div>{NAV}</div><div class="content">{CORE}</div></form>',
    "unseen": f"<main>{CORE}<p hidden>HIDDEN</p><p style='color: red; display : none'>HIDDEN</p>"
    '<span aria-hidden="true">HIDDEN<b>HIDDEN</b></span><template>HIDDEN</template>'
    "<script>var a = '<p>HIDDEN</p>'</script><!-- <p>HIDDEN</p> --><svg><text>HIDDEN</text></svg>"
    "<figure><img><figcaption>HIDDEN</figcaption></figure></main>",
}


def shown(blocks: tuple[Block, ...]) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text.text) for block in blocks]


def texts(blocks: tuple[Block, ...]) -> list[Text]:
    return [text for block in blocks for text in (block.cells or (block.text,))]


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_article_is_found_in_every_layout(name: str) -> None:
    page = html.blocks(f"<html><body>{LAYOUTS[name]}</body></html>")
    assert shown(page.blocks) == BLOCKS
    assert "left out" in " ".join(page.notes)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_character_knows_its_place(name: str) -> None:
    source = f"<html><body>{LAYOUTS[name]}</body></html>"
    for text in texts(html.blocks(source).blocks):
        for at, char in enumerate(text.text):
            start, _ = text.span(at, at + 1)
            if not char.isspace():
                assert start is not None
                if char == ";":  # parts the lines of a cell, and stands at the end of one
                    continue
                assert source[start] == char or source.startswith("&amp;", start)


def test_lists_and_tables_of_short_entries_are_kept() -> None:
    rows = "".join(f"<tr><td>Aspect {i}</td><td>one</td><td>two</td></tr>" for i in range(9))
    links = "".join(f'<li><a href="/{i}">Tool {i}</a></li>' for i in range(9))
    page = html.blocks(f"<div><h1>Tools</h1><ul>{links}</ul><table>{rows}</table></div>")
    assert len(page.blocks) == 19


def test_a_cell_over_several_rows_stands_in_each() -> None:
    page = html.blocks(
        "<table><tr><th>Area<th>Pilot<th>Keeper<tr><td rowspan=2>Kit<td>Map<td>Oil"
        "<tr><td>Bell<td>Rope</table>"
    )
    assert [[cell.text for cell in block.cells] for block in page.blocks][1:] == [
        ["Kit", "Map", "Oil"],
        ["Kit", "Bell", "Rope"],
    ]


def test_entities_are_decoded_once_and_placed() -> None:
    source = "<p>R&amp;D &amp;lt; caf&eacute; &#8364;5 &notit; &nosuch; A&ampB</p>"
    (block,) = html.blocks(source).blocks
    assert block.text.text == "R&D &lt; café €5 ¬it; &nosuch; A&B"
    start, end = block.text.span(9, 13)
    assert source[start:end].startswith("caf&")
    last = source.index("B</p>")
    assert block.text.span(len(block.text) - 1, len(block.text)) == (last, last + 1)


def test_bold_sentences_are_no_headings_and_buttons_in_headings_are_kept() -> None:
    page = html.blocks(
        "<main><h3><button>Duties</button></h3><p><b>Both need a licence.</b></p><p>Yes.</main>"
    )
    assert shown(page.blocks)[:2] == [("heading", 3, "Duties"), ("text", 0, "Both need a licence.")]


def test_stray_ends_scripts_and_unclosed_tags_lose_nothing() -> None:
    page = html.blocks(
        "<p>one <script>'<p>no</p>'</script> two</p><h2></script>Head</h2>"
        "<ul><li><b>a<li>b</ul>3 < 4"
    )
    assert [text for _, _, text in shown(page.blocks)] == ["one two", "Head", "a", "b", "3 < 4"]


def test_the_head_tells_title_publisher_date_and_address() -> None:
    page = html.blocks(
        '<html lang="de-AT"><head><title>Pilot or Keeper | Quay</title>'
        '<link rel="canonical" href="https://www.quay.example/a">'
        '<script type="application/ld+json">{"@graph": [{"@type": "JobPosting", "datePosted": "x",'
        ' "datePublished": "2001-01-01"}, {"publisher": {"name": "Quay Press"},'
        ' "datePublished": "2023-02-30"}]}</script><meta name="date" content="2023-03-04T10:00Z">'
        "</head><body><p>Both work on water.</p></body></html>"
    )
    assert page[:4] == ("Pilot or Keeper", "Quay Press", "2023-03-04", "https://www.quay.example/a")
    assert any("'de-at'" in note for note in page.notes)


def test_what_a_page_says_of_itself_is_not_trusted() -> None:
    page = html.blocks(
        '<link rel="canonical" href="javascript:alert(1)"><meta property="og:url" content="/a b">'
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>"
        '<meta property="article:published_time" content="0001-01-01"><p>Water.</p>'
    )
    assert page[:4] == ("", "", "", "")


HOSTILE = {
    "deep": "<div>" * 40_000 + "words" + "</div>" * 40_000,
    "comments": "<p>words</p>" + "<!--" * 250_000,
    "unclosed": "<p><b><i><a href=x>words " * 15_000,
    "entities": "<p>words" + "&amp;amp;" * 100_000 + "&" * 100_000,
    "headings": "<h2>words</h2>" * 40_000,
    "attributes": "<p " + " ".join(f"a{i}=b" for i in range(400_000)) + ">words",
    "long attribute": f'<p class="{"x " * 2_500_000}">words',
    "quotes": "<p>words</p>" + '<p a="' * 200_000,
    "tables": "<p>words</p>" + "<table><tr><td>" * 20_000,
    "spans": "<table><tr><td>words" + "<tr><td colspan=9999 rowspan=9999>x<td>y" * 20_000,
    "scripts": "<p>words</p>" + "<script>" * 100_000,
    "formatting": "<p>words</p>" + "<b><i><p>" * 20_000,
    "signs": "<p>words " + "<" * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.thorough
def test_no_page_takes_long(name: str) -> None:
    start = time.process_time()
    page = html.blocks(HOSTILE[name])
    assert time.process_time() - start < 20
    assert "words" in page.blocks[0].text.text


@pytest.mark.parametrize(
    ("unit", "what"),
    [
        ("a<!-- -->", "100,000 tags"),
        ("a<?x>", "100,000 tags"),
        ("a</>", "100,000 tags"),
        ("<", "5,000,000 characters of text"),
        ("&amp;", "5,000,000 characters of text"),
        ("a" * 9_000 + "<br>", "5,000,000 characters of text"),
    ],
)
def test_more_than_any_page_has_is_refused_soon(unit: str, what: str) -> None:
    """Of 20 MB of comments or entities nothing is kept: both took seconds and gigabytes."""
    text = "<h1>Two roles</h1><p>" + unit * (20_000_000 // len(unit))
    before = time.process_time()
    with pytest.raises(DataError, match=f"more than {what}: give the page of one article"):
        html.blocks(text)
    assert time.process_time() - before < 6


def test_a_page_of_too_many_tags_is_refused() -> None:
    with pytest.raises(DataError, match="more than 100,000 tags"):
        html.blocks("<p>x</p>" * 60_000)
