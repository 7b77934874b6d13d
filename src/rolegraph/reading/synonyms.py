"""Further names for things: phrases that say a skill without naming it, and spelt-out acronyms."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from rolegraph.namespaces import mint
from rolegraph.reading.names import NameEntry
from rolegraph.reading.words import read_table

_SPELT: Final = (
    ("AI", "artificial intelligence"),
    ("ML", "machine learning"),
    ("NLP", "natural language processing"),
    ("BI", "business intelligence"),
    ("UX", "user experience"),
    ("QA", "quality assurance"),
)


def with_synonyms(entries: Iterable[NameEntry], folder: str) -> Iterator[NameEntry]:
    """Yield names, and after each those that say the same in other words.

    Phrases are those of ``reading/skills.tsv`` and ``reading/names.tsv``.
    """
    labels: dict[str, str] = {}
    taken: set[tuple[str, str]] = set()
    known = list(entries)
    for entry in known:
        taken.add((entry.kind, entry.name.casefold()))
        labels.setdefault(entry.iri, entry.label)
    yield from known
    for entry in known:
        for name in _respelt(entry.name):
            if (entry.kind, name.casefold()) not in taken:
                taken.add((entry.kind, name.casefold()))
                yield entry._replace(name=name, sort="hidden")
    for kind, phrase, slug in _phrases(folder):
        iri = mint(kind, slug)
        if iri not in labels:
            # A store of one's own may lack a thing that the bundled vocabulary has.
            continue
        if (kind, phrase.casefold()) not in taken:
            yield NameEntry(iri, kind, labels[iri], phrase, "hidden")


def _phrases(folder: str) -> Iterator[tuple[str, str, str]]:
    for phrase, slug in read_table(folder, "skills.tsv", ("phrase", "skill")):
        yield "skill", phrase, slug
    for phrase, kind, slug in read_table(folder, "names.tsv", ("phrase", "kind", "slug")):
        yield kind, phrase, slug


def _respelt(name: str) -> Iterator[str]:
    if " " not in name:
        return
    for short, full in _SPELT:
        if re.search(rf"\b{short}\b", name):
            yield re.sub(rf"\b{short}\b", full, name)
        elif re.search(rf"(?i)\b{full}\b", name):
            yield re.sub(rf"(?i)\b{full}\b", short, name)
