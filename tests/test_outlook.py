"""Outlooks: known ones first, figures with their period, agency and category, and no others."""

import time
from collections.abc import Sequence

import pytest

from rolegraph import resources
from rolegraph.facts import Concept, Literal
from rolegraph.namespaces import RG, mint, slug_of
from rolegraph.reading.claimants import Claimants
from rolegraph.reading.document import Text
from rolegraph.reading.figures import Agencies
from rolegraph.reading.growth import KnownOutlooks
from rolegraph.reading.outlook import Outlook, OutlookReader
from rolegraph.reading.outlookphrases import OutlookPhrases
from rolegraph.reading.passage import Passage, RoleName
from rolegraph.reading.prospects import Prospects
from rolegraph.sources.tables import read_vocabulary

DE, MLE, RE = "data-engineer", "machine-learning-engineer", "research-engineer"


@pytest.fixture(scope="module")
def reader() -> OutlookReader:
    folder = resources.folder("data")
    known = KnownOutlooks(read_vocabulary(folder).concepts)
    return OutlookReader(OutlookPhrases.load(folder), Agencies.load(folder), known)


def claimants() -> Claimants:
    roles = [
        RoleName(mint("role", DE), "Data Engineer"),
        RoleName(mint("role", MLE), "Machine Learning Engineer"),
        RoleName(mint("role", RE), "Research Engineer"),
    ]
    return Claimants(roles, {mint("role", MLE): ("ML Engineer", "mle"), mint("role", RE): ("re",)})


def found(reader: OutlookReader, text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(slug_of(o.thing), slugs(o.roles)) for o in reader.find(text, claimants())]


def slugs(iris: Sequence[str]) -> tuple[str, ...]:
    return tuple(slug_of(iri) for iri in iris)


def values(concept: Concept | None) -> dict[str, str]:
    assert concept is not None
    return {p: o.value for p, o in concept.extra if isinstance(o, Literal)}


@pytest.mark.parametrize(
    ("text", "thing", "roles"),
    [
        ("Demand for data engineers is rising.", "demand-rising", (DE,)),
        ("There is growing demand for MLEs at banks.", "demand-rising", (MLE,)),
        ("Hiring of REs is expected to soar.", "demand-to-grow-significantly", (RE,)),
        ("Both roles are in high demand.", "in-high-demand", (DE, MLE, RE)),
        ("They are highly sought after.", "in-high-demand", ()),
        ("ML engineers will play a key part in hospitals.", "remain-essential", (MLE,)),
        ("As firms grow, the need for data engineers keeps rising.", "need-to-keep-growing", (DE,)),
        (
            "Machine learning roles will see similar growth.",
            "similar-growth-machine-learning-roles",
            (MLE,),
        ),
        ("Demand for research engineers is declining.", "demand-falling", (RE,)),
        ("Demand for research engineers is not expected to grow.", "demand-steady", (RE,)),
    ],
)
def test_a_claim_without_a_figure(
    reader: OutlookReader, text: str, thing: str, roles: tuple[str, ...]
) -> None:
    assert found(reader, text) == [(thing, roles)]


@pytest.mark.parametrize(
    "text",
    [
        "Salaries of data engineers increased by 12% in 2023.",
        "A good model increases accuracy by 20%.",
        "Only 30% of companies have data engineers.",
        "Demand for cloud storage is growing.",
        "They forecast product demand, and the need for speed is growing.",
        "Is demand for data engineers growing?",
        "If demand for data engineers grows, pay will follow.",
        "Data engineers play a crucial role in building pipelines.",
        "Data engineers aren't in high demand.",
        "Skills in Python are in high demand.",
        "Python will remain essential for data engineers.",
        "We're in a rising market for tools.",
    ],
)
def test_what_is_no_outlook(reader: OutlookReader, text: str) -> None:
    assert found(reader, text) == []


def test_a_figure_of_the_vocabulary_is_known(reader: OutlookReader) -> None:
    text = "The BLS projects a growth rate of 22 percent between 2020 and 2030 for data engineers."
    assert found(reader, text) == [("bls-2020-2030-data-engineers-22", (DE,))]


