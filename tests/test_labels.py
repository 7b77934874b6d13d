"""Short labels for what only an article names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.reading.labels import cleaned, field_label, industry_label, is_name, skill_label
from rolegraph.reading.minting import slugify

CLEANED = {
    "  the Quuxpod tool ": "Quuxpod tool",
    "and many other": "",
    "Docker etc.": "Docker",
    "“Zanzigrid” (paid)": "Zanzigrid",
    "R": "R",
    "C++": "C++",
}


@pytest.mark.parametrize("phrase", CLEANED)
def test_small_words_and_signs_at_the_ends_go(phrase: str) -> None:
    assert cleaned(phrase) == CLEANED[phrase]


@pytest.mark.parametrize("phrase", ["Quuxpod", "Apache Quux", "Moonbase 3000", "C#", "k9s"])
def test_names(phrase: str) -> None:
    assert is_name(phrase)


@pytest.mark.parametrize(
    "phrase", ["", "!!", "they", "similar tools", "Use Docker", "One Two Three Four Five", "x" * 61]
)
def test_what_is_no_name(phrase: str) -> None:
    assert not is_name(phrase)


SKILLS = {
    "Strong understanding of falcon breeding": "falcon breeding",
    "Proven ability to juggle torches": "juggling torches",
    "Knowledge of Quux protocols and more": "quux protocols",
    "5+ years of lighthouse keeping": "lighthouse keeping",
    "Deep knowledge of moon phases, which they need": "moon phases",
    "Puppetry": "puppetry",
    "UML": "UML",
    "Strong skills": "",
    "And": "",
    "": "",
    "(see below)": "",
}


@pytest.mark.parametrize("clause", SKILLS)
def test_a_clause_becomes_a_short_skill(clause: str) -> None:
    assert skill_label(clause) == SKILLS[clause]


def test_industries_and_fields() -> None:
    assert industry_label("the lighthouse industry") == "lighthouse"
    assert industry_label("Puppet Theatre Companies") == "puppet theatre"
    assert industry_label("many others") == ""
    assert field_label("Lighthouse Studies") == "lighthouse"
    assert field_label("any related discipline") == ""


PHRASES = st.text(max_size=80) | st.lists(
    st.sampled_from(
        [
            "the",
            "Strong",
            "ability to",
            "knowledge of",
            "Docker",
            "and",
            "or",
            "juggle",
            ",",
            "(",
            ")",
            "industry",
            "Studies",
            "etc.",
            "for",
            "they",
            "–",
            "C++",
            "“",
            "é",
            "5+",
        ]
    ),
    max_size=10,
).map(" ".join)


@given(PHRASES)
def test_a_label_is_short_and_clean(phrase: str) -> None:
    skill = skill_label(phrase)
    assert len(skill.split()) <= 5
    for label in (skill, industry_label(phrase), field_label(phrase), cleaned(phrase)):
        assert label == " ".join(label.split())
        if label:
            assert slugify(label)


@given(PHRASES)
def test_labels_are_made_of_the_words_of_the_phrase(phrase: str) -> None:
    for label in (industry_label(phrase), field_label(phrase)):
        assert all(word in phrase.casefold() for word in label.casefold().split())
