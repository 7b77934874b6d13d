"""The roles that an article is about, and where its text names them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final, NamedTuple

from rolegraph.facts import Concept
from rolegraph.lexicon import normalise
from rolegraph.reading.document import Block, Document
from rolegraph.reading.minting import provisional
from rolegraph.reading.passage import RoleName
from rolegraph.reading.titles import HEADS, compared, is_title, singular
from rolegraph.reading.words import words

_LEVELS: Final = words(
    """senior junior lead principal staff chief entry entry-level mid mid-level associate
    aspiring experienced successful skilled professional good great modern typical individual
    successful qualified certified freelance remote future new academic today's"""
)
_BEFORE_HEAD: Final = (
    words(
        """the these those such many most some all both our your their other of for as while
        that whereas unlike and but or by from to with than often if when because since an a our
        fellow"""
    )
    | _LEVELS
)
_TITLES: Final = "|".join(sorted(head.capitalize() for head in HEADS if len(head) > 3))
_NAMED: Final = re.compile(rf"\b((?:[A-Z][A-Za-z&/+-]*[ -]){{1,4}}(?:{_TITLES})s?)\b")
_SPOKEN: Final = re.compile(
    rf"\b(?i:an?|the|our|her|his|as|every)\s((?:[a-z][a-z-]+\s){{1,2}}(?:{_TITLES.lower()})s?)\b"
)
_ABBREVIATED: Final = re.compile(r"\s*\(([A-Z][A-Za-z/&]{1,9}?)s?\)")
_ENOUGH: Final = 3
_MOST: Final = 8
_CANDIDATES: Final = 30


class RoleMention(NamedTuple):
    """A place where a text names a role; ``bare`` tells "engineers" from the name in full."""

    start: int
    end: int
    iri: str
    bare: bool


