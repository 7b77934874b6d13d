"""The page in a real browser: what it draws, says, filters, gives away and keeps to itself."""

import csv
import io
import json
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tests.samples import BASE, HOSTILE, Plain, crowd, overlaps, sample

from rolegraph.graph import Graph
from rolegraph.merging import merged
from rolegraph.views import drawing, layout, picture, scene
from rolegraph.views.page import to_html
from rolegraph.views.words import KINDS

DESKTOP, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
SHOWN = """[...document.querySelectorAll('#table tbody tr')].filter(row => !row.hidden)
    .map(row => row.dataset.iri)"""
PLACES = "Object.fromEntries(rolegraph.places())"


@cache
def made(count: int, layout: str | None = None, extra: str | None = None, every: int = 1) -> str:
    """Return the page of a sample; the largest is thinned out, to be quick about it."""
    return to_html(*sample(count, extra, every), layout=layout)


def wait(where: Any, condition: str) -> None:
    """Wait for what a script says in a page or frame; its policy forbids playwright's own way."""
    found = where.evaluate(
        f"""new Promise(done => {{
            const until = performance.now() + 9000;
            const look = () => {{
                if ({condition}) done(true);
                else if (performance.now() > until) done(false);
                else setTimeout(look, 20);
            }};
            look();
        }})"""
    )
    assert found, condition


class Opened:
    """A page in the browser, with everything it asked for and complained of."""

    def __init__(self, browser: Any, file: Path, **options: Any) -> None:
        self.context = browser.new_context(**({"viewport": DESKTOP} | options))
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.file = file
        self.page.route("**/*", self._note)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._refuse)
        self.visit()

    def visit(self, fragment: str = "") -> None:
        """Open the file anew, with a fragment in its address."""
        self.page.goto("about:blank")
        self.asked.clear()
        self.page.goto(self.file.as_uri() + fragment)
        self.js(SETTLED)

    def _note(self, route: Any) -> None:
        route.continue_() if route.request.url.startswith("file:") else route.abort()

    def _refuse(self, dialog: Any) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def js(self, script: str, value: Any = None) -> Any:
        """Return what a script gives in the page."""
        return self.page.evaluate(script, value)

    def click(self, what: str) -> None:
        """Click what a selector finds first."""
        self.page.locator(what).first.click()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def shown(self) -> list[str]:
        """Return the things in the rows of the table that are seen, from the top down."""
        return list(self.js(SHOWN))

    def drawn(self, data: dict[str, Any]) -> set[str]:
        """Return the traits that have a box in the picture."""
        return set(self.js(PLACES)) & {trait["iri"] for trait in data["traits"]}

    def point(self, name: str) -> tuple[float, float]:
        """Return where on the screen the middle of a box is, scrolled to where it is seen."""
        x, y = self.js(
            """name => {
                const canvas = document.querySelector('#graph canvas');
                const spot = () => {
                    const at = rolegraph.network.canvasToDOM(rolegraph.network.getPosition(name));
                    const box = canvas.getBoundingClientRect();
                    return [box.left + at.x, box.top + at.y];
                };
                scrollBy(0, spot()[1] - innerHeight / 2);
                return spot();
            }""",
            name,
        )
        return x, y


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    pages: list[Opened] = []

    def open_page(page: str, **options: Any) -> Opened:
        file = tmp_path / f"page-{len(pages)}.html"
        file.write_text(page, encoding="utf-8", newline="\n")
        pages.append(Opened(browser, file, **options))
        return pages[-1]

    yield open_page
    for page in pages:
        page.context.close()


Open = Callable[..., Opened]


# Without a browser.


def test_what_sources_say_is_escaped_and_only_web_addresses_are_linked() -> None:
    page = made(2, extra=HOSTILE)
    assert "<img" not in page.replace("createElement", "")
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert 'href="javascript:' not in page
    assert 'href="https://example.org/one" rel="noopener noreferrer"' in page


def test_headings_and_rows_are_there_without_a_script() -> None:
    page = re.sub(r"<script.*?</script>", "", made(3), flags=re.S)
    for trait in sample(3)[0].to_dict()["traits"]:
        assert f'data-iri="{trait["iri"]}"' in page
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert "says no" in page


# The picture.

UNFIT = """() => [0, 1, 2].flatMap(index => {
    const pen = document.createElement('canvas').getContext('2d');
    const face = getComputedStyle(document.body).fontFamily;
    const boxes = rolegraph.stacked(index);
    return rolegraph.shapes(index).filter(shape => shape.is === 'group').flatMap(group => {
        const [x, y, width, height] = boxes[group.id];
        return group.parts.filter(part => part.is === 'text').filter(text => {
            pen.font = `${text.bold ? 700 : 400} ${text.size}px ${face}`;
            const natural = pen.measureText(text.text).width;
            const wide = Math.min(natural, text.width || Infinity);
            const shift = {start: 0, middle: wide / 2, end: wide}[text.anchor];
            const left = text.x - shift;
            return left < x - width / 2 - .5 || left + wide > x + width / 2 + .5
                || text.y - text.size / 2 < y - height / 2
                || text.y + text.size / 2 > y + height / 2
                || natural > 1.1 * wide;
        }).map(text => [index, group.id, text.text]);
    });
})"""
"""Lines of text that leave their box, or have to be squeezed until one would see it."""

