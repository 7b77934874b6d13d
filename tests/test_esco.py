"""ESCO's CSV becomes records: nothing lost, nothing made up, and every slip told with its place.

Rewrite the golden file with ``ROLEGRAPH_REGENERATE=1 pytest tests/test_esco.py``.
"""

import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.releases_read import FIXTURES, Read, changed, compare_with_golden, read, released

from rolegraph.errors import DataError, UsageError
from rolegraph.facts import Label, Literal
from rolegraph.namespaces import ESCO, RG, SKOS, is_iri
from rolegraph.sources import esco
from rolegraph.sources.taxonomy import Reading

OWN = "http://data.europa.eu/esco/"
KEEPER, CHIEF, UNNAMED = (f"{OWN}occupation/{one}" for one in ("keeper", "chief", "unnamed"))
SORT, COUNT, LORE = (f"{OWN}skill/{one}" for one in ("sort", "count", "lore"))


@pytest.fixture(scope="module")
def small() -> Read:
    return read(esco.read, FIXTURES / "esco")


def test_the_small_release_becomes_the_golden_quads(
    small: Read, request: pytest.FixtureRequest
) -> None:
    compare_with_golden(small, "esco", request.config.getoption("--regenerate"))


def test_an_occupation_has_its_names_place_and_description(small: Read) -> None:
    keeper = small.concepts[KEEPER]
    assert keeper.kind == "role"
    assert keeper.label == "button keeper"
    assert keeper.alt == ("keeper of buttons", "button custodian")
    assert keeper.hidden == ("buton keeper",)
    assert keeper.broader == (f"{OWN}isco/C91",)
    assert keeper.definition == ""
    assert keeper.extra == (
        (SKOS.notation, Literal("91.1")),
        (SKOS.scopeNote, Literal("Not a tailor.")),
    )
    (said,) = small.about("occupation/keeper", SKOS.definition)
    assert said.object == 'Button keepers keep, "sort" and count buttons. They work in drawers.'
    assert (said.modality, said.section, said.line) == ("mentioned", "description", 2)
    assert small.concepts[CHIEF].broader == (KEEPER,)
    # The description of the first goes over four lines.
    assert small.about("occupation/chief", SKOS.definition)[0].line == 6


def test_names_stand_on_lines_or_between_bars_and_never_twice(small: Read) -> None:
    assert small.concepts[SORT].alt == ("order buttons", "arrange buttons")
    assert small.concepts[SORT].hidden == ("buton sorting",)
    assert small.concepts[COUNT].alt == ("tally things", "number things")


def test_a_skill_has_its_type_level_groups_and_related_skills(small: Read) -> None:
    sort = small.concepts[SORT]
    assert sort.definition == "Put buttons in order, large before small."
    assert sort.extra == (
        (SKOS.scopeNote, Literal('By size, "not" by age.')),
        (ESCO.skillType, f"{OWN}skill-type/skill"),
        (ESCO.skillReuseLevel, f"{OWN}skill-reuse-level/sector-specific"),
        (ESCO.relatedOptionalSkill, COUNT),
        (ESCO.relatedEssentialSkill, LORE),
    )
    # Twice the same and itself are left away.
    assert small.concepts[COUNT].broader == (f"{OWN}skill/S9.1", f"{OWN}skill/S9")
    assert small.concepts[COUNT].definition == "To say how many."
    assert small.concepts[LORE].broader == (f"{OWN}isced-f/0999",)
    # Two skills of one label are two skills.
    assert small.concepts[f"{LORE}-too"].label == small.concepts[LORE].label == "button lore"


def test_groups_have_kinds_of_their_own(small: Read) -> None:
    group = small.concepts[f"{OWN}isco/C91"]
    assert (group.kind, group.classes) == ("role-group", (RG.RoleGroup, SKOS.Concept))
    assert group.definition == "Those who keep buttons, of any kind."
    assert small.concepts[f"{OWN}isco/C9"].broader == ()
    # The table of groups leaves it out, the hierarchy has it.
    group = small.concepts[f"{OWN}skill/S9.1"]
    assert (group.kind, group.label) == ("skill-group", "counting buttons")
    assert group.broader == (f"{OWN}skill/S9",)
    assert group.extra == ((SKOS.notation, Literal("S9.1")),)


def test_relations_say_how_strongly_and_where(small: Read) -> None:
    found = [one for one in small.facts if one.property == RG.requiresSkill]
    told = [(one.subject, one.object, one.modality, one.section, one.line) for one in found]
    assert told == [
        (KEEPER, SORT, "required", "essential", 2),
        (KEEPER, COUNT, "preferred", "optional", 3),
        (CHIEF, LORE, "required", "essential", 4),
        (UNNAMED, SORT, "required", "essential", 6),
    ]
    assert [one.category for one in found][1:3] == ["skill/competence", "knowledge"]


