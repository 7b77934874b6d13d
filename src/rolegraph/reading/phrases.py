"""How a clause says what it says: lists, examples, alternatives, preference, negation."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from rolegraph.reading.passage import Mention
from rolegraph.reading.words import any_of, phrases, words

_EXAMPLE: Final = phrases("such as | for example | for instance | like | namely | e.g. | eg. | e.g")
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
_DELIMITER: Final = re.compile(
    rf"(?P<example>(?<![\w-])(?:e\.g\.?|eg\.|ex\.)(?![\w-]),?|{any_of(_EXAMPLE[:5])})"
    rf"|(?P<more>{any_of(_MORE)})|(?P<join>{any_of(_JOINS)})|(?P<link>{any_of(_LINKS)})"
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
    resumed = "main"
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
        elif word in "([":
            outer.append((scope, head))
            depth, group, head = depth + 1, group + 1, last
        elif word in ")]":
            scope, head = outer.pop() if outer else ("main", "")
            if scope == "example":
                scope, head = "example", head
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
            scope, group, head, resumed = "main", group + 1, last if word == ":" else "", "main"
        elif word == "," and scope == "passing":
            scope = resumed
        before, at = word, mark.end()
    add(end)
    choices = {c.group for c in found if c.before in ("or", "nor", "and/or")}
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
        if mention is None or found.end() <= mention.start or found.start() >= mention.end:
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
            """preferred | beneficial | a plus | plus | an advantage | advantageous | desirable
            | desired | nice to have | nice-to-have | a bonus | bonus | helpful | valued | an
            asset | welcome | recommended | optional | useful | favored | favoured | sought
            after | valuable | a differentiator | an edge | appreciated | advantage | a big plus
            | a strong plus"""
        )
    ),
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
    r"|common|needed|strictly|part of)\b|no\s+(?:\w+\s+){1,6}?(?:is|are)?\s*(?:required|necessary"
    r"|needed)\b|(?:is|are)\s+unnecessary\b|plays? no (?:part|role)\b|matters? less\b|(?:wo|does|do|would|ca)n['’]t (?:help|matter|count|come up)\b"
    r"|(?:will|does|do|would) not (?:help|matter|count)\b|helps? (?:neither|nobody|no one)\b"
    r"|adds? nothing\b|off the table\b|overkill\b)",
    re.IGNORECASE,
)
_DENIED: Final = re.compile(
    rf"\b(?:(?:do|does|did|are|is|will|would|need|should|can|may)\s*{_NOT}\b(?!\s+(?:only"
    rf"|just|limited"
    r"|merely|simply|necessarily|always|uncommon|surpris|exclusive))|(?:never|rarely|seldom"
    r"|hardly ever"
    r"|almost never|avoids?|avoiding|shuns?|steers? clear of|(?:wo|ca)n['’]t)\b"
    r"|cannot\b)",
    re.IGNORECASE,
)
_CONTRAST: Final = re.compile(
    r"\b(?:rather than|instead of|as opposed to|unlike|without|other than|except(?: for)?"
    r"|in place of"
    r"|compared (?:to|with)|in contrast (?:to|with)|no longer|not necessarily|less (?:of|on"
    r"|about|often"
    r"|likely|focus(?:ed)?|emphasis|concerned|reliant|dependent|involved|common|time)"
    r"|(?:little|minimal)"
    r" (?:need|use|emphasis|focus|involvement|to do)|no (?:need|requirement|longer)"
    r"|not(?= (?:a|an|the"
    r"|in|by|with|on|for|to|just any)\b)|nor\b|neither\b|nobody\b|no one\b|hardly any\w*|none of\b"
    r"|(?:they|we|teams|people|once|had) used to\b)",
    re.IGNORECASE,
)
_ENDS_DENIAL: Final = re.compile(
    r",?\s+(?:but|instead|although|though|yet|however)\b|,\s+(?:and|so|they|which|because"
    r"|since|as)\b"
    r"|;|\.\s",
    re.IGNORECASE,
)


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


@lru_cache(maxsize=64)
def stance(text: str, start: int, end: int) -> Stance:
    """Return what a clause prefers, sets aside and denies."""
    preferred = []
    for found in _AFTERWARDS.finditer(text, start, end):
        since, until = start, end
        strict = _STRICT.search(text, start, end)
        if strict is not None:
            comma = text.find(
                ",", min(strict.end(), found.end()), max(strict.start(), found.start())
            )
            if strict.start() < found.start():
                since = comma if comma >= 0 else start
            else:
                until = comma if comma >= 0 else end
        preferred.append((since, until))
    preferred += [(found.start(), end) for found in _FORWARDS.finditer(text, start, end)]
    dropped, denied = [], []
    for found in _UNNEEDED.finditer(text, start, end):
        cut = max(
            text.rfind(", and ", start, found.start()), text.rfind("; ", start, found.start())
        )
        dropped.append((max(cut, start), _until(text, found.end(), end)))
    for found in _CONTRAST.finditer(text, start, end):
        comma = text.find(",", found.end(), end)
        dropped.append((found.start(), end if comma < 0 else comma))
    for found in _DENIED.finditer(text, start, end):
        if not any(a <= found.start() < b for a, b in dropped):
            denied.append((found.start(), _until(text, found.end(), end)))
    hedged = _HEDGE.search(text, start, end) is not None
    return Stance(tuple(preferred), tuple(dropped), tuple(denied), hedged)


def _until(text: str, start: int, end: int) -> int:
    found = _ENDS_DENIAL.search(text, start, end)
    return found.start() if found else end


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
