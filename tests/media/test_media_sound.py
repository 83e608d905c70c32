"""The WAV that recognition works from: its length, and the time of what is heard in it."""

import wave
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from archiver.media.probe import probe
from archiver.media.sound import NoSound, extract_wav, silent_wav
from tests.media.clips import AAC, H264, PICTURE, SOUND, Maker

BEEP_AT_25 = (
    *("-f", "lavfi", "-i"),
    r"aevalsrc=if(between(t\,25\,25.5)\,sin(2*PI*1000*t)\,0):d={seconds}:s=48000",
)


def extracted(source: Path, folder: Path, track: int = 0) -> tuple[int, NDArray[np.int16]]:
    """The recording's length in ms, and the samples at 16 kHz of its WAV."""
    info = probe(source)
    target = folder / "audio.wav"
    extract_wav(source, info.audio[track].index, target, info.duration_ms)
    return info.duration_ms, samples(target)


def samples(target: Path) -> NDArray[np.int16]:
    with wave.open(str(target)) as wav:
        assert (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) == (16_000, 1, 2)
        return np.frombuffer(wav.readframes(wav.getnframes()), np.int16)


def first_loud_ms(heard: NDArray[np.int16]) -> float:
    return float(np.nonzero(np.abs(heard.astype(int)) > 2000)[0][0]) / 16


@pytest.fixture(scope="module")
def with_hole(make: Maker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An MPEG-TS that beeps at 25 s and whose sound is missing from 10 to 20 s."""
    whole = make("whole.ts", *PICTURE, *BEEP_AT_25, *H264, *AAC, seconds=30)
    holed = tmp_path_factory.mktemp("hole") / "hole.ts"
    with av.open(str(whole)) as source, av.open(str(holed), "w") as target:
        streams = {s.index: target.add_stream_from_template(s) for s in source.streams}
        start = source.start_time / 1_000_000
        for packet in source.demux():
            if packet.dts is None or packet.pts is None:
                continue
            late = float(packet.pts * packet.time_base) - start
            if packet.stream.type == "audio" and 10 < late < 20:
                continue
            packet.stream = streams[packet.stream.index]
            target.mux(packet)
    return holed


def test_what_follows_a_hole_in_the_sound_stays_in_its_place(
    with_hole: Path, tmp_path: Path
) -> None:
    duration_ms, heard = extracted(with_hole, tmp_path)
    assert abs(first_loud_ms(heard) - 25_000) <= 40
    assert abs(len(heard) / 16 - duration_ms) <= 1


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("hd.wav", ("-ar", "96000", "-c:a", "pcm_s24le")),
        ("surround.mka", ("-ac", "6", "-c:a", "aac")),
        ("voice.opus", ("-ac", "1", "-c:a", "libopus")),
        ("phone.mp3", ("-ar", "8000", "-c:a", "libmp3lame")),
    ],
)
def test_any_sound_becomes_16_khz_mono_of_the_same_length(
    make: Maker, tmp_path: Path, name: str, args: tuple[str, ...]
) -> None:
    duration_ms, heard = extracted(make(name, *SOUND, *args), tmp_path)
    assert abs(duration_ms - 4_000) <= 80
    assert abs(len(heard) / 16 - duration_ms) <= 1
    assert np.abs(heard.astype(int)).max() > 1_000


def test_the_track_asked_for_is_the_one_read(make: Maker, tmp_path: Path) -> None:
    hush = ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono:d={seconds}")
    two = make("two.mkv", *SOUND, *hush, "-map", "0:a", "-map", "1:a", *AAC)
    assert np.abs(extracted(two, tmp_path, 0)[1].astype(int)).max() > 1_000
    assert np.abs(extracted(two, tmp_path, 1)[1].astype(int)).max() == 0


def test_sound_that_starts_after_the_picture_stays_late(make: Maker, tmp_path: Path) -> None:
    late = ("-itsoffset", "1.5", *SOUND)
    for name in ("late.ts", "late.mkv", "late.mp4"):
        source = make(name, *PICTURE, *late, *H264, *AAC)
        _duration, heard = extracted(source, tmp_path)
        assert abs(first_loud_ms(heard) - 1_500) <= 40, name


def test_sound_shorter_than_the_picture_is_padded(make: Maker, tmp_path: Path) -> None:
    short = ("-f", "lavfi", "-i", "sine=frequency=440:duration=1")
    duration_ms, heard = extracted(make("short.mp4", *PICTURE, *short, *H264, *AAC), tmp_path)
    assert abs(len(heard) / 16 - duration_ms) <= 1
    assert abs(duration_ms - 4_000) <= 40


def test_a_recording_without_sound_says_so_and_writes_nothing(make: Maker, tmp_path: Path) -> None:
    mute = make("mute.mp4", *PICTURE, *H264)
    with pytest.raises(NoSound, match="has no sound"):
        extract_wav(mute, None, tmp_path / "audio.wav", 4_000)
    assert list(tmp_path.iterdir()) == []


def test_silence_is_as_long_as_asked(tmp_path: Path) -> None:
    silent_wav(tmp_path / "audio.wav", 2_345)
    heard = samples(tmp_path / "audio.wav")
    assert len(heard) == 2_345 * 16
    assert not heard.any()


@pytest.mark.parametrize("name", ['l\'été "1" #%d.mp4', "-i.mp4", "🎥,[x];'.mp4"])
def test_odd_names_are_only_names(clip: Path, tmp_path: Path, name: str) -> None:
    odd = tmp_path / name
    odd.write_bytes(clip.read_bytes())
    assert len(extracted(odd, tmp_path)[1])


def test_progress_goes_from_nothing_to_all(clip: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    extract_wav(clip, 1, tmp_path / "audio.wav", 10_000, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
