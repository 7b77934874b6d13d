"""Which role each clause of a passage is about."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from rolegraph.reading.passage import Passage
from rolegraph.reading.roles import ArticleRoles, RoleMention, is_both, is_pronoun
from rolegraph.reading.sentences import Span, clauses, is_contrast, sentences
from rolegraph.reading.words import words

_OBLIQUE: Final = words(
    """with by unlike than from alongside via like against toward towards to into beside besides
    versus vs vs. partner partnering including"""
)
_DETERMINERS: Final = words(
    """a an the these those many most some other our your their its all experienced aspiring
    successful skilled professional junior senior modern typical good great talented fellow"""
)
_COORDINATED: Final = re.compile(
    r"\s*(?:,\s*(?:and|or|&)?|and|or|&|as well as)\s*(?:(?:an?|the)\s+)?"
)
_FOR_ALL: Final = words(
    "advice outlook salary skills tools education industries responsibilities certifications"
)
_ADDRESSED: Final = words("advice outlook salary")
_OPENING: Final = 40
_LEAD_WORDS: Final = re.compile(
    r"(?:(?:and|but|so|then|also|however|in addition|additionally|moreover|furthermore|typically"
    r"|usually|often|generally|overall|besides|as a result|therefore|thus|day to day|in practice"
    r"|on the other (?:hand|side)|in contrast|by contrast|conversely|meanwhile|because|since"
    r"|as|when"
    r"|while|although|if|here|for this reason|in short|to put it simply)\b[\s,]*)*",
    re.IGNORECASE,
)


class Statement(NamedTuple):
    """A clause and the roles, by IRI, that it speaks of; ``named`` tells that it names them.

    ``titles`` are the places where the clause writes the name of a role.
    """

    start: int
    end: int
    roles: tuple[str, ...]
    named: bool
    titles: tuple[Span, ...] = ()


def parted(passages: Sequence[Passage], article: ArticleRoles) -> frozenset[str]:
    """Return the sections in which some passages speak of one role and some of another."""
    named: dict[str, set[str]] = {}
    for passage in passages:
        iris = {role.iri for role in passage.roles}
        if not iris:
            iris = {mention.iri for mention in article.find(passage.text.text)}
        if len(iris) == 1:
            named.setdefault(passage.section, set()).update(iris)
    return frozenset(section for section, iris in named.items() if len(iris) > 1)


def statements(
    passage: Passage,
    article: ArticleRoles,
    *,
    for_all: bool = True,
    before: tuple[str, ...] = (),
) -> list[Statement]:
    """Return the clauses of a passage in order, each with its subject.

    A clause that names no role goes on about the one before it; ``before`` is the one that the
    passage before spoke of last. What stands under a heading that names no role is said of all the
    article's roles where the section is about traits and ``for_all`` does not say that it parts
    them; elsewhere it is said of none.
    """
    text = passage.text.text
    mentions = [mention for mention in article.find(text) if not _is_inside(mention, passage)]
    everyone = tuple(role.iri for role in article.roles)
    default = tuple(role.iri for role in passage.roles)
    if not default and before and _goes_on(text):
        default = before
    if not default and passage.about in _FOR_ALL and (for_all or passage.about in _ADDRESSED):
        default = everyone
    fixed = passage.listed and bool(passage.roles)
    starts = {start for mention in mentions for start in _starts(text, mention)}
    found: list[Statement] = []
    subject = default
    pair = everyone
    for sentence in sentences(text):
        before = subject
        for at, clause in enumerate(clauses(text, sentence, starts)):
            named: tuple[str, ...] | None = None
            if at and not fixed and is_contrast(text, sentence.start) and subject != before:
                # "Where analysts read, these engineers write": the pronoun goes past the contrast.
                subject = before or tuple(iri for iri in everyone if iri not in subject)
            if not fixed:
                named = _named(text, clause, mentions, everyone)
                named = _referred(text, clause, pair, subject, everyone) or named
            if named:
                subject = named
                pair = named if len(named) == 2 else pair
            titles = tuple(
                Span(mention.start, mention.end)
                for mention in mentions
                if clause.start <= mention.start < clause.end
            )
            found.append(Statement(*clause, subject, bool(named) or fixed, titles))
    return found


def _goes_on(text: str) -> bool:
    # The words may be none: a match there is always.
    opening = next(_LEAD_WORDS.finditer(text))
    pronoun = is_pronoun(text[opening.end() :][:_OPENING])
    return pronoun is not None and pronoun.start() == 0


def _is_inside(mention: RoleMention, passage: Passage) -> bool:
    """Tell whether a role's name is only a part of another, as of a certification for it."""
    return any(
        other.start <= mention.start
        and mention.end <= other.end
        and other.end - other.start > mention.end - mention.start
        for other in passage.mentions
    )


