"""Print how fast names are found in text: ``python -m benchmarks.names``.

The labels of ESCO and O*NET and the articles are read from ROLEGRAPH_REAL, or from ``shared``
beside the checkout; what is not there is skipped with a word.
"""

import csv
import io
import os
import re
import statistics
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rolegraph.reading.names import NameEntry, Names, entries, fold
from rolegraph.resources import folder
from rolegraph.sources.tables import read_vocabulary

ROUNDS = 7
MEGABYTE = 1_000_000
ROOT = Path(os.environ.get("ROLEGRAPH_REAL") or Path(__file__).resolve().parents[2] / "shared")
ESCO = (("occupations_en.csv", "role"), ("skills_en.csv", "skill"))
ONET = (
    ("Alternate Titles.txt", "role", "Alternate Title"),
    ("Technology Skills.txt", "tool", "Example"),
    ("Occupation Data.txt", "role", "Title"),
)
TOKENS = re.compile(r"\w+|[^\w\s]")


def real_entries() -> Iterator[NameEntry]:
    """Yield the names of ESCO's and O*NET's English releases."""
    for path in sorted((ROOT / "data" / "esco").glob("*classification*.zip")):
        with zipfile.ZipFile(path) as archive:
            for member, kind in ESCO:
                with archive.open(member) as file:
                    for row in csv.DictReader(io.TextIOWrapper(file, encoding="utf-8")):
                        iri, label = row["conceptUri"], row["preferredLabel"]
                        yield NameEntry(iri, kind, label, label, "preferred")
                        for name in filter(None, row["altLabels"].split("\n")):
                            yield NameEntry(iri, kind, label, name, "alternative")
    for path in sorted((ROOT / "data" / "onet").glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for member, kind, column in ONET:
                (inside,) = [name for name in archive.namelist() if name.endswith(member)]
                with archive.open(inside) as file:
                    text = io.TextIOWrapper(file, encoding="utf-8")
                    seen = set()
                    for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
                        name = row[column]
                        if name not in seen:
                            seen.add(name)
                            yield NameEntry(f"onet:{name}", kind, name, name, "alternative")


def article_text() -> str:
    """Return a few megabytes of the articles, or of the vocabulary's definitions without them."""
    folder_ = ROOT / "seeds"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder_.glob("*.txt"))]
    if not texts:
        print(f"no articles in {folder_}: the vocabulary's definitions stand in for them")
        concepts = read_vocabulary(folder("data")).concepts
        texts = ["\n".join(concept.definition for concept in concepts)]
    whole = "\n".join(texts)
    return whole * max(1, 200 * 33_000 // len(whole))


def seconds(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median time of a call after a warm-up."""
    times = []
    for turn in range(rounds + 1):
        start = time.perf_counter()
        call()
        if turn:
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def ngrams(labels: set[str], longest: int, text: str) -> int:
    """Count names by looking every run of tokens up: the plain way without an index."""
    tokens = TOKENS.findall(text.lower())
    found = at = 0
    while at < len(tokens):
        for size in range(longest, 0, -1):
            if " ".join(tokens[at : at + size]) in labels:
                found += 1
                at += size - 1
                break
        at += 1
    return found


def plain_trie(given: list[NameEntry]) -> dict[str, Any]:
    """Return a trie of tokens without anything that tells names from words."""
    root: dict[str, Any] = {}
    for entry in given:
        node = root
        for token in TOKENS.findall(entry.name.lower()):
            node = node.setdefault(token, {})
        node[""] = entry.iri
    return root


def walk(root: dict[str, Any], text: str) -> list[tuple[int, int, str]]:
    """Return the longest matches of a plain trie."""
    spans = [(match.group(), match.start()) for match in TOKENS.finditer(text.lower())]
    found = []
    at = 0
    while at < len(spans):
        node, ahead, best = root, at, None
        while ahead < len(spans) and spans[ahead][0] in node:
            node = node[spans[ahead][0]]
            ahead += 1
            if "" in node:
                best = ahead, node[""]
        if best:
            token, start = spans[best[0] - 1]
            found.append((spans[at][1], start + len(token), best[1]))
            at = best[0]
        else:
            at += 1
    return found


def measure(title: str, given: list[NameEntry], text: str) -> None:
    """Print the figures of one set of names."""
    built = seconds(lambda: Names(given), 3)
    names = Names(given)
    size = len(text.encode()) / MEGABYTE
    ours = size / seconds(lambda: names.find_in(text), 3)
    lines = text.split("\n")
    by_line = size / seconds(lambda: [names.find_in(line) for line in lines], 3)
    found = len(names.find_in(text)) / size
    print(f"{title}: {len(given):,} names built in {built:.2f} s; {found:,.0f} mentions/MB")
    print(f"  whole text   {ours:6.1f} MB/s   (aim 10)")
    print(f"  line by line {by_line:6.1f} MB/s")
    part = text[:200_000]
    labels = {" ".join(TOKENS.findall(entry.name.lower())) for entry in given}
    base = seconds(lambda: ngrams(labels, 8, part), 3)
    own = seconds(lambda: names.find_in(part), 3)
    print(f"  {base / own:.1f} times as fast as looking up each run of 1 to 8 tokens")
    root = plain_trie(given)
    part = text[:MEGABYTE]
    base = seconds(lambda: walk(root, part), 3)
    own = seconds(lambda: names.find_in(part), 3)
    print(f"  {base / own:.1f} times as fast as a plain trie, which tells no name from a word")
    tokens = seconds(lambda: TOKENS.findall(part), 3)
    print(f"  {tokens / own:.2f} of the speed of cutting the text into tokens only")
    few = text[:10_000]
    ordered = sorted({fold(entry.name) for entry in given}, key=lambda name: (-len(name), name))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)")
    base = seconds(lambda: pattern.findall(fold(few)), 1)
    own = seconds(lambda: names.find_in(few), 3)
    print(f"  {base / own:.1f} times as fast as one regular expression of all names")


def main() -> None:
    """Measure and print."""
    text = article_text()
    bundled = list(entries(read_vocabulary(folder("data")).concepts))
    measure("bundled vocabulary", bundled, text)
    real = list({entry.name.lower(): entry for entry in real_entries()}.values())
    # As many as the aim speaks of: every second name, in the files' order.
    real = real[::2]
    if real:
        measure("with ESCO and O*NET", bundled + real, text)
    else:
        print(f"with ESCO and O*NET: skipped, no such files in {ROOT / 'data'}")


if __name__ == "__main__":
    main()
