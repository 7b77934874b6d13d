"""Who a clause speaks of: names, pronouns, pairs, contrasts, and sections for everybody."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.reading.document import Text
from rolegraph.reading.markup import to_document
from rolegraph.reading.passage import Mention, Passage, RoleName
from rolegraph.reading.roles import ArticleRoles, KnownRoles, discover
from rolegraph.reading.subjects import parted, statements

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
    # Whom something is done with or for is not who does it.
    "Data engineers use Kafka. Docker is shared with data analysts.": {
        "Apache Kafka": [ONE],
        "Docker": [ONE],
    },
    "Data engineers use Kafka. Docker is shared with the experienced data analysts.": {
        "Apache Kafka": [ONE],
        "Docker": [ONE],
    },
    "Data engineers use Kafka. Docker is shared alongside experienced, skilled data analysts.": {
        "Apache Kafka": [ONE],
        "Docker": [ONE],
    },
    "Data engineers use Kafka. Docker is shared with managers and data analysts.": {
        "Apache Kafka": [ONE],
        "Docker": [ONE],
    },
    "Data engineers use Kafka. Docker is shared between managers or data analysts.": {
        "Apache Kafka": [ONE],
        "Docker": [ONE],
    },
    "Data engineers use Kafka. Docker is in use, unlike managers, our data analysts.": {
        "Apache Kafka": [ONE],
        "Docker": [ONE],
    },
    "Data engineers use Kafka. With care data analysts use Docker.": {
        "Apache Kafka": [ONE],
        "Docker": [OTHER],
    },
    "Data engineers use Kafka. In addition, they help data analysts with Docker.": {
        "Apache Kafka": [ONE],
        "Docker": [ONE],
    },
    "Data engineers use Kafka. They help data analysts with Docker.": {
        "Apache Kafka": [ONE],
        "Docker": [ONE],
    },
    "Data engineers and data analysts use what data engineers like, Docker.": {"Docker": BOTH},
    "While data engineers use Kafka daily, a data analyst uses Excel.": {
        "Apache Kafka": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "While data engineers use Kafka, the data analysts use Excel.": {
        "Apache Kafka": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "While data engineers use Docker, most data analysts use Excel.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "While data engineers use Docker, many data analysts use Excel.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "Where data analysts use Excel, these engineers use Docker.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "Data engineers use Kafka. Where data analysts use Excel, they use Docker.": {
        "Apache Kafka": [ONE],
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "Both roles use SQL. Where data analysts use Excel, they use Docker.": {
        "SQL": BOTH,
        "Docker": BOTH,
        "Microsoft Excel": [OTHER],
    },
    "The former use Docker, while the latter use Excel.": {
        "Docker": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "Data engineers use Kafka and more than that every day. They help data analysts with Docker.": {
        "Apache Kafka": [ONE],
        "Docker": [ONE],
    },
    # Unlike whom it is done by.
    "Data analysts use Excel. SQL is mostly used by data engineers.": {
        "SQL": [ONE],
        "Microsoft Excel": [OTHER],
    },
    "Alongside data analysts many data engineers use Docker.": {"Docker": [ONE]},
    "Data engineers use Kafka. Docker is shared between clerks, our data analysts and others.": {
        "Apache Kafka": [ONE],
        "Docker": [ONE],
    },
    "Data engineers use Kafka. Docker hums here unlike managers and data analysts.": {
        "Apache Kafka": [ONE],
        "Docker": [ONE],
    },
    "Data engineers use Kafka. Managers and data analysts use Docker.": {
        "Apache Kafka": [ONE],
        "Docker": [OTHER],
    },
    "The first use Docker, while the second use Excel.": {
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


def passage(text: str, *roles: RoleName, about: str = "", section: str = "") -> Passage:
    return Passage(Text(text, 0), about, section, roles)


def test_a_clause_tells_whether_it_names_its_roles_and_where() -> None:
    one, other = (role.iri for role in ROLES.roles)
    text = "Data engineers read; they write. A data analyst counts."
    assert [tuple(said) for said in statements(passage(text), ROLES)] == [
        (0, 19, (one,), True, ((0, 14),)),
        (21, 32, (one,), False, ()),
        (33, 55, (other,), True, ((35, 47),)),
    ]


def test_a_pronoun_after_a_contrast_is_for_the_others() -> None:
    one, other = (role.iri for role in ROLES.roles)
    said = statements(passage("Where data analysts read, they write."), ROLES)
    assert [statement.roles for statement in said] == [(other,), (one,)]


@pytest.mark.parametrize(
    ("text", "end", "names"),
    [
        ("Data engineer certification", 27, False),
        ("Certified data engineer", 23, False),
        ("Data engineer certification", 13, True),
    ],
)
def test_a_role_within_a_longer_name_is_not_spoken_of(text: str, end: int, names: bool) -> None:
    mention = Mention(0, end, (("certification", "urn:x"),))
    (said,) = statements(passage(text)._replace(mentions=(mention,)), ROLES)
    assert (said.named, bool(said.roles), bool(said.titles)) == (names, names, names)


@pytest.mark.parametrize(
    ("about", "apart"),
    [
        *((about, True) for about in ("advice", "outlook", "salary")),
        *((about, False) for about in ("skills", "tools", "education", "industries")),
        *((about, False) for about in ("responsibilities", "certifications")),
        *((about, None) for about in ("", "comparison", "definition", "aside")),
    ],
)
def test_what_names_nobody_is_for_all_unless_its_section_tells_roles_apart(
    about: str, apart: bool | None
) -> None:
    everyone = tuple(role.iri for role in ROLES.roles)
    (said,) = statements(passage("Docker helps.", about=about), ROLES)
    assert said.roles == (() if apart is None else everyone)
    (said,) = statements(passage("Docker helps.", about=about), ROLES, for_all=False)
    assert said.roles == (everyone if apart else ())


@pytest.mark.parametrize(
    "text", ["They use Docker.", "In addition, they use Docker.", "These people use Docker."]
)
def test_a_passage_goes_on_about_whom_the_one_before_spoke_of(text: str) -> None:
    (one, *_) = (role.iri for role in ROLES.roles)
    (said,) = statements(passage(text), ROLES, before=(one,))
    assert said.roles == (one,)
    (said,) = statements(passage("Docker is what they use."), ROLES, before=(one,))
    assert said.roles == ()


def test_a_section_parts_roles_where_passages_speak_of_one_each() -> None:
    one, other = ROLES.roles
    assert parted(
        [
            # Headings say whom it is about, whatever the text names.
            passage("Data analysts help.", one, section="by heading"),
            passage("Nobody is named.", other, section="by heading"),
            passage("Data engineers use Docker.", section="by text"),
            passage("Data analysts use Excel.", section="by text"),
            passage("Data engineers use Docker.", section="one alone"),
            passage("They use it.", section="one alone"),
            passage("Data engineers meet data analysts.", section="together"),
            passage("Data engineers use Docker.", section="together"),
            passage("Data analysts wait.", one, section="one heading"),
            passage("Data analysts wait.", one, section="one heading"),
        ],
        ROLES,
    ) == {"by heading", "by text"}


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
