"""From a sound file to a transcript, stretch by stretch; what was recognised can be kept."""

import json
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter

from archiver.model.progress import Progress, silent
from archiver.model.transcript import Transcript, Word
from archiver.speech.recognizer import Recognizer
from archiver.speech.stretches import Stretch, duration_ms, stretches
from archiver.speech.utterances import utterances

_WORDS = TypeAdapter(tuple[Word, ...])


class Shelf(Protocol):
    """Where recognised stretches are kept between two runs, by name."""

    def load(self, name: str) -> bytes | None:
        """What was kept under `name`, or None."""
        ...

    def save(self, name: str, data: bytes) -> None:
        """Keep `data` under `name`."""
        ...


class NoShelf:
    """Keeps nothing."""

    def load(self, name: str) -> bytes | None:
        """Nothing was kept."""
        return None

    def save(self, name: str, data: bytes) -> None:
        """Keep nothing."""


def transcribe(
    wav: Path,
    recognizer: Recognizer,
    language: str,
    *,
    shelf: Shelf | None = None,
    progress: Progress = silent,
) -> Transcript:
    """The transcript of a 16 kHz mono WAV, in milliseconds from its start.

    Raises SpeechError if the sound cannot be read. An interrupted run that had a shelf goes on
    where it stopped.
    """
    total = duration_ms(wav)
    said: list[Word] = []
    for stretch in stretches(wav, recognizer.pauses):
        said += _words(stretch, recognizer, language, NoShelf() if shelf is None else shelf)
        progress((stretch.start_ms + len(stretch.samples) // 16) / max(1, total))
    return Transcript(
        language=language,
        duration_ms=total,
        recognizer=recognizer.name,
        utterances=tuple(utterances(_in_order(said, total))),
    )


def _words(
    stretch: Stretch, recognizer: Recognizer, language: str, shelf: Shelf
) -> tuple[Word, ...]:
    """The words of a stretch, in session time, recognised or from the shelf."""
    name = f"{stretch.digest}-{_safe(recognizer.name, language)}"
    kept = shelf.load(name)
    if kept is not None:
        words = _WORDS.validate_python(json.loads(kept))
    else:
        words = recognizer.recognize(stretch.samples, language)
        shelf.save(name, _WORDS.dump_json(words, exclude_none=True))
    return tuple(
        word.model_copy(
            update={
                "start_ms": word.start_ms + stretch.start_ms,
                "end_ms": word.end_ms + stretch.start_ms,
            }
        )
        for word in words
    )


def _safe(*parts: str) -> str:
    return "-".join("".join(c if c.isalnum() else "_" for c in part) for part in parts)


def _in_order(words: list[Word], total_ms: int) -> list[Word]:
    """The words with times that never go back nor past the end, as recognisers sometimes do."""
    ordered: list[Word] = []
    earliest = 0
    for word in words:
        start = min(max(word.start_ms, earliest), total_ms)
        end = min(max(word.end_ms, start), total_ms)
        ordered.append(word.model_copy(update={"start_ms": start, "end_ms": end}))
        earliest = start
    return ordered
