"""Sentences over a murmur: more words than the speech the detector heard could hold."""

from collections.abc import Sequence

from archiver.model.transcript import Word
from archiver.speech.decoding import Span
from archiver.speech.seams import folded

_APART_MS = 2_000
"""Speech further apart than this is not of one breath, and words are rarely timed across it."""
_LETTER_MS = 12
"""A fifth of what the fastest speaker needs."""
_WORDS = 3
"""A word or two may have been timed out of their place."""


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
