"""Prefixes, the closed ``rg:`` vocabulary, the kinds of things, and how IRIs are minted.

Terms are plain strings, not rdflib objects: importing rdflib costs more than answering a question.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from rolegraph.errors import DataError

BASE: Final = "https://w3id.org/rolegraph/"
ONTOLOGY: Final = BASE + "ontology"
LABELS: Final = BASE + "labels/"
"""What the graphs begin with that hold labels in other languages than the working one."""

THING_PREFIXES: Final = (
    "role",
    "skill",
    "tool",
    "degree",
    "field",
    "certification",
    "industry",
    "responsibility",
    "advice",
    "outlook",
    "posting",
    "salary",
    "employer",
    "source",
    "claim",
)

PREFIXES: Final[dict[str, str]] = {
    "rg": ONTOLOGY + "#",
    **{prefix: f"{BASE}{prefix}/" for prefix in THING_PREFIXES},
    "scheme": BASE + "scheme/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "esco": "http://data.europa.eu/esco/model#",
    "qb": "http://purl.org/linked-data/cube#",
    "sh": "http://www.w3.org/ns/shacl#",
    "sssom": "https://w3id.org/sssom/",
    "semapv": "https://w3id.org/semapv/vocab/",
}


class Vocabulary:
    """A closed set of terms below one namespace: a term that is not in it is an error.

    >>> RG.usesTool
    'https://w3id.org/rolegraph/ontology#usesTool'
    >>> RG.useTool
    Traceback (most recent call last):
    ...
    AttributeError: https://w3id.org/rolegraph/ontology# has no term 'useTool'
    """

    def __init__(self, namespace: str, terms: str) -> None:
        self._namespace = namespace
        self._terms = {term: namespace + term for term in terms.split()}
        # Found without the method below, which thousands of rows would feel.
        vars(self).update(self._terms)

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(f"{self._namespace} has no term {name!r}")

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms.values())

    def __contains__(self, iri: object) -> bool:
        return iri in self._terms.values()


RG: Final = Vocabulary(
    PREFIXES["rg"],
    """Role Skill Tool ProgrammingLanguage Degree FieldOfStudy Certification Industry Responsibility
    Advice Outlook SalaryStatistic JobPosting Employer Source Claim Denial Modality
    Required Preferred Alternative Example Mentioned
    hasTrait requiresSkill usesTool requiresDegree hasFieldOfStudy hasCertification worksInIndustry
    hasResponsibility hasOutlook hasAdvice hasSalary hasEmployer conflictsWith modality
    label section category line start end importance level eqfLevel growthPercent periodStart
    periodEnd agency creditedTo trend remote seniority salaryMinimum salaryMaximum salaryMedian
    salaryLowerQuartile salaryUpperQuartile salaryMean sampleSize sha256 provisional quote
    Rating SkillGroup RoleGroup relatesToRole rank share suppresses inDemand hotTechnology
    jobZone""",
)
RDF: Final = Vocabulary(PREFIXES["rdf"], "type subject predicate object langString")
RDFS: Final = Vocabulary(PREFIXES["rdfs"], "seeAlso")
SKOS: Final = Vocabulary(
    PREFIXES["skos"],
    """Concept prefLabel altLabel hiddenLabel definition broader inScheme topConceptOf notation
    scopeNote exactMatch closeMatch broadMatch narrowMatch relatedMatch""",
)
DC: Final = Vocabulary(PREFIXES["dc"], "coverage publisher rights")
DCTERMS: Final = Vocabulary(PREFIXES["dcterms"], "title issued license")
PROV: Final = Vocabulary(PREFIXES["prov"], "Entity wasDerivedFrom")
SCHEMA: Final = Vocabulary(
    PREFIXES["schema"],
    """Occupation JobPosting Organization mentions title hiringOrganization jobLocation
    employmentType salaryCurrency version datePosted""",
)
ESCO: Final = Vocabulary(
    PREFIXES["esco"],
    "SkillGroup skillType skillReuseLevel relatedEssentialSkill relatedOptionalSkill",
)
QB: Final = Vocabulary(PREFIXES["qb"], "Observation")
XSD: Final = Vocabulary(PREFIXES["xsd"], "string integer decimal boolean date gYear")


class Kind(NamedTuple):
    """A kind of thing: its classes, the property that leads from a role to it, its words."""

    name: str
    classes: tuple[str, ...]
    property: str | None
    plural: str


_CONCEPT = SKOS.Concept

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("role", (RG.Role, SCHEMA.Occupation, _CONCEPT), None, "roles"),
        Kind("skill", (RG.Skill, _CONCEPT), RG.requiresSkill, "skills"),
        Kind("tool", (RG.Tool, _CONCEPT), RG.usesTool, "tools"),
        Kind("degree", (RG.Degree, _CONCEPT), RG.requiresDegree, "degrees"),
        Kind("field", (RG.FieldOfStudy, _CONCEPT), RG.hasFieldOfStudy, "fields of study"),
        Kind("certification", (RG.Certification, _CONCEPT), RG.hasCertification, "certifications"),
        Kind("industry", (RG.Industry, _CONCEPT), RG.worksInIndustry, "industries"),
        Kind(
            "responsibility",
            (RG.Responsibility, _CONCEPT),
            RG.hasResponsibility,
            "responsibilities",
        ),
        Kind("advice", (RG.Advice, _CONCEPT), RG.hasAdvice, "advice"),
        Kind("outlook", (RG.Outlook, _CONCEPT), RG.hasOutlook, "outlook"),
        Kind("salary", (RG.SalaryStatistic, QB.Observation, _CONCEPT), RG.hasSalary, "salaries"),
        Kind("employer", (RG.Employer, SCHEMA.Organization, _CONCEPT), RG.hasEmployer, "employers"),
        Kind("posting", (RG.JobPosting, SCHEMA.JobPosting, _CONCEPT), None, "job advertisements"),
    )
}

COMPARED: Final = (
    "skill",
    "tool",
    "degree",
    "field",
    "certification",
    "industry",
    "responsibility",
)
"""The kinds that a comparison counts; the other kinds are shown beside it."""

MODALITIES: Final = ("required", "alternative", "preferred", "example", "mentioned")
"""How strongly a source ties a thing to a role, the strongest first."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CURIE_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?")
# What RFC 3987 allows, without a user before the host, for it hides where an address leads. The
# engine's own parser is lenient for speed: whatever is let through here stays in a store for good.
_NOT_IN_IRI = r"\x00-\x20<>\"{}|^`\\\[\]%#\ufff0-\uffff\U000e0000-\U0010ffff"
_PART = rf"(?:[^{_NOT_IN_IRI}]|%[0-9A-Fa-f]{{2}})*"
_ALLOWED_IRI = re.compile(
    rf"(?:https?://[^{_NOT_IN_IRI}:/?@]+(?::[0-9]*)?(?:[/?]{_PART})?|urn:(?!#|$){_PART})(?:#{_PART})?"
)


