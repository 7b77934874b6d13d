"""The page in a real browser: what it draws and how that looks, on screens and on paper."""

import json
import re
import zlib
from importlib import resources
from typing import Any
from urllib.parse import quote

import pytest
from tests.opened import DESKTOP, FLAT, PHONE, PLACES, SETTLED, Open, made, wait
from tests.samples import BASE, crowd, overlaps, sample

from rolegraph.views import drawing, layout, picture, scene
from rolegraph.views.page import to_html

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
