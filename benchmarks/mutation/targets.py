"""Which modules are changed, and the tests that hold each: quick ones, in this process."""

from typing import Final

_READING: Final = ("tests/test_article.py", "tests/test_reader.py")

TARGETS: Final[dict[str, tuple[str, ...]]] = {
    "comparison": ("tests/test_comparison.py",),
    "facts": ("tests/test_statements.py",),
    "lexicon": ("tests/test_lexicon.py",),
    "sources/article": _READING,
    "reading/subjects": ("tests/test_subjects.py",),
}
"""Path of the module below `src/rolegraph`, without its ending, to its test files."""
