"""How names sound in a language, and the words they stand among: a section of the language pack.

A sound is one sign. A pack without this section corrects no name by its sound; names that only
differ in accents, capitals and hyphens, and those with a form as heard, are corrected all the same.
"""

from collections.abc import Mapping

from pydantic import Field

from archiver.model.phrases import Pattern, Phrases
from archiver.model.record import Record


class ProcedureWord(Record):
    """A word of procedure that recognisers take apart."""

    text: str = Field(min_length=1)
    said: Phrases = ()
    """As it is recognised wrongly; always replaced."""


class NamePhrases(Record):
    """What comparing a recognised word with a name stands on."""

    sounds: tuple[tuple[Pattern, str], ...] = ()
    """Regular expressions and replacements, in turn, on a lower-case word with its accents."""
    vowels: str = ""
    """The sounds that are vowels; vowels are confused with vowels."""
    alike: Phrases = ()
    """Pairs of sounds that recognisers hardly tell apart."""
    near: Phrases = ()
    """Pairs that they confuse."""
    weak: str = ""
    """Sounds that are easily added or left out."""
    mute: str = ""
    """Sounds that are hardly heard at all."""
    letters: Mapping[str, str] = {}
    """How the letters are called, where they are spelt out."""
    elisions: Phrases = ()
    """What is written before a word with an apostrophe: "l", "d"."""
    address: Phrases = ()
    """Words right before a person's name."""
    offices: Phrases = ()
    """Words that follow those of address and are no names: "la présidente"."""
    before_people: Phrases = ()
    """Other words right before a name: "la parole est à"."""
    before_places: Phrases = ()
    """Words right before a place's name: "de", "commune"."""
    procedure: tuple[ProcedureWord, ...] = ()
    roads: tuple[tuple[Pattern, str], ...] = ()
    """How a road is printed, with its number in a group, and the letters it is written with."""
