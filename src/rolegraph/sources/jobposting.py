"""One job posting in the words of schema.org: find it in a JSON value, and take out its values."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from rolegraph.facts import Literal
from rolegraph.namespaces import RG, SCHEMA, XSD
from rolegraph.reading.minting import LONGEST, shortened

Pair = tuple[str, "str | Literal"]
Index = Mapping[str, Any]
"""The nodes of a document by their ``@id``, for where another node only names one."""

EMPLOYMENT: Final = (
    *("FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY"),
    *("INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"),
)
"""The kinds of employment that search engines agree on and the shapes know."""
HIGHEST: Final = Decimal(1_000_000_000)

_NAMESPACES: Final = ("schema:", "https://schema.org/", "http://schema.org/")
_TYPE: Final = "JobPosting"
_DEPTH: Final = 8
_MOST_NAMES: Final = 100
_LONGEST_LIST: Final = 4_000
_LONGEST_NAME: Final = 40
_MOST_SPACES: Final = 4
_YEARLY: Final = frozenset(("YEAR", "YEARLY", "ANNUAL", "ANNUALLY", "ANN", "PER YEAR"))
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?", re.DOTALL)
_NUMBER: Final = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?")
_PARTED: Final = re.compile(r"\s*[,;|•·\n]\s*")
_BRACKETS: Final = re.compile(r"\s*[(\[][^()\[\]]{0,40}[)\]]\s*")
_LEVEL: Final = re.compile(
    r"(?P<senior>senior|sr\.?)\s|(?P<entry>junior|jr\.?|entry[- ]level)\s"
    r"|(?P<mid>mid[- ]level|mid|intermediate)\s",
    re.IGNORECASE,
)


def postings(value: Any, counts: Counter[str]) -> Iterator[tuple[Mapping[str, Any], Index]]:
    """Yield the postings in a JSON value, each with the nodes that it may refer to.

    A posting is an object of the type JobPosting, or one without a type that has a title; it may
    stand in arrays, in ``@graph`` and in a list of items. Other objects are counted.
    """
    if isinstance(value, dict) and value.get("@type") == _TYPE:
        yield value, _NOTHING
        return
    index = _index(value)
    yield from ((one, index) for one in _among(_plain(value), counts, _DEPTH))


_NOTHING: Final[Index] = {}


def _index(value: Any) -> Index:
    nodes = value.get("@graph") if isinstance(value, dict) else None
    if not isinstance(nodes, list):
        return _NOTHING
    return {
        node["@id"]: _plain(node)
        for node in nodes
        if isinstance(node, dict) and isinstance(node.get("@id"), str)
    }


def _among(value: Any, counts: Counter[str], depth: int) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list) and depth:
        for one in value:
            yield from _among(one, counts, depth - 1)
    elif not isinstance(value, dict):
        counts["values left out: no objects"] += 1
    elif _is_posting(value):
        yield value
    else:
        inside = [value[key] for key in ("@graph", "itemListElement", "item") if key in value]
        if inside and depth:
            yield from _among(inside, counts, depth - 1)
        else:
            counts["objects left out: no job postings"] += 1


def _is_posting(value: Mapping[str, Any]) -> bool:
    types = value.get("@type")
    if types is None:
        return "title" in value
    return any(
        isinstance(one, str) and _local(one) == _TYPE
        for one in (types if isinstance(types, list) else (types,))
    )


def _local(name: str) -> str:
    for prefix in _NAMESPACES:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name


def _plain(value: Any, depth: int = 2 * _DEPTH) -> Any:
    """Return a value with the short names of schema.org, as JSON-LD without a context has not."""
    if not depth:
        return None
    if isinstance(value, list):
        return [_plain(one, depth - 1) for one in value]
    if isinstance(value, dict):
        if "@value" in value:
            return value["@value"]
        return {_local(key): _plain(one, depth - 1) for key, one in value.items()}
    return value


def words(value: Any) -> str:
    r"""Return a text on one line as a label has it, empty for what is none.

    >>> words("  Data\nEngineer "), words({"@value": "Data Engineer"}), words(7)
    ('Data Engineer', 'Data Engineer', '')
    """
    if isinstance(value, str):
        return _one_line(value)
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    return _one_line(value) if isinstance(value, str) else ""


@lru_cache(maxsize=1 << 15)
def _one_line(text: str) -> str:
    # Postings repeat each other: the same places, employers and titles over and over. And most
    # texts hold nothing that `shortened` would have to look for sign by sign.
    if len(text) <= LONGEST and text.isprintable():
        return " ".join(text.split())
    return shortened(text[: 4 * LONGEST])


def named(value: Any, index: Index) -> str:
    """Return the name of a thing that is given as a text, an object or a reference."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = _resolved(value, index)
        return words(value.get("name") or value.get("@value"))
    return words(value)


def _resolved(value: dict[str, Any], index: Index) -> Mapping[str, Any]:
    if index and len(value) <= 2 and "name" not in value:
        found = index.get(str(value.get("@id")))
        if isinstance(found, dict):
            return found
    return value


def texts(value: Any, index: Index) -> list[str]:
    """Return the texts that a part of a posting consists of: it, its members, or their names."""
    if isinstance(value, str):
        return [value]
    found: list[str] = []
    for one in (value if isinstance(value, list) else [value])[:_MOST_NAMES]:
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            one = _resolved(one, index)
            for key in ("name", "credentialCategory", "educationalLevel"):
                part = one.get(key)
                if isinstance(part, dict | list):
                    part = named(part, index)
                if isinstance(part, str):
                    found.append(part)
    return found


