"""The ``rolegraph`` command: each command is loaded when it is called."""

import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Final

import click

from rolegraph import __version__, files
from rolegraph.errors import RolegraphError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Name, module and the line that `--help` shows: listing the commands must not import them.
_COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "roles": ("roles", "List every role, with how many traits and sources."),
    "show": ("roles", "Show one role, facet by facet, with support."),
    "search": ("roles", "Find things by label."),
    "compare": ("compare", "Show what two or more roles share and where they part."),
    "viz": ("compare", "Draw roles as one self-contained page, or as SVG or PNG."),
    "why": ("claims", "List every claim behind an edge: who says so, and where."),
    "similar": ("analysis", "List the roles nearest to one, with the counts behind the figure."),
    "gap": ("analysis", "Show what one role lacks for another, the most distinctive first."),
    "path": ("analysis", "Find a chain of roles between two, each a small step."),
    "match": ("analysis", "Find the roles that fit a list of skills or a JSON Resume."),
    "distinctive": ("analysis", "Show what sets a role apart from all others."),
    "contested": ("claims", "List where sources disagree."),
    "query": ("query", "Answer a SPARQL query, or one of the named ones."),
    "ingest": ("ingest", "Read articles into a store of yours."),
    "import": ("imports", "Read ESCO, O*NET, salaries or postings into a store of yours."),
    "forget": ("ingest", "Remove a source from a store of yours."),
    "diff": ("diff", "Show what changed between two graphs."),
    "export": ("export", "Write the graph in a standard format."),
    "backup": ("backup", "Save a store of yours in one file, with a checksum."),
    "restore": ("backup", "Make a store of a backup, or go back to before the last change."),
    "validate": ("validate", "Check the graph against shapes and ontology checks."),
    "serve": ("serve", "Serve a SPARQL 1.1 endpoint and pages to explore the graph."),
    "completion": (
        "completion",
        "Print or install what completes commands, roles and options by Tab.",
    ),
    "doctor": ("doctor", "Tell versions, paths, the state of the store, optional parts."),
}


_WRITERS: Final = frozenset(("ingest", "import", "forget", "export", "restore"))
"""Commands that take back what they began when the system asks them to end."""
_FUNCTIONS: Final = {"import": "import_"}
"""Functions of commands whose names Python keeps for itself."""


class _Commands(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        if cmd_name in _WRITERS:
            from rolegraph.cli import endings

            endings.take_back_when_ended()
        module = import_module(f"rolegraph.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, _FUNCTIONS.get(cmd_name, cmd_name))
        # Docstrings are raw: what stands in them as two characters is the one by which click knows
        # that a paragraph keeps its lines.
        command.help = (command.help or "").replace("\\b\n", "\b\n")
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        return [
            CompletionItem(name, help=line)
            for name, (_, line) in _COMMANDS.items()
            if name.startswith(incomplete)
        ]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], _COMMANDS, 2)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: rolegraph viz mle research-engineer",
)
@click.version_option(__version__, "-V", "--version", message="rolegraph %(version)s")
def cli() -> None:
    """Ask a knowledge graph of job roles: what they share, where they part, and who says so."""


def run(arguments: list[str] | None = None, *, alone: bool = False) -> int:
    """Run the command line and return the exit code; an error of ours ends with its message.

    ``alone`` says that the process is the command's own, and may be ended for it.
    """
    import os

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        # Started with one closed: what is printed goes nowhere, files are still written.
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # Labels are Unicode: a terminal that says it is not must not end the command.
        if hasattr(stream, "reconfigure") and (stream.encoding or "").lower() != "utf-8":
            stream.reconfigure(encoding="utf-8")
    if "_ROLEGRAPH_COMPLETE" in os.environ:
        from rolegraph.cli import completing

        completing.register()
    try:
        code = cli.main(arguments, prog_name="rolegraph", standalone_mode=False, obj=alone)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        # Where what is wrong cannot be told either, the exit code is all that tells.
        with suppress(OSError):
            error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt) as error:
        code = _interrupted(error)
    except BrokenPipeError:
        files.discard_stdout()
        code = 0
    except SystemExit as error:
        # So click ends where nobody reads what it prints itself.
        is_unread = type(sys.stdout).__name__.endswith("PacifyFlushWrapper")
        if is_unread:
            files.discard_stdout()
        code = 0 if is_unread else error.code
    except OSError as error:
        with suppress(OSError):
            click.echo(f"Error: {_refused(error)}", err=True)
        code = 2
    except (RolegraphError, RuntimeError) as error:
        # What the engine finds damaged while rows are read comes as a RuntimeError.
        if not isinstance(error, RolegraphError) and "Corruption" not in str(error):
            raise
        from rolegraph.views.table import safe

        lines = "\n".join(safe(line) for line in str(error).split("\n"))
        if "Corruption" in lines and "rolegraph doctor" not in lines:
            lines += ". The store is damaged: `rolegraph doctor --db DIR` says how to get back"
        with suppress(OSError):
            click.echo(f"Error: {lines}", err=True)
        code = getattr(error, "exit_code", 3)
    finally:
        if (endings := sys.modules.get("rolegraph.cli.endings")) is not None:
            endings.put_back()
    return code if isinstance(code, int) else 0


def _refused(error: OSError) -> str:
    """Return what the system refused: a file that it names, or else what is printed."""
    reason = error.strerror or error
    if isinstance(error.filename, str):
        from rolegraph.views.table import safe

        return f"{safe(error.filename)} cannot be used: {reason}. Look at its permissions"
    return f"the output cannot be written: {reason}"


def _interrupted(error: BaseException) -> int:
    from rolegraph.cli import endings

    number = endings.signal_of(error)
    with suppress(OSError):
        click.echo("Interrupted." if number == 2 else "Terminated.", err=True)
    return 128 + number
