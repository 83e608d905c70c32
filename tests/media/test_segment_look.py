"""What is seen in real segments: pictures, levels, timestamps, and damage of every kind."""

import pickle
from pathlib import Path

import pytest

from archiver.capture.watch_feed import jump_of
from archiver.capture.watch_picture import is_black, is_still
from archiver.media.levels import SILENCE_DBFS
from archiver.media.segments import SegmentLook, look_at
from archiver.media.sketch import Change
from archiver.programs.ffmpeg import run_ffmpeg
from tests.media.watched import AAC, BLACK, H264, MOVING, ONLY_LEFT, SILENCE, STILL, TONE, segments


def look(folder: Path, picture: str, sound: str | None, *more: str) -> SegmentLook:
    return look_at(segments(folder, picture, sound, 4, more)[0])


def changes(seen: SegmentLook) -> list[Change]:
    assert seen.video
    return [picture.change for picture in seen.video.pictures if picture.change]


def test_a_good_segment_is_told_as_it_is(tmp_path: Path) -> None:
    first, second = (look_at(file) for file in segments(tmp_path, MOVING, TONE, 8))
    assert (first.damage, first.errors) == ("", 0)
    assert first.video
    assert first.sound
    assert (first.video.codec, first.video.width, first.video.height) == ("h264", 320, 180)
    assert (first.duration_ms, first.frame_rate, first.video.timing.packets) == (4000, 25, 100)
    assert first.bit_rate == pytest.approx(first.size * 2, rel=0.01)
    assert len(first.video.pictures) == 2
    assert changes(first)
    assert not is_still(changes(first)[0])
    assert (first.sound.codec, first.sound.sample_rate) == ("aac", 48_000)
    assert [channel.name for channel in first.sound.levels.channels] == ["FL", "FR"]
    assert first.sound.levels.channels[0].rms_dbfs == pytest.approx(-24.1, abs=0.5)
    assert first.sound.levels.channels[0].peak_dbfs == pytest.approx(-21.0, abs=0.5)
    assert jump_of(second, first) == 0


def test_a_look_can_be_sent_to_another_process(tmp_path: Path) -> None:
    seen = look(tmp_path, MOVING, TONE)
    assert pickle.loads(pickle.dumps(seen)) == seen


def test_a_still_picture_is_still_and_not_black(tmp_path: Path) -> None:
    seen = look(tmp_path, STILL, TONE)
    assert seen.video
    assert [is_still(changed) for changed in changes(seen)] == [True]
    assert not any(is_black(picture) for picture in seen.video.pictures)


@pytest.mark.parametrize("rate", ["1500k", "6M"])
def test_the_noise_of_a_camera_is_not_a_still_picture(tmp_path: Path, rate: str) -> None:
    noisy = "smptebars=size=1280x720:rate=25,noise=alls=6:allf=t"
    seen = look(tmp_path, noisy, TONE, "-b:v", rate, "-maxrate", rate, "-bufsize", rate)
    assert [is_still(changed) for changed in changes(seen)] == [False]


def test_someone_who_moves_in_a_wide_still_picture_is_seen(tmp_path: Path) -> None:
    room = "smptebars=size=1280x720:rate=25[room];color=gray:size=51x72:rate=25[one]"
    seen = look(tmp_path, f"{room};[room][one]overlay=x='600+60*sin(t)':y=300", TONE)
    assert [is_still(changed) for changed in changes(seen)] == [False]


@pytest.mark.parametrize("colours", ["yuv420p", "yuvj420p", "yuv420p10le"])
def test_black_is_black_however_it_is_coded(tmp_path: Path, colours: str) -> None:
    seen = look(tmp_path, BLACK, TONE, "-pix_fmt", colours)
    assert seen.video
    assert all(is_black(picture) for picture in seen.video.pictures)


def test_silence_is_the_lowest_level(tmp_path: Path) -> None:
    seen = look(tmp_path, MOVING, SILENCE)
    assert seen.sound
    levels = [channel.rms_dbfs for channel in seen.sound.levels.channels]
    assert levels == [SILENCE_DBFS, SILENCE_DBFS]


def test_a_dead_channel_is_seen_beside_one_that_is_not(tmp_path: Path) -> None:
    seen = look(tmp_path, MOVING, ONLY_LEFT)
    assert seen.sound
    left, right = seen.sound.levels.channels
    assert left.rms_dbfs > -20
    assert right.rms_dbfs < -80
    assert all(window[0] > -20 > -80 > window[1] for window in seen.sound.levels.windows)


