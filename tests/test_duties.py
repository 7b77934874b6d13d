"""What sentences say that a role does: known responsibilities, clauses, and new names."""

import time
from pathlib import Path

import pytest

from rolegraph.errors import DataError
from rolegraph.reading.duties import Duties, Duty, read_duties
from rolegraph.reading.dutypatterns import Rows
from rolegraph.reading.verbs import Verbs, gerund, past, third_person

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def duties() -> Duties:
    return read_duties(str(DATA))


def slugs(found: list[Duty]) -> str:
    """Return the slugs of duties, in order."""
    return " ".join(duty.iri.rpartition("/")[2] for duty in found)


STATED = [
    ("Create dashboards that show weekly sales", "build-dashboards"),
    ("Responsible for the monitoring of production services", "monitor-systems"),
    ("Deployment of models to edge devices", "deploy-models"),
    ("Model Deployment", "deploy-models"),
    ("Perform code reviews for junior developers", "review-code"),
    ("Participate in the on-call rotation", "participate-in-on-call"),
    ("Write unit tests and integration tests", "write-tests"),
    ("Hunt for threats across the corporate network", "hunt-threats"),
    ("Conducting penetration tests against web applications", "conduct-penetration-tests"),
    ("Scan servers for vulnerabilities and patch them", "manage-vulnerabilities"),
    ("Elicit requirements from business stakeholders", "gather-business-requirements"),
    ("Run usability tests with real customers", "ensure-usability"),
    ("Sketching wireframes and user flows", "create-prototypes-and-wireframes"),
    (
        "Own the product roadmap and prioritize features",
        "define-product-roadmap prioritize-features",
    ),
    ("Groom the product backlog with engineers", "manage-product-backlog"),
    ("Track key performance indicators for marketing campaigns", "monitor-performance-indicators"),
    ("Forecast demand for spare parts", "forecast-business-figures"),
    ("Tune hyperparameters of neural networks", "tune-hyperparameters"),
    ("Label images for training", "label-data"),
    ("Train language models on legal documents", "develop-language-models"),
    ("Fine-tuning large language models for customer service", "fine-tune-language-models"),
    ("Build chatbots that answer questions", "build-chatbots"),
    ("Migrate legacy systems to the cloud", "migrate-systems"),
    ("Set up CI/CD pipelines", "automate-deployment"),
    ("Automate the provisioning of servers", "automate-infrastructure"),
    (
        "Respond to security incidents and write reports",
        "respond-to-security-incidents publish-internal-reports",
    ),
    ("Define service level objectives", "define-service-levels"),
    ("Optimize slow SQL queries", "optimize-queries"),
    ("Ingest data from third-party sources", "integrate-data-sources"),
    ("Process streaming data with low latency", "process-streams"),
    ("Enforce data governance policies", "enforce-data-governance"),
    ("Catalog metadata so that analysts find datasets", "manage-metadata"),
    ("Detect fraudulent transactions", "detect-anomalies"),
    ("Carry out exploratory data analysis", "explore-data"),
    ("Test hypotheses with statistical methods", "apply-statistics"),
    ("Explain findings to executives", "communicate-with-stakeholders"),
    ("Collaborate with designers and other teams", "collaborate-across-teams"),
    ("Supervise doctoral students", "supervise-students"),
    ("Review papers for scientific conferences", "review-papers"),
    ("Apply for research grants", "seek-research-funding"),
    ("Reproduce results from published papers", "reproduce-papers"),
    ("Teach undergraduate courses", "teach"),
    ("Manage Kubernetes clusters", "manage-containers"),
    ("Reduce cloud costs", "optimize-costs"),
    ("Back up databases and test disaster recovery plans", "manage-backups"),
    ("Execute test cases and report defects", "test-software manage-defects"),
    ("Automate regression testing", "perform-regression-tests"),
    ("Map customer journeys and create personas", "map-user-journeys"),
    ("Conduct user interviews", "research-users"),
    ("Ensure accessibility of web pages", "ensure-accessibility"),
    ("Secure cloud environments", "secure-cloud"),
    ("Train employees in phishing awareness", "promote-security-awareness"),
    ("Analyze malware samples", "analyze-malware"),
    ("Manage user permissions", "implement-access-control"),
    ("Audit security controls", "test-security-controls"),
    ("Write technical documentation", "maintain-documentation"),
    ("Mentoring new hires", "mentor-juniors"),
    ("Lead a team of analysts", "lead-teams"),
    ("Plan sprints and facilitate retrospectives", "plan-sprints"),
    ("Analyse competitors and market trends", "analyze-competitors"),
    ("Develop object detection systems", "classify-images"),
    ("Segment customers into groups", "segment-customers"),
    ("Integrate machine learning models into mobile apps", "integrate-models-into-software"),
    ("Serve models through APIs", "serve-models"),
    ("Monitor data pipelines for failures", "monitor-data-pipelines"),
    ("Select suitable algorithms", "select-models"),
    ("Engineer features from raw logs", "engineer-features"),
    ("Validate incoming data", "validate-data"),
    ("Refactor legacy code", "maintain-codebases"),
    ("Improve the developer experience", "improve-developer-productivity"),
    ("Plan capacity for the next year", "plan-capacity"),
    ("Assess risks of new vendors", "assess-risks"),
    ("Ensure compliance with privacy regulations", "ensure-compliance"),
    ("Prepare training materials for new users", "create-training-materials"),
    ("Troubleshoot network issues", "troubleshoot-systems"),
    ("Write user stories", "decompose-requirements"),
]


