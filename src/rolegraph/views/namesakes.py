"""Labels that tell things apart, and labels that can be broken: imported ones are neither."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from rolegraph.lexicon import normalise
from rolegraph.namespaces import BASE
from rolegraph.terms import scheme_of

_LONG = 12
_BREAK = re.compile(r"(?<=[aeiouy])(?=[^\W\d_aeiouy][aeiouy])", re.IGNORECASE)


def told_apart(data: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return a comparison in which no two things that look the same have the same label.

    O*NET has Mathematics as a skill and as knowledge, and both are skills here: the part of the
    source stands behind such a label. Where schemes differ they do, also behind roles with the
    same name but for case and plural.
    """
    sections: dict[str, set[str]] = {}
    for claim in more["claims"]:
        if claim["section"]:
            sections.setdefault(claim["thing"], set()).add(claim["section"])
    names = Counter((trait["kind"], normalise(trait["label"])) for trait in data["traits"])
    schemes = Counter(map(_described, data["traits"]))

    def words(trait: Mapping[str, Any]) -> str:
        scheme = origin(trait["iri"])
        alone = schemes[_described(trait)] == 1
        return scheme if alone or not scheme else ", ".join(sorted(sections.get(trait["iri"], ())))

    traits = [
        _with(one, words(one)) if names[one["kind"], normalise(one["label"])] > 1 else one
        for one in data["traits"]
    ]
    heads = Counter(_singular(role["label"]) for role in data["roles"])
    roles = [
        _with(role, origin(role["iri"])) if heads[_singular(role["label"])] > 1 else role
        for role in data["roles"]
    ]
    return {**data, "roles": roles, "traits": traits}


def origin(iri: str) -> str:
    """Return the scheme that an imported thing is from; nothing for what is this project's own.

    >>> origin("http://data.europa.eu/esco/occupation/1"), origin("urn:x")
    ('ESCO', '')
    """
    return "" if iri.startswith(BASE) or not iri.startswith("http") else scheme_of(iri) or ""


def _with(one: Mapping[str, Any], words: str) -> Mapping[str, Any]:
    return {**one, "label": f"{one['label']} ({words})"} if words else one


def _described(trait: Mapping[str, Any]) -> tuple[str, str, str]:
    return trait["kind"], normalise(trait["label"]), origin(trait["iri"])


def _singular(label: str) -> str:
    return normalise(label).removesuffix("s")


def soft(text: str, most: int = _LONG) -> str:
    """Return a text whose long words may be broken, with a hyphen, where a cell is narrow.

    >>> soft("Data Engineer"), soft("Statisticians").split(chr(173))
    ('Data Engineer', ['Statisti', 'cians'])
    """
    return " ".join(_soft(word) if len(word) > most else word for word in text.split(" "))


def _soft(word: str) -> str:
    """Put soft hyphens before syllables, none near an end of the word."""
    places = [m.start() for m in _BREAK.finditer(word) if 3 < m.start() < len(word) - 3]
    ends = [0, *places, len(word)]
    return "\u00ad".join(word[a:b] for a, b in pairwise(ends))
