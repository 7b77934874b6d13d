"""Pages and tables of imported roles: long names, namesakes, nothing shared, one source each."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from tests.drawn import compared, trait
from tests.samples import NOTHING, Plain

from rolegraph import comparison, evidence, statements
from rolegraph.cli import analysis, compare, roles, summaries
from rolegraph.dataset import Dataset
from rolegraph.facts import Concept, Fact, Source
from rolegraph.namespaces import BASE, KINDS, RG
from rolegraph.profilerows import Role
from rolegraph.views import arrangements, layout, picture, sharing, table
from rolegraph.views.finding import finding, support
from rolegraph.views.namesakes import soft, told_apart
from rolegraph.views.page import to_html
from rolegraph.views.regions import READABLE, regions

Run = Callable[..., tuple[int, str, str]]

ESCO = "http://data.europa.eu/esco/"
ONET = "https://services.onetcenter.org/ws/online/occupations/"
ELEMENT = "https://www.onetonline.org/find/descriptor/result/"
SOURCES = (
    Source(BASE + "source/esco", "ESCO: European Skills and Occupations", "European Commission"),
    Source(BASE + "source/onet", "O*NET Database", "U.S. Department of Labor"),
)
ROLES = {
    f"{ESCO}occupation/1": "statistician",
    f"{ESCO}occupation/2": "telecommunications technician",
    f"{ONET}15-2041.00": "Statisticians",
    f"{ONET}17-3024.00": "Electromechanical Technicians",
}
TASK = (
    "Determine whether statistical methods are appropriate, based on user needs or research"
    " questions of interest, and say so number "
)


def _facts() -> list[tuple[Concept, list[Fact]]]:
    """Return things that ESCO or O*NET name, each with who says it of which role."""
    esco, onet = (source.iri for source in SOURCES)
    first, second, third, fourth = ROLES
    found = []

    def add(iri: str, kind: str, label: str, *facts: Fact) -> None:
        found.append((Concept(iri, kind, KINDS[kind].classes, label), list(facts)))

    for n in range(60):
        iri = f"{ESCO}skill/{n}"
        modality = "required" if n >= 30 else "preferred"
        role = first if n < 50 else second
        add(iri, "skill", f"do research {n}", Fact(esco, role, RG.requiresSkill, iri, modality))
    for number, section in enumerate(("Knowledge", "Skills")):
        iri = f"{ELEMENT}2.{number}"
        fact = Fact(onet, third, RG.requiresSkill, iri, "required", section)
        add(iri, "skill", "Mathematics", fact)
    for n in range(12):
        iri = f"{ELEMENT}task/{n}"
        role = third if n < 6 else fourth
        fact = Fact(onet, role, RG.hasResponsibility, iri, "mentioned", "Tasks")
        add(iri, "responsibility", TASK + str(n), fact)
    return found


@pytest.fixture(scope="module")
def imported() -> Dataset:
    """Return a dataset of two roles of ESCO and two of O*NET, all of them made up."""
    things = _facts()
    heads = [Concept(iri, "role", KINDS["role"].classes, label) for iri, label in ROLES.items()]
    lines = [line for source in SOURCES for line in statements.source_quads(source)]
    for source, prefix in zip(SOURCES, (ESCO, ""), strict=True):
        everything = (*heads, *(thing for thing, _ in things))
        own = [one for one in everything if one.iri.startswith(ESCO) == bool(prefix)]
        lines += statements.minted_quads(own, source.iri)
    lines += statements.fact_quads(fact for _, facts in things for fact in facts)
    store = ox.Store()
    store.bulk_load("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    return Dataset("imported", store)


@pytest.fixture
def ask(imported: Dataset, run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that runs a command on the dataset in a terminal of a width."""
    for module in (analysis, compare, roles):
        monkeypatch.setattr(module, "open_chosen", lambda *_: imported)

    def command(wide: int, *arguments: str, form: str = "table") -> str:
        monkeypatch.setenv("COLUMNS", str(wide))
        code, out, err = run(*arguments, "-f", form)
        assert code == 0, err
        return out

    return command


