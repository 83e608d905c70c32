"""Writes items of the agenda, or any passage, out of a finished replay, exact to the frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.media.cards import CardStyle, card
from archiver.media.frames import FrameIndex
from archiver.media.mp4 import Mark
from archiver.media.picture import Picture, index_of, write_replay
from archiver.media.probe import probe
from archiver.media.soundtrack import Heard, SoundTarget, render_sound
from archiver.model.chapters import Chapter
from archiver.model.names import slug
from archiver.model.preset import ReplaySettings
from archiver.model.progress import Progress, silent
from archiver.model.recording import MediaInfo
from archiver.model.timeline import Piece, Timeline
from archiver.replay.chapters import embedded_title

_KINDS = ("item", "bloc", "unlisted")
_LONGEST_NAME = 60


def export_items(
    replay: Path,
    chapters: Sequence[Chapter],
    target: Path,
    settings: ReplaySettings,
    progress: Progress = silent,
) -> tuple[Path, ...]:
    """Write each item among `chapters` as a file of its own into the folder `target`.

    `replay` is the finished replay, whose sound is already as it should be. A file that is there
    under the same name is replaced, and only by a whole one. Returns the files, in order. Raises
    MediaError or ProgramError where one cannot be written.
    """
    whole = _Whole(replay, probe(replay), index_of(replay), settings)
    items = [c for c in chapters if c.kind in _KINDS]
    target.mkdir(parents=True, exist_ok=True)
    files = []
    for n, chapter in enumerate(items):
        file = target / item_file_name(n + 1, chapter)
        part = target / f".{file.name}.part"
        _write(whole, chapter.title, chapter.start_ms, chapter.end_ms, part)
        part.replace(file)
        files.append(file)
        progress((n + 1) / len(items))
    return tuple(files)


def export_clip(
    replay: Path, start_ms: int, end_ms: int, title: str, target: Path, settings: ReplaySettings
) -> None:
    """Write what `replay` plays from `start_ms` up to `end_ms`, in its own time, to `target`.

    Exact to the frame: only the frames at the edges are encoded again. The target appears whole
    or not at all. Raises MediaError or ProgramError.
    """
    whole = _Whole(replay, probe(replay), index_of(replay), settings)
    part = target.with_name(f".{target.name}.part")
    _write(whole, title, start_ms, end_ms, part)
    part.replace(target)


def item_file_name(number: int, chapter: Chapter) -> str:
    """A name any disk takes: order, ids of the items and the start of the title, plain ASCII."""
    ids = slug("-".join(chapter.items), 20)
    title = slug(chapter.title.partition(" – ")[2] or chapter.title, _LONGEST_NAME)
    return "_".join(part for part in (f"{number:02}", ids, title) if part) + ".mp4"


@dataclass(frozen=True)
class _Whole:
    file: Path
    info: MediaInfo
    index: FrameIndex | None
    settings: ReplaySettings


def _write(whole: _Whole, name: str, start_ms: int, end_ms: int, target: Path) -> None:
    info, settings = whole.info, whole.settings
    timeline = _only(start_ms, min(end_ms, info.duration_ms), info.duration_ms)
    sound = target.with_suffix(".m4a")
    wanted = SoundTarget(
        settings.loudness_lufs, settings.true_peak_dbtp, settings.audio_bit_rate_kbps
    )
    heard = Heard(whole.file, info.audio[0].index, info.duration_ms)
    picture = Picture(
        source=whole.file,
        video=info.video[0],
        timeline=timeline,
        settings=settings.model_copy(update={"video": "copy"}),
        cards=lambda _piece, width, height: card((), width, height, CardStyle()),
        index=whole.index,
    )
    title = embedded_title(name)
    marks = (Mark(title, 0, timeline.replay_duration_ms),)
    try:
        render_sound(heard, timeline, 0.0, wanted, sound)
        write_replay(target, picture, sound, title=title, marks=marks)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        sound.unlink(missing_ok=True)


def _only(start_ms: int, end_ms: int, duration_ms: int) -> Timeline:
    length = end_ms - start_ms
    piece = Piece(
        shown="play",
        session_start_ms=start_ms,
        session_end_ms=end_ms,
        replay_start_ms=0,
        replay_end_ms=length,
    )
    return Timeline(session_duration_ms=duration_ms, replay_duration_ms=length, pieces=(piece,))
