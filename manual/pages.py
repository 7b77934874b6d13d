"""Every file of `docs` that a program writes, with the function that gives its text."""

from collections.abc import Callable
from typing import Final

from manual import architecture, commands, man, model, ontology, questions, reference

GENERATED: Final[dict[str, Callable[[], str]]] = {
    "commands.md": commands.page,
    "rolegraph.1": man.page,
    "ontology.md": ontology.page,
    "competency-questions.md": questions.page,
    "reference.md": reference.page,
    "model.svg": model.drawing,
    "architecture.svg": architecture.drawing,
}
