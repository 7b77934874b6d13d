"""Read articles into a store: what each says of roles becomes claims in a graph of its own."""

import hashlib
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing
from itertools import islice
from typing import Any, Final, NamedTuple

import pyoxigraph as ox

from rolegraph import difference, register, union
from rolegraph.dataset import Dataset, fill_vocabulary, open_dataset, vocabulary, writer
from rolegraph.difference import Change
from rolegraph.errors import RolegraphError, UnknownNameError, UsageError
from rolegraph.files import Where, listed
from rolegraph.intake import Input, Intake, collect, read_bytes
from rolegraph.namespaces import BASE, RDF, RG, expand, kind_of, mint, slug_of
from rolegraph.outcomes import Outcome, Read
from rolegraph.readings import Done, Failed, Job, Maker, Words, read_all
from rolegraph.store import Writer, is_store, read_manifest

Progress = Callable[[int, int, str], object]
"""Called with the number of articles that are done, of all, and the name of the last."""

_TYPE: Final = ox.NamedNode(RDF.type)
_LARGE: Final = 50_000
"""Quads of a source from which on the others are read anew instead of taking these out."""


class _Plan(NamedTuple):
    """What is to be read, with the status that it will have; and what is not, already told."""

    jobs: list[tuple[Job, str]]
    told: list[Read]


def ingest(
    paths: Where | Sequence[Where],
    where: Where | None,
    *,
    replace: bool = False,
    keep_quotes: bool = False,
    bare: bool = False,
    dry_run: bool = False,
    name: str | None = None,
    detail: bool = False,
    progress: Progress | None = None,
    workers: int | None = None,
    maker: Maker | None = None,
) -> Outcome:
    """Read files, folders and standard input (``-``) into the store in a folder.

    A missing store is made: a copy of the bundled graph, or ``bare``, ontology and vocabulary. What
    was read before is left alone; a file that has changed since replaces its own graph; any other
    source is replaced only by ``replace``. ``dry_run`` writes nothing. ``detail`` keeps claims and
    what was passed over in the outcome, as a dry run does by itself. ``maker`` makes another
    reader.

    What cannot be read is told in the outcome, and the rest goes in. Raises `UsageError` on a
    missing path before anything is done, and `StoreError` when the store is not ours or is being
    written.
    """
    intake = collect(listed(paths), name)
    where = None if where is None else os.fspath(where)
    if where is None and dry_run:
        where = ""
    if where is None:
        raise UsageError("Articles go into a store of yours: name its folder, such as --db my.db")
    if "://" in where:
        raise UsageError(f"{where}: articles go into a store on this machine; name a folder")
    options = _Options(replace, keep_quotes, name, detail or dry_run, progress, workers, maker)
    if dry_run:
        with ExitStack() as stack:
            if where and is_store(where):
                dataset, sources = open_dataset(where), read_manifest(where).sources
            else:
                if where and os.path.exists(where):
                    # A folder that would be refused is refused now.
                    stack.enter_context(writer(where, bare=bare))
                dataset = Dataset("the vocabulary", vocabulary()) if bare else open_dataset()
                sources = {}
            reading = stack.enter_context(closing(_read(intake, dataset, sources, options)))
            told = [read for read, _ in reading]
        return _outcome(told, intake, written=False)
    with writer(where, bare=bare) as target:
        return _write(target, intake, options)


class _Options(NamedTuple):
    replace: bool
    keep_quotes: bool
    name: str | None
    detail: bool
    progress: Progress | None
    workers: int | None
    maker: Maker | None


def _outcome(told: list[Read], intake: Intake, *, written: bool) -> Outcome:
    told.sort(key=lambda one: (one.source, one.file))
    return Outcome(tuple(told), intake.left_out, written)