@pytest.mark.parametrize(("text", "expected"), STATED, ids=[text for text, _ in STATED])
def test_a_sentence_states_known_duties(duties: Duties, text: str, expected: str) -> None:
    found = duties.find(text)
    assert slugs(found) == expected
    assert all(0 <= duty.start < duty.end <= len(text) and duty.label for duty in found)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "They design, build, and ship machine-learning models",
            {"develop-machine-learning-models": "design, build", "deploy-models": "ship"},
        ),
        (
            "Clean sensor data and train models on it",
            {"clean-data": "Clean sensor data", "train-models": "train models on it"},
        ),
        (
            "Run experiments to compare models",
            {"run-experiments": "Run experiments", "evaluate-models": "compare models"},
        ),
        (
            "Plan research that is new to everybody, and publish papers",
            {"research": "Plan research", "publish-research": "publish papers"},
        ),
        (
            "The team makes sure that models are deployed in production",
            {"deploy-models": "models are deployed in production"},
        ),
    ],
)
def test_each_duty_has_the_span_of_its_clause(
    duties: Duties, text: str, parts: dict[str, str]
) -> None:
    found = {duty.iri.rpartition("/")[2]: text[duty.start : duty.end] for duty in duties.find(text)}
    assert found.keys() == parts.keys()
    assert all(found[slug].startswith(part) for slug, part in parts.items())


@pytest.mark.parametrize(
    "text",
    [
        "Knowledge of machine learning frameworks",
        "The models of last year were large",
        "A degree in data science",
        "Salaries for model makers differ by city",
        "Data, models, and dashboards",
        "Build furniture",
        "",
        " ,.;:()",
    ],
)
def test_what_states_no_duty(duties: Duties, text: str) -> None:
    assert duties.find(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Build tools for labeling photos", "build-software-tools"),
        ("Create prototypes of learning models", "build-prototypes"),
        (
            "Work with other teams to integrate models into products",
            "integrate-models-into-software",
        ),
        ("Work with other teams on the Berlin office", "collaborate-across-teams"),
    ],
)
def test_an_object_s_own_purpose_is_no_duty_and_the_special_beats_the_general(
    duties: Duties, text: str, expected: str
) -> None:
    assert slugs(duties.find(text)) == expected


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Design, build and paint boats", ["Design, build and paint boats"]),
        ("Feed the cats and wash the dogs.", ["Feed the cats and wash the dogs"]),
        ("Draft contracts and negotiate prices.", ["Draft contracts", "negotiate prices"]),
        ("Writes songs; teaches pupils", ["Writes songs", "teaches pupils"]),
        ("Managing stock, ordering parts", ["Managing stock", "ordering parts"]),
        ("Collect soil samples to measure acids", ["Collect soil samples to measure acids"]),
        ("", []),
    ],
)
def test_a_list_entry_is_parted_into_clauses(duties: Duties, text: str, clauses: list[str]) -> None:
    assert [text[start:end] for start, end in duties.clauses(text)] == clauses


