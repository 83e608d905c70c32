"""Word times that speech does not bear out: words stretched over noise, numbers out of place."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

from archiver.model.transcript import Word
from archiver.speech.decoding import Span

_OVERHANG_MS = 300
"""A word may reach so far into a pause: the detector is no more exact."""
_EDGE_MS = 60
_SYLLABLE_MS = 50
_PAUSE_MS = 500
"""Nobody pauses so long inside a word."""


def timed(words: Sequence[Word], speech: Sequence[Span]) -> tuple[Word, ...]:
    """The words where their speech is, in order, none overlapping the next."""
    passages = _passages(speech)
    mended: list[Word] = []
    for word in _numbers_spread(words):
        start, end = _within(word, passages)
        if mended:
            start = max(start, mended[-1].start_ms)
            if mended[-1].end_ms > start:
                mended[-1] = mended[-1].model_copy(update={"end_ms": start})
        mended.append(word.model_copy(update={"start_ms": start, "end_ms": max(start, end)}))
    return tuple(mended)


def _numbers_spread(words: Sequence[Word]) -> list[Word]:
    """The words, numbers of several parts ("4 650 000") with their time shared among the parts.

    What is printed in digits is said in words, so its parts are often timed as if one of them
    had been said in no time.
    """
    spread: list[Word] = []
    for run in _runs(words):
        lengths = [_spoken_length(word) for word in run]
        hurried = any(
            word.end_ms - word.start_ms < _SYLLABLE_MS * length
            for word, length in zip(run, lengths, strict=True)
        )
        if len(run) == 1 or not hurried:
            spread += run
            continue
        start, whole = run[0].start_ms, run[-1].end_ms - run[0].start_ms
        edges = [start + whole * part // sum(lengths) for part in (0, *accumulate(lengths))]
        spread += [
            word.model_copy(update={"start_ms": a, "end_ms": b})
            for word, a, b in zip(run, edges, edges[1:], strict=False)
        ]
    return spread


def _runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words, those of one number together."""
    for numeric, group in groupby(words, key=lambda word: any(map(str.isdigit, word.text))):
        if numeric:
            yield list(group)
        else:
            yield from ([word] for word in group)


def _spoken_length(word: Word) -> int:
    """How long a number takes to say, as far as its digits tell: zeros are hardly said."""
    digits = [c for c in word.text if c.isdigit()]
    return max(1, sum(c != "0" for c in digits)) if digits else 1


def _passages(speech: Sequence[Span]) -> list[Span]:
    """Speech without a pause that no word could span."""
    found: list[Span] = []
    for start, end in speech:
        if found and start - found[-1][1] < _PAUSE_MS:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _within(word: Word, passages: Sequence[Span]) -> Span:
    """The part of a word that is spoken: in the passage it shares most with, and little beyond."""
    shared = [
        (min(b, word.end_ms) - max(a, word.start_ms), a, b)
        for a, b in passages
        if a < word.end_ms and b > word.start_ms
    ]
    if not shared:
        return word.start_ms, word.end_ms
    _most, a, b = max(shared)
    start = a - _EDGE_MS if word.start_ms < a - _OVERHANG_MS else word.start_ms
    end = b + _EDGE_MS if word.end_ms > b + _OVERHANG_MS else word.end_ms
    return max(0, start), end
