"""Who a clause speaks of: the roles of the article that it names, or people in general."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from rolegraph.lexicon import normalise
from rolegraph.reading.passage import RoleName
from rolegraph.reading.sentences import sentences
from rolegraph.reading.titles import HEADS, singular

_GENERIC: Final = (
    "roles?|positions?|jobs?|professionals?|specialists?|experts?|practitioners?|talents?"
    r"|(?<!mid[- ])(?<!early[- ])(?<!late[- ])careers?"
    "|workers?|employees?|graduates?|candidates?|people|professions?|workforce|occupations?"
)
_HEADS: Final = "|".join(sorted((*HEADS - {"head", "lead", "master", "agent", "chief"},)))
PEOPLE: Final = re.compile(rf"\b(?:{_GENERIC}|(?:{_HEADS})s?|they|both|teams?)\b", re.IGNORECASE)
"""Words for people who do a job, and for the jobs that they do."""

_ALL: Final = re.compile(
    r"\bboth\b(?!\s+(?:of\s+)?(?:in|the (?:public|private))\b)"
    r"|\b(?:all|these|the|those)\s(?:two|three|four)\s(?:roles|positions|careers|professions|jobs"
    r"|fields|paths)\b|\b(?:either|each)\s(?:role|position|career|profession|path)\b",
    re.IGNORECASE,
)
_CATEGORY: Final = re.compile(
    r"\b((?:[\w+&-]{1,30}\s){1,4}?)(?:roles|jobs|positions|professionals|specialists|experts"
    r"|practitioners|talent|careers|employment)\b",
    re.IGNORECASE,
)
_BARE: Final = re.compile(
    rf"(?:^|\b(?:the|for|of|these|those|such|skilled|qualified|talented)\s|[,;:]\s)((?:{_HEADS})s)\b",
    re.IGNORECASE,
)
_SHORT: Final = {"ml": ("machine", "learning"), "ai": ("artificial", "intelligence")}
_SHORTEST: Final = 4
_NEVER: Final = r"(?!)"
LONGEST: Final = 2_000
"""A sentence of more characters is none, and nothing is read from it."""


def plurals(name: str) -> tuple[str, str]:
    """Return a job title and its plural.

    >>> plurals("Data Engineer")
    ('Data Engineer', 'Data Engineers')
    """
    return name, name if name.endswith("s") else name + "s"


class Claimants:
    """The roles of an article, found by any of their names."""

    def __init__(
        self, roles: Sequence[RoleName], aliases: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._every = tuple(role.iri for role in roles)
        self._names: dict[str, list[str]] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._last: dict[str, str] = {}
        cased: set[str] = set()
        folded: set[str] = set()
        for role in roles:
            names = (role.label, *(aliases or {}).get(role.iri, ()))
            words = {word for name in names for word in _expanded(name)}
            self._words[role.iri] = frozenset(words)
            self._last[role.iri] = singular(role.label.rpartition(" ")[2].casefold())
            for name in {form for each in names for form in plurals(each) if each}:
                iris = self._names.setdefault(normalise(name), [])
                if role.iri not in iris:
                    iris.append(role.iri)
                # "re" and "de" are words of many languages; RE and DE are names.
                (cased if len(name) <= _SHORTEST else folded).add(name)
        self._pattern = re.compile(rf"(?<![\w-])(?:{_joined(folded)})(?!\w)", re.IGNORECASE)
        acronyms = "|".join(sorted(map(_acronym, cased))) or _NEVER
        self._acronyms = re.compile(rf"(?<![\w-])(?:{acronyms})(?!\w)")

    def mentions(self, text: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """Return start, end and IRIs of each name of a role in a text, in order."""
        found = [
            (match.start(), match.end(), tuple(self._names.get(normalise(match[0]), ())))
            for pattern in (self._pattern, self._acronyms)
            for match in pattern.finditer(text)
        ]
        return sorted(mention for mention in found if mention[2])

    def named(self, text: str) -> tuple[str, ...]:
        """Return the roles that a text names; none where it leaves that to its context."""
        found = [iri for _, _, iris in self.mentions(text) for iri in iris]
        if found:
            return tuple(dict.fromkeys(found))
        if _ALL.search(text):
            return self._every
        for match in _CATEGORY.finditer(text):
            words = _expanded(match[1])
            for at in range(len(words)):
                some = [iri for iri in self._every if set(words[at:]) <= self._words[iri]]
                if some:
                    return tuple(some) if len(some) < len(self._every) else ()
        for match in _BARE.finditer(text):
            head = singular(match[1].casefold())
            some = [iri for iri in self._every if self._last[iri] == head]
            if some:
                return tuple(some) if len(some) < len(self._every) else ()
        return ()


def _expanded(name: str) -> list[str]:
    words: list[str] = []
    for word in re.findall(r"[\w+#]+", name.casefold()):
        words += _SHORT.get(word, (word,))
    return words


def _joined(names: set[str]) -> str:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    each = (
        r"[\s-]{1,3}".join(re.escape(word) for word in re.split(r"[\s-]+", name) if word)
        for name in longest_first
    )
    return "|".join(each) or _NEVER


def _acronym(name: str) -> str:
    stem = name[:-1] if name.endswith("s") and len(name) > 2 else name
    return re.escape(stem.upper()) + ("s" if stem != name else "")


def last_of(pattern: "re.Pattern[str]", text: str, start: int, end: int) -> "re.Match[str] | None":
    """Return the last match of a pattern in a part of a text."""
    found = None
    for match in pattern.finditer(text, start, end):
        found = match
    return found


class Clause(NamedTuple):
    """A part of a sentence with a verb of its own, and the sentence it stands in."""

    start: int
    end: int
    first: int
    last: int


VERB: Final = re.compile(
    r"\b(?:is|are|was|were|will|would|has|have|had|can|could|may|might|should|must|do|does|remains?"
    r"|continues?|grows?|projects?|predicts?|expects?|forecasts?|estimates?|reports?|anticipates?"
    r"|shows?|sees?|indicates?|suggests?|plays?|keeps?|makes?|earns?|requires?)\b",
    re.IGNORECASE,
)
DENIED: Final = re.compile(
    r"\b(?:not|never|no longer|hardly|unlikely|no)\b|n['’]t\b", re.IGNORECASE
)
_INTRODUCTION: Final = re.compile(
    r"\W*(?:according|as|in|with|over|by|due|given|because|since|while|although|though|despite|so"
    r"|similarly|today|currently|however|moreover|additionally|furthermore|overall|also|for|from|yes"
    r"|across|thanks|when|if|looking|based|consequently|therefore|thus|hence|now|meanwhile|finally"
    r"|indeed|on|at|through|throughout|per|likewise|nationally|globally|even|during|likely|well"
    r"|additionally|unsurprisingly|fortunately|right|unlike|compared|meaning|driving|making)\b",
    re.IGNORECASE,
)
_RELATIVE: Final = re.compile(r"\b(?:who|that|which|where)\b", re.IGNORECASE)
_ASIDE: Final = re.compile(
    r"\s+(?:which|who|whose|including|such as|like|in particular|especially|particularly|e\.g\.)\b",
    re.IGNORECASE,
)
_CUT: Final = re.compile(
    r";\s|:\s|\s[–—-]\s|—|,?\s(?:while|whereas|but|although|though)\s"
    r"|\b(?:projects|predicts|forecasts|anticipates)(?: that)?\s"
    r"|\b(?:projects?|projected|predicts?|predicted|expects?|forecasts?|estimates?|estimated"
    r"|reports?|reported|anticipates?|shows?|indicates?|suggests?|says?|states?|means|believes?"
    r"|clear|noted|notes|found) that\s|,\s|\sand\s(?![\d$€£])",
    re.IGNORECASE,
)


def clauses(text: str) -> Iterator[Clause]:
    """Yield the clauses of a text that may have a subject of their own.

    >>> text = "According to reports, demand is up, and wages, which lagged, are too."
    >>> [text[c.start : c.end] for c in clauses(text)]
    ['According to reports', 'demand is up', 'and wages, which lagged, are too.']
    """
    for first, last in sentences(text):
        if last - first > LONGEST:
            continue
        start, passed = first, first
        for cut in _CUT.finditer(text, first, last):
            if cut.start() < passed:
                continue
            words = cut[0].strip().casefold()
            if words == "," and _ASIDE.match(text, cut.end() - 1):
                passed = text.find(",", cut.end(), last) + 1
                if passed:
                    continue
            part = text[start : min(cut.start(), start + 300)]
            if words == "," and not (_INTRODUCTION.match(part) or _has_verb(part)):
                continue
            if words == "and" and not _has_verb(part):
                continue
            if cut.start() > start:
                yield Clause(start, cut.start(), first, last)
            start = cut.end()
        if start < last:
            yield Clause(start, last, first, last)


def _has_verb(part: str) -> bool:
    """Tell whether a part has a verb that is not the one of a relative clause."""
    return bool(VERB.search(_RELATIVE.split(part)[0]))
