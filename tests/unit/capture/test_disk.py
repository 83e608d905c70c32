"""When the disk will be full, and when one is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.capture import disk
from archiver.capture.alarms import Alarms
from archiver.capture.disk import DiskWatch, FreeSpace, forecast, free_bytes, lasts_until
from archiver.i18n import use_language
from archiver.model.live import Alarm

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
GB = 1_000_000_000
RATE = 1_000_000.0


@given(st.integers(0, 10**15), st.floats(1, 1e9))
def test_a_forecast_is_what_is_free_by_what_it_takes(free: int, rate: float) -> None:
    made = forecast(free, rate, NOW)
    if made.full_at:
        assert (made.full_at - NOW).total_seconds() == pytest.approx(free / rate, abs=1e-3)
    else:
        assert free / rate >= 3650 * 86_400


def test_a_disk_nobody_writes_to_is_never_full() -> None:
    assert forecast(0, 0.0, NOW).full_at is None


def test_what_others_write_counts_once_it_is_usual() -> None:
    space = FreeSpace()
    for minute in range(4):
        free = 100 * GB - minute * 60 * 20 * 1_000_000
        made = space.forecast(free, RATE, NOW + timedelta(minutes=minute))
    assert made.bytes_per_second == pytest.approx(20_000_000)


def test_one_large_file_says_nothing_of_later() -> None:
    space, free = FreeSpace(), 100 * GB
    for step in range(12):
        free -= 30 * 1_000_000 + (20 * GB if step == 6 else 0)
        made = space.forecast(free, RATE, NOW + timedelta(seconds=30 * step))
    assert made.bytes_per_second == pytest.approx(RATE)


def test_space_that_is_freed_does_not_hide_what_is_written() -> None:
    space = FreeSpace()
    for minute in range(5):
        made = space.forecast((10 + minute) * GB, RATE, NOW + timedelta(minutes=minute))
    assert made.bytes_per_second == RATE


class Disk:
    """A watch over a folder whose free space is given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        use_language("en")
        self.free: int | None = 100 * GB
        self.heard: list[Alarm] = []
        self.alarms = Alarms(self.heard.append)
        self.watch = DiskWatch(Path("/rec"), self.alarms)
        monkeypatch.setattr(disk, "free_bytes", lambda _folder: self.free)

    def check(self, free: int | None, until: datetime | None = NOW + timedelta(hours=1)) -> None:
        self.free = free
        self.watch.check(NOW, RATE, until)


def test_the_alarm_says_at_what_time_and_clears(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Disk(monkeypatch)
    watched.check(4 * GB)
    assert watched.heard == []
    watched.check(3 * GB)
    (alarm,) = watched.alarms.standing()
    full_at = (NOW + timedelta(seconds=3000)).astimezone()
    assert alarm.kind == "disk"
    assert f"{full_at:%H:%M}" in alarm.text
    watched.check(3_700_000_000)
    assert watched.alarms.standing()  # It must last some minutes more to clear.
    watched.check(4 * GB)
    assert watched.alarms.standing() == ()


def test_without_a_planned_end_it_must_last_two_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Disk(monkeypatch)
    watched.check(8 * GB, until=None)
    assert watched.heard == []
    watched.check(7 * GB, until=None)
    assert [alarm.kind for alarm in watched.alarms.standing()] == ["disk"]


def test_a_disk_that_is_unplugged_is_told_and_then_what_it_lasts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watched = Disk(monkeypatch)
    watched.check(None)
    assert "cannot be reached" in watched.alarms.standing()[0].text
    watched.check(1 * GB)
    assert "will be full" in watched.alarms.standing()[0].text


def test_the_free_space_is_read_or_unknown(tmp_path: Path) -> None:
    assert (free_bytes(tmp_path) or 0) > 0
    assert free_bytes(tmp_path / "none") is None


def test_a_disk_that_lasts_exactly_lasts() -> None:
    made = forecast(3_600_000_000, RATE, NOW)
    assert lasts_until(made, NOW + timedelta(hours=1))
    assert not lasts_until(made, NOW + timedelta(hours=1), standing=True)
