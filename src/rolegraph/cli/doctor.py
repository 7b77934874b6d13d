"""The ``doctor`` command."""

import platform
import shutil
from importlib import metadata

import click

from rolegraph import __version__, health, resources
from rolegraph.cli.options import (
    check_output,
    dataset_options,
    emit_rows,
    output_options,
    where_chosen,
)
from rolegraph.dataset import open_dataset
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
    "matplotlib": "plots in notebooks: pip install 'rolegraph[notebook]'",
    "ipython": "notebooks: pip install 'rolegraph[notebook]'",
}


@click.command(epilog="Example: rolegraph doctor --db my.db")
@dataset_options
@output_options
def doctor(db: str | None, endpoint: str | None, form: str | None, output: str | None) -> None:
    """Tell versions, paths, the state of the store, and which optional parts are there.

    Every file of a store is read and compared with the checksum that was kept of it. Where one is
    damaged, a line says how to get back.

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
        where = where_chosen(db, endpoint)
        if where is not None and "://" not in where:
            return [(one.state, one.what, one.detail) for one in health.examine(where)]
        dataset = open_dataset(where)
        (row,) = dataset.select(_COUNT)
    except RolegraphError as error:
        return [("problem", "graph", str(error))]
    count = int(row["n"].value)
    graphs = int(row["graphs"].value)
    return [("ok", "graph", f"{dataset.where}: {count:,} triples, {graphs} sources' graphs")]
