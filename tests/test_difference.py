"""What changed between two graphs or two releases, each change once and the same both ways."""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import difference, importing, register, snapshot, statements
from rolegraph.dataset import Dataset, open_dataset, vocabulary
from rolegraph.difference import Change
from rolegraph.errors import DataError, StoreError
from rolegraph.facts import Concept, Fact, Source
from rolegraph.namespaces import KINDS, RG, SKOS, mint
from rolegraph.sources import esco

Run = Callable[..., tuple[int, str, str]]

ESCO = "http://data.europa.eu/esco/"
COOK = f"{ESCO}occupation/cook"
SOURCE = mint("source", "esco")
OTHER = mint("source", "other")


def skill(name: str, **more: Any) -> Concept:
    iri = f"{ESCO}skill/{name}"
    return Concept(iri, "skill", KINDS["skill"].classes, **{"label": name, **more})


def claim(name: str, modality: str = "required", source: str = SOURCE) -> Fact:
    return Fact(source, COOK, RG.requiresSkill, f"{ESCO}skill/{name}", modality)


def graph(concepts: list[Concept], facts: list[Fact]) -> Dataset:
    """Return a graph in which one source describes things and says of one role what it needs."""
    role = Concept(COOK, "role", KINDS["role"].classes, "cook")
    lines = [
        *statements.source_quads(Source(SOURCE, "ESCO")),
        *statements.source_quads(Source(OTHER, "Other")),
        *statements.minted_quads([role, *concepts], SOURCE),
        *statements.fact_quads(facts),
    ]
    store = ox.Store()
    store.load("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    return Dataset("a graph of the test", store)


def told(changes: list[Change]) -> set[tuple[str, str, str | None, str | None]]:
    return {(one.change, one.thing, one.was, one.now) for one in changes}


def test_each_way_in_which_a_thing_changes_has_a_name() -> None:
    kitchen, garden = skill("kitchen"), skill("garden")
    before = graph(
        [
            kitchen,
            garden,
            skill("peel", label="peel", broader=(kitchen.iri,), definition="Peels.", alt=("pare",)),
            skill("old"),
            skill("group"),
        ],
        [],
    )
    group = skill("group")._replace(kind="skill-group")
    after = graph(
        [
            kitchen,
            garden,
            skill(
                "peel",
                label="peel fruit",
                broader=(garden.iri, kitchen.iri),
                definition="Peels fruit.",
                alt=("skin",),
            ),
            skill("young"),
            group,
        ],
        [],
    )
    wanted = {
        ("renamed", "peel fruit", "peel", "peel fruit"),
        ("moved", "peel fruit", "kitchen", "garden, kitchen"),
        ("redefined", "peel fruit", None, None),
        ("regrouped", "group", "skill", "skill-group"),
        ("gone", "old", None, None),
        ("new", "young", None, None),
    }
    assert told(difference.diff(before, after)) == wanted
    named = {("named", "peel fruit", None, "skin"), ("unnamed", "peel fruit", "pare", None)}
    assert told(difference.diff(before, after, names=True)) == wanted | named
    (peel,) = {one.iri for one in difference.diff(before, after) if one.change == "renamed"}
    assert peel == f"{ESCO}skill/peel"


def test_a_broader_term_with_another_label_moves_nothing() -> None:
    above = skill("above")
    below = skill("below", broader=(above.iri,))
    before, after = graph([above, below], []), graph([above._replace(label="up"), below], [])
    assert told(difference.diff(before, after)) == {("renamed", "up", "above", "up")}


def test_claims_change_with_the_strongest_that_a_source_says() -> None:
    things = [skill("peel"), skill("cut"), skill("boil"), skill("fry")]
    before = graph(things, [claim("peel"), claim("cut"), claim("boil", "preferred")])
    again = Fact(SOURCE, COOK, RG.requiresSkill, f"{ESCO}skill/cut", "example", start=3, end=5)
    after = graph(
        things,
        [claim("peel", "denied"), again, claim("cut"), claim("boil", "rated"), claim("fry")],
    )
    found = difference.diff(before, after)
    assert told(found) == {
        ("changed", "peel", "required", "denied"),
        ("changed", "boil", "preferred", "rated"),
        ("added", "fry", None, "required"),
    }
    assert {(one.source, one.role, one.kind) for one in found} == {("esco", "cook", "skill")}


def test_definitions_are_of_a_source_and_stand_once() -> None:
    texts = [
        Fact(SOURCE, COOK, SKOS.definition, text, "mentioned") for text in ("Cooks.", "Fries.")
    ]
    found = difference.diff(graph([], texts[:1]), graph([], texts[1:]))
    assert [(one.change, one.kind, one.thing, one.iri) for one in found] == [
        ("removed", "definition", "Cooks.", None),
        ("added", "definition", "Fries.", None),
    ]


def test_one_source_is_compared_alone() -> None:
    before = graph([skill("peel"), skill("cut")], [claim("peel")])
    after = graph([skill("peel"), skill("boil")], [claim("peel", source=OTHER)])
    assert told(difference.diff(before, after, OTHER)) == {("added", "peel", None, "required")}
    found = difference.diff(before, after, SOURCE)
    assert Counter(one.change for one in found) == {"removed": 1, "new": 1, "gone": 1}
    assert {one.source for one in found} == {"esco"}


NAMES = ("peel", "cut", "boil", "fry")
worlds = st.builds(
    lambda labels, above, said: graph(
        [
            skill(
                name,
                label=label,
                broader=(f"{ESCO}skill/{above[name]}",) if name in above else (),
                alt=(label * 2,),
            )
            for name, label in labels.items()
        ],
        [claim(name, modality) for name, modality in said.items()],
    ),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["a", "b", "Ä <b>"])),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["required", "example", "denied"])),
)
BACK = {
    **dict(zip(("new", "added", "named"), ("gone", "removed", "unnamed"), strict=True)),
    **dict(zip(("gone", "removed", "unnamed"), ("new", "added", "named"), strict=True)),
}