def names(text: str) -> list[str]:
    """Return the names that a text lists.

    It is taken apart only where all its parts are short, as they are in a list of names; running
    text has none.

    >>> names("Python, SQL; Docker")
    ['Python', 'SQL', 'Docker']
    >>> names("You know Python well, and you have seen a cluster from within.")
    []
    """
    if len(text) > _LONGEST_LIST:
        return []
    parts = [part for part in _PARTED.split(text) if part]
    if any(len(part) > _LONGEST_NAME or part.count(" ") > _MOST_SPACES for part in parts):
        return []
    return [found for part in parts[:_MOST_NAMES] if (found := words(part))]


@lru_cache(maxsize=1 << 15)
def without_level(title: str) -> tuple[str, str]:
    """Return a title without what stands in brackets and the level before it, and the level.

    >>> without_level("Senior Data Engineer (m/f/d)")
    ('Data Engineer', 'senior')
    """
    bare = _BRACKETS.sub(" ", title).strip() if "(" in title or "[" in title else title
    found = _LEVEL.match(bare)
    if found is None:
        return bare, ""
    return bare[found.end() :].lstrip(), found.lastgroup or ""


def attributes(posting: Mapping[str, Any], index: Index, counts: Counter[str]) -> list[Pair]:
    """Return place, date, employment and pay of a posting; what cannot be used is counted."""
    found: list[Pair] = []
    for key, read in _READ:
        value = posting.get(key)
        if value is not None:
            pairs = read(value, index, posting)
            if pairs:
                found += pairs
            else:
                counts[f"{key} left out"] += 1
    return found


def _location(value: Any, index: Index, _: Mapping[str, Any]) -> Sequence[Pair]:
    place = _place(value, index)
    return ((_LOCATION, Literal(place)),) if place else ()


def _remote(value: Any, _: Index, __: Mapping[str, Any]) -> Sequence[Pair]:
    return ((RG.remote, Literal("true", XSD.boolean)),) if value == "TELECOMMUTE" else ()


def _posted(value: Any, _: Index, __: Mapping[str, Any]) -> Sequence[Pair]:
    return _day(value) if isinstance(value, str) and len(value) < 60 else ()


def _employed(value: Any, _: Index, __: Mapping[str, Any]) -> Sequence[Pair]:
    if isinstance(value, str):
        return _kind(value) if len(value) < 60 else ()
    texts = value if isinstance(value, list) else ()
    kinds = [pair for one in texts if isinstance(one, str) for pair in _kind(one[:60])]
    return list(dict.fromkeys(kinds))


def _place(value: Any, index: Index) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return words(value)
    value = _resolved(value, index)
    address = value.get("address")
    if not isinstance(address, dict):
        return words(address) or words(value.get("name"))
    address = _resolved(address, index)
    parts = [
        named(part, index)
        for key in ("addressLocality", "addressRegion", "addressCountry")
        if (part := address.get(key))
    ]
    return words(", ".join(part for part in dict.fromkeys(parts) if part))


@lru_cache(maxsize=1 << 13)
def _day(text: str) -> Sequence[Pair]:
    try:
        good = _DATE.fullmatch(text) and date.fromisoformat(text[:10]).year >= 1900
    except ValueError:
        good = False
    return ((SCHEMA.datePosted, Literal(text[:10], XSD.date)),) if good else ()


@lru_cache(maxsize=1 << 10)
def _kind(text: str) -> Sequence[Pair]:
    kind = re.sub(r"[\s-]+", "_", _local(text.strip())).upper()
    return ((SCHEMA.employmentType, Literal(kind)),) if kind in EMPLOYMENT else ()


def _pay(value: Any, _: Index, posting: Mapping[str, Any]) -> Sequence[Pair]:
    """Return currency, least and most of pay by the year, or nothing."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return ()
    inner = value.get("value")
    amount = inner if isinstance(inner, dict) else value
    unit = amount.get("unitText") or value.get("unitText") or amount.get("unitCode")
    currency = value.get("currency") or amount.get("currency") or posting.get("salaryCurrency")
    numbers = amount.get("value"), amount.get("minValue"), amount.get("maxValue")
    if not (isinstance(unit, str) and isinstance(currency, str) and len(unit) < 60):
        return ()
    # What is remembered has to be short.
    exact, least, most = (
        one if isinstance(one, int | float) or (isinstance(one, str) and len(one) < 60) else None
        for one in numbers
    )
    return _yearly(unit, currency, exact, least, most)


@lru_cache(maxsize=1 << 14, typed=True)
def _yearly(
    unit: str,
    currency: str,
    exact: float | str | None,
    least: float | str | None,
    most: float | str | None,
) -> Sequence[Pair]:
    if unit.strip().upper() not in _YEARLY or not _CURRENCY.fullmatch(currency):
        return ()
    single = _amount(exact)
    low, high = _amount(least) or single, _amount(most) or single
    if not (low or high) or (low and high and Decimal(low) > Decimal(high)):
        return ()
    pairs: list[Pair] = [(SCHEMA.salaryCurrency, Literal(currency))]
    if low:
        pairs.append((RG.salaryMinimum, Literal(low, XSD.decimal)))
    if high:
        pairs.append((RG.salaryMaximum, Literal(high, XSD.decimal)))
    return pairs


def _amount(value: float | str | None) -> str:
    """Return an amount as xsd:decimal has it, empty for what is none."""
    if value is None or isinstance(value, bool):
        return ""
    text = str(value).strip()
    if isinstance(value, float):
        text = text.removesuffix(".0")
    if not _NUMBER.fullmatch(text):
        return ""
    return text if 0 < Decimal(text) <= HIGHEST else ""


_LOCATION: Final = SCHEMA.jobLocation
_READ: Final = (
    ("jobLocation", _location),
    ("jobLocationType", _remote),
    ("datePosted", _posted),
    ("employmentType", _employed),
    ("baseSalary", _pay),
)
