"""Look names up in the index beside a store, whole, in part, or with slips of the pen."""

import sqlite3
import weakref
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any, Final

from rolegraph.errors import StoreError
from rolegraph.lexicon import Match, normalise

VERSION: Final = 2
"""The layout of an index; another one is made anew with the next change of its store."""

ELSEWHERE: Final = 3
"""What is added to the sort of a name in another language than the working one."""

_MOST: Final = 2_000
"""Names that hold a text, of which more are not read."""
_POSTINGS: Final = 3_000
"""Names that are looked at for a text with slips, by the trigrams that fewest names have."""
_TELLING: Final = 3
"""Trigrams of a text, those that fewest names have, by which names that may hold it are found."""
_LONGEST: Final = 500
"""Characters of a text that are looked for: no name is longer."""
_READINGS: Final = 6
"""Ways in which a text with slips is read."""
_CLOSEST: Final = 60
_LEAST: Final = 0.6
"""The least likeness (Ratcliff and Obershelp, 0 to 1) of a name that is not quite a text."""
_SLIPS: Final = 12
"""What a slip adds to the rank of a match: after all that hold the text as it is."""

Profile = tuple[str, str, "array[int]", bytes, bytes, "array[float]", "array[int]"]


_STARTING: Final = """
SELECT thing, name, norm, sort FROM names n WHERE norm >= ?1 AND norm < ?2 AND
    (?3 IS NULL OR EXISTS (SELECT 1 FROM described d WHERE d.thing = n.thing AND d.kind = ?3))
ORDER BY norm LIMIT ?4
"""
_HOLDING: Final = """
SELECT thing, name, n.norm, sort FROM grams CROSS JOIN names n ON n.id = grams.rowid
WHERE grams MATCH ?1 AND instr(n.norm, ?2) AND
    (?3 IS NULL OR EXISTS (SELECT 1 FROM described d WHERE d.thing = n.thing AND d.kind = ?3))
LIMIT ?4
"""
_SCANNED: Final = """
SELECT thing, name, norm, sort FROM names n WHERE instr(norm, ?1 || ?2) AND
    (?3 IS NULL OR EXISTS (SELECT 1 FROM described d WHERE d.thing = n.thing AND d.kind = ?3))
LIMIT ?4
"""
_NUMBERED: Final = """
SELECT thing, name, norm, sort FROM json_each(?1) AS j CROSS JOIN names n ON n.id = j.value WHERE
    ?2 IS NULL OR EXISTS (SELECT 1 FROM described d WHERE d.thing = n.thing AND d.kind = ?2)
"""
# Descriptions of a thing, the vocabulary's first, then by how many sources say so: the first has
# the label that the default graph has, see `union`.
_DESCRIBED: Final = """
SELECT t.id, t.iri, d.label FROM json_each(?1) AS j CROSS JOIN things t ON t.id = j.value
JOIN described d ON d.thing = t.id GROUP BY t.id, d.label
ORDER BY t.id, MAX(d.source = (SELECT id FROM sources WHERE iri = '')) DESC, COUNT(*) DESC, d.label
"""
_LABELLED: Final = """
SELECT t.id, t.iri, d.label FROM things t JOIN described d ON d.thing = t.id
WHERE ?1 IS NULL OR d.kind = ?1 GROUP BY t.id, d.label
ORDER BY t.id, MAX(d.source = (SELECT id FROM sources WHERE iri = '')) DESC, COUNT(*) DESC, d.label
"""
_ONE: Final = """
SELECT t.id, t.iri, d.label FROM things t JOIN described d ON d.thing = t.id
WHERE t.iri = ?1 AND (?2 IS NULL OR d.kind = ?2) GROUP BY t.id, d.label
ORDER BY t.id, MAX(d.source = (SELECT id FROM sources WHERE iri = '')) DESC, COUNT(*) DESC, d.label
"""


