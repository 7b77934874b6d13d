"""Make the pictures of the documentation: ``python -m tests.screenshots``, where Chromium is."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import rolegraph

DOCS = Path(__file__).parents[1] / "docs"
TWO = ("machine-learning-engineer", "research-engineer")


def main() -> None:
    """Write the drawing of two roles, and pages of two and of seven as a browser shows them."""
    with rolegraph.open() as graph:
        every = [row["role"] for row in graph.roles().records()]
        (DOCS / "comparison.svg").write_text(graph.compare(*TWO).to_svg(), encoding="utf-8")
        pages = {"two": graph.compare(*TWO).to_html(), "seven": graph.compare(*every).to_html()}
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=path, args=flags)
        for name, text in pages.items():
            file = Path(folder) / f"{name}.html"
            file.write_text(text, encoding="utf-8")
            tab = browser.new_page(viewport={"width": 1400, "height": 900}, color_scheme="light")
            tab.goto(file.as_uri())
            tab.wait_for_function("window.rolegraph")
            tab.wait_for_timeout(300)
            tab.screenshot(path=DOCS / f"page-{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
