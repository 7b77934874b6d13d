"""What a clause ties to its roles: of which kind, known or new, by section and words."""

from collections.abc import Callable

import pytest

from rolegraph.namespaces import is_slug, slug_of
from rolegraph.sources.article import Reader

Claims = Callable[..., set[tuple[str, str, str, str]]]


def of_engineer(found: set[tuple[str, str, str, str]]) -> set[tuple[str, str, str]]:
    return {claim[1:] for claim in found if claim[0] == "data-engineer"}


def entries(claims: Claims, section: str, *lines: str) -> set[tuple[str, str, str]]:
    """Return what a list says of one role, in an article about two."""
    listed = "\n".join(f"- {line}" for line in lines)
    return of_engineer(claims(f"### Data Engineer\n\n{listed}\n", section))


def test_the_kind_of_a_thing_decides_not_the_heading(claims: Claims) -> None:
    found = entries(claims, "Required Skills", "Proficiency in Python", "Machine learning")
    assert found == {("tool", "Python", "required"), ("skill", "machine learning", "required")}


def test_statistics_are_a_field_or_a_skill(claims: Claims) -> None:
    studied = entries(claims, "Education", "Bachelor's degree in statistics")
    assert ("field", "statistics", "required") in studied
    known = entries(claims, "Required Skills", "Solid statistics")
    assert {(kind, thing) for kind, thing, _ in known} == {("skill", "statistics")}


@pytest.mark.parametrize("section", ["Required Skills", "Skills Needed", "Qualifications"])
def test_a_skill_and_its_examples(claims: Claims, section: str) -> None:
    line = "Deep understanding of machine learning frameworks (e.g., PyTorch, TensorFlow)"
    found = entries(claims, section, line)
    assert found == {
        ("skill", "machine-learning frameworks", "required"),
        ("tool", "TensorFlow", "example"),
        ("tool", "PyTorch", "example"),
    }


@pytest.mark.parametrize(
    ("line", "said_of"),
    [
        ("Excel is everywhere; data engineers no longer use it.", {"data-analyst"}),
        ("Excel is common. None of them has it at home.", {"data-analyst", "data-engineer"}),
        ("Excel is used by data analysts. Kafka is run by data engineers.", {"data-analyst"}),
        ("Data engineers work with data analysts. They use Excel.", {"data-engineer"}),
        ("Excel is mostly favoured by the data analysts.", {"data-analyst"}),
    ],
)
def test_who_uses_a_thing(claims: Claims, line: str, said_of: set[str]) -> None:
    found = {one[0] for one in claims(f"{line}\n", "Tools") if one[2] == "Microsoft Excel"}
    assert found == said_of


def test_fields_follow_degrees(claims: Claims) -> None:
    line = "Bachelor's or master's degree in physics, computer science, or a related field"
    found = entries(claims, "Education", line)
    assert {(kind, thing) for kind, thing, _ in found} == {
        ("degree", "bachelor's degree"),
        ("degree", "master's degree"),
        ("field", "computer science"),
        ("field", "physics"),
    }
    assert {how for _, _, how in found} == {"alternative"}


def test_a_related_field_names_nothing(claims: Claims) -> None:
    found = entries(claims, "Education", "Degree in economics or a similar discipline")
    assert {thing for kind, thing, _ in found if kind == "field"} == {"economics"}


@pytest.mark.parametrize("word", ["or", "and"])
def test_each_of_two_certifications(claims: Claims, word: str) -> None:
    found = entries(claims, "Certifications", f"Certifications in Docker {word} Kubernetes")
    how = "alternative" if word == "or" else "required"
    assert found == {
        ("certification", "Docker certification", how),
        ("certification", "Kubernetes certification", how),
    }


def test_a_certification_is_met_by_the_vocabulary(claims: Claims) -> None:
    found = entries(claims, "Certifications", "Tableau certification")
    assert found == {("certification", "Tableau certification", "required")}


def test_new_certifications(claims: Claims) -> None:
    found = entries(claims, "Certifications", "Certified Quux Professional")
    assert found == {("certification", "Certified Quux Professional", "required")}


def test_new_tools_of_a_list(claims: Claims) -> None:
    found = entries(claims, "Tools", "Docker, Quuxpod, and Zanzigrid", "Moonbase 3000")
    assert {thing for kind, thing, _ in found if kind == "tool"} == {
        "Docker",
        "Quuxpod",
        "Zanzigrid",
        "Moonbase 3000",
    }


