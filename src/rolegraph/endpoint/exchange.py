"""What a page of the explorer is asked and answers: values, without any HTTP library."""

from typing import NamedTuple


class PageRequest(NamedTuple):
    """A request for a page.

    ``path`` is decoded and begins with a slash; ``parameters`` holds the decoded pairs of the query
    string in their order; ``accept`` is the Accept header as it came; ``base`` is the address that
    the reader used, such as ``http://127.0.0.1:7878``, without a slash at its end.
    """

    path: str
    parameters: tuple[tuple[str, str], ...]
    accept: str
    base: str

    def all(self, name: str) -> list[str]:
        """Return every value of a parameter."""
        return [value for key, value in self.parameters if key == name]

    def first(self, name: str, default: str = "") -> str:
        """Return the first value of a parameter."""
        return next(iter(self.all(name)), default)


class PageAnswer(NamedTuple):
    """What is sent: status, media type with its charset, body, and further headers."""

    status: int
    media: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
