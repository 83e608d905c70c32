"""Segments as the recorder writes them, and the list of them, for the tests of the watch."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archiver.media.segments import look_at
from archiver.model.runs import Run, Runs, Segment
from archiver.programs.ffmpeg import run_ffmpeg

START = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50")
CUT = ("-sc_threshold", "0", "-f", "segment", "-segment_time", "4", "-segment_format", "mpegts")
AAC = ("-c:a", "aac", "-b:a", "96k")
MOVING = "testsrc2=size=320x180:rate=25"
STILL = "smptebars=size=320x180:rate=25"
BLACK = "color=black:size=320x180:rate=25"
TONE = "sine=frequency=440:sample_rate=48000,aformat=channel_layouts=stereo"
SILENCE = "anullsrc=sample_rate=48000:channel_layout=stereo"
ONLY_LEFT = "sine=frequency=440:sample_rate=48000,volume=12dB,pan=stereo|c0=c0"


def segments(
    folder: Path,
    picture: str,
    sound: str | None,
    seconds: int,
    more: Sequence[str] = (),
    run: int = 1,
) -> tuple[Path, ...]:
    """The segments of a feed of so many seconds, made from two sources of lavfi."""
    folder.mkdir(exist_ok=True)
    heard = ("-f", "lavfi", "-i", sound) if sound else ()
    sources = ("-f", "lavfi", "-i", picture, *heard, "-t", str(seconds))
    coded = (*H264, *AAC, *more, *CUT, f"file:{folder}/run{run}_%05d.ts")
    run_ffmpeg([*sources, *coded], doing="segments")
    return tuple(sorted(folder.glob(f"run{run}_*.ts")))


def listed(files: Sequence[Path], number: int = 1, offset_ms: int = 0) -> Runs:
    """What `runs.json` says of these segments of one run that goes on."""
    found, at = [], 0
    for file in files:
        length = look_at(file).duration_ms or 4_000
        wall = START + timedelta(milliseconds=offset_ms + at)
        found.append(Segment(file=file.name, start_ms=at, end_ms=at + length, wall=wall))
        at += length
    return Runs(runs=(Run(number=number, start_ms=offset_ms, segments=tuple(found)),))
