"""From a transcript to words that can be laid out: whole, in order, with times one can trust.

Recognisers part words (`l` and `'usage`), stretch them over murmur, let them overlap or run past
the end. Nothing here drops or reorders a word; only times are mended.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from archiver.captions.typography import clean, glues
from archiver.model.speakers import Speakers, by_turn
from archiver.model.transcript import Transcript, Utterance

SPOKEN_MS = (800, 100)
"""The longest a word is taken to sound: so much, and so much more per character."""

_LETTERS_PER_DIGIT = 7
"""How long a digit sounds: 1964 is "mille neuf cent soixante-quatre"."""

SLOW_MS_PER_CHAR = 125
"""An untimed utterance slower than this is taken to hold silence after its words."""

_STRAY_MS = 1000
"""How far outside its utterance a word's time is believed."""

_TOUCHING_MS = 300

_AHEAD = 80
"""How many characters ahead a token is looked for in its utterance's text."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word as one reads it; `glued` when no space parts it from the token before."""

    text: str
    start_ms: int
    end_ms: int
    glued: bool = False
    speaker: str | None = None
    turn: int | None = None
    """When the turn it belongs to begins, in ms, where turns are known."""


def tokens(transcript: Transcript, speakers: Speakers | None = None) -> list[Token]:
    """The transcript's words in order: starts and ends never decrease, nor pass the duration."""
    spoken = [
        replace(token, speaker=turn.sure_name, turn=turn.start_ms) if turn else token
        for utterance, turn in by_turn(transcript, speakers)
        for token in _of_utterance(utterance, transcript.language)
    ]
    return _unstretched(_in_order(spoken, transcript.duration_ms))


def _of_utterance(utterance: Utterance, language: str) -> Iterator[Token]:
    low, high = max(0, utterance.start_ms - _STRAY_MS), utterance.end_ms + _STRAY_MS
    pieces: list[tuple[str, int, int]] = []
    for word in utterance.timed_words():
        parts = clean(word.text)
        start = min(max(word.start_ms, low), high)
        end = max(start, min(word.end_ms, high))
        pieces.extend(shared_out(parts, start, end))
    if not utterance.words:
        pieces = list(_at_speaking_pace(pieces, utterance.start_ms))
    glued = seams([text for text, _, _ in pieces], utterance.text, language)
    for (text, start, end), seam in zip(pieces, glued, strict=True):
        yield Token(text, start, end, seam, utterance.speaker)


def shared_out(parts: tuple[str, ...], start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """A time shared by the parts of one word (`mot ?`), by their length."""
    total = sum(map(len, parts))
    done = 0
    for part in parts:
        a = start + (end - start) * done // total
        done += len(part)
        yield part, a, start + (end - start) * done // total


def _at_speaking_pace(
    pieces: list[tuple[str, int, int]], start: int
) -> Iterator[tuple[str, int, int]]:
    """Words that were only spread over an utterance: by their length, and never drawling."""
    chars = sum(len(text) + 1 for text, _, _ in pieces)
    if not pieces:
        return
    length = min(pieces[-1][2] - start, chars * SLOW_MS_PER_CHAR)
    done = 0
    for text, _, _ in pieces:
        a = start + length * done // chars
        done += len(text) + 1
        yield text, a, start + length * done // chars


def seams(texts: list[str], whole: str, language: str) -> Iterator[bool]:
    """For each token whether it is glued to the one before: as the utterance's text has it.

    Where the text does not hold the tokens (it was mended, or is missing), language rules say it.
    """
    line = " ".join(clean(whole))
    at = -1
    for i, text in enumerate(texts):
        spaced = at if not line.startswith(" ", at) else at + 1
        known = at >= 0 and line.startswith(text, spaced)
        if i == 0:
            yield False
        else:
            yield spaced == at if known else glues(texts[i - 1], text, language)
        found = spaced if known else line.find(text, max(at, 0), max(at, 0) + _AHEAD + len(text))
        at = found + len(text) if found >= 0 else at


def _in_order(spoken: Sequence[Token], duration: int) -> list[Token]:
    starts = list(accumulate((min(t.start_ms, duration) for t in spoken), max))
    untils = [*starts, duration][1:]
    return [
        replace(t, start_ms=start, end_ms=min(max(t.end_ms, start), until))
        for t, start, until in zip(spoken, starts, untils, strict=True)
    ]


def _unstretched(ordered: list[Token]) -> list[Token]:
    """Words that last longer than anyone speaks keep the end of their time that was spoken.

    That is the end where the word follows a pause and the next one touches it: the recogniser drew
    it back over what came before. Else it is the start.
    """
    mended: list[Token] = []
    for i, token in enumerate(ordered):
        longest = SPOKEN_MS[0] + SPOKEN_MS[1] * _letters(token.text)
        if token.end_ms - token.start_ms > longest:
            first = not mended or token.start_ms - mended[-1].end_ms > _TOUCHING_MS
            touches = (
                i + 1 < len(ordered) and ordered[i + 1].start_ms - token.end_ms <= _TOUCHING_MS
            )
            if first and touches:
                token = replace(token, start_ms=token.end_ms - longest)
            else:
                token = replace(token, end_ms=token.start_ms + longest)
        mended.append(token)
    return mended


def _letters(text: str) -> int:
    return sum(_LETTERS_PER_DIGIT if c.isdigit() else 1 for c in text)
