"""What goes out and what is covered, decided with a clock of the test's own.

The feed's frames are numbered in the order they come, 25 a second with a keyframe every second;
a frame of a card begins with the name of what it says.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Literal

import pytest

from archiver.capture import studio as studio_module
from archiver.capture.studio import Arrived, Now, Studio
from archiver.media.livecards import SHOWINGS, Card, Showing
from archiver.media.livefeed import Coded, Form
from archiver.media.livesound import SoundForm
from archiver.media.outgoing import Outgoing, Send

FORM = Form(
    320, 180, Fraction(25), "High", "yuv420p", Fraction(1), (2, 2, 2, 0), SoundForm(), True, 1
)
BEGIN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
FRAME = 3600
START = b"\0\0\0\1"
Gate = Literal["public"] | Showing


class Written(Outgoing):
    """Keeps the names of the pictures that were sent, with their ticks."""

    sent: list[tuple[str, int]]

    def __init__(self, form: Form, send: Send) -> None:
        super().__init__(form, send)
        Written.sent = []

    def _put_picture(self, data: bytes, pts: int, dts: int, starts: bool) -> None:
        Written.sent.append((data[4:].decode().partition(" ")[0], pts))
        super()._put_picture(data, pts, dts, starts)


@pytest.fixture(autouse=True)
def _named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio_module, "Outgoing", Written)


class Scene:
    """A studio, a feed, and a gate that is set by hand; time goes on frame by frame."""

    def __init__(self, latency_ms: int = 0) -> None:
        self.gates: list[tuple[float, Gate]] = [(-1e9, "before")]
        self.cuts = 0
        self.seconds = 0.0
        self.studio = Studio(self.allowed, self.card, lambda chunk: None, self.cut)
        self.studio.latency = timedelta(milliseconds=latency_ms)
        self.studio.run_began(FORM, self.now())
        self.feed = self.frames()

    def allowed(self, at: datetime) -> Gate:
        seconds = (at - BEGIN).total_seconds()
        return [gate for since, gate in self.gates if since <= seconds + 1e-6][-1]

    def card(self, form: Form, showing: Showing) -> Card:
        return CARDS[showing]

    def cut(self) -> None:
        self.cuts += 1

    def now(self) -> Now:
        return Now(1000 + self.seconds, BEGIN + timedelta(seconds=self.seconds))

    def set(self, gate: Gate) -> None:
        self.gates.append((self.seconds, gate))

    def frames(self) -> Iterator[Coded]:
        n = 0
        while True:
            data = START + f"{n} {'x' * 100}".encode()
            yield Coded(False, data, n * FRAME, n * FRAME, starts=n % 25 == 0)
            n += 1

    def go(self, seconds: float, *, feed: bool = True) -> list[str]:
        """Let time pass, with or without the feed; the names of what was sent."""
        before = len(Written.sent)
        for _step in range(round(seconds * 25)):
            arrived = [Arrived(next(self.feed), 1000 + self.seconds)] if feed else []
            self.studio.step(arrived, self.now())
            self.seconds += 0.04
        return [name for name, _tick in Written.sent[before:]]


CARDS: dict[Showing, Card] = {
    showing: Card((START + f"{showing} a".encode(), START + f"{showing} b".encode()))
    for showing in SHOWINGS
}


def numbers(names: list[str]) -> list[int]:
    return [int(name) for name in names if name.isdigit()]


def test_before_the_opening_a_card_goes_out_in_real_time() -> None:
    scene = Scene()
    assert scene.go(4) == ["before"] * 100


def test_the_session_begins_at_the_first_keyframe_after_the_opening() -> None:
    scene = Scene()
    scene.go(3.48)
    scene.set("public")
    names = scene.go(2)
    assert names[:13] == ["before"] * 13
    assert numbers(names) == list(range(100, 137))


def test_closing_covers_at_once_and_nothing_comes_after() -> None:
    scene = Scene()
    scene.set("public")
    scene.go(2.2)
    scene.set("closed")
    names = scene.go(3)
    assert names[0] == "closed"
    assert set(names) == {"closed"}
    assert scene.cuts == 1
    scene.set("public")
    assert numbers(scene.go(2))[0] == 150


def test_with_a_slow_feed_closing_cuts_at_once_and_again_when_what_happened_then_arrives() -> None:
    scene = Scene(latency_ms=2_000)
    scene.gates = [(-1e9, "public"), (1.0, "closed"), (1.02, "public")]
    assert numbers(scene.go(5)) == [*range(25), *range(50, 75), *range(100, 125)]


def test_with_a_slow_feed_the_session_begins_with_what_happened_after_the_opening() -> None:
    scene = Scene(latency_ms=2_000)
    scene.go(1)
    scene.set("public")
    names = scene.go(5)
    # What arrives up to 3 s happened before 1 s.
    assert numbers(names)[0] == 75
    assert set(names[:49]) == {"before"}


def test_with_a_slow_feed_closing_cuts_at_once_all_the_same() -> None:
    scene = Scene(latency_ms=2_000)
    scene.gates = [(-1e9, "public")]
    scene.go(3)
    scene.set("closed")
    assert set(scene.go(2)) == {"closed"}


def test_an_outage_is_covered_after_two_seconds_and_the_stream_makes_up_for_them() -> None:
    scene = Scene()
    scene.set("public")
    scene.go(2)
    names = scene.go(5, feed=False)
    assert set(names) == {"outage"}
    assert 5 * 25 - 2 <= len(names) <= 5 * 25 + 2
    assert scene.cuts == 0
    next(scene.feed)
    names = scene.go(3)
    assert names[0] == "outage"
    assert numbers(names)[0] % 25 == 0


def test_a_short_stop_of_the_feed_is_left_as_it_is() -> None:
    scene = Scene()
    scene.set("public")
    scene.go(2)
    assert scene.go(1.6, feed=False) == []
    assert numbers(scene.go(1)) == list(range(50, 75))


def test_a_feed_that_comes_in_bursts_is_no_outage() -> None:
    scene = Scene()
    scene.set("public")
    sent: list[str] = []
    for _burst in range(4):
        at = 1000 + scene.seconds
        scene.studio.step([Arrived(next(scene.feed), at) for _n in range(150)], scene.now())
        sent += scene.go(6, feed=False)
    assert "outage" not in sent


def test_in_an_outage_the_gate_has_the_last_word() -> None:
    scene = Scene()
    scene.set("public")
    scene.go(2)
    scene.set("suspension")
    assert set(scene.go(4, feed=False)) == {"suspension"}
    scene.set("public")
    assert set(scene.go(3, feed=False)) == {"outage"}
    scene.set("after")
    assert set(scene.go(1)) == {"after"}


def test_another_run_goes_on_at_its_first_keyframe_without_a_card_between() -> None:
    scene = Scene()
    scene.set("public")
    scene.go(2.4)
    assert not scene.studio.run_began(FORM, scene.now())
    scene.feed = scene.frames()
    names = scene.go(1)
    assert names == [str(n) for n in range(25)]


def test_what_was_recorded_before_we_came_is_not_sent() -> None:
    scene = Scene()
    scene.set("public")
    late = [Arrived(next(scene.feed), 1000, fresh=False) for _n in range(80)]
    scene.studio.step(late, scene.now())
    assert numbers(scene.go(2))[0] == 100


def test_a_stall_of_this_machine_does_not_let_through_what_came_before_the_opening() -> None:
    scene = Scene()
    scene.go(2)
    frames = [next(scene.feed) for _n in range(100)]
    scene.seconds += 3
    scene.set("public")
    scene.seconds += 1
    scene.studio.step([Arrived(frame, 1000 + scene.seconds) for frame in frames], scene.now())
    assert numbers([name for name, _tick in Written.sent]) == list(range(125, 150))


def test_times_never_go_back_whatever_happens() -> None:
    scene = Scene()
    for n, gate in enumerate(["public", "suspension", "public", "closed", "public", "after"] * 4):
        scene.set(gate)  # type: ignore[arg-type]
        scene.go(1.0 + n * 0.12, feed=n % 5 != 4)
    ticks = [tick for _name, tick in Written.sent]
    assert ticks == sorted(set(ticks))
    assert max(b - a for a, b in pairwise(ticks)) <= 2 * 90_000 + 2 * FRAME


def test_another_form_of_feed_is_another_stream() -> None:
    scene = Scene()
    other = Form(
        640, 360, Fraction(25), "High", "yuv420p", Fraction(1), (2, 2, 2, 0), SoundForm(), True, 1
    )
    assert scene.studio.run_began(other, scene.now())
    assert scene.studio.form == other
