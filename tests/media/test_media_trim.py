from pathlib import Path
from typing import NamedTuple

import av
import pytest
from av.video.stream import VideoStream

from archiver.media.container import MediaError
from archiver.media.trim import Trimmed, trim_segment
from archiver.programs.ffmpeg import run_ffmpeg

FRAME_MS = 40


class Shown(NamedTuple):
    """What a file shows: presentation times in ms of pictures and of sound, as it has them."""

    pictures: list[float]
    sounds: list[float]
    sound_end: float


def shown(path: Path) -> Shown:
    pictures, sounds, end = [], [], 0.0
    with av.open(str(path)) as container:
        for packet in container.demux():
            if packet.pts is None or packet.time_base is None:
                continue
            at = float(packet.pts * packet.time_base) * 1000
            if packet.stream.type == "video":
                pictures.append(at)
            else:
                sounds.append(at)
                end = at + float((packet.duration or 0) * packet.time_base) * 1000
    return Shown(sorted(pictures), sounds, end)


def decoded(path: Path) -> int:
    """How many pictures a decoder makes of a file by itself."""
    with av.open(str(path)) as container:
        return sum(1 for _frame in container.decode(video=0))


def segments(folder: Path, *coding: str) -> list[Path]:
    """A recording of 13 s as the recorder leaves it: about 4 s a segment, a keyframe a second."""
    picture = "testsrc2=size=320x180:rate=25:duration=13"
    sound = "sine=frequency=440:sample_rate=48000:duration=13"
    args = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]
    args += ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25"]
    args += [*coding, "-c:a", "aac", "-f", "segment", "-segment_time", "4"]
    args += ["-segment_format", "mpegts", "-segment_format_options", "flush_packets=1"]
    run_ffmpeg([*args, f"file:{folder}/run1_%05d.ts"], doing="segments")
    return sorted(folder.glob("run1_*.ts"))


@pytest.fixture(
    scope="module", params=[(), ("-bf", "3", "-x264-params", "open-gop=1:repeat-headers=1")]
)
def recorded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    return segments(tmp_path_factory.mktemp("recording"), *request.param)


@pytest.mark.parametrize(
    ("from_ms", "to_ms", "start_ms", "end_ms"),
    [
        (1_500, None, 2_000, 4_000),
        (2_000, None, 2_000, 4_000),
        (0, 2_500, 0, 2_000),
        (0, 2_000, 0, 2_000),
        (500, 3_999, 1_000, 3_000),
    ],
)
def test_a_copy_shows_whole_groups_of_pictures_and_nothing_outside(
    recorded: list[Path], tmp_path: Path, from_ms: int, to_ms: int, start_ms: int, end_ms: int
) -> None:
    target = tmp_path / "cut.ts"
    made = trim_segment(recorded[1], target, from_ms, to_ms)
    assert made == Trimmed(start_ms, end_ms)
    whole, cut = shown(recorded[1]), shown(target)
    first = whole.pictures[0]
    expected = [t for t in whole.pictures if start_ms <= t - first + 0.5 < end_ms]
    assert cut.pictures == pytest.approx(expected, abs=0.1)
    assert min(cut.sounds) >= first + start_ms - 0.1
    if to_ms is not None:
        assert cut.sound_end <= first + end_ms + 0.1
    lost = (start_ms + first - min(cut.sounds), first + end_ms - cut.sound_end)
    assert max(lost) < 90
    assert decoded(target) == len(expected)


def test_a_copy_goes_on_into_the_next_segment_without_a_seam(
    recorded: list[Path], tmp_path: Path
) -> None:
    target = tmp_path / "cut.ts"
    trim_segment(recorded[1], target, 900, None)
    cut, after = shown(target), shown(recorded[2])
    assert after.pictures[0] - cut.pictures[-1] == pytest.approx(FRAME_MS, abs=0.1)
    assert after.sounds[0] - cut.sound_end == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize(("from_ms", "to_ms"), [(3_500, None), (0, 900), (1_100, 1_900)])
def test_where_nothing_is_left_nothing_is_written(
    recorded: list[Path], tmp_path: Path, from_ms: int, to_ms: int | None
) -> None:
    assert trim_segment(recorded[1], tmp_path / "cut.ts", from_ms, to_ms) is None
    assert list(tmp_path.iterdir()) == []


def test_a_segment_that_was_cut_off_is_cut_all_the_same(
    recorded: list[Path], tmp_path: Path
) -> None:
    short = tmp_path / "short.ts"
    raw = recorded[1].read_bytes()
    short.write_bytes(raw[: len(raw) * 6 // 10])
    made = trim_segment(short, tmp_path / "cut.ts", 500, None)
    assert made
    assert made.start_ms == 1_000
    assert len(shown(tmp_path / "cut.ts").pictures) > 10


@pytest.mark.parametrize("raw", [b"", b"no segment at all" * 100])
def test_what_is_no_segment_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "run1_00000.ts").write_bytes(raw)
    with pytest.raises(MediaError):
        trim_segment(tmp_path / "run1_00000.ts", tmp_path / "cut.ts", 0, None)
    assert not (tmp_path / "cut.ts").exists()


def test_a_picture_without_sound_is_cut_too(tmp_path: Path) -> None:
    source = tmp_path / "run1_00000.ts"
    picture = "testsrc2=size=320x180:rate=25:duration=4"
    args = ["-f", "lavfi", "-i", picture, "-c:v", "libx264", "-g", "25", "-bf", "0"]
    run_ffmpeg([*args, "-f", "mpegts", f"file:{source}"], doing="a segment")
    assert trim_segment(source, tmp_path / "cut.ts", 900, 3_100) == Trimmed(1_000, 3_000)
    with av.open(str(tmp_path / "cut.ts")) as container:
        assert [type(s) for s in container.streams] == [VideoStream]
