"""Names that people type or that stand in an address, bounded before anything is compared."""

from rolegraph.endpoint.explorer.addresses import named_iri
from rolegraph.endpoint.explorer.view import View
from rolegraph.errors import UnknownNameError
from rolegraph.queries.lookup import resolve, resolve_role

LONGEST = 200
"""Characters that a name may have: to look for what comes near takes as long as it is."""


def _known_iri(view: View, text: str, kind: str | None) -> str | None:
    """Return the IRI that a text gives, None where it gives none that a thing has.

    Raises `UnknownNameError` on what is too long to be a name.
    """
    iri = named_iri(text)
    if iri is not None and view.known.names(kind).label(iri) is not None:
        return iri
    if len(text) > LONGEST:
        raise UnknownNameError(text[:LONGEST] + "…", kind or "thing")
    return None


def role_named(view: View, text: str) -> str:
    """Return the one role that a text names: see `rolegraph.queries.lookup.resolve_role`."""
    return _known_iri(view, text, "role") or resolve_role(view.known.names("role"), text)


def things_named(view: View, text: str) -> list[str]:
    """Return the things that a text names: see `rolegraph.queries.lookup.resolve`."""
    iri = _known_iri(view, text, None)
    return [iri] if iri is not None else resolve(view.known.names(), text, "thing")
