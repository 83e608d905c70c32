"""Says what is wrong with a media file, in the user's words, and whether it can be saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from archiver.i18n import _, ngettext
from archiver.media.boxes import family, matroska_frame, mp4_boxes, written_until
from archiver.media.container import MediaError
from archiver.media.probe import probe
from archiver.media.survey import Hole, Survey, Track, survey
from archiver.model.progress import Progress, silent
from archiver.model.recording import MediaInfo
from archiver.model.times import clock

Kind = Literal[
    "empty",
    "not_media",
    "no_index",
    "cut",
    "unfinished",
    "holes",
    "no_picture",
    "no_sound",
    "short",
]
_REPAIRED: frozenset[Kind] = frozenset({"no_index", "cut", "unfinished", "holes"})
_HOPELESS: frozenset[Kind] = frozenset({"empty", "not_media"})
_SHORT_SECONDS, _SHORT_SHARE = Fraction(2), Fraction(1, 50)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, as a sentence without its full stop."""

    kind: Kind
    words: str


@dataclass(frozen=True)
class Damage:
    """What `examine` found in a file."""

    path: Path
    findings: tuple[Finding, ...]
    survey: Survey | None = None
    """What can be read of it as it is; None where nothing can."""
    media: MediaInfo | None = None
    limit: int | None = None
    """The byte from which on nothing was ever written, where the file is filled with zeros."""

    def has(self, *kinds: Kind) -> bool:
        """Whether any of `kinds` was found."""
        return any(finding.kind in kinds for finding in self.findings)

    @property
    def usable(self) -> bool:
        """Whether it is a recording, whole or not."""
        return not self.has(*_HOPELESS)

    @property
    def to_repair(self) -> bool:
        """Whether the file must go through `salvage` before it is used."""
        return self.usable and self.has(*_REPAIRED)

    @property
    def length_ms(self) -> int | None:
        """How long what can be read plays; None where that is not known before it is saved."""
        return self.survey.length_ms if self.survey else None


def examine(path: Path, progress: Progress = silent) -> Damage:
    """What is wrong with `path`, if anything. The file is read whole, and only read.

    Raises MediaError if there is no such file or it may not be read.
    """
    try:
        size = path.stat().st_size
        kind = family(path) if size and path.is_file() else "other"
    except OSError as error:
        raise MediaError(
            _("{file} cannot be used").format(file=path.name),
            _("there is no such file")
            if isinstance(error, FileNotFoundError)
            else error.strerror or str(error),
            _("Check its name and folder"),
        ) from error
    if not size:
        words = _("the file is empty (0 bytes): nothing of it can be saved")
        return Damage(path, (Finding("empty", words),))
    written = written_until(path)
    if kind == "mp4" and (finding := _index_missing(path, size, written)):
        return Damage(path, (finding,), limit=written)
    return _as_read(path, size, written, progress)


def _index_missing(path: Path, size: int, written: int) -> Finding | None:
    boxes = mp4_boxes(path)
    moov = next((box for box in boxes if box.kind == b"moov"), None)
    data = next((box for box in boxes if box.kind == b"mdat"), None)
    if data is None or (moov and moov.end <= written):
        return None
    kept = _("a good file of the same device is needed to save it (--like)")
    if min(size, written) < data.end:
        cut = _("the MP4 file is cut off at {share:.0%}, before its index: {needed}")
        return Finding("no_index", cut.format(share=written / data.end, needed=kept))
    killed = _("the recorder was stopped before it wrote the index of the MP4 file: {needed}")
    return Finding("no_index", killed.format(needed=kept))


def _as_read(path: Path, size: int, written: int, progress: Progress) -> Damage:
    try:
        limit = written if written < size else None
        found = survey(path, progress, limit=limit)
        if not any(track.packets for track in found.tracks):
            raise MediaError("")
        media = probe(path)
    except MediaError as error:
        reason = error.why or _("it holds neither video nor sound")
        return Damage(path, (Finding("not_media", reason),))
    frame = (*_frame(path, size, written, found), *_holes(found, media))
    return Damage(path, (*frame, *_tracks(found)), found, media, limit)


