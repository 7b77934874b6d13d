"""Files that are read: articles, tables, zips, and RDF as postings and servers have it."""

import gzip
import io
import random
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from benchmarks.fuzzing.mutators import LONGEST, WORDS, damaged, text
from rolegraph import importing, register, resources, resume, statements
from rolegraph.dataset import vocabulary
from rolegraph.errors import DataError, RolegraphError
from rolegraph.reading.names import entries
from rolegraph.remote import Remote
from rolegraph.sources import tables
from rolegraph.sources.article import Reader
from rolegraph.transport import Reply

TESTS: Final = Path(__file__).resolve().parents[2] / "tests"
ENDINGS: Final = ("txt", "md", "html")
CROSSWALK: Final = "esco_onet_crosswalk_Nov2020.csv"
_CROSSED: Final = (
    "id,esco_occupation,isco_code,onet_code,onet_occupation,matching_job_titles,"
    "semantic_similarity,confidence,concept_uri\n"
    "7,x,1111,15-2051.00,Data Scientists,\"['a', 'b']\",0.8107,1.0,{iri}\n"
)


def check_lines(lines: Iterable[str]) -> None:
    """Raise `SyntaxError` where lines are no N-Quads to a strict parser; the loader is lenient."""
    data = "".join(lines).encode()
    for _ in ox.parse(data, ox.RdfFormat.N_QUADS):
        pass


class Articles:
    """An input is the ending of a name, a line break, and an article."""

    def __init__(self, folder: str) -> None:
        del folder
        where = resources.folder("data")
        concepts = tables.read_vocabulary(where).concepts
        self._reader = Reader(entries(concepts), concepts, where)

    @staticmethod
    @cache
    def seeds() -> list[tuple[str, bytes]]:
        """Return articles by the endings of their names."""
        files = sorted((TESTS / "reading" / "develop").iterdir())
        return [(one.suffix[1:], one.read_bytes()) for one in files if one.suffix != ".tsv"]

    @staticmethod
    def make(chance: random.Random) -> bytes:
        """Return a damaged article, some of them under another ending."""
        seeds = Articles.seeds()
        ending, seed = chance.choice(seeds)
        if chance.random() < 0.05:
            ending = chance.choice(ENDINGS)
        if chance.random() < 0.8:
            # A part of one: damage lies closer together, and roles lack their context.
            at = chance.randrange(len(seed))
            seed = seed[:200] + seed[at : at + chance.randrange(1500)]
        return ending.encode() + b"\n" + damaged(chance, seed, [one for _, one in seeds])

    def examine(self, data: bytes) -> None:
        """Read an article and write what it says as lines."""
        ending, _, article = data.partition(b"\n")
        if ending.decode("latin-1") not in ENDINGS:
            raise DataError("an article's name ends otherwise")
        reading = self._reader.read(article, f"a.{ending.decode()}", report=True, keep_quotes=True)
        check_lines(
            [
                *statements.source_quads(reading.source),
                *statements.minted_quads(reading.concepts, reading.source.iri),
                *statements.fact_quads(reading.facts),
            ]
        )


@cache
def releases() -> dict[str, dict[str, bytes]]:
    """Return small releases by their format: the content of each file by its name."""
    found = {
        form: {one.name: one.read_bytes() for one in sorted((TESTS / "releases" / form).iterdir())}
        for form in ("esco", "onet", "salaries")
    }
    occupations = found["esco"]["occupations_en.csv"]
    iri = next(
        word for word in occupations.decode().replace(",", " ").split() if "/occupation/" in word
    )
    found["crosswalk"] = {
        CROSSWALK: _CROSSED.format(iri=iri).encode(),
        "occupations_en.csv": occupations,
        "Occupation Data.txt": found["onet"]["Occupation Data.txt"],
    }
    return found


def imported(form: str, paths: list[str], names: Any) -> None:
    """Read a release to its end, as an import does, and look at the lines that it makes."""
    read = import_module(f"rolegraph.sources.{form}").read
    with read(tuple(paths), names=names, version="1.0", name=None) as reading:
        lines = list(importing.lines(reading.records, reading.source.iri))
    check_lines([*statements.source_quads(reading.source), *lines])


