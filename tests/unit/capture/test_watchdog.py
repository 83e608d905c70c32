"""When the watchdog says that something is wrong, how late, and when it stops saying so."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.capture.alarms import Alarms
from archiver.capture.conditions import Condition
from archiver.capture.watchdog import Standing
from archiver.i18n import use_language
from archiver.media.levels import Levels
from archiver.media.segments import SegmentLook, Timing
from archiver.model.live import Alarm
from archiver.model.preset import AlarmSettings
from tests.unit.capture.looks import BLACK, RESTS, START, Feed, look, sound, video

GOOD = look()
SILENT = look(heard=sound(-120, -120))
STILL = look(video(RESTS, first=90, last=90))
DARK = look(video(RESTS, BLACK, first=16, last=16))
DEAF = replace(look(), sound=None)
ONE_EAR = look(heard=sound(-24, -90))
DAMAGED = SegmentLook("run1_00000.ts", 3_000_000, damage="unreadable")


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


def test_a_good_feed_raises_nothing() -> None:
    feed = Feed()
    assert [feed.see(GOOD) for _ in range(50)] == [[]] * 50


@pytest.mark.parametrize(
    ("kind", "bad", "delay_ms"),
    [
        ("silent", SILENT, 20_000),
        ("channel_dead", ONE_EAR, 20_000),
        ("frozen", STILL, 24_000),
        ("black", DARK, 12_000),
        ("no_sound", DEAF, 4_000),
        ("clipping", look(heard=sound(-3, -3, full_scale=0.02)), 4_000),
        ("picture_changed", look(video(size=(1280, 720))), 4_000),
        ("bit_rate", look(size=500_000), 8_000),
        ("bit_rate", look(size=30_000_000), 8_000),
    ],
)
def test_each_trouble_is_told_in_time_alone_and_clears(
    kind: str, bad: SegmentLook, delay_ms: int
) -> None:
    feed = Feed()
    feed.see(*[GOOD] * 10)
    assert feed.delay_of(kind, [bad] * 10) == delay_ms
    assert feed.see(bad, bad) in ([kind], [kind, kind])
    feed.see(*[GOOD] * 8)
    assert feed.now == ()


def test_a_text_says_since_when_and_what_to_check() -> None:
    feed = Feed()
    feed.see(GOOD, *[SILENT] * 5)
    (condition,) = feed.now
    since = (START + timedelta(seconds=4)).astimezone()
    assert f"{since:%H:%M:%S}" in condition.text
    assert "mixing desk" in condition.text


def test_a_pause_shorter_than_the_limit_is_no_silence() -> None:
    feed = Feed()
    for _ in range(20):
        assert feed.see(SILENT, SILENT, SILENT, SILENT, GOOD) == []


def test_the_limits_are_the_preset_s() -> None:
    feed = Feed(AlarmSettings(silent_ms=8_000, silent_below_dbfs=-40))
    assert feed.delay_of("silent", [look(heard=sound(-45, -45))] * 10) == 8_000


def test_silence_on_one_channel_is_counted_over_the_pauses_of_the_speaker() -> None:
    feed = Feed()
    found = [feed.see(ONE_EAR, SILENT, SILENT) for _ in range(5)]
    assert found[3] == []
    assert found[4] == ["channel_dead"]
    assert feed.now[0].subject == "2"
    assert "right" in feed.now[0].text


def test_two_quiet_channels_are_not_one_dead_one() -> None:
    feed = Feed()
    assert feed.delay_of("channel_dead", [look(heard=sound(-50, -60))] * 10) is None


def test_the_channel_of_low_tones_may_be_silent() -> None:
    feed = Feed()
    assert feed.delay_of("channel_dead", [look(heard=sound(-24, -24, -24, -120))] * 10) is None


def test_black_is_not_called_frozen_too() -> None:
    feed = Feed()
    assert feed.see(*[DARK] * 20) == ["black"]


def test_a_still_slide_sends_little_and_that_is_no_trouble() -> None:
    feed = Feed()
    feed.see(*[GOOD] * 20)
    small = replace(STILL, size=100_000)
    assert feed.see(*[small] * 100) == ["frozen"]
    assert feed.see(*[GOOD] * 2) == []


def test_a_lasting_new_bit_rate_becomes_the_usual_one() -> None:
    feed = Feed()
    feed.see(*[GOOD] * 75)
    assert feed.see(*[look(size=900_000)] * 3) == ["bit_rate"]
    assert feed.see(*[look(size=900_000)] * 75) == []


def test_a_hole_in_the_sound_within_a_segment_or_between_two_is_told() -> None:
    inside = look(heard=sound(-24, -24, gap_ms=3_000))
    feed = Feed()
    assert feed.see(GOOD, inside) == ["no_sound"]
    assert "3.0 s" in feed.now[0].text
    late = look(heard=sound(-24, -24, at_ms=2_500))
    other = Feed()
    assert other.see(GOOD, late) == ["no_sound"]
    assert other.see(*[late] * 6) == []


def test_sound_that_comes_back_ends_its_absence() -> None:
    feed = Feed()
    assert feed.see(GOOD, DEAF) == ["no_sound"]
    assert feed.see(GOOD) == []


def test_sound_that_stops_within_a_segment_is_told_with_it() -> None:
    stops = replace(sound(-24, -24), timing=Timing(0, 1_000, packets=47))
    feed = Feed()
    assert feed.see(GOOD, look(heard=stops)) == ["no_sound"]
    since = (START + timedelta(seconds=5)).astimezone()
    assert f"{since:%H:%M:%S}" in feed.now[0].text


def test_a_stray_packet_is_not_the_sound_that_comes_back() -> None:
    stray = replace(sound(-24, -24), timing=Timing(-9_000, -8_980, packets=1))
    feed = Feed()
    assert feed.see(GOOD, DEAF, look(heard=stray)) == ["no_sound"]


def test_sound_that_cannot_be_decoded_is_told_as_such() -> None:
    mute = replace(sound(-24, -24), levels=Levels((), ()))
    feed = Feed()
    assert feed.see(GOOD, look(heard=mute)) == ["no_sound"]
    assert "decoded" in feed.now[0].text


@pytest.mark.parametrize("lag_ms", [-900, 900])
def test_sound_a_little_before_or_after_its_picture_in_the_file_is_all_there(lag_ms: int) -> None:
    feed = Feed()
    assert feed.see(*[look(heard=sound(-24, -24, at_ms=lag_ms))] * 10) == []


@pytest.mark.parametrize(("at_ms", "words"), [(5_000_000, "ahead by 5000"), (-3_000, "back by 3")])
def test_time_that_jumps_between_two_segments_is_told_once_and_for_a_while(
    at_ms: int, words: str
) -> None:
    feed = Feed()
    feed.see(GOOD)
    jumped = look(video(at_ms=at_ms), sound(-24, -24, at_ms=at_ms))
    assert feed.see(jumped) == ["time_jump"]
    assert words in feed.now[0].text
    assert feed.see(*[jumped] * 4) == ["time_jump"]
    assert feed.see(*[jumped] * 2) == []


def test_another_run_starts_anew_in_time_but_not_in_what_lasts() -> None:
    feed = Feed()
    feed.see(*[SILENT] * 3)
    feed.run, feed.at_ms = 2, feed.at_ms + 60_000
    moved = look(video(at_ms=-3_000), sound(-120, -120, at_ms=-3_000))
    assert feed.see(moved, moved) == ["silent"]


def test_damaged_files_are_told_and_what_stood_still_stands() -> None:
    feed = Feed()
    feed.see(*[SILENT] * 5)
    assert feed.see(DAMAGED) == ["silent", "watch"]
    assert feed.see(GOOD) == []


def test_a_feed_whose_picture_cannot_be_decoded_is_told() -> None:
    blind = look(replace(video(), pictures=(), first=None, last=None))
    feed = Feed()
    assert feed.delay_of("watch", [blind] * 10) == 20_000
    assert feed.see(GOOD) == []


@given(st.lists(st.sampled_from([GOOD, SILENT, STILL, DARK, DEAF, ONE_EAR, DAMAGED]), max_size=30))
def test_whatever_went_before_a_good_minute_clears_everything(looks: list[SegmentLook]) -> None:
    feed = Feed()
    feed.see(*looks)
    assert feed.see(*[GOOD] * 15) == []


def test_alarms_are_raised_once_and_cleared_by_themselves() -> None:
    heard: list[Alarm] = []
    standing = Standing(Alarms(heard.append))
    dead = Condition("channel_dead", "left", "1")
    other = Condition("channel_dead", "right", "2")
    standing.tell([dead])
    standing.tell([dead, other])
    standing.tell([other])
    standing.tell(())
    assert [(alarm.subject, alarm.cleared is None) for alarm in heard] == [
        ("1", True),
        ("2", True),
        ("1", False),
        ("2", False),
    ]
