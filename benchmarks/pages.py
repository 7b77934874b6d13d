"""How fast pages are made and opened: ``python -m benchmarks.pages``, where Chromium is installed.

A page is open when its picture is drawn. Beside it, in the same run, stands a page with
vis-network alone that draws as many boxes at fixed places, without physics, table or details.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from rolegraph.namespaces import COMPARED
from rolegraph.views import page, picture

ROUNDS = 7
BARE = """<!doctype html><meta charset="utf-8"><div id="g" style="width:1000px;height:900px"></div>
<script>{vis}</script><script>
const nodes = [...Array({count}).keys()].map((id) => ({{id, label: "trait number " + id,
  shape: "box", x: (id % 6) * 160, y: Math.floor(id / 6) * 40, physics: false}}));
window.rolegraph = new vis.Network(document.getElementById("g"), {{nodes, edges: []}},
  {{physics: false, layout: {{improvedLayout: false}}}});
</script>"""


class Plain:
    """Plain values that say what they hold."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def to_dict(self) -> dict[str, Any]:
        """Return the values."""
        return self.values


def made(roles: int, count: int) -> tuple[Plain, Plain]:
    """Return a comparison of so many roles and traits, each trait under one of many terms."""
    slugs = [f"role-{index}" for index in range(roles)]
    base = "https://example.org/"
    traits: list[dict[str, Any]] = []
    for index in range(count):
        first = index % roles
        having = slugs[first : first + 1 + index % 3] or slugs[:1]
        traits.append(
            {
                "iri": f"{base}trait/{index}",
                "label": f"trait number {index} of this comparison",
                "kind": COMPARED[index % 4 % len(COMPARED)],
                "roles": having,
                "claims": len(having),
                "sources": 1,
                "modality": "required",
            }
        )
    shared = sum(len(trait["roles"]) == roles for trait in traits)
    comparison = {
        "roles": [
            {
                "iri": f"{base}role/{slug}",
                "slug": slug,
                "label": f"Role {slug}",
                "traits": sum(slug in trait["roles"] for trait in traits),
            }
            for slug in slugs
        ],
        "traits": traits,
        "counts": {
            "shared": shared,
            "distinct": {slug: sum(t["roles"] == [slug] for t in traits) for slug in slugs},
        },
        "similarity": {"jaccard": shared / count},
        "query": "SELECT",
    }
    empty = {"section": None, "category": None, "line": None, "denied": False}
    details = {
        "claims": [
            {"thing": t["iri"], "role": slug, "source": "one", "modality": "required"} | empty
            for t in traits
            for slug in t["roles"]
        ],
        "sources": [
            {"slug": "one", "iri": base, "title": "One", "publisher": None, "issued": None}
            | {"url": None}
        ],
        "things": {
            t["iri"]: {"definition": "A thing.", "alt": [], "hidden": [], "links": []}
            | {"broader": [f"{base}term/{place // 12}"]}
            for place, t in enumerate(traits)
        },
        "terms": {
            f"{base}term/{n}": {"label": f"broader term {n}", "definition": None, "broader": []}
            for n in range(count // 12 + 1)
        },
        "roles": {slug: {"links": []} for slug in slugs},
        "definitions": [],
        "outlook": [],
        "salary": [],
        "advice": [],
        "figures": {"outlook": [], "salary": [], "education": []},
    }
    return Plain(comparison), Plain(details)


def timed(call: Callable[[], object]) -> float:
    """Return the median of some rounds in milliseconds, after one to warm up."""
    found = []
    for turn in range(ROUNDS + 1):
        start = time.perf_counter()
        call()
        if turn:
            found.append(time.perf_counter() - start)
    return statistics.median(found) * 1000


def main() -> None:
    """Print what was measured."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    vis = resources.files("pyvis") / "lib" / "vis-9.1.2" / "vis-network.min.js"
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    print("| page | bytes | made, ms | SVG, ms | opened, ms | vis-network alone, ms | ratio |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=flags)

        def opening(file: Path) -> Callable[[], object]:
            def run() -> None:
                tab = browser.new_page(viewport={"width": 1400, "height": 900})
                tab.goto(file.as_uri())
                tab.wait_for_function("window.rolegraph")
                tab.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
                tab.close()

            return run

        for roles, count in ((2, 100), (3, 150), (7, 206), (2, 300), (2, 2000), (7, 2000)):
            comparison, details = made(roles, count)
            ours, bare = Path(folder) / "ours.html", Path(folder) / "bare.html"
            text = page.to_html(comparison, details)
            ours.write_text(text, encoding="utf-8")
            script = vis.read_text(encoding="utf-8").partition("//# sourceMappingURL")[0]
            bare.write_text(BARE.format(vis=script, count=count), encoding="utf-8")
            making = timed(partial(page.to_html, comparison, details))
            drawing = timed(partial(picture.to_svg, comparison, details))
            one, other = timed(opening(ours)), timed(opening(bare))
            print(
                f"| {roles} roles, {count} traits | {len(text.encode()):,} | {making:.0f} "
                f"| {drawing:.0f} | {one:.0f} | {other:.0f} | {one / other:.2f} |"
            )
        browser.close()


if __name__ == "__main__":
    main()
