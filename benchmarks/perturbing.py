"""Meetings made worse on purpose, to see whether the split fails gently.

`CHANGES` holds every change by its name: what it does to a meeting, with the chance it is given.
"""

import random
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from archiver.agenda.words import fold
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import NotTreated, Span
from archiver.model.transcript import Transcript, Utterance, Word
from benchmarks.agenda_score import Truth
from benchmarks.meetings import Meeting

GARBLED = 0.15
LOST = 0.1
ADDED = 0.3
MOVED = 0.2
MISSING = 0.2
TITLE_WORDS = 9
SAME_MATTER = 75.0
"""Titles that share so many of their words (in percent) may be of one matter."""
MISHEARD_AMONG = 80

Change = Callable[[Meeting, random.Random], Meeting]


def changed(meeting: Meeting, change: str, seed: int) -> Meeting:
    """The meeting made worse; the same seed gives the same."""
    return CHANGES[change](meeting, random.Random(f"{change} {meeting.name} {seed}"))


def garbled(meeting: Meeting, chance: random.Random) -> Meeting:
    """15 % of the words wrong: half by a few letters, half another word that looks alike."""
    known = sorted({w.text for u in meeting.transcript.utterances for w in u.timed_words()})

    def wrong(word: Word) -> Word:
        if chance.random() >= GARBLED:
            return word
        text = word.text
        text = _misspelt(text, chance) if chance.random() < 0.5 else _misheard(text, known, chance)
        return word.model_copy(update={"text": text})

    return _respoken(meeting, lambda words: [wrong(w) for w in words])


def lost(meeting: Meeting, chance: random.Random) -> Meeting:
    """10 % of the words not heard at all."""
    return _respoken(meeting, lambda words: [w for w in words if chance.random() > LOST])


def unpunctuated(meeting: Meeting, chance: random.Random) -> Meeting:
    """No punctuation and no capitals."""

    def plain(word: Word) -> Word:
        return word.model_copy(update={"text": word.text.rstrip(".,;:?!…").lower() or "-"})

    return _respoken(meeting, lambda words: [plain(w) for w in words])


def cut_anew(meeting: Meeting, chance: random.Random) -> Meeting:
    """Utterances of 8 to 25 words, cut anywhere, with a third of the full stops lost or moved."""

    def moved(word: Word) -> Word:
        text = word.text
        if text.endswith(".") and chance.random() < 0.33:
            return word.model_copy(update={"text": text.rstrip(".")})
        return word.model_copy(update={"text": f"{text}."}) if chance.random() < 0.01 else word

    words = [moved(w) for u in meeting.transcript.utterances for w in u.timed_words()]
    utterances: list[Utterance] = []
    while words:
        n = chance.randint(8, 25)
        piece, words = words[:n], words[n:]
        utterances.append(
            Utterance(
                start_ms=piece[0].start_ms,
                end_ms=max(piece[0].start_ms, piece[-1].end_ms),
                text=" ".join(w.text for w in piece),
                words=tuple(piece),
            )
        )
    return replace(meeting, transcript=_with(meeting.transcript, utterances))


def jittered(meeting: Meeting, chance: random.Random) -> Meeting:
    """Words' times off by up to 400 ms."""

    def moved(word: Word) -> Word:
        start = max(0, word.start_ms + chance.randint(-400, 400))
        return word.model_copy(update={"start_ms": start, "end_ms": max(start, word.end_ms)})

    utterances = [
        u.model_copy(update={"words": tuple(moved(w) for w in u.words)})
        for u in meeting.transcript.utterances
    ]
    return replace(meeting, transcript=_with(meeting.transcript, utterances))


def untimed(meeting: Meeting, chance: random.Random) -> Meeting:
    """Utterances without words' times."""
    utterances = [u.model_copy(update={"words": ()}) for u in meeting.transcript.utterances]
    return replace(meeting, transcript=_with(meeting.transcript, utterances))


def added(meeting: Meeting, chance: random.Random) -> Meeting:
    """30 % more items that never come: other meetings' titles, or words of its own, shuffled."""
    items = meeting.agenda.items
    pool = [word for item in items for word in item.title.split()]
    others = _strangers(meeting)
    taken = {item.number for item in items}
    new: list[Item] = []
    for n in range(_some(ADDED, len(items))):
        if others and chance.random() < 0.5:
            other = others.pop(chance.randrange(len(others)))
            number = None if other.number in taken else other.number
            new.append(other.model_copy(update={"id": f"added-{n}", "number": number}))
            taken.add(number)
        else:
            words = chance.sample(pool, min(len(pool), TITLE_WORDS))
            new.append(Item(id=f"added-{n}", title=" ".join(words)))
    return _inserted(meeting, new, chance)


def unheard(meeting: Meeting, chance: random.Random) -> Meeting:
    """30 % more items that never come, of words that are never said."""
    new = [
        Item(id=f"added-{n}", number=str(800 + n), title=" ".join(_gibberish(chance)))
        for n in range(_some(ADDED, len(meeting.agenda.items)))
    ]
    return _inserted(meeting, new, chance)


