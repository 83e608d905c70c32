"""How a device codes picture and sound, learnt from a good file of it."""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from math import gcd
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from archiver.i18n import _
from archiver.media.container import MediaError, main_video, open_media
from archiver.media.h264 import IDR, NotJoinableError, ParameterSets, boxed_units, parameter_sets
from archiver.media.slices import SLICE, SliceReader

_LOOKED_AT = 3_000
_LEAST_LONGEST = 1 << 18
_MARGIN = 8
_LONGEST_PRIMING = 2_112
"""Samples an encoder puts before the sound; more that is hidden was cut off by hand."""


@dataclass(frozen=True)
class SoundCoding:
    """How the sound of the device is coded."""

    codec: str
    extradata: bytes
    sample_rate: int
    layout: str
    bit_rate: int
    start: Fraction
    """When its first stored sample is, in seconds from the file's start; negative for priming."""
    heads: frozenset[int]
    """What the first byte of a frame can be; empty where it can be anything."""
    step: int
    """Bytes of which every piece of sound is a multiple: 1 for compressed sound."""


@dataclass(frozen=True)
class Reference:
    """How the device's files are coded, and how their times begin."""

    path: Path
    sets: ParameterSets
    order_bits: int
    """How many bits of the order of showing a picture bears; 0 when it is that of decoding."""
    slice_kinds: frozenset[tuple[int, int]]
    """The first byte and the kind of every slice that the device makes."""
    rate: Fraction
    """Pictures a second."""
    longest_unit: int
    """Bytes that no piece of a picture exceeds."""
    picture_start: Fraction
    """When the first picture is shown, in seconds from the file's start."""
    sound: SoundCoding | None
    """None if the device records no sound, or several sounds that cannot be told apart."""
    sounds: int


def read_reference(path: Path) -> Reference:
    """What the good file `path` tells of its device.

    Raises MediaError if it cannot be read, or its picture is not coded in a way that can be found
    again in damaged data.
    """
    with open_media(path) as container:
        video = main_video(container)
        if video is None or video.codec_context.name != "h264":
            raise _unsuitable(path, _("its picture is not in H.264"))
        try:
            sets = parameter_sets(video.codec_context.extradata or b"")
            reader = SliceReader(sets)
        except (NotJoinableError, EOFError, KeyError, IndexError) as error:
            why = str(error) if isinstance(error, NotJoinableError) else ""
            raise _unsuitable(path, why or _("its coding cannot be understood")) from error
        if not sets.boxed or not sets.pps:
            raise _unsuitable(path, _("it is not an MP4 or MOV file of the same device"))
        rate = Fraction(video.average_rate or video.guessed_rate or 25)
        begin = Fraction(container.start_time or 0, 1_000_000)
        sample = _sample(container, video, reader)
        sounds = container.streams.audio
        sound = _sound(sounds[0], sample, begin) if len(sounds) == 1 else None
        shown = (video.start_time or 0) * Fraction(video.time_base or 1)
        return Reference(
            path=path,
            sets=sets,
            order_bits=reader.sequence.order_bits,
            slice_kinds=frozenset(sample.kinds),
            rate=rate,
            longest_unit=max(_LEAST_LONGEST, sample.longest * _MARGIN),
            picture_start=shown - begin,
            sound=sound,
            sounds=len(sounds),
        )


@dataclass
class _Sample:
    firsts: dict[int, Fraction] = field(default_factory=dict)
    """When the first packet of each track is."""
    heads: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The first bytes of each track's packets."""
    steps: dict[int, int] = field(default_factory=dict)
    """What the sizes of each track's packets are multiples of."""
    kinds: set[tuple[int, int]] = field(default_factory=set)
    """The first byte and the kind of slices."""
    longest: int = 0
    """The size of the largest picture."""


def _sample(container: InputContainer, video: VideoStream, reader: SliceReader) -> _Sample:
    sample = _Sample()
    try:
        for packet in islice(container.demux(), _LOOKED_AT):
            if packet.pts is not None:
                sample.firsts.setdefault(packet.stream_index, packet.pts * packet.time_base)
            if packet.stream_index == video.index:
                sample.longest = max(sample.longest, packet.size)
                units = [u for u in boxed_units(bytes(packet)) if u and u[0] & 31 in (SLICE, IDR)]
                sample.kinds |= {(u[0], s.kind) for u in units if (s := reader.read(u))}
            elif packet.size:
                sample.heads[packet.stream_index].add(bytes(packet)[0])
                step = sample.steps.get(packet.stream_index, 0)
                sample.steps[packet.stream_index] = gcd(step, packet.size)
    except av.FFmpegError:
        pass  # The good file is cut off too; its beginning is enough.
    return sample


def _sound(stream: AudioStream, sample: _Sample, begin: Fraction) -> SoundCoding:
    context = stream.codec_context
    start = sample.firsts.get(stream.index, begin) - begin
    if -start * context.sample_rate > _LONGEST_PRIMING:
        start = Fraction(0)
    heads = {head ^ bit for head in sample.heads[stream.index] for bit in (0, 1)}
    return SoundCoding(
        codec=context.name,
        extradata=context.extradata or b"",
        sample_rate=context.sample_rate,
        layout=context.layout.name,
        bit_rate=stream.bit_rate or 0,
        start=start,
        heads=frozenset(heads if context.name == "aac" else ()),
        step=sample.steps.get(stream.index, 1) if context.name.startswith("pcm_") else 1,
    )


def _unsuitable(path: Path, why: str) -> MediaError:
    return MediaError(
        _("{file} cannot serve as an example").format(file=path.name),
        why,
        _("Give a good MP4 file that the same device recorded with the same settings (--like)"),
    )
