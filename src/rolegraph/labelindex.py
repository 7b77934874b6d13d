"""An index beside a store: names of things, roles' traits and matches, each by its source.

SQLite holds what SPARQL would have to scan for: a name with a slip of the pen, all names of a role,
the traits of every role at once. It is kept per source, so that a source can be replaced without
looking at the others, and belongs to one generation of a store.
"""

import os
import re
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from math import nan
from typing import Final

import pyoxigraph as ox

from rolegraph.facts import Concept, Fact, Label, Literal, Mapping
from rolegraph.labelsearch import ELSEWHERE, VERSION, has_table, shortened
from rolegraph.lexicon import normalise
from rolegraph.namespaces import COMPARED, KINDS, LABELS, MODALITIES, PREFIXES, RDF, RG, SKOS
from rolegraph.statements import labels_graph

UNNAMED: Final = frozenset(("posting", "salary", "outlook"))
"""Kinds whose things are not looked for by name: there are a million of them, called alike."""
MATCHES: Final = (
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
)

_SCHEMA: Final = f"""
CREATE TABLE sources (id INTEGER PRIMARY KEY, iri TEXT UNIQUE NOT NULL);
CREATE TABLE things (id INTEGER PRIMARY KEY, iri TEXT UNIQUE NOT NULL, tail TEXT NOT NULL);
CREATE INDEX things_tail ON things (tail);
CREATE TABLE described (
    thing INTEGER, source INTEGER, kind TEXT, label TEXT, PRIMARY KEY (thing, source)
) WITHOUT ROWID;
CREATE TABLE names (
    id INTEGER PRIMARY KEY, source INTEGER, thing INTEGER, name TEXT, norm TEXT, sort INTEGER
);
CREATE TABLE profiles (
    source INTEGER, role INTEGER, things BLOB, kinds BLOB, modalities BLOB, importance BLOB,
    claims BLOB, PRIMARY KEY (source, role)
) WITHOUT ROWID;
CREATE TABLE matches (source INTEGER, subject TEXT, predicate TEXT, object TEXT);
CREATE TABLE words (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE slips (form TEXT, word TEXT, PRIMARY KEY (form, word)) WITHOUT ROWID;
CREATE TABLE rarity (term TEXT PRIMARY KEY, names INTEGER) WITHOUT ROWID;
PRAGMA user_version = {VERSION};
"""
_SORTED: Final = tuple(
    f"CREATE INDEX IF NOT EXISTS names_{one} ON names ({one})" for one in ("norm", "source")
)
_GRAMS: Final = """
CREATE VIRTUAL TABLE grams USING fts5(
    norm, content='names', content_rowid='id', tokenize='trigram', detail='none'
);
CREATE VIRTUAL TABLE counts USING fts5vocab(grams, 'row');
"""
_BATCH: Final = 20_000
_HELD: Final = 64 << 20
"""Bytes of trigrams that are put in order at once."""
_SORTED_LATER: Final = 100_000
"""Names in an index up to which it is cheaper to order all of them at the end of a large source."""
_FEW: Final = 2_000
"""Names that are taken out of the trigrams one by one; more are cheaper counted anew."""
_WORD: Final = re.compile(r"[^\W\d_]{4,24}")
"""Words in which a slip is looked for: shorter ones are too many too close to each other."""

_KIND_OF: Final = {
    KINDS[name].property: number for number, name in enumerate(COMPARED) if KINDS[name].property
}
_SORT_OF: Final = {SKOS.prefLabel: 0, SKOS.altLabel: 1, SKOS.hiddenLabel: 2}
_RANKED: Final = {
    f"{PREFIXES['rg']}{name.capitalize()}": rank for rank, name in enumerate(MODALITIES)
}
_SCHEME: Final = PREFIXES["scheme"]

Pairs = Callable[[str], Iterator[tuple[str, str]]]
"""Gives the things of a graph that have a property, each with what it has, as text."""


def has_trigrams(connection: sqlite3.Connection) -> bool:
    """Tell whether this SQLite can look for parts of words."""
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.t USING fts5(x, tokenize='trigram')")
    except sqlite3.OperationalError:
        return False
    connection.execute("DROP TABLE temp.t")
    return True


