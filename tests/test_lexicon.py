"""Names to things: what people type finds what they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph import namespaces as ns
from rolegraph.dataset import Dataset
from rolegraph.errors import UnknownNameError, UsageError
from rolegraph.lexicon import Lexicon, Name, normalise
from rolegraph.queries.lookup import lexicon, resolve, resolve_role

C, CPP, CSHARP, GO = (ns.mint("tool", slug) for slug in ("c", "c-plus-plus", "c-sharp", "go"))
LANGUAGES = Lexicon(
    [
        Name(C, "C", "C", "preferred"),
        Name(CPP, "C++", "C++", "preferred"),
        Name(CPP, "C++", "cpp", "hidden"),
        Name(CSHARP, "C#", "C#", "preferred"),
        Name(CSHARP, "C#", "C Sharp", "alternative"),
        Name(GO, "Go", "Go", "preferred"),
        Name(GO, "Go", "Golang", "alternative"),
        Name(GO, "Go", "C++", "hidden"),
    ]
)


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
def test_c_and_its_relatives_are_told_apart(text: str, iri: str) -> None:
    assert LANGUAGES.find(text) == [iri]


def test_a_preferred_label_beats_a_hidden_one() -> None:
    assert LANGUAGES.find("c++") == [CPP]


def test_what_is_unknown_is_not_found() -> None:
    assert LANGUAGES.find("cobol") == []
    assert LANGUAGES.find("") == []
    assert LANGUAGES.search("cobol") == []
    assert LANGUAGES.search("") == LANGUAGES.search(" - ") == []


def test_a_search_gives_the_whole_name_first_and_each_thing_once() -> None:
    found = LANGUAGES.search("c")
    assert [match.iri for match in found] == [C, CSHARP, CPP, GO]
    assert [match.rank for match in found] == sorted(match.rank for match in found)


def test_the_nearest_names_are_few_and_alike() -> None:
    assert LANGUAGES.nearest("golan")[0] == "Go"
    assert LANGUAGES.nearest("zzzzzz") == ()
    assert len(LANGUAGES.nearest("c", 2)) <= 2


def test_labels_and_length_count_things_not_names() -> None:
    assert len(LANGUAGES) == 4
    assert LANGUAGES.labels() == {C: "C", CPP: "C++", CSHARP: "C#", GO: "Go"}


@given(st.text())
def test_no_text_breaks_the_lookup(text: str) -> None:
    LANGUAGES.nearest(text)
    found = LANGUAGES.find(text)
    assert {match.iri for match in LANGUAGES.search(text)} >= set(found) - {
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
