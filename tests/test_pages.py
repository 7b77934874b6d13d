"""The page: its words and coordinates, and what a real browser makes of it."""

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rolegraph.namespaces import MODALITIES as STRENGTHS
from rolegraph.views.page import to_html

BASE = "https://w3id.org/rolegraph/"
HOSTILE = "</script><img src=x onerror=alert(1)>"
KINDS = ("skill", "tool", "degree", "field", "certification", "industry", "responsibility")
LONG = "work with universities and industry on research projects and report "


class Plain:
    """Plain values that say what they hold."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def to_dict(self) -> dict[str, Any]:
        """Return the values."""
        return self.values


def record(names: str, *values: Any) -> dict[str, Any]:
    """Return values under names that stand in one text."""
    return dict(zip(names.split(), values, strict=True))


def sample(count: int, extra: str | None = None) -> tuple[Plain, Plain]:
    """Return a comparison of so many roles in which every run of neighbours shares traits."""
    slugs = [f"role-{index}" for index in range(count)]
    subsets = [slugs[i:j] for i in range(count) for j in range(i + 1, count + 1)]
    traits: list[dict[str, Any]] = []
    columns = "iri label kind roles claims sources modality"
    for place, subset in enumerate(subsets):
        for turn, kind in enumerate(KINDS):
            for more in range(1 + (place + turn) % 3):
                n = len(traits)
                label = (extra if n == 0 else None) or f"{LONG * (turn > 5)}{kind} {n}"
                values = (label, kind, list(subset), 2 * len(subset), 1 + more, STRENGTHS[n % 5])
                traits.append(record(columns, f"{BASE}{kind}/{n}", *values))
    traits.sort(key=lambda t: (-len(t["roles"]), KINDS.index(t["kind"]), t["label"]))
    columns = "thing role source section category line modality denied"
    claims = [
        record(columns, t["iri"], slug, "one", f"Section {n}", None, 10 + n, t["modality"], False)
        for t in traits
        for slug in t["roles"]
        for n in range(2)
    ]
    alone = next(t["iri"] for t in traits if t["roles"] == slugs[:1])
    claims.append(record(columns, alone, slugs[1], "two", "Doubts", None, None, None, True))
    shared = sum(len(trait["roles"]) == count for trait in traits)
    own = {slug: sum(trait["roles"] == [slug] for trait in traits) for slug in slugs}
    total = {slug: sum(slug in trait["roles"] for trait in traits) for slug in slugs}
    comparison = {
        "roles": [
            record("iri slug label traits", f"{BASE}role/{s}", s, f"Learning {s}", total[s])
            for s in slugs
        ],
        "traits": traits,
        "counts": {"shared": shared, "distinct": own},
        "similarity": {"jaccard": round(shared / len(traits), 4)},
        "query": "SELECT ?thing WHERE { ?role rg:hasTrait ?thing } # </pre><script>alert(2)",
    }
    where, title = "https://example.org/one", extra or "One against two"
    columns = "slug iri title publisher issued url"
    details = {
        "claims": claims,
        "sources": [
            record(columns, "one", f"{BASE}source/one", title, "A publisher", "2024-10-30", where),
            record(columns, "two", f"{BASE}source/two", "Two", None, None, "javascript:alert(3)"),
        ],
        "things": {
            t["iri"]: record(
                "definition broader alt", "A thing.", ["x"], [f"otherwise-{t['kind']}"]
            )
            for t in traits
        },
        "definitions": [record("role text source line", slugs[0], extra or "One.", "two", None)],
        "outlook": [record("role label source line", slugs[0], "demand grows", "one", 3)],
        "advice": [
            record("role label source line", slugs[1], "practise", source, None)
            for source in ("one", "two")
        ],
    }
    return Plain(comparison), Plain(details)


def overlaps(boxes: list[tuple[float, float, float, float]]) -> list[Any]:
    return [
        (one, other)
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


def test_what_sources_say_is_escaped_and_only_web_addresses_are_linked() -> None:
    page = to_html(*sample(2, HOSTILE))
    assert "<img" not in page.replace("createElement", "")
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert 'href="javascript:' not in page
    assert 'href="https://example.org/one" rel="noopener noreferrer"' in page


def test_headings_and_rows_are_there_without_a_script() -> None:
    comparison, details = sample(3)
    page = re.sub(r"<script.*?</script>", "", to_html(comparison, details), flags=re.S)
    for trait in comparison.to_dict()["traits"]:
        assert f'data-iri="{trait["iri"]}"' in page
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert "says no" in page


# In a browser.


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, of the system or of playwright."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with api.sync_playwright() as play:
        try:
            found = play.chromium.launch(executable_path=path, args=flags)
        except api.Error as error:
            pytest.skip(f"no Chromium to open pages with: {str(error).splitlines()[0]}")
        yield found
        found.close()


class Opened:
    """A page in the browser, with everything it asked for and complained of."""

    def __init__(self, browser: Any, file: Path, **options: Any) -> None:
        options.setdefault("viewport", {"width": 1400, "height": 900})
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.route("**/*", self._note)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self._refuse(dialog))
        self.page.goto(file.as_uri())
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)))")

    def _note(self, route: Any) -> None:
        route.continue_() if route.request.url.startswith("file:") else route.abort()

    def _refuse(self, dialog: Any) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def evaluate(self, script: str) -> Any:
        """Return what a script gives in the page."""
        return self.page.evaluate(script)


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    pages: list[Opened] = []

    def open_page(count: int, extra: str | None = None, **options: Any) -> Opened:
        file = tmp_path / f"page-{len(pages)}.html"
        file.write_text(to_html(*sample(count, extra)), encoding="utf-8", newline="\n")
        pages.append(Opened(browser, file, **options))
        return pages[-1]

    yield open_page
    for page in pages:
        page.context.close()


BOXES = """Object.keys(rolegraph.network.body.nodes).filter(id => !id.startsWith('edgeId'))
    .map(id => rolegraph.network.getBoundingBox(id)).map(b => [b.left, b.top, b.right, b.bottom])"""


@pytest.mark.parametrize("count", [2, 3, 7])
@pytest.mark.parametrize("width", [1400, 390])
def test_the_picture_is_whole_and_quiet(opened: Any, count: int, width: int) -> None:
    page = opened(count, viewport={"width": width, "height": 844})
    data = sample(count)[0].to_dict()
    headings = page.evaluate(
        "JSON.parse(document.getElementById('network').textContent).nodes"
        ".filter(n => n.type === 'region' || n.type === 'group').length"
    )
    drawn = page.evaluate("rolegraph.nodes.length")
    assert drawn == len(data["traits"]) + len(data["roles"]) + headings
    assert page.evaluate("rolegraph.edges.length") == sum(len(t["roles"]) for t in data["traits"])
    assert page.evaluate("document.querySelectorAll('#table tbody tr').length") == len(
        data["traits"]
    )
    assert not overlaps(page.evaluate(BOXES))
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.evaluate("rolegraph.network.getScale()") >= 0.9
    assert [url for url in page.asked if not url.startswith("file:")] == []
    assert len(page.asked) == 1
    assert page.said == []


def test_every_label_fits_its_box_and_is_painted(opened: Any) -> None:
    page = opened(2)
    assert (
        page.evaluate("""(() => {
        const view = rolegraph.view();
        const pen = document.createElement('canvas').getContext('2d');
        pen.font = '14px ' + getComputedStyle(document.body).fontFamily;
        const nodes = JSON.parse(document.getElementById('network').textContent).nodes;
        return nodes.filter((node, i) => node.type === 'trait' &&
            view.lines[i].some(line => pen.measureText(line).width > view.boxes[i][2] - 55))
            .map(node => node.label);
    })()""")
        == []
    )
    blank = page.evaluate("""(() => {
        const canvas = document.querySelector('#graph canvas');
        const pen = canvas.getContext('2d');
        const scale = rolegraph.network.getScale() * canvas.width / canvas.clientWidth;
        const shift = rolegraph.network.canvasToDOM({x: 0, y: 0});
        const ratio = canvas.width / canvas.clientWidth;
        return [...rolegraph.places()].filter(([id, [x, y, w, h]]) => {
            const {data} = pen.getImageData(shift.x * ratio + (x - w / 2 + 28) * scale,
                shift.y * ratio + (y - h / 2 + 4) * scale, 60, (h - 8) * scale);
            const seen = new Set();
            for (let i = 0; i < data.length; i += 4) seen.add(data.slice(i, i + 3).join());
            return seen.size < 5;
        }).map(([id]) => id);
    })()""")
    assert blank == []


def test_counts_in_the_headings_equal_the_json(opened: Any) -> None:
    page = opened(2)
    data = sample(2)[0].to_dict()
    found = page.evaluate("rolegraph.nodes.get().map(n => [n.id, n.label])")
    for name, label in found:
        if not name.startswith("region:"):
            continue
        subset, _, kind = name.removeprefix("region:").partition(":")
        ones = [
            t for t in data["traits"] if "+".join(t["roles"]) == subset and kind in ("", t["kind"])
        ]
        assert label.endswith(f"· {len(ones)}")
    for kind in KINDS:
        shown = page.page.inner_text(f'.kind[data-kind="{kind}"] .n')
        assert int(shown) == sum(trait["kind"] == kind for trait in data["traits"])


def test_the_keyboard_reaches_search_and_details(opened: Any) -> None:
    page = opened(2)
    page.page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.page.keyboard.type("otherwise-TOOL")
    shown = "[...document.querySelectorAll('#table tbody tr')].filter(r => !r.hidden)"
    kinds = page.evaluate(f"{shown}.map(r => r.dataset.kind)")
    assert kinds and set(kinds) == {"tool"}
    page.page.keyboard.press("Escape")
    assert page.evaluate("document.getElementById('search').value") == ""
    assert page.evaluate(f"{shown}.length") == len(sample(2)[0].to_dict()["traits"])
    row = page.page.locator("#table tbody tr").first
    row.locator("button").focus()
    page.page.keyboard.press("Enter")
    trait = sample(2)[0].to_dict()["traits"][0]
    assert page.page.inner_text("#chosen-title") == trait["label"]
    assert page.page.locator("#chosen-body .claims li").count() == 2 * len(trait["roles"])
    assert page.evaluate("rolegraph.network.getSelectedNodes()") == [trait["iri"]]
    assert trait["label"] in page.page.inner_text("#said")
    page.page.keyboard.press("Escape")
    assert page.page.locator("#chosen").is_hidden()
    assert page.evaluate("document.activeElement.closest('tr').dataset.iri") == trait["iri"]


def test_the_keyboard_moves_through_the_picture(opened: Any) -> None:
    page = opened(2)
    page.page.focus("#graph")
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.page.keyboard.press(key)
    assert page.page.locator("#chosen").is_visible()
    assert page.evaluate("rolegraph.network.getSelectedNodes().length") == 1


def test_a_click_on_a_box_shows_its_claims_and_denials(opened: Any) -> None:
    page = opened(2)
    comparison, details = sample(2)
    denied = details.to_dict()["claims"][-1]["thing"]
    x, y = page.evaluate(f"""(() => {{
        const at = rolegraph.network.canvasToDOM(rolegraph.network.getPosition('{denied}'));
        const box = document.getElementById('graph').getBoundingClientRect();
        return [box.left + at.x, box.top + at.y];
    }})()""")
    page.page.mouse.click(x, y)
    page.page.wait_for_selector("#chosen:not([hidden])")
    text = page.page.inner_text("#chosen-body")
    assert "Says no" in text and "Doubts" in text and "Section 1" in text
    assert "line 11" in text and "2024-10-30" in text and "A publisher" in text
    assert page.page.locator("#chosen-body a").first.get_attribute("rel") == "noopener noreferrer"
    assert page.page.locator("#chosen-body a[href^=javascript]").count() == 0
    label = next(t["label"] for t in comparison.to_dict()["traits"] if t["iri"] == denied)
    assert page.page.inner_text("#chosen-title") == label


def test_the_legend_hides_a_kind_in_picture_and_table(opened: Any) -> None:
    page = opened(2)
    button = page.page.locator('.kind[data-kind="tool"]')
    before = page.evaluate("document.getElementById('graph').clientHeight")
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    hidden = page.evaluate("rolegraph.nodes.get().filter(n => n.hidden).map(n => n.id)")
    tools = {t["iri"] for t in sample(2)[0].to_dict()["traits"] if t["kind"] == "tool"}
    assert {name for name in hidden if not name.startswith("region:")} == tools
    assert {name.rpartition(":")[2] for name in hidden if name.startswith("region:")} == {"tool"}
    rows = "[...document.querySelectorAll('#table tr[data-kind=tool]')]"
    assert page.evaluate(f"{rows}.every(r => r.hidden)")
    assert page.evaluate("document.getElementById('graph').clientHeight") < before
    button.click()
    assert page.evaluate("rolegraph.nodes.get().every(n => !n.hidden)")
    assert not page.evaluate(f"{rows}.some(r => r.hidden)")


def test_the_table_sorts_by_its_headers(opened: Any) -> None:
    page = opened(2)
    header = page.page.locator("#table th", has_text="Sources")
    header.locator("button").click()
    values = "[...document.querySelectorAll('#table tbody tr')].map(r => +r.cells[5].textContent)"
    assert header.get_attribute("aria-sort") == "descending"
    assert page.evaluate(values) == sorted(page.evaluate(values), reverse=True)
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    assert page.evaluate(values) == sorted(page.evaluate(values))


def test_hostile_labels_are_text(opened: Any) -> None:
    page = opened(2, HOSTILE)
    page.page.locator("#table tbody button", has_text="onerror").first.click()
    assert page.page.inner_text("#chosen-title") == HOSTILE
    assert page.page.locator("img").count() == 0
    assert page.said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_have_contrast_in_both_themes(opened: Any, scheme: str) -> None:
    page = opened(2, color_scheme=scheme)
    ratios = page.evaluate("""(() => {
        const light = (colour) => {
            const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
                .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
            return .2126 * parts[0] + .7152 * parts[1] + .0722 * parts[2];
        };
        const ground = (element) => {
            const colour = getComputedStyle(element).backgroundColor;
            return /, 0\\)$/.test(colour) ? ground(element.parentElement) : colour;
        };
        const words = 'h1, h2, h3, h4, p, td, th, button, summary, a, input';
        return [...document.querySelectorAll(words)]
            .filter(e => e.offsetParent && e.textContent.trim()).map(e => {
                const [a, b] = [light(getComputedStyle(e).color), light(ground(e))]
                    .sort((x, y) => y - x);
                return [(a + .05) / (b + .05), e.tagName + ' ' + e.textContent.slice(0, 30)];
            }).filter(([ratio]) => ratio < 4.5);
    })()""")
    assert ratios == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground))) > 380) == (scheme == "light")


def test_the_picture_follows_a_change_of_theme(opened: Any) -> None:
    page = opened(2, color_scheme="light")
    colour = "rolegraph.nodes.get()[0].color.background"
    before = page.evaluate(colour)
    page.page.emulate_media(color_scheme="dark")
    page.evaluate("new Promise(done => setTimeout(done, 200))")
    assert page.evaluate(colour) != before
    assert page.said == []
