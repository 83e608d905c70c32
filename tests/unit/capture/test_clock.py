from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from archiver.capture.clock import RunClock

_WALL = datetime(2017, 3, 27, 9, 30, tzinfo=UTC)


def _seen(clock: RunClock, media_ms: int, at: float) -> bool:
    return clock.saw(media_ms, 1000.0 + at, _WALL + timedelta(seconds=at))


@given(st.lists(st.floats(0, 0.5), min_size=40, max_size=40))
def test_jitter_only_delays(jitter: list[float]) -> None:
    clock = RunClock(0)
    for i, late in enumerate([*jitter, 0.0]):
        assert _seen(clock, i * 250, i * 0.25 + late)
    assert abs(clock.wall_at(5_000) - (_WALL + timedelta(seconds=5))) < timedelta(milliseconds=1)


def test_the_latency_of_the_feed_is_taken_off() -> None:
    clock = RunClock(300)
    _seen(clock, 1_000, 1.0)
    assert clock.wall_at(1_000) == _WALL + timedelta(seconds=0.7)


def test_a_clock_that_drifts_is_followed() -> None:
    clock = RunClock(0)
    for i in range(4 * 3600):  # an hour of a camera that is 100 ppm slow
        assert _seen(clock, round(i * 250 * 0.9999), i * 0.25)
    expected = _WALL + timedelta(seconds=3600)
    assert abs(clock.wall_at(round(3_600_000 * 0.9999)) - expected) < timedelta(milliseconds=10)


def test_a_jump_ahead_is_refused_and_forgotten() -> None:
    clock = RunClock(0)
    for i in range(60):
        assert _seen(clock, i * 250, i * 0.25)
    assert not _seen(clock, 15_000 + 5_000_000, 15.0)
    assert clock.wall_at(10_000) == _WALL + timedelta(seconds=10)


def test_a_burst_at_the_start_is_no_jump() -> None:
    clock = RunClock(0)
    assert _seen(clock, 100, 0.5)
    assert _seen(clock, 12_000, 0.75)
    assert _seen(clock, 12_250, 1.0)


def test_a_jump_right_at_the_start_is_refused_too() -> None:
    clock = RunClock(0)
    assert _seen(clock, 100, 0.5)
    assert not _seen(clock, 5_000_000, 0.75)


def test_bursts_of_a_playlist_are_no_jumps() -> None:
    clock = RunClock(0, bursts=True)
    for i in range(20):
        assert _seen(clock, (i + 1) * 6_000, i * 6.0)
