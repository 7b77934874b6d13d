"""How a clause says what it says: lists, examples, alternatives, preference, negation."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from rolegraph.reading.passage import Mention
from rolegraph.reading.words import any_of, phrases, words

_EXAMPLE: Final = phrases("such as | for example | for instance | like | namely")
_MORE: Final = phrases(
    """including | include | includes | particularly | especially | notably | primarily |
    specifically | mainly | mostly"""
)
_LINKS: Final = phrases(
    """of | for | in | with | to | on | by | using | through | via | across | within | from | at
    | into | about | over | toward | towards | around | between | against | during | without |
    than | that | which | who | where | when | whether | is | are | be | has | have | holds |
    hold | as | how | can | use | uses | rather than | instead of | as opposed to | leverage |
    leveraging | utilizing | utilize | write | writes | know | knows | run | runs | rely |
    relies"""
)
_JOINS: Final = phrases(
    "and | or | nor | and/or | as well as | plus | along with | together with | alongside"
)
_CHOICES: Final = frozenset(("or", "nor", "and/or"))
_DELIMITER: Final = re.compile(
    # One look at the bound of a word before four.
    r"(?<![\w-])(?=\w)(?:"
    rf"(?P<example>(?:e\.g\.?|eg\.|ex\.)(?![\w-]),?|{any_of(_EXAMPLE)})"
    rf"|(?P<more>{any_of(_MORE)})|(?P<join>{any_of(_JOINS)})|(?P<link>{any_of(_LINKS)}))"
    r"|(?P<sign>[,;:()/&\[\]•]|\s[–—-]\s|\.(?=\s|$))",
    re.IGNORECASE,
)
_ENDS_EXAMPLE: Final = words(
    """for to with in on by using through via across within from at into about over when where
    that which who is are be as how can"""
)
_KEEPS: Final = re.compile(
    r"(?:abilit\w+|capacity|willing\w*|aptitude|passion|talent|knack|eye|desire|eager\w*"
    r"|skills?|how"
    r"|responsible|need\w*|used?|required?|essential|important|crucial|necessary|critical"
    r"|able|ready"
    r"|looks?|learn\w*|tools?|languages|librar\w+|software|frameworks|platforms|known|strive\w*"
    r"|expected|tasked|responsibility|familiarity|technologies|accountable|opt\w*|search"
    r"|care\w*)\W*$",
    re.IGNORECASE,
)


class Chunk(NamedTuple):
    """A part of a clause between delimiters.

    ``scope`` is main, example or passing (a purpose: "for reporting"). ``group`` numbers the list
    that the chunk is in; ``choice`` tells that "or" joins that list. ``before`` is the delimiter
    before it, ``head`` the words before the list that it is an example of, ``depth`` how many
    parentheses are open. ``mentions`` are the vocabulary's names inside it.
    """

    start: int
    end: int
    scope: str
    group: int
    choice: bool
    before: str
    head: str
    depth: int
    mentions: tuple[Mention, ...]


def chunks(text: str, start: int, end: int, mentions: Sequence[Mention]) -> list[Chunk]:
    """Return the parts of a clause in order; a name is never parted."""
    found: list[Chunk] = []
    scope, group, depth, head, before = "main", 0, 0, "", ""
    outer: list[tuple[str, str]] = []
    at = start

    def add(upto: int) -> None:
        a, b = _trim(text, at, upto)
        if a < b:
            inside = tuple(m for m in mentions if a <= m.start < b)
            found.append(Chunk(a, b, scope, group, False, before, head, depth, inside))

    for mark in _delimiters(text, start, end, mentions):
        add(mark.start())
        word, kind = mark[0].strip().casefold(), mark.lastgroup
        last = text[found[-1].start : found[-1].end] if found else ""
        if kind == "example":
            scope, group, head = "example", group + 1, last
        elif kind == "more":
            # "including" opens no other scope than the one before it.
            group, head = group + 1, last
        elif word in ("(", "["):
            outer.append((scope, head))
            depth, group, head = depth + 1, group + 1, last
        elif word in (")", "]"):
            scope, head = outer.pop() if outer else ("main", "")
            depth, group = max(0, depth - 1), group + 1
        elif kind == "link":
            group += 1
            if scope == "example" and word in _ENDS_EXAMPLE:
                resumed, scope = scope, "passing"
            elif (
                scope == "main"
                and (word in ("for", "to") or _is_aside(text, mark, word))
                and not _KEEPS.search(text[max(start, mark.start() - 20) : mark.start()])
            ):
                resumed, scope = "main", "passing"
        elif word in (";", ":", ".", "–", "—", "-", "•"):
            scope, group, head = "main", group + 1, last if word == ":" else ""
        elif word == "," and scope == "passing":
            scope = resumed
        elif (
            kind == "join"
            and word not in _CHOICES
            and any(c.group == group and c.before in _CHOICES for c in found)
        ):
            # "Python or R, and SQL": one of two, and SQL besides.
            group += 1
        before, at = word, mark.end()
    add(end)
    choices = {c.group for c in found if c.before in _CHOICES}
    return [c._replace(choice=c.group in choices) for c in found]


def _is_aside(text: str, mark: "re.Match[str]", word: str) -> bool:
    return word == "with" and text[: mark.start()].rstrip().endswith(",")


def _delimiters(
    text: str, start: int, end: int, mentions: Sequence[Mention]
) -> Iterator["re.Match[str]"]:
    inside = iter(mentions)
    mention = next(inside, None)
    for found in _DELIMITER.finditer(text, start, end):
        while mention is not None and mention.end <= found.start():
            mention = next(inside, None)
        if mention is None or found.end() <= mention.start:
            yield found


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\n\"'“”‘’*.":
        if text[start] == "." and text[start + 1 : start + 2].isalnum():
            break
        start += 1
    while end > start and text[end - 1] in ' \t\n"“”‘’*.':
        end -= 1
    return start, end


_AFTERWARDS: Final = re.compile(
    any_of(
        phrases(
            """preferred | beneficial | a plus | an advantage | advantageous | desirable
            | desired | nice to have | nice-to-have | a bonus | bonus | helpful | valued | an
            asset | welcome | recommended | optional | useful | favored | favoured | sought
            after | valuable | a differentiator | an edge | appreciated | advantage | a big plus
            | a strong plus | may help | can help | might help | helps"""
        )
    )
    # "Docker, plus Kafka" wants both.
    + r"|\bplus\b(?!\s+(?!(?:for|in|but|if|when)\b)\w)",
    re.IGNORECASE,
)
_FORWARDS: Final = re.compile(
    any_of(phrases("may | might | ideally | preferably | optionally | sometimes even")),
    re.IGNORECASE,
)
_STRICT: Final = re.compile(
    any_of(
        phrases(
            """required | essential | must | needed | mandatory | necessary | crucial | critical
            | a must | vital | indispensable"""
        )
    ),
    re.IGNORECASE,
)
_HEDGE: Final = re.compile(
    any_of(
        phrases(
            """often | common | commonly | many | some | sometimes | occasionally | frequently |
            can | could | several | in some cases | at times | increasingly | likely"""
        )
    ),
    re.IGNORECASE,
)
_NOT: Final = r"(?:not|n['’]t|never|rarely|seldom|hardly|scarcely)"
_UNNEEDED: Final = re.compile(
    rf"\b(?:(?:is|are|was|were|be|being)?\s*{_NOT}\s+(?:\w+\s+){{0,2}}?(?:required|necessary|needed"
    r"|mandatory|essential|expected|used|a must|compulsory|a requirement|a prerequisite|obligatory"
    r"|common|needed|strictly|part of|asked for|called for|on the list|worth|relevant)\b"
    r"|no\s+(?:\w+\s+){1,6}?(?:is|are)?\s*(?:required|necessary|needed)\b"
    r"|(?:is|are)\s+(?:unnecessary|irrelevant|superfluous|rare|unusual|uncommon|banned|forbidden"
    r"|obsolete|overkill|off the table|best left to|left to|on (?:its|their|the) way out"
    r"|out of (?:scope|fashion))\b|plays? no (?:part|role)\b|matters? (?:less|little)\b"
    r"|counts? for (?:little|nothing)\b"
    r"|(?:(?:wo|does|do|would|ca)n['’]t|(?:will|does|do|would) not|(?:hardly|rarely|seldom|never)"
    r"(?: ever)?) (?:helps?|matters?|counts?|comes? up|comes? into)\b"
    r"|helps? (?:neither|nobody|no one)\b|adds? (?:nothing|little)\b"
    r"|(?:nobody|no one|no employer|nothing) (?:\w+ )?(?:asks?|needs?|requires?|uses?|demands?)\b"
    r"|,\s+not for\b)",
    re.IGNORECASE,
)
_DENIED: Final = re.compile(
    rf"\b(?:(?:do|does|did|are|is|will|would|need|should|can|may)\s*{_NOT}\b(?!\s+(?:only"
    rf"|just|limited"
    r"|merely|simply|necessarily|always|uncommon|surpris|exclusive|(?:\w+ ){1,2}more than))"
    r"|(?:(?:never|rarely|seldom"
    r"|hardly ever"
    r"|almost never)(?!\s(?:\w+ ){1,2}more than)|(?:hardly|scarcely|barely)"
    r" (?:us(?:e|es|ed|ing)|needs?|needed|touch\w*|knows?|requires?)|avoids?|avoiding|shuns?"
    r"|steers? clear of|(?:wo"
    r"|ca)n['’]t)\b"
    r"|(?:needs?|requires?|wants?|asks? for|demands?|takes?|holds?)\s+no\b|cannot\b)",
    re.IGNORECASE,
)
_CONTRAST: Final = re.compile(
    r"\b(?:rather than|instead of|as opposed to|unlike|without|other than|except(?: for)?"
    r"|in place of|compared (?:to|with)|in contrast (?:to|with)|no longer|not necessarily"
    r"|less (?:of|on|about|often"
    r"|likely|focus(?:ed)?|emphasis|concerned|reliant|dependent|involved|common|time)"
    r"|(?:little|minimal)"
    r" (?:need|use|emphasis|focus|involvement|to do)|needs? little|no (?:need|requirement|longer)"
    r"|no (?:use|call|place|room) (?:for|of)|no(?= (?:\w+ )?(?:degrees?|certificat\w+|diploma"
    r"|qualifications?|licen[cs]e)\b)"
    r"|not(?! to mention)(?= (?:a|an|the"
    r"|in|by|with|on|for|to|just any)\b)|(?:(?<=, )|(?<=\bbut )|(?<=\band ))not\b"
    r"(?! (?:only|just|merely|simply|always|necessarily|limited|least|all|every\w*|many|to|so|as"
    r"|surpris\w+|uncommon\w*)\b)"
    r"|nor\b|neither\b|nobody\b|no one\b|hardly any\w*|none of\b"
    r"|(?<!\ba )(?<!\bthe )(?<!\blast )(?<!\bnext )"
    r"(?<!\bpast )(?<!\bfirst )few(?= (?:\w+ )?(?:\w+ )?"
    r"(?:hold|holds|have|has|ask|asks|need|needs|use|uses|require|requires|want|wants|insist|expect"
    r"|demand|bother|own|know|of them)\b)"
    r"|(?:they|we|teams|people|once|had) used to\b"
    r"|(?<!\bis )(?<!\bare )(?<!\bbe )used to (?:use|need|require|rely|prefer)\b)",
    re.IGNORECASE,
)
_PREFERS: Final = re.compile(
    r"\b(?:prefer\w*|favou?r\w*|choose|chose|pick(?:ed|s)?)\s(?:[\w.+#-]+\s){1,3}(?P<over>over)\b",
    re.IGNORECASE,
)
_PREDICATE: Final = re.compile(r"\s(?:can|may|will|should|must|could|are|is|need|start|get)\b")
_ENDS_DENIAL: Final = re.compile(
    r",?\s+(?:but|instead|although|though|yet|however)\b|,\s+(?:and|so|they|which|because"
    r"|since|as)\b|;|\.\s",
    re.IGNORECASE,
)


_TAKES_BACK: Final = re.compile(
    rf"\b(?:{_NOT}|no longer|nobody|no one|none|hardly any\w*|few|neither|no use)\b[^,;:]{{0,50}}?"
    r"(?P<verb>us(?:e|es|ed|ing)|touch\w*|know|knows|shipp?(?:ed|s)?|for"
    # "Few of them" are people.
    r"|(?<!few )(?<!none )(?<!any )(?<!neither )of|need|needs|needed"
    r"|require\w*|ask\w* for|want|wants|have|has|hold|holds)"
    r"\s+(?:it|them|one|either|that)\b(?!\s+(?:to|as|in|for|of)\b)",
    re.IGNORECASE,
)
_WISHED: Final = re.compile(r"(?i)need|require|ask|want|have|has|hold")


def takes_back(text: str, start: int, end: int) -> str:
    """Return what a clause denies of what was named before it: "use", "need" or nothing.

    >>> takes_back("analysts no longer use it", 0, 25), takes_back("they do not need one", 0, 20)
    ('use', 'need')
    """
    found = _TAKES_BACK.search(text, start, end)
    if found is None:
        return ""
    return "need" if _WISHED.match(found["verb"]) else "use"


class Stance(NamedTuple):
    """What a clause says of its parts besides naming them, as spans of the text."""

    preferred: tuple[tuple[int, int], ...]
    dropped: tuple[tuple[int, int], ...]
    denied: tuple[tuple[int, int], ...]
    hedged: bool

    def is_preferred(self, at: int) -> bool:
        """Tell whether what stands at an offset is preferred rather than required."""
        return any(a <= at < b for a, b in self.preferred)

    def is_dropped(self, at: int) -> bool:
        """Tell whether what stands at an offset is only contrasted with, or not required."""
        return any(a <= at < b for a, b in self.dropped)

    def is_denied(self, at: int) -> bool:
        """Tell whether the clause says the contrary of what stands at an offset."""
        return any(a <= at < b for a, b in self.denied)


# Most clauses say flatly what they say: one look tells them from those worth ten.
_HINT: Final = re.compile(
    r"not|n['’]t|never|rare|seldom|hardly|scarce|prefer|benefi|plus|advantage|desir|nice|bonus"
    r"|help|valu|asset|welcome|recommend|option|useful|favou?r|sought|differentiat|edge|appreciat"
    r"|may|might|ideal|sometimes|rather|instead|oppos|unlike|without|other than|except|place of"
    r"|compar|contrast|no |less|little|minimal|nor|neither|none|used to|avoid|shun|steer|overkill"
    r"|pick|choose|chose|off the table|unnecessary|often|common|many|some|occasion|frequent|can"
    r"|could|several|at times|increasing|likely|few|nobody|barely",
)
_FLAT: Final = Stance((), (), (), False)


@lru_cache(maxsize=64)
def stance(text: str, start: int, end: int) -> Stance:
    """Return what a clause prefers, sets aside and denies."""
    if _HINT.search(text[start:end].lower()) is None:
        return _FLAT
    preferred = []
    for found in _AFTERWARDS.finditer(text, start, end):
        around = _around(text, start, end, found.start())
        strict = _STRICT.search(text, *around)
        preferred.append(_apart(text, around, found.span(), strict.span() if strict else None))
    preferred += [(found.start(), end) for found in _FORWARDS.finditer(text, start, end)]
    dropped, denied = [], []
    for found in _UNNEEDED.finditer(text, start, end):
        first, last = _around(text, start, end, found.start())
        cut = max(
            text.rfind(", and ", first, found.start()), text.rfind("; ", first, found.start())
        )
        dropped.append((max(cut, first), _until(text, found.end(), last)))
    for found in _CONTRAST.finditer(text, start, end):
        comma = text.find(",", found.end(), end)
        if found[0].casefold() == "without":
            # "Engineers without a degree can start with Security+": the predicate is meant.
            verb = _PREDICATE.search(text, found.end(), end)
            comma = verb.start() if verb and (comma < 0 or verb.start() < comma) else comma
        dropped.append((found.start(), end if comma < 0 else comma))
    for found in _PREFERS.finditer(text, start, end):
        comma = text.find(",", found.end(), end)
        dropped.append((found.start("over"), end if comma < 0 else comma))
    for found in _DENIED.finditer(text, start, end):
        if not any(a <= found.start() < b for a, b in dropped):
            denied.append((found.start(), _until(text, found.end(), end)))
    hedged = _HEDGE.search(text, start, end) is not None
    return Stance(tuple(preferred), tuple(dropped), tuple(denied), hedged)


_COMMA: Final = re.compile(",")
_AND: Final = re.compile(" and ")
_OPENED: Final = re.compile(r"\([^()]*$")
_CLOSED: Final = re.compile(r"\)")


def _apart(
    text: str, clause: tuple[int, int], wish: tuple[int, int], need: tuple[int, int] | None
) -> tuple[int, int]:
    """Return the part of a clause that a word of preference holds for, beside one of need."""
    if need is None:
        return clause
    between = min(wish[1], need[1]), max(wish[0], need[0])
    cut = _COMMA.search(text, *between) or _AND.search(text, *between)
    if cut is None:
        return clause
    return (cut.start(), clause[1]) if need < wish else (clause[0], cut.start())


def _until(text: str, start: int, end: int) -> int:
    found = _ENDS_DENIAL.search(text, start, end)
    return found.start() if found else end


_NAMING: Final = re.compile(
    r"\b(?!(?:Highly|Strongly|Very|Also|But|Though|Often|Usually|Is|Are|An?)\b)[A-Z]"
)


def _around(text: str, start: int, end: int, at: int) -> tuple[int, int]:
    """Return the parenthesis around a place where it names something of its own, else the clause.

    "Python (Scala is a plus)" wants Scala, while "Scala (a plus)" speaks of what stands before.
    """
    opened = _OPENED.search(text, start, at)
    if opened is None or _NAMING.search(opened[0]) is None:
        return start, end
    closed = _CLOSED.search(text, at, end)
    return opened.start(), closed.start() if closed else end


def modality(chunk: Chunk, manner: Stance, at: int) -> str:
    """Return how strongly a clause ties what stands at an offset to its role.

    Preference beats example, that an alternative, that a hedge or a passing word; what is left is
    said flatly and required.
    """
    if manner.is_preferred(at):
        return "preferred"
    if chunk.scope == "example":
        return "example"
    if chunk.choice and chunk.scope == "main":
        return "alternative"
    if manner.hedged or chunk.scope == "passing":
        return "mentioned"
    return "required"
