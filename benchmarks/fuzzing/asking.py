"""What is asked: parameters of named queries, values, addresses of pages, and queries."""

import json
import random
import re
from contextlib import suppress
from functools import cache
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit
from zlib import crc32

import pyoxigraph as ox

from benchmarks.fuzzing.mutators import LONGEST, WORDS, damaged, text
from rolegraph import queries
from rolegraph.dataset import Dataset, create
from rolegraph.endpoint.exchange import PageRequest
from rolegraph.endpoint.explorer import answer
from rolegraph.endpoint.protocol import RefusedError, parameters
from rolegraph.errors import DataError, RolegraphError
from rolegraph.graph import Graph
from rolegraph.namespaces import BASE, PREFIXES, expand, is_iri, is_slug, mint, to_curie
from rolegraph.queries import binding, guard
from rolegraph.values import IRI

_THINGS: Final = ("mle", "role:data-engineer", "tool:docker", f"{BASE}tool/python", "Python", "x")
_TEXTS: Final = (
    "SELECT ?t { $a rg:usesTool ?t }",
    "SELECT $a ?t { ?t rg:label $a }",
    "SELECT ?l { ?x rg:label ?l FILTER(?l IN ($a)) }",
    "SELECT ?l { ?x rg:label ?l FILTER(CONTAINS(?l, $a)) } LIMIT 5",
    "ASK { $a ?p $b }",
    "CONSTRUCT { $a rg:usesTool ?t } WHERE { $a rg:usesTool ?t }",
    "SELECT ?got { BIND($a AS ?got) }",
)
_PATHS: Final = (
    "/search?q={}",
    "/search?q={}&kind={}",
    "/roles?q={}&sort={}",
    "/compare?role={}&role={}",
    "/compare/page?role={}&role=mle",
    "/gap?have={}&want={}",
    "/why?role={}&thing={}",
    "/contested?role={}",
    "/query?query={}",
    "/resource?iri={}",
    "/role/{}",
    "/tool/{}.{}",
    "/source/{}",
    "/claim/{}",
    "/schema?term={}",
    "/{}/{}",
    "/roles?page={}",
    "/sources?lang={}",
)


