"""Addresses of endpoints: which are any, and which of them are of the same server."""

from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

from rolegraph.errors import StoreError, UsageError

PORTS: Final = {"http": 80, "https": 443}
"""The schemes of HTTP, and the port that each has where none is named."""


def split(url: str) -> SplitResult:
    """Return the parts of an endpoint's address.

    Raises `StoreError` on what is none, and `UsageError` on one that holds a password: an address
    is shown in messages and stands in logs.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise StoreError(f"{url} is no address of an endpoint: {error}") from error
    if parts.username is not None:
        raise UsageError(
            "An address holds no name and password: set ROLEGRAPH_USER and ROLEGRAPH_PASSWORD, or "
            "write them into ~/.netrc."
        )
    if parts.scheme not in PORTS or not parts.hostname or not url.isprintable() or " " in url:
        raise StoreError(f"{url} is no address of an endpoint, such as http://localhost:7878/query")
    host = parts.hostname
    try:
        host = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError as error:
        raise StoreError(f"{url} is no address of an endpoint: {error}") from error
    where = f"[{host}]" if ":" in host else host
    if port is not None and port != PORTS[parts.scheme]:
        where += f":{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~")
    return SplitResult(
        parts.scheme, where, path, quote(parts.query, safe="/%:@!$&'()*+,;=-._~?"), ""
    )


def followable(old: SplitResult, target: str) -> SplitResult | None:
    """Return the address of a redirect that stays with the same server; None for any other.

    From http to https on the usual ports is the same server; never back.
    """
    try:
        new = split(target)
    except (StoreError, UsageError):
        return None
    if new[:2] == old[:2]:
        return new
    upgraded = (old.scheme, new.scheme) == ("http", "https") and old.port is None is new.port
    return new if upgraded and new.hostname == old.hostname else None
