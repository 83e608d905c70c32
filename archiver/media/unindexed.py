"""Makes an MP4 file whose index was never written playable again.

A good file of the same device says how picture and sound are coded. Pictures are copied; frames
of sound, whose lengths are lost with the index, are decoded one after another and encoded anew.
Times come from counting: pictures at the device's rate, sound by its samples.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from archiver.i18n import _
from archiver.media.boxes import mp4_boxes, written_until
from archiver.media.container import MediaError, main_video, open_media
from archiver.media.looseframes import LooseSound
from archiver.media.mdat import Between, DataReader, Picture
from archiver.media.mp4 import write_mp4
from archiver.media.reference import Reference
from archiver.media.slices import shown_order
from archiver.model.progress import Progress, silent

_RATES = tuple(
    Fraction(n, d)
    for n, d in (
        *((24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1)),
        *((50, 1), (60000, 1001), (60, 1), (100, 1), (120, 1)),
    )
)
_APART_SECONDS, _APART_SHARE = 0.5, 0.0002
"""How far picture and sound may be apart at the end: the recorder's last writes, its clocks."""
_ENOUGH_SECONDS = 10
_FINEST_TICK = 90_000
_LONGEST_SOUND_SECONDS = 5
_LEAST_LOST = 1 << 18


@dataclass(frozen=True)
class Lost:
    """Bytes in which nothing was recognised, and where: pictures that come before."""

    pictures: int
    size: int


@dataclass(frozen=True)
class Rebuilt:
    """What was found in the data of a file without an index."""

    pictures: int
    picture_seconds: float
    sound_seconds: float
    share: float
    """Share of the bytes of the data that picture or sound was made of."""
    rate: Fraction
    """Pictures a second that were counted with."""
    lost: tuple[tuple[float, float], ...]
    """Where nothing was recognised: from when, in seconds, and how many seconds long."""


@dataclass
class _Found:
    pictures: list[Picture] = field(default_factory=list)
    sounds: list[tuple[int, Between]] = field(default_factory=list)
    """With how many pictures come before each."""
    lost: list[Lost] = field(default_factory=list)
    share: float = 0.0


def rebuild(
    source: Path, reference: Reference, target: Path, progress: Progress = silent
) -> Rebuilt:
    """Write what the data of `source` holds to the MP4 file `target`.

    Raises MediaError when nothing in it can be recognised, or `target` cannot be written;
    nothing is left then.
    """
    heard = target.with_name(f".{target.stem[:40]}.sound.mp4")
    try:
        with source.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
            found = _look(source, data, reference, progress)
            sound = LooseSound(reference.sound, heard) if reference.sound else None
            marks = _write_sound(found, data, sound, reference, progress) if sound else []
            rate = _rate(reference.rate, marks, sound)
            track = _Pictures(found, data, reference, rate)
            write_mp4(
                target,
                track,
                heard if sound and sound.samples else None,
                duration_ms=max(1, round(track.seconds * 1000)),
                progress=lambda share: progress(0.6 + share * 0.4),
            )
    finally:
        heard.unlink(missing_ok=True)
    return Rebuilt(
        pictures=len(found.pictures),
        picture_seconds=len(found.pictures) / float(rate),
        sound_seconds=sound.decoded_seconds if sound else 0.0,
        share=found.share,
        rate=rate,
        lost=tuple(track.lost()),
    )


