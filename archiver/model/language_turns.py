"""What tells who speaks, in one language: how the floor is given, taken, and thanked for."""

from archiver.model.phrases import CuePhrase, Pattern, Phrases
from archiver.model.record import Record


class TurnPhrases(Record):
    """The phrases of taking turns; those of procedure are the pack's own cues.

    A language of which none are known gets no names, but for those on cards and in transcripts.
    """

    chair: CuePhrase = ()
    """Said by who presides, besides the cues of procedure."""
    member: CuePhrase = ()
    """Said by anybody but who presides: a group's vote, a question, a report."""
    to_chair_woman: CuePhrase = ()
    """Addresses a woman who presides; so she is not the one who speaks."""
    to_chair_man: CuePhrase = ()
    hands_over: CuePhrase = ()
    """Before a name: the floor is given."""
    after_name: CuePhrase = ()
    """After a name: the one who was named is to speak."""
    about: CuePhrase = ()
    """Right before a name that is only spoken of: "déposé par", "seconded by"."""
    opens: CuePhrase = ()
    """The first words of a turn; within a turn they are rare."""
    begins: CuePhrase = ()
    """Often the first words of a turn, but of other sentences, too."""
    asks: CuePhrase = ()
    """A question: another one is likely to speak next."""
    thanks: CuePhrase = ()
    """Before a name: the one who was named has just spoken."""
    roll_call: CuePhrase = ()
    """The roll is about to be called."""
    calls_roll: CuePhrase = ()
    """The one who says it calls the roll."""
    answers: CuePhrase = ()
    """What is answered when the roll is called."""
    absent: CuePhrase = ()
    """What who calls the roll says of somebody who does not answer."""
    then: Phrases = ()
    """Words between two names of which the first is to speak first: "puis", "then"."""
    leaves_chair: CuePhrase = ()
    """Another one presides from here on."""
    takes_chair: CuePhrase = ()
    """The one who usually presides does so again."""
    women: Phrases = ()
    """Words of address before a woman's name."""
    men: Phrases = ()
    anyone: Phrases = ()
    """Words of address before anybody's name."""
    presides: Phrases = ()
    """Roles in the list of members that mean presiding, whole and word for word."""
    nameless: Phrases = ()
    """Words of a transcript's labels that are no names: "speaker", "unknown", "staff"."""
    blurs: tuple[tuple[Pattern, str], ...] = ()
    """Patterns and replacements on how a name sounds: what recognisers cannot tell apart."""
