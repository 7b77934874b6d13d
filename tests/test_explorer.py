"""The explorer's pages by value: what they say, escape, link, and in which forms they come."""

import hashlib
import json
import re
from collections import Counter, deque
from html import unescape
from html.parser import HTMLParser
from importlib import resources
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pyoxigraph as ox
import pytest
from tests.explored import ask

import rolegraph
from rolegraph.dataset import Dataset
from rolegraph.endpoint.exchange import PageAnswer, PageRequest
from rolegraph.endpoint.explorer import answer, contests, static, warm
from rolegraph.endpoint.explorer.negotiation import choose
from rolegraph.graph import Graph
from rolegraph.namespaces import BASE, KINDS, PREFIXES, THING_PREFIXES

PLACES = {
    "home": "/",
    "search": "/search?q=data",
    "roles": "/roles",
    "role": "/role/machine-learning-engineer",
    "thing": "/tool/python",
    "kind": "/scheme/tool",
    "sources": "/sources",
    "source": "/source/aijobs-mle-vs-re",
    "claim": "/claim/aijobs-mle-vs-re.machine-learning-engineer.tool.docker.3865",
    "why": "/why?role=mle&thing=docker",
    "contested": "/contested",
    "contested-role": "/contested?role=mle",
    "pick": "/compare",
    "doubt": "/compare?role=mle&role=enginer",
    "compare": "/compare?role=mle&role=research-engineer",
    "gap": "/gap?have=data-engineer&want=mle",
    "query": "/query",
    "answer": "/query?run=1",
    "schema": "/schema",
    "ontology": "/ontology",
    "missing": "/tool/pythn",
}
VOID = {"meta", "link", "input", "br", "hr", "img", "base", "path", "rect"}