@pytest.mark.parametrize(("gain", "clips"), [("20dB", False), ("21.5dB", True), ("40dB", True)])
def test_sound_at_full_scale_is_counted(tmp_path: Path, gain: str, clips: bool) -> None:
    """The tone peaks at -18 dBFS."""
    loud = f"sine=frequency=440:sample_rate=48000,volume={gain},aformat=channel_layouts=stereo"
    seen = look(tmp_path, MOVING, loud)
    assert seen.sound
    shares = [channel.full_scale for channel in seen.sound.levels.channels]
    assert all((share > 0.001) == clips for share in shares)


def test_a_feed_without_sound_has_none(tmp_path: Path) -> None:
    seen = look(tmp_path, MOVING, None)
    assert seen.sound is None
    assert seen.damage == ""


def test_a_hole_in_the_sound_is_measured(tmp_path: Path) -> None:
    hole = f"{TONE},aselect='not(between(t,1,2.5))'"
    seen = look(tmp_path, MOVING, hole)
    assert seen.sound
    assert seen.sound.timing.gap_ms == pytest.approx(1_500, abs=50)
    assert jump_of(seen) == 0


@pytest.mark.parametrize("codec", ["mp2", "ac3", "aac"])
def test_sound_of_every_usual_format_is_measured_alike(tmp_path: Path, codec: str) -> None:
    seen = look(tmp_path, MOVING, TONE, "-c:a", codec)
    assert seen.sound
    assert seen.sound.levels.channels[1].rms_dbfs == pytest.approx(-24.1, abs=0.6)


def test_a_size_that_changes_in_the_middle_is_seen(tmp_path: Path) -> None:
    seen = look_at(resized(tmp_path))
    assert seen.video
    sizes = [(picture.width, picture.height) for picture in seen.video.pictures]
    assert sizes == [(320, 180), (640, 360)]


def resized(folder: Path) -> Path:
    """Two seconds of one size, then two of another, in one stream, as a switched encoder sends."""
    parts = []
    for i, size in enumerate(("320x180", "640x360")):
        source = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25", "-t", "2"]
        parts.append(folder / f"{i}.ts")
        offset = ["-output_ts_offset", str(2 * i)]
        run_ffmpeg([*source, *H264, *offset, f"file:{parts[-1]}"], doing="part")
    joined = folder / "resized.ts"
    joined.write_bytes(b"".join(part.read_bytes() for part in parts))
    return joined


@pytest.mark.parametrize(("offset", "jump"), [(5_000, 4_998), (-1, -3)])
def test_time_that_jumps_is_measured(tmp_path: Path, offset: int, jump: int) -> None:
    parts = []
    for i, at in enumerate((10, 10 + offset)):
        source = ["-f", "lavfi", "-i", MOVING, "-f", "lavfi", "-i", TONE, "-t", "2"]
        parts.append(tmp_path / f"{i}.ts")
        shifted = ["-output_ts_offset", str(at), f"file:{parts[-1]}"]
        run_ffmpeg([*source, *H264, *AAC, *shifted], doing="part")
    joined = tmp_path / "jump.ts"
    joined.write_bytes(b"".join(part.read_bytes() for part in parts))
    assert jump_of(look_at(joined)) == pytest.approx(1000 * jump, abs=200)


def test_a_frequent_key_frame_costs_no_more_pictures(tmp_path: Path) -> None:
    seen = look(tmp_path, MOVING, TONE, "-g", "5")
    assert seen.video
    assert len(seen.video.pictures) == 3  # of twenty


def test_a_truncated_segment_gives_what_is_left_of_it(tmp_path: Path) -> None:
    file = segments(tmp_path, MOVING, TONE, 4)[0]
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) * 6 // 10 + 77])
    seen = look_at(file)
    assert seen.damage == ""
    assert 1_500 < seen.duration_ms < 3_500
    assert seen.video
    assert seen.video.pictures


@pytest.mark.parametrize(
    ("content", "damage"),
    [(b"", "empty"), (b"\x47" * 188 * 50, "unreadable"), (b"not a video" * 999, "unreadable")],
)
def test_a_file_that_is_no_segment_is_said_to_be_none(
    tmp_path: Path, content: bytes, damage: str
) -> None:
    file = tmp_path / "run1_00000.ts"
    file.write_bytes(content)
    seen = look_at(file)
    assert (seen.damage, seen.size, seen.bit_rate) == (damage, len(content), 0)


def test_a_file_that_is_gone_is_missing(tmp_path: Path) -> None:
    assert look_at(tmp_path / "run1_00009.ts").damage == "missing"


def test_a_segment_full_of_errors_does_not_raise(tmp_path: Path) -> None:
    file = segments(tmp_path, MOVING, TONE, 4)[0]
    spoilt = bytearray(file.read_bytes())
    for at in range(1_000, len(spoilt), 400):
        spoilt[at] ^= 0xFF
    file.write_bytes(spoilt)
    seen = look_at(file)
    assert seen.size == len(spoilt)
    assert seen.errors > 0 or seen.damage or (seen.video and len(seen.video.pictures) < 2)
