"""Cut folded text into tokens, each known by a number."""

import re
from collections.abc import Mapping
from itertools import repeat
from typing import Final

TOKENS: Final = re.compile(r"\w+|[^\w ]")
"""A token of folded text: a word, or a character that is neither of a word nor a space."""

_LONGEST: Final = 24
_REMEMBERED: Final = 50_000


class Words(dict[str, tuple[tuple[int, ...], tuple[int, ...]]]):
    """The numbers of the tokens between two spaces, and how many characters each takes.

    The space behind counts to the last token. Between two spaces that follow each other stands -1,
    and 0 is the number of a token that has none. Texts repeat their words: each is cut once.
    """

    def __init__(self, numbers: Mapping[str, int]) -> None:
        super().__init__({"": ((-1,), (1,))})
        self._numbers = numbers

    def __missing__(self, word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        tokens = TOKENS.findall(word)
        sizes = [len(token) for token in tokens]
        sizes[-1] += 1
        cut = tuple(map(self._numbers.get, tokens, repeat(0))), tuple(sizes)
        if len(word) <= _LONGEST and len(self) < _REMEMBERED:
            self[word] = cut
        return cut
