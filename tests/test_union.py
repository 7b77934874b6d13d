"""The default graph is the union of the sources, however a source came in or went."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import statements, union
from rolegraph.dataset import fill_vocabulary, open_dataset, vocabulary
from rolegraph.facts import Concept, Fact, Label, Source
from rolegraph.namespaces import BASE, KINDS, RG, SCHEMA, SKOS

SOURCE = BASE + "source/elsewhere"


@pytest.fixture(scope="module")
def bundled() -> ox.Store:
    return open_dataset().store


def sources(store: ox.Store) -> list[str]:
    return sorted(graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))


def named(store: ox.Store) -> set[ox.Quad]:
    """Return the quads without blank nodes: the ontology's have new names at each start."""
    return {
        quad
        for quad in store
        if not isinstance(quad.subject, ox.BlankNode) and not isinstance(quad.object, ox.BlankNode)
    }


def copy(store: ox.Store) -> ox.Store:
    new = ox.Store()
    new.extend(store)
    return new


def rebuilt(store: ox.Store, folder: Path, without: set[str]) -> ox.Store:
    new = ox.Store()
    fill_vocabulary(new)
    own = {str(graph.value) for graph in new.named_graphs() if isinstance(graph, ox.NamedNode)}
    change = union.Change(new, vocabulary)
    change.loaded(union.rebuild(store, new, str(folder / "graph"), without | own))
    change.settle()
    return new


