"""O*NET's tables become records: nothing lost, nothing made up, every slip told with its place.

Rewrite the golden file with ``ROLEGRAPH_REGENERATE=1 pytest tests/test_onet.py``.
"""

import shutil
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.releases_read import FIXTURES, Read, changed, compare_with_golden, read, released

from rolegraph.dataset import vocabulary
from rolegraph.errors import DataError, UsageError
from rolegraph.facts import Fact, Literal
from rolegraph.namespaces import RDFS, RG, SKOS, XSD, mint
from rolegraph.register import exactly
from rolegraph.sources import onet
from rolegraph.sources.onettables import Tables
from rolegraph.sources.releases import Files

OCCUPATION = "https://services.onetcenter.org/ws/online/occupations/"
ELEMENT = "https://www.onetonline.org/find/descriptor/result/"
KEEPER, CHIEF = (f"{OCCUPATION}99-101{digit}.00" for digit in "12")
KNOWN = {
    ("tool", "c"): "tool/c",
    ("tool", "c#"): "tool/c-sharp",
    ("tool", "linux"): "tool/linux",
    ("tool", "ubuntu"): "tool/linux",
    ("degree", "high school diploma"): "degree/high-school-diploma",
    ("degree", "bachelor's degree"): "degree/bachelor",
    # A skill of the same name is no tool.
    ("skill", "button base"): "skill/button-base",
}
RATED = (RG.importance, RG.level)


def names(kind: str, name: str) -> str | None:
    """Return what a small vocabulary has."""
    slug = KNOWN.get((kind, name.casefold()))
    return slug and mint(*slug.split("/"))


@pytest.fixture(scope="module")
def small() -> Read:
    return read(onet.read, FIXTURES / "onet", names=names, version=None)


def told(facts: list[Fact]) -> list[tuple[str, str, int | None]]:
    return [(one.object.rpartition("/")[2], one.modality, one.line) for one in facts]


def test_the_small_release_becomes_the_golden_quads(
    small: Read, request: pytest.FixtureRequest
) -> None:
    compare_with_golden(small, "onet", request.config.getoption("--regenerate"))


def test_the_source_has_version_licence_and_the_words_to_pass_on(small: Read) -> None:
    assert small.source.version == "99.1"
    assert small.source.license == "https://creativecommons.org/licenses/by/4.0/"
    assert small.source.rights.startswith("O*NET 99.1 Database by the U.S. Department of Labor")


def test_an_occupation_has_its_titles_zone_page_and_description(small: Read) -> None:
    keeper = small.concepts[KEEPER]
    assert (keeper.kind, keeper.label) == ("role", "Button Keepers")
    # What equals the title and what is n/a are left away.
    assert keeper.alt == ("Keeper of Buttons", "Certified Button Keeper (CBK)", "CBK")
    assert keeper.extra == (
        (SKOS.notation, Literal("99-1011.00")),
        (RDFS.seeAlso, "https://www.onetonline.org/link/summary/99-1011.00"),
        (RG.jobZone, Literal("2", XSD.integer)),
    )
    assert RG.jobZone not in dict(small.concepts[CHIEF].extra)
    (said,) = small.about("99-1011.00", SKOS.definition)
    assert (said.object, said.line) == ('Keep, "sort" and count buttons.', 2)


def test_ratings_are_required_rated_or_denied(small: Read) -> None:
    found = small.about("99-1011.00", RG.requiresSkill)
    assert told(found) == [
        ("2.A.1.a", "required", 2),
        ("2.A.1.b", "rated", 4),
        ("2.C.1.a", "denied", 2),
    ]
    assert [(one.importance, one.level) for one in found] == [
        (4.12, 3.88),
        (2.99, 2.1),
        (1.25, 0.0),
    ]
    assert [one.section for one in found] == ["Skills", "Skills", "Knowledge"]
    assert [one.extra for one in found] == [(), tuple((RG.suppresses, one) for one in RATED), ()]


def test_a_rating_without_value_is_none(small: Read) -> None:
    (found,) = small.about("99-1012.00", RG.requiresSkill)
    assert (found.modality, found.importance, found.level) == ("required", 3.0, None)
    assert small.counts["of these without a value"] == 2


def test_elements_stand_below_the_model_and_only_those_that_are_rated(small: Read) -> None:
    tree = {
        one.iri.removeprefix(ELEMENT): (one.kind, *one.broader)
        for one in small.concepts.values()
        if one.iri.startswith(ELEMENT)
    }
    assert tree == {
        "2": ("skill-group",),
        "2.A": ("skill-group", f"{ELEMENT}2"),
        "2.A.1": ("skill-group", f"{ELEMENT}2.A"),
        "2.A.1.a": ("skill", f"{ELEMENT}2.A.1"),
        "2.A.1.b": ("skill", f"{ELEMENT}2.A.1"),
        "2.C": ("skill-group", f"{ELEMENT}2"),
        # The model of this release lacks 2.C.1.
        "2.C.1.a": ("skill", f"{ELEMENT}2.C"),
    }
    law = small.concepts[f"{ELEMENT}2.C.1.a"]
    assert (law.label, law.definition) == ("Button Law", "Knowledge of the law of buttons.")


