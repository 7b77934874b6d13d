"""Mappings to other vocabularies: read strictly, consistent, true of the releases they name."""

import csv
import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import bundle, resources, statements
from rolegraph.errors import DataError
from rolegraph.facts import Mapping
from rolegraph.namespaces import BASE, PREFIXES, SKOS, kind_of
from rolegraph.sources.mappings import PREDICATES, read_mapping_sets, read_mappings
from rolegraph.sources.tables import read_vocabulary

DATA = Path(resources.folder("data"))
ESCO = "http://data.europa.eu/esco/"
OCCUPATION = "https://services.onetcenter.org/ws/online/occupations/"
ELEMENT = "https://www.onetonline.org/find/descriptor/result/"
TECHNOLOGY = "https://www.onetonline.org/search/tech/example?e="
EQF = "http://data.europa.eu/snb/eqf/"
ISCED = "http://dd.eionet.europa.eu/vocabulary/eurostat/isced11/ED"
KNOWN = {
    f"{BASE}tool/spark": "Spark",
    f"{BASE}skill/cooking": "cooking",
    f"{BASE}skill/ml": "machine learning",
}
HEADER = f"""#curie_map:
#  esco_skill: {ESCO}skill/
#  semapv: https://w3id.org/semapv/vocab/
#  skill: {BASE}skill/
#  skos: http://www.w3.org/2004/02/skos/core#
#  tool: {BASE}tool/
#mapping_set_id: {BASE}mappings/test
#mapping_set_version: "1.0"
#mapping_set_title: "A test: two words"
#mapping_set_description: "Nothing."
#license: https://creativecommons.org/licenses/by/4.0/
#subject_source_version: "1.0"
#object_source_version: "1.1.1"
"""
COLUMNS = (
    "subject_id\tsubject_label\tpredicate_id\tpredicate_modifier\tobject_id\tobject_label\t"
    "mapping_justification\tconfidence\tcomment\tmatch_string\n"
)
ML = (
    "skill:ml\tmachine learning\tskos:exactMatch\t\tesco_skill:1\tmachine learning\t"
    "semapv:ManualMappingCuration\t0.95\t\t\n"
)
NOT_SPARK = (
    "tool:spark\tSpark\tskos:exactMatch\tNot\tesco_skill:2\tSPARK\t"
    "semapv:ManualMappingCuration\t1.0\tA framework.\tSpark\n"
)


def write(folder: Path, text: str) -> str:
    """Return the path of a table with this text."""
    path = folder / "test.sssom.tsv"
    path.write_bytes(text.encode())
    return str(path)