def _frame(path: Path, size: int, written: int, found: Survey) -> Iterator[Finding]:
    """Whether the file goes on to its end; one finding at most."""
    kept = clock(found.length_ms)
    kind = family(path)
    promised = _promised_end(path, size)
    broken = any(track.broken for track in found.tracks)
    if written < size and (broken or kind == "matroska"):
        words = _("only zeros from {share:.0%} on, its copy was interrupted: {kept} can be saved")
        yield Finding("cut", words.format(share=written / size, kept=kept))
    elif promised > size and kind == "mp4" and any(b.kind == b"moof" for b in mp4_boxes(path)):
        words = _("its recording was cut off in the middle of a fragment: {kept} can be saved")
        yield Finding("cut", words.format(kept=kept))
    elif promised > size:
        words = _("the file is cut off at {share:.0%}: the first {kept} can be saved")
        yield Finding("cut", words.format(share=size / promised, kept=kept))
    elif kind == "matroska" and matroska_frame(path).end is None:
        words = _("its recording was not ended properly, it has no index: {kept} can be saved")
        yield Finding("unfinished", words.format(kept=kept))
    elif found.stopped or (found.promised and found.end - found.start < found.promised - 2):
        words = _("it cannot be read to its end: {kept} can be saved")
        yield Finding("cut", words.format(kept=kept))


def _promised_end(path: Path, size: int) -> int:
    kind = family(path)
    if kind == "matroska":
        return matroska_frame(path).end or size
    boxes = mp4_boxes(path) if kind == "mp4" else ()
    return max(size, boxes[-1].end) if boxes else size


def _holes(found: Survey, media: MediaInfo) -> Iterator[Finding]:
    # Pictures that stand still may be stored at long intervals; only a stream is never silent.
    streamed = "mpegts" in media.container or not found.of("audio")
    tracks = [track for track in found.tracks if streamed or track.kind == "audio"]
    holes = _merged([hole for track in tracks for hole in track.holes])
    if holes:
        text = ngettext(
            "{n} hole in picture or sound, the first at {at} ({seconds:.1f} s)",
            "{n} holes in picture or sound, the first at {at} ({seconds:.1f} s)",
            len(holes),
        )
        at = clock(max(0, round((holes[0].start - found.start) * 1000)))
        seconds = float(holes[0].end - holes[0].start)
        yield Finding("holes", text.format(n=len(holes), at=at, seconds=seconds))


def _merged(holes: list[Hole]) -> list[Hole]:
    """Holes of several tracks at the same time are one."""
    merged: list[Hole] = []
    for hole in sorted(holes, key=lambda h: h.start):
        if merged and hole.start <= merged[-1].end:
            merged[-1] = Hole(merged[-1].start, max(merged[-1].end, hole.end))
        else:
            merged.append(hole)
    return merged


def _tracks(found: Survey) -> Iterator[Finding]:
    picture, sound = found.of("video"), found.of("audio")
    if picture is None:
        yield Finding("no_picture", _("it has no picture"))
    if sound is None:
        yield Finding("no_sound", _("it has no sound"))
    if picture and sound:
        yield from _much_shorter(picture, sound)


def _much_shorter(picture: Track, sound: Track) -> Iterator[Finding]:
    longest = max(picture.seconds, sound.seconds)
    if abs(picture.seconds - sound.seconds) <= max(_SHORT_SECONDS, longest * _SHORT_SHARE):
        return
    words = (
        _("the picture lasts {picture} only, the sound {sound}")
        if picture.seconds < sound.seconds
        else _("the sound lasts {sound} only, the picture {picture}")
    )
    yield Finding(
        "short",
        words.format(
            picture=clock(round(picture.seconds * 1000)), sound=clock(round(sound.seconds * 1000))
        ),
    )
