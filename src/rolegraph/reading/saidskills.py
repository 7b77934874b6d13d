"""Whether a clause says that what it names is a skill: outside lists of skills its words must."""

import re
from typing import Final

from rolegraph.reading.passage import Mention, Passage
from rolegraph.reading.phrases import Chunk

_REACH: Final = 48
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


def is_skill(
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
