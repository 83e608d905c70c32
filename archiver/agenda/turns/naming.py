"""Naming the turns of a session: from what was heard and shown to `Speakers`.

Words are weighed first, by themselves; then the name cards, as far as they agree with the words
elsewhere in the session. A turn is named only where its name is likely enough; else it stays
unnamed, and what speaks for a name is kept beside it.
"""

from collections.abc import Sequence

from archiver.agenda.cues import Phrasebook, all_hits
from archiver.agenda.heard import Heard, hear
from archiver.agenda.turns.hints import AN_ADDRESS, CHAIR_SAYS, Hints, take_hints
from archiver.agenda.turns.labels import name_in
from archiver.agenda.turns.mentions import MentionFinder
from archiver.agenda.turns.people import Person, Sounds, people_of
from archiver.agenda.turns.pieces import Piece, cut
from archiver.agenda.turns.rollcall import RollCall, find_roll_calls
from archiver.agenda.turns.sequence import CHAIR, FIRST_PERSON, UNKNOWN, Chances, infer
from archiver.agenda.turns.shown import NameCard, name_cards, trust
from archiver.agenda.turns.telling import Told, tell
from archiver.agenda.turns.weighing import Cast, shown, weigh
from archiver.agenda.words import Lexicon, fold
from archiver.model.agenda import Agenda, Member
from archiver.model.cards import Cards
from archiver.model.language import LanguagePack
from archiver.model.speakers import Speakers
from archiver.model.transcript import Transcript

BELIEVABLE = 0.75
"""Cards less likely to be right name nobody: what they say is kept beside the name."""
LIKELY = 0.3
SURE = 0.8
"""Chance from which on what the words tell is used to judge the cards."""


def name_turns(
    transcript: Transcript,
    agenda: Agenda,
    members: Sequence[Member],
    cards: Cards,
    pack: LanguagePack,
) -> Speakers:
    """The turns of a session, in session time, named where it was told who speaks.

    Raises nothing of its own; without words there are no turns, without a list of members only
    the agenda's president and rapporteurs can be named.
    """
    heard = hear(transcript)
    if not heard.tokens:
        return Speakers()
    return _Session(heard, agenda, members, cards, pack).speakers()


class _Session:
    """One session whose turns are being named."""

    def __init__(
        self,
        heard: Heard,
        agenda: Agenda,
        members: Sequence[Member],
        cards: Cards,
        pack: LanguagePack,
    ) -> None:
        self.heard, self.pack = heard, pack
        self.people = people_of(agenda, members, pack)
        self.pieces, self.hints, self.rolls = _listen(heard, self.people, pack)
        self.cards = name_cards(cards, self.people, self.pieces)
        self.cast = _cast(self.people, self.hints, self.cards)

    def speakers(self) -> Speakers:
        says, moves = weigh(self.pieces, self.hints, self.cast, self.rolls)
        chances = infer(says, moves)
        seen = self._seen(chances)
        believed = self._believed(chances, seen)
        if seen and believed >= BELIEVABLE:
            for piece, state in seen:
                says[piece] += shown(state, self.cast.count, len(self.people), believed)
            chances = infer(says, moves)
        told = Told(
            self.heard,
            self.pieces,
            self.hints,
            self.people,
            self.cast,
            self.cards,
            believed,
            self._labels(),
        )
        return tell(told, chances)

    def _labels(self) -> list[str | None]:
        titles = frozenset(fold(word) for word in self.pack.honorifics)
        names = {
            label: name_in(label, self.people, self.pack.turns, titles)
            for label in {piece.label for piece in self.pieces}
        }
        return [names[piece.label] for piece in self.pieces]

    def _seen(self, chances: Chances) -> list[tuple[int, int]]:
        """For each card, the piece it speaks for and the state: where the words agree, if any."""
        found = []
        for card in self.cards:
            state = self.cast.states[card.person]
            best = max(card.pieces, key=lambda i: (chances.state[i, state], -i))
            piece = best if chances.state[best, state] >= LIKELY else card.pieces[0]
            found.append((piece, state))
        return found

    def _believed(self, chances: Chances, seen: Sequence[tuple[int, int]]) -> float:
        """How likely a card is right, by the pieces of which the words tell surely."""
        agreed = differed = 0
        for piece, state in seen:
            told = int(chances.state[piece].argmax())
            if chances.state[piece, told] >= SURE and told != UNKNOWN:
                agreed += told == state
                differed += told != state
        return trust(agreed, differed)


def _listen(
    heard: Heard, people: Sequence[Person], pack: LanguagePack
) -> tuple[tuple[Piece, ...], Hints, tuple[RollCall, ...]]:
    lexicon = Lexicon(pack)
    phrases = pack.turns
    kinds = {**pack.cues.model_dump(), **phrases.model_dump()}
    wanted = {
        *CHAIR_SAYS,
        *AN_ADDRESS,
        "opens",
        "begins",
        "asks",
        "thanks",
        "hands_over",
        "after_name",
        "answers",
        "absent",
        "about",
        "calls_roll",
        "leaves_chair",
        "takes_chair",
    }
    hits = all_hits(Phrasebook(heard, lexicon), {kind: kinds[kind] for kind in sorted(wanted)})
    titles = frozenset(fold(word) for word in pack.honorifics)
    finder = MentionFinder(heard, people, Sounds(lexicon, phrases.blurs), phrases, titles)
    mentions = finder.find()
    rolls = find_roll_calls(heard, finder.addressed(), mentions, hits)
    pieces = cut(heard, {place for roll in rolls for place in roll.cuts})
    presiding = frozenset(k for k, person in enumerate(people) if person.presides)
    then = frozenset(map(fold, phrases.then))
    return pieces, take_hints(heard, pieces, hits, mentions, presiding, then), rolls


def _cast(people: Sequence[Person], hints: Hints, cards: Sequence[NameCard]) -> Cast:
    """A state for everyone who is named by somebody or shown; nobody else can be told."""
    named = {person for call in hints.calls for person, _ in call.mention.who}
    named |= {card.person for card in cards}
    states: dict[int, int] = {}
    for person in sorted(named):
        others = sum(state != CHAIR for state in states.values())
        states[person] = CHAIR if people[person].presides else FIRST_PERSON + others
    return Cast(states)
