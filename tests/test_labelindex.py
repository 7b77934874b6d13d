"""The index beside a store: names found whole, in part and with slips; profiles; matches."""

import gc
import os
import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import closing
from math import isnan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolegraph import dataset as datasets
from rolegraph import labelindex, statements, union
from rolegraph import namespaces as ns
from rolegraph.dataset import Dataset, open_dataset
from rolegraph.errors import StoreError, UnknownNameError, UsageError
from rolegraph.facts import Concept, Fact, Label, Literal, Mapping, Source
from rolegraph.labelindex import IndexWriter
from rolegraph.labelsearch import LabelIndex, shortened
from rolegraph.lexicon import Lexicon, Name, normalise
from rolegraph.namespaces import COMPARED, KINDS, MODALITIES, RG, SKOS, mint
from rolegraph.queries import binding
from rolegraph.queries.lookup import lexicon, resolve, resolve_parameter, resolve_role
from rolegraph.store import Writer

Record = Concept | Fact | Label | Mapping

ESCO, ONET = (ns.PREFIXES["source"] + slug for slug in ("esco", "onet"))
SCIENTIST = "http://data.europa.eu/esco/occupation/1"
WELDER = "http://data.europa.eu/esco/occupation/2"
SCIENTISTS = "https://services.onetcenter.org/ws/online/occupations/15-2051.00"
STATISTICS = "http://data.europa.eu/esco/skill/3"
WELDING = "http://data.europa.eu/esco/skill/4"
TAKEN = "http://data.europa.eu/esco/occupation/9"
OURS = mint("role", "machine-learning-engineer")


def concept(iri: str, kind: str, label: str, *alt: str, code: str = "") -> Concept:
    extra = ((SKOS.notation, Literal(code)),) if code else ()
    return Concept(iri, kind, KINDS[kind].classes, label, alt=alt, extra=extra)


def needs(source: str, role: str, skill: str, modality: str, importance: float | None) -> Fact:
    property = str(RG.requiresSkill)
    return Fact(source, role, property, skill, modality, importance=importance)


RECORDS: dict[str, list[Record]] = {
    ESCO: [
        concept(SCIENTIST, "role", "data scientist", "data engineer", "data expert", code="2511.3"),
        concept(WELDER, "role", "welder", 'the "quick" welder'),
        concept(TAKEN, "role", "machine learning engineer"),
        concept(STATISTICS, "skill", "statistics", "use 100% of statistics_x"),
        concept(WELDING, "skill", "welding techniques"),
        Label(WELDER, SKOS.prefLabel, "Schweißer", "de"),
        needs(ESCO, SCIENTIST, STATISTICS, "required", None),
        needs(ESCO, WELDER, WELDING, "preferred", None),
        needs(ESCO, TAKEN, STATISTICS, "required", None),
        needs(ESCO, WELDER, STATISTICS, "denied", None),
        Mapping(SCIENTIST, SKOS.exactMatch, SCIENTISTS, SKOS.exactMatch, 0.9),
        Mapping(WELDER, SKOS.exactMatch, SCIENTISTS, SKOS.exactMatch, 0.9, negated=True),
    ],
    ONET: [
        concept(SCIENTISTS, "role", "Data Scientists", "Data Scientist", code="15-2051.00"),
        needs(ONET, SCIENTISTS, STATISTICS, "required", 4.25),
        needs(ONET, SCIENTISTS, WELDING, "rated", 1.5),
    ],
}


def write(path: Path, sources: dict[str, list[Record]], previous: Path | None = None) -> LabelIndex:
    writer = IndexWriter(str(path), None if previous is None else str(previous))
    for source, records in sources.items():
        writer.remove(source)
        adder = writer.adder(source)
        for record in records:
            adder.take(record)
        adder.end()
    writer.close()
    return LabelIndex(str(path))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LabelIndex]:
    opened = write(tmp_path / "x.names", RECORDS)
    yield opened
    opened.close()


