"""Templates for Markdown and for manual pages, which escape whatever is put into them."""

import re
import textwrap
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from manual import ROOT

_MARKS: Final = re.compile(r"([\\`*_\[\]#|])")


class Written(str):
    """A text that is in the language of the template already, and is not escaped again."""

    __slots__ = ()


def markdown(value: object) -> str:
    r"""Return a value as Markdown that shows it as it is, on one line.

    >>> print(markdown("<b>*a|b*</b>"))
    &lt;b&gt;\*a\|b\*&lt;/b&gt;
    """
    if isinstance(value, Written):
        return value
    text = " ".join(str(value).split())
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(r"\\\1", text)


def code(value: object) -> Written:
    """Return a value as a code span, with a fence that it does not contain.

    >>> code("a `b`")
    '`` a `b` ``'
    """
    text = " ".join(str(value).split())
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if longest else ""
    return Written(f"{fence}{space}{text}{space}{fence}")


def roff(value: object) -> str:
    r"""Return a value as text of a manual page, whatever characters it has, in lines of 80.

    >>> print(roff(".so \\x - 'y'"))
    \&.so \ex \- \(aqy\(aq
    """
    if isinstance(value, Written):
        return value
    lines = textwrap.wrap(str(value), 72, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(roff_line, lines))


def roff_line(line: str) -> str:
    """Return one line as it is to be seen in a manual page."""
    text = line.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq")
    return r"\&" + text if text.startswith(".") else text


@cache
def _environment(escape: Callable[[object], str]) -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOT / "manual" / "templates"),
        autoescape=False,  # noqa: S701  finalize escapes for the language of the template
        finalize=escape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["code"] = code
    made.filters["written"] = Written
    return made


def render(name: str, escape: Callable[[object], str] = markdown, **values: Any) -> str:
    """Return a template filled in: every value is escaped that is not `Written`."""
    return _environment(escape).get_template(name).render(values)
