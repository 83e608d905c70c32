"""The replay of a session: its video, poster, chapters, storyboard, and the copy for telephones."""

from archiver.media.cards import CardStyle
from archiver.media.poster import poster
from archiver.media.tracks import choose_audio
from archiver.model.chapters import Chapter, Chapters
from archiver.model.hiding import Hidden
from archiver.model.progress import Progress
from archiver.model.recording import Recording
from archiver.model.renditions import Smaller, Storyboard
from archiver.model.timeline import Timeline
from archiver.replay.chapters import chapters_vtt, viewer_chapters
from archiver.replay.rendition import build_smaller
from archiver.replay.storyboard import draw_storyboard, storyboard_vtt
from archiver.replay.video import ReplayRequest, ReplayResult, build_replay
from archiver.steps import Work
from archiver.store.files import sha256_of
from archiver.store.folder import HIDDEN, SessionFolder

VIDEO, POSTER, CHAPTERS_VTT = "replay.mp4", "poster.jpg", "chapters.vtt"
STORYBOARD_VTT = "storyboard.vtt"
REPLAY, SMALLER = f"replay/{VIDEO}", "replay/mobile.mp4"
_STORYBOARD, _ABOUT_SMALLER = "replay/storyboard.json", "replay/mobile.json"
_SETTLED_MS = 2_000
"""The poster is taken so long after the first item starts."""
_VIDEO_SHARE = 0.9
"""Of the time that a replay takes; the rest goes to its storyboard."""


def make_replay(work: Work) -> None:
    """The step that makes the video, and everything that is taken from it at once."""
    chapters = shown_chapters(work)
    replay = work.out(REPLAY)
    made = _video(work, chapters)
    if made.why_encoded:
        work.warn(made.why_encoded)
    first = next((c.start_ms for c in chapters if c.items), 0)
    poster(replay, _in_sight(work.folder, first + _SETTLED_MS), work.out(f"replay/{POSTER}"))
    board = draw_storyboard(replay, replay.parent, _share(work.progress, _VIDEO_SHARE, 1.0))
    work.write(f"replay/{STORYBOARD_VTT}", storyboard_vtt(board, made.duration_ms))
    work.write(_STORYBOARD, board.to_json())
    work.write(f"replay/{CHAPTERS_VTT}", chapters_vtt(chapters))
    work.write("replay/replay.json", made.to_json())


def _video(work: Work, chapters: tuple[Chapter, ...]) -> ReplayResult:
    folder, settings = work.folder, work.settings
    recording = folder.read("recording/recording.json", Recording)
    stream = choose_audio(recording.media, settings.preset.sound.track)
    request = ReplayRequest(
        source=folder.file(recording.file),
        media=recording.media,
        audio_index=stream.index if stream else None,
        timeline=folder.read("replay/timeline.json", Timeline),
        hidden=hidden_of(folder),
        chapters=chapters,
        settings=settings.preset.replay,
        title=settings.session.title,
        body=settings.session.body,
        language=settings.session.language,
        style=CardStyle(color=settings.house.brand_color),
        work=work.scratch(),
    )
    return build_replay(request, work.out(REPLAY), _share(work.progress, 0.0, _VIDEO_SHARE))


def hidden_of(folder: SessionFolder) -> Hidden:
    """What may be neither heard nor seen of a session."""
    there = folder.file(HIDDEN).is_file()
    return folder.read(HIDDEN, Hidden) if there else Hidden()


def _in_sight(folder: SessionFolder, replay_ms: int) -> int:
    """That instant of the replay, or the end of the passages hidden then: a poster shows more."""
    timeline, at_ms = folder.read("replay/timeline.json", Timeline), replay_ms
    for one in hidden_of(folder).passages:
        shown = timeline.shown_parts(one.start_ms, one.end_ms)
        for start_ms, end_ms in shown if one.picture != "keep" else ():
            at_ms = end_ms if start_ms <= at_ms < end_ms else at_ms
    return at_ms


def _share(progress: Progress, start: float, end: float) -> Progress:
    return lambda share: progress(start + (end - start) * share)


def make_smaller(work: Work) -> None:
    """The step that makes the copy for telephones and slow lines."""
    replay = work.folder.file(REPLAY)
    made = build_smaller(
        replay,
        sha256_of(replay),
        work.settings.preset.replay,
        work.out(SMALLER),
        work.progress,
    )
    work.write(_ABOUT_SMALLER, made.to_json())


def smaller_of(folder: SessionFolder) -> Smaller | None:
    """The copy for telephones, if there is one and it was made from the replay as it is.

    Of another replay it might show what must not be seen any more.
    """
    if not folder.file(_ABOUT_SMALLER).is_file() or not folder.file(SMALLER).is_file():
        return None
    made = folder.read(_ABOUT_SMALLER, Smaller)
    replay = folder.artifact(REPLAY, folder.manifest().artifacts)
    return made if made.bytes and replay and replay.sha256 == made.replay else None


def storyboard_of(folder: SessionFolder) -> Storyboard | None:
    """The pictures on the replay's time line, if they were made."""
    there = folder.file(_STORYBOARD).is_file()
    return folder.read(_STORYBOARD, Storyboard) if there else None


def shown_chapters(work: Work) -> tuple[Chapter, ...]:
    """The chapters of the replay, as a viewer sees them."""
    return viewer_chapters(
        work.folder.read("chapters.json", Chapters),
        work.folder.agenda(),
        work.folder.read("replay/timeline.json", Timeline),
        work.settings.session.language,
    )
