"""The watchdog's sense of time and amount: time that jumps, an unusual bit rate, damaged files."""

from collections import deque
from statistics import median

from archiver.capture.conditions import Condition, Lasting, Passing, Seen, clock_time, seconds
from archiver.capture.watch_picture import is_still
from archiver.i18n import _
from archiver.media.segments import SegmentLook
from archiver.model.preset import AlarmSettings

_FORWARD_MS = 2_000
_BACK_MS = 500
_USUAL_OF = 75
"""Segments the usual bit rate is learnt from: five minutes of them."""
_KNOWN_FROM = 5
_ODD_MS = 8_000
_MEGABIT = 1_000_000


class FeedWatch:
    """Follows the stream as a whole from segment to segment."""

    def __init__(self, settings: AlarmSettings) -> None:
        self._share = settings.bit_rate_share
        self._rates: deque[int] = deque(maxlen=_USUAL_OF)
        self._odd = Lasting()
        self._rate = 0
        self._usual = 0.0
        self._jump = Passing()

    def see(self, seen: Seen) -> tuple[Condition, ...]:
        """What is wrong with the stream as of this segment."""
        self._jump.see(_jump_text(seen), seen.ms)
        self._weigh(seen)
        found = []
        if self._jump.text:
            found.append(Condition("time_jump", self._jump.text))
        if self._odd.reached(_ODD_MS):
            found.append(Condition("bit_rate", self._rate_text()))
        return tuple(found)

    def _weigh(self, seen: Seen) -> None:
        self._rate = seen.look.size * 8000 // max(1, seen.ms)
        odd = False
        if len(self._rates) >= _KNOWN_FROM:
            self._usual = median(self._rates)
            low = self._rate < self._usual * self._share
            high = self._rate * self._share > self._usual
            # Little is sent of a picture that does not move, and rightly so.
            odd = high or (low and not _is_still(seen.look))
        self._odd.note(odd, seen.ms, seen.segment.wall)
        if not _is_still(seen.look):
            self._rates.append(self._rate)

    def _rate_text(self) -> str:
        return _(
            "the feed has {rate} Mbit/s since {time}, and usually {usual}: check the network and "
            "the settings of the encoder"
        ).format(
            rate=f"{self._rate / _MEGABIT:.1f}",
            usual=f"{self._usual / _MEGABIT:.1f}",
            time=self._odd.clock(),
        )


def damaged(lasting: Lasting) -> Condition:
    """What is said of segments that cannot be read."""
    text = _(
        "the recorded files cannot be read since {time}: check the disk and the format of the feed"
    ).format(time=lasting.clock())
    return Condition("watch", text, "file")


def jump_of(look: SegmentLook, before: SegmentLook | None = None) -> int:
    """By how much the time of the picture jumps, in ms, backwards below 0; 0 when it does not."""
    if not look.video:
        return 0
    now, earlier = look.video.timing, before.video.timing if before and before.video else None
    between = now.start_ms - earlier.end_ms if earlier else 0
    forward, back = max(now.gap_ms, between), max(now.back_ms, -between)
    if back >= _BACK_MS:
        return -back
    return forward if forward >= _FORWARD_MS else 0


def _jump_text(seen: Seen) -> str:
    jump = jump_of(seen.look, seen.before)
    if not jump:
        return ""
    said = (
        _("the time of the feed went back by {seconds} s at about {time}: check the encoder")
        if jump < 0
        else _(
            "the time of the feed jumped ahead by {seconds} s at about {time}: check the network "
            "and the encoder"
        )
    )
    return said.format(seconds=seconds(abs(jump)), time=clock_time(seen.segment.wall))


def _is_still(look: SegmentLook) -> bool:
    changes = [p.change for p in look.video.pictures if p.change] if look.video else []
    return bool(changes) and all(is_still(changed) for changed in changes)
