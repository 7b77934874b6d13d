"""Whole articles: what is written of each, where it stands, and what is refused."""

import hashlib
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import ROOT

from rolegraph.errors import DataError
from rolegraph.facts import Concept, Fact, Literal, Source
from rolegraph.namespaces import KINDS, MODALITIES, RG, SCHEMA, XSD, is_slug, mint, slug_of
from rolegraph.reading.document import LINE_END, Document, Text
from rolegraph.reading.names import NameEntry
from rolegraph.reading.passage import Finding, Passage
from rolegraph.sources import article
from rolegraph.sources.article import Reader, Reading

DATA = ROOT / "data"
TITLE = "Data Analyst vs. Security Engineer"
PLAIN = """Moonlight Engineer vs. Data Analyst

By the Quux Gazette, 7 May 2031

A Moonlight Engineer keeps the night bright. A Data Analyst counts what is left in the morning.

Responsibilities

Moonlight Engineer
- Build data pipelines
- Deploy models to production

Data Analyst
- Create dashboards for the harbour

Required Skills

Moonlight Engineer
- Deep understanding of machine learning frameworks (e.g., PyTorch, TensorFlow)
- Falconry

Data Analyst
- Excellent communication skills
- A PhD is not required

Educational Background

Moonlight Engineer
- Bachelor’s degree in computer science or physics

Data Analyst
- Degree in economics

Tools and Software

Moonlight Engineer
- Containers: Docker, Quuxpod

Data Analyst
- Spreadsheets: Excel
- Unlike moonlight engineers, they rarely use Hadoop.

Common Industries

Moonlight Engineer
- Healthcare
- Puppet theatre

Data Analyst
- Retail

Practical Tips

- Build a portfolio: publish three small projects.
"""
MARKDOWN = re.sub(
    r"(?m)^(Moonlight Engineer|Data Analyst)$",
    r"### \1\n",
    re.sub(
        r"(?m)^(Responsibilities|Required Skills|Educational Background|Tools and Software"
        r"|Common Industries|Practical Tips)$",
        r"## \1",
        "# " + PLAIN,
    ),
)


def page(markdown: str) -> str:
    """Return the HTML of a Markdown text with nothing but headings, entries and paragraphs."""
    body = []
    for line in markdown.split("\n"):
        mark, _, rest = line.partition(" ")
        text = html.escape(rest).replace("’", "&#8217;")
        if mark.startswith("#"):
            body.append(f"<h{len(mark)}>{text}</h{len(mark)}>")
        elif mark == "-":
            body.append(f"<ul><li>{text}</li></ul>")
        elif line:
            body.append(f"<p>{html.escape(line)}</p>")
    return (
        "<!DOCTYPE html>\n<html lang=en><head><title>Moonlight Engineer vs. Data Analyst</title>"
        '<meta property="og:site_name" content="The Quux Gazette">'
        '<link rel="canonical" href="https://gazette.example/moonlight">'
        '<meta property="article:published_time" content="2031-05-07T08:00:00Z"></head><body>'
        "<nav><ul><li>Kubernetes</li><li>Tableau</li></ul></nav><main><article>\n"
        + "\n".join(body)
        + "\n</article></main><footer><p>Scala is the language of this footer.</p></footer>"
        "<script>var tool = 'Kafka';</script></body></html>\n"
    )


ARTICLES = {
    "article.txt": PLAIN,
    "article.md": MARKDOWN,
    "article.html": page(MARKDOWN),
    "windows.txt": PLAIN.replace("\n", "\r\n"),
    "mac.txt": PLAIN.replace("\n", "\r"),
}
SAID = """moonlight-engineer responsibility design-and-build-data-pipelines required
moonlight-engineer skill machine-learning-frameworks required
moonlight-engineer skill falconry required
moonlight-engineer tool tensorflow example
moonlight-engineer tool pytorch example
moonlight-engineer degree bachelor required
moonlight-engineer field computer-science alternative
moonlight-engineer field physics alternative
moonlight-engineer tool docker required
moonlight-engineer tool quuxpod required
moonlight-engineer industry healthcare mentioned
moonlight-engineer industry puppet-theatre mentioned
moonlight-engineer advice build-portfolio mentioned
data-analyst skill communication required
data-analyst field economics required
data-analyst tool microsoft-excel required
data-analyst industry retail mentioned
data-analyst advice build-portfolio mentioned"""


