"""Probing of files as they come, also broken ones."""

from pathlib import Path

import pytest

from archiver.media.container import MediaError
from archiver.media.probe import probe
from tests.media.clips import AAC, H264, PICTURE, SOUND, Maker, turned

FASTSTART = ("-movflags", "+faststart")


def test_an_ordinary_file_is_described(clip: Path) -> None:
    info = probe(clip)
    assert abs(info.duration_ms - 10_000) <= 40
    (video,) = info.video
    assert (video.codec, video.width, video.height) == ("h264", 320, 180)
    assert video.pixel_format == "yuv420p"
    assert video.frames_per_second == 25.0
    assert not video.variable_frame_rate
    assert not video.interlaced
    assert video.rotation == 0
    (audio,) = info.audio
    assert (audio.codec, audio.sample_rate, audio.channels) == ("aac", 48_000, 1)


@pytest.mark.parametrize("name", ["cut.mkv", "cut.ts", "cut.mp4"])
def test_a_truncated_file_is_as_long_as_what_is_left(
    make: Maker, clip: Path, tmp_path: Path, name: str
) -> None:
    whole = make(name, "-i", f"file:{clip}", "-c", "copy", *(FASTSTART if "mp4" in name else ()))
    cut = tmp_path / name
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 4 // 10])
    assert 2_000 < probe(cut).duration_ms < 6_500


def test_an_unfinished_mp4_says_so(clip: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(clip.read_bytes()[:50_000])
    with pytest.raises(MediaError) as caught:
        probe(cut)
    assert "was not finished" in caught.value.why
    assert cut.stat().st_size == 50_000


def test_a_file_without_a_length_in_its_header_is_measured(make: Maker, clip: Path) -> None:
    live = make("live.mkv", "-i", f"file:{clip}", "-c", "copy", "-f", "matroska", "-live", "1")
    assert abs(probe(live).duration_ms - 10_000) <= 40


def test_an_empty_and_a_missing_file_say_so(tmp_path: Path) -> None:
    empty = tmp_path / "vide.mp4"
    empty.touch()
    with pytest.raises(MediaError, match="0 bytes"):
        probe(empty)
    with pytest.raises(MediaError, match="there is no such file"):
        probe(tmp_path / "absent.mp4")
    with pytest.raises(MediaError):
        probe(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>",
        "ffconcat version 1.0\nfile clip.mp4\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://192.0.2.1/a.ts\n#EXT-X-ENDLIST\n",
    ],
)
def test_what_is_not_a_recording_is_refused(tmp_path: Path, clip: Path, content: str) -> None:
    (tmp_path / "clip.mp4").write_bytes(clip.read_bytes())
    fake = tmp_path / "fake.mp4"
    fake.write_text(content, encoding="utf-8")
    with pytest.raises(MediaError):
        probe(fake)


def test_a_picture_is_refused(make: Maker) -> None:
    with pytest.raises(MediaError):
        probe(make("photo.png", *PICTURE, "-frames:v", "1"))


def test_two_sounds_are_told_apart(make: Maker) -> None:
    two = make(
        "two.mkv",
        *(*PICTURE, *SOUND, *SOUND, *H264, *AAC),
        *("-map", "0:v", "-map", "1:a", "-map", "2:a"),
        *("-metadata:s:a:0", "language=fre", "-metadata:s:a:0", "title=Salle"),
        *("-metadata:s:a:1", "language=eng", "-metadata:s:a:1", "title=Interprète"),
    )
    first, second = probe(two).audio
    assert (first.language, first.title) == ("fre", "Salle")
    assert (second.language, second.title) == ("eng", "Interprète")
    assert first.index != second.index


def test_a_variable_frame_rate_is_noticed(make: Maker) -> None:
    uneven = "select='not(eq(mod(n,5),1)+eq(mod(n,7),3))'"
    vfr = make("vfr.mp4", *PICTURE, "-vf", uneven, "-fps_mode", "vfr", *H264, seconds=6)
    assert probe(vfr).video[0].variable_frame_rate


def test_a_portrait_phone_is_noticed(clip: Path, tmp_path: Path) -> None:
    assert probe(turned(clip, tmp_path / "phone.mp4")).video[0].rotation == 90


def test_an_interlaced_file_is_noticed(make: Maker) -> None:
    fields = make("fields.ts", *PICTURE, *H264, "-vf", "interlace", "-flags", "+ildct+ilme")
    assert probe(fields).video[0].interlaced


def test_sound_alone_is_a_recording(make: Maker) -> None:
    info = probe(make("sound.opus", *SOUND, "-c:a", "libopus"))
    assert info.video == ()
    assert abs(info.duration_ms - 4_000) <= 40


def test_a_file_that_does_not_start_at_zero_is_as_long_as_it_plays(make: Maker, clip: Path) -> None:
    late = make("late.ts", "-i", f"file:{clip}", "-c", "copy", "-output_ts_offset", "5000")
    assert abs(probe(late).duration_ms - 10_000) <= 60


@pytest.mark.parametrize("name", ['l\'été "1" #%d.mp4', "-i.mp4", "🎥,[x];'.mp4", "a:b.mp4"])
def test_odd_names_are_only_names(
    clip: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / name
    odd.write_bytes(clip.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert probe(Path(name)).duration_ms == probe(clip).duration_ms
