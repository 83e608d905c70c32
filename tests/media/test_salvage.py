"""Files as recorders and copies break them: what is said of each, and what is saved."""

import re
from pathlib import Path

import pytest

from archiver.media.container import MediaError
from archiver.media.damage import Damage, examine
from archiver.media.probe import probe
from archiver.media.salvage import Saved, salvage
from tests.media.clips import Maker
from tests.media.flashes import BEEPS, CODED, FLASHES, cut_at, killed, watch

SECONDS = ("-t", "{seconds}")
FIRST = ("-movflags", "+faststart")


@pytest.fixture(scope="session")
def good(make: Maker) -> Path:
    """A good file of the device that the killed one is from."""
    return make("good.mp4", *FLASHES, *BEEPS, *CODED, *SECONDS, seconds=6)


@pytest.fixture(scope="session")
def long(make: Maker) -> Path:
    """Half a minute, index first."""
    return make("long.mp4", *FLASHES, *BEEPS, *CODED, *SECONDS, *FIRST, seconds=30)


@pytest.fixture(scope="session")
def without_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plain MP4 whose recorder was killed."""
    return killed(tmp_path_factory.mktemp("killed") / "séance.mp4")


def wrong(path: Path) -> tuple[Damage, list[str]]:
    damage = examine(path)
    return damage, [finding.kind for finding in damage.findings]


def saved_from(path: Path, folder: Path, like: Path | None = None) -> Saved:
    before = path.read_bytes()
    saved = salvage(examine(path), folder / "saved.mp4", like)
    assert path.read_bytes() == before
    return saved


def in_step(path: Path, folder: Path) -> int:
    """How many flashes are seen; each has its beep."""
    seen = watch(path, folder)
    assert seen.apart() <= 2
    return len(seen.flashes)


def test_a_whole_file_is_not_damaged(good: Path) -> None:
    damage, kinds = wrong(good)
    assert kinds == []
    assert not damage.to_repair
    assert damage.length_ms == pytest.approx(6_000, abs=40)


def test_a_truncated_mp4_is_kept_up_to_the_cut(long: Path, tmp_path: Path) -> None:
    cut = cut_at(long, tmp_path / "cut.mp4", 0.61)
    damage, kinds = wrong(cut)
    assert kinds == ["cut"]
    assert "61%" in damage.findings[0].words
    saved = saved_from(cut, tmp_path)
    assert wrong(saved.file)[1] == []
    assert saved.picture_ms == pytest.approx(damage.length_ms, abs=60)
    assert saved.share == pytest.approx(saved.picture_ms / 30_000, abs=0.01)
    assert in_step(saved.file, tmp_path) >= saved.picture_ms // 1000


def test_zeros_of_an_interrupted_copy_are_not_taken_for_content(long: Path, tmp_path: Path) -> None:
    whole = long.stat().st_size
    filled = cut_at(long, tmp_path / "copy.mp4", 0.5)
    with filled.open("r+b") as file:
        file.truncate(whole)
    damage, kinds = wrong(filled)
    assert kinds == ["cut"]
    assert "50%" in damage.findings[0].words
    saved = saved_from(filled, tmp_path)
    assert saved.picture_ms < 17_000
    in_step(saved.file, tmp_path)


def test_an_mp4_of_a_killed_recorder_is_rebuilt_like_a_good_one(
    without_index: Path, good: Path, tmp_path: Path
) -> None:
    damage, kinds = wrong(without_index)
    assert kinds == ["no_index"]
    assert "--like" in damage.findings[0].words
    saved = saved_from(without_index, tmp_path, good)
    assert saved.share > 0.99
    assert saved.picture_ms == pytest.approx(saved.sound_ms, abs=200)
    assert in_step(saved.file, tmp_path) == pytest.approx(saved.picture_ms / 1000, abs=1)
    assert wrong(saved.file)[1] == []
    assert probe(saved.file).duration_ms == pytest.approx(saved.picture_ms, abs=200)


@pytest.mark.parametrize(
    ("ending", "more"),
    [
        ("mp4", ("-x264-params", "slices=4:aud=1")),
        ("mp4", ("-flags", "+ildct+ilme", "-x264-params", "tff=1:open-gop=1")),
        ("mp4", ("-profile:v", "baseline", "-bf", "0", "-ac", "1")),
        ("mov", ("-c:a", "pcm_s16le")),
    ],
    ids=["slices and delimiters", "interlaced", "baseline and mono", "uncompressed sound"],
)
def test_what_devices_write_is_rebuilt(
    make: Maker, tmp_path: Path, ending: str, more: tuple[str, ...]
) -> None:
    like = make(f"like.{ending}", *FLASHES, *BEEPS, *CODED, *more, *SECONDS)
    saved = saved_from(killed(tmp_path / f"killed.{ending}", *more), tmp_path, like)
    assert saved.share > 0.99
    seen = watch(saved.file, tmp_path)
    assert len(seen.flashes) >= saved.picture_ms // 1000 > 2
    assert seen.apart() <= 22
    assert seen.uneven() <= 22


def test_without_a_good_file_it_says_what_to_do(without_index: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        saved_from(without_index, tmp_path)
    assert "--like" in caught.value.remedy
    assert not list(tmp_path.iterdir())


def test_a_file_of_another_device_is_no_example(
    make: Maker, without_index: Path, tmp_path: Path
) -> None:
    other = make("other.mkv", *FLASHES, "-c:v", "mpeg4", *SECONDS)
    with pytest.raises(MediaError, match=r"H\.264"):
        saved_from(without_index, tmp_path, other)
    wider = tuple(arg.replace("320x180", "640x360") for arg in FLASHES)
    for name, more in (("wide.mp4", ()), ("baseline.mp4", ("-profile:v", "baseline"))):
        unlike = make(name, *wider, *BEEPS, *CODED, *more, *SECONDS)
        with pytest.raises(MediaError) as caught:
            saved_from(without_index, tmp_path, unlike)
        assert "same settings" in caught.value.remedy
    assert not list(tmp_path.iterdir())


def test_a_wrong_rate_is_put_right_by_the_sound(
    make: Maker, without_index: Path, tmp_path: Path
) -> None:
    slow = tuple(arg.replace("r=25", "r=24") for arg in FLASHES)
    like = make("slow.mp4", *slow, *BEEPS, *CODED, *SECONDS)
    saved = saved_from(without_index, tmp_path, like)
    assert any("25.00" in line for line in saved.lines)
    assert watch(saved.file, tmp_path).apart() <= 45


def test_damage_in_the_middle_costs_no_more_than_itself(
    without_index: Path, good: Path, tmp_path: Path
) -> None:
    holed = tmp_path / "holed.mp4"
    data = bytearray(without_index.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400_000] = bytes(i * 37 % 251 for i in range(400_000))
    holed.write_bytes(data)
    whole = saved_from(without_index, tmp_path, good)
    saved = salvage(examine(holed), tmp_path / "holed-saved.mp4", good)
    assert any(line.startswith("lost") for line in saved.lines)
    assert 0.85 < saved.picture_ms / whole.picture_ms < 0.95
    seen = watch(saved.file, tmp_path)
    early = [flash for flash in seen.flashes if flash < 0.4 * whole.picture_ms]
    assert len(early) > 2
    late = [flash for flash in seen.flashes if flash > 0.7 * whole.picture_ms]
    assert len(late) > 2
    assert max(min(abs(b - f) for b in seen.beeps) for f in early + late) <= 250


@pytest.mark.parametrize("name", ["obs.mkv", "fragments.mp4"])
def test_a_killed_recording_with_an_index_of_pieces(name: str, tmp_path: Path) -> None:
    pieces = ("-movflags", "frag_keyframe+delay_moov") if name.endswith("mp4") else ()
    broken = killed(tmp_path / name, *pieces)
    damage, kinds = wrong(broken)
    assert damage.to_repair or kinds == []
    if name == "obs.mkv":
        assert kinds == ["unfinished"]
    saved = saved_from(broken, tmp_path)
    assert wrong(saved.file)[1] == []
    assert saved.picture_ms > 3_000
    assert in_step(saved.file, tmp_path) >= saved.picture_ms // 1000 - 1


def test_a_truncated_mkv_says_where_it_is_cut(make: Maker, long: Path, tmp_path: Path) -> None:
    whole = make("whole.mkv", "-i", f"file:{long}", "-c", "copy")
    cut = cut_at(whole, tmp_path / "cut.mkv", 0.4)
    damage, kinds = wrong(cut)
    assert kinds == ["cut"]
    assert "40%" in damage.findings[0].words
    in_step(saved_from(cut, tmp_path).file, tmp_path)


def test_a_hole_in_a_stream_stays_where_it_was(make: Maker, long: Path, tmp_path: Path) -> None:
    data = make("whole.ts", "-i", f"file:{long}", "-c", "copy").read_bytes()
    start = len(data) // 3 // 188 * 188
    holed = tmp_path / "holed.ts"
    # Not at a packet's border, as where a disk lost blocks.
    holed.write_bytes(data[:start] + data[start + len(data) // 8 + 77 :])
    damage, kinds = wrong(holed)
    assert kinds == ["holes"]
    saved = saved_from(holed, tmp_path)
    assert any(re.search(r"s of picture at 0:\d\d", line) for line in saved.lines)
    assert any(re.search(r"s of sound at 0:\d\d", line) for line in saved.lines)
    assert 0.8 < saved.share < 0.95
    assert abs(probe(saved.file).duration_ms - (damage.length_ms or 0)) <= 60
    seen = watch(saved.file, tmp_path)
    assert all(abs(flash - round(flash, -3)) <= 60 for flash in seen.flashes)
    late = [flash for flash in seen.flashes if flash > 20_000]
    assert max(min(abs(b - f) for b in seen.beeps) for f in late) <= 5


def test_a_missing_or_short_track_is_named(make: Maker) -> None:
    assert wrong(make("mute.mp4", *FLASHES, *CODED[:10], *SECONDS))[1] == ["no_sound"]
    assert wrong(make("sound.m4a", *BEEPS, *CODED[10:], *SECONDS))[1] == ["no_picture"]
    early = tuple(arg.replace(":c=stereo", ":c=stereo:d=3") for arg in BEEPS)
    damage, kinds = wrong(make("early.mp4", *FLASHES, *early, *CODED, *SECONDS, seconds=8))
    assert kinds == ["short"]
    assert "the sound lasts 0:03 only" in damage.findings[0].words
    assert not damage.to_repair


def test_a_wrong_ending_does_no_harm(make: Maker, long: Path, tmp_path: Path) -> None:
    stream = make("real.ts", "-i", f"file:{long}", "-c", "copy")
    called = tmp_path / "really.mp4"
    called.write_bytes(stream.read_bytes())
    damage, kinds = wrong(called)
    assert kinds == []
    assert damage.usable


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (bytes(range(7, 251)) * 900, "not_media"),
        (bytes(200_000), "not_media"),
        (b"Ordre du jour\n" * 500, "not_media"),
    ],
    ids=["empty", "noise", "zeros", "text"],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "not.mp4"
    path.write_bytes(content)
    damage, kinds = wrong(path)
    assert kinds == [kind]
    assert not damage.usable
    with pytest.raises(MediaError):
        salvage(damage, tmp_path / "saved.mp4")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["not.mp4"]


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="there is no such file"):
        examine(tmp_path / "absent.mp4")