class IndexWriter:
    """Makes the index of the next generation of a store, out of the previous one's or of nothing.

    It is a file of its own until the generation is named, so it keeps no journal.
    """

    def __init__(self, path: str, previous: str | None = None) -> None:
        self.path = path
        if previous is not None:
            import shutil

            shutil.copyfile(previous, path)
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -64000"):
            self.db.execute(f"PRAGMA {pragma}")
        if previous is None:
            self.db.executescript(_SCHEMA)
            if has_trigrams(self.db):
                self.db.executescript(_GRAMS)
        self.db.execute("BEGIN")
        self._grams = has_table(self.db, "grams")
        if self._grams:
            self.db.execute("INSERT INTO grams (grams, rank) VALUES ('hashsize', ?)", (_HELD,))
        self._anew = False
        self._changed = 0
        self._words: set[str] = set()
        self._ids = dict(self.db.execute("SELECT iri, id FROM things"))
        self._new: list[tuple[int, str, str]] = []

    @classmethod
    def begin(cls, path: str, previous: str | None, store: ox.Store) -> "IndexWriter":
        """Copy the index of a store, or make it anew where it has none that is understood."""
        if previous is not None:
            with suppress(sqlite3.DatabaseError):
                writer = cls(path, previous)
                if writer.db.execute("PRAGMA user_version").fetchone() == (VERSION,):
                    return writer
                writer.discard()
            os.unlink(path)
        writer = cls(path)
        writer.add_store(store)
        return writer

    def remove(self, source: str) -> None:
        """Take out what a source brought in."""
        found = self.db.execute("SELECT id FROM sources WHERE iri = ?", (source,)).fetchone()
        if found is None:
            return
        counted = self.db.execute("SELECT COUNT(*) FROM names WHERE source = ?", found)
        count = int(counted.fetchone()[0])
        self._changed += count
        if self._grams and not self._anew:
            self._anew = count > _FEW
            if not self._anew:
                self.db.execute(
                    "INSERT INTO grams (grams, rowid, norm) "
                    "SELECT 'delete', id, norm FROM names WHERE source = ?",
                    found,
                )
        self.db.execute("DELETE FROM names WHERE source = ?", found)
        self.db.execute("DELETE FROM described WHERE source = ?", found)
        self.db.execute("DELETE FROM profiles WHERE source = ?", found)
        self.db.execute("DELETE FROM matches WHERE source = ?", found)
        self.db.execute("DELETE FROM sources WHERE id = ?", found)

    def adder(self, source: str) -> "Adder":
        """Return what takes the records of a source, one by one."""
        row = self.db.execute("INSERT INTO sources (iri) VALUES (?)", (source,))
        return Adder(self, int(row.lastrowid or 0))

    def add_store(self, store: ox.Store) -> None:
        """Add everything in a store: the vocabulary, whose source has no name, and each graph."""
        label = ox.NamedNode(RG.label)
        graphs = [graph for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
        told: set[object] = {
            quad.subject
            for graph in graphs
            for quad in store.quads_for_pattern(None, label, None, graph)
        }
        self.remove("")
        self._add("", _pairs(store, ox.DefaultGraph(), told))
        self.add_graphs(store)

    def add_graphs(self, store: ox.Store, sources: Iterable[str] | None = None) -> None:
        """Add what the graphs of sources, or all, say, in the place of what the index has."""
        graphs = [graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
        # Looked for once: there may be as many graphs as sources.
        names = [graph for graph in graphs if graph.startswith(LABELS)]
        for source in sorted(set(graphs) - set(names)) if sources is None else sources:
            self.remove(source)
            own = (graph for graph in names if graph.startswith(labels_graph(source, "")))
            elsewhere = [_pairs(store, ox.NamedNode(graph), set()) for graph in own]
            self._add(source, _pairs(store, ox.NamedNode(source), set()), elsewhere)

    def _add(self, source: str, pairs: Pairs, elsewhere: Iterable[Pairs] = ()) -> None:
        adder = self.adder(source)
        kinds = {
            iri: scheme.removeprefix(_SCHEME)
            for iri, scheme in pairs(SKOS.inScheme)
            if scheme.startswith(_SCHEME)
        }
        for iri, label in pairs(RG.label):
            if iri in kinds:
                adder.describe(iri, kinds[iri], label)
        for property, sort in (*_SORT_OF.items(), (SKOS.notation, 2)):
            for iri, name in pairs(property):
                if kinds.get(iri, "posting") not in UNNAMED:
                    adder.name(iri, name, sort)
        for translated in elsewhere:
            for property, sort in _SORT_OF.items():
                for iri, name in translated(property):
                    adder.name(iri, name, ELSEWHERE + sort)
        if source:
            roles, things = dict(pairs(RDF.subject)), dict(pairs(RDF.object))
            properties, importance = dict(pairs(RDF.predicate)), dict(pairs(RG.importance))
            for claim, modality in pairs(RG.modality):
                if claim in roles and claim in things and modality in _RANKED:
                    measured = float(importance.get(claim, nan))
                    told = (properties.get(claim, ""), things[claim], _RANKED[modality], measured)
                    adder.claim(roles[claim], *told)
            for property in MATCHES:
                for one, other in pairs(property):
                    adder.match(one, property, other)
        adder.end()

    def close(self) -> None:
        """Finish the file: it is whole on the disk then."""
        self.flush()
        for index in _SORTED:
            self.db.execute(index)
        if self._grams and self._anew:
            self.db.execute("INSERT INTO grams (grams) VALUES ('rebuild')")
        self._spell()
        counted = self.db.execute("SELECT 1 FROM rarity").fetchone()
        if self._grams and (self._changed > _FEW or counted is None):
            # Counted seldom: it only tells which trigrams to begin with.
            self.db.execute("DELETE FROM rarity")
            self.db.execute("INSERT INTO rarity SELECT term, doc FROM counts")
        self.db.execute("COMMIT")
        self.db.close()
        with open(self.path, "rb+") as file:
            os.fsync(file.fileno())

    def _spell(self) -> None:
        """Note the words that are new, and the forms by which they are found with a slip.

        Words that no name has any more stay: nothing is found by them.
        """
        known = {word for (word,) in self.db.execute("SELECT word FROM words")}
        new = sorted(word for word in self._words - known if _WORD.fullmatch(word))
        self.db.executemany("INSERT INTO words VALUES (?)", ((word,) for word in new))
        forms = sorted((form, word) for word in new for form in shortened(word))
        self.db.executemany("INSERT INTO slips VALUES (?, ?)", forms)

    def discard(self) -> None:
        """Leave the file as it is, for whoever removes it."""
        self.db.close()

    def thing(self, iri: str) -> int:
        """Return the number of a thing, a new one where it has none."""
        number = self._ids.get(iri)
        if number is None:
            number = self._ids[iri] = len(self._ids) + 1
            self._new.append((number, iri, iri.rpartition("/")[2]))
        return number

    def flush(self) -> None:
        """Write the things that are new."""
        self.db.executemany("INSERT INTO things VALUES (?, ?, ?)", self._new)
        self._new.clear()

    def gather(self, above: int, words: set[str]) -> None:
        """Take in what the names with a number above this one are found by."""
        counted = self.db.execute("SELECT COUNT(*) FROM names WHERE id > ?", (above,))
        self._changed += int(counted.fetchone()[0])
        self._words |= words
        if self._grams and not self._anew:
            self.db.execute(
                "INSERT INTO grams (rowid, norm) SELECT id, norm FROM names WHERE id > ?", (above,)
            )


def _pairs(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, without: set[object]) -> Pairs:
    def pairs(property: str) -> Iterator[tuple[str, str]]:
        for quad in store.quads_for_pattern(None, ox.NamedNode(property), None, graph):
            one, other = quad.subject, quad.object
            if not isinstance(one, ox.NamedNode) or one in without:
                continue
            if isinstance(other, ox.NamedNode | ox.Literal):
                yield one.value, other.value

    return pairs


class Adder:
    """Takes the records of one source; `end` puts what is left into the index."""

    def __init__(self, writer: IndexWriter, source: int) -> None:
        self._writer, self._source = writer, source
        found = writer.db.execute("SELECT COALESCE(MAX(id), 0) FROM names").fetchone()
        self._above = int(found[0])
        self._described: list[tuple[int, int, str, str]] = []
        self._names: list[tuple[int, int, str, str, int]] = []
        self._held: dict[int, dict[int, list[float]]] = {}
        self._words: set[str] = set()

    def take(self, record: Concept | Fact | Label | Mapping) -> None:
        """Take a record of the source."""
        if isinstance(record, Fact):
            if record.modality in MODALITIES:
                self.claim(
                    record.subject,
                    record.property,
                    record.object,
                    MODALITIES.index(record.modality),
                    nan if record.importance is None else record.importance,
                )
        elif isinstance(record, Concept):
            self.describe(record.iri, record.kind, record.label)
            if record.kind in UNNAMED:
                return
            self.name(record.iri, record.label, 0)
            for name in record.alt:
                self.name(record.iri, name, 1)
            for name in record.hidden:
                self.name(record.iri, name, 2)
            for property, value in record.extra:
                if property == SKOS.notation and isinstance(value, Literal):
                    self.name(record.iri, value.value, 2)
        elif isinstance(record, Label):
            sort = _SORT_OF.get(record.property)
            if sort is not None:
                self.name(record.iri, record.text, ELSEWHERE + sort)
        elif not record.negated:
            self.match(record.subject, record.predicate, record.object)

    def describe(self, iri: str, kind: str, label: str) -> None:
        """Note what a thing is, and what it is called."""
        if kind in UNNAMED:
            return
        self._described.append((self._writer.thing(iri), self._source, kind, label))
        if len(self._described) >= _BATCH:
            self._write()

    def name(self, iri: str, name: str, sort: int) -> None:
        """Note a name of a thing."""
        norm = normalise(name)
        self._names.append((self._source, self._writer.thing(iri), name, norm, sort))
        if sort < ELSEWHERE:
            self._words.update(norm.split(" "))
        if len(self._names) >= _BATCH:
            if self._above <= _SORTED_LATER:
                self._writer.db.execute("DROP INDEX IF EXISTS names_norm")
            self._write()

    def claim(self, role: str, property: str, thing: str, modality: int, importance: float) -> None:
        """Note that a role has a thing, by a claim of so much strength."""
        kind = _KIND_OF.get(property)
        if kind is None:
            return
        has = self._held.setdefault(self._writer.thing(role), {})
        said = has.setdefault(self._writer.thing(thing), [kind, modality, importance, 0])
        said[1] = min(said[1], modality)
        if not importance <= said[2]:
            # Also where there was none before: no number is less than none.
            said[2] = said[2] if importance != importance else importance
        said[3] += 1

    def match(self, subject: str, predicate: str, object: str) -> None:
        """Note that two things match."""
        row = (self._source, subject, predicate, object)
        self._writer.db.execute("INSERT INTO matches VALUES (?, ?, ?, ?)", row)

    def end(self) -> None:
        """Put what is left into the index."""
        self._write()
        rows = []
        for role, has in self._held.items():
            things = sorted(has)
            said = [has[thing] for thing in things]
            rows.append(
                (
                    self._source,
                    role,
                    array("I", things).tobytes(),
                    bytes(int(one[0]) for one in said),
                    bytes(int(one[1]) for one in said),
                    array("f", (one[2] for one in said)).tobytes(),
                    array("I", (int(one[3]) for one in said)).tobytes(),
                )
            )
        self._writer.db.executemany("INSERT INTO profiles VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._writer.gather(self._above, self._words)

    def _write(self) -> None:
        db = self._writer.db
        self._writer.flush()
        db.executemany("INSERT OR REPLACE INTO described VALUES (?, ?, ?, ?)", self._described)
        db.executemany(
            "INSERT INTO names (source, thing, name, norm, sort) VALUES (?, ?, ?, ?, ?)",
            self._names,
        )
        self._described.clear()
        self._names.clear()
