"""Saves what can be saved of a damaged recording into a new file; the damaged one is only read."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame

from archiver.i18n import _, ngettext
from archiver.media.container import MediaError, open_media
from archiver.media.damage import Damage
from archiver.media.reference import Reference, read_reference
from archiver.media.rewrap import rewrap, suffix_for
from archiver.media.survey import Survey
from archiver.media.unindexed import Rebuilt, rebuild
from archiver.model.progress import Progress, silent
from archiver.model.times import clock

_HOLES_NAMED = 12
_DECODED = 100
_MOST_UNDECODABLE = 0.1


@dataclass(frozen=True)
class Saved:
    """What was saved of a file, and what was lost; `lines` say it to the user."""

    source: Path
    file: Path
    picture_ms: int
    sound_ms: int
    share: float
    """Of what there was, as far as that is known, from 0 to 1."""
    lines: tuple[str, ...]


def salvage(
    damage: Damage, target: Path, like: Path | None = None, progress: Progress = silent
) -> Saved:
    """Write what can be saved of the file that `damage` describes to `target`.

    The ending of `target` is replaced by one that fits. `like` is a good file of the same device:
    without it, an MP4 whose index is missing cannot be saved. Raises MediaError when nothing can
    be saved or written; nothing is left at `target` then.
    """
    if not damage.usable:
        raise MediaError(
            _("{file} cannot be saved").format(file=damage.path.name),
            damage.findings[0].words,
            _("Take the recorder's own copy, if there is one"),
        )
    if damage.has("no_index"):
        return _rebuilt(damage, target.with_suffix(".mp4"), reference_for(damage, like), progress)
    return _rewrapped(damage, target, progress)


def reference_for(damage: Damage, like: Path | None) -> Reference:
    """What is needed to save a file whose index is missing.

    Raises MediaError if there is no good file, or it does not serve.
    """
    if like is None:
        raise MediaError(
            _("{file} cannot be saved yet").format(file=damage.path.name),
            _("its index was never written: nothing says how its picture and sound are coded"),
            _(
                "Record a few seconds with the same device and the same settings, "
                "and give that file: --like GOOD.mp4"
            ),
        )
    return read_reference(like)


def _rebuilt(damage: Damage, target: Path, like: Reference, progress: Progress) -> Saved:
    made = rebuild(damage.path, like, target, progress)
    if _share_undecodable(target) > _MOST_UNDECODABLE:
        target.unlink()
        raise MediaError(
            _("{file} cannot be saved").format(file=damage.path.name),
            _("its pictures cannot be decoded like those of {like}").format(like=like.path.name),
            _("Give a good file that the same device recorded with the same settings (--like)"),
        )
    picture_ms, sound_ms = round(made.picture_seconds * 1000), round(made.sound_seconds * 1000)
    lines = [
        _("saved: {picture} of picture, {sound} of sound, {share:.0%} of the data").format(
            picture=clock(picture_ms), sound=clock(sound_ms), share=made.share
        ),
        *_rebuilt_remarks(made, like, picture_ms, sound_ms),
    ]
    return Saved(damage.path, target, picture_ms, sound_ms, made.share, tuple(lines))


def _share_undecodable(path: Path) -> float:
    """The share of broken pictures at the start or in the middle, whichever is better."""
    with open_media(path) as container:
        length = container.duration or 0
        shares = []
        for at in (0, length // 2):
            container.seek(at)
            shares.append(_share_broken(container))
    return min(shares)


def _share_broken(container: InputContainer) -> float:
    whole = broken = 0
    for packet in islice(container.demux(video=0), _DECODED):
        try:
            frames = packet.decode()
        except av.FFmpegError:
            broken += 1
            continue
        corrupt = sum(frame.is_corrupt for frame in frames if isinstance(frame, VideoFrame))
        whole, broken = whole + len(frames) - corrupt, broken + corrupt
    return broken / max(1, whole + broken)


def _rebuilt_remarks(
    made: Rebuilt, like: Reference, picture_ms: int, sound_ms: int
) -> tuple[str, ...]:
    remarks = [
        _("lost: about {seconds:.1f} s at {at}").format(seconds=seconds, at=clock(round(at * 1000)))
        for at, seconds in made.lost
    ]
    if made.rate != like.rate:
        said = _("the pictures follow each other at {rate:.2f} a second, as the sound shows")
        remarks.append(said.format(rate=float(made.rate)))
    if like.sounds > 1:
        remarks.append(
            _("no sound: the device records {n} at once, which cannot be told apart").format(
                n=like.sounds
            )
        )
    elif like.sound and sound_ms < picture_ms // 2:
        remarks.append(_("little of the sound was found: compare it with the picture"))
    return tuple(remarks)


def _rewrapped(damage: Damage, target: Path, progress: Progress) -> Saved:
    assert damage.media is not None
    assert damage.survey is not None
    target = target.with_suffix(suffix_for(damage.media))
    rewrap(damage.path, target, progress, limit=damage.limit)
    found = damage.survey
    share = _share(found)
    saved = _("saved: {length} of {promised}") if share < 1 else _("saved: {length}")
    promised = max(found.length_ms, round(found.promised * 1000))
    lines = [
        saved.format(length=clock(round(share * promised)), promised=clock(promised)),
        *_rewrapped_remarks(found),
    ]
    picture, sound = found.of("video"), found.of("audio")
    return Saved(
        source=damage.path,
        file=target,
        picture_ms=round(picture.seconds * 1000) if picture else 0,
        sound_ms=round(sound.seconds * 1000) if sound else 0,
        share=share,
        lines=tuple(lines),
    )


def _share(found: Survey) -> float:
    """How much of what there should be is there: neither cut off nor in a hole."""
    length = found.end - found.start
    missing = max((sum(h.end - h.start for h in t.holes) for t in found.tracks), default=0)
    return float((length - missing) / max(length, found.promised)) if length else 0.0


def _rewrapped_remarks(found: Survey) -> tuple[str, ...]:
    holes = sorted(
        (hole.start, hole.end - hole.start, track.kind)
        for track in found.tracks
        for hole in track.holes
    )
    remarks = []
    for start, seconds, kind in holes[:_HOLES_NAMED]:
        said = (
            _("lost: {seconds:.1f} s of picture at {at}")
            if kind == "video"
            else _("lost: {seconds:.1f} s of sound at {at}")
        )
        at = clock(max(0, round((start - found.start) * 1000)))
        remarks.append(said.format(seconds=float(seconds), at=at))
    if more := len(holes) - len(remarks):
        remarks.append(ngettext("and {n} more hole", "and {n} more holes", more).format(n=more))
    broken = sum(track.broken for track in found.tracks)
    if broken:
        text = ngettext(
            "{n} damaged piece was left out", "{n} damaged pieces were left out", broken
        )
        remarks.append(text.format(n=broken))
    return tuple(remarks)