def said(reading: Reading) -> set[str]:
    return {
        f"{slug_of(fact.subject)} {kind} {slug_of(fact.object)} {fact.modality}"
        for fact, kind, _ in reading.claims
    }


@pytest.fixture(params=ARTICLES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def reading(reader: Reader, name: str) -> Reading:
    return reader.read(ARTICLES[name].encode(), name, report=True)


def test_every_form_says_the_same(reader: Reader, reading: Reading) -> None:
    assert said(reading) == said(reader.read(PLAIN.encode(), "article.txt"))


def test_what_is_said(reader: Reader, reading: Reading) -> None:
    stated = said(reading)
    kinds = ("tool", "skill", "field", "industry", "degree")
    assert {one for one in SAID.split("\n") if one.split()[1] in kinds} <= stated
    wrong = "hadoop tableau kubernetes scala kafka phd doctorate"
    for one in stated:
        assert one.split()[2] not in wrong.split() or one.endswith("denied")
    assert sum(" responsibility " in one for one in stated) >= 3
    assert {one.split()[0] for one in stated if " advice " in one} == {
        "moonlight-engineer",
        "data-analyst",
    }


def test_the_source(reading: Reading, name: str) -> None:
    source = reading.source
    assert source.iri == mint("source", "moonlight-engineer-vs-data-analyst")
    assert source.title == "Moonlight Engineer vs. Data Analyst"
    assert source.issued == "2031-05-07"
    assert source.sha256 == hashlib.sha256(ARTICLES[name].encode()).hexdigest()
    if name.endswith(".html"):
        assert source.publisher == "The Quux Gazette"
        assert source.url == "https://gazette.example/moonlight"


def test_a_slug_names_the_source(reader: Reader) -> None:
    reading = reader.read(PLAIN.encode(), "a.txt", slug="of-my-own")
    assert reading.source.iri == mint("source", "of-my-own")
    assert {fact.source for fact in reading.facts} == {reading.source.iri}


def test_every_claim_points_at_its_words(reader: Reader, reading: Reading, name: str) -> None:
    delivered = ARTICLES[name]
    starts = [0, *(end.end() for end in LINE_END.finditer(delivered))]
    minted = {concept.iri: concept.label for concept in reading.concepts}
    assert reading.claims
    for fact, kind, _ in reading.claims:
        assert fact.line is not None
        assert fact.start is not None
        assert fact.end is not None
        assert 0 <= fact.start < fact.end <= len(delivered)
        until = starts[fact.line] if fact.line < len(starts) else len(delivered)
        assert starts[fact.line - 1] <= fact.start < fact.end <= until
        words = html.unescape(delivered[fact.start : fact.end])
        assert words == words.strip()
        label = minted.get(fact.object) or reader.names.label(fact.object)
        if kind in ("tool", "industry", "field"):
            assert words.casefold() in label.casefold()


def test_claims_fit_the_model(reading: Reading) -> None:
    seen = set()
    for fact, kind, _ in reading.claims:
        assert fact.source == reading.source.iri
        assert fact.property == KINDS[kind].property
        assert fact.modality in (*MODALITIES, "denied")
        assert fact.section
        assert fact.quote == ""
        key = fact.subject, fact.property, fact.object, fact.start
        assert key not in seen
        seen.add(key)


def test_sections_and_categories(reading: Reading) -> None:
    docker = next(fact for fact in reading.facts if fact.object == mint("tool", "docker"))
    assert (docker.section, docker.category) == ("Tools and Software", "Containers")
    retail = next(fact for fact in reading.facts if fact.object == mint("industry", "retail"))
    assert (retail.section, retail.category) == ("Common Industries", "")


def test_quotes_only_where_they_are_to_be_kept(reader: Reader, name: str) -> None:
    kept = reader.read(ARTICLES[name].encode(), name, keep_quotes=True)
    bare = reader.read(ARTICLES[name].encode(), name)
    falconry = next(fact for fact in kept.facts if fact.object == mint("skill", "falconry"))
    assert falconry.quote == "Falconry"
    pytorch = next(fact for fact in kept.facts if fact.object == mint("tool", "pytorch"))
    assert pytorch.quote.startswith("Deep understanding of machine learning frameworks")
    assert all(fact.quote for fact in kept.facts)
    assert [fact._replace(quote="") for fact in kept.facts] == bare.facts


def test_what_is_new_is_marked(reading: Reading) -> None:
    new = {concept.iri: concept for concept in reading.concepts}
    assert {mint("role", "moonlight-engineer"), mint("tool", "quuxpod")} <= set(new)
    assert mint("tool", "docker") not in new
    for iri, concept in new.items():
        assert is_slug(slug_of(iri))
        assert (RG.provisional, Literal("true", XSD.boolean)) in concept.extra
        assert concept.classes == KINDS[concept.kind].classes
    for claim in reading.claims:
        assert claim.new == (claim.fact.object in new)


def test_roles_are_known_or_minted(reader: Reader, reading: Reading) -> None:
    assert [role.label for role in reading.roles] == ["Moonlight Engineer", "Data Analyst"]
    known = PLAIN.replace("Moonlight", "Data").replace("Data Analyst", "Research Engineer")
    known_reading = reader.read(known.encode(), "a.txt")
    assert [role.label for role in known_reading.roles] == ["Data Engineer", "Research Engineer"]
    assert not [concept for concept in known_reading.concepts if concept.kind == "role"]


def test_reading_again_gives_the_same(reader: Reader, reading: Reading, name: str) -> None:
    reader.read(MARKDOWN.replace("Quuxpod", "Zanzigrid").encode(), "another.md")
    assert reader.read(ARTICLES[name].encode(), name, report=True) == reading


def test_the_report_says_what_was_passed_over_and_why(reader: Reader, reading: Reading) -> None:
    passed = {one.words: one for one in reading.skipped}
    assert "not needed" in passed["PhD"].reason
    assert passed["PhD"].line is not None
    assert not {"Docker", "Falconry"} & set(passed)
    assert reader.read(PLAIN.encode(), "article.txt").skipped == ()


@pytest.mark.parametrize("level", ["Senior", "Junior", "Lead", "Staff"])
def test_the_title_of_an_advertisement_is_no_role(reader: Reader, level: str) -> None:
    advert = (
        f"\nFeatured Job\n\n{level} Data Scientist\n\nQuuxcorp | Berlin, Germany\n\n"
        "Full Time | Senior-level | EUR 90K - 120K\n"
    )
    reading = reader.read((PLAIN + advert).encode(), "article.txt")
    assert [role.label for role in reading.roles] == ["Moonlight Engineer", "Data Analyst"]
    subjects = {fact.subject for fact, kind, _ in reading.claims if kind != "posting"}
    assert subjects <= {role.iri for role in reading.roles}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x00\x01\x02\x03" * 99, "binary"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
        (b"***\n---\n", "nothing"),
        (b"PK\x03\x04" + bytes(range(200)), "looks like"),
        (b"Soup\n\nBoil water. Add salt. Wait.\n", "names no job roles"),
        (b"Data Engineer vs. Data Analyst\n\nThe weather was fine on Monday.\n", "says nothing of"),
        (
            "Buchhalter gegen Schreiner\n\nDer Schreiner hobelt das Holz, der Buchhalter zählt es. "
            "Beide gehen abends nach Hause.\n".encode(),
            "names no job roles",
        ),
        (
            "# Data Engineer vs. Data Analyst\n\nOboje pracują od rana do wieczora i wracają do "
            "domu, gdzie czeka na nich zupa.\n".encode(),
            "in English",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_clear_words(
    reader: Reader, data: bytes, said: str
) -> None:
    with pytest.raises(DataError) as caught:
        reader.read(data, "folder/thing.txt")
    assert said in str(caught.value)
    assert str(caught.value).startswith("folder/thing.txt: ")


def test_a_text_without_roles_or_claims_says_what_is_needed(reader: Reader) -> None:
    with pytest.raises(DataError) as caught:
        reader.read(b"Soup\n\nBoil water.\n", "a.txt")
    assert str(caught.value) == (
        "a.txt: names no job roles: an article whose title or text compares roles is needed"
    )
    with pytest.raises(DataError) as caught:
        reader.read(f"{TITLE}\n\nIt rained.\n".encode(), "a.txt")
    assert str(caught.value) == (
        f"a.txt: says nothing of {TITLE.replace(' vs. ', ' or ')} that can be read: "
        "is it a comparison of roles in English?"
    )


def test_an_article_without_a_title_is_called_by_its_roles(reader: Reader) -> None:
    table = (
        "<table><tr><th></th><th>Data Analyst</th><th>Security Engineer</th></tr>"
        "<tr><td>Tools</td><td>Docker</td><td>Wireshark</td></tr></table>"
    )
    reading = reader.read(table.encode(), "a.html")
    assert reading.source.title == TITLE
    assert reading.source.iri == mint("source", "data-analyst-vs-security-engineer")
    assert said(reading) == {
        "data-analyst tool docker required",
        "security-engineer tool wireshark required",
    }


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        # A passage goes on about whom the one before it spoke of.
        (
            "Data analysts look after the numbers.\n\nThey use Docker.\n\n"
            "Security engineers use Wireshark.\n",
            {"data-analyst tool docker required", "security-engineer tool wireshark required"},
        ),
        # What names no role is said of all, but not where the section tells them apart.
        (
            "## Skills\n\nProficiency in Docker.\n",
            {"data-analyst tool docker required", "security-engineer tool docker required"},
        ),
        (
            "## Skills\n\nData analysts know Excel.\n\nSecurity engineers know Wireshark.\n\n"
            "Proficiency in Docker.\n",
            {
                "data-analyst tool microsoft-excel required",
                "security-engineer tool wireshark required",
            },
        ),
        # Numbers make headings of what would be entries.
        (
            "1. Data Analyst\n\nTools: Docker\n\n2. Security Engineer\n\nTools: Wireshark\n",
            {"data-analyst tool docker required", "security-engineer tool wireshark required"},
        ),
    ],
)
def test_whom_a_passage_speaks_of_follows_from_what_stands_around_it(
    reader: Reader, text: str, claims: set[str]
) -> None:
    assert said(reader.read(f"# {TITLE}\n\n{text}".encode(), "a.md")) == claims


