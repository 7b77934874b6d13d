"""What a clause of running text is about, told by its own words."""

import re
from typing import Final

from rolegraph.reading.words import any_of, phrases

_TOOLS: Final = phrases(
    """tool* | software | platform* | framework* | librar* | language* | technolog* | database*
    | system* | package* | stack | environment* | suite* | solution* | application* | notebook*
    | editor* | service* | engine* | ide | ides | product* | simulator* | utilities | scanner* |
    dashboards | warehouses | orchestrators | toolkit* | sdk* | api* | programs | interfaces |
    vendors | providers | models | resources | systems"""
)
TOOL_NOUN: Final = re.compile(rf"{any_of(_TOOLS)}\W*$", re.IGNORECASE)
_CUES: Final[tuple[tuple[str, str], ...]] = (
    (
        "education",
        """degree | degrees | bachelor* | master's | master’s | masters | ph.d | phd | doctorate
        | doctoral | diploma | educational background | academic background | majored | major in
        | graduate* in | studied | study of | undergraduate | postgraduate | b.s | m.s | bsc |
        msc | b.sc | m.sc | mba | associate's | coursework | backgrounds | bs in | ms in |
        ba in | ma in | bs or ms | bs/ms | undergrad""",
    ),
    (
        "certifications",
        "certification | certifications | certificate | certificates | certified | credential*",
    ),
    (
        "industries",
        """industries | industry | sector | sectors | verticals | employ* | work in | works in |
        working in | found in | found wherever | hired by | hire | hires | work for | works for
        | work at | jobs in | roles in | positions in | opportunities in | cluster in |
        companies such as | companies like | firms such as | firms like | organizations such as
        | organizations like | organisations such as | fields such as | fields like | academics
        | academia | universities | university research""",
    ),
    (
        "responsibilities",
        """responsible for | responsibilit* | duties | tasks | in charge of | tasked with |
        accountable for | day-to-day | daily work | their work | focus on | focuses on | job
        is""",
    ),
    ("tools", "tool | tools | software | technologies | tech stack | toolkit | toolbox | toolset"),
    (
        "skills",
        """skill | skills | proficien* | knowledge | experience | understanding | expertise |
        familiar* | ability | abilities | competenc* | fluent | fluency | adept | strong in |
        well versed | grasp | command of | conversant | know | comfortable | excel at""",
    ),
)
_PATTERNS: Final = tuple(
    (about, re.compile(any_of(phrases(cues)), re.IGNORECASE)) for about, cues in _CUES
)


def topics(text: str, start: int, end: int) -> frozenset[str]:
    """Return what the words of a clause say that it is about, as names of sections.

    >>> sorted(topics("Most hold a degree in physics", 0, 29))
    ['education']
    """
    return frozenset(about for about, cue in _PATTERNS if cue.search(text, start, end))
