"""The oldest libraries that ``pyproject.toml`` takes, and the tests that go through each of them.

``python -m tests.lowest`` makes an environment of the oldest Python and of exactly the versions
that stand as lower bounds, and runs the tests of `SURFACES` in it. What is given besides goes to
pytest, and tests that are named are run instead: ``python -m tests.lowest tests/test_graph.py``.
"""

import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

EXTRAS = ("notebook", "serve")
"""The extras that people install to use the program; the others serve those who work on it."""

TOOLS = {"hypothesis", "nbclient", "nbformat", "oxigraph", "pytest", "pytest-xdist"}
"""What the tests below need of the extra for tests."""

FIRST_STEPS = "test_notebooks.py::test_a_notebook_says_what_it_is_stored_with[1-first-steps.ipynb]"
PAGES = "test_page_bytes.py::test_the_policy_names_what_is_in_the_file_and_nothing_else"
SERVER = tuple(
    f"test_endpoint.py::test_{name}"
    for name in (
        "the_three_ways_to_ask_give_the_same",
        "what_is_wrong_has_its_status",
        "heads_are_bounded",
        "large_answers_come_whole",
        "answers_are_compressed_where_that_is_wanted",
        "head_and_options",
        "health_and_metrics",
    )
)
SURFACES: dict[str, tuple[str, ...]] = {
    "charset-normalizer": ("test_encoding.py",),
    "click": (
        "test_completion.py::test_queries_sources_choices_files_and_folders_complete",
        "test_completion.py::test_the_script_is_what_the_shell_takes",
        "test_cli.py::test_wrong_use_exits_2_and_says_what_to_do",
        "test_terminal.py::test_a_terminal_gets_a_table",
    ),
    "httptools": SERVER,
    "ipykernel": (FIRST_STEPS,),
    "ipython": (
        FIRST_STEPS,
        "test_notebook.py::test_an_answer_is_a_table_in_the_terminal_and_in_the_notebook",
        "test_notebook.py::test_tab_completes",
        "test_notebook.py::test_what_is_wrong_is_said",
    ),
    "jinja2": (PAGES,),
    "markupsafe": (PAGES,),
    "matplotlib": (
        "test_notebooks.py::test_plots_have_the_colours_of_the_pages",
        "test_notebooks.py::test_other_pictures_are_told_apart",
    ),
    "networkx": (
        "test_network.py",
        "test_export.py::test_networkx_reads_the_network",
    ),
    "oxrdflib": ("test_graph.py::test_rdflib_knows_the_prefixes_and_counts_a_triple_once",),
    "pandas": ("test_tabular.py",),
    "polars": ("test_tabular.py",),
    "pyoxigraph": (
        "test_comparison.py::test_a_comparison_is_what_was_said",
        "test_comparison.py::test_the_stores_give_the_same_comparison",
    ),
    "pyshacl": (
        "test_shapes.py::test_valid_example_conforms",
        "test_shapes.py::test_invalid_example_fails_the_shape_it_names",
    ),
    "pyvis": (PAGES,),
    "rdflib": (
        "test_export.py::test_a_dataset_is_read_whole_by_another_parser[trig-trig]",
        "test_refusals.py::test_rdflib_over_the_store_still_answers",
    ),
    "resiliparse": ("test_html.py",),
    "resvg-py": ("test_png.py",),
    "starlette": SERVER,
    "uvicorn": SERVER,
}
"""For each library that the program uses, tests that see whether it does what is asked of it."""


def used() -> dict[str, Requirement]:
    """Return what the program is installed with, everything that can be chosen included."""
    extras = PROJECT["optional-dependencies"]
    return _named([*PROJECT["dependencies"], *(one for name in EXTRAS for one in extras[name])])


def tools() -> dict[str, Requirement]:
    """Return what has to be installed besides for the tests of `SURFACES`."""
    return {
        name: one
        for name, one in _named(PROJECT["optional-dependencies"]["test"]).items()
        if name in TOOLS
    }


def _named(texts: Iterable[str]) -> dict[str, Requirement]:
    return {one.name: one for one in map(Requirement, texts)}


def lowest(requirement: Requirement) -> str:
    """Return the version that a requirement begins with; raise ValueError where it has no bound."""
    bounds = [one.version for one in requirement.specifier if one.operator == ">="]
    if len(bounds) != 1:
        raise ValueError(f"{requirement}: say the lowest version by one >=")
    return bounds[0]


def environment(folder: Path) -> Path:
    """Return the Python of a new environment that has the lowest versions and no others."""
    wanted = used() | tools()
    # Resolvers that look for the lowest themselves take a newer one where another library asks for
    # an extra of it, and say nothing; of this they say what cannot be had.
    constraints = folder / "constraints.txt"
    lines = [f"{name}=={lowest(one)}\n" for name, one in wanted.items()]
    constraints.write_text("".join(lines), encoding="utf-8")
    made = folder / "venv"
    uv: list[str | Path] = [sys.executable, "-m", "uv"]
    oldest = PROJECT["requires-python"].removeprefix(">=")
    here_only = [*uv, "venv", "--quiet", "--no-python-downloads", "--python"]
    if subprocess.run([*here_only, oldest, made], capture_output=True, check=False).returncode:
        taken = sys.version.split()[0]
        sys.stderr.write(f"Python {oldest} is not to be had here: {taken} is taken\n")
        subprocess.run([*here_only, sys.executable, made], check=True)
    python = made / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    here = f"{ROOT}[{','.join(EXTRAS)}]"
    install = [*uv, "pip", "install", "--quiet", "--python", python, "--constraint", constraints]
    subprocess.run([*install, "--editable", here, *tools()], check=True)
    return python


def main(arguments: list[str]) -> int:
    """Run the tests and return what pytest ended with."""
    chosen = [one for one in arguments if one.startswith("tests")]
    named = dict.fromkeys(f"tests/{one}" for tests in SURFACES.values() for one in tests)
    with tempfile.TemporaryDirectory() as folder:
        python = environment(Path(folder))
        command: list[str | Path] = [python, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
        return subprocess.run(
            [*command, *(() if chosen else named)], cwd=ROOT, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
