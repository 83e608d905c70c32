from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from archiver.capture.feeds import parse_feed
from archiver.model.marks import Planned
from archiver.model.preset import CaptureSettings, Preset
from archiver.model.session import House, Session
from archiver.recording.wanted import Wanted, feed_of, hours_of, must_encode, needs_of
from archiver.steps import Settings


def _settings(feed: str = "", **capture: object) -> Settings:
    session = Session(title="S", date=date(2017, 3, 27), feed=feed, planned_start=time(9, 30))
    preset = Preset(capture=CaptureSettings.model_validate(capture))
    return Settings(session=session, house=House(), preset=preset)


def _planned(hours: float, lasts: float = 3) -> Planned:
    start = datetime.now(UTC) + timedelta(hours=hours)
    return Planned(start, start + timedelta(hours=lasts))


def test_it_begins_before_and_ends_after_the_planned_hours() -> None:
    planned = _planned(2)
    hours = hours_of(_settings(), planned, Wanted())
    assert planned.start
    assert planned.end
    assert hours.begin == planned.start - timedelta(minutes=15)
    assert hours.end == planned.end + timedelta(minutes=60)
    assert not hours.firm


def test_at_once_keeps_the_planned_end() -> None:
    planned = _planned(2)
    hours = hours_of(_settings(), planned, Wanted(at_once=True))
    assert hours.begin is None
    assert planned.end
    assert hours.end == planned.end + timedelta(minutes=60)


def test_so_long_is_so_long_whatever_is_planned() -> None:
    hours = hours_of(_settings(), _planned(2), Wanted(lasts=timedelta(minutes=5)))
    assert hours.begin is None
    assert hours.firm
    assert hours.end
    assert timedelta(minutes=4) < hours.end - datetime.now(UTC) <= timedelta(minutes=5)


@pytest.mark.parametrize("planned", [Planned(), _planned(-48)])
def test_without_hours_ahead_it_lasts_until_told_or_the_longest(planned: Planned) -> None:
    hours = hours_of(_settings(longest_ms=7_200_000), planned, Wanted())
    assert hours.begin is None or hours.begin < datetime.now(UTC)
    assert hours.end
    assert timedelta(minutes=110) < hours.end - datetime.now(UTC) <= timedelta(hours=2)


def test_the_feed_asked_for_goes_before_the_session_s() -> None:
    settings = _settings("srt://192.0.2.1:9000")
    assert feed_of(settings, Wanted()).kind == "srt"
    assert feed_of(settings, Wanted(feed="test:")).kind == "test"


@pytest.mark.parametrize(
    ("feed", "codec", "encodes"),
    [
        ("srt://h:1", "auto", False),
        ("srt://h:1", "encode", True),
        ("/dev/video0", "auto", True),
        ("/dev/video0", "copy", False),
        ("test:", "auto", True),
    ],
)
def test_raw_feeds_are_encoded_and_others_copied(feed: str, codec: str, encodes: bool) -> None:
    assert must_encode(parse_feed(feed), _settings(codec=codec)) == encodes


def test_what_ffmpeg_must_be_able_to_do() -> None:
    card = needs_of(parse_feed("/dev/video0", "alsa:hw:1"), encode=True)
    assert card.inputs == {"v4l2", "alsa"}
    assert card.encoders == {"libx264", "aac"}
    assert needs_of(parse_feed("srt://h:1"), encode=False).protocols == {"srt"}
    assert needs_of(parse_feed(str(Path(__file__))), encode=False).protocols == frozenset()
