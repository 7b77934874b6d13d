"""Into which parts a clause falls, and what it says of each: wanted, set aside, denied."""

import pytest

from rolegraph.reading.passage import Mention
from rolegraph.reading.phrases import Chunk, Stance, chunks, modality, stance, takes_back

# A clause, and of each part: its list, its scope (? where "or" joins the list), the parentheses
# that are open, what stands before it, its words, and of what it is an example.
PARTS = """\
Python or R, and SQL and C
    0 main? ^ Python
    0 main? or R
    1 main and SQL
    1 main and C
Python or R, plus SQL or C
    0 main? ^ Python
    0 main? or R
    1 main? plus SQL
    1 main? or C
R and C or D as well as E
    0 main? ^ R
    0 main? and C
    0 main? or D
    1 main as well as E
Docker, Podman and Kafka
    0 main ^ Docker
    0 main , Podman
    0 main and Kafka
Docker, Podman, or Kafka; R or C
    0 main? ^ Docker
    0 main? , Podman
    0 main? or Kafka
    1 main? ; R
    1 main? or C
tools such as Docker (e.g. Podman, [Kafka]) for work, C
    0 main ^ tools
    1 example such as Docker < tools
    3 example (e.g. Podman < Docker
    4 example (([ Kafka < Podman
    7 passing for work < tools
    7 example , C < tools
containers: Docker, Podman: R
    0 main ^ containers
    1 main : Docker < containers
    1 main , Podman < containers
    2 main : R < Podman
languages including Python, R
    0 main ^ languages
    1 main including Python < languages
    1 main , R < languages
Docker for reports, Kafka
    0 main ^ Docker
    1 passing for reports
    1 main , Kafka
able to write Docker for R
    0 main ^ able
    2 main write Docker
    3 passing for R
tools such as Docker for reports, R
    0 main ^ tools
    1 example such as Docker < tools
    2 passing for reports < tools
    2 example , R < tools
tools such as Docker of R, C
    0 main ^ tools
    1 example such as Docker < tools
    2 example of R < tools
    2 example , C < tools
Docker, with Kafka
    0 main ^ Docker
    1 passing with Kafka
Docker with Kafka
    0 main ^ Docker
    1 main with Kafka
) Docker ( Kafka ) R
    1 main ) Docker
    2 main (( Kafka < Docker
    3 main ) R
tools (such as Docker) R
    0 main ^ tools
    2 example (such as Docker < tools
    3 main ) R
R – C - Go • Java — D
    0 main ^ R
    1 main – C
    2 main - Go
    3 main • Java
    4 main — D
"Docker." and .NET, * ’Kafka.”
    0 main ^ Docker
    0 main and .NET
    0 main , Kafka
Docker as well as Kafka and/or R nor C
    0 main? ^ Docker
    0 main? as well as Kafka
    0 main? and/or R
    0 main? nor C
tools (like Docker) to R (for Go) C
    0 main ^ tools
    2 example (like Docker < tools
    4 passing to R
    6 passing (for Go < R
    7 passing ) C
Docker to R. Kafka to C; D to E: F
    0 main ^ Docker
    1 passing to R
    2 main . Kafka
    3 passing to C
    4 main ; D
    5 passing to E
    6 main : F < E
a strong passion for R to C
    0 main ^ a strong passion
    1 main for R
    2 passing to C
tools such as Docker: Kafka
    0 main ^ tools
    1 example such as Docker < tools
    2 main : Kafka < Docker
for R, tools such as D for C, E
    1 passing for R
    1 main , tools
    2 example such as D < tools
    3 passing for C < tools
    3 example , E < tools
such as Docker, (R) C
    1 example such as Docker
    2 example (( R < Docker
    3 example ) C
R (C [D] E) F
    0 main ^ R
    1 main (( C < R
    2 main (([ D < C
    3 main (] E < R
    4 main ) F
C; Python or R, and SQL
    0 main ^ C
    1 main? ; Python
    1 main? or R
    2 main and SQL
Xcode, Mac OS X
    0 main ^ Xcode
    0 main , Mac OS X
.R, C and .NET
    0 main ^ .R
    0 main , C
    0 main and .NET
R and/or C, D
    0 main? ^ R
    0 main? and/or C
    0 main? , D
"""
# A clause, and the words that it prefers, sets aside or denies.
STANCES = """\
Docker is a plus
    preferred: Docker is a plus
Scala is required, Docker is a plus
    preferred: , Docker is a plus
Docker is a plus, Scala is required
    preferred: Docker is a plus
Docker is preferred and Scala is required
    preferred: Docker is preferred
Docker is required and Scala preferred
    preferred: and Scala preferred
They must know Scala and R, and Docker or Go is a bonus
    preferred: , and Docker or Go is a bonus
Scala is required, as we said, Docker is a plus
    preferred: , as we said, Docker is a plus
Scala is required and Go and Docker is a plus
    preferred: and Go and Docker is a plus
Docker, plus Kafka
Docker would be a definite plus for them
    preferred: Docker would be a definite plus for them
Docker: plus
    preferred: Docker: plus
Useful but required: Docker
    preferred: Useful but required: Docker
We may use Docker, ideally Go
    preferred: may use Docker, ideally Go
    preferred: ideally Go
Docker is not required, but R
    dropped: Docker is not required
Scala, and Docker is not required; R
    dropped: , and Docker is not required
Scala; Docker is not needed, so R
    dropped: ; Docker is not needed
C, and Scala; Docker is not needed
    dropped: ; Docker is not needed
C; Scala, and Docker is not needed
    dropped: , and Docker is not needed
Scala without Docker, R
    dropped: without Docker
Those without a degree can start
    dropped: without a degree
    hedged
Those without a degree, or a plan, can start
    dropped: without a degree
    hedged
Those without a degree sing
    dropped: without a degree sing
Without Docker, those can start
    dropped: Without Docker
    hedged
Docker rather than Kafka, R
    dropped: rather than Kafka
Docker rather than Kafka
    dropped: rather than Kafka
They do not use Docker, but R
    denied: do not use Docker
They do not use Docker. R
    denied: do not use Docker
They don’t use Docker, and R
    denied: don’t use Docker
They rarely use Docker instead of R or rarely use Go
    dropped: instead of R or rarely use Go
    denied: rarely use Docker
Instead of Docker, they rarely use R
    dropped: Instead of Docker
    denied: rarely use R
They never use Docker rather than Go and never R
    dropped: rather than Go and never R
    denied: never use Docker rather than Go and never R
They often use it
    hedged
They use it rather than Go, and some use R or C
    dropped: rather than Go
    hedged
They cannot use Docker
    denied: cannot use Docker
They prefer Docker over Kafka, R
    dropped: over Kafka
They picked Docker Compose over Kafka
    dropped: over Kafka
Python (Scala is a plus), R
    preferred: (Scala is a plus
Python (highly preferred), R
    preferred: Python (highly preferred), R
Python (Highly preferred), R
    preferred: Python (Highly preferred), R
Python (a) and R (Scala is a plus
    preferred: (Scala is a plus
R (PhD not required), C
    dropped: (PhD not required
R (not required), C
    dropped: R (not required), C
R is required (Scala is a plus, Go is a must), C
    preferred: (Scala is a plus
C, and (Scala, and R not needed, and D), E
    dropped: , and R not needed
They use R but not Docker, C
    dropped: not Docker
They use R, not Docker
    dropped: not Docker
They use R and not only Docker, not to mention C
They take notes, and notes, but nothing
They hardly use R, barely need C
    denied: hardly use R, barely need C
    denied: barely need C
They hardly ever sleep
    denied: hardly ever sleep
Engineers used to use R; C
    dropped: used to use R; C
R is used to use C
Plain words
Python (Scala is a plus), R (C)
    preferred: (Scala is a plus
(Scala is a plus) R
    preferred: (Scala is a plus
Kafka (Scala is a plus)
    preferred: (Scala is a plus
They rarely use Docker
    denied: rarely use Docker
"""