class Page(HTMLParser):
    """A page as a browser sees it: elements, text, links; it raises on what does not nest."""

    def __init__(self, sent: PageAnswer) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(sent.body.decode("utf-8"))
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        assert len({name for name, _ in attrs}) == len(attrs), (tag, attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that holds nothing."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Check that what ends is what began last."""
        assert self.open, f"</{tag}> opens nowhere"
        assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        """Note what is read."""
        self.words.append(data)

    @property
    def text(self) -> str:
        """Return all that is read, spaces as one."""
        return re.sub(r"\s+", " ", "".join(self.words))

    def links(self) -> list[str]:
        """Return the addresses of all links, forms' targets and frames."""
        names = {"a": "href", "form": "action", "iframe": "src", "link": "href", "script": "src"}
        return [
            value for tag, attrs in self.tags if tag in names and (value := attrs.get(names[tag]))
        ]

    def first(self, name: str) -> dict[str, str | None]:
        """Return the attributes of the first element of a name."""
        return next(attrs for tag, attrs in self.tags if tag == name)


def headers(sent: PageAnswer) -> dict[str, str]:
    return {name.lower(): value for name, value in sent.headers}


def check(sent: PageAnswer) -> Page:
    """Check what holds for every page, whatever it is about, and return it."""
    assert sent.media == "text/html; charset=utf-8"
    assert sent.body.startswith(b"<!doctype html>")
    page = Page(sent)
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert [one for one, count in Counter(ids).items() if count > 1] == []
    tags = Counter(tag for tag, attrs in page.tags if (tag, attrs.get("id")) != ("title", "drawn"))
    assert tags["h1"] == tags["main"] == tags["title"] == 1
    assert page.first("html")["lang"] == "en"
    policy = headers(sent)["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert tags["style"] == 0
    for tag, attrs in page.tags:
        assert not [name for name in attrs if name.startswith("on") or name == "style"], attrs
        if tag == "script":
            assert (attrs["src"] or "").startswith("/static/")
        for name in ("href", "src", "action", "formaction"):
            value = attrs.get(name) or "/"
            assert re.match(r"(?:/(?!/)|#|https?://)", value), value
    for _, attrs in page.tags:
        named = (attrs.get("aria-labelledby") or attrs.get("for") or "").split()
        assert set(named) <= set(ids), named
    return page


@pytest.mark.parametrize("name", PLACES)
def test_every_page_nests_names_itself_and_runs_nothing_inline(graph: Graph, name: str) -> None:
    sent = ask(graph, PLACES[name])
    assert sent.status == (404 if name == "missing" else 200)
    page = check(sent)
    assert any(attrs.get("aria-current") == "page" for _, attrs in page.tags) or name not in (
        "home",
        "roles",
        "sources",
        "schema",
    )


# What pages say.


def test_the_first_page_says_what_is_in_the_store(graph: Graph) -> None:
    page = check(ask(graph, "/"))
    assert "7 roles" in page.text and "646 claims" in page.text
    for door in ("/roles", "/compare", "/gap", "/sources", "/contested", "/query", "/schema"):
        assert door in page.links()
    assert {f"/scheme/{kind}" for kind in ("tool", "skill", "degree")} <= set(page.links())


def test_a_role_page_shows_what_the_graph_says_of_it(graph: Graph) -> None:
    page = check(ask(graph, "/role/machine-learning-engineer"))
    rows = graph.role("mle").records()
    links = Counter(page.links())
    for row in rows:
        assert row["label"] in page.text
        assert links["/" + row["thing"].removeprefix(BASE)] >= 1
    claims = graph.query(
        "SELECT ?c { ?c rdf:subject role:machine-learning-engineer ; prov:wasDerivedFrom ?s }"
    )
    for (claim,) in claims:
        path = "/" + claim.removeprefix(BASE)
        assert links[path] or links[quote(path)], claim
    assert f"{len({row['thing'] for row in rows})} traits" in page.text
    assert "contested" in page.text and "Nearest roles" in page.text
    nearest = graph.similar("mle", limit=1).found[0]
    assert f"{nearest.shared} of {nearest.of}" in page.text


def test_a_thing_page_shows_names_places_and_holders(graph: Graph) -> None:
    page = check(ask(graph, "/tool/pytorch"))
    assert "Deep-learning framework" in page.text
    assert "/tool/deep-learning-framework" in page.links()
    holders = graph.query("SELECT DISTINCT ?r { ?r rg:usesTool tool:pytorch }")
    assert {"/" + role.removeprefix(BASE) for (role,) in holders} <= set(page.links())
    below = check(ask(graph, "/tool/deep-learning-framework"))
    assert "/tool/pytorch" in below.links()


def test_claims_stand_with_source_section_and_line(graph: Graph) -> None:
    page = check(ask(graph, "/why?role=mle&thing=docker"))
    claims = graph.why("mle", "docker")
    assert len(claims) == 3
    for claim in claims:
        assert f"line {claim.line}" in page.text and claim.title in page.text
    one = check(ask(graph, PLACES["claim"]))
    assert "Tools and Software Used" in one.text and "rg:usesTool" in one.text


def test_contested_is_the_named_query_in_words(graph: Graph) -> None:
    page = check(ask(graph, "/contested"))
    rows = graph.contested().records()
    assert f"{len(rows)} disagreements" in page.text
    for row in rows:
        assert row["label"] in page.text
    some = check(ask(graph, "/contested?role=mle"))
    assert f"{len(graph.contested('mle'))} disagreements" in some.text


def test_a_large_store_is_asked_role_by_role(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contests, "_ALL", 3)
    page = check(ask(graph, "/contested"))
    assert "ask about one by its name" in page.text and "disagreements" not in page.text
    several = [row["role"] for row in graph.roles().records() if row["sources"] > 1]
    named = [link for link in page.links() if link.startswith("/contested?role=")]
    assert len(named) == len(several) == 2
    assert "2 disagreements" in check(ask(graph, named[0])).text


def test_a_source_page_has_terms_of_use_and_all_claims(graph: Graph) -> None:
    first = check(ask(graph, "/source/aijobs-mle-vs-re"))
    second = check(ask(graph, "/source/aijobs-mle-vs-re?page=2"))
    assert "aijobs.net" in first.text and "All rights reserved" in first.text
    found = {link for page in (first, second) for link in page.links() if "/claim/" in link}
    claims = graph.query(
        "SELECT ?c { ?c prov:wasDerivedFrom source:aijobs-mle-vs-re ; rdf:subject ?r }"
    )
    assert {unquote(link) for link in found} == {"/" + one.removeprefix(BASE) for (one,) in claims}


def test_the_gap_is_that_of_the_command(graph: Graph) -> None:
    page = check(ask(graph, "/gap?have=data-engineer&want=mle"))
    gap = graph.gap("data-engineer", "mle")
    assert f"has {gap.has} of the {gap.total} things" in page.text
    for lack in gap.lacks:
        assert lack.trait.label in page.text
    same = check(ask(graph, "/gap?have=mle&want=mle"))
    assert "two different roles" in same.text


def test_comparing_embeds_the_page_of_viz_and_asks_back(graph: Graph) -> None:
    page = check(ask(graph, "/compare?role=mle&role=research-engineer"))
    frame = page.first("iframe")
    assert "allow-same-origin" not in str(frame["sandbox"])
    inner = ask(graph, str(frame["src"]))
    drawn = graph.compare("mle", "research-engineer").to_html()
    assert inner.body.decode().replace('<base target="_blank">\n', "") == drawn
    sent = headers(inner)["content-security-policy"]
    assert sent.startswith("default-src 'none'; script-src 'sha256-")
    assert "sandbox allow-scripts" in sent and "frame-ancestors 'self'" in sent
    doubt = check(ask(graph, "/compare?role=mle&role=enginer"))
    assert "No role is called “enginer”" in doubt.text
    both = "/compare?role=machine-learning-engineer&role="
    assert any(link.startswith(both) for link in doubt.links())
    assert ask(graph, "/compare/page?role=mle").status == 400
    crowd = "&".join(f"role=x{number}" for number in range(40))
    assert ask(graph, f"/compare?{crowd}").status == 200


def test_the_schema_page_has_every_term(graph: Graph) -> None:
    page = check(ask(graph, "/schema"))
    ids = {attrs.get("id") for _, attrs in page.tags}
    terms = graph.named("cq-32-terms").records()
    for row in terms:
        assert row["term"].partition("#")[2] in ids
        assert row["definition"] in page.text
    drawn = [attrs for tag, attrs in page.tags if tag == "rect"]
    kinds = [kind for kind in KINDS.values() if kind.property]
    assert len(drawn) >= len(kinds) + 4


# Search.


def test_search_finds_by_any_name_and_filters_by_kind(graph: Graph) -> None:
    page = check(ask(graph, "/search?q=k8s"))
    assert "/tool/kubernetes" in page.links()
    assert "found as “k8s”" in page.text.replace("K8s", "k8s")
    tools = check(ask(graph, "/search?q=data&kind=tool"))
    results = [link for link in tools.links() if re.match(r"/(skill|role)/", link)]
    assert results == []
    none = check(ask(graph, "/search?q=pythn"))
    assert "No name holds “pythn”" in none.text and "Python" in none.text
    assert check(ask(graph, "/search?q=")).text


def test_suggestions_are_json(graph: Graph) -> None:
    for sent in (
        ask(graph, "/search?q=python&format=json"),
        ask(graph, "/search?q=python", accept="application/json"),
    ):
        assert sent.media == "application/json; charset=utf-8"
        found = json.loads(sent.body)
        assert found[0]["label"] == "Python" and found[0]["href"] == "/tool/python"
        assert found[0]["says"] == "Tool" and len(found) <= 10
    roles = json.loads(ask(graph, "/search?q=engineer&format=json&kind=role").body)
    assert roles and all(one["kind"] == "role" for one in roles)


# Forms.


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "html"),
        ("*/*", "html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("text/turtle", "turtle"),
        ("TEXT/Turtle", "turtle"),
        ("application/ld+json;q=0.9, text/turtle;q=0.5", "jsonld"),
        ("text/turtle;q=0.5, application/n-triples", "ntriples"),
        ("text/*;q=0.3, text/html;q=0.1, application/rdf+xml;q=0.2", "turtle"),
        ("text/html;q=0, */*;q=0.1", "turtle"),
        ("application/rdf+xml, text/turtle;q=banana", "rdfxml"),
        ("image/png", None),
        ("text/turtle;q=0", None),
        (";;;,,", None),
    ],
)
def test_accept_is_weighed_as_http_says(accept: str, name: str | None) -> None:
    found = choose(accept)
    assert (found.name if found else None) == name