MINTED = {
    "Conducting audits of the financial systems in order to calm investors": (
        "conduct audits of financial systems"
    ),
    "Responds to letters from pensioners": "respond to letters from pensioners",
    "Triaging tickets from hospitals": "triage tickets from hospitals",
    "Calibrate cameras and lidar sensors using checkerboards": (
        "calibrate cameras and lidar sensors"
    ),
    "Often translates user manuals into French": "translate user manuals into French",
    "Draft SOPs for FDA inspections": "draft SOPs for FDA inspections",
    "Plan and run weekly triage meetings": "plan and run weekly triage meetings",
    "Granting and revoking parking permits": "grant and revoke parking permits",
    "Maintenance of old mainframes": "maintain old mainframes",
    "Supervision of the night shift": "supervise night shift",
    "You will water the plants in the Berlin office": "water plants in Berlin office",
    "Sanitizes the tools after each shift": "sanitize tools",
    "Negotiate contracts so that nobody pays too much": "negotiate contracts",
    "Keep the lifts running, ensuring that nobody waits": "keep lifts running",
    "Coordinating with the legal, finance, procurement, marketing, sales, and support staff": (
        "coordinate with legal, finance, procurement, marketing, sales"
    ),
    "Operate NVIDIA boards on farm machines for several seasons of harvest": (
        "operate NVIDIA boards on farm machines"
    ),
}


@pytest.mark.parametrize(("text", "label"), MINTED.items(), ids=list(MINTED))
def test_a_new_duty_gets_a_short_name(duties: Duties, text: str, label: str) -> None:
    minted = duties.minted(text)
    assert minted is not None
    assert (minted.iri, minted.label) == ("", label)
    assert len(label.split()) <= 8
    assert 0 <= minted.start < minted.end <= len(text)


@pytest.mark.parametrize("text", ["Weekly newsletter", "Advanced degrees in physics", "Rolls back"])
def test_what_names_no_duty_gets_no_name(duties: Duties, text: str) -> None:
    assert duties.minted(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "design and " * 90_000,
        "build models of " * 60_000,
        "design data, build models, " * 40_000,
        "(" * 1_000_000,
        "a-" * 500_000,
        "İ" * 200_000,
        "e.g. " * 200_000,
    ],
    ids=["verbs", "of", "clauses", "parentheses", "hyphens", "case", "stops"],
)
def test_a_hostile_text_takes_bounded_time(duties: Duties, text: str) -> None:
    start = time.process_time()
    duties.find(text)
    duties.clauses(text)
    duties.minted(text)
    assert time.process_time() - start < 5


def test_every_responsibility_that_is_no_group_can_be_found() -> None:
    duties = read_duties(str(DATA))
    rows = (DATA / "vocabulary" / "responsibilities.tsv").read_text("utf-8").splitlines()[1:]
    table = (DATA / "reading" / "duties.tsv").read_text("utf-8").splitlines()[1:]
    known = {row.split("\t")[0] for row in rows}
    read = {row.split("\t")[0] for row in table}
    assert all(slug.endswith("-work") for slug in known - read)
    assert duties.verbs.form("builds") is not None


def test_every_verb_of_the_patterns_is_a_known_verb() -> None:
    folder = DATA / "reading"
    verbs = read_duties(str(DATA)).verbs
    families = (folder / "word-families.tsv").read_text("utf-8").splitlines()[1:]
    patterns = (folder / "duties.tsv").read_text("utf-8").splitlines()[1:]
    cells = [row.split("\t")[1] for row in families + patterns]
    named = {word for cell in cells for word in cell.split() if not word.startswith("@")}
    assert [word for word in sorted(named) if verbs.form(word) is None] == []


