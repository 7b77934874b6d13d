"""Which roles an article turns out to be about: by its title, its headings, what it names most."""

import pytest
from tests.test_roles import KNOWN, labels, role

from rolegraph.namespaces import mint
from rolegraph.reading.markup import to_document
from rolegraph.reading.roles import KnownRoles, discover

FILL = "Nobody knows what to say of that, and so the page goes on with words that say but little."
FILLS = f"{FILL}\n\n"
REST = " work late, and whoever comes by after supper finds the light on and the kettle warm. "


def prose(**counts: int) -> str:
    """Return an article that names roles so often, in one long paragraph."""
    said = [name.replace("_", " ") + REST for name, count in counts.items() for _ in range(count)]
    return "Jobs of today\n\n" + "".join(said)


def profiles(*heads: str) -> str:
    return "# Careers\n\n" + "".join(f"## {head}\n\n{FILL}\n\n" for head in heads)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        # A role that is named a third as often as the first counts, and no more than four do.
        (prose(Data_Engineers=9, Data_Analysts=3), ["Data Engineer", "Data Analyst"]),
        (prose(Data_Engineers=10, Data_Analysts=3), ["Data Engineer"]),
        (prose(Ash_Leads=4, Data_Engineers=4), ["Ash Lead", "Data Engineer"]),
        (
            prose(Data_Engineers=14, Data_Analysts=9, Data_Scientists=4),
            ["Data Engineer", "Data Analyst"],
        ),
        (prose(Data_Engineers=3, Data_Analysts=2), ["Data Engineer"]),
        (prose(Data_Engineers=2, Data_Analysts=2), []),
        (
            prose(
                Ash_Analysts=4,
                Data_Engineers=9,
                Data_Analysts=5,
                Moon_Tellers=9,
                Sea_Officers=3,
                Ice_Nurses=3,
            ),
            ["Ash Analyst", "Data Engineer", "Data Analyst", "Sea Officer"],
        ),
        # New roles in lower case are told by the article before them.
        (
            f"Jobs of today\n\nA moonlight engineer{REST}" + f"The moonlight engineer{REST}" * 2,
            ["Moonlight Engineer"],
        ),
        (
            f"Jobs of today\n\nWe know the puppet analyst.{REST}" + f"Puppet analysts{REST}" * 2,
            ["Puppet Analyst"],
        ),
        (f"Jobs of today\n\nThe analyst{REST}" + f"An analyst and the engineer{REST}" * 3, []),
        ("Jobs of today\n\n" + f"The Senior Analyst and What Engineers{REST}" * 3, []),
        (
            "Jobs of today\n\n" + f"Why Moon Theatre Analysts and Our Ash Engineers{REST}" * 3,
            ["Moon Theatre Analyst", "Ash Engineer"],
        ),
        (
            "Jobs of today\n\n" + f"The Data Engineer’s cat and the Ash Analyst's dog{REST}" * 3,
            ["Data Engineer", "Ash Analyst"],
        ),
        # Short lines are like headings: named twice is enough.
        (
            "Jobs of today\n\nMoon Theatre Analysts\n\nAsh Engineers\n\n"
            f"Moon theatre analysts and ash engineers{REST}",
            ["Moon Theatre Analyst", "Ash Engineer"],
        ),
        (f"Jobs of today\n\nMoon Theatre Analysts\n\nAsh Engineers\n\n{FILL}", []),
        *(
            (f"Jobs of today\n\n{line:x<{size}}\n\n{line}{REST}", roles)
            for line in ["Moon Theatre Analysts and Ash Engineers "]
            for size, roles in [(80, ["Moon Theatre Analyst", "Ash Engineer"]), (81, [])]
        ),
    ],
)
def test_what_prose_is_about(text: str, about: list[str]) -> None:
    assert labels(text, "a.txt") == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (
            profiles("Data Engineer", "Grand Moon Theatre Data Analyst"),
            ["Data Engineer", "Grand Moon Theatre Data Analyst"],
        ),
        (profiles("Data Engineer", "Very Grand Moon Theatre Data Analyst"), []),
        (profiles("Data Engineer", "Data Engineers"), []),
        (profiles("Data Engineer", "Analyst"), []),
        (profiles("Data Engineer", "moon Analyst"), []),
        (profiles("Data Engineer", "Moon Theatre"), []),
        (profiles("Data Engineer", "SRE"), ["Data Engineer", "Site Reliability Engineer"]),
        (
            profiles(
                "Data Engineer",
                *(
                    f"Moon {head}"
                    for head in (
                        "Analyst",
                        "Nurse",
                        "Editor",
                        "Officer",
                        "Artist",
                        "Tester",
                        "Owner",
                        "Agent",
                    )
                ),
            ),
            [
                "Data Engineer",
                "Moon Analyst",
                "Moon Nurse",
                "Moon Editor",
                "Moon Officer",
                "Moon Artist",
                "Moon Tester",
                "Moon Owner",
            ],
        ),
        # A comparison counts in one of the first two headings or the first six blocks.
        (
            f"# Careers\n\n{FILLS * 6}## Data Engineer vs. Data Analyst\n\n{FILL}",
            ["Data Engineer", "Data Analyst"],
        ),
        (f"# Careers\n\n{FILLS * 6}## Moon\n\n## Data Engineer vs. Data Analyst\n\n{FILL}", []),
        (
            f"# Careers\n\n{FILLS * 4}Data Engineer vs. Data Analyst\n\n{FILL}",
            ["Data Engineer", "Data Analyst"],
        ),
        (f"# Careers\n\n{FILLS * 5}Data Engineer vs. Data Analyst\n\n{FILL}", []),
    ],
)
def test_what_headings_say(text: str, about: list[str]) -> None:
    assert labels(text) == about


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("UX DESIGNER vs. QA TESTER", ["UX Designer", "QA Tester"]),
        ("ASH ANALYST vs. MOON THEATRE NURSE", ["ASH Analyst", "Moon Theatre Nurse"]),
        ("QA Analyst vs. MLOps engineer", ["QA Analyst", "MLOps Engineer"]),
        ("QUANT vs. TRADER", ["QUANT", "Trader"]),
        ("ASH ANALYSTS vs. ICE NURSES", ["ASH Analyst", "ICE Nurse"]),
    ],
)
def test_new_roles_are_written_as_titles(title: str, about: list[str]) -> None:
    assert labels(f"# {title}\n\n{FILL}") == about