BLANK = """() => {
    const canvas = document.querySelector('#graph canvas');
    const {width, height} = canvas;
    const {data} = canvas.getContext('2d').getImageData(0, 0, width, height);
    const ratio = width / canvas.clientWidth;
    const scale = rolegraph.network.getScale() * ratio;
    const zero = rolegraph.network.canvasToDOM({x: 0, y: 0});
    const index = rolegraph.views().indexOf(rolegraph.view());
    return rolegraph.shapes(index).filter(shape => shape.is === 'group').flatMap(group =>
        group.parts.filter(part => part.is === 'text' && part.anchor === 'start').filter(text => {
            const left = Math.round(zero.x * ratio + text.x * scale);
            const top = Math.round(zero.y * ratio + (text.y - 5) * scale);
            let [least, most] = [765, 0];
            for (let y = top; y < top + 10 * scale; y += 1) {
                for (let x = left; x < left + 24 * scale; x += 1) {
                    const at = 4 * (y * width + x);
                    const sum = data[at] + data[at + 1] + data[at + 2];
                    [least, most] = [Math.min(least, sum), Math.max(most, sum)];
                }
            }
            return most - least < 150;
        }).map(text => [group.id, text.text]));
}"""
"""Lines of text on the canvas whose first letters left no ink."""

SHAPES = [
    (1, None),
    # The map is the same with and without its matrix.
    *((count, shape) for count in (2, 3, 4, 7) for shape in ("columns", "upset")),
    (4, "network"),
]


@pytest.mark.parametrize(("count", "shape"), SHAPES)
def test_the_picture_is_whole_and_quiet(opened: Open, count: int, shape: str | None) -> None:
    page = opened(made(count, shape, every={7: 5, 4: 2}.get(count, 1)))
    for viewport in (DESKTOP, PHONE):
        if viewport is PHONE:
            page.page.set_viewport_size(viewport)
            page.visit()
        assert page.asked == [page.file.as_uri()]
        assert page.js("document.scrollingElement.scrollWidth <= innerWidth")
        places = page.js(PLACES)
        assert {role["iri"] for role in sample(count)[0].to_dict()["roles"]} <= set(places)
        assert set(page.js("rolegraph.nodes.getIds()")) == set(places)
        edges = [(x - w / 2, y - h / 2, x + w / 2, y + h / 2) for x, y, w, h in places.values()]
        assert not overlaps(edges)
        assert page.js("rolegraph.network.getScale()") >= 0.9
        assert page.js(BLANK) == []
    assert page.js(UNFIT) == []
    assert page.said == []


def flat(shape: scene.Primitive) -> list[Any]:
    """Return what a shape is and where, as the page's script says it."""
    if isinstance(shape, scene.Line):
        return ["line", [list(point) for point in shape.points], shape.stroke, shape.weight]
    if isinstance(shape, scene.Rect):
        return ["rect", shape.x, shape.y, shape.width, shape.height, shape.fill, shape.stroke]
    if isinstance(shape, scene.Circle):
        return ["circle", shape.x, shape.y, shape.radius, shape.fill]
    if isinstance(shape, scene.Mark):
        return ["mark", shape.x, shape.y, shape.kind]
    if isinstance(shape, scene.Text):
        return ["text", shape.x, shape.y, shape.text, shape.size, shape.fill, shape.anchor]
    raise TypeError(shape)


FLAT = """index => {
    const flat = shape => ({
        line: s => ['line', s.points, s.stroke, s.weight],
        rect: s => ['rect', s.x, s.y, s.width, s.height, s.fill, s.stroke],
        circle: s => ['circle', s.x, s.y, s.radius, s.fill],
        mark: s => ['mark', s.x, s.y, s.kind],
        text: s => ['text', s.x, s.y, s.text, s.size, s.fill, s.anchor],
    })[shape.is](shape);
    const shapes = rolegraph.shapes(index);
    return [
        shapes.filter(shape => shape.is !== 'group').map(flat),
        Object.fromEntries(shapes.filter(shape => shape.is === 'group')
            .map(group => [group.id, group.parts.map(flat)])),
    ];
}"""


