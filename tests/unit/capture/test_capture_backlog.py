"""What a destination has still to be sent: never old, never undecodable, never not public."""

import time

import pytest

from archiver.capture.backlog import Backlog
from archiver.media.outgoing import Chunk

SECOND = 90_000


def chunk(name: str, second: float, *, starts: bool = False, live: bool = True) -> Chunk:
    return Chunk(name.encode(), starts, round(second * SECOND), live)


def taken(backlog: Backlog, n: int) -> list[str]:
    return [backlog.take().decode() for _n in range(n)]


def test_a_receiver_begins_at_the_latest_start_and_gets_what_follows() -> None:
    backlog = Backlog()
    assert not backlog.begin()
    for made in (
        chunk("a", 1),
        chunk("B", 2, starts=True),
        chunk("c", 3),
        chunk("D", 4, starts=True),
        chunk("e", 5),
    ):
        backlog.offer(made)
    assert backlog.begin()
    backlog.offer(chunk("F", 6, starts=True))
    assert taken(backlog, 3) == ["D", "e", "F"]
    assert backlog.dropped_ms == 2_000


def test_when_the_receiver_is_gone_what_is_since_the_last_start_is_kept() -> None:
    backlog = Backlog()
    backlog.offer(chunk("A", 1, starts=True))
    assert backlog.begin()
    for made in (chunk("b", 2), chunk("C", 3, starts=True), chunk("d", 4)):
        backlog.offer(made)
    backlog.leave()
    assert backlog.take() == b""
    assert backlog.begin()
    assert taken(backlog, 2) == ["C", "d"]


def test_what_is_not_public_any_more_is_left_out_and_does_not_count_as_dropped() -> None:
    backlog = Backlog()
    backlog.offer(chunk("A", 1, starts=True))
    assert backlog.begin()
    backlog.offer(chunk("b", 2))
    backlog.cut()
    backlog.offer(chunk("CARD", 3, starts=True, live=False))
    assert taken(backlog, 1) == ["CARD"]
    assert backlog.dropped_ms == 0


def test_a_receiver_that_is_too_slow_goes_on_at_the_live_edge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    backlog = Backlog()
    backlog.offer(chunk("A", 1, starts=True))
    assert backlog.begin()
    now += 3
    backlog.offer(chunk("B", 4, starts=True))
    now += 3
    backlog.offer(chunk("c", 5))
    backlog.offer(chunk("D", 7, starts=True))
    assert taken(backlog, 1) == ["D"]
    assert backlog.dropped_ms == 3_000 + 1_000


def test_a_start_that_is_old_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    backlog = Backlog()
    backlog.offer(chunk("A", 1, starts=True))
    now += 60
    assert not backlog.begin()


def test_another_stream_has_nothing_of_the_one_before() -> None:
    backlog = Backlog()
    backlog.offer(chunk("A", 100, starts=True))
    backlog.renew()
    assert not backlog.begin()
    backlog.offer(chunk("B", 1, starts=True))
    assert backlog.begin()
    assert taken(backlog, 1) == ["B"]


def test_closing_ends_the_receiver() -> None:
    backlog = Backlog()
    backlog.offer(chunk("A", 1, starts=True))
    assert backlog.begin()
    backlog.close()
    assert backlog.take() == b""
