"""A bar on the terminal for work that takes long."""

import sys
from typing import Any

import click

from rolegraph.cli.options import use_color


class Bar:
    """A progress bar on the terminal for each step of the work; nothing where no terminal is."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._what = ""
        self._shown = 0

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def step(self, what: str, done: int, total: int) -> None:
        """Show how much is done of how much."""
        if not sys.stderr.isatty():
            return
        if what != self._what:
            self.close()
            self._what, self._shown = what, 0
            self._bar = click.progressbar(
                length=max(total, 1),
                label=what,
                file=sys.stderr,
                color=use_color(),
                show_pos=False,
            )
            self._bar.__enter__()
        if self._bar is not None and done > self._shown:
            self._bar.update(done - self._shown)
            self._shown = done

    def close(self) -> None:
        """End the bar."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
