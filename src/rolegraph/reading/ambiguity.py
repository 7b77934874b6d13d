"""Tell a name from the ordinary word, the person or the place that is spelt like it."""

import os
import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from rolegraph.errors import DataError
from rolegraph.lexicon import normalise
from rolegraph.reading.passage import Mention
from rolegraph.reading.words import words
from rolegraph.resources import folder

_COLUMNS: Final = (
    "name",
    "also",
    "context",
    "follows",
    "precedes",
    "never_follows",
    "never_precedes",
)
CONTEXTS: Final = ("case", "name", "tool", "degree")
_WINDOW: Final = 60


class Rule(NamedTuple):
    """When a spelling is the name; the columns of ``data/reading/ambiguous.tsv``.

    ``written`` holds the spellings that count, case included. ``context`` is case (the spelling is
    enough), name (enough unless a sentence starts with it), tool (a cue or a tool beside it in a
    list is needed) or degree (a cue of education is needed).
    """

    written: frozenset[str]
    context: str
    follows: frozenset[str] = frozenset()
    precedes: frozenset[str] = frozenset()
    never_follows: frozenset[str] = frozenset()
    never_precedes: frozenset[str] = frozenset()


def read_rules(path: str) -> dict[str, Rule]:
    """Return the rules of a table by normalised name.

    Raises `DataError` on another header, a row of another width, an unknown context, a name that
    stands twice, and a context other than case for a name of several words.
    """
    name = os.path.basename(path)
    rules: dict[str, Rule] = {}
    for number, cells in _rows(path, name):
        if number == 1:
            if cells != _COLUMNS:
                raise DataError(f"expected the columns {' '.join(_COLUMNS)}", name, 1)
            continue
        if len(cells) != len(_COLUMNS):
            raise DataError(f"{len(cells)} cells where {len(_COLUMNS)} are expected", name, number)
        key, context = normalise(cells[0]), cells[2]
        if not key or key in rules:
            raise DataError(f"{cells[0]!r} is empty or stands twice", name, number)
        if context not in CONTEXTS:
            raise DataError(f"unknown context {context!r}: {', '.join(CONTEXTS)}", name, number)
        if context != "case" and " " in key:
            # Words inside a refused name may be names themselves: those are found only if the
            # refusal comes at once.
            raise DataError(f"{cells[0]!r} has several words: its context is case", name, number)
        cues = [frozenset(_split(cell.casefold())) for cell in cells[3:]]
        rules[key] = Rule(frozenset((cells[0], *_split(cells[1]))), context, *cues)
    return rules


def bundled_rules() -> dict[str, Rule]:
    """Return the rules that the project comes with."""
    return read_rules(os.path.join(folder("data"), "reading", "ambiguous.tsv"))


_SSSOM: Final = ("object_id", "predicate_modifier", "match_string")
_COMMENT: Final = re.compile(r"#  ([A-Za-z][\w.-]*): *(https?://\S+)")


def read_refused(path: str) -> set[tuple[str, str]]:
    """Return the IRIs that must not be reached through a name, each with the normalised name.

    These are the rows of an SSSOM table whose predicate is negated; the name is the row's
    ``match_string``, or the subject's label where it has none.

    Raises `DataError` on a missing column, a row of another width, and an unknown prefix.
    """
    name = os.path.basename(path)
    prefixes: dict[str, str] = {}
    header: tuple[str, ...] = ()
    refused: set[tuple[str, str]] = set()
    for number, cells in _rows(path, name):
        if cells[0].startswith("#"):
            found = _COMMENT.fullmatch("\t".join(cells))
            if found:
                prefixes[found[1]] = found[2]
            continue
        if not header:
            header = cells
            missing = [column for column in (*_SSSOM, "subject_label") if column not in header]
            if missing:
                raise DataError(f"missing column {', '.join(missing)}", name, number)
            continue
        if len(cells) != len(header):
            raise DataError(f"{len(cells)} cells where {len(header)} are expected", name, number)
        row = dict(zip(header, cells, strict=True))
        if row["predicate_modifier"] != "Not":
            continue
        prefix, _, local = row["object_id"].partition(":")
        if prefix not in prefixes:
            raise DataError(f"unknown prefix {prefix!r}", name, number)
        refused.add(
            (prefixes[prefix] + local, normalise(row["match_string"] or row["subject_label"]))
        )
    return refused


def _rows(path: str, name: str) -> list[tuple[int, tuple[str, ...]]]:
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot be read: {error}", name) from error
    return [(at, tuple(line.split("\t"))) for at, line in enumerate(lines, 1) if line]


def _split(cell: str) -> list[str]:
    return [part for part in cell.split(" | ") if part]


