"""What the parts of the reader hand to each other: passages with their context, and findings."""

from typing import Final, NamedTuple

from rolegraph.facts import Concept
from rolegraph.reading.document import Text

SECTIONS: Final = (
    "definition",
    "responsibilities",
    "skills",
    "education",
    "certifications",
    "tools",
    "industries",
    "outlook",
    "salary",
    "advice",
    "comparison",
    "aside",
)
"""What a section is about. An aside (contents, related articles) says nothing of roles; the empty
string stands for text below no heading that says what it is about."""


class RoleName(NamedTuple):
    """A role that an article is about, by the IRI that it has or gets, and its label."""

    iri: str
    label: str


class Mention(NamedTuple):
    """A name of the vocabulary found in a text: from ``start`` to ``end``, what it may name.

    ``candidates`` holds (kind, IRI) pairs, the best name first.
    """

    start: int
    end: int
    candidates: tuple[tuple[str, str], ...]


class Passage(NamedTuple):
    """One paragraph, list entry or table cell, and what stands around it.

    ``text`` is the whole passage without its lead-in. ``about`` is one of `SECTIONS` or empty.
    ``roles`` are those that the headings and the lead-in name; empty where they name none.
    ``category`` is the lead-in that says what kind of thing follows ("Databases").
    ``lead`` is the lead-in where it is the title of what follows and no category ("Build a
    portfolio", in advice). ``listed`` tells a list entry or a cell from running text.
    ``mentions`` are the vocabulary's names in ``text``, in order, none inside another.
    ``denied`` says that the lead-in denies what follows ("analysts are not responsible for:").
    """

    text: Text
    about: str = ""
    section: str = ""
    roles: tuple[RoleName, ...] = ()
    category: str = ""
    lead: Text | None = None
    listed: bool = False
    mentions: tuple[Mention, ...] = ()
    denied: bool = False


class Finding(NamedTuple):
    """What a passage says of a role.

    ``role`` is the role's IRI, empty for an advertisement. ``start`` and ``end`` count in the text
    that was handed to the part that found it. ``concept`` describes the thing where the
    vocabulary does not have it. ``modality`` is one of `rolegraph.namespaces.MODALITIES` or denied.
    """

    role: str
    kind: str
    thing: str
    modality: str
    start: int
    end: int
    concept: Concept | None = None