def near(one: Any, other: Any) -> bool:
    """Return whether two values are the same but for a tenth of a pixel in their numbers."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(near(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(near, one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 0.11
    return bool(one == other)


def ordered(shapes: list[Any]) -> list[Any]:
    """Return shapes by sort and place, coarsely, so that a rounded number changes no order."""
    return sorted(shapes, key=lambda shape: json.dumps(shape[:1] + _coarse(shape[1:])))


def _coarse(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_coarse(one) for one in value]
    return f"{value + 10000.03:.0f}" if isinstance(value, int | float) else value


@pytest.mark.parametrize("count", [2, 3, 7])
def test_the_script_and_the_library_draw_the_same(opened: Open, count: int) -> None:
    every = 5 if count == 7 else 1
    page = opened(made(count, every=every))
    data, more = (part.to_dict() for part in sample(count, every=every))
    both = {False: data["traits"], True: picture.by_broader_term(data, more)}
    for merging, traits in both.items():
        if merging:
            page.click("#merge")
        whole = picture.build(data, more, picture.chosen(count), traits)
        for index, view in enumerate(whole.views[:-1]):
            placed = layout.stack(view)
            assert near(page.js("index => rolegraph.stacked(index)", index), placed.boxes)
            shapes = drawing.draw(view, placed, whole.nodes, whole.edges)
            under, over = page.js(FLAT, index)
            groups = [one for one in shapes if isinstance(one, scene.Group)]
            parts = [[flat(part) for part in group.parts] for group in groups]
            assert near(over, dict(zip(placed.boxes, parts, strict=True)))
            ground = [flat(one) for one in shapes if not isinstance(one, scene.Group)]
            assert near(ordered(under), ordered(ground))


# Counts.


def embedded(page: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found[1])


def real(graph: Graph, count: int) -> list[str]:
    """Return so many roles of the bundled graph."""
    return [row["role"] for row in graph.roles().records()][:count]


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_every_count_equals_the_comparison_as_json(
    opened: Open, graph: Graph, run: Callable[..., tuple[int, str, str]], count: int
) -> None:
    names = real(graph, count)
    if count == 1:
        page = graph.profile(*names).to_html()
        data = graph.profile(*names).to_dict()
    else:
        page = graph.compare(*names).to_html()
        code, out, _ = run("compare", *names, "--format", "json")
        assert code == 0
        data = json.loads(out)
    assert embedded(page, "comparison") == data
    traits = data["traits"]
    shown = opened(page)
    assert shown.shown() == [trait["iri"] for trait in traits]
    assert str(len(traits)) in shown.page.inner_text("#traits-title")
    kinds = {kind: sum(trait["kind"] == kind for trait in traits) for kind in KINDS}
    legend = shown.js(
        "[...document.querySelectorAll('.kind')].map(b => [b.dataset.kind,"
        " +b.querySelector('.n').textContent])"
    )
    assert dict(legend) == {kind: many for kind, many in kinds.items() if many}
    cells = shown.js(
        "[...document.querySelectorAll('.counts tbody tr, .counts tfoot tr')]"
        ".map(r => [...r.cells].map(c => c.textContent.trim()))"
    )
    sums = [sum(map(int, row[1:])) for row in cells]
    assert sums == [*(many for many in kinds.values() if many), len(traits)]
    if count == 2:
        one, two = (role["slug"] for role in data["roles"])
        own = data["counts"]["distinct"]
        assert [int(cell) for cell in cells[-1][1:]] == [
            own[one],
            data["counts"]["shared"],
            own[two],
        ]
    elif count > 2:
        sizes = [sum(len(t["roles"]) == size for t in traits) for size in range(count, 0, -1)]
        assert [int(cell) for cell in cells[-1][1:]] == sizes
    for index in (1, 2):
        _, groups = shown.js(FLAT, index)
        for name, parts in groups.items():
            if not name.startswith("region:") or ":part-" in name:
                continue
            subset, _, kind = name.removeprefix("region:").partition(":")
            text = " ".join(part[3] for part in parts if part[0] == "text").replace("\u00a0", " ")
            ones = [t for t in traits if "+".join(t["roles"]) == subset]
            ones = [t for t in ones if kind in ("", t["kind"])]
            many = re.search(r"(\d+|no)( traits?)?$", text)
            assert many and int(many[1].replace("no", "0")) == len(ones), (name, text)


def test_the_matrix_counts_exact_subsets_and_lists_their_members(opened: Open) -> None:
    comparison = sample(4)[0].to_dict()
    page = opened(made(4))
    subsets: dict[str, set[str]] = {}
    for trait in comparison["traits"]:
        subsets.setdefault("+".join(trait["roles"]), set()).add(trait["label"])
    rows = """[...document.querySelectorAll('#upset tbody tr')].map(row =>
        [row.dataset.id.slice(7), +row.querySelector('.n').textContent,
            row.querySelectorAll('td.has').length])"""
    found = page.js(rows)
    assert {name: many for name, many, _ in found} == {
        name: len(labels) for name, labels in subsets.items()
    }
    assert [many for _, many, _ in found] == sorted((many for _, many, _ in found), reverse=True)
    assert all(len(name.split("+")) == dots for name, _, dots in found)
    page.click('#upset [data-sort="roles"]')
    dots = [size for _, _, size in page.js(rows)]
    assert dots == sorted(dots, reverse=True) and dots != [size for _, _, size in found]
    # By click, and by the keys from there.
    page.click("#upset tbody button >> nth=2")
    page.press("ArrowDown", "Enter")
    name = page.js(rows)[3][0]
    listed = "[...document.querySelectorAll('#chosen-body .jump')].map(one => one.textContent)"
    assert sorted(page.js(listed)) == sorted(subsets[name])
    pressed = page.page.locator('#upset [aria-pressed="true"]:not([data-sort])')
    assert pressed.count() == 1
    assert page.js("rolegraph.address()") == f"on=region%3A{quote(name, safe='')}"
    # A box of the map that stands for several traits lists them as well.
    one = page.js("rolegraph.view().clusters.find(one => one.members.length > 3)")
    page.page.mouse.click(*page.point(one["id"]))
    label = {trait["iri"]: trait["label"] for trait in comparison["traits"]}
    assert sorted(page.js(listed)) == sorted(label[iri] for iri in one["members"])
    assert page.said == []


@pytest.mark.parametrize("count", [1, 3])
def test_figures_are_charts_with_a_table_for_whoever_does_not_see_them(
    opened: Open, count: int
) -> None:
    page = opened(made(count))
    assert page.page.locator("figure.chart svg.fig[aria-hidden]").count() == 3
    rows = page.js(
        "[...document.querySelectorAll('figure.chart')].map(figure => "
        "[...figure.querySelectorAll('tbody tr')].map(row => row.textContent).join(' '))"
    )
    for number, chart in (("20", rows[0]), ("100,000", rows[1]), ("90,000", rows[1])):
        assert number in chart
    for chart in rows:
        assert "Learning role-0" in chart


# Search and filters.


def test_search_finds_all_names_and_the_keys_reach_it(opened: Open) -> None:
    comparison, details = sample(2)
    page = opened(made(2))
    traits = comparison.to_dict()["traits"]
    things = details.to_dict()["things"]
    everything = [trait["iri"] for trait in traits]
    page.press("/")
    assert page.js("document.activeElement.id") == "search"

    def names(iri: str) -> str:
        label = next(trait["label"] for trait in traits if trait["iri"] == iri)
        return "|".join([label, *things[iri]["alt"], *things[iri]["hidden"]]).lower()

    for text in ("otherwise-TOOL", "misspelt-1", "skill  1", "universities and"):
        page.page.fill("#search", text)
        wanted = " ".join(re.split(r"[\s\-]+", text.lower()))
        hits = [iri for iri in everything if wanted in names(iri).replace("-", " ")]
        assert page.shown() == hits and 0 < len(hits) < len(everything)
        assert page.page.inner_text("#found") == f"{len(hits)} of {len(everything)} match"
        assert page.drawn(comparison.to_dict()) == set(everything)
    page.page.fill("#search", "no such thing <b>")
    assert page.page.inner_text("#found") == "Nothing matches “no such thing <b>”."
    page.press("Escape")
    assert page.page.input_value("#search") == ""
    assert page.shown() == everything
    assert page.said == []


def test_search_folds_letters_as_the_names_were(opened: Open) -> None:
    page = opened(made(2, extra="Grundkenntnisse der Straße"))
    for text in ("straße", "STRASSE", "der  Straße"):
        page.page.fill("#search", text)
        assert len(page.shown()) == 1


FILTERS: dict[str, tuple[str, str, Callable[[dict[str, Any], list[dict[str, Any]]], bool]]] = {
    "a kind": ('.kind[data-kind="tool"]', "click", lambda t, _: t["kind"] != "tool"),
    "has": ('select[data-role="role-0"]', "has", lambda t, _: "role-0" in t["roles"]),
    "lacks": ('select[data-role="role-1"]', "lacks", lambda t, _: "role-1" not in t["roles"]),
    "shared": ("select[name=by]", "2", lambda t, _: len(t["roles"]) >= 2),
    "a source": (
        'input[name=sources][value="one"]',
        "click",
        lambda _, said: any(claim["source"] != "one" for claim in said),
    ),
    "a modality": (
        'input[name=modalities][value="required"]',
        "click",
        lambda _, said: any(claim["modality"] != "required" for claim in said),
    ),
    "support": (
        "select[name=least]",
        "2",
        lambda _, said: len({claim["source"] for claim in said}) >= 2,
    ),
}


def test_each_filter_acts_on_picture_and_table_alike(opened: Open) -> None:
    comparison, details = (part.to_dict() for part in sample(3, every=2))
    traits = comparison["traits"]
    said: dict[str, list[dict[str, Any]]] = {trait["iri"]: [] for trait in traits}
    for claim in details["claims"]:
        if not claim["denied"]:
            said[claim["thing"]].append(claim)
    page = opened(made(3, every=2))
    tall = page.js("document.getElementById('graph').clientHeight")
    heights: list[int] = []
    for name, (control, value, keeps) in FILTERS.items():
        if not control.startswith(".kind"):
            page.click("#filters summary")
        if value == "click":
            page.click(control)
        else:
            page.page.select_option(control, value)
        kept = [trait["iri"] for trait in traits if keeps(trait, said[trait["iri"]])]
        assert 0 < len(kept) < len(traits), name
        assert page.shown() == kept, name
        assert page.drawn(comparison) == set(kept), name
        assert page.page.inner_text("#found") == f"{len(kept)} of {len(traits)} shown"
        heights.append(page.js("document.getElementById('graph').clientHeight"))
        if not control.startswith(".kind"):
            page.press("Escape")
            assert page.js("document.activeElement.textContent") == "Filter"
        page.click("#reset")
        assert page.shown() == list(said), name
        assert page.drawn(comparison) == set(said), name
        assert page.js("rolegraph.address()") == ""
        assert page.page.locator("#reset").is_hidden()
    # The picture closes up; it stays as tall where the deepest column keeps all of its boxes.
    assert max(heights) <= tall and min(heights) < tall
    assert page.page.locator('.kind[aria-pressed="false"]').count() == 0
    assert page.said == []


# What is chosen.


def test_details_say_who_says_so_and_where(opened: Open) -> None:
    comparison, details = (part.to_dict() for part in sample(2))
    page = opened(made(2))
    body = page.page.locator("#chosen-body")
    denied = details["claims"][-1]["thing"]
    page.page.mouse.click(*page.point(denied))
    page.page.wait_for_selector("#chosen:not([hidden])")
    label = {trait["iri"]: trait["label"] for trait in comparison["traits"]}
    assert page.page.inner_text("#chosen-title") == label[denied]
    text = body.inner_text()
    for words in ("Says no", "Doubts", "Part 0", "line 10", "A publisher", "2024-10-30"):
        assert words in text
    assert details["things"][denied]["definition"] in text
    assert body.locator("a[href^=javascript]").count() == 0
    known = [claim for claim in details["claims"] if claim["thing"] == denied]
    assert body.locator(".claims li").count() == len(known)
    # A thing with a term above it, a link out, and others near it.
    linked = next(
        t for t in comparison["traits"] if details["things"][t["iri"]]["broader"]
        and details["things"][t["iri"]]["links"]
    )  # fmt: skip
    row = page.page.locator(f'tr[data-iri="{linked["iri"]}"] button')
    row.focus()
    page.press("Enter")
    assert page.page.inner_text("#chosen-title") == linked["label"]
    assert page.js("document.activeElement.id") == "chosen-title"
    assert f"{linked['label']} selected" in page.page.inner_text("#said")
    (term,) = details["things"][linked["iri"]]["broader"]
    text = body.inner_text()
    assert f"{details['terms'][term]['label']} › everything" in text
    for role in linked["roles"]:
        assert body.get_by_role("button", name=f"Learning {role}").count() == 1
    link = body.locator('a[href^="https://example.org/esco/"]')
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert link.inner_text() == "ESCO"
    beside = next(
        t for t in comparison["traits"] if t["iri"] != linked["iri"]
        and details["things"][t["iri"]]["broader"] == [term]
    )  # fmt: skip
    body.get_by_role("button", name=beside["label"], exact=True).click()
    assert page.page.inner_text("#chosen-title") == beside["label"]
    assert page.js("rolegraph.network.getSelectedNodes()") == [beside["iri"]]
    page.click("#close")
    assert page.page.locator("#chosen").is_hidden()
    assert page.js("document.activeElement.closest('tr').dataset.iri") == linked["iri"]
    # A role.
    page.page.mouse.click(*page.point(comparison["roles"][0]["iri"]))
    text = body.inner_text()
    for words in ("Definitions", "Outlook", "demand grows", "Pay", "O*NET"):
        assert words in text
    assert page.said == []


def test_hovering_dims_the_rest(opened: Open) -> None:
    page = opened(made(2))
    one, *_, other = [box for box in page.js(PLACES) if box.startswith(f"{BASE}skill/")]
    x, y = page.point(one)
    spot = page.js(
        """name => {
            const box = document.querySelector('#graph canvas').getBoundingClientRect();
            const at = rolegraph.network.canvasToDOM(rolegraph.network.getPosition(name));
            return [box.left + at.x, box.top + at.y];
        }""",
        other,
    )
    clip = {"x": spot[0] - 60, "y": spot[1] - 8, "width": 120, "height": 16}
    page.page.mouse.move(2, 2)
    before = page.page.screenshot(clip=clip)
    page.page.mouse.move(x, y)
    wait(page.page, "document.getElementById('graph').style.cursor === 'pointer'")
    page.js(SETTLED)
    assert page.page.screenshot(clip=clip) != before
    page.page.mouse.move(2, 2)
    wait(page.page, "document.getElementById('graph').style.cursor === ''")
    page.js(SETTLED)
    assert page.page.screenshot(clip=clip) == before


def test_merging_draws_terms_for_what_they_cover_and_back(opened: Open) -> None:
    comparison, details = (part.to_dict() for part in sample(2))
    found = merged(comparison, details)
    page = opened(made(2))
    before, rows = page.js(PLACES), page.shown()
    terms = [trait for trait in found if "members" in trait]
    assert terms and page.page.inner_text(".switch .n") == str(len(terms))
    page.page.check("#merge")
    boxes = page.js(PLACES)
    members = {iri for term in terms for iri in term["members"]}
    assert {trait["iri"] for trait in found} <= set(boxes)
    assert not (members - {term["iri"] for term in terms}) & set(boxes)
    for term in terms:
        x, _, width, _ = boxes["region:" + "+".join(term["roles"])]
        assert abs(boxes[term["iri"]][0] - x) < width / 2
    assert page.shown() == rows
    one = terms[0]
    page.page.mouse.click(*page.point(one["iri"]))
    assert page.page.inner_text("#chosen-title") == one["label"]
    listed = page.js(
        "[...document.querySelectorAll('#chosen-body .names .jump')].map(b => b.textContent)"
    )
    labels = {trait["iri"]: trait["label"] for trait in comparison["traits"]}
    assert set(listed) == {labels[iri] for iri in one["members"]}
    assert ("drawn" in page.page.inner_text("#shown")) or "Doubled" in page.page.inner_text(
        "#shown"
    )
    page.page.uncheck("#merge")
    assert page.js(PLACES) == before
    assert page.said == []


# The address.


def test_an_address_opens_the_view_it_was_taken_from(opened: Open) -> None:
    page = opened(made(3))
    traits = sample(3)[0].to_dict()["traits"]
    page.page.check("#merge")
    page.click('.kind[data-kind="degree"]')
    page.click("#filters summary")
    page.page.select_option('select[data-role="role-2"]', "lacks")
    page.page.select_option("select[name=least]", "2")
    page.click('input[name=modalities][value="example"]')
    page.press("Escape")
    page.click('#table th [data-key="claims"]')
    page.click('#table th [data-key="claims"]')
    page.page.fill("#search", "skill")
    chosen = page.shown()[0]
    page.click(f'tr[data-iri="{chosen}"] button')
    address = page.js("location.hash")
    look = f"""[{SHOWN}, [...rolegraph.places()],
        document.getElementById('chosen-title').textContent,
        [...document.querySelectorAll('[aria-pressed], [aria-sort]')].map(e => e.outerHTML),
        [...document.querySelectorAll('#filters select, #merge, #filters input, #search')]
        .map(e => [e.value, e.checked]), document.getElementById('found').textContent,
        rolegraph.address()]"""
    before = page.js(look)
    assert before[0] and len(before[0]) < len(traits)
    page.visit(address)
    assert page.js(look) == before
    page.visit()
    assert page.shown() == [trait["iri"] for trait in traits]
    page.js("hash => { location.hash = hash; }", address)
    wait(page.page, "rolegraph.state.query === 'skill'")
    assert page.js(look) == before
    assert page.said == []


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


# The keyboard.

STOPS = """() => {
    const one = document.activeElement;
    const style = getComputedStyle(one);
    const name = one.id || one.dataset.key || one.dataset.kind || one.dataset.layout
        || (one.closest('tbody') && 'row') || one.closest('.menu')?.id || one.className
        || one.tagName;
    return [name, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2];
}"""


def test_every_control_is_reached_by_tab_with_a_visible_focus(opened: Open) -> None:
    page = opened(made(2, every=2))
    stops: list[str] = []
    while True:
        page.press("Tab")
        name, seen = page.js(STOPS)
        if name in ("BODY", "columns") or (stops and name == stops[0]):
            break
        assert seen, name
        stops.append(name)
        assert len(stops) < 200
    wanted = ["skip", "search", "skill", "tool", "filters", "takes", "merge", "graph"]
    wanted += ["scroll", "label", "kind", "r0", "r1", "claims", "sources", "rank", "row"]
    for before, after in pairwise([stops.index(name) for name in wanted]):
        assert before < after
    assert stops.count("row") == len(page.shown())
    # Menus open, close and give the focus back.
    page.page.focus("#filters summary")
    page.press("Enter", "Tab")
    assert page.js("document.activeElement.closest('#filters .sheet') !== null")
    assert page.js(STOPS)[1]
    page.press("Escape")
    assert page.js("document.activeElement.tagName") == "SUMMARY"
    assert page.js("document.querySelector('.menu[open]')") is None


def test_arrow_keys_walk_the_picture_and_the_table_in_step(opened: Open) -> None:
    comparison, _ = (part.to_dict() for part in sample(2))
    page = opened(made(2))
    page.page.focus("#graph")
    words = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowDown"):
        page.press(key)
        words.append(page.page.inner_text("#said"))
    assert len(set(words)) > 3
    trait = next(t for t in comparison["traits"] if words[-1].startswith(f"{t['label']}, "))
    page.press("Enter")
    assert page.page.inner_text("#chosen-title") == trait["label"]
    on = "[...document.querySelectorAll('#table tr.on')].map(row => row.dataset.iri)"
    assert page.js(on) == page.js("rolegraph.network.getSelectedNodes()") == [trait["iri"]]
    page.press("Escape")
    assert page.js("document.activeElement.id") == "graph"
    assert page.js(on) == page.js("rolegraph.network.getSelectedNodes()") == []
    # From the table to the picture.
    first, second = page.shown()[:2]
    page.page.focus(f'tr[data-iri="{first}"] button')
    page.press("ArrowDown", "Enter")
    assert page.js(on) == page.js("rolegraph.network.getSelectedNodes()") == [second]
    page.press("Escape")
    assert page.js("document.activeElement.closest('tr').dataset.iri") == second
    # And from the picture to the table.
    page.page.mouse.click(*page.point(first))
    assert page.js(on) == [first]
    assert page.said == []


def test_the_table_sorts_by_its_headers(opened: Open) -> None:
    page = opened(made(2))
    for key, column in (("claims", 4), ("sources", 5)):
        header = page.page.locator("#table th", has=page.page.locator(f'[data-key="{key}"]'))
        values = (
            "[...document.querySelectorAll('#table tbody tr')]"
            f".map(row => +row.cells[{column}].textContent)"
        )
        for way in ("descending", "ascending"):
            header.locator("button").click()
            assert header.get_attribute("aria-sort") == way
            assert page.js(values) == sorted(page.js(values), reverse=way == "descending")
    assert page.page.locator('[aria-sort="none"]').count() == 6


# To take away.


PARSED = """text => {
    const svg = new DOMParser().parseFromString(text, 'image/svg+xml');
    const all = [...svg.querySelectorAll('*')];
    return [+svg.documentElement.getAttribute('width'), +svg.documentElement.getAttribute('height'),
        all.map(one => one.tagName), [...svg.querySelectorAll('text')].map(one => one.textContent)
            .join(' ')];
}"""
"""The size of an SVG, its elements and its words; what is no XML has an element parsererror."""


def taken(page: Opened, what: str) -> bytes:
    """Return the file that an entry of the menu gives."""
    page.click("#takes summary")
    with page.page.expect_download() as download:
        page.click(f'[data-take="{what}"]')
    page.press("Escape")
    assert download.value.suggested_filename == f"role-0-vs-role-1.{what}"
    return Path(download.value.path()).read_bytes()


def test_what_is_saved_is_valid_and_whole(opened: Open) -> None:
    formula = "=HYPERLINK(1+1)"
    page = opened(made(2, extra=formula))
    comparison = sample(2, formula)[0].to_dict()
    # SVG: text as text, no script.
    width, height, names, words = page.js(PARSED, taken(page, "svg").decode())
    assert set(names) <= {"svg", "g", "title", "desc", "rect", "circle", "polyline", "path", "text"}
    for trait in comparison["traits"]:
        assert trait["label"] in words
    for role in comparison["roles"]:
        assert role["label"] in words
    # PNG: twice as large.
    raster = taken(page, "png")
    assert raster[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", raster[16:24]) == (round(2 * width), round(2 * height))
    # CSV: the rows that are seen, formulas quoted.
    page.click('.kind[data-kind="degree"]')
    page.click('#table [data-key="claims"]')
    text = taken(page, "csv").decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["iri"] for row in rows] == page.shown()
    assert len(rows) < len(comparison["traits"])
    by_iri = {trait["iri"]: trait for trait in comparison["traits"]}
    for row in rows:
        trait = by_iri[row["iri"]]
        assert row["label"] == ("'" if trait["label"] == formula else "") + trait["label"]
        assert [row["kind"], row["claims"], row["sources"], row["modality"]] == [
            str(trait[name]) for name in ("kind", "claims", "sources", "modality")
        ]
        assert [slug for slug in ("role-0", "role-1") if row[slug]] == trait["roles"]
    # JSON: everything.
    assert json.loads(taken(page, "json")) == comparison
    assert page.said == []


def test_the_query_and_the_link_are_copied(opened: Open) -> None:
    page = opened(made(2), permissions=["clipboard-read", "clipboard-write"])
    page.click("summary:has-text('The query behind this')")
    page.click("#copy")
    wait(page.page, "document.getElementById('copy').textContent === 'Copied'")
    read = "navigator.clipboard.readText()"
    assert page.js(read) == sample(2)[0].to_dict()["query"]
    page.click('.kind[data-kind="tool"]')
    page.click("#takes summary")
    page.click('[data-take="link"]')
    wait(page.page, "document.getElementById('said').textContent === 'Copied'")
    assert page.js(read) == page.file.as_uri() + "#hide=tool"
    # Twice in a row, and the button still says what it does.
    page.click("#copy")
    page.click("#copy")
    wait(page.page, "document.getElementById('copy').textContent === 'Copy'")


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_it_prints_on_one_page(opened: Open, count: int) -> None:
    page = opened(made(count, every=5 if count == 7 else 1), color_scheme="dark")
    paper = page.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    box = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", paper)
    assert box and float(box[1]) > float(box[2])
    streams = re.findall(rb"stream\r?\n(.*?)endstream", paper, re.S)
    plain = b""
    for stream in streams:
        try:
            plain += zlib.decompress(stream)
        except zlib.error:
            plain += stream
    written = len(re.findall(rb"T[jJ]\b", plain))
    assert written >= len(sample(count, every=5 if count == 7 else 1)[0].to_dict()["traits"])
    assert page.js("document.getElementById('paper').childElementCount") == 0
    assert page.said == []


# Whole and safe.


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


# For everyone.

AXE = """tags => axe.run(document, {
    runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'],
}).then(found => found.violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 90)),
    one.nodes[0].failureSummary]))"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_axe_finds_nothing(opened: Open, count: int) -> None:
    package = pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
    axe = resources.files(package).joinpath("axe.min.js").read_text("utf-8")
    page = opened(made(count, every={2: 3, 3: 5, 7: 25}.get(count, 1)))
    page.page.evaluate(axe)

    def violations() -> Any:
        page.js(SETTLED)
        return page.js(AXE, TAGS)

    assert violations() == []
    page.page.emulate_media(color_scheme="dark")
    page.click("#table tbody button")
    page.click("#filters summary")
    assert violations() == []
    page.page.set_viewport_size(PHONE)
    page.page.emulate_media(color_scheme="light")
    page.click("#takes summary")
    assert violations() == []
    if count in (1, 2):
        page.press("Escape", "Escape")
        page.page.emulate_media(color_scheme="dark")
        page.page.fill("#search", "skill")
        assert violations() == []
    assert page.said == []


