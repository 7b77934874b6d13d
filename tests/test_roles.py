"""The roles that an article is about, and where its text names them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.facts import Concept
from rolegraph.namespaces import KINDS, mint, slug_of
from rolegraph.reading.markup import to_document
from rolegraph.reading.roles import ArticleRoles, KnownRoles, discover, is_both, is_pronoun


def role(slug: str, label: str, *alt: str, hidden: tuple[str, ...] = ()) -> Concept:
    return Concept(mint("role", slug), "role", KINDS["role"].classes, label, "", (), alt, hidden)


KNOWN = KnownRoles(
    [
        role("data-engineer", "Data Engineer", "Big Data Engineer"),
        role("data-analyst", "Data Analyst", "Analytics Specialist"),
        role("data-scientist", "Data Scientist"),
        role("site-reliability-engineer", "Site Reliability Engineer", "SRE"),
    ]
)


def labels(text: str, name: str = "a.md") -> list[str]:
    return [concept.label for concept in discover(to_document(text.encode(), name), KNOWN)]


def article(text: str, *slugs: str) -> ArticleRoles:
    """Return the roles of an article with this text, of which it is about these."""
    concepts = [KNOWN.concepts[mint("role", slug)] for slug in slugs]
    return ArticleRoles(concepts, to_document(text.encode(), "a.txt"))


def found(roles: ArticleRoles, text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], slug_of(m.iri)) for m in roles.find(text)]


TWO = ("data-engineer", "data-analyst")


def test_the_title_decides() -> None:
    text = "# Data Engineer vs. Data Analyst\n\n" + "Data Scientists are many. " * 9
    assert labels(text) == ["Data Engineer", "Data Analyst"]


def test_a_known_role_is_met_by_any_of_its_names() -> None:
    text = "# Analytics Specialists vs. Big Data Engineers\n\nThey work."
    assert labels(text) == ["Data Analyst", "Data Engineer"]


def test_an_unknown_role_is_minted_and_marked() -> None:
    document = to_document(b"# moonlight engineer vs. Data Analyst\n\nThey work.", "a.md")
    new, known = discover(document, KNOWN)
    assert (new.label, slug_of(new.iri)) == ("Moonlight Engineer", "moonlight-engineer")
    assert any("provisional" in property for property, _ in new.extra)
    assert known.extra == ()


def test_a_title_that_leaves_out_the_trade_is_completed_by_the_text() -> None:
    text = "# Data Analyst vs. Scientist\n\nA data scientist models. A data analyst counts."
    assert labels(text) == ["Data Analyst", "Data Scientist"]


def test_profiles_head_an_article_without_such_a_title() -> None:
    text = "# Careers\n\n## Data Engineer\n\nBuilds.\n\n## Puppet Analyst\n\nPlays.\n"
    assert labels(text) == ["Data Engineer", "Puppet Analyst"]


def test_prose_is_about_the_roles_that_it_names_most() -> None:
    text = (
        "Two jobs, one office\n\n"
        "Data engineers move data. Data engineers rise early. A data engineer drinks tea.\n\n"
        "Data analysts count. Data analysts draw. A data analyst asks. One data scientist left.\n"
    )
    assert labels(text, "a.txt") == ["Data Engineer", "Data Analyst"]


def test_a_level_makes_no_other_role() -> None:
    text = (
        "Two jobs, one office\n\n"
        + "Data engineers move data and data analysts count. " * 4
        + "\n\nA Senior Data Engineer leads. A Senior Data Engineer reviews. "
        "A Senior Data Engineer decides. A Senior Data Engineer rests.\n"
    )
    assert labels(text, "a.txt") == ["Data Engineer", "Data Analyst"]


def test_a_text_without_roles_is_about_none() -> None:
    assert labels("Soup\n\nBoil water. Add salt.\n", "a.txt") == []


def test_names_in_full_in_any_number_and_case() -> None:
    roles = article("x", *TWO)
    text = "DATA ENGINEER, Data Engineers, a data analyst; data analyst’s, big data engineers."
    assert found(roles, text) == [
        ("DATA ENGINEER", "data-engineer"),
        ("Data Engineers", "data-engineer"),
        ("data analyst", "data-analyst"),
        ("data analyst’s", "data-analyst"),
        ("big data engineers", "data-engineer"),
    ]


def test_a_bare_head_names_the_only_role_that_has_it() -> None:
    roles = article("x", *TWO)
    assert found(roles, "The engineers build, analysts ask.") == [
        ("engineers", "data-engineer"),
        ("analysts", "data-analyst"),
    ]
    assert all(mention.bare for mention in roles.find("The engineers build, analysts ask."))
    assert found(roles, "software engineers and security analysts") == []
    two_engineers = article("x", "data-engineer", "site-reliability-engineer")
    assert found(two_engineers, "The engineers build.") == []


def test_an_abbreviation_that_the_article_explains() -> None:
    roles = article("A data engineer (DE) and a data analyst (DA) meet.", *TWO)
    assert found(roles, "DEs build what a DA reads; de gustibus, da capo.") == [
        ("DEs", "data-engineer"),
        ("DA", "data-analyst"),
    ]
    assert found(article("x", *TWO), "DEs build what a DA reads.") == []


def test_an_abbreviation_that_the_vocabulary_has() -> None:
    roles = article("x", "site-reliability-engineer", "data-analyst")
    assert found(roles, "An SRE is on call.") == [("SRE", "site-reliability-engineer")]


def test_people_who_are_introduced_with_their_role() -> None:
    roles = article("Ines is a data engineer. Omar works as a data analyst at a bank.", *TWO)
    assert found(roles, "Ines writes code that Omar reads.") == [
        ("Ines", "data-engineer"),
        ("Omar", "data-analyst"),
    ]
    assert found(article("Ines is kind.", *TWO), "Ines writes code.") == []


def test_only_what_a_heading_names() -> None:
    roles = article("x", *TWO)
    assert [role.label for role in roles.only("Tools of the Data Analyst")] == ["Data Analyst"]
    both = ["Data Engineer", "Data Analyst"]
    assert [role.label for role in roles.only("Data Analysts and Data Engineers")] == both
    assert [role.label for role in roles.only("Skills for both roles")] == both
    assert roles.only("Tools") == ()


def test_every_name_of_a_role_by_its_iri() -> None:
    names = article("A data engineer (DE) works.", *TWO).aliases()
    assert set(names) == {mint("role", slug) for slug in TWO}
    folded = {name.casefold() for name in names[mint("role", "data-engineer")]}
    assert {"data engineer", "big data engineer", "de"} <= folded


@pytest.mark.parametrize("text", ["Both roles need it", "either role", "The two positions differ"])
def test_words_for_all_roles(text: str) -> None:
    assert is_both(text)


@pytest.mark.parametrize("text", ["both Python and R", "bothersome roles"])
def test_words_that_are_not_about_all_roles(text: str) -> None:
    assert not is_both(text)


@pytest.mark.parametrize("text", ["They build", "She writes", "this role is new"])
def test_words_for_a_role_named_before(text: str) -> None:
    assert is_pronoun(text)


NAMES = ["Data Engineer", "data analysts", "analyst", "DE", "Ines", "the", "both", "(", ".", "x"]


@given(st.lists(st.sampled_from(NAMES), max_size=12).map(" ".join))
def test_mentions_come_in_order_and_do_not_overlap(text: str) -> None:
    roles = article("A data engineer (DE) works. Ines is a data analyst.", *TWO)
    mentions = roles.find(text)
    ends = [0, *(mention.end for mention in mentions)]
    for mention, end in zip(mentions, ends, strict=False):
        assert end <= mention.start < mention.end <= len(text)
    named = {mention.iri for mention in mentions}
    if named:
        assert {role.iri for role in roles.only(text)} == named
