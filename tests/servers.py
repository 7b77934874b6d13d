"""SPARQL servers that are not ours, started on the exported data for the tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from rolegraph.namespaces import BASE

DEFAULT_GRAPH = f"{BASE}graph/default"
"""The graph that the default graph is loaded into where a server has none of its own."""

_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
SchedulerInterval = 10
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
MaxQueryMem = 512M
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 2
CaseMode = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
MaxKeepAlives = 10
KeepAliveTimeout = 10
Charset = UTF-8
EnabledGzipContent = 1
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 60
"""


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _find(name: str, package: str) -> str:
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.is_file() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: {package}")
    return found


def _await(process: "subprocess.Popen[bytes]", port: int, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"{process.args!r} does not listen on {port}")


@contextmanager
def _running(*command: str, folder: Path, port: int) -> Iterator[None]:
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            _await(process, port)
            yield
        finally:
            process.kill()
            process.wait()


@contextmanager
def oxigraph(folder: Path, quads: bytes) -> Iterator[str]:
    """Serve N-Quads by the oxigraph server and yield the address of its endpoint."""
    program = _find("oxigraph", "pip install oxigraph")
    (folder / "roles.nq").write_bytes(quads)
    place, port = str(folder / "store"), _free_port()
    load = (program, "load", "--location", place, "--file", "roles.nq")
    subprocess.run(load, cwd=folder, check=True, capture_output=True)
    serve = (program, "serve-read-only", "--location", place, "--bind", f"127.0.0.1:{port}")
    with _running(*serve, folder=folder, port=port):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def virtuoso(folder: Path, quads: bytes, rows: int = 10_000) -> Iterator[str]:
    """Serve N-Quads by Virtuoso and yield the address, which names the default graph."""
    program = _find("virtuoso-t", "apt-get install virtuoso-opensource-7")
    client = _find("isql-vt", "apt-get install virtuoso-opensource-7")
    sql, http = _free_port(), _free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(_INI.format(folder=folder, sql=sql, http=http, rows=rows), encoding="utf-8")
    (folder / "roles.nq").write_bytes(quads)
    serve = (program, "-f", "+configfile", str(ini))
    with _running(*serve, folder=folder, port=sql):
        load = f"ld_dir('{folder}', 'roles.nq', '{DEFAULT_GRAPH}'); rdf_loader_run(); checkpoint;"
        done = subprocess.run(
            (client, f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"),
            capture_output=True,
            check=False,
            env=os.environ | {"HOME": str(folder)},
        )
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        yield f"http://127.0.0.1:{http}/sparql?default-graph-uri={DEFAULT_GRAPH}"
