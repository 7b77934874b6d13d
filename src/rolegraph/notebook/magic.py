"""The ``%%sparql`` magic: a query in a cell, Python values in the query, the answer in Python."""

import difflib
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Thread
from typing import Any, Final

from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand

from rolegraph import store as stores
from rolegraph.drawings import DrawnGraph
from rolegraph.errors import RolegraphError, UsageError
from rolegraph.graph import Graph
from rolegraph.grid import count
from rolegraph.queries.places import names
from rolegraph.queries.result import Result

HELP: Final = """\
%%sparql [--db DIR | --endpoint URL] [--into NAME] [--limit N] [--graph]
SELECT ?tool { $role rg:usesTool ?tool } ORDER BY ?tool

Answers the SPARQL query in the cell (SELECT, ASK, CONSTRUCT or DESCRIBE) and shows the answer.
%sparql takes the same options and a query on one line. The prefixes of rolegraph are known.

  --db DIR        ask the store in this folder; $name: in the folder, or the open Graph, that
                  the Python variable holds
  --endpoint URL  ask a SPARQL 1.1 server
                  Without either: ROLEGRAPH_DB or ROLEGRAPH_ENDPOINT, else the bundled graph.
  --into NAME     put the answer into a Python variable instead of showing it: it iterates, and
                  has .to_frame(), .to_polars(), .to_csv()
  --limit N       read no more than N rows
  --graph         draw what CONSTRUCT or DESCRIBE gives
  --help          show this

$name in the query stands for the Python variable of that name: a text, number, boolean, date or
IRI, or a list, set or data frame column of them. It is bound as a value and never becomes part of
the query's text. In a pattern a text is also the role or thing of that name ("mle"). ?name is a
variable of the query. Tab completes prefixes, classes, properties, roles and $names.
"""

_OPTION: Final = re.compile(r"\s*(--?[A-Za-z][\w-]*)(=|\s+|$)")
_VALUE: Final = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|(\S+))""")
_TAKING: Final = ("--db", "--endpoint", "--into", "--limit")
OPTIONS: Final = (*_TAKING, "--graph", "--help")


class CellError(RolegraphError):
    """What was wrong with a cell, shown as words alone: the traceback would be of our own code."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)

    def _render_traceback_(self) -> list[str]:
        return f"{self.kind}: {self}".split("\n")


@dataclass
class Options:
    """What stands before the query on a magic's line."""

    db: str | None = None
    endpoint: str | None = None
    into: str | None = None
    limit: int | None = None
    graph: bool = False
    help: bool = False


