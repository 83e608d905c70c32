"""Whisper through faster-whisper (CTranslate2): int8 on a CPU, float16 where CUDA is found.

Settings, with reasons in `docs/decisions/0002-faster-whisper.md`: voice activity detection on,
no conditioning on previous text, a fixed language, word times, and a seed before every stretch,
because the temperature fallback samples.
"""

import os
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from archiver.i18n import _
from archiver.model.preset import SpeechSettings
from archiver.model.transcript import Word
from archiver.speech.models import Model
from archiver.speech.recognizer import SAMPLE_RATE, Samples, SpeechError


class FasterWhisper:
    """A Whisper model held in memory."""

    def __init__(self, model: Model, settings: SpeechSettings) -> None:
        from faster_whisper import WhisperModel

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
            raise SpeechError(
                _("the speech model “{name}” could not be loaded").format(name=model.name),
                str(error),
                _("Check it with: archiver models verify {name}").format(name=model.name),
            ) from error

    @property
    def name(self) -> str:
        """Engine, version, model and its digest, precision, beam and seed."""
        return (
            f"faster-whisper {version('faster-whisper')}, {self._about}, {self._precision}, "
            f"beam {self._settings.beam_size}, seed {self._settings.seed}"
        )

    def recognize(self, samples: Samples, language: str) -> tuple[Word, ...]:
        """The words of `samples`; the same samples give the same words."""
        import ctranslate2

        ctranslate2.set_random_seed(self._settings.seed)
        segments, _info = self._whisper.transcribe(
            samples,
            language=language,
            beam_size=self._settings.beam_size,
            vad_filter=True,
            condition_on_previous_text=False,
            word_timestamps=True,
        )
        return printed_words(word for segment in segments for word in segment.words or ())

    def pauses(self, samples: Samples) -> tuple[tuple[int, int], ...]:
        """The gaps between what the voice activity detector takes for speech."""
        from faster_whisper.vad import get_speech_timestamps

        speech = get_speech_timestamps(samples)
        edges = [0, *(e for s in speech for e in (s["start"], s["end"])), len(samples)]
        in_ms = [edge * 1000 // SAMPLE_RATE for edge in edges]
        return tuple(
            (start, end) for start, end in zip(in_ms[::2], in_ms[1::2], strict=True) if end > start
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
