"""The things that clauses tie to roles: tools, skills, degrees, fields, industries and the rest."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rolegraph.reading import unknown
from rolegraph.reading.passage import Finding, Mention, Passage
from rolegraph.reading.phrases import Chunk, Stance, chunks, modality, stance
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
_PASSING: Final = words("""definition responsibilities advice comparison industries""")
_ESSENTIAL: Final = re.compile(
    r"\b(?:essential|crucial|vital|critical|indispensable|must|required)\b", re.IGNORECASE
)
_FIELD_CUE: Final = re.compile(
    r"(?:\b(?:in|of|background|majors?|fields?|disciplines?|subjects?|as|or|and|areas?|like"
    r"|including"
    r"|preferably|e\.g\.?|either)|[,/&(:])\s*$",
    re.IGNORECASE,
)
_STUDIED: Final = re.compile(
    r"(?i)\b(?:backgrounds?|major(?:ed|s)?|studied|study of|graduates? (?:of|in)|graduated"
    r"|coursework)\b"
)
_CERTIFIES: Final = re.compile(
    r"(?i)\b(?:certifications?|certificates?|certified|credentials?)\s+(?:(?:in|for|on|from"
    r"|related to)\s+)?"
    r"(?:areas?\s+(?:such as|like)\s+)?$"
)
_CERTIFICATION: Final = re.compile(r"(?i)\s+(?:certifications?|certificates?|credentials?)\b")
_PLAIN_DEGREE: Final = "https://w3id.org/rolegraph/degree/academic-degree"
_PLAIN_CERTIFICATION: Final = "https://w3id.org/rolegraph/certification/professional-certification"
_MORE_NAME: Final = re.compile(r"(?:\s[A-Z][\w.+-]*){1,3}")
_REACH: Final = 48
_NEAR: Final = 30
_DOING: Final = frozenset(("definition", "responsibilities", "comparison"))
_OBJECT: Final = re.compile(
    r"(?:(?<!s)(?<!i)(?<!ic)s|algorithm|research|data|code)$", re.IGNORECASE
)
_LEARNT: Final = (
    r"\b(?:understand\w*|learn\w*|stud(?:y|ies|ying)|master(?:ing)?|skills?|foundations?"
    r"|focus(?:es|ing)? on"
    r"|knowledge|proficien\w*|familiar\w*|brush up|practi[cs]\w*|expertise|exposure|strengthen"
    r"|experience (?:in|with)|grounding|fundamentals|basics|deepen)\b"
)
_SAID_AS_SKILL: Final = {
    # Where things are done or praised, these words make what follows a skill.
    "advice": re.compile(_LEARNT, re.IGNORECASE),
    "responsibilities": re.compile(
        r"\b(?:conduct\w*|perform(?:s|ed|ing)?|runn?(?:s|ing)?|carry\w* out|using|uses?|through|via"
        r"|appl(?:y|ies|ying)|employ\w*|leverag\w*|skills?|expertise|provid(?:e|es|ing))\b",
        re.IGNORECASE,
    ),
    "definition": re.compile(
        r"\b(?:between|involv\w*|using|uses?|through|combin\w*|requir\w*|blend\w*|aspects of|mix of"
        r"|speciali[sz]\w*|appl(?:y|ies|ying)|" + _LEARNT[5:],
        re.IGNORECASE,
    ),
    "comparison": re.compile(
        r"\b(?:between|involv\w*|requir\w*|needs?|combin\w*|speciali[sz]\w*|" + _LEARNT[5:],
        re.IGNORECASE,
    ),
    "": re.compile(
        r"\b(?:involv\w*|requir\w*|needs?|combin\w*|speciali[sz]\w*|conversant|adept|versed"
        r"|come from"
        r"|know|knows|competent|fluent|comfortable|trained in|strong in|strength\w*"
        r"|backgrounds?|good at"
        r"|rely on|relies on|core|techniques|coding|" + _LEARNT[5:],
        re.IGNORECASE,
    ),
}
_SKILL_AFTER: Final = re.compile(
    r"\b(?:skills?|essential|crucial|important|vital|valuable|is key|are key|abilit\w+"
    r"|expertise|operations"
    r"|at the core|the core of|matters?|come close)\b",
    re.IGNORECASE,
)
_DONE: Final = re.compile(r"(?:tests|reviews|teams|networks)$", re.IGNORECASE)
_NOUN_AFTER: Final = re.compile(
    r"[\s-]+(?!(?:and|or|to|for|in|on|of|with|by|as|at|that|which|into|from|is"
    r"|are|so|using|through|skills?|principles|practices|techniques|methods|work|tasks|across|while"
    r"|when|during|within|among|ensuring|including|such|like)\b)[a-z]"
)


class Traits:
    """Finds what the clauses of a passage tie to their roles."""

    def __init__(self, names: Vocabulary) -> None:
        self._names = names

    def find(self, passage: Passage, said: Sequence[Statement]) -> Iterator[Finding]:
        """Yield the traits that a passage states."""
        text = passage.text.text
        for statement in said:
            if not statement.roles:
                continue
            manner = stance(text, statement.start, statement.end)
            inside = [
                m for m in passage.mentions if statement.start <= m.start and m.end <= statement.end
            ]
            parts = chunks(text, statement.start, statement.end, inside)
            for part, thing in self._things(passage, statement, parts):
                yield from self._findings(passage, statement, manner, part, thing)

    def _findings(
        self, passage: Passage, statement: Statement, manner: Stance, part: Chunk, thing: Thing
    ) -> Iterator[Finding]:
        if manner.is_dropped(thing.start):
            return
        strength = self._strength(passage, statement, manner, part, thing)
        if passage.denied or manner.is_denied(thing.start):
            if not statement.named or thing.kind not in (
                "tool",
                "skill",
                "degree",
                "certification",
            ):
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
        kinds = _kinds(passage, about)
        found: list[tuple[Chunk, Thing]] = []
        said = text[statement.start : statement.end]
        studied = passage.about == "education" or ("education" in about and _STUDIED.search(said))
        studied = bool(studied)
        begins: dict[int, tuple[int, int]] = {}
        for part in parts:
            begins[part.group] = (begins.get(part.group, (part.start, 0))[0], part.end)
        for part in parts:
            for mention in part.mentions:
                thing = self._choose(
                    passage, kinds, part, mention, studied, begins[part.group], *statement[:2]
                )
                if thing is not None:
                    studied = studied or thing.kind == "degree"
                    found.append((part, thing))
        found = _without_plain(found)
        yield from found
        taken = [(thing.start, thing.end) for _, thing in found]
        lists = _lists(found)
        if "tool" in kinds:
            yield from unknown.tools(self._names, passage, parts, lists)
        if "field" in kinds:
            yield from unknown.fields(self._names, passage, parts, lists)
        if "certification" in kinds:
            named = unknown.certifications(
                self._names, passage, statement.start, statement.end, taken
            )
            for thing in named:
                part = next((p for p in parts if p.start <= thing.start < p.end), parts[0])
                yield part, thing
        if "industry" in kinds:
            yield from unknown.industries(self._names, passage, parts, lists)
        if passage.about == "skills" and passage.listed:
            yield from unknown.skills(self._names, passage, parts, taken)

    def _choose(
        self,
        passage: Passage,
        kinds: frozenset[str],
        part: Chunk,
        mention: Mention,
        studied: bool,
        begins: tuple[int, int],
        start: int,
        end: int,
    ) -> Thing | None:
        """Return what a name stands for here: its section and the words around it decide."""
        text = passage.text.text
        can = {kind: iri for kind, iri in reversed(mention.candidates) if kind in kinds}
        before = text[max(0, mention.start - 40) : mention.start]
        certified = self._certified(passage, kinds, mention, before)
        if certified is not None:
            return certified
        for kind in _preference(passage, can, part, mention, before, studied):
            if kind not in can:
                continue
            if kind == "tool" and _is_class(self._names.label(can[kind])):
                return self._of_class(kinds, mention, text)
            if kind == "skill" and not _is_skill(passage, part, mention, begins, start, end):
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
        alone = all(m.end <= mention.end or m.start >= part.end for m in part.mentions)
        if not alone or not _MORE_NAME.fullmatch(rest) or unknown.is_generic(rest):
            return None
        label = text[part.start : part.end]
        return unknown.known_or_minted(self._names, "tool", label, part.start, part.end)

    def _of_class(self, kinds: frozenset[str], mention: Mention, text: str) -> Thing | None:
        """Return the skill that a class of tools stands for: "data visualization tools"."""
        head, _, _ = text[mention.start : mention.end].rpartition(" ")
        iri = self._names.exact("skill", head) if head and "skill" in kinds else None
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
        listed = before.rpartition(" ")[0]
        if any(kind == "certification" for kind, _ in mention.candidates):
            return None
        if after:
            end = after.end()
        elif _CERTIFIES.search(before) or (
            re.search(r"(?:\b(?:or|and)|,)\s*$", before)
            and re.search(
                r"(?i)\b(?:certifications?|certificates?)\s+(?:in|for)\s+[\w\s,&/-]*$", listed
            )
        ):
            end = mention.end
        else:
            return None
        name = f"{label} certification"
        return unknown.known_or_minted(self._names, "certification", name, mention.start, end)


def _kinds(passage: Passage, about: frozenset[str]) -> frozenset[str]:
    kinds = set(_READ.get(passage.about, ()))
    if passage.about not in ("outlook", "salary"):
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
        whole = part.start == mention.start and part.end == mention.end
        if studied and (whole or _FIELD_CUE.search(before)):
            return ("degree", "certification", "field")
        return ("degree", "certification", "skill", "tool")
    if "industry" in can:
        return ("industry", "skill", "tool")
    return ("degree", "certification", "skill", "tool", "employer")


def _is_skill(
    passage: Passage,
    part: Chunk,
    mention: Mention,
    listed: tuple[int, int],
    start: int,
    end: int,
) -> bool:
    """Tell whether the name of a skill is said to be one, outside lists of skills.

    ``listed`` is the span of the list that it stands in; ``start`` and ``end`` are its clause's.
    """
    text = passage.text.text
    cue = _SAID_AS_SKILL.get(passage.about)
    if cue is None:
        return True
    first = text[mention.start : mention.end].split()[0]
    if part.scope == "example" or (part.start == mention.start and first.endswith("ing")):
        return True
    if "functional" in text[mention.start : mention.end]:
        return True
    if passage.about in _DOING and _is_object(text, mention):
        return False
    reach = _REACH if passage.about else end - start
    before = text[max(start, listed[0] - reach) : max(listed[0], mention.start)]
    after = text[mention.end : min(end, listed[1] + 40)]
    return cue.search(before) is not None or _SKILL_AFTER.search(after) is not None


def _is_object(text: str, mention: Mention) -> bool:
    """Tell whether a name only says what is worked on ("algorithms", "machine learning models")."""
    words = text[mention.start : mention.end]
    if _NOUN_AFTER.match(text, mention.end):
        return True
    return _OBJECT.search(words) is not None and _DONE.search(words) is None


def _is_class(label: str) -> bool:
    """Tell whether a label names a class of tools ("relational database") and no product."""
    return label.islower() and " " in label


def _without_plain(found: list[tuple[Chunk, Thing]]) -> list[tuple[Chunk, Thing]]:
    """Leave out "degree" and "certification" where the clause says which one."""
    special = [
        thing for _, thing in found if thing.iri not in (_PLAIN_DEGREE, _PLAIN_CERTIFICATION)
    ]
    certified = any(thing.kind == "certification" for thing in special)
    return [
        (part, thing)
        for part, thing in found
        if not (thing.iri == _PLAIN_CERTIFICATION and certified)
        and not (thing.iri == _PLAIN_DEGREE and any(s.kind == "degree" for s in special))
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
