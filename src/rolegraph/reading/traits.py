"""The things that clauses tie to roles: tools, skills, degrees, fields, industries and the rest."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from rolegraph.reading import unknown
from rolegraph.reading.passage import Finding, Mention, Passage
from rolegraph.reading.phrases import Chunk, Stance, chunks, modality, stance, takes_back
from rolegraph.reading.saidskills import is_skill
from rolegraph.reading.subjects import Statement
from rolegraph.reading.topics import topics
from rolegraph.reading.unknown import Lists, Thing, Vocabulary
from rolegraph.reading.words import words

_READ: Final = {
    # What a section names by itself, by kind; a clause may say more by its own words.
    "definition": ("skill", "tool"),
    "responsibilities": ("skill", "tool"),
    "skills": ("skill", "tool", "certification"),
    "education": ("degree", "field", "certification", "skill", "tool"),
    "certifications": ("certification", "degree"),
    "tools": ("tool", "skill"),
    "industries": ("industry", "employer", "skill"),
    "advice": ("skill", "tool", "degree", "certification"),
    "outlook": (),
    "salary": (),
    "comparison": ("skill", "tool"),
    "": ("skill", "tool"),
}
_DENIABLE: Final = words("tool skill degree certification")
_COINED: Final = words("skills education certifications tools industries")
"""Sections in which a clause without any known name may name something new."""
_PASSING: Final = words("""definition responsibilities advice comparison industries""")
_ESSENTIAL: Final = re.compile(
    r"\b(?:essential|crucial|vital|critical|indispensable|must|required)\b", re.IGNORECASE
)
_FIELD_CUE: Final = re.compile(
    r"(?:\b(?:in|of|background|majors?|fields?|disciplines?|subjects?|as|or|and|areas?|like"
    r"|including|stud(?:y|ied|ying|ies)|read|majored|even|perhaps|possibly|maybe|usually|often"
    r"|preferably|e\.g\.?|either)(?:\s(?:an?|the|some|any|pure|applied))?|[,/&(:])\s*$",
    re.IGNORECASE,
)
_STUDIED: Final = re.compile(
    r"(?i)\b(?:backgrounds?|major(?:ed|s)?|studied|study of|graduates? (?:of|in)|graduated"
    r"|coursework)\b"
)
_CERTIFIES: Final = re.compile(
    r"(?:\b(?i:certifications?|certificates?|credentials?|badges?)\s+(?:(?:in|for|on|from|by|covering"
    r"|related to)\s+)?|\bcertified\s+(?:(?:in|for|on|by)\s+)?)"
    r"(?:areas?\s+(?:such as|like)\s+)?$"
)
_CERTIFIES_EACH: Final = re.compile(
    r"(?i)\b(?:certifications?|certificates?|credentials?|badges?|certified)\s+(?:in|for|from|by)\s+"
    r"[\w\s,&/-]*$"
)
_CERTIFICATION: Final = re.compile(
    r"(?i)(?:(?:[^\S\n]+|\n(?=[a-z]))(?:vendor\s+|professional\s+|foundation\s+)?(?:certifications?|certificates?"
    r"|credentials?|badges?)|-certified)\b(?!:)"
)
_PLAIN_DEGREE: Final = "https://w3id.org/rolegraph/degree/academic-degree"
_PLAIN: Final = (
    _PLAIN_DEGREE,
    "https://w3id.org/rolegraph/certification/professional-certification",
)
_MORE_NAME: Final = re.compile(r"(?:\s[A-Z][\w.+-]*){1,3}")
# "To some degree", "a high degree of care" are no degrees.
_EXTENT: Final = re.compile(
    r"(?i)\b(?:some|certain|high|higher|large|great|greater|lesser|varying|to what|to this|to a)\s$"
)


_ENDS: Final = re.compile(r"[.!?][\"')\]”’]*\s*$")


class Traits:
    """Finds what the clauses of a passage tie to their roles."""

    def __init__(self, names: Vocabulary) -> None:
        self._names = names

    def find(self, passage: Passage, said: Sequence[Statement]) -> Iterator[Finding]:
        """Yield the traits that a passage states."""
        text = passage.text.text
        for statement in _kept(text, said):
            if not statement.roles:
                continue
            inside = [
                m
                for m in passage.mentions
                if statement.start <= m.start
                and m.end <= statement.end
                and not any(a <= m.start and m.end <= b for a, b in statement.titles)
            ]
            if not inside and passage.about not in _COINED:
                continue
            parts = chunks(text, statement.start, statement.end, inside)
            for part, thing in self._things(passage, statement, parts):
                manner = stance(text, statement.start, statement.end)
                yield from self._findings(passage, statement, manner, part, thing)

    def _findings(
        self, passage: Passage, statement: Statement, manner: Stance, part: Chunk, thing: Thing
    ) -> Iterator[Finding]:
        if manner.is_dropped(thing.start):
            return
        strength = self._strength(passage, statement, manner, part, thing)
        if passage.denied or manner.is_denied(thing.start):
            # Words that nobody knows and that are denied are no name: "never in use".
            if not statement.named or thing.concept or thing.kind not in _DENIABLE:
                return
            strength = "denied"
        for role in statement.roles:
            yield Finding(
                role, thing.kind, thing.iri, strength, thing.start, thing.end, thing.concept
            )

    def _strength(
        self, passage: Passage, statement: Statement, manner: Stance, part: Chunk, thing: Thing
    ) -> str:
        strength = modality(part, manner, thing.start)
        if thing.kind == "employer":
            return "example" if part.scope == "example" else "mentioned"
        if thing.kind == "industry":
            return "mentioned"
        if strength not in ("required", "alternative") or passage.about not in _PASSING:
            return strength
        if thing.kind == "skill" or passage.about == "advice":
            said = passage.text.text[statement.start : statement.end]
            return (
                strength if passage.about == "advice" and _ESSENTIAL.search(said) else "mentioned"
            )
        return strength

    def _things(
        self, passage: Passage, statement: Statement, parts: Sequence[Chunk]
    ) -> Iterator[tuple[Chunk, Thing]]:
        text = passage.text.text
        about = topics(text, statement.start, statement.end)
        kinds = _kinds(passage, about, parts)
        named = list(unknown.named_certifications(text, statement.start, statement.end))
        found: list[tuple[Chunk, Thing]] = []
        said = text[statement.start : statement.end]
        studied = passage.about == "education" or _STUDIED.search(said) is not None
        begins: dict[int, int] = {}
        ends: dict[int, int] = {}
        for part in parts:
            begins.setdefault(part.group, part.start)
            ends[part.group] = part.end
        for part in parts:
            for mention in part.mentions:
                if "certification" in kinds and _is_covered(mention, named):
                    continue
                listed = begins[part.group], ends[part.group]
                thing = self._choose(passage, kinds, part, mention, studied, listed, *statement[:2])
                if thing is not None:
                    studied = studied or thing.kind == "degree"
                    found.append((part, thing))
        found = _without_plain(found)
        yield from found
        taken = [(thing.start, thing.end) for _, thing in found]
        lists = _lists(found)
        new: list[tuple[Chunk, Thing]] = []
        if "tool" in kinds:
            new += unknown.tools(self._names, passage, parts, lists)
        if "field" in kinds:
            new += unknown.fields(self._names, passage, parts, lists, taken)
        if "certification" in kinds:
            for thing in unknown.certifications(
                self._names, passage, (statement.start, statement.end), parts, taken
            ):
                new.append((next(part for part in parts if thing.start < part.end), thing))
        if "employer" in kinds:
            new += unknown.industries(self._names, passage, parts, lists, taken)
        yield from new
        if passage.about == "skills" and passage.listed:
            taken += [(thing.start, thing.end) for _, thing in new]
            yield from unknown.skills(self._names, passage, parts, taken)

    def _choose(
        self,
        passage: Passage,
        kinds: frozenset[str],
        part: Chunk,
        mention: Mention,
        studied: bool,
        span: tuple[int, int],
        start: int,
        end: int,
    ) -> Thing | None:
        """Return what a name stands for here: its section and the words around it decide."""
        text = passage.text.text
        can = {kind: iri for kind, iri in reversed(mention.candidates) if kind in kinds}
        before = text[max(0, mention.start - 40) : mention.start]
        if "employer" in kinds and "industry" not in can and unknown.COMPANIES.search(part.head):
            label = text[mention.start : mention.end]
            return unknown.known_or_minted(
                self._names, "employer", label, mention.start, mention.end
            )
        certified = self._certified(passage, kinds, mention, before)
        if certified is not None:
            return certified
        for kind in _preference(passage, can, part, mention, before, studied):
            if kind not in can:
                continue
            if can[kind] == _PLAIN_DEGREE and (
                _EXTENT.search(before) or text.startswith(" of ", mention.end)
            ):
                return None
            if kind == "tool" and _is_class(self._names.label(can[kind])):
                return self._of_class(mention, text)
            if kind == "skill" and not is_skill(passage, part, mention, span, start, end):
                return None
            if kind == "tool":
                longer = self._longer_name(passage, part, mention)
                if longer is not None:
                    return longer
            return Thing(kind, can[kind], mention.start, mention.end)
        return None

    def _longer_name(self, passage: Passage, part: Chunk, mention: Mention) -> Thing | None:
        """Return the tool that a list names with more words than the vocabulary knows.

        "Terraform Cloud" is not Terraform, while "SQL Databases" still is SQL.
        """
        text = passage.text.text
        if not (passage.listed and passage.about == "tools") or part.start != mention.start:
            return None
        rest = text[mention.end : part.end]
        if len(part.mentions) > 1 or not _MORE_NAME.fullmatch(rest) or unknown.is_generic(rest):
            return None
        label = text[part.start : part.end]
        return unknown.known_or_minted(self._names, "tool", label, part.start, part.end)

    def _of_class(self, mention: Mention, text: str) -> Thing | None:
        """Return the tool or the skill that a class of tools is named by: "SQL databases"."""
        head, _, _ = text[mention.start : mention.end].rpartition(" ")
        product = self._names.exact("tool", head)
        if product and not _is_class(self._names.label(product)):
            return Thing("tool", product, mention.start, mention.start + len(head))
        iri = self._names.exact("skill", head)
        return Thing("skill", iri, mention.start, mention.end) if iri else None

    def _certified(
        self, passage: Passage, kinds: frozenset[str], mention: Mention, before: str
    ) -> Thing | None:
        """Return the certification that "certifications in X" or "X certification" amounts to."""
        if "certification" not in kinds:
            return None
        text = passage.text.text
        label = text[mention.start : mention.end]
        after = _CERTIFICATION.match(text, mention.end)
        if any(kind == "certification" for kind, _ in mention.candidates):
            return None
        if after:
            end = after.end()
        elif _CERTIFIES.search(before) or (
            re.search(r"(?:\b(?:or|and)|,)\s*$", before)
            and _CERTIFIES_EACH.search(before.rpartition(" ")[0])
        ):
            end = mention.end
        else:
            return None
        name = f"{label} certification"
        return unknown.known_or_minted(self._names, "certification", name, mention.start, end)


def _is_covered(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a name is a part of a certification's: "Agile" in "Certified Agile Tester"."""
    if any(kind == "certification" for kind, _ in mention.candidates):
        return False
    return any(a <= mention.start and mention.end <= b for a, b in spans)