def triples(sent: PageAnswer) -> set[ox.Triple]:
    form = ox.RdfFormat.from_media_type(sent.media.partition(";")[0])
    assert form is not None
    return {quad.triple for quad in ox.parse(sent.body, form, base_iri="http://test/")}


@pytest.mark.parametrize(
    "path", ["/role/machine-learning-engineer", "/tool/docker", "/source/aijobs-mle-vs-re"]
)
def test_a_thing_comes_in_every_form_and_all_say_the_same(graph: Graph, path: str) -> None:
    told = []
    for ending, media in (
        ("ttl", "text/turtle"),
        ("jsonld", "application/ld+json"),
        ("nt", "application/n-triples"),
        ("rdf", "application/rdf+xml"),
    ):
        asked = ask(graph, path, accept=f"{media}, text/html;q=0.5")
        assert asked.status == 303 and headers(asked)["vary"] == "Accept"
        where = headers(asked)["location"]
        assert where == f"{path}.{ending}"
        sent = ask(graph, where, accept="text/html")
        assert sent.status == 200 and sent.media.startswith(media)
        told.append(triples(sent))
        assert triples(ask(graph, f"{path}?format={ending}")) == told[0]
    assert told[0] == told[1] == told[2] == told[3]
    subject = ox.NamedNode(BASE + path[1:])
    stated = {
        ox.Triple(subject, p, o)
        for p, o in graph._dataset.select(f"SELECT ?p ?o {{ {subject} ?p ?o }}")
    }
    assert stated <= told[0]
    html = ask(graph, path)
    assert headers(html)["vary"] == "Accept"
    assert f'<{path}.ttl>; rel="alternate"; type="text/turtle"' in headers(html)["link"]
    assert ask(graph, f"{path}.html").status == 200