def page(dataset: Dataset, *names: str) -> str:
    found = comparison.compare(dataset, names) if names[1:] else comparison.profile(dataset, *names)
    iris = [role.iri for role in found.roles]
    details = evidence.details(dataset, iris, [one.iri for one in found.traits])
    return to_html(found, details)


@cache
def crowd(count: int) -> dict[str, Any]:
    """Return one role of one source with so many tools, every tenth of them in demand."""
    tools = [
        trait(n, ["a"], kind="tool", sources=1, claims=1, modality="mentioned")
        | ({"modality": "preferred"} if n % 10 == 9 else {})
        for n in range(count)
    ]
    return compared(["a"], tools)


# What is said.


def test_a_name_that_runs_on_is_quoted_in_the_finding() -> None:
    long = "apply research ethics and scientific integrity principles"
    traits = [
        trait(n, ["a"], kind="skill", label=label, sources=1, claims=1, modality=modality)
        for n, (label, modality) in enumerate(
            [("access data", "preferred"), (long, "required"), ("statistics", "required")]
        )
    ]
    said = finding(compared(["a", "b"], traits))
    # What is required stands first, though the alphabet has it later.
    assert f"Role a stands out by “{long}”, “statistics” and “access data”;" in said
    short = finding(compared(["a", "b"], traits[::2]))
    assert "Role a stands out by statistics and access data;" in short


def test_where_nothing_is_shared_the_finding_says_in_how_many_broader_terms_roles_meet() -> None:
    data = compared(["a", "b"], [trait(0, ["a"]), trait(1, ["b"])])
    assert "(Jaccard 0.00), but they meet in 8 broader terms; " in finding(data, 8)
    assert "broader" not in finding(data)
    shared = compared(["a", "b"], [trait(0, ["a", "b"]), trait(1, ["b"])])
    assert "broader" not in finding(shared, 8)


def test_a_profile_of_one_kind_does_not_say_its_number_twice() -> None:
    assert finding(crowd(12)).startswith("12 tools of Role a are known: trait 9, ")


def test_an_imported_role_says_whose_it_is(imported: Dataset) -> None:
    found = comparison.compare(imported, ["esco:statistician", "onet:Statisticians"])
    iris = [role.iri for role in found.roles]
    details = evidence.details(imported, iris, [one.iri for one in found.traits])
    said = support(found.to_dict(), details.to_dict())
    assert "statistician: 50 traits from ESCO; Statisticians: 8 traits from O*NET Database." in said


def labels(data: Mapping[str, Any], part: str) -> list[str]:
    return [one["label"] for one in data[part]]


def test_namesakes_are_told_apart() -> None:
    traits = [
        trait(0, ["a"], kind="skill", label="Mathematics", iri=f"{ELEMENT}2.A"),
        trait(1, ["a"], kind="skill", label="Mathematics", iri=f"{ELEMENT}2.C"),
        trait(2, ["b"], kind="skill", label="mathematics", iri=f"{BASE}skill/mathematics"),
        trait(3, ["b"], kind="field", label="mathematics", iri=f"{BASE}field/mathematics"),
        trait(4, ["a"], kind="tool", label="SQL", iri=f"{ELEMENT}sql"),
        trait(5, ["b"], kind="tool", label="SQL", iri=f"{BASE}tool/sql"),
    ]
    data = compared(["a", "b"], traits)
    for role, (iri, label) in zip(data["roles"], list(ROLES.items())[::2], strict=True):
        role |= {"iri": iri, "label": label}
    claims = [
        {"thing": traits[n]["iri"], "section": section}
        for n, section in ((0, "Skills"), (1, "Knowledge"), (2, "Practical Tips"), (5, "Tools"))
    ]
    apart = told_apart(data, {"claims": claims})
    assert labels(apart, "roles") == ["statistician (ESCO)", "Statisticians (O*NET)"]
    assert labels(apart, "traits") == [
        "Mathematics (Skills)",
        "Mathematics (Knowledge)",
        "mathematics",
        "mathematics",
        "SQL (O*NET)",
        "SQL",
    ]
    assert labels(data, "traits")[0] == "Mathematics"


