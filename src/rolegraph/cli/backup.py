"""The commands ``backup`` and ``restore``."""

import json

import click

from rolegraph import backup as backups
from rolegraph.cli.options import completed_by, dataset_options
from rolegraph.cli.progress import Bar
from rolegraph.errors import UsageError
from rolegraph.grid import count
from rolegraph.views.table import safe


def _folder(db: str | None, endpoint: str | None) -> str | None:
    typed = click.get_current_context().get_parameter_source("endpoint")
    if endpoint and (not db or typed is click.core.ParameterSource.COMMANDLINE):
        raise UsageError(
            "A backup is made of a store on this machine: name its folder with --db, such as "
            "--db my.db; what an endpoint holds is had by `rolegraph export -f nquads`."
        )
    return db


@click.command(epilog="Example: rolegraph backup --db my.db -o my-2026-11-30.nq.gz")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    help="The file to write.",
    shell_complete=completed_by("files"),
)
@click.option("--json", "as_json", is_flag=True, help="Tell what was done as JSON.")
@dataset_options
def backup(output: str, as_json: bool, db: str | None, endpoint: str | None) -> None:
    """Save the store that --db names in one file, compressed, with a checksum.

    Others may go on reading and writing: what is saved is one state, the one of the beginning. The
    file is N-Quads, which any RDF tool reads, and `rolegraph restore` makes a store of it again, in
    this version and in later ones.
    """
    if output == "-":
        raise UsageError("A backup is a file: name one with -o, such as -o my.nq.gz")
    where = _folder(db, endpoint)
    with Bar() as bar:
        done = backups.backup(where, output, progress=bar.step)
    if as_json:
        click.echo(json.dumps(done._asdict() | {"seconds": round(done.seconds, 3)}))
    click.echo(
        safe(
            f"{done.path}: {count(done.quads, 'quad')} with {count(done.sources, 'added source')} "
            f"in {done.size:,} bytes, {done.seconds:.1f} s."
        ),
        err=True,
    )


@click.command(epilog="Example: rolegraph restore my-2026-11-30.nq.gz --db new.db")
@click.argument("file", required=False, shell_complete=completed_by("files"))
@click.option("--replace", is_flag=True, help="Put it in the place of the store that is there.")
@click.option("--previous", is_flag=True, help="Go back to the state before the last change.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was done as JSON.")
@dataset_options
def restore(
    file: str | None,
    replace: bool,
    previous: bool,
    as_json: bool,
    db: str | None,
    endpoint: str | None,
) -> None:
    r"""Make a store in the folder that --db names of a backup.

    The backup is checked while it is read, and the store appears at the end, whole or not at all. A
    store keeps the state before its last change: --previous goes back to it, also after --replace,
    and where the current state is damaged.

    \b
    rolegraph restore my.nq.gz --db my.db --replace
    rolegraph restore --previous --db my.db
    """
    where = _folder(db, endpoint)
    if previous and (file or replace):
        raise UsageError("--previous takes no FILE and no --replace: the state is in the store")
    if not previous and not file:
        raise UsageError("Name the backup: `rolegraph restore FILE --db my.db`")
    if previous:
        done = backups.restore_previous(where)
        verb = "is as it was before its last change"
    else:
        with Bar() as bar:
            done = backups.restore(file or "", where, replace=replace, progress=bar.step)
        verb = "was replaced by the backup" if done.replaced else "was made of the backup"
    if as_json:
        click.echo(json.dumps(done._asdict() | {"seconds": round(done.seconds, 3)}))
    click.echo(
        safe(
            f"{done.folder} {verb}: {count(done.quads, 'quad')} with "
            f"{count(done.sources, 'added source')}, {done.seconds:.1f} s."
        ),
        err=True,
    )
    if done.replaced:
        click.echo(
            safe(
                f"Until the next change `rolegraph restore --previous --db {done.folder}` "
                "undoes this."
            ),
            err=True,
        )
