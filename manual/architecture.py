"""The drawing of the architecture: from sources to what people see, module by module."""

import textwrap
from importlib.util import find_spec
from typing import Final

from manual.figure import Arrow, Box, Note, svg

_COLUMNS: Final = {
    "Sources": (
        ("articles", "reading, sources.article"),
        ("ESCO, O*NET", "sources.esco, sources.onet"),
        ("salaries, postings", "sources.salaries, sources.postings"),
        ("tables of data/", "sources.tables, sources.mappings"),
    ),
    "Records": (
        ("facts and sources", "facts, statements"),
        ("names", "lexicon, namespaces"),
        ("what is known", "intake, register"),
        ("writing a store", "ingestion, importing"),
    ),
    "Dataset": (
        ("bundled graph", "bundle, resources"),
        ("store in a folder", "store, union, labelindex"),
        ("any SPARQL server", "remote, paging, transport"),
        ("opened alike", "dataset"),
    ),
    "Questions": (
        ("named queries", "queries"),
        ("what people write", "queries.guard"),
        ("values in queries", "queries.binding"),
        ("names that people type", "queries.lookup"),
    ),
    "Values": (
        ("comparison", "comparison, merging"),
        ("analysis", "likeness, gaps, paths, matching"),
        ("evidence", "evidence, standpoints"),
        ("networks", "network, rolenetwork"),
    ),
    "Views": (
        ("table, page, picture", "views"),
        ("command line", "cli"),
        ("Python, notebooks", "graph, notebook"),
        ("server and explorer", "endpoint"),
    ),
}
_WIDTH: Final = 246
_HEIGHT: Final = 72
_STEP: Final = 82
_GAP: Final = 70
_LEFT: Final = 24


def modules() -> list[str]:
    """Return the modules that the drawing names."""
    named = [names for boxes in _COLUMNS.values() for _, names in boxes]
    return [name for names in named for name in names.split(", ")]


def drawing() -> str:
    """Return the drawing: two rows of three columns, which data passes from left to right.

    Raises `LookupError` where it names a module that there is not.
    """
    for name in modules():
        if find_spec(f"rolegraph.{name}") is None:
            raise LookupError(f"the drawing of the architecture names {name}, which is no module")
    boxes, arrows = [], []
    tall = 44 + _STEP * 4
    for place, (title, entries) in enumerate(_COLUMNS.items()):
        row, column = divmod(place, 3)
        x = _LEFT + column * (_WIDTH + _GAP)
        y = 24 + row * (tall + 56)
        boxes.append(Box(x, y, _WIDTH, tall, title, kind="group"))
        kind = {"Sources": "claim", "Dataset": "thing", "Views": "role"}.get(title, "box")
        boxes += [
            Box(
                x + 12,
                y + 42 + at * _STEP,
                _WIDTH - 24,
                _HEIGHT,
                head,
                textwrap.wrap(names, 28),
                kind,
                True,
            )
            for at, (head, names) in enumerate(entries)
        ]
        middle = y + tall / 2
        if column < 2:
            arrows.append(Arrow([(x + _WIDTH, middle), (x + _WIDTH + _GAP - 2, middle)]))
        elif row == 0:
            below = y + tall + 28
            start = _LEFT + _WIDTH / 2
            arrows.append(
                Arrow(
                    [
                        (x + _WIDTH / 2, y + tall),
                        (x + _WIDTH / 2, below),
                        (start, below),
                        (start, y + tall + 54),
                    ]
                )
            )
    notes = [
        Note(_LEFT + _WIDTH + _GAP / 2, 24 + tall / 2 - 10, "facts", "middle"),
        Note(_LEFT + 2 * _WIDTH + 1.5 * _GAP, 24 + tall / 2 - 10, "quads", "middle"),
        Note(_LEFT + 1.5 * _WIDTH + _GAP, 24 + tall + 22, "SPARQL, the same for all", "middle"),
        Note(_LEFT + _WIDTH + _GAP / 2, 80 + 1.5 * tall - 10, "rows", "middle"),
        Note(_LEFT + 2 * _WIDTH + 1.5 * _GAP, 80 + 1.5 * tall - 10, "values", "middle"),
    ]
    width, height = 2 * _LEFT + 3 * _WIDTH + 2 * _GAP, 48 + 2 * tall + 56
    return svg(
        width,
        height,
        "Architecture: from sources to views",
        "Data flows one way: " + ", then ".join(title.lower() for title in _COLUMNS) + ". "
        "Below each box stand the modules of rolegraph that do it.",
        boxes,
        arrows,
        notes,
    )
