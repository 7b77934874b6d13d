"""Whom a clause speaks of, and where clauses with a verb of their own are parted."""

import re

import pytest

from rolegraph.reading.claimants import DENIED, PEOPLE, Claimants, clauses, last_of, plurals
from rolegraph.reading.passage import RoleName

THREE = [
    RoleName("de", "Data Engineer"),
    RoleName("mle", "Machine Learning Engineer"),
    RoleName("sa", "Security Analyst"),
]
ALIASES = {
    "mle": ("ML Engineer", "mle", "mles", ""),
    "de": ("re", "Pipeline-Keeper", "data engineer lead", "ml engineer of data"),
}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Data engineers and DATA-ENGINEER’s", "Data engineers: de, DATA-ENGINEER: de"),
        (
            "data - engineers, data  engineer, data     engineer",
            "data - engineers: de, data  engineer: de",
        ),
        ("xdata engineer, big-data engineer, data engineering", ""),
        ("MLE, MLEs, mle; RE and REs re, SRE, co-RE", "MLE: mle, MLEs: mle, RE: de, REs: de"),
        ("a data engineer lead, ML engineers of data", "data engineer lead: de, ML engineers: mle"),
        (
            "Security analysts, pipeline keepers, ml engineer",
            "Security analysts: sa, pipeline keepers: de, ml engineer: mle",
        ),
    ],
)
def test_roles_by_any_of_their_names(text: str, names: str) -> None:
    found = Claimants(THREE, ALIASES).mentions(text)
    assert ", ".join(f"{text[start:end]}: {' '.join(iris)}" for start, end, iris in found) == names


def test_a_name_of_two_roles_is_both() -> None:
    claimants = Claimants(THREE, {"de": ("Builder",), "sa": ("builder",)})
    assert claimants.mentions("The builders") == [(4, 12, ("de", "sa"))]
    assert claimants.named("Builders and a data engineer, a builder") == ("de", "sa")
    assert Claimants([]).mentions("The builders") == []
    assert Claimants([RoleName("q", "Quants")]).named("all quants") == ("q",)


def test_all_words_of_a_title_may_stand_in_another_order() -> None:
    claimants = Claimants([RoleName("ds", "Data Security"), RoleName("de", "Data Engineer")])
    assert claimants.named("security data roles") == ("ds",)
    assert claimants.named("data roles") == ()


def test_short_names_are_written_in_capitals() -> None:
    claimants = Claimants([RoleName("q", "Quant")], {"q": ("bs", "sres", "seca", "quoin")})
    text = "BS Bs bs, SRE SREs SRES, SECA seca Seca, quoin QUOINS"
    named = [text[start:end] for start, end, _ in claimants.mentions(text)]
    assert named == ["BS", "SREs", "SECA", "quoin", "QUOINS"]


def test_machine_learning_and_artificial_intelligence_have_short_names() -> None:
    words = ("Machine Learning", "Deep Learning", "Artificial Intelligence", "Swarm Intelligence")
    claimants = Claimants([RoleName(word, f"{word} Engineer") for word in (*words, "Machine Shop")])
    assert claimants.named("ML roles") == ("Machine Learning",)
    assert claimants.named("AI roles") == ("Artificial Intelligence",)
    assert claimants.named("artificial intelligence roles") == ("Artificial Intelligence",)


def test_who_are_people() -> None:
    text = "Heads lead the master, an agent and a chief; an analyst in mid-career has a career"
    assert [found[0] for found in PEOPLE.finditer(text)] == ["analyst", "career"]


def test_words_that_deny() -> None:
    text = "It is not, will never, no longer and hardly; unlikely. Knots aren’t hardliners"
    assert [found[0] for found in DENIED.finditer(text)] == [
        *("not", "never", "no longer", "hardly", "unlikely", "n’t"),
    ]


