"""The claims behind a comparison, and what is shown beside it."""

import json
from typing import Any

import pytest

from rolegraph import comparison, evidence
from rolegraph import namespaces as ns
from rolegraph.dataset import Dataset
from rolegraph.errors import UnknownNameError
from rolegraph.graph import Graph

CLAIM = ["thing", "role", "source", "section", "category", "line", "modality", "denied"]
SOURCE = ["slug", "iri", "title", "publisher", "issued", "url"]
ROLES = [ns.mint("role", "machine-learning-engineer"), ns.mint("role", "ai-scientist")]


@pytest.fixture(scope="module")
def compared(dataset: Dataset) -> comparison.Comparison:
    return comparison.compare(dataset, ROLES)


@pytest.fixture(scope="module")
def details(dataset: Dataset, compared: comparison.Comparison) -> dict[str, Any]:
    found = evidence.details(dataset, ROLES, [trait.iri for trait in compared])
    value: dict[str, Any] = found.to_dict()
    assert json.loads(json.dumps(value)) == value
    return value


def test_the_claims_are_those_that_are_counted(
    details: dict[str, Any], compared: comparison.Comparison
) -> None:
    for trait in compared:
        claims = [
            one for one in details["claims"] if one["thing"] == trait.iri and not one["denied"]
        ]
        assert len(claims) == trait.claims
        assert len({one["source"] for one in claims}) == trait.sources
        assert {one["role"] for one in claims} == set(trait.roles)
        strongest = min((one["modality"] for one in claims), key=ns.MODALITIES.index)
        assert strongest == trait.modality


def test_the_details_have_the_agreed_shape(
    details: dict[str, Any], compared: comparison.Comparison
) -> None:
    keys = "claims sources things definitions outlook salary advice"
    assert list(details) == keys.split()
    for claim in details["claims"]:
        assert list(claim) == CLAIM
        assert (claim["modality"] is None) == claim["denied"]
    for source in details["sources"]:
        assert list(source) == SOURCE
    assert set(details["things"]) == {trait.iri for trait in compared}
    for thing in details["things"].values():
        assert list(thing) == ["definition", "broader", "alt", "hidden"]
        assert thing["definition"]
    for row in details["definitions"]:
        assert list(row) == ["role", "text", "source", "line"]
    for name in ("outlook", "advice"):
        assert details[name]
        assert all(list(row) == ["role", "label", "source", "line"] for row in details[name])


def test_every_source_that_is_named_is_described(details: dict[str, Any]) -> None:
    described = {source["slug"] for source in details["sources"]}
    for name in ("claims", "definitions", "outlook", "advice"):
        assert {row["source"] for row in details[name]} <= described


def test_what_is_said_of_other_roles_is_left_out(details: dict[str, Any]) -> None:
    slugs = {ns.slug_of(role) for role in ROLES}
    for name in ("claims", "definitions", "outlook", "advice"):
        assert {row["role"] for row in details[name]} == slugs


def test_definitions_stand_in_the_order_of_the_roles(dataset: Dataset) -> None:
    for roles in (ROLES, ROLES[::-1]):
        found = evidence.details(dataset, roles, [])
        order = [row["role"] for row in found.definitions]
        assert order == sorted(order, key=[ns.slug_of(role) for role in roles].index)
        assert found.claims == []
        assert found.things == {}


def test_a_denial_is_shown_and_has_no_modality(graph: Graph) -> None:
    denials = graph.named("cq-26").records()
    assert denials
    for row in denials:
        claims = graph.why(row["role"], row["thing"])
        denied = [claim for claim in claims if claim.denied]
        assert row["source"] in {claim.source for claim in denied}
        assert all(claim.modality is None for claim in denied)


def test_why_gives_section_and_line(any_store: Dataset) -> None:
    claims = evidence.claims(any_store, ROLES[:1], [ns.mint("tool", "docker")])
    assert claims
    for claim in claims:
        assert claim.role == ROLES[0]
        assert claim.label == "Docker"
        assert claim.section
        assert isinstance(claim.line, int)
        assert claim.source.startswith(ns.PREFIXES["source"])


def test_why_refuses_what_is_unknown(graph: Graph) -> None:
    with pytest.raises(UnknownNameError, match="No thing is called 'no such tool'"):
        graph.why("mle", "no such tool")
    with pytest.raises(UnknownNameError, match="No role is called"):
        graph.why("no such role", "docker")


def test_nothing_is_known_of_a_thing_that_a_role_lacks(dataset: Dataset) -> None:
    assert evidence.claims(dataset, ROLES, [ns.mint("tool", "no-such-tool")]) == []
