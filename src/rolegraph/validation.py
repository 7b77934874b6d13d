"""Check a dataset against the SHACL shapes and the ontology's own checks, as a report in words.

The checks are queries and run on everything. The shapes take a quarter of a millisecond per triple,
which is minutes for a release of ESCO: beyond `LIMIT` triples they run on all of the small sources
and on a sample of the large ones.
"""

import os
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from rolegraph import resources
from rolegraph.dataset import Dataset
from rolegraph.namespaces import RDF, slug_of, to_curie

if TYPE_CHECKING:
    from rdflib import Graph

LIMIT: Final = 200_000
"""Triples up to which the shapes run on everything; a tenth of it makes a source a large one."""
SAMPLE: Final = 500
"""Things of each class that the shapes look at in a large source."""

_TYPE: Final = ox.NamedNode(RDF.type)
_DEFAULT: Final = ox.DefaultGraph()
_Things = set[ox.NamedNode | ox.BlankNode | ox.Triple]


class Problem(NamedTuple):
    """One thing that is wrong: where, by which rule, and what to do about it."""

    severity: str
    focus: str
    path: str
    message: str
    rule: str


def validate(
    dataset: Dataset, *, limit: int = LIMIT, tell: Callable[[str], object] | None = None
) -> list[Problem]:
    """Return every violation of a shape and every row of a check; none means that all is well.

    ``tell`` is called with a sentence for each source of which the shapes saw a sample only, which
    happens beyond ``limit`` triples. An endpoint is always seen whole.
    """
    left, sentences = (set(), []) if dataset.kind == "endpoint" else _left_out(dataset.store, limit)
    problems = sorted({*_shapes(dataset, left), *_checks(dataset)})
    for sentence in sentences:
        (tell or str)(sentence)
    return problems


def _more_than(number: int, quads: Iterable[ox.Quad]) -> bool:
    return next(islice(quads, number, None), None) is not None


def _left_out(store: ox.Store, limit: int) -> tuple[_Things, list[str]]:
    """Return the things that the shapes do not look at, and a sentence for each source of theirs.

    Of each class of a large source the first, the last and others evenly spread between them are
    kept, in the order of their IRIs: claims are named after their role, so every role has some.
    """
    left: _Things = set()
    sentences: list[str] = []
    if not _more_than(limit, store.quads_for_pattern(None, None, None, _DEFAULT)):
        return left, sentences
    kept: _Things = set()
    for graph in sorted(store.named_graphs(), key=str):
        if not _more_than(limit // 10, store.quads_for_pattern(None, None, None, graph)):
            continue
        classes: dict[object, _Things] = {}
        for quad in store.quads_for_pattern(None, _TYPE, None, graph):
            classes.setdefault(quad.object, set()).add(quad.subject)
        things: _Things = set().union(*classes.values())
        chosen: _Things = set()
        for members in classes.values():
            step = -(-len(members) // SAMPLE)
            chosen.update(sorted(members, key=str)[::step])
        left |= things - chosen
        kept |= chosen
        if len(chosen) < len(things):
            sentences.append(
                f"The shapes looked at {len(chosen):,} of {len(things):,} things of "
                f"{slug_of(str(graph.value))}, evenly spread; the checks looked at all."
            )
    return left - kept, sentences


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


def _ranged(shapes: "Graph") -> set[str]:
    """Return the properties of which a shape says what kind of thing the object is."""
    from rdflib import SH

    return {
        str(path)
        for shape, path in shapes.subject_objects(SH.path)
        if (shape, SH["class"], None) in shapes or (shape, SH["or"], None) in shapes
    }


def _shapes(dataset: Dataset, left: _Things) -> list[Problem]:
    # SHACL wants one graph: the default one, which is the union of all.
    import pyshacl
    from rdflib import SH, Graph

    path = os.path.join(resources.folder("ontology"), "shapes.ttl")
    shapes = Graph().parse(path, format="turtle")
    # A thing that is left out would seem to be of no kind: the checks see to the links to it.
    ranged = _ranged(shapes)
    lines = [
        f"{quad.subject} {quad.predicate} {quad.object} .\n"
        for quad in dataset.quads()
        if isinstance(quad.graph_name, ox.DefaultGraph)
        and quad.subject not in left
        and not (left and quad.predicate.value in ranged and quad.object in left)
    ]
    data = Graph()
    data.parse(data="".join(sorted(lines)), format="nt")
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