@given(worlds, worlds, st.booleans())
def test_the_way_back_is_the_mirror_of_the_way(one: Dataset, other: Dataset, names: bool) -> None:
    there = difference.diff(one, other, names=names)
    back = difference.diff(other, one, names=names)
    assert Counter((c.iri, c.change, c.was, c.now) for c in there) == Counter(
        (c.iri, BACK.get(c.change, c.change), c.now, c.was) for c in back
    )
    assert difference.diff(one, one, names=True) == []
    assert sum(count for _, _, count in difference.summary(there)) == len(there)
    assert {change.change for change in there} <= set(difference.CHANGES)


def test_the_stores_say_the_same(dataset: Dataset, any_store: Dataset) -> None:
    assert difference.diff(dataset, any_store, names=True) == []
    slug = mint("source", "aijobs-mle-vs-re")
    assert difference.diff(any_store, dataset, slug, names=True) == []
    empty = Dataset("nothing", ox.Store())
    whole = difference.diff(empty, dataset)
    assert difference.diff(empty, any_store) == whole
    assert {one.change for one in whole} == {"added", "new"}
    assert all(one.kind and one.thing for one in whole)
    part = difference.diff(empty, any_store, slug)
    assert part == [one for one in whole if one.source == "aijobs-mle-vs-re"]


# Releases: made up, in the layout of ESCO.

COLUMNS = {
    "ISCOGroups_en": "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,"
    "description",
    "skillGroups_en": "conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,"
    "modifiedDate,scopeNote,inScheme,description,code",
    "skills_en": "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,"
    "hiddenLabels,status,modifiedDate,scopeNote,definition,inScheme,description",
    "occupations_en": "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,"
    "status,modifiedDate,regulatedProfessionNote,scopeNote,definition,inScheme,description,code",
    "broaderRelationsOccPillar": "conceptType,conceptUri,broaderType,broaderUri",
    "broaderRelationsSkillPillar": "conceptType,conceptUri,broaderType,broaderUri",
    "occupationSkillRelations": "occupationUri,relationType,skillType,skillUri",
    "skillSkillRelations": "originalSkillUri,originalSkillType,relationType,relatedSkillType,"
    "relatedSkillUri",
}


def release(
    folder: Path, skills: Mapping[str, tuple[str, str]], needs: Mapping[str, str], text: str
) -> Path:
    """Write a release: skills by name with label and group, which of them a cook needs and how."""
    groups = [
        {"conceptUri": f"{ESCO}skill/{one}", "preferredLabel": one, "status": "released"}
        for one in ("S1", "S2")
    ]
    tables: dict[str, list[dict[str, str]]] = {
        "ISCOGroups_en": [
            {"conceptUri": f"{ESCO}isco/C5", "code": "5", "preferredLabel": "services"}
        ],
        "skillGroups_en": groups,
        "skills_en": [
            {
                "conceptUri": f"{ESCO}skill/{name}",
                "skillType": "knowledge",
                "reuseLevel": "transversal",
                "preferredLabel": label,
                "altLabels": f"{label} well",
                "status": "released",
                "description": f"What {name} is.",
            }
            for name, (label, _) in skills.items()
        ],
        "occupations_en": [
            {
                "conceptUri": COOK,
                "iscoGroup": "5",
                "preferredLabel": "cook",
                "status": "released",
                "description": text,
                "code": "5120.1",
            }
        ],
        "broaderRelationsOccPillar": [{"conceptUri": COOK, "broaderUri": f"{ESCO}isco/C5"}],
        "broaderRelationsSkillPillar": [
            {"conceptUri": f"{ESCO}skill/{name}", "broaderUri": f"{ESCO}skill/{group}"}
            for name, (_, group) in skills.items()
        ],
        "occupationSkillRelations": [
            {
                "occupationUri": COOK,
                "relationType": need,
                "skillType": "knowledge",
                "skillUri": f"{ESCO}skill/{name}",
            }
            for name, need in needs.items()
        ],
        "skillSkillRelations": [],
    }
    folder.mkdir()
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(","), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


