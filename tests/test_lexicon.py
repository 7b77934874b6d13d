"""Names to things: what people type finds what they mean."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import namespaces as ns
from rolegraph.dataset import Dataset
from rolegraph.errors import UnknownNameError, UsageError
from rolegraph.lexicon import Lexicon, Name, normalise
from rolegraph.queries.lookup import lexicon, resolve, resolve_role

C, CPP, CSHARP, GO = (ns.mint("tool", slug) for slug in ("c", "c-plus-plus", "c-sharp", "go"))
NAMES = [
    Name(C, "C", "C", "preferred"),
    Name(CPP, "C++", "C++", "preferred"),
    Name(CPP, "C++", "cpp", "hidden"),
    Name(CSHARP, "C#", "C#", "preferred"),
    Name(CSHARP, "C#", "C Sharp", "alternative"),
    Name(GO, "Go", "Go", "preferred"),
    Name(GO, "Go", "Golang", "alternative"),
    Name(GO, "Go", "C++", "hidden"),
]


@pytest.fixture(scope="module")
def languages() -> Lexicon:
    return Lexicon(NAMES)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("c", C),
        ("C++", CPP),
        ("c-plus-plus", CPP),
        ("CPP", CPP),
        ("c#", CSHARP),
        ("c  sharp", CSHARP),
        ("c-sharp", CSHARP),
        ("GOLANG", GO),
    ],
)
def test_c_and_its_relatives_are_told_apart(languages: Lexicon, text: str, iri: str) -> None:
    assert languages.find(text) == [iri]


def test_a_preferred_label_beats_a_hidden_one(languages: Lexicon) -> None:
    assert languages.find("c++") == [CPP]


def test_what_is_unknown_is_not_found(languages: Lexicon) -> None:
    assert languages.find("cobol") == []
    assert languages.find("") == []
    assert languages.search("cobol") == []
    assert languages.search("") == languages.search(" - ") == []


def test_a_search_gives_the_whole_name_first_and_each_thing_once(languages: Lexicon) -> None:
    found = languages.search("c")
    assert [match.iri for match in found] == [C, CSHARP, CPP, GO]
    assert [match.rank for match in found] == sorted(match.rank for match in found)


def found_by(names: dict[str, str]) -> Lexicon:
    """Return a lexicon of one thing for each name, whose sort is given, in this order."""
    return Lexicon(
        [
            Name(ns.mint("skill", f"s{place}"), f"{'x' * (99 - place)}", name, sort)
            for place, (name, sort) in enumerate(names.items())
        ]
    )


def test_where_a_text_stands_in_a_name_counts_before_what_the_name_is() -> None:
    """Labels get shorter down the list: nothing but the rank gives this order."""
    places = ("{}", "{} or {} again", "some {}s and {}", "un{}ed")
    sorts = ("preferred", "alternative", "hidden")
    for text in ("yak", "Yak-shav"):
        names = {
            place.format(*[text.swapcase()] * 2) + " " * spaces: sort
            for place in places
            for spaces, sort in enumerate(sorts)
        }
        found = found_by(names).search(text)
        assert [match.name for match in found] == list(names)
        assert [match.rank for match in found] == list(range(12))


def test_a_thing_is_found_by_the_best_of_its_names_and_of_like_ones_by_the_first() -> None:
    names = [
        Name(GO, "Go", "the go language", "hidden"),
        Name(GO, "Go", "golang", "alternative"),
        Name(GO, "Go", "gopher talk", "alternative"),
    ]
    assert [(match.iri, match.name) for match in Lexicon(names).search("go")] == [(GO, "golang")]


def test_of_two_names_that_look_the_same_the_better_counts() -> None:
    names = [Name(C, "C", "see", "preferred"), Name(C, "C", "SEE", "hidden")]
    other = Name(GO, "Go", "see", "alternative")
    assert Lexicon([*names, other]).find("see") == [C]
    assert Lexicon([*names[::-1], other]).find("see") == [C]


def test_with_a_source_only_what_it_describes_is_found() -> None:
    class Described(Lexicon):
        def sources(self, iri: str) -> list[str]:
            return {CPP: ["esco"], GO: ["onet", "esco"]}.get(iri, [])

    described = Described(NAMES)
    assert described.find("c++") == described.find("c++", "esco") == [CPP]
    assert described.find("c++", "onet") == [GO]
    assert described.find("go", "onet") == described.find("golang", "onet") == [GO]
    assert described.find("c-plus-plus", "esco") == [CPP]
    assert described.find("c", "esco") == described.find("c++", "elsewhere") == []
    assert Lexicon(NAMES).find("c++", "esco") == []


def test_the_nearest_names_are_few_and_alike(languages: Lexicon) -> None:
    assert languages.nearest("golan")[0] == languages.nearest("kolang")[0] == "Go"
    assert languages.nearest("zzzzzz") == languages.nearest("") == ()
    assert languages.nearest("c") == ("C", "C#", "C++")
    assert languages.nearest("c", 2) == ("C", "C#")
    assert len(languages.nearest("zzzzzz", 9, least=0)) == 4


@pytest.mark.parametrize(
    ("text", "names", "nearest"),
    [
        # Just alike enough: four of eight letters.
        ("ab", ["xxxabx"], ["xxxabx"]),
        ("ab", ["xxxxabx"], []),
        # The start of a name or of a word in it, however long the name is.
        ("data", ["database administration"], ["database administration"]),
        ("data", ["chief data and analytics officer"], ["chief data and analytics officer"]),
        ("data", ["the metadata of many libraries"], []),
        # A slip of one letter is nearer than a long name that begins so, a start than its like.
        (
            "plumber",
            ["plumberry picking in the hills beyond the river", "plumbed"],
            ["plumbed", "plumberry picking in the hills beyond the river"],
        ),
        ("nurse", ["nursing", "nurses on night duty"], ["nurses on night duty", "nursing"]),
        # Equal letters in another order are no likeness.
        ("abcdef", ["fedcba"], []),
    ],
)
def test_names_are_near_by_their_letters(text: str, names: list[str], nearest: list[str]) -> None:
    found = Lexicon([Name(one, one, one, "preferred") for one in names]).nearest(text, 9)
    assert list(found) == nearest


def test_the_nearest_thing_is_near_by_the_best_of_its_names() -> None:
    names = [
        Name(GO, "Go", "golang", "alternative"),
        Name(GO, "Go", "unlike", "hidden"),
        Name(C, "C", "golang!!", "hidden"),
    ]
    assert Lexicon(names).nearest("colang") == Lexicon(names[::-1]).nearest("colang") == ("Go", "C")


def test_a_name_that_cannot_be_near_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing takes a time that grows by the square of the letters, and names are thousands."""
    compared = []

    class Noting(difflib.SequenceMatcher[str]):
        def __init__(self, junk: None, one: str, other: str) -> None:
            compared.append(other)
            super().__init__(junk, one, other)

    monkeypatch.setattr(difflib, "SequenceMatcher", Noting)
    far = ["cook", "sun hiding", "it", "unnursed" * 5, "neurosurgeons in training"]
    near = ["nursing", "the nurse", "runes"]
    names = Lexicon([Name(one, one, one, "preferred") for one in [*far, *near]])
    names.nearest("nurse")
    assert compared == near


