"""The page in a real browser: what comes from outside stays text, and nothing goes out."""

import json
from urllib.parse import quote

import pytest
from tests.opened import PARSED, PLACES, SHOWN, Open, made, real, wait
from tests.samples import HOSTILE, Plain, sample

from rolegraph.graph import Graph
from rolegraph.views.page import to_html


def test_what_sources_say_is_escaped_and_only_web_addresses_are_linked() -> None:
    page = made(2, extra=HOSTILE)
    assert "<img" not in page.replace("createElement", "")
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert 'href="javascript:' not in page
    assert 'href="https://example.org/one" rel="noopener noreferrer"' in page


def test_a_hostile_address_changes_nothing(opened: Open) -> None:
    page = opened(made(3, every=4))
    look = f"[{SHOWN}, [...rolegraph.places()], rolegraph.address(), {{}}.polluted]"
    before = page.js(look)
    script = quote("<script>alert(1)</script>")
    for hostile in (
        f"#hide={script}&on={script}&sort={script}&open={script}",
        "#has=nobody,__proto__&lacks=constructor&without=toString&not=prototype",
        "#by=99999999999999999999&least=1e308&sort=--claims&open=__proto__",
        "#by=-4&least=NaN&merge=yes&on=__proto__&open=region:role-0",
        "#__proto__[polluted]=1&constructor.prototype.polluted=1",
        "#on=javascript:alert(1)&on=region:&sort=__proto__",
        "#%E0%A4%A&&&===#?%00",
        "#" + "on=" + "x" * 50_000,
    ):
        page.visit(hostile)
        assert page.js(look) == before, hostile
        assert page.page.locator("#reset").is_hidden(), hostile
        assert page.page.locator("#chosen").is_hidden(), hostile
    page.visit(f"#q={script}")
    assert page.page.input_value("#search") == "<script>alert(1)</script>"
    assert page.shown() == []
    assert page.said == []


@pytest.mark.parametrize(("count", "shape"), [(2, "columns"), (4, "upset")])
def test_hostile_words_are_text_everywhere(opened: Open, count: int, shape: str) -> None:
    slug = "x'\"><svg onload=alert(9)>"

    def renamed(part: Plain) -> Plain:
        text = json.dumps(part.to_dict()).replace(json.dumps("role-1"), json.dumps(slug))
        return Plain(json.loads(text))

    comparison, details = map(renamed, sample(count, HOSTILE, 3))
    for role in comparison.values["roles"]:
        role["label"] += HOSTILE
    page = opened(to_html(comparison, details, layout=shape))
    scripts = page.js("document.scripts.length")
    elements = "[...document.querySelectorAll('*')].map(e => e.tagName).sort().join()"
    assert page.page.locator("img, iframe, object, embed, base, [onload], [onerror]").count() == 0
    page.click("#filters summary")
    page.page.select_option("#filters select >> nth=1", "lacks")
    page.click("#reset")
    if page.page.locator("#merge").count():
        page.page.check("#merge")
    for iri in page.js(PLACES):
        page.js("iri => rolegraph.select(iri)", iri)
        assert page.page.locator("img, [onload], [onerror], a[href^='javascript']").count() == 0
    page.click("#table tbody button:has-text('onerror')")
    assert page.page.inner_text("#chosen-title") == HOSTILE
    assert "parsererror" not in page.js(PARSED, page.js("rolegraph.svg()"))[2]
    assert page.js("document.scripts.length") == scripts
    assert "IMG" not in page.js(elements)
    page.visit(page.js("location.hash"))
    assert page.page.inner_text("#chosen-title") == HOSTILE
    assert page.said == []


def test_a_notebook_frames_the_page_and_keeps_it_in(opened: Open, graph: Graph) -> None:
    shown = graph.compare(*real(graph, 2))._repr_html_()
    page = opened(f"<!doctype html><title>Notebook</title><p id=secret>secret</p>{shown}")
    (frame,) = page.page.frames[1:]
    wait(frame, "window.rolegraph && rolegraph.places().size > 20")
    assert frame.evaluate("document.querySelector('#graph canvas').width") > 300
    reach = "(() => { try { return parent.document.title } catch (error) { return error.name } })()"
    assert frame.evaluate(reach) == "SecurityError"
    page.js("window.open = null")
    frame.locator("#table tbody button").first.click()
    assert frame.locator("#chosen").is_visible()
    frame.locator('.kind[data-kind="tool"]').click()
    assert [url for url in page.asked if not url.startswith("about:")] == [page.file.as_uri()]
    assert page.said == []
