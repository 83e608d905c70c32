"""Whisper through faster-whisper (CTranslate2): int8 on a CPU, float16 where CUDA is found.

Settings, with reasons in `docs/decisions/0002-faster-whisper.md`: windows decoded together,
no conditioning on previous text, a fixed language, word times, and a seed before every decoding,
because the temperature fallback samples.
"""

import os
from bisect import bisect
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.metadata import version
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from archiver.model.language_speech import NO_PHRASES, SpeechPhrases
from archiver.model.preset import SpeechSettings
from archiver.model.transcript import Word
from archiver.speech.decoding import Heard, Said, Span
from archiver.speech.listening import Listener
from archiver.speech.models import Model, not_loaded
from archiver.speech.recognizer import SAMPLE_RATE, Samples

REVISION = 2
"""Raised when the same samples and settings come to give other words."""
_TOGETHER = 4
"""Windows decoded in one batch: more only cost memory."""
_SHORTEST_PAUSE_MS = 100
_TEMPERATURES = (0.0, 0.4, 0.8)
"""Of the second try: each costs a decoding where nothing can be understood."""


class FasterWhisper:
    """A Whisper model held in memory."""

    def __init__(
        self,
        model: Model,
        settings: SpeechSettings,
        phrases: SpeechPhrases = NO_PHRASES,
        hints: tuple[str, ...] = (),
    ) -> None:
        from faster_whisper import WhisperModel

        self._phrases = phrases
        self._hints = hints if settings.prompt == "guarded" else ()

        device = settings.device
        if device == "auto":
            device = "cuda" if cuda_devices() else "cpu"
        self._precision = "float16" if device == "cuda" else "int8"
        self._settings = settings
        self._about = f"{model.name} ({model.sha256[:12]})"
        try:
            self._whisper = WhisperModel(
                str(model.folder),
                device=device,
                compute_type=self._precision,
                cpu_threads=settings.threads or os.cpu_count() or 1,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise not_loaded(model, error) from error

    @property
    def name(self) -> str:
        """Engine, version, model and its digest, precision, beam, seed, and names given."""
        hints = sha256("\n".join(self._hints).encode()).hexdigest()[:12]
        return (
            f"faster-whisper {version('faster-whisper')}, {self._about}, {self._precision}, "
            f"beam {self._settings.beam_size}, seed {self._settings.seed}, listening {REVISION}"
            + (f", names {hints}" if self._hints else "")
        )

    def listen(self, samples: Samples, language: str) -> Heard:
        """The words of `samples` and what is doubtful; the same samples give the same words."""
        return Listener(self, language, self._phrases, self._hints).listen(samples)

    def recognize(self, samples: Samples, language: str) -> tuple[Word, ...]:
        """The words of `samples`; the same samples give the same words."""
        return self.listen(samples, language).words

    def pauses(self, samples: Samples) -> tuple[Span, ...]:
        """The gaps between what the voice activity detector takes for speech."""
        length_ms = len(samples) * 1000 // SAMPLE_RATE
        edges = [0, *(edge for span in self.speech(samples) for edge in span), length_ms]
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return tuple((start, end) for start, end in pairs if end > start)

    def speech(self, samples: Samples) -> tuple[Span, ...]:
        """What the voice activity detector takes for speech, without what is around it."""
        from faster_whisper.vad import VadOptions, get_speech_timestamps

        fine = VadOptions(min_silence_duration_ms=_SHORTEST_PAUSE_MS, speech_pad_ms=0)
        found = get_speech_timestamps(samples, fine)
        return tuple(
            (s["start"] * 1000 // SAMPLE_RATE, s["end"] * 1000 // SAMPLE_RATE) for s in found
        )

    def decode(
        self, windows: Sequence[Samples], language: str, hints: tuple[str, ...] = ()
    ) -> tuple[Said, ...]:
        """What is said in each window, decoded together."""
        from faster_whisper import BatchedInferencePipeline

        edges = [0.0, *accumulate(len(window) / SAMPLE_RATE for window in windows)]
        self._seed()
        segments, _info = BatchedInferencePipeline(self._whisper).transcribe(
            np.concatenate(windows),
            language=language,
            beam_size=self._settings.beam_size,
            clip_timestamps=[{"start": a, "end": b} for a, b in pairwise(edges)],
            hotwords=", ".join(hints) or None,
            word_timestamps=True,
            batch_size=_TOGETHER,
        )
        found: list[list[Any]] = [[] for _window in windows]
        for segment in segments:
            found[max(0, bisect(edges, segment.seek / 100 + 0.01) - 1)].append(segment)
        return tuple(_said(parts, edge) for parts, edge in zip(found, edges, strict=False))

    def decode_again(self, window: Samples, language: str) -> Said:
        """What is said in one window: with times, and other temperatures if that fails."""
        self._seed()
        segments, _info = self._whisper.transcribe(
            window,
            language=language,
            beam_size=self._settings.beam_size,
            condition_on_previous_text=False,
            word_timestamps=True,
            temperature=_TEMPERATURES,
        )
        return _said(list(segments), 0.0)

    def _seed(self) -> None:
        import ctranslate2

        ctranslate2.set_random_seed(self._settings.seed)


def _said(segments: Sequence[Any], start_s: float) -> Said:
    """What some segments of faster-whisper hold, timed from `start_s`."""
    words = printed_words(word for segment in segments for word in segment.words or ())
    by_ms = round(start_s * 1000)
    moved = [
        {"start_ms": max(0, w.start_ms - by_ms), "end_ms": max(0, w.end_ms - by_ms)} for w in words
    ]
    return Said(
        tuple(w.model_copy(update=times) for w, times in zip(words, moved, strict=True)),
        sureness=min((segment.avg_logprob for segment in segments), default=0.0),
        repetition=max((segment.compression_ratio for segment in segments), default=1.0),
        silence=min((segment.no_speech_prob for segment in segments), default=1.0),
    )


def printed_words(words: Iterable[Any]) -> tuple[Word, ...]:
    """Whisper's words as they are printed: a token without a space before it ends the last word.

    Each of `words` has `start` and `end` in seconds, `word` and `probability`.
    """
    printed: list[Word] = []
    for word in words:
        text = word.word.strip()
        if not text:
            continue
        start, end = round(word.start * 1000), round(word.end * 1000)
        if printed and not word.word.startswith(" "):
            last = printed.pop()
            text, start = last.text + text, last.start_ms
            confidence = min(last.confidence or 0.0, word.probability)
        else:
            confidence = word.probability
        printed.append(
            Word(
                start_ms=max(0, start),
                end_ms=max(0, start, end),
                text=text,
                confidence=round(min(1.0, max(0.0, confidence)), 3),
            )
        )
    return tuple(printed)


def cuda_devices() -> int:
    """How many graphics cards this engine can use."""
    import ctranslate2

    return int(ctranslate2.get_cuda_device_count())