def reordered(meeting: Meeting, chance: random.Random) -> Meeting:
    """20 % of the items printed elsewhere."""
    items = list(meeting.agenda.items)
    for item in chance.sample(items, min(len(items), _some(MOVED, len(items)))):
        at = items.index(item)
        items.remove(item)
        places = [place for place in range(len(items) + 1) if place != at]
        items.insert(chance.choice(places or [at]), item)
    return replace(meeting, agenda=_printed(meeting.agenda, items))


def missing(meeting: Meeting, chance: random.Random) -> Meeting:
    """20 % of the items not printed: their time is truly of a matter that is not on the agenda.

    Counted in two more ways: `missing_uncounted`, where these seconds count neither as right nor
    as wrong, and `missing_theirs`, where only the item that nobody could know is right.
    """
    items = meeting.agenda.items
    out = set(
        chance.sample([item.id for item in items], min(len(items), _some(MISSING, len(items))))
    )
    kept = [item for item in items if item.id not in out]
    truth = _unprinted(meeting.truth, out)
    gone = tuple(
        (before.start_ms, before.end_ms)
        for before, now in zip(meeting.truth.spans, truth.spans, strict=True)
        if before.kind != now.kind
    )
    return replace(
        meeting,
        agenda=_printed(meeting.agenda, kept),
        truth=truth,
        recounted=(
            ("missing_uncounted", truth.model_copy(update={"uncounted": gone})),
            ("missing_theirs", meeting.truth),
        ),
    )


ASKED: Mapping[str, Change] = {
    "added": added,
    "reordered": reordered,
    "missing": missing,
    "garbled": garbled,
}
CHANGES: Mapping[str, Change] = {
    **ASKED,
    "unheard": unheard,
    "lost": lost,
    "unpunctuated": unpunctuated,
    "cut_anew": cut_anew,
    "jittered": jittered,
    "untimed": untimed,
}


def _some(share: float, count: int) -> int:
    return max(1, round(share * count))


def _with(transcript: Transcript, utterances: Sequence[Utterance]) -> Transcript:
    return transcript.model_copy(update={"utterances": tuple(utterances)})


def _printed(agenda: Agenda, items: Sequence[Item]) -> Agenda:
    return agenda.model_copy(update={"items": tuple(items)})


def _respoken(meeting: Meeting, change: Callable[[Sequence[Word]], list[Word]]) -> Meeting:
    """The meeting with the words of each utterance changed, untimed where they were untimed."""

    def respoken() -> Iterator[Utterance]:
        for utterance in meeting.transcript.utterances:
            words = change(utterance.timed_words())
            text = " ".join(word.text for word in words)
            kept = tuple(words) if utterance.words else ()
            yield utterance.model_copy(update={"text": text, "words": kept})

    return replace(meeting, transcript=_with(meeting.transcript, tuple(respoken())))


def _misspelt(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(chance.choice((1, 1, 2, 3))):
        i = chance.randrange(len(letters))
        if letters[i].isalpha():
            letters[i] = chance.choice(string.ascii_lowercase)
    return "".join(letters)


def _misheard(text: str, known: Sequence[str], chance: random.Random) -> str:
    """The most alike of some of the meeting's words, but not the word itself."""
    bare = text.rstrip(".,;:?!…")
    among = [
        word
        for word in chance.sample(known, min(len(known), MISHEARD_AMONG))
        if word[-1:].isalnum() and fold(word) != fold(bare)
    ]
    best = process.extractOne(bare, among, scorer=fuzz.ratio)
    return f"{best[0]}{text[len(bare) :]}" if best else text


def _strangers(meeting: Meeting) -> list[Item]:
    """Items of other meetings whose matter is not on this meeting's agenda, each title once."""
    titles = [fold(item.title) for item in meeting.agenda.items]
    others = {fold(item.title): item for item in meeting.foreign}
    return [
        item
        for title, item in others.items()
        if all(fuzz.token_set_ratio(title, own) < SAME_MATTER for own in titles)
    ]


def _inserted(meeting: Meeting, new: Sequence[Item], chance: random.Random) -> Meeting:
    """The meeting with items printed at random places that never come."""
    items = list(meeting.agenda.items)
    for item in new:
        items.insert(chance.randint(0, len(items)), item)
    never = tuple(NotTreated(item=item.id, reason="not_reached") for item in new)
    told = {"not_treated": meeting.truth.not_treated + never}
    return replace(
        meeting,
        agenda=_printed(meeting.agenda, items),
        truth=meeting.truth.model_copy(update=told),
    )


def _gibberish(chance: random.Random) -> list[str]:
    return ["".join(chance.choices(string.ascii_lowercase, k=8)) for _ in range(7)]


def _unprinted(truth: Truth, out: set[str]) -> Truth:
    """The truth of a meeting whose agenda lacks these items."""

    def seen(span: Span) -> Span:
        if not out & set(span.items):
            return span
        kept = tuple(item for item in span.items if item not in out)
        return span.model_copy(update={"items": kept, **({} if kept else {"kind": "unlisted"})})

    absent = tuple(n for n in truth.not_treated if n.item not in out)
    return truth.model_copy(update={"spans": tuple(map(seen, truth.spans)), "not_treated": absent})