class KnownRoles:
    """The roles that are known before an article is read, by every name that they have."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts: dict[str, Concept] = {}
        self._by_name: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        for concept in concepts:
            self.concepts[concept.iri] = concept
            for name in (concept.label, *concept.alt, *concept.hidden):
                self._by_name.setdefault(normalise(name), concept.iri)

    def find(self, name: str) -> Concept | None:
        """Return the role that a name, singular or plural, stands for."""
        name = normalise(name)
        iri = self._by_name.get(name) or self._by_name.get(singular(name))
        return None if iri is None else self.concepts[iri]

    def in_text(self, text: str) -> list[str]:
        """Return the names in full, as the text writes them, in any case."""
        if self._pattern is None:
            names = {name for name in self._by_name if " " in name and is_title(name)}
            self._pattern = _alternatives(names)
        return [found[0] for found in self._pattern.finditer(text)]


def _alternatives(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    if not longest_first:
        return re.compile(r"(?!)")
    each = (r"[\s-]+".join(re.escape(word) for word in name.split()) for name in longest_first)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(each)})(?:s|['’]s)?(?![\w-])", re.IGNORECASE)


def discover(document: Document, known: KnownRoles) -> list[Concept]:
    """Return the roles that an article is about, in the order of its title or of their weight.

    The title decides where it compares roles; else headings, and else the titles that the text
    names most. A title with a level ("Senior Data Scientist") that only the text names is none.
    """
    heads = [block.text.text for block in document.blocks if block.kind == "heading"]
    opening = [block.text.text for block in document.blocks[:6]]
    body = "\n".join(_texts(document.blocks))
    for title in (document.title, *heads[:2], *opening):
        names = compared(title, known.find)
        if names:
            return _concepts(_completed(names, body), known)
    profiles = [head for head in heads if _is_role_alone(head, known)]
    if len({_key(head, known) for head in profiles}) >= 2:
        return _concepts(dict.fromkeys(_key(head, known) for head in profiles[:_MOST]), known)
    short = [text for text in _texts(document.blocks) if len(text) <= 80]
    named = Counter(_key(name, known) for name in _named(body, known))
    for name, _ in named.most_common(_CANDIDATES):
        # "Threat hunters" at the start of a sentence is written like no title.
        named[name] = max(named[name], len(_alternatives([name]).findall(body)))
    in_heads = Counter(
        _key(name, known) for text in (*heads, *short) for name in _named(text, known)
    )
    wanted = [name for name, _ in in_heads.most_common() if named[name] >= 2]
    if len(wanted) < 2:
        wanted = [name for name, count in named.most_common() if count >= _ENOUGH]
        # Roles that an article only mentions are named far less than those it is about.
        wanted = [name for name in wanted if named[name] * 3 >= named[wanted[0]]][:4]
    first = {name: body.casefold().find(name.casefold()) for name in wanted}
    return _concepts(sorted(wanted[:_MOST], key=lambda name: (first[name], name)), known)


def _is_role_alone(head: str, known: KnownRoles) -> bool:
    """Tell whether a heading is the title of a role and nothing else."""
    words_ = head.split()
    if known.find(head) is not None:
        return True
    return 2 <= len(words_) <= 5 and is_title(head) and all(w[:1].isupper() for w in words_)


def _texts(blocks: Sequence[Block]) -> Iterable[str]:
    for block in blocks:
        yield block.text.text
        for cell in block.cells:
            yield cell.text


def _named(text: str, known: KnownRoles) -> Iterable[str]:
    yield from known.in_text(text)
    for found in chain(_NAMED.finditer(text), _SPOKEN.finditer(text)):
        parts = found[1].split()
        while parts and (parts[0].casefold() in _BEFORE_HEAD or parts[0] in _OPENING):
            del parts[0]
        name = " ".join(parts)
        if len(parts) > 1 and known.find(name) is None:
            yield name


_OPENING: Final = words("""What Why How When While Whether Is Are Do Does Should In On As""")


def _key(name: str, known: KnownRoles) -> str:
    """Return one name for all the names of a role."""
    name = re.sub(r"(?i)['’]s$", "", " ".join(name.split()))
    concept = known.find(name)
    return singular(name) if concept is None else concept.label


def _completed(names: list[str], body: str) -> list[str]:
    """Fill in what a title leaves out: "Data Analyst vs Scientist" is about data scientists."""
    done: list[str] = []
    for name in names:
        if done and name.casefold() in HEADS:
            before = done[0].rpartition(" ")[0]
            whole = f"{before} {name}"
            if before and re.search(rf"(?i)\b{re.escape(whole)}s?\b", body):
                name = whole
        done.append(name)
    return list(dict.fromkeys(done))


def _concepts(names: Iterable[str], known: KnownRoles) -> list[Concept]:
    found: dict[str, Concept] = {}
    for name in names:
        concept = known.find(name)
        if concept is None:
            concept = provisional("role", _as_title(name))
        found.setdefault(concept.iri, concept)
    return list(found.values())


def _as_title(name: str) -> str:
    """Return a name in title case, its acronyms and odd spellings as they are.

    >>> _as_title("platform engineer"), _as_title("MLOps engineer"), _as_title("UX DESIGNER")
    ('Platform Engineer', 'MLOps Engineer', 'UX Designer')
    """
    shouted = name.isupper() and len(name) > 5
    words = []
    for word in name.split():
        if word.islower() or (shouted and len(word) > 3):
            word = word[:1].upper() + word[1:].lower()
        words.append(word)
    return " ".join(words)


_PEOPLE: Final = "people|folks?|crowd|specialists|professionals|practitioners|experts|teams?|pros"
_PRACTICES: Final = (
    "engineering|science|analysis|analytics|development|administration|research|management|design"
    "|architecture|testing|work"
)
_OPENINGS: Final = "jobs?|roles?|positions?|careers?|openings|posts|vacancies"
_TRADE_END: Final = re.compile(
    rf"[\s-]+(?:{_PEOPLE}|(?:{_PRACTICES})(?:\s(?:{_OPENINGS}))?)$", re.IGNORECASE
)
_BOTH: Final = re.compile(
    r"\b(?=[benta])(?:(?:both|either|each|neither|the two|all three|all four"
    r"|these two) (?:of (?:the|these) )?"
    r"(?:(?:two|three|fields|of them) )?(?:roles?|positions?|professions?|professionals|careers?"
    r"(?: paths?)?|jobs?|paths?|titles?|occupations?|groups?|disciplines?|of them|cases?|camps?"
    r"|sides?|crafts?"
    r"|trades?|specialties|lines of work)"
    r"|these (?:roles|positions|careers|jobs|professions|paths|titles|occupations))\b"
    r"|\bboth(?= (?:use|need|require|work|rely|share|are|have|must|should|typically|usually|often"
    r"|benefit|collaborate|earn|involve|demand|know|can|also|tend|expect|start|come|write)\b)"
    r"|\b(?:employ|employs|hire|hires|need|needs|want|recruit|recruits)(?: them)? both\b"
    r"|\beither way\b",
    re.IGNORECASE,
)
_PRONOUN: Final = re.compile(
    r"\b(?:they|their|them|she|he|(?:her|his)(?! (?:colleague|counterpart))|these (?:professionals"
    r"|individuals|specialists|experts|people|folks)|those in this (?:role|position)|people in this"
    r" (?:role|position)|such professionals|(?:this|the) (?:role|position|job|professional"
    r"|specialist|profession)|he or she|he/she|it)\b",
    re.IGNORECASE,
)


class ArticleRoles:
    """The roles of one article and the names that it calls them by."""

    def __init__(self, concepts: Sequence[Concept], document: Document) -> None:
        self.concepts = tuple(concepts)
        self.roles = tuple(RoleName(concept.iri, concept.label) for concept in concepts)
        names: dict[str, str] = {}
        for concept in concepts:
            for name in (concept.label, *concept.alt, *concept.hidden):
                if len(name) > 3:
                    names.setdefault(normalise(name), concept.iri)
        body = "\n".join(_texts(document.blocks))
        self._abbreviations: dict[str, str] = {}
        full = _alternatives(names)
        for found in full.finditer(body):
            short = _ABBREVIATED.match(body, found.end())
            iri = _iri(names, found[0])
            if short and iri:
                self._abbreviations.setdefault(short[1], iri)
        for concept in concepts:
            for name in (concept.label, *concept.alt, *(n.upper() for n in concept.hidden)):
                # Longer ones are names in full.
                if len(name) == 3 and name.isupper():
                    self._abbreviations.setdefault(name, concept.iri)
        self._names = names
        self._people = _people(body, full, names)
        self._heads = _unique_heads(self.roles)
        self._trades = _unique_trades(self.roles)
        self._pattern = self._compile(full)
        self._found: dict[str, list[RoleMention]] = {}

    def _compile(self, full: re.Pattern[str]) -> re.Pattern[str]:
        parts = [f"(?P<full>{full.pattern})"]
        if self._abbreviations:
            each = "|".join(map(re.escape, self._abbreviations))
            parts.append(rf"(?P<short>(?-i:(?<![\w-])(?:{each})s?(?![\w-])))")
        if self._trades:
            names = sorted(self._trades, reverse=True)
            each = "|".join(re.escape(name).replace(r"\ ", r"[\s-]") for name in names)
            parts.append(rf"(?P<trade>(?<![\w-])(?:{each})[\s-]+(?:{_PEOPLE})(?![\w-]))")
            practice = rf"(?:{each})[\s-]+(?:{_PRACTICES})"
            parts.append(
                rf"(?P<practice>(?:(?<=\bif )|(?<=^for )|(?<=[.!?] for )){practice}(?![\w-]))"
            )
            parts.append(rf"(?P<opening>(?<![\w-]){practice}\s(?:{_OPENINGS})(?![\w-]))")
        if self._people:
            parts.append(rf"(?P<person>(?-i:\b(?:{'|'.join(sorted(self._people))})\b(?!\s[A-Z])))")
        if self._heads:
            each = "|".join(re.escape(head) for head in sorted(self._heads))
            parts.append(rf"(?P<bare>(?<![\w-])(?:{each})(?:s|['’]s)?(?![\w-]))")
        return re.compile("|".join(parts), re.IGNORECASE)

    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Return the names of each role by its IRI, abbreviations included."""
        found: dict[str, list[str]] = {role.iri: [role.label] for role in self.roles}
        for name, iri in (*self._names.items(), *self._abbreviations.items()):
            found[iri].append(name)
        return {iri: tuple(dict.fromkeys(names)) for iri, names in found.items()}

    def find(self, text: str) -> list[RoleMention]:
        """Return the places where a text names roles of the article, in order.

        A bare head ("engineers") counts where one role only has it and no other word makes it
        another title ("software engineers").
        """
        # Outline, subjects and advice each ask about the same few texts.
        if text not in self._found:
            self._found[text] = self._mentions(text)
        return self._found[text]

    def _mentions(self, text: str) -> list[RoleMention]:
        mentions = []
        for found in self._pattern.finditer(text):
            if found.lastgroup == "full":
                iri = _iri(self._names, found[0])
            elif found.lastgroup == "short":
                iri = self._abbreviations.get(found[0]) or self._abbreviations.get(found[0][:-1])
            elif found.lastgroup == "person":
                iri = self._people.get(found[0])
            elif found.lastgroup in ("trade", "practice", "opening"):
                trade = _TRADE_END.sub("", found[0].casefold().replace("-", " "))
                iri = self._trades.get(" ".join(trade.split()))
            else:
                iri = self._heads.get(_stripped(found[0]))
                before = text[max(0, found.start() - 24) : found.start()].rstrip(_OPENS).split()
                if before and not _may_precede(before[-1]):
                    continue
            if iri is not None:
                mentions.append(
                    RoleMention(found.start(), found.end(), iri, found.lastgroup == "bare")
                )
        return mentions

    def only(self, text: str) -> tuple[RoleName, ...]:
        """Return the roles that a heading or a lead-in names, "both roles" included."""
        named = {mention.iri for mention in self.find(text)}
        if not named and _BOTH.search(text):
            return self.roles
        return tuple(role for role in self.roles if role.iri in named)


