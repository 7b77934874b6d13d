"""The ``completion`` command: have a shell complete what is typed after ``rolegraph``."""

import os
from typing import Final, NamedTuple

import click

from rolegraph import files
from rolegraph.cli.options import emit
from rolegraph.errors import UsageError

SHELLS: Final = ("bash", "zsh", "fish")
MARK: Final = "# completion of rolegraph"
"""What the line ends with that is added to the start-up file of a shell."""


class Places(NamedTuple):
    """Where the completion of a shell goes; ``start`` is the file that has to read it, if any."""

    script: str
    start: str | None
    line: str


def places(shell: str) -> Places:
    """Return where a shell's completion goes, by the variables that say where people keep things.

    Raises `UsageError` when there is no home folder.
    """
    home = os.path.expanduser("~")
    if not os.path.isabs(home):
        raise UsageError("there is no home folder to install to: set HOME")
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
    if shell == "fish":
        config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
        return Places(os.path.join(config, "fish", "completions", "rolegraph.fish"), None, "")
    if shell == "zsh":
        script = os.path.join(data, "zsh", "site-functions", "_rolegraph")
        start = os.path.join(os.environ.get("ZDOTDIR") or home, ".zshrc")
        ready = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }"
        return Places(script, start, f"{ready}; source {_quoted(script)}  {MARK}")
    script = os.path.join(data, "bash-completion", "completions", "rolegraph")
    start = os.path.join(home, ".bashrc")
    return Places(script, start, f"source {_quoted(script)}  {MARK}")


def _quoted(path: str) -> str:
    from shlex import quote

    return quote(path)


@click.command(epilog="Example: rolegraph completion bash --install")
@click.argument("shell", type=click.Choice(SHELLS))
@click.option("--install", is_flag=True, help="Put it where the shell finds it, for this user.")
def completion(shell: str, install: bool) -> None:
    """Print or install what makes SHELL complete commands, options, roles and named queries by Tab.

    With --install it is written to a file in your home folder; for bash and zsh a line that reads
    it is added to .bashrc or .zshrc, once. It takes effect in the next shell that you open.
    """
    from click.shell_completion import get_completion_class

    from rolegraph import cli

    writer = get_completion_class(shell)
    if writer is None:
        raise UsageError(f"the installed click knows nothing of {shell}: update it")
    script = writer(cli.cli, {}, "rolegraph", "_ROLEGRAPH_COMPLETE").source()
    if not install:
        emit(script, None)
        return
    where = places(shell)
    try:
        os.makedirs(os.path.dirname(where.script), exist_ok=True)
    except OSError as error:
        raise UsageError(f"{where.script} cannot be written: {error.strerror}") from error
    files.write_whole(where.script, script.encode())
    click.echo(f"Wrote {where.script}")
    if where.start is not None and _add_line(where.start, where.line):
        click.echo(f"Added a line to {where.start}")
    click.echo(f"Open a new {shell}, type rolegraph and a blank, and press Tab.")


def _add_line(path: str, line: str) -> bool:
    """Add a line to a start-up file that lacks it, or mend the one that is there."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            before = file.read()
    except FileNotFoundError:
        before = ""
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    kept = [one for one in before.splitlines(keepends=True) if not one.rstrip().endswith(MARK)]
    if kept and not kept[-1].endswith("\n"):
        kept[-1] += "\n"
    after = "".join([*kept, line + "\n"])
    if after == before:
        return False
    files.write_whole(path, after.encode("utf-8", "surrogateescape"))
    return True
