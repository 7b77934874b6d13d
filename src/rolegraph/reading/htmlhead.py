"""What a page says of itself: title, publisher, date, address, language."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from rolegraph.namespaces import is_iri
from rolegraph.reading.document import Block
from rolegraph.reading.figures import date_of
from rolegraph.reading.htmlscan import Head

_ISO: Final = re.compile(r"\s{0,9}(\d{4})-(\d\d)-(\d\d)(?![\d-])")
_HOST: Final = re.compile(r"https?://(?:www\.)?([^/?#:@\s]{1,253})")
_SITE: Final = re.compile(r"\s[|·»—–-]\s")
_LARGEST: Final = 200_000
_SCRIPTS: Final = 20
_LONGEST: Final = 300
_DATES: Final = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date",
    "dc.date.issued", "dcterms.date", "dcterms.issued", "publish-date", "pubdate",
    "parsely-pub-date", "sailthru.date", "citation_publication_date",
)  # fmt: skip


class Described(NamedTuple):
    """What a page says of itself; empty where it says nothing."""

    title: str
    publisher: str
    issued: str
    url: str
    notes: tuple[str, ...]


def described(head: Head, blocks: tuple[Block, ...]) -> Described:
    """Return what a page's head and its blocks say of it."""
    metas: dict[str, str] = {}
    for key, value in head.metas:
        metas.setdefault(key, _line(value))
    data = list(_data(head.data))
    url = _address(head, metas)
    site = metas.get("og:site_name") or _publisher(data)
    host = _HOST.match(url)
    issued = _first_date(
        [*(metas[key] for key in _DATES[:2] if key in metas)]
        + [text for entry in data if (text := _text(entry.get("datePublished")))]
        + head.dates[:1]
        + [metas[key] for key in _DATES[2:] if key in metas]
    )
    lang = head.lang[0].strip().lower() if head.lang else ""
    known = re.fullmatch(r"[a-z]{2,3}(?:[-_][a-z0-9_-]{1,20})?", lang)
    notes: tuple[str, ...] = ()
    if known and lang[:3].rstrip("-_") not in ("en", "eng"):
        notes = (f"the page says that its language is {lang!r}: only English is read",)
    return Described(
        _title(head, metas, blocks, site),
        site or (host[1].lower() if host else ""),
        issued or date_of(blocks),
        url,
        notes,
    )


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


def _title(head: Head, metas: dict[str, str], blocks: tuple[Block, ...], site: str) -> str:
    if metas.get("og:title"):
        return _without_site(metas["og:title"], site, "")
    first = next((b.text.text for b in blocks if b.kind == "heading" and b.level == 1), "")
    written = _line(head.titles[0]) if head.titles else ""
    return _line(first) or _without_site(written, site, "any")


def _without_site(title: str, site: str, whose: str) -> str:
    """Return a title without the name of the site that stands after it."""
    parts = list(_SITE.finditer(title))
    if not parts:
        return title
    before, after = title[: parts[-1].start()], title[parts[-1].end() :]
    if after.casefold() == site.casefold() or (whose and "|" in parts[-1][0]):
        return before.strip()
    # After a dash stands a site or the other half of a title: a site has a short name.
    short = len(after.split()) <= 3 and len(before.split()) >= 3 and " vs" not in f" {after}"
    return before.strip() if whose and short and not site else title


def _address(head: Head, metas: dict[str, str]) -> str:
    links = [href.strip() for rel, href in head.links if "canonical" in rel.split()]
    for url in (*links, metas.get("og:url", "")):
        if url.lower().startswith(("http://", "https://")) and len(url) < 2_000 and is_iri(url):
            return url
    return ""


def _data(scripts: Iterable[str]) -> Iterator[dict[str, object]]:
    """Yield what JSON-LD says of the page, job advertisements apart."""
    for script in list(scripts)[:_SCRIPTS]:
        if len(script) > _LARGEST:
            continue
        try:
            waiting: list[object] = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            entry = waiting.pop(0) if len(waiting) < 100 else waiting.pop()
            if isinstance(entry, list):
                waiting.extend(entry)
            elif isinstance(entry, dict):
                if "JobPosting" not in str(entry.get("@type"))[:200]:
                    yield entry
                waiting.append(entry.get("@graph"))


def _text(value: object) -> str:
    return _line(value) if isinstance(value, str) else ""


def _publisher(data: Iterable[dict[str, object]]) -> str:
    for entry in data:
        publisher = entry.get("publisher")
        if isinstance(publisher, list) and publisher:
            publisher = publisher[0]
        name = _text(publisher.get("name")) if isinstance(publisher, dict) else _text(publisher)
        if name and "://" not in name:
            return name
    return ""


def _first_date(texts: Iterable[str]) -> str:
    for text in texts:
        match = _ISO.match(text)
        if match is None or not 1990 <= int(match[1]) <= 2100:
            continue
        try:
            return date(*map(int, match.groups())).isoformat()
        except ValueError:
            continue
    return ""
