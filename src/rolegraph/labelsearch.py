"""Look names up in the index beside a store, whole, in part, or with slips of the pen."""

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from rolegraph.labelindex import ELSEWHERE, VERSION, has_table
from rolegraph.lexicon import Match, normalise

_MOST: Final = 2_000
"""Names that hold a text, of which more are not read."""
_POSTINGS: Final = 6_000
"""Names that are looked at for a text with slips, by the trigrams that fewest names have."""
_CLOSEST: Final = 60
_LEAST: Final = 0.6
"""The least likeness (Ratcliff and Obershelp, 0 to 1) of a name that is not quite a text."""
_SLIPS: Final = 12
"""The rank of the best match with slips: after all that hold the text."""

Profile = tuple[str, str, "array[int]", bytes, bytes, "array[float]", "array[int]"]


class LabelIndex:
    """The index of a store that does not change; threads may share it."""

    def __init__(self, path: str) -> None:
        place = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        self._db = sqlite3.connect(
            f"file:{place}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
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

    def find(self, text: str, kind: str | None = None) -> list[str]:
        """Return the things that have exactly this name or slug, as `Lexicon.find` does.

        Names in other languages count after those in the working one.
        """
        rows = self._db.execute(
            "SELECT DISTINCT t.iri FROM things t JOIN described d ON d.thing = t.id "
            "WHERE t.tail = ?1 AND (?2 IS NULL OR d.kind = ?2) ORDER BY t.iri",
            (text.lower(), kind),
        ).fetchall()
        if rows:
            return [iri for (iri,) in rows]
        rows = self._db.execute(
            "SELECT t.iri, MIN(n.sort) FROM names n JOIN things t ON t.id = n.thing "
            "JOIN described d ON d.thing = n.thing "
            "WHERE n.norm = ?1 AND (?2 IS NULL OR d.kind = ?2) GROUP BY t.iri ORDER BY t.iri",
            (normalise(text), kind),
        ).fetchall()
        best = min((sort for _, sort in rows), default=0)
        return [iri for iri, sort in rows if sort == best]

    def label(self, iri: str, kind: str | None = None) -> str | None:
        """Return the working label of a thing, None where the store describes none such."""
        found = self._db.execute(
            "SELECT MIN(d.label) FROM described d JOIN things t ON t.id = d.thing "
            "WHERE t.iri = ?1 AND (?2 IS NULL OR d.kind = ?2)",
            (iri, kind),
        ).fetchone()
        return None if found is None else found[0]

    def labels(self, kind: str | None = None) -> dict[str, str]:
        """Return the working label of every thing by IRI."""
        return dict(
            self._db.execute(
                "SELECT t.iri, MIN(d.label) FROM described d JOIN things t ON t.id = d.thing "
                "WHERE ?1 IS NULL OR d.kind = ?1 GROUP BY t.iri",
                (kind,),
            )
        )

    def sources(self, iri: str) -> list[str]:
        """Return the sources that describe a thing, by IRI; the vocabulary's name is empty."""
        rows = self._db.execute(
            "SELECT s.iri FROM described d JOIN things t ON t.id = d.thing "
            "JOIN sources s ON s.id = d.source WHERE t.iri = ? ORDER BY s.iri",
            (iri,),
        )
        return [source for (source,) in rows]

    def has_traits(self, role: str) -> bool:
        """Tell whether a role has anything that a comparison counts."""
        found = self._db.execute(
            "SELECT 1 FROM profiles p JOIN things t ON t.id = p.role WHERE t.iri = ?", (role,)
        )
        return found.fetchone() is not None

    def nearest(
        self, text: str, kind: str | None = None, count: int = 3, least: float = 0.5
    ) -> tuple[str, ...]:
        """Return the working labels that look most like a text, the most alike first."""
        found = [match.label for match in self.search(text, kind)]
        if len(found) < count:
            found += [match.label for match in self._slips(normalise(text), kind, least)]
        return tuple(dict.fromkeys(found))[:count]

    def search(self, text: str, kind: str | None = None) -> list[Match]:
        """Return the things with a name that contains a text, the best match first.

        A whole name comes before the start of one, that before the start of a word in one, and that
        before any other place. Where no name holds the text, those that look most like it are
        returned instead.
        """
        wanted = normalise(text)
        if not wanted:
            return []
        numbers = self._holding(wanted)
        found = self._matches(numbers, kind, wanted)
        return found or self._slips(wanted, kind, _LEAST)

    def _holding(self, wanted: str) -> list[int]:
        """Return the numbers of names that hold a text: whole ones and starts before the others."""
        whole = self._db.execute(
            "SELECT id FROM names WHERE norm >= ? AND norm < ? ORDER BY norm LIMIT ?",
            (wanted, wanted + "\U0010ffff", _MOST),
        ).fetchall()
        numbers = dict.fromkeys(number for (number,) in whole)
        if self._grams and len(wanted) >= 3:
            rows = self._db.execute(
                "SELECT rowid FROM grams WHERE grams MATCH ? LIMIT ?",
                (" AND ".join(_trigrams(wanted)), _MOST),
            )
        else:
            # A scan, of some 20 ms: too short for trigrams, or none to be had.
            pattern = "".join("\\" + c if c in "\\%_" else c for c in wanted)
            rows = self._db.execute(
                "SELECT id FROM names WHERE norm LIKE ? ESCAPE '\\' LIMIT ?",
                (f"% {pattern}%" if len(wanted) < 3 else f"%{pattern}%", _MOST),
            )
        numbers.update(dict.fromkeys(number for (number,) in rows))
        return list(numbers)

    def _matches(self, numbers: list[int], kind: str | None, wanted: str) -> list[Match]:
        best: dict[str, Match] = {}
        for iri, label, name, norm, sort in self._named(numbers, kind):
            at = norm.find(wanted)
            if at < 0:
                continue
            word = f" {wanted}" in norm
            rank = 0 if norm == wanted else 3 if at == 0 else 6 if word else 9
            match = Match(iri, label, name, rank + min(sort, ELSEWHERE - 1))
            if iri not in best or match.rank < best[iri].rank:
                best[iri] = match
        return sorted(
            best.values(), key=lambda match: (match.rank, len(match.label), match.label, match.iri)
        )

    def _slips(self, wanted: str, kind: str | None, least: float) -> list[Match]:
        """Return the things whose names look most like a text.

        Names are looked at that share the trigrams that fewest names have, most shared first; the
        likeness that ranks them is Ratcliff and Obershelp's.
        """
        if not self._grams or len(wanted) < 3:
            return []
        told = dict(
            self._db.execute(
                "SELECT term, doc FROM counts WHERE term IN (SELECT value FROM json_each(?))",
                (json.dumps(_windows(wanted)),),
            )
        )
        shared: Counter[int] = Counter()
        left = _POSTINGS
        for term, count in sorted(told.items(), key=lambda pair: (pair[1], pair[0])):
            if count > left and shared:
                break
            left -= count
            rows = self._db.execute(
                "SELECT rowid FROM grams WHERE grams MATCH ? LIMIT ?", (_quoted(term), _POSTINGS)
            )
            shared.update(number for (number,) in rows)
        matcher = SequenceMatcher(b=wanted)
        best: dict[str, Match] = {}
        numbers = [
            number for number, _ in shared.most_common(_CLOSEST * (1 if kind is None else 4))
        ]
        for iri, label, name, norm, _ in self._named(numbers, kind):
            matcher.set_seq1(norm)
            if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
                continue
            likeness = matcher.ratio()
            if likeness < least:
                continue
            match = Match(iri, label, name, _SLIPS + round(100 * (1 - likeness)))
            if iri not in best or match.rank < best[iri].rank:
                best[iri] = match
        return sorted(
            best.values(), key=lambda match: (match.rank, len(match.label), match.label, match.iri)
        )

    def _named(
        self, numbers: list[int], kind: str | None
    ) -> Iterator[tuple[str, str, str, str, int]]:
        yield from self._db.execute(
            "SELECT t.iri, MIN(d.label), n.name, n.norm, n.sort FROM json_each(?1) AS j "
            "CROSS JOIN names n ON n.id = j.value JOIN things t ON t.id = n.thing "
            "JOIN described d ON d.thing = n.thing WHERE ?2 IS NULL OR d.kind = ?2 GROUP BY n.id",
            (json.dumps(numbers), kind),
        )

    def all_things(self) -> Iterator[tuple[int, str, str]]:
        """Yield number, IRI and working label of every thing."""
        yield from self._db.execute(
            "SELECT t.id, t.iri, MIN(d.label) FROM things t JOIN described d ON d.thing = t.id "
            "GROUP BY t.id ORDER BY t.id"
        )

    def profiles(self) -> Iterator[Profile]:
        """Yield source, role, and of each of its things: number, kind, strength and support.

        Kinds are places in `namespaces.COMPARED`, strengths in `namespaces.MODALITIES`; importance
        is NaN where the source has none; the last has how many claims say so.
        """
        for source, role, things, kinds, modalities, importance, claims in self._db.execute(
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
        yield from self._db.execute(
            "SELECT s.iri, subject, predicate, object FROM matches m JOIN sources s "
            "ON s.id = m.source ORDER BY subject, predicate, object, s.iri"
        )


def _windows(text: str) -> list[str]:
    return sorted({text[at : at + 3] for at in range(len(text) - 2)})


def _quoted(term: str) -> str:
    doubled = term.replace('"', '""')
    return f'"{doubled}"'


def _trigrams(text: str) -> list[str]:
    return [_quoted(term) for term in _windows(text)]