def test_a_claim_with_a_full_stop_in_its_name_is_found_with_and_without_an_ending(
    graph: Graph,
) -> None:
    path = PLACES["claim"]
    assert check(ask(graph, path)).text
    found = triples(ask(graph, path + ".ttl"))
    assert any(str(one.predicate.value).endswith("#modality") for one in found)


def test_the_ontology_comes_whole(graph: Graph) -> None:
    asked = ask(graph, "/ontology", accept="text/turtle")
    assert (asked.status, headers(asked)["location"]) == (303, "/ontology.ttl")
    found = triples(ask(graph, "/ontology.ttl"))
    assert any(one.predicate.value.endswith("unionOf") for one in found)
    assert len(found) > 500


def test_what_cannot_be_had_is_said_with_a_fitting_status(graph: Graph) -> None:
    assert ask(graph, "/tool/docker", accept="image/png").status == 406
    assert ask(graph, "/tool/docker?format=docx").status == 406
    lost = ask(graph, "/tool/dockr")
    page = check(lost)
    assert lost.status == 404 and "Docker" in page.text
    for path in ("/nowhere", "/tool/", "/tool", "/etc/passwd", "/../x", "/role/mle/x", "/wp.php"):
        assert ask(graph, path).status == 404, path
        check(ask(graph, path))
    assert ask(graph, "/tool/dockr", accept="text/turtle").status == 404
    assert ask(graph, "/why?role=mle").status == 400
    assert ask(graph, "/why?role=nobody-here&thing=docker").status == 404
    assert ask(graph, "/contested?role=nobody-here").status == 404
    assert ask(graph, "/query?name=cq-99").status == 400
    assert ask(graph, "/resource?iri=javascript:alert(1)").status == 404
    assert ask(graph, "/resource").status == 404


