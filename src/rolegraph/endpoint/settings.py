"""What a server is told when it starts, and how sizes are written."""

import re
from typing import Any, Final, NamedTuple

from rolegraph.errors import UsageError

MIB: Final = 1 << 20
_SIZE: Final = re.compile(r"(\d{1,12})\s*([kKmMgG]?)(?:i?[bB])?")
_UNITS: Final = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


class Settings(NamedTuple):
    """How a server behaves; times are in seconds, sizes in bytes.

    ``where`` is a store's folder, an endpoint's address, or None for the bundled graph. ``memory``
    is what one query may take on top of an open store. ``cors`` holds the origins whose pages may
    read answers; None decides by what is served (see `open_to_all`).
    """

    where: str | None = None
    host: str = "127.0.0.1"
    port: int = 7878
    url: str | None = None
    hosts: tuple[str, ...] = ()
    token: str | None = None
    cors: tuple[str, ...] | None = None
    workers: int = 2
    timeout: float = 10.0
    memory: int = 1024 * MIB
    max_rows: int = 1_000_000
    max_bytes: int = 128 * MIB
    queue: int = 64
    cache: int = 64 * MIB
    services: tuple[str, ...] = ()
    updates: bool = False
    reload: bool = False

    @property
    def is_remote(self) -> bool:
        """Whether another server holds the graph."""
        return self.where is not None and self.where.startswith(("http://", "https://"))

    @property
    def open_to_all(self) -> bool:
        """Whether pages of any origin may read answers.

        A page that somebody happens to visit can reach a server on their own machine: it may read
        what everybody can have, the bundled graph, and what a token of the page's own opens.
        """
        if self.cors is not None:
            return "*" in self.cors
        return self.where is None or self.token is not None

    def to_wire(self) -> dict[str, Any]:
        """Return what a worker process has to know, ready for JSON; no secret is in it."""
        return {
            "where": self.where,
            "memory": self.memory,
            "max_rows": self.max_rows,
            "max_bytes": self.max_bytes,
            "services": list(self.services),
            "updates": self.updates,
        }

    @classmethod
    def from_wire(cls, told: dict[str, Any]) -> "Settings":
        """Return the settings that `to_wire` wrote."""
        return cls(**told | {"services": tuple(told["services"])})


def to_bytes(text: str) -> int:
    """Return the number of bytes that a size names. Raises `UsageError` on anything else.

    >>> to_bytes("64M"), to_bytes("1GiB"), to_bytes("500")
    (67108864, 1073741824, 500)
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{text!r} is no size: write bytes, or 64M, or 2G")
    return int(found[1]) * _UNITS[found[2].lower()]
