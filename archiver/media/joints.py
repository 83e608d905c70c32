"""Puts the parts of an old recording side by side as a recorder would have written them.

Each part becomes an MPEG-TS file whose timestamps go on from the part before, so that they are
joined like the segments of a run. Nothing is re-encoded but parts that are unlike the others.
The first picture of a part follows the last of the one before; the sound of both meets there,
also where an edit list hides the sound that a part has from before its first picture.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from archiver.i18n import _
from archiver.media.alike import Change, Form, change, common_form, make_alike
from archiver.media.container import MediaError
from archiver.media.damage import Damage
from archiver.media.rewrap import Written, rewrap
from archiver.media.survey import Survey, survey
from archiver.model.progress import Progress, silent
from archiver.model.recording import MediaInfo
from archiver.model.runs import Run, Runs, Segment

_LEAD = Fraction(7, 5)
"""Seconds at which the first picture of a run is stamped: sound may come before it."""
_UNSEEN = Fraction(1, 1000)
_EARLIEST_SOUND = Fraction(-1)
"""What is heard so long before the first picture of all is left out, in seconds."""
_MEETS = Fraction(1, 50)
"""Seconds: sound that meets as closely needs no help."""

Place = Callable[[Path, Path], object]
"""Gives the second path the bytes of the first file, by a link or a copy."""


@dataclass(frozen=True)
class Joint:
    """Where a part follows another."""

    at_ms: int
    """Session time of the later part's first picture."""
    pause_ms: int
    """What was kept of the time between them."""
    sound_ms: float
    """What is missing of the sound there, or heard twice if negative."""


@dataclass(frozen=True)
class JoinedParts:
    """The parts as runs of a recording, in the folder they were written to."""

    runs: Runs
    joints: tuple[Joint, ...]
    encoded: tuple[str, ...]
    """What had to be re-encoded, as sentences."""


@dataclass(frozen=True)
class _Source:
    path: Path
    media: MediaInfo
    survey: Survey
    limit: int | None


@dataclass
class _Line:
    """How far the recording goes, in session time: seconds since its first picture."""

    run_start: Fraction = Fraction(0)
    picture_end: Fraction = Fraction(0)
    sound_end: Fraction | None = None


def join_parts(
    parts: Sequence[Damage],
    pauses_ms: Sequence[int],
    walls: Sequence[datetime],
    folder: Path,
    place: Place,
    progress: Progress = silent,
) -> JoinedParts:
    """Write `parts` to `folder` as the runs of a recording.

    Before part i, a pause of `pauses_ms[i]` is kept; it began at `walls[i]` of the wall clock.
    Raises MediaError when a part cannot be read or written, or has no picture.
    """
    common = common_form([_described(part) for part in parts])
    line, runs, joints, encoded = _Line(), list[Run](), list[Joint](), list[str]()
    for i, part in enumerate(parts):

        def tell(share: float, i: int = i) -> None:
            progress((i + share) / len(parts))

        source, said = _alike(part, common, folder, tell)
        encoded += [said] if said else []
        if not runs or pauses_ms[i]:
            line.run_start = line.picture_end + Fraction(pauses_ms[i], 1000)
            line.sound_end = line.sound_end if not pauses_ms[i] else None
            line.picture_end = line.run_start
            runs.append(Run(number=len(runs) + 1, start_ms=_ms(line.run_start), ended="asked"))
        run = runs[-1]
        name = f"run{run.number}_{len(run.segments):05d}.ts"
        start, before = line.picture_end, line.sound_end
        first_sound = _put(source, folder / name, line, place, tell)
        if source.path != part.path:
            source.path.unlink()
        if i:
            gap = float(first_sound - before) * 1000 if first_sound and before else 0.0
            joints.append(Joint(_ms(start), pauses_ms[i], round(gap, 1)))
        segment = Segment(
            file=name,
            start_ms=_ms(start - line.run_start),
            end_ms=_ms(line.picture_end - line.run_start),
            wall=walls[i],
        )
        runs[-1] = run.model_copy(update={"segments": (*run.segments, segment)})
    return JoinedParts(Runs(runs=tuple(runs), finished=True), tuple(joints), tuple(encoded))


def _ms(seconds: Fraction) -> int:
    return max(0, round(seconds * 1000))


def _described(part: Damage) -> MediaInfo:
    if part.media is None or part.survey is None or not part.media.video:
        raise MediaError(
            _("{file} cannot be joined with others").format(file=part.path.name),
            _("it has no picture"),
            _("Join the sound files in a sound editor first, or give the videos alone"),
        )
    return part.media


def _alike(part: Damage, common: Form, folder: Path, progress: Progress) -> tuple[_Source, str]:
    media = _described(part)
    assert part.survey is not None
    picture, odd = part.survey.of("video"), change(media, common)
    if picture and picture.first < picture.heard - _UNSEEN:
        # An edit list hides its first pictures, which the others may be drawn from.
        odd = Change(picture=True, sound=True)
    if not odd:
        return _Source(part.path, media, part.survey, part.limit), ""
    made = folder / f".{part.path.stem[:60]}.alike.mkv"
    make_alike(part.path, media, made, common, lambda share: progress(share * 0.9))
    return _Source(made, media, survey(made), None), _said(part.path, odd)


def _said(path: Path, odd: Change) -> str:
    if odd.picture and odd.sound:
        said = _("{file}: picture and sound are re-encoded to be like the other parts")
    elif odd.picture:
        said = _("{file}: the picture is re-encoded to be like the other parts")
    else:
        said = _("{file}: the sound is re-encoded to be like the other parts")
    return said.format(file=path.name)


def _put(
    source: _Source, target: Path, line: _Line, place: Place, progress: Progress
) -> Fraction | None:
    """Write a part, lengthen `line` by it; returns when its sound begins, in session time."""
    picture, sound = source.survey.of("video"), source.survey.of("audio")
    assert picture is not None
    session = line.picture_end - picture.heard
    if _as_it_is(source, sound.first + session if sound else None, line.sound_end):
        place(source.path, target)
        written = [Written("video", picture.heard + session, picture.end + session)]
        if sound:
            written.append(Written("audio", sound.first + session, sound.end + session))
    else:
        to_file = _LEAD - line.run_start
        heard = line.run_start + _EARLIEST_SOUND if line.sound_end is None else line.sound_end
        made = rewrap(
            source.path,
            target,
            progress,
            limit=source.limit,
            moved=session + to_file,
            sound_from=heard + to_file,
        )
        written = [Written(w.kind, w.first - to_file, w.end - to_file) for w in made]
    ends = {w.kind: w for w in reversed(written)}
    line.picture_end = ends["video"].end
    if "audio" not in ends:
        line.sound_end = None
        return None
    line.sound_end = ends["audio"].end
    return ends["audio"].first


def _as_it_is(source: _Source, sound_first: Fraction | None, sound_end: Fraction | None) -> bool:
    """Whether a part can be used without writing it anew."""
    media = source.media
    indexes = [*(video.index for video in media.video), *(audio.index for audio in media.audio)]
    if "mpegts" not in media.container or indexes != list(range(len(indexes))) or source.limit:
        return False
    if sound_first is None or sound_end is None:
        return True
    return -_MEETS / 2 <= sound_first - sound_end <= _MEETS
