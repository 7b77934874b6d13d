"""Short names for duties that the vocabulary lacks: a verb in base form and its object."""

from collections.abc import Container, Mapping
from typing import Final, NamedTuple

from rolegraph.reading.verbgroups import (
    ADVERB,
    AND,
    ASIDE,
    BE,
    DETERMINER,
    PREPOSITION,
    RELATIVE,
    STOP,
    SUBJECT,
    TO,
    WHO,
    WORD,
    Grammar,
    Token,
)
from rolegraph.reading.words import words

MOST_WORDS: Final = 8
"""No name has more words."""

_CUTS: Final = words(
    """using by so ensuring enabling while where when because if based such including like through
    via without how whether why what before after during upon despite throughout allowing making
    helping leading resulting leveraging"""
)
_FUNCTION: Final = (AND, PREPOSITION, TO, RELATIVE, WHO, DETERMINER, BE, SUBJECT, ASIDE, ADVERB)
_PARTICLES: Final = words("out up back off down away around over")
_PRONOUNS: Final = words("them it this that these those others one ones they he she we you")


class Name(NamedTuple):
    """A name and the part of the text that it stands for."""

    start: int
    end: int
    label: str


def name_of(
    text: str, grammar: Grammar, common: Container[str], verbs_of: Mapping[str, str]
) -> Name | None:
    """Return a short name for the duty that a clause says, or None where it says none.

    ``common`` holds words that are no proper names, whatever case they stand in; ``verbs_of`` the
    verbs behind nouns, for "maintenance of the lifts".
    """
    line, groups = grammar.parse(text)
    first = next((group for group in groups if not group.remark), None)
    if first is None or first.passive >= 0:
        start = _verb_outside(line, verbs_of)
        if start < 0:
            return None
        verbs = {start}
    else:
        start = first.verbs[0][0]
        verbs = {at for at, _ in first.verbs}
    of = start + 1 < len(line) and line[start + 1].word == "of"
    end = _cut(line, start, max(verbs) + 1 + of)
    if first is not None:
        later = (group.start for group in groups if group.chain > first.chain)
        end = min(end, next(later, end))
    title = _is_title(text, line, start)
    parts: list[tuple[int, str]] = []
    for at in range(start, end):
        token = line[at]
        if token.kind in (DETERMINER, ASIDE, ADVERB) and token.word not in ("hands-on",):
            continue
        if at == start and token.word in verbs_of and of:
            parts.append((at, verbs_of[token.word]))
            continue
        if at == start + 1 and token.word == "of":
            continue
        if at in verbs or _parallel(line, at, start):
            word = grammar.verbs.base(token.word)
        elif token.kind == WORD:
            word = _cased(text[token.start : token.end], title, common)
        else:
            word = token.word
        parts.append((at, word))
    parts = _short(line, parts, verbs)
    objects = [word for at, word in parts if line[at].kind == WORD and at not in verbs]
    if not objects or set(objects) <= _PARTICLES:
        return None
    label = _joined(text, line, parts)
    return Name(line[start].start, line[parts[-1][0]].end, label)


def _verb_outside(line: list[Token], verbs_of: Mapping[str, str]) -> int:
    """Return where a text starts with a verb that no table has, or a noun for one; else -1."""
    modal = False
    for at, token in enumerate(line[:4]):
        if token.kind in (ADVERB, DETERMINER):
            continue
        if token.kind == SUBJECT:
            modal = True
            continue
        follows = line[at + 1] if at + 1 < len(line) else None
        if token.kind != WORD or follows is None or follows.kind in (STOP, AND):
            return -1
        if follows.word == "of":
            return at if token.word in verbs_of else -1
        if token.word.endswith("ing") and len(token.word) > 5:
            return at
        return at if follows.kind == DETERMINER or (modal and follows.kind == WORD) else -1
    return -1


def _parallel(line: list[Token], at: int, start: int) -> bool:
    """Return whether a word continues a list of verbs: "granting and revoking"."""
    return (
        at - start in (2, 3)
        and line[at].word.endswith("ing")
        and line[start].word.endswith("ing")
        and all(token.kind == AND for token in line[start + 1 : at])
    )


def _cut(line: list[Token], start: int, first: int) -> int:
    """Return where the purpose, the means or the sentence's end cuts a duty off."""
    end = first
    while end < len(line):
        token = line[end]
        if token.kind in (STOP, RELATIVE, WHO, BE, SUBJECT) or token.word in _CUTS:
            break
        if token.kind == TO and end > first:
            break
        if token.word in ("for", "in", "with", "across", "within", "from") and end - start >= 6:
            break
        end += 1
    return end


def _is_title(text: str, line: list[Token], start: int) -> bool:
    """Return whether most words have a capital, so that capitals tell nothing."""
    named = [token for token in line[start + 1 :] if token.kind == WORD]
    capitals = sum(text[token.start].isupper() for token in named)
    return capitals * 2 > len(named)


def _cased(word: str, title: bool, common: Container[str]) -> str:
    """Return a word in lower case, unless it is an acronym or a proper name."""
    if word[1:] != word[1:].lower() or any(letter.isdigit() for letter in word):
        return word
    lower = word.lower()
    return lower if title or lower in common else word


def _short(
    line: list[Token], parts: list[tuple[int, str]], verbs: set[int]
) -> list[tuple[int, str]]:
    """Return the parts of a name within the limit, cut where a phrase ends."""

    def count(some: list[tuple[int, str]]) -> int:
        return sum(word != "," for _, word in some)

    last = max(verbs)
    while count(parts) > MOST_WORDS:
        cut = next(
            (
                at
                for at in range(len(parts) - 1, 1, -1)
                if parts[at][0] > last + 1
                and line[parts[at][0]].kind in (AND, PREPOSITION)
                and count(parts[:at]) <= MOST_WORDS
            ),
            0,
        )
        if not cut:
            kept = parts[: MOST_WORDS + sum(word == "," for _, word in parts[:MOST_WORDS])]
            parts = kept[: len(kept) - max(0, count(kept) - MOST_WORDS)]
            break
        parts = parts[:cut]
    while parts and (line[parts[-1][0]].kind in _FUNCTION or parts[-1][1] in _PRONOUNS):
        parts = parts[:-1]
    return parts


def _joined(text: str, line: list[Token], parts: list[tuple[int, str]]) -> str:
    """Return the words as one line, with commas and hyphens as the text has them."""
    label = ""
    before: Token | None = None
    for at, word in parts:
        token = line[at]
        between = text[before.end : token.start] if before is not None else ""
        if word == "," or not label:
            label += word
        elif between == "-" or word == "/" or label.endswith("/"):
            label += ("-" if between == "-" else "") + word
        else:
            label += " " + word
        before = token
    return label
