"""Sound as this room reads it: 16 kHz mono samples by time, from a file that may still grow."""

import wave
from pathlib import Path
from typing import Protocol

import numpy as np

from archiver.i18n import _
from archiver.speech.recognizer import SAMPLE_RATE, Samples, SpeechError

PER_MS = SAMPLE_RATE // 1000


class Sound(Protocol):
    """Sound that can be read anywhere; its length may grow while it is recorded."""

    @property
    def duration_ms(self) -> int:
        """How long it is now, in whole milliseconds."""
        ...

    def read(self, start_ms: int, end_ms: int) -> Samples:
        """The samples between two times; fewer at the end of the sound."""
        ...


class WavSound:
    """A 16 kHz mono 16-bit WAV file. Raises SpeechError if it is anything else."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _open(path) as sound:
            self._frames = sound.getnframes()

    @property
    def duration_ms(self) -> int:
        """How long it is, in whole milliseconds."""
        return self._frames // PER_MS

    def read(self, start_ms: int, end_ms: int) -> Samples:
        """The samples between two times; what is left of a millisecond comes with the last."""
        start = start_ms * PER_MS
        end = self._frames if end_ms >= self.duration_ms else end_ms * PER_MS
        with _open(self._path) as sound:
            sound.setpos(min(start, self._frames))
            raw = np.frombuffer(sound.readframes(max(0, end - start)), dtype=np.int16)
        return raw.astype(np.float32) / 32768.0


def _open(wav: Path) -> wave.Wave_read:
    what = _("{file} cannot be read as sound").format(file=wav)
    try:
        sound = wave.open(str(wav), "rb")  # noqa: SIM115 - the caller closes it
    except (wave.Error, EOFError) as error:
        raise SpeechError(
            what, str(error), _("Give a WAV file, or a session: archiver process FOLDER")
        ) from error
    except OSError as error:
        raise SpeechError(what, error.strerror or str(error)) from error
    if (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) != (SAMPLE_RATE, 1, 2):
        sound.close()
        raise SpeechError(what, _("it is not 16 kHz mono 16-bit sound"))
    return sound
