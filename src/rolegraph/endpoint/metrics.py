"""Counts of what the server did, in Prometheus' text format (version 0.0.4)."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

MEDIA: Final = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Histogram:
    """How long things took, in seconds."""

    def __init__(self) -> None:
        self._counts = [0] * (len(_BOUNDS) + 1)
        self._sum = 0.0

    def observe(self, seconds: float) -> None:
        """Count one."""
        self._sum += seconds
        for at, bound in enumerate(_BOUNDS):
            if seconds <= bound:
                self._counts[at] += 1
                return
        self._counts[-1] += 1

    def lines(self, name: str) -> Iterator[str]:
        """Yield the lines of the format."""
        total = 0
        for at, bound in enumerate(_BOUNDS):
            total += self._counts[at]
            yield f'{name}_bucket{{le="{bound}"}} {total}'
        total += self._counts[-1]
        yield f'{name}_bucket{{le="+Inf"}} {total}'
        yield f"{name}_sum {self._sum:.6f}"
        yield f"{name}_count {total}"


class Metrics:
    """What is counted of requests; the rest is read where it is known."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.durations = Histogram()
        self.refused: Counter[str] = Counter()
        self.bytes = 0
        self.in_flight = 0
        self.not_modified = 0

    def text(
        self,
        gauges: dict[str, tuple[str, float]],
        ended: Counter[str],
        counters: dict[str, tuple[str, float]],
    ) -> str:
        """Return the whole page; ``gauges`` and ``counters`` hold help and value by name."""
        return "\n".join(self._lines(gauges, ended, counters)) + "\n"

    def _lines(
        self,
        gauges: dict[str, tuple[str, float]],
        ended: Counter[str],
        counters: dict[str, tuple[str, float]],
    ) -> Iterator[str]:
        name = "rolegraph_http_requests_total"
        yield from _head(name, "counter", "Requests by what was asked and the status.")
        for (kind, status), count in sorted(self.requests.items()):
            yield f'{name}{{kind="{kind}",status="{status}"}} {count}'
        name = "rolegraph_request_seconds"
        yield from _head(name, "histogram", "Seconds from a request to the end of its answer.")
        yield from self.durations.lines(name)
        name = "rolegraph_queries_ended_total"
        yield from _head(name, "counter", "Worker processes killed or lost, by reason.")
        for reason in sorted({"time", "long", "client", "crash", *ended}):
            yield f'{name}{{reason="{reason}"}} {ended[reason]}'
        name = "rolegraph_refused_total"
        yield from _head(name, "counter", "Requests not answered, by reason.")
        for reason in sorted({"queue", "patience", "rows", "bytes", *self.refused}):
            yield f'{name}{{reason="{reason}"}} {self.refused[reason]}'
        name = "rolegraph_sent_bytes_total"
        yield from _head(name, "counter", "Bytes of bodies sent.")
        yield f"{name} {self.bytes}"
        for name, (told, value) in counters.items():
            yield from _head(name, "counter", told)
            yield f"{name} {value:g}"
        for name, (told, value) in gauges.items():
            yield from _head(name, "gauge", told)
            yield f"{name} {value:g}"


def _head(name: str, kind: str, told: str) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} {kind}"
