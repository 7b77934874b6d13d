"""Each shipped query on the bundled graph equals its golden file.

Write the files anew with ``python -m pytest tests/test_competency_questions.py --regenerate``, and
read the difference before it is committed.
"""

import csv
from pathlib import Path

import pytest

from rolegraph import queries
from rolegraph.dataset import Dataset
from rolegraph.namespaces import expand
from rolegraph.queries import Parameter

GOLDEN = Path(__file__).parent / "golden"

PARAMETERS: dict[str, dict[str, str | list[str]]] = {
    "cq-01-roles": {},
    "cq-02-traits": {"role": ["role:machine-learning-engineer", "role:research-engineer"]},
    "cq-03-why": {"role": "role:machine-learning-engineer", "thing": "tool:docker"},
    "cq-04-descriptions": {"role": "role:machine-learning-researcher"},
    "cq-05-sources": {},
    "cq-06-definitions": {},
    "cq-07-contested": {},
    "cq-08-single-source": {"role": "role:machine-learning-research-engineer"},
    "cq-09-shared": {
        "role": "role:machine-learning-engineer",
        "other": "role:machine-learning-scientist",
    },
    "cq-10-distinct": {"role": "role:data-engineer", "other": "role:machine-learning-engineer"},
    "cq-11-skills": {"role": "role:ai-scientist"},
    "cq-12-who-uses": {"tool": ["tool:docker", "tool:python"]},
    "cq-13-bachelor-suffices": {},
    "cq-14-shared-industries": {
        "role": "role:ai-scientist",
        "other": "role:machine-learning-research-engineer",
    },
    "cq-15-tools-by-category": {"role": "role:machine-learning-engineer"},
    "cq-16-most-alike": {"role": "role:machine-learning-engineer"},
    "cq-17-gap": {"role": "role:data-engineer", "goal": "role:ai-scientist"},
    "cq-18-articles-naming": {"thing": "tool:pytorch"},
    "cq-19-highest-degree": {},
    "cq-20-postings": {},
    "cq-21-outlook-by-agency": {},
    "cq-22-tools-under": {"broader": "tool:machine-learning-framework"},
    "cq-23-no-industry": {},
    "cq-24-names": {"scheme": "scheme:degree"},
    "cq-25-advice": {"role": "role:machine-learning-engineer"},
    "cq-26-denials": {},
    "cq-27-common-to-all": {"kind": "rg:usesTool"},
    "cq-28-distinctive": {"role": "role:research-engineer"},
    "cq-29-alternatives": {"role": "role:machine-learning-engineer"},
    "cq-30-employers": {},
    "cq-31-conflicts": {},
    "cq-35-beside": {"role": "role:machine-learning-researcher"},
    "cq-36-witnesses": {"role": "role:machine-learning-researcher"},
    "cq-37-ties": {"thing": ["tool:pytorch", "tool:machine-learning-framework"]},
    "cq-38-figures": {"role": ["role:data-engineer", "role:ai-scientist"]},
    "cq-39-languages": {"thing": ["tool:docker", "degree:bachelor"]},
    "cq-45-said": {"role": "role:research-engineer"},
    "cq-46-taxonomy": {"thing": "tool:pytorch"},
    "cq-47-described": {"source": "source:aijobs-mle-vs-re"},
    "cq-48-matches": {"thing": ["tool:pytorch", "tool:machine-learning-framework"]},
    "cq-49-standpoints": {"role": "role:research-engineer"},
    "cq-32-terms": {"term": ["rg:Claim", "rg:usesTool"]},
    "cq-33-languages": {"role": "role:machine-learning-engineer"},
    "cq-34-modalities": {},
    "cq-40-profiles": {"role": "role:machine-learning-researcher"},
    "cq-41-matches": {},
    "cq-42-broader": {"thing": ["tool:pytorch", "degree:bachelor"]},
    "cq-43-degree-levels": {},
    "cq-44-labels": {"thing": ["tool:pytorch", "role:ai-scientist"]},
    "cq-50-describers": {"thing": "source:aijobs-mle-vs-re"},
    "cq-51-holders": {"thing": "tool:docker"},
    "cq-52-claims": {"role": "role:machine-learning-engineer", "thing": "tool:docker"},
    "cq-53-statements": {"thing": "tool:pytorch"},
    "cq-54-described-roles": {"source": "source:aijobs-mle-vs-re"},
    "cq-55-source-sizes": {},
    "cq-56-source-records": {},
    "cq-57-kinds": {},
    "cq-58-kinds-of": {"thing": ["tool:pytorch", "role:ai-scientist"]},
    "cq-59-schema": {},
    "cq-60-narrower": {"thing": "tool:machine-learning-framework"},
    "cq-63-sources-named": {
        "source": ["source:aijobs-mle-vs-re", "source:mlcareers-mle-vs-researcher"]
    },
    "cq-62-disputable": {},
    "cq-61-coverage": {"role": ["role:data-engineer", "role:machine-learning-engineer"]},
}


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
