"""What a section is about when its heading does not say: told by the names that stand in it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from rolegraph.reading.passage import Passage

_LEAST: Final = 3
_SECTIONS: Final = {"tool": "tools", "industry": "industries", "certification": "certifications"}


def with_topics(passages: Sequence[Passage]) -> list[Passage]:
    """Return passages, those below a heading that says nothing with what their names tell.

    A section is about tools, industries or certifications where three names at least and three
    in four of its names are of that kind, and it speaks of roles one by one.
    """
    counts: dict[str, Counter[str]] = {}
    for passage in passages:
        if not passage.about and passage.roles:
            counts.setdefault(passage.section, Counter()).update(_kinds(passage))
    told = {section: about for section, found in counts.items() if (about := _about(found))}
    return [
        passage._replace(about=told[passage.section])
        if not passage.about and passage.roles and passage.section in told
        else passage
        for passage in passages
    ]


def _kinds(passage: Passage) -> Iterable[str]:
    for mention in passage.mentions:
        kinds = [kind for kind, _ in mention.candidates]
        at_work = "industry" in kinds or "employer" in kinds
        yield "industry" if at_work and passage.listed else kinds[0]


def _about(found: Counter[str]) -> str:
    found = Counter({kind: count for kind, count in found.items() if kind != "role"})
    if not found:
        return ""
    kind, count = found.most_common(1)[0]
    if count < _LEAST or count * 4 < found.total() * 3:
        return ""
    return _SECTIONS.get(kind, "")
