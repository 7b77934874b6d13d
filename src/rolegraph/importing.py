"""Import published releases into a store: ESCO, O*NET, salary tables, job postings, crosswalks.

Each becomes one source with a graph of its own. An import replaces what the store has of that
source: the next generation of the store is made beside the current one and takes its place at the
end, so whatever ends an import leaves the old store or the new one.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from importlib import import_module
from typing import Final, NamedTuple

import pyoxigraph as ox

from rolegraph import __version__, register, statements, union
from rolegraph.dataset import fill_vocabulary, vocabulary, writer
from rolegraph.errors import StoreError, UsageError
from rolegraph.facts import Concept, Fact, Label
from rolegraph.files import Where, listed
from rolegraph.labelindex import UNNAMED
from rolegraph.namespaces import BASE, is_slug, slug_of
from rolegraph.sources.taxonomy import Reading, Record
from rolegraph.store import Writer, is_store, read_manifest

FORMATS: Final = ("esco", "onet", "salaries", "postings", "crosswalk")
"""What can be imported; each is the name of the module in `rolegraph.sources` that reads it."""

Progress = Callable[[str, int, int], object]
"""Called with what is being done, and how much of how much: bytes, of no exact meaning."""

_DEFAULT: Final = ox.DefaultGraph()
_BLOCK: Final = 1 << 20


class Imported(NamedTuple):
    """What became of an import.

    ``status`` is added, replaced, or unchanged: the same files were imported by the same version of
    the program, and nothing was done. ``counts`` says what the files hold, ``quads`` how many the
    store has now, ``seconds`` how long it took.
    """

    source: str
    title: str
    version: str
    license: str
    rights: str
    status: str
    counts: dict[str, int]
    quads: int | None
    seconds: float


def import_release(
    form: str,
    paths: Where | Sequence[Where],
    where: Where | None,
    *,
    version: str | None = None,
    name: str | None = None,
    bare: bool = False,
    replace: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Read a release, one of `FORMATS`, into the store in a folder, in the place of what was there.

    ``version`` says what the files do not say themselves, ``name`` is the slug of the source where
    it is not to be the usual one. A missing store is made as `ingestion.ingest` does. ``dry_run``
    reads and checks everything and writes nothing. Raises `DataError`, with file and line, on what
    cannot be read, `UsageError` on what was asked for wrongly, `StoreError` on a store that cannot
    be written; the store is untouched then.
    """
    given = listed(paths)
    where = None if where is None else os.fspath(where)
    _check(form, given, where, name, dry_run=dry_run)
    began = time.monotonic()
    report = progress or (lambda what, done, total: None)
    with ExitStack() as stack:
        target = None
        if where is not None and not dry_run:
            target = stack.enter_context(writer(where, bare=bare))
        words = vocabulary()
        names = register.exactly(words)
        read = import_module(f"rolegraph.sources.{form}").read
        reading: Reading = stack.enter_context(
            read(tuple(given), names=names, version=version, name=name)
        )
        slug = slug_of(reading.source.iri)
        sums = _sums(given, report)
        same = {
            "sha256": sums,
            "version": reading.source.version,
            "rolegraph": __version__,
        }
        before = {} if target is None else target.sources.get(slug, {})
        if not replace and all(before.get(key) == value for key, value in same.items()):
            return _done(reading, "unchanged", {}, read_manifest(where or "").quads, began)
        if target is None:
            for record in _watched(reading, report):
                del record
            there = where and is_store(where) and slug in read_manifest(where).sources
            status = "replaced" if there else "added"
            return _done(reading, status, reading.counts, None, began)
        status = _store(target, reading, _checksum(sums), words, report)
        report("Finishing", 1, 1)
        target.sources[slug] = same | {"path": [os.path.abspath(path) for path in given]}
        quads = target.commit()
        return _done(reading, status, reading.counts, quads, began)


def _check(
    form: str, paths: Sequence[str], where: str | None, name: str | None, *, dry_run: bool
) -> None:
    if form not in FORMATS:
        raise UsageError(f"{form!r} cannot be imported: take one of {', '.join(FORMATS)}")
    if not where and not dry_run:
        raise UsageError(
            "An import goes into a store of yours: name its folder, such as --db my.db"
        )
    if where and "://" in where:
        raise UsageError(f"{where}: an import goes into a store on this machine; name a folder")
    missing = [path for path in paths if not os.path.exists(path)]
    if missing or not paths:
        told = "\n".join(f"{path} does not exist" for path in missing)
        raise UsageError(f"{told}\nName the files of the release, or its folder.".lstrip())
    if name is not None and not is_slug(name):
        raise UsageError(f"{name!r} cannot name a source: take lower-case words with hyphens")


def _done(
    reading: Reading, status: str, counts: Mapping[str, int], quads: int | None, began: float
) -> Imported:
    source = reading.source
    seconds = time.monotonic() - began
    return Imported(
        slug_of(source.iri),
        source.title,
        source.version,
        source.license,
        source.rights,
        status,
        dict(counts),
        quads,
        seconds,
    )


