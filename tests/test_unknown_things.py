"""What an article names and the vocabulary lacks: by where it stands and how it is written."""

import pytest
from tests.test_trait_kinds import cases, told

from rolegraph.sources.article import Reader

# A heading, what stands below it line by line, and each thing that is read of it with its words.
SAID = """\
Tools | - Docker, Quuxpod, and Zanzigrid | - Moonbase 3000
    tool Docker, required: Docker
    tool Moonbase 3000, required: Moonbase 3000
    tool Quuxpod, required: Quuxpod
    tool Zanzigrid, required: Zanzigrid
Tools | - Databases: Quuxbase, Zanzi and Kafka
    tool Apache Kafka, required: Kafka
    tool Quuxbase, required: Quuxbase
    tool Zanzi, required: Zanzi
Tools | - Quuxpod (Zanzigrid, Kafka)
    tool Apache Kafka, required: Kafka
    tool Quuxpod, required: Quuxpod
    tool Zanzigrid, required: Zanzigrid
Tools | - A long entry that names no tool at all
Tools | - Quuxpod for large data
    tool Quuxpod, required: Quuxpod
Tools | - quuxpod
    tool quuxpod, required: quuxpod
Tools | - Q, Kafka
    tool Apache Kafka, required: Kafka
Tools | - Quuxpod platform, Kafka
    tool Apache Kafka, required: Kafka
Tools | - Data, Kafka
    tool Apache Kafka, required: Kafka
Tools | - Quux Bar Baz Foo, Kafka
    tool Apache Kafka, required: Kafka
    tool Quux Bar Baz Foo, required: Quux Bar Baz Foo
Tools | - Quux Bar Baz Foo Bim, Kafka
    tool Apache Kafka, required: Kafka
Tools | - Kafka with Quuxpod
    tool Apache Kafka, required: Kafka
    tool Quuxpod, required: Quuxpod
Tools | - Kafka via Quuxpod, Zanzi
    tool Apache Kafka, required: Kafka
    tool Quuxpod, required: Quuxpod
    tool Zanzi, required: Zanzi
Required Skills | - Tools such as Quuxpod
    tool Quuxpod, example: Quuxpod
Required Skills | - Reporting tools: Quuxpod, Zanzi
    skill reporting, required: Reporting
    tool Quuxpod, required: Quuxpod
    tool Zanzi, required: Zanzi
Required Skills | - Databases: Quuxbase, Kafka
    skill database management, required: Databases
    tool Apache Kafka, required: Kafka
    tool Quuxbase, required: Quuxbase
Required Skills | - Kafka and Quuxpod
    tool Apache Kafka, required: Kafka
    tool Quuxpod, required: Quuxpod
Required Skills | - Use Quuxpod
    tool Quuxpod, required: Quuxpod
Required Skills | Data engineers use Quuxpod and Kafka.
    tool Apache Kafka, required: Kafka
    tool Quuxpod, required: Quuxpod
Required Skills | Data engineers use Quuxpod and quarks.
    tool Quuxpod, required: Quuxpod
Definition | Data engineers use Kafka, Quuxpod and others.
    tool Apache Kafka, required: Kafka
    tool Quuxpod, required: Quuxpod
Definition | Data engineers use Kafka for Quuxpod.
    tool Apache Kafka, required: Kafka
Definition | Data engineers use tools including Quuxpod, Zanzi and Kafka.
    tool Apache Kafka, required: Kafka
    tool Quuxpod, required: Quuxpod
    tool Zanzi, required: Zanzi
Tools | Data engineers rely on Quuxpod.
    tool Quuxpod, required: Quuxpod
Tools | Data engineers work with Quuxpod.
    tool Quuxpod, required: Quuxpod
Tools | Data engineers leverage Quuxpod and the like.
    tool Quuxpod, required: Quuxpod
Tools | Quuxpod is used by data engineers.
Education | - Degree in physics, falconry or moon science
    degree academic degree, required: Degree
    field moon science, alternative: moon science
    field physics, alternative: physics
Education | - Degree in falconry
    degree academic degree, required: Degree
Education | - Degree of falconry
Education | - Degree with falconry
    degree academic degree, required: Degree
Education | - Physics, falconry
    field physics, required: Physics
Education | - Degree in mechanical, civil or electrical engineering
    degree academic degree, required: Degree
    field civil engineering, alternative: civil
    field electrical engineering, alternative: electrical engineering
    field mechanical engineering, alternative: mechanical
Education | - Degree in computer or data science
    degree academic degree, required: Degree
    field computer science, alternative: computer
    field data science, alternative: data science
Education | - Degree in computer and moon sciences
    degree academic degree, required: Degree
    field computer science, required: computer
Education | - Degree in physics, falconry or a related field
    degree academic degree, required: Degree
    field physics, alternative: physics
Education | - Degree in moon, physics and the sea
    degree academic degree, required: Degree
    field physics, required: physics
Education | - Degree in physics for falconry, lunar studies
    degree academic degree, required: Degree
    field physics, required: physics
Certifications | - Certified Quux Professional
    certification Certified Quux Professional, required: Certified Quux Professional
Certifications | - Quux Certified Owl (QCO)
    certification Quux Certified Owl, required: Quux Certified Owl
Certifications | - Certified Quux Owl (QCO), CISSP
    certification CISSP, required: CISSP
    certification Certified Quux Owl, required: Certified Quux Owl
Certifications | - QCO and Xyz, q1
    certification QCO, required: QCO
Certifications | Data engineers hold a QCO.
Certifications | - The Certified Owl
    certification Certified Owl, required: Certified Owl
Certifications | - Certified
Certifications | - certified Quux owls
Certifications | - certifications in big data technologies
    certification big-data certification, required: certifications in big data technologies
Industries | - Puppet theatre, lighthouse keeping
    industry lighthouse keeping, mentioned: lighthouse keeping
    industry puppet theatre, mentioned: Puppet theatre
Industries | - Medical device firms
    industry medical devices, mentioned: Medical device firms
Industries | - Companies such as Quuxcorp and Zanzi Inc
    employer Quuxcorp, example: Quuxcorp
    employer Zanzi Inc, example: Zanzi Inc
Industries | - Finance (Quuxcorp, Zanzi)
    industry finance, mentioned: Finance
Industries | - Finance, including Quuxcorp
    industry finance, mentioned: Finance
Industries | - Finance, such as Quuxcorp and banks
    employer Quuxcorp, example: Quuxcorp
    industry banking, mentioned: banks
    industry finance, mentioned: Finance
Industries | - Some 40% of puppets
Industries | - A very long entry that is no industry but a whole sentence, and more
Industries | - Puppet theatre for children
    industry puppet theatre, mentioned: Puppet theatre
Industries | - Mostly finance
    industry finance, mentioned: finance
Industries | - Tools, software
Industries | Data engineers work in finance, puppetry and quux mining.
    industry finance, mentioned: finance
    industry mining, mentioned: mining
    industry puppetry, mentioned: puppetry
Industries | Data engineers work at firms like Quuxcorp and Zanzi.
    employer Quuxcorp, example: Quuxcorp
    employer Zanzi, example: Zanzi
Definition | Data engineers work in finance and puppetry.
    industry finance, mentioned: finance
Definition | Data engineers work at banks such as Quuxcorp.
    employer Quuxcorp, example: Quuxcorp
    industry banking, mentioned: banks
Required Skills | - Falconry and owl keeping; moon phases
    skill falconry, required: Falconry
    skill moon phases, required: moon phases
    skill owl keeping, required: owl keeping
Required Skills | - Falconry for owls
    skill falconry, required: Falconry for owls
Required Skills | - Data
Required Skills | - Ability to juggle burning torches, and patience
    skill juggling burning torches, required: Ability to juggle burning torches
    skill resilience, required: patience
Required Skills | Data engineers know falconry.
Industries | - Retail | - Who Hires: Quuxcorp
    employer Quuxcorp, mentioned: Quuxcorp
    industry retail, mentioned: Retail
Required Skills | - Certified Quux Owl
    certification Certified Quux Owl, required: Certified Quux Owl
Tools | - Docker and more, Quuxpod or Zanzi; Kafkaesque & Moonbase
    tool Docker, alternative: Docker
    tool Kafkaesque, required: Kafkaesque
    tool Moonbase, required: Moonbase
    tool Quuxpod, alternative: Quuxpod
    tool Zanzi, alternative: Zanzi
Tools | - Docker (including Quuxpod, Zanzi)
    tool Docker, required: Docker
    tool Quuxpod, required: Quuxpod
    tool Zanzi, required: Zanzi
Tools | Data engineers use Docker. Others prefer Quuxpod.
    tool Docker, required: Docker
Education | - PhD, moon science
    degree doctorate, required: PhD
Education | - Physics: moon science, lunar biology
    field biology, required: biology
    field moon science, required: moon science
Education | - Moon science (physics)
    field physics, required: physics
Certifications | - Certified Quux Owl, Certified Quux Owl
    certification Certified Quux Owl, required: Certified Quux Owl
    certification Certified Quux Owl, required: Certified Quux Owl
Industries | - Hospitals 24/7
    industry healthcare, mentioned: Hospitals
Industries | - Puppetry; owl farming and mining
    industry agriculture, mentioned: farming
    industry mining, mentioned: mining
    industry puppetry, mentioned: Puppetry
Required Skills | - Falconry as well as owl keeping, plus moon phases
    skill falconry, required: Falconry
    skill moon phases, required: moon phases
    skill owl keeping, required: owl keeping
Required Skills | - Owl keeping (mice), falconry
    skill falconry, required: falconry
    skill owl keeping, required: Owl keeping (mice
Required Skills | - Owls (and mice, and falconry)
    skill owls, required: Owls (and mice, and falconry
Required Skills | - Docker and owl keeping
    skill owl keeping, required: owl keeping
    tool Docker, required: Docker
Required Skills | - Strong
"""


@pytest.mark.parametrize("case", cases(SAID))
def test_what_is_new(case: list[str], reader: Reader) -> None:
    said, *things = case
    assert told(reader, said) == sorted(things)
