"""The ``serve`` command."""

import os
from typing import Final

import click

from rolegraph.cli.options import dataset_options, where_chosen
from rolegraph.endpoint.settings import MIB, Settings, to_bytes
from rolegraph.errors import UsageError
from rolegraph.namespaces import is_iri

_NEEDED = 'The server needs two more packages: pip install "rolegraph[serve]"'


_LEAST_MEMORY: Final = 16 * MIB
"""With less a worker ends before it has begun."""


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and is_iri(text)


def _size(context: click.Context, option: click.Parameter, text: str) -> int:
    """Return the bytes that a size names."""
    try:
        return to_bytes(text)
    except UsageError as error:
        raise click.BadParameter(str(error)) from error


@click.command(epilog="Example: rolegraph serve --db my.db --port 7878")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen to this address.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=7878,
    show_default=True,
    help="Listen to this port; 0 takes a free one and prints it.",
)
@click.option(
    "--token",
    metavar="TEXT",
    envvar="ROLEGRAPH_TOKEN",
    help="Answer only those who bring this token. Better given as ROLEGRAPH_TOKEN.",
)
@click.option(
    "--allow-host",
    metavar="NAME",
    multiple=True,
    help="Answer to this name in the Host header too.",
)
@click.option("--url", help="The address that others reach the server by, behind a proxy.")
@click.option(
    "--cors",
    metavar="ORIGIN",
    multiple=True,
    help="Let pages of this origin read answers; * lets all, '' none. "
    "Default: all, unless --db or --endpoint is served without a token.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=max(2, os.cpu_count() or 2),
    show_default="one for each processor, 2 at least",
    help="Queries that run side by side.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=10.0,
    show_default=True,
    help="Seconds that a query may take.",
)
@click.option(
    "--memory",
    metavar="SIZE",
    callback=_size,
    default=f"{Settings().memory // MIB}M",
    show_default=True,
    help="Memory that a query may take.",
)
@click.option(
    "--max-rows",
    type=click.IntRange(1),
    default=Settings().max_rows,
    show_default=True,
    help="Rows or triples that an answer may have.",
)
@click.option(
    "--max-bytes",
    metavar="SIZE",
    callback=_size,
    default=f"{Settings().max_bytes // MIB}M",
    show_default=True,
    help="Bytes that an answer may have.",
)
@click.option(
    "--queue",
    type=click.IntRange(0, 100_000),
    default=Settings().queue,
    show_default=True,
    help="Requests that may wait for a worker; the next ones are sent away.",
)
@click.option(
    "--cache",
    metavar="SIZE",
    callback=_size,
    default=f"{Settings().cache // MIB}M",
    show_default=True,
    help="Memory for answers that are kept to be given again; 0 keeps none.",
)
@click.option(
    "--allow-service",
    metavar="URL",
    multiple=True,
    help="Let queries call this endpoint by SERVICE. Otherwise they call none.",
)
@click.option(
    "--allow-update",
    is_flag=True,
    help="Take updates, into a scratch copy of the graph that goes when the server ends.",
)
@click.option("--reload", is_flag=True, help="Move to the new state when the store is changed.")
@click.option("--quiet", is_flag=True, help="Write no line for each request.")
@dataset_options
def serve(
    host: str,
    port: int,
    token: str | None,
    allow_host: tuple[str, ...],
    url: str | None,
    cors: tuple[str, ...],
    workers: int,
    timeout: float,
    memory: int,
    max_rows: int,
    max_bytes: int,
    queue: int,
    cache: int,
    allow_service: tuple[str, ...],
    allow_update: bool,
    reload: bool,
    quiet: bool,
    db: str | None,
    endpoint: str | None,
) -> None:
    """Serve the graph: a SPARQL 1.1 endpoint at /sparql, and pages to explore it at /.

    Only this machine reaches it, and nothing can be changed, unless options say otherwise. A query
    that takes too long, too much memory or gives too much is ended; the server goes on. /health
    tells whether it answers, /metrics what it did. It ends on Ctrl-C or SIGTERM.
    """
    where = where_chosen(db, endpoint)
    if allow_update and (endpoint or reload):
        raise UsageError("--allow-update works on a copy: leave --endpoint and --reload.")
    if token is not None and len(token) < 8:
        raise UsageError("The token has less than 8 characters: take a longer one.")
    if url is not None and not _is_address(url):
        raise UsageError(f"{url}: the server's address starts with http:// or https://")
    for address in allow_service:
        if not _is_address(address):
            raise UsageError(f"{address}: --allow-service takes an address of http or https")
    if timeout != timeout:
        raise UsageError("--timeout takes seconds from 0.1 to 3600")
    if memory < _LEAST_MEMORY:
        raise UsageError(
            f"--memory: a query needs {_LEAST_MEMORY // MIB}M at least, and most need more"
        )
    settings = Settings(
        where=where,
        host=host,
        port=port,
        url=url,
        hosts=allow_host,
        token=token,
        cors=tuple(filter(None, cors)) if cors else None,
        workers=workers,
        timeout=timeout,
        memory=memory,
        max_rows=max_rows,
        max_bytes=max_bytes,
        queue=queue,
        cache=cache,
        services=allow_service,
        updates=allow_update,
        reload=reload,
    )
    try:
        from rolegraph.endpoint import listening
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn", "httptools"):
            raise
        raise UsageError(_NEEDED) from error
    listening.run(settings, quiet=quiet, tell=lambda line: click.echo(line, err=True))
