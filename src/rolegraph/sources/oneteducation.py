"""Which education O*NET found in an occupation: the share of those asked who named each level."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from rolegraph.facts import Concept, Fact, Literal
from rolegraph.namespaces import KINDS, RG, XSD, mint
from rolegraph.reading.minting import slugify
from rolegraph.sources.onettables import NONE, OWN, Tables
from rolegraph.sources.releases import cleaned
from rolegraph.sources.taxonomy import Names

TABLE: Final = "Education, Training, and Experience"
CATEGORIES: Final = f"{TABLE} Categories"
HALF: Final = 50.0
TENTH: Final = 10.0
"""Percent of those asked from which on a level of education is required, or one of several."""

_SCALE: Final = "RL"
_SECTION: Final = "Required Level of Education"


class _Degree(NamedTuple):
    """What a level of education is called in the vocabulary, or the slug that a new thing gets.

    ``level`` is the level in the European Qualifications Framework, 0 where none corresponds.
    """

    known: str = ""
    slug: str = ""
    level: int = 0


_DEGREES: Final = {
    "less than a high school diploma": _Degree(slug="less-than-high-school"),
    "high school diploma": _Degree("high school diploma"),
    "post-secondary certificate": _Degree(slug="post-secondary-certificate", level=4),
    "some college courses": _Degree(slug="some-college-courses"),
    "associate's degree": _Degree("associate degree"),
    "bachelor's degree": _Degree("bachelor's degree"),
    "post-baccalaureate certificate": _Degree(slug="post-baccalaureate-certificate", level=6),
    "master's degree": _Degree("master's degree"),
    "post-master's certificate": _Degree(slug="post-master-certificate", level=7),
    "first professional degree": _Degree("first professional degree"),
    "doctoral degree": _Degree("doctorate"),
    "post-doctoral training": _Degree(slug="post-doctoral-training", level=8),
}
"""By the name of the category, for its number is the release's own."""


class Education:
    """The levels of education of a release."""

    def __init__(self, tables: Tables, source: str, names: Names, counts: Counter[str]) -> None:
        self._tables, self._source, self._names, self._counts = tables, source, names, counts

    def records(self) -> Iterator[Concept | Fact]:
        """Yield degrees that are new, and what share of those asked named each."""
        degrees: dict[int, str] = {}
        for number, (line, word) in sorted(self._categories().items()):
            known, new = self._degree(line, word)
            if known in degrees.values():
                self._tables.refuse(CATEGORIES, line, f"{word[:80]!r} is a degree named before")
            degrees[number] = known
            if new is not None:
                self._counts["levels of education that were not known"] += 1
                yield new
        yield from self._shares(degrees)

    def _categories(self) -> dict[int, tuple[int, str]]:
        found: dict[int, tuple[int, str]] = {}
        columns = ("Scale ID", "Category", "Category Description")
        for line, (scale, category, text) in self._tables.rows(CATEGORIES, *columns):
            if scale != _SCALE:
                continue
            number, word = self._tables.whole(CATEGORIES, line, category, 1, 99), cleaned(text)
            if number in found or not word:
                what = "stands here twice" if word else "has no description"
                self._tables.refuse(CATEGORIES, line, f"category {number} {what}")
            found[number] = line, word
        return found

    def _degree(self, line: int, word: str) -> tuple[str, Concept | None]:
        """Return the IRI of a level of education, and its description where it is new."""
        label = cleaned(word.partition(" - ")[0].partition(" (")[0], 300)
        degree = _DEGREES.get(label.casefold(), _Degree())
        known = self._names("degree", degree.known or label)
        if known is not None:
            return known, None
        iri = mint("degree", degree.slug or slugify(label))
        if self._names("degree", degree.slug or slugify(label)) == iri:
            message = f"{label!r} would be {iri}, which the vocabulary has under other names"
            self._tables.refuse(CATEGORIES, line, message)
        level = (RG.eqfLevel, Literal(str(degree.level), XSD.integer))
        return iri, Concept(
            iri,
            "degree",
            KINDS["degree"].classes,
            label,
            f"Level of education in O*NET: {word}",
            extra=(level,) if degree.level else (),
        )

    def _shares(self, degrees: dict[int, str]) -> Iterator[Fact]:
        seen: set[tuple[str, int]] = set()
        columns = (OWN, "Scale ID", "Category", "Data Value")
        for line, (code, scale, category, value) in self._tables.rows(TABLE, *columns):
            if scale != _SCALE:
                continue
            role = self._tables.occupation(TABLE, line, code)
            number = self._tables.whole(TABLE, line, category, 1, 99)
            if number not in degrees:
                message = f"category {number} is not in {CATEGORIES}.txt"
                self._tables.refuse(TABLE, line, message)
            if (code, number) in seen:
                self._tables.refuse(TABLE, line, f"category {number} of {code} stands here twice")
            seen.add((code, number))
            self._counts["shares of levels of education"] += 1
            if value in NONE:
                self._counts["of these without a value"] += 1
                continue
            share = self._tables.number(TABLE, line, value, 0, 100)
            if not share:
                continue
            yield Fact(
                self._source,
                role,
                RG.requiresDegree,
                degrees[number],
                "required" if share >= HALF else "alternative" if share >= TENTH else "mentioned",
                _SECTION,
                line=line,
                extra=((RG.share, Literal(value, XSD.decimal)),),
            )
