"""The picture as a file: whole, the same on every run, its words as text."""

import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterable
from xml.etree import ElementTree

import pytest
from tests.drawn import compared, slugs, trait
from tests.samples import HOSTILE, NOTHING, Plain, sample

from rolegraph.drawings import DrawnComparison
from rolegraph.errors import UsageError
from rolegraph.graph import Graph
from rolegraph.views import layout, picture
from rolegraph.views.arrangements import groups

SVG = "{http://www.w3.org/2000/svg}"
PAIR = ("machine-learning-engineer", "research-engineer")
SEVEN = """
import rolegraph
graph = rolegraph.open()
names = [row[0] for row in graph.roles()]
"""


def runs(code: str) -> Iterable[str]:
    """Return what a program says in two processes that hash strings differently."""
    for seed in ("1", "2"):
        yield subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout


@pytest.fixture(scope="module")
def pair(graph: Graph) -> DrawnComparison:
    return graph.compare(*PAIR)


@pytest.fixture(scope="module")
def seven(graph: Graph) -> DrawnComparison:
    return graph.compare(*(row[0] for row in graph.roles()))


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314


@pytest.mark.parametrize("asked", [None, *picture.LAYOUTS])
def test_every_layout_of_the_bundled_graph_is_a_whole_file(
    pair: DrawnComparison, seven: DrawnComparison, asked: str | None
) -> None:
    for one in (pair, seven):
        svg = one.to_svg(asked)
        root = tree(svg)
        assert root.tag == f"{SVG}svg"
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        assert (root.attrib["width"], root.attrib["height"]) == (f"{width:g}", f"{height:g}")
        assert width > 300
        assert height > 300
        assert not re.search(r'<script|<style|href="[^#]|url\(|@import', svg)
        words = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
        assert all(role.label in words for role in one.roles)
        assert "NaN" not in svg


def test_all_labels_stand_in_the_columns_as_text(pair: DrawnComparison) -> None:
    root = tree(pair.to_svg("columns"))
    found = {}
    for group in root.iter(f"{SVG}g"):
        title = group.findtext(f"{SVG}title") or ""
        found[title] = " ".join("".join(one.itertext()) for one in group.iter(f"{SVG}text"))
    nodes = picture.build(
        pair.to_dict(), pair.details.to_dict(), "columns", pair.to_dict()["traits"]
    ).nodes
    for one in pair.traits:
        assert one.label in found[nodes[one.iri]["title"]]
    titles = [node["title"] for node in nodes.values() if node["type"] in ("region", "group")]
    assert titles