_NOUNS: Final = (
    "languages?|frameworks?|tools?|toolkits?|librar(?:y|ies)|software|packages?|platforms?|"
    "technolog(?:y|ies)|engines?|databases?|systems?|stack|editors?|assistants?"
)
_FILLERS: Final = (
    "(?:advanced|basic|strong|solid|modern|the|a|an|either|both|one of|at least|ideally|preferably|"
    "especially|particularly|primarily|mainly|microsoft|ms|apache|google|meta|ibm|anthropic|"
    "hashicorp|some|also)"
)
_CUE: Final = re.compile(
    rf"\b(?:(?:{_NOUNS})(?: such as| like| including| are| is| include| e\.g\.)?|such as|e\.g\.|"
    r"using|via|(?:proficien(?:t|cy)|experienced?|fluen(?:t|cy)|expert(?:ise)?|knowledge|"
    r"understanding|familiar(?:ity)?|skill(?:s|ed)?|competen(?:t|ce|cy)|comfortable|"
    r"background|training|exposure|mastery|command)(?: in| with| of| using| to)|"
    r"(?:written|writ(?:e|es|ing)|programming|programs?|cod(?:e|ing)|scripts?|scripting|"
    r"implement(?:ed|ing)|develop(?:ed|ing|ment)|buil(?:d|t|ding)|applications?|apps?|"
    r"services?|models?|analysis|dashboards?|reports?)(?: code| software)?(?: in| with| using)|"
    r"program in|use|uses|used|know|knows|learn|learns|learning)"
    rf"[\s:(\[,]*(?:{_FILLERS}\s+){{0,2}}\Z",
    re.IGNORECASE,
)
# The cue is looked for only behind a word in which one may end: most text has none.
_CUE_ENDS: Final = words(
    "language languages framework frameworks tool tools toolkit toolkits library libraries "
    "software package packages platform platforms technology technologies engine engines "
    "database databases "
    "system systems stack editor editors assistant assistants as like including are is include g "
    "using via in with of to use uses used know knows learn learns learning "
    "advanced basic strong solid modern the a an either both least ideally preferably especially "
    "particularly primarily mainly microsoft ms apache google meta ibm anthropic "
    "hashicorp some also"
)
_LAST_WORD: Final = re.compile(r"([^\W_]+)[\s:(\[,.]*\Z")
_PRECEDES: Final = words(
    "programming language languages code coding script scripts scripting framework frameworks "
    "library libraries package packages developer developers programmer programmers skills "
    "applications apps ecosystem api apis sdk syntax software tool tools "
    "certification tutorial"
)
# What a sentence goes on with after a noun, and hardly after a verb.
_AFTER_NOUN: Final = words(
    "is are was and or as for has provides offers can helps lets allows which"
)
_COMPOUND: Final = words("based like style native specific compatible powered driven")
_NEXT: Final = re.compile(r"[ \u00a0]([^\W_]\w*)")
_LAST: Final = re.compile(r"([^\W_]+)[ \u00a0-]\Z")
_START: Final = re.compile(r"(?:\A|[.!?:•*\n]|\A[-–—])[\s\"'“‘(-]*\Z")
_HYPHENS: Final = frozenset("-‑")
_WORD: Final = re.compile(r"\w")
_INITIALS: Final = re.compile(r" ?& ?[A-Z]\b|\.\w|['’](?!s\b)\w")
_PLACE: Final = re.compile(r"[A-Z][a-z]+, \Z")
_SEPARATOR: Final = r"[\s,/&+;|()\[\]]*(?:\b(?:and/or|and|or|as well as|plus|e\.g\.)\b[\s,(]*)?"
_LISTED: Final = re.compile(
    rf"{_SEPARATOR}(?:[A-Z][\w.+#-]*(?: [\w.+#-]+){{0,2}}\s?[,/;]{_SEPARATOR})?\Z"
)
_EDUCATION: Final = re.compile(
    r"\b(?:degrees?|bachelor|master|ph\.?d|doctora|diploma|undergraduate|graduate|mba|b\.?sc?\b|"
    r"m\.?sc?\b|b\.?a\b|m\.?a\b|university|major)",
    re.IGNORECASE,
)


