"""By which words an article names its roles: titles, short forms, trades, people, bare heads."""

import pytest
from tests.test_roles import role

from rolegraph.namespaces import mint
from rolegraph.reading.markup import to_document
from rolegraph.reading.roles import ArticleRoles

ROLES = {
    "de": role("de", "Data Engineer", "Big Data Engineer"),
    "da": role("da", "Data Analyst"),
    "sre": role("sre", "Site-Reliability Engineer", "SRE"),
    "dsm": role("dsm", "Data Science Manager"),
    "ash": role(
        "ash", "Ash Engineer", "ASH", "Chef", "Cook of ash", hidden=("as", "ashlar", "oak")
    ),
    "quant": role("quant", "Quant"),
    "lead": role("lead", "Data Engineer Lead"),
    "ops": role("ops", "Head of Operations"),
}
MET = (
    "Ines is a Data Engineer. Omar Quux works as a senior data analyst. Ana, our Data Analyst, is "
    "away. Ada was one of the data analysts. Eva is the data engineers. Uma is a tailor. "
    "Pia is a tailor. Pia is a data engineer. Pia is a data analyst. "
    "While is a data analyst. Bo is a data analyst. Ida is a very grand sort of data analyst. "
    "Una is a senior Data Engineer. The data engineer Ilse Brandt, it is said. The data analyst "
    "Today Neumann says. The Data Analyst Cid Dee says. The data engineer Max Power Tools says."
)


def mentions(roles: ArticleRoles, text: str) -> list[str]:
    return [f"{text[m.start : m.end]}: {m.iri.rpartition('/')[2]}" for m in roles.find(text)]


def article(text: str, about: str) -> ArticleRoles:
    return ArticleRoles(
        [ROLES[name] for name in about.split()], to_document(text.encode(), "a.txt")
    )


@pytest.mark.parametrize(
    ("about", "text", "found"),
    [
        # Names in full, in any case; three letters are a name in capitals alone.
        (
            "ash da",
            "AS ASH ASHS ash OAK oak Chef CHEFS chef’s ASHLAR cook of ash",
            "ASH OAK Chef CHEFS chef’s ASHLAR cook of ash",
        ),
        (
            "de da",
            "DATA ENGINEER’S plan, Data-analysts and data\n engineers",
            "DATA ENGINEER’S, Data-analysts, data\n engineers",
        ),
        ("de da", "data-engineers-only, xdata engineer, data engineering", ""),
        (
            "de ops",
            "The DATA ENGINEERS, DATA ENGINEER and head of operations",
            "DATA ENGINEERS, DATA ENGINEER, head of operations",
        ),
        ("de lead", "Data engineer leads, a data engineer", "Data engineer leads, data engineer"),
        # What comes before the head of a title, where one role only has it.
        (
            "de dsm",
            "Data people, data-science folks; Data Science teams",
            "Data people, data-science folks, Data Science teams",
        ),
        ("de da", "Data people", ""),
        (
            "sre da",
            "Site reliability experts, a site-reliability crowd",
            "Site reliability experts, site-reliability crowd",
        ),
        ("de quant", "Quant people, data people", "Quant, data people"),
        (
            "de quant",
            "For data analysis, see here. For data-work, ask. Ask if data design is it",
            "data analysis, data-work, data design",
        ),
        ("de quant", "We do data analysis for data work, or when data design is it", ""),
        ("de quant", "For data analysis-likes, ask", ""),
        (
            "de quant",
            "Data analysis roles and data-science jobs, data jobs",
            "Data analysis roles, data-science jobs",
        ),
        ("dsm quant", "If data science work is it, data jobs", "data science work"),
        ("de dsm", "If data science work is it", "data science work"),
        # A head alone, where no word before it makes it another title.
        (
            "de da",
            "Engineers ask; the analysts’ jokes, an analyst's joke",
            "Engineers, analysts, analyst's",
        ),
        ("de da", "software engineers, security-analysts, very old engineers, UX engineers", ""),
        (
            "de da",
            "senior engineers, (the analysts) and “engineers”",
            "engineers, analysts, engineers",
        ),
        (
            "de da",
            "“analysts” (“the engineers”) say – analysts – too. Engineers!",
            "analysts, engineers, analysts, Engineers",
        ),
        ("de da", "software “engineers” and software (engineers)", ""),
        ("de da", "software engineers and the analysts ask", "analysts"),
        ("de sre", "Engineers ask", ""),
        ("de quant", "The quants ask", "quants"),
    ],
)
def test_what_names_a_role(about: str, text: str, found: str) -> None:
    roles = article("Nothing", about)
    words = [mention.partition(":")[0] for mention in mentions(roles, text)]
    assert " ".join(words).replace(",", "") == found.replace(",", "")


def test_which_role_is_named() -> None:
    text = "Data people, data-science folks, if data design, data science management jobs, SREs"
    assert mentions(article("Nothing", "de dsm sre"), text) == [
        *("Data people: de", "data-science folks: dsm", "data design: de"),
        *("data science management jobs: dsm", "SREs: sre"),
    ]
    text = "Big data engineers, analysts, Analyst’s; the cook of ash"
    assert mentions(article("Nothing", "de da ash"), text) == [
        *("Big data engineers: de", "analysts: da", "Analyst’s: da", "cook of ash: ash"),
    ]


def test_who_is_said_to_have_a_role() -> None:
    roles = article(f"Nothing.\n\n{MET}", "de da")
    names = "Ines, Omar, Quux, Ana, Ada, Eva, Uma, While, Ida, Una, Ilse, Brandt, Today, Neumann"
    names += ", Pia"
    assert mentions(roles, f"{names}, Cid, Dee, Max, Power, INES, Inessa") == [
        *(
            "Ines: de",
            "Omar: da",
            "Ana: da",
            "Una: de",
            "Ilse: de",
            "Brandt: de",
            "Neumann: da",
            "Pia: de",
        ),
    ]
    assert mentions(roles, "Ilse Brandt and Ines Weber left") == ["Brandt: de"]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("The data engineer (DE) and Data Analysts (DAs) meet.", ["DE: de", "DEs: de", "DA: da"]),
        ("The data engineer’s (DE) and data analyst’s(DA) day.", ["DE: de", "DEs: de", "DA: da"]),
        ("The data engineer is (DE).", []),
        ("The data engineer ( DE), data analyst (Da Capo).", []),
        ("The data engineer (DE) and the data analyst (DE).", ["DE: de", "DEs: de"]),
    ],
)
def test_short_forms_that_an_article_explains(text: str, short: list[str]) -> None:
    assert mentions(article(text, "de da"), "DE, DEs and DA; de, XDE, DE-X, DExs") == short


def test_the_names_of_each_role() -> None:
    roles = article("A data engineer (DE) and Ines, a data analyst.", "de da ash")
    assert roles.aliases() == {
        mint("role", "de"): ("Data Engineer", "data engineer", "big data engineer", "DE"),
        mint("role", "da"): ("Data Analyst", "data analyst"),
        mint("role", "ash"): (
            "Ash Engineer",
            "ash engineer",
            "chef",
            "cook of ash",
            "ashlar",
            "ASH",
            "OAK",
        ),
    }


def test_all_roles_are_meant_only_where_none_is_named() -> None:
    roles = article("Nothing", "de da")
    said = {
        text: [role.label for role in roles.only(text)]
        for text in ("Both roles", "Both jobs of data analysts", "Jobs")
    }
    assert said == {
        "Both roles": ["Data Engineer", "Data Analyst"],
        "Both jobs of data analysts": ["Data Analyst"],
        "Jobs": [],
    }
