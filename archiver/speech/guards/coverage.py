"""Passages skipped: speech that the detector hears and no word covers."""

from collections.abc import Iterable, Sequence

from archiver.model.transcript import Word
from archiver.speech.decoding import Span

SHORTEST_MS = 1_000
"""Less speech than this without a word is a breath, a cough, or the edge of a word."""
_LONGEST_WORD_MS = 1_500
"""A longer word has been stretched over what was skipped: it covers only its ends."""
_SURE_MS = 500
_AROUND_MS = 250
"""Word times are no more exact than this."""


def uncovered(
    speech: Iterable[Span], words: Sequence[Word], shortest_ms: int = SHORTEST_MS
) -> tuple[Span, ...]:
    """The parts of `speech` of a second or more that no word covers, in order."""
    covers = [cover for word in words for cover in _covers(word)]
    return tuple(
        rest
        for span in speech
        for rest in _without(span, covers)
        if rest[1] - rest[0] >= shortest_ms
    )


def covered_ms(speech: Iterable[Span], words: Sequence[Word]) -> int:
    """How much of `speech` has words."""
    spans = list(speech)
    return sum(b - a for a, b in spans) - sum(b - a for a, b in uncovered(spans, words, 1))


def _covers(word: Word) -> Sequence[Span]:
    start, end = word.start_ms - _AROUND_MS, word.end_ms + _AROUND_MS
    if word.end_ms - word.start_ms <= _LONGEST_WORD_MS:
        return ((start, end),)
    return ((start, word.start_ms + _SURE_MS), (word.end_ms - _SURE_MS, end))


def _without(span: Span, covers: Iterable[Span]) -> list[Span]:
    rest = [span]
    for start, end in covers:
        rest = [
            part
            for a, b in rest
            for part in ((a, min(b, start)), (max(a, end), b))
            if part[1] > part[0]
        ]
    return rest
