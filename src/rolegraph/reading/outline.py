"""From blocks to passages: which section and which roles each piece of an article is about."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rolegraph.reading.document import Block, Text
from rolegraph.reading.passage import Passage, RoleName
from rolegraph.reading.roles import ArticleRoles
from rolegraph.reading.sections import Sections
from rolegraph.reading.titles import compared
from rolegraph.reading.words import words

_LEAD: Final = re.compile(r"([^:.!?\n]{2,80}?)(?:\s*\([^()]{0,60}\))?\s*(?::|\s[–—]|\s-)\s+(?=\S)")
_ENDED: Final = re.compile(r"[.;,!…]['\"”’)]*$")
_HEADING_WORDS: Final = 10
_HEADING_LETTERS: Final = 90
_LEAD_IN_WORDS: Final = 25
_SMALL: Final = words(
    """a an and as at by do does for from how in into is of on or the to vs vs. with your you"""
)
# A lead-in may turn to these inside a section about something else, as in a profile of one role.
_TURNS: Final = {
    "": words(
        """definition responsibilities skills education certifications tools industries outlook
        salary advice"""
    ),
    "skills": words("""education certifications industries salary"""),
    "responsibilities": words("""education certifications industries salary skills"""),
    "education": frozenset(["certifications", "skills"]),
    "outlook": frozenset(["salary", "industries"]),
    "salary": frozenset(["outlook"]),
}


class _Heading(NamedTuple):
    level: int
    about: str
    title: str
    roles: tuple[RoleName, ...]
    names_section: bool


class _Context(NamedTuple):
    about: str
    section: str
    roles: tuple[RoleName, ...]
    denied: bool = False


_MARK: Final = re.compile(r"[•·▪◦●‣*–—-]\s+")
_NO_TEXT: Final = re.compile(r"(?i)^(?:©|\(c\)|copyright\b)|all rights reserved|^[^\w]+$")
_NUMBER: Final = re.compile(r"(?:^|\n)[ \t]{0,8}(?:\d{1,2}|[IVX]{1,4})[.)][ \t]{0,8}$")
_SAYS: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|holds?|come|comes|studied|usually|often|typically|mostly)\b"
)
_DENYING: Final = re.compile(r"(?i)\b(?:not|n['’]t|never|rarely|seldom)\b(?!\s+(?:only|just))")


class Outline:
    """The passages of an article, each with what its headings and lead-ins say."""

    def __init__(
        self,
        blocks: Sequence[Block],
        roles: ArticleRoles,
        sections: Sections,
        delivered: str = "",
    ) -> None:
        self._roles, self._sections = roles, sections
        self._blocks = blocks
        self._numbered = self._numbered_headings(delivered)
        self._stack: list[_Heading] = []
        self._lead: _Context | None = None
        self._kinds = [self._kind(at) for at in range(len(blocks))]
        self._deep = 20 if any(b.marked and b.level for b in blocks) else 10
        self._roles_outside = self._orientation()

    def passages(self) -> Iterator[Passage]:
        """Yield every passage in the order of the text."""
        header: tuple[Text, ...] = ()
        for at, block in enumerate(self._blocks):
            kind = self._kinds[at]
            if kind == "row":
                if block.level == 0:
                    header = block.cells
                else:
                    yield from self._row(header, block)
            elif kind == "heading":
                self._enter(block)
            elif kind == "lead-in":
                self._lead = self._lead_in(block.text.text)
            else:
                # A lead-in holds for one list: lines without bullets are no part of one with them.
                if kind != "item" or (block.kind == "text" and self._blocks[at - 1].kind == "item"):
                    self._lead = None
                yield from self._passage(block.text, kind == "item")

    def _kind(self, at: int) -> str:
        block = self._blocks[at]
        if block.kind in ("heading", "row"):
            return block.kind
        text = block.text.text
        follows = self._blocks[at + 1].kind if at + 1 < len(self._blocks) else ""
        count = text.count(" ") + 1
        if text.endswith(":") and count <= _LEAD_IN_WORDS and block.kind == "text":
            return "lead-in"
        if at in self._numbered:
            return "heading"
        if block.kind == "item":
            # "1. Data Engineer" and "- Required Skills" head what is indented or written below.
            deeper = follows == "item" and self._blocks[at + 1].level > block.level
            if deeper:
                named = text.endswith(":") or self._names_section(text, count)
                return "lead-in" if named else "item"
            return "item"
        if self._is_heading(at, text, count, follows):
            return "heading"
        if self._is_bare_item(at, text, count):
            return "item"
        if (
            follows == "item"
            and count <= _LEAD_IN_WORDS
            and text.rstrip().endswith((":", "-", "–"))
        ):
            return "lead-in"
        return "text"

    def _numbered_headings(self, delivered: str) -> frozenset[int]:
        """Return which entries are numbered headings: most of those with numbers name sections."""
        numbered = []
        for at, block in enumerate(self._blocks):
            base = block.text.base
            entry = block.kind == "item" and block.level == 0 and base is not None
            if entry and _NUMBER.search(delivered, max(0, (base or 0) - 16), base or 0):
                numbered.append(at)
        short = [at for at in numbered if not _ENDED.search(self._blocks[at].text.text)]
        named = [
            at
            for at in short
            if self._names_section(
                self._blocks[at].text.text, self._blocks[at].text.text.count(" ") + 1
            )
        ]
        if len(named) * 5 < len(numbered) * 3:
            return frozenset()
        return frozenset(at for at in short if len(self._blocks[at].text) <= _HEADING_LETTERS)

    def _names_section(self, text: str, count: int) -> bool:
        if count > 6 or len(text) > 60 or _ENDED.search(text) or _is_led(text):
            return False
        return bool(self._about(text) or self._is_role(text))

    def _about(self, text: str) -> str:
        """Return what a heading says that follows; who it is about does not count."""
        for mention in reversed(self._roles.find(text)):
            text = f"{text[: mention.start]}they{text[mention.end :]}"
        return self._sections.about(text)

    def _is_role(self, text: str) -> bool:
        """Tell whether a short text names roles and says next to nothing else."""
        mentions = self._roles.find(text)
        if not mentions:
            return False
        named = sum(mention.end - mention.start for mention in mentions)
        return len(text) - named <= 24 and not _ENDED.search(text)

    def _is_heading(self, at: int, text: str, count: int, follows: str) -> bool:
        if count > _HEADING_WORDS or len(text) > _HEADING_LETTERS or _ENDED.search(text):
            return False
        if compared(text):
            return True
        if _is_led(text):
            return False
        if self._is_role(text):
            return True
        first = text[:1]
        if not (first.isupper() or first.isdigit()) or not follows or "," in text:
            return False
        if self._about(text) and count <= 8 and (text.endswith("?") or _is_cased(text)):
            return True
        next_text = self._blocks[at + 1].text.text
        if (
            count <= 5
            and self._about(text)
            and (follows != "text" or len(next_text) > len(text) * 2)
        ):
            return True
        if not _is_cased(text) or text.endswith(":"):
            return False
        before = self._blocks[at - 1] if at else None
        after = self._blocks[at + 1].text.text
        alone = before is None or len(before.text) > _HEADING_LETTERS or before.kind == "item"
        return alone and (follows == "item" or len(after) > _HEADING_LETTERS)

    def _is_bare_item(self, at: int, text: str, count: int) -> bool:
        """Tell whether a line is one of a list that lost its bullets."""
        if count > _HEADING_WORDS + 4 or len(text) > 120:
            return False
        beside = [
            self._blocks[other].text.text
            for other in (at - 1, at + 1)
            if 0 <= other < len(self._blocks) and self._blocks[other].kind == "text"
        ]
        short = [line for line in beside if len(line) <= 120 and line.count(" ") <= 14]
        return bool(short) and len(short) == len(beside) and not text.endswith(("?", "!"))

    def _orientation(self) -> bool:
        """Tell whether roles head sections rather than sections roles, without known levels."""
        votes = 0
        previous = ""
        for at, block in enumerate(self._blocks):
            if self._kinds[at] != "heading" or (block.marked and block.level):
                previous = ""
                continue
            text = block.text.text
            about, role = self._about(text), self._is_role(text)
            kind = "" if bool(about) == role else ("section" if about else "role")
            if previous and kind and previous != kind:
                votes += 1 if previous == "role" else -1
            previous = kind
        return votes > 0

    def _enter(self, block: Block) -> None:
        text = block.text.text.strip().rstrip(":").strip()
        self._lead = None
        is_title = bool(compared(text))
        roles = () if is_title else self._roles.only(text)
        about = "" if is_title else self._about(text)
        if roles and self._is_role(text) and about in ("definition", "advice", "comparison"):
            # "For aspiring Data Engineers": the section above says what the text is about.
            about = about if re.search(r"(?i)become|what is|who is|what are", text) else ""
        level = block.level if block.marked and block.level else self._level(about, roles)
        while self._stack and self._stack[-1].level >= level:
            self._stack.pop()
        self._stack.append(_Heading(level, about, text, roles, not (roles or is_title)))

    def _level(self, about: str, roles: tuple[RoleName, ...]) -> int:
        inner = bool(about) if self._roles_outside else bool(roles)
        return self._deep + (1 if inner and not (about and roles) else 0)

    def _context(self) -> _Context:
        about, section = "", ""
        roles: tuple[RoleName, ...] = ()
        named = False
        for heading in self._stack:
            if heading.about:
                about, section = heading.about, heading.title
            elif not about and (heading.names_section or not named):
                section, named = heading.title, heading.names_section
            roles = heading.roles or roles
        return _Context(about, section, roles)

    def _lead_in(self, text: str) -> _Context:
        context = self._lead or self._context()
        outer = self._context()
        title = text.strip().rstrip(":").strip()
        about = self._about(title)
        if about == "aside" or (outer.about and about not in _TURNS.get(outer.about, ())):
            about = ""
        roles = self._roles.only(title)
        denied = _DENYING.search(title) is not None
        if not about and not roles:
            return _Context(outer.about, outer.section, outer.roles or context.roles, denied)
        if not about:
            return _Context(outer.about, outer.section, roles, denied)
        return _Context(about, outer.section or title, roles or outer.roles, denied)

    def _passage(self, text: Text, listed: bool) -> Iterator[Passage]:
        context = self._lead if listed and self._lead else self._context()
        about, section, roles, denied = context
        if about == "aside" or _NO_TEXT.search(text.text):
            return
        mark = _MARK.match(text.text)
        if mark is not None:
            text = text.cut(mark.end(), len(text))
        category, lead = "", None
        for _ in range(2):
            found = _LEAD.match(text.text)
            if found is None:
                break
            title = found[1].strip()
            if not found[0].rstrip().endswith(":") and title.count(" ") > 4:
                # A dash in a sentence heads nothing.
                break
            if lead is None and title.count(" ") <= 3 and self._sections.about(title) == "aside":
                return
            if about not in ("advice", "outlook") and self._says(title):
                break
            named = self._roles.only(title) if self._is_role(title) else ()
            turn = self._sections.about(title) if title.count(" ") <= 4 else ""
            if named:
                roles = named
                if turn in _TURNS.get(about, ()):
                    about, section = turn, section or title
            elif turn and turn in _TURNS.get(about, ()):
                about, section, category = turn, title, title
            elif lead is None and title.count(" ") <= 8 and not title[:1].islower():
                lead = text.cut(0, found.end(1))
            else:
                break
            text = text.cut(found.end(), len(text))
            if lead is not None:
                break
        if lead is not None and about not in ("advice", "outlook"):
            category = lead.text
        if text.text:
            yield Passage(text, about, section, roles, category, lead, listed, denied=denied)

    def _says(self, title: str) -> bool:
        """Tell whether what stands before a colon is a sentence of its own and no title."""
        return title.count(" ") >= 3 and _SAYS.search(title) is not None

    def _row(self, header: tuple[Text, ...], block: Block) -> Iterator[Passage]:
        label, *cells = block.cells
        context = self._context()
        by_column = [self._roles.only(cell.text) for cell in header[1:]]
        own = self._roles.only(label.text)
        for at, cell in enumerate(cells):
            if not cell.text:
                continue
            if own and not any(by_column):
                title = header[at + 1].text if at + 1 < len(header) else ""
                roles = own
            else:
                title = label.text
                roles = by_column[at] if at < len(by_column) else ()
            about = self._sections.about(title) or context.about
            if roles and about != "aside":
                yield Passage(cell, about, title.strip().rstrip(":"), roles, "", None, True)


def _is_led(text: str) -> bool:
    """Tell whether a text opens with a lead-in and goes on: "Languages: Python or R"."""
    lead = _LEAD.match(text)
    return lead is not None and lead.end() < len(text)


def _is_cased(text: str) -> bool:
    """Tell whether a line is written as headings are: its main words start in upper case."""
    words = [word.strip("\"'“”‘’()/&-–—:?") for word in text.split()]
    main = [word for word in words if word and word.casefold() not in _SMALL]
    return bool(main) and sum(not word[0].islower() for word in main) * 4 >= len(main) * 3
