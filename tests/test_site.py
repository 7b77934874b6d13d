"""The documentation builds into a site, strictly, and what comes out asks no other host."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from manual import ROOT, site


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site") / "site"
    site.build(target)
    return target


def test_every_page_of_the_menu_is_built(built: Path) -> None:
    for page in site.pages():
        made = built / re.sub(r"(^|/)README\.md$", r"\1index.md", page).replace(".md", ".html")
        title = re.search(r"^# (.+)$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
        assert title
        assert "<h1" in made.read_text(encoding="utf-8"), page


def test_every_document_stands_in_the_menu_and_in_the_page_of_what_is_where() -> None:
    named = {page for part in site.NAV.values() for page in part}
    listed = set(site.linked("docs/README.md"))
    for document in (ROOT / "docs").glob("*.md"):
        page = f"docs/{document.name}"
        assert page in named, f"{page}: give it a place in NAV of manual/site.py"
        assert page in {"docs/README.md", *listed}, f"{page}: link to it from docs/README.md"


def test_nothing_is_loaded_from_elsewhere(built: Path) -> None:
    pages = list(built.rglob("*.html"))
    assert len(pages) >= len(site.pages())
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'<(script|img|iframe)[^>]+src="(https?:)?//', text), page.name
        for link in re.findall(r"<link[^>]+>", text):
            assert 'href="http' not in link or 'rel="canonical"' in link, link
    for style in built.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:)?//", style.read_text(encoding="utf-8"))


def test_the_search_finds_pages_when_opened_from_a_disk(built: Path, browser: object) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})  # type: ignore[attr-defined]
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda one: asked.append(one.url))
    page.goto((built / "docs" / "tutorial.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("Control+k")
    page.keyboard.type("crosswalk")
    page.wait_for_selector("a[href*='importing.html']:has-text('rosswalk')", timeout=20_000)
    context.close()
    assert [url for url in asked if url.startswith("http")] == []


def test_a_link_that_leads_nowhere_ends_the_build(tmp_path: Path) -> None:
    site.stage(tmp_path)
    page = tmp_path / "pages" / "docs" / "tutorial.md"
    page.write_text(page.read_text("utf-8") + "\n[gone](gone.md)\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "docs/tutorial.md" in done.stdout + done.stderr


def test_links_in_code_are_none_and_links_to_folders_are_words() -> None:
    text = "[a](../src) [b](README.md#c)\n\n```sh\n[d](../src)\n```\n[e](https://x.org)"
    assert site._for_site(text, "docs/tutorial.md") == (
        "a [b](index.md#c)\n\n```sh\n[d](../src)\n```\n[e](https://x.org)"
    )


def test_another_folder_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(FileExistsError, match="something else than a site"):
        site.build(tmp_path)
    assert (tmp_path / "thesis.tex").exists()
