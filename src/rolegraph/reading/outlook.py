"""What a passage says of a role's outlook: demand, growth in figures, markets."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from rolegraph.facts import Concept
from rolegraph.reading.claimants import DENIED, PEOPLE, VERB, Claimants, Clause, clauses
from rolegraph.reading.figures import (
    Agencies,
    Agency,
    Money,
    amounts,
    decimal,
    nearest,
)
from rolegraph.reading.growth import (
    FORECAST,
    YEARLY,
    Claim,
    KnownOutlooks,
    category,
    credited,
    direction,
    is_about_jobs,
    last_topic,
    market,
)
from rolegraph.reading.outlookphrases import OutlookPhrases
from rolegraph.reading.rates import Percent, Period, percentages, periods


class Outlook(NamedTuple):
    """An outlook found in a text: from ``start`` to ``end``, for which roles, and what it is.

    ``roles`` is empty where the words leave that to their context. ``concept`` describes the thing
    where the vocabulary does not have it.
    """

    start: int
    end: int
    roles: tuple[str, ...]
    thing: str
    concept: Concept | None = None


_DEMAND: Final = re.compile(
    r"\b(?:demand|need|employment|job (?:market|outlook|growth|prospects|opportunities|openings)"
    r"|jobs|hiring|openings|vacancies|job postings|postings|job ads|ads|adverts|(?<!blog )posts"
    r"|opportunities|positions|roles|workforce|picture|outlook|prospects|market(?= for)"
    r"|competition|career"
    r" (?:prospects|opportunities)|field|profession|occupation)\b",
    re.IGNORECASE,
)
_OBJECT: Final = re.compile(r"\s*(?:for|of|in)\s", re.IGNORECASE)
_THEM: Final = re.compile(r"\s*for them\b", re.IGNORECASE)
_NO_PERSON: Final = re.compile(
    r"\b(?:of|for|by|with|from|used|using|that|which|skills?|tools?|knowledge|abilit(?:y|ies)|is|are)\b",
    re.IGNORECASE,
)
_DOUBT: Final = re.compile(r"\b(?:if|whether|unless|when)\s[^,]{0,40}$", re.IGNORECASE)
_REACH: Final = re.compile(
    r"\b(?:reach|exceed|surpass|hit|top|be worth|be valued at|grow to|increase to|rise to|expand to"
    r"|cross)\s(?:around |about |over |nearly |approximately |an estimated |more than |roughly )?",
    re.IGNORECASE,
)
_VAGUE: Final = re.compile(
    r"(?:hundreds of )?(?:trillions|billions|millions)(?: of (?:US )?(?:dollars|euros|pounds))?",
    re.IGNORECASE,
)
_INCLUDED: Final = re.compile(r"\b(?:includ|encompass|covers?\b)", re.IGNORECASE)


class OutlookReader:
    """Finds outlooks in passages, for a vocabulary and the reader's tables."""

    def __init__(
        self, phrases: OutlookPhrases, agencies: Agencies, known: KnownOutlooks | None = None
    ) -> None:
        self._phrases, self._agencies = phrases, agencies
        self._known = known or KnownOutlooks()

    def find(self, text: str, claimants: Claimants, *, topical: bool = False) -> list[Outlook]:
        """Return the outlooks that a passage states, in order.

        ``topical`` says that its section is about outlook, so that growth is that of jobs.
        """
        found: list[Outlook] = []
        parts = list(clauses(text))
        at = 0
        while at < len(parts):
            first = at
            while at < len(parts) and parts[at].first == parts[first].first:
                at += 1
            sentence = text[parts[first].first : parts[first].last]
            if not sentence.endswith("?"):
                found += self._sentence(text, parts[first:at], claimants, topical)
        return sorted(found, key=lambda outlook: outlook[:3])

    def _sentence(
        self, text: str, parts: Sequence[Clause], claimants: Claimants, topical: bool
    ) -> Iterator[Outlook]:
        first, last = parts[0].first, parts[0].last
        sentence = text[first:last]
        figures = percentages(sentence)
        context = _Sentence(
            first,
            sentence,
            self._agencies.find(sentence),
            periods(sentence),
            [
                clause._replace(start=clause.start - first, end=clause.end - first)
                for clause in parts
            ],
            topical,
        )
        spans = []
        found = list(self._figures(context, figures, claimants))
        found += self._markets(context)
        if sum(bool(roles) for _, _, roles, _ in found) and len(found) > 1:
            # The others are there to compare with.
            found = [each for each in found if each[2] or not each[3].category]
        for start, end, roles, claim in found:
            spans.append((start, end))
            yield self._outlook(context, start, end, roles, claim)
        for start, end, roles, claim in self._claims(context, claimants):
            if not any(start < e and s < end for s, e in spans):
                spans.append((start, end))
                yield self._outlook(context, start, end, roles, claim)

    def _outlook(
        self, context: "_Sentence", start: int, end: int, roles: tuple[str, ...], claim: Claim
    ) -> Outlook:
        iri, concept = self._known.concept(claim)
        while end > start and context.text[end - 1].isspace():
            end -= 1
        return Outlook(context.at + start, context.at + end, roles, iri, concept)

    def _claims(self, context: "_Sentence", claimants: Claimants) -> Iterator["_Found"]:
        """Yield what the clauses of a sentence state without a figure, one thing each."""
        text = context.text
        for number, clause in enumerate(context.clauses):
            start = clause.start
            if number and VERB.match(text.replace("’", "'"), start):
                # "They are and will be": the subject stands in the clause before.
                start = context.clauses[number - 1].start
            for what, subject, pattern, _ in self._phrases.within(text[clause.start : clause.end]):
                match = pattern.search(text, clause.start, clause.end)
                if match is None or _DOUBT.search(
                    text, max(start, match.start() - 60), match.start()
                ):
                    continue
                if subject == "object":
                    where = _after(text, match.end(), clause.end, claimants)
                else:
                    where = _before(text, start, match.start(), subject, claimants)
                    if where is None and subject in ("demand", "growth"):
                        where = _there_is(text, match, clause, claimants)
                denies = what in ("demand-steady", "demand-falling")
                if where is None or (
                    not denies
                    and DENIED.search(text, max(start, match.start() - 20), match.end())
                    and "sign" not in match[0]
                ):
                    continue
                begin, words = where
                begin = match.start() if subject == "object" else begin
                claim = self._claim(context, what, begin, match.end(), clause)
                end = match.end() if subject != "object" else begin + len(match[0]) + len(words)
                period = claim.period
                if period and 0 <= period.start - end <= 2:
                    end = period.end
                yield begin, min(end, clause.end), claimants.named(words), claim
                break

    def _claim(
        self, context: "_Sentence", what: str, start: int, end: int, clause: Clause
    ) -> Claim:
        credit = ""
        if what in ("similar-growth", "demand-to-grow-significantly") or what.endswith("-average"):
            credit, _ = category(context.text, start, end, end)
            agency = nearest(context.agencies, start)
            return Claim(
                what, None, credit, agency, context.period(end, clause) if agency else None
            )
        return Claim(what)

    def _figures(
        self, context: "_Sentence", figures: Sequence[Percent], claimants: Claimants
    ) -> Iterator["_Found"]:
        """Yield the growth figures of a sentence."""
        text = context.text
        respective: list[str] = []
        if len(figures) > 1 and re.search(r"\brespectively\b", text):
            start = context.clause(figures[0].start).start
            credit, _ = category(text, start, figures[0].end, figures[0].end)
            respective = re.split(r",? and |, ", credit)
            if len(respective) != len(figures):
                return
        previous = 0
        for number, figure in enumerate(figures):
            clause = context.clause(figure.start)
            following = figures[number + 1].start if number + 1 < len(figures) else len(text)
            before, previous = previous, figure.end
            sign = direction(text, before, figure, following)
            about_jobs = is_about_jobs(
                text,
                figure,
                clause,
                credited_to_agency=bool(context.agencies),
                topical=context.topical and bool(context.agencies or context.periods),
            )
            if not sign or not about_jobs:
                continue
            start = max(clause.start, before)
            if before > clause.start and not VERB.search(text, before, figure.start):
                start = before
            shop = market(text, clause.start, figure.start) or market(text, 0, figure.start)
            topic = last_topic(text, figure.start)
            if shop and topic in ("market", "industry", "sector"):
                credit, begin = shop
                roles: tuple[str, ...] = ()
            else:
                credit, begin = category(text, start, figure.end, min(following, len(text)))
                if respective:
                    credit, begin = respective[number], clause.start
                begin_words = text[begin : min(following, figure.end + 120)]
                words = text[start : figure.start] if begin < figure.end else begin_words
                roles = claimants.named(respective[number] if respective else words)
                rest = text[figure.end : min(following, clause.end + 120)]
                if not roles and _INCLUDED.search(rest):
                    roles = claimants.named(rest)
            period = context.period(figure.end, clause)
            end = period.end if period and 0 <= period.start - figure.end <= 60 else figure.end
            near = (
                text[max(0, figure.start - 40) : figure.start] + text[figure.end : figure.end + 30]
            )
            claim = Claim(
                "",
                figure.value * sign,
                credit,
                nearest(context.agencies, figure.end),
                period,
                bool(YEARLY.search(near)),
            )
            if begin >= figure.end:
                start, end = (
                    _trimmed_start(text, start, figure.start),
                    max(end, begin + len(credit)),
                )
                begin = start
            yield min(begin, figure.start), end, roles, claim

    def _markets(self, context: "_Sentence") -> Iterator["_Found"]:
        """Yield the sizes that markets are said to reach."""
        text = context.text
        for match in _REACH.finditer(text):
            clause = context.clause(match.start())
            shop = market(text, clause.start, match.start())
            goal, end = _goal(text, match.end())
            if not shop or not goal or not FORECAST.search(text, 0, match.end()):
                continue
            period = context.period(end, clause)
            if period and 0 <= period.start - end <= 20:
                end = period.end
            claim = Claim(
                "", None, shop[0], nearest(context.agencies, match.start()), period, goal=goal
            )
            start = shop[1]
            for agency in context.agencies:
                # "According to industry reports, the market …" is one statement.
                lead = context.clause(agency.start)
                if text.startswith(("According to", "according to"), lead.start) and (
                    lead.end < start <= lead.end + 6
                ):
                    start = lead.start
            yield start, end, (), claim