class Tables:
    """An input is a format, the name of a file of it, and the file, parted by line breaks."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._names = register.exactly(vocabulary())
        for form, files in releases().items():
            place = self._folder / form
            place.mkdir(exist_ok=True)
            for name, content in files.items():
                (place / name).write_bytes(content)

    @staticmethod
    def make(chance: random.Random) -> bytes:
        """Return a damaged table of a release."""
        form = chance.choice(list(releases()))
        name = chance.choice(list(releases()[form]))
        data = damaged(chance, releases()[form][name], list(releases()[form].values()))
        return f"{form}\n{name}\n".encode() + data

    def examine(self, data: bytes) -> None:
        """Read a release with the table in it."""
        form, name, content = data.split(b"\n", 2)
        files = releases().get(form.decode("latin-1"), {})
        if name.decode("latin-1") not in files:
            raise DataError("no such table")
        file = self._folder / form.decode() / name.decode()
        file.write_bytes(content)
        try:
            imported(form.decode(), [str(file.parent)], self._names)
        finally:
            file.write_bytes(files[name.decode()])


class Zips:
    """An input is a format, a line break, and a zip."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._names = register.exactly(vocabulary())

    @staticmethod
    def make(chance: random.Random) -> bytes:
        """Return a damaged zip, or a sound one with names, sizes and files that are not."""
        form = chance.choice(list(releases()))
        files = dict(releases()[form])
        if chance.random() < 0.5:
            return form.encode() + b"\n" + damaged(chance, _packed(chance, files.items()))
        made: list[tuple[str, bytes]] = list(files.items())
        for _ in range(chance.randrange(1, 4)):
            _change(chance, made)
        data = _packed(chance, made)
        if chance.random() < 0.3:
            data = damaged(chance, data)
        return form.encode() + b"\n" + data

    def examine(self, data: bytes) -> None:
        """Read a release out of the zip."""
        form, _, content = data.partition(b"\n")
        if form.decode("latin-1") not in releases():
            raise DataError("no such format")
        file = self._folder / "release_v1.0.zip"
        file.write_bytes(content)
        imported(form.decode(), [str(file)], self._names)
        others = {one.name for one in self._folder.iterdir()}
        assert others == {file.name}, f"the zip left {others}"


def _change(chance: random.Random, files: list[tuple[str, bytes]]) -> None:
    at = chance.randrange(len(files))
    name, content = files[at]
    what = chance.randrange(7)
    if what == 0:
        files[at] = (
            chance.choice(("../", "/", "C:\\", "a/../../", "..\\", "\\\\x\\")) + name,
            content,
        )
    elif what == 1:
        files[at] = text(chance) or "x", content
    elif what == 2:
        files.append((f"other/{name}", damaged(chance, content)))
    elif what == 3:
        files[at] = name, bytes(chance.randrange(1 << 21))
    elif what == 4:
        files[at] = name, _packed(chance, files)
    elif what == 5:
        files[at] = name, damaged(chance, content)
    else:
        del files[at]
        files.append((chance.choice(WORDS), b"x"))


def _packed(chance: random.Random, files: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    how = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2))
    with zipfile.ZipFile(buffer, "w", how) as archive:
        for name, content in files:
            # What stands in a zip is no name to a file system: any text does.
            info = zipfile.ZipInfo("x")
            info.filename = name.encode("utf-8", "replace").decode().replace("\0", "\u2400")
            info.compress_type = how
            if chance.random() < 0.05:
                # A link, as archives of other systems hold them.
                info.external_attr = 0o120777 << 16
            with warnings.catch_warnings():
                # Two files of one name are meant.
                warnings.simplefilter("ignore", UserWarning)
                archive.writestr(info, content)
    data = bytearray(buffer.getvalue())
    if chance.random() < 0.1:
        at = data.rfind(b"PK\x01\x02")
        # Sizes that lie, and a password.
        for offset, size in ((8, 2), (20, 4), (24, 4)):
            if chance.random() < 0.5:
                data[at + offset : at + offset + size] = chance.randbytes(size)
    return bytes(data)


