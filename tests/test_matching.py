"""Matching: what each name became, the counts behind the order, and files that mean harm."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.profiled import HOLDINGS, Holdings, held_by, said

from rolegraph import resume
from rolegraph.dataset import Dataset
from rolegraph.errors import DataError, UnknownNameError, UsageError
from rolegraph.graph import Graph
from rolegraph.matching import Find, NothingKnownError, finder, match
from rolegraph.profiles import Profiles


def finder_of(found: Profiles) -> Find:
    """Return what finds things and roles by their labels."""
    names: dict[str, list[str]] = {}
    for thing in found.things:
        names.setdefault(thing.label, []).append(thing.iri)
    for role in found.roles:
        names.setdefault(role.label, []).append(role.iri)

    def find(name: str) -> list[str]:
        if name not in names:
            raise UnknownNameError(name, "skill", ("the nearest",))
        return names[name]

    return find


@given(HOLDINGS, st.frozensets(st.integers(0, 11), min_size=1))
def test_the_counts_are_those_of_the_sets(holdings: Holdings, mine: frozenset[int]) -> None:
    found = held_by(holdings)
    find = finder_of(found)
    had = {at for at in mine if found.spread[at]}
    if not had:
        with pytest.raises(NothingKnownError):
            match(found, find, [f"thing {at}" for at in mine])
        return
    answer = match(found, find, [f"thing {at}" for at in sorted(mine)], limit=20)
    assert answer.things == len(had)
    sharing = [has for has in found.held if had & has.keys()]
    assert len(answer.found) == len(sharing)
    for fit in answer.found:
        has = found.held[found.place(fit.role.iri)].keys()
        assert (fit.has, fit.of) == (len(has & had), len(has))
        assert fit.least == pytest.approx(sum(found.rarity[at] for at in has & had))
        assert fit.most == pytest.approx(sum(found.rarity[at] for at in has | had))
    figures = [round(fit.figure, 12) for fit in answer.found]
    assert figures == sorted(figures, reverse=True)


WORLD = {
    "analyst": ["sql required one", "excel required one", "degree:bachelor required one"],
    "engineer": ["sql required one", "git preferred one", "degree:master alternative one"],
    "cook": ["knives required one"],
}
LEVELS = {
    "https://w3id.org/rolegraph/degree/bachelor": 6,
    "https://w3id.org/rolegraph/degree/master": 7,
}


def test_each_name_is_accounted_for() -> None:
    found = said(WORLD)
    answer = match(found, finder_of(found), ["sql", "cook", "juggling"], limit=5)
    assert [one.name for one in answer.given] == ["sql"]
    assert answer.unused == ("cook",)
    assert [(one.name, one.nearest) for one in answer.unknown] == [("juggling", ("the nearest",))]
    assert [fit.role.label for fit in answer.found] == ["engineer", "analyst"]
    assert answer.to_dict()["unknown"] == [{"name": "juggling", "nearest": ["the nearest"]}]


def test_a_degree_covers_those_below_it_and_not_those_above() -> None:
    found = said(WORLD)
    find = finder_of(found)
    high = match(found, find, ["master"], levels=LEVELS)
    assert {fit.role.label for fit in high.found} == {"analyst", "engineer"}
    low = match(found, find, ["bachelor"], levels=LEVELS)
    assert {fit.role.label for fit in low.found} == {"analyst"}


def test_a_name_in_parts_names_several_things() -> None:
    found = said(WORLD)
    answer = match(found, finder_of(found), ["bachelor in sql", "git / juggling"])
    assert [len(one.things) for one in answer.given] == [2, 1]


def test_a_role_that_was_held_is_marked() -> None:
    found = said(WORLD)
    answer = match(found, finder_of(found), ["sql"], positions=["analyst", "astronaut"])
    assert {fit.role.label: fit.held for fit in answer.found} == {
        "analyst": True,
        "engineer": False,
    }


def test_essential_and_missing_are_told_apart() -> None:
    found = said(WORLD)
    answer = match(found, finder_of(found), ["git"])
    (fit,) = answer.found
    assert (fit.has, fit.of, fit.has_essential, fit.essential) == (1, 3, 0, 2)
    assert [lack.trait.label for lack in fit.missing] == ["master", "sql"]


def test_what_cannot_be_asked_is_said() -> None:
    found = said(WORLD)
    with pytest.raises(UsageError, match="Nothing to match"):
        match(found, finder_of(found), [])
    with pytest.raises(UsageError, match="a limit of 0"):
        match(found, finder_of(found), ["sql"], limit=0)
    with pytest.raises(NothingKnownError, match=r"'juggling' .nearest: the nearest") as error:
        match(found, finder_of(found), ["juggling"])
    assert error.value.exit_code == 1


def test_names_are_found_as_everywhere_else(any_store: Dataset) -> None:
    find = finder(any_store)
    python = ["https://w3id.org/rolegraph/tool/python"]
    assert find("Python") == find("tool:python") == python
    assert find(python[0]) == python
    with pytest.raises(UnknownNameError, match="Kubernetes"):
        find("kubernetis")


RESUME = {
    "basics": {"name": "A. Person"},
    "skills": [{"name": "Python", "level": "master", "keywords": ["Docker", "SQL"]}],
    "education": [{"studyType": "Bachelor of Science", "area": "Computer Science"}],
    "certificates": [{"name": "Certified Something"}],
    "languages": [{"language": "English"}],
    "work": [{"position": "Data Engineer", "name": "A Company"}],
}


def test_a_resume_gives_names_and_positions(tmp_path: Path, graph: Graph) -> None:
    found = resume.read(json.dumps(RESUME).encode(), "cv.json")
    assert found.names == (
        "Python",
        "Docker",
        "SQL",
        "Bachelor of Science",
        "Computer Science",
        "Certified Something",
        "English",
    )
    assert found.positions == ("Data Engineer",)
    path = tmp_path / "cv.json"
    path.write_text(json.dumps(RESUME), encoding="utf-8-sig")
    answer = graph.match(resume=path)
    assert "Data Engineer" in [fit.role.label for fit in answer.found if fit.held]
    assert {one.name for one in answer.given} >= {"Python", "Docker", "Bachelor of Science"}


def test_a_list_gives_a_name_for_each_line() -> None:
    text = "\ufeffPython\n# tools\n- Docker\n\n  C#  \r\nPython\n"
    assert resume.read(text.encode(), "-").names == ("Python", "Docker", "C#")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no name in it"),
        (b"{", "no JSON"),
        (b"[1, 2]", "none of the sections skills, education"),
        (b'{"a": 1}', "none of the sections"),
        (b"ok\nb\xffd", "list:2: not UTF-8"),
        (b'{"skills": ' + b"[" * 100_000, "nested too deep"),
        (b'{"skills": [' + b"1" * 5_000 + b"]}", "too large a number"),
        (b"x" * (resume.SIZE + 1), "more than 4000000 bytes"),
        ("\n".join(map(str, range(resume.NAMES + 1))).encode(), "more than 2000 names"),
    ],
    ids=range(9),
)
def test_a_bad_file_is_refused_with_its_name(data: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message) as error:
        resume.read(data, "list")
    assert str(error.value).startswith("list:")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "keywords", "position", "area"]), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["skills", "work", "education", "languages"]), JSON))
def test_whatever_stands_in_the_sections_is_read_or_passed_over(value: dict[str, object]) -> None:
    data = json.dumps({"skills": [], **value}).encode()
    found = resume.read(data, "cv.json")
    assert all(isinstance(name, str) and name for name in (*found.names, *found.positions))


def test_a_missing_file_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        resume.open_file(str(tmp_path / "none.json"))


def test_thousands_of_names_that_nobody_knows_are_told_in_time(dataset: Dataset) -> None:
    find = finder(dataset)
    started, hinted = time.process_time(), 0
    for number in range(3000):
        with pytest.raises(UnknownNameError) as raised:
            find(f"kubernetis{number}")
        hinted += bool(raised.value.nearest)
    # Before, each took some 20 milliseconds.
    assert time.process_time() - started < 5
    assert hinted == 20
    assert find("python")