def test_a_table_becomes_mappings(tmp_path: Path) -> None:
    description, mappings = read_mappings(write(tmp_path, HEADER + COLUMNS + ML + NOT_SPARK), KNOWN)
    assert description.iri == f"{BASE}mappings/test"
    assert (description.title, description.version) == ("A test: two words", "1.0")
    assert mappings == (
        Mapping(
            f"{BASE}skill/ml",
            SKOS.exactMatch,
            f"{ESCO}skill/1",
            "https://w3id.org/semapv/vocab/ManualMappingCuration",
            0.95,
            False,
            "machine learning",
            "machine learning",
            "1.0",
            "1.1.1",
        ),
        Mapping(
            f"{BASE}tool/spark",
            SKOS.exactMatch,
            f"{ESCO}skill/2",
            "https://w3id.org/semapv/vocab/ManualMappingCuration",
            1.0,
            True,
            "Spark",
            "SPARK",
            "1.0",
            "1.1.1",
            "A framework.",
            "Spark",
        ),
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (HEADER.replace("#license", "license") + COLUMNS, 11, "missing column subject_id"),
        (HEADER.replace("#license: ", "#license ") + COLUMNS, 11, "no 'slot: value'"),
        (HEADER.replace("#license:", "#licence:") + COLUMNS, 11, "unknown slot 'licence'"),
        (HEADER.replace("#mapping_set_version", "#license", 1) + COLUMNS, 11, "stands twice"),
        (HEADER.replace('"1.0"', "1.0", 1) + COLUMNS, 8, "double quotes"),
        (HEADER.replace('"A test: two words"', "A test: two") + COLUMNS, 9, "double quotes"),
        (HEADER.replace("#  tool: ", "#  skill: ") + COLUMNS, 6, "'skill' stands twice"),
        (HEADER.replace(f"skill: {ESCO}", "skill: file:///") + COLUMNS, 2, "for no IRI"),
        (HEADER.replace('#mapping_set_title: "A test: two words"\n', "") + COLUMNS, 1, "lacks"),
        (HEADER.replace("https://creativecommons", "creative") + COLUMNS, 1, "license is no IRI"),
        (HEADER, None, "no row of column names"),
        (HEADER + COLUMNS.replace("\tconfidence", ""), 14, "missing column confidence"),
        (HEADER + COLUMNS.replace("\tcomment", "\tremark"), 14, "unknown column remark"),
        (HEADER + COLUMNS.replace("\tcomment", "\tmatch_string"), 14, "a column stands twice"),
        (HEADER + COLUMNS + ML.replace("\t\t\n", "\n"), 15, "8 cells where 10"),
        (HEADER + COLUMNS + ML.rstrip("\n"), 15, "last line does not end"),
        (HEADER + COLUMNS + ML.replace("\n", "\r\n"), None, "Windows line ends"),
        (HEADER + COLUMNS + ML.replace("0.95", " 0.95"), 15, "white space"),
        (HEADER + COLUMNS + ML.replace("0.95", ""), 15, "confidence is empty"),
        (HEADER + COLUMNS + ML.replace("0.95", "1.01"), 15, "from 0 to 1"),
        (HEADER + COLUMNS + ML.replace("0.95", "-0.1"), 15, "from 0 to 1"),
        (HEADER + COLUMNS + ML.replace("0.95", "nan"), 15, "from 0 to 1"),
        (HEADER + COLUMNS + ML.replace("esco_skill:1", "esco:1"), 15, "unknown prefix"),
        (HEADER + COLUMNS + ML.replace("esco_skill:1", "1"), 15, "unknown prefix"),
        (HEADER + COLUMNS + ML.replace("esco_skill:1", "esco_skill:<1>"), 15, "is no IRI"),
        (HEADER + COLUMNS + ML.replace("esco_skill:1", "esco_skill:"), 15, "is no IRI"),
        (HEADER + COLUMNS + ML.replace("skill:ml\t", "skill:dl\t"), 15, "unknown subject"),
        (HEADER + COLUMNS + ML.replace("\tmachine", "\tmachines", 1), 15, "is called"),
        (HEADER + COLUMNS + ML.replace("exactMatch", "broader"), 15, "no mapping property"),
        (HEADER + COLUMNS + ML.replace("semapv:Manual", "skos:Manual"), 15, "not in semapv"),
        (HEADER + COLUMNS + NOT_SPARK.replace("\tNot", "\tnot"), 15, "leave it empty or say Not"),
        (HEADER + COLUMNS + NOT_SPARK + ML, 16, "sort the rows"),
        (HEADER + COLUMNS + ML + ML, 16, "the same mapping stands at 15"),
        (
            HEADER + COLUMNS + ML + ML.replace("exact", "close"),
            16,
            "the same two things are related at 15",
        ),
        (
            HEADER + COLUMNS + ML + ML.replace("exactMatch\t", "exactMatch\tNot"),
            16,
            "says the contrary of 15",
        ),
        (
            HEADER + COLUMNS + ML.replace("exactMatch\t", "closeMatch\tNot") + ML,
            16,
            "says the contrary of 15",
        ),
        (HEADER.replace("#object_source_version", "#object_source") + COLUMNS + ML, 15, "version"),
    ],
)
def test_a_slip_is_told_with_its_line(
    tmp_path: Path, text: str, line: int | None, message: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_mappings(write(tmp_path, text), KNOWN)
    assert message in str(caught.value)
    assert (caught.value.file, caught.value.line) == ("mappings/test.sssom.tsv", line)


def test_what_matches_closely_need_not_be_the_same(tmp_path: Path) -> None:
    both = ML.replace("exactMatch\t", "exactMatch\tNot") + ML.replace("exact", "close")
    _, mappings = read_mappings(write(tmp_path, HEADER + COLUMNS + both), KNOWN)
    assert [mapping.negated for mapping in mappings] == [True, False]


def test_text_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "test.sssom.tsv"
    path.write_bytes(b"#curie_map:\xff\n")
    with pytest.raises(DataError, match="not UTF-8 at byte 11"):
        read_mappings(str(path), KNOWN)


def text_of(term: object) -> str:
    """Return the characters of a term that has some."""
    assert isinstance(term, ox.Literal | ox.NamedNode)
    return term.value


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    st.sampled_from(sorted(KNOWN)),
    st.sampled_from(sorted(PREDICATES)),
    st.integers(0, 99),
    st.floats(0, 1),
    st.booleans(),
    WORDS,
    WORDS,
)
def test_a_mapping_is_said_whole(
    subject: str, predicate: str, local: int, confidence: float, negated: bool, a: str, b: str
) -> None:
    target = f"{ESCO}skill/{local}"
    mapping = Mapping(subject, predicate, target, "urn:x", confidence, negated, comment=a)
    mapping = mapping._replace(match_string=b)
    graph = f"{BASE}mappings/test"
    store = ox.Store()
    store.load("".join(statements.mapping_quads([mapping], graph)), ox.RdfFormat.N_QUADS)
    in_graph = {q.triple for q in store.quads_for_pattern(None, None, None, ox.NamedNode(graph))}
    assert in_graph == {
        q.triple for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    }
    plain = ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))
    assert (plain in in_graph) is not negated
    said = {t.predicate.value: t.object for t in in_graph if t.subject != ox.NamedNode(subject)}
    owl, sssom = PREFIXES["owl"], PREFIXES["sssom"]
    assert said[owl + "annotatedSource"] == ox.NamedNode(subject)
    assert said[owl + "annotatedProperty"] == ox.NamedNode(predicate)
    assert said[owl + "annotatedTarget"] == ox.NamedNode(target)
    assert float(text_of(said[sssom + "confidence"])) == confidence
    assert (sssom + "predicate_modifier" in said) is negated
    for name, text in ((PREFIXES["rdfs"] + "comment", a), (sssom + "match_string", b)):
        assert (text_of(said[name]) if text else said.get(name)) == (text or None)


