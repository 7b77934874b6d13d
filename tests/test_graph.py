"""The Python face answers as the commands do, shows itself, and says what is wrong."""

import copy
import html
import os
import pickle
import re
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import rolegraph
from rolegraph.errors import QueryError, StoreError, UnknownNameError, UsageError
from rolegraph.graph import Graph
from rolegraph.tabular import SHOWN


@pytest.mark.parametrize("roles", [("mle",), ("mle", "research-engineer")])
def test_a_comparison_outlives_its_graph(roles: tuple[str, ...]) -> None:
    with rolegraph.open() as graph:
        compared = graph.compare(*roles) if len(roles) > 1 else graph.profile(*roles)
    page, picture = compared.to_html(), compared.to_svg()
    assert page.startswith("<!doctype html>")
    assert "<svg" in picture
    for other in (copy.deepcopy(compared), pickle.loads(pickle.dumps(compared))):  # noqa: S301
        assert other.to_dict() == compared.to_dict()
        assert (other.to_html(), other.to_svg()) == (page, picture)


def test_a_picture_is_svg_or_png_in_the_layout_that_is_asked_for(graph: Graph) -> None:
    compared = graph.compare("mle", "data-engineer", kinds="tool")
    assert compared.to_svg("columns") == compared.to_svg()
    assert len({compared.to_svg(layout) for layout in ("columns", "upset", "network")}) == 3
    assert compared.to_png().startswith(b"\x89PNG\r\n")
    with pytest.raises(UsageError, match="'hairball' is no layout"):
        compared.to_svg("hairball")


def test_a_profile_is_what_one_role_has(graph: Graph) -> None:
    found = graph.profile("Data Engineer", kinds=["tool"])
    rows = [row for row in graph.role("data-engineer") if row[1] == "tool"]
    assert {trait.iri for trait in found} == {row[2] for row in rows}
    assert set(found.details.things) == {row[2] for row in rows}
    assert repr(found) == f"<Comparison Data Engineer: {len(rows)} traits>"


def test_labels_come_in_the_language_that_is_asked_for(graph: Graph) -> None:
    # The bundled names are English, so the working label stands for what is not there.
    for found in (graph.compare("mle", "re", lang="de"), graph.profile("mle", lang="de")):
        assert found.lang == "de"
        assert "Machine Learning Engineer" in [role.label for role in found.roles]
    with pytest.raises(UsageError, match="no language tag: take one such as de"):
        graph.compare("mle", "re", lang="de_AT")
    with pytest.raises(UsageError, match="no language tag"):
        graph.profile("mle", lang="")


def test_a_closed_graph_says_so() -> None:
    graph = rolegraph.open()
    graph.close()
    assert repr(graph) == "<Graph the bundled graph, closed>"
    with pytest.raises(StoreError, match="closed"):
        graph.roles()


def test_a_graph_says_what_it_holds_without_counting_through_it(
    graph: Graph, store_dir: str, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles = len(graph.roles())
    assert repr(graph).startswith(f"<Graph the bundled graph: {roles} roles, ")
    with rolegraph.open(store_dir) as stored:
        # The store says it itself: nothing is asked of it.
        monkeypatch.setattr(stored._dataset, "query", None)
        assert repr(stored).startswith(f"<Graph {store_dir}: ")
        assert repr(stored).endswith(" quads, 0 sources added>")
    assert repr(stored) == f"<Graph {store_dir}, closed>"
    assert repr(rolegraph.open(endpoint)) == f"<Graph {endpoint}>"


@pytest.mark.parametrize("where", [None, "store_dir"])
def test_threads_may_share_a_graph(request: pytest.FixtureRequest, where: str | None) -> None:
    graph = rolegraph.open(where and request.getfixturevalue(where))
    wanted = (list(graph.roles()), graph.compare("mle", "re").to_dict())
    similar = graph.similar("mle").to_dict()
    fresh = rolegraph.open(where and request.getfixturevalue(where))

    def ask(turn: int) -> bool:
        found = fresh.search("kubernetes")
        query = fresh.query("SELECT ?t { $role rg:usesTool ?t }", {"role": "mle"})
        return (
            (list(fresh.roles()), fresh.compare("mle", "re").to_dict()) == wanted
            and fresh.similar("mle").to_dict() == similar
            and found[0].label == "Kubernetes"
            and len(query) > 5
        )

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(8)))
        # What one thread was answered is read in another.
        texts = ("SELECT ?t { role:data-engineer rg:usesTool ?t }", "ASK {}", "DESCRIBE role:mle")
        answers = [*pool.map(fresh.query, texts), *pool.map(fresh.role, ["mle", "re"])]
    for answer in answers:
        assert len(list(answer)) == len(answer)
        assert len(answer.columns) == len(answer.to_frame().columns)
        assert answer.serialize("json" if answer.kind != "graph" else "turtle") is not None
    assert answers[0].columns == ("t",)
    fresh.close()
    graph.close()


