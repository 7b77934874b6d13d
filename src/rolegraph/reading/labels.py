"""Labels for things that only an article names: when words are a name, and how it is written."""

import re
from typing import Final

from rolegraph.reading.verbs import gerund
from rolegraph.reading.words import any_of, phrases, words

_WORD: Final = re.compile(r"[^\W_][\w.+#'’&/-]*|&")
_VAGUE: Final = words(
    """other others more etc related similar relevant various different several many any some all
    such same equivalent alike additional specific certain particular general own new modern common
    popular main key following variety range number set kind type types field fields area areas
    discipline disciplines subject subjects things thing stuff something anything everything else
    topic topics one ones them they it this that these those their its our your who which what when
    respective appropriate necessary required preferred beneficial plus bonus need needs familiarity
    proficiency experience knowledge expertise understanding skill skills ability abilities exposure
    strong solid good basic hands-on practices practice principles best instead still"""
)
_EDGES: Final = words(
    """a an the and or of for in with to on by from at as into via per using use uses used like such
    other various also both either their its his her your our some any many most more including
    include includes e.g i.e etc similar related relevant popular modern new common additional
    especially particularly sometimes often usually typically basic advanced even perhaps possibly
    maybe preferably ideally say"""
)
_VERBS: Final = words(
    """is are be was were has have had do does did can could may might will would should must need
    needs use uses used using work works working build builds help helps require requires make makes
    focus focuses provide provides allow allows ensure ensures become becomes get learn learning
    understand understanding know knowing want choose consider depending based depends tends earn"""
)
_STATES: Final = words("is are was were be being been has have had isn't aren't")
_PRONOUNS: Final = re.compile(
    r"\b(?:they|them|their|you|your|we|our|i|he|she|it|this|these|those|that|which|who|there)\b",
    re.I,
)


def cleaned(phrase: str) -> str:
    """Return a phrase without the small words and signs at its ends."""
    phrase = re.sub(r"\s*\([^()]*\)?\s*$", "", " ".join(phrase.split())).strip(
        " \t.,;:!?*\"“”‘’'-–—"
    )
    parts = phrase.split()
    while parts and parts[0].casefold().strip(".,") in _EDGES:
        del parts[0]
    while parts and parts[-1].casefold().strip(".,") in _EDGES:
        del parts[-1]
    return " ".join(parts)


def is_name(phrase: str, *, longest: int = 4, cased: bool = True) -> bool:
    """Tell whether a cleaned phrase can be the name of one thing.

    ``cased`` asks for the signs of a proper name: upper case, a digit or a sign in some word.

    >>> is_name("Apache Pulsar"), is_name("similar tools"), is_name("dbt")
    (True, False, False)
    >>> is_name("dbt", cased=False)
    True
    """
    parts = _WORD.findall(phrase)
    if not parts or len(parts) > longest or len(phrase) > 60 or phrase.count(" ") >= longest:
        return False
    folded = [part.casefold() for part in parts]
    if any(part in _VERBS or part in _VAGUE for part in folded) or _PRONOUNS.search(phrase):
        return False
    if not any(c.isalpha() for c in phrase):
        return False
    if not cased:
        return True
    proper = [part for part in parts if any(c.isupper() or c.isdigit() for c in part)]
    return len(proper) * 2 >= len([part for part in parts if part != "&"])


_STRENGTH: Final = phrases(
    """strong | solid | deep | good | excellent | proven | advanced | basic | working | thorough
    | sound | extensive | broad | hands-on | practical | in-depth | firm | robust | exceptional
    | outstanding | great | some | prior | previous | demonstrated | demonstrable | high |
    high-level | a | an | the | their | your | having | possess | possessing | must have |
    should have | technical | theoretical | comprehensive | significant | considerable | keen |
    effective | superior | very | well-developed | general | detailed | fundamental | expert |
    expert-level | up-to-date | need | needs | additionally | also | typically | usually | often
    | ability | abilities | excel at | being | comfortable | confident | at least | minimum |
    relevant | professional | years | experienced | be | well | fluent | skilled | adept |
    proficient | versed | familiar | acquainted | clear | working | they | have | has | need to
    | needs to | know | knows | knowing | conversant"""
)
_NOUNS: Final = phrases(
    """understanding | knowledge | proficiency | experience | expertise | familiarity | command
    | grasp | mastery | background | skill | skills | ability | abilities | capacity |
    competence | competency | fluency | foundation | foundations | exposure | track record |
    awareness | aptitude | talent | interest | passion | willingness | capability | proficient |
    competencies | fundamentals | appreciation | sense | commitment | dedication | readiness |
    eye | knack | flair | literacy | know-how | desire | eagerness | working knowledge | level |
    intuition | comfort | skilled | fluent | adept | versed | familiar | confident | comfortable
    | experienced | years | year"""
)
_LEAD: Final = re.compile(
    rf"^(?:(?:{any_of(_STRENGTH)}|\d+\+?|,|and|in)\s*)*"
    rf"(?:{any_of(_NOUNS)}\s*(?:,|and|or|/)?\s*){{0,3}}"
    r"(?:(?:of|in|with|to|for|at|on|about|around|when)\s+)?(?:how\s+to\s+)?",
    re.IGNORECASE,
)
_CUT: Final = re.compile(
    r"\s+(?:for|to|by|using|through|into|from|across|within|so|that|which|when|while|as|such"
    r"|like|via"
    r"|including|where|if|during|without|between|with|on|in order)\s.*$|\s*[(:;,–—].*$",
    re.IGNORECASE | re.DOTALL,
)
_SKILL_WORDS: Final = 5


