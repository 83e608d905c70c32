"""Parts of a recording as cameras and programs leave them: their order, and how they are joined."""

import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.media.clocks import walls
from archiver.media.container import MediaError
from archiver.media.damage import examine
from archiver.media.joining import join
from archiver.media.joints import JoinedParts, join_parts
from archiver.media.parts import Order, list_files, order_parts
from archiver.media.probe import probe
from archiver.programs.ffmpeg import run_ffmpeg
from tests.media.clips import Maker
from tests.media.flashes import BEEPS, CODED, FLASHES, Seen, watch

SECONDS = ("-t", "{seconds}")
SEGMENTS = ("-map", "0", "-c", "copy", "-f", "segment", "-segment_time", "7")


@pytest.fixture(scope="session")
def long(make: Maker) -> Path:
    """Forty seconds that a camera will cut."""
    return make("long.mp4", *FLASHES, *BEEPS, *CODED, *SECONDS, seconds=40)


def cut(source: Path, folder: Path, pattern: str, *more: str) -> list[Path]:
    folder.mkdir()
    run_ffmpeg(["-i", f"file:{source}", *SEGMENTS, *more, f"file:{folder / pattern}"], doing="cut")
    return sorted(folder.iterdir())


def order_of(paths: Sequence[Path]) -> Order:
    files, left_out = list_files(paths)
    return order_parts([examine(path) for path in files], left_out)


def joined_in(order: Order, folder: Path, pauses: Sequence[int] = ()) -> tuple[JoinedParts, Path]:
    """The parts joined in `folder`, and the script that plays them."""
    folder.mkdir()
    kept = pauses or [0] * len(order.parts)
    made = join_parts(order.parts, kept, walls(order.parts, order.clock), folder, shutil.copyfile)
    script = folder / "recording.ffconcat"
    script.write_text(join(folder, made.runs).script, encoding="ascii")
    return made, script


def seen_in(script: Path, folder: Path) -> Seen:
    """What is seen and heard, with picture and sound within 40 ms of each other everywhere."""
    seen = watch(script, folder)
    assert seen.apart() <= 40
    return seen


@pytest.mark.parametrize(
    ("pattern", "more"),
    [
        ("GH%02d0123.MP4", ("-segment_format", "mp4", "-reset_timestamps", "1")),
        ("clip-%d.mp4", ("-segment_format", "mp4")),
        ("%05d.MTS", ("-segment_format", "mpegts")),
        ("2026-11-20 14-0%d-00.mkv", ("-segment_format", "matroska", "-reset_timestamps", "1")),
    ],
    ids=["mp4 from zero", "mp4 going on", "camera stream", "mkv"],
)
def test_what_a_camera_cut_is_whole_again(
    long: Path, tmp_path: Path, pattern: str, more: tuple[str, ...]
) -> None:
    parts = cut(long, tmp_path / "card", pattern, *more)
    order = order_of([tmp_path / "card"])
    assert [part.path for part in order.parts] == parts
    made, script = joined_in(order, tmp_path / "joined")
    assert not made.encoded
    assert len(made.runs.runs) == 1
    assert max(abs(joint.sound_ms) for joint in made.joints) <= 22
    seen = seen_in(script, tmp_path)
    assert len(seen.flashes) == len(seen.beeps) == 40
    assert seen.uneven() <= 22
    # A run begins at its muxer’s zero: frames stored out of order may be shown 80 ms after it.
    assert abs(probe(script).duration_ms - 40_000) <= 100


def test_a_camera_stream_is_not_copied_anew(long: Path, tmp_path: Path) -> None:
    parts = cut(long, tmp_path / "card", "%05d.MTS", "-segment_format", "mpegts")
    made, _script = joined_in(order_of([tmp_path / "card"]), tmp_path / "joined")
    (run,) = made.runs.runs
    for part, segment in zip(parts, run.segments, strict=True):
        assert (tmp_path / "joined" / segment.file).read_bytes() == part.read_bytes()


