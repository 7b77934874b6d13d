"""Job advertisements in other forms: rows of a board, lines with labels, cards, sentences."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rolegraph.reading.adverts import (
    LONGEST_TITLE,
    PLACE,
    REMOTE,
    SEPARATOR,
    Details,
    Line,
    Posting,
    Read,
    advert,
    details_of,
    is_post,
    label,
    merged,
    single,
)
from rolegraph.reading.document import Block, Text

_FIELD: Final = re.compile(
    r"(?:(?P<employer>company|employer|organi[sz]ation|firm|hiring company)"
    r"|(?P<place>location|where|place|city|based in|office)"
    r"|(?P<type>type|employment(?: type)?|job type|contract|hours|level|seniority|experience level)"
    r"|(?P<pay>salary(?: range)?|pay(?: range)?|compensation|rate)"
    r"|(?P<noise>posted|date posted|closing date|closes|deadline|apply(?: by)?))\s?:\s?"
    r"(?P<value>\S.{0,120})",
    re.IGNORECASE,
)
_COLUMNS: Final = {
    "employer": re.compile(r"(?:hiring )?(?:company|employer|organi[sz]ation|firm)", re.IGNORECASE),
    "title": re.compile(r"(?:open |job )?(?:role|position|title|job|post|vacancy|opening)s?", re.I),
    "place": re.compile(r"where|location|place|city|office|based(?: in)?", re.IGNORECASE),
    "pay": re.compile(r"(?:base |yearly |annual )?(?:salary|pay|compensation|rate)\b.{0,20}", re.I),
    "type": re.compile(r"(?:(?:job|employment|contract) )?(?:type|hours|terms)", re.IGNORECASE),
}
_POSITION: Final = re.compile(r"(?:position|job title|title|role|job)\s?:\s?", re.IGNORECASE)
_APPLY: Final = re.compile(r"(?:apply|read more|view job|see details|learn more)\b.{0,20}", re.I)
_NAME: Final = r"(?:[A-Z][\w&.'’-]{0,30}|[A-Z]{2,5})"
_WANTED: Final = re.compile(
    rf"(?:[Tt]he )?(?P<employer>(?:(?:district|city|university|county|state|bank|port) of "
    rf"{_NAME}(?: {_NAME}){{0,3}}|{_NAME}(?: (?:(?:of|and|for|the|&) ){{0,2}}{_NAME}){{0,5}}))"
    rf"(?:,? (?:in |\()?(?P<place>{_NAME}(?: {_NAME}){{0,2}}(?:, {_NAME})?)\)?,?)?"
    r" (?:(?:is|are) (?:now |currently |also )?(?:actively )?"
    r"(?:looking for|hiring|seeking|recruiting|searching for)"
    r"|wants|seeks|needs|(?:has|have) (?:room|an? (?:opening|vacancy|post)) for)"
    r" (?:an?|its next|their next|one|\w{3,5}) "
    r"(?P<title>[A-Z][\w/+#.&-]{0,30}(?: [\w/+#.&-]{1,30}){0,6}?)"
    r"(?P<rest>(?:,| \(| at | for | in | with |\.|!|$).{0,200})",
)
_GENERIC: Final = re.compile(
    r"(?:companies|employers|recruiters|start-?ups?|organi[sz]ations|firms|businesses|teams|they|it"
    r"|everyone|anyone|nobody|who|we|if|when|industry|most|many|some|every|each|this|that|a|an)\b",
    re.IGNORECASE,
)


def board(blocks: Sequence[Block]) -> Iterator[tuple[int, Posting | None]]:
    """Yield the rows of tables that list posts: a row's number and what it advertises.

    The header's row comes with None.
    """
    columns: dict[str, int] = {}
    for number, block in enumerate(blocks):
        if block.kind != "row":
            columns = {}
            continue
        if block.level == 0:
            columns = _columns(block)
            if columns:
                yield number, None
            continue
        found = _row(block.cells, columns) if columns else None
        if found is not None:
            yield number, found


def _columns(header: Block) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(header.cells):
        for name, pattern in _COLUMNS.items():
            if name not in found and pattern.fullmatch(cell.text[:60].strip()):
                found[name] = at
                break
    whole = {"employer", "title"} <= found.keys() and bool(found.keys() & {"place", "pay"})
    return found if whole else {}


def _row(cells: Sequence[Text], columns: dict[str, int]) -> Posting | None:
    def cell(name: str) -> Text:
        at = columns.get(name, -1)
        return cells[at] if 0 <= at < len(cells) else Text("")

    title, employer = cell("title"), cell("employer").text.strip()
    if not employer or len(employer) > 60 or not is_post(title.text, labelled=True):
        return None
    details = details_of(cell("type").text)[0]
    details = merged(details, details_of(cell("pay").text)[0])
    last = max(cells, key=lambda text: text.base or 0)
    return advert(title, employer, cell("place").text, details, last, len(last))


def labelled_lines(lines: Sequence[Line], at: int) -> Read | None:
    """Read a title with "Company: …", "Location: …" and their like on the lines below."""
    title = lines[at].text
    said = _POSITION.match(title.text)
    title = title.cut(said.end(), len(title)) if said else title
    if len(title) > LONGEST_TITLE or not is_post(title.text):
        return None
    values: dict[str, str] = {}
    details = Details()
    last = at
    for number in range(at + 1, min(len(lines), at + 9)):
        text = lines[number].text.text
        found = _FIELD.fullmatch(text) if len(text) < 150 else None
        if found is None:
            if text:
                break
            continue
        name, value = str(found.lastgroup), found["value"].strip()
        name = next(k for k, v in found.groupdict().items() if v and k != "value")
        values.setdefault(name, value)
        if name in ("type", "pay"):
            details = merged(details, details_of(value)[0])
        last = number
    if "employer" not in values or not values.keys() & {"place", "pay", "type"}:
        return None
    end = lines[last].text
    place = values.get("place", "")
    return advert(title, values["employer"], place, details, end, len(end)), last - at + 1, None


def card(lines: Sequence[Line], at: int, labelled: bool) -> Read | None:
    """Read a title with the parts of an advertisement between dots or bars below it."""
    title = lines[at].text
    if len(title) > LONGEST_TITLE or not is_post(title.text, labelled=labelled):
        return None
    filled = [n for n in range(at + 1, min(len(lines), at + 6)) if lines[n].text.text]
    if not filled or SEPARATOR.search(title.text):
        return None
    details = Details()
    places: list[str] = []
    others: list[str] = []
    last = at
    for number in filled[:4]:
        text = lines[number].text.text
        parts = _card_line(text, places)
        if parts is None or (others and parts[2]):
            break
        details, last = merged(details, parts[0]), number
        places += parts[1]
        others += parts[2]
        if details.money:
            break
    if len(others) > 1 or not (places and (details.money or details.employment)):
        return None
    employer = others[0] if others else ""
    if not employer and places[0].count(",") > 1:
        employer, _, places[0] = places[0].partition(", ")
    if not (employer[:1].isupper() and len(employer) <= 60 if employer else labelled):
        return None
    end = lines[last].text
    after = [n for n in filled if n > last]
    count = last - at + 1
    if after and _APPLY.fullmatch(lines[after[0]].text.text):
        count = after[0] - at + 1
    return advert(title, employer, ", ".join(places), details, end, len(end)), count, None


def _card_line(text: str, places: Sequence[str]) -> tuple[Details, list[str], list[str]] | None:
    """Return details, places and the employer in a line of a card, or None for other text."""
    if len(text) > 150 or text.endswith((".", ":", "?", "!")):
        return None
    details = Details()
    where: list[str] = []
    others: list[str] = []
    fields = [field.strip() for field in SEPARATOR.split(text) if field.strip()]
    for field in fields:
        read, stop = details_of(field)
        if stop >= len(field):
            details = merged(details, read)
        elif REMOTE.match(field) or PLACE.fullmatch(field):
            where.append(field)
        elif len(field) <= 60 and _CAPITALS.fullmatch(field) and not is_post(field):
            others.append(field)
        else:
            return None
    if len(others) > 1 or (others and places):
        return None
    return details, where, others


_CAPITALS: Final = re.compile(rf"{_NAME}(?: (?:(?:of|and|for|the|&) )?{_NAME}){{0,5}}")


def several(line: Text) -> list[Posting]:
    """Read the advertisements behind a label on one line, which semicolons part."""
    rest = label(line.text)
    if not rest or ";" not in rest:
        return []
    found = []
    start = line.text.index(rest)
    for part in rest.split(";"):
        read = single(line.cut(start, start + len(part)), labelled=True)
        start += len(part) + 1
        if read is not None:
            found.append(read[0])
    return found


def wanted(sentence: Text) -> Posting | None:
    """Read a sentence that says whom an employer looks for, and what the pay is."""
    text = sentence.text
    if len(text) > 300 or not any(map(str.isdigit, text)):
        return None
    match = _WANTED.search(text)
    if match is None or not is_post(match["title"]):
        return None
    employer = "" if match["employer"] == "We" else match["employer"]
    if employer and _GENERIC.match(employer):
        return None
    details, places = Details(), [match["place"]] if match["place"] else []
    for field in re.split(r",\s|\s?\(|\)|\sat\s|\sfor\s|[.!]$", match["rest"]):
        read, stop = details_of(field.strip())
        if stop and stop >= len(field.strip()):
            details = merged(details, read)
        elif REMOTE.match(field) or PLACE.fullmatch(field.strip()):
            places.append(field.strip())
    if details.money is None:
        return None
    first = sentence.cut(match.start(), len(text))
    place = ", ".join(places)
    return advert(first, employer, place, details, first, len(first), match["title"])
