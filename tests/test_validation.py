"""The bundled graph is sound, and a broken one is told what is wrong."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from rolegraph import comparison, evidence, queries, resources, statements, validation
from rolegraph.dataset import Dataset
from rolegraph.facts import Concept, Fact, Literal, Source
from rolegraph.namespaces import DC, KINDS, RG, SCHEMA, SKOS, XSD, mint, to_curie
from rolegraph.reading.minting import provisional


def test_the_bundled_graph_has_no_problems(dataset: Dataset) -> None:
    assert validation.validate(dataset) == []


def broken(dataset: Dataset, quads: list[tuple[str, str, ox.NamedNode | ox.Literal]]) -> Dataset:
    """Return a copy of the dataset with more in its default graph."""
    store = ox.Store()
    store.extend(dataset.quads())
    for subject, predicate, value in quads:
        store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value))
    return Dataset("broken", store)


MLE = mint("role", "machine-learning-engineer")


BREAKS: list[tuple[str, str, ox.NamedNode | ox.Literal, str]] = [
    (MLE, RG.label, ox.Literal("second label"), "check-16-several-working-labels"),
    (MLE, RG.label, ox.Literal("second label"), "ThingLabel"),
    (MLE, RG.usesTool, ox.NamedNode(mint("skill", "data-analysis")), "RoleTools"),
    (MLE, RG.usesTool + "s", ox.Literal("x"), "check-09-undefined-term"),
    (
        mint("tool", "docker"),
        SKOS.broader,
        ox.NamedNode(mint("tool", "docker")),
        "check-06-broader-cycle",
    ),
]


@pytest.fixture(scope="module")
def problems(dataset: Dataset) -> list[validation.Problem]:
    """Return what is said of a graph that is broken in several ways: to look takes seconds."""
    return validation.validate(broken(dataset, [one[:3] for one in BREAKS]))


@pytest.mark.parametrize(("subject", "property", "value", "rule"), BREAKS)
def test_a_broken_graph_is_told_where_and_what(
    problems: list[validation.Problem], subject: str, property: str, value: object, rule: str
) -> None:
    found = [problem for problem in problems if problem.rule == rule]
    assert found, problems
    wanted = property if rule == "check-09-undefined-term" else subject
    assert to_curie(wanted) in {to_curie(problem.focus) for problem in found}
    for problem in found:
        assert problem.severity == "violation"
        assert problem.message
        assert problem.focus


def test_problems_come_in_order(problems: list[validation.Problem]) -> None:
    assert problems == sorted(problems)
    rules = {rule for *_, rule in BREAKS}
    assert {problem.rule for problem in problems if problem.severity == "violation"} >= rules


@pytest.mark.thorough
def test_a_store_in_a_folder_is_checked_too(store_dir: str) -> None:
    from rolegraph.dataset import open_dataset

    assert Path(store_dir).is_dir()
    assert validation.validate(open_dataset(store_dir)) == []


# What a program makes of an article: things that the vocabulary lacks, salaries, words, denials.

SOURCE, OTHER = mint("source", "of-mine"), mint("source", "another")
ROLE, SECOND = mint("role", "flow-engineer"), mint("role", "tide-analyst")


def amount(figure: str) -> Literal:
    return Literal(figure, XSD.decimal)


USD = (SCHEMA.salaryCurrency, Literal("USD"))
FAMILY = provisional("tool", "flow family")
KNOWN = Concept(
    mint("tool", "known"), "tool", KINDS["tool"].classes, "Known", "Tool that is in the vocabulary."
)
MINTED = [
    provisional("role", "Flow Engineer"),
    provisional("role", "Tide Analyst"),
    FAMILY,
    provisional("tool", "Flowlet", broader=(FAMILY.iri, KNOWN.iri)),
    provisional("skill", "tide tables"),
    provisional("outlook", "9% growth 2023–2033", extra=((RG.growthPercent, amount("9")),)),
    provisional("advice", "write every day"),
    provisional("employer", "Acme Tides"),
    provisional(
        "posting",
        "Tide Analyst at Acme",
        extra=(
            (SCHEMA.title, Literal("Tide Analyst")),
            (SCHEMA.hiringOrganization, mint("employer", "acme-tides")),
        ),
    ),
    provisional("salary", "average 131000 USD", extra=(USD, (RG.salaryMean, amount("131000")))),
    provisional(
        "salary",
        "90000 to 130000 USD, senior",
        extra=(
            USD,
            (RG.salaryMinimum, amount("90000")),
            (RG.salaryMaximum, amount("130000")),
            (RG.seniority, Literal("senior")),
            (DC.coverage, Literal("Norway")),
            (RG.periodStart, Literal("2024", XSD.gYear)),
            (RG.agency, Literal("Statistics Office")),
        ),
    ),
]
SAID = [
    (ROLE, "tool", "flowlet", "required"),
    (ROLE, "tool", "known", "denied"),
    (ROLE, "skill", "tide-tables", "denied"),
    (ROLE, "outlook", "9-growth-2023-2033", "mentioned"),
    (ROLE, "salary", "average-131000-usd", "mentioned"),
    (SECOND, "salary", "90000-to-130000-usd-senior", "mentioned"),
    (SECOND, "advice", "write-every-day", "mentioned"),
    (SECOND, "employer", "acme-tides", "mentioned"),
    (SECOND, "tool", "known", "preferred"),
]


def lines() -> list[str]:
    """Return an article read by a program, and a second one that names one of its things."""
    facts = [
        Fact(
            SOURCE,
            role,
            KINDS[kind].property or "",
            mint(kind, slug),
            modality,
            "Tools",
            "",
            1,
            at,
            at + 2,
            quote='words of "theirs"\nin two lines',
        )
        for at, (role, kind, slug, modality) in enumerate(SAID)
    ]
    posting = mint("posting", "tide-analyst-at-acme")
    facts += [
        Fact(SOURCE, SOURCE, SCHEMA.mentions, posting, "mentioned", line=9, start=90, end=99),
        Fact(SOURCE, ROLE, SKOS.definition, "builds flows", "mentioned", quote="builds flows"),
    ]
    tool = next(one for one in MINTED if one.iri == mint("tool", "flowlet"))
    again = Fact(OTHER, SECOND, RG.usesTool, tool.iri, "example")
    return [
        *statements.concept_quads([KNOWN]),
        *statements.source_quads(Source(SOURCE, "Of mine", url="https://example.org/a")),
        *statements.source_quads(Source(OTHER, "Another", sha256="0a" * 32)),
        *statements.minted_quads(MINTED, SOURCE),
        *statements.fact_quads(facts),
        *statements.minted_quads([MINTED[1], tool, FAMILY], OTHER),
        *statements.fact_quads([again]),
    ]


def read(quads: list[str]) -> Dataset:
    """Return a dataset of the ontology and some quads."""
    store = ox.Store()
    for path in resources.ontology_files():
        store.bulk_load(path=path, format=ox.RdfFormat.TURTLE)
    store.bulk_load("".join(quads).encode(), ox.RdfFormat.N_QUADS)
    return Dataset("read", store)


def test_what_a_program_reads_is_sound() -> None:
    assert validation.validate(read(lines())) == []


def without(*words: str) -> list[str]:
    """Return the sample without the quads that hold all of the words."""
    kept = [line for line in lines() if not all(word in line for word in words)]
    assert len(kept) < len(lines())
    return kept


MEAN, RANGE = mint("salary", "average-131000-usd"), mint("salary", "90000-to-130000-usd-senior")
FLOWLET = mint("tool", "flowlet")


@pytest.mark.parametrize(
    ("quads", "rule", "focus"),
    [
        (without(f"<{MEAN}> <{RG.salaryMean}>"), "SalaryFigureShape", "salary:average-131000-usd"),
        (
            without(f"<{MEAN}> <{SCHEMA.salaryCurrency}>"),
            "SalaryCurrency",
            "salary:average-131000-usd",
        ),
        (
            [*lines(), f'<{RANGE}> <{RG.salaryMean}> "20"^^<{XSD.decimal}> .\n'],
            "SalaryRangeOrder",
            "salary:90000-to-130000-usd-senior",
        ),
        (
            [*lines(), f'<{FLOWLET}> <{RG.provisional}> "maybe" .\n'],
            "ThingProvisional",
            "tool:flowlet",
        ),
        ([*lines(), f'<{FLOWLET}> <{RG.quote}> "x" .\n'], "QuoteSubjectShape", "tool:flowlet"),
        (
            without(mint("role", "flow-engineer") + f"> <{RG.provisional}>", f"<{SOURCE}> ."),
            "check-19-provisional-without-source",
            "role:flow-engineer",
        ),
        # A denial asserts nothing, yet what it names has to be described.
        (
            [line for line in lines() if not line.startswith(f"<{mint('skill', 'tide-tables')}>")],
            "check-17-undescribed-thing",
            "skill:tide-tables",
        ),
        (
            [*lines(), f'<{FLOWLET}> <{RG.label}> "FLOWLET" .\n'],
            "check-16-several-working-labels",
            "tool:flowlet",
        ),
        (
            [*lines(), f"<{ROLE}> <{RG.hasSalary}> <{FLOWLET}> .\n"],
            "check-10-wrong-object-class",
            "role:flow-engineer",
        ),
        (
            [*lines(), f"<{ROLE}> <{RG.usesTool}> <{KNOWN.iri}> <{SOURCE}> .\n"],
            "check-03-denied-triple-asserted",
            "claim:of-mine.flow-engineer.tool.known.1",
        ),
        (
            without("<https://w3id.org/rolegraph/claim/of-mine.flow-engineer.salary."),
            "check-02-triple-without-claim",
            "role:flow-engineer",
        ),
        (
            [
                line.replace(f" <{SOURCE}> .", f" <{OTHER}> .") if "advice." in line else line
                for line in lines()
            ],
            "check-14-claim-in-foreign-graph",
            "claim:of-mine.tide-analyst.advice.write-every-day.6",
        ),
    ],
)
def test_a_slip_in_what_a_program_reads_is_found(quads: list[str], rule: str, focus: str) -> None:
    problems = validation.validate(read(quads))
    assert (rule, focus) in {(problem.rule, problem.focus) for problem in problems}


def test_questions_take_salaries_provisional_things_and_denials() -> None:
    dataset = read(lines())
    roles = [ROLE, SECOND]
    for name in queries.names():
        wanted = {
            parameter: {"role": ROLE, "other": SECOND, "goal": SECOND, "thing": FLOWLET}[parameter]
            for parameter in queries.load(name).parameters
            if parameter in ("role", "other", "goal", "thing")
        }
        queries.run(dataset, name, wanted).serialize("csv")
    beside = queries.run(dataset, "cq-35-beside", {"role": ROLE}).records()
    assert {(row["kind"], row["label"]) for row in beside} == {
        ("outlook", "9% growth 2023–2033"),
        ("salary", "average 131000 USD"),
    }
    compared = comparison.compare(dataset, roles)
    assert {(trait.iri, tuple(trait.roles)) for trait in compared} == {
        (FLOWLET, ("flow-engineer", "tide-analyst")),
        (KNOWN.iri, ("tide-analyst",)),
    }
    details = evidence.details(dataset, roles, [trait.iri for trait in compared])
    assert [(row["role"], row["label"]) for row in details.salary] == [
        ("flow-engineer", "average 131000 USD"),
        ("tide-analyst", "90000 to 130000 USD, senior"),
    ]
    assert [claim["role"] for claim in details.claims if claim["denied"]] == ["flow-engineer"]


# Beyond a limit the shapes see a sample of large sources, and the checks still see everything.

BIG = mint("source", "big")


def big(size: int = 90) -> list[str]:
    """Return the sample and a large source of roles and skills, claims and ratings, all sound."""
    concepts, facts = [], []
    for number in range(size):
        role, skill = mint("role", f"big-{number:03}"), mint("skill", f"big-{number:03}")
        for iri, kind in ((role, "role"), (skill, "skill")):
            text = f"Thing number {number} of a large source."
            classes = KINDS[kind].classes
            concepts.append(Concept(iri, kind, classes, f"{kind} {number}", text))
        one = Fact(BIG, role, RG.requiresSkill, skill, "required", importance=4.5, level=3.0)
        other = mint("skill", f"big-{(number + 1) % size:03}")
        facts += [one, one._replace(object=other, modality="rated", importance=1.5)]
    return [
        *lines(),
        *statements.source_quads(Source(BIG, "Big", url="https://example.org/b", version="1")),
        *statements.minted_quads(concepts, BIG),
        *statements.fact_quads(facts),
    ]


def shaped(quads: list[str], limit: int) -> tuple[set[tuple[str, str]], list[str]]:
    """Return rule and focus of the problems that are found below a limit, and what is told."""
    told: list[str] = []
    problems = validation.validate(read(quads), limit=limit, tell=told.append)
    return {(problem.rule, problem.focus) for problem in problems}, told


def test_a_sample_of_a_sound_source_is_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "SAMPLE", 7)
    found, told = shaped(big(), 3_000)
    assert found == set()
    (sentence,) = told
    looked, things = (int(word) for word in sentence.split() if word.isdigit())
    assert things == 1 + 4 * 90
    assert 4 * 7 <= looked < things / 2
    assert "of big, evenly spread" in sentence


def test_nothing_is_left_out_below_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "SAMPLE", 1)
    bad = [f'<{mint("skill", f"big-{n:03}")}> <{RG.label}> "again" .\n' for n in range(90)]
    found, told = shaped([*big(), *bad], 1_000_000)
    assert told == []
    assert {focus for rule, focus in found if rule == "ThingLabel"} == {
        f"skill:big-{n:03}" for n in range(90)
    }


def test_small_sources_are_seen_whole_beside_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "SAMPLE", 1)
    slip = f'<{FLOWLET}> <{RG.provisional}> "maybe" .\n'
    found, told = shaped([*big(), slip], 3_000)
    assert ("ThingProvisional", "tool:flowlet") in found
    assert len(told) == 1


def test_a_fault_that_all_things_of_a_class_have_is_found_in_the_sample(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(validation, "SAMPLE", 7)
    quads = [line for line in big() if f'> <{RG.importance}> "1.5"' not in line]
    quads = [line for line in quads if f'> <{RG.level}> "3.0"' not in line]
    found, told = shaped(quads, 3_000)
    assert len({focus for rule, focus in found if rule == "RatingMeasureShape"}) >= 7
    assert told


def test_checks_see_what_the_shapes_leave_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "SAMPLE", 1)
    role, tool = mint("role", "big-033"), mint("tool", "known")
    wrong = f"<{role}> <{RG.requiresSkill}> <{tool}>"
    found, _ = shaped([*big(), f"{wrong} .\n", f"{wrong} <{BIG}> .\n"], 3_000)
    assert ("check-10-wrong-object-class", "role:big-033") in found
    assert ("check-02-triple-without-claim", "role:big-033") in found


def test_a_rated_thing_is_neither_claimed_nor_denied() -> None:
    dataset = read(big(3))
    role, rated = mint("role", "big-000"), mint("skill", "big-001")
    (rating,) = evidence.claims(dataset, [role], [rated])
    assert rating.rated
    assert not rating.denied
    assert rating.modality is None
    assert (rating.importance, rating.level) == (1.5, 3.0)
    assert rating.to_dict()["rated"] is True
    (claim,) = evidence.claims(dataset, [role], [mint("skill", "big-000")])
    assert (claim.rated, claim.denied, claim.modality) == (False, False, "required")
    assert "rated" not in claim.to_dict()
    assert claim.to_dict()["importance"] == 4.5
    details = evidence.details(dataset, [role], [rated, mint("skill", "big-000")])
    assert [one["thing"] for one in details.claims] == [mint("skill", "big-000")]
    assert queries.run(dataset, "cq-26-denials", {"role": role}).records() == []
