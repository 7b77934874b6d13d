"""Stores as earlier versions of the project laid them out; the tests open them.

``python -m tests.older`` makes ``tests/stores`` anew. Each is packed as a zip, because the engine's
own files are what an older version leaves:

- ``format-1-union.zip``: the first layout. Every triple is in a named graph, and every query took
  the union of these for the default graph. Only copies of the bundled graph could be made.
- ``format-1.zip``: the same, with the union written out as the default graph.
- ``format-2.zip``: generations and sources, without a description beside each generation, without
  checksums of files, without an index.
"""

import json
import os
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

STORES = Path(__file__).parent / "stores"
GRAPH = ox.NamedNode("https://w3id.org/rolegraph/source/one")
ROLE = "https://w3id.org/rolegraph/role/data-engineer"
TOOL = "https://w3id.org/rolegraph/tool/python"
RG = "https://w3id.org/rolegraph/ontology#"
TRIPLES = (
    (ROLE, RG + "label", "Data Engineer"),
    (ROLE, "http://www.w3.org/2004/02/skos/core#prefLabel", "Data Engineer"),
    (
        ROLE,
        "http://www.w3.org/2004/02/skos/core#inScheme",
        "https://w3id.org/rolegraph/scheme/role",
    ),
    (TOOL, RG + "label", "Python"),
    (
        TOOL,
        "http://www.w3.org/2004/02/skos/core#inScheme",
        "https://w3id.org/rolegraph/scheme/tool",
    ),
    (ROLE, RG + "usesTool", TOOL),
)
SOURCES = {"one": {"path": "articles/one.txt", "sha256": "0" * 64}}


def _engine(folder: str, *, union: bool) -> int:
    store = ox.Store(folder)
    for subject, predicate, value in TRIPLES:
        term = ox.NamedNode(value) if value.startswith("https://") else ox.Literal(value)
        for graph in (GRAPH, ox.DefaultGraph()) if union else (GRAPH,):
            store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), term, graph))
    store.optimize()
    store.flush()
    return len(store)


def _pack(name: str, folder: Path) -> None:
    with zipfile.ZipFile(STORES / name, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.rglob("*")):
            # The engine's log and options say nothing that it needs.
            if path.is_file() and path.name != "LOG":
                file.write(path, path.relative_to(folder))


def make() -> None:
    """Write the stores."""
    STORES.mkdir(exist_ok=True)
    for name, form, union in (
        ("format-1-union", 1, False),
        ("format-1", 1, True),
        ("format-2", 2, True),
    ):
        with TemporaryDirectory() as place:
            folder = Path(place)
            generation = "store" if form == 1 else "store-3"
            quads = _engine(str(folder / generation), union=union)
            told: dict[str, object] = {"format": form, "rolegraph": "0.1.0", "quads": quads}
            if form == 2:
                told |= {"store": generation, "sources": SOURCES}
            text = json.dumps(told, indent=2) + "\n"
            (folder / "rolegraph.json").write_text(text, encoding="utf-8")
            _pack(f"{name}.zip", folder)


def unpack(name: str, folder: Path) -> str:
    """Unpack a store into a folder and return the path of it."""
    path = folder / f"{name}.db"
    with zipfile.ZipFile(STORES / f"{name}.zip") as file:
        file.extractall(path)
    return os.fspath(path)


if __name__ == "__main__":
    make()
