"""Builds the replay: one MP4 that any browser plays while it loads, with its sound and chapters."""

from pathlib import Path
from typing import Literal

from archiver.errors import ArchiverError
from archiver.i18n import _, translator
from archiver.media.cards import CardStyle, card
from archiver.media.cards import Picture as Drawn
from archiver.media.mp4 import Mark
from archiver.media.picture import Picture, write_replay
from archiver.media.soundtrack import (
    Heard,
    SoundTarget,
    gain_for,
    measure_loudness,
    render_sound,
    silent_sound,
)
from archiver.model.chapters import Chapter, SpanKind
from archiver.model.hiding import Hidden
from archiver.model.preset import ReplaySettings
from archiver.model.progress import Progress, silent
from archiver.model.record import Ms, Record
from archiver.model.recording import MediaInfo
from archiver.model.timeline import Piece, Timeline
from archiver.replay.chapters import embedded_title

_LONGEST_CARD_TITLE = 200


class NothingToShowError(ArchiverError):
    """Nothing of the recording may be shown."""


class ReplayRequest(Record):
    """All a replay is made from. `work` is a folder of its own for what is made on the way."""

    source: Path
    media: MediaInfo
    audio_index: int | None
    """The stream of `source` that is heard; None for silence."""
    timeline: Timeline
    hidden: Hidden = Hidden()
    """What may be neither heard nor seen, in session time."""
    chapters: tuple[Chapter, ...]
    settings: ReplaySettings
    title: str
    body: str = ""
    language: str = "fr"
    style: CardStyle = CardStyle()
    work: Path


class ReplayResult(Record):
    """How a replay came about (`replay/replay.json`)."""

    video: Literal["copied", "spliced", "encoded", "cards"]
    why_encoded: str = ""
    """Why the whole picture had to be encoded, in the user's language."""
    encoded_ms: Ms
    """How much of the picture was encoded: all of it, or the edges of a splice."""
    duration_ms: Ms
    loudness_lufs: float | None = None
    """Loudness of what is heard, as recorded; None for silence."""
    gain_db: float = 0.0
    """What was added to it, everywhere alike."""


def build_replay(request: ReplayRequest, target: Path, progress: Progress = silent) -> ReplayResult:
    """Write the replay to `target`.

    Raises NothingToShowError when the timeline is empty, MediaError or ProgramError when the
    source cannot be read or `target` cannot be written; `target` does not exist then.
    """
    if not request.timeline.pieces:
        raise NothingToShowError(
            _("there is no replay to make"),
            _("the whole recording is a closed sitting or is left out"),
            _("Correct the chapters, or change the settings of the replay"),
        )
    sound = request.work / "sound.m4a"
    loudness, gain = _sound(request, sound, _share_of(progress, 0.0, 0.6))
    made = write_replay(
        target,
        _picture(request),
        sound,
        title=embedded_title(request.title),
        marks=_marks(request.chapters),
        progress=_share_of(progress, 0.6, 1.0),
    )
    sound.unlink()
    return ReplayResult(
        video=made.how,
        why_encoded=made.why,
        encoded_ms=made.encoded_ms,
        duration_ms=request.timeline.replay_duration_ms,
        loudness_lufs=loudness,
        gain_db=gain,
    )


def _sound(request: ReplayRequest, target: Path, progress: Progress) -> tuple[float | None, float]:
    settings = request.settings
    wanted = SoundTarget(
        settings.loudness_lufs, settings.true_peak_dbtp, settings.audio_bit_rate_kbps
    )
    if request.audio_index is None:
        silent_sound(request.timeline.replay_duration_ms, wanted, target)
        return None, 0.0
    length = request.media.duration_ms
    heard = Heard(request.source, request.audio_index, length, request.hidden)
    loudness = None
    if request.timeline.played:
        loudness = measure_loudness(heard, request.timeline, _share_of(progress, 0.0, 0.45))
    gain = gain_for(loudness, wanted)
    render_sound(heard, request.timeline, gain, wanted, target, _share_of(progress, 0.45, 1.0))
    return loudness, gain


def _picture(request: ReplayRequest) -> Picture:
    def draw(piece: Piece, width: int, height: int) -> Drawn:
        return card(card_lines(request, piece.kind), width, height, request.style)

    video = request.media.video
    return Picture(
        source=request.source,
        video=video[0] if video else None,
        timeline=request.timeline,
        settings=request.settings,
        cards=draw,
        hidden=request.hidden,
    )


def card_lines(request: ReplayRequest, kind: SpanKind | None) -> tuple[str, ...]:
    """What a card says, in the session's language: why it is there, and of which session."""
    gettext = translator(request.language).gettext
    heads = {
        "suspension": gettext("The session is suspended"),
        "closed": gettext("The council sits in private"),
        "outage": gettext("The recording was interrupted"),
        "none": gettext("This passage is not shown"),
    }
    head = heads.get(kind or "", "")
    title = request.title[:_LONGEST_CARD_TITLE]
    return tuple(line for line in (head, title, request.body) if line)


def _marks(chapters: tuple[Chapter, ...]) -> tuple[Mark, ...]:
    return tuple(Mark(embedded_title(c.title), c.start_ms, c.end_ms) for c in chapters)


def _share_of(progress: Progress, start: float, end: float) -> Progress:
    return lambda share: progress(start + (end - start) * share)
