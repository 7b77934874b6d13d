"""Facts against the articles that they were read from: places, names, and no copied sentence.

The articles are not part of the project: without them these tests are skipped. ROLEGRAPH_SEEDS
names their folder.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from rolegraph.dataset import Dataset
from rolegraph.lexicon import Lexicon, normalise
from rolegraph.namespaces import mint
from rolegraph.queries.lookup import lexicon

ROOT = Path(__file__).resolve().parent.parent
NAMED = ("tool", "degree", "field", "industry", "certification")
"""The kinds whose things an article calls by a name, where duties and skills are put in words."""

LISTED = "one noun for several: the certificate stands before the subjects that it is in"
OTHER_WORDS: dict[tuple[str, str], str] = {
    # (source, thing): why the text of the span need not hold one of the thing's names
    ("aijobs-data-engineer-vs-mlre", "certification:big-data-certification"): LISTED,
    ("aijobs-mle-vs-ml-scientist", "certification:cloud-certification"): LISTED,
    ("aijobs-mle-vs-re", "certification:data-engineering-certification"): LISTED,
    ("mlcareers-mle-vs-researcher", "industry:academia"): "the people stand for their sector",
}


class Row(NamedTuple):
    """One fact, as its table has it."""

    source: str
    row: int
    role: str
    kind: str
    thing: str
    section: str
    category: str
    line: int
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.source}.tsv:{self.row} {self.kind}:{self.thing}"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


SOURCES = {row["slug"]: row for row in table(ROOT / "data" / "sources.tsv")}


def facts(source: str) -> list[Row]:
    return [
        Row(
            source,
            number,
            row["role"],
            row["kind"],
            row["thing"],
            row["section"],
            row["category"],
            int(row["line"]),
            int(row["start"]),
            int(row["end"]),
        )
        for number, row in enumerate(table(ROOT / "data" / "articles" / f"{source}.tsv"), 2)
    ]


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def article(seeds: Path, source: str) -> str:
    """Return the text of a source as delivered, its line ends untouched."""
    return (seeds / SOURCES[source]["file"]).read_bytes().decode("utf-8")


def mended(text: str) -> str:
    """Return a text with its apostrophes and dashes again, whose bytes were read in a wrong code.

    Three codes were taken for UTF-8's bytes: Thai (cp874), Greek (cp1253) and Western (cp1252).
    """
    for code in ("cp874", "cp1253", "cp1252"):
        try:
            text = text.encode(code).decode("utf-8")
        except UnicodeError:
            continue
        break
    return re.sub(r"[^\x00-\x7f]+", "'", text)


def spellings(name: str) -> set[str]:
    """Return the ways in which a name may stand in running text: plural, hyphens, apostrophes."""
    plain = normalise(re.sub(r"[^\x00-\x7f]+", "'", name))
    return {plain, plain + "s", plain + "es", plain.removesuffix("s"), plain.replace("'", "")}


def test_the_article_is_the_one_that_was_read(seeds: Path, source: str) -> None:
    row = SOURCES[source]
    digest = hashlib.sha256((seeds / row["file"]).read_bytes()).hexdigest()
    assert digest == row["sha256"]


def test_every_article_has_its_facts(seeds: Path) -> None:
    assert {row["file"] for row in SOURCES.values()} == {path.name for path in seeds.glob("*.txt")}
    assert all(facts(source) for source in SOURCES)


def test_the_title_stands_in_the_article(article: str, source: str) -> None:
    assert SOURCES[source]["title"] in article


def test_each_span_lies_on_its_line(article: str, source: str) -> None:
    starts = [0]
    for line in article.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for fact in facts(source):
        assert 1 <= fact.line < len(starts), fact
        first, after = starts[fact.line - 1], starts[fact.line]
        assert first <= fact.start < after, fact
        if fact.kind == "posting":
            assert fact.end <= len(article), fact
        else:
            assert fact.end < after, fact
        text = article[fact.start : fact.end]
        assert text == text.strip(), fact
        assert text, fact


def names_of(dataset: Dataset, kind: str) -> dict[str, set[str]]:
    """Return by IRI every spelling of every name of the things of a kind."""
    names = lexicon(dataset, kind)
    assert isinstance(names, Lexicon)
    found: dict[str, set[str]] = {}
    for name in names._names:
        found.setdefault(name.iri, set()).update(spellings(name.name))
    return found


def test_each_span_names_its_thing(dataset: Dataset, article: str, source: str) -> None:
    names = {kind: names_of(dataset, kind) for kind in NAMED}
    strange = []
    for fact in facts(source):
        if fact.kind not in NAMED or (source, f"{fact.kind}:{fact.thing}") in OTHER_WORDS:
            continue
        text = normalise(mended(article[fact.start : fact.end]))
        known = names[fact.kind][mint(fact.kind, fact.thing)]
        if text not in known and not any(
            re.search(rf"(?<![a-z0-9+#]){re.escape(name)}(?![a-z0-9+#])", text) for name in known
        ):
            strange.append(f"{fact}: {text!r}")
    assert strange == []


def test_every_exception_is_still_one() -> None:
    there = {(one.source, f"{one.kind}:{one.thing}") for name in SOURCES for one in facts(name)}
    assert set(OTHER_WORDS) <= there


def test_sections_and_categories_stand_in_the_article(article: str, source: str) -> None:
    lines = [mended(line).strip() for line in article.split("\n")]
    text = normalise(" ".join(lines))
    for fact in facts(source):
        for words in (fact.section, fact.category):
            assert normalise(mended(words)) in text, f"{fact}: {words!r}"


def test_a_fact_stands_below_the_heading_of_its_section(article: str, source: str) -> None:
    lines = [normalise(mended(line)) for line in article.split("\n")]
    for fact in facts(source):
        section = normalise(mended(fact.section))
        assert any(section in line for line in lines[: fact.line]), f"{fact}: {fact.section!r}"


def test_the_empty_list_of_industries_stays_empty() -> None:
    """The article has the heading for the data engineer, and nothing below it."""
    for source in SOURCES:
        for fact in facts(source):
            assert (fact.role, fact.kind) != ("data-engineer", "industry"), fact


IGNORED = {".git", ".venv", "venv", "build", "dist", "__pycache__", "node_modules", "vendor"}


def project_files() -> Iterator[Path]:
    """Yield every file that is or may become part of the project."""
    for path in sorted(ROOT.rglob("*")):
        inner = path.relative_to(ROOT)
        cached = any(part in IGNORED or part.endswith("_cache") for part in inner.parts)
        if path.is_file() and not cached and ".hypothesis" not in inner.parts:
            yield path


def runs(text: str, length: int = 9) -> Iterator[tuple[str, ...]]:
    """Yield every run of so many words."""
    words = re.findall(r"[a-z0-9+#']+", text.lower())
    return (tuple(words[at : at + length]) for at in range(len(words) - length + 1))


def test_no_run_of_nine_words_of_an_article_is_copied(seeds: Path) -> None:
    taken = {
        run
        for path in seeds.glob("*.txt")
        for run in runs(path.read_text(encoding="utf-8", errors="replace"))
    }
    assert taken
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for row in SOURCES.values():
            text = text.replace(row["title"], " | ")
        copied = next((" ".join(run) for run in runs(text) if run in taken), None)
        assert copied is None, f"{path.relative_to(ROOT)}: {copied}"