def put(writer: Writer, source: str, records: list[Record]) -> None:
    """Write records of a source into store and index, and let go of the store."""
    lines = list(statements.source_quads(Source(source, source.rpartition("/")[2])))
    adder = writer.index.adder(source)
    for record in records:
        adder.take(record)
        if isinstance(record, Concept):
            lines += statements.minted_quads((record,), source)
        elif isinstance(record, Fact):
            lines += statements.fact_quads((record,))
        elif isinstance(record, Label):
            lines += statements.label_quads((record,), source)
        else:
            lines += statements.mapping_quads((record,), source)
    adder.end()
    change = union.Change(writer.begin(), datasets.vocabulary)
    change.load(["".join(lines).encode()], [source])
    change.settle()


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dataset]:
    """Give a store with our own vocabulary and two taxonomies."""
    where = str(tmp_path_factory.mktemp("stores") / "big.db")
    datasets.create(where)
    with datasets.writer(where) as writer:
        for source, records in RECORDS.items():
            put(writer, source, records)
        writer.commit()
    with closing(open_dataset(where)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "iris"),
    [
        ("welder", [WELDER]),
        (" Data-SCIENTIST ", [SCIENTIST]),
        ("data scientists", [SCIENTISTS]),
        ("15-2051.00", [SCIENTISTS]),
        ("2511.3", [SCIENTIST]),
        ("data engineer", [SCIENTIST]),
        ("schweißer", [WELDER]),
        ("SCHWEISSER", [WELDER]),
        ("nobody", []),
        ("", []),
    ],
)
def test_an_exact_name_slug_or_code_finds_its_thing(
    index: LabelIndex, text: str, iris: list[str]
) -> None:
    assert index.find(text) == iris


def test_a_name_counts_for_its_kind_and_its_source(index: LabelIndex) -> None:
    assert index.find("statistics", "skill") == [STATISTICS]
    assert index.find("statistics", "role") == []
    assert index.find("data scientist", "role", ONET) == [SCIENTISTS]
    assert index.find("data scientist", "role", ESCO) == [SCIENTIST]
    assert index.find("welder", None, ONET) == []


def test_a_search_has_whole_names_then_starts_then_words_then_the_rest(tmp_path: Path) -> None:
    names = ["metadata", "big data", "data mining", "data"]
    things = [concept(f"urn:{name.replace(' ', '-')}", "skill", name) for name in names]
    index = write(tmp_path / "x.names", {ESCO: list(things)})
    assert [match.label for match in index.search("data")] == names[::-1]
    index.close()


def test_a_search_says_by_which_name_also_in_other_languages(index: LabelIndex) -> None:
    (match,) = index.search("schweiß")
    assert (match.iri, match.label, match.name) == (WELDER, "welder", "Schweißer")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("wleder", "welder"),
        ("weldr", "welder"),
        ("wellder", "welder"),
        ("wedler", "welder"),
        ("statistcs", "statistics"),
        ("weldng tecniques", "welding techniques"),
        ("dta scientsit", "data scientist"),
        ("welding thecnicues", "welding techniques"),
    ],
)
def test_a_slip_of_the_pen_finds_what_was_meant(index: LabelIndex, text: str, label: str) -> None:
    found = index.search(text)
    assert found[0].label == label
    assert found[0].rank > max(match.rank for match in index.search(label))
    assert index.nearest(text)[0] == label


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '""" OR norm',
        "a AND b",
        "NEAR(a b)",
        "col:x*",
        "100%",
        "s_x",
        "'; DROP TABLE names; --",
        "a\0b",
        "\0",
        "\udcff\udcfe",
        "x" * 100_000,
        "ab " * 30_000,
        "\\",
    ],
)
def test_hostile_texts_are_texts(index: LabelIndex, text: str) -> None:
    for kind in (None, "role"):
        index.search(text, kind)
        index.find(text, kind)
        index.nearest(text, kind)
    assert index.find("welder") == [WELDER]


