"""Who may ask: the name that the server was called by, the token, the origin of a page."""

import hashlib
import hmac
import ipaddress
import re
import socket
from typing import Final
from urllib.parse import urlsplit

from rolegraph.endpoint.settings import Settings

COOKIE: Final = "rolegraph"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?")
_TOKEN_IN_URL: Final = re.compile(r"(?i)((?:^|[?&])token=)[^&]*")
_SHOWN: Final = 800


def is_address(name: str) -> bool:
    """Tell whether a name is a numeric address, in brackets or not."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches what listens there."""
    return host == "localhost" or (
        is_address(host) and ipaddress.ip_address(host.strip("[]")).is_loopback
    )


class Hosts:
    """The names that the server answers to.

    A page of another site can make its own name lead to this machine (DNS rebinding) and would then
    read answers as its own. It comes with its name in the Host header, so unknown names are turned
    away; a numeric address cannot be made to lead elsewhere.
    """

    def __init__(self, settings: Settings) -> None:
        names = {"localhost", settings.host.lower(), *(name.lower() for name in settings.hosts)}
        if not is_loopback(settings.host):
            names.add(socket.gethostname().lower())
        if settings.url:
            names.add((urlsplit(settings.url).hostname or "").lower())
        self._names = names

    def takes(self, host: str) -> bool:
        """Tell whether a Host header names this server."""
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found[1].lower().rstrip(".")
        return name in self._names or name.endswith(".localhost") or is_address(name)


class Tokens:
    """The token that requests bring, in a header or in the cookie that it was traded for."""

    def __init__(self, token: str | None) -> None:
        self._token = None if token is None else token.encode()
        # The cookie opens this server and does not tell the token.
        self.cookie = "" if self._token is None else _derived(self._token)

    @property
    def is_wanted(self) -> bool:
        """Whether a token is needed at all."""
        return self._token is not None

    def is_token(self, text: str) -> bool:
        """Tell whether a text is the token, in a time that does not depend on how near it comes."""
        return self._token is not None and hmac.compare_digest(text.encode(), self._token)

    def opens(self, authorization: str, cookies: str) -> bool:
        """Tell whether a request may pass, by its Authorization and Cookie headers."""
        if self._token is None:
            return True
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() == "bearer" and self.is_token(given.strip()):
            return True
        for pair in cookies.split(";"):
            name, _, value = pair.strip().partition("=")
            if name == COOKIE and hmac.compare_digest(value.encode(), self.cookie.encode()):
                return True
        return False


def _derived(token: bytes) -> str:
    return hmac.new(token, b"rolegraph cookie", hashlib.sha256).hexdigest()


def shown(text: str) -> str:
    r"""Return a text as the log shows it: one line, no control characters, no token, not endless.

    >>> shown("/?a=1&token=abc\x1b[31m")
    '/?a=1&token=***'
    >>> shown("a\nb")
    'a\\x0ab'
    """
    text = _TOKEN_IN_URL.sub(r"\1***", text)
    if len(text) > _SHOWN:
        text = f"{text[:_SHOWN]}… ({len(text)} characters)"
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
