"""Each shipped query on the bundled graph equals its golden file.

Write the files anew with ``python -m pytest tests/test_competency_questions.py --regenerate``, and
read the difference before it is committed.
"""

import csv

import pytest
from manual.questions import GOLDEN, PARAMETERS

from rolegraph import queries
from rolegraph.dataset import Dataset
from rolegraph.namespaces import expand
from rolegraph.queries import Parameter


def iri(name: str) -> str:
    found = expand(name)
    assert found is not None
    return found


def answer(dataset: Dataset, name: str) -> str:
    """Return the rows of a query as SPARQL 1.1 CSV, with the line ends of a text file."""
    bound: dict[str, Parameter] = {
        key: iri(value) if isinstance(value, str) else [iri(one) for one in value]
        for key, value in PARAMETERS[name].items()
    }
    return queries.run(dataset, name, bound).serialize("csv").decode().replace("\r\n", "\n")


@pytest.mark.parametrize("name", queries.names())
def test_the_question_is_answered_as_before(
    dataset: Dataset, name: str, request: pytest.FixtureRequest
) -> None:
    path, found = GOLDEN / f"{name}.csv", answer(dataset, name)
    if request.config.getoption("--regenerate"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8", newline="\n")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", queries.names())
def test_each_golden_file_has_a_row(name: str) -> None:
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert rows
    assert {len(row) for row in rows} == {len(header)}


def test_every_query_has_parameters_here_and_no_file_is_left_over() -> None:
    assert sorted(PARAMETERS) == queries.names()
    csvs = {path.name for path in GOLDEN.glob("*.csv")}
    assert csvs == {f"{name}.csv" for name in queries.names()}
    for name, bound in PARAMETERS.items():
        assert set(bound) <= set(queries.load(name).parameters)