_ROWS: Final = (
    b'{"head":{"vars":["s","p","o","g"]},"results":{"bindings":[{"s":{"type":"uri","value":'
    b'"https://w3id.org/rolegraph/role/data-engineer"},"p":{"type":"uri","value":"urn:p"},"o":'
    b'{"type":"literal","value":"12","datatype":"http://www.w3.org/2001/XMLSchema#integer"},"g":'
    b'{"type":"uri","value":"urn:g"}},{"s":{"type":"bnode","value":"b0"},"p":{"type":"uri","value":'
    b'"urn:q"},"o":{"type":"literal","value":"x","xml:lang":"en"}}]}}'
)
_TURTLE: Final = b"""@prefix a: <http://example.org/> .
a:x a:p "text"@en , 12 , "1.5"^^<http://www.w3.org/2001/XMLSchema#decimal> ; a:q [ a:r ( 1 2 ) ] .
"""
_TRIPLES: Final = b"""<http://example.org/x> <http://example.org/p> "a \\"b\\" \\u00e9"@en .
_:b <http://example.org/q> <urn:c> .
"""
_TRUTH: Final = b'{"head":{},"boolean":true}'
_RESUME: Final = (
    b'{"basics":{"name":"A"},"skills":[{"name":"Python","keywords":["SQL","Docker"]}],'
    b'"work":[{"position":"Data Engineer","startDate":"2020-01-01"}],"education":[{"area":"Maths",'
    b'"studyType":"Bachelor"}]}'
)
_MEDIA: Final = {
    "rows": "application/sparql-results+json",
    "turtle": "text/turtle",
    "triples": "application/n-triples",
}
_ASKED: Final = {
    "rows": "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }",
    "turtle": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "triples": "DESCRIBE <urn:x>",
}


class Rdf:
    """An input says what it is, and then has it: postings, a resume, or what a server answers."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._names = register.exactly(vocabulary())

    @staticmethod
    @cache
    def seeds() -> list[tuple[str, bytes]]:
        """Return documents by what they are."""
        postings = TESTS / "releases" / "postings"
        return [
            ("jsonld", (postings / "graph.jsonld").read_bytes()),
            ("jsonl", (postings / "lines.jsonl").read_bytes()),
            ("jsonl.gz", gzip.compress((postings / "lines.jsonl").read_bytes(), mtime=0)),
            ("rows", _ROWS),
            ("rows", _TRUTH),
            ("turtle", _TURTLE),
            ("triples", _TRIPLES),
            ("resume", _RESUME),
        ]

    @staticmethod
    def make(chance: random.Random) -> bytes:
        """Return a damaged document."""
        sort, seed = chance.choice(Rdf.seeds())
        if sort.endswith(".gz") and chance.random() < 0.5:
            return sort.encode() + b"\n" + gzip.compress(damaged(chance, gzip.decompress(seed)))
        return sort.encode() + b"\n" + damaged(chance, seed, [one for _, one in Rdf.seeds()])

    def examine(self, data: bytes) -> None:
        """Import postings, or take a server's answer to its end."""
        sort, content = data.partition(b"\n")[0].decode("latin-1"), data.partition(b"\n")[2]
        if sort == "resume":
            found = resume.read(content, "resume.json")
            assert all(len(name) <= LONGEST for name in found.names)
        elif sort in _MEDIA:
            _answered(sort, content)
        elif sort in ("jsonld", "jsonl", "jsonl.gz"):
            file = self._folder / f"postings.{sort}"
            file.write_bytes(content)
            try:
                imported("postings", [str(file)], self._names)
            finally:
                file.unlink()
        else:
            raise DataError("no such document")


class _Server:
    """A server that has one answer."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    def ask(self, fields: object, accept: str) -> Reply:
        """Return the answer."""
        del fields, accept
        return self._reply

    def close(self) -> None:
        """Do nothing."""


def _answered(sort: str, content: bytes) -> None:
    from rolegraph.queries.result import Result

    remote: Any = Remote("http://127.0.0.1:9/sparql")
    remote._client = _Server(Reply(200, "OK", {"content-type": _MEDIA[sort]}, content))
    result = Result(lambda: remote.ask("", _ASKED[sort]))
    str(result)
    result.to_csv()
    if sort == "rows" and result.kind == "rows":
        _each(remote.quads())


def _each(quads: Iterator[ox.Quad]) -> None:
    try:
        for _ in quads:
            pass
    except RolegraphError:
        pass