_OPENS: Final = "(\"'“‘"


def _may_precede(word: str) -> bool:
    return word.casefold().lstrip(_OPENS) in _BEFORE_HEAD or word[-1] in ".,:;!?)—–-•"


def _stripped(name: str) -> str:
    """Return a name in lower case and the singular: "DATA ENGINEERS", "data engineer’s"."""
    return singular(re.sub(r"['’]s$", "", " ".join(name.casefold().split())))


def _iri(names: dict[str, str], title: str) -> str | None:
    """Return the role that a title in any case, singular or plural, stands for."""
    return names.get(normalise(_stripped(title))) or names.get(normalise(title))


_PERSON: Final = re.compile(
    r"\b([A-Z][a-z]{2,14})\b(?:\s[A-Z][a-z]+)?(?:\s(?:is|was|works as|worked as|became)|,)\s"
    r"(?:an?|the|our|her|his)\s(?=((?:[a-z-]+\s){0,2}))"
)
_CALLED: Final = re.compile(r",?\s([A-Z][a-z]{2,14})\s([A-Z][a-z]{2,14})\b(?=[\s,.;]+[a-z])")
_TITLE_LENGTH: Final = 60
_NOT_PEOPLE: Final = words(
    """While Although Unlike Whereas Meanwhile However Overall Like Where What Who This That These
    Those Here There They She His Her Its The For And But When Data Today Being Neither Both"""
)


