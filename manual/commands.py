"""The reference of the commands, from what ``--help`` says."""

from collections.abc import Iterator
from typing import NamedTuple

import click

from rolegraph import cli


class Command(NamedTuple):
    """A command as it is called: its name, the command itself, a context to ask it in."""

    name: str
    command: click.Command
    context: click.Context


def every() -> Iterator[Command]:
    """Yield every command of rolegraph, in the order of ``--help``."""
    group = click.Context(
        cli.cli, info_name="rolegraph", terminal_width=100, **cli.cli.context_settings
    )
    for name in cli.cli.list_commands(group):
        command = cli.cli.get_command(group, name)
        if command is None:
            raise LookupError(f"{name} is listed and is no command")
        context = click.Context(
            command, parent=group, info_name=name, terminal_width=100, max_content_width=100
        )
        yield Command(name, command, context)


def page() -> str:
    """Return the page of all commands, each with its help."""
    parts = [
        "# Commands",
        "",
        "What `--help` says, written out; a test keeps the two equal. Exit codes: 0 done,",
        "1 problems found, 2 wrong use, 3 bad data or query, 130 interrupted. Results go to",
        "stdout, everything else to stderr. `NO_COLOR` and `FORCE_COLOR` are honoured;",
        "`ROLEGRAPH_DB` and `ROLEGRAPH_ENDPOINT` stand for the options.",
        "",
    ]
    for name, command, context in every():
        text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
        parts += [f"## {name}", "", "```text", text, "```", ""]
    return "\n".join(parts)
