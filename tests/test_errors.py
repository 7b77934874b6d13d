"""Every error that a person can meet: what is typed, what is said, what the command ends with.

Each is typed here, in a folder with stores and files that are wrong in one way each, and stands in
``docs/errors.md``. Rewrite that with ``ROLEGRAPH_REGENERATE=1 pytest tests/test_errors.py`` and
read it as a diff: a message says what is wrong, where, and what to do.
"""

import gzip
import json
import os
import re
import shlex
import shutil
import socket
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from benchmarks import kills
from tests import older
from tests.conftest import ROOT

from rolegraph import backup
from rolegraph import dataset as datasets
from rolegraph.dataset import Dataset
from rolegraph.store import Writer

Run = Callable[..., tuple[int, str, str]]
TABLE = ROOT / "docs" / "errors.md"

TYPED = {
    "Names and options": """
        rolegraph compar mle mlre
        rolegraph show
        rolegraph show mle --colour
        rolegraph show nobody
        rolegraph show mle --kind people
        rolegraph show mle -f yaml
        rolegraph show mle --sources nowhere
        rolegraph show mle --sources ,
        rolegraph show mle -o no/such/folder/out.csv
        rolegraph show mle -o articles
        rolegraph show mle -o my.db
        rolegraph show mle -o my.db/rolegraph.json
        rolegraph show mle --db a.db --endpoint http://localhost:9/
        rolegraph show mle --db ""
        rolegraph search python --kind people
        rolegraph why mle nothing
        rolegraph why nobody docker
        rolegraph contested nobody
    """,
    "Comparing and drawing": """
        rolegraph compare mle
        rolegraph compare mle mle
        rolegraph compare mle nobody
        rolegraph compare mle mlre --at-least 9
        rolegraph viz mle mlre -o out.pdf
        rolegraph viz mle mlre --lang 12
        rolegraph viz mle mlre --layout round
        rolegraph viz mle mlre --kind people
        rolegraph viz nobody
    """,
    "Analysis": """
        rolegraph similar nobody
        rolegraph similar mle --limit 0
        rolegraph similar mle --measure luck
        rolegraph similar mle --sources nowhere
        rolegraph gap mle mle
        rolegraph gap mle nobody
        rolegraph path mle mle
        rolegraph match
        rolegraph match no.json
        rolegraph match empty.txt
        rolegraph match empty.txt -o empty.txt
        rolegraph match broken.json
        rolegraph match list.json
        rolegraph match latin.txt
        rolegraph distinctive nobody
    """,
    "Queries": r"""
        rolegraph query
        rolegraph query "SELECT ?x {"
        rolegraph query "SELECT ?x { ?x foaf:name ?y }"
        rolegraph query "SELECT ?x { SERVICE <http://example.org/> { ?x ?y ?z } }"
        rolegraph query "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
        rolegraph query "ASK { ?x rg:label '\u0041' . ?\u0078 ?y ?z }"
        rolegraph query "ASK { ?x ?y ?z }" -f turtle
        rolegraph query "SELECT * { ?x ?y ?z }" -p role=mle
        rolegraph query -n cq-99
        rolegraph query -n cq-02 -p role
        rolegraph query -n cq-02 -p job=mle
        rolegraph query -n cq-02 -p role=nobody
        rolegraph query -F no.rq
        rolegraph query -F latin.txt
    """,
    "Stores": """
        rolegraph roles --db nothing.db
        rolegraph roles --db articles
        rolegraph roles --db empty.txt
        rolegraph roles --db broken.db
        rolegraph roles --db listless.db
        rolegraph roles --db cut.db
        rolegraph roles --db lost.db
        rolegraph roles --db early.db
        rolegraph roles --db newer.db
        rolegraph doctor --db nothing.db
        rolegraph doctor --db cut.db
        rolegraph export -f store
        rolegraph export -f store -o my.db
        rolegraph export -f store -o new.db --db my.db
        rolegraph export --bare
        rolegraph export -f pdf
        rolegraph export -o no/such/folder/out.trig
        rolegraph diff bundled nothing.db
        rolegraph diff bundled my.db --source nowhere
        rolegraph diff articles my.db
    """,
    "Backups": """
        rolegraph backup --db my.db
        rolegraph backup -o out.gz
        rolegraph backup --db my.db -o -
        rolegraph backup --db my.db -o no/such/folder/out.gz
        rolegraph backup --db cut.db -o out.gz
        rolegraph backup --endpoint http://localhost:9/ -o out.gz
        rolegraph restore --db new.db
        rolegraph restore saved.gz
        rolegraph restore no.gz --db new.db
        rolegraph restore saved.gz --db my.db
        rolegraph restore saved.gz --db articles
        rolegraph restore half.gz --db new.db
        rolegraph restore flipped.gz --db new.db
        rolegraph restore other.gz --db new.db
        rolegraph restore empty.txt --db new.db
        rolegraph restore newer.gz --db new.db
        rolegraph restore saved.gz --previous --db my.db
        rolegraph restore --previous --db my.db
        rolegraph restore --previous --db nothing.db
        rolegraph restore --previous
    """,
    "Reading articles": """
        rolegraph ingest articles
        rolegraph ingest no.txt --db my.db
        rolegraph ingest nothing-in-it --db my.db
        rolegraph ingest articles --db http://localhost:9/
        rolegraph ingest articles --endpoint http://localhost:9/
        rolegraph ingest articles --db notes
        rolegraph ingest articles --db empty.txt
        rolegraph ingest articles --db held.db
        rolegraph ingest articles --db broken.db
        rolegraph ingest articles --db listless.db
        rolegraph ingest articles --db no/such/folder/new.db
        rolegraph ingest articles --name one --db my.db
        rolegraph ingest articles/one.md --name "No Slug" --db my.db
        rolegraph ingest empty.txt --db my.db
        rolegraph ingest picture.txt --db my.db
        rolegraph ingest broken.json --db my.db
        rolegraph forget aijobs-mle-vs-re
        rolegraph forget nothing --db my.db
        rolegraph forget aijobs-mle-vs-re --db nothing.db
        rolegraph forget aijobs-mle-vs-re --db held.db
    """,
    "Importing releases": """
        rolegraph import wages table.csv --db my.db
        rolegraph import salaries --db my.db
        rolegraph import salaries table.csv
        rolegraph import salaries no.csv --db my.db
        rolegraph import salaries table.csv --db http://localhost:9/
        rolegraph import salaries table.csv --endpoint http://localhost:9/
        rolegraph import salaries table.csv --db my.db --name "No Slug"
        rolegraph import salaries empty.txt --db my.db
        rolegraph import salaries latin.txt --db my.db
        rolegraph import salaries header.csv --db my.db
        rolegraph import salaries short-row.csv --db my.db
        rolegraph import salaries bad-value.csv --db my.db
        rolegraph import salaries half.zip --db my.db
        rolegraph import salaries table.csv --db held.db
        rolegraph import esco table.csv --db my.db
        rolegraph import esco outside.zip --db my.db
        rolegraph import onet articles --db my.db
        rolegraph import postings broken.json --db my.db
        rolegraph import crosswalk table.csv --db my.db
    """,
    "Endpoints and serving": """
        rolegraph roles --endpoint ftp://example.org/
        rolegraph roles --endpoint http://user:word@localhost:9/sparql
        rolegraph roles --endpoint http://127.0.0.1:PORT/sparql
        rolegraph serve --port 70000
        rolegraph serve --port TAKEN
        rolegraph serve --memory much
        rolegraph serve --memory 1K
        rolegraph serve --timeout nan
        rolegraph serve --allow-service file:///etc/passwd
        rolegraph serve --token short
        rolegraph serve --url example.org
        rolegraph serve --allow-update --reload
        rolegraph serve --db nothing.db
        rolegraph serve --db cut.db
    """,
}


