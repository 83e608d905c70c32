"""From sound to a transcript, stretch by stretch; what was recognised is kept on a shelf.

`hear` is one stretch, for whoever shares the work; `transcribe` is all of them.
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from archiver.model.progress import Progress, silent
from archiver.model.transcript import Doubt, Transcript, Word
from archiver.speech.decoding import Heard, Listening
from archiver.speech.recognizer import Recognizer, Samples
from archiver.speech.seams import SLACK_MS, joined
from archiver.speech.shelf import NoShelf, Shelf
from archiver.speech.sounds import Sound, WavSound
from archiver.speech.stretches import Stretch, digest, stretches
from archiver.speech.utterances import utterances

_HEARD = TypeAdapter(Heard)


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
    doubts: list[Doubt] = []
    for stretch in stretches(sound, recognizer.pauses):
        found = heard(sound, stretch, recognizer, language, shelf)
        said += found.words
        doubts += found.doubts
        progress(stretch.end_ms / max(1, sound.duration_ms))
    return assembled(said, sound.duration_ms, recognizer.name, language, tuple(doubts))


def hear(
    sound: Sound,
    stretch: Stretch,
    recognizer: Recognizer,
    language: str,
    shelf: Shelf | None = None,
) -> tuple[Word, ...]:
    """The words of a stretch, in session time: from the shelf, else recognised and kept there."""
    return heard(sound, stretch, recognizer, language, shelf).words


def heard(
    sound: Sound,
    stretch: Stretch,
    recognizer: Recognizer,
    language: str,
    shelf: Shelf | None = None,
) -> Heard:
    """The words of a stretch and what is doubtful in it: as `hear`."""
    before, after = stretch.before_ms, stretch.after_ms
    samples = sound.read(stretch.start_ms - before, stretch.end_ms + after)
    place = NoShelf() if shelf is None else shelf
    name = f"{digest(samples)}-{before}-{after}-{_safe(recognizer.name, language)}"
    kept = place.load(name)
    if kept is not None:
        found = _HEARD.validate_json(kept)
    else:
        found = _listen(recognizer, samples, language)
        place.save(name, _HEARD.dump_json(found, exclude_none=True))
    by_ms = stretch.start_ms - before
    return Heard(
        _owned(_moved(found.words, by_ms), stretch),
        tuple(_moved(found.doubts, by_ms)),
    )


def assembled(
    words: list[Word],
    duration_ms: int,
    recognizer: str,
    language: str,
    doubts: tuple[Doubt, ...] = (),
) -> Transcript:
    """The transcript of all the words of a sound, in order of the stretches they were heard in."""
    return Transcript(
        language=language,
        duration_ms=duration_ms,
        recognizer=recognizer,
        utterances=tuple(utterances(_in_order(_joined(words), duration_ms))),
        doubts=doubts or None,
    )


def _listen(recognizer: Recognizer, samples: Samples, language: str) -> Heard:
    if isinstance(recognizer, Listening):
        return recognizer.listen(samples, language)
    return Heard(recognizer.recognize(samples, language))


_Timed = TypeVar("_Timed", Word, Doubt)


def _moved(timed: Iterable[_Timed], by_ms: int) -> Iterator[_Timed]:
    for one in timed:
        times = {"start_ms": one.start_ms + by_ms, "end_ms": one.end_ms + by_ms}
        yield one.model_copy(update=times)


def _owned(words: Iterable[Word], stretch: Stretch) -> tuple[Word, ...]:
    """The words of the stretch itself, and those at its seams that either side may own."""
    first = stretch.start_ms - SLACK_MS if stretch.before_ms else 0
    last = stretch.end_ms + SLACK_MS if stretch.after_ms else sys.maxsize
    owned = [word for word in words if first <= (word.start_ms + word.end_ms) // 2 <= last]
    if owned and stretch.before_ms:
        owned[0] = owned[0].model_copy(update={_SEAM: True})
    return tuple(owned)


_SEAM = "seam"
"""Marks, until words are assembled, the first of a stretch that was cut inside speech."""


def _joined(words: list[Word]) -> list[Word]:
    """All the words, those at the seams once, without the marks of seams."""
    starts = {at for at, word in enumerate(words) if (word.model_extra or {}).get(_SEAM)}
    done: list[Word] = []
    for first, after in pairwise(sorted({0, *starts, len(words)})):
        piece = words[first:after]
        if first in starts:
            piece = [piece[0].model_copy(), *piece[1:]]
            if piece[0].__pydantic_extra__:
                piece[0].__pydantic_extra__.pop(_SEAM, None)
            done = joined(done, piece)
        else:
            done += piece
    return done


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