def test_signs_of_a_query_language_are_found_as_they_are(index: LabelIndex) -> None:
    assert [match.iri for match in index.search('"quick"')] == [WELDER]
    assert [match.iri for match in index.search("100%")] == [STATISTICS]
    assert [match.iri for match in index.search("s_x")] == [STATISTICS]
    assert index.search("0_o") == []


WORDS = st.text("abcde é", min_size=1, max_size=12).map(normalise).filter(bool)


@settings(deadline=None, max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=12, unique=True), WORDS, st.booleans())
def test_finding_and_searching_agree_with_a_lexicon(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], text: str, trigrams: bool
) -> None:
    things = [(f"https://w3id.org/rolegraph/skill/{n}-x", name) for n, name in enumerate(names)]
    records: list[Record] = [concept(iri, "skill", name) for iri, name in things]
    lexicon = Lexicon(Name(iri, name, name, "preferred") for iri, name in things)
    with pytest.MonkeyPatch.context() as patch:
        if not trigrams:
            patch.setattr(labelindex, "has_trigrams", lambda _: False)
        index = write(tmp_path_factory.mktemp("i") / "x.names", {ESCO: records})
    try:
        for wanted in (text, text[:2], names[0], names[0][1:]):
            assert index.find(wanted) == lexicon.find(wanted)
            told = lexicon.search(wanted)
            if len(normalise(wanted)) < 3:
                # Of short texts only the starts of words are looked for.
                told = [match for match in told if match.rank < 9]
            found = [match for match in index.search(wanted) if match.rank < 12]
            assert found == told
    finally:
        index.close()


@given(st.text("abcdef", min_size=4, max_size=10), st.data())
def test_one_slip_leaves_a_form_in_common(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("abcdef"))
    for other in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ):
        assert {word, *shortened(word)} & {other, *shortened(other)}


def test_profiles_have_positive_claims_of_the_compared_kinds_by_source(index: LabelIndex) -> None:
    number_of = {iri: number for number, iri, _ in index.all_things()}
    rows = {(source, role): rest for source, role, *rest in index.profiles()}
    assert set(rows) == {
        (ESCO, SCIENTIST),
        (ESCO, WELDER),
        (ESCO, TAKEN),
        (ONET, SCIENTISTS),
    }
    things, kinds, modalities, importance, claims = rows[ONET, SCIENTISTS]
    assert things == array("I", [number_of[STATISTICS]])
    assert kinds == bytes([COMPARED.index("skill")])
    assert modalities == bytes([MODALITIES.index("required")])
    assert importance == array("f", [4.25])
    assert claims == array("I", [1])
    assert isnan(rows[ESCO, WELDER][3][0])
    assert rows[ESCO, WELDER][0] == array("I", [number_of[WELDING]])
    assert index.has_traits(SCIENTIST)
    assert not index.has_traits(STATISTICS)


def test_several_claims_of_a_thing_count_and_the_strongest_stands(tmp_path: Path) -> None:
    told = [("mentioned", None), ("required", 2.5), ("preferred", 3.5)]
    records: list[Record] = [needs(ESCO, WELDER, WELDING, how, rated) for how, rated in told]
    index = write(tmp_path / "x.names", {ESCO: records})
    ((_, _, _, _, modalities, importance, claims),) = index.profiles()
    assert (list(modalities), list(importance), list(claims)) == ([0], [3.5], [3])
    index.close()


def test_matches_leave_out_what_is_denied(index: LabelIndex) -> None:
    assert list(index.matches()) == [(ESCO, SCIENTIST, SKOS.exactMatch, SCIENTISTS)]


def test_a_source_is_replaced_without_a_look_at_the_others(
    index: LabelIndex, tmp_path: Path
) -> None:
    old, new = tmp_path / "x.names", tmp_path / "y.names"
    changed = write(new, {ESCO: [concept(WELDER, "role", "brazier")]}, old)
    assert changed.find("welder") == []
    assert changed.search("welder") == []
    assert changed.find("brazier") == [WELDER]
    assert changed.search("data scient")[0].iri == SCIENTISTS
    assert [row[:2] for row in changed.profiles()] == [(ONET, SCIENTISTS)]
    assert list(changed.matches()) == []
    assert changed.label(STATISTICS) is None
    # The generation before is as it was.
    assert index.find("welder") == [WELDER]
    changed.close()