def test_theme_motion_and_forced_colours_are_followed(opened: Open) -> None:
    page = opened(made(2), color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    x, y = page.point(f"{BASE}role/role-0")
    spot = {"x": x - 20, "y": y - 8, "width": 40, "height": 16}
    moves = "getComputedStyle(document.querySelector('.kind')).transitionDuration"
    before = page.js(ground), page.page.screenshot(clip=spot)
    assert page.js(moves) == "0.12s"
    page.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.js(SETTLED)
    assert page.js(ground) != before[0] and page.page.screenshot(clip=spot) != before[1]
    assert page.js(moves) == "0s"
    page.page.emulate_media(color_scheme="light", forced_colors="active")
    page.visit()
    assert page.js(PLACES)
    assert page.asked == [page.file.as_uri()]
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


# Much of it.


def test_what_is_too_much_to_read_is_folded_and_says_so(opened: Open) -> None:
    comparison, _ = (part.to_dict() for part in crowd(150, 20))
    everything = {trait["iri"] for trait in comparison["traits"]}
    page = opened(to_html(*crowd(150, 20)))
    loose = page.drawn(comparison)
    folded = len(everything - loose)
    assert folded > 200
    assert f"{folded} traits stand folded" in page.page.inner_text("#shown")
    # Every label is found, and found in the picture: searching opens what it is folded in.
    lost = page.js(
        """labels => labels.filter(([iri, label]) => {
            const search = document.getElementById('search');
            search.value = label;
            search.dispatchEvent(new Event('input'));
            return !rolegraph.places().has(iri)
                || document.querySelector(`tr[data-iri="${iri}"]`).hidden;
        })""",
        [(trait["iri"], trait["label"]) for trait in comparison["traits"]][::14],
    )
    assert lost == []
    page.press("Escape")
    page.page.fill("#search", "")
    assert page.drawn(comparison) == loose
    page.click("#unfold")
    assert page.drawn(comparison) == everything
    assert page.page.inner_text("#unfold") == "Fold again"
    edges = [
        (x - w / 2, y - h / 2, x + w / 2, y + h / 2) for x, y, w, h in page.js(PLACES).values()
    ]
    assert not overlaps(edges)
    page.click("#unfold")
    assert page.drawn(comparison) == loose
    fold = next(name for name in page.js(PLACES) if ":in:" in name)
    page.page.mouse.click(*page.point(fold))
    open_now = page.drawn(comparison)
    assert open_now > loose
    assert f"{len(everything - open_now)} traits stand folded" in page.page.inner_text("#shown")
    # What is filtered out is not said to be folded.
    page.click("#filters summary")
    page.page.select_option('select[data-role="role-1"]', "lacks")
    left = set(page.shown()) - page.drawn(comparison)
    assert f"{len(left)} traits stand folded" in page.page.inner_text("#shown")
    assert page.said == []


def test_two_thousand_traits_open_quietly(opened: Open) -> None:
    comparison, details = crowd(1010, 20, 30)
    page = opened(to_html(comparison, details))
    wait(page.page, "window.rolegraph")
    assert len(page.shown()) == 2000
    loose = page.drawn(comparison.to_dict())
    assert f"{2000 - len(loose)} traits stand folded" in page.page.inner_text("#shown")
    assert len(page.js(PLACES)) < 200
    assert page.asked == [page.file.as_uri()]
    assert page.said == []
