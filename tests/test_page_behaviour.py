"""The page in a real browser: how it searches, filters, tells, sorts and gives away."""

import csv
import io
import json
import re
import struct
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.opened import (
    FLAT,
    PARSED,
    PLACES,
    SHOWN,
    Open,
    Opened,
    made,
    real,
    wait,
)
from tests.samples import sample

from rolegraph.graph import Graph
from rolegraph.merging import merged
from rolegraph.views.words import KINDS


def test_headings_and_rows_are_there_without_a_script() -> None:
    page = re.sub(r"<script.*?</script>", "", made(3), flags=re.S)
    for trait in sample(3)[0].to_dict()["traits"]:
        assert f'data-iri="{trait["iri"]}"' in page
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert "says no" in page


def embedded(page: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found[1])


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