def recorded(make: Maker, name: str, begun: str, seconds: float, *more: str) -> Path:
    tag = ("-metadata", f"creation_time={begun}")
    return make(name, *FLASHES, *BEEPS, *CODED, *tag, *more, *SECONDS, seconds=seconds)


def test_parts_recorded_one_by_one_meet(make: Maker, tmp_path: Path) -> None:
    parts = [
        make(f"partie {n}.mp4", *FLASHES, *BEEPS, *CODED, *SECONDS, seconds=length)
        for n, length in ((1, 5), (2, 3), (10, 4))
    ]
    made, script = joined_in(order_of(parts), tmp_path / "joined")
    seen = seen_in(script, tmp_path)
    assert len(seen.flashes) == len(seen.beeps) == 12
    assert seen.uneven() <= 25
    assert [joint.at_ms for joint in made.joints] == [5_000, 8_000]


def test_a_pause_is_kept_as_an_outage(make: Maker, tmp_path: Path) -> None:
    parts = [
        recorded(make, "a.mp4", "2026-11-20T14:00:00Z", 5),
        recorded(make, "b.mp4", "2026-11-20T14:10:05Z", 4),
    ]
    order = order_of(parts)
    assert order.clock is not None
    assert order.clock.trusted
    pauses = order.clock.pauses_ms([5_000, 4_000])
    assert pauses == (0, 600_000)
    made, script = joined_in(order, tmp_path / "joined", pauses)
    (outage,) = made.runs.outages()
    assert (outage.start_ms, outage.end_ms) == (5_000, 605_000)
    assert made.runs.to_session(datetime(2026, 11, 20, 14, 10, 6, tzinfo=UTC)) == 606_000
    assert abs(probe(script).duration_ms - 609_000) <= 60


def test_the_recorders_times_are_believed_before_the_names(make: Maker) -> None:
    parts = [
        recorded(make, "MVI_9999.mp4", "2026-11-20T14:00:00Z", 4),
        recorded(make, "MVI_0001.mp4", "2026-11-20T14:00:04Z", 4),
    ]
    order = order_of(parts)
    assert [part.path.name for part in order.parts] == ["MVI_9999.mp4", "MVI_0001.mp4"]
    assert "MVI_9999.mp4" in order.remarks[0]
    assert order.clock is not None
    assert order.clock.pauses_ms([4_000, 4_000]) == (0, 0)


def test_times_of_the_end_are_understood(make: Maker) -> None:
    parts = [
        recorded(make, "A1.mp4", "2026-11-20T14:00:02Z", 2),
        recorded(make, "A2.mp4", "2026-11-20T14:00:32Z", 30),
    ]
    clock = order_of(parts).clock
    assert clock is not None
    assert clock.pauses_ms([2_000, 30_000])[1] in (0, 28_000)


def test_two_cameras_are_noticed(make: Maker) -> None:
    parts = [
        recorded(make, "gauche.mp4", "2026-11-20T14:00:00Z", 30),
        recorded(make, "droite.mp4", "2026-11-20T14:00:01Z", 30),
    ]
    order = order_of(parts)
    assert any("two cameras" in remark for remark in order.remarks)


def test_times_of_files_do_not_change_the_order(make: Maker, tmp_path: Path) -> None:
    times = (("C0001.mp4", 2_000_000_000, 3), ("C0002.mp4", 1_999_990_000, 5))
    for name, written, seconds in times:
        source = make(name, *FLASHES, *BEEPS, *CODED, *SECONDS, seconds=seconds)
        shutil.copyfile(source, tmp_path / name)
        os.utime(tmp_path / name, (written, written))
    order = order_of([tmp_path])
    assert [part.path.name for part in order.parts] == ["C0001.mp4", "C0002.mp4"]
    assert "the order of the names is kept" in order.remarks[0]
    assert order.clock is None


