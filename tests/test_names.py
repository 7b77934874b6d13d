"""Names in texts: what is found, what is not, and where."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.errors import DataError
from rolegraph.lexicon import normalise
from rolegraph.namespaces import mint
from rolegraph.reading import ambiguity
from rolegraph.reading.names import KINDS, NameEntry, Names, entries, fold
from rolegraph.sources.tables import read_vocabulary

ROOT = Path(__file__).resolve().parent.parent
CONCEPTS = read_vocabulary(str(ROOT / "data")).concepts
NAMES = Names(entries(CONCEPTS), {concept.iri: concept.broader for concept in CONCEPTS})
REFUSED = ambiguity.read_refused(str(ROOT / "data" / "mappings" / "esco.sssom.tsv"))


def found(text: str, names: Names = NAMES, tools: bool = False) -> list[tuple[str, str]]:
    """Return what is found: the words of the text, and the slug of the best candidate."""
    return [
        (text[mention.start : mention.end], mention.candidates[0][1].rpartition("/")[2])
        for mention in names.find_in(text, tools)
    ]


def slugs(text: str, tools: bool = False) -> list[str]:
    return [slug for _, slug in found(text, tools=tools)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Python. Spark", ["python"]),
        ("They know C++, C#.", ["c-plus-plus", "c-sharp"]),
        ("C# C++ C+", ["c-sharp", "c-plus-plus"]),
        ("ASP.NET, .NET and Node.js", [None, "dot-net", "node-js"]),
        ("a Ph.D. or ph.d. in physics", ["doctorate", "doctorate", "physics"]),
        ("Ph. d is missing", []),
        ("CI/CD, CI / CD pipelines", ["continuous-integration-and-delivery"] * 2),
        ("A/B testing and A/B-testing", ["ab-testing", "ab-testing"]),
        ("R&D and R & D", ["applied-research", "applied-research"]),
        ("JavaScript is another language", ["javascript"]),
        ("a Java-based service", ["java"]),
        ("scikit-learn, Scikit learn, scikit\nlearn", ["scikit-learn"] * 3),
        ("Python's ecosystem", ["python"]),
        ("Master’s degrees", ["master"]),
        ("machine\u00a0learning, deep\u2011learning", ["machine-learning", "deep-learning"]),
        ("data visualisation and statistical modelling", ["data-visualization", None]),
        ("big data framework, Big-Data Frameworks", ["big-data-framework"] * 2),
        ("vector databases, a relational  database", ["vector-database", "relational-database"]),
        ("data engineers and a ML Engineer", ["data-engineer", "machine-learning-engineer"]),
        ("pandas, but no panda", ["pandas"]),
        ("amazon.com, python.org, @python", ["amazon"]),
        ("feature\n- store\n\nmodel\n\nregistry", []),
    ],
)
def test_the_longest_names_are_found(text: str, expected: Sequence[str | None]) -> None:
    answer = slugs(text)
    assert len(answer) == len(expected), answer
    assert all(want in (None, got) for got, want in zip(answer, expected, strict=True)), answer


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("proficiency in Python, R, and SQL", "R"),
        ("Python, Foo Bar, R", "R"),
        ("They write C/C++ code", "C"),
        ("written in C", "C"),
        ("languages such as Go, Rust or Swift", "Rust"),
        ("Go, Rust, Swift", "Swift"),
        ("programming in Julia", "Julia"),
        ("Julia programming", "Julia"),
        ("an R-based workflow", "R"),
        ("Docker, Kubernetes, and Helm", "Helm"),
        ("strong Excel skills", "Excel"),
        ("MS Excel", "MS Excel"),
        ("Excel", "Excel"),
        ("experience with Spark is needed", "Spark"),
        ("using React to build pages", "React"),
        ("Shiny, R, SAS", "SAS"),
        ("BS in Computer Science", "BS"),
        ("BS/MS in Statistics", "MS"),
        ("STEM fields", "STEM fields"),
        ("RAG", "RAG"),
        ("Snowflake is a warehouse", "Snowflake"),
        ("pipelines in python, airflow, kafka", "airflow"),
        ("explained with SHAP or LIME", "LIME"),
    ],
)
def test_a_word_is_a_name_where_the_context_says_so(text: str, word: str) -> None:
    assert word in [words for words, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Julia Smith joined Ray Kurzweil at Go Daddy", ""),
        ("Vitamin C helps the C-suite and C-level people", ""),
        ("a Go-to-the-shop plan with R-squared of one", ""),
        ("Go through the list. React quickly. Excel at it.", ""),
        ("We excel and react, and go on", ""),
        ("It may spark interest. Spark interest in it.", ""),
        ("React to changes with presto", ""),
        ("They live in Boston, MA since then", ""),
        ("Seen with vitamin C", "C"),
        ("MS Word, MS Project", "MS"),
        ("results stem from a rag", ""),
        ("Evidently, this works; great expectations", ""),
        ("the tip of the iceberg", ""),
        ("Claude Shannon wrote it", ""),
        ("my SQL statements", "my SQL"),
        ("the value re de ais", ""),
        ("Carla leads", ""),
    ],
)
def test_a_word_is_no_name_elsewhere(text: str, word: str) -> None:
    words = [words for words, _ in found(text)]
    assert word not in words if word else not words


def test_a_list_of_tools_is_evidence_enough() -> None:
    assert slugs("Dash for apps") == []
    assert slugs("Dash for apps", tools=True) == ["plotly-dash"]
    assert slugs("Go through it", tools=True) == []


def test_candidates_come_best_first() -> None:
    (mention,) = NAMES.find_in("machine learning")
    assert mention.candidates == (
        ("skill", mint("skill", "machine-learning")),
        ("field", mint("field", "machine-learning")),
    )
    (mention,) = NAMES.find_in("databases")
    assert [kind for kind, _ in mention.candidates] == ["skill", "tool"]


def test_every_label_is_found_by_its_own_kind() -> None:
    for concept in CONCEPTS:
        if concept.kind not in {"posting", "outlook"}:
            assert NAMES.exact(concept.kind, f" {concept.label.upper()} ") == concept.iri
            assert NAMES.label(concept.iri) == concept.label
            assert NAMES.kind(concept.iri) == concept.kind
            assert NAMES.broader(concept.iri) == concept.broader


def test_every_label_is_found_in_a_list_of_tools() -> None:
    for concept in CONCEPTS:
        if concept.kind in KINDS:
            (mention,) = NAMES.find_in(concept.label, tools=True)
            assert (mention.start, mention.end) == (0, len(concept.label))
            assert (concept.kind, concept.iri) in mention.candidates


def test_exact_takes_the_whole_text_and_other_numbers() -> None:
    assert NAMES.exact("tool", "R") == mint("tool", "r")
    assert NAMES.exact("tool", "Vector Databases") == mint("tool", "vector-database")
    assert NAMES.exact("tool", "the R") is None
    assert NAMES.exact("role", "R") is None
    assert NAMES.exact("advice", "build a portfolio") == mint("advice", "build-portfolio")
    assert NAMES.exact("tool", "") is None


OURS = NameEntry(mint("tool", "apache-spark"), "tool", "Apache Spark", "Spark", "alternative")
THEIRS = [
    NameEntry("urn:x:spark", "skill", "SPARK", "SPARK", "preferred"),
    NameEntry("urn:x:ai", "role", "inseminator", "AI engineer", "alternative"),
    NameEntry("urn:x:dbx", "tool", "DBX", "DBX", "preferred"),
    NameEntry("urn:x:care", "skill", "care", "care", "preferred"),
]


def test_outside_names_come_after_ours() -> None:
    both = Names([*THEIRS, OURS])
    assert found("using Spark", both) == [("Spark", "apache-spark")]
    assert found("using Spark", Names(THEIRS)) == []
    assert found("using DBX. Care, CARE, dbx", both) == [
        ("DBX", "urn:x:dbx"),
        ("Care", "urn:x:care"),
    ]
    assert found("AI Engineers", both) == [("AI Engineers", "urn:x:ai")]


def test_a_refused_name_does_not_lead_there() -> None:
    names = Names(THEIRS, refused=[("urn:x:ai", "ai engineer")])
    assert found("an AI engineer", names) == []
    assert names.exact("role", "AI engineer") is None
    assert names.exact("tool", "DBX") == "urn:x:dbx"


def test_the_mapping_refuses_the_known_traps() -> None:
    names = {name for _, name in REFUSED}
    assert {
        "ai engineer",
        "data engineer",
        "spark",
        "tensorflow",
        "keras",
        "matlab",
        "latex",
    } <= names
    assert all(iri.startswith("http://data.europa.eu/esco/") for iri, _ in REFUSED)
    taken = next(iri for iri, name in REFUSED if name == "keras")
    entry = NameEntry(taken, "skill", "computer vision", "keras", "alternative")
    assert found("keras", Names([entry])) and not found("keras", Names([entry], refused=REFUSED))


def test_no_names_and_no_text() -> None:
    assert Names([]).find_in("Python") == []
    assert NAMES.find_in("") == []
    assert Names([NameEntry("urn:x", "tool", "", " - ", "hidden")]).find_in("a - b") == []


HEADER = "name\talso\tcontext\tfollows\tprecedes\tnever_follows\tnever_precedes\n"


@pytest.mark.parametrize(
    "text",
    [
        "name\n",
        HEADER + "R\t\ttool\n",
        HEADER + "R\t\tmaybe\t\t\t\t\n",
        HEADER + "R\t\tcase\t\t\t\t\nr\t\tcase\t\t\t\t\n",
        HEADER + "my sql\t\ttool\t\t\t\t\n",
    ],
)
def test_a_wrong_rule_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "ambiguous.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError):
        ambiguity.read_rules(str(path))


@pytest.mark.parametrize(
    "text",
    [
        "object_id\tsubject_label\n",
        "object_id\tpredicate_modifier\tmatch_string\tsubject_label\nx:1\tNot\ta\tb\n",
        "object_id\tpredicate_modifier\tmatch_string\tsubject_label\nx:1\tNot\n",
    ],
)
def test_a_wrong_mapping_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.sssom.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError):
        ambiguity.read_refused(str(path))


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        ambiguity.read_rules(str(tmp_path / "none.tsv"))


WORDS = [
    "Python",
    "R",
    ",",
    " ",
    "and",
    "C",
    "++",
    "machine",
    "learning",
    "-",
    "Go",
    "\n",
    ".",
    "İ",
    "'s",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join) | st.text(max_size=40))
def test_mentions_are_in_order_and_apart(text: str) -> None:
    assert len(fold(text)) == len(text)
    end = 0
    for mention in NAMES.find_in(text):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.candidates
        words = text[mention.start : mention.end]
        assert words == words.strip()
        assert any(NAMES.exact(kind, words) for kind, _ in mention.candidates)
        end = mention.end


@given(st.sampled_from([c for c in CONCEPTS if c.kind == "skill" and " " in c.label]))
def test_case_and_gaps_do_not_count(concept: object) -> None:
    label = str(getattr(concept, "label", ""))
    changed = normalise(label).title().replace(" ", "  ")
    assert [slug for _, slug in found(changed)] == [slug for _, slug in found(label)]


@pytest.mark.parametrize(
    "text",
    ["C " * 3000, "R, " * 3000, "MS " * 3000, "node" + " " * 300_000 + ".js", "a" * 300_000],
    ids=["letters", "list", "degrees", "gap", "word"],
)
def test_hostile_text_ends(text: str) -> None:
    assert len(NAMES.find_in(text)) <= 3000
