"""The explorer in a real browser: what it asks for, runs, suggests and gives to everyone."""

from collections.abc import Callable, Iterator
from importlib import resources
from typing import Any
from urllib.parse import quote

import pytest
from tests.explored import explored
from tests.opened import wait
from tests.test_explorer import PLACES
from tests.test_page_picture import AXE, TAGS

from rolegraph.graph import Graph

DESKTOP, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def site(graph: Graph) -> Iterator[str]:
    """Return the address at which the explorer is served."""
    with explored(graph) as url:
        yield url


class Visit:
    """A tab with all that it asked of other hosts, and all that it complained of."""

    def __init__(self, browser: Any, site: str, **options: Any) -> None:
        self.site = site
        self.context = browser.new_context(**({"viewport": DESKTOP} | options))
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.context.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.site, "data:", "about:")):
            self.said.append(f"asked {request.url}")

    def open(self, address: str) -> Any:
        """Open an address of the site and return the page."""
        self.page.goto(self.site + address)
        return self.page


@pytest.fixture
def visit(browser: Any, site: str) -> Iterator[Callable[..., Visit]]:
    visits: list[Visit] = []

    def begin(**options: Any) -> Visit:
        visits.append(Visit(browser, site, **options))
        return visits[-1]

    yield begin
    for one in visits:
        one.context.close()


Begin = Callable[..., Visit]


def axe() -> str:
    package = pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
    return resources.files(package).joinpath("axe.min.js").read_text("utf-8")


def test_axe_finds_nothing_on_any_page_in_light_and_dark(visit: Begin) -> None:
    script = axe()
    found = {}
    for scheme, size in (("light", DESKTOP), ("dark", PHONE)):
        # axe comes into the page by the debugger, which no policy of the page keeps out.
        one = visit(color_scheme=scheme, viewport=size)
        for name, address in PLACES.items():
            if scheme == "light" and name not in ("home", "role", "contested", "query", "schema"):
                continue
            page = one.open(address)
            if name == "query":
                page.wait_for_selector(".yasqe .CodeMirror-code")
            page.evaluate(script)
            problems = page.evaluate(AXE, TAGS)
            if problems:
                found[scheme, name] = problems
            assert not page.evaluate(WIDE), (scheme, name)
        assert one.said == [line for line in one.said if "404" in line], (
            "a console error, a request to another host, or a breach of the policy"
        )
    assert found == {}


def test_suggestions_are_walked_by_keyboard_and_lead_to_the_thing(visit: Begin) -> None:
    one = visit()
    page = one.open("/")
    field = page.locator("#q")
    field.fill("pytor")
    options = page.locator("[role=option]")
    options.first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator('[role=option][aria-selected="true"]')
    assert "PyTorch" in chosen.inner_text()
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Escape")
    assert options.first.is_hidden()
    page.keyboard.press("ArrowDown")
    options.first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tool/pytorch")
    page = one.open("/")
    page.locator("#q").fill("docker")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=docker")
    assert one.said == []


def test_roles_are_picked_and_compared_and_the_link_is_shared(visit: Begin) -> None:
    one = visit()
    page = one.open("/compare")
    for text, count in (("mle", 1), ("research engin", 2)):
        page.locator("#add").fill(text)
        page.locator("[role=option]").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.locator(".picked li").nth(count - 1).wait_for()
    address = page.url
    frame = page.frame_locator("iframe.comparison")
    frame.locator("#table tbody tr").first.wait_for()
    assert frame.locator("h1").inner_text().startswith("Machine Learning Engineer")
    # The frame's page is drawn, and can reach nothing of the page around it.
    inner = next(frame for frame in page.frames if "/compare/page" in frame.url)
    assert inner.evaluate("document.querySelector('#graph canvas').width") > 300
    assert (
        inner.evaluate("(() => { try { return parent.document.title } catch { return null } })()")
        is None
    )
    frame.locator("#table tbody button").first.click()
    assert inner.evaluate("document.querySelector('#chosen').textContent.length") > 20
    other = visit()
    again = other.open(address.removeprefix(other.site))
    assert again.locator(".picked li").count() == 2
    again.locator(".drop").first.click()
    again.wait_for_url(lambda url: url.count("role=") == 1)
    assert again.locator(".picked li").count() == 1
    assert one.said == [] and other.said == []


