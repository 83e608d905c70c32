"""Loops: the same words over and over, faster than anybody can say them."""

from collections.abc import Sequence

from archiver.model.transcript import Word
from archiver.speech.decoding import Span
from archiver.speech.seams import folded

_LONGEST = 12
"""Words that come round together, at most."""
_TIMES = 4
"""A phrase is said so often before anybody is surprised: roll calls and votes repeat themselves."""
_WORDS = 8
"""A loop is no shorter than this in all."""
_SAID_MS = 90
"""Nobody says a word in less speech than this."""


def loops(words: Sequence[Word]) -> list[tuple[int, int, int]]:
    """Where words repeat themselves: index of the first, words in one round, number of rounds."""
    texts = [folded(word.text) for word in words]
    found: list[tuple[int, int, int]] = []
    at = 0
    while at < len(texts):
        best = max(
            ((_rounds(texts, at, size) * size, -size) for size in range(1, _LONGEST + 1)),
            default=(0, 0),
        )
        size = -best[1]
        rounds = best[0] // size
        if rounds >= _TIMES and best[0] >= _WORDS:
            found.append((at, size, rounds))
            at += best[0]
        else:
            at += 1
    return found


def collapsed(
    words: Sequence[Word], speech: Sequence[Span]
) -> tuple[tuple[Word, ...], tuple[Span, ...]]:
    """The words with every loop said once, and where those were.

    What repeats itself at the pace of speech was said: it is kept.
    """
    kept: list[Word] = []
    places: list[Span] = []
    done = 0
    for first, size, rounds in loops(words):
        until = first + size * rounds
        span = (words[first].start_ms, max(word.end_ms for word in words[first:until]))
        if _said_ms(span, speech) >= _SAID_MS * sum(map(_syllables, words[first:until])):
            continue
        kept += [*words[done:first], *words[first : first + size]]
        places.append(span)
        done = until
    return (*kept, *words[done:]), tuple(places)


def _rounds(texts: Sequence[str], at: int, size: int) -> int:
    count, phrase = 1, texts[at : at + size]
    while texts[at + count * size : at + (count + 1) * size] == phrase:
        count += 1
    return count


def _said_ms(span: Span, speech: Sequence[Span]) -> int:
    return sum(max(0, min(b, span[1]) - max(a, span[0])) for a, b in speech)


def _syllables(word: Word) -> int:
    return max(1, len(folded(word.text)) // 3)
