"""Replays of files as they come: turned, uneven, silent, odd, on a full disk."""

import os
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from archiver.errors import ArchiverError
from archiver.media.probe import probe
from archiver.media.soundtrack import Heard, measure_loudness
from archiver.model.preset import ReplaySettings
from archiver.model.timeline import Timeline
from archiver.replay.video import NothingToShowError, ReplayRequest, ReplayResult, build_replay
from tests.media.clips import AAC, H264, PICTURE, SOUND, Maker, turned
from tests.media.coded import TICKS, even_times, frames_of, sound_of, tones_in, write_coded
from tests.media.replays import decodes_without_error, index_comes_first, replay_of

SMALL = ReplaySettings(x264_preset="ultrafast")


def played(source: Path, folder: Path, *pieces: tuple[str, int, int]) -> tuple[Path, ReplayResult]:
    """The replay, after what must hold for any of them."""
    replay, result, timeline = replay_of(source, folder, *pieces, settings=SMALL)
    info = probe(replay)
    assert (info.video[0].codec, info.audio[0].codec) == ("h264", "aac")
    assert info.video[0].pixel_format == "yuv420p"
    assert abs(info.duration_ms - timeline.replay_duration_ms) <= 60
    assert decodes_without_error(replay)
    assert index_comes_first(replay)
    return replay, result


def test_a_portrait_phone_stands_upright(clip: Path, tmp_path: Path) -> None:
    replay, result = played(turned(clip, tmp_path / "phone.mp4"), tmp_path)
    assert (result.video, bool(result.why_encoded)) == ("encoded", True)
    (video,) = probe(replay).video
    assert (video.width, video.height, video.rotation) == (180, 320, 0)


