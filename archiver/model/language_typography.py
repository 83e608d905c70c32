"""How a language writes numbers, acronyms and ligatures on screen: a section of the pack.

Words are given as single folded or plain words. A pack without this section changes nothing of
what was recognised, but for the spaces of punctuation.
"""

from collections.abc import Mapping

from pydantic import Field

from archiver.model.phrases import Phrases
from archiver.model.record import Record


class TypographyWords(Record):
    """What tells how a number that was said is written."""

    group: str = ""
    """What stands between groups of three digits; nothing is grouped without it."""
    spoken_group: str = ""
    """What recognisers put there, besides spaces: "." in French, "," in English."""
    decimal: str = "."
    """The decimal mark."""
    words_up_to: int = Field(default=10, ge=0)
    """Running text keeps the words of numbers up to this one."""
    magnitudes: Mapping[str, int] = {}
    """Nouns that multiply all that came before: million."""
    standing_alone: bool = False
    """Whether a hundred or a thousand is said without a number before it: "cent", "mille"."""
    joined: tuple[int, ...] = ()
    """What may follow "et" inside a number (1 and 11 in French); empty: anything below 100 that
    follows a hundred or a thousand."""
    points: Phrases = ()
    """Said for the decimal mark: "virgule"."""
    percent: Phrases = ()
    """Said for %, in one word or two: "pour cent"."""
    hours: Phrases = ()
    """Between the hours and the minutes of a time of day."""
    minutes: Phrases = ()
    """After minutes that were said as such: no time of day is made of them."""
    months: Phrases = ()
    first: Phrases = ()
    """The first of a month: "premier"."""
    before_year: Phrases = ()
    """Words before a year, which is never grouped."""
    labels: Phrases = ()
    """Words before a number that names and does not count, which is never grouped."""
    numbered: Phrases = ()
    """Labels after which small numbers are in digits, too."""
    counted: Phrases = ()
    """Words before which every number is in digits: votes."""
    votes: Phrases = ()
    """Sides of a vote, before or after their number: "six contre", "Pour, seize."."""
    currencies: Phrases = ()
    """Between a sum and its hundredths: "trois euros cinquante"."""
    measures: Phrases = ()
    """Words before which a number counts: it is grouped."""
    keeps_words: Phrases = ()
    """Words beside which a number stays as it was said: "midi trente", "deux et demi"."""
    links: Phrases = ()
    """Words between two numbers of which the first may be short for more: "deux à trois cents"."""
    roads: Phrases = ()
    """Letters of roads, as written: RD."""
    ligatures: Phrases = ()
    """Beginnings of words in which oe is one letter."""
