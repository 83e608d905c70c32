"""Replays that are cut: exact to the frame, in step, sound muted under cards, nothing leaks."""

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from archiver.media.container import main_video, open_media
from archiver.media.frames import index_frames
from archiver.model.preset import ReplaySettings
from archiver.model.timeline import Timeline
from archiver.programs.ffmpeg import run_ffmpeg
from tests.media.coded import RATE, even_times, frames_of, sound_of, tones_in, write_coded
from tests.media.replays import chapters_of, decodes_without_error, index_comes_first, replay_of

SECONDS = 40
PIECES = (
    ("play", 3_050, 12_000),
    ("card", 12_000, 15_500),
    ("play", 15_520, 15_900),
    ("play", 20_000, 27_313),
    ("play", 33_000, 39_000),
)
SOURCES = {
    "b_frames.mp4": {"g": "100", "bf": "3"},
    "baseline.mp4": {"g": "250", "profile": "baseline"},
    "short_gops.mp4": {"g": "10", "bf": "2"},
    "open_gop.ts": {"g": "60", "bf": "3", "x264-params": "open-gop=1"},
}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("coded")
    made = {}
    for name, options in SOURCES.items():
        made[name] = folder / name
        write_coded(made[name], even_times(SECONDS), options)
    for name, args in {"late.ts": ["-output_ts_offset", "777"], "b_frames.mkv": []}.items():
        made[name] = folder / name
        source = f"file:{made['b_frames.mp4']}"
        run_ffmpeg(["-i", source, "-c", "copy", *args, f"file:{made[name]}"], doing="copy")
    return made


def first_frame_ms(source: Path) -> float:
    with open_media(source) as container:
        stream = main_video(container)
        assert stream is not None
        return min(index_frames(container, stream).ticks) / 90


def expected(timeline: Timeline, offset_ms: float) -> list[tuple[float, int | None]]:
    """When each frame should be shown and which it is (None: a card)."""
    shown: list[tuple[float, int | None]] = []
    for piece in timeline.pieces:
        if piece.shown == "card":
            cards = range(piece.replay_start_ms, piece.replay_end_ms, 1000)
            shown += [(float(at), None) for at in cards]
            continue
        for n in range(SECONDS * RATE):
            session = n * 1000 / RATE + offset_ms
            if piece.session_start_ms <= session < piece.session_end_ms:
                shown.append((piece.replay_start_ms + session - piece.session_start_ms, n))
    return [(0.0, shown[0][1]), *shown[1:]]


CASES = [
    ("b_frames.mp4", "auto", "spliced"),
    ("baseline.mp4", "auto", "spliced"),
    ("short_gops.mp4", "auto", "spliced"),
    ("late.ts", "auto", "spliced"),
    ("b_frames.mkv", "auto", "spliced"),
    ("open_gop.ts", "auto", "encoded"),
    ("b_frames.mp4", "encode", "encoded"),
]


@pytest.mark.parametrize(("name", "video", "how"), CASES)
def test_a_cut_replay_is_exact(
    sources: dict[str, Path], tmp_path: Path, name: str, video: str, how: str
) -> None:
    settings = ReplaySettings.model_validate({"video": video})
    replay, result, timeline = replay_of(sources[name], tmp_path, *PIECES, settings=settings)
    assert result.video == how
    frames = frames_of(replay)
    wanted = expected(timeline, first_frame_ms(sources[name]))
    assert len(frames) == len(wanted)
    for (at, shown), (should_be, n) in zip(frames, wanted, strict=True):
        assert abs(at - should_be) < 1
        assert n is None or shown == n
    assert decodes_without_error(replay)
    assert index_comes_first(replay)
    assert_rising(replay)
    assert_in_step(replay, tmp_path, timeline, first_frame_ms(sources[name]))


def assert_rising(replay: Path) -> None:
    with av.open(str(replay)) as container:
        for stream in (container.streams.video[0], container.streams.audio[0]):
            container.seek(0)
            packets = [p for p in container.demux(stream) if p.dts is not None]
            assert all((a.dts or 0) < (b.dts or 0) for a, b in pairwise(packets))
            assert all((p.pts or 0) >= (p.dts or 0) for p in packets)


def assert_in_step(replay: Path, folder: Path, timeline: Timeline, offset_ms: float) -> None:
    heard = sound_of(replay, folder)
    assert abs(len(heard) / 48 - timeline.replay_duration_ms) <= 40
    tones = tones_in(heard)
    session = (s * 1000 + round(offset_ms) for s in range(SECONDS))
    wanted = [at for s in session if (at := timeline.to_replay(s)) is not None]
    assert len(tones) == len(wanted)
    assert all(abs(a - b) <= 5 for a, b in zip(tones, wanted, strict=True))
    for piece in timeline.pieces:
        if piece.shown == "card":
            # AAC smears by a block; inside, nothing at all.
            muted = heard[(piece.replay_start_ms + 25) * 48 : (piece.replay_end_ms - 25) * 48]
            assert np.abs(muted).max() <= 1


def test_nearly_all_of_it_is_copied(sources: dict[str, Path], tmp_path: Path) -> None:
    _replay, result, _timeline = replay_of(sources["b_frames.mp4"], tmp_path, *PIECES)
    assert result.encoded_ms < 6_000
    assert result.why_encoded == ""


def test_a_replay_of_everything_is_copied_packet_by_packet(
    sources: dict[str, Path], tmp_path: Path
) -> None:
    source = sources["b_frames.mp4"]
    replay, result, _timeline = replay_of(source, tmp_path)
    assert (result.video, result.encoded_ms) == ("copied", 0)
    with av.open(str(source)) as a, av.open(str(replay)) as b:
        packets = [[bytes(p) for p in c.demux(video=0) if p.size] for c in (a, b)]
    assert packets[0] == packets[1]
    assert [n for _at, n in frames_of(replay)] == list(range(SECONDS * RATE))


def test_title_and_chapters_are_inside(sources: dict[str, Path], tmp_path: Path) -> None:
    replay, _result, timeline = replay_of(sources["b_frames.mp4"], tmp_path, *PIECES)
    with av.open(str(replay)) as container:
        assert container.metadata["title"] == "Séance ; du = 27 # mars “2017”"
        inside = [
            (c["metadata"]["title"], round(c["start"] * (c["time_base"] or 1) * 1000))
            for c in container.chapters()
        ]
    wanted = chapters_of(timeline.replay_duration_ms)
    assert inside == [(c.title, c.start_ms) for c in wanted]