def test_uneven_frames_keep_their_times(tmp_path: Path) -> None:
    gaps = np.random.default_rng(7).integers(1_800, 12_000, 250)
    times = [0, *np.cumsum(gaps).tolist()]
    source = tmp_path / "uneven.mp4"
    write_coded(source, times, {"g": "100"})
    assert probe(source).video[0].variable_frame_rate
    end = (times[-1] * 1000) // TICKS
    replay, result = played(source, tmp_path, ("play", 2_000, end // 2), ("play", end // 2, end))
    assert result.video == "encoded"
    shown = frames_of(replay)
    assert len(shown) > 200
    for at, n in shown[1:]:
        assert abs(at + 2_000 - times[n] / 90) < 1
    tones = tones_in(sound_of(replay, tmp_path))
    assert all(abs(tone % 1000) <= 25 or abs(tone % 1000 - 1000) <= 25 for tone in tones)


def test_a_late_start_keeps_its_sound_at_another_sample_rate(make: Maker, tmp_path: Path) -> None:
    coded = tmp_path / "coded.mp4"
    write_coded(coded, even_times(36), {"g": "50"})
    other = ("-c:v", "copy", "-c:a", "aac", "-ar", "44100")
    source = make("other.mp4", "-i", f"file:{coded}", *other)
    replay, _result = played(source, tmp_path, ("play", 30_000, 35_000))
    tones = tones_in(sound_of(replay, tmp_path))
    assert [round(tone, -3) for tone in tones] == [0, 1000, 2000, 3000, 4000]


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("odd.mp4", ("-vf", "scale=321:181", "-c:v", "libx264", "-pix_fmt", "yuv444p")),
        ("studio.mov", ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv422p10le")),
        (
            "old.avi",
            (
                "-c:v",
                "mpeg4",
            ),
        ),
        ("wide.ts", ("-vf", "setsar=64/45", *H264)),
        ("fields.ts", ("-vf", "interlace", *H264, "-flags", "+ildct+ilme")),
    ],
)
def test_what_browsers_do_not_play_is_encoded(
    make: Maker, tmp_path: Path, name: str, args: tuple[str, ...]
) -> None:
    source = make(name, *PICTURE, *SOUND, *args, "-c:a", "aac", seconds=3)
    replay, result = played(source, tmp_path, ("play", 500, 2_500))
    assert (result.video, bool(result.why_encoded)) == ("encoded", True)
    (video,) = probe(replay).video
    assert video.width % 2 == video.height % 2 == 0
    assert not video.interlaced
    assert video.square_pixels


def test_a_large_picture_is_made_smaller(make: Maker, tmp_path: Path) -> None:
    large = make("large.mp4", *PICTURE, *SOUND, "-vf", "scale=640:360", *H264, *AAC, seconds=3)
    replay, _result, _timeline = replay_of(
        large, tmp_path, settings=ReplaySettings(max_height=180, x264_preset="ultrafast")
    )
    assert (probe(replay).video[0].width, probe(replay).video[0].height) == (320, 180)


def test_an_encoded_replay_can_be_sought_every_two_seconds(clip: Path, tmp_path: Path) -> None:
    settings = ReplaySettings(video="encode", x264_preset="ultrafast")
    replay, _result, _timeline = replay_of(clip, tmp_path, settings=settings)
    with av.open(str(replay)) as container:
        packets = container.demux(video=0)
        keys = [float((p.pts or 0) * p.time_base) for p in packets if p.is_keyframe]
    assert max(b - a for a, b in pairwise([*keys, 10.0])) <= 2.05


def test_sound_alone_is_shown_with_a_card(make: Maker, tmp_path: Path) -> None:
    sound = make("sound.opus", *SOUND, "-c:a", "libopus", seconds=6)
    pieces = (("play", 1_000, 3_000), ("card", 3_000, 4_500), ("play", 5_000, 6_000))
    replay, result = played(sound, tmp_path, *pieces)
    assert result.video == "cards"
    assert len(frames_of(replay)) == 5
    assert result.loudness_lufs is not None


def test_a_picture_without_sound_gets_silence(make: Maker, tmp_path: Path) -> None:
    mute = make("mute.mp4", *PICTURE, *H264)
    replay, result = played(mute, tmp_path)
    assert (result.video, result.loudness_lufs, result.gain_db) == ("copied", None, 0.0)
    assert np.abs(sound_of(replay, tmp_path)).max() == 0


def test_a_silent_sound_is_not_made_loud(make: Maker, tmp_path: Path) -> None:
    hiss = ("-f", "lavfi", "-i", "anoisesrc=d={seconds}:a=0.00001:r=48000:seed=1")
    _replay, result = played(make("hiss.mp4", *PICTURE, *hiss, *H264, *AAC), tmp_path)
    assert (result.loudness_lufs, result.gain_db) == (None, 0.0)


@pytest.mark.parametrize("level", [0.1, 0.9])
def test_the_loudness_is_brought_to_the_presets(make: Maker, tmp_path: Path, level: float) -> None:
    noise = (
        *("-f", "lavfi", "-i"),
        f"anoisesrc=d={{seconds}}:c=pink:a={level}:r=48000:seed=3,tremolo=f=3:d=0.7",
    )
    source = make("noise.mkv", *PICTURE, *noise, *H264, "-c:a", "flac", "-ar", "96000", seconds=9)
    replay, result = played(source, tmp_path)
    assert result.loudness_lufs is not None
    info = probe(replay)
    timeline = Timeline.identity(info.duration_ms)
    heard = Heard(replay, info.audio[0].index, info.duration_ms)
    after = measure_loudness(heard, timeline)
    assert after is not None
    assert abs(after - -16.0) <= 1.0
    assert np.abs(sound_of(replay, tmp_path)).max() < 32_768 * 10 ** (-1.0 / 20)


def test_the_track_of_the_recording_is_the_one_heard(make: Maker, tmp_path: Path) -> None:
    hush = ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono:d={seconds}")
    maps = ("-map", "0:v", "-map", "1:a", "-map", "2:a")
    two = make("two.mkv", *PICTURE, *SOUND, *hush, *maps, *H264, *AAC)
    for track, loud in ((0, True), (1, False)):
        _replay, result, _timeline = replay_of(two, tmp_path, track=track)
        assert (result.loudness_lufs is not None) == loud


def test_a_truncated_recording_is_shown_as_far_as_it_goes(
    make: Maker, clip: Path, tmp_path: Path
) -> None:
    whole = make("whole.ts", "-i", f"file:{clip}", "-c", "copy")
    cut = tmp_path / "cut.ts"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    _replay, result, _timeline = replay_of(cut, tmp_path, ("play", 1_000, 3_500))
    assert result.video == "spliced"


@pytest.mark.parametrize("name", ['l\'été "1" #%d.mp4', "-i.mp4", "🎥,[x];'=.mp4"])
def test_odd_names_are_only_names(clip: Path, tmp_path: Path, name: str) -> None:
    odd = tmp_path / name
    odd.write_bytes(clip.read_bytes())
    folder = tmp_path / f"dossier {name}"
    folder.mkdir()
    _replay, result = played(odd, folder, ("play", 1_000, 4_000), ("card", 4_000, 5_000))
    assert result.video == "spliced"


def test_the_same_request_gives_the_same_bytes(clip: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        pieces = (("play", 1_100, 4_000), ("card", 4_000, 5_000), ("play", 6_000, 9_000))
        made.append(replay_of(clip, tmp_path / name, *pieces)[0].read_bytes())
    assert made[0] == made[1]


def test_nothing_to_show_says_so(clip: Path, tmp_path: Path) -> None:
    info = probe(clip)
    request = ReplayRequest(
        source=clip,
        media=info,
        audio_index=1,
        timeline=Timeline(session_duration_ms=info.duration_ms, replay_duration_ms=0, pieces=()),
        chapters=(),
        settings=SMALL,
        title="Séance",
        work=tmp_path,
    )
    with pytest.raises(NothingToShowError):
        build_replay(request, tmp_path / "replay.mp4")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    if os.name != "posix" or os.geteuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("needs to be root, and allowed to mount: run it in a privileged container")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("video", ["auto", "encode"])
def test_a_full_disk_says_so_and_leaves_nothing(
    make: Maker, small_disk: Path, tmp_path: Path, video: str
) -> None:
    noisy = (*PICTURE, *SOUND, "-vf", "noise=alls=40:allf=t", *H264, *AAC)
    source = make("noisy.mp4", *noisy, seconds=6)
    assert source.stat().st_size > 800_000
    before = source.read_bytes()
    settings = ReplaySettings.model_validate({"video": video, "x264_preset": "ultrafast"})
    with pytest.raises(ArchiverError) as caught:
        replay_of(source, small_disk, ("play", 100, 5_900), settings=settings)
    assert caught.value.why == "the disk is full"
    assert not (small_disk / "replay.mp4").exists()
    assert source.read_bytes() == before