def _kept(text: str, said: Sequence[Statement]) -> Iterator[Statement]:
    """Yield statements, each without the roles of which the next one takes it back.

    "Excel is everywhere; actuaries no longer use it" says nothing of actuaries, and where somebody
    "does not need one", that is said of others than those who may have it.
    """
    for statement, after in zip_longest(said, said[1:]):
        # Not over the end of a sentence: "none of them" may be people then.
        if after and not _ENDS.search(text[statement.start : after.start]):
            denied = takes_back(text, after.start, after.end)
            less = tuple(iri for iri in statement.roles if iri not in after.roles)
            if denied == "use" or (denied and less):
                statement = statement._replace(roles=less)
        yield statement


def _is_alone(part: Chunk, mention: Mention) -> bool:
    return part.start == mention.start and part.end == mention.end


_AT: Final = re.compile(r"\b(?:at|joined|for)\s+$")


def _kinds(passage: Passage, about: frozenset[str], parts: Sequence[Chunk]) -> frozenset[str]:
    kinds = set(_READ[passage.about])
    if passage.about not in ("outlook", "salary"):
        if any(m.candidates[0][0] == "certification" for part in parts for m in part.mentions):
            kinds.add("certification")
        text = passage.text.text
        if passage.about != "advice" and any(
            m.candidates[0][0] == "employer" and _AT.search(text[max(0, m.start - 8) : m.start])
            for part in parts
            for m in part.mentions
        ):
            kinds.add("employer")
        if "education" in about and passage.about != "responsibilities":
            kinds |= {"degree", "field"}
        if "certifications" in about:
            kinds.add("certification")
    if "industries" in about and passage.about in ("", "comparison", "definition"):
        kinds |= {"industry", "employer"}
    return frozenset(kinds)


