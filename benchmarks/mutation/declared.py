"""Change what a module declares: constants, and the defaults of records.

mutmut changes what stands in functions alone, and a module of records has none.
"""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.mutation.running import LEFT_OUT, Mutant

_SECONDS: Final = 300


class Change(NamedTuple):
    """One declared value changed: its name, the text before and after, and the whole module."""

    name: str
    before: str
    after: str
    text: bytes


def changes(text: bytes) -> Iterator[Change]:
    """Yield each change of one value: a number one more, a text longer, None an empty text."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:at])) for at in range(len(lines))]
    for name, declared in _declared(ast.parse(text).body):
        for node in ast.walk(declared):
            if not isinstance(node, ast.Constant) or node.end_lineno is None:
                continue
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[node.end_lineno - 1] + (node.end_col_offset or 0)
            after = _changed(node.value)
            # Long texts are lists of words, which mutmut leaves alone as well.
            if after is not None and not text[start:end].lstrip(b"rR").startswith(b'"""'):
                before = " ".join(text[start:end].decode().split())
                yield Change(name, before, after, text[:start] + after.encode() + text[end:])


def _declared(body: list[ast.stmt], inside: str = "") -> Iterator[tuple[str, ast.expr]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _declared(node.body, f"{node.name}.")
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield inside + ast.unparse(node.target), node.value
        elif isinstance(node, ast.Assign):
            yield inside + ast.unparse(node.targets[0]), node.value


def _changed(value: object) -> str | None:
    if value is None:
        return "''"
    if isinstance(value, bool):
        return repr(not value)
    if isinstance(value, int | float):
        return repr(value + 1)
    return repr(f"XX{value}XX") if isinstance(value, str) else None


def run(folder: Path, module: str, tests: tuple[str, ...]) -> list[Mutant]:
    """Return what came of every change, each tried in a process of its own."""
    file = folder / "src" / "rolegraph" / f"{module}.py"
    whole = file.read_bytes()
    found: list[Mutant] = []
    if any(changes(whole)) and (status := _status(folder, tests)) != "survived":
        raise SystemExit(f"the tests of {module} fail without any change: {status}")
    try:
        for change in changes(whole):
            file.write_bytes(change.text)
            status = _status(folder, tests)
            found.append(Mutant(change.name, status, change.name, change.before, change.after))
    finally:
        file.write_bytes(whole)
    return found


def _status(folder: Path, tests: tuple[str, ...]) -> str:
    arguments = ["-n", "0", "-x", "-q", "-p", "no:cacheprovider", "-k", LEFT_OUT, *tests]
    try:
        code = subprocess.run(
            [sys.executable, "-B", "-m", "pytest", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder / "src")},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return "timed out"
    # Where the module is not even taken, the tests are not collected.
    return {0: "survived", 1: "killed", 2: "killed", 4: "killed"}.get(code, f"ended with {code}")
