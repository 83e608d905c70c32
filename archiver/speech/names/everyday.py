"""The everyday words of a language: what is one of them is seldom a name heard wrongly."""

from collections.abc import Callable
from functools import lru_cache

from spellchecker import SpellChecker

Everyday = Callable[[str], bool]
"""Whether a word in lower case, with its accents, is an everyday one."""


@lru_cache(maxsize=4)
def everyday(language: str) -> Everyday | None:
    """The words of a language, None where no list of them is known."""
    try:
        words = SpellChecker(language=language).word_frequency.dictionary
    except ValueError:
        return None
    return lambda word: word in words