def _write(target: Writer, intake: Intake, options: _Options) -> Outcome:
    dataset = Dataset(target.folder, target.current())
    paths = {one.shown: one.path for one in intake.inputs}
    told: list[Read] = []
    fresh: list[tuple[Read, str]] = []
    spool = target.scratch("articles")
    with open(spool, "w+b") as file:
        # Closed whatever happens: the processes that read end with it.
        with closing(_read(intake, dataset, target.sources, options)) as reading:
            for read, done in reading:
                told.append(read)
                if done is not None:
                    file.write(done.lines)
                    fresh.append((read, done.sha256))
        dataset.close()
        failed = all(read.status == "failed" for read in told)
        if not fresh and (failed or not target.is_new):
            return _outcome(told, intake, written=False)
        file.seek(0)
        change = union.Change(target.begin(), vocabulary)
        for read, _ in fresh:
            if read.status in ("changed", "replaced"):
                change.remove(mint("source", read.source))
        change.load(union.chunks(file), [mint("source", read.source) for read, _ in fresh])
        change.settle()
        del change
        target.index.add_graphs(target.begin(), [mint("source", read.source) for read, _ in fresh])
    for read, sha256 in fresh:
        entry: dict[str, Any] = {"path": paths[read.file], "sha256": sha256}
        target.sources[read.source] = entry | ({"quotes": True} if options.keep_quotes else {})
    target.commit()
    return _outcome(told, intake, written=True)


def _read(
    intake: Intake, dataset: Dataset, sources: dict[str, dict[str, Any]], options: _Options
) -> Generator[tuple[Read, Done | None], None, None]:
    """Yield what becomes of each article, with its lines where it is to be written."""
    words = register.words(dataset.store)
    plan, given = _plan(intake, dataset.store, sources, options, words)
    for read in plan.told:
        yield read, None
    status = {job.slug: what for job, what in plan.jobs}
    jobs = [
        job._replace(rows=options.detail or what != "added", report=options.detail)
        for job, what in plan.jobs
    ]
    reading = read_all(jobs, words, maker=options.maker, workers=options.workers, data=given)
    before: set[str] = set()
    for number, (job, done) in enumerate(reading, 1):
        if options.progress is not None:
            options.progress(number, len(jobs), job.input.shown)
        if isinstance(done, Failed):
            yield Read(job.input.shown, job.slug, "failed", done.why), None
            continue
        new = [
            one
            for one in done.minted
            if one[2] not in before and not register.is_known(dataset.store, one[2])
        ]
        before.update(iri for _, _, iri in new)
        read = Read(
            job.input.shown,
            done.slug,
            status[job.slug],
            "",
            done.title,
            done.claims,
            done.roles,
            done.minted,
            tuple((kind, label) for kind, label, _ in new),
            done.notes,
            done.rows if options.detail else (),
            done.skipped,
            _changes(dataset, done) if status[job.slug] != "added" else (),
        )
        yield read, done


def _changes(dataset: Dataset, done: Done) -> tuple[Change, ...]:
    source = mint("source", done.slug)
    after = difference.collect(
        (
            (source, row.subject, row.iri),
            difference.Said(row.role, row.kind, row.thing, row.modality),
        )
        for row in done.rows
    )
    return tuple(difference.changes(difference.said(dataset, source), after))


def _plan(
    intake: Intake,
    store: ox.Store,
    sources: dict[str, dict[str, Any]],
    options: _Options,
    words: Words,
) -> tuple[_Plan, dict[str, bytes]]:
    """Decide for each article whether it is read, and as which source."""
    told: list[Read] = []
    jobs: list[tuple[Job, str]] = []
    given: dict[str, bytes] = {}
    there = register.sources(store)
    by_sum = register.checksums(store)
    seen: dict[str, str] = {}
    for one in intake.inputs:
        try:
            data = read_bytes(one.path)
        except RolegraphError as error:
            told.append(Read(one.shown, one.slug, "failed", str(error)))
            continue
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in seen:
            why = f"the same text as {seen[sha256]}"
            told.append(Read(one.shown, one.slug, "unchanged", why))
            continue
        seen[sha256] = one.shown
        slug = options.name or one.slug
        if not (slug or sha256 in by_sum):
            # Standard input is known by its title.
            ((_, done),) = read_all([Job(one, "")], words, maker=options.maker, data={"-": data})
            if isinstance(done, Failed):
                told.append(Read(one.shown, "", "failed", done.why))
                continue
            slug = done.slug
        if one.path == "-":
            given["-"] = data
        status, slug, why = _decide(one, slug, by_sum.get(sha256), there, sources, options)
        if status in ("failed", "unchanged"):
            told.append(Read(one.shown, slug, status, why))
        else:
            jobs.append((Job(one, slug, options.keep_quotes), status))
    takers: dict[str, list[str]] = {}
    for job, _ in jobs:
        takers.setdefault(job.slug, []).append(job.input.shown)
    for job, _ in jobs:
        others = [other for other in takers[job.slug] if other != job.input.shown]
        if others:
            why = (
                f"{' and '.join(others)} would be source {job.slug} too: "
                "read one of them by itself, with --name"
            )
            told.append(Read(job.input.shown, job.slug, "failed", why))
    jobs = [(job, what) for job, what in jobs if len(takers[job.slug]) == 1]
    return _Plan(sorted(jobs, key=lambda pair: pair[0].slug), told), given