def shortened(word: str) -> set[str]:
    """Return a word with each of its letters left out.

    Two words that are one slip apart (a letter too many, missing, wrong, or two changed over) have
    such a form in common, or one is a form of the other (W. Garbe's symmetric deletes, 2012).
    """
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def has_table(db: sqlite3.Connection, name: str) -> bool:
    """Tell whether a database has a table of this name."""
    found = db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,))
    return found.fetchone() is not None


class LabelIndex:
    """The index of a store that does not change; threads may share it."""

    def __init__(self, path: str) -> None:
        place = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        self._path = path
        self._db = sqlite3.connect(
            f"file:{place}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        # Who lets go of a graph without closing it leaves no file open, and no warning of one
        # (Python 3.13 has one).
        weakref.finalize(self, self._db.close)
        self._grams = has_table(self._db, "grams")

    @classmethod
    def open(cls, path: str) -> "LabelIndex | None":
        """Open an index, or return None where there is none that this version can read."""
        try:
            index = cls(path)
            (version,) = index._db.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError:
            return None
        return index if version == VERSION else None

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _ask(self, text: str, values: Sequence[str | int | None] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query. Raises `StoreError` where the file is damaged."""
        try:
            return self._db.execute(text, values).fetchall()
        except UnicodeEncodeError:
            # Half of a pair of surrogates, as a name of bytes on a command line has: no name here.
            return []
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"{self._path} is damaged ({error}): remove it, and the store works without it"
            ) from error

    def find(self, text: str, kind: str | None = None, source: str | None = None) -> list[str]:
        """Return the things that have exactly this name or slug, as `Lexicon.find` does.

        Names in other languages count after those in the working one. With ``source``, an IRI, only
        what it describes itself counts.
        """
        text = _bounded(text)
        rows = self._ask(
            "SELECT DISTINCT t.iri FROM things t JOIN described d ON d.thing = t.id "
            "JOIN sources s ON s.id = d.source WHERE t.tail = ?1 "
            "AND (?2 IS NULL OR d.kind = ?2) AND (?3 IS NULL OR s.iri = ?3) ORDER BY t.iri",
            (text.lower(), kind, source),
        )
        if rows:
            return [iri for (iri,) in rows]
        rows = self._ask(
            "SELECT t.iri, MIN(n.sort) FROM names n JOIN things t ON t.id = n.thing "
            "JOIN described d ON d.thing = n.thing JOIN sources s ON s.id = d.source "
            "WHERE n.norm = ?1 AND (?2 IS NULL OR d.kind = ?2) AND (?3 IS NULL OR s.iri = ?3) "
            "GROUP BY t.iri ORDER BY t.iri",
            (normalise(text), kind, source),
        )
        best = min((sort for _, sort in rows), default=0)
        return [iri for iri, sort in rows if sort == best]

    def label(self, iri: str, kind: str | None = None) -> str | None:
        """Return the working label of a thing, None where the store describes none such."""
        rows = self._ask(_ONE, (_bounded(iri), kind))
        return str(rows[0][2]) if rows else None

    def labels(self, kind: str | None = None) -> dict[str, str]:
        """Return the working label of every thing by IRI."""
        return {iri: label for _, iri, label in _first(self._ask(_LABELLED, (kind,)))}

    def sources(self, iri: str) -> list[str]:
        """Return the sources that describe a thing, by IRI; the vocabulary's name is empty."""
        rows = self._ask(
            "SELECT s.iri FROM described d JOIN things t ON t.id = d.thing "
            "JOIN sources s ON s.id = d.source WHERE t.iri = ? ORDER BY s.iri",
            (iri,),
        )
        return [source for (source,) in rows]

    def has_traits(self, role: str) -> bool:
        """Tell whether a role has anything that a comparison counts."""
        return bool(
            self._ask(
                "SELECT 1 FROM profiles p JOIN things t ON t.id = p.role WHERE t.iri = ? LIMIT 1",
                (role,),
            )
        )

    def nearest(
        self, text: str, kind: str | None = None, count: int = 3, least: float = 0.5
    ) -> tuple[str, ...]:
        """Return the working labels that look most like a text, the most alike first."""
        found = [match.label for match in self.search(text, kind)]
        if len(found) < count:
            found += [match.label for match in self._alike(_wanted(text), kind, least)]
        return tuple(dict.fromkeys(found))[:count]

    def search(self, text: str, kind: str | None = None) -> list[Match]:
        """Return the things with a name that contains a text, the best match first.

        A whole name comes before the start of one, that before the start of a word in one, and that
        before any other place, where a text of less than three letters is not looked for. Where no
        name holds the text, it is read with a slip in one word or in several; and where that finds
        nothing either, the names are returned that look most like it.
        """
        wanted = _wanted(text)
        if not wanted:
            return []
        found = self._matches(wanted, kind)
        for reading in () if found else self._readings(wanted):
            found += [
                match._replace(rank=_SLIPS + match.rank) for match in self._matches(reading, kind)
            ]
        return _ordered(found) or self._alike(wanted, kind, _LEAST)

    def _matches(self, wanted: str, kind: str | None) -> list[Match]:
        """Return the things with a name that holds a text, the best match first."""
        found: dict[int, tuple[int, str]] = {}
        for thing, name, norm, sort in self._holding(wanted, kind):
            inside = 6 if f" {wanted}" in norm else 9
            rank = 0 if norm == wanted else 3 if norm.startswith(wanted) else inside
            rank += min(sort, ELSEWHERE - 1)
            if thing not in found or (rank, name) < found[thing]:
                found[thing] = rank, name
        return self._described(found)

    def _holding(self, wanted: str, kind: str | None) -> list[tuple[Any, ...]]:
        """Return thing, name, norm and sort of names with a text: whole ones and starts first."""
        end = wanted + "\U0010ffff"
        rows = self._ask(_STARTING, (wanted, end, kind, _MOST))
        if len(rows) == _MOST:
            return rows
        if self._grams and len(wanted) >= 3:
            rarest = " AND ".join(_quoted(term) for term, _ in self._rarest(wanted)[:_TELLING])
            return rows + self._ask(_HOLDING, (rarest, wanted, kind, _MOST))
        # A look at every name: too short for trigrams, or none to be had.
        start = " " if len(wanted) < 3 else ""
        return rows + self._ask(_SCANNED, (start, wanted, kind, _MOST))

    def _described(self, found: dict[int, tuple[int, str]]) -> list[Match]:
        """Return things, each with rank and name, as matches, the best first."""
        matches = [
            Match(iri, label, found[thing][1], found[thing][0])
            for thing, iri, label in _first(self._ask(_DESCRIBED, (_listed(list(found)),)))
        ]
        return _ordered(matches)

    def _rarest(self, wanted: str) -> list[tuple[str, int]]:
        """Return the trigrams of a text with the number of names that have them, fewest first."""
        terms = sorted({wanted[at : at + 3] for at in range(len(wanted) - 2)})
        counts = dict(
            self._ask(
                "SELECT term, names FROM json_each(?) AS j CROSS JOIN rarity r ON r.term = j.value",
                (_listed(terms),),
            )
        )
        return sorted(((term, counts.get(term, 0)) for term in terms), key=lambda one: one[1])

    def _readings(self, wanted: str) -> list[str]:
        """Return a text with the words put in the place of its words that are one slip away."""
        # Imported here: a name that is spelt right needs none of it.
        from difflib import SequenceMatcher

        choices = []
        for word in wanted.split(" "):
            near = self._ask(
                "SELECT word FROM words WHERE word IN (SELECT value FROM json_each(?1)) UNION "
                "SELECT word FROM slips WHERE form IN (SELECT value FROM json_each(?1))",
                (_listed(sorted({word, *shortened(word)})),),
            )
            matcher = SequenceMatcher(b=word)
            likeness = {}
            for (other,) in near if len(word) > 3 else ():
                matcher.set_seq1(other)
                likeness[other] = matcher.ratio()
            best = sorted(likeness, key=lambda one: (-likeness[one], one))
            choices.append(best[:_READINGS] or [word])
        read = (" ".join(words) for words in product(*choices))
        return [text for text in islice(read, _READINGS) if text != wanted]

    def _alike(self, wanted: str, kind: str | None, least: float) -> list[Match]:
        """Return the things whose names look most like a text.

        Names are looked at that share the trigrams that fewest names have, most shared first; the
        likeness that ranks them is Ratcliff and Obershelp's.
        """
        if not self._grams or len(wanted) < 3:
            return []
        from difflib import SequenceMatcher

        shared: Counter[int] = Counter()
        left = _POSTINGS
        for term, count in self._rarest(wanted):
            if count > left and shared:
                break
            left -= count
            rows = self._ask(
                "SELECT rowid FROM grams WHERE grams MATCH ? LIMIT ?", (_quoted(term), _POSTINGS)
            )
            shared.update(number for (number,) in rows)
        matcher = SequenceMatcher(b=wanted)
        closest = shared.most_common(_CLOSEST * (1 if kind is None else 4))
        found: dict[int, tuple[int, str]] = {}
        numbers = _listed([number for number, _ in closest])
        for thing, name, norm, _ in self._ask(_NUMBERED, (numbers, kind)):
            matcher.set_seq1(norm)
            if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
                continue
            likeness = matcher.ratio()
            rank = 2 * _SLIPS + round(100 * (1 - likeness))
            if likeness >= least and (thing not in found or (rank, name) < found[thing]):
                found[thing] = rank, name
        return self._described(found)

    def all_things(self) -> Iterator[tuple[int, str, str]]:
        """Yield number, IRI and working label of every thing."""
        yield from _first(self._ask(_LABELLED, (None,)))

    def profiles(self) -> Iterator[Profile]:
        """Yield source, role, and of each of its things: number, kind, strength and support.

        Kinds are places in `namespaces.COMPARED`, strengths in `namespaces.MODALITIES`; importance
        is NaN where the source has none; the last has how many claims say so.
        """
        for source, role, things, kinds, modalities, importance, claims in self._ask(
            "SELECT s.iri, t.iri, things, kinds, modalities, importance, claims FROM profiles p "
            "JOIN sources s ON s.id = p.source JOIN things t ON t.id = p.role "
            "ORDER BY p.source, p.role"
        ):
            yield (
                source,
                role,
                array("I", things),
                kinds,
                modalities,
                array("f", importance),
                array("I", claims),
            )

    def matches(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield source, subject, predicate and object of every match, in order."""
        yield from self._ask(
            "SELECT s.iri, subject, predicate, object FROM matches m JOIN sources s "
            "ON s.id = m.source ORDER BY subject, predicate, object, s.iri"
        )


def _first(rows: list[tuple[Any, ...]]) -> Iterator[tuple[int, str, str]]:
    """Yield the first row of each thing."""
    last = None
    for number, iri, label in rows:
        if number != last:
            yield number, iri, label
        last = number


def _ordered(found: list[Match]) -> list[Match]:
    """Return the best match of each thing, the best first."""
    best: dict[str, Match] = {}
    for match in found:
        if match.iri not in best or match.rank < best[match.iri].rank:
            best[match.iri] = match
    return sorted(
        best.values(), key=lambda match: (match.rank, len(match.label), match.label, match.iri)
    )


def _bounded(text: str) -> str:
    """Return a text that SQLite can take: of bounded length, no lone halves of characters."""
    return text[:_LONGEST].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _wanted(text: str) -> str:
    return normalise(_bounded(text))


def _quoted(term: str) -> str:
    doubled = term.replace('"', '""')
    return f'"{doubled}"'


def _listed(values: list[int] | list[str]) -> str:
    """Return values as SQLite takes many at once: a JSON array."""
    import json

    return json.dumps(values)
