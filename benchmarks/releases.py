"""Releases made up for measuring: ESCO's layout at any size, languages, and job postings."""

import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path

_OCCUPATION = "http://data.europa.eu/esco/occupation/{:08x}-0000-4000-8000-000000000000"
_SKILL = "http://data.europa.eu/esco/skill/{:08x}-0000-4000-8000-000000000000"
_GROUP = "http://data.europa.eu/esco/isco/C{}"
_WORDS = [
    "data",
    "steel",
    "water",
    "forest",
    "music",
    "traffic",
    "garden",
    "paper",
    "sound",
    "light",
    "metal",
    "animal",
    "food",
    "fabric",
    "energy",
    "market",
    "record",
    "plan",
    "pattern",
    "machine",
    "vessel",
    "bridge",
    "signal",
    "surface",
    "mineral",
    "plant",
    "language",
    "budget",
    "safety",
    "archive",
    "contract",
    "lesson",
    "season",
    "sample",
    "engine",
    "circuit",
    "protein",
    "soil",
]
_VERBS = [
    "operate",
    "inspect",
    "design",
    "plan",
    "manage",
    "repair",
    "analyse",
    "teach",
    "sell",
    "assemble",
    "measure",
    "clean",
    "monitor",
    "draft",
    "test",
    "record",
    "arrange",
    "advise",
    "supervise",
    "transport",
]
TITLES = ("Data Engineer", "Machine Learning Engineer", "Research Engineer", "AI Scientist")
ASKED = [
    "Python",
    "SQL",
    "Docker",
    "Kubernetes",
    "Spark",
    "TensorFlow",
    "PyTorch",
    "AWS",
    "Java",
    "Scala",
    "Airflow",
    "Git",
    "Linux",
    "Kafka",
    "Terraform",
    "Tableau",
    "Pandas",
    "NumPy",
    "Hadoop",
    "MongoDB",
]


