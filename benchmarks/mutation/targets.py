"""Which modules are changed, and the tests that hold each: quick ones, in this process."""

from typing import Final

_READING: Final = ("tests/test_article.py", "tests/test_reader.py")

TARGETS: Final[dict[str, tuple[str, ...]]] = {
    "comparison": ("tests/test_comparison.py",),
    "facts": ("tests/test_statements.py",),
    "lexicon": ("tests/test_lexicon.py",),
    "sources/article": ("tests/test_trait_kinds.py", *_READING),
    "reading/subjects": ("tests/test_subjects.py",),
    "reading/traits": (
        "tests/test_trait_kinds.py",
        "tests/test_unknown_things.py",
        "tests/test_traits.py",
    ),
    "reading/roles": (
        "tests/test_roles.py",
        "tests/test_role_discovery.py",
        "tests/test_role_mentions.py",
        "tests/test_subjects.py",
    ),
    "reading/salaries": (
        "tests/test_salary_words.py",
        "tests/test_salaries.py",
        "tests/test_salary_tables.py",
    ),
    "reading/phrases": (
        "tests/test_phrase_parts.py",
        "tests/test_phrases.py",
        "tests/test_traits.py",
    ),
    "reading/claimants": (
        "tests/test_claimants.py",
        "tests/test_salaries.py",
        "tests/test_outlook.py",
    ),
    "reading/sentences": ("tests/test_sentences.py", "tests/test_subjects.py"),
}
"""Path of the module below `src/rolegraph`, without its ending, to its test files."""
