"""The shapes of articles: whatever heads a passage, it is known what it is about and of whom."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolegraph.reading.markup import to_document
from rolegraph.reading.outline import Outline
from rolegraph.reading.passage import SECTIONS
from rolegraph.reading.roles import ArticleRoles, KnownRoles, discover
from rolegraph.reading.sections import Sections

Claims = Callable[..., set[tuple[str, str, str, str]]]

TITLE = "Data Engineer vs. Data Analyst\n\n"
LONG = " Much else is said of this trade, at length and in great detail, by those who know it well."
DOCKER = ("data-engineer", "tool", "Docker", "required")
KAFKA = ("data-engineer", "tool", "Apache Kafka", "required")
EXCEL = ("data-analyst", "tool", "Microsoft Excel", "required")
HEALTH = ("data-engineer", "industry", "healthcare", "mentioned")
RETAIL = ("data-analyst", "industry", "retail", "mentioned")
PIPELINES = ("data-engineer", "responsibility", "design and build data pipelines", "required")
DASHBOARDS = ("data-analyst", "responsibility", "build dashboards and reports", "required")

TOOLS: dict[str, str] = {
    "sections head roles, in plain text": """
Tools

Data Engineer
- Docker
- Kafka

Data Analyst
- Excel

Industries

Data Engineer
- Healthcare

Data Analyst
- Retail
""",
    "roles head sections, in plain text": """
Data Engineer

Tools
- Docker
- Kafka

Industries
- Healthcare

Data Analyst

Tools
- Excel

Industries
- Retail
""",
    "roles head sections, with bullets of other kinds": """
Data Engineer

Tools
• Docker
• Kafka

Industries
* Healthcare

Data Analyst

Tools
• Excel

Industries
* Retail
""",
    "sections head roles, in Markdown": """
## Tools

### Data Engineer

- Docker
- Kafka

### Data Analyst

- Excel

## Industries

### Data Engineer

- Healthcare

### Data Analyst

- Retail
""",
    "roles head sections, in Markdown": """
## Data Engineer

### Tools

- Docker
- Kafka

### Industries

- Healthcare

## Data Analyst

### Tools

- Excel

### Industries

- Retail
""",
    "headings of Markdown that underline": """
Tools
-----

### Data Engineer

* Docker
* Kafka

### Data Analyst

* Excel

Industries
----------

### Data Engineer

* Healthcare

### Data Analyst

* Retail
""",
    "bold lines over lists": """
## Tools

**Data Engineer**

- Docker
- Kafka

**Data Analyst**

- Excel

## Industries

**Data Engineer**

- Healthcare

**Data Analyst**

- Retail
""",
    "bold lead-ins of bullets": """
## Tools

- **Data Engineer:** Docker, Kafka
- **Data Analyst:** Excel

## Industries

- **Data Engineer:** Healthcare
- **Data Analyst:** Retail
""",
    "headings of sections that name the role": """
Data Engineer Tools
- Docker
- Kafka

Data Engineer Industries
- Healthcare

Data Analyst Tools
- Excel

Data Analyst Industries
- Retail
""",
    "a table with a column for each role": """
| | Data Engineer | Data Analyst |
|---|---|---|
| Tools | Docker, Kafka | Excel |
| Industries | Healthcare | Retail |
""",
    "a table with a row for each role": """
| Role | Tools | Industries |
|:---|:---:|---:|
| Data Engineer | Docker, Kafka | Healthcare |
| Data Analyst | Excel | Retail |
""",
    "sentences": """
Tools

Data engineers use Docker and Kafka. Data analysts use Excel.

Industries

Data engineers work in healthcare. Data analysts work in retail.
""",
    "numbered headings": """
1. Tools

Data engineers use Docker and Kafka all day long, in the office and at home.

Data analysts use Excel.

2. Industries

Data engineers work in healthcare, where records are many and errors are costly.

