"""The notebooks run from top to bottom, and are stored with the outputs that they have now.

Run and store them anew with ``ROLEGRAPH_REGENERATE=1 pytest tests/test_notebooks.py``.
"""

import io
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from tests import notebooks
from tests.releases_read import released

from rolegraph.views.theme import LIGHT

NAMES = notebooks.names()
PUBLISHED = "published"
"""The cell that tells what the published releases gave, which are not everywhere."""

LARGEST = 100_000
"""So many bytes has a picture at most."""


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the settings of whoever runs the tests out of the kernels, and their files elsewhere."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    # Looking through the fonts takes seconds, and is said in the first cell that draws.
    monkeypatch.setenv("MPLCONFIGDIR", str(Path(tempfile.gettempdir(), "rolegraph-matplotlib")))
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    # The stored outputs are those of the small releases, which are everywhere.
    monkeypatch.delenv("ROLEGRAPH_DATA", raising=False)
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_says_what_it_is_stored_with(
    name: str, kernels: Path, request: pytest.FixtureRequest
) -> None:
    now = notebooks.run(name, kernels)
    if request.config.getoption("--regenerate"):
        notebooks.write(name, now)
    stored = notebooks.read(name)
    assert [cell.id for cell in stored.cells] == [cell.id for cell in now.cells]
    for before, after in zip(stored.cells, now.cells, strict=True):
        assert notebooks.said(before) == notebooks.said(after), before.id
        for one, other in zip(before.get("outputs", ()), after.get("outputs", ()), strict=True):
            for old, new in zip(notebooks.images(one), notebooks.images(other), strict=True):
                assert notebooks.difference(old, new) < notebooks.MIXED, before.id


def test_there_are_six_and_each_is_listed_in_their_readme() -> None:
    text = (notebooks.FOLDER / "README.md").read_text(encoding="utf-8")
    assert len(NAMES) == 6
    assert re.findall(r"\]\((\S+\.ipynb)\)", text) == NAMES


@pytest.fixture
def stored(name: str, request: pytest.FixtureRequest) -> Any:
    if request.config.getoption("--regenerate"):
        pytest.skip("it is being stored anew: run again without --regenerate")
    return notebooks.read(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_stored_as_a_code_host_shows_it(name: str, stored: Any) -> None:
    text = (notebooks.FOLDER / name).read_text(encoding="utf-8")
    assert not re.search(r"<iframe|<script|execution\"|image/svg", text)
    assert not notebooks.PLACES.findall(text)
    first, *_, last = stored.cells
    assert first.cell_type == last.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert last.source.startswith("## Finding")
    counts = [cell.execution_count for cell in stored.cells if cell.cell_type == "code"]
    assert counts == [*range(1, len(counts) + 1)]
    for cell in stored.cells:
        for output in cell.get("outputs", ()):
            is_meant = "raises-exception" in cell.metadata.get("tags", ())
            assert (output.output_type == "error") == is_meant, cell.id
            assert output.get("name") != "stderr", cell.id
            for image in notebooks.images(output):
                assert len(image) < LARGEST, f"{cell.id}: {len(image):,} bytes"
                assert output.metadata["image/png"]["alt"], cell.id


@pytest.mark.parametrize("name", NAMES)
def test_every_number_in_its_words_stands_in_an_output(name: str, stored: Any) -> None:
    """Words that say a number grow old unseen; a number beside them in an output does not."""
    shown = " ".join(words for cell in stored.cells for _, words in notebooks.said(cell))
    for cell in stored.cells:
        if cell.cell_type == "markdown" and cell.id != PUBLISHED:
            missing = notebooks.numbers(notebooks.prose(cell)) - notebooks.numbers(shown)
            assert not missing, f"{cell.id}: {sorted(missing)} in no output"


@pytest.mark.skipif(
    "ROLEGRAPH_RELEASES" not in os.environ,
    reason="the releases take minutes: ROLEGRAPH_RELEASES=1 imports them",
)
def test_what_the_sixth_tells_of_the_published_releases_is_so(
    kernels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROLEGRAPH_DATA", str(released()))
    now = notebooks.run(NAMES[5], kernels)
    shown = " ".join(words for cell in now.cells for _, words in notebooks.said(cell))
    (cell,) = (cell for cell in now.cells if cell.id == PUBLISHED)
    assert notebooks.numbers(notebooks.prose(cell)) <= notebooks.numbers(shown)


def test_plots_have_the_colours_of_the_pages() -> None:
    from matplotlib import style

    with style.context("rolegraph.notebook.plots"):
        from matplotlib import rcParams

        rules: Any = rcParams.copy()
    cycle = [one["color"] for one in rules["axes.prop_cycle"]]
    kinds = ("skill", "tool", "field", "degree", "responsibility", "certification", "industry")
    assert ["#" + one.lstrip("#") for one in cycle] == [LIGHT[kind] for kind in kinds]
    for name, colour in (
        ("figure.facecolor", "card"),
        ("axes.edgecolor", "edge"),
        ("axes.labelcolor", "soft"),
        ("text.color", "ink"),
        ("grid.color", "line"),
    ):
        assert "#" + rules[name].lstrip("#") == LIGHT[colour], name


def test_other_pictures_are_told_apart() -> None:
    from matplotlib.figure import Figure

    drawn = []
    for heights in ([3, 1, 2], [3, 1, 2], [1, 3, 2]):
        figure = Figure()
        figure.subplots().bar(["a", "b", "c"], heights)
        buffer = io.BytesIO()
        figure.savefig(buffer)
        drawn.append(buffer.getvalue())
    assert notebooks.difference(drawn[0], drawn[1]) == 0
    assert notebooks.difference(drawn[0], drawn[2]) > 2 * notebooks.MIXED
