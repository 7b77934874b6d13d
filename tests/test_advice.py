"""What tips advise: known advice in titles and texts, and new names."""

import time
from pathlib import Path

import pytest

from rolegraph.errors import DataError
from rolegraph.reading.advice import Advice, read_advice
from rolegraph.reading.verbs import Verbs

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def advice() -> Advice:
    return read_advice(str(DATA))


TIPS = [
    ("Build a Strong Foundation", "Statistics comes first.", "build-strong-foundation"),
    ("Get Certified", "A cloud certification helps.", "earn-certification"),
    ("Find a Mentor", "Ask a senior colleague for an hour.", "find-mentor"),
    ("Practice", "Use LeetCode daily.", "keep-practicing practice-coding-problems"),
    ("Learn Git", "Version control is used by every team.", "learn-version-control"),
    ("Prepare for Interviews", "Ask friends to play the employer.", "prepare-for-interviews"),
    ("Specialize", "Choose a niche such as speech or vision.", "choose-specialization"),
    ("Polish Your CV", "One page is enough.", "tailor-resume"),
    ("Network", "Attend meetups and join the local user group.", "network-with-professionals"),
    ("Networking", "Write to people whose work you like.", "network-with-professionals"),
    ("Learn SQL", "Joins and window functions repay the effort.", "learn-sql"),
    ("Brush Up on Mathematics", "Algebra comes first.", "build-mathematical-foundation"),
    ("Do an Internship", "A summer in a plant beats a book.", "do-internship"),
    ("Share What You Learn", "Write blog posts and give talks.", "share-knowledge"),
    ("Start Small", "Take an entry-level job at a help desk.", "seek-related-role"),
    ("Learn Docker", "Containers are everywhere.", "learn-automation-and-containers"),
    ("Improve Your Communication Skills", "Explain your work.", "develop-soft-skills"),
    ("Stay Current", "Subscribe to two newsletters.", "stay-updated"),
    ("Enter Competitions", "A hackathon is a good start.", "enter-competitions"),
    ("Know the Business", "Domain knowledge is rare.", "gain-domain-knowledge"),
    ("Learn Python", "It is the language of most teams.", "learn-programming"),
    ("Volunteer", "A charity needs dashboards too.", "volunteer"),
    ("Get Practical Experience", "Nothing else sticks.", "work-on-projects"),
    (
        "",
        "Contribute to open-source projects and take an online course.",
        "contribute-to-open-source-projects take-online-courses",
    ),
    ("", "Pursue a master's degree if theory attracts you.", "consider-further-education"),
    (
        "",
        "Build a web application and put it into your portfolio.",
        "work-on-projects build-portfolio",
    ),
    ("", "Publish a paper at a workshop with your supervisor.", "publish-papers"),
    (
        "",
        "Learn Linux and the basics of networking.",
        "learn-operating-systems-and-networks",
    ),
    ("", "Get to know a cloud platform before the first interview.", "learn-cloud-technologies"),
    ("", "Neural networks are only one kind of model.", ""),
    ("", "Salaries vary with the city.", ""),
    ("", "", ""),
]


@pytest.mark.parametrize(("title", "text", "expected"), TIPS)
def test_a_tip_gives_known_advice(advice: Advice, title: str, text: str, expected: str) -> None:
    tips = advice.find(text, title)
    assert " ".join(tip.iri.rpartition("/")[2] for tip in tips) == expected
    assert all(tip.label for tip in tips)


def test_places_in_a_title_count_back_from_its_end(advice: Advice) -> None:
    title, text = "First, do an internship", "Or take courses."
    first, second = advice.find(text, title)
    assert title[len(title) + first.start : len(title) + first.end] == "internship"
    assert text[second.start : second.end] == "courses"


def test_what_the_title_says_is_not_said_again_by_the_text(advice: Advice) -> None:
    tips = advice.find("Meetups are loud, conferences are long.", "Networking")
    assert [tip.start for tip in tips] == [-10]


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Read Post-Mortems", "read post-mortems"),
        ("Keep a diary of your experiments", "keep diary of experiments"),
        ("Shadow a product team. Ask nicely.", "shadow product team"),
        ("Building Tiny Robots", "build tiny robots"),
        ("Be Patient", "be patient"),
        ("Reimplement something that you hate", "reimplement something"),
        ("Befriend a recruiter", "befriend recruiter"),
        ("Study for one exam at a time", "study for one exam at time"),
        ("Run an old NAS in the cellar of your grandparents", "run old NAS in cellar"),
    ],
)
def test_new_advice_gets_a_short_imperative_name(advice: Advice, title: str, label: str) -> None:
    minted = advice.minted(title)
    assert minted is not None
    assert (minted.iri, minted.label) == ("", label)
    assert len(label.split()) <= 6
    assert title[len(title) + minted.start :].startswith(title.split()[0])


@pytest.mark.parametrize("title", ["The Road Ahead", "Conclusion", "", "42", "Salaries"])
def test_what_advises_nothing_gets_no_name(advice: Advice, title: str) -> None:
    assert advice.minted(title) is None


@pytest.mark.parametrize("text", ["learn " * 170_000, "a" * 1_000_000, "learn a-" * 120_000])
def test_a_hostile_text_takes_bounded_time(advice: Advice, text: str) -> None:
    start = time.process_time()
    advice.find(text, text)
    advice.minted(text)
    assert time.process_time() - start < 5


def test_every_advice_that_is_no_group_can_be_found() -> None:
    rows = (DATA / "vocabulary" / "advice.tsv").read_text("utf-8").splitlines()[1:]
    table = (DATA / "reading" / "advice.tsv").read_text("utf-8").splitlines()[1:]
    known = {row.split("\t")[0] for row in rows}
    assert known - {row.split("\t")[0] for row in table} == {"apply-well", "learn"}


def test_a_slip_in_the_table_is_an_error_with_its_line() -> None:
    with pytest.raises(DataError, match=r"advice\.tsv:2.*unknown"):
        Advice([("dance", "", "dance", "")], {}, Verbs([]))
    with pytest.raises(DataError, match="place"):
        Advice([("dance", "margin", "dance", "")], {"dance": "dance"}, Verbs([]))
