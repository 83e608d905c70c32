"""What the close of a long session costs: from its last frame to all that its page is made of.

`python -m benchmarks.live_close VIDEO AGENDA TRANSCRIPT --hours 4`. The video's segments are
recorded over and over as runs that follow each other; the words of its transcript are put on the
shelf as if they had been recognised while recording. So all is as the process beside the recorder
leaves it when the last stretch is heard, and only the close is measured, step by step.
"""

import argparse
import os
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archiver.hearing import StretchShelf, recognizer_of, remembering
from archiver.i18n import use_language
from archiver.live.close import finish, prepare
from archiver.live.growing import Growing
from archiver.live.sound import LiveSound
from archiver.live.spoken import Spoken
from archiver.marking import mark
from archiver.media.packets import packet_span
from archiver.model.runs import Run, Runs, Segment
from archiver.model.transcript import Transcript, Word
from archiver.programs.ffmpeg import run_ffmpeg
from archiver.speech.recognizer import Samples
from archiver.speech.stretches import stretches
from archiver.speech.transcribe import hear
from archiver.steps import Settings
from archiver.store.files import write_atomic
from archiver.store.folder import RUNS, SessionFolder

_START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Recorded:
    """A recogniser that says again what was recognised once."""

    def __init__(self, name: str, transcript: Transcript) -> None:
        self.name = name
        self._words = [w for u in transcript.utterances for w in u.timed_words()]
        self._length = transcript.duration_ms
        self.at_ms = 0
        """Where the next stretch begins."""

    def recognize(self, samples: Samples, language: str) -> tuple[Word, ...]:
        """The words of the stretch that begins at `at_ms`."""
        length = len(samples) // 16
        first = self.at_ms % self._length
        said = []
        for shift in (0, self._length):
            for word in self._words:
                start = word.start_ms + shift - first
                if 0 <= start < length:
                    end = min(length, word.end_ms + shift - first)
                    said.append(word.model_copy(update={"start_ms": start, "end_ms": end}))
        return tuple(said)

    def pauses(self, samples: Samples) -> tuple[tuple[int, int], ...]:
        """One pause, as if it had been found; around a cut there is nothing but a pause."""
        length = len(samples) // 16
        return ((80_000, 81_000),) if length > 80_000 else ((0, length),)


def main() -> None:
    """Make the recording, hear it from the record, close it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path)
    parser.add_argument("agenda", type=Path)
    parser.add_argument("transcript", type=Path)
    parser.add_argument("--hours", type=float, default=4.0)
    parser.add_argument("--whole", action="store_true", help="also what comes after the page")
    options = parser.parse_args()
    use_language("en")
    with tempfile.TemporaryDirectory(dir=options.video.parent) as temporary:
        folder = _session(Path(temporary), options.agenda)
        runs = _recorded(folder, options.video, options.hours)
        print(f"{runs.duration_ms / 3_600_000:.2f} h, {sum(len(r.segments) for r in runs.runs)}")
        _heard(folder, runs, Transcript.model_validate_json(options.transcript.read_bytes()))
        _closed(folder, whole=options.whole)


def _session(work: Path, agenda: Path) -> SessionFolder:
    path = work / "archive" / "session"
    (path / "recording").mkdir(parents=True)
    (path / "session.toml").write_text('title = "Séance"\ndate = 2026-11-20\n', encoding="utf-8")
    shutil.copy(agenda, path / "agenda.json")
    return SessionFolder(path)


def _recorded(folder: SessionFolder, video: Path, hours: float) -> Runs:
    place = folder.file(RUNS).parent
    args = ["-i", f"file:{video}", "-map", "0:v:0", "-map", "0:a:0", "-c", "copy"]
    args += ["-f", "segment", "-segment_time", "4", "-segment_format", "mpegts"]
    run_ffmpeg([*args, f"file:{place}/run1_%05d.ts"], doing="segment")
    files = sorted(place.glob("run1_*.ts"))
    edges = [0]
    for file in files:
        span = packet_span(file)
        assert span
        edges.append(span[1] - 1400)
    runs, start = [], 0
    for number in range(1, 10_000):
        if start >= hours * 3_600_000:
            break
        segments = []
        for n, file in enumerate(files):
            name = f"run{number}_{n:05d}.ts"
            if number > 1:
                (place / name).hardlink_to(file)
            wall = _START + timedelta(milliseconds=start + edges[n])
            segments.append(Segment(file=name, start_ms=edges[n], end_ms=edges[n + 1], wall=wall))
        runs.append(Run(number=number, start_ms=start, segments=tuple(segments), ended="asked"))
        start += edges[-1]
    made = Runs(runs=tuple(runs), finished=True)
    write_atomic(folder.file(RUNS), made.to_json())
    mark(folder, "open", at=_START)
    return made


def _heard(folder: SessionFolder, runs: Runs, transcript: Transcript) -> None:
    started = time.process_time()
    sound = LiveSound(folder)
    while sound.follow(runs):
        pass
    sound.finish(runs)
    print(f"sound, while recording: {time.process_time() - started:.1f} CPU-s")
    settings = Settings.of(folder)
    name, shelf = recognizer_of(settings).name, StretchShelf(folder)
    spoken = Spoken(folder, "fr", name)
    recorded = Recorded(name, transcript)
    before = remembering(recorded, shelf)
    for stretch in stretches(sound, before.pauses):
        vars(before)["at_ms"] = stretch.start_ms
        spoken.settle(hear(sound, stretch, before, "fr", shelf), stretch.end_ms)
    started = time.process_time()
    Growing(folder, settings.session, spoken).grow()
    print(f"provisional chapters and index, at the end: {time.process_time() - started:.1f} CPU-s")
    started = time.process_time()
    spoken.caption((), runs.duration_ms)
    print(f"one caption written at the end: {time.process_time() - started:.2f} CPU-s")


def _closed(folder: SessionFolder, *, whole: bool) -> None:
    wall, cpu = time.monotonic(), _spent()
    prepare(folder, lambda step: None)
    print(f"close: {time.monotonic() - wall:.1f} s, {_spent() - cpu:.1f} CPU-s")
    _steps(folder)
    if whole:
        finish(folder, lambda step: None)
        _steps(folder)


def _spent() -> float:
    """CPU seconds of this process and of those it has waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _steps(folder: SessionFolder) -> None:
    for name, done in folder.manifest().done.items():
        print(f"  {name}: {done.seconds:.1f} s")


if __name__ == "__main__":
    main()
