"""Spellings and numbers of English words: American and British, singular and plural."""

import re
from functools import lru_cache
from typing import Final

_BRITISH: Final = (
    (re.compile(r"is(?=(?:e[drs]?|ers|ing|ations?|able)\Z)"), "iz"),
    (re.compile(r"ys(?=(?:e[drs]?|ers|ing)\Z)"), "yz"),
    (re.compile(r"\A(behavi|neighb|col|fav|lab|hon|hum|rig|vig|harb|endeav)our"), r"\1or"),
    (
        re.compile(r"\A(model|label|travel|cancel|channel|signal|level|tunnel|fuel)l(?=ing|e[dr])"),
        r"\1",
    ),
    (re.compile(r"\A(cent|fib|theat)re(?=s?\Z)"), r"\1er"),
    (re.compile(r"\A(catal|dial)ogu(?:e(?=[ds]?\Z)|(?=ing\Z))"), r"\1og"),
    (re.compile(r"\A(def|lic|off)ence(?=[ds]?\Z)"), r"\1ense"),
    (re.compile(r"\Aprogramme(?=s?\Z)"), "program"),
)
_AMERICAN: Final = (
    (re.compile(r"iz(?=(?:e[drs]?|ers|ing|ations?|able)\Z)"), "is"),
    (re.compile(r"yz(?=(?:e[drs]?|ers|ing)\Z)"), "ys"),
    (re.compile(r"\A(behavi|neighb|col|fav|lab|hon|hum|rig|vig|harb|endeav)or(?!at)"), r"\1our"),
    (
        re.compile(r"\A(model|label|travel|cancel|channel|signal|level|tunnel|fuel)(?=ing|e[dr])"),
        r"\1l",
    ),
    (re.compile(r"\A(cent|fib|theat)er(?=s?\Z)"), r"\1re"),
    (re.compile(r"\A(catal|dial)og(?=s?\Z)"), r"\1ogue"),
    (re.compile(r"\A(def|lic|off)ense(?=[ds]?\Z)"), r"\1ence"),
    (re.compile(r"\Aprogram(?=s?\Z)"), "programme"),
)


# One search that tells the few tokens with two spellings from the many without.
_TWOFOLD: Final = re.compile(
    r"[iy][sz](?:e[drs]?|ers|ing|ations?|able)\Z|\A(?:behavi|neighb|col|fav|lab|hon|hum|rig|vig|harb|"
    r"endeav|model|label|travel|cancel|channel|signal|level|tunnel|fuel|cent|fib|theat|catal|dial|def|"
    r"lic|off|program)"
)


def _respell(token: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, other in rules:
        token = pattern.sub(other, token)
    return token


def american(token: str) -> str:
    """Return a token as it is spelt in America.

    >>> american("visualisation"), american("modelling"), american("four")
    ('visualization', 'modeling', 'four')
    """
    return _respell(token, _BRITISH) if _TWOFOLD.search(token) else token


def spellings(token: str) -> tuple[str, ...]:
    """Return an American token and, where it has one, its British spelling."""
    return (token, _respell(token, _AMERICAN)) if _TWOFOLD.search(token) else (token,)


_CONSTANT: Final = ("ics", "ss", "us", "is", "eries", "species", "s's")


@lru_cache(maxsize=4096)
def other_number(word: str) -> str:
    """Return the plural of a regular word in the singular, or the other way round, or nothing.

    >>> [other_number(word) for word in ("library", "databases", "processes", "statistics")]
    ['libraries', 'database', 'process', '']
    """
    if len(word) < 4 or not word.isalpha() or word.endswith(_CONSTANT):
        return ""
    if word.endswith("s"):
        if word.endswith("ies"):
            return word[:-3] + "y"
        return word[: -2 if word.endswith(("sses", "shes", "ches", "xes", "zzes")) else -1]
    if word.endswith("y") and word[-2] not in "aeou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("sh", "ch", "x", "z")) else "s")


def stem(token: str) -> str:
    """Return the singular of a regular plural, and any other token as it is."""
    return (other_number(token) or token) if token.endswith("s") else token
