"""What the tool knows of a language: how a council's chair speaks, and how its words sound.

A pack is data (`presets/languages/NAME.toml`), so a house can add its own phrases. A phrase is
matched on folded words (lower case, no accents, apostrophes and hyphens as spaces) and by sound:
`a|b` is one word or the other, `word?` may be missing, `*` stands for up to three words.
"""

import tomllib
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from archiver.model.record import Record

Phrases = tuple[str, ...]


class CuePhrases(Record):
    """The phrases of procedure, by what they announce."""

    announcement: Phrases
    """An item begins: "nous passons au rapport", "our next item is"."""
    transition: Phrases = ()
    """Weaker: what is often said as an item begins, and elsewhere too."""
    reordering: Phrases = ()
    """An item is taken out of the printed order."""
    floor: Phrases = ()
    """The chair hands the floor to a rapporteur."""
    questions: Phrases = ()
    """Remarks are asked for, as after a report that is not presented."""
    vote: Phrases = ()
    """A vote is called."""
    result: Phrases = ()
    """A vote's result: what often ends an item."""
    bloc: Phrases = ()
    """Several items are taken and voted together."""
    opening: Phrases = ()
    closing: Phrases = ()
    """The sitting is over."""
    farewell: Phrases = ()
    """What surrounds the closing: thanks, the next date."""
    suspension: Phrases = ()
    resumption: Phrases = ()
    closed_sitting: Phrases = ()
    public_again: Phrases = ()
    withdrawal: Phrases = ()
    adjournment: Phrases = ()
    reference: Phrases = ()
    """A speaker points at another item, earlier or later: no item begins."""
    subordinate: Phrases = ()
    """What may be withdrawn or rejected without its item being: amendments."""


class NumberWords(Record):
    """How numbers are spoken, and when a number is an item's."""

    units: Mapping[str, int]
    """Words that add up: units, teens and tens."""
    multipliers: Mapping[str, int] = {}
    """Words that multiply what came before: hundred, thousand, four-twenty."""
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
    title: Phrases
    """Phrases by which a printed title is known to be this matter."""
    heard: Phrases
    """What is said when it begins."""
    stands_for: Literal["opening", "suspension", "closing"] | None = None
    """An agenda that prints this matter as an item has no such span beside it."""


class LanguagePack(Record):
    """All that the split needs to know of one language."""

    language: str = Field(min_length=2)
    stemmer: str
    """A Snowball algorithm's name."""
    stop_words: Phrases = ()
    honorifics: Phrases = ()
    """Words of address, no part of a name."""
    sounds: tuple[tuple[str, str], ...] = ()
    """Regular expressions and replacements, applied in turn to a folded word: how it sounds."""
    cues: CuePhrases
    numbers: NumberWords
    procedures: tuple[Procedure, ...] = ()

    @classmethod
    def from_toml(cls, text: str) -> "LanguagePack":
        """The pack a TOML text holds. Raises `ValueError` (TOML's or pydantic's) if it is not."""
        return cls.model_validate(tomllib.loads(text))