def test_the_editor_asks_the_endpoint_and_shows_links_into_the_explorer(visit: Begin) -> None:
    one = visit()
    text = "SELECT ?tool { role:data-engineer rg:usesTool ?tool } ORDER BY ?tool"
    page = one.open(f"/query?query={quote(text)}")
    page.wait_for_selector(".yasqe .CodeMirror-code")
    assert page.locator("#ask").is_hidden()
    assert "role:data-engineer" in page.locator(".CodeMirror-code").inner_text()
    page.locator(".yasqe_queryButton").click()
    link = page.locator("#results a.iri[data-iri]").first
    link.wait_for()
    assert (link.get_attribute("href") or "").startswith("/tool/")
    page.locator("[data-example]", has_text="Which roles use a tool").first.click()
    wait(page, "document.querySelector('.CodeMirror').CodeMirror.getValue().includes('# CQ-12')")
    wait(page, "location.search.includes('CQ-12')")
    page.locator(".yasqe_queryButton").click()
    wait(page, "document.querySelector('#results').textContent.includes('Docker')")
    link = page.locator("#results a.iri[data-iri]", has_text="tool:docker").first
    link.click()
    page.wait_for_url("**/tool/docker")
    assert one.said == []


def test_a_broken_query_is_shown_with_its_place(visit: Begin) -> None:
    one = visit()
    page = one.open("/query?query=SELECT%20*%20%7B%20?s%20?p%20%7D")
    page.wait_for_selector(".yasqe .CodeMirror-code")
    page.evaluate("document.querySelector('.CodeMirror').CodeMirror.query().catch(() => {})")
    wait(page, "document.querySelector('#results').textContent.includes('breaks off')")
    assert [line for line in one.said if "400" not in line] == []


def test_the_editor_completes_from_this_store_alone(visit: Begin) -> None:
    one = visit()
    page = one.open("/query?query=")
    page.wait_for_selector(".yasqe .CodeMirror-code")
    page.evaluate(
        """() => {
            const editor = document.querySelector('.CodeMirror').CodeMirror;
            const prefix = 'PREFIX rg: <https://w3id.org/rolegraph/ontology#>';
            editor.setValue(prefix + '\\nSELECT * { ?s rg:uses');
            editor.focus();
            editor.setCursor({line: 1, ch: 23});
            editor.autocomplete(false);
        }"""
    )
    wait(
        page,
        "document.querySelector('.CodeMirror').CodeMirror.getValue().includes('rg:usesTool')"
        " || [...document.querySelectorAll('.CodeMirror-hint')]"
        ".some(hint => hint.textContent.includes('usesTool'))",
    )
    assert one.said == []


def test_pages_are_read_without_a_script(visit: Begin) -> None:
    one = visit(java_script_enabled=False)
    page = one.open("/role/machine-learning-engineer")
    page.locator("details summary").first.click()
    assert page.locator("details[open] .claims li").count() >= 1
    page = one.open("/query")
    assert page.locator("textarea#query").is_visible()
    page.locator("button[name=run]").click()
    assert page.locator("#answer tbody tr").count() == 7
    page.locator("#answer a", has_text="role:data-engineer").click()
    assert page.url.endswith("/role/data-engineer")
    page = one.open("/compare")
    boxes = page.locator(".few input[type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.locator(".few button").click()
    inner = page.frame_locator("iframe.comparison")
    assert inner.locator("h1").count() == 1
    assert one.said == []


def test_the_skip_link_and_the_focus_are_seen(visit: Begin) -> None:
    one = visit()
    page = one.open("/roles")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    assert one.said == []