def _decide(
    one: Input,
    slug: str,
    same: str | None,
    there: set[str],
    sources: dict[str, dict[str, Any]],
    options: _Options,
) -> tuple[str, str, str]:
    """Return the status that an article gets, the slug of its source, and why where it fails."""
    if same is not None:
        if not options.replace:
            why = "already read"
            if options.keep_quotes and not sources.get(same, {}).get("quotes"):
                why += " without its quotes: --replace reads it again"
            return "unchanged", same, why
        if options.name not in (None, same):
            why = f"it is in the store as {same}: leave out --name, or `rolegraph forget {same}`"
            return "failed", slug, why
        return "replaced", same, ""
    if slug not in there:
        return "added", slug, ""
    if options.replace:
        return "replaced", slug, ""
    if one.path != "-" and sources.get(slug, {}).get("path") == one.path:
        return "changed", slug, ""
    why = (
        f"the store has another source {slug}: "
        "give this one a name with --name, or put it in the place of that one with --replace"
    )
    return "failed", slug, why


class Forgotten(NamedTuple):
    """A source that was removed, or would be: what went with it."""

    source: str
    title: str
    claims: int
    gone: tuple[tuple[str, str], ...]


def forget(source: str, where: Where, *, dry_run: bool = False) -> Forgotten:
    """Remove a source from a store, and what it alone says.

    ``source`` is a slug, a CURIE or an IRI. Raises `UnknownNameError` where there is none such.
    """
    where = os.fspath(where)
    if dry_run:
        return _about(open_dataset(where), source)[0]
    with Writer(where) as target:
        dataset = Dataset(where, target.current())
        found, iri = _about(dataset, source)
        dataset.close()
        _take_out(target, iri)
        target.index.remove(iri)
        target.sources.pop(found.source, None)
        target.commit()
    return found


def _take_out(target: Writer, source: str) -> None:
    """Remove a source from the next generation, the way that costs less."""
    current = target.current()
    graph = ox.NamedNode(source)
    few = islice(current.quads_for_pattern(None, None, None, graph), _LARGE)
    told = islice(union.postings(current, (source,)), _LARGE)
    if sum(1 for _ in few) + sum(1 for _ in told) < _LARGE:
        del few, told, current
        union.forget(target.begin(), vocabulary, source)
        return
    new = target.begin(empty=True)
    fill_vocabulary(new)
    own = {str(name.value) for name in new.named_graphs() if isinstance(name, ox.NamedNode)}
    without = own | {source} | union.label_graphs(current, source)
    change = union.Change(new, vocabulary)
    change.loaded(union.rebuild(current, new, target.scratch("graph"), without))
    change.settle()


def _about(dataset: Dataset, name: str) -> tuple[Forgotten, str]:
    store = dataset.store
    slugs = register.sources(store)
    iri = expand(name.strip()) or f"{BASE}source/{name.strip()}"
    slug = slug_of(iri)
    if slug not in slugs or iri != f"{BASE}source/{slug}":
        raise UnknownNameError(name, "source", register.nearest(name, slugs))
    graph = ox.NamedNode(iri)
    claims = sum(
        1
        for kind in (RG.Claim, RG.Denial)
        for _ in store.quads_for_pattern(None, _TYPE, ox.NamedNode(kind), graph)
    )
    things = register.described(store, iri)
    title = things.pop(iri, slug)
    gone = [
        (kind_of(thing) or "", label)
        for thing, label in things.items()
        if register.describers(store, thing) == {iri}
    ]
    return Forgotten(slug, title, claims, tuple(sorted(gone))), iri
