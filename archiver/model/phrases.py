"""Phrases of a language pack as data: what a phrase may be (see `model/language.py`)."""

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


CuePhrase = Annotated[Phrases, AfterValidator(_first_word_is_given)]
