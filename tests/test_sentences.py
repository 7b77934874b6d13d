"""Where sentences and clauses end."""

import pytest

from rolegraph.reading.sentences import Span, clauses, is_contrast, sentences

# Texts, with a stroke where one sentence ends and the next starts.
SENTENCES = """\
They use tools, e.g. Docker. | A Ph.D. in physics helps.
They hold a Ph.D. | The rest do not. | A Ph.D. Helps nobody.
One! | Two? | Three... | Four." | 'Five.' | (Six.) | Seven
Go!! | Now?! | Yes .. | So
They write R. | They like C. | By P. Brown. | In C, R. | All is well & D. | Java / C. | So
It is v. good, vs. Bad. | We go. it ends. | And no. 5 ends.
iPhone users call. | iPads ring. the end. | •Dot ends. | “Quote.” | (2 more
Ask Dr. Who and St. John. | They know Prof. Smith.
They work for Quux Inc. | They like it. | In Quux Corp. Towers they live.
The U.S. | The U.K. has it. | In the U.S. Army. | B.Sc. | Also M.A. Degrees.
They call at 5 p.m. | A day
They know etc. and so. | Nothing of that."""
LINES = "Minimum: one\nMaximum: two\nBest of all of it here and now: three\nno: four\nMax: five."


@pytest.mark.parametrize("said", SENTENCES.split("\n"))
@pytest.mark.parametrize("around", ["", " ", " \n"])
def test_where_sentences_end(said: str, around: str) -> None:
    text = around + said.replace(" | ", "  ") + around
    assert [text[part.start : part.end] for part in sentences(text)] == said.split(" | ")


def test_a_label_on_a_line_of_its_own_starts_a_sentence() -> None:
    found = [LINES[part.start : part.end] for part in sentences(LINES)]
    assert found == [
        "Minimum: one",
        "Maximum: two\nBest of all of it here and now: three\nno: four",
        "Max: five.",
    ]
    assert list(sentences(" \n ")) == []


# Sentences, with ^ before the roles that they name, and their clauses.
CLAUSES = [
    (
        "While analysts use Excel, ^engineers write Scala; both know SQL.",
        "While analysts use Excel | engineers write Scala | both know SQL.",
    ),
    (
        "While analysts use Excel, ^engineers write, they sing, ^analysts too",
        "While analysts use Excel | engineers write, they sing, analysts too",
    ),
    (
        "While analysts, who sing, use Excel, they write",
        "While analysts, who sing, use Excel | they write",
    ),
    (
        "While they sing, the former write, most read",
        "While they sing | the former write, most read",
    ),
    ("While analysts sing, engineers write", "While analysts sing, engineers write"),
    ("Analysts sing, they write", "Analysts sing, they write"),
    (
        "Analysts sing, whereas they (some; many) write but some – few – do",
        "Analysts sing | they (some; many) write | some | few | do",
    ),
    (
        "Analysts sing (some; many while asleep) and write, although tired",
        "Analysts sing (some; many while asleep) and write | tired",
    ),
    ("While analysts sing but eat, they write", "While analysts sing but eat | they write"),
    ("R; they sing", "R | they sing"),
    ("Analysts sing, unlike engineers", "Analysts sing | unlike engineers"),
    ("Sing) now; then (so; on) but no", "Sing) now | then (so; on) | no"),
    ("Analysts ((a; b) c; d) sing; so", "Analysts ((a; b) c; d) sing | so"),
    ("They sing while also asleep", "They sing while also asleep"),
    ("They sing ; they sleep, yet they do;", "They sing | they sleep | they do"),
]


@pytest.mark.parametrize(("said", "parts"), CLAUSES)
@pytest.mark.parametrize("before", ["", "Some (all, they; do. "])
def test_where_clauses_end(said: str, parts: str, before: str) -> None:
    words = said.split("^")
    named = {len(before) + len("".join(words[:at])) for at in range(1, len(words))}
    end = len(before) + len("".join(words))
    text = before + "".join(words) + ". So it is, they; do"
    found = clauses(text, Span(len(before), end), named)
    assert [text[part.start : part.end] for part in found] == parts.split(" | ")
    assert is_contrast(text, len(before)) == said.startswith("While")
