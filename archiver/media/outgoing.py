"""One stream without a seam, made of the feed's frames and of cards: what destinations receive.

Frames are copied; only their times change, so that they go on whatever is shown. The stream is
MPEG-TS in chunks; a receiver may begin at any chunk that says so. Whoever calls decides what is
shown: nothing of the feed is kept here, so nothing can come out after a cut.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
from av.packet import Packet

from archiver.media.frames import TICKS
from archiver.media.livecards import Card
from archiver.media.livefeed import Coded, Form
from archiver.media.livesound import silence

_TS_PACKET = 188
_BEGIN = TICKS
_LATE_SOUND = 2 * TICKS
"""By how much sound may be stored behind its picture; then silence takes its place."""
_JUMP = 3 * TICKS
_TIME_BASE = Fraction(1, TICKS)
_OPTIONS = {
    "flush_packets": "1",
    "max_interleave_delta": "1",
    # Tables stand before every keyframe, and nowhere else: that tells where one can begin.
    "pat_period": "1000000",
    "sdt_period": "1000000",
    "pes_payload_size": "0",
    "omit_video_pes_length": "0",
}


@dataclass(frozen=True)
class Chunk:
    """Some of the stream. `tick` is up to where pictures go with it, `live` if of the session."""

    data: bytes
    starts: bool
    tick: int
    live: bool


Send = Callable[[Chunk], None]


class Outgoing:
    """The stream to the destinations, for a feed of one form."""

    def __init__(self, form: Form, send: Send) -> None:
        self.form = form
        self._send = send
        self._written = bytearray()
        self._container = av.open(self, "w", format="mpegts", options=_OPTIONS)
        self._picture = self._container.add_mux_stream(
            "h264", rate=form.rate, width=form.width, height=form.height
        )
        self._sound = self._container.add_mux_stream("aac", rate=form.sound.rate)
        self.live = False
        """Whether the feed is being shown."""
        self.end = _BEGIN
        """The tick at which the pictures sent so far end."""
        self._decoded = _BEGIN - 1
        self._heard = Fraction(_BEGIN)
        self._offset = 0
        self._first_pts = 0
        self._quiet = silence(form.sound)
        self.card: Card | None = None
        """The card being shown."""
        self._card_start = self._card_next = 0

    def write(self, data: bytes) -> int:
        """Take what the container writes."""
        self._written += data
        return len(data)

    def begin(self, frame: Coded) -> None:
        """Show the feed from `frame` on, which is a picture that starts."""
        self._offset = max(self.end, self._decoded + 1) - frame.dts
        self._first_pts = frame.pts
        self.live, self.card = True, None
        self.play(frame)

    def play(self, frame: Coded) -> bool:
        """Send a frame of the feed while that is shown.

        False when it is not, or no longer because its times jump: then it can `begin` again.
        """
        if self.live and frame.sound:
            self._play_sound(frame)
        elif self.live:
            dts = frame.dts + self._offset
            self.live = self._decoded < dts <= self._decoded + _JUMP
            # Pictures shown before the first need others from before it.
            if self.live and frame.pts >= self._first_pts:
                self._put_picture(frame.data, frame.pts + self._offset, dts, frame.starts)
                self._fill_sound(dts - (_LATE_SOUND if self.form.has_sound else 0))
        return self.live

    def cut(self) -> None:
        """Leave the feed; it can begin again where a frame starts."""
        self.live = False

    def cover(self, card: Card, until: int) -> None:
        """Show `card` up to tick `until`; when it was not shown before, at least one picture."""
        if self.live or card is not self.card:
            self.live, self.card = False, card
            self._card_start, self._card_next = max(self.end, self._decoded + 1), 0
        while True:
            tick = self._card_start + round(self._card_next * self.form.ticks)
            if self._card_next and tick > until:
                return
            place = self._card_next % len(card.pictures)
            self._card_next += 1
            self._put_picture(card.pictures[place], tick, tick, place == 0)
            self._fill_sound(tick)

    def _play_sound(self, frame: Coded) -> None:
        tick = frame.pts + self._offset
        length = self.form.sound.ticks
        if not -length / 2 < tick - self._heard < _JUMP:
            return
        self._fill_sound(tick - int(length))
        self._put_sound(frame.data, max(Fraction(tick), self._heard))

    def _fill_sound(self, until: int) -> None:
        while self._heard <= until:
            self._put_sound(self._quiet, self._heard)

    def _put_picture(self, data: bytes, pts: int, dts: int, starts: bool) -> None:
        self._decoded = dts
        self.end = max(self.end, pts + round(self.form.ticks))
        self._put(data, self._picture.index, pts, dts, starts)

    def _put_sound(self, data: bytes, at: Fraction) -> None:
        self._heard = at + self.form.sound.ticks
        self._put(data, self._sound.index, round(at), round(at), True)

    def _put(self, data: bytes, stream: int, pts: int, dts: int, is_key: bool) -> None:
        packet: Packet[Any] = Packet(data)
        packet.stream = self._container.streams[stream]
        packet.time_base = _TIME_BASE
        packet.pts, packet.dts, packet.is_keyframe = pts, dts, is_key
        self._container.mux_one(packet)
        self._hand_on()

    def _hand_on(self) -> None:
        """Send what is written, a chunk for each place where a receiver may begin."""
        if not self._written:
            return
        data = bytes(self._written)
        self._written.clear()
        # Each of the packets begins with its number: that of the table of tables is 0.
        numbers = zip(data[1::_TS_PACKET], data[2::_TS_PACKET], strict=True)
        cuts = [_TS_PACKET * n for n, (a, b) in enumerate(numbers) if not b and not a & 0x1F]
        bounds = sorted({0, *cuts, len(data)})
        for start, end in pairwise(bounds):
            self._send(Chunk(data[start:end], start in cuts, self.end, self.live))
