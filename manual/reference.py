"""The reference of the Python API, from its docstrings."""

import doctest
import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import rolegraph
from manual.templating import Written, render
from rolegraph.answers import Answer
from rolegraph.tabular import Tabular

_GROUPS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "Opening a graph": {"rolegraph": ("open", "Graph", "IRI", "to_curie")},
    "Writing a store": {"rolegraph": ("ingest", "import_release", "forget")},
    "Comparisons": {
        "rolegraph.drawings": ("DrawnComparison", "DrawnGraph"),
        "rolegraph.comparison": ("Role", "Trait", "Support"),
    },
    "What every answer can do": {
        "rolegraph.tabular": ("Tabular",),
        "rolegraph.answers": ("Answer",),
    },
    "Answers of queries": {"rolegraph.queries.result": ("Result",)},
    "Lists of records": {
        "rolegraph.tabular": ("Listing",),
        "rolegraph.lexicon": ("Match",),
        "rolegraph.evidence": ("Claim",),
    },
    "Analyses": {
        "rolegraph.likeness": ("Similar", "Likeness", "Shared"),
        "rolegraph.gaps": ("Gap", "Raised"),
        "rolegraph.paths": ("Path", "Step"),
        "rolegraph.matching": ("Matches", "Fit", "Given", "Unknown"),
        "rolegraph.distinctiveness": ("Distinctive", "Distinction"),
        "rolegraph.profiles": ("Profiles", "Trait"),
    },
    "Errors": {
        "rolegraph.errors": (
            "RolegraphError",
            "UsageError",
            "UnknownNameError",
            "DataError",
            "QueryError",
            "StoreError",
        ),
        "rolegraph.paths": ("NoPathError",),
        "rolegraph.matching": ("NothingKnownError",),
    },
}


class Member(NamedTuple):
    """A method, property or field: its name, how it is called, what it gives."""

    name: str
    signature: str
    text: Written


class Entry(NamedTuple):
    """A function or class: the module that has it, how it is called, what it is, its members."""

    name: str
    module: str
    signature: str
    text: Written
    members: list[Member]


def page() -> str:
    """Return the page of what can be called from Python."""
    groups = [
        (title, [_entry(module, name) for module, names in modules.items() for name in names])
        for title, modules in _GROUPS.items()
    ]
    return render("reference.md.j2", groups=groups, version=rolegraph.__version__)


def _entry(module: str, name: str) -> Entry:
    found = getattr(importlib.import_module(module), name)
    members = [*_members(found)] if inspect.isclass(found) else []
    return Entry(name, module, _signature(name, found), _text(found, module), members)


def _members(kind: type) -> Iterator[Member]:
    """Yield what a class has that begins with a letter, its own and what ours above it have.

    What every answer can do is told once, with the class that all answers are made of.
    """
    seen = set() if kind in (Tabular, Answer) else {*vars(Tabular), *vars(Answer)}
    for above in kind.__mro__:
        if not above.__module__.startswith("rolegraph"):
            continue
        for name, value in vars(above).items():
            plain = value.__func__ if isinstance(value, classmethod | staticmethod) else value
            if name.startswith("_") or name in seen or not _is_told(plain):
                continue
            seen.add(name)
            shown = name if not callable(plain) else _signature(name, plain)
            yield Member(name, shown, _text(plain, above.__module__))


def _is_told(value: Any) -> bool:
    if isinstance(value, property) or hasattr(value, "attrname"):
        return bool(value.__doc__)
    return inspect.isfunction(value) and bool(value.__doc__)


def _signature(name: str, found: Any) -> str:
    """Return how something is called, without what a reader need not see."""
    if inspect.isclass(found) and issubclass(found, Exception):
        return name
    if inspect.isclass(found):
        fields = getattr(found, "_fields", ())
        return f"{name}({', '.join(fields)})" if fields else name
    written = inspect.signature(found)
    kept = [
        one.replace(annotation=_plain(one.annotation))
        for one in written.parameters.values()
        if one.name not in ("self", "cls")
    ]
    returned = _plain(written.return_annotation)
    return f"{name}{written.replace(parameters=kept, return_annotation=returned)}"


class _Plain:
    """An annotation that is written without quotes."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _plain(annotation: Any) -> Any:
    """Return an annotation as a reader wants it: without quotes and without where it comes from."""
    if annotation is inspect.Signature.empty:
        return annotation
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    text = text.replace("pd.", "pandas.").replace("pl.", "polars.").replace("nx.", "networkx.")
    return _Plain(re.sub(r"\b(?:collections\.abc|rolegraph(?:\.\w+)*|typing|os)\.", "", text))


def _text(found: Any, module: str) -> Written:
    """Return a docstring as Markdown: names in single backticks are code, and examples a block."""
    parts: list[str] = []
    for piece in doctest.DocTestParser().parse(inspect.getdoc(found) or ""):
        if isinstance(piece, doctest.Example):
            block = f">>> {piece.source}{piece.want}"
            if parts and parts[-1].startswith("```pycon"):
                parts[-1] = parts[-1].removesuffix("```") + block + "```"
            else:
                parts.append(f"```pycon\n{block}```")
        elif piece.strip():
            parts.append(piece.strip().replace("``", "`").replace("<", "&lt;"))
    return Written("\n\n".join(parts))
