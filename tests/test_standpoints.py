"""The views of one role side by side: what is one thing, what is near, and where views part."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import pyoxigraph as ox
import pytest

from rolegraph import standpoints as module
from rolegraph import store as stores
from rolegraph.dataset import Dataset
from rolegraph.errors import UnknownNameError
from rolegraph.namespaces import COMPARED, MODALITIES, PREFIXES, mint
from rolegraph.standpoints import ARTICLES, Standpoints, standpoints

Run = Callable[..., tuple[int, str, str]]

ROLE = mint("role", "a")
E = "http://data.europa.eu/esco/"
N = "https://services.onetcenter.org/ws/online/occupations/"
SURE = {(ROLE, f"{E}occupation/1"): 0.9}

VOCABULARY = """
role:a a rg:Role ; rg:label "Role A" ; skos:inScheme scheme:role ; skos:prefLabel "Role A"@en ;
    skos:exactMatch e:occupation\\/1 ; skos:relatedMatch e:occupation\\/2 ;
    skos:closeMatch o:11-1.00 .
o:11-2.00 skos:closeMatch role:a .
e:occupation\\/1 a rg:Role ; rg:label "occupation one" ; skos:inScheme scheme:role .
e:occupation\\/2 a rg:Role ; rg:label "occupation two" ; skos:inScheme scheme:role .
o:11-1.00 a rg:Role ; rg:label "Ones" ; skos:inScheme scheme:role .
o:11-2.00 a rg:Role ; rg:label "Twos" ; skos:inScheme scheme:role .
skill:read rg:label "reading" ; skos:exactMatch e:skill\\/read , o:read .
skill:write rg:label "writing" ; skos:broadMatch e:skill\\/speak .
skill:sing rg:label "singing" ; skos:exactMatch e:skill\\/sing .
skill:dance rg:label "dancing" .
skill:count rg:label "counting" ; skos:exactMatch o:count .
tool:pen rg:label "pen" . tool:ink rg:label "ink" ; skos:broader tool:pen .
e:skill\\/read rg:label "read texts" . e:skill\\/speak rg:label "communicate" .
e:skill\\/sing rg:label "sing songs" . e:skill\\/swim rg:label "swim" .
o:read rg:label "Reading" . o:count rg:label "Counting" .
degree:bachelor rg:label "bachelor" ; rg:eqfLevel 6 .
degree:master rg:label "master" ; rg:eqfLevel 7 .
source:one rg:label "Article one" ; a rg:Source . source:two rg:label "Article two" ; a rg:Source .
source:esco rg:label "ESCO" ; a rg:Source ; schema:version "1.1.1" .
source:onet rg:label "O*NET" ; a rg:Source ; schema:version "29.3" .
source:mute rg:label "Says nothing" ; a rg:Source .
"""

SAID = [
    ("one", "role:a", "requiresSkill", "skill:read", "Required"),
    ("two", "role:a", "requiresSkill", "skill:read", "Mentioned"),
    ("one", "role:a", "requiresSkill", "skill:write", "Required"),
    ("one", "role:a", "requiresSkill", "skill:sing", "Denial"),
    ("one", "role:a", "requiresSkill", "skill:dance", "Alternative"),
    ("one", "role:a", "requiresSkill", "skill:count", "Preferred"),
    ("one", "role:a", "usesTool", "tool:ink", "Required"),
    ("one", "role:a", "requiresDegree", "degree:bachelor", "Required"),
    ("one", "role:a", "requiresDegree", "degree:master", "Preferred"),
    ("esco", "e:occupation\\/1", "requiresSkill", "e:skill\\/read", "Preferred"),
    ("esco", "e:occupation\\/1", "requiresSkill", "e:skill\\/speak", "Required"),
    ("esco", "e:occupation\\/1", "requiresSkill", "e:skill\\/sing", "Required"),
    ("esco", "e:occupation\\/2", "requiresSkill", "e:skill\\/swim", "Required"),
    ("onet", "o:11-1.00", "requiresSkill", "o:read", "Required 4.1 3.5"),
    ("onet", "o:11-2.00", "requiresSkill", "o:read", "Required 3.9 4.5"),
    ("onet", "o:11-1.00", "requiresSkill", "o:count", "Rating 2.1 1"),
    ("onet", "o:11-1.00", "requiresDegree", "degree:master", "Required"),
    ("onet", "o:11-1.00", "requiresDegree", "degree:bachelor", "Mentioned"),
    ("onet", "o:11-1.00", "usesTool", "tool:pen", "Mentioned"),
]
"""Source, role, property, thing, and how strongly, with importance and level."""


def world(said: Sequence[tuple[str, ...]]) -> ox.Store:
    """Return a store in which sources say so of roles."""
    names = PREFIXES | {"e": E, "o": N}
    text = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in names.items()) + VOCABULARY
    for number, (source, role, property, thing, how) in enumerate(said):
        strength, *numbers = how.split()
        sort = strength if strength in ("Denial", "Rating") else "Claim"
        text += f"""claim:{number} a rg:{sort} ; rdf:subject {role} ; rdf:object {thing} ;
            rdf:predicate rg:{property} ; prov:wasDerivedFrom source:{source} .\n"""
        if sort == "Claim":
            text += f"claim:{number} rg:modality rg:{strength} . {role} rg:{property} {thing} .\n"
        for name, value in zip(("importance", "level"), numbers, strict=False):
            text += f"claim:{number} rg:{name} {value} .\n"
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def graph() -> Dataset:
    return Dataset("a graph of the test", world(SAID))


@pytest.fixture(scope="module")
def three(graph: Dataset) -> Standpoints:
    return standpoints(graph, ROLE, "Role A", [ARTICLES, "esco", "onet"], confidences=SURE)


def cells(found: Standpoints) -> dict[str, dict[str, str]]:
    return {row.label: {name: str(one) for name, one in row.opinions.items()} for row in found.rows}


def test_a_view_speaks_of_the_roles_that_are_matched_most_closely(three: Standpoints) -> None:
    articles, esco, onet = three.views
    assert [(one.iri, one.relation) for one in articles.roles] == [(ROLE, "same")]
    assert articles.titles == ("Article one", "Article two")
    assert [(one.label, one.relation, one.confidence) for one in esco.roles] == [
        ("occupation one", "exact", 0.9)
    ]
    # A match counts from either side.
    assert [(one.label, one.relation) for one in onet.roles] == [
        ("Ones", "close"),
        ("Twos", "close"),
    ]
    # What is denied or rated is no trait.
    assert articles.kinds == {"skill": 4, "tool": 1, "degree": 2}
    assert esco.kinds == {"skill": 3}
    assert onet.kinds == {"skill": 1, "tool": 1, "degree": 2}
    assert onet.traits == 4


def test_exact_matches_are_one_row_and_others_are_near(three: Standpoints) -> None:
    found = cells(three)
    assert found["reading"] == {"articles": "required", "esco": "preferred", "onet": "required 4.1"}
    assert found["singing"] == {"articles": "says no", "esco": "required"}
    assert found["counting"] == {"articles": "preferred", "onet": "too little 2.1"}
    assert found["writing"] == {"articles": "required", "esco": "near: communicate (required)"}
    assert found["communicate"] == {"articles": "near: writing (required)", "esco": "required"}
    assert found["ink"] == {"articles": "required", "onet": "near: pen (mentioned)"}
    assert found["dancing"] == {"articles": "alternative"}
    assert "swim" not in found
    (reading,) = [row for row in three.rows if row.label == "reading"]
    assert reading.things == (f"{E}skill/read", f"{N}read", mint("skill", "read"))
    assert (reading.opinions["onet"].importance, reading.opinions["onet"].level) == (4.1, 4.5)
    assert (reading.opinions["articles"].sources, reading.opinions["esco"].sources) == (2, 1)
    (ink,) = [row for row in three.rows if row.label == "ink"]
    assert ink.opinions["onet"].near == "broader"


def test_kinds_stand_in_order_and_what_most_say_comes_first(three: Standpoints) -> None:
    order = [COMPARED.index(row.kind) for row in three.rows]
    assert order == sorted(order)
    skills = [row.label for row in three.rows if row.kind == "skill"]
    assert skills[0] == "reading"
    assert skills[-1] in ("dancing", "communicate", "writing")


def test_where_views_part_is_told_once_the_gravest_first(three: Standpoints) -> None:
    assert [(one.what, one.label, one.views) for one in three.disagreements] == [
        ("denied", "singing", {"articles": "says no", "esco": "required"}),
        ("degree", "lowest degree", {"articles": "bachelor", "onet": "master"}),
        ("rated", "counting", {"articles": "preferred", "onet": "too little 2.1"}),
        (
            "strength",
            "reading",
            {"articles": "required", "esco": "preferred", "onet": "required 4.1"},
        ),
        # ESCO names something near, O*NET other skills and nothing near.
        ("absent", "communicate", {"esco": "required", "onet": None}),
        ("absent", "writing", {"articles": "required", "onet": None}),
        ("absent", "dancing", {"articles": "alternative", "esco": None, "onet": None}),
    ]


def test_what_is_the_same_leads_on_to_other_matches(graph: Dataset) -> None:
    found = standpoints(graph, f"{E}occupation/1", "occupation one", [ARTICLES, "esco", "onet"])
    assert [one.relation for one in found.views[1].roles] == ["same"]
    assert [(one.label, one.relation) for one in found.views[2].roles] == [
        ("Ones", "close"),
        ("Twos", "close"),
    ]
    # What is only close leads no further, and articles are asked about the role itself.
    far = standpoints(graph, f"{N}11-1.00", "Ones", ["esco", ARTICLES])
    assert far.rows == ()


def test_the_graph_knows_how_sure_a_mapping_is() -> None:
    store = world(SAID)
    axiom = """PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX sssom: <https://w3id.org/sssom/>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    <https://w3id.org/rolegraph/mapping/1> owl:annotatedSource <%s> ;
        owl:annotatedProperty skos:exactMatch ; owl:annotatedTarget <%soccupation/1> ;
        sssom:confidence 0.7e0 ."""
    store.load((axiom % (ROLE, E)).encode(), format=ox.RdfFormat.TURTLE)
    found = standpoints(Dataset("sure", store), ROLE, "Role A", ["esco"], confidences=SURE)
    assert [one.confidence for one in found.views[0].roles] == [0.7]


def test_who_agrees_with_itself_has_no_disagreement(graph: Dataset) -> None:
    found = standpoints(graph, ROLE, "Role A", [ARTICLES])
    assert found.disagreements == ()
    twice = standpoints(graph, ROLE, "Role A", [ARTICLES, ARTICLES])
    assert twice == found


def test_the_order_of_the_names_changes_no_disagreement(graph: Dataset) -> None:
    there = standpoints(graph, ROLE, "Role A", ["esco", ARTICLES, "onet"])
    back = standpoints(graph, ROLE, "Role A", ["onet", ARTICLES, "esco"])
    kept = {(one.what, frozenset(one.views.items())) for one in there.disagreements}
    assert kept == {(one.what, frozenset(one.views.items())) for one in back.disagreements}
    assert {row.things for row in there.rows} == {row.things for row in back.rows}


def test_one_article_is_a_view_of_its_own(graph: Dataset) -> None:
    found = standpoints(graph, ROLE, "Role A", ["one", "two"], kinds=["skill"])
    assert cells(found)["reading"] == {"one": "required", "two": "mentioned"}
    assert {row.kind for row in found.rows} == {"skill"}
    assert found.disagreements[0][:3] == ("strength", "skill", "reading")


@pytest.mark.parametrize(
    ("said", "name", "remark"),
    [
        ([], "esco", "ESCO says nothing of Role A, nor of the roles that it is matched to"),
        ([], "mute", "mute says nothing of Role A, nor of the roles that it is matched to"),
        ([], ARTICLES, "no article here speaks of Role A"),
        ([], "salaries", "this graph holds no salaries: `rolegraph import salaries PATH --db DIR`"),
    ],
)
def test_a_view_without_words_says_why(said: list[tuple[str, ...]], name: str, remark: str) -> None:
    found = standpoints(Dataset("empty", world(said)), ROLE, "Role A", [name])
    assert found.views[0].remark == remark
    assert (found.rows, found.disagreements, found.views[0].roles) == ((), (), ())


def test_an_unknown_source_is_named_with_the_nearest(graph: Dataset) -> None:
    with pytest.raises(UnknownNameError, match=r"No source is called 'onett'.*onet"):
        standpoints(graph, ROLE, "Role A", ["onett"])


def test_the_values_are_json_with_all_parts(three: Standpoints) -> None:
    value = three.to_dict()
    assert json.loads(json.dumps(value)) == value
    assert list(value) == ["role", "views", "traits", "disagreements"]
    assert value["role"] == {"iri": ROLE, "slug": "a", "label": "Role A"}
    assert value["views"][1]["roles"][0] == {
        "iri": f"{E}occupation/1",
        "label": "occupation one",
        "relation": "exact",
        "confidence": 0.9,
    }
    for trait in value["traits"]:
        for one in trait["views"].values():
            assert one["says"] in (*MODALITIES, "rated", "denied")


def test_the_stores_give_the_same(any_store: Dataset, dataset: Dataset) -> None:
    role = mint("role", "machine-learning-engineer")
    names = [ARTICLES, "aijobs-mle-vs-re", "esco"]
    found = standpoints(any_store, role, "MLE", names)
    assert found == standpoints(dataset, role, "MLE", names)
    assert found.views[2].remark == (
        "this graph holds no ESCO: `rolegraph import esco PATH --db DIR`"
    )
    assert found.rows
    assert {row.kind for row in found.rows} == set(COMPARED)


@pytest.fixture
def db(tmp_path: Any) -> str:
    path = str(tmp_path / "small.db")
    stores.create(path, lambda new: new.bulk_extend(world(SAID)))
    return path


def test_the_command_shows_views_and_where_they_part(db: str, run: Run) -> None:
    chosen = ("show", "Role A", "--sources", "articles, esco,onet", "--db", db)
    code, out, err = run(*chosen, "-f", "json")
    assert (code, err) == (0, "")
    assert [one["what"] for one in json.loads(out)["disagreements"]][:2] == ["denied", "degree"]
    _, out, _ = run(*chosen, "-f", "csv")
    rows = {row["label"]: row for row in csv.DictReader(io.StringIO(out))}
    assert list(rows["reading"].values()) == [
        *("skill", "reading", "required", "preferred", "required 4.1", "strength")
    ]
    assert rows["dancing"]["esco"] == "\u2013"
    for form in ("table", "md"):
        out = run(*chosen, "-f", form)[1]
        assert "Where they disagree (7)" in out
        assert "says no" in out
    _, out, _ = run(*chosen, "-k", "tool", "-f", "json")
    assert {row["kind"] for row in json.loads(out)["traits"]} == {"tool"}


@pytest.mark.parametrize("width", [60, 100])
def test_views_fit_the_terminal(
    db: str, run: Run, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = run("show", "a", "--sources", "articles,esco,onet", "--db", db, "-f", "table")
    assert max(map(len, out.splitlines())) <= width
    assert "communicate" in out


def test_who_is_not_there_is_told_beside(run: Run) -> None:
    code, out, err = run("show", "mle", "--sources", "articles,esco", "-f", "table")
    assert code == 0
    assert "Skills (" in out
    assert "disagree" not in out
    assert err == "esco: this graph holds no ESCO: `rolegraph import esco PATH --db DIR`\n"
    assert run("show", "mle", "--sources", "esco")[0] == 1
    assert run("show", "mle", "--sources", " , ")[0] == 2
    assert run("show", "mle", "--sources", "nobody")[0] == 2
    _, out, _ = run("show", "mle", "--sources", "articles,esco", "-f", "csv")
    assert {row["esco"] for row in csv.DictReader(io.StringIO(out))} == {""}


def test_words_for_what_can_be_said_are_complete() -> None:
    from rolegraph.cli import sidebyside

    assert set(sidebyside._ROLES) == set(module.RELATIONS)
    assert set(sidebyside._WHAT) == {"denied", "degree", "rated", "strength", "absent"}