def _starts(text: str, mention: RoleMention) -> tuple[int, ...]:
    before = re.search(r"(?:\b(?:an?|the|most|many|some)\s+)$", text[: mention.start][-8:])
    return (mention.start, mention.start - len(before[0])) if before else (mention.start,)


def _named(
    text: str, clause: Span, mentions: Sequence[RoleMention], everyone: tuple[str, ...]
) -> tuple[str, ...] | None:
    first = next(_LEAD_WORDS.finditer(text, clause.start, clause.end)).end()
    both = is_both(text[clause.start : clause.end])
    if both is not None and not re.match(r"(?i)neither|each other", both[0]):
        return everyone
    pronoun = is_pronoun(text[first : min(clause.end, first + _OPENING)])
    if pronoun is not None and pronoun.start() == 0:
        return None
    inside = [mention for mention in mentions if clause.start <= mention.start < clause.end]
    for at, mention in enumerate(inside):
        if _is_oblique(text, clause.start, mention.start):
            continue
        named = [mention.iri]
        end = mention.end
        for other in inside[at + 1 :]:
            if not _COORDINATED.fullmatch(text, end, other.start):
                break
            named.append(other.iri)
            end = other.end
        return tuple(dict.fromkeys(named))
    return None


_DONE_BY: Final = re.compile(
    r"(?i)\b(?:is|are|was|were|be|been|being)(?:\s\w+ly|\s(?:also|often|still|not|best|well|most))?"
    r"\s(?:\w+ed|run|written|known|built|driven|chosen|taught)(?:\s\w+ly|\salmost)?\sby$"
)


def _is_oblique(text: str, start: int, at: int) -> bool:
    """Tell whether what stands before a name makes it something else than the subject."""
    before = text[max(start, at - 60) : at].split()
    while before and before[-1].casefold().strip(",") in _DETERMINERS:
        before.pop()
    if not before:
        return False
    if before[-1].casefold() in _OBLIQUE:
        # "Kafka is used by data engineers": who does it is the one it is said of.
        return not _DONE_BY.search(" ".join(before))
    # "with analysts and data engineers": the second name depends on the same word.
    if before[-1].casefold() in ("and", "or") or before[-1].endswith(","):
        return any(word.casefold() in ("with", "between", "unlike") for word in before[-8:])
    return False


_COLLEAGUE: Final = re.compile(
    r"(?i)(?:and |but |while )?(?:her|his|their) (?:colleague|counterpart|partner|neighbou?r)s?\b"
)


def _referred(
    text: str,
    clause: Span,
    pair: tuple[str, ...],
    subject: tuple[str, ...],
    everyone: tuple[str, ...],
) -> tuple[str, ...]:
    other = _COLLEAGUE.match(text, clause.start, clause.end)
    if other is not None and len(everyone) == 2 and len(subject) == 1:
        return tuple(iri for iri in everyone if iri not in subject)
    found = re.match(
        r"(?i)(?:the )?(former|latter|first|second)\b", text[clause.start : clause.end]
    )
    if found is None or len(pair) != 2:
        return ()
    return (pair[0],) if found[1].casefold() in ("former", "first") else (pair[1],)