class Parameters:
    """An input is JSON: how something is asked, and what with."""

    def __init__(self, folder: str) -> None:
        create(f"{folder}/roles.db")
        # One looks names up in an index, the other reads them all: one input in ten is for that.
        self._graphs = Graph.open(f"{folder}/roles.db"), Graph.open()

    @staticmethod
    def make(chance: random.Random) -> bytes:
        """Return what somebody may type where a name, a value or an address is expected."""

        def name() -> str:
            return chance.choice(_THINGS) if chance.random() < 0.2 else text(chance)

        how = chance.choice(("named", "value", "value", "address", "page", "name"))
        asked: dict[str, Any] = {"how": how}
        if how == "named":
            query = queries.load(chance.choice(_small()))
            asked["name"] = query.name if chance.random() < 0.95 else name()
            known = list(query.parameters) or ["role"]
            asked["values"] = {
                chance.choice(known) if chance.random() < 0.95 else name(): name()
                for _ in range(chance.randrange(1, 3))
            }
        elif how == "value":
            asked["text"] = chance.choice(_TEXTS)
            values: list[Any] = [name(), [name(), name()], chance.randrange(10**9), name(), None]
            asked["values"] = {"a": chance.choice(values), "b": name()}
            if "$b" not in asked["text"]:
                del asked["values"]["b"]
            asked["iri"] = chance.random() < 0.2
        elif how == "address":
            asked["text"] = _quoted(text(chance), "&=%+") + "&query=" + _quoted(name())
        elif how == "page":
            path = chance.choice(_PATHS)
            asked["path"] = path.format(*(_quoted(name()) for _ in range(path.count("{}"))))
        else:
            asked["text"] = name()
        return json.dumps(asked).encode()

    def examine(self, data: bytes) -> None:
        """Ask."""
        try:
            asked = json.loads(data)
        except ValueError as error:
            raise DataError("no JSON") from error
        self._graph = self._graphs[crc32(data) % 10 == 0]
        getattr(self, f"_{asked['how']}")(asked)

    def _named(self, asked: dict[str, Any]) -> None:
        found = self._graph.named(asked["name"], **asked["values"])
        assert found.kind == "rows"

    def _value(self, asked: dict[str, Any]) -> None:
        values = asked["values"]
        if asked.get("iri") and isinstance(values["a"], str):
            values["a"] = IRI(values["a"])
        found = self._graph.query(asked["text"], values, limit=100)
        if asked["text"].startswith("SELECT ?got") and not isinstance(values["a"], list):
            ((got,),) = found
            wanted = values["a"]
            if isinstance(wanted, str) and expand(wanted):
                wanted = expand(wanted)
            elif isinstance(wanted, str):
                wanted = wanted.encode("utf-8", "replace").decode()
            assert got == wanted, f"{got!r} came back for {wanted!r}"

    def _address(self, asked: dict[str, Any]) -> None:
        try:
            parameters(asked["text"])
        except RefusedError as error:
            raise DataError(error.message) from error

    def _page(self, asked: dict[str, Any]) -> None:
        parts = urlsplit(asked["path"].replace("\\", "%5C"))
        pairs = tuple(parameters(parts.query))
        request = PageRequest(unquote(parts.path), pairs, "text/html", "http://127.0.0.1")
        found = answer(self._graph, request)
        assert 200 <= found.status < 500, f"status {found.status}"
        body = found.body.decode() if "html" in found.media else ""
        for sign in ("<script>alert", "<img src=x", "onerror=alert(1)>"):
            assert sign not in body, f"{sign} stands in the page"
        assert not _LEADS_TO_SCRIPT.search(body), "a link runs a script"
        for key, value in found.headers:
            assert "\n" not in value and "\r" not in value, f"{key} breaks the header"

    def _name(self, asked: dict[str, Any]) -> None:
        name = asked["text"]
        assert expand(to_curie(name)) in (name, None) or not is_iri(name)
        if is_iri(name):
            ox.NamedNode(name)
        if is_slug(name):
            ox.NamedNode(mint("tool", name))
        iri = expand(name)
        if iri is not None:
            ox.NamedNode(iri)
        self._graph.search(name)
        self._graph.iri(name)


_LEADS_TO_SCRIPT: Final = re.compile(
    r"(?i)\b(?:href|src|action|formaction|data|poster)\s*=\s*[\"']?\s*javascript:"
)


def _quoted(text: str, safe: str = "") -> str:
    # Half of a pair, which no address can hold, is what a browser makes of it.
    return quote(text, safe=safe, errors="replace")


@cache
def _small() -> list[str]:
    """Return the named queries that have a parameter: the others ask for everything."""
    return [name for name in queries.names() if queries.load(name).parameters]


