"""Which thing a name stands for, and of which kind, by its section and the words around it."""

import pytest
from tests.conftest import ROOT

from rolegraph.facts import Concept
from rolegraph.namespaces import KINDS as KINDS_OF
from rolegraph.namespaces import mint
from rolegraph.reading.names import entries
from rolegraph.sources import tables
from rolegraph.sources.article import Reader

KINDS = ("tool", "skill", "degree", "field", "certification", "industry", "employer")
# A heading, what stands below it line by line, and each thing that is read of it with its words.
SAID = """\
Tools | - SQL databases | - Kafka
    tool Apache Kafka, required: Kafka
    tool SQL, required: SQL
Required Skills | - Data visualization tools
    skill data visualization, required: Data visualization tools
Tools | - Relational databases such as PostgreSQL
    skill database management, required: Relational databases
    tool PostgreSQL, example: PostgreSQL
Tools | - Docker Desktop Quux Bar | - Kafka Suite
    tool Apache Kafka, required: Kafka
    tool Docker Desktop Quux Bar, required: Docker Desktop Quux Bar
Tools | - Docker Desktop Quux Bar Baz
    tool Docker, required: Docker
Tools | - Modern Docker Quuxbay
    tool Docker, required: Docker
Tools | - Docker Kafka Quuxbay
    tool Apache Kafka, required: Kafka
    tool Docker, required: Docker
Tools | Data engineers use Docker Quuxbay.
    tool Docker, required: Docker
Required Skills | - Docker Quuxbay
    tool Docker, required: Docker
Tools | - Vendors such as Oracle and Docker
    tool Docker, example: Docker
Certifications | - AWS Certified Solutions Architects
    certification AWS Certified Solutions Architect, required: AWS Certified Solutions Architects
Certifications | - CISSP certification | - CCNA certificate
    certification CCNA, required: CCNA
    certification CISSP, required: CISSP
Certifications | - Cloud certification in AWS
    certification AWS certification, required: AWS
    certification cloud-computing certification, required: Cloud certification
Certifications | - AWS vendor certification | - Python foundation certificate
    certification AWS certification, required: AWS vendor certification
    certification Python certification, required: Python foundation certificate
Certifications | - Docker-certified | - Kafka professional credentials
    certification Confluent Certified Developer, required: Kafka professional credentials
    certification Docker certification, required: Docker-certified
Certifications | - Certifications in areas such as Python and statistics
    certification Python certification, example: Python
Certifications | - Certification covering Docker
    certification Docker certification, required: Docker
Certifications | - Certifications in Python, Scala and Kafka
    certification Confluent Certified Developer, required: Kafka
    certification Python certification, required: Python
    certification Scala certification, required: Scala
Certifications | - Python certification, Scala
    certification Python certification, required: Python certification
Certifications | - Certified Agile Tester
    certification Certified Agile Tester, required: Certified Agile Tester
Certifications | - CISSP or Six Sigma
    certification CISSP, alternative: CISSP
    certification Lean Six Sigma certification, alternative: Six Sigma
Certifications | - CISSP: a solid start | - CKA – optional
    certification CISSP, required: CISSP
    certification Certified Kubernetes Administrator, preferred: CKA
Certifications | - CISSP: not required | - CKA
    certification Certified Kubernetes Administrator, required: CKA
Certifications | - CISSP: the best known of them. Data analysts do not need it.
    certification CISSP, required: CISSP
Certifications | - Cloud: CISSP
    certification CISSP, required: CISSP
Certifications | - Cloud certifications: AWS or Azure
    certification cloud-computing certification, required: Cloud certifications
Certifications | - Bachelor's degree
    degree bachelor's degree, required: Bachelor's degree
Tools | - Hadoop: no longer used by anyone here | - Docker
    tool Docker, required: Docker
Tools | - Docker: used to package services without virtual machines
    tool Docker, required: Docker
Tools | Data engineers hold a Docker certification.
    certification Docker certification, required: Docker certification
Salary | Data engineers with a Docker certification earn $100,000 a year.
Outlook | Data engineers with a CISSP are in demand.
Responsibilities | Data engineers with a CISSP run Docker.
    certification CISSP, required: CISSP
    tool Docker, required: Docker
Definition | Data engineers are certified in Docker.
    certification Docker certification, required: Docker
Certifications | As Certified Quux Professionals, data engineers rule.
    certification Certified Quux Professionals, required: Certified Quux Professionals
Certifications | Data engineers use Docker. With Certified Quux Professionals, they rule.
    certification Certified Quux Professionals, required: Certified Quux Professionals
Industries | - Companies like Google, Amazon and Netflix
    employer Amazon, example: Amazon
    employer Google, example: Google
    employer Netflix, example: Netflix
Industries | - Employers: Google, SAP, Salesforce and Healthcare
    employer Google, mentioned: Google
    employer SAP, mentioned: SAP
    employer Salesforce, mentioned: Salesforce
    industry healthcare, mentioned: Healthcare
Industries | - Employers: big Oracle teams
    employer Oracle, mentioned: Oracle
Industries | - Who hires: Oracle, Docker
    employer Docker, mentioned: Docker
    employer Oracle, mentioned: Oracle
Industries | - Robotics | - Salesforce | - Banking
    employer Salesforce, mentioned: Salesforce
    industry banking, mentioned: Banking
    industry robotics, mentioned: Robotics
Industries | - Strong communication in finance
    industry finance, mentioned: finance
    skill communication, mentioned: communication
Industries | - Retail, with Docker
    industry retail, mentioned: Retail
Anything | Data engineers work for Google in finance.
    employer Google, mentioned: Google
    industry finance, mentioned: finance
Anything | Data engineers work in robotics, cybersecurity or finance.
    industry cybersecurity, mentioned: cybersecurity
    industry finance, mentioned: finance
    industry robotics, mentioned: robotics
Anything | Data engineers know robotics.
    skill robotics, required: robotics
Definition | Data engineers at Google use Docker.
    employer Google, mentioned: Google
    tool Docker, required: Docker
Definition | Data engineers like Google Docs and Docker.
    tool Docker, example: Docker
    tool Google Workspace, example: Google Docs
Definition | Data engineers, Google says, use Docker.
    tool Docker, required: Docker
Advice | Data engineers joined Google for Docker.
    tool Docker, mentioned: Docker
Definition | Data engineers work in finance with Docker and SAP.
    industry finance, mentioned: finance
    tool Docker, required: Docker
    tool SAP, required: SAP
Comparison | Data engineers work in robotics at Google with Docker.
    employer Google, mentioned: Google
    industry robotics, mentioned: robotics
    tool Docker, required: Docker
Tools | Data engineers work in finance.
Responsibilities | Data engineers work in finance with Docker.
    tool Docker, required: Docker
Responsibilities | Data engineers hold a degree in physics and run Docker.
    tool Docker, required: Docker
Anything | Data engineers hold a degree in physics and run Docker.
    degree academic degree, required: degree
    field physics, required: physics
    tool Docker, required: Docker
Education | - A degree of patience in physics
    field physics, required: physics
    skill resilience, required: patience
Education | - A high degree of care | - Physics
    field physics, required: Physics
Education | - Some degree in physics
    field physics, mentioned: physics
Education | - Bachelor's degree, or a degree in physics
    degree bachelor's degree, alternative: Bachelor's degree
    field physics, required: physics
Education | - Strong statistics knowledge
    skill statistics, required: statistics
Education | - Strong physics knowledge
    field physics, required: physics
Education | - Statistics
    field statistics, required: Statistics
Education | - Knowledge of statistics
    field statistics, required: statistics
Education | - Bioinformatics training
    skill bioinformatics methods, required: Bioinformatics
Required Skills | - Degree in statistics
    degree academic degree, required: Degree
    field statistics, required: statistics
Required Skills | - Statistics degree
    degree academic degree, required: degree
    skill statistics, required: Statistics
Required Skills | - A major in physics
    field physics, required: physics
Required Skills | - Statistics and physics
    skill physics, required: physics
    skill statistics, required: Statistics
Required Skills | - Studied statistics
    field statistics, required: statistics
Definition | Data engineers use Docker. They use tools such as Quuxpod.
    tool Docker, required: Docker
Definition | Data engineers use Docker and tools such as Quuxpod.
    tool Docker, required: Docker
    tool Quuxpod, example: Quuxpod
Tools | Data engineers do not need Docker, physics or a PhD.
    degree doctorate, denied: PhD
    tool Docker, denied: Docker
Certifications | Data engineers do not need a CISSP.
    certification CISSP, denied: CISSP
Required Skills | Data engineers do not need machine learning.
    skill machine learning, denied: machine learning
Industries | Data engineers do not work in finance.
Tools | They do not use Docker. Data engineers use Kafka.
    tool Apache Kafka, required: Kafka
Tools | Data engineers had Excel; they no longer use it.
Education | Data engineers may have a PhD; they do not need one.
    degree doctorate, preferred: PhD
Definition | Data engineers build machine learning models.
Definition | Data engineers learn machine learning.
    skill machine learning, mentioned: machine learning
Definition | Data engineers know Docker or Podman.
    tool Docker, alternative: Docker
    tool Podman, alternative: Podman
Definition | Data engineers may know Docker.
    tool Docker, preferred: Docker
Advice | Data engineers should learn Docker or Podman.
    tool Docker, mentioned: Docker
    tool Podman, mentioned: Podman
Definition | Data engineers must know Docker and understand machine learning.
    skill machine learning, mentioned: machine learning
    tool Docker, required: Docker
Advice | It is essential to learn Docker or Kafka.
    tool Apache Kafka, alternative: Kafka
    tool Docker, alternative: Docker
Certifications | - AWS Certified Solutions Architect Quux
    certification AWS Certified Solutions Architect, required: AWS Certified Solutions Architect
Education | - Python Certified Owl | - Certified Owl Python
    certification Certified Owl Python, required: Certified Owl Python
    certification Python Certified Owl, required: Python Certified Owl
Education | - Python, Certified Agile Owl, Scala
    certification Certified Agile Owl, required: Certified Agile Owl
    tool Python, required: Python
    tool Scala, required: Scala
Industries | - Employers: Docker teams, Kafka
    employer Kafka, mentioned: Kafka
Education | - Statistics knowledge
    skill statistics, required: Statistics
Education | - Solid bioinformatics
    skill bioinformatics methods, required: bioinformatics
Tools | - Issue trackers | - Docker
    tool Docker, required: Docker
Required Skills | - Machine learning: not needed at all | - Docker
    tool Docker, required: Docker
Required Skills | - Machine learning: a plus. It may grow.
    skill machine learning, preferred: Machine learning
Required Skills | - Machine learning: nice to have
    skill machine learning, preferred: Machine learning
Required Skills | - Machine learning: useful in many of the places here
    skill machine learning, required: Machine learning
Tools | - Docker: helps to ship services to people
    tool Docker, required: Docker
Certifications | - CISSP: valued by most of the big firms here
    certification CISSP, preferred: CISSP
Certifications | - CISSP: rarely asked for
Industries | - Finance: no longer hires
Anything | Data engineers work at companies such as Salesforce.
    employer Salesforce, example: Salesforce
Anything | Data engineers work at companies such as banks and SAP.
    employer SAP, example: SAP
    industry banking, mentioned: banks
Required Skills | Data engineers work at companies such as Salesforce.
    tool Salesforce, example: Salesforce
Tools | Data engineers had Excel; they no longer use it. They use Docker.
    tool Docker, required: Docker
Industries | Firms hire data engineers with a PhD in finance.
    industry finance, mentioned: finance
Education | - Certified Agile Owl python exam
    certification Certified Agile Owl, required: Certified Agile Owl
    tool Python, required: python
Anything | Data engineers work in finance and use tools such as Quuxpod.
    industry finance, mentioned: finance
    tool Quuxpod, example: Quuxpod
Definition | Data engineers hold a CISSP.
    certification CISSP, required: CISSP
Tools | Data engineers use Excel. Nobody uses it at home.
    tool Microsoft Excel, required: Excel
Responsibilities | Data engineers apply machine learning.
    skill machine learning, mentioned: machine learning
Required Skills | - Chartered Quux Owl
    certification Chartered Quux Owl, required: Chartered Quux Owl
Education | - Chartered Quux Owl
    certification Chartered Quux Owl, required: Chartered Quux Owl
Education | - Master of Science
    degree master's degree, required: Master of Science
Certifications | - Master of Science
    degree master's degree, required: Master of Science
Advice | Data engineers should get a Master of Science.
    degree master's degree, mentioned: Master of Science
Comparison | Data engineers need machine learning and Docker.
    skill machine learning, mentioned: machine learning
    tool Docker, required: Docker
Advice | Data engineers should learn machine learning.
    skill machine learning, mentioned: machine learning
Definition | Data engineers rise early. They use Docker.
    tool Docker, required: Docker
Advice | Data engineers should know Docker as a Chartered Quux Owl.
    certification Chartered Quux Owl, mentioned: Chartered Quux Owl
    tool Docker, mentioned: Docker
Tools | - Hadoop: never in use here | - Docker
    tool Docker, required: Docker
Tools | Data engineers never use Docker and Quuxpod.
    tool Docker, denied: Docker
Required Skills | - Machine learning: nice to have there
    skill machine learning, preferred: Machine learning
Required Skills | - Machine learning: nice to have in teams
    skill machine learning, required: Machine learning
Certifications | - Cloud certifications: CISSP
    certification CISSP, required: CISSP
"""


