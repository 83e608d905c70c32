"""Cards that stand in for the live session: a loop coded like the feed, and what is written on it.

They are made before they are needed, at low priority, and kept: the next session's feed will
most likely look the same.
"""

import contextlib
import hashlib
import os
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from archiver.i18n import translator
from archiver.media import h264
from archiver.media.cards import CardStyle, Picture, card
from archiver.media.encoder import Encoder, Quality, card_frame, configure, profile_for
from archiver.media.livefeed import Form

Showing = Literal["before", "suspension", "closed", "after", "outage"]
SHOWINGS: tuple[Showing, ...] = ("before", "outage", "suspension", "closed", "after")
LOOP_SECONDS = 2
"""Also how far its keyframes are apart: what every platform accepts."""
_LIVE_STILL = Quality(
    preset="veryfast", crf=20, b_frames=0, key_seconds=LOOP_SECONDS, repeatable=True
)
_LOW_PRIORITY = 10
_VERSION = 1
_LONGEST_TITLE = 200


@dataclass(frozen=True)
class CardTexts:
    """Whose session it is, and how the house writes."""

    title: str
    body: str = ""
    language: str = "fr"
    style: CardStyle = field(default_factory=CardStyle)


@dataclass(frozen=True)
class Card:
    """A loop that can be shown as long as wanted."""

    pictures: tuple[bytes, ...]
    """In Annex B, all shown for the same time; the first is an IDR with its parameter sets."""


def lines(showing: Showing, texts: CardTexts) -> tuple[str, ...]:
    """What a card says to viewers, in the session's language."""
    gettext = translator(texts.language).gettext
    heads = {
        "before": gettext("The session will begin shortly"),
        "suspension": gettext("The session is suspended"),
        "closed": gettext("The council sits in private"),
        "after": gettext("The session is over"),
        "outage": gettext("We will be back in a moment"),
    }
    said = (heads[showing], texts.title[:_LONGEST_TITLE], texts.body)
    return tuple(line for line in said if line)


def make_card(picture: Picture, form: Form) -> Card:
    """Code `picture` (of the size that `form` says) as a loop."""
    codec = VideoCodecContext.create("libx264", "w")
    own = f"sps-id={form.number}:stitchable=1:"
    configure(codec, form.width, form.height, form.rate, _LIVE_STILL, own)
    codec.options |= {"profile": profile_for(form.profile)}
    codec.sample_aspect_ratio = form.aspect
    codec.color_primaries, codec.color_trc, codec.colorspace, codec.color_range = form.colors
    encoder = Encoder(codec, LOOP_SECONDS)
    sets = h264.parameter_sets(bytes(codec.extradata or b""))
    coded = [
        list(h264.annexb_units(bytes(packet)))
        for packet in encoder.packets(_repeated(picture, form))
    ]
    coded[0] = [*sets.sps, *sets.pps, *coded[0]]
    return Card(tuple(h264.packed(nals, boxed=False) for nals in coded))


def _repeated(picture: Picture, form: Form) -> Iterator[VideoFrame]:
    frame = card_frame(picture, 0)
    for n in range(round(LOOP_SECONDS * form.rate)):
        frame.pts = round(n * form.ticks)
        yield frame


class Cards:
    """The cards of one session, made by a thread of their own and kept in `folder`."""

    def __init__(self, folder: Path, texts: CardTexts) -> None:
        self._folder, self._texts = folder, texts
        self._made: dict[tuple[Form, Showing], Card] = {}
        self._wanted: list[tuple[Form, Showing]] = []
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.why = ""
        """Why a card could not be made, as the last failure said."""

    def prepare(self, form: Form, first: Showing) -> None:
        """Make all cards for a feed, beginning with `first`; returns at once."""
        order = (first, *(showing for showing in SHOWINGS if showing != first))
        with self._lock:
            self._wanted = [(form, s) for s in order if (form, s) not in self._made]
            if self._wanted and not (self._thread and self._thread.is_alive()):
                self._thread = threading.Thread(target=self._make_all, daemon=True)
                self._thread.start()

    def get(self, form: Form, showing: Showing) -> Card | None:
        """A card, or while it is not ready another one; None when there is none at all yet."""
        with self._lock:
            order = (showing, "outage", *SHOWINGS)
            return next((self._made[form, s] for s in order if (form, s) in self._made), None)

    def _make_all(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOW_PRIORITY)
        while True:
            with self._lock:
                if not self._wanted:
                    self._thread = None
                    return
                form, showing = self._wanted.pop(0)
            try:
                card = self._kept(form, showing)
            except (av.FFmpegError, OSError, ValueError) as error:
                self.why = str(error)
                continue
            with self._lock:
                self._made[form, showing] = card

    def _kept(self, form: Form, showing: Showing) -> Card:
        said = lines(showing, self._texts)
        key = repr((_VERSION, form, said, self._texts.style.color, av.library_versions))
        path = self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.h264"
        with contextlib.suppress(OSError, ValueError):
            return Card(_unpacked(path.read_bytes()))
        made = make_card(card(said, form.width, form.height, self._texts.style), form)
        with contextlib.suppress(OSError):  # It is made again next time.
            _write(path, _packed(made.pictures))
        return made


def _packed(pictures: tuple[bytes, ...]) -> bytes:
    return b"".join(len(p).to_bytes(4, "big") + p for p in (*pictures, b"end"))


def _unpacked(data: bytes) -> tuple[bytes, ...]:
    found = tuple(h264.boxed_units(data))
    if not found or found[-1] != b"end":
        raise ValueError("cut short")
    return found[:-1]


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