_GRAMMAR: Final = """\
SELECT ASK CONSTRUCT DESCRIBE WHERE REDUCED DISTINCT FROM NAMED * { } ( ) [ ] . ; , ?s ?p ?o $x
a rg:Role rg:label foo:x <urn:a> <a> <http://a/#b> 'x' "y" '''z''' 'q @en ^^xsd:integer 1 1.5
-2e9 true FILTER OPTIONAL UNION MINUS BIND AS VALUES UNDEF ORDER BY ASC GROUP HAVING LIMIT
OFFSET COUNT( SUM( AVG( SAMPLE( GROUP_CONCAT( SEPARATOR= DISTINCT PREFIX x: BASE ! - + = < > <=
!= && || ^ / | ? EXISTS NOT IN REGEX( IF( COALESCE( STR( LANG( BNODE( IRI( UUID() NOW() SERVICE
SILENT GRAPH INSERT DATA DELETE LOAD << >> # \\ é 💥 _:b [] () \\u0053 STRLEN( REPLACE( CONCAT(
xsd:decimal( LATERAL <urn:f>( xsd:integer( rg:f("""
_TOKENS: Final = _GRAMMAR.split()
_WRAPS: Final = (
    ("{ ", " }"),
    ("FILTER(", ")"),
    ("OPTIONAL { ", " }"),
    ("{ SELECT * { ", " } }"),
    ("FILTER EXISTS { ", " }"),
    ("( ", " )"),
    ("[ ?p ", " ]"),
    ("<< ", " ?p ?o >>"),
    ("!(", ")"),
    ("IF(true, ", ", 1)"),
    ("CONCAT(", ")"),
)
_LISTS: Final = (
    " ?s ?p ?o .",
    " OPTIONAL { ?s ?p ?o }",
    " UNION { ?s ?p ?o }",
    " BIND(1 AS ?x)",
    " FILTER(?x > 1)",
    " VALUES ?x { 1 2 3 }",
    "/rg:label",
    "|rg:label",
    "+1",
    ", 1",
    " ; rg:label ?l",
    "&& true",
    " ?x",
    " MINUS { ?s ?p ?o }",
    " 'x'",
    " <urn:a>",
)


class Queries:
    """An input is the text of a query, asked of a few triples: what matters is that it ends."""

    def __init__(self, folder: str) -> None:
        del folder
        store = ox.Store()
        label = ox.NamedNode(PREFIXES["rg"] + "label")
        for number in range(3):
            thing = ox.NamedNode(f"urn:{number}")
            store.add(ox.Quad(thing, label, ox.Literal(WORDS[number])))
        self._dataset = Dataset("a few triples", store)

    @staticmethod
    @cache
    def seeds() -> list[bytes]:
        """Return the shipped queries."""
        return [queries.load(name).text.encode() for name in queries.names()]

    @staticmethod
    def make(chance: random.Random) -> bytes:
        """Return a damaged query, one of words of the grammar, or one that is deep or long."""
        sort = chance.randrange(4)
        if sort == 0:
            return damaged(chance, chance.choice(Queries.seeds()), Queries.seeds())
        if sort == 1:
            words = chance.choices(_TOKENS, k=chance.randrange(1, 40))
            return f"SELECT * {{ {' '.join(words)} }}".encode()[chance.choice((0, 0, 9)) :]
        times = chance.choice((2, 20, 150, 199, 201, 490, 3000))
        if sort == 2:
            parts = [chance.choice(_WRAPS) for _ in range(chance.randrange(1, 3))]
            opened = "".join(one for one, _ in parts) * (times // len(parts))
            closed = "".join(one for _, one in reversed(parts)) * (times // len(parts))
            core = chance.choice(("?s ?p ?o", "1", "", "?x", "true"))
            return f"SELECT * {{ ?s ?p ?o . {opened}{core}{closed} }}".encode()[:LONGEST]
        core = chance.choice(_LISTS) * times
        heads = ("SELECT * { ?s ?p ?o . ", "SELECT * { FILTER(1", "SELECT * { ?s rg:label", "ASK {")
        tails = (" }", " ?o }", ") }")
        text = chance.choice(heads) + core + chance.choice(tails)
        return damaged(chance, text.encode()) if chance.random() < 0.3 else text.encode()[:LONGEST]

    def examine(self, data: bytes) -> None:
        """Ask, and take the first rows; what is refused has a place that lies in the text."""
        words = data.decode("utf-8", "replace")
        try:
            result = queries.ask(self._dataset, words, limit=10)
            assert len(result.terms) <= 10
        except RolegraphError as error:
            assert not str(error).startswith("error at"), "the engine's words came through"
            raise
        guard.check(words)
        with suppress(RolegraphError):
            binding.ask(self._dataset, words, {"x": 1}, limit=10)