def cases(table: str) -> list[list[str]]:
    """Return a heading with the lines below it, and the things, for each case of a table."""
    return [case.split("\0") for case in table.strip().replace("\n    ", "\0").split("\n")]


def told(reader: Reader, said: str) -> list[str]:
    """Return what an article says of one of its two roles, below a heading."""
    section, *lines = said.split(" | ")
    role = "### Data Engineer\n\n" if lines[0].startswith("- ") else ""
    text = (
        f"# Data Engineer vs. Data Analyst\n\n## {section}\n\n{role}"
        + "\n".join(lines)
        + "\n\n## Tools\n\nData analysts use Tableau.\n"
    )
    reading = reader.read(text.encode(), "a.md")
    new = {concept.iri: concept.label for concept in reading.concepts}
    found = []
    for fact, kind, _ in reading.claims:
        if fact.subject.endswith("/data-engineer") and kind in KINDS:
            label = new.get(fact.object) or reader.names.label(fact.object)
            found.append(f"{kind} {label}, {fact.modality}: {text[fact.start : fact.end]}")
    return sorted(found)


@pytest.mark.parametrize("case", cases(SAID))
def test_what_is_said_of_one_role(case: list[str], reader: Reader) -> None:
    said, *things = case
    assert told(reader, said) == sorted(things)


@pytest.mark.parametrize("role", ["Docker Engineer", "AWS Solutions Architect"])
def test_a_title_names_nothing_but_its_role(role: str, reader: Reader) -> None:
    text = f"{role} vs. Moon Analyst\n\nTools\n\nA {role} uses Kafka. Moon analysts use Excel.\n"
    claims = reader.read(text.encode(), "a.txt").claims
    assert [claim.fact.object.rpartition("/")[2] for claim in claims] == [
        *("apache-kafka", "microsoft-excel"),
    ]


def test_a_name_of_a_tool_and_of_a_field() -> None:
    concepts = tables.read_vocabulary(str(ROOT / "data")).concepts
    more = [
        Concept(mint(kind, "quuxics"), kind, KINDS_OF[kind].classes, "Quuxics", "")
        for kind in ("tool", "field")
    ]
    reader = Reader(entries([*concepts, *more]), concepts, str(ROOT / "data"))
    assert told(reader, "Education | - Solid Quuxics training") == [
        *("tool Quuxics, required: Quuxics",),
    ]
    assert told(reader, "Education | - Degree in Quuxics") == [
        *("degree academic degree, required: Degree", "field Quuxics, required: Quuxics"),
    ]