def _look(source: Path, data: mmap, reference: Reference, progress: Progress) -> _Found:
    end = written_until(source)
    start = next((box.data for box in mp4_boxes(source) if box.kind == b"mdat"), 0)
    sound = reference.sound
    heads = sound.heads if sound else frozenset[int]()
    step, kinds = sound.step if sound else 1, reference.slice_kinds
    reader = DataReader(data, reference.sets, reference.longest_unit, heads, step, kinds)
    most = max(_LEAST_LOST, (sound.bit_rate if sound else 0) // 8 * _LONGEST_SOUND_SECONDS)
    found, known = _Found(), 0
    for piece in reader.walk(start, end):
        size = piece.end - piece.start
        if isinstance(piece, Picture):
            found.pictures.append(piece)
        elif size > most or not sound:
            found.lost.append(Lost(len(found.pictures), size))
            continue
        else:
            found.sounds.append((len(found.pictures), piece))
        known += size
        progress(0.4 * (piece.end - start) / (end - start))
    if not found.pictures:
        raise MediaError(
            _("{file} cannot be saved").format(file=source.name),
            _("no picture in it is coded like those of {like}").format(like=reference.path.name),
            _("Give a good file that the same device recorded with the same settings (--like)"),
        )
    found.share = known / (end - start)
    return found


def _write_sound(
    found: _Found, data: mmap, sound: LooseSound, reference: Reference, progress: Progress
) -> list[tuple[int, int]]:
    """Write the sound; returns how many pictures and samples come before each piece of it.

    What is put in for lost bytes is not counted: their length is only guessed.
    """
    marks = []
    lost = list(found.lost)
    guessed = 0
    with sound:
        for i, (before, piece) in enumerate(found.sounds):
            while lost and lost[0].pictures < before:
                guessed += sound.skip(_seconds(lost.pop(0), found, reference.rate))
            marks.append((before, sound.samples - guessed))
            sound.add(data[piece.start : piece.end])
            progress(0.4 + 0.2 * i / len(found.sounds))
    return marks


def _seconds(lost: Lost, found: _Found, rate: Fraction) -> Fraction:
    """How long lost bytes lasted, if they held as much a second as the others."""
    size = sum(p.end - p.start for p in found.pictures)
    size += sum(piece.end - piece.start for _before, piece in found.sounds)
    return Fraction(lost.size, size) * len(found.pictures) / rate if lost.pictures else Fraction(0)


def _rate(said: Fraction, marks: list[tuple[int, int]], sound: LooseSound | None) -> Fraction:
    """Pictures a second: as the device said if the sound agrees, else as the sound has it."""
    if not sound or len(marks) < 2:
        return said
    (first, heard_first), (last, heard_last) = marks[0], marks[-1]
    seconds = (heard_last - heard_first) / sound.sample_rate
    if seconds < _ENOUGH_SECONDS:
        return said
    near = _APART_SECONDS + seconds * _APART_SHARE
    for rate in (said, *_RATES):
        if abs(float((last - first) / rate) - seconds) <= near:
            return rate
    return Fraction((last - first) / seconds).limit_denominator(1001)


class _Pictures:
    """The pictures as a track that can be written."""

    def __init__(self, found: _Found, data: mmap, reference: Reference, rate: Fraction) -> None:
        self._found, self._data, self._reference, self._rate = found, data, reference, rate
        fine = -(-_FINEST_TICK // rate.numerator)
        self._base = Fraction(1, rate.numerator * fine)
        self._step = rate.denominator * fine

    @property
    def seconds(self) -> Fraction:
        return len(self._found.pictures) / self._rate + sum(
            _seconds(lost, self._found, self._rate) for lost in self._found.lost
        )

    def lost(self) -> Iterator[tuple[float, float]]:
        """Where bytes could not be told, in seconds, and how many seconds they were."""
        passed = Fraction(0)
        for lost in self._found.lost:
            seconds = _seconds(lost, self._found, self._rate)
            if lost.pictures and seconds:
                yield float(lost.pictures / self._rate + passed), float(seconds)
            passed += seconds

    def add_to(self, target: OutputContainer) -> VideoStream:
        """A stream coded like the reference's."""
        with open_media(self._reference.path) as like:
            video = main_video(like)
            assert video is not None
            stream = target.add_stream_from_template(video, opaque=True)
        stream.time_base = self._base
        return stream

    def packets(self) -> "Iterator[Packet[Any]]":
        """The pictures in decoding order."""
        pictures, lost = self._found.pictures, list(self._found.lost)
        bits = self._reference.order_bits
        shown = shown_order([picture.slice for picture in pictures], bits)
        delay = max(i - place for i, place in enumerate(shown))
        start = round(self._reference.picture_start / self._base)
        for i, picture in enumerate(pictures):
            while lost and lost[0].pictures <= i:
                start += round(_seconds(lost.pop(0), self._found, self._rate) / self._base)
            packet: Packet[Any] = Packet(self._data[picture.start : picture.end])
            packet.time_base, packet.duration = self._base, self._step
            packet.pts = start + shown[i] * self._step
            packet.dts = start + (i - delay) * self._step
            packet.is_keyframe = picture.key
            yield packet
