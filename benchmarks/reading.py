"""How well articles are read: precision and recall against facts that people read from them.

    python -m benchmarks.reading [--details] [FOLDER OF ARTICLES]

The five articles behind the bundled graph are measured where their texts are: in the folder that is
given or in ROLEGRAPH_SEEDS. The articles of our own are in ``tests/reading``; those in
``unseen`` were kept apart from the writing of the reader.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from rolegraph.namespaces import mint, slug_of
from rolegraph.reading.minting import slugify
from rolegraph.reading.names import entries
from rolegraph.sources import tables
from rolegraph.sources.article import Reader, Reading

ROOT: Final = Path(__file__).resolve().parent.parent
CLOSED: Final = ("tool", "degree", "field", "industry", "certification")
OPEN: Final = ("skill", "responsibility", "advice", "outlook", "salary", "employer", "posting")
_BY_LINE: Final = frozenset(("outlook", "salary", "posting", "advice"))


class Row(NamedTuple):
    """A fact to be found: a thing of the vocabulary by IRI, or the words of one that it lacks."""

    role: str
    kind: str
    thing: str
    words: str
    line: int
    denied: bool


class Score(NamedTuple):
    """Counts of facts: found and right, to be found, found."""

    hit: int
    wanted: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        """Return the share of the facts that were found."""
        return self.hit / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right."""
        return self.right / self.found if self.found else 1.0


def curated(folder: Path) -> Iterator[tuple[str, bytes, list[Row]]]:
    """Yield name, bytes and facts of each article whose facts the project holds."""
    data = str(ROOT / "data")
    vocabulary = tables.read_vocabulary(data)
    files = {
        cells[0]: cells[7]
        for _, cells in tables.read_rows(
            os.path.join(data, "sources.tsv"), tables.SOURCE_COLUMNS, "sources.tsv"
        )
    }
    for source in tables.read_sources(data):
        slug = slug_of(source.iri)
        path = folder / files[slug]
        if not path.is_file():
            continue
        rows = [
            Row(fact.subject, kind, fact.object, "", fact.line or 0, fact.modality == "denied")
            for fact in tables.read_facts(data, source, vocabulary.places)
            if (kind := fact.object[len("https://w3id.org/rolegraph/") :].partition("/")[0])
            in (*CLOSED, *OPEN)
        ]
        rows = [row._replace(role="" if row.kind == "posting" else row.role) for row in rows]
        yield path.name, path.read_bytes(), rows


def own(folder: Path, reader: Reader) -> Iterator[tuple[str, bytes, list[Row]]]:
    """Yield name, bytes and facts of each article of our own in a folder."""
    columns = ("role", "kind", "thing", "modality", "line")
    for table in sorted(folder.glob("*.tsv")):
        article = next(p for p in folder.glob(table.stem + ".*") if p.suffix != ".tsv")
        rows = []
        for _, (role, kind, thing, modality, line) in tables.read_rows(
            str(table), columns, table.name
        ):
            known = reader.known_role(role)
            iri = known or (mint("role", slugify(role)) if role else "")
            found = None if kind in _BY_LINE else reader.names.exact(kind, thing)
            rows.append(
                Row(
                    iri,
                    kind,
                    found or mint(kind, slugify(thing)),
                    thing,
                    int(line),
                    modality == "denied",
                )
            )
        yield article.name, article.read_bytes(), rows


def _label(reader: Reader, iri: str) -> str:
    try:
        return reader.names.label(iri)
    except KeyError:
        return slug_of(iri)


def _alike(wanted: str, found: str) -> bool:
    """Tell whether two short phrases share a word of weight, by its first letters."""
    small = {"the", "and", "for", "with", "data", "work", "skills", "model", "models", "tools"}
    one, two = (
        {
            word[:5].casefold()
            for word in phrase.replace("-", " ").split()
            if len(word) > 2 and word not in small
        }
        for phrase in (wanted, found)
    )
    return bool(one & two)


