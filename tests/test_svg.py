"""The SVG file: valid XML whatever the labels, text as text, and the same bytes each time."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.views.scene import Circle, Group, Line, Mark, Primitive, Rect, Text
from rolegraph.views.svg import clean, number, to_svg
from rolegraph.views.theme import DARK, LIGHT
from rolegraph.views.words import MARKS

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
HOSTILE = "</text><script>alert(1)</script> \"'&amp;\x00\x1b\x85\u202egpj\u2066\ud800\uffff ]]>"


def parsed(
    *shapes: Primitive, title: str = "A title", words: str = "What it shows"
) -> ElementTree.Element:
    """Return the file of some shapes, read back as a viewer does it."""
    return ElementTree.XML(to_svg(400, 200.5, shapes, title, words).encode())


def test_the_file_says_its_size_and_what_it_shows() -> None:
    root = parsed(title="Two roles", words="What they share")
    assert root.attrib["width"] == "400"
    assert root.attrib["height"] == "200.5"
    assert root.attrib["viewBox"] == "0 0 400 200.5"
    assert root.attrib["role"] == "img"
    title, words = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert words is not None
    assert (title.text, words.text) == ("Two roles", "What they share")
    assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], words.attrib["id"]]
    assert root.attrib["font-family"].startswith("'Liberation Sans'")


def test_the_background_is_that_of_the_page_in_either_theme() -> None:
    assert f'fill="{LIGHT["page"]}"' in to_svg(10, 10, [], "", "")
    assert f'fill="{DARK["page"]}"' in to_svg(10, 10, [], "", "", DARK)


def test_every_shape_is_written_once_in_its_colours() -> None:
    root = parsed(
        Rect(1, 2, 30.04, 40, 6, "skill:card:0.07", "line", 1.5, (5.0, 4.0)),
        Line(((0, 0), (10, 10)), "edge", 2),
        Line(((0, 0), (10, 10), (20, 0)), "edge", 1, (5.0, 4.0)),
        Circle(5, 6, 3, None, "accent", 2),
        Rect(0, 0, 5, 5),
    )
    box = root.findall(f"{SVG}rect")[1]
    assert box.attrib == {
        **{"x": "1", "y": "2", "width": "30", "height": "40", "rx": "6"},
        **{"fill": "#edf4f9", "stroke": LIGHT["line"], "stroke-width": "1.5"},
        "stroke-dasharray": "5 4",
    }
    straight, bent = root.find(f"{SVG}line"), root.find(f"{SVG}polyline")
    assert straight is not None
    assert bent is not None
    assert straight.attrib["stroke-linecap"] == "round"
    assert bent.attrib["points"] == "0,0 10,10 20,0"
    assert bent.attrib["fill"] == "none"
    assert "stroke-linecap" not in bent.attrib
    ring = root.find(f"{SVG}circle")
    assert ring is not None
    assert ring.attrib["fill"] == "none"
    assert root.findall(f"{SVG}rect")[2].attrib["fill"] == "none"


def test_text_stays_text_about_its_middle() -> None:
    root = parsed(Text(10, 50, "One", 20, True, "soft", "middle"), Text(0, 0, "  "))
    (text,) = root.findall(f"{SVG}text")
    assert text.text == "One"
    assert text.attrib == {
        **{"x": "10", "y": "57", "font-size": "20", "font-weight": "bold"},
        **{"text-anchor": "middle", "fill": LIGHT["soft"]},
    }


def test_only_text_that_would_pass_its_width_is_squeezed() -> None:
    root = parsed(Text(0, 9, "short", width=200), Text(0, 9, "a long text " * 9, width=200))
    short, long = root.findall(f"{SVG}text")
    assert "textLength" not in short.attrib
    assert long.attrib["textLength"] == "200"


@pytest.mark.parametrize("kind", MARKS)
def test_a_mark_is_drawn_from_its_definition(kind: str) -> None:
    root = parsed(Mark(kind, 10, 20, 7), Group("Both", (Mark(kind, 1, 1, 14),)))
    (shape,) = root.findall(f"{SVG}defs/{SVG}path")
    small, large = root.iter(f"{SVG}use")
    assert shape.attrib["d"] == MARKS[kind]
    assert small.attrib[LINK] == large.attrib[LINK] == f"#{shape.attrib['id']}"
    assert small.attrib["transform"] == "translate(10 20) scale(0.5)"
    assert large.attrib["transform"] == "translate(1 1)"
    assert small.attrib["fill"] == LIGHT[kind]


def test_a_group_has_its_words() -> None:
    root = parsed(Group("Python, a tool", (Text(0, 0, "Python"), Group("inside", ()))))
    group = root.find(f"{SVG}g")
    assert group is not None
    assert group.findtext(f"{SVG}title") == "Python, a tool"
    assert group.findtext(f"{SVG}text") == "Python"


def test_hostile_labels_are_inert() -> None:
    root = parsed(
        Text(0, 0, HOSTILE), Group(HOSTILE, (Text(0, 0, "x"),)), title=HOSTILE, words=HOSTILE
    )
    wanted = "</text><script>alert(1)</script> \"'&amp;gpj ]]>"
    texts = {element.text for element in root.iter() if element.text and element.text.strip()}
    assert texts == {wanted, "x"}
    assert not list(root.iter(f"{SVG}script"))


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_gives_a_file_that_can_be_read(label: str) -> None:
    text = parsed(Text(0, 0, f"({label})")).findtext(f"{SVG}text")
    assert text is not None
    assert text.startswith("(")
    assert text.endswith(")")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x1f\x7f-\x9f]", text)


def test_what_is_not_hostile_is_kept() -> None:
    kept = "C++ é 机器学习 🤖 क्षि می‌خواهم"
    assert clean(kept) == kept
    assert clean("two\n\tlines") == "two lines"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (-0.04, "0"), (1.04, "1"), (1.06, "1.1"), (-3.5, "-3.5"), (1e6, "1000000")],
)
def test_numbers_have_a_tenth_at_most(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_length_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="no length"):
        to_svg(10, 10, [Circle(value, 0, 1)], "", "")


@pytest.mark.parametrize(("width", "height"), [(0, 10), (10, -1), (float("nan"), 1)])
def test_a_picture_without_a_size_is_refused(width: float, height: float) -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        to_svg(width, height, [], "", "")


def test_the_same_shapes_give_the_same_bytes() -> None:
    shapes = [Mark(kind, 0, 0) for kind in reversed(MARKS)]
    assert to_svg(9, 9, shapes, "t", "d") == to_svg(9, 9, iter(shapes), "t", "d")
