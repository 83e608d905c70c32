"""The copy for telephones: the same pictures, sounds and chapters at the same times, in less."""

from pathlib import Path

import av
import pytest
from av.container import InputContainer

from archiver.media.probe import probe
from archiver.media.rendition import write_smaller
from archiver.model.preset import ReplaySettings
from archiver.programs.run import ProgramError
from archiver.replay.rendition import build_smaller
from tests.media.clips import AAC, H264, PICTURE, SOUND, Maker
from tests.media.coded import even_times, frames_of, sound_of, tones_in, write_coded
from tests.media.replays import decodes_without_error, index_comes_first, replay_of

SMALL = ReplaySettings(mobile_height=96)


def marks_of(video: InputContainer) -> list[tuple[object, ...]]:
    """The chapters inside a file, in seconds."""
    return [
        (c["start"] * (c["time_base"] or 0), c["end"] * (c["time_base"] or 0), c["metadata"])
        for c in video.chapters()
    ]


def test_pictures_sounds_and_chapters_stay_where_they_were(tmp_path: Path) -> None:
    source = tmp_path / "source.mp4"
    write_coded(source, even_times(12), {"g": "50", "sc_threshold": "0", "bf": "2"})
    pieces = (("play", 1_000, 5_000), ("card", 5_000, 8_000), ("play", 8_000, 11_500))
    replay, result, _timeline = replay_of(source, tmp_path, *pieces)
    small = tmp_path / "small.mp4"
    write_smaller(replay, small, 96, result.duration_ms, "veryfast")
    before, after = frames_of(replay), frames_of(small)
    assert [n for _ms, n in after if n < 300] == [n for _ms, n in before if n < 300]
    for (old, _), (new, _) in zip(before, after, strict=True):
        assert new == pytest.approx(old, abs=1)
    heard = tones_in(sound_of(replay, tmp_path)), tones_in(sound_of(small, tmp_path))
    assert heard[0] == pytest.approx(heard[1], abs=1)
    with av.open(str(replay)) as one, av.open(str(small)) as other:
        assert marks_of(other) == marks_of(one)
        assert other.metadata["title"] == one.metadata["title"]
        video = other.streams.video[0]
        assert (video.width, video.height) == (160, 96)
    assert index_comes_first(small)
    assert decodes_without_error(small)


def test_it_says_what_it_was_made_from_and_how_large_it_is(make: Maker, tmp_path: Path) -> None:
    clip = make("busy.mp4", *PICTURE, *SOUND, *H264, "-crf", "5", *AAC, seconds=4)
    made = build_smaller(clip, "digest", SMALL, tmp_path / "small.mp4")
    assert (made.replay, made.width, made.height) == ("digest", 170, 96)
    assert made.bytes == (tmp_path / "small.mp4").stat().st_size > 0
    assert made.why_not == ""


@pytest.mark.parametrize("height", [0, 180, 480])
def test_none_is_made_that_nobody_asked_for_or_that_is_no_smaller(
    clip: Path, tmp_path: Path, height: int
) -> None:
    settings = ReplaySettings(mobile_height=height)
    made = build_smaller(clip, "digest", settings, tmp_path / "small.mp4")
    assert made.bytes == 0
    assert made.why_not == ("no_smaller" if height else "not_asked")
    assert not (tmp_path / "small.mp4").exists()


def test_one_that_would_spare_nothing_is_not_kept(make: Maker, tmp_path: Path) -> None:
    still = ("-f", "lavfi", "-i", "color=gray:s=320x180:r=25:d={seconds}")
    bare = make("still.mp4", *still, *SOUND, *H264, "-c:a", "aac", "-b:a", "128k", seconds=6)
    made = build_smaller(bare, "digest", SMALL, tmp_path / "small.mp4")
    assert made.bytes == 0
    assert made.why_not == "hardly_smaller"
    assert not (tmp_path / "small.mp4").exists()


def test_nothing_is_left_of_one_that_could_not_be_made(clip: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(clip.read_bytes()[:2_000])
    with pytest.raises(ProgramError):
        write_smaller(broken, tmp_path / "small.mp4", 96, 10_000, "veryfast")
    assert not (tmp_path / "small.mp4").exists()
    assert probe(clip).video[0].height == 180
