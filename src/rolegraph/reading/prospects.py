"""What passages say of a role's outlook and pay."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from rolegraph.facts import Concept
from rolegraph.reading import salaries
from rolegraph.reading.claimants import Claimants
from rolegraph.reading.figures import Agencies, nearest
from rolegraph.reading.growth import Claim, KnownOutlooks
from rolegraph.reading.outlook import Outlook, OutlookReader
from rolegraph.reading.outlookphrases import OutlookPhrases
from rolegraph.reading.passage import Finding, Passage
from rolegraph.reading.rates import periods
from rolegraph.reading.subjects import Statement

_NO_OUTLOOK: Final = frozenset(("advice", "aside", "responsibilities"))
_NO_PAY: Final = frozenset(("advice", "aside", "responsibilities", "certifications"))
_BRIEF: Final = (
    ("demand-steady", r"stable|steady|flat|unchanged|little change|no growth"),
    ("demand-falling", r"declining|shrinking|falling|poor|bleak|weak"),
    ("demand-rising", r"(?:rapidly )?(?:growing|rising|expanding)(?: (?:fast|quickly|rapidly))?"),
    ("growth-much-faster-than-average", r"much faster than (?:the )?average"),
    ("growth-faster-than-average", r"faster than (?:the )?average"),
    ("growth-about-as-fast-as-average", r"(?:about )?as fast as (?:the )?average|average growth"),
    (
        "in-high-demand",
        r"(?:in )?(?:high|strong|great) demand|excellent|strong|booming|high|hot|good",
    ),
    ("modest-growth", r"(?:modest|slow|moderate|slight) growth"),
    ("demand-to-grow-significantly", r"(?:strong|rapid|fast|steep) growth"),
)
_SAYS_BRIEFLY: Final = re.compile(
    r"\s*(?:very |fairly |mostly |still |quite |rather |largely )?(?:"
    + "|".join(f"(?P<c{at}>{words})" for at, (_, words) in enumerate(_BRIEF))
    + r")(?=\s*(?:[.,;:–—]|$|but\b|with\b|driven\b))",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(
    r"\s*(?:about |around |roughly |some )?(?P<sign>[+–−-])?\s?(?P<value>\d{1,3}(?:\.\d{1,2})?)\s?"
    r"(?:%|per ?cent\b)(?!\s?(?:-|–|to|of)\s?\w)",
    re.IGNORECASE,
)
_LONGEST_CELL: Final = 80
_COLUMN: Final = re.compile(r"\b(?:outlook|growth|demand|prospects|job market)\b", re.IGNORECASE)
_THEM: Final = re.compile(r"\bfor them\b", re.IGNORECASE)
# Both readers look at every clause with every phrase they know: what can hold nothing for them is
# passed over first.
_FORECAST: Final = re.compile(
    r"demand|need|grow|increas|project|expect|outlook|opening|market|rise|rising|remain|percent|%"
    r"|declin|shrink|surg|boom|opportunit|prospect|shortage|sought|future|hiring|vacanc|essential"
    r"|crucial|doubl|triple|employ|hard to|supply|struggl|cannot|fell|dropp"
    r"|cool|slow|halv|stable|steady|flat|scarce|rare|fewer|foresee|\bads?\b|postings",
)
_DIGIT: Final = re.compile(r"\d")
_LONGEST: Final = 50_000


class Prospects:
    """Finds outlooks and salaries in passages."""

    def __init__(self, concepts: Iterable[Concept], folder: str) -> None:
        self._agencies = Agencies.load(folder)
        self._known = KnownOutlooks(concepts)
        self._outlooks = OutlookReader(OutlookPhrases.load(folder), self._agencies, self._known)

    def find(
        self,
        passage: Passage,
        said: Sequence[Statement],
        claimants: Claimants,
        everyone: Sequence[str],
    ) -> Iterator[Finding]:
        """Yield the outlooks and the pay that a passage states.

        Where the words name no role, it is the one that the passage is about, else all of them.
        """
        text = passage.text.text
        own = tuple(role.iri for role in passage.roles)
        brief = own and (
            passage.about == "outlook"
            or (passage.listed and _COLUMN.search(passage.section[:_LONGEST_CELL]))
        )
        if (
            passage.about not in _NO_OUTLOOK
            and len(text) <= _LONGEST
            and (brief or _FORECAST.search(text.lower()))
        ):
            found_ = self._outlooks.find(text, claimants, topical=passage.about == "outlook")
            if brief:
                found_ += self._brief(text, found_)
            for outlook in found_:
                roles = outlook.roles or own or _meant(text, outlook, claimants)
                roles = roles or _subject(said, outlook.start) or tuple(everyone)
                for role in roles:
                    yield Finding(
                        role,
                        "outlook",
                        outlook.thing,
                        "mentioned",
                        outlook.start,
                        outlook.end,
                        outlook.concept,
                    )
        if passage.about not in _NO_PAY and len(text) <= _LONGEST and _DIGIT.search(text):
            context = own or _subject(said, 0) or tuple(everyone)
            found = salaries.find(
                text,
                claimants,
                context,
                self._agencies,
                about_pay=passage.about == "salary",
                column=passage.section if passage.listed and own else "",
            )
            for pay in found:
                yield Finding(
                    pay.role,
                    "salary",
                    pay.concept.iri,
                    "mentioned",
                    pay.start,
                    pay.end,
                    pay.concept,
                )

    def _brief(self, text: str, found: Sequence[Outlook]) -> list[Outlook]:
        """Return what the first words below an outlook's heading say, such as "Stable"."""
        if found:
            return []
        said = _SAYS_BRIEFLY.match(text)
        if said is not None:
            claim = Claim(_BRIEF[int(str(said.lastgroup)[1:])][0])
            return [Outlook(0, said.end(), (), *self._known.concept(claim))]
        share = _SHARE.match(text) if len(text) <= _LONGEST_CELL else None
        if share is None:
            return []
        percent = Decimal(share["value"]) * (-1 if (share["sign"] or "+") in "–−-" else 1)
        agency = nearest(self._agencies.find(text), share.end())
        period = next(iter(periods(text)), None)
        claim = Claim("", percent, "", agency, period)
        return [Outlook(0, share.end(), (), *self._known.concept(claim))]


def _meant(text: str, outlook: Outlook, claimants: Claimants) -> tuple[str, ...]:
    """Return the role named last before words that speak of "them"."""
    if not _THEM.search(text, outlook.start, outlook.end + 10):
        return ()
    before = claimants.mentions(text[max(0, outlook.start - 400) : outlook.start])
    return before[-1][2] if before else ()


def _subject(said: Sequence[Statement], at: int) -> tuple[str, ...]:
    """Return the roles that the clause at an offset is about, where it says so."""
    for statement in said:
        if statement.start <= at < statement.end:
            return statement.roles
    return ()