def test_taking_out_many_names_leaves_the_others_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labelindex, "_FEW", 3)
    write(tmp_path / "x.names", RECORDS).close()
    changed = write(tmp_path / "y.names", {ESCO: []}, tmp_path / "x.names")
    assert changed.search("welding") == changed.search("wleder") == []
    assert changed.search("scientists")[0].iri == SCIENTISTS
    changed.close()


def test_an_index_out_of_a_graph_is_the_one_out_of_its_records(
    big: Dataset, tmp_path: Path
) -> None:
    writer = IndexWriter(str(tmp_path / "x.names"))
    writer.add_store(big.store)
    writer.close()
    again, there = LabelIndex(str(tmp_path / "x.names")), big.index
    assert there is not None
    assert again.labels() == there.labels()
    for text in ("data scientist", "welder", "schweißer", "15-2051.00", "mle", "python"):
        assert again.find(text) == there.find(text) != []
        assert again.search(text) == there.search(text)

    def told(index: LabelIndex) -> list[tuple[object, ...]]:
        iri_of = {number: iri for number, iri, _ in index.all_things()}
        return sorted(
            (source, role, iri_of[thing], *said)
            for source, role, things, kinds, modalities, importance, claims in index.profiles()
            for thing, *said in zip(
                things, kinds, modalities, map(str, importance), claims, strict=True
            )
        )

    assert told(again) == told(there)
    assert list(again.matches()) == list(there.matches()) != []
    again.close()


def test_the_graphs_are_looked_over_once_for_all_sources(big: Dataset, tmp_path: Path) -> None:
    class Store:
        listed = 0
        quads_for_pattern = big.store.quads_for_pattern

        def named_graphs(self) -> list[Any]:
            """Return the graphs, and count it."""
            self.listed += 1
            return list(big.store.named_graphs())

    store: Any = Store()
    writer = IndexWriter(str(tmp_path / "x.names"))
    writer.add_graphs(store, [ESCO, ONET])
    assert store.listed == 1
    writer.close()


def test_the_label_that_most_sources_say_stands(tmp_path: Path) -> None:
    records: dict[str, list[Record]] = {
        f"{ns.PREFIXES['source']}{n}": [concept(WELDER, "role", label)]
        for n, label in enumerate(("A welder", "welder", "welder"))
    }
    index = write(tmp_path / "x.names", records)
    assert index.label(WELDER) == index.labels()[WELDER] == "welder"
    assert [label for _, _, label in index.all_things()] == ["welder"]
    assert [match.label for match in index.search("a weld")] == ["welder"]
    index.close()
    # The vocabulary's own word counts before what others say.
    own = write(tmp_path / "y.names", {"": [concept(WELDER, "role", "Zed")]}, tmp_path / "x.names")
    assert own.label(WELDER) == own.labels("role")[WELDER] == "Zed"
    own.close()


def test_an_index_that_is_let_go_of_leaves_no_file_open(tmp_path: Path) -> None:
    write(tmp_path / "x.names", RECORDS).close()
    index = LabelIndex(str(tmp_path / "x.names"))
    assert index.search("welder")
    file = index._db
    del index
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        file.execute("SELECT 1")


def test_what_is_no_index_is_left_alone(tmp_path: Path) -> None:
    assert LabelIndex.open(str(tmp_path / "missing")) is None
    (tmp_path / "text").write_text("no database at all, but text " * 100, encoding="utf-8")
    assert LabelIndex.open(str(tmp_path / "text")) is None