def test_a_slip_in_the_patterns_is_an_error_with_its_line() -> None:
    row = ("unknown", "build", "house", "", "", "")
    with pytest.raises(DataError, match=r"duties\.tsv:2.*unknown"):
        Duties(Rows([row], [], [], {}, {}))
    with pytest.raises(DataError, match="@houses"):
        Duties(Rows([("build", "@houses", "house", "", "", "")], [], [], {"build": "build"}, {}))


FORMS = """accept-ing achieve-ing acquire-ing add-ing adjust-ing advise-ing agree-ing align-ing
allow-ing annotate-ing apply-ing arrange-ing assess-ing assign-ing audit-ing author-ing bake-ing
balance-ing blend-ing boil-ing brush-ing calculate-ing cancel-ing carry-ing carve-ing challenge-ing
charge-ing chop-ing circulate-ing clamp-ing climb-ing coat-ing combine-ing commute-ing compare-ing
compile-ing complete-ing conceive-ing confirm-ing connect-ing consume-ing convince-ing cook-ing
count-ing crush-ing dance-ing decorate-ing deduce-ing define-ing delete-ing destroy-ing dig-ing
dispatch-ing divide-ing donate-ing dredge-ing drill-ing dry-ing earn-ing elevate-ing empty-ing
enjoy-ing envision-ing erase-ing escape-ing excavate-ing exchange-ing exclude-ing expire-ing
explain-ing fade-ing farm-ing fasten-ing file-ing fish-ing flatten-ing fold-ing forward-ing
freshen-ing fry-ing garden-ing glaze-ing grease-ing grind-ing grip-ing heat-ing hug-ing hurry-ing
inflate-ing inhale-ing inject-ing inquire-ing irrigate-ing knit-ing land-ing lease-ing lick-ing
list-ing marry-ing melt-ing mow-ing nail-ing notice-ing obey-ing pack-ing pasteurize-ing peel-ing
plough-ing pour-ing praise-ing pray-ing pump-ing push-ing race-ing rain-ing rank-ing refuse-ing
rescue-ing retry-ing rinse-ing rob-ing sanitize-ing scrub-ing shave-ing ski-ing slice-ing smile-ing
smoke-ing stack-ing stir-ing stuff-ing tease-ing trim-ing unload-ing vaccinate-ing value-ing
wander-ing wash-ing weave-ing weigh-ing whisk-ing wipe-ing wrap-ing yawn-ing zip-ing"""


def test_base_forms_of_verbs_that_no_table_has() -> None:
    unknown = Verbs([])
    verbs = [word.partition("-")[0] for word in FORMS.split()]
    assert len(verbs) > 120
    forms = [(form(verb), verb) for verb in verbs for form in (gerund, past, third_person)]
    wrong = [(word, unknown.base(word)) for word, verb in forms if unknown.base(word) != verb]
    assert len(wrong) <= len(forms) // 20, wrong


def test_base_forms_of_the_verbs_of_the_table(duties: Duties) -> None:
    rows = (DATA / "reading" / "verbs.tsv").read_text("utf-8").splitlines()[1:]
    assert rows == sorted(rows)
    for row in rows:
        verb, _, irregular = row.partition("\t")
        for form in (verb, third_person(verb), gerund(verb)):
            found = duties.verbs.form(form)
            assert found is not None
            assert found.base == verb or form in irregular, (form, found)


@pytest.mark.parametrize(
    ("form", "verb"),
    [
        ("oversaw", "oversee"),
        ("written", "write"),
        ("built", "build"),
        ("controlling", "control"),
        ("modelled", "model"),
        ("fine-tuning", "fine-tune"),
        ("re-deploying", "re-deploy"),
        ("rebuilding", "rebuild"),
        ("reimplements", "reimplement"),
    ],
)
def test_irregular_and_joined_verbs(duties: Duties, form: str, verb: str) -> None:
    assert duties.verbs.base(form) == verb