def cases() -> Iterator[str]:
    for lines in TYPED.values():
        yield from (line.strip() for line in lines.strip().splitlines())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, store_dir: str) -> Path:
    """Return a folder with stores and files that are wrong in one way each."""
    place = tmp_path_factory.mktemp("errors")
    for name in ("my", "held", "broken", "listless", "cut", "lost", "newer"):
        kills.copied(store_dir, str(place / f"{name}.db"))
    (place / "broken.db" / "rolegraph.json").write_text("{", encoding="utf-8")
    (place / "listless.db" / "rolegraph.json").unlink()
    told = json.loads((place / "newer.db" / "rolegraph.json").read_text("utf-8"))
    text = json.dumps(told | {"format": 7, "rolegraph": "9.0"})
    (place / "newer.db" / "rolegraph.json").write_text(text, encoding="utf-8")
    list_of_tables = next((place / "cut.db" / "store-1").glob("MANIFEST-*"))
    data = list_of_tables.read_bytes()
    list_of_tables.unlink()
    list_of_tables.write_bytes(data[:100])
    (place / "lost.db" / "store-1" / "CURRENT").unlink()
    shutil.move(older.unpack("format-1-union", place), place / "early.db")
    for name in ("articles", "notes", "nothing-in-it"):
        (place / name).mkdir()
    (place / "notes" / "mine").touch()
    article = kills.ARTICLE.format(role="Data Engineer", tool="Spark")
    for name in ("one.md", "two.md"):
        (place / "articles" / name).write_text(f"{article}\n{name}\n", encoding="utf-8")
    files = {
        "empty.txt": b"",
        "latin.txt": "prix, salaire: 5 \u20ac \u00e9\n".encode("cp1252"),
        "picture.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
        "broken.json": b'{"skills": [',
        "list.json": b'{"a": 1}',
        "header.csv": b"a,b\n1,2\n",
        "short-row.csv": kills.HEADER.encode() + b"2024,SE\n",
        "bad-value.csv": kills.HEADER.encode() + b"2024,SE,FT,Data Engineer,1,USD,much,US,0,US,M\n",
        "other.gz": gzip.compress(b"hello\n"),
        "newer.gz": gzip.compress(b"# rolegraph backup 2\n# {}\n"),
    }
    for name, content in files.items():
        (place / name).write_bytes(content)
    kills.salaries(place / "table.csv", 20, 90_000)
    backup.backup(str(place / "my.db"), str(place / "saved.gz"))
    saved = (place / "saved.gz").read_bytes()
    (place / "half.gz").write_bytes(saved[: len(saved) // 2])
    (place / "flipped.gz").write_bytes(saved[:-200] + bytes([saved[-200] ^ 1]) + saved[-199:])
    with zipfile.ZipFile(place / "whole.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(place / "table.csv", "salaries.csv")
    whole = (place / "whole.zip").read_bytes()
    (place / "half.zip").write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(place / "outside.zip", "w") as packed:
        packed.writestr("../../occupations_en.csv", "a,b\n")
    return place


@pytest.fixture(scope="module")
def ports() -> Iterator[dict[str, str]]:
    """Return a port that nobody answers at, and one that is taken."""
    with socket.socket() as taken, socket.socket() as free:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        free.bind(("127.0.0.1", 0))
        yield {"PORT": str(free.getsockname()[1]), "TAKEN": str(taken.getsockname()[1])}


@pytest.fixture(scope="module")
def said(
    folder: Path, dataset: Dataset, ports: dict[str, str]
) -> Iterator[dict[str, tuple[int, str]]]:
    """Type everything, and return code and words of each."""
    import io
    from contextlib import redirect_stderr, redirect_stdout

    from rolegraph import cli

    before = {path: path.stat().st_mtime_ns for path in sorted(folder.rglob("*")) if path.is_file()}
    found = {}
    with pytest.MonkeyPatch.context() as patch, Writer(str(folder / "held.db")):
        patch.chdir(folder)
        patch.setattr(datasets, "_bundled", lambda: Dataset("the bundled graph", dataset.store))
        for function in (Writer.__init__, datasets.writer):
            patch.setitem(function.__kwdefaults__ or {}, "wait", 0.0)
        for line in cases():
            words = line
            for name, port in ports.items():
                words = words.replace(name, port)
            out, err = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
            with redirect_stdout(out), redirect_stderr(err):
                code = cli.run(shlex.split(words)[1:])
            told = []
            for stream in (out, err):
                stream.flush()
                told.append(stream.buffer.getvalue().decode())
            text = told[0] if line.startswith("rolegraph doctor") else told[1]
            for name, port in ports.items():
                text = text.replace(port, name)
            found[line] = code, plain(text, folder)
    after = {path: path.stat().st_mtime_ns for path in sorted(folder.rglob("*")) if path.is_file()}
    assert not [line for line, (code, _) in found.items() if not code]
    ignored = {path for path in {*before, *after} if path.name in ("lock", "LOG", "LOCK")}
    assert {p: t for p, t in before.items() if p not in ignored} == {
        p: t for p, t in after.items() if p not in ignored
    }
    yield found


def plain(text: str, folder: Path) -> str:
    """Return what was said, without what differs from machine to machine and from run to run."""
    text = text.replace(f"{folder}{os.sep}", "")
    text = re.sub(r"\(process \d+\)", "(process 12345)", text)
    lines = [line.rstrip() for line in text.strip().splitlines()]
    # Of doctor's table only what is wrong; of a wrong use only what, not how all is used.
    if any(line.startswith("problem") for line in lines):
        lines = [line for line in lines if line.startswith(("problem", "note"))]
    said = [at for at, line in enumerate(lines) if line.startswith("Error:")]
    lines = [line for line in lines[said[0] if said else 0 :] if line]
    # What depends on the versions of the engine and of Python, or on every letter of the graph.
    text = "\n".join(lines).replace("\t", ": ")
    text = re.sub(r"has [\d,]+ bytes in place of [\d,]+", "has 100 bytes in place of 6,000", text)
    text = re.sub(r"CRC check failed [^)]*", "CRC check failed", text)
    text = re.sub(r"MANIFEST-\d+", "MANIFEST-000005", text)
    text = re.sub(r"(rolegraph.json is damaged )\([^)]*\(char 1\)\)", r"\1(…)", text)
    return re.sub(r"No such option:? '?(--\w+)'?\.", r"No such option '\1'.", text)


def written(found: dict[str, tuple[int, str]]) -> str:
    parts = [
        "# Errors",
        "",
        "What is typed, what is said, what the command ends with: 1 where problems are listed,",
        "2 for wrong use, 3 for bad data, a bad query or a store that cannot be read. Nothing",
        "is written then, and no error shows a trace of the program. Wrong use is also told",
        "with a line that says how the command is used, left out here; `--help` tells all of",
        "it. The tests type every line of this page and keep it equal to what is said. `my.db`",
        "is a store, `held.db` one that another command is writing; `broken.db`,",
        "`listless.db`, `cut.db` and `lost.db` are damaged, `early.db` and `newer.db` are of",
        "other versions.",
        "",
    ]
    for title, lines in TYPED.items():
        parts += [f"## {title}", "", "| typed | said | code |", "|---|---|---|"]
        for line in lines.strip().splitlines():
            code, text = found[line.strip()]
            shown = "<br>".join(map(escaped, text.split("\n")))
            parts.append(f"| `{line.strip().replace('|', chr(92) + '|')}` | {shown} | {code} |")
        parts.append("")
    return "\n".join(parts)


def escaped(line: str) -> str:
    """Return a line so that Markdown shows it as it is."""
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("*", "\\*")
    indent = len(line) - len(line.lstrip())
    return "&nbsp;" * indent + line.lstrip()


def test_the_page_of_errors_is_what_is_said(said: dict[str, tuple[int, str]]) -> None:
    if os.environ.get("ROLEGRAPH_REGENERATE"):
        TABLE.write_text(written(said), encoding="utf-8", newline="\n")
    assert TABLE.read_text(encoding="utf-8") == written(said)


def test_every_error_is_said_in_words(said: dict[str, tuple[int, str]]) -> None:
    """One test for all of them: typing them takes longer than looking at them."""
    for line, (code, text) in said.items():
        assert code in (1, 2, 3), line
        assert "Traceback" not in text and "Error(" not in text, line
        assert len(text) > 20, line
        # Where: some word of what was typed, or of what it stands for.
        typed = [word.strip("\"'") for word in shlex.split(line)[1:]]
        told = any(word in text for word in typed) or "line" in text or "escapes" in text
        assert told or code == 2, line
    assert len(said) == len(set(cases())) > 100
