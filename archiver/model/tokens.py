"""A transcript as one run of words that can be replaced, and back again.

Utterances that no correction touched come back as the very objects they were.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.model.transcript import Transcript, Utterance, Word

APOSTROPHES = ("'", "’")
_GLUES_BEFORE = (*APOSTROPHES, "-")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, which utterance it is in, and whether no space parts it from the one before."""

    word: Word
    utterance: int
    glued: bool
    order_ms: int
    """Its start, or that of a word before it that starts later: these never decrease."""
    by: str | None = None
    """The correction that put it there, or found it to be so already."""

    @property
    def text(self) -> str:
        """The word as it is written, with its signs."""
        return self.word.text


def unrolled(transcript: Transcript) -> list[Token]:
    """All words of a transcript, in the order of its utterances."""
    tokens: list[Token] = []
    order = 0
    for number, utterance in enumerate(transcript.utterances):
        words = utterance.timed_words()
        for word, glued in zip(words, _seams(words, utterance.text), strict=True):
            order = max(order, word.start_ms)
            tokens.append(Token(word, number, glued, order))
    return tokens


def _seams(words: Sequence[Word], text: str) -> Iterator[bool]:
    """Which words follow the one before without a space, as in "l" and "'usage"."""
    at = 0
    for n, word in enumerate(words):
        found = text.find(word.text, at)
        yield n > 0 and found == at
        at = found + len(word.text) if found >= 0 else at


def edges(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """The times of a run of tokens; of an empty one, those of the gap it is in."""
    if first < last:
        return tokens[first].word.start_ms, tokens[last - 1].word.end_ms
    before = tokens[first - 1].word.end_ms if first else None
    after = tokens[first].word.start_ms if first < len(tokens) else None
    start = before if before is not None else after or 0
    return start, max(start, after if after is not None else start)


def is_glued(text: str, before: str) -> bool:
    """Whether a new word is written without a space after the one `before`."""
    return text.startswith(_GLUES_BEFORE) or before.endswith(APOSTROPHES)


def rolled(transcript: Transcript, tokens: Sequence[Token]) -> tuple[Utterance, ...]:
    """The utterances of `transcript` with `tokens` for words; empty ones are left out."""
    held: dict[int, list[Token]] = {}
    for token in tokens:
        held.setdefault(token.utterance, []).append(token)
    return tuple(
        _rebuilt(utterance, held.get(number, []))
        for number, utterance in enumerate(transcript.utterances)
        if number in held or not utterance.timed_words()
    )


def _rebuilt(utterance: Utterance, tokens: Sequence[Token]) -> Utterance:
    before, words = utterance.timed_words(), tuple(token.word for token in tokens)
    if words == before:
        return utterance
    same_first, same_last = words[0] == before[0], words[-1] == before[-1]
    start_ms = utterance.start_ms if same_first else words[0].start_ms
    end_ms = utterance.end_ms if same_last else words[-1].end_ms
    return utterance.model_copy(
        update={
            "start_ms": start_ms,
            "end_ms": max(start_ms, end_ms),
            "text": _written(tokens),
            "words": words,
        }
    )


def _written(tokens: Sequence[Token]) -> str:
    parts = [token.text if token.glued else f" {token.text}" for token in tokens]
    return "".join(parts).strip()
