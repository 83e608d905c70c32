"""Takes the bytes of a recording that grows apart into frames, as they come.

Times are ticks of 1/90000 s as they stand in the segments: they go on from segment to segment
within a run and begin anew with the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from archiver.i18n import _
from archiver.media import h264
from archiver.media.container import MediaError, main_video
from archiver.media.frames import TICKS
from archiver.media.livesound import SoundForm, Transcoder, form_of

_AUD = 9
_LOOKED_AT = 40
"""Packets within which the first sound is awaited."""
_OPTIONS = {
    "protocol_whitelist": "",
    # Enough to know pictures and sound of any feed, and no wait for what does not come.
    "probesize": "2000000",
    "analyzeduration": "1000000",
    "fpsprobesize": "0",
}
_USUAL_RATE = Fraction(25)
_USUAL_RATES = range(5, 61)
_NO_REFRESH = 10 * TICKS
"""A feed that shows no IDR for so long refreshes itself otherwise."""


class Source(Protocol):
    """Where bytes come from."""

    def read(self, n: int) -> bytes:
        """At most `n` bytes, waiting for them; empty at the end."""


@dataclass(frozen=True)
class Form:
    """What a card must be like to stand in for the feed, without the viewer's player noticing."""

    width: int
    height: int
    rate: Fraction
    profile: str
    pixel_format: str
    aspect: Fraction
    colors: tuple[int, int, int, int]
    """Primaries, transfer, matrix and range, as H.264 numbers them."""
    sound: SoundForm
    has_sound: bool
    number: int
    """A number that no parameter set of the feed bears."""

    @property
    def ticks(self) -> Fraction:
        """How long a picture lasts."""
        return TICKS / self.rate


@dataclass(frozen=True)
class Coded:
    """A frame as it was coded: Annex B for pictures, ADTS for sound."""

    sound: bool
    data: bytes
    pts: int
    dts: int
    place: int = 0
    """Where in the source it begins."""
    starts: bool = False
    """Whether a player can begin here; parameter sets are in it then."""


class LiveFeed:
    """One run of a recording, from its first byte to its last."""

    def __init__(self, source: Source) -> None:
        """Wait for the first pictures and look at them.

        Raises MediaError when these bytes are no feed that can be passed on.
        """
        doing = _("the feed cannot be sent on")
        try:
            self._container: InputContainer = av.open(
                source, "r", format="mpegts", options=_OPTIONS
            )
            video = main_video(self._container)
        except av.FFmpegError as error:
            raise MediaError(doing, error.strerror or str(error)) from error
        if video is None or video.codec_context.name != "h264":
            self._container.close()
            raise MediaError(doing, _("it has no picture, or one that is not H.264"))
        self._video = video
        self._audio = next(iter(self._container.streams.audio), None)
        self._ahead: list[Packet[Any]] = []
        self._refreshed = self._place = 0
        try:
            self._sets = h264.parameter_sets(bytes(video.codec_context.extradata or b""))
            self.form = self._looked_at()
        except (h264.NotJoinableError, av.FFmpegError) as error:
            self._container.close()
            raise MediaError(doing, str(error)) from error
        self._transcoder: Transcoder | None = None

    def close(self) -> None:
        """Let go of the source."""
        self._container.close()

    def frames(self) -> Iterator[Coded]:
        """The frames, in the order they are stored, until the source ends."""
        yield from (c for packet in self._ahead for c in self._coded(packet))
        self._ahead.clear()
        try:
            for packet in self._demux():
                yield from self._coded(packet)
        except av.FFmpegError:
            return

    def _demux(self) -> "Iterator[Packet[Any]]":
        streams = [self._video, self._audio] if self._audio else [self._video]
        for packet in self._container.demux(*streams):
            if packet.pts is not None and packet.dts is not None and packet.size:
                yield packet

    def _looked_at(self) -> Form:
        first = None
        if self._audio:
            for packet in self._demux():
                self._ahead.append(packet)
                if packet.stream is self._audio:
                    first = bytes(packet)
                if first or len(self._ahead) >= _LOOKED_AT:
                    break
        context = self._video.codec_context
        return Form(
            width=context.width,
            height=context.height,
            rate=_rate(self._video),
            profile=context.profile or "",
            pixel_format=context.pix_fmt or "yuv420p",
            aspect=Fraction(self._video.sample_aspect_ratio or 1),
            colors=(
                int(context.color_primaries),
                int(context.color_trc),
                int(context.colorspace),
                int(context.color_range),
            ),
            sound=(form_of(first) if first else None) or SoundForm(),
            has_sound=first is not None or _decodable(self._audio),
            number=next(n for n in range(1, 32) if n not in self._sets.ids()),
        )

    def _coded(self, packet: "Packet[Any]") -> Iterator[Coded]:
        assert packet.pts is not None
        assert packet.dts is not None
        data = bytes(packet)
        place = self._place = max(self._place, packet.pos or 0)
        if packet.stream is self._video:
            starts = packet.is_keyframe and self._refreshes(data, packet.dts)
            data = self._with_sets(data) if starts else data
            yield Coded(False, data, packet.pts, packet.dts, place, starts)
        elif form_of(data) == self.form.sound:
            yield Coded(True, data, packet.pts, packet.dts, place)
        else:
            self._transcoder = self._transcoder or Transcoder(self.form.sound)
            for made, tick in self._transcoder.frames(packet):
                yield Coded(True, made, tick, tick, place)

    def _refreshes(self, data: bytes, dts: int) -> bool:
        """Whether decoding can begin with this keyframe."""
        if any(nal and nal[0] & 31 == h264.IDR for nal in h264.annexb_units(data)):
            self._refreshed = dts
            return True
        return dts - self._refreshed > _NO_REFRESH

    def _with_sets(self, data: bytes) -> bytes:
        """A keyframe with the feed's latest parameter sets, if it does not bring them."""
        nals = list(h264.annexb_units(data))
        own = [nal for nal in nals if nal and nal[0] & 31 in (h264.SPS, h264.PPS)]
        if own:
            if any(nal[0] & 31 == h264.SPS for nal in own):
                extradata = h264.packed(own, boxed=False)
                self._sets = h264.parameter_sets(extradata)
            return data
        head = [nal for nal in nals[:1] if nal and nal[0] & 31 == _AUD]
        rest = nals[len(head) :]
        return h264.packed((*head, *self._sets.sps, *self._sets.pps, *rest), boxed=False)


def _rate(video: VideoStream) -> Fraction:
    rate = video.guessed_rate or _USUAL_RATE
    return rate if int(rate) in _USUAL_RATES else _USUAL_RATE


def _decodable(audio: AudioStream | None) -> bool:
    return bool(audio and audio.codec_context.sample_rate)
