"""Imports point one way, each library has one home, and commands start without the heavy ones."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

import rolegraph

PACKAGE = Path(rolegraph.__file__).parent
LAYERS: list[tuple[str, ...]] = [
    # The highest first. A module sees those of the lines below its own; the modules of one line do
    # not see each other. A package stands for all that is in it.
    ("__main__",),
    ("cli",),
    ("notebook", "endpoint"),
    ("graph",),
    ("drawings",),
    ("export", "ingestion", "importing", "backup", "health", "rdfview"),
    ("outcomes",),
    ("views",),
    ("network",),
    ("merging",),
    ("gaps", "paths", "matching", "distinctiveness", "resume", "sidebyside"),
    ("likeness", "cover", "rolenetwork"),
    ("profiles",),
    ("profilerows",),
    ("answers", "counting"),
    ("comparison", "evidence", "validation", "difference", "crosswalk", "standpoints"),
    ("figures", "terms", "snapshot"),
    ("languages",),
    ("register",),
    ("readings",),
    ("intake",),
    ("queries",),
    ("dataset",),
    ("remote",),
    ("transport", "paging"),
    ("credentials", "serverwords"),
    ("addresses",),
    ("store",),
    ("tidying", "archive"),
    ("manifest",),
    ("union", "labelindex"),
    ("labelsearch",),
    ("bundle",),
    ("sources", "statements"),
    ("recordnames",),
    ("reading",),
    ("tabular",),
    ("tablerender",),
    ("values",),
    ("files",),
    ("lexicon", "facts", "resources", "sparqltext", "sameness", "locking", "grid"),
    ("namespaces",),
    ("errors",),
]
HOMES = {
    # library: the modules that may import it
    "networkx": {"network", "comparison", "graph", "rolenetwork"},
    "pyvis": {"views.page"},
    "click": {"cli"},
    "jinja2": {"views.page", "endpoint.explorer.rendering"},
    "pyshacl": {"validation"},
    "rdflib": {"validation", "rdfview"},
    "oxrdflib": {"rdfview"},
    "pandas": {"tablerender"},
    "polars": {"tablerender"},
    "http": {"endpoint", "transport"},
    # In queries.graphs a relative name is put together with its base; nothing is opened there.
    "urllib": {"endpoint", "transport", "credentials", "addresses", "remote", "queries.graphs"},
    "socket": {"endpoint", "transport"},
    "ssl": {"endpoint", "transport"},
    "starlette": {"endpoint"},
    "uvicorn": {"endpoint"},
    "IPython": {"notebook"},
    "charset_normalizer": {"reading.encoding"},
    "resiliparse": {"reading.html"},
    "resvg_py": {"views.png"},
    "sqlite3": {"labelindex", "labelsearch"},
}
SPARQL = {
    "labelsearch": "it is SQL",
    # module outside queries/ that holds SPARQL text, and why
    "remote": "an endpoint's quads and graphs are asked for below any query",
    "paging": "it puts one query into another",
    "endpoint.answering": "another server is asked below any query whether it has a graph",
    "notebook.magic": "its help shows a query",
    "cli.doctor": "it counts triples in a graph that may hold nothing else",
}


def modules() -> dict[str, Path]:
    """Return every module of the package by its name below ``rolegraph``."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "_bundled" in path.parts:
            continue
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


MODULES = modules()


def at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a module, without what only a type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        yield from at_run_time(node)


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Return the absolute name of each module that a file imports, wherever it does."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in at_run_time(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            assert node.module is not None
            for alias in node.names:
                inner = f"{node.module}.{alias.name}".removeprefix("rolegraph.")
                is_module = node.module.startswith("rolegraph") and inner in MODULES
                yield f"{node.module}.{alias.name}" if is_module else node.module


def place(module: str) -> int:
    """Return the line of `LAYERS` in which a module stands."""
    for at, layer in enumerate(LAYERS):
        if module.partition(".")[0] in layer:
            return at
    raise AssertionError(f"{module} stands in no layer: give it one in LAYERS")


@pytest.mark.parametrize("module", [name for name in MODULES if name])
def test_imports_point_downward_only(module: str) -> None:
    own = module.partition(".")[0]
    for target in imports(MODULES[module]):
        inner = target.removeprefix("rolegraph.")
        if not target.startswith("rolegraph.") or inner.partition(".")[0] == own:
            continue
        assert place(inner) > place(module), f"{module} imports {inner}"


def test_every_layer_is_named_once() -> None:
    names = [name for layer in LAYERS for name in layer]
    assert len(names) == len(set(names))


def test_sources_do_not_see_each_other_or_the_dataset() -> None:
    inside = [name for name in MODULES if name.startswith("sources.")]
    assert inside
    for module in inside:
        seen = {target.removeprefix("rolegraph.") for target in imports(MODULES[module])}
        assert not seen & {"dataset", "bundle", "queries"}
        # Formats do not see each other; how files are opened and what a reading is serves them all.
        own = module.partition(".")[2]
        family = {"jobposting", "jsonlines"} if own == "postings" else set()
        family |= {"jsonlines"} if own == "jobposting" else set()
        shared = {"releases", "taxonomy", *family}
        others = {name.partition(".")[2] for name in seen if name.startswith("sources.")} - shared
        assert not {name for name in others if name[:4] != own[:4] or own[:4] != "onet"}, module


@pytest.mark.parametrize("library", HOMES)
def test_a_library_has_one_home(library: str) -> None:
    for module, path in MODULES.items():
        used = any(target.partition(".")[0] == library for target in imports(path))
        if used:
            homes = HOMES[library]
            assert module in homes or module.partition(".")[0] in homes, f"{module}: {library}"


def test_sparql_text_stands_with_the_queries() -> None:
    query = re.compile(r"\b(SELECT|CONSTRUCT|ASK|DESCRIBE)\s*(DISTINCT|WHERE|[({?*<])")
    holders = set()
    for module, path in MODULES.items():
        if module.partition(".")[0] == "queries":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        notes = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and node not in notes else None
            if isinstance(text, str) and query.search(text):
                holders.add(module)
    assert holders == set(SPARQL)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_one_purpose(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= 400
    assert module.rpartition(".")[2] not in {"utils", "helpers", "common", "misc"}


HEAVY = {
    "rdflib",
    "networkx",
    "pyvis",
    "pandas",
    "polars",
    "numpy",
    "pyshacl",
    "oxrdflib",
    "IPython",
} | {
    "resiliparse",
    "charset_normalizer",
    "resvg_py",
}


@pytest.mark.parametrize(
    ("command", "also"),
    [
        (("--help",), {"pyoxigraph", "jinja2"}),
        (("--version",), {"pyoxigraph", "jinja2"}),
        (("roles",), {"jinja2"}),
        (("show", "mle"), {"jinja2"}),
        (("compare", "mle", "mlre"), {"jinja2"}),
        (("why", "mle", "docker"), {"jinja2"}),
    ],
)
def test_a_command_starts_without_what_it_does_not_need(
    spawn: Callable[..., object], command: tuple[str, ...], also: set[str]
) -> None:
    done = spawn(*command, flags=("-X", "importtime"))
    report = str(getattr(done, "stderr", ""))
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in report.splitlines()}
    assert "click" in loaded
    assert not loaded & (HEAVY | also)