def test_what_has_a_name_of_its_own_keeps_it() -> None:
    data = compared(["a", "b"], [trait(n, ["a"], iri=f"{ELEMENT}{n}") for n in range(4)])
    assert told_apart(data, {"claims": []}) == data


def test_only_long_words_may_be_broken_and_not_near_their_ends() -> None:
    assert soft("Machine Learning Engineer") == "Machine Learning Engineer"
    for word in ("Telecommunications", "Statisticians", "Electromechanical", "Anaesthetist"):
        parts = soft(word, 11).split("\xad")
        assert "".join(parts) == word
        assert len(parts) > 1
        assert min(map(len, (parts[0], parts[-1]))) > 2


# What is drawn.


def test_an_empty_column_is_narrow_and_leaves_its_room_to_the_others() -> None:
    long = "interact professionally in research and professional environments"
    apart = [trait(n, [slug], label=long) for n, slug in enumerate("ab")]
    wide = picture.build(compared(["a", "b"], apart), NOTHING.to_dict(), "columns", apart)
    both = [*apart, trait(2, ["a", "b"], label=long)]
    full = picture.build(compared(["a", "b"], both), NOTHING.to_dict(), "columns", both)

    def widths(one: picture.Picture) -> list[float]:
        return [region["width"] for region in one.views[0]["bands"][0]["regions"]]

    left, middle, right = widths(wide)
    assert middle < left / 2
    assert left > widths(full)[0]
    assert right > widths(full)[2]
    # As wide as three full columns at most, which is what the page has room for.
    assert wide.views[0]["width"] < 1000
    (heading,) = (r["id"] for r in wide.views[0]["bands"][0]["regions"] if len(r["slugs"]) == 2)
    assert wide.views[0]["lines"][heading] == ["Shared by both", "no\u00a0traits"]


def test_a_long_group_with_folds_goes_on_in_the_next_column() -> None:
    data = crowd(READABLE * 3)
    things = {
        one["iri"]: {"broader": [f"urn:term:{n // 9}"]} for n, one in enumerate(data["traits"])
    }
    terms = {f"urn:term:{n}": {"label": f"a term of many words, number {n}"} for n in range(6)}
    (region,) = regions(data["roles"], data["traits"], {"things": things, "terms": terms})
    (whole,) = region.groups
    stacks = sharing.share(region.groups, 3, 200)
    parts = [group for groups in stacks for group in groups]
    assert len(stacks) == 3
    assert [one["iri"] for part in parts for one in part.loose] == [t["iri"] for t in whole.loose]
    assert [fold.id for part in parts for fold in part.folds] == [fold.id for fold in whole.folds]
    assert sum(len(part.traits) for part in parts) == len(whole.traits)
    heights = [sharing.depth_of(groups, 200) for groups in stacks]
    assert max(heights) < 1.5 * min(heights)
    view = arrangements.rails(data["roles"], [region], 968, 3)
    columns = layout.stack(view).bands[0].regions[0][1]
    assert len(columns) == 3


def test_what_is_in_demand_is_not_what_is_folded() -> None:
    data = crowd(READABLE * 2)
    (region,) = regions(data["roles"], data["traits"])
    (group,) = region.groups
    assert [one["modality"] for one in group.loose[:8]] == ["preferred"] * 8
    # One source names all of them: the rest is more, and no less supported.
    assert [fold.label for fold in group.folds] == [f"{len(group.folds[0].traits)} more"]


def test_a_trait_that_names_a_fold_stands_in_it() -> None:
    data = crowd(READABLE + 10)
    head = data["traits"][0]["iri"]
    things = {one["iri"]: {"broader": [head]} for one in data["traits"][1:6]}
    details = {"things": things, "terms": {head: {"label": "trait 0"}}}
    (region,) = regions(data["roles"], data["traits"], details)
    (group,) = region.groups
    assert group.folds[0].label == "trait 0"
    assert group.folds[0].traits[0]["iri"] == head
    assert len(group.folds[0].traits) == 6
    assert head not in {one["iri"] for one in group.loose}
    folded = [one["iri"] for fold in group.folds for one in fold.traits]
    assert len({*folded}) == len(folded) == len(group.traits) - len(group.loose)