_Found = tuple[int, int, tuple[str, ...], Claim]


class _Sentence(NamedTuple):
    at: int
    text: str
    agencies: Sequence[Agency]
    periods: Sequence[Period]
    clauses: Sequence[Clause]
    topical: bool = False

    def clause(self, at: int) -> Clause:
        """Return the clause that an offset stands in."""
        return [clause for clause in self.clauses if clause.start <= at][-1]

    def period(self, at: int, clause: Clause) -> Period | None:
        """Return the period that holds at an offset: the next in the clause, else the nearest."""
        if not self.periods:
            return None
        inside = [p for p in self.periods if p.start >= at - 1 and p.end <= clause.end + 1]
        return inside[0] if inside else min(self.periods, key=lambda p: abs(p.start - at))


def _before(
    text: str, start: int, end: int, subject: str, claimants: Claimants
) -> tuple[int, str] | None:
    """Return where the subject before a phrase starts, and the words that say whose it is."""
    if subject != "people":
        found = None
        for found in _DEMAND.finditer(text, start, end):
            if _OBJECT.match(text, found.end()):
                break
        if found:
            words = text[found.end() : end]
            if not _OBJECT.match(words):
                return _trimmed_start(text, start, end), text[start:end]
            if PEOPLE.search(words) or claimants.mentions(words) or _THEM.match(words):
                return found.start(), words
            return None
    if subject == "demand":
        return None
    words = text[start:end]
    people = PEOPLE.search(words)
    mentions = claimants.mentions(words)
    places = [people.start()] if people else []
    places += [mentions[0][0]] if mentions else []
    if not places or _NO_PERSON.search(words, 0, min(places)):
        return None
    return _trimmed_start(text, start, end), words


