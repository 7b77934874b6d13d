"""What passages say of a role's outlook and pay."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rolegraph.facts import Concept
from rolegraph.reading import salaries
from rolegraph.reading.claimants import Claimants
from rolegraph.reading.figures import Agencies
from rolegraph.reading.growth import KnownOutlooks
from rolegraph.reading.outlook import OutlookPhrases, OutlookReader
from rolegraph.reading.passage import Finding, Passage
from rolegraph.reading.subjects import Statement

_OUTLOOK: Final = frozenset(("", "outlook", "salary", "comparison", "definition"))
_PAY: Final = frozenset(("", "outlook", "salary", "comparison"))
# Both readers look at every clause with every phrase they know: what can hold nothing for them is
# passed over first.
_FORECAST: Final = re.compile(
    r"demand|need|grow|increas|project|expect|outlook|opening|market|rise|rising|remain|percent|%"
    r"|declin|shrink|surg|boom|opportunit|prospect|shortage|sought|future|hiring|vacanc|essential"
    r"|crucial|doubl|employ",
)
_DIGIT: Final = re.compile(r"\d")
_LONGEST: Final = 50_000


class Prospects:
    """Finds outlooks and salaries in passages."""

    def __init__(self, concepts: Iterable[Concept], folder: str) -> None:
        self._agencies = Agencies.load(folder)
        self._outlooks = OutlookReader(
            OutlookPhrases.load(folder), self._agencies, KnownOutlooks(concepts)
        )

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
        if passage.about in _OUTLOOK and len(text) <= _LONGEST and _FORECAST.search(text.lower()):
            for outlook in self._outlooks.find(text, claimants):
                roles = outlook.roles or own or _subject(said, outlook.start) or tuple(everyone)
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
        if passage.about in _PAY and len(text) <= _LONGEST and _DIGIT.search(text):
            context = own or _subject(said, 0) or tuple(everyone)
            found = salaries.find(
                text, claimants, context, self._agencies, about_pay=passage.about == "salary"
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


def _subject(said: Sequence[Statement], at: int) -> tuple[str, ...]:
    """Return the roles that the clause at an offset is about, where it says so."""
    for statement in said:
        if statement.start <= at < statement.end:
            return statement.roles
    return ()
