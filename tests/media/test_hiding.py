"""Hidden passages in a replay: the sound there is a tone or nothing, the picture tells nothing.

The recording has a tone of its own in each of three passages and a fine pattern for a picture,
so that what is left of either can be measured.
"""

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from archiver.media.probe import probe
from archiver.model.hiding import Hidden, HiddenPassage
from archiver.model.preset import ReplaySettings
from archiver.model.timeline import Timeline
from archiver.programs.ffmpeg import run_ffmpeg
from archiver.replay.video import ReplayRequest, build_replay
from tests.media.coded import sound_of
from tests.media.replays import chapters_of, decodes_without_error

BEFORE_HZ, INSIDE_HZ, AFTER_HZ, BLEEP_HZ = 300, 700, 1700, 1000
START_MS, END_MS, SECONDS = 4_120, 6_480, 12
Picture = NDArray[np.uint8]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds whose hidden passage has a tone of its own, exactly so long."""
    target = tmp_path_factory.mktemp("hidden") / "recording.mp4"
    start, end = START_MS / 1000, END_MS / 1000
    tone = (
        f"0.4*sin(2*PI*t*(if(lt(t\\,{start})\\,{BEFORE_HZ}\\,"
        f"if(lt(t\\,{end})\\,{INSIDE_HZ}\\,{AFTER_HZ}))))"
    )
    run_ffmpeg(
        [
            *("-f", "lavfi", "-i", f"testsrc2=size=320x192:rate=25:duration={SECONDS}"),
            *("-f", "lavfi", "-i", f"aevalsrc={tone}|{tone}:s=48000:d={SECONDS}"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-bf", "2"),
            *("-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "192k", f"file:{target}"),
        ],
        doing="make a clip",
    )
    return target


def replay_of(source: Path, folder: Path, video: str = "auto", **how: Any) -> tuple[Path, str]:
    passages: tuple[HiddenPassage, ...] = ()
    if how:
        passages = (HiddenPassage(start_ms=START_MS, end_ms=END_MS, **how),)
    folder.mkdir(exist_ok=True)
    (folder / "work").mkdir()
    info = probe(source)
    request = ReplayRequest(
        source=source,
        media=info,
        audio_index=info.audio[0].index,
        timeline=Timeline.identity(info.duration_ms),
        hidden=Hidden(passages=passages),
        chapters=chapters_of(info.duration_ms),
        settings=ReplaySettings.model_validate({"video": video}),
        title="Séance",
        work=folder / "work",
    )
    target = folder / "replay.mp4"
    return target, build_replay(request, target).video


def level(heard: NDArray[np.int64], hz: int, start_ms: float, end_ms: float) -> float:
    """How strong a tone is in a piece of sound, in dB below full scale."""
    piece = heard[round(start_ms * 48) : round(end_ms * 48)] / 32768
    wave = np.exp(-2j * np.pi * hz * np.arange(len(piece)) / 48_000) * np.hanning(len(piece))
    strength = 4 * abs(np.dot(piece, wave)) / len(piece)
    return float(20 * np.log10(max(strength, 1e-9)))


@pytest.mark.parametrize("sound", ["bleep", "mute"])
def test_nothing_of_the_hidden_sound_is_left_and_the_rest_is_as_it_was(
    recording: Path, tmp_path: Path, sound: str
) -> None:
    plain = sound_of(replay_of(recording, tmp_path / "plain")[0], tmp_path)
    replay, how = replay_of(recording, tmp_path / "hidden", sound=sound)
    heard = sound_of(replay, tmp_path / "hidden")
    assert how == "copied"
    inside, whole = (START_MS + 20, END_MS - 20), SECONDS * 1000
    assert level(plain, INSIDE_HZ, *inside) > -30
    assert level(heard, INSIDE_HZ, *inside) < -75
    bleep = level(heard, BLEEP_HZ, *inside)
    assert -24 < bleep < -16 if sound == "bleep" else bleep < -75
    # To a few milliseconds: AAC alone smears a block, which is 21 ms.
    for start, end in ((500, START_MS - 30), (END_MS + 30, whole - 500)):
        a, b = (one[start * 48 : end * 48].astype(float) for one in (plain, heard))
        assert np.sqrt(np.mean((a - b) ** 2)) < 0.02 * np.sqrt(np.mean(a**2))
    for hz, start, end in (
        (BEFORE_HZ, START_MS - 60, START_MS - 10),
        (AFTER_HZ, END_MS + 10, END_MS + 60),
    ):
        assert abs(level(heard, hz, start, end) - level(plain, hz, start, end)) < 1


def pictures(path: Path) -> dict[int, Picture]:
    """What is seen, by the time in ms."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        return {
            round(float((f.pts or 0) * stream.time_base) * 1000): np.asarray(
                f.to_ndarray(format="gray"), np.uint8
            )
            for f in container.decode(stream)
        }


def packets(path: Path) -> dict[int, bytes]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        return {
            round(float((p.pts or 0) * stream.time_base) * 1000): bytes(p)
            for p in container.demux(stream)
            if p.pts is not None
        }


def sharpest(picture: Picture) -> int:
    """The hardest edge in a picture, in levels from one point to the next."""
    return int(np.abs(np.diff(picture.astype(int), axis=1)).max())


@pytest.mark.parametrize("picture", ["blur", "card"])
@pytest.mark.parametrize("video", ["auto", "encode"])
def test_the_picture_is_hidden_in_the_passage_and_nowhere_else(
    recording: Path, tmp_path: Path, picture: str, video: str
) -> None:
    plain, _how = replay_of(recording, tmp_path / "plain", video)
    replay, how = replay_of(recording, tmp_path / "hidden", video, picture=picture)
    assert how == ("spliced" if video == "auto" else "encoded")
    before, after = pictures(plain), pictures(replay)
    assert sorted(before) == sorted(after)
    inside = [at for at in after if START_MS <= at < END_MS]
    assert len(inside) == 59
    for at, seen in after.items():
        off = float(np.abs(seen.astype(int) - before[at].astype(int)).mean())
        if at in inside:
            assert off > 15
            assert sharpest(before[at]) > 100
            assert picture == "card" or sharpest(seen) < 30
        else:
            assert off < 6
    assert decodes_without_error(replay)


def test_only_what_is_hidden_is_encoded(recording: Path, tmp_path: Path) -> None:
    source = packets(recording)
    replay, _how = replay_of(recording, tmp_path / "picture", picture="blur")
    same = {at for at, data in packets(replay).items() if source.get(at) == data}
    # Groups of 2 s: those at 4 s and 6 s hold the passage, all others are the very same bytes.
    assert {at for at in source if at % 2000 and (at < 4_000 or at >= 8_000)} <= same
    sound, how = replay_of(recording, tmp_path / "sound", sound="bleep")
    assert how == "copied"
    assert packets(sound) == packets(replay_of(recording, tmp_path / "plain")[0])