Data analysts work in retail.
""",
}
EXPECTED = {DOCKER, KAFKA, EXCEL, HEALTH, RETAIL}


@pytest.mark.parametrize("shape", TOOLS)
def test_every_shape_says_the_same(claims: Claims, shape: str) -> None:
    assert claims("# " + TITLE + TOOLS[shape]) == EXPECTED


@pytest.mark.parametrize("shape", [shape for shape in TOOLS if "#" not in TOOLS[shape]])
def test_and_in_plain_text(claims: Claims, shape: str) -> None:
    if "**" not in TOOLS[shape] and "---" not in TOOLS[shape]:
        assert claims(TITLE + TOOLS[shape], name="article.txt") == EXPECTED


def test_and_with_windows_line_ends(claims: Claims) -> None:
    text = TITLE + TOOLS["sections head roles, in plain text"]
    assert claims(text.replace("\n", "\r\n"), name="article.txt") == EXPECTED


def test_and_in_html(claims: Claims) -> None:
    page = """<!DOCTYPE html><html><head><title>Data Engineer vs. Data Analyst</title></head>
    <body><nav><ul><li><a href="/x">MLflow</a></li></ul></nav><main>
    <h1>Data Engineer vs. Data Analyst</h1>
    <h2>Tools</h2><h3>Data Engineer</h3><ul><li>Docker</li><li>Kafka</li></ul>
    <h3>Data Analyst</h3><ul><li>Excel</li></ul>
    <table><tr><th></th><th>Data Engineer</th><th>Data Analyst</th></tr>
    <tr><th>Industries</th><td>Healthcare</td><td>Retail</td></tr></table>
    </main><footer>Tableau</footer></body></html>"""
    assert claims(page, name="article.html") == EXPECTED


def test_lines_of_a_role_and_text(claims: Claims) -> None:
    text = (
        "Data Engineer: A data engineer relies on Docker and on Kafka to move what others need.\n\n"
        "Data Analyst: A data analyst relies on Excel and on nothing else to answer questions."
    )
    assert claims(text, "Tools") == {DOCKER, KAFKA, EXCEL}


def test_short_lines_of_a_role_and_text(claims: Claims) -> None:
    text = "Data Engineer: Docker, Kafka\n\nData Analyst: Excel"
    assert claims(text, "Tools") == {DOCKER, KAFKA, EXCEL}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("## Data Engineer Responsibilities\n\n", "## Data Analyst Responsibilities\n\n"),
        ("## Responsibilities of a Data Engineer\n\n", "## Responsibilities of a Data Analyst\n\n"),
        (
            "The responsibilities of a data engineer include:\n\n",
            "The responsibilities of a data analyst include:\n\n",
        ),
        ("Data engineers are responsible for:\n\n", "Data analysts are responsible for:\n\n"),
    ],
)
def test_duties_below_any_lead_in(claims: Claims, one: str, other: str) -> None:
    text = f"# {TITLE}{one}- Building data pipelines\n\n{other}- Creating dashboards\n"
    duties = {claim for claim in claims(text) if claim[1] == "responsibility"}
    assert duties == {PIPELINES, DASHBOARDS}


def test_what_one_needs_to_become(claims: Claims) -> None:
    text = (
        "To become a data engineer you will need:\n\n- Docker\n- Falconry\n\n"
        "To become a data analyst, you will need:\n\n- Excel\n"
    )
    falconry = ("data-engineer", "skill", "falconry", "required")
    assert claims(f"# {TITLE}{text}") == {DOCKER, falconry, EXCEL}


def test_categories_of_a_list(claims: Claims) -> None:
    text = (
        "### Data Engineer\n\n- Containers: Docker, Quuxpod\n- Streams: Kafka\n\n"
        "### Data Analyst\n\n- Spreadsheets: Excel\n"
    )
    quuxpod = ("data-engineer", "tool", "Quuxpod", "required")
    assert claims(text, "Tools") == {DOCKER, quuxpod, KAFKA, EXCEL}


def test_a_lead_in_that_denies(claims: Claims) -> None:
    text = (
        "Data analysts are not responsible for:\n\n- Deploying models\n\n"
        "Data analysts are responsible for:\n\n- Creating dashboards\n"
    )
    found = claims(text, "Responsibilities")
    duties = {(thing, modality) for _, kind, thing, modality in found if kind == "responsibility"}
    assert duties == {
        ("deploy models to production", "denied"),
        ("build dashboards and reports", "required"),
    }
    assert {role for role, *_ in found} == {"data-analyst"}


def test_a_lead_in_holds_for_the_list_below_it(claims: Claims) -> None:
    text = (
        "Data Engineer vs. Data Analyst\n\nTools\n\nData engineers do not use:\n- Tableau\n\n"
        "Data analysts: Excel\nData engineers: Docker\n"
    )
    assert claims(text, name="a.txt") == {
        ("data-engineer", "tool", "Tableau", "denied"),
        ("data-analyst", "tool", "Microsoft Excel", "required"),
        ("data-engineer", "tool", "Docker", "required"),
    }


@pytest.mark.parametrize(
    "heading",
    ["Related Articles", "Table of Contents", "References", "About the Author", "Featured Jobs"],
)
def test_asides_are_left_out(claims: Claims, heading: str) -> None:
    text = (
        f"{TITLE}## {heading}\n\n- Data engineers use Scala\n\n## Tools\n\nData analysts use Excel."
    )
    assert claims("# " + text) == {EXCEL}


def test_a_section_ends_where_the_next_begins(claims: Claims) -> None:
    text = "# " + TITLE + "## Data Engineer\n\n### Tools\n\n- Docker\n\n## A Walk\n\n- Excel\n"
    assert claims(text) == {DOCKER}


def test_a_heading_below_keeps_what_stands_above(claims: Claims) -> None:
    text = (
        f"# {TITLE}## Data Engineer\n\n### Tools\n\n#### On Weekdays\n\n- Docker\n\n"
        "#### On Sundays\n\n- Kafka\n\n## Data Analyst\n\n### Tools\n\n- Excel\n"
    )
    assert claims(text) == {DOCKER, KAFKA, EXCEL}


PIECES = st.sampled_from(
    [
        "# Data Engineer vs. Data Analyst",
        "Data Engineer",
        "Data Analyst",
        "## Tools",
        "Industries",
        "1. Responsibilities",
        "- Docker",
        "  - Kafka",
        "Containers: Docker",
        "Data analysts are not responsible for:",
        "| | Data Engineer | Data Analyst |\n|---|---|---|\n| Tools | Docker | Excel |",
        "Related Articles",
        "They use Excel." + LONG,
        "",
        "—",
        ":",
    ]
)


@settings(max_examples=150)
@given(st.lists(PIECES, min_size=1, max_size=14).map("\n\n".join))
def test_passages_lie_in_the_text_that_was_delivered(text: str) -> None:
    known = KnownRoles([])
    document = to_document(f"{TITLE}{text}".encode(), "a.md")
    roles = ArticleRoles(discover(document, known), document)
    sections = Sections([("tools", "tools"), ("industries", "industries"), ("aside", "related")])
    last = 0
    for passage in Outline(document.blocks, roles, sections, document.delivered).passages():
        assert passage.about in (*SECTIONS, "")
        assert passage.about != "aside"
        assert set(passage.roles) <= set(roles.roles)
        start, end = passage.text.span(0, len(passage.text))
        assert start is not None
        assert end is not None
        assert last <= start < end
        assert document.delivered[start:end].startswith(passage.text.text[0])
        last = end