def test_iris_of_ours_lead_to_their_path(graph: Graph) -> None:
    for given in (BASE + "tool/docker", "tool:docker"):
        sent = ask(graph, f"/resource?iri={quote(given)}")
        assert (sent.status, headers(sent)["location"]) == (303, "/tool/docker")
    assert headers(ask(graph, "/resource?iri=rg:Tool"))["location"] == "/ontology#Tool"


# Paging.


def test_pages_of_a_list_hold_every_thing_once(graph: Graph) -> None:
    found: list[str] = []
    first = check(ask(graph, "/scheme/tool"))
    last = max(int(one) for one in re.findall(r"page=(\d+)", " ".join(first.links())))
    for number in range(1, last + 1):
        page = check(ask(graph, f"/scheme/tool?page={number}"))
        listed = [link for link in page.links() if link.startswith("/tool/")]
        found += [link for link in listed if not re.search(r"\.(ttl|nt|jsonld|rdf)$", link)]
    tools = graph.query("SELECT ?t { ?t skos:inScheme scheme:tool }")
    assert sorted(found) == sorted("/" + iri.removeprefix(BASE) for (iri,) in tools)
    for odd in ("0", "-1", "999999", "9" * 30, "x", "²", ""):
        assert check(ask(graph, f"/scheme/tool?page={quote(odd)}")).text


# Queries.


def plain(graph: Graph, text: str) -> list[tuple[object, ...]]:
    """Return the rows of a query that an engine answers which knows none of our prefixes."""
    found = graph._dataset.store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(row) for row in found]


def test_every_view_opens_the_queries_that_made_it(graph: Graph) -> None:
    for name in ("role", "thing", "source", "claim", "contested", "compare", "gap", "schema"):
        page = check(ask(graph, PLACES[name]))
        links = [link for link in page.links() if link.startswith("/query?query=")]
        assert links, name
        for link in links:
            (text,) = parse_qs(urlsplit(link).query)["query"]
            # The engine is not told the project's prefixes here: the text declares what it uses.
            answer_rows = plain(graph, text)
            assert answer_rows or "# CQ-" in text
            field = check(ask(graph, link)).first("textarea")
            assert field["name"] == "query"
    (text, *_) = [
        parse_qs(urlsplit(link).query)["query"][0]
        for link in check(ask(graph, PLACES["role"])).links()
        if link.startswith("/query?query=")
    ]
    assert BASE + "role/machine-learning-engineer" in text


def test_the_query_page_answers_without_a_script(graph: Graph) -> None:
    asked = (
        "SELECT ?tool ?label { role:machine-learning-engineer rg:usesTool ?tool . "
        "?tool rg:label ?label } ORDER BY ?label"
    )
    page = check(ask(graph, f"/query?run=1&query={quote(asked)}"))
    assert "/tool/docker" in page.links()
    assert asked in page.text
    broken = ask(graph, f"/query?run=1&query={quote('SELECT * { ?s ?p }')}")
    assert broken.status == 400 and "^" in check(broken).text
    refused = ask(
        graph, f"/query?run=1&query={quote('SELECT * { SERVICE <http://a/> { ?s ?p ?o } }')}"
    )
    assert refused.status == 400 and "another machine" in check(refused).text
    truth = check(ask(graph, f"/query?run=1&query={quote('ASK { ?s a rg:Role }')}"))
    assert "Yes" in truth.text
    many = check(ask(graph, f"/query?run=1&query={quote('SELECT * { ?s ?p ?o }')}"))
    assert "The first 500 rows" in many.text
    built = "CONSTRUCT { ?s a rg:Role } WHERE { ?s a rg:Role }"
    assert "/role/data-engineer" in check(ask(graph, f"/query?run=1&query={quote(built)}")).links()


