"""Comparing, gaps and likeness over random graphs: what plain sets over the triples give.

The reference takes every quad of the store and reckons in the simplest way that says what a figure
means (`docs/comparing.md`, `docs/analysis.md`); names and constants are written out on purpose.
"""

from collections import defaultdict
from collections.abc import Collection
from fractions import Fraction
from itertools import permutations
from math import log
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import facts, statements
from rolegraph import namespaces as ns
from rolegraph.dataset import Dataset
from rolegraph.graph import Graph

RG = "https://w3id.org/rolegraph/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PROV = "http://www.w3.org/ns/prov#"
KINDS = {
    "requiresSkill": "skill",
    "usesTool": "tool",
    "requiresDegree": "degree",
    "hasFieldOfStudy": "field",
    "hasCertification": "certification",
    "worksInIndustry": "industry",
    "hasResponsibility": "responsibility",
}
STRENGTHS = {
    "Required": 1.0,
    "Alternative": 0.8,
    "Preferred": 0.6,
    "Example": 0.4,
    "Mentioned": 0.2,
}
ORDER = list(STRENGTHS)
LEARNT = ("skill", "tool", "degree", "field", "certification")
LABELS = ["delta", "Bravo", "alpha", "Charlie", "echo", "Foxtrot"]
"""Of the roles, which are called r0 to r5."""

Said = tuple[int, str, int, str, int, int | None]
"""Role, kind, thing, modality, source, importance."""

SAYINGS = st.tuples(
    st.integers(0, 5),
    st.sampled_from([*KINDS.values(), "skill", "tool"]),
    st.integers(0, 3),
    st.sampled_from([*(one.lower() for one in STRENGTHS), "denied"]),
    st.integers(0, 2),
    st.sampled_from([None, None, 1, 3, 5]),
)
# Sets that are drawn without a least size are small, and small graphs share little.
GRAPHS = st.sets(SAYINGS, max_size=9) | st.sets(SAYINGS, min_size=30, max_size=70)


def made(sayings: Collection[Said]) -> Graph:
    """Return a graph of six roles and four things of each kind, of which this is said."""
    concepts = [
        facts.Concept(ns.mint("role", f"r{at}"), "role", ns.KINDS["role"].classes, label)
        for at, label in enumerate(LABELS)
    ]
    concepts += [
        facts.Concept(ns.mint(kind, f"t{at}"), kind, ns.KINDS[kind].classes, f"{kind} {at}")
        for kind in KINDS.values()
        for at in range(4)
    ]
    lines = list(statements.concept_quads(concepts))
    for number in range(3):
        source = facts.Source(ns.mint("source", f"s{number}"), f"Source {number}")
        lines += statements.source_quads(source)
        said = sorted((one for one in sayings if one[4] == number), key=repr)
        lines += statements.fact_quads(
            facts.Fact(
                source.iri,
                ns.mint("role", f"r{role}"),
                str(ns.KINDS[kind].property),
                ns.mint(kind, f"t{thing}"),
                modality,
                start=place,
                end=place + 1,
                importance=importance,
            )
            for place, (role, kind, thing, modality, _, importance) in enumerate(said)
        )
    store = ox.Store()
    store.bulk_load("".join(lines).encode(), ox.RdfFormat.N_QUADS, lenient=True)
    return Graph(Dataset("a random graph", store))


class Has(NamedTuple):
    """What is said of one thing for one role."""

    kind: str
    claims: int
    sources: frozenset[str]
    modality: str
    importance: float | None

    @property
    def strength(self) -> float:
        """From 0 to 1: as it is rated, else by the word for it."""
        return STRENGTHS[self.modality] if self.importance is None else self.importance / 5


def by_hand(graph: Graph) -> dict[str, dict[str, Has]]:
    """Return by role and thing, as slugs, what the triples in the graphs of the sources say."""
    sources: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    nodes: dict[Any, dict[str, str]] = defaultdict(dict)
    for quad in graph._dataset.store:
        if isinstance(quad.graph_name, ox.NamedNode):
            nodes[quad.subject, quad.graph_name][quad.predicate.value] = quad.object.value
            name = quad.predicate.value.removeprefix(RG)
            if name in KINDS:
                key = quad.subject.value, quad.object.value, name
                sources[key].add(quad.graph_name.value)
    claims: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for node in nodes.values():
        # A denial has no modality.
        if RDF + "predicate" in node and RG + "modality" in node:
            name = node[RDF + "predicate"].removeprefix(RG)
            claims[node[RDF + "subject"], node[RDF + "object"], name].append(node)
    assert claims.keys() == sources.keys()
    held: dict[str, dict[str, Has]] = {f"r{at}": {} for at in range(len(LABELS))}
    for (role, thing, name), its in claims.items():
        rated = [float(one[RG + "importance"]) for one in its if RG + "importance" in one]
        held[role.rpartition("/")[2]][thing] = Has(
            KINDS[name],
            len(its),
            frozenset(one[PROV + "wasDerivedFrom"] for one in its),
            min((one[RG + "modality"].removeprefix(RG) for one in its), key=ORDER.index),
            max(rated, default=None),
        )
        assert held[role.rpartition("/")[2]][thing].sources == sources[role, thing, name]
    return held


