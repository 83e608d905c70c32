"""What was heard, as the split reads it: folded words with times, cut into sentences.

Owns the mending of recognisers' habits: a first word timed long before the rest of its
utterance, the last word of an utterance stretched over the silence after it, words cut at an
apostrophe, sentences cut at the end of an utterance or not cut at all.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from archiver.agenda.words import folded_words
from archiver.model.transcript import Transcript, Word

STRAY_MS = 4_000
"""A gap after an utterance's first words that tells that these are timed too early."""
STRAY_WORDS = 3
LONGEST_WORD_MS = 1_500
SENTENCE_PAUSE_MS = 900
ENDS = (".", "?", "!", "…")
ABBREVIATIONS = frozenset({"m", "mr", "mrs", "ms", "mme", "dr", "st", "no", "miss", "mm", "mlle"})


@dataclass(frozen=True, slots=True)
class Token:
    """One folded word; several share a time where a spoken word holds several."""

    text: str
    raw: str
    start_ms: int
    end_ms: int
    ends_sentence: bool
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A run of tokens, from `first` up to `last` excluded."""

    first: int
    last: int
    start_ms: int
    end_ms: int
    pause_ms: int
    """Silence before it."""
    speaker: str | None


@dataclass(frozen=True)
class Heard:
    """A transcript as tokens and sentences, both in order of time."""

    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    duration_ms: int
    texts: tuple[str, ...] = field(default=())
    """The folded words alone."""

    def token_at(self, ms: int) -> int | None:
        """The first token that starts at an instant or after it; None after the last."""
        at = bisect_left(self.tokens, ms, key=lambda token: token.start_ms)
        return at if at < len(self.tokens) else None

    def sentence_at(self, token: int) -> Sentence:
        """The sentence that holds a token."""
        at = bisect_right(self.sentences, token, key=lambda sentence: sentence.first) - 1
        return self.sentences[at]

    def spoken(self, first: int, last: int) -> str:
        """The words from token `first` up to `last` excluded, as the recogniser wrote them."""
        words: list[str] = []
        before: Token | None = None
        for token in self.tokens[first:last]:
            if before is None or (before.start_ms, before.raw) != (token.start_ms, token.raw):
                words.append(token.raw)
            before = token
        return " ".join(words)


def hear(transcript: Transcript) -> Heard:
    """The transcript's words in order of time, within the recording, cut into sentences."""
    tokens: list[Token] = []
    latest = 0
    for utterance in sorted(transcript.utterances, key=lambda u: u.start_ms):
        for word in _mended(utterance.timed_words()):
            made = _tokens(word, utterance.speaker, latest, transcript.duration_ms)
            if not made and tokens and _ends(word.text):
                tokens[-1] = replace(tokens[-1], ends_sentence=True)
            tokens += made
            latest = tokens[-1].start_ms if tokens else latest
    return Heard(
        tuple(tokens),
        tuple(_sentences(tokens)),
        transcript.duration_ms,
        tuple(token.text for token in tokens),
    )


def _ends(text: str) -> bool:
    return text.rstrip("\"'»” )]").endswith(ENDS)


def _tokens(word: Word, speaker: str | None, earliest_ms: int, duration_ms: int) -> list[Token]:
    """The tokens of a spoken word, not before `earliest_ms`; none if it is punctuation alone."""
    parts = folded_words(word.text)
    ends = _ends(word.text) and not (parts and parts[-1] in ABBREVIATIONS)
    start = min(max(word.start_ms, earliest_ms), duration_ms)
    end = min(max(start, word.end_ms), start + LONGEST_WORD_MS, duration_ms)
    return [
        Token(part, word.text.strip(), start, end, ends and i == len(parts) - 1, speaker)
        for i, part in enumerate(parts)
    ]


def _mended(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words, with first words that were timed long before the others moved to them."""
    for n in range(1, min(STRAY_WORDS, len(words) - 1) + 1):
        if words[n].start_ms - words[n - 1].end_ms >= STRAY_MS:
            gap = words[n].start_ms - words[n - 1].end_ms
            moved = tuple(
                w.model_copy(update={"start_ms": w.start_ms + gap, "end_ms": w.end_ms + gap})
                for w in words[:n]
            )
            return _no_later(moved, words[n].start_ms) + words[n:]
    return words


def _no_later(words: tuple[Word, ...], ms: int) -> tuple[Word, ...]:
    """Words squeezed into half a second each before `ms`, where they reach back further."""
    earliest = ms - 500 * len(words)
    return tuple(
        w.model_copy(
            update={"start_ms": max(w.start_ms, earliest), "end_ms": max(w.end_ms, earliest)}
        )
        for w in words
    )


def _sentences(tokens: list[Token]) -> Iterator[Sentence]:
    first = 0
    for i, token in enumerate(tokens):
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        if after is None or _parts(token, after):
            pause = tokens[first].start_ms - (tokens[first - 1].end_ms if first else 0)
            yield Sentence(
                first, i + 1, tokens[first].start_ms, token.end_ms, max(0, pause), token.speaker
            )
            first = i + 1


def _parts(token: Token, after: Token) -> bool:
    if token.ends_sentence:
        return True
    if token.speaker != after.speaker:
        return True
    return after.start_ms - token.end_ms >= SENTENCE_PAUSE_MS
