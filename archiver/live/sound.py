"""The session's sound as a file that grows beside the recorder; whoever dies, it goes on there.

Closed segments only are read. A line is put on record for each when its samples are written, so
that after a crash at most the samples of one segment are decoded again.
"""

import os
import shutil
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from archiver.livesound import (
    BYTES_A_MS,
    HEADER_BYTES,
    REVISION,
    SEGMENTS,
    SOUND,
    WHOLE,
    Segment,
    Whole,
    read_segments,
)
from archiver.media.container import MediaError
from archiver.media.growing import GrowingSound
from archiver.media.joining import Placer, look_at
from archiver.media.sound import SAMPLE_RATE
from archiver.model.runs import Run, Runs
from archiver.model.runs import Segment as RunSegment
from archiver.speech.recognizer import Samples
from archiver.store.files import write_atomic
from archiver.store.folder import RUNS, SessionFolder

_PER_MS = SAMPLE_RATE // 1000
_RUN_UP = 2
"""So many segments are decoded again, unheard, when a process goes on where another stopped."""
_AT_ONCE = 25
"""Segments read between two looks at the rest of the world."""
_LATE_SEGMENTS = 3
"""A segment that is not there when so many came after it is passed over."""


class LiveSound:
    """The sound so far: follows the runs, and is read like any sound. One writer at a time."""

    def __init__(self, folder: SessionFolder) -> None:
        """Go on where an earlier process stopped."""
        self._folder, self._place = folder, folder.file(RUNS).parent
        self._wav, self._lines = folder.file(SOUND), folder.file(SEGMENTS)
        self._length = 0
        """In samples: what can be read."""
        self._done: list[Segment] = []
        self._begin(read_segments(folder))

    @property
    def duration_ms(self) -> int:
        """How long it is now."""
        return self._length // _PER_MS

    def read(self, start_ms: int, end_ms: int) -> Samples:
        """The samples between two times; fewer at the end of the sound."""
        start, end = start_ms * _PER_MS, min(end_ms * _PER_MS, self._length)
        with self._wav.open("rb") as file:
            file.seek(HEADER_BYTES + 2 * start)
            raw = np.frombuffer(file.read(2 * max(0, end - start)), dtype="<i2")
        return raw.astype(np.float32) / 32768.0

    def follow(self, runs: Runs) -> bool:
        """Take in segments that were closed since; whether there are more at once."""
        every = [(run, segment) for run in runs.runs for segment in run.segments]
        known = [one.file for one in self._done]
        if [segment.file for _run, segment in every[: len(known)]] != known:
            self._begin(())
        waiting = every[len(self._done) :]
        for n, (run, segment) in enumerate(waiting[:_AT_ONCE]):
            there = (self._place / Path(segment.file).name).is_file()
            if not there and n + _LATE_SEGMENTS >= len(waiting) and not runs.finished:
                return False
            self._add(run, segment)
        return len(waiting) > _AT_ONCE

    def finish(self, runs: Runs) -> None:
        """Bring the sound to the recording's length, when all of it was taken in."""
        self._sound.finish(runs.duration_ms)
        self._file.flush()
        self._file.truncate(HEADER_BYTES + BYTES_A_MS * runs.duration_ms)
        self._file.seek(0)
        self._file.write(_header(runs.duration_ms * _PER_MS))
        self._file.close()
        self._length = runs.duration_ms * _PER_MS
        whole = Whole(duration_ms=runs.duration_ms, revision=REVISION)
        write_atomic(self._folder.file(WHOLE), whole.to_json())

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _begin(self, done: Sequence[Segment]) -> None:
        """Begin after the segments `done`, as far as their samples are there."""
        self._folder.file(WHOLE).unlink(missing_ok=True)
        self._wav.parent.mkdir(parents=True, exist_ok=True)
        self._own()
        there = self._wav.stat().st_size - HEADER_BYTES if self._wav.is_file() else 0
        while done and 2 * done[-1].samples > there:
            done = done[:-1]
        samples = done[-1].samples if done else 0
        self._done = list(done)
        lines = "".join(f"{one.model_dump_json(exclude_none=True)}\n" for one in done)
        write_atomic(self._lines, lines)
        self._open(samples)
        self._placer = Placer()
        for one in done:
            if one.found:
                self._placer.place(one.found)
        self._length = samples
        self._sound = GrowingSound(self._write, samples)
        for one in [one for one in done if one.found][-_RUN_UP:]:
            self._decode(one)

    def _own(self) -> None:
        """What the step `sound` took by a hard link is not to be written into."""
        if self._wav.is_file() and self._wav.stat().st_nlink > 1:
            copy = self._wav.with_suffix(".part")
            shutil.copyfile(self._wav, copy)
            copy.replace(self._wav)

    def _open(self, samples: int) -> None:
        if not self._wav.is_file():
            self._wav.write_bytes(_header(0))
        os.truncate(self._wav, HEADER_BYTES + 2 * samples)
        self._file = self._wav.open("r+b")
        self._file.seek(0, os.SEEK_END)

    def _add(self, run: Run, segment: RunSegment) -> None:
        path = self._place / Path(segment.file).name
        found, start_us, size, changed = None, 0, 0, 0
        try:
            stat = path.stat()
            size, changed = stat.st_size, stat.st_mtime_ns
            found = look_at(self._place, segment, run)
            start_us = self._placer.place(found)
        except (MediaError, OSError):
            found = None
        one = Segment(
            file=segment.file,
            size=size,
            mtime_ns=changed,
            samples=0,
            found=found,
            start_us=start_us,
        )
        self._decode(one)
        self._file.flush()
        self._length = self._sound.length
        one = one.model_copy(update={"samples": self._length})
        self._done.append(one)
        with self._lines.open("a", encoding="utf-8") as lines:
            lines.write(f"{one.model_dump_json(exclude_none=True)}\n")

    def _decode(self, one: Segment) -> None:
        if one.found:
            path = self._place / Path(one.file).name
            try:
                self._sound.add(path, one.start_us, one.found.start_us)
            except MediaError:
                return

    def _write(self, data: bytes) -> None:
        self._file.write(data)


def _header(samples: int) -> bytes:
    """The head of a WAV file of so many samples."""
    size, rate = 2 * samples, SAMPLE_RATE
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    return (
        struct.pack("<4sI4s", b"RIFF", size + 36, b"WAVE")
        + form
        + struct.pack("<4sI", b"data", size)
    )
