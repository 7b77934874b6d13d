"""What a title says: the roles that it compares, in its own words."""

import re
from collections.abc import Callable
from typing import Final

from rolegraph.reading.words import words

HEADS: Final = words(
    """engineer scientist analyst developer architect manager researcher administrator
    specialist consultant designer officer tester owner lead director strategist statistician
    economist programmer technician writer linguist ethicist modeler modeller actuary
    bioinformatician hacker master coordinator auditor advisor adviser planner associate coach
    steward operator trainer annotator practitioner evangelist librarian marketer recruiter
    accountant attorney lawyer nurse physicist mathematician biologist chemist psychologist
    sociologist journalist editor teacher professor lecturer instructor executive president
    assistant supervisor controller underwriter trader broker investigator responder integrator
    maintainer superintendent curator surveyor cartographer geographer epidemiologist
    biostatistician econometrician roboticist sysadmin representative agent expert professional
    head chief cto cio ciso cdo sre dba hunter artist copywriter generalist
    producer translator forecaster pentester quant sdet handler"""
)
"""Words that a job title ends with."""

_PREFIX: Final = re.compile(
    r"^\W*(?:(?:what(?:'s|’s| is| are)? )?(?:the )?(?:key |main |real |core )?"
    r"(?:differences?|comparison|comparing|choosing|choose|deciding)"
    r"(?: and similarities)?(?: between| of)? |compare(?:d)? |a comparison of |comparison: "
    r"|career (?:guide|comparison|paths?|spotlight): ?|roles? compared: ?|guide to "
    r"|should (?:you|i) (?:be|become) |understanding )+",
    re.IGNORECASE,
)
_VERSUS: Final = re.compile(
    r"\s+(?:vs\.?|versus|v/s|v\.|compared (?:to|with)|or|and|&|against)\s+|\s*,\s*(?:and\s+|or\s+)?"
    r"|\s+[⚔🆚]\s*",
    re.IGNORECASE,
)
_CONTRAST: Final = re.compile(
    r"\b(?:vs\.?|versus|v/s|compar\w+|differ\w*|between|or|against|choos\w+)(?=\W|$)", re.IGNORECASE
)
_TAIL: Final = re.compile(r"\s*(?:[:?|!]|\s[–—-]\s|\(|\bin \d{4}\b|\d{4} edition).*$", re.DOTALL)
# Whatever stands before the title of a role: "8 Differences Between a Business Analyst".
_BEFORE: Final = re.compile(
    r"\b(?:an?|the|between|being|becoming|is|are|comparing|choosing|meet|differences? of)\s+"
    r"|^\d+\s+",
    re.IGNORECASE,
)
_LONGEST: Final = 200


def singular(word: str) -> str:
    """Return the singular of a word that a job title ends with, or of the title.

    >>> singular("Engineers"), singular("analyst"), singular("SREs"), singular("MASTERS")
    ('Engineer', 'analyst', 'SRE', 'MASTER')
    """
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")):
        return word[:-1]
    last = word.rpartition(" ")[2].casefold()
    return word[:-1] if word.endswith("S") and last[:-1] in HEADS else word


def is_title(words: str) -> bool:
    """Tell whether words end like a job title: "Data Analyst", "scrum masters"."""
    last = words.rpartition(" ")[2].casefold().strip(".,;:")
    return last in HEADS or singular(last) in HEADS


def compared(title: str, is_known: Callable[[str], object] | None = None) -> list[str]:
    """Return the job titles that a title compares, in its order; none if it does not.

    ``is_known`` tells of a name that ends like no job title whether it is one ("SWE"); one that is
    known is left as it is, others are put in the singular.

    >>> compared("Data Scientist vs. Data Analyst: What’s the Difference?")
    ['Data Scientist', 'Data Analyst']
    >>> compared("The Difference Between a DevOps Engineer and an SRE")
    ['DevOps Engineer', 'SRE']
    >>> compared("8 Key Differences Between a Business Analyst and a Data Steward")
    ['Business Analyst', 'Data Steward']
    >>> compared("Ten tips for your resume")
    []
    """
    if len(title) > _LONGEST or not _CONTRAST.search(title):
        return []
    for text in (title, title.partition(":")[2], title.partition(" | ")[0]):
        text = _TAIL.sub("", _PREFIX.sub("", text.strip()))
        parts = [_bare(part.strip(" \t\"'“”‘’.")) for part in _VERSUS.split(text)]
        parts = [" ".join(part.split()) for part in parts if part]
        if 2 <= len(parts) <= 8 and all(_is_name(part, is_known) for part in parts):
            known = is_known or (lambda _: False)
            return list(dict.fromkeys(p if known(p) else singular(p) for p in parts))
    return []


def _bare(part: str) -> str:
    start = 0
    for found in _BEFORE.finditer(part):
        start = found.end()
    return part[start:]


def _is_name(part: str, is_known: Callable[[str], object] | None) -> bool:
    known = is_known is not None and bool(is_known(part))
    return len(part.split()) <= 7 and (is_title(part) or known)
