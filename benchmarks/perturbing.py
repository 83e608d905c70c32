"""Meetings made worse on purpose, to see whether the split fails gently.

usage: python -m benchmarks.perturbing FOLDER …

Each row pools all meetings found below the folders, over several seeds.
"""

import random
import string
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from archiver.model.agenda import Agenda, Item
from archiver.model.transcript import Transcript, Utterance, Word
from benchmarks.agenda_score import Score, Truth, score
from benchmarks.splitting import meetings, ours, read_meeting

SEEDS = (1, 2, 3)
Meeting = tuple[Agenda, Transcript, Truth]
Change = Callable[[Meeting, random.Random], Meeting]


def _with(transcript: Transcript, utterances: Sequence[Utterance]) -> Transcript:
    return transcript.model_copy(update={"utterances": tuple(utterances)})


def _rewritten(utterance: Utterance, words: Sequence[Word]) -> Utterance:
    text = " ".join(word.text for word in words)
    kept = tuple(words) if utterance.words else ()
    return utterance.model_copy(update={"text": text, "words": kept})


def _garbled_word(word: Word, chance: random.Random) -> Word:
    letters = list(word.text)
    for _ in range(chance.choice((1, 1, 2, 3))):
        i = chance.randrange(len(letters))
        if letters[i].isalpha():
            letters[i] = chance.choice(string.ascii_lowercase)
    return word.model_copy(update={"text": "".join(letters)})


def garbled(meeting: Meeting, chance: random.Random) -> Meeting:
    """15 % of the words with wrong letters."""
    agenda, transcript, truth = meeting
    utterances = [
        _rewritten(
            u, [_garbled_word(w, chance) if chance.random() < 0.15 else w for w in u.timed_words()]
        )
        for u in transcript.utterances
    ]
    return agenda, _with(transcript, utterances), truth


def lost(meeting: Meeting, chance: random.Random) -> Meeting:
    """10 % of the words not heard at all."""
    agenda, transcript, truth = meeting
    utterances = [
        _rewritten(u, [w for w in u.timed_words() if chance.random() > 0.1])
        for u in transcript.utterances
    ]
    return agenda, _with(transcript, utterances), truth


def unpunctuated(meeting: Meeting, chance: random.Random) -> Meeting:
    """No punctuation and no capitals."""
    agenda, transcript, truth = meeting
    utterances = [
        _rewritten(
            u,
            [
                w.model_copy(update={"text": w.text.rstrip(".,;:?!…").lower() or "-"})
                for w in u.timed_words()
            ],
        )
        for u in transcript.utterances
    ]
    return agenda, _with(transcript, utterances), truth


def cut_anew(meeting: Meeting, chance: random.Random) -> Meeting:
    """Utterances of 8 to 25 words, cut anywhere, with a third of the full stops lost or moved."""
    agenda, transcript, truth = meeting
    words = [w for u in transcript.utterances for w in u.timed_words()]
    utterances: list[Utterance] = []
    while words:
        n = chance.randint(8, 25)
        piece, words = words[:n], words[n:]
        moved = [
            w.model_copy(update={"text": w.text.rstrip(".")})
            if w.text.endswith(".") and chance.random() < 0.33
            else w.model_copy(update={"text": f"{w.text}."})
            if chance.random() < 0.01
            else w
            for w in piece
        ]
        utterances.append(
            Utterance(
                start_ms=piece[0].start_ms,
                end_ms=max(piece[0].start_ms, piece[-1].end_ms),
                text=" ".join(w.text for w in moved),
                words=tuple(moved),
            )
        )
    return agenda, _with(transcript, utterances), truth


def jittered(meeting: Meeting, chance: random.Random) -> Meeting:
    """Words' times off by up to 400 ms."""
    agenda, transcript, truth = meeting

    def moved(word: Word) -> Word:
        start = max(0, word.start_ms + chance.randint(-400, 400))
        return word.model_copy(update={"start_ms": start, "end_ms": max(start, word.end_ms)})

    utterances = [
        u.model_copy(update={"words": tuple(moved(w) for w in u.words)})
        for u in transcript.utterances
    ]
    return agenda, _with(transcript, utterances), truth


def untimed(meeting: Meeting, chance: random.Random) -> Meeting:
    """Utterances without words' times."""
    agenda, transcript, truth = meeting
    utterances = [u.model_copy(update={"words": ()}) for u in transcript.utterances]
    return agenda, _with(transcript, utterances), truth


def never_taken(meeting: Meeting, chance: random.Random) -> Meeting:
    """30 % more items, which never come: words of the other titles, shuffled together."""
    agenda, transcript, truth = meeting
    pool = [w for item in agenda.items for w in item.title.split()]
    items = list(agenda.items)
    for n in range(max(1, round(0.3 * len(items)))):
        title = " ".join(chance.sample(pool, min(len(pool), 9)))
        items.insert(chance.randint(0, len(items)), Item(id=f"never-{n}", title=title))
    return agenda.model_copy(update={"items": tuple(items)}), transcript, truth


def unheard(meeting: Meeting, chance: random.Random) -> Meeting:
    """30 % more items, which never come, of words that are never said."""
    agenda, transcript, truth = meeting
    items = list(agenda.items)
    for n in range(max(1, round(0.3 * len(items)))):
        words = ("".join(chance.choices(string.ascii_lowercase, k=8)) for _ in range(7))
        item = Item(id=f"never-{n}", number=str(800 + n), title=" ".join(words))
        items.insert(chance.randint(0, len(items)), item)
    return agenda.model_copy(update={"items": tuple(items)}), transcript, truth


def elsewhere(meeting: Meeting, chance: random.Random) -> Meeting:
    """20 % of the items printed elsewhere."""
    agenda, transcript, truth = meeting
    items = list(agenda.items)
    for item in chance.sample(items, max(1, round(0.2 * len(items)))):
        items.remove(item)
        items.insert(chance.randint(0, len(items)), item)
    return agenda.model_copy(update={"items": tuple(items)}), transcript, truth


def missing(meeting: Meeting, chance: random.Random) -> Meeting:
    """20 % of the items not printed; their time is still counted as theirs."""
    agenda, transcript, truth = meeting
    out = set(chance.sample(range(len(agenda.items)), max(1, round(0.2 * len(agenda.items)))))
    items = tuple(item for i, item in enumerate(agenda.items) if i not in out)
    return agenda.model_copy(update={"items": items}), transcript, truth


CHANGES: tuple[Change, ...] = (
    *(garbled, lost, unpunctuated, cut_anew, jittered, untimed),
    *(never_taken, unheard, elsewhere, missing),
)


def pooled(folders: Sequence[Path], change: Change) -> Score:
    """The score of all meetings under one change, over all seeds."""
    scores = []
    for folder in folders:
        meeting = read_meeting(folder)
        for seed in SEEDS:
            agenda, transcript, truth = change(meeting, random.Random(seed))
            scores.append(score(truth, ours(agenda, transcript)))
    total = scores[0]
    for one in scores[1:]:
        total = total + one
    return total


def main(paths: list[str]) -> None:
    """Print a row per change."""
    folders = list(meetings([Path(path) for path in paths]))
    if not folders:
        sys.exit(__doc__)
    for change in CHANGES:
        print(pooled(folders, change).line(change.__name__))


if __name__ == "__main__":
    main(sys.argv[1:])
