"""Decides, frame by frame, what goes out: the session while that is public, else a card.

A frame goes out only if the gate was found public after the frame had arrived; the session begins
at a frame that was taken while it was public. Whatever is doubtful is covered.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from archiver.media.frames import TICKS
from archiver.media.livecards import Card, Showing
from archiver.media.livefeed import Coded, Form
from archiver.media.outgoing import Outgoing, Send

OUTAGE_SECONDS = 2.0
_FAR_BEHIND_SECONDS = 10.0
_REMEMBERED = 30
"""Keyframes over which the pace of the feed is judged."""


@dataclass(frozen=True)
class Arrived:
    """A frame, and when its last bytes came (monotonic seconds); `fresh` if not read late."""

    frame: Coded
    at: float
    fresh: bool = True


@dataclass(frozen=True)
class Now:
    """An instant by both clocks."""

    seconds: float
    """Monotonic."""
    wall: datetime


Allowed = Callable[[datetime], Literal["public"] | Showing]
"""What may be shown of an instant."""
GetCard = Callable[[Form, Showing], Card | None]


class Studio:
    """Makes one stream of what arrives; for one thread."""

    def __init__(
        self, allowed: Allowed, get_card: GetCard, send: Send, cut: Callable[[], None]
    ) -> None:
        """`cut` is called when what was sent but may still wait somewhere must not go out."""
        self._allowed, self._get_card, self._send, self._cut = allowed, get_card, send, cut
        self._out: Outgoing | None = None
        self._pace = _Pace()
        self._zero = 0.0
        """When tick 0 of the stream was, in monotonic seconds."""
        self._shown: Showing = "outage"
        self._seen_until = self._played_until = 0.0
        self.latency = timedelta(0)
        """How long after it happened a frame arrives."""

    @property
    def form(self) -> Form | None:
        """The form of the stream; None before there is one."""
        return self._out.form if self._out else None

    def run_began(self, form: Form, now: Now) -> bool:
        """Another run begins; True if its feed is another than before, and so the stream."""
        self._pace = _Pace()
        if self._out and self._out.form == form:
            self._out.cut()
            return False
        self._out = Outgoing(form, self._send)
        self._zero = now.seconds - self._out.end / TICKS
        self._seen_until = self._played_until = now.seconds
        return True

    def step(self, arrived: list[Arrived], now: Now) -> None:
        """Send what is to be sent now. `arrived` came before `now`, and the gate is asked after."""
        if not self._out:
            return
        allowed = self._standing(now)
        for each in arrived:
            if each.fresh and not each.frame.sound:
                self._pace.note(each)
                self._seen_until = self._pace.due(each.frame.pts + int(self._out.form.ticks))
            if allowed == "public" and each.fresh:
                self._let_through(self._out, each, now)
        showing = self._card_for(self._out, allowed, now)
        if showing and self._out.live:
            self._leave_session(self._out, allowed)
        if showing:
            self._cover(self._out, showing, now)

    def _leave_session(self, out: Outgoing, allowed: str) -> None:
        out.cut()
        if allowed != "public":
            self._cut()

    def _standing(self, now: Now) -> Literal["public"] | Showing:
        """What may be shown now: neither the gate nor what arrives now may be against it."""
        allowed = self._allowed(now.wall)
        return allowed if allowed != "public" else self._allowed(now.wall - self.latency)

    def _let_through(self, out: Outgoing, each: Arrived, now: Now) -> None:
        if out.play(each.frame):
            self._played_until = self._seen_until
        elif each.frame.starts and self._allowed(self._taken(each, now)) == "public":
            out.begin(each.frame)
            self._played_until = self._seen_until

    def _taken(self, each: Arrived, now: Now) -> datetime:
        """When a frame was taken, by the frame that came quickest of late."""
        ago = now.seconds - self._pace.earliest(each.frame.pts)
        return now.wall - timedelta(seconds=ago) - self.latency

    def _card_for(
        self, out: Outgoing, allowed: Literal["public"] | Showing, now: Now
    ) -> Showing | None:
        if allowed != "public":
            return allowed
        late = now.seconds - OUTAGE_SECONDS
        if out.card is not None:
            return "outage" if late > self._seen_until else self._shown
        return "outage" if late > self._played_until else None

    def _cover(self, out: Outgoing, showing: Showing, now: Now) -> None:
        card = self._get_card(out.form, showing)
        if not card:
            return
        ahead = out.end / TICKS - (now.seconds - self._zero)
        if (card is not out.card and ahead > 0) or ahead < -_FAR_BEHIND_SECONDS:
            self._zero = now.seconds - out.end / TICKS
        self._shown = showing
        out.cover(card, int((now.seconds - self._zero) * TICKS))


class _Pace:
    """How the feed's time goes with ours, whether frames come one by one or many at a time."""

    def __init__(self) -> None:
        self._groups: deque[tuple[float, float]] = deque(maxlen=_REMEMBERED)

    def note(self, each: Arrived) -> None:
        """A picture has come."""
        zero = each.at - each.frame.pts / TICKS
        if each.frame.starts or not self._groups:
            self._groups.append((zero, zero))
        low, high = self._groups[-1]
        self._groups[-1] = (min(low, zero), max(high, zero))

    def earliest(self, tick: int) -> float:
        """When a picture of the feed's tick comes if it comes quickly, in monotonic seconds."""
        return min(low for low, _high in self._groups) + tick / TICKS

    def due(self, tick: int) -> float:
        """When it comes at the latest, going by what came of late."""
        return max(high for _low, high in self._groups) + tick / TICKS