def test_another_figure_is_another_outlook(reader: OutlookReader) -> None:
    text = "According to the BLS, jobs for data engineers will grow 23% from 2020 to 2030."
    (outlook,) = reader.find(text, claimants())
    assert slug_of(outlook.thing) == "bls-2020-2030-data-engineers-23"
    assert outlook.concept is not None
    assert outlook.concept.label == "23% growth 2020–2030, data engineers (BLS)"
    assert values(outlook.concept) == {
        RG.provisional: "true",
        RG.growthPercent: "23",
        RG.periodStart: "2020",
        RG.periodEnd: "2030",
        RG.agency: "U.S. Bureau of Labor Statistics",
        RG.creditedTo: "data engineers",
        RG.trend: "rising",
    }


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Jobs for ML engineers should increase by 31.4% by 2030.", ["2030-ml-engineers-31-4"]),
        ("Jobs of typists will drop 3% over the next decade.", ["next-decade-typists-minus-3"]),
        ("Demand for data engineers grows 8% annually.", ["data-engineers-8-yearly"]),
        (
            "The AI market will expand at a CAGR of 37.3% from 2023 to 2030.",
            ["2023-2030-ai-market-37-3-yearly"],
        ),
        (
            "The robotics market is projected to reach $407 billion by 2027.",
            ["2027-robotics-market-407-billion-usd"],
        ),
        (
            "Jobs for data engineers will grow 10% and those for research engineers 23% by 2031.",
            ["2031-data-engineers-10", "2031-research-engineers-23"],
        ),
        (
            "Data engineer and research engineer jobs will grow by 6% and 9%, respectively.",
            ["data-engineer-6", "research-engineer-jobs-9"],
        ),
        (
            "Hiring in the field will rise 9% by 2030, against a mean of 4% for all occupations.",
            ["2030-9"],
        ),
    ],
)
def test_figures(reader: OutlookReader, text: str, things: list[str]) -> None:
    assert [thing for thing, _ in found(reader, text)] == things


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Openings for data engineers have thinned out.", ["demand-falling"]),
        ("Openings for data engineers are getting rare.", ["demand-falling"]),
        ("Job postings for data engineers were up 28% on a year before.", ["data-engineers-28"]),
        ("They counted 15 percent more postings for data engineers.", ["data-engineers-15"]),
        ("Recruiters report steady demand for data engineers.", ["demand-steady"]),
        ("Demand for data engineers has levelled off.", ["demand-steady"]),
        ("Demand for data engineers is slowly recovering.", ["demand-rising"]),
        ("Employers report a shortage of data engineers.", ["in-high-demand"]),
        ("The outlook for data engineers is bright.", ["good-prospects"]),
        ("The job market for data engineers is saturated.", ["strong-competition-for-jobs"]),
        ("For data engineers the bureau foresees growth of four percent by 2030.", ["2030-4"]),
    ],
)
def test_other_words_for_demand(reader: OutlookReader, text: str, things: list[str]) -> None:
    found_ = [slug_of(outlook.thing) for outlook in reader.find(text, claimants())]
    assert [thing.removeprefix("by-") for thing in found_] == things


def test_below_a_heading_on_outlook_growth_is_that_of_jobs(reader: OutlookReader) -> None:
    text = "The BLS puts growth at 9% through 2033."
    assert reader.find(text, claimants()) == []
    assert [slug_of(o.thing) for o in reader.find(text, claimants(), topical=True)] == [
        "bls-2033-9"
    ]


def prospects(text: str, section: str, about: str = "outlook") -> list[str]:
    concepts = read_vocabulary(resources.folder("data")).concepts
    reader = Prospects(concepts, resources.folder("data"))
    passage = Passage(Text(text, 0), about, section, (RoleName(mint("role", DE), "X"),), "", None)
    return [
        slug_of(found.thing)
        for found in reader.find(passage._replace(listed=True), [], claimants(), [])
        if found.kind == "outlook"
    ]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Stable. Laws keep the posts coming.", "demand-steady"),
        ("Modest growth, driven by floods.", "modest-growth"),
        ("Very high", "in-high-demand"),
        ("Faster than average", "growth-faster-than-average"),
        ("+9% by 2033", "2033-9"),
        ("−3% (BLS)", "bls-minus-3"),
    ],
)
def test_a_brief_outlook_of_one_role(text: str, thing: str) -> None:
    assert prospects(text, "Outlook") == [thing]
    assert prospects(text, "Notes", "") == []


def test_them_are_those_named_last() -> None:
    concepts = read_vocabulary(resources.folder("data")).concepts
    reader = Prospects(concepts, resources.folder("data"))
    text = "There is no figure for data engineers. Recruiters say demand for them has doubled."
    found = reader.find(Passage(Text(text, 0)), [], claimants(), [mint("role", MLE)])
    assert [(slug_of(each.role), slug_of(each.thing)) for each in found] == [(DE, "demand-rising")]


def test_a_figure_for_a_category_that_includes_a_role_is_said_of_that_role(
    reader: OutlookReader,
) -> None:
    text = "Jobs for software people, which includes ML engineers, are to grow by 5% by 2030."
    (outlook,) = reader.find(text, claimants())
    assert slugs(outlook.roles) == (MLE,)
    assert values(outlook.concept)[RG.creditedTo] == "software people"


def test_a_minted_trend_of_decline_is_falling(reader: OutlookReader) -> None:
    (outlook,) = reader.find("Employment of typists will fall 3% by 2030.", claimants())
    assert values(outlook.concept)[RG.growthPercent] == "-3"
    assert values(outlook.concept)[RG.trend] == "falling"


def test_a_span_starts_and_ends_with_the_claim(reader: OutlookReader) -> None:
    text = "Today, demand for data engineers is on the rise, driven by the cloud."
    (outlook,) = reader.find(text, claimants())
    assert text[outlook.start : outlook.end] == "demand for data engineers is on the rise"


@pytest.mark.parametrize(
    "unit", ["demand for ", "and ", ", ", "growth of 5% ", "is ", "1", "market "]
)
def test_outlooks_are_read_in_linear_time(reader: OutlookReader, unit: str) -> None:
    text = unit * (100_000 // len(unit))
    start = time.perf_counter()
    outlooks: list[Outlook] = reader.find(text, claimants())
    assert time.perf_counter() - start < 10
    assert outlooks == []