@pytest.mark.parametrize("many", [0, 1_000_000])
def test_rebuilding_without_leaving_anything_out_changes_nothing(
    bundled: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(union, "_MANY", many)
    assert named(rebuilt(bundled, tmp_path, set())) == named(bundled)


@pytest.mark.parametrize("number", [0, 2])
def test_rebuilding_without_a_source_is_forgetting_it(
    bundled: ox.Store, tmp_path: Path, number: int
) -> None:
    own = ox.Store()
    fill_vocabulary(own)
    source = [one for one in sources(bundled) if one not in sources(own)][number]
    forgotten = copy(bundled)
    union.forget(forgotten, vocabulary, source)
    again = rebuilt(bundled, tmp_path, {source})
    assert named(again) == named(forgotten)
    assert len(again) < len(bundled)


def test_labels_in_other_languages_stay_out_of_the_default_graph(tmp_path: Path) -> None:
    thing = "http://data.europa.eu/esco/skill/1"
    concept = Concept(thing, "skill", KINDS["skill"].classes, "welding")
    lines = [
        *statements.source_quads(Source(SOURCE, "Elsewhere")),
        *statements.minted_quads([concept], SOURCE),
        *statements.label_quads([Label(thing, SKOS.prefLabel, "Schweißen", "de")], SOURCE),
    ]
    store = ox.Store()
    fill_vocabulary(store)
    store.bulk_load("".join(lines).encode(), ox.RdfFormat.N_QUADS)
    graph = ox.NamedNode(statements.labels_graph(SOURCE, "de"))
    (quad,) = store.quads_for_pattern(None, None, None, graph)
    assert quad.object == ox.Literal("Schweißen", language="de")
    assert not any(store.quads_for_pattern(None, None, quad.object, ox.DefaultGraph()))
    assert named(rebuilt(store, tmp_path, set())) == named(store)


@pytest.mark.parametrize("many", [0, 1_000_000])
def test_a_thing_that_two_sources_name_differently_keeps_one_label_when_rebuilt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(union, "_MANY", many)
    tool = BASE + "tool/some-new-thing"
    store = ox.Store()
    fill_vocabulary(store)
    role = BASE + "role/data-engineer"
    for slug, label in (("one", "Some new thing"), ("two", "Some new thing"), ("3", "SOME NEW")):
        source = f"{BASE}source/{slug}"
        lines = [
            *statements.source_quads(Source(source, slug)),
            *statements.minted_quads([Concept(tool, "tool", KINDS["tool"].classes, label)], source),
            *statements.fact_quads([Fact(source, role, RG.usesTool, tool, "mentioned")]),
        ]
        store.bulk_load("".join(lines).encode(), ox.RdfFormat.N_QUADS)
    change = union.Change(store, vocabulary)
    change.loaded([tool])
    change.settle()
    for left in (store, rebuilt(store, tmp_path, {f"{BASE}source/one"})):
        labels = left.quads_for_pattern(
            ox.NamedNode(tool), ox.NamedNode(RG.label), None, ox.DefaultGraph()
        )
        assert len(list(labels)) == 1


@pytest.mark.parametrize("many", [0, 1_000_000])
def test_a_source_that_names_a_known_tool_anew_leaves_it_its_own_name(
    monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(union, "_MANY", many)
    store = ox.Store()
    fill_vocabulary(store)
    tool = BASE + "tool/docker"
    before = named(store)
    concept = Concept(tool, "tool", KINDS["tool"].classes, "Docker, by another name")
    lines = statements.minted_quads([concept], SOURCE)
    store.bulk_load("".join(lines).encode(), ox.RdfFormat.N_QUADS)
    change = union.Change(store, vocabulary)
    change.loaded([tool])
    change.settle()
    default = {quad for quad in named(store) if quad.graph_name == ox.DefaultGraph()}
    labels = store.quads_for_pattern(
        ox.NamedNode(tool), ox.NamedNode(RG.label), None, ox.DefaultGraph()
    )
    assert [str(quad.object) for quad in labels] == ['"Docker"']
    assert {quad for quad in before if quad.graph_name == ox.DefaultGraph()} <= default


def test_triples_for_two_graphs_stand_in_both_and_a_broken_piece_is_told() -> None:
    store = ox.Store()
    graph = ox.NamedNode(SOURCE)
    piece = union.Triples(b"<urn:a> <urn:b> <urn:c> .\n", (ox.DefaultGraph(), graph))
    union.bulk_load(store, [piece, b"<urn:a> <urn:b> <urn:d> <urn:g> .\n"])
    triple = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c"))
    assert {quad.graph_name for quad in store if quad.triple == triple} == {
        ox.DefaultGraph(),
        graph,
    }
    assert len(store) == 3
    with pytest.raises(SyntaxError):
        union.bulk_load(store, [b"nonsense", *[b""] * 50])


THINGS = [f"{BASE}{one}" for one in ("tool/vault", "tool/Vaults", "salary/s", "degree/d")]
NAMES = st.sampled_from(["Vault", "VAULT", "vaults"]).map(lambda one: f'"{one}"@en')
ABOVE = st.sampled_from([f"<{BASE}tool/{name}>" for name in ("above", "higher")])
TOLD = st.fixed_dictionaries(
    {RG.label: st.sampled_from(['"Vault"', '"VAULT"', '"vaults"'])},
    optional={
        SKOS.altLabel: NAMES,
        SKOS.hiddenLabel: NAMES,
        SKOS.broader: ABOVE,
        SKOS.topConceptOf: st.just(f"<{BASE}scheme/tool>"),
        SCHEMA.salaryCurrency: st.sampled_from(['"EUR"', '"USD"']),
        RG.eqfLevel: st.sampled_from(['"6"', '"7"']),
    },
)


def lines(number: int, told: dict[str, dict[str, str]]) -> bytes:
    """Return what a source says of things, in its graph and in that of all."""
    found = []
    for thing, values in told.items():
        preferred = f"{values[RG.label]}@en"
        for property, value in {**values, SKOS.prefLabel: preferred}.items():
            triple = f"<{thing}> <{property}> {value}"
            found += [f"{triple} .\n", f"{triple} <{BASE}source/{number}> .\n"]
    return "".join(found).encode()


class Slow(union.Change):
    """Asks every source about every thing, whatever is there."""

    def _is_told_alike(self, *_: object) -> bool:
        return False


@given(st.lists(st.dictionaries(st.sampled_from(THINGS), TOLD, max_size=4), max_size=6), st.data())
def test_one_source_after_the_other_gives_what_all_together_do(
    said: list[dict[str, dict[str, str]]], data: st.DataObject
) -> None:
    together, by_and_by = ox.Store(), ox.Store()
    change: union.Change = Slow(together, ox.Store)
    everyone = list(enumerate(said))
    graphs = [f"{BASE}source/{number}" for number, _ in everyone]
    change.load([lines(*one) for one in everyone], graphs)
    change.settle()
    for number, told in data.draw(st.permutations(everyone)):
        change = union.Change(by_and_by, ox.Store)
        change.load([lines(number, told)], [graphs[number]])
        change.settle()
    assert set(by_and_by) == set(together)


class Counting:
    """A store that counts what is read from it."""

    def __init__(self) -> None:
        self.store, self.read = ox.Store(), 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    def quads_for_pattern(self, *pattern: object) -> list[ox.Quad]:
        """Return what the store has, counted."""
        found = list(self.store.quads_for_pattern(*pattern))  # type: ignore[arg-type]
        self.read += len(found)
        return found


def test_a_source_is_not_compared_with_thousands_that_say_the_same() -> None:
    """Each new one would take longer than the one before."""
    counting = Counting()
    told = {one: {RG.label: '"Vault"', SCHEMA.salaryCurrency: '"EUR"'} for one in THINGS}
    taken = []
    for number in range(40):
        change = union.Change(counting, ox.Store)  # type: ignore[arg-type]
        change.load([lines(number, told)], [f"{BASE}source/{number}"])
        before = counting.read
        change.settle()
        taken.append(counting.read - before)
    assert taken[39] == taken[1] > 0
