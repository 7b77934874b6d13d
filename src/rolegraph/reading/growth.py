"""Figures of growth in one sentence: whose employment or which market, when, who says so."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, NamedTuple

from rolegraph.facts import Concept, Literal
from rolegraph.namespaces import RG, XSD, slug_of
from rolegraph.reading.claimants import DENIED, PEOPLE, VERB, Clause, last_of
from rolegraph.reading.figures import Agency, decimal
from rolegraph.reading.minting import provisional, slugify
from rolegraph.reading.rates import Percent, Period


class Claim(NamedTuple):
    """What one clause forecasts; empty parts are not said.

    ``what`` is the slug of a claim without a figure ("demand-rising"), ``goal`` the size that a
    market gets ("407 billion USD"), ``yearly`` tells a rate for each year from one for the period.
    """

    what: str = ""
    percent: Decimal | None = None
    category: str = ""
    agency: Agency | None = None
    period: Period | None = None
    yearly: bool = False
    goal: str = ""


class KnownOutlooks:
    """The outlooks of the vocabulary, found by their slugs and by their figures."""

    def __init__(self, concepts: Iterable[Concept] = ()) -> None:
        self._slugs: dict[str, str] = {}
        self._figures: dict[tuple[str, ...], str] = {}
        for concept in concepts:
            if concept.kind != "outlook":
                continue
            self._slugs[slug_of(concept.iri)] = concept.iri
            values = {p: o.value for p, o in concept.extra if isinstance(o, Literal)}
            category = values.get(RG.creditedTo, "")
            if category and RG.agency in values:
                figures = (RG.growthPercent, RG.periodStart, RG.periodEnd, RG.agency)
                key = tuple(values.get(property, "") for property in figures)
                self._figures[(*key, _folded(category))] = concept.iri

    def concept(self, claim: Claim) -> tuple[str, Concept | None]:
        """Return the IRI for a claim, and its description where the vocabulary has none."""
        slug, label, trend = _described(claim)
        if slug in self._slugs:
            return self._slugs[slug], None
        first, last = (claim.period.first, claim.period.last) if claim.period else ("", "")
        percent = "" if claim.percent is None else decimal(claim.percent)
        agency = claim.agency.name if claim.agency else ""
        if not claim.yearly and not claim.goal:
            known = self._figures.get((percent, first, last, agency, _folded(claim.category)))
            if known:
                return known, None
        pairs = (
            (RG.growthPercent, percent, XSD.decimal),
            (RG.periodStart, first, XSD.gYear),
            (RG.periodEnd, last, XSD.gYear),
            (RG.agency, agency, None),
            (RG.creditedTo, claim.category, None),
            (RG.trend, trend, None),
        )
        extra = tuple((p, Literal(value, datatype)) for p, value, datatype in pairs if value)
        concept = provisional("outlook", label, slug=slug, extra=extra)
        return concept.iri, concept


_LABELS: Final = {
    "demand-rising": "demand is rising",
    "demand-to-grow-significantly": "demand expected to grow significantly",
    "in-high-demand": "in high demand",
    "need-to-keep-growing": "need will keep growing",
    "remain-essential": "will remain essential",
    "demand-falling": "demand is falling",
    "demand-steady": "demand is steady",
    "modest-growth": "modest growth",
    "good-prospects": "prospects are good",
    "poor-prospects": "prospects are poor",
    "strong-competition-for-jobs": "competition for jobs is strong",
}
_TRENDS: Final = {
    "in-high-demand": "high",
    "remain-essential": "steady",
    "demand-steady": "steady",
    "demand-falling": "falling",
    "poor-prospects": "falling",
    "strong-competition-for-jobs": "",
}


def _described(claim: Claim) -> tuple[str, str, str]:
    """Return slug, label and trend of a claim."""
    agency = claim.agency.short if claim.agency else ""
    period = claim.period
    by = f" ({agency})" if agency else ""
    credit = f", {claim.category}" if claim.category else ""
    years, when = [], ""
    if period and period.first:
        years, when = [period.first, period.last], f" {period.first}–{period.last}"
    elif period and period.last:
        years, when = [period.last], f" by {period.last}"
    elif period:
        years, when = ["next-decade"], " over the next decade"
    if claim.percent is not None:
        down = claim.percent < 0
        percent = decimal(abs(claim.percent))
        parts = [agency, *years, claim.category, "minus" if down else "", percent]
        parts.append("yearly" if claim.yearly else "")
        label = f"{percent}% {'yearly ' if claim.yearly else ''}{'decline' if down else 'growth'}"
        trend = "falling" if down else "rising" if claim.percent else "steady"
        return _slug(parts), f"{label}{when}{credit}{by}", trend
    if claim.goal:
        slug = _slug([agency, *years, claim.category, claim.goal.replace(" of dollars", "")])
        return slug, f"{claim.category} to reach {claim.goal}{when}{by}", "rising"
    if claim.what == "similar-growth":
        slug = _slug([claim.what, claim.category])
        return slug, f"{claim.category or 'similar'}: similar growth", "rising"
    if claim.what == "demand-to-grow-significantly" and claim.agency and claim.category:
        slug = _slug([agency, *years, claim.category, "significant"])
        return slug, f"significant growth{when}{credit}{by}", "rising"
    if claim.what.endswith("-average"):
        trend = "steady" if "about" in claim.what else "rising"
        words = claim.what.replace("-", " ")
        return _slug([agency, *years, claim.category, claim.what]), f"{words}{credit}{by}", trend
    return (
        claim.what,
        _LABELS.get(claim.what, claim.what.replace("-", " ")),
        _TRENDS.get(claim.what, "rising"),
    )


def _slug(parts: list[str]) -> str:
    return "-".join(slugify(part.replace(".", "-")) for part in parts if part)[:150].strip("-")


def _folded(category: str) -> str:
    words = re.sub(r"[\s-]+", " ", category.casefold()).strip()
    return words.removesuffix("s")


_OF: Final = re.compile(
    r"\b(?:employment|jobs?|openings|demand|need|growth|positions|opportunities|postings|outlook"
    r"|market|hiring|prospects|vacancies|careers)\s(?:of|for|in|among)\s(?=\S)"
    r"|\b(?:that|those)\s(?:of|for)\s(?=\S)|\b(?:increase|rise|growth|rates?)\s(?:of|for|in|among)\s"
    r"(?=[\w -]{0,60}(?:roles|jobs|positions|engineers|scientists|analysts|developers|experts))",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(
    r"(?:\s(?:job|employment|projected|growth|increase|rise|jump|surge|decline|decrease|drop|rate"
    r"|in|the|number|of|more|fewer|new|ads|demand|jobs|openings|job-?growth|hiring|rise|expansion|vacancies"
    r"|postings|overall|annual|annually|each|year|per)){0,8}?\s(?:for|of|in|among)\s(?=\S)",
    re.IGNORECASE,
)
_FAR: Final = re.compile(
    r"(?:\s(?:(?:job|growth|increase|rise|rate|in|employment|demand|jobs|availability|openings|from"
    r"|between|and|to|by|through|until|over|the|next|decade|years)\b|(?:19|20)\d\d|\d\d?\b)){1,10}?"
    r"\s(?:for|among)\s(?=\S)",
    re.IGNORECASE,
)
_STOP: Final = re.compile(
    r"[,;:.()%]|\s[–—-]\s|\s(?=\d|[$€£])|\b(?:from|by|between|over|through|until|during|within|that"
    r"|which|who|to|at|as|while|compared|than|across|driven|due|growing|increasing|rising|expected"
    r"|projected|predicted|grow|increase|rise|surge|jump|in (?:the|20\d\d))\b|" + VERB.pattern,
    re.IGNORECASE,
)
_ANAPHORA: Final = re.compile(
    r"(?:(?:the|this|these|that|those|both|all|such|each|it|they|its|their|two|of|other|and|overall"
    r"|related|roles?|positions?|jobs?|fields?|professions?|occupations?|professionals|careers?"
    r"|job market|employment|demand|growth|need|workers|bureau|there|industry|sector)\s?)*"
)


_FIGURE: Final = re.compile(
    r"(?:\d[\d.]{0,6}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?:\sper\s?cent)?$|(?:\d[\d.]{0,6}|[a-z]{3,6})[\s-]per\s?cent\b",
    re.IGNORECASE,
)


def category(text: str, start: int, figure: int, end: int) -> tuple[str, int]:
    """Return the category that a figure is credited to, and where its words start.

    ``start`` and ``end`` bound the clause; ``figure`` is where the figure ends. The category is
    empty where the text names none or points back ("the field").
    """
    behind = _BEHIND.match(text, figure, end)
    if behind:
        words = _phrase(text, behind.end(), end)
        if words and PEOPLE.search(words):
            return words, behind.end()
    far = _FAR.match(text, figure, end)
    if far:
        words = _phrase(text, far.end(), end)
        if words and PEOPLE.search(words):
            return words, far.end()
    found = last_of(_OF, text, start, figure)
    if found:
        words = _phrase(text, found.end(), figure)
        if words:
            return words, found.start()
    words = _phrase(text, start, figure)
    people = last_of(PEOPLE, words, 0, len(words))
    if people and people.end() == len(words) and len(words.split()) <= 10:
        return words, start
    return "", start


def _phrase(text: str, start: int, end: int) -> str:
    stop = _STOP.search(text, start, min(end, start + 120))
    words = text[start : stop.start() if stop else min(end, start + 120)].strip(" \"'“”‘’\n")
    return credited(words)


def credited(words: str) -> str:
    """Return a category in lower case, without articles; names with several capitals stay.

    >>> credited("the Data Engineers"), credited("AI Scientists"), credited("this field")
    ('data engineers', 'AI scientists', '')
    """
    words = re.sub(
        r"^(?:(?:the|all|most|an?|both|global|worldwide|overall) )+", "", words, flags=re.I
    )
    if _FIGURE.match(words) or _ANAPHORA.fullmatch(words.casefold()):
        return ""
    return (
        " ".join(
            word if sum(c.isupper() for c in word) > 1 else word.lower() for word in words.split()
        )[:80]
        .strip(" ,")
        .removesuffix(" and")
        .removesuffix(" or")
    )


_MARKET: Final = re.compile(
    r"\bmarkets? for (?:the )?((?:[\w&-]{1,30}\s){0,4}[\w&-]{1,30}?)"
    r"(?=\s(?:is|are|was|will|to|has)\b)"
    r"|\b((?:[\w&-]{1,30}\s){0,5})(market|industry|sector)\b(?!place)",
    re.IGNORECASE,
)


def market(text: str, start: int, end: int) -> tuple[str, int] | None:
    """Return the market that the words before a figure speak of, and where they start."""
    found = last_of(_MARKET, text, start, end)
    if found is None:
        return None
    if found[1]:
        return credited(found[1]) + " market", found.start()
    head = found[3].lower()
    words = re.split(r"\b(?:the|a|that|of|in|global|worldwide|its|this)\s", found[2].strip() + " ")
    name = credited(words[-1].strip())
    if re.search(r"\b(?:job|labou?r|employment|hiring|talent)$", name):
        return None
    return f"{name} {head}".strip(), found.start()


_UP: Final = re.compile(
    r"\b(?:gr[eo]w\w*|increas\w+|ris(?:e|es|ing|en)|rose|expan\w+|surg\w+|jump\w*|climb\w*|soar\w*"
    r"|CAGR|rate of change|up(?!\s(?:to|on|in|with|for)\b)"
    r"|(down(?!\s(?:to|on|in)\b)|declin\w+|decreas\w+|fall(?:s|ing|en)?|fell|shr[iu]nk\w*|drop\w*"
    r"|contract(?:s|ed|ing)?))\b",
    re.IGNORECASE,
)
_TOPIC: Final = re.compile(
    r"\b(?:employment|demand|needs?|job|jobs|openings|positions?|roles?|occupations?|profession"
    r"|careers?|hiring|vacancies|postings|workforce|market|industry|sector|field|headcount"
    r"|(salar(?:y|ies)|pay|wages?|earnings|compensation|revenues?|accuracy|productivity|costs?"
    r"|efficiency|performance|traffic|volumes?|sales|profits?|speed|conversions?|errors?|data sets?"
    r"|budgets?|investments?|spending|funding|adoption|usage|respondents|companies|engagement))\b",
    re.IGNORECASE,
)
FORECAST: Final = re.compile(
    r"\b(?:project|expect|forecast|predict|anticipat|estimat|will|set to|likely)", re.IGNORECASE
)
YEARLY: Final = re.compile(
    r"\b(?:CAGR|compound annual|annual(?:ly)?|yearly|per (?:year|annum)|each year|every year"
    r"|year[- ](?:over|on)[- ]year|a year(?!\s(?:before|ago|earlier)))\b",
    re.IGNORECASE,
)
_AVERAGE: Final = re.compile(
    r"\b(?:average|all occupations|all jobs|national rate)\b", re.IGNORECASE
)
_CONTRAST: Final = re.compile(
    r"\b(?:compared (?:to|with)|than|versus|vs\.?|as opposed to|against)\s(?:\w+\s){0,4}$",
    re.IGNORECASE,
)


_COUNTED: Final = re.compile(
    r"\s(more|fewer)\s(?:[\w/-]{1,20}\s){0,4}?(?:postings|openings|jobs|vacancies|ads"
    r"|adverts|positions|posts|for\s(?=[\w -]{0,40}(?:engineer|scientist|analyst|developer|"
    r"manager|designer|architect|administrator|researcher|writer|specialist|tester)s))",
    re.IGNORECASE,
)


def direction(text: str, before: int, figure: Percent, following: int) -> int:
    """Return 1 for a figure of growth, -1 for one of decline, 0 for one of something else."""
    counted = _COUNTED.match(text, figure.end)
    if counted:
        return 1 if counted[1].lower() == "more" else -1
    if re.match(r"\s(?:of (?!growth|change)|fewer|less|discount|accura)", text[figure.end :][:12]):
        return 0
    if _CONTRAST.search(text, max(0, figure.start - 50), figure.start):
        return 0
    near = text[max(before, figure.start - 30) : figure.start]
    after = text[figure.end : min(following, figure.end + 40)]
    if (_AVERAGE.search(near) and not YEARLY.search(near)) or _AVERAGE.match(after.lstrip()):
        return 0
    if re.search(r"\b(?:for|of|across) all (?:occupations|jobs)", after):
        return 0
    word = last_of(_UP, text, max(0, figure.start - 160), figure.start)
    if word is None or figure.start - word.end() > 40:
        word = _UP.search(text, figure.end, min(following, figure.end + 30)) or word
    if word is None or DENIED.search(text, max(0, word.start() - 25), word.start()):
        return 0
    return -1 if word[1] else 1


def last_topic(text: str, end: int) -> str:
    """Return what the words before an offset speak of last: employment, market, pay."""
    topic = last_of(_TOPIC, text, 0, end)
    return topic[0].lower() if topic else ""


_SEES: Final = re.compile(r"\b(?:sees?|foresees?|counts?|counted|reckons?|puts?)\b", re.IGNORECASE)
_PERIOD: Final = re.compile(
    r"\b(?:(?:through|until|till|by|to|between|from|and)\s|(?:19|20)\d\d[–-])(?:(?:19|20)\d\d|\d\d)\b"
)
_GROWTH: Final = re.compile(r"\s(?:(?:job|projected|employment|expected)\s)?(?:growth|decline)\b")


def is_about_jobs(
    text: str,
    figure: Percent,
    clause: Clause,
    *,
    credited_to_agency: bool = False,
    topical: bool = False,
) -> bool:
    """Tell whether a figure is about employment or a market, and not about pay or accuracy."""
    topic = last_of(_TOPIC, text, clause.start, figure.start)
    after = _TOPIC.search(text, figure.end, min(len(text), figure.end + 40))
    if after and re.fullmatch(r"[\s\w-]{0,30}", text[figure.end : after.start()]):
        topic = after if after[1] or topic is None else topic
    if topic:
        return not topic[1]
    if topical or _COUNTED.match(text, figure.end):
        return True
    people = PEOPLE.search(text, clause.start, min(len(text), figure.end + 60))
    forecast = FORECAST.search(text)
    if forecast is None and _PERIOD.search(text):
        forecast = _SEES.search(text, 0, figure.start) or _GROWTH.match(text, figure.end)
    if people is None and credited_to_agency:
        people = PEOPLE.search(text, 0, figure.start)
    return bool(people and forecast) or bool(
        re.search(r"\bCAGR\b", text) and _TOPIC.search(text, 0, figure.start)
    )