def score(
    reading: Reading, rows: list[Row], reader: Reader, details: list[str] | None = None
) -> dict[str, Score]:
    """Compare a reading with the facts to be found, by kind.

    A thing of a closed kind is right when role and concept agree. A skill, a duty or advice is also
    right when the same line says something alike of the role; outlook, salaries and advertisements
    are compared by role and line.
    """
    labels = {concept.iri: concept.label for concept in reading.concepts}
    found: dict[str, dict[tuple[str, str], set[int]]] = defaultdict(lambda: defaultdict(set))
    for fact, kind, _ in reading.claims:
        if fact.modality != "denied" and kind in (*CLOSED, *OPEN):
            subject = "" if kind == "posting" else fact.subject
            found[kind][subject, fact.object].add(fact.line or 0)
    scores = {}
    for kind in (*CLOSED, *OPEN):
        wanted = {(r.role, r.thing): r for r in rows if r.kind == kind and not r.denied}
        lines = {(r.role, r.line) for r in rows if r.kind == kind and not r.denied}
        have = found[kind]
        at = {(role, line) for (role, _), places in have.items() for line in places}
        hits = rights = 0
        for (role, thing), row in wanted.items():
            hit = (role, thing) in have
            if not hit and kind in _BY_LINE and row.words:
                hit = (role, row.line) in at
            if not hit and kind in ("skill", "responsibility"):
                hit = any(
                    other == role
                    and row.line in places
                    and _alike(row.words or slug_of(thing), labels.get(iri) or _label(reader, iri))
                    for (other, iri), places in have.items()
                )
            hits += hit
            if not hit and details is not None:
                details.append(
                    f"  missed {kind:15} {slug_of(role)[:28]:28} {row.line:4} "
                    f"{row.words or slug_of(thing)}"
                )
        for (role, thing), places in have.items():
            right = (role, thing) in wanted
            if not right and kind not in CLOSED:
                right = any((role, line) in lines for line in places)
            rights += right
            if not right and details is not None:
                label = labels.get(thing) or _label(reader, thing)
                details.append(
                    f"  beyond {kind:15} {slug_of(role)[:28]:28} {min(places):4} {label}"
                )
        scores[kind] = Score(hits, len(wanted), len(have), rights)
    denied = {(r.role, r.thing) for r in rows if r.denied} - {
        (r.role, r.thing) for r in rows if not r.denied
    }
    wrong = [key for kind in found for key in found[kind] if key in denied]
    if details is not None:
        details += [
            f"  claims what is denied: {slug_of(role)} {slug_of(thing)}" for role, thing in wrong
        ]
    scores["denied"] = Score(
        len(denied) - len(wrong), len(denied), len(denied), len(denied) - len(wrong)
    )
    return scores


def report(
    title: str, articles: Iterator[tuple[str, bytes, list[Row]]], reader: Reader, details: bool
) -> None:
    """Print recall and precision per kind over a set of articles."""
    total: dict[str, list[Score]] = defaultdict(list)
    for name, data, rows in articles:
        lines: list[str] = []
        reading = reader.read(data, name)
        for kind, one in score(reading, rows, reader, lines if details else None).items():
            total[kind].append(one)
        if details:
            print(name, [role.label for role in reading.roles])
            print("\n".join(lines))
    if not total:
        print(f"{title}: not here")
        return
    print(f"{title}\n  {'kind':15} {'recall':>7} {'precision':>10} {'wanted':>7} {'found':>6}")
    for kind, scores in total.items():
        one = Score(*(sum(column) for column in zip(*scores, strict=True)))
        print(f"  {kind:15} {one.recall:7.3f} {one.precision:10.3f} {one.wanted:7} {one.found:6}")
    closed = [s for kind in CLOSED for s in total[kind]]
    one = Score(*(sum(column) for column in zip(*closed, strict=True)))
    print(
        f"  {'closed kinds':15} {one.recall:7.3f} {one.precision:10.3f} {one.wanted:7} "
        f"{one.found:6}"
    )


def main() -> None:
    """Print the figures for every set of articles."""
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    details = "--details" in sys.argv
    only = [a[2:] for a in sys.argv if a in ("--articles", "--develop", "--unseen")]
    data = str(ROOT / "data")
    concepts = tables.read_vocabulary(data).concepts
    reader = Reader(entries(concepts), concepts, data)
    folder = Path(
        arguments[0]
        if arguments
        else os.environ.get("ROLEGRAPH_SEEDS") or ROOT.parent / "shared" / "seeds"
    )
    if not only or "articles" in only:
        report("the articles behind the bundled graph", curated(folder), reader, details)
    if not only or "develop" in only:
        report(
            "articles of our own, developed on",
            own(ROOT / "tests/reading/develop", reader),
            reader,
            details,
        )
    if not only or "unseen" in only:
        report(
            "articles of our own, kept apart",
            own(ROOT / "tests/reading/unseen", reader),
            reader,
            details,
        )


if __name__ == "__main__":
    main()