def test_a_comparison_is_the_table_of_the_command(graph: Graph) -> None:
    from rolegraph.cli import run

    compared = graph.compare("mle", "re", kinds="tool")
    assert compared.to_markdown().startswith(f"**{compared.headline()}**\n\n| kind | label | ")
    assert str(compared).splitlines()[0].startswith("2 of 29 traits shared by all")
    assert "Python" in str(compared)
    frame = compared.to_frame()
    assert set(frame["label"]) == {trait.label for trait in compared}
    assert frame["research-engineer"].dtype == bool
    assert run(["compare", "mle", "re", "--format", "md", "-o", os.devnull]) == 0


def test_a_name_leads_to_an_iri(graph: Graph) -> None:
    assert graph.iri("mle") == "https://w3id.org/rolegraph/role/machine-learning-engineer"
    assert graph.iri("docker") == "https://w3id.org/rolegraph/tool/docker"
    assert graph.iri("docker", "tool") == graph.iri("tool:docker")
    assert graph.iri("mle", "role") == graph.iri("Machine Learning Engineer")
    assert isinstance(graph.iri("mle"), rolegraph.IRI)
    with pytest.raises(UnknownNameError, match=r"No tool is called 'dockr'.*Docker"):
        graph.iri("dockr", "tool")
    with pytest.raises(UsageError, match="no kind"):
        graph.iri("docker", "gadget")
    assert graph.labels([graph.iri("docker")]) == {graph.iri("docker"): "Docker"}
    assert graph.labels([]) == {}
    assert graph.things("role")[graph.iri("mle")] == "Machine Learning Engineer"


@pytest.mark.parametrize(("roles", "height"), [(("mle",), 680), (("mle", "re"), 780)])
def test_a_notebook_shows_a_comparison_in_a_frame_of_its_own(
    graph: Graph, roles: tuple[str, ...], height: int
) -> None:
    found = graph.compare(*roles) if len(roles) > 1 else graph.profile(*roles)
    shown = found._repr_html_()
    (frame,) = ElementTree.fromstring(shown).iter("iframe")  # noqa: S314
    # Never with allow-same-origin, which would give the page the rights of the notebook.
    assert sorted(frame.attrib["sandbox"].split()) == [
        "allow-downloads",
        "allow-modals",
        "allow-popups",
        "allow-popups-to-escape-sandbox",
        "allow-scripts",
    ]
    assert f"width:100%;height:{height}px;" in frame.attrib["style"]
    assert frame.attrib["title"].startswith("Comparison Machine Learning Engineer")
    assert frame.attrib["srcdoc"].split() == found.to_html().split()
    assert "<script" not in shown
    assert len(shown) < len(html.escape(found.to_html())) + 10_000


