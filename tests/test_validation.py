"""The bundled graph is sound, and a broken one is told what is wrong."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from rolegraph import validation
from rolegraph.dataset import Dataset
from rolegraph.namespaces import RG, SKOS, mint


def test_the_bundled_graph_has_no_problems(dataset: Dataset) -> None:
    assert validation.validate(dataset) == []


def broken(dataset: Dataset, quads: list[tuple[str, str, ox.NamedNode | ox.Literal]]) -> Dataset:
    """Return a copy of the dataset with more in its default graph."""
    store = ox.Store()
    store.extend(dataset.quads())
    for subject, predicate, value in quads:
        store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value))
    return Dataset("broken", store)


MLE = mint("role", "machine-learning-engineer")


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "rule"),
    [
        (MLE, RG.label, ox.Literal("second label"), "check-16-several-working-labels"),
        (MLE, RG.label, ox.Literal("second label"), "ThingLabel"),
        (MLE, RG.usesTool, ox.NamedNode(mint("skill", "data-analysis")), "RoleTools"),
        (MLE, RG.usesTool + "s", ox.Literal("x"), "check-09-undefined-term"),
        (
            mint("tool", "docker"),
            SKOS.broader,
            ox.NamedNode(mint("tool", "docker")),
            "check-06-broader-cycle",
        ),
    ],
)
def test_a_broken_graph_is_told_where_and_what(
    dataset: Dataset, subject: str, predicate: str, value: ox.NamedNode | ox.Literal, rule: str
) -> None:
    problems = validation.validate(broken(dataset, [(subject, predicate, value)]))
    found = [problem for problem in problems if problem.rule == rule]
    assert found, problems
    assert problems == sorted(problems)
    for problem in found:
        assert problem.severity == "violation"
        assert problem.message
        assert problem.focus


def test_a_store_in_a_folder_is_checked_too(store_dir: str) -> None:
    from rolegraph.dataset import open_dataset

    assert Path(store_dir).is_dir()
    assert validation.validate(open_dataset(store_dir)) == []
