"""SPARQL in notebooks and IPython terminals: ``%load_ext rolegraph`` adds ``%%sparql``."""

from typing import TYPE_CHECKING

from rolegraph.notebook.completion import Completion
from rolegraph.notebook.magic import SparqlMagics

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_ATTRIBUTE = "_rolegraph_completion"


def load(shell: "InteractiveShell") -> None:
    """Register the magic and its completion; what was registered before is replaced."""
    unload(shell)
    magics = SparqlMagics(shell)
    shell.register_magics(magics)
    completion = Completion(magics)
    shell.Completer.custom_matchers.append(completion.matcher)
    setattr(shell, _ATTRIBUTE, completion)


def unload(shell: "InteractiveShell") -> None:
    """Take the magic and its completion away, if they are there."""
    completion = shell.__dict__.pop(_ATTRIBUTE, None)
    if completion is None:
        return
    matchers = shell.Completer.custom_matchers
    if completion.matcher in matchers:
        matchers.remove(completion.matcher)
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("sparql", None)
