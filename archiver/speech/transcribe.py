"""From sound to a transcript, stretch by stretch; what was recognised is kept on a shelf.

`hear` is one stretch, for whoever shares the work; `transcribe` is all of them.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter

from archiver.model.progress import Progress, silent
from archiver.model.transcript import Transcript, Word
from archiver.speech.recognizer import Recognizer
from archiver.speech.shelf import NoShelf, Shelf
from archiver.speech.sounds import Sound, WavSound
from archiver.speech.stretches import Stretch, digest, stretches
from archiver.speech.utterances import utterances

_WORDS = TypeAdapter(tuple[Word, ...])


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
    sound = WavSound(wav)
    said: list[Word] = []
    for stretch in stretches(sound, recognizer.pauses):
        said += hear(sound, stretch, recognizer, language, shelf)
        progress(stretch.end_ms / max(1, sound.duration_ms))
    return assembled(said, sound.duration_ms, recognizer.name, language)


def hear(
    sound: Sound,
    stretch: Stretch,
    recognizer: Recognizer,
    language: str,
    shelf: Shelf | None = None,
) -> tuple[Word, ...]:
    """The words of a stretch, in session time: from the shelf, else recognised and kept there."""
    samples = sound.read(stretch.start_ms, stretch.end_ms)
    place = NoShelf() if shelf is None else shelf
    name = f"{digest(samples)}-{_safe(recognizer.name, language)}"
    kept = place.load(name)
    if kept is not None:
        words = _WORDS.validate_python(json.loads(kept))
    else:
        words = recognizer.recognize(samples, language)
        place.save(name, _WORDS.dump_json(words, exclude_none=True))
    return tuple(_moved(words, stretch.start_ms))


def assembled(words: list[Word], duration_ms: int, recognizer: str, language: str) -> Transcript:
    """The transcript of all the words of a sound, in order."""
    return Transcript(
        language=language,
        duration_ms=duration_ms,
        recognizer=recognizer,
        utterances=tuple(utterances(_in_order(words, duration_ms))),
    )


def _moved(words: tuple[Word, ...], by_ms: int) -> Iterator[Word]:
    for word in words:
        times = {"start_ms": word.start_ms + by_ms, "end_ms": word.end_ms + by_ms}
        yield word.model_copy(update=times)


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
