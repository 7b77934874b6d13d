"""How strongly a clause ties a thing to a role, and what it says by way of contrast."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.reading.phrases import chunks, modality, stance

Claims = Callable[..., set[tuple[str, str, str, str]]]

SAID = {
    # flat
    "Data engineers use Docker.": {"Docker": "required"},
    "Data engineers typically use Docker.": {"Docker": "required"},
    "Data engineers usually use Docker and Kafka.": {
        "Docker": "required",
        "Apache Kafka": "required",
    },
    # examples
    "Data engineers use tools such as Docker, Kafka and Terraform.": {
        "Docker": "example",
        "Apache Kafka": "example",
        "Terraform": "example",
    },
    "Data engineers use tools like Docker.": {"Docker": "example"},
    "Data engineers use containers (e.g., Docker, Podman).": {
        "Docker": "example",
        "Podman": "example",
    },
    "Data engineers use a tool for containers, for example Docker.": {"Docker": "example"},
    "Data engineers use tools such as Docker or Podman.": {
        "Docker": "example",
        "Podman": "example",
    },
    # alternatives
    "Data engineers use Docker or Podman.": {"Docker": "alternative", "Podman": "alternative"},
    "Data engineers use Docker, Podman, or Kubernetes.": {
        "Docker": "alternative",
        "Podman": "alternative",
        "Kubernetes": "alternative",
    },
    "Data engineers use either Docker or Podman.": {
        "Docker": "alternative",
        "Podman": "alternative",
    },
    # preferred
    "Data engineers may use Docker.": {"Docker": "preferred"},
    "For data engineers, Docker is preferred.": {"Docker": "preferred"},
    "For data engineers, knowledge of Docker is a plus.": {"Docker": "preferred"},
    "For data engineers, experience with Docker or Podman is beneficial.": {
        "Docker": "preferred",
        "Podman": "preferred",
    },
    "For data engineers, tools such as Docker are nice to have.": {"Docker": "preferred"},
    "Data engineers must know Scala; Docker is a bonus.": {
        "Scala": "required",
        "Docker": "preferred",
    },
    # hedged, or in passing
    "Data engineers often use Docker.": {"Docker": "mentioned"},
    "Many data engineers use Docker.": {"Docker": "mentioned"},
    "Data engineers sometimes use Docker.": {"Docker": "mentioned"},
    "Data engineers use Scala for jobs in Docker.": {"Scala": "required", "Docker": "mentioned"},
    # denied
    "Data engineers do not use Tableau.": {"Tableau": "denied"},
    "Data engineers never use Tableau.": {"Tableau": "denied"},
    "Data engineers don't use Tableau, but they use Docker.": {
        "Tableau": "denied",
        "Docker": "required",
    },
    "Data engineers not only use Docker.": {"Docker": "required"},
    # contrasts: what is contrasted with makes no claim
    "Data engineers use Docker rather than Tableau.": {"Docker": "required"},
    "Data engineers use Docker instead of Tableau.": {"Docker": "required"},
    "Instead of Tableau, data engineers use Docker.": {"Docker": "required"},
    "Rather than Tableau, data engineers use Docker.": {"Docker": "required"},
    "Data engineers use Docker as opposed to Tableau.": {"Docker": "required"},
    "Data engineers use Docker without Tableau.": {"Docker": "required"},
    "Data engineers use Docker. Tableau is not required.": {"Docker": "required"},
    "Data engineers use Docker, and Tableau is not necessary.": {"Docker": "required"},
    "Data engineers use Docker. There is no need for Tableau.": {"Docker": "required"},
    "Data engineers use Docker. Unlike data analysts, they rarely use Tableau.": {
        "Docker": "required"
    },
    "Data engineers use Docker and no longer use Tableau.": {"Docker": "required"},
    "Data engineers use Docker. Neither Tableau nor Excel matters.": {"Docker": "required"},
}


@pytest.mark.parametrize("text", SAID)
def test_each_thing_is_tied_as_the_phrase_says(claims: Claims, text: str) -> None:
    found = {(thing, how) for _, kind, thing, how in claims(text, "Tools") if kind == "tool"}
    contrasts = "nlike" in text
    assert {one for one in found if not (contrasts and one[1] == "denied")} == set(
        SAID[text].items()
    )


@pytest.mark.parametrize(
    "text",
    [
        "Data analysts need a bachelor's degree; a PhD is not required.",
        "Data analysts need a bachelor's degree, but a PhD is not required.",
        "Data analysts need a bachelor's degree. No PhD is required.",
        "Data analysts need a bachelor's degree. A PhD isn't necessary.",
        "Data analysts need a bachelor's degree rather than a PhD.",
    ],
)
def test_a_degree_that_nobody_needs_is_no_claim(claims: Claims, text: str) -> None:
    found = claims(text, "Education")
    assert {(thing, how) for _, _, thing, how in found if how != "denied"} == {
        ("bachelor's degree", "required")
    }


@pytest.mark.parametrize("section", ["Tools", "Required Skills", "A Day at the Office"])
def test_who_is_unlike_the_others(claims: Claims, section: str) -> None:
    text = "Data analysts use Excel. Unlike data engineers, they rarely use Hadoop."
    stated = {claim for claim in claims(text, section) if claim[3] != "denied"}
    assert stated == {("data-analyst", "tool", "Microsoft Excel", "required")}


def test_a_list_entry_may_deny(claims: Claims) -> None:
    text = (
        "### Data Analyst\n\n- Excel\n- Scala is not required\n"
        "- Unlike engineers, they rarely use Docker"
    )
    stated = {claim for claim in claims(text, "Tools") if claim[3] != "denied"}
    assert stated == {("data-analyst", "tool", "Microsoft Excel", "required")}


TEXTS = st.lists(
    st.sampled_from(
        [
            "Docker",
            "Kafka",
            "such as",
            "e.g.",
            "(",
            ")",
            "[",
            "]",
            ",",
            "or",
            "and",
            "not",
            "rather than",
            "is required",
            "a plus",
            "may",
            "often\n        ",
            "for",
            "with",
            ";",
            ":",
            ".",
            "•",
            "rarely",
            "unlike",
            "data",
            "is not required",
            "instead of",
            "including",
            "–",
        ]
    ),
    max_size=30,
).map(" ".join)


@given(TEXTS)
def test_chunks_come_in_order_and_keep_their_bounds(text: str) -> None:
    manner = stance(text, 0, len(text))
    last = 0
    for chunk in chunks(text, 0, len(text), ()):
        assert last <= chunk.start < chunk.end <= len(text)
        assert text[chunk.start : chunk.end].strip() == text[chunk.start : chunk.end]
        assert chunk.depth >= 0
        strength = modality(chunk, manner, chunk.start)
        assert strength in ("required", "alternative", "preferred", "example", "mentioned")
        assert (strength == "preferred") == manner.is_preferred(chunk.start)
        last = chunk.end


@given(TEXTS)
def test_what_is_denied_or_dropped_lies_in_the_clause(text: str) -> None:
    manner = stance(text, 0, len(text))
    for start, end in (*manner.preferred, *manner.dropped, *manner.denied):
        assert 0 <= start <= end <= len(text)
    assert not any(manner.is_denied(at) for at in (-1, len(text)))