def _after(text: str, start: int, end: int, claimants: Claimants) -> tuple[int, str] | None:
    """Return the people that stand right behind a phrase."""
    stop = re.compile(r"[,;.:(]|\b(?:who|that|which|across|in|with|to|and the)\b").search(
        text, start, end
    )
    words = text[start : stop.start() if stop else end].rstrip()
    if PEOPLE.search(words) or claimants.mentions(words) or words == "them":
        return start, words
    return None


def _there_is(
    text: str, match: "re.Match[str]", clause: Clause, claimants: Claimants
) -> tuple[int, str] | None:
    """Return the people behind "demand is rising for"."""
    found = _DEMAND.search(text, clause.start, match.start())
    if found and re.match(r"\s*for\s", text[match.end() - 1 : match.end() + 6]):
        after = _after(text, match.end(), clause.end, claimants)
        return (found.start(), after[1]) if after else None
    return None


def _trimmed_start(text: str, start: int, end: int) -> int:
    lead = re.compile(r"(?:\s|(?:and|the|that|so|also|then|thus|with)\b)*", re.IGNORECASE)
    found = lead.match(text, start, end)
    return found.end() if found else start


def _goal(text: str, at: int) -> tuple[str, int]:
    vague = _VAGUE.match(text, at)
    if vague:
        return credited(vague[0]), vague.end()
    money: list[Money] = [m for m in amounts(text[at : at + 40]) if m.start <= 1 and not m.high]
    if not money or money[0].low < 1_000_000:
        return "", at
    amount, size = money[0].low, ""
    for word, value in (("trillion", 10**12), ("billion", 10**9), ("million", 10**6)):
        if amount >= value:
            amount, size = amount / Decimal(value), word
            break
    return f"{decimal(amount)} {size} {money[0].currency}", at + money[0].end
