"""English verbs: the forms of each, and the base form behind a form."""

from collections.abc import Iterable
from typing import Final, NamedTuple

BASE: Final = 1
THIRD: Final = 2
ING: Final = 4
PAST: Final = 8
"""Forms of a verb, as bits: one word may be several of them ("set", "put")."""

_VOWELS: Final = frozenset("aeiou")
_SIBILANTS: Final = ("s", "x", "z", "ch", "sh")
# Stems that lost an "e" before -ing and -ed, where no known verb decides.
_LOST_E: Final = (
    *("at", "s", "z", "v", "c", "u", "dg", "rg", "ag", "eg", "ang", "eng", "bl", "cl", "dl", "gl"),
    *("kl", "pl", "tl", "in", "id", "ud", "uad", "ul", "il", "ur", "ir", "ut", "let", "ib"),
    *("yp", "par", "plor", "stor", "sum", "quir", "grad", "uid", "fram"),
)


def doubles(verb: str) -> bool:
    """Return whether a verb of one syllable doubles its last letter before -ing and -ed.

    >>> doubles("plan"), doubles("train"), doubles("show")
    (True, False, False)
    """
    return (
        len(verb) >= 3
        and verb[-1] not in "aeiouwxy"
        and verb[-2] in _VOWELS
        and verb[-3] not in _VOWELS
        and sum(letter in _VOWELS for letter in verb) == 1
    )


def third_person(verb: str) -> str:
    """Return what a verb is with "she".

    >>> third_person("apply"), third_person("watch"), third_person("train")
    ('applies', 'watches', 'trains')
    """
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith((*_SIBILANTS, "o")) else "s")


def gerund(verb: str) -> str:
    """Return the -ing form of a verb.

    >>> gerund("write"), gerund("plan"), gerund("oversee"), gerund("tie")
    ('writing', 'planning', 'overseeing', 'tying')
    """
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if len(verb) > 2 and verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    return verb + (verb[-1] if doubles(verb) else "") + "ing"


def past(verb: str) -> str:
    """Return the regular past of a verb.

    >>> past("apply"), past("plan"), past("use"), past("deploy")
    ('applied', 'planned', 'used', 'deployed')
    """
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ied"
    return verb + (verb[-1] if doubles(verb) else "") + "ed"


class Form(NamedTuple):
    """A word as a form of a verb: its base form, and which forms it may be."""

    base: str
    kinds: int


class Verbs:
    """The verbs of a table, by all of their forms.

    A row holds a verb and its irregular forms; a second spelling ("cancelling") is one of them.
    """

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        forms: dict[str, Form] = {}

        def add(form: str, base: str, kind: int) -> None:
            known = forms.get(form)
            if known is None or (kind == BASE and known.base != base):
                forms[form] = Form(base, kind)
            elif known.base == base:
                forms[form] = Form(base, known.kinds | kind)

        for verb, irregular in rows:
            add(verb, verb, BASE)
            add(third_person(verb), verb, THIRD)
            add(gerund(verb), verb, ING)
            others = irregular.split()
            for other in others:
                kind = ING if other.endswith("ing") else THIRD if other.endswith("s") else PAST
                add(other, verb, kind)
            if not any(not other.endswith(("ing", "s")) for other in others):
                add(past(verb), verb, PAST)
        self._forms = forms

    def form(self, word: str) -> Form | None:
        """Return what a lower-case word is as a form of a known verb, or None."""
        found = self._forms.get(word)
        if found is not None:
            return found
        head, hyphen, tail = word.rpartition("-")
        if not hyphen and word.startswith("re"):
            head, tail = "re", word[2:]
        inner = self._forms.get(tail) if head in _PREFIXES else None
        return None if inner is None else Form(head + hyphen + inner.base, inner.kinds)

    def base(self, word: str) -> str:
        """Return the base form of a lower-case word that stands where a verb stands.

        A word that no rule covers comes back as it is.

        >>> Verbs([("triage", "")]).base("triaging")
        'triage'
        """
        found = self.form(word)
        if found is not None:
            return found.base
        head, hyphen, tail = word.rpartition("-")
        return head + hyphen + _guess(tail)


_PREFIXES: Final = frozenset(("re", "pre", "co", "over", "under", "cross", "auto", "self", "de"))


def _guess(word: str) -> str:
    """Return the likely base form of a form that no table has."""
    if word.endswith("ying") and len(word) <= 5:
        return word[:-4] + "ie"
    for ending in ("ing", "ied", "ed", "ies", "es", "s"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2 or not any(letter in "aeiouy" for letter in stem):
            continue
        if ending in ("ied", "ies"):
            return stem + "y"
        if ending == "s":
            return word if word.endswith(("ss", "us", "is")) else stem
        if ending == "es":
            keeps = stem.endswith(("ss", "zz", "x", "ch", "sh", "us")) and stem != "us"
            return stem if keeps else stem + "e"
        if ending == "ed" and stem.endswith("e"):
            return stem + "e"
        if stem[-1] == stem[-2] and stem[-1] not in "aeioulsfz" and len(stem) > 3:
            return stem[:-1]
        if doubles(stem) or (stem.endswith(_LOST_E) and not _digraph(stem)):
            return stem + "e"
        return stem
    return word


def _digraph(stem: str) -> bool:
    """Return whether no "e" was lost although the last letters look like it: train, focus."""
    if stem.endswith(("ss", "us")):
        return True
    if stem.endswith(("iat", "uat", "quir", "guid", "suad")):
        return False
    return stem[-1] in "tlnrd" and len(stem) > 2 and stem[-3] in _VOWELS and stem[-2] in _VOWELS
