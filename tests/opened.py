"""Pages of samples, opened in a real browser, and what tests ask of them."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from tests.samples import sample

from rolegraph.graph import Graph
from rolegraph.views.page import to_html

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


Open = Callable[..., Opened]
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


def real(graph: Graph, count: int) -> list[str]:
    """Return so many roles of the bundled graph."""
    return [row["role"] for row in graph.roles().records()][:count]


PARSED = """text => {
    const svg = new DOMParser().parseFromString(text, 'image/svg+xml');
    const all = [...svg.querySelectorAll('*')];
    return [+svg.documentElement.getAttribute('width'), +svg.documentElement.getAttribute('height'),
        all.map(one => one.tagName), [...svg.querySelectorAll('text')].map(one => one.textContent)
            .join(' ')];
}"""
"""The size of an SVG, its elements and its words; what is no XML has an element parsererror."""
