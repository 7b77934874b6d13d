"""Small articles in every shape, and exactly what is read from them."""

from pathlib import Path

import pytest

from rolegraph.errors import DataError
from rolegraph.namespaces import RG, is_slug
from rolegraph.sources.article import Reader, Reading

Said = set[tuple[str, str, str, str]]
TITLE = "Data Analyst vs. Security Engineer"


def said(reading: Reading, *kinds: str) -> Said:
    """Return role, kind, thing and strength of the claims of some kinds, as slugs."""
    return {
        (
            claim.fact.subject.rpartition("/")[2],
            claim.kind,
            claim.fact.object.rpartition("/")[2],
            claim.fact.modality,
        )
        for claim in reading.claims
        if not kinds or claim.kind in kinds
    }


def read(reader: Reader, text: str, name: str = "article.txt") -> Reading:
    return reader.read(text.encode(), name)


DA, SE = "data-analyst", "security-engineer"
SKILLS_OF_TWO: Said = {
    (DA, "tool", "python", "alternative"),
    (DA, "tool", "r", "alternative"),
    (SE, "tool", "wireshark", "required"),
}
SHAPES = {
    "sub-headings with bullets": f"""{TITLE}

Tools

Data Analyst
- Python or R

Security Engineer
- Wireshark
""",
    "roles above sections": f"""{TITLE}

Data Analyst

Tools
- Python or R

Security Engineer

Tools
- Wireshark
""",
    "Role: text": f"""{TITLE}

Tools Used

Data Analyst: Python or R.
Security Engineer: Wireshark.
""",
    "X Tools": f"""{TITLE}

Data Analyst Tools
- Python or R

Security Engineer Tools
- Wireshark
""",
    "lead-ins": f"""{TITLE}

The tools of a data analyst include:
- Python or R

Security engineers work with the following tools:
- Wireshark
""",
    "category entries": f"""{TITLE}

Tools

Data Analyst
- Languages: Python or R

Security Engineer
- Network analysis: Wireshark
""",
    "sentences": f"""{TITLE}

Tools

Data analysts use Python or R. Security engineers use Wireshark.
""",
    "prose": f"""{TITLE}

Every firm has numbers. Data analysts look after the numbers. They use Python or R.

Security engineers look after the doors. These specialists use Wireshark.
""",
    "contrast": f"""{TITLE}

While data analysts use Python or R, security engineers use Wireshark.
""",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_says_the_same(shape: str, reader: Reader) -> None:
    assert said(read(reader, SHAPES[shape]), "tool") == SKILLS_OF_TWO


MARKED = {
    "headings": f"""# {TITLE}

## Tools

### Data Analyst
- Python or R

### Security Engineer
- Wireshark
""",
    "bold lead-ins": f"""# {TITLE}

## Tools

**Data Analyst:** Python or R

**Security Engineer:** Wireshark
""",
    "profiles": f"""# {TITLE}

## Data Analyst

**Tools:** Python or R

## Security Engineer

**Tools:** Wireshark
""",
    "a column for each role": f"""# {TITLE}

| | Data Analyst | Security Engineer |
|---|---|---|
| Tools | Python or R | Wireshark |
""",
    "a row for each role": f"""# {TITLE}

| Role | Tools |
|---|---|
| Data Analyst | Python or R |
| Security Engineer | Wireshark |
""",
}


@pytest.mark.parametrize("shape", MARKED)
def test_each_shape_of_markdown_says_the_same(shape: str, reader: Reader) -> None:
    assert said(read(reader, MARKED[shape], "article.md"), "tool") == SKILLS_OF_TWO


def test_a_page_is_read_without_what_stands_around_it(reader: Reader) -> None:
    page = f"""<!doctype html><html lang=en><head><title>{TITLE} | Careers</title>
<meta property="og:site_name" content="Careers Weekly">
<link rel=canonical href="https://example.org/a-vs-b">
<meta property="article:published_time" content="2024-05-06T08:00:00Z"></head><body>
<nav><ul><li>Tools</li><li>Docker</li></ul></nav>
<article><h1>{TITLE}</h1><p>Two jobs that people mix up, though they have little in common but
the hours, the coffee and the screens that they look at from morning to night.</p>
<h2>Tools</h2><h3>Data Analyst</h3><ul><li>Python or R</li></ul>
<h3>Security Engineer</h3><ul><li>Wireshark</li></ul></article>
<aside>Advert: learn Kubernetes</aside><script>var tool = "Ansible"</script>
<footer>Terraform course</footer></body></html>"""
    reading = read(reader, page, "page.html")
    assert said(reading, "tool") == SKILLS_OF_TWO
    assert reading.source[1:5] == (
        TITLE,
        "Careers Weekly",
        "2024-05-06",
        "https://example.org/a-vs-b",
    )


def skills(reader: Reader, entry: str) -> Said:
    text = f"{TITLE}\n\nRequired Skills\n\nData Analyst\n- {entry}\n\nSecurity Engineer\n- Docker\n"
    return {row for row in said(read(reader, text)) if row[0] == DA}


@pytest.mark.parametrize(
    ("entry", "things"),
    [
        (
            "Deep understanding of machine learning frameworks (e.g., PyTorch, TensorFlow)",
            {
                ("skill", "machine-learning-frameworks", "required"),
                ("tool", "tensorflow", "example"),
                ("tool", "pytorch", "example"),
            },
        ),
        (
            "Proficiency in languages such as Python and Go for reporting tasks",
            {("tool", "python", "example"), ("tool", "go", "example")},
        ),
        ("SQL, rather than Hadoop", {("tool", "sql", "required")}),
        ("Python instead of SAS", {("tool", "python", "required")}),
        ("A PhD is not required", set()),
        ("Docker is a plus", {("tool", "docker", "preferred")}),
        (
            "Java, Scala, or Kotlin",
            {
                ("tool", "java", "alternative"),
                ("tool", "scala", "alternative"),
                ("tool", "kotlin", "alternative"),
            },
        ),
        ("Knowledge of glassblowing", {("skill", "glassblowing", "required")}),
    ],
)
def test_an_entry_of_a_skills_list(
    entry: str, things: set[tuple[str, str, str]], reader: Reader
) -> None:
    found = {row[1:] for row in skills(reader, entry)}
    if entry.endswith("glassblowing"):
        # What is new is short; its exact words are not fixed.
        ((kind, slug, strength),) = found
        assert (kind, strength) == ("skill", "required")
        assert "glassblowing" in slug
        assert slug.count("-") < 5
    elif entry.startswith("Proficiency"):
        assert things <= found
    else:
        assert found == things


def test_what_is_denied_is_no_claim_and_kept(reader: Reader) -> None:
    text = f"""{TITLE}

Tools

Security engineers use Wireshark. Unlike security engineers, data analysts rarely use Hadoop.
"""
    reading = read(reader, text)
    assert (DA, "tool", "apache-hadoop", "denied") in said(reading)
    claims = {row for row in said(reading) if row[3] != "denied"}
    assert claims == {(SE, "tool", "wireshark", "required")}


def test_education_is_told_by_kind(reader: Reader) -> None:
    text = f"""{TITLE}

Education

Data Analyst
- Bachelor's or Master's degree in Statistics, Economics, or a related field
- Certifications in data analytics or cloud computing may help

Security Engineer
- A B.S. in computer science; CISSP preferred
"""
    assert said(read(reader, text), "degree", "field", "certification") == {
        (DA, "degree", "bachelor", "alternative"),
        (DA, "degree", "master", "alternative"),
        (DA, "field", "statistics", "alternative"),
        (DA, "field", "economics", "alternative"),
        (DA, "certification", "data-analytics-certification", "preferred"),
        (DA, "certification", "cloud-certification", "preferred"),
        (SE, "degree", "bachelor", "required"),
        (SE, "field", "computer-science", "required"),
        (SE, "certification", "cissp", "preferred"),
    }


def test_an_unknown_tool_of_a_list_is_new_and_marked(reader: Reader) -> None:
    text = SHAPES["sub-headings with bullets"].replace("Wireshark", "Wireshark, Zorbnet, Quoxly")
    reading = read(reader, text)
    new = {concept.label: concept for concept in reading.concepts if concept.kind == "tool"}
    assert set(new) == {"Zorbnet", "Quoxly"}
    for concept in new.values():
        assert is_slug(concept.iri.rpartition("/")[2])
        assert RG.provisional in {property for property, _ in concept.extra}


def test_roles_are_met_by_their_labels_or_minted(reader: Reader) -> None:
    text = """ML Engineer vs. Chocolate Taster Analyst

Tools

ML Engineer
- Docker

Chocolate Taster Analyst
- Excel
"""
    reading = read(reader, text)
    assert [role.iri.rpartition("/")[2] for role in reading.roles] == [
        "machine-learning-engineer",
        "chocolate-taster-analyst",
    ]
    # The first has its description already.
    assert {c.label for c in reading.concepts if c.kind == "role"} == {"Chocolate Taster Analyst"}


ADVERT = """
Senior Data Scientist
@ Initech | Remote (United States)
Full Time Senior-level / Expert USD 120K - 150K
"""


def test_an_advertisement_is_kept_and_is_no_role(reader: Reader) -> None:
    reading = read(reader, SHAPES["sub-headings with bullets"] + ADVERT)
    (advert,) = [claim for claim in reading.claims if claim.kind == "posting"]
    assert advert.fact.subject == reading.source.iri
    assert {role.label for role in reading.roles} == {"Data Analyst", "Security Engineer"}
    assert said(reading, "tool") == SKILLS_OF_TWO


def test_every_place_points_at_words_of_the_delivered_text(reader: Reader) -> None:
    folder = Path(__file__).resolve().parent / "reading" / "develop"
    for path in sorted(folder.iterdir()):
        if path.suffix == ".tsv":
            continue
        delivered = path.read_bytes().decode()
        reading = reader.read(path.read_bytes(), path.name)
        lines = delivered.split("\n")
        for claim in reading.claims:
            fact = claim.fact
            if fact.start is None or fact.end is None or fact.line is None:
                continue
            assert delivered[fact.start : fact.end].strip(), (path.name, fact)
            first = sum(len(line) + 1 for line in lines[: fact.line - 1])
            assert first <= fact.start <= first + len(lines[fact.line - 1]), (path.name, fact)


def test_tools_are_where_the_claims_say(reader: Reader) -> None:
    text = SHAPES["sub-headings with bullets"]
    places = {
        text[claim.fact.start : claim.fact.end]
        for claim in read(reader, text).claims
        if claim.kind == "tool"
    }
    assert places == {"Python", "R", "Wireshark"}


def test_damage_is_repaired_and_places_hold(reader: Reader) -> None:
    text = SHAPES["sub-headings with bullets"].replace(
        "- Wireshark", "- A bachelorâ€™s degree\n- Wireshark"
    )
    reading = read(reader, text)
    (degree,) = [claim.fact for claim in reading.claims if claim.kind == "degree"]
    assert text[degree.start : degree.end] == "bachelorâ€™s degree"
    assert any("repaired" in note for note in reading.notes)


def test_passages_are_kept_only_when_asked(reader: Reader) -> None:
    data = SHAPES["sub-headings with bullets"].encode()
    assert {fact.quote for fact in reader.read(data, "a.txt").facts} == {""}
    quotes = {fact.quote for fact in reader.read(data, "a.txt", keep_quotes=True).facts}
    assert quotes == {"Python or R", "Wireshark"}


def test_reading_twice_gives_the_same(reader: Reader) -> None:
    data = (SHAPES["prose"] + ADVERT).encode()
    assert reader.read(data, "a.txt") == reader.read(data, "a.txt")


def test_a_report_says_what_made_no_claim(reader: Reader) -> None:
    text = f"{TITLE}\n\nTools\n\nData analysts use Excel rather than Hadoop.\n"
    reading = reader.read(text.encode(), "a.txt", report=True)
    assert [(name.words, "contrast" in name.reason) for name in reading.skipped] == [
        ("Hadoop", True)
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"%PDF-1.7 \x00\x01", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", "image"),
        (b"The weather was fine and nobody went to work.", "names no job roles"),
        (b"Data Analyst vs. Security Engineer\n\nIt rained.", "says nothing of Data Analyst"),
    ],
)
def test_what_is_no_article_is_refused_in_words(data: bytes, words: str, reader: Reader) -> None:
    with pytest.raises(DataError, match=words):
        reader.read(data, "a.txt")