def _people(body: str, full: re.Pattern[str], names: dict[str, str]) -> dict[str, str]:
    """Return the people whom an article introduces with their role: "Ines is a researcher"."""
    found: dict[str, str] = {}
    for person in _PERSON.finditer(body):
        role = full.search(body, person.end(), person.end() + len(person[2]) + _TITLE_LENGTH)
        # "With Kafka, the data engineers …": several are no person.
        if role and role.start() <= person.end(2) and role[0] == singular(role[0]):
            _introduce(found, _iri(names, role[0]), person[1])
    for role in full.finditer(body):
        # "The threat hunter Ilse Brandt": a title in lower case, then a name.
        called = _CALLED.match(body, role.end())
        if called and role[0].islower():
            _introduce(found, _iri(names, role[0]), *called.groups())
    return found


def _introduce(found: dict[str, str], iri: str | None, *called: str) -> None:
    for name in called:
        if iri and name not in _NOT_PEOPLE:
            found.setdefault(name, iri)


def _unique_heads(roles: Sequence[RoleName]) -> dict[str, str]:
    by_head: dict[str, set[str]] = {}
    for role in roles:
        by_head.setdefault(role.label.rpartition(" ")[2].casefold(), set()).add(role.iri)
    return {head: min(iris) for head, iris in by_head.items() if len(iris) == 1 and head in HEADS}


def _unique_trades(roles: Sequence[RoleName]) -> dict[str, str]:
    """Return what stands before the head of each role's name, where that is one role's alone."""
    by_trade: dict[str, set[str]] = {}
    for role in roles:
        trade = role.label.rpartition(" ")[0].casefold().replace("-", " ")
        if trade:
            by_trade.setdefault(trade, set()).add(role.iri)
    return {trade: min(iris) for trade, iris in by_trade.items() if len(iris) == 1}


def is_both(text: str) -> "re.Match[str] | None":
    """Return where a text speaks of all the article's roles together ("both roles")."""
    return _BOTH.search(text)


def is_pronoun(text: str) -> "re.Match[str] | None":
    """Return where a text speaks of a role named before ("they", "this position")."""
    return _PRONOUN.search(text)
