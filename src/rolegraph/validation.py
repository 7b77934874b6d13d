"""Check a dataset against the SHACL shapes and the ontology's own checks, as a report in words."""

import os
from typing import NamedTuple

import pyoxigraph as ox

from rolegraph import resources
from rolegraph.dataset import Dataset
from rolegraph.namespaces import to_curie


class Problem(NamedTuple):
    """One thing that is wrong: where, by which rule, and what to do about it."""

    severity: str
    focus: str
    path: str
    message: str
    rule: str


def validate(dataset: Dataset) -> list[Problem]:
    """Return every violation of a shape and every row of a check; none means that all is well."""
    return sorted({*_shapes(dataset), *_checks(dataset)})


def _checks(dataset: Dataset) -> list[Problem]:
    folder = os.path.join(resources.folder("ontology"), "checks")
    problems = []
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".rq"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            text = file.read()
        for row in dataset.select(text):
            focus, message = row["focus"], row["message"]
            shown = to_curie(focus.value) if isinstance(focus, ox.NamedNode) else str(focus)
            problems.append(Problem("violation", shown, "", message.value, name[:-3]))
    return problems


def _shapes(dataset: Dataset) -> list[Problem]:
    # SHACL wants one graph: the default one, which is the union of all.
    import pyshacl
    from rdflib import SH, Graph

    lines = [
        f"{quad.subject} {quad.predicate} {quad.object} .\n"
        for quad in dataset.quads()
        if isinstance(quad.graph_name, ox.DefaultGraph)
    ]
    data = Graph()
    data.parse(data="".join(sorted(lines)), format="nt")
    path = os.path.join(resources.folder("ontology"), "shapes.ttl")
    shapes = Graph().parse(path, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    if not isinstance(report, Graph):
        raise TypeError("pySHACL gave no report graph")
    problems = []
    for result in report.objects(None, SH.result):
        shape = str(report.value(result, SH.sourceShape))
        severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2].lower()
        way = report.value(result, SH.resultPath)
        problems.append(
            Problem(
                severity,
                to_curie(str(report.value(result, SH.focusNode))),
                to_curie(str(way)) if way is not None else "",
                str(report.value(result, SH.resultMessage)),
                shape.rpartition("#")[2] if "#" in shape else "shape",
            )
        )
    return problems
