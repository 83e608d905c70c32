"""Recordings as the recorder leaves them: runs of MPEG-TS segments cut out of a numbered clip.

Session time is the clip's own time and `SHIFT_MS`, so that frame n must be shown at n * 40 ms after
that, and a tone be heard at every whole second that was recorded.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av

from archiver.media.container import open_media, start_of
from archiver.media.ffconcat import sound_script
from archiver.media.joining import Joined, join
from archiver.model.runs import Run, Runs, Segment
from archiver.programs.ffmpeg import run_ffmpeg
from tests.media.coded import even_times, number, write_coded

SHIFT_MS = 200
"""More than a run's frames come after its time 0."""
MUXER_ZERO = 1.4
"""Seconds at which a run's own time 0 is in its files."""
NINE = datetime(2017, 3, 27, 9, 0, tzinfo=UTC)
SEGMENTS = ("-f", "segment", "-segment_format", "mpegts")
FLUSHED = ("-segment_format_options", "flush_packets=1")


def numbered(path: Path, seconds: float) -> Path:
    """A clip with a keyframe every two seconds and frames stored out of order."""
    options = {"g": "50", "keyint_min": "50", "bf": "2", "sc_threshold": "0"}
    write_coded(path, even_times(seconds), options)
    return path


def record(
    clip: Path,
    folder: Path,
    number: int,
    start_ms: int,
    end_ms: int,
    *,
    segment_s: float = 4,
    more: Sequence[str] = ("-c", "copy"),
    sound: bool = True,
    late_ms: int = 0,
) -> Run:
    """Record a piece of `clip` as run `number`; it starts at a keyframe, hence at whole 2 s.

    `late_ms` says that `more` makes the picture begin so much later.
    """
    before = len(list(folder.glob(f"run{number}_*.ts")))
    assert before == 0
    run_ffmpeg(
        [
            *("-ss", f"{start_ms}ms", "-t", f"{end_ms - start_ms}ms", "-i", f"file:{clip}"),
            *("-map", "0:v:0", *(("-map", "0:a:0") if sound else ()), *more),
            *(*SEGMENTS, "-segment_time", str(segment_s), *FLUSHED),
            f"file:{folder}/run{number}_%05d.ts",
        ],
        doing="record",
    )
    files = sorted(folder.glob(f"run{number}_*.ts"))
    first_frame_ms = round((min(frame_times(files[0])) - MUXER_ZERO) * 1000)
    zero_ms = start_ms + late_ms + SHIFT_MS - first_frame_ms
    segments = closed_segments(files, zero_ms)
    return Run(number=number, start_ms=zero_ms, segments=segments, ended="source_lost")


def closed_segments(files: Sequence[Path], start_ms: int) -> tuple[Segment, ...]:
    """The segments of a run as `runs.json` tells of them."""
    starts, end = [], 0.0
    for file in files:
        shown = frame_times(file)
        # The last segment of a run may only hold a breath of sound.
        starts.append(min(shown, default=end))
        end = max(shown, default=end) + 0.04
    edges = [0, *(round((time - MUXER_ZERO) * 1000) for time in (*starts[1:], end))]
    return tuple(
        Segment(
            file=file.name,
            start_ms=edges[n],
            end_ms=edges[n + 1],
            wall=NINE + timedelta(milliseconds=start_ms + edges[n]),
        )
        for n, file in enumerate(files)
    )


def frame_times(file: Path) -> list[float]:
    """When each frame of a segment is shown, in seconds of its own clock."""
    with av.open(f"file:{file}") as container:
        packets = container.demux(*container.streams.video) if container.streams.video else ()
        return [float(p.pts * p.time_base) for p in packets if p.pts is not None]


def recording(folder: Path, *runs: Run) -> Runs:
    """What the recorder says of them, also in the file `runs.json` of `folder`."""
    made = Runs(feed="srt://encoder", runs=runs, finished=True)
    (folder / "runs.json").write_text(made.to_json(), encoding="utf-8")
    return made


def joined(folder: Path, runs: Runs) -> tuple[Path, Joined]:
    made = join(folder, runs)
    script = folder / "recording.ffconcat"
    script.write_text(made.script, encoding="ascii")
    for n, text in enumerate(made.sounds, start=1):
        sound_script(script, n).write_text(text, encoding="ascii")
    return script, made


def seen(script: Path) -> list[tuple[float, int]]:
    """When each frame is shown, in ms of session time less `SHIFT_MS`, and its number."""
    with open_media(script) as container:
        stream, start = container.streams.video[0], start_of(container)
        assert stream.time_base is not None
        return [
            (float(((f.pts or 0) * stream.time_base - start) * 1000) - SHIFT_MS, number(f))
            for f in container.decode(stream)
        ]
