"""The words and shapes that every view uses for kinds and modalities, and how lists are said."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rolegraph.namespaces import COMPARED
from rolegraph.namespaces import KINDS as ALL
from rolegraph.namespaces import MODALITIES as STRENGTHS

KINDS: Final[dict[str, tuple[str, str]]] = {
    kind: (
        {"field": "Field of study"}.get(kind, kind.capitalize()),
        ALL[kind].plural[0].upper() + ALL[kind].plural[1:],
    )
    for kind in COMPARED
}
"""The kinds that are compared, in the order they are shown: singular and plural."""

MODALITIES: Final[dict[str, str]] = {
    "required": "Required",
    "alternative": "One of several",
    "preferred": "Preferred",
    "example": "Example",
    "mentioned": "Named",
}
"""The modalities in the words of the page."""

WEAKER: Final = frozenset(STRENGTHS) - {"required"}
"""The modalities that a dashed line stands for."""

_ESSENTIAL: Final = ("required", "alternative")

MARKS: Final[dict[str, str]] = {
    "skill": "M7 1.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11z",
    "tool": "M2 2h10v10h-10z",
    "degree": "M7 1.2L13 12.2H1z",
    "field": "M7 .6L13.4 7L7 13.4L.6 7z",
    "certification": "M7 .6l1.9 4.2l4.6.5l-3.4 3.1l.9 4.5l-4-2.3l-4 2.3l.9-4.5l-3.4-3.1l4.6-.5z",
    "industry": "M3.8 1.4h6.4L13.4 7l-3.2 5.6H3.8L.6 7z",
    "responsibility": "M2.2 1.2L13 7L2.2 12.8z",
}
"""One shape per kind, as an SVG path in a square of 14."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(count: int) -> str:
    """Return a small number as a word.

    >>> number(3), number(30)
    ('three', '30')
    """
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence.

    >>> listed(["R", "MATLAB", "SQL"])
    'R, MATLAB and SQL'
    """
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def most_supported(trait: Mapping[str, Any]) -> tuple[int, int, int, str, str]:
    """Return what traits are ordered by: sources, claims, strength, essential first, the label.

    An imported role has one source, so only the strength tells what ESCO calls essential, or O*NET
    in demand, from the many things that they just name.
    """
    modality = trait["modality"]
    rank = 0 if modality in _ESSENTIAL else STRENGTHS.index(modality)
    return -trait["sources"], -trait["claims"], rank, trait["label"].casefold(), trait["iri"]
