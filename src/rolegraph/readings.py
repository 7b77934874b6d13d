"""Read articles, here or in processes of their own, each to its lines in the store."""

import hashlib
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from rolegraph import resources, statements
from rolegraph.errors import DataError, RolegraphError, StoreError
from rolegraph.facts import Concept, Fact, Literal, Source
from rolegraph.intake import Input, read_bytes
from rolegraph.namespaces import SKOS, is_iri, kind_of, mint, slug_of

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from rolegraph.sources.article import Reading

FEW: Final = 24
"""Below this number of articles, starting processes takes longer than reading them here."""
_TOGETHER: Final = 4
_AHEAD: Final = 3


class Reader(Protocol):
    """What reads articles: `rolegraph.sources.article.Reader`."""

    def read(
        self, data: bytes, name: str, *, slug: str, keep_quotes: bool, report: bool
    ) -> "Reading":
        """Read one article; without a slug its title names the source."""


class Words(NamedTuple):
    """What is known before any article is read: names, broader things, and labels by IRI.

    ``names`` holds IRI, kind, label, name and sort.
    """

    names: list[tuple[str, str, str, str, str]]
    broader: dict[str, tuple[str, ...]]
    labels: dict[str, str]


Maker = Callable[[Words], Reader]
"""What makes a reader in each process; its name must be one that a process can import."""


def article_reader(words: Words) -> Reader:
    """Return the reader of articles."""
    from rolegraph.reading.names import NameEntry
    from rolegraph.sources import article, tables

    folder = resources.folder("data")
    entries = [NameEntry(*entry) for entry in words.names]
    return article.Reader(entries, tables.read_vocabulary(folder).concepts, folder)


class Job(NamedTuple):
    """An article to be read as the source with this slug.

    ``rows`` and ``report`` ask for the claims and for what was passed over.
    """

    input: Input
    slug: str
    keep_quotes: bool = False
    rows: bool = False
    report: bool = False


class Row(NamedTuple):
    """A claim as people read it; ``subject`` and ``iri`` are what it joins.

    ``iri`` is the text where the thing is a text.
    """

    role: str
    kind: str
    thing: str
    modality: str
    section: str
    category: str
    line: int | None
    start: int | None
    end: int | None
    subject: str
    iri: str


class Done(NamedTuple):
    """An article that was read: its lines for the store, and what to tell of it."""

    slug: str
    sha256: str
    title: str
    lines: bytes
    claims: int
    roles: tuple[str, ...]
    minted: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    skipped: tuple[tuple[int | None, str, str], ...] = ()


class Failed(NamedTuple):
    """An article that could not be read, and why."""

    why: str


class _Desk:
    """A reader with the names it looks for."""

    def __init__(self, words: Words, maker: Maker | None) -> None:
        self.words = words
        self.reader = (maker or article_reader)(words)

    def read(self, job: Job, data: bytes | None = None) -> Done | Failed:
        """Read one article; whatever goes wrong with it is told, and is no matter of the others."""
        name = os.path.basename(job.input.shown)
        try:
            data = read_bytes(job.input.path) if data is None else data
            reading = self.reader.read(
                data,
                name,
                slug=job.slug,
                keep_quotes=job.keep_quotes,
                report=job.report,
            )
            return self._done(job, reading, hashlib.sha256(data).hexdigest())
        except RolegraphError as error:
            return Failed(str(error).removeprefix(f"{name}: "))
        except (MemoryError, RecursionError) as error:
            return Failed(f"is more than can be read ({type(error).__name__})")
        except Exception as error:
            return Failed(f"cannot be read: {type(error).__name__}: {error}")

    def _done(self, job: Job, reading: "Reading", sha256: str) -> Done:
        slug = job.slug or slug_of(reading.source.iri)
        source = reading.source._replace(iri=mint("source", slug), sha256=sha256)
        facts = [
            fact._replace(
                source=source.iri,
                subject=source.iri if fact.subject == reading.source.iri else fact.subject,
            )
            for fact in reading.facts
        ]
        known = self.words.labels
        # What the vocabulary describes is described there, whatever an article makes of it.
        described = {one.iri: one for one in (*reading.roles, *reading.concepts)}
        concepts = [one for iri, one in described.items() if iri not in known]
        labels = {concept.iri: concept.label for concept in concepts}
        if not facts:
            raise DataError("says nothing of any role that can be read")
        _check(source, facts, concepts)
        lines = [
            *statements.source_quads(source),
            *statements.minted_quads(concepts, source.iri),
            *statements.fact_quads(facts),
        ]

        def label(iri: str) -> str:
            return labels.get(iri) or known.get(iri) or iri

        roles = {fact.subject for fact in facts if kind_of(fact.subject) == "role"}
        rows = tuple(_row(fact, label) for fact in facts) if job.rows else ()
        return Done(
            slug,
            sha256,
            source.title,
            "".join(lines).encode(),
            len(facts),
            tuple(sorted(label(role) for role in roles)),
            tuple(sorted((concept.kind, concept.label, concept.iri) for concept in concepts)),
            tuple(reading.notes),
            rows,
            tuple((one.line, one.words, one.reason) for one in reading.skipped),
        )