def test_pay_is_that_of_the_roles_by_their_short_names(reader: Reader) -> None:
    text = (
        "Machine Learning Engineer vs. Site Reliability Engineer\n\nSalary\n\n"
        "SREs earn $90,000 a year and MLEs $100,000.\n"
    )
    pay = {
        (slug_of(fact.subject), text[fact.start : fact.end])
        for fact, kind, _ in reader.read(text.encode(), "a.txt").claims
        if kind == "salary"
    }
    assert pay == {
        ("site-reliability-engineer", "SREs earn $90,000 a year"),
        ("machine-learning-engineer", "MLEs $100,000"),
    }


@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding_says_the_same(reader: Reader, code: str) -> None:
    expected = said(reader.read(PLAIN.encode(), "a.txt"))
    assert said(reader.read(PLAIN.encode(code), "a.txt")) == expected


def test_damage_is_repaired_and_places_still_count_in_what_was_delivered(reader: Reader) -> None:
    damaged = PLAIN.replace("’", "â€™")
    reading = reader.read(damaged.encode(), "a.txt")
    assert said(reading) == said(reader.read(PLAIN.encode(), "a.txt"))
    assert any("repaired" in note for note in reading.notes)
    physics = next(fact for fact in reading.facts if fact.object == mint("field", "physics"))
    assert physics.start is not None
    assert damaged[physics.start : physics.end] == "physics"


