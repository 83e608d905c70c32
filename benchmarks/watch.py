"""What the watch costs and how late its alarms are: `python -m benchmarks.watch [--minutes 2]`.

Makes a 1080p25 feed of 6 Mbit/s with the noise of a camera, and small feeds in which one thing goes
wrong at a known second; both are cut as the recorder cuts them. A delay is counted from the second
it goes wrong to the end of the segment in which the alarm is raised, plus the time of the look.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from archiver.capture.looker import Looker
from archiver.capture.watchdog import Watchdog
from archiver.media.segments import SegmentLook, look_at
from archiver.model.live import AlarmKind
from archiver.model.preset import AlarmSettings
from archiver.model.runs import Segment
from archiver.programs.ffmpeg import run_ffmpeg

_BAD_FROM = 25
_SECONDS = 65
_ROOM = f"testsrc2=size=320x180:rate=25:duration={_SECONDS}"
_TONE = f"sine=frequency=440:sample_rate=48000:duration={_SECONDS}"
_VOICE = f"{_TONE},volume=8dB,aformat=channel_layouts=stereo"
_CUT = ("-f", "segment", "-segment_time", "4", "-segment_format", "mpegts")
_START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Trouble:
    """One thing that goes wrong after 25 s: filters, or what ffmpeg is given besides."""

    kind: str
    picture: str = ""
    sound: str = ""


_FROM = f"enable='gte(t,{_BAD_FROM})'"
_TROUBLES = (
    Trouble("black", picture=f"drawbox=color=black:t=fill:{_FROM}"),
    Trouble("frozen", picture=f"loop=loop=-1:size=1:start={_BAD_FROM * 25}"),
    Trouble("silent", sound=f"volume=0:{_FROM}"),
    Trouble("clipping", sound=f"volume=20dB:{_FROM}"),
    Trouble("channel_dead", sound=f"stereotools=mutel=1:{_FROM}"),
    Trouble("no_sound", sound=f"aselect='lt(t,{_BAD_FROM})'"),
    Trouble("no_sound", sound=f"aselect='not(between(t,{_BAD_FROM},{_BAD_FROM + 10}))'"),
    Trouble("bit_rate", picture=f"noise=alls=60:allf=t:{_FROM}"),
)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder:
        _print_cost(Path(folder), minutes)
        for number, trouble in enumerate(_TROUBLES):
            _print_delay(Path(folder) / str(number), trouble)


def _print_cost(folder: Path, minutes: float) -> None:
    files = _large_feed(folder, minutes * 60)
    with Looker() as looker:
        looks = [looker.look(files[0])]
        process = psutil.Process(looker.pid)
        before, mine, started = process.cpu_times(), _own_cpu(), time.monotonic()
        looks += [looker.look(file) for file in files[1:]]
        each = (time.monotonic() - started) / (len(files) - 1)
        after, own = process.cpu_times(), _own_cpu() - mine
        memory = process.memory_info().rss
    spent = after.user + after.system - before.user - before.system
    watched = sum(look.duration_ms for look in looks[1:]) / 1000
    print(f"1080p25, {looks[1].bit_rate / 1e6:.1f} Mbit/s, {watched:.0f} s in {len(looks) - 1}")
    print(f"  looking: {spent / watched * 3600:.1f} CPU-s an hour, {spent / watched:.2%} of a core")
    print(f"  in the recorder's process: {own / watched * 3600:.1f} CPU-s an hour")
    print(f"  {each * 1000:.0f} ms a segment; {memory / 1e6:.0f} MB")


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _large_feed(folder: Path, seconds: float) -> list[Path]:
    source = "testsrc2=size=1920x1080:rate=25,noise=alls=6:allf=t"
    video = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "50")
    rate = ("-b:v", "6M", "-maxrate", "6M", "-bufsize", "12M")
    tone = "sine=frequency=440:sample_rate=48000,aformat=channel_layouts=stereo"
    feed = ["-f", "lavfi", "-i", source, "-f", "lavfi", "-i", tone, "-t", str(seconds)]
    out = ["-c:a", "aac", "-b:a", "160k", *_CUT, f"file:{folder}/run1_%05d.ts"]
    run_ffmpeg([*feed, *video, *rate, *out], doing="feed")
    return sorted(folder.glob("run1_*.ts"))


def _print_delay(folder: Path, trouble: Trouble) -> None:
    files = _troubled_feed(folder, trouble)
    watchdog, at_ms, before = Watchdog(AlarmSettings()), 0, set[AlarmKind]()
    for file in files:
        started = time.monotonic()
        look = look_at(file)
        took = time.monotonic() - started
        segment = _segment(look, at_ms)
        at_ms = segment.end_ms
        now = {condition.kind for condition in watchdog.see(1, segment, look)}
        for kind in sorted(now - before):
            print(f"  {trouble.kind:<14} {kind:<14} {at_ms / 1000 - _BAD_FROM + took:5.1f} s")
        before = now


def _segment(look: SegmentLook, at_ms: int) -> Segment:
    wall = _START + timedelta(milliseconds=at_ms)
    return Segment(file=look.file, start_ms=at_ms, end_ms=at_ms + look.duration_ms, wall=wall)


def _troubled_feed(folder: Path, trouble: Trouble) -> Sequence[Path]:
    folder.mkdir()
    picture = ",".join(part for part in (_ROOM, trouble.picture) if part)
    sound = ",".join(part for part in (_VOICE, trouble.sound) if part)
    feed = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-t", str(_SECONDS)]
    video = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50")
    run_ffmpeg(
        [*feed, *video, "-sc_threshold", "0", "-c:a", "aac", *_CUT, f"file:{folder}/run1_%05d.ts"],
        doing="feed",
    )
    return sorted(folder.glob("run1_*.ts"))


if __name__ == "__main__":
    main()
