"""The watchdog's eyes: black, frozen, changed size, nothing that can be decoded."""

from datetime import datetime

from archiver.capture.conditions import Condition, Lasting, Passing, Seen, clock_time
from archiver.i18n import _
from archiver.media.segments import KeyPicture, VideoLook
from archiver.media.sketch import Change, Sketch, change
from archiver.model.preset import AlarmSettings

_MOVED = 2.5
_GRAIN = 0.45
"""Measured: a still picture coded at 1.5 to 6 Mbit/s changes by at most 1 and 0.25; the noise of a
camera alone gives a grain from 0.7 on, someone who moves a change from 4 on."""
_BLACK_SHARE = 0.98
_BLIND_MS = 20_000
_LONGEST_STEP_MS = 60_000


class PictureWatch:
    """Follows the picture from segment to segment."""

    def __init__(self, settings: AlarmSettings) -> None:
        self._settings = settings
        self._still, self._black, self._blind = Lasting(), Lasting(), Lasting()
        self._changed = Passing()
        self._shape: tuple[str, int, int] | None = None
        self._last: tuple[Sketch, datetime] | None = None

    def see(self, seen: Seen) -> tuple[Condition, ...]:
        """What is wrong with the picture as of this segment."""
        video = seen.look.video
        pictures = video.pictures if video else ()
        self._blind.note(not pictures, seen.ms, seen.segment.wall)
        text = ""
        if video and pictures:
            text = self._compare_shapes(video, seen)
            self._follow(video, seen)
        self._changed.see(text, seen.ms)
        return tuple(self._conditions())

    def _compare_shapes(self, video: VideoLook, seen: Seen) -> str:
        text = ""
        for picture in video.pictures:
            shape = (video.codec, picture.width, picture.height)
            if self._shape and shape != self._shape:
                text = _(
                    "the picture changed from {before} to {after} at {time}: check the settings of "
                    "the encoder and the source that is selected"
                ).format(
                    before=_described(self._shape),
                    after=_described(shape),
                    time=clock_time(_instant(picture, video, seen)),
                )
            self._shape = shape
        return text

    def _follow(self, video: VideoLook, seen: Seen) -> None:
        ends = [_instant(picture, video, seen) for picture in video.pictures[1:]]
        for picture, end in zip(video.pictures, [*ends, seen.wall(seen.ms)], strict=True):
            at = _instant(picture, video, seen)
            self._black.note(is_black(picture), _ms(at, end), at)
            self._compare(picture.change, video, at)
            if video.last:
                self._last = (video.last, at)

    def _compare(self, changed: Change | None, video: VideoLook, at: datetime) -> None:
        if self._last is None:
            return
        before, before_at = self._last
        if changed is None and video.first:
            changed = change(before, video.first)
        still = changed is not None and is_still(changed)
        self._still.note(still, _ms(before_at, at), before_at)

    def _conditions(self) -> list[Condition]:
        found = []
        if self._blind.reached(_BLIND_MS):
            found.append(Condition("watch", _blind_text(self._blind), "picture"))
        if self._black.reached(self._settings.black_ms):
            found.append(Condition("black", _black_text(self._black)))
        elif self._still.reached(self._settings.frozen_ms):
            found.append(Condition("frozen", _frozen_text(self._still)))
        if self._changed.text:
            found.append(Condition("picture_changed", self._changed.text))
        return found


def is_still(changed: Change) -> bool:
    """Whether two key pictures differ by no more than coding makes them."""
    return changed.moved <= _MOVED and changed.grain <= _GRAIN


def is_black(picture: KeyPicture) -> bool:
    """Whether nothing can be seen on it."""
    return picture.shade.dark >= _BLACK_SHARE


def _instant(picture: KeyPicture, video: VideoLook, seen: Seen) -> datetime:
    return seen.wall(picture.at_ms - video.timing.start_ms)


def _ms(start: datetime, end: datetime) -> float:
    return min(max(0.0, (end - start).total_seconds() * 1000), _LONGEST_STEP_MS)


def _described(shape: tuple[str, int, int]) -> str:
    codec, width, height = shape
    return f"{codec} {width} × {height}"


def _black_text(lasting: Lasting) -> str:
    return _(
        "the picture has been black since {time}: check the camera (power, lens cap), the video "
        "mixer and the cable to the encoder"
    ).format(time=lasting.clock())


def _frozen_text(lasting: Lasting) -> str:
    return _(
        "the picture has not moved since {time}: check the camera and the video mixer; nothing to "
        "do if a slide or a card is shown on purpose"
    ).format(time=lasting.clock())


def _blind_text(lasting: Lasting) -> str:
    return _(
        "no picture could be decoded since {time}: check the encoder (H.264, a key frame every "
        "two seconds)"
    ).format(time=lasting.clock())
