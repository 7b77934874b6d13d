"""The drawing of the model: one fact of the bundled graph, with all that is stated of it."""

from manual.figure import Arrow, Box, Note, svg
from rolegraph.dataset import open_dataset
from rolegraph.namespaces import expand, slug_of, to_curie
from rolegraph.queries import run

ROLE, THING, PROPERTY = "role:machine-learning-engineer", "tool:docker", "rg:usesTool"


def drawing() -> str:
    """Return the drawing of a role, a tool, the triple between them, and a claim of it.

    Section, line and the rest are those of a claim that the bundled graph has.
    """
    dataset = open_dataset()
    asked = {"role": str(expand(ROLE)), "thing": str(expand(THING))}
    claim = next(row for row in run(dataset, "cq-03-why", asked).records() if row["category"])
    source = slug_of(claim["source"])
    (about,) = run(dataset, "cq-05-sources", {"source": claim["source"]}).records()
    boxes = [
        Box(24, 24, 932, 152, "Default graph: every triple once, whoever says it", kind="group"),
        Box(48, 76, 290, 76, ROLE, ("rg:Role, schema:Occupation", "Machine Learning Engineer"),
            "role"),
        Box(680, 76, 250, 76, THING, ("rg:Tool, skos:Concept", "Docker"), "thing"),
        Box(24, 206, 932, 306, f"Named graph source:{source}: what one source says", kind="group"),
        Box(48, 254, 424, 54, "The plain triple", (f"mle {PROPERTY} docker",), is_code=True),
        Box(48, 336, 424, 152, "claim:… a rg:Claim", (
            f"rdf:subject    {ROLE}",
            f"rdf:predicate  {PROPERTY}",
            f"rdf:object     {THING}",
            f"rg:modality    rg:{str(claim['modality']).capitalize()}",
            f"rg:section     \"{claim['section']}\"",
            f"rg:category    \"{claim['category']}\"   rg:line {claim['line']}",
        ), "claim", is_code=True),
        Box(640, 336, 290, 152, "The source", (
            f"source:{source}",
            "a rg:Source, prov:Entity",
            f"publisher  {about['publisher']}",
            "dcterms:issued, rdfs:seeAlso,",
            "rg:sha256 of the text read",
        ), is_code=True),
        Box(24, 542, 290, 76, "Graphs of labels", (
            "one for each source and", "further language: /esco/de")),
        Box(345, 542, 290, 76, "Graphs of mappings", (
            "skos:exactMatch, closeMatch …", "to ESCO, O*NET, EQF, ISCED")),
        Box(666, 542, 290, 76, "rg:Denial, rg:Rating", (
            "the same evidence: what a source", "rejects, or finds too slight to count"), "claim"),
    ]  # fmt: skip
    arrows = [
        Arrow([(338, 114), (678, 114)], PROPERTY, (509, 104)),
        Arrow([(472, 266), (640, 266), (640, 180)], "is also in", (650, 197), True, "start"),
        Arrow([(260, 336), (260, 310)], "is about", (270, 327), True, "start"),
        Arrow([(472, 412), (638, 412)], "prov:wasDerivedFrom", (555, 402)),
    ]
    notes = [
        Note(509, 138, "the kind of the thing decides the property", "middle"),
        Note(496, 296, "A second source makes a second claim in a graph of its own,"),
        Note(496, 316, "and the triple above still counts once."),
    ]
    return svg(
        980,
        642,
        "The model: a fact, and who says so",
        f"The role {ROLE} leads by {PROPERTY} to {THING} in the default graph. In the named graph "
        f"of the source {to_curie(claim['source'])} stands the same triple and a claim about it, "
        "with modality, section, category and line, derived from that source.",
        boxes,
        arrows,
        notes,
    )