def test_technology_is_ours_by_its_exact_name_or_new(small: Read) -> None:
    found = small.about("99-1011.00", RG.usesTool)
    assert told(found) == [
        ("c", "mentioned", 2),
        ("c-sharp", "mentioned", 3),
        ("button-base", "preferred", 4),
    ]
    assert [one.category for one in found][1:] == [
        "Development environment software",
        "Data base software",
    ]
    yes = Literal("true", XSD.boolean)
    assert [one.extra for one in found] == [(), ((RG.hotTechnology, yes),), ((RG.inDemand, yes),)]
    assert mint("tool", "c") not in small.concepts
    base = small.concepts[mint("tool", "button-base")]
    assert base.broader == (mint("tool", "unspsc-43232306"),)
    assert (RG.provisional, yes) in base.extra
    assert small.concepts[base.broader[0]].label == "Data base software"


def test_two_names_of_one_tool_are_one_claim_with_what_both_say(small: Read) -> None:
    linux, base = small.about("99-1012.00", RG.usesTool)
    assert told([linux, base]) == [("linux", "preferred", 6), ("button-base", "mentioned", 7)]
    assert dict(linux.extra).keys() == {RG.hotTechnology, RG.inDemand}
    assert small.counts["technology rows"] == 6
    assert small.counts["of these second names of a technology"] == 1


def test_tasks_are_responsibilities(small: Read) -> None:
    found = [one for one in small.facts if one.property == RG.hasResponsibility]
    assert told(found) == [
        ("onet-task-8823", "required", 2),
        ("onet-task-8824", "preferred", 3),
        ("onet-task-8825", "mentioned", 4),
    ]
    assert [one.category for one in found] == ["Core", "Supplemental", ""]
    task = small.concepts[mint("responsibility", "onet-task-8823")]
    assert task.label == 'Sort buttons into "drawers".'
    assert task.definition == "Task 8823 of Button Keepers in O*NET."


def test_education_is_a_distribution(small: Read) -> None:
    found = small.about("99-1011.00", RG.requiresDegree)
    assert told(found) == [
        ("high-school-diploma", "alternative", 3),
        ("bachelor", "required", 4),
        ("post-baccalaureate-certificate", "mentioned", 5),
    ]
    shares = [dict(one.extra)[RG.share] for one in found]
    assert shares == [Literal(share, XSD.decimal) for share in ("10.00", "50.00", "9.99")]
    new = [one for one in small.concepts.values() if one.kind == "degree"]
    assert [one.label for one in new] == [
        "Less than a High School Diploma",
        "Post-Baccalaureate Certificate",
    ]
    assert new[1].extra == ((RG.eqfLevel, Literal("6", XSD.integer)),)


def test_related_occupations_have_tier_and_rank(small: Read) -> None:
    found = [one for one in small.facts if one.property == RG.relatesToRole]
    assert told(found) == [("99-1012.00", "mentioned", 2), ("99-1011.00", "mentioned", 3)]
    assert [one.category for one in found] == ["Primary-Short", "Supplemental"]
    ranks = [dict(one.extra)[RG.rank] for one in found]
    assert ranks == [Literal(rank, XSD.integer) for rank in ("1", "12")]


def test_what_is_told_equals_the_files(small: Read) -> None:
    assert small.counts == {
        "alternate titles": 4,
        "job zones": 1,
        "occupations": 2,
        "groups of them": 4,
        "skills and knowledge": 3,
        "skills ratings": 8,
        "knowledge ratings": 2,
        "of these not relevant": 1,
        "of these without a value": 2,
        "technology rows": 6,
        "technologies that the vocabulary knows": 4,
        "technologies that were not known": 1,
        "classes of technology": 3,
        "of these second names of a technology": 1,
        "tasks": 3,
        "levels of education that were not known": 2,
        "shares of levels of education": 5,
        "related occupations": 2,
    }


def test_zip_and_folder_give_the_same(small: Read, tmp_path: Path) -> None:
    path = tmp_path / "db_98_7_text.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted((FIXTURES / "onet").iterdir()):
            archive.write(file, f"db_98_7_text/{file.name}")
    assert read(onet.read, path, names=names, version=None) == small
    # Without Read Me.txt the folder's name tells the version.
    folder = Path(shutil.copytree(FIXTURES / "onet", tmp_path / "db_98_7_text"))
    (folder / "Read Me.txt").unlink()
    assert read(onet.read, folder, names=names, version=None).source.version == "98.7"
    folder = folder.rename(tmp_path / "text")
    with pytest.raises(UsageError, match="name it with --release"):
        read(onet.read, folder, names=names, version=None)