def test_examples_and_vocabulary_come_as_json(graph: Graph) -> None:
    text = json.loads(ask(graph, "/query?name=cq-12&format=json").body)["query"]
    assert text.startswith("PREFIX ") and "# CQ-12" in text
    assert plain(graph, text)
    known = json.loads(ask(graph, "/query?vocabulary=1").body)
    assert known["prefixes"] == PREFIXES
    assert PREFIXES["rg"] + "Role" in known["classes"]
    assert PREFIXES["rg"] + "usesTool" in known["properties"]


# Everything from outside is hostile.

EVIL = "<script>alert(1)</script>\"'&lt;</textarea><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def hostile() -> Graph:
    """Return a graph whose every text is an attack, and whose IRIs are as odd as they may be."""
    odd = "http://example.org/a'onmouseover=alert(1)'/(x)"
    quads = f"""
    role:evil a rg:Role, skos:Concept ; rg:label {ox.Literal(EVIL)} ; skos:inScheme scheme:role ;
        skos:prefLabel {ox.Literal(EVIL, language="en")} ;
        skos:altLabel {ox.Literal(EVIL + "2", language="en")} ;
        skos:exactMatch <javascript:alert(1)>, <{odd}> ; rg:usesTool <{odd}> ;
        skos:definition {ox.Literal(EVIL)} .
    <{odd}> a rg:Tool, skos:Concept ; rg:label {ox.Literal(EVIL)} ; skos:inScheme scheme:tool ;
        skos:prefLabel {ox.Literal(EVIL, language="en")} ;
        skos:hiddenLabel {ox.Literal(EVIL, language="en")} ;
        skos:definition {ox.Literal(EVIL, language="en")} ; skos:broader tool:above ;
        rdfs:seeAlso <javascript:alert(1)> ; rg:agency {ox.Literal(EVIL)} .
    tool:above a rg:Tool ; rg:label {ox.Literal(EVIL)} ; skos:inScheme scheme:tool .
    scheme:tool a skos:ConceptScheme ; skos:prefLabel {ox.Literal(EVIL)} ;
        skos:definition {ox.Literal(EVIL)} .
    scheme:role a skos:ConceptScheme ; skos:prefLabel {ox.Literal(EVIL)} .
    source:evil a rg:Source ; rg:label {ox.Literal(EVIL)} ; dcterms:title {ox.Literal(EVIL)} ;
        dc:publisher {ox.Literal(EVIL)} ; dc:rights {ox.Literal(EVIL)} ;
        dcterms:license <javascript:alert(1)> ; rdfs:seeAlso <javascript:alert(1)> ;
        schema:version {ox.Literal(EVIL)} ; rg:sha256 {ox.Literal(EVIL)} .
    claim:evil.ttl a rg:Claim ; rdf:subject role:evil ; rdf:predicate rg:usesTool ;
        rdf:object <{odd}> ; rg:modality rg:Required ; rg:section {ox.Literal(EVIL)} ;
        rg:category {ox.Literal(EVIL)} ; rg:quote {ox.Literal(EVIL)} ; rg:line {ox.Literal(EVIL)} ;
        prov:wasDerivedFrom source:evil .
    claim:defined a rg:Claim ; rdf:subject role:evil ; rdf:predicate skos:definition ;
        rdf:object {ox.Literal(EVIL)} ; rg:modality rg:Mentioned ; prov:wasDerivedFrom source:evil .
    claim:denied a rg:Denial ; rdf:subject role:evil ; rdf:predicate rg:usesTool ;
        rdf:object <{odd}> ; prov:wasDerivedFrom source:evil .
    """
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    store = ox.Store()
    store.load(prefixes + quads, ox.RdfFormat.TURTLE, lenient=True)
    graph_quads = [
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(BASE + "source/evil"))
        for quad in store
        if "claim/" in str(quad.subject)
    ]
    store.extend(graph_quads)
    return Graph(Dataset("hostile", store))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=script",
        f"/search?q={quote(EVIL)}",
        f"/search?q=x&kind={quote(EVIL)}",
        "/roles",
        f"/roles?order={quote(EVIL)}",
        "/role/evil",
        "/resource?iri=" + quote("http://example.org/a'onmouseover=alert(1)'/(x)"),
        f"/resource?iri={quote(EVIL)}",
        "/tool/above",
        "/scheme/tool",
        "/sources",
        "/source/evil",
        "/claim/evil.ttl",
        "/claim/defined",
        "/why?role=evil&thing=tool:above",
        f"/why?role={quote(EVIL)}&thing=x",
        "/contested",
        "/contested?role=evil",
        f"/compare?role={quote(EVIL + 'x')}&role=evil",
        f"/gap?have={quote(EVIL + 'x')}&want=evil",
        f"/query?query={quote(EVIL)}",
        f"/query?run=1&query={quote(EVIL)}",
        "/query?run=1&query=" + quote("SELECT * { ?s ?p ?o }"),
        "/" + quote(EVIL),
        "/tool/" + quote(EVIL),
        f"/roles?page={quote(EVIL)}",
    ],
)
def test_nothing_from_outside_becomes_markup(hostile: Graph, path: str) -> None:
    sent = ask(hostile, path)
    page = check(sent)
    assert not any(tag == "img" or attrs.get("src") == "x" for tag, attrs in page.tags)
    assert "javascript:" not in " ".join(page.links()).lower()
    assert b"<script>alert" not in sent.body
    for name, value in sent.headers:
        assert "\n" not in value and "\r" not in value and value.isascii(), name


