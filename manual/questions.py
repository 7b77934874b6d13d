"""The page of the competency questions: each with its answer on the bundled graph."""

import csv
from pathlib import Path
from typing import Final, NamedTuple

from manual import ROOT
from manual.templating import render
from rolegraph import queries
from rolegraph.namespaces import expand, to_curie

GOLDEN: Final = ROOT / "tests" / "golden"
_ROWS: Final = 4
_WIDTH: Final = 90


PARAMETERS: Final[dict[str, dict[str, str | list[str]]]] = {
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
"""What each query is asked for in the tests and on the page: things, or several of them."""


class Question(NamedTuple):
    """A named query: what it asks, how it is asked here, and the first rows of its answer."""

    name: str
    text: str
    command: str
    columns: list[str]
    rows: list[list[str]]
    total: int


def page() -> str:
    """Return the page of all named queries, made from the answers that the tests hold them to."""
    return render("questions.md.j2", questions=[_question(name) for name in queries.names()])


def _question(name: str) -> Question:
    query = queries.load(name)
    rows = _read(GOLDEN / f"{name}.csv")
    columns = list(rows[0])
    # Answers are kept for two things where a query takes several: here one is enough. A parameter
    # is a column of the answer, so what stands in it is what was asked for.
    asked = {
        key: value if isinstance(value, str) else value[0]
        for key, value in PARAMETERS[name].items()
    }
    for key, value in asked.items():
        rows = [row for row in rows if to_curie(row[key]) == value]
    given = "".join(f" -p {key}={_typed(value)}" for key, value in asked.items())
    first = rows[:_ROWS]
    shown = [name for name in columns if name not in asked and any(row[name] for row in first)]
    return Question(
        name,
        query.question,
        f"rolegraph query -n {name}{given}",
        shown,
        [[_short(row[column]) for column in shown] for row in first],
        len(rows),
    )


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _typed(curie: str) -> str:
    """Return how a thing is typed: a role by its slug, all else by its CURIE."""
    return curie.removeprefix("role:")


def _short(cell: str) -> str:
    text = to_curie(cell) if expand(cell) == cell else cell
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1].rstrip() + "…"
