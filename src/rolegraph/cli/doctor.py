"""The ``doctor`` command."""

import json
import os
import platform
import shutil
from importlib import metadata

import click

from rolegraph import __version__, resources
from rolegraph.cli.options import (
    check_output,
    dataset_options,
    emit_rows,
    open_chosen,
    output_options,
)
from rolegraph.dataset import MANIFEST
from rolegraph.errors import RolegraphError
from rolegraph.views.table import Rows

_NEEDED = ("click", "jinja2", "networkx", "oxrdflib", "pyoxigraph", "pyshacl", "pyvis", "rdflib")
_COUNT = """
SELECT (COUNT(*) AS ?n) (SAMPLE(?named) AS ?graphs) WHERE {
  { SELECT (COUNT(DISTINCT ?g) AS ?named) WHERE { GRAPH ?g { ?x ?y ?z } } }
  ?s ?p ?o
}"""
_OPTIONAL = {
    "pandas": "tables as DataFrames: pip install 'rolegraph[notebook]'",
    "ipython": "notebooks: pip install 'rolegraph[notebook]'",
}


@click.command(epilog="Example: rolegraph doctor --db my.db")
@dataset_options
@output_options
def doctor(db: str | None, endpoint: str | None, form: str | None, output: str | None) -> None:
    """Tell versions, paths, the state of the store, and which optional parts are there.

    Exit code 0 means that everything needed works, 1 that something does not.
    """
    check_output(output)
    rows: list[tuple[str, str, str]] = [
        ("ok", "rolegraph", __version__),
        ("ok", "python", f"{platform.python_version()} on {platform.system()}"),
    ]
    for name in _NEEDED:
        version = _version(name)
        rows.append(
            ("ok", name, version)
            if version
            else ("problem", name, "is not installed: install rolegraph again")
        )
    for name, remedy in _OPTIONAL.items():
        version = _version(name)
        rows.append(("ok", name, version) if version else ("absent", name, remedy))
    browser = next(
        (
            p
            for p in ("chromium", "chromium-browser", "google-chrome", "firefox")
            if shutil.which(p)
        ),
        "",
    )
    rows.append(
        ("ok", "browser", browser) if browser else ("absent", "browser", "for `viz --open`")
    )
    for name in ("ontology", "data"):
        rows.append(("ok", f"{name} folder", resources.folder(name)))
    compiled = resources.compiled()
    rows.append(("ok", "bundled graph", compiled or "built from the tables at each start"))
    rows += _store(db, endpoint)
    emit_rows([Rows(("state", "what", "detail"), rows)], form, output)
    if any(row[0] == "problem" for row in rows):
        raise click.exceptions.Exit(1)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _store(db: str | None, endpoint: str | None) -> list[tuple[str, str, str]]:
    try:
        dataset = open_chosen(db, endpoint)
        (row,) = dataset.select(_COUNT)
    except RolegraphError as error:
        return [("problem", "graph", str(error))]
    count = int(row["n"].value)
    graphs = int(row["graphs"].value)
    rows = [("ok", "graph", f"{dataset.where}: {count:,} triples, {graphs} sources' graphs")]
    if dataset.kind == "directory":
        try:
            with open(os.path.join(dataset.where, MANIFEST), encoding="utf-8") as file:
                expected = int(json.load(file)["quads"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            return [*rows, ("problem", "store", f"{MANIFEST} is damaged ({error}): make it again")]
        found = len(dataset.store)
        if expected != found:
            detail = f"{MANIFEST} says {expected:,} quads, the store has {found:,}: make it again"
            rows.append(("problem", "store", detail))
    return rows
