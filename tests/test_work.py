"""Duties in running text and advice outside lists, read from small articles."""

import pytest

from rolegraph import resources
from rolegraph.namespaces import slug_of
from rolegraph.reading.names import entries
from rolegraph.sources import tables
from rolegraph.sources.article import Reader

DA, SE = "data-analyst", "security-engineer"


@pytest.fixture(scope="module")
def reader() -> Reader:
    folder = resources.folder("data")
    concepts = tables.read_vocabulary(folder).concepts
    return Reader(entries(concepts), concepts, folder)


def said(reader: Reader, text: str, kind: str) -> set[tuple[str, str]]:
    article = f"# Data Analyst vs. Security Engineer\n\nBoth use Python.\n\n{text}\n"
    reading = reader.read(article.encode(), "article.md")
    return {
        (slug_of(claim.fact.subject), slug_of(claim.fact.object))
        for claim in reading.claims
        if claim.kind == kind
    }


def test_what_a_role_does_in_prose_is_a_new_duty(reader: Reader) -> None:
    text = "A security engineer inspects old locks, and answers angry letters."
    assert said(reader, text, "responsibility") == {
        (SE, "inspect-old-locks"),
        (SE, "answer-angry-letters"),
    }


def test_a_pronoun_or_a_verb_goes_on_about_the_role(reader: Reader) -> None:
    text = "Take the security engineer. Inspects old locks, and edits the list of keys."
    assert (SE, "inspect-old-locks") in said(reader, text, "responsibility")


@pytest.mark.parametrize(
    "text",
    [
        "A security engineer has a desk, a lamp, and a plant.",
        "A security engineer knows the town, the port, and the harbour.",
        "Security engineers turn up late, and leave early.",
    ],
)
def test_not_every_verb_is_a_duty(reader: Reader, text: str) -> None:
    assert said(reader, text, "responsibility") == set()


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Would-be data analysts should learn SQL first.", {(DA, "learn-sql")}),
        (
            "If you want to become a security engineer, set up a lab at home.",
            {(SE, "build-home-lab")},
        ),
        ("Data analysts meet at a conference in May.", set()),
    ],
)
def test_advice_without_a_heading(reader: Reader, text: str, advice: set[tuple[str, str]]) -> None:
    assert said(reader, text, "advice") == advice


def test_a_tip_is_for_those_that_it_names(reader: Reader) -> None:
    text = "## Tips\n\n- Find a mentor. Aspiring data analysts learn faster with one.\n- Learn SQL."
    assert said(reader, text, "advice") == {
        (DA, "find-mentor"),
        (DA, "learn-sql"),
        (SE, "learn-sql"),
    }


def test_a_new_tip_without_a_title_has_its_place(reader: Reader) -> None:
    text = "# Data Analyst vs. Security Engineer\n\n## Tips\n\n- Befriend a recruiter\n"
    reading = reader.read(text.encode(), "article.md")
    places = {text[f.start : f.end] for f in reading.facts if f.start is not None}
    assert places == {"Befriend a recruiter"}
