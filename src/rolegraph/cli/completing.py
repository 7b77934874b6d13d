"""What Tab completes on the command line: roles, things, sources, queries, files.

Nothing here may fail or be slow: whoever presses Tab is told nothing and waits for it. A server far
away is not asked.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class

from rolegraph.dataset import Dataset, open_dataset
from rolegraph.errors import RolegraphError
from rolegraph.namespaces import BASE, slug_of

MOST: Final = 200
"""So many completions are offered at most."""

Found = Iterator[tuple[str, str]]
"""What may be typed, each with what it is."""
Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

_ESCAPED: Final = r"\\\1"
_SPECIAL: Final = re.compile(r"([^\w@%+=:,./-])")


class _Bash(BashComplete):
    """Bash puts a completion in as it is: blanks and signs of its own have to be escaped."""

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.type},{_SPECIAL.sub(_ESCAPED, item.value)}"


def register() -> None:
    """Have click answer bash by the class above."""
    add_completion_class(_Bash, "bash")


def _completer(find: Callable[[click.Context, Dataset, str], Found]) -> Completer:
    def complete(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
        try:
            where: Any = context.params.get("db")
            if context.params.get("endpoint") and not where:
                return []
            found = dict(find(context, open_dataset(where), typed))
        except (RolegraphError, OSError):
            return []
        return [CompletionItem(text, help=words) for text, words in [*found.items()][:MOST]]

    return complete


def _starts(typed: str, *names: str) -> bool:
    return any(name.casefold().startswith(typed.casefold()) for name in names)


def _typed(iri: str, label: str) -> str:
    """Return what is typed for a thing: its slug, or the label of what others have named."""
    return slug_of(iri) if iri.startswith(BASE) else label


def _roles(_: click.Context, dataset: Dataset, typed: str) -> Found:
    from rolegraph.queries.lookup import lexicon

    names = lexicon(dataset, "role")
    labels = names.labels()
    # Those of the project's own names first: they are short, and comparisons are about them.
    order = sorted(labels.items(), key=lambda one: (not one[0].startswith(BASE), one[1].casefold()))
    choices = ((_typed(iri, label), label) for iri, label in order)
    found = [one for one in choices if _starts(typed, *one)]
    if typed and not found:
        # Another name, such as mle: what it stands for takes its place.
        found = [(_typed(iri, labels[iri]), labels[iri]) for iri in names.find(typed)]
    yield from found


def _things(context: click.Context, dataset: Dataset, typed: str) -> Found:
    from rolegraph.queries import run
    from rolegraph.queries.bounds import check_traits
    from rolegraph.queries.lookup import lexicon, resolve_role

    role = resolve_role(lexicon(dataset, "role"), str(context.params.get("role") or ""))
    check_traits(dataset, [role])
    for row in run(dataset, "cq-02-traits", {"role": role}).records():
        text = _typed(row["thing"], row["label"])
        if _starts(typed, text, row["label"]):
            yield text, row["label"]


def _sources(_: click.Context, dataset: Dataset, typed: str) -> Found:
    from rolegraph.queries import run

    for row in run(dataset, "cq-63-sources-named").records():
        slug = slug_of(row["source"])
        if _starts(typed, slug):
            yield slug, str(row["title"])


roles: Final = _completer(_roles)
things: Final = _completer(_things)
sources: Final = _completer(_sources)


def queries(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Return the named queries, each with its question."""
    from rolegraph.queries import load, names

    found = [load(name) for name in names() if name.startswith(typed.lower())]
    return [CompletionItem(query.name, help=query.question) for query in found]


def files(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Leave it to the shell to complete files."""
    return [CompletionItem(typed, type="file")]


def folders(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Leave it to the shell to complete folders."""
    return [CompletionItem(typed, type="dir")]
