"""The technologies of O*NET's occupations: names that have no identifier."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from rolegraph.facts import Concept, Fact, Literal
from rolegraph.namespaces import KINDS, MODALITIES, RG, SKOS, mint
from rolegraph.reading.minting import slugify
from rolegraph.sources.onettables import OWN, YES, Tables
from rolegraph.sources.releases import cleaned
from rolegraph.sources.taxonomy import Names

_TABLE: Final = "Technology Skills"
_COLUMNS: Final = (
    OWN,
    "Example",
    "Commodity Code",
    "Commodity Title",
    "Hot Technology",
    "In Demand",
)
_CLASS: Final = "Class of technology in the United Nations Standard Products and Services Code."
_NEW: Final = "Technology that O*NET names and nobody has described yet."


class Technology:
    """The technologies of a release, each known by its name.

    A name that the vocabulary has is that tool, any other becomes a tool of its own. Two names with
    one slug would be merged, so they are an error unless only case, hyphens or spaces differ.
    """

    def __init__(self, tables: Tables, source: str, names: Names, counts: Counter[str]) -> None:
        self._tables, self._source, self._names, self._counts = tables, source, names, counts
        self._known: dict[str, str] = {}
        self._minted: dict[str, str] = {}
        self._classes: dict[str, str] = {}

    def records(self) -> Iterator[Concept | Fact]:
        """Yield tools that are new, and what each occupation uses."""
        everything = self._tables.rows(_TABLE, *_COLUMNS)
        for code, group in groupby(everything, lambda row: row[1][0]):
            # Two names of one tool ("Linux", "Ubuntu") are one thing that the occupation uses.
            used: dict[str, Fact] = {}
            for line, (_, name, commodity, title, hot, demand) in group:
                role = self._tables.occupation(_TABLE, line, code)
                name, title = cleaned(name, 300), cleaned(title, 300)
                if not name or not title:
                    self._tables.refuse(_TABLE, line, "a technology or a class without a name")
                commodity = str(self._tables.whole(_TABLE, line, commodity, 1, 99_999_999))
                is_hot = self._tables.flag(_TABLE, line, hot)
                is_wanted = self._tables.flag(_TABLE, line, demand)
                yield from self._class(commodity, title)
                yield from self._tool(line, name, commodity)
                self._counts["technology rows"] += 1
                iri = self._known[name]
                fact = Fact(
                    self._source,
                    role,
                    RG.usesTool,
                    iri,
                    "preferred" if is_wanted else "mentioned",
                    _TABLE,
                    title,
                    line,
                    extra=_flags(is_hot, is_wanted),
                )
                if iri in used:
                    self._counts["of these second names of a technology"] += 1
                    fact = _both(used[iri], fact)
                used[iri] = fact
            yield from used.values()

    def _class(self, commodity: str, title: str) -> Iterator[Concept]:
        if self._classes.setdefault(commodity, "") == "":
            self._classes[commodity] = mint("tool", f"unspsc-{commodity}")
            self._counts["classes of technology"] += 1
            yield Concept(
                self._classes[commodity],
                "tool",
                KINDS["tool"].classes,
                title,
                _CLASS,
                extra=((SKOS.notation, Literal(commodity)),),
            )

    def _tool(self, line: int, name: str, commodity: str) -> Iterator[Concept]:
        if name in self._known:
            return
        iri = self._names("tool", name)
        if iri is None:
            slug = slugify(name)
            iri = mint("tool", slug)
            if self._names("tool", slug) == iri:
                message = f"{name!r} would be {iri}, which the vocabulary has under other names"
                self._tables.refuse(_TABLE, line, f"{message}: add this one to them")
            other = self._minted.setdefault(iri, name)
            if _plain(other) != _plain(name):
                message = f"{name!r} and {other!r} would both be {iri}"
                self._tables.refuse(_TABLE, line, message)
            if other == name:
                self._counts["technologies that were not known"] += 1
                yield Concept(
                    iri,
                    "tool",
                    KINDS["tool"].classes,
                    name,
                    _NEW,
                    (self._classes[commodity],),
                    extra=((RG.provisional, YES),),
                )
        else:
            self._counts["technologies that the vocabulary knows"] += 1
        self._known[name] = iri


def _plain(name: str) -> str:
    """Return a name without what may differ between two spellings of it: case, hyphens, spaces."""
    return " ".join(name.casefold().replace("-", " ").split())


def _flags(is_hot: bool, is_wanted: bool) -> tuple[tuple[str, str | Literal], ...]:
    flags = ((RG.hotTechnology, is_hot), (RG.inDemand, is_wanted))
    return tuple((property, YES) for property, is_so in flags if is_so)


def _both(one: Fact, other: Fact) -> Fact:
    """Return what two rows about one tool say together: the stronger, with the flags of both."""
    best = min(one, other, key=lambda fact: MODALITIES.index(fact.modality))
    return best._replace(extra=tuple(dict.fromkeys((*one.extra, *other.extra))))
