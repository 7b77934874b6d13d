"""What a title says: the roles that it compares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.reading.titles import compared, is_title, singular

COMPARED = {
    "Data Engineer vs. Data Analyst": ["Data Engineer", "Data Analyst"],
    "Data Engineer vs Data Analyst": ["Data Engineer", "Data Analyst"],
    "Data Engineer versus Data Analyst": ["Data Engineer", "Data Analyst"],
    "Data Engineers or Data Analysts: Who Earns More?": ["Data Engineer", "Data Analyst"],
    "Comparing a Data Engineer, a Data Analyst and a Data Steward": [
        "Data Engineer",
        "Data Analyst",
        "Data Steward",
    ],
    "Data Engineer vs. Data Analyst vs. MLOps Engineer": [
        "Data Engineer",
        "Data Analyst",
        "MLOps Engineer",
    ],
    "What Is the Difference Between a Platform Engineer and an SRE?": ["Platform Engineer", "SRE"],
    "Comparing Statisticians and Economists": ["Statistician", "Economist"],
    "Career Guide: Network Engineer vs. Cloud Architect (2031)": [
        "Network Engineer",
        "Cloud Architect",
    ],
    "5 Differences Between a Tester and a Developer": ["Tester", "Developer"],
    "Research Scientist or Applied Scientist in 2031?": [
        "Research Scientist",
        "Applied Scientist",
    ],
    "Scrum Master vs. Project Manager | The Quux Blog": ["Scrum Master", "Project Manager"],
}


@pytest.mark.parametrize("title", COMPARED)
def test_a_title_that_compares_names_the_roles_in_its_order(title: str) -> None:
    assert compared(title) == COMPARED[title]


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Ten Tips for Your Resume",
        "Python vs. R",
        "Docker vs. Kubernetes: Which One to Learn?",
        "How a Data Engineer Spends the Morning",
        "Data Engineer",
        "Tabs or Spaces",
        "Data Engineer vs. " + "very " * 80 + "tired Data Analyst",
    ],
)
def test_a_title_that_compares_no_roles_names_none(title: str) -> None:
    assert compared(title) == []


def test_a_name_that_ends_like_no_title_counts_where_it_is_known() -> None:
    assert compared("SWE vs. QAE") == []
    assert compared("SWE vs. QAE", {"SWE", "QAE"}.__contains__) == ["SWE", "QAE"]


def test_words_that_job_titles_end_with() -> None:
    assert is_title("Underwater Basket Engineer")
    assert is_title("scrum masters")
    assert not is_title("Machine Learning")
    assert not is_title("")


HEADS = ["Engineer", "Analyst", "Scientist", "Architect", "Developer", "Researcher"]
WORDS = st.sampled_from(["Quux", "Moonlight", "Cloud", "Falcon", "AI/ML", "Back-End", "Data"])
TITLES = st.builds(
    lambda words, head: " ".join((*words, head)),
    st.lists(WORDS, min_size=1, max_size=3),
    st.sampled_from(HEADS),
)


@given(
    st.lists(TITLES, min_size=2, max_size=8, unique=True),
    st.sampled_from([" vs. ", " vs ", " versus ", " VS "]),
)
def test_titles_that_are_compared_come_out_as_they_went_in(titles: list[str], by: str) -> None:
    text = by.join(titles)
    expected = titles if len(text) <= 200 else []
    assert compared(text) == expected
    if len(text) < 150:
        assert compared(f"{text}: What’s the Difference?") == expected


@given(TITLES, TITLES)
def test_plurals_name_the_same_roles(one: str, other: str) -> None:
    assert compared(f"{one}s vs. {other}s") == list(dict.fromkeys([one, other]))


@given(st.text())
def test_the_singular_of_a_singular_is_itself(word: str) -> None:
    assert singular(singular(word)) == singular(word)


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_has_a_list_of_titles(text: str, more: str) -> None:
    for title in (text, f"{text} vs. {more}", f"{text} vs. Data Engineer"):
        names = compared(title)
        assert len(set(names)) == len(names)
        assert all(name == " ".join(name.split()) and is_title(name) for name in names)