def is_slug(text: str) -> bool:
    """Tell whether a text can stand in an IRI of ours as it is.

    >>> is_slug("c-plus-plus"), is_slug("C++")
    (True, False)
    """
    return _SLUG.fullmatch(text) is not None


def is_iri(text: str) -> bool:
    """Tell whether a text is an absolute http, https or urn IRI without anything that misleads."""
    # What is not printable turns the direction of writing, or is no character at all.
    return text.isprintable() and _ALLOWED_IRI.fullmatch(text) is not None


def mint(prefix: str, slug: str) -> str:
    """Return the IRI of a thing of ours.

    Raises `DataError` when the slug is not lower-case words joined by single hyphens.

    >>> mint("tool", "c-plus-plus")
    'https://w3id.org/rolegraph/tool/c-plus-plus'
    """
    if not is_slug(slug):
        raise DataError(f"{slug!r} is no slug: use lower-case letters, digits and single hyphens")
    return f"{BASE}{prefix}/{slug}"


def to_curie(iri: str) -> str:
    """Return the compact form of an IRI, or the IRI itself where no prefix fits.

    >>> to_curie("https://w3id.org/rolegraph/tool/docker")
    'tool:docker'
    >>> to_curie("http://www.w3.org/2004/02/skos/core#broader")
    'skos:broader'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _CURIE_LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def expand(name: str) -> str | None:
    """Return the IRI that a CURIE or an IRI names, or None where the text is neither.

    >>> expand("tool:docker")
    'https://w3id.org/rolegraph/tool/docker'
    >>> expand("docker") is None
    True
    """
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        iri = PREFIXES[prefix] + local
        return iri if is_iri(iri) else None
    return name if is_iri(name) else None


def slug_of(iri: str) -> str:
    """Return the last part of an IRI of ours, or the whole IRI of anybody else's.

    >>> slug_of("https://w3id.org/rolegraph/role/data-engineer")
    'data-engineer'
    """
    return iri[len(BASE) :].partition("/")[2] or iri if iri.startswith(BASE) else iri


def kind_of(iri: str) -> str | None:
    """Return the kind that an IRI of ours shows, or None for anybody else's."""
    if not iri.startswith(BASE):
        return None
    kind = iri[len(BASE) :].partition("/")[0]
    return kind if kind in KINDS else None
