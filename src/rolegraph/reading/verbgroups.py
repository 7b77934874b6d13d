"""Verbs of a sentence with what they govern: "design, build and deploy" and its objects."""

import re
from collections.abc import Container, Iterator
from typing import Final, NamedTuple

from rolegraph.reading.verbs import BASE, ING, PAST, THIRD, Verbs
from rolegraph.reading.words import words

WORD: Final = 0
AND: Final = 1
STOP: Final = 2
PREPOSITION: Final = 3
TO: Final = 4
RELATIVE: Final = 5
WHO: Final = 6
ADVERB: Final = 7
DETERMINER: Final = 8
BE: Final = 9
SUBJECT: Final = 10
ASIDE: Final = 11
"""Classes of words; an aside stands in parentheses."""

LOOSE: Final = frozenset((AND, STOP, PREPOSITION, TO, RELATIVE, DETERMINER))
"""Classes of words that end no clause."""

LONGEST: Final = 20_000
"""No sentence has more characters; the rest of a longer text is left out."""
_LONGEST_ZONE: Final = 24

_TOKEN: Final = re.compile(r"\w+(?:[-/'’.+&]\w+)*[+#]*|[,;:.!?()&•–—]")
WITH_SLASH: Final = frozenset(("a/b", "ci/cd", "i/o", "ui/ux", "ux/ui"))
_CLASSES: Final[dict[str, int]] = {
    **dict.fromkeys((",", "&", "/", "and", "or", "and/or", "plus", "then", "nor", "but"), AND),
    **dict.fromkeys((";", ":", ".", "!", "?", "•", "–", "—"), STOP),
    **dict.fromkeys(
        words(
            """of for in on with by from into onto through via across within without between among
            over under at about around after before during against toward towards per like such as
            including using based regarding concerning following according throughout upon than
            beyond alongside despite while when where whether if because so how why what"""
        ),
        PREPOSITION,
    ),
    "to": TO,
    **dict.fromkeys(("that", "which"), RELATIVE),
    "who": WHO,
    **dict.fromkeys(
        words(
            """often also always sometimes usually not never seldom frequently regularly mostly
            mainly hands-on together closely well further ultimately eventually fine easily ever
            still"""
        ),
        ADVERB,
    ),
    **dict.fromkeys(
        words("the a an their our your its his her this these those all any each every some"),
        DETERMINER,
    ),
    **dict.fromkeys(words("is are be being been was were gets get am"), BE),
    **dict.fromkeys(
        words(
            """they we you he she it i will can must should may might shall would could do does
            please don't people those"""
        ),
        SUBJECT,
    ),
}
_NO_ADVERBS: Final = words(
    """supply apply reply family assembly rely multiply anomaly monthly weekly daily quarterly
    yearly friendly timely hourly early only likely user-friendly comply"""
)
# "Contribute to research": the "to" of these verbs is a preposition.
_TAKE_TO: Final = words(
    "contribute respond lead relate attend adapt commit adhere listen dedicate report react refer"
)
# Rather people and things than what somebody does.
_AGENTS: Final = words("engineers architects models partners coaches programs designs hosts")
_PEOPLE: Final = words("engineer architect partner coach guide lead model host program master")
_ADJECTIVES: Final = words("applied advanced distributed related automated required based embedded")
# "Model deployment" at the start of a sentence is a thing, "plan research" is none.
_NOUNS: Final = words("model test process product project report code program network market log")
_TAKE_ING: Final = words("include involve begin start keep consider require entail cover help")
_TAKE_VERBS: Final = words("help let make")
# "Is focused on": a state of who does it, not a thing done to a subject.
_STATES: Final = words("focus involve concern engage specialize specialise dedicate concentrate")
# "Ensure that models run": what follows is the duty itself, not a remark on its object.
_TAKE_THAT: Final = words("ensure guarantee assure verify check confirm make see demonstrate")


class Token(NamedTuple):
    """A word or a sign, in lower case, with its class."""

    start: int
    end: int
    word: str
    kind: int


class Group:
    """Verbs that share their objects: "build and test".

    ``verbs`` holds the place and base form of each; ``zone`` is where their object stands,
    as places of tokens; ``end`` is where the next group or sentence starts. Groups with the same
    ``chain`` belong to one clause: a duty and its purpose. ``remark`` marks a verb that tells
    something of an object and is no duty: "tools for testing".
    """

    __slots__ = ("chain", "content", "end", "form", "passive", "remark", "start", "verbs", "zone")

    def __init__(self, start: int, form: int, chain: int, remark: bool, passive: int) -> None:
        self.start, self.form, self.chain = start, form, chain
        self.remark, self.passive = remark, passive
        self.verbs: list[tuple[int, str]] = []
        self.content = 0
        self.end = start + 1
        self.zone = (start, start)