def cases(table: str) -> list[list[str]]:
    return [case.split("\0") for case in table.strip().replace("\n    ", "\0").split("\n")]


@pytest.mark.parametrize("case", cases(PARTS))
@pytest.mark.parametrize("before", ["", "Able for (e.g. R or; for C, "])
def test_the_parts_of_a_clause(case: list[str], before: str) -> None:
    said, *parts = case
    start, text = len(before), f"{before}{said} or (e.g. R): C"
    found = [
        f"{part.group} {part.scope}{'?' if part.choice else ''} {'(' * part.depth}"
        f"{part.before or '^'} {text[part.start : part.end]}{' < ' if part.head else ''}{part.head}"
        for part in chunks(text, start, start + len(said), ())
    ]
    assert found == parts


@pytest.mark.parametrize("case", cases(STANCES))
@pytest.mark.parametrize("before", ["", "Not (Required, and often; may rarely, "])
def test_the_stance_of_a_clause(case: list[str], before: str) -> None:
    said, *spans = case
    start, text = len(before), f"{before}{said} sings a plus, often not required; but) can"
    manner = stance(text, start, start + len(said))
    found = [
        f"{name}: {text[a:b].strip()}"
        for name, parts in zip(manner._fields, manner[:3], strict=False)
        for a, b in parts
    ]
    assert [*found, *(["hedged"] if manner.hedged else [])] == spans