def test_the_key_explains_only_what_is_drawn(imported: Dataset) -> None:
    folded = page(imported, "esco:statistician")
    assert "in a box of several, how many those are" in folded
    assert "more claims" not in folded
    bare = page(imported, "onet:Statisticians", "onet:Electromechanical Technicians")
    assert "sources name the trait</span>" in bare
    data = compared(["a", "b"], [trait(0, ["a", "b"], claims=3)])
    assert "more claims" in to_html(Plain(data), NOTHING)


def test_pay_says_that_what_has_no_level_is_of_all_levels() -> None:
    from tests.samples import sample

    found, details = sample(2)
    whole = details.values["figures"]["salary"][0]
    assert "No level" not in to_html(found, details)
    details.values["figures"]["salary"].append(whole | {"seniority": "senior"})
    assert "No level: all levels together." in to_html(found, details)


@pytest.mark.parametrize("wide", [1400, 390])
def test_names_with_long_words_are_not_cut_off(
    browser: Any, imported: Dataset, tmp_path: Path, wide: int
) -> None:
    file = tmp_path / "page.html"
    names = ("esco:telecommunications technician", "onet:Electromechanical Technicians")
    file.write_text(page(imported, *names), encoding="utf-8", newline="\n")
    context = browser.new_context(viewport={"width": wide, "height": 844})
    said: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: said.append(message.text))
    opened.goto(file.as_uri())
    room, whole, head, kind = opened.evaluate(
        """(() => {
            const box = document.querySelector('#overview .scroll');
            const tall = (what) => document.querySelector(what).getBoundingClientRect().height;
            return [box.clientWidth, box.scrollWidth, tall('#table thead'),
                tall('#table th[data-label="Kind"] button')];
        })()"""
    )
    context.close()
    assert said == []
    assert whole <= room
    # No name stands letter by letter below itself, as Kind did on a phone.
    assert head < 110
    assert kind < 50


# What is printed.


def test_a_thing_of_a_taxonomy_has_a_name_that_can_be_typed(ask: Callable[..., str]) -> None:
    assert ask(80, "show", "esco:statistician").startswith(
        "statistician (esco:statistician): 50 traits, 1 source\n"
    )
    found = ask(80, "search", "statistician")
    assert "esco:statistician" in found
    assert "onet:Statisticians" in found
    assert "http" not in found
    # Programs get the whole address.
    assert f"{ESCO}occupation/1" in ask(80, "search", "statistician", form="tsv")


@pytest.mark.parametrize("wide", [60, 80])
def test_comparing_imported_roles_in_a_narrow_terminal_gives_a_table(
    ask: Callable[..., str], wide: int
) -> None:
    lines = ask(wide, "compare", "esco:statistician", "onet:Statisticians").splitlines()
    assert sum(line.startswith("──") for line in lines) == 1
    assert max(map(table.width, lines)) <= wide
    assert any("(skill)" in line for line in lines) is (wide < 80)


def test_names_of_columns_give_way_before_what_stands_in_them() -> None:
    rows = table.Rows(("label", "a very long name"), [("one two three four five", "yes")])
    head, more, *_, last = table.to_table(rows, wide=31).splitlines()
    assert last == "one two three four five  yes"
    assert head.split() == ["label", "a"]
    assert more.split() == ["very"]


def test_roles_of_several_schemes_say_which_they_are_of() -> None:
    iris = [*ROLES, f"{BASE}role/statistician"]
    found = [Role(iri, "statistician") for iri in (iris[0], iris[2], iris[4])]
    assert summaries._named(found) == [
        "statistician (ESCO)",
        "statistician (O*NET)",
        "statistician",
    ]
    assert summaries._named(found[:1]) == ["statistician"]
    assert summaries._named(found[:1], found[2:]) == ["statistician (ESCO)"]
    assert summaries._named(found[:1] * 2) == ["statistician (1)"] * 2


def test_tasks_are_not_ladders_of_words(ask: Callable[..., str]) -> None:
    found = ask(80, "distinctive", "onet:Statisticians").splitlines()
    (rule,) = (line for line in found if line.startswith("──"))
    assert len(rule.split()[0]) > 24
