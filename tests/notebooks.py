"""Run the notebooks, and keep of their outputs what is the same everywhere and shows everywhere."""

import base64
import io
import re
import shutil
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
FRAME = re.compile(r"<style>\.rolegraph-frame~.*?</style><iframe\b.*?</iframe>", re.DOTALL)
FONTS = "Matplotlib is building the font cache"
PLACES = re.compile(r"/(?:tmp|home|root|usr|var|private|Users)/\S*|[A-Z]:\\\S*")

MIXED = 0.02
"""So much may the pixels of a plot differ on average: other versions set type otherwise."""


def names() -> list[str]:
    """Return the names of the notebooks, in order."""
    return sorted(path.name for path in FOLDER.glob("*.ipynb"))


def read(name: str) -> Any:
    """Return a notebook as it is stored."""
    return nbformat.read(FOLDER / name, as_version=4)


def run(name: str, folder: Path) -> Any:
    """Return a notebook with the outputs that its cells have now.

    It runs in a copy of the whole folder of notebooks, in a kernel of its own. What one cell raises
    ends it with `CellExecutionError`, unless the cell says by a tag that it is to raise.
    """
    place = Path(shutil.copytree(FOLDER, folder / "notebooks"))
    before = sorted(place.rglob("*"))
    notebook = read(name)
    client = NotebookClient(
        notebook,
        timeout=600,
        startup_timeout=300,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(place)}},
    )
    client.execute()
    assert sorted(place.rglob("*")) == before, "it leaves files behind"
    return tidied(notebook)


def tidied(notebook: Any) -> Any:
    """Return a notebook without what differs from machine to machine or shows on no code host."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"file_extension": ".py", "name": "python"},
        }
    )
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if "outputs" in cell:
            # On a machine that has never drawn, matplotlib says so where that takes long.
            cell.outputs = [one for one in cell.outputs if FONTS not in one.get("text", "")]
        for output in cell.get("outputs", ()):
            if "data" in output and "text/html" in output.data:
                # A page in a frame is large, and code hosts take it out: its table stays.
                output.data["text/html"] = FRAME.sub("", output.data["text/html"])
    return notebook


def write(name: str, notebook: Any) -> None:
    """Store a notebook, one line of text to a line."""
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook, version=4)
    (FOLDER / name).write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def said(cell: Any) -> list[tuple[str, str]]:
    """Return what the outputs of a cell say: kind and words, whatever they look like."""
    found = []
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            found.append((output.name, _plain(output.text)))
        elif output.output_type == "error":
            found.append(("error", f"{output.ename}: {_plain(output.evalue)}"))
        elif "text/html" in output.data:
            found.append(("table", _words(output.data["text/html"])))
        elif images(output):
            alt = output.metadata.get("image/png", {}).get("alt", "")
            found.append(("picture", alt))
        else:
            found.append(("text", _plain(output.data.get("text/plain", ""))))
    return found


def prose(cell: Any) -> str:
    """Return the words of a Markdown cell, without headings, code and addresses."""
    found: str = cell.source
    return re.sub(r"`[^`]*`|\]\([^)]*\)|^#.*$|CC BY [0-9.]+", "", found, flags=re.MULTILINE)


def numbers(text: str) -> set[str]:
    """Return the numbers of a text, without the signs that group thousands.

    >>> sorted(numbers("22 of 1,016 at 0.65, not ESCO2"))
    ['0.65', '1016', '22']
    """
    found = re.findall(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)*", text)
    return {one.replace(",", "").removesuffix(".0") for one in found}


def images(output: Any) -> list[bytes]:
    """Return the pictures of an output."""
    data = output.get("data", {}).get("image/png")
    return [base64.b64decode(data)] if data else []


def difference(one: bytes, other: bytes) -> float:
    """Return by how much two pictures differ: 0 is nothing, 1 is black and white.

    Both are looked at with the coarse eye that sees bars, and no hinting of letters.
    """
    import numpy as np
    from matplotlib.image import imread

    if one == other:
        return 0.0
    coarse = []
    for data in (one, other):
        grey = imread(io.BytesIO(data), format="png")[..., :3].mean(axis=2)
        edges = [np.linspace(0, size, 41).astype(int) for size in grey.shape]
        fields = [
            [grey[a:b, c:d].mean() for c, d in pairwise(edges[1])] for a, b in pairwise(edges[0])
        ]
        coarse.append(np.array(fields))
    return float(np.abs(coarse[0] - coarse[1]).mean())


def _words(html: str) -> str:
    bare = re.sub(r"<style\b.*?</style>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text).rstrip()
