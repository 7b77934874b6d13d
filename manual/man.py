"""The manual page: one page for all commands, from the commands themselves."""

import re
import textwrap
from typing import Final, NamedTuple

import click

import rolegraph
from manual import ROOT, commands
from manual.templating import Written, render, roff, roff_line
from rolegraph import cli

_COMMON: Final = ("--db", "--endpoint", "--help")
"""Options that every command that reads has: they stand in a part of their own."""


_CHANGES: Final = (ROOT / "CHANGELOG.md", ROOT / "ontology" / "CHANGELOG.md")


class Option(NamedTuple):
    """An option: how it is written, and what it does."""

    written: Written
    help: str


class Section(NamedTuple):
    """A command: what is typed, what it does, its options, an example.

    A paragraph whose lines have to stay as they are says so first.
    """

    name: str
    synopsis: Written
    paragraphs: list[tuple[bool, str]]
    options: list[Option]
    example: Written


def page() -> str:
    """Return the manual page ``rolegraph(1)`` in the man macros."""
    sections = [_section(*one) for one in commands.every()]
    common = {
        option.opts[-1]: _option(option, context)
        for _, command, context in commands.every()
        for option in command.get_params(context)
        if isinstance(option, click.Option) and option.opts[-1] in _COMMON
    }
    return render(
        "rolegraph.1.j2",
        roff,
        version=rolegraph.__version__,
        date=Written(_date()),
        about=(cli.cli.help or "").strip().splitlines()[0],
        sections=sections,
        common=[common[name] for name in _COMMON],
    )


def _date() -> str:
    """Return the day of the newest release, else of the newest version of the ontology.

    The page is the same whenever it is made: there is no clock in it.
    """
    dated = re.compile(r"^## .*\((\d{4}-\d\d-\d\d)\)", re.MULTILINE)
    found = filter(None, (dated.search(path.read_text("utf-8")) for path in _CHANGES))
    return next((one[1] for one in found), "")


def _section(name: str, command: click.Command, context: click.Context) -> Section:
    options = [
        _option(option, context)
        for option in command.get_params(context)
        if isinstance(option, click.Option) and option.opts[-1] not in _COMMON
    ]
    pieces = " ".join(command.collect_usage_pieces(context))
    paragraphs = re.split(r"\n\s*\n", (command.help or "").strip())
    return Section(
        name,
        Written(rf"\fBrolegraph {roff(name)}\fR {_usage(pieces)}".rstrip()),
        [_paragraph(one) for one in paragraphs],
        options,
        Written(roff((command.epilog or "").removeprefix("Example: "))),
    )


def _paragraph(text: str) -> tuple[bool, str]:
    """Return whether the lines of a paragraph stay as they are, and the paragraph."""
    _, mark, lines = text.partition("\b\n")
    if not mark:
        return False, " ".join(text.split())
    kept = textwrap.dedent(lines).splitlines()
    return True, Written("\n".join(roff_line(line.rstrip()) for line in kept))


def _usage(pieces: str) -> str:
    """Return the arguments of a command, what is to be replaced in italics."""
    return re.sub(r"[A-Z]{2,}", lambda found: rf"\fI{found[0]}\fR", roff(pieces))


def _option(option: click.Option, context: click.Context) -> Option:
    names = ", ".join(rf"\fB{roff(name)}\fR" for name in (*option.opts, *option.secondary_opts))
    takes = not option.is_flag and not option.count
    value = rf" \fI{roff(option.make_metavar(context))}\fR" if takes else ""
    return Option(Written(names + value), option.help or "")
