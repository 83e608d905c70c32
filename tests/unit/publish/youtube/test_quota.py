"""The day's quota is counted before each call, and says when it begins anew."""

from datetime import UTC, date, datetime, timedelta

import pytest

from archiver.publish.interface import LaterError
from archiver.publish.youtube.quota import PACIFIC, Quota, Sums, units_of


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_what_is_spent_is_counted_before_the_call() -> None:
    quota = Quota(now=Clock())
    for method in ("captions.insert", "captions.list", "videos.list", "videos.update"):
        quota.spend(method)
    assert quota.left().units == 10_000 - 400 - 50 - 1 - 50
    quota.spend("videos.insert")
    assert (quota.left().units, quota.left().uploads) == (9_499, 99)


def test_when_none_is_left_it_says_when_to_go_on() -> None:
    clock = Clock()
    quota = Quota(units=449, now=clock)
    with pytest.raises(LaterError) as refused:
        quota.spend("captions.update")
    midnight = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert quota.resets_at() == midnight
    assert midnight.astimezone().strftime("%H:%M") in refused.value.remedy
    assert quota.left().units == 449
    clock.now = midnight + timedelta(minutes=1)
    quota.spend("captions.insert")


def test_uploads_have_a_bucket_of_their_own() -> None:
    quota = Quota(uploads=1, units=0, now=Clock())
    quota.spend("videos.insert")
    with pytest.raises(LaterError):
        quota.spend("videos.insert")
    assert units_of("videos.insert") == 0


def test_the_day_is_californias() -> None:
    sums, clock = Sums(), Clock()
    clock.now = datetime(2026, 11, 24, 7, 59, tzinfo=UTC)
    Quota(sums.add, now=clock).spend("videos.list")
    assert sums.add(date(2026, 11, 23), 0, 0) == (1, 0)
    assert Quota(now=clock).resets_at().tzinfo is PACIFIC


def test_the_day_the_clocks_change_is_an_hour_longer() -> None:
    clock = Clock()
    clock.now = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)  # 00:30 in summer time
    assert Quota(now=clock).resets_at().astimezone(UTC) == datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
