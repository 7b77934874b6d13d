"""The bytes of the page: the same on every run, whole, and asking for nothing."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import combinations
from typing import Any

import pytest
from tests.drawn import compared, slugs, trait
from tests.samples import HOSTILE, NOTHING, Plain, sample
from tests.test_picture import SEVEN, runs

from rolegraph.errors import UsageError
from rolegraph.graph import Graph
from rolegraph.views import picture
from rolegraph.views.page import to_html

LIMIT = 900_000


class Tags(HTMLParser):
    """Every start tag of a page with its attributes, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.found.append((tag, dict(attrs)))


def embedded(page: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("count", [2, 3, 7])
def test_the_page_has_the_same_bytes_again_and_the_comparison_in_it(count: int) -> None:
    page = to_html(*sample(count))
    assert page == to_html(*sample(count))
    assert embedded(page, "comparison") == sample(count)[0].to_dict()


def test_the_page_has_the_same_bytes_in_every_process() -> None:
    code = SEVEN + (
        "import hashlib\n"
        "def show(page): print(len(page), hashlib.sha256(page.encode()).hexdigest())\n"
        "show(graph.profile(names[2]).to_html())\n"
        "show(graph.compare(*names[2:4]).to_html())\n"
        "show(graph.compare(*names[:3]).to_html())\n"
        "show(graph.compare(*names).to_html())\n"
        "show(graph.compare(*names[2:4]).to_html('network'))\n"
    )
    one, other = runs(code)
    assert len(one.splitlines()) == 5
    assert one == other


def test_the_largest_pairs_of_the_bundled_roles_are_small_pages(graph: Graph) -> None:
    sizes = {row[0]: row[2] for row in graph.roles()}
    pairs = sorted(combinations(sizes, 2), key=lambda pair: -sum(sizes[role] for role in pair))
    assert len(pairs) == 21
    for pair in pairs[:2]:
        comparison = graph.compare(*pair)
        page = comparison.to_html()
        assert len(page.encode()) < LIMIT
        assert embedded(page, "comparison") == comparison.to_dict()


def sha(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.mark.parametrize("asked", picture.LAYOUTS)
@pytest.mark.parametrize("count", [2, 4])
def test_the_policy_names_what_is_in_the_file_and_nothing_else(count: int, asked: str) -> None:
    page = to_html(*sample(count, HOSTILE), layout=asked)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    rules = dict(one.strip().split(" ", 1) for one in policy[1].split(";") if one.strip())
    for name in ("default-src", "connect-src", "base-uri", "form-action"):
        assert rules[name] == "'none'"
    assert rules["img-src"] == "data:"
    assert "unsafe" not in policy[1]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    styles = re.findall(r"<style>(.*?)</style>", page, re.S)
    assert sorted(re.findall(r"'([^']+)'", rules["script-src"])) == sorted(map(sha, scripts))
    assert re.findall(r"'([^']+)'", rules["style-src"]) == list(map(sha, styles))
    for tag, values in Tags(page).found:
        assert tag != "script" or values.get("type") in (None, "application/json")
        assert "style" not in values
        assert not [name for name in values if name.startswith("on")]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_the_page_asks_for_nothing(count: int) -> None:
    one = Plain(compared(["r0"], [trait(0, ["r0"])]))
    page = to_html(one, NOTHING) if count == 1 else to_html(*sample(count))
    for tag, values in Tags(page).found:
        assert tag not in {"base", "iframe", "object", "embed", "form", "img", "video", "audio"}
        for name in ("src", "srcset", "poster", "data", "action", "formaction", "ping"):
            assert name not in values
        # A link is followed only where a reader asks for it; all else stays in the file.
        target = values.get("href") or values.get("xlink:href") or "#"
        assert target.startswith("#" if tag != "a" else ("#", "https://", "http://")) or (
            (tag, target) == ("link", "data:,")
        )
    for style in re.findall(r"<style>(.*?)</style>", page, re.S):
        assert "@import" not in style
        assert not re.search(r"url\(\s*[\"']?(?!data:|#|[\"'\s])", style)


def test_a_layout_that_there_is_not_is_refused() -> None:
    for asked in ("tree", "", "profile"):
        with pytest.raises(UsageError, match="columns, upset, network"):
            to_html(*sample(2), layout=asked)


def test_an_unknown_kind_and_a_thing_listed_twice_are_errors() -> None:
    one = trait(0, ["r0"])
    with pytest.raises(ValueError, match="hobby"):
        to_html(Plain(compared(slugs(2), [one | {"kind": "hobby"}])), NOTHING)
    with pytest.raises(ValueError, match="listed twice"):
        to_html(Plain(compared(slugs(2), [one, one])), NOTHING)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_comparison_without_any_trait_is_a_page(count: int) -> None:
    page = to_html(Plain(compared(slugs(count), [])), NOTHING)
    assert "is known yet." in page
    assert embedded(page, "comparison")["traits"] == []
