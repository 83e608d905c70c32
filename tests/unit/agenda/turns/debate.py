"""Fictional debates with their true speakers, as a recogniser would time them."""

from archiver.agenda.turns import name_turns
from archiver.model.agenda import Agenda, Item, Member
from archiver.model.cards import Card, Cards
from archiver.model.speakers import Speakers
from archiver.model.transcript import Transcript, Utterance, Word
from tests.unit.agenda.conversation import pack

MEMBERS = (
    Member(name="Hélène Marchandeau", gender="F", role="Présidente"),
    Member(name="Gaspard Lemercier", gender="M", role="Vice-président, finances"),
    Member(name="Solange Bruyère", gender="F", role="Vice-présidente, collèges"),
    Member(name="Amaury Thévenot", gender="M", role="Président de groupe"),
    Member(name="Clotilde Ravenel", gender="F"),
    Member(name="Fabrice Ollivier", gender="M"),
    Member(name="Noémie Castaing", gender="F"),
    Member(name="Benoît Quillard", gender="M"),
)
AGENDA = Agenda(
    president="Mme Hélène Marchandeau",
    items=(
        Item(id="1", number="1", title="Budget primitif", rapporteur="M. Gaspard Lemercier"),
        Item(id="2", number="2", title="Collèges", rapporteur="Mme Solange Bruyère"),
    ),
)
WORD_MS, LETTER_MS = 120, 45
WITHIN_MS, BETWEEN_MS = 450, 950


def heard(script: str) -> tuple[Transcript, list[tuple[int, int, str]]]:
    """A script as it is recognised, and who truly speaks when.

    One turn a line, `SPEAKER: sentence. Sentence.`; a line `[3]` is a silence of 3 s more.
    """
    utterances: list[Utterance] = []
    truth: list[tuple[int, int, str]] = []
    now = 2_000
    for line in filter(None, map(str.strip, script.splitlines())):
        if line.startswith("["):
            now += int(line.strip("[]")) * 1000
            continue
        speaker, _colon, text = line.partition(": ")
        begun = now
        for sentence in _sentences(text):
            words = []
            for word in sentence.split():
                end = now + WORD_MS + LETTER_MS * len(word)
                words.append(Word(start_ms=now, end_ms=end, text=word))
                now = end
            utterances.append(
                Utterance(start_ms=words[0].start_ms, end_ms=now, text=sentence, words=tuple(words))
            )
            now += WITHIN_MS
        truth.append((begun, now - WITHIN_MS, speaker))
        now += BETWEEN_MS - WITHIN_MS
    transcript = Transcript(language="fr", duration_ms=now + 2_000, utterances=tuple(utterances))
    return transcript, truth


def _sentences(text: str) -> list[str]:
    found, at = [], 0
    for i, sign in enumerate(text):
        if sign in ".?!" and text[i + 1 : i + 2] in (" ", "") and text[max(0, i - 2) : i] != " M":
            found.append(text[at : i + 1].strip())
            at = i + 1
    return [sentence for sentence in [*found, text[at:].strip()] if sentence]


def named(
    script: str, cards: tuple[Card, ...] = (), members: tuple[Member, ...] = MEMBERS
) -> Speakers:
    """The turns of a script."""
    return name_turns(heard(script)[0], AGENDA, members, Cards(cards=cards), pack("fr"))


def told(script: str, cards: tuple[Card, ...] = ()) -> list[tuple[str, str | None]]:
    """For each line of a script who truly speaks, and who is named at its middle."""
    speakers = named(script, cards)
    found = []
    for start, end, speaker in heard(script)[1]:
        turn = speakers.at((start + end) // 2)
        found.append((speaker, turn.name if turn else None))
    return found