@pytest.fixture
def releases(tmp_path: Path) -> tuple[Path, Path]:
    """Return two releases; the later one is a zip."""
    first = release(
        tmp_path / "first",
        {"peel": ("peel", "S1"), "cut": ("cut", "S1"), "boil": ("boil", "S2")},
        {"peel": "essential", "cut": "optional", "boil": "optional"},
        "Cooks.",
    )
    second = release(
        tmp_path / "second",
        {"peel": ("peel fruit", "S1"), "cut": ("cut", "S2"), "fry": ("fry", "S2")},
        {"peel": "optional", "cut": "optional", "fry": "essential"},
        "Cooks.",
    )
    packed = tmp_path / "ESCO dataset - v1.3 - classification - en - csv.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(second.iterdir()):
            archive.write(file, file.name)
    return first, packed


EXPECTED = {
    ("renamed", "peel fruit", "peel", "peel fruit"),
    ("moved", "cut", "S1", "S2"),
    ("gone", "boil", None, None),
    ("new", "fry", None, None),
    ("changed", "peel fruit", "required", "preferred"),
    ("removed", "boil", "preferred", None),
    ("added", "fry", None, "required"),
}


def taken(path: Path) -> snapshot.Snapshot:
    words = vocabulary()
    return snapshot.from_release(str(path), Dataset("words", words), register.exactly(words))


def test_two_releases_are_compared(releases: tuple[Path, Path]) -> None:
    first, second = map(taken, releases)
    assert told(difference.between(first, second)) == EXPECTED
    assert difference.between(first, taken(releases[0]), names=True) == []
    names = difference.between(first, second, names=True)
    assert told(names) - EXPECTED == {
        ("named", "peel fruit", None, "peel fruit well"),
        ("unnamed", "peel fruit", "peel well", None),
    }


def test_what_a_path_holds_is_told_by_its_files(
    releases: tuple[Path, Path], tmp_path: Path
) -> None:
    assert [snapshot.release_of(str(path)) for path in releases] == ["esco", "esco"]
    other = tmp_path / "db_1_0_text"
    other.mkdir()
    (other / "Occupation Data.txt").write_text("O*NET-SOC Code\tTitle\tDescription\n")
    assert snapshot.release_of(str(other)) == "onet"
    (other / "Occupation Data.txt").rename(other / "Notes.txt")
    assert snapshot.release_of(str(other)) is None
    with pytest.raises(StoreError, match="neither a rolegraph store nor a release of ESCO"):
        taken(other)
    (tmp_path / "cut.zip").write_bytes(releases[1].read_bytes()[:400])
    with pytest.raises(DataError, match=r"cut\.zip"):
        taken(tmp_path / "cut.zip")


def test_the_command_compares_releases_and_stores(
    releases: tuple[Path, Path], tmp_path: Path, run: Run
) -> None:
    first, second = map(str, releases)
    code, out, err = run("diff", first, second, "-f", "json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert {(one["change"], one["thing"], one["was"], one["now"]) for one in found} == EXPECTED
    assert list(found[0]) == ["change", "source", "role", "kind", "thing", "was", "now", "iri"]
    assert {one["source"] for one in found} == {"esco"}
    _, out, _ = run("diff", first, second, "--summary", "-f", "json")
    counted = {(row["change"], row["kind"]): row["count"] for row in json.loads(out)}
    assert counted == Counter((one["change"], one["kind"]) for one in found)
    _, out, _ = run("diff", first, second, "-f", "csv")
    assert next(csv.DictReader(io.StringIO(out)))["iri"].startswith(ESCO)
    assert run("diff", first, first, "--names", "-f", "json")[1] == "[]\n"
    code, out, err = run("diff", "bundled", second, "-f", "json")
    assert err == "Compared is only what esco says.\n"
    assert Counter(one["change"] for one in json.loads(out)) == {"new": 7, "added": 4}
    code, _, err = run("diff", first, second, "--source", "aijobs-mle-vs-re")
    assert code == 2
    (tmp_path / "empty").mkdir()
    assert run("diff", first, str(tmp_path / "empty"))[0] == 3


def test_a_release_equals_the_store_that_it_was_imported_into(releases: tuple[Path, Path]) -> None:
    words = vocabulary()
    store = open_dataset().store
    with esco.read([str(releases[1])], names=register.exactly(words)) as reading:
        lines = [
            *statements.source_quads(reading.source),
            *importing.lines(reading.records, reading.source.iri),
        ]
    store.load("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    stored = snapshot.snapshot(Dataset("a store", store), SOURCE, names=True)
    assert difference.between(stored, taken(releases[1]), names=True) == []
    assert told(difference.between(taken(releases[0]), stored)) == EXPECTED


@pytest.mark.parametrize("width", [60, 140])
def test_the_table_fits_the_terminal(
    releases: tuple[Path, Path], run: Run, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = run("diff", *map(str, releases), "-f", "table")
    lines = out.splitlines()
    assert lines[0].startswith("1 new, 1 gone, 1 renamed, 1 moved, 1 added, 1 removed")
    assert max(map(len, lines)) <= width
    assert any(line.startswith("change  ") for line in lines)