def test_a_level_of_education_that_the_vocabulary_lacks_is_named_by_its_words() -> None:
    found = read(onet.read, FIXTURES / "onet", version=None)
    assert found.concepts[mint("degree", "high-school-diploma")].label == "High School Diploma"


BAD = [
    ("Occupation Data", "Description", "Text", 1, "missing column Description: expected"),
    ("Occupation Data", "99-1012.00", "99-1011.00", 3, "99-1011.00 stands here twice"),
    ("Occupation Data", "99-1012.00", "99-1012.0", 3, "is no O*NET-SOC code such as"),
    ("Occupation Data", "99-1012.00", "٩٩-1012.00", 3, "is no O*NET-SOC code such as"),
    ("Occupation Data", "\tChief Button Keepers", "\t\u202e", 3, "an occupation without a title"),
    ("Alternate Titles", "99-1012.00", "99-1013.00", 5, "no code of Occupation Data"),
    ("Alternate Titles", "n/a\t10", "n/a", 5, "3 cells where the header has 4"),
    ("Job Zones", "99-1011.00", "99-1013.00", 2, "no code of Occupation Data"),
    ("Job Zones", "\t2\t", "\t6\t", 2, "'6': expected a whole number from 1 to 5"),
    ("Content Model Reference", "2.A.1\t", "2.A\t", 4, "element '2.A' stands here twice"),
    ("Skills", "2.A.1.b", "2.A.1.c", 4, "'2.A.1.c' is no element of Content Model Reference"),
    ("Skills", "4.12", "5.01", 2, "'5.01': expected a number from 1 to 5"),
    ("Skills", "4.12", "4e0", 2, "'4e0': expected a number from 1 to 5"),
    ("Skills", "4.12", "nan", 2, "'nan': expected a number from 1 to 5"),
    ("Skills", "\tLV", "\tIM", 3, "scale 'IM': expected IM and LV, once each"),
    ("Skills", "\tIM\t2.99", "\tXX\t2.99", 4, "scale 'XX': expected IM and LV"),
    ("Skills", "99-1011.00\t2.A.1.a", "99-1012.00\t2.A.1.b", 3, "99-1011.00 has no importance"),
    ("Skills", "\tN\tn/a\t", "\tQ\tn/a\t", 2, "'Q': expected Y, N or n/a"),
    ("Knowledge", "99-1011.00", "99-1013.00", 2, "no code of Occupation Data"),
    ("Technology Skills", "43232306\tData", "x\tData", 4, "'x': expected a whole number"),
    ("Technology Skills", "Button Base", "C\\C", 4, "'C\\\\C' and"),
    ("Technology Skills", "Linux", "\u202e", 5, "a technology or a class without a name"),
    ("Task Statements", "8824", "8823", 3, "task 8823 stands here twice"),
    ("Task Statements", "Supplemental", "Maybe", 3, "'Maybe': expected Core, Supplemental or n/a"),
    ("Education, Training, and Experience", "\t2\t10", "\t3\t10", 3, "category 3 is not in"),
    ("Education, Training, and Experience", "\t2\t10", "\t1\t10", 3, "stands here twice"),
    ("Education, Training, and Experience", "50.00", "101", 4, "expected a number from 0 to 100"),
    ("Related Occupations", "\t99-1012.00", "\t99-1011.00", 2, "is related to itself"),
    ("Related Occupations", "\t12", "\t0", 3, "'0': expected a whole number from 1 to 9999"),
]


@pytest.mark.parametrize(("table", "before", "after", "line", "message"), BAD)
def test_a_slip_is_told_with_file_and_line(
    tmp_path: Path, table: str, before: str, after: str, line: int, message: str
) -> None:
    folder = changed("onet", tmp_path, f"{table}.txt", before, after)
    if after == "C\\C":
        # Two names with one slug: the first stands in the line before.
        path = folder / "Technology Skills.txt"
        path.write_text(path.read_text().replace("\tC#\t", "\tC/C\t"))
    with pytest.raises(DataError) as raised:
        read(onet.read, folder, names=names, version=None)
    assert (raised.value.file, raised.value.line) == (f"{table}.txt", line)
    assert message in str(raised.value)


def test_an_occupation_is_rated_on_a_thing_in_one_place(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FIXTURES / "onet", tmp_path / "onet"))
    path = folder / "Skills.txt"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]))
    message = r"^Skills\.txt:10: 99-1011\.00 is rated on 2\.A\.1\.a in two places"
    with pytest.raises(DataError, match=message):
        read(onet.read, folder, names=names, version=None)


