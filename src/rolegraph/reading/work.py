"""What clauses say that a role does, and what an article advises."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, Protocol

from rolegraph.reading.minting import provisional
from rolegraph.reading.passage import Finding, Passage
from rolegraph.reading.phrases import Stance, stance
from rolegraph.reading.subjects import Statement
from rolegraph.reading.verbgroups import LONGEST

_READ: Final = frozenset(("definition", "responsibilities", "comparison", ""))
_HEDGED: Final = re.compile(
    r"\b(?:often|may|might|can|could|sometimes|occasionally|frequently|commonly|at times)\b",
    re.IGNORECASE,
)
_LISTS_DUTIES: Final = re.compile(
    r"(?i)\b(?:responsible for|in charge of|accountable for|tasked with|responsibilities include"
    r"|duties include|tasks include|spend (?:their|most)|focus(?:es)? on)\b"
)


_HOPEFUL: Final = r"(?:would-be|aspiring|budding|prospective|(?:future|young)(?=[\w -]{1,40}s\b))"
_ADVISES: Final = re.compile(
    r"(?i)\b(?:if you (?:want|wish|would like|hope|plan|aim|aspire|are (?:interested|considering"
    r"|drawn)|hold out|go for|lean towards?|(?:do )?(?:take|choose|pick))"
    rf"|{_HOPEFUL}|to become an?|to get started|getting started|you should|start (?:by|with)"
    r"|my advice|appeals? to you|attracts you|break into|is your goal|would have young)\b"
)
_SURELY: Final = re.compile(
    r"(?i)\bif you (?:want|wish|hope|plan|aim|aspire|would like) to (?:be|become|work as) an?\b"
    rf"|\b{_HOPEFUL}\s(?:[\w+/&-]{{1,30}}\s){{1,4}}(?:should|must|do well to|ought to|had better)\b"
    r"|\bwould have (?:young|future)\b"
)
_AIMED: Final = re.compile(rf"(?i)\b{_HOPEFUL}\b")
_INSTRUCTS: Final = re.compile(
    r"(?i)(?:learn|volunteer|do|spend|send|bring|join|take|read|practi[cs]e|enrol|attend|find|get"
    r"|start|study|apply|contribute|publish|ask|try|build|write)\s(?:to|an?|the|your|us|at|for|with"
    r"|one|two|some|\w{3,8} years|sql|python|r\b)"
)


_SUBJECT_DOES: Final = (
    r"(?:(?:on most days|day to day|in practice|usually|typically),? )?"
    r"(?:(?:(?:an?|the|most|our)\s)?(?:they|he|she|(?:[\w/+&-]{1,30}\s){0,3}[\w/+&-]{1,30}?"
    r"(?:ers?|ists?|ysts?|ors?|ects?|ians?|sres?|sdets?|masters?|stewards?|hunters?))"
    r"(?:, (?:by contrast|on the other hand|meanwhile|however),)?\s)?"
    r"(?:(?:usually|often|typically|also|mainly|then|mostly)\s)?"
    # What people do at work, not what they are, have, know or earn.
    r"(?=(?:produc|writ|design|develop|creat|analy[sz]|review|test|maintain|manag|deploy|document"
    r"|draft|edit|interview|present|prepar|plan|coordinat|monitor|investigat|detect|hunt|tun|validat"
    r"|clean|collect|transform|automat|configur|install|patch|secur|audit|assess|evaluat|recommend"
    r"|advis|coach|facilitat|recruit|debug|troubleshoot|optimi[sz]|integrat|implement|sketch"
    r"|prototyp|estimat|forecast|negotiat|prioriti[sz]|defin|translat|build|prov|assembl"
    r"|packag|version|ship|combin|settl|decid|check|inspect|measur|study|studi|clear|answer"
    r"|turn(?!s?\s(?:up|out|to)\b))(?:e|es|s|ies|y)?\s)"
)
_DOES: Final = re.compile(_SUBJECT_DOES, re.IGNORECASE)
_GOES_ON: Final = re.compile(rf"(?:they|he|she)\s|{_SUBJECT_DOES}", re.IGNORECASE)


class Stated(NamedTuple):
    """A thing that a text states; the IRI is empty where the vocabulary lacks it."""

    start: int
    end: int
    iri: str
    label: str


class _Place(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def iri(self) -> str: ...
    @property
    def label(self) -> str: ...


class DutyFinder(Protocol):
    """What is asked of the table of duties."""

    def find(self, text: str) -> Sequence[_Place]:
        """Return the known duties that a text states."""

    def minted(self, text: str) -> _Place | None:
        """Return a short name for a duty that the vocabulary lacks."""

    def clauses(self, text: str) -> Sequence[tuple[int, int]]:
        """Return the clauses of a text that each say a duty of their own."""


class AdviceFinder(Protocol):
    """What is asked of the table of advice."""

    def find(self, text: str, title: str = "") -> Sequence[_Place]:
        """Return the advice that a text gives."""

    def minted(self, title: str) -> _Place | None:
        """Return short advice for the title of a tip that the vocabulary lacks."""


class Work:
    """Finds duties and advice in passages."""

    def __init__(self, duties: DutyFinder, advice: AdviceFinder) -> None:
        self._duties, self._advice = duties, advice

    def duties(self, passage: Passage, said: Sequence[Statement]) -> Iterator[Finding]:
        """Yield the responsibilities that a passage states.

        A list entry under responsibilities that says no known one is a new one; running text gives
        new ones only where it says that duties follow.
        """
        if passage.about not in _READ:
            return
        text = passage.text.text
        spoken_of: tuple[str, ...] = ()
        for statement in said:
            if not statement.roles:
                continue
            spoken_of = statement.roles if statement.named else spoken_of
            manner = stance(text, statement.start, statement.end)
            clause = text[statement.start : statement.end]
            known = [_moved(duty, statement.start) for duty in self._duties.find(clause)]
            about_role = statement.named or (
                spoken_of == statement.roles and _GOES_ON.match(clause) is not None
            )
            if passage.about != "responsibilities" and not about_role and not passage.roles:
                continue
            for duties in (known, self._new(passage, statement, known)):
                yield from self._found(statement, manner, duties, text, passage.denied)

    def _new(
        self, passage: Passage, statement: Statement, known: Sequence[Stated]
    ) -> Iterator[Stated]:
        text = passage.text.text
        clause = text[statement.start : statement.end]
        if passage.about == "responsibilities" and (passage.listed or passage.roles):
            offset = 0
        else:
            if passage.about not in ("responsibilities", "definition", ""):
                return
            cue = _LISTS_DUTIES.search(clause)
            if cue is None and (passage.about == "definition" or known or "," in clause):
                cue = _DOES.match(clause)
            if cue is None:
                return
            offset = cue.end()
        base = statement.start + offset
        for start, end in self._duties.clauses(clause[offset:]):
            if any(duty.start < base + end and base + start < duty.end for duty in known):
                continue
            duty = self._duties.minted(clause[offset + start : offset + end])
            if duty is not None:
                yield _moved(duty, base + start)

    def _found(
        self,
        statement: Statement,
        manner: Stance,
        duties: Iterable[Stated],
        text: str,
        denied: bool,
    ) -> Iterator[Finding]:
        for duty in duties:
            if manner.is_dropped(duty.start):
                continue
            strength = "preferred" if manner.is_preferred(duty.start) else "required"
            before = text[max(statement.start, duty.start - 30) : duty.start]
            if strength == "required" and _HEDGED.search(before):
                strength = "mentioned"
            if denied or manner.is_denied(duty.start):
                if not statement.named:
                    continue
                strength = "denied"
            concept = None
            iri = duty.iri
            if not iri:
                if strength == "denied":
                    continue
                concept = provisional("responsibility", duty.label)
                iri = concept.iri
            for role in statement.roles:
                yield Finding(role, "responsibility", iri, strength, duty.start, duty.end, concept)

    def advice(self, passage: Passage, said: Sequence[Statement]) -> Iterator[Finding]:
        """Yield what a passage of advice advises, for the roles that it speaks to.

        Offsets before the passage's text (those of its title) are negative: they count back from
        the end of the lead.
        """
        text = passage.text.text
        advises = passage.about == "advice" or (
            passage.about in ("", "comparison")
            and (_ADVISES.search(text) or (passage.roles and _INSTRUCTS.match(text)))
        )
        if not advises and (passage.about in _NEVER or not _SURELY.search(text)):
            return
        title = passage.lead.text if passage.lead is not None else ""
        given = [_as_stated(tip) for tip in self._advice.find(text, title)]
        if not given and passage.about == "advice" and (title or passage.listed):
            made = self._advice.minted(title or text)
            # Places in a title count back from its end: those in the text do not.
            by = 0 if title else len(text[:LONGEST])
            given = [] if made is None else [_moved(made, by)]
        if not advises:
            sure = [s for s in said if _SURELY.search(text, s.start, s.end)]
            given = [t for t in given if any(s.start <= t.start < s.end for s in sure)]
        aimed = _aimed(passage, said)
        for tip in given:
            at = next((s for s in said if s.start <= tip.start < s.end), said[0] if said else None)
            if at is None or not at.roles:
                continue
            roles = at.roles if at.named or not aimed else aimed
            manner = stance(text, at.start, at.end)
            if tip.start >= 0 and (manner.is_dropped(tip.start) or manner.is_denied(tip.start)):
                continue
            concept = None if tip.iri else provisional("advice", tip.label)
            iri = tip.iri or (concept.iri if concept else "")
            for role in roles:
                yield Finding(role, "advice", iri, "mentioned", tip.start, tip.end, concept)


def _aimed(passage: Passage, said: Sequence[Statement]) -> tuple[str, ...]:
    """Return the roles that an entry is for: "Find a mentor. Aspiring analysts need one."."""
    if passage.roles or not passage.listed:
        return ()
    text = passage.text.text
    named = [s for s in said if s.named and _AIMED.search(text, s.start, s.end)]
    return tuple(dict.fromkeys(role for statement in named for role in statement.roles))


_NEVER: Final = frozenset(("outlook", "salary", "responsibilities", "education", "certifications"))


def _as_stated(place: _Place) -> Stated:
    return Stated(place.start, place.end, place.iri, place.label)


def _moved(place: _Place, by: int) -> Stated:
    return Stated(place.start + by, place.end + by, place.iri, place.label)