def settle(
    text: str, mentions: Sequence[Mention], unsure: Mapping[int, Rule], tools: bool
) -> list[Mention]:
    """Return the mentions without those that are no names here.

    ``unsure`` gives the rule by the mention's number; ``tools`` says that the text lists tools.
    """
    verdicts: dict[int, bool | None] = {}
    for at, rule in unsure.items():
        following = at + 1 < len(mentions) and mentions[at + 1].start <= mentions[at].end + 1
        verdicts[at] = _judge(text, mentions[at], rule, following, tools)
    open_ = [at for at, verdict in verdicts.items() if verdict is None]
    for order, step in ((open_, -1), (open_[::-1], 1)):
        for at in order:
            beside = at + step
            if (
                verdicts[at] is None
                and 0 <= beside < len(mentions)
                and verdicts.get(beside, _is_tool(mentions[beside]))
                and _linked(text, mentions[min(at, beside)], mentions[max(at, beside)])
            ):
                verdicts[at] = True
    for chain in _chains(text, mentions, [at for at in open_ if verdicts[at] is None]):
        # Three such words in one list are no accident; two may be.
        if len({text[mentions[at].start : mentions[at].end] for at in chain}) >= 3:
            verdicts.update(dict.fromkeys(chain, True))
    return [mention for at, mention in enumerate(mentions) if verdicts.get(at, True)]


def _chains(text: str, mentions: Sequence[Mention], numbers: Sequence[int]) -> list[list[int]]:
    chains: list[list[int]] = []
    for at in numbers:
        if chains and chains[-1][-1] == at - 1 and _linked(text, mentions[at - 1], mentions[at]):
            chains[-1].append(at)
        else:
            chains.append([at])
    return chains


def _is_tool(mention: Mention) -> bool:
    return any(kind == "tool" for kind, _ in mention.candidates)


def _linked(text: str, left: Mention, right: Mention) -> bool:
    between = text[left.end : right.start]
    return 0 < len(between) <= 60 and not between.isspace() and bool(_LISTED.match(between))


def _judge(text: str, mention: Mention, rule: Rule, following: bool, tools: bool) -> bool | None:
    start, end = mention.start, mention.end
    before, after = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
    spelt = text[start:end] in rule.written
    if not spelt and rule.context != "name":
        return False
    found = _NEXT.match(after)
    next_word = found[1] if found else ""
    found = _LAST.search(before)
    previous = found[1].casefold() if found else ""
    if previous in rule.never_follows or next_word.casefold() in rule.never_precedes:
        return False
    if rule.context != "name":
        if _INITIALS.match(after) or _joined(before):
            return False
        if after[:1] in _HYPHENS and _WORD.match(after[1:2]):
            return _compound(after, rule)
    if rule.context == "degree":
        return _is_degree(text, before, after, next_word)
    cued = (
        previous in rule.follows
        or next_word.casefold() in rule.precedes
        or next_word.casefold() in _PRECEDES
        or (_last_word(before) in _CUE_ENDS and bool(_CUE.search(before)))
    )
    if rule.context == "name" and not spelt:
        return True if tools or cued else None
    return _is_tool_here(text, mention, rule, next_word, (following, cued, tools))


def _last_word(before: str) -> str:
    found = _LAST_WORD.search(before[-30:])
    return found[1].casefold() if found else ""


def _joined(before: str) -> bool:
    return before[-1:] in {"-", "‑", ".", "@", "&"} and bool(_WORD.match(before[-2:-1]))


def _compound(after: str, rule: Rule) -> bool:
    found = re.match(r"\w+", after[1:])
    word = found[0].casefold() if found else ""
    return word in _COMPOUND or word in _PRECEDES or word in rule.precedes


def _is_tool_here(
    text: str, mention: Mention, rule: Rule, next_word: str, signs: tuple[bool, bool, bool]
) -> bool | None:
    following, cued, tools = signs
    start, end = mention.start, mention.end
    suits = next_word.casefold() in rule.precedes or next_word.casefold() in _PRECEDES
    person = next_word[:1].isupper() and not next_word.isupper()
    if rule.context == "tool" and person and not following and not suits:
        return False
    opens = bool(_START.search(text[max(0, start - 8) : start]))
    if opens and next_word[:1].islower() and not suits and next_word not in _AFTER_NOUN:
        return None if rule.context == "name" else False
    if rule.context == "name" or cued or tools:
        return True
    alone = len(text) <= _WINDOW and text.strip(" .,;:*-\t\n") == text[start:end]
    return True if alone else None


def _is_degree(text: str, before: str, after: str, next_word: str) -> bool:
    if _PLACE.search(before) and not _EDUCATION.search(before):
        return False
    if next_word in {"in", "degree", "degrees"}:
        return True
    near = _EDUCATION.search(before) or _EDUCATION.search(after)
    return bool(near) or next_word[:1].isupper() or len(text) <= 4


def allowed(text: str, start: int, end: int, rule: Rule) -> bool:
    """Tell whether a name whose spelling is enough is spelt so, and not beside a refused word."""
    if text[start:end] not in rule.written:
        return False
    found = _NEXT.match(text, end)
    if found and found[1][:_WINDOW].casefold() in rule.never_precedes:
        return False
    found = _LAST.search(text[max(0, start - _WINDOW) : start])
    return not (found and found[1].casefold() in rule.never_follows)
