"""Start ``rolegraph serve`` in tests, ask it over real sockets, see that nothing stays behind."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
JSON = "application/sparql-results+json"

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
"""A query that no machine completes."""


class Answered(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def media(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def rows(self) -> list[dict[str, str]]:
        """Return the rows of a JSON answer, each as its values."""
        found = json.loads(self.body)["results"]["bindings"]
        return [{name: cell["value"] for name, cell in row.items()} for row in found]

    def truth(self) -> bool:
        """Return the truth value of a JSON answer."""
        return bool(json.loads(self.body)["boolean"])


class Running:
    """A server in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: list[str] = []
        self.url = ""
        self._up = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._up.wait(60) or not self.url:
            process.kill()
            self._reader.join(5)
            raise AssertionError("the server did not start: " + "".join(self.lines))
        parts = urlsplit(self.url)
        self.host, self.port = str(parts.hostname), int(parts.port or 0)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)
            if found := re.search(r" at (http://\S+?)/ ", line):
                self.url = found[1]
                self._up.set()
        self._up.set()

    def send(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        **headers: str,
    ) -> Answered:
        """Send one request; ``Content_Type`` in ``headers`` is written with a hyphen."""
        begun = time.monotonic()
        connection = http.client.HTTPConnection(self.host, self.port, timeout=120)
        try:
            fields = {name.replace("_", "-"): value for name, value in headers.items()}
            data = body.encode() if isinstance(body, str) else body
            connection.request(method, path, data, fields)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answered(answer.status, found, content, time.monotonic() - begun)

    def get(self, path: str, **headers: str) -> Answered:
        """Send a GET request."""
        return self.send("GET", path, None, **headers)

    def ask(self, query: str, accept: str = JSON, **headers: str) -> Answered:
        """Ask a query by GET."""
        return self.get("/sparql?query=" + quote(query), Accept=accept, **headers)

    def post(self, query: str, **headers: str) -> Answered:
        """Ask a query by a form."""
        body = urlencode({"query": query})
        return self.send("POST", "/sparql", body, Content_Type=FORM, **headers)

    def metric(self, name: str, **labels: str) -> float:
        """Return a value of /metrics."""
        told = ",".join(f'{key}="{value}"' for key, value in labels.items())
        start = f"{name}{{{told}}} " if told else f"{name} "
        for line in self.get("/metrics").text.splitlines():
            if line.startswith(start):
                return float(line[len(start) :])
        return 0.0

    def workers(self) -> set[int]:
        """Return the processes of the server's workers."""
        return children(self.process.pid)

    def handles(self) -> int:
        """Return how many files the server has open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def stop(self, number: int = signal.SIGTERM, timeout: float = 40) -> int:
        """Send a signal and return what the server ended with."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(timeout)
        self._reader.join(5)
        return code


def children(process: int) -> set[int]:
    """Return the processes that a process started, by the system's table."""
    found = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            state = (entry / "stat").read_text()
        except OSError:
            continue
        if int(state.rpartition(")")[2].split()[1]) == process:
            found.add(int(entry.name))
    return found


def lives(process: int) -> bool:
    """Tell whether a process is in the system's table."""
    return Path(f"/proc/{process}").exists()


def until(condition: Any, timeout: float = 10.0) -> bool:
    """Wait until a function says yes; tell whether it did."""
    ends = time.monotonic() + timeout
    while time.monotonic() < ends:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())


@contextmanager
def serving(*options: str, **environment: str) -> Iterator[Running]:
    """Run a server on a free port; it must end well and leave no process behind."""
    process = subprocess.Popen(
        [sys.executable, "-m", "rolegraph", "serve", "--port", "0", *options],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
        env=os.environ | environment,
    )
    assert process.stderr is not None
    with process.stderr:
        running = Running(process)
        try:
            yield running
            before = running.workers()
            assert running.stop() == 0, "".join(running.lines)
            assert not [one for one in before if lives(one)]
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(10)
            running._reader.join(5)
