"""What the tool knows of a language: how a council's chair speaks, and how its words sound.

A pack is data (`presets/languages/NAME.toml`), so a house can add its own phrases. A phrase is
matched on folded words (lower case, no accents, apostrophes and hyphens as spaces) and by sound:
`a|b` is one word or the other, `word?` may be missing, `*` stands for up to three words.
"""

import tomllib
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from archiver.model.language_decisions import DecisionPhrases
from archiver.model.language_names import NamePhrases
from archiver.model.language_speech import SpeechPhrases
from archiver.model.language_turns import TurnPhrases
from archiver.model.language_typography import TypographyWords
from archiver.model.phrases import CuePhrase, Pattern, Phrases
from archiver.model.record import Record

__all__ = [
    "CuePhrase",
    "CuePhrases",
    "LanguagePack",
    "NumberWords",
    "Pattern",
    "Phrases",
    "SpeechPhrases",
]


class CuePhrases(Record):
    """The phrases of procedure, by what they announce."""

    announcement: CuePhrase
    """An item begins: "nous passons au rapport", "our next item is"."""
    transition: CuePhrase = ()
    """Weaker: what is often said as an item begins, and elsewhere too."""
    reordering: CuePhrase = ()
    """An item is taken out of the printed order."""
    floor: CuePhrase = ()
    """The chair hands the floor to a rapporteur."""
    questions: CuePhrase = ()
    """Remarks are asked for, as after a report that is not presented."""
    vote: CuePhrase = ()
    """A vote is called."""
    result: CuePhrase = ()
    """A vote's result: what often ends an item."""
    bloc: CuePhrase = ()
    """Several items are taken and voted together."""
    opening: CuePhrase = ()
    closing: CuePhrase = ()
    """The sitting is over."""
    farewell: CuePhrase = ()
    """What surrounds the closing: thanks, the next date."""
    suspension: CuePhrase = ()
    resumption: CuePhrase = ()
    closed_sitting: CuePhrase = ()
    public_again: CuePhrase = ()
    withdrawal: CuePhrase = ()
    adjournment: CuePhrase = ()
    unreached: CuePhrase = ()
    """What is left of the agenda will not be treated today."""
    reference: CuePhrase = ()
    """A speaker points at another item, earlier or later: no item begins."""
    subordinate: CuePhrase = ()
    """What may be withdrawn or rejected without its item being: amendments."""


class NumberWords(Record):
    """How numbers are spoken, and when a number is an item's."""

    units: Mapping[str, int]
    """Words that add up: units, teens and tens."""
    multipliers: Mapping[str, int] = {}
    """Words that multiply what came before: hundred, thousand."""
    scores: Phrases = ()
    """Words for twenty that make eighty of a four before them, as in French."""
    joiners: Phrases = ()
    """Words allowed inside a number: "et", "and"."""
    ordinals: Mapping[str, int] = {}
    leads: Phrases = ()
    """Words before an item's number: "rapport", "numéro", "item"."""
    articles: Phrases = ()
    """Words that may stand alone before an item's number of three digits or more."""
    others: Phrases = ()
    """Words before a number that is not an item's: "route", "article", "page"."""
    ranges: Phrases = ()
    """Words between the first and the last number of a range: "à", "to"."""
    measures: Phrases = ()
    """Words after a number that counts or dates something."""


class Procedure(Record):
    """A matter that comes back at every session, told in other words than it is printed."""

    name: str
    title: CuePhrase
    """Phrases by which a printed title is known to be this matter."""
    heard: CuePhrase
    """What is said when it begins."""
    stands_for: Literal["opening", "suspension", "closing"] | None = None
    """An agenda that prints this matter as an item has no such span beside it."""


class LanguagePack(Record):
    """All that the split needs to know of one language."""

    language: str = Field(min_length=2)
    stemmer: str
    """A Snowball algorithm's name."""
    stop_words: Phrases = ()
    synonyms: tuple[Phrases, ...] = ()
    """Groups of single words that mean the same in a title: a house adds its own."""
    honorifics: Phrases = ()
    """Words of address, no part of a name."""
    sounds: tuple[tuple[Pattern, str], ...] = ()
    """Regular expressions and replacements, applied in turn to a folded word: how it sounds."""
    cues: CuePhrases
    numbers: NumberWords
    procedures: tuple[Procedure, ...] = ()
    speech: SpeechPhrases = SpeechPhrases()
    turns: TurnPhrases = TurnPhrases()
    decisions: DecisionPhrases = DecisionPhrases()
    typography: TypographyWords = TypographyWords()
    names: NamePhrases = NamePhrases()

    @classmethod
    def from_toml(cls, text: str) -> "LanguagePack":
        """The pack a TOML text holds. Raises `ValueError` (TOML's or pydantic's) if it is not."""
        return cls.model_validate(tomllib.loads(text))
