"""What phrases and patterns in a language pack may look like."""

import re
from typing import Annotated

from pydantic import AfterValidator

Phrases = tuple[str, ...]


def _first_word_is_given(phrases: Phrases) -> Phrases:
    """Phrases are looked up by their first word, so it may be neither open nor missing."""
    for phrase in phrases:
        first = phrase.split()[:1]
        if not first or "*" in first[0] or first[0].endswith("?"):
            raise ValueError(f"the phrase “{phrase}” must start with a word")
    return phrases


def _is_a_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"“{pattern}” is no regular expression: {error}") from error
    return pattern


CuePhrase = Annotated[Phrases, AfterValidator(_first_word_is_given)]
Pattern = Annotated[str, AfterValidator(_is_a_pattern)]