def _sums(paths: Sequence[str], report: Progress) -> list[str]:
    """Return the checksum of each file that paths name, a folder with all that is in it."""
    files = []
    for path in paths:
        if os.path.isdir(path):
            for folder, folders, found in os.walk(path):
                folders.sort()
                files += [os.path.join(folder, one) for one in sorted(found)]
        else:
            files.append(path)
    sums = []
    for file in files:
        digest = hashlib.sha256()
        with open(file, "rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
        sums.append(digest.hexdigest())
    report("Reading", 0, 1)
    return sums


def _checksum(sums: Sequence[str]) -> str:
    """Return one checksum for all files: that of the only one, or of the list of their checksums.

    ``sha256sum * | cut -c -64 | sha256sum`` in a folder computes the same.
    """
    if len(sums) == 1:
        return sums[0]
    return hashlib.sha256("".join(f"{one}\n" for one in sums).encode()).hexdigest()


def _watched(reading: Reading, report: Progress) -> Iterator[Record]:
    """Yield what a reading yields, and tell how far it is."""
    for number, record in enumerate(reading.records):
        if not number % 5_000:
            report("Reading", min(reading.done(), reading.total), reading.total)
        yield record
    report("Reading", reading.total, reading.total)


def lines(records: Iterable[Record], source: str) -> Iterator[str]:
    """Yield the N-Quads of records that a source gives, in its graphs and in the default graph."""
    for piece in pieces(records, source):
        if isinstance(piece, bytes):
            yield from piece.decode().splitlines(keepends=True)
            continue
        text = piece.lines.decode()
        for graph in piece.graphs:
            place = "" if isinstance(graph, ox.DefaultGraph) else f" {graph}"
            yield from (f"{line}{place} .\n" for line in text.split(" .\n")[:-1])


def pieces(records: Iterable[Record], source: str) -> Iterator[union.Triples | bytes]:
    """Yield the N-Triples of records that a source gives, by the graphs that they are for.

    What a source says stands in its graph and in the default graph, postings in the latter alone.
    Labels in other languages, each of which has a graph of its own, come as N-Quads.
    """
    both = (_DEFAULT, ox.NamedNode(source))
    told: list[str] = []
    posted: list[str] = []
    elsewhere: list[str] = []
    seen: set[str] = set()
    size = 0

    def gathered() -> Iterator[union.Triples | bytes]:
        for texts, graphs in ((told, both), (posted, (_DEFAULT,)), (elsewhere, ())):
            if texts:
                data = "".join(texts).encode()
                yield union.Triples(data, graphs) if graphs else data
                texts.clear()

    for record in records:
        if isinstance(record, Fact):
            text = statements.fact_lines(record, seen)
            told.append(text)
        elif isinstance(record, Concept):
            if record.kind == "posting":
                text = statements.posting_lines(record)
                posted.append(text)
            else:
                text = statements.concept_lines(record)
                told.append(text)
        elif isinstance(record, Label):
            text = statements.label_line(record, source)
            elsewhere.append(text)
        else:
            text = statements.mapping_lines(record, source)
            told.append(text)
        size += len(text)
        if size >= union.CHUNK:
            yield from gathered()
            size = 0
    yield from gathered()


def _store(
    target: Writer, reading: Reading, checksum: str, words: ox.Store, report: Progress
) -> str:
    """Put what a reading yields into the next generation; return the status of the import."""
    source = reading.source.iri
    mine = {source} | union.label_graphs(target.current(), source)
    there = not target.is_new and source in {
        graph.value for graph in target.current().named_graphs() if isinstance(graph, ox.NamedNode)
    }
    described: set[str] = set()
    if there:
        report("Keeping the other sources", 0, 1)
        old = target.current()
        new = target.begin(empty=True)
        fill_vocabulary(new)
        # What the program brings along comes in its present version.
        mine |= {
            str(graph.value) for graph in new.named_graphs() if isinstance(graph, ox.NamedNode)
        }
        described = union.rebuild(old, new, target.scratch("graph"), mine)
        del old
    else:
        new = target.begin()
    change = union.Change(new, lambda: words)
    target.index.remove(source)
    adder = target.index.adder(source)

    def taken() -> Iterator[Record]:
        for record in _watched(reading, report):
            adder.take(record)
            # Postings and statistics carry the source in their names: no other describes them.
            if isinstance(record, Concept) and record.kind not in UNNAMED:
                described.update((record.iri,) if record.iri.startswith(BASE) else ())
            yield record
        # Here, while the engine is still at what it was given.
        adder.end()

    described_as = reading.source._replace(sha256=checksum)

    def given() -> Iterator[union.Triples | bytes]:
        own = (_DEFAULT, ox.NamedNode(source))
        yield union.Triples(statements.source_lines(described_as).encode(), own)
        yield from pieces(taken(), source)

    union.bulk_load(new, given())
    if not any(new.quads_for_pattern(None, None, None, ox.NamedNode(source))):
        raise StoreError(f"{target.folder}: nothing of {source} was stored")
    change.loaded(described)
    change.settle()
    return "replaced" if there else "added"