def test_a_name_is_never_parted() -> None:
    inside = chunks("(R and D), C", 0, 12, [Mention(1, 8, ())])
    assert [(part.start, part.end) for part in inside] == [(1, 8), (11, 12)]
    text = "R and D, C and D, E and F"
    names = [Mention(0, 7, ()), Mention(9, 16, ())]
    found = chunks(text, 0, len(text), names)
    assert [text[part.start : part.end] for part in found] == ["R and D", "C and D", "E", "F"]
    assert [part.mentions for part in found] == [(names[0],), (names[1],), (), ()]
    inside = chunks(text, 9, len(text), names)
    assert [text[part.start : part.end] for part in inside] == ["C and D", "E", "F"]


def part(scope: str, choice: bool) -> Chunk:
    return Chunk(0, 9, scope, 0, choice, "", "", 0, ())


@pytest.mark.parametrize(
    ("scope", "choice", "hedged", "how"),
    [
        ("main", False, False, "required"),
        ("main", True, False, "alternative"),
        ("main", True, True, "alternative"),
        ("main", False, True, "mentioned"),
        ("passing", False, False, "mentioned"),
        ("passing", True, False, "mentioned"),
        ("example", True, True, "example"),
    ],
)
def test_how_strongly_a_part_is_tied(scope: str, choice: bool, hedged: bool, how: str) -> None:
    manner = Stance(((2, 4),), ((4, 6),), ((6, 8),), hedged)
    strengths = [modality(part(scope, choice), manner, at) for at in range(6)]
    assert strengths == [how, how, "preferred", "preferred", how, how]
    assert [at for at in range(9) if manner.is_preferred(at)] == [2, 3]
    assert [at for at in range(9) if manner.is_dropped(at)] == [4, 5]
    assert [at for at in range(9) if manner.is_denied(at)] == [6, 7]


@pytest.mark.parametrize(
    ("clause", "what"),
    [
        ("they no longer use it", "use"),
        ("nobody there touches them", "use"),
        ("few of them need it", "need"),
        ("none of them holds one", "need"),
        ("they make no use of it", "use"),
        ("they have it", ""),
        ("they use it, not that", ""),
    ],
)
def test_what_a_clause_takes_back(clause: str, what: str) -> None:
    text = f"They do not use it: {clause} and never use it"
    assert takes_back(text, 20, 20 + len(clause)) == what
