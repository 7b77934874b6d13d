"""Names: the closed vocabulary, minting, CURIEs and back."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import namespaces as ns
from rolegraph.errors import DataError

SLUGS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,3}", fullmatch=True)


@given(st.sampled_from(ns.THING_PREFIXES), SLUGS)
def test_a_minted_iri_goes_to_its_curie_and_back(prefix: str, slug: str) -> None:
    iri = ns.mint(prefix, slug)
    assert ns.to_curie(iri) == f"{prefix}:{slug}"
    assert ns.expand(f"{prefix}:{slug}") == iri == ns.expand(iri)
    assert ns.slug_of(iri) == slug


@given(st.text())
def test_whatever_is_written_as_a_curie_is_read_as_the_same_iri(text: str) -> None:
    iri = ns.PREFIXES["tool"] + text
    curie = ns.to_curie(iri)
    if curie != iri:
        assert ns.expand(curie) == iri


@given(st.text())
def test_only_slugs_are_minted(text: str) -> None:
    if ns.is_slug(text):
        assert ns.mint("tool", text).endswith("/" + text)
    else:
        with pytest.raises(DataError, match="is no slug"):
            ns.mint("tool", text)


@pytest.mark.parametrize(
    "slug", ["", "C", "c++", "a--b", "-a", "a-", "a b", "a/b", "a.b", "é", "a\n", "../x"]
)
def test_what_is_no_slug(slug: str) -> None:
    assert not ns.is_slug(slug)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "http://",
        "http://a b",
        "http://a>b",
        "http://a\u202eb",
        "http://a\nb",
        'http://a"b',
        "http://a/[x]",
        "http://a/100%",
        "http://a:b:c/",
        "http://a/\ud800",
        "http://a/#x#y",
        "docker",
        "",
    ],
)
def test_what_is_no_iri(text: str) -> None:
    assert not ns.is_iri(text)
    assert ns.expand(text) is None


PIECES = st.sampled_from([*"abz09-._~:/?#[]@!$&'()*+,;=%é", "%2e", "%zz", "\x85", "\ufffe"])


@given(
    st.sampled_from(["http://", "https://a", "https://a.b/", "urn:", "urn:a"]),
    st.lists(PIECES | st.characters(exclude_categories=()), max_size=8),
)
def test_what_is_let_through_as_an_iri_is_one_for_the_engine_too(
    start: str, rest: list[str]
) -> None:
    iri = start + "".join(rest)
    if ns.is_iri(iri):
        (triple,) = ox.parse(f"<{iri}> <{iri}> <{iri}> .".encode(), format=ox.RdfFormat.N_TRIPLES)
        assert triple.subject == ox.NamedNode(iri)


def test_an_iri_is_not_taken_for_a_curie() -> None:
    assert ns.expand("source://example.org/x") is None
    assert ns.expand("https://example.org/x") == "https://example.org/x"
    assert ns.expand("nonsense:docker") is None
    assert ns.expand("tool:a b") is None


def test_an_unknown_term_is_an_error() -> None:
    with pytest.raises(AttributeError, match="has no term 'usesTools'"):
        _ = ns.RG.usesTools
    assert ns.RG.usesTool in ns.RG
    assert "https://w3id.org/rolegraph/ontology#usesTools" not in ns.RG


def test_each_kind_of_trait_has_a_property_of_the_vocabulary() -> None:
    for kind in ns.COMPARED:
        assert ns.KINDS[kind].property in ns.RG
        assert ns.kind_of(ns.mint(kind, "x")) == kind
    assert len({ns.KINDS[kind].property for kind in ns.COMPARED}) == len(ns.COMPARED)


def test_the_kind_of_what_is_not_ours_is_unknown() -> None:
    assert ns.kind_of("http://data.europa.eu/esco/skill/x") is None
    assert ns.kind_of(ns.BASE + "source/x") is None


def test_no_prefix_hides_another() -> None:
    assert len(set(ns.PREFIXES.values())) == len(ns.PREFIXES)
    for prefix, namespace in ns.PREFIXES.items():
        assert ns.to_curie(namespace + "x") == f"{prefix}:x"
