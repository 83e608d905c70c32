"""Listens to one stretch: windows decoded in one go, and what went wrong tried again.

Decoding windows together costs about a third less than one after another, and sometimes stops
early, goes round in circles or says what nobody said. Each of that is noticed (`guards`), tried
again where it happened, and what stays doubtful is said. A guard never takes speech away without
trying it again: what is left without words is a doubt for a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from archiver.model.language_speech import NO_PHRASES, SpeechPhrases
from archiver.model.transcript import Doubt, Word
from archiver.speech.decoding import Decoder, Heard, Said, Span
from archiver.speech.guards.bearing import borne, guessed, sayable
from archiver.speech.guards.coverage import covered_ms, uncovered
from archiver.speech.guards.loops import collapsed, loops
from archiver.speech.guards.phrases import is_foreign, without_stock
from archiver.speech.guards.times import timed
from archiver.speech.recognizer import Samples
from archiver.speech.seams import joined
from archiver.speech.sounds import PER_MS
from archiver.speech.windows import Window, windows

_GUESSING = -1.0
_ROUND_IN_CIRCLES = 2.4
_NOBODY = 0.6
_FULLER = 0.9
"""A second try that covers less of the speech than this share of the first is no better."""
_PASSAGE_EDGE_MS = 150


@dataclass(frozen=True)
class Listener:
    """A decoder, and what is known of the language and the names it will hear."""

    decoder: Decoder
    language: str
    phrases: SpeechPhrases = NO_PHRASES
    hints: tuple[str, ...] = ()

    def listen(self, samples: Samples) -> Heard:
        """The words of a stretch and its doubts, in milliseconds from its first sample."""
        speech = self.decoder.speech(samples)
        plan = windows(speech, len(samples) // PER_MS)
        if not plan:
            return Heard()
        tries = _Tries(self, samples, speech)
        words, doubts = tries.first(plan)
        words = without_stock(words, speech, self.phrases)
        words = tries.passages(words, thorough=False)
        words = tries.passages(words, thorough=True)
        words, repeated = collapsed(without_stock(words, speech, self.phrases), speech)
        words = sayable(borne(words, speech))
        silent = [doubt("not_understood", span) for span in passages(uncovered(speech, words))]
        doubts += [*silent, *(doubt("repeated", span) for span in repeated)]
        return Heard(timed(words, speech), tuple(sorted(doubts, key=lambda d: d.start_ms)))


def doubt(kind: str, span: Span) -> Doubt:
    """A doubt about a place."""
    return Doubt.model_validate({"start_ms": span[0], "end_ms": span[1], "kind": kind})


def passages(gaps: Iterable[Span], words: Sequence[Word] = ()) -> list[Span]:
    """Gaps without a word between them, as one."""
    found: list[Span] = []
    for start, end in gaps:
        between = found and any(found[-1][1] <= w.end_ms and w.start_ms <= start for w in words)
        if found and not between and (words or start - found[-1][1] < 2_000):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


@dataclass(frozen=True)
class _Tries:
    """The tries at one stretch."""

    to: Listener
    samples: Samples
    speech: tuple[Span, ...]
    given_up: list[Window] = field(default_factory=list)
    """What was decoded again in every way, and still is not understood."""

    def first(self, plan: Sequence[Window]) -> tuple[tuple[Word, ...], list[Doubt]]:
        """The words of every window, decoded together; what looks wrong again by itself."""
        words: list[Word] = []
        doubts: list[Doubt] = []
        before: Window | None = None
        for window, said in zip(plan, self._together(plan), strict=True):
            found, foreign = self._settled(window, said)
            overlaps = before is not None and before.end_ms > window.start_ms
            words = joined(words, found) if overlaps else [*words, *found]
            if foreign:
                doubts.append(doubt("other_language", (window.start_ms, window.end_ms)))
            before = window
        return tuple(words), doubts

    def _together(self, plan: Sequence[Window]) -> tuple[Said, ...]:
        sounds = [window.of(self.samples) for window in plan]
        plain = self.to.decoder.decode(sounds, self.to.language)
        if not self.to.hints:
            return plain
        prompted = self.to.decoder.decode(sounds, self.to.language, self.to.hints)
        return tuple(
            hinted if self._no_poorer(window, hinted, said) else said
            for window, said, hinted in zip(plan, plain, prompted, strict=True)
        )

    def _settled(self, window: Window, said: Said) -> tuple[tuple[Word, ...], bool]:
        """What is taken for said in a window, and whether it is another language."""
        if self._faults(window, said):
            again = self.to.decoder.decode_again(window.of(self.samples), self.to.language)
            said = min(said, again, key=lambda one: self._rank(window, one))
            if self._faults(window, said) or guessed(said.words):
                self.given_up.append(window)
                said = Said(()) if guessed(said.words) else said
        words = () if _nobody(said) else tuple(window.placed(said.words))
        return words, is_foreign(words, self.to.phrases)

    def _faults(self, window: Window, said: Said) -> int:
        if _nobody(said):
            return 1
        return (
            (said.repetition > _ROUND_IN_CIRCLES or bool(loops(said.words)))
            + (said.sureness < _GUESSING)
            + is_foreign(said.words, self.to.phrases)
        )

    def _rank(self, window: Window, said: Said) -> tuple[int, int, float]:
        return self._faults(window, said), -(self._covered(window, said) // 1_000), -said.sureness

    def _covered(self, window: Window, said: Said) -> int:
        return covered_ms(self.speech, tuple(window.placed(said.words)))

    def _no_poorer(self, window: Window, hinted: Said, said: Said) -> bool:
        """Whether names that were given helped, or at least lost nothing."""
        if self._faults(window, hinted) > self._faults(window, said):
            return False
        fuller = self._covered(window, hinted) >= self._covered(window, said) - 300
        return fuller and len(hinted.words) >= _FULLER * len(said.words)

    def passages(self, words: tuple[Word, ...], *, thorough: bool) -> tuple[Word, ...]:
        """The words, with those of passages that were skipped, each tried by itself."""
        gaps = passages(uncovered(self.speech, words), words)
        plan = [window for gap in gaps for window in self._windows_of(gap) if self._is_new(window)]
        if not plan:
            return words
        sounds = [window.of(self.samples) for window in plan]
        if thorough:
            said = [self.to.decoder.decode_again(sound, self.to.language) for sound in sounds]
        else:
            said = list(self.to.decoder.decode(sounds, self.to.language))
        new = [
            word
            for window, one in zip(plan, said, strict=True)
            if thorough or not self._faults(window, one)
            if not _nobody(one) and one.repetition <= _ROUND_IN_CIRCLES and not guessed(one.words)
            for word in window.placed(one.words)
        ]
        new = [word for word in new if not any(_crowds(word, other) for other in words)]
        return tuple(sorted((*words, *new), key=lambda word: (word.start_ms, word.end_ms)))

    def _is_new(self, window: Window) -> bool:
        """Whether there is a point in trying it: it is not part of what was given up."""
        return not any(
            w.start_ms <= window.start_ms and window.end_ms <= w.end_ms for w in self.given_up
        )

    def _windows_of(self, gap: Span) -> tuple[Window, ...]:
        start, end = gap
        inside = [(max(a, start), min(b, end)) for a, b in self.speech if a < end and b > start]
        length_ms = min(end + _PASSAGE_EDGE_MS, len(self.samples) // PER_MS)
        return windows(inside, length_ms)


def _nobody(said: Said) -> bool:
    """Whether the decoder itself thinks that nobody speaks, and guesses."""
    return said.silence > _NOBODY and said.sureness < _GUESSING


def _crowds(word: Word, other: Word) -> bool:
    """Whether a word that was found later is one that is there already."""
    middle = (word.start_ms + word.end_ms) // 2
    return other.start_ms <= middle <= min(other.end_ms, other.start_ms + 1_500)