def tokens(text: str, verbs: Verbs) -> list[Token]:
    """Return the words and signs of a text; words joined by hyphens are parted unless a verb is."""
    found: list[Token] = []
    depth = 0
    for match in _TOKEN.finditer(text, 0, LONGEST):
        start, end = match.span()
        word = match[0].lower()
        kind = _CLASSES.get(word, WORD)
        if kind == WORD:
            if "-" in word or "/" in word:
                for first, last, part in _parts(word, verbs):
                    # "On-call" is no place: a hyphen makes a word of what it joins.
                    kind = ASIDE if depth else AND if part == "/" else WORD
                    found.append(Token(start + first, min(start + last, end), part, kind))
                continue
            if word == "(":
                depth += 1
                continue
            if word == ")":
                depth = max(0, depth - 1)
                continue
            if word.endswith(("'s", "’s")):
                word, end = word[:-2], end - 2
            elif word.endswith("ly") and word not in _NO_ADVERBS:
                kind = ADVERB
        elif word == ".":
            # "e.g." and "Ph.D." end no sentence.
            if text[end : end + 1].strip() or (found and "." in found[-1].word):
                continue
            depth = 0
        found.append(Token(start, end, word, ASIDE if depth else kind))
    return found


def _parts(word: str, verbs: Verbs) -> Iterator[tuple[int, int, str]]:
    # "Easy-to-use" is one adjective.
    whole = "-to-" in word or word in WITH_SLASH or verbs.form(word) is not None
    if whole:
        yield 0, len(word), word
        return
    at = 0
    for part in re.split(r"([-/])", word):
        if part and part != "-":
            yield at, at + len(part), part
        at += len(part)


