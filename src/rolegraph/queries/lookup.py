"""Turn what people type into things: slug, label, alias, CURIE or IRI, by one function."""

from rolegraph.dataset import Dataset
from rolegraph.errors import UnknownNameError, UsageError
from rolegraph.lexicon import Lexicon, Name
from rolegraph.namespaces import PREFIXES, expand, to_curie
from rolegraph.queries import run


def lexicon(dataset: Dataset, kind: str | None = None) -> Lexicon:
    """Return the names of the things in a dataset, of one kind or of all."""
    parameters = {"scheme": PREFIXES["scheme"] + kind} if kind else {}
    rows = run(dataset, "cq-24-names", parameters)
    return Lexicon(Name(thing, label, name, sort) for thing, _, label, name, sort in rows)


def resolve(names: Lexicon, text: str, kind: str) -> list[str]:
    """Return the IRIs of the things that a text names, in a lexicon of one kind or of all.

    Raises `UnknownNameError`, with the nearest names, when there is none.
    """
    wanted = text.strip()
    iri = expand(wanted)
    if iri is not None and iri in names.labels():
        return [iri]
    found = names.find(wanted)
    if not found:
        # Roles are few: the nearest ones are worth naming however far they are.
        raise UnknownNameError(
            text, kind, names.nearest(wanted, least=0 if kind == "role" else 0.5)
        )
    return found


def resolve_parameter(dataset: Dataset, text: str) -> str:
    """Return the IRI that a query's parameter names: an IRI or CURIE as it is, else by its name.

    Raises `UnknownNameError` when there is none, `UsageError` when there are several.
    """
    iri = expand(text.strip())
    return iri if iri is not None else _single(resolve(lexicon(dataset), text, "thing"), text)


def _single(found: list[str], text: str) -> str:
    if len(found) > 1:
        several = ", ".join(to_curie(iri) for iri in found)
        raise UsageError(f"{text!r} names several things: {several}. Take one of these.")
    return found[0]


def resolve_role(names: Lexicon, text: str) -> str:
    """Return the IRI of the one role that a text names.

    Raises `UnknownNameError` when there is none, `UsageError` when there are several.
    """
    return _single(resolve(names, text, "role"), text)