def test_what_is_no_part_is_left_out_and_named(make: Maker, tmp_path: Path) -> None:
    clip = make("C1.mp4", *FLASHES, *BEEPS, *CODED, *SECONDS)
    for name in ("C0001.MP4", "C0001 copie.MP4", "GL010001.LRV", ".DS_Store"):
        shutil.copyfile(clip, tmp_path / name)
    for n in (2, 4):
        other = make(f"C{n}.mp4", *FLASHES, *BEEPS, *CODED, *SECONDS, seconds=4 + n)
        shutil.copyfile(other, tmp_path / f"C000{n}.MP4")
    (tmp_path / "C0001M01.XML").write_text("<x/>", encoding="ascii")
    (tmp_path / "vide.mp4").touch()
    shutil.copyfile(make("zoom.wav", *BEEPS, *SECONDS), tmp_path / "zoom.wav")
    shutil.copyfile(make("photo.jpg", *FLASHES, "-frames:v", "1"), tmp_path / "photo.jpg")
    order = order_of([tmp_path])
    assert [p.path.name for p in order.parts] == ["C0001.MP4", "C0002.MP4", "C0004.MP4"]
    why = {left.path.name: left.why for left in order.left_out}
    assert set(why) == {
        *("C0001 copie.MP4", "C0001M01.XML", "GL010001.LRV"),
        *("photo.jpg", "vide.mp4", "zoom.wav"),
    }
    assert "the same as" in why["C0001 copie.MP4"]
    assert "0 bytes" in why["vide.mp4"]
    assert why["zoom.wav"] == "it has no picture"
    assert any("a number is missing" in remark for remark in order.remarks)


def test_only_the_odd_part_is_encoded(make: Maker, tmp_path: Path) -> None:
    wide = tuple(arg.replace("320x180", "640x360").replace("r=25", "r=30") for arg in FLASHES)
    mono = tuple(arg.replace("48000:c=stereo", "44100:c=mono") for arg in BEEPS)
    parts = [
        make("1.mp4", *FLASHES, *BEEPS, *CODED, *SECONDS, seconds=6),
        make("2.mov", *wide, *mono, *CODED, *SECONDS, seconds=4),
        make("3.mp4", *FLASHES, *BEEPS, *CODED, *SECONDS, seconds=5),
    ]
    made, script = joined_in(order_of(parts), tmp_path / "joined")
    assert [line.split(":")[0] for line in made.encoded] == ["2.mov"]
    media = probe(script)
    assert (media.video[0].width, media.video[0].frames_per_second) == (320, 25)
    seen = seen_in(script, tmp_path)
    assert len(seen.flashes) == len(seen.beeps) == 15
    assert sorted(p.suffix for p in (tmp_path / "joined").iterdir()).count(".ts") == 3


def test_a_part_without_sound_is_silent(make: Maker, tmp_path: Path) -> None:
    parts = [
        make("1.mp4", *FLASHES, *BEEPS, *CODED, *SECONDS),
        make("2.mp4", *FLASHES, *CODED[:10], *SECONDS),
        make("3.mp4", *FLASHES, *BEEPS, *CODED, *SECONDS, seconds=5),
    ]
    _made, script = joined_in(order_of(parts), tmp_path / "joined")
    seen = watch(script, tmp_path)
    assert len(seen.flashes) == 13
    assert [round(beep / 1000) for beep in seen.beeps] == [0, 1, 2, 3, 8, 9, 10, 11, 12]


def test_uncompressed_sound_is_encoded_and_the_picture_copied(make: Maker, tmp_path: Path) -> None:
    pcm = (*CODED[:10], "-c:a", "pcm_s16le")
    parts = [make(f"{n}.mov", *FLASHES, *BEEPS, *pcm, *SECONDS, seconds=3 + n) for n in (1, 2)]
    made, script = joined_in(order_of(parts), tmp_path / "joined")
    assert all("the sound is re-encoded" in line for line in made.encoded)
    assert len(seen_in(script, tmp_path).flashes) == 9


def test_sounds_alone_are_not_joined(make: Maker, tmp_path: Path) -> None:
    sounds = [make(f"{n}.m4a", *BEEPS, *CODED[10:], *SECONDS, seconds=3 + n) for n in (1, 2)]
    with pytest.raises(MediaError, match="no picture"):
        joined_in(order_of(sounds), tmp_path / "joined")