def test_two_spellings_of_a_technology_are_one(tmp_path: Path) -> None:
    folder = changed("onet", tmp_path, "Technology Skills.txt", "C#\t", "button-BASE\t")
    found = read(onet.read, folder, names=names, version=None)
    (base,) = found.about("99-1011.00", RG.usesTool)[1:]
    assert told([base]) == [("button-base", "preferred", 4)]
    assert dict(base.extra).keys() == {RG.hotTechnology, RG.inDemand}
    assert found.concepts[base.object].label == "button-BASE"


@pytest.mark.parametrize(
    ("names_", "match"),
    [
        ({("tool", "button-base"): "tool/button-base"}, r"Technology Skills\.txt:4: 'Button Base'"),
        ({("degree", "less-than-high-school"): "degree/less-than-high-school"}, r"Categories\.txt"),
    ],
)
def test_a_name_does_not_become_a_thing_of_the_vocabulary_by_its_slug(
    names_: dict[tuple[str, str], str], match: str
) -> None:
    def lookup(kind: str, name: str) -> str | None:
        slug = (KNOWN | names_).get((kind, name.casefold()))
        return slug and mint(*slug.split("/"))

    with pytest.raises(DataError, match=match) as raised:
        read(onet.read, FIXTURES / "onet", names=lookup, version=None)
    assert "which the vocabulary has under other names" in str(raised.value)


@given(st.integers(0, 100 * 10_000), st.integers(0, 4))
def test_a_figure_is_written_again_as_it_was_read(units: int, places: int) -> None:
    text = f"{Decimal(units).scaleb(-4):.{places}f}"
    number = Tables(Files({}, [])).number("Skills", 1, text, 0, 101)
    # Zeros at the end are all that may differ, and xsd:decimal knows no exponent.
    assert Decimal(str(number)) == Decimal(text)
    assert set(str(number)) <= set("0123456789.")


@given(st.text(max_size=6))
def test_only_plain_figures_are_numbers(text: str) -> None:
    try:
        Tables(Files({}, [])).number("Skills", 1, text, 0, 1000)
    except DataError:
        return
    whole, _, part = text.partition(".")
    assert whole.isascii()
    assert whole.isdigit()
    assert not part or (part.isascii() and part.isdigit())


@pytest.fixture(scope="module")
def real() -> Read:
    path = released("onet", "db_29_3_text.zip")
    return read(onet.read, path, names=exactly(vocabulary()), version=None)


def test_sizes_equal_the_published_files(real: Read) -> None:
    assert real.source.version == "29.3"
    sizes = {
        "occupations": 1_016,
        "technology rows": 32_681,
        "skills ratings": 61_530,
        "knowledge ratings": 58_014,
        "tasks": 18_796,
        "alternate titles": 56_560,
        "related occupations": 18_460,
        "job zones": 923,
    }
    assert {name: real.counts[name] for name in sizes} == sizes
    kinds = Counter(one.kind for one in real.concepts.values())
    assert kinds["role"] == 1_016
    assert kinds["skill"] == 68
    assert kinds["responsibility"] == 18_796
    said = Counter(one.property for one in real.facts)
    # Two rows, importance and level, are one claim.
    assert said[RG.requiresSkill] == (61_530 + 58_014) / 2
    assert said[RG.hasResponsibility] == 18_796
    assert said[RG.relatesToRole] == 18_460
    second = real.counts["of these second names of a technology"]
    assert said[RG.usesTool] == 32_681 - second
    assert second < 100


def test_what_the_published_files_refer_to_is_there(real: Read) -> None:
    known = real.concepts.keys()
    assert {other for one in real.concepts.values() for other in one.broader} <= known
    assert {one.subject for one in real.facts} <= known
    assert len({(one.subject, one.property, one.object) for one in real.facts}) == len(real.facts)


def test_short_names_of_languages_are_ours_and_never_merged(real: Read) -> None:
    used = {one.object for one in real.facts if one.property == RG.usesTool}
    for slug in ("c", "c-plus-plus", "c-sharp", "r", "go"):
        assert mint("tool", slug) in used
        assert mint("tool", slug) not in real.concepts
    assert real.concepts[mint("tool", "adsense-tracker")].label == "AdSense Tracker"
    new = [one for one in real.concepts.values() if one.kind == "tool"]
    mine = exactly(vocabulary())
    assert not [one.iri for one in new if mine("tool", one.iri.rpartition("/")[2]) == one.iri]


def test_figures_of_the_published_files_come_out_as_they_were(real: Read) -> None:
    (found,) = [
        one
        for one in real.about("11-1011.00", RG.requiresSkill)
        if one.object == f"{ELEMENT}2.A.1.a"
    ]
    assert (str(found.importance), str(found.level)) == ("4.12", "4.62")
    written = {str(one.importance) for one in real.facts} | {str(one.level) for one in real.facts}
    assert not [one for one in written if "e" in one.replace("None", "")]
