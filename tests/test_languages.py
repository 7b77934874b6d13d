"""Labels in other languages: found in graphs of their own, wherever the graph is kept."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Answer

from rolegraph import comparison, evidence, languages, statements
from rolegraph.dataset import Dataset, open_dataset
from rolegraph.drawings import DrawnComparison
from rolegraph.facts import Label
from rolegraph.namespaces import SKOS, mint
from rolegraph.queries import run

DOCKER, MLE = mint("tool", "docker"), mint("role", "machine-learning-engineer")
SPOKEN = [
    Label(DOCKER, SKOS.prefLabel, "Hafenarbeiter", "de"),
    Label(DOCKER, SKOS.altLabel, "Schauermann", "de"),
    Label(DOCKER, SKOS.prefLabel, "Hafner", "de-AT"),
    Label(DOCKER, SKOS.prefLabel, "docker (fr)", "fr"),
    Label(MLE, SKOS.prefLabel, "Lerningenieur", "de"),
]


def store(labels: list[Label]) -> ox.Store:
    """Return the bundled graph with labels that two sources have in other languages."""
    found = open_dataset().store
    for source in ("esco", "other"):
        text = "".join(statements.label_quads(labels, mint("source", source)))
        found.load(text.encode(), format=ox.RdfFormat.N_QUADS)
    return found


@pytest.fixture(scope="module")
def spoken() -> ox.Store:
    return store(SPOKEN)


@pytest.fixture(params=["here", "endpoint"])
def graph(
    request: pytest.FixtureRequest, spoken: ox.Store, serve: Callable[[Answer], str]
) -> Iterator[Dataset]:
    """Return the same graph here and behind an endpoint."""
    if request.param == "here":
        yield Dataset("here", spoken)
        return

    def answer(text: str) -> tuple[int, str, bytes]:
        found = spoken.query(text)
        assert isinstance(found, ox.QuerySolutions)
        body = found.serialize(format=ox.QueryResultsFormat.JSON)
        return 200, "application/sparql-results+json", body or b""

    yield open_dataset(serve(answer))


@pytest.mark.parametrize(
    ("wanted", "label"),
    [
        ("de", "Hafenarbeiter"),
        ("DE", "Hafenarbeiter"),
        ("de-at", "Hafner"),
        ("de-CH", "Hafenarbeiter"),
        ("fr", "docker (fr)"),
        ("en", "Docker"),
        ("d" * 3, None),
        (None, None),
    ],
)
def test_a_label_is_found_in_the_graph_of_its_language(
    graph: Dataset, wanted: str | None, label: str | None
) -> None:
    found = languages.labels(graph, [DOCKER, mint("tool", "no-such")], wanted)
    assert found == ({DOCKER: label} if label else {})


def test_the_query_names_every_language_once(graph: Dataset) -> None:
    found = [(row[2], row[3]) for row in run(graph, "cq-39-languages", {"thing": [DOCKER]})]
    assert found == [
        ("de", "Hafenarbeiter"),
        ("de-at", "Hafner"),
        ("en", "Docker"),
        ("fr", "docker (fr)"),
    ]


def test_the_default_graph_speaks_the_working_language_alone(spoken: ox.Store) -> None:
    with_them = Dataset("with", spoken)
    for name in ("cq-24-names", "cq-33-languages"):
        assert list(run(with_them, name)) == list(run(open_dataset(), name))


@given(st.lists(st.sampled_from(["bg", "cs", "da", "it", "sv"]), unique=True))
def test_more_languages_change_nothing_for_one(others: list[str]) -> None:
    more = [Label(DOCKER, SKOS.prefLabel, f"in {tag}", tag) for tag in others]
    found = ox.Store()
    text = "".join(statements.label_quads([*SPOKEN, *more], mint("source", "esco")))
    found.load(text.encode(), format=ox.RdfFormat.N_QUADS)
    dataset = Dataset("small", found)
    assert languages.labels(dataset, [DOCKER, MLE], "de") == {
        DOCKER: "Hafenarbeiter",
        MLE: "Lerningenieur",
    }
    assert [languages.labels(dataset, [DOCKER], tag) for tag in others] == [
        {DOCKER: f"in {tag}"} for tag in others
    ]


def page(dataset: Dataset, lang: str | None) -> str:
    found = comparison.compare(dataset, ["mle", "re"], kinds=["tool"], lang=lang)
    iris, things = [role.iri for role in found.roles], [trait.iri for trait in found]
    details = evidence.details(dataset, iris, things, lang=lang)
    return DrawnComparison(found, details).to_html()


def test_only_what_speaks_a_language_is_marked_as_such(spoken: ox.Store) -> None:
    dataset, mark = Dataset("here", spoken), r'lang="de" data-spoken="([^"]+)"[^>]*>'
    found = re.findall(mark + r"(?:<button[^>]*>)?([^<]+)", page(dataset, "de"))
    assert sorted(found) == [(MLE, "Lerningenieur"), (DOCKER, "Hafenarbeiter")]
    assert "data-spoken=" not in page(dataset, None)


def test_the_panel_says_in_which_language_a_title_is(spoken: ox.Store, browser: Any) -> None:
    shown = browser.new_page()
    shown.set_content(page(Dataset("here", spoken), "de"))
    for iri, lang in ((DOCKER, "de"), (mint("tool", "git"), None), (DOCKER, "de")):
        shown.click(f'#table tr[data-iri="{iri}"] button')
        assert shown.get_attribute("#chosen-title", "lang") == lang
    shown.close()