def _preference(
    passage: Passage, can: dict[str, str], part: Chunk, mention: Mention, before: str, studied: bool
) -> tuple[str, ...]:
    if passage.about == "industries":
        return ("industry", "employer", "skill")
    if "field" in can:
        only = passage.about == "education" and not {"skill", "tool"} & {
            kind for kind, _ in mention.candidates
        }
        if studied and (_is_alone(part, mention) or only or _FIELD_CUE.search(before)):
            return ("field",)
        return ("skill", "tool")
    if "industry" in can:
        return ("industry",)
    return ("degree", "certification", "skill", "tool", "employer")


def _is_class(label: str) -> bool:
    """Tell whether a label names a class of tools ("relational database") and no product."""
    return label.islower() and " " in label


def _without_plain(found: list[tuple[Chunk, Thing]]) -> list[tuple[Chunk, Thing]]:
    """Leave out "degree" and "certification" where the clause says which one."""
    special = {thing.kind for _, thing in found if thing.iri not in _PLAIN}
    return [
        (part, thing)
        for part, thing in found
        if thing.iri not in _PLAIN or thing.kind not in special
    ]


def _lists(found: Sequence[tuple[Chunk, Thing]]) -> Lists:
    groups: dict[str, set[int]] = {
        "tool": set(),
        "field": set(),
        "industry": set(),
        "employer": set(),
    }
    for part, thing in found:
        if thing.kind in groups:
            groups[thing.kind].add(part.group)
    return Lists(*(frozenset(groups[kind]) for kind in ("tool", "field", "industry", "employer")))
