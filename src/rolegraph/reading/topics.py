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
        ba in | ma in | bs or ms | bs/ms | undergrad | honours | majors in | majoring in
        | degree-level
        | graduated in | alma mater""",
    ),
    (
        "certifications",
        """certification | certifications | certificate | certificates | certified | credential* |
        badge | badges | exam | exams | nanodegree | charter""",
    ),
    (
        "industries",
        """industries | industry | sector | sectors | verticals | employ* | work in | works in |
        working in | found in | found at | found among | found wherever | hired by | hire | hires |
        hiring | work for | works for | working for | worked for | worked at | working at
        | works at |
        work at | jobs in | roles in | positions in | posts in | careers in | jobs at
        | opportunities
        in | opportunities at | openings in | vacancies in | cluster in | cluster around
        | recruit | recruits | recruited |
        companies such as | companies like | firms such as | firms like | organizations such as
        | organizations like | organisations such as | organisations like | fields such as |
        fields like | academics | academia | universities | university research | take on | takes on
        | snap up | snaps up | end up in | end up at | turn up in | turn up at
        | where the jobs are |
        of the jobs are | jobs are in | most jobs | biggest buyers | bulk of the | sit in
        | settle in
        | thrive in | court | courts | welcome them | wanted in | needed in | in demand in
        | sought by
        | sought after by | sought after in | recruiters at | recruiters from | recruiters in
        | look to
        | spent years | strongest in | highest in""",
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
_FOUND: Final = re.compile(
    r"\b(?:(?:find|meet)\s(?:\w+[\s-]){1,4}(?:in|at|among)|(?:find|found|get|land)\s(?:\w+\s)?"
    r"(?:jobs|work|employment|positions|hired|employed)|(?:hired|employed|found|sought|recruited"
    r"|wanted"
    r"|needed|snapped up|courted|common|at home)\s(?:\w+\s){0,2}(?:by|in|at|among|wherever|across"
    r"|throughout)|(?:where|most)\s(?:\w+[\s-]){0,5}(?:jobs|work|openings|posts)|"
    r"(?:demand|opportunit\w+|jobs|openings|work|places?|positions|posts|careers)\s(?:for\s)?"
    r"(?:\w+[\s-]){0,4}(?:in|at|from|with)|turns? up|in short supply|spent\s(?:\w+\s){1,3}at"
    r"|came from)\b",
    re.IGNORECASE,
)
_PATTERNS: Final = tuple(
    (about, re.compile(any_of(phrases(cues)), re.IGNORECASE)) for about, cues in _CUES
)


def topics(text: str, start: int, end: int) -> frozenset[str]:
    """Return what the words of a clause say that it is about, as names of sections.

    >>> sorted(topics("Most hold a degree in physics", 0, 29))
    ['education']
    """
    found = {about for about, cue in _PATTERNS if cue.search(text, start, end)}
    if _FOUND.search(text, start, end):
        found.add("industries")
    return frozenset(found)
