"""What is made for the documentation escapes what it is made of, and travels with the package."""

import subprocess
import tarfile
from pathlib import Path

import click
import pytest
from manual import DOCS, ROOT, architecture, commands, man, model, ontology, reference
from manual.templating import Written, code, markdown, render, roff
from rdflib import OWL, RDF, SKOS, Graph, Literal

HOSTILE = 'A | <script>alert(1)</script> [x](javascript:1) `code` *b* & "q"\n# heading'


def test_the_page_of_the_ontology_shows_hostile_text_as_text() -> None:
    graph = Graph().parse(ROOT / "ontology" / "rolegraph.ttl")
    aligned = Graph().parse(ROOT / "ontology" / "alignments" / "alignments.ttl")
    term = ontology.RG.Tool
    for predicate in (SKOS.definition, SKOS.prefLabel):
        graph.set((term, predicate, Literal(HOSTILE, lang="en")))
    graph.add((term, SKOS.example, Literal(HOSTILE, lang="en")))
    aligned.add((ontology.RG.Example, SKOS.editorialNote, Literal(HOSTILE, lang="en")))
    page = ontology.page_of(graph, aligned)
    shown = r"A \| &lt;script&gt;alert(1)&lt;/script&gt; \[x\](javascript:1) \`code\` \*b\*"
    assert page.count(shown) == 4
    assert "<script" not in page
    assert "\n# heading" not in page


def test_the_page_of_the_ontology_has_every_term_with_all_that_is_asked_of_it() -> None:
    page = (DOCS / "ontology.md").read_text(encoding="utf-8")
    graph = Graph().parse(ROOT / "ontology" / "rolegraph.ttl")
    properties = {*graph.subjects(RDF.type, OWL.ObjectProperty)} | {
        *graph.subjects(RDF.type, OWL.DatatypeProperty)
    }
    parts = page.split("\n### rg:")[1:]
    assert len(parts) == 74
    for part in parts:
        wanted = ["- Example: ", "- Alignment: "]
        name = part.partition("\n")[0].partition(" ")[0]
        if ontology.RG[name] in properties and name[0].islower():
            wanted += ["- Domain: ", "- Range: "]
        assert all(line in part for line in wanted), name


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a_b*c", r"a\_b\*c"),
        ("# x", r"\# x"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        (Written("`x`"), "`x`"),
    ],
)
def test_markdown_is_escaped_unless_it_is_written_so(value: str, shown: str) -> None:
    assert markdown(value) == shown


def test_a_code_span_holds_backticks() -> None:
    assert code("``") == "``` `` ```"


def test_roff_requests_in_a_text_stay_text() -> None:
    assert roff(".so /etc/passwd") == r"\&.so /etc/passwd"
    assert roff(r"\fBx") == r"\efBx"
    assert all(len(line) <= 78 for line in roff("word " * 100).splitlines())


def test_a_missing_value_is_an_error() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        render("rolegraph.1.j2", roff, version="1")


def test_the_manual_page_is_clean() -> None:
    done = subprocess.run(
        ["mandoc", "-Tlint", str(DOCS / "rolegraph.1")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_manual_page_has_every_command_and_option() -> None:
    page = man.page()
    for name, command, context in commands.every():
        section = page.partition(f"\n.SS {name}\n")[2].partition("\n.S")[0]
        for option in command.get_params(context):
            if isinstance(option, click.Option):
                told = page if option.opts[-1] in ("--db", "--endpoint", "--help") else section
                assert roff(option.opts[-1]) in told, (name, option.opts)


def test_paragraphs_that_keep_their_lines_keep_them() -> None:
    assert "\\b" not in man.page()
    assert ".nf\ndenied                 one says so, the other the contrary\n" in man.page()


def test_the_reference_covers_what_the_graph_gives() -> None:
    import inspect

    import rolegraph

    page = (DOCS / "reference.md").read_text(encoding="utf-8")
    for name in rolegraph.__all__:
        assert name == "__version__" or f"### rolegraph.{markdown(name)}\n" in page, name
    for name, _ in inspect.getmembers(rolegraph.Graph, inspect.isfunction):
        assert name.startswith("_") or f"#### Graph.{markdown(name)}\n" in page, name


def test_hostile_docstrings_are_no_markup() -> None:
    def found() -> None:
        """Return ``x`` <img src=x onerror=alert(1)>."""

    assert reference._text(found, "tests") == "Return `x` &lt;img src=x onerror=alert(1)>."


def test_the_drawings_name_what_there_is_and_read_in_both_lights() -> None:
    for drawn in (architecture.drawing(), model.drawing()):
        assert "prefers-color-scheme: dark" in drawn
        assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
        assert 'role="img"' in drawn
        assert "<title" in drawn
        assert "<script" not in drawn
    assert "comparison" in architecture.modules()


def test_a_source_distribution_has_manual_page_documents_and_what_makes_them(
    tmp_path: Path,
) -> None:
    from hatchling.builders.sdist import SdistBuilder

    (made,) = SdistBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with tarfile.open(made) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    documents = {f"docs/{path.name}" for path in DOCS.iterdir() if path.is_file()}
    assert documents | {"docs/rolegraph.1", "manual/site.py", "manual/vendor/LICENSE"} <= names
