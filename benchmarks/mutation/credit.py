"""A plugin of pytest for mutmut, which tries each change in a copy of a process that ran all tests.

A test counts as covering what its fixtures ran, also where they are shared: mutmut notes the
functions that run between the end of one test and that of the next, so what a fixture of a session
or a module ran would be credited to the first of its tests alone, and a change there be tried on no
other. And nothing is remembered from the tests before the change.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

_RAN: defaultdict[str, set[str]] = defaultdict(set)


def _noted() -> set[str]:
    from mutmut.state import state

    noted: set[str] = state()._stats
    return noted


def pytest_sessionstart() -> None:
    """Forget what functions of the program returned before."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "rolegraph":
            for value in list(vars(module).values()):
                if callable(forget := getattr(value, "cache_clear", None)):
                    forget()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> Iterator[None]:
    """Note what a fixture runs."""
    noted = _noted()
    before = set(noted)
    noted.clear()
    try:
        return (yield)
    finally:
        _RAN[fixturedef.argname] |= noted
        noted |= before


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: Any) -> None:
    """Credit a test with what its fixtures ran, whenever they did."""
    for name in getattr(item, "fixturenames", ()):
        _noted().update(_RAN[name])
