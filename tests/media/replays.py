"""Makes replays for the tests: timelines in a line, requests out of any file."""

from pathlib import Path

from archiver.media.probe import probe
from archiver.model.chapters import Chapter
from archiver.model.preset import ReplaySettings
from archiver.model.recording import MediaInfo
from archiver.model.timeline import Piece, Timeline
from archiver.programs.ffmpeg import run_ffmpeg
from archiver.replay.video import ReplayRequest, ReplayResult, build_replay


def timeline_of(duration_ms: int, *pieces: tuple[str, int, int]) -> Timeline:
    """A timeline of (`play` or `card`, start, end), in ms of session time."""
    made, replay = [], 0
    for shown, start, end in pieces:
        card = shown == "card"
        made.append(
            Piece(
                shown="card" if card else "play",
                kind="suspension" if card else None,
                session_start_ms=start,
                session_end_ms=end,
                replay_start_ms=replay,
                replay_end_ms=replay + end - start,
            )
        )
        replay += end - start
    return Timeline(session_duration_ms=duration_ms, replay_duration_ms=replay, pieces=tuple(made))


def chapters_of(duration_ms: int, count: int = 3) -> tuple[Chapter, ...]:
    """Items of equal length whose titles hold what metadata must escape."""
    edges = [duration_ms * n // count for n in range(count + 1)]
    return tuple(
        Chapter(
            anchor=f"item-{n}",
            title=f"{n} – Écoles ; cœur = 50 % #1 \\ “ici” {n}",
            kind="item",
            items=(f"{n}",),
            start_ms=edges[n],
            end_ms=edges[n + 1],
            session_start_ms=0,
        )
        for n in range(count)
    )


def replay_of(
    source: Path,
    folder: Path,
    *pieces: tuple[str, int, int],
    settings: ReplaySettings | None = None,
    track: int = 0,
    info: MediaInfo | None = None,
) -> tuple[Path, ReplayResult, Timeline]:
    """Builds the replay of `pieces` of `source` (`info`, else as probed), or of all of it."""
    info = info or probe(source)
    timeline = (
        timeline_of(info.duration_ms, *pieces) if pieces else Timeline.identity(info.duration_ms)
    )
    work = folder / "work"
    work.mkdir(exist_ok=True)
    target = folder / "replay.mp4"
    request = ReplayRequest(
        source=source,
        media=info,
        audio_index=info.audio[track].index if info.audio else None,
        timeline=timeline,
        chapters=chapters_of(timeline.replay_duration_ms),
        settings=settings or ReplaySettings(),
        title="Séance ; du = 27 # mars “2017”",
        work=work,
    )
    result = build_replay(request, target)
    assert list(work.iterdir()) == []
    return target, result, timeline


def decodes_without_error(path: Path) -> bool:
    """Whether ffmpeg decodes all of it without a single complaint."""
    source = ("-xerror", "-err_detect", "explode", "-i", f"file:{path}")
    # Numbered anew, or ffmpeg complains of frames that are closer than its guess of their rate.
    anew = ("-r", "25", "-vf", "setpts=N/25/TB")
    streams = ("-map", "0:v", "-map", "0:a", *anew, "-f", "null", "-")
    return run_ffmpeg([*source, *streams], doing="decode") == ""


def index_comes_first(path: Path) -> bool:
    """Whether a browser can start before the file is all there."""
    head = path.read_bytes()
    return 0 < head.find(b"moov") < head.find(b"mdat")
