"""How a language tells votes and attendance: a section of the language pack.

Phrases are written as in `model/language.py`. A pack without this section hears no vote and no
roll call, and says so by their absence.
"""

from archiver.model.phrases import CuePhrase, Phrases
from archiver.model.record import Record


class PartPhrases(Record):
    """A part of an item that is voted by itself: an amendment, a motion."""

    name: str
    """What it is called in `Vote.on`, in the session's language."""
    heard: CuePhrase
    sounds: Phrases = ()
    """Single words that may be heard in pieces, as “à mandement”: matched by sound alone."""


class VotePhrases(Record):
    """The words around a vote, and those that proclaim its result."""

    call: CuePhrase = ()
    """A vote is put: "je mets aux voix", "all in favour"."""
    questions: CuePhrase = ()
    """What the chair asks while a vote is taken, and nowhere else: "qui s'abstient"."""
    asked: CuePhrase = ()
    """What the chair asks while a vote is taken: only near a result does it mean a vote."""
    adopted: CuePhrase = ()
    """A whole statement that something is adopted."""
    adopted_bare: CuePhrase = ()
    """The same in one word: a result only where a vote was being taken."""
    adopted_sounds: Phrases = ()
    """The same word, to be heard with a letter wrong or in pieces."""
    rejected_sounds: Phrases = ()
    rejected: CuePhrase = ()
    rejected_bare: CuePhrase = ()
    noted: CuePhrase = ()
    noted_bare: CuePhrase = ()
    unanimous: CuePhrase = ()
    unanimous_sounds: Phrases = ()
    """Single words that may be heard in pieces, as “l'une animité”."""
    not_unanimous: CuePhrase = ()
    """What makes unanimity less than that: "unanimité moins une abstention"."""
    majority: CuePhrase = ()
    no_objection: CuePhrase = ()
    """Nobody objects, said as a whole: as good as unanimity."""
    not_before: CuePhrase = ()
    """Right before a statement: it is no result ("a été", "sera")."""
    conditions: CuePhrase = ()
    """Earlier in its sentence: it is no result ("si le", "je propose")."""
    not_after: CuePhrase = ()
    """After a statement: it is no result of now ("en commission", "last year")."""
    subject: CuePhrase = ()
    """What a result may be said of where no vote was heard to be called."""


class CountPhrases(Record):
    """The words that tell what a number counts."""

    votes_for: CuePhrase = ()
    against: CuePhrase = ()
    abstain: CuePhrase = ()
    not_voting: CuePhrase = ()
    voters: CuePhrase = ()
    """How many voted: told apart so that it is not taken for something else."""
    nobody: CuePhrase = ()
    """Answers that mean none."""
    formula: CuePhrase = ()
    """Words before a label that ask and answer at once: "pas d'opposition"."""
    units: Phrases = ()
    """Words between a number and its label: "voix", "votes"."""
    fillers: Phrases = ()
    """Words that may stand between a question and its answer."""
    by: Phrases = ()
    """Words before the counts of both sides: "par 20 voix contre 15", "by 6 to 1"."""
    versus: Phrases = ()
    """Words between the winning and the losing count: "contre", "to"."""
    ones: Phrases = ()
    """Words for one that are articles too."""
    everyday: Phrases = ()
    """Labels that are also everyday words, and count only right beside a number."""


class AttendancePhrases(Record):
    """The words of a roll call and of the statement of the quorum."""

    roll_call: CuePhrase = ()
    titles: Phrases = ()
    """Words of address before a name that is called."""
    present: CuePhrase = ()
    absent: CuePhrase = ()
    excused: CuePhrase = ()
    proxy: CuePhrase = ()
    """A member has given a proxy."""
    proxy_to: CuePhrase = ()
    """The same, when the next words name who holds it."""
    proxy_to_me: CuePhrase = ()
    """The same, said by who holds it."""
    myself: CuePhrase = ()
    """Who calls the roll is there."""
    all_absent: CuePhrase = ()
    """A list of absent members follows."""
    all_excused: CuePhrase = ()
    count_present: CuePhrase = ()
    count_proxies: CuePhrase = ()
    count_absent: CuePhrase = ()
    quorum: CuePhrase = ()
    quorum_sounds: Phrases = ()
    """The same written as one word, matched by sound where the counts were just stated."""
    no_quorum: CuePhrase = ()
    secretary: CuePhrase = ()
    chair: CuePhrase = ()
    chair_address: CuePhrase = ()
    """How the one who presides is addressed."""


class DecisionPhrases(Record):
    """How votes and attendance are told."""

    votes: VotePhrases = VotePhrases()
    counts: CountPhrases = CountPhrases()
    attendance: AttendancePhrases = AttendancePhrases()
    parts: tuple[PartPhrases, ...] = ()
    whole: CuePhrase = ()
    """The item itself, where a part was spoken of before: "le rapport lui-même"."""
    about: Phrases = ()
    """Words between a part and the item that it belongs to: "l'amendement du rapport"."""
    aside: Phrases = ()
    """Words before a part that is not what is voted: "modifié par l'amendement"."""
    number_words: Phrases = ()
    """Words between a part and its number: "numéro"."""
