"""Run mutmut on one module in a copy of the checkout."""

import ast
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[2]
_COPIED: Final = ("src", "tests", "data", "ontology", "benchmarks", "docs", "pyproject.toml")
_IGNORED: Final = shutil.ignore_patterns("__pycache__", ".*_cache", ".hypothesis")
LEFT_OUT: Final = "not (oxigraph or virtuoso or store_dir or endpoint)"
"""Tests of the other stores, which start servers, as pytest's ``-k`` takes it."""
_SETTINGS: Final = """
[tool.mutmut]
source_paths = ["src"]
only_mutate = ["src/rolegraph/{module}.py"]
also_copy = ["data", "ontology", "benchmarks", "docs"]
timeout_constant = 20.0
timeout_multiplier = 3.0
use_git_change_detection = false
pytest_add_cli_args = ["-n", "0", "-p", "benchmarks.mutation.credit", "-p", "no:cacheprovider", "-p", "no:unraisableexception", "-k", "{left_out}"]
pytest_add_cli_args_test_selection = {tests}
"""  # noqa: E501
_MEMORY: Final = 6 << 30
"""So much address space a process may have, since a change can make a list without end."""


class Mutant(NamedTuple):
    """One change: its name, what came of it, where it is, and its lines before and after."""

    name: str
    status: str
    place: str = ""
    before: str = ""
    after: str = ""


_STATUS: Final = {0: "survived", 1: "killed", 3: "killed", 5: "survived", 33: "survived"}
_CUT_OFF: Final = {36, -24, 24, 152, -9}


def status(code: int | None) -> str:
    """Return what the exit code of the tests says of a change; one that no test runs survives."""
    if code is None:
        return "not run"
    return "timed out" if code in _CUT_OFF else _STATUS.get(code, f"ended with {code}")


def prepare(folder: Path, module: str, tests: tuple[str, ...]) -> None:
    """Copy the checkout and set mutmut up for one module."""
    for name in _COPIED:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=_IGNORED, dirs_exist_ok=True)
        else:
            shutil.copy2(source, target)
    settings = _SETTINGS.format(module=module, tests=json.dumps(tests), left_out=LEFT_OUT)
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(settings)


def mutmut(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of mutmut in the copy."""
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def run(folder: Path, module: str, jobs: int) -> list[Mutant]:
    """Return what came of every change of a module, in the order of the file.

    In a folder of an earlier run only what is new, or was not noticed then, is tried.
    """
    text = (folder / "src" / "rolegraph" / f"{module}.py").read_text(encoding="utf-8")
    if not any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(text))):
        # mutmut ends with an error where there is nothing to change.
        return []
    # Which test runs what is found out anew: the tests may be others by now.
    (folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    before = _codes(folder, module)
    again = [name for name, code in before.items() if code is not None and status(code) != "killed"]
    failed = _failure(mutmut(folder, "run", "--max-children", str(jobs)))
    if again and not failed:
        still = [name for name in again if name in _codes(folder, module)]
        failed = _failure(mutmut(folder, "run", "--max-children", str(jobs), *still))
    if failed:
        raise SystemExit(f"mutmut failed for {module}:\n{failed}")
    return list(_described(folder, _codes(folder, module)))


def _codes(folder: Path, module: str) -> dict[str, int | None]:
    found = folder / "mutants" / "src" / "rolegraph" / f"{module}.py.meta"
    if not found.is_file():
        return {}
    codes: dict[str, int | None] = json.loads(found.read_text(encoding="utf-8"))["exit_code_by_key"]
    return codes


def _failure(ran: "subprocess.CompletedProcess[str]") -> str:
    return f"{ran.stdout[-4000:]}{ran.stderr[-4000:]}" if ran.returncode else ""


def _described(folder: Path, codes: dict[str, int | None]) -> Iterator[Mutant]:
    for name, code in codes.items():
        mangled = name.rpartition("__mutmut_")[0].rpartition(".")[2]
        place = mangled.removeprefix("xǁ").removeprefix("x_").replace("ǁ", ".")
        mutant = Mutant(name, status(code), place)
        if mutant.status != "killed":
            mutant = mutant._replace(**_lines(mutmut(folder, "show", name).stdout))
        yield mutant


def _lines(shown: str) -> dict[str, str]:
    """Return the lines of a difference that are gone and those that are new, each as one."""
    rows = [row for row in shown.splitlines() if not row.startswith(("---", "+++"))]
    gone = [row[1:].strip() for row in rows if row.startswith("-")]
    new = [row[1:].strip() for row in rows if row.startswith("+")]
    return {"before": " ".join(gone), "after": " ".join(new)}
