"""What can go wrong, in words for the user, each with the exit code that the commands end with."""

from typing import Final

_SHOWN: Final = 200
"""So many characters of a name that nobody knows are said again."""


class RolegraphError(Exception):
    """Something went wrong that the user can put right; the message says how."""

    exit_code = 3


class UsageError(RolegraphError):
    """What was asked for does not fit: an unknown name, a wrong option, an unwritable path."""

    exit_code = 2


class UnknownNameError(UsageError):
    """No thing in the graph has this name; ``nearest`` lists the names that come closest."""

    def __init__(self, name: str, kind: str, nearest: tuple[str, ...] = ()) -> None:
        self.name, self.kind, self.nearest = name, kind, nearest
        hint = f" Nearest: {', '.join(nearest)}." if nearest else ""
        where = {"role": "rolegraph roles", "source": "rolegraph query -n cq-63"}.get(
            kind, "rolegraph search WORD"
        )
        shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
        super().__init__(f"No {kind} is called {shown!r}.{hint} `{where}` lists what there is.")


class DataError(RolegraphError):
    """Data that does not fit the model; the message starts with file and line."""

    def __init__(self, message: str, file: str = "", line: int | None = None) -> None:
        self.file, self.line = file, line
        place = f"{file}:{line}: " if line is not None else f"{file}: " if file else ""
        super().__init__(place + message)


class QueryError(RolegraphError):
    """A query that cannot be run; ``line`` and ``column`` count from 1 where they are known."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        self.line, self.column = line, column
        super().__init__(message)


class StoreError(RolegraphError):
    """A store that is not there, is not ours, or does not answer."""