def parse(line: str) -> tuple[Options, str]:
    """Return the options at the start of a line, and what follows them as it is.

    Raises `UsageError` on an unknown option, a missing value, and one that does not fit.
    """
    given: dict[str, str] = {}
    while found := _OPTION.match(line):
        name = "--help" if found[1] == "-h" else found[1]
        if name not in OPTIONS:
            near = difflib.get_close_matches(name, OPTIONS, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise UsageError(f"there is no option {name}.{hint} `%sparql --help` lists them.")
        line = line[found.end() :]
        given[name] = ""
        if name in _TAKING:
            value = _VALUE.match(line)
            if value is None or (value[3] or "").startswith("--"):
                raise UsageError(f"{name} takes a value: `%sparql --help` shows how")
            given[name] = next(part for part in value.groups() if part is not None)
            line = line[value.end() :]
    options = Options(
        db=given.get("--db"),
        endpoint=given.get("--endpoint"),
        into=given.get("--into"),
        graph="--graph" in given,
        help="--help" in given,
    )
    if "--limit" in given:
        if not re.fullmatch(r"[0-9]{1,9}", given["--limit"]):
            raise UsageError(f"--limit takes a number of rows, not {given['--limit']!r}")
        options.limit = int(given["--limit"])
    if options.db and options.endpoint:
        raise UsageError("take either --db or --endpoint")
    return options, line.strip()


@magics_class
class SparqlMagics(Magics):
    """The magic, with the graphs that it has opened."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self._namespace: dict[str, Any] = shell.user_ns
        self._graphs: dict[str, tuple[Graph, object]] = {}

    @property
    def variables(self) -> Mapping[str, Any]:
        """The Python variables of the notebook."""
        return self._namespace

    # IPython would put variables into the text of the line; values are bound here instead.
    @no_var_expand
    @line_cell_magic
    def sparql(self, line: str, cell: str | None = None) -> "Result | DrawnGraph | None":
        """Answer a SPARQL query: `%sparql --help` tells how."""
        try:
            options, rest = parse(line)
            text = "\n".join(filter(None, [rest, cell]))
            if options.help or not text.strip():
                sys.stdout.write(HELP)
                return None
            return self._answer(options, text)
        except ImportError as error:
            raise CellError("ImportError", str(error)) from None
        except CellError:
            raise
        except RolegraphError as error:
            raise CellError(type(error).__name__, str(error)) from None

    def _answer(self, options: Options, text: str) -> "Result | DrawnGraph | None":
        into = options.into
        if into is not None:
            _check_name(into)
        graph = self.graph(options)
        values = self._values(text)
        result = _waited(lambda: graph.query(text, values, limit=options.limit))
        size = len(result)
        drawn = graph.draw(result) if options.graph else None
        if into is None:
            return drawn or result
        self._namespace[into] = result
        if drawn is None:
            what = "triple" if result.kind == "graph" else "row"
            sys.stdout.write(f"{into}: {count(size, what)} ({', '.join(result.columns)})\n")
        return drawn

    def _values(self, text: str) -> dict[str, object]:
        """Return the Python values that a query asks for. Raises `UsageError` where one is not."""
        values = {}
        for name in names(text):
            if name not in self.variables:
                public = [one for one in self.variables if not one.startswith("_")]
                near = difflib.get_close_matches(name, public, 1)
                hint = f" Nearest: {near[0]}." if near else ""
                raise UsageError(
                    f"no Python variable is called {name!r}, which ${name} asks for.{hint} "
                    f"A variable of the query is written ?{name}."
                )
            values[name] = self.variables[name]
        return values

    def graph(self, options: Options) -> Graph:
        """Return the graph that a cell asks, opened once and again after a store has changed."""
        where = options.endpoint or options.db
        if where is None:
            db, endpoint = os.environ.get("ROLEGRAPH_DB"), os.environ.get("ROLEGRAPH_ENDPOINT")
            if db and endpoint:
                raise UsageError("ROLEGRAPH_DB and ROLEGRAPH_ENDPOINT are both set: unset one")
            where = endpoint or db or ""
        elif where.startswith("$"):
            value = self.variables.get(where[1:])
            if isinstance(value, Graph):
                return value
            if not isinstance(value, str | os.PathLike):
                raise UsageError(f"{where} is no Python variable with a folder, address or Graph")
            where = os.fspath(value)
        is_url = where.startswith(("http://", "https://"))
        if options.endpoint and not is_url:
            raise UsageError(f"{where}: an endpoint's address starts with http:// or https://")
        if not is_url:
            where = where and os.path.abspath(os.path.expanduser(where))
        stamp = None if is_url or not where else _stamp(where)
        opened = self._graphs.get(where)
        if opened is None or opened[1] != stamp or not opened[0].is_open:
            # The older graph is not closed: answers that were got from it may still be read.
            opened = self._graphs[where] = (Graph.open(where or None), stamp)
        return opened[0]


def _waited(ask: Callable[[], Result]) -> Result:
    """Return an answer with its rows, got in a thread, so that an interrupt is heard meanwhile.

    Rows are read there too: what breaks off is said in this cell and not in a later one.
    """
    outcome: list[Result | BaseException] = []

    def work() -> None:
        try:
            result = ask()
            len(result)
            outcome.append(result)
        except BaseException as error:
            outcome.append(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    try:
        while not outcome:
            thread.join(0.1)
    except KeyboardInterrupt:
        raise CellError(
            "Interrupted",
            "this cell waits no longer. The engine does not stop within a query: it goes on in the "
            "background until it is done, or the kernel is restarted.",
        ) from None
    (found,) = outcome
    if isinstance(found, BaseException):
        raise found
    return found


def _stamp(folder: str) -> object:
    """Return what changes when a store does."""
    try:
        told = os.stat(os.path.join(folder, stores.MANIFEST))
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino


def _check_name(name: str) -> None:
    import keyword

    if not name.isidentifier() or keyword.iskeyword(name):
        raise UsageError(f"--into takes the name of a Python variable, not {name!r}")
