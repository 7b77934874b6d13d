"""The ``import`` command: published releases into a store."""

import click

from rolegraph.cli.options import completed_by, dataset_options, emit
from rolegraph.cli.progress import Bar
from rolegraph.errors import UsageError
from rolegraph.importing import FORMATS, Imported, import_release
from rolegraph.views import table


@click.command("import", epilog="Example: rolegraph import salaries salaries.csv --db my.db")
@click.argument("form", metavar="|".join(FORMATS), type=click.Choice(FORMATS))
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", shell_complete=completed_by("files")
)
@click.option("--dry-run", is_flag=True, help="Read and check everything, and write nothing.")
@click.option("--release", metavar="VERSION", help="The version, where the files do not say it.")
@click.option(
    "--name", metavar="SLUG", help="Name the source; two releases can stand side by side."
)
@click.option("--replace", is_flag=True, help="Import again what is there from the same files.")
@click.option("--bare", is_flag=True, help="Begin a new store with the vocabulary alone.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was done as JSON.")
@dataset_options
def import_(
    form: str,
    paths: tuple[str, ...],
    dry_run: bool,
    release: str | None,
    name: str | None,
    replace: bool,
    bare: bool,
    as_json: bool,
    db: str | None,
    endpoint: str | None,
) -> None:
    r"""Read a published release into the store that --db names.

    \b
    esco       the CSV files of ESCO: zips as downloaded, or a folder; any languages
    onet       the text files of the O*NET database: the zip, or its folder
    salaries   the salary table of aijobs.net: salaries.csv
    postings   schema.org JobPosting, as JSON-LD or JSON lines
    crosswalk  Nesta's table of ESCO and O*NET occupations that belong together,
               with the two releases that its codes are checked against

    A new store begins as a copy of the bundled graph. The source gets a graph of its own, with
    version and licence; what an earlier import of it left is replaced. The store changes at the end
    and at once: an import that fails or is interrupted leaves it as it was.

    \b
    rolegraph import onet db_29_3_text.zip --db my.db
    rolegraph import salaries salaries.csv --db my.db --dry-run
    """
    context = click.get_current_context()
    if endpoint and (
        not db or context.get_parameter_source("endpoint") is click.core.ParameterSource.COMMANDLINE
    ):
        raise UsageError(
            "An endpoint is only asked, never written: name a store with --db, such as --db my.db, "
            "and load what `rolegraph export` makes of it into the endpoint."
        )
    bar = Bar()
    try:
        done = import_release(
            form,
            paths,
            db,
            version=release,
            name=name,
            bare=bare,
            replace=replace,
            dry_run=dry_run,
            progress=bar.step,
        )
    finally:
        bar.close()
    if as_json:
        emit(table.to_json(done._asdict() | {"seconds": round(done.seconds, 3)}), None)
    for line in summary(done, dry_run=dry_run):
        click.echo(table.safe(line), err=True)


def summary(done: Imported, *, dry_run: bool) -> list[str]:
    """Return in lines what became of an import."""
    head = f"{done.source} ({' '.join(filter(None, (done.title, done.version)))})"
    if done.status == "unchanged":
        return [f"{head}: already imported from these files; --replace imports them again."]
    counts = ", ".join(f"{number:,} {what}" for what, number in done.counts.items())
    if dry_run:
        return [f"{head} would be {done.status}, nothing written: {counts}."]
    lines = [f"{head} {done.status} in {done.seconds:.1f} s: {counts}."]
    if done.quads is not None:
        lines.append(f"The store has {done.quads:,} quads.")
    if done.rights:
        lines.append(f"Pass on: {done.rights}")
    return lines