def test_what_is_not_released_is_left_out_everywhere_and_counted(small: Read) -> None:
    draft = f"{OWN}skill/draft"
    assert draft not in small.concepts
    assert not any(draft in (one.subject, one.object) for one in small.facts)
    assert not any(draft in one.broader for one in small.concepts.values())
    assert small.concepts[f"{LORE}-too"].broader == ()
    assert small.counts == {
        "broader relations": 12,
        "relations between skills": 3,
        "ISCO groups": 2,
        "skill groups": 3,
        "skills": 4,
        "skills left out, not released": 1,
        "occupations": 2,
        "relations": 4,
        "essential relations": 3,
        "optional relations": 1,
        "relations left out, of things not released": 1,
        "of these of occupations that no file describes": 1,
        "things in de": 2,
        "things without a label in de": 1,
        "labels in de left out, of things not in English": 1,
    }


def test_other_languages_give_labels_alone(small: Read) -> None:
    assert small.labels == [
        Label(SORT, SKOS.prefLabel, "Knöpfe sortieren", "de"),
        Label(SORT, SKOS.altLabel, "Knöpfe ordnen", "de"),
        Label(SORT, SKOS.altLabel, "Knöpfe reihen", "de"),
        Label(KEEPER, SKOS.prefLabel, "Knopfbewahrer/Knopfbewahrerin", "de"),
        Label(KEEPER, SKOS.altLabel, "Knopfbewahrer", "de"),
        Label(KEEPER, SKOS.altLabel, "Knopfbewahrerin", "de"),
        Label(KEEPER, SKOS.hiddenLabel, "Knopfbewarer", "de"),
    ]


def two_zips(folder: Path, version: str = "v9.1") -> tuple[Path, Path]:
    """Pack the small release as it is published."""
    folder.mkdir()
    paths = tuple(folder / f"ESCO dataset - {version} - {one}.zip" for one in ("en", "relations"))
    for path, mine in zip(paths, (False, True), strict=True):
        with zipfile.ZipFile(path, "w") as archive:
            for file in sorted((FIXTURES / "esco").iterdir()):
                if ("Relations" in file.name) == mine:
                    archive.write(file, file.name)
    return paths[0], paths[1]


def test_zips_and_folders_give_the_same(small: Read, tmp_path: Path) -> None:
    zips = two_zips(tmp_path / "zips")
    folder = Path(shutil.copytree(FIXTURES / "esco", tmp_path / "ESCO v9.1 en"))
    for paths in (zips, [tmp_path / "zips"], [folder]):
        found = read(esco.read, *paths, version=None)
        assert found.source == small.source._replace(version="9.1")
        assert found[1:] == small[1:]


def test_files_without_language_may_end_as_if_they_were_english(
    small: Read, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(FIXTURES / "esco", tmp_path / "esco"))
    for path in sorted(folder.glob("*Relations*.csv")):
        path.rename(path.with_name(f"{path.stem}_en.csv"))
    assert read(esco.read, folder) == small


def test_the_version_is_told_by_the_names_or_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="tell no version: name it with --release"):
        read(esco.read, FIXTURES / "esco", version=None)
    first, second = two_zips(tmp_path / "zips")
    first.rename(first.with_name("ESCO dataset - v9.2 - en.zip"))
    with pytest.raises(UsageError, match=r"several versions: 9\.1, 9\.2: name it with --release"):
        read(esco.read, second.parent, version=None)
    assert read(esco.read, second.parent, version="9").source.version == "9"


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    first, _ = two_zips(tmp_path / "zips")
    with pytest.raises(DataError) as raised:
        read(esco.read, first)
    for words in ("broaderRelationsOccPillar.csv", "skillSkillRelations.csv not found", first.name):
        assert words in str(raised.value)


