"""Sentences over a murmur: more words than the speech there could hold, or than time allows."""

from collections.abc import Sequence
from itertools import pairwise

from archiver.model.transcript import Word
from archiver.speech.decoding import Span
from archiver.speech.seams import folded

_APART_MS = 2_000
"""Speech further apart than this is not of one breath, and words are rarely timed across it."""
_LETTER_MS = 12
"""A fifth of what the fastest speaker needs."""
_WORDS = 3
"""A word or two may have been timed out of their place."""
_BELIEVED = 0.25
_MARK_MS = 500
_IN_A_ROW = 8
_FASTEST = 45
"""Letters a second: real speech, badly timed, reaches 28 over so many words in a row."""


def borne(words: Sequence[Word], speech: Sequence[Span]) -> tuple[Word, ...]:
    """The words but for those of passages with next to no speech: nobody can have said them."""
    islands = _islands(speech)
    said: list[list[Word]] = [[] for _island in islands]
    for word in words:
        said[_nearest(word, islands)].append(word)
    gone = {
        id(word)
        for island, passage in zip(islands, said, strict=True)
        if _letters(passage) == 0
        or (len(passage) >= _WORDS and _speech_ms(island) < _LETTER_MS * _letters(passage))
        for word in passage
    }
    return tuple(word for word in words if id(word) not in gone)


def sayable(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words but for those in a row that no tongue is quick enough for, and marks of no word."""
    spoken = [
        word
        for before, word in pairwise((None, *words))
        if word and (folded(word.text) or _ends(before, word))
    ]
    gone: set[int] = set()
    for at in range(len(spoken) - _IN_A_ROW + 1):
        row = spoken[at : at + _IN_A_ROW]
        if _letters(row) * 1000 > _FASTEST * max(1, row[-1].end_ms - row[0].start_ms):
            gone |= set(map(id, row))
    return tuple(word for word in spoken if id(word) not in gone)


def guessed(words: Sequence[Word]) -> bool:
    """Whether a recogniser hardly believes what it says of a window, each word taken once.

    What goes round in circles is believed more at every round: the first is what tells.
    """
    sure: dict[str, float] = {}
    for word in words:
        if word.confidence is not None:
            sure.setdefault(folded(word.text), word.confidence)
    return bool(sure) and sum(sure.values()) < _BELIEVED * len(sure)


def _ends(before: Word | None, mark: Word) -> bool:
    """Whether a mark, as "?" printed by itself, belongs to the word before it."""
    near = before is not None and mark.start_ms - before.end_ms <= _MARK_MS
    return bool(near and before and folded(before.text))


def _islands(speech: Sequence[Span]) -> list[list[Span]]:
    found: list[list[Span]] = []
    for span in speech:
        if found and span[0] - found[-1][-1][1] <= _APART_MS:
            found[-1].append(span)
        else:
            found.append([span])
    return found


def _nearest(word: Word, islands: Sequence[Sequence[Span]]) -> int:
    middle = (word.start_ms + word.end_ms) // 2

    def distance(at: int) -> int:
        return max(islands[at][0][0] - middle, middle - islands[at][-1][1])

    return min(range(len(islands)), key=distance)


def _speech_ms(island: Sequence[Span]) -> int:
    return sum(end - start for start, end in island)


def _letters(words: Sequence[Word]) -> int:
    return sum(len(folded(word.text)) for word in words)