def test_two_mappings_that_are_the_same_are_refused() -> None:
    mapping = Mapping("urn:a", SKOS.closeMatch, "urn:b", "urn:j", 1.0)
    with pytest.raises(DataError, match="the same record"):
        list(statements.mapping_quads([mapping, mapping], f"{BASE}mappings/test"))
    other = mapping._replace(match_string="x", negated=True)
    assert len(set(statements.mapping_quads([mapping, other], f"{BASE}mappings/test")))


# --- the project's own mappings


def bundled() -> dict[str, list[Mapping]]:
    """Return the project's mappings by the name of their set."""
    sets = read_mapping_sets(str(DATA), labels())
    return {one.description.iri.rpartition("/")[2]: list(one.mappings) for one in sets}


def labels() -> dict[str, str]:
    """Return the labels of the vocabulary's things and of the well-known roles, by IRI."""
    found = {concept.iri: concept.label for concept in read_vocabulary(str(DATA)).concepts}
    for line in (DATA / "reading" / "roles.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        slug, label = line.split("\t")[:2]
        found.setdefault(f"{BASE}role/{slug}", label)
    return found


OURS = bundled()
EVERY = [mapping for mappings in OURS.values() for mapping in mappings]


def test_there_are_mappings_and_false_friends() -> None:
    assert set(OURS) == {"esco", "onet", "degrees"}
    held = Counter(name for name, rows in OURS.items() for row in rows if not row.negated)
    assert held["esco"] >= 600
    assert held["onet"] >= 120
    assert sum(row.negated for row in EVERY) >= 250
    false = {(row.subject, row.object_label) for row in EVERY if row.negated}
    assert (f"{BASE}role/ai-engineer", "animal artificial insemination technician") in false
    assert (f"{BASE}tool/apache-spark", "SPARK") in false
    assert (f"{BASE}skill/log-analysis", "logging") in false


def test_nothing_has_two_things_that_are_the_same_in_one_vocabulary() -> None:
    """As exact matches add up, two of ours or two of theirs would be one thing."""
    exact = [row for row in EVERY if row.predicate == SKOS.exactMatch and not row.negated]
    assert len(exact) > 100
    for (target, kinds), count in Counter(
        (row.object, kind_of(row.subject)) for row in exact
    ).items():
        assert count == 1, f"{target} is the same as two {kinds}s"
    assert all(n == 1 for n in Counter(row.object for row in exact).values())
    assert all(
        n == 1 for n in Counter((r.subject, r.object.rpartition("/")[0]) for r in exact).values()
    )


def test_a_tool_is_not_the_same_as_the_skill_of_using_it() -> None:
    """What data/README.md says about the kinds: tools, fields and duties match at most closely."""
    for row in EVERY:
        kind = kind_of(row.subject)
        if row.predicate == SKOS.exactMatch and not row.negated:
            assert kind in {"role", "skill"} or row.object.startswith(f"{ESCO}isced-f/"), row
        if kind == "role" and not row.negated:
            assert row.object.startswith((f"{ESCO}occupation/", OCCUPATION)), row
        if kind == "industry" and not row.negated:
            assert row.predicate == SKOS.relatedMatch


def test_a_name_that_is_denied_says_which() -> None:
    assert all(row.match_string and row.comment for row in EVERY if row.negated)
    assert not any(row.match_string for row in EVERY if not row.negated)


def test_degrees_have_the_levels_that_the_vocabulary_gives_them() -> None:
    lines = (DATA / "vocabulary" / "degrees.tsv").read_text(encoding="utf-8").splitlines()
    levels = {
        f"{BASE}degree/{cells[0]}": int(cells[6])
        for cells in (line.split("\t") for line in lines[1:])
        if cells[6]
    }
    eqf = {row.subject: row for row in OURS["degrees"] if row.object.startswith(EQF)}
    assert {subject: int(row.object[len(EQF) :]) for subject, row in eqf.items()} == levels
    assert all(row.object_label == f"Level {levels[subject]}" for subject, row in eqf.items())
    isced = {4: "3", 5: "5", 6: "6", 7: "7", 8: "8"}
    others = [
        row for row in OURS["degrees"] if row.subject not in eqf or row.object[: len(EQF)] != EQF
    ]
    assert others
    assert {row.object for row in others} == {ISCED + isced[levels[row.subject]] for row in others}


def graph(lines: Iterator[str]) -> ox.Store:
    """Return a store with these quads."""
    store = ox.Store()
    store.bulk_load("".join(lines).encode(), ox.RdfFormat.N_QUADS)
    return store


def test_the_bundled_graph_has_the_plain_triples_and_no_more() -> None:
    store = graph(bundle.lines())
    for name, rows in OURS.items():
        here = ox.NamedNode(f"{BASE}mappings/{name}")
        for row in rows:
            pair = ox.NamedNode(row.subject), ox.NamedNode(row.predicate), ox.NamedNode(row.object)
            assert (ox.Quad(*pair, here) in store) is not row.negated
            assert (ox.Quad(*pair) in store) is not row.negated
        kinds = {
            q.object
            for q in store.quads_for_pattern(
                here, ox.NamedNode(PREFIXES["rdf"] + "type"), None, here
            )
        }
        assert kinds == {
            ox.NamedNode(PREFIXES["sssom"] + "MappingSet"),
            ox.NamedNode(PREFIXES["prov"] + "Entity"),
        }
    axiom = ox.NamedNode(PREFIXES["owl"] + "Axiom")
    assert not any(store.quads_for_pattern(None, None, axiom, None))
    # They belong to the vocabulary: a store without articles has them too.
    bare = graph(bundle.lines(bare=True))
    assert any(quad.predicate.value in PREDICATES for quad in bare)
    assert not any(bare.quads_for_pattern(None, None, axiom, None))


def test_every_row_has_a_record() -> None:
    store = graph(bundle.mapping_records())
    axiom = ox.NamedNode(PREFIXES["owl"] + "Axiom")
    records = {q.subject for q in store.quads_for_pattern(None, None, axiom, ox.DefaultGraph())}
    assert len(records) == len(EVERY)
    pattern = re.compile(rf"{re.escape(BASE)}mapping/[a-z]+\.[a-z0-9-]+\.[a-zA-Z]+\.[0-9a-f]{{16}}")
    assert all(pattern.fullmatch(str(text_of(record))) for record in records)


# --- the releases themselves, where they are at hand

RELEASES = Path(os.environ.get("ROLEGRAPH_DATA", DATA.parent.parent / "shared" / "data"))


def table(pattern: str, name: str, delimiter: str) -> list[dict[str, str]]:
    """Return the rows of a table in the zip of a release; skip where there is none."""
    quoting: Literal[0, 3] = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
    for path in sorted(RELEASES.glob(pattern)):
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                if member.rpartition("/")[2] == name:
                    text = archive.read(member).decode("utf-8-sig")
                    return list(
                        csv.DictReader(io.StringIO(text, ""), delimiter=delimiter, quoting=quoting)
                    )
    pytest.skip(f"no {pattern} with {name} in {RELEASES}: set ROLEGRAPH_DATA")


def test_what_is_mapped_is_in_esco_under_that_label() -> None:
    labels: dict[str, str] = {}
    names: dict[str, set[str]] = {}
    for stem in ("occupations", "skills", "skillGroups"):
        for row in table("esco/*classification*.zip", f"{stem}_en.csv", ","):
            iri = row["conceptUri"]
            labels[iri] = row["preferredLabel"].strip()
            others = (row.get("altLabels") or "", row.get("hiddenLabels") or "")
            both = "\n".join((labels[iri], *others)).casefold().split("\n")
            names[iri] = {name.strip() for name in both}
    for mapping in OURS["esco"]:
        assert mapping.object_version == "1.1.1"
        assert labels.get(mapping.object) == mapping.object_label, mapping
        if mapping.negated:
            said = mapping.match_string.casefold()
            base = re.sub(r" \(.*\)$", "", mapping.object_label.casefold())
            assert names[mapping.object] & {said, f"{said}s", said.rstrip("s")} or base == said, (
                mapping
            )


def test_what_is_mapped_is_in_onet_under_that_label() -> None:
    occupations = {
        OCCUPATION + row["O*NET-SOC Code"]: row["Title"]
        for row in table("onet/*.zip", "Occupation Data.txt", "\t")
    }
    rated = {
        ELEMENT + row["Element ID"]: row["Element Name"]
        for name in ("Skills.txt", "Knowledge.txt")
        for row in table("onet/*.zip", name, "\t")
    }
    technologies = {row["Example"] for row in table("onet/*.zip", "Technology Skills.txt", "\t")}
    titles: dict[str, set[str]] = {}
    for row in table("onet/*.zip", "Alternate Titles.txt", "\t"):
        title = row["Alternate Title"].casefold()
        titles.setdefault(OCCUPATION + row["O*NET-SOC Code"], set()).update(
            (title, title.partition(" (")[0], row["Short Title"].casefold())
        )
    for mapping in OURS["onet"]:
        assert mapping.object_version == "29.3"
        if mapping.object.startswith(TECHNOLOGY):
            assert mapping.negated
            assert unquote(mapping.object[len(TECHNOLOGY) :]) == mapping.object_label
            assert mapping.object_label in technologies, mapping
        else:
            assert (occupations | rated).get(mapping.object) == mapping.object_label, mapping
        if mapping.negated and mapping.object in occupations:
            said = mapping.match_string.casefold()
            assert {said, said.replace("full stack", "full-stack")} & titles[mapping.object], (
                mapping
            )