def _write(path: Path, header: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def esco(folder: Path, times: float = 1.0, seed: int = 1) -> Path:
    """Write a release of ESCO's shape, ``times`` as large as 1.1.1; return its folder.

    3,007 occupations, 13,896 skills and 123,855 relations are one: skills are asked for as words
    are used (Zipf), each occupation for 41 on average, half of them essential.
    """
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    occupations, skills = int(3007 * times), int(13_896 * times)

    def name(number: int) -> str:
        first, second, third = number % 37, number // 37 % 37, number // 1369
        return f"{_WORDS[first]} {_WORDS[second]} {third}"

    status, when = "released", "2022-01-01T00:00:00Z"
    scheme = "http://data.europa.eu/esco/concept-scheme/"
    groups = [f"{number:04}" for number in range(1000, 1436)]
    _write(
        folder / "ISCOGroups_en.csv",
        (
            "conceptType",
            "conceptUri",
            "code",
            "preferredLabel",
            "status",
            "altLabels",
            "inScheme",
            "description",
        ),
        [
            ("ISCOGroup", _GROUP.format(code), code, f"group {code}", status, "", scheme, "Text.")
            for code in groups
        ],
    )
    _write(
        folder / "occupations_en.csv",
        (
            "conceptType",
            "conceptUri",
            "iscoGroup",
            "preferredLabel",
            "altLabels",
            "hiddenLabels",
            "status",
            "modifiedDate",
            "regulatedProfessionNote",
            "scopeNote",
            "definition",
            "inScheme",
            "description",
            "code",
        ),
        [
            (
                "Occupation",
                _OCCUPATION.format(number),
                groups[number % len(groups)],
                f"{name(number)} worker",
                "\n".join(f"{name(number)} {word}" for word in _VERBS[:9]),
                "",
                status,
                when,
                "",
                "",
                "",
                scheme + "occupations",
                f"People who work with {name(number)}. " * 4,
                f"{groups[number % len(groups)]}.{number}",
            )
            for number in range(occupations)
        ],
    )
    _write(
        folder / "skills_en.csv",
        (
            "conceptType",
            "conceptUri",
            "skillType",
            "reuseLevel",
            "preferredLabel",
            "altLabels",
            "hiddenLabels",
            "status",
            "modifiedDate",
            "scopeNote",
            "definition",
            "inScheme",
            "description",
        ),
        [
            (
                "KnowledgeSkillCompetence",
                _SKILL.format(number),
                "skill/competence" if number % 5 else "knowledge",
                "sector-specific",
                f"{_VERBS[number % 20]} {name(number)}",
                "\n".join(f"{word} {name(number)}" for word in _VERBS[:7]),
                "",
                status,
                when,
                "",
                "",
                scheme + "skills",
                f"The work with {name(number)}. " * 3,
            )
            for number in range(skills)
        ],
    )
    _write(
        folder / "skillGroups_en.csv",
        (
            "conceptType",
            "conceptUri",
            "preferredLabel",
            "altLabels",
            "hiddenLabels",
            "status",
            "modifiedDate",
            "scopeNote",
            "inScheme",
            "description",
            "code",
        ),
        [
            (
                "SkillGroup",
                f"http://data.europa.eu/esco/skill/S{number}",
                f"skill group {number}",
                "",
                "",
                status,
                when,
                "",
                scheme + "skills-hierarchy",
                "Text.",
                f"S{number}",
            )
            for number in range(600)
        ],
    )
    _write(
        folder / "broaderRelationsOccPillar.csv",
        ("conceptType", "conceptUri", "broaderType", "broaderUri"),
        [
            ("Occupation", _OCCUPATION.format(number), "ISCOGroup", _GROUP.format(group))
            for number in range(occupations)
            for group in [groups[number % len(groups)]]
        ],
    )
    _write(
        folder / "broaderRelationsSkillPillar.csv",
        ("conceptType", "conceptUri", "broaderType", "broaderUri"),
        [
            (
                "KnowledgeSkillCompetence",
                _SKILL.format(number),
                "SkillGroup",
                f"http://data.europa.eu/esco/skill/S{number % 600}",
            )
            for number in range(skills)
        ],
    )
    relations: list[tuple[object, ...]] = []
    for number in range(occupations):
        wanted = max(5, int(chance.gauss(41, 15)))
        asked: set[int] = set()
        while len(asked) < wanted:
            # The inverse of a power law: few skills are asked for everywhere, most by a few.
            asked.add(int(skills * chance.random() ** 2.2))
        relations += [
            (
                _OCCUPATION.format(number),
                "essential" if place % 2 else "optional",
                "skill/competence",
                _SKILL.format(skill),
            )
            for place, skill in enumerate(sorted(asked))
        ]
    _write(
        folder / "occupationSkillRelations.csv",
        ("occupationUri", "relationType", "skillType", "skillUri"),
        relations,
    )
    _write(
        folder / "skillSkillRelations.csv",
        (
            "originalSkillUri",
            "originalSkillType",
            "relationType",
            "relatedSkillType",
            "relatedSkillUri",
        ),
        [],
    )
    return folder


def translate(folder: Path, languages: int) -> None:
    """Add files of so many further languages to a release that `esco` made."""
    tags = [first + second for first in "bcdf" for second in "aeiouyr"][:languages]
    for stem in ("occupations", "skills"):
        with (folder / f"{stem}_en.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        columns = [header.index("preferredLabel"), header.index("altLabels")]
        for tag in tags:
            told = []
            for row in rows:
                new = list(row)
                for column in columns:
                    new[column] = "\n".join(f"{one} {tag}" for one in row[column].split("\n"))
                told.append(tuple(new))
            _write(folder / f"{stem}_{tag}.csv", tuple(header), told)


def postings(path: Path, count: int, seed: int = 1) -> Path:
    """Write so many job postings, one on each line, in the terms of schema.org."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            pay = chance.randrange(50, 250) * 1000
            told = {
                "@context": "https://schema.org",
                "@type": "JobPosting",
                "identifier": f"made-up-{number}",
                "title": chance.choice(TITLES),
                "hiringOrganization": {
                    "@type": "Organization",
                    "name": f"Firm {chance.randrange(5000)}",
                },
                "jobLocation": {
                    "@type": "Place",
                    "address": {"addressLocality": f"Town {number % 900}", "addressCountry": "US"},
                },
                "datePosted": f"2024-{1 + number % 12:02}-{1 + number % 28:02}",
                "employmentType": "FULL_TIME",
                "baseSalary": {
                    "@type": "MonetaryAmount",
                    "currency": "USD",
                    "value": {"minValue": pay, "maxValue": pay + 40_000, "unitText": "YEAR"},
                },
                "skills": chance.sample(ASKED, 6),
                "description": "Work with data and models. " * 20,
            }
            file.write(json.dumps(told))
            file.write("\n")
    return path
