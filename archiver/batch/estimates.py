"""What a session will take, in seconds and bytes: by what earlier ones took, else by benchmarks.

Seconds are those of one session worked on alone. Steps that were interrupted are on the record
with their last part only, so what is measured may fall short a little.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.media.probe import probe
from archiver.model.manifest import Manifest
from archiver.model.preset import Preset
from archiver.model.recording import Recording
from archiver.store.folder import SessionFolder

_SHARES = {
    "import": 0.0021,
    "sound": 0.0042,
    "transcribe": 0.117,
    "cards": 0.0077,
    "words": 0.0019,
    "speakers": 0.0017,
    "split": 0.0022,
    "timeline": 0.0016,
    "caption": 0.0022,
    "replay": 0.0137,
    "mobile": 0.1,
    "page": 0.0018,
    "index": 0.0016,
}
"""Of the length of the video, on two cores: docs/benchmarks.md, “A session, step by step”."""
_HEAVIER = {"small": 3.0, "large-v3-turbo": 14.0}
"""How much longer recognition takes than with base."""
_START_SECONDS = 2.0
_SOUND_BYTES = 32
"""Of `audio.wav`, a millisecond."""
_MOBILE_BYTES = 60
"""Of the video for telephones, a millisecond: about 200 MB an hour."""
_TEXT_BYTES = 2
"""Of everything written about a session, a millisecond: about 7 MB an hour."""
_ENOUGH_MS = 10 * 60_000
"""What was measured on less than this in all says little of long sessions."""


@dataclass
class Rates:
    """Seconds a step takes per second of video, measured and shipped."""

    _seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _lengths: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def learn(self, manifest: Manifest, video_ms: int) -> None:
        """Take into account what the steps of one session took."""
        for name, done in manifest.done.items():
            key = _key(name, str(done.settings.get("model", "")))
            self._seconds[key] += done.seconds
            self._lengths[key] += video_ms

    def measured(self, steps: Iterable[str], model: str) -> bool:
        """Whether all of them were measured on enough."""
        return all(self._lengths[_key(step, model)] >= _ENOUGH_MS for step in steps)

    def seconds(self, steps: Iterable[str], video_ms: int, model: str) -> float:
        """How long these steps take for a video of that length."""
        return _START_SECONDS + sum(self._share(s, model) for s in steps) * video_ms / 1000

    def _share(self, step: str, model: str) -> float:
        key = _key(step, model)
        if self._lengths[key] >= _ENOUGH_MS:
            return self._seconds[key] * 1000 / self._lengths[key]
        share = _SHARES.get(step, 0.002)
        return share * _HEAVIER.get(model, 1.0) if step == "transcribe" else share


def _key(step: str, model: str) -> str:
    return f"{step} {model}" if step == "transcribe" else step


@dataclass(frozen=True)
class Room:
    """What a session adds to the disk, and what it needs while it is worked on; bytes."""

    added: int
    scratch: int


def room(
    folder: Path,
    steps: Iterable[str],
    video_ms: int,
    video_bytes: int,
    preset: Preset,
    copied: bool,
) -> Room:
    """The room that `steps` need; what is replaced is counted while both are there.

    `copied`: whether the video is copied into the session, not linked.
    """
    wanted = preset.replay.max_bit_rate_kbps + preset.replay.audio_bit_rate_kbps
    at_most = wanted * video_ms // 8
    replay = at_most if preset.replay.video == "encode" else min(video_bytes, at_most) or at_most
    sizes = {
        "import": video_bytes if copied else 0,
        "sound": _SOUND_BYTES * video_ms,
        "transcribe": _TEXT_BYTES * video_ms,
        "replay": replay,
        "mobile": min(replay, _MOBILE_BYTES * video_ms) if preset.replay.mobile_height else 0,
    }
    files = {
        "sound": "audio.wav",
        "transcribe": "transcript.json",
        "replay": "replay/replay.mp4",
        "mobile": "replay/mobile.mp4",
    }
    due = {step: size for step, size in sizes.items() if step in set(steps)}
    there = {step: _size(folder / name) for step, name in files.items() if step in due}
    added = sum(max(0, size - there.get(step, 0)) for step, size in due.items())
    return Room(added, max(due.values(), default=0))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def video_of(folder: SessionFolder) -> tuple[int, int]:
    """The length in ms and the bytes of a session's recording; zeros if it has none yet."""
    try:
        recording = folder.read("recording/recording.json", Recording)
    except (ArchiverError, OSError):
        return 0, 0
    return recording.media.duration_ms, _recorded_bytes(folder, recording)


def _recorded_bytes(folder: SessionFolder, recording: Recording) -> int:
    if recording.kept_by != "segments":
        return _size(folder.file(recording.file))
    return sum(_size(path) for path in folder.file("recording").glob("run*"))


def video_at(path: Path) -> tuple[int, int]:
    """The length in ms and the bytes of a video; its length is 0 if it cannot be read."""
    try:
        return probe(path).duration_ms, _size(path)
    except (ArchiverError, OSError):
        return 0, _size(path)


def total(seconds: Mapping[str, float], workers: int) -> float:
    """How long jobs of these seconds take with so many workers, taken in their order."""
    ends = [0.0] * max(1, workers)
    for each in seconds.values():
        soonest = min(range(len(ends)), key=ends.__getitem__)
        ends[soonest] += each
    return max(ends)