@pytest.mark.parametrize(
    ("title", "text", "about"),
    [
        (
            "Moon Theatre Analyst vs. Nurse",
            "A moon theatre nurse",
            ["Moon Theatre Analyst", "Moon Theatre Nurse"],
        ),
        (
            "Moon Theatre Analyst vs. Nurse",
            "Moon Theatre Nurses",
            ["Moon Theatre Analyst", "Moon Theatre Nurse"],
        ),
        ("Moon Theatre Analyst vs. Nurse", "A theatre nurse", ["Moon Theatre Analyst", "Nurse"]),
        (
            "Moon Theatre Analyst vs. Nurse",
            "The moon theatre nursery",
            ["Moon Theatre Analyst", "Nurse"],
        ),
        (
            "Moon Theatre Analyst vs. Ash Nurse",
            "A moon theatre ash nurse",
            ["Moon Theatre Analyst", "Ash Nurse"],
        ),
        ("Analyst vs. Nurse", "A nurse", ["Analyst", "Nurse"]),
    ],
)
def test_what_a_title_leaves_out(title: str, text: str, about: list[str]) -> None:
    assert labels(f"# {title}\n\n{text} goes home. {FILL}") == about


def test_known_roles_are_found_by_each_of_their_names() -> None:
    known = KnownRoles(
        [
            role("head-of-operations", "Head of Operations", "keeper of pipes", "SRE"),
            role("data-analyst", "Data Analyst"),
        ]
    )
    found = [known.find(name) for name in ("HEAD of Operations", "Keeper of pipes", "sre", "SREs")]
    assert [concept.label for concept in found if concept] == ["Head of Operations"] * 4
    text = (
        "An SRE, a keeper of pipes; data  analysts and a Data-Analyst’s cat, no data-analysts-club."
    )
    assert known.in_text(text) == ["data  analysts", "Data-Analyst’s"]
    assert KnownRoles([]).in_text(text) == []
    assert KNOWN.find("nobody") is None
    assert KNOWN.concepts[mint("role", "data-analyst")].label == "Data Analyst"


def test_a_title_may_compare_known_roles_that_end_like_no_title() -> None:
    known = KnownRoles([role("head-of-operations", "Head of Operations")])
    document = to_document(f"# Head of Operations vs. Ash Analyst\n\n{FILL}".encode(), "a.md")
    assert [one.label for one in discover(document, known)] == ["Head of Operations", "Ash Analyst"]