def test_a_damaged_index_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "x.names"
    write(path, RECORDS).close()
    data = bytearray(path.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(StoreError, match=r"is damaged .*: remove it"):
        index = LabelIndex(str(path))
        index.search("welder")


def test_a_store_answers_by_its_index_as_the_bundled_graph_does(
    dataset: Dataset, tmp_path: Path
) -> None:
    where = str(tmp_path / "plain.db")
    datasets.create(where)
    with closing(open_dataset(where)) as opened:
        for kind in ns.KINDS:
            if kind in labelindex.UNNAMED:
                continue
            scanned, indexed = lexicon(dataset, kind), lexicon(opened, kind)
            assert indexed.labels() == scanned.labels()
            for iri, label in scanned.labels().items():
                assert indexed.find(label) == scanned.find(label)
                assert indexed.label(iri) == label
        for text in ("python", "learning", "mle", "docker"):
            assert lexicon(opened, "tool").search(text) or text in ("mle", "learning")
            for kind in ("role", "tool", "skill"):
                found = [m for m in lexicon(opened, kind).search(text) if m.rank < 12]
                assert found == lexicon(dataset, kind).search(text)


def test_our_role_goes_before_those_of_taxonomies(big: Dataset) -> None:
    names = lexicon(big, "role")
    assert names.find("Machine Learning Engineer") == [TAKEN, OURS]
    for text in ("machine learning engineer", "mle", OURS, "role:machine-learning-engineer"):
        assert resolve_role(names, text) == OURS
    assert resolve_role(names, "esco:machine learning engineer") == TAKEN


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("esco:data scientist", SCIENTIST),
        ("ESCO:Data Engineer", SCIENTIST),
        ("onet:data scientist", SCIENTISTS),
        ("onet: Data Scientists", SCIENTISTS),
        ("esco:welder", WELDER),
        ("onet:15-2051.00", SCIENTISTS),
        (SCIENTISTS, SCIENTISTS),
    ],
)
def test_a_source_before_the_name_says_whose_thing(big: Dataset, text: str, iri: str) -> None:
    assert resolve_role(lexicon(big, "role"), text) == iri
    assert resolve_parameter(big, text) == iri


@pytest.mark.parametrize("text", ["onet:welder", "nosource:welder", "esco:", ":welder", "esco:nil"])
def test_a_source_that_has_no_such_thing_names_none(big: Dataset, text: str) -> None:
    with pytest.raises(UnknownNameError):
        resolve_role(lexicon(big, "role"), text)


def test_terms_of_a_vocabulary_stay_what_they_are(big: Dataset) -> None:
    for curie in ("esco:Skill", "rg:usesTool", "scheme:tool", "urn:x"):
        assert resolve_parameter(big, curie) == (ns.expand(curie) or curie)


def test_a_name_of_two_taxonomies_says_which_there_are(tmp_path: Path) -> None:
    records: dict[str, list[Record]] = {
        source: [concept(iri, "role", "welder"), needs(source, iri, WELDING, "required", None)]
        for source, iri in ((ESCO, WELDER), (ONET, SCIENTISTS))
    }
    index = write(tmp_path / "x.names", records)
    opened = Dataset("here", datasets.vocabulary(), str(tmp_path / "x.names"))
    with pytest.raises(UsageError, match="several things") as caught:
        resolve_role(lexicon(opened, "role"), "welder")
    for part in ("esco:welder", WELDER, "onet:welder", SCIENTISTS):
        assert part in str(caught.value)
    assert resolve(lexicon(opened, "role"), "welder", "role") == sorted([WELDER, SCIENTISTS])
    opened.close()
    index.close()


def test_a_value_in_a_query_is_named_in_the_same_ways(big: Dataset) -> None:
    text = "SELECT $x { $x a rg:Role }"
    for name, iri in (("esco:welder", WELDER), ("mle", OURS), ("onet:data scientist", SCIENTISTS)):
        assert f"VALUES ?x {{ <{iri}> }}" in binding.bind(big, text, {"x": name}).replace(
            f"<{ns.expand(name)}> ", ""
        )
    # A term stays a term: nothing of a source has this name.
    assert "VALUES ?x { <http://data.europa.eu/esco/model#Skill> }" in binding.bind(
        big, text, {"x": "esco:Skill"}
    )
