"""Concepts for things that an article names and the vocabulary lacks, marked as provisional."""

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Final

from rolegraph.facts import Concept, Literal
from rolegraph.namespaces import KINDS, RG, XSD, mint

LONGEST: Final = 80
"""Names longer than this many characters are cut at a word: no label is a paragraph."""

_DEFINITIONS: Final = {
    "role": "Role that articles compare.",
    "skill": "Skill that articles name and nobody has described yet.",
    "tool": "Tool that articles name and nobody has described yet.",
    "degree": "Degree that articles name and nobody has described yet.",
    "field": "Field of study that articles name and nobody has described yet.",
    "certification": "Certification that articles name and nobody has described yet.",
    "industry": "Industry that articles name and nobody has described yet.",
    "responsibility": "Responsibility that articles name and nobody has described yet.",
    "advice": "Advice that articles give and nobody has described yet.",
    "outlook": "Outlook that articles give and nobody has described yet.",
    "employer": "Employer that articles name.",
    "posting": "Advertisement that stands in articles.",
}
# Before anything else: a slug that dropped these signs would merge C, C++ and C#.
_SIGNS: Final = (("++", "-plus-plus"), ("+", "-plus"), ("#", "-sharp"), ("&", " and "))
_OTHER: Final = re.compile(r"[^a-z0-9]+")


def slugify(name: str) -> str:
    """Return the slug of a name: lower-case words joined by single hyphens, never empty.

    A name in a script without Latin letters gets a short hash, so that no two such names merge.

    >>> slugify("C++"), slugify("Weights & Biases"), slugify("Größe"), slugify(".NET")
    ('c-plus-plus', 'weights-and-biases', 'grosse', 'dot-net')
    """
    text = name.casefold()
    if text.startswith(".") and text[1:2].isalnum():
        text = "dot-" + text[1:]
    for sign, words in _SIGNS:
        text = text.replace(sign, words)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    slug = _OTHER.sub("-", text.replace("'", "").replace("’", "")).strip("-")
    lost = sum(c.isalpha() and not c.isascii() for c in text)
    if lost or not slug:
        slug = f"{slug}-{hashlib.sha256(name.encode()).hexdigest()[:10]}".strip("-")
    return slug


@lru_cache(maxsize=4096)
def shortened(label: str) -> str:
    r"""Return a label on one line, without what a terminal or a page could mistake for its own.

    >>> shortened("  two\n words\u202e ")
    'two words'
    """
    visible = "".join(" " if c.isspace() else c for c in label if c.isspace() or c.isprintable())
    label = " ".join(visible.split())
    if len(label) <= LONGEST:
        return label
    head, _, _ = label[: LONGEST + 1].rpartition(" ")
    return head or label[:LONGEST]


def provisional(
    kind: str,
    label: str,
    *,
    slug: str = "",
    broader: tuple[str, ...] = (),
    extra: tuple[tuple[str, str | Literal], ...] = (),
) -> Concept:
    """Return a concept for a thing that the vocabulary lacks.

    The description depends on the label alone, so that two articles that name the same thing
    describe it alike. Raises `DataError` on a slug that is none.
    """
    label = shortened(label)
    return Concept(
        mint(kind, slug or slugify(label)),
        kind,
        KINDS[kind].classes,
        label,
        _DEFINITIONS.get(kind, ""),
        broader,
        extra=((RG.provisional, Literal("true", XSD.boolean)), *extra),
    )