def test_new_tools_in_a_sentence(claims: Claims) -> None:
    text = "Data engineers use tools such as Docker, Quuxpod and Zanzigrid."
    assert of_engineer(claims(text, "Required Skills")) == {
        ("tool", "Docker", "example"),
        ("tool", "Quuxpod", "example"),
        ("tool", "Zanzigrid", "example"),
    }


@pytest.mark.parametrize(
    "line",
    [
        "Docker and similar tools",
        "Docker and other platforms",
        "Docker etc.",
        "Docker, among others",
        "Docker and more",
    ],
)
def test_words_that_name_no_tool(claims: Claims, line: str) -> None:
    assert entries(claims, "Tools", line) == {("tool", "Docker", "required")}


def test_a_longer_name_is_another_tool(claims: Claims, reader: Reader) -> None:
    found = entries(claims, "Tools", "Docker Quuxbay", "Terraform Cloud")
    assert found == {
        ("tool", "Docker Quuxbay", "required"),
        ("tool", "Terraform Cloud", "required"),
    }
    assert reader.names.exact("tool", "Terraform Cloud") != reader.names.exact("tool", "Terraform")


def test_a_generic_word_makes_no_other_tool(claims: Claims) -> None:
    found = entries(claims, "Tools", "SQL Databases", "Kafka Platform")
    assert found == {("tool", "SQL", "required"), ("tool", "Apache Kafka", "required")}


def test_a_class_of_tools_is_no_tool(claims: Claims) -> None:
    found = entries(claims, "Tools", "Docker", "relational databases")
    assert {thing for kind, thing, _ in found if kind == "tool"} == {"Docker"}
    found = entries(claims, "Required Skills", "Knowledge of data visualization tools")
    assert found == {("skill", "data visualization", "required")}


NEW_SKILLS = {
    "Falconry": "falconry",
    "Strong knowledge of falcon breeding": "falcon breeding",
    "Ability to juggle burning torches": "juggling burning torches",
    "Experience with moon phases for planting": "moon phases",
}


@pytest.mark.parametrize("line", NEW_SKILLS)
def test_new_skills_are_short(claims: Claims, line: str) -> None:
    assert entries(claims, "Required Skills", line) == {("skill", NEW_SKILLS[line], "required")}


def test_a_sentence_is_never_a_skill(claims: Claims) -> None:
    line = (
        "The kind of patience that lets one wait for hours until a falcon comes home again "
        "although it was last seen leaving for the sea"
    )
    found = entries(claims, "Required Skills", line, "Docker")
    assert all(len(thing.split()) <= 5 for _, thing, _ in found)


def test_new_industries(claims: Claims) -> None:
    found = entries(claims, "Industries", "Healthcare", "Puppet theatre", "The lighthouse industry")
    assert found == {
        ("industry", "healthcare", "mentioned"),
        ("industry", "puppet theatre", "mentioned"),
        ("industry", "lighthouse", "mentioned"),
    }


def test_industries_in_a_sentence(claims: Claims) -> None:
    text = "Data engineers work in healthcare, banking and puppetry."
    found = of_engineer(claims(text, "Industries"))
    assert {thing for kind, thing, _ in found if kind == "industry"} == {
        "healthcare",
        "banking",
        "puppetry",
    }


def test_employers_are_examples_of_an_industry(claims: Claims) -> None:
    found = entries(claims, "Industries", "Technology companies such as Google and Quuxcorp")
    assert found == {
        ("industry", "technology", "mentioned"),
        ("employer", "Google", "example"),
        ("employer", "Quuxcorp", "example"),
    }


def test_what_is_new_is_described_and_has_a_slug(reader: Reader) -> None:
    text = (
        "# Data Engineer vs. Data Analyst\n\n## Tools\n\n- Quuxpod, Größenwahn 9, C++Quux\n\n"
        "## Required Skills\n\n- Falconry\n\n## Industries\n\n- Puppet theatre\n"
    )
    reading = reader.read(text.encode(), "a.md")
    new = {concept.iri: concept for concept in reading.concepts}
    assert len(new) == 5
    for claim in reading.claims:
        assert claim.new == (claim.fact.object in new)
    for iri, concept in new.items():
        assert is_slug(slug_of(iri))
        assert concept.kind in iri
        assert concept.definition
