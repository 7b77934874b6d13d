"""Where the ontology and the data lie: inside the installed package, or in the checkout."""

import os
from typing import Final

from rolegraph.errors import StoreError

# os.path and not pathlib here and in the readers: importing pathlib alone takes a tenth of the
# time in which a command answers.
COMPILED: Final = "graph.nq"
_PACKAGE: Final = os.path.dirname(os.path.abspath(__file__))


def folder(name: str) -> str:
    """Return the path of ``ontology`` or ``data``.

    A wheel carries them in ``rolegraph/_bundled``; an editable install finds them beside ``src``.
    Raises `StoreError` when the installation has neither.
    """
    bundled = os.path.join(_PACKAGE, "_bundled", name)
    if os.path.isdir(bundled):
        return bundled
    checkout = os.path.dirname(os.path.dirname(_PACKAGE))
    if os.path.isfile(os.path.join(checkout, "pyproject.toml")):
        return os.path.join(checkout, name)
    raise StoreError(f"This installation of rolegraph lacks its {name} folder: install it again.")


def ontology_files() -> list[str]:
    """Return the paths of the files that make up the ontology's graph."""
    root = folder("ontology")
    return [
        os.path.join(root, name)
        for name in ("rolegraph.ttl", "schemes.ttl", os.path.join("alignments", "alignments.ttl"))
    ]


def compiled() -> str | None:
    """Return the path of the graph that the wheel was built with; None in a checkout."""
    path = os.path.join(os.path.dirname(folder("data")), COMPILED)
    return path if os.path.isfile(path) else None