def test_a_sheet_of_seven_roles_has_the_shape_of_paper(seven: DrawnComparison) -> None:
    found = re.search(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', seven.to_svg())
    assert found
    assert 1.0 <= float(found[1]) / float(found[2]) <= 2.2


def test_the_same_picture_has_the_same_bytes_in_every_process() -> None:
    code = SEVEN + (
        "pair = graph.compare(*names[2:4])\n"
        "print(*(pair.to_svg(one) for one in ('columns', 'upset', 'network')))\n"
        "print(graph.compare(*names[:3]).to_svg(), graph.compare(*names).to_svg())\n"
        "print(graph.profile(names[0]).to_svg())\n"
    )
    one, other = runs(code)
    assert one.count("<svg") == 6
    assert one == other


def test_a_layout_that_there_is_not_is_refused() -> None:
    comparison, details = sample(2)
    for asked in ("tree", "", "profile", "Columns"):
        with pytest.raises(UsageError, match="columns, upset, network"):
            picture.to_svg(comparison, details, asked)
        with pytest.raises(UsageError, match="columns, upset, network"):
            picture.to_png(comparison, details, asked)


@pytest.mark.parametrize(
    ("count", "asked", "shape"),
    [
        (1, None, "profile"),
        (1, "network", "profile"),
        (2, None, "columns"),
        (3, None, "columns"),
        (4, None, "upset"),
        (7, None, "upset"),
        (7, "columns", "columns"),
        (2, "network", "network"),
    ],
)
def test_the_number_of_roles_chooses_where_nothing_is_asked_for(
    count: int, asked: str | None, shape: str
) -> None:
    assert picture.chosen(count, asked) == shape


def test_a_png_has_twice_as_many_pixels_as_the_picture_is_long() -> None:
    comparison, details = sample(2)
    svg = picture.to_svg(comparison, details)
    found = re.search(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', svg)
    assert found
    for scale in (2.0, 0.5):
        png = picture.to_png(comparison, details, scale=scale)
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        size = struct.unpack(">II", png[16:24])
        for pixels, length in zip(size, map(float, found.groups()), strict=True):
            assert abs(pixels - scale * length) <= 1


def test_what_sources_say_stays_text() -> None:
    for count in (1, 2, 3, 4):
        if count == 1:
            one = trait(0, ["r0"], label=HOSTILE)
            svg = picture.to_svg(Plain(compared(["r0"], [one])), NOTHING)
        else:
            svg = picture.to_svg(*sample(count, HOSTILE))
        tags = {one.tag for one in tree(svg).iter()}
        assert not {f"{SVG}script", f"{SVG}img", f"{SVG}image", f"{SVG}foreignObject"} & tags
        assert "onerror" not in re.sub(r">[^<]*<", "><", svg)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_every_edge_is_that_of_a_role_and_a_trait_that_it_has(count: int) -> None:
    data, more = (
        (compared(["r0"], [trait(0, ["r0"])]), NOTHING.to_dict())
        if count == 1
        else tuple(one.to_dict() for one in sample(count))
    )
    found = picture.build(data, more, picture.chosen(count), data["traits"])
    iris = {role["slug"]: role["iri"] for role in data["roles"]}
    pairs = {(iris[slug], one["iri"]) for one in data["traits"] for slug in one["roles"]}
    assert {(edge["from"], edge["to"]) for edge in found.edges} == pairs
    assert len(found.edges) == len(pairs)
    assert [edge["id"] for edge in found.edges] == list(range(len(pairs)))
    for view in found.views:
        folds = [n["fold"] for g in groups(view) for n in g["nodes"] if isinstance(n, dict)]
        assert set(layout.stack(view, (), folds).boxes) <= set(found.nodes)


def test_an_edge_is_as_weak_as_the_strongest_claim_of_its_own_role() -> None:
    data = compared(slugs(2), [trait(0, slugs(2), modality="required")])
    claims = [
        {"role": role, "thing": "urn:trait:0", "modality": modality, "denied": False}
        for role, modality in (("r0", "required"), ("r0", "mentioned"), ("r1", "mentioned"))
    ]
    claims.append({"role": "r1", "thing": "urn:trait:0", "modality": None, "denied": True})
    more = NOTHING.to_dict() | {"claims": claims}
    edges = picture.build(data, more, "columns", data["traits"]).edges
    assert [(edge["role"], edge["claims"], edge["optional"]) for edge in edges] == [
        ("r0", 2, False),
        ("r1", 1, True),
    ]


def test_a_thing_listed_twice_and_an_unknown_kind_are_errors() -> None:
    one = trait(0, ["r0"])
    for shape in ("columns", "network"):
        data = compared(slugs(2), [one, one])
        with pytest.raises(ValueError, match="listed twice"):
            picture.build(data, NOTHING.to_dict(), shape, data["traits"])
        data = compared(slugs(2), [one | {"kind": "hobby"}])
        with pytest.raises(ValueError, match="hobby"):
            picture.build(data, NOTHING.to_dict(), shape, data["traits"])


def test_traits_that_meet_in_a_broader_term_have_the_names_of_what_it_covers() -> None:
    data, more = (one.to_dict() for one in sample(3))
    labels = {one["iri"]: one["label"] for one in data["traits"]}
    found = picture.by_broader_term(data, more)
    met = [one for one in found if one.get("members")]
    assert met
    for one in met:
        assert one["names"] == [labels[iri] for iri in one["members"]]
    drawn = picture.build(data, more, "columns", found)
    assert {name for name, node in drawn.nodes.items() if node.get("met")} == {
        one["iri"] for one in met
    }