def test_known_roles_by_any_name(reader: Reader) -> None:
    assert reader.known_role("data analysts") == mint("role", "data-analyst")
    assert reader.known_role("Moonlight Engineer") is None


def test_the_store_holds_what_was_read(
    reader: Reader,
    run: Callable[..., tuple[int, str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "moonlight.md").write_text(MARKDOWN, encoding="utf-8")
    code, out, _ = run("ingest", str(folder / "moonlight.md"), "--dry-run", "-f", "json")
    assert code == 0
    for words in ("Quuxpod", "Moonlight Engineer", "falconry"):
        assert words in out


def written(reader: Reader, section: str, *entries: str, **options: Any) -> Reading:
    """Read an article of two roles with a list of entries in a section of one of them."""
    lines = [f"- {entry}" for entry in entries]
    text = "\n".join([f"# {TITLE}\n\n## {section}\n\n### Data Analyst\n", *lines])
    return reader.read(f"{text}\n".encode(), "a.md", **options)


@pytest.mark.parametrize(
    ("entry", "is_tool"),
    [
        ("Zorbnet: a platform for building grids", True),
        ("Zorbnet: two little words", True),
        ("Zorbnet: eBooks of all ages", True),
        ("Zorbnet: statistics for the whole family", True),
        ("Zorbnet: Drawing charts of all kinds", True),
        # What the words before a comma or an "and" name is what the entry lists.
        ("Zorbnet: Drawing charts of kinds", False),
        ("Zorbnet: Two little words", False),
        ("Zorbnet: one word", False),
        ("Zorbnet: Plans, for all maps of all towns, for charts", False),
        ("Zorbnet: Drawing plans and maps of all the towns", False),
        ("Zorbnet: Plans and maps of all towns and villages", False),
        # The entry is a category where it goes on to name a tool.
        ("Zorbnet: working with Docker on a large scale", False),
    ],
)
def test_the_title_of_an_entry_is_a_tool_where_a_description_follows(
    reader: Reader, entry: str, is_tool: bool
) -> None:
    tools = {slug_of(f.object) for f, kind, _ in written(reader, "Tools", "Excel", entry).claims}
    assert ("zorbnet" in tools) == is_tool, tools


@pytest.mark.parametrize(
    ("section", "entry", "claims"),
    [
        (
            "Required Skills",
            "**Falconry:** keeping birds",
            {"skill falconry", "skill keeping-birds"},
        ),
        ("Required Skills", "Programming: Docker", {"skill programming", "tool docker"}),
        # Both are common words, and names in a list of tools.
        (
            "Tools",
            "C and Basecamp: used when all else fails",
            {"tool c", "tool basecamp"},
        ),
        ("Common Industries", "Puppetry: retail", {"industry puppetry", "industry retail"}),
        ("Educational Background", "Physics: Statistics", {"field statistics"}),
    ],
)
def test_the_title_of_an_entry_is_read_under_skills_and_industries(
    reader: Reader, section: str, entry: str, claims: set[str]
) -> None:
    reading = written(reader, section, entry)
    assert {f"{kind} {slug_of(fact.object)}" for fact, kind, _ in reading.claims} == claims
    text = f"# {TITLE}\n\n## {section}\n\n### Data Analyst\n\n- {entry}\n"
    for fact, kind, _ in reading.claims:
        words = text[fact.start : fact.end].casefold().replace(" ", "-")
        assert words == slug_of(fact.object), (fact, kind)
        assert (fact.line, fact.section) == (7, section)
        assert fact.category == entry.partition(":")[0].strip("*")


def test_advice_points_at_its_words_in_the_title_and_in_the_text(reader: Reader) -> None:
    text = (
        f"# {TITLE}\n\n## Tips\n\n- **First of all:** network with the people around you.\n"
        "- **Take online courses:** there are many.\n- Find a mentor.\n"
    )
    reading = reader.read(text.encode(), "a.md")
    places = {
        (slug_of(fact.object), fact.line, text[fact.start : fact.end])
        for fact, kind, _ in reading.claims
        if kind == "advice"
    }
    assert places == {
        ("network-with-professionals", 5, "network with"),
        ("take-online-courses", 6, "online courses"),
        ("find-mentor", 7, "Find a mentor"),
    }


ADVERT = """
Senior Data Scientist
@ Initech | Remote (United States)
Full Time Senior-level / Expert USD 120K - 150K
"""


def test_an_advertisement_is_mentioned_and_described_once(reader: Reader) -> None:
    text = PLAIN + ADVERT
    reading = reader.read(text.encode(), "a.txt")
    (claim,) = [claim for claim in reading.claims if claim.kind == "posting"]
    described = {concept.kind: concept for concept in reading.concepts}
    assert described["posting"].label == "Senior Data Scientist"
    assert described["employer"].label == "Initech"
    start = text.index(ADVERT.strip())
    source = reading.source.iri
    assert claim.new
    assert claim.fact == Fact(
        *(source, source, SCHEMA.mentions, described["posting"].iri, "mentioned"),
        line=text[:start].count("\n") + 1,
        start=start,
        end=start + len(ADVERT.strip()),
    )
    # What the vocabulary has by now is not described again.
    known = Reader((), reading.concepts, str(DATA))
    again = known.read(text.encode(), "a.txt")
    (claim,) = [claim for claim in again.claims if claim.kind == "posting"]
    assert not claim.new
    assert claim.fact.object == described["posting"].iri
    assert not {"posting", "employer", "role"} & {concept.kind for concept in again.concepts}


def test_the_report_gives_every_name_that_makes_no_claim_a_reason(reader: Reader) -> None:
    text = f"""# {TITLE}

Docker came first.

There are data analysts in healthcare.

## Salary

Python pays data analysts more.

## Tools

Excel is for data analysts, rather than SAS.
"""
    reading = reader.read(text.encode(), "a.md", report=True)
    assert [tuple(one) for one in reading.skipped] == [
        (3, "Docker", "no role is named"),
        (5, "healthcare", "not said to be a trait"),
        (9, "Python", "no trait of a role in a section about salary"),
        (13, "SAS", "said by way of contrast, or as not needed"),
    ]
    assert "microsoft-excel" in {slug_of(fact.object) for fact in reading.facts}


def test_no_more_is_read_than_an_article_has(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = ["Docker", "Excel", "Tableau", "Wireshark", "Falconry " * 9]
    whole = written(reader, "Tools", *entries[:4])
    assert (len(whole.claims), whole.notes) == (4, ())
    monkeypatch.setattr(article, "_QUOTE", 6)
    kept = written(reader, "Tools", *entries[:4], keep_quotes=True)
    assert [fact.quote for fact in kept.facts] == ["Docker", "Excel", "Tablea", "Wiresh"]
    monkeypatch.setattr(article, "_MOST", 3)
    assert written(reader, "Tools", *entries).claims == whole.claims[:3]
    monkeypatch.undo()
    monkeypatch.setattr(article, "_LONGEST_PASSAGE", len("Wireshark"))
    reading = written(reader, "Tools", *entries)
    assert reading.claims == whole.claims
    assert reading.notes == ("left out a passage of 80 characters",)
    monkeypatch.setattr(article, "_LONGEST_ARTICLE", len("DockerExcelTableau"))
    reading = written(reader, "Tools", *entries)
    assert reading.claims == whole.claims[:3]
    assert reading.notes == ("left out what follows the first 18 characters",)


def test_a_thing_said_twice_at_one_place_is_one_claim() -> None:
    """The place is a part of a claim's name."""
    source = Source(mint("source", "s"), "S")
    taken = article._Facts(source, Document("a.txt", "", "Docker, Docker", ()), False)
    passage = Passage(Text("Docker, Docker", 0))
    role, docker = mint("role", "r"), mint("tool", "docker")
    once = Finding(role, "tool", docker, "required", 0, 6)
    # A kind that is tied to roles by no property is no claim of one.
    other = once._replace(kind="posting", start=8, end=14)
    taken.add(passage, [once, once._replace(modality="mentioned"), other])
    taken.add(passage, [once, once._replace(start=8, end=14)])
    assert [(claim.fact.start, claim.fact.modality) for claim in taken.claims] == [
        (0, "required"),
        (8, "required"),
    ]


def test_a_name_that_a_mapping_denies_finds_nothing() -> None:
    iri = "http://data.europa.eu/esco/skill/bec4359e-cb92-468f-a997-8fb28e32fba9"
    label = "ICT project management methodologies"
    names = ("PRINCE2", "agile ways of managing")
    entries = [NameEntry(iri, "skill", label, name, "alternative") for name in names]
    known = Reader(entries, (), str(DATA)).names
    assert known.find_in("PRINCE2") == []
    assert [one.candidates for one in known.find_in("Agile ways of managing")] == [
        (("skill", iri),)
    ]


def test_a_well_known_role_is_described_where_an_article_names_it(reader: Reader) -> None:
    text = "AI Architect vs. Data Analyst\n\nTools\n\nAI architects use Docker.\n"
    reading = reader.read(text.encode(), "a.txt")
    table = (DATA / "reading" / "roles.tsv").read_text(encoding="utf-8")
    (row,) = [line.split("\t") for line in table.splitlines() if line.startswith("ai-architect\t")]
    described = {concept.label: concept for concept in reading.concepts}["AI Architect"]
    assert described == Concept(
        mint("role", "ai-architect"),
        "role",
        KINDS["role"].classes,
        "AI Architect",
        row[5],
        alt=("Artificial Intelligence Architect", "AI Solutions Architect"),
        hidden=("ai architects", "ai solutions architects"),
        extra=((RG.provisional, Literal("true", XSD.boolean)),),
    )
    assert row[5].startswith("Role that plans ")
    for name in (described.label, *described.alt, *described.hidden):
        assert reader.known_role(name) == described.iri