def _row(fact: Fact, label: Callable[[str], str]) -> Row:
    is_text = fact.property == SKOS.definition
    return Row(
        label(fact.subject),
        "definition" if is_text else kind_of(fact.object) or "",
        fact.object if is_text else label(fact.object),
        *fact[4:10],
        fact.subject,
        fact.object,
    )


def _check(source: Source, facts: Iterable[Fact], concepts: Iterable[Concept]) -> None:
    """Raise `DataError` when a name is no IRI: the loader takes the lines as they are."""
    iris = [source.url] if source.url else []
    for fact in facts:
        iris += [fact.subject, fact.property]
        iris += [] if fact.property == SKOS.definition else [fact.object]
    for concept in concepts:
        iris += [concept.iri, *concept.broader, *concept.classes]
        for property, value in concept.extra:
            iris.append(property)
            iris += [value.datatype or property] if isinstance(value, Literal) else [value]
    for iri in set(iris):
        if not is_iri(iri):
            raise DataError(f"cannot be read: {iri[:200]!r} is no IRI")


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide what runs here as a script: a process that is started so does not run it once more.

    It would, to find names by it, and would start to read articles itself where the script does so
    without asking ``if __name__ == "__main__"``.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _held_back() -> Iterator[None]:
    """Hold Ctrl-C back: a process that is started so never gets it, from its first moment on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    # Where it is not there yet, it is started with the first process and lets the signal in again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(line: "Connection", words: Words, maker: Maker | None) -> None:
    """Read what comes down the line, in a process of its own, until the line is closed."""
    # Ctrl-C reaches every process of the terminal: the one that started them ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    desk = _Desk(words, maker)
    with suppress(EOFError, OSError):
        while True:
            line.send([desk.read(job) for job in line.recv()])


def read_all(
    jobs: Sequence[Job],
    words: Words,
    *,
    maker: Maker | None = None,
    workers: int | None = None,
    data: Mapping[str, bytes] | None = None,
) -> Generator[tuple[Job, Done | Failed], None, None]:
    """Yield each article with what became of it, in the order of the jobs.

    ``workers`` is the number of processes; by default it depends on the number of articles. What
    is in ``data`` by path is not read again, and is read here. So is all in a process that may
    start no others.
    """
    given = data or {}
    workers = workers or (processors() if len(jobs) >= FEW else 1)
    if workers == 1 or given or len(jobs) < 2 or _is_daemon():
        desk = _Desk(words, maker)
        for job in jobs:
            yield job, desk.read(job, given.get(job.input.path))
        return
    yield from _read_apart(jobs, words, maker, workers)


def processors() -> int:
    """Return how many processes read at once: as many as there are processors for us, up to 8."""
    if hasattr(os, "sched_getaffinity"):
        return min(8, len(os.sched_getaffinity(0)))
    return min(8, os.cpu_count() or 1)


def _is_daemon() -> bool:
    """Whether this is a process that may have no children: one of a pool, for instance."""
    process = sys.modules.get("multiprocessing.process")
    return process is not None and bool(process.current_process().daemon)


def _read_apart(
    jobs: Sequence[Job], words: Words, maker: Maker | None, workers: int
) -> Generator[tuple[Job, Done | Failed], None, None]:
    # Not an executor: one whose processes are ended while they answer waits for ever.
    import multiprocessing
    from multiprocessing.connection import Connection, wait

    parts = [jobs[at : at + _TOGETHER] for at in range(0, len(jobs), _TOGETHER)]
    context = multiprocessing.get_context("spawn")
    processes = []
    idle: list[Connection] = []
    busy: dict[Connection, int] = {}
    answers: dict[int, list[Done | Failed]] = {}
    given = 0
    try:
        for _ in range(min(workers, len(parts))):
            here, there = context.Pipe()
            process = context.Process(target=_serve, args=(there, words, maker), daemon=True)
            with _held_back(), _without_main():
                process.start()
            there.close()
            processes.append(process)
            idle.append(here)
        for number, part in enumerate(parts):
            while number not in answers:
                # Few are read ahead: what is read waits in memory until it is taken.
                while idle and given < min(len(parts), number + workers * _AHEAD):
                    line = idle.pop()
                    line.send(parts[given])
                    busy[line] = given
                    given += 1
                for ready in wait(list(busy)):
                    if isinstance(ready, Connection):
                        answers[busy.pop(ready)] = ready.recv()
                        idle.append(ready)
            yield from zip(part, answers.pop(number), strict=True)
    except (EOFError, BrokenPipeError, ConnectionResetError) as error:
        raise StoreError(
            "A process that reads articles was ended from outside or ran out of memory: "
            "nothing was written. --jobs 1 reads them one after another."
        ) from error
    finally:
        for line in (*idle, *busy):
            line.close()
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(5)
            if process.is_alive():
                process.kill()
                process.join()