@given(GRAPHS, st.lists(st.sampled_from(range(6)), min_size=2, max_size=6, unique=True))
def test_a_comparison_is_what_the_sets_give(sayings: set[Said], places: list[int]) -> None:
    graph = made(sayings)
    held, roles = by_hand(graph), [f"r{at}" for at in places]
    found = graph.compare(*roles)
    sets = [held[role].keys() for role in roles]
    union, shared = set().union(*sets), set(sets[0]).intersection(*sets[1:])
    assert {trait.iri for trait in found} == union
    assert {trait.iri for trait in found.shared()} == shared
    assert found.jaccard == (len(shared) / len(union) if union else 0)
    for role, mine in zip(roles, sets, strict=True):
        others = set().union(*(held[other].keys() for other in roles if other != role))
        assert {trait.iri for trait in found.only(role)} == mine - others
        assert found.distinct[role] == len(mine - others)
    assert [role.traits for role in found.roles] == [len(mine) for mine in sets]
    for trait in found:
        having = {role: held[role][trait.iri] for role in roles if trait.iri in held[role]}
        assert list(trait.roles) == list(having)
        assert trait.kind in {one.kind for one in having.values()}
        assert trait.claims == sum(one.claims for one in having.values())
        assert trait.sources == len(frozenset().union(*(one.sources for one in having.values())))
        strongest = min((one.modality for one in having.values()), key=ORDER.index)
        assert trait.modality == strongest.lower()
        assert [tuple(one) for one in trait.support] == [
            (role, one.claims, len(one.sources), one.modality.lower())
            for role, one in having.items()
        ]


@given(GRAPHS)
def test_a_gap_is_what_the_sets_give(sayings: set[Said]) -> None:
    graph = made(sayings)
    held = by_hand(graph)
    had_by = {
        thing: sum(thing in has for has in held.values()) for has in held.values() for thing in has
    }
    learns = [r for r in held if any(has.kind in LEARNT for has in held[r].values())]
    for one, other in permutations(learns, 2):
        found = graph.gap(one, other)
        wanted = {thing: has for thing, has in held[other].items() if has.kind in LEARNT}
        lacking = wanted.keys() - held[one].keys()
        essential = {t for t, has in wanted.items() if has.modality in ("Required", "Alternative")}

        def order(thing: str, essential: set[str] = essential) -> tuple[object, ...]:
            kind, slug = thing.split("/")[-2:]
            return thing not in essential, had_by[thing], [*KINDS.values()].index(kind), slug

        assert [lack.trait.iri for lack in found.lacks] == sorted(lacking, key=order)
        assert (found.total, found.has) == (len(wanted), len(wanted.keys() - lacking))
        assert (found.essential, found.has_essential) == (len(essential), len(essential - lacking))
        for lack in found.lacks:
            has = wanted[lack.trait.iri]
            assert lack.trait.modality == has.modality.lower()
            assert lack.trait.importance == has.importance
            assert (lack.trait.claims, lack.trait.roles) == (has.claims, had_by[lack.trait.iri])
            assert set(lack.trait.sources) == {one.rpartition("/")[2] for one in has.sources}
        raised = {}
        for thing in wanted.keys() & held[one].keys():
            before, after = held[one][thing].importance, wanted[thing].importance
            if before is not None and after is not None and before < after:
                raised[thing] = before, after
        assert {up.trait.iri: (up.have, up.want) for up in found.raised} == raised


@given(GRAPHS, st.sampled_from(["", *LEARNT, "industry", "responsibility"]))
def test_likeness_is_what_the_sets_give(sayings: set[Said], kind: str) -> None:
    graph = made(sayings)
    held = {
        role: {thing: has for thing, has in its.items() if kind in ("", has.kind)}
        for role, its in by_hand(graph).items()
    }
    every = [role for role in held if held[role]]
    weight: dict[tuple[str, str], float] = {}
    for role in every:
        for thing, has in held[role].items():
            roles = sum(thing in held[other] for other in every)
            weight[role, thing] = log(len(every) / roles) * has.strength
    for role in every:
        alike = {}
        for other in every:
            both, either = held[role].keys() & held[other].keys(), {*held[role], *held[other]}
            pairs = [(weight.get((role, t), 0.0), weight.get((other, t), 0.0)) for t in either]
            sums = sum(map(min, pairs)), sum(map(max, pairs))
            if both and other != role:
                alike[other] = Fraction(len(both), len(either)), len(both), len(either), *sums

        found = graph.similar(role, kinds=[kind] if kind else [])
        ranks = [(-alike[other][0], LABELS[int(other[1])].casefold(), other) for other in alike]
        assert [one.role.slug for one in found.found] == [other for *_, other in sorted(ranks)]
        assert found.among == len(every) - 1
        for one in found.found:
            _, shared, of, least, most = alike[one.role.slug]
            assert (one.shared, one.of, one.jaccard) == (shared, of, shared / of)
            assert [one.least, one.most] == pytest.approx([least, most])
        figures = {
            other: least / most if most > 1e-12 else 0.0
            for other, (*_, least, most) in alike.items()
        }
        heaviest = graph.similar(role, measure="weighted", kinds=[kind] if kind else []).found
        assert {one.role.slug for one in heaviest} <= figures.keys()
        assert [one.weighted for one in heaviest] == pytest.approx(
            sorted((figures[one.role.slug] for one in heaviest), reverse=True)
        )
        assert {other for other, figure in figures.items() if figure > 1e-12} <= {
            one.role.slug for one in heaviest
        }
