"""What is installed with the program is declared, has a lower bound, and is tested with it."""

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from tests import lowest
from tests.test_architecture import MODULES, imports

ROOT = Path(__file__).resolve().parent.parent
EXTRAS: dict[str, list[str]] = lowest.PROJECT["optional-dependencies"]


@pytest.mark.parametrize("extra", [None, *EXTRAS])
def test_every_dependency_has_a_lower_bound(extra: str | None) -> None:
    listed = EXTRAS[extra] if extra else lowest.PROJECT["dependencies"]
    named = [one for one in map(Requirement, listed) if one.name != "rolegraph"]
    assert named
    for one in named:
        assert lowest.lowest(one), one


@pytest.mark.parametrize("text", ["networkx", "networkx==3.2", "networkx<4", "networkx>=3,>=3.2"])
def test_a_dependency_without_a_lower_bound_is_noticed(text: str) -> None:
    with pytest.raises(ValueError, match="say the lowest version"):
        lowest.lowest(Requirement(text))


def test_what_the_program_imports_is_declared() -> None:
    distributions = {
        name: {one.lower().replace("_", "-") for one in found}
        for name, found in packages_distributions().items()
    }
    roots = {target.partition(".")[0] for path in MODULES.values() for target in imports(path)}
    libraries = {name for name in roots if name in distributions} - {"rolegraph"}
    assert "networkx" in libraries
    for library in libraries:
        assert distributions[library] & lowest.used().keys(), f"{library} is not in pyproject.toml"


def test_each_library_is_tested_with_its_lowest_version() -> None:
    assert lowest.SURFACES.keys() == lowest.used().keys()
    assert lowest.tools().keys() == lowest.TOOLS
    for tests in lowest.SURFACES.values():
        assert tests
        for one in tests:
            file, _, test = one.partition("[")[0].partition("::")
            text = (ROOT / "tests" / file).read_text(encoding="utf-8")
            assert not test or re.search(rf"^def {test}\(", text, re.M), one


def test_the_lowest_python_is_the_one_that_style_and_types_are_checked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    oldest = project["project"]["requires-python"].removeprefix(">=")
    assert project["tool"]["mypy"]["python_version"] == oldest
    assert project["tool"]["ruff"]["target-version"] == "py" + oldest.replace(".", "")
