"""Who is asking, and by which way: passwords and proxies out of the environment and netrc."""

import base64
import os
from contextlib import suppress
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from rolegraph.addresses import PORTS
from rolegraph.errors import StoreError, UsageError

_PROXY_PORT: Final = 3128


def proxy_of(address: SplitResult) -> SplitResult | None:
    """Return the proxy that the environment names for an address, as other programs take it."""
    if not any(name.lower().endswith("_proxy") for name in os.environ):
        return None
    from urllib.request import getproxies, proxy_bypass

    found = getproxies()
    told = found.get(address.scheme) or found.get("all")
    if not told or proxy_bypass(address.netloc):
        return None
    return urlsplit(told if "//" in told else f"http://{told}")


def proxy_place(proxy: SplitResult) -> tuple[str, int]:
    """Return host and port of a proxy. Raises `StoreError` where it has none."""
    try:
        port = proxy.port
    except ValueError:
        port = None
    if proxy.scheme != "http" or not proxy.hostname:
        raise StoreError("The proxy that the environment names is no http address")
    return proxy.hostname, port or _PROXY_PORT


def proxy_authorization(proxy: SplitResult) -> dict[str, str]:
    """Return the header for a proxy whose address holds a name and a password."""
    if proxy.username is None:
        return {}
    return {"Proxy-Authorization": _basic(unquote(proxy.username), unquote(proxy.password or ""))}


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def authorization(address: SplitResult) -> dict[str, str]:
    """Return what proves who is asking: ROLEGRAPH_TOKEN, a user and a password, or netrc's.

    Where ROLEGRAPH_ENDPOINT names a server, the environment's go to that server alone.
    """
    own = os.environ.get("ROLEGRAPH_ENDPOINT", "")
    is_meant = True
    with suppress(ValueError):
        other = urlsplit(own)
        is_meant = not other.hostname or (
            other.hostname,
            other.port or PORTS.get(other.scheme),
        ) == (
            address.hostname,
            address.port or PORTS[address.scheme],
        )
    token = os.environ.get("ROLEGRAPH_TOKEN", "").strip()
    user = os.environ.get("ROLEGRAPH_USER", "")
    if is_meant and token:
        if not token.isascii() or not token.isprintable():
            raise UsageError("ROLEGRAPH_TOKEN holds characters that no token has")
        return {"Authorization": f"Bearer {token}"}
    if is_meant and user:
        return {"Authorization": _basic(user, os.environ.get("ROLEGRAPH_PASSWORD", ""))}
    return _from_netrc(address.hostname or "")


def _from_netrc(host: str) -> dict[str, str]:
    path = os.environ.get("NETRC") or os.path.join(os.path.expanduser("~"), ".netrc")
    if not os.path.isfile(path):
        return {}
    import netrc

    try:
        found = netrc.netrc(path).authenticators(host)
    except (OSError, netrc.NetrcParseError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    if not found or not found[2]:
        return {}
    return {"Authorization": _basic(found[0] or found[1] or "", found[2])}