def test_what_a_code_host_leaves_of_a_comparison_is_a_table(graph: Graph, browser: Any) -> None:
    found = graph.compare("mle", "re")
    shown = found._repr_html_()
    # Hosts take out frames, and all that styles.
    left = re.sub(r"<(style|iframe)\b.*?</\1>|\s(?:class|style)=\"[^\"]*\"", "", shown, flags=re.S)
    page = browser.new_page()
    page.set_content(f"<!doctype html><body>{left}")
    assert page.locator("caption").inner_text() == found.headline()
    assert page.locator("tbody tr:visible").count() == SHOWN
    assert f"{len(found) - SHOWN} more" in page.inner_text("body")
    # A table beside its frame is hidden; one that lost its frame, on the same page, is not.
    page.set_content(f"<!doctype html><body><main>{shown}</main><aside>{left}</aside>")
    assert page.locator("main .rolegraph-still tbody tr:visible").count() == 0
    assert page.locator("aside tbody tr:visible").count() == SHOWN
    page.close()


def test_a_picture_has_the_size_that_is_asked_for(graph: Graph) -> None:
    found = graph.compare("mle", "re", kinds=["degree"])
    drawn = graph.draw(graph.query("CONSTRUCT WHERE { role:data-engineer rg:usesTool ?t }"))
    for one in (found, drawn):
        wide = float(re.search(r' width="([0-9.]+)"', one.to_svg())[1])  # type: ignore[index]
        for scale in (0.5, 1.0):
            (width,) = struct.unpack(">I", one.to_png(scale=scale)[16:20])
            assert abs(width - wide * scale) <= 1


def test_a_result_shows_itself(graph: Graph) -> None:
    roles = graph.roles()
    assert repr(roles) == f"<Result {len(roles)} rows: role, label, traits, sources>"
    assert roles._repr_html_().count("<tr>") == len(roles) + 1
    assert repr(graph.query("ASK { ?s a rg:Role }")) == "<Result True>"
    many = graph.query("SELECT ?s { ?s a skos:Concept }")._repr_html_()
    assert many.count("<tr>") == 21
    assert "more: .to_frame()" in many
    hostile = graph.query("SELECT ('<b>&' AS ?x) {}")._repr_html_()
    assert "<b>" not in hostile
    assert "&lt;b&gt;&amp;" in hostile


def test_what_is_only_one_roles_does_not_depend_on_the_listing(graph: Graph) -> None:
    whole = graph.compare("mle", "research-engineer")
    short = graph.compare("mle", "research-engineer", at_least=2)
    assert len(short) < len(whole)
    assert short.only("mle") == whole.only("mle")
    assert len(short.only("mle")) == short.distinct["machine-learning-engineer"]


def test_each_role_has_its_own_modality_of_a_trait(graph: Graph) -> None:
    compared = graph.compare("mle", "data-engineer")
    for role in compared.roles:
        own = {row[2]: row[6] for row in graph.role(role.slug)}
        for trait in compared:
            support = trait.of(role.slug)
            assert (support.modality if support else None) == own.get(trait.iri)


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("cq-24", {"scheme": "scheme:tool"}),
        ("cq-32", {"term": "rg:Claim"}),
        ("cq-27", {"kind": "rg:usesTool"}),
        ("cq-11", {"role": "mle"}),
        ("cq-12", {"tool": "https://w3id.org/rolegraph/tool/docker"}),
    ],
)
def test_a_parameter_is_an_iri_a_curie_or_a_name(
    graph: Graph, query: str, parameters: dict[str, str]
) -> None:
    assert len(graph.named(query, **parameters)) > 0