def test_hostile_texts_are_shown_as_they_are(hostile: Graph) -> None:
    page = check(ask(hostile, "/role/evil"))
    shown = re.sub(r"\s+", " ", EVIL)
    assert page.text.count(shown) >= 5
    told = json.loads(ask(hostile, "/search?q=script&format=json").body)
    assert told[0]["label"] == EVIL
    for ending in ("ttl", "jsonld", "nt"):
        assert triples(ask(hostile, f"/role/evil?format={ending}"))


def test_odd_requests_are_answered(graph: Graph) -> None:
    """Lone halves of characters, nulls and very long texts end in a page, not in an error."""
    for text in ("\ud800", "\x00", "a" * 100_000, "%", "\u202e", "\\", "{", "{0}", "{text}"):
        for path, key in (
            ("/search", "q"),
            ("/resource", "iri"),
            ("/compare", "role"),
            ("/contested", "role"),
            ("/why", "role"),
            ("/gap", "have"),
            ("/query", "name"),
            ("/roles", "page"),
        ):
            pairs = ((key, text), ("thing", text), ("want", text))
            sent = answer(graph, PageRequest(path, pairs, text[:100], "http://test"))
            assert sent.status in (200, 400, 404, 406), (path, text[:9])
        sent = answer(graph, PageRequest("/tool/" + text, (), text[:100], "http://test"))
        assert sent.status in (404, 406)


# Files.


def test_only_listed_files_are_sent() -> None:
    for name in (
        "explorer.css",
        "explorer.js",
        "query.js",
        "query.css",
        "yasgui.min.js",
        "icon.svg",
    ):
        found = static(name)
        assert found is not None and found[0]
    for name in (
        "../words.py",
        "..",
        "",
        "/etc/passwd",
        "LICENSE",
        "README.md",
        "x/../explorer.css",
    ):
        assert static(name) is None


