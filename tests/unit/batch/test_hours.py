"""The hours of a batch."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.batch.hours import WindowError, read_hours

DAY = datetime(2026, 11, 23)
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("at", "opens"),
    [("19:59", "20:00"), ("20:00", None), ("23:30", None), ("05:59", None), ("06:00", "20:00")],
)
def test_a_night_goes_on_past_midnight(at: str, opens: str | None) -> None:
    now = datetime.combine(DAY, time.fromisoformat(at))
    found = read_hours(["20:00-06:00"]).opens(now)
    assert (f"{found:%H:%M}" if found else None) == opens


def test_several_windows_and_none() -> None:
    hours = read_hours(["12h-13h30", "20:00-06:00"])
    assert hours.opens(DAY.replace(hour=12, minute=45)) is None
    assert hours.opens(DAY.replace(hour=8)) == DAY.replace(hour=12)
    assert hours.opens(DAY.replace(hour=13, minute=30)) == DAY.replace(hour=20)
    assert read_hours([]).opens(DAY) is None


@pytest.mark.parametrize("text", ["", "20:00", "25:00-06:00", "20:00-20:00", "20:61-21:00", "nuit"])
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(WindowError):
        read_hours([text])


@given(TIMES, TIMES, TIMES)
def test_when_it_opens_it_is_open(start: time, end: time, at: time) -> None:
    if start == end:
        return
    hours = read_hours([f"{start:%H:%M}-{end:%H:%M}"])
    now = datetime.combine(DAY, at)
    opens = hours.opens(now)
    if opens is not None:
        assert now < opens <= now + timedelta(days=1)
        assert hours.opens(opens) is None
        assert hours.opens(opens - timedelta(minutes=1)) is not None