def test_what_is_wrong_is_said(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no parameter 'tool'"):
        graph.named("cq-11", tool="docker")
    with pytest.raises(UsageError, match="no kind"):
        graph.search("python", kind="gadget")
    with pytest.raises(UsageError, match="no format"):
        graph.export("docx")
    with pytest.raises(UnknownNameError, match="Nearest"):
        graph.compare("mle", "resaerch engineer")
    with pytest.raises(QueryError, match="starts with SELECT"):
        graph.query("tools please")
    with pytest.raises(StoreError, match="holds no rolegraph store"):
        rolegraph.open(tmp_path)


def test_a_kind_may_be_given_alone(graph: Graph) -> None:
    assert {trait.kind for trait in graph.compare("mle", "re", kinds="tool")} == {"tool"}


def test_rdflib_knows_the_prefixes_and_counts_a_triple_once(graph: Graph) -> None:
    text = "SELECT ?r { ?r rg:usesTool tool:docker }"
    found = [str(term) for row in graph.rdf.query(text).bindings for term in row.values()]
    assert found == [row[0] for row in graph.query(text)]


def test_edges_of_a_network_carry_what_they_rest_on(graph: Graph) -> None:
    network = graph.to_networkx("mle", "research-engineer")
    edge = network.edges["role:machine-learning-engineer", "tool:docker"]
    assert set(edge) == {"claims", "sources", "modality"}
    everything = graph.to_networkx().edges["role:machine-learning-engineer", "tool:docker"]
    assert edge == everything


def test_a_file_ending_chooses_the_format(tmp_path: Path) -> None:
    from rolegraph.cli import run

    for name, start in (("a.ttl", b"@prefix"), ("a.nq", b"<"), ("a.gexf", b"<gexf")):
        assert run(["export", "-o", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_bytes().startswith(start)
    assert run(["query", "SELECT ?x { ?x a rg:Role }", "-o", str(tmp_path / "a.srx")]) == 0
    assert (tmp_path / "a.srx").read_bytes().startswith(b"<?xml")


def shell(line: str) -> "subprocess.CompletedProcess[str]":
    command = f'"{sys.executable}" -m rolegraph {line}'
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)


def test_who_stops_reading_makes_no_problem() -> None:
    done = shell("query -n cq-02 -f json | true; exit ${PIPESTATUS[0]}")
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_is_said() -> None:
    done = shell("show mle > /dev/full")
    assert done.returncode == 2
    assert "the output cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_manifest_is_a_problem(tmp_path: Path) -> None:
    from rolegraph import dataset
    from rolegraph.cli import run

    where = tmp_path / "roles.db"
    dataset.create(str(where))
    assert run(["doctor", "--db", str(where)]) == 0
    for text in ("", "[]", "{}", '{"quads": "many"}', '{"quads": 1}'):
        (where / dataset.MANIFEST).write_text(text, encoding="utf-8")
        assert run(["doctor", "--db", str(where)]) == 1


def test_sources_stand_side_by_side(graph: Graph) -> None:
    found = graph.standpoints("mle", ["mlcareers-mle-vs-researcher", "aijobs-mle-vs-re"])
    assert found.columns[0:4] == ("kind", "label", *(view.name for view in found.views))
    rows = {row[1]: row for row in found}
    assert rows["develop machine-learning models"][2:] == ("says no", "required", "denied")
    assert found.headline().startswith("Machine Learning Engineer: mlcareers-mle-vs-researcher ")
    assert len(found.to_frame()) == len(found.to_dict()["traits"]) == len(found)
    few = graph.standpoints("mle", "articles", kinds="degree")
    assert {row[0] for row in few} == {"degree"}
    with pytest.raises(UsageError, match="no kind of trait"):
        graph.standpoints("mle", "articles", kinds="gadget")
    with pytest.raises(UsageError, match="name the sources"):
        graph.standpoints("mle", [])
    assert "esco nothing (this graph holds no ESCO" in graph.standpoints("mle", "esco").headline()
    with pytest.raises(UnknownNameError, match="No source is called 'nonsense'"):
        graph.diff(graph, "nonsense")


def test_names_of_the_package_are_there_and_no_others() -> None:
    for name in rolegraph.__all__:
        assert getattr(rolegraph, name)
        assert name in dir(rolegraph)
    assert rolegraph.to_curie("https://w3id.org/rolegraph/tool/git") == "tool:git"
    misspelt = "ingets"
    with pytest.raises(AttributeError, match="no attribute 'ingets'"):
        getattr(rolegraph, misspelt)
