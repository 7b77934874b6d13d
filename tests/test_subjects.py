"""Who a clause speaks of: names, pronouns, pairs, contrasts, and sections for everybody."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.reading.document import Text
from rolegraph.reading.markup import to_document
from rolegraph.reading.passage import Passage
from rolegraph.reading.roles import ArticleRoles, KnownRoles, discover
from rolegraph.reading.subjects import statements

Claims = Callable[..., set[tuple[str, str, str, str]]]

ONE, OTHER = "data-engineer", "data-analyst"
BOTH = (ONE, OTHER)

SAID: dict[str, dict[str, Sequence[str]]] = {
    "Data engineers use Docker. They also use Kafka.": {"Docker": [ONE], "Apache Kafka": [ONE]},
    "A data engineer uses Docker. She also uses Kafka.": {"Docker": [ONE], "Apache Kafka": [ONE]},
    "A data engineer uses Docker. This role requires Kafka.": {
        "Docker": [ONE],
        "Apache Kafka": [ONE],
    },
    "Data engineers use Docker. In addition, these professionals use Kafka.": {
        "Docker": [ONE],
        "Apache Kafka": [ONE],
    },
    "Both roles use Docker.": {"Docker": BOTH},
    "Data engineers use Docker, and both roles use Kafka.": {"Apache Kafka": BOTH},
    "Either role requires Docker.": {"Docker": BOTH},
    "Data engineers and data analysts use Docker.": {"Docker": BOTH},
    "Data engineers use Docker, while data analysts use Excel.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "Data engineers use Docker, whereas data analysts use Excel.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "Data engineers use Docker, but data analysts use Excel.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "Data engineers use Docker; data analysts use Excel.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "While data analysts use Excel, data engineers use Docker.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "Whereas data analysts use Excel, data engineers use Docker; both use SQL.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
        "SQL": BOTH,
    },
    "Unlike data analysts, data engineers use Docker.": {"Docker": [ONE]},
    "Data analysts use Excel. Unlike data analysts, data engineers use Docker.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "Data engineers work with data analysts and use Docker.": {"Docker": [ONE]},
    "Compared to data analysts, data engineers use Docker.": {"Docker": [ONE]},
    "Data engineers and data analysts meet. The former use Docker, while the latter use Excel.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "Data engineers and data analysts meet. The latter use Excel.": {"Microsoft Excel": [OTHER]},
    "Data analysts and data engineers meet. The former use Excel.": {"Microsoft Excel": [OTHER]},
    "A data engineer uses Docker. Her counterpart uses Excel.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "A data engineer uses Docker, while her counterpart uses Excel.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "The engineer uses Docker. Analysts use Excel.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
}


@pytest.mark.parametrize("text", SAID)
@pytest.mark.parametrize("section", ["Tools", "A Day at the Office"])
def test_each_clause_has_its_subject(claims: Claims, section: str, text: str) -> None:
    found: dict[str, set[str]] = {}
    for role, kind, thing, _ in claims(text, section):
        if kind == "tool":
            found.setdefault(thing, set()).add(role)
    for thing, roles in SAID[text].items():
        assert found.pop(thing) == set(roles)
    assert set(found) <= {"Docker"}, "nothing else is named"


def roles_of(claims: Claims, text: str, section: str) -> set[str]:
    return {role for role, kind, *_ in claims(text, section) if kind == "tool"}


def test_what_stands_in_a_section_for_all_is_said_of_all(claims: Claims) -> None:
    assert roles_of(claims, "- Docker\n- Kafka", "Tools") == set(BOTH)


def test_what_names_nobody_is_said_of_nobody_elsewhere(claims: Claims) -> None:
    text = "- Docker hums.\n\nData analysts use Excel."
    assert roles_of(claims, text, "A Day at the Office") == {OTHER}


def test_a_section_that_parts_the_roles_is_not_for_all(claims: Claims) -> None:
    text = "Data engineers use Docker.\n\nData analysts use Excel.\n\nThe office has Kafka."
    things = {thing for _, kind, thing, _ in claims(text, "Tools") if kind == "tool"}
    assert things == {"Docker", "Microsoft Excel"}


def test_a_pronoun_goes_on_from_the_paragraph_before(claims: Claims) -> None:
    text = "Data engineers rise early.\n\nThey use Docker."
    assert roles_of(claims, text, "A Day at the Office") == {ONE}


def test_a_list_of_one_role_stays_its_own(claims: Claims) -> None:
    text = (
        "### Data Engineer\n\n- Docker, which data analysts do not see\n- Kafka for data analysts"
    )
    assert roles_of(claims, text, "Tools") == {ONE}


DOCUMENT = to_document(b"Data Engineer vs. Data Analyst\n\nThey work.\n", "a.txt")
ROLES = ArticleRoles(discover(DOCUMENT, KnownRoles([])), DOCUMENT)
WORDS = st.sampled_from(
    [
        "data engineers",
        "analysts",
        "they",
        "both roles",
        "the former",
        ", while",
        "; ",
        ". ",
        ", ",
        "unlike",
        "her counterpart",
        "\n    use",
        "Docker",
        "(",
        ")",
        "neither",
        "whereas",
        "A",
        "e.g.",
        ":",
        "–",
    ]
)


@given(st.lists(WORDS, max_size=25).map(" ".join), st.sampled_from(["", "tools", "advice"]))
def test_statements_part_a_passage(text: str, about: str) -> None:
    said = statements(Passage(Text(text, 0), about), ROLES)
    iris = {role.iri for role in ROLES.roles}
    last = 0
    for statement in said:
        assert last <= statement.start < statement.end <= len(text)
        assert set(statement.roles) <= iris
        assert len(set(statement.roles)) == len(statement.roles)
        last = statement.end