class Grammar:
    """Finds verb groups.

    ``things`` are nouns that duties are about and ``actions`` nouns for what is done: they tell
    "test automation" from "test models".
    """

    def __init__(self, verbs: Verbs, things: Container[str], actions: Container[str]) -> None:
        self.verbs, self._things, self._actions = verbs, things, actions

    def parse(self, text: str) -> tuple[list[Token], list[Group]]:
        """Return the tokens of a text and its verb groups, in order."""
        line = tokens(text, self.verbs)
        groups: list[Group] = []
        group: Group | None = None
        chain = -1
        previous, word, subject, be, since = STOP, "", "", -99, 0
        led = STOP
        for at, (_, _, current, kind) in enumerate(line):
            if kind in (ADVERB, ASIDE):
                continue
            if kind == STOP:
                group, be, previous, since = None, -99, STOP, 0
                continue
            if kind == BE:
                be = at
            if kind == SUBJECT:
                led = previous
            if current in ("do", "does") and self._full(line, at):
                kind = WORD
            form = self.verbs.form(current) if kind == WORD else None
            taken = 0
            if form is not None:
                taken = self._form(
                    line, at, form.kinds, previous, word, group, at - be <= 10, subject, since
                )
            if not taken or form is None:
                if kind == WORD:
                    subject = current
                    since += 1
                    if group is not None:
                        group.content += 1
                previous, word = kind, current
                continue
            if group is not None and previous == AND and not group.content:
                group.verbs.append((at, form.base))
            else:
                parallel = group is not None and previous == AND and taken == group.form
                remark = False
                if group is not None and group.content:
                    remark = (previous == PREPOSITION and word == "for") or (
                        previous == RELATIVE and group.verbs[-1][1] not in _TAKE_THAT
                    )
                if parallel and group is not None and group.remark:
                    remark = True
                elif (
                    group is None
                    or parallel
                    or not group.content
                    or previous in (WHO, BE)
                    or (previous == SUBJECT and led in (AND, STOP))
                ):
                    chain += 1
                passive = taken == PAST and form.base not in _STATES and be >= 0
                group = Group(at, taken, chain, remark, be if passive else -1)
                group.verbs.append((at, form.base))
                groups.append(group)
            group.content = 0
            previous, word = -1, current
        self._zones(line, groups)
        return line, groups

    def _full(self, line: list[Token], at: int) -> bool:
        """Return whether "do" is what somebody does: "they do audits", not "they do not test"."""
        follows = line[at + 1] if at + 1 < len(line) else None
        if follows is None or follows.kind not in (WORD, DETERMINER):
            return False
        form = self.verbs.form(follows.word)
        return form is None or not form.kinds & BASE or follows.word in self._things

    def _form(
        self,
        line: list[Token],
        at: int,
        kinds: int,
        previous: int,
        word: str,
        group: Group | None,
        after_be: bool,
        subject: str,
        since: int,
    ) -> int:
        """Return as which form of a verb a word stands, or 0 where it is a noun."""
        current = line[at].word
        follows = line[at + 1] if at + 1 < len(line) else None
        ends = follows is None or follows.kind in (STOP, AND)
        of = follows is not None and follows.word == "of"
        form = group.form if group is not None else 0
        content = group.content if group is not None else 0
        if kinds & ING:
            if previous == -1:
                takes = group is not None and group.verbs[-1][1] in _TAKE_ING
                return ING if takes and not of and not ends else 0
            if previous in (STOP, BE, WHO):
                return 0 if of else ING
            if previous == PREPOSITION and word == "for" and ends and content:
                return 0
            if previous in (PREPOSITION, TO):
                return 0 if of or (ends and word != "by" and not self._listed(line, at)) else ING
            if previous == AND:
                if group is not None and form == ING and not (content and (ends or of)):
                    return ING
                if word == "," and not ends and not of and since:
                    return ING
                return 0
        if (
            kinds & (BASE | THIRD)
            and follows is not None
            and current in self._things
            and follows.word in self._actions
            and previous not in (TO, SUBJECT, WHO)
            and (previous != STOP or current in _NOUNS)
        ):
            return 0
        if follows is not None and follows.kind == BE:
            return 0
        if kinds & BASE and not of:
            if previous in (STOP, SUBJECT, WHO):
                return BASE
            if previous == RELATIVE:
                return BASE if content or group is None else 0
            if previous == -1:
                helps = group is not None and group.verbs[-1][1] in _TAKE_VERBS
                return BASE if helps else 0
            if previous == TO:
                takes = group is not None and not content and group.verbs[-1][1] in _TAKE_TO
                return 0 if takes else BASE
            if previous == AND and form == BASE and not (content and ends):
                model = current == "model" and content
                return 0 if model else BASE
            if previous == WORD and group is None and subject.endswith("s"):
                if current in _PEOPLE:
                    return 0
                return 0 if ends and not self._listed(line, at) else BASE
        if kinds & THIRD and not of and (current not in _AGENTS or previous in (STOP, SUBJECT)):
            if previous in (STOP, SUBJECT, WHO, RELATIVE):
                return THIRD
            if previous == AND and form == THIRD and not (content and ends):
                return THIRD
            if word == "," and group is None and since and not ends:
                return THIRD
            if previous == WORD and group is None and not subject.endswith("s"):
                return 0 if ends and not self._listed(line, at) else THIRD
        if kinds & PAST:
            if after_be and previous in (BE, AND) and not (previous == AND and ends):
                return PAST
            if previous == STOP and not ends and current not in _ADJECTIVES:
                return PAST
        return 0

    def _listed(self, line: list[Token], at: int) -> bool:
        """Return whether more verbs of the same form follow: "they design, build and test"."""
        kinds = self.verbs.form(line[at].word)
        for token in line[at + 1 : at + 4]:
            if token.kind == WORD:
                form = self.verbs.form(token.word)
                return form is not None and kinds is not None and bool(form.kinds & kinds.kinds)
            if token.kind not in (AND, ADVERB):
                return False
        return False

    def _zones(self, line: list[Token], groups: list[Group]) -> None:
        for number, group in enumerate(groups, 1):
            end = groups[number].start if number < len(groups) else len(line)
            first = group.verbs[-1][0] + 1
            while first < end and line[first].kind == ADVERB:
                first += 1
            group.zone = first, first
            if group.passive >= 0:
                last = group.passive
                start = last
                while (
                    start
                    and last - start < 8
                    and line[start - 1].kind in (*(WORD, DETERMINER, ADVERB),)
                ):
                    start -= 1
                group.zone = start, last
            if first < end and line[first].kind in (PREPOSITION, TO, RELATIVE):
                first += 1
            last = first
            while last < end and last - first < _LONGEST_ZONE:
                token = line[last]
                if token.kind in (STOP, TO, RELATIVE, WHO):
                    break
                if token.kind == PREPOSITION and token.word != "of":
                    break
                last += 1
            if group.passive < 0:
                group.zone = first, last
            while last < end and line[last].kind != STOP:
                last += 1
            group.end = last
