"""The drawing of a constructed graph: every thing and edge, nothing of the data as markup."""

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.errors import UsageError
from rolegraph.graph import Graph
from rolegraph.namespaces import RDF, RG
from rolegraph.values import IRI
from rolegraph.views import triples
from rolegraph.views.scene import Group, Rect

A, B, C = (IRI(f"urn:{name}") for name in "abc")
P, Q = IRI("urn:p"), IRI("urn:q")


def boxes(found: triples.Drawing) -> dict[str, Rect]:
    """Return the boxes by what they say of themselves."""
    return {
        group.title: group.parts[0]
        for group in found.shapes
        if isinstance(group, Group) and isinstance(group.parts[0], Rect)
    }


def test_what_points_stands_left_of_what_is_pointed_at() -> None:
    found = triples.draw([(A, P, B), (B, P, C), (A, Q, "text")])
    at = boxes(found)
    assert at["urn:a"].x < at["urn:b"].x < at["urn:c"].x
    assert at["text"].x == at["urn:b"].x
    assert found.title == "4 things, 3 edges"
    assert [(one["name"], one["count"]) for one in found.legend] == [("urn:p", 2), ("urn:q", 1)]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2), st.integers(0, 9)), max_size=40).map(
        lambda edges: [(IRI(f"urn:{s}"), IRI(f"urn:p{p}"), IRI(f"urn:{o}")) for s, p, o in edges]
    )
)
def test_boxes_never_overlap_and_stay_in_the_picture(edges: list[Any]) -> None:
    found = triples.draw(edges)
    rects = list(boxes(found).values())
    assert len(rects) == len({one for s, _, o in edges for one in (s, o)})
    for at, one in enumerate(rects):
        assert one.x >= 0 <= one.y
        assert one.x + one.width <= found.width
        assert one.y + one.height <= found.height
        for other in rects[at + 1 :]:
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            above = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert beside or above


def test_types_and_labels_say_what_a_node_is() -> None:
    found = triples.draw([(A, RG.label, "Alpha"), (A, RDF.type, IRI(RG.Tool)), (A, P, B)])
    assert set(boxes(found)) == {"Alpha: urn:a (rg:Tool)", "urn:b"}
    alone = triples.draw([(A, RDF.type, IRI(RG.Tool))])
    assert set(boxes(alone)) == {"urn:a (rg:Tool)"}
    assert boxes(triples.draw([])) == {}


def test_what_is_too_much_is_said() -> None:
    many = [(A, P, IRI(f"urn:x{at}")) for at in range(triples.MAX_ROWS + 5)]
    found = triples.draw(many)
    assert found.note == f"The first {triples.MAX_EDGES} of {len(many):,} edges are drawn."
    page = triples.to_html(many)
    assert "5 more are not listed" in page
    assert page.count("<tr>") == triples.MAX_ROWS + 1


HOSTILE = "</style><script>alert(1)</script>\"' onload=x \u202e"


def test_hostile_labels_stay_text(graph: Graph) -> None:
    edges = [(A, P, HOSTILE), (A, IRI("urn:p"), IRI("urn:x"))]
    page = triples.to_html(edges, {"urn:a": HOSTILE})
    assert "<script" not in page
    assert "\u202e" not in page
    assert "default-src 'none'; style-src 'sha256-" in page
    ElementTree.fromstring(triples.to_svg(edges, {"urn:a": HOSTILE}))  # noqa: S314


def test_the_same_triples_give_the_same_bytes() -> None:
    edges = [(A, P, B), (B, P, A), (C, Q, A)]
    assert triples.to_html(edges) == triples.to_html(list(reversed(edges))[::-1])
    assert triples.to_svg(edges) == triples.to_svg(edges[::-1])


def test_a_notebook_shows_it_in_a_frame_without_rights(graph: Graph) -> None:
    drawn = graph.draw(graph.query("CONSTRUCT WHERE { role:data-engineer rg:usesTool ?t }"))
    shown = ElementTree.fromstring(drawn._repr_html_())  # noqa: S314
    (frame,) = shown.iter("iframe")
    assert frame.attrib["sandbox"] == ""
    assert "Data Engineer" in frame.attrib["srcdoc"]
    assert repr(drawn).startswith("<DrawnGraph ")
    # What a host leaves that takes frames out.
    assert len(list(shown.iter("td"))) == 3 * len(drawn.result)
    with pytest.raises(UsageError, match="only a CONSTRUCT or a DESCRIBE"):
        graph.draw(graph.roles())


def test_a_browser_draws_it_without_a_complaint(graph: Graph, browser: Any) -> None:
    drawn = graph.draw(graph.query("CONSTRUCT WHERE { ?r rg:usesTool ?t }"))
    table = graph.query("SELECT ('<img src=x onerror=alert(1)>' AS ?x) {}")._repr_html_()
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.set_content(f"<!doctype html><body>{table}{drawn._repr_html_()}")
        frame = page.frames[1]
        assert frame.locator("svg g rect").count() == len(boxes_of(drawn))
        assert frame.locator("details tbody tr").count() == len(drawn.result)
        page.wait_for_timeout(100)
        assert said == []
        assert [url for url in asked if not url.startswith("about:")] == []
        page.close()


def boxes_of(drawn: Any) -> dict[str, Rect]:
    return boxes(triples.draw(list(drawn.result), {}))