BAD = [
    ("occupations_en.csv", "preferredLabel", "label", 1, "missing column preferredLabel"),
    ("occupations_en.csv", "91.1.1\n", "91.1.1,x\n", 6, "15 cells where the header has 14"),
    ("occupations_en.csv", "occupation/chief", "occupation/keeper", 6, "described already"),
    ("occupations_en.csv", "chief button keeper", " \u202e", 6, "without a preferredLabel"),
    ("skills_en.csv", f"{OWN}skill/lore,", "http://x.org/lore,", 11, "no IRI of ESCO"),
    ("skills_en.csv", f"{OWN}skill/lore,", f"{OWN}skill/<,", 11, "no IRI of ESCO"),
    ("skills_en.csv", "occupation-specific", "<>", 11, "neither a type nor a level"),
    ("skills_en.csv", "skill/count,", "occupation/keeper,", 2, "described already"),
    ("occupationSkillRelations.csv", "optional", "perhaps", 3, "'perhaps': expected essential or"),
    ("occupationSkillRelations.csv", "skill/lore", "skill/gone", 4, "skill/gone is no skill"),
    ("occupationSkillRelations.csv", "skill/lore", "skill/S9", 4, "skill/S9 is no skill"),
    ("occupationSkillRelations.csv", "occupation/chief", "occupation/x", 4, "is no occupation"),
    ("occupationSkillRelations.csv", "occupation/chief", "isco/C91", 4, "is no occupation"),
    ("occupationSkillRelations.csv", "skill/count", "skill/sort", 3, "are related already"),
    ("skillSkillRelations.csv", "essential", "x", 3, "'x': expected essential or optional"),
    ("skillSkillRelations.csv", "skill/lore", "skill/gone", 3, "skill/gone is described by no"),
    ("broaderRelationsOccPillar.csv", "isco/C9\n", "isco/C8\n", 2, "C8 is described by no file"),
    ("broaderRelationsSkillPillar.csv", "isced-f/0999", "isced-f/1", 8, "described by no file"),
    ("skillsHierarchy_en.csv", "counting buttons", "", 3, "without a preferredLabel"),
    ("skills_de.csv", "altLabels", "names", 1, "missing column altLabels"),
]


@pytest.mark.parametrize(("file", "before", "after", "line", "message"), BAD)
def test_a_slip_is_told_with_file_and_line(
    tmp_path: Path, file: str, before: str, after: str, line: int, message: str
) -> None:
    # Skills are read before occupations: it is there that the IRI comes a second time.
    place = "occupations_en.csv" if after == "occupation/keeper," else file
    with pytest.raises(DataError) as raised:
        read(esco.read, changed("esco", tmp_path, file, before, after))
    assert message in str(raised.value)
    assert (raised.value.file, raised.value.line) == (place, line)


def test_a_table_of_occupations_that_is_cut_off_is_no_release(tmp_path: Path) -> None:
    """One occupation that only the hierarchy has is taken, more are not."""
    folder = Path(shutil.copytree(FIXTURES / "esco", tmp_path / "esco"))
    file = folder / "occupations_en.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:5]), encoding="utf-8")
    with pytest.raises(DataError, match=r"occupationSkillRelations\.csv:6: .*unnamed is no occup"):
        read(esco.read, folder)


@given(st.text(), st.text(max_size=20))
def test_names_are_distinct_and_clean(cell: str, label: str) -> None:
    found = esco._names(cell, label)
    assert len(set(found)) == len(found)
    assert label not in found
    assert all(one and one.isprintable() and "\n" not in one for one in found)


@pytest.fixture(scope="module")
def real() -> Read:
    return read(esco.read, released("esco"), version=None)


def test_sizes_equal_the_published_files(real: Read) -> None:
    assert real.source.version == "1.1.1"
    assert {name: real.counts[name] for name in ("occupations", "skills", "relations")} == {
        "occupations": 3_007,
        "skills": 13_896,
        "relations": 123_855,
    }
    kinds = [one.kind for one in real.concepts.values()]
    assert (kinds.count("role"), kinds.count("skill")) == (3_007, 13_896)
    assert (kinds.count("role-group"), kinds.count("skill-group")) == (619, 647)
    needs = [one.modality for one in real.facts if one.property == RG.requiresSkill]
    assert (needs.count("required"), needs.count("preferred")) == (64_946, 58_909)
    assert len(needs) == 123_855


def test_what_the_published_files_refer_to_is_there(real: Read) -> None:
    known = real.concepts.keys()
    assert {other for one in known for other in real.concepts[one].broader} <= known
    assert all(one not in real.concepts[one].broader for one in known)
    related = (ESCO.relatedEssentialSkill, ESCO.relatedOptionalSkill)
    extra = [pair for one in real.concepts.values() for pair in one.extra]
    others = [other for property, other in extra if property in related]
    assert set(map(str, others)) <= known
    # One of the 5,899 says that a skill needs itself.
    assert len(others) == 5_898
    needs = [one for one in real.facts if one.property == RG.requiresSkill]
    assert {one.object for one in needs} <= known
    without = {one.subject for one in needs} - known
    assert [one.rpartition("/")[2] for one in without] == ["a9e54177-a185-404d-b6e6-15663d31137e"]
    assert real.counts["of these of occupations that no file describes"] == 67
    assert all(map(is_iri, known))


def test_records_come_while_the_files_are_read() -> None:
    """No relation waits for the last of them."""
    with esco.read([str(released("esco"))], names=lambda kind, name: None) as reading:
        assert isinstance(reading, Reading)
        first = next(one for one in reading.records if getattr(one, "property", "") != "")
        while getattr(first, "property", "") != RG.requiresSkill:
            first = next(reading.records)
        assert reading.done() < reading.total / 2