@pytest.mark.parametrize(
    ("text", "of_three", "of_two"),
    [
        ("Both", "de mle sa", "de mle"),
        ("both in the public sector", "", ""),
        ("both of the banks", "de mle sa", "de mle"),
        ("these two fields", "de mle sa", "de mle"),
        ("either position", "de mle sa", "de mle"),
        ("each job", "", ""),
        ("ML roles", "mle", "mle"),
        ("machine-learning jobs and AI professionals", "mle", "mle"),
        ("AI professionals, security experts", "sa", ""),
        ("modern big data careers", "de", "de"),
        ("engineer roles", "de mle", ""),
        ("engineer data roles", "de", "de"),
        ("Engineers", "de mle", ""),
        ("skilled analysts", "sa", ""),
        ("good analysts", "", ""),
        ("security: analysts", "sa", ""),
        ("nurses, analysts", "sa", ""),
        ("data engineers, security roles", "de", "de"),
        ("people", "", ""),
    ],
)
def test_roles_named_by_a_word_of_theirs(text: str, of_three: str, of_two: str) -> None:
    assert " ".join(Claimants(THREE).named(text)) == of_three
    assert " ".join(Claimants(THREE[:2]).named(text)) == of_two


def test_plurals_and_the_last_match() -> None:
    assert plurals("Data Engineers") == ("Data Engineers", "Data Engineers")
    found = last_of(re.compile("a."), "ab ac ad ae", 1, 8)
    assert found is not None
    assert found[0] == "ad"
    assert last_of(re.compile("x"), "ab", 0, 2) is None


CLAUSES = [
    (
        "According to reports, demand is up, and wages, which lagged, are too.",
        "According to reports | demand is up | and wages, which lagged, are too.",
    ),
    ("Demand is up, and so on", "Demand is up | and so on"),
    ("Demand rises, wages fall and they are up", "Demand rises, wages fall and they are up"),
    (
        "Pay is $90,000 and $80,000, and jobs are many",
        "Pay is $90,000 and $80,000 | and jobs are many",
    ),
    (
        "Jobs are many; all are good: so are we – you are",
        "Jobs are many | all are good | so are we | you are",
    ),
    ("Jobs are many, such as mine, which are few", "Jobs are many, such as mine, which are few"),
    ("Jobs are many, such as mine; they are few", "Jobs are many | such as mine | they are few"),
    ("Jobs, including mine, are many, but rare", "Jobs, including mine, are many | rare"),
    ("Jobs that are many and few are gone", "Jobs that are many and few are gone"),
    ("The jobs are, in part, many", "The jobs are | in part | many"),
    ("Reports say that jobs are many", "Reports  | jobs are many"),
    ("The bureau projects jobs will grow", "The bureau  | jobs will grow"),
    ("The demand, as such, is up, and so on", "The demand, as such, is up | and so on"),
    ("Wages and pay are up, and so on", "Wages and pay are up | and so on"),
    ("Jobs are up; —they are", "Jobs are up | they are"),
    ("In 2024, jobs were many", "In 2024 | jobs were many"),
]


@pytest.mark.parametrize(("said", "parts"), CLAUSES)
@pytest.mark.parametrize("before", ["", "It is so, and is. "])
def test_clauses_have_verbs(said: str, parts: str, before: str) -> None:
    text = f"{before}{said}{'' if said.endswith('.') else '.'} It is, and it was, and so on."
    found = [one for one in clauses(text) if one.first == len(before)]
    stop = text.index(" It is, and it was")
    assert [text[one.start : one.end].rstrip(".") for one in found] == parts.rstrip(".").split(
        " | "
    )
    assert {one.last for one in found} == {stop}


def test_a_sentence_without_end_has_no_clauses() -> None:
    text = f"One is. X{'x' * 1_998}. Two is. Y{'x' * 1_999}. Six is."
    assert [text[one.first] for one in clauses(text)] == ["O", "X", "T", "S"]


def test_a_clause_is_not_empty() -> None:
    assert [(one.start, one.end) for one in clauses("Jobs are up —")] == [(0, 12)]


def test_a_long_clause_is_judged_by_its_start() -> None:
    for size, count in ((292, 2), (293, 1)):
        text = f"Ones {' ' * size}are, and so on"
        assert len(list(clauses(text))) == count