def test_labels_and_length_count_things_not_names(languages: Lexicon) -> None:
    assert len(languages) == 4
    assert languages.labels() == {C: "C", CPP: "C++", CSHARP: "C#", GO: "Go"}
    assert [languages.label(iri) for iri in (C, GO, "nothing")] == ["C", "Go", None]
    assert languages.has_traits(C)


@given(st.text())
def test_no_text_breaks_the_lookup(languages: Lexicon, text: str) -> None:
    languages.nearest(text)
    found = languages.find(text)
    assert {match.iri for match in languages.search(text)} >= set(found) - {
        iri for iri in found if iri.rpartition("/")[2] == text.lower()
    }


@pytest.mark.thorough
def test_every_name_of_every_thing_finds_it(dataset: Dataset) -> None:
    for kind in ns.KINDS:
        names = lexicon(dataset, kind)
        # No salary is known without a store of one's own.
        assert bool(len(names)) == (kind != "salary"), kind
        for iri, label in names.labels().items():
            for text in (label, ns.slug_of(iri), ns.to_curie(iri), iri):
                assert iri in resolve(names, text, kind) or kind == "posting", (iri, text)
                assert all(ns.kind_of(found) == kind for found in resolve(names, text, kind))


@pytest.mark.parametrize(
    "text",
    [
        "mle",
        " MLE ",
        "machine-learning-engineer",
        "Machine Learning Engineer",
        "ml engineer",
        "role:machine-learning-engineer",
        "https://w3id.org/rolegraph/role/machine-learning-engineer",
    ],
)
def test_a_role_goes_by_slug_alias_label_curie_and_iri(dataset: Dataset, text: str) -> None:
    role = resolve_role(lexicon(dataset, "role"), text)
    assert role == ns.mint("role", "machine-learning-engineer")


@pytest.mark.parametrize("text", ["machine learning enginer", "tool:docker", "role:nobody", ""])
def test_an_unknown_role_is_refused(dataset: Dataset, text: str) -> None:
    with pytest.raises(UnknownNameError, match="No role is called"):
        resolve_role(lexicon(dataset, "role"), text)


def test_a_misspelt_role_lists_the_nearest(dataset: Dataset) -> None:
    with pytest.raises(UnknownNameError) as caught:
        resolve_role(lexicon(dataset, "role"), "machine learning enginer")
    assert caught.value.nearest[0] == "Machine Learning Engineer"
    assert "Nearest: Machine Learning Engineer" in str(caught.value)


def test_a_name_of_two_roles_asks_which() -> None:
    roles = [ns.mint("role", slug) for slug in ("a", "b")]
    names = Lexicon([Name(iri, iri, "same", "hidden") for iri in roles])
    with pytest.raises(UsageError, match=r"several things: role:a, role:b"):
        resolve_role(names, "same")
