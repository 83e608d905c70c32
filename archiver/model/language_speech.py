"""What a recogniser is known to invent in one language, and how another language is told."""

from archiver.model.phrases import Phrases
from archiver.model.record import Record


class SpeechPhrases(Record):
    """Phrases are matched on folded words: lower case, no accents, no punctuation."""

    never: Phrases = ()
    """Credits of subtitles, which nobody says: taken out wherever they are."""
    stock: Phrases = ()
    """What is said, too, but is written when there is noise: taken out where no speech bears it."""
    foreign: Phrases = ()
    """Frequent words of other languages that this one does not have."""


NO_PHRASES = SpeechPhrases()
"""For a language of which nothing is known."""
