"""Shared fixtures: the three stores, the articles, and the command line in and out of process."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from hypothesis import configuration, settings
from tests import servers
from tests.opened import Opened

import rolegraph
from rolegraph import dataset as datasets
from rolegraph import export
from rolegraph.dataset import Dataset
from rolegraph.graph import Graph
from rolegraph.namespaces import slug_of
from rolegraph.reading.names import entries
from rolegraph.sources import tables
from rolegraph.sources.article import Reader

ROOT = Path(__file__).resolve().parent.parent

Answer = Callable[[str], tuple[int, str, bytes]]
"""What a server of the tests answers to a query: status, media type, body."""

# The same examples in every run, and no files beside the tests.
configuration.set_hypothesis_home_dir(Path(tempfile.gettempdir(), "rolegraph-hypothesis"))
THOROUGH = bool(os.environ.get("ROLEGRAPH_THOROUGH"))
"""Whether to run what takes long and is marked so, and to try more examples of each law."""
settings.register_profile(
    "rolegraph",
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=100 if THOROUGH else 40,
)
settings.load_profile("rolegraph")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked as thorough, unless it is asked for."""
    left_out = [one for one in items if not THOROUGH and one.get_closest_marker("thorough")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [one for one in items if not one.get_closest_marker("thorough")]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate",
        action="store_true",
        default=bool(os.environ.get("ROLEGRAPH_REGENERATE")),
        help="write tests/golden anew instead of comparing with it",
    )


@pytest.fixture(scope="session", autouse=True)
def plain_environment() -> Iterator[None]:
    """Keep the settings of whoever runs the tests out, and compiled files out of the tree."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(rolegraph.__file__).parent.parent))
        patch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        patch.setenv("NETRC", os.devnull)
        patch.setenv("ROLEGRAPH_TIMEOUT", "300")
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            patch.delenv(name)
        for name in ("DB", "ENDPOINT", "USER", "PASSWORD", "TOKEN"):
            patch.delenv(f"ROLEGRAPH_{name}", raising=False)
        for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "ZDOTDIR"):
            patch.delenv(name, raising=False)
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return datasets.open_dataset()


@pytest.fixture(scope="session")
def graph() -> Graph:
    return rolegraph.open()


@pytest.fixture(scope="session")
def store_dir(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("store") / "roles.db")
    datasets.create(path)
    return path


@contextmanager
def served(answer: Answer) -> Iterator[str]:
    """Serve the SPARQL 1.1 Protocol's POST forms on a free port and yield the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            status, media, body = answer(form["query"][0])
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sparql"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def endpoint(dataset: Dataset) -> Iterator[str]:
    """Serve the bundled data as a server does that knows none of the project's prefixes."""

    def answer(text: str) -> tuple[int, str, bytes]:
        try:
            found = dataset.store.query(text)
        except SyntaxError as error:
            return 400, "text/plain", str(error).encode()
        if isinstance(found, ox.QueryTriples):
            body = found.serialize(format=ox.RdfFormat.N_TRIPLES)
            return 200, "application/n-triples", body or b""
        body = found.serialize(format=ox.QueryResultsFormat.JSON)
        return 200, "application/sparql-results+json", body or b""

    with served(answer) as url:
        yield url


@pytest.fixture(scope="session")
def exported(dataset: Dataset) -> bytes:
    """Return the bundled data as N-Quads, as `rolegraph export` writes it."""
    return export.to_bytes(dataset, "nquads")


@pytest.fixture(scope="session")
def oxigraph(exported: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the endpoint of an oxigraph server that has the bundled data."""
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph"), exported) as url:
        yield url


@pytest.fixture(scope="session")
def virtuoso(exported: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the endpoint of a Virtuoso that has the bundled data."""
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso"), exported) as url:
        yield url


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """Return a function that starts a server with an answer of the test's own."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda answer: stack.enter_context(served(answer))


SERVERS = ("oxigraph", "virtuoso")
"""Servers that others make; `test_servers` has both."""


@pytest.fixture(params=["dataset", "store_dir", "endpoint", "oxigraph"])
def any_store(request: pytest.FixtureRequest) -> Iterator[Dataset]:
    """Give each of the three stores in turn; of endpoints one made here and one of others."""
    where = request.getfixturevalue(request.param)
    if isinstance(where, Dataset):
        yield where
        return
    opened = datasets.open_dataset(where)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> str:
    """Return the endpoint of each of the servers that others make."""
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture(scope="session")
def seeds() -> Path:
    """Return the folder of the articles: ROLEGRAPH_SEEDS, or beside the checkout."""
    path = Path(os.environ.get("ROLEGRAPH_SEEDS") or ROOT.parent / "shared" / "seeds")
    if not path.is_dir():
        pytest.skip("the articles are not here: set ROLEGRAPH_SEEDS to their folder")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, of the system or of playwright."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with api.sync_playwright() as play:
        try:
            found = play.chromium.launch(executable_path=path, args=flags)
        except api.Error as error:
            pytest.skip(f"no Chromium to open pages with: {str(error).splitlines()[0]}")
        yield found
        found.close()


@pytest.fixture(scope="session")
def reader() -> Reader:
    """Return a reader of articles that knows the bundled vocabulary."""
    concepts = tables.read_vocabulary(str(ROOT / "data")).concepts
    return Reader(entries(concepts), concepts, str(ROOT / "data"))


@pytest.fixture(scope="session")
def claims(reader: Reader) -> Callable[..., set[tuple[str, str, str, str]]]:
    """Return a function that reads an article: role's slug, kind, label and modality of each claim.

    With a section the text is put below that heading in an article of two roles, in Markdown.
    """

    def read(
        text: str, section: str = "", name: str = "article.md"
    ) -> set[tuple[str, str, str, str]]:
        if section:
            text = f"# Data Engineer vs. Data Analyst\n\n## {section}\n\n{text}\n"
        reading = reader.read(text.encode(), name)
        minted = {concept.iri: concept.label for concept in reading.concepts}
        return {
            (
                slug_of(fact.subject),
                kind,
                minted.get(fact.object) or reader.names.label(fact.object),
                fact.modality,
            )
            for fact, kind, _ in reading.claims
            if kind != "posting"
        }

    return read


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the tables that a test may damage."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs a command in this process: exit code, stdout, stderr."""
    from rolegraph import cli

    def command(*arguments: str) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        try:
            code = cli.run(list(arguments))
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 1
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return command


@pytest.fixture
def spawn(tmp_path: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Return a function that runs ``python -m rolegraph`` in a process of its own."""

    def command(
        *arguments: str, flags: tuple[str, ...] = (), text: str = "", **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *flags, "-m", "rolegraph", *arguments],
            input=text,
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=os.environ | environment,
            timeout=120,
            check=False,
        )

    return command


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open pages in the browser, each in a context of its own, and close them after the test."""
    pages: list[Opened] = []

    def open_page(page: str, **options: Any) -> Opened:
        file = tmp_path / f"page-{len(pages)}.html"
        file.write_text(page, encoding="utf-8", newline="\n")
        pages.append(Opened(browser, file, **options))
        return pages[-1]

    yield open_page
    for page in pages:
        page.context.close()
