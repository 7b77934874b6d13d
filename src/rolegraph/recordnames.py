"""Names of the records of what is said: the same record has the same IRI always."""

import hashlib
import re
from typing import Final

from rolegraph.facts import Fact, Mapping
from rolegraph.namespaces import BASE, KINDS, SCHEMA, SKOS, is_slug, kind_of, slug_of

_KIND_OF: Final = {
    **{kind.property: name for name, kind in KINDS.items() if kind.property},
    SCHEMA.mentions: "posting",
}
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9-]+")


def claim_iri(fact: Fact) -> str:
    """Return the IRI of the claim that stands for a fact: the same fact has the same IRI always.

    It names source, subject, kind and object, and the offset where the source has one.
    """
    who = "source" if fact.property == SCHEMA.mentions else "role"
    names = [_short(fact.source, "source"), _short(fact.subject, who)]
    if fact.property == SKOS.definition:
        # Without a place, only the text tells two definitions from each other.
        text = "" if fact.start is not None else f"~{_digest(fact.object)}"
        names.append(f"definition{text}")
    else:
        kind = _KIND_OF.get(fact.property)
        names += [kind or _short(fact.property, "concept"), _short(fact.object, kind or "concept")]
    place = "" if fact.start is None else f".{fact.start}"
    return f"{BASE}claim/{'.'.join(names)}{place}"


def _short(iri: str, kind: str) -> str:
    """Return the slug of a thing of ours of this kind, else a name that no slug can be.

    An IRI of somebody else ends in anything at all, so the hash of the whole keeps names apart.
    """
    slug = iri.removeprefix(f"{BASE}{kind}/")
    if slug != iri and is_slug(slug):
        return slug
    last = iri.replace("#", "/").rpartition("/")[2]
    return f"{_UNSAFE.sub('-', last[:40]).strip('-')}~{_digest(iri)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]


def mapping_iri(mapping: Mapping, graph: str) -> str:
    """Return the IRI of the record of a mapping: the same mapping has the same IRI always."""
    said = (mapping.object, str(mapping.negated), mapping.match_string)
    names = (
        slug_of(graph).replace("/", "-"),
        _short(mapping.subject, kind_of(mapping.subject) or "concept"),
        mapping.predicate.rpartition("#")[2],
        _digest("\n".join((mapping.subject, *said))),
    )
    return f"{BASE}mapping/{'.'.join(names)}"