def test_the_editor_is_what_the_note_beside_it_says() -> None:
    folder = resources.files("rolegraph.endpoint.explorer") / "vendor"
    note = (folder / "README.md").read_text(encoding="utf-8")
    assert "MIT" in (folder / "LICENSE").read_text(encoding="utf-8")
    for name in ("yasgui.min.js", "yasgui.min.css"):
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() in note


def test_every_word_of_a_template_can_be_translated() -> None:
    folder = resources.files("rolegraph.endpoint.explorer") / "templates"
    for entry in folder.iterdir():
        text = entry.read_text(encoding="utf-8")
        text = re.sub(r"\{% block kind %\}.*?\{% endblock %\}", " ", text)
        text = re.sub(r"\{%-? *set .*?%\}|\{[{%#].*?[%#}]\}", " ", text, flags=re.S)
        bare = re.sub(r"<(?:[^<>\"]|\"[^\"]*\")*>", " ", text)
        bare = re.sub(r"&\w+;|rolegraph|<!doctype html", " ", bare)
        assert re.findall(r"[A-Za-z]{2,}", bare) == [], entry.name
        for value in re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', text):
            assert not re.search(r"[A-Za-z]{2,}", value), (entry.name, value)


def test_a_warm_graph_answers_from_what_is_kept() -> None:
    graph = rolegraph.open()
    warm(graph)
    asked: list[str] = []
    dataset = graph._dataset
    query = dataset.query

    def noted(text: str, *rest: Any) -> Any:
        asked.append(text)
        return query(text, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dataset, "query", noted)
        assert ask(graph, "/").status == ask(graph, "/sources").status == 200
        ask(graph, "/search?q=docker&format=json")
    # The first page lists the roles' names; suggestions look up kinds, and nothing else is asked.
    assert len(asked) <= 3


# Links.


def test_every_link_leads_somewhere(graph: Graph) -> None:
    """Follow links from the first page; of things of one kind a few pages stand for all.

    What is not opened is looked up: an address of a thing must be that of one that there is.
    """
    store = graph._dataset.store
    known = {str(quad.subject.value) for quad in store if isinstance(quad.subject, ox.NamedNode)}
    opened: Counter[str] = Counter()
    seen: set[str] = set()
    todo = deque(one for one in PLACES.values() if one != PLACES["missing"])
    ids: dict[str, set[str]] = {}
    anchors: list[tuple[str, str, str]] = []
    most = {"role": 30, "source": 20, "scheme": 15}
    while todo:
        address = todo.popleft()
        path = urlsplit(address).path
        part = path.split("/")[1]
        if address in seen:
            continue
        seen.add(address)
        iri = BASE + unquote(path[1:])
        lookup = re.sub(r"\.(ttl|nt|jsonld|rdf)$", "", iri)
        if part in ("scheme", *THING_PREFIXES) and part not in ("role", "source"):
            assert iri in known or lookup in known, address
        opened[part] += 1
        if opened[part] > most.get(part, 4):
            continue
        if part == "static":
            assert static(path.removeprefix("/static/")), address
            continue
        sent = ask(graph, address)
        assert sent.status in (200, 303), (address, sent.status)
        if not sent.media.startswith("text/html") or path == "/compare/page":
            continue
        text = sent.body.decode()
        ids[address] = set(re.findall(r'\bid="([^"]*)"', text))
        for link in map(unescape, re.findall(r'\b(?:href|src|action)="([^"]*)"', text)):
            if link.startswith("#"):
                assert link[1:] in ids[address], (address, link)
            elif link.startswith("/"):
                where, _, fragment = link.partition("#")
                if fragment:
                    anchors.append((address, where, fragment))
                if where != "/sparql":
                    todo.append(where)
    for address, where, fragment in anchors:
        assert where in ids and fragment in ids[where], (address, where, fragment)
    assert opened["claim"] > 500 and opened["tool"] > 100 and opened["role"] > 20