def skill_label(clause: str) -> str:
    """Return the short name of the skill that a clause of a skills list asks for, or nothing.

    >>> skill_label("Strong understanding of threat modeling for cloud systems")
    'threat modeling'
    >>> skill_label("Ability to translate business needs into requirements")
    'translating business needs'
    >>> skill_label("Excellent")
    ''
    """
    lead = _LEAD.match(clause)
    rest = clause[lead.end() :] if lead else clause
    does = lead is not None and re.search(r"\bto\s+(?:how\s+to\s+)?$", lead[0], re.I) is not None
    # "Skills to pay": what is left after the lead-in says nothing by itself.
    rest = cleaned(_CUT.sub("", rest.strip()))
    parts = rest.split()
    if not parts or len(parts) > _SKILL_WORDS + 3 or _PRONOUNS.search(rest):
        return ""
    if does and parts[0].isalpha() and parts[0].islower():
        parts[0] = parts[0] if parts[0].endswith("ing") else gerund(parts[0])
    parts = cleaned(" ".join(parts[:_SKILL_WORDS])).split()
    if not parts or all(part.casefold() in _VAGUE or part.casefold() in _VERBS for part in parts):
        return ""
    if not does and any(part.casefold() in _STATES for part in parts):
        return ""
    if any(c.isdigit() for c in parts[0]) and not any(c.isupper() for c in parts[0]):
        return ""
    label = " ".join(_lowered(part, at) for at, part in enumerate(parts))
    return label if len(label) > 2 and any(c.isalpha() for c in label) else ""


def _lowered(word: str, at: int) -> str:
    """Return a word in lower case, unless its spelling says that it is a proper name."""
    inner = word[1:]
    if any(c.isupper() or c.isdigit() for c in inner):
        return word
    if at and word[:1].isupper():
        return word
    return word[:1].lower() + inner


_INDUSTRY_TAIL: Final = re.compile(
    r"\s+(?:industry|industries|sector|sectors|companies|company|firms|organi[sz]ations|businesses"
    r"|enterprises|agencies|providers|vendors|settings|environments|departments|field|space"
    r"|world)$",
    re.IGNORECASE,
)


def industry_label(phrase: str) -> str:
    """Return the short name of an industry: "the gaming industry" is gaming.

    >>> industry_label("Smart city companies"), industry_label("any field")
    ('smart city', '')
    """
    phrase = cleaned(_CUT.sub("", phrase))
    short = cleaned(_INDUSTRY_TAIL.sub("", phrase))
    if not is_name(short, cased=False):
        return ""
    return " ".join(
        part if any(c.isupper() for c in part[1:]) else part.lower() for part in short.split()
    )


def field_label(phrase: str) -> str:
    """Return the name of a field of study in lower case, or nothing where the phrase names none.

    >>> field_label("Digital Forensics"), field_label("a related field")
    ('digital forensics', '')
    """
    phrase = re.sub(
        r"(?i)\s+(?:degree|program|studies|field|major)s?$", "", cleaned(_CUT.sub("", phrase))
    )
    if not is_name(phrase, cased=False):
        return ""
    return " ".join(
        part if any(c.isupper() for c in part[1:]) else part.lower() for part in phrase.split()
    )


_FIELD_WORD: Final = re.compile(
    r"(?:ics|ogy|ing|ences?|ment|graphy|nomy|istry|osophy|ations?|cy|law|arts?|history|design"
    r"|studies|music|maths?|languages?|literature|health|business|medicine|theatre|theater|classics"
    r"|systems|technology|technologies|architecture|agriculture|theory|politics|relations|services"
    r"|analysis|security|bioscience|film)$"
)


def is_field(label: str) -> bool:
    """Tell whether a label ends as the names of fields of study do.

    >>> is_field("marine biology"), is_field("teams never ask")
    (True, False)
    """
    return _FIELD_WORD.search(label) is not None and not _NO_FIELD.search(label)


_NO_FIELD: Final = re.compile(
    r"\b(?:experience|training|something|anything|nothing|everything|being|having|not|never|also"
    r"|even|people|who|third|half|portfolio|employment|learning|equivalent)\b"
)
