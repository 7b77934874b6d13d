"""Answers kept to be given again, bounded in bytes; the least recently used one goes first."""

from collections import OrderedDict
from typing import Final

from rolegraph.endpoint.wire import Reply

_SHARE: Final = 16
"""No answer takes more than this part of the cache."""
_COST: Final = 600
"""Bytes that an entry takes beyond its body and key."""


class Cache:
    """Answers by what was asked of which generation."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[bytes, Reply] = OrderedDict()
        self.size = 0
        self.hits = 0
        self.misses = 0

    def get(self, key: bytes) -> Reply | None:
        """Return an answer that was kept."""
        reply = self._kept.get(key)
        if reply is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return reply

    def put(self, key: bytes, reply: Reply) -> None:
        """Keep an answer, unless it is large or lies in a file."""
        cost = len(reply.body) + len(key) + _COST
        if reply.file or cost > self._limit // _SHARE or key in self._kept:
            return
        self._kept[key] = reply._replace(retire=False)
        self.size += cost
        while self.size > self._limit:
            old, gone = self._kept.popitem(last=False)
            self.size -= len(gone.body) + len(old) + _COST

    def __len__(self) -> int:
        return len(self._kept)
